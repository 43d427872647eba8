//! What a scenario means: names resolved to indices, units converted to the step, contradictions refused.
//!
//! A [`Model`] is what [`super::check`] makes of a scenario. After it nothing can be wrong about the
//! scenario any more; [`crate::program`] compiles one [`Plan`] of it into arrays, and
//! [`crate::reference`] plays it person by person.
//!
//! Every plan is complete by itself: the same stages, transitions, channels, referrals and money lines
//! in the same order, with the numbers that the plan changed. All plans share one list of inputs, so
//! they meet the same unknowns.

use crate::base::calendar::{Calendar, Date, Step};
use crate::base::money::Currency;
use crate::uncertain::Law;

/// A checked scenario with all its plans.
#[derive(Debug, Clone)]
pub struct Model {
    /// Headline of the scenario (`label`), else its file name.
    pub label: String,
    /// The scenario's own account of itself, printed in the report.
    pub description: Option<String>,
    pub currency: Currency,
    pub time: Time,
    pub simulation: Simulation,
    /// Every uncertain number, in file order; the plans' own ones last.
    pub inputs: Vec<Input>,
    /// The base plan first, then the plans in file order. Never empty.
    pub plans: Vec<Plan>,
    pub goals: Vec<Goal>,
}

/// The clock of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Time {
    /// Length of one period.
    pub step: Step,
    /// Number of periods, T >= 1; period 0 is the start.
    pub periods: u32,
    /// First day of period 1, if the scenario has dates.
    pub start: Option<Date>,
    /// Effective discount rate per year, `0.1` for 10%.
    pub discount_per_year: Number,
}

impl Time {
    /// What periods are called and which days they are.
    pub fn calendar(&self) -> Calendar {
        Calendar { step: self.step, start: self.start }
    }
}

/// How many futures, and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Simulation {
    /// Number of replications, at least 1.
    pub replications: u32,
    pub seed: u64,
    pub sampling: Sampling,
}

/// How the uncertain numbers are spread over the replications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sampling {
    /// Scrambled low-discrepancy points, 16 independent randomisations (the default).
    #[default]
    Balanced,
    /// Plain Monte Carlo.
    Random,
}

/// An uncertain number: one draw per replication.
#[derive(Debug, Clone)]
pub struct Input {
    /// Its name and the address of its draw: the path in the scenario (`channels.search.cpc`,
    /// `inputs.price`); for a number that a plan changed, the path and the text of the value.
    pub path: String,
    /// The value as the author wrote it, for the table of assumptions.
    pub written: String,
    pub kind: Kind,
    /// In the unit written (conversions stand in the [`Number`]s that use it).
    pub law: Law,
}

/// Where an uncertain number comes from, as far as its form tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `"20 of 1000"`: somebody counted.
    Counted,
    /// `"5% to 9%"`, three points, quantiles: somebody's judgement.
    Judged,
    /// A named distribution or data.
    Distribution,
}

/// Index into [`Model::inputs`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InputId(pub usize);

/// A number of the model: arithmetic on constants and inputs.
///
/// Unit conversions that are linear (an amount per month at a weekly step) are part of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Number {
    Constant(f64),
    Input(InputId),
    Sum(Box<Number>, Box<Number>),
    Difference(Box<Number>, Box<Number>),
    Product(Box<Number>, Box<Number>),
    Quotient(Box<Number>, Box<Number>),
}

/// One set of decisions: the scenario with the changes of one plan.
#[derive(Debug, Clone)]
pub struct Plan {
    /// `"base"` for the scenario as written.
    pub id: String,
    pub label: String,
    pub stages: Vec<Stage>,
    /// In file order: by stage, then as written.
    pub transitions: Vec<Transition>,
    pub channels: Vec<Channel>,
    pub referrals: Vec<Referral>,
    pub revenue: Vec<MoneyLine>,
    pub costs: Vec<MoneyLine>,
    /// Money in the bank at the start, in minor units (cents).
    pub cash: Number,
}

/// Index into [`Plan::stages`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StageId(pub usize);

/// Index into [`Plan::transitions`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TransitionId(pub usize);

/// Index into [`Plan::channels`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChannelId(pub usize);

/// What the people of a dwelling stage are to the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Knows of us at most; everybody outside is a prospect too.
    Prospect,
    /// Active, does not pay.
    User,
    /// Pays.
    Customer,
    /// Was a user or a customer.
    Lapsed,
}

/// A place where people are, or (instant) that they pass.
#[derive(Debug, Clone)]
pub struct Stage {
    pub id: String,
    pub label: String,
    pub description: Option<String>,
    pub owner: Option<String>,
    /// Name of the part of the wheel this stage belongs to, for the drawings.
    pub phase: Option<String>,
    /// Meaningless for an instant stage (it has none; reads as prospect).
    pub role: Role,
    /// People here at period 0, a whole number; 0 at an instant stage.
    pub start: f64,
    pub leaving: Leaving,
}

impl Stage {
    /// Whether people pass it within the period.
    pub fn is_instant(&self) -> bool {
        matches!(self.leaving, Leaving::Instant { .. })
    }
}

/// Where a movement ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    Stage(StageId),
    /// Gone for good.
    Exit,
}

/// A movement `from -> to`.
#[derive(Debug, Clone)]
pub struct Transition {
    pub from: StageId,
    pub to: Target,
    /// The rate as the author wrote it (`"3% per month"`, `"rest"`).
    pub written: String,
    /// `k of n` if it was counted: what `check` compares its expectation with.
    pub counted: Option<Counted>,
}

/// A rate that somebody counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Counted {
    pub successes: f64,
    pub trials: f64,
    /// Length in steps of the unit it was counted per; `None` for a share (no unit).
    pub steps_per_unit: Option<f64>,
}

/// How people leave a stage.
#[derive(Debug, Clone)]
pub enum Leaving {
    /// Nobody leaves.
    Never,
    /// Hazards that compete; see [`HazardGroup`].
    Hazards(Vec<HazardGroup>),
    /// Mean time until they decide, in steps; per step the share `min(1, 1 / mean)` decides.
    Stay { mean_steps: Number, shares: Vec<(TransitionId, Share)> },
    /// Everybody decides exactly this many steps after entering.
    After { steps: u32, shares: Vec<(TransitionId, Share)> },
    /// Passed within the period; who takes none of the shares goes to `otherwise`.
    Instant { shares: Vec<(TransitionId, Share)>, otherwise: Target },
}

/// Probabilities that were given per the same unit of time and therefore of the same people.
///
/// With total P the hazards are `h_i = -ln(1 - P) p_i / P` per unit, scaled to the step and summed over
/// the groups to H; then `p_i' = h_i / H (1 - exp(-H))`. A group whose unit is the step, alone, passes
/// unchanged.
#[derive(Debug, Clone)]
pub struct HazardGroup {
    /// Length of a step in the group's unit: 1 for "per step", 0.23 for "per month" at a weekly step.
    pub units_per_step: f64,
    pub moves: Vec<(TransitionId, Number)>,
}

/// A share of those who decide.
#[derive(Debug, Clone, PartialEq)]
pub enum Share {
    Of(Number),
    /// What the sisters leave.
    Rest,
}

/// The kind of a channel, as marketing sorts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChannelKind {
    Paid,
    Owned,
    Earned,
    Personal,
}

/// A source of people from outside.
#[derive(Debug, Clone)]
pub struct Channel {
    pub id: String,
    pub label: String,
    pub kind: ChannelKind,
    pub to: StageId,
    /// Mean number of people per step.
    pub arrivals: Number,
    /// Money spent per step, in minor units.
    pub spend: Number,
    pub variation: Variation,
}

/// How the arrivals of a channel vary around their mean m.
#[derive(Debug, Clone, PartialEq)]
pub enum Variation {
    /// Variance m.
    Poisson,
    /// Exactly m; the fraction of a person is drawn.
    Fixed,
    /// Gamma-Poisson: the rate varies with coefficient of variation `spread` over one unit of its mean.
    /// The gamma's shape per step is `units_per_step / spread^2`, so the variance is `m + m^2 / shape`.
    Spread { spread: Number, units_per_step: f64 },
}

/// People brought by people who are already in.
#[derive(Debug, Clone)]
pub struct Referral {
    pub id: String,
    pub label: String,
    /// Who invites, and how many invitations each sends per step on average.
    pub from: Vec<(StageId, Number)>,
    /// Coefficient of variation of that number between people (`spread`); `None`: all alike.
    pub spread: Option<Number>,
    /// Chance that an invitation is accepted.
    pub accept: Number,
    pub to: StageId,
    /// Shares of the accepted that come 0, 1, 2, ... steps later; they add up to 1.
    pub delay: Vec<f64>,
    /// Paid per accepted invitation on arrival, in minor units.
    pub reward: Number,
}

/// A line of revenue or of cost.
#[derive(Debug, Clone)]
pub struct MoneyLine {
    pub id: String,
    pub label: String,
    pub per: Per,
    /// Amount in minor units: each time for people, passages and arrivals; per step for `Fixed`.
    pub each: Number,
    /// Coefficient of variation of one amount, drawn anew each time; `None`: always the mean.
    pub spread: Option<Number>,
    /// Share of it that is gross margin (revenue only; 1 for costs).
    pub margin: Number,
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
}

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
