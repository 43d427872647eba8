//! Somebody, what she has been to the company, and what her moves mean.

use super::history::Period;
use super::rates::Clocks;
use crate::model::{Plan, Role, SegmentId, SourceId, StageId, Target};

/// Somebody who is in.
#[derive(Debug, Clone, Copy)]
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
    /// Revenue that her passages of this period brought, at list prices, in minor units.
    pub(super) on_the_way: f64,
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
#[derive(Debug, Clone, Copy)]
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
        Person { stage, since, segment, source, has_been_user, acquired, from, recurring: 0.0, on_the_way: 0.0 }
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
        self.on_the_way = 0.0;
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
    pub(super) fn exits(self, period: &mut Period) {
        self.note(None, period);
    }

    /// Writes down what a move, now at its end (`None` for `exit`), means.
    fn note(&self, to: Option<Role>, period: &mut Period) {
        let events = &mut period.events;
        let count = match (self.from, to) {
            (Role::Customer, Some(Role::Customer)) => return,
            (_, Some(Role::Customer)) if self.acquired.is_some() => &mut events.reactivated,
            (_, Some(Role::Customer)) => {
                *from_source(self.source, period) += 1;
                &mut period.events.new_customers
            }
            (Role::Customer, Some(Role::User)) => &mut events.downgraded,
            (Role::Lapsed, Some(Role::User)) => &mut events.users_back,
            (Role::Prospect, Some(Role::User)) if !self.has_been_user => &mut events.new_users,
            (Role::Customer, None | Some(Role::Lapsed)) => &mut events.churned,
            (Role::User, None | Some(Role::Lapsed)) => &mut events.users_churned,
            _ => return,
        };
        *count += 1;
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
