//! Time as a scenario counts it: steps, units, durations, dates.
//!
//! 1 year = 4 quarters = 12 months = 365.25 days = 365.25 / 7 weeks, whatever the calendar says: a rate
//! per month is the same rate in February. Dates only name periods; there the calendar is kept, so that
//! the third monthly period from January 2027 on is March.

use std::fmt;

pub use jiff::civil::Date;
use jiff::{Span as CalendarSpan, ToSpan};

/// A unit of time: the length of a period, or what a rate is given per.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Step {
    /// All units, shortest first.
    pub const ALL: [Step; 5] = [Step::Day, Step::Week, Step::Month, Step::Quarter, Step::Year];

    /// Its length in years: 1/12 for a month, 7/365.25 for a week.
    pub fn years(self) -> f64 {
        let (numerator, denominator) = self.as_fraction_of_a_year();
        numerator as f64 / denominator as f64
    }

    /// Its length counted in another unit, rounded once: a quarter is exactly 3 months.
    ///
    /// # Example
    /// ```
    /// use flywheel::base::calendar::Step;
    /// assert_eq!(Step::Quarter.counted_in(Step::Month), 3.0);
    /// assert_eq!(Step::Week.counted_in(Step::Day), 7.0);
    /// assert_eq!(Step::Month.counted_in(Step::Week), 365.25 / 12.0 / 7.0);
    /// ```
    pub fn counted_in(self, unit: Step) -> f64 {
        let (numerator, denominator) = self.as_fraction_of_a_year();
        let (unit_numerator, unit_denominator) = unit.as_fraction_of_a_year();
        (numerator * unit_denominator) as f64 / (denominator * unit_numerator) as f64
    }

    /// 365.25 days are 1461 quarters of a day, so every unit is a fraction of whole numbers.
    fn as_fraction_of_a_year(self) -> (u64, u64) {
        match self {
            Step::Day => (4, 1461),
            Step::Week => (28, 1461),
            Step::Month => (1, 12),
            Step::Quarter => (1, 4),
            Step::Year => (1, 1),
        }
    }

    /// The unit that a word names, in the singular or plural: `month`, `months`.
    pub fn named(word: &str) -> Option<Step> {
        let singular = word.strip_suffix('s').unwrap_or(word);
        Step::ALL.into_iter().find(|step| step.name() == singular)
    }

    /// `"month"`.
    pub fn name(self) -> &'static str {
        match self {
            Step::Day => "day",
            Step::Week => "week",
            Step::Month => "month",
            Step::Quarter => "quarter",
            Step::Year => "year",
        }
    }

    /// As an adverb or adjective: `"monthly"`.
    pub fn adverb(self) -> &'static str {
        match self {
            Step::Day => "daily",
            Step::Week => "weekly",
            Step::Month => "monthly",
            Step::Quarter => "quarterly",
            Step::Year => "yearly",
        }
    }

    fn on_the_calendar(self) -> CalendarSpan {
        match self {
            Step::Day => 1.day(),
            Step::Week => 1.week(),
            Step::Month => 1.month(),
            Step::Quarter => 3.months(),
            Step::Year => 1.year(),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// So many units of time: `"3 months"`, `"2.5 weeks"`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Duration {
    pub count: f64,
    pub unit: Step,
}

impl Duration {
    /// Its length in steps, not rounded.
    pub fn in_steps(self, step: Step) -> f64 {
        self.count * self.unit.counted_in(step)
    }

    /// Its length in whole steps, ties up.
    ///
    /// # Example
    /// ```
    /// use flywheel::base::calendar::{Duration, Step};
    /// let half_a_year = Duration { count: 6.0, unit: Step::Month };
    /// assert_eq!(half_a_year.in_whole_steps(Step::Year), 1.0);
    /// assert_eq!(half_a_year.in_whole_steps(Step::Week), 26.0);
    /// ```
    pub fn in_whole_steps(self, step: Step) -> f64 {
        round_ties_up(self.in_steps(step))
    }
}

/// The nearest whole number; of two equally near ones the larger.
pub fn round_ties_up(x: f64) -> f64 {
    (x + 0.5).floor()
}

/// A stretch of the calendar that a text names: a day, a month, a quarter or a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DateRange {
    pub first: Date,
    /// Included.
    pub last: Date,
}

impl DateRange {
    /// Reads `"2027"`, `"2027-06"`, `"2027-Q2"` or `"2027-06-15"`; `None` for anything else.
    ///
    /// # Example
    /// ```
    /// use flywheel::base::calendar::{Date, DateRange};
    /// let range = DateRange::parse("2028-Q4").unwrap();
    /// assert_eq!(range.first, Date::constant(2028, 10, 1));
    /// assert_eq!(range.last, Date::constant(2028, 12, 31));
    /// assert_eq!(DateRange::parse("2028-13"), None);
    /// ```
    pub fn parse(text: &str) -> Option<DateRange> {
        let mut parts = text.split('-');
        let year = whole_number(parts.next()?, 4)?;
        let rest = (parts.next(), parts.next(), parts.next());
        let (month, months) = match rest {
            (None, None, None) => (1, 12),
            (Some(part), None, None) => match part.strip_prefix(['Q', 'q']) {
                Some(quarter) => (3 * whole_number(quarter, 1)? - 2, 3),
                None => (whole_number(part, 2)?, 1),
            },
            (Some(month), Some(day), None) => {
                let first = date(year, whole_number(month, 2)?, whole_number(day, 2)?)?;
                return Some(DateRange { first, last: first });
            }
            _ => return None,
        };
        let first = date(year, month, 1)?;
        let last = date(year, month + months - 1, 1)?.last_of_month();
        Some(DateRange { first, last })
    }
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()
}

/// Exactly so many digits, and nothing else.
fn whole_number(text: &str, digits: usize) -> Option<i16> {
    let only_digits = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    if only_digits { text.parse().ok() } else { None }
}

/// The periods of a run as dates: period 1 begins at `start`, if there are dates at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Calendar {
    pub step: Step,
    /// Periods into which a step is cut: 1 but where it is asked what another step would do.
    pub parts: u32,
    /// First day of period 1.
    pub start: Option<Date>,
}

/// A quarter or a year into which periods are rolled up.
///
/// With dates the year is that of the calendar, without them years are counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RollUp {
    pub year: i32,
    /// 1 to 4; `None` for a whole year.
    pub quarter: Option<u8>,
    dated: bool,
}

impl fmt::Display for RollUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.dated, self.quarter) {
            (true, None) => write!(f, "{}", self.year),
            (true, Some(quarter)) => write!(f, "{}-Q{quarter}", self.year),
            (false, None) => write!(f, "year {}", self.year),
            (false, Some(quarter)) => write!(f, "year {} Q{quarter}", self.year),
        }
    }
}

impl Calendar {
    /// First day of a period (1, 2, ...), calendar-true for months, quarters and years; weeks have 7 days.
    ///
    /// Counted from `start` and not from the period before, so that a run that starts on January 31 has
    /// its third period begin on March 31. `None` without a start, for period 0, or after year 9999.
    pub fn first_day(self, period: u32) -> Option<Date> {
        let elapsed = period.checked_sub(1)?;
        let (steps, part) = (i64::from(elapsed / self.parts), i64::from(elapsed % self.parts));
        let first = self.step_begins(steps)?;
        if part == 0 {
            return Some(first);
        }
        let days = i64::from((self.step_begins(steps + 1)? - first).get_days());
        first.checked_add((days * part / i64::from(self.parts)).days()).ok()
    }

    /// First day of the step that begins after so many.
    fn step_begins(self, steps: i64) -> Option<Date> {
        let span = self.step.on_the_calendar().checked_mul(steps).ok()?;
        self.start?.checked_add(span).ok()
    }

    /// The period (1, 2, ...) in which a day lies; 0 or less for a day before the start.
    ///
    /// `None` without a start.
    pub fn period_of(self, day: Date) -> Option<i64> {
        let step = self.step_of(day)?;
        if self.parts == 1 {
            return Some(step);
        }
        let begins = |part: u32| {
            let first = self.step_begins(step - 1)?;
            let days = i64::from((self.step_begins(step)? - first).get_days());
            first.checked_add((days * i64::from(part) / i64::from(self.parts)).days()).ok()
        };
        let parts = (1..self.parts).take_while(|part| begins(*part).is_some_and(|begins| begins <= day)).count();
        Some((step - 1) * i64::from(self.parts) + parts as i64 + 1)
    }

    /// The step (1, 2, ...) in which a day lies.
    fn step_of(self, day: Date) -> Option<i64> {
        let start = self.start?;
        let months = i64::from(day.year()) * 12 + i64::from(day.month())
            - i64::from(start.year()) * 12
            - i64::from(start.month());
        let days = i64::from((day - start).get_days());
        let whole = match self.step {
            Step::Day => return Some(days + 1),
            Step::Week => return Some(days.div_euclid(7) + 1),
            Step::Month => months,
            Step::Quarter => months.div_euclid(3),
            Step::Year => months.div_euclid(12),
        };
        let begins = start.checked_add(self.step.on_the_calendar().checked_mul(whole).ok()?).ok()?;
        Some(if begins <= day { whole + 1 } else { whole })
    }

    /// Periods whose first day lies in a range, first and last, among periods 1 to `periods`.
    ///
    /// `None` without a start, or if no period begins there.
    pub fn periods_beginning_in(self, range: DateRange, periods: u32) -> Option<(u32, u32)> {
        let first_at_or_after = |day: Date| -> Option<i64> {
            let period = self.period_of(day)?.max(1);
            let begins = u32::try_from(period).ok().and_then(|period| self.first_day(period))?;
            Some(if begins < day { period + 1 } else { period })
        };
        let last = self.period_of(range.last)?.min(i64::from(periods));
        let first = first_at_or_after(range.first)?;
        (first <= last).then_some((first as u32, last as u32))
    }

    /// What a period is called: `"2027-03"`, `"2027-Q1"`, `"2027-03-08"`, `"2027"`; `"month 3"` without dates.
    ///
    /// A period that does not begin where its unit does is named by its first day. Period 0 is `"start"`.
    pub fn label(self, period: u32) -> String {
        if period == 0 {
            return "start".to_string();
        }
        let Some(first) = self.first_day(period) else {
            return format!("{} {period}", self.step);
        };
        let begins_month = first.day() == 1;
        match self.step {
            Step::Quarter if begins_month && first.month() % 3 == 1 => {
                format!("{}-Q{}", first.year(), quarter_of(first))
            }
            Step::Year if begins_month && first.month() == 1 => format!("{}", first.year()),
            Step::Month | Step::Quarter | Step::Year if begins_month => {
                format!("{}-{:02}", first.year(), first.month())
            }
            _ => first.to_string(),
        }
    }

    /// The quarter to which a period counts, by its first day; `None` if a step is longer than a quarter,
    /// and for period 0.
    ///
    /// Without dates period 1 begins a year.
    pub fn quarter(self, period: u32) -> Option<RollUp> {
        if self.step == Step::Year || period == 0 {
            return None;
        }
        if self.start.is_some() {
            let first = self.first_day(period)?;
            let quarter = Some(quarter_of(first));
            return Some(RollUp { year: first.year().into(), quarter, dated: true });
        }
        let quarters = self.whole_units_before(period, Step::Quarter);
        let quarter = Some((quarters % 4 + 1) as u8);
        Some(RollUp { year: (quarters / 4 + 1) as i32, quarter, dated: false })
    }

    /// The year to which a period counts, by its first day; `None` for period 0.
    pub fn year(self, period: u32) -> Option<RollUp> {
        if period == 0 {
            return None;
        }
        if self.start.is_some() {
            let year = self.first_day(period)?.year().into();
            return Some(RollUp { year, quarter: None, dated: true });
        }
        let years = self.whole_units_before(period, Step::Year);
        Some(RollUp { year: (years + 1) as i32, quarter: None, dated: false })
    }

    /// Whole units of time that are over when a period begins, without dates.
    fn whole_units_before(self, period: u32, unit: Step) -> u64 {
        let (numerator, denominator) = self.step.as_fraction_of_a_year();
        let (unit_numerator, unit_denominator) = unit.as_fraction_of_a_year();
        u64::from(period - 1) * numerator * unit_denominator / (u64::from(self.parts) * denominator * unit_numerator)
    }
}

fn quarter_of(day: Date) -> u8 {
    (day.month() as u8 - 1) / 3 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(step: Step, start: &str) -> Calendar {
        Calendar { step, parts: 1, start: DateRange::parse(start).map(|range| range.first) }
    }

    #[test]
    fn the_units_of_a_year_are_what_the_model_says() {
        assert_eq!(Step::Month.years(), 1.0 / 12.0);
        assert_eq!(Step::Week.years(), 7.0 / 365.25);
        assert_eq!(Step::Year.counted_in(Step::Quarter), 4.0);
        assert_eq!(Step::Year.counted_in(Step::Day), 365.25);
        for step in Step::ALL {
            assert_eq!(step.counted_in(step), 1.0);
            assert_eq!(Step::named(step.name()), Some(step));
            assert_eq!(Step::named(&format!("{step}s")), Some(step));
        }
        assert_eq!(Step::named("fortnight"), None);
    }

    #[test]
    fn durations_are_rounded_to_whole_steps_and_ties_go_up() {
        let whole = |count, unit, step| Duration { count, unit }.in_whole_steps(step);
        assert_eq!(whole(10.0, Step::Week, Step::Month), 2.0);
        assert_eq!(whole(1.5, Step::Month, Step::Month), 2.0);
        assert_eq!(whole(1.0, Step::Year, Step::Week), 52.0);
        assert_eq!(whole(2.0, Step::Day, Step::Month), 0.0);
        assert_eq!(round_ties_up(-0.5), 0.0);
    }

    #[test]
    fn a_date_that_is_not_on_the_calendar_is_refused() {
        for text in ["2027-02-29", "2027-00", "2027-Q5", "2027-Q0", "27-01", "2027-1", "2027-01-01-01", "", "-", "+999"]
        {
            assert_eq!(DateRange::parse(text), None, "{text}");
        }
        let february = DateRange::parse("2028-02").unwrap();
        assert_eq!(february.last, Date::constant(2028, 2, 29));
        let year = DateRange::parse("9999").unwrap();
        assert_eq!((year.first, year.last), (Date::constant(9999, 1, 1), Date::constant(9999, 12, 31)));
    }

    #[test]
    fn months_keep_the_calendar_and_weeks_their_seven_days() {
        let months = calendar(Step::Month, "2027-01-31");
        let firsts: Vec<String> = (1..=4).map(|period| months.first_day(period).unwrap().to_string()).collect();
        assert_eq!(firsts, ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]);
        let weeks = calendar(Step::Week, "2027-01-04");
        assert_eq!(weeks.first_day(53), Some(Date::constant(2028, 1, 3)));
        assert_eq!(months.first_day(0), None);
        assert_eq!(calendar(Step::Year, "2027").first_day(u32::MAX), None);
    }

    #[test]
    fn every_day_lies_in_the_period_that_begins_at_or_before_it() {
        for (step, start) in [
            (Step::Day, "2027-02-27"),
            (Step::Week, "2026-12-30"),
            (Step::Month, "2027-01-31"),
            (Step::Quarter, "2026-11-30"),
            (Step::Year, "2024-02-29"),
        ] {
            let calendar = calendar(step, start);
            let mut day = calendar.start.unwrap();
            for _ in 0..1500 {
                let period = calendar.period_of(day).unwrap() as u32;
                assert!(calendar.first_day(period).unwrap() <= day, "{step} {day}");
                assert!(day < calendar.first_day(period + 1).unwrap(), "{step} {day}");
                day = day.tomorrow().unwrap();
            }
            assert_eq!(calendar.period_of(calendar.start.unwrap().yesterday().unwrap()), Some(0));
        }
    }

    #[test]
    fn a_quarter_of_a_weekly_run_is_made_of_the_weeks_that_begin_in_it() {
        let weeks = calendar(Step::Week, "2027-01-04");
        let quarter = DateRange::parse("2027-Q2").unwrap();
        let (first, last) = weeks.periods_beginning_in(quarter, 200).unwrap();
        assert_eq!(weeks.first_day(first).unwrap().to_string(), "2027-04-05");
        assert_eq!(weeks.first_day(last).unwrap().to_string(), "2027-06-28");
        let label = RollUp { year: 2027, quarter: Some(2), dated: true };
        assert!((first..=last).all(|period| weeks.quarter(period) == Some(label)));
        assert_ne!(weeks.quarter(first - 1), Some(label));
        assert_ne!(weeks.quarter(last + 1), Some(label));
        // A year has no period of its own in a month.
        let years = calendar(Step::Year, "2027");
        assert_eq!(years.periods_beginning_in(DateRange::parse("2027-12").unwrap(), 5), None);
    }

    #[test]
    fn periods_are_named_as_a_planner_names_them() {
        assert_eq!(calendar(Step::Month, "2027-01").label(3), "2027-03");
        assert_eq!(calendar(Step::Month, "2027-01-15").label(3), "2027-03-15");
        assert_eq!(calendar(Step::Quarter, "2027-04").label(4), "2028-Q1");
        assert_eq!(calendar(Step::Quarter, "2027-02").label(2), "2027-05");
        assert_eq!(calendar(Step::Year, "2027").label(2), "2028");
        assert_eq!(calendar(Step::Week, "2027-01-04").label(2), "2027-01-11");
        assert_eq!(Calendar { step: Step::Month, parts: 1, start: None }.label(3), "month 3");
        assert_eq!(calendar(Step::Month, "2027-01").label(0), "start");
    }

    #[test]
    fn without_dates_period_one_begins_a_year() {
        let months = Calendar { step: Step::Month, parts: 1, start: None };
        let quarters: Vec<String> = [1, 3, 4, 12, 13].map(|period| months.quarter(period).unwrap().to_string()).into();
        assert_eq!(quarters, ["year 1 Q1", "year 1 Q1", "year 1 Q2", "year 1 Q4", "year 2 Q1"]);
        assert_eq!(months.year(13).unwrap().to_string(), "year 2");
        let days = Calendar { step: Step::Day, parts: 1, start: None };
        // 4 x 365.25 = 1461 days are four years, to the day.
        assert_eq!(days.year(1461).unwrap().year, 4);
        assert_eq!(days.year(1462).unwrap().year, 5);
        assert_eq!(Calendar { step: Step::Year, parts: 1, start: None }.quarter(1), None);
        assert_eq!(months.year(0), None);
    }
}
