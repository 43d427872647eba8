//! How many futures a given error takes, with each way to spread the inputs and to share the luck.
//!
//! `cargo bench --bench variance`. Measured on `scenarios/funnel-vs-flywheel.toml`: net present value after three
//! years of the plan `funnel`, and by how much that of the plan `flywheel` is above it.

use flywheel::base::lanes::LANES;
use flywheel::base::stats::Moments;
use flywheel::engine::{Arm, Inputs, Run};
use flywheel::metrics::Catalogue;
use flywheel::model::{self, Model, Sampling};
use flywheel::program::{Program, compile};
use flywheel::results::{self, paired, paired_in_expectation};
use flywheel::scenario;
use flywheel::uncertain::Law;
use std::path::Path;

/// Runs by which the error of a mean is measured; each has 16 lanes, which are independent randomisations.
const RUNS: u64 = 3;
/// Futures of a run, and those of which variances are taken: what a scenario has by default.
const MANY: u32 = 8192;

fn main() {
    let model = funnel_vs_flywheel();
    let (funnel, flywheel) = (program_of(&model, "funnel"), program_of(&model, "flywheel"));
    let pair = [flywheel, funnel];
    luck_of_a_difference(&model, &pair);
    let one = spread_of_inputs(&model, &pair[1..], "NPV of funnel");
    let two = spread_of_inputs(&model, &pair, "flywheel - funnel");
    // Whether an initiative works is a jump in the inputs, which no spreading of points smooths: the plan without
    // initiatives is held against the targets.
    one.assert_targets();
    println!("\nfutures for a standard error of $1,000");
    println!("{:52} {:>16} {:>18}", "", one.name, two.name);
    for (technique, in_one, in_two) in table(&one, &two) {
        println!("{technique:52} {in_one:>16.0} {in_two:>18.0}");
    }
}

fn funnel_vs_flywheel() -> Model {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/funnel-vs-flywheel.toml");
    let (_, scenario) = scenario::read(&path, &[]);
    let (model, _) = model::check(&scenario.expect("a scenario that is shipped"));
    model.expect("a scenario that is shipped")
}

fn program_of(model: &Model, plan: &str) -> Program {
    compile(model, model.plans.iter().position(|p| p.id == plan).expect("a plan of the scenario"))
}

/// Inputs at their medians: what is left of the difference's variance is luck, shared or not.
fn luck_of_a_difference(model: &Model, pair: &[Program; 2]) {
    let mut fixed = model.clone();
    for input in &mut fixed.inputs {
        input.law = Law::choice(&[(input.law.median(), 1.0)]).expect("one value is a law");
    }
    let variance = |second_luck: u32| Moments::of(&differences(&fixed, pair, second_luck)).variance;
    let (shared, independent) = (variance(0), variance(1));
    let ratio = independent / shared;
    println!("fixed inputs: sd of flywheel - funnel {:8.0} with shared luck", in_dollars(shared));
    println!("{:37} {:8.0} with independent luck: variance 1/{ratio:.0}", "", in_dollars(independent));
    assert!(ratio >= 100.0, "shared luck leaves 1/{ratio:.1} of the variance of the difference, not 1/100");
}

fn in_dollars(variance: f64) -> f64 {
    variance.sqrt() / 100.0
}

/// Differences of the outcome, the second program on its own luck or the first one's.
fn differences(model: &Model, pair: &[Program; 2], second_luck: u32) -> Vec<f64> {
    let inputs = Inputs::new(model);
    let arms = [Arm { program: &pair[0], luck: 0 }, Arm { program: &pair[1], luck: second_luck }];
    let run = Run { arms: &arms, inputs: &inputs, seed: model.simulation.seed, replications: MANY };
    let catalogue = Catalogue::new(model, &pair[0]);
    let kept = results::collect(&run, &catalogue, Some((MANY, Vec::new())), None, &|_| true);
    let kept = kept.and_then(|collected| collected.kept).expect("nobody stops it");
    let npv = kept.outcomes.iter().position(|id| id == "npv").expect("there is money");
    kept.came[0].iter().zip(&kept.came[1]).map(|(a, b)| a[npv] - b[npv]).collect()
}

/// Variance of one future, times the futures of a run the variance of its mean: what a future counts for.
struct Measured {
    name: &'static str,
    /// Of one future: not knowing and luck, and luck alone.
    all: f64,
    luck: f64,
    /// Variance of the mean over a run times its futures.
    random: f64,
    balanced: f64,
    /// Without luck.
    random_field: f64,
    balanced_field: f64,
    /// The mean of outcome less mean field, plus the mean field's mean, which is known: what luck leaves.
    control: f64,
}

impl Measured {
    /// A variance of 48 means has a standard error of 21%: the limits leave room for two of it.
    fn assert_targets(&self) {
        let (name, field) = (self.name, self.random_field / self.balanced_field);
        assert!(field >= 50.0 / 1.4, "{name}: balanced points leave 1/{field:.1} of the variance, not 1/50");
        let with_luck = self.balanced / self.luck;
        assert!(with_luck <= 2.0 * 1.4, "{name}: {with_luck:.2} times the variance that luck alone leaves, not 2");
    }
}

/// How the variance of a mean depends on where the inputs lie.
fn spread_of_inputs(model: &Model, programs: &[Program], name: &'static str) -> Measured {
    let means = |sampling: Sampling, play: Play| -> f64 {
        let lanes = |run: u64| {
            let mut model = model.clone();
            (model.simulation.sampling, model.simulation.seed) = (sampling, 1_000 + run);
            let outcomes = outcomes(&model, programs, MANY, play);
            let lane = |lane: usize| outcomes.iter().skip(lane).step_by(LANES).copied().collect::<Vec<f64>>();
            (0..LANES).map(|l| Moments::of(&lane(l)).mean).collect::<Vec<f64>>()
        };
        let means: Vec<f64> = (0..RUNS).flat_map(lanes).collect();
        Moments::of(&means).variance * f64::from(MANY) / LANES as f64
    };
    let drawn = outcomes(model, programs, MANY, paired);
    let field = outcomes(model, programs, MANY, paired_in_expectation);
    let luck: Vec<f64> = drawn.iter().zip(&field).map(|(drawn, expected)| drawn - expected).collect();
    let found = Measured {
        name,
        all: Moments::of(&drawn).variance,
        luck: Moments::of(&luck).variance,
        random: means(Sampling::Random, paired),
        balanced: means(Sampling::Balanced, paired),
        random_field: means(Sampling::Random, paired_in_expectation),
        balanced_field: means(Sampling::Balanced, paired_in_expectation),
        control: Moments::of(&luck).variance,
    };
    let (field, share) = (found.random_field / found.balanced_field, found.luck / found.all);
    println!("\n{name}: luck is {:.1}% of the variance", 100.0 * share);
    println!("  mean field: variance of the mean 1/{field:.0} of random sampling's");
    println!("  with luck:  variance of the mean {:.2} times the luck's own", found.balanced / found.luck);
    found
}

/// [`paired`] or [`paired_in_expectation`].
type Play = fn(&Model, &[Program], &[&str], u32, Option<usize>) -> results::Paired;

/// The outcome of the program, or of the first over the second, future by future.
fn outcomes(model: &Model, programs: &[Program], futures: u32, play: Play) -> Vec<f64> {
    let played = play(model, programs, &["npv"], futures, None);
    match programs.len() {
        1 => played.total(0, "npv").expect("there is money").to_vec(),
        _ => played.difference(0, 1, "npv").expect("there is money"),
    }
}

/// A technique, and the variance of a mean with it times the futures.
type Row = (&'static str, fn(&Measured) -> f64);

/// Futures for a standard error of $1,000: variance per future over the square of the error.
fn table(one: &Measured, two: &Measured) -> Vec<(&'static str, f64, f64)> {
    let error = 100_000.0_f64 * 100_000.0;
    let rows: [Row; 5] = [
        ("random inputs", |m| m.random),
        ("balanced inputs (the default)", |m| m.balanced),
        ("mean field, random inputs", |m| m.random_field),
        ("mean field, balanced inputs", |m| m.balanced_field),
        ("mean field as control variate, each future twice", |m| 2.0 * m.control),
    ];
    rows.into_iter().map(|(name, of)| (name, of(one) / error, of(two) / error)).collect()
}
