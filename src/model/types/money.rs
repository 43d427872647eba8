//! Lines of money, and how it is counted and discounted.

use super::{ChannelId, Number, StageId, TransitionId};

/// How money and person-time are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accounting {
    pub count: Count,
    pub discount: Discount,
    /// Whether the people of period 0 are booked too, undiscounted.
    pub count_start: bool,
}

/// On whom the money per period is booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Count {
    /// Those present at the end of the period.
    #[default]
    End,
    /// Those present at its start.
    Start,
    /// The mean of both: the half-cycle correction.
    Mid,
}

/// How later money is discounted, with r a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Discount {
    /// `1 / (1 + r)^years` at the end of the period.
    #[default]
    Annual,
    /// `exp(-r years)` at the end of the period.
    Continuous,
}

/// What those are worth who are there when the run ends.
#[derive(Debug, Clone, PartialEq)]
pub struct EndValue {
    pub of: EndWorth,
    /// How many periods after the run count at most.
    pub at_most: Option<u32>,
    /// Whether the author says so; else it is the default.
    pub is_written: bool,
}

/// Of whom something is expected after the run.
#[derive(Debug, Clone, PartialEq)]
pub enum EndWorth {
    /// Nothing counts that comes after the run.
    Nothing,
    /// Whoever is there or on the way.
    Customers,
    /// The same, and those whom they bring.
    WithReferrals,
    /// So much for each customer, in minor units.
    Each(Number),
}

/// A line of revenue or of cost.
#[derive(Debug, Clone)]
pub struct MoneyLine {
    pub id: String,
    pub label: String,
    /// Its amount, in minor units, each time (per step for people and `Fixed`), is in [`super::Behaviour::revenue`] and
    /// [`super::Behaviour::costs`]; of `Fixed`, and as a share of `Revenue`, in those of the first kind.
    pub per: Per,
    /// Mean number of times per person and step (purchases), Poisson; `None`: once a step.
    pub times: Option<Number>,
    /// Coefficient of variation of one amount, drawn anew each time; `None`: always the mean.
    pub spread: Option<Number>,
    /// Share of it that is gross margin (revenue only; 1 for costs).
    pub margin: Number,
    /// Whether it is part of monthly recurring revenue.
    pub recurring: bool,
    /// `None`: acquisition for arrivals, for passages before the first acquisition and for people in prospect
    /// stages; overhead if fixed; else service.
    pub counts_as: Option<CountsAs>,
    /// On whom it is booked, if per person and step.
    pub count: Count,
}

/// What a cost is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountsAs {
    /// Winning customers.
    Acquisition,
    /// Serving them.
    Service,
    /// Neither.
    Overhead,
}

/// What an amount is booked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Per {
    /// Each person in these stages at the end of each period; `each` is per step. A stage once.
    Person(Vec<StageId>),
    /// Each passage on these transitions.
    Passage(Vec<TransitionId>),
    /// Each entry into these stages, by a transition, through `else`, or from outside.
    Entry(Vec<StageId>),
    /// Each arrival from these channels.
    Arrival(Vec<ChannelId>),
    /// Once per step, whoever is there.
    Fixed,
    /// A share of the period's revenue.
    Revenue,
}
