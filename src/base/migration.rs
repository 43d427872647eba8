//! A table of where people are after a while, as the matrix of a single step.
//!
//! Of step matrices Q whose moves are given the one is sought whose power Q^k misses the table least, by the sum of
//! squares over all entries (an exact root with probabilities in it need not exist; Chhatwal, Jayasuriya & Elbasha
//! 2016, *Medical Decision Making* 36). Levenberg-Marquardt steps, each brought back to probabilities; the number of
//! steps is fixed, and nothing but the four operations is used, so that all machines agree to the last bit.

/// States and moves of a table, and how long it is in steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Whoever is in the last ones may have no way out.
    pub states: usize,
    /// From where to where, never to the same.
    pub moves: Vec<(usize, usize)>,
    /// Length of the table in steps, at least 1.
    pub steps: f64,
}

/// Steps of a fit from nothing, and of one from close by.
const FROM_AFAR: usize = 60;
const FROM_NEAR: usize = 8;

/// Terms of the binomial series of a part of a step.
const TERMS: usize = 48;

impl Shape {
    /// The moves' probabilities per step that meet the table best, from scratch.
    ///
    /// * `shares`: per move how many are there after [`Shape::steps`]
    ///
    /// # Example
    /// ```
    /// use flywheel::base::migration::Shape;
    /// let shape = Shape { states: 2, moves: vec![(0, 1)], steps: 2.0 };
    /// // A fifth a step is 36% in two.
    /// assert!((shape.fit(&[0.36])[0] - 0.2).abs() < 1e-9);
    /// ```
    pub fn fit(&self, shares: &[f64]) -> Vec<f64> {
        let start = shares.iter().map(|share| share / self.steps).collect();
        self.improved(start, shares, FROM_AFAR)
    }

    /// The same from probabilities that meet a table close by.
    pub fn fit_from(&self, near: &[f64], shares: &[f64]) -> Vec<f64> {
        self.improved(near.to_vec(), shares, FROM_NEAR)
    }

    /// How far the table is missed where it is missed most, and the sum of squares.
    pub fn missed(&self, moves: &[f64], shares: &[f64]) -> (f64, f64) {
        let misses = self.misses(&self.power(&self.matrix(moves)), shares);
        (misses.iter().fold(0.0, |most, miss| most.max(miss.abs())), misses.iter().map(|miss| miss * miss).sum())
    }

    fn improved(&self, start: Vec<f64>, shares: &[f64], steps: usize) -> Vec<f64> {
        // Of a single step the table is the matrix.
        if self.steps == 1.0 {
            return shares.to_vec();
        }
        let mut moves = self.possible(start);
        let (mut damping, mut error) = (1e-3, self.missed(&moves, shares).1);
        for _ in 0..steps {
            let Some(step) = self.step(&moves, shares, damping) else { break };
            let tried = self.possible(moves.iter().zip(&step).map(|(p, step)| p + step).collect());
            let tried_error = self.missed(&tried, shares).1;
            if tried_error < error {
                (moves, error, damping) = (tried, tried_error, (damping * 0.1_f64).max(1e-12));
            } else {
                damping *= 10.0;
            }
        }
        moves
    }

    /// The change of the moves that a linear model asks for; those at 0 that would fall stay.
    fn step(&self, moves: &[f64], shares: &[f64], damping: f64) -> Option<Vec<f64>> {
        let matrix = self.matrix(moves);
        let misses = self.misses(&self.power(&matrix), shares);
        let slopes = self.slopes(&matrix);
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let falls: Vec<f64> = slopes.iter().map(|slope| dot(slope, &misses)).collect();
        let free: Vec<usize> = (0..moves.len()).filter(|m| moves[*m] > 0.0 || falls[*m] < 0.0).collect();
        let n = free.len();
        let mut system = vec![0.0; n * n];
        for (row, a) in free.iter().enumerate() {
            for (column, b) in free.iter().enumerate() {
                system[row * n + column] = dot(&slopes[*a], &slopes[*b]) + if a == b { damping } else { 0.0 };
            }
        }
        let solved = solved(n, system, free.iter().map(|m| -falls[*m]).collect())?;
        let mut step = vec![0.0; moves.len()];
        free.iter().zip(solved).for_each(|(m, x)| step[*m] = x);
        Some(step)
    }

    /// Probabilities: none below 0, no state left by more than all.
    fn possible(&self, moves: Vec<f64>) -> Vec<f64> {
        let mut moves: Vec<f64> = moves.into_iter().map(|p| p.max(0.0)).collect();
        for state in 0..self.states {
            let own = |m: &usize| self.moves[*m].0 == state;
            let sum: f64 = (0..moves.len()).filter(own).map(|m| moves[m]).sum();
            if sum > 1.0 {
                (0..moves.len()).filter(own).for_each(|m| moves[m] /= sum);
            }
        }
        moves
    }

    fn matrix(&self, moves: &[f64]) -> Vec<f64> {
        let n = self.states;
        let mut matrix = vec![0.0; n * n];
        (0..n).for_each(|state| matrix[state * n + state] = 1.0);
        for ((from, to), p) in self.moves.iter().zip(moves) {
            matrix[from * n + to] += p;
            matrix[from * n + from] -= p;
        }
        matrix
    }

    fn misses(&self, power: &[f64], shares: &[f64]) -> Vec<f64> {
        power.iter().zip(self.matrix(shares)).map(|(is, wanted)| is - wanted).collect()
    }

    fn times(&self, a: &[f64], b: &[f64]) -> Vec<f64> {
        let n = self.states;
        let mut product = vec![0.0; n * n];
        for i in 0..n {
            for m in 0..n {
                let x = a[i * n + m];
                if x != 0.0 {
                    (0..n).for_each(|j| product[i * n + j] += x * b[m * n + j]);
                }
            }
        }
        product
    }

    /// Q^k; of a part of a step what the generator `ln Q` makes of it, as the binomial series of `I + (Q - I)`.
    fn power(&self, matrix: &[f64]) -> Vec<f64> {
        let (n, whole) = (self.states, self.steps.floor());
        let mut power = self.matrix(&vec![0.0; self.moves.len()]);
        (0..whole as usize).for_each(|_| power = self.times(&power, matrix));
        let part = self.steps - whole;
        if part > 1e-9 {
            let identity = self.matrix(&vec![0.0; self.moves.len()]);
            let off: Vec<f64> = matrix.iter().zip(&identity).map(|(q, one)| q - one).collect();
            let (mut term, mut sum, mut weight) = (identity.clone(), identity, 1.0);
            for j in 0..TERMS {
                weight *= (part - j as f64) / (j as f64 + 1.0);
                term = self.times(&term, &off);
                (0..n * n).for_each(|at| sum[at] += weight * term[at]);
            }
            power = self.times(&power, &sum);
        }
        power
    }

    /// Per move how the entries of the power change with it.
    fn slopes(&self, matrix: &[f64]) -> Vec<Vec<f64>> {
        let n = self.states;
        if self.steps != self.steps.floor() {
            return self.slopes_by_difference(matrix);
        }
        let mut powers = vec![self.matrix(&vec![0.0; self.moves.len()])];
        for m in 0..self.steps as usize - 1 {
            powers.push(self.times(&powers[m], matrix));
        }
        let slope = |&(from, to): &(usize, usize)| {
            let mut slope = vec![0.0; n * n];
            for (before, after) in powers.iter().zip(powers.iter().rev()) {
                for a in 0..n {
                    let x = before[a * n + from];
                    (0..n).for_each(|b| slope[a * n + b] += x * (after[to * n + b] - after[from * n + b]));
                }
            }
            slope
        };
        self.moves.iter().map(slope).collect()
    }

    fn slopes_by_difference(&self, matrix: &[f64]) -> Vec<Vec<f64>> {
        const SMALL: f64 = 1.0 / (1 << 20) as f64;
        let here = self.power(matrix);
        let slope = |&(from, to): &(usize, usize)| {
            let mut moved = matrix.to_vec();
            moved[from * self.states + to] += SMALL;
            moved[from * self.states + from] -= SMALL;
            self.power(&moved).iter().zip(&here).map(|(there, here)| (there - here) / SMALL).collect()
        };
        self.moves.iter().map(slope).collect()
    }
}

/// Gauss's elimination with row exchange; `None` of a singular system.
fn solved(n: usize, mut a: Vec<f64>, mut b: Vec<f64>) -> Option<Vec<f64>> {
    for column in 0..n {
        let pivot = (column..n).max_by(|p, q| a[p * n + column].abs().total_cmp(&a[q * n + column].abs()))?;
        if a[pivot * n + column].abs() < 1e-300 {
            return None;
        }
        (0..n).for_each(|k| a.swap(column * n + k, pivot * n + k));
        b.swap(column, pivot);
        for row in column + 1..n {
            let factor = a[row * n + column] / a[column * n + column];
            (column..n).for_each(|k| a[row * n + k] -= factor * a[column * n + k]);
            b[row] -= factor * b[column];
        }
    }
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n).map(|k| a[row * n + k] * b[k]).sum();
        b[row] = (b[row] - known) / a[row * n + row];
    }
    Some(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_without_an_exact_root_is_met_as_well_as_it_can_be() {
        let moves = vec![(0, 1), (0, 2), (0, 3), (1, 0), (1, 2), (1, 3), (2, 1), (2, 3), (3, 2)];
        let shape = Shape { states: 4, moves, steps: 3.0 };
        let table = [0.495, 0.2, 0.054, 0.078, 0.304, 0.191, 0.103, 0.586, 0.091];
        let fitted = shape.fit(&table);
        let power = shape.power(&shape.matrix(&fitted));
        for (is, right) in power.iter().zip([0.2501, 0.495, 0.1948, 0.0601]) {
            assert!((is - right).abs() < 5e-5, "{power:?}");
        }
        let (most, squares) = shape.missed(&fitted, &table);
        assert!((most - 0.00821).abs() < 1e-5 && (squares - 0.000_259_1).abs() < 1e-7, "{most} {squares}");
        // Nothing near is better.
        for (m, p) in fitted.iter().enumerate() {
            for off in [-1e-3, 1e-3] {
                let mut other = fitted.clone();
                other[m] = (p + off).max(0.0);
                assert!(shape.missed(&other, &table).1 >= squares - 1e-12);
            }
        }
        // A table close by is met as well from there as from afar.
        let near = table.map(|share| share * 1.03);
        let (there, afar) = (shape.fit_from(&fitted, &near), shape.fit(&near));
        assert!(there.iter().zip(&afar).all(|(a, b)| (a - b).abs() < 1e-6), "{there:?} {afar:?}");
    }

    #[test]
    fn a_part_of_a_step_is_a_power_too() {
        let shape = |steps| Shape { states: 3, moves: vec![(0, 1), (1, 0), (1, 2)], steps };
        let once = [0.05, 0.1, 0.02];
        // What these make of a quarter of weeks, 13.04 of them, is led back to them.
        let long = shape(365.25 / 7.0 / 4.0);
        let power = long.power(&long.matrix(&once));
        let table = [power[1], power[3], power[5]];
        // The move 0 -> 2 of two steps is not in the table, so what is left of it is missed.
        let fitted = long.fit(&table);
        assert!(fitted.iter().zip(once).all(|(a, b)| (a - b).abs() < 0.01), "{fitted:?}");
        let half = shape(1.5);
        let twice = half.times(&half.power(&half.matrix(&once)), &half.power(&half.matrix(&once)));
        let three = shape(3.0).power(&half.matrix(&once));
        assert!(twice.iter().zip(&three).all(|(a, b)| (a - b).abs() < 1e-12), "1.5 steps twice are 3");
    }
}
