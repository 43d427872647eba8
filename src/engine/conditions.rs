//! Step 1, conditions: the numbers of a replication and the probabilities that follow from them.
//!
//! Hazards that compete: a group with total P per unit has the hazards `h_i = -ln(1 - P) p_i / P`; they are
//! scaled to the step and summed over the groups to H; then `p_i' = h_i / H (1 - exp(-H))`. The laws are
//! those of competing exponential risks (Kalbfleisch & Prentice 2002, *The Statistical Analysis of Failure
//! Time Data*, chapter 8).
//!
//! Reads the inputs, writes `State::{numbers, effective, conditional, scaled}`.

use super::state::State;
use crate::base::lanes::{LANES, Lanes};
use crate::program::{Formula, LeavingLaw, Program, Slot};

/// A total above this per unit has no finite hazard worth the name; draws above it are scaled to it.
const ALMOST_CERTAIN: f64 = 0.999_999;

/// Values of all slots for these inputs.
#[inline(always)]
pub fn numbers(program: &Program, state: &mut State, inputs: &[Lanes]) {
    let values = &mut state.numbers;
    for (slot, formula) in program.numbers.iter().enumerate() {
        values[slot] = match *formula {
            Formula::Constant(x) => Lanes::splat(x),
            Formula::Input(input) => inputs[input],
            Formula::Sum(a, b) => values[a] + values[b],
            Formula::Difference(a, b) => values[a] - values[b],
            Formula::Product(a, b) => values[a] * values[b],
            Formula::Quotient(a, b) => values[a] / values[b],
        };
    }
}

/// Effective and conditional probabilities of all exits.
#[inline(always)]
pub fn probabilities(program: &Program, state: &mut State) {
    state.scaled = Lanes::ZERO;
    for rates in &program.rates {
        let out = rates.first..rates.first + rates.exits;
        let effective = &mut state.effective[out.clone()];
        match &rates.law {
            LeavingLaw::Hazards(groups) => hazards(groups, &state.numbers, effective, &mut state.scaled),
            LeavingLaw::Decide { mean_steps, shares } => {
                decide(*mean_steps, shares, &state.numbers, effective, &mut state.scaled);
            }
        }
        let mut left = Lanes::splat(1.0);
        for (conditional, &p) in state.conditional[out].iter_mut().zip(effective.iter()) {
            conditional.set(&p.zip(left, conditional_share));
            left -= p;
        }
    }
}

/// `p` of those `left`; what rounding alone keeps from being everybody is everybody.
#[inline(always)]
fn conditional_share(p: f64, left: f64) -> f64 {
    if p >= left * (1.0 - 1e-12) && p > 0.0 { 1.0 } else { p / left.max(f64::MIN_POSITIVE) }
}

fn hazards(groups: &[(f64, Vec<(usize, Slot)>)], numbers: &[Lanes], effective: &mut [Lanes], scaled: &mut Lanes) {
    if let [(units_per_step, moves)] = groups
        && *units_per_step == 1.0
    {
        return unchanged(moves, numbers, effective, scaled);
    }
    for lane in 0..LANES {
        let mut total = 0.0;
        for (units_per_step, moves) in groups {
            total += group_hazards(*units_per_step, moves, numbers, effective, scaled, lane);
        }
        let happens = -libm::expm1(-total);
        for (_, moves) in groups {
            for &(exit, _) in moves {
                let hazard = &mut effective[exit].0[lane];
                *hazard = if total > 0.0 { *hazard / total * happens } else { 0.0 };
            }
        }
    }
}

/// Writes the hazards per step of one group into `effective` and returns their sum.
fn group_hazards(
    units_per_step: f64,
    moves: &[(usize, Slot)],
    numbers: &[Lanes],
    effective: &mut [Lanes],
    scaled: &mut Lanes,
    lane: usize,
) -> f64 {
    let written: f64 = moves.iter().map(|&(_, slot)| numbers[slot].0[lane]).sum();
    let total = written.min(ALMOST_CERTAIN);
    if written > ALMOST_CERTAIN {
        scaled.0[lane] = 1.0;
    }
    let hazard = -libm::log1p(-total) * units_per_step;
    for &(exit, slot) in moves {
        let share = if written > 0.0 { numbers[slot].0[lane] / written } else { 0.0 };
        effective[exit].0[lane] = hazard * share;
    }
    hazard
}

/// A group alone whose unit is the step: as written, unless a draw takes the sum over 1.
fn unchanged(moves: &[(usize, Slot)], numbers: &[Lanes], effective: &mut [Lanes], scaled: &mut Lanes) {
    let mut sum = Lanes::ZERO;
    for &(_, slot) in moves {
        sum += numbers[slot];
    }
    let scale = scale_to(Lanes::splat(1.0), sum, scaled);
    for &(exit, slot) in moves {
        effective[exit] = numbers[slot] * scale;
    }
}

fn decide(
    mean_steps: Option<Slot>,
    shares: &[(usize, Option<Slot>)],
    numbers: &[Lanes],
    effective: &mut [Lanes],
    scaled: &mut Lanes,
) {
    let one = Lanes::splat(1.0);
    let deciding = mean_steps.map_or(one, |slot| numbers[slot].map(|mean| (1.0 / mean).min(1.0)));
    let mut sum = Lanes::ZERO;
    for slot in shares.iter().filter_map(|share| share.1) {
        sum += numbers[slot];
    }
    let scale = scale_to(one, sum, scaled);
    let rest = (one - sum * scale).map(|x| x.max(0.0));
    for &(exit, slot) in shares {
        let share = slot.map_or(rest, |slot| numbers[slot] * scale);
        effective[exit] = deciding * share;
    }
}

/// Factor that brings `sum` down to `limit` where it is above it by more than rounding; those lanes are
/// marked in `scaled`.
#[inline(always)]
fn scale_to(limit: Lanes, sum: Lanes, scaled: &mut Lanes) -> Lanes {
    let mut factor = Lanes::splat(1.0);
    for lane in 0..LANES {
        if sum.0[lane] > limit.0[lane] {
            factor.0[lane] = limit.0[lane] / sum.0[lane];
            if sum.0[lane] > limit.0[lane] * (1.0 + 1e-9) {
                scaled.0[lane] = 1.0;
            }
        }
    }
    factor
}
