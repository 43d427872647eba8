//! What is drawn on, in logical pixels: lines, areas, points and text whose place is known.
//!
//! Shapes go through plotters' SVG backend. It knows whole coordinates only, so a logical pixel is
//! [`GRID`] units of the drawing. Its text is not used: it takes the width of a text for its number of
//! bytes. Text is placed here, from measured widths, and written by [`Drawing`].

use std::collections::BTreeSet;

use plotters::coord::Shift;
use plotters::element::{Circle, PathElement, Polygon};
use plotters::prelude::{DrawingArea, IntoDrawingArea, RGBAColor, SVGBackend};

use plotters::style::ShapeStyle;

use super::drawing::Drawing;
use super::palette::Colour;
use crate::report::fonts::Fonts;
use crate::report::text::{Face, clean};

/// Units of the drawing in a logical pixel.
pub(super) const GRID: f64 = 8.0;

/// A place in logical pixels; y grows downwards.
pub type Point = (f64, f64);

/// A rectangle in logical pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Frame {
    pub fn width(self) -> f64 {
        self.right - self.left
    }

    pub fn height(self) -> f64 {
        self.bottom - self.top
    }

    /// Whether the two have more than an edge in common.
    pub fn overlaps(self, other: Frame) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    pub fn contains(self, other: Frame) -> bool {
        self.left <= other.left && other.right <= self.right && self.top <= other.top && other.bottom <= self.bottom
    }
}

/// A pen for lines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pen {
    pub colour: Colour,
    /// In logical pixels.
    pub width: f64,
}

/// Which point of a text stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// A text that has been placed.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    pub text: String,
    pub face: Face,
    pub colour: Colour,
    /// Left end of the baseline.
    pub at: Point,
    /// In logical pixels.
    pub width: f64,
    /// Keeps a rim of the page's colour around the letters, for text upon lines and bands.
    pub rim: bool,
}

impl Label {
    /// Where its letters can be: from the top of the tallest to the bottom of the lowest.
    pub fn extent(&self) -> Frame {
        let (left, baseline) = self.at;
        Frame {
            left,
            top: baseline - ASCENT * self.face.size,
            right: left + self.width,
            bottom: baseline + DESCENT * self.face.size,
        }
    }
}

/// Height of the tallest letters above the baseline, in ems: ideographs reach higher than capitals.
pub const ASCENT: f64 = 0.88;
/// Depth of the lowest letters below the baseline, in ems.
pub const DESCENT: f64 = 0.22;

#[derive(Debug, Clone, PartialEq)]
enum Shape {
    Line { points: Vec<Point>, pen: Pen, alpha: f64 },
    Area { points: Vec<Point>, colour: Colour, alpha: f64 },
    Dot { at: Point, radius: f64, colour: Colour },
}

/// A drawing in the making.
#[derive(Debug)]
pub struct Canvas<'a> {
    pub fonts: &'a Fonts,
    pub width: f64,
    pub height: f64,
    shapes: Vec<Shape>,
    labels: Vec<Label>,
    missing: BTreeSet<char>,
}

/// Why a chart could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    #[error("cannot write the shapes of a chart")]
    Shapes(#[source] std::io::Error),
    #[error("cannot read back the SVG of a chart")]
    Svg(#[from] resvg::usvg::Error),
    #[error("an image of {width} x {height} pixels is too large")]
    Size { width: u32, height: u32 },
    #[error("cannot compress the image of a chart")]
    Png(#[from] png::EncodingError),
}

impl<'a> Canvas<'a> {
    pub fn new(width: f64, height: f64, fonts: &'a Fonts) -> Self {
        Canvas { fonts, width, height, shapes: Vec::new(), labels: Vec::new(), missing: BTreeSet::new() }
    }

    pub fn line(&mut self, points: Vec<Point>, pen: Pen) {
        self.faint_line(points, pen, 1.0);
    }

    /// A line that lets through what is beneath; `alpha` 1 hides it.
    pub fn faint_line(&mut self, points: Vec<Point>, pen: Pen, alpha: f64) {
        self.shapes.push(Shape::Line { points, pen, alpha });
    }

    /// A line of dashes from one place to another.
    pub fn dashes(&mut self, from: Point, to: Point, pen: Pen) {
        let (dash, gap) = (4.0 * pen.width, 3.0 * pen.width);
        let length = ((to.0 - from.0) * (to.0 - from.0) + (to.1 - from.1) * (to.1 - from.1)).sqrt();
        let along = |distance: f64| {
            let share = distance.min(length) / length;
            (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1))
        };
        let mut begin = 0.0;
        while begin < length {
            self.line(vec![along(begin), along(begin + dash)], pen);
            begin += dash + gap;
        }
    }

    /// A filled shape; `alpha` 1 hides what is beneath.
    pub fn area(&mut self, points: Vec<Point>, colour: Colour, alpha: f64) {
        self.shapes.push(Shape::Area { points, colour, alpha });
    }

    pub fn dot(&mut self, at: Point, radius: f64, colour: Colour) {
        self.shapes.push(Shape::Dot { at, radius, colour });
    }

    /// Writes a text on one line, `at` being on its baseline. Text lies above all shapes.
    pub fn label(&mut self, text: &str, at: Point, anchor: Anchor, face: Face, colour: Colour) {
        self.place(text, at, anchor, face, colour, false);
    }

    /// Like [`Canvas::label`], readable upon lines and bands.
    pub fn label_with_rim(&mut self, text: &str, at: Point, anchor: Anchor, face: Face, colour: Colour) {
        self.place(text, at, anchor, face, colour, true);
    }

    fn place(&mut self, text: &str, at: Point, anchor: Anchor, face: Face, colour: Colour, rim: bool) {
        let shaped = self.fonts.shape(text, face.weight);
        let width = shaped.width * face.size;
        let left = match anchor {
            Anchor::Start => at.0,
            Anchor::Middle => at.0 - width / 2.0,
            Anchor::End => at.0 - width,
        };
        self.missing.extend(&shaped.missing);
        self.labels.push(Label { text: clean(text), face, colour, at: (left, at.1), width, rim });
    }

    /// The drawing as SVG, and what was noted on the way.
    pub fn finish(self) -> Result<Drawing, ChartError> {
        let shapes = self.shapes_as_svg()?;
        Ok(Drawing { width: self.width, height: self.height, missing: self.missing, labels: self.labels, shapes })
    }

    fn shapes_as_svg(&self) -> Result<String, ChartError> {
        let mut svg = String::new();
        let size = (whole(self.width) as u32, whole(self.height) as u32);
        {
            let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
            for shape in &self.shapes {
                draw(shape, &area).map_err(cause)?;
            }
            area.present().map_err(cause)?;
        }
        // The root element is ours: it has the size in logical pixels.
        let body = svg.find(">\n").map_or("", |end| &svg[end + 2..]);
        let body = body.trim_end().trim_end_matches("</svg>");
        Ok(body.lines().map(|element| with_own_opacity(element) + "\n").collect())
    }
}

/// The backend makes what is transparent a group, which costs a renderer a layer of the size of the
/// image; the transparency of a fill or a stroke costs nothing.
fn with_own_opacity(element: &str) -> String {
    let of_what = if element.contains("fill=\"none\"") { " stroke-opacity=" } else { " fill-opacity=" };
    element.replace(" opacity=\"1\"", "").replace(" opacity=", of_what)
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type DrawError = plotters::drawing::DrawingAreaErrorKind<std::io::Error>;

fn cause(error: DrawError) -> ChartError {
    ChartError::Shapes(std::io::Error::other(error.to_string()))
}

fn draw(shape: &Shape, area: &Area<'_>) -> Result<(), DrawError> {
    match shape {
        Shape::Line { points, pen, alpha } => {
            area.draw(&PathElement::new(units(points), style(pen.colour, *alpha, false, pen.width)))
        }
        Shape::Area { points, colour, alpha } => {
            area.draw(&Polygon::new(units(points), style(*colour, *alpha, true, 0.0)))
        }
        Shape::Dot { at, radius, colour } => {
            area.draw(&Circle::new(unit(*at), whole(*radius), style(*colour, 1.0, true, 0.0)))
        }
    }
}

fn style(colour: Colour, alpha: f64, filled: bool, width: f64) -> ShapeStyle {
    ShapeStyle {
        color: RGBAColor(colour.red, colour.green, colour.blue, alpha),
        filled,
        stroke_width: whole(width) as u32,
    }
}

fn units(points: &[Point]) -> Vec<(i32, i32)> {
    points.iter().copied().map(unit).collect()
}

fn unit(point: Point) -> (i32, i32) {
    (whole(point.0), whole(point.1))
}

/// In units of the drawing.
pub(super) fn whole(logical: f64) -> i32 {
    // Saturates: a point far outside stays far outside.
    (logical * GRID).round() as i32
}
