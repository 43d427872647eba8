//! The quantile functions of the counts, one lane at a time: what decides where the fast ones doubt.
//!
//! Whether `X >= j` is decided by comparing u with one number that depends on the law and on j only,
//! the tail beyond j: so the answer is monotone in u. Tails are sums from j outwards, starting with the
//! saddle-point form of P(j) (Loader 2000), on the side of the mean where they are small.

use std::f64::consts::PI;

use super::super::math::{deviance, normal_quantile, stirling_error};
use super::candidates::{LEFT_OUT, LEFT_OUT_W5, ROUNDING, expansion};
use super::{EXPANDED_FROM, LARGEST_WHOLE};

/// From this standard deviation on the expansion itself is the answer.
///
/// What it leaves out changes u by less than `0.4 · 0.04 / σ⁴`, 10^-14: less than the rounding errors
/// of a sum of 10,000 terms would.
const NEVER_SUMMED_FROM: f64 = 3_000.0;

/// Up to this normal quantile the bound of the expansion is certified.
const CERTIFIED_UNTIL: f64 = 4.5;

/// Least k with `P(X <= k) > u`, X ~ Binomial(n, p), for u in (0, 1).
///
/// Exact up to a change of u by 10^-13 for n up to [`LARGEST_COUNT`](super::LARGEST_COUNT).
/// * `n`: a whole number; `p`: within [0, 1]
///
/// # Example
/// ```
/// use flywheel::base::counts::binomial_quantile;
/// // 0.5^3 = 0.125 is the chance of no head in three tosses.
/// assert_eq!(binomial_quantile(3.0, 0.5, 0.1249), 0.0);
/// assert_eq!(binomial_quantile(3.0, 0.5, 0.1251), 1.0);
/// ```
#[cold]
#[inline(never)]
pub fn binomial_quantile(n: f64, p: f64, u: f64) -> f64 {
    let (n, p, u) = (limited(n), between(0.0, p, 1.0), inside_unit(u));
    if p > 0.5 {
        // 1 - p and 1 - u are exact here.
        return n - binomial_quantile(n, 1.0 - p, 1.0 - u);
    }
    OneLaw::Binomial { n, p }.quantile(u)
}

/// Least k with `P(X <= k) > u`, X ~ Poisson(mean), for u in (0, 1).
///
/// Exact up to a change of u by 10^-13 for means up to [`LARGEST_COUNT`](super::LARGEST_COUNT).
///
/// # Example
/// ```
/// use flywheel::base::counts::poisson_quantile;
/// // e^-1 = 0.36788 is the chance of nothing.
/// assert_eq!(poisson_quantile(1.0, 0.3678), 0.0);
/// assert_eq!(poisson_quantile(1.0, 0.3679), 1.0);
/// ```
#[cold]
#[inline(never)]
pub fn poisson_quantile(mean: f64, u: f64) -> f64 {
    OneLaw::Poisson { mean: limited(mean) }.quantile(inside_unit(u))
}

/// Keeps the loops below finite for whatever arguments; NaN becomes 0.
fn limited(x: f64) -> f64 {
    between(0.0, x, LARGEST_WHOLE)
}

/// The u nearest to 0 and 1 that [`to_unit`](crate::base::streams::to_unit) can give.
fn inside_unit(u: f64) -> f64 {
    between(f64::EPSILON / 2.0, u, 1.0 - f64::EPSILON / 2.0)
}

/// x brought to the nearer end, NaN to the lower one (`clamp` would keep it).
fn between(low: f64, x: f64, high: f64) -> f64 {
    if x < high {
        x.max(low)
    } else if x.is_nan() {
        low
    } else {
        high
    }
}

#[derive(Clone, Copy)]
enum OneLaw {
    /// With p <= 1/2.
    Binomial {
        n: f64,
        p: f64,
    },
    Poisson {
        mean: f64,
    },
}
use OneLaw::{Binomial, Poisson};

impl OneLaw {
    fn most(self) -> f64 {
        match self {
            Binomial { n, .. } => n,
            Poisson { .. } => f64::INFINITY,
        }
    }

    /// The mean as an unevaluated sum of two numbers, to 32 digits: of n = 10^12 people a rounded
    /// `n p` would be wrong by 10^-4.
    fn mean(self) -> (f64, f64) {
        match self {
            Binomial { n, p } => exact_product(n, p),
            Poisson { mean } => (mean, 0.0),
        }
    }

    fn variance(self) -> f64 {
        match self {
            Binomial { n, p } => n * p * (1.0 - p),
            Poisson { mean } => mean,
        }
    }

    fn asymmetry(self) -> f64 {
        match self {
            Binomial { p, .. } => 1.0 - 2.0 * p,
            Poisson { .. } => 1.0,
        }
    }

    fn quantile(self, u: f64) -> f64 {
        let variance = self.variance();
        if variance >= EXPANDED_FROM { self.expanded_quantile(variance.sqrt(), u) } else { self.searched_quantile(u) }
    }

    /// For variance >= 6: the expansion, and the tails where it leaves a doubt.
    fn expanded_quantile(self, sigma: f64, u: f64) -> f64 {
        let w = normal_quantile(u);
        let (mean, mean_low) = self.mean();
        let whole = mean.floor();
        let x = ((mean - whole) + mean_low + 0.5) + expansion(sigma, 1.0 / sigma, self.asymmetry(), w);
        let w5 = (w * w) * (w * w) * w.abs();
        let bound = (LEFT_OUT + LEFT_OUT_W5 * w5) / (sigma * sigma * sigma) + (sigma * w.abs() + 1.0) * ROUNDING;
        let (low, high) = ((x - bound).floor(), (x + bound).floor());
        let answer = |x: f64| between(0.0, whole + x, self.most());
        if sigma >= NEVER_SUMMED_FROM {
            answer(x.floor())
        } else if w.abs() > CERTIFIED_UNTIL || high - low > 1.0 {
            self.settle(answer(x.floor()), u)
        } else if low == high || self.reaches(whole + high, u) {
            answer(high)
        } else {
            answer(low)
        }
    }

    /// For variance < 6: adds terms from 0 upwards, and the tails where the sum leaves a doubt.
    fn searched_quantile(self, u: f64) -> f64 {
        const SUM_ERROR: f64 = 1e-13;
        let mut k = 0.0;
        let mut term = self.probability(0.0);
        let (mut below, mut sum) = (0.0, term);
        while u >= sum && term > 0.0 && sum < 1.0 - SUM_ERROR {
            term *= self.ratio_up(k);
            k += 1.0;
            below = sum;
            sum += term;
        }
        let doubtful = u - below < SUM_ERROR || sum - u < SUM_ERROR;
        if doubtful { self.settle(k.min(self.most()), u) } else { k }
    }

    /// The answer, from a guess that is near it.
    fn settle(self, guess: f64, u: f64) -> f64 {
        let mut k = guess;
        while !self.reaches(k, u) {
            k -= 1.0;
        }
        while self.reaches(k + 1.0, u) {
            k += 1.0;
        }
        k
    }

    /// Whether `X(u) >= j`, that is `P(X < j) <= u`.
    fn reaches(self, j: f64, u: f64) -> bool {
        if j <= 0.0 || j > self.most() {
            return j <= 0.0;
        }
        if j - 1.0 < self.mean().0 { self.tail(j - 1.0, -1.0) <= u } else { 1.0 - u <= self.tail(j, 1.0) }
    }

    /// `P(X <= k)` if `direction` is -1, `P(X >= k)` if it is 1; k on that side of the mean.
    fn tail(self, k: f64, direction: f64) -> f64 {
        /// Terms fall faster than geometrically once they are this small.
        const NEGLIGIBLE: f64 = 1e-18;
        let (mut i, mut term, mut sum) = (k, 1.0, 1.0);
        while term > NEGLIGIBLE * sum {
            term *= if direction < 0.0 { self.ratio_down(i) } else { self.ratio_up(i) };
            sum += term;
            i += direction;
        }
        self.probability(k) * sum
    }

    /// `P(k + 1) / P(k)`
    fn ratio_up(self, k: f64) -> f64 {
        match self {
            Binomial { n, p } => (n - k) * p / ((k + 1.0) * (1.0 - p)),
            Poisson { mean } => mean / (k + 1.0),
        }
    }

    /// `P(k - 1) / P(k)`; 0 at k = 0
    fn ratio_down(self, k: f64) -> f64 {
        match self {
            Binomial { n, p } => k * (1.0 - p) / ((n - k + 1.0) * p),
            Poisson { mean } => k / mean,
        }
    }

    /// `P(X = k)` for a whole number k within 0..=n.
    ///
    /// # Source
    /// Loader 2000, functions `dbinom_raw` and `dpois_raw`.
    fn probability(self, k: f64) -> f64 {
        let (mean, mean_low) = self.mean();
        let excess = (k - mean) - mean_low;
        match self {
            Binomial { n, p } if k == 0.0 => libm::exp(n * libm::log1p(-p)),
            Binomial { n, p } if k == n => libm::exp(n * libm::log(p)),
            Binomial { n, p } => {
                let exponent = stirling_error(n)
                    - stirling_error(k)
                    - stirling_error(n - k)
                    - deviance(k, mean, excess)
                    - deviance(n - k, n * (1.0 - p), -excess);
                libm::exp(exponent) * (n / (2.0 * PI * k * (n - k))).sqrt()
            }
            Poisson { mean } if k == 0.0 => libm::exp(-mean),
            Poisson { mean } => {
                let exponent = -stirling_error(k) - deviance(k, mean, excess);
                libm::exp(exponent) / (2.0 * PI * k).sqrt()
            }
        }
    }
}

/// `a · b` as a rounded product and what the rounding lost.
///
/// # Source
/// Dekker 1971, *A floating-point technique for extending the available precision*, Numerische
/// Mathematik 18; the split is Veltkamp's.
fn exact_product(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    let ((a_high, a_low), (b_high, b_low)) = (split(a), split(b));
    let lost = a_high * b_high - product + a_high * b_low + a_low * b_high + a_low * b_low;
    (product, lost)
}

/// A number as the sum of two with 26 bits each.
fn split(x: f64) -> (f64, f64) {
    const TWO_POW_27_PLUS_1: f64 = 134_217_729.0;
    let scaled = x * TWO_POW_27_PLUS_1;
    let high = scaled - (scaled - x);
    (high, x - high)
}
