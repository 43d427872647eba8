//! How money is counted: on whom, from when on, and how later money is discounted.

use super::types::{Accounting, Count, Discount};
use crate::base::diagnostics::{Diagnostic, Diagnostics};
use crate::scenario::{AccountingText, Text, did_you_mean};

/// `[money]`, as far as it is common to all plans.
pub(super) fn check(text: &AccountingText, diagnostics: &mut Diagnostics) -> Accounting {
    let known = [("annual", Discount::Annual), ("continuous", Discount::Continuous)];
    let discount = text.discount.get().map_or(Discount::default(), |written| {
        let found = known.iter().find(|(name, _)| *name == written.value);
        if found.is_none() {
            let error = Diagnostic::error(format!("no way to discount is called `{}`", written.value));
            let help = did_you_mean(&written.value, known.map(|(name, _)| name), "way");
            diagnostics.push(error.at(written.span, "").maybe_help(help));
        }
        found.map_or(Discount::default(), |(_, discount)| *discount)
    });
    Accounting {
        count: text.count.get().map_or(Count::default(), |written| count(written, diagnostics)),
        discount,
        count_start: text.count_start.get().is_some_and(|start| start.value),
    }
}

/// The people on whom money per period is booked, by name.
pub(super) fn count(text: &Text, diagnostics: &mut Diagnostics) -> Count {
    let known = [("end", Count::End), ("start", Count::Start), ("mid", Count::Mid)];
    let found = known.iter().find(|(name, _)| *name == text.value);
    if found.is_none() {
        let error = Diagnostic::error(format!("nobody is counted at the `{}` of a period", text.value));
        let help = did_you_mean(&text.value, known.map(|(name, _)| name), "moment");
        diagnostics.push(error.at(text.span, "").maybe_help(help));
    }
    found.map_or(Count::default(), |(_, count)| *count)
}
