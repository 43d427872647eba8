//! Fast answers that know when they may be wrong.
//!
//! A draw waits for a chain of some sixty dependent operations, so the polynomials are evaluated in
//! short chains (Estrin's scheme), and everything that does not depend on u stands beside the chain.
//! The compiler keeps the order that is written and makes no fused operation, so every instruction set
//! gives the same bits.

#![expect(clippy::needless_range_loop, reason = "lanes of several arrays, side by side")]

use super::super::lanes::{LANES, Lanes};
use super::super::math;
use super::{CountLaw, EXPANDED_FROM, Moments};

/// One number of single precision a lane: twice as many fit into a register.
pub(super) type Singles = [f32; LANES];

/// Counts that are right where the margin says so.
pub(super) struct Candidates {
    pub count: Lanes,
    /// Distance of x from the count plus the bound of its error: below 1/2 the count is certain.
    pub margin: Lanes,
}

impl Candidates {
    pub const NONE: Candidates = Candidates { count: Lanes::ZERO, margin: Lanes::ZERO };

    /// The counts, where in doubt as `exact` decides.
    #[inline(always)]
    pub fn settle(self, exact: impl Fn(usize) -> f64) -> Lanes {
        let mut count = self.count;
        let mut any_doubt = 0u64;
        for lane in 0..LANES {
            any_doubt |= u64::from(is_doubtful(self.margin.0[lane]));
        }
        if any_doubt != 0 {
            for lane in 0..LANES {
                if is_doubtful(self.margin.0[lane]) {
                    count.0[lane] = exact(lane);
                }
            }
        }
        count
    }
}

/// Written so that an undefined margin is in doubt too.
#[inline(always)]
fn is_doubtful(margin: f64) -> bool {
    let certain = margin < 0.5;
    !certain
}

/// `t = -ln(4u(1-u))` up to which the polynomials below hold: `|w| <= 3.57`, all but 1 draw in 2,800.
const T_UNTIL: f64 = 7.25;
const T_CENTRE: f64 = 3.625;

/// Normal quantile over `2u - 1` as a polynomial in `t - 3.625`.
///
/// Minimax in the error of the quantile on t in [0, 7.25], Remez algorithm in 30 digits; error 6.1e-10.
const QUANTILE: [f64; 14] = [
    2.506_189_891_101_469_5,
    0.330_442_030_666_009_8,
    -0.009_734_017_289_446_143,
    -0.000_572_021_035_114_018,
    0.000_210_175_002_658_893_64,
    -2.2607810802974743e-05,
    -1.6276583519374963e-07,
    4.0360257816417857e-07,
    -5.32909974468759e-08,
    2.281126643662708e-11,
    9.83830183273191e-10,
    -1.065870399369808e-10,
    -6.466894894695915e-12,
    1.4452844498828752e-12,
];

/// The same in degree 10 for single precision; error 5.7e-8 before rounding.
const QUANTILE_SINGLE: [f32; 11] = [
    2.506_189_9,
    0.330_441_9,
    -0.009_734_182,
    -0.000_571_754_06,
    0.000_210_309_9,
    -2.273_828_6e-5,
    -2.024_248_4e-7,
    4.302_723e-7,
    -4.812_456_2e-8,
    -2.512_196_3e-9,
    6.808_078e-10,
];

/// `-ln(1 + f) - 3.625` for `1 + f` between √½ and √2; minimax, error 3.0e-8 before rounding.
const MINUS_LN_SINGLE: [f32; 9] = [
    -3.625,
    -0.999_999_75,
    0.500_009_2,
    -0.333_365_82,
    0.249_537_12,
    -0.198_641_46,
    0.173_710_21,
    -0.164_812_42,
    0.100_799_47,
];

/// Bound of what the expansion leaves out, in counts: `(LEFT_OUT + LEFT_OUT_W5 |w|^5) / σ³`.
///
/// Measured at the jumps of laws with variance from 6 to 10^6 and |w| up to 4.5, it is at most 0.76 of that;
/// the form is that of the next terms of the expansion. The test below repeats the measurement.
pub(super) const LEFT_OUT: f64 = 0.028;
pub(super) const LEFT_OUT_W5: f64 = 0.0045;
/// Bound of the error of w in double precision: 6.1e-10 of the polynomial, and rounding.
const W_DOUBLE: f64 = 1e-9;
/// Bound of what is lost by rounding a count, relative to it: two roundings of 1.1e-16.
pub(super) const ROUNDING: f64 = 4e-16;
/// Bound of the error of the expansion in single precision, `σ (W_SINGLE + W_SINGLE_SLOPE |w|)`.
///
/// Measured in 3·10^7 draws at most 0.72 of that; the test below repeats it with fewer.
const W_SINGLE: f32 = 4e-7;
const W_SINGLE_SLOPE: f32 = 6e-7;
/// Bound of the error of a sum of terms in single precision. Measured: 1.7e-6; the test below repeats it.
const SUM_SINGLE: f32 = 5e-6;

macro_rules! expansion {
    ($name:ident, $float:ident) => {
        /// x less mean and half: the third-order expansion at the normal quantile `w`.
        ///
        /// `σw + s(w² - 1)/6 + [(w³ - w)(s²/3 - 1)/48 - w s²/24]/σ + s[...]/σ²`, sorted by powers of w so that
        /// their coefficients are ready when w is.
        /// * `s`: asymmetry
        #[inline(always)]
        pub(super) fn $name(sigma: $float, inverse: $float, s: $float, w: $float) -> $float {
            let (s2, s_inverse2) = (s * s, s * (inverse * inverse));
            let c0 = s_inverse2 * (s2 * (1.0 / 405.0) - 1.0 / 45.0) - s * (1.0 / 6.0);
            let c1 = sigma + inverse * (s2 * (-7.0 / 144.0) + 1.0 / 48.0);
            let c2 = s_inverse2 * (s2 * (-7.0 / 6480.0) + 7.0 / 720.0) + s * (1.0 / 6.0);
            let c3 = inverse * (s2 * (1.0 / 144.0) - 1.0 / 48.0);
            let c4 = s_inverse2 * (s2 * (-1.0 / 2160.0) + 1.0 / 240.0);
            let w2 = w * w;
            (c0 + c1 * w) + w2 * ((c2 + c3 * w) + w2 * c4)
        }
    };
}
expansion!(expansion, f64);
expansion!(expansion_single, f32);

/// The whole number nearest to z for `|z| <= 2^51`: SSE2 has no instruction for it.
#[inline(always)]
fn nearest_whole(z: f64) -> f64 {
    (z + math::ROUNDER) - math::ROUNDER
}

/// Candidates of the lanes with variance >= 6, in double precision; rubbish in the others.
#[inline(always)]
pub(super) fn in_double_precision(law: &Moments, u: &Lanes) -> Candidates {
    let mut found = Candidates::NONE;
    for lane in 0..LANES {
        let u = u.0[lane];
        let t = -math::ln_of_normal(4.0 * u * (1.0 - u));
        let w = (2.0 * u - 1.0) * polynomial_13(&QUANTILE, t - T_CENTRE);
        let (mean, sigma) = (law.mean.0[lane], law.variance.0[lane].sqrt());
        let inverse = 1.0 / sigma;
        let z = mean + expansion(sigma, inverse, law.asymmetry.0[lane], w);
        let w2 = w * w;
        let bound = (LEFT_OUT + LEFT_OUT_W5 * (w2 * w2) * w.abs()) * (inverse * inverse * inverse)
            + (sigma * W_DOUBLE + mean * ROUNDING);
        let bound = if t < T_UNTIL { bound } else { f64::INFINITY };
        let count = nearest_whole(z);
        found.margin.0[lane] = (z - count).abs() + bound;
        found.count.0[lane] = within(count, law.most.0[lane]);
    }
    found
}

#[inline(always)]
fn within(x: f64, most: f64) -> f64 {
    let x = if x > 0.0 { x } else { 0.0 };
    if x < most { x } else { most }
}

/// Candidates of the lanes with variance >= 6, in single precision; rubbish in the others.
#[inline(always)]
pub(super) fn in_single_precision(law: &Moments, u: &Lanes) -> Candidates {
    let (mut x, mut product) = ([0.0f32; LANES], [0.0f32; LANES]);
    let (mut variance, mut s) = ([0.0f32; LANES], [0.0f32; LANES]);
    for lane in 0..LANES {
        let u = u.0[lane];
        // In double precision: near u = 1 single precision has no digits left for the difference.
        x[lane] = (2.0 * u - 1.0) as f32;
        product[lane] = (4.0 * u * (1.0 - u)) as f32;
        variance[lane] = law.variance.0[lane] as f32;
        s[lane] = law.asymmetry.0[lane] as f32;
    }
    let (mut y, mut bound) = ([0.0f32; LANES], [0.0f32; LANES]);
    for lane in 0..LANES {
        let z = z_single(product[lane]);
        let w = x[lane] * polynomial_10(&QUANTILE_SINGLE, z);
        let sigma = variance[lane].sqrt();
        let inverse = 1.0 / sigma;
        y[lane] = expansion_single(sigma, inverse, s[lane], w);
        let (w2, size) = (w * w, w.abs());
        let b = (LEFT_OUT as f32 + LEFT_OUT_W5 as f32 * (w2 * w2) * size) * (inverse * inverse * inverse)
            + sigma * (W_SINGLE + W_SINGLE_SLOPE * size);
        bound[lane] = if z < (T_UNTIL - T_CENTRE) as f32 { b } else { f32::INFINITY };
    }
    let mut found = Candidates::NONE;
    for lane in 0..LANES {
        let z = law.mean.0[lane] + f64::from(y[lane]);
        let count = nearest_whole(z);
        found.margin.0[lane] = (z - count).abs() + f64::from(bound[lane]);
        found.count.0[lane] = within(count, law.most.0[lane]);
    }
    found
}

/// `-ln(x) - 3.625` of a normal positive x in single precision.
#[inline(always)]
fn z_single(x: f32) -> f32 {
    const SQRT_HALF_BITS: u32 = 0x3F35_04F3;
    let bits = x.to_bits();
    let exponent = (bits.wrapping_sub(SQRT_HALF_BITS) as i32) >> 23;
    let f = f32::from_bits(bits.wrapping_sub((exponent as u32) << 23)) - 1.0;
    exponent as f32 * -std::f32::consts::LN_2 + polynomial_8(&MINUS_LN_SINGLE, f)
}

#[inline(always)]
fn polynomial_8(c: &[f32; 9], z: f32) -> f32 {
    let z2 = z * z;
    let z4 = z2 * z2;
    let low = (c[0] + c[1] * z) + (c[2] + c[3] * z) * z2;
    let high = (c[4] + c[5] * z) + (c[6] + c[7] * z) * z2;
    low + (high + c[8] * z4) * z4
}

#[inline(always)]
fn polynomial_10(c: &[f32; 11], z: f32) -> f32 {
    let z2 = z * z;
    let z4 = z2 * z2;
    let low = (c[0] + c[1] * z) + (c[2] + c[3] * z) * z2;
    let middle = (c[4] + c[5] * z) + (c[6] + c[7] * z) * z2;
    let high = (c[8] + c[9] * z) + c[10] * z2;
    (low + middle * z4) + high * (z4 * z4)
}

#[inline(always)]
fn polynomial_13(c: &[f64; 14], z: f64) -> f64 {
    let z2 = z * z;
    let z4 = z2 * z2;
    let first = (c[0] + c[1] * z) + (c[2] + c[3] * z) * z2;
    let second = (c[4] + c[5] * z) + (c[6] + c[7] * z) * z2;
    let third = (c[8] + c[9] * z) + (c[10] + c[11] * z) * z2;
    let fourth = c[12] + c[13] * z;
    (first + second * z4) + (third + fourth * z4) * (z4 * z4)
}

/// Terms after which the search gives up and leaves the lane to the exact law.
///
/// With variance < 6 the mean of what is searched is below 12: the chance to get here is below 10^-50.
const MOST_TERMS: usize = 96;

/// 1/i, so that the search multiplies instead of dividing.
const RECIPROCALS: [f32; MOST_TERMS + 1] = {
    let mut out = [0.0; MOST_TERMS + 1];
    let mut i = 1;
    while i <= MOST_TERMS {
        out[i] = (1.0 / i as f64) as f32;
        i += 1;
    }
    out
};

/// What the search adds up: the terms of the law, or, where the asymmetry is negative, of `most - X`, whose
/// mean is smaller.
pub(super) struct Terms {
    /// `ln P(0)`
    pub ln_first: Singles,
    /// `P(i) / P(i - 1) = rise / i - fall`
    pub rise: Singles,
    pub fall: Singles,
}

/// Candidates of the lanes with variance < 6 into `found`: adds P(0), P(1), ... until the sum exceeds u.
#[inline(always)]
pub(super) fn search_from_zero(law: &impl CountLaw, u: &Lanes, found: &mut Candidates) {
    /// The largest number of single precision below 1: a u that rounds to 1 would never be passed.
    const BELOW_ONE: f64 = 1.0 - (f32::EPSILON / 2.0) as f64;
    let moments = law.moments();
    let terms = law.terms();
    let mut target = [0.0f32; LANES];
    for lane in 0..LANES {
        let u = u.0[lane];
        let u = if moments.asymmetry.0[lane] < 0.0 { 1.0 - u } else { u };
        let u = if u < BELOW_ONE { u } else { BELOW_ONE };
        // Lanes that are not searched are content at once, whatever their terms.
        let searched = moments.variance.0[lane] < EXPANDED_FROM;
        target[lane] = if searched { u } else { f64::NEG_INFINITY } as f32;
    }
    let mut term = [0.0f32; LANES];
    for lane in 0..LANES {
        term[lane] = exp_single(terms.ln_first[lane]);
    }
    let mut sum = term;
    let (mut count, mut nearest) = ([0.0f32; LANES], [1.0f32; LANES]);
    for reciprocal in &RECIPROCALS[1..] {
        let mut any_active = 0u32;
        for lane in 0..LANES {
            let distance = target[lane] - sum[lane];
            let gap = distance.abs();
            nearest[lane] = if gap < nearest[lane] { gap } else { nearest[lane] };
            let active = distance >= 0.0;
            any_active |= u32::from(active);
            count[lane] += if active { 1.0 } else { 0.0 };
            term[lane] *= terms.rise[lane] * reciprocal - terms.fall[lane];
            sum[lane] += term[lane];
        }
        if any_active == 0 {
            break;
        }
    }
    let mut margin = [0.0f32; LANES];
    for lane in 0..LANES {
        let certain = (nearest[lane] >= SUM_SINGLE) & (target[lane] < sum[lane]);
        margin[lane] = if certain { 0.0 } else { f32::INFINITY };
    }
    for lane in 0..LANES {
        let searched = moments.variance.0[lane] < EXPANDED_FROM;
        let count = f64::from(count[lane]);
        let mirrored = moments.asymmetry.0[lane] < 0.0;
        let count = if mirrored { moments.most.0[lane] - count } else { count };
        let margin = f64::from(margin[lane]);
        found.count.0[lane] = if searched { count } else { found.count.0[lane] };
        found.margin.0[lane] = if searched { margin } else { found.margin.0[lane] };
    }
}

/// `e^x` for x in [-17, 0], relative error below 2e-7.
#[inline(always)]
fn exp_single(x: f32) -> f32 {
    /// `1.5 · 2^23`: adding it rounds to a whole number.
    const ROUNDER: f32 = 12_582_912.0;
    /// ln 2 in two parts, the first with few bits, so that its product with a small number is exact.
    const LN_2_HIGH: f32 = 0.693_359_4;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    let rounded = x * std::f32::consts::LOG2_E + ROUNDER;
    let k = rounded - ROUNDER;
    let r = (x - k * LN_2_HIGH) - k * LN_2_LOW;
    let p = ((1.0 / 720.0 * r + 1.0 / 120.0) * r + 1.0 / 24.0) * r + 1.0 / 6.0;
    let p = ((p * r + 0.5) * r + 1.0) * r + 1.0;
    f32::from_bits(p.to_bits().wrapping_add(rounded.to_bits() << 23))
}

#[cfg(test)]
mod tests {
    use super::super::oracle::{self, jumps};
    use super::super::{Binomial, Poisson, Prob};
    use super::*;
    use crate::base::streams::{Address, Site, Streams, to_unit};

    /// Binomial laws of variance v with n people, p below and above 1/2.
    fn binomials(n: f64, v: f64) -> Vec<oracle::Law> {
        let root = (1.0 - 4.0 * v / n).max(0.0).sqrt();
        let p = 2.0 * (v / n) / (1.0 + root);
        [p, 1.0 - p].map(|p| oracle::Law::Binomial { n, p }).to_vec()
    }

    /// Variance, and third cumulant over variance.
    fn cumulants(law: oracle::Law) -> (f64, f64) {
        match law {
            oracle::Law::Binomial { n, p } => (n * p * (1.0 - p), 1.0 - 2.0 * p),
            oracle::Law::Poisson { mean } => (mean, 1.0),
        }
    }

    fn expanded_laws() -> Vec<oracle::Law> {
        let mut laws = Vec::new();
        for v in [6.0, 6.3, 6.7, 7.0, 8.0, 9.0, 12.0, 16.0, 25.0, 50.0, 100.0, 400.0, 2_500.0, 1e4] {
            laws.push(oracle::Law::Poisson { mean: v });
            for n in [24.0, 25.0, 28.0, 33.0, 42.0, 64.0, 101.0, 200.0, 1e3, 1e4, 1e5, 1e6] {
                laws.extend(binomials(n, v).into_iter().filter(|law| cumulants(*law).0 >= 6.0));
            }
        }
        laws
    }

    /// At a jump of the distribution function the expansion should give the count itself.
    #[test]
    fn what_the_expansion_leaves_out_at_a_jump_is_below_four_fifths_of_its_bound() {
        for law in expanded_laws() {
            let (variance, asymmetry) = cumulants(law);
            let sigma = variance.sqrt();
            for jump in jumps(law, 300) {
                let w = if jump.up_to < 0.5 {
                    math::normal_quantile(jump.up_to)
                } else {
                    -math::normal_quantile(jump.beyond)
                };
                if w.abs() > 4.5 {
                    continue;
                }
                let z = (law.mean() - jump.k) + expansion(sigma, 1.0 / sigma, asymmetry, w);
                let bound = (LEFT_OUT + LEFT_OUT_W5 * libm::pow(w.abs(), 5.0)) / libm::pow(sigma, 3.0);
                // A mean of 10^6 is rounded by 10^-10.
                assert!((z - 0.5).abs() < 0.8 * bound + 1e-9, "{law:?} {jump:?} {w}: {z} {bound}");
            }
        }
    }

    /// The header of `counts.rs` says how many: most next to either border, hardly any between.
    #[test]
    fn few_draws_are_in_doubt() {
        let address = Address { site: Site::named(&["doubt"]), period: 0, class: 0, block: 0 };
        let mut rng = Streams::new(1, 0, 0).scalar(0, &address);
        for (mean, most_in_doubt) in [(6.0, 0.0095), (30.0, 0.0015), (1e3, 0.0006), (1.9e8, 0.03)] {
            let law = Poisson::new(&Lanes::splat(mean));
            let (n_rounds, mut n_doubtful) = (20_000, 0.0);
            for _ in 0..n_rounds {
                let u = Lanes(std::array::from_fn(|_| to_unit(rng.next_word())));
                let found = in_single_precision(law.moments(), &u);
                n_doubtful += found.margin.map(|m| if is_doubtful(m) { 1.0 } else { 0.0 }).sum();
            }
            let share = n_doubtful / f64::from(n_rounds) / LANES as f64;
            assert!(share < most_in_doubt, "mean {mean}: {share}");
            assert!(share > most_in_doubt / 2.0, "mean {mean}: {share}, so the header is wrong");
        }
    }

    #[test]
    fn single_precision_errs_by_less_than_four_fifths_of_its_bound() {
        let address = Address { site: Site::named(&["single"]), period: 0, class: 0, block: 0 };
        let mut rng = Streams::new(1, 0, 0).scalar(0, &address);
        for i in 0..3_000_000 {
            let u = to_unit(rng.next_word());
            let product = (4.0 * u * (1.0 - u)) as f32;
            let z = z_single(product);
            if z >= (T_UNTIL - T_CENTRE) as f32 {
                continue;
            }
            // Variances from 6 to 10^10, more of the small ones; every asymmetry, often the extreme ones.
            let v = 6.0 * math::exp(21.0 * to_unit(rng.next_word()) * to_unit(rng.next_word()));
            let s = if i % 4 == 0 { 1.0 } else { 2.0 * to_unit(rng.next_word()) - 1.0 };
            let w = (2.0 * u - 1.0) as f32 * polynomial_10(&QUANTILE_SINGLE, z);
            let sigma = (v as f32).sqrt();
            let y = expansion_single(sigma, 1.0 / sigma, s as f32, w);
            let exact = expansion(v.sqrt(), 1.0 / v.sqrt(), s, math::normal_quantile(u));
            let bound = sigma * (W_SINGLE + W_SINGLE_SLOPE * w.abs());
            let error = (f64::from(y) - exact).abs();
            assert!(error < 0.8 * f64::from(bound), "u {u} v {v} s {s}: {error} {bound}");
        }
    }

    #[test]
    fn the_polynomial_in_double_precision_errs_by_less_than_four_fifths_of_its_bound() {
        for i in 1..1_000_000 {
            let u = f64::from(i) / 1e6;
            let t = -math::ln_of_normal(4.0 * u * (1.0 - u));
            if t < T_UNTIL {
                let w = (2.0 * u - 1.0) * polynomial_13(&QUANTILE, t - T_CENTRE);
                assert!((w - math::normal_quantile(u)).abs() < 0.8 * W_DOUBLE, "{u}");
            }
        }
    }

    #[test]
    fn sums_in_single_precision_err_by_less_than_half_their_bound() {
        let ns = [1.0, 2.0, 3.0, 8.0, 13.0, 20.0, 24.0, 25.0, 47.0, 77.0, 300.0, 1e4, 1e7, 1e12];
        for i in 1..200 {
            let v = 0.03 * f64::from(i);
            let poisson = Poisson::new(&Lanes::splat(v)).terms();
            assert_sums(&poisson, oracle::Law::Poisson { mean: v });
            for n in ns.into_iter().filter(|n| 4.0 * v <= *n) {
                let law = binomials(n, v)[0];
                let p = Prob::new(&Lanes::splat(law.mean() / n));
                let oracle = oracle::Law::Binomial { n, p: p.p().0[0] };
                assert_sums(&Binomial::new(&Lanes::splat(n), &p).terms(), oracle);
            }
        }
    }

    fn assert_sums(terms: &Terms, law: oracle::Law) {
        let mut term = exp_single(terms.ln_first[0]);
        let (mut sum, mut k) = (term, 0);
        for jump in jumps(law, 10_000) {
            while f64::from(k as u32) < jump.k {
                k += 1;
                term *= terms.rise[0] * RECIPROCALS[k] - terms.fall[0];
                sum += term;
            }
            let error = (f64::from(sum) - jump.up_to).abs();
            assert!(error < 0.5 * f64::from(SUM_SINGLE), "{law:?} {jump:?}: {sum}");
            if jump.beyond < 1e-9 {
                return;
            }
        }
    }
}
