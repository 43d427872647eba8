//! What happens to people: drawn, or in expectation.
//!
//! The engine is written once against [`Luck`]. [`Drawn`] plays a possible future, whole people and whole
//! cents; [`Expected`] runs the same program without luck, with real-valued people (the mean field).

use super::state::whole;
use crate::base::counts::{Prob, hypergeometric};
use crate::base::isa::Isa;
use crate::base::lanes::{Lanes, Words};
use crate::base::math::{normal_cdf, normal_quantiles};
use crate::base::streams::{Address, Streams, to_unit};

/// Parts of one person in which fractions are carried over.
const UNITS: f64 = 4_294_967_296.0;

/// Draws, 16 replications side by side.
pub trait Luck {
    /// Two words per replication at an address.
    fn words(&self, address: &Address) -> (Words, Words);
    /// Of `people`, each takes it with probability `p`.
    fn binomial(&self, people: &Lanes, p: &Prob, words: &Words) -> Lanes;
    fn poisson(&self, mean: &Lanes, words: &Words) -> Lanes;
    /// A standard normal.
    fn normal(&self, address: &Address) -> Lanes;
    /// A probability p whose log-odds have the noise `sd * z`; 0 and 1 stay.
    fn blurred(&self, p: Lanes, sd: Lanes, z: Lanes) -> Lanes;
    /// Gamma with this shape and scale 1 at an address of its own; 0 for shape 0.
    fn gamma(&self, shape: &Lanes, address: &Address) -> Lanes;
    /// The mean as a whole number, its fraction drawn.
    fn rounded(&self, mean: &Lanes, words: &Words) -> Lanes;
    /// Half-even to whole minor units.
    fn booked(&self, amount: Lanes) -> Lanes;
    /// Of `all` people, `draws` are taken at random: how many of the `marked` ones are among them.
    fn hypergeometric(&self, all: &Lanes, marked: &Lanes, draws: &Lanes, words: &Words) -> Lanes;
    /// Down to whole people.
    fn whole(&self, people: Lanes) -> Lanes;
    /// Of so much per period the whole ones of this period; what is left of them is carried over.
    ///
    /// Up to period t that is `floor(L1 + .. + Lt)` in all, without a random word.
    ///
    /// * `carried`: what is left of the periods before, in units of 2^-32; then what is left now
    fn apportioned(&self, per_period: Lanes, carried: &mut Lanes) -> Lanes;
    /// 1 where a statistic that is standard normal without an effect exceeds `critical`, else 0.
    fn exceeds(&self, z: &Lanes, critical: f64) -> Lanes;
}

/// A possible future: every draw from its own address.
#[derive(Debug, Clone)]
pub struct Drawn<I> {
    isa: I,
    streams: Streams,
}

impl<I: Isa> Drawn<I> {
    /// The futures `first_replication ..` of a seed; `luck` 0 is the luck that arms share.
    #[inline(always)]
    pub fn new(isa: I, seed: u64, luck: u32, first_replication: u32) -> Self {
        Drawn { isa, streams: Streams::new(seed, luck, first_replication) }
    }
}

impl<I: Isa> Luck for Drawn<I> {
    #[inline(always)]
    fn words(&self, address: &Address) -> (Words, Words) {
        self.isa.pair(&self.streams, address)
    }

    #[inline(always)]
    fn binomial(&self, people: &Lanes, p: &Prob, words: &Words) -> Lanes {
        self.isa.binomial(people, p, words)
    }

    #[inline(always)]
    fn poisson(&self, mean: &Lanes, words: &Words) -> Lanes {
        self.isa.poisson(mean, words)
    }

    #[inline(always)]
    fn normal(&self, address: &Address) -> Lanes {
        normal_quantiles(&self.words(address).0.to_units())
    }

    #[inline(always)]
    fn blurred(&self, p: Lanes, sd: Lanes, z: Lanes) -> Lanes {
        shifted(p, sd * z)
    }

    #[inline(always)]
    fn gamma(&self, shape: &Lanes, address: &Address) -> Lanes {
        let (first, second) = self.words(address);
        self.isa.gamma(shape, &first, &second)
    }

    #[inline(always)]
    fn rounded(&self, mean: &Lanes, words: &Words) -> Lanes {
        let mut whole = mean.map(f64::floor);
        for lane in 0..whole.0.len() {
            let one_more = to_unit(words.0[lane]) < mean.0[lane] - whole.0[lane];
            whole.0[lane] += f64::from(u8::from(one_more));
        }
        whole
    }

    #[inline(always)]
    fn booked(&self, amount: Lanes) -> Lanes {
        amount.map(f64::round_ties_even)
    }

    #[inline(always)]
    fn hypergeometric(&self, all: &Lanes, marked: &Lanes, draws: &Lanes, words: &Words) -> Lanes {
        hypergeometric(all, marked, draws, words)
    }

    #[inline(always)]
    fn whole(&self, people: Lanes) -> Lanes {
        whole(people)
    }

    #[inline(always)]
    fn apportioned(&self, per_period: Lanes, carried: &mut Lanes) -> Lanes {
        let mut whole = per_period.map(f64::floor);
        for lane in 0..whole.0.len() {
            // Rounded up to the next unit: three thirds, and 29% of 100, are whole but for rounding.
            let rest = carried.0[lane] + ((per_period.0[lane] - whole.0[lane]) * UNITS).ceil();
            let one_more = rest >= UNITS;
            carried.0[lane] = if one_more { rest - UNITS } else { rest };
            whole.0[lane] += f64::from(u8::from(one_more));
        }
        whole
    }

    #[inline(always)]
    fn exceeds(&self, z: &Lanes, critical: f64) -> Lanes {
        z.map(|z| if z > critical { 1.0 } else { 0.0 })
    }
}

/// No luck: every draw is its expectation.
#[derive(Debug, Clone, Copy)]
pub struct Expected;

impl Luck for Expected {
    fn words(&self, _: &Address) -> (Words, Words) {
        (Words::ZERO, Words::ZERO)
    }

    fn binomial(&self, people: &Lanes, p: &Prob, _: &Words) -> Lanes {
        *people * *p.p()
    }

    fn poisson(&self, mean: &Lanes, _: &Words) -> Lanes {
        *mean
    }

    fn normal(&self, _: &Address) -> Lanes {
        Lanes::ZERO
    }

    /// The expectation over the noise, by Gauss-Hermite quadrature.
    fn blurred(&self, p: Lanes, sd: Lanes, _: Lanes) -> Lanes {
        let mut mean = Lanes::ZERO;
        for (node, weight) in HERMITE {
            mean += (shifted(p, sd * Lanes::splat(node)) + shifted(p, sd * Lanes::splat(-node))) * Lanes::splat(weight);
        }
        mean
    }

    fn gamma(&self, shape: &Lanes, _: &Address) -> Lanes {
        *shape
    }

    fn rounded(&self, mean: &Lanes, _: &Words) -> Lanes {
        *mean
    }

    fn booked(&self, amount: Lanes) -> Lanes {
        amount
    }

    fn hypergeometric(&self, all: &Lanes, marked: &Lanes, draws: &Lanes, _: &Words) -> Lanes {
        let share = draws.zip(*all, |draws, all| if all > 0.0 { draws / all } else { 0.0 });
        *marked * share
    }

    fn whole(&self, people: Lanes) -> Lanes {
        people
    }

    fn apportioned(&self, per_period: Lanes, _: &mut Lanes) -> Lanes {
        per_period
    }

    /// The chance of it, with a standard deviation of 1 around the value that expected counts give.
    fn exceeds(&self, z: &Lanes, critical: f64) -> Lanes {
        z.map(|z| normal_cdf(z - critical))
    }
}

/// The words at an address one after the other: two of each block, and after its last block the next class.
#[derive(Debug, Clone, Copy)]
pub struct InOrder {
    address: Address,
    second: Option<Words>,
}

impl InOrder {
    #[inline(always)]
    pub fn at(address: Address) -> InOrder {
        InOrder { address, second: None }
    }

    #[inline(always)]
    pub fn next<L: Luck>(&mut self, luck: &L) -> Words {
        if let Some(words) = self.second.take() {
            return words;
        }
        let (first, second) = luck.words(&self.address);
        let (block, over) = self.address.block.overflowing_add(1);
        self.address.block = block;
        self.address.class = self.address.class.wrapping_add(u16::from(over));
        self.second = Some(second);
        first
    }
}

/// People of whom some are taken at random, one group after the other: a multivariate hypergeometric draw.
#[derive(Debug, Clone, Copy)]
pub struct Urn {
    /// Those of the groups that have not had their turn.
    people: Lanes,
    /// How many of them are still to be taken.
    draws: Lanes,
}

impl Urn {
    #[inline(always)]
    pub fn new(people: Lanes, draws: Lanes) -> Urn {
        Urn { people, draws: draws.min(people) }
    }

    /// How many of a group are taken; each of the people is in one group.
    #[inline(always)]
    pub fn take<L: Luck>(&mut self, luck: &L, group: Lanes, words: &Words) -> Lanes {
        let taken = luck.hypergeometric(&self.people, &group, &self.draws, words);
        self.people -= group;
        self.draws -= taken;
        taken
    }
}

/// A probability with its log-odds shifted; 0 and 1 stay.
#[inline(always)]
fn shifted(p: Lanes, by: Lanes) -> Lanes {
    p.zip(by, |p, by| if p > 0.0 && p < 1.0 { 1.0 / (1.0 + (1.0 - p) / p * libm::exp(-by)) } else { p })
}

/// The positive nodes of the 20-point Gauss-Hermite rule for the standard normal, and their weights
/// (Golub & Welsch 1969, *Mathematics of Computation* 23).
const HERMITE: [(f64, f64); 10] = [
    (0.3469641570813559, 0.2607930634495548),
    (1.042945348802751, 0.16173933398400003),
    (1.7452473208141268, 0.06150637206397696),
    (2.458663611172368, 0.013997837447100996),
    (3.1890148165533896, 0.0018301031310804924),
    (3.9439673506573163, 0.00012882627996192942),
    (4.734581334046055, 4.4021210902308646e-06),
    (5.5787388058932015, 6.127490259982928e-08),
    (6.510590157013654, 2.4820623623151797e-10),
    (7.619048541679758, 1.2578006724379264e-13),
];
