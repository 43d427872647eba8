//! Momentum: what if we stop paying? The plan beside itself with all spend on channels stopped from a period on.
//!
//! A funnel stops, a wheel coasts. Channels on which money is spent, and those of the kind `paid`, bring nobody from
//! then on but whom carried-over advertising still moves; people who are under way go on, referral with its rewards
//! and initiatives with their cost too. Both plans meet the same inputs and the same luck.
//!
//! When new customers have halved for good is read off the mean field at the inputs of each future: in a single path
//! the luck of one late period would decide it.

use crate::model::Model;
use crate::program::{Variant, compile, compile_variant, is_paid_for};
use crate::results::{Paired, paired, paired_in_expectation};

/// Futures that are played twice, and never more than the run has.
const MOST: u32 = 2048;

/// Draws of the inputs over which half-lives are read off the mean field.
const MOST_DRAWS: u32 = 1024;

/// What rounding may add to a half.
const ROUNDING: f64 = 1e-9;

/// Periods before the stop whose mean is what new customers were.
const BEFORE: u32 = 3;

/// What becomes of one plan when the spend stops.
#[derive(Debug, Clone, PartialEq)]
pub struct Coast {
    /// Index into the model's plans.
    pub plan: usize,
    /// First period without spend.
    pub stop: u32,
    /// Whether this plan spends anything that could stop.
    pub spends: bool,
    /// Futures that were played.
    pub replications: usize,
    /// New customers by period from 1 on, spend going on and stopped.
    pub going_on: Vec<Quantiles>,
    pub coasting: Vec<Quantiles>,
    /// Half-life, counted in periods from the last one with spend, over the draws of the inputs, without luck; `None`
    /// if no new customers were to be expected before.
    pub half_life: Option<HalfLife>,
    /// New customers per period at the end of the run, per one per period before the stop: without luck, in the median
    /// draw of the inputs.
    pub kept: Option<f64>,
    /// Customers a year after the stop; `None` if the run ends before, or has none then.
    pub remaining: Option<Quantiles>,
    /// The period in which they are counted.
    pub a_year_after: u32,
}

/// Where a figure lies among the futures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantiles {
    pub mean: f64,
    /// At 5%, 25%, 50%, 75% and 95%.
    pub at: [f64; 5],
}

/// When new customers have halved for good.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HalfLife {
    /// Quantiles at 5%, 50% and 95%; infinite where it is later than the run.
    pub low: f64,
    pub median: f64,
    pub high: f64,
    /// Share of the draws in which it comes within the run.
    pub reached: f64,
}

/// Plays a plan with and without spend.
///
/// * `stop`: first period without spend, from 2 on (there must be something before)
///
/// Uses at most 2,048 of the run's replications, on `threads` threads.
pub fn coast(model: &Model, plan: usize, stop: u32, threads: Option<usize>) -> Coast {
    let without = compile_variant(model, plan, &Variant::NoSpend { from: stop });
    let programs = [compile(model, plan), without];
    let replications = model.simulation.replications.min(MOST);
    let played = paired(model, &programs, &["new_customers", "customers"], replications, threads);
    let draws = if model.inputs.is_empty() { 1 } else { replications.min(MOST_DRAWS) };
    let expected = paired_in_expectation(model, &programs, &["new_customers"], draws, threads);
    let periods = model.time.periods;
    let by_period = |arm: usize| (1..=periods).map(|t| Quantiles::of(new_customers(&played, arm, t))).collect();
    let a_year_after = stop - 1 + (1.0 / model.time.years_per_period()).round().max(1.0) as u32;
    let described = &model.plans[plan];
    Coast {
        plan,
        stop,
        spends: (0..described.channels.len()).any(|channel| is_paid_for(described, channel)),
        replications: played.replications,
        going_on: by_period(0),
        coasting: by_period(1),
        half_life: half_life(&expected, stop, periods),
        kept: kept(&expected, stop, periods),
        remaining: remaining(&played, a_year_after),
        a_year_after,
    }
}

fn new_customers(played: &Paired, arm: usize, period: u32) -> &[f64] {
    played.in_period(arm, "new_customers", period).expect("new customers are counted in every scenario and period")
}

/// New customers per period before the stop, in every future.
fn before(played: &Paired, stop: u32) -> Vec<f64> {
    let first = stop.saturating_sub(BEFORE).max(1);
    mean_over(played, first, stop - 1)
}

/// New customers per period over some periods, both included, spend stopped.
fn mean_over(played: &Paired, first: u32, last: u32) -> Vec<f64> {
    let mut sums = vec![0.0; played.replications];
    for period in first..=last {
        sums.iter_mut().zip(new_customers(played, 1, period)).for_each(|(sum, new)| *sum += new);
    }
    let n = f64::from(last + 1 - first);
    sums.into_iter().map(|sum| sum / n).collect()
}

fn half_life(played: &Paired, stop: u32, periods: u32) -> Option<HalfLife> {
    let before = before(played, stop);
    let mut since = vec![f64::INFINITY; played.replications];
    for period in stop..=periods {
        for ((since, new), before) in since.iter_mut().zip(new_customers(played, 1, period)).zip(&before) {
            let so_late = f64::from(period + 1 - stop);
            *since = if *new <= before / 2.0 * (1.0 + ROUNDING) { since.min(so_late) } else { f64::INFINITY };
        }
    }
    let had: Vec<f64> = since.iter().zip(&before).filter(|(_, before)| **before > 0.0).map(|(t, _)| *t).collect();
    let quantiles = Quantiles::of(&had);
    let reached = had.iter().filter(|t| t.is_finite()).count() as f64 / had.len() as f64;
    let [low, _, median, _, high] = quantiles.at;
    (!had.is_empty()).then_some(HalfLife { low, median, high, reached })
}

/// Of new customers before the stop what there is in the last quarter of the time after it, three periods at least.
fn kept(played: &Paired, stop: u32, periods: u32) -> Option<f64> {
    let last = ((periods + 1 - stop) / 4).max(BEFORE).min(periods + 1 - stop);
    let (end, before) = (mean_over(played, periods + 1 - last, periods), before(played, stop));
    let ratios: Vec<f64> =
        end.iter().zip(&before).filter(|(_, before)| **before > 0.0).map(|(end, before)| end / before).collect();
    (!ratios.is_empty()).then(|| Quantiles::of(&ratios).at[2])
}

fn remaining(played: &Paired, period: u32) -> Option<Quantiles> {
    let customers = |arm| played.in_period(arm, "customers", period);
    let pairs = customers(1)?.iter().zip(customers(0)?);
    let shares: Vec<f64> = pairs.filter(|(_, with)| **with > 0.0).map(|(without, with)| without / with).collect();
    (!shares.is_empty()).then(|| Quantiles::of(&shares))
}

impl Quantiles {
    /// Of rank `ceil(p n)`, as in all results; NaN of nothing.
    fn of(values: &[f64]) -> Quantiles {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let rank = |p: f64| ((p * sorted.len() as f64).ceil() as usize).max(1) - 1;
        Quantiles {
            mean: values.iter().sum::<f64>() / values.len() as f64,
            at: [0.05, 0.25, 0.5, 0.75, 0.95].map(|p| sorted.get(rank(p)).copied().unwrap_or(f64::NAN)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model, scenario};

    fn coast_of(text: &str, stop: u32) -> Coast {
        let (_, scenario) = scenario::read_str("shop.toml", text, None, &[]);
        let (model, said) = model::check(&scenario.unwrap());
        coast(&model.unwrap_or_else(|| panic!("{said:#?}")), 0, stop, Some(1))
    }

    fn shop(periods: u32, carryover: &str, more: &str) -> String {
        format!(
            r#"
            [time]
            step = "month"
            periods = {periods}
            [simulation]
            replications = 256
            [stages.customer]
            role = "customer"
            to.exit = "5% per month"
            [channels.ads]
            to = "customer"
            type = "paid"
            spend = "1000 per month"
            cost = 10
            variation = "fixed"
            {carryover}
            {more}
            "#
        )
    }

    #[test]
    fn a_pure_paid_funnel_brings_nobody_from_the_next_period_on() {
        let found = coast_of(&shop(30, "", ""), 10);
        let means: Vec<f64> = found.coasting.iter().map(|q| q.mean).collect();
        assert_eq!(means, [vec![100.0; 9], vec![0.0; 21]].concat());
        assert!(found.going_on.iter().all(|q| q.mean == 100.0));
        let half = found.half_life.unwrap();
        assert_eq!((half.low, half.median, half.high, half.reached), (1.0, 1.0, 1.0, 1.0));
        assert_eq!((found.kept, found.spends), (Some(0.0), true));
        // Of 100 a month (1 - 0.95^9) / 0.05 are left 0.95^12; going on there are (1 - 0.95^21) / 0.05.
        let left = (1.0 - libm::pow(0.95, 9.0)) * libm::pow(0.95, 12.0) / (1.0 - libm::pow(0.95, 21.0));
        assert_eq!(found.a_year_after, 21);
        assert!((found.remaining.unwrap().mean - left).abs() < 0.005, "{:?} {left}", found.remaining);
    }

    #[test]
    fn carried_over_advertising_brings_half_as_many_in_each_period_after_the_stop() {
        let found = coast_of(&shop(16, "carryover = \"50% per month\"", ""), 10);
        for (after, expected) in [(0, 50.0), (1, 25.0), (2, 12.5)] {
            let mean = found.coasting[9 + after].mean;
            // A fraction of a person is drawn: a standard error of 1/2 / 16 at most.
            assert!((mean - expected).abs() < 5.0 * 0.5 / 16.0, "{mean} {expected}");
        }
        assert_eq!(found.half_life.unwrap().median, 1.0);
    }

    #[test]
    fn customers_who_bring_more_than_one_each_turn_the_wheel_by_themselves() {
        let invite = r#"
            [referrals.friends]
            from = "customer"
            invites = "0.1 per month"
            accept = 1.0
            to = "customer"
        "#;
        let found = coast_of(&shop(36, "", invite), 12);
        // R = 0.1 / 0.05: what is brought grows by 5% a month.
        assert!(found.kept.unwrap() > 1.0, "{:?}", found.kept);
        assert_eq!(found.half_life.unwrap().median, f64::INFINITY);
        let fading = coast_of(&shop(36, "", &invite.replace("0.1 per", "0.02 per")), 12);
        assert!(fading.kept.unwrap() < 0.5, "{:?}", fading.kept);
    }

    #[test]
    fn a_plan_that_pays_for_nothing_goes_on_as_it_was() {
        let owned = shop(12, "", "").replace("type = \"paid\"", "type = \"owned\"");
        let owned =
            owned.replace("spend = \"1000 per month\"", "arrivals = \"100 per month\"").replace("cost = 10", "");
        let found = coast_of(&owned, 6);
        assert!(!found.spends);
        assert_eq!(found.coasting, found.going_on);
        assert_eq!(found.kept, Some(1.0));
    }
}
