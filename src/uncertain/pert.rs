//! PERT: an expert's three points.
//!
//! A beta law stretched over `[min, max]` with exponents `a = 1 + λ (mode - min) / (max - min)` and
//! `b = 1 + λ (max - mode) / (max - min)`, λ = 4, so that the mean is (min + 4 mode + max) / 6
//! (Malcolm, Roseboom, Clark & Fazar 1959, *Application of a technique for research and development
//! program evaluation*; Vose 2008, *Risk analysis*, for the general λ).

use super::beta::Beta;
use super::error::{LawError, finite, positive, rising};

/// Weight of the mode against each of the ends.
const LAMBDA: f64 = 4.0;

/// A beta law stretched over `[min, max]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Pert {
    pub(super) min: f64,
    pub(super) width: f64,
    pub(super) beta: Beta,
}

impl Pert {
    /// The law with ends `min` and `max` and the highest density at `mode`.
    ///
    /// # Errors
    /// [`LawError`] unless all are finite, `min <= mode <= max` and `min < max`.
    pub fn new(min: f64, mode: f64, max: f64) -> Result<Self, LawError> {
        let [min, mode, max] = rising([min, mode, max], "min <= mode <= max")?;
        let [width] = finite([max - min])?;
        positive(width, "max - min")?;
        let beta = Beta::checked(1.0 + LAMBDA * ((mode - min) / width), 1.0 + LAMBDA * ((max - mode) / width));
        Ok(Self { min, width, beta })
    }

    /// The value that is not exceeded with probability `u`, 0 < u < 1.
    ///
    /// # Example
    /// ```
    /// # use flywheel::uncertain::Pert;
    /// // Symmetric: the median is the mode.
    /// assert!((Pert::new(2.0, 3.0, 4.0)?.quantile(0.5) - 3.0).abs() < 1e-14);
    /// # Ok::<(), flywheel::uncertain::LawError>(())
    /// ```
    pub fn quantile(&self, u: f64) -> f64 {
        self.min + self.width * self.beta.quantile(u)
    }

    /// Probability of at most `x`.
    pub fn cdf(&self, x: f64) -> f64 {
        self.beta.cdf((x - self.min) / self.width)
    }

    /// `min` and `max`.
    pub fn support(&self) -> (f64, f64) {
        (self.min, self.min + self.width)
    }

    /// `(min + 4 mode + max) / 6`.
    pub fn mean(&self) -> f64 {
        self.min + self.width * self.beta.mean()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{Beta as Oracle, ContinuousCDF};

    #[test]
    fn it_is_the_stretched_beta_of_the_three_points() {
        // a = 1 + 4 * 2/8 = 2, b = 1 + 4 * 6/8 = 4
        let (law, oracle) = (Pert::new(2.0, 4.0, 10.0).unwrap(), Oracle::new(2.0, 4.0).unwrap());
        for x in [2.5, 4.0, 7.0, 9.0] {
            assert!((law.cdf(x) - oracle.cdf((x - 2.0) / 8.0)).abs() < 1e-12, "{x}");
            assert!((law.quantile(law.cdf(x)) - x).abs() < 1e-13 * x, "{x}");
        }
        assert!((law.mean() - (2.0 + 4.0 * 4.0 + 10.0) / 6.0).abs() < 1e-15);
    }

    #[test]
    fn a_mode_outside_of_the_range_is_refused() {
        let message = Pert::new(2.0, 1.0, 3.0).unwrap_err().to_string();
        assert_eq!(message, "expected min <= mode <= max, found 2, 1 and 3");
        assert!(Pert::new(0.0, 0.0, 3.0).is_ok());
        assert!(Pert::new(-1e308, 0.0, 1e308).is_err());
    }
}
