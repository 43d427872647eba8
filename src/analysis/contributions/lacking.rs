//! A model with plans that lack one thing: an initiative, or a change that a plan makes.

use crate::model::{self, Model};
use crate::program::{Variant, altered};
use crate::scenario::{Again, Change, LeftOut};

/// A model, and behind its own plans others that lack something.
#[derive(Debug, Clone)]
pub struct Lacking {
    pub model: Model,
    pub without: Vec<WithoutOne>,
}

/// A plan that lacks one thing.
#[derive(Debug, Clone, PartialEq)]
pub struct WithoutOne {
    /// The plan that has it.
    pub plan: usize,
    pub change: Change,
    /// Index of the plan that lacks it.
    pub at: usize,
    /// Whether everything that this plan does could be left out.
    pub complete: bool,
}

impl Lacking {
    /// Plans without each of their initiatives, and without each of their changes.
    ///
    /// * `again`: the scenario of the model
    /// * `plans`: indices of the plans that are asked about
    ///
    /// What cannot be left out alone, because the rest would contradict itself, is not.
    pub fn new(model: &Model, again: &Again, plans: &[usize]) -> Lacking {
        let wanted = candidates(model, again, plans);
        let possible = match extended(model, again, &wanted) {
            Some(model) => return Lacking::of(model, &wanted, &wanted, plans),
            None => wanted.iter().filter(|one| extended(model, again, std::slice::from_ref(one)).is_some()),
        };
        let possible: Vec<LeftOut> = possible.cloned().collect();
        match extended(model, again, &possible) {
            Some(model) => Lacking::of(model, &possible, &wanted, plans),
            None => Lacking { model: model.clone(), without: Vec::new() },
        }
    }

    /// The same with what some plans buy multiplied by a factor, whatever they lack.
    pub fn with_spend(mut self, factors: &[(usize, f64)]) -> Lacking {
        let lacking = self.without.iter().filter_map(|without| {
            let factor = factors.iter().find(|(plan, _)| *plan == without.plan)?;
            Some((without.at, factor.1))
        });
        let all: Vec<(usize, f64)> = factors.iter().copied().chain(lacking).collect();
        for (plan, times) in all {
            self.model.plans[plan] = altered(&self.model, plan, &Variant::Spend { times });
        }
        self
    }

    fn of(model: Model, made: &[LeftOut], wanted: &[LeftOut], plans: &[usize]) -> Lacking {
        let count = |list: &[LeftOut], plan: &Option<String>| list.iter().filter(|one| one.plan == *plan).count();
        let at = |id: &str| model.plans.iter().position(|plan| plan.id == id);
        let without = |one: &LeftOut| {
            let plan = one.plan.as_deref().map_or(Some(0), at).filter(|plan| plans.contains(plan))?;
            let complete = count(made, &one.plan) == count(wanted, &one.plan);
            Some(WithoutOne { plan, change: one.change.clone(), at: at(&one.id)?, complete })
        };
        let without = made.iter().filter_map(without).collect();
        Lacking { model, without }
    }

    /// Those that lack something of a plan.
    pub fn of_plan(&self, plan: usize) -> impl Iterator<Item = &WithoutOne> {
        self.without.iter().filter(move |without| without.plan == plan)
    }
}

/// Everything that could be left out of these plans; initiatives first.
fn candidates(model: &Model, again: &Again, plans: &[usize]) -> Vec<LeftOut> {
    let id = |plan: usize| (plan > 0).then(|| model.plans[plan].id.as_str());
    let initiatives = plans.iter().flat_map(|&plan| {
        let active = model.plans[plan].initiatives.iter().filter(|initiative| initiative.active);
        active.map(move |initiative| (id(plan), initiative.id.as_str()))
    });
    let mut wanted = again.initiatives(initiatives);
    let asked = |one: &LeftOut| plans.iter().any(|&plan| plan > 0 && id(plan) == one.plan.as_deref());
    wanted.extend(again.changes().into_iter().filter(asked));
    wanted
}

/// The model with these plans behind its own; `None` if something is wrong with one of them.
fn extended(model: &Model, again: &Again, left_out: &[LeftOut]) -> Option<Model> {
    let (extended, _) = model::check(&again.with(left_out)?);
    let mut extended = extended?;
    // What the command line said about the run holds for its arms too.
    extended.simulation = model.simulation;
    extended.presentation = model.presentation.clone();
    let same_inputs = model.inputs.iter().zip(&extended.inputs).all(|(own, other)| own.path == other.path);
    let added = extended.plans.len() == model.plans.len() + left_out.len();
    (same_inputs && added).then_some(extended)
}
