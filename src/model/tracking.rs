//! What people must be told apart by, so that every plan's rates can act.

use super::types::{Clock, Hazard, HazardGroup, Leaving, Plan, StartMix, Survival, Tracking};

/// How a length that is whole but for rounding is known as such.
const ROUNDING: f64 = 1e-9;

/// Pairs of age and tenure that single people are followed through at most, segment by segment.
const MOST_PAIRS: u64 = 50_000;

/// The tail of a shifted-beta-geometric law is exact wherever it begins as long as nothing else happens to people;
/// what else happens meets a hazard that falls by a twentieth a unit there.
const UNITS_BEFORE_THE_TAIL: f64 = 20.0;
/// At least, and at most, whatever the unit.
const STEPS_BEFORE_THE_TAIL: (u32, u32) = (240, 2000);

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

/// The classes in which nothing changes any more, however long the run: what becomes of single people must not
/// depend on when it ends.
///
/// * `run`: the classes of the run
pub(super) fn for_ever(plans: &[Plan], run: &Tracking) -> Tracking {
    let classes_of = |stage: usize, clock: Clock| {
        let leaving = plans.iter().flat_map(|plan| plan.kinds.iter().map(move |kind| &kind.leaving[stage]));
        leaving.map(|leaving| classes(leaving, clock, None)).max().unwrap_or(1)
    };
    let stages = 0..plans[0].stages.len();
    let mut tracking = Tracking {
        tenures: stages.clone().map(|stage| classes_of(stage, Clock::Tenure)).max().unwrap_or(1),
        ages: stages.map(|stage| classes_of(stage, Clock::Age)).collect(),
        for_life: run.for_life.clone(),
        cohorts: false,
    };
    while pairs(&tracking) > MOST_PAIRS && halve_the_longest(plans, run, &mut tracking) {}
    tracking
}

/// Pairs of age and tenure, over all stages.
fn pairs(tracking: &Tracking) -> u64 {
    tracking.ages.iter().map(|&ages| u64::from(ages) * u64::from(tracking.tenures)).sum()
}

/// Lets the last class of the clock with most of them begin earlier, but not within the run; whether one could.
fn halve_the_longest(plans: &[Plan], run: &Tracking, tracking: &mut Tracking) -> bool {
    let free = |stage: &usize| !is_after(plans, *stage) && tracking.ages[*stage] > run.ages[*stage];
    let oldest = (0..tracking.ages.len()).filter(free).max_by_key(|&stage| tracking.ages[stage]);
    let tenures = if tracking.tenures > run.tenures { tracking.tenures } else { 0 };
    match oldest {
        Some(stage) if tracking.ages[stage] >= tenures => {
            tracking.ages[stage] = (tracking.ages[stage] / 2).max(run.ages[stage]);
        }
        _ if tenures > 0 => tracking.tenures = (tenures / 2).max(run.tenures),
        _ => return false,
    }
    true
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
    let needed = leaving.map(|leaving| classes(leaving, clock, Some(horizon))).max().unwrap_or(1);
    let settled = mixes().any(|mix| *mix == StartMix::Settled);
    if settled || is_after(plans, stage) { needed } else { needed.min(horizon) }
}

fn is_after(plans: &[Plan], stage: usize) -> bool {
    plans.iter().any(|plan| matches!(plan.kinds[0].leaving[stage], Leaving::After { .. }))
}

/// Classes after which nothing changes any more.
///
/// * `horizon`: how old anybody can get; `None`: there is no end
fn classes(leaving: &Leaving, clock: Clock, horizon: Option<u32>) -> u32 {
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
fn classes_of_group(group: &HazardGroup, clock: Clock, horizon: Option<u32>) -> u32 {
    let of = |hazard: &Hazard| match hazard {
        Hazard::Since(since, numbers) if *since == clock => {
            ((numbers.len() - 1) as f64 / group.units_per_step - ROUNDING).ceil().max(0.0) as u32 + 1
        }
        // Its hazard never stops falling; the run is over before it matters, and where there is no end the last
        // class has a tail of its own.
        Hazard::Sbg { .. } if clock == Clock::Tenure => horizon.unwrap_or_else(|| before_the_tail(group)),
        _ => 1,
    };
    group.moves.iter().map(|(_, hazard)| of(hazard)).max().unwrap_or(1)
}

/// Classes of a shifted-beta-geometric law that are told apart before its tail is taken as one.
fn before_the_tail(group: &HazardGroup) -> u32 {
    let units = (UNITS_BEFORE_THE_TAIL / group.units_per_step).ceil() as u32;
    units.clamp(STEPS_BEFORE_THE_TAIL.0, STEPS_BEFORE_THE_TAIL.1)
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
            assert_eq!(classes_of_group(&group, Clock::Tenure, Some(36)), classes, "{unit} {step} {entries}");
            assert_eq!(classes_of_group(&group, Clock::Age, Some(36)), 1);
        }
    }

    #[test]
    fn a_law_without_end_is_told_apart_until_its_tail_and_a_list_until_its_last_entry_holds() {
        let sbg = || Hazard::Sbg { alpha: Number::Constant(0.7), beta: Number::Constant(1.2) };
        for (unit, step, classes) in [
            (Step::Month, Step::Month, 240),
            (Step::Year, Step::Year, 240),
            (Step::Month, Step::Day, 609),
            (Step::Year, Step::Day, 2000),
        ] {
            assert_eq!(classes_of_group(&group(unit, step, sbg()), Clock::Tenure, None), classes, "{unit} {step}");
            assert_eq!(classes_of_group(&group(unit, step, sbg()), Clock::Tenure, Some(36)), 36);
        }
        let list = group(Step::Month, Step::Month, by_tenure(60));
        assert_eq!(classes_of_group(&list, Clock::Tenure, None), 60);
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
