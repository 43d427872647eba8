//! The answer: which plan, how money and goals come out under each.

use super::super::tables::label_of;
use super::super::{Subject, money, outcome, worth};
use super::{MOST_IN_A_ROW, figure, has_money, in_a_row, line, middle, ranked, unbroken};
use crate::report::language::words;
use crate::report::{comparison, numbers, screen};
use crate::results::{Distribution, PlanResults};

/// Which plan is better, how surely, which initiatives pay, and what to find out first.
pub(super) fn which_plan(subject: &Subject) -> Vec<String> {
    let Some(comparison) = subject.comparison else { return Vec::new() };
    let mut told = comparison::findings(subject, comparison);
    told.extend(worth::next_dollar(subject));
    told.extend(worth::paying(subject));
    told.extend(comparison::to_find_out_first(subject, comparison));
    told
}

/// Under which plan the outcome is highest and lowest, where the plans were not compared future by future.
pub(super) fn outcome_by_plan(subject: &Subject) -> Vec<String> {
    let Subject { model, results, .. } = *subject;
    if subject.comparison.is_some() {
        return Vec::new();
    }
    let language = model.presentation.language;
    let Some(metric) = outcome::headline(subject) else { return Vec::new() };
    let ranked = ranked(subject, metric);
    let (Some((best, high)), Some((last, low))) = (ranked.first(), ranked.last()) else { return Vec::new() };
    if best == last {
        return Vec::new();
    }
    let written = |figure: &Distribution| unbroken(&screen::in_words(figure, metric, model), language);
    let (high, low) = (written(high), written(low));
    let what = label_of(metric, model);
    if middle(&high, language) == middle(&low, language) {
        let same = words(
            "{what} hardly differs between the plans: {figure} in the median.",
            "{what}: 안 사이에 거의 차이가 없습니다(중앙값 {figure}).",
            "{what}在各方案间几乎没有差别：中位数{figure}。",
        );
        return vec![language.fill(same, &[("what", &what), ("figure", &middle(&high, language))])];
    }
    let label = |plan: usize| results.plans[plan].label.as_str();
    let apart = words(
        "{what} in the median: highest under {best}, {high}; lowest under {last}, {low}.",
        "{what} 중앙값이 가장 높은 안은 ‘{best}’({high}), 가장 낮은 안은 ‘{last}’({low})입니다.",
        "{what}（中位数）：“{best}”最高，为{high}；“{last}”最低，为{low}。",
    );
    let gaps =
        [("what", what.as_str()), ("best", label(*best)), ("high", &high), ("last", label(*last)), ("low", &low)];
    vec![language.fill(apart, &gaps)]
}

/// Profit of a single plan; of several it stands in the table.
pub(super) fn profit(subject: &Subject) -> Vec<String> {
    let language = subject.model.presentation.language;
    if subject.results.plans.len() > 1 {
        return Vec::new();
    }
    let plans = 0..subject.results.plans.len();
    let what = words("Profit over the run", "전체 기간 이익", "全程利润");
    let figures = in_a_row(subject.results, plans.map(|p| figure(subject, p, "profit")), language);
    figures.map(|figures| line(language.say(what), &figures, language)).into_iter().collect()
}

/// The chance that the cash runs out, where it is worth naming: the likeliest first.
pub(in crate::report) fn running_out(subject: &Subject) -> Vec<String> {
    /// A chance that nobody leaves out of account.
    const WORTH_NAMING: f64 = 0.05;
    let (results, language) = (subject.results, subject.model.presentation.language);
    let chances = (0..results.plans.len()).filter_map(|p| Some((money::runs_out(subject, p)?, p)));
    let mut chances: Vec<(f64, usize)> = chances.collect();
    chances.sort_by(|a, b| b.0.total_cmp(&a.0));
    if chances.first().is_none_or(|(chance, _)| *chance < WORTH_NAMING) {
        return Vec::new();
    }
    let told = chances.iter().map(|(chance, p)| {
        let chance = numbers::chance(*chance, None, language);
        if results.plans.len() > 1 { format!("{} {chance}", results.plans[*p].label) } else { chance }
    });
    let words = words(
        "The chance that the cash runs out within the run: {told}.",
        "기간 안에 현금이 바닥날 확률: {told}.",
        "期间内现金耗尽的概率：{told}。",
    );
    vec![language.fill(words, &[("told", &language.clauses(told))])]
}

/// When the money is back: of several plans the first and the last.
pub(super) fn break_even(subject: &Subject) -> Vec<String> {
    let Subject { model, results, .. } = *subject;
    let language = model.presentation.language;
    if !has_money(subject) {
        return Vec::new();
    }
    if let Some(reference) = screen::reference(results) {
        return money_back(subject, reference).into_iter().collect();
    }
    let told = |plan: usize| figure(subject, plan, "break_even");
    let medians = (0..results.plans.len()).filter_map(|p| Some((results.total(p, "break_even")?.median()?, p)));
    let mut medians: Vec<(f64, usize)> = medians.collect();
    medians.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (Some(first), Some(last)) = (medians.first(), medians.last()) else { return Vec::new() };
    let (Some(soon), Some(late)) = (told(first.1), told(last.1)) else { return Vec::new() };
    if first.0 == last.0 {
        let what = words("Break-even in the median", "손익분기(중앙값)", "盈亏平衡（中位数）");
        let soon = if results.plans.len() > 1 { middle(&soon, language) } else { soon };
        return vec![line(language.say(what), &soon, language)];
    }
    let apart = words(
        "Break-even in the median: first under {first}, {soon}; last under {last}, {late}.",
        "손익분기(중앙값)가 가장 빠른 안은 ‘{first}’, {soon}. 가장 늦은 안은 ‘{last}’, {late}.",
        "盈亏平衡（中位数）：“{first}”最早，{soon}；“{last}”最晚，{late}。",
    );
    let label = |plan: usize| results.plans[plan].label.as_str();
    let gaps = [("first", label(first.1)), ("soon", &soon), ("last", label(last.1)), ("late", &late)];
    vec![language.fill(apart, &gaps)]
}

/// In what share of the futures what plans put in beyond the one they are set against is back, and when; not of
/// plans that put nothing in.
fn money_back(subject: &Subject, reference: usize) -> Option<String> {
    let Subject { model, results, .. } = *subject;
    let language = model.presentation.language;
    let told = |(p, plan): (usize, &PlanResults)| {
        let (when, share) = results.against(p, reference)?.money_back()?;
        let at_once = share == 1.0 && when.p95().is_some_and(|period| period <= 1.0);
        let half = when.median().filter(|period| period.is_finite());
        let half = half.map_or(String::new(), |period| {
            let when = language.nth(period as u32, model.time.step);
            language.fill(words(", in half by {when}", ", 절반은 {when}까지", "，一半在{when}前"), &[("when", &when)])
        });
        let in_share = words(
            "{plan} in {share} of the futures{half}",
            "{plan} 미래의 {share}{half}",
            "{plan}在{share}的未来中{half}",
        );
        let share = numbers::chance(share, None, language);
        let gaps = [("plan", plan.label.as_str()), ("share", &share), ("half", &half)];
        (!at_once).then(|| language.fill(in_share, &gaps))
    };
    let by_plan: Vec<String> = results.plans.iter().enumerate().filter_map(told).take(MOST_IN_A_ROW).collect();
    let words = words(
        "What is spent beyond {b} is back within the run, in cash: {plans}.",
        "‘{b}’보다 더 쓴 돈을 기간 내에 현금으로 회수: {plans}.",
        "比“{b}”多花的钱在期内以现金收回：{plans}。",
    );
    let gaps = [("b", results.plans[reference].label.as_str()), ("plans", &language.clauses(&by_plan))];
    (!by_plan.is_empty()).then(|| language.fill(words, &gaps))
}

/// The chance of every goal: of several plans the highest and the lowest.
pub(super) fn chances(subject: &Subject) -> Vec<String> {
    let Subject { model, results, .. } = *subject;
    let language = model.presentation.language;
    let goals = results.catalogue.metrics.iter().filter(|metric| metric.definition.id == "chance");
    let told = goals.filter_map(|goal| {
        let chances = (0..results.plans.len()).filter_map(|p| Some((results.total(p, &goal.id)?.mean?, p)));
        let mut chances: Vec<(f64, usize)> = chances.collect();
        chances.sort_by(|a, b| b.0.total_cmp(&a.0));
        let written = |p: usize| {
            results.total(p, &goal.id).map(|chance| unbroken(&screen::in_words(&chance, &goal.id, model), language))
        };
        let (best, last) = (chances.first()?, chances.last()?);
        let (high, low) = (written(best.1)?, written(last.1)?);
        let what = words("Chance of “{goal}”", "‘{goal}’ 달성 확률", "达成“{goal}”的概率");
        let what = language.fill(what, &[("goal", goal.of.as_deref().unwrap_or_default())]);
        if middle(&high, language) == middle(&low, language) {
            let all = if results.plans.len() > 1 { middle(&high, language) } else { high };
            return Some(line(&what, &all, language));
        }
        let apart = words(
            "{what}: highest under {best}, {high}; lowest under {last}, {low}.",
            "{what}: 가장 높은 안은 ‘{best}’, {high}. 가장 낮은 안은 ‘{last}’, {low}.",
            "{what}：“{best}”最高，{high}；“{last}”最低，{low}。",
        );
        let label = |plan: usize| results.plans[plan].label.as_str();
        let gaps =
            [("what", what.as_str()), ("best", label(best.1)), ("high", &high), ("last", label(last.1)), ("low", &low)];
        Some(language.fill(apart, &gaps))
    });
    told.collect()
}
