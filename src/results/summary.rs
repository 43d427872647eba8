//! One figure over all replications, in a form that merges exactly.
//!
//! Everything recorded is a whole number held in an `f64` (people, cents, shares in units of 2^-32), so sums
//! are kept in integers of 128 bits, those of squares in 256, and come out the same in any order, on any number
//! of threads, in any sharding:
//!
//! * count and sum of each of the 16 lanes, and the sum of squares, of which mean, standard deviation and
//!   the standard error are made (the lanes are independent randomisations, so their totals tell how far
//!   the mean would move with other random numbers);
//! * a histogram in which the sign, the exponent and the upper 7 bits of the mantissa of a number, as an
//!   `f32`, are its bucket: whole numbers up to 256 have buckets of their own, no logarithm is taken, and
//!   the quantiles need neither a range nor a second pass;
//! * the least and the greatest value.
//!
//! A time until something that does not come is infinite: later than every other. It counts in the
//! quantiles, and while there is one there is no mean.

mod histogram;
mod wide;

use crate::base::lanes::LANES;
use histogram::{Histogram, key_of};
use wide::Wide;

/// Values of a block, [`crate::engine::BLOCK`]; value i belongs to lane i mod 16.
const BLOCK: usize = 256;

/// What is kept of one figure.
///
/// # Example
/// ```
/// use flywheel::results::Summary;
/// let mut customers = Summary::default();
/// let mut block = [f64::NAN; 256]; // absent
/// for (replication, value) in block.iter_mut().enumerate().take(101) {
///     *value = replication as f64;
/// }
/// customers.add_block(&block);
/// assert_eq!((customers.n(), customers.mean()), (101, Some(50.0)));
/// assert_eq!(customers.quantile(0.9), Some(90.0));
/// ```
#[derive(Debug, Clone)]
pub struct Summary {
    /// Finite values of each lane.
    n_finite: [u64; LANES],
    /// Infinite ones: later than the run.
    n_later: u64,
    sums: [i128; LANES],
    /// Of all lanes.
    squares: Wide,
    /// Infinite, the other way round, while there is no finite value.
    min: f64,
    max: f64,
    /// How many values beyond [`LARGEST`] were taken for it.
    n_exceeding: u64,
    histogram: Histogram,
}

/// Largest magnitude that is recorded, 2^94, 2 · 10^28: sums of 2^32 of them fit into 128 bits, of their squares into 256.
///
/// All whole numbers up to 2^53 are exact; larger ones are known to 16 digits, and so added without an error.
pub const LARGEST: f64 = 19_807_040_628_566_084_398_385_987_584.0;

/// Below 2^45 the sums of a block can be split into `f64` without an error; see [`Summary::add_block`].
const QUICK: f64 = 35_184_372_088_832.0;

/// 2^24, and the number that rounds to a whole one when added and taken away: 1.5 · 2^52.
const SPLIT: f64 = 16_777_216.0;
const ROUNDER: f64 = 6_755_399_441_055_744.0;

impl Default for Summary {
    fn default() -> Self {
        Self {
            n_finite: [0; LANES],
            n_later: 0,
            sums: [0; LANES],
            squares: Wide::default(),
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
            n_exceeding: 0,
            histogram: Histogram::default(),
        }
    }
}

impl Summary {
    /// Adds the values of a block.
    ///
    /// * `values`: whole numbers; NaN where the figure is absent; infinite where a time is later than the run
    ///
    /// Numbers beyond ±2^94 count as that, and [`Summary::n_exceeding`] counts them.
    ///
    /// Inlined, so that the loops are compiled for the caller's instruction set.
    #[inline(always)]
    pub fn add_block(&mut self, values: &[f64; BLOCK]) {
        let mut keys = [0; BLOCK];
        let mut n_others = 0u64;
        for (key, value) in keys.iter_mut().zip(values) {
            *key = key_of(*value);
            // NaN and infinity are not below it either.
            n_others += u64::from(!is_quick(*value));
        }
        if n_others == 0 {
            self.add_sums(values);
            self.histogram.add_all(&keys);
        } else {
            self.add_with_others(values, &keys);
        }
    }

    /// Sums, squares and extremes of a block in which all are finite and below 2^45.
    ///
    /// With v = h 2^24 + l, |h| <= 2^21 and |l| <= 2^23, the sums over the 16 values of a lane of v, h², h l
    /// and l² are whole numbers below 2^53: every `f64` below is exact.
    #[inline(always)]
    fn add_sums(&mut self, values: &[f64; BLOCK]) {
        let [mut sum, mut high_high, mut high_low, mut low_low] = [[0.0; LANES]; 4];
        let (mut min, mut max) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
        for row in values.as_chunks::<LANES>().0 {
            for lane in 0..LANES {
                // No negative zero, which would be another bucket.
                let v = row[lane] + 0.0;
                let high = (v * (1.0 / SPLIT) + ROUNDER) - ROUNDER;
                let low = v - high * SPLIT;
                sum[lane] += v;
                high_high[lane] += high * high;
                high_low[lane] += high * low;
                low_low[lane] += low * low;
                min[lane] = if v < min[lane] { v } else { min[lane] };
                max[lane] = if v > max[lane] { v } else { max[lane] };
            }
        }
        let [mut hh, mut hl, mut ll] = [0i64; 3];
        for lane in 0..LANES {
            self.n_finite[lane] += (BLOCK / LANES) as u64;
            self.sums[lane] += i128::from(sum[lane] as i64);
            // 16 numbers below 2^53: no overflow.
            hh += high_high[lane] as i64;
            hl += high_low[lane] as i64;
            ll += low_low[lane] as i64;
            self.min = self.min.min(min[lane]);
            self.max = self.max.max(max[lane]);
        }
        // h² 2^48 + 2 h l 2^24 + l²
        let squares = (i128::from(hh) << 48) + (i128::from(hl) << 25) + i128::from(ll);
        self.squares = self.squares.plus(Wide::from(squares as u128));
    }

    /// A block in which some are absent, infinite or large.
    #[inline(never)]
    fn add_with_others(&mut self, values: &[f64; BLOCK], keys: &[u16; BLOCK]) {
        for (i, (&value, &key)) in values.iter().zip(keys).enumerate() {
            if value.is_nan() {
                continue;
            }
            if value == f64::INFINITY {
                self.n_later += 1;
            } else {
                self.add_one(i % LANES, value + 0.0, key);
            }
        }
    }

    /// One value that is not infinite above.
    fn add_one(&mut self, lane: usize, value: f64, key: u16) {
        let within = value.clamp(-LARGEST, LARGEST);
        self.n_exceeding += u64::from(within != value);
        let key = if within == value { key } else { key_of(within) };
        let whole = within as i128;
        self.n_finite[lane] += 1;
        self.sums[lane] += whole;
        self.squares = self.squares.plus(Wide::product(whole, whole));
        self.min = self.min.min(within);
        self.max = self.max.max(within);
        self.histogram.add(key);
    }

    /// Adds what another summary has seen: the same, in any order, as if one had seen it all.
    pub fn merge(&mut self, other: &Summary) {
        for lane in 0..LANES {
            self.n_finite[lane] += other.n_finite[lane];
            self.sums[lane] += other.sums[lane];
        }
        self.n_later += other.n_later;
        self.squares = self.squares.plus(other.squares);
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.n_exceeding += other.n_exceeding;
        self.histogram.merge(&other.histogram);
    }

    /// Replications in which the figure exists, those later than the run included.
    pub fn n(&self) -> u64 {
        self.n_of_finite() + self.n_later
    }

    fn n_of_finite(&self) -> u64 {
        self.n_finite.iter().sum()
    }

    fn sum(&self) -> i128 {
        self.sums.iter().sum()
    }

    /// Count of values, if there are some and none is later than the run.
    fn n_if_all_finite(&self) -> Option<u64> {
        let n = self.n_of_finite();
        (n > 0 && self.n_later == 0).then_some(n)
    }

    /// Mean; `None` if there is no value, or one is later than the run.
    pub fn mean(&self) -> Option<f64> {
        self.n_if_all_finite().map(|n| self.sum() as f64 / n as f64)
    }

    /// Standard deviation, with n - 1; `None` where there is no mean, and for fewer than two values.
    ///
    /// With the whole number m next to the mean, `Σ (x - m)^2 = Σ x^2 - 2 m Σ x + n m^2` is exact; what is
    /// left, the square of the mean's distance from m, is small.
    pub fn sd(&self) -> Option<f64> {
        let n = self.n_if_all_finite().filter(|&n| n > 1)?;
        let (sum, n_whole) = (self.sum(), i128::from(n));
        let near = sum.div_euclid(n_whole);
        let rest = sum - near * n_whole;
        // The result is between 0 and the sum of squares, so it is right although parts may wrap round.
        let about_near = self.squares.minus(Wide::product(near, sum + rest));
        let rest = rest as f64;
        let squares = about_near.as_f64() - rest * rest / n as f64;
        Some((squares.max(0.0) / (n - 1) as f64).sqrt())
    }

    /// Monte Carlo standard error of the mean, from the totals of the lanes.
    ///
    /// With L lanes that have values, lane l having n_l of the N and the total s_l:
    /// `L / (L - 1) Σ (s_l - mean n_l)^2 / N^2`, its root. With equal n_l that is the standard deviation of the
    /// lane means over sqrt(L), Student's t with L - 1 = 15 degrees of freedom; else the usual one for a ratio
    /// (Cochran 1977, *Sampling techniques*, 2.11).
    ///
    /// `None` where there is no mean, or fewer than two lanes have values.
    pub fn standard_error(&self) -> Option<f64> {
        let n = self.n_if_all_finite()?;
        let n_lanes = self.n_finite.iter().filter(|&&n| n > 0).count();
        if n_lanes < 2 {
            return None;
        }
        let (sum, n_whole) = (self.sum(), i128::from(n));
        let (near, rest) = (sum.div_euclid(n_whole), sum.rem_euclid(n_whole));
        let mut squares = 0.0;
        for (total, n_of_lane) in self.sums.iter().zip(self.n_finite) {
            // s_l - mean n_l, from a product that is exact, and 0 for a constant.
            let n_of_lane = i128::from(n_of_lane);
            let parts = total.checked_mul(n_whole).zip(sum.checked_mul(n_of_lane));
            let off = match parts.and_then(|(of_lane, of_all)| of_lane.checked_sub(of_all)) {
                Some(off) => off as f64 / n as f64,
                // The same in two parts, where the products left 128 bits.
                None => (total - near * n_of_lane) as f64 - (rest * n_of_lane) as f64 / n as f64,
            };
            squares += off * off;
        }
        let n_lanes = n_lanes as f64;
        Some((n_lanes / (n_lanes - 1.0) * squares).sqrt() / n as f64)
    }

    /// The least value that a share `p` of all does not exceed; `None` if there is no value.
    ///
    /// It is the value of rank `ceil(p n)` (Hyndman & Fan 1996, definition 1). Whole numbers up to ±256 and
    /// constants are exact. In a wider bucket the values are taken as spread evenly: for figures that vary
    /// smoothly that is right to half a bucket or better, 0.39% of the value, and whatever the figures are,
    /// to its width; nothing leaves the range of what was seen. Infinite where that value is later than
    /// the run.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        self.value_of_rank(self.rank(p)?)
    }

    /// The same of the values with their signs turned: `a - b` from what was seen of `b - a`.
    pub fn quantile_of_turned(&self, p: f64) -> Option<f64> {
        // The least is the greatest; no negative zero.
        self.value_of_rank(self.n() + 1 - self.rank(p)?).map(|value| 0.0 - value)
    }

    /// The rank of a quantile, from 1 on.
    fn rank(&self, p: f64) -> Option<u64> {
        let n = self.n();
        let wanted = p * n as f64;
        // 0.7 * 10 is a little above 7 in binary, and its rank is 7.
        (n > 0).then(|| libm::ceil(wanted - wanted * 4.0 * f64::EPSILON).clamp(1.0, n as f64) as u64)
    }

    fn value_of_rank(&self, rank: u64) -> Option<f64> {
        if rank > self.n_of_finite() {
            return Some(f64::INFINITY);
        }
        Some(self.histogram.value_of_rank(rank).clamp(self.min, self.max))
    }

    /// How often values were seen, by rising value: least and greatest value of a bucket, and its count.
    ///
    /// A bucket of one whole number, and of a constant, has that at both ends. Those later than the run are in
    /// none.
    pub fn buckets(&self) -> impl Iterator<Item = (f64, f64, u64)> + '_ {
        let within = |value: f64| value.clamp(self.min, self.max);
        self.histogram.buckets().map(move |(low, high, count)| (within(low), within(high), count))
    }

    /// Share of replications in which a time came within the run; `None` if it did so in all, or there is
    /// none.
    pub fn reached(&self) -> Option<f64> {
        (self.n_later > 0).then(|| self.n_of_finite() as f64 / self.n() as f64)
    }

    /// Least finite value.
    pub fn min(&self) -> Option<f64> {
        (self.n_of_finite() > 0).then_some(self.min)
    }

    /// Greatest finite value.
    pub fn max(&self) -> Option<f64> {
        (self.n_of_finite() > 0).then_some(self.max)
    }

    /// How many values beyond ±2^94 were taken for that: then mean and deviation are not right.
    pub fn n_exceeding(&self) -> u64 {
        self.n_exceeding
    }
}

impl PartialEq for Summary {
    fn eq(&self, other: &Summary) -> bool {
        self.n_finite == other.n_finite
            && self.n_later == other.n_later
            && self.sums == other.sums
            && self.squares == other.squares
            && (self.min, self.max) == (other.min, other.max)
            && self.n_exceeding == other.n_exceeding
            && self.histogram == other.histogram
    }
}

/// Whether the quick sums may take it: finite, below 2^45.
#[inline(always)]
fn is_quick(value: f64) -> bool {
    value.abs() < QUICK
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::isa::{Isa, Job, available, dispatch_on};
    use crate::base::stats::Moments;
    use crate::base::streams::philox;
    use proptest::prelude::*;

    /// A summary of values in order, in blocks, the last filled up with absent ones.
    fn of(values: &[f64]) -> Summary {
        let mut summary = Summary::default();
        for part in values.chunks(BLOCK) {
            summary.add_block(&block(part));
        }
        summary
    }

    fn block(part: &[f64]) -> [f64; BLOCK] {
        std::array::from_fn(|i| part.get(i).copied().unwrap_or(f64::NAN))
    }

    /// Whole numbers with a skewed spread around e^`centre`, some of them negative if `signed`.
    fn skewed(n: u32, centre: f64, signed: bool) -> Vec<f64> {
        let value = |i: u32| {
            let [a, b, ..] = philox([i, 0, 0, 0], [7, 7]);
            let u = (f64::from(a) + 0.5) / 4_294_967_296.0;
            let size = libm::exp(centre + 0.7 * crate::base::math::normal_quantile(u)).round();
            if signed && b.is_multiple_of(3) { -size } else { size }
        };
        (0..n).map(value).collect()
    }

    /// The value of rank ceil(p n) itself.
    fn quantile_of_sorted(sorted: &[f64], p: f64) -> f64 {
        let wanted = p * sorted.len() as f64;
        let rank = (wanted - wanted * 4.0 * f64::EPSILON).ceil().max(1.0) as usize;
        sorted[rank - 1]
    }

    const LEVELS: [f64; 9] = [0.0, 0.001, 0.05, 0.25, 0.5, 0.7, 0.95, 0.999, 1.0];

    #[test]
    fn sums_and_squares_are_exact() {
        for centre in [1.0, 8.0, 20.0, 28.0, 34.0] {
            let values = skewed(4096, centre, true);
            let summary = of(&values);
            let whole: Vec<i128> = values.iter().map(|&v| v as i128).collect();
            assert_eq!(summary.sum(), whole.iter().sum::<i128>());
            assert_eq!(summary.squares, Wide::from(whole.iter().map(|v| (v * v) as u128).sum::<u128>()));
            for lane in 0..LANES {
                let of_lane = whole.iter().skip(lane).step_by(LANES).sum::<i128>();
                assert_eq!((summary.sums[lane], summary.n_finite[lane]), (of_lane, 256));
            }
        }
    }

    #[test]
    fn the_quick_sums_and_the_careful_ones_agree() {
        // The same values with one absent in front of each 255 take the other way.
        let values = skewed(255 * 16, 20.0, true);
        let quick = of(&values[..3840]);
        let mut careful = Summary::default();
        for part in values[..3840].chunks(255) {
            careful.add_block(&block(part));
        }
        assert_eq!((quick.sum(), quick.squares, quick.n()), (careful.sum(), careful.squares, careful.n()));
        assert_eq!(quick.histogram, careful.histogram);
        assert_eq!((quick.min, quick.max), (careful.min, careful.max));
    }

    #[test]
    fn mean_and_deviation_keep_their_digits_far_from_zero() {
        let near = skewed(1000, 3.0, true);
        let far: Vec<f64> = near.iter().map(|v| v + 9e15).collect();
        let (near, far, expected) = (of(&near), of(&far), Moments::of(&near));
        assert!((near.mean().unwrap() - expected.mean).abs() < 1e-12);
        assert_eq!(far.mean().unwrap().round(), (9e15 + expected.mean).round());
        for sd in [near.sd().unwrap(), far.sd().unwrap()] {
            assert!((sd / expected.variance.sqrt() - 1.0).abs() < 1e-13, "{sd}");
        }
    }

    #[test]
    fn the_standard_error_is_the_deviation_of_the_lane_means_over_four() {
        let values = skewed(4096, 6.0, false);
        let lane_means: Vec<f64> =
            (0..LANES).map(|lane| values.iter().skip(lane).step_by(LANES).sum::<f64>() / 256.0).collect();
        let expected = Moments::of(&lane_means).variance.sqrt() / 4.0;
        let found = of(&values).standard_error().unwrap();
        assert!((found / expected - 1.0).abs() < 1e-12, "{found} {expected}");
    }

    #[test]
    fn lanes_of_unequal_size_give_the_error_of_plain_sampling_too() {
        // Independent values: 400 samples of 1,000, every lane 62 or 63, a third of them absent.
        let (mut squares, mut errors) = (0.0, 0.0);
        let all = skewed(1000 * 400, 4.0, false);
        for (sample, values) in all.chunks(1000).enumerate() {
            let some: Vec<f64> =
                values
                    .iter()
                    .enumerate()
                    .map(|(i, &v)| {
                        if philox([i as u32, 9, 9, sample as u32], [1, 2])[0].is_multiple_of(3) { f64::NAN } else { v }
                    })
                    .collect();
            let summary = of(&some);
            let off = summary.mean().unwrap() - libm::exp(4.0 + 0.245);
            squares += off * off;
            errors += summary.standard_error().unwrap() * summary.standard_error().unwrap();
        }
        // A sum of 400 squares of normal numbers: relative standard error sqrt(2/400), of the estimate
        // less. Rounding to whole numbers adds 1/12 to a variance of some thousands.
        assert!((squares / errors - 1.0).abs() < 4.0 * (2.0_f64 / 400.0).sqrt(), "{}", squares / errors);
    }

    #[test]
    fn quantiles_are_within_half_a_bucket_of_those_of_the_sorted_values() {
        for (centre, signed) in [(2.0, false), (7.0, false), (7.0, true), (14.0, true), (30.0, false), (34.0, true)] {
            let mut values = skewed(10_000, centre, signed);
            let summary = of(&values);
            values.sort_by(f64::total_cmp);
            for p in LEVELS {
                let (found, exact) = (summary.quantile(p).unwrap(), quantile_of_sorted(&values, p));
                // Half of a bucket, which is at most 1/128 of the magnitudes in it.
                assert!((found - exact).abs() <= exact.abs() / 256.0, "{p}: {found}, not {exact}");
            }
        }
    }

    #[test]
    fn even_where_a_bucket_is_filled_at_one_end_a_quantile_stays_in_it() {
        // 1000 to 1007 are one bucket; all but one value are at its upper end.
        let mut values = vec![1007.0; 999];
        values.push(1000.0);
        let summary = of(&values);
        for p in LEVELS {
            assert!((1000.0..=1007.0).contains(&summary.quantile(p).unwrap()));
        }
    }

    #[test]
    fn small_whole_numbers_and_constants_have_exact_quantiles() {
        let values: Vec<f64> = (0..2050).map(|i| f64::from(i % 513 - 256)).collect();
        let (summary, mut sorted) = (of(&values), values);
        sorted.sort_by(f64::total_cmp);
        for i in 0..=1000 {
            let p = f64::from(i) / 1000.0;
            assert_eq!(summary.quantile(p), Some(quantile_of_sorted(&sorted, p)), "{p}");
        }
        for constant in [0.0, -0.0, 1.0, -7.0, 123_456_789.0, -9e15] {
            let summary = of(&[constant; 300]);
            assert_eq!(LEVELS.map(|p| summary.quantile(p)), [Some(constant); 9]);
            assert_eq!((summary.mean(), summary.sd()), (Some(constant), Some(0.0)));
            assert_eq!(summary.standard_error(), Some(0.0));
            let negative_zero = summary.quantile(0.5) == Some(0.0) && summary.min().unwrap().is_sign_negative();
            assert!(!negative_zero, "-0");
        }
    }

    #[test]
    fn ranks_are_not_moved_by_the_rounding_of_their_share() {
        let summary = of(&(1..=10).map(f64::from).collect::<Vec<_>>());
        for (i, p) in [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0].into_iter().enumerate() {
            assert_eq!(summary.quantile(p), Some(i as f64 + 1.0));
        }
    }

    #[test]
    fn quantiles_of_turned_values_are_those_of_the_values_turned() {
        let values = skewed(1000, 3.0, true);
        let turned = of(&values.iter().map(|x| -x).collect::<Vec<f64>>());
        for p in LEVELS {
            assert_eq!(of(&values).quantile_of_turned(p), turned.quantile(p), "{p}");
        }
        assert_eq!(Summary::default().quantile_of_turned(0.5), None);
    }

    #[test]
    fn a_time_that_does_not_come_is_later_than_every_other() {
        let never = f64::INFINITY;
        let summary = of(&[3.0, never, 5.0, f64::NAN, 4.0, never]);
        assert_eq!((summary.n(), summary.reached()), (5, Some(0.6)));
        assert_eq!((summary.mean(), summary.sd(), summary.standard_error()), (None, None, None));
        assert_eq!([0.2, 0.4, 0.6, 0.61, 1.0].map(|p| summary.quantile(p).unwrap()), [3.0, 4.0, 5.0, never, never]);
        assert_eq!(of(&[3.0]).reached(), None);
        assert_eq!(of(&[never]).quantile(0.0), Some(never));
    }

    #[test]
    fn what_is_nowhere_has_no_figures() {
        let summary = of(&[f64::NAN; 300]);
        assert_eq!(summary, Summary::default());
        assert_eq!((summary.n(), summary.mean(), summary.quantile(0.5)), (0, None, None));
        assert_eq!((summary.min(), summary.max(), summary.reached()), (None, None, None));
        let one = of(&[5.0]);
        assert_eq!((one.mean(), one.sd(), one.standard_error()), (Some(5.0), None, None));
    }

    #[test]
    fn numbers_beyond_two_to_the_94_are_taken_for_it_and_counted() {
        let summary = of(&[1e300, 0.0, f64::NEG_INFINITY, 3.0]);
        assert_eq!(summary.n_exceeding(), 2);
        assert_eq!((summary.min(), summary.max()), (Some(-LARGEST), Some(LARGEST)));
        assert_eq!(summary.mean(), Some(0.75));
        assert_eq!(summary.quantile(1.0), Some(LARGEST));
        assert_eq!(of(&[LARGEST, -LARGEST]).n_exceeding(), 0);
        // As many as a run can have, nearly.
        let mut full = of(&[LARGEST; BLOCK]);
        for _ in 0..23 {
            full.merge(&full.clone());
        }
        assert_eq!((full.n(), full.mean(), full.sd()), (1 << 31, Some(LARGEST), Some(0.0)));
        assert_eq!(full.standard_error(), Some(0.0));
    }

    /// What is 2^40 times as large has 2^40 times the mean, deviation, error and quantiles, to the last digit.
    #[test]
    fn amounts_beyond_two_to_the_53_are_summed_as_exactly_as_small_ones() {
        let small = skewed(4096, 20.0, true);
        let factor = f64::from(1 << 20) * f64::from(1 << 20);
        let large: Vec<f64> = small.iter().map(|value| value * factor).collect();
        let (small, large) = (of(&small), of(&large));
        let near = |large: Option<f64>, small: Option<f64>| {
            let (large, small) = (large.unwrap(), small.unwrap() * factor);
            assert!((large / small - 1.0).abs() < 1e-13, "{large}, not {small}");
        };
        assert!(large.max().unwrap() > 9_007_199_254_740_992.0);
        assert_eq!((large.n_exceeding(), large.sum()), (0, small.sum() << 40));
        near(large.mean(), small.mean());
        near(large.sd(), small.sd());
        near(large.standard_error(), small.standard_error());
        LEVELS.iter().for_each(|p| near(large.quantile(*p), small.quantile(*p)));
    }

    struct Add<'a>(&'a [f64]);

    impl Job for Add<'_> {
        type Out = Summary;
        #[inline(always)]
        fn run<I: Isa>(self, _: I) -> Summary {
            let mut summary = Summary::default();
            for part in self.0.chunks(BLOCK) {
                summary.add_block(&block(part));
            }
            summary
        }
    }

    #[test]
    fn every_instruction_set_gives_the_same_summary() {
        let mut values = skewed(5000, 12.0, true);
        values[700] = f64::INFINITY;
        for set in available() {
            assert_eq!(dispatch_on(set, Add(&values)).unwrap(), of(&values), "{set:?}");
        }
    }

    /// Values of all kinds that a block may hold.
    fn value() -> impl Strategy<Value = f64> {
        prop_oneof![
            4 => (-600_i32..600).prop_map(f64::from),
            4 => (-(1_i64 << 53)..(1 << 53)).prop_map(|v| v as f64),
            1 => Just(f64::NAN),
            1 => Just(f64::INFINITY),
            2 => (-(1_i64 << 53)..(1 << 53)).prop_map(|v| v as f64 * 1_099_511_627_776.0),
            1 => Just(1e300),
            1 => Just(-0.0),
        ]
    }

    proptest! {
        #[test]
        fn any_split_and_any_order_of_merging_give_the_same(
            blocks in prop::collection::vec(prop::collection::vec(value(), 0..300), 1..8),
            order in Just((0..8).collect::<Vec<usize>>()).prop_shuffle(),
            parts in 1..4_usize,
        ) {
            let whole = {
                let mut whole = Summary::default();
                for values in &blocks {
                    whole.add_block(&block(values));
                }
                whole
            };
            let mut partial = vec![Summary::default(); parts];
            for (i, b) in order.into_iter().filter(|&b| b < blocks.len()).enumerate() {
                partial[i % parts].add_block(&block(&blocks[b]));
            }
            let mut forwards = Summary::default();
            partial.iter().for_each(|part| forwards.merge(part));
            let mut backwards = Summary::default();
            partial.iter().rev().for_each(|part| backwards.merge(part));
            prop_assert_eq!(&forwards, &whole);
            prop_assert_eq!(&backwards, &whole);
            prop_assert_eq!(forwards.quantile(0.3), whole.quantile(0.3));
            prop_assert_eq!(forwards.sd(), whole.sd());
            prop_assert_eq!(forwards.standard_error(), whole.standard_error());
        }
    }
}
