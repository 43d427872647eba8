//! Which groups of people a scenario tells apart, and which of them can come about at all.
//!
//! A cell's coordinates are its [`Key`]. Starting from where people come in (the start, channels,
//! referrals), all keys that a movement can lead to are explored. A key's draws are addressed by its
//! names, so that a new cell elsewhere moves nothing here.

use crate::base::streams::Site;
use crate::model::{
    Leaving, Model, Per, Plan, Role, SegmentId, SourceId, StageId, StartMix, Target, Tracking, TransitionId,
};
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
    pub segment: usize,
    pub standing: Standing,
    /// The dwelling stage the person left last, or the first stage like it ([`Map::origins`]): at an instant
    /// stage the other end of the movement, elsewhere the stage itself. `None`: from outside.
    pub origin: Option<usize>,
    /// Channel or referral, as long as it matters; `None` for those of period 0.
    pub source: Option<usize>,
    /// Class of the number of steps since entry.
    pub age: u32,
    /// Class of the number of steps since the first acquisition; 0 before it.
    pub tenure: u32,
}

/// A plan of a model, and what exploring its cells looks up all the time.
pub(super) struct Map<'a> {
    pub model: &'a Model,
    pub plan: &'a Plan,
    pub tracking: &'a Tracking,
    /// Transitions out of each stage, in the order of the plan: the order in which exits are numbered.
    pub transitions: Vec<Vec<TransitionId>>,
    /// Per stage the first one that a movement need not tell from it: same role and same recurring revenue;
    /// `None` for those that are like being outside.
    pub origins: Vec<Option<usize>>,
    /// Number of classes of age of each stage.
    pub ages: Vec<u32>,
    /// Per stage, the channels that take people out of it (index) and where they bring them.
    pub campaigns: Vec<Vec<(usize, StageId)>>,
    /// Names of the sources: channels, then referrals.
    pub sources: Vec<String>,
}

impl<'a> Map<'a> {
    pub fn new(model: &'a Model, plan: &'a Plan, tracking: &'a Tracking) -> Map<'a> {
        let stages = plan.stages.len();
        let mut transitions = vec![Vec::new(); stages];
        for (i, transition) in plan.transitions.iter().enumerate() {
            transitions[transition.from.0].push(TransitionId(i));
        }
        let mut campaigns = vec![Vec::new(); stages];
        for (c, channel) in plan.channels.iter().enumerate() {
            let from = channel.from.iter().flat_map(|campaign| &campaign.stages);
            from.for_each(|stage| campaigns[stage.0].push((c, channel.to)));
        }
        let ages = |stage: usize| match plan.kinds[0].leaving[stage] {
            Leaving::After { steps, .. } => steps,
            _ => tracking.ages[stage],
        };
        let channels = plan.channels.iter().map(|c| format!("channel {}", c.id));
        Map {
            model,
            plan,
            tracking,
            transitions,
            origins: origins(plan),
            ages: (0..stages).map(ages).collect(),
            campaigns,
            sources: channels.chain(plan.referrals.iter().map(|r| format!("referral {}", r.id))).collect(),
        }
    }

    pub fn is_instant(&self, stage: usize) -> bool {
        self.plan.stages[stage].is_instant()
    }

    pub fn tenures(&self) -> u32 {
        self.tracking.tenures.max(1)
    }

    /// Role of the end of a movement that somebody of this cell has left.
    pub fn role_left(&self, key: &Key) -> Role {
        key.origin.map_or(Role::Prospect, |stage| self.plan.stages[stage].role)
    }

    /// Index into the plan's kinds of people.
    pub fn kind(&self, key: &Key) -> usize {
        self.plan.kind_of(SegmentId(key.segment), key.source.map(SourceId))
    }

    /// Somebody from outside comes to `stage`.
    pub fn newcomer(&self, stage: StageId, source: usize, segment: usize) -> Key {
        let outside = Key {
            stage: stage.0,
            segment,
            standing: Standing::New,
            origin: None,
            source: Some(source),
            age: 0,
            tenure: 0,
        };
        self.entering(&outside, stage)
    }

    /// The cell that somebody of cell `from` comes to by moving to `to`; `None`: gone for good.
    pub fn arrival(&self, from: &Key, to: Target) -> Option<Key> {
        match to {
            Target::Exit => None,
            Target::Stage(stage) => Some(self.entering(&self.a_step_later(from), stage)),
        }
    }

    /// What the movement of somebody of cell `from` to `to` means; an instant stage is not an end of it.
    pub fn event(&self, from: &Key, to: Target) -> Option<Event> {
        let left = self.role_left(from);
        match to {
            Target::Exit => Event::of(left, from.standing, None),
            Target::Stage(stage) if self.is_instant(stage.0) => None,
            Target::Stage(stage) => Event::of(left, from.standing, Some(self.plan.stages[stage.0].role)),
        }
    }

    /// Somebody who stays in a dwelling cell for another step.
    pub fn older(&self, key: &Key) -> Key {
        let age = (key.age + 1).min(self.ages[key.stage] - 1);
        Key { age, ..self.a_step_later(key) }
    }

    /// Whether people of this cell can leave: where everybody decides on a fixed date, only then.
    pub fn can_leave(&self, key: &Key) -> bool {
        let fixed = matches!(self.plan.kinds[0].leaving[key.stage], Leaving::After { .. });
        !fixed || key.age + 1 == self.ages[key.stage]
    }

    /// Where those go who take no share of an instant stage.
    pub fn otherwise(&self, stage: usize) -> Option<Target> {
        match self.plan.kinds[0].leaving[stage] {
            Leaving::Instant { otherwise, .. } => Some(otherwise),
            _ => None,
        }
    }

    /// Where people can be at period 0: per stage with a start its cells.
    pub fn at_start(&self, stage: StageId) -> Vec<Key> {
        let described = &self.plan.stages[stage.0];
        let standing = match described.role {
            Role::Prospect => Standing::New,
            Role::User => Standing::SignedUp,
            Role::Customer | Role::Lapsed => Standing::Acquired,
        };
        let classes = |mix: &StartMix, all: u32| if *mix == StartMix::New { 1 } else { all };
        let ages = classes(&described.start_age, self.ages[stage.0]);
        let acquired = standing == Standing::Acquired;
        let tenures = if acquired { classes(&described.start_tenure, self.tenures()) } else { 1 };
        let origin = self.origins[stage.0];
        let mut keys = Vec::new();
        for segment in 0..self.model.segments.len() {
            for age in 0..ages {
                let first = Key { stage: stage.0, segment, standing, origin, source: None, age, tenure: 0 };
                keys.extend((0..tenures).map(|tenure| Key { tenure, ..first }));
            }
        }
        keys
    }

    /// Address of the draws of a cell; the age is the address's class.
    pub fn site(&self, key: &Key) -> Site {
        let stage = |s: usize| self.plan.stages[s].id.as_str();
        let source = key.source.map_or("", |s| &self.sources[s]);
        let standing = format!("standing {}", key.standing as u8);
        let origin = format!("origin {}", key.origin.map_or("", stage));
        let segment = format!("segment {}", self.model.segments[key.segment].id);
        let tenure = format!("tenure {}", key.tenure);
        Site::named(&["stage", stage(key.stage), source, &standing, &origin, &segment, &tenure])
    }

    /// Time passes for whoever is in a dwelling cell, not on the way through instant ones.
    fn a_step_later(&self, key: &Key) -> Key {
        let counts = key.standing == Standing::Acquired && !self.is_instant(key.stage);
        Key { tenure: (key.tenure + u32::from(counts)).min(self.tenures() - 1), ..*key }
    }

    /// Somebody with the traits of `from` enters a stage.
    fn entering(&self, from: &Key, stage: StageId) -> Key {
        let instant = self.is_instant(stage.0);
        let role = self.plan.stages[stage.0].role;
        let standing = if instant { from.standing } else { from.standing.max(standing_of(role)) };
        let known = |source: &usize| standing != Standing::Acquired || self.tracking.for_life[*source];
        Key {
            stage: stage.0,
            segment: from.segment,
            standing,
            origin: if instant { from.origin } else { self.origins[stage.0] },
            source: from.source.filter(known),
            age: 0,
            tenure: from.tenure,
        }
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

/// See [`Map::origins`].
fn origins(plan: &Plan) -> Vec<Option<usize>> {
    let recurs = |stage: usize| -> Vec<bool> {
        let on = |per: &Per| matches!(per, Per::Person(stages) if stages.contains(&StageId(stage)));
        plan.revenue.iter().map(|line| line.recurring && on(&line.per)).collect()
    };
    let like = |stage: usize| (plan.stages[stage].role, recurs(stage));
    let outside = (Role::Prospect, vec![false; plan.revenue.len()]);
    let first_like = |stage: usize| {
        let this = like(stage);
        let mut dwelling = (0..=stage).filter(|&s| !plan.stages[s].is_instant());
        if this == outside { None } else { dwelling.find(|&s| like(s) == this) }
    };
    (0..plan.stages.len()).map(first_like).collect()
}

/// All cells that can have people, in the order in which they are reached.
#[derive(Debug)]
pub(super) struct Cells {
    pub keys: Vec<Key>,
    index: HashMap<Key, usize>,
}

impl Cells {
    /// Everything that can be reached from `entries`.
    pub fn explore(map: &Map<'_>, entries: impl IntoIterator<Item = Key>) -> Cells {
        let mut cells = Cells { keys: Vec::new(), index: HashMap::new() };
        let mut open: VecDeque<Key> = entries.into_iter().collect();
        while let Some(key) = open.pop_front() {
            if cells.index.contains_key(&key) {
                continue;
            }
            cells.index.insert(key, cells.keys.len());
            cells.keys.push(key);
            if !map.is_instant(key.stage) {
                open.push_back(map.older(&key));
                let campaigns = &map.campaigns[key.stage];
                open.extend(campaigns.iter().filter_map(|(_, to)| map.arrival(&key, Target::Stage(*to))));
            }
            if map.can_leave(&key) {
                let targets = map.transitions[key.stage].iter().map(|t| map.plan.transitions[t.0].to);
                open.extend(targets.chain(map.otherwise(key.stage)).filter_map(|to| map.arrival(&key, to)));
            }
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
}
