//! The bridge from the base to a plan: what is lost when each of its changes alone is left out.

use super::{Played, Spread, WithoutOne, beyond};
use crate::model::Model;
use crate::scenario::Change;

/// Changes between which a bridge has planks: one would be the whole way, more nobody could read.
const CHANGES: std::ops::RangeInclusive<usize> = 2..=8;

/// From the outcome of the base to that of a plan.
///
/// The means add up: base + changes + interactions = plan. Where the run itself has played more futures than the
/// bridge, both ends are its means, and what was found in the bridge's futures is carried over to all of them by
/// regression on what they have in common, the difference of the ends; standard errors stay those of the fewer
/// futures.
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
/// * `ends`: the mean outcome of base and plan over all futures of the run, if it played both
pub(super) fn answered(
    model: &Model,
    base: usize,
    without: &[(&WithoutOne, usize)],
    played: &Played,
    ends: Option<[f64; 2]>,
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
    let way = played.gains(0, base);
    let ends = ends.unwrap_or([base, 0].map(|arm| mean(played.outcomes(arm))));
    let missed = ends[1] - ends[0] - mean(&way);
    let part = |gains: &[f64]| {
        let here = Spread::of(gains);
        Spread { mean: here.mean + slope(gains, &way) * missed, ..here }
    };
    let end = |arm: usize, mean: f64| Spread { mean, ..Spread::of(played.outcomes(arm)) };
    let change = |((without, _), gains): (&&(&WithoutOne, usize), &Vec<f64>)| BridgePart {
        change: without.change.clone(),
        gain: part(gains),
    };
    Some(Bridge {
        base: end(base, ends[0]),
        plan: end(0, ends[1]),
        interactions: part(&beyond(&way, &gains)),
        changes: changes.iter().zip(&gains).map(change).collect(),
    })
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Of the regression of a part on the whole; those of all parts of a whole add up to 1. 0 if the whole is always
/// the same.
fn slope(part: &[f64], whole: &[f64]) -> f64 {
    let (mean_part, mean_whole) = (mean(part), mean(whole));
    let off = || part.iter().zip(whole).map(|(part, whole)| (part - mean_part, whole - mean_whole));
    let covariance: f64 = off().map(|(part, whole)| part * whole).sum();
    let variance: f64 = off().map(|(_, whole)| whole * whole).sum();
    if variance > 0.0 { covariance / variance } else { 0.0 }
}
