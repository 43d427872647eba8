//! Difference and momentum on every medium, in every language, and in odd cases.

use super::super::bars::context;
use super::super::tests::{LONG, assert_readable, dollars, fan};
use super::super::*;
use crate::base::calendar::Step;
use crate::report::language::Language::{self, Chinese, English, Korean};
use crate::report::numbers::{Estimate, Unit, When};

fn time(periods: u32, start: Option<&str>, language: Language) -> TimeAxis {
    TimeAxis { step: Step::Month, start: start.and_then(|start| start.parse().ok()), periods, language }
}

/// A fan of differences that first falls and then rises to `last`.
fn gap(label: &str, plan: usize, periods: u32, last: f64) -> FanSeries {
    let middle = |t: f64| last * (t / f64::from(periods)) * (2.0 * t / f64::from(periods) - 1.0);
    let quantile = |z: f64| -> Vec<Option<f64>> {
        (0..=periods).map(|t| Some(middle(f64::from(t)) + z * 4e5 * f64::from(t))).collect()
    };
    FanSeries {
        label: label.into(),
        plan,
        p5: quantile(-1.645),
        p25: quantile(-0.674),
        p50: quantile(0.0),
        p75: quantile(0.674),
        p95: quantile(1.645),
    }
}

fn rising(periods: u32, last: f64) -> Vec<Option<f64>> {
    (0..=periods).map(|t| (t > 0).then(|| last * f64::from(t) / f64::from(periods))).collect()
}

fn pass(median: u32, low: u32, high: When, share: f64) -> Option<Crossover> {
    Some(Crossover { median: When::In(median), low: When::In(low), high, share })
}

/// A plan's name, its difference and its share of futures ahead at the end.
fn compared(plans: &[(&str, f64, f64)], time: TimeAxis, crossover: Option<Crossover>) -> DifferenceChart {
    let series = plans.iter().enumerate();
    let series = series.map(|(plan, (label, last, _))| gap(label, plan + 1, time.periods, *last)).collect();
    let figures = Difference {
        reference: "Funnel".into(),
        outcome: "Net present value".into(),
        unit: dollars(),
        time,
        series,
        ahead: plans.iter().map(|(_, _, share)| rising(time.periods, *share)).collect(),
        crossover: plans.iter().map(|_| crossover).collect(),
        better: plans.iter().map(|(_, _, share)| Some(*share)).collect(),
    };
    difference(figures, &context(time.language))
}

#[test]
fn differences_are_readable_with_one_and_three_plans_in_every_language() {
    for (language, tag) in [(English, "en"), (Korean, "ko"), (Chinese, "zh")] {
        let label = match language {
            English => LONG,
            Korean => "플라이휠: 온보딩과 추천 고객 보상을 함께 강화한다",
            Chinese => "飞轮：改善新用户引导，并奖励推荐朋友的老客户",
        };
        for (periods, start) in [(1, None), (3, None), (24, Some("2027-01-01")), (60, Some("2027-01-01"))] {
            let at = (periods / 2).max(1);
            let crossover = pass(at, at.div_ceil(2), When::LaterThan(periods), 0.92);
            let time = time(periods, start, language);
            let one = compared(&[("Flywheel", 8e7, 0.92)], time, crossover);
            assert_readable(&format!("difference-1-{periods}-{tag}"), language, &one);
            let plans = [(label, 8e7, 0.92), ("Both", 9e7, 0.81), ("Later", -3e7, 0.12)];
            assert_readable(&format!("difference-3-{periods}-{tag}"), language, &compared(&plans, time, crossover));
        }
    }
}

#[test]
fn the_title_says_who_passes_whom_and_when_only_where_that_is_clear() {
    let title = |last, share, crossover| {
        compared(&[("Flywheel", last, share)], time(36, None, English), crossover).headings.title
    };
    let crossover = pass(14, 10, When::In(21), 0.92);
    assert_eq!(title(8e7, 0.92, crossover), "Flywheel passes Funnel in month 14 (90%: 10 to 21)");
    assert_eq!(
        title(8e7, 0.92, pass(14, 10, When::LaterThan(36), 0.92)),
        "Flywheel passes Funnel in month 14 (90%: 10 to > 36)"
    );
    assert_eq!(title(8e7, 0.92, None), "Flywheel ends ahead of Funnel in 92% of the futures");
    assert_eq!(
        title(8e7, 0.56, crossover),
        "Nobody is clearly ahead: Flywheel ends ahead of Funnel in 56% of the futures"
    );
    assert_eq!(title(-8e7, 0.08, None), "Flywheel ends ahead of Funnel in only 8% of the futures");
    assert_eq!(title(-8e7, 0.0, None), "Flywheel ends ahead of Funnel in none of the simulated futures");
    assert_eq!(
        title(8e7, 1.0, pass(1, 1, When::In(1), 1.0)),
        "Flywheel is ahead of Funnel from the start, and at the end in 100% of the futures"
    );
}

#[test]
fn of_several_plans_who_is_ahead_most_often_is_named_first_and_who_never_is_too() {
    let title = |plans: &[(&str, f64, f64)]| compared(plans, time(36, None, English), None).headings.title;
    assert_eq!(
        title(&[("Loops", 9e7, 0.71), ("Upper half", 8e7, 0.75), ("Ads", -8e7, 0.0)]),
        "Nobody is clearly ahead: Upper half ends ahead of Funnel in 75% of the futures; Loops 71%, Ads in none"
    );
    assert_eq!(
        title(&[("Loops", 9e7, 0.81), ("Upper half", 8e7, 0.95), ("Ads", 1e7, 0.5)]),
        "Upper half and Loops end ahead of Funnel in 95% and 81% of the futures"
    );
    assert_eq!(
        title(&[("Loops", -9e7, 0.0), ("Ads", -8e7, 0.0)]),
        "No plan ends ahead of Funnel in any of the simulated futures"
    );
}

#[test]
fn equal_plans_come_out_alike_and_no_plans_have_no_difference() {
    let time = time(12, None, English);
    let mut figures = Difference {
        reference: "Funnel".into(),
        outcome: "Customers".into(),
        unit: Unit::People,
        time,
        series: vec![fan("Copy", 1, 12, 0.0, |_| 0.0)],
        ahead: vec![vec![Some(0.0); 13]],
        crossover: vec![None],
        better: vec![Some(0.0)],
    };
    let chart = difference(figures.clone(), &context(English));
    assert_eq!(chart.headings.title, "Copy and Funnel come out alike");
    assert_readable("difference-alike", English, &chart);
    (figures.series, figures.ahead) = (vec![], vec![]);
    let chart = difference(figures, &context(English));
    assert_eq!(chart.headings.title, "No difference to show");
    assert_readable("difference-none", English, &chart);
}

/// New customers of a plan: what each month brings with spend, and what is left of it at the end without.
fn stopped(plans: &[(&str, f64)], half_life: &[Option<When>], turns: bool, time: TimeAxis, stop: u32) -> MomentumChart {
    let of = |(plan, (label, left)): (usize, &(&str, f64)), stops: bool| {
        let rest = f64::from(time.periods.saturating_sub(stop).max(1));
        let level = |t: f64| {
            if stops && t >= f64::from(stop) {
                120.0 * libm::pow(*left, (t - f64::from(stop) + 1.0) / rest)
            } else {
                120.0
            }
        };
        let mut series = fan(label, plan, time.periods, if *left == 0.0 { 0.0 } else { 0.2 }, level);
        for list in [&mut series.p5, &mut series.p25, &mut series.p50, &mut series.p75, &mut series.p95] {
            list[0] = None;
        }
        series
    };
    let figures = Momentum {
        time,
        stop,
        going_on: plans.iter().enumerate().map(|plan| of(plan, false)).collect(),
        coasting: plans.iter().enumerate().map(|plan| of(plan, true)).collect(),
        half_life: half_life.to_vec(),
        hardly_loses: vec![false; plans.len()],
        turns_by_itself: vec![turns; plans.len()],
        remaining_after_a_year: plans.iter().map(|_| Some(Estimate { median: 0.62, low: 0.51, high: 0.74 })).collect(),
    };
    momentum(figures, &context(time.language))
}

#[test]
fn momentum_is_readable_with_one_and_four_plans_in_every_language() {
    for (language, tag) in [(English, "en"), (Korean, "ko"), (Chinese, "zh")] {
        let half = [When::In(1), When::In(9), When::In(14), When::LaterThan(24)].map(Some);
        for (periods, start) in [(3, None), (24, Some("2027-01-01")), (60, Some("2027-01-01"))] {
            let time = time(periods, start, language);
            let stop = periods.div_ceil(2);
            let one = stopped(&[("Flywheel", 0.3)], &half[1..2], false, time, stop);
            assert_readable(&format!("momentum-1-{periods}-{tag}"), language, &one);
            let plans = [("Funnel", 0.0), (LONG, 0.3), ("Both", 0.4), ("플라이휠", 0.7)];
            let four = stopped(&plans, &half, false, time, stop);
            assert_readable(&format!("momentum-4-{periods}-{tag}"), language, &four);
        }
    }
}

#[test]
fn what_happens_to_several_plans_alike_is_said_once() {
    let title = |half: &[When]| {
        let half: Vec<_> = half.iter().copied().map(Some).collect();
        let plans = [("Base", 0.3), ("Ads", 0.3), ("Both", 0.6)];
        stopped(&plans, &half, false, time(24, Some("2027-01-01"), English), 13).headings.title
    };
    assert_eq!(
        title(&[When::In(3), When::In(3), When::In(3)]),
        "If paid spend stops in Jan 2028: new customers halve within 3 months under every plan"
    );
    assert_eq!(
        title(&[When::In(3), When::In(3), When::LaterThan(12)]),
        "If paid spend stops in Jan 2028: new customers halve within 3 months (Base and Ads); \
         still more than half of the new customers after 12 months (Both)"
    );
}

#[test]
fn the_title_says_what_happens_to_each_plan_when_spend_stops() {
    let title = |left: f64, half_life, turns| {
        stopped(&[("Flywheel", left)], &[half_life], turns, time(24, Some("2027-01-01"), English), 13).headings.title
    };
    assert_eq!(
        title(0.3, Some(When::In(9)), false),
        "If paid spend stops in Jan 2028: new customers halve within 9 months"
    );
    assert_eq!(title(0.0, Some(When::In(1)), false), "If paid spend stops in Jan 2028: nobody new comes");
    assert_eq!(
        title(1.2, Some(When::LaterThan(12)), true),
        "If paid spend stops in Jan 2028: the wheel turns by itself"
    );
    assert_eq!(
        title(0.8, Some(When::LaterThan(12)), false),
        "If paid spend stops in Jan 2028: still more than half of the new customers after 12 months"
    );
    assert_eq!(title(0.0, None, false), "If paid spend stops in Jan 2028: no new customers to lose");
}
