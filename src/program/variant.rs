//! A plan with something about its numbers altered, to be played beside the plan itself.
//!
//! The alteration is made on the plan's numbers before they are compiled, so that the program is one of the same
//! scenario: same cells, same flows, same records, same addresses of its draws. What comes out differently in the
//! same future is what the alteration does.

use super::{Program, compile::compile_plan};
use crate::model::{Behaviour, Channel, ChannelKind, Model, Number, Plan, Series, Spend, TransitionId, Volume};

/// What is altered.
#[derive(Debug, Clone, PartialEq)]
pub enum Variant {
    /// Of these frictions (index into [`Plan::frictions`]) the share `removed` is taken away, 1 for all of it, on
    /// top of what initiatives take.
    Frictions { which: Vec<usize>, removed: f64 },
    /// The probability of a transition, as far as it is given for itself and not as the rest of others.
    Transition { of: TransitionId, times: f64 },
    /// What a channel spends; of one that does not buy its people, the people that it brings.
    Channel { of: usize, times: f64 },
    /// The invitations of a referral (index into [`Plan::referrals`]).
    Invitations { of: usize, times: f64 },
    /// Whatever channels spend on people that they buy; flat fees stay.
    Spend { times: f64 },
    /// From this period on channels spend nothing, and those that are paid for bring only who was paid for before.
    NoSpend { from: u32 },
}

/// Compiles plan number `plan` of a model, altered.
///
/// # Panics
/// As [`super::compile()`].
pub fn compile_variant(model: &Model, plan: usize, variant: &Variant) -> Program {
    compile_plan(model, &altered(model, plan, variant))
}

/// The plan number `plan` of a model, altered.
pub fn altered(model: &Model, plan: usize, variant: &Variant) -> Plan {
    let mut altered = model.plans[plan].clone();
    alter(&mut altered, variant, model.time.periods);
    altered
}

/// Whether a channel is paid for: it is of that kind, or money is spent on it.
pub fn is_paid_for(plan: &Plan, channel: usize) -> bool {
    let channel = &plan.channels[channel];
    let spends = match &channel.spend {
        Spend::Amount(amount) | Spend::ShareOfRevenue(amount) => *amount != Number::Constant(0.0),
    };
    channel.active && (spends || channel.kind == ChannelKind::Paid)
}

fn alter(plan: &mut Plan, variant: &Variant, periods: u32) {
    match variant {
        Variant::Frictions { which, removed } => remove(plan, which, 1.0 - removed),
        Variant::Transition { of, times } => {
            plan.kinds.iter_mut().for_each(|kind| multiply(&mut kind.effects[of.0].factor, *times));
        }
        Variant::Channel { of, times } => {
            let channel = &mut plan.channels[*of];
            match &mut channel.volume {
                Volume::People(mean) if !channel.bought => multiply(mean, *times),
                _ => buy(channel, &Number::Constant(*times)),
            }
        }
        Variant::Invitations { of, times } => {
            let sent = plan.kinds.iter_mut().flat_map(|kind| &mut kind.invites[*of]);
            sent.for_each(|invites| multiply(invites, *times));
        }
        Variant::Spend { times } => {
            let bought = plan.channels.iter_mut().filter(|channel| channel.bought);
            bought.for_each(|channel| buy(channel, &Number::Constant(*times)));
        }
        Variant::NoSpend { from } => stop(plan, *from, periods),
    }
}

/// Leaves a share of what is left of some frictions.
fn remove(plan: &mut Plan, which: &[usize], share: f64) {
    let drags = plan.kinds.iter_mut().flat_map(Behaviour::drags_mut);
    drags.filter(|drag| which.contains(&drag.friction)).for_each(|drag| multiply(&mut drag.left, share));
}

fn stop(plan: &mut Plan, from: u32, periods: u32) {
    let goes_on = |period: u32| f64::from(u8::from(period < from));
    // Figures that look at no period describe the plan as it is while it pays.
    let until = Number::Series(Series { by_period: (1..=periods).map(goes_on).collect(), settled: 1.0, after: 0.0 });
    for channel in (0..plan.channels.len()).filter(|&c| is_paid_for(plan, c)).collect::<Vec<_>>() {
        buy(&mut plan.channels[channel], &until);
    }
}

/// Multiplies what a channel spends, and its people as far as they do not follow from it by themselves.
fn buy(channel: &mut Channel, factor: &Number) {
    let (Spend::Amount(amount) | Spend::ShareOfRevenue(amount)) = &mut channel.spend;
    *amount = amount.clone() * factor.clone();
    if let Volume::People(mean) = &mut channel.volume {
        *mean = mean.clone() * factor.clone();
    }
}

fn multiply(number: &mut Number, factor: f64) {
    *number = number.clone() * Number::Constant(factor);
}
