//! Cohorts: of those acquired in a period, how many are customers so much later.
//!
//! Only where the report shows them: then tenure is told apart to the horizon.

use super::catalogue::{Metric, Things};
use super::movements::of_event;
use super::{Definition, Figure, Series, Unit};
use crate::program::Event;

pub(super) const DEFINITIONS: &[&Definition] = &[&RETENTION, &COHORT_RETENTION];

const RETENTION: Definition = Definition {
    id: "retention",
    index: Some("age"),
    label: "Retention by age",
    unit: Unit::Share,
    meaning: "of all who were acquired in the run, early enough to get so old within it, the share that is a customer \
              so many periods after the period of acquisition (won back included)",
    formula: "sum over cohorts of customers at that age / sum of new customers",
    source: "usual definition",
};
const COHORT_RETENTION: Definition = Definition {
    id: "retention",
    index: Some("cohort, age"),
    label: "Retention of a cohort",
    unit: Unit::Share,
    meaning: "of those acquired in a period, the share that is a customer so many periods later (won back included)",
    formula: "customers of the cohort at that age / new_customers of its period",
    source: "usual definition",
};

pub(super) fn metrics(things: &Things) -> Vec<Metric> {
    let by_tenure = &things.index.customers_by_tenure;
    let periods = things.time.periods;
    // The last class holds everybody who is older too.
    let ages = (by_tenure.len().saturating_sub(1) as u32).min(periods);
    let acquired = of_event(things, Event::NewCustomer);
    let customers = |age: u32| Series::one(by_tenure[age as usize]);
    let mut metrics = Vec::new();
    for age in 0..ages {
        let figure = Figure::CohortsOfAge { customers: customers(age), acquired: acquired.clone(), age };
        metrics.push(Metric::indexed(&RETENTION, &age.to_string(), &format!("after {age}"), figure));
    }
    for cohort in 1..=periods {
        for age in (0..ages).take_while(|age| cohort + age <= periods) {
            let figure = Figure::Cohort { customers: customers(age), acquired: acquired.clone(), cohort, age };
            let label = format!("{}, after {age}", things.time.calendar().label(cohort));
            metrics.push(Metric::indexed(&COHORT_RETENTION, &format!("{cohort}, {age}"), &label, figure));
        }
    }
    metrics
}
