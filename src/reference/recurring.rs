//! Monthly recurring revenue, its movements, and the other money that list prices decide.
//!
//! Recurring revenue is that of customers: what the recurring lines would bring a step from those in
//! customer stages, at list prices. What changes between the ends of two periods changes with somebody:
//! `MRR = MRR before + new + expansion + reactivation - contraction - churned`.

use super::conditions::Conditions;
use super::history::Recurring;
use super::ledger::Deed;
use super::person::{Person, Source};
use crate::model::{Count, MoneyLine, Per, Plan, Role, StageId};

/// Recurring revenue of a step from somebody of this kind in this stage, at list prices.
pub(super) fn list_price(plan: &Plan, kind: usize, stage: StageId, now: &Conditions) -> f64 {
    if plan.stages[stage.0].role != Role::Customer {
        return 0.0;
    }
    let lines = plan.revenue.iter().enumerate().filter(|(_, line)| line.recurring && is_there(line, stage));
    lines.map(|(line, described)| price(plan, kind, line, described, now)).sum()
}

fn is_there(line: &MoneyLine, stage: StageId) -> bool {
    matches!(&line.per, Per::Person(stages) if stages.contains(&stage))
}

/// Of one occasion, on average.
fn price(plan: &Plan, kind: usize, line: usize, described: &MoneyLine, now: &Conditions) -> f64 {
    let times = described.times.as_ref().map_or(1.0, |times| now.value(times));
    times * now.value(&plan.kinds[kind].revenue[line])
}

/// Somebody's recurring revenue after a period, and what kind of movement the change is.
pub(super) fn move_recurring(person: &mut Person, after: f64, role: Option<Role>, now: u32, into: &mut Recurring) {
    let before = std::mem::replace(&mut person.recurring, after);
    into.mrr += after;
    match (person.from == Role::Customer, role == Some(Role::Customer)) {
        (true, true) if after >= before => into.expansion += after - before,
        (true, true) => into.contraction += before - after,
        (true, false) => into.churned += before,
        (false, true) if person.acquired == Some(i64::from(now)) => into.new += after,
        (false, true) => into.reactivation += after,
        (false, false) => {}
    }
}

/// Revenue at list prices of what somebody does on her way.
pub(super) fn of_a_deed(plan: &Plan, kind: usize, deed: Deed, now: &Conditions) -> f64 {
    let due = |line: &MoneyLine| match (&line.per, deed) {
        (Per::Passage(ways), Deed::Passes(way)) => ways.contains(&way),
        (Per::Entry(stages), Deed::Enters(stage)) => stages.contains(&stage),
        (Per::Arrival(channels), Deed::Arrives(channel)) => channels.contains(&channel),
        _ => false,
    };
    let lines = plan.revenue.iter().enumerate().filter(|(_, line)| due(line));
    lines.map(|(line, described)| price(plan, kind, line, described, now)).sum()
}

/// What is due to who invited those who were first acquired in this period, by referral: a share of the
/// revenue that is booked for them in it.
pub(super) fn commissions(people: &[Person], plan: &Plan, period: u32, now: &Conditions) -> Vec<f64> {
    let mut due = vec![0.0; plan.referrals.len()];
    for person in people.iter().filter(|person| person.acquired == Some(i64::from(period))) {
        let Source::Referral(id) = person.source else { continue };
        let Some(share) = &plan.referrals[id].commission else { continue };
        let kind = person.kind(plan);
        let there = plan.revenue.iter().enumerate().filter(|(_, line)| is_there(line, person.stage));
        let of_her_stage = there.map(|(line, described)| {
            let weight = match described.count {
                Count::End => 1.0,
                Count::Mid => 0.5,
                Count::Start => 0.0,
            };
            weight * price(plan, kind, line, described, now)
        });
        due[id] += now.value(share) * (person.on_the_way + of_her_stage.sum::<f64>());
    }
    due
}
