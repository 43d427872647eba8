//! Cohorts: retention by period of acquisition and age, of the scenario as written and of the best plan.

use super::fans::time_axis;
use super::{AnyChart, Subject};
use crate::report::chart::{Context, PlanCohorts, Retained, cohorts};

/// More cohorts or ages than this are never drawn; the figures of all would take long to look up.
const MOST: u32 = 60;

/// None unless the scenario tells cohorts apart (`[report] cohorts`) and they get older than a period.
pub(super) fn chart(subject: &Subject, context: &Context) -> Option<AnyChart> {
    if !subject.model.tracking.cohorts {
        return None;
    }
    let of_plan = |p: usize| {
        let plan = subject.plans[p];
        PlanCohorts { label: subject.model.plans[plan].label.clone(), plan, cells: cells(subject, p) }
    };
    let plans: Vec<PlanCohorts> = [Some(0), best(subject)].into_iter().flatten().map(of_plan).collect();
    let has_cells = plans.iter().any(|plan| !plan.cells.is_empty());
    has_cells.then(|| -> AnyChart { Box::new(cohorts(plans, time_axis(subject), context)) })
}

/// The plan with the most customers at the end in the median, unless it is the first.
fn best(subject: &Subject) -> Option<usize> {
    let customers =
        |p: &usize| subject.results.total(*p, "customers").and_then(|figure| figure.median()).unwrap_or(0.0);
    let best = (0..subject.plans.len()).max_by(|a, b| customers(a).total_cmp(&customers(b)))?;
    let of_first = customers(&0);
    (best != 0 && customers(&best) > of_first).then_some(best)
}

/// Every k-th cohort and age, so that there are not too many; age 0 is those who were acquired themselves.
fn cells(subject: &Subject, p: usize) -> Vec<Retained> {
    let results = subject.results;
    let stride = results.time().periods.div_ceil(MOST).max(1);
    let indexed = results.catalogue.metrics.iter().enumerate().filter_map(|(metric, m)| {
        let index = m.id.strip_prefix("retention[")?.strip_suffix(']')?;
        let (cohort, age) = index.split_once(", ")?;
        Some((metric, cohort.parse::<u32>().ok()?, age.parse::<u32>().ok()?))
    });
    let shown = indexed.filter(|(_, cohort, age)| (cohort - 1) % stride == 0 && *age > 0 && age % stride == 0);
    shown
        .filter_map(|(metric, cohort, age)| {
            let column = results.catalogue.columns_of(metric).end.checked_sub(1)?;
            let figure = results.distribution(p, column);
            let median = figure.median()?;
            Some(Retained { cohort, age, median, mean: figure.mean?, se: figure.se.unwrap_or(0.0) })
        })
        .collect()
}
