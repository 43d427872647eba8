//! What is written, every key of it: whatever no sentence tells is still told, thing by thing and plan by plan.

use super::Told;
use crate::model::Model;
use crate::report::paths;
use crate::scenario::{PlanAccount, PlanEdit};

/// Sections of which each thing has a line of its own.
const THINGS: [&str; 12] = [
    "stages",
    "channels",
    "referrals",
    "revenue",
    "costs",
    "goals",
    "frictions",
    "initiatives",
    "events",
    "capacities",
    "feedback",
    "segments",
];

/// The value behind a path, as written.
pub(super) fn value<'a>(model: &'a Model, path: &str) -> Option<&'a str> {
    let line = model.account.said.iter().find(|line| line.path == path)?;
    Some(&line.written)
}

/// What a thing changes, sets, adds and takes away, in words: `Trial → Customer +20%`.
///
/// * `place`: its path, `initiatives.courier`
pub(super) fn acts(model: &Model, place: &str) -> Vec<String> {
    let inside = |path: &str| Some(path.strip_prefix(place)?.strip_prefix('.')?.to_string());
    let act = |line: &crate::scenario::Line| {
        let path = inside(&line.path)?;
        let (kind, on) = path.split_once('.')?;
        let (words, written) = (paths::in_words(model, on), &line.written);
        match kind {
            "changes" => Some(format!("{words} {}", factor(written))),
            "rates" => Some(format!("{words} {written} of its people")),
            "set" => Some(format!("{words} becomes {written}")),
            "adds" => Some(format!("{words} {written} more")),
            "reduces" => {
                let friction = paths::label_of(model, &format!("frictions.{on}"), on);
                Some(format!("takes away {written} of {friction}"))
            }
            _ => None,
        }
    };
    model.account.said.iter().filter_map(act).collect()
}

/// `+20%` as it is; of a factor that it is one.
fn factor(written: &str) -> String {
    if written.starts_with(['+', '-']) { written.to_string() } else { format!("times {written}") }
}

/// Everything that stands in the file but plans, a line for each thing.
pub(super) fn things(about: &Told) -> Vec<String> {
    let model = about.model;
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for line in &model.account.said {
        let (place, key) = place_of(&line.path);
        let said = format!("{key} {}", line.written);
        match lines.last_mut() {
            Some((last, values)) if last == place => values.push(said),
            _ => lines.push((place.to_string(), vec![said])),
        }
    }
    let head = |place: &str| {
        let thing = model.account.things.iter().find(|thing| thing.path == place);
        thing.and_then(|thing| thing.label.as_ref()).map_or(String::new(), |label| format!(" ({label})"))
    };
    lines.iter().map(|(place, values)| format!("{place}{}: {}", head(place), values.join("; "))).collect()
}

/// The thing, or the table, that a path lies in, and its key there.
fn place_of(path: &str) -> (&str, &str) {
    let Some((section, rest)) = path.split_once('.') else { return ("scenario", path) };
    match rest.split_once('.') {
        Some((id, key)) if THINGS.contains(&section) => (&path[..section.len() + 1 + id.len()], key),
        _ => (section, rest),
    }
}

/// What each plan does differently.
pub(super) fn plans(about: &Told) -> Vec<String> {
    let model = about.model;
    let line = |account: &PlanAccount| {
        let label = model.plans.iter().find(|plan| plan.id == account.id).map_or(&account.id, |plan| &plan.label);
        let from = account.extends.iter().map(|id| {
            let plan = model.plans.iter().find(|plan| plan.id == *id);
            format!("begins with {}", plan.map_or(id, |plan| &plan.label))
        });
        let said: Vec<String> = from.chain(account.edits.iter().map(|edit| edit_in_words(model, edit))).collect();
        format!("{label}: {}", if said.is_empty() { "as written".to_string() } else { said.join("; ") })
    };
    model.account.plans.iter().map(line).collect()
}

fn edit_in_words(model: &Model, edit: &PlanEdit) -> String {
    let of = |segment: &Option<String>| {
        let label = |id: &String| format!(" ({})", paths::label_of(model, &format!("segments.{id}"), id));
        segment.as_ref().map_or(String::new(), label)
    };
    let initiative = |id: &str| paths::label_of(model, &format!("initiatives.{id}"), id);
    match edit {
        PlanEdit::Set { path, before, written, segment } => {
            let instead = before.as_ref().map_or(String::new(), |before| format!(" instead of {before}"));
            format!("{}{} becomes {written}{instead}", paths::in_words(model, path), of(segment))
        }
        PlanEdit::Changed { path, by, segment } => {
            format!("{}{} {}", paths::in_words(model, path), of(segment), factor(by))
        }
        PlanEdit::With(id) => format!("takes up {}", initiative(id)),
        PlanEdit::Without(id) => format!("does without the initiative {}", initiative(id)),
        PlanEdit::Off(path) => {
            format!("does without {}", paths::label_of(model, path, path.split('.').next_back().unwrap_or(path)))
        }
    }
}
