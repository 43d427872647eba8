//! What is to be expected? Every figure without luck, averaged over what is not known.
//!
//! The mean field of a program, run for 1,024 draws of the inputs. Where a scenario is linear its average is
//! the mean of the simulation.

use crate::base::parallel;
use crate::engine::{self, Arm, Block, Inputs, Run, Workspace};
use crate::metrics::{Catalogue, Column, Grain, Scratch, observe};
use crate::model::Model;
use crate::program::person::Chain;
use crate::program::{self, Program, Record, RecordId};

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
    /// Per plan and state of one person ([`Chain`]) the first acquisitions over the run.
    pub acquired: Vec<Vec<f64>>,
    /// Per plan and state the mean number of people over the periods.
    pub there: Vec<Vec<f64>>,
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
    let compiled = (0..model.plans.len()).map(|plan| watching(program::compile(model, plan)));
    let plans: Vec<(Program, Watched)> = compiled.collect();
    let catalogue = Catalogue::new(model, &plans[0].0);
    let inputs = Inputs::new(model);
    // Without uncertain numbers one draw says it all.
    let replications = if inputs.is_empty() { 1 } else { points };
    let seed = model.simulation.seed;
    let sums = parallel::map(&plans, |(program, watched)| {
        let arms = [Arm { program, luck: 0 }];
        Sums::over(&Run { arms: &arms, inputs: &inputs, seed, replications }, &catalogue, watched)
    });
    let n = f64::from(replications);
    let over = |of: fn(&Sums) -> &Vec<f64>| -> Vec<Vec<f64>> {
        sums.iter().map(|sums| of(sums).iter().map(|x| x / n).collect()).collect()
    };
    Expected {
        means: sums.iter().map(|sums| sums.means(&catalogue)).collect(),
        acquired: over(|sums| &sums.acquired),
        there: over(|sums| &sums.there),
        cac: sums.iter().map(|sums| sums.cac.clone()).collect(),
        catalogue,
        inputs,
        programs: plans.into_iter().map(|(program, _)| program).collect(),
        draws: replications as usize,
    }
}

/// Series that are written down for analyses of single people, beside those of the scenario: per state, where
/// anybody is acquired there, and where campaigns take people.
struct Watched {
    acquired: Vec<Option<RecordId>>,
    there: Vec<Option<RecordId>>,
}

fn watching(mut program: Program) -> (Program, Watched) {
    let chain = Chain::new(&program);
    let mut there = vec![Vec::new(); chain.states.len()];
    let campaigns = program.channels.iter().filter_map(|channel| channel.campaign.as_ref());
    campaigns.flat_map(|campaign| &campaign.from).for_each(|&(cell, _)| there[chain.state_of(cell)].push(cell));
    let acquired = chain.acquisitions();
    let record = |what: Vec<usize>, of: fn(Vec<usize>) -> Record, records: &mut Vec<Record>| {
        (!what.is_empty()).then(|| {
            records.push(of(what));
            records.len() - 1
        })
    };
    let mut records = program.records.clone();
    let watched = Watched {
        acquired: acquired.into_iter().map(|flows| record(flows, Record::Flows, &mut records)).collect(),
        there: there.into_iter().map(|cells| record(cells, Record::People, &mut records)).collect(),
    };
    program.records = records;
    (program, watched)
}

/// What is summed up over the draws of one plan.
struct Sums {
    /// Per column: sum and number of the draws in which it exists.
    columns: Vec<(f64, u32)>,
    acquired: Vec<f64>,
    there: Vec<f64>,
    /// The column of the cost of a new customer, and its values draw by draw.
    cac_column: Option<usize>,
    cac: Vec<f64>,
}

impl Sums {
    /// Of the only arm of a run.
    fn over(run: &Run, catalogue: &Catalogue, watched: &Watched) -> Sums {
        let states = watched.acquired.len();
        let mut sums = Sums {
            columns: vec![(0.0, 0); catalogue.columns().len()],
            acquired: vec![0.0; states],
            there: vec![0.0; states],
            cac_column: catalogue.find("cac").map(|metric| catalogue.columns_of(metric).end - 1),
            cac: Vec::new(),
        };
        let (mut workspace, mut scratch) = (Workspace::new(run), Scratch::default());
        for block in 0..run.blocks() {
            engine::expect_block(run, block, &mut workspace);
            sums.add(catalogue, watched, &workspace.block, &mut scratch);
        }
        sums
    }

    fn add(&mut self, catalogue: &Catalogue, watched: &Watched, block: &Block, scratch: &mut Scratch) {
        let periods = catalogue.spans.time.periods;
        observe(catalogue, block, 0, scratch, |column, values| {
            for x in values.iter().filter(|x| !x.is_nan()) {
                self.columns[column].0 += x;
                self.columns[column].1 += 1;
            }
            if self.cac_column == Some(column) {
                self.cac.extend_from_slice(&values[..block.replications]);
            }
        });
        let total = |record: Option<RecordId>| -> f64 {
            let Some(record) = record else { return 0.0 };
            let values = (1..=periods).flat_map(|t| &block.series(0, periods, record, t)[..block.replications]);
            values.sum()
        };
        for (sum, &record) in self.acquired.iter_mut().zip(&watched.acquired) {
            *sum += total(record);
        }
        for (sum, &record) in self.there.iter_mut().zip(&watched.there) {
            *sum += total(record) / f64::from(periods);
        }
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
