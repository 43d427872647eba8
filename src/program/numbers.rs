//! The numbers of a plan as a list in which each follows from earlier ones.

use crate::model::{InputId, Migration, Number, Series, Signal};
use std::collections::HashMap;

/// Index of a number in [`super::Program::numbers`].
pub type Slot = usize;

/// How a number comes about; operands are slots before its own.
#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    Constant(f64),
    /// The replication's draw of this input of the model.
    Input(usize),
    Sum(Slot, Slot),
    Difference(Slot, Slot),
    Product(Slot, Slot),
    Quotient(Slot, Slot),
    /// 1 where the first is below the second, else 0.
    Below(Slot, Slot),
    /// Raised to a fixed exponent.
    Power(Slot, f64),
    /// Held between two ends; where it had to be, the future is marked ([`super::Record::Scaled`]).
    Held(Slot, f64, f64),
    /// Index into [`super::Program::series`].
    Series(usize),
    /// (first period, value), ascending; the first value also holds before.
    Schedule(Vec<(u32, Slot)>),
    /// 1 while this event is on.
    Event(usize),
    /// What this mechanism says of the period.
    Mechanism(usize),
    /// 1 once this round, counted over all tests, was adopted.
    Adopted(usize),
    /// Share of the market that has not come yet.
    MarketLeft,
    /// The constant probability per unit that stands for the tail of a shifted-beta-geometric law.
    Tail(Tail),
    /// A move of the step matrix that meets a table of shares best; the moves of a table have slots in a row.
    Fitted(Fitted),
}

/// See [`crate::uncertain::tail_probability`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tail {
    pub alpha: Slot,
    /// `beta`, plus the units that have passed when it begins.
    pub beta: Slot,
    /// Effective discount rate per year; `None`: nothing is discounted.
    pub rate: Option<Slot>,
    pub years_per_unit: f64,
    pub discount: crate::model::Discount,
}

/// One move of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    pub table: std::sync::Arc<Migration>,
    /// Of the table's shares.
    pub shares: Vec<Slot>,
    pub at: usize,
}

impl Formula {
    /// Whether it may differ from period to period, given whether its operands do.
    fn moves(&self, moves: &[bool], series: &[Series]) -> bool {
        match self {
            Formula::Constant(_) | Formula::Input(_) => false,
            Formula::Sum(a, b)
            | Formula::Difference(a, b)
            | Formula::Product(a, b)
            | Formula::Quotient(a, b)
            | Formula::Below(a, b) => moves[*a] || moves[*b],
            Formula::Power(inner, _) | Formula::Held(inner, ..) => moves[*inner],
            Formula::Tail(tail) => moves[tail.alpha] || moves[tail.beta],
            Formula::Fitted(fitted) => fitted.shares.iter().any(|share| moves[*share]),
            Formula::Series(s) => series[*s].by_period.iter().any(|x| *x != series[*s].settled),
            Formula::Schedule(_)
            | Formula::Event(_)
            | Formula::Mechanism(_)
            | Formula::Adopted(_)
            | Formula::MarketLeft => true,
        }
    }
}

/// What makes two formulas one: constants by their bits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Constant(u64),
    Input(usize),
    Operation(u8, Slot, Slot),
    Power(Slot, u64),
    Held(Slot, u64, u64),
    Series(usize),
    Schedule(Vec<(u32, Slot)>),
    Signal(u8, usize),
    Tail(Slot, Slot, u64),
    /// The shares of the table, its length in steps, and the move.
    Fitted(Vec<Slot>, u64, usize),
}

/// Collects numbers, each once.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    formulas: Vec<Formula>,
    known: HashMap<Key, Slot>,
    series: Vec<Series>,
    /// Per test, how many rounds the tests before it have.
    first_round: Vec<usize>,
}

/// All formulas, the series they refer to, and the slots that move.
pub(super) struct Collected {
    pub formulas: Vec<Formula>,
    pub series: Vec<Series>,
    pub moving: Vec<Slot>,
}

impl Numbers {
    /// * `first_round`: per test of the plan, how many rounds the tests before it have
    pub fn new(first_round: Vec<usize>) -> Numbers {
        Numbers { first_round, ..Numbers::default() }
    }

    pub fn slot(&mut self, number: &Number) -> Slot {
        match number {
            Number::Constant(x) => self.constant(*x),
            Number::Input(InputId(i)) => self.intern(Key::Input(*i), Formula::Input(*i)),
            Number::Sum(a, b) => self.operation(0, a, b, Formula::Sum),
            Number::Difference(a, b) => self.operation(1, a, b, Formula::Difference),
            Number::Product(a, b) => self.operation(2, a, b, Formula::Product),
            Number::Quotient(a, b) => self.operation(3, a, b, Formula::Quotient),
            Number::Below(a, b) => self.operation(4, a, b, Formula::Below),
            Number::Power(base, exponent) => {
                let base = self.slot(base);
                self.intern(Key::Power(base, exponent.to_bits()), Formula::Power(base, *exponent))
            }
            Number::Held(inner, low, high) => {
                let inner = self.slot(inner);
                self.intern(Key::Held(inner, low.to_bits(), high.to_bits()), Formula::Held(inner, *low, *high))
            }
            Number::Series(series) => {
                let index = self.series_index(series);
                self.intern(Key::Series(index), Formula::Series(index))
            }
            Number::Schedule(steps) => {
                let steps: Vec<(u32, Slot)> = steps.iter().map(|(first, number)| (*first, self.slot(number))).collect();
                self.intern(Key::Schedule(steps.clone()), Formula::Schedule(steps))
            }
            Number::Signal(signal) => self.signal(*signal),
            Number::Fitted(table, at) => {
                let shares: Vec<Slot> = table.shares.iter().map(|share| self.slot(share)).collect();
                let slots: Vec<Slot> = (0..shares.len())
                    .map(|at| {
                        let key = Key::Fitted(shares.clone(), table.shape.steps.to_bits(), at);
                        let fitted = Fitted { table: table.clone(), shares: shares.clone(), at };
                        self.intern(key, Formula::Fitted(fitted))
                    })
                    .collect();
                slots[*at]
            }
        }
    }

    pub fn constant(&mut self, x: f64) -> Slot {
        self.intern(Key::Constant(x.to_bits()), Formula::Constant(x))
    }

    pub fn tail(&mut self, tail: Tail) -> Slot {
        self.intern(Key::Tail(tail.alpha, tail.beta, tail.years_per_unit.to_bits()), Formula::Tail(tail))
    }

    pub fn collected(self) -> Collected {
        let mut moves: Vec<bool> = Vec::with_capacity(self.formulas.len());
        for formula in &self.formulas {
            moves.push(formula.moves(&moves, &self.series));
        }
        let moving = (0..moves.len()).filter(|&slot| moves[slot]).collect();
        Collected { formulas: self.formulas, series: self.series, moving }
    }

    fn signal(&mut self, signal: Signal) -> Slot {
        match signal {
            Signal::Event(e) => self.intern(Key::Signal(0, e), Formula::Event(e)),
            Signal::Mechanism(m) => self.intern(Key::Signal(1, m), Formula::Mechanism(m)),
            Signal::Adopted(test, round) => {
                let round = self.first_round[test] + round;
                self.intern(Key::Signal(2, round), Formula::Adopted(round))
            }
            Signal::MarketLeft => self.intern(Key::Signal(3, 0), Formula::MarketLeft),
        }
    }

    fn series_index(&mut self, series: &Series) -> usize {
        self.series.iter().position(|known| known == series).unwrap_or_else(|| {
            self.series.push(series.clone());
            self.series.len() - 1
        })
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
