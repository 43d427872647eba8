//! Gamma: an amount above zero that is the sum of many small ones.
//!
//! Density `x^(k-1) exp(-x / θ) / (Γ(k) θ^k)`, given by mean k θ and standard deviation sqrt(k) θ.
//!
//! Computed on y = ln(x / mean), where the density is log-concave for every k > 0; with the saddle point
//! taken out it is `sqrt(k / (2 π)) exp(k (y - (exp(y) - 1)) - δ(k))`, δ Stirling's error.
//! Tails and quantiles: [`super::log_concave`].

use super::error::{LawError, positive};
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
    /// [`LawError`] unless both are finite and above 0.
    pub fn new(mean: f64, sd: f64) -> Result<Self, LawError> {
        let mean = positive(mean, "the mean of a gamma")?;
        let sd = positive(sd, "a standard deviation")?;
        let shape = positive(
            (mean / sd) * (mean / sd),
            "the shape (mean / sd)^2 of a gamma",
        )?;
        let log_peak = libm::log(INV_SQRT_TWO_PI * libm::sqrt(shape)) - stirling_error(shape);
        Ok(Self {
            mean,
            shape,
            log_peak,
        })
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
        if u <= 0.5 {
            tail_quantile(self, u, self.mode(), Tail::Lower)
        } else {
            tail_quantile(self, 1.0 - u, self.mode(), Tail::Upper)
        }
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

    /// The mean it was given.
    pub fn mean(&self) -> f64 {
        self.mean
    }
}

impl LogConcave for Gamma {
    fn log_density(&self, y: f64) -> f64 {
        let excess = libm::expm1(y);
        // y - (exp(y) - 1): for y far above 0 the logarithm of an overflowing ratio is not taken.
        let bracket = if excess.abs() <= 0.5 {
            log_less_excess(1.0 + excess, excess)
        } else {
            y - excess
        };
        self.log_peak + self.shape * bracket
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
