//! Shape: the system in its own form, under the base plan and beside it the one with the best outcome.

use super::system::{best_other, system};
use super::{AnyChart, Subject};
use crate::report::chart::{Context, ShapeChart};

/// None where nobody is ever anywhere.
pub(super) fn chart(subject: &Subject, context: &Context) -> Option<AnyChart> {
    let shown = std::iter::once(0).chain(best_other(subject));
    let systems: Vec<_> = shown.map(|p| system(subject, p)).collect();
    let somebody = systems.iter().any(|system| system.stages.iter().any(|stage| stage.people() > 0.0));
    let time = &subject.model.time;
    somebody.then(|| -> AnyChart {
        Box::new(ShapeChart::new(subject.model.presentation.shape, systems, time.step, time.periods, context))
    })
}
