//! Targets: what the owners of stages want, and how likely it comes.

use super::catalogue::{Metric, Things};
use super::{Definition, Figure, Unit};
use crate::model::{Bound, GoalTime, StageTarget};

pub(super) const DEFINITIONS: &[&Definition] = &[&ON_TARGET];

const ON_TARGET: Definition = Definition {
    id: "on_target",
    index: Some("figure"),
    label: "Chance to meet a stage's target",
    unit: Unit::Chance,
    meaning: "share of the futures in which a stage's figure meets what its owner wants: a count of movements per \
              period on average over the run, a ratio over the run, a number of people at the horizon",
    formula: "replications that keep the bound / replications",
    source: "the scenario's stages",
};

/// `others` are the metrics that targets can name; those of single people are answered by an analysis.
pub(super) fn metrics(things: &Things, others: &[Metric]) -> Vec<Metric> {
    let targets = things.plan.stages.iter().flat_map(|stage| stage.targets.iter().map(move |t| (stage, t)));
    let of = |(stage, target): (&crate::model::Stage, &StageTarget)| {
        let figure = things.figure_named(&target.metric, others)?;
        let figure = goal(things, target, figure);
        Some(Metric::indexed(&ON_TARGET, &target.metric, &stage.label, figure))
    };
    targets.filter_map(of).collect()
}

fn goal(things: &Things, target: &StageTarget, figure: Figure) -> Figure {
    let periods = things.time.periods;
    let bound = things.in_records(&target.metric, target.bound);
    let (when, bound) = match figure {
        Figure::Stock(_) | Figure::Level { .. } | Figure::Chained { .. } => (GoalTime::At(periods), bound),
        Figure::Flow(_) => (GoalTime::Over { first: 1, last: periods }, times(bound, f64::from(periods))),
        _ => (GoalTime::Over { first: 1, last: periods }, bound),
    };
    Figure::Goal { figure: Box::new(figure), when, bound }
}

pub(super) fn times(bound: Bound, factor: f64) -> Bound {
    match bound {
        Bound::AtLeast(x) => Bound::AtLeast(x * factor),
        Bound::AtMost(x) => Bound::AtMost(x * factor),
    }
}
