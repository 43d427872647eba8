//! Kinds of people: what each segment does and pays, and those of it whom a source with rates of its own brought.
//!
//! The wheel is read again with what is set for them; numbers that come out the same are the same inputs.

use super::blend;
use super::changes::{Act, Alteration};
use super::checker::Checker;
use super::effects;
use super::frictions::Frictions;
use super::inputs::{self, Owner};
use super::money::{self, Side};
use super::places::Places;
use super::referrals;
use super::segments::{self, Factors};
use super::stages;
use super::types::{Behaviour, Effects, Initiative, Leaving, Number, SegmentId, SourceId, Test, Transition};
use crate::scenario::{KindText, Wheel};

/// What all kinds have in common.
pub(super) struct Common<'a> {
    pub transitions: &'a [Transition],
    pub frictions: &'a Frictions,
    pub tests: &'a [Test],
    pub initiatives: &'a [Initiative],
    pub shares: &'a [Number],
}

/// What people do and pay, without what acts on it.
pub(super) struct Numbers {
    pub leaving: Vec<Leaving>,
    pub invites: Vec<Vec<Number>>,
    pub accept: Vec<Number>,
    pub revenue: Vec<Number>,
    pub costs: Vec<Number>,
}

/// All kinds of a plan: first one per segment, then one per segment for each source with rates of its own.
///
/// * `numbers`: as read for everybody, of whom nothing is said in particular
pub(super) fn check<'a>(
    wheel: &'a Wheel,
    numbers: Numbers,
    common: &Common<'_>,
    checker: &mut Checker<'a>,
) -> Vec<Behaviour> {
    let keep = segments::keeps_blend(checker);
    let factors: Vec<Factors> = segment_kinds(wheel).map(|kind| factors_of(&kind.changes, checker)).collect();
    let rescaled = if keep { kept(&factors, common.shares, checker) } else { Vec::new() };
    let mut kinds = Vec::with_capacity(wheel.kinds.len());
    let mut everybody = Some(numbers);
    let segmented = !wheel.segments.list.is_empty();
    for kind in &wheel.kinds {
        let from = checker.alterations.len();
        for (change, factor) in &factors[kind.segment] {
            checker.alterations.push(segments::times(change, factor, wheel));
        }
        checker.alterations.extend(rescaled.iter().cloned());
        alter_for(kind, wheel, checker);
        let as_everybody = kind.wheel.is_none() && checker.alterations.len() == from && !segmented;
        let read = if as_everybody && kind.source.is_none() { everybody.take() } else { None };
        let own = kind.wheel.as_deref().unwrap_or(wheel);
        checker.wheel = own;
        checker.registry.owners = owners(kind, wheel);
        let read = read.unwrap_or_else(|| numbers_of(own, checker));
        kinds.push(behaviour(kind, wheel, read, common, checker));
        checker.refuse_idle_alterations(from);
        checker.alterations.truncate(from);
        checker.registry.owners.clear();
        checker.wheel = wheel;
    }
    if let (Some(everybody), true, false) =
        (&everybody, segmented, checker.registry.in_a_plan || checker.diagnostics.has_errors())
    {
        let segments = &kinds[..wheel.segments.list.len()];
        checker.blend = blend::of(everybody, segments, common, &Places::new(wheel), checker);
    }
    kinds
}

/// What keeps the average over the segments as written: what was measured is the average of the base plan's people, so
/// it is the same in all plans.
fn kept(factors: &[Factors], shares: &[Number], checker: &mut Checker<'_>) -> Vec<Alteration> {
    if checker.registry.in_a_plan
        && let Some(known) = &checker.measured.rescaled
    {
        return known.clone();
    }
    let rescaled = segments::rescaled(factors, shares, checker);
    checker.measured.rescaled.get_or_insert(rescaled).clone()
}

/// The kinds that are a whole segment.
fn segment_kinds(wheel: &Wheel) -> impl Iterator<Item = &KindText> {
    wheel.kinds.iter().filter(|kind| kind.source.is_none())
}

/// The factors of changes, by the names that they have in the file.
fn factors_of(changes: &[crate::scenario::ChangeText], checker: &mut Checker<'_>) -> Factors {
    changes.iter().filter_map(|change| Some((change.clone(), checker.factor(change)?))).collect()
}

/// What a plan says about the segment, and a source about its people.
fn alter_for(kind: &KindText, wheel: &Wheel, checker: &mut Checker<'_>) {
    for change in &kind.changes_of_plan {
        if let Some(factor) = checker.factor_of_plan(change) {
            checker.alterations.push(segments::times(change, &factor, wheel));
        }
    }
    for (change, factor) in factors_of(&kind.changes_of_source, checker) {
        checker.alterations.push(Alteration::new(&change.on, Act::Times(factor), wheel));
    }
}

/// Whose numbers those are that differ from everybody's.
fn owners(kind: &KindText, wheel: &Wheel) -> Vec<Owner> {
    let mut owners = Vec::new();
    if let Some(segment) = wheel.segments.list.get(kind.segment) {
        owners.push(Owner { path: format!("segments.{}.set", segment.about.id.value), counts_apart: false });
    }
    if let Some(source) = &kind.source {
        let is_channel = wheel.channels.iter().any(|channel| channel.about.id.value == *source);
        let section = if is_channel { "channels" } else { "referrals" };
        owners.push(Owner { path: format!("{section}.{source}.rates"), counts_apart: true });
    }
    owners
}

/// Reads what people do and pay out of a wheel.
fn numbers_of<'a>(wheel: &'a Wheel, checker: &mut Checker<'a>) -> Numbers {
    let places = Places::new(wheel);
    checker.inputs.clear();
    checker.volatility.clear();
    inputs::check(&wheel.inputs, checker);
    let (_, transitions, leaving) = stages::check(&places, checker);
    let (mut invites, mut accept) = (Vec::new(), Vec::new());
    for (_, sent, accepted) in referrals::check(&places, checker) {
        invites.push(sent);
        accept.push(accepted);
    }
    let amounts = |side, checker: &mut Checker<'a>| {
        money::check(side, &places, &transitions, checker).into_iter().map(|(_, amount)| amount).collect()
    };
    let revenue = amounts(Side::Revenue, checker);
    let costs = amounts(Side::Costs, checker);
    Numbers { leaving, invites, accept, revenue, costs }
}

fn behaviour(
    kind: &KindText,
    wheel: &Wheel,
    numbers: Numbers,
    common: &Common<'_>,
    checker: &mut Checker<'_>,
) -> Behaviour {
    let places = Places::new(checker.wheel);
    let drags = common.frictions.drags(common.transitions, &numbers.leaving, &places, checker);
    let tests = (common.tests, common.initiatives);
    let effects = effects::of_transitions(common.transitions, &numbers.leaving, &drags, tests, &places, checker);
    let on_acceptance: Vec<Effects> = effects::of_acceptance(tests, checker);
    Behaviour {
        segment: SegmentId(kind.segment),
        source: kind.source.as_deref().and_then(|name| source_id(name, wheel)),
        leaving: numbers.leaving,
        effects,
        held_back: (0..numbers.invites.len()).map(|referral| drags.on_referral(referral)).collect(),
        invites: numbers.invites,
        accept: numbers.accept.into_iter().zip(on_acceptance).collect(),
        revenue: numbers.revenue,
        costs: numbers.costs,
    }
}

/// Channels come first, then referrals.
fn source_id(name: &str, wheel: &Wheel) -> Option<SourceId> {
    let channels = wheel.channels.iter().map(|channel| &channel.about.id.value);
    let referrals = wheel.referrals.iter().map(|referral| &referral.about.id.value);
    channels.chain(referrals).position(|id| id == name).map(SourceId)
}
