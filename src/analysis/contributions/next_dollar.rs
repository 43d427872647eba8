//! The next dollar: does a tenth more spend on a channel pay?
//!
//! What the average person of a channel is worth beside what she costs says nothing about one person more: where a
//! channel saturates, the next one costs more than the last. So a tenth more is spent on it and the present value of
//! the run is set beside that of the plan as it is. Whether it pays is asked of expectations given the inputs, as
//! wherever something is chosen: in a single future a handful of people more or less would decide by luck.

use super::{Arms, Pays, Played, Spread};
use crate::model::{Model, Plan};
use crate::program::{Variant, compile_variant};

/// A channel gets a tenth more.
const MORE: f64 = 1.1;

/// What a tenth more spend on one channel brings beyond what it costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NextDollar {
    /// Index into [`Plan::channels`].
    pub channel: usize,
    /// Over the draws of the inputs, luck averaged out; the share above 0 is the chance that it pays.
    pub gain: Spread,
    pub pays: Pays,
}

/// The channels whose spend buys their people, with their arms.
pub(super) fn asked(model: &Model, plan: usize, arms: &mut Arms) -> Vec<(usize, usize)> {
    let arm = |channel: usize| {
        let variant = Variant::Channel { of: channel, times: MORE };
        (channel, arms.add(compile_variant(model, plan, &variant)))
    };
    bought(&model.plans[plan]).map(arm).collect()
}

/// Of the others spend is none, or a flat fee: more of it brings nobody.
fn bought(plan: &Plan) -> impl Iterator<Item = usize> {
    (0..plan.channels.len()).filter(|&channel| plan.channels[channel].active && plan.channels[channel].bought)
}

/// Without those to which a tenth more makes no difference: nothing is spent on them within the run.
pub(super) fn answered(asked: &[(usize, usize)], played: &Played) -> Vec<NextDollar> {
    let answer = |&(channel, arm): &(usize, usize)| {
        let gains = played.gains(arm, 0);
        let tells = gains.iter().all(|gain| gain.is_finite()) && gains.iter().any(|gain| *gain != 0.0);
        tells.then(|| NextDollar { channel, gain: Spread::of(&gains), pays: played.pays(arm, 0) })
    };
    asked.iter().filter_map(answer).collect()
}
