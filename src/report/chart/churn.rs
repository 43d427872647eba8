//! Churn: are we keeping them?

use super::axis::TimeAxis;
use super::context::Context;
use super::fan::{FanChart, FanPanel, FanSeries};
use super::frame::Headings;
use crate::base::calendar::Step;
use crate::report::language::{Words, words};
use crate::report::numbers::{Unit, step_word};

/// How long customers stay, by the time since they became customers.
#[derive(Debug, Clone, PartialEq)]
pub struct Survival {
    /// Per plan and tenure from 0 on: the share that is still a customer.
    pub series: Vec<FanSeries>,
    /// Longest tenure shown, in steps.
    pub longest: u32,
}

/// The fan of the share of customers that each period loses; beside it, if given, survival by tenure.
///
/// * `series`: the metric `churn_rate` under each plan, in the order of the plans
///
/// The title and the sentence are written from the figures at the last period that all plans have.
pub fn churn(series: Vec<FanSeries>, survival: Option<Survival>, time: TimeAxis, context: &Context) -> FanChart {
    let language = context.language;
    let mut rate = FanPanel { title: None, time, unit: Unit::Percent, series, levels: vec![], moments: vec![] };
    let step = step_word(time.step, language);
    let drawn = [("step", step), ("each", language.each(time.step)), ("fan", &context.of_a_fan())];
    let headings = Headings {
        title: title(&rate),
        subtitle: language.fill(DRAWN, &drawn),
        footnote: context.footnote(rate.series.iter().map(|series| series.label.as_str())),
    };
    let sentence = sentence(&rate);
    let mut panels = Vec::new();
    if let Some(survival) = survival {
        rate.title = Some(language.fill(RATE, &drawn));
        panels.push(by_tenure(survival, time));
    }
    panels.insert(0, rate);
    FanChart { name: "churn", headings, sentence, panels }
}

const DRAWN: Words = words(
    "Share of the customers at the start of {each} who leave in it. {fan}",
    "{each} 시작 시점의 고객 중 그 기간에 이탈한 비율. {fan}",
    "{each}开始时的客户在当期内流失的比例。{fan}",
);
const RATE: Words = words("Churn per {step}", "{each} 이탈률", "{each}流失率");
const NO_CUSTOMERS: Words =
    words("Churn: no customers to lose", "이탈률: 이탈할 고객 없음", "流失率：没有可流失的客户");
const ONE: Words = words(
    "{figure} of customers leave {when} (90%: {range})",
    "{when} 이탈률 {figure} (90%: {range})",
    "{when}流失率为{figure}（90%：{range}）",
);
const ONE_FOR_SURE: Words = words(
    "{figure} of customers leave {when} in every future",
    "{when} 이탈률 {figure} (모든 시뮬레이션에서 동일)",
    "{when}流失率为{figure}，所有模拟结果一致",
);
const ALIKE: Words = words(
    "{best} and {second} lose alike: {figure} of customers {when}",
    "{when} ‘{best}’, ‘{second}’ 이탈률 동일: {figure}",
    "{when}“{best}”与“{second}”流失率相同：{figure}",
);
const LEAST: Words = words(
    "{best} loses least: {figure} of customers {when} in the median, {second} {other}",
    "{when} 이탈률이 가장 낮은 안은 ‘{best}’: 중앙값 {figure}, ‘{second}’ {other}",
    "{when}“{best}”流失率最低：中位数{figure}，“{second}”为{other}",
);
const NO_SENTENCE: Words = words(
    "Churn is a share of customers: where there are none it does not exist.",
    "이탈률은 고객 대비 비율이므로 고객이 없으면 계산되지 않습니다.",
    "流失率是流失客户占全部客户的比例，没有客户时无法计算。",
);
const SENTENCE: Words = words(
    "Share of customers who leave {when}, median and 90% range: {figures}.",
    "{when} 이탈률(중앙값, 90% 범위): {figures}.",
    "{when}流失率（中位数与90%区间）：{figures}。",
);

fn by_tenure(survival: Survival, time: TimeAxis) -> FanPanel {
    let still = match time.step {
        Step::Day => words(
            "Still a customer, by days since becoming one",
            "고객 전환 후 경과 일수별 유지율",
            "成为客户后按天数的留存率",
        ),
        Step::Week => words(
            "Still a customer, by weeks since becoming one",
            "고객 전환 후 경과 주수별 유지율",
            "成为客户后按周数的留存率",
        ),
        Step::Month => words(
            "Still a customer, by months since becoming one",
            "고객 전환 후 경과 개월별 유지율",
            "成为客户后按月数的留存率",
        ),
        Step::Quarter => words(
            "Still a customer, by quarters since becoming one",
            "고객 전환 후 경과 분기별 유지율",
            "成为客户后按季度数的留存率",
        ),
        Step::Year => words(
            "Still a customer, by years since becoming one",
            "고객 전환 후 경과 연수별 유지율",
            "成为客户后按年数的留存率",
        ),
    };
    FanPanel {
        title: Some(time.language.say(still).to_string()),
        // Tenures are counted, whatever the date.
        time: TimeAxis { start: None, periods: survival.longest, ..time },
        unit: Unit::Percent,
        series: survival.series,
        levels: vec![],
        moments: vec![],
    }
}

fn title(panel: &FanPanel) -> String {
    let language = panel.time.language;
    let Some((period, figures)) = panel.ends() else {
        return language.say(NO_CUSTOMERS).to_string();
    };
    let when = panel.time.within(period);
    if let [only] = figures.as_slice() {
        let (words, range) = match &only.range {
            Some(range) => (ONE, range.as_str()),
            None => (ONE_FOR_SURE, ""),
        };
        return language.fill(words, &[("figure", &only.median), ("when", &when), ("range", range)]);
    }
    let mut from_best: Vec<_> = figures.iter().collect();
    from_best.sort_by(|a, b| a.estimate.median.total_cmp(&b.estimate.median));
    let [best, second] = [from_best[0], from_best[1]];
    let words = if best.median == second.median { ALIKE } else { LEAST };
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
    language.fill(SENTENCE, &[("when", &panel.time.within(period)), ("figures", &figures)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::language::Language;

    fn flow(label: &str, plan: usize, [p5, p50, p95]: [f64; 3]) -> FanSeries {
        let all = |value| vec![None, Some(value), Some(value)];
        FanSeries { label: label.into(), plan, p5: all(p5), p25: all(p5), p50: all(p50), p75: all(p95), p95: all(p95) }
    }

    fn chart(series: Vec<FanSeries>, survival: Option<Survival>) -> FanChart {
        let context = Context {
            scenario: "Coffee".into(),
            seed: 7,
            replications: 100,
            version: "0.1.0".into(),
            language: Language::English,
        };
        churn(
            series,
            survival,
            TimeAxis { step: Step::Month, start: "2027-01-01".parse().ok(), periods: 2, language: Language::English },
            &context,
        )
    }

    #[test]
    fn the_plan_that_loses_least_is_named() {
        let chart = chart(vec![flow("Base", 0, [0.05, 0.061, 0.08]), flow("Wheel", 1, [0.03, 0.041, 0.057])], None);
        assert_eq!(chart.headings.title, "Wheel loses least: 4.1% of customers in Feb 2027 in the median, Base 6.1%");
        assert_eq!(chart.panels.len(), 1);
    }

    #[test]
    fn survival_is_counted_from_joining_not_by_date() {
        let survival = Survival { series: vec![flow("Base", 0, [0.5, 0.6, 0.7])], longest: 12 };
        let chart = chart(vec![flow("Base", 0, [0.05, 0.061, 0.08])], Some(survival));
        assert_eq!(
            chart.panels[1].time,
            TimeAxis { step: Step::Month, start: None, periods: 12, language: Language::English }
        );
        assert_eq!(chart.panels[1].title.as_deref(), Some("Still a customer, by months since becoming one"));
        assert_eq!(chart.panels[0].title.as_deref(), Some("Churn per month"));
    }

    #[test]
    fn where_there_are_no_customers_no_rate_is_claimed() {
        let chart = chart(vec![FanSeries::default()], None);
        assert_eq!(chart.headings.title, "Churn: no customers to lose");
    }
}
