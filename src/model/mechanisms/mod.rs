//! Mechanisms that stand on their own: each is known by its own file here, in [`crate::engine`] and in
//! [`crate::reference`], and everybody between only carries what it needs ([`Mechanism`]).
//!
//! A new one is a file and a line of [`KINDS`]; its keys are an entry of the scenario's language.

mod feedback;

use super::checker::Checker;
use super::places::Places;
use super::types::Mechanism;
use crate::scenario::ThingText;

/// Every kind of mechanism, in the order in which they are checked.
const KINDS: &[Kind] = &[feedback::KIND];

/// How the things of a section become mechanisms.
struct Kind {
    /// Of the scenario: `"feedback"`.
    section: &'static str,
    /// What becomes of one. What it changes acts on the numbers that are read from then on.
    check: for<'a> fn(Thing<'a>, &Places<'_>, &mut Checker<'a>) -> Mechanism,
}

/// One thing of such a section.
#[derive(Clone, Copy)]
struct Thing<'a> {
    text: &'a ThingText,
    /// Its place among the mechanisms of the plan, by which numbers ask for what it says of a period
    /// ([`super::Signal::Mechanism`]).
    index: usize,
}

/// All mechanisms of a plan: by kind, then in the order of the file.
pub(super) fn check<'a>(places: &Places<'_>, checker: &mut Checker<'a>) -> Vec<Mechanism> {
    let wheel = checker.wheel;
    let mut all = Vec::new();
    for kind in KINDS {
        for text in wheel.things(kind.section) {
            let thing = Thing { text, index: all.len() };
            all.push((kind.check)(thing, places, checker));
        }
    }
    all
}

impl Thing<'_> {
    /// A mechanism of this name, without people and numbers.
    ///
    /// * `told`: what it does, in a sentence after its name, with gaps for its people and numbers
    fn mechanism(&self, kind: &'static str, told: &'static str) -> Mechanism {
        let about = &self.text.about;
        Mechanism {
            kind,
            id: about.id.value.clone(),
            label: about.name(),
            told,
            people: Vec::new(),
            numbers: Vec::new(),
        }
    }
}
