//! What the author wrote, every value with its place; the one folder that reads scenario files.
//!
//! Text -> tree -> edits of the command line and the plans -> typed sections. An edit is a change of the
//! tree before it is read, so there is one way to say a thing. Nothing stops at the first mistake: what
//! cannot be read is left out and kept as a message, and [`crate::model::check`] goes on with the rest.

mod account;
mod data;
mod effects;
mod expression;
mod grammar;
mod in_time;
mod keys;
mod kinds;
mod left_out;
mod literal;
mod names;
mod number;
mod path;
mod plans;
mod reader;
mod schema;
mod sections;
mod signed;
mod sources;
mod things;
mod tree;
mod written;
mod written_effects;

use std::path::Path;

pub use account::{Account, Line, PlanAccount, PlanEdit, Thing, is_below};
pub use expression::{Expression, Operation};
pub use left_out::{Again, Change, LeftOut, ValueEdit};
pub(crate) use literal::Figures;
pub use literal::{Literal, Mark, Unreadable};
pub(crate) use names::{did_you_mean, nearest};
pub use number::{Family, Form, NumberText, Since};
pub use path::Arrow;
pub(crate) use path::{StageOutline, named_paths};
pub use reader::is_too_long;
pub use schema::schema;
pub use things::ThingText;
pub use written::*;
pub use written_effects::*;

use crate::base::diagnostics::{Diagnostic, Diagnostics, Sources, Span};
use data::DataFolder;
use reader::Context;
use tree::Table;

/// A value set from outside of the file: `PATH=VALUE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// As typed: `channels.search.spend=$32k per month`.
    pub text: String,
}

impl From<&str> for Override {
    fn from(text: &str) -> Override {
        Override { text: text.to_string() }
    }
}

impl Override {
    /// Whether it says something else about people, sources or money, and not only about the clock or the report.
    fn changes_the_wheel(&self) -> bool {
        self.text.split_once('=').is_some_and(|(path, _)| plans::is_of_the_wheel(path.trim()))
    }
}

/// Reads a scenario file, with values set from outside.
///
/// * `path`: a TOML file of at most 4 MiB; the data that it names lies in its folder
/// * `overrides`: applied in order, before the plans
///
/// # Errors
/// Messages, if there is no readable file, it is not TOML, or it has over 500 things of one kind. Whatever else is wrong is kept in
/// [`Scenario::noticed`], so that all of it can be said at once.
pub fn read(path: &Path, overrides: &[Override]) -> (Sources, Result<Scenario, Diagnostics>) {
    let name = path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy());
    match data::read_text(path) {
        Ok(text) => read_str(&name, &text, Some(parent(path)), overrides),
        Err(reason) => {
            let error = Diagnostic::error(format!("cannot read `{}`: {reason}", path.display()));
            (Sources::default(), Err(error.into()))
        }
    }
}

/// The folder of a file; of a bare name the current one.
fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// Reads a scenario from a text.
///
/// * `name`: the file name that messages show
/// * `folder`: where its data lies; without one it cannot name any
///
/// # Errors
/// As [`read`].
pub fn read_str(
    name: &str,
    text: &str,
    folder: Option<&Path>,
    overrides: &[Override],
) -> (Sources, Result<Scenario, Diagnostics>) {
    read_with(name, text, DataFolder::new(folder), overrides)
}

/// Reads a scenario that carries the data it names, by file name ([`Scenario::data`]).
///
/// # Errors
/// As [`read`].
pub fn read_carried(
    name: &str,
    text: &str,
    data: Vec<(String, String)>,
    overrides: &[Override],
) -> (Sources, Result<Scenario, Diagnostics>) {
    read_with(name, text, DataFolder::of(data), overrides)
}

fn read_with(
    name: &str,
    text: &str,
    data: DataFolder,
    overrides: &[Override],
) -> (Sources, Result<Scenario, Diagnostics>) {
    read_edited(name, text, data, overrides, |_| ())
}

/// The same after an edit of the tree that comes last.
fn read_edited(
    name: &str,
    text: &str,
    data: DataFolder,
    overrides: &[Override],
    edit: impl FnOnce(&mut Table),
) -> (Sources, Result<Scenario, Diagnostics>) {
    let mut sources = Sources::default();
    let file = sources.add(name, text);
    let mut context = Context { diagnostics: Diagnostics::default(), data };
    let Some(mut root) = tree::parse(&sources, file, &mut context.diagnostics) else {
        return (sources, Err(context.diagnostics));
    };
    if let Some(error) = grammar::too_large(&root) {
        return (sources, Err(error.into()));
    }
    let as_written = overrides.iter().any(Override::changes_the_wheel).then(|| root.clone());
    for each in overrides {
        apply(each, &mut root, &mut sources, &mut context.diagnostics);
    }
    edit(&mut root);
    let start = Span { source: file, start: 0, end: 0 };
    let scenario = read_tree(stem(name), (&root, as_written.as_ref()), start, context);
    (sources, Ok(scenario))
}

fn stem(name: &str) -> &str {
    Path::new(name).file_stem().and_then(|stem| stem.to_str()).unwrap_or(name)
}

fn apply(each: &Override, root: &mut Table, sources: &mut Sources, diagnostics: &mut Diagnostics) {
    let source = sources.add("--set", each.text.clone());
    let whole = Span { source, start: 0, end: each.text.len() };
    let Some((path, value)) = each.text.split_once('=') else {
        let error = Diagnostic::error("expected PATH=VALUE").at(whole, "");
        diagnostics.push(error.help("like --set channels.search.spend='$32k per month'"));
        return;
    };
    let node = tree::parse_value(value, source, path.len() + 1);
    if let Err(error) = path::set(root, path.trim(), node) {
        diagnostics.push(error.at(Span { end: path.len(), ..whole }, ""));
    }
}

/// * `root`: with what is set from outside, and without it where that makes a difference
fn read_tree(name: &str, (root, as_written): (&Table, Option<&Table>), start: Span, mut context: Context) -> Scenario {
    grammar::check_keys(root, &mut context.diagnostics);
    let mut top = reader::Reader::new(root, String::new(), start, &mut context);
    let (label, description, currency) = (top.text("label"), top.text("description"), top.text("currency"));
    let plans::Read { base, as_written, plans } = plans::read(root, as_written, start, &mut context);
    Scenario {
        name: name.to_string(),
        account: account::Account::of(root, &mut context.data),
        label,
        description,
        currency,
        time: sections::time(root, start, &mut context),
        simulation: sections::simulation(root, start, &mut context),
        accounting: sections::accounting(root, start, &mut context),
        wheel: base,
        as_written,
        goals: sections::goals(root, &mut context),
        plans,
        correlations: effects::correlations(root, &mut context),
        report: effects::report(root, start, &mut context),
        noticed: context.diagnostics,
        data: context.data.into_texts(),
    }
}
