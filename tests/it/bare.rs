//! The implementations of the bare workload that benches compare do the same work.

#[path = "../../benches/bare/kernel.rs"]
mod kernel;
#[path = "../../benches/bare/plain.rs"]
mod plain;
#[path = "../../benches/bare/program.rs"]
mod program;
#[path = "../../benches/bare/workload.rs"]
mod workload;

use flywheel::base::isa::{InstructionSet, available};
use flywheel::base::stats::Moments;
use flywheel::reference;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use workload::Outcome;

const SEED: u64 = 7;

fn plain(n_replications: u32, cohorts: bool) -> Vec<Outcome> {
    (0..n_replications).map(|replication| plain::replication(SEED, replication, cohorts)).collect()
}

fn by_hand(n_replications: u32, cohorts: bool) -> Vec<Outcome> {
    kernel::replications(SEED, n_replications, cohorts, InstructionSet::Plain).expect("every machine has the plain set")
}

/// The model that the engine compiles, played person by person.
fn person_by_person(n_replications: u64) -> Vec<Outcome> {
    let model = program::model(1.0, 1);
    (0..n_replications)
        .map(|replication| {
            let mut rng = StdRng::seed_from_u64(replication);
            let inputs: Vec<f64> = model.inputs.iter().map(|input| input.law.quantile(rng.random())).collect();
            let history = reference::simulate(&model, 0, &inputs, &mut rng);
            let people: u64 = history.periods[workload::PERIODS].people.iter().sum();
            let profit: i128 = history.periods.iter().map(|period| period.profit).sum();
            Outcome { people: people as f64, profit: profit as f64 }
        })
        .collect()
}

/// The two means are as close as independent samples are: 4.5 standard errors of the difference.
#[track_caller]
fn assert_same_mean(a: &[Outcome], b: &[Outcome], what: fn(&Outcome) -> f64) {
    let moments = |of: &[Outcome]| Moments::of(&of.iter().map(what).collect::<Vec<f64>>());
    let (a, b) = (moments(a), moments(b));
    let (ea, eb) = (a.standard_error(), b.standard_error());
    let limit = 4.5 * (ea * ea + eb * eb).sqrt();
    let difference = (a.mean - b.mean).abs();
    assert!(difference <= limit, "{a:?} and {b:?} differ by {difference}");
}

#[track_caller]
fn assert_same_law(a: &[Outcome], b: &[Outcome]) {
    assert_same_mean(a, b, |outcome| outcome.people);
    assert_same_mean(a, b, |outcome| outcome.profit);
}

#[test]
fn the_kernel_written_by_hand_and_the_plain_loop_agree() {
    assert_same_law(&by_hand(20_000, false), &plain(20_000, false));
}

#[test]
fn the_model_of_the_workload_played_person_by_person_agrees() {
    assert_same_law(&by_hand(20_000, false), &person_by_person(100));
}

#[test]
fn keeping_cohorts_apart_changes_no_law() {
    let one_row = by_hand(20_000, false);
    assert_same_law(&one_row, &by_hand(4_000, true));
    assert_same_law(&one_row, &plain(2_000, true));
}

#[test]
fn the_kernel_written_by_hand_gives_the_same_bits_on_every_instruction_set() {
    let plain = by_hand(64, true);
    for set in available() {
        assert_eq!(kernel::replications(SEED, 64, true, set), Some(plain.clone()));
    }
}
