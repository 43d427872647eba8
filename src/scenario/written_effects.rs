//! What acts on rates and people, as its author wrote it: initiatives, segments, correlations, and the changes that
//! all of them make. What is read by its keys alone is a [`super::ThingText`].

use super::number::NumberText;
use super::written::{About, MomentText, ShareText, Spanned, Text, Wheel, Written};
use crate::base::diagnostics::Span;

/// `PATH = CHANGE`: a factor on whatever a path or an arrow names.
#[derive(Debug, Clone)]
pub struct ChangeText {
    /// The path as written, an arrow in one spelling.
    pub on: Text,
    /// The factor: of `"+20%"` 1.2.
    pub factor: Written<NumberText>,
}

/// `PATH = VALUE`: what takes the place of a number, or is added to it.
#[derive(Debug, Clone)]
pub struct ValueText {
    /// The path as written, an arrow in one spelling.
    pub on: Text,
    pub value: Written<NumberText>,
}

/// `[initiatives.x]`
#[derive(Debug, Clone)]
pub struct InitiativeText {
    pub about: About,
    pub active: Written<Spanned<bool>>,
    pub upfront: Written<NumberText>,
    pub running: Written<NumberText>,
    pub starts: Written<MomentText>,
    pub ramp: Written<MomentText>,
    pub lasts: Written<MomentText>,
    pub chance: Written<NumberText>,
    /// Of which friction which share is removed.
    pub reduces: Vec<(Text, Written<NumberText>)>,
    pub changes: Vec<ChangeText>,
    pub set: Vec<ValueText>,
    pub adds: Vec<ValueText>,
    pub test: Option<TestText>,
}

/// `[initiatives.x.test]`
#[derive(Debug, Clone)]
pub struct TestText {
    /// The section's head.
    pub span: Span,
    /// Arrows, or `referral:x`.
    pub on: Written<Vec<Text>>,
    pub lift: Written<NumberText>,
    pub share: Written<NumberText>,
    pub lasts: Written<MomentText>,
    pub confidence: Written<NumberText>,
    pub repeat: Written<NumberText>,
    pub every: Written<MomentText>,
}

/// `[segments]`
#[derive(Debug, Clone, Default)]
pub struct SegmentsText {
    pub list: Vec<SegmentText>,
    /// `blend`
    pub blend: Option<Text>,
}

/// `[segments.x]`; what it sets and changes is in its [`KindText`]s.
#[derive(Debug, Clone)]
pub struct SegmentText {
    pub about: About,
    pub share: Written<ShareText>,
}

/// What the people of a segment, or those of them whom a source brought, do otherwise than the scenario says.
#[derive(Debug, Clone)]
pub struct KindText {
    /// Index into [`SegmentsText::list`]; 0 where there are none.
    pub segment: usize,
    /// Name of the channel or referral that brought them.
    pub source: Option<String>,
    /// The scenario with what is set for them; `None` if nothing is.
    pub wheel: Option<Box<Wheel>>,
    /// What the segment changes.
    pub changes: Vec<ChangeText>,
    /// What the plan changes about the segment.
    pub changes_of_plan: Vec<ChangeText>,
    /// What the source's `rates` change.
    pub changes_of_source: Vec<ChangeText>,
}

/// `[correlations]`: `"a ~ b" = r`.
#[derive(Debug, Clone)]
pub struct CorrelationText {
    /// As written.
    pub pair: Text,
    pub paths: [String; 2],
    pub coefficient: Written<NumberText>,
}

/// `[report]`: how it is shown, and what is told apart for it.
#[derive(Debug, Clone)]
pub struct ReportText {
    pub title: Written<Text>,
    pub shape: Written<Text>,
    pub by: Written<Text>,
    pub headline: Written<Text>,
    pub language: Written<Text>,
    pub sources: Written<Text>,
    pub cohorts: Written<Spanned<bool>>,
}
