//! Who is there at the start, and for how long already.

mod settled_stages;

use super::conditions::Conditions;
use super::effects::effective;
use super::person::Person;
use super::rates::{Clocks, written};
use crate::model::{Clock, Plan, Role, SegmentId, StageId, StartMix, Tracking};

/// Everybody of period 0.
///
/// The people of a stage are whole people in every segment, in proportion to its share, and of them whole people in
/// every class of tenure and age, in proportion to the product of the two; by largest remainder, ties to the earlier.
/// Those in customer and lapsed stages were acquired before.
///
/// * `past`: everyone's past, with the people of this plan
pub(super) fn people(past: &Plan, tracking: &Tracking, inputs: &[f64]) -> Vec<Person> {
    let plan = past;
    let settled = Conditions::settled(plan, inputs);
    let mut people = Vec::new();
    for (stage, described) in plan.stages.iter().enumerate() {
        let stage = StageId(stage);
        let was_acquired = matches!(described.role, Role::Customer | Role::Lapsed);
        let shares: Vec<f64> = plan.shares.iter().map(|share| settled.at_least_nothing(share)).collect();
        for (segment, of_segment) in apportioned(described.start as u64, &shares).into_iter().enumerate() {
            let segment = SegmentId(segment);
            let (mut alike, mut weights) = (Vec::new(), Vec::new());
            let mix = |mix: &StartMix, clock| match mix {
                StartMix::New => vec![1.0],
                StartMix::Counts(counts) => counts.clone(),
                StartMix::Settled => settled_mix(plan, tracking, segment, stage, clock, &settled),
            };
            let ages = mix(&described.start_age, Clock::Age);
            let tenures = if was_acquired { mix(&described.start_tenure, Clock::Tenure) } else { vec![1.0] };
            for (age, of_age) in ages.iter().enumerate() {
                for (tenure, of_tenure) in tenures.iter().enumerate() {
                    let acquired = was_acquired.then_some(-(tenure as i64));
                    alike.push(Person::at_the_start(stage, described.role, segment, -(age as i64), acquired));
                    weights.push(of_age * of_tenure);
                }
            }
            for (person, number) in alike.iter().zip(apportioned(of_segment, &weights)) {
                people.extend(std::iter::repeat_n(person.clone(), number as usize));
            }
        }
    }
    let kept = settled_stages::people(plan, tracking, &people, &settled);
    people.extend(kept);
    people
}

/// So many people in proportion to these weights, in whole people.
fn apportioned(people: u64, weights: &[f64]) -> Vec<u64> {
    let sum: f64 = weights.iter().sum();
    let exact = |weight: &f64| if sum > 0.0 { people as f64 * weight / sum } else { 0.0 };
    // What is whole but for rounding is whole.
    let near = |x: f64| if (x - x.round()).abs() < 1e-9 { x.round() } else { x };
    let exact: Vec<f64> = weights.iter().map(exact).map(near).collect();
    let mut whole: Vec<u64> = exact.iter().map(|x| x.floor() as u64).collect();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    let remainder = |place: usize| exact[place] - exact[place].floor();
    by_remainder.sort_by(|a, b| remainder(*b).total_cmp(&remainder(*a)));
    let missing = people.saturating_sub(whole.iter().sum());
    for place in by_remainder.into_iter().cycle().take(missing as usize) {
        whole[place] += 1;
    }
    whole
}

/// The classes of a clock as the stage's own rates lead to in the long run: in proportion to the chance
/// of still being there, in the last class for as long as anybody stays.
fn settled_mix(
    plan: &Plan,
    tracking: &Tracking,
    segment: SegmentId,
    stage: StageId,
    clock: Clock,
    now: &Conditions,
) -> Vec<f64> {
    let classes = match clock {
        Clock::Age => tracking.ages[stage.0],
        Clock::Tenure => tracking.tenures,
    };
    let kind = &plan.kinds[plan.kind_of(segment, None)];
    let (mut weights, mut still_there) = (Vec::new(), 1.0);
    for class in 1..=classes {
        let written = written(&kind.leaving[stage.0], Clocks { age: class, tenure: class }, now);
        let leave: f64 = effective(written, kind, now, &[]).chances.iter().map(|(_, chance)| chance).sum();
        if class == classes && leave <= 0.0 {
            // Nobody ever leaves the last class: in the long run all are in it.
            weights.fill(0.0);
            weights.push(1.0);
        } else {
            weights.push(if class == classes { still_there / leave } else { still_there });
        }
        still_there *= 1.0 - leave;
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::apportioned;

    #[test]
    fn whole_people_go_to_the_largest_remainders_and_of_equal_ones_to_the_earlier() {
        assert_eq!(apportioned(10, &[0.5, 0.3, 0.2]), [5, 3, 2]);
        assert_eq!(apportioned(10, &[1.0, 1.0, 1.0]), [4, 3, 3]);
        assert_eq!(apportioned(5, &[0.5, 0.5]), [3, 2]);
        assert_eq!(apportioned(7, &[0.1, 0.26, 0.64]), [1, 2, 4]);
        assert_eq!(apportioned(0, &[0.5, 0.5]), [0, 0]);
    }
}
