//! Paths: one language that names every value, in files, plans, on the command line and in reports.
//!
//! A path is the TOML path, `channels.search.spend`. A transition may also be written as its arrow,
//! `trial -> customer`, for `stages.trial.to.customer`.

use super::grammar::{child, unknown_key};
use super::keys::{SCENARIO, Section, Shape, along};
use super::names::did_you_mean;
use super::tree::{Entry, Node, Table, Value};
use crate::base::diagnostics::{Diagnostic, Span};

/// An arrow between stages as written: `a -> b`, `-> b` or `* -> b`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrow {
    /// `"a -> b"`
    One { from: String, to: String },
    /// `"* -> b"`: every transition into b.
    EveryTransitionTo(String),
    /// `"-> b"`: every entry into b, also from outside.
    EveryEntryTo(String),
}

impl Arrow {
    /// Reads an arrow; `None` if the text has none or more than one.
    pub fn parse(text: &str) -> Option<Arrow> {
        let (from, to) = text.split_once("->")?;
        let (from, to) = (from.trim(), to.trim().to_string());
        if to.is_empty() || to.contains("->") {
            return None;
        }
        Some(match from {
            "" => Arrow::EveryEntryTo(to),
            "*" => Arrow::EveryTransitionTo(to),
            from => Arrow::One { from: from.to_string(), to },
        })
    }
}

/// A path as everything else names it: an arrow with one space on either side, a path without needless quotes.
pub(crate) fn one_spelling(path: &str) -> String {
    let arrows: Vec<&str> = path.split(',').map(str::trim).collect();
    if !arrows.iter().all(|arrow| arrow.contains("->")) {
        return split(path).0.join(".");
    }
    let spelled = arrows.iter().map(|arrow| match arrow.split_once("->") {
        Some((from, to)) => format!("{} -> {}", from.trim(), to.trim()).trim_start().to_string(),
        None => arrow.to_string(),
    });
    spelled.collect::<Vec<String>>().join(", ")
}

/// Whether a path in one spelling names what people do and pay, so that it may differ between kinds of them.
///
/// What channels bring and spend, when things happen and what is limited is the same for everybody.
pub(crate) fn is_of_people(path: &str) -> bool {
    if path.contains("->") {
        return true;
    }
    let segments: Vec<&str> = path.split('.').collect();
    let Some((root, key, read)) = along(&segments) else {
        return false;
    };
    let below = segments.len() - read;
    match key {
        Some(key) => key.of_people && (below == 0 || !matches!(key.shape, Shape::Value)),
        None => root.of_people && below == 1,
    }
}

/// The TOML paths of the transitions that arrows name, in the order of the file; of a path only itself.
///
/// `* -> *` are the wanted ones: not to the exit nor to a lapsed stage. What is `"rest"` follows from the others,
/// so only an arrow that names it alone gives it. `-> b` gives none that come from outside.
pub(crate) fn named_paths(path: &str, stages: &[StageOutline<'_>]) -> Vec<String> {
    if !path.contains("->") {
        return vec![path.to_string()];
    }
    let mut found = Vec::new();
    for arrow in path.split(',') {
        let Some((from, to)) = arrow.split_once("->") else { continue };
        let (from, to) = (from.trim(), to.trim());
        for stage in stages {
            for (target, is_rest) in &stage.to {
                let wildcard = from.is_empty() || from == "*" || to == "*";
                let unwanted = *target == "exit" || stages.iter().any(|stage| stage.id == *target && stage.is_lapsed);
                let fits = (from.is_empty() || from == "*" || from == stage.id)
                    && (to == "*" || to == *target)
                    && !(wildcard && *is_rest)
                    && !(to == "*" && from == "*" && unwanted);
                let path = format!("stages.{}.to.{target}", stage.id);
                if fits && !found.contains(&path) {
                    found.push(path);
                }
            }
        }
    }
    found
}

/// What a stage is to arrows.
#[derive(Debug, Clone)]
pub(crate) struct StageOutline<'a> {
    pub id: &'a str,
    pub is_lapsed: bool,
    /// Where its transitions go, and whether each is the rest.
    pub to: Vec<(&'a str, bool)>,
}

/// Replaces the value that a path names, or adds an optional key that the language knows.
///
/// # Errors
/// A message without a place if the path names nothing that can be set; stages, transitions, channels and
/// other things are never added.
pub(super) fn set(root: &mut Table, path: &str, value: Node) -> Result<(), Diagnostic> {
    let segments = segments(path)?;
    set_in_section(root, &SCENARIO, &segments, path, value)
}

/// The keys of a path, an arrow resolved.
pub(super) fn segments(path: &str) -> Result<Vec<String>, Diagnostic> {
    let (segments, is_arrow) = split(path);
    // The last part of a longer path may be an arrow: `initiatives.x.changes.a -> b`.
    if !is_arrow || segments.len() > 1 {
        return Ok(segments);
    }
    match Arrow::parse(path) {
        Some(Arrow::One { from, to }) => Ok(vec!["stages".to_string(), from, "to".to_string(), to]),
        Some(_) => {
            Err(Diagnostic::error(format!("`{path}` names several transitions"))
                .help("set them one by one: \"a -> b\""))
        }
        None => Err(Diagnostic::error(format!("`{path}` is no arrow")).help("write it \"a -> b\"")),
    }
}

/// Cuts a path at its points; what stands in quotes is one key, with its points and arrows.
///
/// Also says whether there is an arrow outside of quotes.
fn split(path: &str) -> (Vec<String>, bool) {
    let mut segments = vec![String::new()];
    let mut quote = None;
    let (mut is_arrow, mut before) = (false, ' ');
    for letter in path.chars() {
        let last = segments.len() - 1;
        match quote {
            Some(open) if letter == open => quote = None,
            Some(_) => segments[last].push(letter),
            None if matches!(letter, '"' | '\'') && segments[last].trim().is_empty() => quote = Some(letter),
            None if letter == '.' => segments.push(String::new()),
            None => {
                is_arrow |= before == '-' && letter == '>';
                segments[last].push(letter);
            }
        }
        before = letter;
    }
    (segments.iter().map(|segment| segment.trim().to_string()).collect(), is_arrow)
}

fn set_in_section(
    table: &mut Table,
    section: &Section,
    segments: &[String],
    path: &str,
    value: Node,
) -> Result<(), Diagnostic> {
    let Some((key, rest)) = segments.split_first() else {
        return Err(names_a_table(path, section.names()));
    };
    let Some(shape) = section.shape(key) else {
        return Err(names_nothing(path, unknown_key(key, section)));
    };
    match shape {
        Shape::Value | Shape::ValueOrNamed if rest.is_empty() => {
            put(table, key, value);
            Ok(())
        }
        Shape::Value => Err(goes_too_deep(path, key)),
        Shape::ValueOrNamed => match table.get_mut(key) {
            Some(Node { value: Value::Table(inner), .. }) => set_named(inner, rest, "stage", path, value),
            _ => Err(goes_too_deep(path, key)),
        },
        Shape::Section(inner) => {
            let span = value.span;
            set_in_section(section_table(table, key, span), inner, rest, path, value)
        }
        Shape::Values(what) => set_named(existing(table, key, what, path)?, rest, what, path, value),
        Shape::Paths | Shape::Rates => set_path_of_plan(table, key, rest, path, value),
        Shape::Things(inner) => {
            let things = existing(table, key, inner.what, path)?;
            let Some((name, rest)) = rest.split_first() else {
                return Err(names_a_table(path, things.keys()));
            };
            let unknown = no_such(inner.what, name, things, path);
            match things.get_mut(name).map(|node| &mut node.value) {
                Some(Value::Table(thing)) => set_in_section(thing, inner, rest, path, value),
                _ => Err(unknown),
            }
        }
    }
}

/// Sets one of the values by name (an input, a transition) that are there already.
fn set_named(table: &mut Table, segments: &[String], what: &str, path: &str, value: Node) -> Result<(), Diagnostic> {
    match segments {
        [] => Err(names_a_table(path, table.keys())),
        [name] if table.get(name).is_some() => {
            replace(table, name, value);
            Ok(())
        }
        [name] => Err(no_such(what, name, table, path)),
        [name, ..] => Err(goes_too_deep(path, name)),
    }
}

/// `plans.funnel.set."channels.search.spend"`: the rest of the path is a path again.
fn set_path_of_plan(plan: &mut Table, key: &str, rest: &[String], path: &str, value: Node) -> Result<(), Diagnostic> {
    if rest.is_empty() {
        return Err(names_a_table(path, []));
    }
    let span = value.span;
    put(section_table(plan, key, span), &rest.join("."), value);
    Ok(())
}

fn put(table: &mut Table, key: &str, value: Node) {
    match table.get_mut(key) {
        Some(_) => replace(table, key, value),
        None => table.entries.push(Entry { key: key.to_string(), key_span: value.span, node: value }),
    }
}

/// Messages about a value that was set point to where it was set, not to where it stood before.
fn replace(table: &mut Table, key: &str, value: Node) {
    if let Some(entry) = table.entries.iter_mut().find(|entry| entry.key == key) {
        entry.key_span = value.span;
        entry.node = value;
    }
}

/// The table behind a key, made if it is not there; what is there but no table is reported elsewhere.
fn section_table<'a>(table: &'a mut Table, key: &str, span: Span) -> &'a mut Table {
    let index = match table.entries.iter().position(|entry| entry.key == key) {
        Some(index) => index,
        None => {
            let node = Node { value: Value::Table(Table::default()), span };
            table.entries.push(Entry { key: key.to_string(), key_span: span, node });
            table.entries.len() - 1
        }
    };
    let node = &mut table.entries[index].node;
    if node.as_table().is_none() {
        node.value = Value::Table(Table::default());
    }
    match &mut node.value {
        Value::Table(inner) => inner,
        _ => unreachable!("made a table just before"),
    }
}

fn existing<'a>(table: &'a mut Table, key: &str, what: &str, path: &str) -> Result<&'a mut Table, Diagnostic> {
    match table.get_mut(key).map(|node| &mut node.value) {
        Some(Value::Table(inner)) => Ok(inner),
        _ => Err(names_nothing(path, Diagnostic::error("").help(format!("there is no {what} at all")))),
    }
}

fn no_such(what: &str, name: &str, table: &Table, path: &str) -> Diagnostic {
    let known: Vec<&str> = table.keys().collect();
    let help = did_you_mean(name, known, what);
    names_nothing(path, Diagnostic::error("").maybe_help(help))
}

fn names_nothing(path: &str, reason: Diagnostic) -> Diagnostic {
    Diagnostic { title: format!("`{path}` names nothing in this scenario"), ..reason }
}

fn names_a_table<'a>(path: &str, keys: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let about = ["label", "description", "owner", "source"];
    let keys: Vec<String> =
        keys.into_iter().filter(|key| !about.contains(key)).take(12).map(|key| child(path, key)).collect();
    let help = if keys.is_empty() {
        "name one value in it".to_string()
    } else {
        format!("name one value in it: {}", keys.join(", "))
    };
    Diagnostic::error(format!("`{path}` is a table, not a value")).help(help)
}

fn goes_too_deep(path: &str, key: &str) -> Diagnostic {
    Diagnostic::error(format!("`{path}` names nothing in this scenario"))
        .help(format!("`{key}` is a value; nothing stands below it"))
}

#[cfg(test)]
mod tests {
    use super::super::tree;
    use super::*;
    use crate::base::diagnostics::{Diagnostics, Sources};

    const TEXT: &str = "
        [stages.trial]
        to.customer = \"20%\"
        [stages.customer]
        role = \"customer\"
        [referrals.invite]
        invites = { customer = 0.1 }
        [plans.a]
        set = {}
    ";

    fn after(path: &str) -> Result<String, Diagnostic> {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", TEXT);
        let mut root = tree::parse(&sources, file, &mut Diagnostics::default()).unwrap();
        let value = tree::parse_value("1%", file, 0);
        set(&mut root, path, value)?;
        Ok(Node { value: Value::Table(root), span: value_span(file) }.to_string())
    }

    fn value_span(source: crate::base::diagnostics::SourceId) -> Span {
        Span { source, start: 0, end: 0 }
    }

    #[test]
    fn a_transition_is_named_by_its_path_and_by_its_arrow() {
        let by_path = after("stages.trial.to.customer").unwrap();
        assert!(by_path.contains("to = { customer = \"1%\" }"), "{by_path}");
        assert_eq!(after("trial -> customer").unwrap(), by_path);
        assert_eq!(after("stages.'trial'.to.\"customer\"").unwrap(), by_path);
    }

    #[test]
    fn an_optional_key_that_is_not_written_yet_can_be_set() {
        assert!(after("referrals.invite.reward").unwrap().contains("reward = \"1%\""));
        assert!(after("money.cash").unwrap().contains("money = { cash = \"1%\" }"));
        assert!(after("referrals.invite.invites.customer").unwrap().contains("{ customer = \"1%\" }"));
        assert!(after("plans.a.set.channels.x.spend").unwrap().contains("channels.x.spend = \"1%\""));
        let arrow = after("plans.a.set.\"trial -> customer\"").unwrap();
        assert!(arrow.contains("set = { trial -> customer = \"1%\" }"), "{arrow}");
    }

    #[test]
    fn arrows_name_transitions_and_wildcards_leave_out_what_follows_from_the_others() {
        let to = |to: &[(&'static str, bool)]| to.to_vec();
        let stages = [
            StageOutline { id: "lead", is_lapsed: false, to: to(&[("buyer", false), ("exit", true)]) },
            StageOutline { id: "buyer", is_lapsed: false, to: to(&[("lost", false), ("fan", false)]) },
            StageOutline { id: "fan", is_lapsed: false, to: to(&[("lost", true), ("exit", false)]) },
            StageOutline { id: "lost", is_lapsed: true, to: to(&[("buyer", false)]) },
        ];
        let named = |path: &str| {
            let paths = named_paths(&one_spelling(path), &stages);
            let short = |path: &String| path.replace("stages.", "").replace(".to.", ">");
            paths.iter().map(short).collect::<Vec<String>>().join(" ")
        };
        assert_eq!(named("lead->buyer"), "lead>buyer");
        assert_eq!(named("lead -> exit"), "lead>exit");
        assert_eq!(named("* -> lost"), "buyer>lost");
        assert_eq!(named("* -> exit"), "fan>exit");
        assert_eq!(named("buyer -> *"), "buyer>lost buyer>fan");
        assert_eq!(named("-> buyer"), "lead>buyer lost>buyer");
        assert_eq!(named("* -> *"), "lead>buyer buyer>fan lost>buyer");
        assert_eq!(named("lead -> buyer, * -> buyer, fan -> lead"), "lead>buyer lost>buyer");
        assert_eq!(named("channels.'x'.spend"), "channels.x.spend");
    }

    #[test]
    fn a_path_that_names_nothing_is_refused_with_the_nearest_name() {
        let help = |path: &str| after(path).unwrap_err().help.unwrap_or_default();
        assert_eq!(help("stages.trail.to.customer"), "did you mean `trial`?");
        assert_eq!(help("stages.trial.to.custmer"), "did you mean `customer`?");
        assert_eq!(help("stages.trial.too"), "did you mean `to`?");
        assert_eq!(help("channels.search.spend"), "there is no channel at all");
        assert_eq!(help("stages.trial.role.x"), "`role` is a value; nothing stands below it");
        assert_eq!(help("* -> customer"), "set them one by one: \"a -> b\"");
        assert!(after("stages.trial").unwrap_err().title.contains("is a table"));
        assert!(after("report.language").is_ok());
        assert_eq!(help("report.languages"), "did you mean `language`?");
        for path in ["", ".", "->", "a -> b -> c", "stages", "stages.trial.to", "plans.a.set"] {
            assert!(after(path).is_err(), "{path}");
        }
    }
}
