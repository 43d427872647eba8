//! Quarters: the headline figures by quarter and year under every plan.

use super::fans::time_axis;
use super::{AnyChart, Subject};
use crate::base::calendar::{RollUp as Dated, Step};
use crate::metrics::{self, Grain, Span};
use crate::model::RollUp;
use crate::report::chart::{Context, QuarterColumn, QuarterFigure, Quarters, quarters};
use crate::report::labels;
use crate::report::language::Language;
use crate::report::numbers::{Estimate, Unit, duration};
use crate::results::Distribution;

/// The most important first.
const FIGURES: [&str; 7] = ["customers", "revenue", "investment", "profit", "cac", "cash", "nrr"];

/// Plans in one picture.
const MOST_PLANS: usize = 4;

/// None where nothing of it exists.
pub(super) fn chart(subject: &Subject, context: &Context) -> Option<AnyChart> {
    let n_plans = subject.plans.len().min(MOST_PLANS);
    let spans = spans(subject, n_plans > 1);
    let language = subject.model.presentation.language;
    // What plans that spend the same money differently are compared by.
    let with_initiatives = |metric: &&'static str| match *metric {
        "cac" if subject.results.catalogue.find("cac_total").is_some() => "cac_total",
        metric => metric,
    };
    let shown = FIGURES.iter().map(with_initiatives);
    let figures: Vec<QuarterFigure> =
        shown.filter_map(|metric| figure(subject, metric, &spans, n_plans, language)).collect();
    let plans = subject.plans.iter().take(n_plans);
    let table = Quarters {
        columns: spans.iter().map(|span| column(subject, *span, language)).collect(),
        plans: plans.map(|&plan| (subject.model.plans[plan].label.clone(), plan)).collect(),
        plans_left_out: subject.plans.len() - n_plans,
        figures,
    };
    (!table.figures.is_empty()).then(|| -> AnyChart { Box::new(quarters(&table, context)) })
}

/// Which quarters and years: the last ones, as many as can be read.
fn spans(subject: &Subject, several_plans: bool) -> Vec<Span> {
    let all = &subject.results.catalogue.spans;
    let step = all.time.step;
    let steps: Vec<Span> =
        (1..=all.time.periods).map(|t| Span { grain: Grain::Step, number: t, first: t, last: t }).collect();
    // A step as long as a quarter or year stands for it.
    let quarters = if step == Step::Quarter { steps.clone() } else { all.quarters().to_vec() };
    let years = if step == Step::Year { steps.clone() } else { all.years().to_vec() };
    let last = |spans: &[Span], most: usize| spans[spans.len().saturating_sub(most)..].to_vec();
    let (most, most_of_each) = if several_plans { (4, 0) } else { (8, 4) };
    match subject.model.presentation.by {
        Some(RollUp::Step) => last(&steps, most),
        Some(RollUp::Quarter) if !quarters.is_empty() => last(&quarters, most),
        Some(RollUp::Year) if !years.is_empty() => last(&years, most),
        _ if quarters.len() <= 1 && years.len() <= 1 => last(&steps, most),
        _ if several_plans && years.len() > 1 => last(&years, most),
        _ if several_plans => last(&quarters, most),
        _ if quarters.is_empty() => last(&years, most),
        _ => last(&quarters, most_of_each).into_iter().chain(last(&years, most_of_each)).collect(),
    }
}

fn column(subject: &Subject, span: Span, language: Language) -> QuarterColumn {
    let time = &subject.model.time;
    let calendar = time.calendar();
    let length = span.last - span.first + 1;
    let (rolled, whole, unit) = match span.grain {
        Grain::Quarter => (calendar.quarter(span.first), Step::Quarter, Step::Quarter),
        Grain::Year => (calendar.year(span.first), Step::Year, Step::Year),
        _ => (None, time.step, time.step),
    };
    let label = match rolled {
        Some(dated) if time.start.is_some() => in_words(dated, language),
        Some(_) => language.nth(span.number, unit),
        None => time_axis(subject).name(span.first),
    };
    let is_part = is_part(length, whole, time.step);
    QuarterColumn { label, note: is_part.then(|| duration(length, time.step, language)) }
}

/// Whether so many steps are less than a whole quarter or year.
fn is_part(length: u32, whole: Step, step: Step) -> bool {
    // Calendar quarters do not have the same number of days and weeks: one less is a whole one still.
    let slack = if step < Step::Month { 1.5 } else { 0.0 };
    f64::from(length) < whole.counted_in(step) - slack - 1e-9
}

/// `Q1 2027`, `2027`.
fn in_words(dated: Dated, language: Language) -> String {
    let year = i16::try_from(dated.year).unwrap_or(i16::MAX);
    match dated.quarter {
        Some(quarter) => language.with_year(&language.quarter(quarter as i8), year),
        None => language.year(year),
    }
}

/// A figure under every plan, if it says something anywhere.
fn figure(
    subject: &Subject,
    metric: &str,
    spans: &[Span],
    n_plans: usize,
    language: Language,
) -> Option<QuarterFigure> {
    let catalogue = &subject.results.catalogue;
    let index = catalogue.find(metric)?;
    let unit = match metrics::definition(metric).map(|definition| definition.unit) {
        Some(metrics::Unit::Share) => Unit::Percent,
        Some(unit) if unit.is_money() => Unit::Money(subject.model.currency.clone()),
        _ => Unit::People,
    };
    let says_something = (0..n_plans).any(|plan| {
        let whole = subject.results.total(plan, metric);
        whole.is_some_and(|figure| figure.says_something())
    });
    let of_plan = |plan: usize| {
        let at = |span: &Span| {
            let column = catalogue.column(index, span.grain, span.number)?;
            middle(&subject.results.distribution(plan, column))
        };
        spans.iter().map(at).collect::<Vec<_>>()
    };
    let cells: Vec<_> = (0..n_plans).map(of_plan).collect();
    let exists = cells.iter().flatten().any(Option::is_some);
    let label = language.say(labels::of(metric)).to_string();
    (says_something && exists).then_some(QuarterFigure { label, unit, cells })
}

/// Median and 90% range.
fn middle(figure: &Distribution) -> Option<Estimate> {
    Some(Estimate { median: figure.median()?, low: figure.p5()?, high: figure.p95()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_and_years_are_parts_if_they_lack_a_month_or_two_weeks() {
        for (length, whole, step, expected) in [
            (3, Step::Quarter, Step::Month, false),
            (2, Step::Quarter, Step::Month, true),
            (11, Step::Year, Step::Month, true),
            (3, Step::Year, Step::Quarter, true),
            (12, Step::Quarter, Step::Week, false),
            (11, Step::Quarter, Step::Week, true),
            (52, Step::Year, Step::Week, false),
            (90, Step::Quarter, Step::Day, false),
            (364, Step::Year, Step::Day, false),
            (300, Step::Year, Step::Day, true),
            (1, Step::Quarter, Step::Quarter, false),
        ] {
            assert_eq!(is_part(length, whole, step), expected, "{length} x {step:?} of a {whole:?}");
        }
    }
}
