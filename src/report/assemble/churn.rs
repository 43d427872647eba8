//! Churn: the share of the customers that every plan loses, and how long those stay whom it wins.

use super::fans::{fans, quantiles, time_axis};
use super::{AnyChart, Subject};
use crate::report::chart::{Context, FanSeries, Survival, churn};

/// None for a campaign within one period: it has nobody who could churn; none where nobody ever leaves.
pub(super) fn chart(subject: &Subject, context: &Context) -> Option<AnyChart> {
    let exists = |p| subject.results.total(p, "churn_rate").is_some_and(|figure| figure.says_something());
    let series = || fans(subject, "churn_rate");
    (0..subject.plans.len())
        .any(exists)
        .then(|| -> AnyChart { Box::new(churn(series(), survival(subject), time_axis(subject), context)) })
}

/// The share that is still a customer by the time since acquisition; `None` where cohorts are not told apart.
fn survival(subject: &Subject) -> Option<Survival> {
    let ages = (0..=subject.model.time.periods).take_while(|age| exists(subject, *age)).count() as u32;
    let by_age = |p: usize| (0..ages).map(|age| subject.results.total(p, &retention(age))).collect::<Vec<_>>();
    let series = |(p, &plan): (usize, &usize)| -> FanSeries {
        quantiles(subject.model.plans[plan].label.clone(), plan, &by_age(p))
    };
    // A single age, that of acquisition itself, says nothing.
    (ages > 1).then(|| Survival { series: subject.plans.iter().enumerate().map(series).collect(), longest: ages - 1 })
}

fn exists(subject: &Subject, age: u32) -> bool {
    let figure = |p| subject.results.total(p, &retention(age)).is_some_and(|figure| figure.n > 0);
    (0..subject.plans.len()).any(figure)
}

fn retention(age: u32) -> String {
    format!("retention[{age}]")
}
