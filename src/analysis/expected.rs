//! What is to be expected? Every figure without luck, averaged over what is not known.
//!
//! The mean field of a program, run for 1,024 draws of the inputs. Where a scenario is linear its average is
//! the mean of the simulation.

use crate::engine::{self, Arm, Block, Inputs, Run, Workspace};
use crate::metrics::{Catalogue, Grain, Scratch, observe};
use crate::model::Model;
use crate::program::{self, Program};

/// Draws of the inputs that are averaged over.
pub const POINTS: u32 = 1024;

/// Every figure of every plan, in expectation.
#[derive(Debug, Clone)]
pub struct Expected {
    pub catalogue: Catalogue,
    /// Per plan its program.
    pub programs: Vec<Program>,
    /// Per plan and column; `None` where the figure is absent in all draws.
    pub means: Vec<Vec<Option<f64>>>,
    pub inputs: Inputs,
    /// Per plan and stage the first acquisitions over the run.
    pub acquired_in: Vec<Vec<f64>>,
    /// How many draws of the inputs were averaged over.
    pub draws: usize,
}

/// The expectation of all plans of a model, over [`POINTS`] draws of the inputs.
pub fn expected(model: &Model) -> Expected {
    expected_over(model, POINTS)
}

/// The same over the draws of the first `points` futures.
pub fn expected_over(model: &Model, points: u32) -> Expected {
    let programs: Vec<Program> = (0..model.plans.len()).map(|plan| program::compile(model, plan)).collect();
    let catalogue = Catalogue::new(model, &programs[0]);
    let inputs = Inputs::new(model);
    let arms: Vec<Arm> = programs.iter().map(|program| Arm { program, luck: 0 }).collect();
    // Without uncertain numbers one draw says it all.
    let replications = if inputs.is_empty() { 1 } else { points };
    let run = Run { arms: &arms, inputs: &inputs, seed: model.simulation.seed, replications };
    let (means, acquired_in) = means(&run, &catalogue);
    Expected { catalogue, means, inputs, programs, acquired_in, draws: replications as usize }
}

/// Per arm the mean of every column, and of the acquisitions by stage.
fn means(run: &Run, catalogue: &Catalogue) -> (Vec<Vec<Option<f64>>>, Vec<Vec<f64>>) {
    let mut workspace = Workspace::new(run);
    let mut scratch = Scratch::default();
    let mut totals = vec![vec![(0.0, 0_u32); catalogue.columns().len()]; run.arms.len()];
    let mut acquired = vec![vec![0.0; run.arms[0].program.index.acquired_in.len()]; run.arms.len()];
    for block in 0..run.blocks() {
        engine::expect_block(run, block, &mut workspace);
        for (arm, totals) in totals.iter_mut().enumerate() {
            observe(catalogue, &workspace.block, arm, &mut scratch, |column, values| {
                for x in values.iter().filter(|x| !x.is_nan()) {
                    totals[column].0 += x;
                    totals[column].1 += 1;
                }
            });
            add_acquired(run, &workspace.block, arm, &mut acquired[arm]);
        }
    }
    let mean = |(sum, n): (f64, u32)| (n > 0).then(|| sum / f64::from(n));
    (totals.into_iter().map(|columns| columns.into_iter().map(mean).collect()).collect(), acquired)
}

/// Adds a block's acquisitions by stage, per replication of the run.
fn add_acquired(run: &Run, block: &Block, arm: usize, acquired: &mut [f64]) {
    let program = run.arms[arm].program;
    for (acquired, &record) in acquired.iter_mut().zip(&program.index.acquired_in) {
        for period in 1..=program.periods {
            let values = &block.series(arm, program.periods, record, period)[..block.replications];
            *acquired += values.iter().sum::<f64>() / f64::from(run.replications);
        }
    }
}

impl Expected {
    /// A figure over the whole run (a stock: at the horizon), in people, minor units or shares.
    pub fn total(&self, plan: usize, metric: &str) -> Option<f64> {
        let metric = self.catalogue.find(metric)?;
        self.means[plan][self.catalogue.columns_of(metric).end - 1]
    }

    /// A figure by period, from period 0 on; `None` where it is absent.
    pub fn by_period(&self, plan: usize, metric: &str) -> Option<Vec<Option<f64>>> {
        let metric = self.catalogue.find(metric)?;
        let periods = self.catalogue.spans.time.periods;
        let at = |t| self.catalogue.column(metric, Grain::Step, t).and_then(|column| self.means[plan][column]);
        Some((0..=periods).map(at).collect())
    }
}
