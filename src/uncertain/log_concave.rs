//! Probabilities and quantiles of a law whose density is log-concave and known only point by point.
//!
//! The beta law on log-odds and the gamma law on the logarithm both have log-concave, analytic densities
//! on the whole line, for every shape. This one page serves both:
//!
//! * a tail on its own side of the mode is a double-exponential quadrature of positive terms (Takahasi &
//!   Mori 1974, with the map s = exp(t - exp(-t)) for integrands that decay like an exponential), so it
//!   keeps its relative accuracy however small it is;
//! * a log-concave density has log-concave tails, so Newton's method on the logarithm of the tail
//!   converges from everywhere: after one step it comes up to the root from one side.

use crate::base::math::{exp, normal_quantile};

/// A log-concave density on the whole line.
pub(super) trait LogConcave {
    /// Natural logarithm of the density at `y`.
    fn log_density(&self, y: f64) -> f64;
    /// Its first derivative.
    fn slope(&self, y: f64) -> f64;
    /// Minus its second derivative, never negative.
    fn curvature(&self, y: f64) -> f64;
    /// Where the density is highest.
    fn mode(&self) -> f64;
}

/// Which end of the line a tail goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tail {
    Lower,
    Upper,
}

impl Tail {
    /// +1 towards the upper end.
    pub(super) fn sign(self) -> f64 {
        match self {
            Self::Lower => -1.0,
            Self::Upper => 1.0,
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Lower => Self::Upper,
            Self::Upper => Self::Lower,
        }
    }
}

/// Natural logarithm of the probability of the tail that begins at `y`.
pub(super) fn log_tail(law: &impl LogConcave, y: f64, tail: Tail) -> f64 {
    if (y - law.mode()) * tail.sign() >= 0.0 {
        log_tail_beyond_mode(law, y, tail)
    } else {
        let other = log_tail_beyond_mode(law, y, tail.other());
        libm::log(-libm::expm1(other))
    }
}

/// Step of the quadrature in t for laws as wide as 1/sqrt([`WIDE`]) or less, and for others, whose upper
/// tails end sharply in comparison: there it is fine enough for a gamma of shape 0.01.
const STEP: f64 = 1.0 / 16.0;
const FINE_STEP: f64 = 1.0 / 32.0;
/// Curvature at the mode, next to the shape of a gamma and half the one of a symmetric beta. No count leads
/// below 1/4.
const WIDE: f64 = 0.2;
/// First t: the map is below 1e-17 before.
const FIRST: f64 = -3.65625;
/// Last t. A tail of shape k reaches 1/k although its width at the mode is 1/sqrt(k): exp(11) is enough for
/// k = 1e-6. Others end long before.
const LAST: f64 = 11.0;

/// The same where the density only falls from `y` on.
fn log_tail_beyond_mode(law: &impl LogConcave, y: f64, tail: Tail) -> f64 {
    let at = law.log_density(y);
    // How far the tail reaches: an exponential's or a normal law's own length.
    let decay = law.slope(y).abs().max(libm::sqrt(law.curvature(y)));
    let step = if law.curvature(law.mode()) < WIDE { FINE_STEP } else { STEP };
    let (mut t, mut sum) = (FIRST, 0.0);
    while t <= LAST {
        let inner = exp(-t);
        let s = exp(t - inner);
        let fallen = law.log_density(y + tail.sign() * s / decay) - at;
        let term = s * (1.0 + inner) * exp(fallen);
        sum += term;
        // Once the tail has fallen off, by far faster than the map grows, the rest is nothing.
        if t > 0.0 && term < 1e-19 * sum {
            break;
        }
        t += step;
    }
    at + libm::log(sum * step / decay)
}

/// Where the tail has the probability `p`, 0 < p < 1.
pub(super) fn tail_quantile(law: &impl LogConcave, p: f64, tail: Tail) -> f64 {
    let target = libm::log(p);
    let mode = law.mode();
    let width = 1.0 / libm::sqrt(law.curvature(mode));
    // Begins as if the law were normal.
    let mut y = mode + outward_step(law, mode, -normal_quantile(p) * width, tail);
    // Five steps do for ordinary laws, twenty for the widest; the bound only keeps a defect from hanging.
    for _ in 0..200 {
        let log_p = log_tail(law, y, tail);
        // d ln(tail) / dy = density / tail, falling for the upper tail.
        let rate = libm::exp(law.log_density(y) - log_p);
        let step = outward_step(law, y, (log_p - target) / rate, tail);
        y += step;
        // The error after Newton's step is of the order of its square.
        if step.abs() * rate.max(1.0 / width) < 1e-8 {
            break;
        }
    }
    y
}

/// A step outwards, cut short where the density bends: there a tangent overshoots, and the way back, where the
/// tail falls like exp(-exp(y)), is long.
fn outward_step(law: &impl LogConcave, y: f64, outwards: f64, tail: Tail) -> f64 {
    // No tail goes further: the widest law, of shape 1/100, has its 1e-300 at -70,000.
    let mut step = outwards.min(1e5);
    while step > 1e-12 && law.curvature(y + tail.sign() * step) * step * step > 16.0 {
        step *= 0.5;
    }
    tail.sign() * step
}
