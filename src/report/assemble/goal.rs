//! Goals: the chance of each, by period.

use super::fans::time_axis;
use super::{AnyChart, Subject};
use crate::model;
use crate::report::chart::{Chances, Context, Goal, goal};

/// None without goals that are due at the end of a period: one over a quarter has no chance by period.
pub(super) fn chart(subject: &Subject, context: &Context) -> Option<AnyChart> {
    let goals: Vec<Goal> = subject.model.goals.iter().filter_map(|goal| with_chances(subject, goal)).collect();
    (!goals.is_empty()).then(|| -> AnyChart { Box::new(goal(&goals, time_axis(subject), context)) })
}

fn with_chances(subject: &Subject, goal: &model::Goal) -> Option<Goal> {
    let model::GoalTime::At(due) = goal.when else { return None };
    let metric = format!("chance[{}]", goal.id);
    let of_plan = |(p, &plan): (usize, &usize)| {
        let series = subject.results.by_period(p, &metric)?;
        let chance = |figure: Option<crate::results::Distribution>| {
            let figure = figure.filter(|figure| figure.n > 0)?;
            Some((figure.mean?, figure.se.unwrap_or(0.0)))
        };
        let label = subject.model.plans[plan].label.clone();
        Some(Chances { label, plan, by_period: series.into_iter().map(chance).collect() })
    };
    let chances: Option<Vec<Chances>> = subject.plans.iter().enumerate().map(of_plan).collect();
    let chances = chances?;
    let has_figures = chances.iter().any(|plan| plan.by_period.iter().any(Option::is_some));
    has_figures.then(|| Goal { label: goal.label.clone(), due, chances })
}
