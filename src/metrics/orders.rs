//! Orders: how often people buy, and how much at a time.

use super::catalogue::{Metric, Things};
use super::people::with_role;
use super::{Base, Definition, Figure, Series, Unit};
use crate::model::Role;

pub(super) const DEFINITIONS: &[&Definition] = &[&ORDERS, &AOV, &PURCHASE_FREQUENCY, &REPEAT_REVENUE_SHARE];

const ORDERS: Definition = Definition {
    id: "orders",
    index: None,
    label: "Orders",
    unit: Unit::Count,
    meaning: "purchases in the period: amounts of revenue lines that are booked on passages or a number of times",
    formula: "count over those revenue lines",
    source: "the scenario's revenue lines",
};
const AOV: Definition = Definition {
    id: "aov",
    index: None,
    label: "Average order value",
    unit: Unit::MoneyEach,
    meaning: "revenue of those lines per order; absent without orders",
    formula: "revenue of lines with orders / orders",
    source: "usual definition",
};
const PURCHASE_FREQUENCY: Definition = Definition {
    id: "purchase_frequency",
    index: None,
    label: "Purchase frequency",
    unit: Unit::Number,
    meaning: "orders per customer and period, on the customers at its end; absent without customers",
    formula: "orders_t / C_t",
    source: "usual definition",
};
const REPEAT_REVENUE_SHARE: Definition = Definition {
    id: "repeat_revenue_share",
    index: None,
    label: "Share of repeat revenue",
    unit: Unit::Share,
    meaning: "share of the revenue that is not of people who became customers in the period itself; absent without \
              revenue",
    formula: "(revenue - revenue of the period's new customers) / revenue",
    source: "usual definition",
};

pub(super) fn metrics(things: &Things) -> Vec<Metric> {
    let index = things.index;
    let mut metrics = Vec::new();
    let lines: Vec<(usize, usize)> =
        index.times.iter().zip(&index.revenue).filter_map(|(times, &revenue)| Some(((*times)?, revenue))).collect();
    if !lines.is_empty() {
        let orders = Series::sum(lines.iter().map(|line| line.0));
        let revenue = Series::sum(lines.iter().map(|line| line.1));
        let customers = Base::After(with_role(things, Role::Customer));
        metrics.extend([
            Metric::plain(&ORDERS, Figure::Flow(orders.clone())),
            Metric::plain(&AOV, Figure::Ratio { flow: revenue, base: Base::During(orders.clone()) }),
            Metric::plain(&PURCHASE_FREQUENCY, Figure::Ratio { flow: orders, base: customers }),
        ]);
    }
    if !index.revenue.is_empty() {
        let revenue = Series::sum(index.revenue.iter().copied());
        let repeat = revenue.clone().minus(&Series::one(index.first_revenue));
        let figure = Figure::Ratio { flow: repeat, base: Base::During(revenue) };
        metrics.push(Metric::plain(&REPEAT_REVENUE_SHARE, figure));
    }
    metrics
}
