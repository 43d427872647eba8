//! How to run it: names gone, arrays and indices.
//!
//! [`compile()`] turns one plan of a [`crate::model::Model`] into a [`Program`]: *cells* of people, *rows*
//! that deal the people of a cell out over *exits*, *slots* for numbers, *flows* that count who took which
//! exit, and *records*, the series that a run writes down. The engine walks through these arrays, 16
//! replications side by side, and knows nothing else.
//!
//! A cell is the coarsest group of people whom the scenario treats alike: stage and segment, how long they
//! have been there and a customer where that matters, whether they have been users or customers before, and,
//! as long as that matters, where they came from. All plans of a scenario have the same cells in the same
//! order.
//!
//! What happens in time is in the numbers: a slot whose formula depends on the period or on how the future
//! goes *moves*, and what follows from it is computed again when it has changed.

mod cells;
mod compile;
mod end;
mod numbers;
pub mod person;
mod variant;
pub mod worth;

pub use cells::{Event, Standing};
pub use compile::{TailOf, compile, compile_for_ever};
pub use numbers::{Fitted, Formula, Slot, Tail};
pub use variant::{Variant, altered, compile_variant, is_paid_for};

use crate::base::streams::Site;
use crate::model::{Accounting, Count, CountsAs};
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
    pub accounting: Accounting,
    /// Every number of the plan, each computed from earlier ones, the inputs, the period and the signals.
    pub numbers: Vec<Formula>,
    /// The slots that may change from period to period, ascending.
    pub moving: Vec<Slot>,
    /// Values by period that formulas refer to.
    pub series: Vec<crate::model::Series>,
    pub events: Vec<Happening>,
    /// What stands on its own, with people as cells and numbers as slots.
    pub mechanisms: Vec<Mechanism>,
    pub market: Option<Slot>,
    /// Number of cells.
    pub cells: usize,
    /// The program of the time before the start, if it is not this one: who is there in period 0, and what they pay.
    pub past: Option<std::sync::Arc<Program>>,
    pub starts: Vec<Start>,
    /// Per cell, whether as many are in it at period 0 as the sources keep there; empty if none is of that kind.
    pub settled: Vec<bool>,
    /// Sets of probabilities, one per stage that can be left and kind of people who leave it differently.
    pub rates: Vec<Rates>,
    /// Per stage the first of the probabilities of its first kind of people, one per transition out of it.
    pub probabilities_of: Vec<usize>,
    /// Number of probabilities in all sets.
    pub probabilities: usize,
    /// Addresses of the noises on probabilities.
    pub noises: Vec<Site>,
    /// Rows of the cells where people are at the start of a period.
    pub dwelling: Vec<Row>,
    /// Rows of the cells that are passed at once, stage by stage in topological order.
    pub instant: Vec<Vec<Row>>,
    pub exits: Vec<Exit>,
    /// Number of flows.
    pub flows: usize,
    pub channels: Vec<Channel>,
    pub referrals: Vec<Referral>,
    pub capacities: Vec<Capacity>,
    pub tests: Vec<Test>,
    pub initiatives: Vec<Initiative>,
    /// Revenue lines, then cost lines.
    pub lines: Vec<Line>,
    pub recurring: Recurring,
    /// The series that a run writes down.
    pub records: Vec<Record>,
    /// Where in `records` the series of the scenario's things are.
    pub index: Index,
    /// What a cell is, for analyses that look at single people.
    pub cell_facts: Vec<CellFacts>,
    /// What the movements of a flow mean.
    pub flow_events: Vec<Option<Event>>,
    /// The cell in which those land who became customers by a flow.
    pub flow_lands: Vec<Option<Cell>>,
    /// What those are worth who are there when the run ends; `None`: that is not asked.
    pub end: Option<End>,
}

/// What those are worth who are there when the run ends.
#[derive(Debug, Clone)]
pub struct End {
    /// How people go on after the run ([`compile_for_ever`]).
    pub chain: person::Chain,
    /// Per cell the state of the chain that its people are in; of instant cells, where nobody is then, 0.
    pub state_of: Vec<usize>,
    /// Per referral and of it per segment, the cells of its people who were not acquired yet: they are still paid for.
    pub unpaid: Vec<(usize, Vec<Cell>)>,
    /// Cells of customers.
    pub customers: Vec<Cell>,
    /// How many periods after the run count at most.
    pub at_most: Option<u32>,
    /// What is reckoned, in the order of [`Index::end_values`].
    pub reckoned: Vec<Reckoned>,
    /// Effective discount rate per year.
    pub rate: Slot,
    pub years_per_step: f64,
}

/// One way to reckon an end value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reckoned {
    /// What is expected of those who are there or on the way.
    Alone,
    /// The same, and of those whom they bring.
    WithReferrals,
    /// So much for each customer, in minor units.
    Each(Slot),
}

/// One cell in words that analyses understand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellFacts {
    /// Index of its stage in the plan.
    pub stage: usize,
    pub role: crate::model::Role,
    pub instant: bool,
    pub standing: Standing,
    pub segment: usize,
    /// Index into the plan's kinds of people.
    pub kind: usize,
    /// Channel or referral that brought them, as long as it matters.
    pub source: Option<usize>,
    /// Classes of the number of steps since entry and since the first acquisition.
    pub age: u32,
    pub tenure: u32,
    /// The first cell whose people are treated in the same way: they differ only in where they came from.
    pub like: Cell,
}

/// The people of one stage at period 0.
///
/// They are dealt out in whole people by largest remainder: over the segments by their shares, and within each segment
/// over its cells in proportion to `age * tenure`.
#[derive(Debug, Clone)]
pub struct Start {
    pub people: f64,
    pub segments: Vec<StartSegment>,
}

/// The people of one stage and segment at period 0.
#[derive(Debug, Clone)]
pub struct StartSegment {
    pub share: Slot,
    pub groups: Vec<StartGroup>,
}

/// One cell of a stage and segment at period 0 and its weight.
#[derive(Debug, Clone)]
pub struct StartGroup {
    pub cell: Cell,
    pub age: StartWeight,
    pub tenure: StartWeight,
}

/// How many of a stage's people are in a class of age or tenure at the start.
#[derive(Debug, Clone)]
pub enum StartWeight {
    Fixed(f64),
    /// The chance of still being here in this class: stayed through the classes before it. Of each of those
    /// its set of probabilities (index into [`Program::rates`]); `last`: the class holds on for ever, and
    /// has everybody who is older too.
    Settled {
        through: Vec<usize>,
        last: Option<usize>,
    },
}

/// An event: whether it is on is a signal.
#[derive(Debug, Clone)]
pub struct Happening {
    pub coming: Coming,
    /// Periods in which it may start, both included.
    pub first: u32,
    pub last: u32,
    /// How many periods it stays; `None`: for good.
    pub lasts: Option<u32>,
}

/// See [`crate::model::Coming`].
#[derive(Debug, Clone)]
pub enum Coming {
    Once { comes: Slot, when: Slot },
    Recurring { per_unit: Slot, units_per_step: f64, first: Slot },
}

/// See [`crate::model::Mechanism`]; the files of its kind in the engine know what its parts are for.
#[derive(Debug, Clone)]
pub struct Mechanism {
    pub kind: &'static str,
    /// Address of its draws.
    pub site: Site,
    /// By key, the cells of its people.
    pub people: Vec<(&'static str, Vec<Cell>)>,
    pub numbers: Vec<(&'static str, Slot)>,
}

impl Mechanism {
    /// The cells of the people under a key.
    ///
    /// # Panics
    /// If its kind has no such key: whoever asks has misspelled it.
    pub fn cells(&self, key: &str) -> &[Cell] {
        let found = self.people.iter().find(|(name, _)| *name == key);
        found.map(|(_, cells)| cells.as_slice()).unwrap_or_else(|| panic!("no people `{key}` in {}", self.kind))
    }

    /// The number under a key.
    ///
    /// # Panics
    /// As [`Mechanism::cells`].
    pub fn slot(&self, key: &str) -> Slot {
        let found = self.numbers.iter().find(|(name, _)| *name == key);
        found.map(|(_, slot)| *slot).unwrap_or_else(|| panic!("no number `{key}` in {}", self.kind))
    }
}

/// How the probabilities out of a stage follow from numbers.
///
/// Yields `exits` probabilities from `first` on, in the order of the stage's transitions.
#[derive(Debug, Clone, PartialEq)]
pub struct Rates {
    pub law: LeavingLaw,
    /// What acts on each exit; empty if nothing acts on any.
    pub chains: Vec<Chain>,
    pub first: usize,
    pub exits: usize,
    /// The moving slots that it reads; none: computed once.
    pub reads: Vec<Slot>,
    /// Whether a noise acts on it, so that it is computed in every period.
    pub noisy: bool,
}

/// See [`crate::model::Leaving`]; here exits are counted from 0 in the order of the stage's transitions.
#[derive(Debug, Clone, PartialEq)]
pub enum LeavingLaw {
    Hazards {
        groups: Vec<Group>,
        survivals: Vec<Survival>,
    },
    /// The share `min(1, 1 / mean)` decides; `None` is the rest.
    Decide {
        mean_steps: Option<Slot>,
        shares: Vec<(usize, Option<Slot>)>,
    },
}

/// Probabilities per the same unit, in the pieces of a step in which they are constant.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub exits: Vec<usize>,
    /// Length of the piece in units and the probability per unit of each exit in it.
    pub pieces: Vec<(f64, Vec<Slot>)>,
}

/// The hazard of one exit in a step, from shares that are left: the sum of `weight * ln(before / after)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Survival {
    pub exit: usize,
    pub pieces: Vec<(f64, Slot, Slot)>,
}

/// What acts on one probability, in this order; see [`crate::model::Effects`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chain {
    pub scale: Option<Slot>,
    pub drags: Vec<Drag>,
    pub factor: Option<Slot>,
    /// Standard deviation on the log-odds, and which noise.
    pub volatility: Option<(Slot, usize)>,
}

/// See [`crate::model::Drag`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drag {
    pub size: Slot,
    pub measured: Slot,
    pub left: Slot,
    pub included: bool,
    /// `Some`: it pushes people out, with the length of a step in its unit.
    pub pushes: Option<f64>,
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
    /// The probability of the first exit; those of the others follow it.
    pub probabilities: usize,
    /// Where those go who take none: they stay, grow one step older, or (instant) take the `else`.
    pub rest: Exit,
    /// Tests in which its people may take part: index into [`Program::tests`], and the exits tested.
    pub tests: Vec<(usize, Vec<usize>)>,
    /// Whether some exit has a capacity.
    pub limited: bool,
}

/// One way out of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exit {
    /// `None`: gone for good.
    pub to: Option<Cell>,
    /// `None`: not counted (staying).
    pub flow: Option<Flow>,
    /// Index into [`Program::capacities`].
    pub capacity: Option<usize>,
}

/// A source of people from outside, or a campaign on people who are in.
#[derive(Debug, Clone)]
pub struct Channel {
    pub site: Site,
    /// Per segment where its people land; empty for a campaign.
    pub to: Vec<Exit>,
    /// Conditional shares of the segments but the last, as a set of probabilities.
    pub mix: Range<usize>,
    pub campaign: Option<Campaign>,
    pub volume: Volume,
    pub spend: Spend,
    pub variation: Variation,
    /// First period in which it brings anybody.
    pub starts: u32,
    pub active: bool,
    /// See [`crate::model::Channel::ran_before`].
    pub ran_before: bool,
}

/// Whom a campaign works on.
#[derive(Debug, Clone)]
pub struct Campaign {
    /// Cells from which it takes people, and where it brings them.
    pub from: Vec<(Cell, Exit)>,
    pub reach: Option<Reach>,
}

/// At most so many in a period; the fraction of a person is carried over.
#[derive(Debug, Clone, Copy)]
pub enum Reach {
    /// Of those who are there at the start of the period.
    Share(Slot),
    People(Slot),
}

/// Mean number of people of a channel in a period.
#[derive(Debug, Clone)]
pub enum Volume {
    People(Slot),
    /// See [`crate::model::Volume::Bought`].
    Bought {
        cost: Slot,
        today: Option<Slot>,
        factor: Slot,
        saturation: Option<(Slot, Slot)>,
        carryover: Slot,
        warm: bool,
    },
}

/// Money spent per step, in minor units.
#[derive(Debug, Clone, Copy)]
pub enum Spend {
    Amount(Slot),
    ShareOfRevenue(Slot),
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
    /// Per inviting stage and kind of people.
    pub from: Vec<Inviters>,
    /// Shape of one inviter's gamma, `1 / spread^2`.
    pub shape: Option<Slot>,
    /// Per segment where the invited land.
    pub to: Vec<Exit>,
    /// Chance of the inviter's own segment, as a set of one probability; `None`: always.
    pub same_segment: Option<usize>,
    /// Conditional shares of the segments but the last among the others.
    pub mix: Range<usize>,
    /// Conditional shares of those who come after 0, 1, 2, ... steps (the last one takes who is left).
    pub delay: Range<usize>,
    /// First of its places in the pipeline of accepted invitations: one per delay, for the first segment,
    /// then the next.
    pub pipeline: usize,
    /// Paid per accepted invitation, in minor units.
    pub reward: Slot,
    /// The flows for which the reward is paid: arrivals, or first acquisitions of its people.
    pub rewarded: Vec<Flow>,
    /// Paid for each invitation sent, in minor units.
    pub cost_per_invite: Slot,
    /// Share of the first revenue of its people that goes to the inviters.
    pub commission: Option<Slot>,
}

/// Inviting people who are alike.
#[derive(Debug, Clone)]
pub struct Inviters {
    pub cells: Vec<Cell>,
    pub segment: usize,
    /// Mean number of invitations per person and step.
    pub invites: Slot,
    /// Chance of acceptance, as a set of one probability; `None`: always accepted.
    pub accept: Option<usize>,
    /// Tests of the acceptance.
    pub tests: Vec<usize>,
}

/// Places for some transitions in a period.
#[derive(Debug, Clone)]
pub struct Capacity {
    pub site: Site,
    /// Places per step; the fraction of one is carried over.
    pub limit: Slot,
}

/// A controlled experiment; see [`crate::model::Test`].
#[derive(Debug, Clone)]
pub struct Test {
    pub site: Site,
    pub share: Slot,
    /// A round is adopted above this z.
    pub critical: f64,
    pub more_is_better: bool,
    /// First and last period of each round, and its true lift.
    pub rounds: Vec<(u32, u32, Slot)>,
    /// Index of its first round among the rounds of all tests.
    pub first_round: usize,
    /// Whether this plan runs it.
    pub active: bool,
}

impl Test {
    /// The round that is on in a period, if this plan runs the test: its number and true lift.
    pub fn round_on(&self, period: u16) -> Option<(usize, Slot)> {
        let period = u32::from(period);
        let on = |(_, round): &(usize, &(u32, u32, Slot))| (round.0..=round.1).contains(&period);
        let round = self.rounds.iter().enumerate().find(on).filter(|_| self.active);
        round.map(|(number, round)| (number, round.2))
    }
}

impl Program {
    /// The mechanisms of a kind, each with its place among all of them, which is that of its signal.
    pub fn mechanisms_of(&self, kind: &'static str) -> impl Iterator<Item = (usize, &Mechanism)> {
        self.mechanisms.iter().enumerate().filter(move |(_, mechanism)| mechanism.kind == kind)
    }

    /// Whether a recurring price (index into [`Recurring::prices`]) may be another one from period to period.
    pub fn price_moves(&self, price: usize) -> bool {
        let slot = self.recurring.prices[price].1;
        self.moving.contains(&slot) || slot != self.recurring.before[price]
    }

    /// The exit of a row that takes what its sisters leave of those who decide.
    pub fn rest_of(&self, row: &Row) -> Option<usize> {
        let set = self.rates.iter().find(|set| set.first == row.probabilities)?;
        match &set.law {
            LeavingLaw::Decide { shares, .. } => shares.iter().find(|(_, slot)| slot.is_none()).map(|(exit, _)| *exit),
            LeavingLaw::Hazards { .. } => None,
        }
    }
}

/// What an initiative costs.
#[derive(Debug, Clone)]
pub struct Initiative {
    pub active: bool,
    pub upfront: Slot,
    pub running: Slot,
    pub starts: u32,
    pub ends: u32,
    /// A test pays `upfront` for each round that is adopted, in the period after it.
    pub test: Option<usize>,
}

/// A line of revenue or cost.
#[derive(Debug, Clone)]
pub struct Line {
    pub site: Site,
    /// What its amounts are due for; those of equal price and meaning together.
    pub parts: Vec<Part>,
    /// Mean number of times per person and step, Poisson.
    pub times: Option<Slot>,
    /// Shape of one amount's gamma, `1 / spread^2`; `None`: always `each`.
    pub shape: Option<Slot>,
    /// Share that is gross margin; `None` for costs.
    pub margin: Option<Slot>,
    /// Whether it is revenue that recurs.
    pub recurring: bool,
}

/// People and movements for which the same amount is due.
#[derive(Debug, Clone)]
pub struct Part {
    pub due: Due,
    /// Amount in minor units; of [`Due::Revenue`] a share.
    pub each: Slot,
    /// The source (channels, then referrals) that it is booked to, until the first acquisition or for life.
    pub source: Option<usize>,
    /// Whether it is the money of people who became customers in this period.
    pub first: bool,
    pub counts_as: CountsAs,
}

/// For what an amount is due.
#[derive(Debug, Clone)]
pub enum Due {
    /// `on` says whether those at the start, at the end, or the mean of both; at the end people who came by
    /// the flows `less` are not counted (they are in a part of their own).
    People {
        cells: Vec<Cell>,
        less: Vec<Flow>,
        on: Count,
    },
    /// People present at the end who became customers by these flows in the period.
    NewPeople(Vec<Flow>),
    Flows(Vec<Flow>),
    Step,
    /// Of all revenue of the period.
    Revenue,
}

/// Monthly recurring revenue: list prices x people.
#[derive(Debug, Clone, Default)]
pub struct Recurring {
    /// Cells of equal price, and the price per person and step.
    pub prices: Vec<(Vec<Cell>, Slot)>,
    /// What that price was in period 0, when everything was as in the past.
    pub before: Vec<Slot>,
    /// Movements of equal ends.
    pub moves: Vec<RecurringFlows>,
    /// Per price, the flows out of its cells: whoever took none stayed.
    pub leaving: Vec<Vec<Flow>>,
}

/// Flows between the same recurring prices: the prices (index into [`Recurring::prices`]) before and after,
/// and what the movement is called.
pub type RecurringFlows = (Vec<Flow>, Option<usize>, Option<usize>, RecurringMove);

/// What a movement of recurring revenue is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecurringMove {
    New,
    Reactivation,
    Churned,
    /// Expansion or contraction, as the price rises or falls.
    Change,
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
    InviteCost(usize),
    Commission(usize),
    /// Cost of an initiative in the period.
    Investment(usize),
    /// Parts of lines, as (line, part): their amounts.
    Parts(Vec<(usize, usize)>),
    /// Number of amounts of a line: purchases, passages.
    Times(usize),
    /// Places of a capacity in the period, those that were taken, and people who found none.
    Places(usize),
    Granted(usize),
    Waiting(usize),
    /// 1 once a round of a test (counted over all tests) was adopted; counts from the end of the round.
    Adopted(usize),
    /// Monthly recurring revenue per step at the end of the period, and its movements in it.
    Mrr,
    NewMrr,
    ExpansionMrr,
    ContractionMrr,
    ChurnedMrr,
    ReactivationMrr,
    /// People who found no place in the market.
    CutByMarket,
    /// Wanted passages and invitations that frictions held back, `n f / (1 - f)` for n that were made, and those there
    /// would have been without.
    LostToFriction(Vec<Dragged>),
    WouldHaveGone(Vec<Dragged>),
    /// A number of the plan, the same in every period.
    Number(Slot),
    /// 1 if some probabilities in force had to be scaled because they added up to more than 1.
    Scaled,
    /// What those are worth who are there when the run ends, discounted to the start; 0 before its last period. Index
    /// into [`End::reckoned`].
    EndValue(usize),
    /// 1 if a count went beyond [`crate::base::counts::LARGEST_COUNT`] in this period and was held there.
    Crowded,
}

/// What frictions hold back, and size and what is left of each of them.
pub type Dragged = (Made, Vec<(Slot, Slot)>);

/// What is made in spite of frictions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Made {
    /// Passages of a wanted transition.
    Passages(Vec<Flow>),
    /// Invitations of a referral.
    Invitations(usize),
}

impl Record {
    /// Whether it is money booked on people, which period 0 may have too ([`Accounting::count_start`]).
    pub fn is_money(&self) -> bool {
        matches!(self, Record::Amount(_) | Record::Margin(_) | Record::Parts(_))
    }

    /// Whether it is the state at the end of a period (and so exists at period 0), not a flow.
    pub fn is_stock(&self) -> bool {
        matches!(
            self,
            Record::People(_)
                | Record::Exited(_)
                | Record::UnderWay(_)
                | Record::Number(_)
                | Record::Mrr
                | Record::Adopted(_)
        )
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
    pub invite_cost: Vec<RecordId>,
    pub commission: Vec<RecordId>,
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
    /// Per cost line and [`CountsAs`] (acquisition, service, overhead), what of it counts as that.
    pub cost_as: Vec<[Option<RecordId>; 3]>,
    /// Per source: revenue, and costs that count as acquisition, booked to it.
    pub revenue_from: Vec<RecordId>,
    pub acquisition_cost_of: Vec<RecordId>,
    /// Revenue of people who became customers in the period itself.
    pub first_revenue: RecordId,
    /// Per revenue line, how many amounts there were; `None` where that means nothing (fixed, per person).
    pub times: Vec<Option<RecordId>>,
    /// Per initiative.
    pub investment: Vec<RecordId>,
    /// Per capacity.
    pub places: Vec<RecordId>,
    pub granted: Vec<RecordId>,
    pub waiting: Vec<RecordId>,
    /// Per test and round.
    pub adopted: Vec<Vec<RecordId>>,
    /// Per test and round, its true lift.
    pub lifts: Vec<Vec<RecordId>>,
    /// Stock, then new, expansion, contraction, churned, reactivation; `None`: no revenue line recurs.
    pub mrr: Option<[RecordId; 6]>,
    /// By periods since the first acquisition, customers of that tenure at the end of the period; empty
    /// unless the report shows cohorts.
    pub customers_by_tenure: Vec<RecordId>,
    /// `None`: the market has no limit.
    pub cut_by_market: Option<RecordId>,
    /// Wanted transitions lost to frictions, and those there would have been without any; `None`: none.
    pub drag: Option<[RecordId; 2]>,
    /// Money in the bank at the start.
    pub cash: RecordId,
    /// Effective discount rate per year.
    pub discount_per_year: RecordId,
    /// In the order of [`End::reckoned`], and which of them counts.
    pub end_values: Vec<(Reckoned, RecordId)>,
    pub end_value: Option<RecordId>,
    pub scaled: RecordId,
    pub crowded: RecordId,
}
