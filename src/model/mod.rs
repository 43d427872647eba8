//! What a scenario means.

mod types;
pub use types::*;
