//! What the step does to the answer, in a sentence and for programs.

use super::labels;
use super::language::{Language, Words, words};
use super::numbers::{self, Unit};
use crate::analysis::half_step::{Both, HalfStep, MATTERS};
use crate::model::Model;
use serde_json::{Map, Value, json};

/// `at half the step customers at the end would be 4% fewer (1,234, not 1,280); the better choice stays Base`.
pub fn in_words(model: &Model, half: &HalfStep, language: Language) -> String {
    in_words_at(model, half, language.say(AT_HALF).to_string(), language)
}

/// The same at a step that is called `at`.
pub fn in_words_at(model: &Model, half: &HalfStep, at: String, language: Language) -> String {
    let mut said = Vec::new();
    if let Some(plan) = half.most_moved() {
        let customers = plan.customers.filter(|both| both.at_step != 0.0 || both.at_half != 0.0);
        said.extend(customers.map(|both| {
            let what = language.say(CUSTOMERS).to_string();
            moved(&what, &both, &Unit::People, language)
        }));
        if half.outcome != "customers" {
            let what = labels::mid_sentence(language.say(labels::among(&half.outcome, model)));
            let unit = unit(model, &half.outcome);
            said.extend(plan.outcome.map(|both| moved(&what, &both, &unit, language)));
        }
        if said.is_empty() {
            said.push(language.say(NOTHING).to_string());
        } else if half.plans.len() > 1 {
            let label = &model.plans[plan.plan].label;
            let last = said.len() - 1;
            said[last] = language.aside(&said[last], label);
        }
    }
    if let Some([here, there]) = half.best() {
        let label = |plan: usize| model.plans[plan].label.as_str();
        let words = if here == there { STAYS } else { FLIPS };
        said.push(language.fill(words, &[("a", label(here)), ("b", label(there))]));
    }
    language.fill(SENTENCE, &[("at", &at), ("said", &language.clauses(&said))])
}

/// The warning of a report and of `check`; `None` where the step hardly matters.
pub fn warning(model: &Model, half: &HalfStep, language: Language) -> Option<String> {
    half.matters().then(|| {
        let said = in_words(model, half, language);
        language.fill(WARNING, &[("said", &said)])
    })
}

/// For programs: money in whole currency.
pub fn in_json(model: &Model, half: &HalfStep) -> Value {
    let money = 1.0 / model.currency.minor_units();
    let both = |both: Option<Both>, unit: f64| {
        both.map(|both| json!({ "at_step": both.at_step * unit, "at_half_step": both.at_half * unit }))
    };
    let unit = if matches!(unit(model, &half.outcome), Unit::Money(_)) { money } else { 1.0 };
    let plan = |at: &crate::analysis::half_step::PlanAtHalf| {
        let figures = json!({ "outcome": both(at.outcome, unit), "customers": both(at.customers, 1.0) });
        (model.plans[at.plan].id.clone(), figures)
    };
    let id = |plan: usize| model.plans[plan].id.as_str();
    json!({
        "outcome": half.outcome,
        "plans": half.plans.iter().map(plan).collect::<Map<String, Value>>(),
        "best": half.best().map(|[here, there]| json!({ "at_step": id(here), "at_half_step": id(there) })),
        "matters": half.matters(),
    })
}

fn unit(model: &Model, outcome: &str) -> Unit {
    let unit = crate::metrics::definition(outcome).map(|definition| definition.unit);
    match unit {
        Some(unit) if unit.is_money() => Unit::Money(model.currency.clone()),
        Some(crate::metrics::Unit::Share) => Unit::Percent,
        Some(crate::metrics::Unit::People | crate::metrics::Unit::Count) => Unit::People,
        _ => Unit::Number,
    }
}

/// `customers at the end would be 4% fewer (1,234, not 1,280)`.
fn moved(what: &str, both: &Both, unit: &Unit, language: Language) -> String {
    let [here, there] = [both.at_step, both.at_half].map(|x| numbers::short(x, unit, language));
    let share = both.moved().filter(|moved| moved.abs() < 10.0);
    match share {
        Some(share) if here == there || share.abs() < 0.0005 => language.fill(SAME, &[("what", what), ("b", &there)]),
        Some(share) => {
            // A loss that grows is no more of anything.
            let words = match (both.at_step > 0.0, share > 0.0) {
                (true, true) => MORE,
                (true, false) if *unit == Unit::People => FEWER,
                (true, false) => LESS,
                (false, _) => INSTEAD,
            };
            let by = 100.0 * share.abs();
            let by = if by < 9.95 { format!("{by:.1}%") } else { format!("{by:.0}%") };
            language.fill(words, &[("what", what), ("by", &by), ("a", &here), ("b", &there)])
        }
        None if here == there => language.fill(SAME, &[("what", what), ("b", &there)]),
        None => language.fill(INSTEAD, &[("what", what), ("a", &here), ("b", &there)]),
    }
}

const _: () = assert!(MATTERS == 0.05, "the warning says what is meant by it");

const AT_HALF: Words = words("at half the step", "기간 단위를 절반으로 줄이면", "步长减半时");
const SENTENCE: Words = words("{at} {said}", "{at} {said}", "{at}，{said}");
const CUSTOMERS: Words = words("customers at the end", "기말 고객 수", "期末客户数");
const SAME: Words = words("{what} would be the same ({b})", "{what} 동일({b})", "{what}不变（{b}）");
const MORE: Words =
    words("{what} would be {by} more ({b}, not {a})", "{what} {by} 증가({a} → {b})", "{what}多{by}（{a}→{b}）");
const LESS: Words =
    words("{what} would be {by} less ({b}, not {a})", "{what} {by} 감소({a} → {b})", "{what}少{by}（{a}→{b}）");
const FEWER: Words =
    words("{what} would be {by} fewer ({b}, not {a})", "{what} {by} 감소({a} → {b})", "{what}少{by}（{a}→{b}）");
const INSTEAD: Words = words("{what} would be {b}, not {a}", "{what} {a} → {b}", "{what}由{a}变为{b}");
const NOTHING: Words = words("nothing would change", "달라지는 것 없음", "没有变化");
const STAYS: Words = words("the better choice stays {a}", "더 나은 선택은 그대로 ‘{a}’", "更优选择仍是“{a}”");
const FLIPS: Words = words(
    "the better choice would be {b}, not {a}",
    "더 나은 선택이 ‘{a}’에서 ‘{b}’로 바뀜",
    "更优选择由“{a}”变为“{b}”",
);
const WARNING: Words = words(
    "the step is long for what happens within it: {said}; take a shorter step",
    "기간 단위가 그 안에서 일어나는 일에 비해 깁니다. {said}. 더 짧은 단위를 쓰세요",
    "步长相对于期内发生的变化偏长：{said}；请改用更短的步长",
);
