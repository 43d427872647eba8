//! The tail of a shifted-beta-geometric law as one constant probability.
//!
//! Whoever has stayed n units of time leaves in the next with probability `alpha / (alpha + beta + n)`: those who
//! stay are more and more those who leave rarely (Fader & Hardie 2007, *J. Interactive Marketing* 21(1)). With
//! discount factor g per unit the expected discounted number of units at whose beginning such a person is still there
//! is `2F1(1, beta + n; alpha + beta + n; g)` (Fader & Hardie 2010, *Customer-Base Valuation in a Contractual Setting:
//! The Perils of Ignoring Heterogeneity*, Marketing Science 29(1)). The constant probability h of leaving that gives
//! the same number, `1 / (1 - g (1 - h))`, may stand for all of the tail.

/// Terms of a continued fraction after which it is as good as it gets.
const MOST_TERMS: u32 = 20_000;

/// The constant probability of leaving per unit with the same discounted expected stay as a shifted-beta-geometric
/// law.
///
/// `h = 1 - (1 - 1 / F) / g` with `F = 2F1(1, beta; alpha + beta; g)`; not discounted
/// `h = (alpha - 1) / (alpha + beta - 1)`, and 0 where the expected stay is infinite (`alpha <= 1`).
///
/// * `alpha`, `beta`: of the law from now on; after n units `beta + n`
/// * `g`: discount factor of a unit of time, up to 1 (not discounted; above is taken as 1)
///
/// # Example
/// ```
/// use flywheel::uncertain::tail_probability;
/// // Not discounted: the mean stay of a shifted beta-geometric law is (alpha + beta - 1) / (alpha - 1).
/// assert!((1.0 / tail_probability(3.0, 9.0, 1.0) - 11.0 / 2.0).abs() < 1e-12);
/// ```
pub fn tail_probability(alpha: f64, beta: f64, g: f64) -> f64 {
    if !(g < 1.0) {
        return ((alpha - 1.0) / (alpha + beta - 1.0)).max(0.0).min(1.0);
    }
    let stay = expected_stay(alpha, beta, g);
    (1.0 - (1.0 - 1.0 / stay) / g).max(0.0).min(1.0)
}

/// `2F1(1, b; c; z)` with `b = beta`, `c = alpha + beta`, for z below 1.
///
/// As Gauss's continued fraction `1 / (1 - k1 z / (1 - k2 z / ...))` with
/// `k(2n+1) = (b + n) (c - 1 + n) / ((c + 2n - 1) (c + 2n))` and
/// `k(2n) = n (c - b + n - 1) / ((c + 2n - 2) (c + 2n - 1))`, from the front (Lentz 1976).
fn expected_stay(alpha: f64, beta: f64, z: f64) -> f64 {
    let (b, c) = (beta, alpha + beta);
    let k = |index: u32| {
        let n = f64::from(index / 2);
        if index % 2 == 1 {
            // For n = 0 the second factor cancels: b / c.
            if index == 1 { b / c } else { (b + n) * (c - 1.0 + n) / ((c + 2.0 * n - 1.0) * (c + 2.0 * n)) }
        } else {
            n * (c - b + n - 1.0) / ((c + 2.0 * n - 2.0) * (c + 2.0 * n - 1.0))
        }
    };
    let (mut value, mut ahead, mut behind) = (1.0, 1.0, 0.0);
    for index in 1..MOST_TERMS {
        let a = -k(index) * z;
        behind = 1.0 / (1.0 + a * behind);
        ahead = 1.0 + a / ahead;
        let step = ahead * behind;
        value *= step;
        if (step - 1.0).abs() < 1e-15 {
            break;
        }
    }
    1.0 / value
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Unit after unit, until nothing is left that counts.
    fn by_summing(alpha: f64, beta: f64, g: f64) -> f64 {
        let (mut sum, mut alive, mut n) = (0.0, 1.0, 0.0);
        while alive > 1e-18 {
            sum += alive;
            alive *= g * (beta + n) / (alpha + beta + n);
            n += 1.0;
        }
        sum
    }

    #[test]
    fn the_expected_stay_is_the_sum_over_all_units() {
        for (alpha, beta) in [(0.704, 1.182), (0.704, 241.182), (3.0, 9.0), (0.05, 0.02), (40.0, 2.0)] {
            for g in [0.2, 0.9, 0.992, 0.9997] {
                let (found, expected) = (expected_stay(alpha, beta, g), by_summing(alpha, beta, g));
                assert!((found / expected - 1.0).abs() < 1e-10, "{alpha} {beta} {g}: {found}, not {expected}");
            }
        }
    }

    #[test]
    fn the_constant_probability_gives_the_same_discounted_stay() {
        let (alpha, beta, g) = (0.704, 1.182, 0.9);
        let h = tail_probability(alpha, beta, g);
        assert!((1.0 / (1.0 - g * (1.0 - h)) - by_summing(alpha, beta, g)).abs() < 1e-9);
        assert_eq!(tail_probability(0.7, 1.2, 1.0), 0.0);
    }
}
