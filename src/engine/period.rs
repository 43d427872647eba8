//! One replication group through all periods: the order of a period is fixed here.

use super::after::{self, After};
use super::luck::Luck;
use super::mechanisms::Mechanisms;
use super::state::State;
use super::{BLOCK, acquire, admit, advance, conditions, earn, experiment, recur, refer, settle, signals, start};
use crate::base::lanes::{LANES, Lanes};
use crate::program::{End, Program, Record};

/// 16 replications of a program, as far as they have been played.
pub struct Player<'a> {
    pub program: &'a Program,
    pub state: &'a mut State,
    /// Of the program's past, if it has one of its own.
    pub past: Option<&'a mut State>,
    pub mechanisms: &'a mut Mechanisms,
    /// Where the program asks what those are worth who are there at the end.
    pub after: Option<&'a mut After>,
}

impl Player<'_> {
    /// Plays them with these inputs and writes every series of the program to `out`, shape
    /// `[records][periods + 1][256]`, at lanes `at..at + 16`.
    #[inline(always)]
    pub fn play<L: Luck>(self, luck: &L, inputs: &[Lanes], out: &mut [f64], at: usize) {
        let Player { program, state, mut past, mechanisms, after } = self;
        begin(program, state, past.as_deref_mut(), luck, inputs);
        mechanisms.clear();
        record(program, state, 0, out, at);
        if let (Some(earlier), Some(past)) = (&program.past, past) {
            record_money_of_the_start(earlier, past, out, at);
        }
        let mut everybody = state.everybody();
        for period in 1..=program.periods {
            one_period((program, state, mechanisms), luck, inputs, period as u16);
            if cfg!(debug_assertions) {
                everybody += state.newcomers;
                nobody_is_lost(&everybody, &state.everybody(), period);
            }
            record(program, state, period, out, at);
        }
        let is_asked = program.records.iter().any(|record| matches!(record, Record::EndValue(_)));
        if let (Some(after), Some(end), true) = (after, &program.end, is_asked) {
            reckon((program, end), (state, mechanisms), after, luck, inputs);
            record_the_end(program, state, out, at);
        }
    }
}

/// What those are worth who are there, once the last period is over.
#[inline(always)]
fn reckon<L: Luck>(
    (program, end): (&Program, &End),
    (state, mechanisms): (&mut State, &mut Mechanisms),
    after: &mut After,
    luck: &L,
    inputs: &[Lanes],
) {
    signals::of_period(program, state, program.periods as u16 + 1);
    mechanisms.before_numbers(state);
    conditions::after(&end.chain.program, after::begin(program, state, after), inputs);
    after::reckon((program, end), state, after, luck);
}

/// Period 0: everything in it is of the past, which all plans share.
#[inline(always)]
fn begin<L: Luck>(program: &Program, state: &mut State, past: Option<&mut State>, luck: &L, inputs: &[Lanes]) {
    state.clear();
    conditions::settled(program, state, inputs);
    signals::before_the_start(program, state);
    match (&program.past, past) {
        (Some(earlier), Some(past)) => {
            past.clear();
            conditions::settled(earlier, past, inputs);
            come_there(earlier, past, luck);
            state.go_on_from(past);
        }
        _ => come_there(program, state, luck),
    }
    recur::of_the_start(program, state, luck);
}

/// Who is there at the start, and what they bring in.
#[inline(always)]
fn come_there<L: Luck>(program: &Program, state: &mut State, luck: &L) {
    start::people(program, state);
    if !program.settled.is_empty() {
        acquire::before_the_start(program, state);
        refer::before_the_start(program, state);
        settle::people(program, state);
    }
    state.count_everybody();
    earn::of_the_start(program, state, luck);
}

#[inline(always)]
fn one_period<L: Luck>(
    (program, state, mechanisms): (&Program, &mut State, &mut Mechanisms),
    luck: &L,
    inputs: &[Lanes],
    period: u16,
) {
    state.open_period();
    signals::of_period(program, state, period);
    mechanisms.before_numbers(state);
    conditions::of_period(program, state, luck, inputs, period);
    admit::open(program, state, luck);
    acquire::budgets(program, state, luck, period);
    // Invitations go before moves: who leaves in this period was there at its start and may still have
    // invited (docs/model.md, step 3). The other order would make R = r (1 - c) / c.
    refer::invite(program, state, luck, period);
    acquire::arrive(program, state, luck, period);
    advance::moves(program, state, luck, period);
    admit::decide(program, state, luck, period, 0);
    for (round, rows) in program.instant.iter().enumerate() {
        advance::passages(program, state, luck, rows, period);
        admit::decide(program, state, luck, period, round as u16 + 1);
    }
    advance::settle(program, state);
    mechanisms.before_money(state, luck, period);
    earn::settle(program, state, luck, period, |at, units| mechanisms.due(at, units));
    recur::settle(program, state, luck);
    experiment::invest(program, state, luck, period);
    experiment::judge(program, state, luck, period);
}

/// People are conserved: those of the start and all who came are somewhere, have left, or are under way.
fn nobody_is_lost(came: &Lanes, are: &Lanes, period: u32) {
    for (came, are) in came.0.iter().zip(&are.0) {
        // Whole people are exact; those of the mean field are so but for rounding.
        assert!(
            (came - are).abs() <= 1e-9 * came.abs(),
            "period {period}: {came} people came, {are} are accounted for"
        );
    }
}

/// Writes down what was reckoned after the last period as of it.
fn record_the_end(program: &Program, state: &State, out: &mut [f64], at: usize) {
    let periods = program.periods as usize;
    for (r, record) in program.records.iter().enumerate() {
        if let Record::EndValue(how) = record {
            let last = (r * (periods + 1) + periods) * BLOCK + at;
            out[last..last + LANES].copy_from_slice(&state.end_values[*how].0);
        }
    }
}

/// Writes down the money of period 0, which is booked as in the past.
fn record_money_of_the_start(past: &Program, state: &State, out: &mut [f64], at: usize) {
    if !past.accounting.count_start {
        return;
    }
    for (r, record) in past.records.iter().enumerate().filter(|(_, record)| record.is_money()) {
        let first = r * (past.periods as usize + 1) * BLOCK + at;
        out[first..first + LANES].copy_from_slice(&state.value(past, record).0);
    }
}

/// Writes down every series; a flow's period 0 is absent.
#[inline(always)]
fn record(program: &Program, state: &State, period: u32, out: &mut [f64], at: usize) {
    let periods = program.periods as usize + 1;
    let books_the_start = program.accounting.count_start;
    for (r, record) in program.records.iter().enumerate() {
        let exists = period > 0 || record.is_stock() || (books_the_start && record.is_money());
        let value = if exists { state.value(program, record) } else { Lanes::splat(f64::NAN) };
        let first = (r * periods + period as usize) * BLOCK + at;
        out[first..first + LANES].copy_from_slice(&value.0);
    }
}
