//! Which u a replication meets in an input: points that fill (0, 1) evenly, sixteen times independently.
//!
//! Replication r is point r / 16 of lane r mod 16. Each lane is a randomisation of its own of the van der
//! Corput sequence in base 2 (bits of the index, mirrored): the index is shuffled and the point scrambled,
//! both as Owen scrambles (1995, *Randomly permuted (t,m,s)-nets and (t,s)-sequences*), every bit turned
//! or not depending on all the bits above it. So
//!
//! * 2^m successive points (from a multiple of 2^m on) have one point in each of the 2^m equal parts of
//!   (0, 1), and lie uniformly and independently within them: the error of a smooth mean over n points
//!   is of the order n^(-3/2), not n^(-1/2);
//! * inputs are independent of each other although each is evenly filled, because their indices are
//!   shuffled apart; an input more or less moves no other;
//! * the 16 lanes are independent, so their totals tell the standard error.
//!
//! The scrambling is a hash (Laine & Karras 2011, *Stratified sampling for stochastic transparency*;
//! Burley 2020, *Practical hash-based Owen scrambling*): operations that carry a change of a bit to the
//! bits above it only, here three rounds with six key words, applied to the mirrored bits.

use crate::base::lanes::{LANES, Lanes};
use crate::base::streams::{Address, Site, Streams, to_unit};

/// The uniforms of one input.
///
/// # Example
/// ```
/// # use flywheel::uncertain::Points;
/// let price = Points::new(42, "inputs.price");
/// // 8 points of lane 3, one in each eighth.
/// let mut eighths: Vec<_> = (0..8).map(|point| (8.0 * price.at(16 * point + 3)) as u32).collect();
/// eighths.sort();
/// assert_eq!(eighths, [0, 1, 2, 3, 4, 5, 6, 7]);
/// ```
#[derive(Debug, Clone)]
pub struct Points {
    seed: u64,
    address: Address,
    scrambling: Option<Box<Scrambling>>,
}

/// The keys of an input: of the shuffle of the index, then of the scrambling of the point.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Scrambling {
    shuffle: Keys,
    scramble: Keys,
}

/// Six words for each lane.
type Keys = [[u32; LANES]; 6];

impl Points {
    /// Low-discrepancy points for the input with this path.
    ///
    /// The keys of a lane are twelve 32-bit words, drawn at the address `["input", path]`, period 0, of
    /// the replication with the lane's number.
    pub fn new(seed: u64, path: &str) -> Self {
        let mut points = Self::random(seed, path);
        let streams = Streams::new(seed, 0, 0);
        let mut words = [[0; LANES]; 12];
        for lane in 0..LANES {
            let mut rng = streams.scalar(lane, &points.address);
            for pair in words.chunks_exact_mut(2) {
                let word = rng.next_word();
                pair[0][lane] = word as u32;
                pair[1][lane] = (word >> 32) as u32;
            }
        }
        let [a, b, c, d, e, f, g, h, i, j, k, l] = words;
        let (shuffle, scramble) = ([a, b, c, d, e, f], [g, h, i, j, k, l]);
        points.scrambling = Some(Box::new(Scrambling { shuffle, scramble }));
        points
    }

    /// Independent uniforms instead: plain Monte Carlo (`sampling = "random"`).
    ///
    /// They are the first words at the address `["input", path]`, period 0, of each replication.
    pub fn random(seed: u64, path: &str) -> Self {
        let address = Address {
            site: Site::named(&["input", path]),
            period: 0,
            class: 0,
            block: 0,
        };
        Self {
            seed,
            address,
            scrambling: None,
        }
    }

    /// Uniforms in (0, 1) of replications `16 * group` to `16 * group + 15`, one a lane.
    #[inline(always)]
    pub fn lanes(&self, group: u32) -> Lanes {
        match &self.scrambling {
            Some(keys) => keys.points(group),
            None => {
                let streams = Streams::new(self.seed, 0, group.wrapping_mul(LANES as u32));
                let (words, _) = streams.pair(&self.address);
                Lanes(std::array::from_fn(|lane| to_unit(words.0[lane])))
            }
        }
    }

    /// The uniform of one replication.
    pub fn at(&self, replication: u32) -> f64 {
        self.lanes(replication / LANES as u32).0[replication as usize % LANES]
    }
}

impl Scrambling {
    /// The point with number `index` of every lane.
    #[inline(always)]
    fn points(&self, index: u32) -> Lanes {
        let mut out = Lanes::ZERO;
        // Owen's scrambling of the bits of x is mirror(carry_up(mirror(x))). The van der Corput point is
        // the mirrored shuffled index, and the mirrors in between meet: two of five remain.
        let mirrored = index.reverse_bits();
        for lane in 0..LANES {
            let shuffled = carry_up(mirrored, &self.shuffle, lane).reverse_bits();
            out.0[lane] = middle_of(carry_up(shuffled, &self.scramble, lane).reverse_bits());
        }
        out
    }
}

/// A permutation of 32-bit words in which each bit depends on itself and the bits below it.
///
/// `x + k` and `x * odd` carry upwards only, and so does `x ^ (x * even)`, which mixes more than a carry
/// does. Three rounds turn the upper bits of neighbours independently, as far as the tests below can see.
#[inline(always)]
fn carry_up(mut x: u32, keys: &Keys, lane: usize) -> u32 {
    /// Even numbers with about half of their bits set, from the digits of π after the point.
    const EVEN: [u32; 3] = [0x243F_6A88, 0x85A3_08D2, 0x1319_8A2E];
    for round in 0..3 {
        x = x.wrapping_add(keys[2 * round][lane]);
        x ^= x.wrapping_mul(EVEN[round]);
        x = x.wrapping_mul(keys[2 * round + 1][lane] | 1);
    }
    x
}

/// The middle of the part of (0, 1) that 32 bits name: `(word + 1/2) / 2^32`, exact.
#[inline(always)]
fn middle_of(word: u32) -> f64 {
    // The bits of a number in [1, 2): SSE2 and AVX2 have no conversion of unsigned integers.
    let bits = 0x3FF0_0000_0000_0000 | u64::from(word) << 20 | 1 << 19;
    f64::from_bits(bits) - 1.0
}
