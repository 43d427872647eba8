//! Cost of a draw: random words, binomial, Poisson, gamma, normal.
//!
//! `cargo bench --bench sampling`. One item is one draw of one lane, with the making of its random word in
//! it; the random words alone are measured first. Before anything is timed its answer is checked: the mean
//! of the draws lies within five standard errors of the law's.
//!
//! Bias: the draws of one bench are all from one law, so branches are predicted better than in a simulation;
//! its inputs stay in the first-level cache. Compare ratios of one run on one machine, not nanoseconds.

use divan::Bencher;
use divan::counter::ItemsCount;
use flywheel::base::counts::Prob;
use flywheel::base::isa::{InstructionSet, Isa, Job, available, dispatch, dispatch_on};
use flywheel::base::lanes::{LANES, Lanes};
use flywheel::base::streams::{Address, Site, Streams};

fn main() {
    divan::main();
}

/// What is drawn, in every lane.
#[derive(Debug, Clone, Copy)]
enum Law {
    /// The random words themselves, as numbers in (0, 1).
    Words,
    Normal,
    Binomial {
        n: f64,
        p: f64,
    },
    Poisson {
        mean: f64,
    },
    Gamma {
        shape: f64,
    },
}

impl Law {
    fn mean(self) -> f64 {
        match self {
            Law::Words => 0.5,
            Law::Normal => 0.0,
            Law::Binomial { n, p } => n * p,
            Law::Poisson { mean } => mean,
            Law::Gamma { shape } => shape,
        }
    }

    fn variance(self) -> f64 {
        match self {
            Law::Words => 1.0 / 12.0,
            Law::Normal => 1.0,
            Law::Binomial { n, p } => n * p * (1.0 - p),
            Law::Poisson { mean } => mean,
            Law::Gamma { shape } => shape,
        }
    }
}

/// Draws a law at consecutive addresses, two draws a lane from each.
#[derive(Clone, Copy)]
struct Draws {
    law: Law,
    n_addresses: u16,
}

impl Draws {
    fn count(self) -> usize {
        let per_address = match self.law {
            // A gamma draw takes both words.
            Law::Gamma { .. } => LANES,
            _ => 2 * LANES,
        };
        per_address * usize::from(self.n_addresses)
    }
}

impl Job for Draws {
    /// Sum of the draws less their mean: near 0, so that no digits are lost.
    type Out = f64;

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) -> f64 {
        let streams = Streams::new(7, 0, 0);
        let site = Site::named(&["bench"]);
        let mean = Lanes::splat(self.law.mean());
        let mut prob = Prob::ZERO;
        if let Law::Binomial { p, .. } = self.law {
            isa.prepare(&mut prob, &Lanes::splat(p));
        }
        let mut total = Lanes::ZERO;
        for period in 0..self.n_addresses {
            let (first, second) = isa.pair(&streams, &Address { site, period, class: 0, block: 0 });
            match self.law {
                Law::Words => total += isa.uniform(&first) - mean + isa.uniform(&second) - mean,
                Law::Normal => total += isa.normal(&first) + isa.normal(&second),
                Law::Binomial { n, .. } => {
                    let n = Lanes::splat(n);
                    total += isa.binomial(&n, &prob, &first) - mean;
                    total += isa.binomial(&n, &prob, &second) - mean;
                }
                Law::Poisson { .. } => {
                    total += isa.poisson(&mean, &first) - mean;
                    total += isa.poisson(&mean, &second) - mean;
                }
                Law::Gamma { .. } => total += isa.gamma(&mean, &first, &second) - mean,
            }
        }
        total.sum()
    }
}

/// Checks the mean of 60,000 addresses on this instruction set, then times 500 of them.
fn time(bencher: Bencher, set: Option<InstructionSet>, law: Law) {
    let run = move |draws: Draws| match set {
        Some(set) => dispatch_on(set, draws).expect("the set is one of those that are available"),
        None => dispatch(draws),
    };
    let many = Draws { law, n_addresses: 60_000 };
    let error = run(many) / many.count() as f64;
    let standard_error = (law.variance() / many.count() as f64).sqrt();
    assert!(error.abs() < 5.0 * standard_error, "{law:?}: {error} is not within {standard_error}");
    let some = Draws { law, n_addresses: 500 };
    bencher.counter(ItemsCount::new(some.count())).bench(|| run(divan::black_box(some)));
}

#[divan::bench(args = available())]
fn words_alone(bencher: Bencher, set: InstructionSet) {
    time(bencher, Some(set), Law::Words);
}

#[divan::bench(args = available())]
fn binomial_of_1000(bencher: Bencher, set: InstructionSet) {
    time(bencher, Some(set), Law::Binomial { n: 1e3, p: 0.1 });
}

#[divan::bench(args = available())]
fn binomial_of_10(bencher: Bencher, set: InstructionSet) {
    time(bencher, Some(set), Law::Binomial { n: 10.0, p: 0.1 });
}

/// The search is slowest just below variance 6 (n = 66), the expansion just above it (n = 67).
const PEOPLE: [f64; 14] = [1.0, 10.0, 30.0, 66.0, 67.0, 100.0, 300.0, 1e3, 1e5, 1e7, 1e9, 1e10, 1e11, 1e12];

#[divan::bench(args = PEOPLE)]
fn binomial_with_p_one_tenth(bencher: Bencher, n: f64) {
    time(bencher, None, Law::Binomial { n, p: 0.1 });
}

#[divan::bench(args = PEOPLE)]
fn binomial_with_p_nine_tenths(bencher: Bencher, n: f64) {
    time(bencher, None, Law::Binomial { n, p: 0.9 });
}

#[divan::bench(args = [0.1, 1.0, 5.9, 6.1, 30.0, 1e3, 1e6, 1e9, 1e12])]
fn poisson(bencher: Bencher, mean: f64) {
    time(bencher, None, Law::Poisson { mean });
}

#[divan::bench(args = [0.1, 0.6, 1.0, 2.0, 10.0, 1e3, 1e6, 1e12])]
fn gamma(bencher: Bencher, shape: f64) {
    time(bencher, None, Law::Gamma { shape });
}

#[divan::bench(args = available())]
fn normal(bencher: Bencher, set: InstructionSet) {
    time(bencher, Some(set), Law::Normal);
}
