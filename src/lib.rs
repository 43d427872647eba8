#![doc = include_str!("ARCHITECTURE.md")]
// Tests compare with closed forms: no sampled bit depends on what they call.
#![cfg_attr(test, allow(clippy::disallowed_methods))]
// The order of these lines is the dependency rule: a folder uses only folders above it.
pub mod analysis;
pub mod base;
#[cfg(feature = "cli")]
pub mod cli;
pub mod engine;
pub mod metrics;
pub mod model;
pub mod program;
pub mod reference;
#[cfg(feature = "report")]
pub mod report;
pub mod results;
pub mod scenario;
pub mod uncertain;
