//! Questions that need many runs, or none: one file per question.

pub mod expected;
pub mod lifetime;
