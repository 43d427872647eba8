//! Acquisition: what a new customer costs.

use super::catalogue::{Metric, Things};
use super::money::referral_cost;
use super::movements::of_event;
use super::{Base, Definition, Figure, Series, Unit};
use crate::model::ChannelKind;
use crate::program::Event;

pub(super) const DEFINITIONS: &[&Definition] = &[&ACQUISITION_COST, &CAC, &CAC_TOTAL, &CAC_PAID, &CAC_OF];

const ACQUISITION_COST: Definition = Definition {
    id: "acquisition_cost",
    index: None,
    label: "Acquisition costs",
    unit: Unit::Money,
    meaning: "money spent in the period to win customers; initiatives and fixed lines are not in it",
    formula: "spend + referral_cost + cost lines as far as they count as acquisition",
    source: "the scenario's channels, referrals and costs",
};

const fn cac(id: &'static str, label: &'static str, meaning: &'static str, formula: &'static str) -> Definition {
    Definition { id, index: None, label, unit: Unit::MoneyEach, meaning, formula, source: "usual definition" }
}

const CAC: Definition = cac(
    "cac",
    "Cost of a new customer (CAC)",
    "acquisition costs per new customer of the period, wherever she comes from (blended); initiatives are not in it \
     (cac_total has them); absent without new customers",
    "acquisition_cost / new_customers",
);
const CAC_TOTAL: Definition = cac(
    "cac_total",
    "Cost of a new customer with initiatives",
    "acquisition costs and initiatives per new customer of the period: what plans that spend the same money \
     differently are compared by; of what is called a fully loaded CAC the fixed lines are not in it",
    "(acquisition_cost + initiative_cost) / new_customers",
);
const CAC_PAID: Definition = cac(
    "cac_paid",
    "Cost of a new customer from paid channels",
    "what paid channels and their people cost per new customer whom they first brought",
    "(spend + acquisition costs booked to paid channels) / new customers from paid channels",
);
const CAC_OF: Definition = Definition {
    index: Some("source"),
    ..cac(
        "cac",
        "Cost of a new customer by source",
        "what a channel (a referral) and the people whom it brought cost per new customer whom it first brought",
        "(spend[channel] or the referral's rewards, commissions and invitations + acquisition costs booked to it) / \
         new_customers[source]",
    )
};

pub(super) fn metrics(things: &Things) -> Vec<Metric> {
    let index = things.index;
    let new = |flow: Series| Base::During(flow);
    let all = acquisition_cost(things);
    let new_customers = || new(of_event(things, Event::NewCustomer));
    let mut metrics = vec![
        Metric::plain(&ACQUISITION_COST, Figure::Flow(all.clone())),
        Metric::plain(&CAC, Figure::Ratio { flow: all.clone(), base: new_customers() }),
    ];
    if !index.investment.is_empty() {
        let flow = all.plus(&things.money(&index.investment));
        metrics.push(Metric::plain(&CAC_TOTAL, Figure::Ratio { flow, base: new_customers() }));
    }
    let paid: Vec<usize> =
        (0..things.plan.channels.len()).filter(|&c| things.plan.channels[c].kind == ChannelKind::Paid).collect();
    if !paid.is_empty() {
        let cost = paid.iter().map(|&c| cost_of(things, c)).reduce(|sum, one| sum.plus(&one)).unwrap_or_default();
        let brought = Series::sum(paid.iter().map(|&c| index.new_customers_from[c]));
        metrics.push(Metric::plain(&CAC_PAID, Figure::Ratio { flow: cost, base: new(brought) }));
    }
    for (source, (id, label)) in things.sources().enumerate() {
        let base = new(Series::one(index.new_customers_from[source]));
        let figure = Figure::Ratio { flow: cost_of(things, source), base };
        metrics.push(Metric::indexed(&CAC_OF, id, label, figure));
    }
    metrics
}

/// Everything that was spent to win customers.
fn acquisition_cost(things: &Things) -> Series {
    let counted: Vec<usize> = things.index.cost_as.iter().filter_map(|of_line| of_line[0]).collect();
    things.money(&things.index.spend).plus(&referral_cost(things)).plus(&things.money(&counted))
}

/// What one source and its people cost until they are customers.
fn cost_of(things: &Things, source: usize) -> Series {
    let index = things.index;
    let own = match source.checked_sub(things.plan.channels.len()) {
        None => things.money(&[index.spend[source]]),
        Some(r) => things.money(&[index.reward[r], index.invite_cost[r], index.commission[r]]),
    };
    own.plus(&things.money(&[index.acquisition_cost_of[source]]))
}
