//! From results to the files of a report: which charts, which tables, which sentences.

use super::chart::{Chart, ChartError, Context, FanSeries, Medium, TimeAxis, churn, growth};
use super::fonts::{FontError, Fonts};
use super::language::Language;
use crate::analysis::lifetime::Lifetime;
use crate::base::parallel;
use crate::model::Model;
use crate::results::{Distribution, Manifest, Results};
use std::collections::BTreeSet;
use std::path::Path;

/// What a report is about.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    pub model: &'a Model,
    /// Indices into the model's plans of those that were run, in the order of the results.
    pub plans: &'a [usize],
    pub results: &'a Results,
    /// Of the plans of the results.
    pub lifetimes: &'a [Lifetime],
    /// What was said about the scenario and the run.
    pub warnings: &'a [String],
    pub manifest: &'a Manifest,
}

/// The drawn part of a report.
#[derive(Debug)]
pub struct Drawn {
    /// Name in the report folder, and content.
    pub files: Vec<(String, Vec<u8>)>,
    /// Characters that no font has.
    pub warnings: Vec<String>,
}

/// Why a report cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum AssemblyError {
    #[error(transparent)]
    Font(#[from] FontError),
    #[error("cannot draw a chart: {0}")]
    Chart(#[from] ChartError),
}

/// Logical width of a slide in pixels; charts are drawn at a multiple of it.
const SLIDE_WIDTH: f64 = 1600.0;
