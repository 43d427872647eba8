//! Step 1: what a period is like, before anybody does anything in it.
//!
//! Numbers of the model are looked at through [`Conditions::value`], which knows the period, which events
//! are on, what mechanisms say, which tests were adopted, and how much of the market
//! was left at the end of the last period.

use super::draws;
use crate::model::{Moment, Number, Plan, Signal};
use rand::Rng;

/// Everything that numbers and rates of one period depend on.
#[derive(Debug, Clone)]
pub(super) struct Conditions<'a> {
    pub(super) inputs: &'a [f64],
    pub(super) period: Option<u32>,
    /// Which events are on, shape `[events]`.
    pub(super) on: Vec<bool>,
    /// What each mechanism says of the period, shape `[mechanisms]`.
    pub(super) said: Vec<f64>,
    /// Which rounds of each test act by now, shape `[tests][rounds]`.
    pub(super) adopted: Vec<Vec<bool>>,
    /// `(M - in) / M`; 1 without a market.
    pub(super) market_left: f64,
    /// A standard normal for each transition, shape `[transitions]`.
    pub(super) noise_on_transitions: Vec<f64>,
    /// A standard normal for the acceptance of each referral, shape `[referrals]`.
    pub(super) noise_on_acceptance: Vec<f64>,
}

impl<'a> Conditions<'a> {
    /// Nothing happens and nothing varies; numbers are looked at in no particular period.
    pub(super) fn settled(plan: &Plan, inputs: &'a [f64]) -> Conditions<'a> {
        Conditions {
            inputs,
            period: None,
            on: vec![false; plan.events.len()],
            said: vec![0.0; plan.mechanisms.len()],
            adopted: plan.tests.iter().map(|test| vec![false; test.rounds.len()]).collect(),
            market_left: 1.0,
            noise_on_transitions: vec![0.0; plan.transitions.len()],
            noise_on_acceptance: vec![0.0; plan.referrals.len()],
        }
    }

    /// The same in a period, with its own noise.
    pub(super) fn of_period(plan: &Plan, inputs: &'a [f64], period: u32, rng: &mut impl Rng) -> Conditions<'a> {
        let mut conditions = Conditions { period: Some(period), ..Conditions::settled(plan, inputs) };
        conditions.noise_on_transitions.fill_with(|| draws::normal(rng));
        conditions.noise_on_acceptance.fill_with(|| draws::normal(rng));
        conditions
    }

    /// The value of a number now.
    pub(super) fn value(&self, number: &Number) -> f64 {
        number.at(&Moment { inputs: self.inputs, period: self.period, signal: &|signal| self.signal(signal) })
    }

    /// The same of an amount that cannot be negative; an expression of several inputs may fall below 0.
    pub(super) fn at_least_nothing(&self, number: &Number) -> f64 {
        self.value(number).max(0.0)
    }

    fn signal(&self, signal: Signal) -> f64 {
        match signal {
            Signal::Event(event) => f64::from(u8::from(self.on[event])),
            Signal::Mechanism(mechanism) => self.said[mechanism],
            Signal::Adopted(test, round) => f64::from(u8::from(self.adopted[test][round])),
            Signal::MarketLeft => self.market_left,
        }
    }
}
