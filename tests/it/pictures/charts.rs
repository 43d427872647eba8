//! The charts of which reference pictures are kept, with figures that are made up.

use flywheel::base::calendar::Step;
use flywheel::base::money::Currency;
use flywheel::model::{Role, Shape};
use flywheel::report::chart::system::{Flow, Friction, Source, SourceKind, Stage, System};
use flywheel::report::chart::{
    Chart, Context, Crossover, Difference, FanSeries, FindingOut, FrictionRow, Frictions, MapChart, MatterRow, Matters,
    ShapeChart, Survival, TimeAxis, churn, difference, frictions, growth, matters,
};
use flywheel::report::language::Language;
use flywheel::report::numbers::{Estimate, Unit, When};

/// Name, language and chart.
pub fn all() -> Vec<(&'static str, Language, Box<dyn Chart>)> {
    use Language::{Chinese, English, Korean};
    vec![
        ("growth", English, Box::new(growth(two_plans(200.0, English), time(English), &context(English)))),
        ("growth-zh", Chinese, Box::new(growth(two_plans(41_000.0, Chinese), time(Chinese), &context(Chinese)))),
        (
            "churn-ko",
            Korean,
            Box::new(churn(two_plans(0.06, Korean), Some(survival()), time(Korean), &context(Korean))),
        ),
    ]
}

fn context(language: Language) -> Context {
    let scenario = language.say(flywheel::report::language::words("Coffee roaster", "커피 로스터", "咖啡烘焙"));
    Context { scenario: scenario.into(), seed: 42, replications: 8192, version: "0.0.0".into(), language }
}

fn time(language: Language) -> TimeAxis {
    TimeAxis { step: Step::Month, start: "2027-01-01".parse().ok(), periods: 24, language }
}

fn two_plans(first: f64, language: Language) -> Vec<FanSeries> {
    let base = language.say(flywheel::report::language::words("Base", "기본안", "基准方案"));
    let wheel =
        language.say(flywheel::report::language::words("Flywheel: onboarding", "플라이휠: 온보딩", "飞轮：入门引导"));
    vec![fan(base, 0, first, 1.9, 24), fan(wheel, 2, first, 2.7, 24)]
}

fn survival() -> Survival {
    Survival { series: vec![fan("기본안", 0, 1.0, 0.24, 24), fan("플라이휠", 2, 1.0, 0.38, 24)], longest: 24 }
}

/// From `first` to so many times it, in a band that widens.
fn fan(label: &str, plan: usize, first: f64, growth: f64, periods: u32) -> FanSeries {
    let quantile = |share: f64| -> Vec<Option<f64>> {
        let passed = |t: u32| f64::from(t) / f64::from(periods);
        (0..=periods).map(|t| Some(first * (1.0 + (growth - 1.0) * passed(t)) * (1.0 + share * passed(t)))).collect()
    };
    FanSeries {
        label: label.into(),
        plan,
        p5: quantile(-0.3),
        p25: quantile(-0.12),
        p50: quantile(0.0),
        p75: quantile(0.15),
        p95: quantile(0.4),
    }
}
