//! Initiatives, segments and correlations, read one by one into [`super::written_effects`]; the changes that
//! everything makes.

use super::grammar::child;
use super::number::{Form, NumberText};
use super::path;
use super::plans::flattened;
use super::reader::{Context, Reader, expected, flag, keep, moment, number, text, texts};
use super::signed::{factor, relative};
use super::things::listed;
use super::tree::{Entry, Node, Table, Value};
use super::written::{ShareText, Spanned, Text, Written};
use super::written_effects::*;
use super::{Literal, sections};
use crate::base::diagnostics::{Diagnostic, Span};

/// `PATH = CHANGE` of a table; each named by the place of the table and its own path.
pub(super) fn changes(node: &Node, place: &str, context: &mut Context) -> Result<Vec<ChangeText>, Diagnostic> {
    Ok(entries(node).into_iter().map(|entry| change(&entry, place, context)).collect())
}

/// One change; `place` is the path of its table.
pub(super) fn change(entry: &Entry, place: &str, context: &mut Context) -> ChangeText {
    let on = on(entry);
    let path = child(place, &on.value);
    ChangeText { on, factor: keep(factor(&entry.node, &path, context), context) }
}

/// `PATH = VALUE` of a table.
pub(super) fn values(node: &Node, place: &str, context: &mut Context) -> Result<Vec<ValueText>, Diagnostic> {
    Ok(entries(node)
        .into_iter()
        .map(|entry| {
            let on = on(&entry);
            let value = number(&entry.node, &child(place, &on.value), context);
            ValueText { on, value: keep(value, context) }
        })
        .collect())
}

/// What an entry acts on, in one spelling.
fn on(entry: &Entry) -> Text {
    Spanned { value: path::one_spelling(&entry.key), span: entry.key_span }
}

/// The entries of a table of paths, nested tables put together to paths; what is no table has its message from the
/// grammar.
fn entries(node: &Node) -> Vec<Entry> {
    let table = node.as_table().into_iter();
    let flat = table.flat_map(|table| &table.entries).flat_map(flattened);
    flat.map(|each| Entry { key: each.value.0, ..each.value.1.clone() }).collect()
}

pub(super) fn initiative(entry: &Entry, reader: &mut Reader<'_>) -> InitiativeText {
    InitiativeText {
        about: reader.about(&entry.key),
        active: reader.read("active", flag),
        upfront: reader.number("upfront"),
        running: reader.number("running"),
        starts: reader.read("starts", moment),
        ramp: reader.read("ramp", moment),
        lasts: reader.read("lasts", moment),
        chance: reader.number("chance"),
        reduces: listed(reader.read("reduces", reduces)),
        changes: listed(reader.read("changes", changes)),
        set: listed(reader.read("set", values)),
        adds: listed(reader.read("adds", values)),
        test: match reader.read("test", test) {
            Written::As(test) => Some(test),
            Written::Absent | Written::Broken => None,
        },
    }
}

fn reduces(node: &Node, path: &str, context: &mut Context) -> Result<Vec<(Text, Written<NumberText>)>, Diagnostic> {
    let entries = node.as_table().into_iter().flat_map(|table| &table.entries);
    Ok(entries
        .map(|entry| {
            let share = number(&entry.node, &child(path, &entry.key), context);
            (Spanned { value: entry.key.clone(), span: entry.key_span }, keep(share, context))
        })
        .collect())
}

fn test(node: &Node, path: &str, context: &mut Context) -> Result<TestText, Diagnostic> {
    let Some(table) = node.as_table() else {
        return Err(expected("a table that describes the test", node));
    };
    let mut reader = Reader::new(table, path.to_string(), node.span, context);
    Ok(TestText {
        span: node.span,
        on: reader.required("on", "say what is tested: on = \"visitor -> trial\"", texts),
        lift: reader.required("lift", "say what it may bring: lift = \"-2% to 10%\", relative", relative),
        share: reader.number("share"),
        lasts: reader.required("lasts", "say how long it runs: lasts = \"2 months\"", moment),
        confidence: reader.number("confidence"),
        repeat: reader.number("repeat"),
        every: reader.read("every", moment),
    })
}

/// `[segments]`
pub(super) fn segments(root: &Table, context: &mut Context) -> SegmentsText {
    let blend = sections::section(root, "segments").and_then(|(_, table)| table.get("blend"));
    let blend = blend.filter(|node| node.as_table().is_none());
    SegmentsText {
        list: sections::things(root, "segments", context, segment),
        blend: blend.and_then(|node| match keep(text(node, "segments.blend", context), context) {
            Written::As(blend) => Some(blend),
            Written::Absent | Written::Broken => None,
        }),
    }
}

fn segment(entry: &Entry, reader: &mut Reader<'_>) -> SegmentText {
    let help = "say which share of the people they are: share = \"80%\"";
    SegmentText {
        about: reader.about(&entry.key),
        share: reader.required("share", help, |node, path, context| match &node.value {
            Value::Text(text) if text.trim() == "rest" => Ok(ShareText::Rest),
            _ => number(node, path, context).map(ShareText::Of),
        }),
    }
}

/// `[correlations]`
pub(super) fn correlations(root: &Table, context: &mut Context) -> Vec<CorrelationText> {
    let Some((_, table)) = sections::section(root, "correlations") else {
        return Vec::new();
    };
    let mut read = Vec::new();
    for each in table.entries.iter().flat_map(flattened) {
        let (key, entry) = each.value;
        let pair = Spanned { value: key.clone(), span: entry.key_span };
        let coefficient = keep(number(&entry.node, &child("correlations", &key), context), context);
        match key.split_once('~') {
            Some((left, right)) if !right.contains('~') => {
                let paths = [path::one_spelling(left), path::one_spelling(right)];
                read.push(CorrelationText { pair, paths, coefficient });
            }
            _ => {
                let error = Diagnostic::error(format!("expected a pair of uncertain numbers, found `{key}`"));
                let help = "write \"channels.search.cpc ~ inputs.service\" = -0.2";
                context.diagnostics.push(error.at(entry.key_span, "").help(help));
            }
        }
    }
    read
}

/// `[report]`
pub(super) fn report(root: &Table, start: Span, context: &mut Context) -> ReportText {
    let empty = Table::default();
    let (span, table) = sections::section(root, "report").unwrap_or((start, &empty));
    let mut reader = Reader::new(table, "report".to_string(), span, context);
    ReportText {
        title: reader.text("title"),
        shape: reader.text("shape"),
        by: reader.text("by"),
        headline: reader.text("headline"),
        language: reader.text("language"),
        sources: reader.text("sources"),
        cohorts: reader.read("cohorts", flag),
    }
}

/// Whether what a source says about an arrow is a change and not a rate of its own: a signed percentage, or a
/// bare number.
///
/// A count, a percentage without a sign and whatever has a unit are the rate itself.
pub(super) fn is_change(node: &Node, context: &mut Context) -> bool {
    if let Value::Text(text) = &node.value
        && super::signed::has_sign(text)
    {
        return true;
    }
    let Ok(number) = NumberText::read(node, "", &mut context.data) else {
        // Read again as a rate, where its message belongs.
        return false;
    };
    let bare = |literal: &Literal| *literal == Literal::plain(literal.value);
    number.per.is_none()
        && match &number.form {
            Form::Exactly(literal) => bare(literal),
            Form::Interval(low, high) => bare(low) && bare(high),
            Form::Family(_, points) | Form::Data(points) => points.iter().all(bare),
            Form::Choice(weighted) => weighted.iter().all(|(value, _)| bare(value)),
            Form::Counted { .. } => false,
            Form::Arithmetic(_) => true,
            _ => false,
        }
}
