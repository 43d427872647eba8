//! Who did what in a period, as far as money depends on it.

use super::person::Person;
use crate::model::{ChannelId, Plan, StageId, TransitionId};

/// Counts by kind: of people never acquired before, and of the others.
#[derive(Debug, Clone)]
pub(super) struct Tally(pub(super) Vec<[u64; 2]>);

/// The passages, entries and arrivals of a period, and who was there at its two ends.
#[derive(Debug, Clone)]
pub(super) struct Ledger {
    /// Shape `[transitions]`.
    pub(super) passages: Vec<Tally>,
    /// Shape `[stages]`.
    pub(super) entries: Vec<Tally>,
    /// Shape `[channels]`.
    pub(super) arrivals: Vec<Tally>,
    /// Shape `[stages][kinds]`.
    pub(super) people_at_start: Vec<Vec<u64>>,
    /// Shape `[stages][kinds]`.
    pub(super) people_at_end: Vec<Vec<u64>>,
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
        let tallies = |things: usize| vec![Tally(vec![[0; 2]; plan.kinds.len()]); things];
        let nobody = vec![vec![0; plan.kinds.len()]; plan.stages.len()];
        Ledger {
            passages: tallies(plan.transitions.len()),
            entries: tallies(plan.stages.len()),
            arrivals: tallies(plan.channels.len()),
            people_at_start: nobody.clone(),
            people_at_end: nobody,
            is_start: false,
        }
    }

    pub(super) fn note(&mut self, deed: Deed, person: &Person, plan: &Plan) {
        let tally = match deed {
            Deed::Passes(way) => &mut self.passages[way.0],
            Deed::Enters(stage) => &mut self.entries[stage.0],
            Deed::Arrives(channel) => &mut self.arrivals[channel.0],
        };
        tally.0[person.kind(plan)][usize::from(person.acquired.is_some())] += 1;
    }
}

/// People by stage and kind.
pub(super) fn by_stage_and_kind(people: &[Person], plan: &Plan) -> Vec<Vec<u64>> {
    let mut counts = vec![vec![0; plan.kinds.len()]; plan.stages.len()];
    for person in people {
        counts[person.stage.0][person.kind(plan)] += 1;
    }
    counts
}
