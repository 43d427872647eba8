//! Channels, campaigns and referrals.

use super::super::{Campaign, Channel, Exit, Flow, Inviters, LeavingLaw, Reach, Referral, Spend, Variation, Volume};
use super::{Compiler, Movement, reciprocal_shape};
use crate::base::streams::Site;
use crate::model::{self, Drag, Effects, Number, RewardOn, Signal, StageId, Target};
use crate::program::cells::Event;
use std::ops::Range;

impl Compiler<'_> {
    pub(super) fn channels(&mut self) -> Vec<Channel> {
        let plan = self.plan;
        plan.channels.iter().enumerate().map(|(c, channel)| self.channel(c, channel)).collect()
    }

    fn channel(&mut self, source: usize, channel: &model::Channel) -> Channel {
        let to = if channel.from.is_none() { self.landings(channel.to, source) } else { Vec::new() };
        Channel {
            site: Site::named(&["channel", &channel.id]),
            to,
            mix: self.mix(&channel.mix),
            campaign: channel.from.as_ref().map(|from| self.campaign(source, from, channel.to)),
            volume: self.volume(channel),
            spend: match &channel.spend {
                model::Spend::Amount(amount) => Spend::Amount(self.numbers.slot(amount)),
                model::Spend::ShareOfRevenue(share) => Spend::ShareOfRevenue(self.numbers.slot(share)),
            },
            variation: self.variation(&channel.variation),
            starts: channel.starts,
            active: channel.active,
            ran_before: channel.ran_before,
        }
    }

    /// Per segment where people from outside land.
    fn landings(&mut self, to: StageId, source: usize) -> Vec<Exit> {
        let keys = (0..self.model.segments.len()).map(|segment| self.map.newcomer(to, source, segment));
        keys.collect::<Vec<_>>().iter().map(|key| self.landing(key, source)).collect()
    }

    fn campaign(&mut self, source: usize, campaign: &model::Campaign, to: StageId) -> Campaign {
        let cells: Vec<usize> = campaign.stages.iter().flat_map(|stage| self.cells.of_stage(stage.0)).collect();
        let mut from = Vec::new();
        for cell in cells {
            let key = self.cells.keys[cell];
            from.push((cell, self.exit(&key, Target::Stage(to), |m| m.brought_by = Some(source))));
        }
        let reach = campaign.reach.as_ref().map(|reach| match reach {
            model::Reach::Share(share) => Reach::Share(self.numbers.slot(share)),
            model::Reach::People(people) => Reach::People(self.numbers.slot(people)),
        });
        Campaign { from, reach }
    }

    /// Campaigns are outside the market: their people are in already.
    fn volume(&mut self, channel: &model::Channel) -> Volume {
        let in_the_market = |number: &Number| match channel.from {
            None => self.in_the_market(number.clone()),
            Some(_) => number.clone(),
        };
        match &channel.volume {
            model::Volume::People(mean) => {
                let mean = in_the_market(mean);
                Volume::People(self.numbers.slot(&mean))
            }
            model::Volume::Bought { cost, today, factor, saturation, carryover, warm } => {
                let factor = in_the_market(factor);
                let numbers = &mut self.numbers;
                Volume::Bought {
                    cost: numbers.slot(cost),
                    today: today.as_ref().map(|today| numbers.slot(today)),
                    factor: numbers.slot(&factor),
                    saturation: saturation.as_ref().map(|s| (numbers.slot(&s.half), numbers.slot(&s.slope))),
                    carryover: numbers.slot(carryover),
                    warm: *warm,
                }
            }
        }
    }

    /// A mean or a chance, less as the market fills up.
    fn in_the_market(&self, number: Number) -> Number {
        match self.plan.market {
            Some(_) => number * Number::Signal(Signal::MarketLeft),
            None => number,
        }
    }

    fn variation(&mut self, variation: &model::Variation) -> Variation {
        match variation {
            model::Variation::Poisson => Variation::Poisson,
            model::Variation::Fixed => Variation::Fixed,
            model::Variation::Spread { spread: Number::Constant(0.0), .. } => Variation::Poisson,
            model::Variation::Spread { spread, units_per_step } => {
                let length = Box::new(Number::Constant(*units_per_step));
                let shape = Number::Product(length, Box::new(super::reciprocal_of_square(spread)));
                Variation::Gamma { shape: self.numbers.slot(&shape) }
            }
        }
    }

    pub(super) fn referrals(&mut self) -> Vec<Referral> {
        let plan = self.plan;
        let mut pipeline = 0;
        let mut referrals = Vec::new();
        for (r, referral) in plan.referrals.iter().enumerate() {
            referrals.push(self.referral(r, referral, pipeline));
            pipeline += referral.delay.len() * self.model.segments.len();
        }
        referrals
    }

    fn referral(&mut self, r: usize, referral: &model::Referral, pipeline: usize) -> Referral {
        let source = self.plan.channels.len() + r;
        let to = self.landings(referral.to, source);
        let from = self.inviters(r, referral);
        let always = referral.same_segment == Number::Constant(1.0) || self.model.segments.len() == 1;
        let same_segment = (!always).then(|| self.one_probability(&referral.same_segment));
        let on_acquisition = |m: &Movement| m.event == Some(Event::NewCustomer) && m.source == Some(source);
        let rewarded: Vec<Flow> = match referral.reward_on {
            RewardOn::Arrival => self.flows(|m| m.brought_by == Some(source)),
            RewardOn::Acquisition => self.flows(on_acquisition),
        };
        Referral {
            site: Site::named(&["referral", &referral.id]),
            from,
            shape: reciprocal_shape(&mut self.numbers, &referral.spread),
            to,
            same_segment,
            mix: self.mix(&referral.mix),
            delay: self.shares(&referral.delay.iter().map(|d| Number::Constant(*d)).collect::<Vec<_>>()),
            pipeline,
            reward: self.numbers.slot(&referral.reward),
            rewarded,
            cost_per_invite: self.numbers.slot(&referral.cost_per_invite),
            commission: referral.commission.as_ref().map(|share| self.numbers.slot(share)),
        }
    }

    /// Inviting people by stage and kind, those together who invite and are accepted alike.
    fn inviters(&mut self, r: usize, referral: &model::Referral) -> Vec<Inviters> {
        let plan = self.plan;
        let mut all: Vec<(Inviters, usize)> = Vec::new();
        for (position, stage) in referral.from.iter().enumerate() {
            for cell in self.cells.of_stage(stage.0) {
                let kind = self.kinds[cell];
                let behaviour = &plan.kinds[kind];
                let segment = self.cells.keys[cell].segment;
                let through = sent_through(&behaviour.held_back[r]);
                let invites = self.numbers.slot(&(behaviour.invites[r][position].clone() * through));
                let accept = self.accept(r, kind);
                let alike = |(known, at): &&mut (Inviters, usize)| {
                    *at == position && (known.segment, known.invites, known.accept) == (segment, invites, accept)
                };
                match all.iter_mut().find(alike) {
                    Some((known, _)) => known.cells.push(cell),
                    None => {
                        let tested = |t: &&model::Test| t.on_referrals.contains(&r);
                        let tests = (0..plan.tests.len()).filter(|&t| tested(&&plan.tests[t])).collect();
                        all.push((Inviters { cells: vec![cell], segment, invites, accept, tests }, position));
                    }
                }
            }
        }
        all.into_iter().map(|(inviters, _)| inviters).collect()
    }

    /// The chance of acceptance as a set of one probability; `None`: certain, and nothing acts on it.
    fn accept(&mut self, r: usize, kind: usize) -> Option<usize> {
        let plan = self.plan;
        let (number, effects) = &plan.kinds[kind].accept[r];
        // Who can ever come grows less: docs/model.md, "Market".
        let effects = &Effects { factor: self.in_the_market(effects.factor.clone()), ..effects.clone() };
        let tested = plan.tests.iter().any(|test| test.on_referrals.contains(&r));
        if *number == Number::Constant(1.0) && *effects == Effects::none() && !tested {
            return None;
        }
        let chain = self.chain(effects, Site::named(&["volatility", "referral", &plan.referrals[r].id]));
        let shares = vec![(0, Some(self.numbers.slot(number)))];
        let set = self.set(LeavingLaw::Decide { mean_steps: None, shares }, vec![chain], 1);
        Some(self.rates[set].first)
    }

    fn one_probability(&mut self, number: &Number) -> usize {
        let shares = vec![(0, Some(self.numbers.slot(number)))];
        let set = self.set(LeavingLaw::Decide { mean_steps: None, shares }, Vec::new(), 1);
        self.rates[set].first
    }

    /// The shares of the segments but the last.
    fn mix(&mut self, mix: &[Number]) -> Range<usize> {
        self.shares(mix)
    }

    /// All shares but the last, as a set of probabilities.
    fn shares(&mut self, shares: &[Number]) -> Range<usize> {
        let exits = shares.len() - 1;
        if exits == 0 {
            return 0..0;
        }
        let slots = shares[..exits].iter().enumerate().map(|(j, share)| (j, Some(self.numbers.slot(share))));
        let law = LeavingLaw::Decide { mean_steps: None, shares: slots.collect() };
        let set = self.set(law, Vec::new(), exits);
        let first = self.rates[set].first;
        first..first + exits
    }
}

/// What frictions let through of the invitations that are written: `(1 - f') / (1 - f)` of those that are in them,
/// `1 - f'` of the others.
fn sent_through(drags: &[Drag]) -> Number {
    let one = || Number::Constant(1.0);
    let mut through = one();
    for drag in drags {
        let left = one() - drag.size.clone() * drag.left.clone();
        through = through * if drag.included { left / (one() - drag.size.clone()) } else { left };
    }
    through
}
