//! One figure over all replications, in a form that merges exactly.
//!
//! Everything recorded is a whole number held in an `f64` (people, cents, shares in units of 2^-32), so sums
//! are kept in integers and come out the same in any order, on any number of threads, in any sharding:
//!
//! * count and sum of each of the 16 lanes, and the sum of squares, of which mean, standard deviation and
//!   the standard error are made (the lanes are independent randomisations, so their totals tell how far
//!   the mean would move with other random numbers);
//! * a histogram in which the sign, the exponent and the upper 8 bits of the mantissa of a number, as an
//!   `f32`, are its bucket: whole numbers up to 512 have buckets of their own, others are known to 0.39%, no
//!   logarithm is taken, and the quantiles need neither a range nor a second pass;
//! * the least and the greatest value.
//!
//! A time until something that does not come is infinite: later than every other. It counts in the
//! quantiles, and while there is one there is no mean.

use crate::base::lanes::LANES;

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
    /// Of all lanes; at most `u128::MAX`, which stands for all that is above.
    squares: u128,
    /// Infinite, the other way round, while there is no finite value.
    min: f64,
    max: f64,
    /// Whether a value beyond [`LARGEST`] was taken for it.
    exceeded: bool,
    histogram: Histogram,
}

/// Largest magnitude that is recorded, 2^53; up to there all whole numbers are exact.
pub const LARGEST: f64 = 9_007_199_254_740_992.0;

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
            squares: 0,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
            exceeded: false,
            histogram: Histogram::default(),
        }
    }
}

impl Summary {
    /// Adds the values of a block.
    ///
    /// * `values`: whole numbers; NaN where the figure is absent; infinite where a time is later than the run
    ///
    /// Numbers beyond ±2^53 count as that, and [`Summary::exceeded`] says so.
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
        self.squares = self.squares.saturating_add(squares as u128);
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
        self.exceeded |= within != value;
        let key = if within == value { key } else { key_of(within) };
        let whole = within as i64;
        self.n_finite[lane] += 1;
        self.sums[lane] += i128::from(whole);
        let square = u128::from(whole.unsigned_abs()) * u128::from(whole.unsigned_abs());
        self.squares = self.squares.saturating_add(square);
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
        self.squares = self.squares.saturating_add(other.squares);
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.exceeded |= other.exceeded;
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

    /// Standard deviation, with n - 1; `None` where there is no mean, for fewer than two values, and where
    /// the squares left the range of 128 bits.
    ///
    /// With the whole number m next to the mean, `Σ (x - m)^2 = Σ x^2 - 2 m Σ x + n m^2` is exact; what is
    /// left, the square of the mean's distance from m, is small.
    pub fn sd(&self) -> Option<f64> {
        let n = self
            .n_if_all_finite()
            .filter(|&n| n > 1 && self.squares < u128::MAX)?;
        let (sum, n_whole) = (self.sum(), i128::from(n));
        let near = sum.div_euclid(n_whole);
        let rest = sum - near * n_whole;
        // The result is between 0 and the sum of squares, so it is right although parts may wrap round.
        let about_near = self
            .squares
            .wrapping_sub(near.wrapping_mul(sum + rest) as u128);
        let rest = rest as f64;
        let squares = about_near as f64 - rest * rest / n as f64;
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
        let mut squares = 0.0;
        for (total, n_of_lane) in self.sums.iter().zip(self.n_finite) {
            // N (s_l - mean n_l), exact, and 0 for a constant.
            let off = total * n_whole - sum * i128::from(n_of_lane);
            let off = off as f64 / n as f64;
            squares += off * off;
        }
        let n_lanes = n_lanes as f64;
        Some((n_lanes / (n_lanes - 1.0) * squares).sqrt() / n as f64)
    }

    /// The least value that a share `p` of all does not exceed, to 0.39%; `None` if there is no value.
    ///
    /// It is the value of rank `ceil(p n)` (Hyndman & Fan 1996, definition 1). Whole numbers up to ±512 and
    /// constants are exact; within a wider bucket the values are taken as spread evenly, and nothing leaves
    /// the range of what was seen. Infinite where that value is later than the run.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        let n = self.n();
        if n == 0 {
            return None;
        }
        let wanted = p * n as f64;
        // 0.7 * 10 is a little above 7 in binary, and its rank is 7.
        let rank = libm::ceil(wanted - wanted * 4.0 * f64::EPSILON).clamp(1.0, n as f64) as u64;
        if rank > self.n_of_finite() {
            return Some(f64::INFINITY);
        }
        Some(self.histogram.value_of_rank(rank).clamp(self.min, self.max))
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

    /// Whether a value beyond ±2^53 was taken for that, so that mean and deviation are not right.
    pub fn exceeded(&self) -> bool {
        self.exceeded
    }
}

impl PartialEq for Summary {
    fn eq(&self, other: &Summary) -> bool {
        self.n_finite == other.n_finite
            && self.n_later == other.n_later
            && self.sums == other.sums
            && self.squares == other.squares
            && (self.min, self.max) == (other.min, other.max)
            && self.exceeded == other.exceeded
            && self.histogram == other.histogram
    }
}

/// Whether the quick sums may take it: finite, below 2^45.
#[inline(always)]
fn is_quick(value: f64) -> bool {
    value.abs() < QUICK
}

/// Buckets of an octave, and of a page: half of one.
const PER_OCTAVE: u32 = 256;
const PER_PAGE: usize = 128;
/// Exponent bits of 1/2 as an `f32`; no whole number but 0 lies below.
const OF_HALF: u32 = 126;
/// The key of a negative number has this bit; the 14 bits below tell its magnitude.
const NEGATIVE: u16 = 1 << 14;

/// The bucket of a whole number: sign, exponent and 8 bits of mantissa of the nearest `f32`.
///
/// Key 0 is zero; key k > 0 is the magnitudes from 2^(k / 256 - 1) (1 + (k mod 256) / 256) on.
#[inline(always)]
fn key_of(value: f64) -> u16 {
    let bits = ((value + 0.0) as f32).to_bits();
    let magnitude = (bits << 1) >> 16;
    // Zero and what is no number end at the ends.
    let magnitude = magnitude.max(OF_HALF * PER_OCTAVE) - OF_HALF * PER_OCTAVE;
    (magnitude.min(u32::from(NEGATIVE) - 1) | bits >> 31 << 14) as u16
}

/// The magnitudes of a bucket, from the first inclusive to the second exclusive.
fn magnitudes(key: u16) -> (f64, f64) {
    let magnitude = u32::from(key & (NEGATIVE - 1));
    if magnitude == 0 {
        return (0.0, 0.0);
    }
    let at = |magnitude: u32| f64::from(f32::from_bits((magnitude + OF_HALF * PER_OCTAVE) << 15));
    (at(magnitude), at(magnitude + 1))
}

/// Counts by bucket, in pages that are made when first hit.
#[derive(Debug, Clone)]
struct Histogram {
    /// Number of the page of each half octave, [`NO_PAGE`] if it was never hit.
    pages: [u8; 256],
    counts: Vec<[u32; PER_PAGE]>,
}

/// Whole numbers up to 2^53 of either sign hit 220 half octaves at most.
const NO_PAGE: u8 = u8::MAX;

impl Default for Histogram {
    fn default() -> Self {
        Self {
            pages: [NO_PAGE; 256],
            counts: Vec::new(),
        }
    }
}

impl Histogram {
    #[inline(always)]
    fn add_all(&mut self, keys: &[u16; BLOCK]) {
        for key in keys {
            self.add(*key);
        }
    }

    #[inline(always)]
    fn add(&mut self, key: u16) {
        let half_octave = usize::from(key) / PER_PAGE % 256;
        let mut page = self.pages[half_octave];
        if page == NO_PAGE {
            page = self.new_page(half_octave);
        }
        let count = &mut self.counts[usize::from(page)][usize::from(key) % PER_PAGE];
        // A run has fewer than 2^32 replications.
        *count = count.wrapping_add(1);
    }

    #[cold]
    #[inline(never)]
    fn new_page(&mut self, half_octave: usize) -> u8 {
        let page = self.counts.len() as u8;
        self.pages[half_octave] = page;
        self.counts.push([0; PER_PAGE]);
        page
    }

    fn merge(&mut self, other: &Histogram) {
        for (half_octave, &theirs) in other.pages.iter().enumerate() {
            if theirs == NO_PAGE {
                continue;
            }
            let mine = match self.pages[half_octave] {
                NO_PAGE => self.new_page(half_octave),
                page => page,
            };
            let theirs = &other.counts[usize::from(theirs)];
            for (mine, theirs) in self.counts[usize::from(mine)].iter_mut().zip(theirs) {
                *mine += theirs;
            }
        }
    }

    /// The counts of a half octave, if it was ever hit.
    fn page(&self, half_octave: usize) -> Option<&[u32; PER_PAGE]> {
        self.counts.get(usize::from(self.pages[half_octave]))
    }

    /// Keys that were hit, with their counts, by rising value.
    fn by_value(&self) -> impl Iterator<Item = (u16, u32)> + '_ {
        let negative = (128..256).rev().flat_map(|h| self.of_page(h).rev());
        let positive = (0..128).flat_map(|h| self.of_page(h));
        negative.chain(positive).filter(|&(_, count)| count > 0)
    }

    fn of_page(&self, half_octave: usize) -> impl DoubleEndedIterator<Item = (u16, u32)> + '_ {
        let counts = self.page(half_octave).map_or(&[][..], |counts| &counts[..]);
        let first = (half_octave * PER_PAGE) as u16;
        counts
            .iter()
            .enumerate()
            .map(move |(i, &count)| (first + i as u16, count))
    }

    /// The value of a rank, 1 for the least: evenly spread within its bucket.
    fn value_of_rank(&self, rank: u64) -> f64 {
        let mut below = 0;
        for (key, count) in self.by_value() {
            let count = u64::from(count);
            if rank <= below + count {
                return spread_evenly(key, rank - below, count);
            }
            below += count;
        }
        f64::NAN
    }
}

impl PartialEq for Histogram {
    /// Equal counts, in whatever order the pages were made.
    fn eq(&self, other: &Histogram) -> bool {
        self.by_value().eq(other.by_value())
    }
}

/// The value of rank `rank` of the `count` in a bucket.
fn spread_evenly(key: u16, rank: u64, count: u64) -> f64 {
    let (from, to) = magnitudes(key);
    let negative = key & NEGATIVE != 0;
    // A bucket as narrow as 1 holds one whole number.
    if to - from <= 1.0 {
        return if negative { -from } else { from };
    }
    let place = (rank as f64 - 0.5) / count as f64;
    if negative {
        -(to - place * (to - from))
    } else {
        from + place * (to - from)
    }
}
