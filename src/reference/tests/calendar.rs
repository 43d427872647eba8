//! Events and initiatives: when they are on, and what they cost.

use super::build::{Build, exit};
use super::{assert_mean, future};
use crate::model::Number::{Below, Constant, Input};
use crate::model::{Coming, Model, Number, Role, Series, next_uniform};
use crate::reference::{History, simulate};
use rand::SeedableRng;
use rand::rngs::StdRng;

fn future_with(model: &Model, inputs: &[f64]) -> History {
    simulate(model, 0, inputs, &mut StdRng::seed_from_u64(3))
}

/// The periods in which the only event is on.
fn on(model: &Model, inputs: &[f64]) -> Vec<usize> {
    let periods = future_with(model, inputs).periods;
    periods.iter().enumerate().filter(|(_, t)| t.events_on[0]).map(|(period, _)| period).collect()
}

fn once(lasts: Option<u32>) -> Model {
    let mut build = Build::new();
    let (chance, when) = (build.input(), build.input());
    let comes = Below(Box::new(Input(chance)), Box::new(Constant(0.2)));
    build.event(Coming::Once { comes, when }, 3, 6, lasts);
    build.model(9)
}

fn recurring(per_unit: f64, units_per_step: f64, lasts: Option<u32>) -> Model {
    let mut build = Build::new();
    let first = build.input();
    build.event(Coming::Recurring { per_unit: Constant(per_unit), units_per_step, first }, 2, 11, lasts);
    build.model(14)
}

#[test]
fn an_event_that_comes_once_starts_in_any_period_of_its_window_alike() {
    let model = once(Some(2));
    for (when, periods) in [(0.0, [3, 4]), (0.249, [3, 4]), (0.25, [4, 5]), (0.75, [6, 7]), (0.999, [6, 7])] {
        assert_eq!(on(&model, &[0.1, when]), periods);
    }
    assert!(on(&model, &[0.2, 0.5]).is_empty(), "0.2 is not below 0.2");
    assert_eq!(on(&once(None), &[0.1, 0.8]), [6, 7, 8, 9]);
}

#[test]
fn an_event_that_can_come_again_waits_by_inversion_and_then_by_the_next_uniform() {
    let model = recurring(0.3, 1.0, Some(2));
    // 1 - 0.7^k > u: k = 1 below 0.3, 2 below 0.51, 3 below 0.657.
    for (u, k) in [(0.29, 1), (0.31, 2), (0.5, 2), (0.52, 3)] {
        let first = 2 + k - 1;
        let mut expected = vec![first, first + 1];
        let mut v = u;
        loop {
            v = next_uniform(v);
            let k = (1..).find(|k| 1.0 - (0..*k).fold(1.0, |left, _| left * 0.7) > v).expect("some time");
            let start = expected[expected.len() - 1] + k;
            if start > 11 {
                break;
            }
            expected.extend([start, start + 1]);
        }
        assert_eq!(on(&model, &[u]), expected);
    }
}

#[test]
fn the_chance_of_an_event_is_per_unit_and_its_window_ends() {
    // 51% per two steps is 30% per step.
    assert_eq!(on(&recurring(0.51, 0.5, None), &[0.31])[0], 3);
    assert!(on(&recurring(0.0, 1.0, None), &[0.5]).is_empty());
    // 0.7^10 = 0.028: with u = 0.98 it would first come in the eleventh period of a window of ten.
    assert!(on(&recurring(0.3, 1.0, None), &[0.98]).is_empty());
    assert_eq!(on(&recurring(0.3, 1.0, None), &[0.97]), [11, 12, 13, 14]);
}

#[test]
fn waits_for_an_event_are_geometric() {
    let model = recurring(0.2, 1.0, None);
    let n = 2000;
    let came: Vec<f64> = (0..n)
        .map(|i| (f64::from(i) + 0.5) / f64::from(n))
        .map(|u| f64::from(u8::from(on(&model, &[u]).first().is_some_and(|start| *start <= 4))))
        .collect();
    let expected = 1.0 - 0.8_f64 * 0.8 * 0.8;
    assert_mean(&came, expected, expected * (1.0 - expected));
}

#[test]
fn an_initiative_costs_upfront_when_it_starts_and_then_runs_until_it_is_over() {
    let investment = |ends, active| {
        let mut build = Build::new();
        build.initiative(1000.0, 30.0, 2, ends).active = active;
        let history = future(&build.model(5));
        let profit: Vec<i128> = history.periods.iter().map(|t| t.profit).collect();
        let investment: Vec<i64> = history.periods.iter().map(|t| t.investment[0]).collect();
        assert!(profit.iter().zip(&investment).all(|(profit, cost)| *profit == -i128::from(*cost)));
        investment
    };
    assert_eq!(investment(Some(3), true), [0, 0, 1030, 30, 0, 0]);
    assert_eq!(investment(None, true), [0, 0, 1030, 30, 30, 30]);
    assert_eq!(investment(None, false), [0; 6]);
}

#[test]
fn a_ramp_lets_an_initiative_act_by_and_by() {
    let mut build = Build::new();
    let stage = build.stage(Role::Customer, 1000);
    let way = build.leave(stage, &[exit(0.5)])[0];
    let ramp = Series { by_period: vec![0.0, 0.5, 1.0].into(), settled: 1.0, after: 1.0 };
    // 1 + ramp (x - 1) with x = 0: nobody leaves once it is at full height.
    build.plan.kinds[0].effects[way.0].factor = Constant(1.0) - Number::Series(ramp);
    let runs: Vec<History> =
        (0..400).map(|seed| simulate(&build_model(&build), 0, &[], &mut StdRng::seed_from_u64(seed))).collect();
    let first: Vec<f64> = runs.iter().map(|h| h.periods[1].exited as f64).collect();
    assert_mean(&first, 500.0, 250.0);
    let second: Vec<f64> = runs.iter().map(|h| h.periods[2].exited as f64).collect();
    assert_mean(&second, 625.0, 1000.0 * 0.625 * 0.375);
    assert!(runs.iter().all(|h| h.periods[2].exited == h.periods[3].exited));
}

fn build_model(build: &Build) -> Model {
    let copy = Build {
        plan: build.plan.clone(),
        tracking: build.tracking.clone(),
        accounting: build.accounting,
        inputs: build.inputs,
    };
    copy.model(3)
}
