//! Steps 5 and 6: everybody who was in moves or stays, and whoever enters an instant stage passes on.

use super::conditions::Conditions;
use super::effects::{self, Effective, Lift};
use super::experiments::{Experiments, Part, on_any};
use super::history::Period;
use super::ledger::{Deed, Ledger};
use super::person::{Person, Traveller};
use super::places::Places;
use super::rates::{self, Clocks};
use super::{draws, recurring};
use crate::model::{Hazard, Leaving, Plan, StageId, Target, TransitionId};
use rand::Rng;
use std::collections::HashMap;

/// A period while it is played.
pub(super) struct Scene<'a> {
    pub(super) plan: &'a Plan,
    /// Its number, 1..=T.
    pub(super) number: u32,
    pub(super) now: &'a Conditions<'a>,
    pub(super) period: Period,
    pub(super) ledger: Ledger,
    /// Who leaves for good in it.
    pub(super) exited: u64,
    places: Places,
    /// What people meet, by kind, stage and clocks: worked out once for all who are alike.
    met: HashMap<(usize, StageId, Clocks), Effective>,
}

/// What somebody decided.
struct Decision {
    way: Option<TransitionId>,
    /// Her part in tests of it.
    parts: Vec<Part>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(plan: &'a Plan, number: u32, now: &'a Conditions<'a>, places: Places) -> Scene<'a> {
        Scene {
            plan,
            number,
            now,
            period: Period::empty(plan),
            ledger: Ledger::of_period(plan),
            exited: 0,
            places,
            met: HashMap::new(),
        }
    }

    /// Everybody who was in at the start of the period stays, or sets out.
    pub(super) fn depart(
        &mut self,
        people: &mut Vec<Person>,
        experiments: &mut Experiments,
        rng: &mut impl Rng,
    ) -> Vec<Traveller> {
        let crowd = std::mem::take(people);
        let ways = self.ways(&crowd, experiments, rng);
        let mut travellers = Vec::new();
        for (mut person, way) in crowd.into_iter().zip(ways) {
            match way {
                None => people.push(person),
                Some(way) => travellers.push(Traveller { to: self.passes(&mut person, way), person }),
            }
        }
        travellers
    }

    /// Brings everybody on her way through instant stages to where she stays, or out.
    pub(super) fn travel(
        &mut self,
        travellers: Vec<Traveller>,
        instant: &[StageId],
        people: &mut Vec<Person>,
        experiments: &mut Experiments,
        rng: &mut impl Rng,
    ) {
        let mut passing: Vec<Vec<Person>> = vec![Vec::new(); self.plan.stages.len()];
        travellers.into_iter().for_each(|who| self.lands(who, people, &mut passing));
        for stage in instant {
            let crowd = std::mem::take(&mut passing[stage.0]);
            let ways = self.ways(&crowd, experiments, rng);
            for (mut person, way) in crowd.into_iter().zip(ways) {
                let to = match way {
                    Some(way) => self.passes(&mut person, way),
                    None => self.gives_up(&person),
                };
                self.lands(Traveller { person, to }, people, &mut passing);
            }
        }
        debug_assert!(passing.iter().all(Vec::is_empty), "instant stages come in order");
    }

    /// The ways that these people take, all at the same time; `None`: none of them.
    fn ways(
        &mut self,
        crowd: &[Person],
        experiments: &mut Experiments,
        rng: &mut impl Rng,
    ) -> Vec<Option<TransitionId>> {
        let decisions: Vec<Decision> = crowd.iter().map(|person| self.decides(person, rng)).collect();
        let wanted: Vec<Option<TransitionId>> = decisions.iter().map(|decision| decision.way).collect();
        let found = self.places.give(self.plan, &wanted, rng);
        self.period.places_used.clone_from(&self.places.used);
        self.period.waiting.clone_from(&self.places.waiting);
        let mut ways = Vec::new();
        for (decision, found) in decisions.into_iter().zip(found) {
            let way = decision.way.filter(|_| found);
            for part in &decision.parts {
                let tested = &self.plan.tests[part.test].on;
                experiments.note(part, way.is_some_and(|way| tested.contains(&way)));
            }
            ways.push(way);
        }
        ways
    }

    /// Draws the way that somebody wants to go.
    fn decides(&mut self, person: &Person, rng: &mut impl Rng) -> Decision {
        let kind = person.kind(self.plan);
        let leaving = &self.plan.kinds[kind].leaving[person.stage.0];
        let clocks = if tells_time(leaving) { person.clocks(self.number) } else { Clocks { age: 1, tenure: 1 } };
        let meets = |lifts: &[Lift]| {
            let written = rates::written(leaving, clocks, self.now);
            effects::effective(written, &self.plan.kinds[kind], self.now, lifts)
        };
        let met = self.met.entry((kind, person.stage, clocks)).or_insert_with(|| meets(&[]));
        self.period.scaled |= met.scaled;
        if self.plan.tests.is_empty() {
            return Decision { way: draws::pick(&met.chances, rng), parts: Vec::new() };
        }
        let ways: Vec<TransitionId> = met.chances.iter().map(|(way, _)| *way).collect();
        let parts = Experiments::parts(self.plan, self.number, self.now, |test| on_any(test, &ways), rng);
        let treated: Vec<&Part> = parts.iter().filter(|part| part.treated).collect();
        if treated.is_empty() {
            return Decision { way: draws::pick(&met.chances, rng), parts };
        }
        let on = |part: &&Part| self.plan.tests[part.test].on.iter();
        let lifts: Vec<Lift> = treated.iter().flat_map(|part| on(part).map(|way| (*way, part.lift))).collect();
        let met = meets(&lifts);
        self.period.scaled |= met.scaled;
        Decision { way: draws::pick(&met.chances, rng), parts }
    }

    /// Somebody passes on a transition.
    fn passes(&mut self, person: &mut Person, way: TransitionId) -> Target {
        self.period.flows[way.0] += 1;
        person.deeds.push(Deed::Passes(way));
        self.plan.transitions[way.0].to
    }

    /// Somebody takes none of the ways out of an instant stage.
    fn gives_up(&mut self, person: &Person) -> Target {
        let stage = person.stage;
        self.period.otherwise[stage.0] += 1;
        let Leaving::Instant { otherwise, .. } = &self.plan.kinds[person.kind(self.plan)].leaving[stage.0] else {
            unreachable!("only instant stages are passed")
        };
        *otherwise
    }

    /// Somebody comes to the end of a way: out, into a stage where she stays, or one that she passes.
    fn lands(&mut self, who: Traveller, people: &mut Vec<Person>, passing: &mut [Vec<Person>]) {
        let Traveller { mut person, to } = who;
        let Target::Stage(stage) = to else {
            self.exited += 1;
            let mut person = person.exits(&mut self.period);
            self.ledger.note(&person, self.number, self.plan);
            return recurring::move_to(0.0, &mut person, &mut self.period.recurring);
        };
        self.period.entries[stage.0] += 1;
        person.deeds.push(Deed::Enters(stage));
        let described = &self.plan.stages[stage.0];
        if described.is_instant() {
            person.stage = stage;
            passing[stage.0].push(person);
        } else {
            let person = person.stays(stage, described.role, self.number, &mut self.period);
            self.ledger.note(&person, self.number, self.plan);
            people.push(person);
        }
    }
}

/// Whether leaving depends on the time since anything.
fn tells_time(leaving: &Leaving) -> bool {
    match leaving {
        Leaving::Never | Leaving::Stay { .. } | Leaving::Instant { .. } => false,
        Leaving::After { .. } => true,
        Leaving::Hazards { groups, survivals } => {
            let mut hazards = groups.iter().flat_map(|group| &group.moves);
            !survivals.is_empty() || hazards.any(|(_, hazard)| !matches!(hazard, Hazard::Flat(_)))
        }
    }
}

/// The instant stages, each after all that lead to it.
pub(super) fn instant_in_order(plan: &Plan) -> Vec<StageId> {
    let leads_to = |from: StageId| -> Vec<StageId> {
        let ways = plan.transitions.iter().filter(|way| way.from == from).map(|way| way.to);
        let otherwise = match &plan.kinds[0].leaving[from.0] {
            Leaving::Instant { otherwise, .. } => Some(*otherwise),
            _ => None,
        };
        let stages = ways.chain(otherwise).filter_map(|to| match to {
            Target::Stage(stage) => Some(stage),
            Target::Exit => None,
        });
        stages.collect()
    };
    let instant = |stage: &StageId| plan.stages[stage.0].is_instant();
    let mut left: Vec<StageId> = (0..plan.stages.len()).map(StageId).filter(instant).collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let is_led_to = |stage: &StageId| left.iter().any(|from| leads_to(*from).contains(stage));
        let next = left.iter().position(|stage| !is_led_to(stage)).expect("instant stages form no loop");
        order.push(left.remove(next));
    }
    order
}
