//! What a scenario means: names resolved, units converted, contradictions refused.
//!
//! [`check`] reads what the author wrote ([`crate::scenario::Scenario`]) and makes the [`Model`] of it,
//! part by part: one file for each part of the wheel. Everything wrong is said in one go; after it
//! nothing can be wrong about the scenario any more.

mod accounting;
mod asks;
mod bought;
mod campaigns;
mod channels;
mod checker;
mod counts;
mod fields;
mod goals;
mod hazards;
mod in_time;
mod inputs;
mod laws;
mod leaving;
mod mixes;
mod money;
mod number;
mod places;
mod referrals;
mod stages;
mod start;
mod targets;
mod time;
mod tracking;
mod types;
mod wiring;

use std::collections::{HashMap, HashSet};

pub use number::Moment;
pub use types::*;

use crate::base::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::scenario::{About, Scenario, Wheel};
use checker::Checker;
use inputs::Registry;
use money::Side;
use places::Places;
use wiring::Wiring;

/// The meaning of a scenario with all its plans, and everything there is to say about it.
///
/// There is a model exactly if there is no error; there may be warnings and notes beside it.
pub fn check(scenario: &Scenario) -> (Option<Model>, Diagnostics) {
    let mut checker = checker_of(scenario);
    let time = time::check(&scenario.time, &mut checker);
    let accounting = accounting::check(&scenario.accounting, &mut checker.diagnostics);
    checker.count = accounting.count;
    let simulation = time::simulation(&scenario.simulation, &mut checker.diagnostics);
    // Inputs are numbered as they are met; the first pass finds out in which order they stand in the file.
    wheel(&mut checker);
    checker.registry = checker.registry.in_file_order();
    checker.spend_today.clear();
    let time = Time { discount_per_year: time::check(&scenario.time, &mut checker).discount_per_year, ..time };
    let base = wheel(&mut checker);
    let goals = goals::check(&scenario.goals, &Places::new(&scenario.wheel), &mut checker);
    let mut plans = vec![Plan { id: BASE.to_string(), label: "Base".to_string(), ..base }];
    checker.registry.in_a_plan = true;
    for plan in &scenario.plans {
        checker.wheel = &plan.wheel;
        let changed = wheel(&mut checker);
        plans.push(named(&plan.about, changed, &mut checker.diagnostics));
    }
    let tracking = tracking::tracking(&mut plans, checker.periods);
    // While something is wrong, a warning may only be its echo.
    if !checker.diagnostics.has_errors() {
        asks::once(&scenario.wheel, &tracking, &mut checker);
    }
    let label = scenario.label.get().map_or(&scenario.name, |label| &label.value);
    let model = Model {
        label: label.clone(),
        description: scenario.description.get().map(|description| description.value.clone()),
        currency: checker.currency,
        time,
        accounting,
        simulation,
        inputs: checker.registry.into_inputs(),
        correlations: Vec::new(),
        segments: vec![Segment { id: String::new(), label: "Everybody".to_string() }],
        tracking,
        plans,
        goals,
    };
    let possible = !checker.diagnostics.has_errors();
    (possible.then_some(model), checker.diagnostics)
}

/// The places of all values that count steps, in the order of the texts: bare rates, amounts per step, lengths
/// and moments in periods; the length of the run aside. At another step they mean something else, while
/// everything else keeps its meaning.
pub fn counted_in_steps(scenario: &Scenario) -> Vec<Span> {
    let mut checker = checker_of(scenario);
    wheel(&mut checker);
    goals::check(&scenario.goals, &Places::new(&scenario.wheel), &mut checker);
    for plan in &scenario.plans {
        checker.wheel = &plan.wheel;
        wheel(&mut checker);
    }
    let mut spans: Vec<Span> = checker.bare_amounts.iter().map(|(span, _)| *span).collect();
    spans.extend(checker.bare_rates.iter().chain(&checker.bare_times));
    spans.sort();
    spans.dedup();
    spans
}

/// The id of the scenario as written.
const BASE: &str = "base";

fn checker_of(scenario: &Scenario) -> Checker<'_> {
    let mut diagnostics = scenario.noticed.clone();
    let currency = time::currency(scenario, &mut diagnostics);
    let (calendar, periods) = time::clock(&scenario.time, &mut diagnostics);
    Checker {
        diagnostics,
        currency,
        calendar,
        periods,
        registry: Registry::default(),
        wheel: &scenario.wheel,
        inputs: HashMap::new(),
        volatility: HashMap::new(),
        spend_today: HashMap::new(),
        count: Count::default(),
        shares: vec![Number::Constant(1.0)],
        used: HashSet::new(),
        unresolved: false,
        bare_amounts: Vec::new(),
        bare_rates: Vec::new(),
        bare_times: Vec::new(),
    }
}

fn named(about: &About, plan: Plan, diagnostics: &mut Diagnostics) -> Plan {
    if about.id.value == BASE {
        let error = Diagnostic::error("`base` is the scenario as written").at(about.id.span, "");
        diagnostics.push(error.help("give this plan another name"));
    }
    Plan { id: about.id.value.clone(), label: about.name(), ..plan }
}

/// Everything of one plan but its name.
fn wheel(checker: &mut Checker<'_>) -> Plan {
    let wheel: &Wheel = checker.wheel;
    let places = Places::new(wheel);
    checker.inputs.clear();
    checker.volatility.clear();
    inputs::check(&wheel.inputs, checker);
    let (mut stages, transitions, leaving) = stages::check(&places, checker);
    let channels = channels::check(&places, checker);
    let (mut referrals, mut invites, mut accept) = (Vec::new(), Vec::new(), Vec::new());
    for (referral, sent, accepted) in referrals::check(&places, checker) {
        invites.push(sent);
        let volatility = checker.volatility.get(&format!("referrals.{}.accept", referral.id)).cloned();
        accept.push((accepted, Effects { volatility, ..Effects::none() }));
        referrals.push(referral);
    }
    goals::refuse_shared_names(checker);
    let (revenue, earned) = money::check(Side::Revenue, &places, &transitions, checker).into_iter().unzip();
    let (costs, paid): (Vec<MoneyLine>, _) =
        money::check(Side::Costs, &places, &transitions, checker).into_iter().unzip();
    let cash = money::cash(checker);
    for (stage, targets) in targets::check(&stages, &transitions, &places, checker).into_iter().enumerate() {
        stages[stage].targets = targets;
    }
    let wiring = Wiring::new(&stages, &leaving, &transitions, checker).with_campaigns(&channels, checker);
    wiring.refuse_instant_loops(checker);
    wiring.refuse_prospects_again(&places, checker);
    // Behind a name that is unknown whole parts of the wheel would seem out of reach.
    if !checker.unresolved {
        wiring.refuse_unreachable(&channels, &referrals, checker);
        wiring.refuse_tenure_of_strangers(&channels, &referrals, checker);
    }
    let mixes = start::mixes(&stages, &leaving, &wiring, checker);
    for (stage, (age, tenure)) in stages.iter_mut().zip(mixes) {
        (stage.start_age, stage.start_tenure) = (age, tenure);
    }
    if !checker.diagnostics.has_errors() {
        asks::of_plan((&stages, &leaving), &transitions, &costs, &places, checker);
    }
    let effects = transitions.iter().map(|transition| {
        let (from, to) = (places.id(transition.from), places.target_id(transition.to));
        let volatility = checker.volatility.get(&format!("stages.{from}.to.{to}")).cloned();
        Effects { volatility, ..Effects::none() }
    });
    let effects = effects.collect();
    let segment = SegmentId(0);
    let kinds =
        vec![Behaviour { segment, source: None, leaving, effects, invites, accept, revenue: earned, costs: paid }];
    Plan {
        id: String::new(),
        label: String::new(),
        stages,
        transitions,
        channels,
        referrals,
        revenue,
        costs,
        cash,
        shares: vec![Number::Constant(1.0)],
        kinds,
        frictions: Vec::new(),
        initiatives: Vec::new(),
        tests: Vec::new(),
        events: Vec::new(),
        capacities: Vec::new(),
        feedbacks: Vec::new(),
        market: None,
    }
}
