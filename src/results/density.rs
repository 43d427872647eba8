//! How a figure is spread over the replications, as a smooth curve.
//!
//! A kernel estimate from the counts of a [`Summary`]: each bucket counts as spread evenly over its width, and
//! that is blurred with a normal kernel, `f(x) = Σ_b share_b (Φ((x - low_b) / h) - Φ((x - high_b) / h)) / width_b`.
//! The bandwidth h is that of Silverman (1986), *Density Estimation for Statistics and Data Analysis*, equation
//! 3.31: `0.9 min(sd, IQR / 1.34) n^(-1/5)`, and not narrower than what the buckets tell apart. Where nothing is
//! below zero nothing is smoothed below it: what falls there is reflected (the same, section 2.10).
//!
//! A single value that many replications share (nobody left, no profit at all) is no part of a curve: it is kept
//! apart as an [`Atom`].

use super::{Results, Summary};
use crate::base::math::normal_cdf;
use crate::metrics::Grain;

/// A smooth curve over the values of a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Density {
    /// (value, share of the replications per unit of it), at equal distances; empty if all are in atoms.
    pub curve: Vec<(f64, f64)>,
    /// Single values, ascending.
    pub atoms: Vec<Atom>,
}

/// A value that many replications share exactly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Atom {
    pub value: f64,
    /// Of the replications in which the figure exists.
    pub share: f64,
}

/// Least share of the replications that makes a single value an atom, where values are not few anyway.
const ATOM: f64 = 0.1;
/// Whole numbers of which fewer lie in the middle 90% are all single values; there none stands out.
const FEW: f64 = 20.0;

/// Part of a figure's values: where they lie, and their share of all.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    low: f64,
    high: f64,
    share: f64,
}

impl Results {
    /// The spread of a metric's figure over the whole run, between two values.
    ///
    /// * `low`, `high`: ends of the curve, in the unit of the metric's definition
    /// * `points`: how many points the curve has, at least 2
    ///
    /// `None` if there is no such metric, or no finite figure.
    pub fn density(&self, plan: usize, metric: &str, low: f64, high: f64, points: usize) -> Option<Density> {
        let (summary, unit) = self.summary_of_total(plan, metric)?;
        density(summary, unit, low, high, points)
    }

    /// Share of the replications whose figure over the whole run is at most `value`, in the unit of the metric's
    /// definition; those later than the run are above every value.
    pub fn share_at_most(&self, plan: usize, metric: &str, value: f64) -> Option<f64> {
        let (summary, unit) = self.summary_of_total(plan, metric)?;
        let n = summary.n();
        let below = |(low, high, count): (f64, f64, u64)| {
            let part = if high > low {
                ((value / unit - low) / (high - low)).clamp(0.0, 1.0)
            } else {
                f64::from(low * unit <= value)
            };
            part * count as f64
        };
        (n > 0).then(|| summary.buckets().map(below).sum::<f64>() / n as f64)
    }

    /// Any quantile of a metric's figure over the whole run, in the unit of its definition.
    pub fn quantile_of_total(&self, plan: usize, metric: &str, p: f64) -> Option<f64> {
        let (summary, unit) = self.summary_of_total(plan, metric)?;
        summary.quantile(p).map(|value| value * unit)
    }

    /// What was observed of a metric over the whole run, and the factor to the unit of its definition.
    fn summary_of_total(&self, plan: usize, metric: &str) -> Option<(&Summary, f64)> {
        let metric = self.catalogue.find(metric)?;
        let column = self.catalogue.column(metric, Grain::Total, self.time().periods)?;
        let unit = self.catalogue.unit_of(metric) / self.definition(column).unit.recorded_in_one();
        Some((&self.plans[plan].summaries[column], unit))
    }
}

fn density(summary: &Summary, unit: f64, low: f64, high: f64, points: usize) -> Option<Density> {
    let n = summary.n();
    let buckets: Vec<Bucket> =
        summary.buckets().map(|(low, high, count)| Bucket { low, high, share: count as f64 / n as f64 }).collect();
    if buckets.is_empty() {
        return None;
    }
    let (single, spread): (Vec<Bucket>, Vec<Bucket>) = buckets.iter().partition(|bucket| is_atom(bucket, summary));
    let atoms = single.iter().map(|bucket| Atom { value: bucket.low * unit, share: bucket.share }).collect();
    let curve = match bandwidth(&spread, n) {
        Some(h) => curve(&spread, h, unit, low, high, points),
        None => Vec::new(),
    };
    Some(Density { curve, atoms })
}

/// Whether a bucket holds one value that stands out from a spread of others, or is all there is.
fn is_atom(bucket: &Bucket, summary: &Summary) -> bool {
    if bucket.low != bucket.high {
        return false;
    }
    let quantile = |p| summary.quantile(p).unwrap_or(f64::INFINITY);
    bucket.share >= 1.0 - 1e-12 || bucket.share >= ATOM && quantile(0.95) - quantile(0.05) >= FEW
}

/// How far to blur, in recorded units; `None` if there is nothing to blur.
fn bandwidth(buckets: &[Bucket], n: u64) -> Option<f64> {
    let total: f64 = buckets.iter().map(|bucket| bucket.share).sum();
    if total <= 0.0 {
        return None;
    }
    let middle = |bucket: &Bucket| (bucket.low + bucket.high) / 2.0;
    let mean = buckets.iter().map(|bucket| bucket.share * middle(bucket)).sum::<f64>() / total;
    let square = |bucket: &Bucket| bucket.share * (middle(bucket) - mean) * (middle(bucket) - mean);
    let sd = (buckets.iter().map(square).sum::<f64>() / total).sqrt();
    let between = quantile(buckets, 0.75 * total) - quantile(buckets, 0.25 * total);
    let scale = if between > 0.0 { sd.min(between / 1.34) } else { sd };
    // Buckets and whole numbers are told apart no finer than this.
    let width = buckets.iter().map(|bucket| bucket.share * (bucket.high - bucket.low).max(1.0)).sum::<f64>() / total;
    let h = 0.9 * scale * libm::pow(n as f64 * total, -0.2);
    Some(h.max(0.5 * width))
}

/// The value below which so much of the shares lies.
fn quantile(buckets: &[Bucket], wanted: f64) -> f64 {
    let mut below = 0.0;
    for bucket in buckets {
        if below + bucket.share >= wanted {
            return bucket.low + (wanted - below) / bucket.share * (bucket.high - bucket.low);
        }
        below += bucket.share;
    }
    buckets.last().map_or(0.0, |bucket| bucket.high)
}

fn curve(buckets: &[Bucket], h: f64, unit: f64, low: f64, high: f64, points: usize) -> Vec<(f64, f64)> {
    let nothing_below_zero = buckets[0].low >= 0.0;
    let at = |x: f64| -> f64 { buckets.iter().map(|bucket| bucket.share * blurred(bucket, x, h)).sum() };
    let step = (high - low) / (points.max(2) - 1) as f64;
    (0..points.max(2))
        .map(|index| {
            let value = low + index as f64 * step;
            let x = value / unit;
            let height = match nothing_below_zero {
                true if x < 0.0 => 0.0,
                true => at(x) + at(-x),
                false => at(x),
            };
            (value, height / unit)
        })
        .collect()
}

/// Kernels reach so many bandwidths; beyond they are below 10^-8 of their height.
const REACH: f64 = 6.0;

/// The density at x of a value that is spread evenly over a bucket and blurred.
fn blurred(bucket: &Bucket, x: f64, h: f64) -> f64 {
    if x < bucket.low - REACH * h || x > bucket.high + REACH * h {
        return 0.0;
    }
    let width = bucket.high - bucket.low;
    if width < 1e-3 * h {
        let z = (x - (bucket.low + bucket.high) / 2.0) / h;
        return libm::exp(-0.5 * z * z) / (h * (2.0 * std::f64::consts::PI).sqrt());
    }
    (normal_cdf((x - bucket.low) / h) - normal_cdf((x - bucket.high) / h)) / width
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::math::normal_quantile;

    fn summary(values: impl Iterator<Item = f64>) -> Summary {
        let values: Vec<f64> = values.collect();
        let mut summary = Summary::default();
        for part in values.chunks(256) {
            summary.add_block(&std::array::from_fn(|i| part.get(i).copied().unwrap_or(f64::NAN)));
        }
        summary
    }

    /// Stratified normal values: their shares are the law's, without luck.
    fn normal(n: u32, mean: f64, sd: f64) -> Summary {
        summary((0..n).map(|i| (mean + sd * normal_quantile((f64::from(i) + 0.5) / f64::from(n))).round()))
    }

    fn area(curve: &[(f64, f64)]) -> f64 {
        curve.windows(2).map(|pair| (pair[1].0 - pair[0].0) * (pair[0].1 + pair[1].1) / 2.0).sum()
    }

    #[test]
    fn of_a_normal_figure_the_curve_is_the_normal_density_a_little_wider() {
        let (n, mean, sd) = (8192, 30_000.0, 4_000.0);
        let density = density(&normal(n, mean, sd), 1.0, mean - 5.0 * sd, mean + 5.0 * sd, 201).unwrap();
        assert!(density.atoms.is_empty());
        // A normal law blurred by h = 0.9 sd n^(-1/5) is normal with variance sd² + h²; the buckets' widths, 1/128 of
        // the value at most, add at most width²/12 to it.
        let h = 0.9 * sd * libm::pow(f64::from(n), -0.2);
        let bucket = mean / 64.0;
        let [narrow, wide] = [0.0, bucket * bucket / 12.0].map(|more| (sd * sd + h * h + more).sqrt());
        let height = |sd: f64| 1.0 / (sd * (2.0 * std::f64::consts::PI).sqrt());
        let at_mean = density.curve[100].1;
        assert!(height(wide) * 0.995 < at_mean && at_mean < height(narrow) * 1.005, "{at_mean} {}", height(narrow));
        assert!((area(&density.curve) - 1.0).abs() < 1e-3);
    }

    #[test]
    fn a_figure_that_cannot_be_negative_has_no_curve_below_zero_and_loses_nothing_there() {
        let exponential = |i: u32| (-300.0 * libm::log((f64::from(i) + 0.5) / 4096.0)).round();
        let density = density(&summary((0..4096).map(exponential)), 1.0, -200.0, 4000.0, 4201).unwrap();
        assert!(density.curve.iter().filter(|(value, _)| *value < 0.0).all(|(_, height)| *height == 0.0));
        assert!((area(&density.curve) - 1.0).abs() < 5e-3, "{}", area(&density.curve));
    }

    #[test]
    fn a_constant_is_one_atom_without_a_curve() {
        for (value, unit) in [(0.0, 1.0), (200.0, 0.5)] {
            let density = density(&summary((0..512).map(|_| value)), unit, -10.0, 300.0, 50).unwrap();
            assert_eq!(density.curve, []);
            assert_eq!(density.atoms, [Atom { value: value * unit, share: 1.0 }]);
        }
    }

    #[test]
    fn many_futures_at_zero_stand_apart_from_the_spread_of_the_others() {
        let values = (0..1000).map(|i| if i % 4 == 0 { 0.0 } else { f64::from(500 + i) });
        let density = density(&summary(values), 1.0, 0.0, 2500.0, 2501).unwrap();
        assert_eq!(density.atoms, [Atom { value: 0.0, share: 0.25 }]);
        assert!((area(&density.curve) - 0.75).abs() < 5e-3, "{}", area(&density.curve));
    }

    #[test]
    fn few_whole_numbers_are_a_curve_and_not_atoms() {
        let density = density(&summary((0..900).map(|i| f64::from(i % 3))), 1.0, 0.0, 4.0, 81).unwrap();
        assert!(density.atoms.is_empty() && !density.curve.is_empty());
    }

    #[test]
    fn nothing_seen_has_no_density() {
        assert_eq!(density(&Summary::default(), 1.0, 0.0, 1.0, 10), None);
    }
}
