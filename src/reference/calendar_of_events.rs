//! When the events of a future come and go: decided by its inputs, before it is played.

use super::conditions::Conditions;
use crate::model::{Coming, Event, InputId, next_uniform};

/// Whether the event is on, shape `[periods + 1]`; nothing is on at the start.
pub(super) fn when_on(event: &Event, periods: u32, inputs: &[f64], settled: &Conditions) -> Vec<bool> {
    let mut on = vec![false; periods as usize + 1];
    for start in starts(event, inputs, settled) {
        let after = event.lasts.map_or(periods + 1, |lasts| start.saturating_add(lasts));
        for period in start..after.min(periods + 1) {
            on[period as usize] = true;
        }
    }
    on
}

/// The periods in which the event starts.
fn starts(event: &Event, inputs: &[f64], settled: &Conditions) -> Vec<u32> {
    match &event.coming {
        Coming::Once { comes, when: InputId(when) } => {
            let n_periods = event.last - event.first + 1;
            let start = event.first + ((inputs[*when] * f64::from(n_periods)).floor() as u32).min(n_periods - 1);
            if settled.value(comes) > 0.0 { vec![start] } else { Vec::new() }
        }
        Coming::Recurring { per_unit, units_per_step, first: InputId(first) } => {
            let never_per_step = libm::pow(1.0 - settled.value(per_unit).clamp(0.0, 1.0), *units_per_step);
            let (mut starts, mut from, mut u) = (Vec::new(), event.first, inputs[*first]);
            while let Some(wait) = wait(never_per_step, u, event.last.saturating_sub(from) + 1)
                && from <= event.last
            {
                let start = from + wait - 1;
                starts.push(start);
                let Some(lasts) = event.lasts else { break };
                // It can come again in the first period in which it is over.
                from = start.saturating_add(lasts.max(1));
                u = next_uniform(u);
            }
            starts
        }
    }
}

/// The first period k, at most `longest`, by which it has come: the smallest k with `1 - (1 - h)^k > u`.
fn wait(never_per_step: f64, u: f64, longest: u32) -> Option<u32> {
    let mut not_yet = 1.0;
    (1..=longest).find(|_| {
        not_yet *= never_per_step;
        1.0 - not_yet > u
    })
}
