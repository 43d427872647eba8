//! A law cut to a range: what is known besides is that the value lies in it.
//!
//! `q'(u) = q(F(low) + u (F(high) - F(low)))`. The mean is `∫ q'(u) du`, on z = normal quantile of u,
//! where the integrand of a continuous family is smooth up to the kinks it names.

use super::law::Law;
use super::special::{integrate, normal_density};
use super::table::Tabulated;
use crate::base::math::{normal_cdf, normal_quantile};

/// A continuous law, cut.
#[derive(Debug, Clone, PartialEq)]
pub struct Truncated {
    pub(super) law: Box<Law>,
    low: f64,
    high: f64,
    /// Probability below `low`.
    pub(super) below: f64,
    /// Probability of `[low, high]`, above 0.
    pub(super) inside: f64,
}

impl Truncated {
    /// The law cut to `[low, high]`, and the share cut off; `None` if it has no probability there.
    pub(super) fn cut(law: &Law, low: f64, high: f64) -> Option<(Self, f64)> {
        // A law that was cut before is cut anew from the whole.
        let (whole, formerly_inside) = match law {
            Law::Truncated(former) => (former.law.as_ref(), former.inside),
            _ => (law, 1.0),
        };
        let (smallest, largest) = law.support();
        let (low, high) = (low.max(smallest), high.min(largest));
        let below = whole.cdf(low);
        let inside = whole.cdf(high) - below;
        // A law of which less than 1e-12 is left is lost in the rounding of the rest.
        if !(low < high && inside > 1e-12) {
            return None;
        }
        let law = Box::new(whole.clone());
        let share = (1.0 - inside / formerly_inside).max(0.0);
        Some((Self { law, low, high, below, inside }, share))
    }

    /// The value that is not exceeded with probability `u`.
    pub fn quantile(&self, u: f64) -> f64 {
        let value = self.law.quantile(self.below + u * self.inside);
        value.max(self.low).min(self.high)
    }

    /// Probability of at most `x`.
    pub fn cdf(&self, x: f64) -> f64 {
        if x >= self.high { 1.0 } else { ((self.law.cdf(x) - self.below) / self.inside).max(0.0) }
    }

    /// The ends of the range that is left.
    pub fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// Expected value, to about nine digits.
    pub fn mean(&self) -> f64 {
        let whole = Tabulated::new(&self.law);
        let (from, to) = (normal_quantile(self.below), normal_quantile(self.below + self.inside));
        if self.high == f64::INFINITY {
            // A heavy upper tail is left to the family's own closed form.
            (self.law.mean() - self.partial_mean(&whole, -FAR, from)) / self.inside
        } else {
            self.partial_mean(&whole, from, to) / self.inside
        }
    }

    /// `∫ q(Φ(z)) φ(z) dz` of the whole law between two points.
    fn partial_mean(&self, whole: &Tabulated, from: f64, to: f64) -> f64 {
        let (from, to) = (from.clamp(-FAR, FAR), to.clamp(-FAR, FAR));
        let kink = self.law.kink().map_or(0.0, normal_quantile).max(from).min(to);
        integral(whole, from, kink) + integral(whole, kink, to)
    }
}

/// Beyond this many standard deviations lies 8e-11 of the probability, and the tables end.
const FAR: f64 = 6.5;

/// The same where the quantile function has no kink.
fn integral(whole: &Tabulated, from: f64, to: f64) -> f64 {
    let n_panels = libm::ceil((to - from) / 0.25) as u32;
    let width = (to - from) / f64::from(n_panels.max(1));
    let f = |z: f64| whole.at(normal_cdf(z)) * normal_density(z);
    let panel = |i: u32| from + width * f64::from(i);
    (0..n_panels).map(|i| integrate(panel(i), panel(i + 1), f)).sum()
}

#[cfg(test)]
mod tests {
    use super::super::Scale;
    use super::*;

    #[test]
    fn a_normal_law_cut_at_zero_has_the_mean_of_the_textbook() {
        // mean + sd φ(α) / (1 - Φ(α)), α = -mean / sd (Johnson, Kotz & Balakrishnan 1994, 13.10.1).
        let (mean, sd) = (0.1, 0.08);
        let cut = Law::normal(mean, sd).unwrap().cut(0.0, f64::INFINITY);
        let alpha = -mean / sd;
        let expected = mean + sd * normal_density(alpha) / normal_cdf(-alpha);
        assert!((cut.share - normal_cdf(alpha)).abs() < 1e-15);
        assert!((cut.law.mean() / expected - 1.0).abs() < 1e-9, "{} {expected}", cut.law.mean());
    }

    #[test]
    fn cut_on_both_sides_it_is_uniform_again() {
        let cut = Law::uniform(-2.0, 8.0).unwrap().cut(0.0, 6.0);
        assert!((cut.share - 0.4).abs() < 1e-15);
        for u in [0.0, 0.25, 0.5, 1.0] {
            assert!((cut.law.quantile(u) - 6.0 * u).abs() < 1e-14);
            assert!((cut.law.cdf(6.0 * u) - u).abs() < 1e-15);
        }
        assert!((cut.law.mean() - 3.0).abs() < 1e-9);
    }

    #[test]
    fn means_of_cut_laws_are_the_averages_of_their_quantiles() {
        let whole = [
            Law::gamma(0.5, 0.3).unwrap(),
            Law::pert(-0.2, 0.3, 1.5).unwrap(),
            Law::triangular(-0.1, 0.2, 1.4).unwrap(),
            Law::three_quantiles(0.1, 0.2, 0.9, Scale::Log).unwrap(),
        ];
        for law in whole {
            let cut = law.cut(0.0, 1.0).law;
            let fast = Tabulated::new(&cut);
            let n = 100_000;
            let sum: f64 = (0..n).map(|i| fast.at((f64::from(i) + 0.5) / f64::from(n))).sum();
            // The midpoint rule misses by at most the values' whole range / n where they are monotone.
            assert!((cut.mean() - sum / f64::from(n)).abs() < 1.0 / f64::from(n), "{cut:?}");
        }
    }

    #[test]
    fn a_second_cut_counts_what_the_first_had_left() {
        let once = Law::uniform(0.0, 10.0).unwrap().cut(0.0, 8.0).law.cut(2.0, 8.0);
        assert!((once.share - 0.25).abs() < 1e-15, "{}", once.share);
        assert_eq!(once.law.support(), (2.0, 8.0));
        assert!((once.law.median() - 5.0).abs() < 1e-14);
    }

    #[test]
    fn where_nothing_is_left_all_was_cut() {
        let cut = Law::normal(-5.0, 0.1).unwrap().cut(0.0, 1.0);
        assert_eq!((cut.law, cut.share), (Law::Constant(0.0), 1.0));
        let cut = Law::choice(&[(1.0, 1.0), (4.0, 3.0)]).unwrap().cut(2.0, 3.0);
        assert_eq!((cut.law, cut.share), (Law::Constant(3.0), 1.0));
    }

    #[test]
    fn a_choice_loses_the_values_outside_and_keeps_those_on_the_ends() {
        let cut = Law::choice(&[(0.0, 1.0), (1.0, 1.0), (2.0, 2.0)]).unwrap().cut(0.0, 1.0);
        assert_eq!((cut.law, cut.share), (Law::data(&[0.0, 1.0]).unwrap(), 0.5));
    }
}
