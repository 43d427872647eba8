//! Reference pictures: a drawing that changes is seen by somebody before it is taken.
//!
//! `tests/pictures/` holds a few charts as they were last looked at: the page's drawing as SVG, whose text must
//! be the same, and the slide as a small PNG, which may differ as little as no eye sees. Figures are made up
//! here, so that only a change of the drawing changes a picture. `FLYWHEEL_REWRITE=1` writes them anew; look at
//! the difference before committing it (docs/pictures.md).

mod charts;
mod images;

use flywheel::report::chart::{Chart, Medium};
use flywheel::report::fonts::Fonts;
use flywheel::report::language::Language;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures")
}

fn fonts(language: Language) -> &'static Fonts {
    static FONTS: OnceLock<[Fonts; 3]> = OnceLock::new();
    let all = [Language::English, Language::Korean, Language::Chinese];
    // What a system has installed is not what another has.
    let fonts = FONTS.get_or_init(|| all.map(|language| Fonts::new(language).without_system()));
    &fonts[all.iter().position(|other| *other == language).unwrap()]
}

/// Size of a reference picture against a slide.
const SCALE: f64 = 0.3;

struct Drawn {
    svg: String,
    png: Vec<u8>,
}

fn drawn(chart: &dyn Chart, language: Language) -> Drawn {
    let fonts = fonts(language);
    // One element a line: a difference shows where it is.
    let svg = chart.draw(Medium::Page, fonts).unwrap().for_page("wide").replace("><", ">\n<");
    let png = chart.draw(Medium::Slide, fonts).unwrap().outlined(fonts).unwrap().png(SCALE).unwrap();
    Drawn { svg, png }
}

#[test]
fn no_drawing_has_changed_since_it_was_looked_at() {
    let rewrite = std::env::var_os("FLYWHEEL_REWRITE").is_some();
    let mut changed = Vec::new();
    for (name, language, chart) in charts::all() {
        let [svg, png] = ["svg", "png"].map(|ending| folder().join(format!("{name}.{ending}")));
        let drawn = drawn(chart.as_ref(), language);
        if rewrite {
            std::fs::write(&svg, &drawn.svg).unwrap();
            std::fs::write(&png, &drawn.png).unwrap();
            continue;
        }
        let (known_svg, known_png) = (std::fs::read_to_string(&svg), std::fs::read(&png));
        match (known_svg, known_png) {
            (Ok(known_svg), Ok(known_png)) => {
                changed.extend(changed_text(name, &known_svg, &drawn.svg));
                changed.extend(
                    images::visible_difference(&known_png, &drawn.png).map(|what| format!("{name}.png: {what}")),
                );
            }
            _ => changed.push(format!("{name}: there is no reference picture")),
        }
    }
    assert!(
        changed.is_empty(),
        "{} drawings differ; look at them (FLYWHEEL_REWRITE=1 writes them anew) before you accept them\n{}",
        changed.len(),
        changed.join("\n")
    );
}

/// Where two drawings first differ.
fn changed_text(name: &str, known: &str, drawn: &str) -> Option<String> {
    if known == drawn {
        return None;
    }
    let pairs = known.lines().zip(drawn.lines()).enumerate();
    let differs = pairs.into_iter().find(|(_, (known, drawn))| known != drawn);
    Some(match differs {
        Some((line, (known, drawn))) => format!("{name}.svg:{}\n  was {known}\n  is  {drawn}", line + 1),
        None => format!("{name}.svg: {} lines, and {} now", known.lines().count(), drawn.lines().count()),
    })
}

#[test]
fn every_reference_picture_is_of_a_chart_that_is_drawn() {
    let names: Vec<&str> = charts::all().iter().map(|(name, _, _)| *name).collect();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let name = file.rsplit_once('.').unwrap().0;
        assert!(names.contains(&name), "{file} is of no chart any more");
    }
}
