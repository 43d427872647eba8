//! Sparse linear systems of Markov chains, solved block by block.
//!
//! States that lead to each other form a block (a strongly connected component). Whoever leaves a block
//! does not come back, so blocks are solved one after the other, those first that are reached last: a chain
//! in which time passes (classes of age, of tenure) falls into blocks of a state each.

use super::linear::{Matrix, solve_geometric};

/// Which states lead to which, and the order in which their equations can be solved.
#[derive(Debug, Clone)]
pub struct Blocks {
    /// Every block after all that it leads to.
    order: Vec<Vec<usize>>,
    block_of: Vec<usize>,
}

impl Blocks {
    /// * `ways`: per state those that it may lead to
    pub fn new(ways: &[Vec<usize>]) -> Blocks {
        let order = components(ways);
        let mut block_of = vec![0; ways.len()];
        for (b, states) in order.iter().enumerate() {
            states.iter().for_each(|&s| block_of[s] = b);
        }
        Blocks { order, block_of }
    }

    /// Solves `x = b + A x` for non-negative weights `a`, if the series `b + A b + A² b + ...` converges.
    ///
    /// * `row`: the entries of a state's row of A, as (column, weight); only between states that the blocks
    ///   know to lead to each other
    /// * `sides`: right-hand sides b, shape `[sides][states]`
    ///
    /// A state from which no side can be reached has 0, whatever its weights. `None`: it does not converge.
    ///
    /// # Example
    /// ```
    /// use flywheel::base::blocks::Blocks;
    /// // 0 stays with 90% or goes to 1, which is worth 5.
    /// let blocks = Blocks::new(&[vec![0, 1], vec![]]);
    /// let rows = [vec![(0, 0.9), (1, 0.1)], vec![]];
    /// let x = blocks.solve(|s| &rows[s], &[vec![0.0, 5.0]]).unwrap();
    /// assert!((x[0][0] - 5.0).abs() < 1e-12);
    /// ```
    pub fn solve<'a>(&self, row: impl Fn(usize) -> &'a [(usize, f64)], sides: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
        let mut x = sides.to_vec();
        for (b, states) in self.order.iter().enumerate() {
            for &s in states {
                for &(to, weight) in row(s).iter().filter(|(to, _)| self.block_of[*to] != b) {
                    x.iter_mut().for_each(|x| x[s] += weight * x[to]);
                }
            }
            match states[..] {
                [s] => self.solve_one(s, row(s), &mut x)?,
                _ => self.solve_block(states, &row, &mut x)?,
            }
        }
        Some(x)
    }

    /// Solves `u = b + Aᵀ u`: how much passes each state of what comes in at `b`, with the rows of [`Blocks::solve`].
    ///
    /// `None`: it does not converge.
    ///
    /// # Example
    /// ```
    /// use flywheel::base::blocks::Blocks;
    /// // Who comes to 0 is there for 10 periods on average, then at 1 once.
    /// let blocks = Blocks::new(&[vec![0, 1], vec![]]);
    /// let rows = [vec![(0, 0.9), (1, 0.1)], vec![]];
    /// let u = blocks.solve_forward(|s| &rows[s], vec![1.0, 0.0]).unwrap();
    /// assert!((u[0] - 10.0).abs() < 1e-12 && (u[1] - 1.0).abs() < 1e-12);
    /// ```
    pub fn solve_forward<'a>(&self, row: impl Fn(usize) -> &'a [(usize, f64)], side: Vec<f64>) -> Option<Vec<f64>> {
        let mut u = side;
        for (b, states) in self.order.iter().enumerate().rev() {
            let reached: Vec<usize> = self.reached(states, &row, &u);
            let mut matrix = Matrix::zeros(reached.len());
            for (i, &s) in reached.iter().enumerate() {
                for &(to, weight) in row(s) {
                    if let Some(j) = reached.iter().position(|&r| r == to) {
                        matrix.add(j, i, weight);
                    }
                }
            }
            let here = solve_geometric(&matrix, &[reached.iter().map(|&s| u[s]).collect()])?.remove(0);
            reached.iter().zip(here).for_each(|(&s, people)| u[s] = people);
            for &s in &reached {
                for &(to, weight) in row(s).iter().filter(|(to, _)| self.block_of[*to] != b) {
                    u[to] += weight * u[s];
                }
            }
        }
        Some(u)
    }

    /// The states of a block that anything comes to.
    fn reached<'a>(&self, states: &[usize], row: &impl Fn(usize) -> &'a [(usize, f64)], u: &[f64]) -> Vec<usize> {
        let mut reached: Vec<usize> = states.iter().copied().filter(|&s| u[s] != 0.0).collect();
        let mut next = 0;
        while let Some(&s) = reached.get(next) {
            let inside = row(s).iter().filter(|(to, weight)| *weight > 0.0 && states.contains(to));
            let more: Vec<usize> = inside.map(|(to, _)| *to).filter(|to| !reached.contains(to)).collect();
            reached.extend(more);
            next += 1;
        }
        reached
    }

    fn solve_one(&self, s: usize, row: &[(usize, f64)], x: &mut [Vec<f64>]) -> Option<()> {
        let stays: f64 = row.iter().filter(|(to, _)| *to == s).map(|(_, weight)| weight).sum();
        if stays == 0.0 || x.iter().all(|x| x[s] == 0.0) {
            return Some(());
        }
        // What rounding makes of 1 is 1.
        let leaves = 1.0 - stays;
        if leaves < 1e-12 {
            return None;
        }
        x.iter_mut().for_each(|x| x[s] /= leaves);
        Some(())
    }

    fn solve_block<'a>(
        &self,
        states: &[usize],
        row: &impl Fn(usize) -> &'a [(usize, f64)],
        x: &mut [Vec<f64>],
    ) -> Option<()> {
        let matter = self.that_matter(states, row, x);
        let mut matrix = Matrix::zeros(matter.len());
        for (i, &s) in matter.iter().enumerate() {
            for &(to, weight) in row(s) {
                if let Some(j) = matter.iter().position(|&m| m == to) {
                    matrix.add(i, j, weight);
                }
            }
        }
        let of_block = |x: &Vec<f64>| matter.iter().map(|&s| x[s]).collect();
        let sides: Vec<Vec<f64>> = x.iter().map(of_block).collect();
        for (x, solved) in x.iter_mut().zip(solve_geometric(&matrix, &sides)?) {
            matter.iter().zip(solved).for_each(|(&s, value)| x[s] = value);
        }
        Some(())
    }

    /// The states of a block from which something can be reached in it; the others may stay for ever.
    fn that_matter<'a>(
        &self,
        states: &[usize],
        row: &impl Fn(usize) -> &'a [(usize, f64)],
        x: &[Vec<f64>],
    ) -> Vec<usize> {
        let mut matters: Vec<usize> = states.iter().copied().filter(|&s| x.iter().any(|x| x[s] != 0.0)).collect();
        loop {
            let known = matters.len();
            for &s in states {
                let leads = |(to, weight): &(usize, f64)| *weight > 0.0 && matters.contains(to);
                if !matters.contains(&s) && row(s).iter().any(leads) {
                    matters.push(s);
                }
            }
            if matters.len() == known {
                return matters;
            }
        }
    }
}

/// Strongly connected components, each after all that it leads to (Tarjan 1972, *SIAM J. Comput.* 1), without
/// recursion: chains of classes are long.
fn components(ways: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let n = ways.len();
    let (mut number, mut low) = (vec![UNSEEN; n], vec![0; n]);
    let (mut on_stack, mut stack) = (vec![false; n], Vec::new());
    let (mut found, mut next) = (Vec::new(), 0);
    for root in 0..n {
        let mut path: Vec<(usize, usize)> = Vec::new();
        if number[root] == UNSEEN {
            path.push((root, 0));
        }
        while let Some(&mut (state, ref mut way)) = path.last_mut() {
            if *way == 0 {
                (number[state], low[state]) = (next, next);
                next += 1;
                stack.push(state);
                on_stack[state] = true;
            }
            if let Some(&to) = ways[state].get(*way) {
                *way += 1;
                if number[to] == UNSEEN {
                    path.push((to, 0));
                } else if on_stack[to] {
                    low[state] = low[state].min(number[to]);
                }
                continue;
            }
            path.pop();
            if let Some(&(before, _)) = path.last() {
                low[before] = low[before].min(low[state]);
            }
            if low[state] == number[state] {
                let first = stack.iter().rposition(|&s| s == state).expect("a state is on the stack until it is found");
                let component = stack.split_off(first);
                component.iter().for_each(|&s| on_stack[s] = false);
                found.push(component);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of a chain of 12 states with a cycle of 3, a cycle of 2 and single ones.
    fn chain() -> Vec<Vec<(usize, f64)>> {
        let mut rows = vec![Vec::new(); 12];
        for (from, to, weight) in [
            (0, 1, 0.5),
            (1, 2, 0.6),
            (2, 0, 0.7),
            (2, 3, 0.2),
            (3, 3, 0.9),
            (3, 4, 0.05),
            (4, 5, 0.4),
            (5, 4, 0.3),
            (5, 6, 0.2),
            (6, 7, 0.9),
            (7, 8, 0.8),
            (9, 10, 0.1),
            (10, 11, 0.3),
            (11, 3, 0.5),
            (1, 9, 0.3),
        ] {
            rows[from].push((to, weight));
        }
        rows
    }

    #[test]
    fn block_by_block_is_the_same_as_all_at_once() {
        let rows = chain();
        let ways: Vec<Vec<usize>> = rows.iter().map(|row| row.iter().map(|w| w.0).collect()).collect();
        let mut matrix = Matrix::zeros(12);
        rows.iter().enumerate().for_each(|(s, row)| row.iter().for_each(|&(to, w)| matrix.add(s, to, w)));
        let sides = vec![(0..12).map(f64::from).collect::<Vec<f64>>(), vec![1.0; 12]];
        let whole = solve_geometric(&matrix, &sides).unwrap();
        let blocks = Blocks::new(&ways).solve(|s| &rows[s], &sides).unwrap();
        for (whole, blocks) in whole.iter().flatten().zip(blocks.iter().flatten()) {
            assert!((whole - blocks).abs() < 1e-12 * whole.abs().max(1.0), "{whole} {blocks}");
        }
    }

    #[test]
    fn what_passes_forward_meets_what_is_worth_backward() {
        let rows = chain();
        let ways: Vec<Vec<usize>> = rows.iter().map(|row| row.iter().map(|w| w.0).collect()).collect();
        let blocks = Blocks::new(&ways);
        let worth: Vec<f64> = (0..12).map(f64::from).collect();
        let mut come = vec![0.0; 12];
        (come[0], come[4], come[9]) = (1.0, 2.0, 0.5);
        let value = blocks.solve(|s| &rows[s], std::slice::from_ref(&worth)).unwrap().remove(0);
        let passing = blocks.solve_forward(|s| &rows[s], come.clone()).unwrap();
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        assert!((dot(&come, &value) - dot(&passing, &worth)).abs() < 1e-10);
    }

    #[test]
    fn a_block_comes_after_all_that_it_leads_to() {
        let rows = chain();
        let ways: Vec<Vec<usize>> = rows.iter().map(|row| row.iter().map(|w| w.0).collect()).collect();
        let blocks = Blocks::new(&ways);
        for (s, ways) in ways.iter().enumerate() {
            assert!(ways.iter().all(|&to| blocks.block_of[to] <= blocks.block_of[s]), "{s}");
        }
        let of = |s: usize| blocks.block_of[s];
        assert!(of(0) == of(1) && of(1) == of(2) && of(4) == of(5) && of(3) != of(4));
        assert_eq!(blocks.order.iter().map(Vec::len).sum::<usize>(), 12);
    }

    #[test]
    fn staying_for_ever_is_endless_where_it_earns_and_nothing_where_it_does_not() {
        let rows = [vec![(0, 1.0)], vec![(0, 0.5), (2, 0.5)], vec![(1, 0.5)]];
        let blocks = Blocks::new(&[vec![0], vec![0, 2], vec![1]]);
        let x = blocks.solve(|s| &rows[s], &[vec![0.0, 0.0, 3.0]]).unwrap();
        // x2 = 3 + x1 / 2, x1 = x2 / 2
        assert!((x[0][2] - 4.0).abs() < 1e-12 && (x[0][1] - 2.0).abs() < 1e-12 && x[0][0] == 0.0);
        assert!(blocks.solve(|s| &rows[s], &[vec![1.0, 0.0, 0.0]]).is_none());
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_states_is_solved() {
        let n = 100_000;
        let rows: Vec<Vec<(usize, f64)>> =
            (0..n).map(|s| if s + 1 < n { vec![(s + 1, 1.0)] } else { Vec::new() }).collect();
        let ways: Vec<Vec<usize>> = rows.iter().map(|row| row.iter().map(|w| w.0).collect()).collect();
        let x = Blocks::new(&ways).solve(|s| &rows[s], &[vec![1.0; n]]).unwrap();
        assert_eq!(x[0][0], n as f64);
    }
}
