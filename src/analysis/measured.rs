//! Does the base plan do what was measured? Every rate that somebody counted, beside what people do in it.
//!
//! A rate is compared with the mean of its own law, in the unit in which it was written: what effects,
//! segments and conversions make of it shows as a difference, what a small count leaves open does not.

use crate::model::{Kind, Leaving, Model, Plan};
use crate::program::person::Chain;
use crate::program::{Formula, LeavingLaw, Program, Rates, Slot};
use std::sync::Arc;

/// Written and in the plan apart by more than this is worth a question.
pub const APART: f64 = 0.05;

/// A counted rate as it was written, and as it is in the base plan in expectation.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Index of the transition.
    pub transition: usize,
    /// Index into the plan's kinds of people; `None`: all together, the segments by their shares.
    pub kind: Option<usize>,
    /// Mean of what was written, per its unit.
    pub written: f64,
    /// The same in the plan.
    pub in_plan: f64,
}

impl Measured {
    /// Whether the two are more than [`APART`] apart.
    pub fn is_apart(&self) -> bool {
        (self.in_plan - self.written).abs() > APART * self.written
    }
}

/// What is compared: the base plan and its means over the draws.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    pub model: &'a Model,
    /// Of the base plan, as single people meet it ([`crate::program::compile_for_ever`]).
    pub program: Arc<Program>,
    /// Mean of every number and of every effective probability over the draws.
    pub numbers: &'a [f64],
    pub rates: &'a [f64],
    /// Mean share of each segment.
    pub shares: &'a [f64],
}

/// Every counted rate of the base plan: of everybody first, then those of single kinds of people that have
/// counts of their own.
pub fn measured(question: &Question) -> Vec<Measured> {
    let chain = Chain::new(question.program.clone());
    let plan = &question.model.plans[0];
    let mut found = Vec::new();
    for (transition, described) in plan.transitions.iter().enumerate() {
        let of_kind = |kind: usize| rate(question, &chain, transition, kind);
        let segments = question.shares.len();
        let of_segments: Vec<Option<Rate>> = (0..segments).map(of_kind).collect();
        if described.counted.is_some()
            && let Some(all) = blended(question, transition, &of_segments)
        {
            found.push(all);
        }
        let base: Vec<Slot> = of_segments.iter().flatten().map(|rate| rate.slot).take(1).collect();
        let own = |rate: &Rate| !base.contains(&rate.slot) && is_counted(question, rate.slot);
        for kind in 0..plan.kinds.len() {
            if let Some(rate) = of_kind(kind).filter(|rate| segments + kind > 1 && own(rate)) {
                let Rate { written, in_plan, .. } = rate;
                found.push(Measured { transition, kind: Some(kind), written, in_plan });
            }
        }
    }
    found
}

/// Per transition its effective probability per step, of those who are new in the stage and of no source with rates
/// of its own, over the segments.
pub fn rates(question: &Question) -> Vec<f64> {
    let chain = Chain::new(question.program.clone());
    let plan = &question.model.plans[0];
    let of = |transition: usize| {
        let (stage, exit) = exit_of(plan, transition);
        let of_kind = |kind: usize| Some(question.rates[first_probability(&chain, stage, kind)? + exit]);
        let segments = question.shares.iter().enumerate();
        let known: Vec<(f64, f64)> = segments.filter_map(|(kind, share)| Some((of_kind(kind)?, *share))).collect();
        let whole: f64 = known.iter().map(|(_, share)| share).sum();
        if whole > 0.0 { known.iter().map(|(p, share)| p * share).sum::<f64>() / whole } else { 0.0 }
    };
    (0..plan.transitions.len()).map(of).collect()
}

/// The stage of a transition, and its number among those out of it.
fn exit_of(plan: &Plan, transition: usize) -> (usize, usize) {
    let stage = plan.transitions[transition].from.0;
    (stage, plan.transitions[..transition].iter().filter(|t| t.from.0 == stage).count())
}

/// The rate of one transition and kind of people.
struct Rate {
    /// Its number as written.
    slot: Slot,
    written: f64,
    in_plan: f64,
}

/// The segments together, by their shares.
fn blended(question: &Question, transition: usize, of_segments: &[Option<Rate>]) -> Option<Measured> {
    let known: Vec<(&Rate, f64)> =
        of_segments.iter().zip(question.shares).filter_map(|(rate, share)| Some((rate.as_ref()?, *share))).collect();
    let whole: f64 = known.iter().map(|(_, share)| share).sum();
    let (first, _) = known.first()?;
    let in_plan = known.iter().map(|(rate, share)| rate.in_plan * share).sum::<f64>() / whole;
    Some(Measured { transition, kind: None, written: first.written, in_plan })
}

fn rate(question: &Question, chain: &Chain, transition: usize, kind: usize) -> Option<Rate> {
    let plan = &question.model.plans[0];
    let (stage, exit) = exit_of(plan, transition);
    let first = first_probability(chain, stage, kind)?;
    let set: &Rates = question.program.rates.iter().find(|set| set.first == first)?;
    let out: f64 = question.rates[first..first + set.exits].iter().sum();
    let p = question.rates[first + exit];
    match &set.law {
        LeavingLaw::Decide { shares, .. } => {
            let slot = shares.iter().find(|(j, _)| *j == exit)?.1?;
            let decide = match plan.kinds[kind].leaving[stage] {
                Leaving::Stay { .. } | Leaving::After { .. } => out,
                _ => 1.0,
            };
            Some(Rate { slot, written: question.numbers[slot], in_plan: p / decide })
        }
        LeavingLaw::Hazards { groups, .. } => {
            let group = groups.iter().find(|group| group.exits.contains(&exit))?;
            // A rate that changes within the step has no single unit to compare.
            let [(units, slots)] = &group.pieces[..] else { return None };
            let slot = slots[group.exits.iter().position(|&j| j == exit)?];
            Some(Rate { slot, written: question.numbers[slot], in_plan: per_unit(p, out, 1.0 / units) })
        }
    }
}

/// The first probability of those of a kind who are new in a stage and can leave it.
fn first_probability(chain: &Chain, stage: usize, kind: usize) -> Option<usize> {
    let here = |s: &usize| chain.states[*s].stage == stage && chain.states[*s].kind == kind;
    let leaving = (0..chain.states.len()).filter(here).filter_map(|s| {
        let f = &chain.states[s];
        Some(((f.tenure, f.age, f.standing), chain.first_probability(s)?))
    });
    leaving.min().map(|(_, first)| first)
}

/// Probability per unit of `steps` steps of a way with probability `p` per step, where all ways together
/// have `all`.
fn per_unit(p: f64, all: f64, steps: f64) -> f64 {
    if steps == 1.0 {
        p
    } else if all <= 0.0 {
        0.0
    } else {
        -libm::expm1(steps * libm::log1p(-all.min(1.0 - 1e-15))) * p / all
    }
}

/// Whether somebody counted what a number is made of.
fn is_counted(question: &Question, slot: Slot) -> bool {
    let of = |slot: Slot| is_counted(question, slot);
    match question.program.numbers[slot] {
        Formula::Input(input) => question.model.inputs[input].kind == Kind::Counted,
        Formula::Sum(a, b) | Formula::Difference(a, b) | Formula::Product(a, b) | Formula::Quotient(a, b) => {
            of(a) || of(b)
        }
        _ => false,
    }
}
