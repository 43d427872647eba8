//! Who is on the way to become a customer at the start: stages of as many people as the sources of the past keep there
//! (`start = "settled"`), and stages of which nothing is said although people have always come through them.

use super::checker::Checker;
use super::types::{
    Behaviour, Channel, Hazard, Leaving, Plan, Role, Share, Spend, StageId, Survival, Target, TransitionId,
};
use crate::base::diagnostics::{Diagnostic, Span};
use crate::scenario::{Figures, PeopleText, Wheel};

/// Refuses what has no settled number of people, and asks about pipelines that are empty.
///
/// * `past`: everyone's past
/// * `wheel`: of the base plan, for the places
pub(super) fn check(past: &Plan, wheel: &Wheel, checker: &mut Checker<'_>) {
    let settled: Vec<usize> = (0..past.stages.len()).filter(|&stage| past.stages[stage].settled).collect();
    for &stage in &settled {
        let Some(PeopleText::Settled(span)) = wheel.stages[stage].start.get() else { continue };
        if let Some((why, help)) = unsettled(past, stage, checker) {
            let title = format!("`{}` cannot be settled: {why}", past.stages[stage].id);
            checker.push(Diagnostic::error(title).at(*span, "").help(help));
        }
    }
    ask_about_empty(past, wheel, checker);
}

/// Why no number of people is the one to which the rates of a stage lead, and what to do.
fn unsettled(past: &Plan, stage: usize, checker: &Checker<'_>) -> Option<(String, String)> {
    let described = &past.stages[stage];
    let count = || "write how many there are today: start = 120".to_string();
    if !matches!(described.role, Role::Prospect | Role::User) {
        let why = "its people are customers, or were, and customers are known".to_string();
        return Some((why, "count them: start = 400".to_string()));
    }
    if !past.kinds.iter().all(|kind| is_left(past, kind, stage, checker)) {
        let help = "say how they leave, like to.exit = \"3% per month\", or write how many there are: start = 120";
        return Some(("nobody ever leaves it for good, so it would grow for ever".to_string(), help.to_string()));
    }
    let leads_here = |to: StageId| leads(past, Target::Stage(to), stage);
    let settles = |from: &[StageId]| from.iter().any(|from| past.stages[from.0].settled);
    if let Some(referral) = past.referrals.iter().find(|referral| settles(&referral.from) && leads_here(referral.to)) {
        let why = format!("by `{}` its people, or others who are settled, bring people to it", referral.id);
        return Some((why, count()));
    }
    let mut on = past.channels.iter().filter(|channel| channel.active && channel.ran_before);
    if let Some(channel) = on.clone().find(|channel| takes_from(channel, stage)) {
        return Some((format!("the campaign `{}` takes people out of it", channel.id), count()));
    }
    let of_revenue = |channel: &&Channel| matches!(channel.spend, Spend::ShareOfRevenue(_)) && leads_here(channel.to);
    if let Some(channel) = on.find(|channel| channel.bought && of_revenue(channel)) {
        return Some((format!("what `{}` spends for its people depends on the revenue", channel.id), count()));
    }
    // Who finds no place stays, or takes the `else`; who finds one comes here.
    let limits = |way: &TransitionId| {
        let way = &past.transitions[way.0];
        let instead = otherwise(past, way.from.0).is_some_and(|to| leads(past, to, stage));
        way.from.0 == stage || instead || leads(past, way.to, stage)
    };
    let limited = past.capacities.iter().find(|capacity| capacity.on.iter().any(limits));
    limited.map(|capacity| (format!("how many find a place in `{}` is not known", capacity.id), count()))
}

/// Whether those who go to a target come to a stage, by nothing but instant and settled stages.
fn leads(past: &Plan, to: Target, stage: usize) -> bool {
    let mut seen = vec![false; past.stages.len()];
    let mut open = vec![to];
    while let Some(target) = open.pop() {
        let Target::Stage(StageId(at)) = target else { continue };
        if at == stage {
            return true;
        }
        let passes = past.stages[at].instant || past.stages[at].settled;
        if passes && !std::mem::replace(&mut seen[at], true) {
            open.extend(past.transitions.iter().filter(|way| way.from.0 == at).map(|way| way.to));
            open.extend(otherwise(past, at));
        }
    }
    false
}

/// Where those go who take no way out of an instant stage.
fn otherwise(past: &Plan, stage: usize) -> Option<Target> {
    match past.kinds[0].leaving[stage] {
        Leaving::Instant { otherwise, .. } => Some(otherwise),
        _ => None,
    }
}

fn takes_from(channel: &Channel, stage: usize) -> bool {
    channel.from.as_ref().is_some_and(|campaign| campaign.stages.contains(&StageId(stage)))
}

/// Whether everybody of a kind leaves in the end, for a place that is not settled.
fn is_left(past: &Plan, kind: &Behaviour, stage: usize, checker: &Checker<'_>) -> bool {
    let mut seen = vec![false; past.stages.len()];
    let mut open = vec![stage];
    while let Some(from) = open.pop() {
        for to in goes_on(past, kind, from, checker) {
            match to {
                Target::Exit => return true,
                Target::Stage(to) => {
                    let stage = &past.stages[to.0];
                    if !stage.instant && !stage.settled {
                        return true;
                    }
                    if !std::mem::replace(&mut seen[to.0], true) {
                        open.push(to.0);
                    }
                }
            }
        }
    }
    false
}

/// Where anybody of a kind ever goes from a stage, however long she has been there.
fn goes_on(past: &Plan, kind: &Behaviour, stage: usize, checker: &Checker<'_>) -> Vec<Target> {
    let is_taken = |way: TransitionId, often: bool| often && checker.median(&kind.effects[way.0].scale) > 0.0;
    let to = |way: TransitionId| past.transitions[way.0].to;
    let of_shares = |shares: &[(TransitionId, Share)]| {
        let taken = shares.iter().filter(|(way, share)| match share {
            Share::Of(number) => is_taken(*way, checker.median(number) > 0.0),
            Share::Rest => true,
        });
        taken.map(|(way, _)| to(*way)).collect::<Vec<Target>>()
    };
    match &kind.leaving[stage] {
        Leaving::Never => Vec::new(),
        Leaving::Stay { shares, .. } | Leaving::After { shares, .. } => of_shares(shares),
        Leaving::Instant { shares, otherwise } => of_shares(shares).into_iter().chain([*otherwise]).collect(),
        Leaving::Hazards { groups, survivals } => {
            let lasting = |hazard: &Hazard| match hazard {
                Hazard::Flat(number) => checker.median(number) > 0.0,
                Hazard::Since(_, entries) => entries.last().is_some_and(|last| checker.median(last) > 0.0),
                Hazard::Sbg { .. } => true,
            };
            let falls = |survival: &Survival| match survival.points.as_slice() {
                [.., (_, before), (_, last)] => checker.median(last) < checker.median(before),
                _ => true,
            };
            let moves = groups.iter().flat_map(|group| &group.moves);
            let by_rate = moves.filter(|(way, hazard)| is_taken(*way, lasting(hazard))).map(|(way, _)| to(*way));
            let by_curve = survivals.iter().filter(|curve| falls(curve)).map(|curve| to(curve.transition));
            by_rate.chain(by_curve).collect()
        }
    }
}

/// Which stages can be reached from one, itself included.
fn reached(past: &Plan, from: StageId) -> Vec<bool> {
    let mut seen = vec![false; past.stages.len()];
    seen[from.0] = true;
    let mut open = vec![from.0];
    while let Some(stage) = open.pop() {
        let ways = past.transitions.iter().filter(|way| way.from.0 == stage).map(|way| way.to);
        for target in ways.chain(otherwise(past, stage)) {
            if let Target::Stage(to) = target
                && !std::mem::replace(&mut seen[to.0], true)
            {
                open.push(to.0);
            }
        }
    }
    seen
}

/// Customers who are there already came on a way: where people have always come through, somebody is on it.
fn ask_about_empty(past: &Plan, wheel: &Wheel, checker: &mut Checker<'_>) {
    let pays = |stage: usize| past.stages[stage].role == Role::Customer && !past.stages[stage].instant;
    let stages = 0..past.stages.len();
    let customers: f64 = stages.clone().filter(|&stage| pays(stage)).map(|stage| past.stages[stage].start).sum();
    if customers == 0.0 {
        return;
    }
    let channels =
        past.channels.iter().filter(|channel| channel.active && channel.ran_before && channel.from.is_none());
    let is_there = |from: &[StageId]| from.iter().any(|from| past.stages[from.0].start > 0.0);
    let referrals = past.referrals.iter().filter(|referral| is_there(&referral.from));
    let come: Vec<Vec<bool>> = channels
        .map(|channel| channel.to)
        .chain(referrals.map(|referral| referral.to))
        .map(|to| reached(past, to))
        .collect();
    for stage in stages.clone() {
        let (described, text) = (&past.stages[stage], &wheel.stages[stage]);
        let on_the_way = !described.instant && matches!(described.role, Role::Prospect | Role::User);
        let leads = || {
            let seen = reached(past, StageId(stage));
            stages.clone().any(|other| pays(other) && seen[other])
        };
        if !on_the_way || !text.start.is_absent() || !come.iter().any(|seen| seen[stage]) || !leads() {
            continue;
        }
        let place: Span = text.about.id.span;
        let title = format!(
            "there are {} customers at the start, and nobody on the way in `{}`",
            Figures(customers),
            described.id
        );
        let help = "then the first periods bring too few: start = \"settled\" for as many as the sources keep there, how \
                    many there are, or start = 0 if it is new";
        checker.push(Diagnostic::warning(title).at(place, "").help(help));
    }
}
