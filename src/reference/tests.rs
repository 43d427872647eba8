//! Small models whose futures can be worked out by hand, and laws that many futures must follow.

mod build;
mod calendar;
mod channels;
mod effects;
mod events;
mod groups;
mod laws;
mod money;
mod order;
mod rates;
mod recurring;
mod time;
mod trials;

use super::{History, simulate};
use crate::base::stats::Moments;
use crate::model::Model;
use rand::SeedableRng;
use rand::rngs::StdRng;

/// One future of a model without inputs.
fn future(model: &Model) -> History {
    futures(model, 1).remove(0)
}

/// Independent futures of a model without inputs, always the same ones.
fn futures(model: &Model, n_replications: u64) -> Vec<History> {
    (0..n_replications).map(|replication| simulate(model, 0, &[], &mut StdRng::seed_from_u64(replication))).collect()
}

/// What is read off each future.
fn each(futures: &[History], what: impl Fn(&History) -> u64) -> Vec<f64> {
    futures.iter().map(|history| what(history) as f64).collect()
}

#[track_caller]
fn assert_within(value: f64, expected: f64, tolerance: f64) {
    assert!((value - expected).abs() <= tolerance, "{value} is not within {tolerance} of {expected}");
}

/// The mean lies within 4.5 standard errors of what it should be, given the true variance of one value:
/// a right simulator fails this for 1 seed in 150,000.
#[track_caller]
fn assert_mean(values: &[f64], expected: f64, variance: f64) {
    let standard_error = (variance / values.len() as f64).sqrt();
    assert_within(Moments::of(values).mean, expected, 4.5 * standard_error);
}

/// The variance likewise, with the standard error of the variance of values that are nearly normal:
/// `variance · sqrt(2 / (n - 1))`.
#[track_caller]
fn assert_variance_of_nearly_normal(values: &[f64], expected: f64) {
    let standard_error = expected * (2.0 / (values.len() - 1) as f64).sqrt();
    assert_within(Moments::of(values).variance, expected, 4.5 * standard_error);
}
