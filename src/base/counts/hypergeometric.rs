//! Drawing without replacement: how many of those who are drawn are marked.
//!
//! `P(k) = C(K, k) C(N - K, n - k) / C(N, n)`, N people of whom K are marked, n drawn. It is needed where places
//! are given to some of those who want one: rarely beside the binomial draws, so one lane at a time.
//!
//! The count is the sum of independent Bernoulli variables (Vatutin & Mikhailov 1982: the generating function has
//! real zeros only), so the Cornish-Fisher expansion behaves as that of a binomial law: with variance >= 6 it is
//! the answer where its error bound leaves no doubt. In doubt, and for smaller variances, X >= j is decided by
//! comparing u with one number that depends on the law and on j only, a tail summed from j away from the mean, as in
//! `exact.rs`: so the answer is monotone in u.

use std::f64::consts::PI;

use super::super::lanes::{LANES, Lanes, Words};
use super::super::math::{deviance, normal_quantile, stirling_error};
use super::super::streams::to_unit;
use super::{EXPANDED_FROM, LARGEST_WHOLE};

/// Bound of what the expansion leaves out, in counts: `(LEFT_OUT + LEFT_OUT_W2 w² + LEFT_OUT_W4 w⁴) / σ²`.
///
/// The form is that of the next term of the expansion, whose coefficients are at most half of these. Measured at the
/// jumps of laws with variance from 6 to 10^5 and |w| up to 4.5: at most 0.67 of it. The test below repeats the
/// measurement.
const LEFT_OUT: f64 = 0.05;
const LEFT_OUT_W2: f64 = 0.03;
const LEFT_OUT_W4: f64 = 0.01;

/// Up to this normal quantile the bound of the expansion was measured.
const MEASURED_UNTIL: f64 = 4.5;

/// Bound of what is lost by rounding a count, relative to it.
const ROUNDING: f64 = 4e-16;

/// How many of the drawn are marked, in every lane.
///
/// * `all`: whole numbers, 0 to [`LARGEST_COUNT`](super::LARGEST_COUNT)
/// * `marked`, `draws`: whole numbers up to `all`
/// * `words`: one random word a lane; greater words give greater or equal counts
///
/// Returns whole numbers from `max(0, draws + marked - all)` to `min(draws, marked)`.
///
/// # Example
/// ```
/// use flywheel::base::counts::hypergeometric;
/// use flywheel::base::lanes::{Lanes, Words};
/// let (all, marked) = (Lanes::splat(10.0), Lanes::splat(4.0));
/// // Who draws all draws the marked ones too.
/// assert_eq!(hypergeometric(&all, &marked, &all, &Words([1 << 63; 16])), marked);
/// ```
pub fn hypergeometric(all: &Lanes, marked: &Lanes, draws: &Lanes, words: &Words) -> Lanes {
    let mut out = Lanes::ZERO;
    for lane in 0..LANES {
        out.0[lane] = hypergeometric_quantile(all.0[lane], marked.0[lane], draws.0[lane], to_unit(words.0[lane]));
    }
    out
}

/// Least k with `P(X <= k) > u`, X ~ Hypergeometric(all, marked, draws), for u in (0, 1).
///
/// Exact up to a relative change of the smaller of u and 1 - u by 10^-12 for counts up to 10^9.
/// What lies outside of 0..=all is brought to the nearer end.
///
/// # Example
/// ```
/// use flywheel::base::counts::hypergeometric_quantile;
/// // Two of four cards are red. The chance that none of two is red is 1/6, that not both are, 5/6.
/// assert_eq!(hypergeometric_quantile(4.0, 2.0, 2.0, 0.166), 0.0);
/// assert_eq!(hypergeometric_quantile(4.0, 2.0, 2.0, 0.167), 1.0);
/// assert_eq!(hypergeometric_quantile(4.0, 2.0, 2.0, 0.834), 2.0);
/// ```
pub fn hypergeometric_quantile(all: f64, marked: f64, draws: f64, u: f64) -> f64 {
    let limited = |x: f64, most: f64| x.max(0.0).min(most).floor();
    let all = limited(all, LARGEST_WHOLE);
    let law = Law { all, marked: limited(marked, all), draws: limited(draws, all) };
    if law.least() == law.most() { law.least() } else { law.quantile(u) }
}

#[derive(Debug, Clone, Copy)]
struct Law {
    all: f64,
    marked: f64,
    draws: f64,
}

impl Law {
    fn least(self) -> f64 {
        (self.draws - (self.all - self.marked)).max(0.0)
    }

    fn most(self) -> f64 {
        self.draws.min(self.marked)
    }

    fn mean(self) -> f64 {
        self.draws * (self.marked / self.all)
    }

    fn variance(self) -> f64 {
        let Law { all, marked, draws } = self;
        self.mean() * ((all - marked) / all) * ((all - draws) / (all - 1.0))
    }

    #[cold]
    #[inline(never)]
    fn quantile(self, u: f64) -> f64 {
        let variance = self.variance();
        if variance < EXPANDED_FROM {
            return self.settle(self.mean().round(), u);
        }
        let (w, sigma) = (normal_quantile(u), variance.sqrt());
        let (mean, w2) = (self.mean(), w * w);
        let whole = mean.floor();
        let x = (mean - whole) + 0.5 + self.expansion(sigma, w);
        let left_out = (LEFT_OUT + LEFT_OUT_W2 * w2 + LEFT_OUT_W4 * w2 * w2) / variance;
        // The mean is a product and a quotient, each rounded.
        let bound = left_out + (sigma * w.abs() + mean + 1.0) * ROUNDING;
        let (low, high) = ((x - bound).floor(), (x + bound).floor());
        let within = |x: f64| (whole + x).max(self.least()).min(self.most());
        if low == high && w.abs() <= MEASURED_UNTIL { within(high) } else { self.settle(within(x.floor()), u) }
    }

    /// x less mean and half: the Cornish-Fisher expansion to second order with the correction for the lattice.
    ///
    /// `σw + σγ₁(w² - 1)/6 + [σ²γ₂(w³ - 3w)/24 - (σγ₁)²(2w³ - 5w)/36 - w/24]/σ`
    fn expansion(self, sigma: f64, w: f64) -> f64 {
        let (w2, skew) = (w * w, sigma * self.skewness());
        let kurtosis = sigma * sigma * self.excess_kurtosis();
        let second = kurtosis * (w2 - 3.0) / 24.0 - skew * skew * (2.0 * w2 - 5.0) / 36.0 - 1.0 / 24.0;
        sigma * w + skew * (w2 - 1.0) / 6.0 + w * second / sigma
    }

    /// γ₁, for a variance that is not 0 and more than two people.
    ///
    /// # Source
    /// Johnson, Kemp & Kotz 2005, *Univariate Discrete Distributions*, section 6.3; so the kurtosis.
    fn skewness(self) -> f64 {
        let Law { all, marked, draws } = self;
        let product = marked * (all - marked) * draws * (all - draws);
        (all - 2.0 * marked) * (all - 2.0 * draws) / (all - 2.0) * ((all - 1.0) / product).sqrt()
    }

    /// γ₂, for a variance that is not 0 and more than three people.
    fn excess_kurtosis(self) -> f64 {
        let Law { all, marked, draws } = self;
        let (spread_of_marks, spread_of_draws) = (marked * (all - marked), draws * (all - draws));
        let product = spread_of_marks * spread_of_draws;
        let first = (all - 1.0) * all * all * (all * (all + 1.0) - 6.0 * spread_of_marks - 6.0 * spread_of_draws);
        (first + 6.0 * product * (5.0 * all - 6.0)) / (product * (all - 2.0) * (all - 3.0))
    }

    /// The answer, from a guess that is near it.
    fn settle(self, guess: f64, u: f64) -> f64 {
        let mut k = guess;
        while !self.reaches(k, u) {
            k -= 1.0;
        }
        while self.reaches(k + 1.0, u) {
            k += 1.0;
        }
        k
    }

    /// Whether `X(u) >= j`, that is `P(X < j) <= u`.
    fn reaches(self, j: f64, u: f64) -> bool {
        if j <= self.least() || j > self.most() {
            return j <= self.least();
        }
        // The smaller of the two tails, so that it keeps its digits: with a mean near 0, P(X < 1) is nearly 1.
        if j < self.mean() + 0.5 { self.tail(j - 1.0, -1.0) <= u } else { 1.0 - u <= self.tail(j, 1.0) }
    }

    /// `P(X <= k)` if `direction` is -1, `P(X >= k)` if it is 1; k on that side of the mean.
    fn tail(self, k: f64, direction: f64) -> f64 {
        /// Terms fall faster than geometrically once they are this small.
        const NEGLIGIBLE: f64 = 1e-18;
        let (mut i, mut term, mut sum) = (k, 1.0, 1.0);
        while term > NEGLIGIBLE * sum {
            term *= if direction < 0.0 { 1.0 / self.ratio_up(i - 1.0) } else { self.ratio_up(i) };
            sum += term;
            i += direction;
        }
        self.probability(k) * sum
    }

    /// `P(k + 1) / P(k)`; 0 at the most, infinite below the least.
    fn ratio_up(self, k: f64) -> f64 {
        let Law { all, marked, draws } = self;
        (marked - k) * (draws - k) / ((k + 1.0) * (all - marked - draws + k + 1.0))
    }

    /// `P(X = k)` for a whole number k within its range.
    ///
    /// Nine factorials, each by Stirling's formula and what that lacks; their powers make the four deviances of the
    /// cells of the two-by-two table from their means (the form of Loader 2000 for the binomial law).
    fn probability(self, k: f64) -> f64 {
        let Law { all, marked, draws } = self;
        // Whole numbers: `k - mean` without the rounding of the mean, which for 10^9 people is 10^-7.
        let excess = (k as i128 * all as i128 - marked as i128 * draws as i128) as f64 / all;
        let cells = [
            (k, marked * (draws / all), excess),
            (marked - k, marked * ((all - draws) / all), -excess),
            (draws - k, (all - marked) * (draws / all), -excess),
            (all - marked - draws + k, (all - marked) * ((all - draws) / all), excess),
        ];
        let margins = [marked, all - marked, draws, all - draws];
        let mut exponent = -stirling_error(all);
        let mut square = 1.0 / (2.0 * PI * all);
        for margin in margins {
            exponent += stirling_error(margin);
            square *= 2.0 * PI * margin;
        }
        for (count, mean, excess) in cells {
            // 0! is 1, which is not what Stirling's formula says.
            if count > 0.0 {
                exponent -= stirling_error(count) + deviance(count, mean, excess);
                square /= 2.0 * PI * count;
            } else {
                exponent -= mean;
            }
        }
        square.sqrt() * libm::exp(exponent)
    }
}

#[cfg(test)]
mod tests {
    use super::super::oracle::Double;
    use super::*;
    use crate::base::stats::{chi_square, chi_square_upper_tail};
    use crate::base::streams::{Address, AddressedRng, Site, Streams};

    fn random(name: &str) -> AddressedRng {
        let address = Address { site: Site::named(&["hypergeometric", name]), period: 0, class: 0, block: 0 };
        Streams::new(5, 0, 0).scalar(0, &address)
    }

    fn quantile(law: Law, u: f64) -> f64 {
        hypergeometric_quantile(law.all, law.marked, law.draws, u)
    }

    fn binomial_coefficient(n: u128, k: u128) -> u128 {
        (0..k).fold(1, |product, i| product * (n - i) / (i + 1))
    }

    /// `P(X = k)` from whole numbers.
    fn counted(all: u128, marked: u128, draws: u128, k: u128) -> f64 {
        let ways = binomial_coefficient(marked, k) * binomial_coefficient(all - marked, draws - k);
        ways as f64 / binomial_coefficient(all, draws) as f64
    }

    /// k, P(X <= k) and P(X > k) from the least k on, by the ratios of the terms in twice the precision.
    ///
    /// Where the support is long, at about 200 places within it.
    fn jumps(law: Law) -> Vec<(f64, f64, f64)> {
        let one = |x: f64| Double { high: x, low: 0.0 };
        let up = |k: f64| {
            let numerator = Double::product_of(law.marked - k, law.draws - k);
            numerator.over(Double::product_of(k + 1.0, law.all - law.marked - law.draws + k + 1.0))
        };
        let (mut k, mut term) = (law.mean().floor().max(law.least()), Double::ONE);
        while k > law.least() && term.high > 1e-40 {
            k -= 1.0;
            term = term.over(up(k));
        }
        let mut sums = vec![(k, term)];
        while k < law.most() && (k < law.mean() || term.high > 1e-40) {
            term = term.times(up(k));
            k += 1.0;
            sums.push((k, sums.last().expect("it has one").1.plus(term)));
        }
        let total = sums.last().expect("it has one").1;
        let stride = (sums.len() / 200).max(1);
        let jump = |(k, sum): &(f64, Double)| (*k, sum.over(total).high, total.minus(*sum).over(one(total.high)).high);
        sums.iter().step_by(stride).map(jump).collect()
    }

    fn laws() -> Vec<Law> {
        let mut laws = Vec::new();
        for all in [2.0, 3.0, 5.0, 30.0, 97.0, 100.0, 101.0, 1e3, 1e4, 1e6, 1e9] {
            let shares = [1.0 / all, 2.0 / all, 1e-6, 0.001, 0.01, 0.05, 0.2, 0.4, 0.5, 0.7, 0.97, 1.0 - 2.0 / all];
            for marked in shares {
                for draws in shares {
                    let law = Law { all, marked: (all * marked).round(), draws: (all * draws).round() };
                    // Longer sums take the oracle minutes.
                    if law.least() < law.most() && law.variance() < 1e5 {
                        laws.push(law);
                    }
                }
            }
        }
        laws
    }

    #[test]
    fn probabilities_are_what_counting_the_ways_gives() {
        for (all, marked, draws) in [(10, 4, 3), (49, 6, 6), (40, 20, 15), (52, 13, 13), (100, 12, 90)] {
            let law = Law { all: all as f64, marked: marked as f64, draws: draws as f64 };
            let mut k = law.least();
            while k <= law.most() {
                let exact = counted(all, marked, draws, k as u128);
                assert!((law.probability(k) / exact - 1.0).abs() < 1e-14, "{law:?} {k}: {exact}");
                k += 1.0;
            }
        }
    }

    /// 10^-12 of the smaller tail, and half the distance of numbers near 1.
    #[test]
    fn quantiles_jump_where_the_summed_laws_do() {
        let mut n_jumps = 0;
        for law in laws() {
            for (k, up_to, beyond) in jumps(law) {
                if up_to < 1e-15 || beyond < 1e-15 {
                    continue;
                }
                let tolerance = 1e-12 * up_to.min(beyond) + 1.2e-16;
                assert!(quantile(law, up_to - tolerance) <= k, "{law:?} {k} {up_to}: too high below the jump");
                assert!(quantile(law, up_to + tolerance) > k, "{law:?} {k} {up_to}: too low above the jump");
                n_jumps += 1;
            }
        }
        assert!(n_jumps > 10_000, "{n_jumps}");
    }

    /// At a jump of the distribution function x should be the next count.
    #[test]
    fn what_the_expansion_leaves_out_at_a_jump_is_below_four_fifths_of_its_bound() {
        let mut largest = 0.0f64;
        for law in laws().into_iter().filter(|law| law.variance() >= EXPANDED_FROM) {
            for (k, up_to, beyond) in jumps(law) {
                let w = if up_to < 0.5 { normal_quantile(up_to) } else { -normal_quantile(beyond) };
                if w.abs() > MEASURED_UNTIL {
                    continue;
                }
                let x = (law.mean() - k - 1.0) + 0.5 + law.expansion(law.variance().sqrt(), w);
                let w2 = w * w;
                let bound = (LEFT_OUT + LEFT_OUT_W2 * w2 + LEFT_OUT_W4 * w2 * w2) / law.variance();
                // A mean of 10^8 is rounded by 10^-8.
                let share = (x.abs() - law.mean() * ROUNDING).max(0.0) / bound;
                assert!(share < 0.8, "{law:?} {k} {w}: {x} {bound}");
                largest = largest.max(share);
            }
        }
        assert!(largest > 0.5, "the bound is needlessly wide: {largest}");
    }

    #[test]
    fn draws_follow_the_law() {
        let mut rng = random("chi-square");
        let n_draws = 200_000;
        for (all, marked, draws) in [(10, 4, 3), (49, 6, 6), (52, 13, 13), (60, 30, 30), (120, 60, 60)] {
            let law = Law { all: all as f64, marked: marked as f64, draws: draws as f64 };
            let mut observed = vec![0.0; law.most() as usize + 1];
            for _ in 0..n_draws {
                observed[quantile(law, to_unit(rng.next_word())) as usize] += 1.0;
            }
            // The law of the statistic needs some ten draws in each cell: rare counts are one cell together.
            let (mut cells, mut expected, mut rare) = (Vec::new(), Vec::new(), [0.0; 2]);
            for (k, n_observed) in observed.into_iter().enumerate().skip(law.least() as usize) {
                let n_expected = counted(all, marked, draws, k as u128) * f64::from(n_draws);
                if n_expected < 10.0 {
                    rare = [rare[0] + n_observed, rare[1] + n_expected];
                } else {
                    cells.push(n_observed);
                    expected.push(n_expected);
                }
            }
            if rare[1] > 0.0 {
                cells.push(rare[0]);
                expected.push(rare[1]);
            }
            let (statistic, freedom) = (chi_square(&cells, &expected), cells.len() as f64 - 1.0);
            let p = chi_square_upper_tail(statistic, freedom);
            assert!(p > 1e-4, "{law:?}: {statistic} with {freedom} degrees of freedom");
        }
    }

    /// With a billion people the mean of 4,000 draws is within 4.5 standard errors of nK/N, and their variance
    /// within 4.5 of its own, `variance sqrt(2 / draws)`.
    #[test]
    fn a_billion_people_are_drawn_from_as_from_a_hundred() {
        let law = Law { all: 1e9, marked: 3e8, draws: 2e8 };
        let (mut rng, n_draws) = (random("billion"), 4_000.0);
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..n_draws as u32 {
            let off = quantile(law, to_unit(rng.next_word())) - 6e7;
            sum += off;
            squares += off * off;
        }
        let variance: f64 = 2e8 * 0.3 * 0.7 * 8e8 / (1e9 - 1.0);
        let (mean, spread) = (sum / n_draws, squares / n_draws);
        assert!(mean.abs() < 4.5 * (variance / n_draws).sqrt(), "{mean}");
        assert!((spread / variance - 1.0).abs() < 4.5 * (2.0f64 / n_draws).sqrt(), "{spread} {variance}");
    }

    #[test]
    fn a_greater_word_never_gives_fewer() {
        let mut rng = random("monotone");
        for law in laws() {
            let mut us: Vec<f64> = (0..200).map(|_| to_unit(rng.next_word())).collect();
            us.sort_by(f64::total_cmp);
            let counts: Vec<f64> = us.iter().map(|&u| quantile(law, u)).collect();
            assert!(counts.windows(2).all(|pair| pair[0] <= pair[1]), "{law:?}");
        }
    }

    #[test]
    fn nothing_is_left_to_luck_where_all_or_none_are_drawn_or_marked() {
        for u in [f64::EPSILON / 2.0, 0.5, 1.0 - f64::EPSILON / 2.0] {
            assert_eq!(hypergeometric_quantile(0.0, 0.0, 0.0, u), 0.0);
            assert_eq!(hypergeometric_quantile(7.0, 3.0, 0.0, u), 0.0);
            assert_eq!(hypergeometric_quantile(7.0, 3.0, 7.0, u), 3.0);
            assert_eq!(hypergeometric_quantile(7.0, 0.0, 5.0, u), 0.0);
            assert_eq!(hypergeometric_quantile(7.0, 7.0, 5.0, u), 5.0);
            // What cannot be is brought to what can.
            assert_eq!(hypergeometric_quantile(7.0, 9.0, 5.0, u), 5.0);
            assert_eq!(hypergeometric_quantile(f64::NAN, 9.0, 5.0, u), 0.0);
        }
    }

    /// The farthest u that a word can give do not run out of the range, nor for ever.
    #[test]
    fn the_ends_of_the_unit_interval_stay_inside_the_range() {
        for law in laws() {
            for u in [f64::EPSILON / 2.0, 1.0 - f64::EPSILON / 2.0] {
                let k = quantile(law, u);
                assert!(law.least() <= k && k <= law.most(), "{law:?}: {k}");
            }
        }
    }
}
