//! What was counted beside what the plan makes of it, and what looks doubtful without luck.

use super::{Told, target_label};
use crate::analysis::measured::Measured;
use crate::base::language::Language;
use crate::model::{Counted, Hazard, Leaving, Number, Per, Plan};
use crate::report::half_step;
use crate::report::numbers::{self, Unit};
use crate::scenario::Figures;

/// Total budgets further apart than this make plans unequal.
const UNEQUAL: f64 = 1.05;

/// `Trial → Customer: 340 of 1000, that is 34%; in the plan 34%`.
pub(super) fn counted_rates(about: &Told) -> Vec<String> {
    let plan = &about.model.plans[0];
    let line = |m: &Measured| {
        let counted = plan.transitions[m.transition].counted.filter(|_| m.kind.is_none());
        let was = counted.map_or(m.written, |counted| counted.successes / counted.trials);
        let written = if m.kind.is_none() { plan.transitions[m.transition].written.as_str() } else { "counted" };
        let (was, is) = (
            numbers::short(was, &Unit::Percent, Language::English),
            numbers::short(m.in_plan, &Unit::Percent, Language::English),
        );
        format!("{}: {written}, that is {was}; in the plan {is}", name(about, m))
    };
    about.measured.iter().map(line).chain(survivals(about)).chain(tables(about)).collect()
}

/// `Customer → gone for good: 17 of 22 left after 5 months, that is 77%; drawn around 76%`.
fn survivals(about: &Told) -> Vec<String> {
    let plan = &about.model.plans[0];
    let means: Vec<f64> = about.model.inputs.iter().map(|input| input.law.mean()).collect();
    let percent = |share: f64| numbers::short(share, &Unit::Percent, Language::English);
    let mut lines = Vec::new();
    for leaving in &plan.kinds[0].leaving {
        let Leaving::Hazards { survivals, .. } = leaving else { continue };
        for survival in survivals {
            let transition = &plan.transitions[survival.transition.0];
            let way = format!("{} → {}", plan.stages[transition.from.0].label, target_label(plan, transition.to));
            for ((time, left), counted) in survival.points.iter().zip(&survival.counted) {
                let Some(Counted { successes, trials, .. }) = counted else { continue };
                let (counted, drawn) = (percent(successes / trials), percent(left.value(&means)));
                let time = numbers::short(*time, &Unit::Number, Language::English);
                let step = about.model.time.step;
                lines.push(format!(
                    "{way}: {} of {} stay until {step} {time}, that is {counted}; in all futures {drawn} are left",
                    Figures(*successes),
                    Figures(*trials)
                ));
            }
        }
    }
    lines
}

/// How well tables of where people are later are met.
fn tables(about: &Told) -> Vec<String> {
    let mut lines = Vec::new();
    for leaving in &about.model.plans[0].kinds[0].leaving {
        let Leaving::Hazards { groups, .. } = leaving else { continue };
        let tables = groups.iter().flat_map(|group| &group.moves).filter_map(|(_, hazard)| match hazard {
            Hazard::Flat(Number::Fitted(table, _)) => Some(table),
            _ => None,
        });
        for table in tables {
            let steps = numbers::short(table.shape.steps, &Unit::Number, Language::English);
            let step = about.model.time.step;
            let points = table.points_missed();
            let line = format!("where people are after {steps} {step}s: the table is met to {points} points");
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines
}

fn name(about: &Told, m: &Measured) -> String {
    let plan = &about.model.plans[0];
    let transition = &plan.transitions[m.transition];
    let arrow = format!("{} → {}", plan.stages[transition.from.0].label, target_label(plan, transition.to));
    match m.kind {
        None => arrow,
        Some(kind) => format!("{arrow} ({})", kind_label(about, plan, kind)),
    }
}

/// `Enterprise, Search ads`.
fn kind_label(about: &Told, plan: &Plan, kind: usize) -> String {
    let kind = &plan.kinds[kind];
    let source = kind.source.map(|source| match source.0.checked_sub(plan.channels.len()) {
        None => plan.channels[source.0].label.clone(),
        Some(referral) => plan.referrals[referral].label.clone(),
    });
    let segments = &about.model.segments;
    let segment = (segments.len() > 1).then(|| segments[kind.segment.0].label.clone());
    segment.into_iter().chain(source).collect::<Vec<_>>().join(", ")
}

/// What a careful reader would ask about: measured rates that the plan does not have, plans of unequal budgets, a step
/// that is long for what happens within it.
pub fn doubts(about: &Told) -> Vec<String> {
    let apart = about.measured.iter().filter(|m| m.is_apart()).map(|m| {
        let (was, is) = (
            numbers::short(m.written, &Unit::Percent, Language::English),
            numbers::short(m.in_plan, &Unit::Percent, Language::English),
        );
        format!(
            "{} was measured as {was} and is {is} in the base plan: what was measured is what it should do; look at \
             the segments' changes, and at what is active already",
            name(about, m)
        )
    });
    let step = about.half_step.as_ref().ok();
    let step = step.and_then(|half| half_step::warning(about.model, half, Language::English));
    apart.chain(unequal_budgets(about)).chain(step).collect()
}

/// What is decided to be spent: channels, initiatives, fixed costs. Rewards follow from success.
fn unequal_budgets(about: &Told) -> Option<String> {
    let plans = &about.model.plans;
    // The scenario as written is where plans start from, not one of them.
    let named = 1..plans.len();
    let budget = |plan: usize| -> f64 {
        let total = |metric: &str| about.expected.total(plan, metric).unwrap_or(0.0);
        let fixed = plans[plan].costs.iter().filter(|line| line.per == Per::Fixed);
        total("spend") + total("initiative_cost") + fixed.map(|line| total(&format!("cost[{}]", line.id))).sum::<f64>()
    };
    let budgets: Vec<(usize, f64)> = named.map(|plan| (plan, budget(plan))).collect();
    let least = budgets.iter().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let most = budgets.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    if most.1 <= UNEQUAL * least.1 {
        return None;
    }
    let money = Unit::Money(about.model.currency.clone());
    let said = |(plan, budget): &(usize, f64)| {
        format!("{} {}", plans[*plan].label, numbers::short(*budget, &money, Language::English))
    };
    Some(format!(
        "the plans do not spend the same over the run (channels, initiatives, fixed costs): {}, {}; the better one may \
         only be the larger budget",
        said(least),
        said(most)
    ))
}
