//! Counted: "20 of 1000", and several counts of one total.
//!
//! k of n: Beta(k + 1/2, n - k + 1/2), Jeffreys' posterior. Several categories of the same n: the
//! Dirichlet law with the counts + 1/2 each, the rest a category of its own. It is drawn by
//! stick-breaking (Connor & Mosimann 1969, *Concepts of independence for proportions*): with
//! independent sticks
//! `stick_i ~ Beta(α_i, α_(i+1) + ... + α_rest)`, share_i = stick_i (1 - stick_1) ... (1 - stick_(i-1)),
//! each stick an uncertain number of its own.

use super::beta::Beta;
use super::error::{LawError, finite, within};
use super::law::Law;

/// What Jeffreys' prior adds to a count.
const JEFFREYS: f64 = 0.5;

impl Law {
    /// What is known of a share after `k` successes in `n` trials: Beta(k + 1/2, n - k + 1/2).
    ///
    /// # Errors
    /// [`LawError`] unless `0 <= k <= n` and `0 < n <= 10^15`.
    ///
    /// # Example
    /// ```
    /// # use flywheel::uncertain::Law;
    /// let trial_to_paid = Law::counted(20.0, 1000.0)?;
    /// assert!((trial_to_paid.mean() - 20.5 / 1001.0).abs() < 1e-17);
    /// # Ok::<(), flywheel::uncertain::LawError>(())
    /// ```
    pub fn counted(k: f64, n: f64) -> Result<Self, LawError> {
        let rest = rest_of(&[k], n)?;
        Ok(Self::Beta(Beta::checked(k + JEFFREYS, rest + JEFFREYS)))
    }
}

/// The sticks of several counts out of one total, in the order of the counts.
///
/// `share_i = stick_i * (1 - stick_1) * ... * (1 - stick_(i-1))`; what all of them leave is the rest. If
/// the counts add up to the total there is no rest, and the last stick is the constant 1.
///
/// * `counts`: successes of each category, at least 0
/// * `total`: trials, at least the sum of the counts
///
/// # Errors
/// [`LawError`] if there is no count, one is negative, they exceed the total, the total is not
/// above 0 or exceeds 10^15, or a number is not finite.
///
/// # Example
/// ```
/// # use flywheel::uncertain::dirichlet_sticks;
/// let sticks = dirichlet_sticks(&[340.0, 660.0], 1000.0)?;
/// assert!((sticks[0].mean() - 340.5 / 1001.0).abs() < 1e-15);
/// assert_eq!(sticks[1].as_constant(), Some(1.0));
/// # Ok::<(), flywheel::uncertain::LawError>(())
/// ```
pub fn dirichlet_sticks(counts: &[f64], total: f64) -> Result<Vec<Law>, LawError> {
    let rest = rest_of(counts, total)?;
    let mut later = if rest > 0.0 { rest + JEFFREYS } else { 0.0 };
    let mut sticks = Vec::with_capacity(counts.len());
    for count in counts.iter().rev() {
        let alpha = count + JEFFREYS;
        sticks.push(if later > 0.0 { Law::Beta(Beta::checked(alpha, later)) } else { Law::Constant(1.0) });
        later += alpha;
    }
    sticks.reverse();
    Ok(sticks)
}

/// The share of each count alone, in the order of the counts: Beta with its α against that of all others.
///
/// # Errors
/// Like [`dirichlet_sticks`].
///
/// # Example
/// ```
/// # use flywheel::uncertain::dirichlet_shares;
/// let shares = dirichlet_shares(&[400.0, 300.0], 1000.0)?;
/// assert!((shares[1].mean() - 300.5 / 1001.5).abs() < 1e-15);
/// # Ok::<(), flywheel::uncertain::LawError>(())
/// ```
pub fn dirichlet_shares(counts: &[f64], total: f64) -> Result<Vec<Law>, LawError> {
    let rest = rest_of(counts, total)?;
    let sum = counts.iter().map(|count| count + JEFFREYS).sum::<f64>() + if rest > 0.0 { rest + JEFFREYS } else { 0.0 };
    let share = |count: &f64| {
        let (alpha, others) = (count + JEFFREYS, sum - (count + JEFFREYS));
        if others > 0.0 { Law::Beta(Beta::checked(alpha, others)) } else { Law::Constant(1.0) }
    };
    Ok(counts.iter().map(share).collect())
}

/// What the counts leave of the total.
fn rest_of(counts: &[f64], total: f64) -> Result<f64, LawError> {
    let total = within(total, 0.0, 1e15, "a number of trials")?;
    if counts.is_empty() {
        return Err(LawError::Empty);
    }
    for &count in counts {
        let [count] = finite([count])?;
        if count < 0.0 {
            return Err(LawError::NegativeCount { found: count });
        }
    }
    let sum: f64 = counts.iter().sum();
    let rest = total - sum;
    // Whole counts are exact; fractions (attributed successes) may miss the total by their rounding.
    if rest.abs() <= 1e-12 * total {
        Ok(0.0)
    } else if rest < 0.0 {
        Err(LawError::MoreThanTotal { count: sum, total })
    } else {
        Ok(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::stats::Moments;
    use crate::uncertain::{Points, Tabulated};

    #[test]
    fn a_count_is_jeffreys_posterior() {
        assert_eq!(Law::counted(20.0, 1000.0), Law::beta(20.5, 980.5));
        assert_eq!(Law::counted(0.0, 12.0), Law::beta(0.5, 12.5));
        assert_eq!(Law::counted(12.0, 12.0), Law::beta(12.5, 0.5));
    }

    #[test]
    fn counts_that_cannot_be_are_refused() {
        let message = |k, n| Law::counted(k, n).unwrap_err().to_string();
        assert_eq!(message(30.0, 20.0), "expected no more than the 20 that were counted, found 30");
        assert_eq!(message(-1.0, 20.0), "expected a count of 0 or more, found -1");
        assert_eq!(message(0.0, 0.0), "expected a number of trials above 0, found 0");
        assert!(dirichlet_sticks(&[], 20.0).is_err());
        assert!(dirichlet_sticks(&[15.0, 6.0], 20.0).is_err());
    }

    /// Shares of each category in independent draws, one column per category.
    fn draws(counts: &[f64], total: f64, n: u32) -> Vec<Vec<f64>> {
        let sticks: Vec<_> = dirichlet_sticks(counts, total).unwrap().iter().map(Tabulated::new).collect();
        let points: Vec<_> = (0..sticks.len()).map(|i| Points::random(7, &i.to_string())).collect();
        let mut columns = vec![Vec::new(); counts.len()];
        for replication in 0..n {
            let mut left = 1.0;
            for (i, column) in columns.iter_mut().enumerate() {
                let stick = sticks[i].at(points[i].at(replication));
                column.push(left * stick);
                left *= 1.0 - stick;
            }
        }
        columns
    }

    #[test]
    fn broken_sticks_have_the_means_and_covariances_of_the_dirichlet() {
        let n = 20_000;
        for (counts, total) in [(vec![30.0, 5.0, 15.0], 80.0), (vec![3.0, 0.0, 7.0], 10.0)] {
            let rest: f64 = total - counts.iter().sum::<f64>();
            let alpha: Vec<_> = counts.iter().map(|k| k + 0.5).collect();
            let sum = alpha.iter().sum::<f64>() + if rest > 0.0 { rest + 0.5 } else { 0.0 };
            let columns = draws(&counts, total, n);
            let covariance = |i: usize, j: usize| {
                let own = if i == j { alpha[i] * sum } else { 0.0 };
                (own - alpha[i] * alpha[j]) / (sum * sum * (sum + 1.0))
            };
            for i in 0..3 {
                let of_i = Moments::of(&columns[i]);
                let standard_error = (covariance(i, i) / f64::from(n)).sqrt();
                assert!((of_i.mean - alpha[i] / sum).abs() < 4.0 * standard_error, "mean of {i}");
                for j in 0..=i {
                    let mean_of_j = alpha[j] / sum;
                    let products: Vec<_> = columns[i]
                        .iter()
                        .zip(&columns[j])
                        .map(|(a, b)| (a - alpha[i] / sum) * (b - mean_of_j))
                        .collect();
                    let products = Moments::of(&products);
                    let off = products.mean - covariance(i, j);
                    assert!(off.abs() < 4.0 * products.standard_error(), "covariance of {i} and {j}");
                }
            }
        }
    }

    #[test]
    fn counts_that_add_up_leave_nothing() {
        let columns = draws(&[3.0, 0.0, 7.0], 10.0, 100);
        for replication in 0..100 {
            let total: f64 = columns.iter().map(|column| column[replication]).sum();
            assert!((total - 1.0).abs() < 1e-15);
        }
    }
}
