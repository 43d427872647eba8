//! Feedback: people whose number moves rates.

use super::Mechanism;
use crate::model;
use crate::reference::conditions::Conditions;

pub(super) struct Feedback;

impl Mechanism for Feedback {
    /// `n / (n + half)`
    fn says(&self, feedback: &model::Mechanism, people: &[u64], now: &Conditions) -> f64 {
        let n = feedback.stages("of").iter().map(|stage| people[stage.0]).sum::<u64>() as f64;
        n / (n + now.value(feedback.number("half")))
    }
}
