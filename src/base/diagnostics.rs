//! What is wrong, said where it is wrong: texts, places in them, and messages with a remedy.
//!
//! A message has a title (lower case, no full stop), the places it speaks of, and a help that says what
//! to do. Messages are collected, never thrown at the first mistake: [`Diagnostics`] keeps each one once,
//! however many plans meet it, and shows them in the order of the text.

use std::collections::HashSet;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, normalize_untrusted_str};
use serde::Serialize;

/// Most messages that are shown at once; the rest is counted.
const SHOWN_AT_MOST: usize = 50;

/// Most messages that are kept: a file of which this many lines are wrong is another kind of file.
const KEPT_AT_MOST: usize = 1000;

/// The texts that messages point into: the scenario file and what was set on the command line.
#[derive(Debug, Clone, Default)]
pub struct Sources(Vec<Source>);

/// A text with the name under which it is shown.
#[derive(Debug, Clone)]
pub struct Source {
    /// Relative file name, or `--set`.
    pub name: String,
    pub text: String,
}

/// Index into [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct SourceId(usize);

/// Bytes `start..end` of a text; by default the start of the first one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    pub source: SourceId,
    pub start: usize,
    pub end: usize,
}

impl Span {
    /// From the start of the one to the end of the other, if both are of the same text.
    pub fn to(self, end: Span) -> Span {
        if self.source == end.source && end.end >= self.start { Span { end: end.end, ..self } } else { end }
    }
}

/// A line and a column, both counted from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

impl Sources {
    /// Adds a text and gives the id by which spans name it.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        self.0.push(Source { name: name.into(), text: text.into() });
        SourceId(self.0.len() - 1)
    }

    /// The text that was added first: of a scenario, its file.
    pub fn first_text(&self) -> &str {
        self.0.first().map_or("", |source| &source.text)
    }

    /// The text with an id that [`Sources::add`] of this collection gave.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.0[id.0]
    }

    /// The bytes of a span; empty if it does not fit the text.
    pub fn snippet(&self, span: Span) -> &str {
        self.get(span.source).text.get(span.start..span.end).unwrap_or_default()
    }

    /// Where a span begins.
    pub fn position(&self, span: Span) -> Position {
        let text = &self.get(span.source).text;
        let before = &text[..floor_to_character(text, span.start)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Position { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
    }

    /// The part of a span on its first line, on whole characters: what carets can stand under.
    fn on_one_line(&self, span: Span) -> Range<usize> {
        let text = &self.get(span.source).text;
        let start = floor_to_character(text, span.start);
        let end = floor_to_character(text, span.end.max(start));
        let line_end = text[start..end].find('\n').map_or(end, |newline| start + newline);
        start..line_end
    }
}

/// The last boundary between characters at or before a byte.
fn floor_to_character(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

/// How grave a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The scenario cannot be run.
    Error,
    /// It can, but may not mean what was meant.
    Warning,
    /// How something was understood.
    Note,
}

/// A place that a message speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Label {
    pub span: Span,
    /// What is there; may be empty.
    pub text: String,
    /// Whether this is the place to look at, or one that explains it.
    pub primary: bool,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    pub severity: Severity,
    pub title: String,
    pub labels: Vec<Label>,
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error with a title.
    pub fn error(title: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Error, title)
    }

    /// A warning with a title.
    pub fn warning(title: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Warning, title)
    }

    /// A note with a title.
    pub fn note(title: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Note, title)
    }

    fn new(severity: Severity, title: impl Into<String>) -> Diagnostic {
        Diagnostic { severity, title: title.into(), labels: Vec::new(), help: None }
    }

    /// Points at the place that is wrong, with a word on it.
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, text: text.into(), primary: true });
        self
    }

    /// Points at a place that explains the other one.
    pub fn beside(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, text: text.into(), primary: false });
        self
    }

    /// Says what to do.
    pub fn help(mut self, text: impl Into<String>) -> Diagnostic {
        self.help = Some(text.into());
        self
    }

    /// Says what to do, if there is something to say.
    pub fn maybe_help(mut self, text: Option<String>) -> Diagnostic {
        self.help = text.or(self.help);
        self
    }

    /// The place to look at first.
    fn place(&self) -> Option<Span> {
        let primary = self.labels.iter().find(|label| label.primary);
        primary.or(self.labels.first()).map(|label| label.span)
    }
}

/// A message as data, for `check --format json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record {
    pub severity: Severity,
    pub message: String,
    /// What stands at the place itself, if anything was said there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    pub file: Option<String>,
    /// Counted from 1.
    pub line: Option<usize>,
    /// In characters, counted from 1.
    pub column: Option<usize>,
    pub help: Option<String>,
}

/// All messages about a scenario, each once.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    known: HashSet<Diagnostic>,
}

impl Diagnostics {
    /// Keeps a message, unless the same one is there already (a plan meets what the base met).
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let first_error = diagnostic.severity == Severity::Error && !self.has_errors();
        if self.list.len() >= KEPT_AT_MOST && !first_error {
            return;
        }
        if self.known.insert(diagnostic.clone()) {
            self.list.push(diagnostic);
        }
    }

    /// Keeps the messages of another collection as well.
    pub fn extend(&mut self, others: Diagnostics) {
        others.list.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }

    /// The first message that forbids a run.
    pub fn first_error(&self) -> Option<&Diagnostic> {
        self.list.iter().find(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether anything forbids a run.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many messages of one severity there are.
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// The messages: errors first, then warnings, then notes, each in the order of the text.
    pub fn in_order(&self) -> Vec<&Diagnostic> {
        let mut ordered: Vec<&Diagnostic> = self.list.iter().collect();
        ordered.sort_by_key(|diagnostic| (diagnostic.severity, diagnostic.place()));
        ordered
    }

    /// All messages as text for a terminal, one blank line between them; empty if there are none.
    ///
    /// Shows at most 50 and says how many more there are.
    pub fn render(&self, sources: &Sources, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let ordered = self.in_order();
        let shown = ordered.iter().take(SHOWN_AT_MOST);
        let mut texts: Vec<String> = shown.map(|diagnostic| render_one(diagnostic, sources, &renderer)).collect();
        if ordered.len() > SHOWN_AT_MOST {
            texts.push(format!("... and {} more messages", ordered.len() - SHOWN_AT_MOST));
        }
        texts.iter().map(|text| format!("{}\n", text.trim_end())).collect::<Vec<_>>().join("\n")
    }

    /// All messages as data, in the order of [`Diagnostics::render`].
    pub fn records(&self, sources: &Sources) -> Vec<Record> {
        self.in_order().into_iter().map(|diagnostic| record(diagnostic, sources)).collect()
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(diagnostics: I) -> Diagnostics {
        let mut collected = Diagnostics::default();
        diagnostics.into_iter().for_each(|diagnostic| collected.push(diagnostic));
        collected
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Diagnostics {
        Diagnostics::from_iter([diagnostic])
    }
}

fn render_one(diagnostic: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = Group::with_title(level.primary_title(diagnostic.title.as_str()));
    // The text with the place to look at comes first, then the others, each with its own lines.
    let mut shown: Vec<SourceId> = diagnostic.place().map(|span| span.source).into_iter().collect();
    for label in &diagnostic.labels {
        if !shown.contains(&label.span.source) {
            shown.push(label.span.source);
        }
    }
    for source in shown {
        group = group.element(snippet(diagnostic, sources, source));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(normalize_untrusted_str(help)));
    }
    renderer.render(&[group])
}

fn snippet<'a>(
    diagnostic: &Diagnostic,
    sources: &'a Sources,
    source: SourceId,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let Source { name, text } = sources.get(source);
    let mut snippet = Snippet::source(text.as_str()).path(name.as_str()).fold(true);
    for label in diagnostic.labels.iter().filter(|label| label.span.source == source) {
        let kind = if label.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let mut annotation = kind.span(sources.on_one_line(label.span));
        if !label.text.is_empty() {
            annotation = annotation.label(normalize_untrusted_str(&label.text));
        }
        snippet = snippet.annotation(annotation);
    }
    snippet
}

fn record(diagnostic: &Diagnostic, sources: &Sources) -> Record {
    let place = diagnostic.place();
    let position = place.map(|span| sources.position(span));
    let label = diagnostic.labels.iter().find(|label| label.primary && !label.text.is_empty());
    Record {
        severity: diagnostic.severity,
        message: diagnostic.title.clone(),
        label: label.map(|label| label.text.clone()),
        file: place.map(|span| sources.get(span.source).name.clone()),
        line: position.map(|position| position.line),
        column: position.map(|position| position.column),
        help: diagnostic.help.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span_of(sources: &Sources, source: SourceId, needle: &str) -> Span {
        let start = sources.get(source).text.find(needle).unwrap();
        Span { source, start, end: start + needle.len() }
    }

    #[test]
    fn a_message_shows_file_line_column_carets_and_help() {
        let mut sources = Sources::default();
        let file = sources.add("saas.toml", "[stages.trial]\nto.customer = \"18%\"\nto.exit = \"85%\"\n");
        let diagnostic = Diagnostic::error("more than 100% of `trial` leaves each month")
            .beside(span_of(&sources, file, "\"18%\""), "")
            .at(span_of(&sources, file, "\"85%\""), "18% + 85% = 103%")
            .help("what is left over stays in `trial`");
        let expected = "\
error: more than 100% of `trial` leaves each month
 --> saas.toml:3:11
  |
2 | to.customer = \"18%\"
  |               -----
3 | to.exit = \"85%\"
  |           ^^^^^ 18% + 85% = 103%
  |
  = help: what is left over stays in `trial`
";
        assert_eq!(Diagnostics::from(diagnostic).render(&sources, false), expected);
    }

    #[test]
    fn columns_count_characters_and_never_split_one() {
        let mut sources = Sources::default();
        let file = sources.add("체험.toml", "label = \"체험\" # 끝\nx");
        let place = span_of(&sources, file, "체험");
        assert_eq!(sources.position(place), Position { line: 1, column: 10 });
        let inside = Span { source: file, start: place.start + 1, end: usize::MAX };
        assert_eq!(sources.position(inside), Position { line: 1, column: 10 });
        let text = Diagnostics::from(Diagnostic::note("here").at(inside, "")).render(&sources, false);
        assert!(text.contains("체험.toml:1:10"), "{text}");
        let beyond = Span { source: file, start: 999, end: 999 };
        assert_eq!(sources.position(beyond), Position { line: 2, column: 2 });
        assert_eq!(sources.snippet(beyond), "");
    }

    #[test]
    fn a_message_met_twice_is_kept_once_and_errors_come_first() {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", "one two");
        let mut diagnostics = Diagnostics::default();
        for _ in 0..2 {
            diagnostics.push(Diagnostic::warning("w").at(span_of(&sources, file, "one"), ""));
            diagnostics.push(Diagnostic::error("e").at(span_of(&sources, file, "two"), "second word"));
        }
        let titles: Vec<&str> = diagnostics.in_order().iter().map(|found| found.title.as_str()).collect();
        assert_eq!(titles, ["e", "w"]);
        assert_eq!(diagnostics.count(Severity::Warning), 1);
        let records = diagnostics.records(&sources);
        assert_eq!((records[0].line, records[0].column), (Some(1), Some(5)));
        assert_eq!(serde_json::to_value(&records[0]).unwrap()["severity"], "error");
        assert_eq!(records[0].label.as_deref(), Some("second word"));
    }

    #[test]
    fn of_very_many_messages_fifty_are_shown_and_the_rest_is_counted() {
        let diagnostics: Diagnostics = (0..70).map(|index| Diagnostic::error(format!("mistake {index}"))).collect();
        let text = diagnostics.render(&Sources::default(), false);
        assert!(text.contains("mistake 49\n") && !text.contains("mistake 50\n"));
        assert!(text.ends_with("... and 20 more messages\n"));
        assert_eq!(Diagnostics::default().render(&Sources::default(), true), "");
    }
}
