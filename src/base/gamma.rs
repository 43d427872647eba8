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
use super::math::{exp, ln_of_normal, normal_quantile, normal_quantiles};
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
    let shape = limited(shape);
    let (u, for_acceptance) = (first.to_units(), second.to_units());
    let z = normal_quantiles(&u);
    let (mut out, mut settled) = (Lanes::ZERO, Lanes::ONE);
    for lane in 0..LANES {
        let attempt = Attempt::new(shape.0[lane], z.0[lane]);
        let accepted = attempt.is_accepted_at_once(for_acceptance.0[lane]);
        out.0[lane] = attempt.value();
        settled.0[lane] = if accepted { 1.0 } else { 0.0 };
    }
    if settled.smallest() < 1.0 {
        for lane in 0..LANES {
            if settled.0[lane] < 1.0 {
                let attempt = Attempt::new(shape.0[lane], z.0[lane]);
                out.0[lane] = finish(attempt, first.0[lane], second.0[lane]);
            }
        }
    }
    if shape.smallest() < 1.0 {
        out *= boosts(&shape, first, second);
    }
    out
}

/// `U^(1/shape)` where the shape is below 1, else 1; 0 where it is 0.
#[inline(always)]
fn boosts(shape: &Lanes, first: &Words, second: &Words) -> Lanes {
    let mut words = Words::ZERO;
    for lane in 0..LANES {
        words.0[lane] = words_after(first.0[lane], second.0[lane], 0).0;
    }
    let u = words.to_units();
    let mut out = Lanes::ONE;
    for lane in 0..LANES {
        let shape = shape.0[lane];
        // At shape 0 this is exp(-inf) = 0.
        let boost = exp(ln_of_normal(u.0[lane]) / shape);
        out.0[lane] = if shape < 1.0 { boost } else { 1.0 };
    }
    out
}

/// From 0 to what makes every acceptance certain, so that an infinite shape cannot loop for ever.
#[inline(always)]
fn limited(shape: &Lanes) -> Lanes {
    const LARGEST_SHAPE: f64 = 1e18;
    shape.max(Lanes::ZERO).min(Lanes::splat(LARGEST_SHAPE))
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
        Attempt { d, z, t: z / (9.0 * d).sqrt() }
    }

    /// The same shape with another normal number.
    fn again(self, z: f64) -> Attempt {
        Attempt { z, t: z / (9.0 * self.d).sqrt(), ..self }
    }

    #[inline(always)]
    fn value(self) -> f64 {
        let root = 1.0 + self.t;
        self.d * (root * root * root)
    }

    /// Two squeezes, which lie inside of the exact region.
    ///
    /// The first, `1 - u > 0.0331 z⁴`, is Marsaglia and Tsang's for all shapes. It fails once in twelve
    /// draws; the second fails less often the larger the shape, once in 300 at shape 10: the exact
    /// region is `ln u < 3d f(t)` where `f'(t) = -t³ / (1 + t)` and f(0) = 0, so
    /// `3d f(t) >= -3/4 d t⁴ / (1 + min(t, 0))`, and `e^x >= 1 + x`.
    #[inline(always)]
    fn is_accepted_at_once(self, u: f64) -> bool {
        let (z2, t2, rest) = (self.z * self.z, self.t * self.t, 1.0 - u);
        let below = if self.t < 0.0 { self.t } else { 0.0 };
        let for_all_shapes = rest > 0.0331 * (z2 * z2);
        let for_this_shape = rest * (1.0 + below) > 0.75 * self.d * (t2 * t2);
        (for_all_shapes | for_this_shape) & (self.t > -1.0)
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

/// The full test, and further attempts.
#[cold]
#[inline(never)]
fn finish(mut attempt: Attempt, first: u64, second: u64) -> f64 {
    let mut u = to_unit(second);
    let mut n_attempts = 0;
    while !attempt.is_accepted(u) {
        n_attempts += 1;
        let (for_normal, for_acceptance) = words_after(first, second, n_attempts);
        attempt = attempt.again(normal_quantile(to_unit(for_normal)));
        u = to_unit(for_acceptance);
    }
    attempt.value()
}

/// The n-th pair of words that follow from the first two: 0 for the boost, then one for each attempt.
#[inline(always)]
fn words_after(first: u64, second: u64, n: u32) -> (u64, u64) {
    let key = [first as u32, (first >> 32) as u32];
    two_words([second as u32, (second >> 32) as u32, n, 0], key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::streams::{Address, Site, Streams};

    #[test]
    fn what_a_squeeze_accepts_the_full_test_accepts() {
        let site = Site::named(&["squeeze"]);
        let address = Address { site, period: 0, class: 0, block: 0 };
        let mut rng = Streams::new(4, 0, 0).scalar(0, &address);
        let mut n_squeezed = 0;
        for shape in [1e-9, 0.5, 1.0, 1.1, 2.0, 10.0, 1e4, 1e12] {
            for _ in 0..200_000 {
                let z = normal_quantile(to_unit(rng.next_word()));
                let u = to_unit(rng.next_word());
                let attempt = Attempt::new(shape, z);
                if attempt.is_accepted_at_once(u) {
                    n_squeezed += 1;
                    assert!(attempt.is_accepted(u), "shape {shape}, z {z}, u {u}");
                }
            }
        }
        assert!(n_squeezed > 1_500_000);
    }

    /// The difference of logarithm and cubic loses digits towards 0: 1e-17 of 1e-7 at |t| = 0.03.
    #[test]
    fn the_series_of_the_acceptance_agrees_with_the_logarithm() {
        for i in 30..=100 {
            for t in [f64::from(i) * 1e-3, f64::from(i) * -1e-3] {
                let difference = libm::log1p(t) - t + t * t / 2.0 - t * t * t / 3.0;
                let series = log1p_beyond_cubic(t);
                assert!((series / difference - 1.0).abs() < 1e-9, "{t}: {series} {difference}");
            }
        }
    }

    #[test]
    fn a_greater_first_word_gives_a_greater_draw_where_both_are_accepted_at_once() {
        let second = Words([u64::MAX / 4; LANES]);
        let words = Words(std::array::from_fn(|lane| (lane as u64 + 1) * (u64::MAX / 18)));
        for shape in [1.0, 5.0, 1e6] {
            let draws = gamma(&Lanes::splat(shape), &words, &second);
            assert!(draws.0.windows(2).all(|pair| pair[0] < pair[1]), "{draws:?}");
        }
    }
}
