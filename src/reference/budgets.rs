//! Step 2: what channels spend, and how many people that brings on average.
//!
//! `x_eff = (1 - c) x + c x_eff(last period)` and `mean = x0 / cost * g(x_eff) / g(x0)`, with
//! `g(x) = h^s / (1 + h^s)`, `h = x / half`; without saturation `g(x) = x`.

use super::conditions::Conditions;
use super::money::rounded;
use crate::model::{Channel, Saturation, Spend, Volume};

/// A channel's memory.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Remembered {
    /// x_eff of the last period; `None` before the first.
    effective_spend: Option<f64>,
}

/// What a channel spends in a period, and its mean number of people before the market.
pub(super) fn spend_and_mean(
    channel: &Channel,
    memory: &mut Remembered,
    period: u32,
    last_revenue: f64,
    now: &Conditions,
) -> (i64, f64) {
    if !channel.active || period < channel.starts {
        return (0, 0.0);
    }
    let spend = match &channel.spend {
        Spend::Amount(amount) => now.at_least_nothing(amount),
        Spend::ShareOfRevenue(share) => now.at_least_nothing(share) * last_revenue,
    };
    let mean = match &channel.volume {
        Volume::People(mean) => now.at_least_nothing(mean),
        Volume::Bought { cost, today, factor, saturation, carryover, warm } => {
            let today = today.as_ref().map_or(spend, |today| now.value(today));
            let before = memory.effective_spend.unwrap_or(if *warm { today } else { 0.0 });
            let kept = now.value(carryover).clamp(0.0, 1.0);
            let effective = (1.0 - kept) * spend + kept * before;
            memory.effective_spend = Some(effective);
            let response = match saturation {
                None => effective,
                Some(saturation) => {
                    today * of_what_is_possible(saturation, effective, now)
                        / of_what_is_possible(saturation, today, now)
                }
            };
            response / now.value(cost) * now.at_least_nothing(factor)
        }
    };
    (rounded(spend), mean.max(0.0))
}

/// The mean number of people whom a channel brings in a step if it has always spent what it spends before the start.
pub(super) fn mean_before_the_start(channel: &Channel, now: &Conditions) -> f64 {
    let Spend::Amount(amount) = &channel.spend else { return 0.0 };
    let spend = now.at_least_nothing(amount);
    let mean = match &channel.volume {
        Volume::People(mean) => now.at_least_nothing(mean),
        Volume::Bought { cost, today, factor, saturation, .. } => {
            let response = match (saturation, today) {
                (Some(curve), Some(today)) => {
                    let today = now.value(today);
                    today * of_what_is_possible(curve, spend, now) / of_what_is_possible(curve, today, now)
                }
                _ => spend,
            };
            response / now.value(cost) * now.at_least_nothing(factor)
        }
    };
    mean.max(0.0)
}

/// g(x).
fn of_what_is_possible(saturation: &Saturation, spend: f64, now: &Conditions) -> f64 {
    let h = libm::pow(spend / now.value(&saturation.half), now.value(&saturation.slope));
    h / (1.0 + h)
}
