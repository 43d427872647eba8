//! Scorecard: the targets of the stages under every plan.

use super::{AnyChart, Subject};
use crate::metrics;
use crate::model::Bound;
use crate::report::chart::{Context, Scorecard, TargetForecast, TargetRow, scorecard};
use crate::report::labels;
use crate::report::numbers::{Estimate, Unit};
use crate::report::scorecard::{self as targets, Target};
use crate::report::written;

/// None where no stage has a target.
pub(super) fn chart(subject: &Subject, context: &Context) -> Option<AnyChart> {
    let Subject { model, results, lifetimes, .. } = *subject;
    let written = model.plans[0].stages.iter().flat_map(|stage| &stage.targets);
    let rows: Vec<TargetRow> = targets::scorecard(model, results, lifetimes)
        .iter()
        .zip(written)
        .map(|(target, written)| row(subject, target, written.bound))
        .collect();
    let plans = subject.plans.iter().map(|&plan| (model.plans[plan].label.clone(), plan)).collect();
    let figures = Scorecard { plans, rows };
    (!figures.rows.is_empty()).then(|| -> AnyChart { Box::new(scorecard(&figures, context)) })
}

fn row(subject: &Subject, target: &Target, bound: Bound) -> TargetRow {
    let (Bound::AtLeast(wanted) | Bound::AtMost(wanted)) = bound;
    let unit = match metrics::definition(target.metric).map(|definition| definition.unit) {
        Some(metrics::Unit::Share | metrics::Unit::Chance) => Unit::Percent,
        Some(unit) if unit.is_money() => Unit::Money(subject.model.currency.clone()),
        Some(metrics::Unit::Number | metrics::Unit::Duration) => Unit::Number,
        _ => Unit::People,
    };
    TargetRow {
        owner: target.owner.map(str::to_string),
        stage: target.label.to_string(),
        figure: subject.model.presentation.language.say(labels::of(target.metric)).to_string(),
        wanted: written::in_words(target.wanted, subject.model.presentation.language),
        unit,
        target: wanted,
        forecasts: target
            .forecasts
            .iter()
            .map(|forecast| {
                forecast.map(|f| TargetForecast {
                    figure: Estimate { median: f.middle, low: f.low, high: f.high },
                    chance: f.chance,
                })
            })
            .collect(),
    }
}
