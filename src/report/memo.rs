//! What a report says, in the order in which it is read: sections of sentences, tables, charts.
//!
//! Plain data in the report's language; [`super::html`] makes a page of it.

use serde::Serialize;

use super::figure::Figure;
use super::html::Table;

/// A part of the memo with a heading of its own; the list of contents names it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Section {
    /// Its address on the page: `answer`.
    pub id: &'static str,
    pub heading: String,
    pub blocks: Vec<Block>,
}

impl Section {
    /// A section, unless there is nothing in it.
    pub fn of(id: &'static str, heading: &str, blocks: Vec<Block>) -> Option<Section> {
        (!blocks.is_empty()).then(|| Section { id, heading: heading.to_string(), blocks })
    }
}

/// Whatever stands in a section. All strings are plain text; the page escapes them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "is", content = "of", rename_all = "lowercase")]
pub enum Block {
    /// The sentence that is read out first.
    Lead(String),
    Text(String),
    /// A heading below that of the section.
    Heading(String),
    List(Vec<String>),
    Table(Table),
    /// A table that is opened by its caption.
    Folded(Table),
    Listing(Listing),
    Figure(Figure),
    Plans(Vec<PlanCard>),
    /// Links to places of the page: address and text.
    Links(Vec<(String, String)>),
    /// What something is called, and what it is; codes are set as such.
    Terms(Vec<Term>),
    /// What is typed.
    Command(String),
    File(FileText),
}

/// A file as it is, opened by its caption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileText {
    pub caption: String,
    pub text: String,
}

/// A table of words: the first column names its rows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Listing {
    pub caption: String,
    pub columns: Vec<String>,
    /// As many words as columns.
    pub rows: Vec<Vec<Word>>,
    /// Whether it is opened by its caption.
    pub folded: bool,
}

/// A cell of a [`Listing`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Word {
    pub text: String,
    /// As it stands in the scenario: a path, a value.
    pub code: String,
}

impl Word {
    pub fn text(text: impl Into<String>) -> Word {
        Word { text: text.into(), code: String::new() }
    }

    pub fn code(code: impl Into<String>) -> Word {
        Word { text: String::new(), code: code.into() }
    }
}

/// A plan in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanCard {
    /// Index of the plan in the model; it takes its colour.
    pub plan: usize,
    pub label: String,
    pub description: Option<String>,
    /// What it does differently, a sentence each.
    pub changes: Vec<String>,
    /// What it spends on growth.
    pub spends: Option<String>,
}

/// What something is called, and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Term {
    pub name: String,
    pub is: Word,
}
