//! Rows of marks on every medium, in every language, with few and many rows, and in odd cases.

use super::super::tests::{LONG, assert_readable, dollars};
use super::super::*;
use crate::analysis::contributions::Pays;
use crate::report::language::Language::{self, Chinese, English, Korean};
use crate::report::numbers::{Estimate, Unit};

pub(in super::super) fn context(language: Language) -> Context {
    Context {
        scenario: "B2B SaaS: ads or advocates?".into(),
        seed: 42,
        replications: 8192,
        version: "0.1.0".into(),
        language,
    }
}

fn estimate(median: f64, low: f64, high: f64) -> Estimate {
    Estimate { median, low, high }
}

/// Names in a language, the first rather long.
fn names(language: Language) -> [&'static str; 6] {
    match language {
        English => [
            "Hard upgrade from the free plan to the paid one, with stale guides on top of it",
            "Slow support",
            "Unsafe web site",
            "Donaudampfschifffahrtsgesellschaftskapitänspatentprüfungen",
            "Billing trouble",
            "Hard to share",
        ],
        Korean => [
            "무료 요금제에서 유료 요금제로 올리기 어렵고 안내서도 낡아 있음",
            "느린 고객 지원",
            "안전하지 않은 웹사이트",
            "결제와 계정 복구 문제",
            "공유하기 어려움",
            "부서 간 협업 부족",
        ],
        Chinese => [
            "从免费版升级到付费版困难，而且使用指南已经过时，客户找不到答案",
            "客服响应慢",
            "网站不安全",
            "账单与账户找回问题",
            "难以分享",
            "团队缺乏协作",
        ],
    }
}

fn dragging(language: Language, n: usize, unit: Unit, of: impl Fn(usize) -> Estimate) -> BarChart {
    let names = names(language);
    let row = |at: usize| FrictionRow {
        label: if at < names.len() { names[at].into() } else { format!("{} {at}", names[at % names.len()]) },
        owner: (at.is_multiple_of(2)).then(|| names[1].to_string()),
        stage: format!("{} → {}", names[4], names[5]),
        cost: of(at),
    };
    let figures = Frictions {
        plan: "Flywheel".into(),
        unit,
        outcome: "Net present value".into(),
        rows: (0..n).map(row).collect(),
        together: Some(of(0)),
    };
    frictions(&figures, 2, &context(language))
}

fn money(at: usize) -> Estimate {
    let middle = 3.1e7 / (1.0 + at as f64);
    estimate(middle, if at > 3 { -0.4 * middle } else { 0.3 * middle }, 1.9 * middle)
}

#[test]
fn frictions_are_readable_with_one_six_and_thirty_of_them_in_every_language() {
    for (language, tag) in [(English, "en"), (Korean, "ko"), (Chinese, "zh")] {
        for n in [0, 1, 6, 30] {
            let chart = dragging(language, n, dollars(), money);
            assert_readable(&format!("frictions-{n}-{tag}"), language, &chart);
        }
        let share = |at: usize| estimate(0.4 / (1.0 + at as f64), 0.2 / (1.0 + at as f64), 0.5 / (1.0 + at as f64));
        assert_readable(&format!("frictions-share-{tag}"), language, &dragging(language, 4, Unit::Percent, share));
    }
}

#[test]
fn frictions_that_cost_nothing_or_help_are_readable_and_not_called_costs() {
    let chart = dragging(English, 3, dollars(), |_| estimate(0.0, 0.0, 0.0));
    assert_readable("frictions-zero", English, &chart);
    assert_eq!(chart.headings.title, "No friction costs anything: Net present value");
    let chart = dragging(English, 2, dollars(), |at| estimate(-1e6 * (1.0 + at as f64), -3e6, -1e5));
    assert_readable("frictions-negative", English, &chart);
    assert_eq!(chart.headings.title, "No friction costs anything: Net present value");
}

#[test]
fn what_does_not_fit_on_a_slide_is_counted() {
    let drawing = dragging(English, 30, dollars(), money).draw(Medium::Slide, super::super::tests::fonts(English));
    let labels = drawing.unwrap().labels;
    let shown = labels.iter().filter(|label| label.text.ends_with("31M") || label.text.starts_with('$')).count();
    let more = labels.iter().find_map(|label| label.text.strip_prefix("and ")?.strip_suffix(" more")).unwrap();
    assert!(shown > 0 && more.parse::<usize>().unwrap() >= 10, "{more}");
}

fn mattering(language: Language, n: usize, luck: f64) -> BarChart {
    let names = names(language);
    let row = |at: usize| MatterRow {
        label: names[at % names.len()].into(),
        share: (1.0 - luck) * 0.5 / (1.0 + at as f64) - 0.02,
        se: 0.012,
        worth: (luck < 0.5).then(|| FindingOut { mean: 4.1e6 / (1.0 + at as f64), se: 0.4e6 }),
    };
    let figures = Matters {
        outcome: "Net present value, Flywheel less Funnel".into(),
        unit: dollars(),
        rows: (0..n).map(row).collect(),
        luck,
        interactions: 0.04,
    };
    matters(&figures, &context(language))
}

#[test]
fn what_matters_is_readable_with_no_inputs_with_six_and_with_forty() {
    for (language, tag) in [(English, "en"), (Korean, "ko"), (Chinese, "zh")] {
        for n in [0, 6, 40] {
            assert_readable(&format!("matters-{n}-{tag}"), language, &mattering(language, n, 0.21));
        }
        assert_readable(&format!("matters-luck-{tag}"), language, &mattering(language, 3, 0.83));
    }
}

#[test]
fn the_title_names_luck_where_luck_decides() {
    let title = |n, luck| mattering(English, n, luck).headings.title;
    assert_eq!(
        title(6, 0.21),
        "Hard upgrade from the free plan to the paid one, with stale guides on top of it matters most: 38% of the \
         uncertainty; finding it out is worth up to $41k"
    );
    assert!(title(3, 0.83).starts_with("Luck is 83% of the uncertainty; among the inputs "), "{}", title(3, 0.83));
    assert_eq!(title(0, 1.0), "Only luck makes the outcome uncertain: Net present value, Flywheel less Funnel");
    assert_eq!(title(0, 0.0), "Nothing is uncertain");
}

#[test]
fn inputs_that_hardly_matter_are_told_together() {
    let of = |shares: &[f64], worth: Option<FindingOut>| {
        let row =
            |(at, share): (usize, &f64)| MatterRow { label: format!("Input {at}"), share: *share, se: 0.004, worth };
        let figures = Matters {
            outcome: "Profit".into(),
            unit: dollars(),
            rows: shares.iter().enumerate().map(row).collect(),
            luck: 0.3,
            interactions: 0.05,
        };
        let chart = matters(&figures, &context(English));
        chart.bars.rows.iter().map(|row| (row.label.clone(), row.marks[0].text.clone())).collect::<Vec<_>>()
    };
    let told = of(&[0.5, 0.2, 0.009, 0.004, -0.003], None);
    let told: Vec<_> = told.iter().map(|(label, share)| (label.as_str(), share.as_str())).collect();
    let together = ("Inputs acting together (interactions)", "5%");
    assert_eq!(
        told,
        [("Input 0", "50%"), ("Input 1", "20%"), ("3 others, each under 1%", "1%"), together, ("Luck", "30%")]
    );
    // A single small one keeps its name, and so does one that is worth finding out.
    assert_eq!(of(&[0.6, 0.004], None).len(), 4);
    assert_eq!(of(&[0.6, 0.004, 0.003], Some(FindingOut { mean: 5e5, se: 1e4 })).len(), 5);
}

#[test]
fn what_finding_out_is_worth_has_two_digits_at_most() {
    let text = |mean, se| FindingOut { mean, se }.text(&dollars(), English);
    assert_eq!(text(5_039_000.0, 20_000.0), "$50k");
    assert_eq!(text(5_039_000.0, 2_000_000.0), "$50k");
    assert_eq!(text(769_400.0, 10_000.0), "$7.7k");
    assert_eq!(text(100_000.0, 80_000.0), "<$2.6k");
    assert_eq!(text(0.0, 0.0), "$0");
}

fn levers(language: Language, n: usize, gain: impl Fn(usize) -> Estimate) -> BarChart {
    let kinds = [Lever::Transition, Lever::Channel, Lever::Invitation, Lever::Price];
    let row = |at: usize| LeverRow { label: names(language)[at % 6].into(), kind: kinds[at % 4], gain: gain(at) };
    let figures = Leverage {
        plan: "Flywheel".into(),
        outcome: "Net present value".into(),
        unit: dollars(),
        rows: (0..n).map(row).collect(),
        left_out: 3,
    };
    leverage(&figures, 2, &context(language))
}

#[test]
fn levers_are_readable_and_one_that_brings_nothing_is_not_pushed() {
    for (language, tag) in [(English, "en"), (Korean, "ko"), (Chinese, "zh")] {
        assert_readable(&format!("leverage-{tag}"), language, &levers(language, 12, money));
    }
    assert_eq!(levers(English, 0, money).headings.title, "There is nothing to push");
    let nothing = levers(English, 3, |_| estimate(0.0, -1e5, 1e5));
    assert_eq!(nothing.headings.title, "10% more of any single lever brings nothing: Net present value");
    let alike = levers(English, 2, |_| estimate(1e6, 5e5, 2e6));
    let losing = levers(English, 3, |at| {
        [estimate(1.8e6, 1.6e6, 1.9e6), estimate(-2.4e6, -2.7e6, -2.3e6), estimate(0.0, 0.0, 0.0)][at]
    });
    assert_eq!(
        losing.headings.title,
        format!(
            "Slow support weighs most: 10% more costs $24.0k (90%: $23.0k to $27.0k); {} brings the most: $18.0k",
            names(English)[0]
        )
    );
    let only_losing = levers(English, 2, |at| estimate(-1e6 * (1.0 + at as f64), -3e6, 1e5));
    assert_eq!(
        only_losing.headings.title,
        "Slow support costs the most, but not in every future: 10% more takes $20k (90%: −$1k to $30k)"
    );
    assert!(alike.headings.title.contains(" are the strongest levers: 10% more of either brings $10k"));
}

#[test]
fn of_many_levers_the_twelve_largest_are_shown_whichever_way_they_push() {
    // Of 17 levers by size 1 to 17, every second one costs: 5 small ones are left out, 3 were before.
    let size = |at: usize| 1e5 * (at + 1) as f64 * if at.is_multiple_of(2) { 1.0 } else { -1.0 };
    let chart = levers(English, 17, |at| estimate(size(at), size(at) - 5e4, size(at) + 5e4));
    assert_eq!(chart.bars.rows.len(), 12);
    let smallest = chart.bars.rows.iter().flat_map(|row| &row.marks).filter_map(|mark| mark.value);
    assert_eq!(smallest.map(f64::abs).fold(f64::INFINITY, f64::min), 6e5);
    assert_eq!(chart.bars.n_more, 8);
    // Equal ones are shown up to the twelfth.
    assert_eq!(levers(English, 15, |_| estimate(1e6, 5e5, 2e6)).bars.rows.len(), 12);
}

fn spanning(language: Language, effects: &[f64], interactions: f64) -> BarChart {
    let part = |mean: f64| Part { mean, low: mean - 2e6, high: mean + 3e6 };
    let names = names(language);
    let total: f64 = effects.iter().sum::<f64>() + interactions;
    let figures = Bridge {
        outcome: "Net present value".into(),
        unit: dollars(),
        base: ("Funnel".into(), part(1.2e7)),
        plan: (LONG.into(), part(1.2e7 + total)),
        best: (interactions < 0.0).then(|| LONG.to_string()),
        hue: 2,
        changes: effects.iter().enumerate().map(|(at, effect)| (names[at % 6].to_string(), part(*effect))).collect(),
        interactions: part(interactions),
    };
    bridge(&figures, &context(language))
}

#[test]
fn bridges_are_readable_up_down_and_below_zero() {
    for (language, tag) in [(English, "en"), (Korean, "ko"), (Chinese, "zh")] {
        assert_readable(&format!("bridge-{tag}"), language, &spanning(language, &[8e6, -3e6, 5e6], -2e6));
        let down = spanning(language, &[-8e6, -9e6, 1e6, 1e6, -1e6, 2e6, 4e5, 0.0], 3e6);
        assert_readable(&format!("bridge-down-{tag}"), language, &down);
    }
    let title = spanning(English, &[8e6, -3e6, 5e6], -2e6).headings.title;
    assert!(
        title.contains(" gains $80k over Funnel on average; Hard upgrade ")
            && title.ends_with(" brings the most: +$80k"),
        "{title}"
    );
    let title = spanning(English, &[-8e6], 0.0).headings.title;
    assert!(
        title.contains(" ends $80k below Funnel on average; ") && title.ends_with(" takes the most: −$80k"),
        "{title}"
    );
}

#[test]
fn a_bridge_ends_where_its_plan_does() {
    let chart = spanning(English, &[8e6, -3e6, 5e6], -2e6);
    let ends: Vec<f64> = chart.bars.rows.iter().filter_map(|row| row.marks[0].value).collect();
    assert_eq!(ends, [1.2e7, 2.0e7, 1.7e7, 2.2e7, 2.0e7, 2.0e7]);
}

fn bringing(language: Language, n: usize, plans: &[&str], chance: impl Fn(usize, usize) -> Option<f64>) -> BarChart {
    let of = |at: usize, plan: usize| {
        let size = 1.0 + at as f64;
        let around = |middle: f64| Some(estimate(middle, 0.7 * middle, 1.4 * middle));
        (at != 2 || plan == 0).then(|| ChannelFigures {
            spend: around(1.2e6 * size),
            people: around(340.0 * size),
            new_customers: around(12.0 * size),
            conversion: around(0.034 / size),
            cac: around(1.0e5 * size),
            value: around(3.2e3),
            cost: around(2.1e3 * size),
            average_pays: chance(at, plan).map(|_| 0.97),
            next_dollar_pays: chance(at, plan).map(|chance| Pays { chance, se: 0.0, within: chance, within_se: 0.0 }),
        })
    };
    let row = |at: usize| ChannelRow {
        label: names(language)[at % 6].into(),
        figures: (0..plans.len()).map(|plan| of(at, plan)).collect(),
    };
    let figures = Channels {
        money: dollars(),
        plans: plans.iter().enumerate().map(|(plan, label)| (label.to_string(), plan)).collect(),
        has_money: (0..n).any(|at| chance(at, 0).is_some()),
        rows: (0..n).map(row).collect(),
    };
    channels(&figures, &context(language))
}

#[test]
fn channels_are_readable_with_one_to_four_plans_and_with_and_without_money() {
    let chance = |at: usize, plan: usize| [Some(0.999), Some(0.55), None, Some(0.03), Some(0.85)][(at + plan) % 5];
    for (language, tag) in [(English, "en"), (Korean, "ko"), (Chinese, "zh")] {
        assert_readable(&format!("channels-1-{tag}"), language, &bringing(language, 5, &["Base"], chance));
        let plans = ["Base", LONG, "플라이휠", "Both"];
        assert_readable(&format!("channels-4-{tag}"), language, &bringing(language, 4, &plans, chance));
        let free = bringing(language, 4, &plans[..2], |_, _| None);
        assert_readable(&format!("channels-free-{tag}"), language, &free);
    }
    assert_readable("channels-14", English, &bringing(English, 14, &["Base"], chance));
}

#[test]
fn a_channel_is_strengthened_or_cut_back_only_where_the_chance_of_the_next_dollar_says_so() {
    let title = |n, chance: fn(usize, usize) -> Option<f64>| bringing(English, n, &["Base"], chance).headings.title;
    assert_eq!(
        title(4, |at, _| [Some(0.55), Some(0.95), None, Some(0.03)][at]),
        "Next dollar: strengthen Slow support; cut back Donaudampfschifffahrtsgesellschaftskapitänspatentprüfungen"
    );
    assert_eq!(title(2, |_, _| Some(0.5)), "Next dollar: no channel is clearly to be strengthened or cut back");
    assert_eq!(
        title(2, |_, _| Some(0.9)),
        "The next dollar pays with a chance of over 80% in every channel that buys people"
    );
    // A channel that buys nobody has no say in it.
    assert_eq!(
        title(3, |at, _| [Some(0.1), Some(0.15), None][at]),
        "The next dollar pays with a chance of 20% or more in no channel"
    );
    // Two plans that do not agree.
    let chart = bringing(English, 2, &["Base", "Ads"], |at, plan| Some([[0.9, 0.1], [0.5, 0.5]][at][plan]));
    let differing = names(English)[0];
    let title =
        format!("Next dollar: no channel is clearly to be strengthened or cut back; differs by plan: {differing}");
    assert_eq!(chart.headings.title, title);
}

#[test]
fn a_single_bought_channel_is_told_with_the_average_person_where_she_misleads() {
    let title =
        |plans: &[&str], chance: fn(usize, usize) -> Option<f64>| bringing(English, 2, plans, chance).headings.title;
    let name = names(English)[0];
    assert_eq!(
        title(&["Base"], |at, _| [Some(0.18), None][at]),
        format!(
            "The next dollar in {name} pays with a chance of 18%, although over a lifetime the average person who comes is worth her cost with a chance of 97%"
        )
    );
    assert_eq!(
        title(&["Base", "Ads"], |at, plan| [Some([0.18, 0.05][plan]), None][at]),
        format!(
            "The next dollar in {name} pays with a chance of 5% (Ads) to 18% (Base), although over a lifetime the average person who comes \
             is worth her cost with a chance of 97%"
        )
    );
    assert_eq!(
        title(&["Base"], |at, _| [Some(0.99), None][at]),
        format!("The next dollar in {name} pays with a chance of 99%")
    );
}

#[test]
fn where_nothing_is_known_of_the_next_dollar_no_channel_is_to_be_strengthened() {
    let average = |shares: [Option<f64>; 2]| {
        let row = |(at, average_pays): (usize, Option<f64>)| ChannelRow {
            label: format!("Channel {at}"),
            figures: vec![Some(ChannelFigures { average_pays, ..ChannelFigures::default() })],
        };
        let figures = Channels {
            money: dollars(),
            plans: vec![("Base".into(), 0)],
            has_money: true,
            rows: shares.into_iter().enumerate().map(row).collect(),
        };
        let chart = channels(&figures, &context(English));
        let said: Vec<String> = chart.bars.rows.iter().map(|row| row.marks[0].text.clone()).collect();
        assert!(said.iter().all(|text| !text.contains("strengthen") && !text.contains("cut")), "{said:?}");
        chart.headings.title
    };
    assert_eq!(
        average([Some(0.95), Some(0.1)]),
        "The average person is most surely worth her cost from Channel 0 (95%), least from Channel 1 (10%)"
    );
    assert_eq!(average([Some(0.95), None]), "The average person from Channel 0 is worth her cost with a chance of 95%");
    assert_eq!(
        average([Some(1.0), Some(1.0)]),
        "The average person is worth her cost with a chance of 100%, whichever channel she comes by"
    );
}

fn wanting(language: Language, n: usize, plans: &[&str], chance: impl Fn(usize, usize) -> Option<f64>) -> BarChart {
    let forecast = |at: usize, plan: usize| {
        let middle = 500.0 * (0.7 + 0.15 * at as f64 + 0.2 * plan as f64);
        let figure = estimate(middle, 0.8 * middle, 1.3 * middle);
        (at != 3).then(|| TargetForecast { figure, chance: chance(at, plan) })
    };
    let row = |at: usize| TargetRow {
        owner: [Some("Marketing"), None, Some("Customer success and support")][at % 3].map(str::to_string),
        stage: names(language)[at % 6].into(),
        figure: "Eventual conversion".into(),
        wanted: "500 per month".into(),
        unit: Unit::People,
        target: 500.0,
        forecasts: (0..plans.len()).map(|plan| forecast(at, plan)).collect(),
    };
    let figures = Scorecard {
        plans: plans.iter().enumerate().map(|(plan, label)| (label.to_string(), plan)).collect(),
        rows: (0..n).map(row).collect(),
    };
    scorecard(&figures, &context(language))
}

#[test]
fn scorecards_are_readable_with_one_to_four_plans() {
    let chance = |at: usize, plan: usize| Some([0.999, 0.55, 0.02, 0.85][(at + plan) % 4]);
    for (language, tag) in [(English, "en"), (Korean, "ko"), (Chinese, "zh")] {
        assert_readable(&format!("scorecard-1-{tag}"), language, &wanting(language, 6, &["Base"], chance));
        let plans = ["Base", LONG, "플라이휠", "Both"];
        assert_readable(&format!("scorecard-4-{tag}"), language, &wanting(language, 4, &plans, chance));
    }
    assert_readable("scorecard-14", English, &wanting(English, 14, &["Base"], chance));
}

#[test]
fn chances_to_meet_targets_add_up_and_the_least_likely_is_named() {
    let title =
        |n, plans: &[&str], chance: fn(usize, usize) -> Option<f64>| wanting(English, n, plans, chance).headings.title;
    assert_eq!(
        title(3, &["Base"], |at, _| Some([0.8, 0.79, 0.999][at])),
        "2.6 of 3 stage targets are met on average; most at risk: Slow support, Eventual conversion (79%)"
    );
    assert_eq!(title(2, &["Base"], |_, _| Some(1.0)), "2 of 2 stage targets are met on average");
    assert!(title(2, &["Base"], |_, _| Some(0.0)).starts_with("0 of 2 stage targets are met on average; most at"));
    assert_eq!(title(2, &["Base"], |_, _| None), "Stage targets: no forecast exists");
    assert_eq!(title(0, &["Base"], |_, _| None), "No stage has a target");
}

#[test]
fn plans_are_compared_by_how_many_stage_targets_they_meet_on_average() {
    let title =
        |chance: fn(usize, usize) -> Option<f64>| wanting(English, 3, &["Base", "Ads", "Wheel"], chance).headings.title;
    assert_eq!(
        title(|at, plan| Some([0.8, 0.1, 0.5][at] + 0.1 * plan as f64)),
        "Wheel meets 2 of 3 stage targets on average; Ads 1.7, Base 1.4"
    );
    assert_eq!(
        title(|at, plan| Some(if plan > 0 && at > 0 { 0.9 } else { 0.2 })),
        "Ads and Wheel each meet 2 of 3 stage targets on average; Base 0.6"
    );
    assert_eq!(title(|_, _| Some(0.3)), "Every plan meets 0.9 of 3 stage targets on average");
    assert_eq!(title(|_, _| Some(0.0)), "Every plan meets 0 of 3 stage targets on average");
}

#[test]
fn a_scorecard_shows_the_tenths_around_its_forecasts_and_always_the_target() {
    let chart = wanting(English, 3, &["Base"], |_, _| Some(0.5));
    // Medians at 0.7, 0.85 and 1.0 of the target; whiskers from 0.8 times the least to 1.3 times the largest.
    assert_eq!((chart.bars.axis.low, chart.bars.axis.high), (50.0, 130.0));
    let far = wanting(English, 9, &["Base"], |_, _| Some(0.5));
    assert_eq!((far.bars.axis.low, far.bars.axis.high), (50.0, 200.0));
}

#[test]
fn targets_of_one_owner_stand_together() {
    let chart = wanting(English, 5, &["Base"], |_, _| Some(0.5));
    let groups: Vec<_> = chart.bars.rows.iter().map(|row| row.group.as_deref()).collect();
    assert_eq!(groups, [Some("Marketing"), None, Some("No owner"), None, Some("Customer success and support")]);
}
