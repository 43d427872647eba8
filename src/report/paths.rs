//! What the values of a scenario are called in words: `channels.search.cpc` is "Search ads: cost per click".

use super::language::{Language, Words, words};
use crate::model::Model;

/// The name of the value at a path, in the report's language and with the labels of the scenario.
///
/// A path may be that of an input: one that a plan changed has the plan's text behind a `=`, one of several
/// numbers its place in brackets. What has no name in words keeps that of the file.
pub fn in_words(model: &Model, path: &str) -> String {
    let path = path.split('=').next().unwrap_or(path);
    let language = model.presentation.language;
    let Some((section, rest)) = path.split_once('.').filter(|(section, _)| !section.contains("->")) else {
        return arrows(model, path);
    };
    match section {
        "inputs" => rest.replace('_', " "),
        "time" | "money" | "market" => key_in_words(rest, language),
        _ => {
            let (id, key) = rest.split_once('.').unwrap_or((rest, ""));
            let label = label_of(model, &format!("{section}.{id}"), id);
            of_thing(model, section, (id, &label), key)
        }
    }
}

/// The label of a thing by its path, for want of one its id.
pub fn label_of(model: &Model, path: &str, id: &str) -> String {
    let thing = model.account.things.iter().find(|thing| thing.path == path);
    thing.and_then(|thing| thing.label.clone()).unwrap_or_else(|| id.to_string())
}

fn of_thing(model: &Model, section: &str, (id, label): (&str, &str), key: &str) -> String {
    let language = model.presentation.language;
    if key.is_empty() {
        return label.to_string();
    }
    let (first, inner) = key.split_once('.').unwrap_or((key, ""));
    match (section, first) {
        ("stages", "to") => {
            let end = inner.find(['.', '[']).unwrap_or(inner.len());
            let (to, place) = inner.split_at(end);
            format!("{}{}", arrow(model, id, to), place_in_words(place, language))
        }
        ("events", "comes") if may_come_again(model, id) => language.of(label, &key_in_words("when", language)),
        ("segments", "set" | "changes") => language.aside(&in_words(model, inner), label),
        (_, "rates" | "changes" | "set" | "adds") => language.of(label, &in_words(model, inner)),
        (_, "reduces") => language.fill(
            words("{thing}: removes of {friction}", "{thing}: {friction} 감소 비율", "{thing}：消除{friction}的比例"),
            &[("thing", label), ("friction", &label_of(model, &format!("frictions.{inner}"), inner))],
        ),
        (_, "invites") if !inner.is_empty() => {
            let stage = label_of(model, &format!("stages.{inner}"), inner);
            language.of(label, &language.aside(key_in_words("invites", language).as_str(), &stage))
        }
        _ => language.of(label, &key_in_words(key, language)),
    }
}

/// `trial -> customer` or `* -> churned, trial -> exit` with the labels of the stages.
fn arrows(model: &Model, path: &str) -> String {
    let named = path.split(',').map(|one| match one.split_once("->") {
        Some((from, to)) => arrow(model, from.trim(), to.trim()),
        None => one.trim().to_string(),
    });
    model.presentation.language.list(named)
}

fn arrow(model: &Model, from: &str, to: &str) -> String {
    let language = model.presentation.language;
    let stage = |id: &str| match id {
        "*" => language.say(words("every stage", "모든 단계", "所有阶段")).to_string(),
        "" => language.say(words("anywhere", "모든 경로", "任何来路")).to_string(),
        "exit" => language.say(words("gone for good", "영구 이탈", "永久离开")).to_string(),
        id => label_of(model, &format!("stages.{id}"), id),
    };
    format!("{} → {}", stage(from), stage(to))
}

/// Whether an event comes in any period of its window, so that its draw says when.
fn may_come_again(model: &Model, id: &str) -> bool {
    let recurs = |event: &crate::model::Event| matches!(event.coming, crate::model::Coming::Recurring { .. });
    model.plans[0].events.iter().any(|event| event.id == id && recurs(event))
}

/// Where in a law that changes with time a number stands: `.by_tenure[1]`.
fn place_in_words(place: &str, language: Language) -> String {
    let Some((kind, index)) = place.trim_start_matches('.').split_once('[') else {
        return if place.is_empty() { String::new() } else { language.aside("", place.trim_start_matches('.')) };
    };
    let Ok(index) = index.trim_end_matches(']').parse::<usize>() else { return language.aside("", place) };
    let words = match kind {
        "by_tenure" => words(" (tenure {n})", " (고객 기간 {n})", "（客龄{n}）"),
        "by_age" => words(" (age {n})", " (체류 기간 {n})", "（停留期{n}）"),
        _ => words(" ({n})", " ({n})", "（{n}）"),
    };
    language.fill(words, &[("n", &(index + 1).to_string())])
}

/// A key of the scenario language in words; one without words as it is.
pub fn key_in_words(key: &str, language: Language) -> String {
    let known = KEYS.iter().find(|(name, _)| *name == key);
    known.map_or_else(|| key.replace('_', " "), |(_, words)| language.say(*words).to_string())
}

const KEYS: &[(&str, Words)] = &[
    ("start", words("people at the start", "시작 시점 인원", "期初人数")),
    ("start_age", words("time in the stage at the start", "시작 시점의 체류 기간", "期初停留时间")),
    ("start_tenure", words("tenure at the start", "시작 시점의 고객 기간", "期初客龄")),
    ("stay", words("mean time until people decide", "결정까지 걸리는 평균 기간", "做出决定的平均时间")),
    ("after", words("time until people decide", "결정까지 걸리는 기간", "做出决定的时间")),
    ("arrivals", words("people brought", "유입 인원", "带来的人数")),
    ("spend", words("spend", "지출", "投放支出")),
    ("spend.share_of_revenue", words("spend as a share of revenue", "매출 대비 지출 비율", "支出占收入比例")),
    ("cost", words("cost per person", "1인당 비용", "人均成本")),
    ("cpc", words("cost per click", "클릭당 비용(CPC)", "单次点击成本（CPC）")),
    ("cpm", words("cost per thousand", "1,000회당 비용(CPM)", "千次成本（CPM）")),
    ("cost_per_lead", words("cost per lead", "리드당 비용", "单条线索成本")),
    ("measured_at", words("spend at which the cost was measured", "비용을 측정한 지출 수준", "测得成本时的支出")),
    (
        "saturation.half",
        words("spend for half of what is possible", "최대 효과의 절반에 필요한 지출", "达到一半潜力的支出"),
    ),
    ("saturation.slope", words("slope of saturation", "포화 곡선의 기울기", "饱和曲线斜率")),
    ("carryover", words("carry-over of effect", "효과 이월", "效果延续")),
    ("reach", words("reach", "도달 범위", "触达范围")),
    ("season", words("season", "계절성", "季节性")),
    ("starts", words("begins", "시작 시점", "开始时间")),
    ("lasts", words("lasts", "지속 기간", "持续时间")),
    ("invites", words("invitations per person", "1인당 초대 수", "人均邀请数")),
    ("accept", words("share of invitations accepted", "초대 수락률", "邀请接受率")),
    ("delay", words("time until the invited come", "초대받은 사람이 오기까지의 시간", "受邀者到来的延迟")),
    ("spread", words("spread between people or amounts", "개인·금액별 편차", "个体或金额差异")),
    ("reward", words("reward", "보상", "奖励")),
    ("commission", words("commission", "수수료", "佣金")),
    ("cost_per_invite", words("cost per invitation", "초대 1건당 비용", "单次邀请成本")),
    ("same_segment", words("invited from the same segment", "같은 세그먼트에서 초대될 확률", "来自同一细分的概率")),
    ("each", words("amount each time", "1회 금액", "每次金额")),
    ("times", words("times per person", "1인당 횟수", "人均次数")),
    ("fixed", words("fixed amount", "고정 금액", "固定金额")),
    ("margin", words("gross margin", "매출총이익률", "毛利率")),
    ("loses", words("share lost to it", "손실 비율", "造成的流失")),
    ("upfront", words("cost up front", "초기 비용", "前期成本")),
    ("running", words("running cost", "운영 비용", "运行成本")),
    ("ramp", words("time to full effect", "완전한 효과까지의 기간", "达到全部效果的时间")),
    ("chance", words("chance", "확률", "概率")),
    ("works", words("whether it works", "효과가 있는지 여부", "是否奏效")),
    ("comes", words("whether it comes", "발생 여부", "是否发生")),
    ("when", words("when it comes", "발생 시점", "发生时间")),
    ("at", words("when it comes", "발생 시점", "发生时间")),
    ("limit", words("places", "처리 한도", "容量上限")),
    ("half", words("people at half of the effect", "효과의 절반에 이르는 인원", "效果达到一半时的人数")),
    ("share", words("share", "비중", "占比")),
    ("size", words("size of the market", "시장 규모", "市场规模")),
    ("cash", words("cash at the start", "시작 시점 현금", "期初现金")),
    ("discount_rate", words("discount rate", "할인율", "贴现率")),
    ("test.lift", words("true lift of what is tested", "실험안의 실제 개선 효과", "实验方案的真实提升")),
    ("test.share", words("share of people in the test", "실험 참여 비율", "参与实验的比例")),
    ("test.confidence", words("confidence asked of the test", "실험의 신뢰수준", "实验要求的置信度")),
    ("test.lasts", words("length of the test", "실험 기간", "实验时长")),
    ("test.repeat", words("number of tests", "실험 횟수", "实验次数")),
    ("test.every", words("time between tests", "실험 간격", "实验间隔")),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model, scenario};

    fn shop() -> Model {
        let text = r#"
            [time]
            step = "month"
            periods = 6
            [inputs]
            price_now = "$40"
            [stages.trial]
            label = "Trial"
            to.customer = "20% per month"
            [stages.customer]
            label = "Customer"
            role = "customer"
            to.exit = { by_tenure = ["9%", "7%"], per = "month" }
            [channels.search]
            label = "Search ads"
            to = "trial"
            spend = "$20k per month"
            cpc = "$1.5 to $2.5"
            [segments.smb]
            label = "Small firms"
            share = "100%"
        "#;
        let (_, scenario) = scenario::read_str("shop.toml", text, None, &[]);
        model::check(&scenario.unwrap()).0.unwrap()
    }

    #[test]
    fn a_path_is_told_with_the_labels_of_the_scenario() {
        let model = shop();
        for (path, told) in [
            ("inputs.price_now", "price now"),
            ("channels.search.cpc", "Search ads: cost per click"),
            ("channels.search.spend=$32k per month", "Search ads: spend"),
            ("channels.search.rates.trial -> customer", "Search ads: Trial → Customer"),
            ("stages.trial.to.customer", "Trial → Customer"),
            ("stages.customer.to.exit.by_tenure[1]", "Customer → gone for good (tenure 2)"),
            ("trial -> customer=+20%", "Trial → Customer"),
            ("* -> exit, trial -> customer", "every stage → gone for good, Trial → Customer"),
            ("segments.smb.set.channels.search.cpc", "Search ads: cost per click (Small firms)"),
            ("segments.smb.share", "Small firms: share"),
            ("money.cash", "cash at the start"),
            ("channels.search.some_new_key", "Search ads: some new key"),
            ("nonsense", "nonsense"),
        ] {
            assert_eq!(in_words(&model, path), told, "{path}");
        }
    }
}
