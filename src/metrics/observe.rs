//! The figures of a block, per replication.

use super::catalogue::{Catalogue, Source};
use super::figure::{Base, Figure, Series};
use super::spans::{Grain, Span};
use crate::base::calendar::Step;
use crate::engine::{BLOCK, Block};
use crate::model::{Bound, GoalTime};

/// 256 replications of one figure.
pub type Values = [f64; BLOCK];

/// Room for the sums of a block; made once, used for one block after the other.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    /// Shape `[sums][periods + 1]`.
    sums: Vec<Values>,
}

/// Computes every column of one arm of a block and hands it to `sink` with its number.
///
/// Values are in people, minor units, shares (1 for 100%) or periods; NaN where absent, and for lanes that
/// are no replications of the run.
#[inline(always)]
pub fn observe(
    catalogue: &Catalogue,
    block: &Block,
    arm: usize,
    scratch: &mut Scratch,
    mut sink: impl FnMut(usize, &Values),
) {
    let periods = catalogue.spans.time.periods;
    add_up(catalogue, block, arm, periods, &mut scratch.sums);
    let view = View { block, arm, periods, sums: &scratch.sums, step: catalogue.spans.time.step };
    for (metric, figure) in catalogue.figures.iter().enumerate() {
        for column in catalogue.columns_of(metric) {
            let mut values = view.figure(figure, catalogue.columns()[column].span);
            values[block.replications..].fill(f64::NAN);
            sink(column, &values);
        }
    }
}

/// Every sum of the catalogue in every period.
#[inline(always)]
fn add_up(catalogue: &Catalogue, block: &Block, arm: usize, periods: u32, sums: &mut Vec<Values>) {
    sums.clear();
    for series in &catalogue.sums {
        for period in 0..=periods {
            let carried = series.cumulated && period > 0;
            let mut total = if carried { sums[sums.len() - 1] } else { [0.0; BLOCK] };
            if !(series.cumulated && period == 0) {
                add_terms(series, block, arm, periods, period, &mut total);
            }
            sums.push(total);
        }
    }
}

#[inline(always)]
fn add_terms(series: &Series, block: &Block, arm: usize, periods: u32, period: u32, total: &mut Values) {
    for &(record, sign) in &series.terms {
        for (total, value) in total.iter_mut().zip(block.series(arm, periods, record, period)) {
            *total += sign * value;
        }
    }
}

/// One arm of a block.
struct View<'a> {
    block: &'a Block,
    arm: usize,
    periods: u32,
    sums: &'a [Values],
    step: Step,
}

impl View<'_> {
    #[inline(always)]
    fn figure(&self, figure: &Figure<Source>, span: Span) -> Values {
        match figure {
            Figure::Stock(source) => self.copy(*source, span.last),
            Figure::Flow(source) => self.over(*source, span.first, span.last),
            Figure::Ratio { flow, base } => self.ratio(*flow, base, span),
            Figure::Growth(source) => {
                let (now, before) = (self.at(*source, span.last), self.at(*source, span.first - 1));
                each(now, before, |now, before| quotient(now, before) - 1.0)
            }
            Figure::Level { start, so_far } => self.level(*start, *so_far, span.last),
            Figure::DeepestNeed(so_far) => self.deepest_need(*so_far),
            Figure::BreakEven(so_far) => self.break_even(*so_far),
            Figure::RunsOut { start, so_far } => self.runs_out(*start, *so_far),
            Figure::PresentValue { flow, rate } => self.present_value(*flow, *rate),
            Figure::TotalRatio { flow, base } => {
                each(&self.over(*flow, span.first, span.last), &self.over(*base, span.first, span.last), quotient)
            }
            Figure::Ever(mark) => self.over(*mark, 1, self.periods).map(|n| n.min(1.0)),
            Figure::Goal { figure, when, bound } => self.goal(figure, *when, *bound, span),
        }
    }

    /// A series in one period.
    #[inline(always)]
    fn at(&self, source: Source, period: u32) -> &[f64] {
        match source {
            Source::Record(record) => self.block.series(self.arm, self.periods, record, period),
            Source::Sum(sum) => &self.sums[sum * (self.periods as usize + 1) + period as usize],
        }
    }

    #[inline(always)]
    fn copy(&self, source: Source, period: u32) -> Values {
        let mut values = [0.0; BLOCK];
        values.copy_from_slice(self.at(source, period));
        values
    }

    /// Sum over the periods `first..=last`.
    #[inline(always)]
    fn over(&self, source: Source, first: u32, last: u32) -> Values {
        let mut total = self.copy(source, first);
        for period in first + 1..=last {
            for (total, value) in total.iter_mut().zip(self.at(source, period)) {
                *total += value;
            }
        }
        total
    }

    #[inline(always)]
    fn ratio(&self, flow: Source, base: &Base<Source>, span: Span) -> Values {
        let below = match base {
            Base::During(source) => self.over(*source, span.first, span.last),
            Base::Before(source) => self.over(*source, span.first - 1, span.last - 1),
        };
        each(&self.over(flow, span.first, span.last), &below, quotient)
    }

    #[inline(always)]
    fn level(&self, start: Source, so_far: Source, period: u32) -> Values {
        each(self.at(start, period), self.at(so_far, period), |start, so_far| start + so_far)
    }

    fn deepest_need(&self, so_far: Source) -> Values {
        let mut lowest = [0.0; BLOCK];
        for period in 1..=self.periods {
            lowest = each(&lowest, self.at(so_far, period), f64::min);
        }
        lowest.map(|x| 0.0 - x)
    }

    fn break_even(&self, so_far: Source) -> Values {
        let mut since = [f64::INFINITY; BLOCK];
        for period in 1..=self.periods {
            let from_now = f64::from(period);
            since =
                each(
                    &since,
                    self.at(so_far, period),
                    |since, total| {
                        if total < 0.0 { f64::INFINITY } else { since.min(from_now) }
                    },
                );
        }
        since
    }

    fn runs_out(&self, start: Source, so_far: Source) -> Values {
        let mut first = [f64::INFINITY; BLOCK];
        for period in 1..=self.periods {
            let now = f64::from(period);
            let cash = self.level(start, so_far, period);
            first = each(&first, &cash, |first, cash| if cash < 0.0 { first.min(now) } else { first });
        }
        first
    }

    fn present_value(&self, flow: Source, rate: Source) -> Values {
        let years = self.step.years();
        let factor = self.copy(rate, 0).map(|rate| libm::pow(1.0 + rate, -years));
        let (mut value, mut discount) = ([0.0; BLOCK], [1.0; BLOCK]);
        for period in 1..=self.periods {
            discount = each(&discount, &factor, |d, f| d * f);
            let term = each(self.at(flow, period), &discount, |x, d| x * d);
            value = each(&value, &term, |a, b| a + b);
        }
        value
    }

    /// Whether the figure keeps its bound: by period as if it were due then, in all when it is due.
    fn goal(&self, figure: &Figure<Source>, when: GoalTime, bound: Bound, span: Span) -> Values {
        let over = match (span.grain, when) {
            (Grain::Step, _) => span,
            (_, GoalTime::At(period)) => Span { grain: Grain::Step, number: period, first: period, last: period },
            (_, GoalTime::Over { first, last }) => Span { grain: Grain::Total, number: last, first, last },
        };
        self.figure(figure, over).map(|x| match bound {
            Bound::AtLeast(limit) => f64::from(u8::from(x >= limit)),
            Bound::AtMost(limit) => f64::from(u8::from(x <= limit)),
        })
    }
}

#[inline(always)]
fn quotient(above: f64, below: f64) -> f64 {
    if below == 0.0 { f64::NAN } else { above / below }
}

#[inline(always)]
fn each(a: &[f64], b: &[f64], f: impl Fn(f64, f64) -> f64) -> Values {
    let mut out = [0.0; BLOCK];
    for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
        *out = f(*a, *b);
    }
    out
}
