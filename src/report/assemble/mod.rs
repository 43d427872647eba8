//! From results to the files of a report: which charts, which tables, which sentences.
//!
//! A new chart is a file here that finds its figures, a file in [`super::chart`] that draws them, and a line
//! in the list of charts. The memo around them is made by `page` from its sections; a sentence more is a function and
//! a line in the lists of `findings`.

mod asked;
pub mod assumptions;
mod bridge;
mod channels;
mod churn;
mod cohorts;
mod contributed;
pub mod defaults;
mod difference;
mod fans;
pub(super) mod findings;
mod frictions;
mod goal;
mod growth;
mod leverage;
mod map;
mod matters;
mod method;
mod momentum;
mod money;
mod outcome;
mod page;
mod places;
mod quarters;
mod scorecard;
mod shape;
mod sources;
mod system;
pub(crate) mod tables;
pub(super) mod worth;

pub use momentum::{momentum_alone, momentum_in_words, turns_by_itself};

use super::chart::{Chart, ChartError, Context};
use super::figure::{Figure, missing_characters_warning, publish};
use super::fonts::{FontError, Fonts};
use super::html::PageError;
use super::spreadsheet;
use crate::analysis::coast::Coast;
use crate::analysis::compare::Comparison;
use crate::analysis::contributions::Contributions;
use crate::analysis::experiments::Worth;
use crate::analysis::lifetime::Lifetime;
use crate::base::parallel;
use crate::model::Model;
use crate::results::{Manifest, Results};
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
    /// What each experiment is worth, of the plans of the results.
    pub experiments: &'a [Vec<Worth>],
    /// What each thing is worth, of the plans of the results; empty if it was not asked.
    pub contributions: &'a [Contributions],
    /// What becomes of each plan of the results when the spend stops; empty if nothing is spent.
    pub coasts: &'a [Coast],
    /// The plans against one another; `None` if there are too many for it.
    pub comparison: Option<&'a Comparison>,
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
    /// The first chart, which speaks for the report among others.
    pub first: Option<Figure>,
}

/// A chart of any kind, ready to be drawn on any thread.
type AnyChart = Box<dyn Chart + Send + Sync>;

/// Why a report cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum AssemblyError {
    #[error(transparent)]
    Font(#[from] FontError),
    #[error("cannot draw a chart: {0}")]
    Chart(#[from] ChartError),
    #[error(transparent)]
    Page(#[from] PageError),
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Logical width of a slide in pixels; charts are drawn at a multiple of it.
const SLIDE_WIDTH: f64 = 1600.0;

/// Draws all charts of a report, each as SVG and PNG, and writes the page.
///
/// * `width`: of the PNGs, in pixels
/// * `font`: a font file of the user, for characters that the embedded ones lack
///
/// # Errors
/// If the font file is none, or a chart or the page cannot be made.
pub fn report(subject: &Subject, width: u32, font: Option<&Path>) -> Result<Drawn, AssemblyError> {
    let mut fonts = Fonts::new(subject.model.presentation.language);
    if let Some(path) = font {
        fonts = fonts.with_file(path)?;
    }
    let scale = f64::from(width) / SLIDE_WIDTH;
    let context = context(subject);
    // What a chart shows is found on the thread that draws it: quantiles take their time too.
    let published = |chart: &ChartOf| Some(publish(chart(subject, &context)?.as_ref(), scale, &fonts));
    let (published, tables) = parallel::both(|| parallel::map(CHARTS, published), || spreadsheet::files(subject));
    let mut files = Vec::new();
    let mut missing = BTreeSet::new();
    let mut figures = Vec::new();
    for published in published.into_iter().flatten() {
        let published = published?;
        let name = |ending: &str| format!("charts/{}.{ending}", published.figure.name);
        files.push((name("svg"), published.svg.into_bytes()));
        files.push((name("png"), published.png));
        missing.extend(published.missing);
        figures.push(published.figure);
    }
    let first = figures.first().cloned();
    files.push(("report.html".to_string(), page::page(subject, figures).to_html()?.into_bytes()));
    files.extend(tables);
    Ok(Drawn { files, warnings: missing_characters_warning(&missing).into_iter().collect(), first })
}

/// A chart, if the scenario has figures for it.
type ChartOf = fn(&Subject, &Context) -> Option<AnyChart>;

/// The charts of a report, in its order.
const CHARTS: &[ChartOf] = &[
    difference::chart,
    shape::chart,
    growth::chart,
    matters::chart,
    churn::chart,
    cohorts::chart,
    sources::chart,
    channels::chart,
    money::chart,
    frictions::chart,
    leverage::chart,
    bridge::chart,
    momentum::chart,
    map::chart,
    scorecard::chart,
    quarters::chart,
    goal::chart,
    outcome::chart,
];

fn context(subject: &Subject) -> Context {
    Context {
        scenario: subject.model.title().to_string(),
        seed: subject.results.seed,
        replications: u64::from(subject.results.replications),
        version: VERSION.to_string(),
        language: subject.model.presentation.language,
    }
}
