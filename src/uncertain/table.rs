//! Laws made ready to be asked millions of times.
//!
//! An inverse beta function takes tens of microseconds, a draw of people nanoseconds: asked directly, the
//! inputs would cost more than the simulation. [`Tabulated`] answers in a few nanoseconds, sixteen
//! replications at a time: normal, uniform and triangular laws from their formulas, beta and gamma from
//! a [curve](super::curve) over the normal quantile z of u. Beyond the curve, where u is further out than a
//! uniform of 32 bits gets, the quantile function itself is asked.
//!
//! Additions, multiplications and divisions only: the bits are the same on every instruction set.

use super::choice::Choice;
use super::curve::{Curve, REACH};
use super::law::Law;
use super::normal::ScaledNormal;
use super::scale::{Scale, logistic};
use super::triangular::Triangular;
use super::uniform::Uniform;
use crate::base::lanes::{LANES, Lanes};
use crate::base::math::{exp, normal_quantiles};

/// A law whose quantiles are cheap.
///
/// # Example
/// ```
/// # use flywheel::uncertain::{Law, Tabulated};
/// let law = Law::counted(20.0, 1000.0)?;
/// let fast = Tabulated::new(&law);
/// assert!((fast.at(0.3) / law.quantile(0.3) - 1.0).abs() < 1e-9);
/// # Ok::<(), flywheel::uncertain::LawError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Tabulated {
    /// Level of the uncut law: `below + u * inside`.
    below: f64,
    inside: f64,
    /// Ends of the range it was cut to.
    low: f64,
    high: f64,
    form: Form,
}

/// How a quantile is found.
#[derive(Debug, Clone, PartialEq)]
enum Form {
    Constant(f64),
    Normal(ScaledNormal),
    Uniform(Uniform),
    Triangular(Triangular),
    Choice(Choice),
    /// `offset + factor * f(curve)`, with f the logistic function (shares) or exp (amounts).
    Curve {
        curve: Curve,
        scale: Scale,
        offset: f64,
        factor: f64,
        law: Box<Law>,
    },
}

impl Tabulated {
    /// Prepares a law: about a millisecond for beta, PERT and gamma, nothing for others.
    pub fn new(law: &Law) -> Self {
        let (low, high) = law.support();
        let (below, inside, whole) = match law {
            Law::Truncated(cut) => (cut.below, cut.inside, cut.law.as_ref()),
            _ => (0.0, 1.0, law),
        };
        Self { below, inside, low, high, form: Form::of(whole) }
    }

    /// The quantile at `u`, bit for bit that of [`Tabulated::at_lanes`].
    pub fn at(&self, u: f64) -> f64 {
        self.at_lanes(&Lanes::splat(u)).0[0]
    }

    /// The quantile at each lane's `u`, 0 < u < 1.
    #[inline(always)]
    pub fn at_lanes(&self, u: &Lanes) -> Lanes {
        let level = u.map(|u| self.below + u * self.inside);
        let value = self.form.at_lanes(&level);
        // Rounding may step over an end.
        value.max(Lanes::splat(self.low)).min(Lanes::splat(self.high))
    }
}

impl Form {
    fn of(law: &Law) -> Self {
        let curve = |curve, scale, offset, factor| {
            let law = Box::new(law.clone());
            Self::Curve { curve, scale, offset, factor, law }
        };
        match law {
            Law::Constant(value) => Self::Constant(*value),
            Law::Normal(normal) => Self::Normal(normal.clone()),
            Law::Uniform(uniform) => Self::Uniform(uniform.clone()),
            Law::Triangular(triangular) => Self::Triangular(triangular.clone()),
            Law::Choice(choice) => Self::Choice(choice.clone()),
            Law::Beta(beta) => curve(Curve::new(beta, beta.least()), Scale::LogOdds, 0.0, 1.0),
            Law::Pert(pert) => {
                let least = pert.beta.least();
                curve(Curve::new(&pert.beta, least), Scale::LogOdds, pert.min, pert.width)
            }
            Law::Gamma(gamma) => curve(Curve::new(gamma, gamma.shape()), Scale::Log, 0.0, gamma.mean()),
            // A cut law holds the whole one, never another cut.
            Law::Truncated(cut) => Self::of(&cut.law),
        }
    }

    #[inline(always)]
    fn at_lanes(&self, u: &Lanes) -> Lanes {
        match self {
            Self::Constant(value) => Lanes::splat(*value),
            Self::Normal(normal) => normal_at(normal, &normal_quantiles(u)),
            Self::Uniform(uniform) => u.map(|u| uniform.quantile(u)),
            Self::Triangular(triangular) => u.map(|u| triangular.quantile(u)),
            Self::Choice(choice) => u.map(|u| choice.quantile(u)),
            Self::Curve { curve, scale, offset, factor, law } => {
                let z = normal_quantiles(u);
                let y = curve.at_lanes(&z);
                let value = match scale {
                    Scale::LogOdds => shares(&y),
                    _ => exponentials(&y),
                };
                let value = value.map(|value| offset + factor * value);
                let n_beyond: u64 = z.0.iter().map(|z| u64::from(is_beyond(*z))).sum();
                if n_beyond == 0 { value } else { beyond_the_curve(law, u, &z, value) }
            }
        }
    }
}

/// A scaled normal at the lanes' z, with the choice of the scale outside of the loop.
#[inline(always)]
fn normal_at(normal: &ScaledNormal, z: &Lanes) -> Lanes {
    let ScaledNormal { scale, centre, below, above } = normal;
    let y = z.map(|z| centre + z * if z > 0.0 { *above } else { *below });
    match scale {
        Scale::Plain => y,
        Scale::Log => exponentials(&y),
        Scale::LogOdds => shares(&y),
    }
}

/// exp of every lane.
///
/// A loop of its own: a function handed to [`Lanes::map`] by its name is called and not inlined, and so not
/// compiled for the caller's instruction set.
#[inline(always)]
fn exponentials(x: &Lanes) -> Lanes {
    let mut out = Lanes::ZERO;
    for lane in 0..LANES {
        out.0[lane] = exp(x.0[lane]);
    }
    out
}

/// The shares whose log-odds are the lanes.
#[inline(always)]
fn shares(log_odds: &Lanes) -> Lanes {
    let mut out = Lanes::ZERO;
    for lane in 0..LANES {
        out.0[lane] = logistic(log_odds.0[lane]);
    }
    out
}

/// Whether the curve does not reach as far.
#[inline(always)]
fn is_beyond(z: f64) -> bool {
    z.abs() > REACH
}

/// Asks the law itself in the lanes that are beyond the curve.
#[cold]
#[inline(never)]
fn beyond_the_curve(law: &Law, u: &Lanes, z: &Lanes, mut value: Lanes) -> Lanes {
    for lane in 0..LANES {
        if is_beyond(z.0[lane]) {
            value.0[lane] = law.quantile(u.0[lane]);
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::isa::{Isa, Job, available, dispatch_on};
    use crate::base::math::normal_cdf;

    /// Laws of every family and of all sorts of shapes that a scenario may hold.
    fn laws() -> Vec<Law> {
        let shares = [
            (0.5, 0.5),
            (0.5, 1e7),
            (1e7, 0.5),
            (0.05, 3.0),
            (0.05, 0.05),
            (0.05, 1e15),
            (1.0, 1.0),
            (2.0, 3.0),
            (20.5, 980.5),
            (1.5, 1e5),
            (3000.5, 7e6),
            (1e7, 1e7),
        ];
        let amounts = [(10.0, 10.0), (1.0, 10.0), (1.0, 2.0), (49.0, 5.0), (1e6, 1e4), (1.0, 3e-4)];
        let mut laws: Vec<_> = shares.into_iter().map(|(a, b)| Law::beta(a, b)).collect();
        laws.extend(amounts.into_iter().map(|(mean, sd)| Law::gamma(mean, sd)));
        laws.extend([
            Law::pert(2.0, 3.0, 9.0),
            Law::pert(0.0, 0.0, 1.0),
            Law::normal(0.02, 0.06),
            Law::lognormal(100.0, 250.0),
            Law::interval(0.05, 0.09, Scale::LogOdds),
            Law::three_quantiles(40.0, 49.0, 80.0, Scale::Log),
            Law::factor_interval(0.95, 0.8),
            Law::uniform(-1.0, 3.0),
            Law::triangular(1.0, 2.0, 5.0),
            Law::choice(&[(6.0, 3.0), (12.0, 1.0)]),
            Law::data(&[3.0, 1.0, 2.0]),
        ]);
        let mut laws: Vec<_> = laws.into_iter().map(Result::unwrap).collect();
        laws.push(Law::gamma(0.5, 0.2).unwrap().cut(0.0, 1.0).law);
        laws.push(Law::normal(0.1, 0.06).unwrap().cut(0.0, 1.0).law);
        laws.push(Law::Constant(7.0));
        laws
    }

    #[test]
    fn a_table_is_the_quantile_function_to_nine_digits() {
        for law in laws() {
            let fast = Tabulated::new(&law);
            // Irrational to the nodes, so that every place between two of them is met.
            for i in -134..=134 {
                let u = normal_cdf(f64::from(i) * 0.0473);
                let (found, expected) = (fast.at(u), law.quantile(u));
                // Below its least normal number the exponential function gives 0.
                assert!(
                    (found - expected).abs() <= 1e-9 * expected.abs() + f64::MIN_POSITIVE,
                    "{law:?} {u}: {found}, not {expected}"
                );
            }
        }
    }

    #[test]
    fn beyond_the_curve_the_quantile_function_answers() {
        for law in laws() {
            let fast = Tabulated::new(&law);
            for u in [0.0, 1e-300, 1e-13, 1.0 - 1e-13, 1.0] {
                let (found, expected) = (fast.at(u), law.quantile(u));
                let tolerance = 1e-14 * law.median().abs().max(expected.abs());
                assert!(
                    found == expected || (found - expected).abs() <= tolerance,
                    "{law:?} {u}: {found}, not {expected}"
                );
            }
        }
    }

    #[test]
    fn a_greater_u_never_gives_a_smaller_value() {
        // Neighbours on the grid of the points, where rounding could turn them round: around each node.
        let step = 1.0 / 4_294_967_296.0;
        for law in laws() {
            let fast = Tabulated::new(&law);
            for i in -90..=90 {
                let node = (normal_cdf(f64::from(i) / 16.0) / step).round();
                let around: Vec<_> = (-4..4).map(|k| fast.at((node + f64::from(k) + 0.5) * step)).collect();
                assert!(around.is_sorted(), "{law:?} node {i}: {around:?}");
            }
        }
    }

    struct Ask<'a>(&'a Tabulated, Lanes);

    impl Job for Ask<'_> {
        type Out = Lanes;
        #[inline(always)]
        fn run<I: Isa>(self, _: I) -> Lanes {
            self.0.at_lanes(&self.1)
        }
    }

    #[test]
    fn every_instruction_set_gives_the_same_bits() {
        let u = Lanes(std::array::from_fn(|lane| normal_cdf(0.8 * lane as f64 - 6.1)));
        for law in laws() {
            let fast = Tabulated::new(&law);
            let one_by_one = u.0.map(|u| fast.at(u).to_bits());
            for set in available() {
                let together = dispatch_on(set, Ask(&fast, u)).unwrap();
                assert_eq!(together.0.map(f64::to_bits), one_by_one, "{set:?} {law:?}");
            }
        }
    }
}
