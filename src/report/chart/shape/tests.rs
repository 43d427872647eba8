//! Every form on every medium, with few and many stages, long names and three languages.

use super::*;
use crate::model::Role;
use crate::report::chart::system::{Flow, Friction, Source, SourceKind, Stage};
use crate::report::chart::tests::{MEDIA, assert_apart, fonts, gallery};

const FORMS: [Shape; 4] = [Shape::Funnel, Shape::Wheel, Shape::BowTie, Shape::Hourglass];

/// `n` stages in a row, a list and a lapsed stage beside them, referrals and frictions.
pub(in crate::report::chart) fn system(
    plan: usize,
    label: &str,
    n: usize,
    names: &[&str],
    from: f64,
    share: f64,
) -> System {
    let sale = n / 2;
    let role = |place: usize| match place {
        place if place >= sale => Some(Role::Customer),
        0 => None,
        place if place % 2 == 1 => None,
        _ => Some(Role::Prospect),
    };
    let people = |place: usize| from * libm::pow(share, place as f64);
    let stage = |place: usize| Stage {
        label: names[place % names.len()].to_string(),
        phase: (n > 4).then(|| names[place / 3 % names.len()].to_string()),
        role: role(place),
        at_start: 0.0,
        entered: people(place),
        time: role(place).map(|_| 1.7 + place as f64),
    };
    let mut stages: Vec<Stage> = (0..n).map(stage).collect();
    stages.push(Stage { role: Some(Role::Lapsed), entered: 40.0, ..stage(n - 1) });
    let flows = (0..n).flat_map(|place| {
        let on = (place + 1 < n).then(|| Flow { from: place, to: Some(place + 1), people: people(place + 1) });
        on.into_iter().chain([Flow { from: place, to: None, people: people(place) * (1.0 - share) }])
    });
    let drag = |place: usize| Friction {
        label: names[(place + 1) % names.len()].to_string(),
        on: vec![place % n],
        size: 0.1 + 0.05 * place as f64,
        pushes: place == 2,
    };
    System {
        plan,
        label: label.into(),
        stages,
        sources: vec![
            Source { label: names[0].into(), kind: SourceKind::Channel, from: vec![], to: 0, people: from },
            Source { label: names[1].into(), kind: SourceKind::Referral, from: vec![n - 1], to: 0, people: 812.0 },
        ],
        flows: flows.collect(),
        frictions: (0..4).map(drag).collect(),
        conversion: (0..n.saturating_sub(1)).map(|place| (place, place + 1, share)).collect(),
        new_per_new: Some(0.38),
    }
}

pub(in crate::report::chart) fn context(language: Language) -> Context {
    Context {
        scenario: "B2B SaaS: ads or advocates?".into(),
        seed: 42,
        replications: 8192,
        version: "0.1.0".into(),
        language,
    }
}

pub(in crate::report::chart) const SHORT: [&str; 5] = ["Visitor", "Trial", "Customer", "Advocate", "Fan"];
pub(in crate::report::chart) const LONG: [&str; 3] = [
    "Books a consultation with one of our experts?",
    "Recommends us to friends and colleagues",
    "Donaudampfschifffahrtsgesellschaftskapitänspatentprüfungen",
];
pub(in crate::report::chart) const KOREAN: [&str; 4] =
    ["처음 방문한 사람", "무료 체험을 시작한 사람", "유료 고객", "우리를 추천하는 옹호 고객"];
pub(in crate::report::chart) const CHINESE: [&str; 4] =
    ["首次访问网站的人", "开始免费试用", "付费客户", "向朋友推荐我们的拥护者"];

fn cases() -> Vec<(String, Language, Vec<System>)> {
    let mut cases = Vec::new();
    let names: [(&str, Language, &[&str]); 4] = [
        ("short", Language::English, &SHORT),
        ("long", Language::English, &LONG),
        ("korean", Language::Korean, &KOREAN),
        ("chinese", Language::Chinese, &CHINESE),
    ];
    for (name, language, names) in names {
        for n in [1, 2, 5, 14] {
            let one = system(0, names[0], n, names, 1e5, if n == 14 { 0.4 } else { 0.7 });
            let two = vec![one.clone(), system(2, names[1], n, names, 1.4e5, 0.6)];
            cases.push((format!("{name}-{n}-one"), language, vec![one]));
            cases.push((format!("{name}-{n}-two"), language, two));
        }
    }
    cases
}

#[test]
fn in_every_form_on_every_medium_all_text_is_inside_and_no_text_covers_another() {
    for (name, language, systems) in cases() {
        for form in FORMS {
            let chart = ShapeChart::new(Some(form), systems.clone(), Step::Month, 36, &context(language));
            for medium in MEDIA {
                let drawing = chart.draw(medium, fonts(language)).unwrap();
                gallery(&format!("shape-{form:?}-{name}"), medium, || {
                    drawing.outlined(fonts(language)).unwrap().png(1.0).unwrap()
                });
                assert_apart(&format!("{form:?} {name} {medium:?}"), &drawing);
                assert!(drawing.missing.is_empty() || language != Language::English, "{:?}", drawing.missing);
                assert!(drawing.for_page("wide").len() < 60_000, "{form:?} {name} {medium:?}");
            }
        }
    }
}

fn chart(form: Shape, systems: Vec<System>, language: Language) -> ShapeChart {
    ShapeChart::new(Some(form), systems, Step::Month, 36, &context(language))
}

/// Visitor, trial, customer: 12% and 40% get on.
fn small(label: &str, second: f64) -> System {
    let mut system = system(0, label, 3, &["Visitor", "Trial", "Customer"], 1000.0, 0.5);
    system.conversion = vec![(0, 1, 0.124), (1, 2, second), (0, 2, 0.124 * second)];
    system.stages.truncate(3);
    for (stage, role) in system.stages.iter_mut().zip([None, Some(Role::User), Some(Role::Customer)]) {
        stage.role = role;
    }
    system
}

#[test]
fn the_title_names_the_step_that_the_fewest_take_and_what_it_is_under_the_other_plan() {
    let title = |systems| chart(Shape::Funnel, systems, Language::English).headings.title;
    assert_eq!(title(vec![small("Base", 0.4)]), "Fewest get on from Visitor to Trial: 12%");
    assert_eq!(title(vec![small("Base", 0.031)]), "Fewest get on from Trial to Customer: 3.1%");
    assert_eq!(
        title(vec![small("Base", 0.031), small("Wheel", 0.052)]),
        "Fewest get on from Trial to Customer: 3.1% (Base), 5.2% (Wheel)"
    );
    assert_eq!(
        title(vec![small("Base", 0.031), small("Wheel", 0.0312)]),
        "Fewest get on from Trial to Customer: 3.1% (Base and Wheel)"
    );
    // Under the other plan another step is the weakest.
    assert_eq!(
        title(vec![small("Base", 0.031), small("Wheel", 0.52)]),
        "Under Base, fewest get on from Trial to Customer: 3.1% (Base), 52% (Wheel)"
    );
}

#[test]
fn where_there_is_one_step_or_all_take_every_step_nobody_is_told_the_fewest() {
    let title = |systems| chart(Shape::Funnel, systems, Language::English).headings.title;
    let short = |label: &str, share: f64| {
        let mut system = system(0, label, 2, &["Visitor", "Customer"], 1000.0, share);
        system.stages.truncate(2);
        system
    };
    assert_eq!(title(vec![short("Base", 0.17)]), "Chance to get on from Visitor to Customer: 17%");
    assert_eq!(
        title(vec![short("Base", 0.17), short("Wheel", 0.2)]),
        "Chance to get on from Visitor to Customer: 17% (Base), 20% (Wheel)"
    );
    let mut everybody = small("Base", 1.0);
    everybody.conversion = vec![(0, 1, 1.0), (1, 2, 1.0), (0, 2, 1.0)];
    assert_eq!(title(vec![everybody]), "Chance to get on from Visitor to Customer: 100%");
}

#[test]
fn the_subtitle_says_which_shares_are_drawn_where_there_are_some() {
    let subtitle = |n: usize| {
        let mut system = system(0, "Base", n, &SHORT, 1000.0, 0.5);
        system.stages.truncate(n);
        chart(Shape::Funnel, vec![system], Language::English).headings.subtitle
    };
    assert!(subtitle(3).contains("at unchanged rates"));
    assert!(!subtitle(1).contains("chance"));
}

#[test]
fn names_in_a_wheel_are_whole_where_two_lines_or_a_smaller_text_hold_them() {
    let names = ["Adopter", "Passionate user of the mobile app", "An account is demanded at the checkout", "Fan"];
    let systems = [(0, "Base"), (2, "Flywheel: onboarding and advocates")];
    let systems = systems.map(|(plan, label)| system(plan, label, 7, &names, 1e5, 0.6)).to_vec();
    let chart = chart(Shape::Wheel, systems, Language::English);
    for medium in MEDIA {
        let drawing = chart.draw(medium, fonts(Language::English)).unwrap();
        assert_apart("whole", &drawing);
        let cut: Vec<_> = drawing.labels.iter().filter(|label| label.text.contains('…')).collect();
        assert!(cut.is_empty(), "{medium:?} {cut:?}");
    }
}

#[test]
fn a_wheel_says_whom_customers_bring_unless_nobody_comes_that_way() {
    let mut base = small("Base", 0.4);
    base.new_per_new = Some(0.383);
    let title = |base: &System| chart(Shape::Wheel, vec![base.clone()], Language::English).headings.title;
    assert_eq!(title(&base), "100 new customers bring 38 more");
    base.new_per_new = Some(0.0123);
    assert_eq!(title(&base), "100 new customers bring 1.2 more");
    let mut other = small("Wheel", 0.4);
    other.new_per_new = Some(0.18);
    let both =
        |other: &System| chart(Shape::Wheel, vec![base.clone(), other.clone()], Language::English).headings.title;
    assert_eq!(both(&other), "100 new customers bring 1.2 more (Base), 18 more (Wheel)");
    other.new_per_new = base.new_per_new;
    assert_eq!(both(&other), "100 new customers bring 1.2 more (Base and Wheel)");
    base.sources.iter_mut().for_each(|source| source.people = 0.0);
    assert_eq!(title(&base), "Fewest get on from Visitor to Trial: 12%");
}

#[test]
fn the_sentence_goes_from_the_first_stage_to_the_sale() {
    let sentence = |systems| chart(Shape::Funnel, systems, Language::English).sentence;
    assert_eq!(sentence(vec![small("Base", 0.5)]), "6.2% of those in Visitor ever get to Customer.");
    assert_eq!(
        sentence(vec![small("Base", 0.5), small("Wheel", 0.25)]),
        "Under Base, 6.2% of those in Visitor ever get to Customer. Under Wheel, 3.1% of those in Visitor ever get to Customer."
    );
}

#[test]
fn without_a_wanted_form_referrals_make_a_wheel() {
    let form = |systems| ShapeChart::new(None, systems, Step::Month, 12, &context(Language::English)).form;
    let mut base = small("Base", 0.4);
    assert_eq!(form(vec![base.clone()]), Shape::Wheel);
    base.sources.retain(|source| source.kind == SourceKind::Channel);
    assert_eq!(form(vec![base]), Shape::Funnel);
}

#[test]
fn a_plan_that_sends_people_another_way_is_not_put_beside_the_base_plan() {
    let mut other = small("Elsewhere", 0.4);
    other.stages[0].entered = 0.0;
    assert_eq!(chart(Shape::Funnel, vec![small("Base", 0.4), other], Language::English).systems.len(), 1);
}

#[test]
fn nobody_anywhere_is_drawn_without_claims() {
    let mut nobody = small("Base", 0.4);
    nobody.stages.iter_mut().for_each(|stage| stage.entered = 0.0);
    nobody.flows.iter_mut().for_each(|flow| flow.people = 0.0);
    nobody.conversion.clear();
    nobody.new_per_new = None;
    for form in FORMS {
        let chart = chart(form, vec![nobody.clone()], Language::English);
        assert_eq!(chart.headings.title, "People in Visitor: 0");
        for medium in MEDIA {
            assert_apart("nobody", &chart.draw(medium, fonts(Language::English)).unwrap());
        }
    }
}

#[test]
fn shares_have_two_digits() {
    let said = [0.00421, 0.0318, 0.124, 0.6667, 1.0, 0.0].map(|share| percent(share, Language::English));
    assert_eq!(said, ["0.42%", "3.2%", "12%", "67%", "100%", "0%"]);
}

#[test]
fn lengths_go_with_people_unless_they_are_too_far_apart() {
    let near = Scale::of([100.0, 25.0].into_iter());
    assert_eq!((near.is_root, near.share(25.0)), (false, 0.25));
    let far = Scale::of([10_000.0, 25.0, 0.0].into_iter());
    assert_eq!((far.is_root, far.share(25.0)), (true, 0.05));
    assert_eq!(Scale::of([0.0].into_iter()).share(0.0), 0.0);
}

#[test]
fn behind_the_sale_the_mirror_image_ends_as_wide_as_the_beginning() {
    let chart = chart(Shape::BowTie, vec![system(0, "Base", 8, &SHORT, 1e5, 0.7)], Language::English);
    let lengths = chart.lengths(&chart.systems[0]);
    let mirrored = chart.mirrored(&lengths).unwrap();
    let knot = chart.knot().unwrap();
    assert_eq!(knot, 4);
    assert_eq!(mirrored.len(), 9);
    assert!((mirrored[8] - lengths[0]).abs() < 1e-12 && (mirrored[6] - lengths[2]).abs() < 1e-12);
}
