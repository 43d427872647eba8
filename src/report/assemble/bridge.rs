//! Bridge: which change of a plan brings what.

use super::contributed::{change_in_words, outcome_in_words, over, unit_of};
use super::{AnyChart, Subject};
use crate::analysis::contributions::{self, Spread};
use crate::report::chart::{Bridge, Context, Part, bridge};

/// Of the plan that brings most among those with several changes; None if there is none.
pub(super) fn chart(subject: &Subject, context: &Context) -> Option<AnyChart> {
    let bridges = subject.contributions.iter().filter_map(|found| Some((found, found.bridge.as_ref()?)));
    let (found, way) = bridges.max_by(|(_, a), (_, b)| a.plan.mean.total_cmp(&b.plan.mean))?;
    let (base, plan) = (&subject.model.plans[0], &subject.model.plans[found.plan]);
    let part = |spread: &Spread| Part { mean: spread.mean, low: spread.p5, high: spread.p95 };
    let named = |change: &contributions::BridgePart| {
        (change_in_words(plan, &change.change, context.language), part(&change.gain))
    };
    let best = best_of_all(subject, found.outcome.id).filter(|best| *best != found.plan);
    let figures = Bridge {
        best: best.map(|best| subject.model.plans[best].label.clone()),
        outcome: outcome_in_words(found.outcome, context.language).to_string(),
        unit: unit_of(found.outcome, subject),
        base: (base.label.clone(), part(&way.base)),
        plan: (plan.label.clone(), part(&way.plan)),
        hue: found.plan,
        changes: way.changes.iter().map(named).collect(),
        interactions: part(&way.interactions),
    };
    Some(Box::new(bridge(&figures, &over(context, found.replications))))
}

/// The plan with the highest mean outcome of the run, whatever it changes.
fn best_of_all(subject: &Subject, metric: &str) -> Option<usize> {
    let mean = |p: usize| subject.results.total(p, metric)?.mean;
    let means = subject.plans.iter().enumerate().filter_map(|(p, &plan)| Some((plan, mean(p)?)));
    means.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(plan, _)| plan)
}
