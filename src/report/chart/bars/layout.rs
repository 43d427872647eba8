//! Where everything in rows of marks goes: the largest and fullest layout that fits.

use super::super::canvas::{Anchor, Frame};
use super::super::medium::Look;
use super::{BarRow, Bars, Mark};
use crate::report::fonts::Fonts;
use crate::report::language::Language;
use crate::report::text::{Face, shortened, wrapped};

/// Sizes of text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Faces {
    pub head: Face,
    pub group: Face,
    pub label: Face,
    pub note: Face,
    pub text: Face,
    pub detail: Face,
    pub tick: Face,
}

impl Faces {
    fn of(look: &Look, scale: f64) -> Self {
        let size = scale * look.label;
        // Small print stays readable on a telephone.
        let small = (0.8 * size).max(0.85 * look.footnote);
        Faces {
            head: Face::semi_bold(small),
            group: Face::semi_bold(size),
            label: Face::regular(size),
            note: Face::regular(small),
            text: Face::semi_bold(size),
            detail: Face::regular(small),
            tick: Face::regular((scale * look.tick).max(0.85 * look.footnote)),
        }
    }

    /// Height of one mark with its text.
    pub fn mark(&self) -> f64 {
        1.3 * self.text.size
    }
}

/// What is tried until everything fits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attempt {
    pub scale: f64,
    pub has_ranges: bool,
    pub has_details: bool,
    pub has_notes: bool,
    pub n_columns: usize,
}

impl Attempt {
    const LEAST: Attempt =
        Attempt { scale: 0.8, has_ranges: false, has_details: false, has_notes: false, n_columns: 0 };
}

/// From the fullest to the barest: ranges go before letters become very small, then notes, then columns.
fn attempts(n_columns: usize, look: &Look) -> Vec<Attempt> {
    let (large, small): (&[f64], &[f64]) =
        if look.has_headings { (&[1.0, 0.9, 0.8], &[0.72, 0.65]) } else { (&[1.0, 0.9], &[0.82]) };
    let mut attempts = Vec::new();
    let mut add = |scales: &[f64], has_ranges, has_details, has_notes, n_columns| {
        let of = |scale: &f64| Attempt { scale: *scale, has_ranges, has_details, has_notes, n_columns };
        attempts.extend(scales.iter().map(of));
    };
    add(large, true, true, true, n_columns);
    add(large, true, true, false, n_columns);
    add(large, false, true, true, n_columns);
    add(small, false, true, false, n_columns);
    for columns in (0..=n_columns).rev() {
        add(large, false, false, true, columns);
        add(small, false, false, false, columns);
    }
    attempts
}

/// Where everything goes.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub attempt: Attempt,
    pub faces: Faces,
    /// Whether labels stand above their marks.
    pub is_stacked: bool,
    pub label_width: f64,
    /// Right ends of the columns.
    pub columns: Vec<f64>,
    /// Ends of the scale.
    pub plot: (f64, f64),
    pub heads: Vec<(f64, Anchor, Vec<String>)>,
    pub head_height: f64,
    pub rows: Vec<PlacedRow>,
    pub n_more: usize,
    /// Of everything.
    pub height: f64,
    /// Thickness of a bar.
    pub bar: f64,
}

/// A row with its texts broken into lines; heights without the air between rows.
#[derive(Debug, Clone)]
pub(super) struct PlacedRow {
    /// Of the row in the list.
    pub index: usize,
    pub group: Option<String>,
    pub label: Vec<String>,
    pub note: Vec<String>,
    /// On a telephone: the columns in words.
    pub cells: Vec<String>,
    /// Of the label, the note and the cells in words.
    pub text_height: f64,
    /// Of the heading of the group.
    pub group_height: f64,
    pub height: f64,
    /// Of the marks, which stand beside the text or below it.
    pub marks_height: f64,
}

impl Layout {
    /// The largest and fullest layout that fits in a body; the one with the most rows if none does.
    pub fn fitting(bars: &Bars, body: Frame, look: &Look, fonts: &Fonts) -> Layout {
        let attempts = attempts(bars.heads.columns.len(), look);
        let mut best: Option<Layout> = None;
        for attempt in attempts {
            let layout = Layout::of(bars, attempt, body, look, fonts);
            let is_wide_enough = layout.plot.1 - layout.plot.0 >= least_plot(look) * body.width();
            if is_wide_enough && layout.n_more == bars.n_more {
                return layout;
            }
            // Columns and ranges that go make nothing less high: where the height is lacking, rows go.
            let is_barer = |best: &Layout| {
                layout.attempt.n_columns < best.attempt.n_columns
                    || best.attempt.has_details && !layout.attempt.has_details
            };
            if best.as_ref().is_some_and(is_barer) {
                break;
            }
            if is_wide_enough && best.as_ref().is_none_or(|best| layout.rows.len() > best.rows.len()) {
                best = Some(layout);
            }
        }
        best.unwrap_or_else(|| Layout::of(bars, Attempt::LEAST, body, look, fonts))
    }

    fn of(bars: &Bars, attempt: Attempt, body: Frame, look: &Look, fonts: &Fonts) -> Layout {
        let faces = Faces::of(look, attempt.scale);
        let is_stacked = look.stacks_panels;
        let language = fonts.language();
        let mut layout = Layout {
            attempt,
            faces,
            is_stacked,
            label_width: body.width(),
            columns: Vec::new(),
            plot: (body.left, body.right),
            heads: Vec::new(),
            head_height: 0.0,
            rows: Vec::new(),
            n_more: bars.n_more,
            height: 0.0,
            bar: 0.0,
        };
        if !is_stacked {
            layout.place_columns(bars, body, fonts);
        }
        layout.plot.1 = layout.plot.0 + layout.plot_width(bars, body, fonts);
        layout.place_heads(bars, body, fonts);
        layout.rows = bars.rows.iter().map(|row| layout.placed_row(row, bars, body, language, fonts)).collect();
        layout.rows.iter_mut().enumerate().for_each(|(index, row)| row.index = index);
        layout.fit_height(bars, body, look);
        layout
    }

    /// Label column, then the columns of figures, each as wide as its widest.
    fn place_columns(&mut self, bars: &Bars, body: Frame, fonts: &Fonts) {
        let faces = self.faces;
        let gap = 1.1 * faces.label.size;
        let widest_label = bars.rows.iter().map(|row| {
            let note =
                row.note.as_ref().filter(|_| self.attempt.has_notes).map_or(0.0, |note| faces.note.width(note, fonts));
            faces.label.width(&row.label, fonts).max(note)
        });
        let most = (0.34 - 0.035 * self.attempt.n_columns as f64).max(0.2) * body.width();
        self.label_width = (widest_label.fold(0.0, f64::max) + 1.0).min(most);
        let mut at = body.left + self.label_width;
        for (column, head) in bars.heads.columns.iter().enumerate().take(self.attempt.n_columns) {
            let cell = |row: &BarRow| {
                let (main, range) = row.cells.get(column).cloned().unwrap_or_default();
                let range = range.filter(|_| self.attempt.has_ranges);
                faces.label.width(&main, fonts).max(range.map_or(0.0, |range| faces.note.width(&range, fonts)))
            };
            let head_width = longest_word(head, faces.head, fonts);
            let width = bars.rows.iter().map(cell).fold(head_width, f64::max) + 1.0;
            at += gap + width;
            self.columns.push(at);
        }
        self.plot.0 = at + 1.3 * gap;
    }

    /// The widest scale that leaves room for what is written at the ends of the marks.
    fn plot_width(&self, bars: &Bars, body: Frame, fonts: &Fonts) -> f64 {
        let all = body.right - self.plot.0;
        let of_tick = bars
            .axis
            .ticks(fonts.language())
            .last()
            .map_or(0.0, |(_, label)| self.faces.tick.width(label, fonts) / 2.0);
        let of_marks = bars.rows.iter().flat_map(|row| &row.marks).map(|mark| {
            let share = bars.axis.share(mark.right_end()).clamp(0.0, 1.0);
            let room = all - self.text_gap() - self.mark_text_width(mark, fonts) - 1.0;
            if share > 1e-9 { room / share } else { f64::INFINITY }
        });
        libm::floor(of_marks.fold(all - of_tick, f64::min)).max(1.0)
    }

    pub fn text_gap(&self) -> f64 {
        0.5 * self.faces.text.size
    }

    pub fn mark_text_width(&self, mark: &Mark, fonts: &Fonts) -> f64 {
        let detail = mark.detail.as_ref().filter(|_| self.attempt.has_details);
        let detail = detail.map_or(0.0, |detail| self.text_gap() + self.faces.detail.width(detail, fonts));
        self.faces.text.width(&mark.text, fonts) + detail
    }

    fn place_heads(&mut self, bars: &Bars, body: Frame, fonts: &Fonts) {
        let face = self.faces.head;
        if !self.is_stacked {
            let lines = |text: &str, width: f64| wrapped(text, face, width, 3, fonts);
            self.heads.push((body.left, Anchor::Start, lines(&bars.heads.label, self.label_width)));
            let mut left = body.left + self.label_width + 1.1 * self.faces.label.size;
            for (head, right) in bars.heads.columns.iter().zip(&self.columns) {
                self.heads.push((*right, Anchor::End, lines(head, right - left + 1.0)));
                left = right + 1.1 * self.faces.label.size;
            }
        }
        let of_marks = wrapped(&bars.heads.marks, face, body.right - self.plot.0, 2, fonts);
        self.heads.push((self.plot.0, Anchor::Start, of_marks));
        let n_lines = self.heads.iter().map(|(_, _, lines)| lines.len()).max().unwrap_or(0);
        self.head_height = n_lines as f64 * face.line_height();
        if bars.levels.iter().any(|(_, label)| !label.is_empty()) {
            self.head_height += self.faces.tick.line_height();
        }
        if self.head_height > 0.0 {
            self.head_height += 0.4 * face.size;
        }
    }

    fn placed_row(&self, row: &BarRow, bars: &Bars, body: Frame, language: Language, fonts: &Fonts) -> PlacedRow {
        let faces = self.faces;
        let label = wrapped(&row.label, faces.label, self.label_width, 2, fonts);
        let note = row
            .note
            .as_ref()
            .filter(|_| self.attempt.has_notes)
            .map_or(vec![], |note| wrapped(note, faces.note, self.label_width, 2, fonts));
        let cells = if self.is_stacked { self.cells_in_words(row, bars, body, language, fonts) } else { vec![] };
        let mut text_height = label.len() as f64 * faces.label.line_height()
            + (note.len() + cells.len()) as f64 * faces.note.line_height();
        let has_range = self.attempt.has_ranges && row.cells.iter().any(|(_, range)| range.is_some());
        if !self.columns.is_empty() && has_range {
            text_height = text_height.max(faces.label.line_height() + faces.note.line_height());
        }
        let marks_height = row.marks.len() as f64 * faces.mark();
        let group_height = if row.group.is_some() { 1.6 * faces.group.size } else { 0.0 };
        let height = if self.is_stacked { text_height + marks_height } else { text_height.max(marks_height) };
        PlacedRow {
            index: 0,
            group: row.group.as_ref().map(|group| shortened(group, faces.group, body.width(), fonts)),
            label,
            note,
            cells,
            text_height,
            group_height,
            height: height + group_height,
            marks_height,
        }
    }

    /// `Spend $12k · People 340`, on as many lines as it takes.
    fn cells_in_words(&self, row: &BarRow, bars: &Bars, body: Frame, language: Language, fonts: &Fonts) -> Vec<String> {
        let said = bars.heads.columns.iter().zip(&row.cells).filter(|(_, (main, _))| !main.is_empty());
        let said: Vec<String> = said.map(|(head, (main, _))| format!("{head} {main}")).collect();
        let separator = if language == Language::Chinese { "，" } else { " · " };
        wrapped(&said.join(separator), self.faces.note, body.width(), 4, fonts)
    }

    /// Air between rows, thickness of the bars; on a slide, which rows there is room for.
    fn fit_height(&mut self, bars: &Bars, body: Frame, look: &Look) {
        let size = self.faces.label.size;
        let least_air = 0.4 * size;
        let below = 0.7 * self.faces.tick.size + self.faces.tick.line_height();
        let fixed = self.head_height + below;
        let more = self.faces.note.line_height() + 0.3 * size;
        let of_rows = |rows: &[PlacedRow]| rows.iter().map(|row| row.height + least_air).sum::<f64>();
        while self.rows.len() > 1 {
            let of_more = if self.n_more > 0 { more } else { 0.0 };
            if fixed + of_rows(&self.rows) + of_more <= body.height() {
                break;
            }
            let Some(last) = self.rows.iter().rposition(|row| !bars.rows[row.index].stays) else { break };
            self.rows.remove(last);
            self.n_more += 1;
        }
        let of_more = if self.n_more > 0 { more } else { 0.0 };
        let n_rows = self.rows.len().max(1) as f64;
        let free = body.height() - fixed - of_more - of_rows(&self.rows);
        let extra = if look.has_headings { (free / n_rows).clamp(0.0, MOST_AIR * size) } else { 0.25 * size };
        let air = least_air + extra;
        for row in &mut self.rows {
            row.height += air;
        }
        self.bar = 0.62 * self.faces.mark();
        let single = self.rows.iter().all(|row| row.marks_height <= self.faces.mark() + 0.1);
        if single && !self.is_stacked {
            // One bar a row may be as thick as its row allows.
            self.bar = (self.bar + 0.5 * extra).min(1.4 * size);
        }
        self.height = fixed + of_more + self.rows.iter().map(|row| row.height).sum::<f64>();
    }
}

/// Most of the free height of a slide that a row takes, in ems: few rows spread over it, but stay together.
const MOST_AIR: f64 = 2.5;

/// The part of the body that the scale takes at least.
fn least_plot(look: &Look) -> f64 {
    if look.stacks_panels { 0.3 } else { 0.22 }
}

/// Width of the longest word, or of the whole where words are not set apart.
fn longest_word(text: &str, face: Face, fonts: &Fonts) -> f64 {
    text.split(' ').map(|word| face.width(word, fonts)).fold(0.0, f64::max)
}
