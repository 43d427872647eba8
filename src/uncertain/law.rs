//! The law of an uncertain number: one of the families, or one cut to a field's range.

use super::beta::Beta;
use super::choice::Choice;
use super::error::{LawError, finite};
use super::gamma::Gamma;
use super::normal::ScaledNormal;
use super::pert::Pert;
use super::scale::Scale;
use super::triangular::Triangular;
use super::truncated::Truncated;
use super::uniform::Uniform;

/// The law of an uncertain number, known by its quantile function.
///
/// Where the points that a family asks for are all equal the law is [`Law::Constant`].
#[derive(Debug, Clone, PartialEq)]
pub enum Law {
    /// Certain after all.
    Constant(f64),
    Beta(Beta),
    Pert(Pert),
    /// Normal, lognormal, intervals and three quantiles.
    Normal(ScaledNormal),
    Gamma(Gamma),
    Uniform(Uniform),
    Triangular(Triangular),
    /// Weighted values and data.
    Choice(Choice),
    /// Another law, cut to a range.
    Truncated(Truncated),
}

/// A law cut to the range of its field.
#[derive(Debug, Clone, PartialEq)]
pub struct Cut {
    pub law: Law,
    /// Probability that was cut off, 0 to 1. Over 10% the law is hardly what its author meant.
    pub share: f64,
}

impl Law {
    /// Beta(a, b) on (0, 1).
    ///
    /// # Errors
    /// [`LawError`] unless both are between 0.05 and 10^15.
    pub fn beta(a: f64, b: f64) -> Result<Self, LawError> {
        Beta::new(a, b).map(Self::Beta)
    }

    /// Beta-PERT of an expert's three points; a constant if they are equal.
    ///
    /// # Errors
    /// [`LawError`] unless they are finite and `min <= mode <= max`.
    pub fn pert(min: f64, mode: f64, max: f64) -> Result<Self, LawError> {
        Ok(match constant([min, mode, max])? {
            Some(law) => law,
            None => Self::Pert(Pert::new(min, mode, max)?),
        })
    }

    /// Normal law.
    ///
    /// # Errors
    /// [`LawError`] unless both are finite and `sd > 0`.
    pub fn normal(mean: f64, sd: f64) -> Result<Self, LawError> {
        ScaledNormal::normal(mean, sd).map(Self::Normal)
    }

    /// Lognormal law, by mean and standard deviation of the amount itself.
    ///
    /// # Errors
    /// [`LawError`] unless both are finite and above 0.
    pub fn lognormal(mean: f64, sd: f64) -> Result<Self, LawError> {
        ScaledNormal::lognormal(mean, sd).map(Self::Normal)
    }

    /// Gamma law, by mean and standard deviation.
    ///
    /// # Errors
    /// [`LawError`] unless both are finite and above 0, and `sd` at most ten times the mean.
    pub fn gamma(mean: f64, sd: f64) -> Result<Self, LawError> {
        Gamma::new(mean, sd).map(Self::Gamma)
    }

    /// Uniform law on `[low, high]`; a constant if they are equal.
    ///
    /// # Errors
    /// [`LawError`] unless both are finite and `low <= high`.
    pub fn uniform(low: f64, high: f64) -> Result<Self, LawError> {
        Ok(match constant([low, high])? {
            Some(law) => law,
            None => Self::Uniform(Uniform::new(low, high)?),
        })
    }

    /// Triangular law; a constant if its points are equal.
    ///
    /// # Errors
    /// [`LawError`] unless they are finite and `low <= mode <= high`.
    pub fn triangular(low: f64, mode: f64, high: f64) -> Result<Self, LawError> {
        Ok(match constant([low, mode, high])? {
            Some(law) => law,
            None => Self::Triangular(Triangular::new(low, mode, high)?),
        })
    }

    /// One of the values, with probability in proportion to its weight.
    ///
    /// * `weighted`: pairs of value and weight
    ///
    /// # Errors
    /// [`LawError`] if there is none, a number is not finite, a weight is negative, or all are zero.
    pub fn choice(weighted: &[(f64, f64)]) -> Result<Self, LawError> {
        Choice::new(weighted).map(Self::Choice)
    }

    /// Each of the values with the same probability.
    ///
    /// # Errors
    /// [`LawError`] if there is none, or one is not finite.
    pub fn data(values: &[f64]) -> Result<Self, LawError> {
        Choice::empirical(values).map(Self::Choice)
    }

    /// "5% to 9%": 90% sure that it is between, on the field's scale; a constant if the ends are equal.
    ///
    /// # Errors
    /// [`LawError`] if an end is not finite or not inside the scale, or `low > high`.
    pub fn interval(low: f64, high: f64, scale: Scale) -> Result<Self, LawError> {
        let law = ScaledNormal::interval(low, high, scale)?;
        Ok(if low == high { Self::Constant(low) } else { Self::Normal(law) })
    }

    /// "0.8 to 0.95" of a change: an interval on the logarithm of the factor, its ends in either order
    /// (-5% to -20% is as good as -20% to -5%).
    ///
    /// # Errors
    /// [`LawError`] if an end is not finite or not above 0.
    pub fn factor_interval(one_end: f64, other_end: f64) -> Result<Self, LawError> {
        Self::interval(one_end.min(other_end), one_end.max(other_end), Scale::Log)
    }

    /// Three quantiles, on the field's scale; a constant if they are equal.
    ///
    /// # Errors
    /// [`LawError`] if one is not finite or not inside the scale, or they fall.
    pub fn three_quantiles(p10: f64, p50: f64, p90: f64, scale: Scale) -> Result<Self, LawError> {
        let law = ScaledNormal::three_quantiles(p10, p50, p90, scale)?;
        Ok(if p10 == p90 { Self::Constant(p10) } else { Self::Normal(law) })
    }

    /// The value that is not exceeded with probability `u`.
    ///
    /// Never falls with `u`. At 0 and 1 it is the lower and the upper end of [`Law::support`].
    ///
    /// # Example
    /// ```
    /// # use flywheel::uncertain::Law;
    /// assert_eq!(Law::triangular(0.0, 2.0, 2.0)?.quantile(0.25), 1.0);
    /// # Ok::<(), flywheel::uncertain::LawError>(())
    /// ```
    pub fn quantile(&self, u: f64) -> f64 {
        if u <= 0.0 {
            return self.support().0;
        }
        if u >= 1.0 {
            return self.support().1;
        }
        match self {
            Self::Constant(value) => *value,
            Self::Beta(law) => law.quantile(u),
            Self::Pert(law) => law.quantile(u),
            Self::Normal(law) => law.quantile(u),
            Self::Gamma(law) => law.quantile(u),
            Self::Uniform(law) => law.quantile(u),
            Self::Triangular(law) => law.quantile(u),
            Self::Choice(law) => law.quantile(u),
            Self::Truncated(law) => law.quantile(u),
        }
    }

    /// Probability of at most `x`.
    pub fn cdf(&self, x: f64) -> f64 {
        match self {
            Self::Constant(value) => {
                if x >= *value {
                    1.0
                } else {
                    0.0
                }
            }
            Self::Beta(law) => law.cdf(x),
            Self::Pert(law) => law.cdf(x),
            Self::Normal(law) => law.cdf(x),
            Self::Gamma(law) => law.cdf(x),
            Self::Uniform(law) => law.cdf(x),
            Self::Triangular(law) => law.cdf(x),
            Self::Choice(law) => law.cdf(x),
            Self::Truncated(law) => law.cdf(x),
        }
    }

    /// The value at u = 1/2.
    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// Expected value; closed where a closed form exists, else a quadrature to about 12 digits.
    pub fn mean(&self) -> f64 {
        match self {
            Self::Constant(value) => *value,
            Self::Beta(law) => law.mean(),
            Self::Pert(law) => law.mean(),
            Self::Normal(law) => law.mean(),
            Self::Gamma(law) => law.mean(),
            Self::Uniform(law) => law.mean(),
            Self::Triangular(law) => law.mean(),
            Self::Choice(law) => law.mean(),
            Self::Truncated(law) => law.mean(),
        }
    }

    /// Smallest and largest possible value, infinite where there is none.
    pub fn support(&self) -> (f64, f64) {
        match self {
            Self::Constant(value) => (*value, *value),
            Self::Beta(_) => (0.0, 1.0),
            Self::Pert(law) => law.support(),
            Self::Normal(law) => law.support(),
            Self::Gamma(_) => (0.0, f64::INFINITY),
            Self::Uniform(law) => law.support(),
            Self::Triangular(law) => law.support(),
            Self::Choice(law) => law.support(),
            Self::Truncated(law) => law.support(),
        }
    }

    /// The probability at which the quantile function has a kink, if it has one.
    pub(super) fn kink(&self) -> Option<f64> {
        match self {
            Self::Normal(_) => Some(0.5),
            Self::Triangular(law) => Some(law.kink()),
            _ => None,
        }
    }

    /// The value, if there is only one.
    pub fn as_constant(&self) -> Option<f64> {
        match self.support() {
            (low, high) if low == high => Some(low),
            _ => None,
        }
    }

    /// The law of the values in `[low, high]` alone, and how much was cut off.
    ///
    /// `q'(u) = q(F(low) + u (F(high) - F(low)))`, so a greater u still means a greater value. If nothing
    /// lies inside, the share is 1 and the law is the constant at the nearer end.
    ///
    /// # Example
    /// ```
    /// # use flywheel::uncertain::Law;
    /// let cut = Law::uniform(-1.0, 9.0)?.cut(0.0, f64::INFINITY);
    /// assert!((cut.share - 0.1).abs() < 1e-15);
    /// assert!((cut.law.median() - 4.5).abs() < 1e-15);
    /// # Ok::<(), flywheel::uncertain::LawError>(())
    /// ```
    pub fn cut(self, low: f64, high: f64) -> Cut {
        let (smallest, largest) = self.support();
        if low <= smallest && largest <= high {
            return Cut { law: self, share: 0.0 };
        }
        if let Self::Choice(choice) = &self {
            return match choice.within(low, high) {
                Some((law, inside)) => Cut { law: Self::Choice(law), share: 1.0 - inside },
                None => self.nothing_left(low, high),
            };
        }
        match Truncated::cut(&self, low, high) {
            Some((law, share)) => Cut { law: Self::Truncated(law), share },
            None => self.nothing_left(low, high),
        }
    }

    fn nothing_left(&self, low: f64, high: f64) -> Cut {
        let nearest = self.median().max(low).min(high);
        Cut { law: Self::Constant(nearest), share: 1.0 }
    }
}

/// The constant law of points that are finite and all equal; `None` if they differ.
fn constant<const N: usize>(points: [f64; N]) -> Result<Option<Law>, LawError> {
    let points = finite(points)?;
    Ok(points.iter().all(|&x| x == points[0]).then_some(Law::Constant(points[0])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_points_are_a_constant() {
        for law in [
            Law::pert(3.0, 3.0, 3.0),
            Law::uniform(3.0, 3.0),
            Law::triangular(3.0, 3.0, 3.0),
            Law::interval(3.0, 3.0, Scale::Log),
            Law::factor_interval(3.0, 3.0),
            Law::three_quantiles(3.0, 3.0, 3.0, Scale::Plain),
        ] {
            assert_eq!(law, Ok(Law::Constant(3.0)));
        }
        assert_eq!(Law::data(&[4.0, 4.0]).unwrap().as_constant(), Some(4.0));
        assert!(Law::interval(0.0, 0.0, Scale::LogOdds).is_err());
        assert!(Law::uniform(f64::NAN, f64::NAN).is_err());
    }

    #[test]
    fn the_ends_of_a_factor_may_be_exchanged() {
        assert_eq!(Law::factor_interval(0.95, 0.8), Law::factor_interval(0.8, 0.95));
        assert!(Law::factor_interval(0.0, 0.8).is_err());
    }

    #[test]
    fn medians_are_where_the_families_say() {
        let near = |law: Result<Law, LawError>, median: f64| {
            let found = law.unwrap().median();
            assert!((found - median).abs() < 1e-14 * median.abs().max(1.0), "{found}, not {median}");
        };
        near(Law::normal(-3.0, 9.0), -3.0);
        near(Law::lognormal(5.0, 5.0), 5.0 / 2.0_f64.sqrt());
        near(Law::gamma(2.0, 2.0), 2.0 * libm::log(2.0));
        near(Law::beta(7.0, 7.0), 0.5);
        near(Law::pert(0.0, 5.0, 10.0), 5.0);
        near(Law::triangular(0.0, 8.0, 8.0), 8.0 / 2.0_f64.sqrt());
        near(Law::choice(&[(1.0, 1.0), (2.0, 3.0)]), 2.0);
        near(Law::data(&[1.0, 5.0, 3.0]), 3.0);
    }

    #[test]
    fn at_the_levels_zero_and_one_are_the_ends() {
        assert_eq!(Law::beta(2.0, 3.0).unwrap().quantile(0.0), 0.0);
        assert_eq!(Law::gamma(2.0, 3.0).unwrap().quantile(1.0), f64::INFINITY);
        assert_eq!(Law::pert(1.0, 2.0, 5.0).unwrap().quantile(1.0), 5.0);
        assert_eq!(Law::data(&[1.0, 5.0, 3.0]).unwrap().quantile(0.0), 1.0);
    }

    #[test]
    fn a_range_that_holds_everything_cuts_nothing() {
        let law = Law::beta(2.0, 3.0).unwrap();
        let cut = law.clone().cut(0.0, 1.0);
        assert_eq!((cut.law, cut.share), (law, 0.0));
    }
}
