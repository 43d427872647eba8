//! Movements: who becomes a customer, who leaves, who comes back, and at what rate.

use super::catalogue::{Metric, Things};
use super::people::with_role;
use super::{Base, Definition, Figure, Series, Unit};
use crate::model::{Role, Target};
use crate::program::Event;

pub(super) const DEFINITIONS: &[&Definition] = &[
    &NEW_CUSTOMERS,
    &NEW_USERS,
    &REACTIVATED,
    &USERS_BACK,
    &DOWNGRADED,
    &CHURNED,
    &USERS_CHURNED,
    &CHURN_RATE,
    &USER_CHURN_RATE,
    &ENTRIES,
    &PASSAGES,
    &RATE,
];

const fn movement(id: &'static str, label: &'static str, meaning: &'static str) -> Definition {
    let formula = "count of movements between dwelling stages; a passage through instant stages is one movement";
    Definition { id, index: None, label, unit: Unit::People, meaning, formula, source: "the scenario's roles" }
}

const NEW_CUSTOMERS: Definition =
    movement("new_customers", "New customers", "people who become customers for the first time in the period");
const NEW_USERS: Definition =
    movement("new_users", "New users", "people who become users (sign up) for the first time in the period");
const REACTIVATED: Definition = movement(
    "reactivated",
    "Won back",
    "former customers who become customers again in the period, from any other role",
);
const USERS_BACK: Definition =
    movement("users_back", "Users back", "lapsed people who become users again in the period");
const DOWNGRADED: Definition =
    movement("downgraded", "Downgraded", "customers who become users (stop paying, stay active) in the period");
const CHURNED: Definition =
    movement("churned", "Churned customers", "customers who lapse or leave for good in the period");
const USERS_CHURNED: Definition =
    movement("users_churned", "Churned users", "users who lapse or leave for good in the period");

const CHURN_RATE: Definition = Definition {
    id: "churn_rate",
    index: None,
    label: "Churn rate",
    unit: Unit::Share,
    meaning: "share of the customers at the start of the period who lapse or leave for good in it; over several \
              periods the ratio of the sums; absent while there are no customers",
    formula: "churned_t / C_(t-1)",
    source: "customer churn rate on the start-of-period base, as ChartMogul defines it",
};

const USER_CHURN_RATE: Definition = Definition {
    id: "user_churn_rate",
    index: None,
    label: "Churn rate of users",
    unit: Unit::Share,
    meaning: "share of the users at the start of the period who lapse or leave for good in it",
    formula: "users_churned_t / U_(t-1)",
    source: "as churn_rate",
};

const ENTRIES: Definition = Definition {
    id: "entries",
    index: Some("stage"),
    label: "Entries into a stage",
    unit: Unit::People,
    meaning: "people who enter a stage in the period, from other stages and from outside",
    formula: "count",
    source: "the scenario's stages",
};

const PASSAGES: Definition = Definition {
    id: "passages",
    index: Some("transition"),
    label: "Passages",
    unit: Unit::People,
    meaning: "people who take a transition in the period",
    formula: "count",
    source: "the scenario's transitions",
};

const RATE: Definition = Definition {
    id: "rate",
    index: Some("transition"),
    label: "Observed rate of a transition",
    unit: Unit::Share,
    meaning: "people who take a transition in the period, of those who could have taken it",
    formula: "passages / people at the start of the period (instant stage: entries; fixed stay: those who decide)",
    source: "usual definition",
};

const EVENTS: [(&Definition, Event); 7] = [
    (&NEW_CUSTOMERS, Event::NewCustomer),
    (&NEW_USERS, Event::NewUser),
    (&REACTIVATED, Event::Reactivated),
    (&USERS_BACK, Event::UsersBack),
    (&DOWNGRADED, Event::Downgraded),
    (&CHURNED, Event::Churned),
    (&USERS_CHURNED, Event::UserChurned),
];

/// The movements that are this event.
pub(super) fn of_event(things: &Things, event: Event) -> Series {
    let at = Event::ALL.iter().position(|&e| e == event).expect("every event is listed");
    Series::one(things.index.events[at])
}

pub(super) fn metrics(things: &Things) -> Vec<Metric> {
    let counts = EVENTS.iter().map(|&(d, event)| Metric::plain(d, Figure::Flow(of_event(things, event))));
    let mut metrics: Vec<Metric> = counts.collect();
    let rate =
        |event, role| Figure::Ratio { flow: of_event(things, event), base: Base::Before(with_role(things, role)) };
    metrics.push(Metric::plain(&CHURN_RATE, rate(Event::Churned, Role::Customer)));
    metrics.push(Metric::plain(&USER_CHURN_RATE, rate(Event::UserChurned, Role::User)));
    for (s, stage) in things.plan.stages.iter().enumerate() {
        let figure = Figure::Flow(Series::one(things.index.entries[s]));
        metrics.push(Metric::indexed(&ENTRIES, &stage.id, &stage.label, figure));
    }
    for (t, transition) in things.plan.transitions.iter().enumerate() {
        let (id, label) = names(things, transition.from.0, transition.to);
        let flow = Series::one(things.index.transitions[t]);
        metrics.push(Metric::indexed(&PASSAGES, &id, &label, Figure::Flow(flow.clone())));
        let base = could_have(things, transition.from.0);
        metrics.push(Metric::indexed(&RATE, &id, &label, Figure::Ratio { flow, base }));
    }
    metrics
}

/// `trial -> customer` in ids and in labels.
fn names(things: &Things, from: usize, to: Target) -> (String, String) {
    let stages = &things.plan.stages;
    let (id, label) = match to {
        Target::Stage(s) => (stages[s.0].id.as_str(), stages[s.0].label.as_str()),
        Target::Exit => ("exit", "gone for good"),
    };
    (format!("{} -> {id}", stages[from].id), format!("{} → {label}", stages[from].label))
}

/// The people who could have taken a transition out of this stage.
fn could_have(things: &Things, stage: usize) -> Base {
    match (things.index.decided[stage], things.index.people[stage]) {
        (Some(decided), _) => Base::During(Series::one(decided)),
        (None, Some(people)) => Base::Before(Series::one(people)),
        (None, None) => Base::During(Series::one(things.index.entries[stage])),
    }
}
