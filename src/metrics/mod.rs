//! Figures with a name, a unit, a formula and a source, computed per replication.
//!
//! A [`Definition`] says what a figure is; the [`registry()`] holds all of them, `flywheel explain` prints
//! them and reports take their wording from them. A [`Metric`] is a definition applied to a scenario
//! (`people[trial]`), a [`Figure`] over the series that the engine writes down. [`observe()`] computes the
//! figures of a block, per replication, before anything is merged: bands of ratios cannot come from merged
//! numerators and denominators.
//!
//! A ratio with a zero denominator is *absent* (NaN here, empty in files), never 0 and never infinite. A
//! time until something that does not come within the run is +infinity: later than everything.

mod acquisition;
mod capacity;
mod catalogue;
mod choice;
mod cohorts;
mod contributions;
mod exactness;
mod experiments;
mod figure;
mod goals;
mod money;
mod movements;
mod observe;
mod one;
mod orders;
mod people;
mod recurring;
mod referral;
mod returns;
mod sources;
mod spans;
mod stay;
mod targets;
mod wheel;

pub use catalogue::{Catalogue, Column, Metric, Source};
pub use figure::{Base, Figure, Series, Verdict};
pub use observe::{Scratch, Values, observe, observe_so_far};
pub use spans::{Grain, Span, Spans};

/// What a figure is, whatever the scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Definition {
    /// Its name, without index: `people`.
    pub id: &'static str,
    /// What the index in brackets names, if it has one: `stage`.
    pub index: Option<&'static str>,
    pub label: &'static str,
    pub unit: Unit,
    /// What it is, as a sentence.
    pub meaning: &'static str,
    pub formula: &'static str,
    pub source: &'static str,
}

/// What a figure is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    People,
    /// Things that are counted and not people: invitations.
    Count,
    /// Minor units of the scenario's currency.
    Money,
    /// Minor units per month: recorded per step, and so exact.
    MoneyPerMonth,
    /// Minor units for one of something: a customer, an order.
    MoneyEach,
    /// A share or a rate, 1 for 100%.
    Share,
    /// A ratio that is no share: 4.2 orders, four times the cost.
    Number,
    /// Periods since the start.
    Periods,
    /// How long something lasts, in periods.
    Duration,
    /// 1 if it is so in a replication, else 0; its mean is a chance.
    Chance,
}

impl Unit {
    /// Recorded whole units to one unit of the figure; what is recorded are integers, so that sums are exact.
    ///
    /// Shares and ratios are recorded to 2^-32, money for one of something to 2^-10 of a minor unit.
    pub fn recorded_in_one(self) -> f64 {
        match self {
            Unit::Share | Unit::Number | Unit::Duration => 4_294_967_296.0,
            Unit::MoneyEach => 1024.0,
            Unit::People | Unit::Count | Unit::Money | Unit::MoneyPerMonth | Unit::Periods | Unit::Chance => 1.0,
        }
    }

    /// Whether it is an amount of the scenario's currency.
    pub fn is_money(self) -> bool {
        matches!(self, Unit::Money | Unit::MoneyPerMonth | Unit::MoneyEach)
    }
}

/// Every definition, in the order in which `explain --list` shows them: one line per family.
pub fn registry() -> impl Iterator<Item = &'static Definition> {
    let families = [
        people::DEFINITIONS,
        movements::DEFINITIONS,
        sources::DEFINITIONS,
        referral::DEFINITIONS,
        wheel::DEFINITIONS,
        stay::DEFINITIONS,
        cohorts::DEFINITIONS,
        money::DEFINITIONS,
        returns::DEFINITIONS,
        orders::DEFINITIONS,
        recurring::DEFINITIONS,
        acquisition::DEFINITIONS,
        one::DEFINITIONS,
        contributions::DEFINITIONS,
        choice::DEFINITIONS,
        capacity::DEFINITIONS,
        experiments::DEFINITIONS,
        goals::DEFINITIONS,
        targets::DEFINITIONS,
        exactness::DEFINITIONS,
    ];
    families.into_iter().flatten().copied()
}

/// The definition of a metric id, with or without its index: `people[trial]` finds `people`.
pub fn definition(id: &str) -> Option<&'static Definition> {
    let name = id.split('[').next().unwrap_or(id).trim();
    let indexed = id.contains('[');
    let named = || registry().filter(|d| d.id == name);
    named().find(|d| d.index.is_some() == indexed).or_else(|| named().next())
}
