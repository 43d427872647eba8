//! What is to be expected? Every figure without luck, averaged over what is not known.
//!
//! The mean field of a program, run for 1,024 draws of the inputs. Where a scenario is linear its average is
//! the mean of the simulation.

use crate::base::parallel;
use crate::engine::{self, Arm, Block, Inputs, Run, Workspace};
use crate::metrics::{Catalogue, Column, Grain, Scratch, observe};
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
    /// Per plan and draw what a new customer costs over the run, in minor units; NaN if there is none.
    pub cac: Vec<Vec<f64>>,
    /// How many draws of the inputs were averaged over.
    pub draws: usize,
}

/// The expectation of all plans of a model, over [`POINTS`] draws of the inputs.
pub fn expected(model: &Model) -> Expected {
    expected_over(model, POINTS)
}

/// The same over the draws of the first `points` futures.
///
/// The plans side by side, each draw by draw: the sums do not depend on the number of threads.
pub fn expected_over(model: &Model, points: u32) -> Expected {
    let programs: Vec<Program> = (0..model.plans.len()).map(|plan| program::compile(model, plan)).collect();
    let catalogue = Catalogue::new(model, &programs[0]);
    let inputs = Inputs::new(model);
    // Without uncertain numbers one draw says it all.
    let replications = if inputs.is_empty() { 1 } else { points };
    let seed = model.simulation.seed;
    let sums = parallel::map(&programs, |program| {
        let arms = [Arm { program, luck: 0 }];
        Sums::over(&Run { arms: &arms, inputs: &inputs, seed, replications }, &catalogue)
    });
    Expected {
        means: sums.iter().map(|sums| sums.means(&catalogue)).collect(),
        cac: sums.iter().map(|sums| sums.cac.clone()).collect(),
        catalogue,
        inputs,
        programs,
        draws: replications as usize,
    }
}

/// What is summed up over the draws of one plan.
struct Sums {
    /// Per column: sum and number of the draws in which it exists.
    columns: Vec<(f64, u32)>,
    /// The column of the cost of a new customer, and its values draw by draw.
    cac_column: Option<usize>,
    cac: Vec<f64>,
}

impl Sums {
    /// Of the only arm of a run.
    fn over(run: &Run, catalogue: &Catalogue) -> Sums {
        let mut sums = Sums {
            columns: vec![(0.0, 0); catalogue.columns().len()],
            cac_column: catalogue.find("cac").map(|metric| catalogue.columns_of(metric).end - 1),
            cac: Vec::new(),
        };
        let (mut workspace, mut scratch) = (Workspace::new(run), Scratch::default());
        for block in 0..run.blocks() {
            engine::expect_block(run, block, &mut workspace);
            sums.add(catalogue, &workspace.block, &mut scratch);
        }
        sums
    }

    fn add(&mut self, catalogue: &Catalogue, block: &Block, scratch: &mut Scratch) {
        observe(catalogue, block, 0, scratch, |column, values| {
            for x in values.iter().filter(|x| !x.is_nan()) {
                self.columns[column].0 += x;
                self.columns[column].1 += 1;
            }
            if self.cac_column == Some(column) {
                self.cac.extend_from_slice(&values[..block.replications]);
            }
        });
    }

    fn means(&self, catalogue: &Catalogue) -> Vec<Option<f64>> {
        let columns = self.columns.iter().zip(catalogue.columns());
        let mean = |(&(sum, n), column): (&(f64, u32), &Column)| {
            (n > 0).then(|| sum / f64::from(n) * catalogue.unit_of(column.metric))
        };
        columns.map(mean).collect()
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
