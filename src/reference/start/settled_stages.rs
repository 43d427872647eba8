//! Stages in which as many people are at the start as the sources of the past keep there.
//!
//! A crowd of a step's newcomers is followed step by step until next to nobody is left of it; who of them is where after
//! k steps are those who came k steps before the start. The others stand still: as many as are written.

use super::super::budgets;
use super::super::conditions::Conditions;
use super::super::effects::{acceptance, effective};
use super::super::person::{Person, Source};
use super::super::rates::{Clocks, written};
use super::apportioned;
use crate::model::{Leaving, Plan, Reach, Role, SegmentId, SourceId, StageId, Target, Tracking};
use std::collections::BTreeMap;

/// People who are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Alike {
    stage: StageId,
    segment: SegmentId,
    source: Option<SourceId>,
    /// Steps since entry, and since the first acquisition if there was one.
    age: u32,
    tenure: Option<u32>,
    has_been_user: bool,
}

type Crowd = BTreeMap<Alike, f64>;

/// What is looked up all the time.
struct World<'a> {
    plan: &'a Plan,
    tracking: &'a Tracking,
    now: &'a Conditions<'a>,
}

/// Everybody in these stages, whole people.
///
/// * `others`: everybody in the other stages
pub(super) fn people(plan: &Plan, tracking: &Tracking, others: &[Person], now: &Conditions) -> Vec<Person> {
    if !plan.stages.iter().any(|stage| stage.settled) {
        return Vec::new();
    }
    let world = World { plan, tracking, now };
    let mut crowd = world.newcomers(others);
    let mut there = Crowd::new();
    let (mut all, mut left) = (0.0, f64::INFINITY);
    while left > 1e-13 * all {
        crowd.iter().for_each(|(who, people)| *there.entry(*who).or_default() += people);
        crowd = world.a_step_later(&crowd);
        left = crowd.values().sum();
        all = there.values().sum();
    }
    let mut people = Vec::new();
    for stage in (0..plan.stages.len()).map(StageId) {
        let (alike, weights): (Vec<&Alike>, Vec<f64>) = there.iter().filter(|(who, _)| who.stage == stage).unzip();
        let whole = (weights.iter().sum::<f64>() + 0.5 + 1e-9).floor();
        for (who, number) in alike.into_iter().zip(apportioned(whole as u64, &weights)) {
            people.extend(std::iter::repeat_n(world.person(who), number as usize));
        }
    }
    people
}

impl World<'_> {
    /// Who comes to these stages in a step, from outside and from the others.
    fn newcomers(&self, others: &[Person]) -> Crowd {
        let (plan, now) = (self.plan, self.now);
        let mut crowd = Crowd::new();
        let outside = |segment: usize, source: usize| Alike {
            stage: StageId(usize::MAX),
            segment: SegmentId(segment),
            source: Some(SourceId(source)),
            age: 0,
            tenure: None,
            has_been_user: false,
        };
        let in_stage = |stage: &StageId| others.iter().filter(|person| person.stage == *stage).count() as f64;
        for (id, channel) in
            plan.channels.iter().enumerate().filter(|(_, channel)| channel.active && channel.ran_before)
        {
            let mean = budgets::mean_before_the_start(channel, now);
            match &channel.from {
                None => {
                    for (segment, share) in channel.mix.iter().enumerate() {
                        let who = outside(segment, id);
                        self.land(who, Target::Stage(channel.to), mean * now.at_least_nothing(share), &mut crowd);
                    }
                }
                Some(campaign) => {
                    let there: f64 = campaign.stages.iter().map(in_stage).sum();
                    let reach = match &campaign.reach {
                        None => there,
                        Some(Reach::Share(share)) => now.value(share) * there,
                        Some(Reach::People(people)) => now.value(people),
                    };
                    let taken = mean.min(reach.min(there)) / there.max(1.0);
                    for person in others.iter().filter(|person| campaign.stages.contains(&person.stage)) {
                        self.land(alike(person), Target::Stage(channel.to), taken, &mut crowd);
                    }
                }
            }
        }
        for person in others {
            let kind = person.kind(plan);
            for (id, referral) in plan.referrals.iter().enumerate() {
                let Some(from) = referral.from.iter().position(|from| *from == person.stage) else { continue };
                let sent = now.at_least_nothing(&plan.kinds[kind].invites[id][from]);
                let accepted = sent * acceptance(&plan.kinds[kind], id, now).0;
                let same = now.value(&referral.same_segment);
                for (segment, share) in referral.mix.iter().enumerate() {
                    let own = if segment == person.segment.0 { same } else { 0.0 };
                    let share = own + (1.0 - same) * now.at_least_nothing(share);
                    let who = outside(segment, plan.channels.len() + id);
                    self.land(who, Target::Stage(referral.to), accepted * share, &mut crowd);
                }
            }
            self.leave(alike(person), 1.0, &mut crowd);
        }
        crowd
    }

    fn a_step_later(&self, crowd: &Crowd) -> Crowd {
        let mut later = Crowd::new();
        for (who, people) in crowd {
            let left = people - self.leave(*who, *people, &mut later);
            let limit = |steps: u32, classes: u32| (steps + 1).min(classes.max(1) - 1);
            let age = limit(who.age, self.tracking.ages[who.stage.0]);
            let tenure = who.tenure.map(|tenure| limit(tenure, self.tracking.tenures));
            *later.entry(Alike { age, tenure, ..*who }).or_default() += left.max(0.0);
        }
        later.retain(|_, people| *people > 0.0);
        later
    }

    /// Lets people leave their stage; how many do.
    fn leave(&self, who: Alike, people: f64, crowd: &mut Crowd) -> f64 {
        let kind = &self.plan.kinds[self.plan.kind_of(who.segment, who.source)];
        let clocks = Clocks { age: who.age + 1, tenure: who.tenure.map_or(1, |tenure| tenure + 1) };
        let ways = effective(written(&kind.leaving[who.stage.0], clocks, self.now), kind, self.now, &[]).chances;
        let later = Alike { tenure: who.tenure.map(|tenure| tenure + 1), ..who };
        for (way, chance) in &ways {
            self.land(later, self.plan.transitions[way.0].to, people * chance, crowd);
        }
        people * ways.iter().map(|(_, chance)| chance).sum::<f64>()
    }

    /// Somebody comes to where a way leads; only those in settled stages are followed.
    fn land(&self, who: Alike, to: Target, people: f64, crowd: &mut Crowd) {
        let Target::Stage(stage) = to else { return };
        let described = &self.plan.stages[stage.0];
        if !described.instant {
            let has_been_user = who.has_been_user || matches!(described.role, Role::User | Role::Customer);
            if described.settled && people > 0.0 {
                *crowd.entry(Alike { stage, age: 0, has_been_user, ..who }).or_default() += people;
            }
            return;
        }
        let kind = &self.plan.kinds[self.plan.kind_of(who.segment, who.source)];
        let law = &kind.leaving[stage.0];
        let ways = effective(written(law, Clocks { age: 1, tenure: 1 }, self.now), kind, self.now, &[]).chances;
        for (way, chance) in &ways {
            self.land(who, self.plan.transitions[way.0].to, people * chance, crowd);
        }
        if let Leaving::Instant { otherwise, .. } = law {
            let rest = 1.0 - ways.iter().map(|(_, chance)| chance).sum::<f64>();
            self.land(who, *otherwise, people * rest.max(0.0), crowd);
        }
    }

    fn person(&self, who: &Alike) -> Person {
        let n_channels = self.plan.channels.len();
        let source = match who.source {
            None => Source::Start,
            Some(SourceId(id)) if id < n_channels => Source::Channel(id),
            Some(SourceId(id)) => Source::Referral(id - n_channels),
        };
        let role = self.plan.stages[who.stage.0].role;
        let acquired = who.tenure.map(|tenure| -i64::from(tenure));
        let mut person = Person::at_the_start(who.stage, role, who.segment, -i64::from(who.age), acquired);
        person.source = source;
        person.who_has_been_user(who.has_been_user)
    }
}

/// Somebody whose number is written: her clocks run as those of all others do.
fn alike(person: &Person) -> Alike {
    let Clocks { age, .. } = person.clocks(1);
    let tenure = person.acquired.map(|acquired| (-acquired) as u32);
    Alike {
        stage: person.stage,
        segment: person.segment,
        source: None,
        age: age - 1,
        tenure,
        has_been_user: person.has_been(),
    }
}
