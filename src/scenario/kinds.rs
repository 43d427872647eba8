//! Kinds of people: the scenario read again for each segment, and for the people of each source that has rates
//! of its own.
//!
//! What is set for a segment comes before what a plan sets, then come the plan's own words about the segment,
//! then those of the source.

use super::grammar::child;
use super::number::NumberText;
use super::path::{StageOutline, is_of_people, named_paths, one_spelling};
use super::plans::{Edits, apply, names, of_plan, own};
use super::reader::Context;
use super::tree::{Entry, Node, Table, Value};
use super::written::{Wheel, Written};
use super::written_effects::{ChangeText, KindText};
use super::{effects, sections};
use crate::base::diagnostics::{Diagnostic, Span};

/// Most kinds of people in all plans together; each is a scenario that is read and checked.
const MOST_KINDS: usize = 2_000;

/// The kinds that all plans have.
pub(super) struct Kinds {
    segments: Vec<String>,
    /// Section (`channels` or `referrals`) and name of the sources with rates of their own in any plan.
    sources: Vec<(&'static str, String)>,
}

impl Kinds {
    pub fn new(root: &Table, trees: &[&Table], context: &mut Context) -> Kinds {
        let segments: Vec<String> = names(root, "segments").into_iter().map(str::to_string).collect();
        let has_rates = |section: &str, name: &str| trees.iter().any(|tree| rates(tree, section, name).is_some());
        let mut sources = Vec::new();
        for section in ["channels", "referrals"] {
            let named = names(root, section).into_iter().filter(|name| has_rates(section, name));
            sources.extend(named.map(|name| (section, name.to_string())));
        }
        let n_kinds = segments.len().max(1) * (1 + sources.len()) * trees.len();
        if n_kinds > MOST_KINDS {
            let error = Diagnostic::error(format!(
                "{n_kinds} kinds of people: segments times sources with rates of their own times plans"
            ));
            let help = format!("{MOST_KINDS} are possible; sum some segments up");
            let place = root.entry("segments").or_else(|| root.entry("plans")).or_else(|| root.entry("channels"));
            context.diagnostics.push(match place {
                Some(entry) => error.at(entry.key_span, "").help(help),
                None => error.help(help),
            });
            sources.clear();
        }
        Kinds { segments, sources }
    }

    /// First one per segment, then one per segment for each source with rates of its own.
    ///
    /// * `trees`: the scenario as written, and as the plan changes it
    pub fn read(&self, trees: (&Table, &Table), edits: &Edits, start: Span, context: &mut Context) -> Vec<KindText> {
        let groups: Vec<Group> =
            (0..self.segments.len().max(1)).map(|segment| self.group(segment, trees, edits, context)).collect();
        let mut kinds = Vec::with_capacity(groups.len() * (1 + self.sources.len()));
        for (segment, group) in groups.iter().enumerate() {
            let wheel = group.tree.as_ref().map(|tree| Box::new(sections::wheel(tree, start, context)));
            kinds.push(group.kind(segment, None, wheel, Vec::new()));
        }
        for (section, name) in &self.sources {
            for (segment, group) in groups.iter().enumerate() {
                let tree = group.tree.as_ref().unwrap_or(trees.1);
                let (sets, own_changes) = own_rates(tree, section, name, context);
                let wheel = if sets.is_empty() {
                    group.tree.as_ref().map(|tree| Box::new(sections::wheel(tree, start, context)))
                } else {
                    Some(Box::new(with(tree, &sets, start, context)))
                };
                kinds.push(group.kind(segment, Some(name.clone()), wheel, own_changes));
            }
        }
        kinds
    }

    fn group(&self, segment: usize, trees: (&Table, &Table), edits: &Edits, context: &mut Context) -> Group {
        let Some(name) = self.segments.get(segment) else {
            return Group { tree: None, changes: Vec::new(), of_plan: Vec::new() };
        };
        let place = format!("segments.{name}");
        let table = sections::section(trees.1, "segments").and_then(|(_, table)| table.get(name)?.as_table());
        let empty = Table::default();
        let table = table.unwrap_or(&empty);
        let sets = allowed(own(table, "set"), "segment", context);
        let changes = allowed(own(table, "changes"), "segment", context);
        let place_of_changes = child(&place, "changes");
        let changes = changes.iter().map(|change| effects::change(change, &place_of_changes, context)).collect();
        let (mut late_sets, mut late_changes) = (Vec::new(), Vec::new());
        for (_, sets, changes) in edits.of_segments.iter().filter(|(of, _, _)| of.value == *name) {
            late_sets.extend(allowed(sets.clone(), "segment", context));
            late_changes.extend(allowed(changes.clone(), "segment", context));
        }
        let named = |change: &Entry, context: &mut Context| {
            let mut change = of_plan(change, context);
            if let Written::As(factor) = &mut change.factor {
                factor.path = format!("{place}.{}", factor.path);
            }
            change
        };
        let of_plan = late_changes.iter().map(|change| named(change, context)).collect();
        if sets.is_empty() && late_sets.is_empty() {
            return Group { tree: None, changes, of_plan };
        }
        let mut tree = trees.0.clone();
        apply(&mut tree, &sets, context);
        apply(&mut tree, &edits.sets, context);
        apply(&mut tree, &late_sets, context);
        Group { tree: Some(tree), changes, of_plan }
    }
}

/// A segment in a plan.
struct Group {
    /// `None`: nothing is set for it.
    tree: Option<Table>,
    changes: Vec<ChangeText>,
    of_plan: Vec<ChangeText>,
}

impl Group {
    fn kind(
        &self,
        segment: usize,
        source: Option<String>,
        wheel: Option<Box<Wheel>>,
        changes_of_source: Vec<ChangeText>,
    ) -> KindText {
        let (changes, changes_of_plan) = (self.changes.clone(), self.of_plan.clone());
        KindText { segment, source, wheel, changes, changes_of_plan, changes_of_source }
    }
}

fn with(tree: &Table, sets: &[Entry], start: Span, context: &mut Context) -> Wheel {
    let mut changed = tree.clone();
    apply(&mut changed, sets, context);
    sections::wheel(&changed, start, context)
}

/// The entries that may differ between people; a message about each other one.
fn allowed(entries: Vec<Entry>, what: &str, context: &mut Context) -> Vec<Entry> {
    let mut kept = Vec::with_capacity(entries.len());
    for entry in entries {
        if is_of_people(&one_spelling(&entry.key)) {
            kept.push(entry);
            continue;
        }
        let error = Diagnostic::error(format!("a {what} cannot change `{}`", entry.key)).at(entry.key_span, "");
        let help = "what its people do and pay may differ: transitions, `stay`, `invites`, `accept`, `each`, `loses`, \
                    and the inputs behind them";
        context.diagnostics.push(error.help(help));
    }
    kept
}

/// The table of rates of a source.
fn rates<'a>(tree: &'a Table, section: &str, name: &str) -> Option<&'a Table> {
    let (_, things) = sections::section(tree, section)?;
    let table = things.get(name)?.as_table()?.get("rates")?.as_table()?;
    (!table.entries.is_empty()).then_some(table)
}

/// What a source's `rates` set, arrow by arrow, and what they change.
fn own_rates(tree: &Table, section: &str, name: &str, context: &mut Context) -> (Vec<Entry>, Vec<ChangeText>) {
    let place = format!("{section}.{name}.rates");
    let (mut sets, mut changes) = (Vec::new(), Vec::new());
    let Some((_, things)) = sections::section(tree, section) else {
        return (sets, changes);
    };
    let source = things.get(name).and_then(Node::as_table);
    let entries = source.map(|source| own(source, "rates")).unwrap_or_default();
    for entry in allowed(entries, if section == "channels" { "channel" } else { "referral" }, context) {
        if effects::is_change(&entry.node, context) {
            changes.push(effects::change(&entry, &place, context));
            continue;
        }
        // A rate that cannot be read is said here; as a change it would be another mistake.
        if let Err(error) = NumberText::read(&entry.node, &place, &mut context.data) {
            context.diagnostics.push(error);
            continue;
        }
        let paths = named_paths(&one_spelling(&entry.key), &outlines(tree));
        if paths.is_empty() {
            let error = Diagnostic::error(format!("there is no transition `{}`", entry.key));
            context.diagnostics.push(error.at(entry.key_span, ""));
        }
        sets.extend(paths.into_iter().map(|key| Entry { key, ..entry.clone() }));
    }
    (sets, changes)
}

/// The stages as arrows see them.
fn outlines(tree: &Table) -> Vec<StageOutline<'_>> {
    let Some((_, stages)) = sections::section(tree, "stages") else {
        return Vec::new();
    };
    stages.entries.iter().filter_map(outline_of).collect()
}

fn outline_of(entry: &Entry) -> Option<StageOutline<'_>> {
    let stage = entry.node.as_table()?;
    let says = |node: Option<&Node>, word: &str| matches!(node.map(|node| &node.value), Some(Value::Text(text)) if text.trim() == word);
    let to = stage.get("to").and_then(Node::as_table);
    let to = to.into_iter().flat_map(|to| &to.entries);
    Some(StageOutline {
        id: &entry.key,
        is_lapsed: says(stage.get("role"), "lapsed"),
        to: to.map(|each| (each.key.as_str(), says(Some(&each.node), "rest"))).collect(),
    })
}
