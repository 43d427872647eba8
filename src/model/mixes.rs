//! The mix of segments among the people of a source.

use super::checker::Checker;
use super::fields::SHARE;
use super::types::Number;
use crate::base::diagnostics::Diagnostic;
use crate::scenario::{MixText, ShareText, Written, did_you_mean};

/// How far shares that must add up to 100% may miss it by rounding.
const ROUNDING: f64 = 1e-9;

/// A source's own mix; for want of one that of all people ([`Checker::shares`]).
pub(super) fn mix(text: &Written<MixText>, checker: &mut Checker<'_>) -> Vec<Number> {
    let Some(text) = text.get() else {
        return checker.shares.clone();
    };
    let known: Vec<String> = checker.wheel.segments.list.iter().map(|segment| segment.about.id.value.clone()).collect();
    if known.is_empty() {
        let error = Diagnostic::error("the scenario has no segments").at(text.span, "");
        checker.push(error.help("describe them first: [segments.smb] with share = \"80%\", for example"));
        return checker.shares.clone();
    }
    let mut shares = vec![Number::Constant(0.0); known.len()];
    let mut rest = None;
    let mut complete = true;
    for (name, share) in &text.shares {
        let Some(index) = known.iter().position(|id| *id == name.value) else {
            let error = Diagnostic::error(format!("no segment `{}`", name.value)).at(name.span, "");
            let names: Vec<&str> = known.iter().map(String::as_str).collect();
            checker.push(error.maybe_help(did_you_mean(&name.value, names, "segment")));
            complete = false;
            continue;
        };
        match share {
            Written::As(ShareText::Rest) if rest.is_some() => {
                let error = Diagnostic::error("two segments are the rest").at(name.span, "");
                checker.push(error.help("what the others leave goes to one of them"));
                complete = false;
            }
            Written::As(ShareText::Rest) => rest = Some(index),
            Written::As(ShareText::Of(number)) => {
                checker.without_unit(number, "this is a share of its people");
                match checker.number(number, &SHARE) {
                    Some(number) => shares[index] = number,
                    None => complete = false,
                }
            }
            Written::Absent | Written::Broken => complete = false,
        }
    }
    if !complete {
        return checker.shares.clone();
    }
    let sum = shares.iter().cloned().fold(Number::Constant(0.0), |sum, share| sum + share);
    let all = checker.median(&sum);
    // What adds up in the middle of ranges adds up nowhere else.
    let certain = rest.is_some() || (sum.inputs().is_empty() && sum.changes_at().is_empty());
    let whole = if rest.is_some() { all <= 1.0 + ROUNDING } else { (all - 1.0).abs() <= ROUNDING };
    if whole && !certain {
        let error = Diagnostic::error("shares that are not certain add up to 100% only by chance").at(text.span, "");
        checker.push(error.help("let one of them be \"rest\""));
    }
    if !whole {
        let found = format!("they add up to {}%", crate::scenario::Figures((all * 10_000.0).round() / 100.0));
        let error = Diagnostic::error("the shares of the segments must add up to 100%").at(text.span, found);
        checker.push(error.help("a segment that is left out has none; let one of them be \"rest\""));
    }
    if let Some(index) = rest {
        shares[index] = Number::Constant(1.0) - sum;
    }
    shares
}
