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
            model,
            plan,
            program: &expected.programs[plan],
            inputs: &expected.inputs,
            draws: expected.draws,
            acquired: &expected.acquired[plan],
            there: &expected.there[plan],
            cac: &expected.cac[plan],
        })
    };
    let lifetimes = (0..model.plans.len()).map(of).collect();
    (expected, lifetimes)
}
