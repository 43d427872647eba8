//! What those are worth who are there when the run ends: `[money] end_value`.

use super::checker::Checker;
use super::fields::MONEY;
use super::types::{EndValue, EndWorth, Number};
use crate::base::diagnostics::Diagnostic;
use crate::scenario::{EndValueText, Moment, MomentText, Text, Written, did_you_mean};

/// Where nothing is discounted a customer counts for so many years at most: what is expected for ever has no bound
/// where churn was counted in few people (the mean of 1 / churn of Beta(a, b) is infinite for a <= 1).
const YEARS_WITHOUT_DISCOUNT: f64 = 5.0;

/// * `discount_per_year`: effective
pub(super) fn check(text: &Written<EndValueText>, discount_per_year: &Number, checker: &mut Checker<'_>) -> EndValue {
    let is_discounted = *discount_per_year != Number::Constant(0.0);
    let unbounded = if is_discounted { None } else { Some(in_years(YEARS_WITHOUT_DISCOUNT, checker)) };
    let by_default = EndValue { of: EndWorth::Customers, at_most: unbounded, is_written: false };
    let written = match text.get() {
        None => return by_default,
        Some(EndValueText::Money(amount)) => {
            checker.without_unit(amount, "this is what one customer is worth who is there at the end");
            let number = checker.number(amount, &MONEY).and_then(|number| checker.timeless(number, amount));
            number.map(|number| (EndWorth::Each(checker.in_minor_units(number)), None))
        }
        Some(EndValueText::Named(name)) => named(name, checker).map(|of| (of, unbounded)),
        Some(EndValueText::Limited(name, at_most)) => {
            named(name, checker).zip(limit(at_most, checker)).map(|(of, at_most)| (of, Some(at_most)))
        }
    };
    written.map_or(by_default, |(of, at_most)| EndValue { of, at_most, is_written: true })
}

fn in_years(years: f64, checker: &Checker<'_>) -> u32 {
    (years * checker.parts() / checker.step().years()).round().max(1.0) as u32
}

fn named(name: &Text, checker: &mut Checker<'_>) -> Option<EndWorth> {
    let known =
        [("customers", EndWorth::Customers), ("with referrals", EndWorth::WithReferrals), ("none", EndWorth::Nothing)];
    let found = known.iter().find(|(word, _)| *word == name.value).map(|(_, worth)| worth.clone());
    if found.is_none() {
        let error = Diagnostic::error(format!("no end value is called `{}`", name.value)).at(name.span, "");
        let nearest = did_you_mean(&name.value, known.map(|(word, _)| word), "end value");
        let forms = "\"customers\", \"with referrals\", \"none\", money per customer like \"$200\", or { value = \
                     \"customers\", at_most = \"3 years\" }";
        checker.push(error.help(nearest.unwrap_or_else(|| format!("it is {forms}"))));
    }
    found
}

/// A length of time in whole periods, one at least.
fn limit(text: &MomentText, checker: &mut Checker<'_>) -> Option<u32> {
    /// As long as the longest run.
    const MOST: f64 = 10_000.0;
    let periods = match text.moment {
        Moment::Date(_) => None,
        Moment::Periods(_) | Moment::After(_) => checker.whole_steps(text),
    };
    let allowed = periods.filter(|periods| (1.0..=MOST).contains(periods));
    if allowed.is_none() {
        let title = format!("expected a length of time of 1 to {MOST} periods, found `{}`", text.written);
        let help = "so long after the end of the run customers count: at_most = \"3 years\"";
        checker.push(Diagnostic::error(title).at(text.span, "").help(help));
    }
    allowed.map(|periods| periods as u32)
}
