//! Which groups of people a scenario tells apart, and which of them can come about at all.
//!
//! A cell's coordinates are its [`Key`]. Starting from where people come in (the start, channels,
//! referrals), all keys that a movement can lead to are explored. A key's draws are addressed by its
//! names, so that a new cell elsewhere moves nothing here.

use crate::base::streams::Site;
use crate::model::{Leaving, Plan, Role, StageId, Target, TransitionId};
use std::collections::{HashMap, VecDeque};

/// What somebody has been before, at most: decides between sign-up and return, acquisition and reactivation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// Neither a user nor a customer so far.
    New,
    /// Has been a user.
    SignedUp,
    /// Has been a customer.
    Acquired,
}

/// What a movement between two dwelling ends means for the business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// Into a customer stage for the first time: acquisition.
    NewCustomer,
    /// Into a user stage for the first time: sign-up.
    NewUser,
    /// Into a customer stage again, from any other role.
    Reactivated,
    /// Into a user stage again, from lapsed.
    UsersBack,
    /// Customer to user.
    Downgraded,
    /// Customer to lapsed or gone.
    Churned,
    /// User to lapsed or gone.
    UserChurned,
}

impl Event {
    /// In the order of [`super::Index::events`].
    pub const ALL: [Event; 7] = [
        Event::NewCustomer,
        Event::NewUser,
        Event::Reactivated,
        Event::UsersBack,
        Event::Downgraded,
        Event::Churned,
        Event::UserChurned,
    ];

    /// What it means that somebody with `standing`, last in a stage of role `from`, comes to `to`
    /// (`None`: gone for good).
    pub fn of(from: Role, standing: Standing, to: Option<Role>) -> Option<Event> {
        match (from, to) {
            (_, Some(Role::Customer)) if standing < Standing::Acquired => Some(Event::NewCustomer),
            (Role::Customer, Some(Role::Customer)) => None,
            (_, Some(Role::Customer)) => Some(Event::Reactivated),
            (Role::Customer, Some(Role::User)) => Some(Event::Downgraded),
            (Role::User, Some(Role::User)) => None,
            (_, Some(Role::User)) if standing < Standing::SignedUp => Some(Event::NewUser),
            (_, Some(Role::User)) => Some(Event::UsersBack),
            (Role::Customer, Some(Role::Lapsed) | None) => Some(Event::Churned),
            (Role::User, Some(Role::Lapsed) | None) => Some(Event::UserChurned),
            _ => None,
        }
    }
}

/// Coordinates of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub stage: usize,
    pub standing: Standing,
    /// Role of the dwelling stage the person left last: at an instant stage the other end of the movement,
    /// elsewhere the stage's own.
    pub origin: Role,
    /// Channel or referral, until the first acquisition; `None` for those of period 0.
    pub source: Option<usize>,
    /// Steps since entry where everybody decides on a fixed date, else 0.
    pub age: u32,
}

impl Key {
    /// Somebody with these traits enters `stage` at age 0.
    pub fn entering(plan: &Plan, stage: StageId, from: Role, standing: Standing, source: Option<usize>) -> Key {
        let instant = plan.stages[stage.0].is_instant();
        let role = plan.stages[stage.0].role;
        let standing = if instant { standing } else { standing.max(standing_of(role)) };
        Key {
            stage: stage.0,
            standing,
            origin: if instant { from } else { role },
            source: if standing == Standing::Acquired { None } else { source },
            age: 0,
        }
    }

    /// Somebody who is in `stage` at period 0: customers and lapsed people count as acquired before.
    pub fn at_start(plan: &Plan, stage: StageId) -> Key {
        let role = plan.stages[stage.0].role;
        let standing = match role {
            Role::Prospect => Standing::New,
            Role::User => Standing::SignedUp,
            Role::Customer | Role::Lapsed => Standing::Acquired,
        };
        Key { stage: stage.0, standing, origin: role, source: None, age: 0 }
    }

    /// Address of its draws; the age is the address's class.
    pub fn site(&self, plan: &Plan, sources: &[String]) -> Site {
        let source = self.source.map_or("", |s| &sources[s]);
        let (standing, origin) = (self.standing as u8, self.origin as u8);
        let (standing, origin) = (format!("standing {standing}"), format!("origin {origin}"));
        Site::named(&["stage", &plan.stages[self.stage].id, source, &standing, &origin])
    }
}

/// The standing that being in a stage of this role gives.
fn standing_of(role: Role) -> Standing {
    match role {
        Role::Prospect | Role::Lapsed => Standing::New,
        Role::User => Standing::SignedUp,
        Role::Customer => Standing::Acquired,
    }
}

/// Number of cells a stay in this stage passes: one, or one per step until the fixed date.
pub(super) fn ages(plan: &Plan, stage: usize) -> u32 {
    match plan.kinds[0].leaving[stage] {
        Leaving::After { steps, .. } => steps,
        _ => 1,
    }
}

/// Transitions out of each stage, in the order of the plan: the order in which exits are numbered.
pub(super) fn transitions_by_stage(plan: &Plan) -> Vec<Vec<TransitionId>> {
    let mut by_stage = vec![Vec::new(); plan.stages.len()];
    for (i, transition) in plan.transitions.iter().enumerate() {
        by_stage[transition.from.0].push(TransitionId(i));
    }
    by_stage
}

/// All cells that can have people, in the order in which they are reached.
#[derive(Debug)]
pub(super) struct Cells {
    pub keys: Vec<Key>,
    index: HashMap<Key, usize>,
}

impl Cells {
    /// Everything that can be reached from `entries`.
    pub fn explore(plan: &Plan, entries: impl IntoIterator<Item = Key>) -> Cells {
        let transitions = transitions_by_stage(plan);
        let mut cells = Cells { keys: Vec::new(), index: HashMap::new() };
        let mut open: VecDeque<Key> = entries.into_iter().collect();
        while let Some(key) = open.pop_front() {
            if cells.index.contains_key(&key) {
                continue;
            }
            cells.add(key);
            if key.age + 1 < ages(plan, key.stage) {
                open.push_back(Key { age: key.age + 1, ..key });
                continue;
            }
            let targets = transitions[key.stage].iter().map(|t| plan.transitions[t.0].to);
            open.extend(targets.chain(otherwise(plan, key.stage)).filter_map(|to| arrival(plan, &key, to)));
        }
        cells
    }

    pub fn find(&self, key: &Key) -> usize {
        self.index[key]
    }

    /// The cells of a stage.
    pub fn of_stage(&self, stage: usize) -> Vec<usize> {
        (0..self.keys.len()).filter(|&c| self.keys[c].stage == stage).collect()
    }

    fn add(&mut self, key: Key) {
        self.index.insert(key, self.keys.len());
        self.keys.push(key);
    }
}

/// Where those go who take no share of an instant stage.
pub(super) fn otherwise(plan: &Plan, stage: usize) -> Option<Target> {
    match plan.kinds[0].leaving[stage] {
        Leaving::Instant { otherwise, .. } => Some(otherwise),
        _ => None,
    }
}

/// The cell that somebody of cell `from` comes to by moving to `to`; `None`: gone for good.
pub(super) fn arrival(plan: &Plan, from: &Key, to: Target) -> Option<Key> {
    match to {
        Target::Exit => None,
        Target::Stage(stage) => Some(Key::entering(plan, stage, from.origin, from.standing, from.source)),
    }
}

/// What the movement of somebody of cell `from` to `to` means; an instant stage is not an end of it.
pub(super) fn event(plan: &Plan, from: &Key, to: Target) -> Option<Event> {
    match to {
        Target::Exit => Event::of(from.origin, from.standing, None),
        Target::Stage(stage) if plan.stages[stage.0].is_instant() => None,
        Target::Stage(stage) => Event::of(from.origin, from.standing, Some(plan.stages[stage.0].role)),
    }
}
