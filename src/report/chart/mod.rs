//! Charts: figures in, drawings out.
//!
//! A [`Chart`] is a struct of figures that can be drawn for each [`Medium`]. What all kinds share: a
//! canvas that knows where every text stands, round axes, labels that keep out of each other's way, and
//! [colours](palette) that a plan keeps everywhere.
//!
//! A new kind of chart is one file: figures as public fields, [`Chart`] for drawing, and a line here.

mod axis;
mod bands;
mod bars;
mod bridge;
mod canvas;
mod channels;
mod churn;
mod cohorts;
mod context;
mod difference;
mod drawing;
mod ends;
mod fan;
mod frame;
mod frictions;
mod goal;
mod growth;
mod labels;
mod leverage;
mod matters;
mod map;
mod medium;
mod momentum;
mod paired;
mod money;
mod outcome;
mod quarters;
mod scorecard;
pub mod palette;
mod simplify;
mod sources;
mod spoken;
mod tabled;
#[cfg(test)]
mod statistics;
mod shape;
pub mod system;
#[cfg(test)]
mod tests;

pub use axis::TimeAxis;
pub use bars::BarChart;
pub use bridge::{Bridge, Part, bridge};
pub use canvas::{ChartError, Frame, Label};
pub use channels::{ChannelFigures, ChannelRow, Channels, channels};
pub use churn::{Survival, churn};
pub use cohorts::{CohortChart, PlanCohorts, Retained, cohorts};
pub use context::Context;
pub use difference::{Crossover, Difference, DifferenceChart, difference};
pub use drawing::{Drawing, Outlined};
pub use fan::{FanChart, FanPanel, FanSeries, Level, Moment};
pub use frame::Headings;
pub use frictions::{FrictionRow, Frictions, frictions};
pub use goal::{Chances, Goal, goal};
pub use growth::growth;
pub use leverage::{Lever, LeverRow, Leverage, leverage};
pub use map::MapChart;
pub use matters::{FindingOut, MatterRow, Matters, matters};
pub use medium::Medium;
pub use momentum::{Momentum, MomentumChart, momentum};
pub use money::{BreakEven, MoneyChart, PlanMoney, money};
pub use outcome::{Measure, Outcome, OutcomeChart, outcome};
pub use quarters::{QuarterColumn, QuarterFigure, Quarters, QuartersChart, quarters};
pub use scorecard::{Scorecard, TargetForecast, TargetRow, scorecard};
pub use shape::ShapeChart;
pub use sources::{Brought, Family, MOST_PLANS, Source, SourcesChart, sources};

use super::fonts::Fonts;

/// A chart of any kind.
pub trait Chart {
    /// What its files are called: `growth`.
    fn name(&self) -> &str;

    fn headings(&self) -> &Headings;

    /// What the figures say, in a sentence under the chart.
    fn sentence(&self) -> &str;

    /// The figures in words, for those who do not see the chart.
    fn alt_text(&self) -> String;

    /// Draws the chart for a medium.
    ///
    /// # Errors
    /// [`ChartError`] if the drawing library fails.
    fn draw(&self, medium: Medium, fonts: &Fonts) -> Result<Drawing, ChartError>;
}
