//! Maps of few and of many stages on every medium, in three languages.

use super::*;
use crate::report::chart::shape::tests::{CHINESE, KOREAN, LONG, SHORT, context, system};
use crate::report::chart::system::{Source, System};
use crate::report::chart::tests::{MEDIA, assert_apart, fonts, gallery};

/// A system with channels into its first stages, a campaign, two referrals and ways back.
fn busy(n: usize, names: &[&str], n_channels: usize) -> System {
    let mut system = system(0, "Base", n, names, 1e5, 0.6);
    let channel = |at: usize| Source {
        label: names[(at + 1) % names.len()].into(),
        kind: SourceKind::Channel,
        from: vec![],
        to: if at % 3 == 2 { (at / 2).min(n - 1) } else { 0 },
        people: 1e4 / (1.0 + at as f64),
    };
    system.sources.extend((0..n_channels).map(channel));
    let campaign = Source { kind: SourceKind::Campaign, from: vec![n], to: n / 2, ..channel(5) };
    system.sources.push(campaign);
    let people = |place: usize| system.stages[place].entered;
    let mut flows =
        vec![Flow { from: n - 1, to: Some(n), people: 30.0 }, Flow { from: n, to: Some(n / 2), people: 5.0 }];
    for place in (1..n).step_by(3) {
        flows.push(Flow { from: place, to: Some(place.saturating_sub(2)), people: 0.1 * people(place) });
        flows.push(Flow { from: place, to: Some((place + 3).min(n)), people: 0.05 * people(place) });
    }
    flows.retain(|flow| flow.to != Some(flow.from));
    system.flows.extend(flows);
    system
}

#[test]
fn on_every_medium_all_text_is_inside_and_no_text_covers_another() {
    let names: [(&str, Language, &[&str]); 4] = [
        ("short", Language::English, &SHORT),
        ("long", Language::English, &LONG),
        ("korean", Language::Korean, &KOREAN),
        ("chinese", Language::Chinese, &CHINESE),
    ];
    for (name, language, names) in names {
        for (n, n_channels) in [(1, 1), (2, 0), (5, 3), (14, 7)] {
            let map = MapChart::new(busy(n, names, n_channels), Step::Month, 36, &context(language));
            for medium in MEDIA {
                let drawing = map.draw(medium, fonts(language)).unwrap();
                gallery(&format!("map-{name}-{n}"), medium, || drawing.png(1.0, fonts(language)).unwrap());
                assert_apart(&format!("{name} {n} {medium:?}"), &drawing);
                assert!(drawing.for_page("wide").len() < 60_000, "{name} {n} {medium:?}");
            }
        }
    }
}
