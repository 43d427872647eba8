//! Three quantiles: p10, p50 and p90, as forecasters give them.
//!
//! Two half normal laws on the field's scale that meet at p50,
//! `s(q(u)) = s(p50) + z(u) / z(0.9) (s(p90) - s(p50) if u > 1/2, else s(p50) - s(p10))`:
//! honours all three quantiles, exists for all of them, and has all moments. (Fechner 1897; Wallis 2014,
//! *The two-piece normal, binormal, or double Gaussian distribution*, for its relatives. Here the
//! quantile function is joined, not the density, so that p50 is the median.)

use super::error::{LawError, rising};
use super::normal::ScaledNormal;
use super::scale::Scale;

/// `z(0.9)`, the 90% quantile of the standard normal law.
const Z_90: f64 = 1.281_551_565_544_600_4;

impl ScaledNormal {
    /// The law with these 10%, 50% and 90% quantiles.
    ///
    /// Where p10 = p50 (or p50 = p90) half of the probability is in p50 itself.
    ///
    /// # Errors
    /// [`LawError`] if a point is not finite, lies outside of the scale or at its limit, or they fall.
    ///
    /// # Example
    /// ```
    /// # use flywheel::uncertain::{ScaledNormal, Scale};
    /// let price = ScaledNormal::three_quantiles(40.0, 49.0, 80.0, Scale::Log)?;
    /// for (u, expected) in [(0.1, 40.0), (0.5, 49.0), (0.9, 80.0)] {
    ///     assert!((price.quantile(u) - expected).abs() < 1e-12);
    /// }
    /// # Ok::<(), flywheel::uncertain::LawError>(())
    /// ```
    pub fn three_quantiles(p10: f64, p50: f64, p90: f64, scale: Scale) -> Result<Self, LawError> {
        let points = rising([p10, p50, p90], "p10 <= p50 <= p90")?;
        let [low, centre, high] = scale.positions(points)?;
        Ok(Self {
            scale,
            centre,
            below: (centre - low) / Z_90,
            above: (high - centre) / Z_90,
        })
    }
}
