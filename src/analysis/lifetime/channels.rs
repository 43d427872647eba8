//! What a person whom a channel brings is worth, and what she costs.
//!
//! Without those whom she will bring: who pays for herself pays without the wheel, and what the wheel adds
//! stands in `ltv_with_referrals`. A campaign's people are worth what they are worth beyond staying where
//! they were.

use super::Absent;
use super::view::View;
use crate::model::Role;
use crate::program::worth::{Entry, dealt};
use crate::program::{Campaign, Channel, Spend, Volume};

impl View<'_> {
    fn channel(&self, channel: usize) -> &Channel {
        &self.setting.chain.program.channels[channel]
    }

    /// Shares of the segments among the people of a channel from outside, and where they come in.
    pub fn arrivals_of(&self, channel: usize) -> Vec<(f64, Entry)> {
        let channel = self.channel(channel);
        if channel.campaign.is_some() {
            return Vec::new();
        }
        let shares = dealt(self.effective, channel.mix.clone());
        shares.into_iter().zip(&channel.to).map(|(share, exit)| (share, self.worth.entry(exit))).collect()
    }

    /// Mean number of people of a channel per period, at its settled spend; `None` without the channel, and
    /// where the spend follows revenue.
    pub fn people_of_channel(&self, channel: usize) -> Option<f64> {
        let channel = self.channel(channel);
        let spend = match channel.spend {
            Spend::Amount(slot) => Some(self.numbers[slot]),
            Spend::ShareOfRevenue(_) => None,
        };
        channel.active.then_some(())?;
        match channel.volume {
            Volume::People(mean) => Some(self.numbers[mean]),
            Volume::Bought { .. } => spend.map(|spend| self.bought(channel, spend)),
        }
    }

    /// `x0 / cost * g(x) / g(x0) * factor`, the carry-over settled.
    fn bought(&self, channel: &Channel, spend: f64) -> f64 {
        let Volume::Bought { cost, today, factor, saturation, .. } = channel.volume else { return 0.0 };
        let linear = spend / self.numbers[cost] * self.numbers[factor];
        let (Some(today), Some((half, slope))) = (today, saturation) else { return linear };
        let today = self.numbers[today];
        let response = |x: f64| {
            let h = libm::pow(x / self.numbers[half], self.numbers[slope]);
            h / (1.0 + h)
        };
        today / self.numbers[cost] * response(spend) / response(today) * self.numbers[factor]
    }

    /// What one person costs.
    pub fn cost_of_channel(&self, channel: usize) -> Result<f64, Absent> {
        let people = self.people_of_channel(channel);
        let described = self.channel(channel);
        let cost = match (described.spend, &described.volume) {
            (Spend::Amount(spend), _) => self.numbers[spend] / people.unwrap_or(0.0),
            // Without saturation a person costs the same at any spend.
            (Spend::ShareOfRevenue(_), Volume::Bought { cost, factor, saturation: None, .. }) => {
                self.numbers[*cost] / self.numbers[*factor]
            }
            _ => f64::NAN,
        };
        if described.active && cost.is_finite() { Ok(cost) } else { Err(Absent::NobodyComes) }
    }

    /// What one person is worth who comes by it.
    ///
    /// * `values`: of being in each state
    pub fn value_of_channel(&self, channel: usize, values: &Result<Vec<f64>, Absent>) -> Result<f64, Absent> {
        let values = values.as_ref().map_err(|absent| *absent)?;
        match &self.channel(channel).campaign {
            Some(campaign) => self.over_campaign(campaign, |from, to| to.net + values[to.state] - values[from]),
            None => self.over_arrivals(channel, |to| to.net + values[to.state]),
        }
    }

    /// Chance that one person who comes by it is a customer then or later.
    pub fn conversion_of_channel(&self, channel: usize) -> Result<f64, Absent> {
        let chance = self.to_be_customer()?;
        let at = |to: &Entry| if self.is_customer(to.state) { 1.0 } else { chance[to.state] };
        match &self.channel(channel).campaign {
            Some(campaign) => self.over_campaign(campaign, |_, to| at(to)),
            None => self.over_arrivals(channel, at),
        }
    }

    /// By state, the chance to ever come into a customer stage, the first time or again.
    fn to_be_customer(&self) -> Result<Vec<f64>, Absent> {
        let states = &self.setting.chain.states;
        let becomes = |to: usize| states[to].role == Role::Customer && !states[to].instant;
        let now = self.in_the_end().over_ways(|_, _, way| f64::from(u8::from(way.to.is_some_and(becomes))));
        let on_the_way =
            |_: usize, way: &crate::program::person::Way| f64::from(u8::from(!way.to.is_some_and(becomes)));
        self.in_the_end().solve(on_the_way, &[now]).map(|mut x| x.remove(0)).ok_or(Absent::Endless)
    }

    fn over_arrivals(&self, channel: usize, of: impl Fn(&Entry) -> f64) -> Result<f64, Absent> {
        if !self.channel(channel).active {
            return Err(Absent::NobodyComes);
        }
        Ok(self.arrivals_of(channel).iter().map(|(share, to)| share * of(to)).sum())
    }

    /// Mean over the states from which a campaign takes people, by the time that those who are followed spend there;
    /// if they spend none, all alike.
    fn over_campaign(&self, campaign: &Campaign, of: impl Fn(usize, &Entry) -> f64) -> Result<f64, Absent> {
        let chain = self.setting.chain;
        let facts = &chain.program.cell_facts;
        let spent = self.spent();
        let from: Vec<(usize, Entry)> = campaign
            .from
            .iter()
            .filter(|(cell, _)| facts[*cell].like == *cell)
            .map(|(cell, exit)| (chain.state_of(*cell), self.worth.entry(exit)))
            .collect();
        let passed = from.iter().any(|(state, _)| spent[*state] > 0.0);
        let weight = |state: usize| if passed { spent[state] } else { 1.0 };
        let people: f64 = from.iter().map(|(state, _)| weight(*state)).sum();
        let total: f64 = from.iter().map(|(state, entry)| weight(*state) * of(*state, entry)).sum();
        if people > 0.0 { Ok(total / people) } else { Err(Absent::NobodyComes) }
    }
}
