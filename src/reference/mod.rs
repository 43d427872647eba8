//! The slow, obvious simulator: one future, person by person.
//!
//! Everybody is a `Person` with a stage, the period she entered it, what she has been to the company
//! and where she came from; each draws her own move, sends her own invitations and pays her own amounts.
//! It reads the checked model directly and draws from `rand` and `rand_distr` only, so that it shares
//! with the engine nothing but the meaning of the model: where the two disagree in distribution, one of
//! them is wrong. A future takes as much memory as it has people.
//!
//! The files are the parts of a period: `conditions` and `calendar_of_events` (what it is like), `budgets`
//! and `come` (who comes from outside), `rates` and `effects` (who leaves with which probability),
//! `experiments` and `places` (what acts on single people), `period` (the order in which things happen),
//! `moves`, `start` and `person` (what a move means), `mechanisms` (what stands on its own), `ledger`, `money` and `recurring`, and `history` (what
//! is written down).

mod budgets;
mod calendar_of_events;
mod come;
mod conditions;
mod draws;
mod effects;
mod experiments;
mod history;
mod ledger;
mod mechanisms;
mod money;
mod moves;
mod period;
mod person;
mod places;
mod rates;
mod recurring;
mod start;
#[cfg(test)]
mod tests;

pub use history::{BySource, Events, History, Period, Purposes, Recurring};

use crate::model::Model;
use rand::Rng;

/// Plays one future of one plan.
///
/// * `plan`: index into [`Model::plans`]
/// * `inputs`: this future's value of every one of [`Model::inputs`], in the unit written
/// * `rng`: where all luck comes from; the same generator in the same state gives the same future on one
///   machine, but no bits are promised across platforms or versions
///
/// # Example
/// ```
/// use flywheel::{model, reference, scenario};
/// use rand::SeedableRng;
///
/// let text = r#"
///     label = "Newsletter"
///     [time]
///     step = "month"
///     periods = 3
///     [stages]
///     reader = { role = "user", start = 100, to.gone = "100% per month" }
///     gone = { role = "lapsed" }
///     [channels]
///     site = { to = "reader", arrivals = "20 per month", variation = "fixed" }
/// "#;
/// let (_, read) = scenario::read_str("newsletter.toml", text, None, &[]);
/// let (model, messages) = model::check(&read.expect("it is TOML"));
/// # assert!(model.is_some(), "{messages:?}");
/// let model = model.expect("nothing is wrong with it");
/// let mut rng = rand::rngs::StdRng::seed_from_u64(1);
/// let history = reference::simulate(&model, 0, &[], &mut rng);
/// // Everybody leaves in the period after she came.
/// assert_eq!(history.periods[3].people, [20, 140]);
/// assert_eq!(history.periods[1].events.users_churned, 100);
/// ```
///
/// # Panics
/// If `plan` is not one of the model's, or `inputs` is not one value for each of its inputs.
pub fn simulate(model: &Model, plan: usize, inputs: &[f64], rng: &mut impl Rng) -> History {
    assert_eq!(inputs.len(), model.inputs.len(), "one value for every input");
    let mut future = period::Future::at_the_start(model, &model.plans[plan], inputs, rng);
    for period in 1..=model.time.periods {
        future.play(period, rng);
    }
    future.into_history()
}
