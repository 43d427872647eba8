//! Plans: the tree with the changes of a plan, read again by the same code.

use super::grammar::child;
use super::keys::{Shape, along};
use super::kinds::Kinds;
use super::names::did_you_mean;
use super::number::is_form;
use super::reader::{Context, keep, texts};
use super::tree::{Entry, Node, Table, Value};
use super::written::{About, PlanText, Spanned, Text, Wheel, Written};
use super::written_effects::ChangeText;
use super::{effects, path, sections};
use crate::base::diagnostics::{Diagnostic, Span};

/// Longest chain of plans that extend one another.
const LONGEST_CHAIN: usize = 100;

/// What a plan, or the plan and those it extends, does to the tree.
#[derive(Debug, Default)]
pub(super) struct Edits {
    /// Values by path, in the order in which they are set.
    pub sets: Vec<Entry>,
    /// Changes by path.
    pub changes: Vec<Entry>,
    /// The same two for segments, by name.
    pub of_segments: Vec<(Text, Vec<Entry>, Vec<Entry>)>,
}

/// The wheels of a scenario.
pub(super) struct Read {
    pub base: Wheel,
    /// The base without what is set from outside.
    pub as_written: Option<Wheel>,
    pub plans: Vec<PlanText>,
}

/// Reads the scenario as written, and every plan as a complete scenario of its own.
///
/// * `as_written`: the scenario without what is set from outside, if anything is
pub(super) fn read(root: &Table, as_written: Option<&Table>, start: Span, context: &mut Context) -> Read {
    let plans = sections::plans(root, context);
    let edits: Vec<Edits> = (0..plans.len()).map(|index| edits(root, &plans, index, context)).collect();
    let mut trees = vec![root.clone()];
    for edits in &edits {
        let mut changed = root.clone();
        apply(&mut changed, &edits.sets, context);
        trees.push(changed);
    }
    let all: Vec<&Table> = trees.iter().chain(as_written).collect();
    let kinds = Kinds::new(root, &all, context);
    let mut wheels = Vec::with_capacity(trees.len());
    let none = Edits::default();
    for (tree, edits) in trees.iter().zip([&none].into_iter().chain(&edits)) {
        wheels.push(wheel((root, tree), edits, &kinds, start, context));
    }
    let base = wheels.remove(0);
    let read = plans.into_iter().zip(wheels).map(|((about, _), wheel)| PlanText { about, wheel });
    let plans = read.collect();
    // What is wrong in the file alone has its message where nothing is set in its place, and none where something is.
    let said = std::mem::take(&mut context.diagnostics);
    let as_written = as_written.map(|tree| wheel((tree, tree), &none, &kinds, start, context));
    context.diagnostics = said;
    Read { base, as_written, plans }
}

/// * `trees`: the scenario as written, and as the plan changes it
fn wheel(trees: (&Table, &Table), edits: &Edits, kinds: &Kinds, start: Span, context: &mut Context) -> Wheel {
    let mut wheel = sections::wheel(trees.1, start, context);
    wheel.changes = edits.changes.iter().map(|change| of_plan(change, context)).collect();
    wheel.kinds = kinds.read(trees, edits, start, context);
    wheel
}

/// Whether a path names something that plans may differ in: not the clock, a goal or the report.
pub(super) fn is_of_the_wheel(path: &str) -> bool {
    let Ok(segments) = path::segments(path) else { return true };
    path.contains("->") || along(&segments).is_none_or(|(section, ..)| section.of_plans)
}

/// A change of a plan: named by the path and the text, so that equal changes of two plans share their draw.
pub(super) fn of_plan(entry: &Entry, context: &mut Context) -> ChangeText {
    let mut change = effects::change(entry, "", context);
    if let Written::As(factor) = &mut change.factor {
        let times = if factor.written.contains('%') { "" } else { "times " };
        factor.path = format!("{}={times}{}", change.on.value, factor.written);
    }
    change
}

/// Everything that a plan does: what the plans do that it extends first, then its own.
fn edits(root: &Table, plans: &[(About, &Table)], index: usize, context: &mut Context) -> Edits {
    let mut chain = vec![index];
    while let Some(next) = extended(plans, chain[chain.len() - 1], context) {
        if chain.contains(&next) || chain.len() == LONGEST_CHAIN {
            context.diagnostics.push(loop_of_plans(plans, &chain, next));
            break;
        }
        chain.push(next);
    }
    let mut edits = Edits::default();
    for index in chain.into_iter().rev() {
        let plan = plans[index].1;
        let sets = own(plan, "set");
        edits.sets.extend(sets.into_iter().filter(|set| keep_allowed(set, context)));
        edits.changes.extend(own(plan, "changes").into_iter().filter(|set| keep_allowed(set, context)));
        edits.sets.extend(switches(root, plan, context));
        for (span, name, table) in segment_tables(root, plan, context) {
            let (sets, changes) = (own(table, "set"), own(table, "changes"));
            edits.of_segments.push((Spanned { value: name, span }, sets, changes));
        }
    }
    edits
}

/// `[plans.p.segments.x]`, of segments that there are.
fn segment_tables<'a>(root: &Table, plan: &'a Table, context: &mut Context) -> Vec<(Span, String, &'a Table)> {
    let Some((_, tables)) = sections::section(plan, "segments") else {
        return Vec::new();
    };
    let known = names(root, "segments");
    let mut found = Vec::new();
    for entry in &tables.entries {
        let Some(table) = entry.node.as_table() else { continue };
        if known.contains(&entry.key.as_str()) {
            found.push((entry.key_span, entry.key.clone(), table));
        } else {
            let error = Diagnostic::error(format!("no segment `{}`", entry.key)).at(entry.key_span, "");
            context.diagnostics.push(error.maybe_help(did_you_mean(&entry.key, known.clone(), "segment")));
        }
    }
    found
}

/// The names of the tables of a section.
pub(super) fn names<'a>(root: &'a Table, section: &str) -> Vec<&'a str> {
    let table = sections::section(root, section).map(|(_, table)| table);
    let entries = table.into_iter().flat_map(|table| &table.entries);
    entries.filter(|entry| entry.node.as_table().is_some()).map(|entry| entry.key.as_str()).collect()
}

/// Initiatives that the plan takes or leaves, and channels that it switches off, as values that it sets.
fn switches(root: &Table, plan: &Table, context: &mut Context) -> Vec<Entry> {
    let mut sets = Vec::new();
    let initiatives = names(root, "initiatives");
    for (key, active) in [("initiatives", true), ("without", false)] {
        for name in list(plan, key, context) {
            if initiatives.contains(&name.value.as_str()) {
                let path = format!("initiatives.{}.active", name.value);
                sets.push(entry(path, Value::Flag(active), name.span));
            } else {
                let error = Diagnostic::error(format!("no initiative `{}`", name.value)).at(name.span, "");
                let help = did_you_mean(&name.value, initiatives.clone(), "initiative");
                context.diagnostics.push(error.maybe_help(help));
            }
        }
    }
    for name in list(plan, "off", context) {
        match name.value.split_once('.') {
            Some(("channels", channel)) if names(root, "channels").contains(&channel) => {
                sets.push(entry(format!("channels.{channel}.active"), Value::Flag(false), name.span));
            }
            Some(("referrals", referral)) if names(root, "referrals").contains(&referral) => {
                sets.extend(nobody_invites(root, referral, name.span));
            }
            _ => {
                let error = Diagnostic::error(format!("`{}` cannot be switched off", name.value)).at(name.span, "");
                let channels = names(root, "channels").into_iter().map(|name| format!("channels.{name}"));
                let referrals = names(root, "referrals").into_iter().map(|name| format!("referrals.{name}"));
                let known: Vec<String> = channels.chain(referrals).collect();
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                let help = did_you_mean(&name.value, known, "choice");
                context.diagnostics.push(error.maybe_help(help));
            }
        }
    }
    sets
}

fn entry(key: String, value: Value, span: Span) -> Entry {
    Entry { key, key_span: span, node: Node { value, span } }
}

/// A referral is off when nobody invites; the unit stands where the author wrote it.
fn nobody_invites(root: &Table, referral: &str, span: Span) -> Vec<Entry> {
    let table = sections::section(root, "referrals").and_then(|(_, table)| table.get(referral)?.as_table());
    let has_per = table.is_some_and(|table| table.get("per").is_some());
    let none = || if has_per { Value::Whole(0) } else { Value::Text("0 per month".to_string()) };
    let path = format!("referrals.{referral}.invites");
    match table.and_then(|table| table.get("invites")?.as_table()) {
        Some(by_stage) if !is_form(by_stage) => {
            by_stage.keys().map(|stage| entry(child(&path, stage), none(), span)).collect()
        }
        _ => vec![entry(path, none(), span)],
    }
}

fn list(plan: &Table, key: &str, context: &mut Context) -> Vec<Text> {
    let Some(node) = plan.get(key) else {
        return Vec::new();
    };
    if matches!(&node.value, Value::List(nodes) if nodes.is_empty()) {
        return Vec::new();
    }
    match keep(texts(node, key, context), context) {
        Written::As(texts) => texts,
        Written::Absent | Written::Broken => Vec::new(),
    }
}

/// The texts of a list; what is no text is left out.
pub(super) fn text_list(plan: &Table, key: &str) -> Vec<String> {
    let nodes = match plan.get(key).map(|node| &node.value) {
        Some(Value::List(nodes)) => nodes.as_slice(),
        Some(Value::Text(text)) => return vec![text.clone()],
        _ => &[],
    };
    let text = |node: &Node| match &node.value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    };
    nodes.iter().filter_map(text).collect()
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

/// A table of paths, nested ones put together.
pub(super) fn own(table: &Table, key: &str) -> Vec<Entry> {
    let Some(node) = table.get(key) else {
        return Vec::new();
    };
    match node.as_table() {
        Some(table) => {
            let flat = table.entries.iter().flat_map(flattened);
            flat.map(|each| Entry { key: each.value.0, ..each.value.1.clone() }).collect()
        }
        // What is no table has its message from the grammar.
        None => Vec::new(),
    }
}

/// Sets values by path; what cannot be set has its message.
pub(super) fn apply(root: &mut Table, sets: &[Entry], context: &mut Context) {
    for set in sets {
        if let Err(diagnostic) = path::set(root, &set.key, set.node.clone()) {
            context.diagnostics.push(diagnostic.at(set.key_span, ""));
        }
    }
}

/// `set.channels.search.spend = 1` nests where `set."channels.search.spend" = 1` does not; both are one path.
pub(super) fn flattened(change: &Entry) -> Vec<Spanned<(String, &Entry)>> {
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
    match along(&segments) {
        Some((root, _, _)) if !root.of_plans => true,
        Some((_, Some(key), read)) if matches!(key.shape, Shape::Values(_) | Shape::Section(_) | Shape::Paths) => {
            segments.len() > read
        }
        Some((root, None, _)) if matches!(root.shape, Shape::Things(_)) => segments.len() >= 3,
        Some((_, None, _)) => segments.len() >= 2,
        Some((_, Some(_), _)) | None => true,
    }
}

/// Whether a plan may change what an entry names; a message if not.
fn keep_allowed(entry: &Entry, context: &mut Context) -> bool {
    match refuse(&entry.key) {
        Ok(()) => true,
        Err(diagnostic) => {
            context.diagnostics.push(diagnostic.at(entry.key_span, ""));
            false
        }
    }
}

fn refuse(path: &str) -> Result<(), Diagnostic> {
    if path.contains("->") {
        return Ok(());
    }
    let segments = path::segments(path)?;
    let root = segments[0].as_str();
    let Some((section, key, _)) = along(&segments) else {
        // What names nothing has its message when it is set.
        return Ok(());
    };
    if !section.of_plans {
        return Err(Diagnostic::error(format!("a plan cannot change `{root}`"))
            .help("plans differ in decisions; the clock, the goals and the futures are the same for all of them"));
    }
    if let ("money", Some("count" | "count_start" | "discount")) = (root, segments.get(1).map(String::as_str)) {
        return Err(Diagnostic::error("a plan cannot change how money is counted")
            .help("figures that are counted differently cannot be compared"));
    }
    let (Shape::Things(thing), Some(key)) = (section.shape, key) else {
        return Ok(());
    };
    let (what, fixed) = thing.fixed;
    let whole = segments.len() == 3 || matches!(key.shape, Shape::Section(_));
    if whole && fixed.contains(&key.name) {
        return Err(Diagnostic::error(format!("a plan cannot change the `{}` of {what}", key.name))
            .help("a plan changes numbers; what there is is common to all plans"));
    }
    Ok(())
}
