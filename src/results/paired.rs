//! The same futures under several programs, figure by figure and future by future.

use crate::base::parallel;
use crate::engine::{self, Arm, Inputs, Run, Workspace};
use crate::metrics::{Catalogue, Grain, Scratch, observe};
use crate::model::Model;
use crate::program::{Index, Program, Record, RecordId};

/// A few figures of several programs in the same futures: same inputs, same luck.
#[derive(Debug, Clone)]
pub struct Paired {
    /// The catalogue of these figures.
    pub catalogue: Catalogue,
    pub replications: usize,
    /// Shape `[programs][columns][replications]`, as [`observe()`] gives them.
    values: Vec<Vec<Vec<f64>>>,
}

/// Plays programs of a model, all in the same futures, and keeps the figures `ids` of every single one.
///
/// * `programs`: of one scenario, so with the same records
/// * `ids`: metric ids; those that the scenario does not have are left out
/// * `replications`: how many futures, the first of the run
///
/// No more is written down than these figures need. The result does not depend on the number of threads.
pub fn paired(model: &Model, programs: &[Program], ids: &[&str], replications: u32, threads: Option<usize>) -> Paired {
    let cast = Cast::new(model, programs.to_vec());
    paired_under(Chance::Luck(0), &cast, ids, replications, threads)
}

/// The same without luck: the mean field of the programs at the inputs of the same futures.
pub fn paired_in_expectation(
    model: &Model,
    programs: &[Program],
    ids: &[&str],
    replications: u32,
    threads: Option<usize>,
) -> Paired {
    let cast = Cast::new(model, programs.to_vec());
    paired_under(Chance::Expected, &cast, ids, replications, threads)
}

/// Programs that are played side by side, over the same inputs.
#[derive(Debug, Clone)]
pub struct Cast {
    pub programs: Vec<Program>,
    /// One for all programs, or one for each; with the same columns.
    pub catalogues: Vec<Catalogue>,
    pub inputs: Inputs,
    pub seed: u64,
}

impl Cast {
    /// Programs of one model.
    pub fn new(model: &Model, programs: Vec<Program>) -> Cast {
        let catalogues = vec![Catalogue::new(model, &programs[0])];
        Cast { programs, catalogues, inputs: Inputs::new(model), seed: model.simulation.seed }
    }

    /// All its programs under one luck.
    pub fn arms(&self, luck: u32) -> Vec<Arm<'_>> {
        self.programs.iter().map(|program| Arm { program, luck }).collect()
    }

    /// The same programs, writing down only what these figures need.
    fn only(&self, ids: &[&str]) -> Cast {
        let lean_ones: Vec<(Catalogue, Vec<RecordId>)> = self.catalogues.iter().map(|c| c.only(ids)).collect();
        let needed = |arm: usize| &lean_ones[arm.min(lean_ones.len() - 1)].1;
        Cast {
            programs: self.programs.iter().enumerate().map(|(arm, program)| lean(program, needed(arm))).collect(),
            catalogues: lean_ones.iter().map(|(catalogue, _)| catalogue.clone()).collect(),
            ..self.clone()
        }
    }
}

/// What happens to people in futures that are played again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chance {
    /// Luck number so-and-so: 0 is that of the run.
    Luck(u32),
    /// None: the mean field.
    Expected,
}

/// The same under other luck, or none.
pub fn paired_under(chance: Chance, cast: &Cast, ids: &[&str], replications: u32, threads: Option<usize>) -> Paired {
    let cast = cast.only(ids);
    let luck = if let Chance::Luck(luck) = chance { luck } else { 0 };
    let arms = cast.arms(luck);
    let run = Run { arms: &arms, inputs: &cast.inputs, seed: cast.seed, replications };
    let make = || (Workspace::new(&run), Scratch::default(), Vec::new());
    let work = |(workspace, scratch, kept): &mut (Workspace, Scratch, Vec<KeptBlock>), block| {
        match chance {
            Chance::Luck(_) => engine::run_block(&run, block, workspace),
            Chance::Expected => engine::expect_block(&run, block, workspace),
        }
        kept.push(KeptBlock::of(&cast.catalogues, workspace, scratch, arms.len()));
    };
    let merge = |mut a: (Workspace, Scratch, Vec<KeptBlock>), b: (Workspace, Scratch, Vec<KeptBlock>)| {
        a.2.extend(b.2);
        a
    };
    let (_, _, mut blocks) =
        parallel::collect(run.blocks(), threads, make, work, merge, &|_| true).expect("nobody stops it");
    blocks.sort_by_key(|block| block.first);
    let catalogue = cast.catalogues[0].clone();
    let mut values = vec![vec![Vec::with_capacity(replications as usize); catalogue.columns().len()]; arms.len()];
    for block in blocks {
        for (so_far, more) in values.iter_mut().flatten().zip(block.values) {
            so_far.extend(more);
        }
    }
    Paired { catalogue, replications: replications as usize, values }
}

/// The program with these records and the one that the engine itself reads: who is gone for good.
fn lean(program: &Program, needed: &[RecordId]) -> Program {
    let mut records: Vec<Record> = needed.iter().map(|&record| program.records[record].clone()).collect();
    records.push(program.records[program.index.exited].clone());
    let index = Index { exited: needed.len(), ..program.index.clone() };
    Program { records, index, ..program.clone() }
}

struct KeptBlock {
    first: u32,
    /// By program, then column.
    values: Vec<Vec<f64>>,
}

impl KeptBlock {
    fn of(catalogues: &[Catalogue], workspace: &Workspace, scratch: &mut Scratch, arms: usize) -> KeptBlock {
        let block = &workspace.block;
        let mut values = Vec::with_capacity(arms * catalogues[0].columns().len());
        for arm in 0..arms {
            let catalogue = catalogues.get(arm).unwrap_or(&catalogues[0]);
            let mut columns = vec![Vec::new(); catalogue.columns().len()];
            observe(catalogue, block, arm, scratch, |column, of_block| {
                columns[column] = of_block[..block.replications].to_vec();
            });
            values.extend(columns);
        }
        KeptBlock { first: block.first, values }
    }
}

impl Paired {
    /// A figure over the whole run (a stock: at the horizon) in every future; `None` if the scenario lacks it.
    pub fn total(&self, program: usize, id: &str) -> Option<&[f64]> {
        let metric = self.catalogue.find(id)?;
        Some(&self.values[program][self.catalogue.columns_of(metric).end - 1])
    }

    /// A figure in one period in every future; `None` if it has none there.
    pub fn in_period(&self, program: usize, id: &str, period: u32) -> Option<&[f64]> {
        let metric = self.catalogue.find(id)?;
        let column = self.catalogue.column(metric, Grain::Step, period)?;
        Some(&self.values[program][column])
    }

    /// What one program has more than another, future by future.
    pub fn difference(&self, program: usize, than: usize, id: &str) -> Option<Vec<f64>> {
        let (more, less) = (self.total(program, id)?, self.total(than, id)?);
        Some(more.iter().zip(less).map(|(more, less)| more - less).collect())
    }
}
