//! What each thing is worth, as the files of machines have it.

use super::assemble::turns_by_itself;
use crate::analysis::coast::{Coast, Quantiles};
use crate::analysis::contributions::{
    BridgePart, Contributions, FrictionCost, InitiativeWorth, Lever, NextDollar, Pushed, Spread,
};
use crate::analysis::lifetime::Lifetime;
use crate::model::{Model, Plan, Target, TransitionId};
use crate::scenario::{Change, ValueEdit};
use serde_json::{Map, Value, json};

/// The figures of one plan by their ids, for summary.json; money in whole currency.
pub fn in_json(model: &Model, contributions: &Contributions) -> Map<String, Value> {
    let plan = &model.plans[contributions.plan];
    let unit = if contributions.outcome.unit.is_money() { 1.0 / model.currency.minor_units() } else { 1.0 };
    let money = 1.0 / model.currency.minor_units();
    let over = |spread: &Spread, n: usize| spread_json(spread, unit, contributions.outcome.id, n);
    let of = |spread: &Spread| over(spread, contributions.replications);
    let mut figures = Map::new();
    for FrictionCost { friction, cost, half } in &contributions.frictions.costs {
        let id = &plan.frictions[*friction].id;
        figures.insert(format!("friction_cost[{id}]"), of(cost));
        figures.insert(format!("friction_half[{id}]"), of(half));
    }
    figures.extend(contributions.frictions.together.iter().map(|all| ("frictions_together".to_string(), of(all))));
    let interaction = contributions.frictions.interaction.iter();
    figures.extend(interaction.map(|more| ("friction_interaction".to_string(), of(more))));
    for worth in &contributions.initiatives {
        let InitiativeWorth { initiative, net, pays, cost } = worth;
        let mut figure = of(net);
        (figure["chance"], figure["chance_se"]) = (json!(pays.chance), json!(pays.se));
        figure["chance_within_the_run"] = json!(pays.within);
        figure["cost"] = json!(cost * money);
        figure["per_cost"] = json!(worth.per_cost().map(|per| per * unit / money));
        figures.insert(format!("initiative_worth[{}]", plan.initiatives[*initiative].id), figure);
    }
    for Lever { pushed, gain } in &contributions.leverage.levers {
        figures
            .insert(format!("leverage[{}]", lever_id(plan, *pushed)), over(gain, contributions.leverage.replications));
    }
    for NextDollar { channel, gain, pays } in &contributions.next_dollar {
        let mut figure = over(gain, contributions.draws);
        (figure["chance"], figure["chance_se"]) = (json!(pays.chance), json!(pays.se));
        figure["chance_within_the_run"] = json!(pays.within);
        figures.insert(format!("next_dollar[{}]", plan.channels[*channel].id), figure);
    }
    if let Some(bridge) = &contributions.bridge {
        let change = |part: &BridgePart| {
            let mut figure = of(&part.gain);
            figure["change"] = json!(change_id(&part.change));
            figure
        };
        let changes: Vec<Value> = bridge.changes.iter().map(change).collect();
        let bridge = json!({
            "base": of(&bridge.base), "changes": changes, "interactions": of(&bridge.interactions),
            "plan": of(&bridge.plan),
        });
        figures.insert("bridge".to_string(), bridge);
    }
    figures
}

fn spread_json(spread: &Spread, unit: f64, outcome: &str, n: usize) -> Value {
    json!({
        "outcome": outcome, "n": n, "mean": spread.mean * unit,
        "se": spread.se * unit, "p5": spread.p5 * unit, "p50": spread.median * unit, "p95": spread.p95 * unit,
    })
}

/// What becomes of a plan when the spend stops, by the ids of the figures.
pub fn coast_in_json(coast: &Coast, lifetime: &Lifetime) -> Map<String, Value> {
    let within = |x: f64| x.is_finite().then_some(x);
    let half_life = coast.half_life.map(|half| {
        json!({
            "stop": coast.stop, "n": coast.replications, "mean": null, "p5": within(half.low),
            "p50": within(half.median), "p95": within(half.high), "reached": half.reached,
            "kept": coast.kept, "turns_by_itself": turns_by_itself(coast, lifetime),
        })
    });
    let remaining = coast.remaining.map(|left| {
        json!({
            "stop": coast.stop, "period": coast.a_year_after, "n": coast.replications, "mean": left.mean,
            "p5": left.at[0], "p50": left.at[2], "p95": left.at[4],
        })
    });
    let figures = [("coast_half_life", half_life), ("coast_remaining", remaining)];
    figures.into_iter().map(|(id, figure)| (id.to_string(), json!(figure))).collect()
}

/// New customers by period from 1 on, with the spend going on and stopped.
pub fn new_customers_in_json(coast: &Coast) -> Value {
    let series = |by_period: &[Quantiles]| {
        let of = |at: usize| by_period.iter().map(|new| new.at[at]).collect::<Vec<f64>>();
        let means: Vec<f64> = by_period.iter().map(|new| new.mean).collect();
        json!({ "mean": means, "p5": of(0), "p25": of(1), "p50": of(2), "p75": of(3), "p95": of(4) })
    };
    json!({ "going_on": series(&coast.going_on), "stopped": series(&coast.coasting) })
}

fn lever_id(plan: &Plan, pushed: Pushed) -> String {
    match pushed {
        Pushed::Transition(TransitionId(index)) => {
            let transition = &plan.transitions[index];
            let to = match transition.to {
                Target::Stage(stage) => plan.stages[stage.0].id.as_str(),
                Target::Exit => "exit",
            };
            format!("{} -> {to}", plan.stages[transition.from.0].id)
        }
        Pushed::Channel(channel) => format!("channels.{}", plan.channels[channel].id),
        Pushed::Invitations(referral) => format!("referrals.{}", plan.referrals[referral].id),
    }
}

/// A change as a plan writes it: `channels.search.spend = $32k per month`.
fn change_id(change: &Change) -> String {
    let edited = |edit: &ValueEdit, sign: &str| {
        let segment = edit.segment.as_ref().map_or(String::new(), |segment| format!("segments.{segment}: "));
        format!("{segment}{} {sign} {}", edit.path, edit.value)
    };
    match change {
        Change::Takes(initiative) => format!("initiatives.{initiative}"),
        Change::Leaves(initiative) => format!("without initiatives.{initiative}"),
        Change::Off(thing) => format!("off {thing}"),
        Change::Set(edit) => edited(edit, "="),
        Change::Times(edit) => edited(edit, "changes by"),
    }
}
