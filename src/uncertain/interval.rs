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
        Ok(Self { scale, centre: 0.5 * (from + to), below: sd, above: sd })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_percent_lie_below_and_five_percent_above() {
        for (low, high, scale) in [
            (0.05, 0.09, Scale::LogOdds),
            (1e-9, 0.999, Scale::LogOdds),
            (1.5, 2.5, Scale::Log),
            (20.0, 3e9, Scale::Log),
            (-0.2, 0.4, Scale::Plain),
        ] {
            let law = ScaledNormal::interval(low, high, scale).unwrap();
            let close = |u: f64, end: f64| (law.quantile(u) - end).abs() < 1e-14 * end.abs() * 20.0;
            assert!(close(0.05, low) && close(0.95, high), "{low} to {high}");
            assert!((law.cdf(low) - 0.05).abs() < 1e-14 && (law.cdf(high) - 0.95).abs() < 1e-13);
        }
    }

    #[test]
    fn the_median_is_the_middle_of_the_scale() {
        // Odds 1:9 and 9:1; geometric mean.
        let share = ScaledNormal::interval(0.1, 0.9, Scale::LogOdds).unwrap();
        let amount = ScaledNormal::interval(10.0, 1000.0, Scale::Log).unwrap();
        assert!((share.quantile(0.5) - 0.5).abs() < 1e-15);
        assert!((amount.quantile(0.5) - 100.0).abs() < 1e-12);
    }

    #[test]
    fn an_end_at_the_limit_of_the_scale_is_refused() {
        let message = |low, high, scale| ScaledNormal::interval(low, high, scale).unwrap_err().to_string();
        assert_eq!(message(0.5, 1.0, Scale::LogOdds), "expected shares above 0% and below 100%, found 0.5 and 1");
        assert_eq!(message(0.0, 3.0, Scale::Log), "expected numbers above 0, found 0 and 3");
        assert_eq!(message(3.0, 2.0, Scale::Log), "expected the lower end first, found 3 and 2");
        assert_eq!(message(f64::NAN, 2.0, Scale::Plain), "expected a finite number, found NaN");
    }
}
