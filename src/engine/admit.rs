//! Capacities: of those who want through, as many as there are places for.
//!
//! Whoever wants to take a transition with a capacity has a claim; claims of people who move at the same time are
//! decided together, at random and without regard to where somebody comes from: a multivariate hypergeometric draw.
//! Places that people took earlier in the period are gone. The others stay, or take the `else` of an instant stage.
//! `tests/it/agreement.rs` compares this with a person-by-person simulation.
//!
//! Reads `State::{claims, numbers}`, writes `State::{claims, granted, waiting, entered, flows}`.

use super::luck::{InOrder, Luck, Urn};
use super::state::{State, whole};
use crate::base::lanes::Lanes;
use crate::base::streams::Address;
use crate::program::{Capacity, Program};

/// Rounds that a period can have: one for all dwelling stages, then one for each instant stage.
const ROUNDS: u16 = 1 << 10;

/// Decides the claims that are there, and leaves none.
///
/// * `round`: which decision of the period it is, for the address of its draws
#[inline(always)]
pub fn decide<L: Luck>(program: &Program, state: &mut State, luck: &L, period: u16, round: u16) {
    if state.claims.is_empty() {
        return;
    }
    for (c, capacity) in program.capacities.iter().enumerate() {
        give(c, capacity, state, luck, period, round);
    }
    state.claims.clear();
}

#[inline(always)]
fn give<L: Luck>(c: usize, capacity: &Capacity, state: &mut State, luck: &L, period: u16, round: u16) {
    let wanting = state.claims.iter().filter(|claim| claim.capacity == c);
    let all = wanting.fold(Lanes::ZERO, |total, claim| total + claim.people);
    if !all.any_positive() {
        return;
    }
    let places = whole(state.numbers[capacity.limit]) - state.granted[c];
    let mut urn = Urn::new(all, places.max(Lanes::ZERO));
    // A class has 512 words; with more claims the classes 1024 further on are taken.
    let mut words = InOrder::at(Address { site: capacity.site, period, class: round % ROUNDS, block: 0 });
    let mut n_claims = 0;
    for i in 0..state.claims.len() {
        let claim = state.claims[i];
        if claim.capacity != c {
            continue;
        }
        if n_claims % 512 == 0 {
            let class = (round % ROUNDS).wrapping_add((n_claims / 512) as u16 * ROUNDS);
            words = InOrder::at(Address { site: capacity.site, period, class, block: 0 });
        }
        n_claims += 1;
        let granted = urn.take(luck, claim.people, &words.next(luck));
        let refused = claim.people - granted;
        state.granted[c] += granted;
        state.waiting[c] += refused;
        state.land(&claim.exit, granted);
        state.land(&claim.rest, refused);
    }
}
