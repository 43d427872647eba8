//! Who is meant by "a customer": those whom the channels bring, followed for as long as they stay.
//!
//! What is said of one person must not depend on how long the run is or how many came before it. So the people of a
//! period's channels, at their settled means, are followed through the chain: where they become customers are the
//! weights of what is said of a new customer, where they spend their time are those of whom a campaign takes and of
//! the mix that a rate is met in. Without channels those whom referrals bring are followed, without these the people
//! of the start, as if they were new there.

use super::view::View;
use crate::program::Event;
use crate::program::person::Way;
use crate::program::worth::Entry;

/// Where nothing is discounted, time counts for as many years on average.
const YEARS: f64 = 5.0;

impl View<'_> {
    /// By state, how many of the people who are followed become customers there for the first time.
    pub fn acquired(&self) -> Vec<f64> {
        let states = self.worth.person.states();
        let acquires = |way: &Way| way.event == Some(Event::NewCustomer);
        let nobody = || vec![0.0; states];
        let Ok((chance, _)) = self.to_acquisition() else { return nobody() };
        let (mut acquired, mut come) = (nobody(), nobody());
        for (people, entry) in self.followed() {
            if entry.acquires { acquired[entry.state] += people } else { come[entry.state] += people }
        }
        // Whoever can no longer become a customer is followed no further.
        let on_the_way = |_: usize, way: &Way| {
            let may = way.to.is_some_and(|to| chance[to] > 0.0);
            if acquires(way) || !may { 0.0 } else { 1.0 }
        };
        let come = come.iter().zip(&chance).map(|(come, chance)| if *chance > 0.0 { *come } else { 0.0 }).collect();
        let Some(spent) = self.in_the_end().spent(on_the_way, come) else { return nobody() };
        for (state, spent) in spent.iter().enumerate().filter(|(_, spent)| **spent > 0.0) {
            for w in self.setting.chain.out(state) {
                let way = &self.setting.chain.ways[w];
                if let (true, Some(to)) = (acquires(way), way.to) {
                    acquired[to] += spent * self.in_the_end().probability[w];
                }
            }
        }
        acquired
    }

    /// By state, the time that the people who are followed spend there, discounted.
    pub fn spent(&self) -> Vec<f64> {
        let mut come = vec![0.0; self.worth.person.states()];
        self.followed().iter().for_each(|(people, entry)| come[entry.state] += people);
        let discount =
            if self.worth.discount < 1.0 { self.worth.discount } else { 1.0 - self.setting.years_per_step / YEARS };
        let follow = |state: usize, _: &Way| if self.worth.is_instant(state) { 1.0 } else { discount.max(0.0) };
        self.worth.person.spent(follow, come).unwrap_or_else(|| vec![0.0; self.worth.person.states()])
    }

    /// How many come in where.
    fn followed(&self) -> Vec<(f64, Entry)> {
        let some = |people: &Vec<(f64, Entry)>| people.iter().any(|(people, _)| *people > 0.0);
        let by_channels = || (0..self.setting.chain.program.channels.len()).flat_map(|c| self.brought_by(c)).collect();
        let by_referrals = || self.worth.invites.iter().map(|i| (i.accepted.iter().sum(), i.entry)).collect();
        let ways: [&dyn Fn() -> Vec<(f64, Entry)>; 2] = [&by_channels, &by_referrals];
        ways.iter().map(|people| people()).find(some).unwrap_or_else(|| self.of_the_start())
    }

    /// The people of a channel in a period, by where they come in.
    fn brought_by(&self, channel: usize) -> Vec<(f64, Entry)> {
        if !self.setting.chain.program.channels[channel].active {
            return Vec::new();
        }
        let people = self.people_of_channel(channel).unwrap_or(self.setting.arrivals[channel]);
        self.arrivals_of(channel).into_iter().map(|(share, entry)| (people * share, entry)).collect()
    }

    /// Those who are there at the start, as if they were new in their stages.
    fn of_the_start(&self) -> Vec<(f64, Entry)> {
        let stages = self.setting.plan.stages.iter().enumerate().filter(|(_, stage)| stage.start > 0.0);
        let of = |(stage, described): (usize, &crate::model::Stage)| {
            let new = self.setting.new_in[stage].iter().zip(&self.shares);
            let people = new.filter_map(move |(state, share)| {
                let entry = Entry { state: (*state)?, acquires: false, net: 0.0, revenue: 0.0 };
                Some((described.start * share, entry))
            });
            people.collect::<Vec<_>>()
        };
        stages.flat_map(of).collect()
    }

    /// Per transition the share of those there who take it in a period, as the people who are followed are mixed;
    /// `None` if none of them is there.
    pub fn mixed(&self) -> Vec<Option<f64>> {
        let (chain, plan) = (self.setting.chain, self.setting.plan);
        let spent = self.spent();
        let mut there = vec![0.0; plan.stages.len()];
        let mut take = vec![0.0; plan.transitions.len()];
        for (state, facts) in chain.states.iter().enumerate() {
            let Some(first) = chain.first_probability(state) else { continue };
            there[facts.stage] += spent[state];
            let out = plan.transitions.iter().enumerate().filter(|(_, t)| t.from.0 == facts.stage);
            out.enumerate().for_each(|(exit, (t, _))| take[t] += spent[state] * self.effective[first + exit]);
        }
        let share = |(t, take): (usize, &f64)| {
            let there = there[plan.transitions[t].from.0];
            (there > 0.0).then(|| take / there)
        };
        take.iter().enumerate().map(share).collect()
    }
}
