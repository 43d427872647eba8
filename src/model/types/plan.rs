//! One set of decisions: everything that people meet under it.

use super::{
    Capacity, Channel, Drag, Effects, Event, Friction, Initiative, Leaving, Mechanism, MoneyLine, Number, Referral,
    SegmentId, Stage, Test, Transition,
};

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
    /// The share of each of [`super::Model::segments`] among people; they add up to 1.
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
    /// Per referral: frictions on its invitations, which hold back a share of them.
    pub held_back: Vec<Vec<Drag>>,
    /// Per referral, by the kind of the inviter: chance that an invitation is accepted.
    pub accept: Vec<(Number, Effects)>,
    /// Per revenue line: its amount ([`MoneyLine`]).
    pub revenue: Vec<Number>,
    /// Per cost line.
    pub costs: Vec<Number>,
}

impl Behaviour {
    /// Every friction wherever it acts.
    pub fn drags(&self) -> impl Iterator<Item = &Drag> {
        self.effects.iter().flat_map(|effects| &effects.drags).chain(self.held_back.iter().flatten())
    }

    /// The same, to be altered.
    pub fn drags_mut(&mut self) -> impl Iterator<Item = &mut Drag> {
        self.effects.iter_mut().flat_map(|effects| &mut effects.drags).chain(self.held_back.iter_mut().flatten())
    }
}
