//! What happens to one person: the program read as a Markov chain.
//!
//! For analyses that ask about single people (lifetime value, referral, conversion) and not about crowds.
//! States are cells, those that differ only in where people came from taken together: so stage, segment,
//! kind, age and tenure are all told apart where the scenario does. Campaigns are not in it: whom they move
//! depends on how many people there are.

use super::{Cell, CellFacts, Count, Due, Event, Exit, Flow, Line, Part, Program, Row};
use crate::base::blocks::Blocks;
use std::sync::Arc;

/// The states of a program and the ways between them, whatever its numbers are.
#[derive(Debug, Clone)]
pub struct Chain {
    pub program: Arc<Program>,
    /// What each state is.
    pub states: Vec<CellFacts>,
    /// The state of every cell.
    state_of: Vec<usize>,
    /// Ways out of a state: `ways[first_way[s]..first_way[s + 1]]`; staying is one of them.
    first_way: Vec<usize>,
    pub ways: Vec<Way>,
    blocks: Blocks,
    /// Instant states such that each comes after those that lead to it.
    instant: Vec<usize>,
    /// Per state, the (line, part) that are booked on whoever is there.
    presence: Vec<Vec<(usize, usize)>>,
    /// Per flow, the (line, part) that are booked on whoever comes by it.
    passage: Vec<Vec<(usize, usize)>>,
}

/// A way that one person can take out of a state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Way {
    /// `None`: gone for good.
    pub to: Option<usize>,
    /// Index among the effective probabilities; `None`: what the others leave.
    probability: Option<usize>,
    /// Index into [`Program::capacities`].
    pub capacity: Option<usize>,
    pub event: Option<Event>,
    pub flow: Option<Flow>,
}

impl Chain {
    pub fn new(program: Arc<Program>) -> Chain {
        let (described, program) = (program.clone(), &*program);
        let facts = &program.cell_facts;
        let firsts: Vec<Cell> = (0..facts.len()).filter(|&cell| facts[cell].like == cell).collect();
        let mut number = vec![0; facts.len()];
        firsts.iter().enumerate().for_each(|(state, &cell)| number[cell] = state);
        let state_of: Vec<usize> = facts.iter().map(|f| number[f.like]).collect();
        let mut row_of: Vec<Option<&Row>> = vec![None; firsts.len()];
        let rows = program.dwelling.iter().chain(program.instant.iter().flatten());
        rows.filter(|row| facts[row.cell].like == row.cell).for_each(|row| row_of[state_of[row.cell]] = Some(row));
        let (mut first_way, mut ways) = (vec![0], Vec::new());
        for row in row_of {
            ways.extend(row.into_iter().flat_map(|row| ways_of(program, row, &state_of)));
            first_way.push(ways.len());
        }
        let leads_to = |s: usize| ways[first_way[s]..first_way[s + 1]].iter().filter_map(|w: &Way| w.to).collect();
        let blocks = Blocks::new(&(0..firsts.len()).map(leads_to).collect::<Vec<Vec<usize>>>());
        let in_order = program.instant.iter().flatten().map(|row| row.cell).filter(|&cell| facts[cell].like == cell);
        Chain {
            states: firsts.iter().map(|&cell| facts[cell]).collect(),
            instant: in_order.map(|cell| state_of[cell]).collect(),
            presence: presence(program, &firsts),
            passage: passage(program),
            program: described,
            state_of,
            first_way,
            ways,
            blocks,
        }
    }

    /// The state of a cell.
    pub fn state_of(&self, cell: Cell) -> usize {
        self.state_of[cell]
    }

    /// Instant states such that each comes after those that lead to it.
    pub fn instant(&self) -> &[usize] {
        &self.instant
    }

    /// Indices of the ways out of a state.
    pub fn out(&self, state: usize) -> std::ops::Range<usize> {
        self.first_way[state]..self.first_way[state + 1]
    }

    /// Index of the first effective probability out of a state; `None` if nobody leaves it yet.
    pub fn first_probability(&self, state: usize) -> Option<usize> {
        self.ways[self.out(state)].first()?.probability
    }

    /// The state of a stage and segment in which people are when they are new there: those with the least
    /// history, of no source with rates of its own if there are such.
    pub fn entry_state(&self, stage: usize, segment: usize) -> Option<usize> {
        let here = |s: &usize| self.states[*s].stage == stage && self.states[*s].segment == segment;
        let history = |s: &usize| {
            let f = &self.states[*s];
            (f.kind != segment, f.age, f.tenure, f.standing, *s)
        };
        (0..self.states.len()).filter(here).min_by_key(history)
    }

    /// Per state, the flows of first acquisitions that end there.
    pub fn acquisitions(&self) -> Vec<Vec<Flow>> {
        let program = &self.program;
        let mut flows = vec![Vec::new(); self.states.len()];
        let from_outside =
            program.channels.iter().flat_map(|c| &c.to).chain(program.referrals.iter().flat_map(|r| &r.to));
        let campaigns = program.channels.iter().filter_map(|c| c.campaign.as_ref());
        let rests = program.dwelling.iter().chain(program.instant.iter().flatten()).map(|row| &row.rest);
        let exits = program.exits.iter().chain(rests).chain(from_outside);
        for exit in exits.chain(campaigns.flat_map(|c| c.from.iter().map(|(_, exit)| exit))) {
            let (Some(to), Some(flow)) = (exit.to, exit.flow) else { continue };
            let known: &mut Vec<Flow> = &mut flows[self.state_of[to]];
            if program.flow_events[flow] == Some(Event::NewCustomer) && !known.contains(&flow) {
                known.push(flow);
            }
        }
        flows
    }
}

fn ways_of<'a>(program: &'a Program, row: &'a Row, state_of: &'a [usize]) -> impl Iterator<Item = Way> + 'a {
    let way = move |exit: &Exit, probability: Option<usize>| Way {
        to: exit.to.map(|cell| state_of[cell]),
        probability,
        capacity: exit.capacity,
        event: exit.flow.and_then(|flow| program.flow_events[flow]),
        flow: exit.flow,
    };
    let exits = program.exits[row.exits.clone()].iter().enumerate();
    let taken = exits.map(move |(j, exit)| way(exit, Some(row.probabilities + j)));
    taken.chain(std::iter::once(way(&row.rest, None)))
}

/// Every part of every line.
fn parts(program: &Program) -> impl Iterator<Item = ((usize, usize), &Part)> {
    let lines = program.lines.iter().enumerate();
    lines.flat_map(|(l, line)| line.parts.iter().enumerate().map(move |(p, part)| ((l, p), part)))
}

fn presence(program: &Program, firsts: &[Cell]) -> Vec<Vec<(usize, usize)>> {
    let mut of_cell = vec![Vec::new(); program.cell_facts.len()];
    for (place, part) in parts(program) {
        if let Due::People { cells, .. } = &part.due {
            cells.iter().for_each(|&cell| of_cell[cell].push(place));
        }
    }
    firsts.iter().map(|&cell| std::mem::take(&mut of_cell[cell])).collect()
}

fn passage(program: &Program) -> Vec<Vec<(usize, usize)>> {
    let mut of_flow = vec![Vec::new(); program.flows];
    for (place, part) in parts(program) {
        if let Due::Flows(flows) = &part.due {
            flows.iter().for_each(|&flow| of_flow[flow].push(place));
        }
    }
    of_flow
}

/// The chain of one person for one draw of the inputs.
#[derive(Debug, Clone)]
pub struct Person<'a> {
    pub chain: &'a Chain,
    /// Per way.
    pub probability: Vec<f64>,
    /// Per state, what is booked on whoever is there at the end of a period, and at its start.
    pub at_end: Vec<Money>,
    pub at_start: Vec<Money>,
    /// Per way, what is booked on the passage.
    pub passing: Vec<Money>,
    /// Per flow.
    flow_money: Vec<Money>,
}

/// Money booked for one person, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Money {
    /// What it adds to profit: margin less costs.
    pub net: f64,
    /// The revenue in it.
    pub revenue: f64,
}

impl Money {
    fn add(&mut self, other: Money, times: f64) {
        self.net += times * other.net;
        self.revenue += times * other.revenue;
    }
}

impl<'a> Person<'a> {
    /// * `numbers`, `effective`: value of every slot, effective probability of every exit
    ///   ([`crate::engine::effective_probabilities`]), of one replication
    pub fn new(chain: &'a Chain, numbers: &[f64], effective: &[f64]) -> Person<'a> {
        let purse = Purse::new(&chain.program, numbers);
        let flow_money: Vec<Money> = chain.passage.iter().map(|places| purse.total(places)).collect();
        let mut person = Person {
            chain,
            probability: probabilities(chain, effective),
            at_end: vec![Money::default(); chain.states.len()],
            at_start: vec![Money::default(); chain.states.len()],
            passing: chain.ways.iter().map(|way| way.flow.map_or(Money::default(), |f| flow_money[f])).collect(),
            flow_money,
        };
        for (state, places) in chain.presence.iter().enumerate() {
            for &(l, p) in places {
                let part = &chain.program.lines[l].parts[p];
                let Due::People { on, .. } = part.due else { continue };
                let (start, end) = match on {
                    Count::Start => (1.0, 0.0),
                    Count::End => (0.0, 1.0),
                    Count::Mid => (0.5, 0.5),
                };
                let money = purse.of(l, part);
                person.at_start[state].add(money, start);
                person.at_end[state].add(money, end);
            }
        }
        person
    }

    /// Lets only a share of those through who want to take a way with a capacity; the others do what the rest does.
    pub fn limit(&mut self, share: impl Fn(usize) -> f64) {
        for state in 0..self.states() {
            let out = self.chain.out(state);
            let mut kept_back = 0.0;
            for w in out.clone() {
                let Some(capacity) = self.chain.ways[w].capacity else { continue };
                let through = self.probability[w] * share(capacity);
                kept_back += self.probability[w] - through;
                self.probability[w] = through;
            }
            if let Some(rest) = out.last().filter(|_| kept_back > 0.0) {
                self.probability[rest] += kept_back;
            }
        }
    }

    pub fn states(&self) -> usize {
        self.chain.states.len()
    }

    /// What is booked on one person who comes by a flow.
    pub fn money_of(&self, flow: Option<Flow>) -> Money {
        flow.map_or(Money::default(), |flow| self.flow_money[flow])
    }

    /// Per state the sum over its ways of chance times `value`.
    pub fn over_ways(&self, value: impl Fn(usize, usize, &Way) -> f64) -> Vec<f64> {
        let of = |state: usize| {
            let ways = self.chain.out(state);
            ways.map(|w| self.probability[w] * value(state, w, &self.chain.ways[w])).sum()
        };
        (0..self.states()).map(of).collect()
    }

    /// Solves `x(s) = b(s) + sum over ways of chance * follow(s, way) * x(to)` for every side b.
    ///
    /// * `follow`: weight of a way, 0 for those that are not followed
    ///
    /// `None` if the sum over all future steps does not converge.
    pub fn solve(&self, follow: impl Fn(usize, &Way) -> f64, sides: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
        let rows = self.rows(follow);
        self.chain.blocks.solve(|state| &rows[self.chain.out(state)], sides)
    }

    /// Expected number of periods (of instant states: of passages) that people spend in each state.
    ///
    /// * `follow`: as for [`Person::solve`]
    /// * `come`: how many come in at each state
    ///
    /// `None` if it does not converge.
    pub fn spent(&self, follow: impl Fn(usize, &Way) -> f64, come: Vec<f64>) -> Option<Vec<f64>> {
        let rows = self.rows(follow);
        self.chain.blocks.solve_forward(|state| &rows[self.chain.out(state)], come)
    }

    /// Per way where it leads and its weight.
    fn rows(&self, follow: impl Fn(usize, &Way) -> f64) -> Vec<(usize, f64)> {
        let mut rows = Vec::with_capacity(self.chain.ways.len());
        for state in 0..self.states() {
            rows.extend(self.chain.out(state).map(|w| {
                let way = &self.chain.ways[w];
                // Gone for good: no entry.
                way.to.map_or((state, 0.0), |to| (to, self.probability[w] * follow(state, way)))
            }));
        }
        rows
    }

    /// Lets everybody make a period's moves and passages; `here` are people by state.
    pub fn step(&self, here: &[f64], mut passes: impl FnMut(usize, f64)) -> Vec<f64> {
        let mut next = vec![0.0; here.len()];
        let mut leave = |state: usize, people: f64, next: &mut Vec<f64>| {
            for w in self.chain.out(state) {
                let moved = people * self.probability[w];
                passes(w, moved);
                if let Some(to) = self.chain.ways[w].to {
                    next[to] += moved;
                }
            }
        };
        let dwelling = (0..here.len()).filter(|&s| here[s] > 0.0 && !self.chain.states[s].instant);
        dwelling.for_each(|state| leave(state, here[state], &mut next));
        for &state in &self.chain.instant {
            let people = std::mem::take(&mut next[state]);
            if people > 0.0 {
                leave(state, people, &mut next);
            }
        }
        next
    }
}

fn probabilities(chain: &Chain, effective: &[f64]) -> Vec<f64> {
    let mut probability = Vec::with_capacity(chain.ways.len());
    for state in 0..chain.states.len() {
        let mut left = 1.0;
        for way in &chain.ways[chain.out(state)] {
            let p = way.probability.map_or_else(|| f64::max(left, 0.0), |at| effective[at]);
            left -= p;
            probability.push(p);
        }
    }
    probability
}

/// The prices of one draw.
struct Purse<'a> {
    program: &'a Program,
    numbers: &'a [f64],
    /// What costs take of all revenue.
    taken: f64,
}

impl<'a> Purse<'a> {
    fn new(program: &'a Program, numbers: &'a [f64]) -> Purse<'a> {
        let of_revenue = parts(program).filter(|(_, part)| matches!(part.due, Due::Revenue));
        Purse { program, numbers, taken: of_revenue.map(|(_, part)| numbers[part.each]).sum() }
    }

    fn total(&self, places: &[(usize, usize)]) -> Money {
        let mut total = Money::default();
        places.iter().for_each(|&(l, p)| total.add(self.of(l, &self.program.lines[l].parts[p]), 1.0));
        total
    }

    /// One amount of a part, as often as it is due.
    fn of(&self, line: usize, part: &Part) -> Money {
        let line: &Line = &self.program.lines[line];
        let amount = self.numbers[part.each] * line.times.map_or(1.0, |times| self.numbers[times]);
        match line.margin {
            Some(margin) => Money { net: amount * (self.numbers[margin] - self.taken), revenue: amount },
            None => Money { net: -amount, revenue: 0.0 },
        }
    }
}
