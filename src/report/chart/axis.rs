//! Axes: round values, and periods as counts or dates.

use crate::base::calendar::{Date, Step};
use crate::report::language::{Language, Words, words};
use crate::report::numbers::{Unit, power_of_ten, tick};

/// The vertical scale of a plot.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueAxis {
    pub unit: Unit,
    /// Ends, in displayed units (percents, whole dollars); ticks or a little beyond the outermost one.
    pub low: f64,
    pub high: f64,
    /// Distance of two ticks, in displayed units: 1, 2, 2.5 or 5 times a power of ten.
    pub step: f64,
}

impl ValueAxis {
    /// The scale that shows all of `values` (in the metric's unit) and zero, in about `n_ticks` steps.
    ///
    /// Zero is always on it: a fan that fills the plot would make a small change look like a large one.
    pub fn covering(values: impl Iterator<Item = f64>, unit: &Unit, n_ticks: usize) -> Self {
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        for value in values.filter(|value| value.is_finite()) {
            let displayed = unit.displayed(value).clamp(-LARGEST, LARGEST);
            (low, high) = (low.min(displayed), high.max(displayed));
        }
        if high == low {
            high = 1.0;
        }
        let step = round_step((high - low) / n_ticks.max(1) as f64, unit);
        ValueAxis { unit: unit.clone(), low: -end(-low / step) * step, high: end(high / step) * step, step }
    }

    /// The scale from `low` to `high` (in the metric's unit) as they are, in about `n_ticks` steps: for what lies
    /// along an axis, where zero is no measure of size.
    pub fn between(low: f64, high: f64, unit: &Unit, n_ticks: usize) -> Self {
        let [low, high] = [low, high].map(|end| unit.displayed(end).clamp(-LARGEST, LARGEST));
        let high = if high > low { high } else { low + 1.0 };
        let step = round_step((high - low) / n_ticks.max(1) as f64, unit);
        ValueAxis { unit: unit.clone(), low, high, step }
    }

    /// Values in displayed units and their labels, from below.
    pub fn ticks(&self, language: Language) -> Vec<(f64, String)> {
        let (first, last) =
            (libm::ceil(self.low / self.step - 1e-9) as i64, libm::floor(self.high / self.step + 1e-9) as i64);
        // Products of whole numbers: repeated addition would drift off zero.
        (first..=last)
            .map(|index| index as f64 * self.step)
            .map(|at| (at, tick(at, self.step, &self.unit, language)))
            .collect()
    }

    /// Where a value of the metric lies: 0 at the low end, 1 at the high end.
    pub fn share(&self, value: f64) -> f64 {
        let displayed = self.unit.displayed(value).clamp(-LARGEST, LARGEST);
        (displayed - self.low) / (self.high - self.low)
    }
}

/// Where a scale ends, in steps, whose values end at `last`: at a tick, unless half of the last step
/// would be empty.
fn end(last: f64) -> f64 {
    let (below, above) = (libm::floor(last + 1e-9), libm::ceil(last - 1e-9));
    if above - last > 0.5 { (last + 0.05).max(below) } else { above }
}

/// Beyond this, differences overflow.
const LARGEST: f64 = 1e300;

/// The round number next above a step; people come in whole numbers.
fn round_step(least: f64, unit: &Unit) -> f64 {
    let power = power_of_ten(libm::floor(libm::log10(least.max(1e-300))) as i32);
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .map(|digit| digit * power)
        .into_iter()
        .find(|step| *step >= least * (1.0 - 1e-9))
        .unwrap_or(10.0 * power);
    if *unit != Unit::People {
        return step;
    }
    if step == 2.5 { 5.0 } else { step.max(1.0) }
}

/// The horizontal scale of a plot: periods 0 to `periods`, as numbers or as dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeAxis {
    /// Length of a period.
    pub step: Step,
    /// First day of period 1.
    pub start: Option<Date>,
    /// Last period.
    pub periods: u32,
    /// In which periods are named.
    pub language: Language,
}

/// A labelled period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeTick {
    pub period: u32,
    pub label: String,
}

impl TimeAxis {
    /// Labellings from the densest to the sparsest; the first that fits is to be taken.
    pub fn labellings(&self) -> Vec<Vec<TimeTick>> {
        match self.dates() {
            Some(dates) => self.by_date(&dates, self.language),
            None => self.by_number(),
        }
    }

    /// What the numbers count: `month`; `None` if the ticks are dates.
    pub fn caption(&self) -> Option<&'static str> {
        self.dates().is_none().then(|| self.language.axis_caption(self.step))
    }

    /// A period in words: `month 14`, or `Feb 2028` where periods have dates.
    pub fn name(&self, period: u32) -> String {
        match self.date(period).filter(|_| period > 0) {
            Some(date) => date_label(date, self.step, true, self.language),
            None => self.language.nth(period, self.step),
        }
    }

    /// When something happened that did in a period: `in month 14`, `in Feb 2028`, `on 4 Jan 2027`; `14개월차`,
    /// `2028년 2월`; `第14个月`. Of period 0 `at the start`.
    ///
    /// A period that is no month, quarter or year of the calendar is named by its first day.
    pub fn within(&self, period: u32) -> String {
        let language = self.language;
        if period == 0 {
            return language.say(AT_THE_START).to_string();
        }
        let Some(first) = self.date(period) else {
            return language.fill(WITHIN, &[("when", &language.nth(period, self.step))]);
        };
        if self.step == Step::Day {
            return language.fill(ON, &[("day", &date_label(first, Step::Day, true, language))]);
        }
        if is_of_the_calendar(first, self.step) {
            return language.fill(WITHIN, &[("when", &date_label(first, self.step, true, language))]);
        }
        let unit = if first.day() == 1 { Step::Month } else { Step::Day };
        let from = date_label(first, unit, true, language);
        let span = match self.step {
            Step::Day | Step::Week => words("in the week from {from}", "{from}부터 1주간", "{from}起的一周内"),
            Step::Month => words("in the month from {from}", "{from}부터 1개월간", "{from}起的一个月内"),
            Step::Quarter => words("in the quarter from {from}", "{from}부터 3개월간", "{from}起的三个月内"),
            Step::Year => words("in the year from {from}", "{from}부터 1년간", "{from}起的一年内"),
        };
        language.fill(span, &[("from", &from)])
    }

    /// The moment at which a period ends: `at the end of Dec 2028`, `2028년 12월 말`, `2028年12月底`; of period 0
    /// `at the start`.
    ///
    /// Of a period that is no month, quarter or year of the calendar the last day: `on 10 Jan 2027`.
    pub fn at_end_of(&self, period: u32) -> String {
        let language = self.language;
        if period == 0 {
            return language.say(AT_THE_START).to_string();
        }
        let Some(first) = self.date(period) else {
            let words = match self.step {
                // `第5周末` would be a weekend.
                Step::Day | Step::Week => words("at the end of {when}", "{when} 말", "{when}结束时"),
                _ => words("at the end of {when}", "{when} 말", "{when}末"),
            };
            return language.fill(words, &[("when", &language.nth(period, self.step))]);
        };
        if is_of_the_calendar(first, self.step) {
            return self.end_of(first, self.step);
        }
        match self.date(period + 1).and_then(|next| next.yesterday().ok()) {
            Some(last) if last == last.last_of_month() => self.end_of(last, Step::Month),
            Some(last) => language.fill(ON, &[("day", &date_label(last, Step::Day, true, language))]),
            // The calendar ends before the period does.
            None => self.within(period),
        }
    }

    /// The end of the month, quarter or year of a date.
    fn end_of(&self, date: Date, unit: Step) -> String {
        let end = match unit {
            Step::Month | Step::Year => words("at the end of {when}", "{when} 말", "{when}底"),
            _ => words("at the end of {when}", "{when} 말", "{when}末"),
        };
        self.language.fill(end, &[("when", &date_label(date, unit, true, self.language))])
    }

    fn by_number(&self) -> Vec<Vec<TimeTick>> {
        let label = |period: u32| TimeTick { period, label: period.to_string() };
        strides(self.step, self.periods)
            .into_iter()
            .map(|stride| (0..=self.periods).step_by(stride as usize).map(label).collect())
            .collect()
    }

    fn by_date(&self, dates: &[Date], language: Language) -> Vec<Vec<TimeTick>> {
        let every = |stride: u32| -> Vec<u32> { (1..=self.periods).step_by(stride as usize).collect() };
        let strides: &[u32] = match self.step {
            Step::Day => &[1, 2, 7, 14],
            Step::Week => &[1, 2],
            Step::Month | Step::Quarter => &[],
            Step::Year => &[1, 2, 5, 10, 20, 50, 100],
        };
        let months: &[i32] = if self.step == Step::Year { &[] } else { &[1, 3, 6, 12, 24, 60, 120, 240, 600] };
        let counted = strides.iter().map(|stride| (every(*stride), self.step));
        // Days and weeks are too many to be named singly over years.
        let by_month = months.iter().map(|months| (months_begin(dates, *months), self.step.max(Step::Month)));
        // Sparser than all of these: the first and the last, or the last alone.
        let ends = [vec![1, self.periods], vec![self.periods]].map(|periods| (periods, self.step));
        let chosen = counted.chain(by_month).filter(|(periods, _)| !periods.is_empty()).chain(ends);
        chosen.flat_map(|(periods, unit)| date_ticks(&periods, dates, unit, language)).collect()
    }

    /// The first day of every period from 0 on; `None` without a start or beyond the calendar.
    fn dates(&self) -> Option<Vec<Date>> {
        (0..=self.periods).map(|period| self.date(period)).collect()
    }

    fn date(&self, period: u32) -> Option<Date> {
        let steps = i64::from(period) - 1;
        let span = jiff::Span::new();
        let span = match self.step {
            Step::Day => span.try_days(steps),
            Step::Week => span.try_weeks(steps),
            Step::Month => span.try_months(steps),
            Step::Quarter => span.try_months(3 * steps),
            Step::Year => span.try_years(steps),
        };
        self.start?.checked_add(span.ok()?).ok()
    }
}

const AT_THE_START: Words = words("at the start", "시작 시점", "期初");
const WITHIN: Words = words("in {when}", "{when}", "{when}");
const ON: Words = words("on {day}", "{day}", "{day}");

/// Whether a period that begins on a date is a month, quarter or year of the calendar.
fn is_of_the_calendar(first: Date, step: Step) -> bool {
    first.day() == 1
        && match step {
            Step::Day | Step::Week => false,
            Step::Month => true,
            Step::Quarter => (first.month() - 1) % 3 == 0,
            Step::Year => first.month() == 1,
        }
}

/// Labels with the year where it changes: at the first too, or for want of room only later.
fn date_ticks(periods: &[u32], dates: &[Date], unit: Step, language: Language) -> Vec<Vec<TimeTick>> {
    let labelled = |mut year: Option<i16>| -> Vec<TimeTick> {
        let label = |&period: &u32| {
            let date = dates[period as usize];
            let is_new = year.replace(date.year()) != Some(date.year());
            TimeTick { period, label: date_label(date, unit, is_new, language) }
        };
        periods.iter().map(label).collect()
    };
    let year_of = |period: Option<&u32>| period.map(|period| dates[*period as usize].year());
    let (first, last) = (year_of(periods.first()), year_of(periods.last()));
    let mut labellings = vec![labelled(None)];
    if first != last {
        labellings.push(labelled(first));
    }
    labellings
}

/// The day, month, quarter or year that begins on a date.
fn date_label(date: Date, unit: Step, with_year: bool, language: Language) -> String {
    let begins_quarter = date.day() == 1 && (date.month() - 1) % 3 == 0;
    let part = match unit {
        Step::Year if date.day() == 1 && date.month() == 1 => return language.year(date.year()),
        Step::Quarter if begins_quarter => language.quarter((date.month() - 1) / 3 + 1),
        Step::Day | Step::Week => language.day(date.month(), date.day()),
        Step::Month | Step::Quarter | Step::Year => language.month(date.month()),
    };
    if with_year { language.with_year(&part, date.year()) } else { part }
}

/// Periods in which every `months`-th month of the calendar begins.
fn months_begin(dates: &[Date], months: i32) -> Vec<u32> {
    let months_of = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month()) - 1;
    let begins = |period: &u32| {
        let date = dates[*period as usize];
        let is_first_in_month = date.day() == 1 || months_of(date) != months_of(dates[*period as usize - 1]);
        is_first_in_month && months_of(date) % months == 0
    };
    (1..dates.len() as u32).filter(begins).collect()
}

/// Distances of ticks in steps that are round for the step, up to one that leaves a single tick.
fn strides(step: Step, periods: u32) -> Vec<u32> {
    let usual: &[u32] = match step {
        Step::Day => &[1, 2, 7, 14, 28, 91, 182, 364],
        Step::Week => &[1, 2, 4, 13, 26, 52],
        Step::Month => &[1, 2, 3, 6, 12, 24, 60, 120],
        Step::Quarter => &[1, 2, 4, 8, 20, 40],
        Step::Year => &[1, 2, 5, 10, 20, 50, 100],
    };
    let last = usual.last().copied().unwrap_or(1);
    let longer = std::iter::successors(last.checked_mul(2), |stride| stride.checked_mul(2));
    let mut strides: Vec<u32> = usual.iter().copied().chain(longer.take_while(|stride| *stride <= periods)).collect();
    strides.push(periods + 1);
    strides
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::money::Currency;

    fn labels(values: &[f64], unit: &Unit) -> Vec<String> {
        ValueAxis::covering(values.iter().copied(), unit, 5)
            .ticks(Language::English)
            .into_iter()
            .map(|(_, label)| label)
            .collect()
    }

    fn dollars() -> Unit {
        Unit::Money(Currency { code: "USD".into(), sign: "$".into(), decimals: 2 })
    }

    #[test]
    fn ticks_are_round_and_cover_zero_and_the_values() {
        assert_eq!(labels(&[1237.0, 300.0], &Unit::People), ["0", "250", "500", "750", "1k", "1.25k"]);
        assert_eq!(labels(&[0.031, 0.072], &Unit::Percent), ["0%", "2%", "4%", "6%", "8%"]);
        assert_eq!(labels(&[-1.2e8, 2.9e8], &dollars()), ["−$1M", "$0", "$1M", "$2M", "$3M"]);
        assert_eq!(labels(&[-5.0, -40.0], &Unit::Number), ["−40", "−30", "−20", "−10", "0"]);
    }

    #[test]
    fn every_scale_has_two_to_eight_ticks_that_hold_all_values() {
        for exponent in -9..300 {
            for digits in [1.0, 1.7, 2.4, 3.3, 5.01, 9.99] {
                let value = digits * power_of_ten(exponent);
                for values in [[0.0, value], [-value, 0.4 * value]] {
                    let axis = ValueAxis::covering(values.into_iter(), &Unit::Number, 5);
                    assert!((2..=8).contains(&axis.ticks(Language::English).len()), "{values:?}: {axis:?}");
                    let slack = 1e-9 * value;
                    assert!(axis.low <= values[0] + slack && values[1] <= axis.high + slack, "{values:?}: {axis:?}");
                }
            }
        }
    }

    #[test]
    fn people_are_not_halved() {
        assert_eq!(labels(&[3.0], &Unit::People), ["0", "1", "2", "3"]);
        assert_eq!(labels(&[12.0], &Unit::People), ["0", "5", "10"]);
    }

    #[test]
    fn nothing_at_all_infinity_and_huge_numbers_still_have_a_scale() {
        assert_eq!(labels(&[], &Unit::People), ["0", "1"]);
        assert_eq!(labels(&[f64::NAN, f64::INFINITY, 4.0], &Unit::People), ["0", "1", "2", "3", "4"]);
        let axis = ValueAxis::covering([f64::MAX, f64::MIN].into_iter(), &Unit::People, 5);
        assert!(axis.high.is_finite() && axis.share(f64::MAX).is_finite());
    }

    fn labelling(step: Step, start: Option<&str>, periods: u32, density: usize) -> Vec<String> {
        let axis =
            TimeAxis { step, start: start.map(|text| text.parse().unwrap()), periods, language: Language::English };
        axis.labellings()[density].iter().map(|tick| tick.label.clone()).collect()
    }

    #[test]
    fn months_without_dates_are_counted_in_parts_of_years() {
        assert_eq!(labelling(Step::Month, None, 3, 0), ["0", "1", "2", "3"]);
        assert_eq!(labelling(Step::Month, None, 36, 3), ["0", "6", "12", "18", "24", "30", "36"]);
        assert_eq!(labelling(Step::Week, None, 52, 3), ["0", "13", "26", "39", "52"]);
    }

    #[test]
    fn with_a_start_the_year_stands_where_it_changes() {
        assert_eq!(labelling(Step::Month, Some("2027-11-01"), 4, 1), ["Nov", "Dec", "Jan 2028", "Feb"]);
        assert_eq!(labelling(Step::Month, Some("2027-11-01"), 4, 0), ["Nov 2027", "Dec", "Jan 2028", "Feb"]);
        assert_eq!(labelling(Step::Month, Some("2027-02-01"), 12, 2), ["Apr 2027", "Jul", "Oct", "Jan 2028"]);
        assert_eq!(labelling(Step::Quarter, Some("2027-01-01"), 5, 2), ["Q1 2027", "Q2", "Q3", "Q4", "Q1 2028"]);
        assert_eq!(labelling(Step::Year, Some("2027-01-01"), 3, 0), ["2027", "2028", "2029"]);
        assert_eq!(labelling(Step::Year, Some("2027-04-01"), 2, 0), ["Apr 2027", "Apr 2028"]);
    }

    #[test]
    fn weeks_are_named_by_their_first_day_and_sparsely_by_the_months_that_begin_in_them() {
        assert_eq!(labelling(Step::Week, Some("2027-01-04"), 3, 0), ["4 Jan 2027", "11 Jan", "18 Jan"]);
        assert_eq!(labelling(Step::Week, Some("2027-01-04"), 16, 2), ["Jan 2027", "Feb", "Mar", "Apr"]);
    }

    #[test]
    fn every_axis_has_a_labelling_with_at_most_two_ticks() {
        for step in [Step::Day, Step::Week, Step::Month, Step::Quarter, Step::Year] {
            for start in [None, Some("2027-03-15")] {
                for periods in [1, 2, 7, 60, 3650] {
                    let axis = TimeAxis {
                        step,
                        start: start.map(|text| text.parse().unwrap()),
                        periods,
                        language: Language::Korean,
                    };
                    let labellings = axis.labellings();
                    assert!(labellings.last().unwrap().len() <= 2);
                    assert!(labellings.iter().flatten().all(|tick| tick.period <= periods));
                }
            }
        }
    }

    #[test]
    fn the_end_of_a_period_is_that_of_its_month_quarter_or_year_and_else_a_day() {
        let ends = |step, start: Option<&str>, period| {
            [Language::English, Language::Korean, Language::Chinese].map(|language| {
                let start = start.map(|text| text.parse().unwrap());
                TimeAxis { step, start, periods: 60, language }.at_end_of(period)
            })
        };
        let from = Some("2027-01-01");
        assert_eq!(ends(Step::Month, from, 24), ["at the end of Dec 2028", "2028년 12월 말", "2028年12月底"]);
        assert_eq!(ends(Step::Quarter, from, 4), ["at the end of Q4 2027", "2027년 4분기 말", "2027年4季度末"]);
        assert_eq!(ends(Step::Year, from, 2), ["at the end of 2028", "2028년 말", "2028年底"]);
        assert_eq!(ends(Step::Week, from, 2), ["on 14 Jan 2027", "2027년 1월 14일", "2027年1月14日"]);
        assert_eq!(ends(Step::Day, from, 2), ["on 2 Jan 2027", "2027년 1월 2일", "2027年1月2日"]);
        assert_eq!(ends(Step::Month, None, 14), ["at the end of month 14", "14개월차 말", "第14个月末"]);
        assert_eq!(ends(Step::Week, None, 5), ["at the end of week 5", "5주차 말", "第5周结束时"]);
        // A business year, and a month that begins in the middle of one.
        assert_eq!(ends(Step::Year, Some("2027-04-01"), 2)[0], "at the end of Mar 2029");
        assert_eq!(ends(Step::Month, Some("2027-01-15"), 1)[0], "on 14 Feb 2027");
        assert_eq!(ends(Step::Month, from, 0), ["at the start", "시작 시점", "期初"]);
    }

    #[test]
    fn a_period_is_named_as_its_month_quarter_or_year_and_else_by_its_first_day() {
        let within = |step, start: Option<&str>, period| {
            [Language::English, Language::Korean, Language::Chinese].map(|language| {
                let start = start.map(|text| text.parse().unwrap());
                TimeAxis { step, start, periods: 60, language }.within(period)
            })
        };
        assert_eq!(within(Step::Month, Some("2027-01-01"), 2), ["in Feb 2027", "2027년 2월", "2027年2月"]);
        assert_eq!(within(Step::Month, None, 14), ["in month 14", "14개월차", "第14个月"]);
        assert_eq!(within(Step::Day, Some("2027-01-01"), 4), ["on 4 Jan 2027", "2027년 1월 4일", "2027年1月4日"]);
        assert_eq!(
            within(Step::Week, Some("2027-01-04"), 1),
            ["in the week from 4 Jan 2027", "2027년 1월 4일부터 1주간", "2027年1月4日起的一周内"]
        );
        assert_eq!(within(Step::Year, Some("2027-04-01"), 1)[0], "in the year from Apr 2027");
        assert_eq!(within(Step::Quarter, Some("2027-02-01"), 1)[1], "2027년 2월부터 3개월간");
    }

    #[test]
    fn beyond_the_calendar_periods_are_counted() {
        assert_eq!(labelling(Step::Year, Some("9990-01-01"), 20, 2), ["0", "5", "10", "15", "20"]);
    }
}
