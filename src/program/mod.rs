//! How to run it: names gone, arrays and indices.
//!
//! [`compile()`] turns one plan of a [`crate::model::Model`] into a [`Program`]: *cells* of people, *rows*
//! that deal the people of a cell out over *exits*, *slots* for numbers, *flows* that count who took which
//! exit, and *records*, the series that a run writes down. The engine walks through these arrays, 16
//! replications side by side, and knows nothing else.
//!
//! A cell is the coarsest group of people whom the scenario treats alike: the stage, how long they have
//! been in it where that matters, whether they have been users or customers before, and, until they first
//! become customers, where they came from. All plans of a scenario have the same cells in the same order.

mod cells;
mod compile;
mod numbers;
pub mod person;

pub use cells::{Event, Standing};
pub use compile::compile;
pub use numbers::{Formula, Slot};

use crate::base::streams::Site;
use std::ops::Range;

/// Index of a cell of people.
pub type Cell = usize;

/// Index of a counter of movements.
pub type Flow = usize;

/// One plan, ready to run.
#[derive(Debug, Clone)]
pub struct Program {
    /// Number of periods T.
    pub periods: u32,
    /// Every number of the plan, each computed from earlier ones and the inputs.
    pub numbers: Vec<Formula>,
    /// Number of cells.
    pub cells: usize,
    /// People at period 0: cell and count.
    pub start: Vec<(Cell, f64)>,
    /// Sets of probabilities, one per stage that can be left.
    pub rates: Vec<Rates>,
    /// Per stage the first of its probabilities, one per transition out of it.
    pub probabilities_of: Vec<usize>,
    /// Number of conditional probabilities in all sets.
    pub probabilities: usize,
    /// Rows of the cells where people are at the start of a period.
    pub dwelling: Vec<Row>,
    /// Rows of the cells that are passed at once, in topological order.
    pub instant: Vec<Row>,
    pub exits: Vec<Exit>,
    /// Number of flows: first the arrivals of each source, then those of the exits.
    pub flows: usize,
    pub channels: Vec<Channel>,
    pub referrals: Vec<Referral>,
    /// Revenue lines, then cost lines.
    pub lines: Vec<Line>,
    /// The series that a run writes down.
    pub records: Vec<Record>,
    /// Where in `records` the series of the scenario's things are.
    pub index: Index,
    /// What a cell is, for analyses that look at single people.
    pub cell_facts: Vec<CellFacts>,
    /// What the movements of a flow mean.
    pub flow_events: Vec<Option<Event>>,
}

/// One cell in words that analyses understand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellFacts {
    /// Index of its stage in the plan.
    pub stage: usize,
    pub role: crate::model::Role,
    pub instant: bool,
    pub standing: Standing,
    /// The first cell whose people are treated in the same way: they differ only in where they came from.
    pub like: Cell,
}

/// How the probabilities out of a stage follow from numbers.
///
/// Yields `exits` conditional probabilities from `first` on: the chance of the j-th exit for those who
/// took none before it.
#[derive(Debug, Clone)]
pub struct Rates {
    pub law: LeavingLaw,
    pub first: usize,
    pub exits: usize,
}

/// See [`crate::model::Leaving`]; here exits are counted from 0 in the order of the stage's transitions.
#[derive(Debug, Clone)]
pub enum LeavingLaw {
    /// Per group: the length of a step in the group's unit, and (exit, probability per unit).
    Hazards(Vec<(f64, Vec<(usize, Slot)>)>),
    /// The share `min(1, 1 / mean)` decides; `None` is the rest.
    Decide { mean_steps: Option<Slot>, shares: Vec<(usize, Option<Slot>)> },
}

/// The people of one cell and how they are dealt out in a period.
#[derive(Debug, Clone)]
pub struct Row {
    pub cell: Cell,
    /// Address of its draws, with `class` (steps since entry, where that matters).
    pub site: Site,
    pub class: u16,
    /// Exits in the order of the stage's transitions.
    pub exits: Range<usize>,
    /// The conditional probability of the first exit; those of the others follow it.
    pub probabilities: usize,
    /// Where those go who take none: they stay, grow one step older, or (instant) take the `else`.
    pub rest: Exit,
}

/// One way out of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exit {
    /// `None`: gone for good.
    pub to: Option<Cell>,
    /// `None`: not counted (staying).
    pub flow: Option<Flow>,
}

/// A source of people from outside.
#[derive(Debug, Clone)]
pub struct Channel {
    pub site: Site,
    pub to: Cell,
    pub flow: Flow,
    /// Mean arrivals per step.
    pub mean: Slot,
    /// Money spent per step, in minor units.
    pub spend: Slot,
    pub variation: Variation,
}

/// How a period's arrivals vary around their mean.
#[derive(Debug, Clone, Copy)]
pub enum Variation {
    Poisson,
    /// The mean itself, the fraction of a person drawn.
    Fixed,
    /// Gamma-Poisson with this shape per step.
    Gamma {
        shape: Slot,
    },
}

/// People who invite others.
#[derive(Debug, Clone)]
pub struct Referral {
    pub site: Site,
    /// Per inviting stage: its cells and the mean number of invitations per person and step.
    pub from: Vec<(Vec<Cell>, Slot)>,
    /// Shape of one inviter's gamma, `1 / spread^2`.
    pub shape: Option<Slot>,
    /// Chance of acceptance, as a set of one probability; `None`: always accepted.
    pub accept: Option<usize>,
    /// Conditional shares of those who come after 0, 1, 2, ... steps (the last one takes who is left).
    pub delay: Range<usize>,
    /// First of its places in the pipeline of accepted invitations, one per delay.
    pub pipeline: usize,
    pub to: Cell,
    pub flow: Flow,
    /// Paid per arrival, in minor units.
    pub reward: Slot,
}

/// A line of revenue or cost.
#[derive(Debug, Clone)]
pub struct Line {
    pub site: Site,
    pub per: Per,
    /// Amount in minor units.
    pub each: Slot,
    /// Shape of one amount's gamma, `1 / spread^2`; `None`: always `each`.
    pub shape: Option<Slot>,
    /// Share that is gross margin; `None` for costs.
    pub margin: Option<Slot>,
}

/// What an amount is booked for.
#[derive(Debug, Clone)]
pub enum Per {
    People(Vec<Cell>),
    Flows(Vec<Flow>),
    Step,
}

/// One series that a run writes down, in whole people or minor units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// People in these cells at the end of the period.
    People(Vec<Cell>),
    /// Movements in the period.
    Flows(Vec<Flow>),
    /// Everybody who ever left for good.
    Exited(Vec<Flow>),
    /// Accepted invitations that have not arrived yet.
    UnderWay(usize),
    Invitations(usize),
    Accepted(usize),
    Spend(usize),
    /// Amount of a line.
    Amount(usize),
    /// Gross margin of a line.
    Margin(usize),
    Reward(usize),
    /// A number of the plan, the same in every period.
    Number(Slot),
    /// 1 if some probabilities in force had to be scaled because they added up to more than 1.
    Scaled,
    /// 1 if a count went beyond [`crate::base::counts::LARGEST_COUNT`] in this period and was held there.
    Crowded,
}

impl Record {
    /// Whether it is the state at the end of a period (and so exists at period 0), not a flow.
    pub fn is_stock(&self) -> bool {
        matches!(self, Record::People(_) | Record::Exited(_) | Record::UnderWay(_) | Record::Number(_))
    }
}

/// Index of a series in [`Program::records`].
pub type RecordId = usize;

/// Where the series of the scenario's things are in [`Program::records`].
///
/// Sources are the channels, then the referrals.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index {
    /// Per stage; `None` for instant ones.
    pub people: Vec<Option<RecordId>>,
    pub exited: RecordId,
    /// Per referral.
    pub under_way: Vec<RecordId>,
    pub invitations: Vec<RecordId>,
    pub accepted: Vec<RecordId>,
    pub reward: Vec<RecordId>,
    /// Per transition.
    pub transitions: Vec<RecordId>,
    /// Per stage: those who took the `else` of an instant stage.
    pub otherwise: Vec<Option<RecordId>>,
    /// Per stage: entries by transitions, `else` and from outside.
    pub entries: Vec<RecordId>,
    /// Per stage whose people all decide on a fixed date: those who decided.
    pub decided: Vec<Option<RecordId>>,
    /// Per source.
    pub arrivals: Vec<RecordId>,
    pub new_customers_from: Vec<RecordId>,
    /// Per stage: those who become customers for the first time by entering it.
    pub acquired_in: Vec<RecordId>,
    /// Per [`Event`], in the order of [`Event::ALL`].
    pub events: Vec<RecordId>,
    /// Per channel.
    pub spend: Vec<RecordId>,
    /// Per revenue line.
    pub revenue: Vec<RecordId>,
    pub margin: Vec<RecordId>,
    /// Per cost line.
    pub cost: Vec<RecordId>,
    /// Money in the bank at the start.
    pub cash: RecordId,
    /// Effective discount rate per year.
    pub discount_per_year: RecordId,
    pub scaled: RecordId,
    pub crowded: RecordId,
}
