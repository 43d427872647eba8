//! Plans of several scenarios as if they were of one.
//!
//! Inputs of the same path and law are one input, and draws have the same addresses in all scenarios: what is
//! written alike meets the same unknowns and the same luck. Only figures that all scenarios have are compared.

use crate::engine::Inputs;
use crate::metrics::Catalogue;
use crate::model::{Coming, Correlation, Input, InputId, Model, Plan};
use crate::program::{Formula, Program, compile};
use crate::results::Cast;
use std::sync::Arc;

/// A scenario and those of its plans that take part.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// What its plans are called beside their own names: the name of its file.
    pub name: &'a str,
    pub model: &'a Model,
    pub plans: &'a [usize],
}

/// Plans side by side.
#[derive(Debug, Clone)]
pub struct Together {
    /// What is shown of them: the plans that take part, one after the other, and all inputs. Everything else is
    /// that of the first scenario.
    pub model: Model,
    pub cast: Cast,
}

/// Why scenarios cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{other}` and `{name}` cannot be compared: they differ in {what} ({theirs} and {ours})")]
pub struct Unlike {
    pub name: String,
    pub other: String,
    pub what: &'static str,
    pub ours: String,
    pub theirs: String,
}

/// Puts the plans of some scenarios side by side; of a single one as they are.
///
/// # Errors
/// [`Unlike`] if step, horizon, start, currency, the counting of money or the value at the end differ.
pub fn together(sides: &[Side]) -> Result<Together, Unlike> {
    if let [side] = sides {
        let programs = side.plans.iter().map(|&plan| compile(side.model, plan)).collect();
        return Ok(Together { model: side.model.clone(), cast: Cast::new(side.model, programs) });
    }
    sides[1..].iter().try_for_each(|side| alike(&sides[0], side))?;
    let mut model = sides[0].model.clone();
    model.plans.clear();
    model.label = names(sides.iter().map(|side| side.model.label.as_str()));
    model.description = None;
    let (mut programs, mut catalogues) = (Vec::new(), Vec::new());
    for (nth, side) in sides.iter().enumerate() {
        let places = if nth == 0 { (0..model.inputs.len()).collect() } else { added(&mut model, side.model) };
        for &plan in side.plans {
            let program = reading(compile(side.model, plan), &places);
            catalogues.push(Catalogue::new(side.model, &program));
            programs.push(program);
            let mut described = of_plan(side.model.plans[plan].clone(), &places);
            described.id = format!("{}:{}", side.name, described.id);
            described.label = match side.plans {
                [_] => side.model.label.clone(),
                _ => format!("{}: {}", side.model.label, described.label),
            };
            model.plans.push(described);
        }
    }
    let catalogues = Catalogue::common(&catalogues);
    model.goals.retain(|goal| catalogues[0].find(&format!("chance[{}]", goal.id)).is_some());
    let cast = Cast { inputs: Inputs::new(&model), seed: model.simulation.seed, programs, catalogues };
    Ok(Together { model, cast })
}

/// Adds the inputs that are new to a model; where each of the other's is now.
fn added(model: &mut Model, other: &Model) -> Vec<usize> {
    let n_known = model.inputs.len();
    let is_same = |one: &Input, other: &Input| {
        one.path == other.path && one.law == other.law && one.law_as_written() == other.law_as_written()
    };
    let mut places = Vec::with_capacity(other.inputs.len());
    for input in &other.inputs {
        let known = model.inputs.iter().position(|known| is_same(known, input));
        places.push(known.unwrap_or(model.inputs.len()));
        model.inputs.extend(known.is_none().then(|| input.clone()));
    }
    for sample in model.inputs[n_known..].iter_mut().filter_map(|input| input.sample.as_mut()) {
        sample.share = sample.share.with_inputs(&|input| InputId(places[input.0]));
    }
    let moved = |correlation: &Correlation| Correlation {
        inputs: correlation.inputs.iter().map(|input| InputId(places[input.0])).collect(),
        factor: correlation.factor.clone(),
    };
    for correlation in other.correlations.iter().map(moved) {
        // An input is in one group of correlations at most: the first scenario's word holds.
        let is_known = |input: &InputId| model.correlations.iter().any(|known| known.inputs.contains(input));
        if !correlation.inputs.iter().any(is_known) {
            model.correlations.push(correlation);
        }
    }
    places
}

/// A plan whose inputs are elsewhere, as far as the draws are read again after a run: whether initiatives work, and
/// whether and when events come.
fn of_plan(mut plan: Plan, places: &[usize]) -> Plan {
    let place = |input: InputId| InputId(places[input.0]);
    for initiative in &mut plan.initiatives {
        initiative.works = initiative.works.with_inputs(&place);
    }
    for event in &mut plan.events {
        match &mut event.coming {
            Coming::Once { comes, when } => (*comes, *when) = (comes.with_inputs(&place), place(*when)),
            Coming::Recurring { per_unit, first, .. } => {
                (*per_unit, *first) = (per_unit.with_inputs(&place), place(*first));
            }
        }
    }
    plan
}

/// A program whose inputs are elsewhere.
fn reading(mut program: Program, places: &[usize]) -> Program {
    if let Some(end) = &mut program.end {
        end.chain.program = Arc::new(reading((*end.chain.program).clone(), places));
    }
    if let Some(past) = &mut program.past {
        *past = Arc::new(reading((**past).clone(), places));
    }
    for formula in &mut program.numbers {
        if let Formula::Input(input) = formula {
            *input = places[*input];
        }
    }
    program
}

fn names<'a>(labels: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<&str> = Vec::new();
    labels.for_each(|label| {
        if !names.contains(&label) {
            names.push(label);
        }
    });
    names.join(" / ")
}

fn alike(side: &Side, other: &Side) -> Result<(), Unlike> {
    let (ours, theirs) = (side.model, other.model);
    let start = |model: &Model| model.time.start.map_or("none".to_string(), |_| model.time.calendar().label(1));
    let counting = |model: &Model| format!("{:?}, {:?}", model.accounting.count, model.accounting.count_start);
    let end = |model: &Model| match (&model.end_value.of, model.end_value.at_most) {
        (of, Some(periods)) => format!("{of:?}, {periods} periods at most"),
        (of, None) => format!("{of:?}"),
    };
    let differences = [
        ("their step", ours.time.step.to_string(), theirs.time.step.to_string()),
        ("their number of periods", ours.time.periods.to_string(), theirs.time.periods.to_string()),
        ("their start", start(ours), start(theirs)),
        ("their currency", ours.currency.code.clone(), theirs.currency.code.clone()),
        ("how money is counted", counting(ours), counting(theirs)),
        ("the value at the end", end(ours), end(theirs)),
    ];
    match differences.into_iter().find(|(_, ours, theirs)| ours != theirs) {
        None => Ok(()),
        Some((what, ours, theirs)) => {
            Err(Unlike { name: side.name.to_string(), other: other.name.to_string(), what, ours, theirs })
        }
    }
}
