//! The lines of the ways: curves from layer to layer, lanes around for what goes back.

use super::layout::Layout;
use super::nodes::Kind;
use crate::report::chart::canvas::Point;

/// A way as it is drawn, along and across the layers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Route {
    /// Index into the ways.
    pub way: usize,
    /// The middle of the arrow up to its tip.
    pub line: Vec<Point>,
    pub width: f64,
    /// Points of its line beside which its share may stand, the best first.
    pub label_at: Vec<Point>,
}

/// Points of a curve between two layers.
const STEPS: usize = 10;

/// Points of a quarter turn.
const TURN: usize = 4;

/// Where the ways of a node touch it: offsets from its axis.
struct Ports {
    /// Per way at the node it leaves and at the one it enters.
    out: Vec<f64>,
    into: Vec<f64>,
}

impl Layout {
    /// * `width`: of each way
    pub fn routes(&self, widths: &[f64]) -> Vec<Route> {
        let ports = self.ports(widths);
        let mut in_gap = vec![0; self.columns.len() + 1];
        let ways = (0..self.ways.len()).map(|way| {
            let line = match self.lanes[way] {
                None => self.forward(way, &ports),
                Some(lane) => self.around(way, lane, &ports, &mut in_gap),
            };
            let label_at = self.label_places(way, &line);
            Route { way, line, width: widths[way], label_at }
        });
        ways.collect()
    }

    fn ports(&self, widths: &[f64]) -> Ports {
        let n = self.ways.len();
        let mut ports = Ports { out: vec![0.0; n], into: vec![0.0; n] };
        for node in 0..self.nodes.len() {
            // What lies on the other side: neighbours by their axis, lanes beyond all of them.
            let beyond = |way: usize, other: usize| match self.lanes[way] {
                Some((true, number)) => -1e6 - number as f64,
                Some((false, number)) => 1e6 + number as f64,
                None => self.axis[other],
            };
            let out = (0..n).filter(|way| self.ends(*way).0 == node && !self.leaves_straight(*way));
            let out = out.map(|way| (way, beyond(way, self.layers.chains[way][1]))).collect();
            let into = (0..n).filter(|way| self.ends(*way).1 == node && !self.enters_straight(*way));
            let into = into.map(|way| (way, beyond(way, self.layers.chains[way][self.layers.chains[way].len() - 2])));
            let room = self.port_room(node);
            spread_ports(out, widths, room, self.text, &mut ports.out);
            spread_ports(into.collect(), widths, room, self.text, &mut ports.into);
        }
        ports
    }

    /// How far from its axis ways may touch a node.
    fn port_room(&self, node: usize) -> f64 {
        let (_, across) = self.halves(node);
        match self.nodes[node].kind {
            Kind::Decision => 0.45 * across,
            Kind::Source(_) => 0.6 * across,
            Kind::Activity(_) => 0.8 * across,
        }
    }

    /// Where the body of a node ends along the layers at this offset from its axis.
    fn border(&self, node: usize, offset: f64) -> f64 {
        let (along, across) = self.halves(node);
        match self.nodes[node].kind {
            Kind::Decision => along * (1.0 - (offset / across).abs()).max(0.0),
            _ => along,
        }
    }

    /// From layer to layer, level while it passes one.
    fn forward(&self, way: usize, ports: &Ports) -> Vec<Point> {
        let chain = &self.layers.chains[way];
        let (from, to) = self.ends(way);
        let start = self.axis[from] + ports.out[way];
        let end = self.axis[to] + ports.into[way];
        let mut at = (self.middle(from), start);
        let mut line = vec![at];
        at.0 = self.columns[self.layers.layer[from]].1;
        // A narrow body in a wide layer: its ways are level up to the layer's end.
        line.push((self.middle(from) + self.border(from, ports.out[way]), start));
        for vertex in &chain[1..chain.len() - 1] {
            let (begin, finish) = self.columns[self.layers.layer[*vertex]];
            line.extend(curve(at, (begin, self.axis[*vertex])));
            at = (finish, self.axis[*vertex]);
        }
        let tip = self.middle(to) - self.border(to, ports.into[way]);
        let begin = self.columns[self.layers.layer[to]].0.min(tip);
        line.extend(curve(at, (begin, end)));
        line.push((tip, end));
        without_repeats(line)
    }

    /// Whether a way back leaves its node straight towards the lane.
    fn leaves_straight(&self, way: usize) -> bool {
        self.lanes[way].is_some_and(|(is_before, _)| self.is_open(self.ends(way).0, is_before))
    }

    fn enters_straight(&self, way: usize) -> bool {
        self.lanes[way].is_some_and(|(is_before, _)| self.is_open(self.ends(way).1, is_before))
    }

    /// Whether nothing stands between a node and the lanes on this side.
    fn is_open(&self, node: usize, is_before: bool) -> bool {
        let order = &self.layers.order[self.layers.layer[node]];
        let outermost = if is_before { order.first() } else { order.last() };
        let is_free = match is_before {
            true => self.nodes[node].kind != Kind::Decision,
            false => self.nodes[node].exit.is_none(),
        };
        outermost == Some(&node) && is_free
    }

    /// Out of the node, along a lane outside of all nodes, and in again.
    fn around(
        &self,
        way: usize,
        (is_before, number): (bool, usize),
        ports: &Ports,
        in_gap: &mut [usize],
    ) -> Vec<Point> {
        let (from, to) = self.ends(way);
        let off = (number as f64 + 0.8) * self.lane;
        let lane = if is_before { self.across.0 - off } else { self.across.1 + off };
        let towards = if is_before { -1.0 } else { 1.0 };
        let mut corners = Vec::new();
        if self.leaves_straight(way) {
            let u = self.middle(from) + self.aside(way, from);
            corners.push((u, self.axis[from] + towards * 0.5 * self.halves(from).1));
            corners.push((u, lane));
        } else {
            let v = self.axis[from] + ports.out[way];
            let u = self.gap_after(self.layers.layer[from] + 1, in_gap);
            corners.extend([(self.middle(from), v), (u, v), (u, lane)]);
        }
        if self.enters_straight(way) {
            let u = self.middle(to) - self.aside(way, to);
            corners.extend([(u, lane), (u, self.axis[to] + towards * self.halves(to).1)]);
        } else {
            let v = self.axis[to] + ports.into[way];
            let u = self.gap_after(self.layers.layer[to], in_gap);
            let tip = self.middle(to) - self.border(to, ports.into[way]);
            corners.extend([(u, lane), (u, v), (tip, v)]);
        }
        rounded(&corners, 0.9 * self.text)
    }

    /// How far from the middle of a node a way to or from a lane touches it: what takes a lane further out
    /// stands further aside, so that they do not cross.
    fn aside(&self, way: usize, node: usize) -> f64 {
        let at_its_start = self.ends(way).0 == node;
        let side = |way: &usize| self.lanes[*way].map(|(is_before, _)| is_before);
        let straight = |other: &usize| {
            let (from, to) = self.ends(*other);
            side(other) == side(&way)
                && if at_its_start {
                    from == node && self.leaves_straight(*other)
                } else {
                    to == node && self.enters_straight(*other)
                }
        };
        let mut sisters: Vec<usize> = (0..self.ways.len()).filter(straight).collect();
        sisters.sort_by_key(|other| self.lanes[*other].map(|(_, number)| number));
        let place = sisters.iter().position(|other| *other == way).unwrap_or(0) as f64 + 1.0;
        let (along, _) = self.halves(node);
        0.8 * along * place / (sisters.len() as f64 + 1.0)
    }

    /// A place between two layers for a line across them; each has one of its own.
    fn gap_after(&self, gap: usize, in_gap: &mut [usize]) -> f64 {
        let number = in_gap[gap] as f64;
        in_gap[gap] += 1;
        let step = 0.45 * self.text;
        match gap.checked_sub(1) {
            None => self.columns[0].0 - 0.6 * self.text - number * step,
            Some(before) if before + 1 == self.columns.len() => {
                self.columns[before].1 + 0.6 * self.text + number * step
            }
            Some(before) => {
                let (begin, end) = (self.columns[before].1, self.columns[before + 1].0);
                // Nearer to the layer behind: arrows into it come from there.
                let middle = begin + 0.5 * (end - begin);
                let side = if (number as usize).is_multiple_of(2) { 1.0 } else { -1.0 };
                middle + side * libm::ceil(number / 2.0) * step
            }
        }
    }

    /// Between the first two layers of the way; on a lane around its middle.
    fn label_places(&self, way: usize, line: &[Point]) -> Vec<Point> {
        let (from, _) = self.ends(way);
        if let Some((is_before, number)) = self.lanes[way] {
            let off = (number as f64 + 0.8) * self.lane;
            let lane = if is_before { self.across.0 - off } else { self.across.1 + off };
            let on_lane: Vec<f64> = line.iter().filter(|at| (at.1 - lane).abs() < 1e-6).map(|at| at.0).collect();
            let (low, high) =
                on_lane.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), u| (low.min(*u), high.max(*u)));
            return [0.5, 0.3, 0.7, 0.15, 0.85].map(|share| (low + share * (high - low), lane)).to_vec();
        }
        let begin = self.columns[self.layers.layer[from]].1;
        let end = self.columns.get(self.layers.layer[from] + 1).map_or(begin, |column| column.0);
        let at = |share: f64| {
            let u = begin + share * (end - begin);
            let next = line.iter().position(|point| point.0 >= u).unwrap_or(line.len() - 1).max(1);
            let (a, b) = (line[next - 1], line[next]);
            let part = if b.0 > a.0 { ((u - a.0) / (b.0 - a.0)).clamp(0.0, 1.0) } else { 0.0 };
            (u, a.1 + part * (b.1 - a.1))
        };
        [0.5, 0.6, 0.4, 0.7, 0.3, 0.8, 0.2].map(at).to_vec()
    }
}

/// Puts ways side by side around the axis of a node, in the order of where they come from or go to.
fn spread_ports(mut ways: Vec<(usize, f64)>, widths: &[f64], room: f64, text: f64, offsets: &mut [f64]) {
    ways.sort_by(|a, b| a.1.total_cmp(&b.1));
    let air = 0.3 * text;
    let whole: f64 = ways.iter().map(|(way, _)| widths[*way] + air).sum::<f64>() - air;
    let shrink = if whole > 2.0 * room { 2.0 * room / whole } else { 1.0 };
    let mut at = -whole / 2.0;
    for (way, _) in ways {
        offsets[way] = shrink * (at + widths[way] / 2.0);
        at += widths[way] + air;
    }
}

/// A curve that is level at both ends, without its first point.
fn curve(from: Point, to: Point) -> Vec<Point> {
    if (from.1 - to.1).abs() < 0.5 {
        return vec![to];
    }
    let point = |step: usize| {
        let t = step as f64 / STEPS as f64;
        // The cubic with both middle control points halfway along.
        let s = 1.0 - t;
        let along = 1.5 * s * t * (s + t) + t * t * t;
        let across = t * t * (3.0 - 2.0 * t);
        (from.0 + along * (to.0 - from.0), from.1 + across * (to.1 - from.1))
    };
    std::iter::once(from).chain((1..=STEPS).map(point)).collect()
}

/// Straight pieces with round corners.
fn rounded(corners: &[Point], radius: f64) -> Vec<Point> {
    let distance = |a: Point, b: Point| libm::hypot(b.0 - a.0, b.1 - a.1);
    let mut line = vec![corners[0]];
    for three in corners.windows(3) {
        let (before, corner, behind) = (three[0], three[1], three[2]);
        let radius = radius.min(distance(before, corner) / 2.0).min(distance(corner, behind) / 2.0);
        let towards = |other: Point| {
            let length = distance(corner, other).max(1e-9);
            (corner.0 + (other.0 - corner.0) / length * radius, corner.1 + (other.1 - corner.1) / length * radius)
        };
        let (a, b) = (towards(before), towards(behind));
        line.extend((0..=TURN).map(|step| {
            let t = step as f64 / TURN as f64;
            let s = 1.0 - t;
            let mix = |a: f64, corner: f64, b: f64| s * s * a + 2.0 * s * t * corner + t * t * b;
            (mix(a.0, corner.0, b.0), mix(a.1, corner.1, b.1))
        }));
    }
    line.push(corners[corners.len() - 1]);
    without_repeats(line)
}

/// Without points that repeat the one before, and without those that lie on the way from it to the next.
fn without_repeats(line: Vec<Point>) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(line.len());
    for (at, point) in line.iter().enumerate() {
        let (Some(last), Some(next)) = (kept.last(), line.get(at + 1)) else {
            kept.push(*point);
            continue;
        };
        let (u, v) = (next.0 - last.0, next.1 - last.1);
        let length = libm::hypot(u, v);
        let aside = ((point.0 - last.0) * v - (point.1 - last.1) * u).abs();
        let is_ahead = (point.0 - last.0) * u + (point.1 - last.1) * v > 0.0;
        if aside > UNSEEN * length || !is_ahead {
            kept.push(*point);
        }
    }
    kept
}

/// Deviations below this are not seen, in logical pixels.
const UNSEEN: f64 = 0.12;
