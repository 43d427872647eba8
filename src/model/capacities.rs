//! What is limited: places in a period, and the market.

use super::arrows;
use super::checker::Checker;
use super::fields::{PEOPLE, SOME_PEOPLE};
use super::places::Places;
use super::types::{Capacity, Number, Stage, Transition};
use crate::base::diagnostics::Diagnostic;
use crate::scenario::Figures;

/// All capacities, in the order of the file.
pub(super) fn check(places: &Places<'_>, transitions: &[Transition], checker: &mut Checker<'_>) -> Vec<Capacity> {
    let texts = checker.wheel.things("capacities");
    let mut capacities: Vec<Capacity> = Vec::with_capacity(texts.len());
    for text in texts {
        let on = arrows::read(text.texts("on"), places, transitions, checker);
        let place = arrows::place(text.texts("on")).unwrap_or(text.about.id.span);
        if !on.referrals.is_empty() {
            let error = Diagnostic::error("a capacity is of transitions, not of referrals").at(place, "");
            checker.push(error.help("limit a transition that the invited take: on = \"trial -> customer\""));
        }
        let taken = capacities.iter().find(|other| other.on.iter().any(|id| on.transitions.contains(id)));
        if let Some(other) = taken {
            let title = format!("`{}` and `{}` limit the same transition", other.id, text.about.id.value);
            let help = "what needs two kinds of places passes two stages: put one between them";
            checker.push(Diagnostic::error(title).at(place, "").help(help));
        }
        let limit = text.number("limit").get().and_then(|limit| checker.per_step(limit, &PEOPLE));
        capacities.push(Capacity {
            id: text.about.id.value.clone(),
            label: text.about.name(),
            on: on.transitions,
            limit: limit.unwrap_or(Number::Constant(f64::NAN)),
        });
    }
    capacities
}

/// Everybody who can ever come.
pub(super) fn market(stages: &[Stage], checker: &mut Checker<'_>) -> Option<Number> {
    let text = checker.wheel.market.get()?;
    checker.without_unit(text, "these are all who can ever come");
    let size = checker.number(text, &SOME_PEOPLE)?;
    let (there, median) = (stages.iter().map(|stage| stage.start).sum::<f64>(), checker.median(&size));
    if median < there {
        let title = format!("the market `{}` is smaller than the {} people at the start", text.written, Figures(there));
        let help = "nobody could ever come; the market is everybody who can, those who are in included";
        checker.push(Diagnostic::warning(title).at(text.span, "").help(help));
    }
    Some(size)
}
