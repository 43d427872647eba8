//! A laid out map on a canvas: arrows below, nodes above them, shares where there is room.

use std::f64::consts::PI;

use super::layout::Layout;
use super::nodes::{Kind, Node, share_face};
use super::routes::Route;
use super::{MapChart, Way};
use crate::model::Role;
use crate::report::chart::canvas::{ASCENT, Anchor, Canvas, DESCENT, Frame, Pen, Point};
use crate::report::chart::medium::Look;
use crate::report::chart::palette::{BASELINE, Colour, GRID, MUTED, PAPER, RULE, plan_hue};
use crate::report::chart::shape::percent;
use crate::report::chart::system::SourceKind;

/// The widest arrow, in line widths.
const WIDEST: f64 = 4.5;
const THINNEST: f64 = 0.4;

/// The head of a thin arrow in ems: its measure, and by this its length and what it is wider on each side.
const HEAD: f64 = 0.42;
const HEAD_LENGTH: f64 = 1.5;
const WING: f64 = 0.55;

/// Between an arrow and its share, in ems.
const BESIDE: f64 = 0.26;

impl Layout {
    /// * `origin`: where the layout's left upper corner goes
    pub fn draw(&self, map: &MapChart, canvas: &mut Canvas<'_>, origin: Point, look: &Look) {
        let to_canvas = |(u, v): Point| {
            let (x, y) = self.at(u, v);
            (x + origin.0, y + origin.1)
        };
        let mut routes = self.routes(&self.widths(map, look));
        // Thin ones above wide ones.
        routes.sort_by(|a, b| b.width.total_cmp(&a.width));
        for route in &routes {
            let (colour, alpha) = colour_of(&self.ways[route.way], map.system.plan);
            let line: Vec<Point> = route.line.iter().map(|at| to_canvas(*at)).collect();
            canvas.area(arrow(&line, route.width, HEAD * self.text), colour, alpha);
        }
        let mut taken = Vec::new();
        for node in 0..self.nodes.len() {
            taken.extend(self.draw_node(map, canvas, node, origin, look));
        }
        self.draw_shares(map, canvas, &routes, &mut taken, &to_canvas);
    }

    /// Of the arrow of each way.
    pub fn widths(&self, map: &MapChart, look: &Look) -> Vec<f64> {
        let scale = map.scale();
        let widest = (WIDEST * look.line).min(1.1 * self.text);
        let width = |way: &Way| match way.people {
            None => THINNEST * look.line,
            Some(people) => (scale.share(people) * widest).max(THINNEST * look.line),
        };
        self.ways.iter().map(width).collect()
    }

    /// Draws a node; returns the frames that no share may cover.
    fn draw_node(
        &self,
        map: &MapChart,
        canvas: &mut Canvas<'_>,
        node: usize,
        origin: Point,
        look: &Look,
    ) -> Vec<Frame> {
        let body = moved(self.body(node), origin);
        let Node { kind, text, exit, .. } = &self.nodes[node];
        let middle = ((body.left + body.right) / 2.0, (body.top + body.bottom) / 2.0);
        let mut taken = vec![body];
        if let Some((share, width)) = exit {
            taken.push(self.draw_exit(canvas, share, *width, body, look));
        }
        let outline = outline(*kind, body);
        let (fill, alpha, edge) = paint(*kind, map.system.plan);
        canvas.area(outline.clone(), PAPER, 1.0);
        canvas.area(outline.clone(), fill, alpha);
        let closed = outline.iter().copied().chain(outline.first().copied()).collect();
        canvas.line(closed, Pen { colour: edge, width: 0.35 * look.line });
        if *kind != Kind::Decision {
            text.draw_around(canvas, middle.0, middle.1, Anchor::Middle);
            return taken;
        }
        let half = text.width / 2.0;
        if self.is_down {
            let right = body.left - 0.4 * self.text;
            text.draw_around(canvas, right, middle.1, Anchor::End);
            let (top, bottom) = (middle.1 - text.height / 2.0, middle.1 + text.height / 2.0);
            taken.push(Frame { left: right - text.width, top, right, bottom });
        } else {
            text.draw(canvas, middle.0, body.top - text.height, Anchor::Middle);
            let (left, right) = (middle.0 - half, middle.0 + half);
            taken.push(Frame { left, top: body.top - text.height, right, bottom: body.top });
        }
        taken
    }

    /// A line to a ring: gone for good. Returns what it takes.
    fn draw_exit(&self, canvas: &mut Canvas<'_>, share: &str, width: f64, body: Frame, look: &Look) -> Frame {
        let radius = 0.24 * self.text;
        let face = share_face(self.text);
        let pen = Pen { colour: RULE, width: 0.4 * look.line };
        let ring = |canvas: &mut Canvas<'_>, at: Point| {
            let point = |i: usize| {
                let angle = 2.0 * PI * i as f64 / 10.0;
                (at.0 + radius * libm::cos(angle), at.1 + radius * libm::sin(angle))
            };
            canvas.line((0..=10).map(point).collect(), pen);
        };
        if self.is_down {
            let y = (body.top + body.bottom) / 2.0;
            let end = body.right + 0.9 * self.text;
            canvas.line(vec![(body.right, y), (end, y)], pen);
            ring(canvas, (end + radius, y));
            let left = end + 2.0 * radius + 0.35 * self.text;
            canvas.label(share, (left, y + 0.36 * face.size), Anchor::Start, face, MUTED);
            return Frame {
                left: body.right,
                top: y - 0.6 * self.text,
                right: left + width,
                bottom: y + 0.6 * self.text,
            };
        }
        let x = (body.left + body.right) / 2.0;
        let end = body.bottom + 0.95 * self.text;
        canvas.line(vec![(x, body.bottom), (x, end)], pen);
        ring(canvas, (x, end + radius));
        let left = x + radius + 0.3 * self.text;
        canvas.label(share, (left, end + radius + 0.30 * face.size), Anchor::Start, face, MUTED);
        Frame { left: x - radius, top: body.bottom, right: left + width, bottom: end + 2.0 * radius + 0.3 * self.text }
    }

    /// What the head at the end of a line takes.
    pub fn head_of(&self, line: &[Point], half: f64) -> Frame {
        let tip = line[line.len() - 1];
        let before = line[line.len().saturating_sub(2)];
        let along = unit((tip.0 - before.0, tip.1 - before.1));
        let (length, wing) = (HEAD_LENGTH * HEAD * self.text, half + WING * HEAD * self.text);
        let neck = (tip.0 - length * along.0, tip.1 - length * along.1);
        let (x, y) = (wing * along.1.abs(), wing * along.0.abs());
        Frame {
            left: tip.0.min(neck.0) - x,
            top: tip.1.min(neck.1) - y,
            right: tip.0.max(neck.0) + x,
            bottom: tip.1.max(neck.1) + y,
        }
    }

    /// Writes the shares of ways that part: beside their arrows, else upon them, wherever nothing is in the way.
    fn draw_shares(
        &self,
        map: &MapChart,
        canvas: &mut Canvas<'_>,
        routes: &[Route],
        taken: &mut Vec<Frame>,
        to_canvas: &dyn Fn(Point) -> Point,
    ) {
        let face = share_face(self.text);
        let lines: Vec<(Vec<Point>, f64)> = routes
            .iter()
            .map(|route| (route.line.iter().map(|at| to_canvas(*at)).collect(), route.width / 2.0))
            .collect();
        // An arrow whose head is covered leads nowhere.
        let heads: Vec<Frame> = lines.iter().map(|(line, half)| self.head_of(line, *half)).collect();
        for route in routes {
            let Some(share) = self.ways[route.way].share else { continue };
            let text = percent(share, map.language);
            let half = face.width(&text, canvas.fonts) / 2.0;
            let thick = if self.is_down { half } else { 0.5 * (ASCENT + DESCENT) * face.size };
            let aside = route.width / 2.0 + BESIDE * self.text + thick;
            let frame = |at: Point| {
                let (x, y) = to_canvas(at);
                let baseline = y + 0.36 * face.size;
                let (top, bottom) = (baseline - ASCENT * face.size, baseline + DESCENT * face.size);
                Frame { left: x - half, top, right: x + half, bottom }
            };
            let inside = Frame { left: 0.0, top: 0.0, right: canvas.width, bottom: canvas.height };
            let is_free = |frame: &Frame| {
                inside.contains(*frame)
                    && taken.iter().all(|other| !frame.overlaps(wider(*other, 1.0)))
                    && heads.iter().all(|head| !frame.overlaps(*head))
            };
            let is_crossed = |frame: &Frame| lines.iter().any(|(line, half)| crosses(line, wider(*frame, *half)));
            let both_sides = |at: &Point| [-aside, aside].map(|aside| frame((at.0, at.1 + aside)));
            let mut beside = route.label_at.iter().flat_map(both_sides);
            let mut upon = route.label_at.iter().map(|at| frame(*at));
            let free = beside.find(|frame| is_free(frame) && !is_crossed(frame)).or_else(|| upon.find(is_free));
            if let Some(frame) = free {
                let at = ((frame.left + frame.right) / 2.0, frame.bottom - DESCENT * face.size);
                canvas.label_with_rim(&text, at, Anchor::Middle, face, MUTED);
                taken.push(frame);
            }
        }
    }
}

fn moved(frame: Frame, by: Point) -> Frame {
    Frame { left: frame.left + by.0, top: frame.top + by.1, right: frame.right + by.0, bottom: frame.bottom + by.1 }
}

fn wider(frame: Frame, by: f64) -> Frame {
    Frame { left: frame.left - by, top: frame.top - by, right: frame.right + by, bottom: frame.bottom + by }
}

/// Whether a line touches a frame.
pub(super) fn crosses(line: &[Point], frame: Frame) -> bool {
    line.windows(2).any(|ends| {
        // The part of the segment that is between both sides, then between top and bottom.
        let sides = [
            (ends[0].0, ends[1].0 - ends[0].0, frame.left, frame.right),
            (ends[0].1, ends[1].1 - ends[0].1, frame.top, frame.bottom),
        ];
        let (mut from, mut to) = (0.0_f64, 1.0_f64);
        for (start, step, low, high) in sides {
            if step.abs() < 1e-9 {
                if start < low || start > high {
                    return false;
                }
                continue;
            }
            let (enters, leaves) = ((low - start) / step, (high - start) / step);
            (from, to) = (from.max(enters.min(leaves)), to.min(enters.max(leaves)));
        }
        from <= to
    })
}

fn colour_of(way: &Way, plan: usize) -> (Colour, f64) {
    if way.is_referral {
        (referral_colour(plan), 0.75)
    } else if way.is_main {
        (plan_hue(plan).line, 0.55)
    } else {
        (BASELINE, 0.65)
    }
}

/// Green, but for the plan that has that colour itself.
fn referral_colour(plan: usize) -> Colour {
    plan_hue(if plan == 2 { 3 } else { 2 }).line
}

/// Fill, its strength, and edge.
fn paint(kind: Kind, plan: usize) -> (Colour, f64, Colour) {
    let hue = plan_hue(plan).line;
    match kind {
        Kind::Source(SourceKind::Referral) => (referral_colour(plan), 0.16, referral_colour(plan)),
        Kind::Source(_) => (GRID, 0.5, BASELINE),
        Kind::Decision => (PAPER, 1.0, hue),
        Kind::Activity(Some(Role::Customer)) => (hue, 0.30, hue),
        Kind::Activity(Some(Role::User)) => (hue, 0.14, hue),
        Kind::Activity(Some(Role::Lapsed)) => (GRID, 0.8, RULE),
        Kind::Activity(_) => (PAPER, 1.0, hue),
    }
}

fn outline(kind: Kind, body: Frame) -> Vec<Point> {
    let middle = ((body.left + body.right) / 2.0, (body.top + body.bottom) / 2.0);
    match kind {
        Kind::Decision => {
            vec![(middle.0, body.top), (body.right, middle.1), (middle.0, body.bottom), (body.left, middle.1)]
        }
        Kind::Source(_) => round_corners(body, 0.5 * body.height()),
        Kind::Activity(_) => round_corners(body, 0.12 * body.height()),
    }
}

fn round_corners(body: Frame, radius: f64) -> Vec<Point> {
    let radius = radius.min(body.width() / 2.0).min(body.height() / 2.0);
    let centres = [
        (body.right - radius, body.top + radius),
        (body.right - radius, body.bottom - radius),
        (body.left + radius, body.bottom - radius),
        (body.left + radius, body.top + radius),
    ];
    let steps = if radius > 6.0 { 5 } else { 2 };
    let corner = |(number, centre): (usize, &Point)| {
        let begin = PI / 2.0 * (number as f64 - 1.0);
        let point = |step: usize| {
            let angle = begin + PI / 2.0 * step as f64 / steps as f64;
            (centre.0 + radius * libm::cos(angle), centre.1 + radius * libm::sin(angle))
        };
        (0..=steps).map(point).collect::<Vec<_>>()
    };
    centres.iter().enumerate().flat_map(corner).collect()
}

/// A ribbon along a line that ends in a tip.
fn arrow(line: &[Point], width: f64, head: f64) -> Vec<Point> {
    let half = width / 2.0;
    let (length, wing) = ((HEAD_LENGTH * head).max(0.9 * width), half + WING * head);
    let tip = line[line.len() - 1];
    // The ribbon ends where the head begins.
    let mut shaft: Vec<Point> = line.to_vec();
    let mut left = length;
    while shaft.len() > 1 {
        let (a, b) = (shaft[shaft.len() - 2], shaft[shaft.len() - 1]);
        let piece = libm::hypot(b.0 - a.0, b.1 - a.1);
        if piece > left {
            let share = 1.0 - left / piece;
            let last = shaft.len() - 1;
            shaft[last] = (a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1));
            break;
        }
        left -= piece;
        shaft.pop();
    }
    let neck = shaft[shaft.len() - 1];
    let along = unit((tip.0 - neck.0, tip.1 - neck.1));
    let normal = |at: usize| {
        let before = shaft[at.saturating_sub(1)];
        let behind = shaft[(at + 1).min(shaft.len() - 1)];
        let (x, y) = if shaft.len() > 1 { unit((behind.0 - before.0, behind.1 - before.1)) } else { along };
        (-y, x)
    };
    let side = |sign: f64, at: usize| {
        let (x, y) = normal(at);
        (shaft[at].0 + sign * half * x, shaft[at].1 + sign * half * y)
    };
    let wing = |sign: f64| (neck.0 - sign * wing * along.1, neck.1 + sign * wing * along.0);
    let mut outline: Vec<Point> = (0..shaft.len()).map(|at| side(1.0, at)).collect();
    outline.extend([wing(1.0), tip, wing(-1.0)]);
    outline.extend((0..shaft.len()).rev().map(|at| side(-1.0, at)));
    outline
}

fn unit((x, y): Point) -> Point {
    let length = libm::hypot(x, y);
    if length > 0.0 { (x / length, y / length) } else { (1.0, 0.0) }
}
