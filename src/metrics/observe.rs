//! The figures of a block, per replication.

use super::catalogue::{Catalogue, Source};
use super::figure::{Base, Figure, Series, Verdict};
use super::spans::{Grain, Span};
use crate::engine::{BLOCK, Block};
use crate::model::{Bound, Discount, GoalTime};

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
    let view = View { block, arm, periods, sums: &scratch.sums, years: catalogue.spans.time.years_per_period() };
    for (metric, figure) in catalogue.figures.iter().enumerate() {
        for column in catalogue.columns_of(metric) {
            let mut values = view.figure(figure, catalogue.columns()[column].span);
            values[block.replications..].fill(f64::NAN);
            sink(column, &values);
        }
    }
}

/// What a figure of the whole run would be if it ended with each period, of the arm that was observed last: a
/// flow summed up so far, a stock as it is, a ratio of the sums so far, money discounted and summed.
///
/// * `scratch`: as [`observe()`] left it for the same block and arm
/// * `sink`: gets each period, from the first that the figure has, and its values; nothing for a figure that has
///   a meaning for the whole run only
#[inline(always)]
pub fn observe_so_far(
    catalogue: &Catalogue,
    block: &Block,
    arm: usize,
    scratch: &Scratch,
    metric: usize,
    mut sink: impl FnMut(u32, &Values),
) {
    let periods = catalogue.spans.time.periods;
    let view = View { block, arm, periods, sums: &scratch.sums, years: catalogue.spans.time.years_per_period() };
    view.so_far(&catalogue.figures[metric], |period, mut values| {
        values[block.replications..].fill(f64::NAN);
        sink(period, &values);
    });
}

/// Every sum of the catalogue in every period.
#[inline(always)]
fn add_up(catalogue: &Catalogue, block: &Block, arm: usize, periods: u32, sums: &mut Vec<Values>) {
    sums.clear();
    for series in &catalogue.sums {
        for period in 0..=periods {
            let carried = series.cumulated && period > 0;
            let mut total = if carried { sums[sums.len() - 1] } else { [0.0; BLOCK] };
            match period {
                0 if series.opening => add_opening(series, block, arm, periods, &mut total),
                // The running total of a flow starts from nothing.
                0 if series.cumulated => {}
                _ => add_terms(series, block, arm, periods, period, &mut total),
            }
            sums.push(total);
        }
    }
}

#[inline(always)]
fn add_terms(series: &Series, block: &Block, arm: usize, periods: u32, period: u32, total: &mut Values) {
    for &(record, factor) in &series.terms {
        for (total, value) in total.iter_mut().zip(block.series(arm, periods, record, period)) {
            *total += factor * value;
        }
    }
}

/// What is booked at period 0; most series have nothing there.
#[inline(always)]
fn add_opening(series: &Series, block: &Block, arm: usize, periods: u32, total: &mut Values) {
    for &(record, factor) in &series.terms {
        for (total, value) in total.iter_mut().zip(block.series(arm, periods, record, 0)) {
            *total += if value.is_nan() { 0.0 } else { factor * value };
        }
    }
}

/// One arm of a block.
struct View<'a> {
    block: &'a Block,
    arm: usize,
    periods: u32,
    sums: &'a [Values],
    years: f64,
}

impl View<'_> {
    #[inline(always)]
    fn figure(&self, figure: &Figure<Source>, span: Span) -> Values {
        match figure {
            Figure::Stock(source) => self.copy(*source, span.last),
            Figure::Flow(source) => self.over(*source, span),
            Figure::Ratio { flow, base } => self.ratio(*flow, base, span),
            Figure::Growth(source) => self.growth(*source, span.first.checked_sub(1), span.last),
            Figure::GrowthSince { stock, periods } => self.growth(*stock, span.last.checked_sub(*periods), span.last),
            Figure::Chained { stock, net, periods } => self.chained(*stock, *net, *periods, span.last),
            Figure::Level { start, so_far } => self.level(*start, *so_far, span.last),
            Figure::DeepestNeed(so_far) => self.deepest_need(*so_far),
            Figure::BreakEven(so_far) => self.break_even(*so_far),
            Figure::RunsOut { start, so_far } => self.runs_out(*start, *so_far),
            Figure::PresentValue { flow, rate, discount, end } => {
                let within = self.present_value(*flow, *rate, *discount);
                end.map_or(within, |end| each(&within, self.at(end, self.periods), |within, end| within + end))
            }
            Figure::Last(series) => self.copy(*series, self.periods),
            Figure::TotalRatio { flow, base } => each(&self.over(*flow, span), &self.over(*base, span), quotient),
            Figure::Stay { people, entries } => self.stay(*people, *entries),
            Figure::Cohort { customers, acquired, cohort, age } => {
                each(self.at(*customers, cohort + age), self.at(*acquired, *cohort), quotient)
            }
            Figure::CohortsOfAge { customers, acquired, age } => {
                let left = self.sum(*customers, age + 1, self.periods);
                each(&left, &self.sum(*acquired, 1, self.periods - age), quotient)
            }
            Figure::Verdicts { rounds, more_is_better, verdict } => self.verdicts(rounds, *more_is_better, *verdict),
            Figure::Ever(mark) => self.sum(*mark, 1, self.periods).map(|n| n.min(1.0)),
            Figure::Goal { figure, when, bound } => self.goal(figure, *when, *bound, span),
        }
    }

    /// A series in one period.
    #[inline(always)]
    fn at(&self, source: Source, period: u32) -> &[f64] {
        match source {
            Source::Record(record) => self.block.series(self.arm, self.periods, record, period),
            Source::Sum { at, .. } => &self.sums[at * (self.periods as usize + 1) + period as usize],
        }
    }

    #[inline(always)]
    fn copy(&self, source: Source, period: u32) -> Values {
        let mut values = [0.0; BLOCK];
        values.copy_from_slice(self.at(source, period));
        values
    }

    /// Sum over periods, both included.
    #[inline(always)]
    fn sum(&self, source: Source, first: u32, last: u32) -> Values {
        let mut total = self.copy(source, first);
        for period in first + 1..=last {
            for (total, value) in total.iter_mut().zip(self.at(source, period)) {
                *total += value;
            }
        }
        total
    }

    /// Sum over a span; what was booked at period 0 belongs to every longer span that begins the run.
    #[inline(always)]
    fn over(&self, source: Source, span: Span) -> Values {
        let opens = source.opening() && span.first == 1 && span.grain != Grain::Step;
        self.sum(source, if opens { 0 } else { span.first }, span.last)
    }

    #[inline(always)]
    fn ratio(&self, flow: Source, base: &Base<Source>, span: Span) -> Values {
        let below = match base {
            Base::During(source) => self.over(*source, span),
            Base::Before(source) => self.sum(*source, span.first - 1, span.last - 1),
            Base::After(source) => self.sum(*source, span.first, span.last),
        };
        each(&self.over(flow, span), &below, quotient)
    }

    /// Relative change from the end of period `from` to that of `to`.
    #[inline(always)]
    fn growth(&self, stock: Source, from: Option<u32>, to: u32) -> Values {
        let Some(from) = from else { return [f64::NAN; BLOCK] };
        each(self.at(stock, to), self.at(stock, from), |now, before| quotient(now, before) - 1.0)
    }

    /// Product of what was kept in each of the last periods.
    fn chained(&self, stock: Source, net: Source, periods: u32, last: u32) -> Values {
        let Some(before) = last.checked_sub(periods) else { return [f64::NAN; BLOCK] };
        let mut kept = [1.0; BLOCK];
        for period in before + 1..=last {
            let factor = each(self.at(stock, period - 1), self.at(net, period), |m, net| quotient(m + net, m));
            kept = each(&kept, &factor, |kept, factor| kept * factor);
        }
        kept
    }

    #[inline(always)]
    fn level(&self, start: Source, so_far: Source, period: u32) -> Values {
        each(self.at(start, period), self.at(so_far, period), |start, so_far| start + so_far)
    }

    fn deepest_need(&self, so_far: Source) -> Values {
        let mut lowest = [0.0; BLOCK];
        for period in 0..=self.periods {
            lowest = each(&lowest, self.at(so_far, period), f64::min);
        }
        lowest.map(|x| 0.0 - x)
    }

    fn break_even(&self, so_far: Source) -> Values {
        let mut since = [f64::INFINITY; BLOCK];
        for period in 1..=self.periods {
            let now = f64::from(period);
            let stays = |since: f64, total| if total < 0.0 { f64::INFINITY } else { since.min(now) };
            since = each(&since, self.at(so_far, period), stays);
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

    fn present_value(&self, flow: Source, rate: Source, discount: Discount) -> Values {
        let mut last = [0.0; BLOCK];
        self.present_values(flow, rate, discount, |_, value| last = value);
        last
    }

    /// The present value of what came up to each period, from period 0 on.
    #[inline(always)]
    fn present_values(&self, flow: Source, rate: Source, discount: Discount, mut sink: impl FnMut(u32, Values)) {
        let years = self.years;
        let factor = self.copy(rate, 0).map(|rate| match discount {
            Discount::Annual => libm::pow(1.0 + rate, -years),
            Discount::Continuous => libm::exp(-rate * years),
        });
        // What is booked at period 0 is not discounted.
        let mut value = if flow.opening() { self.copy(flow, 0) } else { [0.0; BLOCK] };
        let mut discounted = [1.0; BLOCK];
        sink(0, value);
        for period in 1..=self.periods {
            discounted = each(&discounted, &factor, |d, f| d * f);
            let term = each(self.at(flow, period), &discounted, |x, d| x * d);
            value = each(&value, &term, |a, b| a + b);
            sink(period, value);
        }
    }

    /// See [`observe_so_far`].
    #[inline(always)]
    fn so_far(&self, figure: &Figure<Source>, mut sink: impl FnMut(u32, Values)) {
        match figure {
            Figure::PresentValue { flow, rate, discount, .. } => self.present_values(*flow, *rate, *discount, sink),
            Figure::Flow(flow) => self.running(*flow, |period, total| sink(period, *total)),
            Figure::TotalRatio { flow, base } | Figure::Ratio { flow, base: Base::During(base) } => {
                let mut below = Vec::with_capacity(self.periods as usize + 1);
                self.running(*base, |_, total| below.push(*total));
                let first = if base.opening() { 0 } else { 1 };
                self.running(*flow, |period, total| {
                    if let Some(below) = below.get((period.max(first) - first) as usize).filter(|_| period >= first) {
                        sink(period, each(total, below, quotient));
                    }
                });
            }
            _ if figure.is_by_period() => {
                let first = u32::from(!figure.is_stock());
                for period in first..=self.periods {
                    let span = Span { grain: Grain::Total, number: period, first: 1, last: period };
                    sink(period, self.figure(figure, span));
                }
            }
            _ => {}
        }
    }

    /// The sum of a flow up to each period, from the first in which anything is booked.
    #[inline(always)]
    fn running(&self, flow: Source, mut sink: impl FnMut(u32, &Values)) {
        let first = if flow.opening() { 0 } else { 1 };
        let mut total = self.copy(flow, first);
        sink(first, &total);
        for period in first + 1..=self.periods {
            for (total, value) in total.iter_mut().zip(self.at(flow, period)) {
                *total += value;
            }
            sink(period, &total);
        }
    }

    /// Person-periods at risk of leaving per departure: who was there at the start, less who is at the end,
    /// and all who came, have left.
    fn stay(&self, people: Source, entries: Source) -> Values {
        let came = self.sum(entries, 1, self.periods);
        let before = each(&came, self.at(people, 0), |came, start| came + start);
        let left = each(&before, self.at(people, self.periods), |all, still| all - still);
        each(&self.sum(people, 0, self.periods - 1), &left, quotient)
    }

    /// How many rounds earn the verdict; adopted is a chance in the mean field.
    fn verdicts(&self, rounds: &[(Source, Source)], more_is_better: bool, verdict: Verdict) -> Values {
        let mut count = [0.0; BLOCK];
        for &(adopted, lift) in rounds {
            let earns = |adopted: f64, lift: f64| {
                let better = if more_is_better { lift > 0.0 } else { lift < 0.0 };
                match (verdict, better) {
                    (Verdict::Rightly, true) | (Verdict::Wrongly, false) => adopted,
                    (Verdict::Missed, true) => 1.0 - adopted,
                    _ => 0.0,
                }
            };
            let of_round = each(self.at(adopted, self.periods), self.at(lift, 0), earns);
            count = each(&count, &of_round, |a, b| a + b);
        }
        count
    }

    /// Whether the figure keeps its bound: by period as if it were due then, in all when it is due. Where
    /// the figure is absent there is nothing that could keep it.
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
