//! Difference: the plans against the reference, future by future.

use super::fans::{quantiles, time_axis};
use super::tables::{label_of, unit_for_eyes};
use super::{AnyChart, Subject};
use crate::model::EndWorth;
use crate::report::chart::{Context, Crossover, Difference, difference};
use crate::report::language::words;
use crate::report::numbers::{Unit, When};
use crate::results::Against;

/// None of a single plan, and where the outcome has no course in time.
pub(super) fn chart(subject: &Subject, context: &Context) -> Option<AnyChart> {
    let comparison = subject.comparison?;
    let others: Vec<usize> = (0..subject.plans.len()).filter(|&plan| plan != comparison.reference).collect();
    let against = |plan: usize| subject.results.against(plan, comparison.reference);
    let has_course = |&plan: &usize| against(plan).is_some_and(|against| against.so_far().iter().any(Option::is_some));
    if others.is_empty() || !others.iter().all(has_course) {
        return None;
    }
    let told: Vec<(usize, Against)> = others.iter().filter_map(|&plan| Some((plan, against(plan)?))).collect();
    let label = |plan: usize| subject.model.plans[subject.plans[plan]].label.clone();
    let of_all = |(plan, against): &(usize, Against)| quantiles(label(*plan), subject.plans[*plan], &against.so_far());
    let figures = Difference {
        reference: label(comparison.reference),
        outcome: so_far(label_of(&comparison.outcome, subject.model), subject),
        unit: unit_for_eyes(&comparison.outcome, subject.model).unwrap_or(Unit::Number),
        time: time_axis(subject),
        series: told.iter().map(of_all).collect(),
        ahead: told
            .iter()
            .map(|(_, against)| against.ahead().iter().map(|ahead| ahead.and_then(|ahead| ahead.mean)).collect())
            .collect(),
        crossover: told.iter().map(|(_, against)| crossover(against, subject.model.time.periods)).collect(),
        better: others.iter().map(|&plan| Some(comparison.pair(plan, comparison.reference)?.better?.mean)).collect(),
    };
    Some(Box::new(difference(figures, context)))
}

fn crossover(against: &Against, periods: u32) -> Option<Crossover> {
    let (when, share) = against.crossover()?;
    let at = |q: Option<f64>| match q {
        Some(q) if q.is_finite() => When::In(q as u32),
        _ => When::LaterThan(periods),
    };
    let [low, median, high] = [when.p5(), when.median(), when.p95()].map(at);
    Some(Crossover { median, low, high, share })
}

/// By period there is only what comes within the run: that is said where the outcome counts more.
fn so_far(outcome: String, subject: &Subject) -> String {
    let language = subject.model.presentation.language;
    let within = words("within the run", "기간 내", "期内");
    let counts_more = subject.comparison.is_some_and(|comparison| !comparison.by_end.is_empty())
        && subject.model.end_value.of != EndWorth::Nothing;
    if counts_more { language.aside(&outcome, language.say(within)) } else { outcome }
}
