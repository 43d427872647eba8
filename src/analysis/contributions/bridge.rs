//! The bridge from the base to a plan: what is lost when each of its changes alone is left out.

use super::{Played, Spread, WithoutOne, beyond};
use crate::model::Model;
use crate::scenario::Change;

/// Changes between which a bridge has planks: one would be the whole way, more nobody could read.
const CHANGES: std::ops::RangeInclusive<usize> = 2..=8;

/// From the outcome of the base to that of a plan.
///
/// The means add up: base + changes + interactions = plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Bridge {
    pub base: Spread,
    pub plan: Spread,
    /// In the order of the plan.
    pub changes: Vec<BridgePart>,
    /// What the changes bring together beyond the sum of what each brings as the last one.
    pub interactions: Spread,
}

/// A change and what it brings, all others in place.
#[derive(Debug, Clone, PartialEq)]
pub struct BridgePart {
    pub change: Change,
    pub gain: Spread,
}

/// * `base`: the arm of the base
/// * `without`: what the plan does, and the arms that lack it
pub(super) fn answered(
    model: &Model,
    base: usize,
    without: &[(&WithoutOne, usize)],
    played: &Played,
) -> Option<Bridge> {
    let in_base =
        |id: &str| model.plans[0].initiatives.iter().any(|initiative| initiative.id == id && initiative.active);
    let made = |(without, _): &&(&WithoutOne, usize)| match &without.change {
        Change::Takes(id) => !in_base(id),
        _ => true,
    };
    let changes: Vec<&(&WithoutOne, usize)> = without.iter().filter(made).collect();
    let all_there = without.iter().all(|(without, _)| without.complete);
    if !all_there || !CHANGES.contains(&changes.len()) {
        return None;
    }
    let gains: Vec<Vec<f64>> = changes.iter().map(|(_, arm)| played.gains(0, *arm)).collect();
    let part = |((without, _), gains): (&&(&WithoutOne, usize), &Vec<f64>)| BridgePart {
        change: without.change.clone(),
        gain: Spread::of(gains),
    };
    Some(Bridge {
        base: Spread::of(played.outcomes(base)),
        plan: Spread::of(played.outcomes(0)),
        changes: changes.iter().zip(&gains).map(part).collect(),
        interactions: Spread::of(&beyond(&played.gains(0, base), &gains)),
    })
}
