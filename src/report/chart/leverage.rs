//! Leverage: where should we push?

use crate::report::numbers::{Estimate, Unit};

/// What a little more on each lever of a plan is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Leverage {
    /// Label of the plan.
    pub plan: String,
    /// What is gained, in the report's language: "Net present value".
    pub outcome: String,
    pub unit: Unit,
    /// In any order: the chart ranks them.
    pub rows: Vec<LeverRow>,
    /// Levers that were not tried.
    pub left_out: usize,
}

/// A lever and what 10% more of it brings.
#[derive(Debug, Clone, PartialEq)]
pub struct LeverRow {
    /// As people call it: "Trial to paid", "Ads", "Invitations by advocates".
    pub label: String,
    pub kind: Lever,
    /// Gain of the outcome over the futures, paired.
    pub gain: Estimate,
}

/// What is pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lever {
    /// The chance to move from one stage to another.
    Transition,
    /// A channel's spend or people.
    Channel,
    /// How often customers invite, or how often that is accepted.
    Invitation,
    /// What customers pay.
    Price,
}
