//! The same bits: whatever the threads, the instruction set, the mathematics library of the machine, and
//! whatever else a scenario has.

use crate::play::*;
use flywheel::base::isa::{self, InstructionSet};
use flywheel::engine::{self, Arm, Inputs, Run, Workspace};
use flywheel::model::Model;
use flywheel::program;
use flywheel::results::series_csv;

/// Every recorded value of a run's first two blocks, as bits.
fn bits(model: &Model, set: InstructionSet) -> Vec<u64> {
    let programs: Vec<_> = (0..model.plans.len()).map(|plan| program::compile(model, plan)).collect();
    let arms: Vec<Arm> = programs.iter().map(|program| Arm { program, luck: 0 }).collect();
    let inputs = Inputs::new(model);
    let run = Run { arms: &arms, inputs: &inputs, seed: model.simulation.seed, replications: 512 };
    let mut workspace = Workspace::new(&run);
    let mut bits = Vec::new();
    for block in 0..run.blocks() {
        engine::run_block_on(set, &run, block, &mut workspace).expect("an available set");
        bits.extend(workspace.block.arms.iter().flatten().chain(&workspace.block.inputs).map(|x| x.to_bits()));
    }
    bits
}

#[test]
fn every_instruction_set_gives_the_same_bits() {
    for name in SHIPPED {
        let model = shipped(name);
        let plain = bits(&model, InstructionSet::Plain);
        for set in isa::available() {
            assert!(bits(&model, set) == plain, "{name} on {set:?}");
        }
    }
}

#[test]
fn one_and_two_threads_give_the_same_files() {
    for name in SHIPPED {
        let mut model = shipped(name);
        model.simulation.replications = 2000;
        let one = series_csv(&simulate_on(&model, Some(1)));
        for threads in [2, 5] {
            assert!(series_csv(&simulate_on(&model, Some(threads))) == one, "{name} on {threads} threads");
        }
    }
}

const SMALL: &str = r#"
    [time]
    step = "month"
    periods = 8
    [simulation]
    replications = 512
    [stages.visitor]
    instant = true
    to.trial = "3% to 5%"
    [stages.trial]
    role = "user"
    stay = "3 to 5 weeks"
    to.customer = "34 of 100"
    to.exit = "rest"
    [stages.customer]
    role = "customer"
    start = 100
    to.churned = "4% to 6% per month"
    [stages.churned]
    role = "lapsed"
    to.customer = "1% per month"
    [channels.search]
    to = "visitor"
    arrivals = "800 to 1200 per month"
    variation = { spread = 0.5 }
    [referrals.invite]
    from = ["customer"]
    invites = "0.1 to 0.3"
    per = "month"
    spread = 1.3
    accept = "12% to 20%"
    to = "trial"
    delay = [0.5, 0.5]
    [revenue.subscription]
    on = "customer"
    each = "$49 per month"
    spread = 0.5
"#;

/// The rows of `series.csv` that are about things of the small scenario alone.
fn rows_of_before(csv: &str) -> Vec<&str> {
    csv.lines().filter(|row| ["other", "scaled", "crowded"].iter().all(|word| !row.contains(word))).collect()
}

#[test]
fn an_unrelated_stage_with_an_uncertain_number_changes_no_other_draw() {
    let more = r#"
        [stages.other]
        role = "prospect"
        start = 50
        to.other-too = "10% to 30% per month"
        [stages.other-too]
        stay = "2 to 3 months"
        to.exit = "1 of 3"
        to.other = "rest"
    "#;
    let before = series_csv(&simulate(&model(SMALL)));
    let after = series_csv(&simulate(&model(&format!("{SMALL}{more}"))));
    // Everybody who leaves is counted in `exited` and its sums; the rest must be the same to the last digit.
    let same = |csv: &str| {
        rows_of_before(csv).into_iter().filter(|r| !r.contains("exited")).map(String::from).collect::<Vec<_>>()
    };
    assert_eq!(same(&before), same(&after));
}

#[test]
fn another_channel_changes_no_other_draw() {
    let more = r#"
        [stages.other]
        [channels.other-ads]
        to = "other"
        arrivals = "20 to 60 per month"
    "#;
    let before = series_csv(&simulate(&model(SMALL)));
    let after = series_csv(&simulate(&model(&format!("{SMALL}{more}"))));
    assert_eq!(rows_of_before(&before), rows_of_before(&after));
}

#[test]
fn another_seed_gives_other_futures() {
    let one = model(SMALL);
    let mut other = one.clone();
    other.simulation.seed += 1;
    let (a, b) = (bits(&one, InstructionSet::Plain), bits(&other, InstructionSet::Plain));
    let equal = a.iter().zip(&b).filter(|(a, b)| a == b).count();
    // Small counts agree by chance, constants always; whole futures never.
    assert!(equal < a.len() / 2, "{equal} of {}", a.len());
}

/// Run by [`without_fma_and_avx2_in_the_c_library_the_bits_are_the_same`] in a process of its own.
#[test]
fn digest_of_a_run() {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    for name in SHIPPED {
        let mut model = shipped(name);
        model.simulation.replications = 512;
        hash.update(series_csv(&simulate(&model)));
    }
    let digest: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    if let Ok(right) = std::env::var("FLYWHEEL_TEST_DIGEST") {
        assert_eq!(digest, right);
    }
    println!("digest {digest}");
}

#[test]
fn without_fma_and_avx2_in_the_c_library_the_bits_are_the_same() {
    let test = std::env::current_exe().expect("this test binary");
    let run = |tunables: &str, digest: Option<&str>| {
        let mut command = std::process::Command::new(&test);
        command.args(["sameness::digest_of_a_run", "--exact", "--nocapture"]).env("GLIBC_TUNABLES", tunables);
        if let Some(digest) = digest {
            command.env("FLYWHEEL_TEST_DIGEST", digest);
        }
        let output = command.output().expect("the test binary runs");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{text}");
        text.split("digest ").nth(1).expect("a digest").split_whitespace().next().expect("a digest").to_string()
    };
    let usual = run("", None);
    run("glibc.cpu.hwcaps=-FMA,-AVX2,-FMA4", Some(&usual));
}
