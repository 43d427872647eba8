//! Feedback: people whose number moves rates, `h = n / (n + half)` of those at the end of the last period.
//!
//! Reads `State::{here, numbers}`, writes `State::signals.mechanisms`.

use super::Mechanism;
use crate::engine::state::{State, sum};
use crate::program::{Cell, Program, Slot};

/// All feedback of a program.
#[derive(Debug, Clone)]
pub struct Crowds(Vec<Crowd>);

#[derive(Debug, Clone)]
struct Crowd {
    /// Place of its signal.
    signal: usize,
    of: Vec<Cell>,
    half: Slot,
}

impl Mechanism for Crowds {
    fn new(program: &Program) -> Crowds {
        let crowds = program.mechanisms_of("feedback").map(|(signal, feedback)| Crowd {
            signal,
            of: feedback.cells("of").to_vec(),
            half: feedback.slot("half"),
        });
        Crowds(crowds.collect())
    }

    fn before_numbers(&mut self, state: &mut State) {
        for crowd in &self.0 {
            let (people, half) = (sum(&state.here, &crowd.of), state.numbers[crowd.half]);
            let h = people.zip(half, |n, half| if n > 0.0 { n / (n + half) } else { 0.0 });
            state.signals.mechanisms[crowd.signal] = h;
        }
    }
}
