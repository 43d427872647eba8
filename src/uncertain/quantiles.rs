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
        Ok(Self { scale, centre, below: (centre - low) / Z_90, above: (high - centre) / Z_90 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_three_quantiles_are_honoured_on_every_scale() {
        for (points, scale) in [
            ([0.02, 0.05, 0.3], Scale::LogOdds),
            ([40.0, 49.0, 80.0], Scale::Log),
            ([-0.1, 0.0, 0.05], Scale::Plain),
            ([-0.1, -0.1, 0.05], Scale::Plain),
        ] {
            let [p10, p50, p90] = points;
            let law = ScaledNormal::three_quantiles(p10, p50, p90, scale).unwrap();
            for (u, expected) in [(0.1, p10), (0.5, p50), (0.9, p90)] {
                let found = law.quantile(u);
                assert!((found - expected).abs() < 1e-14 * expected.abs().max(0.1) * 10.0, "{u}: {found}");
            }
        }
    }

    #[test]
    fn where_p10_is_the_median_half_of_the_probability_is_there() {
        let law = ScaledNormal::three_quantiles(5.0, 5.0, 9.0, Scale::Log).unwrap();
        assert_eq!(law.quantile(0.001), law.quantile(0.5));
        assert!(law.quantile(0.501) > law.quantile(0.5));
        assert_eq!((law.cdf(4.999), law.support().1), (0.0, f64::INFINITY));
        assert!((law.support().0 - 5.0).abs() < 1e-14);
    }

    #[test]
    fn falling_quantiles_are_refused() {
        let error = ScaledNormal::three_quantiles(1.0, 3.0, 2.0, Scale::Log).unwrap_err();
        assert_eq!(error.to_string(), "expected p10 <= p50 <= p90, found 1, 3 and 2");
        assert_eq!(error.help().unwrap(), "in order: 1, 2 and 3");
    }
}
