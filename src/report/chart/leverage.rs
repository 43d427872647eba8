//! Leverage: where should we push?

use super::bars::{BarChart, BarRow, Bars, bar, scale, with_ninety};
use super::context::Context;
use super::frame::Headings;
use super::palette::plan_hue;
use crate::report::language::{Language, Words, words};
use crate::report::numbers::{Estimate, Unit};

/// What a little more on each lever of a plan is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Leverage {
    /// Label of the plan.
    pub plan: String,
    /// What is gained, in the report's language: "Net present value".
    pub outcome: String,
    pub unit: Unit,
    /// In any order: the chart ranks them.
    pub rows: Vec<LeverRow>,
    /// Levers that were not tried.
    pub left_out: usize,
}

/// A lever and what 10% more of it brings.
#[derive(Debug, Clone, PartialEq)]
pub struct LeverRow {
    /// As people call it: "Trial to paid", "Ads", "Invitations by advocates".
    pub label: String,
    pub kind: Lever,
    /// Gain of the outcome over the futures, paired.
    pub gain: Estimate,
}

/// What is pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lever {
    /// The chance to move from one stage to another.
    Transition,
    /// A channel's spend or people.
    Channel,
    /// How often customers invite, or how often that is accepted.
    Invitation,
    /// What customers pay.
    Price,
}

/// The chart of a plan's levers, the strongest first.
///
/// * `hue`: index of the plan in the model
pub fn leverage(figures: &Leverage, hue: usize, context: &Context) -> BarChart {
    let language = context.language;
    let mut levers = figures.rows.clone();
    levers.sort_by(|a, b| b.gain.median.total_cmp(&a.gain.median));
    let row = |lever: &LeverRow| BarRow {
        label: lever.label.clone(),
        note: Some(language.say(lever.kind.words()).to_string()),
        marks: vec![bar(lever.gain, &figures.unit, plan_hue(hue), language)],
        ..BarRow::default()
    };
    let rows: Vec<BarRow> = largest(&levers).map(row).collect();
    let sentence = sentence(&levers, figures, language);
    let gaps = [("plan", figures.plan.as_str()), ("outcome", &figures.outcome), ("futures", &context.futures())];
    BarChart {
        name: "leverage",
        headings: Headings {
            title: title(&levers, figures, language),
            subtitle: language.fill(SUBTITLE, &gaps),
            footnote: context.footnote(std::iter::once(figures.plan.as_str())),
        },
        alt: sentence.clone(),
        sentence,
        bars: Bars {
            axis: scale(&rows, &figures.unit),
            n_more: levers.len() - rows.len() + figures.left_out,
            nothing: language.say(NONE).to_string(),
            rows,
            ..Bars::default()
        },
    }
}

/// Levers that can be taken in at a glance.
const MOST_LEVERS: usize = 12;

/// The levers that bring or cost most, in the order in which they are.
fn largest(levers: &[LeverRow]) -> impl Iterator<Item = &LeverRow> {
    let mut sizes: Vec<f64> = levers.iter().map(|lever| lever.gain.median.abs()).collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    let least = sizes.get(MOST_LEVERS - 1).copied().unwrap_or(0.0);
    // Of equal ones the first stay: as many as there is room for beside the larger ones.
    let mut room = MOST_LEVERS - sizes.iter().take(MOST_LEVERS).filter(|size| **size > least).count();
    levers.iter().filter(move |lever| match lever.gain.median.abs() {
        size if size > least => true,
        size if size == least && room > 0 => {
            room -= 1;
            true
        }
        _ => false,
    })
}

impl Lever {
    fn words(self) -> Words {
        match self {
            Lever::Transition => words("transition", "전환", "流转"),
            Lever::Channel => words("channel", "채널", "渠道"),
            Lever::Invitation => words("referral", "추천", "推荐"),
            Lever::Price => words("price", "가격", "价格"),
        }
    }
}

const SUBTITLE: Words = words(
    "What 10% more on each lever of {plan} brings or costs: {outcome}. Everything else and the luck are the same. Bars: median; whiskers: 90% of {futures}.",
    "각 레버를 10% 높였을 때의 증감: {outcome} ({plan}). 다른 조건과 우연은 같음. 막대: 중앙값, 수염: {futures} 결과의 가운데 90%.",
    "每个杠杆提高10%带来的增减：{outcome}（{plan}）。其他条件和运气不变。条形：中位数；误差线：{futures}结果的中间90%。",
);
const NONE: Words = words("There is nothing to push.", "높일 수 있는 레버가 없습니다.", "没有可以发力的杠杆。");
const STRONGEST: Words = words(
    "Push {lever}: 10% more brings {figure}",
    "가장 효과가 큰 레버는 {lever}, 10% 높이면 {figure}",
    "效果最大的杠杆是“{lever}”：提高10%带来{figure}",
);
const ALIKE: Words = words(
    "{levers} are the strongest levers: 10% more of either brings {figure}",
    "가장 효과가 큰 레버는 {levers}, 각각 10% 높이면 {figure}",
    "效果最大的杠杆是{levers}：各提高10%带来{figure}",
);
const COSTS: Words = words(
    "{lever} weighs most: 10% more costs {figure}",
    "영향이 가장 큰 것은 {lever}: 10% 높이면 {figure} 손실",
    "影响最大的是{lever}：提高10%损失{figure}",
);
const COSTS_NOT_SURELY: Words = words(
    "{lever} costs the most, but not in every future: 10% more takes {figure}",
    "손실이 가장 큰 것은 {lever}, 다만 모든 시뮬레이션에서 그렇지는 않음: 10% 높이면 {figure} 손실",
    "损失最大的是{lever}，但并非在每次模拟中都如此：提高10%损失{figure}",
);
const GAINS_MOST: Words = words(
    "; {lever} brings the most: {figure}",
    ", 증가분이 가장 큰 것은 {lever}: {figure}",
    "；增量最大的是{lever}：{figure}",
);
const NOT_SURE: Words = words(
    "{lever} brings the most, but not in every future: 10% more gives {figure}",
    "증가분이 가장 큰 레버는 {lever}, 다만 모든 시뮬레이션에서 그렇지는 않음: 10% 높이면 {figure}",
    "增量最大的是“{lever}”，但并非在每次模拟中都如此：提高10%带来{figure}",
);
const NO_GAIN: Words = words(
    "10% more of any single lever brings nothing: {outcome}",
    "10% 높여서 이득이 있는 레버가 없음: {outcome}",
    "任何单个杠杆提高10%都没有收益：{outcome}",
);
const EACH: Words = words(
    "10% more brings, median and 90% range: {each}.",
    "10% 높일 때의 증가분, 중앙값과 90% 범위: {each}.",
    "提高10%带来的增量，中位数与90%区间：{each}。",
);

fn title(levers: &[LeverRow], figures: &Leverage, language: Language) -> String {
    // Ranked by gain: the largest in size is at one end or the other.
    let (Some(first), Some(last)) = (levers.first(), levers.last()) else {
        return language.say(NONE).trim_end_matches(['.', '。']).to_string();
    };
    if -last.gain.median > first.gain.median {
        return costs(last, first, figures, language);
    }
    if first.gain.median <= 0.0 {
        return language.fill(NO_GAIN, &[("outcome", &figures.outcome)]);
    }
    let middle = |row: &LeverRow| row.gain.middle(&figures.unit, language);
    let figure = with_ninety(first.gain, &figures.unit, language);
    match levers.get(1).filter(|second| middle(second) == middle(first)) {
        Some(second) => {
            let names = language.list([first.label.as_str(), &second.label]);
            language.fill(ALIKE, &[("levers", &names), ("figure", &middle(first))])
        }
        None => {
            let words = if first.gain.low < 0.0 { NOT_SURE } else { STRONGEST };
            language.fill(words, &[("lever", &first.label), ("figure", &figure)])
        }
    }
}

/// Where 10% more takes more than 10% more of anything else brings.
fn costs(worst: &LeverRow, best: &LeverRow, figures: &Leverage, language: Language) -> String {
    let gain = worst.gain;
    let loss = Estimate { median: -gain.median, low: -gain.high, high: -gain.low };
    let words = if loss.low < 0.0 { COSTS_NOT_SURELY } else { COSTS };
    let figure = with_ninety(loss, &figures.unit, language);
    let mut title = language.fill(words, &[("lever", &worst.label), ("figure", &figure)]);
    if best.gain.median > 0.0 {
        let figure = best.gain.middle(&figures.unit, language);
        title += &language.fill(GAINS_MOST, &[("lever", &best.label), ("figure", &figure)]);
    }
    title
}

fn sentence(levers: &[LeverRow], figures: &Leverage, language: Language) -> String {
    if levers.is_empty() {
        return language.say(NONE).to_string();
    }
    let each = levers.iter().take(6).map(|row| format!("{} {}", row.label, row.gain.text(&figures.unit, language)));
    language.fill(EACH, &[("each", &language.clauses(each.collect::<Vec<_>>()))])
}
