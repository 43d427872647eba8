//! The uncertain numbers of a model, drawn for 16 replications at a time.

use crate::base::lanes::Lanes;
use crate::model::{Model, Sampling};
use crate::uncertain::{Points, Tabulated};

/// Where each input's uniforms come from, and its tabulated quantile function.
#[derive(Debug, Clone)]
pub struct Inputs {
    draws: Vec<(Points, Tabulated)>,
}

impl Inputs {
    /// The inputs of a model, addressed by its seed and their paths.
    pub fn new(model: &Model) -> Inputs {
        let points = |path: &str| match model.simulation.sampling {
            Sampling::Balanced => Points::new(model.simulation.seed, path),
            Sampling::Random => Points::random(model.simulation.seed, path),
        };
        Inputs { draws: model.inputs.iter().map(|i| (points(&i.path), Tabulated::new(&i.law))).collect() }
    }

    pub fn len(&self) -> usize {
        self.draws.len()
    }

    pub fn is_empty(&self) -> bool {
        self.draws.is_empty()
    }

    /// The inputs of replications `16 * group .. 16 * group + 16`, one per element of `values`.
    pub fn draw(&self, group: u32, values: &mut [Lanes]) {
        for ((points, law), value) in self.draws.iter().zip(values) {
            *value = law.at_lanes(&points.lanes(group));
        }
    }
}
