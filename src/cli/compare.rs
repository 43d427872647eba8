//! `flywheel compare FILE...`: which plan, how surely, and what it would be worth to know more.

use super::simulate::{self, Asking, Options, Question};
use super::{Failure, progress};
use crate::analysis::compare::MOST_PLANS;
use clap::Args;
use std::path::PathBuf;

/// Compare plans in the same futures: who wins, when, how surely, and what it would be worth to know more.
#[derive(Debug, Args)]
pub(super) struct Compare {
    /// Scenario files; of several the base plan of each, unless --plans says otherwise
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Only these plans, with commas between; of several files `FILE:PLAN`
    #[arg(long, value_name = "PLANS", value_delimiter = ',')]
    plans: Vec<String>,
    /// The plan that the others are compared with [default: the first]
    #[arg(long, value_name = "PLAN")]
    against: Option<String>,
    #[command(flatten)]
    options: Options,
}

impl Compare {
    pub(super) fn execute(self) -> Result<(), Failure> {
        progress::notice_interrupts()?;
        let against = self.against.as_deref();
        let mut plans = self.plans.clone();
        // Whoever is compared with takes part.
        plans.extend(against.filter(|plan| !plans.is_empty() && !plans.iter().any(|p| p == plan)).map(str::to_string));
        let asked = simulate::files(&Question {
            command: "compare",
            files: &self.files,
            plans: &plans,
            against,
            settings: &self.options.settings,
            save_replications: self.options.save_replications,
        })?;
        let taking_part: usize = asked.sides.iter().map(|side| side.plans.len()).sum();
        if taking_part < 2 {
            let help = "write a [plans.NAME] that does something else, or name a second file";
            return Err(Failure::WrongUsage(format!("there is only one plan, nothing to compare\n  = help: {help}")));
        }
        if taking_part > MOST_PLANS {
            let help = format!("--plans chooses at most {MOST_PLANS}");
            return Err(Failure::WrongUsage(format!("{taking_part} plans are too many to compare\n  = help: {help}")));
        }
        simulate::execute(Asking::Compare, &self.options, asked)
    }
}
