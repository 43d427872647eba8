//! Gamma: an amount above zero that is the sum of many small ones.
//!
//! Density `x^(k-1) exp(-x / θ) / (Γ(k) θ^k)`, given by mean k θ and standard deviation sqrt(k) θ.
//!
//! Computed on y = ln(x / mean), where the density is log-concave for every k > 0; with the saddle point
//! taken out it is `sqrt(k / (2 π)) exp(k (y - (exp(y) - 1)) - δ(k))`, δ Stirling's error.
//! Tails and quantiles: [`super::log_concave`].

use super::error::{LawError, positive, within};
use super::log_concave::{LogConcave, Tail, log_tail, tail_quantile};
use super::special::{INV_SQRT_TWO_PI, log_less_excess, stirling_error};

/// Gamma law with a given mean and standard deviation.
#[derive(Debug, Clone, PartialEq)]
pub struct Gamma {
    mean: f64,
    shape: f64,
    /// Logarithm of the factor that does not depend on x.
    log_peak: f64,
}

impl Gamma {
    /// The law with mean `mean` and standard deviation `sd`: shape `(mean / sd)^2`.
    ///
    /// # Errors
    /// [`LawError`] unless both are finite and above 0, and `sd` between a hundred-millionth of the mean and
    /// ten times it.
    pub fn new(mean: f64, sd: f64) -> Result<Self, LawError> {
        let mean = positive(mean, "the mean of a gamma")?;
        let sd = positive(sd, "a standard deviation")?;
        let variation = within(sd / mean, 1e-8, 10.0, "the standard deviation of a gamma, in means,")?;
        let shape = 1.0 / (variation * variation);
        let log_peak = libm::log(INV_SQRT_TWO_PI * libm::sqrt(shape)) - stirling_error(shape);
        Ok(Self { mean, shape, log_peak })
    }

    /// The value that is not exceeded with probability `u`, 0 < u < 1.
    ///
    /// # Example
    /// ```
    /// # use flywheel::uncertain::Gamma;
    /// // Mean = sd is the exponential law: -mean ln(1 - u)
    /// let x = Gamma::new(10.0, 10.0)?.quantile(0.75);
    /// assert!((x - 10.0 * 4.0_f64.ln()).abs() < 1e-13);
    /// # Ok::<(), flywheel::uncertain::LawError>(())
    /// ```
    pub fn quantile(&self, u: f64) -> f64 {
        self.mean * libm::exp(self.quantile_log(u))
    }

    /// `ln(x / mean)` of [`Gamma::quantile`].
    pub(super) fn quantile_log(&self, u: f64) -> f64 {
        if u <= 0.5 { tail_quantile(self, u, Tail::Lower) } else { tail_quantile(self, 1.0 - u, Tail::Upper) }
    }

    /// Regularised lower incomplete gamma function `P(k, x / θ)`: the probability of at most `x`.
    pub fn cdf(&self, x: f64) -> f64 {
        if x.is_nan() || x <= 0.0 {
            return if x.is_nan() { x } else { 0.0 };
        }
        if x == f64::INFINITY {
            return 1.0;
        }
        libm::exp(log_tail(self, libm::log(x / self.mean), Tail::Lower))
    }

    /// `(mean / sd)^2`
    pub fn shape(&self) -> f64 {
        self.shape
    }

    /// The mean it was given.
    pub fn mean(&self) -> f64 {
        self.mean
    }
}

impl LogConcave for Gamma {
    fn log_density(&self, y: f64) -> f64 {
        self.log_peak + self.shape * log_less_excess(libm::expm1(y), || y)
    }

    fn slope(&self, y: f64) -> f64 {
        -self.shape * libm::expm1(y)
    }

    fn curvature(&self, y: f64) -> f64 {
        self.shape * libm::exp(y)
    }

    fn mode(&self) -> f64 {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, Gamma as Oracle};

    /// Shape, u and ln(quantile / mean), in 40 digits by mpmath 1.3 (`gammainc`, or, above 2,000, `quad`
    /// of the density) and rounded.
    #[rustfmt::skip]
    const KNOWN: &[(f64, f64, f64)] = &[
        (0.01, 1e-10, -2298.5489536026644),
        (0.01, 0.001, -686.7393885068326),
        (0.01, 0.5, -65.2785786646134),
        (0.01, 0.95, -1.0898634719951816),
        (0.01, 0.9999999998835847, 7.346151287778666),
        (0.5, 1e-10, -45.60011915459146),
        (0.5, 0.001, -13.363927329075825),
        (0.5, 0.5, -0.7875975992017822),
        (0.5, 0.95, 1.3458521956778655),
        (0.5, 0.9999999998835847, 3.72627860977469),
        (1.0, 1e-10, -23.025850929890456),
        (1.0, 0.001, -6.907255070523717),
        (1.0, 0.5, -0.36651292058166435),
        (1.0, 0.95, 1.0971887003649483),
        (1.0, 0.9999999998835847, 3.129994640884816),
        (2.5, 1e-10, -9.646195469475087),
        (2.5, 0.001, -3.1690737793509496),
        (2.5, 0.5, -0.13892644754621541),
        (2.5, 0.95, 0.7948457920397283),
        (2.5, 0.9999999998835847, 2.402279424179542),
        (25.0, 1e-10, -1.6325924337161861),
        (25.0, 0.001, -0.7062767869741629),
        (25.0, 0.5, -0.013390519495903277),
        (25.0, 0.95, 0.3001757980565098),
        (25.0, 0.9999999998835847, 1.039489459119001),
        (10000.0, 1e-10, -0.06432929694174509),
        (10000.0, 0.001, -0.03109607149483353),
        (10000.0, 0.5, -3.3333691356574367e-05),
        (10000.0, 0.95, 0.01637046100545478),
        (10000.0, 0.9999999998835847, 0.06268462704661641),
        (10000000.0, 1e-10, -0.002012340654210841),
        (10000000.0, 0.001, -0.0009774097904160953),
        (10000000.0, 0.5, -3.333333369135802e-08),
        (10000000.0, 0.95, 0.0005200699732831138),
        (10000000.0, 0.9999999998835847, 0.0020035356447565262),
    ];

    fn of_shape(shape: f64) -> Gamma {
        Gamma::new(1.0, 1.0 / libm::sqrt(shape)).unwrap()
    }

    #[test]
    fn quantiles_are_those_of_forty_digit_arithmetic() {
        for &(shape, u, log) in KNOWN {
            let law = of_shape(shape);
            let found = law.quantile_log(u);
            // An error of 1e-13 in ln u, or of 1e-16 in the shape, moves it by that share of its width.
            let tolerance = 4.0 * f64::EPSILON * log.abs() + 1e-13 / libm::sqrt(shape);
            assert!((found - log).abs() <= tolerance, "{shape} {u}: {found}, not {log}");
        }
    }

    #[test]
    fn the_cdf_undoes_the_quantile() {
        for shape in [0.01, 0.5, 1.0, 2.5, 25.0, 1e4, 1e7] {
            let law = of_shape(shape);
            for u in [1e-10, 1e-6, 0.001, 0.05, 0.3, 0.5, 0.6, 0.95, 0.999, 1.0 - 1e-10] {
                let back = libm::exp(log_tail(&law, law.quantile_log(u), Tail::Lower));
                assert!((back - u).abs() < 1e-12 * u.max(1e-3), "{shape} {u}: {back}");
            }
        }
    }

    #[test]
    fn the_cdf_agrees_with_statrs() {
        for (mean, sd) in [(10.0, 10.0), (3.0, 6.0), (49.0, 5.0), (1e6, 1e4)] {
            let ours = Gamma::new(mean, sd).unwrap();
            let oracle = Oracle::new((mean / sd) * (mean / sd), mean / (sd * sd)).unwrap();
            for u in [0.001, 0.2, 0.5, 0.8, 0.999] {
                let x = ours.quantile(u);
                assert!((ours.cdf(x) - oracle.cdf(x)).abs() < 1e-10, "{mean} {sd} {x}");
            }
        }
    }

    #[test]
    fn mean_and_deviation_must_be_above_zero() {
        for (mean, sd) in [(0.0, 1.0), (1.0, 0.0), (-1.0, 1.0), (f64::NAN, 1.0), (1e300, 1e-300), (1.0, 10.1)] {
            assert!(Gamma::new(mean, sd).is_err(), "{mean} {sd}");
        }
    }

    #[test]
    fn the_table_of_chi_square_comes_out() {
        // Gamma with mean 10 and variance 20; every table has 18.307 for 10 degrees, 95%.
        let x = Gamma::new(10.0, libm::sqrt(20.0)).unwrap().quantile(0.95);
        assert!((x - 18.307).abs() < 5e-4, "{x}");
    }
}
