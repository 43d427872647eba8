//! The command line: what can be asked, and what is done about it. One file per command.
//!
//! Tables of results go to standard output, progress and warnings to standard error. Exit codes: 0 done,
//! 1 the work failed (a retry may help), 2 wrong usage or a wrong scenario (it will not), 130 interrupted.

mod batch;
mod check;
mod coast;
mod compare;
mod completions;
mod explain;
mod failure;
mod new;
mod open;
mod progress;
mod run;
mod schema;
mod simulate;

pub use failure::Failure;

use clap::{Parser, Subcommand, ValueEnum};

/// Funnel or flywheel? Simulates thousands of futures of your customers and says what to expect.
#[derive(Debug, Parser)]
#[command(name = "flywheel", version, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Simulate a scenario and write a report: charts, tables, one HTML page
    Run(run::Run),
    /// Make a report of every scenario, and one page about all of them
    Batch(batch::Batch),
    /// Stop all spend on channels from some time on, and see what goes on by itself
    Coast(coast::Coast),
    /// Compare plans in the same futures: who wins, when, how surely, and what knowing more is worth
    Compare(compare::Compare),
    /// Check scenarios and tell them back in plain words, without simulating
    Check(check::Check),
    /// Say what a figure means: definition, formula, unit, source
    Explain(explain::Explain),
    /// Write a commented scenario to start from; without a template, list them
    New(new::New),
    /// Print the JSON schema of the scenario language; editors complete and check from it
    Schema(schema::Schema),
    /// Print the completions for a shell
    Completions(completions::Completions),
    /// Print the manual page, for `man -l -`
    Man(completions::Man),
}

/// The form in which figures are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Table,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
}

/// Does what was asked.
///
/// # Errors
/// [`Failure`], with what to print and the exit code.
pub fn run(arguments: Arguments) -> Result<(), Failure> {
    match arguments.command {
        Command::Run(run) => run.execute(),
        Command::Batch(batch) => batch.execute(),
        Command::Coast(coast) => coast.execute(),
        Command::Compare(compare) => compare.execute(),
        Command::Check(check) => check.execute(),
        Command::Explain(explain) => explain.execute(),
        Command::New(new) => new.execute(),
        Command::Schema(schema) => schema.execute(),
        Command::Completions(completions) => completions.execute(),
        Command::Man(man) => man.execute(),
    }
}
