//! Normal: errors that add up, and the numbers that are normal on another scale.
//!
//! One form serves six of the ways to write a number. On a [`Scale`] s the quantile function is two
//! half-lines that meet at the median,
//! `s(q(u)) = centre + z(u) (above if u > 1/2, else below)`, z the standard normal quantile:
//! the normal law (plain scale, below = above), the lognormal law (log scale), a 90% interval
//! ([`super::interval`]), a factor's interval, and three quantiles ([`super::quantiles`]; below and
//! above differ: the two-piece normal of Fechner, with half the probability on either side).

use super::error::{LawError, finite, positive};
use super::scale::Scale;
use super::special::{integrate, normal_density};
use crate::base::math::{normal_cdf, normal_quantile};

/// A number that is normal, or half normal on either side, on its scale.
#[derive(Debug, Clone, PartialEq)]
pub struct ScaledNormal {
    pub(super) scale: Scale,
    pub(super) centre: f64,
    /// Standard deviation on the scale below the median, at least 0.
    pub(super) below: f64,
    /// The same above the median.
    pub(super) above: f64,
}

impl ScaledNormal {
    /// The normal law with mean `mean` and standard deviation `sd`.
    ///
    /// # Errors
    /// [`LawError`] unless both are finite and `sd` above 0.
    pub fn normal(mean: f64, sd: f64) -> Result<Self, LawError> {
        let [mean] = finite([mean])?;
        let sd = positive(sd, "a standard deviation")?;
        Ok(Self { scale: Scale::Plain, centre: mean, below: sd, above: sd })
    }

    /// The value that is not exceeded with probability `u`, 0 < u < 1.
    ///
    /// # Example
    /// ```
    /// # use flywheel::uncertain::ScaledNormal;
    /// let lift = ScaledNormal::normal(0.02, 0.06)?;
    /// assert_eq!(lift.quantile(0.5), 0.02);
    /// # Ok::<(), flywheel::uncertain::LawError>(())
    /// ```
    pub fn quantile(&self, u: f64) -> f64 {
        self.at_normal(normal_quantile(u))
    }

    /// The quantile at `u = Φ(z)`, z finite.
    #[inline(always)]
    pub(super) fn at_normal(&self, z: f64) -> f64 {
        self.scale.value(self.centre + z * if z > 0.0 { self.above } else { self.below })
    }

    /// Probability of at most `x`.
    pub fn cdf(&self, x: f64) -> f64 {
        let (low, high) = self.scale.range();
        if x <= low {
            return 0.0;
        }
        if x >= high {
            return 1.0;
        }
        let away = self.scale.position(x) - self.centre;
        let width = if away < 0.0 { self.below } else { self.above };
        // Where a width is 0, half of the probability is in the median itself.
        match (away == 0.0, width == 0.0) {
            (true, false) => 0.5,
            (false, true) if away < 0.0 => 0.0,
            (_, true) => 1.0,
            (false, false) => normal_cdf(away / width),
        }
    }

    /// Smallest and largest possible value: the scale's range, or the median where a width is 0.
    pub fn support(&self) -> (f64, f64) {
        let (low, high) = self.scale.range();
        let median = self.at_normal(0.0);
        let or_median = |end, width| if width == 0.0 { median } else { end };
        (or_median(low, self.below), or_median(high, self.above))
    }

    /// Mean: closed on the plain and the log scale, a quadrature on log-odds.
    ///
    /// Plain: `centre + (above - below) / sqrt(2 π)`. Log: `exp(centre) (g(above) Φ(above) +
    /// g(below) Φ(-below))` with g(s) = exp(s^2 / 2).
    pub fn mean(&self) -> f64 {
        let half_log = |s: f64, side: f64| libm::exp(0.5 * s * s) * normal_cdf(side * s);
        match self.scale {
            Scale::Plain => self.centre + (self.above - self.below) * normal_density(0.0),
            Scale::Log => libm::exp(self.centre) * (half_log(self.above, 1.0) + half_log(self.below, -1.0)),
            Scale::LogOdds => self.mean_of_bounded(),
        }
    }

    /// Mean of values that are bounded, so that nothing beyond 9 standard deviations matters.
    fn mean_of_bounded(&self) -> f64 {
        // 1 / (1 + exp(-y)) has its poles π away from the line, so panels of a quarter of that, in z.
        let n_panels = libm::ceil(9.0 * self.below.max(self.above).max(1.0) / 0.75) as u32;
        let panel = 9.0 / f64::from(n_panels);
        let f = |z: f64| self.at_normal(z) * normal_density(z);
        let over = |i: u32| {
            let from = panel * f64::from(i);
            integrate(from, from + panel, f) + integrate(-from - panel, -from, f)
        };
        // What is left out, 2e-19, is far below a rounding.
        (0..n_panels).rev().map(over).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, LogNormal, Normal};

    const LEVELS: [f64; 7] = [1e-10, 0.001, 0.05, 0.5, 0.7, 0.95, 0.999];

    #[test]
    fn normal_and_lognormal_agree_with_statrs() {
        let lift = ScaledNormal::normal(0.02, 0.06).unwrap();
        let oracle = Normal::new(0.02, 0.06).unwrap();
        let order = ScaledNormal::lognormal(100.0, 250.0).unwrap();
        // sigma_of_log^2 = ln(1 + 2.5^2) = ln 7.25
        let sigma = libm::log(7.25).sqrt();
        let oracle_of_order = LogNormal::new(libm::log(100.0) - 0.5 * sigma * sigma, sigma).unwrap();
        for u in LEVELS {
            let (x, amount) = (lift.quantile(u), order.quantile(u));
            // statrs finds its normal quantiles to about 12 digits.
            assert!((x - oracle.inverse_cdf(u)).abs() < 1e-11, "{u}: {x}");
            assert!((lift.cdf(x) - u).abs() < 1e-14 && (oracle.cdf(x) - u).abs() < 1e-11);
            assert!((amount / oracle_of_order.inverse_cdf(u) - 1.0).abs() < 1e-11, "{u}: {amount}");
            assert!((order.cdf(amount) - u).abs() < 1e-14);
        }
    }

    #[test]
    fn the_cdf_undoes_the_quantile_on_every_scale() {
        let laws = [
            ScaledNormal::interval(0.05, 0.09, Scale::LogOdds),
            ScaledNormal::interval(-0.1, 0.3, Scale::Plain),
            ScaledNormal::three_quantiles(40.0, 49.0, 80.0, Scale::Log),
            ScaledNormal::three_quantiles(0.001, 0.3, 0.31, Scale::LogOdds),
        ];
        for law in laws.map(Result::unwrap) {
            for u in LEVELS {
                let back = law.cdf(law.quantile(u));
                // The logarithm at 1 - u = 0.001 loses three digits of sixteen.
                assert!((back - u).abs() < 1e-13, "{law:?} {u}: {back}");
            }
        }
    }

    /// The midpoint rule over levels: for a bounded quantile function its error is below range / n.
    fn average(law: &ScaledNormal) -> f64 {
        let n = 100_000;
        let at = |i: u32| law.quantile((f64::from(i) + 0.5) / f64::from(n));
        (0..n).map(at).sum::<f64>() / f64::from(n)
    }

    #[test]
    fn means_are_the_averages_of_the_quantiles() {
        let shares = [(0.05, 0.06, 0.09), (0.001, 0.3, 0.31), (1e-6, 0.5, 1.0 - 1e-9)];
        for (p10, p50, p90) in shares {
            let law = ScaledNormal::three_quantiles(p10, p50, p90, Scale::LogOdds).unwrap();
            assert!((law.mean() - average(&law)).abs() < 1e-5, "{law:?} {}", law.mean());
        }
        let price = ScaledNormal::three_quantiles(40.0, 49.0, 80.0, Scale::Log).unwrap();
        let lift = ScaledNormal::three_quantiles(-0.1, 0.0, 0.3, Scale::Plain).unwrap();
        for law in [price, lift] {
            // The rule cuts the tails beyond 1/n: a normal law's there come to 4.4 sd / n, with sd below 30.
            assert!((law.mean() - average(&law)).abs() < 150.0 / 100_000.0, "{law:?} {}", law.mean());
        }
    }

    #[test]
    fn symmetric_log_odds_have_the_mean_of_one_half() {
        for low in [0.4, 0.01, 1e-12] {
            let law = ScaledNormal::interval(low, 1.0 - low, Scale::LogOdds).unwrap();
            // 1 - low is rounded, which moves an end of 1e-12 by 1e-4 of itself and the mean by less.
            assert!((law.mean() - 0.5).abs() < 1e-6 * low + 1e-6, "{low}: {}", law.mean());
        }
    }

    #[test]
    fn a_standard_deviation_of_zero_is_refused_with_the_way_out() {
        let error = ScaledNormal::normal(1.0, 0.0).unwrap_err();
        assert_eq!(error.to_string(), "expected a standard deviation above 0, found 0");
        assert_eq!(error.help().unwrap(), "for a number that is known, write it alone");
    }
}
