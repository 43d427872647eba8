//! Outcome: the spread of the figure by which plans are compared.

use super::{AnyChart, Subject};
use crate::analysis::compare;
use crate::metrics::{self, Unit};
use crate::model::{Bound, GoalTime};
use crate::report::chart::{Context, Measure, Outcome, outcome};
use crate::report::{labels, numbers};

/// What is shown where the figure that decides says nothing: the first that does.
const INSTEAD: [&str; 3] = ["profit", "customers", "users"];

/// None where the figure does not exist in any future.
pub(super) fn chart(subject: &Subject, context: &Context) -> Option<AnyChart> {
    let metric = headline(subject)?;
    let mut measure = measure(subject, metric)?;
    let outcomes: Vec<Outcome> =
        (0..subject.plans.len()).filter_map(|p| of_plan(subject, p, metric, &measure)).collect();
    if measure.low == measure.high {
        // A constant in the middle of an axis about as long as it is large.
        let off = (0.5 * measure.low.abs()).max(1.0);
        (measure.low, measure.high) = (measure.low - off, measure.high + off);
    }
    (!outcomes.is_empty()).then(|| -> AnyChart { Box::new(outcome(measure, outcomes, context)) })
}

/// The metric by which plans are compared, if it has figures that can be spread out; else one that has.
pub(super) fn headline<'a>(subject: &Subject<'a>) -> Option<&'a str> {
    let catalogue = &subject.results.catalogue;
    let decides = catalogue.find(&compare::headline(subject.model, subject.plans));
    let decides = decides.map(|metric| catalogue.metrics[metric].id.as_str());
    let says_something = |metric: &str| {
        (0..subject.plans.len()).any(|p| subject.results.total(p, metric).is_some_and(|f| f.says_something()))
    };
    // A time that may not come has no density, a chance is one number.
    let is_spread =
        |metric: &str| metrics::definition(metric).is_some_and(|d| !matches!(d.unit, Unit::Periods | Unit::Chance));
    decides.into_iter().chain(INSTEAD).find(|metric| is_spread(metric) && says_something(metric))
}

/// The ends of the axis: the middle 99%, but of a long tail no more than the middle 90% is wide.
fn measure(subject: &Subject, metric: &str) -> Option<Measure> {
    let results = subject.results;
    let ends = |p: usize| {
        let quantile = |share| results.quantile_of_total(p, metric, share).filter(|value| value.is_finite());
        let [far_low, p5, p95, far_high] = [0.005, 0.05, 0.95, 0.995].map(quantile);
        let (p5, p95) = (p5?, p95?);
        let width = p95 - p5;
        Some((far_low?.max(p5 - width), far_high?.min(p95 + width)))
    };
    let ends: Vec<(f64, f64)> = (0..subject.plans.len()).filter_map(ends).collect();
    let low = ends.iter().map(|(low, _)| *low).fold(f64::INFINITY, f64::min);
    let high = ends.iter().map(|(_, high)| *high).fold(f64::NEG_INFINITY, f64::max);
    if ends.is_empty() {
        return None;
    }
    let definition = metrics::definition(metric)?;
    let goals = goals(subject, metric);
    let (low, high) = reaching(&goals, low, high);
    let of_what = results.catalogue.find(metric).and_then(|m| results.catalogue.metrics[m].of.as_deref());
    let label = labels::said(metric, of_what, subject.model.presentation.language);
    Some(Measure { label, unit: unit(subject, definition.unit), low, high, goals })
}

/// The axis reaches to goals that are not far from what comes.
fn reaching(goals: &[(f64, String)], low: f64, high: f64) -> (f64, f64) {
    let near = 0.5 * (high - low);
    let within = |value: &f64| (low - near..=high + near).contains(value);
    goals
        .iter()
        .map(|(value, _)| *value)
        .filter(within)
        .fold((low, high), |(low, high), value| (low.min(value), high.max(value)))
}

/// Goals about the figure at the end of the run.
fn goals(subject: &Subject, metric: &str) -> Vec<(f64, String)> {
    let periods = subject.model.time.periods;
    let at_the_end = |when: GoalTime| match when {
        GoalTime::At(due) => due == periods && (is_stock(subject, metric) || periods == 1),
        GoalTime::Over { first, last } => first == 1 && last == periods,
    };
    let goals = subject.model.goals.iter().filter(|goal| goal.metric == metric && at_the_end(goal.when));
    goals
        .map(|goal| match goal.bound {
            Bound::AtLeast(value) | Bound::AtMost(value) => (value, goal.label.clone()),
        })
        .collect()
}

fn is_stock(subject: &Subject, metric: &str) -> bool {
    let catalogue = &subject.results.catalogue;
    let whole_run = ["npv", "roi", "funding_need"];
    whole_run.contains(&metric) || catalogue.find(metric).is_some_and(|m| catalogue.metrics[m].figure.is_stock())
}

fn unit(subject: &Subject, unit: Unit) -> numbers::Unit {
    match unit {
        Unit::People | Unit::Count => numbers::Unit::People,
        Unit::Money | Unit::MoneyPerMonth | Unit::MoneyEach => numbers::Unit::Money(subject.model.currency.clone()),
        Unit::Share | Unit::Chance => numbers::Unit::Percent,
        Unit::Number | Unit::Periods | Unit::Duration => numbers::Unit::Number,
    }
}

/// Points of a curve: as many as a slide can tell apart by eye.
const POINTS: usize = 241;

fn of_plan(subject: &Subject, p: usize, metric: &str, measure: &Measure) -> Option<Outcome> {
    let results = subject.results;
    let figure = results.total(p, metric).filter(|figure| figure.n > 0)?;
    // Points where the plan has its futures: on an axis for all plans a sure one would be a few corners.
    let [low, high] = [0.0, 1.0].map(|share| results.quantile_of_total(p, metric, share));
    let (low, high) = (low?, high.filter(|high| high.is_finite()).unwrap_or(measure.high));
    let off = 0.1 * (high - low);
    let (low, high) = ((low - off).max(measure.low), (high + off).min(measure.high));
    let density = results.density(p, metric, low, high, POINTS)?;
    let at_most = |value: f64| results.share_at_most(p, metric, value);
    let plan = subject.plans[p];
    Some(Outcome {
        label: subject.model.plans[plan].label.clone(),
        plan,
        curve: density.curve,
        atoms: density.atoms.iter().map(|atom| (atom.value, atom.share)).collect(),
        p5: figure.p5()?,
        p50: figure.median()?,
        p95: figure.p95()?,
        beyond: at_most(measure.low.next_down())? + 1.0 - at_most(measure.high)?,
        below_zero: at_most(-0.5)?,
    })
}
