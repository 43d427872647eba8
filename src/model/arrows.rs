//! What a friction, a test or a capacity acts on: arrows, and referrals as `referral:invite`.

use super::checker::Checker;
use super::places::Places;
use super::types::{Leaving, Role, Share, Target, Transition, TransitionId};
use crate::base::diagnostics::Diagnostic;
use crate::scenario::{Arrow, Text, Written, did_you_mean};

/// Transitions, each once, and referrals (index into [`super::types::Plan::referrals`]).
#[derive(Debug, Default)]
pub(super) struct On {
    pub transitions: Vec<TransitionId>,
    pub referrals: Vec<usize>,
}

/// Everything that `on` names; a message about what is not there.
pub(super) fn read(
    on: &Written<Vec<Text>>,
    places: &Places<'_>,
    transitions: &[Transition],
    checker: &mut Checker<'_>,
) -> On {
    checker.unresolved |= on.is_broken();
    let mut found = On::default();
    for text in on.get().into_iter().flatten() {
        if let Some(name) = text.value.strip_prefix("referral:") {
            found.referrals.extend(referral(name.trim(), text, checker));
            continue;
        }
        let arrow = match Arrow::parse(&text.value) {
            Some(Arrow::EveryEntryTo(to)) => {
                let error = Diagnostic::error(format!("`{}` includes those who come from outside", text.value));
                checker.push(error.at(text.span, "").help(format!("write \"* -> {to}\" for the transitions alone")));
                continue;
            }
            Some(arrow) => arrow,
            None => {
                let error = Diagnostic::error(format!("expected an arrow, found `{}`", text.value));
                checker.push(error.at(text.span, "").help("write on = \"a -> b\", or on = \"referral:name\""));
                continue;
            }
        };
        for id in places.transitions(&arrow, text, transitions, checker) {
            if !found.transitions.contains(&id) {
                found.transitions.push(id);
            }
        }
    }
    found
}

fn referral(name: &str, text: &Text, checker: &mut Checker<'_>) -> Option<usize> {
    let names: Vec<&str> = checker.wheel.referrals.iter().map(|each| each.about.id.value.as_str()).collect();
    let found = names.iter().position(|known| *known == name);
    if found.is_none() {
        let error = Diagnostic::error(format!("no referral `{name}`")).at(text.span, "");
        checker.push(error.maybe_help(did_you_mean(name, names, "referral")));
    }
    found
}

/// The first place of an `on`.
pub(super) fn place(on: &Written<Vec<Text>>) -> Option<crate::base::diagnostics::Span> {
    on.get().and_then(|texts| texts.first()).map(|text| text.span)
}

/// Whether a transition leads out: to the exit or to a stage of lapsed people.
pub(super) fn leads_out(transition: &Transition, stages: &[super::types::Stage]) -> bool {
    match transition.to {
        Target::Exit => true,
        Target::Stage(to) => !stages[to.0].instant && stages[to.0].role == Role::Lapsed,
    }
}

/// The one direction of several transitions; `None` if some lead out and others do not.
pub(super) fn all_lead_out(on: &On, transitions: &[Transition], stages: &[super::types::Stage]) -> Option<bool> {
    let ways = on.transitions.iter().map(|id| leads_out(&transitions[id.0], stages));
    let directions: Vec<bool> = ways.chain(on.referrals.iter().map(|_| false)).collect();
    let first = directions.first().copied().unwrap_or(false);
    directions.iter().all(|next| *next == first).then_some(first)
}

/// Whether a transition is what its sisters leave.
pub(super) fn is_rest(leaving: &Leaving, id: TransitionId) -> bool {
    let shares = match leaving {
        Leaving::Stay { shares, .. } | Leaving::After { shares, .. } | Leaving::Instant { shares, .. } => shares,
        Leaving::Never | Leaving::Hazards { .. } => return false,
    };
    shares.iter().any(|(transition, share)| *transition == id && *share == Share::Rest)
}
