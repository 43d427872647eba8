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
use crate::base::language::Language;
use crate::base::money::Currency;
use crate::scenario::Account;
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
    pub accounting: Accounting,
    pub simulation: Simulation,
    /// Every uncertain number, in file order; the plans' own ones last.
    pub inputs: Vec<Input>,
    /// Inputs that are drawn together (Gaussian copula), each in at most one of them.
    pub correlations: Vec<Correlation>,
    /// Groups of people with rates of their own; one without a name if the scenario has none. Never empty.
    pub segments: Vec<Segment>,
    /// What people are told apart by, in all plans alike.
    pub tracking: Tracking,
    /// The base plan first, then the plans in file order. Never empty.
    pub plans: Vec<Plan>,
    pub goals: Vec<Goal>,
    /// How the author wants it shown.
    pub presentation: Presentation,
    /// What the author wrote, for the report's tables of assumptions and plans.
    pub account: Account,
}

/// `[report]`: how the author wants it shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Presentation {
    /// Instead of the scenario's label.
    pub title: Option<String>,
    /// In which form the system is drawn; `None`: the one that suits it.
    pub shape: Option<Shape>,
    /// Into what periods tables are rolled up; `None`: what suits the length of the run.
    pub by: Option<RollUp>,
    /// Id of the metric by which plans are compared: its figure over the whole run.
    pub headline: Option<String>,
    /// Of charts and page.
    pub language: Language,
}

/// The form in which a system is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Trapezoids, one below the other.
    Funnel,
    /// A ring of phases that referral closes.
    Wheel,
    /// A funnel up to the sale, and its mirror image after it.
    BowTie,
    /// Two halves with a neck: the marketing system and the operations system.
    Hourglass,
}

/// What periods are rolled up into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RollUp {
    Step,
    Quarter,
    Year,
}

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

/// Inputs whose uniforms are the normal scores of correlated normals.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlation {
    pub inputs: Vec<InputId>,
    /// Lower triangular factor L of their correlation matrix, row by row, shape `[inputs][inputs]`:
    /// with independent normals z the scores are L z.
    pub factor: Vec<f64>,
}

/// A group of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    pub id: String,
    pub label: String,
}

/// Index into [`Model::segments`].
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
    /// What its uniform is addressed by: its path, or the path of the number whose luck it shares.
    pub address: String,
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
    /// Whether an event comes and when, whether an initiative works: a bare uniform.
    Chance,
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
    /// A share to a constant power above 0: what is kept per month, counted per week.
    Power(Box<Number>, f64),
    /// 1 where the left one is below the right one, else 0.
    Below(Box<Number>, Box<Number>),
    /// Known for every period: a season, a ramp, a series of data.
    Series(Series),
    /// Changes at some periods: (first period, value), ascending; the first value also holds before.
    Schedule(Vec<(u32, Number)>),
    /// Depends on how the future goes.
    Signal(Signal),
}

/// A value for every period.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Of period t at index t - 1, shape `[periods]`.
    pub by_period: std::sync::Arc<[f64]>,
    /// What figures that look at no period take: a season's mean, a ramp's full height, the first value of
    /// data.
    pub settled: f64,
}

/// What is not known before the future is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Signal {
    /// 1 while the event is on, else 0 ([`Plan::events`]).
    Event(usize),
    /// What a mechanism says of the period; of feedback `n / (n + half)` at the end of the last one
    /// ([`Plan::mechanisms`]).
    Mechanism(usize),
    /// 1 once the round of a test was adopted, from the next period on: test ([`Plan::tests`]) and round.
    Adopted(usize, usize),
    /// `(M - in) / M` of the market at the end of the last period ([`Plan::market`]).
    MarketLeft,
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
    /// The share of each of [`Model::segments`] among people; they add up to 1.
    pub shares: Vec<Number>,
    /// Rates and prices of each kind of people: first one per segment, in order, for those who came by no
    /// source with rates of its own, then per such source one per segment.
    pub kinds: Vec<Behaviour>,
    pub frictions: Vec<Friction>,
    pub initiatives: Vec<Initiative>,
    pub tests: Vec<Test>,
    pub events: Vec<Event>,
    pub capacities: Vec<Capacity>,
    /// By kind, then in file order.
    pub mechanisms: Vec<Mechanism>,
    /// Everybody who can ever come; `None`: no limit.
    pub market: Option<Number>,
}

impl Plan {
    /// Index into [`Plan::kinds`] of somebody of this segment whom this source brought (`None`: unknown).
    pub fn kind_of(&self, segment: SegmentId, source: Option<SourceId>) -> usize {
        let own = |kind: &Behaviour| kind.segment == segment && kind.source.is_some() && kind.source == source;
        self.kinds.iter().position(own).unwrap_or(segment.0)
    }
}

/// Index into the sources of a plan: its channels, then its referrals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub usize);

/// What the people of a segment, or those of them whom a source brought, do and pay.
#[derive(Debug, Clone)]
pub struct Behaviour {
    pub segment: SegmentId,
    /// `None`: all who came by no source with rates of its own.
    pub source: Option<SourceId>,
    /// Per stage; all kinds have the same way of leaving it, and of all transitions the same ones.
    pub leaving: Vec<Leaving>,
    /// Per transition, what acts on its probability.
    pub effects: Vec<Effects>,
    /// Per referral and per stage of [`Referral::from`]: mean invitations that each sends per step.
    pub invites: Vec<Vec<Number>>,
    /// Per referral, by the kind of the inviter: chance that an invitation is accepted.
    pub accept: Vec<(Number, Effects)>,
    /// Per revenue line: its amount ([`MoneyLine`]).
    pub revenue: Vec<Number>,
    /// Per cost line.
    pub costs: Vec<Number>,
}

/// What acts on a probability after its unit was converted, in this order: docs/model.md, "Effective
/// probability of a transition".
#[derive(Debug, Clone, PartialEq)]
pub struct Effects {
    /// Factor of the changes of segment, source and plan, and of the season.
    pub scale: Number,
    /// Frictions on it, each once.
    pub drags: Vec<Drag>,
    /// Factor of the changes of initiatives, events and feedback, and of adopted tests.
    pub factor: Number,
    /// Standard deviation of the noise on its log-odds, new each period.
    pub volatility: Option<Number>,
}

impl Effects {
    /// Nothing acts on it.
    pub fn none() -> Effects {
        let one = Number::Constant(1.0);
        Effects { scale: one.clone(), drags: Vec::new(), factor: one, volatility: None }
    }
}

/// A friction as it acts on one probability.
#[derive(Debug, Clone, PartialEq)]
pub struct Drag {
    /// Index into [`Plan::frictions`].
    pub friction: usize,
    /// The share f of those who would otherwise go (wanted), or the probability f of being pushed out.
    pub size: Number,
    /// What initiatives leave of it in a period, `1 - s`.
    pub left: Number,
    /// Whether the written rate is measured with the friction in it.
    pub included: bool,
    /// `None`: it holds back on a wanted way. Else it pushes people out, and `size` is per so many steps:
    /// the length of a step in its unit.
    pub pushes: Option<f64>,
}

/// A named drag on transitions or on a referral.
#[derive(Debug, Clone)]
pub struct Friction {
    pub id: String,
    pub label: String,
    pub owner: Option<String>,
    pub on: Vec<TransitionId>,
    /// On the invitations of these referrals (index into [`Plan::referrals`]).
    pub on_referrals: Vec<usize>,
}

/// A bounded investment.
#[derive(Debug, Clone)]
pub struct Initiative {
    pub id: String,
    pub label: String,
    pub owner: Option<String>,
    /// Whether this plan has it; if not it costs nothing and nothing is changed by it.
    pub active: bool,
    /// 1 in the replications in which it works, else 0.
    pub works: Number,
    /// Cost in the period `starts`, in minor units; of a test: when a round is adopted.
    pub upfront: Number,
    /// Cost per step from `starts` until it is over, in minor units.
    pub running: Number,
    /// Periods in which it runs, both included.
    pub starts: u32,
    pub ends: Option<u32>,
    /// Index into [`Plan::tests`] if it is an experiment.
    pub test: Option<usize>,
}

/// A controlled experiment (A/B test): adopted only if the data say so.
#[derive(Debug, Clone)]
pub struct Test {
    /// Index into [`Plan::initiatives`].
    pub initiative: usize,
    /// What is tested: transitions, or acceptance of these referrals.
    pub on: Vec<TransitionId>,
    pub on_referrals: Vec<usize>,
    /// Share of those who could take the transition that take part, half of them in each arm.
    pub share: Number,
    /// Two-sided confidence c: a round is adopted if z > z(1 - (1 - c) / 2) in the wanted direction.
    pub confidence: f64,
    /// Whether more is wanted (else less, as of churn).
    pub more_is_better: bool,
    pub rounds: Vec<Round>,
}

/// One of a programme of tests.
#[derive(Debug, Clone)]
pub struct Round {
    /// Periods of the test, both included.
    pub first: u32,
    pub last: u32,
    /// True relative lift of the treatment.
    pub lift: Number,
}

/// Something outside that may happen.
#[derive(Debug, Clone)]
pub struct Event {
    pub id: String,
    pub label: String,
    pub coming: Coming,
    /// Periods in which it may start, both included.
    pub first: u32,
    pub last: u32,
    /// How many periods it stays; `None`: for good.
    pub lasts: Option<u32>,
}

/// Whether and when an event comes; the uniforms are inputs.
#[derive(Debug, Clone)]
pub enum Coming {
    /// At most once, with this chance, in any period of the window alike.
    Once { comes: Number, when: InputId },
    /// In every period of the window with this chance per unit, but not while it is on. The first wait
    /// follows from `first` by inversion, each later one from [`next_uniform`] of the one before.
    Recurring { per_unit: Number, units_per_step: f64, first: InputId },
}

/// A uniform that follows from another: its bits mixed, so that one input decides a whole sequence.
///
/// The finaliser of SplitMix64 (Steele, Lea & Flood 2014, *OOPSLA*), on the number's 53 bits.
pub fn next_uniform(u: f64) -> f64 {
    let mut x = (u * (1u64 << 53) as f64) as u64;
    x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((x ^ (x >> 31)) >> 11) as f64 / (1u64 << 53) as f64 + 1.0 / (1u64 << 54) as f64
}

/// A limit on how many can take transitions in a period.
#[derive(Debug, Clone)]
pub struct Capacity {
    pub id: String,
    pub label: String,
    pub on: Vec<TransitionId>,
    /// Places per step; rounded down when used.
    pub limit: Number,
}

/// A part of the wheel that stands on its own: what it needs, for the few who know what it does.
///
/// Its kind has a file in the check, in the engine and in the reference; the program turns people into cells and
/// numbers into slots without knowing what they are for.
#[derive(Debug, Clone, PartialEq)]
pub struct Mechanism {
    /// Its section in the scenario: `"feedback"`.
    pub kind: &'static str,
    pub id: String,
    pub label: String,
    /// What it does, in a sentence after its label, with its people and numbers as gaps: `"at {half} people in
    /// {of} it has half of its effect"`.
    pub told: &'static str,
    /// People in stages, by key.
    pub people: Vec<(&'static str, Vec<StageId>)>,
    /// Numbers by key, and what each is.
    pub numbers: Vec<(&'static str, Number, Figure)>,
}

/// What the number of a mechanism is, for those who tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    People,
    /// Of one, for a percentage.
    Share,
    /// In minor units.
    Money,
    Plain,
}

impl Mechanism {
    /// The same with people under a key.
    pub fn with_people(mut self, key: &'static str, stages: Vec<StageId>) -> Mechanism {
        self.people.push((key, stages));
        self
    }

    /// The same with a number under a key.
    pub fn with_number(mut self, key: &'static str, number: Number, figure: Figure) -> Mechanism {
        self.numbers.push((key, number, figure));
        self
    }

    /// The stages under a key.
    ///
    /// # Panics
    /// If its kind has no such key: whoever asks has misspelled it.
    pub fn stages(&self, key: &str) -> &[StageId] {
        let found = self.people.iter().find(|(name, _)| *name == key);
        found.map(|(_, stages)| stages.as_slice()).unwrap_or_else(|| panic!("no people `{key}` in {}", self.kind))
    }

    /// The number under a key.
    ///
    /// # Panics
    /// As [`Mechanism::stages`].
    pub fn number(&self, key: &str) -> &Number {
        let found = self.numbers.iter().find(|(name, ..)| *name == key);
        found.map(|(_, number, _)| number).unwrap_or_else(|| panic!("no number `{key}` in {}", self.kind))
    }
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
    /// (time in steps, share left), ascending in time.
    pub points: Vec<(f64, Number)>,
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
    /// Set for a campaign: its people are taken from these stages and not from outside.
    pub from: Option<Campaign>,
    pub volume: Volume,
    /// Whether its people follow from what it spends; else they come anyway, and what it spends is a flat fee.
    pub bought: bool,
    pub spend: Spend,
    pub variation: Variation,
    /// Share of each segment among its people; they add up to 1.
    pub mix: Vec<Number>,
    /// First period in which it brings anybody; what comes after it is over is in the numbers.
    pub starts: u32,
    /// Whether this plan has it at all; without it nobody comes and nothing is spent.
    pub active: bool,
}

/// Whom a campaign works on.
#[derive(Debug, Clone, PartialEq)]
pub struct Campaign {
    pub stages: Vec<StageId>,
    /// At most so many of them in a period; rounded down.
    pub reach: Option<Reach>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Reach {
    /// Of those who are there at the start of the period.
    Share(Number),
    People(Number),
}

/// What a channel spends.
#[derive(Debug, Clone, PartialEq)]
pub enum Spend {
    /// Per step, in minor units.
    Amount(Number),
    /// Of the last period's revenue; in period 1 of one period's revenue of the people at the start.
    ShareOfRevenue(Number),
}

/// How many people a channel brings on average.
#[derive(Debug, Clone, PartialEq)]
pub enum Volume {
    /// Per step.
    People(Number),
    /// Bought: `x0 / cost * g(x_eff) / g(x0)`, with `x_eff = (1 - c) x + c x_eff(last period)` and
    /// `g(x) = h^s / (1 + h^s)`, `h = x / half`; without saturation g(x) = x.
    Bought {
        /// Of one person at today's spend, in minor units.
        cost: Number,
        /// x0, per step, in minor units; `None` where there is no saturation and it cancels.
        today: Option<Number>,
        /// Factor of season and changes on the mean.
        factor: Number,
        saturation: Option<Saturation>,
        /// Share c kept per step.
        carryover: Number,
        /// Whether x_eff starts at x0 (else at 0).
        warm: bool,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub struct Saturation {
    /// Spend per step, in minor units, at which half of what is possible comes.
    pub half: Number,
    pub slope: Number,
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
    /// Who invites; how many each sends depends on the kind ([`Behaviour::invites`]).
    pub from: Vec<StageId>,
    /// Coefficient of variation of that number between people (`spread`); `None`: all alike.
    pub spread: Option<Number>,
    pub to: StageId,
    /// Shares of the accepted that come 0, 1, 2, ... steps later; they add up to 1.
    pub delay: Vec<f64>,
    /// Paid per accepted invitation, in minor units.
    pub reward: Number,
    pub reward_on: RewardOn,
    /// Share of the revenue booked for the invited in the period of the first acquisition.
    pub commission: Option<Number>,
    /// Paid for each invitation when it is sent, in minor units.
    pub cost_per_invite: Number,
    /// Chance that an invited person is of the inviter's segment; else drawn from `mix`.
    pub same_segment: Number,
    /// Share of each segment among the others.
    pub mix: Vec<Number>,
}

/// When a reward is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RewardOn {
    #[default]
    Arrival,
    /// Once, at the first acquisition, whenever it comes.
    Acquisition,
}

/// A line of revenue or of cost.
#[derive(Debug, Clone)]
pub struct MoneyLine {
    pub id: String,
    pub label: String,
    /// Its amount, in minor units, each time (per step for people and `Fixed`), is in [`Behaviour::revenue`] and
    /// [`Behaviour::costs`]; of `Fixed`, and as a share of `Revenue`, in those of the first kind.
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
