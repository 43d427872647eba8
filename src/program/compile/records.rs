//! The series that a run writes down, and where they are.

use super::super::cells::{Event, Standing};
use super::super::{Dragged, Index, Line, Made, Reckoned, Record, RecordId};
use super::{Compiler, money};
use crate::model::{CountsAs, Drag, EndWorth, Leaving, Role, TransitionId};

/// Collects records.
#[derive(Default)]
struct Records(Vec<Record>);

impl Records {
    fn add(&mut self, record: Record) -> RecordId {
        self.0.push(record);
        self.0.len() - 1
    }

    fn each(&mut self, n: usize, record: impl Fn(usize) -> Record) -> Vec<RecordId> {
        (0..n).map(|i| self.add(record(i))).collect()
    }
}

impl Compiler<'_> {
    pub(super) fn records(&mut self, lines: &[Line], reckoned: &[Reckoned]) -> (Vec<Record>, Index) {
        let plan = self.plan;
        let cash = self.numbers.slot(&plan.cash);
        let discount_per_year = self.numbers.slot(&self.model.time.discount_per_year);
        let dragged = self.dragged();
        let mut all = Records::default();
        let (n_stages, n_revenue, n_costs) = (plan.stages.len(), plan.revenue.len(), plan.costs.len());
        let n_referrals = plan.referrals.len();
        let sources = plan.channels.len() + n_referrals;
        let new_from = |s: usize| self.flows(|m| m.event == Some(Event::NewCustomer) && m.source == Some(s));
        let acquired_in = |s: usize| self.flows(|m| m.event == Some(Event::NewCustomer) && m.to == Some(s));
        let mut index = Index {
            people: self.people(&mut all),
            exited: all.add(Record::Exited(self.flows(|m| m.to.is_none()))),
            under_way: all.each(n_referrals, Record::UnderWay),
            invitations: all.each(n_referrals, Record::Invitations),
            accepted: all.each(n_referrals, Record::Accepted),
            reward: all.each(n_referrals, Record::Reward),
            invite_cost: all.each(n_referrals, Record::InviteCost),
            commission: all.each(n_referrals, Record::Commission),
            transitions: all
                .each(plan.transitions.len(), |t| Record::Flows(self.flows(|m| m.transition == Some(TransitionId(t))))),
            otherwise: self.otherwise(&mut all),
            entries: all.each(n_stages, |s| Record::Flows(self.flows(|m| m.to == Some(s)))),
            decided: self.decided(&mut all),
            arrivals: all.each(sources, |s| Record::Flows(self.flows(|m| m.brought_by == Some(s)))),
            new_customers_from: all.each(sources, |s| Record::Flows(new_from(s))),
            acquired_in: all.each(n_stages, |s| Record::Flows(acquired_in(s))),
            events: Event::ALL.iter().map(|&e| all.add(Record::Flows(self.flows(|m| m.event == Some(e))))).collect(),
            spend: all.each(plan.channels.len(), Record::Spend),
            revenue: all.each(n_revenue, Record::Amount),
            margin: all.each(n_revenue, Record::Margin),
            cost: all.each(n_costs, |l| Record::Amount(n_revenue + l)),
            cost_as: costs_by_purpose(&mut all, lines, n_revenue),
            revenue_from: all.each(sources, |s| Record::Parts(parts(&lines[..n_revenue], 0, |p| p.source == Some(s)))),
            acquisition_cost_of: all.each(sources, |s| {
                let own = |p: &super::super::Part| p.source == Some(s) && p.counts_as == CountsAs::Acquisition;
                Record::Parts(parts(&lines[n_revenue..], n_revenue, own))
            }),
            first_revenue: all.add(Record::Parts(parts(&lines[..n_revenue], 0, |p| p.first))),
            times: plan
                .revenue
                .iter()
                .enumerate()
                .map(|(l, line)| money::has_times(line).then(|| all.add(Record::Times(l))))
                .collect(),
            investment: all.each(plan.initiatives.len(), Record::Investment),
            places: all.each(plan.capacities.len(), Record::Places),
            granted: all.each(plan.capacities.len(), Record::Granted),
            waiting: all.each(plan.capacities.len(), Record::Waiting),
            adopted: self.adopted(&mut all),
            lifts: self.lifts(&mut all),
            mrr: self.mrr(&mut all),
            customers_by_tenure: self.customers_by_tenure(&mut all),
            cut_by_market: plan.market.as_ref().map(|_| all.add(Record::CutByMarket)),
            drag: (!dragged.is_empty())
                .then(|| [all.add(Record::LostToFriction(dragged.clone())), all.add(Record::WouldHaveGone(dragged))]),
            cash: all.add(Record::Number(cash)),
            discount_per_year: all.add(Record::Number(discount_per_year)),
            end_values: reckoned.iter().enumerate().map(|(i, how)| (*how, all.add(Record::EndValue(i)))).collect(),
            end_value: None,
            scaled: all.add(Record::Scaled),
            crowded: all.add(Record::Crowded),
        };
        let counts = |how: &Reckoned| match (&self.model.end_value.of, how) {
            (EndWorth::Nothing, _) => false,
            (EndWorth::Customers, how) => *how == Reckoned::Alone,
            // Without referrals nobody is brought.
            (EndWorth::WithReferrals, how) => *how == *reckoned.last().unwrap_or(how),
            (EndWorth::Each(_), how) => matches!(how, Reckoned::Each(_)),
        };
        index.end_value = index.end_values.iter().find(|(how, _)| counts(how)).map(|(_, record)| *record);
        (all.0, index)
    }

    fn people(&self, all: &mut Records) -> Vec<Option<RecordId>> {
        let dwelling = |s: usize| !self.map.is_instant(s);
        let stages = 0..self.plan.stages.len();
        stages.map(|s| dwelling(s).then(|| all.add(Record::People(self.cells.of_stage(s))))).collect()
    }

    fn otherwise(&self, all: &mut Records) -> Vec<Option<RecordId>> {
        let taken = |s: usize| Record::Flows(self.flows(|m| m.otherwise == Some(s)));
        let stages = 0..self.plan.stages.len();
        stages.map(|s| self.map.otherwise(s).map(|_| all.add(taken(s)))).collect()
    }

    fn decided(&self, all: &mut Records) -> Vec<Option<RecordId>> {
        let fixed = |s: usize| matches!(self.plan.kinds[0].leaving[s], Leaving::After { .. });
        let decided = |s: usize| Record::Flows(self.flows(|m| m.decided == Some(s)));
        let stages = 0..self.plan.stages.len();
        stages.map(|s| fixed(s).then(|| all.add(decided(s)))).collect()
    }

    fn adopted(&self, all: &mut Records) -> Vec<Vec<RecordId>> {
        let mut round = 0;
        let tests = self.plan.tests.iter().map(|test| {
            let rounds = round..round + test.rounds.len();
            round += test.rounds.len();
            rounds.map(|r| all.add(Record::Adopted(r))).collect()
        });
        tests.collect()
    }

    fn lifts(&mut self, all: &mut Records) -> Vec<Vec<RecordId>> {
        let (plan, numbers) = (self.plan, &mut self.numbers);
        let mut of_round = |round: &crate::model::Round| all.add(Record::Number(numbers.slot(&round.lift)));
        plan.tests.iter().map(|test| test.rounds.iter().map(&mut of_round).collect()).collect()
    }

    fn mrr(&self, all: &mut Records) -> Option<[RecordId; 6]> {
        use Record::{ChurnedMrr, ContractionMrr, ExpansionMrr, Mrr, NewMrr, ReactivationMrr};
        let series = [Mrr, NewMrr, ExpansionMrr, ContractionMrr, ChurnedMrr, ReactivationMrr];
        let recurs = self.plan.revenue.iter().any(|line| line.recurring);
        recurs.then(|| series.map(|record| all.add(record)))
    }

    fn customers_by_tenure(&self, all: &mut Records) -> Vec<RecordId> {
        if !self.map.tracking.cohorts {
            return Vec::new();
        }
        let customers = |tenure: usize| {
            let of = |c: &usize| {
                let key = self.cells.keys[*c];
                let role = self.plan.stages[key.stage].role;
                !self.map.is_instant(key.stage)
                    && role == Role::Customer
                    && key.standing == Standing::Acquired
                    && key.tenure as usize == tenure
            };
            Record::People((0..self.cells.keys.len()).filter(of).collect())
        };
        all.each(self.map.tenures() as usize, customers)
    }

    /// Wanted transitions and referrals with frictions on them, as the first kind of people meets them.
    fn dragged(&mut self) -> Vec<Dragged> {
        let plan = self.plan;
        let kind = &plan.kinds[0];
        let passages = |t: usize| Made::Passages(self.flows(|m| m.transition == Some(TransitionId(t))));
        let transitions = kind.effects.iter().enumerate().map(|(t, effects)| (passages(t), &effects.drags));
        let referrals = kind.held_back.iter().enumerate().map(|(r, drags)| (Made::Invitations(r), drags));
        let made: Vec<(Made, &Vec<Drag>)> = transitions.chain(referrals).collect();
        let mut dragged = Vec::new();
        for (made, drags) in made {
            let held_back = drags.iter().filter(|drag| drag.pushes.is_none());
            let slots: Vec<_> =
                held_back.map(|drag| (self.numbers.slot(&drag.size), self.numbers.slot(&drag.left))).collect();
            if !slots.is_empty() {
                dragged.push((made, slots));
            }
        }
        dragged
    }
}

/// Per cost line, what of it counts as acquisition, service, overhead.
fn costs_by_purpose(all: &mut Records, lines: &[Line], n_revenue: usize) -> Vec<[Option<RecordId>; 3]> {
    let purposes = [CountsAs::Acquisition, CountsAs::Service, CountsAs::Overhead];
    let costs = (n_revenue..lines.len()).map(|l| {
        purposes.map(|purpose| {
            let of = |p: &usize| lines[l].parts[*p].counts_as == purpose;
            let own: Vec<(usize, usize)> = (0..lines[l].parts.len()).filter(of).map(|p| (l, p)).collect();
            (!own.is_empty()).then(|| all.add(Record::Parts(own)))
        })
    });
    costs.collect()
}

/// Parts of lines, the first of which has this number.
fn parts(lines: &[Line], first: usize, wanted: impl Fn(&super::super::Part) -> bool) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (l, line) in lines.iter().enumerate() {
        found.extend((0..line.parts.len()).filter(|&p| wanted(&line.parts[p])).map(|p| (first + l, p)));
    }
    found
}
