//! What a period's people, passages and arrivals are booked as.
//!
//! Amounts are real numbers until the line is complete; a line of a period is rounded to minor units
//! once, half to even, so that sums over lines and periods are exact.

use super::draws;
use super::history::Period;
use super::rates::value;
use crate::model::{MoneyLine, Number, Per, Plan};
use rand::Rng;

/// Books revenue, costs and rewards of a period whose people have come to rest; spend is booked already.
pub(super) fn book(period: &mut Period, plan: &Plan, inputs: &[f64], rng: &mut impl Rng) {
    for (line, revenue) in plan.revenue.iter().enumerate() {
        let amount = rounded(amount(revenue, &plan.kinds[0].revenue[line], period, inputs, rng));
        let margin = rounded(amount as f64 * value(&revenue.margin, inputs));
        period.revenue[line] = amount;
        period.gross_margin += i128::from(margin);
    }
    for (line, cost) in plan.costs.iter().enumerate() {
        period.costs[line] = rounded(amount(cost, &plan.kinds[0].costs[line], period, inputs, rng));
    }
    for (line, referral) in plan.referrals.iter().enumerate() {
        let arrived = period.invited_arrivals[line] as f64;
        period.rewards[line] = rounded(arrived * value(&referral.reward, inputs));
    }
    let sum = |lines: &[i64]| lines.iter().map(|line| i128::from(*line)).sum::<i128>();
    let spent = sum(&period.spend) + sum(&period.costs) + sum(&period.rewards);
    period.profit = period.gross_margin - spent;
}

/// The whole number of minor units that is nearest, the even one of two.
pub(super) fn rounded(amount: f64) -> i64 {
    amount.round_ties_even() as i64
}

/// A line's amount in a period, before rounding.
fn amount(line: &MoneyLine, each: &Number, period: &Period, inputs: &[f64], rng: &mut impl Rng) -> f64 {
    let times = times(&line.per, period);
    let each = value(each, inputs);
    match &line.spread {
        None => times as f64 * each,
        Some(spread) => {
            let spread = value(spread, inputs);
            (0..times).map(|_| draws::varied(each, spread, rng)).sum()
        }
    }
}

/// How many times a line's amount is due.
fn times(per: &Per, period: &Period) -> u64 {
    match per {
        Per::Person(stages) => stages.iter().map(|stage| period.people[stage.0]).sum(),
        Per::Passage(ways) => ways.iter().map(|way| period.flows[way.0]).sum(),
        Per::Entry(stages) => stages.iter().map(|stage| period.entries[stage.0]).sum(),
        Per::Arrival(channels) => channels.iter().map(|id| period.arrivals[id.0]).sum(),
        Per::Fixed | Per::Revenue => 1,
    }
}
