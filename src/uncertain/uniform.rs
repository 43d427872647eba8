//! Uniform: only the ends are known, and they are certain.
//!
//! `q(u) = low + u (high - low)`.

use super::error::{LawError, rising};

/// Uniform law on `[low, high]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Uniform {
    low: f64,
    high: f64,
}

impl Uniform {
    /// The law on `[low, high]`.
    ///
    /// # Errors
    /// [`LawError`] unless both are finite, their distance too, and `low <= high`.
    pub fn new(low: f64, high: f64) -> Result<Self, LawError> {
        let [low, high] = rising([low, high], "the lower end first")?;
        super::error::finite([high - low])?;
        Ok(Self { low, high })
    }

    /// The value that is not exceeded with probability `u`.
    ///
    /// # Example
    /// ```
    /// # use flywheel::uncertain::Uniform;
    /// assert_eq!(Uniform::new(2.0, 6.0)?.quantile(0.25), 3.0);
    /// # Ok::<(), flywheel::uncertain::LawError>(())
    /// ```
    #[inline(always)]
    pub fn quantile(&self, u: f64) -> f64 {
        self.low + u * (self.high - self.low)
    }

    /// Probability of at most `x`.
    pub fn cdf(&self, x: f64) -> f64 {
        if x >= self.high {
            1.0
        } else {
            ((x - self.low) / (self.high - self.low)).max(0.0)
        }
    }

    /// The two ends.
    pub fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// `(low + high) / 2`.
    pub fn mean(&self) -> f64 {
        0.5 * self.low + 0.5 * self.high
    }
}
