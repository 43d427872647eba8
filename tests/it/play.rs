//! From a scenario's text to figures: what the tests of the simulator start from.

use flywheel::analysis::expected::{Expected, expected};
use flywheel::engine::{Arm, Inputs, Run};
use flywheel::metrics::Catalogue;
use flywheel::model::{self, Model};
use flywheel::program::{self, Program};
use flywheel::results::{self, Distribution, Results};
use flywheel::scenario;

/// The binary, called in a folder.
#[cfg(feature = "cli")]
pub fn flywheel(folder: &std::path::Path, arguments: &[&str]) -> std::process::Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_flywheel"));
    command.current_dir(folder).args(arguments).output().expect("the binary runs")
}

/// A scenario that must be without error; its warnings are not looked at.
pub fn model(text: &str) -> Model {
    let (sources, read) = scenario::read_str("test.toml", text, None, &[]);
    let scenario = read.unwrap_or_else(|diagnostics| panic!("{}", diagnostics.render(&sources, false)));
    let (model, diagnostics) = model::check(&scenario);
    model.unwrap_or_else(|| panic!("{}", diagnostics.render(&sources, false)))
}

/// A shipped scenario.
pub fn shipped(name: &str) -> Model {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    let (sources, read) = scenario::read(&path, &[]);
    let scenario = read.unwrap_or_else(|diagnostics| panic!("{}", diagnostics.render(&sources, false)));
    let (model, diagnostics) = model::check(&scenario);
    model.unwrap_or_else(|| panic!("{}", diagnostics.render(&sources, false)))
}

pub const SHIPPED: [&str; 12] = [
    "bowtie.toml",
    "flywheel.toml",
    "free-to-paid.toml",
    "funnel-vs-flywheel.toml",
    "funnel.toml",
    "hourglass.toml",
    "journey.toml",
    "market.toml",
    "online-retail.toml",
    "referral-burst.toml",
    "saas.toml",
    "shop.toml",
];

/// Those without a market, capacity, feedback, test or reach, in any plan: the mean field is their mean.
pub const LINEAR: [&str; 5] =
    ["bowtie.toml", "free-to-paid.toml", "funnel-vs-flywheel.toml", "online-retail.toml", "referral-burst.toml"];

/// All plans of a model, on `threads` threads.
pub fn simulate_on(model: &Model, threads: Option<usize>) -> Results {
    let programs: Vec<Program> = (0..model.plans.len()).map(|plan| program::compile(model, plan)).collect();
    let arms: Vec<Arm> = programs.iter().map(|program| Arm { program, luck: 0 }).collect();
    let inputs = Inputs::new(model);
    let (seed, replications) = (model.simulation.seed, model.simulation.replications);
    let run = Run { arms: &arms, inputs: &inputs, seed, replications };
    let catalogue = Catalogue::new(model, &programs[0]);
    let collected = results::collect(&run, &catalogue, None, threads, &|_| true).expect("nobody stops it");
    let plans: Vec<usize> = (0..model.plans.len()).collect();
    Results::new(model, catalogue, &plans, collected)
}

pub fn simulate(model: &Model) -> Results {
    simulate_on(model, None)
}

/// A figure of the base plan in a period.
pub fn at(results: &Results, metric: &str, period: u32) -> Distribution {
    let series = results.by_period(0, metric).unwrap_or_else(|| panic!("no metric {metric}"));
    series[period as usize].unwrap_or_else(|| panic!("{metric} has no period {period}"))
}

/// The expectation of a figure of the base plan in a period.
pub fn expected_at(expected: &Expected, metric: &str, period: u32) -> f64 {
    let series = expected.by_period(0, metric).unwrap_or_else(|| panic!("no metric {metric}"));
    series[period as usize].unwrap_or_else(|| panic!("{metric} has no period {period}"))
}

pub fn expectation(model: &Model) -> Expected {
    expected(model)
}

/// Asserts that a mean is what it should be, within so many standard errors; a constant must be exact.
#[track_caller]
pub fn assert_mean(figure: &Distribution, right: f64, standard_errors: f64) {
    let (mean, se) = (figure.mean.expect("a mean"), figure.se.expect("a standard error"));
    let tolerance = standard_errors * se + 1e-9 * right.abs();
    assert!((mean - right).abs() <= tolerance, "mean {mean}, expected {right}, standard error {se}");
}

#[track_caller]
pub fn assert_close(value: f64, right: f64, tolerance: f64) {
    assert!((value - right).abs() <= tolerance, "{value}, expected {right} within {tolerance}");
}

/// What one customer of the base plan is worth.
pub fn lifetime_of(model: &flywheel::model::Model) -> flywheel::analysis::lifetime::Lifetime {
    flywheel::analysis::lifetime_of(model, &expectation(model), 0)
}
