//! How a figure follows from the series of a run.

use crate::model::{Bound, Discount, GoalTime};
use crate::program::RecordId;

/// A sum of recorded series with factors, perhaps added up over the periods so far.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Series {
    pub terms: Vec<(RecordId, f64)>,
    pub cumulated: bool,
    /// Whether what is booked on the people of period 0 belongs to it: money under `count_start`.
    pub opening: bool,
}

impl Series {
    /// One series as it is.
    pub fn one(record: RecordId) -> Series {
        Series::sum([record])
    }

    /// The sum of several.
    pub fn sum(records: impl IntoIterator<Item = RecordId>) -> Series {
        Series { terms: records.into_iter().map(|r| (r, 1.0)).collect(), ..Series::default() }
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

    /// So many times this.
    pub fn times(mut self, factor: f64) -> Series {
        self.terms.iter_mut().for_each(|(_, f)| *f *= factor);
        self
    }

    /// The running total of a flow; before period 1 what it opens with.
    pub fn cumulated(self) -> Series {
        Series { cumulated: true, ..self }
    }

    /// With what is booked at period 0, if `opening`.
    pub fn opening(self, opening: bool) -> Series {
        Series { opening, ..self }
    }
}

/// What a ratio is relative to.
#[derive(Debug, Clone, PartialEq)]
pub enum Base<S = Series> {
    /// A stock at the start of the period.
    Before(S),
    /// Another flow of the period.
    During(S),
    /// A stock at the end of the period.
    After(S),
}

/// How the adoption of a test is judged by what its lift truly was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Adopted, and better.
    Rightly,
    /// Adopted, and not better.
    Wrongly,
    /// Not adopted, but better.
    Missed,
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
    /// Relative change of a stock since so many periods before; absent while there is no such period.
    GrowthSince { stock: S, periods: u32 },
    /// Product over the last `periods` of (stock before + net) / stock before; absent until there are so many.
    Chained { stock: S, net: S, periods: u32 },
    /// Start plus a running total.
    Level { start: S, so_far: S },
    /// How far a running total ever falls below 0; at least 0. Whole run.
    DeepestNeed(S),
    /// First period from which a running total stays at or above 0 to the end. Whole run.
    BreakEven(S),
    /// First period at whose end start plus a running total is below 0. Whole run.
    RunsOut { start: S, so_far: S },
    /// Sum over the periods of flow / (1 + rate)^years, or flow exp(-rate years), and what is left at the end,
    /// discounted already. Whole run.
    PresentValue { flow: S, rate: S, discount: Discount, end: Option<S> },
    /// What was written down of the last period. Whole run.
    Last(S),
    /// Total of one flow relative to the total of another. Whole run.
    TotalRatio { flow: S, base: S },
    /// Periods that people were there to be counted on per person who left. Whole run.
    Stay { people: S, entries: S },
    /// Of those acquired in period `cohort`, the share that is a customer `age` periods later. Whole run.
    Cohort { customers: S, acquired: S, cohort: u32, age: u32 },
    /// The same of all cohorts that get so old within the run. Whole run.
    CohortsOfAge { customers: S, acquired: S, age: u32 },
    /// Rounds of a test, as (adopted, true lift), that earn this verdict. Whole run.
    Verdicts { rounds: Vec<(S, S)>, more_is_better: bool, verdict: Verdict },
    /// Whether a mark was set in any period. Whole run.
    Ever(S),
    /// Whether another figure keeps within a bound.
    Goal { figure: Box<Figure<S>>, when: GoalTime, bound: Bound },
}

impl<S> Figure<S> {
    /// Whether it has a value for every period (and not only for the whole run).
    pub fn is_by_period(&self) -> bool {
        match self {
            Figure::Stock(_)
            | Figure::Flow(_)
            | Figure::Ratio { .. }
            | Figure::Growth(_)
            | Figure::GrowthSince { .. }
            | Figure::Chained { .. }
            | Figure::Level { .. } => true,
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
            Figure::Ratio { flow, base } => Figure::Ratio { flow: name(flow), base: base.map(name) },
            Figure::Growth(s) => Figure::Growth(name(s)),
            Figure::GrowthSince { stock, periods } => Figure::GrowthSince { stock: name(stock), periods },
            Figure::Chained { stock, net, periods } => Figure::Chained { stock: name(stock), net: name(net), periods },
            Figure::Level { start, so_far } => Figure::Level { start: name(start), so_far: name(so_far) },
            Figure::DeepestNeed(s) => Figure::DeepestNeed(name(s)),
            Figure::BreakEven(s) => Figure::BreakEven(name(s)),
            Figure::RunsOut { start, so_far } => Figure::RunsOut { start: name(start), so_far: name(so_far) },
            Figure::PresentValue { flow, rate, discount, end } => {
                Figure::PresentValue { flow: name(flow), rate: name(rate), discount, end: end.map(name) }
            }
            Figure::Last(s) => Figure::Last(name(s)),
            Figure::TotalRatio { flow, base } => Figure::TotalRatio { flow: name(flow), base: name(base) },
            Figure::Stay { people, entries } => Figure::Stay { people: name(people), entries: name(entries) },
            Figure::Cohort { customers, acquired, cohort, age } => {
                Figure::Cohort { customers: name(customers), acquired: name(acquired), cohort, age }
            }
            Figure::CohortsOfAge { customers, acquired, age } => {
                Figure::CohortsOfAge { customers: name(customers), acquired: name(acquired), age }
            }
            Figure::Verdicts { rounds, more_is_better, verdict } => {
                let rounds = rounds.into_iter().map(|(adopted, lift)| (name(adopted), name(lift))).collect();
                Figure::Verdicts { rounds, more_is_better, verdict }
            }
            Figure::Ever(s) => Figure::Ever(name(s)),
            Figure::Goal { figure, when, bound } => Figure::Goal { figure: Box::new(figure.map(name)), when, bound },
        }
    }
}

impl<S> Base<S> {
    fn map<T>(self, name: &mut impl FnMut(S) -> T) -> Base<T> {
        match self {
            Base::Before(s) => Base::Before(name(s)),
            Base::During(s) => Base::During(name(s)),
            Base::After(s) => Base::After(name(s)),
        }
    }
}

impl Figure {
    /// Whether its periods begin with period 0: states do, and money that is booked at the start.
    pub fn has_period_0(&self) -> bool {
        self.is_stock() || matches!(self, Figure::Flow(series) if series.opening)
    }
}
