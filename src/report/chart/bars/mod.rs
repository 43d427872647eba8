//! Bars in rows: labels at the left, what is drawn in the middle, figures at the ends.
//!
//! What ranked bars, dots against a target and waterfalls have in common. A row has one mark or one per plan;
//! between label and marks there may be columns of figures. On a telephone the label stands above its marks.

mod ink;
mod layout;
#[cfg(test)]
mod tests;

#[cfg(test)]
pub(super) use tests::context;

use super::Chart;
use super::axis::ValueAxis;
use super::canvas::{ASCENT, Anchor, Canvas, ChartError, Frame};
use super::drawing::Drawing;
use super::frame::{Headings, headings};
use super::labels::legend;
use super::medium::{Look, Medium};
use super::palette::{Hue, MUTED, N_HUES, plan_hue};
use crate::report::fonts::Fonts;
use crate::report::language::{Language, Words, words};
use crate::report::numbers::{Estimate, Unit};
use crate::report::text::{Face, wrapped};
use layout::Layout;

/// Rows with marks under headings.
#[derive(Debug, Clone, PartialEq)]
pub struct BarChart {
    /// What its files are called.
    pub name: &'static str,
    pub headings: Headings,
    /// What the figures say, in a sentence under the chart.
    pub sentence: String,
    /// The figures in words.
    pub alt: String,
    pub(super) bars: Bars,
}

impl Chart for BarChart {
    fn name(&self) -> &str {
        self.name
    }

    fn headings(&self) -> &Headings {
        &self.headings
    }

    fn sentence(&self) -> &str {
        &self.sentence
    }

    fn alt_text(&self) -> String {
        self.alt.clone()
    }

    fn draw(&self, medium: Medium, fonts: &Fonts) -> Result<Drawing, ChartError> {
        draw(&self.bars, &self.headings, medium, fonts)
    }
}

/// Rows under one scale.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bars {
    pub axis: ValueAxis,
    /// What stands above the label, the columns and the marks; empty for none.
    pub heads: Heads,
    pub rows: Vec<BarRow>,
    /// Plans whose marks stand beside each other, by name and colour; empty where there is one.
    pub legend: Vec<(String, Hue)>,
    /// Upright lines with a name above: a target.
    pub levels: Vec<(f64, String)>,
    /// Whether thin lines join the end of each bar with the next one, as in a waterfall.
    pub joined: bool,
    /// Rows that are left out already.
    pub n_more: usize,
    /// Said where there are no rows.
    pub nothing: String,
}

/// Heads of the columns.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Heads {
    pub label: String,
    pub columns: Vec<String>,
    pub marks: String,
}

/// One thing and its figures.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct BarRow {
    /// Heading above it, if it is the first of its group.
    pub group: Option<String>,
    pub label: String,
    /// Below the label, smaller.
    pub note: Option<String>,
    /// Per column the figure, and its range.
    pub cells: Vec<(String, Option<String>)>,
    pub marks: Vec<Mark>,
}

/// A bar or a dot, its whiskers, and what is written at its end.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mark {
    pub form: Form,
    /// Where it ends; `None`: nothing is drawn.
    pub value: Option<f64>,
    /// Ends of the whiskers.
    pub range: Option<(f64, f64)>,
    pub hue: Hue,
    pub text: String,
    /// Beside the text, smaller.
    pub detail: Option<String>,
}

/// What stands for a value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Form {
    /// From here to the value.
    Bar {
        from: f64,
    },
    Dot,
}

impl Default for Bars {
    fn default() -> Self {
        Bars {
            axis: ValueAxis::covering(std::iter::empty(), &Unit::Number, 5),
            heads: Heads::default(),
            rows: Vec::new(),
            legend: Vec::new(),
            levels: Vec::new(),
            joined: false,
            n_more: 0,
            nothing: String::new(),
        }
    }
}

/// Rows that a chart has at most.
pub(super) const MOST_ROWS: usize = 20;

/// Draws rows for a medium.
///
/// On a slide what does not fit is left out from the end, and said; elsewhere the drawing is as high as it
/// must be.
///
/// # Errors
/// [`ChartError`] if the drawing library fails.
pub(super) fn draw(bars: &Bars, words: &Headings, medium: Medium, fonts: &Fonts) -> Result<Drawing, ChartError> {
    let look = medium.look();
    let height = if look.has_headings {
        look.height
    } else {
        let body = Frame { left: look.margin, top: 0.0, right: look.width - look.margin, bottom: f64::INFINITY };
        let fitted = Layout::fitting(bars, body, &look, fonts);
        // A canvas to measure the legend on.
        let names = draw_legend(bars, &mut Canvas::new(look.width, look.height, fonts), body, &look);
        libm::ceil(names + fitted.height + 2.0 * look.margin).max(MIN_HEIGHT)
    };
    let mut canvas = Canvas::new(look.width, height, fonts);
    let mut body = headings(&mut canvas, words, &look);
    body.top += draw_legend(bars, &mut canvas, body, &look);
    if bars.rows.is_empty() {
        say_nothing(&bars.nothing, &mut canvas, body, &look);
        return canvas.finish();
    }
    let layout = Layout::fitting(bars, body, &look, fonts);
    layout.draw(bars, &mut canvas, body);
    canvas.finish()
}

const MIN_HEIGHT: f64 = 80.0;

/// Names of the plans above the rows; returns the height that they take.
fn draw_legend(bars: &Bars, canvas: &mut Canvas<'_>, body: Frame, look: &Look) -> f64 {
    let names: Vec<_> = bars.legend.iter().map(|(name, hue)| (name.as_str(), hue.line)).collect();
    let height = legend(canvas, &names, Face::regular(look.label), body);
    if height > 0.0 { height + 0.4 * look.label } else { 0.0 }
}

fn say_nothing(text: &str, canvas: &mut Canvas<'_>, body: Frame, look: &Look) {
    let face = Face::regular(look.label);
    let lines = wrapped(text, face, body.width(), 3, canvas.fonts);
    let top = (body.top + body.bottom) / 2.0 - lines.len() as f64 * face.line_height() / 2.0;
    for (number, line) in lines.iter().enumerate() {
        let baseline = top + number as f64 * face.line_height() + ASCENT * face.size;
        canvas.label(line, ((body.left + body.right) / 2.0, baseline), Anchor::Middle, face, MUTED);
    }
}

impl Mark {
    /// The rightmost place of what is drawn: zero where it lies left of it.
    fn right_end(&self) -> f64 {
        let from = if let Form::Bar { from } = self.form { from } else { 0.0 };
        let ends = [Some(from), self.value, self.range.map(|(_, high)| high)];
        ends.into_iter().flatten().filter(|end| end.is_finite()).fold(0.0, f64::max)
    }
}

/// The scale that shows all marks of rows, and zero.
pub(super) fn scale(rows: &[BarRow], unit: &Unit) -> ValueAxis {
    let values = rows.iter().flat_map(|row| &row.marks).flat_map(|mark| {
        let from = if let Form::Bar { from } = mark.form { Some(from) } else { None };
        [from, mark.value, mark.range.map(|(low, _)| low), mark.range.map(|(_, high)| high)]
    });
    ValueAxis::covering(values.flatten(), unit, 5)
}

/// Grey, for what is neither one plan's nor another's.
pub(super) fn neutral() -> Hue {
    plan_hue(N_HUES - 1)
}

/// A bar from zero with its whiskers; the figure and its range at its end.
pub(super) fn bar(estimate: Estimate, unit: &Unit, hue: Hue, language: Language) -> Mark {
    Mark {
        form: Form::Bar { from: 0.0 },
        value: Some(estimate.median).filter(|value| value.is_finite()),
        range: Some((estimate.low, estimate.high)).filter(|(low, high)| low.is_finite() && high.is_finite()),
        hue,
        text: estimate.middle(unit, language),
        detail: estimate.range(unit, language),
    }
}

const NINETY: Words = words("{figure} (90%: {range})", "{figure} (90%: {range})", "{figure}（90%：{range}）");

/// `$120k (90%: $80k to $150k)`; without the range if it has no width.
pub(super) fn with_ninety(estimate: Estimate, unit: &Unit, language: Language) -> String {
    let middle = estimate.middle(unit, language);
    match estimate.range(unit, language) {
        Some(range) => language.fill(NINETY, &[("figure", &middle), ("range", &range)]),
        None => middle,
    }
}
