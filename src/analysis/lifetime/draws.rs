//! From single draws of the inputs to figures over all of them.

use super::view::{Setting, View};
use super::{Brought, Figure, Lifetime, keeps};
use crate::model::Bound;

/// Why a stationary figure does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// An inviting stage is never left, so that invitations never end.
    NeverLeaves,
    /// The sum over all periods does not converge.
    Endless,
    /// Nobody becomes a customer.
    NoCustomers,
    /// There are no referrals.
    NoReferral,
    /// Nobody can be there.
    NobodyThere,
    /// A new customer costs nothing.
    NoCost,
    /// The plan does not have the channel, or it brings nobody whose cost could be given.
    NobodyComes,
}

impl Absent {
    /// The reason in words.
    pub fn reason(self) -> &'static str {
        match self {
            Absent::NeverLeaves => "an inviting stage is never left, so invitations never end",
            Absent::Endless => {
                "in some of the draws people stay, or bring others, without end, and too little is discounted"
            }
            Absent::NoCustomers => "nobody becomes a customer",
            Absent::NoReferral => "nobody invites",
            Absent::NobodyThere => "nobody can be there",
            Absent::NoCost => "a new customer costs nothing",
            Absent::NobodyComes => "the plan does not have it, or what one person costs cannot be given",
        }
    }
}

/// A figure averaged over the draws of the inputs, with its 5% and 95% quantiles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OverDraws {
    pub mean: f64,
    pub p5: f64,
    pub p95: f64,
}

/// In how many periods a customer is paid for; infinite: later than the run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Payback {
    pub p5: f64,
    pub median: f64,
    pub p95: f64,
    /// Share of the draws in which it comes within the run.
    pub reached: f64,
}

/// A figure of one draw.
type One = Result<f64, Absent>;
type Values = Vec<One>;

/// The figures of one draw that are a number each.
#[derive(Debug)]
pub(super) struct Figures<T> {
    pub ltv: T,
    pub ltv_with_referrals: T,
    pub ltv_to_cac: T,
    pub payback: T,
    pub reproduction: T,
    pub new_per_new: T,
    pub k_factor: T,
    pub cycle_time: T,
    pub sales_cycle: T,
}

/// Collects draw after draw.
pub(super) struct Tally<'a> {
    setting: &'a Setting<'a>,
    one: Vec<Figures<One>>,
    stage_value: Vec<Values>,
    /// Per reachable pair of stages.
    conversion: Vec<((usize, usize), Values)>,
    /// Per channel: value, cost, conversion.
    channels: Vec<[Values; 3]>,
    rates: Vec<f64>,
    numbers: Vec<f64>,
    shares: Vec<f64>,
    mixed: Vec<Option<f64>>,
}

impl<'a> Tally<'a> {
    pub fn new(setting: &'a Setting) -> Tally<'a> {
        let program = &setting.chain.program;
        let pairs = setting.reachable_pairs();
        Tally {
            setting,
            one: Vec::new(),
            stage_value: vec![Vec::new(); program.index.people.len()],
            conversion: pairs.into_iter().map(|pair| (pair, Vec::new())).collect(),
            channels: vec![Default::default(); program.channels.len()],
            rates: vec![0.0; program.probabilities],
            numbers: vec![0.0; program.numbers.len()],
            shares: vec![0.0; setting.plan.shares.len()],
            mixed: vec![Some(0.0); setting.plan.transitions.len()],
        }
    }

    /// * `cac`: what a new customer costs in this draw
    pub fn add(&mut self, view: &View, cac: f64, numbers: &[f64], effective: &[f64]) {
        let alone = view.values();
        let with_referrals = view.values_with_referrals();
        let ltv = view.at_acquisition(&alone);
        for (stage, values) in self.stage_value.iter_mut().enumerate() {
            values.push(view.new_in_stage(stage, &with_referrals));
        }
        let by_target = view.chances_to_reach();
        for ((from, to), values) in &mut self.conversion {
            values.push(view.new_in_stage(*from, &by_target[*to]));
        }
        for (channel, [value, cost, conversion]) in self.channels.iter_mut().enumerate() {
            value.push(view.value_of_channel(channel, &alone));
            cost.push(view.cost_of_channel(channel));
            conversion.push(view.conversion_of_channel(channel));
        }
        let priced = if cac > 0.0 { Ok(cac) } else { Err(Absent::NoCost) };
        self.one.push(Figures {
            ltv,
            ltv_with_referrals: view.at_acquisition(&with_referrals),
            ltv_to_cac: ltv.and_then(|ltv| Ok(ltv / priced?)),
            payback: priced.and_then(|cac| view.payback(cac)),
            reproduction: view.reproduction(),
            new_per_new: view.new_per_new(),
            k_factor: view.k_factor(),
            cycle_time: view.cycle_time(),
            sales_cycle: view.sales_cycle(),
        });
        self.rates.iter_mut().zip(effective).for_each(|(sum, p)| *sum += p);
        self.numbers.iter_mut().zip(numbers).for_each(|(sum, x)| *sum += x);
        self.shares.iter_mut().zip(&view.shares).for_each(|(sum, x)| *sum += x);
        self.mixed.iter_mut().zip(view.mixed()).for_each(|(sum, x)| *sum = sum.zip(x).map(|(sum, x)| sum + x));
    }

    pub fn finish(self) -> Lifetime {
        let n = self.one.len() as f64;
        let of = |of: fn(&Figures<One>) -> One| over_draws(self.one.iter().map(of).collect());
        let payback: Values = self.one.iter().map(|f| f.payback).collect();
        let on_target = self.on_target();
        let mean = |sums: &[f64]| sums.iter().map(|sum| sum / n).collect();
        Lifetime {
            program: self.setting.chain.program.clone(),
            mixed: self.mixed.iter().map(|sum| sum.map(|sum| sum / n)).collect(),
            ltv: of(|f| f.ltv),
            ltv_with_referrals: of(|f| f.ltv_with_referrals),
            ltv_to_cac: of(|f| f.ltv_to_cac),
            payback: time_over_draws(payback),
            reproduction: of(|f| f.reproduction),
            new_per_new: of(|f| f.new_per_new),
            k_factor: of(|f| f.k_factor),
            cycle_time: of(|f| f.cycle_time),
            sales_cycle: of(|f| f.sales_cycle),
            on_target,
            rates: mean(&self.rates),
            numbers: mean(&self.numbers),
            shares: mean(&self.shares),
            stage_value: self.stage_value.into_iter().map(over_draws).collect(),
            conversion: self.conversion.into_iter().map(|(pair, values)| (pair, over_draws(values))).collect(),
            channels: self.channels.into_iter().map(brought).collect(),
        }
    }

    /// The targets about conversion, answered from what the draws gave.
    fn on_target(&self) -> Vec<(String, Result<f64, Absent>)> {
        let stages = &self.setting.plan.stages;
        let named = |from: &str, to: &str| {
            let at = |id: &str| stages.iter().position(|s| s.id == id);
            let pair = (at(from.trim())?, at(to.trim())?);
            self.conversion.iter().find(|(known, _)| *known == pair).map(|(_, values)| values)
        };
        let of = |metric: &str, bound: Bound| {
            let (from, to) = metric.strip_prefix("conversion[")?.strip_suffix(']')?.split_once("->")?;
            let chance = named(from, to).map_or(Err(Absent::NobodyThere), |values| {
                let kept: Vec<bool> = values.iter().map(|x| x.map(|x| keeps(x, bound))).collect::<Result<_, _>>()?;
                Ok(kept.iter().filter(|kept| **kept).count() as f64 / kept.len() as f64)
            });
            Some((metric.to_string(), chance))
        };
        stages.iter().flat_map(|stage| &stage.targets).filter_map(|t| of(&t.metric, t.bound)).collect()
    }
}

fn brought([value, cost, conversion]: [Values; 3]) -> Brought {
    let pays: Result<Vec<bool>, Absent> =
        value.iter().zip(&cost).map(|(value, cost)| Ok((*value)? > (*cost)?)).collect();
    let share = |pays: Vec<bool>| pays.iter().filter(|pays| **pays).count() as f64 / pays.len() as f64;
    Brought {
        chance_pays: pays.map(share),
        value: over_draws(value),
        cost: over_draws(cost),
        conversion: over_draws(conversion),
    }
}

/// A figure exists if it does in every draw.
fn over_draws(values: Values) -> Figure {
    let mut values: Vec<f64> = values.into_iter().collect::<Result<_, _>>()?;
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.sort_by(f64::total_cmp);
    Ok(OverDraws { mean, p5: at(&values, 0.05), p95: at(&values, 0.95) })
}

fn time_over_draws(values: Values) -> Result<Payback, Absent> {
    let mut values: Vec<f64> = values.into_iter().collect::<Result<_, _>>()?;
    values.sort_by(f64::total_cmp);
    let reached = values.iter().filter(|x| x.is_finite()).count() as f64 / values.len() as f64;
    Ok(Payback { p5: at(&values, 0.05), median: at(&values, 0.5), p95: at(&values, 0.95), reached })
}

fn at(sorted: &[f64], p: f64) -> f64 {
    sorted[((sorted.len() - 1) as f64 * p).round() as usize]
}
