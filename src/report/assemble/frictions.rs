//! Frictions: what each drag of the plan as written costs.

use super::contributed::{arrow, estimate, outcome_in_words, over, today, unit_of};
use super::{AnyChart, Subject};
use crate::analysis::contributions::FrictionCost;
use crate::report::chart::{Context, FrictionRow, Frictions, frictions};

/// None for a plan without frictions.
pub(super) fn chart(subject: &Subject, context: &Context) -> Option<AnyChart> {
    let found = today(subject).filter(|found| !found.frictions.costs.is_empty())?;
    let plan = &subject.model.plans[found.plan];
    let row = |cost: &FrictionCost| {
        let friction = &plan.frictions[cost.friction];
        let on = friction.on.iter().map(|id| arrow(plan, &plan.transitions[id.0], context.language));
        let referrals = friction.on_referrals.iter().map(|&referral| plan.referrals[referral].label.clone());
        FrictionRow {
            label: friction.label.clone(),
            owner: friction.owner.clone(),
            stage: subject.model.presentation.language.list(on.chain(referrals)),
            cost: estimate(&cost.cost),
        }
    };
    let figures = Frictions {
        plan: plan.label.clone(),
        unit: unit_of(found.outcome, subject),
        outcome: outcome_in_words(found.outcome, context.language).to_string(),
        rows: found.frictions.costs.iter().map(row).collect(),
        together: found.frictions.together.as_ref().map(estimate),
    };
    Some(Box::new(frictions(&figures, found.plan, &over(context, found.replications))))
}
