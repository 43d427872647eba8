//! `tables/*.csv`: the tables of a report for a spreadsheet, wide, with raw numbers in plain units.
//!
//! RFC 4180 with a header, UTF-8. First the columns that name a row, then the figures, plan by plan. Money is in
//! the currency's unit, a share of 5% is 0.05, a time is a number of periods. What does not exist is empty; a time
//! that is later than the run is `> T`. docs/outputs.md is the contract.

use super::assemble::{Subject, assumptions, defaults, tables};
use super::{comparison, scorecard, screen};
use crate::analysis::lifetime::Figure;
use crate::metrics::{self, Grain, Unit};
use crate::results::Distribution;
use crate::scenario::PlanEdit;

/// Name in the report folder, and content; only tables that have rows.
pub fn files(subject: &Subject) -> Vec<(String, Vec<u8>)> {
    let tables = [
        ("headline", headline(subject)),
        ("comparison", compared(subject)),
        ("pairs", pairs(subject)),
        ("customer", customer(subject)),
        ("years", by_time(subject, Grain::Year)),
        ("quarters", by_time(subject, Grain::Quarter)),
        ("periods", by_time(subject, Grain::Step)),
        ("goals", goals(subject)),
        ("channels", channels(subject)),
        ("experiments", experiments(subject)),
        ("scorecard", targets(subject)),
        ("plans", plans(subject)),
        ("assumptions", assumed(subject)),
    ];
    let filled = tables.into_iter().filter(|(_, table)| !table.rows.is_empty());
    filled.map(|(name, table)| (format!("tables/{name}.csv"), table.into_bytes())).collect()
}

/// A table in the making.
struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn new(header: &[&str]) -> Table {
        Table { header: header.iter().map(ToString::to_string).collect(), rows: Vec::new() }
    }

    /// A column of each name for every plan: `base p5`.
    fn with_plans(mut self, subject: &Subject, names: &[&str]) -> Table {
        for plan in &subject.results.plans {
            self.header.extend(names.iter().map(|name| format!("{} {name}", plan.id)));
        }
        self
    }

    fn with_columns(mut self, figure: &str, names: &[&str]) -> Table {
        self.header.extend(names.iter().map(|name| format!("{figure} {name}")));
        self
    }

    fn into_bytes(self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in [self.header].iter().chain(&self.rows) {
            writer.write_record(row).expect("rows of one table have one length, and memory does not fail");
        }
        writer.into_inner().expect("memory does not fail")
    }
}

/// A median and the ends of a range around it.
struct Middle {
    names: [&'static str; 3],
    /// Their places among the quantiles of a [`Distribution`].
    quantiles: [usize; 3],
}

const MIDDLE_80: Middle = Middle { names: ["p10", "p50", "p90"], quantiles: [1, 3, 5] };
/// As the page has it.
const MIDDLE_90: Middle = Middle { names: ["p5", "p50", "p95"], quantiles: [0, 3, 6] };
const OVER_DRAWS: [&str; 3] = ["p5", "mean", "p95"];

fn texts(row: &[&str]) -> Vec<String> {
    row.iter().map(ToString::to_string).collect()
}

/// What an author wrote, as text: a spreadsheet takes `=price` or `+10%` for a formula, not so with a space before it.
fn said(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@']) { format!(" {text}") } else { text.to_string() }
}

fn number(x: Option<f64>) -> String {
    x.filter(|x| x.is_finite()).map(|x| format!("{x}")).unwrap_or_default()
}

/// Factor from what results hold to the plain unit of a metric.
fn plain(subject: &Subject, metric: &str) -> f64 {
    let is_money = metrics::definition(metric).is_some_and(|definition| definition.unit.is_money());
    if is_money { subject.results.money_unit } else { 1.0 }
}

/// The median of a figure and a range around it.
fn quantiles(subject: &Subject, metric: &str, figure: Option<Distribution>, middle: &Middle) -> [String; 3] {
    let unit = plain(subject, metric);
    let at = |at: usize| figure.as_ref().map(|figure| quantile(subject, unit, figure.quantiles[at]));
    middle.quantiles.map(|place| at(place).unwrap_or_default())
}

/// A quantile; of a time also `> 36`.
fn quantile(subject: &Subject, unit: f64, quantile: Option<f64>) -> String {
    match quantile {
        Some(f64::INFINITY) => format!("> {}", subject.results.time().periods),
        quantile => number(quantile.map(|x| x * unit)),
    }
}

/// `people`, `USD`, `USD per month`, `share`, ...
fn unit_of(subject: &Subject, metric: &str) -> String {
    let code = &subject.model.currency.code;
    match metrics::definition(metric).map(|definition| definition.unit) {
        Some(Unit::People) => "people".to_string(),
        Some(Unit::Count) => "count".to_string(),
        Some(Unit::Money) => code.clone(),
        Some(Unit::MoneyPerMonth) => format!("{code} per month"),
        Some(Unit::MoneyEach) => format!("{code} each"),
        Some(Unit::Share) => "share".to_string(),
        Some(Unit::Number) => "ratio".to_string(),
        Some(Unit::Periods | Unit::Duration) => format!("{}s", subject.model.time.step.name()),
        Some(Unit::Chance) => "chance".to_string(),
        None => String::new(),
    }
}

/// Headline figures of the whole run; goals have a table of their own.
fn headline(subject: &Subject) -> Table {
    let results = subject.results;
    let mut table = Table::new(&["metric", "label", "unit"]).with_plans(subject, &MIDDLE_90.names);
    for (metric, label) in
        screen::headlines(subject.model, results).into_iter().filter(|(metric, _)| !metric.starts_with("chance["))
    {
        let mut row = texts(&[&metric, label.trim(), &unit_of(subject, &metric)]);
        for p in 0..results.plans.len() {
            row.extend(quantiles(subject, &metric, screen::headline_figure(results, p, &metric), &MIDDLE_90));
        }
        table.rows.push(row);
    }
    table
}

/// A row per plan, the best first: what it brings, and what not knowing costs it.
fn compared(subject: &Subject) -> Table {
    let mut table =
        Table::new(&["plan", "label", "outcome", "unit", "mean", "se", "p5", "shortfall", "regret", "spend"]);
    let Some(comparison) = subject.comparison else { return table };
    let unit = comparison::unit_for_files(subject, comparison);
    for &plan in &comparison.ranking {
        let described = &subject.results.plans[plan];
        let standing = &comparison.standings[plan];
        let outcome = comparison.outcome.as_str();
        let mut row = texts(&[&described.id, &described.label, outcome, &unit_of(subject, outcome)]);
        let p5 = subject.results.total(plan, outcome).and_then(|figure| figure.p5());
        let regret = comparison.knowledge.as_ref().map(|_| standing.regret.mean * unit);
        let spend = comparison::growth_spend(subject.results, plan).map(|x| x * subject.results.money_unit);
        row.extend([standing.mean.mean, standing.mean.se].map(|x| number(Some(x * unit))));
        row.push(number(p5.map(|x| x * plain(subject, outcome))));
        row.extend([Some(standing.shortfall * unit), regret, spend].map(number));
        table.rows.push(row);
    }
    table
}

/// A row per pair of plans: what the one brings more, and how surely.
fn pairs(subject: &Subject) -> Table {
    let mut table =
        Table::new(&["plan", "against", "outcome", "unit", "mean", "se"]).with_columns("difference", &MIDDLE_90.names);
    table.header.extend(texts(&["better", "ahead", "crossover p50", "crossover reached"]));
    let Some(comparison) = subject.comparison else { return table };
    let unit = comparison::unit_for_files(subject, comparison);
    let outcome = comparison.outcome.as_str();
    for pair in comparison::in_order(comparison) {
        let id = |plan: usize| subject.results.plans[plan].id.as_str();
        let mut row = texts(&[id(pair.a), id(pair.b), outcome, &unit_of(subject, outcome)]);
        row.extend([pair.difference.mean, pair.difference.se].map(|x| number(Some(x * unit))));
        let against = subject.results.against(pair.a, pair.b);
        row.extend(quantiles(subject, outcome, against.as_ref().map(|against| against.at_end()), &MIDDLE_90));
        row.push(number(pair.better.map(|better| better.mean)));
        row.push(number(against.as_ref().and_then(|against| against.ahead_at_end().mean)));
        let crossover = against.and_then(|against| against.crossover());
        row.push(crossover.as_ref().map_or(String::new(), |(when, _)| quantile(subject, 1.0, when.median())));
        row.push(number(crossover.map(|(_, reached)| reached)));
        table.rows.push(row);
    }
    table
}

/// Figures of one person, over the draws of the inputs.
fn customer(subject: &Subject) -> Table {
    let mut table = Table::new(&["metric", "label", "unit"]).with_plans(subject, &OVER_DRAWS);
    let named = subject.lifetimes.first().map(|lifetime| lifetime.named()).into_iter().flatten();
    for (at, (id, _)) in named.enumerate() {
        let mut row = texts(&[id, &tables::label_of(id, subject.model), &unit_of(subject, id)]);
        for lifetime in subject.lifetimes {
            let figure = lifetime.named().into_iter().nth(at);
            row.extend(figure.map_or(vec![String::new(); 3], |(_, figure)| over_draws(figure, plain(subject, id))));
        }
        table.rows.push(row);
    }
    table
}

fn over_draws(figure: &Figure, unit: f64) -> Vec<String> {
    match figure {
        Ok(x) => [x.p5, x.mean, x.p95].map(|x| number(Some(x * unit))).to_vec(),
        Err(_) => vec![String::new(); 3],
    }
}

/// The figures of a board by period, quarter or year.
fn by_time(subject: &Subject, grain: Grain) -> Table {
    let results = subject.results;
    let mut table =
        Table::new(&["metric", "label", "unit", "period", "from", "to"]).with_plans(subject, &MIDDLE_80.names);
    let calendar = results.time().calendar();
    let spans = tables::spans(results, grain);
    for metric in tables::metrics_by_time(results) {
        for span in &spans {
            let first = calendar.first_day(span.first).map(|day| day.to_string()).unwrap_or_default();
            let next = calendar.first_day(span.last + 1).and_then(|day| day.yesterday().ok());
            let last = next.map(|day| day.to_string()).unwrap_or_default();
            let label = tables::label_of(metric, subject.model);
            let period = results.catalogue.spans.label(*span);
            let mut row = texts(&[metric, &label, &unit_of(subject, metric), &period, &first, &last]);
            for p in 0..results.plans.len() {
                row.extend(quantiles(subject, metric, tables::figure_over(results, p, metric, *span), &MIDDLE_80));
            }
            table.rows.push(row);
        }
    }
    table
}

/// The chance of every goal.
fn goals(subject: &Subject) -> Table {
    let results = subject.results;
    let mut table = Table::new(&["goal", "label"]).with_plans(subject, &["chance", "se"]);
    for metric in results.catalogue.metrics.iter().filter(|metric| metric.definition.id == "chance") {
        let id = metric.id.trim_start_matches("chance[").trim_end_matches(']');
        let mut row = texts(&[id, metric.of.as_deref().unwrap_or_default()]);
        for p in 0..results.plans.len() {
            let chance = results.total(p, &metric.id);
            row.extend([chance.and_then(|c| c.mean), chance.and_then(|c| c.se)].map(number));
        }
        table.rows.push(row);
    }
    table
}

/// A row per plan and channel: what it costs and brings.
fn channels(subject: &Subject) -> Table {
    const OF_RUN: [&str; 4] = ["spend", "arrivals", "new_customers", "cac"];
    let Subject { model, results, lifetimes, plans, .. } = *subject;
    let mut table = Table::new(&["plan", "channel", "label"]);
    for metric in OF_RUN {
        table = table.with_columns(metric, &MIDDLE_80.names);
    }
    for figure in ["conversion", "value_per_person", "cost_per_person"] {
        table = table.with_columns(figure, &OVER_DRAWS);
    }
    table.header.extend(texts(&["chance_pays", "next_dollar_pays", "next_dollar_pays_within_the_run"]));
    table = table.with_columns("next_dollar", &OVER_DRAWS);
    for (at, ((plan, lifetime), &p)) in results.plans.iter().zip(lifetimes).zip(plans).enumerate() {
        for (c, (channel, brought)) in model.plans[p].channels.iter().zip(&lifetime.channels).enumerate() {
            let mut row = texts(&[&plan.id, &channel.id, &channel.label]);
            for metric in OF_RUN {
                let figure = results.total(at, &format!("{metric}[{}]", channel.id));
                row.extend(quantiles(subject, metric, figure, &MIDDLE_80));
            }
            row.extend(over_draws(&brought.conversion, 1.0));
            row.extend(over_draws(&brought.value, results.money_unit));
            row.extend(over_draws(&brought.cost, results.money_unit));
            row.push(number(brought.chance_pays.ok()));
            let next = subject.contributions.get(at).and_then(|of| of.next_dollar(c));
            row.push(number(next.map(|next| next.pays.chance)));
            row.push(number(next.map(|next| next.pays.within)));
            row.extend(next.map(|next| next.gain).map_or(vec![String::new(); 3], |gain| {
                [gain.p5, gain.mean, gain.p95].map(|x| number(Some(x * results.money_unit))).to_vec()
            }));
            table.rows.push(row);
        }
    }
    table
}

/// A row per plan and experiment.
fn experiments(subject: &Subject) -> Table {
    let Subject { model, results, plans, experiments, .. } = *subject;
    let means = ["adopted", "adopted_rightly", "adopted_wrongly", "missed"];
    let mut table = Table::new(&["plan", "experiment", "label", "rounds"]);
    table.header.extend(texts(&means));
    table.header.extend(texts(&["worth mean", "worth se"]));
    for (at, ((described, worth), &plan)) in results.plans.iter().zip(experiments).zip(plans).enumerate() {
        for experiment in worth {
            let test = &model.plans[plan].tests[experiment.test];
            let initiative = &model.plans[plan].initiatives[test.initiative];
            let rounds = test.rounds.len().to_string();
            let mut row = texts(&[&described.id, &initiative.id, &initiative.label, &rounds]);
            let mean = |metric: &str| results.total(at, &format!("{metric}[{}]", initiative.id)).and_then(|f| f.mean);
            row.extend(means.map(|metric| number(mean(metric))));
            row.extend([experiment.mean, experiment.se].map(|x| number(Some(x * results.money_unit))));
            table.rows.push(row);
        }
    }
    table
}

/// What the owners of stages want, and what comes.
fn targets(subject: &Subject) -> Table {
    let Subject { model, results, lifetimes, .. } = *subject;
    let mut table = Table::new(&["stage", "label", "owner", "metric", "target"])
        .with_plans(subject, &["p5", "middle", "p95", "chance"]);
    for target in scorecard::scorecard(model, results, lifetimes) {
        let owner = target.owner.unwrap_or_default();
        let mut row = texts(&[target.stage, target.label, owner, target.metric, target.wanted]);
        let unit = plain(subject, target.metric);
        for forecast in &target.forecasts {
            let ends = forecast.map(|f| [f.low, f.middle, f.high].map(|x| number(Some(x * unit))));
            row.extend(ends.unwrap_or_default());
            row.push(number(forecast.and_then(|f| f.chance)));
        }
        table.rows.push(row);
    }
    table
}

/// A row per thing that a plan does differently.
fn plans(subject: &Subject) -> Table {
    let mut table = Table::new(&["plan", "label", "what", "path", "segment", "before", "after"]);
    for plan in &subject.results.plans {
        let Some(account) = subject.model.account.plans.iter().find(|account| account.id == plan.id) else { continue };
        let mut push = |what: &str, path: &str, segment: Option<&str>, before: &str, after: &str| {
            let segment = segment.unwrap_or_default();
            table.rows.push(texts(&[&plan.id, &plan.label, what, path, segment, &said(before), &said(after)]));
        };
        if let Some(other) = &account.extends {
            push("extends", other, None, "", "");
        }
        for edit in &account.edits {
            match edit {
                PlanEdit::With(id) => push("initiative", &format!("initiatives.{id}"), None, "", ""),
                PlanEdit::Without(id) => push("without", &format!("initiatives.{id}"), None, "", ""),
                PlanEdit::Off(path) => push("off", path, None, "", ""),
                PlanEdit::Set { path, before, written, segment } => {
                    push("set", path, segment.as_deref(), before.as_deref().unwrap_or_default(), written);
                }
                PlanEdit::Changed { path, by, segment } => push("changes", path, segment.as_deref(), "", by),
            }
        }
    }
    table
}

/// Every number of the scenario, and what nobody wrote.
fn assumed(subject: &Subject) -> Table {
    let model = subject.model;
    let mut table = Table::new(&["path", "label", "kind", "written", "p5", "p95", "source"]);
    let label = |path: &str| super::paths::in_words(model, path);
    for a in assumptions::assumed(model) {
        let [low, high] = assumptions::drawn(&a).map_or([None; 2], |ends| ends.map(Some)).map(number);
        let (path, source) = (&a.input.path, a.source.unwrap_or_default());
        table.rows.push(texts(&[path, &label(path), a.known.id(), &said(&a.input.written), &low, &high, source]));
    }
    for (path, written) in assumptions::constants(model) {
        let source = model.account.thing_at(path).and_then(|thing| thing.source.as_deref()).unwrap_or_default();
        table.rows.push(texts(&[path, &label(path), "written", &said(written), "", "", source]));
    }
    for default in defaults::defaults(model) {
        table.rows.push(texts(&[default.path, &default.name, "default", &default.taken, "", "", ""]));
    }
    table
}
