//! The scorecard: what the owners of stages want, what comes, and how likely that is enough.

use super::html::{Column, Row, Table};
use super::labels;
use super::language::{Language, Words, words};
use super::numbers::{self, Estimate, Unit};
use super::written;
use crate::analysis::lifetime::Lifetime;
use crate::metrics::{self, Figure};
use crate::model::Model;
use crate::results::{Distribution, Results};

/// One target of a stage under every plan of a run.
#[derive(Debug, Clone)]
pub struct Target<'a> {
    /// Id and label of the stage, and who owns it.
    pub stage: &'a str,
    pub label: &'a str,
    pub owner: Option<&'a str>,
    /// The figure that the target is about, by its id, and what it is called.
    pub metric: &'a str,
    pub name: String,
    /// As written: `600 per month`.
    pub wanted: &'a str,
    /// Per plan of the results; `None` where the figure does not exist.
    pub forecasts: Vec<Option<Forecast>>,
}

/// What comes: movements per period on average over the run, a ratio over the run, a number at the horizon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forecast {
    pub middle: f64,
    pub low: f64,
    pub high: f64,
    /// Chance that the target is met.
    pub chance: Option<f64>,
}

/// Every target of the scenario's stages, in their order.
///
/// * `lifetimes`: of the plans of the results
pub fn scorecard<'a>(model: &'a Model, results: &Results, lifetimes: &[Lifetime]) -> Vec<Target<'a>> {
    let stages = model.plans[0].stages.iter();
    let targets = stages.flat_map(|stage| stage.targets.iter().map(move |target| (stage, target)));
    let line = |(stage, target): (&'a crate::model::Stage, &'a crate::model::StageTarget)| Target {
        stage: &stage.id,
        label: &stage.label,
        owner: stage.owner.as_deref(),
        metric: &target.metric,
        name: model.presentation.language.say(labels::of(&target.metric)).to_string(),
        wanted: &target.written,
        forecasts: (0..results.plans.len())
            .map(|p| simulated(results, p, &target.metric).or_else(|| of_one(model, &lifetimes[p], &target.metric)))
            .collect(),
    };
    targets.map(line).collect()
}

/// From the futures.
fn simulated(results: &Results, plan: usize, metric: &str) -> Option<Forecast> {
    let found = results.catalogue.find(metric)?;
    let figure: Distribution = results.total(plan, metric)?;
    let each = match results.catalogue.metrics[found].figure {
        Figure::Flow(_) => 1.0 / f64::from(results.time().periods),
        _ => 1.0,
    };
    let chance = results.total(plan, &format!("on_target[{metric}]")).and_then(|chance| chance.mean);
    let [low, middle, high] = [figure.p5()?, figure.median()?, figure.p95()?].map(|x| x * each);
    Some(Forecast { middle, low, high, chance })
}

/// From the chances of one person: conversion.
fn of_one(model: &Model, lifetime: &Lifetime, metric: &str) -> Option<Forecast> {
    let (from, to) = metric.strip_prefix("conversion[")?.strip_suffix(']')?.split_once("->")?;
    let stage = |id: &str| model.plans[0].stages.iter().position(|stage| stage.id == id.trim());
    let figure = (*lifetime.conversion(stage(from)?, stage(to)?)?).ok()?;
    let chance = lifetime.on_target.iter().find(|(known, _)| known == metric);
    let chance = chance.and_then(|(_, chance)| chance.ok());
    Some(Forecast { middle: figure.mean, low: figure.p5, high: figure.p95, chance })
}

/// The scorecard as rows of words: figure, owner and target, then forecast and chance of every plan.
pub fn table(model: &Model, results: &Results, lifetimes: &[Lifetime], plans: &[usize]) -> Option<Table> {
    let targets = scorecard(model, results, lifetimes);
    if targets.is_empty() {
        return None;
    }
    let language = model.presentation.language;
    let plain = |label: Words| Column { label: language.say(label).to_string(), plan: None };
    let mut columns = vec![plain(FIGURE), plain(OWNER), plain(TARGET)];
    for (results, &plan) in results.plans.iter().zip(plans) {
        columns.push(Column { label: results.label.clone(), plan: Some(plan) });
        columns.push(Column { label: language.say(CHANCE).to_string(), plan: Some(plan) });
    }
    let row = |target: &Target| {
        let owner = target.owner.unwrap_or_default().to_string();
        let mut cells = vec![target.name.clone(), owner, written::in_words(target.wanted, language)];
        for forecast in &target.forecasts {
            cells.push(forecast.map_or(String::new(), |f| in_words(&f, target.metric, model)));
            let chance = forecast.and_then(|f| f.chance);
            cells.push(chance.map_or(String::new(), |chance| numbers::chance(chance, None, language)));
        }
        Row { label: target.label.to_string(), cells }
    };
    Some(Table {
        caption: language.say(CAPTION).to_string(),
        rows_are: language.say(STAGE).to_string(),
        columns,
        rows: targets.iter().map(row).collect(),
    })
}

/// The scorecard for a narrow place: a line per target, median and chance of every plan.
pub fn short_table(model: &Model, results: &Results, lifetimes: &[Lifetime]) -> Option<Table> {
    let targets = scorecard(model, results, lifetimes);
    if targets.is_empty() {
        return None;
    }
    let plans = results.plans.iter().map(|plan| plan.label.clone());
    let language = model.presentation.language;
    let columns = [language.say(TARGET).to_string()].into_iter().chain(plans);
    let row = |target: &Target| {
        let forecast = |forecast: &Option<Forecast>| {
            let Some(f) = forecast else { return String::new() };
            let text = in_words(f, target.metric, model);
            let median = model.presentation.language.without_aside(&text).0.to_string();
            match f.chance {
                Some(chance) => language.apart(&[&median, &numbers::chance(chance, None, language)]),
                None => median,
            }
        };
        let cells = [written::in_words(target.wanted, language)]
            .into_iter()
            .chain(target.forecasts.iter().map(forecast))
            .collect();
        Row {
            label: format!(
                "{}{}{}",
                target.label,
                language.say(words(", ", ", ", "，")),
                in_a_word(target.metric, language)
            ),
            cells,
        }
    };
    Some(Table {
        caption: language.say(SHORT_CAPTION).to_string(),
        rows_are: language.say(STAGE).to_string(),
        columns: columns.map(|label| Column { label, plan: None }).collect(),
        rows: targets.iter().map(row).collect(),
    })
}

fn in_words(forecast: &Forecast, metric: &str, model: &Model) -> String {
    let unit = match metrics::definition(metric).map(|d| d.unit) {
        Some(metrics::Unit::Share | metrics::Unit::Chance) => Unit::Percent,
        Some(unit) if unit.is_money() => Unit::Money(model.currency.clone()),
        Some(metrics::Unit::Number | metrics::Unit::Duration) => Unit::Number,
        _ => Unit::People,
    };
    Estimate { median: forecast.middle, low: forecast.low, high: forecast.high }
        .text(&unit, model.presentation.language)
}

/// What the figure of a target is called, in a word: the stage stands beside it.
fn in_a_word(metric: &str, language: Language) -> String {
    let word = match metric.split('[').next().unwrap_or(metric) {
        "entries" => words("entries", "진입", "进入人数"),
        "passages" => words("passages", "이동", "转移人数"),
        "people" => words("people", "인원", "人数"),
        "conversion" => words("conversion", "전환율", "转化率"),
        _ => labels::of(metric),
    };
    language.say(word).to_string()
}

const FIGURE: Words = words("Figure", "지표", "指标");
const OWNER: Words = words("Owner", "담당", "负责人");
const TARGET: Words = words("Target", "목표", "目标");
const CHANCE: Words = words("Chance", "확률", "概率");
const STAGE: Words = words("Stage", "단계", "阶段");
const CAPTION: Words = words(
    "Scorecard: forecast as median and 90% range, and the chance to meet the target",
    "스코어카드: 예측(중앙값, 90% 범위)과 목표 달성 확률",
    "记分卡：预测（中位数与90%区间）及达标概率",
);
const SHORT_CAPTION: Words = words(
    "Scorecard: median forecast, and the chance to meet the target",
    "스코어카드: 예측 중앙값과 목표 달성 확률",
    "记分卡：预测中位数及达标概率",
);
