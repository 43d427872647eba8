//! Growth: how many customers will we have?

use super::axis::TimeAxis;
use super::context::Context;
use super::fan::{FanChart, FanPanel, FanSeries};
use super::frame::Headings;
use crate::report::language::{Words, words};
use crate::report::numbers::Unit;

/// The fan of customers at the end of each period, plan by plan.
///
/// * `series`: the metric `customers` under each plan, in the order of the plans
///
/// The title and the sentence are written from the figures at the last period that all plans have.
pub fn growth(series: Vec<FanSeries>, time: TimeAxis, context: &Context) -> FanChart {
    let language = context.language;
    let panel = FanPanel { title: None, time, unit: Unit::People, series, levels: vec![], moments: vec![] };
    let drawn = [("each", language.each(time.step)), ("fan", &context.of_a_fan())];
    let headings = Headings {
        title: title(&panel),
        subtitle: language.fill(DRAWN, &drawn),
        footnote: context.footnote(panel.series.iter().map(|series| series.label.as_str())),
    };
    FanChart { name: "growth", sentence: sentence(&panel), headings, panels: vec![panel] }
}

const DRAWN: Words =
    words("Customers at the end of {each}. {fan}", "{each} 마감 시점의 고객 수. {fan}", "{each}结束时的客户数。{fan}");
const NO_FIGURES: Words = words("Customers: no figures", "고객 수: 값 없음", "客户数：无数据");
const ONE: Words = words(
    "{figure} customers {when} (90%: {range})",
    "{when} 고객 {figure}명 (90%: {range})",
    "{when}客户数为{figure}（90%：{range}）",
);
const ONE_FOR_SURE: Words = words(
    "{figure} customers {when} in every future",
    "{when} 고객 {figure}명 (모든 시뮬레이션에서 동일)",
    "{when}客户数为{figure}，所有模拟结果一致",
);
const ALIKE: Words = words(
    "{best} and {second} end alike: {figure} customers {when}",
    "{when} ‘{best}’, ‘{second}’ 고객 수 동일: {figure}명",
    "{when}“{best}”与“{second}”持平：客户数均为{figure}",
);
const LEADS: Words = words(
    "{best} leads {when}: {figure} customers in the median, {second} {other}",
    "{when} 고객 수 1위는 ‘{best}’: 중앙값 {figure}명, ‘{second}’ {other}명",
    "{when}“{best}”领先：客户数中位数{figure}，“{second}”为{other}",
);
const NO_SENTENCE: Words = words(
    "No plan has figures in every period.",
    "모든 기간에 값이 있는 안이 없습니다.",
    "没有任何方案在各期都有数据。",
);
const SENTENCE: Words = words(
    "Customers {when}, median and 90% range: {figures}.",
    "{when} 고객 수(중앙값, 90% 범위): {figures}.",
    "{when}客户数（中位数与90%区间）：{figures}。",
);

fn title(panel: &FanPanel) -> String {
    let language = panel.time.language;
    let Some((period, figures)) = panel.ends() else {
        return language.say(NO_FIGURES).to_string();
    };
    let when = panel.time.at_end_of(period);
    if let [only] = figures.as_slice() {
        let (words, range) = match &only.range {
            Some(range) => (ONE, range.as_str()),
            None => (ONE_FOR_SURE, ""),
        };
        return language.fill(words, &[("figure", &only.median), ("when", &when), ("range", range)]);
    }
    let mut from_best: Vec<_> = figures.iter().collect();
    from_best.sort_by(|a, b| b.estimate.median.total_cmp(&a.estimate.median));
    let [best, second] = [from_best[0], from_best[1]];
    let words = if best.median == second.median { ALIKE } else { LEADS };
    let plans = [("best", best.label), ("second", second.label), ("when", &when)];
    let figures = [("figure", best.median.as_str()), ("other", &second.median)];
    language.fill(words, &[plans.as_slice(), &figures].concat())
}

fn sentence(panel: &FanPanel) -> String {
    let language = panel.time.language;
    let Some((period, figures)) = panel.ends() else {
        return language.say(NO_SENTENCE).to_string();
    };
    let figures = panel.in_a_row(&figures);
    language.fill(SENTENCE, &[("when", &panel.time.at_end_of(period)), ("figures", &figures)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::calendar::Step;
    use crate::report::language::Language;

    fn constant(label: &str, plan: usize, [p5, p50, p95]: [f64; 3]) -> FanSeries {
        let all = |value| vec![Some(value); 4];
        FanSeries { label: label.into(), plan, p5: all(p5), p25: all(p5), p50: all(p50), p75: all(p95), p95: all(p95) }
    }

    fn title_of(series: Vec<FanSeries>) -> String {
        let context = Context {
            scenario: "Coffee".into(),
            seed: 7,
            replications: 100,
            version: "0.1.0".into(),
            language: Language::English,
        };
        growth(series, TimeAxis { step: Step::Month, start: None, periods: 3, language: Language::English }, &context)
            .headings
            .title
    }

    #[test]
    fn one_plan_is_told_with_its_range() {
        assert_eq!(
            title_of(vec![constant("Base", 0, [970.0, 1237.0, 1580.0])]),
            "1.24k customers at the end of month 3 (90%: 970 to 1.58k)"
        );
        assert_eq!(title_of(vec![constant("Base", 0, [5.0; 3])]), "5 customers at the end of month 3 in every future");
    }

    #[test]
    fn of_several_plans_the_one_with_the_highest_median_is_named() {
        let base = constant("Base", 0, [970.0, 1237.0, 1580.0]);
        let wheel = constant("Flywheel", 1, [1300.0, 1900.0, 2700.0]);
        assert_eq!(
            title_of(vec![base.clone(), wheel]),
            "Flywheel leads at the end of month 3: 1.9k customers in the median, Base 1.24k"
        );
        let same = constant("Copy", 1, [970.0, 1238.0, 1580.0]);
        assert_eq!(title_of(vec![base, same]), "Copy and Base end alike: 1.24k customers at the end of month 3");
    }

    #[test]
    fn without_figures_nothing_is_claimed() {
        assert_eq!(title_of(vec![FanSeries::default()]), "Customers: no figures");
    }
}
