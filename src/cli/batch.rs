//! `flywheel batch DIR-or-FILES... -o DIR`: every scenario with its plans to a report, and one page about all.

use super::failure::print_out;
use super::open::{Opened, examine};
use super::progress;
use super::simulate::{self, Drawing, Played, Question, Settings};
use super::{Failure, Format};
use crate::base::diagnostics::{Diagnostics, Sources};
use crate::base::language::Language;
use crate::batch::{self, Job};
use crate::metrics::definition;
use crate::report::figure::Figure;
use crate::report::index::{Entry, Headline, IndexPage, Made, MadePlan, Outcome, index_csv};
use crate::report::screen;
use crate::report::write::{ReportFolder, put_file};
use clap::Args;
use indicatif::ProgressBar;
use std::path::PathBuf;

/// Make a report of every scenario, and one page about all of them.
#[derive(Debug, Args)]
pub(super) struct Batch {
    /// Scenario files, or folders with scenarios
    #[arg(required = true, value_name = "DIR-or-FILE")]
    paths: Vec<PathBuf>,
    /// Folder of the reports, one folder each, with index.html and index.csv
    #[arg(short = 'o', long, value_name = "DIR")]
    output: PathBuf,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    drawing: Drawing,
    /// Form of the answer on standard output
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// No progress, no list
    #[arg(short, long)]
    quiet: bool,
}

/// What became of a job, and the language of its scenario if that could be read.
type InLanguage = (Option<Language>, Entry);

/// What went wrong, if something did: the worst decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Worst {
    Nothing,
    /// A scenario is wrong: another try will not help.
    Scenario,
    /// The work failed: another try may help.
    Work,
}

impl Batch {
    pub(super) fn execute(self) -> Result<(), Failure> {
        progress::notice_interrupts()?;
        let jobs = batch::find(&self.paths, &self.output).map_err(|e| Failure::WrongUsage(e.to_string()))?;
        let index = self.output.join(INDEX);
        if index.exists() && !std::fs::read_to_string(&index).is_ok_and(|page| page.contains(MARK)) {
            let message = format!("{} is not of a batch; name another folder", index.display());
            return Err(Failure::WrongUsage(message));
        }
        let (entries, worst) = self.all(&jobs)?;
        let language = entries.iter().find_map(|(language, _)| *language).unwrap_or_default();
        let entries: Vec<Entry> = entries.into_iter().map(|(_, entry)| entry).collect();
        self.write_index(language, &entries)?;
        self.answer(&entries)?;
        match worst {
            Worst::Nothing => Ok(()),
            Worst::Scenario => Err(Failure::WrongScenario),
            Worst::Work => Err(Failure::Work("not every report could be made".to_string())),
        }
    }

    /// One job after the other, each on all threads; what fails is listed, and the others go on.
    fn all(&self, jobs: &[Job]) -> Result<(Vec<InLanguage>, Worst), Failure> {
        let read: Vec<(Sources, Result<Opened, Diagnostics>)> = jobs.iter().map(|job| self.read(job)).collect();
        let effort = |opened: &Result<Opened, Diagnostics>| opened.as_ref().map_or(0, |opened| self.effort(opened));
        let bar = progress::bar_of_jobs(read.iter().map(|(_, opened)| effort(opened)).sum(), self.quiet);
        let (mut entries, mut worst) = (Vec::new(), Worst::Nothing);
        for (at, (job, (sources, opened))) in jobs.iter().zip(read).enumerate() {
            bar.set_message(format!("{} of {}: {}", at + 1, jobs.len(), job.name));
            let after = bar.position() + effort(&opened);
            let language = opened.as_ref().ok().map(|opened| opened.model.presentation.language);
            let (outcome, how_bad) = match opened {
                Ok(opened) => self.report(job, opened, &bar)?,
                Err(diagnostics) => {
                    let said = diagnostics.render(&sources, false);
                    bar.suspend(|| eprint!("{said}"));
                    (Outcome::Failed(said), Worst::Scenario)
                }
            };
            entries.push((language, Entry { name: job.name.clone(), outcome }));
            worst = worst.max(how_bad);
            bar.set_position(after);
        }
        bar.finish_and_clear();
        Ok((entries, worst))
    }

    /// The time of a job goes with futures times plans times periods.
    fn effort(&self, opened: &Opened) -> u64 {
        let replications = self.settings.replications.unwrap_or(opened.model.simulation.replications);
        u64::from(replications) * opened.model.plans.len() as u64 * u64::from(opened.model.time.periods)
    }

    /// What becomes of a scenario that could be read; an error only if the whole batch is to stop.
    fn report(&self, job: &Job, opened: Opened, bar: &ProgressBar) -> Result<(Outcome, Worst), Failure> {
        let (done, effort) = (bar.position(), self.effort(&opened));
        let go_on = |blocks: u64, of: u64| {
            bar.set_position(done + effort * blocks / of.max(1));
            !progress::interrupted()
        };
        match self.made(job, opened, &go_on) {
            Ok((made, warnings)) => {
                bar.suspend(|| warnings.iter().for_each(|said| eprintln!("warning: {}: {said}", job.name)));
                Ok((Outcome::Made(made), Worst::Nothing))
            }
            Err(Failure::Interrupted) => Err(Failure::Interrupted),
            Err(failure) => {
                bar.suspend(|| eprintln!("error: {}: {}", job.name, failure.message()));
                Ok((Outcome::Failed(failure.message().to_string()), Worst::Work))
            }
        }
    }

    fn read(&self, job: &Job) -> (Sources, Result<Opened, Diagnostics>) {
        let (sources, checked) = examine(&job.file, &self.settings.set);
        let opened = match checked.model {
            Some((scenario, model)) => {
                Ok(Opened { sources: sources.clone(), scenario, model, diagnostics: checked.diagnostics })
            }
            None => Err(checked.diagnostics),
        };
        (sources, opened)
    }

    /// The report of one job; its headlines, and what was worth a warning while it was drawn.
    fn made(
        &self,
        job: &Job,
        opened: Opened,
        go_on: &(dyn Fn(u64, u64) -> bool + Sync),
    ) -> Result<(Made, Vec<String>), Failure> {
        let folder = ReportFolder::create(&self.output.join(&job.name)).map_err(|e| Failure::Work(e.to_string()))?;
        let question = Question {
            command: "run",
            files: std::slice::from_ref(&job.file),
            plans: &[],
            against: None,
            settings: &self.settings,
            save_replications: false,
        };
        let asked = simulate::of_opened(&question, vec![opened])?;
        let blocks = asked.blocks() as u64;
        let played = Played::of(asked, &self.settings, &|done| go_on(done as u64, blocks))?;
        let drawn = played.write(folder, &self.drawing)?;
        let warnings = played.new_warnings().iter().chain(&drawn.warnings).cloned().collect();
        Ok((headlines(&played, drawn.first.as_ref()), warnings))
    }

    fn write_index(&self, language: Language, entries: &[Entry]) -> Result<(), Failure> {
        let page = IndexPage { language, entries: entries.to_vec(), version: env!("CARGO_PKG_VERSION").to_string() };
        let html = page.to_html().map_err(|e| Failure::Work(e.to_string()))?;
        for (name, text) in [(INDEX, html), ("index.csv", index_csv(entries))] {
            put_file(&self.output.join(name), text.as_bytes()).map_err(|e| Failure::Work(e.to_string()))?;
        }
        if !self.quiet {
            eprintln!("index: {}", self.output.join(INDEX).display());
        }
        Ok(())
    }

    fn answer(&self, entries: &[Entry]) -> Result<(), Failure> {
        match self.format {
            Format::Json => print_out(&format!("{:#}\n", serde_json::json!({ "schema": 1, "jobs": entries }))),
            Format::Csv => print_out(&index_csv(entries)),
            Format::Table if self.quiet => Ok(()),
            Format::Table => print_out(&listed(entries)),
        }
    }
}

const INDEX: &str = "index.html";
/// What every page of flywheel has in its head.
const MARK: &str = "<meta name=\"generator\" content=\"flywheel ";

/// A line for every job: its first finding, or that it failed.
fn listed(entries: &[Entry]) -> String {
    let width = entries.iter().map(|entry| entry.name.chars().count()).max().unwrap_or(0);
    let line = |entry: &Entry| match &entry.outcome {
        Outcome::Made(made) => format!("{:width$}  {}\n", entry.name, made.finding),
        Outcome::Failed(_) => format!("{:width$}  failed\n", entry.name),
    };
    entries.iter().map(line).collect()
}

/// The headline figures of a report, for the page about all of them.
fn headlines(played: &Played, first: Option<&Figure>) -> Made {
    let (model, results) = (&played.model, &played.results);
    let lines = screen::headlines(model, results);
    let plans = results.plans.iter().enumerate().map(|(p, plan)| MadePlan {
        id: plan.id.clone(),
        label: plan.label.clone(),
        figures: lines
            .iter()
            // A goal is of one scenario, and so is a plan that others are set against: no column that others share.
            .filter(|(metric, _)| !metric.starts_with("chance[") && metric != screen::MONEY_BACK)
            .filter_map(|(metric, label)| {
                let figure = results.total(p, metric)?;
                let unit = if definition(metric).is_some_and(|d| d.unit.is_money()) { results.money_unit } else { 1.0 };
                let known = |q: Option<f64>| q.filter(|q| q.is_finite()).map(|q| q * unit);
                Some(Headline {
                    metric: metric.clone(),
                    label: label.clone(),
                    text: screen::in_words(&figure, metric, model),
                    quantiles: [figure.p5(), figure.median(), figure.p95()].map(known),
                })
            })
            .collect(),
    });
    Made {
        title: model.presentation.title.clone().unwrap_or_else(|| model.label.clone()),
        description: model.description.clone(),
        finding: first.map_or(String::new(), |figure| format!("{}.", figure.title)),
        warnings: played.warnings.len(),
        picture: first.map(|figure| figure.name.clone()),
        alt: first.map_or(String::new(), |figure| figure.alt.clone()),
        plans: plans.collect(),
    }
}
