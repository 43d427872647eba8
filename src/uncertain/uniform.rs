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
        if x >= self.high { 1.0 } else { ((x - self.low) / (self.high - self.low)).max(0.0) }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_may_not_be_exchanged_nor_too_far_apart() {
        assert!(Uniform::new(2.0, 1.0).is_err());
        assert!(Uniform::new(-1e308, 1e308).is_err());
        let law = Uniform::new(-1.0, 3.0).unwrap();
        assert_eq!([-2.0, -1.0, 0.0, 3.0, 4.0].map(|x| law.cdf(x)), [0.0, 0.0, 0.25, 1.0, 1.0]);
        assert_eq!(law.mean(), 1.0);
    }
}
