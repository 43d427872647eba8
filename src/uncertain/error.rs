//! What can be wrong with an uncertain number, in the words of whoever wrote it.

/// Why no law can be made of what was written.
///
/// The message carries no place; whoever has the span adds it. [`LawError::help`] says what to write
/// instead, where there is something to say.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LawError {
    /// NaN or infinite.
    #[error("expected a finite number, found {found}")]
    NotFinite { found: f64 },
    /// `what` must be above zero.
    #[error("expected {what} above 0, found {found}")]
    NotPositive { what: &'static str, found: f64 },
    /// `what` is so far out that nobody can mean it, and arithmetic ends.
    #[error("expected {what} between {low} and {high}, found {found}")]
    OutOfRange { what: &'static str, low: f64, high: f64, found: f64 },
    /// Points that must not fall, such as min, mode and max.
    #[error("expected {names}, found {found}")]
    Order { names: &'static str, found: Numbers },
    /// More successes than trials.
    #[error("expected no more than the {total} that were counted, found {count}")]
    MoreThanTotal { count: f64, total: f64 },
    /// Successes below zero.
    #[error("expected a count of 0 or more, found {found}")]
    NegativeCount { found: f64 },
    /// A share of 0% or 100% has no log-odds.
    #[error("expected shares above 0% and below 100%, found {found}")]
    NotInsideShares { found: Numbers },
    /// Zero or a negative number has no logarithm.
    #[error("expected numbers above 0, found {found}")]
    NotInsidePositive { found: Numbers },
    /// No value to choose from.
    #[error("expected at least one value, found none")]
    Empty,
    /// Weights must not be negative and must not all be zero.
    #[error("expected weights of 0 or more and one above 0, found {found}")]
    Weights { found: Numbers },
}

impl LawError {
    /// What to write instead, if there is an obvious answer.
    ///
    /// # Example
    /// ```
    /// use flywheel::uncertain::{Law, Scale};
    /// let error = Law::interval(0.0, 0.05, Scale::LogOdds).unwrap_err();
    /// assert_eq!(error.to_string(), "expected shares above 0% and below 100%, found 0 and 0.05");
    /// assert_eq!(error.help().unwrap(), "{ uniform = [0, 0.05] } takes its ends in");
    /// ```
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NotInsideShares { found } | Self::NotInsidePositive { found } => {
                let (first, last) = (found.0.first()?, found.0.last()?);
                Some(format!("{{ uniform = [{first}, {last}] }} takes its ends in"))
            }
            Self::NotPositive { what: "a standard deviation", .. } => {
                Some("for a number that is known, write it alone".to_owned())
            }
            Self::Order { found, .. } => {
                let mut sorted = found.0.clone();
                sorted.sort_by(f64::total_cmp);
                Some(format!("in order: {}", Numbers(sorted)))
            }
            _ => None,
        }
    }
}

/// Numbers of a message, listed as a sentence lists them: `1, 2 and 3`.
#[derive(Debug, Clone, PartialEq)]
pub struct Numbers(pub Vec<f64>);

impl std::fmt::Display for Numbers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, point) in self.0.iter().enumerate() {
            let joint = match i {
                0 => "",
                _ if i + 1 == self.0.len() => " and ",
                _ => ", ",
            };
            write!(f, "{joint}{point}")?;
        }
        Ok(())
    }
}

/// The numbers if all are finite.
pub(super) fn finite<const N: usize>(numbers: [f64; N]) -> Result<[f64; N], LawError> {
    match numbers.iter().find(|x| !x.is_finite()) {
        Some(&found) => Err(LawError::NotFinite { found }),
        None => Ok(numbers),
    }
}

/// The numbers if they are finite and never fall; `names` is the rule as the message states it.
pub(super) fn rising<const N: usize>(numbers: [f64; N], names: &'static str) -> Result<[f64; N], LawError> {
    let numbers = finite(numbers)?;
    if numbers.is_sorted() { Ok(numbers) } else { Err(LawError::Order { names, found: Numbers(numbers.to_vec()) }) }
}

/// The number if it is finite and above zero.
pub(super) fn positive(number: f64, what: &'static str) -> Result<f64, LawError> {
    let [number] = finite([number])?;
    if number > 0.0 { Ok(number) } else { Err(LawError::NotPositive { what, found: number }) }
}

/// The number if it lies in `[low, high]`.
pub(super) fn within(number: f64, low: f64, high: f64, what: &'static str) -> Result<f64, LawError> {
    let number = positive(number, what)?;
    if (low..=high).contains(&number) {
        Ok(number)
    } else {
        Err(LawError::OutOfRange { what, low, high, found: number })
    }
}
