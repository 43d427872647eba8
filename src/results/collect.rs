//! From blocks to summaries, on all threads.

use super::Kept;
use super::summary::Summary;
use crate::base::isa::{self, Isa, Job};
use crate::base::parallel;
use crate::engine::{self, BLOCK, Block, Run, Workspace};
use crate::metrics::{Catalogue, Grain, Scratch, Unit, Values, observe};
use crate::program::Program;

/// What came together from all blocks.
#[derive(Debug, Clone)]
pub struct Collected {
    /// Per arm, one per column of the catalogue.
    pub summaries: Vec<Vec<Summary>>,
    /// Single replications, if they were asked for.
    pub kept: Option<Kept>,
}

/// Runs all blocks and collects every column of every arm.
///
/// * `keep`: how many of the first replications to keep one by one (for `replications.csv`), with the
///   paths of the inputs
/// * `threads`, `go_on`: as in [`parallel::collect`]
///
/// Returns `None` if it was stopped. The result does not depend on the number of threads.
pub fn collect(
    run: &Run,
    catalogue: &Catalogue,
    keep: Option<(u32, Vec<String>)>,
    threads: Option<usize>,
    go_on: &(dyn Fn(usize) -> bool + Sync),
) -> Option<Collected> {
    let kept_replications = keep.as_ref().map_or(0, |k| k.0);
    let outcomes = outcome_columns(catalogue);
    let make = || Collector::new(run, catalogue);
    let work = |collector: &mut Collector, block| {
        engine::run_block(run, block, &mut collector.workspace);
        collector.add(catalogue);
        if collector.workspace.block.first < kept_replications {
            collector.keep(catalogue, &outcomes, kept_replications);
        }
    };
    let collector = parallel::collect(run.blocks(), threads, make, work, Collector::merged, go_on)?;
    let kept = keep.map(|(_, inputs)| collector.kept_by_replication(inputs, catalogue, &outcomes, run.arms.len()));
    Some(Collected { summaries: collector.summaries, kept })
}

/// Bytes that one thread of [`collect`] works with, about, for so many arms like this program.
pub fn memory_of_a_thread(program: &Program, arms: usize, catalogue: &Catalogue) -> u64 {
    let values = (BLOCK * size_of::<f64>()) as u64;
    let periods = u64::from(program.periods) + 1;
    let series = program.records.len() as u64 * periods * values;
    let sums = catalogue.sums_per_period() as u64 * periods * values;
    // A summary and the few pages of its histogram that a figure touches.
    let summaries = catalogue.columns().len() as u64 * (size_of::<Summary>() as u64 + 2048);
    arms as u64 * (series + summaries) + sums
}

/// The whole-run columns, kept replication by replication.
fn outcome_columns(catalogue: &Catalogue) -> Vec<usize> {
    let columns = catalogue.columns().iter().enumerate();
    columns.filter(|(_, column)| column.span.grain == Grain::Total).map(|(c, _)| c).collect()
}

/// What one thread works with and has collected.
struct Collector {
    workspace: Workspace,
    scratch: Scratch,
    summaries: Vec<Vec<Summary>>,
    kept: Vec<KeptBlock>,
}

struct KeptBlock {
    first: u32,
    replications: usize,
    inputs: Vec<f64>,
    /// By arm, by outcome.
    outcomes: Vec<Vec<Values>>,
}

impl Collector {
    fn new(run: &Run, catalogue: &Catalogue) -> Collector {
        let summaries = vec![vec![Summary::default(); catalogue.columns().len()]; run.arms.len()];
        Collector { workspace: Workspace::new(run), scratch: Scratch::default(), summaries, kept: Vec::new() }
    }

    /// Adds the workspace's block.
    fn add(&mut self, catalogue: &Catalogue) {
        let block = &self.workspace.block;
        for (arm, summaries) in self.summaries.iter_mut().enumerate() {
            isa::dispatch(Observation { catalogue, block, arm, scratch: &mut self.scratch, summaries });
        }
    }

    fn keep(&mut self, catalogue: &Catalogue, outcomes: &[usize], wanted: u32) {
        let block = &self.workspace.block;
        let mut kept = vec![Vec::with_capacity(outcomes.len()); self.summaries.len()];
        for (arm, kept) in kept.iter_mut().enumerate() {
            observe(catalogue, block, arm, &mut self.scratch, |column, values| {
                if outcomes.binary_search(&column).is_ok() {
                    kept.push(*values);
                }
            });
        }
        let replications = block.replications.min((wanted - block.first) as usize);
        self.kept.push(KeptBlock { first: block.first, replications, inputs: block.inputs.clone(), outcomes: kept });
    }

    fn merged(mut self, other: Collector) -> Collector {
        for (mine, theirs) in self.summaries.iter_mut().flatten().zip(other.summaries.iter().flatten()) {
            mine.merge(theirs);
        }
        self.kept.extend(other.kept);
        self
    }

    fn kept_by_replication(&self, inputs: Vec<String>, catalogue: &Catalogue, outcomes: &[usize], arms: usize) -> Kept {
        let mut blocks: Vec<&KeptBlock> = self.kept.iter().collect();
        blocks.sort_by_key(|block| block.first);
        let ids = outcomes.iter().map(|&c| catalogue.metrics[catalogue.columns()[c].metric].id.clone()).collect();
        let mut kept = Kept { inputs, outcomes: ids, drawn: Vec::new(), came: vec![Vec::new(); arms] };
        for block in blocks {
            for r in 0..block.replications {
                kept.drawn.push(block.inputs.chunks(BLOCK).map(|input| input[r]).collect());
                for (came, outcomes) in kept.came.iter_mut().zip(&block.outcomes) {
                    came.push(outcomes.iter().map(|values| values[r]).collect());
                }
            }
        }
        kept
    }
}

/// One arm of a block on its way into the summaries, compiled for every instruction set.
struct Observation<'a> {
    catalogue: &'a Catalogue,
    block: &'a Block,
    arm: usize,
    scratch: &'a mut Scratch,
    summaries: &'a mut [Summary],
}

impl Job for Observation<'_> {
    type Out = ();

    #[inline(always)]
    fn run<I: Isa>(self, _: I) {
        let Observation { catalogue, block, arm, scratch, summaries } = self;
        observe(catalogue, block, arm, scratch, |column, values| {
            let metric = catalogue.columns()[column].metric;
            let recorded = in_units(values, catalogue.metrics[metric].definition.unit);
            summaries[column].add_block(&recorded);
        });
    }
}

/// Values as the integers that are recorded; absent and infinite ones as they are.
#[inline(always)]
fn in_units(values: &Values, unit: Unit) -> Values {
    match unit {
        Unit::Share | Unit::Number | Unit::Duration | Unit::MoneyEach => {
            let units = unit.recorded_in_one();
            values.map(|x| (x * units).round_ties_even())
        }
        Unit::Money | Unit::MoneyPerMonth => values.map(f64::round_ties_even),
        Unit::People | Unit::Count | Unit::Periods | Unit::Chance => *values,
    }
}
