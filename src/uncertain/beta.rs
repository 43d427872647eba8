//! Beta: what is known of a share after counting.
//!
//! Density `x^(a-1) (1-x)^(b-1) / B(a, b)` on (0, 1). Who saw k successes in n trials knows
//! Beta(k + 1/2, n - k + 1/2) (Jeffreys' prior; Brown, Cai & DasGupta 2001, *Interval estimation for a
//! binomial proportion*).
//!
//! Everything is computed on the log-odds y = ln(x / (1 - x)), where the density
//! `x^a (1-x)^b / B(a, b)` is log-concave for every a, b > 0 and nothing runs into the ends; with the
//! saddle point taken out it is
//! `sqrt(a b / (2 π (a + b))) exp(a L(x/m) + b L((1-x)/(1-m)) - δ(a) - δ(b) + δ(a + b))`,
//! m = a / (a + b), L(r) = ln r - (r - 1), δ Stirling's error. Tails and quantiles: [`super::log_concave`].

use super::error::{LawError, positive};
use super::log_concave::{LogConcave, Tail, log_tail, tail_quantile};
use super::scale::{Scale, logistic};
use super::special::{INV_SQRT_TWO_PI, log_less_excess, stirling_error};

/// Beta(a, b) on (0, 1).
#[derive(Debug, Clone, PartialEq)]
pub struct Beta {
    a: f64,
    b: f64,
    /// Logarithm of the factor that does not depend on x.
    log_peak: f64,
}

impl Beta {
    /// The law with exponents `a` and `b` (successes and failures, prior included).
    ///
    /// # Errors
    /// [`LawError`] unless both are finite and above 0.
    pub fn new(a: f64, b: f64) -> Result<Self, LawError> {
        let a = positive(a, "the first parameter of a beta")?;
        let b = positive(b, "the second parameter of a beta")?;
        Ok(Self::checked(a, b))
    }

    /// The same for parameters that are known to be finite and above 0.
    pub(super) fn checked(a: f64, b: f64) -> Self {
        // a b / (a + b) without an overflow.
        let harmonic = a / (1.0 + a / b);
        let correction = stirling_error(a) + stirling_error(b) - stirling_error(a + b);
        let log_peak = libm::log(INV_SQRT_TWO_PI * libm::sqrt(harmonic)) - correction;
        Self { a, b, log_peak }
    }

    /// The value that is not exceeded with probability `u`, 0 < u < 1.
    ///
    /// # Example
    /// ```
    /// # use flywheel::uncertain::Beta;
    /// // Beta(1, b): 1 - (1 - u)^(1 / b)
    /// let x = Beta::new(1.0, 3.0)?.quantile(0.875);
    /// assert!((x - 0.5).abs() < 1e-15);
    /// # Ok::<(), flywheel::uncertain::LawError>(())
    /// ```
    pub fn quantile(&self, u: f64) -> f64 {
        logistic(self.quantile_log_odds(u))
    }

    /// Log-odds of [`Beta::quantile`].
    pub(super) fn quantile_log_odds(&self, u: f64) -> f64 {
        if u <= 0.5 {
            tail_quantile(self, u, self.mode(), Tail::Lower)
        } else {
            tail_quantile(self, 1.0 - u, self.mode(), Tail::Upper)
        }
    }

    /// Regularised incomplete beta function `I_x(a, b)`: the probability of at most `x`.
    pub fn cdf(&self, x: f64) -> f64 {
        if x.is_nan() || x <= 0.0 {
            return if x.is_nan() { x } else { 0.0 };
        }
        if x >= 1.0 {
            return 1.0;
        }
        libm::exp(log_tail(self, Scale::LogOdds.position(x), Tail::Lower))
    }

    /// `a / (a + b)`.
    pub fn mean(&self) -> f64 {
        1.0 / (1.0 + self.b / self.a)
    }

    /// `a - (a + b) x`: how far x is below the mean, in successes.
    fn lack(&self, y: f64) -> f64 {
        self.a * logistic(-y) - self.b * logistic(y)
    }
}

impl LogConcave for Beta {
    fn log_density(&self, y: f64) -> f64 {
        let (a, b) = (self.a, self.b);
        let lack = self.lack(y);
        let ratio = logistic(y) * (1.0 + b / a);
        let other_ratio = logistic(-y) * (1.0 + a / b);
        self.log_peak
            + a * log_less_excess(ratio, -lack / a)
            + b * log_less_excess(other_ratio, lack / b)
    }

    fn slope(&self, y: f64) -> f64 {
        self.lack(y)
    }

    fn curvature(&self, y: f64) -> f64 {
        (self.a + self.b) * logistic(y) * logistic(-y)
    }

    fn mode(&self) -> f64 {
        libm::log(self.a / self.b)
    }
}
