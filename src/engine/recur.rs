//! Recurring revenue: list prices times people, and what moved it.
//!
//! With N people who pay price a at the end of a period the stock is Σ N a. Its movements are those of people, each
//! at the price afterwards less the price before (nothing where they do not pay): new, reactivation, churned, and
//! expansion or contraction for those who go from one price to another, or stay while the price changes. So
//! `total - total of the last period = new + expansion + reactivation - contraction - churned`; all are rounded to
//! whole minor units, and what rounding leaves over goes to the largest movement, so that this holds to the cent.
//!
//! Reads `State::{here, before, flows, numbers}`, writes `State::{prices, mrr}`.

use super::luck::Luck;
use super::state::{Mrr, State, sum};
use crate::base::lanes::{LANES, Lanes};
use crate::program::{Program, RecurringMove};

/// The stock of period 0; nothing has moved.
#[inline(always)]
pub fn of_the_start<L: Luck>(program: &Program, state: &mut State, luck: &L) {
    state.mrr = Mrr { total: luck.booked(stock(program, state)), ..Mrr::default() };
    remember_prices(program, state);
}

/// Stock and movements of a period whose people are where they are at its end.
#[inline(always)]
pub fn settle<L: Luck>(program: &Program, state: &mut State, luck: &L) {
    if program.recurring.prices.is_empty() {
        return;
    }
    let before = state.mrr.total;
    let mut moved = movements(program, state);
    moved.total = luck.booked(stock(program, state));
    for movement in
        [&mut moved.new, &mut moved.expansion, &mut moved.contraction, &mut moved.churned, &mut moved.reactivation]
    {
        *movement = luck.booked(*movement);
    }
    give_rest_to_largest(&mut moved, before);
    state.mrr = moved;
    remember_prices(program, state);
}

#[inline(always)]
fn stock(program: &Program, state: &State) -> Lanes {
    let prices = program.recurring.prices.iter();
    prices.fold(Lanes::ZERO, |total, (cells, price)| total + sum(&state.here, cells) * state.numbers[*price])
}

#[inline(always)]
fn remember_prices(program: &Program, state: &mut State) {
    for (price, (_, slot)) in state.prices.iter_mut().zip(&program.recurring.prices) {
        *price = state.numbers[*slot];
    }
}

#[inline(always)]
fn movements(program: &Program, state: &State) -> Mrr {
    let recurring = &program.recurring;
    let mut moved = Mrr::default();
    for (flows, from, to, kind) in &recurring.moves {
        let afterwards = to.map_or(Lanes::ZERO, |price| state.numbers[recurring.prices[price].1]);
        let amount = sum(&state.flows, flows) * (afterwards - from.map_or(Lanes::ZERO, |price| state.prices[price]));
        match kind {
            RecurringMove::New => moved.new += amount,
            RecurringMove::Reactivation => moved.reactivation += amount,
            RecurringMove::Churned => moved.churned -= amount,
            RecurringMove::Change => change(&mut moved, amount),
        }
    }
    for (i, ((cells, slot), leaving)) in recurring.prices.iter().zip(&recurring.leaving).enumerate() {
        // Only where a price may move are those of the start remembered.
        if program.moving.contains(slot) {
            let stayed = sum(&state.before, cells) - sum(&state.flows, leaving);
            change(&mut moved, stayed * (state.numbers[*slot] - state.prices[i]));
        }
    }
    moved
}

#[inline(always)]
fn change(moved: &mut Mrr, amount: Lanes) {
    moved.expansion += amount.max(Lanes::ZERO);
    moved.contraction += (Lanes::ZERO - amount).max(Lanes::ZERO);
}

/// What the rounded movements lack of the difference of the rounded stocks: less than a few cents.
#[inline(always)]
fn give_rest_to_largest(moved: &mut Mrr, before: Lanes) {
    let up = moved.new + moved.expansion + moved.reactivation;
    let rest = (moved.total - before) - (up - moved.contraction - moved.churned);
    for lane in 0..LANES {
        let rest = rest.0[lane];
        if rest == 0.0 {
            continue;
        }
        let mut movements = [
            (&mut moved.new.0[lane], 1.0),
            (&mut moved.expansion.0[lane], 1.0),
            (&mut moved.reactivation.0[lane], 1.0),
            (&mut moved.contraction.0[lane], -1.0),
            (&mut moved.churned.0[lane], -1.0),
        ];
        debug_assert!(
            rest.abs() <= 4.0 + 1e-9 * before.0[lane].abs(),
            "recurring revenue moved by {rest} more than its movements"
        );
        let mut largest = 0;
        for i in 1..movements.len() {
            if *movements[i].0 > *movements[largest].0 {
                largest = i;
            }
        }
        let (movement, sign) = &mut movements[largest];
        **movement += *sign * rest;
    }
}
