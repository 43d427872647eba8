//! Segments: groups of people with rates of their own, and how large each is.

use super::changes::{Act, Alteration};
use super::checker::Checker;
use super::fields::PART;
use super::number::one;
use super::types::{InputId, Number, Segment};
use crate::base::diagnostics::Diagnostic;
use crate::scenario::{ChangeText, Figures, NumberText, SegmentText, ShareText, Text, Wheel};

/// How far shares that must add up to 100% may miss it by rounding.
const ROUNDING: f64 = 1e-6;

/// The segments of a scenario; one without a name if it has none.
pub(super) fn all(wheel: &Wheel) -> Vec<Segment> {
    let texts = &wheel.segments.list;
    if texts.is_empty() {
        return vec![Segment { id: String::new(), label: "Everybody".to_string() }];
    }
    texts.iter().map(|text| Segment { id: text.about.id.value.clone(), label: text.about.name() }).collect()
}

/// The share of each segment among people.
pub(super) fn shares(checker: &mut Checker<'_>) -> Vec<Number> {
    let segments = &checker.wheel.segments;
    if segments.list.is_empty() {
        return vec![one()];
    }
    let parts: Vec<Part<'_>> = segments.list.iter().map(Part::of_segment).collect();
    add_up(&parts, "the shares of the segments", checker)
}

/// A member of what adds up to 100%.
pub(super) struct Part<'a> {
    pub name: &'a Text,
    /// `None`: it could not be read, or (with `rest`) is what the others leave.
    pub share: Option<&'a NumberText>,
    pub is_rest: bool,
}

impl<'a> Part<'a> {
    fn of_segment(text: &'a SegmentText) -> Part<'a> {
        let share = match text.share.get() {
            Some(ShareText::Of(number)) => Some(number),
            _ => None,
        };
        Part { name: &text.about.id, share, is_rest: matches!(text.share.get(), Some(ShareText::Rest)) }
    }
}

/// Shares that must add up to 100% whatever the inputs, or one of them is the rest.
///
/// * `what`: what they are, for messages
pub(super) fn add_up(parts: &[Part<'_>], what: &str, checker: &mut Checker<'_>) -> Vec<Number> {
    let unread = parts.iter().any(|part| part.share.is_none() && !part.is_rest);
    let mut shares = Vec::with_capacity(parts.len());
    for part in parts {
        if let Some(text) = part.share {
            checker.without_unit(text, "this is a share of the people");
        }
        shares.push(part.share.and_then(|text| checker.number(text, &PART)));
    }
    let zero = || Number::Constant(0.0);
    let known = shares.iter().flatten();
    let mut inputs: Vec<InputId> = known.clone().flat_map(Number::inputs).collect();
    inputs.sort();
    inputs.dedup();
    let sum_at = |values: &[f64]| shares.iter().flatten().map(|share| share.value(values)).sum::<f64>();
    let middle = sum_at(checker.registry.medians());
    let elsewhere = sum_at(&checker.registry.sample(&inputs));
    let rests: Vec<&Part<'_>> = parts.iter().filter(|part| part.is_rest).collect();
    let is_all = |sum: f64| (sum - 1.0).abs() <= ROUNDING;
    let always_all = is_all(middle) && is_all(elsewhere);
    let percent = |sum: f64| format!("{}%", Figures((sum * 10_000.0).round() / 100.0));
    let error = match rests.as_slice() {
        [_, second, ..] => Some(Diagnostic::error(format!("two of {what} are the rest")).at(second.name.span, "")),
        [rest] if middle > 1.0 => {
            let title = format!("{what} leave nothing for the rest: they add up to {}", percent(middle));
            Some(Diagnostic::error(title).at(rest.name.span, ""))
        }
        [] if !unread && !always_all => {
            let but = if is_all(middle) { " only in the middle of their ranges" } else { "" };
            let title = format!("{what} must add up to 100%");
            let last = parts.last().map(|part| part.share.map_or(part.name.span, |text| text.span));
            let error = Diagnostic::error(title).help("let one of them be \"rest\"");
            last.map(|span| error.at(span, format!("they add up to {}{but}", percent(middle))))
        }
        _ => None,
    };
    checker.diagnostics.extend(error.into_iter().collect());
    let mut rest = one();
    for share in shares.iter().flatten() {
        rest = rest - share.clone();
    }
    let of = |(part, share): (&Part<'_>, Option<Number>)| {
        if part.is_rest { rest.clone() } else { share.unwrap_or_else(zero) }
    };
    parts.iter().zip(shares).map(of).collect()
}

/// The factors of a segment, in this order: (what it changes, by what).
pub(super) type Factors = Vec<(ChangeText, Number)>;

/// What brings the average over all segments back to what was written (`blend = "keep"`): on each path that any
/// segment changes the factor `1 / sum_j share_j x_j`.
///
/// * `factors`: per segment
pub(super) fn rescaled(factors: &[Factors], shares: &[Number], checker: &Checker<'_>) -> Vec<Alteration> {
    let mut paths: Vec<(String, Text)> = Vec::new();
    let changes = factors.iter().flatten();
    let alterations: Vec<Vec<Alteration>> =
        factors.iter().map(|own| own.iter().map(|(text, x)| times(text, x, checker.wheel)).collect()).collect();
    for (change, alteration) in changes.zip(alterations.iter().flatten()) {
        for path in alteration.paths() {
            if !paths.iter().any(|(known, _)| known == path) {
                paths.push((path.clone(), change.0.on.clone()));
            }
        }
    }
    let average = |path: &String| {
        let mut average = Number::Constant(0.0);
        for (segment, own) in alterations.iter().enumerate() {
            let mut factor = one();
            for (alteration, (_, x)) in own.iter().zip(&factors[segment]) {
                if alteration.paths().contains(path) {
                    factor = factor * x.clone();
                }
            }
            average = average + shares[segment].clone() * factor;
        }
        average
    };
    paths.iter().map(|(path, at)| Alteration::quiet(path, Act::Times(one() / average(path)), at)).collect()
}

/// The alteration of a factor.
pub(super) fn times(change: &ChangeText, factor: &Number, wheel: &Wheel) -> Alteration {
    Alteration::new(&change.on, Act::Times(factor.clone()), wheel)
}

/// Whether `blend = "keep"` is written; a message about any other word.
pub(super) fn keeps_blend(checker: &mut Checker<'_>) -> bool {
    let Some(blend) = &checker.wheel.segments.blend else {
        return false;
    };
    if blend.value != "keep" {
        let error = Diagnostic::error(format!("no blend `{}`", blend.value)).at(blend.span, "");
        checker.push(error.help("blend = \"keep\" rescales what segments change so that the average is as written"));
    }
    blend.value == "keep"
}
