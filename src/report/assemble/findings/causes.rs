//! What moves the figures.

use super::super::sources::OF_THE_START;
use super::super::{Subject, tables};
use super::{MOST_IN_A_ROW, figure, in_a_row, line, sentence, unbroken};
use crate::report::language::{Words, words};
use crate::report::numbers::{self, Unit};
use crate::report::{comparison, losses, told};

/// What it would be worth to know more.
pub(super) fn worth_knowing(subject: &Subject) -> Vec<String> {
    subject.comparison.map_or(Vec::new(), |comparison| comparison::knowing_more(subject, comparison))
}

/// By which sources the new customers come, under the first plan; all plans are in the chart.
pub(super) fn sources(subject: &Subject) -> Vec<String> {
    /// More of them are told as the others.
    const MOST_NAMED: usize = 4;
    let Subject { model, results, .. } = *subject;
    let language = model.presentation.language;
    let by_source = results.catalogue.metrics.iter().filter(|m| m.id.starts_with("new_customers["));
    let by_source: Vec<(&str, &str)> =
        by_source.map(|m| (m.id.as_str(), m.of.as_deref().unwrap_or_default())).collect();
    let of_plan = |p: usize| {
        let mean = |id: &str| results.total(p, id).and_then(|f| f.mean).unwrap_or(0.0);
        let mut brought: Vec<(f64, &str)> = by_source.iter().map(|(id, label)| (mean(id), *label)).collect();
        brought.retain(|(people, _)| *people > 0.0);
        let all = mean("new_customers");
        let of_the_start = all - brought.iter().map(|(people, _)| people).sum::<f64>();
        // Means of whole people over the futures: a smaller rest is the rounding of the sum.
        if of_the_start > 1e-6 {
            brought.push((of_the_start, language.say(OF_THE_START)));
        }
        brought.sort_by(|a, b| b.0.total_cmp(&a.0));
        let share = |people: f64| numbers::short((100.0 * people / all).round() / 100.0, &Unit::Percent, language);
        let mut named: Vec<String> =
            brought.iter().take(MOST_NAMED).map(|(people, label)| format!("{label} {}", share(*people))).collect();
        let others: f64 = brought.iter().skip(MOST_NAMED).map(|(people, _)| people).sum();
        if others > 0.0 {
            named.push(format!("{} {}", language.say(words("others", "기타", "其他")), share(others)));
        }
        (!named.is_empty()).then(|| language.list(named))
    };
    let by_plan: Vec<Option<String>> = (0..results.plans.len()).map(of_plan).collect();
    if by_source.is_empty() {
        return Vec::new();
    }
    if by_plan.iter().all(Option::is_none) {
        return vec![language.say(NOBODY).to_string()];
    }
    let what = words("New customers come from", "신규 고객의 유입 경로", "新客户来源");
    let told = results.plans.iter().zip(by_plan).filter_map(|(plan, shares)| Some((plan, shares?)));
    told.take(1)
        .map(|(plan, shares)| match results.plans.len() {
            1 => line(language.say(what), &shares, language),
            _ => line(&language.aside(language.say(what), &plan.label), &shares, language),
        })
        .collect()
}

const NOBODY: Words = words(
    "Nobody becomes a customer within the run.",
    "기간 내에 고객이 되는 사람이 없습니다.",
    "模拟期内没有人成为客户。",
);

/// At which stages people go for good or lapse, under the first plan.
pub(super) fn losses(subject: &Subject) -> Vec<String> {
    /// As many are told as one remembers.
    const MOST_NAMED: usize = 3;
    let Subject { model, results, plans, .. } = *subject;
    let language = model.presentation.language;
    let lost = losses::losses(model, results, plans);
    let named = lost.iter().filter_map(|loss| {
        let lost = loss.plans.first().copied().flatten()?;
        Some(format!("{} {}", loss.stage, unbroken(&lost.in_words(model.time.step, language), language)))
    });
    let named: Vec<String> = named.take(MOST_NAMED).collect();
    let Some(plan) = results.plans.first().filter(|_| !named.is_empty()) else { return Vec::new() };
    let what = language.say(words("Where most people are lost", "사람이 가장 많이 이탈하는 단계", "流失最多的阶段"));
    let what = if results.plans.len() > 1 { language.aside(what, &plan.label) } else { what.to_string() };
    vec![line(&what, &language.clauses(named), language)]
}

pub(super) fn churn(subject: &Subject) -> Vec<String> {
    let Subject { model, results, .. } = *subject;
    let language = model.presentation.language;
    let what = language.fill(
        words("Customers who leave in a {step}", "{step}별 고객 이탈률", "每{step}客户流失率"),
        &[("step", numbers::step_word(model.time.step, language))],
    );
    if results.plans.len() > MOST_IN_A_ROW {
        return Vec::new();
    }
    let figures = in_a_row(results, (0..results.plans.len()).map(|p| figure(subject, p, "churn_rate")), language);
    figures.map(|figures| line(&what, &figures, language)).into_iter().collect()
}

/// What a new customer is worth and brings, the plans in a row.
pub(super) fn wheel(subject: &Subject) -> Vec<String> {
    let Subject { model, results, lifetimes, .. } = *subject;
    let language = model.presentation.language;
    if results.plans.len() == 1 || results.plans.len() > MOST_IN_A_ROW {
        return Vec::new();
    }
    let rows = tables::lifetime_rows(model, lifetimes).into_iter();
    let told = rows.filter_map(|(label, cells)| {
        let filled = cells.into_iter().map(|cell| Some(unbroken(&cell, language)).filter(|cell| !cell.is_empty()));
        Some(line(&label, &in_a_row(results, filled, language)?, language))
    });
    told.collect()
}

/// Of a single plan, everything about one customer.
pub(super) fn one_customer(subject: &Subject) -> Vec<String> {
    let (model, [lifetime]) = (subject.model, subject.lifetimes) else { return Vec::new() };
    let language = model.presentation.language;
    let told = told::a_new_customer(lifetime, &model.currency, model.time.step, language);
    told.map(|told| sentence(&told, language)).into_iter().collect()
}
