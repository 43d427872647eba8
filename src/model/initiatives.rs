//! Initiatives: bounded investments that reduce frictions, change rates or add capacity, from some time on, with a
//! chance of working.
//!
//! Whether one works is drawn once, for the whole run and every segment. By period t it works to the part
//! `min(1, (t - starts + 1) / ramp)`: a [`Series`] that is part of every number that it changes.

use super::changes::Act;
use super::checker::Checker;
use super::fields::{MONEY, PART};
use super::number::one;
use super::types::{Initiative, Number, Series, Test};
use crate::base::diagnostics::{Diagnostic, Span};
use crate::scenario::{Form, InitiativeText, Moment, MomentText, NumberText, did_you_mean};

/// When an initiative runs and how far it works.
#[derive(Debug, Clone)]
pub(super) struct Begun {
    pub starts: u32,
    pub ends: Option<u32>,
    works: Number,
    /// `works` times the ramp; `None` where the plan does not have the initiative.
    strength: Option<Number>,
}

/// Reads when each initiative runs, and lets it act on the numbers that are read from here on.
pub(super) fn begin(checker: &mut Checker<'_>) -> Vec<Begun> {
    let texts = &checker.wheel.initiatives;
    let begun: Vec<Begun> = texts.iter().map(|text| begin_one(text, checker)).collect();
    for (text, begun) in texts.iter().zip(&begun) {
        let strength = begun.strength.as_ref();
        checker.alter_meanwhile(&text.changes, strength);
        checker.alter_values(&text.set, strength, |value, strength| Act::Becomes { value, strength });
        checker.alter_values(&text.adds, strength, |value, strength| Act::Plus { value, strength });
    }
    begun
}

fn begin_one(text: &InitiativeText, checker: &mut Checker<'_>) -> Begun {
    let id = &text.about.id;
    does_something(text, checker);
    let starts = text.starts.get().and_then(|starts| checker.first_period_at(starts)).unwrap_or(1);
    let lasts = text.lasts.get().and_then(|lasts| checker.periods_of(lasts));
    let ends = lasts.map(|lasts| starts.saturating_add(lasts - 1));
    let ramp = text.ramp.get().and_then(|ramp| checker.whole_steps(ramp)).unwrap_or(1.0);
    let works = match text.chance.get() {
        Some(chance) => {
            checker.without_unit(chance, "this is the chance that it works at all");
            let probability = checker.number(chance, &PART).unwrap_or_else(one);
            checker.happens(&format!("initiatives.{}.works", id.value), probability, &chance.written, chance.span)
        }
        None => one(),
    };
    let active = text.active.get().is_some_and(|active| active.value);
    // What is no longer paid for, or would be over some day, is not counted on after the run.
    let ends_with_the_run = ends.is_some() || text.running.get().is_some_and(|running| !is_nothing(running));
    let strength = active.then(|| ramp_up(starts, ends, ramp, ends_with_the_run, checker.periods) * works.clone());
    Begun { starts, ends, works, strength }
}

fn is_nothing(number: &NumberText) -> bool {
    matches!(&number.form, Form::Exactly(literal) if literal.value == 0.0)
}

/// `min(1, (t - starts + 1) / ramp)` while it runs.
fn ramp_up(starts: u32, ends: Option<u32>, ramp: f64, ends_with_the_run: bool, periods: u32) -> Number {
    if starts == 1 && ends.is_none_or(|ends| ends >= periods) && ramp <= 1.0 && !ends_with_the_run {
        return one();
    }
    let part = |t: u32| match t {
        t if t < starts || ends.is_some_and(|ends| t > ends) => 0.0,
        t => (f64::from(t - starts + 1) / ramp.max(1.0)).min(1.0),
    };
    let after = if ends_with_the_run { 0.0 } else { part(periods) };
    Number::Series(Series { by_period: (1..=periods).map(part).collect(), settled: 1.0, after })
}

fn does_something(text: &InitiativeText, checker: &mut Checker<'_>) {
    let id = &text.about.id;
    let acts = !(text.reduces.is_empty() && text.changes.is_empty() && text.set.is_empty() && text.adds.is_empty());
    match &text.test {
        None if !acts => {
            let warning = Diagnostic::warning(format!("the initiative `{}` changes nothing", id.value));
            let help = "say what it does: reduces, changes, set, adds, or a test";
            checker.push(warning.at(id.span, "").help(help));
        }
        Some(test) if acts || !(text.chance.is_absent() && text.ramp.is_absent() && text.lasts.is_absent()) => {
            let title =
                format!("`{}` is an experiment: it does nothing but what is tested, if it is adopted", id.value);
            let help = "keep `upfront`, `running` and `starts`; what else it does belongs into another initiative";
            checker.push(Diagnostic::error(title).beside(test.span, "").at(id.span, "").help(help));
        }
        _ => {}
    }
}

/// Of which friction each initiative leaves how much: `1 - s strength`.
pub(super) fn reductions(begun: &[Begun], checker: &mut Checker<'_>) -> Vec<(usize, Number)> {
    let mut reductions = Vec::new();
    for (text, begun) in checker.wheel.initiatives.iter().zip(begun) {
        for (name, share) in &text.reduces {
            let names: Vec<&str> =
                checker.wheel.things("frictions").iter().map(|friction| friction.about.id.value.as_str()).collect();
            let Some(friction) = names.iter().position(|known| *known == name.value) else {
                let error = Diagnostic::error(format!("no friction `{}`", name.value)).at(name.span, "");
                checker.push(error.maybe_help(did_you_mean(&name.value, names, "friction")));
                continue;
            };
            let Some(share) = share.get() else { continue };
            checker.without_unit(share, "this is the share of the friction that is removed");
            let Some(removed) = checker.number(share, &PART) else { continue };
            if let Some(strength) = &begun.strength {
                reductions.push((friction, one() - removed * strength.clone()));
            }
        }
    }
    reductions
}

/// All initiatives, in the order of the file, with what they cost.
pub(super) fn check(begun: &[Begun], tests: &[Test], checker: &mut Checker<'_>) -> Vec<Initiative> {
    let texts = &checker.wheel.initiatives;
    texts
        .iter()
        .zip(begun)
        .enumerate()
        .map(|(index, (text, begun))| one_of(index, text, begun, tests, checker))
        .collect()
}

fn one_of(index: usize, text: &InitiativeText, begun: &Begun, tests: &[Test], checker: &mut Checker<'_>) -> Initiative {
    let upfront = text.upfront.get().and_then(|upfront| {
        checker.without_unit(upfront, "this is paid once");
        checker.number(upfront, &MONEY)
    });
    let running = text.running.get().and_then(|running| checker.per_step(running, &MONEY));
    let none = || Number::Constant(0.0);
    let test = tests.iter().position(|test| test.initiative == index);
    let mut running = checker.in_minor_units(running.unwrap_or_else(none));
    let mut ends = begun.ends;
    if let Some(test) = test {
        let rounds = &tests[test].rounds;
        ends = rounds.last().map(|round| round.last);
        // Between the tests of a programme nothing is paid.
        let pause = rounds.windows(2).any(|pair| pair[1].first > pair[0].last + 1);
        if pause {
            let paid = |t: u32| f64::from(u8::from(rounds.iter().any(|round| (round.first..=round.last).contains(&t))));
            let by_period = (1..=checker.periods).map(paid).collect();
            running = running * Number::Series(Series { by_period, settled: 1.0, after: 0.0 });
        }
    }
    Initiative {
        id: text.about.id.value.clone(),
        label: text.about.name(),
        owner: text.about.owner.get().map(|owner| owner.value.clone()),
        active: begun.strength.is_some(),
        works: begun.works.clone(),
        upfront: checker.in_minor_units(upfront.unwrap_or_else(none)),
        running,
        starts: begun.starts,
        ends,
        test,
    }
}

/// Initiatives that no plan has.
pub(super) fn ask_about_idle<'a>(
    texts: &[InitiativeText],
    plans: impl Iterator<Item = &'a [Initiative]> + Clone,
    checker: &mut Checker<'_>,
) {
    for (index, text) in texts.iter().enumerate() {
        if plans.clone().any(|plan| plan.get(index).is_some_and(|initiative| initiative.active)) {
            continue;
        }
        let id = &text.about.id;
        let warning = Diagnostic::warning(format!("no plan has the initiative `{}`", id.value)).at(id.span, "");
        let help = format!("put it into a plan: initiatives = [\"{}\"], or into the base: active = true", id.value);
        checker.push(warning.help(help));
    }
}

impl Checker<'_> {
    /// 1 with a chance, else 0: a draw of its own, called `path`.
    pub fn happens(&mut self, path: &str, chance: Number, written: &str, span: Span) -> Number {
        match chance {
            Number::Constant(chance) if chance >= 1.0 => one(),
            Number::Constant(chance) if chance <= 0.0 => Number::Constant(0.0),
            chance => {
                let uniform = self.registry.uniform(path, written, span);
                Number::Below(Box::new(Number::Input(uniform)), Box::new(chance))
            }
        }
    }

    /// The period (1 to T) in which something begins: of a date the one that contains its first day.
    pub fn first_period_at(&mut self, text: &MomentText) -> Option<u32> {
        let period = match text.moment {
            Moment::Date(range) => match self.calendar.period_of(range.first) {
                Some(period) => period as f64,
                None => return self.needs_start(text.span),
            },
            _ => self.beginning_of(text)?,
        };
        self.within_run(period, text)
    }

    /// A length of at least one period.
    pub fn periods_of(&mut self, text: &MomentText) -> Option<u32> {
        let steps = self.whole_steps(text)?;
        if steps >= 1.0 {
            return Some(steps.min(f64::from(u32::MAX / 2)) as u32);
        }
        let title = format!("`{}` is less than one {}", text.written, self.step());
        self.push(Diagnostic::error(title).at(text.span, "").help("it lasts one period at least"));
        None
    }
}
