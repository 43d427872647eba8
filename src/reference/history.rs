//! What is written down of a future.

use crate::model::{CountsAs, Plan, Role};

/// One future of one plan.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// Shape `[T + 1]`: the start, then the periods 1 to T.
    pub periods: Vec<Period>,
}

/// What happened in a period, and how things stood at its end. At the start nothing has happened yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Period {
    /// People in each stage at the end, shape `[stages]`; nobody is in an instant stage then.
    pub people: Vec<u64>,
    /// The same by segment, shape `[segments][stages]`.
    pub people_by_segment: Vec<Vec<u64>>,
    /// People who have left for good since the start.
    pub exited: u64,
    /// Accepted invitations of each referral whose people are still to come, shape `[referrals]`.
    pub under_way: Vec<u64>,

    /// Passages on each transition, those out of instant stages included, shape `[transitions]`.
    pub flows: Vec<u64>,
    /// People who left each instant stage through its `else`, shape `[stages]`; 0 at other stages.
    pub otherwise: Vec<u64>,
    /// Entries into each stage, by a transition, through `else` or from outside, shape `[stages]`.
    pub entries: Vec<u64>,

    /// People whom each channel brought, or took from where they were, shape `[channels]`.
    pub arrivals: Vec<u64>,
    /// Invitations sent, shape `[referrals]`.
    pub invitations: Vec<u64>,
    /// Those of the invitations sent that will be followed, now or later, shape `[referrals]`.
    pub accepted: Vec<u64>,
    /// Invited people who arrived, shape `[referrals]`.
    pub invited_arrivals: Vec<u64>,
    /// People for whom the market had no place: they accepted or would have come.
    pub cut: u64,

    /// Places that were taken, shape `[capacities]`.
    pub places_used: Vec<u64>,
    /// People who found no place, shape `[capacities]`.
    pub waiting: Vec<u64>,
    /// Rounds of each test that were adopted by the end of the period, shape `[tests]`.
    pub adopted: Vec<u64>,
    /// Whether each event is on, shape `[events]`.
    pub events_on: Vec<bool>,
    /// Whether somebody met probabilities that had to be scaled to be possible.
    pub scaled: bool,

    pub events: Events,
    /// The new customers, by what first brought them here.
    pub new_customers_by_source: BySource,

    /// Money spent on each channel, in minor units, shape `[channels]`.
    pub spend: Vec<i64>,
    /// Rewards for the invited, in minor units, shape `[referrals]`.
    pub rewards: Vec<i64>,
    /// Shares of the first sale to the invited, in minor units, shape `[referrals]`.
    pub commissions: Vec<i64>,
    /// Cost of the invitations sent, in minor units, shape `[referrals]`.
    pub invitation_costs: Vec<i64>,
    /// Each line of revenue, in minor units, shape `[revenue lines]`.
    pub revenue: Vec<i64>,
    /// Each line of cost, in minor units, shape `[cost lines]`.
    pub costs: Vec<i64>,
    /// What the lines of cost are for; together they are the lines, to the minor unit.
    pub costs_by_purpose: Purposes,
    /// Cost of each initiative, in minor units, shape `[initiatives]`.
    pub investment: Vec<i64>,
    /// Sum over the lines of revenue of each one's margin, itself rounded to minor units.
    pub gross_margin: i128,
    /// Gross margin - spend - costs - rewards, commissions and cost of invitations - investment.
    pub profit: i128,
    pub recurring: Recurring,
}

/// Recurring revenue of a step at list prices, in minor units, at the end of the period, and how it came
/// from that of the period before:
/// `mrr = mrr before + new + expansion + reactivation - contraction - churned`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Recurring {
    pub mrr: f64,
    pub new: f64,
    pub expansion: f64,
    pub contraction: f64,
    /// Of customers who left or went back to be users.
    pub churned: f64,
    pub reactivation: f64,
}

/// Amounts by what they are for, in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Purposes {
    pub acquisition: f64,
    pub service: f64,
    pub overhead: f64,
}

impl Purposes {
    pub fn total(&self) -> f64 {
        self.acquisition + self.service + self.overhead
    }

    /// Each rounded to what makes the sum so far whole, so that they add up to the rounded total.
    pub(super) fn in_whole_units(&self) -> Purposes {
        let acquisition = self.acquisition.round_ties_even();
        let with_service = (self.acquisition + self.service).round_ties_even();
        let overhead = self.total().round_ties_even() - with_service;
        Purposes { acquisition, service: with_service - acquisition, overhead }
    }

    pub(super) fn add(&mut self, more: &Purposes) {
        self.acquisition += more.acquisition;
        self.service += more.service;
        self.overhead += more.overhead;
    }

    pub(super) fn add_to(&mut self, purpose: CountsAs, amount: f64) {
        match purpose {
            CountsAs::Acquisition => self.acquisition += amount,
            CountsAs::Service => self.service += amount,
            CountsAs::Overhead => self.overhead += amount,
        }
    }
}

/// Moves that change what somebody is to the company, each from one stage where people stay, or from
/// outside, to another or to `exit`; instant stages on the way do not count.
///
/// With C customers at the end of a period:
/// `C = C before + new_customers + reactivated - churned - downgraded`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Events {
    /// Into a customer stage for the first time.
    pub new_customers: u64,
    /// Into a customer stage from a stage with another role, not for the first time.
    pub reactivated: u64,
    /// From prospect, or outside, to user for the first time, by somebody who never was a customer.
    pub new_users: u64,
    /// From lapsed to user.
    pub users_back: u64,
    /// From customer to user.
    pub downgraded: u64,
    /// From customer to lapsed or to `exit`.
    pub churned: u64,
    /// From user to lapsed or to `exit`.
    pub users_churned: u64,
}

/// Counts by what first brought people here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BySource {
    /// They were here at the start.
    pub start: u64,
    /// Shape `[channels]`.
    pub channels: Vec<u64>,
    /// Shape `[referrals]`.
    pub referrals: Vec<u64>,
}

impl Period {
    /// People in stages with this role at the end of the period.
    pub fn people_with(&self, role: Role, plan: &Plan) -> u64 {
        let stages = plan.stages.iter().zip(&self.people);
        stages.filter(|(stage, _)| stage.role == role).map(|(_, people)| people).sum()
    }

    /// A period in which nothing has happened yet, and nobody is anywhere.
    pub(super) fn empty(plan: &Plan) -> Period {
        let none = |things: usize| vec![0; things];
        let no_money = |lines: usize| vec![0; lines];
        let (channels, referrals) = (plan.channels.len(), plan.referrals.len());
        Period {
            people: none(plan.stages.len()),
            people_by_segment: vec![none(plan.stages.len()); plan.shares.len()],
            exited: 0,
            under_way: none(referrals),
            flows: none(plan.transitions.len()),
            otherwise: none(plan.stages.len()),
            entries: none(plan.stages.len()),
            arrivals: none(channels),
            invitations: none(referrals),
            accepted: none(referrals),
            invited_arrivals: none(referrals),
            cut: 0,
            places_used: none(plan.capacities.len()),
            waiting: none(plan.capacities.len()),
            adopted: none(plan.tests.len()),
            events_on: vec![false; plan.events.len()],
            scaled: false,
            events: Events::default(),
            new_customers_by_source: BySource { start: 0, channels: none(channels), referrals: none(referrals) },
            spend: no_money(channels),
            rewards: no_money(referrals),
            commissions: no_money(referrals),
            invitation_costs: no_money(referrals),
            revenue: no_money(plan.revenue.len()),
            costs: no_money(plan.costs.len()),
            costs_by_purpose: Purposes::default(),
            investment: no_money(plan.initiatives.len()),
            gross_margin: 0,
            profit: 0,
            recurring: Recurring::default(),
        }
    }
}
