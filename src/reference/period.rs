//! A future, played period by period.
//!
//! The order within a period: conditions, budgets, invitations by those who are in at its start, arrivals
//! and campaigns, moves of those who were in at its start, passages of instant stages, money, records. Who
//! enters a stage in a period first moves, and first invites, in the next.

use super::budgets::{self, Remembered};
use super::calendar_of_events::when_on;
use super::come::SoFar;
use super::conditions::Conditions;
use super::experiments::Experiments;
use super::history::{Events, History, Period};
use super::ledger::{self, Deed, Ledger};
use super::moves::{Scene, instant_in_order};
use super::person::{Person, Source, Traveller};
use super::places::Places;
use super::{come, draws, effects, mechanisms, money, recurring, start};
use crate::model::{ChannelId, Model, Plan, Role, SegmentId, StageId, Target};
use rand::Rng;

/// A future as far as it has been played.
pub(super) struct Future<'a> {
    plan: &'a Plan,
    inputs: &'a [f64],
    /// Whether each event is on, shape `[events][periods + 1]`.
    on: Vec<Vec<bool>>,
    /// The instant stages, each after all that lead to it.
    instant: Vec<StageId>,
    people: Vec<Person>,
    /// Everybody who accepted an invitation and is still to come, by referral.
    under_way: Vec<Vec<Invited>>,
    /// Shape `[channels]`.
    remembered: Vec<Remembered>,
    /// What the reach of each channel, and each capacity, has given so far.
    reached: Vec<SoFar>,
    places: Vec<SoFar>,
    experiments: Experiments,
    /// Who has left for good.
    exited: u64,
    /// Who ever came: people at the start, arrivals, and accepted invitations.
    came: u64,
    /// Revenue of the last period; before the first, one period's money per person of the start.
    last_revenue: i64,
    periods: Vec<Period>,
}

/// Somebody who accepted an invitation.
#[derive(Debug, Clone, Copy)]
struct Invited {
    arrives: u32,
    segment: SegmentId,
}

impl<'a> Future<'a> {
    /// Everybody of the start in her stage.
    pub(super) fn at_the_start(model: &'a Model, plan: &'a Plan, inputs: &'a [f64], rng: &mut impl Rng) -> Future<'a> {
        let past = &model.past_of(plan);
        let settled = Conditions::settled(plan, inputs);
        let before = Conditions::settled(past, inputs);
        let calendar = plan.events.iter().map(|event| when_on(event, model.time.periods, inputs, &settled));
        let mut future = Future {
            plan,
            inputs,
            on: calendar.collect(),
            instant: instant_in_order(plan),
            people: start::people(past, &model.tracking, inputs),
            under_way: vec![Vec::new(); plan.referrals.len()],
            remembered: vec![Remembered::default(); plan.channels.len()],
            reached: vec![SoFar::default(); plan.channels.len()],
            places: vec![SoFar::default(); plan.capacities.len()],
            experiments: Experiments::new(plan),
            exited: 0,
            came: 0,
            last_revenue: 0,
            periods: Vec::new(),
        };
        future.came = future.people.len() as u64;
        // What they are worth then is of the past too: its prices, on the people there.
        let mut ledger = Ledger { is_start: true, ..Ledger::of_period(past) };
        ledger.people_at_end = ledger::by_stage(&future.people, 0, past);
        ledger.paying_at_end.clone_from(&ledger.people_at_end);
        let mut period = Period::empty(plan);
        for person in &mut future.people {
            person.recurring = recurring::list_price(past, person, &before);
            period.recurring.mrr += person.recurring;
        }
        let mut booked = period.clone();
        money::book(&mut booked, past, &ledger, &before, rng);
        future.last_revenue = booked.revenue.iter().sum::<i64>();
        future.record(if model.accounting.count_start { booked } else { period });
        future
    }

    pub(super) fn into_history(self) -> History {
        History { periods: self.periods }
    }

    /// Plays period `now`.
    pub(super) fn play(&mut self, now: u32, rng: &mut impl Rng) {
        let conditions = self.conditions(now, rng);
        let places = Places::of_period(self.plan, &conditions, &mut self.places);
        let mut scene = Scene::new(self.plan, now, &conditions, places);
        scene.period.events_on.clone_from(&conditions.on);
        scene.ledger.people_at_start = ledger::by_stage(&self.people, now, self.plan);
        for person in &mut self.people {
            person.begins_a_period(self.plan.stages[person.stage.0].role);
        }
        let means = self.spend(&mut scene);
        let mut places = self.places_in_the_market(&conditions);
        self.invite(&mut scene, &mut places, rng);
        // Who comes now is kept apart until everybody who was in has moved.
        let mut travellers = self.arrive(&means, &mut scene, &mut places, rng);
        travellers.extend(self.campaign(&means, &mut scene, rng));
        travellers.extend(scene.depart(&mut self.people, &mut self.experiments, rng));
        scene.travel(travellers, &self.instant, &mut self.people, &mut self.experiments, rng);
        self.exited += scene.exited;
        let Scene { mut period, mut ledger, .. } = scene;
        for person in &mut self.people {
            recurring::move_to(recurring::list_price(self.plan, person, &conditions), person, &mut period.recurring);
        }
        ledger.people_at_end = ledger::by_stage(&self.people, now, self.plan);
        let paying = self.people.iter().filter(|person| mechanisms::let_pay(self.plan, person, &conditions, rng));
        ledger.paying_at_end = ledger::by_stage(paying, now, self.plan);
        period.investment = money::investment(self.plan, &self.experiments.adopted, now, &conditions);
        money::book(&mut period, self.plan, &ledger, &conditions, rng);
        self.last_revenue = period.revenue.iter().sum();
        self.experiments.decide(self.plan, now);
        self.record(period);
    }

    /// What is known about the period before anybody does anything.
    fn conditions(&self, now: u32, rng: &mut impl Rng) -> Conditions<'a> {
        let mut conditions = Conditions::of_period(self.plan, self.inputs, now, rng);
        conditions.on = self.on.iter().map(|on| on[now as usize]).collect();
        conditions.adopted = self.experiments.acting(self.plan, now);
        let last = &self.periods.last().expect("the start is written down").people;
        conditions.said = mechanisms::say(self.plan, last, &conditions);
        conditions.market_left = self.plan.market.as_ref().map_or(1.0, |size| {
            let size = conditions.value(size);
            ((size - self.came as f64) / size).max(0.0)
        });
        conditions
    }

    /// Spends this period's budgets; the mean number of people of each channel.
    fn spend(&mut self, scene: &mut Scene) -> Vec<f64> {
        let revenue = self.last_revenue as f64;
        let mut means = Vec::new();
        for (id, (channel, memory)) in self.plan.channels.iter().zip(&mut self.remembered).enumerate() {
            let (spend, mean) = budgets::spend_and_mean(channel, memory, scene.number, revenue, scene.now);
            scene.period.spend[id] = spend;
            // Campaigns work on people who are in; the market is of those who are not.
            means.push(if channel.from.is_none() { mean * scene.now.market_left } else { mean });
        }
        means
    }

    fn places_in_the_market(&self, now: &Conditions) -> u64 {
        let free = |size| come::whole_people(now.value(size)).saturating_sub(self.came);
        self.plan.market.as_ref().map_or(u64::MAX, free)
    }

    /// Everybody who is in at the start of the period sends her invitations.
    fn invite(&mut self, scene: &mut Scene, places: &mut u64, rng: &mut impl Rng) {
        for (id, referral) in self.plan.referrals.iter().enumerate() {
            let mut accepted = Vec::new();
            for person in &self.people {
                let kind = person.kind(self.plan);
                let behaviour = &self.plan.kinds[kind];
                let through = effects::sent_through(behaviour, id, scene.now);
                let invites = (behaviour.invites[id].as_slice(), through);
                let sent = come::invitations(referral, invites, person.stage, scene.now, rng);
                scene.period.invitations[id] += sent;
                for _ in 0..sent {
                    if self.experiments.is_accepted(scene, id, kind, rng) {
                        let arrives = scene.number + come::delay(referral, rng);
                        let segment = come::segment_of_invited(referral, person.segment, scene.now, rng);
                        accepted.push(Invited { arrives, segment });
                    }
                }
            }
            draws::shuffle(&mut accepted, rng);
            let find_a_place = take(places, accepted.len() as u64, scene);
            accepted.truncate(find_a_place as usize);
            scene.period.accepted[id] = find_a_place;
            self.came += find_a_place;
            self.under_way[id].extend(accepted);
        }
    }

    /// The invited whose delay ends now, and the people of the channels.
    fn arrive(&mut self, means: &[f64], scene: &mut Scene, places: &mut u64, rng: &mut impl Rng) -> Vec<Traveller> {
        let mut arrived = Vec::new();
        for (id, referral) in self.plan.referrals.iter().enumerate() {
            let (now, later) = self.under_way[id].iter().partition(|invited| invited.arrives == scene.number);
            self.under_way[id] = later;
            let now: Vec<Invited> = now;
            scene.period.invited_arrivals[id] = now.len() as u64;
            arrived.extend(now.iter().map(|i| Person::newcomer(referral.to, Source::Referral(id), i.segment)));
        }
        for (id, channel) in self.plan.channels.iter().enumerate().filter(|(_, channel)| channel.from.is_none()) {
            let people = come::arrivals(channel, means[id], scene.now, rng);
            let people = take(places, people, scene);
            scene.period.arrivals[id] = people;
            self.came += people;
            for _ in 0..people {
                let segment = come::drawn(&channel.mix, scene.now, rng);
                let mut newcomer = Person::newcomer(channel.to, Source::Channel(id), segment);
                newcomer.person.deeds.push(Deed::Arrives(ChannelId(id)));
                arrived.push(newcomer);
            }
        }
        arrived
    }

    /// The campaigns take their people, at random, out of stages before they move.
    fn campaign(&mut self, means: &[f64], scene: &mut Scene, rng: &mut impl Rng) -> Vec<Traveller> {
        let mut taken = Vec::new();
        for (id, channel) in self.plan.channels.iter().enumerate() {
            let Some(campaign) = &channel.from else { continue };
            let at_start = |stage: &StageId| scene.ledger.people_at_start[stage.0].values().sum::<u64>();
            let there = campaign.stages.iter().map(at_start).sum();
            let wanted = come::arrivals(channel, means[id], scene.now, rng);
            let most = if channel.active && scene.number >= channel.starts {
                come::reach(campaign.reach.as_ref(), there, scene.now, &mut self.reached[id])
            } else {
                0
            };
            let wanted = wanted.min(most);
            draws::shuffle(&mut self.people, rng);
            let (mut reached, mut left) = (Vec::new(), Vec::new());
            for person in std::mem::take(&mut self.people) {
                let is_reached = campaign.stages.contains(&person.stage) && (reached.len() as u64) < wanted;
                if is_reached { reached.push(person) } else { left.push(person) }
            }
            self.people = left;
            scene.period.arrivals[id] = reached.len() as u64;
            for mut person in reached {
                person.deeds.push(Deed::Arrives(ChannelId(id)));
                taken.push(Traveller { person, to: Target::Stage(channel.to) });
            }
        }
        taken
    }

    fn count_people(&self, period: &mut Period) {
        for person in &self.people {
            period.people[person.stage.0] += 1;
            period.people_by_segment[person.segment.0][person.stage.0] += 1;
        }
        period.exited = self.exited;
        for (count, people) in period.under_way.iter_mut().zip(&self.under_way) {
            *count = people.len() as u64;
        }
        for (test, adopted) in period.adopted.iter_mut().enumerate() {
            *adopted = self.experiments.n_adopted(test);
        }
    }

    /// Keeps a period, after seeing that nobody was lost or made up in it.
    fn record(&mut self, mut period: Period) {
        self.count_people(&mut period);
        let under_way: u64 = period.under_way.iter().sum();
        let in_stages: u64 = period.people.iter().sum();
        debug_assert_eq!(self.came, in_stages + period.exited + under_way);
        debug_assert!(self.periods.last().is_none_or(|before| self.customers_add_up(before, &period)));
        self.periods.push(period);
    }

    fn customers_add_up(&self, before: &Period, period: &Period) -> bool {
        let customers = |period: &Period| period.people_with(Role::Customer, self.plan);
        let Events { new_customers, reactivated, churned, downgraded, .. } = period.events;
        customers(period) + churned + downgraded == customers(before) + new_customers + reactivated
    }
}

/// Those who find one of the market's places; the others are counted as cut.
fn take(places: &mut u64, people: u64, scene: &mut Scene) -> u64 {
    let found = people.min(*places);
    *places -= found;
    scene.period.cut += people - found;
    found
}

impl Experiments {
    /// Whether an invitation by somebody of this kind is accepted.
    fn is_accepted(&mut self, scene: &mut Scene, referral: usize, kind: usize, rng: &mut impl Rng) -> bool {
        let on = |test: &crate::model::Test| test.on_referrals.contains(&referral);
        let parts = Experiments::parts(scene.plan, scene.number, scene.now, on, rng);
        let (chance, scaled) = effects::acceptance(&scene.plan.kinds[kind], referral, scene.now);
        scene.period.scaled |= scaled;
        let lift: f64 = parts.iter().map(|part| 1.0 + part.lift).product();
        let accepted = draws::happens((chance * lift).min(1.0) * scene.now.market_left, rng);
        parts.iter().for_each(|part| self.note(part, accepted));
        accepted
    }
}
