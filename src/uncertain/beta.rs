//! Beta: what is known of a share after counting.
//!
//! Density `x^(a-1) (1-x)^(b-1) / B(a, b)` on (0, 1). Who saw k successes in n trials knows
//! Beta(k + 1/2, n - k + 1/2) (Jeffreys' prior; Brown, Cai & DasGupta 2001, *Interval estimation for a
//! binomial proportion*).
//!
//! Everything is computed on the log-odds y = ln(x / (1 - x)), where the density
//! `x^a (1-x)^b / B(a, b)` is log-concave for every a, b > 0 and nothing runs into the ends; with the
//! saddle point taken out it is
//! `sqrt(a b / (2 π (a + b))) exp(a L(x/m) + b L((1-x)/(1-m)) - δ(a) - δ(b) + δ(a + b))`,
//! m = a / (a + b), L(r) = ln r - (r - 1), δ Stirling's error. Tails and quantiles: [`super::log_concave`].

use super::error::{LawError, within};
use super::log_concave::{LogConcave, Tail, log_tail, tail_quantile};
use super::scale::{Scale, logistic};
use super::special::{INV_SQRT_TWO_PI, log_less_excess, stirling_error};
use crate::base::math::exp;

/// Range of the parameters.
const SMALLEST: f64 = 0.05;
const LARGEST: f64 = 1e15;

/// Beta(a, b) on (0, 1).
#[derive(Debug, Clone, PartialEq)]
pub struct Beta {
    a: f64,
    b: f64,
    /// Logarithm of the factor that does not depend on x.
    log_peak: f64,
}

impl Beta {
    /// The law with exponents `a` and `b` (successes and failures, prior included).
    ///
    /// # Errors
    /// [`LawError`] unless both are between 0.05 and 10^15. Below, nearly everything is at 0 or 1; above,
    /// an `f64` cannot tell the quantiles apart.
    pub fn new(a: f64, b: f64) -> Result<Self, LawError> {
        let a = within(a, SMALLEST, LARGEST, "the first parameter of a beta")?;
        let b = within(b, SMALLEST, LARGEST, "the second parameter of a beta")?;
        Ok(Self::checked(a, b))
    }

    /// The same for parameters that are known to be in range.
    pub(super) fn checked(a: f64, b: f64) -> Self {
        // a b / (a + b) without an overflow.
        let harmonic = a / (1.0 + a / b);
        let correction = stirling_error(a) + stirling_error(b) - stirling_error(a + b);
        let log_peak = libm::log(INV_SQRT_TWO_PI * libm::sqrt(harmonic)) - correction;
        Self { a, b, log_peak }
    }

    /// The value that is not exceeded with probability `u`, 0 < u < 1.
    ///
    /// # Example
    /// ```
    /// # use flywheel::uncertain::Beta;
    /// // Beta(1, b): 1 - (1 - u)^(1 / b)
    /// let x = Beta::new(1.0, 3.0)?.quantile(0.875);
    /// assert!((x - 0.5).abs() < 1e-15);
    /// # Ok::<(), flywheel::uncertain::LawError>(())
    /// ```
    pub fn quantile(&self, u: f64) -> f64 {
        logistic(self.quantile_log_odds(u))
    }

    /// Log-odds of [`Beta::quantile`].
    pub(super) fn quantile_log_odds(&self, u: f64) -> f64 {
        if u <= 0.5 { tail_quantile(self, u, Tail::Lower) } else { tail_quantile(self, 1.0 - u, Tail::Upper) }
    }

    /// Regularised incomplete beta function `I_x(a, b)`: the probability of at most `x`.
    pub fn cdf(&self, x: f64) -> f64 {
        if x.is_nan() || x <= 0.0 {
            return if x.is_nan() { x } else { 0.0 };
        }
        if x >= 1.0 {
            return 1.0;
        }
        libm::exp(log_tail(self, Scale::LogOdds.position(x), Tail::Lower))
    }

    /// `a / (a + b)`.
    pub fn mean(&self) -> f64 {
        1.0 / (1.0 + self.b / self.a)
    }

    /// The smaller of the two parameters.
    pub(super) fn least(&self) -> f64 {
        self.a.min(self.b)
    }

    /// `a - (a + b) x`: how far x is below the mean, in successes.
    fn lack(&self, (share, rest): (f64, f64)) -> f64 {
        self.a * rest - self.b * share
    }
}

/// The share with log-odds `y`, and the rest, both with all their digits.
fn share_and_rest(y: f64) -> (f64, f64) {
    let odds_of_rarer = exp(-y.abs());
    let common = 1.0 / (1.0 + odds_of_rarer);
    let rarer = odds_of_rarer * common;
    if y > 0.0 { (common, rarer) } else { (rarer, common) }
}

/// Logarithm of the share with log-odds `y`, also where it is too small to be written.
fn ln_of_share(y: f64) -> f64 {
    if y > 0.0 { -libm::log1p(exp(-y)) } else { y - libm::log1p(exp(y)) }
}

impl LogConcave for Beta {
    fn log_density(&self, y: f64) -> f64 {
        let (a, b) = (self.a, self.b);
        let lack = self.lack(share_and_rest(y));
        // Logarithms of x/m and (1-x)/(1-m).
        let ln_ratio = || ln_of_share(y) + libm::log1p(b / a);
        let ln_other_ratio = || ln_of_share(-y) + libm::log1p(a / b);
        self.log_peak + a * log_less_excess(-lack / a, ln_ratio) + b * log_less_excess(lack / b, ln_other_ratio)
    }

    fn slope(&self, y: f64) -> f64 {
        self.lack(share_and_rest(y))
    }

    fn curvature(&self, y: f64) -> f64 {
        let (share, rest) = share_and_rest(y);
        (self.a + self.b) * share * rest
    }

    fn mode(&self) -> f64 {
        libm::log(self.a / self.b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{Beta as Oracle, ContinuousCDF};

    /// a, b, u and the log-odds of the quantile, in 40 digits by mpmath 1.3 (`betainc`, or, above 2,000,
    /// `quad` of the density) and rounded.
    #[rustfmt::skip]
    const KNOWN: &[(f64, f64, f64, f64)] = &[
        (0.5, 0.5, 1e-10, -45.14853644930201),
        (0.5, 0.5, 0.001, -12.91234350245035),
        (0.5, 0.5, 0.95, 5.084180872121111),
        (0.5, 10000000.0, 1e-10, -62.411361961109726),
        (0.5, 10000000.0, 0.001, -30.17517013559405),
        (0.5, 10000000.0, 0.5, -17.598840394346638),
        (0.5, 10000000.0, 0.95, -15.465390514803925),
        (20.5, 980.5, 1e-10, -5.731928782216502),
        (20.5, 980.5, 0.001, -4.6645453847511025),
        (20.5, 980.5, 0.5, -3.8836424560653127),
        (20.5, 980.5, 0.95, -3.534612402976667),
        (2.0, 3.0, 1e-10, -12.408798395415989),
        (2.0, 3.0, 0.001, -4.327933805818985),
        (2.0, 3.0, 0.5, -0.46530719160847783),
        (2.0, 3.0, 0.95, 1.106068190948053),
        (10000000.0, 10000000.0, 1e-10, -0.00284487865240404),
        (10000000.0, 10000000.0, 0.001, -0.0013819939728355278),
        (10000000.0, 10000000.0, 0.95, 0.0007356009220676269),
        (0.5, 50.5, 1e-10, -50.210289257256214),
        (0.5, 50.5, 0.001, -17.974097423932243),
        (0.5, 50.5, 0.5, -5.395505391670603),
        (0.5, 50.5, 0.95, -3.2451616838757573),
        (10000000.0, 0.5, 1e-10, 13.077832242987784),
        (10000000.0, 0.5, 0.001, 14.42914723038922),
        (10000000.0, 0.5, 0.5, 17.598840394346638),
        (10000000.0, 0.5, 0.95, 22.349814278456137),
        (3000.5, 7000000.0, 1e-10, -7.873450953617798),
        (3000.5, 7000000.0, 0.001, -7.811962478719163),
        (3000.5, 7000000.0, 0.5, -7.754997535542853),
        (3000.5, 7000000.0, 0.95, -7.725110912122562),
        (1.2, 4.8, 1e-10, -20.69589327222256),
        (1.2, 4.8, 0.001, -7.262234644981264),
        (1.2, 4.8, 0.5, -1.6149485764880713),
        (1.2, 4.8, 0.95, -0.007062367129178682),
        (200.5, 300.5, 1e-10, -1.001025753293338),
        (200.5, 300.5, 0.001, -0.6902589890658258),
        (200.5, 300.5, 0.5, -0.40518721641137373),
        (200.5, 300.5, 0.95, -0.2557928420318532),
    ];

    /// Beta laws from U-shaped to a needle, and as lopsided as counts get.
    const SHAPES: [(f64, f64); 12] = [
        (0.5, 0.5),
        (0.5, 1e7),
        (1e7, 0.5),
        (0.05, 3.0),
        (1.0, 1.0),
        (2.0, 3.0),
        (20.5, 980.5),
        (0.5, 50.5),
        (1.5, 1e5),
        (200.5, 300.5),
        (3000.5, 7e6),
        (1e7, 1e7),
    ];

    #[test]
    fn quantiles_are_those_of_forty_digit_arithmetic() {
        for &(a, b, u, log_odds) in KNOWN {
            let law = Beta::new(a, b).unwrap();
            let found = law.quantile_log_odds(u);
            // The density is known to about 1e-16 (a + b) lack / a, at worst sqrt(a) 1e-16 = 3e-13; an
            // error of that size in ln u moves the quantile by that share of the law's width.
            let width = 1.0 / libm::sqrt(law.curvature(law.mode()));
            let tolerance = 4.0 * f64::EPSILON * log_odds.abs() + 3e-13 * width;
            assert!((found - log_odds).abs() <= tolerance, "{a} {b} {u}: {found}, not {log_odds}");
        }
    }

    #[test]
    fn the_cdf_undoes_the_quantile() {
        for (a, b) in SHAPES {
            let law = Beta::new(a, b).unwrap();
            for u in [1e-10, 1e-6, 0.001, 0.05, 0.3, 0.5, 0.6, 0.95, 0.999, 1.0 - 1e-10] {
                // On log-odds: near 1 a share of 1 in 10^7 is lost in the rounding of x.
                let back = libm::exp(log_tail(&law, law.quantile_log_odds(u), Tail::Lower));
                assert!((back - u).abs() < 1e-12 * u.max(1e-3), "{a} {b} {u}: {back}");
            }
        }
    }

    #[test]
    fn the_cdf_agrees_with_statrs() {
        for (a, b) in SHAPES.into_iter().filter(|&(a, b)| a + b < 1e6) {
            let (ours, oracle) = (Beta::new(a, b).unwrap(), Oracle::new(a, b).unwrap());
            for u in [0.001, 0.2, 0.5, 0.8, 0.999] {
                let x = ours.quantile(u);
                // Its continued fraction takes ln Γ(a + b), with up to 20 digits before the point.
                assert!((ours.cdf(x) - oracle.cdf(x)).abs() < 1e-9, "{a} {b} {x}");
            }
        }
    }

    #[test]
    fn closed_forms_come_out() {
        for u in [1e-10, 0.01, 0.4, 0.9, 1.0 - 1e-9] {
            let arcsine = Beta::new(0.5, 0.5).unwrap().quantile(u);
            let sine = libm::sin(0.5 * std::f64::consts::PI * u);
            assert!((arcsine / (sine * sine) - 1.0).abs() < 1e-14);
            let power = Beta::new(4.0, 1.0).unwrap().quantile(u);
            assert!((power / libm::pow(u, 0.25) - 1.0).abs() < 1e-14);
        }
        // x = u^500, so small that its log-odds are its logarithm; 1e-5000 could not even be written.
        for u in [1e-10, 0.01, 0.4] {
            let tiny = Beta::checked(0.002, 1.0).quantile_log_odds(u);
            assert!((tiny / (500.0 * libm::log(u)) - 1.0).abs() < 1e-13, "{u}: {tiny}");
        }
    }

    #[test]
    fn the_ends_of_the_range_have_no_probability_beyond_them() {
        let law = Beta::new(2.0, 3.0).unwrap();
        assert_eq!([-0.1, 0.0, 1.0, 1.1].map(|x| law.cdf(x)), [0.0, 0.0, 1.0, 1.0]);
        assert!(law.cdf(f64::NAN).is_nan());
    }

    #[test]
    fn parameters_of_zero_or_far_out_are_refused() {
        for (a, b) in [(0.0, 1.0), (1.0, -1.0), (f64::NAN, 1.0), (1.0, f64::INFINITY), (0.04, 1.0), (1.0, 1e16)] {
            assert!(Beta::new(a, b).is_err(), "{a} {b}");
        }
    }

    #[test]
    fn tables_of_student_and_fisher_come_out() {
        // T^2 / (n + T^2) is Beta(1/2, n/2); every table has t = 2.2281 for 10 degrees, 97.5%.
        let share = Beta::new(0.5, 5.0).unwrap().quantile(0.95);
        assert!((libm::sqrt(10.0 * share / (1.0 - share)) - 2.2281).abs() < 5e-5);
        // m F / (n + m F) is Beta(m/2, n/2); every table has F = 3.3258 for (5, 10) degrees, 95%.
        let share = Beta::new(2.5, 5.0).unwrap().quantile(0.95);
        assert!((2.0 * share / (1.0 - share) - 3.3258).abs() < 5e-5);
    }
}
