//! The blend: with segments, a number as written is the average of all people, and what segments change or set may
//! move the average off it.

use super::checker::Checker;
use super::kinds::{Common, Numbers};
use super::places::Places;
use super::types::{Behaviour, Effects, Leaving, Number, Share, TransitionId};

/// A number as it was written, and as the segments' averages to, both at the medians and in the unit written.
#[derive(Debug, Clone, PartialEq)]
pub struct Blend {
    /// The path or arrow that names it.
    pub path: String,
    pub written: f64,
    /// `sum_s share_s x_s`, with the shares of the segments among all people: who is in a stage may be mixed otherwise.
    pub blended: f64,
}

/// Every number that differs between segments.
///
/// * `everybody`: as written, of whom nothing is said in particular
/// * `segments`: one kind per segment
pub(super) fn of(
    everybody: &Numbers,
    segments: &[Behaviour],
    common: &Common<'_>,
    places: &Places<'_>,
    checker: &Checker<'_>,
) -> Vec<Blend> {
    let median = |number: &Number| checker.median(number);
    let mut blends = Vec::new();
    let mut compare = |path: String, written: f64, of: &dyn Fn(&Behaviour) -> f64| {
        let values: Vec<f64> = segments.iter().map(of).collect();
        let blended = values.iter().zip(common.shares).map(|(value, share)| value * median(share)).sum();
        if values.iter().any(|value| *value != written) {
            blends.push(Blend { path, written, blended });
        }
    };
    for (index, transition) in common.transitions.iter().enumerate() {
        let id = TransitionId(index);
        let of = |leaving: &[Leaving]| rate(&leaving[transition.from.0], id).map(median);
        let Some(written) = of(&everybody.leaving) else { continue };
        compare(places.arrow(transition), written, &|kind| {
            of(&kind.leaving).unwrap_or(written) * median(&kind.effects[index].scale)
        });
    }
    let wheel = checker.wheel;
    for (index, text) in wheel.referrals.iter().enumerate() {
        let name = &text.about.id.value;
        let scaled = |(number, effects): &(Number, Effects)| median(number) * median(&effects.scale);
        compare(format!("referrals.{name}.accept"), median(&everybody.accept[index]), &|kind| {
            scaled(&kind.accept[index])
        });
        for (position, stage) in text.from.get().into_iter().flatten().enumerate() {
            let Some(written) = everybody.invites[index].get(position) else { continue };
            let path = format!("referrals.{name}.invites.{}", stage.value);
            compare(path, median(written), &|kind| median(&kind.invites[index][position]));
        }
    }
    for (index, text) in wheel.revenue.iter().enumerate() {
        let path = format!("revenue.{}.each", text.about.id.value);
        compare(path, median(&everybody.revenue[index]), &|kind| median(&kind.revenue[index]));
    }
    for (index, text) in wheel.costs.iter().enumerate() {
        let path = format!("costs.{}.each", text.about.id.value);
        compare(path, median(&everybody.costs[index]), &|kind| median(&kind.costs[index]));
    }
    blends
}

/// The number of a transition in its own unit; of one that changes with time the first.
fn rate(leaving: &Leaving, id: TransitionId) -> Option<&Number> {
    match leaving {
        Leaving::Never => None,
        Leaving::Stay { shares, .. } | Leaving::After { shares, .. } | Leaving::Instant { shares, .. } => {
            shares.iter().find(|(transition, _)| *transition == id).and_then(|(_, share)| match share {
                Share::Of(number) => Some(number),
                Share::Rest => None,
            })
        }
        Leaving::Hazards { groups, .. } => {
            let mut moves = groups.iter().flat_map(|group| &group.moves);
            moves.find(|(transition, _)| *transition == id).map(|(_, rate)| rate.first())
        }
    }
}
