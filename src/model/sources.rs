//! How long it is remembered who brought somebody, and what else the report wants to be told apart.
//!
//! Everybody's source is known until the first acquisition. Beyond it customers carry it only where it can matter:
//! where rates of the source's own act on customers, or where the report asks for it.

use super::checker::Checker;
use super::types::{Behaviour, Leaving, Per, Plan, Role, SegmentId, SourceId, Target};
use crate::base::diagnostics::Diagnostic;
use crate::scenario::{ReportText, did_you_mean};

/// What `[report]` asks to be told apart.
pub(super) struct Report {
    pub for_life: bool,
    pub cohorts: bool,
}

/// Reads `[report]`.
pub(super) fn report(text: &ReportText, checker: &mut Checker<'_>) -> Report {
    let for_life = text.sources.get().is_some_and(|sources| {
        let words = ["acquisition", "lifetime"];
        if !words.contains(&sources.value.as_str()) {
            let error = Diagnostic::error(format!("sources cannot be known for `{}`", sources.value));
            checker.push(error.at(sources.span, "").maybe_help(did_you_mean(&sources.value, words, "choice")));
        }
        sources.value == "lifetime"
    });
    Report { for_life, cohorts: text.cohorts.get().is_some_and(|cohorts| cohorts.value) }
}

/// Per source, whether its people are known as such after their first acquisition, in any plan and so in all.
pub(super) fn known_for_life(plans: &[Plan], all: bool) -> Vec<bool> {
    let n_sources = plans[0].channels.len() + plans[0].referrals.len();
    let own_rates_act_later = |source: SourceId| {
        plans.iter().any(|plan| {
            let seen = after_acquisition(plan);
            let own = plan.kinds.iter().filter(|kind| kind.source == Some(source));
            own.into_iter().any(|kind| differs_later(plan, kind, &plan.kinds[of_segment(kind.segment)], &seen))
        })
    };
    (0..n_sources).map(|source| all || own_rates_act_later(SourceId(source))).collect()
}

/// Those of a segment who came by no source with rates of its own come first.
fn of_segment(segment: SegmentId) -> usize {
    segment.0
}

/// The stages where somebody can be who was a customer once.
fn after_acquisition(plan: &Plan) -> Vec<bool> {
    let pays = |role: Role| role == Role::Customer;
    let mut seen: Vec<bool> =
        plan.stages.iter().map(|stage| !stage.instant && (pays(stage.role) || stage.role == Role::Lapsed)).collect();
    let mut open: Vec<usize> = (0..seen.len()).filter(|stage| seen[*stage]).collect();
    while let Some(from) = open.pop() {
        let by_transition = plan.transitions.iter().filter(|each| each.from.0 == from).map(|each| each.to);
        let otherwise = match plan.kinds[0].leaving[from] {
            Leaving::Instant { otherwise, .. } => Some(otherwise),
            _ => None,
        };
        for target in by_transition.chain(otherwise) {
            if let Target::Stage(to) = target
                && !std::mem::replace(&mut seen[to.0], true)
            {
                open.push(to.0);
            }
        }
    }
    seen
}

/// Whether somebody of one kind does or pays something else than one of another after the first acquisition.
fn differs_later(plan: &Plan, one: &Behaviour, other: &Behaviour, seen: &[bool]) -> bool {
    let leaves_otherwise =
        (0..plan.stages.len()).filter(|stage| seen[*stage]).any(|stage| one.leaving[stage] != other.leaving[stage]);
    let moves_otherwise = (0..plan.transitions.len())
        .filter(|index| seen[plan.transitions[*index].from.0])
        .any(|index| one.effects[index] != other.effects[index]);
    let invites_otherwise = plan.referrals.iter().enumerate().any(|(index, referral)| {
        let later = |position: usize| seen[referral.from[position].0];
        let mut positions = (0..referral.from.len()).filter(|position| later(*position));
        let accepted = one.accept[index] != other.accept[index];
        positions.any(|position| accepted || one.invites[index][position] != other.invites[index][position])
    });
    let pays_otherwise =
        |lines: &[super::types::MoneyLine], one: &[super::types::Number], other: &[super::types::Number]| {
            lines.iter().enumerate().any(|(index, line)| one[index] != other[index] && later(&line.per, plan, seen))
        };
    leaves_otherwise
        || moves_otherwise
        || invites_otherwise
        || pays_otherwise(&plan.revenue, &one.revenue, &other.revenue)
        || pays_otherwise(&plan.costs, &one.costs, &other.costs)
}

/// Whether a line can be booked on somebody who was a customer before.
fn later(per: &Per, plan: &Plan, seen: &[bool]) -> bool {
    match per {
        Per::Person(stages) | Per::Entry(stages) => stages.iter().any(|stage| seen[stage.0]),
        Per::Passage(transitions) => transitions.iter().any(|id| seen[plan.transitions[id.0].from.0]),
        Per::Arrival(_) | Per::Fixed | Per::Revenue => false,
    }
}
