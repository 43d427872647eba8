//! Small phrases that several charts say: chances, times, lists.

use super::axis::TimeAxis;
use crate::report::language::{Language, Words, words};
use crate::report::numbers::{Unit, short};

/// A chance in whole percents; neither 0% nor 100% where some futures say otherwise: `62%`, `<1%`, `>99%`.
pub(super) fn chance(chance: f64, language: Language) -> String {
    short(chance, &Unit::Chance, language)
}

/// A period in words, or that it is later than the run.
pub(super) fn when(period: Option<u32>, time: &TimeAxis) -> String {
    match period {
        Some(period) => time.name(period),
        None => time.language.fill(LATER, &[("end", &time.name(time.periods))]),
    }
}

const LATER: Words = words("later than {end}", "{end} 이후", "{end}之后");

/// `Base, Funnel and Flywheel`.
pub(super) fn list(names: &[&str], language: Language) -> String {
    match (language, names) {
        (_, []) => String::new(),
        (Language::English, [all @ .., last]) if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        (_, all) => language.list(all),
    }
}

/// The same with a large first letter.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::calendar::Step;

    #[test]
    fn a_chance_is_certain_only_where_every_future_agrees() {
        let english = |p| chance(p, Language::English);
        assert_eq!([0.0, 0.004, 0.126, 0.9951, 1.0].map(english), ["0%", "<1%", "13%", ">99%", "100%"]);
    }

    #[test]
    fn what_is_later_than_the_run_is_after_its_last_period() {
        let time =
            TimeAxis { step: Step::Month, start: "2027-01-01".parse().ok(), periods: 12, language: Language::English };
        assert_eq!([when(Some(2), &time), when(None, &time)], ["Feb 2027", "later than Dec 2027"]);
    }

    #[test]
    fn names_are_listed_as_the_language_does() {
        assert_eq!(list(&["A", "B", "C"], Language::English), "A, B and C");
        assert_eq!(list(&["A"], Language::English), "A");
        assert_eq!(list(&["A", "B"], Language::Chinese), "A、B");
    }
}
