//! The fans themselves: bands, lines, and points where there is no line.

use super::canvas::{Canvas, Pen, Point};
use super::fan::{FanSeries, Quantiles};
use super::frame::Plot;
use super::medium::Look;
use super::palette::plan_hue;

/// Draws all plans: first the bands, then the lines, so that no band hides a line.
pub(super) fn draw_series(canvas: &mut Canvas<'_>, plot: &Plot, series: &[FanSeries], look: &Look) {
    let shade = Shade::for_plans(series.len());
    for of_plan in series {
        for piece in pieces(of_plan, plot) {
            draw_bands(canvas, plot, of_plan, &piece, shade, look);
        }
    }
    for (place, of_plan) in series.iter().enumerate() {
        let pieces = pieces(of_plan, plot);
        let shift = shift(place, series.len(), plot, look);
        for piece in &pieces {
            draw_line(canvas, plot, of_plan, piece, shift, look);
        }
        if let Some(&(period, last)) = pieces.last().and_then(|piece| piece.last()).filter(|_| !plot.has_points_only())
        {
            canvas.dot((plot.x(f64::from(period)), plot.y(last.p50)), 1.7 * look.line, plan_hue(of_plan.plan).line);
        }
    }
}

/// How strongly bands are drawn.
#[derive(Debug, Clone, Copy)]
struct Shade {
    /// Of the band of 90%.
    outer: f64,
    /// Of the band of 50% upon it.
    inner: f64,
    /// Of the edges of the band of 90%; 0 for none.
    edge: f64,
}

impl Shade {
    /// The bands of several plans lie upon each other and must not add up to mud: the more they are, the
    /// fainter; from three on edges tell them apart.
    fn for_plans(n_plans: usize) -> Self {
        match n_plans {
            0 | 1 => Shade { outer: 0.17, inner: 0.25, edge: 0.0 },
            2 => Shade { outer: 0.12, inner: 0.18, edge: 0.0 },
            3 | 4 => Shade { outer: 0.04, inner: 0.11, edge: 0.55 },
            _ => Shade { outer: 0.0, inner: 0.06, edge: 0.45 },
        }
    }
}

type Piece = Vec<(u32, Quantiles)>;

/// Stretches of consecutive periods that have figures.
fn pieces(series: &FanSeries, plot: &Plot) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut is_open = false;
    for period in plot.first..=plot.last {
        match series.at(period) {
            Some(quantiles) if is_open => {
                pieces.last_mut().into_iter().for_each(|piece| piece.push((period, quantiles)))
            }
            Some(quantiles) => pieces.push(vec![(period, quantiles)]),
            None => {}
        }
        is_open = series.at(period).is_some();
    }
    pieces
}

fn is_line(piece: &Piece, plot: &Plot) -> bool {
    piece.len() > 1 && !plot.has_points_only()
}

fn draw_bands(canvas: &mut Canvas<'_>, plot: &Plot, series: &FanSeries, piece: &Piece, shade: Shade, look: &Look) {
    if !is_line(piece, plot) || piece.iter().all(|(_, quantiles)| quantiles.have_no_width()) {
        return;
    }
    let colour = plan_hue(series.plan).line;
    let along = |quantile: fn(&Quantiles) -> f64| -> Vec<Point> {
        piece.iter().map(|(period, quantiles)| (plot.x(f64::from(*period)), plot.y(quantile(quantiles)))).collect()
    };
    let between = |low, high| along(high).into_iter().chain(along(low).into_iter().rev()).collect();
    canvas.area(between(|q| q.p5, |q| q.p95), colour, shade.outer);
    canvas.area(between(|q| q.p25, |q| q.p75), colour, shade.inner);
    if shade.edge > 0.0 {
        let pen = Pen { colour, width: 0.3 * look.line };
        canvas.faint_line(along(|q| q.p5), pen, shade.edge);
        canvas.faint_line(along(|q| q.p95), pen, shade.edge);
    }
}

/// Up to this many periods each has a dot of its own.
const MOST_DOTS: u32 = 12;

fn draw_line(canvas: &mut Canvas<'_>, plot: &Plot, series: &FanSeries, piece: &Piece, shift: f64, look: &Look) {
    if !is_line(piece, plot) {
        for (period, quantiles) in piece {
            draw_point(canvas, plot, series, (plot.x(f64::from(*period)) + shift, *quantiles), look);
        }
        return;
    }
    let colour = plan_hue(series.plan).line;
    let points: Vec<Point> = piece.iter().map(|(period, q)| (plot.x(f64::from(*period)), plot.y(q.p50))).collect();
    if plot.last <= MOST_DOTS {
        points.iter().for_each(|point| canvas.dot(*point, 1.3 * look.line, colour));
    }
    canvas.line(points, Pen { colour, width: look.line });
}

/// A period by itself: a thin line over 90%, a thick one over 50%, a dot at the median.
fn draw_point(canvas: &mut Canvas<'_>, plot: &Plot, series: &FanSeries, (x, q): (f64, Quantiles), look: &Look) {
    let colour = plan_hue(series.plan).line;
    let mut upright = |low: f64, high: f64, width: f64| {
        if low != high {
            canvas.line(vec![(x, plot.y(low)), (x, plot.y(high))], Pen { colour, width });
        }
    };
    upright(q.p5, q.p95, 0.7 * look.line);
    upright(q.p25, q.p75, 2.0 * look.line);
    canvas.dot((x, plot.y(q.p50)), 2.2 * look.line, colour);
}

/// Points of several plans stand side by side.
fn shift(place: usize, n_plans: usize, plot: &Plot, look: &Look) -> f64 {
    if !plot.has_points_only() {
        return 0.0;
    }
    (place as f64 - (n_plans as f64 - 1.0) / 2.0) * 7.0 * look.line
}
