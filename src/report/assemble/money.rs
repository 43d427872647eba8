//! Money: what has come in and gone out so far, and when it is back.

use super::fans::{fans, time_axis};
use super::{AnyChart, Subject};
use crate::metrics::Grain;
use crate::model::Number;
use crate::report::chart::{BreakEven, Context, FanSeries, PlanMoney, money};
use crate::report::screen;
use crate::results::Distribution;

/// None where nothing is earned and nothing spent.
pub(super) fn chart(subject: &Subject, context: &Context) -> Option<AnyChart> {
    let flows = ["revenue", "cost", "investment", "profit"];
    let says_something = |p: usize, metric: &str| subject.results.total(p, metric).is_some_and(|f| f.says_something());
    let has_money = (0..subject.plans.len()).any(|p| flows.iter().any(|metric| says_something(p, metric)));
    if !has_money {
        return None;
    }
    let plans = fans(subject, "cash").into_iter().enumerate().map(|(p, cash)| of_plan(subject, p, cash)).collect();
    let currency = subject.model.currency.clone();
    let against = screen::reference(subject.results).map(|plan| subject.results.plans[plan].label.as_str());
    Some(Box::new(money(plans, against, currency, time_axis(subject), context)))
}

/// * `p`: place of the plan in the results
fn of_plan(subject: &Subject, p: usize, cash: FanSeries) -> PlanMoney {
    let start = match subject.model.plans[subject.plans[p]].cash {
        Number::Constant(cash) => cash,
        // What is booked at the start (count_start) is small beside what is not known about it.
        _ => cash.p50.first().copied().flatten().unwrap_or(0.0),
    };
    let runs_out = runs_out(subject, p);
    let break_even = match screen::reference(subject.results) {
        Some(reference) => money_back(subject, p, reference),
        None => Some(break_even(subject, p)),
    };
    PlanMoney { cash, start, is_measure: break_even.is_none(), break_even: break_even.unwrap_or_default(), runs_out }
}

/// The chance that there is no money left at the end of some period; `None` without money at the start.
pub(super) fn runs_out(subject: &Subject, p: usize) -> Option<f64> {
    let has_cash = subject.model.plans[subject.plans[p]].cash != Number::Constant(0.0);
    if has_cash { reached(subject, p, "runway") } else { None }
}

/// `None` of the plan that the others are set against, and where there is nothing to come back.
fn money_back(subject: &Subject, p: usize, reference: usize) -> Option<BreakEven> {
    let (when, reached) = subject.results.against(p, reference)?.money_back()?;
    Some(back(&when, reached))
}

fn break_even(subject: &Subject, p: usize) -> BreakEven {
    let Some(figure) = subject.results.total(p, "break_even").filter(|figure| figure.n > 0) else {
        return BreakEven::default();
    };
    back(&figure, reached(subject, p, "break_even").unwrap_or(0.0))
}

fn back(figure: &Distribution, reached: f64) -> BreakEven {
    let period = |quantile: Option<f64>| quantile.filter(|q| q.is_finite()).map(|q| q.round() as u32);
    BreakEven {
        p5: period(figure.p5()),
        median: period(figure.median()),
        p95: period(figure.p95()),
        reached,
        // A time is at least 1, so that its mean is 1 only if all are.
        is_certainly_first: figure.mean == Some(1.0),
    }
}

/// The share of the futures in which a time comes within the run; `None` if there is no such figure.
fn reached(subject: &Subject, p: usize, metric: &str) -> Option<f64> {
    let catalogue = &subject.results.catalogue;
    let column = catalogue.column(catalogue.find(metric)?, Grain::Total, subject.results.time().periods)?;
    let summary = &subject.results.plans[p].summaries[column];
    (summary.n() > 0).then(|| summary.reached().unwrap_or(1.0))
}
