//! Feedback: people whose number moves rates (reviews help, crowding hurts).

use super::checker::Checker;
use super::fields::SOME_PEOPLE;
use super::leaving::is_instant;
use super::number::one;
use super::places::Places;
use super::types::{Feedback, Number, Signal};
use crate::base::diagnostics::Diagnostic;

/// All feedback, in the order of the file; what it changes acts on the numbers that are read from here on.
pub(super) fn check(places: &Places<'_>, checker: &mut Checker<'_>) -> Vec<Feedback> {
    let texts = checker.wheel.things("feedback");
    let mut all = Vec::with_capacity(texts.len());
    for (index, text) in texts.iter().enumerate() {
        checker.alter_meanwhile(text.changes("changes"), Some(&Number::Signal(Signal::Crowd(index))));
        let id = &text.about.id;
        if text.changes("changes").is_empty() {
            let warning = Diagnostic::warning(format!("the feedback `{}` changes nothing", id.value)).at(id.span, "");
            checker.push(warning.help("say what it moves: changes = { \"visitor -> trial\" = \"+10% to +30%\" }"));
        }
        let mut of = Vec::new();
        checker.unresolved |= text.texts("of").is_broken();
        for name in text.texts("of").get().into_iter().flatten() {
            let Some(stage) = places.stage(name, checker) else { continue };
            if is_instant(&checker.wheel.stages[stage.0]) {
                let error = Diagnostic::error(format!("nobody is ever in `{}`: it is instant", name.value));
                checker.push(error.at(name.span, "").help("name stages where people stay"));
            }
            of.push(stage);
        }
        let half = text.number("half").get().and_then(|half| {
            checker.without_unit(half, "this many people make half of the effect");
            checker.number(half, &SOME_PEOPLE)
        });
        let half = half.unwrap_or_else(one);
        all.push(Feedback { id: id.value.clone(), label: text.about.name(), of, half });
    }
    all
}
