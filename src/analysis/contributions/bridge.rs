//! The bridge from the base to a plan: what is lost when each of its changes alone is left out.

use super::{Played, Spread, WithoutOne, beyond, error};
use crate::model::Model;
use crate::scenario::Change;

/// Changes between which a bridge has planks: one would be the whole way, more nobody could read.
const CHANGES: std::ops::RangeInclusive<usize> = 2..=8;

/// From the outcome of the base to that of a plan.
///
/// The means add up: base + changes + interactions = plan. Where the run itself has played more futures than the
/// bridge, both ends are its means, and what was found in the bridge's futures is carried over to all of them by
/// regression on what they have in common, the difference of the ends. The error of a part then has that of what the
/// regression leaves, from the fewer futures, and the slope times that of the difference over all of them.
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

/// Base and plan in a run: the mean outcome of each with its standard error, and over how many futures.
pub(super) struct Ends {
    pub means: [(f64, f64); 2],
    pub futures: usize,
}

/// * `base`: the arm of the base
/// * `without`: what the plan does, and the arms that lack it
/// * `ends`: base and plan over all futures of the run, if it played both
pub(super) fn answered(
    model: &Model,
    base: usize,
    without: &[(&WithoutOne, usize)],
    played: &Played,
    ends: Option<Ends>,
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
    let here = || Ends {
        means: [base, 0].map(|arm| Spread::of(played.outcomes(arm))).map(|end| (end.mean, end.se)),
        futures: way.len(),
    };
    let ends = ends.unwrap_or_else(here);
    let missed = ends.means[1].0 - ends.means[0].0 - mean(&way);
    // Points that are spread evenly lose error at least as fast as random ones.
    let kept = (way.len() as f64 / ends.futures.max(1) as f64).min(1.0);
    let of_way = error(&way);
    let part = |gains: &[f64]| {
        let (here, slope) = (Spread::of(gains), slope(gains, &way));
        let left: Vec<f64> = gains.iter().zip(&way).map(|(gain, way)| gain - slope * way).collect();
        let carried = || {
            let (left, whole) = (error(&left), slope * of_way);
            (left * left + kept * whole * whole).sqrt()
        };
        let se = if kept < 1.0 { carried() } else { here.se };
        Spread { mean: here.mean + slope * missed, se, ..here }
    };
    let end = |arm: usize, (mean, se): (f64, f64)| Spread { mean, se, ..Spread::of(played.outcomes(arm)) };
    let change = |((without, _), gains): (&&(&WithoutOne, usize), &Vec<f64>)| BridgePart {
        change: without.change.clone(),
        gain: part(gains),
    };
    Some(Bridge {
        base: end(base, ends.means[0]),
        plan: end(0, ends.means[1]),
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
