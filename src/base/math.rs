//! Elementary functions with the same bits on every machine.
//!
//! The platform's `ln` and `exp` differ in their last bits between systems, so a simulation that used
//! them could not be repeated elsewhere. What is here is made of IEEE 754 additions, multiplications,
//! divisions and square roots only, without branches, so that a loop over [`Lanes`]
//! becomes vector code; what need not be fast is taken from the crate `libm`.
//! No fused multiply-add anywhere: SSE2 has none, and the bits must agree.
//!
//! The second half is the saddle-point form of binomial and Poisson probabilities (Loader 2000, *Fast and
//! accurate computation of binomial probabilities*), which the exact samplers of [`super::counts`] need.

use std::f64::consts::{LOG2_E, SQRT_2};

use super::lanes::{LANES, Lanes};

/// ln 2 in two parts: the first has 32 significant bits, so its product with an exponent is exact.
const LN_2_HIGH: f64 = f64::from_bits(0x3FE6_2E42_FEE0_0000);
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// `1.5 · 2^52`: adding it rounds to a whole number and leaves that number in the lower bits.
pub(crate) const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// Natural logarithm, to 1 unit in the last place (measured against `libm`: 0.9).
///
/// `ln 0` is `-inf`; of a negative number or NaN, NaN; of `inf`, `inf`.
///
/// `x = 2^k (1 + f)` with `1 + f` between √½ and √2, and `ln(1 + f) = f - (f²/2 - s (f²/2 + z R(z)))`,
/// `s = f / (2 + f)`, `z = s²`, the arrangement of Sun's fdlibm. R is a minimax polynomial, fitted with the
/// Remez algorithm in 50 digits: the error of the logarithm that it causes is below 2^-57 of it.
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    // Numbers below the normal range are lifted into it: their exponent field says nothing.
    let subnormal = x < f64::MIN_POSITIVE;
    let lifted = if subnormal { x * TWO_POW_54 } else { x };
    let finite = ln_with_exponent(lifted, if subnormal { -54.0 } else { 0.0 });
    let positive = if x < f64::INFINITY { finite } else { x };
    let or_zero = if x == 0.0 { f64::NEG_INFINITY } else { positive };
    if x >= 0.0 { or_zero } else { f64::NAN }
}

/// [`ln`] of a positive normal finite number; of others it is rubbish.
#[inline(always)]
pub(crate) fn ln_of_normal(x: f64) -> f64 {
    ln_with_exponent(x, 0.0)
}

/// `ln(x 2^exponent)`
#[inline(always)]
fn ln_with_exponent(x: f64, exponent: f64) -> f64 {
    const R: [f64; 7] = [
        0.666_666_666_666_667,
        0.399_999_999_998_984_45,
        0.285_714_286_263_986_2,
        0.222_222_110_729_163_5,
        0.181_828_932_141_409_44,
        0.153_315_970_932_819_9,
        0.146_178_712_086_500_57,
    ];
    const SQRT_HALF_BITS: u64 = 0x3FE6_A09E_667F_3BCD;
    let bits = x.to_bits();
    let k = (bits.wrapping_sub(SQRT_HALF_BITS) as i64) >> 52;
    let f = f64::from_bits(bits.wrapping_sub((k as u64) << 52)) - 1.0;
    let k = small_integer(k) + exponent;
    let s = f / (2.0 + f);
    let z = s * s;
    let z2 = z * z;
    let r = (R[0] + R[1] * z) + (R[2] + R[3] * z) * z2 + ((R[4] + R[5] * z) + R[6] * z2) * (z2 * z2);
    let half_square = 0.5 * f * f;
    let tail = s * (half_square + z * r) + k * LN_2_LOW;
    k * LN_2_HIGH - ((half_square - tail) - f)
}

const TWO_POW_54: f64 = 18_014_398_509_481_984.0;

/// A small integer as `f64` by its bits: AVX2 has no instruction for the conversion.
#[inline(always)]
fn small_integer(k: i64) -> f64 {
    f64::from_bits((k as u64).wrapping_add(ROUNDER.to_bits())) - ROUNDER
}

/// Exponential function, to 1 unit in the last place (measured against `libm`: 0.9).
///
/// Below -708 the result is 0 (numbers under the normal range are not made), from 709.79 on `inf`;
/// NaN stays NaN.
///
/// `e^x = 2^k e^r` with `|r| <= ln 2 / 2` and thirteen terms of the Taylor series, whose rest is below
/// 2^-57.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    const LOWEST: f64 = -708.0;
    const HIGHEST: f64 = 709.782_712_893_384;
    const TERMS: [f64; 12] = inverse_factorials();
    let inside = if x > LOWEST { x } else { LOWEST };
    let inside = if inside < HIGHEST { inside } else { HIGHEST };
    let rounded = inside * LOG2_E + ROUNDER;
    let k = rounded - ROUNDER;
    let r_high = inside - k * LN_2_HIGH;
    let r_low = k * LN_2_LOW;
    let r = r_high - r_low;
    let mut p = TERMS[0];
    for term in &TERMS[1..] {
        p = p * r + term;
    }
    // e^r = 1 + (r_high - (r_low - r² p)): the large terms are added last.
    let p = 1.0 + (r_high - (r_low - r * r * p));
    let y = f64::from_bits(p.to_bits().wrapping_add(rounded.to_bits() << 52));
    let y = if x < LOWEST { 0.0 } else { y };
    let y = if x > HIGHEST { f64::INFINITY } else { y };
    if x.is_nan() { x } else { y }
}

/// 1/13!, 1/12!, ..., 1/2!
const fn inverse_factorials() -> [f64; 12] {
    let mut out = [0.0; 12];
    let (mut i, mut factorial) = (2, 1.0);
    while i <= 13 {
        factorial *= i as f64;
        out[13 - i] = 1.0 / factorial;
        i += 1;
    }
    out
}

/// [`ln`] of every lane.
#[inline(always)]
pub fn ln_of_lanes(x: &Lanes) -> Lanes {
    let mut out = Lanes::ZERO;
    for lane in 0..LANES {
        out.0[lane] = ln(x.0[lane]);
    }
    out
}

/// [`exp`] of every lane.
#[inline(always)]
pub fn exp_of_lanes(x: &Lanes) -> Lanes {
    let mut out = Lanes::ZERO;
    for lane in 0..LANES {
        out.0[lane] = exp(x.0[lane]);
    }
    out
}

/// Quantile of the standard normal law: the w with Φ(w) = u, for u in (0, 1), to full precision.
///
/// Rational approximations in three regions; relative error below 5e-16. `u <= 0` gives `-inf`,
/// `u >= 1` gives `inf`.
///
/// # Source
/// Wichura 1988, *Algorithm AS 241: the percentage points of the normal distribution*, Applied
/// Statistics 37 (PPND16).
///
/// # Example
/// ```
/// use flywheel::base::math::normal_quantile;
/// assert!((normal_quantile(0.975) - 1.959963984540054).abs() < 1e-15);
/// ```
pub fn normal_quantile(u: f64) -> f64 {
    if u <= 0.0 {
        f64::NEG_INFINITY
    } else if u >= 1.0 {
        f64::INFINITY
    } else if is_far_out(u) {
        far_quantile(u)
    } else {
        near_quantile(u)
    }
}

/// [`normal_quantile`] of every lane, bit for bit the same; every lane must lie in (0, 1).
#[inline(always)]
pub fn normal_quantiles(u: &Lanes) -> Lanes {
    let mut out = Lanes::ZERO;
    let mut any_far_out = 0u64;
    for lane in 0..LANES {
        out.0[lane] = near_quantile(u.0[lane]);
        any_far_out |= u64::from(is_far_out(u.0[lane]));
    }
    if any_far_out != 0 {
        refine_far_out(u, &mut out);
    }
    out
}

/// Beyond 6.6 standard deviations: once in 4·10^10 draws, so not worth vector code.
#[inline(always)]
fn is_far_out(u: f64) -> bool {
    /// e^-25, where the second of Wichura's tail regions begins.
    const E_TO_THE_MINUS_25: f64 = 1.388_794_386_496_402e-11;
    (u < E_TO_THE_MINUS_25) | (1.0 - u < E_TO_THE_MINUS_25)
}

#[cold]
#[inline(never)]
fn refine_far_out(u: &Lanes, out: &mut Lanes) {
    for (w, u) in out.0.iter_mut().zip(u.0) {
        *w = normal_quantile(u);
    }
}

/// A ratio of two polynomials of degree 7, coefficients from the constant one upwards.
#[inline(always)]
fn ratio(numerator: &[f64; 8], denominator: &[f64; 8], r: f64) -> f64 {
    let (mut n, mut d) = (numerator[7], denominator[7]);
    for i in (0..7).rev() {
        n = n * r + numerator[i];
        d = d * r + denominator[i];
    }
    n / d
}

/// The two regions of AS 241 that cover all but 3·10^-11 of the line.
#[expect(clippy::excessive_precision, reason = "the digits of the paper")]
#[inline(always)]
fn near_quantile(u: f64) -> f64 {
    const CENTRE_NUMERATOR: [f64; 8] = [
        3.387_132_872_796_366_608,
        133.141_667_891_784_377_45,
        1_971.590_950_306_551_442_7,
        13_731.693_765_509_461_125,
        45_921.953_931_549_871_457,
        67_265.770_927_008_700_853,
        33_430.575_583_588_128_105,
        2_509.080_928_730_122_672_7,
    ];
    const CENTRE_DENOMINATOR: [f64; 8] = [
        1.0,
        42.313_330_701_600_911_252,
        687.187_007_492_057_908_3,
        5_394.196_021_424_751_107_7,
        21_213.794_301_586_595_867,
        39_307.895_800_092_710_61,
        28_729.085_735_721_942_674,
        5_226.495_278_852_545_925,
    ];
    const TAIL_NUMERATOR: [f64; 8] = [
        1.423_437_110_749_683_577_34,
        4.630_337_846_156_545_295_9,
        5.769_497_221_460_691_405_5,
        3.647_848_324_763_204_605_04,
        1.270_458_252_452_368_382_58,
        0.241_780_725_177_450_611_77,
        0.022_723_844_989_269_184_583_3,
        7.745_450_142_783_414_076_4e-4,
    ];
    const TAIL_DENOMINATOR: [f64; 8] = [
        1.0,
        2.053_191_626_637_758_821_87,
        1.676_384_830_183_803_849_4,
        0.689_767_334_985_100_004_55,
        0.148_103_976_427_480_074_59,
        0.015_198_666_563_616_457_196_6,
        5.475_938_084_995_344_946e-4,
        1.050_750_071_644_416_843_24e-9,
    ];
    let q = u - 0.5;
    let centre = q * ratio(&CENTRE_NUMERATOR, &CENTRE_DENOMINATOR, 0.180_625 - q * q);
    let smaller = if q < 0.0 { u } else { 1.0 - u };
    let r = (-ln(smaller)).sqrt() - 1.6;
    let tail = ratio(&TAIL_NUMERATOR, &TAIL_DENOMINATOR, r);
    let signed_tail = if q < 0.0 { -tail } else { tail };
    if q.abs() <= 0.425 { centre } else { signed_tail }
}

/// The third region of AS 241.
#[expect(clippy::excessive_precision, reason = "the digits of the paper")]
fn far_quantile(u: f64) -> f64 {
    const NUMERATOR: [f64; 8] = [
        6.657_904_643_501_103_777_2,
        5.463_784_911_164_114_369_9,
        1.784_826_539_917_291_335_8,
        0.296_560_571_828_504_891_23,
        0.026_532_189_526_576_123_093,
        0.001_242_660_947_388_078_438_6,
        2.711_555_568_743_487_578_15e-5,
        2.010_334_399_292_288_132_65e-7,
    ];
    const DENOMINATOR: [f64; 8] = [
        1.0,
        0.599_832_206_555_887_937_69,
        0.136_929_880_922_735_805_31,
        0.014_875_361_290_850_614_852_5,
        7.868_691_311_456_132_591e-4,
        1.846_318_317_510_054_681_8e-5,
        1.421_511_758_316_445_887_0e-7,
        2.044_263_103_389_939_785_64e-15,
    ];
    let smaller = if u < 0.5 { u } else { 1.0 - u };
    let tail = ratio(&NUMERATOR, &DENOMINATOR, (-ln(smaller)).sqrt() - 5.0);
    if u < 0.5 { -tail } else { tail }
}

/// Distribution function of the standard normal law, Φ(w) = erfc(-w / √2) / 2.
///
/// Accurate relative to its own size in the lower tail: `normal_cdf(-8.0)` is 6.22e-16, not 0.
pub fn normal_cdf(w: f64) -> f64 {
    0.5 * libm::erfc(-w / SQRT_2)
}

/// What Stirling's formula lacks: `ln n! - ln(√(2πn) (n/e)^n)` for a whole number n.
///
/// The first sixteen values to 17 digits, then the asymptotic series; for n = 0 it is 0 by
/// convention, as no caller has that term.
pub(crate) fn stirling_error(n: f64) -> f64 {
    const FIRST: [f64; 16] = [
        0.0,
        0.081_061_466_795_327_26,
        0.041_340_695_955_409_3,
        0.027_677_925_684_998_34,
        0.020_790_672_103_765_093,
        0.016_644_691_189_821_193,
        0.013_876_128_823_070_748,
        0.011_896_709_945_891_77,
        0.010_411_265_261_972_096,
        0.009_255_462_182_712_733,
        0.008_330_563_433_362_87,
        0.007_573_675_487_951_841,
        0.006_942_840_107_209_53,
        0.006_408_994_188_004_207,
        0.005_951_370_112_758_847_5,
        0.005_554_733_551_962_801,
    ];
    if n < 16.0 {
        return FIRST[n as usize];
    }
    let nn = n * n;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / 1188.0 / nn) / nn) / nn) / nn) / n
}

/// Deviance `x ln(x / mean) + mean - x` of a count x > 0 from its mean, without cancellation.
///
/// * `excess`: x - mean, given separately because the caller knows it to more digits than the
///   difference of the two numbers has
///
/// # Source
/// Loader 2000, function `bd0`.
pub(crate) fn deviance(x: f64, mean: f64, excess: f64) -> f64 {
    let sum = x + mean;
    if excess.abs() >= 0.1 * sum {
        return x * libm::log(x / mean) - excess;
    }
    let v = excess / sum;
    let mut total = excess * v;
    let mut term = 2.0 * x * v;
    // |v| < 0.1, so each term is less than 1/100 of the one before: eight reach the last bit.
    for i in 1..=8 {
        term *= v * v;
        total += term / f64::from(2 * i + 1);
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::streams::{Address, AddressedRng, Site, Streams, to_unit};

    const N_POINTS: usize = 1_000_000;

    fn random(name: &str) -> AddressedRng {
        let address = Address { site: Site::named(&["math", name]), period: 0, class: 0, block: 0 };
        Streams::new(2, 0, 0).scalar(0, &address)
    }

    fn unit(rng: &mut AddressedRng) -> f64 {
        to_unit(rng.next_word())
    }

    /// Distance of two numbers of the same sign in units of the last place.
    fn n_steps_apart(a: f64, b: f64) -> u64 {
        a.to_bits().abs_diff(b.to_bits())
    }

    #[test]
    fn ln_is_within_one_unit_of_the_last_place_of_libm() {
        let mut rng = random("ln");
        for _ in 0..N_POINTS {
            // Every positive number has its chance, also those below the normal range, and the
            // neighbourhood of 1, where the logarithm is small.
            let anywhere = f64::from_bits(rng.next_word() % f64::INFINITY.to_bits());
            let near_one = 0.5 + unit(&mut rng);
            for x in [anywhere, near_one, 1.0 + (near_one - 1.0) * 1e-6] {
                let (ours, theirs) = (ln(x), libm::log(x));
                assert!(n_steps_apart(ours, theirs) <= 1, "{x:e}: {ours:e} {theirs:e}");
            }
        }
    }

    #[test]
    fn ln_of_what_has_none_is_as_ieee_754_says() {
        assert_eq!(ln(0.0), f64::NEG_INFINITY);
        assert_eq!(ln(1.0), 0.0);
        assert_eq!(ln(f64::INFINITY), f64::INFINITY);
        assert!(ln(-1.0).is_nan() && ln(f64::NAN).is_nan() && ln(f64::NEG_INFINITY).is_nan());
    }

    #[test]
    fn exp_is_within_one_unit_of_the_last_place_of_libm() {
        let mut rng = random("exp");
        for _ in 0..N_POINTS {
            let wide = -708.0 + 1417.78 * unit(&mut rng);
            let narrow = unit(&mut rng) - 0.5;
            for x in [wide, narrow, narrow * 1e-6] {
                let (ours, theirs) = (exp(x), libm::exp(x));
                assert!(n_steps_apart(ours, theirs) <= 1, "{x:e}: {ours:e} {theirs:e}");
            }
        }
    }

    #[test]
    fn exp_beyond_its_range_is_zero_or_infinite() {
        for x in [-708.1, -745.0, -1e300, f64::NEG_INFINITY] {
            assert_eq!(exp(x), 0.0, "{x}");
        }
        for x in [709.8, 1e5, 1e300, f64::INFINITY] {
            assert_eq!(exp(x), f64::INFINITY, "{x}");
        }
        assert_eq!(exp(0.0), 1.0);
        assert!(exp(709.78).is_finite() && exp(-708.0) > 0.0);
        assert!(exp(f64::NAN).is_nan());
    }

    /// Made with mpmath 1.4 in 40 digits.
    #[test]
    fn normal_quantiles_have_the_known_values() {
        let known = [
            (0.25, -0.674_489_750_196_081_7),
            (0.975, 1.959_963_984_540_054_2),
            (0.001, -3.090_232_306_167_813_5),
            (0.0001, -3.719_016_485_455_680_6),
            (1e-20, -9.262_340_089_798_408),
            (0.5, 0.0),
        ];
        for (u, expected) in known {
            let w = normal_quantile(u);
            assert!((w - expected).abs() <= 4e-16 * f64::abs(expected), "{u}: {w} {expected}");
        }
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(normal_quantile(1.0), f64::INFINITY);
    }

    /// A relative error ε of w changes u by `ε |w| φ(w)`, and φ(w) is below `(1 + |w|) Φ(w)` for w < 0.
    /// The quantile promises 5e-16; the argument of erfc is rounded three times.
    #[test]
    fn the_distribution_function_brings_a_normal_quantile_back() {
        let mut rng = random("quantile");
        for _ in 0..N_POINTS {
            let u = unit(&mut rng);
            let towards_zero = u * 0.5 * exp(-36.0 * unit(&mut rng));
            for u in [u / 2.0, towards_zero] {
                let w = normal_quantile(u);
                let (back, tolerance) = (normal_cdf(w), 1e-15 + 8.3e-16 * (w * w + w.abs()));
                assert!((back / u - 1.0).abs() < tolerance, "{u:e} {w} {back:e}");
            }
        }
    }

    #[test]
    fn normal_quantiles_of_lanes_have_the_bits_of_the_scalar_ones() {
        let mut rng = random("lanes");
        for i in 0..100_000 {
            let mut u = Lanes(std::array::from_fn(|_| unit(&mut rng)));
            if i % 10 == 0 {
                // Far out on either side, where the lanes take the rare way.
                u.0[i / 10 % LANES] = unit(&mut rng) * 1e-11;
                u.0[(i / 10 + 5) % LANES] = 1.0 - unit(&mut rng) * 1e-11;
            }
            let w = normal_quantiles(&u);
            for lane in 0..LANES {
                assert_eq!(w.0[lane].to_bits(), normal_quantile(u.0[lane]).to_bits());
            }
        }
    }

    /// `ln Γ(n + 1)` of libm is accurate to about 1e-15 of its size, `n ln n`.
    #[test]
    fn stirling_errors_complete_the_factorials() {
        for n in [1.0, 2.0, 7.0, 15.0, 16.0, 17.0, 30.0, 100.0, 1e3] {
            let formula = (n + 0.5) * libm::log(n) - n + 0.5 * libm::log(2.0 * std::f64::consts::PI);
            let exact = libm::lgamma(n + 1.0) - formula;
            let tolerance = 2e-15 * (1.0 + n * libm::log(n));
            assert!((stirling_error(n) - exact).abs() < tolerance, "{n}: {exact}");
        }
    }

    #[test]
    fn the_two_forms_of_the_deviance_meet_where_they_change() {
        for mean in [0.5, 6.0, 1e3, 1e9] {
            for ratio in [0.3, 0.8, 0.82, 1.0, 1.2, 1.23, 4.0] {
                let x = mean * ratio;
                let exact = x * libm::log(x / mean) + mean - x;
                let ours = deviance(x, mean, x - mean);
                // The form that cancels loses what the mean has.
                assert!((ours - exact).abs() < 1e-15 * mean, "{mean} {ratio}: {ours} {exact}");
            }
        }
        assert_eq!(deviance(7.0, 7.0, 0.0), 0.0);
    }
}
