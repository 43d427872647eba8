//! How the author wants the scenario shown.

use crate::base::language::Language;

/// `[report]`: how the author wants it shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Presentation {
    /// Instead of the scenario's label.
    pub title: Option<String>,
    /// In which form the system is drawn; `None`: the one that suits it.
    pub shape: Option<Shape>,
    /// Into what periods tables are rolled up; `None`: what suits the length of the run.
    pub by: Option<RollUp>,
    /// Id of the metric by which plans are compared: its figure over the whole run.
    pub headline: Option<String>,
    /// Of charts and page.
    pub language: Language,
}

/// The form in which a system is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Trapezoids, one below the other.
    Funnel,
    /// A ring of phases that referral closes.
    Wheel,
    /// A funnel up to the sale, and its mirror image after it.
    BowTie,
    /// Two halves with a neck: the marketing system and the operations system.
    Hourglass,
}

/// What periods are rolled up into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RollUp {
    Step,
    Quarter,
    Year,
}
