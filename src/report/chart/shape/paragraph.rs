//! Lines of text one below the other, measured before they are drawn.

use crate::report::chart::canvas::{ASCENT, Anchor, Canvas};
use crate::report::chart::palette::Colour;
use crate::report::fonts::Fonts;
use crate::report::text::{Face, wrapped};

/// Lines of text of one column.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::report::chart) struct Paragraph {
    lines: Vec<(String, Face, Colour)>,
    pub height: f64,
    pub width: f64,
    is_cut: bool,
}

impl Paragraph {
    /// Whether a text was longer than its lines.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Adds a text on as many lines as it takes, at most `most_lines` of at most this width.
    pub fn add(&mut self, text: &str, face: Face, colour: Colour, width: f64, most_lines: usize, fonts: &Fonts) {
        let lines = wrapped(text, face, width, most_lines, fonts);
        self.is_cut |= lines.last().is_some_and(|line| line.ends_with('…') && !text.trim_end().ends_with('…'));
        for line in lines {
            self.width = self.width.max(face.width(&line, fonts));
            self.height += face.line_height();
            self.lines.push((line, face, colour));
        }
    }

    /// The same with a text added.
    pub fn with(mut self, text: &str, face: Face, colour: Colour, width: f64, most: usize, fonts: &Fonts) -> Self {
        self.add(text, face, colour, width, most, fonts);
        self
    }

    /// Writes it below `top`, its left end, middle or right end at `x`.
    pub fn draw(&self, canvas: &mut Canvas<'_>, x: f64, top: f64, anchor: Anchor) {
        let mut top = top;
        for (line, face, colour) in &self.lines {
            // The air between lines is above and below them alike.
            let air = (face.line_height() - 1.1 * face.size) / 2.0;
            canvas.label(line, (x, top + air + ASCENT * face.size), anchor, *face, *colour);
            top += face.line_height();
        }
    }

    /// Writes it with its middle at this height.
    pub fn draw_around(&self, canvas: &mut Canvas<'_>, x: f64, middle: f64, anchor: Anchor) {
        self.draw(canvas, x, middle - self.height / 2.0, anchor);
    }
}
