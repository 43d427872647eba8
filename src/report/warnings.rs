//! What a run had to say about its own figures, in the language of the report.

use super::language::{Words, words};
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
                let share = match share {
                    share if share < 0.001 => language.say(words("under 0.1%", "0.1% 미만", "不到0.1%")).to_string(),
                    share => numbers::short(share, &Unit::Percent, language),
                };
                said.push(language.fill(what, &[("plan", &plan.label), ("share", &share)]));
            }
        }
    }
    said
}

const SCALED: Words = words(
    "{plan}: in {share} of the futures drawn probabilities added up to more than 100% and were scaled, or a number made of \
     others left its range (a share above 100%) and was held there",
    "{plan}: 미래의 {share}에서 확률의 합이 100%를 넘어 비율을 줄여 맞췄거나, 다른 값으로 계산한 수가 범위를 벗어나(100%를 넘는 비율) 한도로 제한됨",
    "{plan}：在{share}的未来中，抽取的概率之和超过100%，已按比例缩小，或由其他数算出的数超出范围（超过100%的份额），已限制在范围内",
);
const HELD: Words = words(
    "{plan}: in {share} of the futures a count went beyond what can be drawn exactly and was held there",
    "{plan}: 미래의 {share}에서 인원이 정확히 추출할 수 있는 한도를 넘어 그 한도로 제한됨",
    "{plan}：在{share}的未来中，人数超出可精确抽取的上限，已限制在该上限",
);
