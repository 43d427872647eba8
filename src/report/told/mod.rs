//! The model told back in plain words, before anything is simulated: what `check` prints.
//!
//! Whoever reads "of 100 trials 34 become customers, after 4 weeks on average" notices what is wrong with
//! it sooner than in a table of hazards.

mod forces;
mod lifetime;
mod measured;
mod written;

pub(super) use lifetime::hundred;
pub use lifetime::{a_new_customer, lifetime_in_words, referral_sentences, turns_by_itself};
pub use measured::doubts;

use super::half_step;
use super::numbers::{self, Unit};
use crate::analysis::expected::Expected;
use crate::analysis::half_step::HalfStep;
use crate::analysis::lifetime::{Lifetime, OverDraws};
use crate::analysis::measured::APART;
use crate::analysis::measured::Measured;
use crate::base::language::Language;
use crate::model::{
    Channel, EndWorth, Hazard, Leaving, Model, Number, Plan, Referral, Role, Target, TransitionId, Volume,
};
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
    /// What half the step makes of it, or why that cannot be told.
    pub half_step: &'a Result<HalfStep, String>,
    /// Name of the scenario's file.
    pub file: &'a str,
}

/// Sentences under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    pub title: &'static str,
    pub lines: Vec<String>,
}

/// The base plan in words, and the plans in expectation.
pub fn told(about: &Told) -> String {
    let mut text = format!("{}  ({})\n{}\n", about.model.label, about.file, clock(about.model));
    for Chapter { title, lines } in chapters(about) {
        let _ = writeln!(text, "\n{title}");
        lines.iter().for_each(|line| writeln!(text, "  {line}").expect("text has room"));
    }
    let _ = write!(text, "\nIn expectation, without luck\n{}", outlook(about));
    let _ = writeln!(text, "{}", at_half_the_step(about));
    text
}

/// How long, from when on, and how much is not known.
fn clock(model: &Model) -> String {
    let plans: Vec<&str> = model.plans[1..].iter().map(|p| p.label.as_str()).collect();
    let mut text = numbers::duration(model.time.periods, model.time.step, Language::English);
    if model.time.start.is_some() {
        let _ = write!(text, " from {}", model.time.calendar().label(1));
    }
    let _ = write!(text, ", {} uncertain numbers", model.inputs.len());
    if let Some(rate) = written::value(model, "time.discount_rate") {
        let _ = write!(text, ", money discounted at {rate}");
    }
    if model.plans.iter().any(|plan| !plan.revenue.is_empty() || !plan.costs.is_empty()) {
        let _ = write!(text, "; {}", at_the_end(model));
    }
    if !plans.is_empty() {
        let _ = write!(text, "; plans: {}", plans.join(", "));
    }
    text
}

/// How those count who are there when the run ends.
fn at_the_end(model: &Model) -> String {
    let end = &model.end_value;
    let limit = end.at_most.map_or(String::new(), |periods| {
        let time = numbers::duration(periods, model.time.step, Language::English);
        let default = if end.is_written { "" } else { ", for nothing is discounted" };
        format!(" for {time} at most{default}")
    });
    match end.of {
        EndWorth::Nothing => "what comes after the run does not count".to_string(),
        EndWorth::Customers => format!("whoever is there at its end counts with what she still brings{limit}"),
        EndWorth::WithReferrals => {
            format!("whoever is there at its end counts with what she and those whom she invites still bring{limit}")
        }
        EndWorth::Each(_) => {
            "every customer who is there at its end counts with the amount that is written".to_string()
        }
    }
}

/// Everything there is to tell about a scenario, chapter by chapter; those that would be empty are left out.
pub fn chapters(about: &Told) -> Vec<Chapter> {
    // `check` speaks English, whatever the report will.
    let mut model = about.model.clone();
    model.presentation.language = Language::English;
    let about = &Told { model: &model, ..*about };
    let stages = 0..model.plans[0].stages.len();
    let mut lifetime = lifetime_in_words(&about.lifetimes[0], &model.currency, model.time.step, Language::English);
    if !lifetime.is_empty() {
        lifetime.push("Does your CRM say so too?".to_string());
    }
    let chapters = [
        ("How people move", stages.map(|stage| stage_in_words(about, stage)).collect()),
        ("Where they come from", sources_in_words(about)),
        ("Who they are", forces::people(about)),
        ("What holds them back", forces::frictions(about)),
        ("What is done about it", forces::initiatives(about)),
        ("What may come from outside", forces::events(about)),
        ("What is limited", forces::limits(about)),
        ("What each plan does", written::plans(about)),
        ("Counted, and in the base plan", measured::counted_rates(about)),
        ("What one person from a channel is worth, and costs", channels(about)),
        ("A new customer", lifetime),
        ("Worth of one person who is there, with those she will bring", stage_values(about)),
        ("What is written, key by key", written::things(about)),
    ];
    let chapters = chapters.into_iter().filter(|(_, lines)| !lines.is_empty());
    chapters.map(|(title, lines)| Chapter { title, lines }).collect()
}

/// What the step itself does.
fn at_half_the_step(about: &Told) -> String {
    match about.half_step {
        Ok(half) => half_step::in_words(about.model, half, Language::English),
        Err(reason) => format!("what half the step would change cannot be told: {reason}"),
    }
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
        let way = |(t, p): &(TransitionId, f64)| {
            let mixed = of_the_mix(about, *t, *p).map_or(String::new(), |mixed| {
                format!(" ({} as the people of all sources are mixed)", per_100(mixed / whole))
            });
            format!("{} {}{mixed}", per_100(p / whole), going_to(plan, plan.transitions[t.0].to))
        };
        let ways = rates.iter().map(way);
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

/// What the people of all sources do as they are mixed, where that is not what is written: some source has rates of
/// its own.
fn of_the_mix(about: &Told, transition: TransitionId, written: f64) -> Option<f64> {
    let plan = &about.model.plans[0];
    let own = plan.kinds.len() > about.model.segments.len();
    let flat = !changes_with_time(&plan.kinds[0].leaving[plan.transitions[transition.0].from.0]);
    let mixed = about.lifetimes[0].mixed[transition.0].filter(|_| own && flat)?;
    ((mixed - written).abs() > APART * written).then_some(mixed)
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
    for (c, channel) in plan.channels.iter().enumerate() {
        let season = written::value(model, &format!("channels.{}.season", channel.id));
        let by_season = season.map_or(1.0, |_| forces::mean_over_first(about, season_of(channel)));
        let arrivals = first(format!("arrivals[{}]", channel.id)) * by_season;
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
        if let Some(campaign) = &channel.from {
            let from: Vec<&str> = campaign.stages.iter().map(|s| plan.stages[s.0].label.as_str()).collect();
            let most = written::value(model, &format!("channels.{}.reach", channel.id));
            let most = most.map_or(String::new(), |reach| format!(", at most {reach} of them"));
            let _ = write!(line, ", out of {}{most}", from.join(", "));
        }
        if let Some(season) = season {
            let _ = write!(line, "; on average over the year, January to December times {season}");
        } else if let Some(later) = later(about, c, arrivals) {
            let _ = write!(line, "; {later}");
        }
        let own = written::acts(model, &format!("channels.{}", channel.id));
        own.iter().for_each(|rate| line.push_str(&format!("; {rate}")));
        lines.push(line);
    }
    lines.extend(plan.referrals.iter().map(|referral| referral_in_words(about, plan, referral)));
    if lines.is_empty() {
        lines.push("nobody comes from outside".to_string());
    }
    lines
}

/// The number that has the season of a channel in it.
fn season_of(channel: &Channel) -> &Number {
    match &channel.volume {
        Volume::People(people) => people,
        Volume::Bought { factor, .. } => factor,
    }
}

/// What a channel brings at the end of the run, where that is another number.
fn later(about: &Told, channel: usize, at_first: f64) -> Option<String> {
    let model = about.model;
    let series = about.expected.by_period(0, &format!("arrivals[{}]", model.plans[0].channels[channel].id))?;
    let last = series.last().copied().flatten()?;
    let step = numbers::step_word(model.time.step, Language::English);
    let changes = (last - at_first).abs() > 0.01 * at_first;
    let people = numbers::short(last, &Unit::People, Language::English);
    changes.then(|| format!("{people} a {step} in {}", model.time.calendar().label(model.time.periods)))
}

/// `Friends: each of Customer sends 0.07 invitations a month, 30 of 100 are accepted; they come to Trial at once`.
fn referral_in_words(about: &Told, plan: &Plan, referral: &Referral) -> String {
    let model = about.model;
    let r = plan.referrals.iter().position(|other| other.id == referral.id).unwrap_or(0);
    let step = numbers::step_word(model.time.step, Language::English);
    let kind = &plan.kinds[0];
    let sent = referral.from.iter().zip(&kind.invites[r]).map(|(from, invites)| {
        let sent = numbers::short(forces::mean(about, invites), &Unit::Number, Language::English);
        format!("each of {} sends {sent} invitations a {step}", plan.stages[from.0].label)
    });
    let accepted = per_100(forces::mean(about, &kind.accept[r].0) * forces::mean(about, &kind.accept[r].1.scale));
    let to = &plan.stages[referral.to.0].label;
    let mut line = format!(
        "{}: {}, {accepted} of 100 are accepted; they come to {to} {}",
        referral.label,
        sent.collect::<Vec<_>>().join(", "),
        delay_in_words(&referral.delay, model)
    );
    if let Some(season) = written::value(model, &format!("referrals.{}.season", referral.id)) {
        let _ = write!(line, "; on average over the year, January to December times {season}");
    }
    if let Ok(k) = about.lifetimes[0].k_factor {
        let k = numbers::short(k.mean, &Unit::Number, Language::English);
        let _ = write!(line, "; a new customer brings {k} before the first churn");
    }
    let own = written::acts(model, &format!("referrals.{}", referral.id));
    own.iter().for_each(|rate| line.push_str(&format!("; {rate}")));
    line
}

/// `at once`, `2 months later`, `at once (70%), 1 month later (30%)`.
fn delay_in_words(delay: &[f64], model: &Model) -> String {
    let later = |periods: usize| match periods {
        0 => "at once".to_string(),
        n => format!("{} later", numbers::duration(n as u32, model.time.step, Language::English)),
    };
    let shares: Vec<(usize, f64)> = delay.iter().copied().enumerate().filter(|(_, share)| *share > 0.0).collect();
    match shares[..] {
        [(periods, _)] => later(periods),
        _ => {
            let each = shares.iter().map(|(periods, share)| format!("{} ({}%)", later(*periods), per_100(*share)));
            each.collect::<Vec<_>>().join(", ")
        }
    }
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
