//! Where everything on a map goes: as large as fits.
//!
//! All places are along the layers (`u`) and across them (`v`); a map that runs to the right has u for x,
//! one that runs down has u for y.

use super::layers::{Graph, Layers};
use super::nodes::{Node, share_face};
use super::{MapChart, Way};
use crate::report::chart::canvas::{Frame, Point};
use crate::report::chart::medium::{Look, Medium};
use crate::report::chart::shape::percent;
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

/// Sizes of text that are tried, as shares of a tick's; those above 1 on a slide, to be read from afar.
const SIZES: [f64; 17] =
    [1.4, 1.3, 1.2, 1.12, 1.05, 1.0, 0.95, 0.9, 0.85, 0.8, 0.76, 0.72, 0.68, 0.64, 0.6, 0.56, 0.52];

/// Widths at which names are wrapped that are tried, in ems; and whether words are broken.
const WRAPS: [(f64, bool); 5] = [(9.5, false), (7.5, false), (6.0, false), (4.8, false), (4.4, true)];

/// A text that is smaller than this share of one with names cut off is not worth it.
const WORTH_CUTTING: f64 = 0.75;

/// Air beside a share that stands between two nodes, in ems.
const AROUND_A_SHARE: f64 = 0.7;

/// Air between nodes that is tried, in ems.
const AIR: [f64; 7] = [4.4, 3.4, 2.6, 1.9, 1.4, 1.0, 0.6];

/// Texts below this are not read on a page: it rather runs down.
const SMALLEST_TO_THE_RIGHT: f64 = 0.8;

impl Layout {
    /// * `room`: width and height; without a height it may be as high as it must
    pub fn of(map: &MapChart, medium: Medium, room: (f64, Option<f64>), look: &Look, fonts: &Fonts) -> Layout {
        let sketch = Sketch::of(map);
        let largest = if medium == Medium::Slide { f64::INFINITY } else { 1.0 };
        let tries = |is_down: bool, smallest: f64| {
            let sizes = SIZES.iter().copied().filter(move |size| (smallest..=largest).contains(size));
            sizes.map(move |size| (is_down, size * look.tick))
        };
        let orders: Vec<(bool, f64)> = match medium {
            Medium::Slide => tries(false, 0.0).collect(),
            Medium::Page => tries(false, SMALLEST_TO_THE_RIGHT).chain(tries(true, 0.0)).collect(),
            Medium::Phone => tries(true, 0.0).collect(),
        };
        let mut second_best: Option<Layout> = None;
        for (is_down, text) in orders {
            // Names that are cut off are better than much smaller ones.
            if second_best.as_ref().is_some_and(|layout| text < WORTH_CUTTING * layout.text) {
                break;
            }
            for (most, breaks) in WRAPS {
                let size = Size { is_down, text, most: most * text, breaks };
                let Some(layout) = sketch.sized(map, size, room, fonts) else { continue };
                if layout.nodes.iter().all(|node| node.is_whole) {
                    return layout;
                }
                // The largest text that fits with names cut off; no name is cut off to be larger than elsewhere.
                if text <= look.tick {
                    second_best = second_best.or(Some(layout));
                }
            }
        }
        second_best.unwrap_or_else(|| {
            let text = SIZES[SIZES.len() - 1] * look.tick;
            sketch.forced(
                map,
                Size { is_down: medium == Medium::Phone, text, most: 4.0 * text, breaks: true },
                room,
                fonts,
            )
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
        let rank = map.ranks();
        let graph = Graph {
            n_nodes: names.len(),
            edges: ways.iter().filter_map(ends).collect(),
            rank: names.iter().map(|name| rank[*name]).collect(),
        };
        Sketch { layers: graph.layers(), names, ways }
    }

    /// With text of this size, as airy as it can be; `None` where it does not fit.
    fn sized(&self, map: &MapChart, size: Size, room: (f64, Option<f64>), fonts: &Fonts) -> Option<Layout> {
        let nodes: Vec<Node> =
            self.names.iter().map(|name| map.node(*name, size.text, (size.most, size.breaks), fonts)).collect();
        let fits =
            |layout: &Layout| layout.width <= room.0 + 0.5 && room.1.is_none_or(|height| layout.height <= height + 0.5);
        let gaps = self.gaps(map, size, fonts);
        if self.shortest(&nodes, &gaps, size) > if size.is_down { room.1.unwrap_or(f64::INFINITY) } else { room.0 } {
            return None;
        }
        let airs = if room.1.is_some() || size.is_down { &AIR[..] } else { &AIR[3..] };
        let layouts = airs.iter().map(|air| self.laid_out(&nodes, &gaps, size, *air, room));
        layouts.into_iter().find(fits).map(|layout| layout.centred(room))
    }

    /// The same, whether it fits or not: smaller until it does.
    fn forced(&self, map: &MapChart, mut size: Size, room: (f64, Option<f64>), fonts: &Fonts) -> Layout {
        loop {
            if let Some(layout) = self.sized(map, size, room, fonts) {
                return layout;
            }
            if size.text < 2.0 {
                let nodes: Vec<Node> =
                    self.names.iter().map(|name| map.node(*name, size.text, (size.most, size.breaks), fonts)).collect();
                return self.laid_out(&nodes, &self.gaps(map, size, fonts), size, 0.5, room).centred(room);
            }
            size = Size { text: 0.9 * size.text, most: 0.9 * size.most, ..size };
        }
    }

    /// Per layer what its nodes need along the layers.
    fn widths(&self, nodes: &[Node], size: Size) -> Vec<f64> {
        let along = |v: &usize| nodes.get(*v).map_or(0.0, |node| node.extents(size.is_down, size.text).0);
        self.layers.order.iter().map(|layer| layer.iter().map(along).fold(0.0, f64::max)).collect()
    }

    /// The least between each layer and the next one: where shares stand above arrows, they fit in.
    fn gaps(&self, map: &MapChart, size: Size, fonts: &Fonts) -> Vec<f64> {
        let mut gaps = vec![size.between(); self.layers.order.len().saturating_sub(1)];
        if size.is_down {
            return gaps;
        }
        for ((way, chain), is_back) in self.ways.iter().zip(&self.layers.chains).zip(&self.layers.is_back) {
            let Some(share) = way.share.filter(|_| !is_back) else { continue };
            let width = share_face(size.text).width(&percent(share, map.language), fonts);
            let gap = &mut gaps[self.layers.layer[chain[0]]];
            *gap = gap.max(width + AROUND_A_SHARE * size.text);
        }
        gaps
    }

    fn shortest(&self, nodes: &[Node], gaps: &[f64], size: Size) -> f64 {
        self.widths(nodes, size).iter().sum::<f64>() + gaps.iter().sum::<f64>()
    }

    fn laid_out(&self, nodes: &[Node], gaps: &[f64], size: Size, air: f64, room: (f64, Option<f64>)) -> Layout {
        let Size { is_down, text, .. } = size;
        let extents: Vec<(f64, f64, f64)> = nodes.iter().map(|node| node.extents(is_down, text)).collect();
        let of = |side: fn(&(f64, f64, f64)) -> f64| -> Vec<f64> {
            let invisible = 0.35 * text;
            (0..self.layers.layer.len()).map(|v| extents.get(v).map_or(invisible, side)).collect()
        };
        let straight: Vec<f64> = self.ways.iter().map(|way| if way.is_main { 30.0 } else { 1.0 }).collect();
        let spine: Vec<usize> = (0..self.ways.len()).filter(|way| self.ways[*way].is_main).collect();
        let (axis, across) = self.layers.axes(&of(|e| e.1), &of(|e| e.2), air * text, &straight, &spine);
        let widths = self.widths(nodes, size);
        let needed = self.shortest(nodes, gaps, size);
        // What is left is given to the gaps, but for what ways back may need beside the layers.
        let wanted = if is_down { needed } else { room.0 - 3.0 * text };
        let more = ((wanted - needed) / gaps.len().max(1) as f64).clamp(0.0, 5.0 * text);
        let mut columns = Vec::new();
        let mut begin = 0.0;
        for (at, width) in widths.into_iter().enumerate() {
            columns.push((begin, begin + width));
            begin += width + gaps.get(at).map_or(0.0, |gap| gap + more);
        }
        let mut layout = Layout {
            is_down,
            text,
            ways: self.ways.clone(),
            layers: self.layers.clone(),
            nodes: nodes.to_vec(),
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

/// What is tried.
#[derive(Debug, Clone, Copy)]
struct Size {
    is_down: bool,
    text: f64,
    /// Where names are wrapped.
    most: f64,
    /// Whether words longer than that are broken.
    breaks: bool,
}

impl Size {
    /// The least between two layers.
    fn between(self) -> f64 {
        if self.is_down { 2.3 * self.text } else { 2.0 * self.text }
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
