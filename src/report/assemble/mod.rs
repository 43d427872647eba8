//! From results to the files of a report: which charts, which tables, which sentences.
//!
//! A new chart is a file here that finds its figures, a file in [`super::chart`] that draws them, and a line
//! in the list of charts.

mod bridge;
mod churn;
mod cohorts;
mod contributed;
mod fans;
mod frictions;
mod goal;
mod growth;
mod leverage;
mod momentum;
mod money;
mod outcome;
mod sources;

pub use momentum::{momentum_alone, momentum_in_words, turns_by_itself};

use super::chart::{Chart, ChartError, Context};
use super::figure::{Figure, missing_characters_warning, publish};
use super::fonts::{FontError, Fonts};
use super::html::{Assumption, Column, PageError, Repeat, ReportPage, Row, Table};
use super::language::Language;
use super::numbers::{self, Unit};
use super::{channels, experiments, scorecard, screen, told};
use crate::analysis::coast::Coast;
use crate::analysis::contributions::Contributions;
use crate::analysis::experiments::Worth;
use crate::analysis::lifetime::Lifetime;
use crate::base::money::Currency;
use crate::base::parallel;
use crate::model::{Input, Kind, Model};
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
    let published = parallel::map(&charts(subject), |chart| publish(chart.as_ref(), scale, &fonts));
    let mut files = Vec::new();
    let mut missing = BTreeSet::new();
    let mut figures = Vec::new();
    for published in published {
        let published = published?;
        let name = |ending: &str| format!("charts/{}.{ending}", published.figure.name);
        files.push((name("svg"), published.svg.into_bytes()));
        files.push((name("png"), published.png));
        missing.extend(published.missing);
        figures.push(published.figure);
    }
    let first = figures.first().cloned();
    files.push(("report.html".to_string(), page(subject, figures).to_html()?.into_bytes()));
    Ok(Drawn { files, warnings: missing_characters_warning(&missing).into_iter().collect(), first })
}

/// The charts of a report, in its order: those that the scenario has figures for.
const CHARTS: &[fn(&Subject, &Context) -> Option<AnyChart>] = &[
    growth::chart,
    churn::chart,
    cohorts::chart,
    sources::chart,
    money::chart,
    goal::chart,
    outcome::chart,
    frictions::chart,
    leverage::chart,
    bridge::chart,
    momentum::chart,
];

fn charts(subject: &Subject) -> Vec<AnyChart> {
    let context = Context {
        scenario: subject.model.title().to_string(),
        seed: subject.results.seed,
        replications: u64::from(subject.results.replications),
        version: VERSION.to_string(),
        language: subject.model.presentation.language,
    };
    CHARTS.iter().filter_map(|chart| chart(subject, &context)).collect()
}

fn page(subject: &Subject, figures: Vec<Figure>) -> ReportPage {
    let Subject { model, results, manifest, .. } = *subject;
    ReportPage {
        language: model.presentation.language,
        title: model.title().to_string(),
        description: model.description.clone(),
        findings: findings(subject, &figures),
        tables: tables(subject),
        figures,
        assumptions: model
            .inputs
            .iter()
            .map(|input| assumption(input, &model.currency, model.presentation.language))
            .collect(),
        warnings: subject.warnings.to_vec(),
        repeat: Repeat {
            command: manifest.command.clone(),
            version: VERSION.to_string(),
            seed: results.seed,
            replications: u64::from(results.replications),
            scenario_hash: manifest.scenario_sha256.clone(),
        },
    }
}

/// The memo: what was found, the most important sentence first.
fn findings(subject: &Subject, figures: &[Figure]) -> Vec<String> {
    let mut sentences: Vec<String> = figures.first().map(|growth| format!("{}.", growth.title)).into_iter().collect();
    match (subject.results.plans.len(), subject.lifetimes) {
        (1, [lifetime]) => sentences.extend(of_one_plan(subject, lifetime)),
        _ => sentences.extend(side_by_side(subject)),
    }
    sentences.into_iter().map(capitalised).collect()
}

fn of_one_plan(subject: &Subject, lifetime: &Lifetime) -> Vec<String> {
    let Subject { model, results, .. } = *subject;
    let mut sentences = Vec::new();
    sentences.extend(figure(subject, 0, "profit").map(|profit| format!("Profit over the run: {profit}.")));
    sentences.extend(figure(subject, 0, "churn_rate").map(|rate| {
        format!(
            "{rate} of the customers churn each {}.",
            numbers::step_word(model.time.step, model.presentation.language)
        )
    }));
    let language = model.presentation.language;
    let customer = told::a_new_customer(lifetime, &model.currency, model.time.step, language);
    sentences.extend(customer.map(|told| format!("{told}.")));
    sentences.extend(goals(results).map(|(id, label)| {
        format!("Chance of \u{201c}{label}\u{201d}: {}.", figure(subject, 0, id).unwrap_or_default())
    }));
    sentences
}

/// One sentence a figure, the plans in a row.
fn side_by_side(subject: &Subject) -> Vec<String> {
    let Subject { model, results, lifetimes, .. } = *subject;
    let labels = || results.plans.iter().map(|plan| plan.label.as_str());
    let row = |cells: Vec<String>| {
        let named = labels().zip(cells).filter(|(_, cell)| !cell.is_empty());
        named.map(|(plan, cell)| format!("{plan} {cell}")).collect::<Vec<_>>().join("; ")
    };
    let all = |metric: &str| (0..results.plans.len()).map(|p| figure(subject, p, metric).unwrap_or_default()).collect();
    let mut sentences = Vec::new();
    for (what, metric) in [("Profit over the run", "profit"), ("Break-even", "break_even")] {
        sentences.push((what.to_string(), row(all(metric))));
    }
    for (label, cells) in screen::lifetime_rows(model, lifetimes) {
        sentences.push((label.trim().to_string(), row(cells)));
    }
    for (id, label) in goals(results) {
        sentences.push((format!("Chance of \u{201c}{label}\u{201d}"), row(all(id))));
    }
    let said = sentences.into_iter().filter(|(_, figures)| !figures.is_empty());
    said.map(|(what, figures)| format!("{what}: {figures}.")).collect()
}

/// A figure of the whole run in words, if it says something.
fn figure(subject: &Subject, plan: usize, metric: &str) -> Option<String> {
    let has_money = metric != "break_even" || figure(subject, plan, "profit").is_some();
    let figure = subject.results.total(plan, metric).filter(|f| has_money && f.says_something())?;
    Some(screen::in_words(&figure, metric, subject.model))
}

/// Id and label of the chance of every goal.
fn goals(results: &Results) -> impl Iterator<Item = (&str, &str)> {
    let chances = results.catalogue.metrics.iter().filter(|m| m.definition.id == "chance");
    chances.map(|m| (m.id.as_str(), m.of.as_deref().unwrap_or_default()))
}

fn capitalised(sentence: String) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// The plans side by side, the channels of each, and what owners want.
fn tables(subject: &Subject) -> Vec<Table> {
    let Subject { model, results, lifetimes, plans, .. } = *subject;
    let channels =
        lifetimes.iter().enumerate().filter_map(|(at, lifetime)| channels::table(model, results, lifetime, at));
    let experiments = experiments::table(model, results, plans, subject.experiments);
    let scorecard = scorecard::table(model, results, lifetimes, plans);
    [headline_table(subject)].into_iter().chain(channels).chain(experiments).chain(scorecard).collect()
}

/// The headline figures, plans side by side: median and 90% range.
fn headline_table(subject: &Subject) -> Table {
    let Subject { model, results, .. } = *subject;
    let columns = results.plans.iter().zip(subject.plans);
    let cell = |p: usize, metric: &str| {
        results.total(p, metric).map_or(String::new(), |figure| screen::in_words(&figure, metric, model))
    };
    let rows = screen::headlines(model, results)
        .into_iter()
        .map(|(metric, label)| Row { label, cells: (0..results.plans.len()).map(|p| cell(p, &metric)).collect() });
    let of_one_customer = screen::lifetime_rows(model, subject.lifetimes)
        .into_iter()
        .map(|(label, cells)| Row { label: label.trim().to_string(), cells });
    Table {
        caption: "Over the whole run: median and 90% range".to_string(),
        rows_are: "Figure".to_string(),
        columns: columns.map(|(plan, &p)| Column { label: plan.label.clone(), plan: Some(p) }).collect(),
        rows: rows.chain(of_one_customer).collect(),
    }
}

/// An uncertain number as written, and the middle 90% of what was drawn.
fn assumption(input: &Input, currency: &Currency, language: Language) -> Assumption {
    let unit = if input.written.contains('%') || input.kind == Kind::Counted {
        Unit::Percent
    } else if input.written.contains(currency.sign.as_str()) || input.written.contains(currency.code.as_str()) {
        Unit::Money(currency.clone())
    } else {
        Unit::Number
    };
    // Inputs are drawn in the unit written, whole dollars; figures for eyes come in minor ones.
    let minor = if matches!(unit, Unit::Money(_)) { currency.minor_units() } else { 1.0 };
    let [low, high] = [0.05, 0.95].map(|u| numbers::short(input.law.quantile(u) * minor, &unit, language));
    let kind = match input.kind {
        Kind::Counted => "counted",
        Kind::Judged => "judged",
        Kind::Distribution => "distribution",
        Kind::Chance => "chance",
    };
    Assumption {
        name: input.path.clone(),
        written: input.written.clone(),
        kind: kind.to_string(),
        drawn: format!("{low} to {high}"),
    }
}
