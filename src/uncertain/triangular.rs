//! Triangular: ends and mode, joined by straight lines.
//!
//! With m = (mode - low) / (high - low): `q(u) = low + sqrt(u (high - low) (mode - low))` for u <= m,
//! else `high - sqrt((1 - u) (high - low) (high - mode))` (Kotz & van Dorp 2004, *Beyond beta*,
//! chapter 1).

use super::error::{LawError, finite, rising};

/// Triangular law.
#[derive(Debug, Clone, PartialEq)]
pub struct Triangular {
    low: f64,
    mode: f64,
    high: f64,
}

impl Triangular {
    /// The law on `[low, high]` with its highest density at `mode`.
    ///
    /// # Errors
    /// [`LawError`] unless all are finite, `low <= mode <= high` and `low < high`.
    pub fn new(low: f64, mode: f64, high: f64) -> Result<Self, LawError> {
        let [low, mode, high] = rising([low, mode, high], "min <= mode <= max")?;
        finite([(high - low) * (high - low)])?;
        super::error::positive(high - low, "max - min")?;
        Ok(Self { low, mode, high })
    }

    /// The value that is not exceeded with probability `u`.
    ///
    /// # Example
    /// ```
    /// # use flywheel::uncertain::Triangular;
    /// assert_eq!(Triangular::new(0.0, 1.0, 2.0)?.quantile(0.125), 0.5);
    /// # Ok::<(), flywheel::uncertain::LawError>(())
    /// ```
    #[inline(always)]
    pub fn quantile(&self, u: f64) -> f64 {
        let width = self.high - self.low;
        let rising = self.low + (u * width * (self.mode - self.low)).sqrt();
        let falling = self.high - ((1.0 - u) * width * (self.high - self.mode)).sqrt();
        if u * width <= self.mode - self.low { rising } else { falling }
    }

    /// Probability of at most `x`.
    pub fn cdf(&self, x: f64) -> f64 {
        let width = self.high - self.low;
        if x <= self.low {
            0.0
        } else if x >= self.high {
            1.0
        } else if x <= self.mode {
            (x - self.low) / width * ((x - self.low) / (self.mode - self.low))
        } else {
            1.0 - (self.high - x) / width * ((self.high - x) / (self.high - self.mode))
        }
    }

    /// The two ends.
    pub fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// `(low + mode + high) / 3`.
    pub fn mean(&self) -> f64 {
        self.low / 3.0 + self.mode / 3.0 + self.high / 3.0
    }

    /// Where the quantile function has a kink, as a probability.
    pub(super) fn kink(&self) -> f64 {
        (self.mode - self.low) / (self.high - self.low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cdf_undoes_the_quantile_also_with_the_mode_at_an_end() {
        for (low, mode, high) in [(1.0, 2.0, 5.0), (1.0, 1.0, 5.0), (1.0, 5.0, 5.0), (-3.0, -1.0, 0.0)] {
            let law = Triangular::new(low, mode, high).unwrap();
            for u in [1e-10, 0.1, 0.25, 0.5, 0.9, 1.0 - 1e-10] {
                assert!((law.cdf(law.quantile(u)) - u).abs() < 1e-14, "{low} {mode} {high} {u}");
            }
            assert_eq!((law.quantile(0.0), law.quantile(1.0)), (low, high));
        }
    }

    #[test]
    fn the_mode_divides_the_probability_as_it_divides_the_range() {
        let law = Triangular::new(1.0, 2.0, 5.0).unwrap();
        assert_eq!((law.cdf(2.0), law.quantile(0.25), law.kink()), (0.25, 2.0, 0.25));
        assert!((law.mean() - 8.0 / 3.0).abs() < 1e-15);
    }
}
