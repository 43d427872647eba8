//! The system of every plan with the figures of the run, for the drawings of its shape and its map.

use super::Subject;
use crate::model::{Channel, Model, Plan, Referral, StageId, Target, Transition};
use crate::report::chart::system::{Flow, Friction, Source, SourceKind, Stage, System};

/// A plan of the results as a system: means over all futures.
///
/// * `p`: index into the plans of the results
pub(super) fn system(subject: &Subject, p: usize) -> System {
    let index = subject.plans[p];
    let plan = &subject.model.plans[index];
    let lifetime = &subject.lifetimes[p];
    let conversion = lifetime.conversion.iter().filter_map(|((a, b), figure)| Some((*a, *b, figure.ok()?.mean)));
    System {
        plan: index,
        label: plan.label.clone(),
        stages: plan.stages.iter().map(|stage| stage_of(subject, p, stage)).collect(),
        sources: sources(subject, p),
        flows: flows(subject, p),
        frictions: frictions(subject.model, plan),
        conversion: conversion.collect(),
        new_per_new: lifetime.new_per_new.ok().map(|figure| figure.mean),
    }
}

/// Index into the plans of the results of the plan to show beside the first one: of the others the one with
/// the best outcome on average.
pub(super) fn best_other(subject: &Subject) -> Option<usize> {
    let metric = super::outcome::headline(subject).unwrap_or("customers");
    let outcome = |p: usize| mean(subject, p, metric).unwrap_or(f64::NEG_INFINITY);
    (1..subject.plans.len()).rev().max_by(|a, b| outcome(*a).total_cmp(&outcome(*b)))
}

/// The mean of a figure over the whole run.
fn mean(subject: &Subject, p: usize, metric: &str) -> Option<f64> {
    subject.results.total(p, metric)?.mean
}

fn stage_of(subject: &Subject, p: usize, stage: &crate::model::Stage) -> Stage {
    let time = (!stage.instant).then(|| mean(subject, p, &format!("time_in_stage[{}]", stage.id))).flatten();
    Stage {
        label: stage.label.clone(),
        phase: stage.phase.clone(),
        role: (!stage.instant).then_some(stage.role),
        at_start: people_at_start(subject, p, stage),
        entered: entered(subject, p, &stage.id),
        time,
    }
}

/// As many as are written, or as the sources keep there on average.
fn people_at_start(subject: &Subject, p: usize, stage: &crate::model::Stage) -> f64 {
    if !stage.settled {
        return stage.start;
    }
    let people = subject.results.by_period(p, &format!("people[{}]", stage.id));
    people.and_then(|series| series.first().copied().flatten()?.mean).unwrap_or(0.0)
}

fn entered(subject: &Subject, p: usize, stage: &str) -> f64 {
    mean(subject, p, &format!("entries[{stage}]")).unwrap_or(0.0)
}

/// The channels that the plan has, and its referrals.
fn sources(subject: &Subject, p: usize) -> Vec<Source> {
    let plan = &subject.model.plans[subject.plans[p]];
    let people = |id: &str| mean(subject, p, &format!("arrivals[{id}]")).unwrap_or(0.0);
    let indices = |stages: &[StageId]| stages.iter().map(|stage| stage.0).collect::<Vec<_>>();
    let channel = |channel: &Channel| Source {
        label: channel.label.clone(),
        kind: if channel.from.is_some() { SourceKind::Campaign } else { SourceKind::Channel },
        from: channel.from.as_ref().map_or(Vec::new(), |campaign| indices(&campaign.stages)),
        to: channel.to.0,
        people: people(&channel.id),
    };
    let referral = |referral: &Referral| Source {
        label: referral.label.clone(),
        kind: SourceKind::Referral,
        from: indices(&referral.from),
        to: referral.to.0,
        people: people(&referral.id),
    };
    let channels = plan.channels.iter().filter(|channel| channel.active).map(channel);
    channels.chain(plan.referrals.iter().map(referral)).collect()
}

/// The transitions in file order, and who takes none of the written ways out of an instant stage.
fn flows(subject: &Subject, p: usize) -> Vec<Flow> {
    let plan = &subject.model.plans[subject.plans[p]];
    let to = |target: Target| match target {
        Target::Stage(stage) => Some(stage.0),
        Target::Exit => None,
    };
    let name = |transition: &Transition| {
        let to = to(transition.to).map_or("exit", |stage| plan.stages[stage].id.as_str());
        format!("passages[{} -> {to}]", plan.stages[transition.from.0].id)
    };
    let taken = |transition: &Transition| Flow {
        from: transition.from.0,
        to: to(transition.to),
        people: mean(subject, p, &name(transition)).unwrap_or(0.0),
    };
    let mut flows: Vec<Flow> = plan.transitions.iter().map(taken).collect();
    for (from, leaving) in plan.kinds[0].leaving.iter().enumerate() {
        let crate::model::Leaving::Instant { otherwise, .. } = leaving else { continue };
        let written: f64 = flows.iter().filter(|flow| flow.from == from).map(|flow| flow.people).sum();
        let rest = entered(subject, p, &plan.stages[from].id) - written;
        let to = to(*otherwise);
        // Means are rounded: what is less than a person in a million futures is nobody.
        if rest > 1e-6 {
            match flows.iter_mut().find(|flow| flow.from == from && flow.to == to) {
                Some(flow) => flow.people += rest,
                None => flows.push(Flow { from, to, people: rest }),
            }
        }
    }
    flows
}

/// The frictions of a plan, each with the share that it takes at the median of what is not known.
///
/// What initiatives of the plan leave of it counts at their full height.
fn frictions(model: &Model, plan: &Plan) -> Vec<Friction> {
    let medians: Vec<f64> = model.inputs.iter().map(|input| input.law.quantile(0.5)).collect();
    let kind = &plan.kinds[0];
    let of = |(at, friction): (usize, &crate::model::Friction)| {
        let drag = kind.drags().find(|drag| drag.friction == at)?;
        let inviters = friction.on_referrals.iter().flat_map(|on| &plan.referrals[*on].from);
        let on = friction.on.iter().map(|on| plan.transitions[on.0].from).chain(inviters.copied());
        let mut on: Vec<usize> = on.map(|stage| stage.0).collect();
        on.sort_unstable();
        on.dedup();
        let taken = drag.size.value(&medians) * drag.left.value(&medians);
        let size = drag.pushes.map_or(taken, |units| 1.0 - libm::pow(1.0 - taken, units));
        Some(Friction { label: friction.label.clone(), on, size, pushes: drag.pushes.is_some() })
    };
    plan.frictions.iter().enumerate().filter_map(of).collect()
}
