//! What the owner of a stage wants of it: `target`, for the scorecard.

use super::checker::Checker;
use super::fields::{Field, PEOPLE, SHARE};
use super::places::Places;
use super::types::{Bound, Role, Stage, StageId, StageTarget, Target, Transition};
use crate::base::diagnostics::Diagnostic;
use crate::scenario::{NumberText, StageText};

/// The targets of all stages.
pub(super) fn check(
    stages: &[Stage],
    transitions: &[Transition],
    places: &Places<'_>,
    checker: &mut Checker<'_>,
) -> Vec<Vec<StageTarget>> {
    let texts = &checker.wheel.stages;
    let of = |(index, text): (usize, &StageText)| {
        let on = main_way(StageId(index), stages, transitions).map(|transition| places.arrow(transition));
        targets(text, &stages[index], on.as_deref(), checker)
    };
    texts.iter().enumerate().map(of).collect()
}

fn targets(text: &StageText, stage: &Stage, on: Option<&str>, checker: &mut Checker<'_>) -> Vec<StageTarget> {
    let target = &text.target;
    let entries = target.entries.get().map(|text| (format!("entries[{}]", stage.id), text, per_step(text, checker)));
    let people = target.people.get().map(|text| {
        if stage.instant {
            let error = Diagnostic::error(format!("nobody is ever in `{}`: it is instant", stage.id));
            checker.push(error.at(text.span, "").help("count those who come through: target.entries"));
        }
        checker.without_unit(text, "these are the people who are there");
        (format!("people[{}]", stage.id), text, certain(text, &PEOPLE, checker))
    });
    let ahead = [("passages", target.passages.get()), ("conversion", target.conversion.get())];
    let ahead = ahead.map(|(key, text)| {
        let text = text?;
        let Some(on) = on else {
            let error = Diagnostic::error(format!("nobody goes on from `{}`", stage.id)).at(text.span, "");
            checker.push(error.help(format!("`{key}` is of its first transition to a stage that is not lapsed")));
            return None;
        };
        let value = if key == "passages" {
            per_step(text, checker)
        } else {
            checker.without_unit(text, "this is the share that ever goes on");
            certain(text, &SHARE, checker)
        };
        Some((format!("{key}[{on}]"), text, value))
    });
    // Of people who have left fewer is better.
    let bound = |value| if stage.role == Role::Lapsed { Bound::AtMost(value) } else { Bound::AtLeast(value) };
    let all = [entries, people].into_iter().chain(ahead).flatten();
    let readable = all.filter_map(|(metric, text, value)| {
        Some(StageTarget { metric, written: text.written.clone(), bound: bound(value?) })
    });
    readable.collect()
}

/// The main way on: the first transition in the file to a stage that is not lapsed.
fn main_way<'a>(from: StageId, stages: &[Stage], transitions: &'a [Transition]) -> Option<&'a Transition> {
    let goes_on = |target: Target| match target {
        Target::Exit => false,
        Target::Stage(stage) => stages[stage.0].role != Role::Lapsed,
    };
    transitions.iter().find(|transition| transition.from == from && goes_on(transition.to))
}

/// People per step.
fn per_step(text: &NumberText, checker: &mut Checker<'_>) -> Option<f64> {
    let unit = checker.unit(text);
    Some(certain(text, &PEOPLE, checker)? * checker.units_per_period(unit))
}

/// The one number that is asked for; a message if it is not certain.
fn certain(text: &NumberText, field: &Field, checker: &mut Checker<'_>) -> Option<f64> {
    let number = checker.number(text, field)?;
    if number.as_constant().is_none() {
        let error = Diagnostic::error(format!("a target is certain, `{}` is not", text.written)).at(text.span, "");
        checker.push(error.help("write one number"));
    }
    number.as_constant()
}
