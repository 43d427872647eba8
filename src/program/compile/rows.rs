//! Rows: the people of a cell, and where each of their ways out leads.

use super::super::cells::{Event, Key};
use super::super::{Cell, Exit, RecurringMove, Row};
use super::{Compiler, Movement};
use crate::model::{Leaving, Plan, Target, TransitionId};
use std::ops::Range;

impl Compiler<'_> {
    /// Rows of dwelling cells in the order of the stages, and of instant ones in topological order.
    pub(super) fn rows(&mut self) -> (Vec<Row>, Vec<Vec<Row>>) {
        let mut dwelling = Vec::new();
        let mut instant = Vec::new();
        for stage in self.topological_order() {
            let rows = self.cells.of_stage(stage).into_iter().map(|cell| self.row(cell));
            let rows: Vec<Row> = rows.collect();
            if self.map.is_instant(stage) {
                instant.push(rows);
            } else {
                dwelling.extend(rows);
            }
        }
        (dwelling, instant)
    }

    fn row(&mut self, cell: Cell) -> Row {
        let key = self.cells.keys[cell];
        let (map, plan) = (self.map, self.plan);
        let transitions = &map.transitions[key.stage];
        let leaves = map.can_leave(&key);
        let exits = if leaves { self.exits_of(&key, transitions) } else { 0..0 };
        let tests = plan.tests.iter().enumerate().filter_map(|(test, described)| {
            let tested = |t: &&TransitionId| described.on.contains(t);
            let exits: Vec<usize> = (0..transitions.len()).filter(|&j| tested(&&transitions[j])).collect();
            (leaves && !exits.is_empty()).then_some((test, exits))
        });
        Row {
            cell,
            site: map.site(&key),
            class: u16::try_from(key.age).expect("the checker limits classes of age"),
            limited: self.exits[exits.clone()].iter().any(|exit| exit.capacity.is_some()),
            exits,
            probabilities: self.probabilities_at(key.stage, self.kinds[cell], key.age, key.tenure),
            rest: self.rest(&key),
            tests: tests.collect(),
        }
    }

    fn exits_of(&mut self, key: &Key, transitions: &[TransitionId]) -> Range<usize> {
        let first = self.exits.len();
        let fixed = matches!(self.plan.kinds[0].leaving[key.stage], Leaving::After { .. });
        let decided = fixed.then_some(key.stage);
        for &t in transitions {
            let to = self.plan.transitions[t.0].to;
            let exit = self.exit(key, to, |m| (m.transition, m.decided) = (Some(t), decided));
            let capacity = self.plan.capacities.iter().position(|c| c.on.contains(&t));
            self.exits.push(Exit { capacity, ..exit });
        }
        first..self.exits.len()
    }

    /// A counted way from a cell to a target.
    pub(super) fn exit(&mut self, key: &Key, to: Target, describe: impl FnOnce(&mut Movement)) -> Exit {
        let arrival = self.map.arrival(key, to);
        let leaves = if self.map.is_instant(key.stage) { None } else { self.price(key, key.stage) };
        let mut movement = self.movement(key, to, arrival);
        movement.leaves = leaves;
        describe(&mut movement);
        Exit { to: arrival.map(|k| self.cells.find(&k)), flow: Some(self.flow(movement)), capacity: None }
    }

    /// A newcomer's way from outside to her first cell.
    pub(super) fn landing(&mut self, key: &Key, source: usize) -> Exit {
        use super::super::cells::Standing;
        let outside = Key { standing: Standing::New, origin: None, source: Some(source), tenure: 0, ..*key };
        let to = Target::Stage(crate::model::StageId(key.stage));
        let mut movement = self.movement(&outside, to, Some(*key));
        movement.brought_by = Some(source);
        Exit { to: Some(self.cells.find(key)), flow: Some(self.flow(movement)), capacity: None }
    }

    fn movement(&mut self, from: &Key, to: Target, arrival: Option<Key>) -> Movement {
        let event = self.map.event(from, to);
        let ends = arrival.is_none_or(|key| !self.map.is_instant(key.stage));
        let before = from.origin.and_then(|origin| self.price(from, origin));
        let after = arrival.filter(|_| ends).and_then(|key| self.price(&key, key.stage));
        let recurs = (ends && (before.is_some() || after.is_some())).then(|| (before, after, recurring_move(event)));
        let lands = arrival.filter(|_| event == Some(Event::NewCustomer)).map(|key| self.cells.find(&key));
        Movement {
            to: arrival.map(|k| k.stage),
            transition: None,
            otherwise: None,
            decided: None,
            brought_by: None,
            event,
            source: from.source,
            kind: self.map.kind(from),
            acquired: from.standing == super::super::cells::Standing::Acquired,
            lands,
            leaves: None,
            recurs,
        }
    }

    /// Recurring price of somebody of this cell in a stage.
    fn price(&self, key: &Key, stage: usize) -> Option<usize> {
        self.price_of.get(&(stage, self.map.kind(key))).copied()
    }

    fn rest(&mut self, key: &Key) -> Exit {
        match self.map.otherwise(key.stage) {
            Some(target) => self.exit(key, target, |m| m.otherwise = Some(key.stage)),
            None => {
                let older = self.map.older(key);
                Exit { to: Some(self.cells.find(&older)), flow: None, capacity: None }
            }
        }
    }

    /// Dwelling stages in file order, then instant ones such that each comes after those that lead to it.
    fn topological_order(&self) -> Vec<usize> {
        let (plan, n): (&Plan, usize) = (self.plan, self.plan.stages.len());
        let next = |stage: usize| {
            let by_transition = self.map.transitions[stage].iter().map(|t| plan.transitions[t.0].to);
            by_transition.chain(self.map.otherwise(stage)).filter_map(|to| match to {
                Target::Stage(s) if plan.stages[s.0].is_instant() => Some(s.0),
                _ => None,
            })
        };
        let (instant, mut order): (Vec<usize>, Vec<usize>) = (0..n).partition(|&s| plan.stages[s].is_instant());
        let mut waiting_for = vec![0; n];
        for &s in &instant {
            next(s).for_each(|to| waiting_for[to] += 1);
        }
        let mut left = instant;
        while let Some(at) = left.iter().position(|&s| waiting_for[s] == 0) {
            let stage = left.remove(at);
            next(stage).for_each(|to| waiting_for[to] -= 1);
            order.push(stage);
        }
        assert!(left.is_empty(), "instant stages must not form a loop");
        order
    }
}

/// What becomes of somebody's recurring revenue by such a movement.
fn recurring_move(event: Option<Event>) -> RecurringMove {
    match event {
        Some(Event::NewCustomer | Event::NewUser) => RecurringMove::New,
        Some(Event::Reactivated | Event::UsersBack) => RecurringMove::Reactivation,
        Some(Event::Churned | Event::UserChurned | Event::Downgraded) => RecurringMove::Churned,
        None => RecurringMove::Change,
    }
}
