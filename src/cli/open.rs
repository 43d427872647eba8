//! From a file on the command line to a checked model, with its messages printed.

use super::Failure;
use super::failure::print_diagnostics;
use crate::analysis::{self, half_step::HalfStep};
use crate::base::diagnostics::{Diagnostic, Diagnostics, Severity, Sources};
use crate::metrics::Catalogue;
use crate::model::{self, Model};
use crate::program;
use crate::results;
use crate::scenario::{self, Override, Scenario};
use std::path::Path;

/// A scenario that passed every check.
pub(super) struct Opened {
    pub sources: Sources,
    pub scenario: Scenario,
    pub model: Model,
    /// Warnings and notes only.
    pub diagnostics: Diagnostics,
}

impl Opened {
    /// The warnings as single lines, for the report.
    pub fn warnings(&self) -> Vec<String> {
        let records = self.diagnostics.records(&self.sources).into_iter();
        let warnings = records.filter(|r| r.severity == Severity::Warning);
        warnings
            .map(|r| match (r.line, r.help) {
                (Some(line), Some(help)) => format!("line {line}: {} ({help})", r.message),
                (Some(line), None) => format!("line {line}: {}", r.message),
                (None, Some(help)) => format!("{} ({help})", r.message),
                (None, None) => r.message,
            })
            .collect()
    }
}

/// Reads and checks a file; prints what there is to say about it.
pub(super) fn open(path: &Path, set: &[String]) -> Result<Opened, Failure> {
    let (sources, checked) = examine(path, set);
    accept(sources, checked)
}

/// Reads and checks a file without printing: the model if it is without error, and all messages.
pub(super) fn examine(path: &Path, set: &[String]) -> (Sources, Checked) {
    let overrides: Vec<Override> = set.iter().map(|text| Override::from(text.as_str())).collect();
    let (sources, read) = scenario::read(path, &overrides);
    (sources, Checked::of(read))
}

/// What became of a scenario.
pub(super) struct Checked {
    pub model: Option<(Scenario, Model)>,
    pub diagnostics: Diagnostics,
}

impl Checked {
    pub fn of(read: Result<Scenario, Diagnostics>) -> Checked {
        match read {
            Err(diagnostics) => Checked { model: None, diagnostics },
            Ok(scenario) => {
                let (model, mut diagnostics) = model::check(&scenario);
                let too_large = model.as_ref().and_then(too_large);
                let model = if too_large.is_some() { None } else { model };
                too_large.into_iter().for_each(|error| diagnostics.push(error));
                Checked { model: model.map(|model| (scenario, model)), diagnostics }
            }
        }
    }
}

/// What half the step makes of a scenario, or why that cannot be told.
///
/// * `plans`: of the model
pub(super) fn at_half_the_step(scenario: &Scenario, model: &Model, plans: &[usize]) -> Result<HalfStep, String> {
    let (half, diagnostics) = model::check_at_half_the_step(scenario);
    match half {
        Some(half) if too_large(&half).is_none() => Ok(analysis::at_another_step(model, &half, plans)),
        Some(_) => Err("twice as many periods do not fit into memory".to_string()),
        None => Err(diagnostics.first_error().map_or_else(String::new, |error| error.title.clone())),
    }
}

/// More than this for one thread is a slip of the pen: steps of a day for a hundred years.
const MOST_MEMORY: u64 = 4 << 30;

/// An error if the figures of a model do not fit into the memory of a usual machine.
fn too_large(model: &Model) -> Option<Diagnostic> {
    let program = program::compile(model, 0);
    let catalogue = Catalogue::new(model, &program);
    let bytes = results::memory_of_a_thread(&program, model.plans.len(), &catalogue);
    (bytes > MOST_MEMORY).then(|| {
        let gigabytes = bytes.div_ceil(1 << 30);
        let error = Diagnostic::error(format!("this scenario needs about {gigabytes} GB of memory for each thread"));
        error.help("take fewer periods or a longer step, or split its plans over several files")
    })
}

/// Prints the messages; goes on if none is an error.
pub(super) fn accept(sources: Sources, checked: Checked) -> Result<Opened, Failure> {
    print_diagnostics(&checked.diagnostics, &sources);
    match checked.model {
        Some((scenario, model)) => Ok(Opened { sources, scenario, model, diagnostics: checked.diagnostics }),
        None => Err(Failure::WrongScenario),
    }
}
