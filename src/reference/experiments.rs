//! Controlled experiments: who takes part, what the data say, and whether the change is adopted.
//!
//! A share of those who could take a tested way takes part, each in one of two arms by a fair coin. After
//! its last period a round is adopted if the pooled two-proportion test
//! `z = (p_t - p_c) / sqrt(p (1 - p) (1 / n_t + 1 / n_c))` lies beyond `z(1 - (1 - confidence) / 2)` in the
//! wanted direction (Fleiss, Levin & Paik 2003, *Statistical Methods for Rates and Proportions*).

use super::conditions::Conditions;
use super::draws;
use crate::model::{Plan, Round, Test, TransitionId};
use rand::Rng;

/// Trials and passages of one arm.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Arm {
    pub(super) trials: u64,
    pub(super) passages: u64,
}

/// The data of one round: without the change, and with it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Data {
    pub(super) control: Arm,
    pub(super) treated: Arm,
}

/// Somebody's part in the rounds that run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) test: usize,
    pub(super) round: usize,
    pub(super) treated: bool,
    /// Relative lift of what she meets.
    pub(super) lift: f64,
}

/// The tests of a future as far as they have come.
#[derive(Debug, Clone)]
pub(super) struct Experiments {
    /// Shape `[tests][rounds]`.
    data: Vec<Vec<Data>>,
    /// Rounds that were adopted, whether they act already or not, shape `[tests][rounds]`.
    pub(super) adopted: Vec<Vec<bool>>,
}

impl Experiments {
    pub(super) fn new(plan: &Plan) -> Experiments {
        let of_rounds = |test: &Test| vec![Data::default(); test.rounds.len()];
        Experiments {
            data: plan.tests.iter().map(of_rounds).collect(),
            adopted: plan.tests.iter().map(|test| vec![false; test.rounds.len()]).collect(),
        }
    }

    /// Whether somebody who could take ways of which `concerns` tells the tested ones takes part, and how.
    pub(super) fn parts(
        plan: &Plan,
        period: u32,
        now: &Conditions,
        concerns: impl Fn(&Test) -> bool,
        rng: &mut impl Rng,
    ) -> Vec<Part> {
        let mut parts = Vec::new();
        for (id, test) in plan.tests.iter().enumerate() {
            if !plan.initiatives[test.initiative].active || !concerns(test) {
                continue;
            }
            for (round, _) in test.rounds.iter().enumerate().filter(|(_, round)| runs(round, period)) {
                if draws::happens(now.value(&test.share), rng) {
                    let treated = draws::happens(0.5, rng);
                    let lift = if treated { now.value(&test.rounds[round].lift) } else { 0.0 };
                    parts.push(Part { test: id, round, treated, lift });
                }
            }
        }
        parts
    }

    /// Notes a trial, and whether she went by a tested way.
    pub(super) fn note(&mut self, part: &Part, went: bool) {
        let data = &mut self.data[part.test][part.round];
        let arm = if part.treated { &mut data.treated } else { &mut data.control };
        arm.trials += 1;
        arm.passages += u64::from(went);
    }

    /// Reads the data of the rounds that end with this period.
    pub(super) fn decide(&mut self, plan: &Plan, period: u32) {
        for (id, test) in plan.tests.iter().enumerate() {
            for (round, _) in test.rounds.iter().enumerate().filter(|(_, round)| round.last == period) {
                self.adopted[id][round] = is_adopted(test, &self.data[id][round]);
            }
        }
    }

    /// Whether a round acts in this period: from the one after its last on.
    pub(super) fn acting(&self, plan: &Plan, period: u32) -> Vec<Vec<bool>> {
        let of_test = |(test, adopted): (&Test, &Vec<bool>)| {
            test.rounds.iter().zip(adopted).map(|(round, adopted)| *adopted && round.last < period).collect()
        };
        plan.tests.iter().zip(&self.adopted).map(of_test).collect()
    }

    /// Rounds of a test that were adopted so far.
    pub(super) fn n_adopted(&self, test: usize) -> u64 {
        self.adopted[test].iter().filter(|adopted| **adopted).count() as u64
    }
}

pub(super) fn runs(round: &Round, period: u32) -> bool {
    (round.first..=round.last).contains(&period)
}

/// Whether any of these ways is tested.
pub(super) fn on_any(test: &Test, ways: &[TransitionId]) -> bool {
    test.on.iter().any(|way| ways.contains(way))
}

fn is_adopted(test: &Test, data: &Data) -> bool {
    let z = if test.more_is_better { z(data) } else { -z(data) };
    // P(Z > z) < (1 - c) / 2 says z > z(1 - (1 - c) / 2) without a quantile.
    libm::erfc(z / std::f64::consts::SQRT_2) / 2.0 < (1.0 - test.confidence) / 2.0
}

/// The pooled two-proportion statistic; 0 where there is nothing to compare.
pub(super) fn z(data: &Data) -> f64 {
    let Data { control, treated } = data;
    let (n_c, n_t) = (control.trials as f64, treated.trials as f64);
    let pooled = (control.passages + treated.passages) as f64 / (n_c + n_t);
    let variance = pooled * (1.0 - pooled) * (1.0 / n_t + 1.0 / n_c);
    if n_c == 0.0 || n_t == 0.0 || !(variance > 0.0) {
        return 0.0;
    }
    (treated.passages as f64 / n_t - control.passages as f64 / n_c) / variance.sqrt()
}
