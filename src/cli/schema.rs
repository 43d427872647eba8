//! `flywheel schema`: the language as a JSON schema, for editors.

use super::Failure;
use super::failure::print_out;
use crate::scenario;
use clap::Args;

/// Print the JSON schema of the scenario language; editors complete and check from it.
#[derive(Debug, Args)]
#[command(after_help = "Beside your scenarios:  flywheel schema > scenario.schema.json\n\
    and as their first line:  #:schema ./scenario.schema.json")]
pub(super) struct Schema {}

impl Schema {
    pub(super) fn execute(self) -> Result<(), Failure> {
        print_out(&format!("{:#}\n", scenario::schema()))
    }
}
