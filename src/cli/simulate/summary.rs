//! `summary.json`, put together from everything that a run and its questions say.

use crate::report::assemble::Subject;
use crate::report::{comparison, contributions, figures};
use crate::results;

/// The file as text.
pub(in crate::cli) fn summary(subject: &Subject) -> String {
    let Subject { model, results, lifetimes, plans, warnings, .. } = *subject;
    let mut summary = results::summary_json(results, &model.label, warnings);
    for ((plan, lifetime), described) in plans.iter().zip(lifetimes).zip(&results.plans) {
        for (id, figure) in figures::of_one_person(model, *plan, lifetime) {
            summary["plans"][&described.id][id] = figure;
        }
    }
    for ((plan, worth), described) in plans.iter().zip(subject.experiments).zip(&results.plans) {
        for experiment in worth {
            let plan = &model.plans[*plan];
            let id = &plan.initiatives[plan.tests[experiment.test].initiative].id;
            let [mean, se] = [experiment.mean, experiment.se].map(|minor| minor * results.money_unit);
            let figure = serde_json::json!({ "mean": mean, "se": se });
            summary["plans"][&described.id][format!("worth_of_testing[{id}]")] = figure;
        }
    }
    for (contributions, described) in subject.contributions.iter().zip(&results.plans) {
        for (id, figure) in contributions::in_json(model, contributions) {
            summary["plans"][&described.id][id] = figure;
        }
    }
    for ((coast, lifetime), described) in subject.coasts.iter().zip(lifetimes).zip(&results.plans) {
        for (id, figure) in contributions::coast_in_json(coast, lifetime) {
            summary["plans"][&described.id][id] = figure;
        }
    }
    if let Some(comparison) = subject.comparison {
        summary["comparisons"] = comparison::in_json(subject, comparison);
    }
    summary["scorecard"] = figures::scorecard(model, results, lifetimes);
    format!("{summary:#}\n")
}
