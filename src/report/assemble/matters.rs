//! What matters: of the difference between the best two plans, or of the outcome of a single one.

use super::tables::{label_of, unit_for_eyes};
use super::{AnyChart, Subject};
use crate::report::chart::{Context, FindingOut, MatterRow, Matters, matters};
use crate::report::language::{Words, words};
use crate::report::numbers::Unit;
use crate::report::paths;

const DIFFERENCE: Words = words("{what}: {a} less {b}", "{what}: ‘{a}’와(과) ‘{b}’의 차이", "{what}：“{a}”减“{b}”");

/// None where nothing is uncertain.
pub(super) fn chart(subject: &Subject, context: &Context) -> Option<AnyChart> {
    let (comparison, model) = (subject.comparison?, subject.model);
    let knowledge = comparison.knowledge.as_ref()?;
    let label = |plan: usize| subject.results.plans[plan].label.as_str();
    let what = label_of(&comparison.outcome, model);
    let (outcome, found) = match (&knowledge.of_difference, &comparison.ranking[..]) {
        (Some(found), [a, b, ..]) => {
            (context.language.fill(DIFFERENCE, &[("what", &what), ("a", label(*a)), ("b", label(*b))]), found)
        }
        _ => (what, knowledge.of_plans.first()?),
    };
    let unit = subject.results.catalogue.find(&comparison.outcome).map(|m| subject.results.catalogue.unit_of(m))?;
    let row = |group: usize| {
        let names: Vec<String> =
            knowledge.groups[group].iter().map(|&input| paths::in_words(model, &model.inputs[input].path)).collect();
        let worth = knowledge.evppi[group].times(unit);
        MatterRow {
            label: context.language.list(names),
            share: found.shares[group].mean,
            se: found.shares[group].se,
            worth: (comparison.ranking.len() > 1).then_some(FindingOut { mean: worth.mean, se: worth.se }),
        }
    };
    let figures = Matters {
        outcome,
        unit: unit_for_eyes(&comparison.outcome, model).unwrap_or(Unit::Number),
        rows: found.ranked().into_iter().map(row).collect(),
        luck: found.luck,
        interactions: found.interactions,
    };
    let says_something = figures.luck > 0.0 || figures.rows.iter().any(|row| row.share > 0.0);
    (says_something && !figures.rows.is_empty()).then(|| -> AnyChart { Box::new(matters(&figures, context)) })
}
