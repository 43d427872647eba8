//! What a run had to say about its own figures, in the language of the report.

use super::labels;
use super::language::{Language, Words, words};
use super::numbers::{self, Unit};
use crate::model::Model;
use crate::results::Results;

/// Probabilities that were scaled and counts that were held, plan by plan.
pub fn of_the_run(model: &Model, results: &Results) -> Vec<String> {
    let language = model.presentation.language;
    let mut said = Vec::new();
    for (p, plan) in results.plans.iter().enumerate() {
        for (metric, what) in [("scaled", SCALED), ("crowded", HELD)] {
            let share = results.total(p, metric).and_then(|figure| figure.mean).unwrap_or(0.0);
            if share > 0.0 {
                said.push(language.fill(what, &[("plan", &plan.label), ("share", &share_of_futures(share, language))]));
            }
        }
        said.extend(too_large(results, p, language));
    }
    said
}

/// How many figures that are too large are named; the others are counted.
const NAMED: usize = 3;

/// Figures that are not what they should be, because values were beyond what is recorded.
fn too_large(results: &Results, plan: usize, language: Language) -> Option<String> {
    let exceeding = results.exceeding(plan);
    let worst = exceeding.iter().map(|(_, share)| *share).fold(0.0, f64::max);
    let named = exceeding.iter().take(NAMED).map(|&(metric, _)| {
        let metric = &results.catalogue.metrics[metric];
        labels::said(&metric.id, metric.of.as_deref(), language)
    });
    let mut figures: Vec<String> = named.collect();
    if figures.is_empty() {
        return None;
    }
    if exceeding.len() > NAMED {
        let others = (exceeding.len() - NAMED).to_string();
        figures.push(language.fill(words("{n} more", "외 {n}개", "另外{n}项"), &[("n", &others)]));
    }
    let separator = language.say(words(", ", ", ", "、"));
    let (share, figures) = (share_of_futures(worst, language), figures.join(separator));
    let plan = &results.plans[plan].label;
    Some(language.fill(TOO_LARGE, &[("plan", plan), ("share", &share), ("figures", &figures)]))
}

fn share_of_futures(share: f64, language: Language) -> String {
    match share {
        share if share < 0.001 => language.say(words("under 0.1%", "0.1% 미만", "不到0.1%")).to_string(),
        share => numbers::short(share, &Unit::Percent, language),
    }
}

const SCALED: Words = words(
    "{plan}: in {share} of the futures drawn probabilities added up to more than 100% and were scaled, or a number made of \
     others left its range (a share above 100%) and was held there",
    "{plan}: 미래의 {share}에서 확률의 합이 100%를 넘어 비율을 줄여 맞췄거나, 다른 값으로 계산한 수가 범위를 벗어나(100%를 넘는 비율) 한도로 제한됨",
    "{plan}：在{share}的未来中，抽取的概率之和超过100%，已按比例缩小，或由其他数算出的数超出范围（超过100%的份额），已限制在范围内",
);
const TOO_LARGE: Words = words(
    "{plan}: in {share} of the futures a figure went beyond 2e28 cents (or people, or a ratio of 4e18) and was cut there, so it is \
     not right: {figures}; write amounts in thousands or millions",
    "{plan}: 미래의 {share}에서 기록할 수 있는 한도(최소 화폐 단위·인원 2e28, 비율 4e18)를 넘은 값이 잘려 지표가 정확하지 않음: {figures}. 금액을 천 또는 \
     백만 단위로 적으십시오",
    "{plan}：在{share}的未来中，数值超出可记录的上限（最小货币单位或人数2e28，比率4e18）而被截断，以下指标不准确：{figures}；请以千或百万为单位填写金额",
);
const HELD: Words = words(
    "{plan}: in {share} of the futures a count went beyond what can be drawn exactly and was held there",
    "{plan}: 미래의 {share}에서 인원이 정확히 추출할 수 있는 한도를 넘어 그 한도로 제한됨",
    "{plan}：在{share}的未来中，人数超出可精确抽取的上限，已限制在该上限",
);
