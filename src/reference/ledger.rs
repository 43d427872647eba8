//! Who did what in a period, as far as money depends on it.

use super::person::{Person, Source};
use crate::model::{ChannelId, Plan, StageId, TransitionId};
use std::collections::BTreeMap;

/// What tells people apart for whom money is booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Group {
    /// Index into [`Plan::kinds`].
    pub(super) kind: usize,
    /// Whether she had been a customer before.
    pub(super) acquired: bool,
    /// The referral that brought her, in the period in which she first becomes a customer.
    pub(super) first_sale: Option<usize>,
}

impl Group {
    /// For money that is booked whoever is there.
    pub(super) const NOBODY: Group = Group { kind: 0, acquired: false, first_sale: None };
}

/// Numbers of people or passages.
pub(super) type Tally = BTreeMap<Group, u64>;

/// The passages, entries and arrivals of a period, and who was there at its two ends.
#[derive(Debug, Clone)]
pub(super) struct Ledger {
    /// Shape `[transitions]`.
    pub(super) passages: Vec<Tally>,
    /// Shape `[stages]`.
    pub(super) entries: Vec<Tally>,
    /// Shape `[channels]`.
    pub(super) arrivals: Vec<Tally>,
    /// Shape `[stages]`.
    pub(super) people_at_start: Vec<Tally>,
    /// Shape `[stages]`.
    pub(super) people_at_end: Vec<Tally>,
    /// Those of them who pay what recurs, shape `[stages]`.
    pub(super) paying_at_end: Vec<Tally>,
    /// Whether it is of period 0.
    pub(super) is_start: bool,
}

/// What somebody does that money may be booked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Deed {
    Passes(TransitionId),
    Enters(StageId),
    Arrives(ChannelId),
}

impl Ledger {
    /// Nothing has happened yet.
    pub(super) fn of_period(plan: &Plan) -> Ledger {
        let tallies = |things: usize| vec![Tally::new(); things];
        Ledger {
            passages: tallies(plan.transitions.len()),
            entries: tallies(plan.stages.len()),
            arrivals: tallies(plan.channels.len()),
            people_at_start: tallies(plan.stages.len()),
            people_at_end: tallies(plan.stages.len()),
            paying_at_end: tallies(plan.stages.len()),
            is_start: false,
        }
    }

    /// Writes down what somebody did in a period, whose way is over now.
    pub(super) fn note(&mut self, person: &Person, now: u32, plan: &Plan) {
        let is_first = person.acquired == Some(i64::from(now));
        // Whatever she did in the period of her acquisition, she did before she was a customer.
        let acquired = person.acquired.is_some() && !is_first;
        let group = Group { acquired, ..group(person, now, plan) };
        for deed in &person.deeds {
            let tally = match deed {
                Deed::Passes(way) => &mut self.passages[way.0],
                Deed::Enters(stage) => &mut self.entries[stage.0],
                Deed::Arrives(channel) => &mut self.arrivals[channel.0],
            };
            *tally.entry(group).or_default() += 1;
        }
    }
}

fn group(person: &Person, now: u32, plan: &Plan) -> Group {
    let first_sale = match person.source {
        Source::Referral(id) if now > 0 && person.acquired == Some(i64::from(now)) => Some(id),
        _ => None,
    };
    Group { kind: person.kind(plan), acquired: person.acquired.is_some(), first_sale }
}

/// People by stage, at the end of period `now`.
pub(super) fn by_stage<'p>(people: impl IntoIterator<Item = &'p Person>, now: u32, plan: &Plan) -> Vec<Tally> {
    let mut counts = vec![Tally::new(); plan.stages.len()];
    for person in people {
        *counts[person.stage.0].entry(group(person, now, plan)).or_default() += 1;
    }
    counts
}
