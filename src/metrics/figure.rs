//! How a figure follows from the series of a run.

use crate::model::{Bound, GoalTime};
use crate::program::RecordId;

/// A sum of recorded series with signs, perhaps added up over the periods so far.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Series {
    pub terms: Vec<(RecordId, f64)>,
    pub cumulated: bool,
}

impl Series {
    /// One series as it is.
    pub fn one(record: RecordId) -> Series {
        Series::sum([record])
    }

    /// The sum of several.
    pub fn sum(records: impl IntoIterator<Item = RecordId>) -> Series {
        Series { terms: records.into_iter().map(|r| (r, 1.0)).collect(), cumulated: false }
    }

    /// This and another one.
    pub fn plus(mut self, other: &Series) -> Series {
        self.terms.extend(&other.terms);
        self
    }

    /// This less another one.
    pub fn minus(mut self, other: &Series) -> Series {
        self.terms.extend(other.terms.iter().map(|&(r, sign)| (r, -sign)));
        self
    }

    /// The running total of a flow; 0 at period 0.
    pub fn cumulated(self) -> Series {
        Series { cumulated: true, ..self }
    }
}

/// What a ratio is relative to.
#[derive(Debug, Clone, PartialEq)]
pub enum Base<S = Series> {
    /// A stock at the start of the period.
    Before(S),
    /// Another flow of the period.
    During(S),
}

/// One figure per replication and period, or per replication; `S` is how a series is named.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure<S = Series> {
    /// State at the end of a period; of a quarter or year, at its end.
    Stock(S),
    /// What happened in a period; of a quarter or year, the sum.
    Flow(S),
    /// A flow relative to something; over several periods the ratio of the sums.
    Ratio { flow: S, base: Base<S> },
    /// Relative change of a stock over the period.
    Growth(S),
    /// Start plus a running total.
    Level { start: S, so_far: S },
    /// How far a running total ever falls below 0; at least 0. Whole run.
    DeepestNeed(S),
    /// First period from which a running total stays at or above 0 to the end. Whole run.
    BreakEven(S),
    /// First period at whose end start plus a running total is below 0. Whole run.
    RunsOut { start: S, so_far: S },
    /// Sum over the periods of flow / (1 + rate)^years. Whole run.
    PresentValue { flow: S, rate: S },
    /// Total of one flow relative to the total of another. Whole run.
    TotalRatio { flow: S, base: S },
    /// Whether a mark was set in any period. Whole run.
    Ever(S),
    /// Whether another figure keeps within a bound.
    Goal { figure: Box<Figure<S>>, when: GoalTime, bound: Bound },
}

impl<S> Figure<S> {
    /// Whether it has a value for every period (and not only for the whole run).
    pub fn is_by_period(&self) -> bool {
        match self {
            Figure::Stock(_) | Figure::Flow(_) | Figure::Ratio { .. } | Figure::Growth(_) | Figure::Level { .. } => {
                true
            }
            Figure::Goal { when, .. } => matches!(when, GoalTime::At(_)),
            _ => false,
        }
    }

    /// Whether it is a state at a point in time: its figure for a run is the one at the horizon.
    pub fn is_stock(&self) -> bool {
        matches!(self, Figure::Stock(_) | Figure::Level { .. })
    }

    /// The same figure over series with other names.
    pub fn map<T>(self, name: &mut impl FnMut(S) -> T) -> Figure<T> {
        match self {
            Figure::Stock(s) => Figure::Stock(name(s)),
            Figure::Flow(s) => Figure::Flow(name(s)),
            Figure::Ratio { flow, base: Base::Before(b) } => {
                Figure::Ratio { flow: name(flow), base: Base::Before(name(b)) }
            }
            Figure::Ratio { flow, base: Base::During(b) } => {
                Figure::Ratio { flow: name(flow), base: Base::During(name(b)) }
            }
            Figure::Growth(s) => Figure::Growth(name(s)),
            Figure::Level { start, so_far } => Figure::Level { start: name(start), so_far: name(so_far) },
            Figure::DeepestNeed(s) => Figure::DeepestNeed(name(s)),
            Figure::BreakEven(s) => Figure::BreakEven(name(s)),
            Figure::RunsOut { start, so_far } => Figure::RunsOut { start: name(start), so_far: name(so_far) },
            Figure::PresentValue { flow, rate } => Figure::PresentValue { flow: name(flow), rate: name(rate) },
            Figure::TotalRatio { flow, base } => Figure::TotalRatio { flow: name(flow), base: name(base) },
            Figure::Ever(s) => Figure::Ever(name(s)),
            Figure::Goal { figure, when, bound } => Figure::Goal { figure: Box::new(figure.map(name)), when, bound },
        }
    }
}
