//! Channels: people from outside, and what they cost.

use super::bought;
use super::campaigns;
use super::checker::Checker;
use super::fields::{MONEY, PART, PEOPLE, SPREAD};
use super::mixes::mix;
use super::places::Places;
use super::types::{Channel, ChannelKind, Number, Spend, StageId, Variation, Volume};
use crate::base::diagnostics::Diagnostic;
use crate::scenario::{ChannelText, NumberText, SpendText, VariationText, Written, did_you_mean};

/// All channels, in the order of the file.
pub(super) fn check(places: &Places<'_>, checker: &mut Checker<'_>) -> Vec<Channel> {
    let texts = &checker.wheel.channels;
    texts.iter().map(|text| channel(text, places, checker)).collect()
}

fn channel(text: &ChannelText, places: &Places<'_>, checker: &mut Checker<'_>) -> Channel {
    let to = places.written_stage(&text.to, checker);
    let from = campaigns::campaign(text, places, checker);
    let (starts, window) = window(text, checker);
    let spend = spend(text, checker);
    let season = checker.season(text.season.get());
    bought::keep_today(text, spend.as_ref(), starts, checker);
    let spend = spend.map(|spend| within(spend, &window));
    let volume = volume(text, spend.as_ref(), (&window, season), checker);
    Channel {
        id: text.about.id.value.clone(),
        label: text.about.name(),
        kind: kind(text, checker),
        // What could not be resolved has its message, and no model comes of it.
        to: to.unwrap_or(StageId(0)),
        volume: volume.unwrap_or(Volume::People(Number::Constant(f64::NAN))),
        bought: text.cost.get().is_some(),
        spend: spend.unwrap_or(Spend::Amount(Number::Constant(0.0))),
        variation: variation(text, checker),
        mix: own_mix(text, from.is_some(), checker),
        from,
        starts,
        active: text.active.get().is_none_or(|active| active.value),
        ran_before: text.starts.is_absent() && text.lasts.is_absent() && !text.new.get().is_some_and(|new| new.value),
    }
}

/// The first period of a channel, and 1 while it is on.
fn window(text: &ChannelText, checker: &mut Checker<'_>) -> (u32, Number) {
    let starts = text.starts.get().and_then(|starts| checker.begins(starts)).map_or(1, |period| period.max(1.0) as u32);
    let lasts = text.lasts.get().and_then(|lasts| {
        let steps = checker.whole_steps(lasts)?;
        if steps < 1.0 {
            let title = format!("`{}` is less than one {}", lasts.written, checker.step());
            checker.push(Diagnostic::error(title).at(lasts.span, "").help("a channel lasts for one period at least"));
            return None;
        }
        Some(steps.min(1e9) as u32)
    });
    (starts, checker.window(starts, lasts.map(|lasts| starts.saturating_add(lasts - 1))))
}

/// What is spent while it is on.
fn spend(text: &ChannelText, checker: &mut Checker<'_>) -> Option<Spend> {
    match text.spend.get()? {
        SpendText::Amount(amount) => {
            let amount = checker.per_step(amount, &MONEY)?;
            Some(Spend::Amount(checker.in_minor_units(amount)))
        }
        SpendText::ShareOfRevenue(share) => {
            checker.without_unit(share, "this is a share of each period's revenue");
            checker.number(share, &PART).map(Spend::ShareOfRevenue)
        }
    }
}

fn within(spend: Spend, window: &Number) -> Spend {
    match spend {
        Spend::Amount(amount) => Spend::Amount(amount * window.clone()),
        Spend::ShareOfRevenue(share) => Spend::ShareOfRevenue(share * window.clone()),
    }
}

/// How many come: written, or what the spend buys at their cost.
fn volume(
    text: &ChannelText,
    spend: Option<&Spend>,
    (window, season): (&Number, Number),
    checker: &mut Checker<'_>,
) -> Option<Volume> {
    let id = &text.about.id;
    if text.cost.is_absent() {
        bought::refuse_keys_without_cost(text, checker);
    }
    match (&text.arrivals, &text.cost) {
        (Written::Broken, _) | (_, Written::Broken) => None,
        (Written::As(arrivals), Written::Absent) => {
            let people = checker.per_step(arrivals, &PEOPLE)?;
            Some(Volume::People(people * season * window.clone()))
        }
        (Written::As(arrivals), Written::As(cost)) => {
            let title = format!("`arrivals` and `{}` both say how many people `{}` brings", cost.key, id.value);
            let error = Diagnostic::error(title).beside(arrivals.span, "").at(cost.number.span, "");
            checker.push(error.help("keep one of them; beside `arrivals`, `spend` is a flat fee"));
            None
        }
        (Written::Absent, Written::As(cost)) => {
            // Nobody wrote how many come, but changes may name it.
            let (always, by_now) = checker.factors_on(&format!("channels.{}.arrivals", id.value));
            bought::volume(text, cost, spend, season * always * by_now, checker)
        }
        (Written::Absent, Written::Absent) => {
            let error = Diagnostic::error(format!("`{}` does not say how many people it brings", id.value));
            let help = "add arrivals = \"3k per month\", or `spend` and a `cost` for each";
            checker.push(error.at(id.span, "").help(help));
            None
        }
    }
}

/// The shares of the segments among its people.
fn own_mix(text: &ChannelText, is_campaign: bool, checker: &mut Checker<'_>) -> Vec<Number> {
    if let (true, Some(segments)) = (is_campaign, text.segments.get()) {
        let title = format!("those whom `{}` works on are of a segment already", text.about.id.value);
        checker.push(Diagnostic::error(title).at(segments.span, "").help("take `segments` away"));
    }
    mix(&text.segments, checker)
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
    let mean = text.arrivals.get().or(text.spend.get().map(SpendText::number));
    let unit = mean.and_then(|mean| mean.per).unwrap_or(checker.step());
    let units_per_step = checker.units_per_period(unit);
    match checker.number(spread, &SPREAD) {
        Some(Number::Constant(0.0)) | None => Variation::Poisson,
        Some(spread) => Variation::Spread { spread, units_per_step },
    }
}
