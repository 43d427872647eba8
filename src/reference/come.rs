//! Who comes from outside, and when.

use super::draws;
use super::rates::value;
use crate::model::{Channel, Number, Referral, StageId, Variation, Volume};
use rand::Rng;

/// How many invitations one person in this stage sends in a period.
pub(super) fn invitations(
    referral: &Referral,
    invites: &[Number],
    stage: StageId,
    inputs: &[f64], rng: &mut impl Rng,
) -> u64 {
    let from = referral.from.iter().position(|from| *from == stage);
    let Some(from) = from else { return 0 };
    let spread = referral.spread.as_ref().map_or(0.0, |spread| value(spread, inputs));
    let mean = draws::varied(value(&invites[from], inputs), spread, rng);
    draws::poisson(mean, rng)
}

/// How many periods after the invitation an invited person comes.
pub(super) fn delay(referral: &Referral, rng: &mut impl Rng) -> u32 {
    let shares: Vec<(u32, f64)> = (0..).zip(referral.delay.iter().copied()).collect();
    // The shares add up to 1 but for rounding; what is missing belongs to the last of them.
    let last = shares.len().saturating_sub(1) as u32;
    draws::pick(&shares, rng).unwrap_or(last)
}

/// How many people a channel brings in a period.
pub(super) fn arrivals(channel: &Channel, inputs: &[f64], rng: &mut impl Rng) -> u64 {
    let Volume::People(mean) = &channel.volume else { panic!("not played yet") };
    let mean = value(mean, inputs);
    match &channel.variation {
        Variation::Fixed => draws::whole(mean, rng),
        Variation::Poisson => draws::poisson(mean, rng),
        Variation::Spread { spread, units_per_step } => {
            // Over a unit the rate is the mean of its steps' rates; theirs vary by this much more.
            let spread_of_a_step = value(spread, inputs) / units_per_step.sqrt();
            let rate = draws::varied(mean, spread_of_a_step, rng);
            draws::poisson(rate, rng)
        }
    }
}
