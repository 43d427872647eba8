//! A law cut to a range: what is known besides is that the value lies in it.
//!
//! `q'(u) = q(F(low) + u (F(high) - F(low)))`. The mean is `∫ q'(u) du`, on z = normal quantile of u,
//! where the integrand of a continuous family is smooth up to the kinks it names.

use super::law::Law;
use super::special::{integrate, normal_density};
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
    /// The law cut to `[low, high]`; `None` if it has no probability there.
    pub(super) fn new(law: &Law, low: f64, high: f64) -> Option<Self> {
        let (smallest, largest) = law.support();
        let (low, high) = (low.max(smallest), high.min(largest));
        let below = law.cdf(low);
        let inside = law.cdf(high) - below;
        // One value is no continuous law; a share of 1e-12 is a defect of the other 1 - 1e-12.
        (low < high && inside > 1e-12).then(|| Self {
            law: Box::new(law.clone()),
            low,
            high,
            below,
            inside,
        })
    }

    /// Probability that was cut off.
    pub(super) fn share_cut(&self) -> f64 {
        1.0 - self.inside
    }

    /// The value that is not exceeded with probability `u`.
    pub fn quantile(&self, u: f64) -> f64 {
        self.law
            .quantile(self.level(u))
            .max(self.low)
            .min(self.high)
    }

    /// The level of the uncut law at level `u` of this one.
    #[inline(always)]
    pub(super) fn level(&self, u: f64) -> f64 {
        self.below + u * self.inside
    }

    /// Probability of at most `x`.
    pub fn cdf(&self, x: f64) -> f64 {
        if x >= self.high {
            1.0
        } else {
            ((self.law.cdf(x) - self.below) / self.inside).max(0.0)
        }
    }

    /// Where the quantile function has a kink, if it has one that was not cut off.
    pub(super) fn kink(&self) -> Option<f64> {
        let level = (self.law.kink()? - self.below) / self.inside;
        (0.0 < level && level < 1.0).then_some(level)
    }

    /// The ends of the range that is left.
    pub fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }
}

/// Beyond this many standard deviations lies 2e-16 of the probability, less than `1 - u` can resolve.
const FAR: f64 = 8.2;

impl Truncated {
    /// Expected value.
    pub fn mean(&self) -> f64 {
        let ends = (
            normal_quantile(self.below),
            normal_quantile(self.below + self.inside),
        );
        if self.high == f64::INFINITY {
            // A heavy upper tail is left to the family's own closed form.
            (self.law.mean() - self.partial_mean(-FAR, ends.0)) / self.inside
        } else {
            self.partial_mean(ends.0, ends.1) / self.inside
        }
    }

    /// `∫ q(Φ(z)) φ(z) dz` of the uncut law between two points.
    fn partial_mean(&self, from: f64, to: f64) -> f64 {
        let (from, to) = (from.clamp(-FAR, FAR), to.clamp(-FAR, FAR));
        let kink = self.law.kink().map_or(0.0, normal_quantile).clamp(from, to);
        self.smooth_part(from, kink) + self.smooth_part(kink, to)
    }

    fn smooth_part(&self, from: f64, to: f64) -> f64 {
        let n_panels = libm::ceil((to - from) / 0.25) as u32;
        let width = (to - from) / f64::from(n_panels.max(1));
        let f = |z: f64| self.law.quantile(normal_cdf(z)) * normal_density(z);
        let panel = |i: u32| from + width * f64::from(i);
        (0..n_panels)
            .map(|i| integrate(panel(i), panel(i + 1), f))
            .sum()
    }
}
