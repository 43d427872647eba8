//! Things that are read by their keys alone: each key of [`super::keys`] says what stands behind it.
//!
//! What it means is for the one who asks for it by its name: a file of [`crate::model`].

use super::effects;
use super::keys::{Key, Kind, SCENARIO, Section, Shape};
use super::number::NumberText;
use super::reader::{Context, Reader, flag, moment, moments, number, text, texts};
use super::sections::things;
use super::tree::{Entry, Node, Table};
use super::written::{About, MomentText, Spanned, Text, Written};
use super::written_effects::{ChangeText, ValueText};
use crate::base::diagnostics::Diagnostic;

/// A thing of such a section: `[feedback.x]`.
#[derive(Debug, Clone)]
pub struct ThingText {
    pub about: About,
    /// Its kind, for messages: `"feedback"`.
    pub what: &'static str,
    /// Every key that it may have.
    fields: Vec<(&'static str, FieldText)>,
}

/// What stands behind a key.
#[derive(Debug, Clone)]
enum FieldText {
    Text(Written<Text>),
    Texts(Written<Vec<Text>>),
    Flag(Written<Spanned<bool>>),
    Number(Written<NumberText>),
    Moment(Written<MomentText>),
    Window(Written<Spanned<Vec<MomentText>>>),
    Changes(Vec<ChangeText>),
    Values(Vec<ValueText>),
}

/// Declares how a field of one kind is asked for.
macro_rules! field {
    ($(#[$doc:meta])* $name:ident, $kind:ident, $type:ty) => {
        $(#[$doc])*
        ///
        /// # Panics
        /// If its kind of thing has no such key: whoever asks has misspelled it.
        pub fn $name(&self, key: &str) -> $type {
            match self.field(key) {
                FieldText::$kind(value) => value,
                other => panic!("`{key}` of a {} is another kind of field: {other:?}", self.what),
            }
        }
    };
}

impl ThingText {
    field!(/// One word or sentence.
        text, Text, &Written<Text>);
    field!(/// One name or several.
        texts, Texts, &Written<Vec<Text>>);
    field!(/// `true` or `false`.
        flag, Flag, &Written<Spanned<bool>>);
    field!(/// A number in any of its forms.
        number, Number, &Written<NumberText>);
    field!(/// A point or a length of time.
        moment, Moment, &Written<MomentText>);
    field!(/// A moment, or the first and the last one.
        window, Window, &Written<Spanned<Vec<MomentText>>>);
    field!(/// Changes by path, none if there is no such table.
        changes, Changes, &[ChangeText]);
    field!(/// Values by path, none if there is no such table.
        values, Values, &[ValueText]);

    fn field(&self, key: &str) -> &FieldText {
        let field = self.fields.iter().find(|(name, _)| *name == key);
        field.map(|(_, field)| field).unwrap_or_else(|| panic!("a {} has no key `{key}`", self.what))
    }
}

/// The things of all sections that are read by their keys alone, by section.
pub(super) fn all(root: &Table, context: &mut Context) -> Vec<(&'static str, Vec<ThingText>)> {
    let mut read = Vec::new();
    for key in SCENARIO.all().filter(|key| key.is_force) {
        if let Shape::Things(section) = key.shape {
            read.push((key.name, things(root, key.name, context, |entry, reader| thing(section, entry, reader))));
        }
    }
    read
}

fn thing(section: &'static Section, entry: &Entry, reader: &mut Reader<'_>) -> ThingText {
    let about = reader.about(&entry.key);
    let fields = section.keys.iter().map(|key| (key.name, field(key, reader))).collect();
    ThingText { about, what: section.what, fields }
}

fn field(key: &Key, reader: &mut Reader<'_>) -> FieldText {
    match (key.shape, key.kind) {
        (Shape::Paths, Kind::Anything) => FieldText::Values(listed(take(key, reader, effects::values))),
        (Shape::Paths, _) => FieldText::Changes(listed(take(key, reader, effects::changes))),
        (_, Kind::Texts) => FieldText::Texts(take(key, reader, texts)),
        (_, Kind::Flag) => FieldText::Flag(take(key, reader, flag)),
        (_, Kind::Moment) => FieldText::Moment(take(key, reader, moment)),
        (_, Kind::Window) => FieldText::Window(take(key, reader, moments)),
        (_, Kind::Text | Kind::OneOf(_)) => FieldText::Text(take(key, reader, text)),
        _ => FieldText::Number(take(key, reader, number)),
    }
}

/// Reads a key that is needed, or one that is not.
fn take<T>(
    key: &Key,
    reader: &mut Reader<'_>,
    read: impl FnOnce(&Node, &str, &mut Context) -> Result<T, Diagnostic>,
) -> Written<T> {
    match key.needed {
        Some(help) => reader.required(key.name, help, read),
        None => reader.read(key.name, read),
    }
}

/// The members of a list; of one that is not there or could not be read none.
pub(super) fn listed<T>(written: Written<Vec<T>>) -> Vec<T> {
    match written {
        Written::As(list) => list,
        Written::Absent | Written::Broken => Vec::new(),
    }
}
