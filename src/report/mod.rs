//! For eyes: numbers, charts, the page. Computes nothing; it shows what it is given.

pub mod assemble;
pub mod channels;
pub mod comparison;
pub mod chart;
pub mod contributions;
pub mod experiments;
pub mod figure;
pub mod figures;
pub mod fonts;
pub mod html;
pub mod index;
pub mod labels;
pub mod language;
pub mod losses;
pub mod memo;
pub mod numbers;
pub mod paths;
pub mod scorecard;
pub mod screen;
mod summary;
mod terminal;
pub mod spreadsheet;
pub mod told;
pub mod text;
pub mod warnings;
pub mod write;
pub mod written;
