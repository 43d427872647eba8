//! Questions that need many runs, or none: one file per question.

pub mod expected;
pub mod lifetime;

use crate::model::Model;
use expected::Expected;
use lifetime::{Lifetime, Question};

/// Expectation of all plans and what one customer is worth in each.
pub fn without_luck(model: &Model) -> (Expected, Vec<Lifetime>) {
    let expected = expected::expected(model);
    let of = |plan: usize| {
        lifetime::lifetime(&Question {
            program: &expected.programs[plan],
            inputs: &expected.inputs,
            draws: expected.draws,
            acquired_in: &expected.acquired_in[plan],
            years_per_step: model.time.step.years(),
        })
    };
    let lifetimes = (0..model.plans.len()).map(of).collect();
    (expected, lifetimes)
}
