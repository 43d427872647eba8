//! The probabilities themselves, against closed forms, to rounding.

use super::assert_within;
use super::build::{Build, WayOut, exit, to};
use crate::model::{Hazard, HazardGroup, InputId, Leaving, Number, Plan, Role, StageId, Target, TransitionId};
use crate::reference::conditions::Conditions;
use crate::reference::effects::{Effective, effective};
use crate::reference::rates::{Clocks, written};

/// A few units in the last place of numbers around 1.
pub const ROUNDING: f64 = 1e-14;

/// Where people go; who it is does not matter here.
const NEXT: StageId = StageId(1);

/// In the first step in which anybody can move.
pub const AT_ONCE: Clocks = Clocks { age: 1, tenure: 1 };

/// What the people of the first stage meet.
pub fn met(plan: &Plan, clocks: Clocks, inputs: &[f64]) -> Effective {
    let (kind, now) = (&plan.kinds[0], Conditions::settled(plan, inputs));
    effective(written(&kind.leaving[0], clocks, &now), kind, &now, &[])
}

/// The chances of the ways out of the first stage.
pub fn chances_at(plan: &Plan, clocks: Clocks, inputs: &[f64]) -> Vec<f64> {
    met(plan, clocks, inputs).chances.into_iter().map(|(_, chance)| chance).collect()
}

fn competing(groups: &[(f64, &[WayOut])]) -> Vec<f64> {
    let mut build = Build::new();
    let stage = build.stage(Role::Customer, 0);
    build.compete(stage, groups);
    chances_at(&build.plan, AT_ONCE, &[])
}

#[test]
fn probabilities_per_step_alone_pass_unchanged() {
    assert_eq!(competing(&[(1.0, &[to(NEXT, 0.18), exit(0.35)])]), [0.18, 0.35]);
    assert_eq!(competing(&[(1.0, &[exit(1.0)])]), [1.0]);
    assert_eq!(competing(&[(1.0, &[to(NEXT, 0.0), exit(0.0)])]), [0.0, 0.0]);
}

#[test]
fn monthly_probabilities_come_back_after_a_month_of_weeks() {
    let weeks = 365.25 / 12.0 / 7.0;
    let weekly = competing(&[(1.0 / weeks, &[to(NEXT, 0.18), exit(0.35)])]);
    let left_after_a_month = libm::pow(1.0 - weekly[0] - weekly[1], weeks);
    assert_within(left_after_a_month, 1.0 - 0.53, ROUNDING);
    assert_within(weekly[0] / weekly[1], 18.0 / 35.0, ROUNDING);
}

#[test]
fn groups_of_different_units_compete_as_independent_clocks() {
    // 3% a month against 20% a year: who is left after a month was passed over by both.
    let groups: [(f64, &[WayOut]); 2] = [(1.0, &[exit(0.03)]), (1.0 / 12.0, &[to(NEXT, 0.2)])];
    let monthly = competing(&groups);
    let left = 0.97 * libm::pow(0.8, 1.0 / 12.0);
    assert_within(1.0 - monthly[0] - monthly[1], left, ROUNDING);
    let ratio = 12.0 * libm::log(0.97) / libm::log(0.8);
    assert_within(monthly[0] / monthly[1], ratio, ROUNDING * ratio.max(1.0));
}

#[test]
fn a_hazard_of_nothing_is_nothing_and_a_certainty_falls_short_by_a_millionth() {
    assert_eq!(competing(&[(0.5, &[to(NEXT, 0.0), exit(0.0)])]), [0.0, 0.0]);
    let certain = competing(&[(0.5, &[to(NEXT, 1.0), exit(1.0)])]);
    // 1 - 0.999999 keeps ten digits of its millionth, the root half of the error.
    assert_within(certain[0] + certain[1], 1.0 - libm::sqrt(1e-6), 1e-12);
    assert_eq!(certain[0], certain[1]);
}

#[test]
fn more_than_everybody_is_scaled_to_everybody_in_proportion() {
    assert_eq!(competing(&[(1.0, &[to(NEXT, 0.5), exit(1.5)])]), [0.25, 0.75]);
}

#[test]
fn a_stay_of_so_many_steps_means_that_one_in_so_many_decides() {
    let mut build = Build::new();
    let trial = build.stage(Role::User, 0);
    let ways = [to(NEXT, 0.34), (Target::Exit, None)];
    build.stay(trial, 2.5, &ways);
    let decided = chances_at(&build.plan, AT_ONCE, &[]);
    assert_within(decided[0], 0.4 * 0.34, ROUNDING);
    assert_within(decided[1], 0.4 * 0.66, ROUNDING);
    // A stay shorter than a step lasts the step.
    build.stay(trial, 0.5, &ways);
    assert_eq!(chances_at(&build.plan, AT_ONCE, &[]), [0.34, 1.0 - 0.34]);
}

#[test]
fn shares_that_exceed_who_decides_are_scaled_and_leave_no_rest() {
    let mut build = Build::new();
    let trial = build.stage(Role::User, 0);
    let ways = [to(NEXT, 0.9), (Target::Exit, None), to(NEXT, 0.9)];
    build.after(trial, 3, &ways);
    assert_eq!(chances_at(&build.plan, Clocks { age: 3, tenure: 1 }, &[]), [0.5, 0.0, 0.5]);
    assert!(chances_at(&build.plan, Clocks { age: 2, tenure: 9 }, &[]).is_empty());
    build.stay(trial, 2.0, &ways);
    assert_eq!(chances_at(&build.plan, AT_ONCE, &[]), [0.25, 0.0, 0.25]);
}

#[test]
fn a_rate_whose_expression_falls_below_nothing_is_never_taken() {
    let mut build = Build::new();
    let stage = build.stage(Role::Customer, 0);
    build.transitions(stage, &[exit(0.0), exit(0.0)]);
    let tenth_less_input = Number::Difference(Box::new(Number::Constant(0.1)), Box::new(Number::Input(InputId(0))));
    let flat = |id, number| (TransitionId(id), Hazard::Flat(number));
    let moves = vec![flat(0, tenth_less_input), flat(1, Number::Constant(0.5))];
    let groups = vec![HazardGroup { units_per_step: 1.0, moves }];
    build.kind().leaving[0] = Leaving::Hazards { groups, survivals: Vec::new() };
    assert_eq!(chances_at(&build.plan, AT_ONCE, &[0.3]), [0.0, 0.5]);
    assert_eq!(chances_at(&build.plan, AT_ONCE, &[0.0]), [0.1, 0.5]);
}
