//! Text before it is drawn: cleaned, escaped, broken into lines that fit.

use super::fonts::{Fonts, Weight};
use super::language::MONTHS;

/// Text that can stand in XML and on one line: control characters are spaces, Hangul is composed.
pub(super) fn clean(text: &str) -> String {
    let printable = text.chars().filter(|c| !is_not_xml(*c)).map(|c| if c.is_control() { ' ' } else { c });
    printable.fold(String::with_capacity(text.len()), |mut composed, next| {
        match composed.chars().next_back().and_then(|last| composed_hangul(last, next)) {
            Some(syllable) => {
                composed.pop();
                composed.push(syllable);
            }
            None => composed.push(next),
        }
        composed
    })
}

/// Characters that XML 1.0 forbids altogether, beside controls.
fn is_not_xml(character: char) -> bool {
    matches!(character, '\u{FFFE}' | '\u{FFFF}')
}

/// The syllable of two conjoining jamo, or of a syllable and a final consonant.
///
/// Some systems decompose Hangul, in file names for one; fonts hold the syllables.
///
/// # Source
/// The Unicode Standard, section 3.12, Conjoining Jamo Behavior.
fn composed_hangul(first: char, second: char) -> Option<char> {
    const SYLLABLES: u32 = 0xAC00;
    const VOWELS: u32 = 21;
    const FINALS: u32 = 28;
    let (first, second) = (first as u32, second as u32);
    let syllable = match (first, second) {
        (0x1100..=0x1112, 0x1161..=0x1175) => SYLLABLES + ((first - 0x1100) * VOWELS + second - 0x1161) * FINALS,
        (0xAC00..=0xD7A3, 0x11A8..=0x11C2) if (first - SYLLABLES).is_multiple_of(FINALS) => first + second - 0x11A7,
        _ => return None,
    };
    char::from_u32(syllable)
}

/// Whether a character belongs to the one before it, whatever face that has: spaces, marks, joiners.
pub(super) fn joins_previous(character: char) -> bool {
    character.is_whitespace()
        || matches!(character as u32, 0x300..=0x36F | 0x1AB0..=0x1AFF | 0x200B..=0x200F | 0x2060..=0x2064 | 0x20D0..=0x20FF | 0xFE00..=0xFE0F | 0xFE20..=0xFE2F)
}

/// Text as it stands between tags or in an attribute.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A size and weight to set text in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Face {
    /// Font size in logical pixels.
    pub size: f64,
    pub weight: Weight,
}

impl Face {
    pub fn regular(size: f64) -> Self {
        Face { size, weight: Weight::Regular }
    }

    pub fn semi_bold(size: f64) -> Self {
        Face { size, weight: Weight::SemiBold }
    }

    /// Width of a text in this face, in logical pixels.
    pub fn width(self, text: &str, fonts: &Fonts) -> f64 {
        fonts.width(text, self.size, self.weight)
    }

    /// Distance between two baselines.
    pub fn line_height(self) -> f64 {
        1.25 * self.size
    }
}

/// The text on one line of at most `width`, its end replaced by `…` where it is too long.
pub fn shortened(text: &str, face: Face, width: f64, fonts: &Fonts) -> String {
    let text = clean(text);
    if face.width(&text, fonts) <= width {
        return text;
    }
    // The width grows with the number of characters, so halving finds the longest that fits.
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let cut = |n: usize| format!("{}…", text[..ends[n]].trim_end());
    let fits = ends.partition_point(|at| {
        let candidate = format!("{}…", text[..*at].trim_end());
        face.width(&candidate, fonts) <= width
    });
    cut(fits.saturating_sub(1))
}

/// The text on at most `most_lines` lines, each at most `width` wide; the last ends in `…` if it must.
///
/// Breaks at spaces, and between any two ideographs, but not inside a value (`Mar 2027`, `10 to 21`) or between it
/// and the word that it belongs to, unless nothing shorter fits; a word that is longer than a line is cut where
/// it must be.
pub fn wrapped(text: &str, face: Face, width: f64, most_lines: usize, fonts: &Fonts) -> Vec<String> {
    let text = clean(text);
    let mut rest = text.trim();
    let mut lines = Vec::new();
    while !rest.is_empty() && lines.len() < most_lines {
        if lines.len() + 1 == most_lines {
            lines.push(shortened(rest, face, width, fonts));
            break;
        }
        let line = first_line(rest, face, width, fonts);
        rest = rest[line.len()..].trim_start();
        lines.push(line.trim_end().to_string());
    }
    lines
}

/// The longest beginning that fits and ends where a line may end; at least one character.
fn first_line<'a>(text: &'a str, face: Face, width: f64, fonts: &Fonts) -> &'a str {
    let fits = |end: &usize| face.width(text[..*end].trim_end(), fonts) <= width;
    let characters: Vec<usize> = text.char_indices().skip(1).map(|(at, _)| at).chain([text.len()]).collect();
    let is_end = |at: &usize| *at == text.len();
    let breaks: Vec<usize> = characters.iter().copied().filter(|at| is_end(at) || may_break(text, *at)).collect();
    let good: Vec<usize> = breaks.iter().copied().filter(|at| is_end(at) || !belongs_together(text, *at)).collect();
    let last = |ends: &[usize]| ends.partition_point(fits).checked_sub(1).map(|fitting| ends[fitting]);
    let end = last(&good).or_else(|| last(&breaks)).or_else(|| last(&characters));
    &text[..end.unwrap_or(characters[0])]
}

/// Whether what stands before and after the byte `at` is one value, or a word and its value.
///
/// A reader who finds `Funnel Mar` at the end of a line and `2027` on the next takes the year for another figure.
fn belongs_together(text: &str, at: usize) -> bool {
    let (before, after) = (&text[..at], &text[at..]);
    if !before.ends_with(' ') {
        let counted = |after: char| "年月日周天个次万亿人名项".contains(after);
        let ends = before.chars().next_back().is_some_and(|c| c.is_ascii_digit() || c == '年' || c == '月');
        return ends && after.starts_with(|c: char| c.is_ascii_digit() || counted(c));
    }
    let next = after.split(' ').next().unwrap_or_default();
    // What stands in brackets may begin a line.
    let is_value = |word: &str| begins_with_digit(word) || MONTHS.contains(&word);
    let previous = before.trim_end().rsplit(' ').next().unwrap_or_default();
    let between = |word: &str| matches!(word, "to" | "of");
    let after_next = after.split(' ').nth(1).unwrap_or_default();
    is_value(next) || begins_with_digit(previous) && (is_unit_of_time(next) || between(next) && is_value(after_next))
}

/// Whether a word is a number with whatever stands before its digits: a sign, a currency.
fn begins_with_digit(word: &str) -> bool {
    let bare = word.trim_start_matches(|c: char| "+<>~$€£¥₩\u{2212}".contains(c));
    bare.starts_with(|c: char| c.is_ascii_digit())
}

fn is_unit_of_time(word: &str) -> bool {
    let word = word.trim_end_matches(|c: char| c.is_ascii_punctuation()).trim_end_matches('s');
    ["day", "week", "month", "quarter", "year"].contains(&word)
}

/// The same for a page, whose reader's browser breaks the lines: no-break spaces where none should, and a word joiner
/// behind a minus, which browsers take for a dash.
pub(super) fn held_together(text: &str) -> String {
    let mut held = String::with_capacity(text.len() + 16);
    for (at, c) in text.char_indices() {
        let next = at + c.len_utf8();
        let is_within = c == ' ' && next < text.len() && belongs_together(text, next);
        held.push(if is_within { '\u{a0}' } else { c });
        if c == super::language::MINUS && !text[next..].starts_with([' ', '\u{a0}']) {
            held.push('\u{2060}');
        }
    }
    held
}

/// Whether a line may end before the byte `at`.
pub(super) fn may_break(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back().unwrap_or(' ');
    let after = text[at..].chars().next().unwrap_or(' ');
    let closes = "、。，．：；！？）」』】》…".contains(after);
    let opens = "（「『【《".contains(before);
    before == ' ' && after != ' '
        || (is_ideograph(before) || is_ideograph(after)) && !closes && !opens && !joins_previous(after)
}

/// Characters of scripts that are written without spaces.
fn is_ideograph(character: char) -> bool {
    matches!(character as u32, 0x2E80..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0xFF00..=0xFF60 | 0x20000..=0x3FFFF)
}

/// Characters that take two columns of a terminal: those of East Asia, and emoji.
///
/// # Source
/// Unicode Standard Annex 11, East Asian Width: the ranges that are wide or fullwidth throughout.
pub(super) fn is_wide(character: char) -> bool {
    matches!(character as u32, 0x1100..=0x115F | 0x2E80..=0x303E | 0x3041..=0xA4CF | 0xA960..=0xA97F | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::language::Language;

    fn fonts() -> Fonts {
        Fonts::new(Language::English).without_system()
    }

    #[test]
    fn a_text_that_fits_stays_and_one_that_does_not_ends_in_dots_and_fits() {
        let (fonts, face) = (fonts(), Face::regular(20.0));
        assert_eq!(shortened("short", face, 200.0, &fonts), "short");
        for width in [0.0, 5.0, 20.0, 60.0, 133.3] {
            let text = shortened("a rather long label of a plan", face, width, &fonts);
            assert!(text.ends_with('…'), "{text}");
            // Dots alone remain when nothing fits.
            assert!(text == "…" || face.width(&text, &fonts) <= width, "{text} in {width}");
        }
    }

    #[test]
    fn lines_fit_and_together_hold_every_word() {
        let (fonts, face) = (fonts(), Face::semi_bold(30.0));
        for text in [
            "Flywheel passes funnel in month 14 and stays ahead of it",
            "플라이휠이 14개월에 퍼널을 앞지르고 계속 앞서 나간다",
            "飞轮在第14个月超过漏斗，并且一直保持领先，直到第三十六个月",
        ] {
            let lines = wrapped(text, face, 300.0, 9, &fonts);
            assert!(lines.len() > 1);
            assert!(lines.iter().all(|line| face.width(line, &fonts) <= 300.0), "{lines:?}");
            assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
        }
    }

    #[test]
    fn words_are_kept_whole_unless_they_are_longer_than_a_line() {
        let (fonts, face) = (fonts(), Face::regular(20.0));
        assert_eq!(wrapped("onboarding of advocates", face, 130.0, 3, &fonts), ["onboarding", "of advocates"]);
        let cut = wrapped("Donaudampfschifffahrtsgesellschaft", face, 100.0, 9, &fonts);
        assert!(cut.len() > 2 && cut.iter().all(|line| face.width(line, &fonts) <= 100.0));
    }

    #[test]
    fn a_value_is_not_broken_and_stays_with_its_name() {
        let fonts = fonts();
        let face = Face::semi_bold(30.0);
        for (text, groups) in [
            (
                "Money is back first under Funnel: Base Mar 2027, Split Dec 2029, Funnel later",
                ["Base Mar 2027,", "Split Dec 2029,"],
            ),
            (
                "Flywheel passes Base in month 14 (90%: 10 to 21), Split after 3 months or never",
                ["(90%: 10 to 21),", "after 3 months"],
            ),
            ("“飞轮”在2027年12月超过“漏斗”，三年后领先的模拟占93%，中位数为1.2万", ["2027年12月", "1.2万"]),
        ] {
            for width in [240.0, 300.0, 360.0, 420.0, 480.0] {
                let lines = wrapped(text, face, width, 20, &fonts);
                for group in groups {
                    assert!(lines.iter().any(|line| line.contains(group)), "{group} in {lines:?}");
                }
                assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
            }
        }
    }

    #[test]
    fn values_that_are_longer_than_a_line_are_broken_between_words() {
        let lines = wrapped("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15", Face::regular(20.0), 60.0, 99, &fonts());
        assert!(lines.len() > 2);
        assert_eq!(lines.join(" "), "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15");
    }

    #[test]
    fn a_minus_on_a_page_stays_with_its_number() {
        assert_eq!(held_together("so \u{2212}$36k"), "so\u{a0}\u{2212}\u{2060}$36k");
        assert_eq!(held_together("a \u{2212} b"), "a \u{2212} b");
    }

    #[test]
    fn a_page_gets_no_break_spaces_inside_values_and_nowhere_else() {
        assert_eq!(
            held_together("Base Mar 2027 (90%: 10 to 21)"),
            "Base\u{a0}Mar\u{a0}2027 (90%:\u{a0}10\u{a0}to\u{a0}21)"
        );
        assert_eq!(held_together("nothing to hold here "), "nothing to hold here ");
    }

    #[test]
    fn a_chinese_line_does_not_begin_with_a_full_stop() {
        let (fonts, face) = (fonts(), Face::regular(20.0));
        for width in [40.0, 60.0, 80.0, 100.0] {
            let lines = wrapped("我们有客户。他们留下来，带来朋友。", face, width, 20, &fonts);
            assert!(lines.iter().all(|line| !line.starts_with(['。', '，'])), "{lines:?}");
        }
    }

    #[test]
    fn the_last_line_says_that_something_is_left_out() {
        let lines =
            wrapped("one two three four five six seven eight nine ten", Face::regular(20.0), 100.0, 2, &fonts());
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…'));
    }

    #[test]
    fn a_text_cannot_break_out_of_its_place() {
        assert_eq!(escape(r#"<a href="x">&"#), "&lt;a href=&quot;x&quot;&gt;&amp;");
        assert_eq!(clean("a\u{0}b\nc\u{FFFF}"), "a b c");
    }

    #[test]
    fn hangul_is_composed_and_nothing_else_changes() {
        assert_eq!(clean("\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}\u{11A8}"), "한국");
        assert_eq!(clean("한국 flywheel é"), "한국 flywheel é");
    }
}
