//! The scale of a field: where the middle between two of its values lies.

use super::error::{LawError, Numbers, finite};
use crate::base::math::exp;

/// The scale on which a judgement about a field is symmetric.
///
/// "5% to 9%" of a share has its middle at 6.7%, not at 7%: judgements about shares are symmetric on
/// log-odds, those about amounts on the logarithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scale {
    /// As it is: fields that may be negative (a lift, a margin).
    Plain,
    /// Natural logarithm: amounts, means, factors.
    Log,
    /// `ln(x / (1 - x))`: probabilities and shares.
    LogOdds,
}

impl Scale {
    /// The value on the scale; infinite or NaN outside of its range.
    ///
    /// # Example
    /// ```
    /// # use flywheel::uncertain::Scale;
    /// assert_eq!(Scale::LogOdds.position(0.5), 0.0);
    /// ```
    pub fn position(self, value: f64) -> f64 {
        match self {
            Self::Plain => value,
            Self::Log => libm::log(value),
            Self::LogOdds => libm::log(value) - libm::log1p(-value),
        }
    }

    /// The value at a position: the inverse of [`Scale::position`].
    #[inline(always)]
    pub fn value(self, position: f64) -> f64 {
        match self {
            Self::Plain => position,
            Self::Log => exp(position),
            Self::LogOdds => logistic(position),
        }
    }

    /// The positions of finite values, all of which must lie inside the scale's range.
    pub(super) fn positions<const N: usize>(self, values: [f64; N]) -> Result<[f64; N], LawError> {
        let values = finite(values)?;
        let found = || Numbers(values.to_vec());
        match self {
            Self::Log if values.iter().any(|&x| x <= 0.0) => Err(LawError::NotInsidePositive { found: found() }),
            Self::LogOdds if values.iter().any(|&x| x <= 0.0 || x >= 1.0) => {
                Err(LawError::NotInsideShares { found: found() })
            }
            _ => Ok(values.map(|x| self.position(x))),
        }
    }

    /// Smallest and largest value of the scale's range.
    pub(super) fn range(self) -> (f64, f64) {
        match self {
            Self::Plain => (f64::NEG_INFINITY, f64::INFINITY),
            Self::Log => (0.0, f64::INFINITY),
            Self::LogOdds => (0.0, 1.0),
        }
    }
}

/// The share whose log-odds are `y`: `1 / (1 + exp(-y))`.
///
/// Below -708, where a share would be less than 1e-307, it is 0.
#[inline(always)]
pub(super) fn logistic(y: f64) -> f64 {
    1.0 / (1.0 + exp(-y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_comes_back_from_its_position() {
        for (scale, values) in [
            (Scale::Plain, [-3.0, 0.0, 1e9]),
            (Scale::Log, [1e-12, 1.0, 3e11]),
            (Scale::LogOdds, [1e-12, 0.5, 0.999_999]),
        ] {
            for value in values {
                let back = scale.value(scale.position(value));
                // exp magnifies the rounding of its argument, here at most ln(1e12) = 28, 28-fold.
                assert!((back - value).abs() <= 64.0 * f64::EPSILON * value.abs(), "{value}: {back}");
            }
        }
    }
}
