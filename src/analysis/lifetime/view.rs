//! One person, for one draw of the inputs.

use super::{Absent, Question};
use crate::model::{Accounting, Discount, Plan, Role};
use crate::program::person::{Chain, Person};
use crate::program::{Event, Exit, Record, Referral};

/// What holds in every draw.
pub(super) struct Setting<'a> {
    pub chain: &'a Chain<'a>,
    pub plan: &'a Plan,
    pub accounting: Accounting,
    /// Share of the first acquisitions by state; all 0 if there are none.
    pub acquired: Vec<f64>,
    /// Mean number of people by state.
    pub there: &'a [f64],
    /// Per stage and segment, the state of somebody who is new there.
    pub new_in: Vec<Vec<Option<usize>>>,
    pub years_per_step: f64,
    pub periods: u32,
}

impl<'a> Setting<'a> {
    pub fn new(question: &Question<'a>, chain: &'a Chain<'a>) -> Setting<'a> {
        let model = question.model;
        let total: f64 = question.acquired.iter().sum();
        let share = |n: &f64| if total > 0.0 { n / total } else { 0.0 };
        let segments = 0..model.segments.len();
        let new_in = |stage| segments.clone().map(|segment| chain.entry_state(stage, segment)).collect();
        Setting {
            chain,
            plan: &model.plans[question.plan],
            accounting: model.accounting,
            acquired: question.acquired.iter().map(share).collect(),
            there: question.there,
            new_in: (0..chain.program.index.people.len()).map(new_in).collect(),
            years_per_step: model.time.years_per_period(),
            periods: model.time.periods,
        }
    }

    /// Pairs of different stages of which the second can be reached from the first, whatever the numbers.
    pub fn reachable_pairs(&self) -> Vec<(usize, usize)> {
        let stages = self.new_in.len();
        let mut leads = vec![vec![false; stages]; stages];
        for (s, state) in self.chain.states.iter().enumerate() {
            for way in &self.chain.ways[self.chain.out(s)] {
                way.to.into_iter().for_each(|to| leads[state.stage][self.chain.states[to].stage] = true);
            }
        }
        for middle in 0..stages {
            for from in 0..stages {
                for to in 0..stages {
                    leads[from][to] |= leads[from][middle] && leads[middle][to];
                }
            }
        }
        let pairs = (0..stages).flat_map(|from| (0..stages).map(move |to| (from, to)));
        pairs.filter(|&(from, to)| from != to && leads[from][to]).collect()
    }
}

/// A referral into one segment, as one person meets it.
pub(super) struct Invites {
    /// Accepted invitations per period by state.
    pub accepted: Vec<f64>,
    /// Invitations per period by state, whoever they go to: only with the first segment, else 0.
    pub sent: Vec<f64>,
    /// Shares of the accepted by delay.
    pub delay: Vec<f64>,
    pub entry: Entry,
    /// Paid on arrival, in minor units; on the first acquisition; share of its revenue; per invitation.
    pub on_arrival: f64,
    pub on_acquisition: f64,
    pub commission: f64,
    pub per_invite: f64,
}

/// Where somebody comes in from outside.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub state: usize,
    /// Whether coming is the first acquisition.
    pub acquires: bool,
    /// Net money, and revenue, booked on the arrival, in minor units.
    pub net: f64,
    pub revenue: f64,
}

/// One person, for one draw of the inputs.
pub(super) struct View<'a> {
    pub setting: &'a Setting<'a>,
    pub person: Person<'a>,
    pub invites: Vec<Invites>,
    /// Discount factor of one period.
    pub discount: f64,
    /// Share of each segment among people.
    pub shares: Vec<f64>,
    pub numbers: &'a [f64],
    pub effective: &'a [f64],
}

impl<'a> View<'a> {
    pub fn new(setting: &'a Setting<'a>, inputs: &[f64], numbers: &'a [f64], effective: &'a [f64]) -> View<'a> {
        let program = setting.chain.program;
        let rate = match program.records[program.index.discount_per_year] {
            Record::Number(slot) => numbers[slot],
            _ => 0.0,
        };
        let years = setting.years_per_step;
        let discount = match setting.accounting.discount {
            Discount::Annual => libm::pow(1.0 + rate, -years),
            Discount::Continuous => libm::exp(-rate * years),
        };
        let shares = setting.plan.shares.iter().map(|share| share.value(inputs)).collect();
        let person = Person::new(setting.chain, numbers, effective);
        let mut view = View { setting, person, invites: Vec::new(), discount, shares, numbers, effective };
        view.invites = program.referrals.iter().flat_map(|referral| view.invites_of(referral)).collect();
        view
    }

    /// Conditional shares as they are: all but the last, and what is left.
    pub fn dealt(&self, shares: std::ops::Range<usize>) -> Vec<f64> {
        let mut dealt: Vec<f64> = self.effective[shares].to_vec();
        dealt.push((1.0 - dealt.iter().sum::<f64>()).max(0.0));
        dealt
    }

    pub fn entry(&self, exit: &Exit) -> Entry {
        let chain = self.setting.chain;
        let money = self.person.money_of(exit.flow);
        Entry {
            state: chain.state_of(exit.to.expect("people who come land somewhere")),
            acquires: exit.flow.is_some_and(|flow| chain.program.flow_events[flow] == Some(Event::NewCustomer)),
            net: money.net,
            revenue: money.revenue,
        }
    }

    /// A referral, segment by segment of those who come.
    fn invites_of(&self, referral: &Referral) -> Vec<Invites> {
        let chain = self.setting.chain;
        let delay = self.dealt(referral.delay.clone());
        let mix = self.dealt(referral.mix.clone());
        let same = referral.same_segment.map_or(1.0, |p| self.effective[p]);
        let into = |(segment, exit): (usize, &Exit)| {
            let mut accepted = vec![0.0; self.person.states()];
            let mut sent = vec![0.0; self.person.states()];
            for inviters in &referral.from {
                let chance = inviters.accept.map_or(1.0, |p| self.effective[p]);
                let own = if inviters.segment == segment { same } else { 0.0 };
                let share = own + (1.0 - same) * mix[segment];
                let invites = self.numbers[inviters.invites];
                let facts = &chain.program.cell_facts;
                for &cell in inviters.cells.iter().filter(|&&cell| facts[cell].like == cell) {
                    accepted[chain.state_of(cell)] += invites * chance * share;
                    sent[chain.state_of(cell)] += if segment == 0 { invites } else { 0.0 };
                }
            }
            let reward = self.numbers[referral.reward];
            let at_once = exit.flow.is_some_and(|flow| referral.rewarded.contains(&flow));
            Invites {
                accepted,
                sent,
                delay: delay.clone(),
                entry: self.entry(exit),
                on_arrival: if at_once { reward } else { 0.0 },
                on_acquisition: if at_once { 0.0 } else { reward },
                commission: referral.commission.map_or(0.0, |share| self.numbers[share]),
                per_invite: self.numbers[referral.cost_per_invite],
            }
        };
        referral.to.iter().enumerate().map(into).collect()
    }

    /// Discount factor of a way out of a state: a period passes in dwelling states only.
    pub fn factor(&self, state: usize) -> f64 {
        if self.is_instant(state) { 1.0 } else { self.discount }
    }

    pub fn is_instant(&self, state: usize) -> bool {
        self.setting.chain.states[state].instant
    }

    /// A figure of somebody who is new in a stage, over the segments.
    pub fn new_in_stage(&self, stage: usize, of: &Result<Vec<f64>, Absent>) -> Result<f64, Absent> {
        let of = of.as_ref().map_err(|absent| *absent)?;
        let states = self.setting.new_in[stage].iter().zip(&self.shares);
        let known: Vec<(f64, f64)> = states.filter_map(|(state, share)| Some((of[(*state)?], *share))).collect();
        let whole: f64 = known.iter().map(|(_, share)| share).sum();
        if whole <= 0.0 {
            return Err(Absent::NobodyThere);
        }
        Ok(known.iter().map(|(value, share)| value * share).sum::<f64>() / whole)
    }

    /// A figure of a new customer.
    pub fn at_acquisition(&self, of: &Result<Vec<f64>, Absent>) -> Result<f64, Absent> {
        if self.setting.acquired.iter().all(|&w| w == 0.0) {
            return Err(Absent::NoCustomers);
        }
        let of = of.as_ref().map_err(|absent| *absent)?;
        Ok(self.setting.acquired.iter().zip(of).map(|(w, x)| w * x).sum())
    }

    /// Whether somebody in this state is a customer.
    pub fn is_customer(&self, state: usize) -> bool {
        !self.is_instant(state) && self.setting.chain.states[state].role == Role::Customer
    }
}
