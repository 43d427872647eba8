//! The quantile function of a log-concave law as a curve over z, tabulated once.
//!
//! g(z) is the quantile at u = Φ(z), on the line where the law is log-concave (log-odds of a share, logarithm
//! of an amount). There it is smooth, nearly straight, and has derivatives that cost nothing: with the
//! density exp(h),
//! `g' = φ(z) / exp(h(g))`, `g'' = g' (-z - h'(g) g')`.
//! Between two nodes it is the quintic that has both nodes' values and first two derivatives; its error
//! is `g^(6) step^6 / 46080`, 1.3e-12 of a sixth derivative of 1.
//!
//! The nodes are found one from the other: Taylor's prediction, then a step of Newton's method with the
//! probability in between by one Gauss-Legendre rule. Both marches begin in a far tail and add up, so the
//! tails keep their relative accuracy.

use super::log_concave::{LogConcave, Tail, log_tail, tail_quantile};
use super::special::{integrate, normal_density};
use crate::base::lanes::{LANES, Lanes};
use crate::base::math::normal_cdf;

/// The curve covers `|z| <= REACH`: all that a uniform of 32 bits can ask (`|z| < 6.34`).
pub(super) const REACH: f64 = 6.5;

/// A quintic per interval, six coefficients from the constant one upwards, padded to a cache line.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C, align(64))]
struct Quintic([f64; 8]);

/// A tabulated curve.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Curve {
    steps_per_unit: f64,
    intervals: Vec<Quintic>,
}

/// A point of the curve with its first two derivatives in z.
#[derive(Debug, Clone, Copy)]
struct Node {
    value: f64,
    first: f64,
    second: f64,
}

impl Curve {
    /// Tabulates the curve of a law.
    ///
    /// * `least_shape`: the least of its shape parameters. Below 1/2, where no count leads, its tails
    ///   bend so sharply into each other that the nodes are set four times as close.
    pub(super) fn new(law: &impl LogConcave, least_shape: f64) -> Self {
        let steps_per_unit = if least_shape < 0.5 { 64.0 } else { 16.0 };
        let mut nodes = march(law, Tail::Lower, steps_per_unit);
        // The upper march comes down to the median too; the lower one's is as good.
        nodes.extend(march(law, Tail::Upper, steps_per_unit).into_iter().rev().skip(1));
        let between = |ends: &[Node]| Quintic::between(ends[0], ends[1], 1.0 / steps_per_unit);
        let intervals = nodes.windows(2).map(between).collect();
        Self { steps_per_unit, intervals }
    }

    /// The curve at each lane's z, `|z| <= REACH`; elsewhere what the outermost quintic happens to give.
    #[inline(always)]
    pub(super) fn at_lanes(&self, z: &Lanes) -> Lanes {
        let (mut local, mut terms) = (Lanes::ZERO, [Lanes::ZERO; 6]);
        let last = self.intervals.len() - 1;
        for lane in 0..LANES {
            let place = (z.0[lane] + REACH) * self.steps_per_unit;
            // A saturating conversion: what is not a place is put at an end.
            let i = (place as usize).min(last);
            local.0[lane] = place - i as f64;
            let Quintic(quintic) = &self.intervals[i];
            for (term, coefficient) in terms.iter_mut().zip(quintic) {
                term.0[lane] = *coefficient;
            }
        }
        let mut sum = terms[5];
        for term in terms[..5].iter().rev() {
            sum = sum * local + *term;
        }
        sum
    }
}

impl Quintic {
    /// Hermite's quintic in t = 0..1 between two nodes whose z are a step apart.
    fn between(left: Node, right: Node, step: f64) -> Self {
        let (slope, half_bend) = (step * left.first, 0.5 * step * step * left.second);
        // What a parabola through the left node lacks at the right one: value, slope, bend.
        let value = right.value - left.value - slope - half_bend;
        let tilt = step * right.first - slope - 2.0 * half_bend;
        let bend = step * step * right.second - 2.0 * half_bend;
        Self([
            left.value,
            slope,
            half_bend,
            10.0 * value - 4.0 * tilt + 0.5 * bend,
            -15.0 * value + 7.0 * tilt - bend,
            6.0 * value - 3.0 * tilt + 0.5 * bend,
            0.0,
            0.0,
        ])
    }
}

/// The nodes from one end to the median, both included.
fn march(law: &impl LogConcave, tail: Tail, steps_per_unit: f64) -> Vec<Node> {
    let outwards = tail.sign();
    let n_steps = (REACH * steps_per_unit) as usize;
    let z_at = |i: usize| outwards * (REACH - i as f64 / steps_per_unit);
    let mut y = tail_quantile(law, normal_cdf(-REACH), tail);
    let mut mass = libm::exp(log_tail(law, y, tail));
    let mut nodes = vec![Node::at(law, z_at(0), y)];
    for i in 1..=n_steps {
        let before = y;
        let target = normal_cdf(-outwards * z_at(i));
        y = predicted(law, z_at(i - 1), y, -outwards / steps_per_unit);
        // Cubic convergence from an error of about 1e-6; lopsided laws may need a second round.
        for _ in 0..4 {
            let between = (y - before) * -outwards;
            let added = -outwards * integrate(before, y, |y| libm::exp(law.log_density(y)));
            let lack = (target - mass - added) * libm::exp(-law.log_density(y)) * -outwards;
            let correction = lack * (1.0 - 0.5 * law.slope(y) * lack);
            y += correction;
            if correction.abs() <= 1e-6 * between {
                break;
            }
        }
        mass = target;
        nodes.push(Node::at(law, z_at(i), y));
    }
    nodes
}

/// Taylor's prediction of the curve at `z + step` to third order.
fn predicted(law: &impl LogConcave, z: f64, y: f64, step: f64) -> f64 {
    let Node { value, first, second } = Node::at(law, z, y);
    // g'' = g' q with q = -z - h'(g) g'
    let q = second / first;
    let q_slope = -1.0 + law.curvature(y) * first * first - law.slope(y) * second;
    let third = second * q + first * q_slope;
    value + step * (first + step * (second / 2.0 + step * third / 6.0))
}

impl Node {
    fn at(law: &impl LogConcave, z: f64, y: f64) -> Self {
        let first = normal_density(z) * libm::exp(-law.log_density(y));
        Self { value: y, first, second: first * (-z - law.slope(y) * first) }
    }
}
