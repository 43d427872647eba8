//! A scenario as its author wrote it: typed, every value with its place, nothing resolved yet.
//!
//! Names are still texts, numbers keep their forms and units, and what was left out is left out. What it
//! means is [`crate::model`]'s business.

use super::number::NumberText;
use super::path::Arrow;
use super::things::ThingText;
use super::written_effects::{ChangeText, CorrelationText, InitiativeText, KindText, ReportText, SegmentsText};
use crate::base::calendar::{DateRange, Duration, Step};
use crate::base::diagnostics::{Diagnostics, Span};

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Spanned<T> {
    pub value: T,
    pub span: Span,
}

/// A text with its place.
pub type Text = Spanned<String>;

/// What stands behind an optional key.
#[derive(Debug, Clone, PartialEq)]
pub enum Written<T> {
    /// The key is not there.
    Absent,
    /// It is, but cannot be read; the message about that is there already.
    Broken,
    As(T),
}

impl<T> Written<T> {
    /// The value, if there is a readable one.
    pub fn get(&self) -> Option<&T> {
        match self {
            Written::As(value) => Some(value),
            Written::Absent | Written::Broken => None,
        }
    }

    /// Whether the key is not there at all.
    pub fn is_absent(&self) -> bool {
        matches!(self, Written::Absent)
    }

    /// Whether the key is there but could not be read.
    pub fn is_broken(&self) -> bool {
        matches!(self, Written::Broken)
    }
}

/// The whole file, with what the command line and each plan set.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// The file's name without its ending, for want of a label.
    pub name: String,
    pub label: Written<Text>,
    pub description: Written<Text>,
    pub currency: Written<Text>,
    pub time: TimeText,
    pub simulation: SimulationText,
    pub accounting: AccountingText,
    /// The scenario as written: the plan `base`.
    pub wheel: Wheel,
    /// The same without what is set from outside, where that changes the wheel: what the file's numbers were measured
    /// on.
    pub as_written: Option<Wheel>,
    pub goals: Vec<GoalText>,
    pub plans: Vec<PlanText>,
    pub correlations: Vec<CorrelationText>,
    pub report: ReportText,
    /// All of it as it stands there, for readers of the report.
    pub account: super::Account,
    /// What was noticed while reading; [`crate::model::check`] hands it on with its own.
    pub noticed: Diagnostics,
    /// The texts of the data files that it reads, by name.
    pub data: Vec<(String, String)>,
}

/// `[time]`
#[derive(Debug, Clone)]
pub struct TimeText {
    /// The section's head, or the start of the file if there is none.
    pub span: Span,
    pub step: Written<Spanned<Step>>,
    pub periods: Written<MomentText>,
    pub start: Written<MomentText>,
    pub discount_rate: Written<NumberText>,
}

/// `[simulation]`
#[derive(Debug, Clone)]
pub struct SimulationText {
    pub replications: Written<NumberText>,
    pub seed: Written<Spanned<u64>>,
    pub sampling: Written<Text>,
}

/// `[money]`, as far as it says how money is counted.
#[derive(Debug, Clone)]
pub struct AccountingText {
    pub count: Written<Text>,
    pub count_start: Written<Spanned<bool>>,
    pub discount: Written<Text>,
    pub end_value: Written<EndValueText>,
}

/// `end_value`
#[derive(Debug, Clone)]
pub enum EndValueText {
    /// One of the words for what is expected of people.
    Named(Text),
    /// The same, of so long.
    Limited(Text, MomentText),
    /// Money per customer.
    Money(NumberText),
}

/// Everything that a plan may change.
#[derive(Debug, Clone)]
pub struct Wheel {
    pub inputs: Vec<InputText>,
    pub stages: Vec<StageText>,
    pub channels: Vec<ChannelText>,
    pub referrals: Vec<ReferralText>,
    pub revenue: Vec<LineText>,
    pub costs: Vec<LineText>,
    pub cash: Written<NumberText>,
    pub initiatives: Vec<InitiativeText>,
    /// By section; see [`Wheel::things`].
    pub forces: Vec<(&'static str, Vec<ThingText>)>,
    pub segments: SegmentsText,
    /// `market.size`
    pub market: Written<NumberText>,
    /// What the plan changes, those it extends first; nothing in the scenario as written.
    pub changes: Vec<ChangeText>,
    /// First one per segment, then one per segment for each source with rates of its own; empty in what is read
    /// for a kind.
    pub kinds: Vec<KindText>,
}

impl Wheel {
    /// The things of a section that is read by its keys alone: `things("feedback")`.
    ///
    /// # Panics
    /// If there is no such section in the language: whoever asks has misspelled it.
    pub fn things(&self, section: &str) -> &[ThingText] {
        let found = self.forces.iter().find(|(name, _)| *name == section);
        found.map(|(_, things)| things.as_slice()).unwrap_or_else(|| panic!("no section `{section}` of that sort"))
    }
}

/// What every named thing has.
#[derive(Debug, Clone)]
pub struct About {
    pub id: Text,
    pub label: Written<Text>,
    pub description: Written<Text>,
    pub owner: Written<Text>,
}

impl About {
    /// The label, for want of one the id.
    pub fn name(&self) -> String {
        self.label.get().unwrap_or(&self.id).value.clone()
    }
}

/// `[inputs]`: a shared number.
#[derive(Debug, Clone)]
pub struct InputText {
    pub id: Text,
    pub number: Written<NumberText>,
}

/// `[stages.x]`
#[derive(Debug, Clone)]
pub struct StageText {
    pub about: About,
    pub role: Written<Text>,
    pub instant: Written<Spanned<bool>>,
    pub phase: Written<Text>,
    pub start: Written<PeopleText>,
    pub start_age: Written<StartText>,
    pub start_tenure: Written<StartText>,
    pub stay: Written<NumberText>,
    pub after: Written<MomentText>,
    /// `to.*` in the order of the file; `to = {}` says that nobody leaves.
    pub to: Written<Vec<TransitionText>>,
    /// `else`
    pub otherwise: Written<Text>,
    pub target: TargetText,
}

/// `start`: how many are there.
#[derive(Debug, Clone)]
pub enum PeopleText {
    Of(NumberText),
    /// `"settled"`: as many as the sources keep there.
    Settled(Span),
}

impl PeopleText {
    pub fn span(&self) -> Span {
        match self {
            PeopleText::Of(number) => number.span,
            PeopleText::Settled(span) => *span,
        }
    }
}

/// `start_age` or `start_tenure`.
#[derive(Debug, Clone)]
pub enum StartText {
    /// `"new"` or `"settled"`.
    Named(Text),
    /// How many in the first, second, ... unit of time, and the list's place.
    Counts(Vec<NumberText>, Span),
}

/// `target` of a stage.
#[derive(Debug, Clone)]
pub struct TargetText {
    pub entries: Written<NumberText>,
    pub people: Written<NumberText>,
    pub passages: Written<NumberText>,
    pub conversion: Written<NumberText>,
}

/// `to.x = ...`
#[derive(Debug, Clone)]
pub struct TransitionText {
    pub to: Text,
    /// Key and value.
    pub span: Span,
    pub share: Written<ShareText>,
}

/// How many take a transition.
#[derive(Debug, Clone, PartialEq)]
pub enum ShareText {
    Of(NumberText),
    /// `"rest"`
    Rest,
}

/// `[channels.x]`
#[derive(Debug, Clone)]
pub struct ChannelText {
    pub about: About,
    /// `type`
    pub kind: Written<Text>,
    pub to: Written<Text>,
    pub arrivals: Written<NumberText>,
    pub spend: Written<SpendText>,
    pub cost: Written<CostText>,
    pub measured_at: Written<NumberText>,
    pub saturation: Option<SaturationText>,
    pub carryover: Written<NumberText>,
    pub new: Written<Spanned<bool>>,
    pub season: Written<SeasonText>,
    pub from: Written<Vec<Text>>,
    pub reach: Written<NumberText>,
    pub starts: Written<MomentText>,
    pub lasts: Written<MomentText>,
    pub active: Written<Spanned<bool>>,
    pub variation: Written<VariationText>,
    /// Its own mix of segments.
    pub segments: Written<MixText>,
}

/// `spend`
#[derive(Debug, Clone)]
pub enum SpendText {
    Amount(NumberText),
    /// `{ share_of_revenue = "15%" }`
    ShareOfRevenue(NumberText),
}

impl SpendText {
    /// The amount or the share.
    pub fn number(&self) -> &NumberText {
        match self {
            SpendText::Amount(number) | SpendText::ShareOfRevenue(number) => number,
        }
    }
}

/// `saturation`
#[derive(Debug, Clone)]
pub struct SaturationText {
    /// Its key.
    pub span: Span,
    pub half: Written<NumberText>,
    pub slope: Written<NumberText>,
}

/// `season`: factors of January to December.
#[derive(Debug, Clone)]
pub struct SeasonText {
    pub factors: Vec<f64>,
    pub span: Span,
}

/// `segments` of a source: a share of its people for each.
#[derive(Debug, Clone)]
pub struct MixText {
    pub shares: Vec<(Text, Written<ShareText>)>,
    pub span: Span,
}

/// What one of a channel's people costs, under any of its names.
#[derive(Debug, Clone)]
pub struct CostText {
    /// The key: `cost`, `cpc`, `cpm`, `cost_per_lead`.
    pub key: &'static str,
    pub number: NumberText,
    /// How many people it is the cost of: 1,000 for `cpm`.
    pub of_people: f64,
}

/// `variation`
#[derive(Debug, Clone)]
pub enum VariationText {
    /// `"poisson"` or `"fixed"`.
    Named(Text),
    /// `{ spread = 0.5 }`
    Spread(NumberText),
}

/// `[referrals.x]`
#[derive(Debug, Clone)]
pub struct ReferralText {
    pub about: About,
    pub from: Written<Vec<Text>>,
    pub invites: Written<InvitesText>,
    pub per: Written<Spanned<Step>>,
    pub spread: Written<NumberText>,
    pub accept: Written<NumberText>,
    pub to: Written<Text>,
    pub delay: Written<DelayText>,
    pub reward: Written<NumberText>,
    pub reward_on: Written<Text>,
    pub commission: Written<NumberText>,
    pub cost_per_invite: Written<NumberText>,
    pub season: Written<SeasonText>,
    pub same_segment: Written<NumberText>,
    /// Mix of segments of those who are not of the inviter's.
    pub segments: Written<MixText>,
}

/// `invites`
#[derive(Debug, Clone)]
pub enum InvitesText {
    /// One number for all stages of `from`.
    Alike(NumberText),
    /// A number per stage.
    ByStage(Vec<(Text, Written<NumberText>)>),
}

/// `delay`
#[derive(Debug, Clone)]
pub enum DelayText {
    One(MomentText),
    /// Shares over 0, 1, 2, ... periods, and the list's place.
    Shares(Vec<NumberText>, Span),
}

/// `[revenue.x]` or `[costs.x]`
#[derive(Debug, Clone)]
pub struct LineText {
    pub about: About,
    pub on: Written<Vec<Spanned<Occasion>>>,
    pub each: Written<NumberText>,
    /// Whether `each` is so much `of revenue`.
    pub of_revenue: bool,
    pub times: Written<NumberText>,
    pub spread: Written<NumberText>,
    pub fixed: Written<NumberText>,
    /// Revenue only.
    pub margin: Written<NumberText>,
    /// Revenue only.
    pub recurring: Written<Spanned<bool>>,
    /// Costs only.
    pub counts_as: Written<Text>,
    pub count: Written<Text>,
}

/// What an amount of money may be booked on.
#[derive(Debug, Clone, PartialEq)]
pub enum Occasion {
    Stage(String),
    Arrow(Arrow),
    /// `"channel:search"`
    Channel(String),
}

/// `[goals.x]`
#[derive(Debug, Clone)]
pub struct GoalText {
    pub about: About,
    pub metric: Written<Text>,
    pub at: Written<MomentText>,
    /// One stretch of time, or its first and last moment.
    pub over: Written<Spanned<Vec<MomentText>>>,
    pub at_least: Written<NumberText>,
    pub at_most: Written<NumberText>,
}

/// `[plans.x]`
#[derive(Debug, Clone)]
pub struct PlanText {
    pub about: About,
    /// The scenario as this plan changes it, those it extends first.
    pub wheel: Wheel,
}

/// A point in time, or a length of time counted from the start.
#[derive(Debug, Clone, PartialEq)]
pub struct MomentText {
    pub written: String,
    pub span: Span,
    pub moment: Moment,
}

/// The ways to say when.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Moment {
    /// A bare whole number of periods.
    Periods(f64),
    /// `"3 months"`
    After(Duration),
    /// `"2027-06"`
    Date(DateRange),
}
