//! Trapezoids one below the other: the funnel, the hourglass, and the bow tie where it must be narrow.

use super::{Paragraph, ShapeChart};
use crate::model::Shape;
use crate::report::chart::canvas::{Anchor, Canvas, Frame, Pen, Point};
use crate::report::chart::medium::Look;
use crate::report::chart::palette::{BASELINE, INK, MUTED, plan_hue};
use crate::report::chart::system::System;
use crate::report::language::{Words, words};
use crate::report::text::Face;

/// How strong the fill of people is, and that of a mirror image.
pub(super) const FILL: f64 = 0.38;
pub(super) const PALE: f64 = 0.10;

/// The thinnest that people may be, in line widths.
pub(super) const THINNEST: f64 = 0.8;

/// A row is at most this high, in ems.
const HIGHEST: f64 = 8.0;

/// The places of a panel.
struct Rows {
    labels: Frame,
    middle: f64,
    half: f64,
    chances: Frame,
    /// Top of each stage and its height.
    tops: Vec<f64>,
    height: f64,
    text: f64,
}

impl ShapeChart {
    /// Height that rows take where there is as much as they like.
    pub(super) fn rows_height(&self, look: &Look) -> f64 {
        let halves = if self.halves().is_some() { 2.0 * 1.7 * look.tick } else { 0.0 };
        self.path.len().max(1) as f64 * 3.6 * look.tick + halves + 5.0 * look.tick
    }

    /// The names of the halves of an hourglass, and the first row of the second.
    fn halves(&self) -> Option<(usize, [&'static str; 2])> {
        let knot = self.knot().filter(|_| self.form == Shape::Hourglass)?;
        Some((knot, [MARKETING, OPERATIONS].map(|name| self.language.say(name))))
    }

    pub(super) fn draw_rows(&self, canvas: &mut Canvas<'_>, system: &System, frame: Frame, look: &Look) {
        if self.path.is_empty() {
            return;
        }
        let frame = self.draw_beside(canvas, system, frame, look);
        let rows = self.rows(frame, look);
        if let Some((knot, names)) = self.halves() {
            for (row, name) in [0, knot].into_iter().zip(names) {
                let top = rows.tops[row] - 1.7 * look.tick;
                let face = Face::semi_bold(0.85 * look.tick);
                let paragraph = Paragraph::default().with(name, face, MUTED, frame.width(), 1, canvas.fonts);
                paragraph.draw(canvas, frame.left, top + 0.2 * look.tick, Anchor::Start);
                let y = top;
                if row > 0 {
                    canvas.line(
                        vec![(frame.left, y), (frame.right, y)],
                        Pen { colour: BASELINE, width: 0.3 * look.line },
                    );
                }
            }
        }
        self.draw_mirror(canvas, system, &rows, look);
        for place in 0..self.path.len() {
            self.draw_row(canvas, system, place, &rows, look);
        }
    }

    fn rows(&self, frame: Frame, look: &Look) -> Rows {
        let n = self.path.len() as f64;
        let heading = 1.7 * look.tick;
        let halves = self.halves();
        let above = if halves.is_some() { 2.0 * heading } else { 0.0 };
        let pitch = ((frame.height() - above) / n).min(HIGHEST * look.label);
        let gap = (0.08 * pitch).clamp(1.5, 0.25 * look.label);
        let top = |row: usize| {
            let headings = halves.map_or(0.0, |(knot, _)| if row >= knot { 2.0 } else { 1.0 });
            frame.top + headings * heading + row as f64 * pitch
        };
        let text = look.tick.min(0.42 * pitch).max(0.6 * look.tick);
        let (label, chance) = (0.31 * frame.width(), (0.26 * frame.width()).min(11.0 * look.tick));
        let label = label.min(13.0 * look.tick);
        let body = Frame { left: frame.left + label, right: frame.right - chance, ..frame };
        Rows {
            labels: Frame { right: body.left - 0.8 * look.tick, ..frame },
            middle: (body.left + body.right) / 2.0,
            half: body.width() / 2.0,
            chances: Frame { left: body.right + 0.6 * look.tick, ..frame },
            tops: (0..self.path.len()).map(top).collect(),
            height: pitch - gap,
            text,
        }
    }

    /// Half of the length of each stage of the path, as a share of the longest.
    pub(super) fn lengths(&self, system: &System) -> Vec<f64> {
        let scale = self.scale();
        self.path.iter().map(|stage| scale.share(system.stages[*stage].people())).collect()
    }

    /// How long the borders of the stages from the sale on would be in the mirror image of those before it.
    ///
    /// Per place in the path and at the end of the last one; as the stages are up to the sale.
    pub(super) fn mirrored(&self, lengths: &[f64]) -> Option<Vec<f64>> {
        let knot = self.knot().filter(|_| matches!(self.form, Shape::BowTie | Shape::Hourglass))?;
        let behind = (lengths.len() - knot) as f64;
        let mirrored = |place: usize| {
            let from_start = knot as f64 * (1.0 - (place - knot) as f64 / behind);
            let low = libm::floor(from_start);
            let high = (low as usize + 1).min(knot);
            lengths[low as usize] + (from_start - low) * (lengths[high] - lengths[low as usize])
        };
        Some((0..=lengths.len()).map(|place| if place <= knot { lengths[place] } else { mirrored(place) }).collect())
    }

    fn draw_mirror(&self, canvas: &mut Canvas<'_>, system: &System, rows: &Rows, look: &Look) {
        let Some(mirrored) = self.mirrored(&self.lengths(system)) else { return };
        for place in self.knot().unwrap_or(0)..self.path.len() {
            let outline = self.trapezoid(&mirrored, place, rows, look);
            canvas.area(outline, plan_hue(system.plan).line, PALE);
        }
    }

    /// A stage from its own length to that of the next one, as far as the gap between them allows.
    fn trapezoid(&self, lengths: &[f64], place: usize, rows: &Rows, look: &Look) -> Vec<Point> {
        let own = |place: usize| (lengths[place] * rows.half).max(THINNEST * look.line);
        let (above, top) = (own(place), rows.tops[place]);
        let below = lengths.get(place + 1).map_or(above, |_| {
            let pitch = rows.tops.get(place + 1).map_or(rows.height, |next| next - top);
            above + (own(place + 1) - above) * rows.height / pitch
        });
        let bottom = top + rows.height;
        vec![
            (rows.middle - above, top),
            (rows.middle + above, top),
            (rows.middle + below, bottom),
            (rows.middle - below, bottom),
        ]
    }

    fn draw_row(&self, canvas: &mut Canvas<'_>, system: &System, place: usize, rows: &Rows, look: &Look) {
        let stage = &system.stages[self.path[place]];
        let lengths = self.lengths(system);
        let outline = self.trapezoid(&lengths, place, rows, look);
        // At the top and at the bottom of the figure.
        let at_figure = [0.5 - 0.55 * rows.text / rows.height, 0.5 + 0.55 * rows.text / rows.height];
        let halves = at_figure.map(|share| outline[1].0 + share * (outline[2].0 - outline[1].0) - rows.middle);
        let (narrow, wide) = (halves[0].min(halves[1]), halves[0].max(halves[1]));
        canvas.area(outline, plan_hue(system.plan).line, FILL);
        let [strong, quiet] = self.faces(rows.text);
        let middle = rows.tops[place] + rows.height / 2.0;
        let n_lines = ((rows.height / quiet.0.line_height()) as usize).clamp(1, 3);
        let name = Paragraph::default().with(
            &stage.label,
            Face::regular(rows.text),
            INK,
            rows.labels.width(),
            n_lines,
            canvas.fonts,
        );
        name.draw_around(canvas, rows.labels.left, middle, Anchor::Start);
        let people = self.people(stage.people());
        let width = strong.0.width(&people, canvas.fonts);
        let figure = Paragraph::default().with(&people, strong.0, INK, width + 1.0, 1, canvas.fonts);
        if width + rows.text < 2.0 * narrow {
            figure.draw_around(canvas, rows.middle, middle, Anchor::Middle);
        } else {
            figure.draw_around(canvas, rows.middle + wide + 0.5 * rows.text, middle, Anchor::Start);
        }
        self.draw_chance(canvas, system, place, rows, look);
    }

    /// The chance to get on and how long it takes, beside the border to the next stage.
    fn draw_chance(&self, canvas: &mut Canvas<'_>, system: &System, place: usize, rows: &Rows, look: &Look) {
        let Some(chance) = self.conversion(system, place) else { return };
        let (top, bottom) = (rows.tops[place] + 0.62 * rows.height, rows.tops[place + 1] + 0.38 * rows.height);
        let x = rows.chances.left + 0.4 * rows.text;
        let head = 0.32 * rows.text;
        let pen = Pen { colour: BASELINE, width: 0.45 * look.line };
        canvas.line(vec![(x, top), (x, bottom)], pen);
        canvas.line(vec![(x - head, bottom - head), (x, bottom), (x + head, bottom - head)], pen);
        let [strong, quiet] = self.faces(rows.text);
        let left = x + 0.9 * rows.text;
        let room = rows.chances.right - left;
        let is_weakest = self.is_weakest(system, place);
        let face = if is_weakest { strong.0 } else { Face::regular(rows.text) };
        let middle = (top + bottom) / 2.0;
        let share = self.percent(chance);
        let mut text = Paragraph::default().with(&share, face, INK, room, 1, canvas.fonts);
        let pitch = rows.tops[place + 1] - rows.tops[place];
        if let Some(time) = system.stages[self.path[place]].time.map(|time| self.time(time)) {
            let (width, gap) = (face.width(&share, canvas.fonts), 0.6 * rows.text);
            if width + gap + quiet.0.width(&time, canvas.fonts) <= room {
                let time = Paragraph::default().with(&time, quiet.0, quiet.1, room, 1, canvas.fonts);
                time.draw_around(canvas, left + width + gap, middle, Anchor::Start);
            } else if text.height + quiet.0.line_height() <= pitch && quiet.0.width(&time, canvas.fonts) <= room {
                text.add(&time, quiet.0, quiet.1, room, 1, canvas.fonts);
            }
        }
        text.draw_around(canvas, left, middle, Anchor::Start);
    }
}

const MARKETING: Words = words("Marketing system", "마케팅 시스템", "营销系统");
const OPERATIONS: Words = words("Operations system", "운영 시스템", "运营系统");
