//! The engine on the bare workload: against `rand_distr`, against the hand-written kernel, and against itself.
//!
//! `cargo bench --bench engine`. Every pair is run in turn, A B A B ..., and the median of the ratios is
//! printed with its least and greatest. benches/README.md says what is compared and what makes it fair.

#[path = "bare/kernel.rs"]
mod kernel;
#[path = "bare/plain.rs"]
mod plain;
#[path = "bare/program.rs"]
mod program;
#[path = "bare/workload.rs"]
mod workload;

use flywheel::base::isa::{InstructionSet, available};
use flywheel::base::stats::Moments;
use flywheel::engine::{self, Arm, Inputs, Run, Workspace};
use flywheel::metrics::Catalogue;
use flywheel::model::Model;
use flywheel::program::{Program, Record, compile};
use flywheel::results;
use std::hint::black_box;
use std::time::Instant;

const SEED: u64 = 7;
/// Pairs of runs.
const PAIRS: usize = 11;

fn main() {
    println!("instruction sets of this machine: {:?}\n", available());
    answers_agree();
    println!("bare workload as a Program, one series recorded, one thread");
    for set in available() {
        let name = format!("{set:?}");
        let engine = Bare::new(1.0, 4096);
        let kernel_too = |n: u32| kernel::replications(SEED, n, false, set).expect("an available set");
        ratio(&format!("{name}: engine / rand_distr"), 4096.0, &mut || engine.run(set), 512.0, &mut || {
            black_box((0..512).map(|r| plain::replication(SEED, r, false).people).sum::<f64>());
        });
        ratio(&format!("{name}: engine / kernel by hand"), 4096.0, &mut || engine.run(set), 4096.0, &mut || {
            black_box(kernel_too(4096));
        });
    }
    let best = *available().last().expect("plain is always there");
    println!("\nthe same on {best:?}");
    let (usual, large) = (Bare::new(1.0, 4096), Bare::new(1000.0, 4096));
    ratio("1,000 times the people / as many", 4096.0, &mut || large.run(best), 4096.0, &mut || usual.run(best));
    println!("\neverything recorded and collected");
    let whole = Whole::new(16_384);
    ratio("two threads / one", 16_384.0, &mut || whole.run(2), 16_384.0, &mut || whole.run(1));
    let columns = whole.catalogue.columns().len();
    let per_replication = time(&mut || whole.run(1)) / 16_384.0;
    let bare = time(&mut || usual.run(best)) / 4096.0;
    let ns = (per_replication - bare) * 1e9 / columns as f64;
    println!("{ns:6.2} ns per recorded value ({columns} columns a replication), the engine's own writing included");
}

/// The engine and nothing else: its people at the end are the one series written down.
struct Bare {
    model: Model,
    program: Program,
    inputs: Inputs,
}

impl Bare {
    fn new(times: f64, replications: u32) -> Bare {
        let model = program::model(times, replications);
        let mut program = compile(&model, 0);
        let everybody = Record::People((0..program.cells).collect());
        let exited = program.records[program.index.exited].clone();
        program.records = vec![everybody, exited];
        program.index.exited = 1;
        let inputs = Inputs::new(&model);
        Bare { model, program, inputs }
    }

    fn run(&self, set: InstructionSet) {
        black_box(self.people(set));
    }

    /// People at the end of every replication.
    fn people(&self, set: InstructionSet) -> Vec<f64> {
        let arms = [Arm { program: &self.program, luck: 0 }];
        let replications = self.model.simulation.replications;
        let run = Run { arms: &arms, inputs: &self.inputs, seed: SEED, replications };
        let mut workspace = Workspace::new(&run);
        let mut people = Vec::with_capacity(replications as usize);
        for block in 0..run.blocks() {
            engine::run_block_on(set, &run, block, &mut workspace).expect("an available set");
            people.extend(workspace.block.series(0, program::PERIODS, 0, program::PERIODS));
        }
        people
    }
}

/// As `flywheel run` does it: all figures, summaries, threads.
struct Whole {
    program: Program,
    inputs: Inputs,
    catalogue: Catalogue,
    replications: u32,
}

impl Whole {
    fn new(replications: u32) -> Whole {
        let model = program::model(1.0, replications);
        let program = compile(&model, 0);
        let catalogue = Catalogue::new(&model, &program);
        Whole { inputs: Inputs::new(&model), program, catalogue, replications }
    }

    fn run(&self, threads: usize) {
        let arms = [Arm { program: &self.program, luck: 0 }];
        let run = Run { arms: &arms, inputs: &self.inputs, seed: SEED, replications: self.replications };
        black_box(results::collect(&run, &self.catalogue, None, Some(threads), &|_| true));
    }
}

/// All versions have the same mean, within 5 standard errors of the difference.
fn answers_agree() {
    let moments = |people: Vec<f64>| Moments::of(&people);
    let right = moments((0..2048).map(|r| plain::replication(SEED, r, false).people).collect());
    for set in available() {
        let by_hand = kernel::replications(SEED, 4096, false, set).expect("an available set");
        let engine = moments(Bare::new(1.0, 4096).people(set));
        for other in [moments(by_hand.iter().map(|o| o.people).collect()), engine] {
            let se = (right.standard_error() * right.standard_error()
                + other.standard_error() * other.standard_error())
            .sqrt();
            assert!((right.mean - other.mean).abs() < 5.0 * se, "{set:?}: {other:?}, expected {right:?}");
        }
    }
    println!("people at the end: {:.0} ± {:.0} in every version\n", right.mean, right.standard_error());
}

fn time(work: &mut dyn FnMut()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

/// Prints replications per second of both and the median of the ratios of their speeds.
fn ratio(what: &str, n_a: f64, a: &mut dyn FnMut(), n_b: f64, b: &mut dyn FnMut()) {
    time(a);
    time(b);
    let mut pairs: Vec<(f64, f64)> = (0..PAIRS).map(|_| (n_a / time(a), n_b / time(b))).collect();
    pairs.sort_by(|x, y| (x.0 / x.1).total_cmp(&(y.0 / y.1)));
    let of = |i: usize| pairs[i].0 / pairs[i].1;
    let (fast_a, fast_b) = pairs[PAIRS / 2];
    println!(
        "{:6.2} ({:.2} to {:.2})  {what}: {fast_a:.0} and {fast_b:.0} replications a second",
        of(PAIRS / 2),
        of(0),
        of(PAIRS - 1)
    );
}
