//! Growth: the customers of every plan.

use super::fans::{fans, time_axis};
use super::{AnyChart, Subject};
use crate::report::chart::{Context, growth};

pub(super) fn chart(subject: &Subject, context: &Context) -> Option<AnyChart> {
    Some(Box::new(growth(fans(subject, "customers"), time_axis(subject), context)))
}
