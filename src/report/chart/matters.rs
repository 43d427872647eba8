//! What matters: what should we find out first?

use crate::report::numbers::Unit;

/// How much of an outcome's uncertainty comes from each input, and what finding it out would be worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Matters {
    /// What is uncertain, in the report's language: "Net present value of Flywheel less that of Funnel".
    pub outcome: String,
    /// Of the worth of finding out: money, or people.
    pub unit: Unit,
    /// Per input, in any order: the chart ranks them.
    pub rows: Vec<MatterRow>,
    /// Share of the variance that is left when all inputs are known.
    pub luck: f64,
    /// Share of the variance that belongs to inputs together and to none alone.
    pub interactions: f64,
}

/// What one input does to the outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct MatterRow {
    /// The input as people call it.
    pub label: String,
    /// First-order share of the outcome's variance: `Var(E[outcome | input]) / Var(outcome)`.
    pub share: f64,
    /// Standard error of the share.
    pub se: f64,
    /// Value of finding it out before choosing (EVPPI); `None` where there is nothing to choose.
    pub worth: Option<FindingOut>,
}

/// What knowing an input is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FindingOut {
    /// In the unit of the outcome, minor units for money.
    pub mean: f64,
    /// Its standard error.
    pub se: f64,
}
