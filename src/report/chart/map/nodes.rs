//! What stands on a map, measured: boxes, diamonds and rounded ends with their names.

use super::MapChart;
use crate::model::Role;
use crate::report::chart::palette::{INK, MUTED};
use crate::report::chart::shape::{Paragraph, percent};
use crate::report::chart::system::SourceKind;
use crate::report::fonts::Fonts;
use crate::report::text::Face;

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Source(SourceKind),
    /// People stay here, or pass on one way only.
    Activity(Option<Role>),
    /// Ways part at once.
    Decision,
}

/// A node with its name, in logical pixels.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub kind: Kind,
    pub text: Paragraph,
    /// Of the box or diamond.
    pub width: f64,
    pub height: f64,
    /// The share of those who leave for good, if somebody may.
    pub exit: Option<(String, f64)>,
    /// Whether its name is whole: not cut off, and no word broken.
    pub is_whole: bool,
}

impl Node {
    /// What it needs along the layers, and across them before and behind its axis.
    pub fn extents(&self, is_down: bool, text: f64) -> (f64, f64, f64) {
        let name = if self.kind == Kind::Decision {
            if is_down { self.text.width + 0.4 * text } else { self.text.height }
        } else {
            0.0
        };
        let stub =
            self.exit.as_ref().map_or(0.0, |(_, width)| if is_down { STUB * text + width } else { STUB_DOWN * text });
        let (along, across) = if is_down { (self.height, self.width) } else { (self.width, self.height) };
        let named = if self.kind != Kind::Decision {
            along
        } else if is_down {
            along.max(self.text.height)
        } else {
            along.max(self.text.width)
        };
        let of_exit =
            self.exit.as_ref().map_or(0.0, |(_, width)| if is_down { 1.2 * text } else { 2.0 * (width + 0.9 * text) });
        (named.max(of_exit), across / 2.0 + name, across / 2.0 + stub)
    }
}

/// Of shares, where names have this size.
pub(super) fn share_face(text: f64) -> Face {
    Face::regular(0.82 * text)
}

/// Whether a line may end beside it.
fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{2E80}'..='\u{9FFF}')
}

/// In ems.
const LONGEST_WORD: f64 = 9.5;

/// Length of what leads to the ring of those who are gone, in ems, with the ring.
pub(super) const STUB: f64 = 1.9;
pub(super) const STUB_DOWN: f64 = 1.75;

impl MapChart {
    pub(super) fn kind(&self, node: usize) -> Kind {
        let n = self.system.stages.len();
        if node >= n {
            return Kind::Source(self.system.sources[node - n].kind);
        }
        let stage = &self.system.stages[node];
        let onward = self.system.flows.iter().filter(|flow| flow.from == node && flow.to.is_some()).count();
        if stage.is_instant() && onward > 1 { Kind::Decision } else { Kind::Activity(stage.role) }
    }

    /// * `most`: where the name is wrapped
    /// * `breaks`: whether words that are longer are broken; else they keep their line
    pub(super) fn node(&self, node: usize, text: f64, (most, breaks): (f64, bool), fonts: &Fonts) -> Node {
        let n = self.system.stages.len();
        let kind = self.kind(node);
        let (label, people) = match node.checked_sub(n) {
            None => (&self.system.stages[node].label, self.system.stages[node].people()),
            Some(source) => (&self.system.sources[source].label, self.system.sources[source].people),
        };
        let (name, figure) = (Face::regular(text), Face::semi_bold(0.92 * text));
        let colour = if matches!(kind, Kind::Source(_)) { MUTED } else { INK };
        let lines = if matches!(kind, Kind::Source(_)) { 2 } else { 3 };
        let words = label.split_whitespace().filter(|word| !word.chars().any(is_ideograph));
        let longest = words.map(|word| name.width(word, fonts)).fold(0.0, f64::max);
        let most = if breaks { most } else { most.max(longest.min(LONGEST_WORD * text) + 0.01) };
        let mut paragraph = Paragraph::default().with(label, name, INK, most, lines, fonts);
        let is_whole = !paragraph.is_cut() && longest <= most;
        paragraph.add(&self.people(people), figure, colour, most, 1, fonts);
        let (width, height) = match kind {
            Kind::Decision => (2.3 * text, 2.3 * text),
            Kind::Source(_) => (paragraph.width + 1.5 * text, paragraph.height + 0.5 * text),
            Kind::Activity(_) => (paragraph.width + 1.1 * text, paragraph.height + 0.7 * text),
        };
        let exit = self.exit(node).filter(|(people, _)| node < n && *people > 0.0).map(|(people, share)| {
            let told = share.map_or_else(|| self.people(people), |share| percent(share, self.language));
            let width = share_face(text).width(&told, fonts);
            (told, width)
        });
        Node { kind, text: paragraph, width, height, exit, is_whole }
    }
}
