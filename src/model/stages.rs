//! Stages: who is there, what they are to the company, how they leave.

use super::checker::Checker;
use super::fields::PEOPLE;
use super::leaving::{self, is_instant};
use super::migrations;
use super::places::{EXIT, Places};
use super::types::{Leaving, Role, Stage, StageId, StartMix, Transition};
use crate::base::diagnostics::Diagnostic;
use crate::scenario::{PeopleText, StageText, Text, did_you_mean};

/// All stages and their transitions.
pub(super) fn check(places: &Places<'_>, checker: &mut Checker<'_>) -> (Vec<Stage>, Vec<Transition>, Vec<Leaving>) {
    let texts = &checker.wheel.stages;
    if texts.is_empty() && !checker.diagnostics.has_errors() {
        let help = "describe where people are: [stages.customer] with role = \"customer\", for example";
        checker.push(Diagnostic::error("there are no stages").help(help));
    }
    let mut transitions = Vec::new();
    let mut stages = Vec::with_capacity(texts.len());
    let mut leaving = Vec::with_capacity(texts.len());
    for (index, text) in texts.iter().enumerate() {
        let (stage, left) = stage(text, StageId(index), places, &mut transitions, checker);
        stages.push(stage);
        leaving.push(left);
    }
    migrations::put_together(&stages, &transitions, &mut leaving, checker);
    (stages, transitions, leaving)
}

fn stage(
    text: &StageText,
    id: StageId,
    places: &Places<'_>,
    transitions: &mut Vec<Transition>,
    checker: &mut Checker<'_>,
) -> (Stage, Leaving) {
    refuse_reserved_name(&text.about.id, checker);
    refuse_keys_of_the_other_kind(text, checker);
    let leaving = leaving::check(text, id, places, transitions, checker);
    let value = |text: Option<&Text>| text.map(|text| text.value.clone());
    let stage = Stage {
        id: text.about.id.value.clone(),
        label: text.about.name(),
        description: value(text.about.description.get()),
        owner: value(text.about.owner.get()),
        phase: value(text.phase.get()),
        role: role(text, checker),
        start: if is_instant(text) { 0.0 } else { start(text, checker) },
        start_age: StartMix::New,
        start_tenure: StartMix::New,
        settled: matches!(text.start.get(), Some(PeopleText::Settled(_))) && !is_instant(text),
        instant: is_instant(text),
        targets: Vec::new(),
    };
    (stage, leaving)
}

fn refuse_reserved_name(id: &Text, checker: &mut Checker<'_>) {
    if id.value == EXIT || id.value == "rest" {
        checker.unresolved = true;
        let help = "`exit` is the way out and \"rest\" a share; choose another name";
        checker.push(Diagnostic::error(format!("a stage cannot be called `{}`", id.value)).at(id.span, "").help(help));
    }
}

fn refuse_keys_of_the_other_kind(text: &StageText, checker: &mut Checker<'_>) {
    if is_instant(text) {
        if let Some(role) = text.role.get() {
            let error = Diagnostic::error("an instant stage has no role: nobody is ever in it").at(role.span, "");
            checker.push(error.help("give the role to the stages where people stay"));
        }
        if let Some(start) = text.start.get() {
            let error = Diagnostic::error("nobody can be in an instant stage at the start").at(start.span(), "");
            checker.push(error.help("put them into the stage where they stay"));
        }
    } else if let Some(otherwise) = text.otherwise.get() {
        let error = Diagnostic::error("only an instant stage has an `else`").at(otherwise.span, "");
        checker.push(error.help("who does not leave stays; with `stay` or `after`, let one transition be \"rest\""));
    }
}

/// The roles by name.
const ROLES: [(&str, Role); 4] =
    [("prospect", Role::Prospect), ("user", Role::User), ("customer", Role::Customer), ("lapsed", Role::Lapsed)];

fn role(text: &StageText, checker: &mut Checker<'_>) -> Role {
    let Some(role) = text.role.get() else {
        return Role::Prospect;
    };
    let found = ROLES.iter().find(|(name, _)| *name == role.value);
    if found.is_none() {
        let names = ROLES.map(|(name, _)| name);
        let error = Diagnostic::error(format!("no role `{}`", role.value)).at(role.span, "");
        checker.push(error.maybe_help(did_you_mean(&role.value, names, "role")));
    }
    found.map_or(Role::Prospect, |(_, role)| *role)
}

fn start(text: &StageText, checker: &mut Checker<'_>) -> f64 {
    let Some(PeopleText::Of(number)) = text.start.get() else {
        return 0.0;
    };
    checker.without_unit(number, "these are the people at the start");
    // Nothing acts on it: the past is the same in all plans.
    let Some(people) = checker.unaltered(number, &PEOPLE, PEOPLE.scale) else {
        return 0.0;
    };
    match people.as_constant() {
        Some(people) if people.fract() == 0.0 => people,
        _ => {
            let title = format!("expected a whole number of people, found `{}`", number.written);
            let help = "how many there are today is counted, not estimated";
            checker.push(Diagnostic::error(title).at(number.span, "").help(help));
            0.0
        }
    }
}

/// Whether a checked stage is instant.
pub(super) fn passes_at_once(stage: &Stage) -> bool {
    stage.instant
}
