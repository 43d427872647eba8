//! Momentum: what if we stop paying?

use super::axis::TimeAxis;
use super::fan::FanSeries;
use crate::report::numbers::{Estimate, When};

/// New customers when all paid spend stops, against going on, under the same luck.
///
/// All lists are per plan, in one order.
#[derive(Debug, Clone, PartialEq)]
pub struct Momentum {
    pub time: TimeAxis,
    /// First period without spend.
    pub stop: u32,
    /// New customers by period from 0 to T (none at 0), spend going on.
    pub going_on: Vec<FanSeries>,
    /// The same with the spend stopped.
    pub coasting: Vec<FanSeries>,
    /// `coast_half_life`, counted from the last paid period: `In(3)` is three periods after it. `LaterThan`
    /// the periods that are left if new customers do not halve in them; `None` without new customers.
    pub half_life: Vec<Option<When>>,
    /// Whether new customers do not fall for good after the stop: one customer brings at least one.
    pub turns_by_itself: Vec<bool>,
    /// Customers a year after the stop, as a share of those with the spend going on; `None` if the run ends
    /// before.
    pub remaining_after_a_year: Vec<Option<Estimate>>,
}
