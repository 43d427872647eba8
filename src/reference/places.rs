//! Who finds a place where capacities limit how many can go.

use super::come::SoFar;
use super::conditions::Conditions;
use super::draws;
use crate::model::{Plan, TransitionId};
use rand::Rng;

/// The places of a period.
#[derive(Debug, Clone)]
pub(super) struct Places {
    /// Shape `[capacities]`.
    left: Vec<u64>,
    /// People who took one, shape `[capacities]`.
    pub(super) used: Vec<u64>,
    /// People who found none, shape `[capacities]`.
    pub(super) waiting: Vec<u64>,
}

impl Places {
    /// * `so_far`: what each capacity has given up to the last period; then up to this one
    pub(super) fn of_period(plan: &Plan, now: &Conditions, so_far: &mut [SoFar]) -> Places {
        let none = vec![0; plan.capacities.len()];
        let limits = plan.capacities.iter().map(|capacity| now.value(&capacity.limit));
        let left = limits.zip(so_far).map(|(limit, so_far)| so_far.and(limit)).collect();
        Places { left, used: none.clone(), waiting: none }
    }

    /// Which of those who want to go by these ways find a place, in random order: she must find one in each
    /// capacity that limits her way.
    pub(super) fn give(&mut self, plan: &Plan, wanted: &[Option<TransitionId>], rng: &mut impl Rng) -> Vec<bool> {
        let mut found = vec![true; wanted.len()];
        if plan.capacities.is_empty() {
            return found;
        }
        let mut order: Vec<usize> = (0..wanted.len()).collect();
        draws::shuffle(&mut order, rng);
        for who in order {
            let Some(way) = wanted[who] else { continue };
            let limits = |capacity: &usize| plan.capacities[*capacity].on.contains(&way);
            let limiting: Vec<usize> = (0..plan.capacities.len()).filter(limits).collect();
            let full: Vec<usize> = limiting.iter().copied().filter(|capacity| self.left[*capacity] == 0).collect();
            found[who] = full.is_empty();
            full.into_iter().for_each(|capacity| self.waiting[capacity] += 1);
            for capacity in limiting.into_iter().filter(|_| found[who]) {
                self.left[capacity] -= 1;
                self.used[capacity] += 1;
            }
        }
        found
    }
}
