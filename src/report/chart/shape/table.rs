//! What is in the sectors of a wheel: their stages and frictions, under one plan or between two wheels.

use super::ShapeChart;
use super::wheel::{Sector, friction_hue};
use crate::report::chart::canvas::{Anchor, Canvas, Frame, Pen};
use crate::report::chart::medium::Look;
use crate::report::chart::palette::{Colour, GRID, INK, MUTED, plan_hue};
use crate::report::chart::system::System;
use crate::report::fonts::Fonts;
use crate::report::language::{Words, words};
use crate::report::text::{Face, wrapped};

/// What a row of the table is about.
enum Subject {
    Phase,
    /// Place in the path.
    Stage(usize),
    /// Index of a friction.
    Friction(usize),
}

/// A piece of a name.
struct Piece {
    text: String,
    indent: f64,
    face: Face,
    colour: Colour,
}

/// A row of the table.
struct Row {
    /// Number of the sector that begins here.
    number: Option<usize>,
    subject: Subject,
    /// The name, line by line.
    lines: Vec<Vec<Piece>>,
}

/// The rows of a table, with names as they are wrapped where the text has this size.
pub(super) struct Table {
    rows: Vec<Row>,
    text: f64,
    /// Whether a name is cut off.
    is_cut: bool,
}

/// Heights of a row of one line, in ems: as much as is liked, and the least.
pub(super) const AIRY: f64 = 1.65;
const CLOSE: f64 = 1.2;

/// What each further line of a name adds, in ems.
const FURTHER: f64 = 1.15;

/// Sizes of text that are tried before names are cut off, as shares of a tick's.
const SIZES: [f64; 5] = [1.0, 0.94, 0.88, 0.82, 0.76];

impl Table {
    /// With rows of one line as high as this, in ems; the captions are one.
    pub fn height(&self, row: f64) -> f64 {
        self.text * (row * (self.rows.len() + 1) as f64 + FURTHER * self.further())
    }

    /// Lines of names beside the first.
    fn further(&self) -> f64 {
        self.rows.iter().map(|row| row.lines.len() - 1).sum::<usize>() as f64
    }

    /// The height of a row of one line that makes the table this high, in ems.
    fn row(&self, height: f64) -> f64 {
        ((height / self.text - FURTHER * self.further()) / (self.rows.len() + 1) as f64).min(AIRY)
    }
}

/// Where the columns of the table are.
struct Columns {
    text: f64,
    /// The numbers of the sectors and the names.
    names: (f64, f64),
    /// Per plan, the right ends of people and of chances, and of times if there is room.
    figures: Vec<(f64, f64, Option<f64>)>,
}

impl Columns {
    fn of((left, right): (f64, f64), n_shown: usize, text: f64) -> Columns {
        let (people, chance, time) = (3.9 * text, 3.4 * text, 5.6 * text);
        if n_shown == 2 {
            let side = people + chance;
            return Columns {
                text,
                names: (left + side + 1.2 * text, right - side - 0.4 * text),
                figures: vec![(left + people, left + side, None), (right - chance, right, None)],
            };
        }
        let has_time = right - left > 25.0 * text;
        let end = if has_time { right - time } else { right };
        Columns {
            text,
            names: (left, end - people - chance - 0.4 * text),
            figures: vec![(end - chance, end, has_time.then_some(right))],
        }
    }

    /// Where names begin, behind the numbers.
    fn begin(&self) -> f64 {
        self.names.0 + 1.7 * self.text
    }
}

impl ShapeChart {
    /// The rows of a table of this width whose text has this size.
    pub(super) fn table(
        &self,
        system: &System,
        sectors: &[Sector],
        width: f64,
        n_shown: usize,
        text: f64,
        fonts: &Fonts,
    ) -> Table {
        let columns = Columns::of((0.0, width), n_shown, text);
        let mut writer = Writer { width: columns.names.1 - columns.begin(), fonts, is_cut: false };
        let (strong, plain, quiet) = (Face::semi_bold(text), Face::regular(text), Face::regular(0.88 * text));
        let mut rows = Vec::new();
        for (number, sector) in sectors.iter().enumerate() {
            let names: Vec<&str> =
                sector.places.iter().map(|place| system.stages[self.path[*place]].label.as_str()).collect();
            if let Some(phase) = sector.phase.as_deref().filter(|_| names.len() > 1) {
                let lines = writer.wrapped(phase, 0.0, strong, INK);
                rows.push(Row { number: Some(number), subject: Subject::Phase, lines });
            }
            let has_row = names.len() > 1 && sector.phase.is_some();
            for (place, name) in sector.places.iter().zip(&names) {
                // "Adopter · Adopter with advertising" says nothing more.
                let phase = sector.phase.as_deref().filter(|phase| !has_row && !name.starts_with(phase));
                let lines = match phase {
                    Some(phase) => writer.joined(phase, strong, name, plain),
                    None => writer.wrapped(name, 0.0, if has_row { plain } else { strong }, INK),
                };
                let number = (!has_row).then_some(number);
                rows.push(Row { number, subject: Subject::Stage(*place), lines });
            }
            for friction in &sector.frictions {
                let label = &system.frictions[*friction].label;
                let lines = writer.wrapped(label, 0.9 * text, quiet, friction_hue(system).text);
                rows.push(Row { number: None, subject: Subject::Friction(*friction), lines });
            }
        }
        Table { rows, text, is_cut: writer.is_cut }
    }

    /// * `shown`: one system, or two whose figures stand left and right of the names
    pub(super) fn draw_table(
        &self,
        canvas: &mut Canvas<'_>,
        shown: &[System],
        sectors: &[Sector],
        mut frame: Frame,
        look: &Look,
    ) {
        let Some(base) = shown.first() else { return };
        let fonts = canvas.fonts;
        let of_size = |text: f64| self.table(base, sectors, frame.width(), shown.len(), text, fonts);
        let fits = |table: &Table| table.row(frame.height()) >= CLOSE;
        let mut tables = SIZES.iter().map(|size| of_size(size * look.tick));
        let table = tables.find(|table| !table.is_cut && fits(table)).unwrap_or_else(|| {
            // Names that are cut off, or text as small as it must be.
            let mut text = look.tick;
            loop {
                let table = of_size(text);
                if fits(&table) || text < 2.0 {
                    break table;
                }
                text *= 0.95;
            }
        });
        let columns = Columns::of((frame.left, frame.right), shown.len(), table.text);
        let row = table.row(frame.height()).max(0.0);
        // A table that leaves room stands in the middle.
        frame.top += ((frame.height() - table.height(row)) / 2.0).max(0.0);
        let first = row * table.text;
        self.draw_captions(canvas, &columns, frame.top + first / 2.0);
        let mut top = frame.top + first;
        for row in &table.rows {
            if row.number.is_some() {
                let line = vec![(frame.left, top), (frame.right, top)];
                canvas.line(line, Pen { colour: GRID, width: 0.3 * look.line });
            }
            self.draw_line(canvas, shown, row, top + first / 2.0, &columns);
            top += first + FURTHER * table.text * (row.lines.len() - 1) as f64;
        }
    }

    fn draw_captions(&self, canvas: &mut Canvas<'_>, columns: &Columns, middle: f64) {
        let face = Face::regular(0.82 * columns.text);
        let baseline = middle + 0.36 * face.size;
        for (people, chance, time) in &columns.figures {
            for (words, right) in [(PEOPLE, Some(*people)), (CHANCE, Some(*chance)), (TIME, *time)] {
                let Some(right) = right else { continue };
                canvas.label(self.language.say(words), (right, baseline), Anchor::End, face, MUTED);
            }
        }
    }

    /// * `middle`: of the first line of the row
    fn draw_line(&self, canvas: &mut Canvas<'_>, shown: &[System], row: &Row, middle: f64, columns: &Columns) {
        let text = columns.text;
        let (strong, plain, quiet) = (Face::semi_bold(text), Face::regular(text), Face::regular(0.88 * text));
        let at = Line { middle };
        let base = &shown[0];
        for (number, line) in row.lines.iter().enumerate() {
            let below = Line { middle: middle + number as f64 * FURTHER * text };
            for piece in line {
                let left = columns.begin() + piece.indent;
                below.write(canvas, &piece.text, left, Anchor::Start, piece.face, piece.colour);
            }
        }
        if let Some(number) = row.number {
            at.write(canvas, &(number + 1).to_string(), columns.names.0, Anchor::Start, strong, MUTED);
        }
        for (system, (people, chance, time)) in shown.iter().zip(&columns.figures) {
            match &row.subject {
                Subject::Phase => {}
                Subject::Stage(place) => {
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
                Subject::Friction(friction) => {
                    let friction = &system.frictions[*friction];
                    let size = format!("\u{2212}{}", self.percent(friction.size));
                    at.write(canvas, &size, *chance, Anchor::End, quiet, friction_hue(base).text);
                }
            }
        }
    }
}

/// Wraps names, and knows whether one had to be cut off.
struct Writer<'a> {
    width: f64,
    fonts: &'a Fonts,
    is_cut: bool,
}

impl Writer<'_> {
    fn wrapped(&mut self, text: &str, indent: f64, face: Face, colour: Colour) -> Vec<Vec<Piece>> {
        let lines = wrapped(text, face, self.width - indent, 2, self.fonts);
        self.is_cut |= lines.last().is_some_and(|line| line.ends_with('…') && !text.trim_end().ends_with('…'));
        // A name of blanks takes a line too.
        let lines = if lines.is_empty() { vec![String::new()] } else { lines };
        lines.into_iter().map(|text| vec![Piece { text, indent, face, colour }]).collect()
    }

    /// Phase and stage on one line if they have room, else one below the other.
    fn joined(&mut self, phase: &str, strong: Face, name: &str, plain: Face) -> Vec<Vec<Piece>> {
        let indent = strong.width(phase, self.fonts) + 0.5 * strong.size;
        if indent + plain.width(name, self.fonts) <= self.width {
            let piece = |text: &str, indent, face| Piece { text: text.into(), indent, face, colour: INK };
            return vec![vec![piece(phase, 0.0, strong), piece(name, indent, plain)]];
        }
        let mut lines = self.wrapped(phase, 0.0, strong, INK);
        lines.extend(self.wrapped(name, 0.0, plain, INK));
        lines
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
