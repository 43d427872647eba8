//! Leverage: what a tenth more of each lever of the plan as written is worth.

use super::contributed::{arrow, estimate, outcome_in_words, over, today, unit_of};
use super::{AnyChart, Subject};
use crate::analysis::contributions::{self, Pushed};
use crate::report::chart::{Context, Lever, LeverRow, Leverage, leverage};

/// None if there is nothing to push, or nothing comes of it.
pub(super) fn chart(subject: &Subject, context: &Context) -> Option<AnyChart> {
    let found = today(subject)?;
    let plan = &subject.model.plans[found.plan];
    let row = |lever: &contributions::Lever| {
        let (label, kind) = match lever.pushed {
            Pushed::Transition(id) => (arrow(plan, &plan.transitions[id.0], context.language), Lever::Transition),
            Pushed::Channel(channel) => (plan.channels[channel].label.clone(), Lever::Channel),
            Pushed::Invitations(referral) => (plan.referrals[referral].label.clone(), Lever::Invitation),
        };
        LeverRow { label, kind, gain: estimate(&lever.gain) }
    };
    // Where nobody passes nothing can be pushed.
    let works = |lever: &&contributions::Lever| lever.gain.mean != 0.0 || lever.gain.se != 0.0;
    let rows: Vec<LeverRow> = found.leverage.levers.iter().filter(works).map(row).collect();
    let figures = Leverage {
        plan: plan.label.clone(),
        outcome: outcome_in_words(found.outcome, context.language).to_string(),
        unit: unit_of(found.outcome, subject),
        left_out: found.leverage.left_out,
        rows,
    };
    (!figures.rows.is_empty())
        .then(|| -> AnyChart { Box::new(leverage(&figures, found.plan, &over(context, found.leverage.replications))) })
}
