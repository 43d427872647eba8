//! One input alone: futures gathered by its rank.
//!
//! Futures are put into up to 256 bins by the rank of the input. What several figures do in a bin, lane by lane,
//! is all that is needed: for the share of a variance that goes with the input, and for what a choice made
//! knowing this input alone would bring.

use super::futures::{Estimate, Variances, jackknife};
use super::regression::{FOLDS, Fit, Moments, Scale, fit, fold_of, hermite_2, hermite_3};
use crate::base::lanes::LANES;

/// Bins of ranks, and how many of them make one for variances.
const BINS: usize = 256;
const COARSE: usize = 64;
/// Steps of the regression on the bins: rungs that catch what jumps, as when an event comes or not.
const STEPS: usize = 16;

/// Sums of some figures by lane and bin.
#[derive(Debug, Clone)]
pub struct Binned {
    bins: usize,
    /// Mean normal score of each bin.
    scores: Vec<f64>,
    /// Shape `[lanes][bins]`.
    counts: Vec<f64>,
    figures: Vec<Figure>,
}

#[derive(Debug, Clone)]
struct Figure {
    scale: Scale,
    sd: f64,
    /// On the scale, shape `[lanes][bins]`.
    sums: Vec<f64>,
    squares: Vec<f64>,
}

impl Binned {
    /// * `scores`, `ranks`: of the input, as [`super::regression::normal_scores`] gives them
    /// * `figures`: by future
    pub fn new(scores: &[f64], ranks: &[f64], figures: &[&[f64]]) -> Binned {
        // Eight futures in a bin at least.
        let bins = (ranks.len() / 8).clamp(1, BINS);
        let bin = |r: usize| ((ranks[r] * bins as f64) as usize).min(bins - 1);
        let mut counts = vec![0.0; LANES * bins];
        let mut totals = vec![(0.0, 0.0); bins];
        for (r, z) in scores.iter().enumerate() {
            counts[r % LANES * bins + bin(r)] += 1.0;
            totals[bin(r)].0 += z;
            totals[bin(r)].1 += 1.0;
        }
        let figure = |values: &&[f64]| {
            let (scale, on_scale) = Scale::of(values);
            let [mut sums, mut squares] = [vec![0.0; LANES * bins], vec![0.0; LANES * bins]];
            for (r, y) in on_scale.iter().enumerate() {
                sums[r % LANES * bins + bin(r)] += y;
                squares[r % LANES * bins + bin(r)] += y * y;
            }
            Figure { scale, sd: scale.back(1.0) - scale.back(0.0), sums, squares }
        };
        let scores = totals.iter().map(|(sum, n)| if *n > 0.0 { sum / n } else { 0.0 }).collect();
        Binned { bins, scores, counts, figures: figures.iter().map(figure).collect() }
    }

    /// `Var(E[figure | input])` as a share of a variance: the variance between bins, less what the scatter within them
    /// brings into it.
    ///
    /// With bins b of n_b futures and the means y_b it is `Σ n_b (y_b - y)² / n - (B - 1) / n s²`, s² the variance
    /// within bins (the estimator of the correlation ratio, corrected as in the analysis of variance:
    /// `ε²` of Kelley 1935). Negative by chance where there is nothing. The error is that of the share: where both
    /// variances move together it hardly moves.
    pub fn share_explained(&self, figure: usize, of: &Variances) -> Estimate {
        let sd = self.figures[figure].sd;
        jackknife(|without| sd * sd * self.between(figure, without) / of.without(without))
    }

    fn between(&self, figure: usize, without: Option<usize>) -> f64 {
        let figure = &self.figures[figure];
        let coarse = self.bins.min(COARSE);
        let mut gathered = vec![(0.0, 0.0); coarse];
        let mut squares = 0.0;
        for lane in (0..LANES).filter(|lane| Some(*lane) != without) {
            for bin in 0..self.bins {
                let at = lane * self.bins + bin;
                let (n, sum) = &mut gathered[bin * coarse / self.bins];
                *n += self.counts[at];
                *sum += figure.sums[at];
                squares += figure.squares[at];
            }
        }
        let filled: Vec<&(f64, f64)> = gathered.iter().filter(|(n, _)| *n > 0.0).collect();
        let n: f64 = filled.iter().map(|(n, _)| n).sum();
        let mean = filled.iter().map(|(_, sum)| sum).sum::<f64>() / n;
        let of_means: f64 = filled.iter().map(|(n, sum)| sum * sum / n).sum();
        let degrees = n - filled.len() as f64;
        let within = if degrees > 0.0 { (squares - of_means).max(0.0) / degrees } else { 0.0 };
        (of_means - n * mean * mean - (filled.len() as f64 - 1.0) * within) / n
    }

    /// What it brings to switch where the input says so: the mean over the futures of the largest of 0 and the
    /// figures that are to be expected given the input, cross-fitted and valued by what came.
    ///
    /// The figures are what each alternative brings beyond the choice that is best without knowing.
    /// With it in how many futures one of them looks better.
    pub fn worth_of_switching(&self) -> (Estimate, f64) {
        let columns = 4 + STEPS.min(self.bins) - 1;
        let rows: Vec<Vec<f64>> = (0..self.bins).map(|bin| self.row(bin, columns)).collect();
        let mut parts = vec![Moments::new(columns, self.figures.len()); FOLDS];
        for lane in 0..LANES {
            for (bin, row) in rows.iter().enumerate() {
                let at = lane * self.bins + bin;
                if self.counts[at] > 0.0 {
                    let of = |t: usize| (self.figures[t].sums[at], self.figures[t].squares[at]);
                    parts[fold_of(lane)].add(row, self.counts[at], of);
                }
            }
        }
        let fits = fit(&parts);
        let mut totals = [(0.0, 0.0); LANES];
        let mut switched = 0.0;
        for (lane, total) in totals.iter_mut().enumerate() {
            for (bin, row) in rows.iter().enumerate() {
                let at = lane * self.bins + bin;
                total.1 += self.counts[at];
                if let Some(gain) = self.best_switch(&fits, fold_of(lane), row, at) {
                    total.0 += gain;
                    switched += self.counts[at];
                }
            }
        }
        (Estimate::of_lanes(&totals), switched)
    }

    /// What the alternative that looks best brings in the futures of a lane and bin; `None` if none looks better.
    fn best_switch(&self, fits: &[Fit], fold: usize, row: &[f64], at: usize) -> Option<f64> {
        let looks = |(fit, figure): (&Fit, &Figure)| match fit {
            Fit::Mean(mean) => figure.scale.back(*mean),
            Fit::Regression(folds) => figure.scale.back(row.iter().zip(&folds[fold]).map(|(x, b)| x * b).sum()),
        };
        let best = fits.iter().zip(&self.figures).map(looks).enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
        match best {
            Some((t, expected)) if expected > 0.0 => {
                let figure = &self.figures[t];
                Some(figure.scale.back(0.0) * self.counts[at] + figure.sd * figure.sums[at])
            }
            _ => None,
        }
    }

    /// Polynomials of the score, and steps between sixteen parts of the ranks.
    fn row(&self, bin: usize, columns: usize) -> Vec<f64> {
        let z = self.scores[bin];
        let mut row = vec![1.0, z, hermite_2(z), hermite_3(z)];
        let steps = columns - 3;
        let step = bin * steps / self.bins;
        // An indicator of a share s, centred, with variance 1.
        let share = 1.0 / steps as f64;
        let scale = 1.0 / (share * (1.0 - share)).sqrt();
        row.extend((1..steps).map(|s| if s == step { (1.0 - share) * scale } else { -share * scale }));
        row
    }
}
