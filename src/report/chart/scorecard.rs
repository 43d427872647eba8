//! Scorecard: who owns what, are we on target?

use super::axis::ValueAxis;
use super::bars::{BarChart, BarRow, Bars, Form, Heads, MOST_ROWS, Mark};
use super::context::Context;
use super::frame::Headings;
use super::palette::plan_hue;
use super::spoken::{self, chance};
use crate::report::language::{Language, Words, words};
use crate::report::numbers::{Estimate, Unit};

/// What the owners of stages want, and what comes.
#[derive(Debug, Clone, PartialEq)]
pub struct Scorecard {
    /// Label and index in the model of every plan.
    pub plans: Vec<(String, usize)>,
    /// In the order of the stages.
    pub rows: Vec<TargetRow>,
}

/// One target of a stage.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetRow {
    pub owner: Option<String>,
    pub stage: String,
    /// What the target is about: "Entries".
    pub figure: String,
    /// As written: `600 per month`.
    pub wanted: String,
    pub unit: Unit,
    /// The target in the unit of the figure.
    pub target: f64,
    /// Per plan; `None` where the figure does not exist.
    pub forecasts: Vec<Option<TargetForecast>>,
}

/// What comes, and how likely that is enough.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TargetForecast {
    pub figure: Estimate,
    pub chance: Option<f64>,
}

/// Forecasts as dots with whiskers against the target, by owner.
pub fn scorecard(figures: &Scorecard, context: &Context) -> BarChart {
    let language = context.language;
    let sentence = sentence(figures, language);
    let rows: Vec<BarRow> = grouped(figures, language).into_iter().take(MOST_ROWS).collect();
    let hues = figures.plans.iter().map(|(label, plan)| (label.clone(), plan_hue(*plan)));
    BarChart {
        name: "scorecard",
        headings: Headings {
            title: title(figures, language),
            subtitle: language.fill(SUBTITLE, &[("futures", &context.futures())]),
            footnote: context.footnote(figures.plans.iter().map(|(label, _)| label.as_str())),
        },
        alt: sentence.clone(),
        sentence,
        bars: Bars {
            axis: axis(&rows),
            heads: Heads {
                columns: vec![language.say(TARGET).to_string()],
                marks: language.say(SHARE_OF_TARGET).to_string(),
                ..Heads::default()
            },
            levels: vec![(1.0, String::new())],
            legend: if figures.plans.len() > 1 { hues.collect() } else { vec![] },
            n_more: figures.rows.len() - rows.len(),
            nothing: language.say(NONE).to_string(),
            rows,
            ..Bars::default()
        },
    }
}

const SUBTITLE: Words = words(
    "In bold the chance to meet the target, in grey the forecast; drawn as a share of the target (dashed line). Dots: median, of conversions the mean; whiskers: 90% of {futures}.",
    "굵은 글씨: 목표를 달성할 확률, 회색: 예측. 그림은 목표(점선) 대비 비율. 점: 중앙값(전환율은 평균), 수염: {futures} 결과의 가운데 90%.",
    "粗体：达标概率；灰色：预测值；图中为其占目标（虚线）的比例。圆点：中位数（转化率为均值）；误差线：{futures}结果的中间90%。",
);
const TARGET: Words = words("Target", "목표", "目标");
const SHARE_OF_TARGET: Words = words("Share of the target", "목표 대비 비율", "占目标的比例");
const NONE: Words = words("No stage has a target.", "목표가 있는 단계가 없습니다.", "没有设定目标的阶段。");
const NO_OWNER: Words = words("No owner", "담당자 없음", "无负责人");
const NO_FORECAST: Words = words("no forecast", "예측 없음", "无预测");
const MET: Words = words(
    "{n} of {all} stage targets are met on average",
    "달성되는 단계 목표: 평균적으로 {all}개 중 {n}개",
    "平均达成{all}项阶段目标中的{n}项",
);
const ONE: Words = words(
    "The target for {target} is met with a chance of {share}",
    "목표 달성 확률 {share}: {target}",
    "{target}目标的达成概率：{share}",
);
const AT_RISK: Words = words(
    "; most at risk: {target} ({share})",
    ", 가장 위험한 목표: {target} ({share})",
    "；风险最大：{target}（{share}）",
);
const EVERY_PLAN: Words = words(
    "Every plan meets {n} of {all} stage targets on average",
    "모든 안에서 달성되는 단계 목표: 평균적으로 {all}개 중 {n}개",
    "各方案平均都达成{all}项阶段目标中的{n}项",
);
const BEST_PLAN: Words = words(
    "{plans} meets {n} of {all} stage targets on average; {others}",
    "달성되는 단계 목표가 가장 많은 안: {plans} (평균적으로 {all}개 중 {n}개). {others}",
    "平均达成阶段目标最多的是{plans}（{all}项中的{n}项）；{others}",
);
const BEST_PLANS: Words = words(
    "{plans} each meet {n} of {all} stage targets on average; {others}",
    "달성되는 단계 목표가 가장 많은 안: {plans} (각각 평균적으로 {all}개 중 {n}개). {others}",
    "平均达成阶段目标最多的是{plans}（各为{all}项中的{n}项）；{others}",
);
const WITH: Words = words("{plan} {n}", "{plan} {n}개", "{plan} {n}项");
const UNKNOWN: Words = words("Stage targets: no forecast exists", "단계 목표: 예측 없음", "阶段目标：无预测");
const EACH: Words = words("Chance to meet the target: {each}.", "목표를 달성할 확률: {each}.", "达标概率：{each}。");

/// Multiples of the target beyond which whiskers are cut.
const MOST_SHOWN: f64 = 2.0;

/// Targets with the same owner together, in the order in which owners first appear.
fn grouped(figures: &Scorecard, language: Language) -> Vec<BarRow> {
    let mut owners: Vec<&Option<String>> = Vec::new();
    for row in &figures.rows {
        if !owners.contains(&&row.owner) {
            owners.push(&row.owner);
        }
    }
    let has_owners = owners.iter().any(|owner| owner.is_some());
    let mut rows = Vec::new();
    for owner in owners {
        let name = owner.clone().unwrap_or_else(|| language.say(NO_OWNER).to_string());
        for (number, target) in figures.rows.iter().filter(|row| row.owner == *owner).enumerate() {
            let group = (has_owners && number == 0).then(|| name.clone());
            rows.push(BarRow { group, ..row(target, figures, language) });
        }
    }
    rows
}

fn row(target: &TargetRow, figures: &Scorecard, language: Language) -> BarRow {
    let forecasts = target.forecasts.iter().zip(&figures.plans).filter(|(forecast, _)| forecast.is_some());
    let mut marks: Vec<Mark> = forecasts.map(|(forecast, (_, plan))| mark(target, forecast, *plan, language)).collect();
    if marks.is_empty() {
        marks.push(mark(target, &None, 0, language));
    }
    BarRow { label: named(target, language), cells: vec![(target.wanted.clone(), None)], marks, ..BarRow::default() }
}

fn mark(target: &TargetRow, forecast: &Option<TargetForecast>, plan: usize, language: Language) -> Mark {
    let empty = Mark {
        form: Form::Dot,
        value: None,
        range: None,
        hue: plan_hue(plan),
        text: String::new(),
        detail: Some(language.say(NO_FORECAST).to_string()),
    };
    let Some(forecast) = forecast else { return empty };
    let share = |value: f64| Some(value / target.target).filter(|share| share.is_finite());
    let chance = forecast.chance.map_or(String::new(), |share| chance(share, language));
    Mark {
        value: share(forecast.figure.median),
        range: share(forecast.figure.low).zip(share(forecast.figure.high)),
        text: chance,
        detail: Some(forecast.figure.text(&target.unit, language)),
        ..empty
    }
}

/// From the lowest to the farthest in tenths of the target, the target and a little on both its sides among them; at
/// most from nothing to twice the target. Dots have no length that a scale without zero would falsify.
fn axis(rows: &[BarRow]) -> ValueAxis {
    let marks = rows.iter().flat_map(|row| &row.marks);
    let ends = marks.flat_map(|mark| [mark.value, mark.range.map(|(low, _)| low), mark.range.map(|(_, high)| high)]);
    let ends: Vec<f64> = ends.flatten().map(|end| end.clamp(0.0, MOST_SHOWN)).collect();
    let tenths = |value: f64, round: fn(f64) -> f64| round(10.0 * value) / 10.0;
    let low = tenths(ends.iter().copied().fold(0.9, f64::min), libm::floor);
    let high = tenths(ends.iter().copied().fold(1.1, f64::max), libm::ceil);
    ValueAxis::between(if low <= NEAR_NOTHING { 0.0 } else { low }, high, &Unit::Percent, 4)
}

/// A scale that begins below this share of the target begins at nothing.
const NEAR_NOTHING: f64 = 0.2;

/// `Trial, Entries`.
fn named(target: &TargetRow, language: Language) -> String {
    language.apart(&[&target.stage, &target.figure])
}

fn chance_of(target: &TargetRow, plan: usize) -> Option<f64> {
    target.forecasts.get(plan).copied().flatten()?.chance
}

/// How many targets a plan meets on average: the sum of the chances. One without a forecast is not met.
fn n_met(figures: &Scorecard, plan: usize) -> String {
    let met: f64 = figures.rows.iter().filter_map(|row| chance_of(row, plan)).sum();
    // All or none for sure are whole numbers.
    if met.fract() == 0.0 { format!("{met:.0}") } else { format!("{met:.1}") }
}

fn title(figures: &Scorecard, language: Language) -> String {
    let knows = |row: &TargetRow| (0..figures.plans.len()).any(|plan| chance_of(row, plan).is_some());
    match (figures.rows.as_slice(), figures.plans.len()) {
        ([], _) => language.say(NONE).trim_end_matches(['.', '。']).to_string(),
        (rows, _) if !rows.iter().any(knows) => language.say(UNKNOWN).to_string(),
        ([only], 1) => {
            let share = chance_of(only, 0).map_or(String::new(), |share| chance(share, language));
            language.fill(ONE, &[("target", &named(only, language)), ("share", &share)])
        }
        (rows, 1) => of_one_plan(rows, &n_met(figures, 0), language),
        _ => of_several_plans(figures, language),
    }
}

fn of_one_plan(rows: &[TargetRow], n: &str, language: Language) -> String {
    let title = language.fill(MET, &[("n", n), ("all", &rows.len().to_string())]);
    let risk = rows.iter().filter_map(|row| Some((row, chance_of(row, 0)?)));
    let risk = risk.filter(|(_, chance)| *chance < 1.0).min_by(|a, b| a.1.total_cmp(&b.1));
    risk.map_or(title.clone(), |(row, share)| {
        let gaps = [("target", &*named(row, language)), ("share", &chance(share, language))];
        title + &language.fill(AT_RISK, &gaps)
    })
}

/// The plan that meets most, then the others from most to least.
fn of_several_plans(figures: &Scorecard, language: Language) -> String {
    let plans = figures.plans.iter().enumerate();
    let mut counts: Vec<(&str, String)> = plans.map(|(at, (label, _))| (label.as_str(), n_met(figures, at))).collect();
    let number = |n: &str| n.parse().unwrap_or(0.0_f64);
    // Stable: of equal ones the first plan stays first.
    counts.sort_by(|a, b| number(&b.1).total_cmp(&number(&a.1)));
    let Some((_, most)) = counts.first().cloned() else { return language.say(UNKNOWN).to_string() };
    let is_most = |n: &str| number(n) == number(&most);
    let best: Vec<&str> = counts.iter().filter(|(_, n)| is_most(n)).map(|(label, _)| *label).collect();
    let other = |(label, n): &(&str, String)| language.fill(WITH, &[("plan", label), ("n", n)]);
    let others: Vec<String> = counts.iter().filter(|(_, n)| !is_most(n)).map(other).collect();
    let words = match best.len() {
        _ if others.is_empty() => EVERY_PLAN,
        1 => BEST_PLAN,
        _ => BEST_PLANS,
    };
    let gaps = [
        ("plans", spoken::list(&best, language)),
        ("n", most),
        ("all", figures.rows.len().to_string()),
        ("others", language.list(others.iter().map(String::as_str))),
    ];
    language.fill(words, &gaps.each_ref().map(|(gap, value)| (*gap, value.as_str())))
}

fn sentence(figures: &Scorecard, language: Language) -> String {
    let of_plan = |row: &TargetRow, at: usize, label: &str| {
        let told = chance(chance_of(row, at)?, language);
        Some(if figures.plans.len() > 1 { format!("{label} {told}") } else { told })
    };
    let told = |row: &TargetRow| {
        let plans = figures.plans.iter().enumerate();
        let each: Vec<String> = plans.filter_map(|(at, (label, _))| of_plan(row, at, label)).collect();
        (!each.is_empty()).then(|| format!("{} {}", named(row, language), language.list(each)))
    };
    let each: Vec<String> = figures.rows.iter().filter_map(told).collect();
    if each.is_empty() {
        return language.say(NO_FORECAST).to_string();
    }
    language.fill(EACH, &[("each", &language.clauses(&each))])
}
