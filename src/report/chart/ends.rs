//! Labels at the ends of lines: whose line it is, and where it ends.

use super::axis::TimeAxis;
use super::canvas::{ASCENT, Anchor, Canvas, Frame, Pen};
use super::fan::FanSeries;
use super::frame::Plot;
use super::labels::spread;
use super::medium::Look;
use super::palette::{Colour, INK, MUTED, RULE, plan_hue};
use crate::report::fonts::Fonts;
use crate::report::numbers::Unit;
use crate::report::text::{Face, wrapped};

/// How the lines of a chart are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// Name, median and range beside each line's end.
    BesideLines,
    /// A legend above; the median beside each line's end.
    FiguresOnly,
    /// A legend above.
    None,
}

/// The labels at the right edge of one plot.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EndLabels {
    blocks: Vec<Block>,
    /// Between the plot and the labels.
    gap: f64,
}

/// The lines of one plan's label.
#[derive(Debug, Clone, PartialEq)]
struct Block {
    lines: Vec<Line>,
    /// Period and value where the plan's line ends.
    end: (u32, f64),
    width: f64,
    height: f64,
    /// Where its middle is, once placed.
    middle: f64,
}

/// Pieces of text side by side.
#[derive(Debug, Clone, PartialEq)]
struct Line {
    pieces: Vec<(String, Face, Colour)>,
    width: f64,
    height: f64,
}

impl EndLabels {
    /// * `time`: up to when lines reach, and in which language figures are written
    pub fn of(series: &[FanSeries], unit: &Unit, time: &TimeAxis, naming: Naming, look: &Look, fonts: &Fonts) -> Self {
        let language = time.language;
        let block = |series: &FanSeries| {
            let (period, last) = series.last(time.periods)?;
            let colour = plan_hue(series.plan).text;
            let estimate = last.estimate();
            let lines = match naming {
                Naming::BesideLines => beside(
                    series,
                    &estimate.middle(unit, language),
                    estimate.range(unit, language),
                    colour,
                    look,
                    fonts,
                ),
                Naming::FiguresOnly => {
                    vec![Line::of(vec![(estimate.middle(unit, language), Face::semi_bold(look.tick), colour)], fonts)]
                }
                Naming::None => return None,
            };
            Some(Block::of(lines, (period, last.p50), look))
        };
        let blocks = series.iter().filter_map(block).collect();
        EndLabels { blocks, gap: if naming == Naming::None { 0.0 } else { look.label } }
    }

    /// Room that they need at the right of the plot.
    pub fn width(&self) -> f64 {
        let widest = self.blocks.iter().map(|block| block.width).fold(0.0, f64::max);
        if self.blocks.is_empty() { 0.0 } else { widest + self.gap }
    }

    /// The same, each as near to the end of its line as the others allow; `None` if they do not fit.
    pub fn placed(mut self, plot: &Plot, frame: Frame) -> Option<Self> {
        if plot.area.width() < 0.4 * frame.width() {
            return None;
        }
        let wanted: Vec<_> = self.blocks.iter().map(|block| (plot.y(block.end.1), block.height)).collect();
        let middles = spread(&wanted, frame.top, frame.bottom)?;
        for (block, middle) in self.blocks.iter_mut().zip(middles) {
            block.middle = middle;
        }
        Some(self)
    }

    pub fn draw(&self, canvas: &mut Canvas<'_>, plot: &Plot, look: &Look) {
        for block in &self.blocks {
            let left = plot.area.right + self.gap;
            let end = (plot.x(f64::from(block.end.0)), plot.y(block.end.1));
            let is_off = (block.middle - end.1).abs() > 0.4 * look.label || end.0 < plot.area.right - 1.0;
            if is_off && !plot.has_points_only() {
                let from = (end.0 + 2.2 * look.line, end.1);
                canvas.line(
                    vec![from, (left - 0.25 * self.gap, block.middle)],
                    Pen { colour: RULE, width: 0.35 * look.line },
                );
            }
            block.draw(canvas, left);
        }
    }
}

/// The name in the plan's colour; below it the median, and the range beside or below that.
fn beside(
    series: &FanSeries,
    median: &str,
    range: Option<String>,
    colour: Colour,
    look: &Look,
    fonts: &Fonts,
) -> Vec<Line> {
    let (strong, quiet) = (Face::semi_bold(look.label), Face::regular(0.85 * look.label));
    let name = wrapped(&series.label, strong, look.names, 2, fonts);
    let mut lines: Vec<Line> = name.into_iter().map(|line| Line::of(vec![(line, strong, colour)], fonts)).collect();
    let middle = (median.to_string(), strong, INK);
    let Some(range) = range else {
        lines.push(Line::of(vec![middle], fonts));
        return lines;
    };
    let range = (range, quiet, MUTED);
    let together = Line::of(vec![middle.clone(), range.clone()], fonts);
    if together.width <= look.names {
        lines.push(together);
    } else {
        lines.extend([Line::of(vec![middle], fonts), Line::of(vec![range], fonts)]);
    }
    lines
}

impl Line {
    fn of(pieces: Vec<(String, Face, Colour)>, fonts: &Fonts) -> Self {
        let width = |(text, face, _): &(String, Face, Colour)| face.width(text, fonts);
        let gaps: f64 = pieces.iter().skip(1).map(|(_, face, _)| PIECE_GAP * face.size).sum();
        let tallest = pieces.iter().map(|(_, face, _)| face.line_height()).fold(0.0, f64::max);
        Line { width: pieces.iter().map(width).sum::<f64>() + gaps, height: tallest, pieces }
    }
}

/// Between two pieces on a line, in ems of the second.
const PIECE_GAP: f64 = 0.4;

impl Block {
    fn of(lines: Vec<Line>, end: (u32, f64), look: &Look) -> Self {
        let width = lines.iter().map(|line| line.width).fold(0.0, f64::max);
        let height = lines.iter().map(|line| line.height).sum::<f64>() + 0.3 * look.label;
        Block { lines, end, width, height, middle: 0.0 }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, left: f64) {
        let text_height: f64 = self.lines.iter().map(|line| line.height).sum();
        let mut top = self.middle - text_height / 2.0;
        for line in &self.lines {
            let mut x = left;
            let largest = line.pieces.iter().map(|(_, face, _)| face.size).fold(0.0, f64::max);
            for (text, face, colour) in &line.pieces {
                // Letters stand in the middle of their line: half of what it is higher than they are.
                let baseline = top + (line.height - largest) / 2.0 + ASCENT * largest;
                canvas.label(text, (x, baseline), Anchor::Start, *face, *colour);
                x += face.width(text, canvas.fonts) + PIECE_GAP * face.size;
            }
            top += line.height;
        }
    }
}
