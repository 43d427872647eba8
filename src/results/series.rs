//! `series.csv` and `replications.csv`: the figures as tables, one row each.

use super::{Distribution, Results};
use crate::metrics::{Grain, Span};
use crate::model::Model;

/// One row per plan, metric and span: `plan,metric,grain,period,date,n,mean,sd,se,p5,...,p95`.
///
/// `period` is the number of the period, or of the quarter or year counted from 1. Empty: absent. A
/// quantile of a time that is later than the run is `> T`.
pub fn series_csv(results: &Results) -> String {
    let mut header = vec!["plan", "metric", "grain", "period", "date", "n", "mean", "sd", "se"];
    header.extend(Distribution::NAMES);
    let mut table = Table::new(&header);
    for (p, plan) in results.plans.iter().enumerate() {
        for (c, column) in results.catalogue.columns().iter().enumerate() {
            let metric = &results.catalogue.metrics[column.metric].id;
            let figure = results.distribution_for_files(p, c);
            let span = column.span;
            let period = if span.grain == Grain::Total { String::new() } else { span.number.to_string() };
            let mut row = vec![plan.id.clone(), metric.clone(), span.grain.id().to_string(), period];
            row.push(date(results, span));
            row.push(figure.n.to_string());
            row.extend([figure.mean, figure.sd, figure.se].map(number));
            row.extend(figure.quantiles.map(|q| quantile(q, results.time().periods)));
            table.row(&row);
        }
    }
    compared(results, &mut table);
    table.into_text()
}

/// Plans against the reference: `funnel vs base`.
fn compared(results: &Results, table: &mut Table) {
    let Some(duels) = &results.duels else { return };
    let reference = duels.watch.reference;
    let money = |metric: usize| {
        if results.catalogue.metrics[metric].definition.unit.is_money() { results.money_unit } else { 1.0 }
    };
    for (p, plan) in results.plans.iter().enumerate().filter(|(p, _)| *p != reference) {
        let pair = format!("{} vs {}", plan.id, results.plans[reference].id);
        for (place, &c) in duels.columns.iter().enumerate() {
            let column = results.catalogue.columns()[c];
            let id = format!("difference[{}]", results.catalogue.metrics[column.metric].id);
            let figure = results.difference(p, place).times(money(column.metric));
            row(results, table, [&pair, &id], column.span, &figure);
        }
        let Some(against) = results.against(p, reference) else { continue };
        let outcome = &results.catalogue.metrics[duels.watch.outcome].id;
        let so_far = format!("difference_so_far[{outcome}]");
        for (name, figures, unit) in
            [(so_far.as_str(), against.so_far(), money(duels.watch.outcome)), ("ahead", against.ahead(), 1.0)]
        {
            for (period, figure) in (0..).zip(&figures) {
                let span = Span { grain: Grain::Step, number: period, first: period, last: period };
                figure.iter().for_each(|figure| row(results, table, [&pair, name], span, &figure.times(unit)));
            }
        }
    }
}

/// * `names`: of the plan and of the figure
fn row(results: &Results, table: &mut Table, names: [&str; 2], span: Span, figure: &Distribution) {
    let period = if span.grain == Grain::Total { String::new() } else { span.number.to_string() };
    let mut row: Vec<String> = names.map(str::to_string).to_vec();
    row.extend([span.grain.id().to_string(), period, date(results, span), figure.n.to_string()]);
    row.extend([figure.mean, figure.sd, figure.se].map(number));
    row.extend(figure.quantiles.map(|q| quantile(q, results.time().periods)));
    table.row(&row);
}

/// One row per plan and kept replication: its number, the drawn inputs as they are written in the scenario, the
/// outcomes of the whole run.
///
/// * `model`: the one that was run
pub fn replications_csv(results: &Results, model: &Model) -> Option<String> {
    let kept = results.kept.as_ref()?;
    let mut header = vec!["plan".to_string(), "replication".to_string()];
    header.extend(kept.inputs.iter().map(|path| format!("input:{path}")));
    header.extend(kept.outcomes.iter().cloned());
    let mut table = Table::new(&header);
    let unit = |id: &String| {
        let Some(metric) = results.catalogue.find(id) else { return 1.0 };
        let money = results.catalogue.metrics[metric].definition.unit.is_money();
        results.catalogue.unit_of(metric) * if money { results.money_unit } else { 1.0 }
    };
    let units: Vec<f64> = kept.outcomes.iter().map(unit).collect();
    for (plan, came) in results.plans.iter().zip(&kept.came) {
        let of_plan = model.plans.iter().find(|described| described.id == plan.id).unwrap_or(&model.plans[0]);
        let written = model.as_written(of_plan);
        for (r, (drawn, outcomes)) in kept.drawn.iter().zip(came).enumerate() {
            let mut row = vec![plan.id.clone(), r.to_string()];
            row.extend(written.iter().map(|input| number(input.value(drawn))));
            let in_units = outcomes.iter().zip(&units).map(|(x, unit)| x * unit);
            row.extend(in_units.map(|x| quantile(Some(x), results.time().periods)));
            table.row(&row);
        }
    }
    Some(table.into_text())
}

/// The day, quarter or year of a span; empty without dates.
fn date(results: &Results, span: Span) -> String {
    let dated = results.time().start.is_some() && span.number > 0;
    if dated { results.catalogue.spans.label(span) } else { String::new() }
}

fn number(x: Option<f64>) -> String {
    match x {
        Some(x) if x.is_finite() => format!("{x}"),
        _ => String::new(),
    }
}

fn quantile(x: Option<f64>, periods: u32) -> String {
    match x {
        Some(f64::INFINITY) => format!("> {periods}"),
        _ => number(x),
    }
}

struct Table {
    writer: csv::Writer<Vec<u8>>,
}

impl Table {
    fn new<T: AsRef<[u8]>>(header: &[T]) -> Table {
        let mut table = Table { writer: csv::Writer::from_writer(Vec::new()) };
        table.row(header);
        table
    }

    fn row<T: AsRef<[u8]>>(&mut self, fields: &[T]) {
        self.writer.write_record(fields).expect("rows of one table have one length, and memory does not fail");
    }

    fn into_text(self) -> String {
        let bytes = self.writer.into_inner().expect("memory does not fail");
        String::from_utf8(bytes).expect("fields are text")
    }
}
