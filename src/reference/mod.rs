//! The slow, obvious simulator: one future, person by person.
//!
//! Everybody is a `Person` with a stage, the period she entered it, what she has been to the company
//! and where she came from; each draws her own move, sends her own invitations and pays her own amounts.
//! It reads the checked model directly and draws from `rand` and `rand_distr` only, so that it shares
//! with the engine nothing but the meaning of the model: where the two disagree in distribution, one of
//! them is wrong. A future takes as much memory as it has people.
//!
//! The files are the parts of a period: `rates` (who leaves with which probability), `period` (the order
//! in which things happen), `come` (who comes from outside), `person` (what a move means), `money`, and
//! `history` (what is written down).

mod come;
mod draws;
mod history;
mod money;
mod period;
mod person;
mod rates;
#[cfg(test)]
mod tests;

pub use history::{BySource, Events, History, Period};

use crate::model::Model;
use rand::Rng;

/// Plays one future of one plan.
///
/// * `plan`: index into [`Model::plans`]
/// * `inputs`: this future's value of every one of [`Model::inputs`], in the unit written
/// * `rng`: where all luck comes from; the same generator in the same state gives the same future on one
///   machine, but no bits are promised across platforms or versions
///
/// # Panics
/// If `plan` is not one of the model's, or `inputs` is not one value for each of its inputs.
pub fn simulate(model: &Model, plan: usize, inputs: &[f64], rng: &mut impl Rng) -> History {
    assert_eq!(inputs.len(), model.inputs.len(), "one value for every input");
    let mut future = period::Future::at_the_start(&model.plans[plan], inputs);
    for period in 1..=model.time.periods {
        future.play(period, rng);
    }
    future.into_history()
}
