//! Plans: the tree with the changes of a plan, read again by the same code.

use super::grammar::child;
use super::names::did_you_mean;
use super::path;
use super::reader::Context;
use super::sections;
use super::tree::{Entry, Table, Value};
use super::written::{About, PlanText, Spanned};
use crate::base::diagnostics::{Diagnostic, Span};

/// Longest chain of plans that extend one another.
const LONGEST_CHAIN: usize = 100;

/// Reads every plan as a complete scenario of its own.
pub(super) fn read(root: &Table, start: Span, context: &mut Context) -> Vec<PlanText> {
    let plans = sections::plans(root, context);
    let mut read = Vec::with_capacity(plans.len());
    for index in 0..plans.len() {
        let mut changed = root.clone();
        for change in changes(&plans, index, context) {
            apply(&mut changed, change, context);
        }
        read.push(PlanText { about: plans[index].0.clone(), wheel: sections::wheel(&changed, start, context) });
    }
    read
}

/// All changes of a plan: of the plans it extends first, then its own.
fn changes<'a>(plans: &[(About, &'a Table)], index: usize, context: &mut Context) -> Vec<&'a Entry> {
    let mut chain = vec![index];
    while let Some(next) = extended(plans, chain[chain.len() - 1], context) {
        if chain.contains(&next) || chain.len() == LONGEST_CHAIN {
            context.diagnostics.push(loop_of_plans(plans, &chain, next));
            break;
        }
        chain.push(next);
    }
    chain.iter().rev().flat_map(|index| own_changes(plans[*index].1, context)).collect()
}

/// The plan that a plan extends.
fn extended(plans: &[(About, &Table)], index: usize, context: &mut Context) -> Option<usize> {
    let node = plans[index].1.get("extends")?;
    let Value::Text(name) = &node.value else {
        let title = format!("expected the name of a plan, found {}", node.kind());
        context.diagnostics.push(Diagnostic::error(title).at(node.span, ""));
        return None;
    };
    let found = plans.iter().position(|(about, _)| about.id.value == *name);
    if found.is_none() && name != "base" {
        let names: Vec<&str> = plans.iter().map(|(about, _)| about.id.value.as_str()).collect();
        let error = Diagnostic::error(format!("no plan `{name}`")).at(node.span, "");
        context.diagnostics.push(error.maybe_help(did_you_mean(name, names, "plan")));
    }
    found
}

fn loop_of_plans(plans: &[(About, &Table)], chain: &[usize], next: usize) -> Diagnostic {
    let first = chain.iter().position(|index| *index == next).unwrap_or(0);
    let mut ring: Vec<usize> = chain[first..].to_vec();
    // The same loop is met from each of its plans; it is one mistake.
    let smallest = (0..ring.len()).min_by_key(|position| ring[*position]).unwrap_or(0);
    ring.rotate_left(smallest);
    let names: Vec<&str> = ring.iter().chain([&ring[0]]).map(|index| plans[*index].0.id.value.as_str()).collect();
    Diagnostic::error(format!("`{}` is a loop of plans that extend one another", names.join(" -> ")))
        .at(plans[ring[0]].0.id.span, "")
        .help("let one of them extend nothing")
}

fn own_changes<'a>(plan: &'a Table, context: &mut Context) -> Vec<&'a Entry> {
    let Some(node) = plan.get("set") else {
        return Vec::new();
    };
    match node.as_table() {
        Some(table) => table.entries.iter().collect(),
        None => {
            let title = format!("expected a table of changes, found {}", node.kind());
            let help = "write set = { \"channels.search.spend\" = \"$32k per month\" }";
            context.diagnostics.push(Diagnostic::error(title).at(node.span, "").help(help));
            Vec::new()
        }
    }
}

/// Sections that a plan may change; the clock, the goals and the number of futures are common to all plans.
const CHANGEABLE: [&str; 7] = ["inputs", "stages", "channels", "referrals", "revenue", "costs", "money"];

/// Keys that say what a thing is, which no plan changes.
const FIXED: [&str; 4] = ["role", "instant", "label", "phase"];

fn apply(root: &mut Table, change: &Entry, context: &mut Context) {
    let flat = flattened(change);
    for Spanned { value: (path, entry), span } in flat {
        let result = refuse(&path).and_then(|()| path::set(root, &path, entry.node.clone()));
        if let Err(diagnostic) = result {
            context.diagnostics.push(diagnostic.at(span, ""));
        }
    }
}

/// `set.channels.search.spend = 1` nests where `set."channels.search.spend" = 1` does not; both are one path.
fn flattened(change: &Entry) -> Vec<Spanned<(String, &Entry)>> {
    let mut flat = Vec::new();
    let mut open = vec![(change.key.clone(), change)];
    while let Some((path, entry)) = open.pop() {
        match &entry.node.value {
            Value::Table(table) if !names_a_value(&path) => {
                open.extend(table.entries.iter().rev().map(|inner| (child(&path, &inner.key), inner)));
            }
            _ => flat.push(Spanned { value: (path, entry), span: entry.key_span }),
        }
    }
    flat
}

/// Whether a path is long enough to name a value, so that a table behind it is the form of a number.
fn names_a_value(path: &str) -> bool {
    if path.contains("->") {
        return true;
    }
    let segments: Vec<&str> = path.split('.').collect();
    match segments.as_slice() {
        ["inputs" | "money", _, ..] => true,
        ["stages", _, "to"] => false,
        ["inputs" | "money" | "stages" | "channels" | "referrals" | "revenue" | "costs", ..] => segments.len() >= 3,
        _ => true,
    }
}

fn refuse(path: &str) -> Result<(), Diagnostic> {
    let segments = path::segments(path)?;
    let root = segments[0].as_str();
    let known = super::grammar::SCENARIO.shape(root).is_some();
    if known && !CHANGEABLE.contains(&root) {
        return Err(Diagnostic::error(format!("a plan cannot change `{root}`"))
            .help("plans differ in decisions; the clock, the goals and the futures are the same for all of them"));
    }
    match segments.last() {
        Some(last) if segments.len() == 3 && root == "stages" && FIXED.contains(&last.as_str()) => {
            Err(Diagnostic::error(format!("a plan cannot change the `{last}` of a stage"))
                .help("a plan changes numbers; what the stages are is common to all plans"))
        }
        _ => Ok(()),
    }
}
