//! `flywheel compare FILE...`: which plan, how surely, and what it would be worth to know more.

use super::failure::print_out;
use super::job::{Drawing, Job, Settings, stem_of};
use super::played::Played;
use super::{Failure, Format, progress};
use crate::analysis::compare::MOST_PLANS;
use crate::report::comparison;
use crate::report::write::ReportFolder;
use crate::results;
use clap::Args;
use std::path::PathBuf;

/// Compare plans in the same futures: who wins, when, how surely, and what it would be worth to know more.
#[derive(Debug, Args)]
pub(super) struct Compare {
    /// Scenario files; of several the base plan of each, unless --plans says otherwise
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Only these plans, with commas between; of several files also `FILE:PLAN`
    #[arg(long, value_name = "PLANS", value_delimiter = ',')]
    plans: Vec<String>,
    /// The plan that the others are set against [default: the first]
    #[arg(long, value_name = "PLAN")]
    against: Option<String>,
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

impl Compare {
    pub(super) fn execute(self) -> Result<(), Failure> {
        progress::notice_interrupts()?;
        let job = self.job()?;
        let folder = self.folder()?;
        let bar = progress::bar(job.blocks(), self.quiet);
        let go_on = |done: usize| {
            bar.set_position(done as u64);
            !progress::interrupted()
        };
        let played = Played::of(&job, &go_on)?;
        bar.finish_and_clear();
        played.new_warnings().iter().for_each(|warning| eprintln!("warning: {warning}"));
        if let Some(folder) = folder {
            let page = folder.path().join("report.html");
            let drawn = played.write(folder, &self.drawing)?;
            drawn.warnings.iter().for_each(|warning| eprintln!("warning: {warning}"));
            if !self.quiet {
                eprintln!("report: {}", page.display());
            }
        }
        self.answer(&played)
    }

    fn job(&self) -> Result<Job, Failure> {
        let against = self.against.as_deref();
        let mut plans = self.plans.clone();
        // Whoever the others are set against takes part.
        plans.extend(against.filter(|plan| !plans.is_empty() && !plans.iter().any(|p| p == plan)).map(str::to_string));
        let job = Job::of_files(&self.files, &self.settings, &plans, against, self.save_replications)?;
        let others: usize = job.others.iter().map(|other| other.plans.len()).sum();
        match job.plans.len() + others {
            ..2 => {
                let help = "write a [plans.NAME] that does something else, or name a second file";
                Err(Failure::WrongUsage(format!("there is only one plan, nothing to compare\n  = help: {help}")))
            }
            n if n > MOST_PLANS => {
                let help = format!("--plans chooses at most {MOST_PLANS}");
                Err(Failure::WrongUsage(format!("{n} plans are too many to compare\n  = help: {help}")))
            }
            _ => Ok(job),
        }
    }

    /// Opens the report folder before the work, so that a wrong path costs no time.
    fn folder(&self) -> Result<Option<ReportFolder>, Failure> {
        if self.no_report {
            return Ok(None);
        }
        let default = || PathBuf::from(format!("{}-report", stem_of(&self.files[0])));
        let path = self.output.clone().unwrap_or_else(default);
        ReportFolder::create(&path).map(Some).map_err(|error| Failure::Work(error.to_string()))
    }

    fn answer(&self, played: &Played) -> Result<(), Failure> {
        match self.format {
            Format::Json => print_out(&played.summary()),
            Format::Csv => print_out(&results::series_csv(&played.results)),
            Format::Table if self.quiet => Ok(()),
            Format::Table => {
                let width = comfy_table::Table::new().width().unwrap_or(120).clamp(60, 160);
                let compared = |c| comparison::on_screen(&played.subject(), c, width);
                print_out(&played.comparison.as_ref().map_or(String::new(), compared))
            }
        }
    }
}
