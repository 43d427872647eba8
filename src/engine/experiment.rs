//! Initiatives: controlled experiments are judged by their data, and what is undertaken is paid.
//!
//! After the last period of a round the two arms are compared by the pooled z-test for two proportions,
//! `z = (p1 - p0) / √(p (1 - p) (1/n1 + 1/n0))`, with p the share of successes in both arms together (Fleiss, Levin &
//! Paik 2003, *Statistical Methods for Rates and Proportions*, chapter 3). The treatment is adopted for everybody
//! from the next period on if z exceeds its critical value in the wanted direction: so without any effect 2.5% of the
//! rounds are adopted at a confidence of 95%.
//! `tests/it/agreement.rs` compares this with a person-by-person simulation.
//!
//! Reads `State::{trials, numbers}`, writes `State::{signals.adopted, trials, investment}`.

use super::luck::Luck;
use super::state::{State, Trials};
use crate::base::lanes::{LANES, Lanes};
use crate::program::{Initiative, Program};

/// Judges the rounds that end with this period.
#[inline(always)]
pub fn judge<L: Luck>(program: &Program, state: &mut State, luck: &L, period: u16) {
    for (t, test) in program.tests.iter().enumerate() {
        let Some((round, _)) = test.round_on(period) else { continue };
        if test.rounds[round].1 != u32::from(period) {
            continue;
        }
        let trials = std::mem::take(&mut state.trials[t]);
        let z = z_of_difference(&trials);
        let wanted = if test.more_is_better { z } else { Lanes::ZERO - z };
        let adopted = luck.exceeds(&wanted, test.critical);
        // Where nobody was in an arm, or all did the same, there is nothing to judge by.
        state.signals.adopted[test.first_round + round] =
            adopted.zip(wanted, |yes, z| if z.is_nan() { 0.0 } else { yes });
    }
}

/// z of the treated against the others; NaN where an arm is empty or all or none were successes.
fn z_of_difference(trials: &Trials) -> Lanes {
    let mut out = Lanes::ZERO;
    for lane in 0..LANES {
        let [n0, n1] = trials.people.map(|people| people.0[lane]);
        let [s0, s1] = trials.successes.map(|successes| successes.0[lane]);
        let pooled = (s0 + s1) / (n0 + n1);
        let variance = pooled * (1.0 - pooled) * (1.0 / n0 + 1.0 / n1);
        let z = (s1 / n1 - s0 / n0) / variance.sqrt();
        out.0[lane] = if n0 > 0.0 && n1 > 0.0 && pooled > 0.0 && pooled < 1.0 { z } else { f64::NAN };
    }
    out
}

/// Books what the initiatives cost in this period.
#[inline(always)]
pub fn invest<L: Luck>(program: &Program, state: &mut State, luck: &L, period: u16) {
    for (i, initiative) in program.initiatives.iter().enumerate() {
        let cost = if initiative.active { cost(program, initiative, state, period) } else { Lanes::ZERO };
        state.investment[i] = luck.booked(cost);
    }
}

#[inline(always)]
fn cost(program: &Program, initiative: &Initiative, state: &State, period: u16) -> Lanes {
    let now = u32::from(period);
    let (upfront, running) = (state.numbers[initiative.upfront], state.numbers[initiative.running]);
    let test = initiative.test.map(|test| &program.tests[test]);
    let (runs, times_upfront) = match test {
        None => {
            let starts = if now == initiative.starts { Lanes::ONE } else { Lanes::ZERO };
            (initiative.starts <= now && now <= initiative.ends, starts)
        }
        // Between the rounds of a programme nothing is tested.
        Some(test) => {
            let mut adopted = Lanes::ZERO;
            for (round, (_, last, _)) in test.rounds.iter().enumerate() {
                if *last + 1 == now {
                    adopted += state.signals.adopted[test.first_round + round];
                }
            }
            (test.round_on(period).is_some(), adopted)
        }
    };
    let booked = times_upfront * upfront;
    if runs { booked + running } else { booked }
}
