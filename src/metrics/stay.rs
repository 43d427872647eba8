//! How long people stay in a stage, as it comes out of a run.

use super::catalogue::{Metric, Things};
use super::{Definition, Figure, Series, Unit};

pub(super) const DEFINITIONS: &[&Definition] = &[&TIME_IN_STAGE];

const TIME_IN_STAGE: Definition = Definition {
    id: "time_in_stage",
    index: Some("stage"),
    label: "Time in a stage",
    unit: Unit::Duration,
    meaning: "mean number of periods in a stage, the period of entry being one; absent while nobody leaves it",
    formula: "people at the start of each period, summed over the run / people who left",
    source: "occurrence-exposure rate, inverted (Keiding 1990, Phil. Trans. R. Soc. A 332)",
};

pub(super) fn metrics(things: &Things) -> Vec<Metric> {
    let stages = things.plan.stages.iter().zip(&things.index.people).zip(&things.index.entries);
    let of = |((stage, people), entries): ((&crate::model::Stage, &Option<usize>), &usize)| {
        let figure = Figure::Stay { people: Series::one((*people)?), entries: Series::one(*entries) };
        Some(Metric::indexed(&TIME_IN_STAGE, &stage.id, &stage.label, figure))
    };
    stages.filter_map(of).collect()
}
