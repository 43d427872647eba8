//! Step 7, money: every line of a period, rounded half-even to whole minor units once.
//!
//! A line is the sum of its parts: amounts per person and step on those present at the end of the period (or at its
//! start, or on the mean of both), per passage or arrival, per step. Who buys several times a step makes a Poisson
//! number of purchases. With a spread (coefficient of variation) v, n amounts together are one gamma with shape n / v².
//! Parts are rounded such that they add up to their line. Lines that are a share of the revenue come last.
//! `tests/it/agreement.rs` compares this with a person-by-person simulation.
//!
//! Reads `State::{here, before, flows, numbers}`, writes `State::{parts, amounts, margins, times, revenue, reward,
//! commission}`.

use super::luck::Luck;
use super::state::{State, held, sum};
use crate::base::lanes::Lanes;
use crate::base::streams::Address;
use crate::model::Count;
use crate::program::{Due, Line, Part, Program};

/// Blocks of a part's address: its amounts, and how many purchases there are.
const AMOUNTS: u8 = 0;
const TIMES: u8 = 1;

/// On whom money per person and step is booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Booked {
    /// A period's people, as each part says.
    Period,
    /// The people of period 0, and nothing but money per person.
    Start,
}

/// Books a period whose people are where they are at its end.
#[inline(always)]
pub fn settle<L: Luck>(program: &Program, state: &mut State, luck: &L, period: u16) {
    lines(program, state, luck, period, Booked::Period);
    for r in 0..program.referrals.len() {
        state.reward[r] = reward(program, r, state, luck);
        state.commission[r] = commission(program, r, state, luck);
    }
}

/// The money per person of the people at the start, where period 0 counts too.
#[inline(always)]
pub fn of_the_start<L: Luck>(program: &Program, state: &mut State, luck: &L) {
    if program.accounting.count_start {
        lines(program, state, luck, 0, Booked::Start);
    }
}

#[inline(always)]
fn lines<L: Luck>(program: &Program, state: &mut State, luck: &L, period: u16, booked: Booked) {
    for (l, line) in program.lines.iter().enumerate().filter(|(_, line)| !is_share_of_revenue(line)) {
        book(l, line, state, luck, period, booked);
    }
    let earned = |&(line, _): &(&Line, &Lanes)| line.margin.is_some() && !is_share_of_revenue(line);
    let revenue = program.lines.iter().zip(&state.amounts).filter(earned);
    state.revenue = revenue.fold(Lanes::ZERO, |total, (_, amount)| total + *amount);
    for (l, line) in program.lines.iter().enumerate().filter(|(_, line)| is_share_of_revenue(line)) {
        book(l, line, state, luck, period, booked);
    }
}

#[inline(always)]
fn is_share_of_revenue(line: &Line) -> bool {
    line.parts.iter().any(|part| matches!(part.due, Due::Revenue))
}

/// One line: parts rounded in their order, each to what makes the sum so far whole.
#[inline(always)]
fn book<L: Luck>(l: usize, line: &Line, state: &mut State, luck: &L, period: u16, booked: Booked) {
    let (mut exact, mut so_far, mut times) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
    for (p, part) in line.parts.iter().enumerate() {
        let address = Address { site: line.site, period, class: p as u16, block: AMOUNTS };
        let (n, amount) = amounts(line, part, state, luck, address, booked);
        times += n;
        exact += amount;
        let whole = luck.booked(exact);
        state.parts[l][p] = whole - so_far;
        so_far = whole;
    }
    state.times[l] = times;
    state.amounts[l] = so_far;
    if let Some(margin) = line.margin {
        state.margins[l] = luck.booked(so_far * state.numbers[margin]);
    }
}

/// How many amounts of a part there are, and their total before rounding.
#[inline(always)]
fn amounts<L: Luck>(
    line: &Line,
    part: &Part,
    state: &mut State,
    luck: &L,
    address: Address,
    booked: Booked,
) -> (Lanes, Lanes) {
    let units = units(part, state, booked);
    if !units.any_positive() {
        return (Lanes::ZERO, Lanes::ZERO);
    }
    let n = match line.times {
        None => units,
        Some(times) => {
            let mean = held(units * state.numbers[times].max(Lanes::ZERO), &mut state.crowded);
            luck.poisson(&mean, &luck.words(&Address { block: TIMES, ..address }).0)
        }
    };
    let each = state.numbers[part.each];
    let amount = match line.shape {
        None => n * each,
        Some(shape) => {
            let shape = state.numbers[shape];
            luck.gamma(&(n * shape), &address) * (each / shape)
        }
    };
    (n, amount)
}

/// How many people, passages or steps an amount is due for; of a share, the revenue.
#[inline(always)]
fn units(part: &Part, state: &State, booked: Booked) -> Lanes {
    match &part.due {
        Due::Revenue => state.revenue,
        Due::People { cells, .. } if booked == Booked::Start => sum(&state.here, cells),
        _ if booked == Booked::Start => Lanes::ZERO,
        Due::People { cells, less, on } => {
            let at_end = || sum(&state.here, cells) - sum(&state.flows, less);
            match on {
                Count::End => at_end(),
                Count::Start => sum(&state.before, cells),
                Count::Mid => (sum(&state.before, cells) + at_end()) * Lanes::splat(0.5),
            }
        }
        Due::NewPeople(flows) | Due::Flows(flows) => sum(&state.flows, flows),
        Due::Step => Lanes::ONE,
    }
}

/// What is paid for the people whom a referral brought.
#[inline(always)]
fn reward<L: Luck>(program: &Program, r: usize, state: &State, luck: &L) -> Lanes {
    let referral = &program.referrals[r];
    luck.booked(sum(&state.flows, &referral.rewarded) * state.numbers[referral.reward])
}

/// The inviters' share of the revenue booked for those who became customers in this period.
#[inline(always)]
fn commission<L: Luck>(program: &Program, r: usize, state: &State, luck: &L) -> Lanes {
    let Some(share) = program.referrals[r].commission else { return Lanes::ZERO };
    let source = Some(program.channels.len() + r);
    let mut first_revenue = Lanes::ZERO;
    for (line, amounts) in program.lines.iter().zip(&state.parts).filter(|(line, _)| line.margin.is_some()) {
        for (part, amount) in line.parts.iter().zip(amounts) {
            if part.first && part.source == source {
                first_revenue += *amount;
            }
        }
    }
    luck.booked(first_revenue * state.numbers[share])
}
