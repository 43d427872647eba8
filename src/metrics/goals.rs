//! Goals: in how many futures they are reached.

use super::catalogue::{Metric, Things};
use super::{Definition, Figure, Unit};
use crate::model::Goal;

pub(super) const DEFINITIONS: &[&Definition] = &[&CHANCE];

const CHANCE: Definition = Definition {
    id: "chance",
    index: Some("goal"),
    label: "Chance of a goal",
    unit: Unit::Chance,
    meaning: "share of the futures in which the goal is reached; by period: if the goal were due then",
    formula: "replications that keep the bound / replications",
    source: "the scenario's goals",
};

/// `others` are the metrics that goals can name.
pub(super) fn metrics(things: &Things, others: &[Metric]) -> Vec<Metric> {
    things
        .goals
        .iter()
        .map(|goal| Metric::indexed(&CHANCE, &goal.id, &goal.label, figure(things, goal, others)))
        .collect()
}

fn figure(things: &Things, goal: &Goal, others: &[Metric]) -> Figure {
    let figure = things.figure_named(&goal.metric, others).expect("the checker knows which metrics goals can name");
    Figure::Goal { figure: Box::new(figure), when: goal.when, bound: things.in_records(&goal.metric, goal.bound) }
}
