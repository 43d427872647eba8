//! Sources: which channel or referral brings whom, by first touch.

use super::catalogue::{Metric, Things};
use super::{Definition, Figure, Series, Unit};

pub(super) const DEFINITIONS: &[&Definition] = &[&ARRIVALS, &NEW_CUSTOMERS_FROM];

const ARRIVALS: Definition = Definition {
    id: "arrivals",
    index: Some("source"),
    label: "Arrivals",
    unit: Unit::People,
    meaning: "people whom a channel or a referral brings from outside in the period",
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

pub(super) fn metrics(things: &Things) -> Vec<Metric> {
    let channels = things.plan.channels.iter().map(|c| (&c.id, &c.label));
    let sources = channels.chain(things.plan.referrals.iter().map(|r| (&r.id, &r.label)));
    let mut metrics = Vec::new();
    for (s, (id, label)) in sources.enumerate() {
        let flow = |record| Figure::Flow(Series::one(record));
        metrics.push(Metric::indexed(&ARRIVALS, id, label, flow(things.index.arrivals[s])));
        metrics.push(Metric::indexed(&NEW_CUSTOMERS_FROM, id, label, flow(things.index.new_customers_from[s])));
    }
    metrics
}
