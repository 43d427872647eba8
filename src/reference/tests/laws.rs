//! Laws that many futures must follow.

use super::build::{Build, exit, to};
use super::{assert_mean, assert_variance_of_nearly_normal, assert_within, each, futures};
use crate::base::stats::Moments;
use crate::model::Number::Constant;
use crate::model::{Per, Role, Target, Variation};

fn power(base: f64, exponent: usize) -> f64 {
    (0..exponent).map(|_| base).product()
}

#[test]
fn a_campaign_of_a_thousand_impressions_sells_twenty_on_average() {
    let mut build = Build::new();
    let [impression, click, visit, cart] = [(); 4].map(|()| build.stage(Role::Prospect, 0));
    let sale = build.stage(Role::Customer, 0);
    let clicked = build.pass(impression, &[to(click, 0.2)], Target::Exit);
    build.pass(click, &[to(visit, 0.5)], Target::Exit);
    build.pass(visit, &[to(cart, 0.3)], Target::Exit);
    let sold = build.pass(cart, &[to(sale, 2.0 / 3.0)], Target::Exit);
    build.channel(impression, 1000.0);
    build.cost(Per::Passage(clicked), 200.0);
    build.revenue(Per::Passage(sold), 10_000.0);
    let futures = futures(&build.model(1), 2000);
    for (step, share) in [0.2, 0.1, 0.03, 0.02].into_iter().enumerate() {
        let passages = each(&futures, |h| h.periods[1].flows[step]);
        let binomial_variance = 1000.0 * share * (1.0 - share);
        assert_mean(&passages, 1000.0 * share, binomial_variance);
        assert_variance_of_nearly_normal(&passages, binomial_variance);
    }
    for period in futures.iter().map(|h| &h.periods[1]) {
        let sales = period.events.new_customers as i64;
        assert_eq!(period.revenue[0], 10_000 * sales);
        assert_eq!(period.costs[0], 200 * period.flows[0] as i64);
    }
}

#[test]
fn with_churn_alone_the_customers_left_are_binomial_in_every_period() {
    let (start, churn) = (1000.0, 0.1);
    let mut build = Build::new();
    let customer = build.stage(Role::Customer, start as u32);
    build.leave(customer, &[exit(churn)]);
    let futures = futures(&build.model(24), 2000);
    for period in [1, 6, 24] {
        let p = power(1.0 - churn, period);
        let left = each(&futures, |h| h.periods[period].people[0]);
        assert_mean(&left, start * p, start * p * (1.0 - p));
        assert_variance_of_nearly_normal(&left, start * p * (1.0 - p));
    }
}

#[test]
fn poisson_arrivals_that_move_independently_are_poisson_in_every_stage() {
    let (arrivals, convert, churn) = (60.0, 0.3, 0.2);
    let mut build = Build::new();
    let trial = build.stage(Role::User, 0);
    let customer = build.stage(Role::Customer, 0);
    build.leave(trial, &[to(customer, convert)]);
    build.leave(customer, &[exit(churn)]);
    build.channel(trial, arrivals);
    build.plan.channels[0].variation = Variation::Poisson;
    let futures = futures(&build.model(10), 3000);
    let (mut trials, mut customers) = (0.0, 0.0);
    for period in 1..=10 {
        customers = customers * (1.0 - churn) + trials * convert;
        trials = trials * (1.0 - convert) + arrivals;
        if [1, 2, 10].contains(&period) {
            for (stage, expected) in [(0, trials), (1, customers)] {
                let people = each(&futures, |h| h.periods[period].people[stage]);
                assert_mean(&people, expected, expected);
                assert_variance_of_nearly_normal(&people, expected);
            }
        }
    }
    // The closed form of the first stage, from an empty start: a (1 - (1 - c)^n) / c.
    let closed = arrivals * (1.0 - power(1.0 - convert, 10)) / convert;
    assert_within(trials, closed, 1e-9);
}

#[test]
fn a_fraction_of_a_person_comes_with_that_chance() {
    let mut build = Build::new();
    let visitor = build.stage(Role::Prospect, 0);
    build.channel(visitor, 2.3);
    let futures = futures(&build.model(1), 10_000);
    let came = each(&futures, |h| h.periods[1].arrivals[0]);
    assert!(came.iter().all(|people| [2.0, 3.0].contains(people)));
    assert_mean(&came, 2.3, 0.3 * 0.7);
}

#[test]
fn a_rate_that_varies_over_its_unit_varies_more_over_a_shorter_step() {
    let (m, spread, units_per_step) = (400.0, 0.5, 0.25);
    let mut build = Build::new();
    let visitor = build.stage(Role::Prospect, 0);
    build.channel(visitor, m);
    build.plan.channels[0].variation = Variation::Spread { spread: Constant(spread), units_per_step };
    let futures = futures(&build.model(1), 20_000);
    let came = each(&futures, |h| h.periods[1].arrivals[0]);
    let shape = units_per_step / (spread * spread);
    let expected = m + m * m / shape;
    assert_mean(&came, m, expected);
    // Nearly a gamma of shape 1: its fourth central moment is 9 squared variances, so the variance of
    // a sample variance is 8 squared variances over the size of the sample.
    let standard_error = expected * (8.0 / came.len() as f64).sqrt();
    assert_within(Moments::of(&came).variance, expected, 4.5 * standard_error);
}

#[test]
fn super_spreaders_add_their_variance_to_the_invitations_and_to_the_accepted() {
    let (n, m, v, accept) = (400.0, 0.5, 1.3, 0.25);
    let mut build = Build::new();
    let fan = build.stage(Role::Customer, n as u32);
    let friend = build.stage(Role::Prospect, 0);
    build.referral(fan, m, accept, friend).spread = Some(Constant(v));
    let futures = futures(&build.model(1), 4000);
    let sent = each(&futures, |h| h.periods[1].invitations[0]);
    let accepted = each(&futures, |h| h.periods[1].accepted[0]);
    // Each is accepted by herself: a Poisson number, thinned, is Poisson with that share of the mean.
    for (count, mean_of_one) in [(sent, m), (accepted, m * accept)] {
        let expected = n * (mean_of_one + (v * mean_of_one) * (v * mean_of_one));
        assert_mean(&count, n * mean_of_one, expected);
        assert_variance_of_nearly_normal(&count, expected);
    }
}

#[test]
fn the_shares_of_the_delay_are_the_shares_of_the_arrivals() {
    let delay = [0.5, 0.3, 0.2];
    let mut build = Build::new();
    let fan = build.stage(Role::Customer, 100);
    let friend = build.stage(Role::Prospect, 0);
    build.leave(fan, &[exit(1.0)]);
    build.referral(fan, 2.0, 0.5, friend).delay = delay.to_vec();
    let futures = futures(&build.model(3), 4000);
    for (later, share) in delay.into_iter().enumerate() {
        let came = each(&futures, |h| h.periods[1 + later].invited_arrivals[0]);
        assert_mean(&came, 100.0 * share, 100.0 * share);
        assert_variance_of_nearly_normal(&came, 100.0 * share);
    }
}

#[test]
fn the_wheel_grows_as_its_identity_says() {
    // N' = (1 - c + r) N + a. Those who stay are binomial, the invited Poisson, arrivals fixed:
    // V' = (1 - c + r)^2 V + (c (1 - c) + r) N.
    let (a, c, r) = (100.0, 0.05, 0.02);
    let mut build = Build::new();
    let customer = build.stage(Role::Customer, 0);
    build.leave(customer, &[exit(c)]);
    build.channel(customer, a);
    build.referral(customer, 0.1, r / 0.1, customer);
    let futures = futures(&build.model(12), 3000);
    let (mut n, mut v) = (0.0, 0.0);
    let growth = 1.0 - c + r;
    for _ in 0..12 {
        v = growth * growth * v + (c * (1.0 - c) + r) * n;
        n = growth * n + a;
    }
    assert_within(n, 1_020.525_463_348_5, 1e-9);
    let customers = each(&futures, |h| h.periods[12].people[0]);
    assert_mean(&customers, n, v);
    assert_variance_of_nearly_normal(&customers, v);
}

#[test]
fn a_family_of_invitations_grows_and_dies_out_as_galton_and_watson_say() {
    // One person; everybody invites Poisson(R) others in her only period.
    let (reproduction, generations) = (1.2, 10);
    let mut build = Build::new();
    let inviter = build.stage(Role::Customer, 1);
    build.leave(inviter, &[exit(1.0)]);
    build.referral(inviter, 2.0 * reproduction, 0.5, inviter);
    let futures = futures(&build.model(generations as u32), 20_000);
    let size = each(&futures, |h| h.periods[generations].people[0]);
    let grown = power(reproduction, generations);
    assert_mean(&size, grown, grown * (grown - 1.0) / (reproduction - 1.0));
    // Extinct by the n-th generation: the n-th iterate of the generating function exp(R (s - 1)).
    let extinct = (0..generations).fold(0.0, |s, _| libm::exp(reproduction * (s - 1.0)));
    let died: Vec<f64> = size.iter().map(|n| f64::from(*n == 0.0)).collect();
    assert_mean(&died, extinct, extinct * (1.0 - extinct));
}

#[test]
fn a_stay_is_as_long_as_written_on_average_and_the_shares_are_of_all() {
    let (start, stay, share) = (2000.0, 2.5, 0.34);
    let mut build = Build::new();
    let trial = build.stage(Role::User, start as u32);
    let customer = build.stage(Role::Customer, 0);
    build.stay(trial, stay, &[to(customer, share), (Target::Exit, None)]);
    // Somebody of all the futures is still in after 80 periods with chance 600,000 · 0.6^80 < 1e-11.
    let futures = futures(&build.model(80), 300);
    let person_periods = each(&futures, |h| h.periods.iter().map(|t| t.people[0]).sum());
    // A geometric time of mean 1 / p has the variance (1 - p) / p^2.
    assert_mean(&person_periods, start * stay, start * (stay * stay - stay));
    let converted = each(&futures, |h| h.periods[80].people[1]);
    assert_mean(&converted, start * share, start * share * (1.0 - share));
    assert!(futures.iter().all(|h| h.periods[80].people[0] == 0));
}
