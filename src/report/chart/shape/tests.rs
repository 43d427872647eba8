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
        for n in [1, 2, 5, 8, 14] {
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
                gallery(&format!("shape-{form:?}-{name}"), medium, || drawing.png(1.0, fonts(language)).unwrap());
                assert_apart(&format!("{form:?} {name} {medium:?}"), &drawing);
                assert!(drawing.missing.is_empty() || language != Language::English, "{:?}", drawing.missing);
                assert!(drawing.for_page("wide").len() < 60_000, "{form:?} {name} {medium:?}");
            }
        }
    }
}
