//! Step 1, conditions: the numbers of a period and the probabilities that follow from them.
//!
//! Hazards that compete: a group with total P per unit has the hazards `h_i = -ln(1 - P) p_i / P`; they are
//! scaled to the step and summed over the groups to H; then `p_i' = h_i / H (1 - exp(-H))`. The laws are
//! those of competing exponential risks (Kalbfleisch & Prentice 2002, *The Statistical Analysis of Failure
//! Time Data*, chapter 8). What acts on a probability after that is in the file `effects`.
//!
//! Only what moves is computed again in a period, and of that only what follows from a number that changed.
//!
//! Reads the inputs, `State::signals` and `State::noise`, writes `State::{numbers, effective, conditional, scaled}`.

mod effects;

use super::luck::Luck;
use super::state::{State, conditional_share};
use crate::base::lanes::{LANES, Lanes};
use crate::base::streams::Address;
use crate::model::Discount;
use crate::program::{Fitted, Formula, Group, LeavingLaw, Program, Rates, Slot, Survival, Tail};
use crate::uncertain::tail_probability;

/// A total above this per unit has no finite hazard worth the name; draws above it are scaled to it.
const ALMOST_CERTAIN: f64 = 0.999_999;

/// What is held back by no more than this share is rounding and not worth a word.
const ROUNDING: f64 = 1e-9;

/// All numbers and probabilities as figures that look at no period take them: a season's mean, a ramp's full
/// height, the first value of a schedule, and nothing has happened yet.
pub fn settled(program: &Program, state: &mut State, inputs: &[Lanes]) {
    for slot in 0..program.numbers.len() {
        state.numbers[slot] = value(program, state, inputs, slot, When::Always);
        fit_table(program, state, slot);
        if program.moving.binary_search(&slot).is_err() {
            mark_if_held(program, state, slot);
        }
    }
    state.noise.fill(Lanes::ZERO);
    let quiet = |p: Lanes, _: Lanes, _: Lanes| p;
    for rates in program.rates.iter().filter(|rates| !moves(rates)) {
        probabilities(rates, state, &quiet);
    }
    // What is settled of those that move need never be in force, so it marks nothing.
    let scaled = state.scaled;
    for rates in program.rates.iter().filter(|rates| moves(rates)) {
        probabilities(rates, state, &quiet);
    }
    state.scaled = scaled;
}

/// All numbers and probabilities after the run, given what the signals are then.
pub fn after(program: &Program, state: &mut State, inputs: &[Lanes]) {
    for slot in 0..program.numbers.len() {
        state.numbers[slot] = value(program, state, inputs, slot, When::After);
        fit_table(program, state, slot);
    }
    for rates in &program.rates {
        probabilities(rates, state, &|p, _, _| p);
    }
}

/// Whether a set is computed more than once.
fn moves(rates: &Rates) -> bool {
    rates.noisy || !rates.reads.is_empty()
}

/// The numbers and probabilities of a period.
pub fn of_period<L: Luck>(program: &Program, state: &mut State, luck: &L, inputs: &[Lanes], period: u16) {
    for &slot in &program.moving {
        if matches!(program.numbers[slot], Formula::Fitted(_)) {
            fit_table(program, state, slot);
            continue;
        }
        let next = value(program, state, inputs, slot, When::In(u32::from(period)));
        state.changed[slot] = state.numbers[slot] != next;
        state.numbers[slot] = next;
        mark_if_held(program, state, slot);
    }
    for (noise, &site) in state.noise.iter_mut().zip(&program.noises) {
        *noise = luck.normal(&Address { site, period, class: 0, block: 0 });
    }
    for rates in program.rates.iter().filter(|rates| moves(rates)) {
        let changed = rates.reads.iter().any(|&slot| state.changed[slot]);
        if changed || rates.noisy || period == 1 {
            probabilities(rates, state, &|p, sd, z| luck.blurred(p, sd, z));
        }
    }
}

/// When a number is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    /// By a figure that looks at no period.
    Always,
    In(u32),
    After,
}

/// Marks the futures in which a number had to be held, unless by rounding alone.
fn mark_if_held(program: &Program, state: &mut State, slot: Slot) {
    let Formula::Held(inner, ..) = program.numbers[slot] else { return };
    let (held, free) = (state.numbers[slot], state.numbers[inner]);
    for lane in 0..LANES {
        if (held.0[lane] - free.0[lane]).abs() > ROUNDING * free.0[lane].abs() {
            state.scaled.0[lane] = 1.0;
        }
    }
}

/// The value of a slot; its operands have theirs.
fn value(program: &Program, state: &State, inputs: &[Lanes], slot: Slot, when: When) -> Lanes {
    let values = &state.numbers;
    match &program.numbers[slot] {
        Formula::Constant(x) => Lanes::splat(*x),
        Formula::Input(input) => inputs[*input],
        Formula::Sum(a, b) => values[*a] + values[*b],
        Formula::Difference(a, b) => values[*a] - values[*b],
        Formula::Product(a, b) => values[*a] * values[*b],
        Formula::Quotient(a, b) => values[*a] / values[*b],
        Formula::Below(a, b) => values[*a].zip(values[*b], |a, b| f64::from(u8::from(a < b))),
        Formula::Held(inner, low, high) => values[*inner].max(Lanes::splat(*low)).min(Lanes::splat(*high)),
        Formula::Power(base, exponent) => values[*base].map(|x| libm::pow(x, *exponent)),
        Formula::Series(series) => Lanes::splat(match when {
            When::Always => program.series[*series].settled,
            When::In(period) => program.series[*series].at(Some(period)),
            When::After => program.series[*series].after,
        }),
        Formula::Schedule(steps) => {
            let now = match when {
                When::Always => 1,
                When::In(period) => period,
                When::After => program.periods,
            };
            let begun = steps.iter().rev().find(|(first, _)| *first <= now);
            values[begun.unwrap_or(&steps[0]).1]
        }
        Formula::Event(event) => state.signals.event[*event],
        Formula::Mechanism(mechanism) => state.signals.mechanisms[*mechanism],
        Formula::Adopted(round) => state.signals.adopted[*round],
        Formula::MarketLeft => state.signals.market_left,
        Formula::Tail(tail) => tail_of(tail, values),
        // All moves of a table are fitted together, in the slot of the first.
        Formula::Fitted(_) => values[slot],
    }
}

/// Fits a table, if its first move has this slot; its shares have their values.
fn fit_table(program: &Program, state: &mut State, slot: Slot) {
    let Formula::Fitted(Fitted { table, shares, at: 0 }) = &program.numbers[slot] else { return };
    state.changed[slot..slot + shares.len()].fill(false);
    for lane in 0..LANES {
        let shares: Vec<f64> = shares.iter().map(|share| state.numbers[*share].0[lane]).collect();
        for (move_, p) in table.shape.fit_from(&table.at_means, &shares).into_iter().enumerate() {
            state.changed[slot + move_] |= state.numbers[slot + move_].0[lane] != p;
            state.numbers[slot + move_].0[lane] = p;
        }
    }
}

fn tail_of(tail: &Tail, values: &[Lanes]) -> Lanes {
    let mut probability = Lanes::ZERO;
    for lane in 0..LANES {
        let rate = tail.rate.map_or(0.0, |rate| values[rate].0[lane]);
        let g = match tail.discount {
            Discount::Annual => libm::pow(1.0 + rate, -tail.years_per_unit),
            Discount::Continuous => libm::exp(-rate * tail.years_per_unit),
        };
        probability.0[lane] = tail_probability(values[tail.alpha].0[lane], values[tail.beta].0[lane], g);
    }
    probability
}

/// Effective and conditional probabilities of one set.
fn probabilities(rates: &Rates, state: &mut State, blurred: &impl Fn(Lanes, Lanes, Lanes) -> Lanes) {
    let out = rates.first..rates.first + rates.exits;
    let State { numbers, effective, conditional, noise, scaled, .. } = state;
    let effective = &mut effective[out.clone()];
    let limit = match &rates.law {
        LeavingLaw::Hazards { groups, survivals } => {
            hazards(groups, survivals, numbers, effective, scaled);
            Lanes::splat(1.0)
        }
        LeavingLaw::Decide { mean_steps, shares } => decide(*mean_steps, shares, numbers, effective),
    };
    effects::act(&rates.chains, numbers, noise, effective, scaled, blurred);
    let rest = match &rates.law {
        LeavingLaw::Decide { shares, .. } => shares.iter().find(|(_, slot)| slot.is_none()).map(|(exit, _)| *exit),
        LeavingLaw::Hazards { .. } => None,
    };
    cap(limit, rest, effective, scaled);
    let mut left = Lanes::splat(1.0);
    for (conditional, &p) in conditional[out].iter_mut().zip(effective.iter()) {
        conditional.set(&p.zip(left, conditional_share));
        left -= p;
    }
}

fn hazards(groups: &[Group], survivals: &[Survival], numbers: &[Lanes], effective: &mut [Lanes], scaled: &mut Lanes) {
    if let ([Group { exits, pieces }], []) = (groups, survivals)
        && let [(1.0, slots)] = pieces.as_slice()
    {
        // A group alone whose unit is the step: as written, unless a draw takes the sum over 1.
        exits.iter().zip(slots).for_each(|(&exit, &slot)| effective[exit] = numbers[slot].max(Lanes::ZERO));
        return;
    }
    for lane in 0..LANES {
        for exits in groups.iter().map(|group| &group.exits) {
            exits.iter().for_each(|&exit| effective[exit].0[lane] = 0.0);
        }
        survivals.iter().for_each(|s| effective[s.exit].0[lane] = 0.0);
        let mut total = 0.0;
        for group in groups {
            total += group_hazards(group, numbers, effective, scaled, lane);
        }
        for survival in survivals {
            let hazard = survival_hazard(survival, numbers, lane);
            effective[survival.exit].0[lane] += hazard;
            total += hazard;
        }
        let happens = -libm::expm1(-total);
        for p in effective.iter_mut() {
            p.0[lane] = if total > 0.0 { p.0[lane] / total * happens } else { 0.0 };
        }
    }
}

/// Adds the hazards of one group in a step to `effective` and returns their sum.
fn group_hazards(group: &Group, numbers: &[Lanes], effective: &mut [Lanes], scaled: &mut Lanes, lane: usize) -> f64 {
    let mut sum = 0.0;
    for (length, slots) in &group.pieces {
        let chance = |slot: &Slot| numbers[*slot].0[lane].max(0.0);
        let written: f64 = slots.iter().map(chance).sum();
        if written > ALMOST_CERTAIN {
            scaled.0[lane] = 1.0;
        }
        let hazard = -libm::log1p(-written.min(ALMOST_CERTAIN)) * length;
        for (&exit, slot) in group.exits.iter().zip(slots) {
            let share = if written > 0.0 { chance(slot) / written } else { 0.0 };
            effective[exit].0[lane] += hazard * share;
        }
        sum += hazard;
    }
    sum
}

/// Shares left that rise, as draws may, are no way back: their hazard is 0.
fn survival_hazard(survival: &Survival, numbers: &[Lanes], lane: usize) -> f64 {
    let at_least = |slot: Slot| numbers[slot].0[lane].max(1.0 - ALMOST_CERTAIN);
    let hazard =
        |&(weight, before, after): &(f64, Slot, Slot)| weight * libm::log(at_least(before) / at_least(after)).max(0.0);
    survival.pieces.iter().map(hazard).sum()
}

/// Probabilities of those who decide; returns the share that does.
fn decide(
    mean_steps: Option<Slot>,
    shares: &[(usize, Option<Slot>)],
    numbers: &[Lanes],
    effective: &mut [Lanes],
) -> Lanes {
    let one = Lanes::splat(1.0);
    let deciding = mean_steps.map_or(one, |slot| numbers[slot].map(|mean| (1.0 / mean).min(1.0)));
    for &(exit, slot) in shares {
        effective[exit] = slot.map_or(Lanes::ZERO, |slot| deciding * numbers[slot].max(Lanes::ZERO));
    }
    deciding
}

/// Brings the sum down to `limit` where it is above it, in proportion, and gives the rest what is left.
fn cap(limit: Lanes, rest: Option<usize>, effective: &mut [Lanes], scaled: &mut Lanes) {
    let mut sum = Lanes::ZERO;
    effective.iter().enumerate().filter(|(exit, _)| Some(*exit) != rest).for_each(|(_, p)| sum += *p);
    let scale = scale_to(limit, sum, scaled);
    for (exit, p) in effective.iter_mut().enumerate() {
        *p = if Some(exit) == rest { (limit - sum * scale).max(Lanes::ZERO) } else { *p * scale };
    }
}

/// Factor that brings `sum` down to `limit` where it is above it; those lanes are marked in `scaled` unless
/// it is by rounding alone.
fn scale_to(limit: Lanes, sum: Lanes, scaled: &mut Lanes) -> Lanes {
    let mut factor = Lanes::splat(1.0);
    for lane in 0..LANES {
        if sum.0[lane] > limit.0[lane] {
            factor.0[lane] = limit.0[lane] / sum.0[lane];
            if sum.0[lane] > limit.0[lane] * (1.0 + ROUNDING) {
                scaled.0[lane] = 1.0;
            }
        }
    }
    factor
}
