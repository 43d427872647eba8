//! Which u a replication meets in an input: points that fill (0, 1) evenly, sixteen times independently.
//!
//! Replication r is point r / 16 of lane r mod 16. Each lane is a randomisation of its own of the van der
//! Corput sequence in base 2 (bits of the index, mirrored): the index is shuffled and the point scrambled,
//! both as Owen scrambles (1995, *Randomly permuted (t,m,s)-nets and (t,s)-sequences*), every bit turned
//! or not depending on all the bits above it. So
//!
//! * the first 2^m points, and every later 16^m from a multiple of 16^m on, have one point in each equal
//!   part of (0, 1), and lie uniformly and independently within them: the error of a smooth mean over n
//!   points is of the order n^(-3/2), not n^(-1/2);
//! * inputs are independent of each other although each is evenly filled, because their indices are
//!   shuffled apart; an input more or less moves no other;
//! * the 16 lanes are independent, so their totals tell the standard error.
//!
//! The scrambling is a hash (Laine & Karras 2011, *Stratified sampling for stochastic transparency*;
//! Burley 2020, *Practical hash-based Owen scrambling*): operations that carry a change of a bit to the
//! bits above it only, here three rounds with six key words, applied to the mirrored bits.
//!
//! One thing is added. Owen's shuffle in base 2 keeps partners, points 2k and 2k + 1 are in opposite halves
//! of *every* input, so what two inputs do together varies 1.6 times as much as at random. Before it, each
//! sixteen successive indices but the first are therefore dealt anew, in an order of their own.
//! That leaves 1.06 and costs no evenness.

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

/// The keys of an input, word by word for each lane.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Scrambling {
    deal: [Word; 2],
    shuffle: [Word; 6],
    scramble: [Word; 6],
}

/// A 32-bit word of each lane.
type Word = [u32; LANES];

impl Points {
    /// Low-discrepancy points for the input with this path.
    ///
    /// The keys of a lane are the first fourteen 32-bit words at the address `["input", path]`, period 0,
    /// of the replication with the lane's number.
    pub fn new(seed: u64, path: &str) -> Self {
        let mut points = Self::random(seed, path);
        points.scrambling = Some(Box::new(Scrambling::new(seed, &points.address)));
        points
    }

    /// Independent uniforms instead: plain Monte Carlo (`sampling = "random"`).
    ///
    /// They are the first words at the address `["input", path]`, period 0, of each replication.
    pub fn random(seed: u64, path: &str) -> Self {
        let address = Address { site: Site::named(&["input", path]), period: 0, class: 0, block: 0 };
        Self { seed, address, scrambling: None }
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
    fn new(seed: u64, address: &Address) -> Self {
        let streams = Streams::new(seed, 0, 0);
        let mut generators: [_; LANES] = std::array::from_fn(|lane| streams.scalar(lane, address));
        let mut next = || generators.each_mut().map(|lane| (lane.next_word() >> 32) as u32);
        Self {
            deal: std::array::from_fn(|_| next()),
            shuffle: std::array::from_fn(|_| next()),
            scramble: std::array::from_fn(|_| next()),
        }
    }

    /// The point with number `index` of every lane.
    #[inline(always)]
    fn points(&self, index: u32) -> Lanes {
        // Owen's scrambling of the bits of x is mirror(carry_up(mirror(x))), and the van der Corput point is
        // the mirrored shuffled index: two mirrors meet and are left out.
        let dealt = mirror(deal(index, &self.deal));
        let shuffled = mirror(carry_up(dealt, &self.shuffle));
        let scrambled = mirror(carry_up(shuffled, &self.scramble));
        let mut out = Lanes::ZERO;
        for (u, word) in out.0.iter_mut().zip(scrambled) {
            *u = middle_of(word);
        }
        out
    }
}

/// Deals each sixteen successive indices, but the first, in an order of their own.
///
/// The first sixteen stay, for a prefix of 2, 4 or 8 points must be even too.
#[inline(always)]
fn deal(index: u32, keys: &[Word; 2]) -> Word {
    let (sixteen, place) = (index >> 4, index & 15);
    if sixteen == 0 {
        return [index; LANES];
    }
    let mut out = [0; LANES];
    for lane in 0..LANES {
        // A hash of the sixteen (the multipliers are those of the 32-bit finaliser of MurmurHash3).
        let mut hash = sixteen ^ keys[0][lane];
        hash = (hash ^ hash >> 16).wrapping_mul(0x85EB_CA6B);
        hash = (hash ^ hash >> 13).wrapping_add(keys[1][lane]).wrapping_mul(0xC2B2_AE35);
        hash ^= hash >> 16;
        // Three rounds of adding and of multiplying with an odd number, seven bits of the hash each.
        let mut place = place;
        for round in 0..3 {
            let bits = hash >> (7 * round);
            place = place.wrapping_add(bits).wrapping_mul(bits >> 3 | 1) & 15;
            place ^= place >> 2;
        }
        out[lane] = sixteen << 4 | place;
    }
    out
}

/// A permutation of 32-bit words in which each bit depends on itself and the bits below it.
///
/// `x + k` and `x * odd` carry upwards only, and so does `x ^ (x * even)`, which mixes more than a carry
/// does. Three rounds turn the upper bits of neighbours independently, as far as the tests below can see.
#[inline(always)]
fn carry_up(mut x: Word, keys: &[Word; 6]) -> Word {
    /// Even numbers with about half of their bits set: digits of π after the point.
    const EVEN: [u32; 3] = [0x243F_6A88, 0x85A3_08D2, 0x1319_8A2E];
    for round in 0..3 {
        for lane in 0..LANES {
            let sum = x[lane].wrapping_add(keys[2 * round][lane]);
            let mixed = sum ^ sum.wrapping_mul(EVEN[round]);
            x[lane] = mixed.wrapping_mul(keys[2 * round + 1][lane] | 1);
        }
    }
    x
}

/// The bits of each word in the opposite order.
#[inline(always)]
fn mirror(mut x: Word) -> Word {
    for word in &mut x {
        *word = word.reverse_bits();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::isa::{Isa, Job, available, dispatch_on};
    use crate::base::stats::{
        KOLMOGOROV_LIMIT_1_IN_1000, Moments, chi_square, chi_square_upper_tail, kolmogorov_distance,
    };
    use crate::uncertain::{Law, Scale, Tabulated};

    const SEED: u64 = 42;
    const N_POINTS: u32 = 512;
    /// Standard errors that the largest of about a thousand correlations exceeds once in a hundred times.
    const ONE_OF_A_THOUSAND: f64 = 4.4;

    fn inputs(n: usize) -> Vec<Points> {
        (0..n).map(|i| Points::new(SEED, &format!("inputs.number-{i}"))).collect()
    }

    /// Mean of `f` over the first 512 points, for each lane.
    fn lane_means(f: impl Fn(u32) -> Lanes) -> [f64; LANES] {
        let mut sum = Lanes::ZERO;
        for group in 0..N_POINTS {
            sum += f(group);
        }
        sum.0.map(|sum| sum / f64::from(N_POINTS))
    }

    fn correlation(a: &[f64], b: &[f64]) -> f64 {
        let (of_a, of_b) = (Moments::of(a), Moments::of(b));
        let product = |(a, b): (&f64, &f64)| (a - of_a.mean) * (b - of_b.mean);
        let covariance = a.iter().zip(b).map(product).sum::<f64>() / (a.len() - 1) as f64;
        covariance / (of_a.variance * of_b.variance).sqrt()
    }

    #[test]
    fn each_part_of_the_interval_has_one_point_of_each_block() {
        let price = Points::new(SEED, "inputs.price");
        for (power, block) in
            [(1, 0), (2, 0), (3, 0), (4, 0), (4, 1), (4, 77), (6, 0), (8, 5), (9, 0), (10, 0), (12, 1), (13, 0)]
        {
            let n_parts = 1 << power;
            let mut seen = vec![[false; LANES]; n_parts];
            for point in 0..n_parts {
                let u = price.lanes((block * n_parts + point) as u32);
                for (lane, u) in u.0.into_iter().enumerate() {
                    let part = (u * n_parts as f64) as usize;
                    assert!(!seen[part][lane], "2^{power}, block {block}: part {part} twice");
                    seen[part][lane] = true;
                }
            }
        }
    }

    #[test]
    fn within_its_part_a_point_is_uniform_and_independent_of_its_neighbours() {
        let (mut places, mut neighbours) = (Vec::new(), [0.0; 9]);
        for input in inputs(20) {
            let mut of_parts = vec![Lanes::ZERO; N_POINTS as usize];
            for group in 0..N_POINTS {
                for (lane, u) in input.lanes(group).0.into_iter().enumerate() {
                    let (part, place) = ((u * 512.0).floor(), (u * 512.0).fract());
                    of_parts[part as usize].0[lane] = place - 0.5;
                    places.push(place);
                }
            }
            for (bit, sum) in neighbours.iter_mut().enumerate() {
                for part in 0..N_POINTS as usize {
                    *sum += (of_parts[part] * of_parts[part ^ (1 << bit)]).sum();
                }
            }
        }
        let n = places.len() as f64;
        places.sort_by(f64::total_cmp);
        let distance = kolmogorov_distance(&places, |x| x);
        assert!(distance * n.sqrt() < KOLMOGOROV_LIMIT_1_IN_1000, "{distance}");
        // n/2 independent pairs, each counted twice, of products with variance 1/144.
        let standard_error = 2.0 * (n / 2.0 / 144.0).sqrt();
        for (bit, sum) in neighbours.into_iter().enumerate() {
            assert!(sum.abs() < 4.0 * standard_error, "bit {bit}: {}", sum / standard_error);
        }
    }

    #[test]
    fn the_variance_of_a_mean_is_that_of_owens_scrambling() {
        // One uniform point in each of n parts of length 1/n: variance (1/n)^2 / 12 / n.
        let n = f64::from(N_POINTS);
        let expected = 1.0 / (12.0 * n * n * n);
        let n_inputs = 200;
        let squares: f64 = inputs(n_inputs)
            .iter()
            .flat_map(|input| lane_means(|group| input.lanes(group)))
            .map(|mean| (mean - 0.5) * (mean - 0.5))
            .sum();
        let n_means = (n_inputs * LANES) as f64;
        let ratio = squares / n_means / expected;
        // Means of 512 are normal, so a squared one has variance 2 in units of its mean.
        assert!((ratio - 1.0).abs() < 4.0 * (2.0 / n_means).sqrt(), "{ratio}");
    }

    #[test]
    fn lanes_and_inputs_are_uncorrelated() {
        let n = 4096;
        let columns: Vec<Vec<f64>> = inputs(3)
            .iter()
            .flat_map(|input| {
                let groups: Vec<_> = (0..n).map(|group| input.lanes(group)).collect();
                (0..LANES).map(move |lane| groups.iter().map(|u| u.0[lane]).collect())
            })
            .collect();
        for i in 0..columns.len() {
            for j in 0..i {
                let standard_errors = correlation(&columns[i], &columns[j]) * f64::from(n).sqrt();
                assert!(standard_errors.abs() < ONE_OF_A_THOUSAND, "{i} {j}: {standard_errors}");
            }
        }
    }

    #[test]
    fn what_two_inputs_do_together_varies_as_at_random() {
        let inputs = inputs(200);
        let half = Lanes::splat(0.5);
        let squares: f64 = inputs
            .chunks_exact(2)
            .flat_map(|pair| {
                let away = |i: usize, group| pair[i].lanes(group) - half;
                lane_means(|group| away(0, group) * away(1, group))
            })
            .map(|mean| mean * mean)
            .sum();
        // At random the product of two centred uniforms has variance 1/144. Sixteen dealt indices are
        // pairwise negatively correlated by 1/15, so their products add 15 (1/15)^2.
        let n_means = (inputs.len() / 2 * LANES) as f64;
        let ratio = squares / n_means * 144.0 * f64::from(N_POINTS);
        let expected = 1.0 + 1.0 / 15.0;
        assert!((ratio - expected).abs() < 4.0 * expected * (2.0 / n_means).sqrt(), "{ratio}");
    }

    #[test]
    fn errors_of_lanes_are_uncorrelated_too() {
        // What the standard error rests on: lanes of one input, their means over 200 inputs.
        let n_inputs = 200;
        let means: Vec<_> = inputs(n_inputs).iter().map(|input| lane_means(|group| input.lanes(group))).collect();
        let column = |lane: usize| means.iter().map(|means| means[lane]).collect::<Vec<_>>();
        for i in 0..LANES {
            for j in 0..i {
                let standard_errors = correlation(&column(i), &column(j)) * (n_inputs as f64).sqrt();
                assert!(standard_errors.abs() < ONE_OF_A_THOUSAND, "{i} {j}: {standard_errors}");
            }
        }
    }

    #[test]
    fn the_mean_of_a_smooth_outcome_varies_fifty_times_less_than_at_random() {
        let laws = [
            Law::interval(0.06, 0.08, Scale::LogOdds).unwrap(),
            Law::interval(45.0, 55.0, Scale::Log).unwrap(),
            Law::counted(340.0, 1000.0).unwrap(),
            Law::interval(0.025, 0.035, Scale::LogOdds).unwrap(),
        ]
        .map(|law| Tabulated::new(&law));
        // Value of the people that one click brings: conversion * price * trial to paid / churn.
        let outcome = |points: &[Points], group: u32| {
            let [conversion, price, paid, churn] = std::array::from_fn(|i| laws[i].at_lanes(&points[i].lanes(group)));
            conversion * price * paid / churn
        };
        let variance = |sampling: fn(u64, &str) -> Points| {
            let means: Vec<_> = (0..40)
                .flat_map(|seed| {
                    let points = ["a", "b", "c", "d"].map(|path| sampling(seed, path));
                    lane_means(|group| outcome(&points, group))
                })
                .collect();
            Moments::of(&means).variance
        };
        let gain = variance(Points::random) / variance(Points::new);
        assert!(gain >= 50.0, "{gain}");
    }

    #[test]
    fn random_uniforms_are_uniform_and_not_even() {
        let price = Points::random(SEED, "inputs.price");
        let n_parts = 256;
        let n = 16_384;
        let mut counts = vec![0.0; n_parts];
        for replication in 0..n {
            counts[(price.at(replication) * n_parts as f64) as usize] += 1.0;
        }
        let expected = vec![f64::from(n) / n_parts as f64; n_parts];
        let p = chi_square_upper_tail(chi_square(&counts, &expected), n_parts as f64 - 1.0);
        assert!((0.001..0.999).contains(&p), "{p}");
    }

    /// Value stability: a change of these numbers changes every result, and has to be said.
    #[test]
    fn the_points_of_a_seed_stay_what_they_are() {
        let first = |points: Points| [0, 1, 16, 17, 65_536].map(|r| (points.at(r) * 4_294_967_296.0) as u32);
        assert_eq!(first(Points::new(1, "inputs.price")), [3258242910, 3332405059, 2052876650, 492346921, 850741318]);
        assert_eq!(
            first(Points::random(1, "inputs.price")),
            [2278967279, 3309559217, 2618287080, 2371098842, 2014494724]
        );
    }

    struct Ask<'a>(&'a Points);

    impl Job for Ask<'_> {
        type Out = Lanes;
        #[inline(always)]
        fn run<I: Isa>(self, _: I) -> Lanes {
            self.0.lanes(12_345)
        }
    }

    #[test]
    fn every_instruction_set_gives_the_same_bits() {
        for points in [Points::new(SEED, "a"), Points::random(SEED, "a")] {
            let one_by_one: [f64; LANES] = std::array::from_fn(|lane| points.at(16 * 12_345 + lane as u32));
            for set in available() {
                assert_eq!(dispatch_on(set, Ask(&points)).unwrap().0, one_by_one, "{set:?}");
            }
        }
    }
}
