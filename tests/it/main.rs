//! The one integration test binary: every further one would link the whole library again.

// Tests compare with closed forms: no sampled bit depends on what they call.
#![allow(clippy::disallowed_methods)]

mod agreement;
mod bare;
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
mod figures;
mod known_answers;
mod language;
mod laws;
mod layering;
mod mechanisms;
#[cfg(feature = "report")]
mod page;
mod past;
#[cfg(feature = "report")]
mod pictures;
mod play;
mod random_scenarios;
mod sameness;
mod sampling;
mod systems;
#[cfg(feature = "cli")]
mod words;
