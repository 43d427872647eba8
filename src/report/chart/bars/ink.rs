//! The ink of rows of marks whose places are settled.

use super::super::canvas::{ASCENT, Anchor, Canvas, Frame, Pen};
use super::super::palette::{BASELINE, GRID, INK, MUTED, PAPER, RULE};
use super::layout::{Layout, PlacedRow};
use super::{BarRow, Bars, Form, Mark};
use crate::report::fonts::Fonts;
use crate::report::language::{Words, words};

const MORE: Words = words("and {n} more", "외 {n}개", "另有{n}项");

impl Layout {
    fn x(&self, bars: &Bars, value: f64) -> f64 {
        self.plot.0 + bars.axis.share(value).clamp(0.0, 1.0) * (self.plot.1 - self.plot.0)
    }

    pub fn draw(&self, bars: &Bars, canvas: &mut Canvas<'_>, body: Frame) {
        let top = body.top + self.head_height;
        let bottom = top + self.rows.iter().map(|row| row.height).sum::<f64>();
        self.draw_heads(canvas, body);
        self.draw_axis(bars, canvas, body, (top, bottom));
        self.draw_levels(bars, canvas, (top, bottom));
        let mut at = top;
        let mut last_end = None;
        for placed in &self.rows {
            let row = &bars.rows[placed.index];
            last_end = self.draw_row(bars, (row, placed), canvas, (body, at), last_end);
            at += placed.height;
        }
        if self.n_more > 0 {
            let below = bottom + 0.7 * self.faces.tick.size + self.faces.tick.line_height();
            let text = canvas.fonts.language().fill(MORE, &[("n", &self.n_more.to_string())]);
            let baseline = below + 0.3 * self.faces.label.size + ASCENT * self.faces.note.size;
            canvas.label(&text, (body.left, baseline), Anchor::Start, self.faces.note, MUTED);
        }
    }

    fn draw_heads(&self, canvas: &mut Canvas<'_>, body: Frame) {
        let face = self.faces.head;
        let n_lines = self.heads.iter().map(|(_, _, lines)| lines.len()).max().unwrap_or(0);
        for (x, anchor, lines) in &self.heads {
            // Heads stand on one line at their foot.
            let skipped = n_lines - lines.len();
            for (number, line) in lines.iter().enumerate() {
                let baseline = body.top + (skipped + number) as f64 * face.line_height() + ASCENT * face.size;
                canvas.label(line, (*x, baseline), *anchor, face, MUTED);
            }
        }
    }

    fn draw_axis(&self, bars: &Bars, canvas: &mut Canvas<'_>, body: Frame, (top, bottom): (f64, f64)) {
        let face = self.faces.tick;
        let width = 0.07 * face.size;
        let ticks = bars.axis.ticks(canvas.fonts.language());
        for (at, _) in &ticks {
            let colour = if *at == 0.0 { BASELINE } else { GRID };
            let x = self.tick_x(bars, *at).round();
            for (from, to) in self.stretches(top, bottom) {
                canvas.line(vec![(x, from), (x, to)], Pen { colour, width });
            }
        }
        let baseline = bottom + 0.5 * face.size + ASCENT * face.size;
        for (label, left) in self.tick_labels(bars, &ticks, body, canvas.fonts) {
            canvas.label(&label, (left, baseline), Anchor::Start, face, MUTED);
        }
    }

    /// Where upright lines run: all the way, but not through labels that stand above their marks.
    fn stretches(&self, top: f64, bottom: f64) -> Vec<(f64, f64)> {
        if !self.is_stacked {
            return vec![(top, bottom)];
        }
        let mut at = top;
        let of_row = |row: &PlacedRow| {
            let from = at + row.group_height + 0.2 * self.faces.label.size + row.text_height;
            at += row.height;
            (from, from + row.marks_height)
        };
        self.rows.iter().map(of_row).collect()
    }

    /// Where a tick is, given in displayed units.
    fn tick_x(&self, bars: &Bars, displayed: f64) -> f64 {
        let share = (displayed - bars.axis.low) / (bars.axis.high - bars.axis.low);
        self.plot.0 + share * (self.plot.1 - self.plot.0)
    }

    /// Labels with their left ends: every tick, or every second, third, ... from zero on, until they have air.
    fn tick_labels(&self, bars: &Bars, ticks: &[(f64, String)], body: Frame, fonts: &Fonts) -> Vec<(String, f64)> {
        let face = self.faces.tick;
        let zero = ticks.iter().position(|(at, _)| *at == 0.0).unwrap_or(0);
        for stride in 1..=ticks.len().max(1) {
            let chosen = ticks.iter().enumerate().filter(|(index, _)| index.abs_diff(zero).is_multiple_of(stride));
            let placed: Vec<(String, f64, f64)> = chosen
                .map(|(_, (at, label))| {
                    let width = face.width(label, fonts);
                    let left = (self.tick_x(bars, *at) - width / 2.0).min(body.right - width).max(body.left);
                    (label.clone(), left, left + width)
                })
                .collect();
            if placed.windows(2).all(|pair| pair[0].2 + 0.6 * face.size <= pair[1].1) {
                return placed.into_iter().map(|(label, left, _)| (label, left)).collect();
            }
        }
        Vec::new()
    }

    fn draw_levels(&self, bars: &Bars, canvas: &mut Canvas<'_>, (top, bottom): (f64, f64)) {
        let face = self.faces.tick;
        let mut taken = f64::NEG_INFINITY;
        for (value, label) in &bars.levels {
            let x = self.x(bars, *value);
            for (from, to) in self.stretches(top, bottom) {
                canvas.dashes((x, from), (x, to), Pen { colour: INK, width: 0.09 * face.size });
            }
            let width = face.width(label, canvas.fonts);
            let left = (x - width / 2.0).min(canvas.width - width).max(self.plot.0);
            if left > taken && !label.is_empty() {
                let baseline = top - 0.35 * face.size;
                canvas.label(label, (left, baseline), Anchor::Start, face, INK);
                taken = left + width;
            }
        }
    }

    /// Draws a row; returns the end of its last bar, from which a waterfall goes on.
    fn draw_row(
        &self,
        bars: &Bars,
        (row, placed): (&BarRow, &PlacedRow),
        canvas: &mut Canvas<'_>,
        (body, top): (Frame, f64),
        last_end: Option<(f64, f64)>,
    ) -> Option<(f64, f64)> {
        let faces = self.faces;
        if let Some(group) = &placed.group {
            let baseline = top + 0.3 * faces.group.size + ASCENT * faces.group.size;
            canvas.label(group, (body.left, baseline), Anchor::Start, faces.group, INK);
        }
        let inner = (top + placed.group_height, top + placed.height);
        let text_top = if self.is_stacked {
            inner.0 + 0.2 * faces.label.size
        } else {
            (inner.0 + inner.1 - placed.text_height) / 2.0
        };
        let text_bottom = self.draw_text(placed, bars.joined && self.is_stacked, canvas, (body.left, text_top));
        self.draw_cells(row, canvas, (inner.0 + inner.1) / 2.0);
        let marks_top = if self.is_stacked { text_bottom } else { (inner.0 + inner.1 - placed.marks_height) / 2.0 };
        let mut end = last_end;
        for (number, mark) in row.marks.iter().enumerate() {
            let middle = marks_top + (number as f64 + 0.5) * faces.mark();
            if let (true, Some((x, y)), Form::Bar { .. }) = (bars.joined, last_end, mark.form) {
                canvas.line(vec![(x, y), (x, middle)], Pen { colour: RULE, width: 0.06 * faces.label.size });
            }
            self.draw_mark(bars, mark, canvas, middle);
            end = mark.value.map(|value| (self.x(bars, value), middle)).or(end);
        }
        end
    }

    /// Label, note and, on a telephone, the columns in words; returns where they end.
    fn draw_text(&self, placed: &PlacedRow, is_crossed: bool, canvas: &mut Canvas<'_>, (left, top): (f64, f64)) -> f64 {
        let faces = self.faces;
        let pieces = placed.label.iter().map(|line| (line, faces.label, INK));
        let small = placed.note.iter().chain(&placed.cells).map(|line| (line, faces.note, MUTED));
        let mut at = top;
        for (line, face, colour) in pieces.chain(small) {
            let lead = (face.line_height() - 1.1 * face.size) / 2.0;
            let place = (left, at + lead + ASCENT * face.size);
            // The lines of a waterfall run behind labels that stand above their marks.
            if is_crossed {
                canvas.label_with_rim(line, place, Anchor::Start, face, colour);
            } else {
                canvas.label(line, place, Anchor::Start, face, colour);
            }
            at += face.line_height();
        }
        at
    }

    fn draw_cells(&self, row: &BarRow, canvas: &mut Canvas<'_>, middle: f64) {
        let faces = self.faces;
        for ((main, range), right) in row.cells.iter().zip(&self.columns) {
            let range = range.as_ref().filter(|_| self.attempt.has_ranges);
            let height = faces.label.line_height() + range.map_or(0.0, |_| faces.note.line_height());
            let top = middle - height / 2.0;
            let baseline = top + 0.07 * faces.label.size + ASCENT * faces.label.size;
            canvas.label(main, (*right, baseline), Anchor::End, faces.label, INK);
            if let Some(range) = range {
                let baseline = top + faces.label.line_height() + ASCENT * faces.note.size;
                canvas.label(range, (*right, baseline), Anchor::End, faces.note, MUTED);
            }
        }
    }

    fn draw_mark(&self, bars: &Bars, mark: &Mark, canvas: &mut Canvas<'_>, middle: f64) {
        let half = self.bar / 2.0;
        if let Some(value) = mark.value {
            let end = self.x(bars, value);
            let pen = Pen { colour: mark.hue.text, width: 0.11 * self.faces.label.size };
            if let Form::Bar { from } = mark.form {
                let (a, b) = (self.x(bars, from), end);
                let corners = vec![(a, middle - half), (b, middle - half), (b, middle + half), (a, middle + half)];
                if (a - b).abs() >= 0.5 {
                    canvas.area(corners, mark.hue.line, 0.55);
                }
                canvas.line(
                    vec![(b, middle - half), (b, middle + half)],
                    Pen { colour: mark.hue.line, width: pen.width },
                );
            }
            if let Some((low, high)) = mark.range.filter(|(low, high)| low < high) {
                let (low, high) = (self.x(bars, low), self.x(bars, high));
                canvas.line(vec![(low, middle), (high, middle)], pen);
                for x in [low, high] {
                    canvas.line(vec![(x, middle - 0.4 * half), (x, middle + 0.4 * half)], pen);
                }
            }
            if mark.form == Form::Dot {
                canvas.dot((end, middle), 0.26 * self.faces.label.size, mark.hue.line);
            }
        }
        self.draw_mark_text(bars, mark, canvas, middle);
    }

    fn draw_mark_text(&self, bars: &Bars, mark: &Mark, canvas: &mut Canvas<'_>, middle: f64) {
        let faces = self.faces;
        let left = self.x(bars, mark.right_end()) + self.text_gap();
        let baseline = middle + 0.36 * faces.text.size;
        let colour = if mark.form == Form::Dot { mark.hue.text } else { INK };
        if !bars.levels.is_empty() {
            // The line of a target goes on behind the figures, not through them.
            let right = left + self.mark_text_width(mark, canvas.fonts);
            let (top, bottom) = (middle - 0.55 * faces.text.size, middle + 0.55 * faces.text.size);
            let pad = 0.15 * faces.text.size;
            let corners = vec![(left - pad, top), (right + pad, top), (right + pad, bottom), (left - pad, bottom)];
            canvas.area(corners, PAPER, 1.0);
        }
        canvas.label_with_rim(&mark.text, (left, baseline), Anchor::Start, faces.text, colour);
        if let Some(detail) = mark.detail.as_ref().filter(|_| self.attempt.has_details) {
            let left = left + faces.text.width(&mark.text, canvas.fonts) + self.text_gap();
            canvas.label_with_rim(detail, (left, baseline), Anchor::Start, faces.detail, MUTED);
        }
    }
}
