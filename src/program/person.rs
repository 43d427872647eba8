//! What happens to one person: the program read as a Markov chain.
//!
//! For analyses that ask about single people (lifetime value, referral, conversion) and not about crowds.
//! States are cells, those that differ only in where people came from taken together.

use super::{Cell, Due, Event, Exit, Part, Program, Row};
use crate::base::linear::Matrix;

/// A way that one person can take out of a state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Way {
    /// `None`: gone for good.
    pub to: Option<usize>,
    pub probability: f64,
    pub event: Option<Event>,
    /// Net money booked for the passage, in minor units.
    pub money: f64,
}

/// The chain of one person for one draw of the inputs.
#[derive(Debug, Clone)]
pub struct Person {
    /// Per state its ways out; staying is one of them.
    pub ways: Vec<Vec<Way>>,
    /// Whether a state is passed at once.
    pub instant: Vec<bool>,
    /// Stage of the plan.
    pub stage: Vec<usize>,
    /// Net money booked at the end of each period that is spent in the state, in minor units.
    pub money: Vec<f64>,
}

impl Person {
    /// * `numbers`, `effective`: value of every slot, effective probability of every exit
    ///   ([`crate::engine::effective_probabilities`]), of one replication
    pub fn new(program: &Program, numbers: &[f64], effective: &[f64]) -> Person {
        let states = states(program);
        let flow_money = flow_money(program, numbers);
        let n = states.iter().filter(|s| s.is_some()).count();
        let mut person =
            Person { ways: vec![Vec::new(); n], instant: vec![false; n], stage: vec![0; n], money: vec![0.0; n] };
        for row in program.dwelling.iter().chain(program.instant.iter().flatten()) {
            let facts = &program.cell_facts[row.cell];
            if facts.like != row.cell {
                continue;
            }
            let state = states[row.cell].expect("a first cell is a state");
            person.instant[state] = facts.instant;
            person.stage[state] = facts.stage;
            person.money[state] = presence_money(program, numbers, row.cell);
            person.ways[state] = ways(program, row, effective, &states, &flow_money);
        }
        person
    }

    pub fn states(&self) -> usize {
        self.ways.len()
    }

    /// The matrix of the ways that `follow` lets through, each weighted by it; ways out of dwelling states
    /// take a period.
    pub fn matrix(&self, follow: impl Fn(usize, &Way) -> f64) -> Matrix {
        let mut matrix = Matrix::zeros(self.states());
        for (state, ways) in self.ways.iter().enumerate() {
            for way in ways {
                if let Some(to) = way.to {
                    matrix.add(state, to, way.probability * follow(state, way));
                }
            }
        }
        matrix
    }
}

/// Per cell its state: the same for all cells that are alike.
pub fn states(program: &Program) -> Vec<Option<usize>> {
    let facts = &program.cell_facts;
    let mut number = vec![None; facts.len()];
    let mut next = 0;
    for cell in 0..facts.len() {
        if facts[cell].like == cell {
            number[cell] = Some(next);
            next += 1;
        }
    }
    number
}

/// The state of any cell.
pub fn state_of(program: &Program, states: &[Option<usize>], cell: Cell) -> usize {
    states[program.cell_facts[cell].like].expect("a first cell is a state")
}

fn ways(program: &Program, row: &Row, effective: &[f64], states: &[Option<usize>], flow_money: &[f64]) -> Vec<Way> {
    let way = |exit: &Exit, probability: f64| Way {
        to: exit.to.map(|cell| state_of(program, states, cell)),
        probability,
        event: exit.flow.and_then(|flow| program.flow_events[flow]),
        money: exit.flow.map_or(0.0, |flow| flow_money[flow]),
    };
    let exits = &program.exits[row.exits.clone()];
    let mut ways: Vec<Way> =
        exits.iter().enumerate().map(|(j, exit)| way(exit, effective[row.probabilities + j])).collect();
    let taken: f64 = ways.iter().map(|w| w.probability).sum();
    ways.push(way(&row.rest, (1.0 - taken).max(0.0)));
    ways
}

/// Net money per person of every flow.
fn flow_money(program: &Program, numbers: &[f64]) -> Vec<f64> {
    let mut money = vec![0.0; program.flows];
    for line in &program.lines {
        for part in &line.parts {
            if let Due::Flows(flows) = &part.due {
                flows.iter().for_each(|&flow| money[flow] += line.net(part, numbers));
            }
        }
    }
    money
}

/// Net money per person and period of presence in a cell.
fn presence_money(program: &Program, numbers: &[f64], cell: Cell) -> f64 {
    let mut money = 0.0;
    for line in &program.lines {
        for part in &line.parts {
            if matches!(&part.due, Due::People { cells, .. } if cells.contains(&cell)) {
                money += line.net(part, numbers);
            }
        }
    }
    money
}

impl super::Line {
    /// What one amount of a part adds to profit: its margin, or minus the cost.
    fn net(&self, part: &Part, numbers: &[f64]) -> f64 {
        let times = self.times.map_or(1.0, |times| numbers[times]);
        match self.margin {
            Some(margin) => times * numbers[part.each] * numbers[margin],
            None => -times * numbers[part.each],
        }
    }
}
