use super::luck::Luck;
use super::state::State;
use crate::program::Program;
pub fn of_the_start<L: Luck>(_: &Program, _: &mut State, _: &L) {}
pub fn settle<L: Luck>(_: &Program, _: &mut State, _: &L) {}
