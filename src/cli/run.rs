//! `flywheel run FILE`: simulate, summarise, write the report folder.

use super::simulate::{self, Asking, Options, Question};
use super::{Failure, progress};
use clap::Args;
use std::path::PathBuf;

/// Simulate a scenario and write a report: charts, tables, one HTML page.
#[derive(Debug, Args)]
pub(super) struct Run {
    /// Scenario file
    #[arg(required_unless_present = "manifest")]
    file: Option<PathBuf>,
    /// Repeat the run that a manifest describes, bit for bit
    #[arg(long, value_name = "MANIFEST", conflicts_with_all = ["file", "set", "plan", "replications", "precision", "seed"])]
    manifest: Option<PathBuf>,
    /// Only this plan, as often as you like; the scenario as written is `base`
    #[arg(long, value_name = "PLAN")]
    plan: Vec<String>,
    #[command(flatten)]
    options: Options,
}

impl Run {
    pub(super) fn execute(self) -> Result<(), Failure> {
        progress::notice_interrupts()?;
        let asked = match (&self.manifest, self.file) {
            (Some(manifest), _) => simulate::from_manifest(manifest)?,
            (None, Some(file)) => simulate::files(&Question {
                command: "run",
                files: &[file],
                plans: &self.plan,
                against: None,
                settings: &self.options.settings,
                save_replications: self.options.save_replications,
            })?,
            (None, None) => return Err(Failure::WrongUsage("name a scenario file".to_string())),
        };
        simulate::execute(Asking::Run, &self.options, asked)
    }
}
