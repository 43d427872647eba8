//! What is booked.

use super::build::{Build, to};
use super::{assert_mean, assert_variance_of_nearly_normal, each, future, futures};
use crate::model::Number::Constant;
use crate::model::{Per, Role, Spend, Target};

#[test]
fn every_kind_of_line_is_due_as_often_as_it_says() {
    let mut build = Build::new();
    let click = build.stage(Role::Prospect, 0);
    let trial = build.stage(Role::User, 0);
    let customer = build.stage(Role::Customer, 10);
    let lapsed = build.stage(Role::Lapsed, 0);
    build.pass(click, &[to(trial, 1.0)], Target::Exit);
    let paid = build.leave(trial, &[to(customer, 1.0)])[0];
    build.after(customer, 2, &[to(lapsed, 1.0)]);
    let search = build.channel(click, 5.0);
    build.channel(trial, 2.0);
    build.revenue(Per::Person(vec![trial, customer]), 100.0);
    build.revenue(Per::Passage(vec![paid]), 30.0);
    build.cost(Per::Entry(vec![click, trial]), 4.0);
    build.cost(Per::Arrival(vec![search]), 6.0);
    build.cost(Per::Fixed, 50.0);
    let history = future(&build.model(3));
    let [_, first, second, third] = &history.periods[..] else { panic!("the start and three periods") };
    // 7 come in each period; in period 2 the 10 are gone and the first 7 pay.
    assert_eq!(first.revenue, [1700, 0]);
    assert_eq!(second.revenue, [1400, 210]);
    assert_eq!(third.revenue, [2100, 210]);
    for period in [first, second, third] {
        // 5 enter by the click and then the trial, 2 the trial only.
        assert_eq!(period.costs, [48, 30, 50]);
    }
    assert_eq!(second.gross_margin, 1610);
    assert_eq!(second.profit, 1610 - 128);
}

#[test]
fn nothing_is_booked_at_the_start() {
    let mut build = Build::new();
    let customer = build.stage(Role::Customer, 10);
    build.channel(customer, 1.0);
    build.plan.channels[0].spend = Spend::Amount(Constant(100.0));
    build.revenue(Per::Person(vec![customer]), 100.0);
    build.cost(Per::Fixed, 1.0);
    let start = &future(&build.model(1)).periods[0];
    assert_eq!((start.gross_margin, start.profit), (0, 0));
    assert_eq!([start.revenue[0], start.costs[0], start.spend[0]], [0; 3]);
}

#[test]
fn each_line_of_a_period_is_rounded_once_and_half_to_even() {
    for (people, each, booked) in [(1, 0.5, 0), (3, 0.5, 2), (5, 0.5, 2), (3, 0.4, 1), (1, 2.5, 2), (1, 3.5, 4)] {
        let mut build = Build::new();
        let customer = build.stage(Role::Customer, people);
        build.revenue(Per::Person(vec![customer]), each);
        build.cost(Per::Person(vec![customer]), each);
        build.channel(customer, 0.0);
        build.plan.channels[0].spend = Spend::Amount(Constant(each * f64::from(people)));
        let period = &future(&build.model(1)).periods[1];
        let lines = [period.revenue[0], period.costs[0], period.spend[0]];
        assert_eq!(lines, [booked; 3]);
    }
}

#[test]
fn profit_is_margin_less_spend_costs_and_rewards() {
    let mut build = Build::new();
    let customer = build.stage(Role::Customer, 20);
    build.channel(customer, 0.0);
    build.plan.channels[0].spend = Spend::Amount(Constant(700.0));
    build.referral(customer, 2.0, 1.0, customer).reward = Constant(40.0);
    build.revenue(Per::Fixed, 100_001.0).margin = Constant(0.5);
    build.revenue(Per::Fixed, 1_000.0).margin = Constant(0.82);
    build.cost(Per::Fixed, 11.0);
    let period = &future(&build.model(1)).periods[1];
    let invited = period.invited_arrivals[0] as i64;
    assert!(invited > 0);
    assert_eq!(period.revenue, [100_001, 1_000]);
    // 50,000.5, half to even, and 820.
    assert_eq!(period.gross_margin, 50_820);
    assert_eq!(period.rewards, [invited * 40]);
    let profit = 50_820 - 700 - 11 - invited * 40;
    assert_eq!(period.profit, i128::from(profit));
}

#[test]
fn a_reward_is_due_when_the_invited_arrives_not_when_she_accepts() {
    let mut build = Build::new();
    let customer = build.stage(Role::Customer, 20);
    let referral = build.referral(customer, 2.0, 1.0, customer);
    referral.reward = Constant(40.0);
    referral.delay = vec![0.0, 1.0];
    let history = future(&build.model(2));
    let accepted = history.periods[1].accepted[0] as i64;
    assert!(accepted > 0);
    assert_eq!(history.periods[1].rewards, [0]);
    assert_eq!(history.periods[2].rewards, [40 * accepted]);
}

#[test]
fn amounts_that_vary_are_drawn_for_each_person_anew() {
    let (people, mean, spread) = (50, 10_000.0, 0.8);
    let mut build = Build::new();
    let customer = build.stage(Role::Customer, people);
    let line = build.revenue(Per::Person(vec![customer]), mean);
    line.spread = Some(Constant(spread));
    let futures = futures(&build.model(2), 3000);
    let people = f64::from(people);
    let variance_of_one = (mean * spread) * (mean * spread);
    let revenue = |period: usize| each(&futures, |h| h.periods[period].revenue[0] as u64);
    for period in [1, 2] {
        assert_mean(&revenue(period), people * mean, people * variance_of_one);
        assert_variance_of_nearly_normal(&revenue(period), people * variance_of_one);
    }
    // Anew in the second period: the variance of the sum is the sum of the variances.
    let (first, second) = (revenue(1), revenue(2));
    let both: Vec<f64> = first.iter().zip(&second).map(|(a, b)| a + b).collect();
    assert_variance_of_nearly_normal(&both, 2.0 * people * variance_of_one);
}

#[test]
fn a_fixed_amount_that_varies_is_one_draw() {
    let mut build = Build::new();
    build.cost(Per::Fixed, 10_000.0).spread = Some(Constant(0.1));
    let futures = futures(&build.model(1), 4000);
    let cost = each(&futures, |h| h.periods[1].costs[0] as u64);
    assert_mean(&cost, 10_000.0, 1_000_000.0);
    assert_variance_of_nearly_normal(&cost, 1_000_000.0);
}
