//! What it costs to record a value, and what it takes in memory: 19,200 figures are a large run.
//!
//! The figures are spread by a factor of three or lie on both sides of zero, as people and money do. With few
//! figures all stays in the cache; with many, each block finds its summary cold, which is the real case.
//! The answer is asserted before anything is timed. `cargo bench --bench summary`

use divan::counter::ItemsCount;
use flywheel::base::isa::{self, InstructionSet, Isa, Job};
use flywheel::base::math::normal_quantile;
use flywheel::base::streams::{philox, to_unit};
use flywheel::results::Summary;

const BLOCK: usize = 256;

fn main() {
    assert_sums();
    println!("instruction sets: {:?}", isa::available());
    divan::main();
}

/// One block of a figure: money around zero for every fifth, people spread by a factor of three else.
fn block(figure: usize) -> [f64; BLOCK] {
    std::array::from_fn(|replication| {
        let [a, b, ..] = philox([replication as u32, figure as u32, 0, 0], [42, 0]);
        let z = normal_quantile(to_unit(u64::from(a) << 32 | u64::from(b)));
        if figure.is_multiple_of(5) {
            (z * 3e7 + 1e7).round()
        } else {
            libm::exp(0.3 * z + 6.0 + (figure % 9) as f64).round()
        }
    })
}

/// Adds a block to each summary, under one instruction set.
struct AddAll<'a> {
    summaries: &'a mut [Summary],
    blocks: &'a [[f64; BLOCK]],
}

impl Job for AddAll<'_> {
    type Out = ();

    #[inline(always)]
    fn run<I: Isa>(self, _: I) {
        for (summary, block) in self.summaries.iter_mut().zip(self.blocks.iter().cycle()) {
            summary.add_block(block);
        }
    }
}

/// Every instruction set finds the mean and the median that a sorted list has.
fn assert_sums() {
    let blocks: Vec<_> = (0..10).map(block).collect();
    for set in isa::available() {
        let mut summaries = vec![Summary::default(); blocks.len()];
        isa::dispatch_on(set, AddAll { summaries: &mut summaries, blocks: &blocks });
        for (summary, block) in summaries.iter().zip(&blocks) {
            let mut sorted = *block;
            sorted.sort_by(f64::total_cmp);
            let mean = block.iter().map(|&v| v as i128).sum::<i128>() as f64 / BLOCK as f64;
            assert_eq!(summary.mean(), Some(mean));
            let (found, median) = (summary.quantile(0.5).unwrap(), sorted[BLOCK / 2 - 1]);
            assert!((found - median).abs() <= median.abs() / 128.0, "{found} {median}");
        }
    }
}

fn add_block(bencher: divan::Bencher, set: InstructionSet, n_figures: usize) {
    if !isa::available().contains(&set) {
        return;
    }
    let blocks: Vec<_> = (0..n_figures.min(4800)).map(block).collect();
    let mut summaries = vec![Summary::default(); n_figures];
    bencher.counter(ItemsCount::new(n_figures * BLOCK)).bench_local(|| {
        isa::dispatch_on(set, AddAll { summaries: &mut summaries, blocks: &blocks });
    });
}

#[divan::bench(args = [10, 900, 19_200])]
fn plain(bencher: divan::Bencher, n_figures: usize) {
    add_block(bencher, InstructionSet::Plain, n_figures);
}

#[divan::bench(args = [10, 900, 19_200])]
fn avx2(bencher: divan::Bencher, n_figures: usize) {
    add_block(bencher, InstructionSet::Avx2, n_figures);
}

#[divan::bench(args = [10, 900, 19_200])]
fn avx512(bencher: divan::Bencher, n_figures: usize) {
    add_block(bencher, InstructionSet::Avx512, n_figures);
}

/// A block of which a part is absent takes the careful way.
#[divan::bench]
fn partly_absent(bencher: divan::Bencher) {
    let mut values = block(1);
    values[7] = f64::NAN;
    let mut summaries = vec![Summary::default(); 1];
    bencher.counter(ItemsCount::new(BLOCK)).bench_local(|| {
        isa::dispatch(AddAll { summaries: &mut summaries, blocks: &[values] });
    });
}

#[divan::bench(args = [10, 1000])]
fn merge(bencher: divan::Bencher, n_figures: usize) {
    let mut summaries = vec![Summary::default(); n_figures];
    let blocks: Vec<_> = (0..n_figures).map(block).collect();
    isa::dispatch(AddAll { summaries: &mut summaries, blocks: &blocks });
    let other = summaries.clone();
    bencher.counter(ItemsCount::new(n_figures)).bench_local(|| {
        for (mine, theirs) in summaries.iter_mut().zip(&other) {
            mine.merge(theirs);
        }
    });
}
