//! The clock: step, periods, dates, and how many futures.

use super::checker::Checker;
use super::fields::DISCOUNT;
use super::types::{Number, Sampling, Simulation, Time};
use crate::base::calendar::{Calendar, Step, round_ties_up};
use crate::base::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::scenario::{Mark, Moment, MomentText, NumberText, Scenario, SimulationText, TimeText, did_you_mean};

/// Longest run: the address of a draw has 16 bits for its period, and 10,000 days are 27 years.
const MOST_PERIODS: f64 = 10_000.0;

/// Most futures of one run.
const MOST_REPLICATIONS: f64 = 100_000_000.0;

/// Futures of a run that does not say: 2^9 points in each of the 16 randomisations.
pub(super) const DEFAULT_REPLICATIONS: u32 = 8192;

/// Seed of a run that does not say.
pub(super) const DEFAULT_SEED: u64 = 42;

/// The calendar and the number of periods, with so many parts a step; where they cannot be read, some that make no further trouble.
pub(super) fn clock(text: &TimeText, parts: u32, diagnostics: &mut Diagnostics) -> (Calendar, u32) {
    let step = text.step.get().map_or(Step::Month, |step| step.value);
    let mut calendar = Calendar { step, parts, start: None };
    if let Some(start) = text.start.get() {
        match start.moment {
            Moment::Date(range) => calendar.start = Some(range.first),
            _ => diagnostics.push(
                Diagnostic::error(format!("expected a date, found `{}`", start.written)).at(start.span, "").help(
                    "the start is a date like \"2027-01\" or \"2027-01-15\"; leave it out for a run without dates",
                ),
            ),
        }
    }
    let periods = text.periods.get().and_then(|periods| number_of_periods(periods, calendar, diagnostics));
    let Some(periods) = periods else {
        return (calendar, MOST_PERIODS as u32);
    };
    if let (Some(start), None) = (text.start.get(), calendar.first_day(periods + 1))
        && calendar.start.is_some()
    {
        diagnostics.push(Diagnostic::error("the run ends after the year 9999").at(start.span, ""));
    }
    (calendar, periods)
}

fn number_of_periods(text: &MomentText, calendar: Calendar, diagnostics: &mut Diagnostics) -> Option<u32> {
    let Calendar { step, parts, .. } = calendar;
    let wrong = |title: String, help: String| Diagnostic::error(title).at(text.span, "").help(help);
    let periods = match text.moment {
        Moment::Periods(periods) => periods,
        Moment::After(duration) => duration.in_whole_steps(step),
        Moment::Date(_) => {
            let help = "write a number of periods or a length of time like \"3 years\"".to_string();
            diagnostics.push(wrong(format!("expected a length of time, found the date `{}`", text.written), help));
            return None;
        }
    };
    if (1.0..=MOST_PERIODS).contains(&periods) {
        return Some(periods as u32 * parts);
    }
    let title = format!("expected 1 to 10,000 periods, found {periods}");
    diagnostics.push(wrong(title, format!("a period is one {step} here; a longer step makes fewer of them")));
    None
}

/// The clock with its discount rate.
pub(super) fn check(text: &TimeText, checker: &mut Checker<'_>) -> Time {
    let discount_per_year = match text.discount_rate.get() {
        Some(rate) => discount(rate, checker),
        None => Number::Constant(0.0),
    };
    let Calendar { step, parts, start } = checker.calendar;
    Time { step, parts, periods: checker.periods, start, discount_per_year }
}

fn discount(text: &NumberText, checker: &mut Checker<'_>) -> Number {
    match text.per {
        Some(Step::Year) | None => {}
        Some(unit) => checker.push(
            Diagnostic::error(format!("a discount rate is per year, not per {unit}"))
                .at(text.span, "")
                .help("write the effective rate of a year: \"10% per year\""),
        ),
    }
    let rate = checker.number(text, &DISCOUNT).and_then(|rate| checker.timeless(rate, text));
    rate.unwrap_or(Number::Constant(0.0))
}

/// How many futures, and which.
pub(super) fn simulation(text: &SimulationText, diagnostics: &mut Diagnostics) -> Simulation {
    let replications = text.replications.get().and_then(|replications| whole_replications(replications, diagnostics));
    let sampling = text.sampling.get().map_or(Sampling::default(), |sampling| match sampling.value.as_str() {
        "balanced" => Sampling::Balanced,
        "random" => Sampling::Random,
        other => {
            let error = Diagnostic::error(format!("no sampling `{other}`")).at(sampling.span, "");
            diagnostics.push(error.maybe_help(did_you_mean(other, ["balanced", "random"], "kind")));
            Sampling::default()
        }
    });
    Simulation {
        replications: replications.unwrap_or(DEFAULT_REPLICATIONS),
        seed: text.seed.get().map_or(DEFAULT_SEED, |seed| seed.value),
        sampling,
    }
}

fn whole_replications(text: &NumberText, diagnostics: &mut Diagnostics) -> Option<u32> {
    let plain = text.exactly().filter(|literal| literal.mark == Mark::None && literal.unit.is_none());
    let whole = plain
        .map(|literal| literal.value)
        .filter(|value| value.fract() == 0.0 && (1.0..=MOST_REPLICATIONS).contains(value) && text.per.is_none());
    if whole.is_none() {
        let title = format!("expected a whole number of 1 to 100,000,000 replications, found `{}`", text.written);
        diagnostics.push(Diagnostic::error(title).at(text.span, "").help("like 8192, the default"));
    }
    whole.map(|replications| replications as u32)
}

impl Checker<'_> {
    /// A length of time in whole steps; `None` and a message if it is a date, or negative.
    pub fn whole_steps(&mut self, text: &MomentText) -> Option<f64> {
        let steps = match text.moment {
            Moment::Periods(periods) => {
                self.bare_times.push(text.span);
                periods * self.parts()
            }
            Moment::After(duration) => round_ties_up(duration.in_steps(self.step()) * self.parts()),
            Moment::Date(_) => {
                let title = format!("expected a length of time, found the date `{}`", text.written);
                let help = "write a number of periods or a length of time like \"3 months\"";
                self.push(Diagnostic::error(title).at(text.span, "").help(help));
                return None;
            }
        };
        if steps < 0.0 {
            let title = format!("expected a length of time of 0 or more, found `{}`", text.written);
            self.push(Diagnostic::error(title).at(text.span, ""));
            return None;
        }
        Some(steps)
    }

    /// The period in which something begins that is not dated: step n is over after n steps, and begins one before.
    pub fn beginning_of(&mut self, text: &MomentText) -> Option<f64> {
        Some(self.whole_steps(text)? - (self.parts() - 1.0))
    }

    /// The period (1 to T) at a moment: of a date the one that contains its last day.
    pub fn period_at(&mut self, text: &MomentText) -> Option<u32> {
        let period = match text.moment {
            Moment::Date(range) => match self.calendar.period_of(range.last) {
                Some(period) => period as f64,
                None => return self.needs_start(text.span),
            },
            Moment::Periods(_) | Moment::After(_) => self.whole_steps(text)?,
        };
        self.within_run(period, text)
    }

    pub fn needs_start<T>(&mut self, span: Span) -> Option<T> {
        let error = Diagnostic::error("a date needs a calendar").at(span, "");
        self.push(error.help("say when period 1 begins: start = \"2027-01\" in [time]"));
        None
    }

    /// The period, if it is one of the run; else a message that says when the run ends.
    pub fn within_run(&mut self, period: f64, text: &MomentText) -> Option<u32> {
        if (1.0..=f64::from(self.periods)).contains(&period) {
            return Some(period as u32);
        }
        let last = self.calendar.label(self.periods);
        let title = if period < 1.0 {
            format!("`{}` is before the first period", text.written)
        } else {
            format!("`{}` is after the last period", text.written)
        };
        let first = self.calendar.label(1);
        let help = format!("the run has {} periods, from {first} to {last}", self.periods);
        self.push(Diagnostic::error(title).at(text.span, "").help(help));
        None
    }
}

/// The headline of a scenario and the currency of its amounts.
pub(super) fn currency(scenario: &Scenario, diagnostics: &mut Diagnostics) -> crate::base::money::Currency {
    use crate::base::money::Currency;
    let dollars = || Currency { code: "USD".to_string(), sign: "$".to_string(), decimals: 2 };
    let Some(text) = scenario.currency.get() else {
        return dollars();
    };
    Currency::with_code(&text.value).unwrap_or_else(|| {
        diagnostics.push(
            Diagnostic::error(format!("no currency `{}`", text.value))
                .at(text.span, "")
                .help("a currency is named by its code, like \"USD\", \"EUR\", \"KRW\" or \"CNY\""),
        );
        dollars()
    })
}
