//! Interval: "5% to 9%", we are 90% sure that it is between.
//!
//! The ends are the 5% and 95% quantiles of a law that is normal on the field's scale:
//! `s(q(u)) = (s(low) + s(high)) / 2 + z(u) (s(high) - s(low)) / (2 z(0.95))`. People who are asked for
//! a range give one too narrow more often than too wide (Lichtenstein, Fischhoff & Phillips 1982,
//! *Calibration of probabilities*), so nothing is cut off at its ends.

use super::error::{LawError, rising};
use super::normal::ScaledNormal;
use super::scale::Scale;

/// `z(0.95)`, the 95% quantile of the standard normal law.
const Z_95: f64 = 1.644_853_626_951_472_7;

impl ScaledNormal {
    /// The law with 5% of its probability below `low` and 5% above `high`, normal on `scale`.
    ///
    /// # Errors
    /// [`LawError`] if an end is not finite, lies outside of the scale or at its limit, or `low > high`.
    ///
    /// # Example
    /// ```
    /// # use flywheel::uncertain::{ScaledNormal, Scale};
    /// let conversion = ScaledNormal::interval(0.05, 0.09, Scale::LogOdds)?;
    /// assert!((conversion.quantile(0.05) - 0.05).abs() < 1e-16);
    /// assert!((conversion.quantile(0.95) - 0.09).abs() < 1e-16);
    /// # Ok::<(), flywheel::uncertain::LawError>(())
    /// ```
    pub fn interval(low: f64, high: f64, scale: Scale) -> Result<Self, LawError> {
        let ends = rising([low, high], "the lower end first")?;
        let [from, to] = scale.positions(ends)?;
        let sd = (to - from) / (2.0 * Z_95);
        Ok(Self {
            scale,
            centre: 0.5 * (from + to),
            below: sd,
            above: sd,
        })
    }
}
