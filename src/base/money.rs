//! Money in whole minor units: cents, or won and yen themselves.

/// A currency as far as amounts are written and printed in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Currency {
    /// ISO 4217 code, `"USD"`.
    pub code: String,
    /// Sign written before an amount, `"$"`.
    pub sign: String,
    /// Digits after the point: 2 for cents, 0 for won and yen.
    pub decimals: u32,
}
