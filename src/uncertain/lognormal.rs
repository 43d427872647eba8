//! Lognormal: an amount that many factors multiply.
//!
//! Given by the mean and the standard deviation of the amount itself, not of its logarithm:
//! sigma_of_log^2 = ln(1 + (sd / mean)^2), median = mean exp(-sigma_of_log^2 / 2),
//! `q(u) = median exp(sigma_of_log z(u))` (Johnson, Kotz & Balakrishnan 1994, *Continuous univariate
//! distributions*, volume 1, chapter 14).

use super::error::{LawError, positive};
use super::normal::ScaledNormal;
use super::scale::Scale;

impl ScaledNormal {
    /// The lognormal law of an amount with mean `mean` and standard deviation `sd`.
    ///
    /// # Errors
    /// [`LawError`] unless both are finite and above 0.
    ///
    /// # Example
    /// ```
    /// # use flywheel::uncertain::ScaledNormal;
    /// let order = ScaledNormal::lognormal(100.0, 50.0)?;
    /// assert!((order.mean() - 100.0).abs() < 1e-12);
    /// assert!((order.quantile(0.5) - 100.0 / 1.25_f64.sqrt()).abs() < 1e-12);
    /// # Ok::<(), flywheel::uncertain::LawError>(())
    /// ```
    pub fn lognormal(mean: f64, sd: f64) -> Result<Self, LawError> {
        let mean = positive(mean, "the mean of a lognormal")?;
        let sd = positive(sd, "a standard deviation")?;
        let variation = sd / mean;
        let variance_of_log = libm::log1p(variation * variation);
        let variance_of_log = positive(variance_of_log, "sd / mean")?;
        let sigma_of_log = libm::sqrt(variance_of_log);
        let centre = libm::log(mean) - 0.5 * variance_of_log;
        Ok(Self { scale: Scale::Log, centre, below: sigma_of_log, above: sigma_of_log })
    }
}
