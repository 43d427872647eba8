//! Fast answers that know when they may be wrong.
//!
//! The multiplications and additions are written in an order that the compiler keeps; there is no
//! fused one, so every instruction set gives the same bits.

use super::super::lanes::{LANES, Lanes};
use super::super::math;
use super::{EXPANDED_FROM, Law};

/// One number of single precision a lane: twice as many fit into a register.
pub(super) type Singles = [f32; LANES];

/// Counts that are right unless marked as doubtful.
pub(super) struct Candidates {
    pub count: Lanes,
    /// 1 where the exact law must decide.
    pub doubtful: [u32; LANES],
}

impl Candidates {
    pub const NONE: Candidates = Candidates {
        count: Lanes::ZERO,
        doubtful: [0; LANES],
    };

    /// Lets `exact` decide what is in doubt.
    #[inline(always)]
    pub fn settle(&self, u: &Lanes, exact: impl Fn(usize, f64) -> f64) -> Lanes {
        let mut open = 0u32;
        for lane in 0..LANES {
            open |= self.doubtful[lane] << lane;
        }
        let mut count = self.count;
        while open != 0 {
            let lane = open.trailing_zeros() as usize;
            open &= open - 1;
            count.0[lane] = exact(lane, u.0[lane]);
        }
        count
    }
}

/// `-ln(4u(1-u))` up to which the polynomials below hold: `|w| <= 3.30`, all but 1 draw in 1,000.
const POLYNOMIAL_UNTIL: f64 = 6.25;
const POLYNOMIAL_CENTRE: f64 = 3.125;

/// Normal quantile over `2u - 1` as a polynomial in `-ln(4u(1-u)) - 3.125`.
///
/// Minimax in the error of the quantile on [0, 6.25], Remez algorithm in 30 digits; error 9.7e-10.
const QUANTILE: [f64; 13] = [
    2.338_620_710_426_969_1,
    0.339_634_954_784_729_2,
    -0.008_532_902_836_093_477_5,
    -0.001_047_499_282_055_813_7,
    0.000_264_087_350_746_593_15,
    -1.964_390_095_325_829_9e-5,
    -1.933_842_331_972_108_9e-6,
    6.031_870_765_452_133e-7,
    -4.045_685_696_295_507e-8,
    -6.647_244_616_070_095e-9,
    1.416_146_361_023_958_4e-9,
    5.044_237_105_817_33e-12,
    -1.594_304_710_551_790_3e-11,
];

/// The same in degree 10 for single precision; error 5.7e-9 before rounding.
const QUANTILE_SINGLE: [f32; 11] = [
    2.338_620_7,
    0.339_634_96,
    -0.008_532_945,
    -0.001_047_504_3,
    0.000_264_139_56,
    -1.964_020_1e-5,
    -1.957_559_5e-6,
    6.021_526_5e-7,
    -3.560_960_6e-8,
    -6.525_723e-9,
    9.613_775e-10,
];

/// Bounds of the error of x, in counts. Certified in `tests/it/sampling.rs`.
///
/// The expansion leaves out terms from `σ^-3` on: at the jumps of the laws with variance >= 6 their sum
/// stays below `(LEFT_OUT + LEFT_OUT_W5 |w|^5) / σ³`.
pub(super) const LEFT_OUT: f64 = 0.04;
pub(super) const LEFT_OUT_W5: f64 = 0.006;
/// Error of w in double precision, and of the rounding of a count x, relative to x.
const W_DOUBLE: f64 = 4e-9;
pub(super) const ROUNDING: f64 = 4e-16;
/// Error of w and of its products with σ in single precision, and of the rest.
const W_SINGLE: f32 = 3e-6;
const REST_SINGLE: f32 = 1e-6;
/// Error of a sum of terms in single precision.
const SUM_SINGLE: f32 = 4e-5;

/// x less mean and half: the third-order expansion at normal quantile `w`.
///
/// * `s`: asymmetry; `sigma`: standard deviation
#[inline(always)]
pub(super) fn expansion(sigma: f64, s: f64, w: f64) -> f64 {
    let (w2, s2, inverse) = (w * w, s * s, 1.0 / sigma);
    let a1 = s * (w2 - 1.0) * (1.0 / 6.0);
    let a2 = w * (w2 * (s2 * (1.0 / 144.0) - 1.0 / 48.0) + (s2 * (-7.0 / 144.0) + 1.0 / 48.0));
    let c4 = s2 * (-1.0 / 2160.0) + 1.0 / 240.0;
    let c2 = s2 * (-7.0 / 6480.0) + 7.0 / 720.0;
    let c0 = s2 * (1.0 / 405.0) - 1.0 / 45.0;
    let a3 = s * (w2 * (w2 * c4 + c2) + c0);
    sigma * w + (a1 + inverse * (inverse * a3 + a2))
}

/// Candidates of the lanes with variance >= 6, in double precision.
#[inline(always)]
pub(super) fn in_double_precision(law: &Law, u: &Lanes, found: &mut Candidates) {
    for lane in 0..LANES {
        let u = u.0[lane];
        let t = -math::ln(4.0 * u * (1.0 - u));
        let z = t - POLYNOMIAL_CENTRE;
        let mut quotient = QUANTILE[12];
        for i in (0..12).rev() {
            quotient = quotient * z + QUANTILE[i];
        }
        let w = (2.0 * u - 1.0) * quotient;
        let sigma = law.variance.0[lane].sqrt();
        let inverse = 1.0 / sigma;
        let x = (law.mean.0[lane] + 0.5) + expansion(sigma, law.asymmetry.0[lane], w);
        let w2 = w * w;
        let bound = (LEFT_OUT + LEFT_OUT_W5 * (w2 * w2) * w.abs()) * (inverse * inverse * inverse)
            + (sigma * W_DOUBLE + law.mean.0[lane] * ROUNDING);
        let (low, high) = ((x - bound).floor(), (x + bound).floor());
        let expanded = law.variance.0[lane] >= EXPANDED_FROM;
        let doubtful = (low != high) | (t > POLYNOMIAL_UNTIL);
        found.doubtful[lane] = u32::from(doubtful & expanded);
        found.count.0[lane] = if expanded {
            within(low, law.most.0[lane])
        } else {
            0.0
        };
    }
}

#[inline(always)]
fn within(x: f64, most: f64) -> f64 {
    let x = if x > 0.0 { x } else { 0.0 };
    if x < most { x } else { most }
}

/// Candidates of the lanes with variance >= 6, in single precision.
#[inline(always)]
pub(super) fn in_single_precision(law: &Law, u: &Lanes, found: &mut Candidates) {
    let (mut x, mut product) = ([0.0f32; LANES], [0.0f32; LANES]);
    let (mut variance, mut s) = ([0.0f32; LANES], [0.0f32; LANES]);
    for lane in 0..LANES {
        let u = u.0[lane];
        // In double precision: near u = 1 the difference has no digits to lose.
        x[lane] = (2.0 * u - 1.0) as f32;
        product[lane] = (4.0 * u * (1.0 - u)) as f32;
        variance[lane] = law.variance.0[lane] as f32;
        s[lane] = law.asymmetry.0[lane] as f32;
    }
    let (mut y, mut bound) = ([0.0f32; LANES], [0.0f32; LANES]);
    for lane in 0..LANES {
        let (w, t) = quantile_single(x[lane], product[lane]);
        let sigma = variance[lane].sqrt();
        let inverse = 1.0 / sigma;
        let w2 = w * w;
        y[lane] = expansion_single(sigma, inverse, s[lane], w);
        bound[lane] = (LEFT_OUT as f32 + LEFT_OUT_W5 as f32 * (w2 * w2) * w.abs())
            * (inverse * inverse * inverse)
            + (sigma * W_SINGLE + REST_SINGLE);
        found.doubtful[lane] = u32::from(t > POLYNOMIAL_UNTIL as f32);
    }
    for lane in 0..LANES {
        let x = (law.mean.0[lane] + 0.5) + f64::from(y[lane]);
        let bound = f64::from(bound[lane]);
        let (low, high) = ((x - bound).floor(), (x + bound).floor());
        let expanded = law.variance.0[lane] >= EXPANDED_FROM;
        let doubtful = found.doubtful[lane] | u32::from(low != high);
        found.doubtful[lane] = if expanded { doubtful } else { 0 };
        found.count.0[lane] = if expanded {
            within(low, law.most.0[lane])
        } else {
            0.0
        };
    }
}

/// Normal quantile and `t = -ln(4u(1-u))`, from `x = 2u - 1` and `product = 4u(1-u)`.
#[inline(always)]
fn quantile_single(x: f32, product: f32) -> (f32, f32) {
    const SQRT_HALF_BITS: u32 = 0x3F35_04F3;
    const C: [f32; 11] = QUANTILE_SINGLE;
    let bits = product.to_bits();
    let exponent = (bits.wrapping_sub(SQRT_HALF_BITS) as i32) >> 23;
    let m = f32::from_bits(bits.wrapping_sub((exponent as u32) << 23));
    let f = (m - 1.0) / (m + 1.0);
    let g = f * f;
    let artanh = (((2.0 / 9.0 * g + 2.0 / 7.0) * g + 2.0 / 5.0) * g + 2.0 / 3.0) * g + 2.0;
    let t = -(exponent as f32 * std::f32::consts::LN_2 + f * artanh);
    let z = t - POLYNOMIAL_CENTRE as f32;
    // Even and odd powers apart: two short chains of dependent operations instead of a long one.
    let z2 = z * z;
    let even = ((((C[10] * z2 + C[8]) * z2 + C[6]) * z2 + C[4]) * z2 + C[2]) * z2 + C[0];
    let odd = (((C[9] * z2 + C[7]) * z2 + C[5]) * z2 + C[3]) * z2 + C[1];
    (x * (odd * z + even), t)
}

/// [`expansion`] in single precision.
#[inline(always)]
fn expansion_single(sigma: f32, inverse: f32, s: f32, w: f32) -> f32 {
    let (w2, s2) = (w * w, s * s);
    let a1 = s * (w2 - 1.0) * (1.0 / 6.0);
    let a2 = w * (w2 * (s2 * (1.0 / 144.0) - 1.0 / 48.0) + (s2 * (-7.0 / 144.0) + 1.0 / 48.0));
    let c4 = s2 * (-1.0 / 2160.0) + 1.0 / 240.0;
    let c2 = s2 * (-7.0 / 6480.0) + 7.0 / 720.0;
    let c0 = s2 * (1.0 / 405.0) - 1.0 / 45.0;
    let a3 = s * (w2 * (w2 * c4 + c2) + c0);
    sigma * w + (inverse * (inverse * a3 + a2) + a1)
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

/// Candidates of the lanes with variance < 6: adds P(0), P(1), ... until the sum exceeds u.
#[inline(always)]
pub(super) fn search_from_zero(law: &Law, u: &Lanes, found: &mut Candidates) {
    /// The largest number of single precision below 1: a u that rounds to 1 would never be passed.
    const BELOW_ONE: f32 = 1.0 - f32::EPSILON / 2.0;
    let (mut target, mut rise, mut fall) = ([0.0f32; LANES], [0.0f32; LANES], [0.0f32; LANES]);
    let (mut ln_first, mut searched) = ([0.0f32; LANES], [0u32; LANES]);
    for lane in 0..LANES {
        let open = (law.variance.0[lane] < EXPANDED_FROM) & (law.most.0[lane] > 0.0);
        let u = if law.mirrored[lane] {
            1.0 - u.0[lane]
        } else {
            u.0[lane]
        } as f32;
        let u = if u < BELOW_ONE { u } else { BELOW_ONE };
        searched[lane] = u32::from(open);
        // Lanes that are not searched look for -1 and are content at once.
        target[lane] = if open { u } else { -1.0 };
        ln_first[lane] = if open { law.ln_first[lane] } else { 0.0 };
        rise[lane] = if open { law.rise[lane] } else { 0.0 };
        fall[lane] = if open { law.fall[lane] } else { 0.0 };
    }
    let mut term = ln_first;
    for x in &mut term {
        *x = exp_single(*x);
    }
    let mut sum = term;
    let (mut count, mut near) = ([0.0f32; LANES], [0u32; LANES]);
    for i in 1..=MOST_TERMS {
        let mut n_active = 0u32;
        for lane in 0..LANES {
            let distance = target[lane] - sum[lane];
            near[lane] |= u32::from(distance.abs() < SUM_SINGLE);
            let active = distance >= 0.0;
            n_active += u32::from(active);
            count[lane] = if active {
                count[lane] + 1.0
            } else {
                count[lane]
            };
            term[lane] *= rise[lane] * RECIPROCALS[i] - fall[lane];
            sum[lane] += term[lane];
        }
        if n_active == 0 {
            break;
        }
    }
    for lane in 0..LANES {
        let unfinished = u32::from(target[lane] >= sum[lane]);
        let open = searched[lane] != 0;
        let count = f64::from(count[lane]);
        let count = if law.mirrored[lane] {
            law.most.0[lane] - count
        } else {
            count
        };
        found.doubtful[lane] = if open {
            near[lane] | unfinished
        } else {
            found.doubtful[lane]
        };
        found.count.0[lane] = if open { count } else { found.count.0[lane] };
    }
}

/// `e^x` for x in [-17, 0], relative error below 2e-7.
#[inline(always)]
fn exp_single(x: f32) -> f32 {
    /// `1.5 · 2^23`: adding it rounds to a whole number.
    const ROUNDER: f32 = 12_582_912.0;
    let rounded = x * std::f32::consts::LOG2_E + ROUNDER;
    let k = rounded - ROUNDER;
    let r = (x - k * 0.693_147_2) + k * 1.904_654_3e-9;
    let p = ((1.0 / 720.0 * r + 1.0 / 120.0) * r + 1.0 / 24.0) * r + 1.0 / 6.0;
    let p = ((p * r + 0.5) * r + 1.0) * r + 1.0;
    f32::from_bits(p.to_bits().wrapping_add(rounded.to_bits() << 23))
}
