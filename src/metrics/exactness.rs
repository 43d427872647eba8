//! What the simulation itself had to give up: marks that a report mentions if they are ever set.

use super::catalogue::{Metric, Things};
use super::{Definition, Figure, Series, Unit};

pub(super) const DEFINITIONS: &[&Definition] = &[&SCALED, &CROWDED];

const SCALED: Definition = Definition {
    id: "scaled",
    index: None,
    label: "Probabilities scaled",
    unit: Unit::Chance,
    meaning: "share of the futures in which drawn probabilities out of a stage added up to more than 100% and were \
              scaled to it, a friction was larger than its rate, or a number made of others left its range and was held",
    formula: "replications with the mark / replications",
    source: "the engine",
};

const CROWDED: Definition = Definition {
    id: "crowded",
    index: None,
    label: "Counts held",
    unit: Unit::Chance,
    meaning: "share of the futures in which a count of people went beyond what can be drawn exactly and was held there",
    formula: "replications with the mark / replications",
    source: "the engine",
};

pub(super) fn metrics(things: &Things) -> Vec<Metric> {
    let ever = |record| Figure::Ever(Series::one(record));
    vec![Metric::plain(&SCALED, ever(things.index.scaled)), Metric::plain(&CROWDED, ever(things.index.crowded))]
}
