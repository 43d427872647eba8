//! Tables as pictures: for slides, where a table of the page cannot go.
//!
//! A head over each column, figures to the right, ranges below them or beside them. Where they are too wide for a
//! page the columns stand in blocks, one below the other.

use std::ops::Range;

use super::canvas::{ASCENT, Anchor, Canvas, ChartError, Frame, Pen};
use super::drawing::Drawing;
use super::frame::{Headings, headings};
use super::medium::{Look, Medium};
use super::palette::{BASELINE, GRID, Hue, INK, MUTED};
use crate::report::fonts::Fonts;
use crate::report::language::{Words, words};
use crate::report::text::{Face, shortened, wrapped};

/// Figures in rows and columns.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Tabled {
    /// Head of each column, and what has to be known about it.
    pub columns: Vec<(String, Option<String>)>,
    pub groups: Vec<Group>,
}

/// Rows about one thing: one, or one per plan.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Group {
    pub label: String,
    pub rows: Vec<TabledRow>,
}

/// One row of figures.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TabledRow {
    /// Name and colour of the plan, where there are several.
    pub plan: Option<(String, Hue)>,
    /// Per column the figure, and its range.
    pub cells: Vec<(String, Option<String>)>,
}

const MORE: Words = words("and {n} more figures", "외 지표 {n}개", "另有{n}项指标");
const NOTHING: Words = words("There are no figures.", "지표가 없습니다.", "没有指标。");

/// Draws a table for a medium.
///
/// On a slide groups that do not fit are left out from the end, and counted; elsewhere the drawing is as high as
/// it must be.
///
/// # Errors
/// [`ChartError`] if the drawing library fails.
pub(super) fn draw(table: &Tabled, words: &Headings, medium: Medium, fonts: &Fonts) -> Result<Drawing, ChartError> {
    let look = medium.look();
    let endless = Frame { left: look.margin, top: 0.0, right: look.width - look.margin, bottom: f64::INFINITY };
    let height = if look.has_headings {
        look.height
    } else {
        libm::ceil(Layout::fitting(table, endless, &look, fonts).height + 2.0 * look.margin).max(60.0)
    };
    let mut canvas = Canvas::new(look.width, height, fonts);
    let body = headings(&mut canvas, words, &look);
    if table.groups.is_empty() || table.columns.is_empty() {
        let middle = ((body.left + body.right) / 2.0, (body.top + body.bottom) / 2.0);
        canvas.label(fonts.language().say(NOTHING), middle, Anchor::Middle, Face::regular(look.label), MUTED);
        return canvas.finish();
    }
    Layout::fitting(table, body, &look, fonts).draw(table, &mut canvas, body);
    canvas.finish()
}

/// Where ranges stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ranges {
    Below,
    Beside,
    None,
}

/// Where everything goes.
#[derive(Debug, Clone)]
struct Layout {
    ranges: Ranges,
    strong: Face,
    figure: Face,
    small: Face,
    label_width: f64,
    plan_width: f64,
    /// Of each column, with the air at its left.
    column_widths: Vec<f64>,
    /// Of the ranges that stand beside their figures, by column.
    range_widths: Vec<f64>,
    /// Columns that stand side by side.
    blocks: Vec<Range<usize>>,
    labels: Vec<Vec<String>>,
    row_height: f64,
    n_groups: usize,
    height: f64,
    is_wide_enough: bool,
}

impl Layout {
    /// The largest letters in which all fits; the smallest with as many groups as there is room for if none does.
    fn fitting(table: &Tabled, body: Frame, look: &Look, fonts: &Fonts) -> Layout {
        let large: &[f64] = if look.has_headings { &[1.1, 1.0, 0.9, 0.8, 0.72] } else { &[1.0, 0.9, 0.85] };
        let with = |ranges: Ranges| large.iter().map(move |scale| (ranges, *scale));
        let attempts = with(Ranges::Below).chain(with(Ranges::Beside)).chain(with(Ranges::None));
        let mut best: Option<Layout> = None;
        for (ranges, scale) in attempts {
            let layout = Layout::of(table, (ranges, scale), body, look, fonts);
            if layout.is_wide_enough && layout.n_groups == table.groups.len() {
                return layout;
            }
            let is_better = |best: &Layout| {
                let of = |layout: &Layout| (layout.is_wide_enough, layout.ranges != Ranges::None, layout.n_groups);
                of(&layout) > of(best)
            };
            if best.as_ref().is_none_or(is_better) {
                best = Some(layout);
            }
        }
        best.unwrap_or_else(|| Layout::of(table, (Ranges::None, 0.72), body, look, fonts))
    }

    fn of(table: &Tabled, (ranges, scale): (Ranges, f64), body: Frame, look: &Look, fonts: &Fonts) -> Layout {
        let size = scale * look.tick;
        let small = Face::regular((0.8 * size).max(0.8 * look.footnote));
        let mut layout = Layout {
            ranges,
            strong: Face::semi_bold(size),
            figure: Face::regular(size),
            small,
            label_width: 0.0,
            plan_width: 0.0,
            column_widths: Vec::new(),
            range_widths: Vec::new(),
            blocks: Vec::new(),
            labels: Vec::new(),
            row_height: 0.0,
            n_groups: table.groups.len(),
            height: 0.0,
            is_wide_enough: true,
        };
        layout.measure(table, body, look, fonts);
        layout.break_columns(body, look);
        layout.fit_height(table, body);
        layout
    }

    fn measure(&mut self, table: &Tabled, body: Frame, look: &Look, fonts: &Fonts) {
        let rows = || table.groups.iter().flat_map(|group| &group.rows);
        let most = if look.stacks_panels { 0.36 } else { 0.22 } * body.width();
        let of_label = table.groups.iter().map(|group| self.figure.width(&group.label, fonts));
        self.label_width = of_label.fold(0.0, f64::max).min(most) + 1.0;
        let of_plan = rows().filter_map(|row| row.plan.as_ref()).map(|(plan, _)| self.strong.width(plan, fonts) + 1.0);
        let most_plan = if look.stacks_panels { 0.24 } else { 0.16 } * body.width();
        self.plan_width = of_plan.fold(0.0, f64::max).min(most_plan);
        if self.plan_width > 0.0 {
            self.plan_width += 0.8 * self.figure.size;
        }
        for (column, (head, note)) in table.columns.iter().enumerate() {
            let cells = || rows().filter_map(|row| row.cells.get(column));
            let of_figure = cells().map(|(figure, _)| self.figure.width(figure, fonts)).fold(0.0, f64::max);
            let of_range = cells().filter_map(|(_, range)| range.as_ref());
            let of_range = of_range.map(|range| self.small.width(range, fonts)).fold(0.0, f64::max);
            let beside = if of_range > 0.0 { of_range + 0.4 * self.small.size } else { 0.0 };
            let content = match self.ranges {
                Ranges::Below => of_figure.max(of_range),
                Ranges::Beside => of_figure + beside,
                Ranges::None => of_figure,
            };
            let of_note = note.as_ref().map_or(0.0, |note| self.small.width(note, fonts));
            let of_head = self.strong.width(head, fonts).max(of_note);
            self.range_widths.push(if self.ranges == Ranges::Beside { beside } else { 0.0 });
            self.column_widths.push(content.max(of_head) + 1.3 * self.figure.size);
        }
        self.labels =
            table.groups.iter().map(|group| wrapped(&group.label, self.figure, self.label_width, 2, fonts)).collect();
        let has_ranges = rows().flat_map(|row| &row.cells).any(|(_, range)| range.is_some());
        let below = if self.ranges == Ranges::Below && has_ranges { self.small.line_height() } else { 0.0 };
        self.row_height = self.figure.line_height() + below + 0.4 * self.figure.size;
    }

    /// All columns side by side, or on a page as many as fit.
    fn break_columns(&mut self, body: Frame, look: &Look) {
        let room = body.width() - self.label_width - self.plan_width;
        let n = self.column_widths.len();
        let width = |block: &Range<usize>| self.column_widths[block.clone()].iter().sum::<f64>();
        // Blocks of about one length, as few as there can be.
        let blocks = |each: usize| (0..n).step_by(each.max(1)).map(move |from| from..(from + each.max(1)).min(n));
        let fits = |each: &usize| blocks(*each).all(|block| width(&block) <= room);
        let n_blocks = (1..=n.max(1)).find(|n_blocks| fits(&n.div_ceil(*n_blocks))).unwrap_or(n.max(1));
        let chosen: Vec<Range<usize>> = blocks(n.div_ceil(n_blocks)).collect();
        self.blocks = chosen;
        let widest = self.blocks.iter().map(|block| self.column_widths[block.clone()].iter().sum::<f64>());
        let widest = widest.fold(0.0, f64::max);
        self.is_wide_enough = widest <= room && (!look.has_headings || self.blocks.len() == 1);
        let most = self.blocks.iter().map(ExactSizeIterator::len).max().unwrap_or(1).max(1) as f64;
        // What is left over goes to the columns alike, but they do not drift apart.
        let each = ((room - widest) / most).clamp(0.0, 6.0 * self.figure.size);
        self.column_widths.iter_mut().for_each(|width| *width += each);
    }

    /// Height of the heads of a block.
    fn head_height(&self, block: &Range<usize>, table: &Tabled) -> f64 {
        let has_note = table.columns[block.clone()].iter().any(|(_, note)| note.is_some());
        let note = if has_note { self.small.line_height() } else { 0.0 };
        self.strong.line_height() + note + 0.45 * self.figure.size
    }

    /// Height of the rows of a group: those of its plans, or the lines of its label.
    fn group_height(&self, group: usize, table: &Tabled) -> f64 {
        let label = self.labels[group].len() as f64 * self.figure.line_height() + 0.4 * self.figure.size;
        (table.groups[group].rows.len() as f64 * self.row_height).max(label)
    }

    fn fit_height(&mut self, table: &Tabled, body: Frame) {
        let rows = |n: usize| (0..n).map(|group| self.group_height(group, table)).sum::<f64>();
        let heads: f64 = self.blocks.iter().map(|block| self.head_height(block, table)).sum();
        let gaps = (self.blocks.len() - 1) as f64 * self.figure.line_height();
        let more = 1.4 * self.small.line_height();
        let height = |n: usize| {
            let more = if n < table.groups.len() { more } else { 0.0 };
            heads + self.blocks.len() as f64 * rows(n) + gaps + more
        };
        let n_groups = (1..=table.groups.len()).rev().find(|n| height(*n) <= body.height()).unwrap_or(1);
        let total = height(n_groups);
        (self.n_groups, self.height) = (n_groups, total);
        // A few rows on a slide get more air.
        let n_rows: usize = table.groups[..n_groups].iter().map(|group| group.rows.len()).sum();
        if body.height().is_finite() && self.blocks.len() == 1 && n_rows > 0 {
            let extra = ((body.height() - total) / n_rows as f64).clamp(0.0, 0.6 * self.figure.size);
            self.row_height += extra;
        }
    }

    fn draw(&self, table: &Tabled, canvas: &mut Canvas<'_>, body: Frame) {
        let mut top = body.top;
        for block in &self.blocks {
            top = self.draw_block(table, block.clone(), canvas, body.left, top) + self.figure.line_height();
        }
        let left_out = table.groups.len() - self.n_groups;
        if left_out > 0 {
            let text = canvas.fonts.language().fill(MORE, &[("n", &left_out.to_string())]);
            let baseline = top - self.figure.line_height() + 0.3 * self.small.size + ASCENT * self.small.size;
            canvas.label(&text, (body.left, baseline), Anchor::Start, self.small, MUTED);
        }
    }

    /// Draws some columns with their heads and the labels; returns where they end.
    fn draw_block(&self, table: &Tabled, block: Range<usize>, canvas: &mut Canvas<'_>, left: f64, top: f64) -> f64 {
        let begin = left + self.label_width + self.plan_width;
        let rights: Vec<f64> = self.column_widths[block.clone()]
            .iter()
            .scan(begin, |at, width| {
                *at += width;
                Some(*at)
            })
            .collect();
        let right = rights.last().copied().unwrap_or(begin);
        for ((head, note), x) in table.columns[block.clone()].iter().zip(&rights) {
            let baseline = top + ASCENT * self.strong.size;
            canvas.label(head, (*x, baseline), Anchor::End, self.strong, INK);
            if let Some(note) = note {
                let baseline = top + self.strong.line_height() + ASCENT * self.small.size;
                canvas.label(note, (*x, baseline), Anchor::End, self.small, MUTED);
            }
        }
        let mut at = top + self.head_height(&block, table);
        let rule = |y: f64, colour| (vec![(left, y), (right, y)], Pen { colour, width: 0.06 * self.figure.size });
        let (line, pen) = rule(at, BASELINE);
        canvas.line(line, pen);
        for (index, group) in table.groups[..self.n_groups].iter().enumerate() {
            if index > 0 {
                let (line, pen) = rule(at, GRID);
                canvas.line(line, pen);
            }
            self.draw_label(index, canvas, (left, at));
            for (number, row) in group.rows.iter().enumerate() {
                let top = at + number as f64 * self.row_height;
                self.draw_row(row, block.clone(), canvas, (left, top), &rights);
            }
            at += self.group_height(index, table);
        }
        at
    }

    fn draw_label(&self, group: usize, canvas: &mut Canvas<'_>, (left, top): (f64, f64)) {
        for (number, line) in self.labels[group].iter().enumerate() {
            let baseline = top + self.lead() + number as f64 * self.figure.line_height() + ASCENT * self.figure.size;
            canvas.label(line, (left, baseline), Anchor::Start, self.figure, INK);
        }
    }

    /// From the top of a row to that of its letters.
    fn lead(&self) -> f64 {
        0.3 * self.figure.size
    }

    fn draw_row(
        &self,
        row: &TabledRow,
        block: Range<usize>,
        canvas: &mut Canvas<'_>,
        (left, top): (f64, f64),
        rights: &[f64],
    ) {
        let baseline = top + self.lead() + ASCENT * self.figure.size;
        if let Some((plan, hue)) = &row.plan {
            let room = self.plan_width - 0.8 * self.figure.size;
            let plan = shortened(plan, self.strong, room.max(0.0) + 1.0, canvas.fonts);
            let at = (left + self.label_width + 0.4 * self.figure.size, baseline);
            canvas.label(&plan, at, Anchor::Start, self.strong, hue.text);
        }
        for (column, right) in block.zip(rights) {
            let Some((figure, range)) = row.cells.get(column) else { continue };
            let beside = self.range_widths[column];
            canvas.label(figure, (right - beside, baseline), Anchor::End, self.figure, INK);
            let Some(range) = range else { continue };
            match self.ranges {
                Ranges::Below => {
                    let below = top + self.lead() + self.figure.line_height() + ASCENT * self.small.size;
                    canvas.label(range, (*right, below), Anchor::End, self.small, MUTED);
                }
                Ranges::Beside => canvas.label(range, (*right, baseline), Anchor::End, self.small, MUTED),
                Ranges::None => {}
            }
        }
    }
}
