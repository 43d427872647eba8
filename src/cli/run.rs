//! `flywheel run FILE`: simulate, summarise, write the report folder.

use super::failure::print_out;
use super::job::{Drawing, Job, Settings};
use super::played::Played;
use super::progress;
use super::{Failure, Format};
use crate::report::comparison;
use crate::report::screen::{self, Found};
use crate::report::write::ReportFolder;
use crate::results;
use clap::Args;
use std::path::{Path, PathBuf};

/// Simulate a scenario and write a report: charts, tables, one HTML page.
#[derive(Debug, Args)]
pub(super) struct Run {
    /// Scenario file
    #[arg(required_unless_present = "manifest")]
    file: Option<PathBuf>,
    /// Repeat the run that a manifest describes, bit for bit
    #[arg(long, value_name = "MANIFEST", conflicts_with_all = ["file", "set", "plan", "replications", "seed"])]
    manifest: Option<PathBuf>,
    /// Only this plan, as often as you like; the scenario as written is `base`
    #[arg(long, value_name = "PLAN")]
    plan: Vec<String>,
    /// Report folder; replaced if it holds a report [default: NAME-report]
    #[arg(short = 'o', long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Write no report folder
    #[arg(long, conflicts_with_all = ["output", "save_replications"])]
    no_report: bool,
    /// Also write replications.csv: inputs and outcomes of every single future
    #[arg(long)]
    save_replications: bool,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    drawing: Drawing,
    /// Form of the answer on standard output
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// No progress, no summary
    #[arg(short, long)]
    quiet: bool,
}

impl Run {
    pub(super) fn execute(self) -> Result<(), Failure> {
        progress::notice_interrupts()?;
        let job = self.job()?;
        let folder = self.folder(&job)?;
        let bar = progress::bar(job.blocks(), self.quiet);
        let go_on = |done: usize| {
            bar.set_position(done as u64);
            !progress::interrupted()
        };
        let played = Played::of(&job, &go_on)?;
        bar.finish_and_clear();
        played.new_warnings().iter().for_each(|warning| eprintln!("warning: {warning}"));
        let report = folder.map(|folder| self.write(folder, &played)).transpose()?;
        self.answer(&played, report)
    }

    /// What is to be run: a file with its options, or a manifest.
    fn job(&self) -> Result<Job, Failure> {
        match (&self.manifest, &self.file) {
            (Some(manifest), _) => Job::of_manifest(manifest, self.settings.threads),
            (None, Some(file)) => Job::of_file(file, &self.settings, &self.plan, self.save_replications),
            (None, None) => Err(Failure::WrongUsage("name a scenario file".to_string())),
        }
    }

    /// Opens the report folder before the work, so that a wrong path costs no time.
    fn folder(&self, job: &Job) -> Result<Option<ReportFolder>, Failure> {
        if self.no_report {
            return Ok(None);
        }
        let stem = Path::new(&job.manifest.file).file_stem().map(|s| s.to_string_lossy().into_owned());
        let default = || PathBuf::from(format!("{}-report", stem.unwrap_or_else(|| "flywheel".to_string())));
        let path = self.output.clone().unwrap_or_else(default);
        ReportFolder::create(&path).map(Some).map_err(|error| Failure::Work(error.to_string()))
    }

    /// Writes the report and returns where its page is.
    fn write(&self, folder: ReportFolder, played: &Played) -> Result<PathBuf, Failure> {
        let path = folder.path().to_path_buf();
        let drawn = played.write(folder, &self.drawing)?;
        drawn.warnings.iter().for_each(|warning| eprintln!("warning: {warning}"));
        Ok(path.join("report.html"))
    }

    fn answer(&self, played: &Played, report: Option<PathBuf>) -> Result<(), Failure> {
        let report = report.map(|page| page.display().to_string());
        if let (Some(page), false, Format::Json | Format::Csv) = (&report, self.quiet, self.format) {
            eprintln!("report: {page}");
        }
        match self.format {
            Format::Json => print_out(&played.summary()),
            Format::Csv => print_out(&results::series_csv(&played.results)),
            Format::Table if self.quiet => Ok(()),
            Format::Table => {
                let found = |comparison| comparison::found(&played.subject(), comparison);
                let found = Found { report, ..played.comparison.as_ref().map(found).unwrap_or_default() };
                print_out(&screen::summary(&played.subject(), &found, terminal_width()))
            }
        }
    }
}

/// Columns of the terminal; 120 if there is none.
fn terminal_width() -> u16 {
    comfy_table::Table::new().width().unwrap_or(120).clamp(60, 160)
}
