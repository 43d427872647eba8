//! The numbers of a plan as a list in which each follows from earlier ones.

use crate::model::{InputId, Number};
use std::collections::HashMap;

/// Index of a number in [`super::Program::numbers`].
pub type Slot = usize;

/// How a number comes about; operands are slots before its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Formula {
    Constant(f64),
    /// The replication's draw of this input of the model.
    Input(usize),
    Sum(Slot, Slot),
    Difference(Slot, Slot),
    Product(Slot, Slot),
    Quotient(Slot, Slot),
}

/// What makes two formulas one: constants by their bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Constant(u64),
    Input(usize),
    Operation(u8, Slot, Slot),
}

/// Collects numbers, each once.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    formulas: Vec<Formula>,
    known: HashMap<Key, Slot>,
}

impl Numbers {
    pub fn slot(&mut self, number: &Number) -> Slot {
        match number {
            Number::Constant(x) => self.constant(*x),
            Number::Input(InputId(i)) => self.intern(Key::Input(*i), Formula::Input(*i)),
            Number::Sum(a, b) => self.operation(0, a, b, Formula::Sum),
            Number::Difference(a, b) => self.operation(1, a, b, Formula::Difference),
            Number::Product(a, b) => self.operation(2, a, b, Formula::Product),
            Number::Quotient(a, b) => self.operation(3, a, b, Formula::Quotient),
            Number::Power(..) | Number::Below(..) | Number::Series(_) | Number::Schedule(_) | Number::Signal(_) => {
                unreachable!("not in the language yet")
            }
        }
    }

    pub fn constant(&mut self, x: f64) -> Slot {
        self.intern(Key::Constant(x.to_bits()), Formula::Constant(x))
    }

    pub fn into_formulas(self) -> Vec<Formula> {
        self.formulas
    }

    fn operation(&mut self, kind: u8, a: &Number, b: &Number, formula: fn(Slot, Slot) -> Formula) -> Slot {
        let (a, b) = (self.slot(a), self.slot(b));
        self.intern(Key::Operation(kind, a, b), formula(a, b))
    }

    fn intern(&mut self, key: Key, formula: Formula) -> Slot {
        *self.known.entry(key).or_insert_with(|| {
            self.formulas.push(formula);
            self.formulas.len() - 1
        })
    }
}

/// `Number` of a squared reciprocal, the gamma shape that belongs to a coefficient of variation.
pub(super) fn reciprocal_of_square(spread: &Number) -> Number {
    let square = Number::Product(Box::new(spread.clone()), Box::new(spread.clone()));
    Number::Quotient(Box::new(Number::Constant(1.0)), Box::new(square))
}
