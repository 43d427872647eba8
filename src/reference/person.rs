//! Somebody, what she has been to the company, and what her moves mean.

use super::history::Period;
use super::ledger::Deed;
use super::rates::Clocks;
use crate::model::{Plan, Role, SegmentId, SourceId, StageId, Target};

/// Somebody who is in.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) stage: StageId,
    /// Period in which she entered it; 0 or before if she was there at the start.
    since: i64,
    pub(super) segment: SegmentId,
    pub(super) source: Source,
    has_been_user: bool,
    /// Period in which she first became a customer.
    pub(super) acquired: Option<i64>,
    /// Role of the stage where she was at the start of the period; outside everybody is a prospect.
    pub(super) from: Role,
    /// Recurring revenue of a step at the end of the last period, at list prices, in minor units.
    pub(super) recurring: f64,
    /// What she did in this period.
    pub(super) deeds: Vec<Deed>,
    /// What it meant.
    pub(super) meaning: Option<Meaning>,
}

/// What a move from one stage where people stay, or from outside, to another or to `exit` means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    NewCustomer,
    NewUser,
    Reactivated,
    UserBack,
    Downgraded,
    Churned,
    UserChurned,
}

/// What first brought somebody here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Start,
    /// Index into [`crate::model::Plan::channels`].
    Channel(usize),
    /// Index into [`crate::model::Plan::referrals`].
    Referral(usize),
}

/// Somebody on her way.
#[derive(Debug, Clone)]
pub(super) struct Traveller {
    pub(super) person: Person,
    pub(super) to: Target,
}

impl Person {
    /// Somebody who was in at the start.
    pub(super) fn at_the_start(
        stage: StageId,
        role: Role,
        segment: SegmentId,
        since: i64,
        acquired: Option<i64>,
    ) -> Person {
        let has_been_user = role != Role::Prospect;
        let (from, source) = (role, Source::Start);
        let (recurring, deeds, meaning) = (0.0, Vec::new(), None);
        Person { stage, since, segment, source, has_been_user, acquired, from, recurring, deeds, meaning }
    }

    /// The same, who has been a user or not.
    pub(super) fn who_has_been_user(self, has_been_user: bool) -> Person {
        Person { has_been_user, ..self }
    }

    /// Whether she has ever been a user.
    pub(super) fn has_been(&self) -> bool {
        self.has_been_user
    }

    /// Somebody from outside.
    pub(super) fn newcomer(to: StageId, source: Source, segment: SegmentId) -> Traveller {
        let person = Person { source, ..Person::at_the_start(to, Role::Prospect, segment, 0, None) };
        Traveller { person, to: Target::Stage(to) }
    }

    /// Index into [`Plan::kinds`].
    pub(super) fn kind(&self, plan: &Plan) -> usize {
        let source = match self.source {
            Source::Start => None,
            Source::Channel(id) => Some(SourceId(id)),
            Source::Referral(id) => Some(SourceId(plan.channels.len() + id)),
        };
        plan.kind_of(self.segment, source)
    }

    /// How long she has been in her stage, and a customer, at the end of period `now`. Where it would tell
    /// the tenure of somebody who never was a customer, it tells 1.
    pub(super) fn clocks(&self, now: u32) -> Clocks {
        let steps = |since: i64| (i64::from(now) - since).max(1) as u32;
        Clocks { age: steps(self.since), tenure: self.acquired.map_or(1, steps) }
    }

    /// A new period begins for her, in a stage with this role.
    pub(super) fn begins_a_period(&mut self, role: Role) {
        self.from = role;
        self.deeds.clear();
        self.meaning = None;
    }

    /// Comes to rest in a stage with this role.
    pub(super) fn stays(mut self, stage: StageId, role: Role, now: u32, period: &mut Period) -> Person {
        self.note(Some(role), period);
        self.stage = stage;
        self.since = i64::from(now);
        // To be lapsed makes nobody a customer; only at the start does it say that she was one.
        self.has_been_user |= matches!(role, Role::User | Role::Customer);
        if role == Role::Customer {
            self.acquired = self.acquired.or(Some(i64::from(now)));
        }
        self
    }

    /// Is gone for good.
    pub(super) fn exits(mut self, period: &mut Period) -> Person {
        self.note(None, period);
        self
    }

    /// Writes down what a move, now at its end (`None` for `exit`), means.
    fn note(&mut self, to: Option<Role>, period: &mut Period) {
        self.meaning = self.means(to);
        let events = &mut period.events;
        let Some(meaning) = self.meaning else { return };
        *match meaning {
            Meaning::NewCustomer => &mut events.new_customers,
            Meaning::NewUser => &mut events.new_users,
            Meaning::Reactivated => &mut events.reactivated,
            Meaning::UserBack => &mut events.users_back,
            Meaning::Downgraded => &mut events.downgraded,
            Meaning::Churned => &mut events.churned,
            Meaning::UserChurned => &mut events.users_churned,
        } += 1;
        if meaning == Meaning::NewCustomer {
            *from_source(self.source, period) += 1;
        }
    }

    fn means(&self, to: Option<Role>) -> Option<Meaning> {
        match (self.from, to) {
            (Role::Customer, Some(Role::Customer)) => None,
            (_, Some(Role::Customer)) if self.acquired.is_some() => Some(Meaning::Reactivated),
            (_, Some(Role::Customer)) => Some(Meaning::NewCustomer),
            (Role::Customer, Some(Role::User)) => Some(Meaning::Downgraded),
            (Role::Lapsed, Some(Role::User)) => Some(Meaning::UserBack),
            (Role::Prospect, Some(Role::User)) if !self.has_been_user => Some(Meaning::NewUser),
            (Role::Customer, None | Some(Role::Lapsed)) => Some(Meaning::Churned),
            (Role::User, None | Some(Role::Lapsed)) => Some(Meaning::UserChurned),
            _ => None,
        }
    }
}

/// The count of new customers of a source.
fn from_source(source: Source, period: &mut Period) -> &mut u64 {
    let by_source = &mut period.new_customers_by_source;
    match source {
        Source::Start => &mut by_source.start,
        Source::Channel(id) => &mut by_source.channels[id],
        Source::Referral(id) => &mut by_source.referrals[id],
    }
}
