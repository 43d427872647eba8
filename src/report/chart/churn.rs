//! Churn: are we keeping them?

use super::axis::TimeAxis;
use super::context::Context;
use super::fan::{FanChart, FanPanel, FanSeries};
use super::frame::Headings;
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
    let mut rate = FanPanel { title: None, time, unit: Unit::Percent, series, levels: vec![], moments: vec![] };
    let word = rate.step_word();
    let subtitle =
        format!("Share of the customers at the start of each {word} who leave in it. {}", context.of_a_fan());
    let headings = Headings {
        title: title(&rate),
        subtitle,
        footnote: context.footnote(rate.series.iter().map(|series| series.label.as_str())),
    };
    let sentence = sentence(&rate);
    let mut panels = Vec::new();
    if let Some(survival) = survival {
        rate.title = Some(format!("Churn per {word}"));
        panels.push(by_tenure(survival, time));
    }
    panels.insert(0, rate);
    FanChart { name: "churn", headings, sentence, panels }
}

fn by_tenure(survival: Survival, time: TimeAxis) -> FanPanel {
    FanPanel {
        title: Some(format!("Still a customer, by {}s since becoming one", step_word(time.step, time.language))),
        // Tenures are counted, whatever the date.
        time: TimeAxis { start: None, periods: survival.longest, ..time },
        unit: Unit::Percent,
        series: survival.series,
        levels: vec![],
        moments: vec![],
    }
}

fn title(panel: &FanPanel) -> String {
    let Some((when, figures)) = panel.ends() else {
        return "Churn: no customers to lose".to_string();
    };
    if let [only] = figures.as_slice() {
        return match &only.range {
            Some(range) => format!("{} of customers leave in {when} (90%: {range})", only.median),
            None => format!("{} of customers leave in {when} in every future", only.median),
        };
    }
    let mut from_best: Vec<_> = figures.iter().collect();
    from_best.sort_by(|a, b| a.estimate.median.total_cmp(&b.estimate.median));
    let [best, second] = [from_best[0], from_best[1]];
    if best.median == second.median {
        return format!("{} and {} lose alike: {} of customers in {when}", best.label, second.label, best.median);
    }
    format!(
        "{} loses least: {} of customers in {when} in the median, {} {}",
        best.label, best.median, second.label, second.median
    )
}

fn sentence(panel: &FanPanel) -> String {
    let Some((when, figures)) = panel.ends() else {
        return "Churn is a share of customers: where there are none it does not exist.".to_string();
    };
    let each: Vec<String> = figures
        .iter()
        .map(|end| format!("{} {}", end.label, end.estimate.text(&panel.unit, panel.time.language)))
        .collect();
    format!("Share of customers who leave in {when}, median and 90% range: {}.", each.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::calendar::Step;
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
