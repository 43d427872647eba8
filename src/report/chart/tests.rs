//! Every kind of input, on every medium: nothing is cut off, nothing overlaps, nothing is malformed.

use std::path::PathBuf;
use std::sync::OnceLock;

use resvg::usvg::{Node, roxmltree};

use super::canvas::Frame;
use super::{Chart, Context, FanChart, FanPanel, FanSeries, Headings, Level, Medium, Moment, Survival, TimeAxis};
use crate::base::calendar::Step;
use crate::base::money::Currency;
use crate::report::fonts::Fonts;
use crate::report::language::Language;
use crate::report::numbers::Unit;

pub(super) const MEDIA: [Medium; 3] = [Medium::Slide, Medium::Page, Medium::Phone];

pub(super) fn fonts(language: Language) -> &'static Fonts {
    static ENGLISH: OnceLock<Fonts> = OnceLock::new();
    static KOREAN: OnceLock<Fonts> = OnceLock::new();
    static CHINESE: OnceLock<Fonts> = OnceLock::new();
    let (of_language, language) = match language {
        Language::English => (&ENGLISH, language),
        Language::Korean => (&KOREAN, language),
        Language::Chinese => (&CHINESE, language),
    };
    of_language.get_or_init(|| Fonts::new(language).without_system())
}

/// A fan around `median(t)` whose relative width grows with the square root of time.
pub(super) fn fan(label: &str, plan: usize, periods: u32, width: f64, median: impl Fn(f64) -> f64) -> FanSeries {
    let quantile = |z: f64| -> Vec<Option<f64>> {
        let value = |t: u32| median(f64::from(t)) * libm::exp(z * width * (f64::from(t) / f64::from(periods)).sqrt());
        (0..=periods).map(|t| Some(value(t))).collect()
    };
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

fn growth(from: f64, to: f64, periods: u32, bend: f64) -> impl Fn(f64) -> f64 {
    move |t| from + (to - from) * libm::pow(t / f64::from(periods), bend)
}

fn panel(periods: u32, unit: Unit, series: Vec<FanSeries>) -> FanPanel {
    FanPanel {
        title: None,
        time: TimeAxis { step: Step::Month, start: None, periods, language: Language::English },
        unit,
        series,
        levels: vec![],
        moments: vec![],
    }
}

fn chart(title: &str, panel: FanPanel) -> FanChart {
    let headings = Headings {
        title: title.into(),
        subtitle: "Customers at the end of each month. Line: median; bands: the middle 50% and 90% of 8,192 futures."
            .into(),
        footnote: "B2B SaaS: ads or advocates? · seed 42 · flywheel 0.1.0".into(),
    };
    FanChart { name: "growth", headings, sentence: String::new(), panels: vec![panel] }
}

fn moment(period: u32, label: &str) -> Moment {
    Moment { period, label: label.into(), short: None, marks_lines: false }
}

fn dated(mut chart: FanChart, start: &str) -> FanChart {
    chart.panels.iter_mut().for_each(|panel| panel.time.start = start.parse().ok());
    chart
}

pub(super) fn dollars() -> Unit {
    Unit::Money(Currency { code: "USD".into(), sign: "$".into(), decimals: 2 })
}

pub(super) const LONG: &str = "Flywheel with concierge onboarding and a reward for advocates";

/// Name, language and chart of every case.
fn cases() -> Vec<(&'static str, Language, FanChart)> {
    use Language::{Chinese, English, Korean};
    let two = |periods| {
        vec![
            fan("Base", 0, periods, 0.15, growth(200.0, 1237.0, periods, 0.9)),
            fan("Flywheel", 2, periods, 0.22, growth(200.0, 1900.0, periods, 1.4)),
        ]
    };
    let mut cases = vec![
        (
            "one-plan",
            English,
            chart(
                "Base reaches 1.24k customers in month 36 (90%: 970 to 1.58k)",
                panel(36, Unit::People, vec![fan("Base", 0, 36, 0.15, growth(200.0, 1237.0, 36, 0.9))]),
            ),
        ),
        (
            "two-plans-dates",
            English,
            dated(
                chart("Flywheel passes base in Aug 2028 (90%: Apr 2028 to Dec 2028)", panel(36, Unit::People, two(36))),
                "2027-01-01",
            ),
        ),
        (
            "sixty-periods-four-plans",
            English,
            dated(
                chart(
                    "Flywheel ends ahead",
                    panel(
                        60,
                        Unit::People,
                        vec![
                            fan("Base", 0, 60, 0.2, growth(500.0, 3100.0, 60, 0.9)),
                            fan("Funnel: more ads", 1, 60, 0.25, growth(500.0, 4200.0, 60, 0.8)),
                            fan("Flywheel: onboarding and advocates", 2, 60, 0.3, growth(500.0, 4350.0, 60, 1.5)),
                            fan("Both", 3, 60, 0.3, growth(500.0, 6150.0, 60, 1.3)),
                        ],
                    ),
                ),
                "2027-03-01",
            ),
        ),
        ("three-periods", English, chart("Three months are few", panel(3, Unit::People, two(3)))),
        ("one-period", English, chart("One period has points, not lines", panel(1, Unit::People, two(1)))),
        (
            "long-labels",
            English,
            chart(
                &format!("{LONG} passes {LONG} in month 14 and stays ahead in nine futures out of ten (90%: 10 to 21)"),
                panel(
                    24,
                    Unit::People,
                    vec![
                        fan(LONG, 0, 24, 0.2, growth(100.0, 900.0, 24, 1.0)),
                        fan(&LONG.replace("Flywheel", "Funnel"), 1, 24, 0.2, growth(100.0, 930.0, 24, 0.8)),
                        fan(
                            "Donaudampfschifffahrtsgesellschaftskapitänspatentprüfungen",
                            2,
                            24,
                            0.1,
                            growth(100.0, 700.0, 24, 0.8),
                        ),
                    ],
                ),
            ),
        ),
        (
            "korean",
            Korean,
            dated(
                chart(
                    "플라이휠이 14개월째에 퍼널을 앞지른다 (90%: 10~21개월)",
                    panel(
                        36,
                        Unit::People,
                        vec![
                            fan("퍼널: 광고를 늘린다", 1, 36, 0.15, growth(200.0, 1237.0, 36, 0.8)),
                            fan(
                                "플라이휠: 온보딩과 추천 고객 보상을 함께 강화한다",
                                2,
                                36,
                                0.2,
                                growth(200.0, 1700.0, 36, 1.3),
                            ),
                        ],
                    ),
                ),
                "2027-01-01",
            ),
        ),
        (
            "chinese",
            Chinese,
            dated(
                chart(
                    "飞轮在第14个月超过漏斗（90%：第10至第21个月）",
                    panel(
                        36,
                        Unit::People,
                        vec![
                            fan("漏斗：增加广告投入", 1, 36, 0.15, growth(200.0, 1237.0, 36, 0.8)),
                            fan(
                                "飞轮：改善新用户引导，并奖励推荐朋友的老客户，让他们愿意带来更多的人",
                                2,
                                36,
                                0.2,
                                growth(200.0, 1700.0, 36, 1.3),
                            ),
                        ],
                    ),
                ),
                "2027-01-01",
            ),
        ),
        (
            "constant",
            English,
            chart(
                "1,000 customers, whatever happens",
                panel(12, Unit::People, vec![fan("Base", 0, 12, 0.0, |_| 1000.0)]),
            ),
        ),
        ("zero", English, chart("Nobody comes", panel(12, Unit::People, vec![fan("Base", 0, 12, 0.0, |_| 0.0)]))),
        (
            "percent",
            English,
            chart(
                "Churn falls to 4.1% a month (90%: 2.9% to 5.7%)",
                panel(24, Unit::Percent, vec![fan("Base", 0, 24, 0.2, growth(0.072, 0.041, 24, 0.5))]),
            ),
        ),
        (
            "huge",
            English,
            chart(
                "More customers than people",
                panel(24, Unit::People, vec![fan("Base", 0, 24, 2.0, growth(1e3, 4e17, 24, 9.0))]),
            ),
        ),
        (
            "beyond-all-bounds",
            English,
            chart(
                "Numbers without end",
                panel(4, Unit::Number, vec![fan("Base", 0, 4, 1.0, |t| if t < 3.0 { 1e307 } else { f64::INFINITY })]),
            ),
        ),
        (
            "nothing",
            English,
            chart(
                "No figure exists",
                panel(12, Unit::Percent, vec![FanSeries { label: "Base".into(), ..FanSeries::default() }]),
            ),
        ),
        ("no-plans", English, chart("No plan", panel(12, Unit::People, vec![]))),
        (
            "markup",
            English,
            chart(
                "<b>&amp; \"quotes\" & 'more'",
                panel(6, Unit::People, vec![fan("<script>alert(1)</script>", 0, 6, 0.1, growth(1.0, 9.0, 6, 1.0))]),
            ),
        ),
        (
            "missing-characters",
            English,
            chart("𓀀 has no font", panel(6, Unit::People, vec![fan("𓀀𓀁", 0, 6, 0.1, growth(1.0, 9.0, 6, 1.0))])),
        ),
        (
            "no-headings",
            English,
            FanChart {
                name: "growth",
                sentence: String::new(),
                headings: Headings::default(),
                panels: vec![panel(6, Unit::People, vec![fan("", 0, 6, 0.1, growth(1.0, 9.0, 6, 1.0))])],
            },
        ),
    ];
    cases.push(("money", English, {
        let mut panel =
            panel(36, dollars(), vec![money("Funnel", 1, -9e7, 2.4e8), money("Flywheel", 2, -1.3e8, 3.3e8)]);
        panel.levels.push(Level { value: 2e8, label: "Goal: $2M".into() });
        panel.moments = vec![
            moment(19, "Funnel breaks even"),
            moment(22, "Flywheel breaks even"),
            moment(36, "End of the contract"),
        ];
        chart("Both pay back within two years", panel)
    }));
    cases.push(("gaps", English, {
        let mut series = fan("Base", 0, 24, 0.2, growth(0.07, 0.04, 24, 0.5));
        for period in [0, 7, 8, 15, 17, 24] {
            series.p50[period] = None;
        }
        chart("Churn of nobody does not exist", panel(24, Unit::Percent, vec![series]))
    }));
    cases.push(("flow-of-one-period", English, {
        let mut chart = chart(
            "A single month of churn",
            panel(1, Unit::Percent, vec![fan("Base", 0, 1, 0.2, |_| 0.05), fan("Flywheel", 2, 1, 0.2, |_| 0.04)]),
        );
        chart.panels[0].series.iter_mut().for_each(|series| series.p50[0] = None);
        chart
    }));
    cases.push(("seven-plans", English, {
        let names = ["Base", "Funnel", "Flywheel", "Both", "Later", "Cheaper", "Nothing at all"];
        let series = names
            .iter()
            .enumerate()
            .map(|(plan, name)| fan(name, plan, 24, 0.1, growth(100.0, 1000.0 + 10.0 * plan as f64, 24, 1.0)))
            .collect();
        chart("Seven plans that end alike", panel(24, Unit::People, series))
    }));
    cases.push(("two-panels", English, {
        let mut rate = panel(
            24,
            Unit::Percent,
            vec![
                fan("Base", 0, 24, 0.2, growth(0.072, 0.061, 24, 0.5)),
                fan("Flywheel", 2, 24, 0.2, growth(0.072, 0.041, 24, 0.5)),
            ],
        );
        rate.title = Some("Churn per month".into());
        let mut survival = panel(
            24,
            Unit::Percent,
            vec![
                fan("Base", 0, 24, 0.1, |t| libm::exp(-0.06 * t)),
                fan("Flywheel", 2, 24, 0.1, |t| libm::exp(-0.04 * t)),
            ],
        );
        survival.title = Some("Share still a customer, by months since joining".into());
        let mut chart = chart("Flywheel keeps 38% for two years, base 24%", rate);
        chart.panels.push(survival);
        dated(chart, "2027-01-01")
    }));
    cases.push(("weeks", English, {
        let mut chart = dated(chart("Weeks are named by their months", panel(78, Unit::People, two(78))), "2027-01-04");
        chart.panels[0].time.step = Step::Week;
        chart
    }));
    for (_, language, chart) in &mut cases {
        chart.panels.iter_mut().for_each(|panel| panel.time.language = *language);
    }
    cases.extend(in_other_languages());
    cases
}

/// A fan of money that begins with an investment.
fn money(label: &str, plan: usize, lowest: f64, last: f64) -> FanSeries {
    let middle = move |t: f64| lowest * t / 8.0 * libm::exp(1.0 - t / 8.0) + last * (t / 36.0) * (t / 36.0);
    let quantile = |z: f64| -> Vec<Option<f64>> {
        (0..=36).map(|t| Some(middle(f64::from(t)) + z * 2.2e6 * f64::from(t))).collect()
    };
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

/// With the environment variable set, drawings go to that folder to be looked at.
pub(super) fn gallery(name: &str, medium: Medium, png: impl FnOnce() -> Vec<u8>) {
    if let Some(folder) = std::env::var_os("FLYWHEEL_GALLERY") {
        let path = PathBuf::from(folder).join(format!("{name}-{medium:?}.png"));
        std::fs::write(path, png()).unwrap();
    }
}

/// Growth and churn as reports have them, with the fixed texts of each language.
fn in_other_languages() -> Vec<(&'static str, Language, FanChart)> {
    let chart = |language, what: &str, start: Option<&str>, periods| {
        let context = Context {
            scenario: "B2B SaaS: 광고 vs 추천 / 广告还是推荐".into(),
            seed: 42,
            replications: 8192,
            version: "0.1.0".into(),
            language,
        };
        let [base, wheel] = match language {
            Language::Chinese => ["漏斗：增加广告投入", "飞轮：优化新用户引导并奖励推荐者"],
            _ => ["퍼널: 광고 확대", "플라이휠: 온보딩 개선과 추천 보상 강화"],
        };
        let time = TimeAxis { step: Step::Month, start: start.map(|date| date.parse().unwrap()), periods, language };
        let end = if what == "growth" { [124_000.0, 190_000.0] } else { [0.061, 0.0412] };
        let from = if what == "growth" { 20_000.0 } else { 0.072 };
        let lines = |end: [f64; 2]| {
            vec![
                fan(base, 1, periods, 0.15, growth(from, end[0], periods, 0.8)),
                fan(wheel, 2, periods, 0.22, growth(from, end[1], periods, 1.3)),
            ]
        };
        match what {
            "growth" => super::growth(lines(end), time, &context),
            "churn" => super::churn(lines(end), None, time, &context),
            _ => {
                let series = vec![
                    fan(base, 1, periods, 0.1, |t| libm::exp(-0.06 * t)),
                    fan(wheel, 2, periods, 0.1, |t| libm::exp(-0.04 * t)),
                ];
                super::churn(lines(end), Some(Survival { series, longest: periods }), time, &context)
            }
        }
    };
    use Language::{Chinese, Korean};
    vec![
        ("korean-growth", Korean, chart(Korean, "growth", Some("2027-01-01"), 60)),
        ("korean-growth-counted", Korean, chart(Korean, "growth", None, 24)),
        ("korean-churn", Korean, chart(Korean, "churn", Some("2027-01-01"), 3)),
        ("korean-survival", Korean, chart(Korean, "survival", Some("2027-01-01"), 24)),
        ("chinese-growth", Chinese, chart(Chinese, "growth", Some("2027-01-01"), 60)),
        ("chinese-growth-counted", Chinese, chart(Chinese, "growth", None, 24)),
        ("chinese-churn", Chinese, chart(Chinese, "churn", Some("2027-01-01"), 3)),
        ("chinese-survival", Chinese, chart(Chinese, "survival", Some("2027-01-01"), 24)),
    ]
}

fn gallery_svg(name: &str, svg: impl FnOnce() -> String) {
    if let Some(folder) = std::env::var_os("FLYWHEEL_GALLERY") {
        std::fs::write(PathBuf::from(folder).join(format!("{name}.svg")), svg()).unwrap();
    }
}

/// Draws a chart for every medium, into the gallery too: all text is inside, no text covers another, and a
/// drawing does not weigh down a page.
pub(super) fn assert_readable(name: &str, language: Language, chart: &dyn Chart) {
    for medium in MEDIA {
        let drawing = chart.draw(medium, fonts(language)).unwrap();
        gallery(name, medium, || {
            drawing.outlined(fonts(language)).unwrap().png(if medium == Medium::Slide { 1.0 } else { 2.0 }).unwrap()
        });
        let bytes = drawing.for_page("wide").len();
        // No drawing is a page by itself: tests/it/page.rs holds whole pages to 1.5 MB. A slide is a file of its own.
        let most = if medium == Medium::Slide { 90_000 } else { 70_000 };
        assert!(bytes < most, "{name} {medium:?}: {bytes} bytes");
        assert_apart(&format!("{name} {medium:?}"), &drawing);
    }
}

#[test]
fn on_every_medium_all_text_is_inside_and_no_text_covers_another() {
    for (name, language, chart) in cases() {
        for medium in MEDIA {
            let drawing = chart.draw(medium, fonts(language)).unwrap();
            gallery(name, medium, || {
                drawing.outlined(fonts(language)).unwrap().png(if medium == Medium::Slide { 1.0 } else { 2.0 }).unwrap()
            });
            if medium == Medium::Slide {
                gallery_svg(name, || drawing.outlined(fonts(language)).unwrap().svg("title", "alt"));
            }
            assert_apart(&format!("{name} {medium:?}"), &drawing);
        }
    }
}

/// All text is inside and no text covers another.
pub(super) fn assert_apart(name: &str, drawing: &super::Drawing) {
    let canvas = Frame { left: 0.0, top: 0.0, right: drawing.width, bottom: drawing.height };
    for (place, label) in drawing.labels.iter().enumerate() {
        let extent = label.extent();
        assert!(canvas.contains(extent), "{name}: {:?} at {extent:?} in {canvas:?}", label.text);
        for other in &drawing.labels[..place] {
            assert!(!extent.overlaps(other.extent()), "{name}: {:?} covers {:?}", label.text, other.text);
        }
    }
}

#[test]
fn what_is_measured_is_what_the_renderer_draws() {
    for (name, language, chart) in cases() {
        let fonts = fonts(language);
        let drawing = chart.draw(Medium::Slide, fonts).unwrap();
        let drawn = texts(drawing.outlined(fonts).unwrap().tree().root());
        let runs: Vec<(String, Frame)> = drawing
            .labels
            .iter()
            .flat_map(|label| {
                let mut left = label.at.0;
                let shaped = fonts.shape(&label.text, label.face.weight);
                let runs: Vec<_> = shaped
                    .runs
                    .iter()
                    .map(|run| {
                        let begin = left;
                        left += run.width * label.face.size;
                        (run.text.clone(), Frame { left: begin, right: left, ..label.extent() })
                    })
                    .collect();
                runs
            })
            .collect();
        assert_eq!(drawn.len(), runs.len(), "{name}");
        for ((text, expected), found) in runs.iter().zip(&drawn) {
            let slack = 1.5; // Rounded to the grid at both ends, and an advance's rounding.
            assert!(
                (expected.left - found.left).abs() < slack && (expected.right - found.right).abs() < slack,
                "{name}: {text:?} at {expected:?}, drawn at {found:?}"
            );
        }
    }
}

/// Extents of all texts in a tree, in logical pixels.
fn texts(group: &resvg::usvg::Group) -> Vec<Frame> {
    let of = |node: &Node| match node {
        Node::Text(text) => {
            let extent = text.abs_bounding_box();
            let [left, top, right, bottom] =
                [extent.left(), extent.top(), extent.right(), extent.bottom()].map(f64::from);
            vec![Frame { left, top, right, bottom }]
        }
        Node::Group(group) => texts(group),
        _ => vec![],
    };
    group.children().iter().flat_map(of).collect()
}

#[test]
fn every_svg_is_well_formed_and_has_no_id_to_collide() {
    for (name, language, chart) in cases() {
        let drawing = chart.draw(Medium::Page, fonts(language)).unwrap();
        let title = &chart.headings.title;
        for svg in [drawing.for_page("chart"), drawing.outlined(fonts(language)).unwrap().svg(title, &chart.alt_text())]
        {
            let document = roxmltree::Document::parse(&svg).unwrap_or_else(|error| panic!("{name}: {error}\n{svg}"));
            assert!(document.descendants().all(|node| node.attribute("id").is_none()), "{name}");
            assert!(!svg.contains("NaN") && !svg.contains("inf\""), "{name}");
        }
    }
}

fn drawing_of(name: &str) -> crate::report::chart::Drawing {
    let (_, language, chart) = cases().into_iter().find(|(case, ..)| *case == name).unwrap();
    chart.draw(Medium::Slide, fonts(language)).unwrap()
}

/// Points of the elements of a kind that have a colour, in logical pixels.
fn points(drawing: &crate::report::chart::Drawing, element: &str, attribute: &str) -> Vec<Vec<(f64, f64)>> {
    let of_kind =
        drawing.shapes.lines().filter(|line| line.starts_with(&format!("<{element} ")) && line.contains(attribute));
    let parse = |pair: &str| {
        let (x, y) = pair.split_once(',').unwrap();
        (x.parse::<f64>().unwrap() / super::canvas::GRID, y.parse::<f64>().unwrap() / super::canvas::GRID)
    };
    of_kind
        .map(|line| {
            line.split("points=\"").nth(1).unwrap().split('"').next().unwrap().split_whitespace().map(parse).collect()
        })
        .collect()
}

#[test]
fn a_gap_is_not_bridged_and_a_period_between_two_gaps_is_a_point() {
    let drawing = drawing_of("gaps");
    let hue = super::palette::plan_hue(0).line.hex();
    let lines = points(&drawing, "polyline", &format!("stroke=\"{hue}\""));
    // Periods 1 to 6, 9 to 14, 18 to 23 are lines; 16 has two uprights, for 90% and 50%.
    let mut lengths: Vec<usize> = lines.iter().map(Vec::len).collect();
    lengths.sort_unstable();
    assert_eq!(lengths, [2, 2, 6, 6, 6]);
    let step = lines.iter().find(|line| line.len() == 6).map(|line| line[1].0 - line[0].0).unwrap();
    for line in lines.iter().filter(|line| line.len() == 6) {
        assert!(line.windows(2).all(|pair| (pair[1].0 - pair[0].0 - step).abs() < 0.3));
    }
    assert_eq!(points(&drawing, "polygon", &format!("fill=\"{hue}\"")).len(), 6);
}

#[test]
fn a_constant_is_a_line_without_bands() {
    for name in ["constant", "zero"] {
        let drawing = drawing_of(name);
        assert!(points(&drawing, "polygon", "fill=").is_empty(), "{name}");
        let lines = points(&drawing, "polyline", &super::palette::plan_hue(0).line.hex());
        assert_eq!(lines.iter().map(Vec::len).collect::<Vec<_>>(), [13], "{name}");
    }
}

#[test]
fn a_single_period_has_points_and_no_line_along_time() {
    for name in ["one-period", "flow-of-one-period"] {
        let drawing = drawing_of(name);
        assert!(points(&drawing, "polygon", "fill=").is_empty(), "{name}");
        for plan in [0, 2] {
            let lines = points(&drawing, "polyline", &super::palette::plan_hue(plan).line.hex());
            assert_eq!(lines.len(), 2, "{name}");
            assert!(lines.iter().all(|line| line[0].0 == line[1].0), "{name}: upright");
        }
    }
}

#[test]
fn a_plan_has_its_colour_and_bands_of_it() {
    let drawing = drawing_of("two-plans-dates");
    for plan in [0, 2] {
        let hue = super::palette::plan_hue(plan).line.hex();
        assert_eq!(points(&drawing, "polyline", &hue).iter().filter(|line| line.len() == 37).count(), 1);
        assert_eq!(points(&drawing, "polygon", &hue).iter().map(Vec::len).collect::<Vec<_>>(), [74, 74]);
    }
    assert!(points(&drawing, "polygon", &super::palette::plan_hue(1).line.hex()).is_empty());
}

#[test]
fn characters_that_no_font_has_are_handed_back() {
    assert_eq!(drawing_of("missing-characters").missing.into_iter().collect::<String>(), "𓀀𓀁");
    assert!(drawing_of("korean").missing.is_empty());
}

#[test]
fn the_words_for_the_blind_have_the_figures_of_the_last_period() {
    let (_, _, chart) = cases().into_iter().find(|(case, ..)| *case == "one-plan").unwrap();
    assert!(
        chart.alt_text().ends_with("Base: from 200 at the start to 1.24k (970 to 1.58k) in month 36."),
        "{}",
        chart.alt_text()
    );
}

#[test]
fn what_is_not_a_finite_number_is_a_gap() {
    let drawing = drawing_of("beyond-all-bounds");
    let lines = points(&drawing, "polyline", &super::palette::plan_hue(0).line.hex());
    assert_eq!(lines.iter().map(Vec::len).collect::<Vec<_>>(), [3], "periods 0 to 2 of 4");
}

#[test]
fn value_labels_end_at_one_place_left_of_the_grid() {
    let drawing = drawing_of("money");
    let grid = points(&drawing, "polyline", &super::palette::GRID.hex());
    let left_of_grid = grid.iter().map(|line| line[0].0).fold(f64::INFINITY, f64::min);
    let labels = drawing.labels.iter().filter(|label| ["−$1M", "$0", "$1M", "$4M"].contains(&label.text.as_str()));
    let ends: Vec<f64> = labels.map(|label| label.extent().right).collect();
    assert_eq!(ends.len(), 4);
    assert!(ends.iter().all(|end| (end - ends[0]).abs() < 1e-6 && *end < left_of_grid), "{ends:?} {left_of_grid}");
}

#[test]
fn a_long_title_is_whole_and_its_lines_are_of_about_one_length() {
    let drawing = drawing_of("long-labels");
    let (_, _, chart) = cases().into_iter().find(|(case, ..)| *case == "long-labels").unwrap();
    let title: Vec<_> = drawing.labels.iter().take_while(|label| !label.text.starts_with("Customers at")).collect();
    let words: Vec<&str> = title.iter().map(|label| label.text.as_str()).collect();
    assert_eq!(words.join(" "), chart.headings.title);
    let widths: Vec<f64> = title.iter().map(|label| label.width).collect();
    let (least, most) =
        (widths.iter().copied().fold(f64::INFINITY, f64::min), widths.iter().copied().fold(0.0, f64::max));
    assert!(title.len() == 3 && least > 0.7 * most, "{words:?}");
}
