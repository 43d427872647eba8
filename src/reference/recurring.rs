//! Recurring revenue at list prices, and its movements.
//!
//! What the recurring lines would bring a step from those who are there, at list prices. What changes
//! between the ends of two periods changes with somebody:
//! `MRR = MRR before + new + expansion + reactivation - contraction - churned`.

use super::conditions::Conditions;
use super::history::Recurring;
use super::person::{Meaning, Person};
use crate::model::{MoneyLine, Per, Plan};

/// What somebody pays in her stage each step, of all recurring lines together, at list prices.
pub(super) fn list_price(plan: &Plan, person: &Person, now: &Conditions) -> f64 {
    let due =
        |line: &MoneyLine| line.recurring && matches!(&line.per, Per::Person(stages) if stages.contains(&person.stage));
    let prices = &plan.kinds[person.kind(plan)].revenue;
    let lines = plan.revenue.iter().zip(prices).filter(|(line, _)| due(line));
    lines.map(|(line, each)| line.times.as_ref().map_or(1.0, |times| now.value(times)) * now.value(each)).sum()
}

/// Somebody's recurring revenue after a period, and what kind of movement the change is.
pub(super) fn move_to(after: f64, person: &mut Person, into: &mut Recurring) {
    let more = after - std::mem::replace(&mut person.recurring, after);
    into.mrr += after;
    match person.meaning {
        Some(Meaning::NewCustomer | Meaning::NewUser) => into.new += more,
        Some(Meaning::Reactivated | Meaning::UserBack) => into.reactivation += more,
        Some(Meaning::Churned | Meaning::UserChurned | Meaning::Downgraded) => into.churned -= more,
        None if more > 0.0 => into.expansion += more,
        None => into.contraction -= more,
    }
}
