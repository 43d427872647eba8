//! Tests of the charts of figures (money, goal, outcome, sources, cohorts) on every medium: nothing is cut off,
//! nothing overlaps, and titles are true in odd cases too.

use super::tests::{MEDIA, dollars, fonts, gallery};
use super::*;
use crate::base::calendar::Step;
use crate::base::money::Currency;
use crate::report::chart::Frame;
use crate::report::language::Language;
use crate::report::numbers::Unit;

const LANGUAGES: [Language; 3] = [Language::English, Language::Korean, Language::Chinese];

fn context(language: Language) -> Context {
    Context { scenario: "Coffee".into(), seed: 7, replications: 8192, version: "0.1.0".into(), language }
}

fn months(periods: u32, start: Option<&str>, language: Language) -> TimeAxis {
    TimeAxis { step: Step::Month, start: start.map(|text| text.parse().unwrap()), periods, language }
}

fn usd() -> Currency {
    Currency { code: "USD".into(), sign: "$".into(), decimals: 2 }
}

/// Names of plans in the usual length, and long ones.
fn names(language: Language, are_long: bool) -> [&'static str; 4] {
    match (language, are_long) {
        (Language::English, false) => ["Base", "Funnel", "Flywheel", "Split"],
        (Language::English, true) => [
            "Base",
            "Funnel with twice the money for search ads and trade fairs",
            "Flywheel with concierge onboarding and a reward for advocates",
            "Donaudampfschifffahrtsgesellschaftskapitänspatentprüfungen",
        ],
        (Language::Korean, _) => ["기본", "퍼널: 광고 확대", "플라이휠: 온보딩과 옹호 고객에 대한 보상", "반반"],
        (Language::Chinese, _) => ["基准", "漏斗：更多广告", "飞轮：新客户引导和对拥护者的奖励", "各半"],
    }
}

fn check(name: &str, chart: &dyn Chart, language: Language) {
    for medium in MEDIA {
        let drawing = chart.draw(medium, fonts(language)).unwrap();
        let name = format!("{name}-{language:?}");
        gallery(&name, medium, || {
            drawing.outlined(fonts(language)).unwrap().png(if medium == Medium::Slide { 1.0 } else { 2.0 }).unwrap()
        });
        let canvas = Frame { left: 0.0, top: 0.0, right: drawing.width, bottom: drawing.height };
        for (place, label) in drawing.labels.iter().enumerate() {
            let extent = label.extent();
            assert!(canvas.contains(extent), "{name} {medium:?}: {:?} at {extent:?}", label.text);
            for other in &drawing.labels[..place] {
                assert!(
                    !extent.overlaps(other.extent()),
                    "{name} {medium:?}: {:?} covers {:?}",
                    label.text,
                    other.text
                );
            }
        }
        let svg = drawing.for_page("chart");
        assert!(!svg.contains("NaN") && !svg.contains("inf\""), "{name} {medium:?}");
        // Slides are files of their own; what stands in the page twice is small.
        let most = if medium == Medium::Slide { 90_000 } else { 70_000 };
        assert!(svg.len() < most, "{name} {medium:?}: {} bytes", svg.len());
        assert!(drawing.missing.is_empty(), "{name}: {:?}", drawing.missing);
    }
    for text in [&chart.headings().title, &chart.headings().subtitle, chart.sentence(), &chart.alt_text()] {
        assert!(!text.is_empty() && !text.contains("NaN") && !text.contains('{'), "{name}: {text:?}");
    }
}

/// A fan of money that begins with an investment and ends with `last`, in cents.
fn cash(label: &str, plan: usize, periods: u32, [start, lowest, last]: [f64; 3]) -> FanSeries {
    let at = |t: u32, z: f64| {
        let share = f64::from(t) / f64::from(periods);
        start + lowest * 4.0 * share * (1.0 - share) + last * share * share + z * 0.15 * last.abs() * share
    };
    let quantile = |z: f64| (0..=periods).map(|t| Some(at(t, z))).collect();
    FanSeries {
        label: label.into(),
        plan,
        p5: quantile(-1.645),
        p25: quantile(-0.674),
        p50: quantile(0.0),
        p75: quantile(0.674),
        p95: quantile(1.645),
    }
}

fn break_even(p5: Option<u32>, median: Option<u32>, p95: Option<u32>, reached: f64) -> BreakEven {
    BreakEven { p5, median, p95, reached, is_certainly_first: p95 == Some(1) }
}

fn plan_money(cash: FanSeries, start: f64, break_even: BreakEven) -> PlanMoney {
    PlanMoney { cash, start, break_even, is_measure: false, runs_out: (start > 0.0).then_some(0.031) }
}

fn four_of_money(language: Language, are_long: bool, periods: u32, start: f64) -> Vec<PlanMoney> {
    let at = |share: f64| Some(((f64::from(periods) * share) as u32).max(1));
    let break_evens = [
        break_even(at(0.3), at(0.4), at(0.5), 1.0),
        break_even(at(0.38), at(0.5), at(0.75), 1.0),
        break_even(at(0.5), at(0.6), None, 0.93),
        break_even(at(0.8), None, None, 0.31),
    ];
    let names = names(language, are_long);
    let plans = break_evens.into_iter().zip(names).enumerate();
    plans
        .map(|(plan, (break_even, name))| {
            let end = 3.1e8 - 6e7 * plan as f64;
            plan_money(cash(name, plan, periods, [start, -1e8, end]), start, break_even)
        })
        .collect()
}

#[test]
fn money_is_legible_everywhere() {
    for language in LANGUAGES {
        for (periods, start) in [(3, None), (60, Some("2027-03-01"))] {
            for n_plans in [1, 4] {
                let plans = four_of_money(language, periods == 60, periods, if n_plans == 1 { 0.0 } else { 2e7 });
                let time = months(periods, start, language);
                let chart = money(plans[..n_plans].to_vec(), None, usd(), time, &context(language));
                check(&format!("money-{periods}-{n_plans}"), &chart, language);
                let mut compared = plans[..n_plans].to_vec();
                compared[0].is_measure = true;
                let label = compared[0].cash.label.clone();
                let chart = money(compared, Some(&label), usd(), time, &context(language));
                check(&format!("money-{periods}-{n_plans}-against"), &chart, language);
            }
        }
    }
}

fn title_of_money(break_evens: &[BreakEven]) -> String {
    let plans = break_evens.iter().enumerate().map(|(plan, break_even)| {
        plan_money(cash(names(Language::English, false)[plan], plan, 24, [0.0, -1e7, 3e7]), 0.0, *break_even)
    });
    let time = months(24, Some("2027-01-01"), Language::English);
    money(plans.collect(), None, usd(), time, &context(Language::English)).headings().title.clone()
}

#[test]
fn of_plans_that_are_compared_the_sentence_says_when_the_money_is_back_against_the_reference() {
    let sentence = |others: &[Option<BreakEven>]| {
        let base = std::iter::once(&None);
        let plans = base.chain(others).enumerate().map(|(plan, back)| PlanMoney {
            is_measure: back.is_none(),
            ..plan_money(
                cash(names(Language::English, false)[plan], plan, 24, [0.0, -1e7, 3e7]),
                0.0,
                back.unwrap_or_default(),
            )
        });
        let time = months(24, Some("2027-01-01"), Language::English);
        let chart = money(plans.collect(), Some("Base"), usd(), time, &context(Language::English));
        let said = chart.sentence().split_once("Money back against Base, median and 90% range: ");
        said.map_or(String::new(), |(_, said)| said.to_string())
    };
    let usual = Some(break_even(Some(10), Some(14), Some(21), 1.0));
    let (rarely, never) = (Some(break_even(None, None, None, 0.042)), Some(BreakEven::default()));
    let [_, second, third, _] = names(Language::English, false);
    assert_eq!(
        sentence(&[rarely, usual]),
        format!("{second} later than Dec 2028; {third} Feb 2028 (Oct 2027 to Sep 2028).")
    );
    let at_once = Some(BreakEven { is_certainly_first: true, ..break_even(Some(1), Some(1), Some(1), 1.0) });
    assert_eq!(sentence(&[at_once]), format!("{second} from the start."));
    assert_eq!(sentence(&[never]), format!("{second} later than Dec 2028."));
    assert_eq!(sentence(&[None]), "");
}

#[test]
fn the_title_says_when_the_money_is_back_and_when_it_is_not() {
    let usual = break_even(Some(10), Some(14), Some(21), 1.0);
    let first = break_even(Some(1), Some(1), Some(1), 1.0);
    let never = BreakEven::default();
    let rarely = break_even(None, None, None, 0.042);
    let cases: [(&[BreakEven], &str); 6] = [
        (&[usual], "The money is back in Feb 2028 (90%: Oct 2027 to Sep 2028)"),
        (
            &[break_even(Some(14), Some(14), Some(14), 1.0)],
            "The money is back in Feb 2028 in at least nine futures out of ten",
        ),
        (
            &[break_even(Some(10), Some(20), None, 0.7)],
            "The money is back in Aug 2028 (90%: Oct 2027 to later than Dec 2028)",
        ),
        (&[never], "The money is not back by Dec 2028 in any future"),
        (&[rarely], "The money is probably not back by Dec 2028: a chance of 96% that it takes longer"),
        (&[first], "Never in the red: cumulative profit is at or above zero from Jan 2027 on"),
    ];
    for (break_evens, title) in cases {
        assert_eq!(title_of_money(break_evens), title);
    }
    assert_eq!(title_of_money(&[never, rarely]), "No plan has its money back by Dec 2028 in the median");
    assert_eq!(title_of_money(&[never, never]), "No plan has its money back by Dec 2028 in any future");
    let hardly = BreakEven { is_certainly_first: false, ..first };
    assert_eq!(title_of_money(&[hardly]), "In the black from Jan 2027 on, in at least 19 futures out of 20");
}

#[test]
fn plans_are_compared_by_the_money_at_the_end_and_not_by_who_never_put_any_in() {
    let english = Language::English;
    let time = months(24, Some("2027-01-01"), english);
    let (usual, never) = (break_even(Some(10), Some(14), Some(21), 1.0), BreakEven::default());
    let title = |start: f64, figures: &[(f64, f64)]| {
        let plan = |(plan, (lowest, last)): (usize, &(f64, f64))| {
            let fan = cash(names(english, false)[plan], plan, 24, [start, *lowest, *last]);
            PlanMoney { is_measure: plan == 0, ..plan_money(fan, start, if plan == 0 { never } else { usual }) }
        };
        money(figures.iter().enumerate().map(plan).collect(), Some("Base"), usd(), time, &context(english))
            .headings()
            .title
            .clone()
    };
    assert_eq!(
        title(0.0, &[(0.0, 1e7), (-1e7, 4e7)]),
        "Funnel ends with the highest cumulative profit, $400k in the median (Base $100k); money back against Base by Feb 2028 in half of the futures"
    );
    assert_eq!(
        title(2e7, &[(0.0, 1e7), (0.0, 4e7)]),
        "Funnel ends with the most cash, $600k in the median (Base $300k); money back against Base by Feb 2028 in half of the futures"
    );
    assert_eq!(
        title(0.0, &[(0.0, 5e7), (-1e7, 4e7)]),
        "Base ends with the highest cumulative profit: $500k in the median (Funnel $400k)"
    );
    assert_eq!(
        title(0.0, &[(0.0, 3e7), (-1e7, 3e7), (-2e7, 1e7)]),
        "Base and Funnel end with the highest cumulative profit alike: $300k in the median"
    );
}

#[test]
fn cash_that_runs_out_in_more_than_one_future_in_twenty_is_the_title() {
    let english = Language::English;
    let title = |chances: &[f64]| {
        let usual = break_even(Some(10), Some(14), Some(21), 1.0);
        let plan = |(plan, chance): (usize, &f64)| PlanMoney {
            runs_out: Some(*chance),
            ..plan_money(cash(names(english, false)[plan], plan, 24, [2e7, 0.0, 4e7]), 2e7, usual)
        };
        let plans: Vec<PlanMoney> = chances.iter().enumerate().map(plan).collect();
        let time = months(24, Some("2027-01-01"), english);
        money(plans, (chances.len() > 1).then_some("Base"), usd(), time, &context(english)).headings().title.clone()
    };
    let [base, second, ..] = names(english, false);
    assert_eq!(title(&[0.84, 0.96]), format!("{second} runs out of cash in 96% of the futures ({base} 84%)"));
    assert_eq!(title(&[0.3, 0.3]), "Every plan runs out of cash in 30% of the futures");
    assert_eq!(title(&[0.06]), format!("{base} runs out of cash in 6% of the futures"));
    assert!(!title(&[0.05, 0.01]).contains("runs out"));
}

#[test]
fn a_bar_of_break_even_is_explained_only_where_one_is_drawn() {
    let english = Language::English;
    let subtitle = |break_even: BreakEven| {
        let plans = vec![plan_money(cash("Base", 0, 24, [0.0, 0.0, 3e7]), 0.0, break_even)];
        money(plans, None, usd(), months(24, None, english), &context(english)).headings().subtitle.clone()
    };
    assert!(subtitle(break_even(Some(10), Some(14), None, 0.9)).contains("Bar along the zero line"));
    assert!(!subtitle(break_even(Some(1), Some(1), Some(1), 1.0)).contains("Bar"));
    assert!(!subtitle(BreakEven::default()).contains("Bar"));
}

/// A chance that rises to `last` like a logistic curve.
fn chances(label: &str, plan: usize, periods: u32, last: f64) -> Chances {
    let at = |t: u32| {
        let share = f64::from(t) / f64::from(periods);
        let chance = last / (1.0 + libm::exp(-10.0 * (share - 0.6)));
        (t > 0).then(|| (chance, (chance * (1.0 - chance) / 8192.0).sqrt()))
    };
    Chances { label: label.into(), plan, by_period: (0..=periods).map(at).collect() }
}

fn goals(language: Language, are_long: bool, periods: u32, n_goals: usize, n_plans: usize) -> Vec<Goal> {
    let labels = match language {
        Language::English if are_long => {
            ["2,500 customers at the end of the second year, with at most 5% churn a month", "Break-even", "A", "B"]
        }
        Language::English => ["2,500 customers at the end of 2028", "$2M in the bank", "Churn below 4%", "Wheel turns"],
        Language::Korean => ["2028년 말 고객 2,500명", "현금 2억 원", "이탈률 4% 미만", "추천 30%"],
        Language::Chinese => ["2028年底2,500名客户", "现金200万元", "流失率低于4%", "推荐占30%"],
    };
    let names = names(language, are_long);
    let of = |(goal, label): (usize, &&str)| Goal {
        label: label.to_string(),
        due: if goal == 0 { (periods * 2 / 3).max(1) } else { periods },
        chances: (0..n_plans)
            .map(|plan| chances(names[plan], plan, periods, 0.97 - 0.2 * plan as f64 - 0.05 * goal as f64))
            .collect(),
    };
    labels.iter().take(n_goals).enumerate().map(of).collect()
}

#[test]
fn goals_are_legible_everywhere() {
    for language in LANGUAGES {
        for (periods, start) in [(3, None), (60, Some("2027-03-01"))] {
            for (n_goals, n_plans) in [(1, 4), (4, 4)] {
                let goals = goals(language, periods == 60, periods, n_goals, n_plans);
                let chart = goal(&goals, months(periods, start, language), &context(language));
                check(&format!("goal-{periods}-{n_goals}-{n_plans}"), &chart, language);
            }
        }
    }
}

#[test]
fn chances_are_drawn_against_certainty_and_told_as_of_when_they_are_due() {
    let english = Language::English;
    let time = months(24, Some("2027-01-01"), english);
    let title = |goals: &[Goal]| goal(goals, time, &context(english)).headings.title;
    let mut one = goals(english, false, 24, 1, 2);
    one[0].chances[0].by_period[16] = Some((0.62, 0.01));
    one[0].chances[1].by_period[16] = Some((0.31, 0.01));
    assert_eq!(title(&one), "Base has the best chance, 62% (Funnel 31%): 2,500 customers at the end of 2028");
    one[0].chances[1].by_period[16] = Some((0.61, 0.01));
    assert_eq!(
        title(&one),
        "Base and Funnel have about the same chance, 62% and 61%: 2,500 customers at the end of 2028"
    );
    for chance in one[0].chances.iter_mut() {
        chance.by_period[16] = Some((0.0, 0.0));
    }
    assert_eq!(title(&one), "Chance of 0% under every plan: 2,500 customers at the end of 2028");
    one[0].chances.truncate(1);
    one[0].chances[0].by_period[16] = Some((0.997, 0.001));
    assert_eq!(title(&one), "Chance of >99%: 2,500 customers at the end of 2028");
    // What the title says stands at the due date, where the lines end.
    let two = goals(english, false, 24, 1, 2);
    let chart = goal(&two, time, &context(english));
    assert!(chart.headings.subtitle.contains("Dots and figures at the right: when it is due;"));
    let last = |panel: &FanPanel| panel.series.iter().map(|s| s.p50.len() as u32 - 1).max();
    assert_eq!(chart.panels.first().and_then(last), Some(two[0].due));
    let labels = chart.draw(Medium::Slide, fonts(english)).unwrap().labels;
    let at_due = |plan: usize| (100.0 * two[0].chances[plan].by_period[16].unwrap().0).round();
    let flag = format!("due Apr 2028: Base {}%, Funnel {}%", at_due(0), at_due(1));
    assert!(labels.iter().any(|label| label.text == flag), "{flag}");
    // No chance has decimals.
    assert!(labels.iter().all(|label| !label.text.contains('%') || !label.text.contains('.') || label.text.len() > 40));
    // Small as the chance is, the scale goes to 100%.
    let rare = [Goal { chances: vec![chances("Base", 0, 24, 0.02)], ..one[0].clone() }];
    let drawing = goal(&rare, time, &context(english)).draw(Medium::Slide, fonts(english)).unwrap();
    assert!(drawing.labels.iter().any(|label| label.text == "100%"));
}

fn normal(label: &str, plan: usize, mean: f64, sd: f64, [low, high]: [f64; 2]) -> Outcome {
    let curve = (0..=240).map(|i| {
        let value = low + (high - low) * f64::from(i) / 240.0;
        let z = (value - mean) / sd;
        (value, libm::exp(-0.5 * z * z) / sd)
    });
    Outcome {
        label: label.into(),
        plan,
        curve: curve.collect(),
        atoms: vec![],
        p5: mean - 1.645 * sd,
        p50: mean,
        p95: mean + 1.645 * sd,
        beyond: 0.004,
        below_zero: 0.12,
    }
}

fn measure(label: &str, unit: Unit, low: f64, high: f64) -> Measure {
    Measure { label: label.into(), unit, low, high, goals: vec![] }
}

#[test]
fn outcomes_are_legible_everywhere() {
    for language in LANGUAGES {
        let label = match language {
            Language::English => "Net present value",
            Language::Korean => "순현재가치",
            Language::Chinese => "净现值",
        };
        for n_plans in [1, 4] {
            for are_long in [false, true] {
                let ends = [-1.4e8, 3.9e8];
                let names = names(language, are_long);
                let mut outcomes: Vec<Outcome> =
                    (0..n_plans).map(|plan| normal(names[plan], plan, 1e8 + 4e7 * plan as f64, 6e7, ends)).collect();
                let mut measure = measure(label, dollars(), ends[0], ends[1]);
                if are_long {
                    measure.goals =
                        vec![(2e8, "Two million in the bank at the end of the third year".into()), (0.0, "0".into())];
                    outcomes[0].atoms = vec![(0.0, 0.38)];
                }
                let chart = outcome(measure, outcomes, &context(language));
                check(&format!("outcome-{n_plans}-{are_long}"), &chart, language);
            }
        }
    }
}

#[test]
fn odd_outcomes_are_legible_too() {
    let english = Language::English;
    let constant = |plan: usize, value: f64| Outcome {
        label: names(english, false)[plan].into(),
        plan,
        atoms: vec![(value, 1.0)],
        p5: value,
        p50: value,
        p95: value,
        ..Outcome::default()
    };
    let sure = outcome(measure("Customers", Unit::People, 60.0, 180.0), vec![constant(0, 120.0)], &context(english));
    assert_eq!(sure.headings().title, "Customers: 120 in at least nine futures out of ten");
    check("outcome-constant", &sure, english);
    let nobody = vec![constant(0, 0.0), constant(1, 0.0)];
    let nobody = outcome(measure("Customers", Unit::People, -1.0, 1.0), nobody, &context(english));
    assert_eq!(nobody.headings().title, "Customers: the medians of Base and Funnel are alike, 0");
    check("outcome-nobody", &nobody, english);
    let ends = [0.0, 5000.0];
    let plans =
        vec![normal("Sure", 0, 2500.0, 20.0, ends), normal("Wild", 1, 2400.0, 900.0, ends), constant(2, 1000.0)];
    let unlike = outcome(measure("Customers", Unit::People, ends[0], ends[1]), plans, &context(english));
    assert!(unlike.headings().subtitle.contains("Each row has a height of its own."));
    check("outcome-unlike", &unlike, english);
    check("outcome-none", &outcome(measure("Customers", Unit::People, 0.0, 1.0), vec![], &context(english)), english);
}

const FAMILIES: [Family; 5] = [Family::Paid, Family::Owned, Family::Earned, Family::Personal, Family::Referral];

fn some_sources(n: usize, language: Language) -> Vec<Source> {
    let labels = match language {
        Language::English => ["Search ads", "Blog", "Reviews in the trade press and online", "Fairs", "Invitations"],
        Language::Korean => ["검색 광고", "블로그", "언론 보도", "박람회", "추천"],
        Language::Chinese => ["搜索广告", "博客", "媒体报道", "展会", "推荐"],
    };
    (0..n).map(|at| Source { label: format!("{} {}", labels[at % 5], at / 5 + 1), family: FAMILIES[at % 5] }).collect()
}

fn brought(label: &str, plan: usize, n_sources: usize, periods: u32) -> Brought {
    let mean = |source: usize, t: u32| {
        let wave = 1.0 + 0.2 * libm::sin(f64::from(t) / 3.0 + source as f64);
        (20.0 + 30.0 * f64::from(t) / f64::from(periods)) * wave / (source as f64 + 1.0) * (1.0 + 0.3 * plan as f64)
    };
    Brought {
        label: label.into(),
        plan,
        means: (0..n_sources).map(|source| (1..=periods).map(|t| mean(source, t)).collect()).collect(),
    }
}

#[test]
fn sources_are_legible_everywhere() {
    for language in LANGUAGES {
        for (periods, start) in [(1, None), (3, None), (60, Some("2027-03-01"))] {
            for (n_sources, n_plans) in [(1, 1), (5, 3), (14, 4)] {
                let names = names(language, n_sources == 14);
                let plans: Vec<Brought> =
                    (0..n_plans).map(|plan| brought(names[plan], plan, n_sources, periods)).collect();
                let all = some_sources(n_sources, language);
                let chart = sources(&all, &plans, &[], months(periods, start, language), &context(language));
                check(&format!("sources-{periods}-{n_sources}-{n_plans}"), &chart, language);
            }
        }
    }
}

#[test]
fn a_title_of_sources_says_what_brings_most_or_how_plans_differ_in_referral() {
    let english = Language::English;
    let paid = Source { label: "Search".into(), family: Family::Paid };
    let friends = Source { label: "Friends".into(), family: Family::Referral };
    let plan = |name: &str, of_paid: f64, of_friends: f64| Brought {
        label: name.into(),
        plan: 0,
        means: vec![vec![of_paid; 3], vec![of_friends; 3]],
    };
    let title = |plans: &[Brought]| {
        let all = [paid.clone(), friends.clone()];
        sources(&all, plans, &[], months(3, None, english), &context(english)).headings.title
    };
    assert_eq!(title(&[plan("Base", 3.0, 1.0)]), "Largest source of new customers: Search, 75%");
    assert_eq!(
        title(&[plan("Base", 3.0, 1.0), plan("Wheel", 1.0, 1.0)]),
        "Referral brings 50% of the new customers under Wheel, 25% under Base"
    );
    assert_eq!(
        title(&[plan("Base", 3.0, 1.0), plan("More", 6.0, 2.1)]),
        "Largest source of new customers under every plan: Search (Base 75%, More 74%)"
    );
    assert_eq!(
        title(&[plan("Base", 3.0, 1.0), plan("More", 6.0, 2.0)]),
        "Largest source of new customers under every plan: Search (75%)"
    );
    assert_eq!(title(&[plan("Base", 0.0, 0.0)]), "No new customers");
}

#[test]
fn sources_that_are_summed_up_lose_nobody() {
    let english = Language::English;
    let all: Vec<Source> = (0..14).map(|at| Source { label: format!("Channel {at}"), family: Family::Paid }).collect();
    let plans = [brought("Base", 0, 14, 12)];
    let chart = sources(&all, &plans, &[], months(12, None, english), &context(english));
    // Four shades of paid, and the other ten.
    assert_eq!(chart.sources.len(), 5);
    assert_eq!(chart.sources[4], Source { label: "10 smaller ones".into(), family: Family::Other });
    let sum = |means: &[Vec<f64>]| means.iter().flatten().sum::<f64>();
    assert!((sum(&chart.plans[0].means) - sum(&plans[0].means)).abs() < 1e-9);
}

fn plan_cohorts(label: &str, plan: usize, periods: u32, gain: f64) -> PlanCohorts {
    let cell = |cohort: u32, age: u32| {
        let kept = 0.93 + gain * f64::from(cohort) / f64::from(periods);
        let share = libm::pow(kept, f64::from(age));
        Retained { cohort, age, median: share, mean: share, se: 0.001 }
    };
    let cells = (1..=periods).flat_map(|cohort| (1..=periods - cohort).map(move |age| (cohort, age)));
    PlanCohorts { label: label.into(), plan, cells: cells.map(|(cohort, age)| cell(cohort, age)).collect() }
}

#[test]
fn cohorts_are_legible_everywhere() {
    for language in LANGUAGES {
        for (periods, start) in [(2, None), (24, Some("2027-01-01")), (60, Some("2027-03-01"))] {
            for n_plans in [1, 2] {
                let names = names(language, true);
                let plans = (0..n_plans).map(|plan| plan_cohorts(names[2 * plan], plan, periods, 0.03)).collect();
                let chart = cohorts(plans, months(periods, start, language), &context(language));
                check(&format!("cohorts-{periods}-{n_plans}"), &chart, language);
            }
        }
    }
}

#[test]
fn later_cohorts_are_better_worse_or_alike_as_the_figures_say() {
    let english = Language::English;
    let title = |gain: f64| {
        let plans = vec![plan_cohorts("Base", 0, 24, gain)];
        cohorts(plans, months(24, Some("2027-01-01"), english), &context(english)).headings.title
    };
    // After 12 months the first cohort kept (0.93 + 0.03 / 24)^12 = 43%, that of month 12 (0.93 + 0.03 / 2)^12 = 51%.
    assert_eq!(
        title(0.03),
        "Later cohorts stay better: after 12 months 51% of the Dec 2027 cohort are customers, 43% of the Jan 2027 cohort"
    );
    assert!(title(-0.03).starts_with("Later cohorts stay worse: after 12 months 34% of the Dec 2027"));
    assert!(title(0.0).starts_with("Later cohorts stay about as well"));
    // Within the Monte Carlo error nothing is claimed.
    let mut noisy = plan_cohorts("Base", 0, 24, 0.03);
    noisy.cells.iter_mut().for_each(|cell| cell.se = 0.05);
    let chart = cohorts(vec![noisy], months(24, None, english), &context(english));
    assert!(chart.headings.title.starts_with("Later cohorts stay about as well"), "{}", chart.headings.title);
}
