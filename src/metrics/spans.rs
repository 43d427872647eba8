//! Spans of a run: its periods, the quarters and years they make up, and the whole.
//!
//! Quarters and years are those of the calendar if the scenario has dates; else period 1 begins the first
//! year. A quarter or year that the run only touches holds the periods it has of it.

use super::Figure;
use crate::base::calendar::{Calendar, RollUp, Step};
use crate::model::Time;

/// How long a span is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grain {
    /// One period.
    Step,
    Quarter,
    Year,
    /// The whole run.
    Total,
}

impl Grain {
    /// As files name it.
    pub fn id(self) -> &'static str {
        match self {
            Grain::Step => "step",
            Grain::Quarter => "quarter",
            Grain::Year => "year",
            Grain::Total => "total",
        }
    }
}

/// Some consecutive periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub grain: Grain,
    /// The period, or the number of the quarter or year counted from 1; T for the whole run.
    pub number: u32,
    /// First and last period, both included; 0 and 0 for the state at the start.
    pub first: u32,
    pub last: u32,
}

/// All spans of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Spans {
    pub time: Time,
    quarters: Vec<Span>,
    years: Vec<Span>,
}

impl Spans {
    pub fn new(time: &Time) -> Spans {
        let calendar = time.calendar();
        // A step as long as the span would say everything twice.
        let quarters = time.step < Step::Quarter;
        let years = time.step < Step::Year;
        let spans = |wanted: bool, grain, group: &dyn Fn(u32) -> Option<RollUp>| match wanted {
            true => grouped(time.periods, grain, group),
            false => Vec::new(),
        };
        Spans {
            time: time.clone(),
            quarters: spans(quarters, Grain::Quarter, &|period| calendar.quarter(period)),
            years: spans(years, Grain::Year, &|period| calendar.year(period)),
        }
    }

    /// The spans over which a figure is recorded.
    pub fn of(&self, figure: &Figure) -> Vec<Span> {
        let mut spans = Vec::new();
        if figure.is_by_period() {
            let first = if figure.has_period_0() { 0 } else { 1 };
            let step = |t| Span { grain: Grain::Step, number: t, first: t, last: t };
            spans.extend((first..=self.time.periods).map(step));
            // A goal is due at one time: it has no quarters.
            if !matches!(figure, Figure::Goal { .. }) {
                spans.extend(self.quarters.iter().chain(&self.years));
            }
        }
        spans.push(Span { grain: Grain::Total, number: self.time.periods, first: 1, last: self.time.periods });
        spans
    }

    pub fn quarters(&self) -> &[Span] {
        &self.quarters
    }

    pub fn years(&self) -> &[Span] {
        &self.years
    }

    /// What a span is called: `2027-03`, `2027-Q1`, `2027`, `month 3`, `year 1`; empty for the whole run.
    pub fn label(&self, span: Span) -> String {
        let calendar: Calendar = self.time.calendar();
        let named = |roll_up: Option<RollUp>| roll_up.map_or(String::new(), |r| r.to_string());
        match span.grain {
            Grain::Step => calendar.label(span.number),
            Grain::Quarter => named(calendar.quarter(span.first)),
            Grain::Year => named(calendar.year(span.first)),
            Grain::Total => String::new(),
        }
    }
}

/// Consecutive periods of one group, as spans.
fn grouped(periods: u32, grain: Grain, group: &dyn Fn(u32) -> Option<RollUp>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for period in 1..=periods {
        match spans.last_mut() {
            Some(span) if group(span.first) == group(period) => span.last = period,
            _ => spans.push(Span { grain, number: spans.len() as u32 + 1, first: period, last: period }),
        }
    }
    spans
}
