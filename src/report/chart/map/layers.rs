//! A graph in layers: every edge goes forward but those that close a loop.
//!
//! The method of Sugiyama, Tagawa & Toda (1981, *Methods for visual understanding of hierarchical system
//! structures*, IEEE SMC-11): loops are opened where an edge goes against a given order, nodes get layers by the
//! longest way, edges over several layers pass invisible vertices in between, the order within a layer follows
//! the mean place of the neighbours, and so do the places themselves, with as little push as keeps
//! vertices apart (least squares).

use crate::report::chart::labels::isotonic;

/// What is to be laid out.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Graph {
    pub n_nodes: usize,
    /// From and to, without loops from a node to itself.
    pub edges: Vec<(usize, usize)>,
    /// Per node how far ahead it lies: an edge to what lies less far, or as far and stands earlier, goes back.
    pub rank: Vec<f64>,
}

/// Nodes and invisible vertices in layers.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Layers {
    pub n_nodes: usize,
    /// Per edge whether it closes a loop: it takes no part in the layers.
    pub is_back: Vec<bool>,
    /// Per edge the vertices that it passes, its ends included; nodes come first among the vertices.
    pub chains: Vec<Vec<usize>>,
    /// Per vertex.
    pub layer: Vec<usize>,
    /// Per layer its vertices in order.
    pub order: Vec<Vec<usize>>,
}

impl Graph {
    /// Layers of a graph, in an order with few crossings.
    pub fn layers(&self) -> Layers {
        let is_back = self.back_edges();
        let layer = self.longest_ways(&is_back);
        let mut layers = self.with_vertices(is_back, layer);
        layers.sort_within();
        layers
    }

    /// Edges against the order of the ranks: what is left has no loops.
    fn back_edges(&self) -> Vec<bool> {
        let lies = |node: usize| (self.rank[node], node);
        self.edges.iter().map(|(from, to)| lies(*to) < lies(*from)).collect()
    }

    /// Per node the longest way to it, as far ahead as what it leads to allows.
    fn longest_ways(&self, is_back: &[bool]) -> Vec<usize> {
        let forward = || self.edges.iter().zip(is_back).filter(|(_, back)| !**back).map(|(edge, _)| *edge);
        let mut layer = vec![0; self.n_nodes];
        // Without loops as many rounds as there are nodes settle it.
        for _ in 0..self.n_nodes {
            for (from, to) in forward() {
                layer[to] = layer[to].max(layer[from] + 1);
            }
        }
        // Sources, and what only they lead to, stand right before what they lead to.
        let mut by_layer: Vec<usize> = (0..self.n_nodes).collect();
        by_layer.sort_by_key(|node| layer[*node]);
        for node in by_layer.into_iter().rev() {
            let ahead = forward().filter(|(from, _)| *from == node).map(|(_, to)| layer[to]).min();
            layer[node] = ahead.map_or(layer[node], |ahead| ahead - 1);
        }
        let least = layer.iter().copied().min().unwrap_or(0);
        layer.iter_mut().for_each(|layer| *layer -= least);
        layer
    }

    /// Invisible vertices wherever an edge passes a layer.
    fn with_vertices(&self, is_back: Vec<bool>, mut layer: Vec<usize>) -> Layers {
        let mut chains = Vec::new();
        for (&(from, to), back) in self.edges.iter().zip(&is_back) {
            let mut chain = vec![from];
            for passed in (layer[from] + 1..layer[to]).filter(|_| !back) {
                chain.push(layer.len());
                layer.push(passed);
            }
            chain.push(to);
            chains.push(chain);
        }
        let n_layers = layer.iter().max().map_or(0, |last| last + 1);
        let mut order = vec![Vec::new(); n_layers];
        for (vertex, layer) in layer.iter().enumerate() {
            order[*layer].push(vertex);
        }
        Layers { n_nodes: self.n_nodes, is_back, chains, layer, order }
    }
}

/// Sweeps through the layers; more change nothing in graphs of this size.
const SWEEPS: usize = 24;

impl Layers {
    /// Pairs of vertices in neighbouring layers that an edge joins.
    pub fn pieces(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let forward = self.chains.iter().zip(&self.is_back).filter(|(_, back)| !**back);
        forward.flat_map(|(chain, _)| chain.windows(2).map(|pair| (pair[0], pair[1])))
    }

    /// Crossings of edges between neighbouring layers.
    pub fn crossings(&self) -> usize {
        let places = self.places();
        let pieces: Vec<(usize, usize)> = self.pieces().collect();
        let crosses = |a: &(usize, usize), b: &(usize, usize)| {
            self.layer[a.0] == self.layer[b.0]
                && (places[a.0] < places[b.0] && places[a.1] > places[b.1]
                    || places[a.0] > places[b.0] && places[a.1] < places[b.1])
        };
        let with_later = |(at, a): (usize, &(usize, usize))| pieces[at + 1..].iter().filter(|b| crosses(a, b)).count();
        pieces.iter().enumerate().map(with_later).sum()
    }

    /// Per vertex its place in its layer.
    fn places(&self) -> Vec<usize> {
        let mut places = vec![0; self.layer.len()];
        for layer in &self.order {
            for (place, vertex) in layer.iter().enumerate() {
                places[*vertex] = place;
            }
        }
        places
    }

    /// Orders every layer by the mean place of the neighbours, to and fro; keeps the best.
    fn sort_within(&mut self) {
        let mut best = (self.crossings(), self.order.clone());
        for sweep in 0..SWEEPS {
            let forward = sweep % 2 == 0;
            let n = self.order.len();
            let sequence: Vec<usize> =
                if forward { (1..n).collect() } else { (0..n.saturating_sub(1)).rev().collect() };
            for layer in sequence {
                self.sort_layer(layer, forward);
            }
            self.swap_neighbours();
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.order.clone());
            }
        }
        self.order = best.1;
    }

    fn sort_layer(&mut self, layer: usize, forward: bool) {
        let places = self.places();
        let mean = |vertex: usize| {
            let towards = |(from, to): (usize, usize)| match forward {
                true => (to == vertex).then_some(from),
                false => (from == vertex).then_some(to),
            };
            let neighbours: Vec<f64> = self.pieces().filter_map(towards).map(|v| places[v] as f64).collect();
            // Without neighbours it stays where it is.
            if neighbours.is_empty() {
                places[vertex] as f64
            } else {
                neighbours.iter().sum::<f64>() / neighbours.len() as f64
            }
        };
        let mut keyed: Vec<(f64, usize)> = self.order[layer].iter().map(|vertex| (mean(*vertex), *vertex)).collect();
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
        self.order[layer] = keyed.into_iter().map(|(_, vertex)| vertex).collect();
    }

    /// Swaps neighbours wherever that takes crossings away.
    fn swap_neighbours(&mut self) {
        for layer in 0..self.order.len() {
            for place in 1..self.order[layer].len() {
                let before = self.crossings();
                self.order[layer].swap(place - 1, place);
                if self.crossings() >= before {
                    self.order[layer].swap(place - 1, place);
                }
            }
        }
    }

    /// Places across the layers: the axis of every vertex, so that edges are as straight as may be.
    ///
    /// * `before`, `behind`: what each vertex needs on either side of its axis
    /// * `gap`: between two vertices
    /// * `straight`: per edge how much it is to be straight
    /// * `spine`: edges that begin on one line: what is to stay level takes many rounds to become so
    ///
    /// The least of all places is 0. Returns the axes and the extent of the whole.
    pub fn axes(&self, before: &[f64], behind: &[f64], gap: f64, straight: &[f64], spine: &[usize]) -> (Vec<f64>, f64) {
        let pulls = self.pulls(straight);
        let on_spine = |v: &usize| spine.iter().any(|edge| self.chains[*edge].contains(v));
        let mut axis = vec![0.0; self.layer.len()];
        for layer in &self.order {
            let whole: f64 = layer.iter().map(|v| before[*v] + behind[*v] + gap).sum();
            let mut at = -whole / 2.0;
            for v in layer {
                axis[*v] = at + before[*v];
                at += before[*v] + behind[*v] + gap;
            }
            if let Some(level) = layer.iter().find(|v| on_spine(v)).map(|v| axis[*v]) {
                layer.iter().for_each(|v| axis[*v] -= level);
            }
        }
        for round in 0..ROUNDS {
            let mut sequence: Vec<&Vec<usize>> = self.order.iter().collect();
            if round % 2 == 1 {
                sequence.reverse();
            }
            for layer in sequence {
                settle(layer, &pulls, before, behind, gap, &mut axis);
            }
        }
        let top = (0..axis.len()).map(|v| axis[v] - before[v]).fold(f64::INFINITY, f64::min);
        let bottom = (0..axis.len()).map(|v| axis[v] + behind[v]).fold(f64::NEG_INFINITY, f64::max);
        axis.iter_mut().for_each(|axis| *axis -= top);
        (axis, if bottom > top { bottom - top } else { 0.0 })
    }

    /// Per vertex its neighbours and how strongly they pull.
    fn pulls(&self, straight: &[f64]) -> Vec<Vec<(usize, f64)>> {
        let mut pulls = vec![Vec::new(); self.layer.len()];
        for ((chain, back), strength) in self.chains.iter().zip(&self.is_back).zip(straight) {
            for pair in chain.windows(2).filter(|_| !back) {
                // Between two invisible vertices a bend is seen most.
                let invisible = pair.iter().filter(|vertex| **vertex >= self.n_nodes).count();
                let strength = strength * [1.0, 2.0, 8.0][invisible];
                pulls[pair[0]].push((pair[1], strength));
                pulls[pair[1]].push((pair[0], strength));
            }
        }
        pulls
    }
}

/// How strongly a vertex without neighbours stays where it is.
const LOOSE: f64 = 0.1;

/// Rounds in which vertices follow their neighbours.
const ROUNDS: usize = 40;

/// Moves the vertices of a layer towards their neighbours, in their order and with the gap between them.
fn settle(layer: &[usize], pulls: &[Vec<(usize, f64)>], before: &[f64], behind: &[f64], gap: f64, axis: &mut [f64]) {
    let mut offset = 0.0;
    let mut offsets = Vec::with_capacity(layer.len());
    for (place, v) in layer.iter().enumerate() {
        if place > 0 {
            offset += behind[layer[place - 1]] + gap + before[*v];
        }
        offsets.push(offset);
    }
    let wanted = layer.iter().zip(&offsets).map(|(v, offset)| {
        let whole: f64 = pulls[*v].iter().map(|(_, strength)| strength).sum();
        let pulled: f64 = pulls[*v].iter().map(|(other, strength)| axis[*other] * strength).sum();
        let to = if whole > 0.0 { pulled / whole } else { axis[*v] };
        (to - offset, whole.max(LOOSE))
    });
    let settled = isotonic(wanted.collect::<Vec<_>>().into_iter());
    for ((v, offset), place) in layer.iter().zip(offsets).zip(settled) {
        axis[*v] = place + offset;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn graph(n_nodes: usize, edges: &[(usize, usize)]) -> Graph {
        Graph { n_nodes, edges: edges.to_vec(), rank: (0..n_nodes).map(|node| node as f64).collect() }
    }

    #[test]
    fn a_chain_is_one_node_a_layer_and_its_return_goes_back() {
        let layers = graph(4, &[(0, 1), (1, 2), (2, 3), (3, 1)]).layers();
        assert_eq!(layers.layer, [0, 1, 2, 3]);
        assert_eq!(layers.is_back, [false, false, false, true]);
        assert_eq!(layers.crossings(), 0);
    }

    #[test]
    fn a_long_edge_passes_an_invisible_vertex_in_every_layer_between() {
        let layers = graph(4, &[(0, 1), (1, 2), (2, 3), (0, 3)]).layers();
        assert_eq!(layers.chains[3].len(), 4);
        assert_eq!(layers.chains[3][1..3].iter().map(|v| layers.layer[*v]).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn a_source_stands_right_before_what_it_leads_to() {
        let mut graph = graph(4, &[(0, 1), (1, 2), (3, 2)]);
        graph.rank[3] = -1.0;
        assert_eq!(graph.layers().layer[3], 1);
    }

    #[test]
    fn what_can_be_drawn_without_crossings_is() {
        // Two ladders whose rungs are named crosswise.
        let layers = graph(8, &[(0, 3), (1, 2), (2, 5), (3, 4), (4, 7), (5, 6)]).layers();
        assert_eq!(layers.crossings(), 0);
        // A complete bipartite graph of 2 and 2 has one crossing, whatever the order.
        assert_eq!(graph(4, &[(0, 2), (0, 3), (1, 2), (1, 3)]).layers().crossings(), 1);
    }

    #[test]
    fn a_chain_of_alike_nodes_is_straight() {
        let layers = graph(3, &[(0, 1), (1, 2)]).layers();
        let (axes, extent) = layers.axes(&[5.0; 3], &[5.0; 3], 4.0, &[1.0; 2], &[]);
        assert_eq!(axes, [5.0; 3]);
        assert_eq!(extent, 10.0);
    }

    #[test]
    fn a_long_spine_stays_level_beside_a_fan_at_its_end() {
        // Nine in a row; the last is reached by three more.
        let row: Vec<(usize, usize)> = (0..8).map(|node| (node, node + 1)).collect();
        let layers = graph(12, &[&row[..], &[(7, 9), (7, 10), (7, 11)]].concat()).layers();
        let straight: Vec<f64> = (0..11).map(|edge| if edge < 8 { 30.0 } else { 1.0 }).collect();
        let tilt = |spine: &[usize]| {
            let (axes, _) = layers.axes(&[5.0; 12], &[5.0; 12], 4.0, &straight, spine);
            (axes[0] - axes[8]).abs()
        };
        let row: Vec<usize> = (0..8).collect();
        // At rest the fan pulls with strength 1 each, 14, 28 and 42 off, against 30 of the row.
        assert!(tilt(&row) < (14.0 + 28.0 + 42.0) / 33.0 + 1e-9, "{}", tilt(&row));
    }

    proptest! {
        #[test]
        fn every_edge_goes_forward_but_the_back_edges_and_no_nodes_overlap(
            n in 1..15_usize,
            edges in prop::collection::vec((0..15_usize, 0..15_usize), 0..40),
            sizes in prop::collection::vec(1.0..30.0_f64, 15),
            ranks in prop::collection::vec(0.0..3.0_f64, 15),
        ) {
            let edges: Vec<_> = edges.into_iter().map(|(a, b)| (a % n, b % n)).filter(|(a, b)| a != b).collect();
            let graph = Graph { n_nodes: n, edges, rank: ranks[..n].to_vec() };
            let layers = graph.layers();
            for ((from, to), back) in graph.edges.iter().zip(&layers.is_back) {
                prop_assert!(*back || layers.layer[*from] < layers.layer[*to]);
            }
            for (from, to) in layers.pieces() {
                prop_assert_eq!(layers.layer[from] + 1, layers.layer[to]);
            }
            let size = |v: usize| if v < n { sizes[v] } else { 1.0 };
            let sides: Vec<f64> = (0..layers.layer.len()).map(size).collect();
            let (axes, extent) = layers.axes(&sides, &sides, 3.0, &vec![1.0; graph.edges.len()], &[]);
            for order in &layers.order {
                for pair in order.windows(2) {
                    prop_assert!(axes[pair[0]] + sides[pair[0]] + 3.0 <= axes[pair[1]] - sides[pair[1]] + 1e-6);
                }
            }
            for (axis, side) in axes.iter().zip(&sides) {
                prop_assert!(axis - side >= -1e-6 && axis + side <= extent + 1e-6);
            }
            let mut seen: Vec<usize> = layers.order.concat();
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..layers.layer.len()).collect::<Vec<_>>());
        }
    }
}
