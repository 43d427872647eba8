//! Takes typed values out of a table of the tree, and collects what cannot be read.

use super::data::DataFolder;
use super::grammar::child;
use super::literal::{Literal, Mark};
use super::number::{NumberText, read_unit};
use super::tree::{Entry, Node, Table, Value};
use super::written::{About, Moment, MomentText, Spanned, Text, Written};
use crate::base::calendar::{DateRange, Duration, Step};
use crate::base::diagnostics::{Diagnostic, Diagnostics, Span};

/// What reading needs besides the tree.
#[derive(Debug)]
pub(super) struct Context {
    pub diagnostics: Diagnostics,
    pub data: DataFolder,
}

/// One table of the tree, with the path and place that messages about it name.
pub(super) struct Reader<'a> {
    table: &'a Table,
    path: String,
    /// The key under which the table stands.
    span: Span,
    context: &'a mut Context,
}

impl<'a> Reader<'a> {
    pub fn new(table: &'a Table, path: String, span: Span, context: &'a mut Context) -> Reader<'a> {
        Reader { table, path, span, context }
    }

    /// Whatever a function makes of the value behind a key.
    pub fn read<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(&Node, &str, &mut Context) -> Result<T, Diagnostic>,
    ) -> Written<T> {
        let Some(node) = self.table.get(key) else {
            return Written::Absent;
        };
        keep(read(node, &child(&self.path, key), self.context), self.context)
    }

    /// Like [`Reader::read`], and a message if the key is not there.
    pub fn required<T>(
        &mut self,
        key: &str,
        help: &str,
        read: impl FnOnce(&Node, &str, &mut Context) -> Result<T, Diagnostic>,
    ) -> Written<T> {
        if self.table.get(key).is_none() {
            let title = format!("`{}` has no `{key}`", self.path);
            self.context.diagnostics.push(Diagnostic::error(title).at(self.span, "").help(help));
            return Written::Broken;
        }
        self.read(key, read)
    }

    pub fn text(&mut self, key: &str) -> Written<Text> {
        self.read(key, text)
    }

    pub fn number(&mut self, key: &str) -> Written<NumberText> {
        self.read(key, number)
    }

    /// The value behind a key.
    pub fn get(&self, key: &str) -> Option<&'a Node> {
        self.table.get(key)
    }

    /// The same with its key.
    pub fn get_entry(&self, key: &str) -> Option<&'a Entry> {
        self.table.entry(key)
    }

    /// Whatever a function makes of the table behind a key; of an empty one if there is none.
    pub fn section<T>(&mut self, key: &str, read: impl FnOnce(&mut Reader<'_>) -> T) -> T {
        let empty = Table::default();
        let table = self.table.get(key).and_then(Node::as_table).unwrap_or(&empty);
        let span = self.table.entry(key).map_or(self.span, |entry| entry.key_span);
        read(&mut Reader::new(table, child(&self.path, key), span, self.context))
    }

    pub fn about(&mut self, id: &str) -> About {
        // A source is for the reader of the file; only that it is a text matters here.
        self.text("source");
        About {
            id: Spanned { value: id.to_string(), span: self.span },
            label: self.text("label"),
            description: self.text("description"),
            owner: self.text("owner"),
        }
    }
}

/// Keeps the message of what could not be read.
pub(super) fn keep<T>(result: Result<T, Diagnostic>, context: &mut Context) -> Written<T> {
    match result {
        Ok(value) => Written::As(value),
        Err(diagnostic) => {
            context.diagnostics.push(diagnostic);
            Written::Broken
        }
    }
}

pub(super) fn text(node: &Node, _: &str, _: &mut Context) -> Result<Text, Diagnostic> {
    match &node.value {
        Value::Text(value) => Ok(Spanned { value: value.clone(), span: node.span }),
        _ => Err(expected("a text", node)),
    }
}

/// A name or a list of names.
pub(super) fn texts(node: &Node, path: &str, context: &mut Context) -> Result<Vec<Text>, Diagnostic> {
    let texts: Vec<Text> = match &node.value {
        Value::List(nodes) => nodes.iter().map(|node| text(node, path, context)).collect::<Result<_, _>>()?,
        _ => vec![text(node, path, context)?],
    };
    if texts.is_empty() {
        return Err(Diagnostic::error(format!("`{path}` is an empty list")).at(node.span, ""));
    }
    for (index, text) in texts.iter().enumerate() {
        if texts[..index].iter().any(|earlier| earlier.value == text.value) {
            return Err(Diagnostic::error(format!("`{}` is in the list twice", text.value)).at(text.span, ""));
        }
    }
    Ok(texts)
}

pub(super) fn flag(node: &Node, _: &str, _: &mut Context) -> Result<Spanned<bool>, Diagnostic> {
    match node.value {
        Value::Flag(value) => Ok(Spanned { value, span: node.span }),
        _ => Err(expected("true or false without quotes", node)),
    }
}

pub(super) fn number(node: &Node, path: &str, context: &mut Context) -> Result<NumberText, Diagnostic> {
    NumberText::read(node, path, &mut context.data)
}

pub(super) fn unit(node: &Node, _: &str, _: &mut Context) -> Result<Spanned<Step>, Diagnostic> {
    read_unit(node).map(|value| Spanned { value, span: node.span })
}

/// A bare whole number, a duration or a date.
pub(super) fn moment(node: &Node, _: &str, _: &mut Context) -> Result<MomentText, Diagnostic> {
    moment_of(node)
}

/// One moment, or a list of them.
pub(super) fn moments(node: &Node, path: &str, context: &mut Context) -> Result<Spanned<Vec<MomentText>>, Diagnostic> {
    let value = match &node.value {
        Value::List(nodes) => nodes.iter().map(|node| moment(node, path, context)).collect::<Result<_, _>>()?,
        _ => vec![moment(node, path, context)?],
    };
    Ok(Spanned { value, span: node.span })
}

/// The same, for who needs nothing but the value.
pub(super) fn moment_of(node: &Node) -> Result<MomentText, Diagnostic> {
    let moment = match &node.value {
        Value::Whole(periods) => Some(Moment::Periods(*periods as f64)),
        Value::Text(text) => parse_moment(text.trim()),
        _ => None,
    };
    if let Some(too_long) = moment.and_then(|moment| too_long(moment, node)) {
        return Err(too_long);
    }
    match moment {
        Some(moment) => Ok(MomentText { written: node.to_string(), span: node.span, moment }),
        None => Err(Diagnostic::error(format!("cannot read `{node}` as a time"))
            .at(node.span, "")
            .help("a time is a whole number of periods, a duration like \"3 months\", or a date like \"2027-06\"")),
    }
}

/// No length of time in a scenario is longer than this.
const MOST_YEARS: f64 = 10_000.0;

/// Nor are there more periods, whatever they are.
const MOST_PERIODS: f64 = 1e7;

/// The message about a length of time without sense.
fn too_long(moment: Moment, node: &Node) -> Option<Diagnostic> {
    let limit = match moment {
        Moment::Periods(periods) if periods.abs() > MOST_PERIODS => "10 million periods",
        Moment::After(duration) if is_too_long(duration.count, duration.unit) => "10,000 years",
        _ => return None,
    };
    let error = Diagnostic::error(format!("`{node}` is longer than {limit}")).at(node.span, "");
    Some(error.help("what lasts for good has no end: leave the key out"))
}

/// Whether so many units of time are more than any scenario is about.
pub fn is_too_long(count: f64, unit: Step) -> bool {
    count.abs() * unit.counted_in(Step::Year) > MOST_YEARS
}

fn parse_moment(text: &str) -> Option<Moment> {
    if let Some(range) = DateRange::parse(text) {
        return Some(Moment::Date(range));
    }
    let literal = Literal::parse(text).ok()?;
    match (literal.unit, literal.mark) {
        (Some(unit), Mark::None) => Some(Moment::After(Duration { count: literal.value, unit })),
        (None, Mark::None) if literal.value == literal.value.floor() => Some(Moment::Periods(literal.value)),
        _ => None,
    }
}

/// The message about a value of the wrong kind.
pub(super) fn expected(what: &str, node: &Node) -> Diagnostic {
    Diagnostic::error(format!("expected {what}, found {}", node.kind())).at(node.span, "")
}
