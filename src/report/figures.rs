//! The figures of one person as the files of machines have them.

use super::scorecard::{self, Target};
use crate::analysis::lifetime::{Absent, Figure, Lifetime, Payback};
use crate::metrics;
use crate::model::{Model, Plan};
use crate::results::Results;
use serde_json::{Map, Value, json};

/// Every figure of a plan that is made of chances and not of counts, by its id: `mean`, `p5` and `p95` over the
/// draws of the inputs, or null and the `reason`. Money is in whole currency.
pub fn of_one_person(model: &Model, plan: usize, lifetime: &Lifetime) -> Map<String, Value> {
    let plan = &model.plans[plan];
    let money = 1.0 / model.currency.minor_units();
    let mut figures = Map::new();
    for (id, figure) in lifetime.named() {
        let unit = if matches!(id, "ltv" | "ltv_with_referrals") { money } else { 1.0 };
        figures.insert(id.to_string(), in_json(figure, unit));
    }
    figures.insert("payback".to_string(), time(&lifetime.payback));
    for ((from, to), figure) in &lifetime.conversion {
        let (from, to) = (&plan.stages[*from].id, &plan.stages[*to].id);
        figures.insert(format!("conversion[{from} -> {to}]"), in_json(figure, 1.0));
    }
    for (channel, brought) in plan.channels.iter().zip(&lifetime.channels) {
        let id = &channel.id;
        figures.insert(format!("value_per_person[{id}]"), in_json(&brought.value, money));
        figures.insert(format!("cost_per_person[{id}]"), in_json(&brought.cost, money));
        figures.insert(format!("chance_pays[{id}]"), chance(&brought.chance_pays));
    }
    figures
}

/// Per stage of a plan the worth of somebody who is new there.
pub fn stage_values(plan: &Plan, lifetime: &Lifetime, money: f64) -> Map<String, Value> {
    let stages = plan.stages.iter().zip(&lifetime.stage_value);
    stages.map(|(stage, value)| (stage.id.clone(), in_json(value, money))).collect()
}

/// What owners of stages want, and how likely it comes, under every plan.
pub fn scorecard(model: &Model, results: &Results, lifetimes: &[Lifetime]) -> Value {
    let line = |target: &Target| {
        let money = metrics::definition(target.metric).is_some_and(|d| d.unit.is_money());
        let unit = if money { 1.0 / model.currency.minor_units() } else { 1.0 };
        let mut plans = Map::new();
        for (plan, forecast) in results.plans.iter().zip(&target.forecasts) {
            let forecast = forecast.map_or(
                Value::Null,
                |f| json!({ "p5": f.low * unit, "middle": f.middle * unit, "p95": f.high * unit, "chance": f.chance }),
            );
            plans.insert(plan.id.clone(), forecast);
        }
        json!({
            "stage": target.stage, "owner": target.owner, "metric": target.metric, "target": target.wanted,
            "plans": plans,
        })
    };
    scorecard::scorecard(model, results, lifetimes).iter().map(line).collect()
}

fn in_json(figure: &Figure, unit: f64) -> Value {
    match figure {
        Ok(x) => json!({ "mean": x.mean * unit, "p5": x.p5 * unit, "p95": x.p95 * unit }),
        Err(absent) => missing(*absent),
    }
}

fn chance(figure: &Result<f64, Absent>) -> Value {
    match figure {
        Ok(chance) => json!({ "mean": chance }),
        Err(absent) => missing(*absent),
    }
}

/// A time that is later than the run is null.
fn time(figure: &Result<Payback, Absent>) -> Value {
    let within = |x: f64| x.is_finite().then_some(x);
    match figure {
        Ok(x) => json!({
            "mean": null, "p5": within(x.p5), "p50": within(x.median), "p95": within(x.p95), "reached": x.reached,
        }),
        Err(absent) => missing(*absent),
    }
}

fn missing(absent: Absent) -> Value {
    json!({ "mean": null, "reason": absent.reason() })
}
