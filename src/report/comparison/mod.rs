//! Which plan? The comparison in sentences, in a table, and for machines.

mod json;
mod said;
mod table;

pub use json::in_json;
pub use said::{findings, knowing_more, ranking, surely, unequal_spend};
pub use table::table;

use super::assemble::Subject;
use super::summary::as_text;
use super::terminal::filled;
use crate::analysis::compare::Comparison;
use crate::results::Results;
use std::fmt::Write;

/// The pairs that are told: every plan against the reference, and the best against every other one.
fn paired_with(comparison: &Comparison) -> Vec<(usize, usize)> {
    let (reference, best) = (comparison.reference, comparison.best());
    let plans = || comparison.ranking.iter().copied();
    let mut told: Vec<(usize, usize)> = plans().filter(|&p| p != reference).map(|p| (p, reference)).collect();
    for pair in plans().filter(|&p| p != best).map(|p| (best, p)) {
        if !told.contains(&pair) {
            told.push(pair);
        }
    }
    told
}

/// How files name a plan against another one: `flywheel vs funnel`.
fn name_of_pair(subject: &Subject, plan: usize, other: usize) -> String {
    let id = |plan: usize| subject.results.plans[plan].id.as_str();
    format!("{} vs {}", id(plan), id(other))
}

/// What a plan spends on growth over the run, on average, in minor units: channels and initiatives. Rewards are
/// not in it, they follow from what comes.
fn growth_spend(results: &Results, plan: usize) -> Option<f64> {
    let mean = |metric: &str| results.total(plan, metric).and_then(|figure| figure.mean);
    Some(mean("spend")? + mean("initiative_cost").unwrap_or(0.0))
}

/// The comparison as `compare` prints it.
///
/// * `width`: columns of the terminal
pub fn on_screen(subject: &Subject, comparison: &Comparison, width: u16) -> String {
    let width = usize::from(width);
    let mut text = format!("{}\n\n", filled(&ranking(subject, comparison), width, 0));
    if let Some(table) = as_text(&table(subject, comparison), width) {
        let _ = writeln!(text, "{table}");
    }
    let said = [findings(subject, comparison), surely(subject, comparison), knowing_more(subject, comparison)];
    for sentence in said.iter().flatten() {
        let _ = writeln!(text, "{}", filled(sentence, width, 2));
    }
    text
}
