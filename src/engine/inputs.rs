//! The uncertain numbers of a model, drawn for 16 replications at a time.
//!
//! An input is its quantile function at a uniform. Inputs of one address share the uniform, so a number that a plan
//! writes otherwise is drawn where the base plan's is. Correlated ones go through a Gaussian copula: their uniforms
//! become normals z, the scores are L z with L the factor of their correlation matrix, and each score's place among
//! normals is the uniform.
//!
//! # Source
//! Nelsen 2006, *An Introduction to Copulas*, section 2.

use crate::base::lanes::Lanes;
use crate::base::math::{normal_cdf, normal_quantiles};
use crate::model::{Model, Sampling};
use crate::uncertain::{Points, Tabulated};

/// Where each input's uniforms come from, and its tabulated quantile function.
#[derive(Debug, Clone)]
pub struct Inputs {
    draws: Vec<(Points, Tabulated)>,
    /// Inputs that are drawn together, each in one group at most.
    together: Vec<Copula>,
}

/// Inputs whose scores are L z.
#[derive(Debug, Clone)]
struct Copula {
    inputs: Vec<usize>,
    /// L, row by row; its upper triangle is 0.
    factor: Vec<f64>,
}

impl Inputs {
    /// The inputs of a model, addressed by its seed and their addresses.
    pub fn new(model: &Model) -> Inputs {
        let points = |address: &str| match model.simulation.sampling {
            Sampling::Balanced => Points::new(model.simulation.seed, address),
            Sampling::Random => Points::random(model.simulation.seed, address),
        };
        let together = model.correlations.iter().map(|correlation| Copula {
            inputs: correlation.inputs.iter().map(|input| input.0).collect(),
            factor: correlation.factor.clone(),
        });
        Inputs {
            draws: model.inputs.iter().map(|i| (points(&i.address), Tabulated::new(&i.law))).collect(),
            together: together.collect(),
        }
    }

    pub fn len(&self) -> usize {
        self.draws.len()
    }

    pub fn is_empty(&self) -> bool {
        self.draws.is_empty()
    }

    /// The inputs of replications `16 * group .. 16 * group + 16`, one per element of `values`.
    pub fn draw(&self, group: u32, values: &mut [Lanes]) {
        for ((points, law), value) in self.draws.iter().zip(values.iter_mut()) {
            *value = law.at_lanes(&points.lanes(group));
        }
        for copula in &self.together {
            let normals: Vec<Lanes> =
                copula.inputs.iter().map(|&input| normal_quantiles(&self.draws[input].0.lanes(group))).collect();
            for (row, &input) in copula.inputs.iter().enumerate() {
                values[input] = self.draws[input].1.at_lanes(&copula.uniform(row, &normals));
            }
        }
    }
}

impl Copula {
    /// The uniforms of a member: the places of its scores among normals.
    fn uniform(&self, row: usize, normals: &[Lanes]) -> Lanes {
        let own = &self.factor[row * self.inputs.len()..][..=row];
        let mut score = Lanes::splat(0.0);
        for (weight, normal) in own.iter().zip(normals) {
            score += *normal * Lanes::splat(*weight);
        }
        // A quantile function is asked within (0, 1), whatever the rounding says far out.
        Lanes(score.0.map(|score| normal_cdf(score).max(f64::MIN_POSITIVE).min(1.0 - f64::EPSILON / 2.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::lanes::LANES;
    use crate::scenario;

    /// The draws of every input, by input, over 512 groups.
    fn drawn(correlations: &str) -> Vec<Vec<f64>> {
        let text = format!(
            "[time]\nstep = \"month\"\nperiods = 1\n[inputs]\na = {{ normal = [10, 2] }}\nb = {{ uniform = [0, 1] }}\nc = {{ normal = [0, 1] }}\n\
             [stages.customer]\nrole = \"customer\"\nto.exit = \"=0.01 * b\"\n[channels.x]\nto = \"customer\"\narrivals = \"=100 + a + c\"\n\
             {correlations}"
        );
        let (_, read) = scenario::read_str("x.toml", &text, None, &[]);
        let read = read.unwrap();
        let (model, said) = crate::model::check(&read);
        let model = model.unwrap_or_else(|| panic!("{said:?}"));
        let inputs = Inputs::new(&model);
        let mut columns = vec![Vec::new(); inputs.len()];
        let mut values = vec![Lanes::splat(0.0); inputs.len()];
        for group in 0..512 {
            inputs.draw(group, &mut values);
            columns.iter_mut().zip(&values).for_each(|(column, value)| column.extend(value.0));
        }
        columns
    }

    fn correlation(a: &[f64], b: &[f64]) -> f64 {
        let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
        let (ma, mb) = (mean(a), mean(b));
        let dot =
            |x: &[f64], mx: f64, y: &[f64], my: f64| x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum::<f64>();
        dot(a, ma, b, mb) / (dot(a, ma, a, ma) * dot(b, mb, b, mb)).sqrt()
    }

    #[test]
    fn correlated_inputs_have_their_laws_and_the_correlation_of_their_scores() {
        let columns = drawn("[correlations]\n\"inputs.a ~ inputs.c\" = 0.6\n\"inputs.a ~ inputs.b\" = -0.5\n");
        let n = (512 * LANES) as f64;
        let [a, b, c] = [&columns[0], &columns[1], &columns[2]];
        // Normals keep the coefficient; a normal and a uniform have sqrt(3 / pi) of it. Five standard errors of a
        // sample correlation, (1 - r^2) / sqrt(n).
        let within = |found: f64, wanted: f64| {
            assert!((found - wanted).abs() < 5.0 * (1.0 - wanted * wanted) / n.sqrt(), "{found} {wanted}");
        };
        within(correlation(a, c), 0.6);
        within(correlation(a, b), -0.5 * (3.0 / std::f64::consts::PI).sqrt());
        // Nothing is written about b and c.
        within(correlation(b, c), 0.0);
        let mean = |x: &[f64]| x.iter().sum::<f64>() / n;
        assert!((mean(a) - 10.0).abs() < 5.0 * 2.0 / n.sqrt() && (mean(b) - 0.5).abs() < 5.0 * 0.289 / n.sqrt());
    }

    #[test]
    fn without_correlations_they_are_independent() {
        let columns = drawn("");
        let n = (512 * LANES) as f64;
        assert!(correlation(&columns[0], &columns[2]).abs() < 5.0 / n.sqrt());
    }

    #[test]
    fn what_goes_together_fully_is_one_draw() {
        let columns = drawn("[correlations]\n\"inputs.a ~ inputs.c\" = 1\n");
        // a = 10 + 2 c, to the accuracy of the tables.
        let apart = columns[0].iter().zip(&columns[2]).map(|(a, c)| (a - 10.0 - 2.0 * c).abs());
        assert!(apart.fold(0.0, f64::max) < 1e-6);
    }
}
