//! A chart in every form that a report has of it.

use std::collections::BTreeSet;

use serde::Serialize;

use super::chart::{Chart, ChartError, Medium};
use super::fonts::Fonts;

/// A chart on the page, with what is written around it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// What its files are called, and its address on the page: `growth`.
    pub name: String,
    /// The finding.
    pub title: String,
    /// What is drawn, and over how many replications.
    pub subtitle: String,
    /// What the figures say; empty where the text around it says it.
    pub sentence: String,
    /// The figures in words, for those who do not see the chart.
    pub alt: String,
    /// The drawing for a wide page, as SVG.
    pub wide: String,
    /// The drawing for a narrow one, as SVG.
    pub narrow: String,
}

/// A figure, its files, and what went wrong with its characters.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    pub figure: Figure,
    /// Contents of `charts/<name>.svg`.
    pub svg: String,
    /// Contents of `charts/<name>.png`.
    pub png: Vec<u8>,
    /// Characters that no font has, drawn as empty boxes: worth a warning.
    pub missing: BTreeSet<char>,
}

/// Draws a chart for slides, page and telephone.
///
/// * `scale`: pixels of the PNG to a logical one; 2 gives 3200 x 1800
///
/// # Errors
/// [`ChartError`] if the drawing library fails or the image would be too large.
pub fn publish(chart: &dyn Chart, scale: f64, fonts: &Fonts) -> Result<Published, ChartError> {
    let slide = chart.draw(Medium::Slide, fonts)?;
    let outlined = slide.outlined(fonts)?;
    let headings = chart.headings();
    let alt = chart.alt_text();
    let figure = Figure {
        name: chart.name().to_string(),
        title: headings.title.clone(),
        subtitle: headings.subtitle.clone(),
        sentence: chart.sentence().to_string(),
        wide: chart.draw(Medium::Page, fonts)?.for_page("wide"),
        narrow: chart.draw(Medium::Phone, fonts)?.for_page("narrow"),
        alt,
    };
    Ok(Published {
        svg: outlined.svg(&figure.title, &figure.alt),
        png: outlined.png(scale)?,
        missing: slide.missing,
        figure,
    })
}

/// What to tell the user about characters that no font has; `None` if there are none.
///
/// Names the characters and what would help.
pub fn missing_characters_warning(missing: &BTreeSet<char>) -> Option<String> {
    const MOST_NAMED: usize = 12;
    if missing.is_empty() {
        return None;
    }
    let named: Vec<String> =
        missing.iter().take(MOST_NAMED).map(|character| format!("{character} (U+{:04X})", *character as u32)).collect();
    let more = missing.len().saturating_sub(MOST_NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Some(format!(
        "no font has {}{more}: the charts show empty boxes; name a font file that has them with --font, or install one ({})",
        named.join(", "),
        packages_with(missing)
    ))
}

/// The packages that most likely have the characters, by the names that Debian gives them.
fn packages_with(missing: &BTreeSet<char>) -> String {
    let is_east_asian = |c: &char| matches!(*c as u32, 0x1100..=0x11FF | 0x2E80..=0x9FFF | 0xA960..=0xA97F | 0xAC00..=0xD7FF | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFFEF | 0x20000..=0x3FFFF);
    let is_emoji = |c: &char| matches!(*c as u32, 0x2600..=0x27BF | 0x1F000..=0x1FAFF);
    let package = |c: &char| match c {
        c if is_east_asian(c) => "fonts-noto-cjk",
        c if is_emoji(c) => "fonts-symbola",
        _ => "fonts-noto-core",
    };
    let packages: BTreeSet<&str> = missing.iter().map(package).collect();
    packages.into_iter().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_characters_are_named_with_a_package_that_has_them() {
        assert_eq!(missing_characters_warning(&BTreeSet::new()), None);
        let warning = missing_characters_warning(&BTreeSet::from(['営', '業'])).unwrap();
        assert!(warning.contains("営 (U+55B6), 業 (U+696D)") && warning.contains("fonts-noto-cjk"), "{warning}");
        let warning = missing_characters_warning(&BTreeSet::from(['営', '🚀', 'ก'])).unwrap();
        assert!(warning.contains("(fonts-noto-cjk, fonts-noto-core, fonts-symbola)"), "{warning}");
        let warning = missing_characters_warning(&('\u{0E01}'..'\u{0E2F}').collect()).unwrap();
        assert!(warning.contains(" and 34 more") && warning.contains("fonts-noto-core"), "{warning}");
    }
}
