use super::luck::Luck;
use super::state::State;
use crate::program::Program;
pub fn decide<L: Luck>(_: &Program, _: &mut State, _: &L, _: u16, _: u16) {}
