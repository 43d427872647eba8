//! The keys of the scenario language, each in one entry: what may stand behind it, what it means, whether it must be
//! there, and what plans may do to it.
//!
//! Everything else about keys follows from this list: [`super::grammar`] refuses unknown ones, [`super::path`] sets
//! values by it, [`super::plans`] knows by it what a plan may change, [`super::schema`] tells editors, and sections
//! that are [`force`]s are read by it alone ([`super::things`]). The long account for people is docs/scenario.md.

mod decisions;
mod run;
mod scenario;
mod wheel;

pub(super) use scenario::SCENARIO;

/// A table with fixed keys.
#[derive(Debug)]
pub(super) struct Section {
    /// What it describes, for messages: `"stage"`.
    pub what: &'static str,
    /// Beside [`Section::about`].
    pub keys: &'static [Key],
    /// What every named thing may have; empty for what has no name.
    pub about: &'static [Key],
    /// What one of them is called in a sentence, and the keys that say what it is, which no plan changes.
    pub fixed: (&'static str, &'static [&'static str]),
}

/// A key of a section.
#[derive(Debug)]
pub(super) struct Key {
    pub name: &'static str,
    pub shape: Shape,
    pub kind: Kind,
    /// What it means, in a line.
    pub text: &'static str,
    /// The help of the message that it is not there; `None`: it need not be.
    pub needed: Option<&'static str>,
    /// Of a section of the scenario: whether plans may differ in it.
    pub of_plans: bool,
    /// Whether it is what people do and pay, so that it may differ between kinds of them.
    pub of_people: bool,
    /// Of a section of the scenario: whether its things are read by their keys alone.
    pub is_force: bool,
}

/// What may stand behind a key.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// A value: text, number, list, or a table that is the form of a number.
    Value,
    /// A value, or a table of values by name (`invites`).
    ValueOrNamed,
    /// A table with these keys.
    Section(&'static Section),
    /// A table of things by name; the things are such sections.
    Things(&'static Section),
    /// A table of values by name; what each is.
    Values(&'static str),
    /// A table whose keys are paths.
    Paths,
    /// The same of a source's own rates; a plan sets such a table as a whole.
    Rates,
}

/// What may stand behind a key, as far as an editor can check it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Anything,
    Text,
    /// `true` or `false`.
    Flag,
    /// A whole number of 0 or more.
    Whole,
    /// A number in any of its forms.
    Number,
    /// A point or a length of time.
    Moment,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// One of these words, or something else that is no text.
    Word(&'static [&'static str]),
    /// A text or a list of texts.
    Texts,
    List,
    /// Twelve factors.
    Season,
    /// A point in time, or a list of the first and the last.
    Window,
}

/// A value behind a key.
const fn value(name: &'static str, kind: Kind, text: &'static str) -> Key {
    table(name, Shape::Value, kind, text)
}

/// A table behind a key; `kind` is what its values are, where they are alike.
const fn table(name: &'static str, shape: Shape, kind: Kind, text: &'static str) -> Key {
    Key { name, shape, kind, text, needed: None, of_plans: false, of_people: false, is_force: false }
}

/// A section of things that are read by their keys alone.
const fn force(name: &'static str, section: &'static Section, text: &'static str) -> Key {
    Key { is_force: true, of_plans: true, ..table(name, Shape::Things(section), Kind::Anything, text) }
}

impl Key {
    const fn needed(self, help: &'static str) -> Key {
        Key { needed: Some(help), ..self }
    }

    const fn of_plans(self) -> Key {
        Key { of_plans: true, ..self }
    }

    const fn of_people(self) -> Key {
        Key { of_people: true, ..self }
    }
}

/// A section without anything, to be completed.
const TABLE: Section = Section { what: "", keys: &[], about: &[], fixed: ("", &[]) };

/// The section of a named thing, to be completed.
const THING: Section = Section { about: ABOUT, ..TABLE };

/// What every named thing may have.
const ABOUT: &[Key] = &[
    value("label", Kind::Text, "its name for people, in any script"),
    value("description", Kind::Text, "a sentence about it, printed in the report"),
    value("owner", Kind::Text, "who is responsible"),
    value("source", Kind::Text, "where its figures come from"),
];

const STEPS: Kind = Kind::OneOf(&["day", "week", "month", "quarter", "year"]);

impl Section {
    pub fn all(&self) -> impl Iterator<Item = &'static Key> + Clone + use<> {
        self.about.iter().chain(self.keys)
    }

    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.all().find(|key| key.name == name)
    }

    pub fn shape(&self, name: &str) -> Option<Shape> {
        self.key(name).map(|key| key.shape)
    }

    pub fn names(&self) -> impl Iterator<Item = &'static str> + Clone + use<> {
        self.all().map(|key| key.name)
    }
}

/// The section of the scenario that a path begins with, the key of its thing that follows, and how many parts of the
/// path that takes: `["stages", "trial", "to", "customer"]` gives `stages`, `to` and 3.
pub(super) fn along<T: AsRef<str>>(path: &[T]) -> Option<(&'static Key, Option<&'static Key>, usize)> {
    let root = SCENARIO.key(path.first()?.as_ref())?;
    let (inner, at) = match root.shape {
        Shape::Things(section) => (Some(section), 2),
        Shape::Section(section) => (Some(section), 1),
        _ => (None, 1),
    };
    let key = inner.zip(path.get(at)).and_then(|(section, name)| section.key(name.as_ref()));
    Some((root, key, at + usize::from(key.is_some())))
}

#[cfg(test)]
mod tests {
    use super::super::names::is_name;
    use super::*;

    fn walk(section: &'static Section, seen: &mut Vec<&'static Section>) {
        seen.push(section);
        for key in section.keys {
            if let Shape::Section(inner) | Shape::Things(inner) = key.shape {
                walk(inner, seen);
            }
        }
    }

    fn all() -> Vec<&'static Section> {
        let mut sections = Vec::new();
        walk(&SCENARIO, &mut sections);
        sections
    }

    #[test]
    fn every_key_is_a_name_and_stands_once_in_its_section() {
        for section in all() {
            let names: Vec<&str> = section.names().collect();
            for (index, name) in names.iter().enumerate() {
                assert!(is_name(name) && !names[..index].contains(name), "{} {name}", section.what);
            }
        }
    }

    #[test]
    fn every_key_has_a_meaning_and_what_no_plan_changes_is_a_key() {
        for section in all() {
            assert!(section.all().all(|key| !key.text.is_empty()), "{}", section.what);
            let (what, fixed) = section.fixed;
            assert_eq!(what.is_empty(), fixed.is_empty(), "{}", section.what);
            assert!(fixed.iter().all(|name| section.key(name).is_some()), "{} {fixed:?}", section.what);
        }
    }

    #[test]
    fn sections_have_names_of_their_own_and_a_path_is_followed_to_its_key() {
        let names: Vec<&str> = all().iter().map(|section| section.what).collect();
        for (index, name) in names.iter().enumerate() {
            assert!(!names[..index].contains(name), "{name}");
        }
        let followed = |path: &[&str]| along(path).map(|(root, key, n)| (root.name, key.map(|key| key.name), n));
        assert_eq!(followed(&["stages", "trial", "to", "customer"]), Some(("stages", Some("to"), 3)));
        assert_eq!(followed(&["market", "size"]), Some(("market", Some("size"), 2)));
        assert_eq!(followed(&["inputs", "price"]), Some(("inputs", None, 1)));
        assert_eq!(followed(&["trial -> customer"]), None);
    }
}
