//! What is to be expected given the inputs: ridge regression, cross-fitted.
//!
//! The futures are cut into 8 folds of two lanes each. What is predicted for a fold comes from the other seven,
//! so a prediction has never seen the luck that it is compared with. The penalty is the one that predicts best,
//! and where even that does not clearly beat the plain mean, the mean is taken: from luck alone nothing is
//! learnt (Stone 1974, *Cross-validatory choice and assessment of statistical predictions*).
//!
//! An input enters by its ranks as normal scores z, and the Hermite polynomials of z up to the third; those that
//! do most also in pairs. Strictly rising changes of an input's unit change nothing.

use crate::base::lanes::LANES;
use crate::base::math::normal_quantile;
use crate::base::parallel;

/// Parts of the futures; each is predicted from the others.
pub const FOLDS: usize = 8;

/// Inputs that enter with all three polynomials, and those that enter in pairs.
const CURVED: usize = 24;
const PAIRED: usize = 6;

/// Penalties that are tried, per future, with columns of variance 1.
const PENALTIES: [f64; 6] = [1e-7, 1e-4, 1e-3, 1e-2, 1e-1, 1.0];

/// One-sided 99% point of Student's t with 7 degrees of freedom: what the gains of eight folds must exceed.
const CLEAR_GAIN: f64 = 2.998;

/// The fold of a future.
pub fn fold_of(replication: usize) -> usize {
    replication % LANES * FOLDS / LANES
}

/// Normal scores of ranks, equal values sharing theirs, and the ranks as shares in (0, 1).
pub fn normal_scores(values: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let mut order: Vec<u32> = (0..values.len() as u32).collect();
    order.sort_unstable_by(|a, b| values[*a as usize].total_cmp(&values[*b as usize]));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    while first < order.len() {
        let value = values[order[first] as usize];
        let ties = order[first..].iter().take_while(|r| values[**r as usize] == value).count().max(1);
        let middle = (first as f64 + 0.5 * ties as f64) / values.len() as f64;
        order[first..first + ties].iter().for_each(|r| ranks[*r as usize] = middle);
        first += ties;
    }
    (ranks.iter().map(|u| normal_quantile(*u)).collect(), ranks)
}

/// Columns of what the expectation is made of, row by row, shape `[futures][columns]`; the first is 1.
#[derive(Debug, Clone)]
pub struct Basis {
    pub columns: usize,
    rows: Vec<f64>,
}

impl Basis {
    /// * `scores`: normal scores of the inputs
    /// * `plain`: further columns as they are
    /// * `targets`: what is to be explained; it decides which inputs get most columns
    pub fn new(scores: &[&[f64]], plain: &[&[f64]], targets: &[Vec<f64>]) -> Basis {
        let n = targets.first().map_or(0, Vec::len);
        let mut order: Vec<(usize, f64)> =
            parallel::map(scores, |z| effect(z, targets)).into_iter().enumerate().collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut columns: Vec<Vec<f64>> = vec![vec![1.0; n]];
        for (place, &(input, _)) in order.iter().enumerate() {
            let z = scores[input];
            columns.push(z.to_vec());
            if place < CURVED {
                columns.push(z.iter().map(|z| hermite_2(*z)).collect());
                columns.push(z.iter().map(|z| hermite_3(*z)).collect());
            }
        }
        let best = &order[..order.len().min(PAIRED)];
        for (place, &(a, _)) in best.iter().enumerate() {
            for &(b, _) in &best[place + 1..] {
                columns.push(scores[a].iter().zip(scores[b]).map(|(a, b)| a * b).collect());
            }
        }
        columns.extend(plain.iter().filter_map(|column| standardised(column)));
        let mut rows = vec![0.0; n * columns.len()];
        for (c, column) in columns.iter().enumerate() {
            column.iter().enumerate().for_each(|(r, x)| rows[r * columns.len() + c] = *x);
        }
        Basis { columns: columns.len(), rows }
    }

    fn row(&self, replication: usize) -> &[f64] {
        &self.rows[replication * self.columns..(replication + 1) * self.columns]
    }

    /// The targets, each predicted in every future from the other folds.
    pub fn predictions(&self, targets: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let folds: Vec<usize> = (0..FOLDS).collect();
        let (scales, targets): (Vec<Scale>, Vec<Vec<f64>>) = targets.iter().map(|y| Scale::of(y)).unzip();
        let parts = parallel::map(&folds, |fold| {
            let mut part = Moments::new(self.columns, targets.len());
            for r in 0..targets.first().map_or(0, Vec::len) {
                if fold_of(r) == *fold {
                    part.add(self.row(r), 1.0, |t| (targets[t][r], targets[t][r] * targets[t][r]));
                }
            }
            part
        });
        let predicted = |((fit, scale), target): ((Fit, &Scale), &Vec<f64>)| match fit {
            Fit::Mean(mean) => vec![scale.back(mean); target.len()],
            Fit::Regression(folds) => {
                (0..target.len()).map(|r| scale.back(dot(self.row(r), &folds[fold_of(r)]))).collect()
            }
        };
        fit(&parts).into_iter().zip(&scales).zip(&targets).map(predicted).collect()
    }
}

/// How a target was centred and scaled, so that sums of squares keep their digits.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    mean: f64,
    sd: f64,
}

impl Scale {
    /// The scale of a series, and the series on it; a constant one becomes 0.
    pub fn of(values: &[f64]) -> (Scale, Vec<f64>) {
        let n = values.len().max(1) as f64;
        let mean = values.iter().sum::<f64>() / n;
        let sd = (values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt();
        let sd = if sd > 1e-12 * mean.abs() { sd } else { 0.0 };
        let on_scale = |x: &f64| if sd > 0.0 { (x - mean) / sd } else { 0.0 };
        (Scale { mean, sd }, values.iter().map(on_scale).collect())
    }

    /// A value in the series' own unit.
    pub fn back(&self, value: f64) -> f64 {
        self.mean + self.sd * value
    }
}

/// Polynomials that are uncorrelated for a standard normal, with variance 1.
pub fn hermite_2(z: f64) -> f64 {
    (z * z - 1.0) * std::f64::consts::FRAC_1_SQRT_2
}

pub fn hermite_3(z: f64) -> f64 {
    // 1 / sqrt(6)
    z * (z * z - 3.0) * 0.408_248_290_463_863
}

/// How much of the targets a single input explains, by its first two polynomials.
fn effect(z: &[f64], targets: &[Vec<f64>]) -> f64 {
    let of = |target: &Vec<f64>| {
        let n = target.len() as f64;
        let mean = target.iter().sum::<f64>() / n;
        let (mut squares, mut first, mut second) = (0.0, 0.0, 0.0);
        for (z, y) in z.iter().zip(target) {
            let y = y - mean;
            squares += y * y;
            first += z * y;
            second += hermite_2(*z) * y;
        }
        if squares > 0.0 { (first * first + second * second) / (n * squares) } else { 0.0 }
    };
    targets.iter().map(of).fold(0.0, f64::max)
}

/// A column with mean 0 and variance 1; `None` if it is constant.
fn standardised(column: &[f64]) -> Option<Vec<f64>> {
    let n = column.len() as f64;
    let mean = column.iter().sum::<f64>() / n;
    let variance = column.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
    let scale = 1.0 / variance.sqrt();
    (variance > 1e-18 * mean * mean && scale.is_finite()).then(|| column.iter().map(|x| (x - mean) * scale).collect())
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Sums of products of columns and targets over some futures.
#[derive(Debug, Clone)]
pub struct Moments {
    columns: usize,
    n: f64,
    /// Upper triangle in a square, shape `[columns][columns]`.
    products: Vec<f64>,
    /// Shape `[targets][columns]`.
    with_target: Vec<f64>,
    target_squares: Vec<f64>,
}

impl Moments {
    /// Of no futures. The first column must be 1.
    pub fn new(columns: usize, targets: usize) -> Moments {
        Moments {
            columns,
            n: 0.0,
            products: vec![0.0; columns * columns],
            with_target: vec![0.0; targets * columns],
            target_squares: vec![0.0; targets],
        }
    }

    /// Adds `weight` futures that have the same columns.
    ///
    /// * `target`: of a target the sum over them, and the sum of squares
    pub fn add(&mut self, row: &[f64], weight: f64, target: impl Fn(usize) -> (f64, f64)) {
        let q = self.columns;
        self.n += weight;
        for (i, x) in row.iter().enumerate() {
            let x = x * weight;
            self.products[i * q + i..(i + 1) * q].iter_mut().zip(&row[i..]).for_each(|(sum, y)| *sum += x * y);
        }
        for t in 0..self.target_squares.len() {
            let (sum, squares) = target(t);
            self.with_target[t * q..(t + 1) * q].iter_mut().zip(row).for_each(|(total, x)| *total += x * sum);
            self.target_squares[t] += squares;
        }
    }

    fn plus(mut self, other: &Moments) -> Moments {
        self.n += other.n;
        for (mine, theirs) in [
            (&mut self.products, &other.products),
            (&mut self.with_target, &other.with_target),
            (&mut self.target_squares, &other.target_squares),
        ] {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
        }
        self
    }

    fn of_target(&self, target: usize) -> &[f64] {
        &self.with_target[target * self.columns..(target + 1) * self.columns]
    }

    /// Sum of the squares of what is left of a target by these coefficients.
    fn left(&self, target: usize, coefficients: &[f64]) -> f64 {
        let q = self.columns;
        let mut quadratic = 0.0;
        for (i, b) in coefficients.iter().enumerate() {
            let row = &self.products[i * q + i..(i + 1) * q];
            quadratic += b * (2.0 * dot(row, &coefficients[i..]) - row[0] * b);
        }
        self.target_squares[target] - 2.0 * dot(self.of_target(target), coefficients) + quadratic
    }

    /// Coefficients of every target; the first column is not penalised.
    fn solve(&self, penalty: f64) -> Vec<Vec<f64>> {
        let q = self.columns;
        let mut triangle = self.products.clone();
        // Rounding may make a column that follows from others look like a little less than nothing.
        (1..q).for_each(|i| triangle[i * q + i] += (penalty + 1e-10) * self.n);
        decompose(&mut triangle, q);
        (0..self.target_squares.len()).map(|t| substitute(&triangle, self.of_target(t))).collect()
    }
}

/// Cholesky's decomposition of the upper triangle, in place: `A = Uᵀ U`. A pivot that is lost to rounding takes
/// its column out.
fn decompose(a: &mut [f64], q: usize) {
    for i in 0..q {
        let (above, below) = a.split_at_mut(i * q + i);
        let row = &mut below[..q - i];
        for k in 0..i {
            let other = &above[k * q + i..k * q + q];
            let factor = other[0];
            row.iter_mut().zip(other).for_each(|(x, y)| *x -= factor * y);
        }
        if row[0] > 0.0 {
            let scale = 1.0 / row[0].sqrt();
            row.iter_mut().for_each(|x| *x *= scale);
        } else {
            row.fill(0.0);
        }
    }
}

/// Solves `Uᵀ U x = b`.
fn substitute(u: &[f64], b: &[f64]) -> Vec<f64> {
    let q = b.len();
    let mut x = b.to_vec();
    for i in 0..q {
        let pivot = u[i * q + i];
        x[i] = if pivot > 0.0 { x[i] / pivot } else { 0.0 };
        for j in i + 1..q {
            x[j] -= u[i * q + j] * x[i];
        }
    }
    for i in (0..q).rev() {
        let pivot = u[i * q + i];
        let rest = dot(&u[i * q + i + 1..(i + 1) * q], &x[i + 1..]);
        x[i] = if pivot > 0.0 { (x[i] - rest) / pivot } else { 0.0 };
    }
    x
}

/// What is known of a target.
#[derive(Debug, Clone, PartialEq)]
pub enum Fit {
    /// No more than its mean.
    Mean(f64),
    /// Coefficients for each fold, from the others.
    Regression(Vec<Vec<f64>>),
}

/// Fits every target, by the penalty that predicts it best.
///
/// * `parts`: the moments of each fold
pub fn fit(parts: &[Moments]) -> Vec<Fit> {
    let all = parts.iter().skip(1).fold(parts[0].clone(), |all, part| all.plus(part));
    let targets = all.target_squares.len();
    let mean = |t: usize| if all.n > 0.0 { all.of_target(t)[0] / all.n } else { 0.0 };
    let folds: Vec<usize> = (0..parts.len()).collect();
    // Shape [folds][penalties][targets][columns].
    let fitted = parallel::map(&folds, |fold| {
        let others = folds.iter().filter(|other| *other != fold).map(|other| &parts[*other]);
        let others = others.fold(Moments::new(all.columns, targets), Moments::plus);
        PENALTIES.map(|penalty| others.solve(penalty))
    });
    let mean_of_others = |fold: usize, t: usize| {
        let n = all.n - parts[fold].n;
        if n > 0.0 { (all.of_target(t)[0] - parts[fold].of_target(t)[0]) / n } else { 0.0 }
    };
    let fit_of = |t: usize| {
        let left = |p: usize| folds.iter().map(|&f| parts[f].left(t, &fitted[f][p][t])).collect::<Vec<f64>>();
        let by_penalty: Vec<Vec<f64>> = (0..PENALTIES.len()).map(left).collect();
        let total = |left: &[f64]| left.iter().sum::<f64>();
        let best = (0..PENALTIES.len()).min_by(|a, b| total(&by_penalty[*a]).total_cmp(&total(&by_penalty[*b])));
        let best = best.unwrap_or_default();
        let gains: Vec<f64> = folds
            .iter()
            .map(|&f| {
                let mean = mean_of_others(f, t);
                let n = parts[f].n;
                let about_mean = parts[f].target_squares[t] - 2.0 * mean * parts[f].of_target(t)[0] + n * mean * mean;
                about_mean - by_penalty[best][f]
            })
            .collect();
        if is_clear(&gains) {
            Fit::Regression(folds.iter().map(|&f| fitted[f][best][t].clone()).collect())
        } else {
            Fit::Mean(mean(t))
        }
    };
    (0..targets).map(fit_of).collect()
}

/// Whether gains that scatter like these would come by chance less than once in a hundred times.
fn is_clear(gains: &[f64]) -> bool {
    let n = gains.len() as f64;
    let mean = gains.iter().sum::<f64>() / n;
    let squares: f64 = gains.iter().map(|g| (g - mean) * (g - mean)).sum();
    mean > 0.0 && mean > CLEAR_GAIN * (squares / (n - 1.0) / n).sqrt()
}
