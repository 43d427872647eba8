//! Period 0: the people of stages that are settled, as many as come in a step times how long they stay.
//!
//! That is Little's law (Little 1961, *Operations Research* 9(3)) through the rates of the past: with b people who come to
//! each cell in a step and Q the chances to go from cell to cell, `x = b + x Q`. It is summed up as `b + b Q + b Q^2 + ..`:
//! whoever comes is followed until she has left; where staying leads back to the same cell for ever, all the steps there
//! are one sum, `1 / (chance to leave)`. The people of a stage are the nearest whole number, over its cells by largest
//! remainder. Those whose number is written are taken as they are: they move, and bring others, as in every step.
//!
//! Reads `State::{effective, entered}` (who comes from outside in a step), writes `State::{here, entered, crowded}`.

use super::state::{State, held, in_whole_people};
use crate::base::lanes::{LANES, Lanes};
use crate::program::{Program, Row};

/// Below this share of all who are there nobody is followed any further.
const FEW: f64 = 1e-13;

/// Nor is anybody for longer than this: in a future in which next to nobody ever leaves.
const MOST_ROUNDS: usize = 100_000;

/// A chance to leave that is as good as none.
const NEVER: f64 = 1e-12;

pub fn people(program: &Program, state: &mut State) {
    let (settled, given): (Vec<&Row>, Vec<&Row>) = program.dwelling.iter().partition(|row| program.settled[row.cell]);
    for row in given {
        let people = state.here[row.cell];
        if people.any_positive() {
            leave(program, state, row, people);
        }
    }
    let mut there = vec![Lanes::ZERO; program.cells];
    let mut all = Lanes::ZERO;
    for _ in 0..MOST_ROUNDS {
        pass(program, state);
        if !still_on_the_way(program, state, all) {
            break;
        }
        for row in &settled {
            let come = std::mem::replace(&mut state.entered[row.cell], Lanes::ZERO);
            if come.any_positive() {
                let people = held(come * steps_here(program, state, row), &mut state.crowded);
                there[row.cell] += people;
                all += people;
                leave(program, state, row, people);
                stay(program, state, row, people);
            }
        }
    }
    state.entered.fill(Lanes::ZERO);
    in_stages(program, state, &there);
}

/// For how many steps somebody who comes to a cell is in it, on average.
fn steps_here(program: &Program, state: &State, row: &Row) -> Lanes {
    if row.rest.to != Some(row.cell) {
        return Lanes::ONE;
    }
    chance_to_leave(program, state, row).map(|leave| 1.0 / leave.max(NEVER))
}

fn chance_to_leave(program: &Program, state: &State, row: &Row) -> Lanes {
    let mut leave = Lanes::ZERO;
    for exit in 0..program.exits[row.exits.clone()].len() {
        leave += state.effective[row.probabilities + exit];
    }
    leave.min(Lanes::ONE)
}

/// Those who leave a cell come to where they go.
fn leave(program: &Program, state: &mut State, row: &Row, people: Lanes) {
    for (j, exit) in program.exits[row.exits.clone()].iter().enumerate() {
        if let Some(to) = exit.to {
            let taken = people * state.effective[row.probabilities + j];
            state.entered[to] += taken;
        }
    }
}

/// Those who stay are in the next cell, if there is one; at an instant stage they take its `else`.
fn stay(program: &Program, state: &mut State, row: &Row, people: Lanes) {
    if let Some(to) = row.rest.to.filter(|to| *to != row.cell) {
        let left = people * (Lanes::ONE - chance_to_leave(program, state, row));
        state.entered[to] += left;
    }
}

/// Whoever came to an instant cell passes on.
fn pass(program: &Program, state: &mut State) {
    for row in program.instant.iter().flatten() {
        let people = std::mem::replace(&mut state.entered[row.cell], Lanes::ZERO);
        if people.any_positive() {
            leave(program, state, row, people);
            stay(program, state, row, people);
        }
    }
}

/// Whether enough people are left to follow; those who came to a stage that is not settled are not.
fn still_on_the_way(program: &Program, state: &mut State, all: Lanes) -> bool {
    let mut left = Lanes::ZERO;
    for (cell, people) in state.entered.iter_mut().enumerate() {
        if !program.settled[cell] {
            *people = Lanes::ZERO;
        }
        left += *people;
    }
    (0..LANES).any(|lane| left.0[lane] > FEW * all.0[lane])
}

/// Whole people in every stage.
fn in_stages(program: &Program, state: &mut State, there: &[Lanes]) {
    let mut stages: Vec<usize> = Vec::new();
    for (facts, settled) in program.cell_facts.iter().zip(&program.settled) {
        if *settled && !stages.contains(&facts.stage) {
            stages.push(facts.stage);
        }
    }
    for stage in stages {
        let cells: Vec<usize> = (0..there.len()).filter(|&cell| program.cell_facts[cell].stage == stage).collect();
        for lane in 0..LANES {
            let weights: Vec<f64> = cells.iter().map(|&cell| there[cell].0[lane]).collect();
            // A half, and what is one but for rounding, is a person.
            let people = (weights.iter().sum::<f64>() + 0.5 + 1e-9).floor();
            for (&cell, people) in cells.iter().zip(in_whole_people(people, &weights)) {
                state.here[cell].0[lane] = people;
            }
        }
    }
}
