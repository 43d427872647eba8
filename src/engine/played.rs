//! Scenarios played for the tests of the engine's files.

use super::{Arm, Block, Inputs, Run, Workspace, expect_block, run_block};
use crate::model::{self, Model, Number};
use crate::program::{self, Program, RecordId};

/// A scenario that must be without error. What the tests want to vary they change in the model.
pub fn model(text: &str) -> Model {
    let (sources, read) = crate::scenario::read_str("test.toml", text, None, &[]);
    let scenario = read.unwrap_or_else(|diagnostics| panic!("{}", diagnostics.render(&sources, false)));
    let (model, diagnostics) = model::check(&scenario);
    model.unwrap_or_else(|| panic!("{}", diagnostics.render(&sources, false)))
}

/// A number by period, from period 1 on; the last one holds on.
pub fn schedule(values: &[f64]) -> Number {
    Number::Schedule((1..).zip(values).map(|(period, value)| (period, Number::Constant(*value))).collect())
}

/// Some futures of the base plan of a model, or its expectation.
pub struct Played {
    pub program: Program,
    blocks: Vec<Block>,
}

impl Played {
    /// So many futures, always the same ones.
    pub fn drawn(model: &Model, replications: u32) -> Played {
        Played::with(model, replications, run_block)
    }

    /// The mean field; without inputs one future is all.
    pub fn expected(model: &Model) -> Played {
        Played::with(model, 1, expect_block)
    }

    fn with(model: &Model, replications: u32, play: impl Fn(&Run, usize, &mut Workspace)) -> Played {
        let program = program::compile(model, 0);
        let inputs = Inputs::new(model);
        let arms = [Arm { program: &program, luck: 0 }];
        let run = Run { arms: &arms, inputs: &inputs, seed: 7, replications };
        let mut workspace = Workspace::new(&run);
        let mut blocks = Vec::new();
        for block in 0..run.blocks() {
            play(&run, block, &mut workspace);
            blocks.push(workspace.block.clone());
        }
        Played { blocks, program }
    }

    /// A series in a period, one value per future.
    pub fn values(&self, record: RecordId, period: u32) -> Vec<f64> {
        let of_block =
            |block: &Block| block.series(0, self.program.periods, record, period)[..block.replications].to_vec();
        self.blocks.iter().flat_map(of_block).collect()
    }

    /// Its mean over the futures.
    pub fn mean(&self, record: RecordId, period: u32) -> f64 {
        let values = self.values(record, period);
        values.iter().sum::<f64>() / values.len() as f64
    }

    /// Its value by period from period 1 on, where there is one future only or all are the same.
    pub fn series(&self, record: RecordId) -> Vec<f64> {
        let value = |period: u32| {
            let values = self.values(record, period);
            assert!(
                values.iter().all(|value| *value == values[0]),
                "the futures differ in period {period}: {values:?}"
            );
            values[0]
        };
        (1..=self.program.periods).map(value).collect()
    }
}

#[track_caller]
pub fn assert_near(value: f64, expected: f64) {
    assert_within(value, expected, 1e-9 * expected.abs().max(1.0));
}

#[track_caller]
pub fn assert_within(value: f64, expected: f64, tolerance: f64) {
    assert!((value - expected).abs() <= tolerance, "{value} is not within {tolerance} of {expected}");
}

#[track_caller]
pub fn assert_all_near(values: &[f64], expected: &[f64]) {
    assert_eq!(values.len(), expected.len(), "{values:?} {expected:?}");
    values.iter().zip(expected).for_each(|(value, expected)| assert_near(*value, *expected));
}

/// The mean of values lies within 4.5 standard errors of what it should be, given the true variance of one: that
/// fails for 1 seed in 150,000. Their variance likewise, with the standard error of nearly normal values,
/// `variance sqrt(2 / (n - 1))`.
#[track_caller]
pub fn assert_law(values: &[f64], mean: f64, variance: f64) {
    let moments = crate::base::stats::Moments::of(values);
    let n = values.len() as f64;
    assert_within(moments.mean, mean, 4.5 * (variance / n).sqrt());
    assert_within(moments.variance, variance, 4.5 * variance * (2.0 / (n - 1.0)).sqrt());
}
