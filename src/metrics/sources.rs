//! Sources: which channel or referral brings whom, by first touch.

use super::catalogue::{Metric, Things};
use super::{Definition, Figure, Series, Unit};

pub(super) const DEFINITIONS: &[&Definition] = &[&ARRIVALS, &NEW_CUSTOMERS_FROM, &REVENUE_FROM, &ACQUISITION_COST_OF];

const ARRIVALS: Definition = Definition {
    id: "arrivals",
    index: Some("source"),
    label: "Arrivals",
    unit: Unit::People,
    meaning: "people whom a channel or a referral brings from outside in the period; a campaign: whom it takes from where \
              they are",
    formula: "count",
    source: "the scenario's channels and referrals",
};

/// `new_customers[search]`: shares its name with the total, so it stands under it in `explain`.
const NEW_CUSTOMERS_FROM: Definition = Definition {
    id: "new_customers",
    index: Some("source"),
    label: "New customers by source",
    unit: Unit::People,
    meaning: "people who become customers for the first time in the period, by the channel or referral that first \
              brought them (those of period 0 have none)",
    formula: "count, first touch",
    source: "the scenario's channels and referrals",
};

const REVENUE_FROM: Definition = Definition {
    id: "revenue_from",
    index: Some("source"),
    label: "Revenue by source",
    unit: Unit::Money,
    meaning: "revenue booked to the channel or referral that first brought the person, up to the first acquisition; \
              with sources = \"lifetime\" in [report] for as long as she is there",
    formula: "amounts of people known to be of the source",
    source: "the scenario's channels, referrals and revenue lines",
};

const ACQUISITION_COST_OF: Definition = Definition {
    id: "passage_cost",
    index: Some("source"),
    label: "Costs of a source's people",
    unit: Unit::Money,
    meaning: "cost lines that count as acquisition, booked to the channel or referral that first brought the person",
    formula: "amounts of people known to be of the source; channel spend and rewards are not in it",
    source: "the scenario's cost lines",
};

pub(super) fn metrics(things: &Things) -> Vec<Metric> {
    let index = things.index;
    let mut metrics = Vec::new();
    for (s, (id, label)) in things.sources().enumerate() {
        let flow = |record| Figure::Flow(Series::one(record));
        metrics.push(Metric::indexed(&ARRIVALS, id, label, flow(index.arrivals[s])));
        metrics.push(Metric::indexed(&NEW_CUSTOMERS_FROM, id, label, flow(index.new_customers_from[s])));
        if !index.revenue.is_empty() {
            let revenue = Figure::Flow(things.money(&[index.revenue_from[s]]));
            metrics.push(Metric::indexed(&REVENUE_FROM, id, label, revenue));
        }
        if !index.cost.is_empty() {
            let cost = Figure::Flow(things.money(&[index.acquisition_cost_of[s]]));
            metrics.push(Metric::indexed(&ACQUISITION_COST_OF, id, label, cost));
        }
    }
    metrics
}
