//! The tables of the page: headline figures, quarters and years, channels, experiments, scorecard.

use super::Subject;
use crate::analysis::lifetime::Lifetime;
use crate::base::calendar::Step;
use crate::metrics::{self, Grain, Span};
use crate::model::{Model, RollUp};
use crate::report::html::{Column, Row, Table};
use crate::report::language::{Language, words};
use crate::report::memo::{Block, Section};
use crate::report::numbers::{Estimate, Unit};
use crate::report::{channels, comparison, experiments, labels, scorecard, screen};
use crate::results::{Distribution, Results};

/// What the label of a metric is in a report.
pub(crate) fn label_of(metric: &str, model: &Model) -> String {
    model.presentation.language.say(labels::among(metric, model)).to_string()
}

/// In what unit a metric is written for eyes; `None` of times and chances, which are words.
pub(crate) fn unit_for_eyes(metric: &str, model: &Model) -> Option<Unit> {
    match metrics::definition(metric)?.unit {
        metrics::Unit::People | metrics::Unit::Count => Some(Unit::People),
        unit if unit.is_money() => Some(Unit::Money(model.currency.clone())),
        metrics::Unit::Share => Some(Unit::Percent),
        metrics::Unit::Number | metrics::Unit::Duration => Some(Unit::Number),
        _ => None,
    }
}

/// The headline figures, plans side by side: median and 90% range.
pub(super) fn headline(subject: &Subject) -> Table {
    let Subject { model, results, .. } = *subject;
    let language = model.presentation.language;
    let cell = |p: usize, metric: &str| screen::headline_cell(model, results, p, metric);
    let rows = screen::headlines(model, results)
        .into_iter()
        .map(|(metric, label)| Row { label, cells: (0..results.plans.len()).map(|p| cell(p, &metric)).collect() });
    let of_one_customer =
        lifetime_rows(model, subject.lifetimes).into_iter().map(|(label, cells)| Row { label, cells });
    let caption = match results.plans.len() {
        1 => words("Over the whole run: median and 90% range", "전체 기간: 중앙값과 90% 범위", "全程：中位数与90%区间"),
        _ => words(
            "Plans side by side, over the whole run: median and 90% range",
            "안별 비교, 전체 기간: 중앙값과 90% 범위",
            "方案对比（全程）：中位数与90%区间",
        ),
    };
    Table {
        caption: language.say(caption).to_string(),
        rows_are: language.say(words("Figure", "지표", "指标")).to_string(),
        columns: plan_columns(subject),
        rows: rows.chain(of_one_customer).collect(),
    }
}

/// What one new customer is worth and brings; a row that is indented below another is named with it.
pub(super) fn lifetime_rows(model: &Model, lifetimes: &[Lifetime]) -> Vec<(String, Vec<String>)> {
    let mut above = String::new();
    let rows = screen::lifetime_rows(model, lifetimes).into_iter();
    let named = rows.map(|(label, cells)| {
        let language = model.presentation.language;
        let named = if label.starts_with(' ') { language.apart(&[&above, label.trim()]) } else { label.to_string() };
        above = named.clone();
        (named, cells)
    });
    named.collect()
}

fn plan_columns(subject: &Subject) -> Vec<Column> {
    let plans = subject.results.plans.iter().zip(subject.plans);
    plans.map(|(plan, &p)| Column { label: plan.label.clone(), plan: Some(p) }).collect()
}

/// All other tables.
pub(super) fn section(subject: &Subject) -> Option<Section> {
    let Subject { model, results, lifetimes, plans, .. } = *subject;
    let language = model.presentation.language;
    let mut blocks: Vec<Block> = Vec::new();
    let compared = subject.comparison.filter(|_| results.plans.len() > 1);
    blocks.extend(compared.map(|compared| Block::Table(comparison::table(subject, compared))));
    blocks.extend(compared.and_then(|compared| comparison::head_to_head(subject, compared)).map(Block::Table));
    let shown = shown_grain(model, results);
    // The next finer one can be opened; all are in the tables for a spreadsheet.
    let finer = match shown {
        Grain::Year if !results.catalogue.spans.quarters().is_empty() => Some(Grain::Quarter),
        Grain::Year | Grain::Quarter => Some(Grain::Step),
        _ => None,
    };
    blocks.extend(by_time(subject, shown).map(Block::Table));
    blocks.extend(finer.and_then(|finer| by_time(subject, finer)).map(Block::Folded));
    let channels = (0..lifetimes.len()).filter_map(|at| channels::table(subject, at));
    let experiments = experiments::table(model, results, plans, subject.experiments);
    let scorecard = scorecard::table(model, results, lifetimes, plans);
    let others = channels.chain(experiments).chain(scorecard);
    blocks.extend(others.map(|table| Block::Table(table.without_empty_columns())));
    Section::of("tables", language.say(words("Tables", "표", "表格")), blocks)
}

/// The metrics that a board wants by quarter, if the scenario has them.
pub(crate) const BY_TIME: [&str; 13] = [
    "customers",
    "new_customers",
    "churn_rate",
    "mrr",
    "nrr",
    "revenue",
    "spend",
    "investment",
    "cac",
    "cac_total",
    "profit",
    "cash",
    "referral_share",
];

/// Into what the shown table is rolled up: as the author wants it, else years if there are several.
fn shown_grain(model: &Model, results: &Results) -> Grain {
    let spans = &results.catalogue.spans;
    match model.presentation.by {
        Some(RollUp::Year) if !spans.years().is_empty() => Grain::Year,
        Some(RollUp::Quarter) if !spans.quarters().is_empty() => Grain::Quarter,
        Some(RollUp::Step) => Grain::Step,
        _ if spans.years().len() > 1 => Grain::Year,
        _ if spans.quarters().len() > 1 => Grain::Quarter,
        _ => Grain::Step,
    }
}

/// The spans of a grain in a run, in order; periods begin with period 1.
pub(crate) fn spans(results: &Results, grain: Grain) -> Vec<Span> {
    let spans = &results.catalogue.spans;
    match grain {
        Grain::Step => (1..=spans.time.periods).map(|t| Span { grain, number: t, first: t, last: t }).collect(),
        Grain::Quarter => spans.quarters().to_vec(),
        Grain::Year => spans.years().to_vec(),
        Grain::Total => Vec::new(),
    }
}

/// The figure of a metric over a span, in the unit of its definition.
pub(crate) fn figure_over(results: &Results, plan: usize, metric: &str, span: Span) -> Option<Distribution> {
    let metric = results.catalogue.find(metric)?;
    let column = results.catalogue.column(metric, span.grain, span.number)?;
    Some(results.distribution(plan, column))
}

/// The metrics of [`BY_TIME`] that say something under some plan.
pub(crate) fn metrics_by_time(results: &Results) -> Vec<&'static str> {
    let says_something = |metric: &&str| {
        *metric == "customers"
            || (0..results.plans.len()).any(|p| results.total(p, metric).is_some_and(|f| f.says_something()))
    };
    BY_TIME.into_iter().filter(says_something).collect()
}

/// The most important figures by period, quarter or year: of one plan metrics across, of several a group of
/// rows for each metric and the plans across.
fn by_time(subject: &Subject, grain: Grain) -> Option<Table> {
    let Subject { model, results, .. } = *subject;
    let language = model.presentation.language;
    let spans = spans(results, grain);
    // Months of many years are for a spreadsheet.
    const MOST_ROWS: usize = 40;
    if spans.is_empty() || grain == Grain::Step && spans.len() > MOST_ROWS {
        return None;
    }
    let metrics = metrics_by_time(results);
    let n_plans = results.plans.len();
    let (columns, rows) = if n_plans == 1 {
        let columns = metrics.iter().map(|metric| Column { label: label_of(metric, model), plan: None }).collect();
        let row = |span: &Span| Row {
            label: span_label(results, *span, language),
            cells: metrics.iter().map(|metric| cell(subject, 0, metric, *span)).collect(),
        };
        (columns, spans.iter().map(row).collect())
    } else {
        let group = |metric: &&str| {
            let heading = Row { label: label_of(metric, model), cells: Vec::new() };
            let metric = *metric;
            let row = move |span: &Span| Row {
                label: span_label(results, *span, language),
                cells: (0..n_plans).map(|p| cell(subject, p, metric, *span)).collect(),
            };
            [heading].into_iter().chain(spans.iter().map(row)).collect::<Vec<Row>>()
        };
        (plan_columns(subject), metrics.iter().flat_map(group).collect())
    };
    let caption = match grain {
        Grain::Year => words("By year: median and 90% range", "연도별: 중앙값과 90% 범위", "按年：中位数与90%区间"),
        Grain::Quarter => {
            words("By quarter: median and 90% range", "분기별: 중앙값과 90% 범위", "按季度：中位数与90%区间")
        }
        _ => words("By period: median and 90% range", "기간별: 중앙값과 90% 범위", "按期：中位数与90%区间"),
    };
    Some(Table {
        caption: language.say(caption).to_string(),
        rows_are: language.say(words("Period", "기간", "期间")).to_string(),
        columns,
        rows,
    })
}

/// Median and 90% range.
fn cell(subject: &Subject, plan: usize, metric: &str, span: Span) -> String {
    let figure = figure_over(subject.results, plan, metric, span);
    let text = figure.and_then(|figure| {
        let unit = unit_for_eyes(metric, subject.model)?;
        let estimate = Estimate { median: figure.median()?, low: figure.p5()?, high: figure.p95()? };
        Some(estimate.text(&unit, subject.model.presentation.language))
    });
    text.unwrap_or_default()
}

/// `2027-Q1` in the words of the language; a part of a quarter or year says how much of it the run has.
fn span_label(results: &Results, span: Span, language: Language) -> String {
    let time = results.time();
    let name = match (time.calendar().first_day(span.first), span.grain) {
        (Some(first), Grain::Year) => language.year(first.year()),
        (Some(first), Grain::Quarter) => {
            language.with_year(&language.quarter((first.month() - 1) / 3 + 1), first.year())
        }
        (Some(first), _) => match time.step {
            Step::Day | Step::Week => language.with_year(&language.day(first.month(), first.day()), first.year()),
            Step::Month => language.with_year(&language.month(first.month()), first.year()),
            Step::Quarter => language.with_year(&language.quarter((first.month() - 1) / 3 + 1), first.year()),
            Step::Year => language.year(first.year()),
        },
        (None, Grain::Year) => language.nth(span.number, Step::Year),
        (None, Grain::Quarter) => language.nth(span.number, Step::Quarter),
        (None, _) => language.nth(span.number, time.step),
    };
    let whole = match span.grain {
        Grain::Year => Step::Year,
        Grain::Quarter => Step::Quarter,
        _ => time.step,
    };
    let (held, of) = (span.last - span.first + 1, whole.counted_in(time.step));
    // Quarters and years are no whole numbers of weeks and days; one is not missed.
    if f64::from(held) > of - 1.5 && (f64::from(held) >= of || time.step < Step::Month) {
        return name;
    }
    let part = words(
        "{name} ({held} of {of} {step}s)",
        "{name} ({of}{step} 중 {held}{step})",
        "{name}（{of}{step}中的{held}{step}）",
    );
    let (held, of) = (held.to_string(), format!("{of:.0}"));
    let gaps = [("name", name.as_str()), ("held", &held), ("of", &of), ("step", language.axis_caption(time.step))];
    language.fill(part, &gaps)
}
