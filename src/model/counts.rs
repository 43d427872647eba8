//! Counts out of one stage: one by one, or several of the same total as one sample.
//!
//! Counts of the same total and unit are drawn jointly from the Dirichlet law with those counts + 1/2, the
//! rest as staying, by independent sticks in the order of the file, but one that a correlation names first: the i-th
//! share is `stick_i (1 - stick_1) ... (1 - stick_(i-1))` ([`crate::uncertain::dirichlet_sticks`]).

use super::checker::Checker;
use super::fields::PROBABILITY;
use super::inputs::Drawn;
use super::types::{Kind, Number};
use crate::base::diagnostics::{Diagnostic, Span};
use crate::scenario::{Figures, Form, NumberText, ShareText, StageText, TransitionText, Written};
use crate::uncertain::{dirichlet_shares, dirichlet_sticks};

/// The number of each transition; `None` for a rest, for a rate that depends on the time since, and for what
/// cannot be read.
///
/// Counts of the same total and unit are one sample, drawn jointly.
pub(super) fn shares_of(texts: &[TransitionText], stage: &StageText, checker: &mut Checker<'_>) -> Vec<Option<Number>> {
    let mut shares: Vec<Option<Number>> = vec![None; texts.len()];
    let mut done = vec![false; texts.len()];
    for index in 0..texts.len() {
        let Written::As(ShareText::Of(number)) = &texts[index].share else {
            continue;
        };
        // A rate that depends on the time since is no single number.
        if done[index] || number.form.is_since() {
            continue;
        }
        let sample = sample_of(texts, number);
        if sample.len() < 2 {
            shares[index] = checker.number(&NumberText { later: None, ..number.clone() }, &PROBABILITY);
            continue;
        }
        let numbers = joint(&sample, stage, checker);
        for (_, _, text, _) in &sample {
            checker.keep_volatility(text, &PROBABILITY);
        }
        for (position, number) in sample.iter().zip(numbers) {
            shares[position.0] = number.map(|number| checker.altered(number, position.2, &PROBABILITY));
            done[position.0] = true;
        }
    }
    shares
}

/// A member of a sample: its position among the transitions, how many were counted, its text and place.
type Member<'a> = (usize, f64, &'a NumberText, Span);

/// The counts of the same total and unit, the number itself among them.
fn sample_of<'a>(texts: &'a [TransitionText], number: &NumberText) -> Vec<Member<'a>> {
    let Form::Counted { trials: total, .. } = number.form else {
        return Vec::new();
    };
    let members = texts.iter().enumerate().filter_map(|(index, text)| match &text.share {
        Written::As(ShareText::Of(other)) => match other.form {
            Form::Counted { successes, trials }
                if trials == total && (other.per, other.later) == (number.per, number.later) =>
            {
                Some((index, successes, other, text.span))
            }
            _ => None,
        },
        _ => None,
    });
    members.collect()
}

/// One sample as a Dirichlet law, by sticks in file order: docs/model.md, "Forms of a number".
fn joint(sample: &[Member<'_>], stage: &StageText, checker: &mut Checker<'_>) -> Vec<Option<Number>> {
    // The first to be drawn is drawn as what it is, and can go together with other numbers.
    let mut order: Vec<usize> = (0..sample.len()).collect();
    order.sort_by_key(|index| !checker.is_correlated(&sample[*index].2.path));
    let counts: Vec<f64> = order.iter().map(|index| sample[*index].1).collect();
    let Form::Counted { trials: total, .. } = sample[0].2.form else {
        return vec![None; sample.len()];
    };
    let sum: f64 = counts.iter().sum();
    let laws = match dirichlet_sticks(&counts, total).and_then(|sticks| Ok((sticks, dirichlet_shares(&counts, total)?)))
    {
        Ok(laws) => laws,
        Err(error) => {
            let title = if sum > total {
                format!("of {} in `{}` more than all were counted", Figures(total), stage.about.id.value)
            } else {
                error.to_string()
            };
            let mut message = Diagnostic::error(title);
            for (index, (_, _, _, span)) in sample.iter().enumerate() {
                message = if index + 1 == sample.len() {
                    message.at(*span, format!("{} in all", Figures(sum)))
                } else {
                    message.beside(*span, "")
                };
            }
            checker.push(message.help("counts of the same total are of the same people"));
            return vec![None; sample.len()];
        }
    };
    // What one stick is depends on all counts, so all of them name it.
    let identity = sample.iter().map(|(_, _, text, _)| text.written.as_str()).collect::<Vec<&str>>().join(", ");
    let (sticks, shares) = laws;
    let drawn = order.iter().zip(sticks).map(|(index, law)| Drawn { text: sample[*index].2, law, kind: Kind::Counted });
    let sticks = checker.registry.together(&drawn.collect::<Vec<Drawn<'_>>>(), &identity, None);
    let mut left = Number::Constant(1.0);
    let mut parts = Vec::with_capacity(sample.len());
    for (stick, law) in sticks.into_iter().zip(shares) {
        let number = Number::Input(stick);
        parts.push((stick, left.clone() * number.clone(), law));
        left = left * (Number::Constant(1.0) - number);
    }
    let mut numbers = vec![None; sample.len()];
    order.iter().zip(&parts).for_each(|(index, (_, share, _))| numbers[*index] = Some(share.clone()));
    checker.registry.is_sample(parts);
    numbers
}
