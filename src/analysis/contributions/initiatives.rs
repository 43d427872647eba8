//! Initiatives by what they bring net of their cost: the plan beside the plan without each.

use super::{Pays, Played, Spread, WithoutOne};
use crate::model::Model;
use crate::scenario::Change;

/// What one initiative brings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InitiativeWorth {
    /// Index into [`crate::model::Plan::initiatives`].
    pub initiative: usize,
    /// By how much the outcome is higher with it; what it costs is off already where the outcome is money. The
    /// share above 0 is the chance that it pays.
    pub net: Spread,
    pub pays: Pays,
    /// What is paid for it over the run, undiscounted, on average, in minor units.
    pub cost: f64,
}

impl InitiativeWorth {
    /// Net value per unit of money that is paid for it; `None` if it costs nothing.
    pub fn per_cost(&self) -> Option<f64> {
        (self.cost > 0.0).then(|| self.net.mean / self.cost)
    }
}

/// Ids of the costs of a plan's initiatives.
pub(super) fn costs(model: &Model, plan: usize) -> Vec<String> {
    model.plans[plan].initiatives.iter().map(|initiative| cost_of(&initiative.id)).collect()
}

fn cost_of(initiative: &str) -> String {
    format!("initiative_cost[{initiative}]")
}

/// The best first: by net value per cost, then those that cost nothing by their value.
pub(super) fn answered(
    model: &Model,
    plan: usize,
    without: &[(&WithoutOne, usize)],
    played: &Played,
) -> Vec<InitiativeWorth> {
    let initiatives = &model.plans[plan].initiatives;
    let worth = |(without, arm): &(&WithoutOne, usize)| {
        let Change::Takes(id) = &without.change else { return None };
        let initiative = initiatives.iter().position(|initiative| initiative.id == *id)?;
        let cost = played.paired.total(0, &cost_of(id)).map_or(0.0, |cost| Spread::of(cost).mean);
        Some(InitiativeWorth { initiative, net: Spread::of(&played.gains(0, *arm)), pays: played.pays(0, *arm), cost })
    };
    let mut worths: Vec<InitiativeWorth> = without.iter().filter_map(worth).collect();
    let rank = |worth: &InitiativeWorth| (worth.per_cost().unwrap_or(f64::INFINITY), worth.net.mean);
    worths.sort_by(|a, b| {
        let (a, b) = (rank(a), rank(b));
        b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1))
    });
    worths
}
