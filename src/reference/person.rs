//! Somebody, what she has been to the company, and what her moves mean.

use super::history::Period;
use crate::model::{Role, StageId, Target};

/// Somebody who is in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Person {
    pub(super) stage: StageId,
    /// Period in which she entered it; 0 if she was there at the start.
    pub(super) since: u32,
    standing: Standing,
    source: Source,
}

/// The most that somebody has been to the company so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    NeverUser,
    HasBeenUser,
    HasBeenCustomer,
}

/// What first brought somebody here.
#[derive(Debug, Clone, Copy)]
pub(super) enum Source {
    Start,
    /// Index into [`crate::model::Plan::channels`].
    Channel(usize),
    /// Index into [`crate::model::Plan::referrals`].
    Referral(usize),
}

/// Somebody on her way to a stage.
pub(super) struct Traveller {
    /// Role of the stage where she was last; outside everybody is a prospect.
    from: Role,
    pub(super) to: Target,
    standing: Standing,
    source: Source,
}

impl Person {
    /// Somebody who was in at the start. Whoever was lapsed then had been a customer.
    pub(super) fn at_the_start(stage: StageId, role: Role) -> Person {
        let standing = match role {
            Role::Prospect => Standing::NeverUser,
            Role::User => Standing::HasBeenUser,
            Role::Customer | Role::Lapsed => Standing::HasBeenCustomer,
        };
        Person { stage, since: 0, standing, source: Source::Start }
    }

    /// Sets out from her stage, which has this role.
    pub(super) fn leaves(self, role: Role, to: Target) -> Traveller {
        Traveller { from: role, to, standing: self.standing, source: self.source }
    }
}

impl Traveller {
    /// Somebody from outside.
    pub(super) fn newcomer(to: StageId, source: Source) -> Traveller {
        Traveller { from: Role::Prospect, to: Target::Stage(to), standing: Standing::NeverUser, source }
    }

    /// Comes to rest in a stage with this role.
    pub(super) fn stays(self, stage: StageId, role: Role, now: u32, period: &mut Period) -> Person {
        note(&self, Some(role), period);
        // To be lapsed makes nobody a customer; only at the start does it say that she was one.
        let now_is = match role {
            Role::Prospect | Role::Lapsed => Standing::NeverUser,
            Role::User => Standing::HasBeenUser,
            Role::Customer => Standing::HasBeenCustomer,
        };
        Person { stage, since: now, standing: self.standing.max(now_is), source: self.source }
    }

    /// Is gone for good.
    pub(super) fn exits(self, period: &mut Period) {
        note(&self, None, period);
    }
}

/// Writes down what a move, now at its end (`None` for `exit`), means.
fn note(who: &Traveller, to: Option<Role>, period: &mut Period) {
    let events = &mut period.events;
    let count = match (who.from, to) {
        (Role::Customer, Some(Role::Customer)) => return,
        (_, Some(Role::Customer)) if who.standing == Standing::HasBeenCustomer => &mut events.reactivated,
        (_, Some(Role::Customer)) => {
            *from_source(who.source, period) += 1;
            &mut period.events.new_customers
        }
        (Role::Customer, Some(Role::User)) => &mut events.downgraded,
        (Role::Lapsed, Some(Role::User)) => &mut events.users_back,
        (Role::Prospect, Some(Role::User)) if who.standing == Standing::NeverUser => &mut events.new_users,
        (Role::Customer, None | Some(Role::Lapsed)) => &mut events.churned,
        (Role::User, None | Some(Role::Lapsed)) => &mut events.users_churned,
        _ => return,
    };
    *count += 1;
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
