//! Momentum: what becomes of each plan when the spend stops.

use super::{AnyChart, Subject};
use crate::analysis::coast::{Coast, Quantiles};
use crate::analysis::lifetime::{Absent, Lifetime};
use crate::model::Model;
use crate::report::chart::{Context, FanSeries, Momentum, TimeAxis, momentum};
use crate::report::numbers::{Estimate, When};

/// None where nothing is spent, or nobody is won.
pub(super) fn chart(subject: &Subject, context: &Context) -> Option<AnyChart> {
    momentum_chart(subject.model, subject.coasts, subject.lifetimes, context)
}

/// The chart of plans with their spend stopped; `None` where nothing is spent, or nobody is won.
///
/// * `lifetimes`: of the same plans
pub fn momentum_chart(model: &Model, coasts: &[Coast], lifetimes: &[Lifetime], context: &Context) -> Option<AnyChart> {
    let wins = |coast: &Coast| coast.going_on.iter().any(|new| new.at[4] > 0.0);
    let first = coasts.first().filter(|_| coasts.iter().any(|coast| coast.spends && wins(coast)))?;
    let time = &model.time;
    let fans = |of: fn(&Coast) -> &[Quantiles]| coasts.iter().map(|coast| fan(model, coast.plan, of(coast))).collect();
    let figures = Momentum {
        time: TimeAxis {
            step: time.step,
            start: time.start,
            periods: time.periods,
            language: model.presentation.language,
        },
        stop: first.stop,
        going_on: fans(|coast| &coast.going_on),
        coasting: fans(|coast| &coast.coasting),
        half_life: coasts.iter().map(|coast| half_life(coast, time.periods)).collect(),
        turns_by_itself: coasts
            .iter()
            .zip(lifetimes)
            .map(|(coast, lifetime)| turns_by_itself(coast, lifetime))
            .collect(),
        remaining_after_a_year: coasts.iter().map(remaining).collect(),
    };
    let context = Context { replications: first.replications as u64, ..context.clone() };
    Some(Box::new(momentum(figures, &context)))
}

/// Whether new customers do not fall for good after the stop, and customers bring at least one each: where others
/// than customers bring them, it is not the wheel that turns.
pub fn turns_by_itself(coast: &Coast, lifetime: &Lifetime) -> bool {
    let brings_one = match &lifetime.reproduction {
        Ok(reproduction) => reproduction.mean >= 1.0,
        Err(absent) => *absent == Absent::NeverLeaves,
    };
    brings_one && coast.kept.is_some_and(|kept| kept >= 1.0)
}

fn fan(model: &Model, plan: usize, by_period: &[Quantiles]) -> FanSeries {
    // There are no new customers at period 0.
    let of = |at: usize| std::iter::once(None).chain(by_period.iter().map(|new| Some(new.at[at]))).collect();
    FanSeries {
        label: model.plans[plan].label.clone(),
        plan,
        p5: of(0),
        p25: of(1),
        p50: of(2),
        p75: of(3),
        p95: of(4),
    }
}

fn half_life(coast: &Coast, periods: u32) -> Option<When> {
    let median = coast.half_life?.median;
    Some(if median.is_finite() { When::In(median as u32) } else { When::LaterThan(periods + 1 - coast.stop) })
}

fn remaining(coast: &Coast) -> Option<Estimate> {
    let [low, _, median, _, high] = coast.remaining?.at;
    Some(Estimate { median, low, high })
}
