//! Momentum: what becomes of each plan when the spend stops.

use super::{AnyChart, AssemblyError, Drawn, SLIDE_WIDTH, Subject, VERSION};
use crate::analysis::coast::{Coast, Quantiles};
use crate::analysis::lifetime::{Absent, Lifetime};
use crate::model::Model;
use crate::report::chart::{Context, FanSeries, Momentum, TimeAxis, momentum};
use crate::report::figure::{missing_characters_warning, publish};
use crate::report::fonts::Fonts;
use crate::report::language::{Words, words};
use crate::report::numbers::{Estimate, Unit, When, step_word};
use std::path::Path;

const NOTHING: Words = words(
    "Nothing depends on paid spend: no plan spends anything on channels then, or hardly a new customer would be lost.",
    "유료 지출에 좌우되는 것이 없습니다. 그 시점에 채널 지출이 있는 안이 없거나, 중단해도 신규 고객이 거의 줄지 않습니다.",
    "没有什么依赖付费投放：届时没有方案在渠道上投放，或停止后新客户几乎不会减少。",
);
const BEFORE_AND_AFTER: Words = words(
    "  {plan}: {before} new customers per {step} before the stop, {after} at the end of the run",
    "  {plan}: {step}별 신규 고객 중단 전 {before}, 기말 {after}",
    "  {plan}：每{step}新客户停止前{before}，期末{after}",
);
const LEFT: Words = words(
    "; a year after the stop {share} of the customers there would be otherwise",
    "; 중단 1년 뒤 고객은 계속했을 때의 {share}",
    "；停止一年后的客户数为继续投放时的{share}",
);
const SAID: Words = words("{title}.", "{title}.", "{title}。");

/// None where nothing is spent, or hardly anybody is lost when that stops.
pub(super) fn chart(subject: &Subject, context: &Context) -> Option<AnyChart> {
    of_coasts(subject.model, subject.coasts, subject.lifetimes, context)
}

/// The chart alone, as files `momentum.svg` and `momentum.png`; none where there is nothing to stop.
///
/// * `lifetimes`: of the same plans
/// * `width`, `font`: as of [`super::report()`]
///
/// # Errors
/// If the font file is none, or the chart cannot be drawn.
pub fn momentum_alone(
    model: &Model,
    coasts: &[Coast],
    lifetimes: &[Lifetime],
    width: u32,
    font: Option<&Path>,
) -> Result<Drawn, AssemblyError> {
    let Some(chart) = of_coasts(model, coasts, lifetimes, &context_of(model)) else {
        return Ok(Drawn { files: Vec::new(), warnings: Vec::new(), first: None });
    };
    let mut fonts = Fonts::new(model.presentation.language);
    if let Some(path) = font {
        fonts = fonts.with_file(path)?;
    }
    let published = publish(chart.as_ref(), f64::from(width) / SLIDE_WIDTH, &fonts)?;
    let files =
        vec![("momentum.svg".to_string(), published.svg.into_bytes()), ("momentum.png".to_string(), published.png)];
    let warnings = missing_characters_warning(&published.missing).into_iter().collect();
    Ok(Drawn { files, warnings, first: Some(published.figure) })
}

/// What becomes of the plans, in sentences.
pub fn momentum_in_words(model: &Model, coasts: &[Coast], lifetimes: &[Lifetime]) -> String {
    let language = model.presentation.language;
    match of_coasts(model, coasts, lifetimes, &context_of(model)) {
        None => format!("{}\n", language.say(NOTHING)),
        Some(chart) => {
            let title = language.fill(SAID, &[("title", &chart.headings().title)]);
            let lines = coasts.iter().map(|coast| before_and_after(model, coast));
            std::iter::once(title).chain(lines).map(|line| line + "\n").collect()
        }
    }
}

/// New customers in the last period with spend and at the end, and the customers who are left.
fn before_and_after(model: &Model, coast: &Coast) -> String {
    let language = model.presentation.language;
    let estimate = |new: &Quantiles| {
        let [low, _, median, _, high] = new.at;
        Estimate { median, low, high }.text(&Unit::People, language)
    };
    let (before, after) = (coast.coasting.get(coast.stop as usize - 2), coast.coasting.last());
    let [before, after] = [before, after].map(|new| new.map_or(String::new(), estimate));
    let gaps = [
        ("plan", model.plans[coast.plan].label.as_str()),
        ("step", step_word(model.time.step, language)),
        ("before", &before),
        ("after", &after),
    ];
    let mut line = language.fill(BEFORE_AND_AFTER, &gaps);
    if let Some(left) = remaining(coast) {
        line += &language.fill(LEFT, &[("share", &left.text(&Unit::Percent, language))]);
    }
    line
}

fn context_of(model: &Model) -> Context {
    Context {
        scenario: model.label.clone(),
        seed: model.simulation.seed,
        replications: u64::from(model.simulation.replications),
        version: VERSION.to_string(),
        language: model.presentation.language,
    }
}

fn of_coasts(model: &Model, coasts: &[Coast], lifetimes: &[Lifetime], context: &Context) -> Option<AnyChart> {
    // Who spends nothing has nothing to stop.
    let told: Vec<(&Coast, &Lifetime)> = coasts.iter().zip(lifetimes).filter(|(coast, _)| coast.spends).collect();
    let (first, _) = *told.first().filter(|_| told.iter().any(|(coast, _)| !hardly_loses(coast)))?;
    let time = &model.time;
    let fans =
        |of: fn(&Coast) -> &[Quantiles]| told.iter().map(|(coast, _)| fan(model, coast.plan, of(coast))).collect();
    let figures = Momentum {
        time: TimeAxis {
            step: time.step,
            start: time.start,
            periods: time.periods,
            language: model.presentation.language,
        },
        stop: first.stop,
        going_on: fans(|coast| &coast.going_on),
        coasting: fans(|coast| &coast.coasting),
        half_life: told.iter().map(|(coast, _)| half_life(coast, time.periods)).collect(),
        hardly_loses: told.iter().map(|(coast, _)| hardly_loses(coast)).collect(),
        turns_by_itself: told.iter().map(|(coast, lifetime)| turns_by_itself(coast, lifetime)).collect(),
        remaining_after_a_year: told.iter().map(|(coast, _)| remaining(coast)).collect(),
    };
    let context = Context { replications: first.replications as u64, ..context.clone() };
    Some(Box::new(momentum(figures, &context)))
}

/// Share of the new customers with the spend going on from which on hardly any are lost without it.
const HARDLY_LOST: f64 = 0.95;

/// Whether from the stop on hardly fewer are won than with the spend going on, over the rest of the run; a level that
/// falls either way says nothing about the spend.
fn hardly_loses(coast: &Coast) -> bool {
    let after = |new: &[Quantiles]| new.iter().skip(coast.stop as usize - 1).map(|new| new.mean).sum::<f64>();
    after(&coast.coasting) >= HARDLY_LOST * after(&coast.going_on)
}

/// Whether new customers do not fall for good after the stop, and customers bring at least one each: where others
/// than customers bring them, it is not the wheel that turns.
pub fn turns_by_itself(coast: &Coast, lifetime: &Lifetime) -> bool {
    let brings_one = match &lifetime.reproduction {
        Ok(reproduction) => reproduction.mean >= 1.0,
        Err(absent) => *absent == Absent::NeverLeaves,
    };
    brings_one && coast.kept.is_some_and(|kept| kept >= 1.0)
}

fn fan(model: &Model, plan: usize, by_period: &[Quantiles]) -> FanSeries {
    // There are no new customers at period 0.
    let of = |at: usize| std::iter::once(None).chain(by_period.iter().map(|new| Some(new.at[at]))).collect();
    FanSeries {
        label: model.plans[plan].label.clone(),
        plan,
        p5: of(0),
        p25: of(1),
        p50: of(2),
        p75: of(3),
        p95: of(4),
    }
}

fn half_life(coast: &Coast, periods: u32) -> Option<When> {
    let median = coast.half_life?.median;
    Some(if median.is_finite() { When::In(median as u32) } else { When::LaterThan(periods + 1 - coast.stop) })
}

fn remaining(coast: &Coast) -> Option<Estimate> {
    let [low, _, median, _, high] = coast.remaining?.at;
    Some(Estimate { median, low, high })
}
