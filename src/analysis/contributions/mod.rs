//! What is each thing worth? The plan with one thing altered beside the plan itself, in the same futures.
//!
//! Every arm meets the same inputs and the same luck, so that the difference of two outcomes is what the alteration
//! does and hardly anything else. A friction is removed, an initiative or a change of the plan left out, a lever
//! pushed by a tenth: one file each. Effects are of one thing at a time, all else in place; where they do not add
//! up to what they do together, the rest is named.

mod bridge;
mod frictions;
mod initiatives;
mod lacking;
mod leverage;
mod next_dollar;

pub use bridge::{Bridge, BridgePart};
pub use frictions::{FrictionCost, Frictions};
pub use initiatives::InitiativeWorth;
pub use lacking::{Lacking, WithoutOne};
pub use leverage::{Lever, Leverage, Pushed};
pub use next_dollar::NextDollar;

use crate::base::stats;
use crate::engine::BLOCK;
use crate::metrics::Unit;
use crate::model::{Model, Number, Plan, Role, Spend};
use crate::program::{Program, compile};
use crate::results::{Paired, paired, paired_in_expectation};

/// Futures in which everything is played twice, and never more than the run has.
const MOST: u32 = 2048;

/// The same for levers: there are many of them, and the push is so small that luck hardly differs.
const MOST_PER_LEVER: u32 = 512;

/// Draws of the inputs in which the next dollar is spent, as many as figures of one person have.
const MOST_DRAWS: u32 = 1024;

/// All arms of a plan together play at most so many times the futures of the run, if these are enough each.
const TIMES_THE_RUN: u32 = 4;

/// Futures that are enough for a sign.
const ENOUGH: u32 = 256;

/// What is gained or lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Id of the metric; its figure is that of the whole run.
    pub id: &'static str,
    pub unit: Unit,
}

/// What the things of one plan are worth, in the unit of the outcome.
#[derive(Debug, Clone)]
pub struct Contributions {
    /// Index into the model's plans.
    pub plan: usize,
    pub outcome: Outcome,
    /// Futures in which each thing was played with and without.
    pub replications: usize,
    pub frictions: Frictions,
    /// The best first.
    pub initiatives: Vec<InitiativeWorth>,
    pub leverage: Leverage,
    /// Per channel whose spend buys its people; empty unless the outcome is money.
    pub next_dollar: Vec<NextDollar>,
    /// Draws of the inputs in which the next dollar was spent.
    pub draws: usize,
    /// From the base to this plan; `None` of the base, and of plans with one change or too many.
    pub bridge: Option<Bridge>,
}

impl Contributions {
    /// What a tenth more spend on a channel brings beyond what it costs; `None` if its spend buys nobody.
    pub fn next_dollar(&self, channel: usize) -> Option<&NextDollar> {
        self.next_dollar.iter().find(|next| next.channel == channel)
    }
}

/// A figure over the futures: a difference of two, or an outcome itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    pub mean: f64,
    /// Monte Carlo standard error of the mean; NaN of fewer than two futures.
    pub se: f64,
    pub p5: f64,
    pub median: f64,
    pub p95: f64,
    /// Share of the futures in which it is above 0, and its standard error.
    pub positive: f64,
    pub positive_se: f64,
}

impl Spread {
    /// Of one value per future, in their order; quantiles are of rank `ceil(p n)` as in all results.
    pub fn of(values: &[f64]) -> Spread {
        let n = values.len() as f64;
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let quantile = |p: f64| sorted.get(((p * n).ceil() as usize).max(1) - 1).copied().unwrap_or(f64::NAN);
        let above: Vec<f64> = values.iter().map(|x| f64::from(u8::from(*x > 0.0))).collect();
        let n_above = above.iter().sum::<f64>();
        Spread {
            mean: values.iter().sum::<f64>() / n,
            se: error(values),
            p5: quantile(0.05),
            median: quantile(0.5),
            p95: quantile(0.95),
            positive: n_above / n,
            positive_se: stats::error_of_a_chance(n_above, n, error(&above)),
        }
    }
}

/// Standard error of the mean, from the totals of the lanes.
fn error(values: &[f64]) -> f64 {
    stats::error_of_lanes(&stats::lane_totals(values)).unwrap_or(f64::NAN)
}

/// What is gained or lost in a scenario: net present value if there is money, else customers, else users; `None`
/// if it has none of these.
pub fn outcome_of(model: &Model) -> Option<Outcome> {
    let has = |role: Role| model.plans[0].stages.iter().any(|stage| stage.role == role && !stage.instant);
    if model.plans.iter().any(has_money) {
        Some(Outcome { id: "npv", unit: Unit::Money })
    } else if has(Role::Customer) {
        Some(Outcome { id: "customers", unit: Unit::People })
    } else {
        has(Role::User).then_some(Outcome { id: "users", unit: Unit::People })
    }
}

fn has_money(plan: &Plan) -> bool {
    let some = |number: &Number| *number != Number::Constant(0.0);
    let spends = plan.channels.iter().any(|channel| match &channel.spend {
        Spend::Amount(amount) | Spend::ShareOfRevenue(amount) => some(amount),
    });
    let invests = plan.initiatives.iter().any(|i| some(&i.upfront) || some(&i.running));
    let rewards = plan.referrals.iter().any(|r| some(&r.reward) || some(&r.cost_per_invite));
    spends || invests || rewards || !plan.revenue.is_empty() || !plan.costs.is_empty()
}

/// What the things of some plans are worth; nothing if the scenario has no outcome.
///
/// * `lacking`: the model with plans that lack something ([`Lacking::new`])
/// * `plans`: indices into the plans of the model
/// * `in_run`: the mean of a metric under a plan over all futures of the run and its standard error, if it was played
///
/// Uses at most 2,048 of the run's replications, on `threads` threads.
pub fn contributions(lacking: &Lacking, plans: &[usize], in_run: &InRun, threads: Option<usize>) -> Vec<Contributions> {
    let Some(outcome) = outcome_of(&lacking.model) else { return Vec::new() };
    plans.iter().map(|&plan| Question { lacking, plan, outcome, in_run, threads }.answer()).collect()
}

/// Mean of a metric (by id) over a run under a plan of the model, and its standard error.
pub type InRun<'a> = dyn Fn(usize, &str) -> Option<(f64, f64)> + 'a;

/// What is asked of one plan.
struct Question<'a> {
    lacking: &'a Lacking,
    plan: usize,
    outcome: Outcome,
    in_run: &'a InRun<'a>,
    threads: Option<usize>,
}

impl Question<'_> {
    fn answer(&self) -> Contributions {
        let model = &self.lacking.model;
        let mut arms = Arms { programs: vec![compile(model, self.plan)] };
        let frictions = frictions::asked(model, self.plan, &mut arms);
        let without: Vec<(&WithoutOne, usize)> =
            self.lacking.of_plan(self.plan).map(|without| (without, arms.add(compile(model, without.at)))).collect();
        let base = (self.plan > 0).then(|| arms.add(compile(model, 0)));
        let costs = initiatives::costs(model, self.plan);
        let played = self.play(&arms, &costs, MOST);
        let (next_dollar, draws) = self.next_dollar();
        Contributions {
            plan: self.plan,
            outcome: self.outcome,
            replications: played.paired.replications,
            frictions: frictions::answered(&frictions, &played),
            initiatives: initiatives::answered(model, self.plan, &without, &played),
            leverage: self.leverage(),
            next_dollar,
            draws,
            bridge: base.and_then(|base| bridge::answered(model, base, &without, &played, self.ends())),
        }
    }

    /// The mean outcome of base and plan over the whole run.
    fn ends(&self) -> Option<bridge::Ends> {
        let mean = |plan: usize| (self.in_run)(plan, self.outcome.id);
        let futures = self.lacking.model.simulation.replications as usize;
        Some(bridge::Ends { means: [mean(0)?, mean(self.plan)?], futures })
    }

    fn leverage(&self) -> Leverage {
        let model = &self.lacking.model;
        let mut arms = Arms { programs: vec![compile(model, self.plan)] };
        let asked = leverage::asked(model, self.plan, &mut arms);
        leverage::answered(asked, &self.play(&arms, &[], MOST_PER_LEVER))
    }

    fn next_dollar(&self) -> (Vec<NextDollar>, usize) {
        let model = &self.lacking.model;
        let mut arms = Arms { programs: vec![compile(model, self.plan)] };
        let asked = next_dollar::asked(model, self.plan, &mut arms);
        if asked.is_empty() || !self.outcome.unit.is_money() {
            return (Vec::new(), 0);
        }
        let draws = model.simulation.replications.min(MOST_DRAWS);
        let ids = self.with_the_run_alone(&arms, vec![self.outcome.id]);
        let paired = paired_in_expectation(model, &arms.programs, &ids, draws, self.threads);
        let played = Played { paired, outcome: self.outcome };
        (next_dollar::answered(&asked, &played), played.paired.replications)
    }

    /// Where something counts that comes after the run, the present value without it too.
    fn with_the_run_alone<'i>(&self, arms: &Arms, mut ids: Vec<&'i str>) -> Vec<&'i str> {
        if self.outcome.id == "npv" && !arms.programs[0].index.end_values.is_empty() {
            ids.push(WITHIN);
        }
        ids
    }

    fn play(&self, arms: &Arms, costs: &[String], most: u32) -> Played {
        let model = &self.lacking.model;
        let of_run = model.simulation.replications;
        // A block that is begun costs as much as a whole one.
        let fair = (of_run.saturating_mul(TIMES_THE_RUN) / arms.programs.len() as u32).max(ENOUGH);
        let fair = fair.next_multiple_of(BLOCK as u32);
        let replications = of_run.min(most).min(fair);
        let ids = costs.iter().map(String::as_str).chain([self.outcome.id]).collect();
        let ids = self.with_the_run_alone(arms, ids);
        Played { paired: paired(model, &arms.programs, &ids, replications, self.threads), outcome: self.outcome }
    }
}

/// The programs of a run; the first is the plan itself.
struct Arms {
    programs: Vec<Program>,
}

impl Arms {
    /// Its place among the arms.
    fn add(&mut self, program: Program) -> usize {
        self.programs.push(program);
        self.programs.len() - 1
    }
}

/// The chance that something pays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pays {
    /// With its standard error.
    pub chance: f64,
    pub se: f64,
    /// The same if nothing counts that comes after the run.
    pub within: f64,
    pub within_se: f64,
}

/// The present value without what comes after the run.
const WITHIN: &str = "npv_if[none]";

/// The outcomes of all arms in the same futures.
struct Played {
    paired: Paired,
    outcome: Outcome,
}

impl Played {
    fn outcomes(&self, arm: usize) -> &[f64] {
        self.paired.total(arm, self.outcome.id).expect("the outcome is one of the scenario's figures")
    }

    /// The chance that one arm is above another.
    fn pays(&self, arm: usize, over: usize) -> Pays {
        let of = |arm: usize| self.paired.total(arm, WITHIN);
        let within = of(arm).zip(of(over));
        let within = within.map(|(more, less)| more.iter().zip(less).map(|(more, less)| more - less).collect());
        let gains = self.gains(arm, over);
        let [with, within] = [&gains, within.as_ref().unwrap_or(&gains)].map(|gains: &Vec<f64>| Spread::of(gains));
        Pays { chance: with.positive, se: with.positive_se, within: within.positive, within_se: within.positive_se }
    }

    /// By how much the outcome of one arm is above that of another, future by future.
    fn gains(&self, arm: usize, over: usize) -> Vec<f64> {
        self.outcomes(arm).iter().zip(self.outcomes(over)).map(|(more, less)| more - less).collect()
    }
}

/// What a whole brings beyond the sum of its parts, future by future.
fn beyond(whole: &[f64], parts: &[Vec<f64>]) -> Vec<f64> {
    let rest = |(future, whole): (usize, &f64)| whole - parts.iter().map(|part| part[future]).sum::<f64>();
    whole.iter().enumerate().map(rest).collect()
}

#[cfg(test)]
mod tests;
