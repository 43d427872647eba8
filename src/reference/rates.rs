//! With which probability a person leaves her stage, and where to.
//!
//! Hazards compete (Prentice et al. 1978, *Biometrics* 34): a group of probabilities p_i per unit with
//! total P has hazards `h_i = -ln(1 - P) p_i / P`; scaled to the step and summed over all groups to H they
//! give `p_i' = h_i / H (1 - exp(-H))`. Time and conversion: `min(1, 1 / stay)` of the people decide in a
//! step, and share the ways out.

use crate::model::{HazardGroup, Leaving, Number, Share, Target, TransitionId};

/// Ways out and the probability of each; the rest of 1 is the probability of none of them.
pub(super) type Chances = Vec<(TransitionId, f64)>;

/// What a stage does with a person.
#[derive(Debug)]
pub(super) enum Way {
    /// Whoever was here at the start of a period takes one of these, or stays.
    EachPeriod(Chances),
    /// Only who entered at least so many periods ago takes one of these.
    After { steps: u32, chances: Chances },
    /// Whoever comes takes one of these at once, or else goes to `otherwise`.
    AtOnce { chances: Chances, otherwise: Target },
}

/// The largest total of a group that has hazards at all: at 1 they would be infinite.
const LARGEST_TOTAL: f64 = 0.999_999;

/// The value of a number where the inputs have these values.
pub(super) fn value(number: &Number, inputs: &[f64]) -> f64 {
    number.value(inputs)
}

/// A probability as drawn; an expression of several inputs may fall below 0, which means never.
fn probability(number: &Number, inputs: &[f64]) -> f64 {
    value(number, inputs).max(0.0)
}

/// What a stage that is left this way does with a person.
pub(super) fn way(leaving: &Leaving, inputs: &[f64]) -> Way {
    match leaving {
        Leaving::Never => Way::EachPeriod(Vec::new()),
        Leaving::Hazards { groups, .. } => Way::EachPeriod(competing(groups, inputs)),
        Leaving::Stay { mean_steps, shares } => {
            let decide = (1.0 / value(mean_steps, inputs)).min(1.0);
            Way::EachPeriod(shared(decide, shares, inputs))
        }
        Leaving::After { steps, shares } => Way::After { steps: *steps, chances: shared(1.0, shares, inputs) },
        Leaving::Instant { shares, otherwise } => {
            Way::AtOnce { chances: shared(1.0, shares, inputs), otherwise: *otherwise }
        }
    }
}

/// Probabilities per step of ways out that compete.
fn competing(groups: &[HazardGroup], inputs: &[f64]) -> Chances {
    let groups: Vec<(f64, Chances)> =
        groups.iter().map(|group| (group.units_per_step, per_unit(group, inputs))).collect();
    // Given per step and by nothing else: what was written is what happens, 100% included.
    if let [(1.0, chances)] = groups.as_slice() {
        return at_most(1.0, chances.clone());
    }
    let hazards: Chances =
        groups.into_iter().flat_map(|(units_per_step, chances)| hazards(units_per_step, chances)).collect();
    let sum: f64 = hazards.iter().map(|(_, hazard)| hazard).sum();
    let leave = -libm::expm1(-sum);
    hazards.into_iter().map(|(way, hazard)| (way, if sum > 0.0 { hazard / sum * leave } else { 0.0 })).collect()
}

fn per_unit(group: &HazardGroup, inputs: &[f64]) -> Chances {
    group.moves.iter().map(|(way, number)| (*way, probability(number.first(), inputs))).collect()
}

/// Hazards per step of probabilities that are given per the same unit.
fn hazards(units_per_step: f64, chances: Chances) -> Chances {
    let chances = at_most(LARGEST_TOTAL, chances);
    let total: f64 = chances.iter().map(|(_, chance)| chance).sum();
    let sum = -libm::log1p(-total) * units_per_step;
    chances.into_iter().map(|(way, chance)| (way, if total > 0.0 { sum * chance / total } else { 0.0 })).collect()
}

/// Probabilities of the ways out where the share `decide` of the people decides; `rest` is what the
/// sisters leave of it.
fn shared(decide: f64, shares: &[(TransitionId, Share)], inputs: &[f64]) -> Chances {
    let written = |share: &Share| match share {
        Share::Of(number) => decide * probability(number, inputs),
        Share::Rest => 0.0,
    };
    let written = shares.iter().map(|(way, share)| (*way, written(share)));
    let mut chances = at_most(decide, written.collect());
    let taken: f64 = chances.iter().map(|(_, chance)| chance).sum();
    for ((_, chance), (_, share)) in chances.iter_mut().zip(shares) {
        if *share == Share::Rest {
            *chance = (decide - taken).max(0.0);
        }
    }
    chances
}

/// The chances, scaled in proportion where they add up to more than `total`.
fn at_most(total: f64, chances: Chances) -> Chances {
    let sum: f64 = chances.iter().map(|(_, chance)| chance).sum();
    let scale = if sum > total { total / sum } else { 1.0 };
    chances.into_iter().map(|(way, chance)| (way, chance * scale)).collect()
}
