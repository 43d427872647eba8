//! Gamma draws: sums of waiting times, of baskets, of anything whose size varies from person to person.
//!
//! For shape a >= 1 the method of Marsaglia & Tsang (2000, *A simple method for generating gamma
//! variables*, ACM TOMS 26): `d (1 + z/√(9d))³` with `d = a - 1/3`, accepted with a probability of at
//! least 0.95. The normal z is the quantile of the first word, so the accepted first attempt, and thereby
//! nearly every draw, is monotone in it. Below 1 a draw of shape a + 1 is multiplied by `U^(1/a)`
//! (their section 6, the "boost").
//!
//! The words of the rare second attempt, and of the boost, are Philox with the first two words as key
//! and counter: they belong to the same address without asking for another one.

use super::lanes::{LANES, Lanes, Words};
use super::math::{exp, ln, normal_quantiles};
use super::streams::{to_unit, two_words};

/// Gamma(shape, scale 1) of each lane, so with mean and variance `shape`.
///
/// * `shape`: 0 gives 0, as does anything that is not above it; up to 10^12
/// * `first`, `second`: two random words a lane
///
/// # Example
/// ```
/// use flywheel::base::{gamma::gamma, lanes::{Lanes, Words}};
/// let total = gamma(&Lanes::splat(1e12), &Words([1 << 63; 16]), &Words([1; 16]));
/// assert!((total.0[0] / 1e12 - 1.0).abs() < 1e-6); // the median, nearly the mean
/// ```
#[inline(always)]
pub fn gamma(shape: &Lanes, first: &Words, second: &Words) -> Lanes {
    let mut u = Lanes::ZERO;
    for lane in 0..LANES {
        u.0[lane] = to_unit(first.0[lane]);
    }
    let z = normal_quantiles(&u);
    let mut out = Lanes::ZERO;
    let mut unfinished = [0u32; LANES];
    for lane in 0..LANES {
        let shape = limited(shape.0[lane]);
        let attempt = Attempt::new(shape, z.0[lane]);
        let accepted = attempt.is_accepted_at_once(to_unit(second.0[lane]));
        out.0[lane] = if shape > 0.0 { attempt.value() } else { 0.0 };
        unfinished[lane] = u32::from((!accepted | (shape < 1.0)) & (shape > 0.0));
    }
    let mut open = 0u32;
    for lane in 0..LANES {
        open |= unfinished[lane] << lane;
    }
    while open != 0 {
        let lane = open.trailing_zeros() as usize;
        open &= open - 1;
        out.0[lane] = finish(
            limited(shape.0[lane]),
            z.0[lane],
            first.0[lane],
            second.0[lane],
        );
    }
    out
}

/// Not above what makes every acceptance certain, so that an infinite shape cannot loop for ever.
#[inline(always)]
fn limited(shape: f64) -> f64 {
    const LARGEST_SHAPE: f64 = 1e18;
    if shape < LARGEST_SHAPE {
        shape
    } else if shape.is_nan() {
        0.0
    } else {
        LARGEST_SHAPE
    }
}

/// One try of Marsaglia and Tsang for a shape, which the boost has raised to at least 1.
#[derive(Clone, Copy)]
struct Attempt {
    d: f64,
    z: f64,
    /// `z / √(9d)`
    t: f64,
}

impl Attempt {
    #[inline(always)]
    fn new(shape: f64, z: f64) -> Attempt {
        let raised = if shape < 1.0 { shape + 1.0 } else { shape };
        let d = raised - 1.0 / 3.0;
        Attempt {
            d,
            z,
            t: z / (9.0 * d).sqrt(),
        }
    }

    #[inline(always)]
    fn value(self) -> f64 {
        let root = 1.0 + self.t;
        self.d * (root * root * root)
    }

    /// The squeeze of Marsaglia and Tsang, which lies inside of the exact region.
    #[inline(always)]
    fn is_accepted_at_once(self, u: f64) -> bool {
        let z2 = self.z * self.z;
        (u < 1.0 - 0.0331 * (z2 * z2)) & (self.t > -1.0)
    }

    /// `ln u < z²/2 + d - d v + d ln v` with `v = (1 + t)³`.
    fn is_accepted(self, u: f64) -> bool {
        self.t > -1.0 && libm::log(u) < 3.0 * self.d * log1p_beyond_cubic(self.t)
    }
}

/// `ln(1 + t) - t + t²/2 - t³/3`: what the acceptance depends on.
///
/// In the form of the paper it is a difference of numbers of the size d, of which at d = 10^12 no
/// digit would be left.
fn log1p_beyond_cubic(t: f64) -> f64 {
    if t.abs() > 0.1 {
        return libm::log1p(t) - t * (1.0 - t * (0.5 - t / 3.0));
    }
    // Sum of -(-t)^i / i from i = 4 on; the rest after i = 20 is below 10^-17 of it.
    let mut series = 0.0;
    for i in (4..=20).rev() {
        series = 1.0 / f64::from(i) - t * series;
    }
    -(t * t) * (t * t) * series
}

/// The full test, further attempts, and the boost.
#[cold]
#[inline(never)]
fn finish(shape: f64, z: f64, first: u64, second: u64) -> f64 {
    let mut more = MoreWords {
        first,
        second,
        n_given: 0,
    };
    // The boost takes its word before the attempts, so that it does not depend on their number.
    let boost = if shape < 1.0 {
        exp(ln(to_unit(more.next().0)) / shape)
    } else {
        1.0
    };
    let mut attempt = Attempt::new(shape, z);
    let mut u = to_unit(second);
    while !attempt.is_accepted(u) {
        let (for_normal, for_acceptance) = more.next();
        attempt = Attempt::new(shape, super::math::normal_quantile(to_unit(for_normal)));
        u = to_unit(for_acceptance);
    }
    attempt.value() * boost
}

/// Words that follow from the first two.
struct MoreWords {
    first: u64,
    second: u64,
    n_given: u32,
}

impl MoreWords {
    fn next(&mut self) -> (u64, u64) {
        let key = [self.first as u32, (self.first >> 32) as u32];
        let counter = [
            self.second as u32,
            (self.second >> 32) as u32,
            self.n_given,
            0,
        ];
        self.n_given = self.n_given.wrapping_add(1);
        two_words(counter, key)
    }
}
