#![doc = include_str!("ARCHITECTURE.md")]
// Tests compare with closed forms: no sampled bit depends on what they call.
#![cfg_attr(test, allow(clippy::disallowed_methods))]
// The order of these lines is the dependency rule: a folder uses only folders above it.
pub mod base;
pub mod uncertain;
pub mod scenario;
pub mod model;
pub mod reference;
pub mod program;
pub mod engine;
pub mod metrics;
pub mod results;
pub mod analysis;
#[cfg(feature = "report")]
pub mod report;
#[cfg(feature = "report")]
pub mod batch;
#[cfg(feature = "cli")]
pub mod cli;
