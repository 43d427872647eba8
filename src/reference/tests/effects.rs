//! What acts on probabilities, against closed forms, to rounding.

use super::build::{Build, exit, to};
use super::rates::{AT_ONCE, ROUNDING, chances_at, met};
use super::{assert_mean, assert_within, each, futures};
use crate::model::Number::Constant;
use crate::model::{Number, Role, Signal, StageId, Target, TransitionId};

const NEXT: StageId = StageId(1);

/// A stage that is left to the next with probability p, and out for good with probability q.
fn leaving(p: f64, q: f64) -> (Build, Vec<TransitionId>) {
    let mut build = Build::new();
    let stage = build.stage(Role::User, 100);
    build.stage(Role::Customer, 0);
    let ways = build.leave(stage, &[to(NEXT, p), exit(q)]);
    (build, ways)
}

fn assert_chances(build: &Build, expected: &[f64]) {
    let chances = chances_at(&build.plan, AT_ONCE, &[]);
    assert_eq!(chances.len(), expected.len());
    chances.iter().zip(expected).for_each(|(chance, expected)| assert_within(*chance, *expected, ROUNDING));
}

#[test]
fn a_measured_friction_moves_nothing_until_some_of_it_is_removed() {
    let (mut build, ways) = leaving(0.34, 0.2);
    build.drag(ways[0], 0.25, None);
    assert_chances(&build, &[0.34, 0.2]);
    // All of it removed: p / (1 - f); 60% of it: p (1 - 0.4 f) / (1 - f). The way out is not concerned.
    build.plan.kinds[0].effects[0].drags[0].left = Constant(0.0);
    assert_chances(&build, &[0.34 / 0.75, 0.2]);
    build.plan.kinds[0].effects[0].drags[0].left = Constant(0.4);
    assert_chances(&build, &[0.34 * 0.9 / 0.75, 0.2]);
}

#[test]
fn frictions_on_one_way_hold_back_one_after_the_other() {
    let (mut build, ways) = leaving(0.3, 0.0);
    build.drag(ways[0], 0.2, None).left = Constant(0.0);
    build.drag(ways[0], 0.5, None).left = Constant(0.5);
    build.drag(ways[0], 0.1, None).included = false;
    // 1 - f = 0.8 * 0.5; what is left: 0.75; and a tenth that the rate was measured without.
    assert_chances(&build, &[0.3 / 0.4 * 0.75 * 0.9, 0.0]);
}

#[test]
fn a_friction_larger_than_its_rate_has_room_for_is_held_at_that_and_said() {
    let (mut build, ways) = leaving(0.6, 0.0);
    build.drag(ways[0], 0.8, None).left = Constant(0.5);
    // f becomes 1 - p = 0.4, f' the same half of it: 0.6 * 0.8 / 0.6.
    assert_chances(&build, &[0.8, 0.0]);
    assert!(met(&build.plan, AT_ONCE, &[]).scaled);
    let (mut build, ways) = leaving(0.3, 0.1);
    build.drag(ways[1], 0.4, Some(1.0)).left = Constant(0.5);
    // f becomes 0.1, f' 0.05: q = 0, and the sister is kept from less.
    assert_chances(&build, &[0.3 * 0.95 / 0.9, 0.05]);
    assert!(met(&build.plan, AT_ONCE, &[]).scaled);
}

#[test]
fn a_friction_that_pushes_out_keeps_people_from_the_other_ways() {
    let (mut build, ways) = leaving(0.3, 0.2);
    build.drag(ways[1], 0.05, Some(1.0));
    assert_chances(&build, &[0.3, 0.2]);
    assert!(!met(&build.plan, AT_ONCE, &[]).scaled);
    build.plan.kinds[0].effects[1].drags[0].left = Constant(0.0);
    assert_chances(&build, &[0.3 / 0.95, 0.15 / 0.95]);
    // One that the rate was measured without is added.
    build.plan.kinds[0].effects[1].drags[0].left = Constant(1.0);
    build.plan.kinds[0].effects[1].drags[0].included = false;
    assert_chances(&build, &[0.3 * 0.95, 0.2 + 0.05 * 0.8]);
}

#[test]
fn a_push_has_a_unit_of_its_own() {
    let (mut build, ways) = leaving(0.3, 0.2);
    // 19% per two steps are 10% per step.
    build.drag(ways[1], 0.19, Some(0.5)).left = Constant(0.0);
    assert_chances(&build, &[0.3 / 0.9, 0.1 / 0.9]);
}

#[test]
fn changes_come_before_frictions_and_those_of_initiatives_after() {
    let (mut build, ways) = leaving(0.2, 0.1);
    build.plan.kinds[0].effects[0].scale = Constant(1.5);
    build.plan.kinds[0].effects[0].factor = Constant(0.5);
    build.drag(ways[1], 0.04, Some(1.0)).left = Constant(0.0);
    assert_chances(&build, &[0.2 * 1.5 / 0.96 * 0.5, 0.06 / 0.96]);
}

#[test]
fn what_exceeds_everybody_after_all_that_is_scaled_and_said() {
    let (mut build, _) = leaving(0.6, 0.2);
    build.plan.kinds[0].effects[0].factor = Constant(2.0);
    assert_chances(&build, &[1.2 / 1.4, 0.2 / 1.4]);
    assert!(met(&build.plan, AT_ONCE, &[]).scaled);
}

#[test]
fn the_rest_is_what_the_changed_sisters_leave_of_those_who_decide() {
    let mut build = Build::new();
    let stage = build.stage(Role::User, 0);
    let ways = build.stay(stage, 2.0, &[(Target::Exit, None), to(NEXT, 0.4)]);
    build.plan.kinds[0].effects[ways[1].0].factor = Constant(1.5);
    assert_chances(&build, &[0.5 * 0.4, 0.5 * 0.6]);
    build.plan.kinds[0].effects[ways[1].0].factor = Constant(4.0);
    assert_chances(&build, &[0.0, 0.5]);
    assert!(met(&build.plan, AT_ONCE, &[]).scaled);
}

#[test]
fn volatility_shakes_the_log_odds_of_everybody_together() {
    // So many people that their own luck vanishes beside the period's.
    let (p, deviation) = (0.3, 0.4);
    let mut build = Build::new();
    let stage = build.stage(Role::User, 20_000);
    let ways = build.leave(stage, &[to(NEXT, p), exit(0.0)]);
    build.stage(Role::Customer, 0);
    build.plan.kinds[0].effects[ways[0].0].volatility = Some(Constant(deviation));
    let futures = futures(&build.model(1), 300);
    let log_odds: Vec<f64> =
        each(&futures, |h| h.periods[1].flows[0]).into_iter().map(|n| libm::log(n / (20_000.0 - n))).collect();
    // The binomial adds 1 / (n p (1 - p)) = 0.0002 or so, a six hundredth of the variance.
    let variance = deviation * deviation;
    assert_mean(&log_odds, libm::log(p / (1.0 - p)), variance);
    let standard_error = variance * (2.0 / 299.0_f64).sqrt();
    assert_within(crate::base::stats::Moments::of(&log_odds).variance, variance, 4.5 * standard_error);
    assert!(futures.iter().all(|h| h.periods[1].flows[1] == 0), "what never happens stays so");
}

#[test]
fn people_in_stages_move_a_rate_by_half_at_half() {
    let (mut build, ways) = leaving(0.2, 0.0);
    build.feedback(&[StageId(0)], 300.0);
    let crowd = Number::Signal(Signal::Mechanism(0));
    build.plan.kinds[0].effects[ways[0].0].factor = Constant(1.0) + crowd * Constant(1.0);
    let futures = futures(&build.model(1), 4000);
    // 100 / (100 + 300) = a quarter of the way from 1 to 2.
    assert_mean(&each(&futures, |h| h.periods[1].flows[0]), 100.0 * 0.25, 100.0 * 0.25 * 0.75);
}
