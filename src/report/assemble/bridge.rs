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
    let figures = Bridge {
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
