//! Colours: safe for colour-blind readers, one per plan, the same in every chart.
//!
//! The hues are those of Okabe & Ito (2008), *Color Universal Design*, without yellow, which no white
//! page shows. Text takes a darker shade of its plan's hue, so that it can be read (contrast of at
//! least 4.5 with the page, as WCAG 2.2 asks); on a dark page each colour has a lighter sister.

/// A colour of a drawing on a white page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Colour {
    pub red: u8,
    pub green: u8,
    pub blue: u8,
}

impl Colour {
    const fn new(rgb: u32) -> Self {
        Colour { red: (rgb >> 16) as u8, green: (rgb >> 8) as u8, blue: rgb as u8 }
    }

    /// `#0072B2`, in capitals as everywhere in the drawings: the dark page finds colours by this text.
    pub fn hex(self) -> String {
        format!("#{:02X}{:02X}{:02X}", self.red, self.green, self.blue)
    }
}

/// The page.
pub const PAPER: Colour = Colour::new(0xFFFFFF);
/// Titles and figures.
pub const INK: Colour = Colour::new(0x1B1F24);
/// Subtitles, tick labels, footnotes.
pub const MUTED: Colour = Colour::new(0x59626E);
/// Lines from labels to what they name, markers.
pub const RULE: Colour = Colour::new(0x8A939E);
/// Grid lines.
pub const GRID: Colour = Colour::new(0xE3E6EA);
/// The line from which values are counted, zero.
pub const BASELINE: Colour = Colour::new(0xA3ABB5);

/// The colours of one plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hue {
    /// For lines, bands, points.
    pub line: Colour,
    /// For text.
    pub text: Colour,
    dark_line: Colour,
    dark_text: Colour,
}

const fn hue(line: u32, text: u32, dark_line: u32, dark_text: u32) -> Hue {
    Hue {
        line: Colour::new(line),
        text: Colour::new(text),
        dark_line: Colour::new(dark_line),
        dark_text: Colour::new(dark_text),
    }
}

impl Hue {
    /// The line's colour on a dark page.
    pub fn dark_line(self) -> Colour {
        self.dark_line
    }
}

/// Plans that have a colour of their own.
pub const N_HUES: usize = 7;

/// Blue, vermilion, green, purple, orange, sky blue, grey.
const HUES: [Hue; N_HUES] = [
    hue(0x0072B2, 0x00659E, 0x4BA6DC, 0x6DB9E6),
    hue(0xD55E00, 0xB34F00, 0xF08A3C, 0xF59A55),
    hue(0x009E73, 0x00775A, 0x2FC79A, 0x4AD1A9),
    hue(0xCC79A7, 0xA2477B, 0xDE9AC0, 0xE3A8CA),
    hue(0xE69F00, 0x8A6000, 0xF2B93B, 0xF5C55C),
    hue(0x56B4E9, 0x1C6FA0, 0x8ACBF1, 0x9CD3F4),
    hue(0x5C6670, 0x4A525B, 0xA9B2BC, 0xB9C1CA),
];

/// The colours of the plan with this index in the model; the eighth begins anew.
pub fn plan_hue(plan: usize) -> Hue {
    HUES[plan % N_HUES]
}

const NEUTRALS_ON_DARK: [(Colour, Colour); 6] = [
    (PAPER, DARK_PAPER),
    (INK, Colour::new(0xE8EBEE)),
    (MUTED, Colour::new(0xA9B1BB)),
    (RULE, Colour::new(0x7D8792)),
    (GRID, Colour::new(0x31373E)),
    (BASELINE, Colour::new(0x5B646E)),
];

/// A colour by day and its sister by night.
type Pair = (Colour, Colour);

const fn pair(day: u32, night: u32) -> Pair {
    (Colour::new(day), Colour::new(night))
}

/// Shades of one hue that can be told apart.
const N_SHADES: usize = 4;

/// Paid in orange, owned in blue, earned in green, personal in purple, referral in gold.
const FAMILIES: [[Pair; N_SHADES]; 5] = [
    [pair(0xC8501A, 0xF0854A), pair(0xE07B45, 0xC4622B), pair(0xEFA57D, 0x94481F), pair(0xF7CDB5, 0x6B3416)],
    [pair(0x1F5F99, 0x5BA3DC), pair(0x4A8CC2, 0x3F7FB3), pair(0x86B6DC, 0x2D5F89), pair(0xBFD9EE, 0x204563)],
    [pair(0x2A7F5E, 0x4FC79B), pair(0x55A888, 0x359A76), pair(0x8FCBB3, 0x257458), pair(0xC3E4D8, 0x1A543F)],
    [pair(0x7A4B8F, 0xB98BCF), pair(0xA27AB5, 0x936AA8), pair(0xC5A8D2, 0x6F4F80), pair(0xE1D2E8, 0x51395E)],
    [pair(0xC99700, 0xE5B93A), pair(0xDDB437, 0xB8922A), pair(0xECCF7A, 0x8A6D1F), pair(0xF6E6B8, 0x635017)],
];

/// What has no hue: it came through no source, or is too small for one.
const OTHERS: [Pair; 2] = [pair(0xB5BCC4, 0x6A727B), pair(0xD9DEE3, 0x4C535B)];

/// The colour of a source: the hue of its family (paid, owned, earned, personal, referral), its shade by its
/// place among them, the largest first. Grey beyond.
pub fn source_hue(family: usize, place: usize) -> Colour {
    FAMILIES.get(family).map_or(OTHERS[place % OTHERS.len()].0, |shades| shades[place % N_SHADES].0)
}

/// Steps of a heat map, from little to much; text upon them is [`INK`] up to [`LAST_PALE`], then [`PAPER`].
const HEAT: [Pair; 8] = [
    pair(0xEEF4FA, 0x1D2733),
    pair(0xD6E6F3, 0x22364A),
    pair(0xB9D3EA, 0x284A68),
    pair(0x97BDDE, 0x2E5C84),
    pair(0x6FA3CF, 0x366D9C),
    pair(0x3674AA, 0x5B9BD0),
    pair(0x1F5C93, 0x86BAE3),
    pair(0x0F4277, 0xB5D8F2),
];
/// The last step that is paler than its text.
const LAST_PALE: usize = 4;

/// The colour of a cell of a heat map and of the text upon it.
///
/// * `share`: from 0, little, to 1, much
pub fn heat(share: f64) -> (Colour, Colour) {
    let step = (share.clamp(0.0, 1.0) * HEAT.len() as f64) as usize;
    let step = step.min(HEAT.len() - 1);
    (HEAT[step].0, if step <= LAST_PALE { INK } else { PAPER })
}

/// The page at night.
pub const DARK_PAPER: Colour = Colour::new(0x15181C);

/// Every colour of a drawing and what it becomes on a dark page.
pub fn on_dark() -> impl Iterator<Item = (Colour, Colour)> {
    let hues = HUES.iter().flat_map(|hue| [(hue.line, hue.dark_line), (hue.text, hue.dark_text)]);
    let sources = FAMILIES.iter().flatten().chain(&OTHERS).chain(&HEAT);
    NEUTRALS_ON_DARK.into_iter().chain(hues).chain(sources.copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// Contrast ratio of two colours, 1 to 21 (WCAG 2.2).
    fn contrast(a: Colour, b: Colour) -> f64 {
        let luminance = |colour: Colour| {
            let linear = |channel: u8| {
                let share = f64::from(channel) / 255.0;
                if share <= 0.04045 { share / 12.92 } else { libm::pow((share + 0.055) / 1.055, 2.4) }
            };
            0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue)
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn black_on_white_has_the_contrast_that_the_standard_says() {
        assert!((contrast(Colour::new(0), PAPER) - 21.0).abs() < 1e-9);
        assert!((contrast(Colour::new(0x767676), PAPER) - 4.54).abs() < 0.005);
    }

    #[test]
    fn every_text_colour_can_be_read_by_day_and_by_night() {
        for hue in HUES {
            assert!(contrast(hue.text, PAPER) >= 4.5, "{}", hue.text.hex());
            assert!(contrast(hue.dark_text, DARK_PAPER) >= 4.5, "{}", hue.dark_text.hex());
            assert!(contrast(hue.dark_line, DARK_PAPER) >= 3.0, "{}", hue.dark_line.hex());
        }
        for (day, night) in NEUTRALS_ON_DARK.into_iter().filter(|(day, _)| [INK, MUTED].contains(day)) {
            assert!(contrast(day, PAPER) >= 4.5 && contrast(night, DARK_PAPER) >= 4.5, "{}", day.hex());
        }
    }

    #[test]
    fn the_first_four_plans_have_lines_that_stand_out_from_the_page() {
        for plan in 0..4 {
            assert!(contrast(plan_hue(plan).line, PAPER) >= 3.0, "{plan}");
        }
    }

    #[test]
    fn text_upon_every_step_of_a_heat_map_can_be_read_by_day_and_by_night() {
        let night = |day: Colour| on_dark().find(|(colour, _)| *colour == day).unwrap().1;
        for step in 0..HEAT.len() {
            let (cell, text) = heat((step as f64 + 0.5) / HEAT.len() as f64);
            assert_eq!(cell, HEAT[step].0);
            assert!(contrast(cell, text) >= 4.5, "{} {}", cell.hex(), contrast(cell, text));
            assert!(contrast(night(cell), night(text)) >= 4.5, "{} by night", cell.hex());
        }
        assert_eq!([heat(-1.0), heat(2.0)], [heat(0.01), heat(0.99)]);
    }

    #[test]
    fn no_colour_has_two_sisters_on_a_dark_page() {
        let by_day: Vec<Colour> = on_dark().map(|(day, _)| day).collect();
        assert_eq!(by_day.iter().collect::<HashSet<_>>().len(), by_day.len());
    }
}
