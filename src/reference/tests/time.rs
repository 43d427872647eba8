//! Rates that change with the time since entry or acquisition, and people who are there for longer.

use super::build::{Build, exit, to};
use super::rates::{AT_ONCE, chances_at};
use super::{assert_mean, assert_within, each, future, futures};
use crate::model::Number::{Constant, Schedule};
use crate::model::{
    Clock, Hazard, HazardGroup, Leaving, Number, Per, Role, Series, StageId, StartMix, Survival, Target, Volume,
};
use crate::reference::History;
use crate::reference::rates::Clocks;

fn constants(values: &[f64]) -> Vec<Number> {
    values.iter().map(|value| Constant(*value)).collect()
}

fn at(age: u32, tenure: u32) -> Clocks {
    Clocks { age, tenure }
}

/// Customers who all became so in period 0, left in each period as a share.
fn left(hazard: Hazard, periods: u32) -> (Vec<History>, f64) {
    let start = 1000;
    let mut build = Build::new();
    let customer = build.stage(Role::Customer, start);
    build.fade(customer, 1.0, hazard, Target::Exit);
    (futures(&build.model(periods), 400), f64::from(start))
}

#[test]
fn regular_customers_survive_as_fader_and_hardie_published() {
    // 'How to project customer retention', J. of Interactive Marketing 21 (2007), the Regular segment:
    // alpha 0.704, beta 1.182; S(n) = B(alpha, beta + n) / B(alpha, beta).
    let published = [0.62672, 0.47384, 0.38800, 0.33209, 0.29237, 0.26248, 0.23905];
    let (futures, start) = left(Hazard::Sbg { alpha: Constant(0.704), beta: Constant(1.182) }, 7);
    for (year, share) in published.into_iter().enumerate() {
        let people = each(&futures, |h| h.periods[year + 1].people[0]);
        assert_mean(&people, start * share, start * share * (1.0 - share));
    }
}

#[test]
fn the_entries_of_a_rate_by_age_hold_one_after_the_other_and_the_last_for_ever() {
    let (futures, start) = left(Hazard::Since(Clock::Age, constants(&[0.3, 0.2, 0.1])), 5);
    let mut share = 1.0;
    for (period, churn) in [0.3, 0.2, 0.1, 0.1, 0.1].into_iter().enumerate() {
        share *= 1.0 - churn;
        let people = each(&futures, |h| h.periods[period + 1].people[0]);
        assert_mean(&people, start * share, start * share * (1.0 - share));
    }
}

#[test]
fn monthly_entries_at_a_weekly_step_come_back_after_their_months() {
    let units_per_step = 0.23;
    let mut build = Build::new();
    let stage = build.stage(Role::Customer, 0);
    build.fade(stage, units_per_step, Hazard::Since(Clock::Age, constants(&[0.4, 0.1])), Target::Exit);
    let mut left = 1.0;
    for n in 1..=10 {
        left *= 1.0 - chances_at(&build.plan, at(n, 1), &[])[0];
        let months = f64::from(n) * units_per_step;
        let expected = libm::pow(0.6, months.min(1.0)) * libm::pow(0.9, (months - 1.0).max(0.0));
        assert_within(left, expected, 1e-12);
    }
}

#[test]
fn a_group_whose_rates_change_by_two_clocks_is_cut_at_both() {
    // Yearly entries at a step of half a year: by age 50% then 20%, by tenure 30% then 10%.
    let mut build = Build::new();
    let stage = build.stage(Role::Customer, 0);
    let ways = build.transitions(stage, &[exit(0.0), to(StageId(0), 0.0)]);
    let since = |clock, values: &[f64]| Hazard::Since(clock, constants(values));
    let moves = vec![(ways[0], since(Clock::Age, &[0.5, 0.2])), (ways[1], since(Clock::Tenure, &[0.3, 0.1]))];
    let groups = vec![HazardGroup { units_per_step: 0.5, moves }];
    build.kind().leaving[0] = Leaving::Hazards { groups, survivals: Vec::new() };
    let stays = |age, tenure| 1.0 - chances_at(&build.plan, at(age, tenure), &[]).iter().sum::<f64>();
    for (age, tenure, total) in [(2, 2, 0.8), (1, 3, 0.6), (3, 1, 0.5), (3, 3, 0.3)] {
        assert_within(stays(age, tenure), (1.0_f64 - total).sqrt(), 1e-12);
    }
}

#[test]
fn a_survival_curve_goes_through_its_points_and_keeps_its_last_slope() {
    let mut build = Build::new();
    let stage = build.stage(Role::Customer, 0);
    let way = build.transitions(stage, &[exit(0.0)])[0];
    let points = vec![(1.0, Constant(0.62)), (6.0, Constant(0.35)), (12.0, Constant(0.24))];
    let survivals = vec![Survival { transition: way, clock: Clock::Age, points, counted: vec![None; 3] }];
    build.kind().leaving[0] = Leaving::Hazards { groups: Vec::new(), survivals };
    let mut left = 1.0;
    for n in 1..=18 {
        left *= 1.0 - chances_at(&build.plan, at(n, 1), &[])[0];
        let expected = match n {
            1 => 0.62,
            6 => 0.35,
            12 => 0.24,
            18 => 0.24 * 0.24 / 0.35,
            _ => continue,
        };
        assert_within(left, expected, 1e-12);
    }
}

#[test]
fn tenure_runs_on_while_somebody_is_lapsed_and_age_begins_anew() {
    // Everybody lapses at once and comes back after two periods; then the third entry holds, not the first.
    for (clock, leaves_again) in [(Clock::Tenure, 0), (Clock::Age, 50)] {
        let mut build = Build::new();
        let customer = build.stage(Role::Customer, 50);
        let lapsed = build.stage(Role::Lapsed, 0);
        build.fade(customer, 1.0, Hazard::Since(clock, constants(&[1.0, 1.0, 1.0, 0.0])), Target::Stage(lapsed));
        build.after(lapsed, 2, &[to(customer, 1.0)]);
        let history = future(&build.model(4));
        assert_eq!(history.periods[3].people, [50, 0]);
        assert_eq!(history.periods[4].events.churned, leaves_again);
    }
}

#[test]
fn tenure_begins_with_the_acquisition_and_not_with_the_arrival() {
    let mut build = Build::new();
    let trial = build.stage(Role::User, 20);
    let customer = build.stage(Role::Customer, 0);
    build.after(trial, 3, &[to(customer, 1.0)]);
    build.fade(customer, 1.0, Hazard::Since(Clock::Tenure, constants(&[1.0, 0.0])), Target::Exit);
    let history = future(&build.model(4));
    assert_eq!(history.periods[3].events.new_customers, 20);
    assert_eq!(history.periods[4].events.churned, 20);
}

#[test]
fn people_of_the_start_are_as_old_as_it_says() {
    let mut build = Build::new();
    let contract = build.stage(Role::Customer, 10);
    build.after(contract, 3, &[exit(1.0)]);
    build.plan.stages[0].start_age = StartMix::Counts(vec![5.0, 2.0, 3.0]);
    let history = future(&build.model(3));
    let churned: Vec<u64> = history.periods.iter().map(|t| t.events.churned).collect();
    assert_eq!(churned, [0, 3, 2, 5]);
}

#[test]
fn a_settled_contract_has_as_many_of_every_age() {
    let mut build = Build::new();
    let contract = build.stage(Role::Customer, 13);
    build.after(contract, 3, &[to(contract, 1.0)]);
    build.plan.stages[0].start_age = StartMix::Settled;
    let history = future(&build.model(6));
    let renewed: Vec<u64> = history.periods.iter().map(|t| t.flows[0]).collect();
    assert_eq!(renewed, [0, 4, 4, 5, 4, 4, 5]);
}

#[test]
fn settled_customers_whose_places_are_taken_churn_at_the_mean_of_their_mix() {
    // Still there in class 1, 2, 3+: 1, 0.7, 0.56 / 0.1; who churns is replaced by somebody new.
    let weights = [1.0, 0.7, 0.56 / 0.1];
    let total: f64 = weights.iter().sum();
    let mean = (weights[0] * 0.3 + weights[1] * 0.2 + weights[2] * 0.1) / total;
    let mut build = Build::new();
    let customer = build.stage(Role::Customer, 7300);
    build.fade(customer, 1.0, Hazard::Since(Clock::Age, constants(&[0.3, 0.2, 0.1])), Target::Stage(customer));
    build.plan.stages[0].start_age = StartMix::Settled;
    build.tracking.ages[0] = 3;
    let futures = futures(&build.model(4), 200);
    // The mix keeps itself: the same mean in every period.
    for period in 1..=4 {
        let again = each(&futures, |h| h.periods[period].flows[0]);
        assert_mean(&again, 7300.0 * mean, 7300.0 * mean * (1.0 - mean));
    }
}

#[test]
fn people_of_the_start_have_been_customers_for_as_long_as_it_says() {
    let mut build = Build::new();
    let customer = build.stage(Role::Customer, 30);
    let lapsed = build.stage(Role::Lapsed, 0);
    let since = Hazard::Since(Clock::Tenure, constants(&[0.0, 0.0, 1.0]));
    build.fade(customer, 1.0, since, Target::Stage(lapsed));
    build.plan.stages[0].start_tenure = StartMix::Counts(vec![12.0, 10.0, 8.0]);
    let history = future(&build.model(3));
    let churned: Vec<u64> = history.periods.iter().map(|t| t.events.churned).collect();
    assert_eq!(churned, [0, 8, 10, 12]);
}

#[test]
fn a_schedule_holds_from_its_periods_on_and_a_season_in_each() {
    let mut build = Build::new();
    let visitor = build.stage(Role::Prospect, 0);
    build.channel(visitor, 0.0);
    let schedule = Schedule(vec![(2, Constant(10.0)), (4, Constant(20.0))]);
    let season = Series { by_period: vec![1.0, 2.0, 0.5, 1.0, 3.0].into(), settled: 1.5, after: 1.5 };
    build.plan.channels[0].volume = Volume::People(schedule * Number::Series(season));
    let history = future(&build.model(5));
    let arrivals: Vec<u64> = history.periods.iter().map(|t| t.arrivals[0]).collect();
    assert_eq!(arrivals, [0, 10, 20, 5, 20, 60]);
}

#[test]
fn a_price_that_rises_is_booked_when_it_does() {
    let mut build = Build::new();
    let customer = build.stage(Role::Customer, 3);
    build.revenue(Per::Person(vec![customer]), 0.0);
    build.kind().revenue[0] = Schedule(vec![(1, Constant(100.0)), (3, Constant(150.0))]);
    let history = future(&build.model(3));
    let revenue: Vec<i64> = history.periods.iter().map(|t| t.revenue[0]).collect();
    assert_eq!(revenue, [0, 300, 300, 450]);
}

#[test]
fn somebody_who_could_not_be_timed_moves_as_one_who_could() {
    // A rate by age with equal entries is the flat rate.
    let mut build = Build::new();
    let stage = build.stage(Role::Customer, 0);
    build.fade(stage, 0.3, Hazard::Since(Clock::Age, constants(&[0.2; 4])), Target::Exit);
    let by_age = chances_at(&build.plan, at(3, 1), &[])[0];
    build.compete(stage, &[(0.3, &[exit(0.2)])]);
    assert_within(by_age, chances_at(&build.plan, AT_ONCE, &[])[0], 1e-15);
}
