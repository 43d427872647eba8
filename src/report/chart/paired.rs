//! What charts of paired futures share: simple lines, flags above a plot, statements about when.

use super::axis::TimeAxis;
use super::canvas::{Anchor, Canvas, Pen, Point};
use super::frame::Plot;
use super::labels::flag_rows;
use super::medium::Look;
use super::palette::{Colour, RULE};
use crate::report::fonts::Fonts;
use crate::report::language::{Words, words};
use crate::report::numbers::When;
use crate::report::text::{Face, shortened};

/// Draws a line through the periods that have a value; a period between two gaps is a dot.
///
/// * `from`: first period drawn
pub(super) fn draw_line(
    canvas: &mut Canvas<'_>,
    plot: &Plot,
    values: &[Option<f64>],
    from: u32,
    (pen, alpha): (Pen, f64),
) {
    let mut piece: Vec<Point> = Vec::new();
    let mut draw = |piece: &mut Vec<Point>| match std::mem::take(piece).as_slice() {
        [] => {}
        [only] => canvas.dot(*only, 0.8 * pen.width, pen.colour),
        line => canvas.faint_line(line.to_vec(), pen, alpha),
    };
    for period in from.max(plot.first)..=plot.last {
        match values.get(period as usize).copied().flatten().filter(|value| value.is_finite()) {
            Some(value) => piece.push((plot.x(f64::from(period)), plot.y(value))),
            None => draw(&mut piece),
        }
    }
    draw(&mut piece);
}

/// A named period: a dashed line through the plot, its label above.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Flag {
    pub period: u32,
    pub label: String,
    pub colour: Colour,
}

/// Height that flags take above a plot.
pub(super) fn flags_height(flags: &[Flag], plot: &Plot, look: &Look, fonts: &Fonts) -> f64 {
    let rows = placed(flags, plot, look, fonts);
    let n_rows = rows.iter().map(|(_, _, row)| row + 1).max().unwrap_or(0);
    n_rows as f64 * Face::regular(look.tick).line_height()
}

/// Left end, text and row of each flag's label.
fn placed(flags: &[Flag], plot: &Plot, look: &Look, fonts: &Fonts) -> Vec<(f64, String, usize)> {
    let face = Face::regular(look.tick);
    let place = |flag: &Flag| {
        let text = shortened(&flag.label, face, plot.area.width(), fonts);
        let beside = plot.x(f64::from(flag.period.clamp(plot.first, plot.last))) + 0.4 * look.tick;
        (beside.min(plot.area.right - face.width(&text, fonts)).max(plot.area.left), text)
    };
    let places: Vec<_> = flags.iter().map(place).collect();
    let poles: Vec<_> = places.iter().map(|(left, text)| (*left, left + face.width(text, fonts) + look.tick)).collect();
    let rows = flag_rows(&poles);
    places.into_iter().zip(rows).map(|((left, text), row)| (left, text, row)).collect()
}

/// Draws flags whose poles stand on the floor of a plot.
pub(super) fn draw_flags(canvas: &mut Canvas<'_>, flags: &[Flag], plot: &Plot, look: &Look) {
    let face = Face::regular(look.tick);
    for (flag, (left, text, row)) in flags.iter().zip(placed(flags, plot, look, canvas.fonts)) {
        let x = plot.x(f64::from(flag.period.clamp(plot.first, plot.last)));
        let baseline = plot.area.top - 0.8 * look.tick - row as f64 * face.line_height();
        let top = if left > x { baseline - 0.75 * look.tick } else { baseline + 0.35 * look.tick };
        draw_pole(canvas, flag, plot, top, look);
        canvas.label_with_rim(&text, (left, baseline), Anchor::Start, face, flag.colour);
    }
}

/// A dashed line at a flag's period, from the floor of a plot to `top`.
pub(super) fn draw_pole(canvas: &mut Canvas<'_>, flag: &Flag, plot: &Plot, top: f64, look: &Look) {
    let x = plot.x(f64::from(flag.period.clamp(plot.first, plot.last)));
    canvas.dashes((x, plot.area.bottom), (x, top), Pen { colour: RULE, width: look.line * 0.5 });
}

/// `month 14`, `Aug 2028`, `> 36 months`.
pub(super) fn name(when: When, time: &TimeAxis) -> String {
    match when {
        When::In(period) => time.name(period),
        later => later.text(time.step, time.language),
    }
}

const LATER: Words = words("after the run", "기간 이후", "期末之后");

/// `10 to 21`, `Apr 2028 to Dec 2028`, `21 to > 36`; `None` if it has no width.
pub(super) fn range(low: When, high: When, time: &TimeAxis) -> Option<String> {
    let bare = |when| match when {
        When::In(period) if time.start.is_some() => time.name(period),
        When::In(period) => period.to_string(),
        When::LaterThan(_) if time.start.is_some() => time.language.say(LATER).to_string(),
        When::LaterThan(periods) => format!("> {periods}"),
    };
    (low != high).then(|| time.language.range(&bare(low), &bare(high)))
}

#[cfg(test)]
mod tests;
