//! Step 7, money: every line of a period, rounded half-even to whole minor units once.
//!
//! Per-period money is booked on the people present at the end of the period, other money on passages and
//! arrivals. With a spread (coefficient of variation) v, n amounts together are one gamma with shape n / v².
//! `tests/it/agreement.rs` compares this with a person-by-person simulation.
//!
//! Reads `State::{here, flows, numbers}`, writes `State::{amounts, margins}`.

use super::luck::Luck;
use super::state::{State, sum};
use crate::base::lanes::Lanes;
use crate::base::streams::Address;
use crate::program::{Line, Program};

#[inline(always)]
pub fn settle<L: Luck>(program: &Program, state: &mut State, luck: &L, period: u16) {
    for (l, line) in program.lines.iter().enumerate() {
        let amount = luck.booked(amount(line, state, luck, period));
        state.amounts[l] = amount;
        if let Some(margin) = line.margin {
            state.margins[l] = luck.booked(amount * state.numbers[margin]);
        }
    }
}

#[inline(always)]
fn amount<L: Luck>(line: &Line, state: &State, luck: &L, period: u16) -> Lanes {
    use crate::program::Due;
    let mut total = Lanes::ZERO;
    for (p, part) in line.parts.iter().enumerate() {
        let times = match &part.due {
            Due::People { cells, less, .. } => sum(&state.here, cells) - sum(&state.flows, less),
            Due::Flows(flows) | Due::NewPeople(flows) => sum(&state.flows, flows),
            Due::Step => Lanes::splat(1.0),
            Due::Revenue => panic!(),
        };
        let each = state.numbers[part.each];
        total += match line.shape {
            None => times * each,
            Some(shape) => {
                let shape = state.numbers[shape];
                let address = Address { site: line.site.group(p as u64), period, class: 0, block: 0 };
                luck.gamma(&(times * shape), &address) * (each / shape)
            }
        };
    }
    total
}
pub fn of_the_start<L: Luck>(_: &Program, _: &mut State, _: &L) {}
