//! Where everything on a map goes: as large as fits.
//!
//! All places are along the layers (`u`) and across them (`v`); a map that runs to the right has u for x,
//! one that runs down has u for y.

use super::layers::{Graph, Layers};
use super::nodes::Node;
use super::{MapChart, Way};
use crate::report::chart::canvas::{Frame, Point};
use crate::report::chart::medium::{Look, Medium};
use crate::report::fonts::Fonts;

/// A map whose places are settled.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub is_down: bool,
    pub text: f64,
    pub ways: Vec<Way>,
    pub layers: Layers,
    /// Per node of the graph.
    pub nodes: Vec<Node>,
    /// Per vertex its axis across the layers.
    pub axis: Vec<f64>,
    /// Begin and end of each layer.
    pub columns: Vec<(f64, f64)>,
    /// Per way that goes back, the lane around: `Some((is_before, number))`.
    pub lanes: Vec<Option<(bool, usize)>>,
    /// Across the layers: where the nodes begin and end.
    pub across: (f64, f64),
    /// Distance between lanes.
    pub lane: f64,
    pub width: f64,
    pub height: f64,
}

/// Sizes of text that are tried, as shares of a tick's.
const SIZES: [f64; 12] = [1.0, 0.95, 0.9, 0.85, 0.8, 0.76, 0.72, 0.68, 0.64, 0.6, 0.56, 0.52];

/// Texts below this are not read on a page: it rather runs down.
const SMALLEST_TO_THE_RIGHT: f64 = 0.8;

impl Layout {
    /// * `room`: width and height; without a height it may be as high as it must
    pub fn of(map: &MapChart, medium: Medium, room: (f64, Option<f64>), look: &Look, fonts: &Fonts) -> Layout {
        let sketch = Sketch::of(map);
        let tries = |is_down: bool, smallest: f64| {
            let sizes = SIZES.iter().copied().filter(move |size| *size >= smallest);
            sizes.map(move |size| (is_down, size * look.tick))
        };
        let orders: Vec<(bool, f64)> = match medium {
            Medium::Slide => tries(false, 0.0).collect(),
            Medium::Page => tries(false, SMALLEST_TO_THE_RIGHT).chain(tries(true, 0.0)).collect(),
            Medium::Phone => tries(true, 0.0).collect(),
        };
        let mut second_best: Option<Layout> = None;
        for (is_down, text) in orders {
            for air in [2.4, 1.8, 1.3, 0.9, 0.6] {
                let Some(layout) = sketch.sized(map, is_down, (text, air), room, fonts) else { continue };
                if layout.nodes.iter().all(|node| node.is_whole) {
                    return layout;
                }
                // The largest text that fits with names cut off.
                second_best = second_best.or(Some(layout));
            }
        }
        second_best.unwrap_or_else(|| {
            let is_down = medium == Medium::Phone;
            sketch.forced(map, is_down, (SIZES[SIZES.len() - 1] * look.tick, 0.4), room, fonts)
        })
    }

    /// From along and across the layers to the drawing.
    pub fn at(&self, u: f64, v: f64) -> Point {
        if self.is_down { (v, u) } else { (u, v) }
    }

    /// Middle of a node along the layers.
    pub fn middle(&self, node: usize) -> f64 {
        let (begin, end) = self.columns[self.layers.layer[node]];
        (begin + end) / 2.0
    }

    /// The box or diamond of a node, without its name beside it.
    pub fn body(&self, node: usize) -> Frame {
        let (x, y) = self.at(self.middle(node), self.axis[node]);
        let Node { width, height, .. } = self.nodes[node];
        Frame { left: x - width / 2.0, top: y - height / 2.0, right: x + width / 2.0, bottom: y + height / 2.0 }
    }

    /// Half of a node's body along and across the layers.
    pub fn halves(&self, node: usize) -> (f64, f64) {
        let Node { width, height, .. } = self.nodes[node];
        if self.is_down { (height / 2.0, width / 2.0) } else { (width / 2.0, height / 2.0) }
    }
}

/// What does not depend on sizes.
struct Sketch {
    names: Vec<usize>,
    ways: Vec<Way>,
    layers: Layers,
}

impl Sketch {
    fn of(map: &MapChart) -> Sketch {
        let n_all = map.system.stages.len() + map.system.sources.len();
        let names: Vec<usize> = (0..n_all).filter(|node| map.is_used(*node)).collect();
        let index = |node: usize| names.iter().position(|name| *name == node);
        let ways: Vec<Way> = map.ways();
        let ends = |way: &Way| Some((index(way.from)?, index(way.to)?));
        let graph = Graph {
            n_nodes: names.len(),
            edges: ways.iter().filter_map(ends).collect(),
            first: map.system.path().into_iter().filter_map(index).collect(),
        };
        Sketch { layers: graph.layers(), names, ways }
    }

    /// With text of this size and air between nodes (in ems); `None` where it does not fit.
    fn sized(
        &self,
        map: &MapChart,
        is_down: bool,
        (text, air): (f64, f64),
        room: (f64, Option<f64>),
        fonts: &Fonts,
    ) -> Option<Layout> {
        let layout = self.laid_out(map, is_down, (text, air), room, fonts);
        let fits = layout.width <= room.0 + 0.5 && room.1.is_none_or(|height| layout.height <= height + 0.5);
        fits.then(|| layout.centred(room))
    }

    /// The same, whether it fits or not: squeezed into the room.
    fn forced(
        &self,
        map: &MapChart,
        is_down: bool,
        (text, air): (f64, f64),
        room: (f64, Option<f64>),
        fonts: &Fonts,
    ) -> Layout {
        let mut text = text;
        loop {
            let layout = self.laid_out(map, is_down, (text, air), room, fonts);
            let fits = layout.width <= room.0 + 0.5 && room.1.is_none_or(|height| layout.height <= height + 0.5);
            if fits || text < 2.0 {
                return layout.centred(room);
            }
            text *= 0.9;
        }
    }

    fn laid_out(
        &self,
        map: &MapChart,
        is_down: bool,
        (text, air): (f64, f64),
        room: (f64, Option<f64>),
        fonts: &Fonts,
    ) -> Layout {
        let n_layers = self.layers.order.len().max(1) as f64;
        let between = if is_down { 2.3 * text } else { 1.9 * text };
        let fullest = self.layers.order.iter().map(|layer| layer.iter().filter(|v| **v < self.names.len()).count());
        let fullest = fullest.max().unwrap_or(1).max(1) as f64;
        // The widest that a name can be if all stand side by side.
        let most = match is_down {
            false => (room.0 - (n_layers - 1.0) * between) / n_layers - 1.3 * text,
            true => (room.0 - 4.0 * text) / fullest - 2.6 * text,
        };
        let most = most.clamp(2.0 * text, 9.5 * text);
        let nodes: Vec<Node> = self.names.iter().map(|name| map.node(*name, text, most, fonts)).collect();
        let extents: Vec<(f64, f64, f64)> = nodes.iter().map(|node| node.extents(is_down, text)).collect();
        let of = |side: fn(&(f64, f64, f64)) -> f64| -> Vec<f64> {
            let invisible = 0.35 * text;
            (0..self.layers.layer.len()).map(|v| extents.get(v).map_or(invisible, side)).collect()
        };
        let straight: Vec<f64> = self.ways.iter().map(|way| if way.is_main { 6.0 } else { 1.0 }).collect();
        let (axis, across) = self.layers.axes(&of(|e| e.1), &of(|e| e.2), air * text, &straight);
        let along = |layer: &Vec<usize>| {
            layer.iter().filter_map(|v| extents.get(*v)).map(|extent| extent.0).fold(0.0, f64::max)
        };
        let widths: Vec<f64> = self.layers.order.iter().map(along).collect();
        let needed = widths.iter().sum::<f64>() + (n_layers - 1.0) * between;
        let wanted = if is_down { needed } else { room.0 };
        let gap = between + ((wanted - needed) / (n_layers - 1.0).max(1.0)).clamp(0.0, 5.0 * text);
        let mut columns = Vec::new();
        let mut begin = 0.0;
        for width in widths {
            columns.push((begin, begin + width));
            begin += width + gap;
        }
        let mut layout = Layout {
            is_down,
            text,
            ways: self.ways.clone(),
            layers: self.layers.clone(),
            nodes,
            axis,
            columns,
            lanes: vec![],
            across: (0.0, across),
            lane: 1.5 * text,
            width: 0.0,
            height: 0.0,
        };
        layout.choose_lanes();
        layout
    }
}

impl Layout {
    /// Gives every way back a lane around the nodes, and makes room for the lanes.
    fn choose_lanes(&mut self) {
        let mut spans: [Vec<Vec<(usize, usize)>>; 2] = [Vec::new(), Vec::new()];
        self.lanes = vec![None; self.ways.len()];
        // Short ways take the lanes next to the nodes.
        let mut back: Vec<usize> = (0..self.ways.len()).filter(|way| self.layers.is_back[*way]).collect();
        back.sort_by_key(|way| {
            let (from, to) = self.ends(*way);
            self.layers.layer[from].abs_diff(self.layers.layer[to])
        });
        for way in back {
            let (from, to) = self.ends(way);
            let span = (self.layers.layer[to], self.layers.layer[from]);
            let in_the_way = |node: usize, is_before: bool| {
                let order = &self.layers.order[self.layers.layer[node]];
                let place = order.iter().position(|v| *v == node).unwrap_or(0);
                if is_before { place } else { order.len() - 1 - place }
            };
            let obstacles = |is_before: bool| in_the_way(from, is_before) + in_the_way(to, is_before);
            // Who brings others runs above if nothing speaks against it.
            let is_before = obstacles(true) < obstacles(false) + usize::from(self.ways[way].is_referral);
            let lanes = &mut spans[usize::from(!is_before)];
            let is_free = |lane: &Vec<(usize, usize)>| lane.iter().all(|other| other.1 < span.0 || span.1 < other.0);
            let number = lanes.iter().position(is_free).unwrap_or(lanes.len());
            if number == lanes.len() {
                lanes.push(Vec::new());
            }
            lanes[number].push(span);
            self.lanes[way] = Some((is_before, number));
        }
        let room = |lanes: &Vec<Vec<(usize, usize)>>| {
            if lanes.is_empty() { 0.0 } else { (lanes.len() as f64 + 0.4) * self.lane }
        };
        let (before, behind) = (room(&spans[0]), room(&spans[1]));
        self.axis.iter_mut().for_each(|axis| *axis += before);
        self.across = (before, before + self.across.1);
        let across = self.across.1 + behind;
        // A way back may leave the last layer to the right, and come to the first one from the left.
        let leaves = |way: &usize| self.lanes[*way].is_some();
        let [first, last] = [0, self.columns.len().saturating_sub(1)];
        let aside = |is_first: bool| {
            let touches = |way: &usize| {
                let (from, to) = self.ends(*way);
                if is_first { self.layers.layer[to] == first } else { self.layers.layer[from] == last }
            };
            (0..self.ways.len()).filter(leaves).filter(touches).count() as f64
        };
        let margins = [aside(true), aside(false)].map(|n| if n > 0.0 { (0.5 + 0.5 * n) * self.text } else { 0.0 });
        self.columns.iter_mut().for_each(|(begin, end)| {
            *begin += margins[0];
            *end += margins[0];
        });
        let along = self.columns.last().map_or(0.0, |(_, end)| *end) + margins[1];
        (self.width, self.height) = if self.is_down { (across, along) } else { (along, across) };
    }

    /// The nodes of the graph that a way joins.
    pub fn ends(&self, way: usize) -> (usize, usize) {
        let chain = &self.layers.chains[way];
        (chain[0], chain[chain.len() - 1])
    }

    /// In the middle of its room.
    fn centred(mut self, room: (f64, Option<f64>)) -> Layout {
        let right = ((room.0 - self.width) / 2.0).max(0.0);
        let down = room.1.map_or(0.0, |height| ((height - self.height) / 2.0).max(0.0));
        let (along, across) = if self.is_down { (down, right) } else { (right, down) };
        self.columns.iter_mut().for_each(|(begin, end)| {
            *begin += along;
            *end += along;
        });
        self.axis.iter_mut().for_each(|axis| *axis += across);
        self.across = (self.across.0 + across, self.across.1 + across);
        self
    }
}
