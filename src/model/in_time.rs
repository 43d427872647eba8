//! Numbers that depend on the calendar: schedules, series of data, seasons, what is on for a while.

use super::checker::Checker;
use super::fields::{Field, VOLATILITY};
use super::laws::out_of_range;
use super::types::{Number, Series};
use crate::base::calendar::{Date, Step};
use crate::base::diagnostics::Diagnostic;
use crate::scenario::{Figures, Form, Literal, Moment, MomentText, NumberText, SeasonText, Since};
use crate::uncertain::Scale;

/// How far the mean of a season may be off 1 without a question.
const ABOUT_ONE: f64 = 0.01;

/// A mean outside of this is no question but a mistake: percentages without their sign, or with one too many.
const PLAUSIBLE_MEAN: std::ops::RangeInclusive<f64> = 0.1..=2.0;

impl Checker<'_> {
    /// From when on it is which number; each of them is read by itself.
    pub fn schedule(&mut self, texts: &[(MomentText, NumberText)], field: &Field, scale: Scale) -> Option<Number> {
        let mut steps: Vec<(u32, Number)> = Vec::with_capacity(texts.len());
        let mut complete = true;
        let mut last = f64::NEG_INFINITY;
        for (index, (moment, text)) in texts.iter().enumerate() {
            let period = self.begins(moment);
            // What acts on the whole schedule acts on what comes of it.
            let number = self.unaltered(text, field, scale);
            let (Some(period), Some(number)) = (period, number) else {
                complete = false;
                continue;
            };
            let repeats = texts[..index].iter().any(|(earlier, _)| earlier.moment == moment.moment);
            if period < last || repeats {
                let error = Diagnostic::error("the times of a schedule must rise").at(moment.span, "");
                self.push(error.help("each value holds until the next time; write the earliest first"));
                complete = false;
            }
            last = period;
            // What holds before the run holds at its start, unless something else does.
            let period = period.max(1.0) as u32;
            steps.retain(|(earlier, _)| *earlier != period);
            steps.push((period, number));
        }
        if !complete {
            return None;
        }
        if steps.len() == 1 { steps.pop().map(|(_, number)| number) } else { Some(Number::Schedule(steps)) }
    }

    /// The period in which something begins: of a date the one that contains its first day. May be before the
    /// run, not after it.
    pub fn begins(&mut self, text: &MomentText) -> Option<f64> {
        let period = match text.moment {
            Moment::Date(range) => match self.calendar.period_of(range.first) {
                Some(period) => period as f64,
                None => return self.needs_start(text.span),
            },
            Moment::Periods(_) | Moment::After(_) => self.beginning_of(text)?,
        };
        if period > f64::from(self.periods) {
            return self.within_run(period, text).map(f64::from);
        }
        Some(period)
    }

    /// A row of data for each period; the last one holds on.
    pub fn series(&mut self, values: &[Literal], text: &NumberText, field: &Field) -> Option<Number> {
        self.bare_times.push(text.span);
        if let Some(outside) = values.iter().find(|value| !field.allows(value.value)) {
            self.push(out_of_range(text, field, outside.value));
            return None;
        }
        let last = values.last()?;
        let (periods, parts) = (self.periods as usize, self.calendar.parts as usize);
        if values.len() < periods / parts {
            let title = format!("`{}` has {} rows for {} periods", text.written, values.len(), periods / parts);
            let help = format!("each row is one period, from the first on; the last value, {last}, holds on");
            self.push(Diagnostic::warning(title).at(text.span, "").help(help));
        }
        let at = |period: usize| values.get(period / parts).unwrap_or(last).value;
        let by_period = (0..periods).map(at).collect();
        Some(Number::Series(Series { by_period, settled: values[0].value, after: at(periods - 1) }))
    }

    /// Keeps the noise on a probability.
    pub fn keep_volatility(&mut self, text: &NumberText, field: &Field) {
        let Some(volatility) = &text.volatility else { return };
        if !field.volatile {
            let title = "only the probability of a transition or of acceptance has a `volatility`";
            let help = "a number of people or of money varies by itself: see `variation` and `spread`";
            self.push(Diagnostic::error(title).at(volatility.span, "").help(help));
            return;
        }
        self.without_unit(volatility, "a volatility is new in each period");
        self.bare_times.push(volatility.span);
        let noise = self.number(volatility, &VOLATILITY).filter(|noise| noise.as_constant() != Some(0.0));
        if let Some(noise) = noise {
            self.volatility.insert(text.path.clone(), noise);
        }
    }

    /// A number that cannot depend on the time since somebody came.
    pub fn refuse_since(&mut self, text: &NumberText) -> Option<Number> {
        let key = since_key(&text.form);
        let error = Diagnostic::error(format!("`{key}` says how many leave a stage, and nothing else"));
        self.push(
            error
                .at(text.span, "")
                .help("it stands behind `to`: to.exit = { by_age = [\"9%\", \"5%\"], per = \"month\" }"),
        );
        None
    }

    /// A number that is the same all the time; a message if it is not.
    pub fn timeless(&mut self, number: Number, text: &NumberText) -> Option<Number> {
        if number.changes_at().is_empty() {
            return Some(number);
        }
        let error = Diagnostic::error("this is one number for the whole run").at(text.span, "it changes with time");
        self.push(error.help("write the value itself"));
        None
    }

    /// The factor of a season; 1 without one.
    pub fn season(&mut self, text: Option<&SeasonText>) -> Number {
        let Some(text) = text else {
            return Number::Constant(1.0);
        };
        let mean = text.factors.iter().sum::<f64>() / 12.0;
        if !PLAUSIBLE_MEAN.contains(&mean) {
            let found = format!("their mean is {}", Figures((mean * 1000.0).round() / 1000.0));
            let error = Diagnostic::error("the factors of a season are 1 on average").at(text.span, found);
            self.push(error.help("1.2 is a month with a fifth more than in the mean, 0.8 one with a fifth less"));
            return Number::Constant(1.0);
        }
        if (mean - 1.0).abs() > ABOUT_ONE {
            let found = format!("their mean is {}", Figures((mean * 1000.0).round() / 1000.0));
            let warning = Diagnostic::warning("the factors of a season should be 1 on average").at(text.span, found);
            self.push(warning.help("else they change the year as a whole; divide each of them by their mean"));
        }
        let by_period = (1..=self.periods).map(|period| self.factor_in(period, &text.factors));
        Number::Series(Series { by_period: by_period.collect(), settled: mean, after: mean })
    }

    /// Of a period the factor of the month in which it begins; of one that is longer the mean over its months.
    fn factor_in(&self, period: u32, factors: &[f64]) -> f64 {
        let months = self.units_per_period(Step::Month);
        let first = match self.calendar.first_day(period) {
            Some(day) if months <= 1.0 => return factors[month_of(day)],
            // The months of the step, and of these the ones of this part of it.
            Some(_) => {
                let part = (period - 1) % self.calendar.parts;
                let begins = self.calendar.first_day(period - part).map_or(0, month_of);
                begins as f64 + f64::from(part) * months
            }
            // Without dates period 1 begins with January, and a month is a twelfth of a year.
            None => f64::from(period - 1) * months,
        };
        if months <= 1.0 {
            return factors[(first + 1e-9).floor() as usize % 12];
        }
        // How much of a month lies in the period.
        let within = |month: f64| ((month + 1.0).min(first + months) - month.max(first)).max(0.0);
        let met =
            (first.floor() as usize..=(first + months).floor() as usize).map(|month| (month, within(month as f64)));
        met.map(|(month, share)| factors[month % 12] * share).sum::<f64>() / months
    }

    /// 1 in these periods, both included, and 0 in all others.
    pub fn window(&self, first: u32, last: Option<u32>) -> Number {
        let last = last.unwrap_or(self.periods);
        if first <= 1 && last >= self.periods {
            return Number::Constant(1.0);
        }
        let on = |period: u32| f64::from(u8::from((first..=last).contains(&period)));
        let by_period = (1..=self.periods).map(on).collect();
        Number::Series(Series { by_period, settled: 1.0, after: on(self.periods) })
    }
}

/// The month of a day, January 0.
fn month_of(day: Date) -> usize {
    day.month() as usize - 1
}

/// The key of a form that depends on the time since.
pub(super) fn since_key(form: &Form) -> &'static str {
    match form {
        Form::Since(Since::Age, _) => "by_age",
        Form::Since(Since::Tenure, _) => "by_tenure",
        Form::Sbg(_) => "sbg",
        _ => "survival",
    }
}
