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

/// Step of the quadrature in t: fine enough for the sharp end of the upper tail of a gamma of shape 0.01.
const STEP: f64 = 1.0 / 32.0;
/// First point: the map is below 1e-17 before.
const FIRST: i32 = -117;
/// Last point. A tail of shape k reaches 1/k although its width at the mode is 1/sqrt(k): exp(11) is
/// enough for k = 1e-6. Others end long before.
const LAST: i32 = 352;

/// The same where the density only falls from `y` on.
fn log_tail_beyond_mode(law: &impl LogConcave, y: f64, tail: Tail) -> f64 {
    let at = law.log_density(y);
    // How far the tail reaches: an exponential's or a normal law's own length.
    let decay = law.slope(y).abs().max(libm::sqrt(law.curvature(y)));
    let mut sum = 0.0;
    for i in FIRST..=LAST {
        let t = STEP * f64::from(i);
        let inner = libm::exp(-t);
        let s = libm::exp(t - inner);
        let fallen = law.log_density(y + tail.sign() * s / decay) - at;
        let term = s * (1.0 + inner) * libm::exp(fallen);
        sum += term;
        // Once the tail has fallen off, by far faster than the map grows, the rest is nothing.
        if t > 0.0 && term < 1e-19 * sum {
            break;
        }
    }
    at + libm::log(sum * STEP / decay)
}

/// Where the tail has the probability `p`, 0 < p < 1.
pub(super) fn tail_quantile(law: &impl LogConcave, p: f64, tail: Tail) -> f64 {
    let target = libm::log(p);
    let mut y = law.mode();
    // A dozen steps do for every p that a uniform takes; the bound only keeps a defect from hanging.
    for _ in 0..200 {
        let log_p = log_tail(law, y, tail);
        // d ln(tail) / dy = density / tail, falling for the upper tail.
        let rate = libm::exp(law.log_density(y) - log_p);
        let width = 1.0 / libm::sqrt(law.curvature(y));
        // Outwards, where the density bends, a tangent overshoots: at most two widths at once.
        let step = ((log_p - target) / rate).min(2.0 * width);
        y += tail.sign() * step;
        // The error after Newton's step is of the order of its square.
        if step.abs() * rate.max(1.0 / width) < 1e-8 {
            break;
        }
    }
    y
}
