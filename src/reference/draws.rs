//! Single draws, each from the textbook family of `rand_distr`.

use rand::seq::SliceRandom;
use rand::{Rng, RngExt};
use rand_distr::{Distribution, Gamma, Poisson, StandardNormal};

/// One of several things that exclude each other, or none: `chances` add up to at most 1.
pub(super) fn pick<T: Copy>(chances: &[(T, f64)], rng: &mut impl Rng) -> Option<T> {
    let mut left: f64 = rng.random();
    for &(thing, chance) in chances {
        if left < chance {
            return Some(thing);
        }
        left -= chance;
    }
    None
}

/// One of several things whose shares add up to 1 but for rounding; what is missing belongs to the last.
pub(super) fn one_of(shares: &[f64], rng: &mut impl Rng) -> usize {
    let shares: Vec<(usize, f64)> = shares.iter().copied().enumerate().collect();
    pick(&shares, rng).unwrap_or(shares.len().saturating_sub(1))
}

/// Whether something of this probability happens.
pub(super) fn happens(probability: f64, rng: &mut impl Rng) -> bool {
    rng.random::<f64>() < probability
}

/// Brings things into a random order.
pub(super) fn shuffle<T>(things: &mut [T], rng: &mut impl Rng) {
    things.shuffle(rng);
}

/// Standard normal.
pub(super) fn normal(rng: &mut impl Rng) -> f64 {
    StandardNormal.sample(rng)
}

/// Poisson(`mean`); nobody at a mean of 0.
pub(super) fn poisson(mean: f64, rng: &mut impl Rng) -> u64 {
    if mean <= 0.0 {
        return 0;
    }
    let law = Poisson::new(mean).expect("the mean of a checked model is a number that can be played");
    law.sample(rng) as u64
}

/// A positive amount with this mean and coefficient of variation: Gamma(1 / `spread`², mean · `spread`²).
pub(super) fn varied(mean: f64, spread: f64, rng: &mut impl Rng) -> f64 {
    if mean <= 0.0 || spread <= 0.0 {
        return mean.max(0.0);
    }
    let shape = 1.0 / (spread * spread);
    let law = Gamma::new(shape, mean / shape).expect("mean and spread of a checked model are finite");
    law.sample(rng)
}

/// Exactly `mean` on average and never further than 1 from it: the fraction of a person is drawn.
pub(super) fn whole(mean: f64, rng: &mut impl Rng) -> u64 {
    let mean = mean.max(0.0);
    mean.floor() as u64 + u64::from(happens(mean - mean.floor(), rng))
}
