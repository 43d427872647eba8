//! Channels: people from outside, and what they cost.

use super::checker::Checker;
use super::fields::{MONEY, PEOPLE, PRICE, SPREAD};
use super::places::Places;
use super::types::{Channel, ChannelKind, Number, Spend, StageId, Variation, Volume};
use crate::base::diagnostics::Diagnostic;
use crate::base::money::short_number;
use crate::scenario::{ChannelText, NumberText, VariationText, Written, did_you_mean};

/// All channels, in the order of the file.
pub(super) fn check(places: &Places<'_>, checker: &mut Checker<'_>) -> Vec<Channel> {
    let texts = &checker.wheel.channels;
    texts.iter().map(|text| channel(text, places, checker)).collect()
}

fn channel(text: &ChannelText, places: &Places<'_>, checker: &mut Checker<'_>) -> Channel {
    let to = places.written_stage(&text.to, checker);
    let spend = text.spend.get().and_then(|spend| checker.per_step(spend, &MONEY));
    let arrivals = arrivals(text, spend.as_ref(), checker);
    let spend = spend.unwrap_or(Number::Constant(0.0));
    Channel {
        id: text.about.id.value.clone(),
        label: text.about.name(),
        kind: kind(text, checker),
        // What could not be resolved has its message, and no model comes of it.
        to: to.unwrap_or(StageId(0)),
        from: None,
        volume: Volume::People(arrivals.unwrap_or(Number::Constant(f64::NAN))),
        spend: Spend::Amount(checker.in_minor_units(spend)),
        variation: variation(text, checker),
        mix: vec![Number::Constant(1.0)],
        starts: 1,
        active: true,
    }
}

/// The mean number of people per step: written, or what the spend buys at their cost.
fn arrivals(text: &ChannelText, spend: Option<&Number>, checker: &mut Checker<'_>) -> Option<Number> {
    let id = &text.about.id;
    match (&text.arrivals, &text.cost) {
        (Written::Broken, _) | (_, Written::Broken) => None,
        (Written::As(arrivals), Written::Absent) => checker.per_step(arrivals, &PEOPLE),
        (Written::As(arrivals), Written::As(cost)) => {
            let title = format!("`arrivals` and `{}` both say how many people `{}` brings", cost.key, id.value);
            let error = Diagnostic::error(title).beside(arrivals.span, "").at(cost.number.span, "");
            checker.push(error.help("keep one of them; beside `arrivals`, `spend` is a flat fee"));
            None
        }
        (Written::Absent, Written::As(cost)) => {
            checker.without_unit(&cost.number, "this is what one of them costs");
            let price = checker.number(&cost.number, &PRICE)?;
            if text.spend.is_absent() {
                let error = Diagnostic::error(format!("`{}` has a `{}`, but no `spend`", id.value, cost.key));
                let help = "how many come is spend / cost: add spend = \"$20k per month\"";
                checker.push(error.at(cost.number.span, "").help(help));
            }
            let bought = spend?.clone() / price * Number::Constant(cost.of_people);
            within_the_largest_count(bought, &cost.number, checker)
        }
        (Written::Absent, Written::Absent) => {
            let error = Diagnostic::error(format!("`{}` does not say how many people it brings", id.value));
            let help = "add arrivals = \"3k per month\", or `spend` and a `cost` for each";
            checker.push(error.at(id.span, "").help(help));
            None
        }
    }
}

fn within_the_largest_count(number: Number, text: &NumberText, checker: &mut Checker<'_>) -> Option<Number> {
    let people = checker.median(&number);
    if people <= PEOPLE.high {
        return Some(number);
    }
    if people.is_nan() {
        return None;
    }
    let title = format!("expected at most 100 billion people, found {}", short_number(people));
    checker.push(Diagnostic::error(title).at(text.span, "").help("how many come is spend / cost"));
    None
}

/// The kinds by name.
const KINDS: [(&str, ChannelKind); 4] = [
    ("paid", ChannelKind::Paid),
    ("owned", ChannelKind::Owned),
    ("earned", ChannelKind::Earned),
    ("personal", ChannelKind::Personal),
];

/// What costs something is paid, unless said otherwise; the rest is owned.
fn kind(text: &ChannelText, checker: &mut Checker<'_>) -> ChannelKind {
    let Some(kind) = text.kind.get() else {
        return if text.spend.is_absent() { ChannelKind::Owned } else { ChannelKind::Paid };
    };
    let found = KINDS.iter().find(|(name, _)| *name == kind.value);
    if found.is_none() {
        let error = Diagnostic::error(format!("no type of channel `{}`", kind.value)).at(kind.span, "");
        checker.push(error.maybe_help(did_you_mean(&kind.value, KINDS.map(|(name, _)| name), "type")));
    }
    found.map_or(ChannelKind::Paid, |(_, kind)| *kind)
}

fn variation(text: &ChannelText, checker: &mut Checker<'_>) -> Variation {
    match text.variation.get() {
        None => Variation::Poisson,
        Some(VariationText::Named(name)) => match name.value.as_str() {
            "poisson" => Variation::Poisson,
            "fixed" => Variation::Fixed,
            other => {
                let error = Diagnostic::error(format!("no variation `{other}`")).at(name.span, "");
                checker.push(error.help("variation is \"poisson\" (the default), \"fixed\" or { spread = 0.5 }"));
                Variation::Poisson
            }
        },
        Some(VariationText::Spread(spread)) => spread_of(spread, text, checker),
    }
}

/// A spread holds over one unit of the mean's own unit of time.
fn spread_of(spread: &NumberText, text: &ChannelText, checker: &mut Checker<'_>) -> Variation {
    checker.without_unit(spread, "a spread is of the mean");
    let mean = text.arrivals.get().or(text.spend.get());
    let unit = mean.and_then(|mean| mean.per).unwrap_or(checker.step());
    let units_per_step = checker.step().counted_in(unit);
    match checker.number(spread, &SPREAD) {
        Some(Number::Constant(0.0)) | None => Variation::Poisson,
        Some(spread) => Variation::Spread { spread, units_per_step },
    }
}
