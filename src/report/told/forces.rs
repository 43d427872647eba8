//! What acts on people: segments, frictions, initiatives, events, limits; in words.

use super::{Told, per_100, target_label, written};
use crate::base::lanes::{LANES, Lanes};
use crate::base::language::Language;
use crate::model::{Coming, Figure, Friction, Initiative, Mechanism, Number, Plan, Test, TransitionId};
use crate::report::numbers::{self, Unit};

/// Mean of a number over the draws of the inputs, whatever the period: at the year's average of a season.
pub(super) fn mean(about: &Told, number: &Number) -> f64 {
    mean_in(about, number, None)
}

/// How many times its value in period 1 a number has on average over the year.
pub(super) fn mean_over_first(about: &Told, number: &Number) -> f64 {
    let first = mean_in(about, number, Some(1));
    if first > 0.0 { mean(about, number) / first } else { 1.0 }
}

fn mean_in(about: &Told, number: &Number, period: Option<u32>) -> f64 {
    if let Some(constant) = number.as_constant() {
        return constant;
    }
    let inputs = &about.expected.inputs;
    let mut drawn = vec![Lanes::ZERO; inputs.len()];
    let (mut sum, draws) = (0.0, about.expected.draws);
    for group in 0..draws.div_ceil(LANES) {
        inputs.draw(group as u32, &mut drawn);
        for lane in 0..LANES.min(draws - group * LANES) {
            let values: Vec<f64> = drawn.iter().map(|l| l.0[lane]).collect();
            sum += number.value_in(&values, period);
        }
    }
    sum / draws as f64
}

fn percent(share: f64) -> String {
    numbers::short(share, &Unit::Percent, Language::English)
}

fn money(about: &Told, amount: f64) -> String {
    numbers::short(amount, &Unit::Money(about.model.currency.clone()), Language::English)
}

/// `Trial → Customer, Beginner → Regular`.
fn arrows(plan: &Plan, on: &[TransitionId], referrals: &[usize]) -> String {
    let arrow = |t: &TransitionId| {
        let transition = &plan.transitions[t.0];
        format!("{} → {}", plan.stages[transition.from.0].label, target_label(plan, transition.to))
    };
    let invitations = referrals.iter().map(|&r| format!("{} (invitations)", plan.referrals[r].label));
    on.iter().map(arrow).chain(invitations).collect::<Vec<_>>().join(", ")
}

/// The period in which something begins: `month 3`, `2027-03`.
fn when(about: &Told, period: u32) -> String {
    about.model.time.calendar().label(period)
}

/// Segments and their shares, and how many people there can ever be.
pub(super) fn people(about: &Told) -> Vec<String> {
    let (model, plan) = (about.model, &about.model.plans[0]);
    let mut lines = Vec::new();
    if model.segments.len() > 1 {
        let shares = model.segments.iter().zip(&plan.shares);
        lines.extend(shares.map(|(segment, share)| {
            let own = written::acts(model, &format!("segments.{}", segment.id));
            let own = own.iter().map(|act| format!("; {act}")).collect::<String>();
            format!("{}: {}{own}", segment.label, percent(mean(about, share)))
        }));
    }
    if let Some(size) = &plan.market {
        lines.push(format!("{} can ever come", numbers::short(mean(about, size), &Unit::People, Language::English)));
    }
    lines
}

/// `Slow onboarding: 23 of 100 who would go Trial → Customer do not; the rates include it`.
pub(super) fn frictions(about: &Told) -> Vec<String> {
    let plan = &about.model.plans[0];
    let line = |(f, friction): (usize, &Friction)| {
        let ways = arrows(plan, &friction.on, &friction.on_referrals);
        let Some(drag) = plan.kinds[0].drags().find(|drag| drag.friction == f) else {
            return format!("{}: on {ways}", friction.label);
        };
        let size = mean(about, &drag.size);
        let measured = if drag.included { "the rates include it" } else { "the rates are without it" };
        let owner = friction.owner.as_ref().map_or(String::new(), |owner| format!(" ({owner})"));
        match drag.pushes {
            None if friction.on.is_empty() => {
                let referrals: Vec<&str> =
                    friction.on_referrals.iter().map(|&r| plan.referrals[r].label.as_str()).collect();
                let measured = if drag.included { "the number includes it" } else { "the number is without it" };
                let of = referrals.join(", ");
                format!(
                    "{}{owner}: {} of 100 invitations of {of} are not sent; {measured}",
                    friction.label,
                    per_100(size)
                )
            }
            None => {
                format!("{}{owner}: {} of 100 who would go {ways} do not; {measured}", friction.label, per_100(size))
            }
            Some(_) => format!("{}{owner}: pushes {} out by {ways}; {measured}", friction.label, percent(size)),
        }
    };
    plan.frictions.iter().enumerate().map(line).collect()
}

/// What every initiative costs, when, and in which plans.
pub(super) fn initiatives(about: &Told) -> Vec<String> {
    let plans = &about.model.plans;
    let line = |(i, initiative): (usize, &Initiative)| {
        let active: Vec<&str> = plans.iter().filter(|p| p.initiatives[i].active).map(|p| p.label.as_str()).collect();
        let shown = plans.iter().map(|p| &p.initiatives[i]).find(|i| i.active).unwrap_or(initiative);
        let mut parts = vec![cost(about, shown)];
        match shown.test {
            Some(test) => parts.push(experiment(about, &plans[0].tests[test])),
            None => parts.push(format!("works with a chance of {}", percent(mean(about, &shown.works)))),
        }
        parts.extend(written::acts(about.model, &format!("initiatives.{}", initiative.id)));
        if let Some(ramp) = written::value(about.model, &format!("initiatives.{}.ramp", initiative.id)) {
            parts.push(format!("in full after {ramp}"));
        }
        parts.push(match active[..] {
            [] => "in no plan".to_string(),
            _ => format!("in {}", active.join(", ")),
        });
        format!("{}: {}", initiative.label, parts.join("; "))
    };
    plans[0].initiatives.iter().enumerate().map(line).collect()
}

/// `$30k at once and $6k a month, from 2027-03 on`.
fn cost(about: &Told, initiative: &Initiative) -> String {
    let (upfront, running) = (mean(about, &initiative.upfront), mean(about, &initiative.running));
    let step = numbers::step_word(about.model.time.step, Language::English);
    let once = if initiative.test.is_some() { "if adopted" } else { "at once" };
    let mut costs = Vec::new();
    if upfront > 0.0 {
        costs.push(format!("{} {once}", money(about, upfront)));
    }
    if running > 0.0 {
        costs.push(format!("{} a {step}", money(about, running)));
    }
    let costs = if costs.is_empty() { "costs nothing".to_string() } else { costs.join(" and ") };
    match initiative.ends {
        Some(end) => format!("{costs}, from {} to {}", when(about, initiative.starts), when(about, end)),
        None => format!("{costs}, from {} on", when(about, initiative.starts)),
    }
}

/// `an A/B test of Visitor → Trial on 50% of the people, adopted at 95% confidence`.
fn experiment(about: &Told, test: &Test) -> String {
    let plan = &about.model.plans[0];
    let ways = arrows(plan, &test.on, &test.on_referrals);
    let rounds = match test.rounds.len() {
        1 => "an A/B test".to_string(),
        n => format!("{n} A/B tests"),
    };
    let share = percent(mean(about, &test.share));
    let lift = test.rounds.first().map_or(String::new(), |round| {
        format!(", with a true lift of {} on average", percent(mean(about, &round.lift)))
    });
    format!("{rounds} of {ways} on {share} of the people{lift}, adopted at {} confidence", percent(test.confidence))
}

/// Whether and when something comes from outside.
pub(super) fn events(about: &Told) -> Vec<String> {
    let line = |event: &crate::model::Event| {
        let (first, last) = (when(about, event.first), when(about, event.last));
        let comes = match &event.coming {
            Coming::Once { comes, .. } => format!("comes with a chance of {}", percent(mean(about, comes))),
            Coming::Recurring { per_unit, units_per_step, .. } => {
                let step = numbers::step_word(about.model.time.step, Language::English);
                let per_step = -libm::expm1(units_per_step * libm::log1p(-mean(about, per_unit).min(1.0 - 1e-15)));
                format!("comes with a chance of {} each {step}", percent(per_step))
            }
        };
        let stays = match event.lasts {
            Some(periods) => format!("for {}", numbers::duration(periods, about.model.time.step, Language::English)),
            None => "for good".to_string(),
        };
        let acts = written::acts(about.model, &format!("events.{}", event.id));
        let acts = acts.iter().map(|act| format!("; {act}")).collect::<String>();
        format!("{}: {comes}, some time from {first} to {last}, {stays}{acts}", event.label)
    };
    about.model.plans[0].events.iter().map(line).collect()
}

/// Capacities, and whose number moves rates.
pub(super) fn limits(about: &Told) -> Vec<String> {
    let plan = &about.model.plans[0];
    let step = numbers::step_word(about.model.time.step, Language::English);
    // Less than one in a period is some in most of them: fractions carry over.
    let people = |number: &Number| numbers::short(mean(about, number), &Unit::Number, Language::English);
    let capacity = |c: &crate::model::Capacity| {
        format!("{}: at most {} a {step} go {}", c.label, people(&c.limit), arrows(plan, &c.on, &[]))
    };
    plan.capacities.iter().map(capacity).chain(plan.mechanisms.iter().map(|m| mechanism(about, m))).collect()
}

/// What a mechanism says of itself, with its people and its numbers in expectation.
fn mechanism(about: &Told, mechanism: &Mechanism) -> String {
    let plan = &about.model.plans[0];
    let mut told = mechanism.told.to_string();
    for (key, number, figure) in &mechanism.numbers {
        let unit = match figure {
            Figure::People => Unit::People,
            Figure::Share => Unit::Percent,
            Figure::Money => Unit::Money(about.model.currency.clone()),
            Figure::Plain => Unit::Number,
        };
        told = told.replace(&format!("{{{key}}}"), &numbers::short(mean(about, number), &unit, Language::English));
    }
    for (key, stages) in &mechanism.people {
        let labels: Vec<&str> = stages.iter().map(|s| plan.stages[s.0].label.as_str()).collect();
        told = told.replace(&format!("{{{key}}}"), &labels.join(", "));
    }
    for act in written::acts(about.model, &format!("{}.{}", mechanism.kind, mechanism.id)) {
        told.push_str(&format!("; {act}"));
    }
    format!("{}: {told}", mechanism.label)
}
