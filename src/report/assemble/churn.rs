//! Churn: the share of the customers that every plan loses.

use super::fans::{fans, time_axis};
use super::{AnyChart, Subject};
use crate::report::chart::{Context, churn};

/// None for a campaign within one period: it has nobody who could churn.
pub(super) fn chart(subject: &Subject, context: &Context) -> Option<AnyChart> {
    let exists = |p| subject.results.total(p, "churn_rate").is_some_and(|figure| figure.n > 0);
    let series = || fans(subject, "churn_rate");
    (0..subject.plans.len())
        .any(exists)
        .then(|| -> AnyChart { Box::new(churn(series(), None, time_axis(subject), context)) })
}
