//! What the user wants to reach.

/// Something the user wants to reach.
#[derive(Debug, Clone)]
pub struct Goal {
    pub id: String,
    pub label: String,
    /// Metric id as in the registry: `customers`, `people[trial + customer]`, `revenue`.
    pub metric: String,
    pub when: GoalTime,
    pub bound: Bound,
}

/// When a goal is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoalTime {
    /// At the end of this period (1..=T).
    At(u32),
    /// Summed over these periods, both included.
    Over { first: u32, last: u32 },
}

/// What a goal asks for, in the metric's own unit (people; minor units of money; shares).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    AtLeast(f64),
    AtMost(f64),
}
