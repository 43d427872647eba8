//! Uncertain numbers: each family a quantile function.

/// The law of an uncertain number.
#[derive(Debug, Clone, PartialEq)]
pub enum Law {}
