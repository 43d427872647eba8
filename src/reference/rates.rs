//! With which probability a person would leave her stage, before anything acts on it.
//!
//! Hazards compete (Prentice et al. 1978, *Biometrics* 34): a group of probabilities p_i per unit with
//! total P has hazards `h_i = -ln(1 - P) p_i / P`; integrated over the step and summed over all groups to H
//! they give `p_i' = h_i / H (1 - exp(-H))`. Hazards that change with the time since entry or since the
//! first acquisition are integrated over the step (n - 1, n], n = 1 being the first in which she could
//! move. Time and conversion: `min(1, 1 / stay)` of the people decide in a step, and share the ways out.

use super::conditions::Conditions;
use crate::model::{Clock, Hazard, HazardGroup, Leaving, Number, Share, Survival, TransitionId};

/// Ways out and the probability of each; the rest of 1 is the probability of none of them.
pub(super) type Chances = Vec<(TransitionId, f64)>;

/// How many steps ago somebody entered her stage, and became a customer, when the period ends: 1 in the
/// first period in which she could move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Clocks {
    pub(super) age: u32,
    pub(super) tenure: u32,
}

/// What was written about leaving a stage, per step.
#[derive(Debug, Clone)]
pub(super) struct Written {
    /// Share of the people that decides at all; no more than these go.
    pub(super) decide: f64,
    /// Probability of each way out; `None`: what the sisters leave.
    pub(super) ways: Vec<(TransitionId, Option<f64>)>,
    /// Whether a draw was scaled because a group added up to (almost) more than everybody.
    pub(super) scaled: bool,
}

/// The largest total of a group that has hazards at all: at 1 they would be infinite.
const LARGEST_TOTAL: f64 = 0.999_999;

/// What was written about leaving, for somebody with these clocks.
pub(super) fn written(leaving: &Leaving, clocks: Clocks, now: &Conditions) -> Written {
    match leaving {
        Leaving::Never => Written { decide: 1.0, ways: Vec::new(), scaled: false },
        Leaving::Hazards { groups, survivals } => competing(groups, survivals, clocks, now),
        Leaving::Stay { mean_steps, shares } => shared((1.0 / now.value(mean_steps)).min(1.0), shares, now),
        Leaving::After { steps, .. } if clocks.age < *steps => Written { decide: 0.0, ways: Vec::new(), scaled: false },
        Leaving::After { shares, .. } | Leaving::Instant { shares, .. } => shared(1.0, shares, now),
    }
}

/// Shares of the share `decide` of the people.
fn shared(decide: f64, shares: &[(TransitionId, Share)], now: &Conditions) -> Written {
    let way = |share: &Share| match share {
        Share::Of(number) => Some(decide * now.at_least_nothing(number)),
        Share::Rest => None,
    };
    let ways = shares.iter().map(|(transition, share)| (*transition, way(share))).collect();
    Written { decide, ways, scaled: false }
}

/// Probabilities per step of ways out that compete.
fn competing(groups: &[HazardGroup], survivals: &[Survival], clocks: Clocks, now: &Conditions) -> Written {
    // Given per step and by nothing else: what was written is what happens, 100% included.
    if let [group] = groups
        && group.units_per_step == 1.0
        && survivals.is_empty()
    {
        let ways = group.moves.iter().map(|(way, hazard)| (*way, Some(in_unit(hazard, clocks, now)))).collect();
        return Written { decide: 1.0, ways, scaled: false };
    }
    let mut scaled = false;
    let mut hazards: Chances = Vec::new();
    for group in groups {
        hazards.extend(over_the_step(group, clocks, now, &mut scaled));
    }
    hazards.extend(survivals.iter().map(|survival| (survival.transition, lost(survival, clocks, now))));
    let sum: f64 = hazards.iter().map(|(_, hazard)| hazard).sum();
    let leave = -libm::expm1(-sum);
    let share = |hazard: f64| if sum > 0.0 { hazard / sum * leave } else { 0.0 };
    let ways = hazards.into_iter().map(|(way, hazard)| (way, Some(share(hazard)))).collect();
    Written { decide: 1.0, ways, scaled }
}

/// The probability per unit in the units that these clocks count.
fn in_unit(hazard: &Hazard, units: Clocks, now: &Conditions) -> f64 {
    match hazard {
        Hazard::Flat(number) => now.at_least_nothing(number),
        Hazard::Since(clock, entries) => {
            let unit = match clock {
                Clock::Age => units.age,
                Clock::Tenure => units.tenure,
            };
            now.at_least_nothing(&entries[(unit as usize - 1).min(entries.len() - 1)])
        }
        Hazard::Sbg { alpha, beta } => {
            let (alpha, beta) = (now.value(alpha), now.value(beta));
            alpha / (alpha + beta + f64::from(units.tenure) - 1.0)
        }
    }
}

/// Hazards of a group, integrated over the step: it is cut where a unit of either clock ends.
fn over_the_step(group: &HazardGroup, clocks: Clocks, now: &Conditions, scaled: &mut bool) -> Chances {
    let mut hazards: Chances = group.moves.iter().map(|(way, _)| (*way, 0.0)).collect();
    let cuts = cuts(group.units_per_step, clocks);
    for piece in cuts.windows(2) {
        let (length, middle) = (piece[1] - piece[0], (piece[0] + piece[1]) / 2.0);
        let unit = |steps: u32| ((f64::from(steps) - 1.0 + middle) * group.units_per_step).floor() as u32 + 1;
        let units = Clocks { age: unit(clocks.age), tenure: unit(clocks.tenure) };
        let chances: Vec<f64> = group.moves.iter().map(|(_, hazard)| in_unit(hazard, units, now)).collect();
        let written: f64 = chances.iter().sum();
        *scaled |= written > LARGEST_TOTAL;
        let of_all = -libm::log1p(-written.min(LARGEST_TOTAL)) * length * group.units_per_step;
        for ((_, hazard), chance) in hazards.iter_mut().zip(chances) {
            *hazard += if written > 0.0 { of_all * chance / written } else { 0.0 };
        }
    }
    hazards
}

/// The places in a step, 0 and 1 included, where a unit of age or of tenure ends.
fn cuts(units_per_step: f64, clocks: Clocks) -> Vec<f64> {
    let mut cuts = vec![0.0, 1.0];
    for steps in [clocks.age, clocks.tenure] {
        let before = f64::from(steps) - 1.0;
        let mut unit = (before * units_per_step).floor() + 1.0;
        while unit / units_per_step < before + 1.0 {
            cuts.push((unit / units_per_step - before).clamp(0.0, 1.0));
            unit += 1.0;
        }
    }
    cuts.sort_by(f64::total_cmp);
    cuts
}

/// The hazard of a survival curve over the step.
fn lost(survival: &Survival, clocks: Clocks, now: &Conditions) -> f64 {
    let steps = match survival.clock {
        Clock::Age => clocks.age,
        Clock::Tenure => clocks.tenure,
    };
    let end = f64::from(steps);
    accumulated(&survival.points, end, now) - accumulated(&survival.points, end - 1.0, now)
}

/// The accumulated hazard `-ln S` after so many steps: log-linear between the points, the last slope on.
fn accumulated(points: &[(f64, Number)], after: f64, now: &Conditions) -> f64 {
    let (mut sum, mut since, mut left, mut slope) = (0.0, 0.0, 1.0, 0.0);
    for (at, share) in points {
        // A draw by which people come back, or nobody is left, is brought into the range of hazards.
        let next = now.value(share).clamp(left * (1.0 - LARGEST_TOTAL), left);
        slope = -libm::log(next / left) / (at - since);
        if after <= *at {
            return sum + slope * (after - since);
        }
        sum += slope * (at - since);
        (since, left) = (*at, next);
    }
    sum + slope * (after - since)
}
