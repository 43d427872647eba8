//! CRO experiments: controlled tests whose treatment is adopted only if the data say so, one after another.

use super::arrows::{self, all_lead_out, is_rest};
use super::checker::Checker;
use super::fields::{LIFT, PART};
use super::initiatives::Begun;
use super::number::one;
use super::places::Places;
use super::types::{Leaving, Number, Round, Stage, Test, Transition};
use crate::base::diagnostics::Diagnostic;
use crate::scenario::{InitiativeText, NumberText, TestText};

/// Most tests of one programme.
const MOST_ROUNDS: f64 = 100.0;

/// Confidence of a test that does not say.
const CONFIDENCE: f64 = 0.95;

/// The experiments among the initiatives, in the order of the file.
pub(super) fn check(
    begun: &[Begun],
    (stages, transitions, leaving): (&[Stage], &[Transition], &[Leaving]),
    places: &Places<'_>,
    checker: &mut Checker<'_>,
) -> Vec<Test> {
    let texts = &checker.wheel.initiatives;
    let mut tests = Vec::new();
    for (initiative, (text, begun)) in texts.iter().zip(begun).enumerate() {
        let Some(test) = &text.test else { continue };
        let on = arrows::read(&test.on, places, transitions, checker);
        for id in &on.transitions {
            let transition = &transitions[id.0];
            if is_rest(&leaving[transition.from.0], *id) {
                let title = format!("`{}` is the rest, so it cannot be tested", places.arrow(transition));
                let span = arrows::place(&test.on).unwrap_or(test.span);
                checker.push(Diagnostic::error(title).at(span, "").help("test one of its sisters"));
            }
        }
        let leads_out = all_lead_out(&on, transitions, stages);
        if leads_out.is_none() {
            let span = arrows::place(&test.on).unwrap_or(test.span);
            let error = Diagnostic::error("some of the ways that are tested lead out, others on").at(span, "");
            checker.push(error.help("more is wanted of the one kind, less of the other: make two tests"));
        }
        tests.push(Test {
            initiative,
            on: on.transitions,
            on_referrals: on.referrals,
            share: share(test, checker),
            confidence: confidence(test, checker),
            more_is_better: !leads_out.unwrap_or(false),
            rounds: rounds(text, test, begun.starts, checker),
        });
    }
    tests
}

fn share(test: &TestText, checker: &mut Checker<'_>) -> Number {
    let share = test.share.get().and_then(|share| {
        checker.without_unit(share, "this is the share of the people that takes part");
        checker.number(share, &PART)
    });
    share.unwrap_or_else(one)
}

fn confidence(test: &TestText, checker: &mut Checker<'_>) -> f64 {
    let Some(text) = test.confidence.get() else {
        return CONFIDENCE;
    };
    checker.without_unit(text, "this is how sure the test must be");
    let Some(number) = checker.number(text, &PART) else {
        return CONFIDENCE;
    };
    match number.as_constant() {
        Some(confidence) if (0.5..=0.999_999).contains(&confidence) => confidence,
        _ => {
            let title = format!("expected a confidence between 50% and 99.9999%, found `{}`", text.written);
            checker
                .push(Diagnostic::error(title).at(text.span, "").help("usual are \"95%\", the default, and \"90%\""));
            CONFIDENCE
        }
    }
}

/// The tests of a programme, each with a true lift of its own.
fn rounds(text: &InitiativeText, test: &TestText, starts: u32, checker: &mut Checker<'_>) -> Vec<Round> {
    let lasts = test.lasts.get().and_then(|lasts| checker.periods_of(lasts)).unwrap_or(1);
    let every = test.every.get().and_then(|every| checker.periods_of(every)).unwrap_or(lasts);
    let repeat = test.repeat.get().map_or(1, |repeat| number_of_rounds(repeat, checker));
    if let (true, Some(written)) = (every < lasts, test.every.get()) {
        let title = "the tests of a programme come one after another";
        let help = format!("each of them lasts {lasts} periods: `every` is at least that");
        checker.push(Diagnostic::error(title).at(written.span, "").help(help));
    }
    let mut rounds = Vec::new();
    for index in 0..repeat {
        let first = u64::from(starts) + u64::from(index) * u64::from(every);
        let last = first + u64::from(lasts) - 1;
        if last > u64::from(checker.periods) {
            too_late(text, test, index, checker);
            break;
        }
        let lift = test.lift.get().and_then(|lift| lift_of(lift, index, repeat, checker));
        rounds.push(Round { first: first as u32, last: last as u32, lift: lift.unwrap_or(Number::Constant(0.0)) });
    }
    rounds
}

fn too_late(text: &InitiativeText, test: &TestText, index: u32, checker: &mut Checker<'_>) {
    let name = &text.about.id.value;
    let help = format!("the run has {} periods", checker.periods);
    if index == 0 {
        let span = test.lasts.get().map_or(test.span, |lasts| lasts.span);
        let error = Diagnostic::error(format!("the run is over before the test `{name}` is"));
        checker.push(error.at(span, "").help(help));
    } else if let Some(repeat) = test.repeat.get() {
        let tests = if index == 1 { "test is" } else { "tests are" };
        let warning = Diagnostic::warning(format!("only {index} of `{name}`'s {tests} over before the run is"));
        checker.push(warning.at(repeat.span, "").help(help));
    }
}

fn lift_of(text: &NumberText, index: u32, repeat: u32, checker: &mut Checker<'_>) -> Option<Number> {
    checker.without_unit(text, "a lift is relative to the rate");
    let mut own = text.clone();
    if repeat > 1 {
        own.path = format!("{}[{}]", text.path, index + 1);
    }
    checker.number(&own, &LIFT)
}

fn number_of_rounds(text: &NumberText, checker: &mut Checker<'_>) -> u32 {
    let whole = text.exactly().filter(|_| text.per.is_none()).map(|literal| literal.value);
    match whole.filter(|value| value.fract() == 0.0 && (1.0..=MOST_ROUNDS).contains(value)) {
        Some(rounds) => rounds as u32,
        None => {
            let title = format!("expected a whole number of 1 to 100 tests, found `{}`", text.written);
            checker.push(Diagnostic::error(title).at(text.span, "").help("like repeat = 6"));
            1
        }
    }
}
