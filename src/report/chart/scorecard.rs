//! Scorecard: who owns what, are we on target?

use super::axis::ValueAxis;
use super::bars::{BarChart, BarRow, Bars, Form, Heads, MOST_ROWS, Mark};
use super::context::Context;
use super::frame::Headings;
use super::paired::chance;
use super::palette::plan_hue;
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
            heads: Heads { columns: vec![language.say(TARGET).to_string()], marks: String::new(), ..Heads::default() },
            levels: vec![(1.0, language.say(TARGET).to_string())],
            legend: if figures.plans.len() > 1 { hues.collect() } else { vec![] },
            n_more: figures.rows.len() - rows.len(),
            nothing: language.say(NONE).to_string(),
            rows,
            ..Bars::default()
        },
    }
}

const SUBTITLE: Words = words(
    "Forecast as a share of the target, and the chance to meet it. Dots: median, of conversions the mean; whiskers: 90% of {futures}.",
    "목표 대비 예측과 목표를 달성할 확률. 점: 중앙값(전환율은 평균), 수염: {futures} 결과의 가운데 90%.",
    "预测占目标的比例，以及达标概率。圆点：中位数（转化率为均值）；误差线：{futures}结果的中间90%。",
);
const TARGET: Words = words("Target", "목표", "目标");
const NONE: Words = words("No stage has a target.", "목표가 있는 단계가 없습니다.", "没有设定目标的阶段。");
const NO_OWNER: Words = words("No owner", "담당자 없음", "无负责人");
const NO_FORECAST: Words = words("no forecast", "예측 없음", "无预测");
const LIKELY: Words = words(
    "{n} of {all} targets will likely be met",
    "달성 가능성이 높은 목표: {all}개 중 {n}개",
    "{all}项目标中有{n}项很可能达成",
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
const BY_PLAN: Words = words(
    "Targets that will likely be met, of {all}: {each}",
    "달성 가능성이 높은 목표({all}개 중): {each}",
    "很可能达成的目标（共{all}项）：{each}",
);
const EACH: Words = words("Chance to meet the target: {each}.", "목표를 달성할 확률: {each}.", "达标概率：{each}。");

/// From this chance on a target will likely be met.
const LIKELY_FROM: f64 = 0.8;

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

/// From nothing to a little beyond the farthest, at most to twice the target.
fn axis(rows: &[BarRow]) -> ValueAxis {
    let marks = rows.iter().flat_map(|row| &row.marks);
    let ends = marks.flat_map(|mark| [mark.value, mark.range.map(|(_, high)| high)]);
    let ends = ends.flatten().map(|end| end.clamp(0.0, MOST_SHOWN)).chain([1.1]);
    ValueAxis::covering(ends, &Unit::Percent, 4)
}

/// `Trial, Entries`.
fn named(target: &TargetRow, language: Language) -> String {
    language.apart(&[&target.stage, &target.figure])
}

fn chance_of(target: &TargetRow, plan: usize) -> Option<f64> {
    target.forecasts.get(plan).copied().flatten()?.chance
}

fn title(figures: &Scorecard, language: Language) -> String {
    let all = figures.rows.len().to_string();
    let likely = |plan: usize| {
        let met = figures.rows.iter().filter(|row| chance_of(row, plan).is_some_and(|chance| chance >= LIKELY_FROM));
        met.count().to_string()
    };
    match (figures.rows.as_slice(), figures.plans.len()) {
        ([], _) => language.say(NONE).trim_end_matches(['.', '。']).to_string(),
        ([only], 1) if chance_of(only, 0).is_some() => {
            let share = chance_of(only, 0).map_or(String::new(), |share| chance(share, language));
            language.fill(ONE, &[("target", &named(only, language)), ("share", &share)])
        }
        (rows, 1) => {
            let title = language.fill(LIKELY, &[("n", &likely(0)), ("all", &all)]);
            let risk = rows.iter().filter_map(|row| Some((row, chance_of(row, 0)?)));
            let risk = risk.filter(|(_, chance)| *chance < LIKELY_FROM).min_by(|a, b| a.1.total_cmp(&b.1));
            risk.map_or(title.clone(), |(row, share)| {
                let gaps = [("target", &*named(row, language)), ("share", &chance(share, language))];
                title + &language.fill(AT_RISK, &gaps)
            })
        }
        _ => {
            let each: Vec<String> =
                figures.plans.iter().enumerate().map(|(at, (label, _))| format!("{label} {}", likely(at))).collect();
            language.fill(BY_PLAN, &[("all", &all), ("each", &language.clauses(&each))])
        }
    }
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
