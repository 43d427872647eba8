//! The bow tie: columns that narrow to the sale and widen behind it.

use super::rows::{FILL, PALE, THINNEST};
use super::{Paragraph, ShapeChart};
use crate::report::chart::canvas::{Anchor, Canvas, Frame, Pen, Point};
use crate::report::chart::medium::Look;
use crate::report::chart::palette::{GRID, INK, plan_hue};
use crate::report::chart::system::System;
use crate::report::text::Face;

/// The places of a panel.
struct Columns {
    left: f64,
    pitch: f64,
    gap: f64,
    middle: f64,
    half: f64,
    /// Height of the chances.
    strip: f64,
    /// Below the chances, above the names.
    top: f64,
    bottom: f64,
    text: f64,
}

impl Columns {
    fn left_of(&self, place: usize) -> f64 {
        self.left + place as f64 * self.pitch
    }
}

impl ShapeChart {
    pub(super) fn draw_columns(&self, canvas: &mut Canvas<'_>, system: &System, frame: Frame, look: &Look) {
        if self.path.is_empty() {
            return;
        }
        let frame = self.draw_beside(canvas, system, frame, look);
        let pitch = frame.width() / self.path.len() as f64;
        let text = look.tick.min(0.19 * pitch).max(0.72 * look.tick);
        let names: Vec<Paragraph> =
            self.path.iter().map(|stage| self.name(canvas, system, *stage, text, pitch)).collect();
        let tallest = names.iter().map(|name| name.height).fold(0.0, f64::max);
        let strip = if self.has_short_times(canvas, system, text, pitch) { 1.5 * text } else { 2.6 * text };
        let (top, bottom) = (frame.top + strip, frame.bottom - tallest - 0.3 * text);
        let columns = Columns {
            left: frame.left,
            pitch,
            gap: (0.03 * pitch).clamp(1.5, 5.0),
            middle: (top + bottom) / 2.0,
            half: ((bottom - top) / 2.0).max(1.0),
            strip,
            top,
            bottom,
            text,
        };
        let lengths = self.lengths(system);
        if let (Some(mirrored), Some(knot)) = (self.mirrored(&lengths), self.knot()) {
            for place in knot..self.path.len() {
                canvas.area(outline(&mirrored, place, &columns, look), plan_hue(system.plan).line, PALE);
            }
        }
        for (place, name) in names.iter().enumerate() {
            canvas.area(outline(&lengths, place, &columns, look), plan_hue(system.plan).line, FILL);
            let middle = columns.left_of(place) + pitch / 2.0;
            name.draw(canvas, middle, columns.bottom + 0.3 * text, Anchor::Middle);
            self.draw_chance_above(canvas, system, place, &columns, look);
        }
    }

    /// A stage's people above its name.
    fn name(&self, canvas: &Canvas<'_>, system: &System, stage: usize, text: f64, pitch: f64) -> Paragraph {
        let stage = &system.stages[stage];
        let width = pitch - 0.6 * text;
        let people = self.people(stage.people());
        Paragraph::default().with(&people, Face::semi_bold(text), INK, width, 1, canvas.fonts).with(
            &stage.label,
            Face::regular(0.88 * text),
            INK,
            width,
            3,
            canvas.fonts,
        )
    }

    /// Whether every chance has room for its time beside it.
    fn has_short_times(&self, canvas: &Canvas<'_>, system: &System, text: f64, pitch: f64) -> bool {
        let [strong, quiet] = self.faces(text);
        let fits = |place: usize| {
            let Some(chance) = self.conversion(system, place) else { return true };
            let time = system.stages[self.path[place]].time.map(|time| self.time(time)).unwrap_or_default();
            let width = strong.0.width(&self.percent(chance), canvas.fonts) + quiet.0.width(&time, canvas.fonts);
            width + 1.2 * text <= pitch
        };
        (0..self.path.len()).all(fits)
    }

    /// The chance to get on and how long it takes, above the border to the next stage.
    fn draw_chance_above(
        &self,
        canvas: &mut Canvas<'_>,
        system: &System,
        place: usize,
        columns: &Columns,
        look: &Look,
    ) {
        let Some(chance) = self.conversion(system, place) else { return };
        let x = columns.left_of(place + 1) - columns.gap / 2.0;
        let [strong, quiet] = self.faces(columns.text);
        let face = if self.is_weakest(system, place) { strong.0 } else { Face::regular(columns.text) };
        let width = columns.pitch - 0.6 * columns.text;
        let share = self.percent(chance);
        let top = columns.top - columns.strip;
        let mut text = Paragraph::default().with(&share, face, INK, width, 1, canvas.fonts);
        let time = system.stages[self.path[place]].time.map(|time| self.time(time));
        match time.filter(|time| quiet.0.width(time, canvas.fonts) <= width) {
            Some(time) if columns.strip < 2.0 * columns.text => {
                let (first, gap) = (face.width(&share, canvas.fonts), 0.4 * columns.text);
                let left = x - (first + gap + quiet.0.width(&time, canvas.fonts)) / 2.0;
                text.draw(canvas, left, top, Anchor::Start);
                let time = Paragraph::default().with(&time, quiet.0, quiet.1, width, 1, canvas.fonts);
                time.draw(canvas, left + first + gap, top + 0.06 * columns.text, Anchor::Start);
            }
            Some(time) => {
                text.add(&time, quiet.0, quiet.1, width, 1, canvas.fonts);
                text.draw(canvas, x, top, Anchor::Middle);
            }
            None => text.draw(canvas, x, top, Anchor::Middle),
        }
        canvas.line(vec![(x, columns.top), (x, columns.bottom)], Pen { colour: GRID, width: 0.4 * look.line });
    }
}

/// A stage from its own length to that of the next one, as far as the gap between them allows.
fn outline(lengths: &[f64], place: usize, columns: &Columns, look: &Look) -> Vec<Point> {
    let own = |place: usize| (lengths[place] * columns.half).max(THINNEST * look.line);
    let before = own(place);
    let share = (columns.pitch - columns.gap) / columns.pitch;
    let behind = lengths.get(place + 1).map_or(before, |_| before + (own(place + 1) - before) * share);
    let (left, right) = (columns.left_of(place), columns.left_of(place) + columns.pitch - columns.gap);
    vec![
        (left, columns.middle - before),
        (right, columns.middle - behind),
        (right, columns.middle + behind),
        (left, columns.middle + before),
    ]
}
