//! Random words with an address.
//!
//! Nothing in a run draws "the next" random number. Every draw asks for the words at its own
//! [`Address`] (which mechanism, which period, which tenure class, which draw there) of its own
//! replication, and the words are a function of these and the seed: Philox4x32-10, a counter-based
//! generator (Salmon, Moraes, Dror & Shaw 2011, *Parallel random numbers: as easy as 1, 2, 3*, SC11).
//! So two plans meet the same luck wherever they do the same, adding a stage moves no other draw,
//! and replications can be computed anywhere, in any order.
//!
//! | word of the counter | holds |
//! | --- | --- |
//! | 0 | lower 32 bits of the site |
//! | 1 | period (lower 16), class (upper 16) |
//! | 2 | replication |
//! | 3 | upper 24 bits of the site (lower 24), block (upper 8) |
//!
//! The key is the seed, or, for luck other than the shared one, a hash of seed and luck
//! ([`Streams::new`]). The plan is not in the address: that is what makes comparisons sharp.

use std::convert::Infallible;

use rand_core::TryRng;
use sha2::{Digest, Sha256};

use super::lanes::{LANES, Lanes, Words};

/// Multipliers and key increments of Philox4x32 (Salmon et al. 2011, table 2 and section 4).
const MULTIPLIER_0: u32 = 0xD251_1F53;
const MULTIPLIER_1: u32 = 0xCD9E_8D57;
const WEYL_0: u32 = 0x9E37_79B9;
const WEYL_1: u32 = 0xBB67_AE85;
const ROUNDS: usize = 10;
const LOW_32: u64 = 0xFFFF_FFFF;

/// Philox4x32-10: four random words for one counter under one key.
///
/// For every key this is a bijection of the 2^128 counters that passes the usual batteries of
/// tests (Salmon et al. 2011, section 4).
///
/// # Example
/// ```
/// use flywheel::base::streams::philox;
/// // Random123, kat_vectors
/// assert_eq!(philox([0; 4], [0; 2]), [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
/// ```
#[inline]
pub fn philox(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let [mut c0, mut c1, mut c2, mut c3] = counter;
    let [mut k0, mut k1] = key;
    for _ in 0..ROUNDS {
        let p0 = u64::from(MULTIPLIER_0) * u64::from(c0);
        let p1 = u64::from(MULTIPLIER_1) * u64::from(c2);
        (c0, c1) = ((p1 >> 32) as u32 ^ c1 ^ k0, p1 as u32);
        (c2, c3) = ((p0 >> 32) as u32 ^ c3 ^ k1, p0 as u32);
        (k0, k1) = (k0.wrapping_add(WEYL_0), k1.wrapping_add(WEYL_1));
    }
    [c0, c1, c2, c3]
}

/// The two 64-bit words that one Philox call gives.
#[inline(always)]
pub(super) fn two_words(counter: [u32; 4], key: [u32; 2]) -> (u64, u64) {
    let [a, b, c, d] = philox(counter, key);
    (join(a, b), join(c, d))
}

#[inline(always)]
fn join(low: u32, high: u32) -> u64 {
    u64::from(low) | u64::from(high) << 32
}

/// A place in the scenario that draws: 56 bits of the SHA-256 of its names.
///
/// Names, not positions: what is added, removed or moved elsewhere in a scenario leaves a site alone.
/// Two of m sites are equal with probability m² / 2^57, 10^-11 for a thousand sites; the compiler
/// checks that they differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Site(u64);

impl Site {
    /// The site of a path of names, such as kind, stage, segment, source.
    ///
    /// Each name goes into the hash with its length before it, so `["ab", "c"]`, `["a", "bc"]` and
    /// `["ab", "c", ""]` are three different sites.
    ///
    /// # Example
    /// ```
    /// use flywheel::base::streams::Site;
    /// assert_eq!(Site::named(&["stage", "trial"]), Site::named(&["stage", "trial"]));
    /// assert_ne!(Site::named(&["stage", "trial"]), Site::named(&["stage", "trial", ""]));
    /// ```
    pub fn named(path: &[&str]) -> Site {
        let mut hash = Sha256::new();
        for name in path {
            hash.update((name.len() as u64).to_le_bytes());
            hash.update(name.as_bytes());
        }
        let digest = hash.finalize();
        let mut low = [0u8; 8];
        low[..7].copy_from_slice(&digest[..7]);
        Site(u64::from_le_bytes(low))
    }

    /// The site of one of several groups whose people are dealt out apart at this one.
    ///
    /// # Example
    /// ```
    /// use flywheel::base::streams::Site;
    /// let site = Site::named(&["stage", "trial"]);
    /// assert_ne!(site.group(1), site.group(2));
    /// ```
    pub fn group(self, number: u64) -> Site {
        // The finaliser of SplitMix64 (Steele, Lea & Flood 2014, *OOPSLA*); 56 bits of it are kept.
        let mut x = self.0 ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        Site((x ^ (x >> 31)) >> 8)
    }

    /// The 56 bits.
    pub fn bits(self) -> u64 {
        self.0
    }
}

/// Where a draw takes its words from, the same in every plan and every replication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Address {
    pub site: Site,
    pub period: u16,
    /// Tenure class or cohort, 0 where there is none.
    pub class: u16,
    /// Which pair of words there: 0 for the first two, 1 for the next two, ...
    pub block: u8,
}

impl Address {
    /// What the counters of all lanes have in common.
    #[inline(always)]
    pub(super) fn of_all_lanes(&self) -> OfAllLanes {
        OfAllLanes {
            c0: self.site.0 & LOW_32,
            c1: u64::from(self.period) | u64::from(self.class) << 16,
            c3: self.site.0 >> 32 | u64::from(self.block) << 24,
        }
    }

    /// The counter of this address in one replication; see the table in the module's header.
    fn counter(&self, replication: u32) -> [u32; 4] {
        let OfAllLanes { c0, c1, c3 } = self.of_all_lanes();
        [c0 as u32, c1 as u32, replication, c3 as u32]
    }
}

/// Words 0, 1 and 3 of a counter, each below 2^32.
#[derive(Clone, Copy)]
pub(super) struct OfAllLanes {
    pub c0: u64,
    pub c1: u64,
    pub c3: u64,
}

/// The seed as a key, for the luck asked for; see [`Streams::new`].
fn key_of(seed: u64, luck: u32) -> [u32; 2] {
    let key = [seed as u32, (seed >> 32) as u32];
    if luck == 0 {
        return key;
    }
    let [a, b, ..] = philox([luck, TAG_OF_LUCK, 0, 0], key);
    [a, b]
}

/// Keeps the hash of a luck number apart from that of a lap: the letters "luck" and "lap".
const TAG_OF_LUCK: u32 = u32::from_le_bytes(*b"luck");
const TAG_OF_LAP: u32 = u32::from_le_bytes(*b"lap ");

/// Both halves of the key in each round, in 64 bits as the lanes need them.
type RoundKeys = [[u64; 2]; ROUNDS];

fn round_keys([mut k0, mut k1]: [u32; 2]) -> RoundKeys {
    let mut keys = [[0; 2]; ROUNDS];
    for round in &mut keys {
        *round = [u64::from(k0), u64::from(k1)];
        (k0, k1) = (k0.wrapping_add(WEYL_0), k1.wrapping_add(WEYL_1));
    }
    keys
}

/// The random words of sixteen replications that follow each other.
#[derive(Debug, Clone)]
pub struct Streams {
    key: [u32; 2],
    /// The key of each round, so that no draw has to make them.
    round_keys: RoundKeys,
    first_replication: u32,
    /// `MULTIPLIER_1 · replication`, the only product of the first round that differs between lanes.
    first_products: Words,
}

impl Streams {
    /// The streams of replications `first_replication` to `first_replication + 15`.
    ///
    /// * `seed`: the key of the generator; a seed and its neighbour have nothing in common
    /// * `luck`: 0 for the luck that all plans share; any other number is unrelated luck, with the
    ///   key `philox([luck, "luck", 0, 0], seed)`, of which the first 64 bits are taken. Philox is
    ///   thereby its own hash function: the keys look random and independent.
    pub fn new(seed: u64, luck: u32, first_replication: u32) -> Streams {
        let key = key_of(seed, luck);
        let mut first_products = Words::ZERO;
        for lane in 0..LANES {
            let replication = first_replication.wrapping_add(lane as u32);
            first_products.0[lane] = u64::from(MULTIPLIER_1) * u64::from(replication);
        }
        Streams { key, round_keys: round_keys(key), first_replication, first_products }
    }

    /// Two words of 64 bits for every lane.
    #[inline(always)]
    pub fn pair(&self, address: &Address) -> (Words, Words) {
        self.pair_at(address.of_all_lanes())
    }

    /// [`Streams::pair`] at the words 0, 1 and 3 of a counter.
    #[inline(always)]
    pub(super) fn pair_at(&self, of_all: OfAllLanes) -> (Words, Words) {
        let (mut first, mut second) = (Words::ZERO, Words::ZERO);
        // Eight lanes at a time: the state of sixteen does not fit into the registers of AVX2.
        let (low_products, high_products) = self.first_products.0.split_at(LANES / 2);
        let (low_first, high_first) = first.0.split_at_mut(LANES / 2);
        let (low_second, high_second) = second.0.split_at_mut(LANES / 2);
        eight_lanes(of_all, &self.round_keys, low_products, low_first, low_second);
        eight_lanes(of_all, &self.round_keys, high_products, high_first, high_second);
        (first, second)
    }

    /// A scalar generator at one address of one lane, for what is not worth vectorising.
    ///
    /// Its first two words are those of [`Streams::pair`].
    pub fn scalar(&self, lane: usize, address: &Address) -> AddressedRng {
        let replication = self.first_replication.wrapping_add(lane as u32);
        AddressedRng { key: self.key, counter: address.counter(replication), lap: 0, second: None }
    }
}

/// Philox4x32-10 for eight counters that differ in word 2 only.
///
/// Each 32-bit word lives in the lower half of a `u64`; the upper halves carry rubbish that the next
/// product masks out, as the 32-bit multiplication of the vector units does for nothing. No product can
/// overflow; it is written as wrapping because a check in every lane would keep the loop scalar.
#[inline(always)]
fn eight_lanes(
    OfAllLanes { c0, c1, c3 }: OfAllLanes,
    keys: &RoundKeys,
    first_products: &[u64],
    first: &mut [u64],
    second: &mut [u64],
) {
    const M0: u64 = MULTIPLIER_0 as u64;
    const M1: u64 = MULTIPLIER_1 as u64;
    let ([mut a, mut b], [mut c, mut d]) = ([[0u64; 8]; 2], [[0u64; 8]; 2]);
    // Round 1: of the two products one is the same in all lanes, the other was made with the streams.
    let [key_0, key_1] = keys[0];
    let p0 = M0 * c0;
    for lane in 0..8 {
        a[lane] = (first_products[lane] >> 32) ^ c1 ^ key_0;
        b[lane] = first_products[lane] & LOW_32;
    }
    let (c_of_all, d_of_all) = ((p0 >> 32) ^ c3 ^ key_1, p0 & LOW_32);
    // Round 2: word 2 is still the same in all lanes.
    let [key_0, key_1] = keys[1];
    let p1 = M1 * (c_of_all & LOW_32);
    for lane in 0..8 {
        let p0 = M0.wrapping_mul(a[lane] & LOW_32);
        a[lane] = (p1 >> 32) ^ b[lane] ^ key_0;
        b[lane] = p1;
        c[lane] = (p0 >> 32) ^ d_of_all ^ key_1;
        d[lane] = p0;
    }
    for [key_0, key_1] in &keys[2..] {
        for lane in 0..8 {
            let p0 = M0.wrapping_mul(a[lane] & LOW_32);
            let p1 = M1.wrapping_mul(c[lane] & LOW_32);
            a[lane] = (p1 >> 32) ^ b[lane] ^ key_0;
            b[lane] = p1;
            c[lane] = (p0 >> 32) ^ d[lane] ^ key_1;
            d[lane] = p0;
        }
    }
    for lane in 0..8 {
        first[lane] = (a[lane] & LOW_32) | (b[lane] << 32);
        second[lane] = (c[lane] & LOW_32) | (d[lane] << 32);
    }
}

/// A generator that starts at one address of one replication and walks through its blocks.
///
/// It implements the traits of `rand_core`, so that families of `rand_distr` can draw from it off
/// the hot path. After the last of the address's 256 blocks it goes on under another key, the
/// hash of the old one and the number of the lap: it never repeats itself.
#[derive(Debug, Clone)]
pub struct AddressedRng {
    key: [u32; 2],
    counter: [u32; 4],
    lap: u32,
    second: Option<u64>,
}

impl AddressedRng {
    /// The next 64 bits.
    pub fn next_word(&mut self) -> u64 {
        if let Some(word) = self.second.take() {
            return word;
        }
        let (first, second) = two_words(self.counter, self.key);
        self.second = Some(second);
        self.advance();
        first
    }

    fn advance(&mut self) {
        let (next, ended) = self.counter[3].overflowing_add(1 << 24);
        self.counter[3] = next;
        if ended {
            self.lap = self.lap.wrapping_add(1);
            let [a, b, ..] = philox([self.lap, TAG_OF_LAP, 0, 0], self.key);
            self.key = [a, b];
        }
    }
}

impl TryRng for AddressedRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        // The upper half of a whole word: a stream reads the same however its caller mixes widths.
        Ok((self.next_word() >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.next_word())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            let word = self.next_word().to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

/// A word as a number in the open interval (0, 1): `(k + 1/2) / 2^52` with the word's upper 52 bits k.
///
/// Symmetric: `u` and `1 - u` are equally likely and both exact, and neither 0 nor 1 can come out.
#[inline(always)]
pub fn to_unit(word: u64) -> f64 {
    /// `1 - 2^-53`, so that the subtraction below is exact and adds the half.
    const ONE_LESS_HALF_A_STEP: f64 = 1.0 - f64::EPSILON / 2.0;
    // The bits of a number in [1, 2): no conversion of integers, which SSE2 and AVX2 lack.
    f64::from_bits(word >> 12 | 0x3FF0_0000_0000_0000) - ONE_LESS_HALF_A_STEP
}

impl Words {
    pub const ZERO: Words = Words([0; LANES]);

    /// [`to_unit`] of every lane.
    #[inline(always)]
    pub fn to_units(self) -> Lanes {
        let mut u = Lanes::ZERO;
        for lane in 0..LANES {
            u.0[lane] = to_unit(self.0[lane]);
        }
        u
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_core::Rng;

    fn address() -> Address {
        Address { site: Site::named(&["stage", "trial"]), period: 7, class: 3, block: 2 }
    }

    /// Random123, tests/kat_vectors, lines "philox4x32 10".
    #[test]
    fn philox_gives_the_published_vectors() {
        assert_eq!(philox([0; 4], [0; 2]), [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
        assert_eq!(philox([u32::MAX; 4], [u32::MAX; 2]), [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]);
        assert_eq!(
            philox([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]),
            [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]
        );
    }

    #[test]
    fn every_lane_of_a_pair_is_philox_at_the_documented_counter() {
        let seed = 0x0123_4567_89ab_cdef;
        for first_replication in [0, 16, 8_192, u32::MAX - 7] {
            let streams = Streams::new(seed, 0, first_replication);
            let (first, second) = streams.pair(&address());
            let site = address().site.bits();
            for lane in 0..LANES {
                let counter = [
                    site as u32,
                    7 | 3 << 16,
                    first_replication.wrapping_add(lane as u32),
                    (site >> 32) as u32 | 2 << 24,
                ];
                let [a, b, c, d] = philox(counter, [0x89ab_cdef, 0x0123_4567]);
                assert_eq!(first.0[lane], join(a, b));
                assert_eq!(second.0[lane], join(c, d));
            }
        }
    }

    #[test]
    fn the_scalar_generator_yields_the_words_of_its_lane_block_after_block() {
        let streams = Streams::new(42, 5, 160);
        let mut rng = streams.scalar(11, &address());
        for block in 2..=255 {
            let (first, second) = streams.pair(&Address { block, ..address() });
            assert_eq!(rng.next_u64(), first.0[11]);
            assert_eq!(rng.next_u64(), second.0[11]);
        }
    }

    #[test]
    fn the_scalar_generator_does_not_repeat_itself_after_its_last_block() {
        let mut rng = Streams::new(1, 0, 0).scalar(0, &address());
        let mut seen = std::collections::HashSet::new();
        for _ in 0..4 * 512 {
            assert!(seen.insert(rng.next_u64()));
        }
    }

    #[test]
    fn families_of_rand_distr_draw_from_an_address() {
        use rand_distr::{Distribution, Exp1};
        let streams = Streams::new(3, 0, 0);
        let draw = || -> f64 { Exp1.sample(&mut streams.scalar(2, &address())) };
        assert!(draw() > 0.0 && draw() == draw());
    }

    #[test]
    fn every_part_of_an_address_changes_all_words() {
        let here = Streams::new(9, 0, 32).pair(&address());
        let elsewhere = [
            Streams::new(10, 0, 32).pair(&address()),
            Streams::new(9, 1, 32).pair(&address()),
            Streams::new(9, 2, 32).pair(&address()),
            Streams::new(9, 0, 48).pair(&address()),
            Streams::new(9, 0, 32).pair(&Address { period: 8, ..address() }),
            Streams::new(9, 0, 32).pair(&Address { class: 4, ..address() }),
            Streams::new(9, 0, 32).pair(&Address { block: 3, ..address() }),
            Streams::new(9, 0, 32).pair(&Address { site: Site::named(&["stage"]), ..address() }),
        ];
        for (i, other) in elsewhere.iter().enumerate() {
            for lane in 0..LANES {
                assert_ne!(here.0.0[lane], other.0.0[lane], "{i}");
                assert_ne!(here.1.0[lane], other.1.0[lane], "{i}");
            }
        }
    }

    #[test]
    fn names_cannot_run_into_each_other() {
        let paths: [&[&str]; 7] = [&[], &[""], &["", ""], &["ab", "c"], &["a", "bc"], &["abc"], &["c", "ab"]];
        for (i, a) in paths.iter().enumerate() {
            for b in &paths[i + 1..] {
                assert_ne!(Site::named(a), Site::named(b), "{a:?} {b:?}");
            }
            assert!(Site::named(a).bits() < 1 << 56);
        }
    }

    #[test]
    fn a_unit_number_is_inside_the_open_interval_and_symmetric() {
        assert_eq!(to_unit(0), f64::EPSILON / 2.0);
        assert_eq!(to_unit(u64::MAX), 1.0 - f64::EPSILON / 2.0);
        for word in [0, 1 << 12, 0x1234_5678_9abc_def0, 1 << 63] {
            assert_eq!(to_unit(word) + to_unit(!word), 1.0);
            let expected = ((word >> 12) as f64 + 0.5) / (1u64 << 52) as f64;
            assert_eq!(to_unit(word), expected);
        }
    }
}
