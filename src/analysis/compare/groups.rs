//! What is found out together, and what is found out of an input: its value, or yes or no.

use crate::model::{Input, InputId, Model, Number};

/// Inputs in groups, by the order of their first ones: those that are drawn together (correlated, or of one
/// address), and the parts of one counted sample (Dirichlet).
pub fn groups(model: &Model) -> Vec<Vec<usize>> {
    let mut group: Vec<usize> = (0..model.inputs.len()).collect();
    let mut join = |a: usize, b: usize| {
        let (to, from) = (group[a].min(group[b]), group[a].max(group[b]));
        group.iter_mut().filter(|g| **g == from).for_each(|g| *g = to);
    };
    for correlation in &model.correlations {
        correlation.inputs.windows(2).for_each(|pair| join(pair[0].0, pair[1].0));
    }
    for (b, input) in model.inputs.iter().enumerate() {
        for (a, other) in model.inputs[..b].iter().enumerate() {
            if input.address == other.address || sample(input).is_some_and(|s| sample(other) == Some(s)) {
                join(a, b);
            }
        }
    }
    let members = |first: usize| (0..group.len()).filter(|i| group[*i] == first).collect::<Vec<usize>>();
    (0..group.len()).filter(|&i| group[i] == i).map(members).collect()
}

/// Per input the chance of a yes, if all that it decides is whether an initiative works: its uniform is drawn below
/// that chance or not, and where exactly tells nothing more.
///
/// `None` of all other inputs, and where plans give it different chances.
pub fn yes_or_no(model: &Model) -> Vec<Option<f64>> {
    let mut chances: Vec<Option<Option<f64>>> = vec![None; model.inputs.len()];
    for initiative in model.plans.iter().flat_map(|plan| &plan.initiatives) {
        if let Number::Below(uniform, chance) = &initiative.works
            && let Number::Input(InputId(input)) = uniform.as_ref()
        {
            let chance = if let Number::Constant(chance) = chance.as_ref() { Some(*chance) } else { None };
            let known = chances[*input].get_or_insert(chance);
            *known = known.filter(|known| Some(*known) == chance);
        }
    }
    chances.into_iter().map(Option::flatten).collect()
}

/// The counted sample that a draw is a part of.
fn sample(input: &Input) -> Option<&str> {
    input.sample.as_ref().map(|sample| sample.name.as_str())
}
