//! Mechanisms that stand on their own: a file each, with its compiled form, what it remembers and what it does when.
//!
//! The conductor calls [`Mechanisms`] at fixed points of a period, which calls every mechanism in the order of the
//! list below. They are called statically: what a mechanism leaves out costs nothing, and one that the scenario does
//! not have walks through an empty vector.

mod feedback;

use super::luck::Luck;
use super::state::State;
use crate::base::lanes::Lanes;
use crate::program::Program;

/// The hooks of a mechanism; by itself it does nothing.
pub trait Mechanism: Sized {
    /// What it needs of a program, and room for what it remembers of 16 replications.
    fn new(program: &Program) -> Self;

    /// Forgets everything: other replications begin.
    fn clear(&mut self) {}

    /// Before the numbers of a period are computed; everybody is where she was at the end of the last one.
    ///
    /// What numbers ask for goes to [`super::state::Signals::mechanisms`].
    fn before_numbers(&mut self, _: &mut State) {}

    /// Everybody is where she is at the end of the period; no money was booked yet.
    fn before_money<L: Luck>(&mut self, _: &State, _: &L, _period: u16) {}

    /// On how many units (people, passages, steps) a part of a line is booked, of those on which it would be.
    ///
    /// * `at`: the line and its part
    fn due(&self, _at: (usize, usize), units: Lanes) -> Lanes {
        units
    }
}

/// Lists the mechanisms: a field and a type each.
macro_rules! mechanisms {
    ($($name:ident: $type:ty,)*) => {
        /// All mechanisms of a program, with what they remember of 16 replications.
        #[derive(Debug, Clone)]
        pub struct Mechanisms {
            $($name: $type,)*
        }

        impl Mechanisms {
            pub fn new(program: &Program) -> Mechanisms {
                Mechanisms { $($name: <$type as Mechanism>::new(program),)* }
            }

            #[inline(always)]
            pub fn clear(&mut self) {
                $(self.$name.clear();)*
            }

            #[inline(always)]
            pub fn before_numbers(&mut self, state: &mut State) {
                $(self.$name.before_numbers(state);)*
            }

            #[inline(always)]
            pub fn before_money<L: Luck>(&mut self, state: &State, luck: &L, period: u16) {
                $(self.$name.before_money(state, luck, period);)*
            }

            #[inline(always)]
            pub fn due(&self, at: (usize, usize), units: Lanes) -> Lanes {
                $(let units = self.$name.due(at, units);)*
                units
            }
        }
    };
}

mechanisms! {
    feedback: feedback::Crowds,
}
