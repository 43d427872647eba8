//! Steps 2 and 4, budgets and arrivals: what channels spend, and whom they bring from outside.
//!
//! A channel's arrivals are Poisson around their mean, or fixed (the fraction of a person drawn), or
//! gamma-Poisson (negative binomial: variance `m + m^2 / shape`).
//! `tests/it/agreement.rs` compares them with a person-by-person simulation.
//!
//! Reads `State::numbers`, writes `State::{spend, entered, flows}`.

use super::luck::Luck;
use super::state::{State, held};
use crate::base::lanes::Lanes;
use crate::base::streams::Address;
use crate::program::{Channel, Program, Variation};

#[inline(always)]
pub fn budgets<L: Luck>(program: &Program, state: &mut State, luck: &L, _: u16) {
    for (c, channel) in program.channels.iter().enumerate() {
        if let crate::program::Spend::Amount(x) = channel.spend {
            state.spend[c] = luck.booked(state.numbers[x]);
        }
    }
}
#[inline(always)]
pub fn arrive<L: Luck>(program: &Program, state: &mut State, luck: &L, period: u16) {
    for channel in program.channels.iter() {
        let came = arrivals(channel, state, luck, period);
        state.flows[channel.to[0].flow.unwrap()] += came;
        state.entered[channel.to[0].to.unwrap()] += came;
        state.newcomers += came;
    }
}

#[inline(always)]
fn arrivals<L: Luck>(channel: &Channel, state: &mut State, luck: &L, period: u16) -> Lanes {
    let crate::program::Volume::People(mean) = channel.volume else { panic!() };
    let mean = held(state.numbers[mean], &mut state.crowded);
    let address = Address { site: channel.site, period, class: 0, block: 0 };
    match channel.variation {
        Variation::Poisson => luck.poisson(&mean, &luck.words(&address).0),
        Variation::Fixed => luck.rounded(&mean, &luck.words(&address).0),
        Variation::Gamma { shape } => {
            let shape = state.numbers[shape];
            let mix = luck.gamma(&shape, &Address { block: 1, ..address });
            let rate = held(mean * mix / shape, &mut state.crowded);
            luck.poisson(&rate, &luck.words(&address).0)
        }
    }
}
