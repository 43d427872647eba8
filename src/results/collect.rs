//! From blocks to summaries, on all threads.

use super::Kept;
use super::duels::{Collecting, Duels, Watch};
use super::summary::Summary;
use crate::base::isa::{self, Isa, Job};
use crate::base::parallel;
use crate::base::stats::STUDENT_T_15_95;
use crate::engine::{self, BLOCK, Block, Run, Workspace};
use crate::metrics::{Catalogue, Grain, Scratch, Unit, Values, observe, observe_so_far};
use crate::program::Program;

/// What came together from all blocks.
#[derive(Debug, Clone)]
pub struct Collected {
    /// Per arm, one per column of the catalogue.
    pub summaries: Vec<Vec<Summary>>,
    /// Replications that were played: those of the run, or fewer if they were enough.
    pub replications: u32,
    /// Single replications, if they were asked for.
    pub kept: Option<Kept>,
    /// The arms against one another, if that was asked for.
    pub duels: Option<Duels>,
}

/// What is collected beside the summaries, and when it is enough.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// How many of the first replications to keep one by one (for `replications.csv`), with the paths of the
    /// inputs.
    pub keep: Option<(u32, Vec<String>)>,
    /// What of the arms is compared, replication by replication.
    pub watch: Option<Watch>,
    pub precision: Option<Precision>,
}

/// When a run is long enough.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Precision {
    /// The metric whose mean over the whole run must be known.
    pub metric: usize,
    /// To within this part of itself: the half-width of its 95% interval, in every arm.
    pub relative: f64,
}

/// Blocks after which it is first asked whether that is enough; then after twice as many, and so on. The decision
/// depends on what came together by then only, so that a run of fixed length repeats it.
const FIRST_LOOK: usize = 32;

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
    let wishes = Wishes { keep, ..Wishes::default() };
    collect_with(run, std::slice::from_ref(catalogue), &wishes, threads, go_on)
}

/// The same with more to collect.
///
/// * `catalogues`: one for all arms, or one for each; they have the same columns
///
/// # Panics
/// If there is no catalogue.
pub fn collect_with(
    run: &Run,
    catalogues: &[Catalogue],
    wishes: &Wishes,
    threads: Option<usize>,
    go_on: &(dyn Fn(usize) -> bool + Sync),
) -> Option<Collected> {
    let kept_replications = wishes.keep.as_ref().map_or(0, |k| k.0);
    let outcomes = outcome_columns(&catalogues[0]);
    let make = || Collector::new(run, &catalogues[0], wishes);
    let mut collected: Option<Collector> = None;
    let mut done = 0;
    while done < run.blocks() {
        let until = match (wishes.precision, done) {
            (None, _) => run.blocks(),
            (Some(_), 0) => FIRST_LOOK.min(run.blocks()),
            (Some(_), done) => (2 * done).min(run.blocks()),
        };
        let work = |collector: &mut Collector, piece: usize| {
            engine::run_block(run, done + piece, &mut collector.workspace);
            collector.add(catalogues);
            if collector.workspace.block.first < kept_replications {
                collector.keep(catalogues, &outcomes, kept_replications);
            }
        };
        let more =
            parallel::collect(until - done, threads, make, work, Collector::merged, &|piece| go_on(done + piece))?;
        let all = match collected.take() {
            Some(before) => before.merged(more),
            None => more,
        };
        done = until;
        let enough = wishes.precision.is_some_and(|precision| all.is_known(&catalogues[0], precision));
        collected = Some(all);
        if enough {
            break;
        }
    }
    let mut collector = collected.unwrap_or_else(make);
    let kept = wishes
        .keep
        .as_ref()
        .map(|(_, inputs)| collector.kept_by_replication(inputs.clone(), &catalogues[0], &outcomes, run.arms.len()));
    Some(Collected {
        replications: run.replications.min((done * BLOCK) as u32),
        duels: collector.duels.take().map(Collecting::finish),
        summaries: collector.summaries,
        kept,
    })
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
    duels: Option<Collecting>,
}

struct KeptBlock {
    first: u32,
    replications: usize,
    inputs: Vec<f64>,
    /// By arm, by outcome.
    outcomes: Vec<Vec<Values>>,
}

impl Collector {
    fn new(run: &Run, catalogue: &Catalogue, wishes: &Wishes) -> Collector {
        Collector {
            workspace: Workspace::new(run),
            scratch: Scratch::default(),
            summaries: vec![vec![Summary::default(); catalogue.columns().len()]; run.arms.len()],
            kept: Vec::new(),
            duels: wishes.watch.as_ref().map(|watch| Collecting::new(watch, catalogue, run.arms.len())),
        }
    }

    /// Adds the workspace's block.
    fn add(&mut self, catalogues: &[Catalogue]) {
        let block = &self.workspace.block;
        for (arm, summaries) in self.summaries.iter_mut().enumerate() {
            let (catalogue, duels) = (of_arm(catalogues, arm), self.duels.as_mut());
            isa::dispatch(Observation { catalogue, block, arm, scratch: &mut self.scratch, summaries, duels });
        }
        if let Some(duels) = &mut self.duels {
            duels.add(block, &catalogues[0]);
        }
    }

    fn keep(&mut self, catalogues: &[Catalogue], outcomes: &[usize], wanted: u32) {
        let block = &self.workspace.block;
        let mut kept = vec![Vec::with_capacity(outcomes.len()); self.summaries.len()];
        for (arm, kept) in kept.iter_mut().enumerate() {
            observe(of_arm(catalogues, arm), block, arm, &mut self.scratch, |column, values| {
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
        if let (Some(mine), Some(theirs)) = (&mut self.duels, other.duels) {
            mine.merge(theirs);
        }
        self
    }

    /// Whether the mean of a figure is known well enough in every arm.
    fn is_known(&self, catalogue: &Catalogue, precision: Precision) -> bool {
        let column = catalogue.columns_of(precision.metric).end - 1;
        self.summaries.iter().all(|summaries| {
            let (mean, se) = (summaries[column].mean(), summaries[column].standard_error());
            mean.zip(se).is_some_and(|(mean, se)| STUDENT_T_15_95 * se <= precision.relative * mean.abs())
        })
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

/// The catalogue of an arm: its own, or that of all.
fn of_arm(catalogues: &[Catalogue], arm: usize) -> &Catalogue {
    catalogues.get(arm).unwrap_or(&catalogues[0])
}

/// One arm of a block on its way into the summaries, compiled for every instruction set.
struct Observation<'a> {
    catalogue: &'a Catalogue,
    block: &'a Block,
    arm: usize,
    scratch: &'a mut Scratch,
    summaries: &'a mut [Summary],
    duels: Option<&'a mut Collecting>,
}

impl Job for Observation<'_> {
    type Out = ();

    #[inline(always)]
    fn run<I: Isa>(self, _: I) {
        let Observation { catalogue, block, arm, scratch, summaries, mut duels } = self;
        observe(catalogue, block, arm, scratch, |column, values| {
            let metric = catalogue.columns()[column].metric;
            let recorded = in_units(values, catalogue.metrics[metric].definition.unit);
            summaries[column].add_block(&recorded);
            if let Some(duels) = duels.as_deref_mut() {
                duels.note(arm, column, values, &recorded);
            }
        });
        if let Some(duels) = duels {
            let outcome = duels.duels.watch.outcome;
            let so_far = |period, values: &Values| duels.note_so_far(arm, period, values);
            observe_so_far(catalogue, block, arm, scratch, outcome, so_far);
        }
    }
}

/// Values as the integers that are recorded; absent and infinite ones as they are.
#[inline(always)]
pub(super) fn in_units(values: &Values, unit: Unit) -> Values {
    match unit {
        Unit::Share | Unit::Number | Unit::Duration | Unit::MoneyEach => {
            let units = unit.recorded_in_one();
            values.map(|x| (x * units).round_ties_even())
        }
        Unit::Money | Unit::MoneyPerMonth => values.map(f64::round_ties_even),
        Unit::People | Unit::Count | Unit::Periods | Unit::Chance => *values,
    }
}
