//! What went wrong, how to say it, and the exit code.

use crate::base::diagnostics::{Diagnostics, Sources};
use std::io::IsTerminal;

/// Why a command did not do its work.
#[derive(Debug)]
pub enum Failure {
    /// The scenario is wrong: its diagnostics have been printed already.
    WrongScenario,
    /// The command line asks for something that cannot be.
    WrongUsage(String),
    /// The work failed; the same command may succeed another time.
    Work(String),
    /// Ctrl-C.
    Interrupted,
}

impl Failure {
    /// Exit code of the process.
    pub fn code(&self) -> u8 {
        match self {
            Failure::Work(_) => 1,
            Failure::WrongScenario | Failure::WrongUsage(_) => 2,
            Failure::Interrupted => 130,
        }
    }

    /// Says it on standard error.
    pub fn print(&self) {
        match self {
            Failure::WrongScenario => {}
            Failure::WrongUsage(_) | Failure::Work(_) => eprintln!("error: {}", self.message()),
            Failure::Interrupted => eprintln!("{}", self.message()),
        }
    }

    /// What there is to say about it.
    pub fn message(&self) -> &str {
        match self {
            Failure::WrongScenario => "the scenario is wrong",
            Failure::WrongUsage(message) | Failure::Work(message) => message,
            Failure::Interrupted => "interrupted: what was not finished was not written",
        }
    }
}

/// Prints diagnostics on standard error; coloured if it is a terminal and `NO_COLOR` is not set.
pub(super) fn print_diagnostics(diagnostics: &Diagnostics, sources: &Sources) {
    if !diagnostics.is_empty() {
        let color = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
        eprint!("{}", diagnostics.render(sources, color));
    }
}

/// Prints to standard output; a reader that has gone away (`| head`) is no failure.
pub(super) fn print_out(text: &str) -> Result<(), Failure> {
    use std::io::Write;
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::Work(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}
