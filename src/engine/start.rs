//! Period 0: the people of the start whose number is written, in whole people over the cells of their stage, by largest
//! remainder.
//!
//! Reads `State::{numbers, effective}` as they are settled, writes `State::here`.

use super::state::{State, in_whole_people};
use crate::base::lanes::{LANES, Lanes};
use crate::program::{Program, Start, StartGroup, StartWeight};

/// Older people of a class that nobody leaves: as many as make the younger ones vanish beside them.
const ENDLESS: f64 = 1e12;

pub fn people(program: &Program, state: &mut State) {
    for start in &program.starts {
        if let [segment] = start.segments.as_slice()
            && let [only] = segment.groups.as_slice()
        {
            state.here[only.cell] += Lanes::splat(start.people);
            continue;
        }
        for lane in 0..LANES {
            deal_out(program, state, start, lane);
        }
    }
}

/// Over the segments by their shares, then in each segment by age and tenure: how long its people stay says nothing about
/// how many they are.
fn deal_out(program: &Program, state: &mut State, start: &Start, lane: usize) {
    let shares: Vec<f64> = start.segments.iter().map(|of| state.numbers[of.share].0[lane].max(0.0)).collect();
    for (segment, people) in start.segments.iter().zip(in_whole_people(start.people, &shares)) {
        let weight =
            |group: &StartGroup| class(program, state, &group.age, lane) * class(program, state, &group.tenure, lane);
        let weights: Vec<f64> = segment.groups.iter().map(weight).collect();
        for (group, people) in segment.groups.iter().zip(in_whole_people(people, &weights)) {
            state.here[group.cell].0[lane] += people;
        }
    }
}

/// Weight of a class of age or tenure.
fn class(program: &Program, state: &State, weight: &StartWeight, lane: usize) -> f64 {
    let leave = |set: &usize| {
        let rates = &program.rates[*set];
        state.effective[rates.first..rates.first + rates.exits].iter().map(|p| p.0[lane]).sum::<f64>().min(1.0)
    };
    match weight {
        StartWeight::Fixed(weight) => *weight,
        StartWeight::Settled { through, last } => {
            let stayed: f64 = through.iter().map(|set| 1.0 - leave(set)).product();
            let older = last.as_ref().map_or(1.0, |set| 1.0 / leave(set).max(1.0 / ENDLESS));
            stayed * older
        }
    }
}
