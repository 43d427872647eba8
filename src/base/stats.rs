//! Small statistics: means, errors, tests of fit, and the constants of intervals.

use super::lanes::LANES;

/// Half-width of a 95% interval over its standard error, Student's t with 15 degrees of freedom.
///
/// The standard error comes from the totals of [`LANES`] = 16 independent lanes.
///
/// # Source
/// Any table of Student's t, 0.975 quantile; to ten digits 2.131449546 (R 4: `qt(0.975, 15)`).
pub const STUDENT_T_15_95: f64 = 2.131_449_546;

/// Standard error of a mean from the (sum, number) of each lane; `None` if fewer than two have values.
///
/// With L lanes that have values, lane l having n_l of the N and the total s_l:
/// `L / (L - 1) Σ (s_l - mean n_l)^2 / N^2`, its root: the lanes are independent randomisations, each of which is
/// spread more evenly than chance would. What only rounding leaves of equal lanes is no error: 0.
///
/// # Source
/// Cochran 1977, *Sampling techniques*, 2.11 (the error of a ratio).
///
/// # Example
/// ```
/// use flywheel::base::stats::error_of_lanes;
/// // Means 1 and 3 of two lanes: half of their distance.
/// assert_eq!(error_of_lanes(&[(10.0, 10.0), (30.0, 10.0)]), Some(1.0));
/// assert_eq!(error_of_lanes(&[(10.0, 10.0), (0.0, 0.0)]), None);
/// ```
pub fn error_of_lanes(totals: &[(f64, f64)]) -> Option<f64> {
    /// Sums of thousands of numbers in different orders agree to so much of their size.
    const ROUNDING: f64 = 1e-13;
    let lanes = totals.iter().filter(|(_, n)| *n > 0.0).count() as f64;
    if lanes < 2.0 {
        return None;
    }
    let sum: f64 = totals.iter().map(|(sum, _)| sum).sum();
    let n: f64 = totals.iter().map(|(_, n)| n).sum();
    let mean = sum / n;
    let off = |(sum, n): &(f64, f64)| {
        let off = sum - mean * n;
        if off.abs() <= ROUNDING * sum.abs() { 0.0 } else { off * off }
    };
    let squares: f64 = totals.iter().map(off).sum();
    Some((lanes / (lanes - 1.0) * squares).sqrt() / n)
}

/// The totals of a value per replication, lane by lane.
pub fn lane_totals(values: &[f64]) -> [(f64, f64); LANES] {
    let mut totals = [(0.0, 0.0); LANES];
    for (replication, value) in values.iter().enumerate() {
        let (sum, n) = &mut totals[replication % LANES];
        *sum += value;
        *n += 1.0;
    }
    totals
}

/// Fewer hits, or fewer misses, than this say too little by their lanes.
const FEW: f64 = 20.0;

/// Standard error of a chance that was met `hits` times in `n`.
///
/// Where there are 20 hits and 20 misses it is that of the lanes. With fewer of either the lanes know too little of
/// how often what is rare comes (of none at all they would say 0 ± 0), and the error is at least that of the chance
/// with two hits and two misses more: `sqrt(p (1 - p) / (n + 4))`, `p = (hits + 2) / (n + 4)`. So the 95% margin of
/// no hit is 3 / n, the rule of three.
///
/// # Source
/// Agresti & Coull 1998, *American Statistician* 52 (two of each more); Hanley & Lippman-Hand 1983, *JAMA* 249 (the
/// rule of three).
///
/// # Example
/// ```
/// use flywheel::base::stats::{STUDENT_T_15_95, error_of_a_chance};
/// let margin = STUDENT_T_15_95 * error_of_a_chance(0.0, 8192.0, 0.0);
/// assert!((margin * 8192.0 - 3.0).abs() < 0.02);
/// assert_eq!(error_of_a_chance(4096.0, 8192.0, 0.001), 0.001);
/// ```
pub fn error_of_a_chance(hits: f64, n: f64, of_lanes: f64) -> f64 {
    if n == 0.0 || hits.min(n - hits) >= FEW {
        return of_lanes;
    }
    let p = (hits + 2.0) / (n + 4.0);
    of_lanes.max((p * (1.0 - p) / (n + 4.0)).sqrt())
}

/// Kolmogorov limit for p = 0.001 in large samples, `sqrt(ln(2 / p) / 2)`: the distance times the root of
/// the sample size stays below it, except once in a thousand samples of the law.
pub const KOLMOGOROV_LIMIT_1_IN_1000: f64 = 1.949_474_603_5;

/// Mean and variance of a sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    pub n: usize,
    pub mean: f64,
    /// With n - 1 in the denominator; NaN for fewer than two values.
    pub variance: f64,
}

impl Moments {
    /// Of all values, in two passes: the sum of squares about the mean does not cancel.
    ///
    /// An empty sample has mean NaN.
    ///
    /// # Example
    /// ```
    /// use flywheel::base::stats::Moments;
    /// let tosses = Moments::of(&[0.0, 1.0, 1.0, 0.0]);
    /// assert_eq!((tosses.mean, tosses.variance), (0.5, 1.0 / 3.0));
    /// ```
    pub fn of(values: &[f64]) -> Moments {
        let n = values.len();
        let mean = values.iter().sum::<f64>() / n as f64;
        let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
        let variance = if n > 1 { squares / (n - 1) as f64 } else { f64::NAN };
        Moments { n, mean, variance }
    }

    /// Standard error of the mean, `sqrt(variance / n)`.
    pub fn standard_error(&self) -> f64 {
        (self.variance / self.n as f64).sqrt()
    }
}

/// Pearson's statistic of observed counts against expected ones, `Σ (o - e)² / e`.
///
/// The expected counts should be above 5 or so, else the law of the statistic is not chi-square.
///
/// # Example
/// ```
/// use flywheel::base::stats::chi_square;
/// assert_eq!(chi_square(&[60.0, 40.0], &[50.0, 50.0]), 4.0);
/// ```
pub fn chi_square(observed: &[f64], expected: &[f64]) -> f64 {
    observed.iter().zip(expected).map(|(o, e)| (o - e) * (o - e) / e).sum()
}

/// `P(χ² > x)` with `degrees` degrees of freedom: the p-value of a statistic x.
///
/// It is the regularised upper incomplete gamma function Q(degrees / 2, x / 2), by its series for small x
/// and Lentz's continued fraction for large (Abramowitz & Stegun 1964, 6.5.29 and 6.5.31).
///
/// # Example
/// ```
/// use flywheel::base::stats::chi_square_upper_tail;
/// // The 5% point for 10 degrees of freedom is 18.307 in every table.
/// assert!((chi_square_upper_tail(18.307, 10.0) - 0.05).abs() < 1e-5);
/// ```
pub fn chi_square_upper_tail(x: f64, degrees: f64) -> f64 {
    let (a, x) = (degrees / 2.0, x / 2.0);
    if x <= 0.0 {
        return 1.0;
    }
    let scale = libm::exp(a * libm::log(x) - x - libm::lgamma(a));
    if x < a + 1.0 { 1.0 - scale * lower_series(a, x) } else { scale * upper_fraction(a, x) }
}

/// Terms or steps after which the sums below have converged for up to a million degrees of freedom.
const MOST_STEPS: u32 = 100_000;

/// `Σ x^i / (a (a+1) ... (a+i))`
fn lower_series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum) = (1.0 / a, 1.0 / a);
    for i in 1..MOST_STEPS {
        term *= x / (a + f64::from(i));
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
    }
    sum
}

/// `1 / (x + 1 - a - 1(1-a) / (x + 3 - a - 2(2-a) / (x + 5 - a - ...)))`
fn upper_fraction(a: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1.0 / TINY, 1.0 / b);
    let mut fraction = d;
    for i in 1..MOST_STEPS {
        let i = f64::from(i);
        let numerator = -i * (i - a);
        b += 2.0;
        d = 1.0 / away_from_zero(numerator * d + b, TINY);
        c = away_from_zero(b + numerator / c, TINY);
        fraction *= c * d;
        if (c * d - 1.0).abs() < 1e-16 {
            break;
        }
    }
    fraction
}

fn away_from_zero(x: f64, tiny: f64) -> f64 {
    if x.abs() < tiny { tiny } else { x }
}

/// Kolmogorov-Smirnov distance between a sample and a continuous distribution function.
///
/// * `sorted`: the sample in ascending order
/// * `cdf`: the distribution function
///
/// # Example
/// ```
/// use flywheel::base::stats::kolmogorov_distance;
/// let sample = [0.125, 0.375, 0.625, 0.875];
/// assert_eq!(kolmogorov_distance(&sample, |x| x), 0.125);
/// ```
pub fn kolmogorov_distance(sorted: &[f64], cdf: impl Fn(f64) -> f64) -> f64 {
    let n = sorted.len() as f64;
    let mut distance: f64 = 0.0;
    for (i, x) in sorted.iter().enumerate() {
        let (below, f, up_to) = (i as f64 / n, cdf(*x), (i + 1) as f64 / n);
        distance = distance.max(f - below).max(up_to - f);
    }
    distance
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ChiSquared, ContinuousCDF, StudentsT};

    #[test]
    fn the_upper_tail_of_chi_square_agrees_with_statrs() {
        for degrees in [1.0, 2.0, 3.0, 10.0, 57.0, 400.0, 5_000.0] {
            let law = ChiSquared::new(degrees).unwrap();
            for x in [0.01, 0.3, 0.9, 1.0, 1.1, 1.3, 2.0] {
                let (ours, theirs) = (chi_square_upper_tail(degrees * x, degrees), law.sf(degrees * x));
                assert!((ours - theirs).abs() < 1e-11, "{degrees} {x}: {ours} {theirs}");
            }
        }
    }

    #[test]
    fn with_two_degrees_the_tail_is_exponential() {
        for x in [0.1, 1.0, 3.0, 30.0, 300.0] {
            let (ours, exact) = (chi_square_upper_tail(x, 2.0), libm::exp(-x / 2.0));
            assert!((ours / exact - 1.0).abs() < 1e-13, "{x}: {ours} {exact}");
        }
    }

    #[test]
    fn the_constants_are_the_quantiles_they_say() {
        let student = StudentsT::new(0.0, 1.0, 15.0).unwrap();
        assert!((student.cdf(STUDENT_T_15_95) - 0.975).abs() < 1e-9);
        let kolmogorov = (libm::log(2.0 / 0.001) / 2.0).sqrt();
        assert!((KOLMOGOROV_LIMIT_1_IN_1000 - kolmogorov).abs() < 1e-9);
    }

    #[test]
    fn moments_of_far_away_values_keep_their_digits() {
        let near: Vec<f64> = (0..100).map(f64::from).collect();
        let far: Vec<f64> = near.iter().map(|x| x + 1e9).collect();
        assert_eq!(Moments::of(&near).variance, Moments::of(&far).variance);
        assert_eq!(Moments::of(&near).mean, 49.5);
        assert!(Moments::of(&[1.0]).variance.is_nan());
    }
}
