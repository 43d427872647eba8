//! Revenue, costs, and the money in the bank.

use super::accounting;
use super::checker::Checker;
use super::fields::{CASH, MARGIN, MONEY, SHARE, TIMES};
use super::leaving::is_instant;
use super::places::Places;
use super::referrals::spread_of;
use super::types::{Count, CountsAs, MoneyLine, Number, Per, Transition};
use crate::base::diagnostics::Diagnostic;
use crate::scenario::{Arrow, LineText, NumberText, Occasion, Spanned, Text, Written, did_you_mean};

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
        let number = checker.number(cash, &CASH)?;
        checker.timeless(number, cash)
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
        Written::Absent if text.of_revenue => (Per::Revenue, share_of_revenue(text, side, checker)),
        Written::Absent => booked(text, side, places, transitions, checker),
    };
    let margin = text.margin.get().and_then(|margin| {
        checker.without_unit(margin, "this is a share of the revenue");
        checker.number(margin, &MARGIN)
    });
    let each = each.unwrap_or(Number::Constant(f64::NAN));
    let each = if per == Per::Revenue { each } else { checker.in_minor_units(each) };
    let line = MoneyLine {
        id: text.about.id.value.clone(),
        label: text.about.name(),
        times: times(text, &per, checker),
        spread: spread(text, &per, checker),
        margin: margin.unwrap_or(Number::Constant(1.0)),
        recurring: side == Side::Revenue && recurring(text, &per, checker),
        counts_as: counts_as(text, checker),
        count: count(text, &per, checker),
        per,
    };
    (line, each)
}

/// Mean number of purchases per person and step.
fn times(text: &LineText, per: &Per, checker: &mut Checker<'_>) -> Option<Number> {
    let times = text.times.get()?;
    if !matches!(per, Per::Person(_)) {
        let error = Diagnostic::error("`times` is how often each person in a stage buys").at(times.span, "");
        checker.push(error.help("book the line on stages: on = \"customer\""));
        return None;
    }
    checker.per_step(times, &TIMES)
}

fn spread(text: &LineText, per: &Per, checker: &mut Checker<'_>) -> Option<Number> {
    let spread = text.spread.get()?;
    if *per == Per::Revenue {
        let error = Diagnostic::error("a share of the revenue varies with the revenue").at(spread.span, "");
        checker.push(error.help("take `spread` away"));
        return None;
    }
    spread_of(spread, checker)
}

/// Money that comes per unit of time recurs, unless said otherwise.
fn recurring(text: &LineText, per: &Per, checker: &mut Checker<'_>) -> bool {
    let per_person = matches!(per, Per::Person(_));
    match text.recurring.get() {
        Some(recurring) if recurring.value && !per_person => {
            let error = Diagnostic::error("only what each person in a stage pays recurs").at(recurring.span, "");
            checker.push(error.help("book the line on stages: on = \"customer\", each = \"$49 per month\""));
            false
        }
        Some(recurring) => recurring.value,
        None => per_person && text.each.get().is_some_and(|each| each.per.is_some()),
    }
}

fn counts_as(text: &LineText, checker: &mut Checker<'_>) -> Option<CountsAs> {
    let written = text.counts_as.get()?;
    let known =
        [("acquisition", CountsAs::Acquisition), ("service", CountsAs::Service), ("overhead", CountsAs::Overhead)];
    let found = known.iter().find(|(name, _)| *name == written.value);
    if found.is_none() {
        let error = Diagnostic::error(format!("no cost counts as `{}`", written.value)).at(written.span, "");
        checker.push(error.maybe_help(did_you_mean(&written.value, known.map(|(name, _)| name), "kind")));
    }
    found.map(|(_, counts_as)| *counts_as)
}

fn count(text: &LineText, per: &Per, checker: &mut Checker<'_>) -> Count {
    let Some(written) = text.count.get() else {
        return checker.count;
    };
    if !matches!(per, Per::Person(_)) {
        let error = Diagnostic::error("`count` says on which people money per period is booked").at(written.span, "");
        checker.push(error.help("money that is booked once has no `count`"));
    }
    accounting::count(written, &mut checker.diagnostics)
}

/// `"10% of revenue"`
fn share_of_revenue(text: &LineText, side: Side, checker: &mut Checker<'_>) -> Option<Number> {
    let each = text.each.get()?;
    if side == Side::Revenue {
        let error = Diagnostic::error("revenue cannot be a share of the revenue").at(each.span, "");
        checker.push(error.help("a part that costs is a line of [costs]; what is left of a sale is its `margin`"));
    }
    if let Some(on) = text.on.get().and_then(|on| on.first()) {
        let error = Diagnostic::error("this is a share of all revenue, whoever pays it").at(on.span, "");
        checker.push(error.help("take `on` away"));
    }
    checker.without_unit(each, "this is a share of each period's revenue");
    checker.number(each, &SHARE)
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
        Some(Per::Person(_)) if !text.times.is_absent() => {
            checker.without_unit(each, "this is paid each time, and `times` says how often");
            checker.number(each, &MONEY)
        }
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
