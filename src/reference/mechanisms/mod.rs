//! Mechanisms that stand on their own: a file each.

mod feedback;

use super::conditions::Conditions;
use super::person::Person;
use crate::model::{self, Plan};
use rand::Rng;

/// Who plays which kind.
const KINDS: &[(&str, &dyn Mechanism)] = &[("feedback", &feedback::Feedback)];

/// What a mechanism may do; by itself it does nothing.
trait Mechanism {
    /// What numbers ask it for in a period.
    ///
    /// * `people`: at the end of the last period, shape `[stages]`
    fn says(&self, _: &model::Mechanism, _people: &[u64], _: &Conditions) -> f64 {
        0.0
    }

    /// Whether somebody pays what recurs, at the end of a period.
    fn pays(&self, _: &model::Mechanism, _: &Person, _: &Conditions, _: &mut dyn Rng) -> bool {
        true
    }
}

fn of(mechanism: &model::Mechanism) -> &'static dyn Mechanism {
    let known = KINDS.iter().find(|(kind, _)| *kind == mechanism.kind);
    known.expect("a file for every kind of mechanism").1
}

/// What each mechanism says of a period, shape `[mechanisms]`.
pub(super) fn say(plan: &Plan, people: &[u64], now: &Conditions) -> Vec<f64> {
    plan.mechanisms.iter().map(|mechanism| of(mechanism).says(mechanism, people, now)).collect()
}

/// Whether all of them let somebody pay what recurs.
pub(super) fn let_pay(plan: &Plan, person: &Person, now: &Conditions, rng: &mut dyn Rng) -> bool {
    plan.mechanisms.iter().all(|mechanism| of(mechanism).pays(mechanism, person, now, rng))
}
