//! Where people are lost: at which stages they go for good, or lapse.
//!
//! Counted in the futures. Of a stage that is passed at once the share of those who came; of one where people stay
//! the share of those there who are lost each period. People who had lapsed already are not lost again.

use super::language::{Language, Words, words};
use super::numbers::{self, Unit};
use crate::base::calendar::Step;
use crate::model::{Leaving, Model, Plan, Role, Target};
use crate::results::Results;

/// The people whom a stage loses under every plan of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Loss<'a> {
    /// Label of the stage.
    pub stage: &'a str,
    /// Per plan of the results; `None` where nobody was lost.
    pub plans: Vec<Option<Lost>>,
}

/// Of one plan, means over its futures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lost {
    /// People over the whole run.
    pub people: f64,
    pub share: Share,
}

/// What the lost are a share of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Share {
    /// Of those who came through.
    OfEntries(f64),
    /// Of those who were there, each period.
    PerPeriod(f64),
}

impl Lost {
    /// `4.1k (66%)`, `1.3k (3.9% a month)`.
    pub fn in_words(&self, step: Step, language: Language) -> String {
        let people = numbers::short(two_digits(self.people), &Unit::People, language);
        let percent = |share: f64| numbers::short(two_digits(share), &Unit::Percent, language);
        let step = numbers::step_word(step, language);
        match self.share {
            Share::OfEntries(share) => language.aside(&people, &percent(share)),
            Share::PerPeriod(share) => {
                language.fill(EACH_PERIOD, &[("people", &people), ("share", &percent(share)), ("step", step)])
            }
        }
    }
}

const EACH_PERIOD: Words =
    words("{people} ({share} a {step})", "{people} ({step} {share})", "{people}（每{step}{share}）");

/// The stages that lose people, those that lose most under any plan first.
///
/// * `plans`: indices into the model's plans of those of the results
pub fn losses<'a>(model: &'a Model, results: &Results, plans: &[usize]) -> Vec<Loss<'a>> {
    let stages = model.plans[0].stages.iter().enumerate().filter(|(_, stage)| stage.role != Role::Lapsed);
    let mut losses: Vec<Loss<'a>> = stages
        .map(|(s, stage)| Loss {
            stage: &stage.label,
            plans: plans.iter().enumerate().map(|(at, &plan)| lost(results, at, &model.plans[plan], s)).collect(),
        })
        .filter(|loss| loss.plans.iter().any(Option::is_some))
        .collect();
    let most = |loss: &Loss| loss.plans.iter().flatten().map(|lost| lost.people).fold(0.0, f64::max);
    losses.sort_by(|a, b| most(b).total_cmp(&most(a)));
    losses
}

/// The people whom a stage loses under one plan; `None` if that is nobody.
fn lost(results: &Results, at: usize, plan: &Plan, stage: usize) -> Option<Lost> {
    let id = &plan.stages[stage].id;
    let mean = |metric: String| results.total(at, &metric).and_then(|figure| figure.mean);
    let out = plan.transitions.iter().filter(|transition| transition.from.0 == stage);
    let (mut gone, mut went_on, mut rate) = (0.0, 0.0, 0.0);
    for transition in out {
        let arrow = format!("{id} -> {}", name(plan, transition.to));
        let passages = mean(format!("passages[{arrow}]")).unwrap_or(0.0);
        if is_loss(plan, transition.to) {
            gone += passages;
            rate += mean(format!("rate[{arrow}]")).unwrap_or(0.0);
        } else {
            went_on += passages;
        }
    }
    let (people, share) = match &plan.kinds[0].leaving[stage] {
        Leaving::Instant { otherwise, .. } => {
            let entries = mean(format!("entries[{id}]"))?;
            // Whoever takes no arrow goes where `else` says.
            let people = if is_loss(plan, *otherwise) { (entries - went_on).max(0.0) } else { gone };
            (people, Share::OfEntries(people / entries))
        }
        Leaving::Stay { .. } | Leaving::After { .. } => (gone, Share::OfEntries(gone / (gone + went_on))),
        Leaving::Hazards { .. } | Leaving::Never => (gone, Share::PerPeriod(rate)),
    };
    (people >= 0.5).then_some(Lost { people, share })
}

/// As figures name it.
fn name(plan: &Plan, to: Target) -> &str {
    match to {
        Target::Exit => "exit",
        Target::Stage(stage) => &plan.stages[stage.0].id,
    }
}

fn is_loss(plan: &Plan, to: Target) -> bool {
    match to {
        Target::Exit => true,
        Target::Stage(stage) => plan.stages[stage.0].role == Role::Lapsed,
    }
}

/// Means over futures, without a range: two digits.
fn two_digits(value: f64) -> f64 {
    let unit = numbers::power_of_ten(numbers::exponent_of(value) - 1);
    (value / unit).round() * unit
}

/// What a stage that loses people is called in a row of a table: `Lost at Trial (mean)`.
pub fn row_name(stage: &str, language: Language) -> String {
    let words = words("Lost at {stage} (mean)", "이탈(평균): {stage}", "流失（均值）：{stage}");
    language.fill(words, &[("stage", stage)])
}
