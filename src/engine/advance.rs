//! Steps 5 and 6, moves and passages: people leave their cells.
//!
//! Everybody who was in a dwelling cell at the start of the period makes one multinomial draw over its
//! exits or stays; who entered an instant cell passes on at once. A multinomial is dealt as conditional
//! binomials, words in the order of the exits within the stage.
//! `tests/it/agreement.rs` compares this with a person-by-person simulation.
//!
//! Reads `State::{here, conditional}`, writes `State::{entered, flows, exited}`.

use super::luck::Luck;
use super::state::{State, sum};
use crate::base::counts::LARGEST_COUNT;
use crate::base::lanes::{Lanes, Words};
use crate::base::streams::Address;
use crate::program::{Exit, Program, Record, Row};

/// Everybody who was in a dwelling cell at the start of the period.
#[inline(always)]
pub fn moves<L: Luck>(program: &Program, state: &mut State, luck: &L, period: u16) {
    for row in &program.dwelling {
        let people = state.here[row.cell];
        if people.any_positive() {
            deal(program, state, luck, row, people, period);
        }
    }
}

/// Everybody who entered an instant cell in this period; rows come in topological order.
#[inline(always)]
pub fn passages<L: Luck>(program: &Program, state: &mut State, luck: &L, period: u16) {
    for row in &program.instant {
        let people = std::mem::replace(&mut state.entered[row.cell], Lanes::ZERO);
        if people.any_positive() {
            deal(program, state, luck, row, people, period);
        }
    }
}

/// Closes the period: who entered or stayed is here now.
#[inline(always)]
pub fn settle(program: &Program, state: &mut State) {
    std::mem::swap(&mut state.here, &mut state.entered);
    state.entered.fill(Lanes::ZERO);
    for people in &state.here {
        state.crowded = state.crowded.zip(*people, |mark, n| if n > LARGEST_COUNT { 1.0 } else { mark });
    }
    if let Record::Exited(flows) = &program.records[program.index.exited] {
        state.exited += sum(&state.flows, flows);
    }
}

#[inline(always)]
fn deal<L: Luck>(program: &Program, state: &mut State, luck: &L, row: &Row, people: Lanes, period: u16) {
    let mut left = people;
    let mut second = Words::ZERO;
    for (j, exit) in program.exits[row.exits.clone()].iter().enumerate() {
        let words = if j % 2 == 0 {
            let address = Address { site: row.site, period, class: row.class, block: (j / 2) as u8 };
            let pair = luck.words(&address);
            second = pair.1;
            pair.0
        } else {
            second
        };
        let taken = luck.binomial(&left, &state.conditional[row.probabilities + j], &words);
        left -= taken;
        land(state, exit, taken);
    }
    land(state, &row.rest, left);
}

#[inline(always)]
fn land(state: &mut State, exit: &Exit, people: Lanes) {
    if let Some(flow) = exit.flow {
        state.flows[flow] += people;
    }
    if let Some(cell) = exit.to {
        state.entered[cell] += people;
    }
}
