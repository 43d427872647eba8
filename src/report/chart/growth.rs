//! Growth: how many customers will we have?

use super::axis::TimeAxis;
use super::context::Context;
use super::fan::{FanChart, FanPanel, FanSeries};
use super::frame::Headings;
use crate::report::numbers::Unit;

/// The fan of customers at the end of each period, plan by plan.
///
/// * `series`: the metric `customers` under each plan, in the order of the plans
///
/// The title and the sentence are written from the figures at the last period that all plans have.
pub fn growth(series: Vec<FanSeries>, time: TimeAxis, context: &Context) -> FanChart {
    let panel = FanPanel { title: None, time, unit: Unit::People, series, levels: vec![], moments: vec![] };
    let headings = Headings {
        title: title(&panel),
        subtitle: format!("Customers at the end of each {}. {}", panel.step_word(), context.of_a_fan()),
        footnote: context.footnote(panel.series.iter().map(|series| series.label.as_str())),
    };
    FanChart { name: "growth", sentence: sentence(&panel), headings, panels: vec![panel] }
}

fn title(panel: &FanPanel) -> String {
    let Some((when, figures)) = panel.ends() else {
        return "Customers: no figures".to_string();
    };
    if let [only] = figures.as_slice() {
        return match &only.range {
            Some(range) => format!("{} customers at the end of {when} (90%: {range})", only.median),
            None => format!("{} customers at the end of {when} in every future", only.median),
        };
    }
    let mut from_best: Vec<_> = figures.iter().collect();
    from_best.sort_by(|a, b| b.estimate.median.total_cmp(&a.estimate.median));
    let [best, second] = [from_best[0], from_best[1]];
    if best.median == second.median {
        return format!(
            "{} and {} end alike: {} customers at the end of {when}",
            best.label, second.label, best.median
        );
    }
    format!(
        "{} leads at the end of {when}: {} customers in the median, {} {}",
        best.label, best.median, second.label, second.median
    )
}

fn sentence(panel: &FanPanel) -> String {
    let Some((when, figures)) = panel.ends() else {
        return "No plan has figures in every period.".to_string();
    };
    let each: Vec<String> = figures
        .iter()
        .map(|end| format!("{} {}", end.label, end.estimate.text(&panel.unit, panel.time.language)))
        .collect();
    format!("Customers at the end of {when}, median and 90% range: {}.", each.join("; "))
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
