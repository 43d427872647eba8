//! Channels and referrals, read one by one into [`super::written`].

use super::literal::Mark;
use super::number::{NumberText, is_form, literal};
use super::reader::{Context, Reader, expected, flag, keep, moment, number, text, texts, unit};
use super::tree::{Entry, Node, Table, Value};
use super::written::*;
use crate::base::diagnostics::Diagnostic;

pub(super) fn channel(entry: &Entry, reader: &mut Reader<'_>) -> ChannelText {
    ChannelText {
        about: reader.about(&entry.key),
        kind: reader.text("type"),
        to: reader.required("to", "say into which stage its people come: to = \"visitor\"", text),
        arrivals: reader.number("arrivals"),
        spend: reader.read("spend", spend),
        cost: cost(reader),
        measured_at: reader.number("measured_at"),
        saturation: saturation(reader),
        carryover: reader.number("carryover"),
        new: reader.read("new", flag),
        season: reader.read("season", season),
        from: reader.read("from", texts),
        reach: reader.number("reach"),
        starts: reader.read("starts", moment),
        lasts: reader.read("lasts", moment),
        active: reader.read("active", flag),
        variation: reader.read("variation", variation),
        segments: mix(reader),
    }
}

/// An amount, or a share of the revenue.
fn spend(node: &Node, path: &str, context: &mut Context) -> Result<SpendText, Diagnostic> {
    const SHARE: &str = "share_of_revenue";
    let Some(share) = node.as_table().and_then(|table| table.entry(SHARE)) else {
        return Ok(SpendText::Amount(number(node, path, context)?));
    };
    let others = node.as_table().into_iter().flat_map(|table| &table.entries).find(|entry| entry.key != SHARE);
    if let Some(other) = others {
        let title = format!("`{SHARE}` and `{}` are two ways to say what is spent", other.key);
        return Err(Diagnostic::error(title).at(other.key_span, "").help("keep one of them"));
    }
    Ok(SpendText::ShareOfRevenue(number(&share.node, &format!("{path}.{SHARE}"), context)?))
}

fn saturation(reader: &mut Reader<'_>) -> Option<SaturationText> {
    let span = reader.get_entry("saturation")?.key_span;
    reader.get("saturation")?.as_table()?;
    let help = "say at which spend half of all who could come do: half = \"$60k per month\"";
    Some(reader.section("saturation", |reader| SaturationText {
        span,
        half: reader.required("half", help, number),
        slope: reader.number("slope"),
    }))
}

/// Twelve plain factors.
fn season(node: &Node, _: &str, _: &mut Context) -> Result<SeasonText, Diagnostic> {
    let help = "a season is a list of 12 factors, January to December: [0.8, 0.9, 1, 1.1, ...]";
    let Value::List(nodes) = &node.value else {
        return Err(expected("a list of 12 factors", node).help(help));
    };
    if nodes.len() != 12 {
        let title = format!("expected 12 factors, found {}", nodes.len());
        return Err(Diagnostic::error(title).at(node.span, "").help(help));
    }
    let mut factors = Vec::with_capacity(12);
    for node in nodes {
        let factor = literal(node)?;
        if factor.value < 0.0 || factor.unit.is_some() || matches!(factor.mark, Mark::Money(_)) {
            let error = Diagnostic::error(format!("expected a factor of 0 or more, found `{node}`"));
            return Err(error.at(node.span, "").help(help));
        }
        factors.push(factor.value);
    }
    Ok(SeasonText { factors, span: node.span })
}

/// A share for each segment; one of them may be the rest.
fn mix(reader: &mut Reader<'_>) -> Written<MixText> {
    match reader.get("segments") {
        // What is no table has its message from the grammar.
        Some(node) if node.as_table().is_none() => Written::Broken,
        _ => reader.read("segments", shares),
    }
}

fn shares(node: &Node, path: &str, context: &mut Context) -> Result<MixText, Diagnostic> {
    let empty = Table::default();
    let table = node.as_table().unwrap_or(&empty);
    let mut shares = Vec::with_capacity(table.entries.len());
    for entry in &table.entries {
        let name = Spanned { value: entry.key.clone(), span: entry.key_span };
        let share = match &entry.node.value {
            Value::Text(text) if text.trim() == "rest" => Written::As(ShareText::Rest),
            _ => {
                let share = number(&entry.node, &format!("{path}.{}", entry.key), context);
                keep(share.map(ShareText::Of), context)
            }
        };
        shares.push((name, share));
    }
    Ok(MixText { shares, span: node.span })
}

/// The names under which the cost of one of a channel's people may stand, and of how many it is the cost.
const COSTS: [(&str, f64); 4] = [("cost", 1.0), ("cpc", 1.0), ("cpm", 1000.0), ("cost_per_lead", 1.0)];

fn cost(reader: &mut Reader<'_>) -> Written<CostText> {
    let mut found: Written<CostText> = Written::Absent;
    for (key, of_people) in COSTS {
        let earlier = found.get().map(|cost| (cost.key, cost.number.span));
        let next = reader.read(key, |node, path, context| {
            let number = number(node, path, context)?;
            match earlier {
                None => Ok(CostText { key, number, of_people }),
                Some((earlier, span)) => {
                    Err(Diagnostic::error(format!("`{earlier}` and `{key}` say the same thing twice"))
                        .beside(span, "")
                        .at(node.span, "")
                        .help("keep one of them"))
                }
            }
        });
        if !next.is_absent() {
            found = next;
        }
    }
    found
}

fn variation(node: &Node, path: &str, context: &mut Context) -> Result<VariationText, Diagnostic> {
    let help = "variation is \"poisson\" (the default), \"fixed\" or { spread = 0.5 }";
    match &node.value {
        Value::Text(_) => Ok(VariationText::Named(text(node, path, context)?)),
        Value::Table(table) => match table.entries.as_slice() {
            [entry] if entry.key == "spread" => {
                Ok(VariationText::Spread(number(&entry.node, &format!("{path}.spread"), context)?))
            }
            _ => Err(Diagnostic::error(format!("cannot read `{node}` as a variation")).at(node.span, "").help(help)),
        },
        _ => Err(expected("a variation", node).help(help)),
    }
}

pub(super) fn referral(entry: &Entry, reader: &mut Reader<'_>) -> ReferralText {
    let from = reader.required("from", "say who invites: from = [\"customer\"]", texts);
    let stages: Vec<String> = from.get().into_iter().flatten().map(|stage| stage.value.clone()).collect();
    ReferralText {
        about: reader.about(&entry.key),
        invites: reader.required(
            "invites",
            "say how many invitations each of them sends: invites = \"0.1 per month\"",
            |node, path, context| invites(node, path, &stages, context),
        ),
        per: reader.read("per", unit),
        spread: reader.number("spread"),
        accept: reader.required("accept", "say which share of the invitations is accepted: accept = \"15%\"", number),
        to: reader.required("to", "say into which stage the invited come: to = \"trial\"", text),
        delay: reader.read("delay", delay),
        reward: reader.number("reward"),
        reward_on: reader.text("reward_on"),
        commission: reader.number("commission"),
        cost_per_invite: reader.number("cost_per_invite"),
        season: reader.read("season", season),
        same_segment: reader.number("same_segment"),
        segments: mix(reader),
        from,
    }
}

/// One number, or a table of numbers by stage; a table that names a stage of `from` is the latter.
fn invites(node: &Node, path: &str, from: &[String], context: &mut Context) -> Result<InvitesText, Diagnostic> {
    match &node.value {
        Value::Table(table) if !is_form(table) || table.keys().any(|key| from.iter().any(|stage| stage == key)) => {
            let mut by_stage = Vec::new();
            for entry in &table.entries {
                let stage = Spanned { value: entry.key.clone(), span: entry.key_span };
                let invites = number(&entry.node, &format!("{path}.{}", entry.key), context);
                by_stage.push((stage, keep(invites, context)));
            }
            Ok(InvitesText::ByStage(by_stage))
        }
        _ => Ok(InvitesText::Alike(number(node, path, context)?)),
    }
}

fn delay(node: &Node, path: &str, context: &mut Context) -> Result<DelayText, Diagnostic> {
    let Value::List(nodes) = &node.value else {
        return Ok(DelayText::One(moment(node, path, context)?));
    };
    let shares = nodes.iter().map(|share| number(share, path, context));
    Ok(DelayText::Shares(shares.collect::<Result<Vec<NumberText>, Diagnostic>>()?, node.span))
}
