//! Which plan? Plans compared over the same inputs and the same luck.

pub mod flip;
pub mod futures;
pub mod information;
pub mod matters;

mod binned;
mod regression;
#[cfg(test)]
mod tests;
