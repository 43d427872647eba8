//! What acts on the probabilities out of a stage, and the probabilities that come of it.
//!
//! In this order: changes and season, frictions less what initiatives remove of them, changes of
//! initiatives, events, feedback and adopted tests, volatility, the lift of a running test; at last what
//! exceeds those who decide is scaled to them (docs/model.md, "Effective probability of a transition").

use super::conditions::Conditions;
use super::rates::{Chances, Written};
use crate::model::{Behaviour, Drag, Effects, Number, TransitionId};

/// A relative lift that somebody meets on a way out, because she takes part in a test.
pub(super) type Lift = (TransitionId, f64);

/// Probabilities that nothing is left to be done to.
#[derive(Debug, Clone)]
pub(super) struct Effective {
    pub(super) chances: Chances,
    /// Whether something had to be scaled to be possible.
    pub(super) scaled: bool,
}

/// Scaling by no more than this is rounding and not worth a word.
const ROUNDING: f64 = 1e-9;

/// The probabilities that people of this kind meet.
pub(super) fn effective(written: Written, kind: &Behaviour, now: &Conditions, lifts: &[Lift]) -> Effective {
    let Written { decide, ways, mut scaled } = written;
    let (rest, named): (Vec<_>, Vec<_>) = ways.iter().map(|(way, chance)| (*way, *chance)).partition(|w| w.1.is_none());
    let mut chances: Chances = named.into_iter().map(|(way, chance)| (way, chance.unwrap_or(0.0))).collect();
    let effects = |way: TransitionId| &kind.effects[way.0];
    for (way, chance) in &mut chances {
        *chance *= now.at_least_nothing(&effects(*way).scale);
        *chance = held_back(*chance, &effects(*way).drags, now, &mut scaled);
    }
    for pushed in 0..chances.len() {
        let way = chances[pushed].0;
        push_out(&mut chances, pushed, &effects(way).drags, now, &mut scaled);
    }
    for (way, chance) in &mut chances {
        *chance *= now.at_least_nothing(&effects(*way).factor);
        *chance = shaken(*chance, effects(*way), now.noise_on_transitions[way.0], now);
        for (_, lift) in lifts.iter().filter(|lift| lift.0 == *way) {
            *chance *= (1.0 + lift).max(0.0);
        }
    }
    let sum: f64 = chances.iter().map(|(_, chance)| chance).sum();
    if sum > decide {
        scaled |= sum > decide * (1.0 + ROUNDING);
        chances.iter_mut().for_each(|(_, chance)| *chance *= decide / sum);
    }
    // In the order of the file, the rest in its place.
    let left = (decide - sum).max(0.0);
    chances.extend(rest.into_iter().map(|(way, _)| (way, left)));
    let place = |way: TransitionId| ways.iter().position(|other| other.0 == way);
    chances.sort_by_key(|(way, _)| place(*way));
    Effective { chances, scaled }
}

/// The chance that an invitation is accepted, without the market.
pub(super) fn acceptance(kind: &Behaviour, referral: usize, now: &Conditions) -> (f64, bool) {
    let (written, effects) = &kind.accept[referral];
    let chance = now.at_least_nothing(written) * now.at_least_nothing(&effects.scale);
    let chance = chance * now.at_least_nothing(&effects.factor);
    let chance = shaken(chance, effects, now.noise_on_acceptance[referral], now);
    (chance.min(1.0), chance > 1.0 + ROUNDING)
}

/// How many times the written number of invitations is sent, as its frictions are now: of those in it `(1 - f') / (1 -
/// f)`, of the others `1 - f'`.
pub(super) fn sent_through(kind: &Behaviour, referral: usize, now: &Conditions) -> f64 {
    let drags = || kind.held_back[referral].iter();
    let inside = together(drags().filter(|drag| drag.included), now);
    let outside = together(drags().filter(|drag| !drag.included), now);
    (1.0 - inside.now) / (1.0 - inside.measured) * (1.0 - outside.now)
}

/// What a friction takes: f as it was when the rate was measured (0 if the rate is without it), and f'.
struct Share {
    measured: f64,
    now: f64,
}

/// Several frictions together: `1 - f = product of (1 - f_i)`.
fn together<'a>(drags: impl Iterator<Item = &'a Drag>, now: &Conditions) -> Share {
    let (mut measured, mut left) = (1.0, 1.0);
    for drag in drags {
        let per_step = |size: &Number| {
            let size = now.value(size).clamp(0.0, 1.0);
            // Given per a unit of its own: the chance of being pushed in a step.
            drag.pushes.map_or(size, |units_per_step| 1.0 - libm::pow(1.0 - size, units_per_step))
        };
        measured *= if drag.included { 1.0 - per_step(&drag.measured) } else { 1.0 };
        left *= 1.0 - per_step(&drag.size) * now.value(&drag.left);
    }
    Share { measured: 1.0 - measured, now: 1.0 - left }
}

/// A wanted probability p with its frictions: `p (1 - f') / (1 - f)`.
fn held_back(p: f64, drags: &[Drag], now: &Conditions, scaled: &mut bool) -> f64 {
    let inside = shrunk(1.0 - p, drags.iter().filter(|drag| drag.pushes.is_none() && drag.included), now, scaled);
    let outside = together(drags.iter().filter(|drag| drag.pushes.is_none() && !drag.included), now);
    // A friction of everybody is in the rate of nobody.
    let without = if inside.measured < 1.0 { p / (1.0 - inside.measured) } else { p };
    without * (1.0 - inside.now) * (1.0 - outside.now)
}

/// Pushes people out by one way, and so keeps them from the others: with `q = (p - f) / (1 - f)` it
/// becomes `q + f' (1 - q)`, the sisters are multiplied by `(1 - f') / (1 - f)`.
fn push_out(chances: &mut Chances, pushed: usize, drags: &[Drag], now: &Conditions, scaled: &mut bool) {
    let (inside, outside): (Vec<_>, Vec<_>) =
        drags.iter().filter(|drag| drag.pushes.is_some()).partition(|drag| drag.included);
    let inside = shrunk(chances[pushed].1, inside.into_iter(), now, scaled);
    let outside = together(outside.into_iter(), now);
    for share in [inside, Share { measured: 0.0, now: outside.now }] {
        if share.measured >= 1.0 {
            // Everybody was pushed out: who remains meets what is left of it.
            chances[pushed].1 = share.now;
            continue;
        }
        for (place, (_, chance)) in chances.iter_mut().enumerate() {
            if place == pushed {
                let q = (*chance - share.measured) / (1.0 - share.measured);
                *chance = q + share.now * (1.0 - q);
            } else {
                *chance *= (1.0 - share.now) / (1.0 - share.measured);
            }
        }
    }
}

/// A measured friction cannot exceed what the rate has room for: then f becomes the largest that is
/// possible, and f' shrinks in the same ratio.
fn shrunk<'a>(largest: f64, drags: impl Iterator<Item = &'a Drag>, now: &Conditions, scaled: &mut bool) -> Share {
    let share = together(drags, now);
    if share.measured <= largest.max(0.0) {
        return share;
    }
    *scaled |= share.measured > largest + ROUNDING;
    let ratio = largest.max(0.0) / share.measured;
    Share { measured: share.measured * ratio, now: share.now * ratio }
}

/// A probability whose log-odds vary from period to period; certainties stay.
fn shaken(p: f64, effects: &Effects, normal: f64, now: &Conditions) -> f64 {
    let Some(deviation) = &effects.volatility else { return p };
    if p <= 0.0 || p >= 1.0 {
        return p;
    }
    let odds = p / (1.0 - p) * libm::exp(now.value(deviation) * normal);
    odds / (1.0 + odds)
}
