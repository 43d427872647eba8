//! Where people come from: channels and referral.

use super::{Number, StageId};

/// Index into [`super::Plan::channels`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChannelId(pub usize);

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
    /// Whether it has been on before the start already, as far as is written: nothing says when it begins, how long it
    /// lasts, or that it is new.
    pub ran_before: bool,
}

/// Whom a campaign works on.
#[derive(Debug, Clone, PartialEq)]
pub struct Campaign {
    pub stages: Vec<StageId>,
    /// At most so many of them in a period; the fraction of a person is carried over.
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
// There are as many as channels: a box would only cost words.
#[allow(clippy::large_enum_variant)]
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
    /// Who invites; how many each sends depends on the kind ([`super::Behaviour::invites`]).
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
