//! Stages and how people move between them, segments, and what is remembered of people.

use super::{Bound, Number};

/// Index into [`super::Plan::stages`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StageId(pub usize);

/// Index into [`super::Plan::transitions`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TransitionId(pub usize);

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
    /// People here at period 0, a whole number; 0 at an instant stage, and where they are settled.
    pub start: f64,
    /// Whether as many are here at period 0 as the sources of the past keep here.
    pub settled: bool,
    /// How long those of period 0 have been here, and (if they were acquired) customers.
    pub start_age: StartMix,
    pub start_tenure: StartMix,
    /// Whether people pass it within the period.
    pub instant: bool,
    /// What its owner wants of it.
    pub targets: Vec<StageTarget>,
}

impl Stage {
    /// Whether people pass it within the period.
    pub fn is_instant(&self) -> bool {
        self.instant
    }
}

/// How the people of period 0 are spread over classes of age or tenure.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum StartMix {
    /// All in the first class.
    #[default]
    New,
    /// As the stage's own rates would lead to in the long run: in proportion to the chance of still being
    /// in a class.
    Settled,
    /// So many in each class.
    Counts(Vec<f64>),
}

/// A figure of a stage and what its owner wants it to be, for the scorecard.
#[derive(Debug, Clone, PartialEq)]
pub struct StageTarget {
    /// Metric id as in the registry: `entries[trial]`, `conversion[trial -> customer]`.
    pub metric: String,
    /// As written: `600 per month`.
    pub written: String,
    /// In the metric's own unit, per step for flows.
    pub bound: Bound,
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
#[derive(Debug, Clone, PartialEq)]
pub enum Leaving {
    /// Nobody leaves.
    Never,
    /// Hazards that compete; see [`HazardGroup`].
    Hazards { groups: Vec<HazardGroup>, survivals: Vec<Survival> },
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
#[derive(Debug, Clone, PartialEq)]
pub struct HazardGroup {
    /// Length of a step in the group's unit: 1 for "per step", 0.23 for "per month" at a weekly step.
    pub units_per_step: f64,
    pub moves: Vec<(TransitionId, Hazard)>,
}

/// What the time in a law counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Clock {
    /// Entry to the stage.
    Age,
    /// First acquisition.
    Tenure,
}

/// A probability per unit of time, perhaps changing with time since entry or acquisition.
#[derive(Debug, Clone, PartialEq)]
pub enum Hazard {
    Flat(Number),
    /// The j-th entry holds in the j-th unit since, the last one from then on.
    Since(Clock, Vec<Number>),
    /// Shifted-beta-geometric by tenure: `alpha / (alpha + beta + n - 1)` in the n-th unit.
    Sbg {
        alpha: Number,
        beta: Number,
    },
}

impl Hazard {
    /// The probability in the first unit of time; of a shifted-beta-geometric law `alpha` for want of it.
    pub fn first(&self) -> &Number {
        match self {
            Hazard::Flat(number) => number,
            Hazard::Since(_, numbers) => &numbers[0],
            Hazard::Sbg { alpha, .. } => alpha,
        }
    }
}

/// A way out by which so many are left after so long: its hazard competes with the others.
///
/// Log-linear between the points, from 100% at time 0; the last hazard holds on.
#[derive(Debug, Clone, PartialEq)]
pub struct Survival {
    pub transition: TransitionId,
    pub clock: Clock,
    /// (time in steps, share left), ascending in time; in no draw a share is above the one before.
    pub points: Vec<(f64, Number)>,
    /// What was counted at each point, if it was.
    pub counted: Vec<Option<Counted>>,
}

/// A share of those who decide.
#[derive(Debug, Clone, PartialEq)]
pub enum Share {
    Of(Number),
    /// What the sisters leave.
    Rest,
}

/// A group of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    pub id: String,
    pub label: String,
}

/// Index into [`super::Model::segments`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SegmentId(pub usize);

/// What is remembered of people beside their stage, the same in all plans.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tracking {
    /// Number of classes of tenure (periods since the first acquisition, the last class holds on); 1: not
    /// told apart. In the period of acquisition somebody is in class 0 and first moves from there.
    pub tenures: u32,
    /// Per stage, number of classes of age (periods since entry, the last one holds on); 1: not told apart.
    pub ages: Vec<u32>,
    /// Per source (channels, then referrals): whether its people are known as such after their first
    /// acquisition too.
    pub for_life: Vec<bool>,
    /// Whether the report shows cohorts: tenure is then told apart to the horizon.
    pub cohorts: bool,
}
