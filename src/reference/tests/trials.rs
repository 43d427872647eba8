//! Controlled experiments, and capacities.

use super::build::{Build, exit, to};
use super::{assert_mean, assert_variance_of_nearly_normal, assert_within, each, future, futures};
use crate::base::stats::Moments;
use crate::model::Number::Constant;
use crate::model::{Model, Role, Round, Target};
use crate::reference::experiments::{Arm, Data, z};

/// Upper-tail probability of the standard normal.
fn above(x: f64) -> f64 {
    libm::erfc(x / std::f64::consts::SQRT_2) / 2.0
}

/// A test of a transition that `people` could take, in one period.
fn tested(people: u32, p: f64, lift: f64, share: f64) -> Build {
    let mut build = Build::new();
    let visitor = build.stage(Role::Prospect, people);
    let user = build.stage(Role::User, 0);
    let way = build.leave(visitor, &[to(user, p)])[0];
    build.leave(user, &[to(visitor, 1.0)]);
    build.test(way, lift, 1, 1).share = Constant(share);
    build
}

fn adopted(model: &Model, n: u64) -> Vec<f64> {
    let last = model.time.periods as usize;
    each(&futures(model, n), |h| h.periods[last].adopted[0])
}

#[test]
fn the_statistic_of_two_proportions_is_the_pooled_one() {
    // 120 of 1,000 against 90 of 800 (pooled 210 / 1,800), worked out by hand:
    // (0.12 - 0.1125) / sqrt(0.116667 * 0.883333 * (1 / 1000 + 1 / 800)) = 0.492532.
    let data = Data { control: Arm { trials: 800, passages: 90 }, treated: Arm { trials: 1000, passages: 120 } };
    assert_within(z(&data), 0.492_532, 1e-6);
    assert_eq!(z(&Data::default()), 0.0);
    let all = Arm { trials: 5, passages: 5 };
    assert_eq!(z(&Data { control: all, treated: all }), 0.0);
}

#[test]
fn without_any_lift_one_in_forty_is_adopted() {
    let adopted = adopted(&tested(3000, 0.3, 0.0, 1.0).model(1), 2000);
    assert_mean(&adopted, 0.025, 0.025 * 0.975);
}

#[test]
fn the_power_of_a_test_is_that_of_the_normal_theory() {
    // With n in each arm: P(Z > (z_crit s0 - delta) / s1), s0 pooled, s1 of the two arms.
    let (people, p, lift, share) = (4000.0, 0.2, 0.2, 0.8);
    let (n, p1) = (people * share / 2.0, p * (1.0 + lift));
    let pooled: f64 = (p + p1) / 2.0;
    let s0 = (pooled * (1.0 - pooled) * 2.0 / n).sqrt();
    let s1 = (p * (1.0 - p) / n + p1 * (1.0 - p1) / n).sqrt();
    let power = above((1.959_963_985 * s0 - (p1 - p)) / s1);
    assert!((0.6..0.95).contains(&power), "a power that could be missed: {power}");
    let adopted = adopted(&tested(4000, p, lift, share).model(1), 1500);
    assert_mean(&adopted, power, power * (1.0 - power));
}

#[test]
fn where_less_is_wanted_a_drop_is_adopted_and_a_rise_is_not() {
    for (lift, more_is_better, expected) in [(-0.5, false, 1.0), (-0.5, true, 0.0), (0.5, false, 0.0), (0.5, true, 1.0)]
    {
        let mut build = tested(20_000, 0.3, lift, 1.0);
        build.plan.tests[0].more_is_better = more_is_better;
        assert_eq!(adopted(&build.model(1), 5), [expected; 5]);
    }
}

#[test]
fn half_of_those_who_take_part_meet_the_lift_and_everybody_once_it_is_adopted() {
    let (people, p, lift) = (20_000.0, 0.2, 0.5);
    let mut build = tested(people as u32, p, lift, 0.4);
    build.plan.initiatives[0].upfront = Constant(700.0);
    build.plan.initiatives[0].running = Constant(30.0);
    let model = build.model(3);
    let futures = futures(&model, 60);
    let while_it_runs = each(&futures, |h| h.periods[1].flows[0]);
    // A fifth of the people are treated.
    let mean: f64 = 0.2 * p * (1.0 + lift) + 0.8 * p;
    assert_mean(&while_it_runs, people * mean, people * mean * (1.0 - mean));
    for history in &futures {
        let (adopted, investment): (Vec<u64>, Vec<i64>) =
            history.periods.iter().map(|t| (t.adopted[0], t.investment[0])).unzip();
        assert_eq!(adopted, [0, 1, 1, 1], "twelve standard errors");
        assert_eq!(investment, [0, 30, 700, 0]);
        let could = history.periods[1].people[0] as f64;
        let p = p * (1.0 + lift);
        let standard_error = (could * p * (1.0 - p)).sqrt();
        assert_within(history.periods[2].flows[0] as f64, could * p, 5.0 * standard_error);
    }
}

#[test]
fn a_programme_that_its_plan_does_not_have_tests_nothing() {
    let mut build = tested(20_000, 0.3, 0.5, 1.0);
    build.plan.initiatives[0].active = false;
    build.plan.initiatives[0].running = Constant(30.0);
    let history = future(&build.model(2));
    assert!(history.periods.iter().all(|t| t.adopted[0] == 0 && t.investment[0] == 0));
}

#[test]
fn every_round_is_judged_by_its_own_data() {
    let mut build = tested(20_000, 0.3, 0.5, 1.0);
    let rounds = [(1, 1, 0.5), (2, 3, -0.5), (4, 4, 0.5)];
    let round = |(first, last, lift)| Round { first, last, lift: Constant(lift) };
    build.plan.tests[0].rounds = rounds.map(round).to_vec();
    let history = future(&build.model(5));
    let adopted: Vec<u64> = history.periods.iter().map(|t| t.adopted[0]).collect();
    assert_eq!(adopted, [0, 1, 1, 1, 2, 2]);
}

#[test]
fn an_acceptance_can_be_tested() {
    let mut build = Build::new();
    let fan = build.stage(Role::Customer, 2000);
    let friend = build.stage(Role::Prospect, 0);
    build.leave(fan, &[exit(0.0)]);
    build.referral(fan, 4.0, 0.2, friend);
    let way = crate::model::TransitionId(0);
    build.test(way, 0.5, 1, 1).share = Constant(1.0);
    build.plan.tests[0].on.clear();
    build.plan.tests[0].on_referrals.push(0);
    let futures = futures(&build.model(1), 200);
    // 8,000 invitations, half of them accepted with 0.3: a Poisson number, thinned.
    assert_mean(&each(&futures, |h| h.periods[1].accepted[0]), 2000.0, 2000.0);
    assert!(futures.iter().all(|h| h.periods[1].adopted[0] == 1), "ten standard errors");
}

#[test]
fn a_queue_before_a_single_place_is_as_long_as_pollaczek_and_khinchine_say() {
    // X' = (X - 1)+ + Poisson(a): the queue M/D/1, empty with chance 1 - a, with mean a + a^2 / (2 (1 - a)).
    let a = 0.7;
    let mut build = Build::new();
    let waiting = build.stage(Role::Prospect, 0);
    let served = build.stage(Role::User, 0);
    let way = build.leave(waiting, &[to(served, 1.0)]);
    build.channel(waiting, a);
    build.plan.channels[0].variation = crate::model::Variation::Poisson;
    build.capacity(&way, 1.0);
    let futures = futures(&build.model(150), 4000);
    let queue = each(&futures, |h| h.periods[150].people[0]);
    let empty: Vec<f64> = queue.iter().map(|n| f64::from(u8::from(*n == 0.0))).collect();
    assert_mean(&empty, 1.0 - a, a * (1.0 - a));
    assert_mean(&queue, a + a * a / (2.0 * (1.0 - a)), Moments::of(&queue).variance);
    for t in futures.iter().flat_map(|h| &h.periods[1..]) {
        assert!(t.flows[0] <= 1 && t.flows[0] == t.places_used[0]);
    }
}

#[test]
fn places_are_given_at_random_among_all_who_want_them() {
    let mut build = Build::new();
    let (few, many) = (build.stage(Role::Prospect, 30), build.stage(Role::Prospect, 70));
    let served = build.stage(Role::User, 0);
    let ways = [build.leave(few, &[to(served, 1.0)]), build.leave(many, &[to(served, 1.0)])].concat();
    build.capacity(&ways, 50.0);
    let futures = futures(&build.model(1), 4000);
    let served_of_few = each(&futures, |h| h.periods[1].flows[0]);
    // Hypergeometric.
    let variance = 50.0 * 0.3 * 0.7 * 50.0 / 99.0;
    assert_mean(&served_of_few, 15.0, variance);
    assert_variance_of_nearly_normal(&served_of_few, variance);
    for h in &futures {
        assert_eq!((h.periods[1].places_used[0], h.periods[1].waiting[0]), (50, 50));
    }
}

#[test]
fn who_finds_no_place_stays_or_takes_the_else_or_tries_again() {
    let mut build = Build::new();
    let lead = build.stage(Role::Prospect, 12);
    let call = build.stage(Role::Prospect, 0);
    let later = build.stage(Role::Prospect, 0);
    let customer = build.stage(Role::Customer, 0);
    build.after(lead, 2, &[to(call, 1.0)]);
    let won = build.pass(call, &[to(customer, 1.0)], Target::Stage(later));
    build.capacity(&won, 5.0);
    let history = future(&build.model(3));
    assert_eq!(history.periods[2].people, [0, 0, 7, 5]);
    assert_eq!(history.periods[2].otherwise[call.0], 7);
    // Where the way into the call is limited they try again in the next period.
    let mut build = Build::new();
    let lead = build.stage(Role::Prospect, 12);
    let customer = build.stage(Role::Customer, 0);
    let won = build.after(lead, 2, &[to(customer, 1.0)]);
    build.capacity(&won, 5.0);
    let history = future(&build.model(5));
    let left: Vec<u64> = history.periods.iter().map(|t| t.people[0]).collect();
    assert_eq!(left, [12, 12, 7, 2, 0, 0]);
}

#[test]
fn places_taken_by_those_who_move_are_gone_for_those_who_pass() {
    let mut build = Build::new();
    let trial = build.stage(Role::User, 4);
    let checkout = build.stage(Role::Prospect, 0);
    let customer = build.stage(Role::Customer, 0);
    let direct = build.leave(trial, &[to(customer, 1.0)])[0];
    let through = build.pass(checkout, &[to(customer, 1.0)], Target::Exit)[0];
    build.channel(checkout, 10.0);
    build.capacity(&[direct, through], 6.0);
    let first = &future(&build.model(1)).periods[1];
    assert_eq!((first.flows[0], first.flows[1], first.exited), (4, 2, 8));
    assert_eq!((first.places_used[0], first.waiting[0]), (6, 8));
}
