//! What an experiment is worth: the same plan with and without it, in the same futures.
//!
//! The plan without it neither tests nor adopts anything and pays nothing for it; all else, inputs and luck,
//! is the same. The mean of the paired difference is what testing before adopting brings, its costs taken off.

use crate::base::stats;
use crate::engine::{Arm, Inputs, Run};
use crate::metrics::Catalogue;
use crate::model::Model;
use crate::program::{Program, compile};
use crate::results;

/// Futures that are played twice: enough for a sign, and never longer than the run itself.
const MOST: u32 = 2048;

/// What one experiment adds to the net present value of a plan, in minor units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Worth {
    /// Index into [`crate::model::Plan::tests`].
    pub test: usize,
    pub mean: f64,
    /// Monte Carlo standard error of the mean.
    pub se: f64,
}

/// The experiments that a plan runs, each with what it is worth.
///
/// * `plan`: index into the model's plans
///
/// Uses at most 2,048 of the run's replications, on `threads` threads.
pub fn worth(model: &Model, plan: usize, threads: Option<usize>) -> Vec<Worth> {
    let described = &model.plans[plan];
    let active = |test: &usize| described.initiatives[described.tests[*test].initiative].active;
    let tests: Vec<usize> = (0..described.tests.len()).filter(active).collect();
    if tests.is_empty() {
        return Vec::new();
    }
    let with = compile(model, plan);
    let mut programs = vec![with.clone()];
    programs.extend(tests.iter().map(|&test| without(&with, test, described.tests[test].initiative)));
    let npv = present_values(model, &programs, threads);
    let paired = |(arm, &test): (usize, &usize)| {
        let more: Vec<f64> = npv[0].iter().zip(&npv[arm + 1]).map(|(with, without)| with - without).collect();
        let totals = stats::lane_totals(&more);
        let mean = more.iter().sum::<f64>() / more.len() as f64;
        Worth { test, mean, se: stats::error_of_lanes(&totals).unwrap_or(f64::NAN) }
    };
    tests.iter().enumerate().map(paired).collect()
}

/// The same plan without one of its experiments.
fn without(program: &Program, test: usize, initiative: usize) -> Program {
    let mut program = program.clone();
    program.tests[test].active = false;
    program.initiatives[initiative].active = false;
    program
}

/// By program and replication.
fn present_values(model: &Model, programs: &[Program], threads: Option<usize>) -> Vec<Vec<f64>> {
    let inputs = Inputs::new(model);
    let arms: Vec<Arm> = programs.iter().map(|program| Arm { program, luck: 0 }).collect();
    let replications = model.simulation.replications.min(MOST);
    let run = Run { arms: &arms, inputs: &inputs, seed: model.simulation.seed, replications };
    let catalogue = Catalogue::new(model, &programs[0]);
    let keep = Some((replications, Vec::new()));
    let kept = results::collect(&run, &catalogue, keep, threads, &|_| true).and_then(|collected| collected.kept);
    let kept = kept.expect("nobody stops it, and the replications were asked for");
    let npv = kept.outcomes.iter().position(|id| id == "npv").expect("every scenario has a present value");
    kept.came.iter().map(|arm| arm.iter().map(|outcomes| outcomes[npv]).collect()).collect()
}
