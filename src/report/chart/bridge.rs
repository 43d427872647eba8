//! Bridge: which change brings what?

use crate::report::numbers::Unit;

/// From the base to a plan, change by change.
///
/// In means, which add up: base + effects + interactions = plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Bridge {
    /// What is counted, in the report's language: "Net present value".
    pub outcome: String,
    pub unit: Unit,
    /// Label and outcome of the plan that it starts from.
    pub base: (String, Part),
    /// Label and outcome of the plan that it ends at.
    pub plan: (String, Part),
    /// Index of that plan in the model: its colour.
    pub hue: usize,
    /// In the order of the plan: what is lost if this change alone is left out, under the same luck.
    pub changes: Vec<(String, Part)>,
    /// What the changes bring together beyond the sum of what each brings last; negative where they get in each
    /// other's way, or two each do what the other would.
    pub interactions: Part,
}

/// A part of a bridge: mean and range over the futures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    pub mean: f64,
    /// 5% and 95% quantiles.
    pub low: f64,
    pub high: f64,
}
