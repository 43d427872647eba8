//! Step 3, invitations: whom the people who are already in bring.
//!
//! Everybody who is in an inviting stage at the start of the period sends Poisson(`invites`) invitations;
//! all of a stage together one Poisson(n · invites), by superposition. With a spread v between people the
//! rates of n inviters are one gamma with shape n / v². Each invitation is accepted with probability
//! `accept`, decided when it is sent; the accepted are dealt out over their delays (Kingman 1993,
//! *Poisson Processes*, for superposition and colouring).
//! `tests/it/agreement.rs` compares this with a person-by-person simulation.
//!
//! Reads `State::{here, numbers}`, writes `State::{invitations, accepted, pipeline, reward, entered, flows}`.

use super::luck::Luck;
use super::state::{State, held, sum};
use crate::base::lanes::{Lanes, Words};
use crate::base::streams::Address;
use crate::program::{Program, Referral};

/// Classes of a referral's address: the inviting stages have the first ones, in their order; acceptance this
/// one, and the delays those below it.
const ACCEPTED: u16 = u16::MAX;
/// Pairs of words per class for the delays.
const BLOCKS: usize = 256;

/// Sends this period's invitations and lets those arrive whose delay is over.
#[inline(always)]
pub fn invite<L: Luck>(program: &Program, state: &mut State, luck: &L, period: u16) {
    for (r, referral) in program.referrals.iter().enumerate() {
        let sent = send(referral, state, luck, period);
        let accepted = accept(referral, state, luck, period, sent);
        state.invitations[r] = sent;
        state.accepted[r] = accepted;
        deal_over_delays(referral, state, luck, period, accepted);
        let came = arriving_now(referral, state);
        state.reward[r] = luck.booked(came * state.numbers[referral.reward]);
        state.newcomers += accepted;
        state.flows[referral.to[0].flow.unwrap()] += came;
        state.entered[referral.to[0].to.unwrap()] += came;
    }
}

#[inline(always)]
fn send<L: Luck>(referral: &Referral, state: &mut State, luck: &L, period: u16) -> Lanes {
    let mut sent = Lanes::ZERO;
    for (i, crate::program::Inviters { cells, invites, .. }) in referral.from.iter().enumerate() {
        let inviters = sum(&state.here, cells);
        if !inviters.any_positive() {
            continue;
        }
        let address = Address { site: referral.site, period, class: i as u16, block: 0 };
        let rate = match referral.shape {
            None => inviters,
            Some(shape) => {
                let shape = state.numbers[shape];
                luck.gamma(&(inviters * shape), &Address { block: 1, ..address }) / shape
            }
        };
        let mean = held(rate * state.numbers[*invites], &mut state.crowded);
        sent += luck.poisson(&mean, &luck.words(&address).0);
    }
    sent
}

#[inline(always)]
fn accept<L: Luck>(referral: &Referral, state: &State, luck: &L, period: u16, sent: Lanes) -> Lanes {
    match referral.from[0].accept {
        None => sent,
        Some(p) => {
            let address = Address { site: referral.site, period, class: ACCEPTED, block: 0 };
            luck.binomial(&sent, &state.conditional[p], &luck.words(&address).0)
        }
    }
}

#[inline(always)]
fn deal_over_delays<L: Luck>(referral: &Referral, state: &mut State, luck: &L, period: u16, accepted: Lanes) {
    let mut left = accepted;
    let mut second = Words::ZERO;
    for (d, p) in referral.delay.clone().enumerate() {
        let words = if d % 2 == 0 {
            let (class, block) = (ACCEPTED - 1 - (d / 2 / BLOCKS) as u16, (d / 2 % BLOCKS) as u8);
            let address = Address { site: referral.site, period, class, block };
            let pair = luck.words(&address);
            second = pair.1;
            pair.0
        } else {
            second
        };
        let after_d = luck.binomial(&left, &state.conditional[p], &words);
        left -= after_d;
        state.pipeline[referral.pipeline + d] += after_d;
    }
    state.pipeline[referral.pipeline + referral.delay.len()] += left;
}

/// Takes out those who come now and moves the others one period nearer.
#[inline(always)]
fn arriving_now(referral: &Referral, state: &mut State) -> Lanes {
    let places = &mut state.pipeline[referral.pipeline..=referral.pipeline + referral.delay.len()];
    let came = places[0];
    places.rotate_left(1);
    *places.last_mut().expect("a referral has at least one place") = Lanes::ZERO;
    came
}
