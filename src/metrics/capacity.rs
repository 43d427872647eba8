//! Capacities and the market: who finds no place.

use super::catalogue::{Metric, Things};
use super::{Base, Definition, Figure, Series, Unit};

pub(super) const DEFINITIONS: &[&Definition] = &[&UTILISATION, &WAITING, &CUT_BY_MARKET];

const UTILISATION: Definition = Definition {
    id: "utilisation",
    index: Some("capacity"),
    label: "Utilisation",
    unit: Unit::Share,
    meaning: "share of the places of a capacity that were used in the period; over several periods of all their places",
    formula: "passages / places",
    source: "the scenario's capacities",
};
const WAITING: Definition = Definition {
    id: "waiting",
    index: Some("capacity"),
    label: "Turned away",
    unit: Unit::People,
    meaning: "people who would have taken a transition in the period and found no place; over several periods who \
              waits is counted each time",
    formula: "count",
    source: "the scenario's capacities",
};
const CUT_BY_MARKET: Definition = Definition {
    id: "cut_by_market",
    index: None,
    label: "Beyond the market",
    unit: Unit::People,
    meaning: "people whom channels and referrals would have brought but the market does not have any more",
    formula: "count of the drawn arrivals and acceptances above the places that are left",
    source: "the scenario's market",
};

pub(super) fn metrics(things: &Things) -> Vec<Metric> {
    let index = things.index;
    let mut metrics = Vec::new();
    for (c, capacity) in things.plan.capacities.iter().enumerate() {
        let (id, label) = (&capacity.id, &capacity.label);
        let base = Base::During(Series::one(index.places[c]));
        let used = Figure::Ratio { flow: Series::one(index.granted[c]), base };
        metrics.push(Metric::indexed(&UTILISATION, id, label, used));
        metrics.push(Metric::indexed(&WAITING, id, label, Figure::Flow(Series::one(index.waiting[c]))));
    }
    if let Some(cut) = index.cut_by_market {
        metrics.push(Metric::plain(&CUT_BY_MARKET, Figure::Flow(Series::one(cut))));
    }
    metrics
}
