//! What is needed to say what those are worth who are there when the run ends.
//!
//! They go on as single people do, for ever ([`compile_for_ever`]); every cell of the run is one of their states, the
//! last class of a clock that the run ends earlier stands for all older ones.

use super::compile::{TailOf, compile_for_ever};
use super::person::Chain;
use super::{Cell, CellFacts, End, Program, Reckoned, Record, Standing};
use crate::model::{Model, Plan, Role};
use std::collections::HashMap;
use std::sync::Arc;

/// * `program`: of the plan, complete but for its end
pub(super) fn of(model: &Model, plan: &Plan, program: &Program, reckoned: Vec<Reckoned>) -> End {
    // Within some periods the last class of a hazard that falls for ever is met as it is.
    let tail = if model.end_value.at_most.is_some() { TailOf::Chances } else { TailOf::DiscountedTime };
    let chain = Chain::new(Arc::new(compile_for_ever(model, plan, tail)));
    let facts = &program.cell_facts;
    let cells = |wanted: &dyn Fn(&CellFacts) -> bool| -> Vec<Cell> {
        (0..facts.len()).filter(|&cell| !facts[cell].instant && wanted(&facts[cell])).collect()
    };
    let unpaid = |r: usize| {
        let source = plan.channels.len() + r;
        (0..model.segments.len()).map(move |segment| (source, segment))
    };
    let of_referral = |(source, segment): (usize, usize)| {
        let waits = |f: &CellFacts| f.source == Some(source) && f.standing < Standing::Acquired && f.segment == segment;
        cells(&waits)
    };
    let Record::Number(rate) = program.records[program.index.discount_per_year] else {
        unreachable!("the discount rate is a number")
    };
    End {
        state_of: states_of(program, &chain),
        unpaid: (0..plan.referrals.len()).flat_map(unpaid).map(of_referral).enumerate().collect(),
        customers: cells(&|f| f.role == Role::Customer),
        at_most: model.end_value.at_most,
        reckoned,
        rate,
        years_per_step: model.time.years_per_period(),
        chain,
    }
}

/// Per cell of a run its state.
fn states_of(program: &Program, chain: &Chain) -> Vec<usize> {
    let mut alike: HashMap<Place, Vec<usize>> = HashMap::new();
    for (state, facts) in chain.states.iter().enumerate() {
        alike.entry(place(facts)).or_default().push(state);
    }
    let exact: HashMap<(Place, u32, u32), usize> =
        chain.states.iter().enumerate().map(|(state, f)| ((place(f), f.age, f.tenure), state)).collect();
    let state_of = |facts: &CellFacts| {
        let place = place(facts);
        if let Some(state) = exact.get(&(place, facts.age, facts.tenure)).filter(|_| !facts.instant) {
            return Some(*state);
        }
        // The nearest on both clocks: the last class where the run has more of them.
        let off = |state: &&usize| {
            let s = &chain.states[**state];
            (facts.age.abs_diff(s.age) + facts.tenure.abs_diff(s.tenure), **state)
        };
        alike.get(&place).filter(|_| !facts.instant)?.iter().min_by_key(off).copied()
    };
    program.cell_facts.iter().map(|facts| state_of(facts).unwrap_or(0)).collect()
}

/// What is the same in both, whatever the clocks say.
type Place = (usize, usize, usize, u8);

fn place(facts: &CellFacts) -> Place {
    (facts.stage, facts.segment, facts.kind, facts.standing as u8)
}
