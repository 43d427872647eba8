//! The mix of segments among the people of a source.

use super::checker::Checker;
use super::segments::{Part, add_up};
use super::types::Number;
use crate::base::diagnostics::Diagnostic;
use crate::scenario::{MixText, ShareText, Written, did_you_mean};

/// A source's own mix; for want of one that of all people ([`Checker::shares`]).
pub(super) fn mix(text: &Written<MixText>, checker: &mut Checker<'_>) -> Vec<Number> {
    let Some(text) = text.get() else {
        return checker.shares.clone();
    };
    let segments = &checker.wheel.segments.list;
    if segments.is_empty() {
        let error = Diagnostic::error("the scenario has no segments").at(text.span, "");
        checker.push(error.help("describe them first: [segments.smb] with share = \"80%\", for example"));
        return checker.shares.clone();
    }
    let known: Vec<&str> = segments.iter().map(|segment| segment.about.id.value.as_str()).collect();
    let mut parts = Vec::with_capacity(text.shares.len());
    let mut places = Vec::with_capacity(text.shares.len());
    for (name, share) in &text.shares {
        let Some(index) = known.iter().position(|id| *id == name.value) else {
            let error = Diagnostic::error(format!("no segment `{}`", name.value)).at(name.span, "");
            checker.push(error.maybe_help(did_you_mean(&name.value, known.clone(), "segment")));
            continue;
        };
        let number = match share.get() {
            Some(ShareText::Of(number)) => Some(number),
            _ => None,
        };
        parts.push(Part { name, share: number, is_rest: matches!(share.get(), Some(ShareText::Rest)) });
        places.push(index);
    }
    // A segment that is left out has no share.
    let mut mix = vec![Number::Constant(0.0); known.len()];
    if parts.len() == text.shares.len() {
        for (index, share) in places.into_iter().zip(add_up(&parts, "the shares of the segments", checker)) {
            mix[index] = share;
        }
    }
    mix
}
