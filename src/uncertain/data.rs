//! Data: what was seen before may come again.
//!
//! The empirical law: each value of the list with the same probability. Its quantile function is the
//! inverse of the empirical distribution function (Hyndman & Fan 1996, *Sample quantiles in statistical
//! packages*, definition 1), so every draw is a value that was seen and the mean is the list's mean.

use super::choice::Choice;
use super::error::{LawError, finite};

impl Choice {
    /// The law that takes each of the values with the same probability.
    ///
    /// # Errors
    /// [`LawError`] if there is none, or one is not finite.
    ///
    /// # Example
    /// ```
    /// # use flywheel::uncertain::Choice;
    /// let orders = Choice::empirical(&[30.0, 10.0, 20.0, 20.0])?;
    /// assert_eq!(orders.quantile(0.6), 20.0);
    /// assert_eq!(orders.mean(), 20.0);
    /// # Ok::<(), flywheel::uncertain::LawError>(())
    /// ```
    pub fn empirical(values: &[f64]) -> Result<Self, LawError> {
        for &value in values {
            finite([value])?;
        }
        let weighted: Vec<_> = values.iter().map(|&value| (value, 1.0)).collect();
        Self::new(&weighted)
    }
}
