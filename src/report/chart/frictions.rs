//! Frictions: what does each drag cost us?

use crate::report::numbers::{Estimate, Unit};

/// What every friction of a plan costs.
#[derive(Debug, Clone, PartialEq)]
pub struct Frictions {
    /// Label of the plan.
    pub plan: String,
    /// Money: what would be gained without it. People: likewise. Percent: share of the wanted moves that it stops.
    pub unit: Unit,
    /// What is lost, in the report's language: "Net present value".
    pub outcome: String,
    /// In any order: the chart ranks them.
    pub rows: Vec<FrictionRow>,
    /// What would be gained without all of them, where that is known.
    pub together: Option<Estimate>,
}

/// A friction and its cost.
#[derive(Debug, Clone, PartialEq)]
pub struct FrictionRow {
    pub label: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Where it acts: labels of its transitions or stages.
    pub stage: String,
    /// Over the futures, in the unit of the outcome; positive where it is in the way.
    pub cost: Estimate,
}
