//! What knowing more would be worth: EVPI, and EVPPI for each input.
//!
//! With m_d = E[outcome of plan d | inputs], knowing all inputs before choosing is worth
//! `E[max_d m_d] - max_d E[m_d]` (EVPI), and knowing some of them, x, is worth
//! `E[max_d E[m_d | x]] - max_d E[m_d]` (EVPPI; Raiffa & Schlaifer 1961, *Applied Statistical Decision Theory*;
//! Strong, Oakley & Brennan 2014, *Medical Decision Making* 34). Knowledge of luck is not for sale: where the
//! inputs are constant both are exactly 0.
//!
//! An expectation that was estimated is never valued by itself: its noise would look like knowledge. What it
//! decides is valued by what came, in futures that it was not estimated from. So an estimate that is noise
//! brings nothing on average, and a good one all there is.

use super::binned::Binned;
use super::futures::{Estimate, Futures, covariance, minus, same, variance};
use super::regression::{Basis, normal_scores};
use crate::base::parallel;
use crate::base::stats::{STUDENT_T_15_95, error_of_a_chance};

/// Fewer futures than this teach nothing about many inputs.
const FEWEST: usize = 64;

/// Expectations given the inputs, and what knowing them is worth.
#[derive(Debug, Clone, Default)]
pub struct Information {
    /// Per plan E[outcome | inputs], by future.
    pub given_inputs: Vec<Vec<f64>>,
    /// Per plan its mean.
    pub means: Vec<Estimate>,
    /// The plan with the largest mean.
    pub best: usize,
    pub evpi: Estimate,
    /// Per plan what choosing it costs against always choosing best knowing the inputs: of the best plan EVPI.
    pub regrets: Vec<Estimate>,
    /// Per group of inputs.
    pub evppi: Vec<Estimate>,
}

/// Normal scores and ranks of every input.
pub struct Scores(Vec<(Vec<f64>, Vec<f64>)>);

impl Scores {
    pub fn new(futures: &Futures) -> Scores {
        Scores(parallel::map(&futures.inputs, |values| normal_scores(values)))
    }

    /// Some figures gathered by an input.
    pub fn binned(&self, input: usize, figures: &[&[f64]]) -> Binned {
        let (scores, ranks) = &self.0[input];
        Binned::new(scores, ranks, figures)
    }

    fn of(&self, inputs: &[usize]) -> Vec<&[f64]> {
        inputs.iter().map(|&input| self.0[input].0.as_slice()).collect()
    }

    /// What is to be expected of some figures given some inputs together.
    pub fn predictions(&self, inputs: &[usize], plain: &[&[f64]], figures: &[Vec<f64>]) -> Vec<Vec<f64>> {
        if figures.first().map_or(0, Vec::len) < FEWEST {
            let constant = |figure: &Vec<f64>| vec![Estimate::of(figure).mean; figure.len()];
            return figures.iter().map(constant).collect();
        }
        Basis::new(&self.of(inputs), plain, figures).predictions(figures)
    }
}

/// What is to be expected of each plan given the inputs, and what knowing them is worth.
///
/// Outcomes must exist in every future. `scores` are those of the futures' inputs.
pub fn information(futures: &Futures, scores: &Scores) -> Information {
    let averaged = futures.averaged();
    let means: Vec<Estimate> = averaged.iter().map(|outcomes| Estimate::of(outcomes)).collect();
    let best = (0..means.len()).rev().max_by(|a, b| means[*a].mean.total_cmp(&means[*b].mean)).unwrap_or_default();
    let given_inputs = given_inputs(futures, scores);
    let chosen = chosen_knowing_all(&given_inputs, best);
    let mut regrets: Vec<Estimate> = (0..averaged.len()).map(|plan| regret(&chosen, averaged, plan, best)).collect();
    let others = || (0..averaged.len()).filter(|plan| *plan != best);
    let beyond: Vec<Vec<f64>> = others().map(|plan| minus(&averaged[plan], &averaged[best])).collect();
    let beyond = without_rounding(beyond, averaged.get(best).map_or(&[], Vec::as_slice));
    // Where nothing is uncertain there is nothing to know, and that is certain.
    if !futures.inputs.is_empty() {
        let switched = chosen.iter().filter(|chosen| **chosen != best).count() as f64;
        regrets.iter_mut().for_each(|regret| *regret = known_from_few(*regret, switched, &beyond));
    }
    let evpi = regrets.get(best).copied().unwrap_or_default();
    let evppi = parallel::map(&futures.groups, |group| {
        let (worth, switched) = if beyond.is_empty() || evpi.mean == 0.0 {
            (Estimate::default(), 0.0)
        } else if let [input] = group[..] {
            let figures: Vec<&[f64]> = beyond.iter().map(Vec::as_slice).collect();
            scores.binned(input, &figures).worth_of_switching()
        } else {
            let expected = scores.predictions(group, &[], &beyond);
            worth_of_switching(&expected, &beyond)
        };
        let worth = known_from_few(worth, switched, &beyond);
        // No part is worth more than the whole, none less than nothing; by the error of an estimate it may seem so.
        // What is taken for the whole is as uncertain as the whole is.
        match worth.mean > evpi.mean {
            true => Estimate { mean: evpi.mean, se: evpi.se.max(worth.se) },
            false => Estimate { mean: worth.mean.max(0.0), se: worth.se },
        }
    });
    Information { given_inputs, means, best, evpi, regrets, evppi }
}

/// Per plan E[outcome | inputs]: without luck where that is exact; else corrected, or made, by regression.
///
/// The reference plan and the differences to it are estimated, each with its own penalty: the luck that plans
/// share is in the former only.
fn given_inputs(futures: &Futures, scores: &Scores) -> Vec<Vec<f64>> {
    if let (true, Some(expected)) = (futures.exact, &futures.expected) {
        return expected.clone();
    }
    let Some(first) = futures.outcomes.first() else { return Vec::new() };
    let relative = |plans: &[Vec<f64>]| -> Vec<Vec<f64>> {
        plans.iter().enumerate().map(|(p, plan)| if p == 0 { plan.clone() } else { minus(plan, &plans[0]) }).collect()
    };
    let came = relative(&futures.outcomes);
    let without_luck = match &futures.expected {
        Some(expected) => relative(expected),
        None => came.iter().map(|_| vec![0.0; first.len()]).collect(),
    };
    let missing: Vec<Vec<f64>> = came.iter().zip(&without_luck).map(|(y, h)| minus(y, h)).collect();
    let missing = without_rounding(missing, first);
    let all: Vec<usize> = (0..futures.inputs.len()).collect();
    let plain: Vec<&[f64]> = match &futures.expected {
        Some(_) if !all.is_empty() => without_luck.iter().map(Vec::as_slice).collect(),
        _ => Vec::new(),
    };
    let corrections = match all.is_empty() {
        true => missing.iter().map(|y| vec![Estimate::of(y).mean; y.len()]).collect(),
        false => scores.predictions(&all, &plain, &missing),
    };
    let plus = |(h, c): (&Vec<f64>, &Vec<f64>)| h.iter().zip(c).map(|(h, c)| h + c).collect::<Vec<f64>>();
    let found: Vec<Vec<f64>> = without_luck.iter().zip(&corrections).map(plus).collect();
    found.iter().enumerate().map(|(p, m)| if p == 0 { m.clone() } else { plus((&found[0], m)) }).collect()
}

/// Differences that are nothing but rounding, beside the size of what they are differences of, are nothing.
fn without_rounding(differences: Vec<Vec<f64>>, beside: &[f64]) -> Vec<Vec<f64>> {
    let size = beside.iter().fold(0.0_f64, |size, x| size.max(x.abs()));
    let is_rounding = |difference: &Vec<f64>| difference.iter().all(|x| x.abs() <= 1e-11 * size);
    let cleaned = |d: Vec<f64>| if is_rounding(&d) { vec![0.0; d.len()] } else { d };
    differences.into_iter().map(cleaned).collect()
}

/// In each future the plan that looks best given the inputs.
fn chosen_knowing_all(given_inputs: &[Vec<f64>], best: usize) -> Vec<usize> {
    let n = given_inputs.first().map_or(0, Vec::len);
    let chosen = |r: usize| {
        let looks = |plan: usize| given_inputs[plan][r];
        (0..given_inputs.len()).fold(best, |chosen, plan| {
            if looks(plan) > looks(chosen) && !same(looks(plan), looks(chosen)) { plan } else { chosen }
        })
    };
    (0..n).map(chosen).collect()
}

/// What the plan that looks best in each future brings beyond a given one, valued by what came; of the best plan at
/// least 0 (EVPI), of another at least what it lacks of the best one.
///
/// The error is that of this difference: against a plan that is far behind it has little to do with that of EVPI.
fn regret(chosen: &[usize], averaged: &[Vec<f64>], plan: usize, best: usize) -> Estimate {
    let lacks = |plan: usize| -> Vec<f64> {
        chosen.iter().enumerate().map(|(r, &chosen)| averaged[chosen][r] - averaged[plan][r]).collect()
    };
    let Estimate { mean, se } = Estimate::of(&lacks(plan));
    let of_the_best = Estimate::of(&lacks(best)).mean;
    Estimate { mean: mean - of_the_best.min(0.0), se }
}

/// The same by several inputs together, from what alternatives bring beyond the best plan; and in how many futures
/// one of them looks better.
fn worth_of_switching(expected: &[Vec<f64>], beyond: &[Vec<f64>]) -> (Estimate, f64) {
    let n = beyond.first().map_or(0, Vec::len);
    let looks_best = |r: usize| {
        let best = (0..expected.len()).max_by(|a, b| expected[*a][r].total_cmp(&expected[*b][r]));
        best.filter(|&t| expected[t][r] > 0.0)
    };
    let switches: Vec<Option<usize>> = (0..n).map(looks_best).collect();
    let gain = |(r, switch): (usize, &Option<usize>)| switch.map_or(0.0, |t| beyond[t][r]);
    let gains: Vec<f64> = switches.iter().enumerate().map(gain).collect();
    (Estimate::of(&gains), switches.iter().flatten().count() as f64)
}

/// What comes of a choice that is another one in few futures is as uncertain as how often that is so: in others it
/// might be so, and change what the plans differ by.
fn known_from_few(worth: Estimate, switched: f64, beyond: &[Vec<f64>]) -> Estimate {
    let n = beyond.first().map_or(0, Vec::len) as f64;
    let size = beyond.iter().map(|difference| variance(difference).sqrt()).fold(0.0, f64::max);
    Estimate { mean: worth.mean, se: worth.se.max(size * error_of_a_chance(switched, n, 0.0)) }
}

/// `better[A over B]`: the chance over the inputs that E[A - B | inputs] > 0.
///
/// Where the inputs say nothing about the difference it is 1 or 0 by the sign of its mean, if that is further
/// from 0 than its 95% interval reaches, else `None`: not settled. Its error has that of the lanes, and what
/// the mean's own error would turn.
pub fn better(information: &Information, futures: &Futures, a: usize, b: usize) -> Option<Estimate> {
    let [m_a, m_b] = [a, b].map(|plan| &information.given_inputs[plan]);
    let averaged = futures.averaged();
    let came = minus(&averaged[a], &averaged[b]);
    let mean = Estimate::of(&came);
    let difference: Vec<f64> = m_a.iter().zip(m_b).map(|(a, b)| if same(*a, *b) { 0.0 } else { a - b }).collect();
    let size = m_a.iter().chain(m_b).fold(0.0_f64, |size, x| size.max(x.abs()));
    if variance(&difference).sqrt() <= 1e-9 * size {
        return mean.is_clear().then(|| Estimate { mean: f64::from(u8::from(mean.mean > 0.0)), se: 0.0 });
    }
    let above = |level: f64| Estimate::of_a_chance(&difference.iter().map(|d| *d > level).collect::<Vec<bool>>());
    let share = above(0.0);
    let luck = Estimate::of(&minus(&came, &difference)).se;
    let turned = 0.5 * (above(-STUDENT_T_15_95 * luck).mean - above(STUDENT_T_15_95 * luck).mean) / STUDENT_T_15_95;
    Some(Estimate { mean: share.mean, se: (share.se * share.se + turned * turned).sqrt() })
}

/// Share of the variance of an outcome that luck alone decides.
///
/// * `expected`: E[outcome | inputs] exactly, if it is known
/// * `again`: the same outcome with other luck at the same inputs, in the first futures: then
///   `1 - Cov(outcome, again) / Var(outcome)`
/// * `estimated`: else what is left by an estimate of E[outcome | inputs]
pub fn luck_share(outcome: &[f64], expected: Option<&[f64]>, again: Option<&[f64]>, estimated: &[f64]) -> f64 {
    let total = variance(outcome);
    if total == 0.0 {
        return 0.0;
    }
    let share = match (expected, again) {
        (Some(expected), _) => 1.0 - variance(expected) / total,
        (None, Some(again)) if again.len() > 1 => {
            let first = &outcome[..again.len().min(outcome.len())];
            1.0 - covariance(first, again) / (variance(first) * variance(again)).sqrt().max(f64::MIN_POSITIVE)
        }
        _ => variance(&minus(outcome, estimated)) / total,
    };
    share.clamp(0.0, 1.0)
}
