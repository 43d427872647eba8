//! Places: which capacities fill up, and how many find no place.

use super::Subject;
use super::findings::{MOST_IN_A_ROW, in_a_row};
use crate::report::language::{Words, words};
use crate::report::numbers::{self, Unit};

/// A capacity counts as full from this share of its places over the run on: what is counted in whole people and
/// varies by season stays below 100% even if it holds up somebody in most periods.
const FULL: f64 = 0.9;

/// A sentence per capacity that is full in the median under some plan.
pub(super) fn that_fill_up(subject: &Subject) -> Vec<String> {
    let metrics = &subject.results.catalogue.metrics;
    let capacities = metrics.iter().filter(|metric| metric.definition.id == "utilisation");
    capacities.filter_map(|metric| fills_up(subject, &metric.id, metric.of.as_deref()?)).collect()
}

fn fills_up(subject: &Subject, utilisation: &str, label: &str) -> Option<String> {
    let Subject { model, results, .. } = *subject;
    let language = model.presentation.language;
    let n_plans = results.plans.len();
    let used: Vec<Option<f64>> =
        (0..n_plans).map(|p| results.total(p, utilisation).and_then(|figure| figure.median())).collect();
    let is_full = |p: usize| used[p].is_some_and(|used| used >= FULL);
    if !(0..n_plans).any(is_full) {
        return None;
    }
    // Of many plans those are told in which it is full, as many as one can follow.
    let told: Vec<usize> = if n_plans <= MOST_IN_A_ROW {
        (0..n_plans).collect()
    } else {
        (0..n_plans).filter(|p| is_full(*p)).take(MOST_IN_A_ROW).collect()
    };
    let waiting = utilisation.replacen("utilisation", "waiting", 1);
    let at_the_end = |p: usize| {
        let series = results.by_period(p, &waiting)?;
        series.last()?.as_ref()?.median()
    };
    let row = |figure: &dyn Fn(usize) -> Option<String>| {
        let cells = (0..n_plans).map(|p| figure(p).filter(|_| told.contains(&p)));
        in_a_row(results, cells, language)
    };
    let used = row(&|p| used[p].map(|used| numbers::short(used, &Unit::Percent, language)))?;
    let mut text = language.fill(USED, &[("capacity", label), ("used", &used)]);
    if let Some(waiting) = row(&|p| at_the_end(p).map(|n| numbers::short(n, &Unit::People, language))) {
        let step = numbers::step_word(model.time.step, language);
        text.push_str(&language.fill(WAITING, &[("step", step), ("waiting", &waiting)]));
    }
    Some(text)
}

const USED: Words = words(
    "Capacity “{capacity}” fills up. Share of its places used over the run, in the median: {used}.",
    "처리 한도 ‘{capacity}’: 거의 가득 찹니다. 전체 기간 가동률(중앙값): {used}.",
    "容量“{capacity}”接近用满。全程利用率（中位数）：{used}。",
);
const WAITING: Words = words(
    " People who find no place in the last {step}: {waiting}.",
    " 마지막 기간에 수용되지 못한 인원: {waiting}.",
    "最后一期未能容纳的人数：{waiting}。",
);
