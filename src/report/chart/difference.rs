//! Difference: which plan is ahead, and when?

use super::axis::TimeAxis;
use super::fan::FanSeries;
use crate::report::numbers::{Unit, When};

/// What other plans bring beyond a reference plan, future by future: the same inputs, the same luck.
///
/// All lists but the reference are per plan other than the reference, in one order.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Label of the plan that the others are compared with.
    pub reference: String,
    /// What is compared, in the report's language: "Profit since the start".
    pub outcome: String,
    /// Unit of the outcome: money or people.
    pub unit: Unit,
    pub time: TimeAxis,
    /// Outcome of the plan less that of the reference, cumulative for flows, by period from 0 to T. Label and
    /// colour are those of the plan.
    pub series: Vec<FanSeries>,
    /// Per plan, by period from 0 to T: share of the futures in which the plan is ahead of the reference.
    pub ahead: Vec<Vec<Option<f64>>>,
    /// Per plan: when it passes the reference to stay ahead; `None` if that is not known.
    pub crossover: Vec<Option<Crossover>>,
    /// Per plan: chance over the inputs that it is the better choice, luck aside (`better[plan over reference]`).
    pub better: Vec<Option<f64>>,
}

/// The first period from which a plan stays ahead to the end of the run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crossover {
    pub median: When,
    /// 5% and 95% quantiles; "later than T" ranks above every period.
    pub low: When,
    pub high: When,
    /// Share of the futures in which it comes within the run.
    pub share: f64,
}
