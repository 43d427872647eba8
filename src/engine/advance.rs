//! Steps 5 and 6, moves and passages: people leave their cells.
//!
//! Everybody who was in a dwelling cell at the start of the period makes one multinomial draw over its
//! exits or stays; who entered an instant cell passes on at once. A multinomial is dealt as conditional
//! binomials, words in the order of the exits within the stage. Where a test is on, the people of a cell are
//! first dealt into its arms; who wants through a capacity is put down as a claim, to be decided when all
//! have said what they want.
//! `tests/it/agreement.rs` compares this with a person-by-person simulation.
//!
//! Reads `State::{here, effective, conditional}`, writes `State::{entered, flows, exited, claims, trials}`.

use super::luck::Luck;
use super::state::{Claim, State, sum};
use crate::base::counts::{LARGEST_COUNT, Prob};
use crate::base::lanes::{Lanes, Words};
use crate::base::streams::{Address, Site};
use crate::program::{Exit, Program, Record, Row};

/// Everybody who was in a dwelling cell at the start of the period.
#[inline(always)]
pub fn moves<L: Luck>(program: &Program, state: &mut State, luck: &L, period: u16) {
    for row in &program.dwelling {
        let people = state.here[row.cell];
        if people.any_positive() {
            leave(program, state, luck, row, people, period);
        }
    }
}

/// Everybody who entered an instant cell of this stage in this period.
#[inline(always)]
pub fn passages<L: Luck>(program: &Program, state: &mut State, luck: &L, rows: &[Row], period: u16) {
    for row in rows {
        let people = std::mem::replace(&mut state.entered[row.cell], Lanes::ZERO);
        if people.any_positive() {
            leave(program, state, luck, row, people, period);
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
fn leave<L: Luck>(program: &Program, state: &mut State, luck: &L, row: &Row, people: Lanes, period: u16) {
    let mut tests = row.tests.iter().filter(|(test, _)| program.tests[*test].round_on(period).is_some());
    if row.tests.is_empty() || tests.next().is_none() {
        deal(program, state, luck, row, people, period);
    } else {
        deal_in_arms(program, state, luck, row, people, period);
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
        take(state, row, exit, taken);
    }
    state.land(&row.rest, left);
}

#[inline(always)]
fn take(state: &mut State, row: &Row, exit: &Exit, people: Lanes) {
    match exit.capacity {
        None => state.land(exit, people),
        Some(capacity) => state.claims.push(Claim { capacity, exit: *exit, rest: row.rest, people }),
    }
}

/// People of a cell in the same arm of every test.
struct Arm {
    people: Lanes,
    /// By test of the row that is on: not in it, or which arm.
    arms: Vec<Option<usize>>,
    site: Site,
}

/// Deals the people of a cell into the arms of the tests that are on, and each arm out by itself: the
/// treated meet `p (1 + lift)` at the exits that are tested.
fn deal_in_arms<L: Luck>(program: &Program, state: &mut State, luck: &L, row: &Row, people: Lanes, period: u16) {
    let on: Vec<&(usize, Vec<usize>)> =
        row.tests.iter().filter(|(test, _)| program.tests[*test].round_on(period).is_some()).collect();
    let mut groups = vec![Arm { people, arms: Vec::new(), site: row.site }];
    for (test, _) in &on {
        let share = Prob::new(&state.numbers[program.tests[*test].share].map(|p| p.max(0.0).min(1.0)));
        groups = groups.into_iter().flat_map(|group| split(group, &share, luck, row, period)).collect();
    }
    for group in groups {
        let p = effective_of(program, state, row, &on, &group, period);
        deal_arm(program, state, luck, row, &on, &group, &p, period);
    }
}

/// Those who take no part, and the two arms.
fn split<L: Luck>(group: Arm, share: &Prob, luck: &L, row: &Row, period: u16) -> [Arm; 3] {
    let site = group.site.group(1);
    let (first, second) = luck.words(&Address { site, period, class: row.class, block: 0 });
    let part = luck.binomial(&group.people, share, &first);
    let treated = luck.binomial(&part, &Prob::new(&Lanes::splat(0.5)), &second);
    let arm = |people: Lanes, arm: Option<usize>, number: u64| Arm {
        people,
        arms: group.arms.iter().copied().chain([arm]).collect(),
        site: group.site.group(number),
    };
    [arm(group.people - part, None, 2), arm(part - treated, Some(0), 3), arm(treated, Some(1), 4)]
}

/// Effective probabilities in an arm; where they add up to more than 1 they are scaled to it.
fn effective_of(
    program: &Program,
    state: &mut State,
    row: &Row,
    on: &[&(usize, Vec<usize>)],
    group: &Arm,
    period: u16,
) -> Vec<Lanes> {
    let n = row.exits.len();
    let before = state.effective[row.probabilities..row.probabilities + n].to_vec();
    let mut p = before.clone();
    for ((test, exits), arm) in on.iter().zip(&group.arms) {
        let (_, lift) = program.tests[*test].round_on(period).expect("a test that is on");
        if *arm == Some(1) {
            let factor = (Lanes::splat(1.0) + state.numbers[lift]).max(Lanes::ZERO);
            exits.iter().for_each(|&exit| p[exit] *= factor);
        }
    }
    let rest = program.rest_of(row);
    let total = |p: &[Lanes]| p.iter().fold(Lanes::ZERO, |sum, p| sum + *p);
    if let Some(rest) = rest {
        // Who is won or lost comes from, or goes to, the rest.
        let others = total(&p) - p[rest];
        p[rest] = (total(&before) - others).max(Lanes::ZERO);
    }
    let limit = if rest.is_some() { total(&before) } else { Lanes::splat(1.0) };
    let scale = total(&p).zip(limit, |sum, limit| if sum > limit { limit / sum } else { 1.0 });
    state.scaled = state.scaled.zip(scale, |mark, scale| if scale < 1.0 - 1e-9 { 1.0 } else { mark });
    p.iter().map(|p| *p * scale).collect()
}

#[allow(clippy::too_many_arguments)] // what `deal` takes, and what is special about an arm
fn deal_arm<L: Luck>(
    program: &Program,
    state: &mut State,
    luck: &L,
    row: &Row,
    on: &[&(usize, Vec<usize>)],
    group: &Arm,
    effective: &[Lanes],
    period: u16,
) {
    for ((test, _), arm) in on.iter().zip(&group.arms) {
        if let Some(arm) = arm {
            state.trials[*test].people[*arm] += group.people;
        }
    }
    let (mut left, mut share_left) = (group.people, Lanes::splat(1.0));
    for (j, exit) in program.exits[row.exits.clone()].iter().enumerate() {
        let address = Address { site: group.site, period, class: row.class, block: (j / 2) as u8 };
        let pair = luck.words(&address);
        let words = if j % 2 == 0 { pair.0 } else { pair.1 };
        let p = Prob::new(&effective[j].zip(share_left, super::state::conditional_share));
        share_left -= effective[j];
        let taken = luck.binomial(&left, &p, &words);
        left -= taken;
        for ((test, exits), arm) in on.iter().zip(&group.arms) {
            if let Some(arm) = arm.filter(|_| exits.contains(&j)) {
                state.trials[*test].successes[arm] += taken;
            }
        }
        take(state, row, exit, taken);
    }
    state.land(&row.rest, left);
}
