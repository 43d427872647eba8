//! What acts on the probability of each transition and of each acceptance: docs/model.md, "Effective probability of
//! a transition".

use super::arrows::is_rest;
use super::changes::arrow_of;
use super::checker::Checker;
use super::frictions::Drags;
use super::number::one;
use super::places::Places;
use super::types::{Effects, Initiative, Leaving, Number, Signal, Test, Transition, TransitionId};

/// The effects on each transition of a kind of people.
///
/// * `leaving`: per stage, of these people
pub(super) fn of_transitions(
    transitions: &[Transition],
    leaving: &[Leaving],
    drags: &Drags,
    tests: (&[Test], &[Initiative]),
    places: &Places<'_>,
    checker: &mut Checker<'_>,
) -> Vec<Effects> {
    let mut effects = Vec::with_capacity(transitions.len());
    for (index, transition) in transitions.iter().enumerate() {
        let id = TransitionId(index);
        let path = format!("stages.{}.to.{}", places.id(transition.from), places.target_id(transition.to));
        if is_rest(&leaving[transition.from.0], id) {
            checker.refuse_to_alter_rest(&path, &arrow_of(&path));
            effects.push(Effects::none());
            continue;
        }
        let (scale, factor) = checker.factors_on(&path);
        let adopted = adopted(tests, |test| test.on.contains(&id));
        let volatility = checker.volatility.get(&path).cloned();
        effects.push(Effects { scale, drags: drags.on(id), factor: factor * adopted, volatility });
    }
    effects
}

/// The effects on the acceptance of each referral; its frictions act on how many are invited.
pub(super) fn of_acceptance(tests: (&[Test], &[Initiative]), checker: &mut Checker<'_>) -> Vec<Effects> {
    let names: Vec<String> = checker.wheel.referrals.iter().map(|text| text.about.id.value.clone()).collect();
    let mut effects = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        let path = format!("referrals.{name}.accept");
        let (scale, factor) = checker.factors_on(&path);
        let adopted = adopted(tests, |test| test.on_referrals.contains(&index));
        let volatility = checker.volatility.get(&path).cloned();
        effects.push(Effects { scale, drags: Vec::new(), factor: factor * adopted, volatility });
    }
    effects
}

/// `1 + adopted (lift)` of every round of the active tests on it.
fn adopted((tests, initiatives): (&[Test], &[Initiative]), on: impl Fn(&Test) -> bool) -> Number {
    let mut factor = one();
    for (index, test) in tests.iter().enumerate() {
        if !on(test) || !initiatives[test.initiative].active {
            continue;
        }
        for (round, each) in test.rounds.iter().enumerate() {
            let signal = Number::Signal(Signal::Adopted(index, round));
            factor = factor * (one() + signal * each.lift.clone());
        }
    }
    factor
}
