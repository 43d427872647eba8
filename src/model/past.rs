//! Everyone's past: what the numbers of the file were measured on, and how those who are there at the start came there.
//!
//! That is the base plan of the file: what is set from outside (`--set`) is a what-if as a plan is, and an initiative
//! that the base has begins in period 1 at the earliest. docs/model.md, "Everyone's past".

use std::collections::HashMap;

use super::changes::Alteration;
use super::checker::Checker;
use super::types::{Number, Plan};
use super::{checker_of, plan};
use crate::scenario::{Scenario, Wheel, Written};

/// What numbers were measured on, as far as others need it to be known.
#[derive(Debug, Default)]
pub(super) struct Measured {
    pub spend: HashMap<String, Today>,
    /// By friction and kind of people, how large it was.
    pub frictions: HashMap<String, Number>,
    /// What keeps the average over the segments as written (`blend = "keep"`).
    pub rescaled: Option<Vec<Alteration>>,
}

impl Checker<'_> {
    /// How large a friction was when the rate that it is in was measured.
    ///
    /// * `size`: how large it is in this plan
    pub fn measured_friction(&mut self, id: &str, size: &Number) -> Number {
        let of = self.registry.owners.last().map_or("", |owner| owner.path.as_str());
        let name = format!("{of} {id}");
        match self.measured.frictions.get(&name) {
            Some(measured) => measured.clone(),
            None => {
                let measured = size.in_period(1);
                if !self.registry.in_a_plan {
                    self.measured.frictions.insert(name, measured.clone());
                }
                measured
            }
        }
    }
}

/// What a channel spends in its first period.
#[derive(Debug, Clone)]
pub(super) struct Today {
    /// Per step, in minor units.
    pub spend: Number,
    /// Whether that is one certain amount, now and later: else it is a guess that the cost was measured at it.
    pub is_clear: bool,
}

/// The wheel of the past; `None` if it is that of the base plan.
pub(super) fn wheel(scenario: &Scenario) -> Option<Wheel> {
    let begins =
        |wheel: &Wheel| wheel.initiatives.iter().any(|each| each.active.get().is_some_and(|active| active.value));
    let base = &scenario.wheel;
    if scenario.as_written.is_none() && !begins(base) {
        return None;
    }
    let mut past = scenario.as_written.as_ref().unwrap_or(base).clone();
    past.initiatives.iter_mut().for_each(|initiative| initiative.active = Written::Absent);
    // How many are there is what is said last.
    for (stage, today) in past.stages.iter_mut().zip(&base.stages) {
        stage.start.clone_from(&today.start);
        stage.start_age.clone_from(&today.start_age);
        stage.start_tenure.clone_from(&today.start_tenure);
    }
    Some(past)
}

/// Reads the wheel of the past. Says nothing: what is wrong with it is wrong with the base plan, or mended there from
/// outside, and then the base plan is the only past that there is (`None`).
///
/// Inputs that are only of the past follow those of the base plan.
pub(super) fn check<'a>(scenario: &'a Scenario, wheel: &'a Wheel, checker: &mut Checker<'a>) -> Option<Plan> {
    let mut apart = checker_of(scenario, checker.calendar.parts);
    apart.diagnostics = Default::default();
    apart.count = checker.count;
    let known = checker.registry.clone();
    apart.registry = std::mem::take(&mut checker.registry);
    apart.registry.as_written = true;
    let past = plan::check(wheel, &mut apart);
    if apart.diagnostics.has_errors() {
        checker.registry = known;
        return None;
    }
    checker.registry = apart.registry;
    checker.registry.as_written = false;
    checker.measured = apart.measured;
    Some(past)
}
