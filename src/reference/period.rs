//! A future, played period by period.
//!
//! The order within a period: budgets, invitations by those who are in at its start, arrivals, moves of
//! those who were in at its start, passages of instant stages, money, records. Who enters a stage in a
//! period first moves, and first invites, in the next.

use super::history::{Events, History, Period};
use super::person::{Person, Source, Traveller};
use super::rates::{self, Way, value};
use super::{come, draws, money};
use crate::model::{Plan, Role, Spend, StageId, Target};
use rand::Rng;

/// A future as far as it has been played.
pub(super) struct Future<'a> {
    plan: &'a Plan,
    inputs: &'a [f64],
    /// Shape `[stages]`.
    ways: Vec<Way>,
    people: Vec<Person>,
    /// Period of arrival of everybody who accepted an invitation and is still to come, by referral.
    under_way: Vec<Vec<u32>>,
    /// Who has left for good.
    exited: u64,
    /// Who ever came: people at the start, arrivals, and accepted invitations.
    came: u64,
    periods: Vec<Period>,
}

impl<'a> Future<'a> {
    /// Everybody of the start in her stage; those in customer and lapsed stages were acquired before.
    pub(super) fn at_the_start(plan: &'a Plan, inputs: &'a [f64]) -> Future<'a> {
        let mut future = Future {
            plan,
            inputs,
            ways: plan.kinds[0].leaving.iter().map(|leaving| rates::way(leaving, inputs)).collect(),
            people: Vec::new(),
            under_way: vec![Vec::new(); plan.referrals.len()],
            exited: 0,
            came: 0,
            periods: Vec::new(),
        };
        for (stage, described) in plan.stages.iter().enumerate() {
            let person = Person::at_the_start(StageId(stage), described.role);
            let people = std::iter::repeat_n(person, described.start as usize);
            future.people.extend(people);
        }
        future.came = future.people.len() as u64;
        let mut start = Period::empty(plan);
        future.count_people(&mut start);
        future.record(start);
        future
    }

    pub(super) fn into_history(self) -> History {
        History { periods: self.periods }
    }

    /// Plays period `now`.
    pub(super) fn play(&mut self, now: u32, rng: &mut impl Rng) {
        let mut period = Period::empty(self.plan);
        self.spend(&mut period);
        self.invite(now, &mut period, rng);
        // Who comes now is kept apart until everybody who was in has moved.
        let mut travellers = self.arrive(now, &mut period, rng);
        travellers.extend(self.depart(now, &mut period, rng));
        for traveller in travellers {
            self.travel(traveller, now, &mut period, rng);
        }
        self.count_people(&mut period);
        money::book(&mut period, self.plan, self.inputs, rng);
        self.record(period);
    }

    fn spend(&self, period: &mut Period) {
        for (channel, spend) in self.plan.channels.iter().zip(&mut period.spend) {
            let Spend::Amount(amount) = &channel.spend else { panic!("not played yet") };
            *spend = money::rounded(value(amount, self.inputs));
        }
    }

    /// Everybody who is in at the start of the period sends her invitations.
    fn invite(&mut self, now: u32, period: &mut Period, rng: &mut impl Rng) {
        for (id, referral) in self.plan.referrals.iter().enumerate() {
            let accept = value(&self.plan.kinds[0].accept[id].0, self.inputs);
            for person in &self.people {
                let sent = come::invitations(referral, &self.plan.kinds[0].invites[id], person.stage, self.inputs, rng);
                period.invitations[id] += sent;
                for _ in 0..sent {
                    if draws::happens(accept, rng) {
                        period.accepted[id] += 1;
                        self.under_way[id].push(now + come::delay(referral, rng));
                    }
                }
            }
            self.came += period.accepted[id];
        }
    }

    /// The people of the channels, and the invited whose delay ends now.
    fn arrive(&mut self, now: u32, period: &mut Period, rng: &mut impl Rng) -> Vec<Traveller> {
        let mut arrived = Vec::new();
        for (id, channel) in self.plan.channels.iter().enumerate() {
            let people = come::arrivals(channel, self.inputs, rng);
            period.arrivals[id] = people;
            self.came += people;
            arrived.extend((0..people).map(|_| Traveller::newcomer(channel.to, Source::Channel(id))));
        }
        for (id, referral) in self.plan.referrals.iter().enumerate() {
            let before = self.under_way[id].len();
            self.under_way[id].retain(|arrival| *arrival != now);
            let people = before - self.under_way[id].len();
            period.invited_arrivals[id] = people as u64;
            arrived.extend((0..people).map(|_| Traveller::newcomer(referral.to, Source::Referral(id))));
        }
        arrived
    }

    /// Everybody who was in at the start of the period stays or sets out.
    fn depart(&mut self, now: u32, period: &mut Period, rng: &mut impl Rng) -> Vec<Traveller> {
        let (mut stay, mut depart) = (Vec::new(), Vec::new());
        for person in std::mem::take(&mut self.people) {
            let way_out = match &self.ways[person.stage.0] {
                Way::EachPeriod(chances) => draws::pick(chances, rng),
                Way::After { steps, chances } if now - person.since >= *steps => draws::pick(chances, rng),
                Way::After { .. } | Way::AtOnce { .. } => None,
            };
            let Some(way_out) = way_out else {
                stay.push(person);
                continue;
            };
            period.flows[way_out.0] += 1;
            let role = self.plan.stages[person.stage.0].role;
            depart.push(person.leaves(role, self.plan.transitions[way_out.0].to));
        }
        self.people = stay;
        depart
    }

    /// Brings somebody through instant stages to where she stays, or out.
    fn travel(&mut self, who: Traveller, now: u32, period: &mut Period, rng: &mut impl Rng) {
        let mut to = who.to;
        let stage = loop {
            let Target::Stage(stage) = to else {
                self.exited += 1;
                who.exits(period);
                return;
            };
            period.entries[stage.0] += 1;
            let Way::AtOnce { chances, otherwise } = &self.ways[stage.0] else {
                break stage;
            };
            to = match draws::pick(chances, rng) {
                Some(way_on) => {
                    period.flows[way_on.0] += 1;
                    self.plan.transitions[way_on.0].to
                }
                None => {
                    period.otherwise[stage.0] += 1;
                    *otherwise
                }
            };
        };
        let role = self.plan.stages[stage.0].role;
        self.people.push(who.stays(stage, role, now, period));
    }

    fn count_people(&self, period: &mut Period) {
        for person in &self.people {
            period.people[person.stage.0] += 1;
        }
        period.exited = self.exited;
        for (count, people) in period.under_way.iter_mut().zip(&self.under_way) {
            *count = people.len() as u64;
        }
    }

    /// Keeps a period, after seeing that nobody was lost or made up in it.
    fn record(&mut self, period: Period) {
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
