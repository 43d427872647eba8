//! The scenario file as a tree: every key and value with its place, tables in the order of the file.
//!
//! What follows ([`super::edit`], the typed sections) works on this tree and not on the parser's types,
//! so that a value set on the command line or by a plan is read by the same code as one in the file.

use std::fmt;

use toml::de::{DeTable, DeValue};

use crate::base::diagnostics::{Diagnostic, Diagnostics, SourceId, Sources, Span};

/// A value and its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub value: Value,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Text(String),
    Whole(i64),
    Decimal(f64),
    Flag(bool),
    List(Vec<Node>),
    Table(Table),
}

/// Keys and values in the order of the file.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Table {
    pub entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub key: String,
    pub key_span: Span,
    pub node: Node,
}

impl Table {
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.entries.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.node)
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.key.as_str())
    }
}

impl Node {
    pub fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// What kind of value this is, for messages: `"a list"`.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Text(_) => "a text",
            Value::Whole(_) | Value::Decimal(_) => "a number",
            Value::Flag(_) => "true or false",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

/// The value in one line as an author would write it; a text without its quotes.
///
/// Two values are the same for plans exactly if they read the same here.
impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Value::Text(text) => f.write_str(text),
            inner => write_inner(inner, f),
        }
    }
}

fn write_inner(value: &Value, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match value {
        Value::Text(text) => write!(f, "{text:?}"),
        Value::Whole(whole) => write!(f, "{whole}"),
        Value::Decimal(decimal) => write!(f, "{decimal:?}"),
        Value::Flag(flag) => write!(f, "{flag}"),
        Value::List(nodes) => {
            f.write_str("[")?;
            for (index, node) in nodes.iter().enumerate() {
                f.write_str(if index == 0 { "" } else { ", " })?;
                write_inner(&node.value, f)?;
            }
            f.write_str("]")
        }
        Value::Table(table) => {
            f.write_str("{ ")?;
            for (index, entry) in table.entries.iter().enumerate() {
                write!(f, "{}{} = ", if index == 0 { "" } else { ", " }, entry.key)?;
                write_inner(&entry.node.value, f)?;
            }
            f.write_str(if table.entries.is_empty() { "}" } else { " }" })
        }
    }
}

/// Reads a whole file.
///
/// `None` if it is not TOML: what would be guessed about the rest would mislead. Keys that stand twice
/// leave the rest readable.
pub(super) fn parse(sources: &Sources, source: SourceId, diagnostics: &mut Diagnostics) -> Option<Table> {
    let text = &sources.get(source).text;
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut readable = true;
    for error in errors {
        let span = error.span().unwrap_or(text.len()..text.len());
        let span = Span { source, start: span.start, end: span.end };
        readable &= error.message() == DUPLICATE;
        diagnostics.push(syntax_error(error.message(), sources.snippet(span)).at(span, ""));
    }
    readable.then(|| table(document.get_ref(), source, 0))
}

/// Reads one value as it may stand after `PATH=`: TOML, else the bare text.
///
/// `offset`: where in the source the text begins.
pub(super) fn parse_value(text: &str, source: SourceId, offset: usize) -> Node {
    let offset = offset + text.len() - text.trim_start().len();
    let text = text.trim();
    let span = Span { source, start: offset, end: offset + text.len() };
    match DeValue::parse(text) {
        Ok(value) => Node { span, ..node(value.get_ref(), 0..text.len(), source, offset) },
        Err(_) => Node { value: Value::Text(text.to_string()), span },
    }
}

/// The parser's words for a key that is there already.
const DUPLICATE: &str = "duplicate key";

fn syntax_error(message: &str, snippet: &str) -> Diagnostic {
    if message == DUPLICATE {
        return Diagnostic::error(format!("`{snippet}` is here for the second time"))
            .help("keep one of the two; a table in [brackets] may be opened once");
    }
    let first_line = message.lines().next().unwrap_or_default();
    Diagnostic::error(format!("this is not TOML: {first_line}"))
        .help("texts stand in \"quotes\", lists in [brackets], tables in { braces }")
}

fn table(table: &DeTable<'_>, source: SourceId, offset: usize) -> Table {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_span: Span { source, start: key.span().start + offset, end: key.span().end + offset },
            node: node(value.get_ref(), value.span(), source, offset),
        })
        .collect();
    // The parser moves a table to the end when it is opened again by a header.
    entries.sort_by_key(|entry| entry.key_span);
    Table { entries }
}

fn node(value: &DeValue<'_>, span: std::ops::Range<usize>, source: SourceId, offset: usize) -> Node {
    let value = match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(digits) => match i64::from_str_radix(digits.as_str(), digits.radix()) {
            Ok(whole) => Value::Whole(whole),
            Err(_) => Value::Decimal(digits.as_str().parse().unwrap_or(f64::INFINITY)),
        },
        DeValue::Float(digits) => Value::Decimal(digits.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        // A date is read where it is expected, as the text that the author wrote.
        DeValue::Datetime(moment) => Value::Text(moment.to_string()),
        DeValue::Array(values) => {
            let nodes = values.iter().map(|value| node(value.get_ref(), value.span(), source, offset));
            Value::List(nodes.collect())
        }
        DeValue::Table(inner) => Value::Table(table(inner, source, offset)),
    };
    Node { value, span: Span { source, start: span.start + offset, end: span.end + offset } }
}
