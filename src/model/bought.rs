//! People that are bought: cost at today's spend, saturation, carry-over. docs/model.md, "Channels".

use super::checker::Checker;
use super::fields::{Field, PART, PEOPLE, PRICE, SLOPE};
use super::past::Today;
use super::types::{Number, Saturation, Spend, Volume};
use crate::base::diagnostics::{Diagnostic, Span};
use crate::base::money::short_number;
use crate::scenario::{ChannelText, CostText, NumberText, SpendText};

/// How many the spend buys.
///
/// Where twice the money brings twice the people at once, this is their number; else what is needed to compute
/// it from period to period.
pub(super) fn volume(
    text: &ChannelText,
    cost: &CostText,
    spend: Option<&Spend>,
    season: Number,
    checker: &mut Checker<'_>,
) -> Option<Volume> {
    checker.without_unit(&cost.number, "this is what one of them costs");
    let price = checker.number(&cost.number, &PRICE);
    if text.spend.is_absent() {
        let id = &text.about.id.value;
        let error = Diagnostic::error(format!("`{id}` has a `{}`, but no `spend`", cost.key));
        let help = "how many come is spend / cost: add spend = \"$20k per month\"";
        checker.push(error.at(cost.number.span, "").help(help));
    }
    let saturation = saturation(text, checker);
    let carryover = carryover(text, checker);
    let measured_at = measured_at(text, checker);
    let (price, saturation, carryover) = (checker.in_minor_units(price?), saturation?, carryover?);
    let cost_of_one = price / Number::Constant(cost.of_people);
    let spend = spend?;
    let is_new = text.new.get().is_some_and(|new| new.value);
    let remembers = carryover.as_constant() != Some(0.0);
    if is_new && !remembers {
        let span = text.new.get().map_or(text.about.id.span, |new| new.span);
        let warning = Diagnostic::warning("`new` says that nothing is carried over from before, and nothing is");
        checker.push(warning.at(span, "").help("say what is kept, like carryover = \"0.1 per week\", or take it out"));
    }
    if let (Spend::Amount(amount), None, false) = (spend, &saturation, remembers) {
        let people = within_the_largest_count(amount.clone() / cost_of_one * season, &cost.number, checker)?;
        return Some(Volume::People(people));
    }
    let today = match (&saturation, remembers && !is_new) {
        (None, false) => None,
        _ => Some(today(text, measured_at, saturation.is_some(), checker)?),
    };
    let most = today.as_ref().map(|today| today.clone() / cost_of_one.clone());
    let now = match spend {
        Spend::Amount(amount) => Some(amount.clone() / cost_of_one.clone()),
        Spend::ShareOfRevenue(_) => None,
    };
    for people in most.into_iter().chain(now) {
        within_the_largest_count(people, &cost.number, checker)?;
    }
    Some(Volume::Bought { cost: cost_of_one, today, factor: season, saturation, carryover, warm: !is_new })
}

/// Keeps what the base plan of the file spends in a channel's first period: what its cost was measured at.
pub(super) fn keep_today(text: &ChannelText, spend: Option<&Spend>, starts: u32, checker: &mut Checker<'_>) {
    if checker.registry.in_a_plan {
        return;
    }
    if let Some(Spend::Amount(amount)) = spend {
        let today = Today { spend: amount.in_period(starts), is_clear: amount.as_constant().is_some() };
        // The file comes before what is set in its place from outside.
        checker.measured.spend.entry(text.about.id.value.clone()).or_insert(today);
    }
}

/// The spend at which the cost was measured.
fn today(
    text: &ChannelText,
    measured_at: Option<Number>,
    saturates: bool,
    checker: &mut Checker<'_>,
) -> Option<Number> {
    let id = &text.about.id;
    let help = "add measured_at = \"$20k per month\": the spend at which one cost that much";
    let span = text.spend.get().map_or(id.span, |spend| spend.number().span);
    if !text.measured_at.is_absent() {
        return measured_at;
    }
    let Some(today) = checker.measured.spend.get(&id.value).cloned() else {
        // What could not be read has its message.
        if matches!(text.spend.get(), Some(SpendText::ShareOfRevenue(_))) {
            let title = format!("what `{}` spends today depends on the revenue", id.value);
            checker.push(Diagnostic::error(title).at(span, "").help(help));
        }
        return None;
    };
    let Today { spend: today, is_clear } = today;
    if saturates && !is_clear && !checker.registry.in_a_plan {
        let title = format!("at which spend was the cost of `{}` measured?", id.value);
        let said = "no one amount; taken for today's spend is that of the first period";
        checker.push(Diagnostic::warning(title).at(span, said).help(help));
    }
    if saturates && checker.median(&today) <= 0.0 {
        let title = format!("`{}` spends nothing today, so at which spend was the cost measured?", id.value);
        checker.push(Diagnostic::error(title).at(span, "").help(help));
        return None;
    }
    Some(today)
}

fn measured_at(text: &ChannelText, checker: &mut Checker<'_>) -> Option<Number> {
    let written = text.measured_at.get()?;
    let field = Field { what: "a spend above 0", ..PRICE };
    let amount = checker.per_step(written, &field)?;
    let amount = checker.timeless(amount, written)?;
    Some(checker.in_minor_units(amount))
}

/// `Some(None)` without saturation, `None` if it cannot be read.
fn saturation(text: &ChannelText, checker: &mut Checker<'_>) -> Option<Option<Saturation>> {
    let Some(written) = &text.saturation else {
        return Some(None);
    };
    let slope = match written.slope.get() {
        Some(slope) => {
            checker.without_unit(slope, "a slope is a plain number");
            checker.number(slope, &SLOPE)
        }
        None if written.slope.is_broken() => None,
        None => Some(Number::Constant(1.0)),
    };
    let half = written.half.get().and_then(|half| {
        let field = Field { what: "a spend above 0", like: "\"$60k per month\"", ..PRICE };
        let half = checker.per_step(half, &field)?;
        Some(checker.in_minor_units(half))
    });
    Some(Some(Saturation { half: half?, slope: slope? }))
}

/// The share that is kept per step.
fn carryover(text: &ChannelText, checker: &mut Checker<'_>) -> Option<Number> {
    let Some(written) = text.carryover.get() else {
        return (!text.carryover.is_broken()).then_some(Number::Constant(0.0));
    };
    let unit = checker.unit(written);
    let kept = checker.number(written, &PART)?;
    if checker.median(&kept) >= 1.0 {
        let error = Diagnostic::error("what is carried over would never fade").at(written.span, "this reads as 100%");
        checker.push(error.help("the share that is kept per unit of time is below 100%: \"0.1 per week\""));
        return None;
    }
    Some(kept.to_the(checker.units_per_period(unit)))
}

fn within_the_largest_count(number: Number, text: &NumberText, checker: &mut Checker<'_>) -> Option<Number> {
    let people = checker.medians_over_time(&number).into_iter().fold(f64::NEG_INFINITY, f64::max);
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

/// What speaks of bought people needs to know what one costs.
pub(super) fn refuse_keys_without_cost(text: &ChannelText, checker: &mut Checker<'_>) {
    let number = |text: &NumberText| text.span;
    let keys: [(&str, Option<Span>); 4] = [
        ("saturation", text.saturation.as_ref().map(|saturation| saturation.span)),
        ("carryover", text.carryover.get().map(number)),
        ("measured_at", text.measured_at.get().map(number)),
        ("new", text.new.get().map(|new| new.span)),
    ];
    for (key, span) in keys {
        let Some(span) = span else { continue };
        let error = Diagnostic::error(format!("`{key}` is of people who are bought, and nothing says what one costs"));
        checker.push(error.at(span, "").help("add a `cost` (or `cpc`, `cpm`, `cost_per_lead`) beside `spend`"));
    }
}
