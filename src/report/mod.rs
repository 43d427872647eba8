//! For eyes: numbers, charts, the page. Computes nothing; it shows what it is given.

pub mod numbers;
pub mod screen;
pub mod told;
