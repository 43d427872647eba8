//! Time as a scenario counts it: steps, units, dates.
//!
//! 1 year = 4 quarters = 12 months = 365.25 days = 365.25 / 7 weeks, whatever the calendar says.

pub use jiff::civil::Date;

/// A unit of time: the length of a period, or what a rate is given per.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Step {
    /// Its length in years: 1/12 for a month, 7/365.25 for a week.
    pub fn years(self) -> f64 {
        match self {
            Step::Day => 1.0 / 365.25,
            Step::Week => 7.0 / 365.25,
            Step::Month => 1.0 / 12.0,
            Step::Quarter => 0.25,
            Step::Year => 1.0,
        }
    }
}
