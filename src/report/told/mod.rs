//! The model told back in plain words, before anything is simulated: what `check` prints.
//!
//! Whoever reads "of 100 trials 34 become customers, after 4 weeks on average" notices what is wrong with
//! it sooner than in a table of hazards.

mod forces;
mod lifetime;
mod measured;

pub(super) use lifetime::hundred;
pub use lifetime::{a_new_customer, lifetime_in_words, referral_sentences, turns_by_itself};
pub use measured::doubts;

use super::numbers::{self, Unit};
use crate::analysis::expected::Expected;
use crate::analysis::lifetime::{Lifetime, OverDraws};
use crate::analysis::measured::Measured;
use crate::base::language::Language;
use crate::model::{Hazard, Leaving, Model, Plan, Referral, Role, Target, TransitionId};
use lifetime::{in_time, of_one, two_digits};
use std::fmt::Write;

/// What is known about a model without luck.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    pub model: &'a Model,
    pub expected: &'a Expected,
    /// Of every plan.
    pub lifetimes: &'a [Lifetime],
    /// Every counted rate beside what the base plan makes of it.
    pub measured: &'a [Measured],
    /// Per transition of the base plan the chance to take it in a step.
    pub rates: &'a [f64],
    /// Name of the scenario's file.
    pub file: &'a str,
}

/// The base plan in words, and the plans in expectation.
pub fn told(about: &Told) -> String {
    let mut text = String::new();
    let model = about.model;
    let plans: Vec<&str> = model.plans[1..].iter().map(|p| p.label.as_str()).collect();
    let _ = writeln!(text, "{}  ({})", model.label, about.file);
    let _ = write!(text, "{}", numbers::duration(model.time.periods, model.time.step, Language::English));
    if model.time.start.is_some() {
        let _ = write!(text, " from {}", model.time.calendar().label(1));
    }
    let _ = write!(text, ", {} uncertain numbers", model.inputs.len());
    if !plans.is_empty() {
        let _ = write!(text, "; plans: {}", plans.join(", "));
    }
    text.push_str("\n\nHow people move\n");
    let base = &model.plans[0];
    for stage in 0..base.stages.len() {
        let _ = writeln!(text, "  {}", stage_in_words(about, stage));
    }
    text.push_str("\nWhere they come from\n");
    for line in sources_in_words(about) {
        let _ = writeln!(text, "  {line}");
    }
    let mut section = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = writeln!(text, "\n{title}");
            lines.iter().for_each(|line| writeln!(text, "  {line}").expect("text has room"));
        }
    };
    section("Who they are", forces::people(about));
    section("What holds them back", forces::frictions(about));
    section("What is done about it", forces::initiatives(about));
    section("What may come from outside", forces::events(about));
    section("What is limited", forces::limits(about));
    section("Counted, and in the base plan", measured::counted_rates(about));
    section("What one person from a channel is worth, and costs", channels(about));
    let mut lifetime = lifetime_in_words(&about.lifetimes[0], &model.currency, model.time.step, Language::English);
    if !lifetime.is_empty() {
        lifetime.push("Does your CRM say so too?".to_string());
    }
    section("A new customer", lifetime);
    section("Worth of one person who is there, with those she will bring", stage_values(about));
    let _ = write!(text, "\nIn expectation, without luck\n{}", outlook(about));
    text
}

/// `of 100 who decide, 34 become Customer, 66 are gone for good`.
fn stage_in_words(about: &Told, stage: usize) -> String {
    let plan = &about.model.plans[0];
    let step = about.model.time.step;
    let s = &plan.stages[stage];
    let rates = rates_out_of(about, stage);
    let leaves: f64 = rates.iter().map(|(_, p)| p).sum();
    let head = match &plan.kinds[0].leaving[stage] {
        Leaving::Instant { .. } => format!("{}, passed at once", s.label),
        _ if s.settled => {
            let keeps = about.expected.by_period(0, &format!("people[{}]", s.id)).and_then(|series| series[0]);
            let people = numbers::short(keeps.unwrap_or(0.0), &Unit::People, Language::English);
            format!("{} ({}; {people} at the start, as many as come keep there)", s.label, role_word(s.role))
        }
        _ => format!("{} ({})", s.label, role_word(s.role)),
    };
    let of = |rates: &[(TransitionId, f64)], whole: f64| {
        let ways =
            rates.iter().map(|(t, p)| format!("{} {}", per_100(p / whole), going_to(plan, plan.transitions[t.0].to)));
        ways.collect::<Vec<_>>().join(", ")
    };
    match &plan.kinds[0].leaving[stage] {
        Leaving::Never => format!("{head}: nobody leaves it"),
        Leaving::Instant { otherwise, .. } => {
            let others = (1.0 - leaves).max(0.0);
            let mut ways = of(&rates, 1.0);
            if others > 1e-9 {
                let _ = write!(ways, ", {} {}", per_100(others), going_to(plan, *otherwise));
            }
            format!("{head}: of 100 who come, {ways}")
        }
        Leaving::Stay { .. } => {
            let mean = in_time(1.0 / leaves.max(f64::MIN_POSITIVE), step, Language::English);
            format!("{head}: of 100 who decide, after {mean} on average, {}", of(&rates, leaves))
        }
        Leaving::After { steps, .. } => {
            format!(
                "{head}: {} after they came, of 100 {}",
                numbers::duration(*steps, step, Language::English),
                of(&rates, 1.0)
            )
        }
        leaving if changes_with_time(leaving) => {
            let ways = of(&rates, 1.0);
            format!(
                "{head}: of 100 who are new, in the first {} {ways}; later it changes",
                numbers::step_word(step, Language::English)
            )
        }
        Leaving::Hazards { .. } => {
            let mean = in_time(1.0 / leaves.max(f64::MIN_POSITIVE), step, Language::English);
            let ways = of(&rates, 1.0);
            format!(
                "{head}: of 100 there, each {} {ways}; they stay {mean} on average",
                numbers::step_word(step, Language::English)
            )
        }
    }
}

/// Every transition out of a stage with its effective probability per step, in expectation.
fn rates_out_of(about: &Told, stage: usize) -> Vec<(TransitionId, f64)> {
    let out = about.model.plans[0].transitions.iter().enumerate().filter(|(_, t)| t.from.0 == stage);
    out.map(|(t, _)| (TransitionId(t), about.rates[t])).collect()
}

/// Whether the rates out of a stage change with the time since entry or acquisition.
fn changes_with_time(leaving: &Leaving) -> bool {
    let Leaving::Hazards { groups, survivals } = leaving else { return false };
    let flat = |hazard: &Hazard| matches!(hazard, Hazard::Flat(_));
    !survivals.is_empty() || groups.iter().any(|group| group.moves.iter().any(|(_, hazard)| !flat(hazard)))
}

fn going_to(plan: &Plan, to: Target) -> String {
    match to {
        Target::Exit => "are gone for good".to_string(),
        Target::Stage(s) => {
            let stage = &plan.stages[s.0];
            let verb = match stage.role {
                Role::Customer | Role::User if !stage.is_instant() => "become",
                _ => "go to",
            };
            format!("{verb} {}", stage.label)
        }
    }
}

fn role_word(role: Role) -> &'static str {
    match role {
        Role::Prospect => "prospects",
        Role::User => "users",
        Role::Customer => "customers",
        Role::Lapsed => "lapsed",
    }
}

/// A share as so many of 100.
fn per_100(share: f64) -> String {
    two_digits(share * 100.0, Language::English)
}

fn sources_in_words(about: &Told) -> Vec<String> {
    let model = about.model;
    let plan = &model.plans[0];
    let step = numbers::step_word(model.time.step, Language::English);
    let money = Unit::Money(model.currency.clone());
    let first = |metric: String| about.expected.by_period(0, &metric).and_then(|series| series[1]).unwrap_or(0.0);
    let mut lines = Vec::new();
    for channel in &plan.channels {
        let arrivals = first(format!("arrivals[{}]", channel.id));
        let spend = first(format!("spend[{}]", channel.id));
        let to = &plan.stages[channel.to.0].label;
        if arrivals == 0.0 && spend == 0.0 {
            lines.push(format!("{}: nobody at first in the base plan", channel.label));
            continue;
        }
        let mut line = format!(
            "{}: {} a {step} to {to}",
            channel.label,
            numbers::short(arrivals, &Unit::People, Language::English)
        );
        if spend > 0.0 {
            let each = numbers::short(spend / arrivals, &money, Language::English);
            let _ = write!(line, ", for {} a {step} ({each} each)", numbers::short(spend, &money, Language::English));
        }
        lines.push(line);
    }
    lines.extend(plan.referrals.iter().map(|referral| referral_in_words(about, plan, referral)));
    if lines.is_empty() {
        lines.push("nobody comes from outside".to_string());
    }
    lines
}

fn referral_in_words(about: &Told, plan: &Plan, referral: &Referral) -> String {
    let from: Vec<&str> = referral.from.iter().map(|s| plan.stages[s.0].label.as_str()).collect();
    let to = &plan.stages[referral.to.0].label;
    let k = match about.lifetimes[0].k_factor {
        Ok(k) => format!(
            "; a new customer brings {} before the first churn",
            numbers::short(k.mean, &Unit::Number, Language::English)
        ),
        Err(_) => String::new(),
    };
    format!("{}: invited by {}, they come to {to}{k}", referral.label, from.join(", "))
}

/// The value of being in each stage, for ever and at today's rates; none where no money is made.
fn stage_values(about: &Told) -> Vec<String> {
    let money = Unit::Money(about.model.currency.clone());
    let stages = about.model.plans[0].stages.iter().zip(&about.lifetimes[0].stage_value);
    let known = stages.filter_map(|(stage, value)| value.ok().map(|value| (stage, value)));
    let worth: Vec<_> = known.collect();
    if worth.iter().all(|(_, value)| value.p5 == 0.0 && value.p95 == 0.0) {
        return Vec::new();
    }
    worth.iter().map(|(stage, value)| format!("{}: {}", stage.label, estimate(*value, &money))).collect()
}

/// What a person from each channel is worth beside what she costs.
fn channels(about: &Told) -> Vec<String> {
    let money = Unit::Money(about.model.currency.clone());
    let plans = &about.model.plans;
    let line = |c: usize| {
        // Of the first plan that has it: the others' people are worth about as much.
        let known = |p: &usize| about.lifetimes[*p].channels[c].chance_pays.is_ok();
        let plan = (0..plans.len()).find(known)?;
        let brought = &about.lifetimes[plan].channels[c];
        let (value, cost, chance) = (brought.value.ok()?, brought.cost.ok()?, brought.chance_pays.ok()?);
        let (value, cost) = (estimate(value, &money), estimate(cost, &money));
        let pays = numbers::chance(chance, None, Language::English);
        let plan = if plan == 0 { String::new() } else { format!(" ({})", plans[plan].label) };
        let label = &plans[0].channels[c].label;
        Some(format!("{label}{plan}: worth {value}, costs {cost}; the chance that the average person pays is {pays}"))
    };
    let all = || about.lifetimes.iter().flat_map(|lifetime| &lifetime.channels);
    let has_money = all().any(|c| c.value.is_ok_and(|v| v.p5 != 0.0 || v.p95 != 0.0));
    if has_money { (0..plans[0].channels.len()).filter_map(line).collect() } else { Vec::new() }
}

fn target_label(plan: &Plan, to: Target) -> &str {
    match to {
        Target::Stage(s) => &plan.stages[s.0].label,
        Target::Exit => "gone for good",
    }
}

/// In English, as `check` speaks.
fn estimate(x: OverDraws, unit: &Unit) -> String {
    of_one(x, unit, Language::English)
}

/// The plans at a few points in time, as a table.
fn outlook(about: &Told) -> String {
    let model = about.model;
    let periods = model.time.periods;
    let mut at: Vec<u32> = match periods {
        ..=4 => (1..=periods).collect(),
        _ => [periods.div_ceil(3), (2 * periods).div_ceil(3), periods].to_vec(),
    };
    at.dedup();
    let money = Unit::Money(model.currency.clone());
    let rows =
        [("Customers", "customers", Unit::People), ("Revenue", "revenue", money.clone()), ("Profit", "profit", money)];
    let mut table = super::terminal::plain_table();
    let head = at.iter().map(|&t| model.time.calendar().label(t));
    table.set_header(["Plan".to_string(), String::new()].into_iter().chain(head));
    for (p, plan) in model.plans.iter().enumerate() {
        for (label, metric, unit) in &rows {
            let series = about.expected.by_period(p, metric).unwrap_or_default();
            let cell = |&t: &u32| {
                series
                    .get(t as usize)
                    .copied()
                    .flatten()
                    .map_or(String::new(), |x| numbers::short(x, unit, Language::English))
            };
            let name = if *metric == "customers" { plan.label.clone() } else { String::new() };
            table.add_row([name, (*label).to_string()].into_iter().chain(at.iter().map(cell)));
        }
    }
    format!("{table}\n")
}
