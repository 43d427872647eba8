//! Arithmetic on the model's numbers: constants are computed at once, the rest is kept as a tree.

use std::ops::{Add, Div, Mul, Sub};

use super::types::{InputId, Number};

impl Number {
    /// Its value when the inputs have these values.
    ///
    /// # Example
    /// ```
    /// use flywheel::model::{InputId, Number};
    /// let yearly = Number::Input(InputId(0)) * Number::Constant(12.0);
    /// assert_eq!(yearly.value(&[49.0]), 588.0);
    /// ```
    pub fn value(&self, inputs: &[f64]) -> f64 {
        match self {
            Number::Constant(value) => *value,
            Number::Input(InputId(index)) => inputs[*index],
            Number::Sum(left, right) => left.value(inputs) + right.value(inputs),
            Number::Difference(left, right) => left.value(inputs) - right.value(inputs),
            Number::Product(left, right) => left.value(inputs) * right.value(inputs),
            Number::Quotient(left, right) => left.value(inputs) / right.value(inputs),
        }
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
            Number::Constant(_) => Vec::new(),
            Number::Input(id) => vec![*id],
            Number::Sum(left, right)
            | Number::Difference(left, right)
            | Number::Product(left, right)
            | Number::Quotient(left, right) => [left.inputs(), right.inputs()].concat(),
        }
    }

    /// How many numbers and operations it is made of, and how deep they are nested.
    pub(super) fn size_and_depth(&self) -> (usize, usize) {
        match self {
            Number::Constant(_) | Number::Input(_) => (1, 1),
            Number::Sum(left, right)
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
