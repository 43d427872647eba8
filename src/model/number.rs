//! Arithmetic on the model's numbers: constants are computed at once, the rest is kept as a tree.

use std::ops::{Add, Div, Mul, Sub};
use std::sync::Arc;

use super::types::{InputId, Migration, Number, Series, Signal};

/// When, and in which future, a number is looked at.
pub struct Moment<'a> {
    pub inputs: &'a [f64],
    /// Period 1..=T; `None` for figures that look at no period, which take a season's mean, a ramp's full
    /// height and the first value of a schedule.
    pub period: Option<u32>,
    pub signal: &'a dyn Fn(Signal) -> f64,
}

/// Nothing has happened: no event is on, nobody crowds, no test was adopted, the market is empty.
fn quiet(signal: Signal) -> f64 {
    match signal {
        Signal::Event(_) | Signal::Mechanism(_) | Signal::Adopted(..) => 0.0,
        Signal::MarketLeft => 1.0,
    }
}

impl Series {
    pub fn at(&self, period: Option<u32>) -> f64 {
        match period {
            Some(period) => self.by_period[(period.max(1) as usize - 1).min(self.by_period.len() - 1)],
            None => self.settled,
        }
    }
}

/// The number 1.
pub(super) fn one() -> Number {
    Number::Constant(1.0)
}

impl Number {
    /// Its value at a moment of a future.
    pub fn at(&self, moment: &Moment<'_>) -> f64 {
        let of = |number: &Number| number.at(moment);
        match self {
            Number::Constant(value) => *value,
            Number::Input(InputId(index)) => moment.inputs[*index],
            Number::Sum(left, right) => of(left) + of(right),
            Number::Difference(left, right) => of(left) - of(right),
            Number::Product(left, right) => of(left) * of(right),
            Number::Quotient(left, right) => of(left) / of(right),
            Number::Power(base, exponent) => libm::pow(of(base), *exponent),
            Number::Below(left, right) => f64::from(u8::from(of(left) < of(right))),
            Number::Held(number, low, high) => of(number).max(*low).min(*high),
            Number::Series(series) => series.at(moment.period),
            Number::Schedule(steps) => {
                let now = moment.period.unwrap_or(1);
                let begun = steps.iter().rev().find(|(first, _)| *first <= now);
                of(&begun.unwrap_or(&steps[0]).1)
            }
            Number::Signal(signal) => (moment.signal)(*signal),
            Number::Fitted(table, at) => {
                let shares: Vec<f64> = table.shares.iter().map(of).collect();
                table.shape.fit_from(&table.at_means, &shares)[*at]
            }
        }
    }

    /// Its value when the inputs have these values, whatever the period, and nothing else has happened.
    ///
    /// # Example
    /// ```
    /// use flywheel::model::{InputId, Number};
    /// let yearly = Number::Input(InputId(0)) * Number::Constant(12.0);
    /// assert_eq!(yearly.value(&[49.0]), 588.0);
    /// ```
    pub fn value(&self, inputs: &[f64]) -> f64 {
        self.at(&Moment { inputs, period: None, signal: &quiet })
    }

    /// The same in a period.
    pub fn value_in(&self, inputs: &[f64], period: Option<u32>) -> f64 {
        self.at(&Moment { inputs, period, signal: &quiet })
    }

    /// What it is in one period when nothing else has happened, whatever comes later.
    pub fn in_period(&self, period: u32) -> Number {
        let of = |number: &Number| number.in_period(period);
        match self {
            Number::Constant(_) | Number::Input(_) => self.clone(),
            Number::Signal(signal) => Number::Constant(quiet(*signal)),
            Number::Sum(left, right) => of(left) + of(right),
            Number::Difference(left, right) => of(left) - of(right),
            Number::Product(left, right) => of(left) * of(right),
            Number::Quotient(left, right) => of(left) / of(right),
            Number::Power(base, exponent) => of(base).to_the(*exponent),
            Number::Below(left, right) => Number::Below(Box::new(of(left)), Box::new(of(right))),
            Number::Held(number, low, high) => of(number).held(*low, *high),
            Number::Series(series) => Number::Constant(series.at(Some(period))),
            Number::Schedule(steps) => {
                let begun = steps.iter().rev().find(|(first, _)| *first <= period);
                of(&begun.unwrap_or(&steps[0]).1)
            }
            Number::Fitted(table, at) => {
                let shares = table.shares.iter().map(of).collect();
                Number::Fitted(Arc::new(Migration { shares, ..Migration::clone(table) }), *at)
            }
        }
    }

    /// A share to a constant power.
    pub fn to_the(self, exponent: f64) -> Number {
        match self {
            number if exponent == 1.0 => number,
            Number::Constant(base) => Number::Constant(libm::pow(base, exponent)),
            base => Number::Power(Box::new(base), exponent),
        }
    }

    /// The same, held between two ends; a constant is there already or was refused.
    pub fn held(self, low: f64, high: f64) -> Number {
        match self {
            Number::Constant(_) => self,
            number => Number::Held(Box::new(number), low, high),
        }
    }

    /// The smaller of two.
    pub(super) fn at_most(self, other: Number) -> Number {
        let is_above = Number::Below(Box::new(other.clone()), Box::new(self.clone()));
        self.clone() - is_above * (self - other)
    }

    /// The same number where its inputs have other places.
    pub fn with_inputs(&self, place: &dyn Fn(InputId) -> InputId) -> Number {
        let of = |number: &Number| Box::new(number.with_inputs(place));
        match self {
            Number::Constant(_) | Number::Series(_) | Number::Signal(_) => self.clone(),
            Number::Input(id) => Number::Input(place(*id)),
            Number::Sum(left, right) => Number::Sum(of(left), of(right)),
            Number::Difference(left, right) => Number::Difference(of(left), of(right)),
            Number::Product(left, right) => Number::Product(of(left), of(right)),
            Number::Quotient(left, right) => Number::Quotient(of(left), of(right)),
            Number::Power(base, exponent) => Number::Power(of(base), *exponent),
            Number::Held(inner, low, high) => Number::Held(of(inner), *low, *high),
            Number::Below(left, right) => Number::Below(of(left), of(right)),
            Number::Schedule(steps) => {
                Number::Schedule(steps.iter().map(|(first, number)| (*first, number.with_inputs(place))).collect())
            }
            Number::Fitted(table, at) => {
                let shares = table.shares.iter().map(|share| share.with_inputs(place)).collect();
                Number::Fitted(Arc::new(Migration { shares, ..Migration::clone(table) }), *at)
            }
        }
    }

    /// The periods at which it may change, ascending; none if it is the same all the time.
    pub fn changes_at(&self) -> Vec<u32> {
        let mut periods = match self {
            Number::Constant(_) | Number::Input(_) | Number::Signal(_) => Vec::new(),
            Number::Series(series) => (1..=series.by_period.len() as u32).collect(),
            Number::Schedule(steps) => {
                steps.iter().flat_map(|(first, number)| [vec![*first], number.changes_at()].concat()).collect()
            }
            Number::Power(inner, _) | Number::Held(inner, ..) => inner.changes_at(),
            Number::Fitted(table, _) => table.shares.iter().flat_map(Number::changes_at).collect(),
            Number::Below(left, right)
            | Number::Sum(left, right)
            | Number::Difference(left, right)
            | Number::Product(left, right)
            | Number::Quotient(left, right) => [left.changes_at(), right.changes_at()].concat(),
        };
        periods.sort_unstable();
        periods.dedup();
        periods
    }

    /// The value, if no input is in it.
    pub fn as_constant(&self) -> Option<f64> {
        match self {
            Number::Constant(value) => Some(*value),
            _ => None,
        }
    }

    /// The inputs in it, in the order of the arithmetic; one may come several times.
    pub fn inputs(&self) -> Vec<InputId> {
        match self {
            Number::Constant(_) | Number::Series(_) | Number::Signal(_) => Vec::new(),
            Number::Input(id) => vec![*id],
            Number::Power(inner, _) | Number::Held(inner, ..) => inner.inputs(),
            Number::Fitted(table, _) => table.shares.iter().flat_map(Number::inputs).collect(),
            Number::Schedule(steps) => steps.iter().flat_map(|(_, number)| number.inputs()).collect(),
            Number::Below(left, right)
            | Number::Sum(left, right)
            | Number::Difference(left, right)
            | Number::Product(left, right)
            | Number::Quotient(left, right) => [left.inputs(), right.inputs()].concat(),
        }
    }

    /// How many numbers and operations it is made of, and how deep they are nested.
    pub(super) fn size_and_depth(&self) -> (usize, usize) {
        match self {
            Number::Constant(_) | Number::Input(_) | Number::Series(_) | Number::Signal(_) => (1, 1),
            Number::Power(inner, _) | Number::Held(inner, ..) => {
                let (size, depth) = inner.size_and_depth();
                (size + 1, depth + 1)
            }
            Number::Fitted(table, _) => {
                let parts = table.shares.iter().map(Number::size_and_depth);
                parts.fold((1, 1), |all, part| (all.0 + part.0, all.1.max(part.1 + 1)))
            }
            Number::Schedule(steps) => {
                let parts = steps.iter().map(|(_, number)| number.size_and_depth());
                parts.fold((1, 1), |all, part| (all.0 + part.0, all.1.max(part.1 + 1)))
            }
            Number::Below(left, right)
            | Number::Sum(left, right)
            | Number::Difference(left, right)
            | Number::Product(left, right)
            | Number::Quotient(left, right) => {
                let (left, right) = (left.size_and_depth(), right.size_and_depth());
                (left.0 + right.0 + 1, left.1.max(right.1) + 1)
            }
        }
    }

    fn combined(
        self,
        right: Number,
        compute: impl Fn(f64, f64) -> f64,
        keep: impl Fn(Box<Number>, Box<Number>) -> Number,
    ) -> Number {
        match (self, right) {
            (Number::Constant(left), Number::Constant(right)) => Number::Constant(compute(left, right)),
            (left, right) => keep(Box::new(left), Box::new(right)),
        }
    }
}

impl Add for Number {
    type Output = Number;
    fn add(self, right: Number) -> Number {
        self.combined(right, |left, right| left + right, Number::Sum)
    }
}

impl Sub for Number {
    type Output = Number;
    fn sub(self, right: Number) -> Number {
        self.combined(right, |left, right| left - right, Number::Difference)
    }
}

impl Mul for Number {
    type Output = Number;
    fn mul(self, right: Number) -> Number {
        // Units that are the step give factors of exactly 1; they would only cost time.
        match (&self, &right) {
            (_, Number::Constant(1.0)) => self,
            (Number::Constant(1.0), _) => right,
            _ => self.combined(right, |left, right| left * right, Number::Product),
        }
    }
}

impl Div for Number {
    type Output = Number;
    fn div(self, right: Number) -> Number {
        self.combined(right, |left, right| left / right, Number::Quotient)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_are_computed_and_inputs_are_kept() {
        let x = Number::Input(InputId(1));
        let half = Number::Constant(1.0) / Number::Constant(2.0);
        assert_eq!(half.as_constant(), Some(0.5));
        let number = (x.clone() + half) * Number::Constant(1.0) - x.clone() / Number::Constant(4.0);
        assert_eq!(number.value(&[0.0, 8.0]), 6.5);
        assert_eq!(number.inputs(), [InputId(1), InputId(1)]);
        assert_eq!(number.size_and_depth(), (7, 3));
        assert_eq!(x.clone() * Number::Constant(1.0), x);
    }
}
