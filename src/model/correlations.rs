//! Correlations: pairs of uncertain numbers that tend to go together (Gaussian copula).
//!
//! What is written about pairs is put together to one matrix for each group that hangs together; a pair of which
//! nothing is written has 0. The uniforms of a group come from correlated normals L z, with L the Cholesky factor.
//! A number that a plan or a segment writes otherwise goes with the number that it stands for: correlation 1.

use super::changes::arrow_of;
use super::checker::Checker;
use super::fields::CORRELATION;
use super::types::{Correlation, Input, InputId, Number, Sample};
use crate::base::diagnostics::{Diagnostic, Span};
use crate::scenario::{CorrelationText, did_you_mean};

/// Largest group; its matrix has that many rows.
const MOST_IN_A_GROUP: usize = 200;

/// How negative a pivot may be by rounding in a matrix that is just possible.
const ROUNDING: f64 = 1e-9;

/// Correlated inputs in groups.
pub(super) fn check(texts: &[CorrelationText], checker: &mut Checker<'_>) -> Vec<Correlation> {
    let inputs = checker.registry.inputs().to_vec();
    let mut pairs: Vec<Pair> = Vec::new();
    for text in texts {
        let ends = text.paths.each_ref().map(|path| named(path, text.pair.span, &inputs, checker));
        let coefficient = coefficient(text, checker);
        let ([Some(a), Some(b)], Some(coefficient)) = (ends, coefficient) else { continue };
        let twice = pairs.iter().find(|pair| (pair.a, pair.b) == (a, b) || (pair.a, pair.b) == (b, a));
        if let Some(earlier) = twice {
            let error = Diagnostic::error(format!("`{}` stands here twice", text.pair.value));
            checker.push(error.beside(earlier.span, "").at(text.pair.span, "").help("keep one of them"));
        } else if a == b {
            let error = Diagnostic::error("a number goes with itself").at(text.pair.span, "");
            checker.push(error.help("name two different ones: \"channels.search.cpc ~ inputs.service\""));
        } else {
            pairs.push(Pair { a, b, coefficient, span: text.pair.span, written: text.pair.value.clone() });
        }
    }
    groups(&pairs).into_iter().filter_map(|group| correlation(&group, &pairs, &inputs, checker)).collect()
}

/// What is written about two inputs.
struct Pair {
    a: InputId,
    b: InputId,
    coefficient: f64,
    span: Span,
    written: String,
}

fn coefficient(text: &CorrelationText, checker: &mut Checker<'_>) -> Option<f64> {
    let number = text.coefficient.get()?;
    checker.without_unit(number, "this is a correlation");
    let coefficient = checker.number(number, &CORRELATION)?.as_constant();
    if coefficient.is_none() {
        let error = Diagnostic::error("a correlation is one number").at(number.span, "");
        checker.push(error.help("like -0.2"));
    }
    coefficient
}

/// The input that a path names.
fn named(path: &str, span: Span, inputs: &[Input], checker: &mut Checker<'_>) -> Option<InputId> {
    let found = inputs.iter().position(|input| input.path == path || arrow_of(&input.path) == path);
    if let Some(found) = found {
        let alone = |sample: &Sample| sample.share == Number::Input(InputId(found));
        if inputs[found].sample.as_ref().is_some_and(|sample| !alone(sample)) {
            let error = Diagnostic::error(format!("`{path}` is drawn after others that were counted with it"));
            let help = "of counts of one total one can go together with other numbers; of a survival the first point";
            checker.push(error.at(span, "").help(help));
            return None;
        }
        return Some(InputId(found));
    }
    let certain = checker.paths_met.iter().any(|met| met == path || arrow_of(met) == path);
    if certain {
        let error = Diagnostic::error(format!("`{path}` is certain, so nothing goes with it")).at(span, "");
        checker.push(error.help("write it as a range, like \"$1.5 to $2.5\", or take the correlation out"));
        return None;
    }
    let names: Vec<String> = inputs.iter().map(|input| arrow_of(&input.path)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let error = Diagnostic::error(format!("no uncertain number `{path}`")).at(span, "");
    checker.push(error.maybe_help(did_you_mean(path, names, "number")));
    None
}

/// Inputs that hang together by pairs, in the order of the inputs.
fn groups(pairs: &[Pair]) -> Vec<Vec<InputId>> {
    let mut groups: Vec<Vec<InputId>> = Vec::new();
    for pair in pairs {
        let mut joint = vec![pair.a, pair.b];
        groups.retain(|group| {
            let touches = group.contains(&pair.a) || group.contains(&pair.b);
            if touches {
                joint.extend(group);
            }
            !touches
        });
        joint.sort();
        joint.dedup();
        groups.push(joint);
    }
    groups.sort();
    groups
}

fn correlation(group: &[InputId], pairs: &[Pair], inputs: &[Input], checker: &mut Checker<'_>) -> Option<Correlation> {
    let members = with_variants(group, inputs);
    let own: Vec<&Pair> = pairs.iter().filter(|pair| group.contains(&pair.a)).collect();
    if members.len() > MOST_IN_A_GROUP {
        let title = format!("{} uncertain numbers hang together, {MOST_IN_A_GROUP} can", members.len());
        checker.push(Diagnostic::error(title).at(own[0].span, ""));
        return None;
    }
    let n = members.len();
    let between = |a: InputId, b: InputId| {
        if a == b {
            return 1.0;
        }
        let pair = own.iter().find(|pair| (pair.a, pair.b) == (a, b) || (pair.a, pair.b) == (b, a));
        pair.map_or(0.0, |pair| pair.coefficient)
    };
    let matrix: Vec<f64> = (0..n * n).map(|index| between(members[index / n].1, members[index % n].1)).collect();
    let Some(factor) = cholesky(n, &matrix) else {
        impossible(&own, checker);
        return None;
    };
    Some(Correlation { inputs: members.into_iter().map(|(input, _)| input).collect(), factor })
}

/// Each member with the one it stands for: itself, or what a plan or segment writes in its place.
fn with_variants(group: &[InputId], inputs: &[Input]) -> Vec<(InputId, InputId)> {
    let mut members: Vec<(InputId, InputId)> = group.iter().map(|id| (*id, *id)).collect();
    for (index, input) in inputs.iter().enumerate() {
        let id = InputId(index);
        let stands_for = group.iter().find(|original| {
            let original = &inputs[original.0];
            let of_plan = input.path.strip_prefix(&original.path).is_some_and(|rest| rest.starts_with('='));
            of_plan || input.address == original.address
        });
        if let Some(original) = stands_for
            && !group.contains(&id)
        {
            members.push((id, *original));
        }
    }
    members
}

fn impossible(pairs: &[&Pair], checker: &mut Checker<'_>) {
    let title = match pairs {
        [_] => "this correlation is impossible",
        _ => "these correlations are impossible together",
    };
    let mut error = Diagnostic::error(title);
    for (index, pair) in pairs.iter().enumerate() {
        let label = format!("{}: {}", pair.written, pair.coefficient);
        error = if index + 1 == pairs.len() { error.at(pair.span, label) } else { error.beside(pair.span, label) };
    }
    let help = "what goes with the same thing goes together too; a pair of which nothing is written has 0: write it, \
                or make the others weaker";
    checker.push(error.help(help));
}

/// Lower triangular L with L L' = the matrix, row by row; `None` if it is not positive semi-definite.
///
/// A pivot of 0 is possible (two numbers that always go together); its column is 0 then.
fn cholesky(n: usize, matrix: &[f64]) -> Option<Vec<f64>> {
    let mut factor = vec![0.0; n * n];
    for row in 0..n {
        for column in 0..=row {
            let sum: f64 = (0..column).map(|k| factor[row * n + k] * factor[column * n + k]).sum();
            let left = matrix[row * n + column] - sum;
            if row == column {
                if left < -ROUNDING {
                    return None;
                }
                factor[row * n + row] = left.max(0.0).sqrt();
            } else if factor[column * n + column] > ROUNDING.sqrt() {
                factor[row * n + column] = left / factor[column * n + column];
            } else if left.abs() > ROUNDING.sqrt() {
                return None;
            }
        }
    }
    Some(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_factor_times_its_transpose_is_the_matrix() {
        let matrix = [1.0, 0.6, -0.3, 0.6, 1.0, 0.2, -0.3, 0.2, 1.0];
        let factor = cholesky(3, &matrix).unwrap();
        for row in 0..3 {
            for column in 0..3 {
                let product: f64 = (0..3).map(|k| factor[row * 3 + k] * factor[column * 3 + k]).sum();
                assert!((product - matrix[row * 3 + column]).abs() < 1e-14, "{row} {column}");
            }
        }
        assert_eq!((factor[1], factor[2], factor[5]), (0.0, 0.0, 0.0));
    }

    #[test]
    fn numbers_that_always_go_together_are_possible_and_a_contradiction_is_not() {
        let twins = [1.0, 1.0, 0.5, 1.0, 1.0, 0.5, 0.5, 0.5, 1.0];
        let factor = cholesky(3, &twins).unwrap();
        assert_eq!(&factor[3..6], [1.0, 0.0, 0.0]);
        // a with b, b with c, but a against c: the determinant is 1 - 3 (0.81) + 2 (-0.729) < 0.
        let contradiction = [1.0, 0.9, -0.9, 0.9, 1.0, 0.9, -0.9, 0.9, 1.0];
        assert_eq!(cholesky(3, &contradiction), None);
        let twins_apart = [1.0, 1.0, 0.5, 1.0, 1.0, -0.5, 0.5, -0.5, 1.0];
        assert_eq!(cholesky(3, &twins_apart), None);
    }
}
