//! What acts on a probability after its unit was converted: docs/model.md, "Effective probability".
//!
//! In this order: changes and season (a factor), frictions, changes of initiatives, events and feedback (a
//! factor), noise on the log-odds. The cap at 100% comes after all of them.
//!
//! A friction that holds back the share f of those who would otherwise go is in the written rate: with f'
//! left of it `p' = p (1 - f') / (1 - f)`. One that pushes people out with the probability f is in it as
//! well: without it the rate would be `q = (p - f) / (1 - f)`; with f' it is `q + f' (1 - q)`, and the other
//! ways are taken by `(1 - f') / (1 - f)` as many. f is the friction when the rate was measured, f' what is left of the
//! one that there is now.

use crate::base::lanes::{LANES, Lanes};
use crate::program::{Chain, Drag};

/// Lets the effects of all exits of a stage act on their probabilities.
pub fn act(
    chains: &[Chain],
    numbers: &[Lanes],
    noise: &[Lanes],
    effective: &mut [Lanes],
    scaled: &mut Lanes,
    blurred: &impl Fn(Lanes, Lanes, Lanes) -> Lanes,
) {
    for (p, chain) in effective.iter_mut().zip(chains) {
        if let Some(scale) = chain.scale {
            *p *= numbers[scale].max(Lanes::ZERO);
        }
        if chain.drags.iter().any(|drag| drag.pushes.is_none()) {
            hold_back(p, &chain.drags, numbers, scaled);
        }
    }
    for (exit, chain) in chains.iter().enumerate() {
        if chain.drags.iter().any(|drag| drag.pushes.is_some()) {
            push_out(exit, &chain.drags, numbers, effective, scaled);
        }
    }
    for (p, chain) in effective.iter_mut().zip(chains) {
        if let Some(factor) = chain.factor {
            *p *= numbers[factor].max(Lanes::ZERO);
        }
        if let Some((sd, z)) = chain.volatility {
            *p = blurred(*p, numbers[sd], noise[z]);
        }
    }
}

/// Frictions on a wanted way: `p (1 - f') / (1 - f)`, with `1 - f` the product over all of them.
fn hold_back(p: &mut Lanes, drags: &[Drag], numbers: &[Lanes], scaled: &mut Lanes) {
    for lane in 0..LANES {
        let (within, beside) = sizes(drags, numbers, lane);
        let mut chance = p.0[lane];
        let (mut f, mut left) = within;
        // Nobody can have been held back who was not there: with p / (1 - f) > 1 the friction is 1 - p.
        if f > 0.0 && chance > 1.0 - f {
            let possible = (1.0 - chance).max(0.0);
            if f > possible * (1.0 + 1e-9) {
                scaled.0[lane] = 1.0;
            }
            left *= possible / f;
            f = possible;
        }
        if f < 1.0 {
            chance *= (1.0 - left) / (1.0 - f);
        }
        p.0[lane] = chance * (1.0 - beside.1);
    }
}

/// Frictions that push people out by exit number `exit`; the others have less to take.
fn push_out(exit: usize, drags: &[Drag], numbers: &[Lanes], effective: &mut [Lanes], scaled: &mut Lanes) {
    for lane in 0..LANES {
        let (within, beside) = pushing(drags, numbers, lane);
        let p = effective[exit].0[lane];
        let (mut f, mut left) = within;
        if f > p {
            if f > p * (1.0 + 1e-9) {
                scaled.0[lane] = 1.0;
            }
            left *= if f > 0.0 { p / f } else { 0.0 };
            f = p;
        }
        let stay = if f < 1.0 { (1.0 - left) / (1.0 - f) * (1.0 - beside.1) } else { 1.0 };
        for (other, chance) in effective.iter_mut().enumerate() {
            // 1 - p' = (1 - q) (1 - f') and 1 - q = (1 - p) / (1 - f).
            chance.0[lane] = if other == exit { 1.0 - (1.0 - p) * stay } else { chance.0[lane] * stay };
        }
    }
}

/// Of the frictions in the written rate, and of those beside it: f and what is left of it.
type Sizes = ((f64, f64), (f64, f64));

fn sizes(drags: &[Drag], numbers: &[Lanes], lane: usize) -> Sizes {
    combined(drags.iter().filter(|drag| drag.pushes.is_none()), |drag| {
        let size = |slot: usize| numbers[slot].0[lane].max(0.0).min(1.0);
        (size(drag.measured), size(drag.size) * size(drag.left))
    })
}

/// The same of those that push, per step; what is left of one is a share of its probability.
fn pushing(drags: &[Drag], numbers: &[Lanes], lane: usize) -> Sizes {
    combined(drags.iter().filter(|drag| drag.pushes.is_some()), |drag| {
        let units = drag.pushes.unwrap_or(1.0);
        let size = |slot: usize| numbers[slot].0[lane].max(0.0).min(1.0);
        let per_step = |size: f64| if units == 1.0 { size } else { -libm::expm1(libm::log1p(-size) * units) };
        (per_step(size(drag.measured)), per_step(size(drag.size)) * size(drag.left))
    })
}

fn combined<'a>(drags: impl Iterator<Item = &'a Drag>, size: impl Fn(&Drag) -> (f64, f64)) -> Sizes {
    let (mut within, mut beside) = ((1.0, 1.0), (1.0, 1.0));
    for drag in drags {
        let (f, left) = size(drag);
        let through = if drag.included { &mut within } else { &mut beside };
        *through = (through.0 * (1.0 - f), through.1 * (1.0 - left));
    }
    ((1.0 - within.0, 1.0 - within.1), (1.0 - beside.0, 1.0 - beside.1))
}
