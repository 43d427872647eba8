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

/// Draws all charts of a report, each as SVG and PNG, and the page.
///
/// * `width`: of the PNGs, in pixels
/// * `font`: a font file of the user, for characters that the embedded ones lack
///
/// # Errors
/// If the font file is none, or the drawing library fails.
pub fn report(subject: &Subject, width: u32, font: Option<&Path>) -> Result<Drawn, AssemblyError> {
    let mut fonts = Fonts::new(Language::English);
    if let Some(path) = font {
        fonts = fonts.with_file(path)?;
    }
    let charts = charts(subject);
    let scale = f64::from(width) / SLIDE_WIDTH;
    let drawn = parallel::map(&charts, |chart| draw(chart.as_ref(), scale, &fonts));
    let mut files = Vec::new();
    let mut missing = BTreeSet::new();
    for chart in drawn {
        let (drawn, lacking) = chart?;
        files.extend(drawn);
        missing.extend(lacking);
    }
    Ok(Drawn { files, warnings: about_missing(&missing) })
}

/// The charts of a report, in its order.
fn charts(subject: &Subject) -> Vec<Box<dyn Chart + Send + Sync>> {
    let context = Context {
        scenario: subject.model.label.clone(),
        seed: subject.results.seed,
        replications: u64::from(subject.results.replications),
        version: env!("CARGO_PKG_VERSION").to_string(),
    };
    let time = &subject.model.time;
    let axis = || TimeAxis { step: time.step, start: time.start, periods: time.periods };
    vec![
        Box::new(growth(fans(subject, "customers"), axis(), &context)),
        Box::new(churn(fans(subject, "churn_rate"), None, axis(), &context)),
    ]
}

/// A metric by period under every plan.
fn fans(subject: &Subject, metric: &str) -> Vec<FanSeries> {
    let fan = |(p, &plan): (usize, &usize)| {
        let series = subject.results.by_period(p, metric).unwrap_or_default();
        let of = |quantile: fn(&Distribution) -> Option<f64>| {
            series.iter().map(|figure| figure.as_ref().and_then(quantile)).collect::<Vec<Option<f64>>>()
        };
        FanSeries {
            label: subject.model.plans[plan].label.clone(),
            plan,
            p5: of(Distribution::p5),
            p25: of(Distribution::p25),
            p50: of(Distribution::median),
            p75: of(Distribution::p75),
            p95: of(Distribution::p95),
        }
    };
    subject.plans.iter().enumerate().map(fan).collect()
}

type Files = Vec<(String, Vec<u8>)>;

/// One chart as files, and the characters that no font has.
fn draw(chart: &dyn Chart, scale: f64, fonts: &Fonts) -> Result<(Files, BTreeSet<char>), ChartError> {
    let drawing = chart.draw(Medium::Slide, fonts)?;
    let svg = drawing.outlined(&chart.headings().title, &chart.alt_text(), fonts)?;
    let png = drawing.png(scale, fonts)?;
    let name = |ending: &str| format!("charts/{}.{ending}", chart.name());
    Ok((vec![(name("svg"), svg.into_bytes()), (name("png"), png)], drawing.missing))
}

fn about_missing(missing: &BTreeSet<char>) -> Vec<String> {
    if missing.is_empty() {
        return Vec::new();
    }
    let shown: String = missing.iter().take(20).collect();
    vec![format!(
        "no font has the characters {shown}: they are drawn as empty boxes; name a font that has them with --font, or \
         install one (Debian: fonts-noto-core, fonts-noto-cjk)"
    )]
}
