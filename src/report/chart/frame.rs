//! What surrounds a plot: title, subtitle and footnote, axes, grid.

use super::axis::{TimeAxis, TimeTick, ValueAxis};
use super::canvas::{ASCENT, Anchor, Canvas, Frame, Pen};
use super::medium::Look;
use super::palette::{BASELINE, GRID, INK, MUTED};
use crate::report::language::Language;
use crate::report::text::{Face, shortened, wrapped};

/// What is written around a chart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Headings {
    /// The finding: "Flywheel passes funnel in month 14 (90%: 10 to 21)".
    pub title: String,
    /// What is drawn, and over how many replications.
    pub subtitle: String,
    /// Scenario, plan, seed, version.
    pub footnote: String,
}

/// Writes the headings where the medium has them and returns what is left for the chart.
pub(super) fn headings(canvas: &mut Canvas<'_>, headings: &Headings, look: &Look) -> Frame {
    let mut body = Frame {
        left: look.margin,
        top: look.margin,
        right: canvas.width - look.margin,
        bottom: canvas.height - look.margin,
    };
    if !look.has_headings {
        return body;
    }
    let (subtitle, footnote) = (Face::regular(look.subtitle), Face::regular(look.footnote));
    let lines = |text: &str, face: Face| wrapped(text, face, body.width(), 2, canvas.fonts);
    let (subtitle_lines, footnote_lines) = (lines(&headings.subtitle, subtitle), lines(&headings.footnote, footnote));
    let (title_lines, title) = title(&headings.title, body.width(), look, canvas);
    body.top = write_down(canvas, &title_lines, title, INK, body.left, body.top);
    body.top =
        write_down(canvas, &subtitle_lines, subtitle, MUTED, body.left, body.top + 0.2 * look.title) + look.title * 0.8;
    body.bottom -= footnote_lines.len() as f64 * footnote.line_height();
    write_down(canvas, &footnote_lines, footnote, MUTED, body.left, body.bottom);
    body.bottom -= look.title * 0.6;
    body
}

/// The title on one line or two, smaller if it must be: its end holds the numbers. Cut off on the third.
fn title(text: &str, width: f64, look: &Look, canvas: &Canvas<'_>) -> (Vec<String>, Face) {
    let lines = |face: Face, width: f64| wrapped(text, face, width, 3, canvas.fonts);
    let [full, slightly, smaller, smallest] = [1.0, 0.88, 0.85, 0.72].map(|share| Face::semi_bold(share * look.title));
    let one_line = [full, slightly].into_iter().find(|face| lines(*face, width).len() <= 1);
    let two_lines = || [full, smaller].into_iter().find(|face| lines(*face, width).len() <= 2);
    let face = one_line.or_else(two_lines).unwrap_or(smallest);
    // The narrowest width that takes no more lines makes them of equal length.
    let n_lines = lines(face, width).len();
    let is_whole = |lines: &[String]| lines.len() <= n_lines && !lines.iter().any(|line| line.ends_with('…'));
    let (mut narrow, mut wide) = (0.5 * width, width);
    for _ in 0..BALANCING_STEPS {
        let middle = (narrow + wide) / 2.0;
        if is_whole(&lines(face, middle)) { wide = middle } else { narrow = middle }
    }
    (lines(face, wide), face)
}

/// Halvings of the width of a title, down to about a letter.
const BALANCING_STEPS: usize = 6;

/// Writes lines one below the other; returns where the next would begin.
fn write_down(
    canvas: &mut Canvas<'_>,
    lines: &[String],
    face: Face,
    colour: super::palette::Colour,
    left: f64,
    top: f64,
) -> f64 {
    for (number, line) in lines.iter().enumerate() {
        let baseline = top + number as f64 * face.line_height() + ASCENT * face.size;
        canvas.label(line, (left, baseline), Anchor::Start, face, colour);
    }
    top + lines.len() as f64 * face.line_height()
}

/// A plot with its scales: where periods and values lie.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Plot {
    pub area: Frame,
    pub values: ValueAxis,
    /// The first period shown: 1 for flows, which have no figure at the start.
    pub first: u32,
    pub last: u32,
}

impl Plot {
    /// The part of `frame` that is left when tick labels have their place, without drawing anything.
    ///
    /// * `right`: room to leave on the right, for labels at the ends of lines
    pub fn within(
        frame: Frame,
        values: ValueAxis,
        time: &TimeAxis,
        first: u32,
        right: f64,
        look: &Look,
        canvas: &Canvas<'_>,
    ) -> Plot {
        let face = Face::regular(look.tick);
        let widest = values
            .ticks(canvas.fonts.language())
            .iter()
            .map(|(_, label)| face.width(label, canvas.fonts))
            .fold(0.0, f64::max);
        let n_lines = if time.caption().is_some() { 2.0 } else { 1.0 };
        let area = Frame {
            // Whole pixels keep the grid crisp.
            left: libm::ceil(frame.left + widest + 0.6 * look.tick),
            // The uppermost label stands half above its line.
            top: libm::ceil(frame.top + 0.5 * look.tick),
            right: libm::floor(frame.right - right),
            bottom: libm::floor(frame.bottom - 0.7 * look.tick - n_lines * face.line_height()),
        };
        Plot { area, values, first, last: time.periods }
    }

    pub fn x(&self, period: f64) -> f64 {
        let (first, last) = (f64::from(self.first), f64::from(self.last));
        if self.last <= self.first {
            return (self.area.left + self.area.right) / 2.0;
        }
        // One or two periods are points and stand off the edges.
        let inset = if self.has_points_only() { 0.25 * self.area.width() } else { 0.0 };
        self.area.left + inset + (period - first) / (last - first) * (self.area.width() - 2.0 * inset)
    }

    pub fn y(&self, value: f64) -> f64 {
        self.area.bottom - self.values.share(value) * self.area.height()
    }

    /// Whether there are too few periods for a line.
    pub fn has_points_only(&self) -> bool {
        self.last <= self.first + 1 && self.last <= 1
    }

    /// Grid, ticks and their labels; `frame` is what they may take.
    pub fn draw_axes(&self, canvas: &mut Canvas<'_>, time: &TimeAxis, frame: Frame, look: &Look) {
        self.draw_value_axis(canvas, time.language, look);
        self.draw_time_axis(canvas, time, frame, look);
    }

    pub fn draw_value_axis(&self, canvas: &mut Canvas<'_>, language: Language, look: &Look) {
        let face = Face::regular(look.tick);
        for (at, label) in self.values.ticks(language) {
            let share = (at - self.values.low) / (self.values.high - self.values.low);
            let y = (self.area.bottom - share * self.area.height()).round();
            let colour = if at == 0.0 { BASELINE } else { GRID };
            canvas.line(vec![(self.area.left, y), (self.area.right, y)], Pen { colour, width: look.line * 0.4 });
            canvas.label(&label, (self.area.left - 0.6 * look.tick, y + 0.36 * look.tick), Anchor::End, face, MUTED);
        }
    }

    pub fn draw_time_axis(&self, canvas: &mut Canvas<'_>, time: &TimeAxis, frame: Frame, look: &Look) {
        let face = Face::regular(look.tick);
        let baseline = self.area.bottom + 0.7 * look.tick + ASCENT * look.tick;
        for (tick, left) in self.time_ticks(time, frame, face, canvas) {
            let x = self.x(f64::from(tick.period));
            let mark = vec![(x, self.area.bottom), (x, self.area.bottom + 0.3 * look.tick)];
            canvas.line(mark, Pen { colour: BASELINE, width: look.line * 0.4 });
            canvas.label(&tick.label, (left, baseline), Anchor::Start, face, MUTED);
        }
        if let Some(caption) = time.caption() {
            let middle = (self.area.left + self.area.right) / 2.0;
            let caption = shortened(caption, face, self.area.width(), canvas.fonts);
            canvas.label(&caption, (middle, baseline + face.line_height()), Anchor::Middle, face, MUTED);
        }
    }

    /// The densest labelling whose labels have air between them, each with its left end.
    fn time_ticks(&self, time: &TimeAxis, frame: Frame, face: Face, canvas: &Canvas<'_>) -> Vec<(TimeTick, f64)> {
        let placed = |ticks: Vec<TimeTick>| -> Vec<(TimeTick, f64)> {
            let shown = ticks.into_iter().filter(|tick| tick.period >= self.first);
            let at = |tick: &TimeTick| {
                let width = face.width(&tick.label, canvas.fonts);
                (self.x(f64::from(tick.period)) - width / 2.0).min(frame.right - width).max(frame.left)
            };
            shown
                .map(|tick| {
                    let left = at(&tick);
                    (tick, left)
                })
                .collect()
        };
        let air = 1.2 * face.size;
        let fits = |ticks: &Vec<(TimeTick, f64)>| {
            let airy =
                |pair: &[(TimeTick, f64)]| pair[0].1 + face.width(&pair[0].0.label, canvas.fonts) + air <= pair[1].1;
            !ticks.is_empty() && ticks.len() <= MOST_TIME_TICKS && ticks.windows(2).all(airy)
        };
        time.labellings().into_iter().map(placed).find(fits).unwrap_or_default()
    }
}

/// More labels than this say nothing more.
const MOST_TIME_TICKS: usize = 14;
