//! What single things are worth, in sentences: frictions, initiatives, a tenth more of something.

use super::Subject;
use crate::analysis::contributions::{Contributions, Pays, Pushed, Spread};
use crate::model::{Model, Plan, Target};
use crate::report::labels;
use crate::report::language::{Language, Words, words};
use crate::report::numbers::{self, Estimate, Unit};

/// As many are told as one remembers.
const MOST_TOLD: usize = 3;

/// What the dearest frictions cost, under the first plan that has any.
pub(in crate::report) fn frictions(subject: &Subject) -> Vec<String> {
    let model = subject.model;
    let moves = |of: &Contributions| of.frictions.costs.iter().any(|cost| does_something(&cost.cost));
    let Some(of) = subject.contributions.iter().find(|of| moves(of)) else { return Vec::new() };
    let plan = &model.plans[of.plan];
    let costs = of.frictions.costs.iter().filter(|cost| does_something(&cost.cost)).take(MOST_TOLD);
    let told: Vec<String> =
        costs.map(|cost| said(&plan.frictions[cost.friction].label, &cost.cost, of, model)).collect();
    let what = words(
        "What the dearest frictions cost, each by itself, in {outcome}",
        "비용이 가장 큰 마찰, 하나씩 없앨 때 늘어나는 {outcome}",
        "代价最大的摩擦，及逐项消除时{outcome}的增量",
    );
    vec![line(what, of, of.replications, &told, subject)]
}

/// Whether the initiatives of the first plans that have any pay.
pub(super) fn initiatives(subject: &Subject) -> Vec<String> {
    let model = subject.model;
    let language = model.presentation.language;
    let with_any = subject.contributions.iter().filter(|of| !of.initiatives.is_empty());
    let told = with_any.take(MOST_TOLD).map(|of| {
        let plan = &model.plans[of.plan];
        let told = of.initiatives.iter().map(|worth| {
            let chance = words(
                "{worth}, pays with a chance of {chance}",
                "{worth}, 이득일 확률 {chance}",
                "{worth}，获益概率{chance}",
            );
            // Initiatives are chosen by what they bring on average, as in the bridge.
            let mean = Spread { median: worth.net.mean, ..worth.net };
            let worth_of = said(&plan.initiatives[worth.initiative].label, &mean, of, model);
            let chance_of = numbers::chance(worth.net.positive, Some(worth.net.positive_se), language);
            language.fill(chance, &[("worth", &worth_of), ("chance", &chance_of)])
        });
        let what = words(
            "What each initiative adds to {outcome} on average, its cost taken off",
            "실행 과제별로 비용을 빼고 평균적으로 늘어나는 {outcome}",
            "各举措扣除成本后对{outcome}的平均贡献",
        );
        line(what, of, of.replications, &told.collect::<Vec<_>>(), subject)
    });
    told.collect()
}

/// The chance of every initiative to bring more money than it costs, each under the best plan that has it.
pub(in crate::report) fn paying(subject: &Subject) -> Option<String> {
    let (model, language) = (subject.model, subject.model.presentation.language);
    let best_first = subject.comparison?.ranking.iter().map(|&plan| subject.plans[plan]);
    let of_plan = |plan: usize| subject.contributions.iter().find(|of| of.plan == plan && of.outcome.unit.is_money());
    let mut chances: Vec<(usize, Pays, usize)> = Vec::new();
    for of in best_first.filter_map(of_plan) {
        for worth in &of.initiatives {
            if !chances.iter().any(|(known, ..)| *known == worth.initiative) {
                chances.push((worth.initiative, worth.pays, of.plan));
            }
        }
    }
    chances.sort_by(|a, b| b.1.chance.total_cmp(&a.1.chance));
    let several = subject.results.plans.len() > 1;
    let told = chances.iter().map(|&(initiative, pays, plan)| {
        let plan = &model.plans[plan];
        let label = &plan.initiatives[initiative].label;
        let told = format!("{label} {}", chance_that_it_pays(pays, language));
        if several { language.aside(&told, &plan.label) } else { told }
    });
    let told: Vec<String> = told.collect();
    let words = words(
        "The chance that an initiative brings more than it costs: {told}.",
        "실행 과제가 비용보다 많은 이득을 낼 확률: {told}.",
        "各举措收益超过成本的概率：{told}。",
    );
    (!told.is_empty()).then(|| language.fill(words, &[("told", &language.clauses(&told))]))
}

/// The chance of the next dollar in every channel to pay, under the plan that the others are set against.
pub(in crate::report) fn next_dollar(subject: &Subject) -> Option<String> {
    let (model, language) = (subject.model, subject.model.presentation.language);
    let reference = subject.comparison.map_or(0, |comparison| comparison.reference);
    let of = subject.contributions.get(reference)?;
    let channels = &model.plans[of.plan].channels;
    let mut chances: Vec<(&str, Pays)> =
        of.next_dollar.iter().map(|next| (channels[next.channel].label.as_str(), next.pays)).collect();
    chances.sort_by(|a, b| b.1.chance.total_cmp(&a.1.chance));
    let told: Vec<String> =
        chances.iter().map(|(label, pays)| format!("{label} {}", chance_that_it_pays(*pays, language))).collect();
    let label = subject.results.plans[reference].label.as_str();
    let words = match subject.results.plans.len() {
        1 => words(
            "The chance that the next dollar in a channel pays: {told}.",
            "채널별 추가 지출이 수익을 낼 확률: {told}.",
            "各渠道新增支出盈利的概率：{told}。",
        ),
        _ => words(
            "The chance that the next dollar in a channel pays ({plan}): {told}.",
            "채널별 추가 지출이 수익을 낼 확률(‘{plan}’): {told}.",
            "各渠道新增支出盈利的概率（“{plan}”）：{told}。",
        ),
    };
    (!told.is_empty()).then(|| language.fill(words, &[("plan", label), ("told", &language.clauses(told))]))
}

/// `62% (within the run alone 11%)`; once where both are the same.
fn chance_that_it_pays(pays: Pays, language: Language) -> String {
    let [chance, within] = [(pays.chance, pays.se), (pays.within, pays.within_se)]
        .map(|(chance, se)| numbers::chance(chance, Some(se), language));
    let alone = words(
        "{chance} (within the run alone {within})",
        "{chance}(기간 내로만 보면 {within})",
        "{chance}（仅看期内为{within}）",
    );
    if chance == within { chance } else { language.fill(alone, &[("chance", &chance), ("within", &within)]) }
}

/// Where a tenth more would do most, under the first plan.
pub(super) fn levers(subject: &Subject) -> Vec<String> {
    let model = subject.model;
    let language = model.presentation.language;
    let moves = |of: &Contributions| of.leverage.levers.iter().any(|lever| does_something(&lever.gain));
    let Some(of) = subject.contributions.iter().find(|of| moves(of)) else { return Vec::new() };
    let plan = &model.plans[of.plan];
    let levers = of.leverage.levers.iter().filter(|lever| does_something(&lever.gain)).take(MOST_TOLD);
    let told: Vec<String> =
        levers.map(|lever| said(&pushed(plan, lever.pushed, language), &lever.gain, of, model)).collect();
    let what = words(
        "What a tenth more of something would change in {outcome}, the strongest first",
        "10% 늘릴 때의 {outcome} 변화, 큰 순서",
        "提高10%对{outcome}的影响，由大到小",
    );
    vec![line(what, of, of.leverage.replications, &told, subject)]
}

/// Whether it changes the outcome in any future that counts.
fn does_something(worth: &Spread) -> bool {
    worth.p5 != 0.0 || worth.p95 != 0.0
}

fn pushed(plan: &Plan, pushed: Pushed, language: Language) -> String {
    match pushed {
        Pushed::Transition(id) => {
            let transition = &plan.transitions[id.0];
            let to = match transition.to {
                Target::Stage(stage) => plan.stages[stage.0].label.as_str(),
                Target::Exit => language.say(words("gone for good", "영구 이탈", "永久离开")),
            };
            format!("{} → {to}", plan.stages[transition.from.0].label)
        }
        Pushed::Channel(channel) => plan.channels[channel].label.clone(),
        Pushed::Invitations(referral) => plan.referrals[referral].label.clone(),
    }
}

/// `Slow onboarding $210k ($90k to $400k)`.
fn said(label: &str, worth: &Spread, of: &Contributions, model: &Model) -> String {
    let unit = if of.outcome.unit.is_money() { Unit::Money(model.currency.clone()) } else { Unit::People };
    let estimate = Estimate { median: worth.median, low: worth.p5, high: worth.p95 };
    format!(
        "{label} {}",
        super::findings::unbroken(&estimate.text(&unit, model.presentation.language), model.presentation.language)
    )
}

/// `What it costs (Base, 1,024 futures): this; that.`
///
/// * `futures`: in which it was played
fn line(what: Words, of: &Contributions, futures: usize, told: &[String], subject: &Subject) -> String {
    let language = subject.model.presentation.language;
    let outcome = labels::mid_sentence(language.say(labels::of(of.outcome.id)));
    let mut what = language.fill(what, &[("outcome", &outcome)]);
    let label = subject.model.plans[of.plan].label.clone();
    let label = (subject.results.plans.len() > 1).then_some(label);
    // The rest of the report is of all futures.
    let fewer = (futures < subject.results.replications as usize).then(|| numbers::futures(futures as u64, language));
    let aside: Vec<String> = label.into_iter().chain(fewer).collect();
    if !aside.is_empty() {
        what = language.aside(&what, &language.list(aside));
    }
    super::findings::line(&what, &language.clauses(told), language)
}
