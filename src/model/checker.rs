//! What every part of the check needs: the clock, the currency, the inputs, and where messages go.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::blend::Blend;
use super::changes::{Alteration, arrow_of};
use super::fields::{FACTOR, Field, MARGIN, TINY_PER_YEAR};
use super::inputs::{Registry, arithmetic};
use super::laws::{self, out_of_range};
use super::migrations::Later;
use super::past::Measured;
use super::types::{Count, Number};
use crate::base::calendar::{Calendar, Step};
use crate::base::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::base::money::Currency;
use crate::scenario::{Figures, Form, Literal, Mark, NumberText, Wheel};
use crate::uncertain::Scale;

/// The state of a check.
#[derive(Debug)]
pub(super) struct Checker<'a> {
    pub diagnostics: Diagnostics,
    pub currency: Currency,
    pub calendar: Calendar,
    pub periods: u32,
    pub registry: Registry,
    /// The wheel that is being checked.
    pub wheel: &'a Wheel,
    /// `[inputs]` of that wheel; `None` for one that could not be read.
    pub inputs: HashMap<String, Option<Number>>,
    /// Standard deviation of the noise on the probabilities of that wheel, by path.
    pub volatility: HashMap<String, Number>,
    /// What the numbers of the file were measured on.
    pub measured: Measured,
    /// The share of each segment among all people.
    pub shares: Vec<Number>,
    /// On whom money per period is booked, unless a line says otherwise.
    pub count: Count,
    /// What the stages say of where their people are later, until the tables are put together.
    pub later: Vec<Later>,
    /// The paths that `[correlations]` name.
    pub correlated: HashSet<String>,
    /// Inputs that something uses.
    pub used: HashSet<String>,
    /// What acts on numbers written elsewhere.
    pub alterations: Vec<Alteration>,
    /// The paths of all numbers that were read.
    pub paths_met: BTreeSet<String>,
    /// What segments make of the numbers of all.
    pub blend: Vec<Blend>,
    /// Whether a name could not be resolved.
    pub unresolved: bool,
    /// Amounts and lengths without a unit of time, which count per step.
    pub bare_amounts: Vec<(Span, String)>,
    /// Rates out of stages without one.
    pub bare_rates: Vec<Span>,
    /// Moments and lengths of time given as bare numbers of periods.
    pub bare_times: Vec<Span>,
}

impl Checker<'_> {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The step as written: the unit of whatever has none.
    pub fn step(&self) -> Step {
        self.calendar.step
    }

    /// Periods into which a step is cut.
    pub fn parts(&self) -> f64 {
        f64::from(self.calendar.parts)
    }

    /// Length of a period counted in a unit of time.
    pub fn units_per_period(&self, unit: Step) -> f64 {
        self.step().counted_in(unit) / self.parts()
    }

    /// Periods in a unit of time.
    pub fn periods_per(&self, unit: Step) -> f64 {
        unit.counted_in(self.step()) * self.parts()
    }

    pub fn is_input(&self, name: &str) -> bool {
        self.wheel.inputs.iter().any(|input| input.id.value == name)
    }

    /// Whether a correlation names the number of a path.
    pub fn is_correlated(&self, path: &str) -> bool {
        self.correlated.contains(path) || self.correlated.contains(&arrow_of(path))
    }

    pub fn input_names(&self) -> impl Iterator<Item = &str> {
        self.wheel.inputs.iter().map(|input| input.id.value.as_str())
    }

    /// Its value when every input is at its median.
    pub fn median(&self, number: &Number) -> f64 {
        number.value(self.registry.medians())
    }

    /// The same at all times at which it may change.
    pub fn medians_over_time(&self, number: &Number) -> Vec<f64> {
        let later = number.changes_at().into_iter().map(Some);
        [None].into_iter().chain(later).map(|period| number.value_in(self.registry.medians(), period)).collect()
    }

    /// The number of a field, in the unit written; units of time are the caller's business.
    ///
    /// `None` if it cannot be, with the message kept.
    pub fn number(&mut self, text: &NumberText, field: &Field) -> Option<Number> {
        self.number_on_scale(text, field, field.scale)
    }

    /// Like [`Checker::number`], judged on another scale than the field's own.
    pub fn number_on_scale(&mut self, text: &NumberText, field: &Field, scale: Scale) -> Option<Number> {
        let number = self.unaltered(text, field, scale)?;
        Some(held(self.altered(number, text, field), text, field))
    }

    /// The number as written, without what is changed about it elsewhere.
    pub fn unaltered(&mut self, text: &NumberText, field: &Field, scale: Scale) -> Option<Number> {
        self.keep_volatility(text, field);
        if text.later.is_some() {
            let error = Diagnostic::error("only of people who leave a stage it is said where they are later");
            self.push(error.at(text.span, "").help("with `per` it is so many in each unit of time"));
            return None;
        }
        match &text.form {
            Form::Arithmetic(expression) => {
                let number = arithmetic(expression, text, self)?;
                return self.inside(number, text, field);
            }
            Form::Schedule(steps) => return self.schedule(steps, field, scale),
            form if form.is_since() => return self.refuse_since(text),
            _ => {}
        }
        let literals = text.form.literals();
        if !literals.into_iter().all(|literal| self.check_mark(literal, field, text)) {
            return None;
        }
        self.percent_or_fraction(text, field)?;
        if let Form::Series(values) = &text.form {
            return self.series(values, text, field);
        }
        match laws::law(text, field, scale) {
            Ok(read) => {
                self.diagnostics.extend(read.note.into_iter().collect());
                Some(self.registry.number(text, &text.written, read.kind, read.law))
            }
            Err(diagnostic) => {
                self.push(diagnostic);
                None
            }
        }
    }

    /// Arithmetic must give what the field allows, at the medians of its inputs at least.
    fn inside(&mut self, number: Number, text: &NumberText, field: &Field) -> Option<Number> {
        let value = self.medians_over_time(&number).into_iter().find(|value| !field.allows(*value));
        let Some(value) = value else {
            // What an input is written as is not known here, only what it comes to.
            let large = self.medians_over_time(&number).into_iter().find(|value| value.abs() >= field.bare);
            if let Some(large) = large {
                let title = format!("`{}` comes to {}", text.written, Figures(large));
                let help = format!("is that meant, or a percentage? it is written like {}", field.like);
                self.push(Diagnostic::warning(title).at(text.span, "").help(help));
            }
            return Some(number);
        };
        if !value.is_finite() {
            let title = format!("`{}` has no value: it divides by zero or grows without bound", text.written);
            self.push(Diagnostic::error(title).at(text.span, ""));
            return None;
        }
        self.push(out_of_range(text, field, value));
        None
    }

    /// Whether a literal is marked as its field may be; a message if not.
    pub fn check_mark(&mut self, literal: &Literal, field: &Field, text: &NumberText) -> bool {
        let like = format!("write it like {}", field.like);
        let error = match &literal.mark {
            Mark::Percent if !field.percent => {
                Diagnostic::error(format!("expected {}, found a percentage", field.what)).help(like)
            }
            Mark::Money(_) if !field.money => {
                Diagnostic::error(format!("expected {}, found an amount of money", field.what)).help(like)
            }
            Mark::Money(sign) if !self.currency.is_marked(sign) => {
                let title = format!("`{literal}` is not in {}", self.currency.code);
                let help = format!("a scenario has one currency: write {}, or set `currency`", self.currency.sign);
                Diagnostic::error(title).help(help)
            }
            _ if literal.unit.is_some() && !field.length => {
                Diagnostic::error(format!("expected {}, found a length of time", field.what)).help(like)
            }
            _ => return true,
        };
        self.push(error.at(text.span, ""));
        false
    }

    /// Asks whether a number is a percentage without its sign, or a fraction with one; `None` if that is refused.
    fn percent_or_fraction(&mut self, text: &NumberText, field: &Field) -> Option<()> {
        if text.is_change {
            return Some(());
        }
        let literals = text.form.literals();
        let sizes = |mark: &dyn Fn(&Mark) -> bool| {
            let marked = literals.iter().filter(|literal| mark(&literal.mark));
            marked.map(|literal| literal.value).max_by(|one, two| one.abs().total_cmp(&two.abs()))
        };
        let (bare, percent) = (sizes(&|mark| *mark == Mark::None), sizes(&|mark| *mark == Mark::Percent));
        if let Some(bare) = bare.filter(|bare| bare.abs() >= field.bare && field.allows(*bare)) {
            return self.bare_percentage(bare, text, field);
        }
        // Below 0 a margin is a loss on every sale.
        if let Some(size) = percent.or(bare).filter(|size| *size < 0.0 && field.what == MARGIN.what) {
            let percent = Figures(size * 100.0);
            let warning = Diagnostic::warning(format!("a margin of {percent}%: each sale loses money"));
            let help = format!(
                "is that meant, or is it the cost? a margin is what is left: \"{}%\"",
                Figures(100.0 + size * 100.0)
            );
            self.push(warning.at(text.span, "").help(help));
            return Some(());
        }
        let Some(percent) = percent.filter(|percent| *percent > 0.0) else { return Some(()) };
        let tiny = text.per.map_or(field.tiny, |unit| field.tiny.min(TINY_PER_YEAR * unit.counted_in(Step::Year)));
        if percent < tiny {
            let per = text.per.map(|unit| format!(" per {unit}")).unwrap_or_default();
            let fraction = Figures(percent * 100.0);
            let warning =
                Diagnostic::warning(format!("`{}` is very little: is it the fraction {fraction}?", text.written));
            let help = format!(
                "{fraction} is \"{}%{per}\"; if {fraction}% is meant, write {}",
                Figures(percent * 10_000.0),
                if per.is_empty() { Figures(percent).to_string() } else { format!("\"{}{per}\"", Figures(percent)) }
            );
            self.push(warning.at(text.span, "").help(help));
        }
        Some(())
    }

    fn bare_percentage(&mut self, bare: f64, text: &NumberText, field: &Field) -> Option<()> {
        let sign = if field.what == FACTOR.what { "+" } else { "" };
        let (meant, read) = match field.what {
            what if what == FACTOR.what => {
                (format!("times {}", Figures(bare)), format!("\"+{}%\"", Figures(bare * 100.0 - 100.0)))
            }
            _ => (format!("{}%", Figures(bare * 100.0)), format!("\"{}%\"", Figures(bare * 100.0))),
        };
        let title = format!("`{}` reads as {meant}", text.written);
        let help = match field.percent || !sign.is_empty() {
            true => format!(
                "write \"{sign}{}%\" for {} in a hundred, {read} if it is meant as it reads",
                Figures(bare),
                Figures(bare)
            ),
            false => format!("write {} for {} in a hundred; like {}", Figures(bare / 100.0), Figures(bare), field.like),
        };
        if field.bare_is_wrong {
            self.push(Diagnostic::error(title).at(text.span, "").help(help));
            return None;
        }
        self.push(Diagnostic::warning(title).at(text.span, "").help(help));
        Some(())
    }

    /// Refuses units of time; `why` says what the number is.
    pub fn without_unit(&mut self, text: &NumberText, why: &str) {
        let unit = match (text.per, length_unit(text)) {
            (Some(unit), _) => format!("per {unit}"),
            (None, Some(unit)) => format!("{unit}s"),
            (None, None) => return,
        };
        let error = Diagnostic::error(format!("{why}, so it has no unit of time"));
        self.push(error.at(text.span, "").help(format!("take `{unit}` away")));
    }

    /// The unit behind `per` of an amount; without one it is the step, which is remembered for a note.
    pub fn unit(&mut self, text: &NumberText) -> Step {
        if text.per.is_none() {
            self.bare_amounts.push((text.span, String::new()));
        }
        text.per.unwrap_or(self.step())
    }

    /// The same of a rate out of a stage.
    pub fn unit_of_rate(&mut self, text: &NumberText) -> Step {
        if text.per.is_none() {
            self.bare_rates.push(text.span);
        }
        text.per.unwrap_or(self.step())
    }

    /// An amount or a mean per unit of time, converted to the step.
    pub fn per_step(&mut self, text: &NumberText, field: &Field) -> Option<Number> {
        let unit = self.unit(text);
        let number = self.number(text, field)?;
        Some(number * Number::Constant(self.units_per_period(unit)))
    }

    /// An amount of money in minor units instead of major ones.
    pub fn in_minor_units(&self, number: Number) -> Number {
        match number {
            // 49.99 x 100 is not quite 4999 in binary; a price is meant to the cent.
            Number::Constant(major) => Number::Constant(to_minor_units(major, &self.currency)),
            number => number * Number::Constant(self.currency.minor_units()),
        }
    }
}

/// What is made of other numbers may leave its field's range in a draw: it is held there, and the run counts it.
///
/// Amounts of money may be negative; probabilities that are too large are scaled together with their sisters.
fn held(number: Number, text: &NumberText, field: &Field) -> Number {
    let has_own_law = matches!(number, Number::Constant(_) | Number::Input(_) | Number::Series(_));
    if field.money || !field.low.is_finite() || has_own_law && !matches!(text.form, Form::Arithmetic(_)) {
        return number;
    }
    number.held(field.low, if field.volatile { f64::INFINITY } else { field.high })
}

/// An amount of money in minor units, whole where it was meant to be whole.
pub(super) fn to_minor_units(major: f64, currency: &Currency) -> f64 {
    let minor = major * currency.minor_units();
    let whole = minor.round();
    if (minor - whole).abs() <= 1e-9 * whole.abs() { whole } else { minor }
}

/// The unit of a length of time, `"3 weeks"`.
pub(super) fn length_unit(text: &NumberText) -> Option<Step> {
    text.form.literals().first().and_then(|literal| literal.unit)
}
