//! Events: what may happen outside, with a chance, a time and an effect.

use super::checker::Checker;
use super::fields::PART;
use super::number::one;
use super::types::{Coming, Event, Number, Signal};
use crate::base::diagnostics::{Diagnostic, Span};
use crate::scenario::ThingText;

/// All events, in the order of the file; what they change acts on the numbers that are read from here on.
pub(super) fn check(checker: &mut Checker<'_>) -> Vec<Event> {
    let texts = checker.wheel.things("events");
    let mut events = Vec::with_capacity(texts.len());
    for (index, text) in texts.iter().enumerate() {
        let (first, last) = window(text, checker);
        checker.alter_meanwhile(text.changes("changes"), Some(&Number::Signal(Signal::Event(index))));
        let id = &text.about.id;
        if text.changes("changes").is_empty() {
            let warning = Diagnostic::warning(format!("the event `{}` changes nothing", id.value)).at(id.span, "");
            checker.push(warning.help("say what it does: changes = { \"* -> churned\" = \"+30% to +80%\" }"));
        }
        events.push(Event {
            id: id.value.clone(),
            label: text.about.name(),
            coming: coming(text, checker),
            first,
            last,
            lasts: text.moment("lasts").get().and_then(|lasts| checker.periods_of(lasts)),
        });
    }
    events
}

/// The periods in which it may start; the whole run if nothing is said.
fn window(text: &ThingText, checker: &mut Checker<'_>) -> (u32, u32) {
    let whole = (1, checker.periods);
    let Some(at) = text.window("at").get() else { return whole };
    let (from, to) = match at.value.as_slice() {
        [one] => (one, one),
        [from, to] => (from, to),
        _ => {
            let error = Diagnostic::error("expected one moment, or the first and the last one").at(at.span, "");
            checker.push(error.help("like at = \"2027-06\" or at = [\"2027-06\", \"2028-06\"]"));
            return whole;
        }
    };
    let (Some(first), Some(last)) = (checker.first_period_at(from), checker.first_period_at(to)) else {
        return whole;
    };
    if first > last {
        let error = Diagnostic::error("`at` ends before it begins").at(at.span, "");
        checker.push(error.help("write the first moment first"));
        return whole;
    }
    // The last moment is a whole step too, to its last part.
    (first, (last + checker.calendar.parts - 1).min(checker.periods))
}

/// A bare chance is of the whole run; one per unit of time holds in every period of the window.
fn coming(text: &ThingText, checker: &mut Checker<'_>) -> Coming {
    let id = &text.about.id.value;
    let (chance, written, span) = match text.number("chance").get() {
        Some(chance) => (checker.number(chance, &PART).unwrap_or_else(one), chance.written.clone(), chance.span),
        None => (one(), String::new(), text.about.id.span),
    };
    let uniform = |what: &str, written: &str, span: Span, checker: &mut Checker<'_>| {
        checker.registry.uniform(&format!("events.{id}.{what}"), written, span)
    };
    match text.number("chance").get().and_then(|chance| chance.per) {
        Some(unit) => Coming::Recurring {
            per_unit: chance,
            units_per_step: checker.units_per_period(unit),
            first: uniform("comes", &written, span, checker),
        },
        None => {
            let comes = checker.happens(&format!("events.{id}.comes"), chance, &written, span);
            let at = text.window("at").get();
            let moments = at.map(|at| at.value.iter().map(|moment| moment.written.as_str()).collect::<Vec<&str>>());
            let window = moments.map_or(written.clone(), |moments| moments.join(" to "));
            Coming::Once { comes, when: uniform("when", &window, at.map_or(span, |at| at.span), checker) }
        }
    }
}
