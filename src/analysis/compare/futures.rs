//! Single futures as estimators see them, and means over them with their errors.

use crate::base::lanes::LANES;
use crate::base::stats;

/// What was drawn in some futures and what came of it under each plan.
///
/// Future r is in lane r mod 16; the lanes are independent randomisations, so their totals tell errors.
#[derive(Debug, Clone, Default)]
pub struct Futures {
    /// Per input its draws by future.
    pub inputs: Vec<Vec<f64>>,
    /// What is found out together, as indices into `inputs`: a Dirichlet sample, correlated inputs. Each input
    /// is in one group.
    pub groups: Vec<Vec<usize>>,
    /// Per plan its outcome by future.
    pub outcomes: Vec<Vec<f64>>,
    /// Per plan the outcome without luck at the same inputs (the mean field), if it was computed.
    pub expected: Option<Vec<Vec<f64>>>,
    /// Whether `expected` is exactly `E[outcome | inputs]`: the plans are linear in people.
    pub exact: bool,
}

impl Futures {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.outcomes.first().map_or(0, Vec::len)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What outcomes are averaged from: without luck where that is exact, else as they came.
    pub fn averaged(&self) -> &[Vec<f64>] {
        match &self.expected {
            Some(expected) if self.exact => expected,
            _ => &self.outcomes,
        }
    }
}

/// A mean with its Monte Carlo standard error.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Estimate {
    pub mean: f64,
    pub se: f64,
}

impl Estimate {
    /// Of values by future, the error from the totals of the lanes (as in [`crate::results::Summary`]).
    ///
    /// No values: 0 without error. Fewer than two lanes: the error is 0, there is nothing to tell it from.
    pub fn of(values: &[f64]) -> Estimate {
        Estimate::of_lanes(&stats::lane_totals(values))
    }

    /// The same of the (sum, number) of each lane.
    pub fn of_lanes(totals: &[(f64, f64)]) -> Estimate {
        let sum: f64 = totals.iter().map(|(sum, _)| sum).sum();
        let n: f64 = totals.iter().map(|(_, n)| n).sum();
        if n == 0.0 {
            return Estimate::default();
        }
        Estimate { mean: sum / n, se: stats::error_of_lanes(totals).unwrap_or(0.0) }
    }

    /// A chance, of whether something came in each future: rare ones have an error too ([`stats::error_of_a_chance`]).
    pub fn of_a_chance(came: &[bool]) -> Estimate {
        let hits: Vec<f64> = came.iter().map(|came| f64::from(u8::from(*came))).collect();
        let Estimate { mean, se } = Estimate::of(&hits);
        let n = came.len() as f64;
        Estimate { mean, se: stats::error_of_a_chance((mean * n).round(), n, se) }
    }

    /// In other units.
    pub fn times(self, factor: f64) -> Estimate {
        Estimate { mean: self.mean * factor, se: self.se * factor.abs() }
    }

    /// Whether the mean is further from 0 than its 95% interval reaches.
    pub fn is_clear(&self) -> bool {
        self.mean.abs() > stats::STUDENT_T_15_95 * self.se
    }
}

/// A figure of all lanes and its error by leaving each lane out once (the jackknife).
///
/// With L lanes and the figures `t_l` without lane l: `se² = (L - 1) / L Σ (t_l - mean t)²` (Efron & Stein 1981,
/// *Annals of Statistics* 9).
///
/// * `figure`: of all lanes (`None`) or of all but one
pub fn jackknife(figure: impl Fn(Option<usize>) -> f64) -> Estimate {
    let without: Vec<f64> = (0..LANES).map(|lane| figure(Some(lane))).collect();
    let centre = without.iter().sum::<f64>() / LANES as f64;
    let squares: f64 = without.iter().map(|t| (t - centre) * (t - centre)).sum();
    Estimate { mean: figure(None), se: (squares * (LANES - 1) as f64 / LANES as f64).sqrt() }
}

/// The variance of a series, with each lane left out too.
pub struct Variances {
    /// Per lane the number of values, their sum about the mean of all, and the sum of the squares about it.
    lanes: [(f64, f64, f64); LANES],
}

impl Variances {
    pub fn of(values: &[f64]) -> Variances {
        let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
        let mut lanes = [(0.0, 0.0, 0.0); LANES];
        for (replication, value) in values.iter().enumerate() {
            let (n, sum, squares) = &mut lanes[replication % LANES];
            let off = value - mean;
            *n += 1.0;
            *sum += off;
            *squares += off * off;
        }
        Variances { lanes }
    }

    /// Of all lanes (`None`) or of all but one.
    pub fn without(&self, lane: Option<usize>) -> f64 {
        let kept = self.lanes.iter().enumerate().filter(|(l, _)| Some(*l) != lane);
        let add = |all: (f64, f64, f64), (_, of): (usize, &(f64, f64, f64))| (all.0 + of.0, all.1 + of.1, all.2 + of.2);
        let (n, sum, squares) = kept.fold((0.0, 0.0, 0.0), add);
        (squares - sum * sum / n) / n
    }
}

/// The difference of two series.
pub fn minus(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// Variance with n in the denominator; 0 of nothing.
pub fn variance(values: &[f64]) -> f64 {
    let n = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / n;
    values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n
}

/// Covariance with n in the denominator.
pub fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len().max(1) as f64;
    let [mean_a, mean_b] = [a, b].map(|x| x.iter().sum::<f64>() / n);
    a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum::<f64>() / n
}

/// Whether a and b are the same number but for rounding.
pub fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (a.abs() + b.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_a_mean_of_a_lane_number_is_that_of_the_numbers() {
        // Every lane has its own number as its values: the mean is 7.5, the numbers 0..15 have variance 68/3.
        let values: Vec<f64> = (0..160).map(|r| f64::from(r % 16)).collect();
        let estimate = Estimate::of(&values);
        assert_eq!(estimate.mean, 7.5);
        assert!((estimate.se - (68.0_f64 / 3.0 / 16.0).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn the_jackknife_of_a_mean_is_its_standard_error() {
        let values: Vec<f64> = (0..64).map(|r| f64::from((r * 37 + 11) % 64)).collect();
        let mean = |without: Option<usize>| {
            let kept = values.iter().enumerate().filter(|(r, _)| Some(r % LANES) != without);
            let kept: Vec<f64> = kept.map(|(_, x)| *x).collect();
            kept.iter().sum::<f64>() / kept.len() as f64
        };
        let (left_out, direct) = (jackknife(mean), Estimate::of(&values));
        assert!((left_out.mean - direct.mean).abs() < 1e-12 && (left_out.se - direct.se).abs() < 1e-12);
    }
}
