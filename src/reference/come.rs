//! Steps 3 and 4: who comes, and when.

use super::conditions::Conditions;
use super::draws;
use crate::model::{Channel, Number, Reach, Referral, SegmentId, StageId, Variation};
use rand::Rng;

/// How many invitations one person in this stage sends in a period.
///
/// * `through`: how many times the written number, as frictions are now
pub(super) fn invitations(
    referral: &Referral,
    (invites, through): (&[Number], f64),
    stage: StageId,
    now: &Conditions,
    rng: &mut impl Rng,
) -> u64 {
    let from = referral.from.iter().position(|from| *from == stage);
    let Some(from) = from else { return 0 };
    let spread = referral.spread.as_ref().map_or(0.0, |spread| now.value(spread));
    let mean = draws::varied(now.value(&invites[from]) * through, spread, rng);
    draws::poisson(mean, rng)
}

/// How many periods after the invitation an invited person comes.
pub(super) fn delay(referral: &Referral, rng: &mut impl Rng) -> u32 {
    draws::one_of(&referral.delay, rng) as u32
}

/// The segment of somebody whom a person of this segment invited.
pub(super) fn segment_of_invited(
    referral: &Referral,
    inviter: SegmentId,
    now: &Conditions,
    rng: &mut impl Rng,
) -> SegmentId {
    if draws::happens(now.value(&referral.same_segment), rng) { inviter } else { drawn(&referral.mix, now, rng) }
}

/// A segment drawn from a mix.
pub(super) fn drawn(mix: &[Number], now: &Conditions, rng: &mut impl Rng) -> SegmentId {
    let shares: Vec<f64> = mix.iter().map(|share| now.at_least_nothing(share)).collect();
    SegmentId(draws::one_of(&shares, rng))
}

/// How many people a channel brings in a period, around this mean.
pub(super) fn arrivals(channel: &Channel, mean: f64, now: &Conditions, rng: &mut impl Rng) -> u64 {
    match &channel.variation {
        Variation::Fixed => draws::whole(mean, rng),
        Variation::Poisson => draws::poisson(mean, rng),
        Variation::Spread { spread, units_per_step } => {
            // Over a unit the rate is the mean of its steps' rates; theirs vary by this much more.
            let spread_of_a_step = now.value(spread) / units_per_step.sqrt();
            let rate = draws::varied(mean, spread_of_a_step, rng);
            draws::poisson(rate, rng)
        }
    }
}

/// The most that a campaign can take of those who were there at the start of the period.
pub(super) fn reach(reach: Option<&Reach>, there: u64, now: &Conditions, so_far: &mut SoFar) -> u64 {
    match reach {
        None => there,
        Some(Reach::Share(share)) => so_far.and(now.value(share) * there as f64),
        Some(Reach::People(people)) => so_far.and(now.value(people)),
    }
}

/// All that a limit has given so far, in units of 2^-32 of a person.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct SoFar(u128);

impl SoFar {
    /// The whole ones that come with so much more.
    pub(super) fn and(&mut self, more: f64) -> u64 {
        let before = self.0 >> 32;
        self.0 += (more.max(0.0) * 4_294_967_296.0).ceil() as u128;
        ((self.0 >> 32) - before) as u64
    }
}

/// Rounded down; what is whole but for rounding is whole.
pub(super) fn whole_people(people: f64) -> u64 {
    (people.max(0.0) * (1.0 + 1e-12)).floor() as u64
}
