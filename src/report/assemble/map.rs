//! The system map of the base plan, with the flows of the run.

use super::system::system;
use super::{AnyChart, Subject};
use crate::report::chart::{Context, MapChart};

/// None where there is one stage and nothing that leads to it: nothing leads anywhere.
pub(super) fn chart(subject: &Subject, context: &Context) -> Option<AnyChart> {
    let system = system(subject, 0);
    let time = &subject.model.time;
    let leads = !system.sources.is_empty() || system.flows.iter().any(|flow| flow.to.is_some());
    leads.then(|| -> AnyChart { Box::new(MapChart::new(system, time.step, time.periods, context)) })
}
