//! Counts of people: binomial and Poisson draws by inversion, sixteen replications at a time.
//!
//! Each draw uses one random word: `X = F⁻¹(u)`, the least k with `F(k) > u`. Rejection would be simpler,
//! but inversion vectorises, uses exactly one word, and is monotone in u: two plans that meet the same
//! word move together, which is what makes the difference of two plans sharp.
//!
//! Binomial and Poisson are one function of mean, variance, asymmetry, first term and ratio of terms:
//!
//! * variance >= 6: the Cornish-Fisher expansion of a normal quantile w, to third order, with the
//!   correction for the lattice (Cornish & Fisher 1937; Hill & Davis 1968),
//!   `x = mean + 1/2 + σw + s (w² - 1)/6 + ...`, in single precision and with a bound for its error.
//!   Where `floor(x - bound) = floor(x + bound)`, that is the answer.
//! * variance < 6: search from 0 upwards, adding terms, with a bound for the error of the sum.
//! * in doubt (0.04 to 3% of the draws): [`binomial_quantile`], [`poisson_quantile`], which are exact up to
//!   a change of u by 10^-13 of the smaller of u and 1 - u.
//!
//! So the precision of the fast part changes how often the slow one is called, never the result.
//! Certified, by `tests/it/sampling.rs`, for counts and means up to [`LARGEST_COUNT`] against sums in twice
//! the precision; the bounds are in `counts/candidates.rs` with what was measured.
//!
//! A multinomial is a chain of conditional binomials; the engine deals them. Draws without replacement,
//! [`hypergeometric()`], are rare and made one lane at a time.

mod candidates;
mod exact;
mod hypergeometric;
#[cfg(test)]
mod oracle;

pub use exact::{binomial_quantile, poisson_quantile};
pub use hypergeometric::{hypergeometric, hypergeometric_quantile};

use super::lanes::{LANES, Lanes, Words};
use candidates::{Candidates, Singles, Terms, in_double_precision, in_single_precision, search_from_zero};

/// The largest count of people or mean for which the samplers are certified, 10^12.
///
/// Above it the results are still whole numbers within their bounds up to 2^51, but their last digits
/// mean nothing.
pub const LARGEST_COUNT: f64 = 1e12;

/// Above this all whole numbers are still exact, also after adding a half.
const LARGEST_WHOLE: f64 = 2_251_799_813_685_248.0;

/// From this variance on the expansion is used, below it the search.
///
/// At 6 both cost the same: the search of sixteen lanes ends after about 20 terms, and the expansion leaves
/// 1 draw in 120 in doubt.
const EXPANDED_FROM: f64 = 6.0;

/// From this mean on double precision is as cheap: single precision leaves 3 draws in 100 in doubt there.
///
/// It is a limit of the mean, not of the variance, because the bound of single precision has no place for
/// the rounding of a large mean.
const WIDE_FROM: f64 = 2e8;

/// One probability of each lane, prepared for [`binomial`].
///
/// Made once and used in many draws: the logarithm and the division are here.
///
/// # Example
/// ```
/// use flywheel::base::counts::{Prob, binomial};
/// use flywheel::base::lanes::{Lanes, Words};
/// let stay = Prob::new(&Lanes::splat(1.0));
/// let people = Lanes::splat(100.0);
/// assert_eq!(binomial(&people, &stay, &Words([1 << 63; 16])), people);
/// ```
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub struct Prob {
    p: Lanes,
    /// `ln(1 - min(p, 1 - p))`
    ln_rarer_fails: Singles,
    /// `m / (1 - m)` with `m = min(p, 1 - p)`
    odds_of_rarer: Singles,
}

impl Prob {
    /// Probability 0 in every lane.
    pub const ZERO: Prob = Prob { p: Lanes::ZERO, ln_rarer_fails: [0.0; LANES], odds_of_rarer: [0.0; LANES] };

    /// Prepares probabilities. What lies outside [0, 1] is brought to the nearer end, NaN to 0.
    #[inline(always)]
    pub fn new(p: &Lanes) -> Prob {
        let mut out = Prob::ZERO;
        out.set(p);
        out
    }

    /// As [`Prob::new`], in place.
    #[inline(always)]
    pub fn set(&mut self, p: &Lanes) {
        self.p = p.max(Lanes::ZERO).min(Lanes::ONE);
        for lane in 0..LANES {
            let p = self.p.0[lane];
            let rarer = if p > 0.5 { 1.0 - p } else { p };
            self.ln_rarer_fails[lane] = ln_one_minus(rarer) as f32;
            self.odds_of_rarer[lane] = (rarer / (1.0 - rarer)) as f32;
        }
    }

    /// The probabilities.
    #[inline(always)]
    pub fn p(&self) -> &Lanes {
        &self.p
    }
}

/// `ln(1 - m)` for m in [0, 1/2], relative error below 10^-9, also where `1 - m` is 1.
///
/// `-2 artanh(m / (2 - m))`: the argument is at most 1/3, so nine terms of the series are enough.
#[inline(always)]
fn ln_one_minus(m: f64) -> f64 {
    let s = m / (2.0 - m);
    let z = s * s;
    let mut series = 1.0 / 17.0;
    for i in (0..8).rev() {
        series = series * z + 1.0 / f64::from(2 * i + 1);
    }
    -2.0 * s * series
}

/// What the expansion needs to know of a law of counts.
struct Moments {
    /// No draw exceeds it: n, or infinity.
    most: Lanes,
    mean: Lanes,
    variance: Lanes,
    /// Third cumulant over variance: `q - p` of a binomial, 1 of a Poisson law.
    asymmetry: Lanes,
}

/// A law of counts, one for each lane.
trait CountLaw {
    fn moments(&self) -> &Moments;
    /// For the search; made only where there is one.
    fn terms(&self) -> Terms;
    /// `F⁻¹(u)` of one lane.
    fn exact(&self, lane: usize, u: f64) -> f64;
}

struct Binomial<'p> {
    p: &'p Prob,
    moments: Moments,
}

impl Binomial<'_> {
    #[inline(always)]
    fn new<'p>(n: &Lanes, p: &'p Prob) -> Binomial<'p> {
        let most = n.max(Lanes::ZERO).min(Lanes::splat(LARGEST_WHOLE));
        let mean = most * p.p;
        let variance = mean * p.p.map(|p| 1.0 - p);
        let asymmetry = p.p.map(|p| 1.0 - 2.0 * p);
        Binomial { p, moments: Moments { most, mean, variance, asymmetry } }
    }
}

impl CountLaw for Binomial<'_> {
    #[inline(always)]
    fn moments(&self) -> &Moments {
        &self.moments
    }

    #[inline(always)]
    fn terms(&self) -> Terms {
        let (mut ln_first, mut rise) = ([0.0; LANES], [0.0; LANES]);
        for lane in 0..LANES {
            let n = self.moments.most.0[lane] as f32;
            ln_first[lane] = n * self.p.ln_rarer_fails[lane];
            rise[lane] = (n + 1.0) * self.p.odds_of_rarer[lane];
        }
        Terms { ln_first, rise, fall: self.p.odds_of_rarer }
    }

    #[inline(always)]
    fn exact(&self, lane: usize, u: f64) -> f64 {
        binomial_quantile(self.moments.most.0[lane], self.p.p.0[lane], u)
    }
}

struct Poisson {
    moments: Moments,
}

impl Poisson {
    #[inline(always)]
    fn new(mean: &Lanes) -> Poisson {
        let mean = mean.max(Lanes::ZERO).min(Lanes::splat(LARGEST_WHOLE));
        let most = Lanes::splat(f64::INFINITY);
        Poisson { moments: Moments { most, mean, variance: mean, asymmetry: Lanes::ONE } }
    }
}

impl CountLaw for Poisson {
    #[inline(always)]
    fn moments(&self) -> &Moments {
        &self.moments
    }

    #[inline(always)]
    fn terms(&self) -> Terms {
        let (mut ln_first, mut rise) = ([0.0; LANES], [0.0; LANES]);
        for lane in 0..LANES {
            rise[lane] = self.moments.mean.0[lane] as f32;
            ln_first[lane] = -rise[lane];
        }
        Terms { ln_first, rise, fall: [0.0; LANES] }
    }

    #[inline(always)]
    fn exact(&self, lane: usize, u: f64) -> f64 {
        poisson_quantile(self.moments.mean.0[lane], u)
    }
}

/// How many of `n` people do something that each does with probability `p`: Binomial(n, p).
///
/// * `n`: whole numbers, 0 to [`LARGEST_COUNT`]
/// * `words`: one random word a lane; greater words give greater or equal counts
///
/// Returns whole numbers within 0..=n, whatever the arguments (NaN counts as 0).
#[inline(always)]
pub fn binomial(n: &Lanes, p: &Prob, words: &Words) -> Lanes {
    invert(&Binomial::new(n, p), words)
}

/// Poisson(mean) of each lane.
///
/// * `mean`: 0 to [`LARGEST_COUNT`]; 0, negative numbers and NaN give 0
/// * `words`: one random word a lane; greater words give greater or equal counts
#[inline(always)]
pub fn poisson(mean: &Lanes, words: &Words) -> Lanes {
    invert(&Poisson::new(mean), words)
}

/// [`binomial`] with double precision throughout: the slow reference of the tests.
pub fn binomial_f64(n: &Lanes, p: &Prob, words: &Words) -> Lanes {
    invert_in_double_precision(&Binomial::new(n, p), words)
}

/// [`poisson`] with double precision throughout: the slow reference of the tests.
pub fn poisson_f64(mean: &Lanes, words: &Words) -> Lanes {
    invert_in_double_precision(&Poisson::new(mean), words)
}

/// `F⁻¹(u)` of every lane: a candidate with a bound, and the exact law where that leaves a doubt.
#[inline(always)]
fn invert(law: &impl CountLaw, words: &Words) -> Lanes {
    let moments = law.moments();
    // An empty cell and a probability of 0 are frequent and cost nothing.
    let largest_mean = moments.mean.largest();
    if largest_mean <= 0.0 {
        return Lanes::ZERO;
    }
    let u = words.to_units();
    let mut found = if moments.variance.largest() < EXPANDED_FROM {
        Candidates::NONE
    } else if largest_mean < WIDE_FROM {
        in_single_precision(moments, &u)
    } else {
        in_double_precision(moments, &u)
    };
    if moments.variance.smallest() < EXPANDED_FROM {
        search_from_zero(law, &u, &mut found);
    }
    found.settle(|lane| law.exact(lane, u.0[lane]))
}

#[inline(always)]
fn invert_in_double_precision(law: &impl CountLaw, words: &Words) -> Lanes {
    let u = words.to_units();
    let mut found = in_double_precision(law.moments(), &u);
    for lane in 0..LANES {
        if law.moments().variance.0[lane] < EXPANDED_FROM {
            found.margin.0[lane] = f64::INFINITY;
        }
    }
    found.settle(|lane| law.exact(lane, u.0[lane]))
}
