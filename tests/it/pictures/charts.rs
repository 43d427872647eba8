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
        ("difference", English, Box::new(difference(ahead(English), &context(English)))),
        ("frictions", English, Box::new(frictions(&dragging(), 0, &context(English)))),
        ("matters", English, Box::new(matters(&mattering(), &context(English)))),
        ("wheel", English, Box::new(shape(Shape::Wheel, English))),
        ("bowtie-zh", Chinese, Box::new(shape(Shape::BowTie, Chinese))),
        ("map", English, Box::new(MapChart::new(system(English), Step::Month, 24, &context(English)))),
    ]
}

fn dollars() -> Unit {
    Unit::Money(Currency { code: "USD".into(), sign: "$".into(), decimals: 2 })
}

/// Behind at first, ahead from month 14 on.
fn ahead(language: Language) -> Difference {
    let values = |shift: f64| (0..=24).map(|t| Some(1e6 * (f64::from(t) - 13.5) + shift * f64::from(t))).collect();
    let series = FanSeries {
        label: "Flywheel".into(),
        plan: 2,
        p5: values(-9e5),
        p25: values(-4e5),
        p50: values(0.0),
        p75: values(5e5),
        p95: values(1.3e6),
    };
    let crossover = Crossover { median: When::In(14), low: When::In(10), high: When::LaterThan(24), share: 0.91 };
    Difference {
        reference: "Base".into(),
        outcome: "Profit".into(),
        unit: dollars(),
        time: time(language),
        series: vec![series],
        ahead: vec![(0..=24).map(|t| (t > 0).then(|| f64::from(t) / 26.0)).collect()],
        crossover: vec![Some(crossover)],
        better: vec![Some(0.93)],
    }
}

fn dragging() -> Frictions {
    let row = |label: &str, stage: &str, middle: f64| FrictionRow {
        label: label.into(),
        owner: Some("Growth".into()),
        stage: stage.into(),
        cost: Estimate { median: middle, low: 0.5 * middle, high: 1.8 * middle },
    };
    let rows = vec![
        row("Slow onboarding", "Trial → Customer", 6.3e7),
        row("Nobody answers on weekends", "Customer → Churned", 1.4e7),
        row("Hard to invite", "Invitations", 6e6),
    ];
    let together = Some(Estimate { median: 8e7, low: 4e7, high: 1.5e8 });
    Frictions { plan: "Base".into(), unit: dollars(), outcome: "profit".into(), rows, together }
}

fn mattering() -> Matters {
    let row = |label: &str, share: f64, worth: Option<f64>| MatterRow {
        label: label.into(),
        share,
        se: 0.02,
        worth: worth.map(|mean| FindingOut { mean, se: 1e5 }),
    };
    let rows = vec![
        row("Invitations: accepted", 0.41, Some(4.1e6)),
        row("Churn of customers in their first year", 0.22, Some(9e5)),
        row("Cost per click", 0.07, None),
    ];
    Matters { outcome: "Profit, Flywheel − Base".into(), unit: dollars(), rows, luck: 0.18, interactions: 0.12 }
}

fn shape(form: Shape, language: Language) -> ShapeChart {
    ShapeChart::new(Some(form), vec![system(language)], Step::Month, 24, &context(language))
}

/// Visitors, trials, customers and advocates who invite.
fn system(language: Language) -> System {
    let words = |english, korean, chinese| language.say(flywheel::report::language::words(english, korean, chinese));
    let stage = |label: &str, role, entered: f64, time: f64| Stage {
        label: label.into(),
        phase: None,
        role: Some(role),
        at_start: 0.0,
        entered,
        time: Some(time),
    };
    let flow = |from: usize, to: Option<usize>, people: f64| Flow { from, to, people };
    let source = |label: &str, kind, from: Vec<usize>, to: usize, people: f64| Source {
        label: label.into(),
        kind,
        from,
        to,
        people,
    };
    System {
        plan: 0,
        label: words("Base", "기본안", "基准方案").into(),
        stages: vec![
            stage(words("Visitor", "방문자", "访客"), Role::Prospect, 280_000.0, 0.5),
            stage(words("Trial", "체험", "试用"), Role::User, 13_000.0, 1.5),
            stage(words("Customer", "고객", "客户"), Role::Customer, 4_400.0, 14.0),
            stage(words("Advocate", "옹호 고객", "拥护者"), Role::Customer, 1_900.0, 20.0),
        ],
        sources: vec![
            source(words("Search ads", "검색 광고", "搜索广告"), SourceKind::Channel, vec![], 0, 280_000.0),
            source(words("Invitations", "초대", "邀请"), SourceKind::Referral, vec![3], 1, 900.0),
        ],
        flows: vec![
            flow(0, Some(1), 12_100.0),
            flow(0, None, 267_900.0),
            flow(1, Some(2), 4_400.0),
            flow(1, None, 8_600.0),
            flow(2, Some(3), 1_900.0),
            flow(2, None, 1_500.0),
            flow(3, None, 300.0),
        ],
        frictions: vec![Friction {
            label: words("Slow onboarding", "느린 온보딩", "上手太慢").into(),
            on: vec![2],
            size: 0.24,
            pushes: false,
        }],
        conversion: vec![(0, 1, 0.043), (1, 2, 0.34), (2, 3, 0.44)],
        new_per_new: Some(0.16),
    }
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
