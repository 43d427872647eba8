//! The small differences on which accurate densities stand, and the rule that integrates them.
//!
//! Densities of the beta and gamma families are products of huge and tiny powers. Written with the
//! saddle point taken out (Loader 2000, *Fast and accurate computation of binomial probabilities*)
//! they keep 14 digits even where the parameters are ten millions.

/// `ln(1 + excess) - excess`, accurate near 0 and far from it; never above 0.
///
/// * `excess`: a ratio less 1, above -1 (or -1 by rounding)
/// * `ln_ratio`: `ln(1 + excess)` as the caller knows it; asked only where `excess` is beyond ±1/2
///
/// Near 0: with r = v / (2 + v), ln(1 + v) = 2 artanh(r), so the difference is
/// `r (2 (r^2 / 3 + r^4 / 5 + ...) - v)`.
pub(super) fn log_less_excess(excess: f64, ln_ratio: impl FnOnce() -> f64) -> f64 {
    let size = excess.abs();
    if size > 0.5 {
        ln_ratio() - excess
    } else if size > 0.25 {
        libm::log1p(excess) - excess
    } else {
        let r = excess / (2.0 + excess);
        let square = r * r;
        let series = ODD_RECIPROCALS.iter().rev().fold(0.0, |sum, term| sum * square + term);
        r * (2.0 * square * series - excess)
    }
}

/// 1/3, 1/5, ..., 1/21: with r^2 <= 1/49 the first term left out is below 1e-18 of the sum.
const ODD_RECIPROCALS: [f64; 10] = {
    let (mut out, mut i) = ([0.0; 10], 0);
    while i < 10 {
        out[i] = 1.0 / (2 * i + 3) as f64;
        i += 1;
    }
    out
};

/// Stirling's error `ln Γ(a) - ((a - 1/2) ln a - a + ln(2π) / 2)` for a > 0.
///
/// From 16 on by Stirling's series; below by `δ(a) = δ(a + 1) + (a + 1/2) ln(1 + 1/a) - 1`.
pub(super) fn stirling_error(a: f64) -> f64 {
    let (mut shifted, mut sum) = (a, 0.0);
    while shifted < 16.0 {
        sum += (shifted + 0.5) * libm::log1p(1.0 / shifted) - 1.0;
        shifted += 1.0;
    }
    sum + stirling_series(shifted)
}

/// `1/(12 a) - 1/(360 a^3) + 1/(1260 a^5) - ...`: from a = 16 on the first term left out is below 1e-17.
fn stirling_series(a: f64) -> f64 {
    let square = 1.0 / (a * a);
    let tail = 1.0 / 1188.0 - square * (691.0 / 360_360.0 - square / 156.0);
    (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square * (1.0 / 1680.0 - square * tail)))) / a
}

/// Abscissas in (0, 1) and weights of the 10-point Gauss-Legendre rule on (-1, 1); the other half
/// mirrors them (Abramowitz & Stegun, table 25.4).
const GAUSS_LEGENDRE: [(f64, f64); 5] = [
    (0.148_874_338_981_631_21, 0.295_524_224_714_752_87),
    (0.433_395_394_129_247_2, 0.269_266_719_309_996_36),
    (0.679_409_568_299_024_4, 0.219_086_362_515_982_04),
    (0.865_063_366_688_984_5, 0.149_451_349_150_580_6),
    (0.973_906_528_517_171_7, 0.066_671_344_308_688_14),
];

/// Integral of a smooth function over `[from, to]` by one 10-point Gauss-Legendre rule.
pub(super) fn integrate(from: f64, to: f64, f: impl Fn(f64) -> f64) -> f64 {
    let (middle, half) = (0.5 * (from + to), 0.5 * (to - from));
    let pair = |&(x, weight): &(f64, f64)| weight * (f(middle - half * x) + f(middle + half * x));
    half * GAUSS_LEGENDRE.iter().map(pair).sum::<f64>()
}

/// `1 / sqrt(2 π)`.
pub(super) const INV_SQRT_TWO_PI: f64 = 0.398_942_280_401_432_7;

/// Density of the standard normal law.
pub(super) fn normal_density(z: f64) -> f64 {
    INV_SQRT_TWO_PI * libm::exp(-0.5 * z * z)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ln Γ from [`stirling_error`] against exact factorials.
    #[test]
    fn stirlings_error_gives_the_factorials() {
        let half_log_two_pi = 0.918_938_533_204_672_8;
        for (a, factorial) in
            [(1.0, 1.0), (2.0, 1.0), (5.0, 24.0), (16.0, 1.307_674_368e12), (21.0, 2.432_902_008_176_64e18)]
        {
            let log_gamma = stirling_error(a) + (a - 0.5) * libm::log(a) - a + half_log_two_pi;
            assert!((log_gamma - libm::log(factorial)).abs() < 2e-14, "{a}");
        }
        // Γ(1/2) = sqrt(π)
        let half = stirling_error(0.5) - 0.5 + half_log_two_pi;
        assert!((half - 0.5 * libm::log(std::f64::consts::PI)).abs() < 4e-16);
    }

    #[test]
    fn the_two_ways_to_take_the_logarithm_meet() {
        for excess in [-0.25, 0.25] {
            let (near, beyond) = (log_less_excess(excess, || f64::NAN), libm::log1p(excess) - excess);
            assert!((near - beyond).abs() < 1e-16, "{near} {beyond}");
        }
        assert_eq!(log_less_excess(2.0, || 40.0), 38.0);
        // -v^2/2 + v^3/3 to first orders, where ln(1 + v) - v has no digit left.
        assert!((log_less_excess(1e-8, || 0.0) / -5e-17 - 1.0).abs() < 1e-8);
    }

    #[test]
    fn ten_points_integrate_a_polynomial_of_degree_19_exactly() {
        let integral = integrate(0.0, 2.0, |x| 20.0 * libm::pow(x, 19.0));
        assert!((integral / 1_048_576.0 - 1.0).abs() < 1e-14, "{integral}");
    }
}
