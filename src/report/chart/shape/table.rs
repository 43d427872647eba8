//! What is in the sectors of a wheel: their stages and frictions, under one plan or between two wheels.

use super::ShapeChart;
use super::wheel::{Sector, friction_hue};
use crate::report::chart::canvas::{Anchor, Canvas, Frame, Pen};
use crate::report::chart::medium::Look;
use crate::report::chart::palette::{Colour, GRID, INK, MUTED, plan_hue};
use crate::report::chart::system::System;
use crate::report::language::{Words, words};
use crate::report::text::{Face, shortened};

/// A line of the table.
pub(super) enum Row {
    /// Number of the sector and name of its phase.
    Phase(usize, String),
    /// Number of the sector, if it has no line of its own, and place in the path.
    Stage(Option<usize>, usize),
    /// Index of a friction.
    Friction(usize),
}

/// Where the columns of the table are.
struct Columns {
    frame: Frame,
    row: f64,
    text: f64,
    /// The numbers of the sectors and the names.
    names: Frame,
    /// Per plan, the right ends of people and of chances, and of times if there is room.
    figures: Vec<(f64, f64, Option<f64>)>,
}

impl ShapeChart {
    pub(super) fn table(&self, system: &System, sectors: &[Sector]) -> Vec<Row> {
        let mut rows = Vec::new();
        for (number, sector) in sectors.iter().enumerate() {
            let names: Vec<&str> =
                sector.places.iter().map(|place| system.stages[self.path[*place]].label.as_str()).collect();
            let named = sector.phase.clone().filter(|_| names.len() > 1);
            let has_line = named.is_some();
            rows.extend(named.map(|phase| Row::Phase(number, phase)));
            let of_stage = |(at, place): (usize, &usize)| Row::Stage((!has_line && at == 0).then_some(number), *place);
            rows.extend(sector.places.iter().enumerate().map(of_stage));
            rows.extend(sector.frictions.iter().map(|friction| Row::Friction(*friction)));
        }
        rows
    }

    /// * `shown`: one system, or two whose figures stand left and right of the names
    pub(super) fn draw_table(
        &self,
        canvas: &mut Canvas<'_>,
        shown: &[System],
        sectors: &[Sector],
        frame: Frame,
        look: &Look,
    ) {
        let Some(base) = shown.first() else { return };
        let rows = self.table(base, sectors);
        let columns = self.columns_of_table(shown, rows.len(), frame, look);
        self.draw_captions(canvas, &columns);
        for (at, row) in rows.iter().enumerate() {
            let top = columns.frame.top + (at + 1) as f64 * columns.row;
            let starts = matches!(row, Row::Phase(..) | Row::Stage(Some(_), _));
            if starts {
                let line = vec![(frame.left, top), (frame.right, top)];
                canvas.line(line, Pen { colour: GRID, width: 0.3 * look.line });
            }
            self.draw_line(canvas, shown, row, top, &columns);
        }
    }

    fn columns_of_table(&self, shown: &[System], n_rows: usize, frame: Frame, look: &Look) -> Columns {
        let lines = (n_rows + 1) as f64;
        let row = (frame.height() / lines).min(1.65 * look.tick);
        let text = look.tick.min(row / 1.2);
        // A table that leaves room stands in the middle.
        let top = frame.top + (frame.height() - lines * row) / 2.0;
        let frame = Frame { top: top.max(frame.top), ..frame };
        let (people, chance, time) = (3.9 * text, 3.4 * text, 5.6 * text);
        if shown.len() == 2 {
            let side = people + chance;
            return Columns {
                frame,
                row,
                text,
                names: Frame { left: frame.left + side + 1.2 * text, right: frame.right - side - 0.4 * text, ..frame },
                figures: vec![
                    (frame.left + people, frame.left + side, None),
                    (frame.right - chance, frame.right, None),
                ],
            };
        }
        let has_time = frame.width() > 25.0 * text;
        let times = if has_time { time } else { 0.0 };
        let right = frame.right - times;
        Columns {
            frame,
            row,
            text,
            names: Frame { left: frame.left, right: right - people - chance - 0.4 * text, ..frame },
            figures: vec![(right - chance, right, has_time.then_some(frame.right))],
        }
    }

    fn draw_captions(&self, canvas: &mut Canvas<'_>, columns: &Columns) {
        let face = Face::regular(0.82 * columns.text);
        let baseline = columns.frame.top + 0.5 * columns.row + 0.36 * face.size;
        for (people, chance, time) in &columns.figures {
            for (words, right) in [(PEOPLE, Some(*people)), (CHANCE, Some(*chance)), (TIME, *time)] {
                let Some(right) = right else { continue };
                canvas.label(self.language.say(words), (right, baseline), Anchor::End, face, MUTED);
            }
        }
    }

    fn draw_line(&self, canvas: &mut Canvas<'_>, shown: &[System], row: &Row, top: f64, columns: &Columns) {
        let text = columns.text;
        let (strong, plain, quiet) = (Face::semi_bold(text), Face::regular(text), Face::regular(0.88 * text));
        let at = Line { middle: top + columns.row / 2.0 };
        let base = &shown[0];
        let mut name = |label: &str, indent: f64, face: Face, colour: Colour, most: f64| {
            let left = columns.names.left + 1.7 * text + indent;
            let label = shortened(label, face, most - left, canvas.fonts);
            at.write(canvas, &label, left, Anchor::Start, face, colour);
        };
        match row {
            Row::Phase(_, phase) => {
                name(phase, 0.0, strong, INK, columns.names.right);
            }
            Row::Stage(number, place) => {
                let face = if number.is_some() { strong } else { plain };
                name(&base.stages[self.path[*place]].label, 0.0, face, INK, columns.names.right);
            }
            Row::Friction(friction) => {
                let hue = friction_hue(base);
                name(&base.frictions[*friction].label, 0.9 * text, quiet, hue.text, columns.names.right);
            }
        }
        if let Row::Phase(number, _) | Row::Stage(Some(number), _) = row {
            let left = columns.names.left;
            at.write(canvas, &(number + 1).to_string(), left, Anchor::Start, strong, MUTED);
        }
        for (system, (people, chance, time)) in shown.iter().zip(&columns.figures) {
            match row {
                Row::Phase(..) => {}
                Row::Stage(_, place) => {
                    let stage = &system.stages[self.path[*place]];
                    let hue = plan_hue(system.plan);
                    let colour = if shown.len() == 2 { hue.text } else { INK };
                    at.write(canvas, &self.people(stage.people()), *people, Anchor::End, plain, colour);
                    let share = self.conversion(system, *place).map(|share| self.percent(share));
                    let face = if self.is_weakest(system, *place) { strong } else { plain };
                    at.write(canvas, &share.unwrap_or_default(), *chance, Anchor::End, face, colour);
                    if let (Some(right), Some(periods)) = (time, stage.time) {
                        at.write(canvas, &self.time(periods), *right, Anchor::End, quiet, MUTED);
                    }
                }
                Row::Friction(friction) => {
                    let friction = &system.frictions[*friction];
                    let size = format!("\u{2212}{}", self.percent(friction.size));
                    at.write(canvas, &size, *chance, Anchor::End, quiet, friction_hue(base).text);
                }
            }
        }
    }
}

/// The height of one line.
struct Line {
    middle: f64,
}

impl Line {
    fn write(&self, canvas: &mut Canvas<'_>, text: &str, x: f64, anchor: Anchor, face: Face, colour: Colour) {
        if !text.is_empty() {
            canvas.label(text, (x, self.middle + 0.33 * face.size), anchor, face, colour);
        }
    }
}

const PEOPLE: Words = words("people", "사람 수", "人数");
const CHANCE: Words = words("get on", "전환율", "转化率");
const TIME: Words = words("time", "기간", "时长");
