//! Numbers as their author wrote them, with the words of the scenario language in that of the report.
//!
//! Digits, signs and currencies stay as written; only `to`, `of`, `per` and the units of time are words.
//!
//! ```
//! use flywheel::report::language::Language;
//! use flywheel::report::written::in_words;
//! assert_eq!(in_words("$20k per month", Language::English), "$20k per month");
//! assert_eq!(in_words("$20k per month", Language::Korean), "월 $20k");
//! assert_eq!(in_words("5 to 7 weeks", Language::Chinese), "5~7周");
//! ```

use super::language::{Language, Words, words};
use super::numbers;
use crate::base::calendar::Step;

/// A number of the scenario in words of the report; what is no number in words stays as it is.
pub fn in_words(written: &str, language: Language) -> String {
    let text = written.trim();
    if language == Language::English || text.contains(['{', '[', '\n']) {
        return written.to_string();
    }
    if let Some((amount, unit)) = text.rsplit_once(" per ")
        && let Some(step) = Step::named(unit.trim())
    {
        return language.fill(each(step), &[("amount", &amount_in_words(amount, language))]);
    }
    amount_in_words(text, language)
}

fn each(step: Step) -> Words {
    match step {
        Step::Day => words("{amount} per day", "하루 {amount}", "每天{amount}"),
        Step::Week => words("{amount} per week", "주 {amount}", "每周{amount}"),
        Step::Month => words("{amount} per month", "월 {amount}", "每月{amount}"),
        Step::Quarter => words("{amount} per quarter", "분기 {amount}", "每季度{amount}"),
        Step::Year => words("{amount} per year", "연 {amount}", "每年{amount}"),
    }
}

/// Without what it is per: `30 of 100`, `5 to 7 weeks`, `rest`.
fn amount_in_words(text: &str, language: Language) -> String {
    let text = text.trim();
    if text == "rest" {
        return language.say(words("rest", "나머지", "其余")).to_string();
    }
    if let Some((part, whole)) = text.split_once(" of ").filter(|(part, whole)| is_number(part) && is_number(whole)) {
        let counted = words("{part} of {whole}", "{whole} 중 {part}", "{whole}中的{part}");
        return language.fill(counted, &[("part", part.trim()), ("whole", whole.trim())]);
    }
    if let Some((low, high)) = text.split_once(" to ").filter(|(low, high)| is_number(low) && is_number(high)) {
        let [(low, of_low), (high, of_high)] = [low, high].map(split_unit);
        return match (of_low, of_high) {
            // `5 to 7 weeks`, or `5 weeks to 7 weeks`.
            (None, Some(unit)) => numbers::time_of(&language.range(low, high), unit, language),
            (Some(a), Some(b)) if a == b => numbers::time_of(&language.range(low, high), a, language),
            _ => language.range(&time(low, of_low, language), &time(high, of_high, language)),
        };
    }
    match split_unit(text) {
        (number, Some(unit)) if is_number(number) => numbers::time_of(number, unit, language),
        _ => text.to_string(),
    }
}

/// Begins as numbers do, with a sign, a currency or a digit; not a name or an expression in words.
fn is_number(text: &str) -> bool {
    let text = text.trim();
    !text.starts_with('=') && text.contains(|c: char| c.is_ascii_digit())
}

/// `7 weeks`: the number, and the unit of time if it has one.
fn split_unit(text: &str) -> (&str, Option<Step>) {
    let text = text.trim();
    match text.rsplit_once(char::is_whitespace).and_then(|(number, word)| Some((number, Step::named(word)?))) {
        Some((number, unit)) => (number.trim_end(), Some(unit)),
        None => (text, None),
    }
}

fn time(number: &str, unit: Option<Step>, language: Language) -> String {
    unit.map_or_else(|| number.to_string(), |unit| numbers::time_of(number, unit, language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_number_are_those_of_the_language_and_its_digits_stay() {
        for (written, korean, chinese) in [
            ("$20k per month", "월 $20k", "每月$20k"),
            ("3.4% to 4.6%", "3.4%~4.6%", "3.4%~4.6%"),
            ("3% to 5% per week", "주 3%~5%", "每周3%~5%"),
            ("-40% to 0%", "-40% ~ 0%", "-40% ~ 0%"),
            ("5 to 7 weeks", "5~7주", "5~7周"),
            ("5 days to 2 weeks", "5일~2주", "5天~2周"),
            ("3 months", "3개월", "3个月"),
            ("340 of 1000", "1000 중 340", "1000中的340"),
            ("=price per month", "월 =price", "每月=price"),
            ("rest", "나머지", "其余"),
            ("+20%", "+20%", "+20%"),
            ("{ pert = [1, 2, 4] }", "{ pert = [1, 2, 4] }", "{ pert = [1, 2, 4] }"),
            ("rest of them", "rest of them", "rest of them"),
        ] {
            assert_eq!(in_words(written, Language::Korean), korean);
            assert_eq!(in_words(written, Language::Chinese), chinese);
            assert_eq!(in_words(written, Language::English), written);
        }
    }
}
