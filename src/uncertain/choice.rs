//! Choice: one of some values, each with its weight.
//!
//! `q(u)` is the first value, in rising order, whose cumulative share reaches u: the quantile function is
//! a staircase that never falls, so a greater u never means a smaller value. A list of data
//! ([`super::data`]) is a choice with equal weights.

use super::error::{LawError, Numbers, finite};

/// A discrete law.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Rising, without repetition.
    values: Vec<f64>,
    /// Probability of at most the value; the last is 1.
    cumulative: Vec<f64>,
}

impl Choice {
    /// The law that takes each value with a probability in proportion to its weight.
    ///
    /// * `weighted`: pairs of value and weight, in any order; equal values add their weights
    ///
    /// # Errors
    /// [`LawError`] if there is none, a number is not finite, a weight is negative, or all are zero.
    pub fn new(weighted: &[(f64, f64)]) -> Result<Self, LawError> {
        if weighted.is_empty() {
            return Err(LawError::Empty);
        }
        for &(value, weight) in weighted {
            finite([value, weight])?;
        }
        let total: f64 = weighted.iter().map(|&(_, weight)| weight).sum();
        if weighted.iter().any(|&(_, weight)| weight < 0.0) || total <= 0.0 {
            let weights = weighted.iter().map(|&(_, weight)| weight).collect();
            return Err(LawError::Weights { found: Numbers(weights) });
        }
        finite([total])?;
        Ok(Self::accumulate(weighted.to_vec()))
    }

    /// Sorts, joins equal values, drops weights of zero. The weights' total is finite and above 0.
    fn accumulate(mut weighted: Vec<(f64, f64)>) -> Self {
        weighted.retain(|&(_, weight)| weight > 0.0);
        weighted.sort_by(|a, b| a.0.total_cmp(&b.0));
        weighted.dedup_by(|later, earlier| {
            let equal = later.0 == earlier.0;
            if equal {
                earlier.1 += later.1;
            }
            equal
        });
        let total: f64 = weighted.iter().map(|&(_, weight)| weight).sum();
        let mut so_far = 0.0;
        let mut cumulative: Vec<f64> = weighted
            .iter()
            .map(|&(_, weight)| {
                so_far += weight;
                so_far / total
            })
            .collect();
        if let Some(last) = cumulative.last_mut() {
            *last = 1.0;
        }
        Self { values: weighted.iter().map(|&(value, _)| value).collect(), cumulative }
    }

    /// The value that is not exceeded with probability `u`, 0 < u < 1.
    ///
    /// # Example
    /// ```
    /// # use flywheel::uncertain::Choice;
    /// let months = Choice::new(&[(12.0, 1.0), (6.0, 3.0)])?;
    /// assert_eq!([0.1, 0.74, 0.76].map(|u| months.quantile(u)), [6.0, 6.0, 12.0]);
    /// # Ok::<(), flywheel::uncertain::LawError>(())
    /// ```
    pub fn quantile(&self, u: f64) -> f64 {
        let i = self.cumulative.partition_point(|&share| share < u);
        self.values[i.min(self.values.len() - 1)]
    }

    /// Probability of at most `x`.
    pub fn cdf(&self, x: f64) -> f64 {
        match self.values.partition_point(|&value| value <= x) {
            0 => 0.0,
            n_below => self.cumulative[n_below - 1],
        }
    }

    /// Mean, weighted.
    pub fn mean(&self) -> f64 {
        self.with_shares().map(|(value, share)| value * share).sum()
    }

    /// Values with their probabilities.
    fn with_shares(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let mut so_far = 0.0;
        self.values.iter().zip(&self.cumulative).map(move |(&value, &cumulative)| {
            let share = cumulative - so_far;
            so_far = cumulative;
            (value, share)
        })
    }

    /// The law of the values in `[low, high]`, if there are any, and their share.
    pub(super) fn within(&self, low: f64, high: f64) -> Option<(Self, f64)> {
        let inside: Vec<_> = self.with_shares().filter(|&(x, _)| (low..=high).contains(&x)).collect();
        if inside.is_empty() {
            return None;
        }
        if inside.len() == self.values.len() {
            return Some((self.clone(), 1.0));
        }
        let share = inside.iter().map(|&(_, share)| share).sum();
        Some((Self::accumulate(inside), share))
    }

    /// Smallest and largest value.
    pub fn support(&self) -> (f64, f64) {
        (self.values[0], self.values[self.values.len() - 1])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_repetition_make_no_difference() {
        let a = Choice::new(&[(3.0, 1.0), (1.0, 2.0), (3.0, 1.0), (2.0, 0.0)]).unwrap();
        let b = Choice::new(&[(1.0, 0.5), (3.0, 0.5)]).unwrap();
        assert_eq!(a, b);
        assert_eq!(a.mean(), 2.0);
        assert_eq!([0.9, 1.0, 2.9, 3.0].map(|x| a.cdf(x)), [0.0, 0.5, 0.5, 1.0]);
        assert_eq!([0.499, 0.5, 0.501].map(|u| a.quantile(u)), [1.0, 1.0, 3.0]);
    }

    #[test]
    fn weights_that_say_nothing_are_refused() {
        assert_eq!(Choice::new(&[]), Err(LawError::Empty));
        let message = Choice::new(&[(1.0, 2.0), (2.0, -1.0)]).unwrap_err().to_string();
        assert_eq!(message, "expected weights of 0 or more and one above 0, found 2 and -1");
        assert!(Choice::new(&[(1.0, 0.0)]).is_err());
    }
}
