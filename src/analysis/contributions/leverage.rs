//! Leverage: what a tenth more of each transition, channel and kind of invitation is worth.

use super::{Arms, Played, Spread};
use crate::model::{Leaving, Model, Number, Plan, Share, TransitionId};
use crate::program::{Variant, compile_variant};

/// A lever is pushed by a tenth.
const PUSH: f64 = 1.1;

/// Levers that are pushed at most; each is an arm of its own.
const MOST_LEVERS: usize = 24;

/// What pushing each lever of a plan is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Leverage {
    /// The strongest first, whichever way it works.
    pub levers: Vec<Lever>,
    /// Futures in which each was played.
    pub replications: usize,
    /// Transitions that were not tried, because there are too many.
    pub left_out: usize,
}

/// What a tenth more of something is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lever {
    pub pushed: Pushed,
    pub gain: Spread,
}

/// What is pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pushed {
    /// A tenth more of those who could take it do, at the cost of whoever would stay or go elsewhere.
    Transition(TransitionId),
    /// A tenth more spend; of a channel that does not buy its people, a tenth more of them.
    Channel(usize),
    /// A tenth more invitations of this referral.
    Invitations(usize),
}

/// The levers with their arms, and how many were left out.
pub(super) struct Asked {
    levers: Vec<(Pushed, usize)>,
    left_out: usize,
}

pub(super) fn asked(model: &Model, plan: usize, arms: &mut Arms) -> Asked {
    let all = levers(&model.plans[plan]);
    let left_out = all.len().saturating_sub(MOST_LEVERS);
    let arm = |pushed: Pushed| {
        let variant = match pushed {
            Pushed::Transition(of) => Variant::Transition { of, times: PUSH },
            Pushed::Channel(of) => Variant::Channel { of, times: PUSH },
            Pushed::Invitations(of) => Variant::Invitations { of, times: PUSH },
        };
        (pushed, arms.add(compile_variant(model, plan, &variant)))
    };
    Asked { levers: all.into_iter().take(MOST_LEVERS).map(arm).collect(), left_out }
}

/// Whatever can be pushed: channels first, then referrals, then transitions in the order of the file.
fn levers(plan: &Plan) -> Vec<Pushed> {
    let channels = (0..plan.channels.len()).filter(|&c| plan.channels[c].active).map(Pushed::Channel);
    let sends = |r: &usize| plan.kinds.iter().flat_map(|kind| &kind.invites[*r]).any(|n| *n != Number::Constant(0.0));
    let referrals = (0..plan.referrals.len()).filter(sends).map(Pushed::Invitations);
    let transitions = (0..plan.transitions.len()).map(TransitionId).filter(|&id| is_own(plan, id));
    channels.chain(referrals).chain(transitions.map(Pushed::Transition)).collect()
}

/// Whether the rate of a transition is its own: the rest follows from its sisters.
fn is_own(plan: &Plan, id: TransitionId) -> bool {
    let stage = plan.transitions[id.0].from;
    match &plan.kinds[0].leaving[stage.0] {
        Leaving::Never | Leaving::Hazards { .. } => true,
        Leaving::Stay { shares, .. } | Leaving::After { shares, .. } | Leaving::Instant { shares, .. } => {
            !shares.contains(&(id, Share::Rest))
        }
    }
}

pub(super) fn answered(asked: Asked, played: &Played) -> Leverage {
    let lever = |(pushed, arm): (Pushed, usize)| Lever { pushed, gain: Spread::of(&played.gains(arm, 0)) };
    let mut levers: Vec<Lever> = asked.levers.into_iter().map(lever).collect();
    levers.sort_by(|a, b| b.gain.mean.abs().total_cmp(&a.gain.mean.abs()));
    Leverage { levers, replications: played.paired.replications, left_out: asked.left_out }
}
