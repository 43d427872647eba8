//! Segments, and people who do as the source does that brought them.

use super::build::{Build, exit, to};
use super::{assert_mean, assert_variance_of_nearly_normal, each, future, futures};
use crate::model::Number::Constant;
use crate::model::{Behaviour, Hazard, Leaving, Per, Role, SegmentId, SourceId};
use crate::reference::History;

/// The chance of the first way out of a stage for people of a kind.
fn set_first_rate(kind: &mut Behaviour, stage: usize, rate: f64) {
    let Leaving::Hazards { groups, .. } = &mut kind.leaving[stage] else { panic!("hazards") };
    groups[0].moves[0].1 = Hazard::Flat(Constant(rate));
}

/// A trial that converts and churns, filled by a channel.
fn wheel(start: u32, arrivals: f64, convert: f64, price: f64) -> Build {
    let mut build = Build::new();
    let trial = build.stage(Role::User, start);
    let customer = build.stage(Role::Customer, 0);
    build.leave(trial, &[to(customer, convert), exit(0.1)]);
    build.leave(customer, &[exit(0.05)]);
    build.channel(trial, arrivals);
    build.plan.channels[0].variation = crate::model::Variation::Poisson;
    build.revenue(Per::Person(vec![customer]), price);
    build
}

#[test]
fn a_model_of_two_segments_is_the_two_models_apart() {
    let apart = |start, arrivals, convert, price| futures(&wheel(start, arrivals, convert, price).model(6), 3000);
    let (small, large) = (apart(240, 24.0, 0.3, 10.0), apart(60, 6.0, 0.6, 75.0));
    let mut together = wheel(300, 30.0, 0.3, 10.0);
    together.segments(&[0.8, 0.2]);
    set_first_rate(&mut together.plan.kinds[1], 0, 0.6);
    together.plan.kinds[1].revenue[0] = Constant(75.0);
    let together = futures(&together.model(6), 3000);
    let moments = |values: &[f64]| crate::base::stats::Moments::of(values);
    let same = |together: Vec<f64>, apart: Vec<f64>| {
        let (a, b) = (moments(&together), moments(&apart));
        // Both means vary: the variance of their difference is twice that of one.
        let standard_error = (2.0 * b.variance / 3000.0).sqrt();
        super::assert_within(a.mean, b.mean, 4.5 * standard_error);
        let standard_error = b.variance * (2.0 * 2.0 / 3000.0_f64).sqrt();
        super::assert_within(a.variance, b.variance, 4.5 * standard_error);
    };
    for period in [1, 3, 6] {
        for stage in [0, 1] {
            let of = |segment: usize| each(&together, |h| h.periods[period].people_by_segment[segment][stage]);
            let alone = |futures: &[History]| each(futures, |h| h.periods[period].people[stage]);
            same(of(0), alone(&small));
            same(of(1), alone(&large));
        }
        let revenue = |h: &History| h.periods[period].revenue[0] as u64;
        let apart: Vec<f64> = each(&small, revenue).iter().zip(each(&large, revenue)).map(|(a, b)| a + b).collect();
        same(each(&together, revenue), apart);
    }
}

#[test]
fn the_people_of_a_channel_are_of_its_own_mix() {
    let mut build = Build::new();
    let visitor = build.stage(Role::Prospect, 0);
    build.channel(visitor, 1000.0);
    build.segments(&[0.5, 0.3, 0.2]);
    build.plan.channels[0].mix = [0.1, 0.2, 0.7].map(Constant).to_vec();
    let futures = futures(&build.model(1), 1000);
    for (segment, share) in [0.1, 0.2, 0.7].into_iter().enumerate() {
        let people = each(&futures, |h| h.periods[1].people_by_segment[segment][0]);
        assert_mean(&people, 1000.0 * share, 1000.0 * share * (1.0 - share));
        assert_variance_of_nearly_normal(&people, 1000.0 * share * (1.0 - share));
    }
}

#[test]
fn the_invited_are_of_their_inviters_segment_or_of_the_mix() {
    let mut build = Build::new();
    let fan = build.stage(Role::Customer, 500);
    let friend = build.stage(Role::Prospect, 0);
    build.referral(fan, 4.0, 0.5, friend);
    build.segments(&[1.0, 0.0]);
    build.plan.referrals[0].same_segment = Constant(0.7);
    build.plan.referrals[0].mix = [0.4, 0.6].map(Constant).to_vec();
    let futures = futures(&build.model(1), 1000);
    // 500 * 4 * 0.5 accept, 0.3 * 0.6 of them of the other segment; a Poisson number, thinned.
    let others = each(&futures, |h| h.periods[1].people_by_segment[1][friend.0]);
    assert_mean(&others, 180.0, 180.0);
    assert_variance_of_nearly_normal(&others, 180.0);
}

#[test]
fn people_of_a_source_do_as_its_own_rates_say_for_as_long_as_they_are_in() {
    let mut build = Build::new();
    let trial = build.stage(Role::User, 40);
    let customer = build.stage(Role::Customer, 0);
    build.leave(trial, &[to(customer, 0.0), exit(0.0)]);
    build.leave(customer, &[exit(0.0)]);
    build.channel(trial, 7.0);
    build.channel(trial, 3.0);
    build.revenue(Per::Person(vec![customer]), 10.0);
    let mut own = Behaviour { source: Some(SourceId(1)), segment: SegmentId(0), ..build.plan.kinds[0].clone() };
    set_first_rate(&mut own, trial.0, 1.0);
    set_first_rate(&mut own, customer.0, 1.0);
    own.revenue[0] = Constant(25.0);
    build.plan.kinds.push(own);
    let history = future(&build.model(4));
    // The three of each period become customers in the next, pay, and leave in the one after.
    for period in &history.periods[3..] {
        assert_eq!(period.people, [40 + 7 * period_number(&history, period) + 3, 3]);
        assert_eq!((period.events.new_customers, period.events.churned, period.revenue[0]), (3, 3, 75));
        assert_eq!(period.new_customers_by_source.channels, [0, 3]);
    }
}

fn period_number(history: &History, period: &crate::reference::Period) -> u64 {
    history.periods.iter().position(|other| std::ptr::eq(other, period)).expect("one of them") as u64
}

#[test]
fn those_whom_a_referral_brought_accept_and_invite_as_their_kind_does() {
    let mut build = Build::new();
    let fan = build.stage(Role::Customer, 100);
    build.referral(fan, 1.0, 0.0, fan);
    let mut own = Behaviour { source: Some(SourceId(0)), ..build.plan.kinds[0].clone() };
    own.invites[0] = vec![Constant(5.0)];
    build.plan.kinds.push(own);
    // Nobody accepts: nobody is of the second kind, and only the first invites.
    let history = future(&build.model(2));
    assert!(history.periods[2].invitations[0] < 200, "Poisson(100) is no 200");
    assert_eq!(history.periods[2].people, [100]);
}
