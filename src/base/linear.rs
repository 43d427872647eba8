//! Small dense linear systems, as Markov chains need them.

/// A square matrix, row after row.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    pub n: usize,
    pub values: Vec<f64>,
}

impl Matrix {
    pub fn zeros(n: usize) -> Matrix {
        Matrix { n, values: vec![0.0; n * n] }
    }

    pub fn at(&self, row: usize, column: usize) -> f64 {
        self.values[row * self.n + column]
    }

    pub fn add(&mut self, row: usize, column: usize, x: f64) {
        self.values[row * self.n + column] += x;
    }
}

/// Solves `(I - a) x = b` for a non-negative matrix `a`, if the series `I + a + a² + ...` converges.
///
/// `None` unless the spectral radius of `a` is below 1. For a non-negative `a` that is so exactly if
/// `(I - a) y = 1` has a solution with all y > 0 (Berman & Plemmons 1994, *Nonnegative Matrices in the
/// Mathematical Sciences*, theorem 6.2.3); that system is solved beside `b`.
///
/// # Example
/// ```
/// use flywheel::base::linear::{Matrix, solve_geometric};
/// let stay = Matrix { n: 1, values: vec![0.9] };
/// let months = solve_geometric(&stay, &[vec![1.0]]).unwrap()[0][0];
/// assert!((months - 10.0).abs() < 1e-12);
/// assert!(solve_geometric(&Matrix { n: 1, values: vec![1.0] }, &[vec![1.0]]).is_none());
/// ```
pub fn solve_geometric(a: &Matrix, b: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let n = a.n;
    let mut matrix: Vec<f64> = a.values.iter().map(|x| -x).collect();
    (0..n).for_each(|i| matrix[i * n + i] += 1.0);
    let mut sides: Vec<Vec<f64>> = vec![vec![1.0; n]];
    sides.extend(b.iter().cloned());
    eliminate(n, &mut matrix, &mut sides)?;
    // What rounding makes of a singular matrix shows as an enormous solution.
    let converges = sides[0].iter().all(|&y| y > 0.0 && y < 1e12);
    converges.then(|| sides.split_off(1))
}

/// Gauss's elimination with row exchange; the right-hand sides become the solutions.
fn eliminate(n: usize, matrix: &mut [f64], sides: &mut [Vec<f64>]) -> Option<()> {
    for column in 0..n {
        let size = |row: usize| matrix[row * n + column].abs();
        let pivot = (column..n).max_by(|&p, &q| size(p).total_cmp(&size(q)))?;
        if size(pivot) == 0.0 {
            return None;
        }
        (0..n).for_each(|k| matrix.swap(column * n + k, pivot * n + k));
        sides.iter_mut().for_each(|side| side.swap(column, pivot));
        for row in column + 1..n {
            let factor = matrix[row * n + column] / matrix[column * n + column];
            if factor != 0.0 {
                (column..n).for_each(|k| matrix[row * n + k] -= factor * matrix[column * n + k]);
                sides.iter_mut().for_each(|side| side[row] -= factor * side[column]);
            }
        }
    }
    for side in sides {
        for row in (0..n).rev() {
            let known: f64 = (row + 1..n).map(|k| matrix[row * n + k] * side[k]).sum();
            side[row] = (side[row] - known) / matrix[row * n + row];
        }
    }
    Some(())
}

/// Largest eigenvalue of a non-negative matrix, by the power method on `a + I` (which has no cycles).
///
/// Relative error about 1e-12 where the next eigenvalue is not close; for reports, not for bits.
pub fn spectral_radius(a: &Matrix) -> f64 {
    if a.n == 1 {
        return a.at(0, 0);
    }
    let mut x = vec![1.0; a.n];
    let mut radius = 0.0;
    for _ in 0..10_000 {
        let next: Vec<f64> = (0..a.n).map(|i| x[i] + (0..a.n).map(|j| a.at(i, j) * x[j]).sum::<f64>()).collect();
        let largest = next.iter().fold(0.0_f64, |m, v| m.max(*v));
        x = next.iter().map(|v| v / largest).collect();
        let changed = (largest - 1.0 - radius).abs();
        radius = largest - 1.0;
        if changed <= 1e-13 * (1.0 + radius) {
            break;
        }
    }
    radius
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expected_visits_of_an_absorbing_chain_are_the_fundamental_matrix() {
        // Kemeny & Snell 1960, Finite Markov Chains, example 3.2.1 type: a walk on two inner points.
        let a = Matrix { n: 2, values: vec![0.0, 0.5, 0.5, 0.0] };
        let visits = solve_geometric(&a, &[vec![1.0, 0.0], vec![1.0, 1.0]]).unwrap();
        assert!((visits[0][0] - 4.0 / 3.0).abs() < 1e-14 && (visits[0][1] - 2.0 / 3.0).abs() < 1e-14);
        assert!((visits[1][0] - 2.0).abs() < 1e-14);
    }

    #[test]
    fn a_series_that_does_not_converge_has_no_solution() {
        for values in [vec![0.5, 0.5, 0.5, 0.5], vec![0.0, 2.0, 0.5, 0.0], vec![1.2, 0.0, 0.0, 0.1]] {
            assert_eq!(solve_geometric(&Matrix { n: 2, values }, &[vec![1.0, 1.0]]), None);
        }
    }

    #[test]
    fn the_spectral_radius_of_a_cycle_is_the_root_of_its_product() {
        let cycle = Matrix { n: 2, values: vec![0.0, 4.0, 0.25, 0.0] };
        assert!((spectral_radius(&cycle) - 1.0).abs() < 1e-9);
        let triangle = Matrix { n: 2, values: vec![0.3, 5.0, 0.0, 0.7] };
        assert!((spectral_radius(&triangle) - 0.7).abs() < 1e-9);
    }
}
