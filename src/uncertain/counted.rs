//! Counted: "20 of 1000", and several counts of one total.
//!
//! k of n: Beta(k + 1/2, n - k + 1/2), Jeffreys' posterior. Several categories of the same n: the
//! Dirichlet law with the counts + 1/2 each, the rest a category of its own. It is drawn by
//! stick-breaking (Connor & Mosimann 1969, *Concepts of independence for proportions*): with
//! independent sticks
//! `stick_i ~ Beta(α_i, α_(i+1) + ... + α_rest)`, share_i = stick_i (1 - stick_1) ... (1 - stick_(i-1)),
//! each stick an uncertain number of its own.

use super::beta::Beta;
use super::error::{LawError, finite, positive};
use super::law::Law;

/// What Jeffreys' prior adds to a count.
const JEFFREYS: f64 = 0.5;

impl Law {
    /// What is known of a share after `k` successes in `n` trials: Beta(k + 1/2, n - k + 1/2).
    ///
    /// # Errors
    /// [`LawError`] unless `0 <= k <= n`, `n > 0`, both finite.
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
/// [`LawError`] if there is no count, one is negative, they exceed the total, or a number is not finite.
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
        sticks.push(if later > 0.0 {
            Law::Beta(Beta::checked(alpha, later))
        } else {
            Law::Constant(1.0)
        });
        later += alpha;
    }
    sticks.reverse();
    Ok(sticks)
}

/// What the counts leave of the total.
fn rest_of(counts: &[f64], total: f64) -> Result<f64, LawError> {
    let total = positive(total, "a number of trials")?;
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
