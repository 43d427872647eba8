//! Period 0: the people of the start, in whole people over the cells of their stage, by largest remainder.
//!
//! Reads `State::{numbers, effective}` as they are settled, writes `State::{here, ever}`.

use super::state::State;
use crate::base::lanes::LANES;
use crate::program::{Program, Start, StartGroup, StartWeight};

/// Older people of a class that nobody leaves: as many as make the younger ones vanish beside them.
const ENDLESS: f64 = 1e12;

pub fn people(program: &Program, state: &mut State) {
    for start in &program.starts {
        if let [only] = start.groups.as_slice() {
            state.here[only.cell] += crate::base::lanes::Lanes::splat(start.people);
            continue;
        }
        for lane in 0..LANES {
            apportion(program, state, start, lane);
        }
    }
    let mut everybody = state.ever;
    state.here.iter().for_each(|people| everybody += *people);
    state.ever = everybody;
}

/// Whole people in proportion to the weights; the largest remainders get one more, the earlier of equal ones.
fn apportion(program: &Program, state: &mut State, start: &Start, lane: usize) {
    let weight = |group: &StartGroup| {
        let share = state.numbers[group.share].0[lane].max(0.0);
        share * class(program, state, &group.age, lane) * class(program, state, &group.tenure, lane)
    };
    let weights: Vec<f64> = start.groups.iter().map(weight).collect();
    let total: f64 = weights.iter().sum();
    // What is whole but for rounding is whole.
    let near = |quota: f64| if (quota - quota.round()).abs() < 1e-9 { quota.round() } else { quota };
    let quotas: Vec<f64> = weights.iter().map(|w| near(start.people * w / total)).collect();
    let mut whole: Vec<f64> = quotas.iter().map(|q| q.floor()).collect();
    let missing = (start.people - whole.iter().sum::<f64>()).round() as usize;
    let mut order: Vec<usize> = (0..quotas.len()).collect();
    order.sort_by(|&a, &b| (quotas[b] - whole[b]).total_cmp(&(quotas[a] - whole[a])).then(a.cmp(&b)));
    order.iter().take(missing).for_each(|&group| whole[group] += 1.0);
    for (group, people) in start.groups.iter().zip(whole) {
        state.here[group.cell].0[lane] += people;
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
