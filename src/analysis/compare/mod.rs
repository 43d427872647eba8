//! Which plan? Plans compared over the same inputs and the same luck.
//!
//! A run has played all plans in the same futures ([`Duels`]). Here it is said what follows for a choice: who is
//! ahead and who is better, what of the difference is luck, what knowing more would be worth, and at which value
//! of a customer at the horizon the choice flips. `ahead` depends on luck; `better` does not: a choice between
//! plans is a choice between expectations, and what can still be learnt about them are the inputs.

pub mod flip;
pub mod futures;
pub mod groups;
pub mod information;
pub mod matters;
pub mod together;

mod binned;
mod linear;
mod regression;
#[cfg(test)]
mod tests;

use crate::metrics::{Catalogue, Unit};
use crate::model::{EndWorth, Model, Number, Spend};
use crate::results::{Cast, Chance, Duels, Paired, paired_under};
use flip::{Reign, reigns};
use futures::{Estimate, Futures, minus, variance};
use information::{Information, Scores, better, information, luck_share};
use matters::{Matters, matters};

/// Most plans that are compared.
pub const MOST_PLANS: usize = 8;

/// Figures whose paired differences are kept by period, beside the outcome.
pub const HEADLINES: [&str; 8] =
    ["customers", "new_customers", "revenue", "investment", "spend", "profit", "cash", "mrr"];

/// The ways in which those can be reckoned who are there when the run ends, from the least that counts on.
pub const ENDS: [&str; 3] = ["none", "customers", "with referrals"];

/// A chance from which on a plan counts as settled to be better than another.
pub const SETTLED: f64 = 0.9;

/// Futures that are played again with other luck.
const AGAIN: u32 = 2048;

/// What is to be compared.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The programs that were run, in the order of the arms.
    pub cast: &'a Cast,
    pub duels: &'a Duels,
    /// Inputs that are found out together ([`groups::groups`]).
    pub groups: &'a [Vec<usize>],
    /// Per input the chance of a yes, if that is all it decides ([`groups::yes_or_no`]).
    pub yes_or_no: &'a [Option<f64>],
    pub threads: Option<usize>,
}

/// Plans side by side. Plans are meant by their arm.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// Id of the metric that decides.
    pub outcome: String,
    pub unit: Unit,
    pub reference: usize,
    /// Per plan.
    pub standings: Vec<Standing>,
    /// The plans, the best first.
    pub ranking: Vec<usize>,
    /// Every plan against every other one: a before b in the order of the arms.
    pub pairs: Vec<Pair>,
    /// `None` if the outcome is absent in some futures: then there is no expectation to decide by.
    pub knowledge: Option<Knowledge>,
    /// Who is best from which value of a customer at the horizon on; empty unless the outcome is money.
    pub reigns: Vec<Reign>,
    /// The same question with the end of the run reckoned in each other way; those in which the outcome does not exist
    /// in some future left out.
    pub by_end: Vec<ByEnd>,
    /// How many single futures all this was made of.
    pub futures: usize,
}

/// What would be the answer if those who are there when the run ends were reckoned in this way.
#[derive(Debug, Clone, PartialEq)]
pub struct ByEnd {
    /// One of [`ENDS`].
    pub end: String,
    /// Per plan its mean.
    pub means: Vec<Estimate>,
    /// The best plan by its mean.
    pub best: usize,
    /// Per plan the chance that it is a better choice than the best plan of the comparison; `None`: not known.
    pub better_than_the_best: Vec<Option<f64>>,
}

/// What a plan brings. Amounts are in the unit of the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Standing {
    pub mean: Estimate,
    /// Mean of the worst twentieth of the futures (expected shortfall).
    pub shortfall: f64,
    /// What choosing it costs, in expectation, against always choosing best knowing the inputs; that of the best
    /// plan is EVPI.
    pub regret: Estimate,
    /// The same against always choosing best knowing the luck too: nobody can.
    pub hindsight: f64,
}

/// Plan a against plan b.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    pub a: usize,
    pub b: usize,
    /// Mean of a less b.
    pub difference: Estimate,
    /// Chance over the inputs that E[a - b | inputs] > 0; `None`: not settled.
    pub better: Option<Estimate>,
    /// The same the other way round.
    pub worse: Option<Estimate>,
    /// Chance that a company on a beats one on b, each with its own luck, and the other way round.
    pub outgrows: [f64; 2],
    /// Share of the variance of the difference that luck alone decides.
    pub luck: f64,
    /// Whether they are the same in every future.
    pub same: bool,
}

/// What there is to know.
#[derive(Debug, Clone)]
pub struct Knowledge {
    /// Inputs that are found out together.
    pub groups: Vec<Vec<usize>>,
    pub evpi: Estimate,
    /// Per group.
    pub evppi: Vec<Estimate>,
    /// Where the uncertainty of each plan's outcome comes from.
    pub of_plans: Vec<Matters>,
    /// And that of the difference between the best two plans.
    pub of_difference: Option<Matters>,
    /// Whether expectations given the inputs are exact (the mean field of linear plans) and not estimated.
    pub exact: bool,
}

impl Comparison {
    /// The best plan by its mean.
    pub fn best(&self) -> usize {
        self.ranking[0]
    }

    /// A plan against another one.
    pub fn pair(&self, plan: usize, other: usize) -> Option<Pair> {
        let pair = *self.pairs.iter().find(|p| [(p.a, p.b), (p.b, p.a)].contains(&(plan, other)))?;
        Some(if pair.a == plan { pair } else { pair.turned() })
    }

    /// The ways of reckoning the end in which another plan is ahead on average, or in which what is settled is not.
    pub fn turns(&self) -> Vec<&ByEnd> {
        let all_same = self.pairs.iter().all(|pair| pair.same);
        let other = |by: &&ByEnd| by.best != self.best() || self.is_settled() && !by.is_settled(self.best());
        self.by_end.iter().filter(|by| !all_same && other(by)).collect()
    }

    /// Whether the best plan is settled to be better than all others.
    pub fn is_settled(&self) -> bool {
        self.ranking[1..].iter().all(|&other| self.pair(self.best(), other).is_some_and(|pair| pair.is_settled()))
    }
}

impl ByEnd {
    /// * `best`: the best plan of the comparison
    fn of(end: &str, known: &Known, best: usize) -> ByEnd {
        let means = known.information.means.clone();
        let chance = |plan: usize| better(&known.information, &known.futures, plan, best).map(|chance| chance.mean);
        let ahead = |a: &usize, b: &usize| means[*a].mean.total_cmp(&means[*b].mean).then(b.cmp(a));
        ByEnd {
            end: end.to_string(),
            best: (0..means.len()).max_by(ahead).unwrap_or(best),
            better_than_the_best: (0..means.len()).map(|plan| if plan == best { None } else { chance(plan) }).collect(),
            means,
        }
    }

    /// Whether a plan, the best of the comparison, is settled to be better than all others.
    fn is_settled(&self, best: usize) -> bool {
        let worse = |chance: &Option<f64>| chance.is_some_and(|chance| chance <= 1.0 - SETTLED);
        self.better_than_the_best.iter().enumerate().all(|(plan, chance)| plan == best || worse(chance))
    }
}

impl Pair {
    /// b against a.
    fn turned(self) -> Pair {
        let difference = Estimate { mean: -self.difference.mean, se: self.difference.se };
        let [ab, ba] = self.outgrows;
        Pair {
            a: self.b,
            b: self.a,
            difference,
            better: self.worse,
            worse: self.better,
            outgrows: [ba, ab],
            luck: self.luck,
            same: self.same,
        }
    }

    /// Whether a is settled to be better than b.
    pub fn is_settled(&self) -> bool {
        self.better.is_some_and(|chance| chance.mean >= SETTLED)
    }
}

/// The present value with the end of the run reckoned in each way that the scenario has, if it is what decides.
pub fn alternatives(catalogue: &Catalogue, outcome: usize) -> Vec<usize> {
    let named = ENDS.iter().map(|end| end_id(end));
    let is_present_value = catalogue.metrics[outcome].id == "npv";
    named.filter(|_| is_present_value).filter_map(|id| catalogue.find(&id)).collect()
}

/// Id of the metric that decides between plans: the author's, else money if there is any, else customers.
///
/// Without a discount rate and without anything that counts after the run the present value is the profit, and is
/// called so.
pub fn headline(model: &Model, plans: &[usize]) -> String {
    if let Some(headline) = &model.presentation.headline {
        return headline.clone();
    }
    let has_money = |&plan: &usize| {
        let plan = &model.plans[plan];
        let spends = |spend: &Spend| !matches!(spend, Spend::Amount(Number::Constant(0.0)));
        !plan.revenue.is_empty()
            || !plan.costs.is_empty()
            || plan.channels.iter().any(|channel| channel.active && spends(&channel.spend))
            || plan.initiatives.iter().any(|initiative| initiative.active)
            || plan.referrals.iter().any(|referral| referral.reward != Number::Constant(0.0))
    };
    let discounted = model.time.discount_per_year != Number::Constant(0.0);
    let money = if discounted || model.end_value.of != EndWorth::Nothing { "npv" } else { "profit" };
    if plans.iter().any(has_money) { money } else { "customers" }.to_string()
}

/// Compares what a run has played.
pub fn compare(question: &Question) -> Comparison {
    let Question { cast, duels, groups, threads, .. } = *question;
    let metric = &cast.catalogues[0].metrics[duels.watch.outcome];
    let (outcome, unit) = (metric.id.clone(), metric.definition.unit);
    let singles = &duels.singles;
    let n = singles.outcomes.first().map_or(0, Vec::len);
    let exists = n > 0 && singles.outcomes.iter().flatten().all(|x| x.is_finite());
    let again = paired_under(Chance::Luck(1), cast, &[&outcome], AGAIN.min(n as u32).max(1), threads);
    let ids = |metric: &usize| cast.catalogues[0].metrics[*metric].id.as_str();
    let all: Vec<&str> = std::iter::once(outcome.as_str()).chain(duels.watch.alternatives.iter().map(ids)).collect();
    let expected = exists.then(|| paired_under(Chance::Expected, cast, &all, n as u32, threads));
    let known = expected
        .as_ref()
        .map(|expected| Known::new(question, duels.watch.outcome, &singles.outcomes, expected, &again));
    let standings = standings(&singles.outcomes, known.as_ref().map(|known| &known.information));
    let mut ranking: Vec<usize> = (0..standings.len()).collect();
    ranking.sort_by(|a, b| standings[*b].mean.mean.total_cmp(&standings[*a].mean.mean).then(a.cmp(b)));
    let is_money = unit == Unit::Money;
    let pairs = duels.pairs.iter().map(|duel| pair(duel.a, duel.b, duels, known.as_ref(), &again)).collect();
    let otherwise: Vec<(&str, Known)> = duels
        .watch
        .alternatives
        .iter()
        .zip(&singles.alternatives)
        .filter_map(|(metric, outcomes)| {
            outcomes.iter().flatten().all(|x| x.is_finite()).then_some(())?;
            Some((ids(metric), Known::new(question, *metric, outcomes, expected.as_ref()?, &again)))
        })
        .collect();
    // What a customer of the end may be worth is set beside what comes within the run alone.
    let within = otherwise.iter().find(|(id, _)| *id == end_id(ENDS[0])).map(|(_, known)| known).or(known.as_ref());
    let reigns = match within {
        Some(within) if is_money && !singles.beside.is_empty() => reigns(within.futures.averaged(), &singles.beside),
        _ => Vec::new(),
    };
    let knowledge = known.map(|known| known.knowledge(groups, &ranking));
    let of_end = |end: &&str| {
        let known = otherwise.iter().find(|(id, _)| *id == end_id(end)).map(|(_, known)| known)?;
        Some(ByEnd::of(end, known, ranking[0]))
    };
    let by_end = ENDS.iter().filter_map(of_end).collect();
    Comparison {
        outcome,
        unit,
        reference: duels.watch.reference,
        standings,
        ranking,
        pairs,
        knowledge,
        reigns,
        by_end,
        futures: n,
    }
}

/// Id of the present value with the end of the run reckoned in this way.
fn end_id(end: &str) -> String {
    format!("npv_if[{end}]")
}

/// Single futures and what follows from them.
struct Known<'a> {
    futures: Futures,
    scores: Scores,
    information: Information,
    /// Per plan the outcome with other luck, in the first futures.
    again: Vec<&'a [f64]>,
}

impl<'a> Known<'a> {
    /// * `metric`, `outcomes`: what decides, and per plan its values future by future
    /// * `expected`: of the same futures, the metric among others
    fn new(
        question: &Question,
        metric: usize,
        outcomes: &[Vec<f64>],
        expected: &Paired,
        again: &'a Paired,
    ) -> Known<'a> {
        let Question { cast, duels, groups, yes_or_no, .. } = *question;
        let outcome = cast.catalogues[0].metrics[metric].id.as_str();
        let of_plans = |paired: &'a Paired| (0..cast.programs.len()).filter_map(|p| paired.total(p, outcome)).collect();
        let expected: Vec<Vec<f64>> =
            (0..cast.programs.len()).filter_map(|p| Some(expected.total(p, outcome)?.to_vec())).collect();
        let usable = expected.iter().flatten().all(|x| x.is_finite());
        let figure = &cast.catalogues[0].metrics[metric].figure;
        let exact = usable
            && linear::is_sum(figure)
            && cast.programs.iter().all(linear::is_linear)
            && agree(outcomes, &expected);
        let futures = Futures {
            inputs: answered(&duels.singles.inputs, yes_or_no),
            groups: groups.to_vec(),
            outcomes: outcomes.to_vec(),
            expected: usable.then_some(expected),
            exact,
        };
        let scores = Scores::new(&futures);
        let information = information(&futures, &scores);
        Known { futures, scores, information, again: of_plans(again) }
    }

    /// Share of luck in a figure made of the plans.
    fn luck(&self, of: &dyn Fn(&[&[f64]]) -> Vec<f64>) -> f64 {
        let made = |plans: &[Vec<f64>]| of(&plans.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let expected = self.futures.exact.then(|| made(self.futures.averaged()));
        let again = of(&self.again);
        let estimated = made(&self.information.given_inputs);
        luck_share(&made(&self.futures.outcomes), expected.as_deref(), Some(&again), &estimated)
    }

    fn knowledge(&self, groups: &[Vec<usize>], ranking: &[usize]) -> Knowledge {
        let of = |of: &dyn Fn(&[&[f64]]) -> Vec<f64>| {
            let made = |plans: &[Vec<f64>]| of(&plans.iter().map(Vec::as_slice).collect::<Vec<_>>());
            let outcome = made(&self.futures.outcomes);
            matters(&self.futures, &self.scores, &outcome, &made(self.futures.averaged()), self.luck(of))
        };
        let of_plans = (0..ranking.len()).map(|plan| of(&|plans| plans[plan].to_vec())).collect();
        let of_difference = match ranking {
            [best, second, ..] => Some(of(&|plans| minus(plans[*best], plans[*second]))),
            _ => None,
        };
        Knowledge {
            groups: groups.to_vec(),
            evpi: self.information.evpi,
            evppi: self.information.evppi.clone(),
            of_plans,
            of_difference,
            exact: self.futures.exact,
        }
    }
}

/// The draws of the inputs; of those that only decide yes or no, which of both it was: an estimate that had to find
/// the step would blur it.
fn answered(inputs: &[Vec<f64>], yes_or_no: &[Option<f64>]) -> Vec<Vec<f64>> {
    let of = |(draws, chance): (&Vec<f64>, &Option<f64>)| match chance {
        Some(chance) => draws.iter().map(|u| f64::from(u8::from(u < chance))).collect(),
        None => draws.clone(),
    };
    inputs.iter().zip(yes_or_no).map(of).collect()
}

/// Whether expectations are the means of what came, as they are where plans are linear: a guard against a plan
/// that is not.
///
/// Six standard errors, t with 15 degrees of freedom: by chance once in 80,000 times. Money is booked in whole
/// minor units, which moves a mean by less than a millionth of what it is made of.
fn agree(came: &[Vec<f64>], expected: &[Vec<f64>]) -> bool {
    came.iter().zip(expected).all(|(came, expected)| {
        let off = Estimate::of(&minus(came, expected));
        let size = variance(came).sqrt() + Estimate::of(came).mean.abs();
        off.mean.abs() <= 6.0 * off.se + 1e-6 * size + 1.0
    })
}

fn standings(outcomes: &[Vec<f64>], information: Option<&Information>) -> Vec<Standing> {
    let n = outcomes.first().map_or(0, Vec::len);
    let best_of = |r: usize| outcomes.iter().map(|plan| plan[r]).fold(f64::NEG_INFINITY, f64::max);
    let best = (0..n).map(best_of).sum::<f64>() / n.max(1) as f64;
    let of = |(plan, outcome): (usize, &Vec<f64>)| {
        let came = Estimate::of(outcome);
        let mean = information.map_or(came, |information| information.means[plan]);
        let regret = information.map_or(Estimate::default(), |information| information.regrets[plan]);
        Standing { mean, shortfall: shortfall(outcome), regret, hindsight: best - came.mean }
    };
    outcomes.iter().enumerate().map(of).collect()
}

/// Mean of the worst twentieth, one future at least.
fn shortfall(outcome: &[f64]) -> f64 {
    let mut sorted = outcome.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let n = sorted.len().div_ceil(20);
    sorted[..n].iter().sum::<f64>() / n.max(1) as f64
}

fn pair(a: usize, b: usize, duels: &Duels, known: Option<&Known>, again: &Paired) -> Pair {
    let [of_a, of_b] = [a, b].map(|plan| duels.singles.outcomes[plan].as_slice());
    let came = minus(of_a, of_b);
    let averaged = |known: &Known| {
        let averaged = known.futures.averaged();
        Estimate::of(&minus(&averaged[a], &averaged[b]))
    };
    let judged = |a: usize, b: usize| known.and_then(|known| better(&known.information, &known.futures, a, b));
    let outcome = &again.catalogue.metrics[0].id;
    let [again_a, again_b] = [a, b].map(|plan| again.total(plan, outcome).unwrap_or_default());
    let beats = |a: &[f64], b: &[f64]| {
        let wins = a.iter().zip(b).filter(|(a, b)| a > b).count();
        wins as f64 / a.len().min(b.len()).max(1) as f64
    };
    Pair {
        a,
        b,
        difference: known.map_or_else(|| Estimate::of(&came), averaged),
        better: judged(a, b),
        worse: judged(b, a),
        outgrows: [
            0.5 * (beats(of_a, again_b) + beats(again_a, of_b)),
            0.5 * (beats(of_b, again_a) + beats(again_b, of_a)),
        ],
        luck: known.map_or(f64::NAN, |known| known.luck(&|plans| minus(plans[a], plans[b]))),
        same: came.iter().all(|x| *x == 0.0),
    }
}
