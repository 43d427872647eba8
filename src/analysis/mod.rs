//! Questions that need many runs, or none: one file per question.

pub mod compare;
pub mod coast;
pub mod contributions;
pub mod expected;
pub mod experiments;
pub mod half_step;
pub mod lifetime;
pub mod measured;
pub mod spend;

use crate::base::parallel;
use crate::model::{Channel, Model};
use crate::program;
use coast::Coast;
use expected::Expected;
use half_step::HalfStep;
use lifetime::{Lifetime, Question};
use measured::Measured;

/// Expectation of all plans and what one customer is worth in each, the plans side by side.
pub fn without_luck(model: &Model) -> (Expected, Vec<Lifetime>) {
    let expected = expected::expected(model);
    let plans: Vec<usize> = (0..model.plans.len()).collect();
    let lifetimes = parallel::map(&plans, |&plan| lifetime_of(model, &expected, plan));
    (expected, lifetimes)
}

/// Every counted rate beside what the base plan makes of it.
///
/// * `base`: of the base plan
pub fn measured(model: &Model, base: &Lifetime) -> Vec<Measured> {
    let Lifetime { program, numbers, rates, shares, .. } = base;
    measured::measured(&measured::Question { model, program: program.clone(), numbers, rates, shares })
}

/// Per transition the chance to take it in a step in the base plan, in expectation: of those who are new in the
/// stage, the segments by their shares.
///
/// * `base`: of the base plan
pub fn rates(model: &Model, base: &Lifetime) -> Vec<f64> {
    let Lifetime { program, numbers, rates, shares, .. } = base;
    measured::rates(&measured::Question { model, program: program.clone(), numbers, rates, shares })
}

/// What one customer is worth in a plan, over the draws of its expectation.
pub fn lifetime_of(model: &Model, expected: &Expected, plan: usize) -> Lifetime {
    let first = |channel: &Channel| {
        let by_period = expected.by_period(plan, &format!("arrivals[{}]", channel.id));
        by_period.and_then(|arrivals| arrivals[channel.starts.max(1) as usize]).unwrap_or(0.0)
    };
    lifetime::lifetime(&Question {
        model,
        plan,
        inputs: &expected.inputs,
        draws: expected.draws,
        arrivals: &model.plans[plan].channels.iter().map(first).collect::<Vec<f64>>(),
        cac: &expected.cac[plan],
    })
}

/// Runs that are shorter have no time to coast.
const SHORTEST_TO_COAST: u32 = 6;

/// What becomes of plans when their spend stops in the middle of the run; empty if none of them spends, or the run
/// is short.
pub fn coasts(model: &Model, plans: &[usize], threads: Option<usize>) -> Vec<Coast> {
    let periods = model.time.periods;
    let spends = |&plan: &usize| {
        let plan = &model.plans[plan];
        (0..plan.channels.len()).any(|channel| program::is_paid_for(plan, channel))
    };
    if periods < SHORTEST_TO_COAST || !plans.iter().any(spends) {
        return Vec::new();
    }
    plans.iter().map(|&plan| coast::coast(model, plan, periods / 2 + 1, threads)).collect()
}

/// Draws of the inputs over which a model is set beside itself at another step; fewer of a very long one.
const DRAWS_AT_HALF: u32 = 256;

/// What another step makes of a model.
///
/// * `other`: the same scenario at that step
/// * `plans`: of the model
pub fn at_another_step(model: &Model, other: &Model, plans: &[usize]) -> HalfStep {
    let size = (model.time.periods + other.time.periods).saturating_mul(model.plans.len() as u32);
    let draws = (DRAWS_AT_HALF * 1024 / size.max(1)).clamp(16, DRAWS_AT_HALF);
    let [here, there] = [model, other].map(|model| expected::expected_over(model, draws));
    HalfStep::new(compare::headline(model, plans), plans, &|plan, id| here.total(plan, id), &|plan, id| {
        there.total(plan, id)
    })
}
