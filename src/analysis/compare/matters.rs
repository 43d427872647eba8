//! What matters: how much of an outcome's variance comes from each input, and how much from luck.
//!
//! The first-order share of an input is `Var(E[outcome | input]) / Var(outcome)` (Sobol' 1993; Plischke,
//! Borgonovo & Smith 2013, *European Journal of Operational Research* 226, on estimating it from given
//! futures). What inputs do only together is left over: shares of the inputs, of luck and of interactions add
//! up to 1.

use super::futures::{Estimate, Futures, Variances, jackknife, variance};
use super::information::Scores;
use crate::base::{parallel, stats};

/// Where the variance of one figure comes from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Matters {
    /// Per group of inputs its first-order share.
    pub shares: Vec<Estimate>,
    /// What is left when all inputs are known.
    pub luck: f64,
    /// What belongs to inputs together and to none alone.
    pub interactions: f64,
}

impl Matters {
    /// The groups by their share, the largest first.
    pub fn ranked(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.shares.len()).collect();
        order.sort_by(|a, b| self.shares[*b].mean.total_cmp(&self.shares[*a].mean).then(a.cmp(b)));
        order
    }
}

/// * `outcome`: as it came
/// * `averaged`: the same without luck, where that is exact; else the outcome itself
/// * `luck`: share of the outcome's variance that luck alone decides
pub fn matters(futures: &Futures, scores: &Scores, outcome: &[f64], averaged: &[f64], luck: f64) -> Matters {
    let total = variance(outcome);
    if total == 0.0 {
        return Matters { shares: vec![Estimate::default(); futures.groups.len()], luck: 0.0, interactions: 0.0 };
    }
    let variances = Variances::of(outcome);
    let explained = |group: &Vec<usize>| -> Estimate {
        match group[..] {
            [input] => scores.binned(input, &[averaged]).share_explained(0, &variances),
            _ => explained_together(&scores.predictions(group, &[], &[averaged.to_vec()])[0], averaged, outcome),
        }
    };
    let share = |group: &Vec<usize>| {
        let share = explained(group);
        // Below 0 or above 1 by the error of the estimate only.
        Estimate { mean: share.mean.clamp(0.0, 1.0), se: share.se }
    };
    let shares = parallel::map(&futures.groups, share);
    let alone: f64 = shares.iter().map(|share| share.mean).sum();
    Matters { shares, luck, interactions: (1.0 - luck - alone).max(0.0) }
}

/// What predictions from other folds explain of the variance of an outcome: the figure's variance less what they leave.
fn explained_together(predicted: &[f64], figure: &[f64], outcome: &[f64]) -> Estimate {
    let squares = |values: &[f64]| -> Vec<f64> {
        let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
        values.iter().map(|y| (y - mean) * (y - mean)).collect()
    };
    let left = predicted.iter().zip(figure).map(|(p, y)| (y - p) * (y - p));
    let gains: Vec<f64> = squares(figure).iter().zip(left).map(|(square, left)| square - left).collect();
    let [gained, whole] = [gains, squares(outcome)].map(|values| stats::lane_totals(&values));
    let sum = |totals: &[(f64, f64)], without: Option<usize>| -> f64 {
        totals.iter().enumerate().filter(|(lane, _)| Some(*lane) != without).map(|(_, (sum, _))| sum).sum()
    };
    jackknife(|without| sum(&gained, without) / sum(&whole, without))
}
