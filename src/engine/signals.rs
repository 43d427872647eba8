//! What the future decides and formulas look up: events and the market.
//!
//! An event that comes at most once starts uniformly in its window. One that may come again waits
//! geometrically, by inversion of one uniform; when it is over the next wait follows from the next uniform
//! ([`crate::model::next_uniform`]), so one input decides the whole sequence.
//!
//! Writes `State::signals`.

use super::state::State;
use crate::base::lanes::{LANES, Lanes};
use crate::model::next_uniform;
use crate::program::{Coming, Happening, Program};

/// Later than every period.
const NEVER: f64 = f64::INFINITY;

/// Decides when events first come.
pub fn before_the_start(program: &Program, state: &mut State) {
    for (e, event) in program.events.iter().enumerate() {
        for lane in 0..LANES {
            let (begun, next) = first_start(event, &state.numbers, lane);
            state.signals.begun[e].0[lane] = begun;
            state.signals.until[e].0[lane] = over(event, begun);
            state.signals.next[e].0[lane] = next;
        }
    }
}

/// Events that are on in this period, and the market at the end of the last one.
pub fn of_period(program: &Program, state: &mut State, period: u16) {
    let now = f64::from(period);
    for (e, event) in program.events.iter().enumerate() {
        for lane in 0..LANES {
            if now >= state.signals.until[e].0[lane] {
                come_again(event, e, state, lane, now);
            }
            let on = now >= state.signals.begun[e].0[lane] && now < state.signals.until[e].0[lane];
            state.signals.event[e].0[lane] = f64::from(u8::from(on));
        }
    }
    if let Some(size) = program.market {
        let size = state.numbers[size];
        state.signals.market_left = size.zip(state.ever, |size, ever| ((size - ever) / size).max(0.0));
    }
}

/// The period in which an event first starts, and the uniform of the wait after it.
fn first_start(event: &Happening, numbers: &[Lanes], lane: usize) -> (f64, f64) {
    match event.coming {
        Coming::Once { comes, when } => {
            let periods = f64::from(event.last - event.first + 1);
            let after = (numbers[when].0[lane] * periods).floor().min(periods - 1.0);
            let comes = numbers[comes].0[lane] > 0.0;
            (if comes { f64::from(event.first) + after } else { NEVER }, 0.0)
        }
        Coming::Recurring { first, .. } => {
            let u = numbers[first].0[lane];
            (waited(event, f64::from(event.first), u, numbers, lane), next_uniform(u))
        }
    }
}

/// The next start of an event that is over.
fn come_again(event: &Happening, e: usize, state: &mut State, lane: usize, now: f64) {
    let begun = match event.coming {
        Coming::Once { .. } => NEVER,
        Coming::Recurring { .. } => waited(event, now, state.signals.next[e].0[lane], &state.numbers, lane),
    };
    state.signals.begun[e].0[lane] = begun;
    state.signals.until[e].0[lane] = over(event, begun);
    state.signals.next[e].0[lane] = next_uniform(state.signals.next[e].0[lane]);
}

/// The first period from `from` on in which it starts: `P(wait < k) = 1 - (1 - h)^k`.
fn waited(event: &Happening, from: f64, u: f64, numbers: &[Lanes], lane: usize) -> f64 {
    let Coming::Recurring { per_unit, units_per_step, .. } = event.coming else {
        return NEVER;
    };
    let hazard = -libm::log1p(-numbers[per_unit].0[lane].max(0.0).min(1.0)) * units_per_step;
    let wait = if hazard > 0.0 { (-libm::log1p(-u) / hazard).floor() } else { NEVER };
    let start = from + wait;
    if start <= f64::from(event.last) { start } else { NEVER }
}

/// The first period without it.
fn over(event: &Happening, begun: f64) -> f64 {
    event.lasts.map_or(NEVER, |lasts| begun + f64::from(lasts))
}
