//! Lines of revenue and cost, cut into parts of equal price, source and meaning; recurring revenue.

use super::super::cells::Event;
use super::super::{Cell, Due, Flow, Line, Part, Recurring, Slot};
use super::{Compiler, Movement, reciprocal_shape};
use crate::base::streams::Site;
use crate::model::{self, Count, CountsAs, MoneyLine, Number, Per, Plan, Role, StageId};
use std::collections::HashMap;

/// What tells parts of a line apart: price, source, whether it is a new customer's money, what it counts as.
type Kin = (Slot, Option<usize>, bool, CountsAs);

impl Compiler<'_> {
    pub(super) fn lines(&mut self) -> Vec<Line> {
        let plan = self.plan;
        let revenue = (0..plan.revenue.len()).map(|l| self.line(l, &plan.revenue[l], true));
        let mut lines: Vec<Line> = revenue.collect();
        for (l, line) in plan.costs.iter().enumerate() {
            let line = self.line(l, line, false);
            lines.push(line);
        }
        lines
    }

    fn line(&mut self, l: usize, line: &MoneyLine, earned: bool) -> Line {
        let parts = match &line.per {
            Per::Person(stages) => self.people_parts(l, line, stages, earned),
            Per::Passage(on) => self.flow_parts(l, line, earned, |m| m.transition.is_some_and(|t| on.contains(&t))),
            Per::Entry(stages) => {
                self.flow_parts(l, line, earned, |m| m.to.is_some_and(|s| stages.contains(&StageId(s))))
            }
            Per::Arrival(channels) => {
                self.flow_parts(l, line, earned, |m| m.brought_by.is_some_and(|s| channels.iter().any(|c| c.0 == s)))
            }
            Per::Fixed => vec![self.whole_part(l, line, earned, Due::Step, CountsAs::Overhead)],
            Per::Revenue => vec![self.whole_part(l, line, earned, Due::Revenue, CountsAs::Service)],
        };
        Line {
            site: Site::named(&[if earned { "revenue" } else { "cost" }, &line.id]),
            parts,
            times: line.times.as_ref().map(|times| self.numbers.slot(times)),
            shape: reciprocal_shape(&mut self.numbers, &line.spread),
            margin: earned.then(|| self.numbers.slot(&line.margin)),
            recurring: earned && line.recurring,
        }
    }

    /// The amount of a line for a kind of people.
    fn each(&mut self, l: usize, earned: bool, kind: usize) -> Slot {
        let behaviour = &self.plan.kinds[kind];
        let number = if earned { &behaviour.revenue[l] } else { &behaviour.costs[l] };
        self.numbers.slot(number)
    }

    fn whole_part(&mut self, l: usize, line: &MoneyLine, earned: bool, due: Due, counts_as: CountsAs) -> Part {
        let each = self.each(l, earned, 0);
        Part { due, each, source: None, first: false, counts_as: line.counts_as.unwrap_or(counts_as) }
    }

    fn flow_parts(
        &mut self,
        l: usize,
        line: &MoneyLine,
        earned: bool,
        wanted: impl Fn(&Movement) -> bool,
    ) -> Vec<Part> {
        let mut parts: Vec<(Kin, Vec<Flow>)> = Vec::new();
        for flow in self.flows(wanted) {
            let movement = self.movements[flow].clone();
            let each = self.each(l, earned, movement.kind);
            let usual = if movement.acquired { CountsAs::Service } else { CountsAs::Acquisition };
            let first = movement.event == Some(Event::NewCustomer);
            // Who comes by it is of its source from here on; a campaign's people keep theirs.
            let source = movement.source;
            add(&mut parts, (each, source, first, line.counts_as.unwrap_or(usual)), [flow]);
        }
        let part = |(kin, flows): (Kin, Vec<Flow>)| part(kin, Due::Flows(flows));
        parts.into_iter().map(part).collect()
    }

    /// People by price and source; those who became customers in the period itself are parts of their own.
    fn people_parts(&mut self, l: usize, line: &MoneyLine, stages: &[StageId], earned: bool) -> Vec<Part> {
        let mut people: Vec<(Kin, Vec<Cell>)> = Vec::new();
        let cells: Vec<Cell> = stages.iter().flat_map(|s| self.cells.of_stage(s.0)).collect();
        for &cell in &cells {
            let each = self.each(l, earned, self.kinds[cell]);
            let usual = match self.plan.stages[self.cells.keys[cell].stage].role {
                Role::Prospect => CountsAs::Acquisition,
                _ => CountsAs::Service,
            };
            let counts_as = line.counts_as.unwrap_or(usual);
            add(&mut people, (each, self.cells.keys[cell].source, false, counts_as), [cell]);
        }
        let at_end = line.count != Count::Start;
        let new = if at_end { self.flows(|m| m.lands.is_some_and(|cell| cells.contains(&cell))) } else { Vec::new() };
        let mut parts = Vec::new();
        for (kin, cells) in people {
            let lands_here = |flow: &&Flow| self.movements[**flow].lands.is_some_and(|cell| cells.contains(&cell));
            let less = new.iter().filter(lands_here).copied().collect();
            parts.push(part(kin, Due::People { cells, less, on: line.count }));
        }
        let mut firsts: Vec<(Kin, Vec<Flow>)> = Vec::new();
        for flow in new {
            let lands = self.movements[flow].lands.expect("flows of new customers land somewhere");
            let mut each = self.each_number(l, earned, self.kinds[lands]);
            if line.count == Count::Mid {
                // Nobody at the start of the period, one at its end.
                each = Number::Product(Box::new(each), Box::new(Number::Constant(0.5)));
            }
            let each = self.numbers.slot(&each);
            let counts_as = line.counts_as.unwrap_or(CountsAs::Service);
            add(&mut firsts, (each, self.movements[flow].source, true, counts_as), [flow]);
        }
        parts.extend(firsts.into_iter().map(|(kin, flows)| part(kin, Due::NewPeople(flows))));
        parts
    }

    fn each_number(&self, l: usize, earned: bool, kind: usize) -> Number {
        let behaviour = &self.plan.kinds[kind];
        if earned { behaviour.revenue[l].clone() } else { behaviour.costs[l].clone() }
    }

    /// The distinct recurring prices per person and step, each with what it was before the start; fills `price_of`.
    pub(super) fn prices(&mut self) -> Vec<(Slot, Slot)> {
        let mut prices: Vec<(Slot, Slot)> = Vec::new();
        for stage in (0..self.plan.stages.len()).filter(|&s| !self.map.is_instant(s)) {
            for kind in 0..self.plan.kinds.len() {
                let Some(price) = price_number(self.plan, stage, kind) else { continue };
                let before = price_number(self.past, stage, kind).unwrap_or(Number::Constant(0.0));
                let slots = (self.numbers.slot(&price), self.numbers.slot(&before));
                let index = prices.iter().position(|known| *known == slots).unwrap_or_else(|| {
                    prices.push(slots);
                    prices.len() - 1
                });
                self.price_of.insert((stage, kind), index);
            }
        }
        prices
    }

    pub(super) fn recurring(&self, prices: Vec<(Slot, Slot)>) -> Recurring {
        let price_at = |cell: &Cell| {
            let key = self.cells.keys[*cell];
            self.price_of.get(&(key.stage, self.kinds[*cell])).copied()
        };
        let cells = |price: usize| (0..self.cells.keys.len()).filter(|c| price_at(c) == Some(price)).collect();
        let mut moves: HashMap<_, Vec<Flow>> = HashMap::new();
        let mut order = Vec::new();
        for (flow, movement) in self.movements.iter().enumerate() {
            if let Some(ends) = movement.recurs {
                let flows = moves.entry(ends).or_default();
                if flows.is_empty() {
                    order.push(ends);
                }
                flows.push(flow);
            }
        }
        Recurring {
            prices: prices.iter().enumerate().map(|(p, &(slot, _))| (cells(p), slot)).collect(),
            before: prices.iter().map(|&(_, before)| before).collect(),
            moves: order.iter().map(|ends| (moves[ends].clone(), ends.0, ends.1, ends.2)).collect(),
            leaving: (0..prices.len()).map(|p| self.flows(|m| m.leaves == Some(p))).collect(),
        }
    }
}

/// What somebody pays in a stage each step, of all recurring lines together.
fn price_number(plan: &Plan, stage: usize, kind: usize) -> Option<Number> {
    let lines = plan.revenue.iter().zip(&plan.kinds[kind].revenue);
    let due = lines.filter(|(line, _)| {
        line.recurring && matches!(&line.per, Per::Person(stages) if stages.contains(&StageId(stage)))
    });
    let per_step = due.map(|(line, each)| match &line.times {
        None => each.clone(),
        Some(times) => each.clone() * times.clone(),
    });
    per_step.reduce(|sum, each| sum + each)
}

/// Adds things to the part of their kin.
fn add<T>(parts: &mut Vec<(Kin, Vec<T>)>, kin: Kin, things: impl IntoIterator<Item = T>) {
    match parts.iter_mut().find(|(known, _)| *known == kin) {
        Some((_, all)) => all.extend(things),
        None => parts.push((kin, things.into_iter().collect())),
    }
}

fn part((each, source, first, counts_as): Kin, due: Due) -> Part {
    Part { due, each, source, first, counts_as }
}

/// Whether the number of a line's amounts means something: purchases and passages.
pub(super) fn has_times(line: &model::MoneyLine) -> bool {
    line.times.is_some() || matches!(line.per, Per::Passage(_) | Per::Entry(_))
}
