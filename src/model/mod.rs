//! What a scenario means: names resolved, units converted, contradictions refused.
//!
//! [`check`] reads what the author wrote ([`crate::scenario::Scenario`]) and makes the [`Model`] of it,
//! part by part: one file for each part of the wheel. Everything wrong is said in one go; after it
//! nothing can be wrong about the scenario any more.

mod accounting;
mod arrows;
mod as_written;
mod asks;
mod blend;
mod capacities;
mod changes;
mod bought;
mod campaigns;
mod channels;
mod checker;
mod correlations;
mod counts;
mod effects;
mod end_value;
mod events;
mod experiments;
mod fields;
mod frictions;
mod goals;
mod initiatives;
mod hazards;
mod in_time;
mod inputs;
mod kinds;
mod laws;
mod leaving;
mod mechanisms;
mod migrations;
mod mixes;
mod money;
mod number;
mod past;
mod pipeline;
mod places;
mod plan;
mod presentation;
mod referrals;
mod segments;
mod sources;
mod stages;
mod start;
mod survivals;
mod targets;
mod time;
mod tracking;
mod types;
mod wiring;

use std::collections::{BTreeSet, HashMap, HashSet};

pub use as_written::{AsWritten, change};
pub use blend::Blend;
pub use number::Moment;
pub use types::*;

use crate::base::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::scenario::{About, Scenario};
use checker::Checker;
use inputs::Registry;
use past::Measured;
use places::Places;

/// The meaning of a scenario with all its plans, and everything there is to say about it.
///
/// There is a model exactly if there is no error; there may be warnings and notes beside it.
pub fn check(scenario: &Scenario) -> (Option<Model>, Diagnostics) {
    check_in_parts(scenario, 1)
}

/// The same scenario at half the step, to see what the step does: everybody arrives, moves and pays twice as often.
///
/// What counts steps counts twice as many, rows of a series hold twice, a settled start is computed anew, and whatever
/// has a unit of time keeps its meaning; so does the noise of a probability (`volatility`), whose law in each
/// period is the same. `None` if the scenario is not possible at that step, with the reason.
pub fn check_at_half_the_step(scenario: &Scenario) -> (Option<Model>, Diagnostics) {
    check_in_parts(scenario, 2)
}

fn check_in_parts(scenario: &Scenario, parts: u32) -> (Option<Model>, Diagnostics) {
    let earlier = past::wheel(scenario);
    let mut checker = checker_of(scenario, parts);
    let time = time::check(&scenario.time, &mut checker);
    let accounting = accounting::check(&scenario.accounting, &mut checker.diagnostics);
    checker.count = accounting.count;
    let simulation = time::simulation(&scenario.simulation, &mut checker.diagnostics);
    end_value::check(&scenario.accounting.end_value, &time.discount_per_year, &mut checker);
    // Inputs are numbered as they are met; the first pass finds out in which order they stand in the file.
    plan::check(&scenario.wheel, &mut checker);
    checker.registry = checker.registry.in_file_order();
    checker.measured = Measured::default();
    let past = earlier.as_ref().and_then(|wheel| past::check(scenario, wheel, &mut checker));
    let time = Time { discount_per_year: time::check(&scenario.time, &mut checker).discount_per_year, ..time };
    let end_value = end_value::check(&scenario.accounting.end_value, &time.discount_per_year, &mut checker);
    let base = plan::check(&scenario.wheel, &mut checker);
    let recurs = base.revenue.iter().any(|line| line.recurring);
    let goals = goals::check(&scenario.goals, recurs, &Places::new(&scenario.wheel), &mut checker);
    let mut plans = vec![Plan { id: BASE.to_string(), label: String::new(), ..base }];
    checker.registry.in_a_plan = true;
    for plan in &scenario.plans {
        let changed = plan::check(&plan.wheel, &mut checker);
        plans.push(named(&plan.about, changed, &mut checker.diagnostics));
    }
    let n_plans = plans.len();
    plans.extend(past);
    let mut tracking = tracking::tracking(&mut plans, checker.periods);
    let correlations = correlations::check(&scenario.correlations, &mut checker);
    let presentation = presentation::check(&scenario.report, recurs, &Places::new(&scenario.wheel), &mut checker);
    plans[0].label = presentation::base_label(presentation.language).to_string();
    let report = sources::report(&scenario.report, &mut checker);
    // What could not be read of one kind cannot be compared with another.
    if !checker.diagnostics.has_errors() {
        tracking.for_life = sources::known_for_life(&plans, report.for_life);
    }
    let for_ever = tracking::for_ever(&plans, &tracking);
    let past = plans.split_off(n_plans).pop().map(Box::new);
    if report.cohorts {
        tracking.cohorts = true;
        // Those who are there at the start are T periods older at the end.
        tracking.tenures = tracking.tenures.max(checker.periods + 1);
    }
    if !checker.diagnostics.has_errors() {
        pipeline::check(past.as_deref().unwrap_or(&plans[0]), &scenario.wheel, &mut checker);
    }
    // While something is wrong, a warning may only be its echo.
    if !checker.diagnostics.has_errors() {
        asks::once(&scenario.wheel, &tracking, &mut checker);
        let of_plans = plans.iter().map(|plan| plan.initiatives.as_slice());
        initiatives::ask_about_idle(&scenario.wheel.initiatives, of_plans, &mut checker);
    }
    let label = scenario.label.get().map_or(&scenario.name, |label| &label.value);
    let model = Model {
        label: label.clone(),
        description: scenario.description.get().map(|description| description.value.clone()),
        currency: checker.currency,
        time,
        accounting,
        end_value,
        simulation,
        inputs: checker.registry.into_inputs(),
        correlations,
        segments: segments::all(&scenario.wheel),
        tracking,
        for_ever,
        past,
        plans,
        goals,
        presentation,
        account: scenario.account.clone(),
    };
    let possible = !checker.diagnostics.has_errors();
    (possible.then_some(model), checker.diagnostics)
}

/// The places of all values that count steps, in the order of the texts: bare rates, amounts per step, lengths
/// and moments in periods; the length of the run aside. At another step they mean something else, while
/// everything else keeps its meaning.
pub fn counted_in_steps(scenario: &Scenario) -> Vec<Span> {
    let mut checker = checker_of(scenario, 1);
    plan::check(&scenario.wheel, &mut checker);
    goals::check(&scenario.goals, true, &Places::new(&scenario.wheel), &mut checker);
    for plan in &scenario.plans {
        plan::check(&plan.wheel, &mut checker);
    }
    let mut spans: Vec<Span> = checker.bare_amounts.iter().map(|(span, _)| *span).collect();
    spans.extend(checker.bare_rates.iter().chain(&checker.bare_times));
    spans.sort();
    spans.dedup();
    spans
}

/// Every number of the base plan that differs between segments, as written and as they average to; of the file as it
/// is, whatever is set from outside.
///
/// Empty without segments, and while something is wrong.
pub fn blended(scenario: &Scenario) -> Vec<Blend> {
    let mut checker = checker_of(scenario, 1);
    plan::check(scenario.as_written.as_ref().unwrap_or(&scenario.wheel), &mut checker);
    if checker.diagnostics.has_errors() { Vec::new() } else { checker.blend }
}

/// The id of the scenario as written.
const BASE: &str = "base";

fn checker_of(scenario: &Scenario, parts: u32) -> Checker<'_> {
    let mut diagnostics = scenario.noticed.clone();
    let currency = time::currency(scenario, &mut diagnostics);
    let (calendar, periods) = time::clock(&scenario.time, parts, &mut diagnostics);
    Checker {
        diagnostics,
        currency,
        calendar,
        periods,
        registry: Registry::default(),
        wheel: &scenario.wheel,
        inputs: HashMap::new(),
        volatility: HashMap::new(),
        measured: Measured::default(),
        count: Count::default(),
        shares: vec![Number::Constant(1.0)],
        later: Vec::new(),
        correlated: scenario.correlations.iter().flat_map(|text| text.paths.clone()).collect(),
        used: HashSet::new(),
        alterations: Vec::new(),
        paths_met: BTreeSet::new(),
        blend: Vec::new(),
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
