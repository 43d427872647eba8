//! Counts by floating-point bucket.
//!
//! A bucket is the sign, the exponent and the upper 7 bits of the mantissa of a number as an `f32`: found by
//! a shift, at most 1/128 of the magnitudes in it wide, and one for each whole number up to 256. One bit
//! more would halve the error and double what a block touches, which in a large run is the cost.

/// Buckets of an octave, which are a page.
const PER_OCTAVE: usize = 128;
/// Octaves of either sign: as many as an `f32` has above 1/2.
const OCTAVES: usize = 128;
/// Exponent bits of 1/2 as an `f32`; no whole number but 0 lies below.
const OF_HALF: u32 = 126;
/// Key of 1/2.
const FIRST_KEY: u32 = OF_HALF * PER_OCTAVE as u32;
/// The key of a negative number has this bit; those below tell its magnitude.
const NEGATIVE: u16 = (OCTAVES * PER_OCTAVE) as u16;

/// The bucket of a whole number: sign, exponent and 7 bits of mantissa of the nearest `f32`.
///
/// Key 0 is zero; key k > 0 is the magnitudes from 2^(o - 1) (1 + i / 128) on, k = 128 o + i.
#[inline(always)]
pub(super) fn key_of(value: f64) -> u16 {
    // Zero is added, for a negative zero would be another bucket.
    let bits = ((value + 0.0) as f32).to_bits();
    let magnitude = (bits << 1) >> 17;
    // Zero and what is no number end at the ends.
    let magnitude = magnitude.max(FIRST_KEY) - FIRST_KEY;
    let sign = bits >> 31;
    (magnitude.min(u32::from(NEGATIVE) - 1) | (sign * u32::from(NEGATIVE))) as u16
}

/// The magnitudes of a bucket, from the first inclusive to the second exclusive.
fn magnitudes(key: u16) -> (f64, f64) {
    let magnitude = u32::from(key & (NEGATIVE - 1));
    if magnitude == 0 {
        return (0.0, 0.0);
    }
    let at = |magnitude: u32| f64::from(f32::from_bits((magnitude + FIRST_KEY) << 16));
    (at(magnitude), at(magnitude + 1))
}

/// Counts by bucket, in pages that are made when first hit.
#[derive(Debug, Clone)]
pub(super) struct Histogram {
    /// Number of the page of each octave, the negative ones last; [`NO_PAGE`] if it was never hit.
    pages: [u8; 2 * OCTAVES],
    counts: Vec<[u32; PER_OCTAVE]>,
}

const NO_PAGE: u8 = u8::MAX;

impl Default for Histogram {
    fn default() -> Self {
        Self { pages: [NO_PAGE; 2 * OCTAVES], counts: Vec::new() }
    }
}

impl Histogram {
    #[inline(always)]
    pub(super) fn add_all(&mut self, keys: &[u16]) {
        for key in keys {
            self.add(*key);
        }
    }

    #[inline(always)]
    pub(super) fn add(&mut self, key: u16) {
        let octave = usize::from(key) / PER_OCTAVE % (2 * OCTAVES);
        let mut page = self.pages[octave];
        if page == NO_PAGE {
            page = self.new_page(octave);
        }
        let count = &mut self.counts[usize::from(page)][usize::from(key) % PER_OCTAVE];
        // A run has fewer than 2^32 replications.
        *count = count.wrapping_add(1);
    }

    #[cold]
    #[inline(never)]
    fn new_page(&mut self, octave: usize) -> u8 {
        let page = self.counts.len() as u8;
        self.pages[octave] = page;
        self.counts.push([0; PER_OCTAVE]);
        page
    }

    pub(super) fn merge(&mut self, other: &Histogram) {
        for (octave, &theirs) in other.pages.iter().enumerate() {
            if theirs == NO_PAGE {
                continue;
            }
            let mine = match self.pages[octave] {
                NO_PAGE => self.new_page(octave),
                page => page,
            };
            let theirs = &other.counts[usize::from(theirs)];
            for (mine, theirs) in self.counts[usize::from(mine)].iter_mut().zip(theirs) {
                *mine += theirs;
            }
        }
    }

    /// The counts of a octave, if it was ever hit.
    fn page(&self, octave: usize) -> Option<&[u32; PER_OCTAVE]> {
        self.counts.get(usize::from(self.pages[octave]))
    }

    /// Keys that were hit, with their counts, by rising value.
    fn by_value(&self) -> impl Iterator<Item = (u16, u32)> + '_ {
        let negative = (OCTAVES..2 * OCTAVES).rev().flat_map(|octave| self.of_page(octave).rev());
        let positive = (0..OCTAVES).flat_map(|octave| self.of_page(octave));
        negative.chain(positive).filter(|&(_, count)| count > 0)
    }

    /// Buckets that were hit, by rising value: least and greatest value that each can hold, and its count.
    ///
    /// A bucket of one whole number has that at both ends.
    pub(super) fn buckets(&self) -> impl Iterator<Item = (f64, f64, u64)> + '_ {
        self.by_value().map(|(key, count)| {
            let (from, to) = magnitudes(key);
            let to = if to - from <= 1.0 { from } else { to };
            let (low, high) = if key & NEGATIVE != 0 { (-to, -from) } else { (from, to) };
            (low, high, u64::from(count))
        })
    }

    fn of_page(&self, octave: usize) -> impl DoubleEndedIterator<Item = (u16, u32)> + '_ {
        let counts = self.page(octave).map_or(&[][..], |counts| &counts[..]);
        let first = (octave * PER_OCTAVE) as u16;
        counts.iter().enumerate().map(move |(i, &count)| (first + i as u16, count))
    }

    /// The value of a rank, 1 for the least: evenly spread within its bucket.
    pub(super) fn value_of_rank(&self, rank: u64) -> f64 {
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
    if negative { -(to - place * (to - from)) } else { from + place * (to - from) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_holds_the_numbers_it_is_of() {
        for exponent in 0..95 {
            for step in 0..1024_u128 {
                let value = ((1_u128 << exponent) + (step << exponent >> 10)) as f64;
                for value in [value, -value] {
                    let (from, to) = magnitudes(key_of(value));
                    // The nearest f32 may be the first of the next bucket.
                    let rounded = f64::from(value as f32).abs();
                    assert!(from <= rounded && rounded < to && to - from <= from / 128.0, "{value}: {from} to {to}");
                    assert_eq!(key_of(value) & NEGATIVE != 0, value < 0.0);
                }
            }
        }
        assert_eq!((key_of(0.0), key_of(-0.0), magnitudes(0)), (0, 0, (0.0, 0.0)));
    }
}
