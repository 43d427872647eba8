//! Whether a file has only keys that the language has ([`super::keys`]), and no more of them than anybody can read.
//!
//! Keys of the larger language that this version does not carry are listed there too, so that their message can
//! say so instead of guessing at a slip.

use super::keys::Shape::{Paths, Rates, Section as Sub, Things, Value as Val, ValueOrNamed, Values};
use super::keys::{SCENARIO, Section, Shape};
use super::names::{did_you_mean, is_name};
use super::tree::{Entry, Node, Table, Value};
use crate::base::diagnostics::{Diagnostic, Diagnostics, Span};

/// The key that says how segments and the numbers of all agree.
const BLEND: &str = "segments.blend";

/// Most things of one kind: stages, channels, plans, members of a list.
const MOST_THINGS: usize = 500;

/// Most transitions out of one stage; a joint sample of n counts takes n^2 / 2 numbers.
const MOST_TRANSITIONS: usize = 50;

/// Most plans, each of which is a scenario of its own.
const MOST_PLANS: usize = 100;

/// The message about a scenario that has too many things for any chart, and for a check in reasonable time.
pub(super) fn too_large(root: &Table) -> Option<Diagnostic> {
    let plans = root.entry("plans").map(|plans| (plans, MOST_PLANS));
    let too_many = plans.filter(|(plans, most)| length(&plans.node) > *most).or_else(|| longest(root));
    let (entry, most) = too_many?;
    let title = format!("more than {most} in `{}`, there are {}", entry.key, length(&entry.node));
    Some(
        Diagnostic::error(title)
            .at(entry.key_span, "")
            .help("nobody could read a report about them; sum some of them up"),
    )
}

/// A list or table that is too long; lists of data are read from files.
fn longest(table: &Table) -> Option<(&Entry, usize)> {
    table.entries.iter().find_map(|entry| {
        let most = if entry.key == "to" { MOST_TRANSITIONS } else { MOST_THINGS };
        if length(&entry.node) > most {
            return Some((entry, most));
        }
        entry.node.as_table().and_then(longest)
    })
}

fn length(node: &Node) -> usize {
    match &node.value {
        Value::List(nodes) => nodes.len(),
        Value::Table(table) => table.entries.len(),
        _ => 0,
    }
}

/// Reports every key that the language does not have, and every table that is something else.
pub(super) fn check_keys(root: &Table, diagnostics: &mut Diagnostics) {
    check_section(root, &SCENARIO, "", diagnostics);
}

fn check_section(table: &Table, section: &Section, place: &str, diagnostics: &mut Diagnostics) {
    for entry in &table.entries {
        match section.shape(&entry.key) {
            Some(shape) => check_shape(entry, shape, &child(place, &entry.key), diagnostics),
            None => diagnostics.push(unknown_key(&entry.key, section).at(entry.key_span, "")),
        }
    }
}

fn check_shape(entry: &Entry, shape: Shape, place: &str, diagnostics: &mut Diagnostics) {
    let things = match shape {
        Val | ValueOrNamed => return,
        Sub(section) => {
            if let Some(table) = table_of(&entry.node, place, entry.key_span, diagnostics) {
                check_section(table, section, place, diagnostics);
            }
            return;
        }
        Things(section) => Some(section),
        // What is written as `to` has a message of its own.
        Values("transition") if entry.node.as_table().is_none() => return,
        Values(_) | Paths | Rates => None,
    };
    let Some(table) = table_of(&entry.node, place, entry.key_span, diagnostics) else {
        return;
    };
    for entry in &table.entries {
        if !matches!(shape, Paths | Rates) && !is_name(&entry.key) {
            diagnostics.push(not_a_name(&entry.key, entry.key_span));
        }
        let inner = child(place, &entry.key);
        // The one value beside the things.
        if inner == BLEND && entry.node.as_table().is_none() {
            continue;
        }
        let Some(section) = things else { continue };
        if let Some(table) = table_of(&entry.node, &inner, entry.key_span, diagnostics) {
            check_section(table, section, &inner, diagnostics);
        }
    }
}

fn table_of<'a>(node: &'a Node, place: &str, key: Span, diagnostics: &mut Diagnostics) -> Option<&'a Table> {
    let table = node.as_table();
    if table.is_none() {
        let is_text_of_nothing =
            matches!(&node.value, Value::List(nodes) if nodes.iter().all(|node| node.as_table().is_some()));
        let help = if is_text_of_nothing {
            format!("write [{place}] with single brackets")
        } else {
            format!("open it with [{place}], or write {place} = {{ ... }}")
        };
        let title = format!("expected `{place}` to be a table, found {}", node.kind());
        diagnostics.push(Diagnostic::error(title).at(key, "").help(help));
    }
    table
}

fn not_a_name(key: &str, span: Span) -> Diagnostic {
    Diagnostic::error(format!("`{key}` cannot be a name"))
        .at(span, "")
        .help("a name is letters, digits, `-` and `_`; whatever else it is called goes into its `label`")
}

/// The message about a key that a section does not have; the caller adds the place.
pub(super) fn unknown_key(key: &str, section: &Section) -> Diagnostic {
    let title = if section.what == "scenario" {
        format!("unknown key `{key}`")
    } else {
        format!("a {} has no key `{key}`", section.what)
    };
    Diagnostic::error(title).maybe_help(did_you_mean(key, section.names(), "key"))
}

/// A place one level deeper.
pub(super) fn child(place: &str, key: &str) -> String {
    if place.is_empty() { key.to_string() } else { format!("{place}.{key}") }
}
