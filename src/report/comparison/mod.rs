//! Which plan? The comparison in sentences, in a table, and for machines.

mod cases;
mod choice;
mod json;
mod said;
mod table;

pub use choice::{findings, ranking, unequal_spend};
pub use json::in_json;
pub use said::{knowing_more, surely, to_find_out_first};
pub use table::{head_to_head, table};

use super::assemble::Subject;
use super::summary::as_text;
use super::terminal::filled;
use crate::analysis::compare::{Comparison, Pair};
use crate::results::Results;
use std::fmt::Write;

/// Every pair of plans in the order in which they are told: the one of the better mean first, but the reference
/// always second.
pub(super) fn in_order(comparison: &Comparison) -> impl Iterator<Item = Pair> {
    let (plans, reference) = (&comparison.ranking, comparison.reference);
    let pairs = (0..plans.len()).flat_map(move |i| (i + 1..plans.len()).map(move |j| (plans[i], plans[j])));
    let told = pairs.map(move |(a, b)| if a == reference { (b, a) } else { (a, b) });
    told.filter_map(|(a, b)| comparison.pair(a, b))
}

/// Units of files (whole currency) to one of the outcome.
pub(super) fn unit_for_files(subject: &Subject, comparison: &Comparison) -> f64 {
    let results = subject.results;
    let in_minor = results.catalogue.find(&comparison.outcome).map_or(1.0, |m| results.catalogue.unit_of(m));
    if comparison.unit.is_money() { in_minor * results.money_unit } else { in_minor }
}

/// How files name a plan against another one: `flywheel vs funnel`.
fn name_of_pair(subject: &Subject, plan: usize, other: usize) -> String {
    let id = |plan: usize| subject.results.plans[plan].id.as_str();
    format!("{} vs {}", id(plan), id(other))
}

/// What a plan spends on growth over the run, on average, in minor units: channels and initiatives. Rewards are
/// not in it, they follow from what comes.
pub(super) fn growth_spend(results: &Results, plan: usize) -> Option<f64> {
    let mean = |metric: &str| results.total(plan, metric).and_then(|figure| figure.mean);
    Some(mean("spend")? + mean("initiative_cost").unwrap_or(0.0))
}

/// The comparison as `compare` prints it.
///
/// * `width`: columns of the terminal
pub fn on_screen(subject: &Subject, comparison: &Comparison, width: u16) -> String {
    let width = usize::from(width);
    let mut text = format!("{}\n\n", filled(&ranking(subject, comparison), width, 0));
    if let Some(table) = as_text(&table(subject, comparison), width, subject.model.presentation.language) {
        let _ = writeln!(text, "{table}");
    }
    let said = [findings(subject, comparison), surely(subject, comparison), knowing_more(subject, comparison)];
    for sentence in said.iter().flatten() {
        let _ = writeln!(text, "{}", filled(sentence, width, 2));
    }
    text
}
