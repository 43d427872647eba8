//! `summary.json`: the figures of the whole run, for programs.

use super::{Distribution, Results};
use serde_json::{Map, Value, json};

/// Version of the form of `summary.json`; a change of it is a breaking change.
pub const SCHEMA: u32 = 1;

/// Per plan and metric its figure at the horizon (a stock) or over the run (a flow, a ratio, a whole-run
/// figure), with what makes it comparable: scenario, seed, replications.
///
/// * `scenario`: label of the scenario
/// * `warnings`: what was said about it
///
/// Absent figures are null, and so are quantiles of times that are later than the run; of those `reached`
/// is the share of replications that get there.
pub fn summary_json(results: &Results, scenario: &str, warnings: &[String]) -> Value {
    let plans: Map<String, Value> = results
        .plans
        .iter()
        .enumerate()
        .map(|(p, plan)| (plan.id.clone(), Value::Object(plan_json(results, p))))
        .collect();
    json!({
        "schema": SCHEMA,
        "scenario": scenario,
        "seed": results.seed,
        "replications": results.replications,
        "plans": plans,
        "goals": goals_json(results),
        "comparisons": [],
        "warnings": warnings,
    })
}

fn plan_json(results: &Results, plan: usize) -> Map<String, Value> {
    let metrics = results.catalogue.metrics.iter().enumerate();
    metrics
        .map(|(m, metric)| {
            let total = results.catalogue.columns_of(m).end - 1;
            let summary = &results.plans[plan].summaries[total];
            let mut figure = distribution_json(&results.distribution_for_files(plan, total));
            if let Some(reached) = summary.reached() {
                figure["reached"] = json!(reached);
            }
            (metric.id.clone(), figure)
        })
        .collect()
}

fn distribution_json(figure: &Distribution) -> Value {
    let mut object = json!({ "mean": figure.mean, "sd": figure.sd, "se": figure.se, "n": figure.n });
    for (name, quantile) in Distribution::NAMES.iter().zip(figure.quantiles) {
        object[*name] = json!(quantile.filter(|q| q.is_finite()));
    }
    object
}

/// Per goal and plan the chance and its standard error.
fn goals_json(results: &Results) -> Value {
    let mut goals = Map::new();
    for metric in results.catalogue.metrics.iter().filter(|m| m.definition.id == "chance") {
        let by_plan: Map<String, Value> = (0..results.plans.len())
            .filter_map(|p| {
                let chance = results.total(p, &metric.id)?;
                let value = json!({ "chance": chance.mean, "se": chance.se });
                Some((results.plans[p].id.clone(), value))
            })
            .collect();
        let id = metric.id.trim_start_matches("chance[").trim_end_matches(']');
        goals.insert(id.to_string(), json!({ "label": metric.of, "plans": by_plan }));
    }
    Value::Object(goals)
}
