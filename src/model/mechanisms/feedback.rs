//! Feedback: people whose number moves rates (reviews help, crowding hurts).

use super::{Kind, Thing};
use crate::base::diagnostics::Diagnostic;
use crate::model::checker::Checker;
use crate::model::fields::SOME_PEOPLE;
use crate::model::leaving::is_instant;
use crate::model::number::one;
use crate::model::places::Places;
use crate::model::types::{Figure, Mechanism, Number, Signal};

pub(super) const KIND: Kind = Kind { section: "feedback", check };

/// `of` are the people who count, `half` the number of them at which half of its effect is there.
fn check<'a>(thing: Thing<'a>, places: &Places<'_>, checker: &mut Checker<'a>) -> Mechanism {
    let text = thing.text;
    checker.alter_meanwhile(text.changes("changes"), Some(&Number::Signal(Signal::Mechanism(thing.index))));
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
    let feedback = thing.mechanism("feedback", "at {half} people in {of} it has half of its effect");
    feedback.with_people("of", of).with_number("half", half, Figure::People)
}
