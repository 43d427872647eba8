//! Programs and random streams in, blocks of 256 replications out.
//!
//! A run has *arms*: several programs (the plans of a scenario) over the same replications, so that they
//! meet the same inputs and, with luck 0, the same luck. 16 replications walk through a program together,
//! one lane each; a block is 16 such groups. What a replication is depends on the seed and its own number
//! only: not on threads, block order, instruction set, or what else is run.

mod acquire;
mod admit;
mod advance;
mod after;
mod conditions;
mod earn;
mod experiment;
mod inputs;
mod luck;
mod mechanisms;
mod period;
#[cfg(test)]
mod played;
mod recur;
mod refer;
mod settle;
mod signals;
mod start;
mod state;

pub use inputs::Inputs;
pub use luck::{Drawn, Expected, Luck};

use crate::base::isa::{self, InstructionSet, Isa, Job};
use crate::base::lanes::{LANES, Lanes};
use crate::program::Program;
use after::After;
use mechanisms::Mechanisms;
use state::State;

/// Replications per block.
pub const BLOCK: usize = 256;

/// One program of a run and the luck it meets: 0 is shared by all arms that have it.
#[derive(Debug, Clone, Copy)]
pub struct Arm<'a> {
    pub program: &'a Program,
    pub luck: u32,
}

/// Everything a block depends on, but for its number.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    pub arms: &'a [Arm<'a>],
    pub inputs: &'a Inputs,
    pub seed: u64,
    /// Number of replications in all; the last block may have fewer than 256.
    pub replications: u32,
}

impl Run<'_> {
    /// Number of blocks, the last one perhaps not full.
    pub fn blocks(&self) -> usize {
        (self.replications as usize).div_ceil(BLOCK)
    }
}

/// 256 replications of every arm.
#[derive(Debug, Clone)]
pub struct Block {
    /// Number of its first replication.
    pub first: u32,
    /// How many of the 256 lanes are replications of the run; the values of the others are not part of it.
    pub replications: usize,
    /// The drawn inputs, shape `[inputs][256]`.
    pub inputs: Vec<f64>,
    /// Per arm its series, shape `[records][periods + 1][256]`.
    pub arms: Vec<Vec<f64>>,
}

impl Block {
    /// The 256 values of a series in a period.
    pub fn series(&self, arm: usize, periods: u32, record: usize, period: u32) -> &[f64] {
        let first = (record * (periods as usize + 1) + period as usize) * BLOCK;
        &self.arms[arm][first..first + BLOCK]
    }
}

/// What a thread needs to compute blocks: made once, used for one block after the other.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// Per arm: where it stands, where its past does if that is another one, its mechanisms, and what comes after the run.
    states: Vec<(State, Option<State>, Mechanisms, Option<After>)>,
    inputs: Vec<Lanes>,
    pub block: Block,
}

impl Workspace {
    pub fn new(run: &Run) -> Workspace {
        let of_arm = |arm: &Arm| {
            let past = arm.program.past.as_deref().map(State::new);
            (State::new(arm.program), past, Mechanisms::new(arm.program), arm.program.end.as_ref().map(After::new))
        };
        let series = |arm: &Arm| arm.program.records.len() * (arm.program.periods as usize + 1) * BLOCK;
        Workspace {
            states: run.arms.iter().map(of_arm).collect(),
            inputs: vec![Lanes::ZERO; run.inputs.len()],
            block: Block {
                first: 0,
                replications: 0,
                inputs: vec![0.0; run.inputs.len() * BLOCK],
                arms: run.arms.iter().map(|arm| vec![0.0; series(arm)]).collect(),
            },
        }
    }
}

/// Computes block number `block` of a run into the workspace, on the best instruction set of this machine.
pub fn run_block(run: &Run, block: usize, workspace: &mut Workspace) {
    isa::dispatch(DrawnBlock { run, block, workspace });
}

/// The same on a given instruction set: the bits must not depend on it. `None` if the machine lacks it.
pub fn run_block_on(set: InstructionSet, run: &Run, block: usize, workspace: &mut Workspace) -> Option<()> {
    isa::dispatch_on(set, DrawnBlock { run, block, workspace })
}

/// The mean field of a block: the same inputs as the block's replications, and no luck.
pub fn expect_block(run: &Run, block: usize, workspace: &mut Workspace) {
    let groups = open_block(run, block, workspace);
    for group in 0..groups {
        play_group(run, workspace, group, |_| Expected);
    }
}

/// The effective probability of every exit of a program for these inputs, shape `[exits of all sets]`.
///
/// In the order of [`crate::program::Row::probabilities`], unconditional.
pub fn effective_probabilities(program: &Program, inputs: &[Lanes]) -> (Vec<Lanes>, Vec<Lanes>) {
    let mut state = State::new(program);
    conditions::settled(program, &mut state, inputs);
    (state.numbers, state.effective)
}

struct DrawnBlock<'a, 'b> {
    run: &'a Run<'a>,
    block: usize,
    workspace: &'b mut Workspace,
}

impl Job for DrawnBlock<'_, '_> {
    type Out = ();

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) {
        let DrawnBlock { run, block, workspace } = self;
        let groups = open_block(run, block, workspace);
        for group in 0..groups {
            let first = workspace.block.first + (group * LANES) as u32;
            play_group(run, workspace, group, |luck| Drawn::new(isa, run.seed, luck, first));
        }
    }
}

/// Points the workspace at a block; how many of its groups have replications of the run.
fn open_block(run: &Run, block: usize, workspace: &mut Workspace) -> usize {
    let first = block * BLOCK;
    let replications = (run.replications as usize).saturating_sub(first).min(BLOCK);
    workspace.block.first = first as u32;
    workspace.block.replications = replications;
    replications.div_ceil(LANES)
}

/// One lane group of every arm, with the same inputs.
#[inline(always)]
fn play_group<L: Luck>(run: &Run, workspace: &mut Workspace, group: usize, luck: impl Fn(u32) -> L) {
    let Workspace { states, inputs, block } = workspace;
    run.inputs.draw(block.first / LANES as u32 + group as u32, inputs);
    let at = group * LANES;
    for (i, drawn) in inputs.iter().enumerate() {
        block.inputs[i * BLOCK + at..i * BLOCK + at + LANES].copy_from_slice(&drawn.0);
    }
    for ((arm, (state, past, mechanisms, after)), out) in run.arms.iter().zip(states).zip(&mut block.arms) {
        let (past, after) = (past.as_mut(), after.as_mut());
        let player = period::Player { program: arm.program, state, past, mechanisms, after };
        player.play(&luck(arm.luck), inputs, out, at);
    }
}
