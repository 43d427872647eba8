//! One number as it may be written: `0.2`, `20%`, `2/3`, `$20,000`, `1.5k`, `20 EUR`.

use std::fmt;

use crate::base::calendar::Step;
use crate::base::money::Currency;

/// A number and how it was marked.
#[derive(Debug, Clone, PartialEq)]
pub struct Literal {
    /// Of `"20%"` 0.2, of `"1.5k"` 1,500.
    pub value: f64,
    pub mark: Mark,
    /// `"2 weeks"`: of what it counts.
    pub unit: Option<Step>,
}

/// What a number was marked as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    None,
    Percent,
    /// A sign or code of a currency, `$` or `EUR`.
    Money(String),
}

/// Why a text is no number, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    pub title: String,
    pub help: String,
}

/// The forms of a number, for a help.
pub(super) const FORMS: &str = "a number is written like 0.2, \"20%\", \"2/3\", \"$20,000\", \"1.5k\", \"20 of 1000\", \
    \"5% to 9%\" or { pert = [1, 2, 4] }";

impl Unreadable {
    pub(super) fn new(title: impl Into<String>, help: impl Into<String>) -> Unreadable {
        Unreadable { title: title.into(), help: help.into() }
    }

    pub(super) fn text(text: &str) -> Unreadable {
        Unreadable::new(format!("cannot read `{text}` as a number"), FORMS)
    }
}

impl Literal {
    /// A bare number.
    pub fn plain(value: f64) -> Literal {
        Literal { value, mark: Mark::None, unit: None }
    }

    /// Reads a number with its marks, and nothing else.
    ///
    /// # Errors
    /// [`Unreadable`] with the reason in the author's words.
    ///
    /// # Example
    /// ```
    /// use flywheel::scenario::{Literal, Mark};
    /// assert_eq!(Literal::parse("2/3").unwrap().value, 2.0 / 3.0);
    /// assert_eq!(Literal::parse("$1,500").unwrap().value, 1500.0);
    /// assert_eq!(Literal::parse("7%").unwrap().mark, Mark::Percent);
    /// ```
    pub fn parse(text: &str) -> Result<Literal, Unreadable> {
        let whole = text.trim();
        let (unit, rest) = split_unit(whole);
        let (negative, rest) = strip_minus(rest);
        let (money_before, rest) = strip_money_before(rest);
        // "-$5" and "$-5" are the same; "--5" is a slip.
        let (negative_inside, rest) = match money_before {
            Some(_) if !negative => strip_minus(rest),
            _ => (false, rest),
        };
        let (money_after, rest) = strip_money_after(rest);
        let money = money_before.or(money_after);
        if rest.starts_with('+') {
            let help = "write the number itself; how much more it becomes stands under `changes`";
            return Err(Unreadable::new(format!("`{whole}` has a plus sign"), help));
        }
        let (mut value, percent) = magnitude(rest, whole)?;
        if negative || negative_inside {
            value = -value;
        }
        let mark = match (money, percent) {
            (Some(_), true) => return Err(Unreadable::text(whole)),
            (Some(money), false) => Mark::Money(money),
            (None, true) => Mark::Percent,
            (None, false) => Mark::None,
        };
        Ok(Literal { value, mark, unit })
    }
}

/// As an author would write it, for messages: `20%`, `$1500`, `3 months`.
impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.mark {
            Mark::None => write!(f, "{}", Figures(self.value))?,
            Mark::Percent => write!(f, "{}%", Figures(self.value * 100.0))?,
            Mark::Money(sign) if sign.is_ascii() && sign.len() == 3 => write!(f, "{sign} {}", Figures(self.value))?,
            Mark::Money(sign) if self.value < 0.0 => write!(f, "-{sign}{}", Figures(-self.value))?,
            Mark::Money(sign) => write!(f, "{sign}{}", Figures(self.value))?,
        }
        match self.unit {
            Some(unit) => write!(f, " {unit}{}", if self.value == 1.0 { "" } else { "s" }),
            None => Ok(()),
        }
    }
}

/// A number without the noise of its last binary digits: 0.07 x 100 reads as 7.
pub(crate) struct Figures(pub f64);

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 != 0.0 && !(1e-6..1e15).contains(&self.0.abs()) {
            return write!(f, "{:e}", self.0);
        }
        let rounded = format!("{:.12e}", self.0).parse().unwrap_or(self.0);
        write!(f, "{}", if rounded == 0.0 { 0.0 } else { rounded })
    }
}

fn split_unit(text: &str) -> (Option<Step>, &str) {
    let Some((before, word)) = text.rsplit_once(char::is_whitespace) else {
        return (None, text);
    };
    match Step::named(word) {
        Some(unit) => (Some(unit), before.trim_end()),
        None => (None, text),
    }
}

fn strip_minus(text: &str) -> (bool, &str) {
    match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    }
}

fn strip_money_before(text: &str) -> (Option<String>, &str) {
    if let Some(code) = text.get(..3).filter(|code| Currency::with_code(code).is_some()) {
        return (Some(code.to_string()), text[3..].trim_start());
    }
    match Currency::marks().find(|mark| text.starts_with(mark)) {
        Some(mark) => (Some(mark.to_string()), text[mark.len()..].trim_start()),
        None => (None, text),
    }
}

fn strip_money_after(text: &str) -> (Option<String>, &str) {
    let code_start = text.len().saturating_sub(3);
    if let Some(code) = text.get(code_start..).filter(|code| Currency::with_code(code).is_some()) {
        return (Some(code.to_string()), text[..code_start].trim_end());
    }
    match Currency::marks().find(|mark| text.ends_with(mark)) {
        Some(mark) => (Some(mark.to_string()), text[..text.len() - mark.len()].trim_end()),
        None => (None, text),
    }
}

/// The number without sign and money, and whether it was a percentage.
fn magnitude(text: &str, whole: &str) -> Result<(f64, bool), Unreadable> {
    if let Some((above, below)) = text.split_once('/') {
        let (above, below) = (digits(above.trim(), "", whole)?, digits(below.trim(), "", whole)?);
        if below == 0.0 {
            return Err(Unreadable::new(format!("`{whole}` divides by zero"), FORMS));
        }
        return Ok((above / below, false));
    }
    if let Some(number) = text.strip_suffix('%') {
        return Ok((digits(number.trim_end(), "e-2", whole)?, true));
    }
    let suffixes = [("k", "e3"), ("K", "e3"), ("M", "e6"), ("B", "e9")];
    for (suffix, exponent) in suffixes {
        if let Some(number) = text.strip_suffix(suffix) {
            return Ok((digits(number.trim_end(), exponent, whole)?, false));
        }
    }
    if text.ends_with('m') && text.starts_with(|first: char| first.is_ascii_digit()) {
        let help = "write `M` for millions, `k` for thousands";
        return Err(Unreadable::new(format!("cannot read `{whole}` as a number"), help));
    }
    Ok((digits(text, "", whole)?, false))
}

/// Digits with a point and commas that group them; the exponent is added before the one rounding.
fn digits(text: &str, exponent: &str, whole: &str) -> Result<f64, Unreadable> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',');
    if !plain || !text.starts_with(|first: char| first.is_ascii_digit()) {
        return Err(Unreadable::text(whole));
    }
    if text.contains(',') && !groups_of_three(text) {
        let help = "commas group thousands, as in 20,000; a decimal fraction has a point, as in 2.5";
        return Err(Unreadable::new(format!("the commas of `{whole}` do not group thousands"), help));
    }
    let value: f64 = format!("{}{exponent}", text.replace(',', "")).parse().map_err(|_| Unreadable::text(whole))?;
    if value.is_finite() { Ok(value) } else { Err(Unreadable::new(format!("`{whole}` is too large a number"), FORMS)) }
}

fn groups_of_three(text: &str) -> bool {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let fraction_has_comma = text[whole.len()..].contains(',');
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    !fraction_has_comma && (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> f64 {
        Literal::parse(text).unwrap_or_else(|error| panic!("{text}: {}", error.title)).value
    }

    #[test]
    fn a_number_reads_the_same_in_every_spelling() {
        for text in [
            "20000",
            "20,000",
            "20k",
            "20 k",
            "$20,000",
            "20000.0",
            "EUR 20k",
            "20k EUR",
            "20,000 €",
            "0.02M",
            "₩20,000",
            "R$20k",
        ] {
            assert_eq!(value(text), 20_000.0, "{text}");
        }
        assert_eq!(value("7%"), 0.07);
        assert_eq!(value("0.7 %"), 0.007);
        assert_eq!(value("2/3"), 2.0 / 3.0);
        assert_eq!(value("1.1k"), 1100.0);
        assert_eq!(value("-$5"), -5.0);
        assert_eq!(value("$-5"), -5.0);
        assert_eq!(value("2.5B"), 2.5e9);
        assert_eq!(value("1,234,567.25"), 1_234_567.25);
        assert_eq!(Literal::parse("2 weeks").unwrap(), Literal { unit: Some(Step::Week), ..Literal::plain(2.0) });
    }

    #[test]
    fn what_is_no_number_says_why() {
        for text in [
            "", "abc", "1e400", "1..2", "1,00", "1.000,5", "1,2345", ",5", "2/0", "$5%", "5m", "+5%", "--5", "1/2/3",
            "nan", "inf", "weeks", "5 $ $", "0x10", "٣",
        ] {
            assert!(Literal::parse(text).is_err(), "{text}");
        }
        assert_eq!(Literal::parse("5m").unwrap_err().help, "write `M` for millions, `k` for thousands");
        assert!(Literal::parse(&"9".repeat(400)).unwrap_err().title.contains("too large"));
    }

    #[test]
    fn a_literal_prints_as_it_was_written() {
        for text in ["7%", "0.1%", "$1500", "EUR 20", "-$5", "3 months", "1 week", "0.07", "₩12"] {
            assert_eq!(Literal::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Figures(1e-9).to_string(), "1e-9");
        assert_eq!(Figures(-0.0).to_string(), "0");
    }
}
