//! The wheel: its size, its speed, its drag.

use super::catalogue::{Metric, Things};
use super::people::with_role;
use super::{Base, Definition, Figure, Series, Unit};
use crate::model::Role;

pub(super) const DEFINITIONS: &[&Definition] = &[&SIZE, &SPEED, &DRAG];

/// The three quantities are HubSpot's, the formulas are ours.
const SOURCE: &str = "HubSpot's size, speed and friction of a flywheel; the formula is this project's";

const SIZE: Definition = Definition {
    id: "size",
    index: None,
    label: "Size of the wheel",
    unit: Unit::People,
    meaning: "customers at the end of the period",
    formula: "C_t",
    source: SOURCE,
};
const SPEED: Definition = Definition {
    id: "speed",
    index: None,
    label: "Speed of the wheel",
    unit: Unit::Number,
    meaning: "new customers whom referral brings in a period per 100 customers at its start; absent without customers",
    formula: "100 * referred_customers_t / C_(t-1)",
    source: SOURCE,
};
const DRAG: Definition = Definition {
    id: "drag",
    index: None,
    label: "Drag of the wheel",
    unit: Unit::Share,
    meaning: "share of the wanted moves and invitations of the period that were lost to named frictions",
    formula: "lost / (made + lost) over the transitions and referrals with a wanted friction; lost = made f / (1 - f)",
    source: SOURCE,
};

pub(super) fn metrics(things: &Things) -> Vec<Metric> {
    let index = things.index;
    let customers = with_role(things, Role::Customer);
    let mut metrics = Vec::new();
    if !things.plan.referrals.is_empty() {
        let referred = index.new_customers_from[things.plan.channels.len()..].iter().copied();
        let flow = Series::sum(referred).times(100.0);
        metrics.push(Metric::plain(&SIZE, Figure::Stock(customers.clone())));
        metrics.push(Metric::plain(&SPEED, Figure::Ratio { flow, base: Base::Before(customers) }));
    }
    if let Some([lost, all]) = index.drag {
        let base = Base::During(Series::one(all));
        metrics.push(Metric::plain(&DRAG, Figure::Ratio { flow: Series::one(lost), base }));
    }
    metrics
}
