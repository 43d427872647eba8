//! Maps of few and of many stages on every medium, in three languages.

use super::*;
use crate::report::chart::canvas::{Frame, Point};
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
                gallery(&format!("map-{name}-{n}"), medium, || {
                    drawing.outlined(fonts(language)).unwrap().png(1.0).unwrap()
                });
                assert_apart(&format!("{name} {n} {medium:?}"), &drawing);
                // The slide is a file of its own.
                let most = if medium == Medium::Slide { 90_000 } else { 60_000 };
                assert!(drawing.for_page("wide").len() < most, "{name} {n} {medium:?}");
            }
        }
    }
}

fn map(system: System) -> MapChart {
    MapChart::new(system, Step::Month, 36, &context(Language::English))
}

#[test]
fn the_title_names_the_source_that_brings_most() {
    let mut system = busy(5, &SHORT, 2);
    let title = |system: &System| map(system.clone()).headings.title;
    assert_eq!(title(&system), "Most people come through Visitor: 100k of 116k");
    // Another as strong as the first: neither brings most, and no other brings more.
    system.sources[1].people = system.sources[0].people;
    assert_eq!(title(&system), "No source brings more people than Trial: 100k of 215k");
}

#[test]
fn where_one_source_brings_all_the_title_says_where_people_are_lost() {
    let mut system = busy(5, &SHORT, 2);
    system.sources.truncate(1);
    let said = |system: &System| {
        let map = map(system.clone());
        [map.headings.title, map.sentence]
    };
    let lost = "Nowhere are more people lost than at Visitor: 40k, 40% of those who leave it";
    assert_eq!(said(&system), [lost, "100k people come, all through Visitor."]);
    system.sources[0].people = 0.0;
    assert_eq!(said(&system), [lost, "Nobody comes from outside."]);
    system.flows.retain(|flow| flow.from != 0 || flow.to.is_none());
    assert_eq!(said(&system)[0], "Nowhere are more people lost than at Visitor: 40k");
    system.flows.retain(|flow| flow.to.is_some());
    let moved = "No way is taken more often than from Trial to Customer: 36k times";
    assert_eq!(said(&system), [moved, "Nobody comes from outside, nobody leaves for good."]);
    system.flows.clear();
    assert_eq!(said(&system), ["Nobody comes from outside", "Nobody leaves for good."]);
}

/// The lines of the arrows on a page with what their heads take, and where shares are written.
fn arrows_and_shares(map: &MapChart) -> (Vec<(Vec<Point>, Frame)>, Vec<Frame>) {
    use super::layout::Layout;
    let look = Medium::Page.look();
    let layout = Layout::of(map, Medium::Page, (look.width - 2.0 * look.margin, None), &look, fonts(Language::English));
    let arrows = layout.routes(&layout.widths(map, &look)).into_iter().map(|route| {
        let on_page = |(u, v): &Point| {
            let (x, y) = layout.at(*u, *v);
            (x + look.margin, y + look.margin)
        };
        let line: Vec<Point> = route.line.iter().map(on_page).collect();
        let head = layout.head_of(&line, route.width / 2.0);
        (line, head)
    });
    let arrows = arrows.collect();
    let drawing = map.draw(Medium::Page, fonts(Language::English)).unwrap();
    let shares = drawing.labels.iter().filter(|label| label.text.ends_with('%')).map(|label| label.extent());
    (arrows, shares.collect())
}

#[test]
fn no_share_covers_the_head_of_an_arrow() {
    for (n, n_channels) in [(2, 0), (5, 3), (9, 4), (14, 7)] {
        let (arrows, shares) = arrows_and_shares(&map(busy(n, &SHORT, n_channels)));
        for share in shares {
            // What is measured for a label has no air; what is kept free for it has.
            assert!(arrows.iter().all(|(_, head)| !share.overlaps(*head)), "{n} {share:?}");
        }
    }
}

#[test]
fn the_shares_of_a_row_stand_beside_its_arrows() {
    let (arrows, shares) = arrows_and_shares(&map(system(0, "Base", 5, &SHORT, 1e5, 0.6)));
    // Four get on, five leave.
    assert_eq!(shares.len(), 9);
    for share in shares {
        assert!(arrows.iter().all(|(line, _)| !super::draw::crosses(line, share)), "{share:?}");
    }
}

#[test]
fn ways_part_in_a_diamond_only_where_nobody_stays_and_more_than_one_stage_follows() {
    use super::nodes::Kind;
    let map = map(busy(5, &SHORT, 0));
    let decisions: Vec<usize> = (0..6).filter(|node| map.kind(*node) == Kind::Decision).collect();
    // The visitor is passed at once too, but leads on to one stage only.
    assert_eq!(decisions, [1]);
}

#[test]
fn stages_of_the_main_path_lie_ahead_of_each_other_and_channels_before_all() {
    let map = map(busy(8, &SHORT, 3));
    let ranks = map.ranks();
    assert!(map.system.path().windows(2).all(|pair| ranks[pair[0]] < ranks[pair[1]]));
    for (at, source) in map.system.sources.iter().enumerate() {
        let is_before = ranks[9 + at] < ranks[..8].iter().copied().fold(f64::INFINITY, f64::min);
        assert_eq!(is_before, source.kind != SourceKind::Referral, "{source:?}");
    }
}

#[test]
fn no_node_of_a_large_map_covers_another_and_none_is_cut_off() {
    use super::layout::Layout;
    let map = map(busy(14, &SHORT, 7));
    for medium in MEDIA {
        let look = medium.look();
        let height = (medium == Medium::Slide).then_some(560.0);
        let layout =
            Layout::of(&map, medium, (look.width - 2.0 * look.margin, height), &look, fonts(Language::English));
        let bodies: Vec<_> = (0..layout.nodes.len()).map(|node| layout.body(node)).collect();
        for (at, body) in bodies.iter().enumerate() {
            assert!(body.left >= -0.5 && body.top >= -0.5, "{medium:?} {body:?}");
            assert!(body.right <= look.width - 2.0 * look.margin + 0.5, "{medium:?} {body:?}");
            assert!(bodies[..at].iter().all(|other| !body.overlaps(*other)), "{medium:?} {body:?}");
        }
    }
}
