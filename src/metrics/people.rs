//! People: where they are at the end of a period.

use super::catalogue::{Metric, Things};
use super::{Definition, Figure, Series, Unit};
use crate::model::Role;

pub(super) const DEFINITIONS: &[&Definition] =
    &[&CUSTOMERS, &USERS, &PEOPLE, &EXITED, &GROWTH_RATE, &YEARLY_GROWTH_RATE];

const CUSTOMERS: Definition = Definition {
    id: "customers",
    index: None,
    label: "Customers",
    unit: Unit::People,
    meaning: "people in stages with the role customer at the end of the period",
    formula: "C_t = C_(t-1) + new_customers + reactivated - churned - downgraded",
    source: "the scenario's roles",
};

const USERS: Definition = Definition {
    id: "users",
    index: None,
    label: "Users",
    unit: Unit::People,
    meaning: "people in stages with the role user (active, not paying) at the end of the period",
    formula: "sum of people[stage] over the stages with role user",
    source: "the scenario's roles",
};

const PEOPLE: Definition = Definition {
    id: "people",
    index: Some("stage"),
    label: "People in a stage",
    unit: Unit::People,
    meaning: "people in a stage at the end of the period; several stages may be added: people[trial + customer]",
    formula: "count",
    source: "the scenario's stages",
};

const EXITED: Definition = Definition {
    id: "exited",
    index: None,
    label: "Gone for good",
    unit: Unit::People,
    meaning: "people who have left for good, up to the end of the period",
    formula: "running count of movements to exit",
    source: "the scenario's transitions",
};

const GROWTH_RATE: Definition = Definition {
    id: "growth_rate",
    index: None,
    label: "Growth rate of customers",
    unit: Unit::Share,
    meaning: "relative change of the number of customers over the period; absent while there were none",
    formula: "C_t / C_(t-1) - 1",
    source: "usual definition",
};

const YEARLY_GROWTH_RATE: Definition = Definition {
    id: "yearly_growth_rate",
    index: None,
    label: "Growth rate of customers in a year",
    unit: Unit::Share,
    meaning: "relative change of the number of customers on the same period a year before; absent before there is one",
    formula: "C_t / C_(t - 1 year) - 1",
    source: "usual definition",
};

/// People with a role, at the end of a period.
pub(super) fn with_role(things: &Things, role: Role) -> Series {
    let stages = things.plan.stages.iter().zip(&things.index.people);
    Series::sum(stages.filter(|(stage, _)| stage.role == role).filter_map(|(_, record)| *record))
}

pub(super) fn metrics(things: &Things) -> Vec<Metric> {
    let customers = with_role(things, Role::Customer);
    let mut metrics = vec![
        Metric::plain(&CUSTOMERS, Figure::Stock(customers.clone())),
        Metric::plain(&USERS, Figure::Stock(with_role(things, Role::User))),
        Metric::plain(&GROWTH_RATE, Figure::Growth(customers.clone())),
    ];
    let periods = things.periods_per_year();
    if (2..=things.time.periods).contains(&periods) {
        let figure = Figure::GrowthSince { stock: customers, periods };
        metrics.push(Metric::plain(&YEARLY_GROWTH_RATE, figure));
    }
    for (stage, record) in things.plan.stages.iter().zip(&things.index.people) {
        if let Some(record) = record {
            let figure = Figure::Stock(Series::one(*record));
            metrics.push(Metric::indexed(&PEOPLE, &stage.id, &stage.label, figure));
        }
    }
    metrics.push(Metric::plain(&EXITED, Figure::Stock(Series::one(things.index.exited))));
    metrics
}
