//! What people must be told apart by, so that every plan's rates can act.

use super::types::{Clock, Hazard, HazardGroup, Leaving, Plan, StartMix, Survival, Tracking};

/// How a length that is whole but for rounding is known as such.
const ROUNDING: f64 = 1e-9;

/// The classes of age and tenure of all plans; people at the start who are older than the last class are put
/// into it.
pub(super) fn tracking(plans: &mut [Plan], periods: u32) -> Tracking {
    let n_stages = plans[0].stages.len();
    let ages = (0..n_stages).map(|stage| classes_of(plans, periods, stage, Clock::Age)).collect::<Vec<u32>>();
    let tenures = (0..n_stages).map(|stage| classes_of(plans, periods, stage, Clock::Tenure)).max().unwrap_or(1);
    for plan in plans.iter_mut() {
        for (stage, ages) in plan.stages.iter_mut().zip(&ages) {
            stage.start_age.keep(*ages);
            stage.start_tenure.keep(tenures);
        }
    }
    let n_sources = plans[0].channels.len() + plans[0].referrals.len();
    Tracking { tenures, ages, for_life: vec![false; n_sources], cohorts: false }
}

/// Classes that a stage needs in any plan.
fn classes_of(plans: &[Plan], periods: u32, stage: usize, clock: Clock) -> u32 {
    // Nobody gets older than the run is long and the oldest were at its start; a settled mix has no oldest.
    let mixes = || plans.iter().flat_map(|plan| &plan.stages).flat_map(|stage| [&stage.start_age, &stage.start_tenure]);
    let oldest = mixes().map(|mix| match mix {
        StartMix::New | StartMix::Settled => 0,
        StartMix::Counts(counts) => counts.len() as u32,
    });
    let horizon = periods + oldest.max().unwrap_or(0);
    let leaving = plans.iter().flat_map(|plan| plan.kinds.iter().map(move |kind| &kind.leaving[stage]));
    let needed = leaving.map(|leaving| classes(leaving, clock, horizon)).max().unwrap_or(1);
    let settled = mixes().any(|mix| *mix == StartMix::Settled);
    if settled || is_after(plans, stage) { needed } else { needed.min(horizon) }
}

fn is_after(plans: &[Plan], stage: usize) -> bool {
    plans.iter().any(|plan| matches!(plan.kinds[0].leaving[stage], Leaving::After { .. }))
}

/// Classes after which nothing changes any more.
///
/// * `horizon`: how old anybody can get
fn classes(leaving: &Leaving, clock: Clock, horizon: u32) -> u32 {
    match leaving {
        Leaving::After { steps, .. } if clock == Clock::Age => *steps,
        Leaving::Hazards { groups, survivals } => {
            let of_groups = groups.iter().map(|group| classes_of_group(group, clock, horizon));
            let same_clock = survivals.iter().filter(|survival| survival.clock == clock);
            of_groups.chain(same_clock.map(classes_of_survival)).max().unwrap_or(1)
        }
        _ => 1,
    }
}

/// The last of k entries holds on from `(k - 1)` units on; the step that this falls into is mixed, the one
/// after it is not.
fn classes_of_group(group: &HazardGroup, clock: Clock, horizon: u32) -> u32 {
    let of = |hazard: &Hazard| match hazard {
        Hazard::Since(since, numbers) if *since == clock => {
            ((numbers.len() - 1) as f64 / group.units_per_step - ROUNDING).ceil().max(0.0) as u32 + 1
        }
        // Its hazard never stops falling; the run is over before it matters.
        Hazard::Sbg { .. } if clock == Clock::Tenure => horizon,
        _ => 1,
    };
    group.moves.iter().map(|(_, hazard)| of(hazard)).max().unwrap_or(1)
}

/// The last hazard begins at the last point but one.
fn classes_of_survival(survival: &Survival) -> u32 {
    match survival.points.as_slice() {
        [.., (begins, _), _] => (begins - ROUNDING).ceil().max(0.0) as u32 + 1,
        _ => 1,
    }
}

impl StartMix {
    /// Puts all who are older than the last of so many classes into it.
    fn keep(&mut self, classes: u32) {
        if let StartMix::Counts(counts) = self {
            let older: f64 = counts.drain((classes as usize).min(counts.len())..).sum();
            if let Some(last) = counts.last_mut() {
                *last += older;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::calendar::Step;
    use crate::model::{Number, TransitionId};

    fn group(unit: Step, step: Step, hazard: Hazard) -> HazardGroup {
        HazardGroup { units_per_step: step.counted_in(unit), moves: vec![(TransitionId(0), hazard)] }
    }

    fn by_tenure(entries: usize) -> Hazard {
        Hazard::Since(Clock::Tenure, vec![Number::Constant(0.1); entries])
    }

    #[test]
    fn the_last_class_is_one_in_which_only_the_last_entry_holds() {
        for (unit, step, entries, classes) in [
            (Step::Month, Step::Month, 3, 3),
            // 2 months are 8.7 weeks: the 9th is mixed.
            (Step::Month, Step::Week, 3, 10),
            (Step::Quarter, Step::Month, 3, 7),
            (Step::Month, Step::Quarter, 4, 2),
            (Step::Month, Step::Quarter, 5, 3),
            (Step::Year, Step::Day, 2, 367),
        ] {
            let group = group(unit, step, by_tenure(entries));
            assert_eq!(classes_of_group(&group, Clock::Tenure, 36), classes, "{unit} {step} {entries}");
            assert_eq!(classes_of_group(&group, Clock::Age, 36), 1);
        }
    }

    #[test]
    fn a_survival_is_told_apart_until_its_last_hazard_begins() {
        let survival = |times: &[f64]| Survival {
            transition: TransitionId(0),
            clock: Clock::Age,
            points: times.iter().map(|time| (*time, Number::Constant(0.5))).collect(),
            counted: vec![None; times.len()],
        };
        assert_eq!(classes_of_survival(&survival(&[12.0])), 1);
        assert_eq!(classes_of_survival(&survival(&[1.0, 6.0, 12.0])), 7);
        assert_eq!(classes_of_survival(&survival(&[4.35, 26.1])), 6);
    }

    #[test]
    fn people_older_than_the_last_class_are_in_it() {
        let mut mix = StartMix::Counts(vec![5.0, 4.0, 3.0, 2.0]);
        mix.keep(2);
        assert_eq!(mix, StartMix::Counts(vec![5.0, 9.0]));
        mix.keep(7);
        assert_eq!(mix, StartMix::Counts(vec![5.0, 9.0]));
    }
}
