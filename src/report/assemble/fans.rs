//! Figures by period as fans: what several charts need.

use super::Subject;
use crate::report::chart::{FanSeries, TimeAxis};
use crate::results::Distribution;

/// The time of the scenario as an axis.
pub(super) fn time_axis(subject: &Subject) -> TimeAxis {
    let time = &subject.model.time;
    TimeAxis {
        step: time.step,
        start: time.start,
        periods: time.periods,
        language: subject.model.presentation.language,
    }
}

/// A metric by period under every plan.
pub(super) fn fans(subject: &Subject, metric: &str) -> Vec<FanSeries> {
    let fan = |(p, &plan): (usize, &usize)| {
        let series = subject.results.by_period(p, metric).unwrap_or_default();
        quantiles(subject.model.plans[plan].label.clone(), plan, &series)
    };
    subject.plans.iter().enumerate().map(fan).collect()
}

/// Figures along an axis as a fan of the plan with this index in the model.
pub(super) fn quantiles(label: String, plan: usize, series: &[Option<Distribution>]) -> FanSeries {
    let of = |quantile: fn(&Distribution) -> Option<f64>| {
        series.iter().map(|figure| figure.as_ref().and_then(quantile)).collect::<Vec<Option<f64>>>()
    };
    FanSeries {
        label,
        plan,
        p5: of(Distribution::p5),
        p25: of(Distribution::p25),
        p50: of(Distribution::median),
        p75: of(Distribution::p75),
        p95: of(Distribution::p95),
    }
}
