//! One plan: the whole wheel read in the order in which its parts need one another.
//!
//! Inputs first, then what acts on numbers (the plan's own changes, events, feedback, initiatives), then the numbers
//! themselves, and last, once for each kind of people, what these do and pay.

use super::checker::Checker;
use super::kinds::{self, Common, Numbers};
use super::money::{self, Side};
use super::places::Places;
use super::types::{Channel, Event, Mechanism, MoneyLine, Number, Plan, Referral, Stage, Transition};
use super::wiring::Wiring;
use super::{
    asks, capacities, changes, channels, events, experiments, frictions, goals, initiatives, inputs, mechanisms,
    referrals, segments, stages, start, targets,
};
use crate::scenario::Wheel;

/// Everything of one plan but its name.
pub(super) fn check<'a>(wheel: &'a Wheel, checker: &mut Checker<'a>) -> Plan {
    checker.wheel = wheel;
    checker.inputs.clear();
    checker.alterations.clear();
    checker.volatility.clear();
    let places = Places::new(wheel);
    inputs::check(&wheel.inputs, checker);
    let acting = acting(&places, checker);
    let shares = segments::shares(checker);
    checker.shares = shares.clone();
    let (structure, numbers) = structure(&places, checker);
    let reductions = initiatives::reductions(&acting.begun, checker);
    let (stages, transitions) = (&structure.stages, &structure.transitions);
    let frictions = frictions::check(reductions, transitions, stages, &places, checker);
    let tests = experiments::check(&acting.begun, (stages, transitions, &numbers.leaving), &places, checker);
    let initiatives = initiatives::check(&acting.begun, &tests, checker);
    let capacities = capacities::check(&places, transitions, checker);
    let market = capacities::market(stages, checker);
    let kinds = {
        let common =
            Common { transitions, frictions: &frictions, tests: &tests, initiatives: &initiatives, shares: &shares };
        kinds::check(wheel, numbers, &common, checker)
    };
    checker.refuse_idle_alterations(0);
    Plan {
        id: String::new(),
        label: String::new(),
        stages: structure.stages,
        transitions: structure.transitions,
        channels: structure.channels,
        referrals: structure.referrals,
        revenue: structure.revenue,
        costs: structure.costs,
        cash: structure.cash,
        shares,
        kinds,
        frictions: frictions.list,
        initiatives,
        tests,
        events: acting.events,
        capacities,
        mechanisms: acting.mechanisms,
        market,
    }
}

/// What acts on numbers.
struct Acting {
    events: Vec<Event>,
    mechanisms: Vec<Mechanism>,
    begun: Vec<initiatives::Begun>,
}

/// Reads everything that acts on numbers, so that it does on those that are read afterwards.
fn acting(places: &Places<'_>, checker: &mut Checker<'_>) -> Acting {
    let wheel = checker.wheel;
    for change in &wheel.changes {
        if let Some(factor) = checker.factor_of_plan(change) {
            checker.alterations.push(segments::times(change, &factor, wheel));
        }
    }
    let events = events::check(checker);
    let mechanisms = mechanisms::check(places, checker);
    let begun = initiatives::begin(checker);
    // Inputs were read first, because changes may be arithmetic on them.
    if changes::any_on_inputs(checker) {
        checker.inputs.clear();
        inputs::check(&wheel.inputs, checker);
    }
    Acting { events, mechanisms, begun }
}

/// What a plan has, whoever the people are.
struct Structure {
    stages: Vec<Stage>,
    transitions: Vec<Transition>,
    channels: Vec<Channel>,
    referrals: Vec<Referral>,
    revenue: Vec<MoneyLine>,
    costs: Vec<MoneyLine>,
    cash: Number,
}

/// The parts of the wheel, and the numbers of people of whom nothing is said in particular.
fn structure(places: &Places<'_>, checker: &mut Checker<'_>) -> (Structure, Numbers) {
    let (mut stages, transitions, leaving) = stages::check(places, checker);
    let channels = channels::check(places, checker);
    let (mut referrals, mut invites, mut accept) = (Vec::new(), Vec::new(), Vec::new());
    for (referral, sent, accepted) in referrals::check(places, checker) {
        referrals.push(referral);
        invites.push(sent);
        accept.push(accepted);
    }
    goals::refuse_shared_names(checker);
    let (revenue, earned): (Vec<MoneyLine>, _) =
        money::check(Side::Revenue, places, &transitions, checker).into_iter().unzip();
    let (costs, paid): (Vec<MoneyLine>, _) =
        money::check(Side::Costs, places, &transitions, checker).into_iter().unzip();
    let cash = money::cash(checker);
    for (stage, targets) in targets::check(&stages, &transitions, places, checker).into_iter().enumerate() {
        stages[stage].targets = targets;
    }
    let wiring = Wiring::new(&stages, &leaving, &transitions, checker).with_campaigns(&channels, checker);
    wiring.refuse_instant_loops(checker);
    wiring.refuse_prospects_again(places, checker);
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
        asks::of_plan((&stages, &leaving), &transitions, &costs, places, checker);
    }
    let structure = Structure { stages, transitions, channels, referrals, revenue, costs, cash };
    (structure, Numbers { leaving, invites, accept, revenue: earned, costs: paid })
}
