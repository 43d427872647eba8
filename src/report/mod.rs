//! For eyes: numbers, charts, the page. Computes nothing; it shows what it is given.

pub mod assemble;
pub mod chart;
pub mod figure;
pub mod fonts;
pub mod html;
pub mod language;
pub mod numbers;
pub mod screen;
pub mod told;
pub mod text;
pub mod write;
