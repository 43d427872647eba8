//! One replication group through all periods: the order of a period is fixed here.

use super::luck::Luck;
use super::state::State;
use super::{BLOCK, acquire, advance, conditions, earn, refer};
use crate::base::lanes::{LANES, Lanes};
use crate::program::Program;

/// Plays 16 replications with these inputs and writes every series of the program to `out`, shape
/// `[records][periods + 1][256]`, at lanes `at..at + 16`.
#[inline(always)]
pub fn play<L: Luck>(program: &Program, state: &mut State, luck: &L, inputs: &[Lanes], out: &mut [f64], at: usize) {
    conditions::numbers(program, state, inputs);
    conditions::probabilities(program, state);
    state.start(program);
    record(program, state, 0, out, at);
    let mut everybody = state.everybody();
    for period in 1..=program.periods {
        one_period(program, state, luck, period as u16);
        if cfg!(debug_assertions) {
            everybody += state.newcomers(program);
            nobody_is_lost(&everybody, &state.everybody(), period);
        }
        record(program, state, period, out, at);
    }
}

#[inline(always)]
fn one_period<L: Luck>(program: &Program, state: &mut State, luck: &L, period: u16) {
    state.flows.fill(Lanes::ZERO);
    state.crowded = Lanes::ZERO;
    // Invitations go before moves: who leaves in this period was there at its start and may still have
    // invited (docs/model.md, step 3). The other order would make R = r (1 - c) / c.
    refer::invite(program, state, luck, period);
    acquire::arrive(program, state, luck, period);
    advance::moves(program, state, luck, period);
    advance::passages(program, state, luck, period);
    advance::settle(program, state);
    earn::settle(program, state, luck, period);
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

/// Writes down every series; a flow's period 0 is absent.
#[inline(always)]
fn record(program: &Program, state: &State, period: u32, out: &mut [f64], at: usize) {
    let periods = program.periods as usize + 1;
    for (r, record) in program.records.iter().enumerate() {
        let value = if period > 0 || record.is_stock() { state.value(program, record) } else { Lanes::splat(f64::NAN) };
        let first = (r * periods + period as usize) * BLOCK + at;
        out[first..first + LANES].copy_from_slice(&value.0);
    }
}
