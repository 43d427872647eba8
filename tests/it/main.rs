//! The one integration test binary: every further one would link the whole library again.

// Tests compare with closed forms: no sampled bit depends on what they call.
#![allow(clippy::disallowed_methods)]

mod agreement;
mod bare;
mod boundaries;
#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "cli")]
mod choice;
mod cohort_models;
#[cfg(feature = "cli")]
mod comparing;
mod comparison;
mod diagnostics;
mod documents;
#[cfg(feature = "cli")]
mod drawn;
mod end_value;
mod figures;
mod fractions;
mod half_step;
mod known_answers;
mod language;
mod laws;
mod layering;
mod mechanisms;
mod migration;
#[cfg(feature = "report")]
mod page;
mod past;
#[cfg(feature = "report")]
mod pictures;
mod play;
mod random_scenarios;
mod sameness;
mod sampling;
mod single_people;
mod survivals;
mod systems;
#[cfg(feature = "cli")]
mod words;
