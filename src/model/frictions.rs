//! Frictions: named drags on transitions and referrals, and what initiatives leave of them.
//!
//! The written rate includes its frictions: a drag larger than the rate it is in is a contradiction.

use super::arrows::{self, On, all_lead_out, is_rest};
use super::checker::Checker;
use super::fields::{HELD_BACK, RATE};
use super::number::one;
use super::places::Places;
use super::types::{Drag, Friction, Hazard, Leaving, Number, Share, Stage, Transition, TransitionId};
use crate::base::diagnostics::{Diagnostic, Span};
use crate::scenario::{Figures, ThingText};

/// How far a drag may exceed its rate by rounding.
const ROUNDING: f64 = 1e-9;

/// The frictions of a plan, and what initiatives leave of each in a period.
pub(super) struct Frictions {
    pub list: Vec<Friction>,
    /// Whether each pushes people out (else it holds them back).
    outward: Vec<bool>,
    /// `1 - s`, shape `[frictions]`.
    left: Vec<Number>,
}

/// Where each friction acts; its size may differ between people.
///
/// * `reductions`: which friction an initiative leaves how much of
pub(super) fn check(
    reductions: Vec<(usize, Number)>,
    transitions: &[Transition],
    stages: &[Stage],
    places: &Places<'_>,
    checker: &mut Checker<'_>,
) -> Frictions {
    let texts = checker.wheel.things("frictions");
    let mut frictions = Frictions { list: Vec::new(), outward: Vec::new(), left: vec![one(); texts.len()] };
    for text in texts {
        let on = arrows::read(text.texts("on"), places, transitions, checker);
        frictions.outward.push(outward(text, &on, transitions, stages, checker));
        frictions.list.push(Friction {
            id: text.about.id.value.clone(),
            label: text.about.name(),
            owner: text.about.owner.get().map(|owner| owner.value.clone()),
            on: on.transitions,
            on_referrals: on.referrals,
        });
    }
    for (friction, left) in reductions {
        frictions.left[friction] = frictions.left[friction].clone() * left;
    }
    frictions
}

fn outward(text: &ThingText, on: &On, transitions: &[Transition], stages: &[Stage], checker: &mut Checker<'_>) -> bool {
    let Some(all) = all_lead_out(on, transitions, stages) else {
        if let Some(span) = arrows::place(text.texts("on")) {
            let title = format!("some of the ways of `{}` lead out, others on", text.about.id.value);
            let help = "it holds people back on the one kind and pushes them out on the other: write two frictions";
            checker.push(Diagnostic::error(title).at(span, "").help(help));
        }
        return false;
    };
    match text.flag("pushes").get() {
        Some(pushes) if pushes.value && !on.referrals.is_empty() => {
            let error = Diagnostic::error("nobody is pushed out of a referral").at(pushes.span, "");
            checker.push(error.help("it loses a share of the invitations: take `pushes` away"));
            false
        }
        Some(pushes) => pushes.value,
        None => all,
    }
}

/// What drags on each transition and referral, for one kind of people.
#[derive(Debug, Default)]
pub(super) struct Drags {
    on: Vec<(Vec<TransitionId>, Vec<usize>, Drag)>,
}

impl Drags {
    pub fn on(&self, id: TransitionId) -> Vec<Drag> {
        self.on.iter().filter(|(on, _, _)| on.contains(&id)).map(|(_, _, drag)| drag.clone()).collect()
    }

    pub fn on_referral(&self, index: usize) -> Vec<Drag> {
        self.on.iter().filter(|(_, on, _)| on.contains(&index)).map(|(_, _, drag)| drag.clone()).collect()
    }
}

impl Frictions {
    /// How large each friction is for one kind of people.
    ///
    /// * `leaving`: per stage, of these people
    pub fn drags(
        &self,
        transitions: &[Transition],
        leaving: &[Leaving],
        places: &Places<'_>,
        checker: &mut Checker<'_>,
    ) -> Drags {
        let texts = checker.wheel.things("frictions");
        let mut drags = Drags::default();
        for (index, (friction, text)) in self.list.iter().zip(texts).enumerate() {
            let Some(loses) = text.number("loses").get() else { continue };
            let included = text.flag("included").get().is_none_or(|included| included.value);
            let laws = || friction.on.iter().map(|id| &leaving[transitions[id.0].from.0]);
            let pushes = if self.outward[index] && laws().any(happens_in_time) {
                let unit = checker.unit_of_rate(loses);
                Some(checker.units_per_period(unit))
            } else {
                let why = if self.outward[index] {
                    "a share of those who pass"
                } else {
                    "the share of those who would otherwise go"
                };
                checker.without_unit(loses, &format!("this is {why}"));
                self.outward[index].then_some(1.0)
            };
            for id in &friction.on {
                let transition = &transitions[id.0];
                if is_rest(&leaving[transition.from.0], *id) {
                    let title = format!("`{}` is the rest, so nothing can drag on it", places.arrow(transition));
                    let help = "it follows from its sisters: let the friction be on one of them, or write the share";
                    let span = arrows::place(text.texts("on")).unwrap_or(text.about.id.span);
                    checker.push(Diagnostic::error(title).at(span, "").help(help));
                }
            }
            let of_invitations = included && !friction.on_referrals.is_empty();
            let field = if of_invitations { &HELD_BACK } else { &RATE };
            let Some(size) = checker.number(loses, field) else { continue };
            let measured = checker.measured_friction(&text.about.id.value, &size);
            let drag = Drag { friction: index, size, measured, left: self.left[index].clone(), included, pushes };
            drags.on.push((friction.on.clone(), friction.on_referrals.clone(), drag));
        }
        for (index, transition) in transitions.iter().enumerate() {
            let law = &leaving[transition.from.0];
            self.refuse_too_large(TransitionId(index), (transition, law), &drags, places, checker);
        }
        drags
    }

    /// A friction that is larger than the rate it is in, at the medians.
    fn refuse_too_large(
        &self,
        id: TransitionId,
        (transition, leaving): (&Transition, &Leaving),
        drags: &Drags,
        places: &Places<'_>,
        checker: &mut Checker<'_>,
    ) {
        let on = drags.on(id);
        let included = on.iter().filter(|drag| drag.included);
        let (mut held, mut pushed) = (1.0, 1.0);
        for drag in included.clone() {
            let size = checker.median(&drag.measured);
            match drag.pushes {
                None => held *= 1.0 - size,
                Some(units) => pushed *= libm::exp(libm::log1p(-size) * units),
            }
        }
        let path = format!("stages.{}.to.{}", places.id(transition.from), places.target_id(transition.to));
        let (Some(p), Some(first)) = (step_probability(leaving, id, checker), included.clone().next()) else {
            return;
        };
        let p = p * {
            let scale = checker.factors_on(&path).0;
            checker.median(&scale)
        };
        let names: Vec<&str> = included.map(|drag| self.list[drag.friction].id.as_str()).collect();
        let span = self.span_of(first, checker);
        let percent = |share: f64| format!("{}%", Figures((share * 100_000.0).round() / 1000.0));
        let (name, arrow, step) = (names.join("` and `"), places.arrow(transition), checker.step());
        if 1.0 - pushed > p + ROUNDING {
            let title = format!("`{name}` pushes out more than take `{arrow}` at all");
            let found = format!("{} against {} per {step}", percent(1.0 - pushed), percent(p));
            let help = "the written rate includes the friction: make it smaller, or say included = false";
            checker.push(Diagnostic::error(title).at(span, found).help(help));
        } else if p / held > 1.0 + ROUNDING {
            let title = format!("without `{name}` more than 100% would take `{arrow}`");
            let found = format!("{} of {} is what it leaves", percent(p), percent(p / held));
            let help = "the written rate includes the friction: make it smaller, or say included = false";
            checker.push(Diagnostic::error(title).at(span, found).help(help));
        }
    }

    fn span_of(&self, drag: &Drag, checker: &Checker<'_>) -> Span {
        let text = &checker.wheel.things("frictions")[drag.friction];
        text.number("loses").get().map_or(text.about.id.span, |loses| loses.span)
    }
}

/// Whether people leave at a rate, or once they decide; else the probability is a share of those who pass.
fn happens_in_time(leaving: &Leaving) -> bool {
    matches!(leaving, Leaving::Hazards { .. } | Leaving::Stay { .. } | Leaving::Never)
}

/// The smallest probability of a transition per step at the medians, of all that it has with time since entry or
/// acquisition; `None` of the rest, and of laws without a smallest one.
fn step_probability(leaving: &Leaving, id: TransitionId, checker: &Checker<'_>) -> Option<f64> {
    let share_of = |shares: &[(TransitionId, Share)]| {
        shares.iter().find(|(transition, _)| *transition == id).and_then(|(_, share)| match share {
            Share::Of(number) => Some(checker.median(number)),
            Share::Rest => None,
        })
    };
    match leaving {
        Leaving::Never => None,
        Leaving::Instant { shares, .. } | Leaving::After { shares, .. } => share_of(shares),
        Leaving::Stay { mean_steps, shares } => Some(share_of(shares)? * (1.0 / checker.median(mean_steps)).min(1.0)),
        Leaving::Hazards { groups, .. } => {
            let (mut total, mut own) = (0.0, None);
            for group in groups {
                let own_rate = group.moves.iter().find(|(transition, _)| *transition == id).map(|(_, rate)| rate);
                let rate = |(transition, hazard): &(TransitionId, Hazard)| match hazard {
                    Hazard::Since(_, entries) if *transition == id => {
                        entries.iter().map(|entry| checker.median(entry)).fold(f64::INFINITY, f64::min)
                    }
                    hazard => checker.median(hazard.first()),
                };
                let sum: f64 = group.moves.iter().map(rate).sum();
                if sum <= 0.0 {
                    own = own.or(own_rate.map(|_| 0.0));
                    continue;
                }
                let hazard = -libm::log1p(-sum.min(1.0)) * group.units_per_step;
                total += hazard;
                if let Some(own_rate) = own_rate {
                    if matches!(own_rate, Hazard::Sbg { .. }) {
                        return None;
                    }
                    let share = rate(&(id, own_rate.clone())) / sum;
                    // Where everybody leaves, hazards are infinite and shares remain.
                    if hazard.is_infinite() {
                        return Some(share);
                    }
                    own = Some(hazard * share);
                }
            }
            let own = own?;
            Some(if own == 0.0 { 0.0 } else { own / total * -libm::expm1(-total) })
        }
    }
}
