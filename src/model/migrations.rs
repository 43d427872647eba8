//! Where people are later: shares of a table, and the moves per step that lead there.
//!
//! What stages say after the same length of time is one table. Of step matrices with the written moves the one is taken
//! whose power misses the table least ([`crate::base::migration`]): once at the means of what is uncertain, and from
//! there for each future's own table. What acts on transitions acts on these moves.

use std::sync::Arc;

use super::checker::Checker;
use super::types::{Hazard, Leaving, Migration, Number, Stage, StageId, Target, Transition, TransitionId};
use crate::base::diagnostics::{Diagnostic, Span};
use crate::base::migration::Shape;
use crate::scenario::Figures;

/// Most moves of a table.
const MOST_MOVES: usize = 400;

/// A transition that is said by where people are later.
#[derive(Debug, Clone)]
pub(super) struct Later {
    pub id: TransitionId,
    /// How many are there then.
    pub share: Number,
    /// When, in steps.
    pub steps: f64,
    pub span: Span,
}

/// Puts the tables together, and their moves in the place of what was written.
pub(super) fn put_together(
    stages: &[Stage],
    transitions: &[Transition],
    leaving: &mut [Leaving],
    checker: &mut Checker<'_>,
) {
    let all = std::mem::take(&mut checker.later);
    let Some(first) = all.first() else { return };
    if let Some(other) = all.iter().find(|later| later.steps != first.steps) {
        let error = Diagnostic::error("a table says where people are after one time").beside(first.span, "");
        let help = "write all its shares after the same length of time";
        checker.push(error.at(other.span, "").help(help));
        return;
    }
    if !is_table(&all, stages, transitions, leaving, checker) || checker.diagnostics.has_errors() {
        return;
    }
    let table = Arc::new(fitted(&all, stages.len(), transitions, checker));
    for (at, later) in all.iter().enumerate() {
        let Leaving::Hazards { groups, .. } = &mut leaving[transitions[later.id.0].from.0] else { continue };
        for (id, hazard) in groups.iter_mut().flat_map(|group| &mut group.moves) {
            if *id == later.id {
                *hazard = Hazard::Flat(Number::Fitted(table.clone(), at));
            }
        }
    }
}

/// Whether the transitions are a table; messages about what keeps them from being one.
fn is_table(
    all: &[Later],
    stages: &[Stage],
    transitions: &[Transition],
    leaving: &[Leaving],
    checker: &mut Checker<'_>,
) -> bool {
    let first = &all[0];
    let step = checker.step();
    let mut wrong = |span: Span, title: String, help: &str| {
        checker.push(Diagnostic::error(title).at(span, "").help(help));
        false
    };
    if first.steps < 1.0 - 1e-9 {
        let help = "take a shorter step";
        return wrong(first.span, format!("a table of less than one {step} says nothing about a {step}"), help);
    }
    if first.steps > 1000.0 {
        return wrong(first.span, "a table of more than 1000 steps".to_string(), "take a longer step");
    }
    if all.len() > MOST_MOVES {
        let title = format!("a table of {} moves, {MOST_MOVES} are possible", all.len());
        return wrong(first.span, title, "leave out moves that hardly anybody makes");
    }
    let has_row = |stage: StageId| all.iter().any(|later| transitions[later.id.0].from == stage);
    for later in all {
        let Target::Stage(to) = transitions[later.id.0].to else { continue };
        if stages[to.0].is_instant() {
            let title = format!("nobody is in `{}` later: it is passed at once", stages[to.0].id);
            return wrong(later.span, title, "name the stages where they are then");
        }
        if !has_row(to) && leaving[to.0] != Leaving::Never {
            let title = format!("where people are later depends on how they leave `{}`", stages[to.0].id);
            let help = "say of it too where its people are after the same time; or that nobody leaves it: to = {}";
            return wrong(later.span, title, help);
        }
    }
    true
}

fn fitted(all: &[Later], exit: usize, transitions: &[Transition], checker: &Checker<'_>) -> Migration {
    let state = |target: Target| if let Target::Stage(stage) = target { stage.0 } else { exit };
    let moves = all.iter().map(|later| {
        let transition = &transitions[later.id.0];
        (transition.from.0, state(transition.to))
    });
    let mut moves: Vec<(usize, usize)> = moves.collect();
    // Only the stages of the table are in it.
    let mut states: Vec<usize> = moves.iter().flat_map(|(from, to)| [*from, *to]).collect();
    states.sort_unstable();
    states.dedup();
    let place = |state: usize| states.binary_search(&state).expect("each is in the list");
    moves.iter_mut().for_each(|(from, to)| (*from, *to) = (place(*from), place(*to)));
    // A whole number of steps may come out a rounding off.
    let (steps, near) = (all[0].steps, (all[0].steps + 0.5).floor());
    let steps = if (steps - near).abs() < 1e-9 { near } else { steps };
    let shape = Shape { states: states.len(), moves, steps };
    let means: Vec<f64> = checker.registry.inputs().iter().map(|input| input.law.mean()).collect();
    let shares: Vec<Number> = all.iter().map(|later| later.share.clone()).collect();
    let table: Vec<f64> = shares.iter().map(|share| share.value(&means)).collect();
    let at_means = shape.fit(&table);
    let missed = shape.missed(&at_means, &table).0;
    Migration { shape, shares, at_means, missed }
}

impl Migration {
    /// How well the table is met, in percentage points.
    pub fn points_missed(&self) -> String {
        Figures((self.missed * 1000.0).round() / 10.0).to_string()
    }
}
