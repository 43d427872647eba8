//! Charts: figures in, drawings out.
//!
//! A chart is a struct of figures with a `draw` for each [`Medium`]. What the charts share: a
//! [`Canvas`](canvas) that knows where every text stands, [round axes](axis), [labels that keep out of
//! each other's way](labels), [colours](palette) that a plan keeps everywhere.

mod axis;
mod bands;
mod canvas;
mod drawing;
mod ends;
mod fan;
mod frame;
mod labels;
mod medium;
pub mod palette;
#[cfg(test)]
mod tests;

pub use axis::TimeAxis;
pub use canvas::{Anchor, ChartError, Frame, Label};
pub use drawing::Drawing;
pub use fan::{FanChart, FanPanel, FanSeries, Level, Moment};
pub use frame::Headings;
pub use medium::Medium;
