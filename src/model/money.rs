//! Revenue, costs, and the money in the bank.

use super::checker::Checker;
use super::fields::{CASH, MARGIN, MONEY};
use super::leaving::is_instant;
use super::places::Places;
use super::referrals::spread_of;
use super::types::{Count, MoneyLine, Number, Per, Transition};
use crate::base::diagnostics::Diagnostic;
use crate::scenario::{Arrow, LineText, NumberText, Occasion, Spanned, Text, Written};

/// On which side of the books a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Revenue,
    Costs,
}

/// The lines of one side, in the order of the file.
pub(super) fn check(
    side: Side,
    places: &Places<'_>,
    transitions: &[Transition],
    checker: &mut Checker<'_>,
) -> Vec<(MoneyLine, Number)> {
    let texts = match side {
        Side::Revenue => &checker.wheel.revenue,
        Side::Costs => &checker.wheel.costs,
    };
    texts.iter().map(|text| line(text, side, places, transitions, checker)).collect()
}

/// Money in the bank at the start, in minor units.
pub(super) fn cash(checker: &mut Checker<'_>) -> Number {
    let cash = checker.wheel.cash.get().and_then(|cash| {
        checker.without_unit(cash, "this is the money at the start");
        checker.number(cash, &CASH)
    });
    checker.in_minor_units(cash.unwrap_or(Number::Constant(0.0)))
}

fn line(
    text: &LineText,
    side: Side,
    places: &Places<'_>,
    transitions: &[Transition],
    checker: &mut Checker<'_>,
) -> (MoneyLine, Number) {
    let (per, each) = match &text.fixed {
        Written::As(fixed) => (Per::Fixed, fixed_amount(text, fixed, checker)),
        Written::Broken => (Per::Fixed, None),
        Written::Absent => booked(text, side, places, transitions, checker),
    };
    let margin = text.margin.get().and_then(|margin| {
        checker.without_unit(margin, "this is a share of the revenue");
        checker.number(margin, &MARGIN)
    });
    let each = each.unwrap_or(Number::Constant(f64::NAN));
    let line = MoneyLine {
        id: text.about.id.value.clone(),
        label: text.about.name(),
        per,
        times: None,
        spread: text.spread.get().and_then(|spread| spread_of(spread, checker)),
        margin: margin.unwrap_or(Number::Constant(1.0)),
        recurring: false,
        counts_as: None,
        count: Count::End,
    };
    (line, checker.in_minor_units(each))
}

fn fixed_amount(text: &LineText, fixed: &NumberText, checker: &mut Checker<'_>) -> Option<Number> {
    let beside = [
        ("on", text.on.get().and_then(|on| on.first()).map(|on| on.span)),
        ("each", text.each.get().map(|each| each.span)),
    ];
    for (key, span) in beside {
        let Some(span) = span else { continue };
        let title = format!("`fixed` is booked whoever is there, so it has no `{key}`");
        checker.push(
            Diagnostic::error(title).beside(fixed.span, "").at(span, "").help("keep `fixed`, or `on` and `each`"),
        );
    }
    checker.per_step(fixed, &MONEY)
}

/// What a line is booked for, and the amount of each time.
fn booked(
    text: &LineText,
    side: Side,
    places: &Places<'_>,
    transitions: &[Transition],
    checker: &mut Checker<'_>,
) -> (Per, Option<Number>) {
    let id = &text.about.id;
    let (on, each) = (text.on.get(), text.each.get());
    if text.on.is_absent() || text.each.is_absent() {
        let missing = if text.on.is_absent() { "on" } else { "each" };
        let help = "write on = \"customer\" and each = \"$49 per month\", or fixed = \"$25k per month\"";
        checker.push(Diagnostic::error(format!("`{}` has no `{missing}`", id.value)).at(id.span, "").help(help));
    }
    let per = on.and_then(|on| occasions(on, side, places, transitions, checker));
    let amount = each.and_then(|each| match per {
        Some(Per::Person(_)) => checker.per_step(each, &MONEY),
        Some(_) => {
            checker.without_unit(each, "this is booked once each time");
            checker.number(each, &MONEY)
        }
        None => {
            checker.number(each, &MONEY);
            None
        }
    });
    (per.unwrap_or(Per::Fixed), amount)
}

/// All occasions of a line; they must be of one kind.
fn occasions(
    on: &[Spanned<Occasion>],
    side: Side,
    places: &Places<'_>,
    transitions: &[Transition],
    checker: &mut Checker<'_>,
) -> Option<Per> {
    let mut all: Option<Per> = None;
    let mut complete = true;
    for each in on {
        let Some(next) = occasion(each, side, places, transitions, checker) else {
            complete = false;
            continue;
        };
        all = match all {
            None => Some(next),
            Some(earlier) => match joined(earlier, next) {
                Ok(joint) => Some(joint),
                Err(earlier) => {
                    let error = Diagnostic::error("one line of money is booked on one kind of occasion");
                    let help = "write two lines: one for people in a stage, one for passages, entries or arrivals";
                    checker.push(error.beside(on[0].span, "").at(each.span, "").help(help));
                    Some(earlier)
                }
            },
        };
    }
    all.filter(|_| complete)
}

fn occasion(
    on: &Spanned<Occasion>,
    side: Side,
    places: &Places<'_>,
    transitions: &[Transition],
    checker: &mut Checker<'_>,
) -> Option<Per> {
    let named = |name: &str| Text { value: name.to_string(), span: on.span };
    match &on.value {
        Occasion::Stage(name) => {
            let stage = places.stage(&named(name), checker)?;
            // Nobody is ever in an instant stage; whoever comes through is booked once.
            let instant = is_instant(&checker.wheel.stages[stage.0]);
            Some(if instant { Per::Entry(vec![stage]) } else { Per::Person(vec![stage]) })
        }
        Occasion::Arrow(Arrow::EveryEntryTo(name)) => Some(Per::Entry(vec![places.stage(&named(name), checker)?])),
        Occasion::Arrow(arrow) => {
            let written = named(&arrow_text(arrow));
            let found = places.transitions(arrow, &written, transitions, checker);
            (!found.is_empty()).then_some(Per::Passage(found))
        }
        Occasion::Channel(name) if side == Side::Costs => {
            Some(Per::Arrival(vec![places.channel(&named(name), checker)?]))
        }
        Occasion::Channel(name) => {
            let title = format!("nothing is earned on the arrivals of `{name}`");
            let help = "revenue is booked on stages or transitions: on = \"-> customer\"";
            checker.push(Diagnostic::error(title).at(on.span, "").help(help));
            None
        }
    }
}

fn arrow_text(arrow: &Arrow) -> String {
    match arrow {
        Arrow::One { from, to } => format!("{from} -> {to}"),
        Arrow::EveryTransitionTo(to) => format!("* -> {to}"),
        Arrow::EveryEntryTo(to) => format!("-> {to}"),
    }
}

/// Both together; the earlier one back if they are of different kinds.
fn joined(earlier: Per, next: Per) -> Result<Per, Per> {
    fn union<T: PartialEq>(mut all: Vec<T>, more: Vec<T>) -> Vec<T> {
        for each in more {
            if !all.contains(&each) {
                all.push(each);
            }
        }
        all
    }
    match (earlier, next) {
        (Per::Person(all), Per::Person(more)) => Ok(Per::Person(union(all, more))),
        (Per::Passage(all), Per::Passage(more)) => Ok(Per::Passage(union(all, more))),
        (Per::Entry(all), Per::Entry(more)) => Ok(Per::Entry(union(all, more))),
        (Per::Arrival(all), Per::Arrival(more)) => Ok(Per::Arrival(union(all, more))),
        (earlier, _) => Err(earlier),
    }
}
