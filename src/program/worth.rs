//! What somebody in each state is worth, alone and with those whom she will bring, for ever or for some periods.
//!
//! With P the chances to move, F the flow of accepted invitations, m the money of a period spent in a state, k the
//! money of the next passages and g one period's discount factor the value of somebody present is
//! `v = m + g (k + (P + F) v)`; instant states pass on undiscounted.

use super::person::{Person, Way};
use super::{Cell, Event, Exit, Program, Record, Referral};
use crate::base::linear::{Matrix, solve_geometric};
use crate::model::Discount;

/// One person and her money, for one draw of the inputs.
#[derive(Debug, Clone)]
pub struct Worth<'a> {
    pub person: Person<'a>,
    /// Referrals, segment by segment of those who come.
    pub invites: Vec<Invites>,
    /// Discount factor of one period.
    pub discount: f64,
}

/// A referral into one segment, as one person meets it.
#[derive(Debug, Clone)]
pub struct Invites {
    /// Accepted invitations per period by state.
    pub accepted: Vec<f64>,
    /// Invitations per period by state, whoever they go to: only with the first segment, else 0.
    pub sent: Vec<f64>,
    /// Shares of the accepted by delay.
    pub delay: Vec<f64>,
    pub entry: Entry,
    /// Paid on arrival, in minor units; on the first acquisition; share of its revenue; per invitation.
    pub on_arrival: f64,
    pub on_acquisition: f64,
    pub commission: f64,
    pub per_invite: f64,
}

/// Where somebody comes in from outside.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    pub state: usize,
    /// Whether coming is the first acquisition.
    pub acquires: bool,
    /// Net money, and revenue, booked on the arrival, in minor units.
    pub net: f64,
    pub revenue: f64,
}

/// Conditional shares as they are: all but the last, and what is left.
pub fn dealt(effective: &[f64], shares: std::ops::Range<usize>) -> Vec<f64> {
    let mut dealt: Vec<f64> = effective[shares].to_vec();
    dealt.push((1.0 - dealt.iter().sum::<f64>()).max(0.0));
    dealt
}

/// The discount factor of so many years.
///
/// * `rate`: effective per year
pub fn discount_factor(discount: Discount, rate: f64, years: f64) -> f64 {
    match discount {
        Discount::Annual => libm::pow(1.0 + rate, -years),
        Discount::Continuous => libm::exp(-rate * years),
    }
}

impl<'a> Worth<'a> {
    /// * `numbers`, `effective`: as for [`Person::new`]
    /// * `years_per_step`: length of a period
    pub fn new(person: Person<'a>, numbers: &[f64], effective: &[f64], years_per_step: f64) -> Worth<'a> {
        let program: &'a Program = &person.chain.program;
        let rate = match program.records[program.index.discount_per_year] {
            Record::Number(slot) => numbers[slot],
            _ => 0.0,
        };
        let discount = discount_factor(program.accounting.discount, rate, years_per_step);
        let mut worth = Worth { person, invites: Vec::new(), discount };
        let referrals = program.referrals.iter();
        worth.invites = referrals.flat_map(|referral| worth.invites_of(referral, numbers, effective)).collect();
        worth
    }

    pub fn entry(&self, exit: &Exit) -> Entry {
        let chain = self.person.chain;
        let money = self.person.money_of(exit.flow);
        Entry {
            state: chain.state_of(exit.to.expect("people who come land somewhere")),
            acquires: exit.flow.is_some_and(|flow| chain.program.flow_events[flow] == Some(Event::NewCustomer)),
            net: money.net,
            revenue: money.revenue,
        }
    }

    /// A referral, segment by segment of those who come.
    fn invites_of(&self, referral: &Referral, numbers: &[f64], effective: &[f64]) -> Vec<Invites> {
        let chain = self.person.chain;
        let delay = dealt(effective, referral.delay.clone());
        let mix = dealt(effective, referral.mix.clone());
        let same = referral.same_segment.map_or(1.0, |p| effective[p]);
        let into = |(segment, exit): (usize, &Exit)| {
            let mut accepted = vec![0.0; self.person.states()];
            let mut sent = vec![0.0; self.person.states()];
            for inviters in &referral.from {
                let chance = inviters.accept.map_or(1.0, |p| effective[p]);
                let own = if inviters.segment == segment { same } else { 0.0 };
                let share = own + (1.0 - same) * mix[segment];
                let invites = numbers[inviters.invites];
                let facts = &chain.program.cell_facts;
                for &cell in inviters.cells.iter().filter(|&&cell: &&Cell| facts[cell].like == cell) {
                    accepted[chain.state_of(cell)] += invites * chance * share;
                    sent[chain.state_of(cell)] += if segment == 0 { invites } else { 0.0 };
                }
            }
            let reward = numbers[referral.reward];
            let at_once = exit.flow.is_some_and(|flow| referral.rewarded.contains(&flow));
            Invites {
                accepted,
                sent,
                delay: delay.clone(),
                entry: self.entry(exit),
                on_arrival: if at_once { reward } else { 0.0 },
                on_acquisition: if at_once { 0.0 } else { reward },
                commission: referral.commission.map_or(0.0, |share| numbers[share]),
                per_invite: numbers[referral.cost_per_invite],
            }
        };
        referral.to.iter().enumerate().map(into).collect()
    }

    /// Discount factor of a way out of a state: a period passes in dwelling states only.
    pub fn factor(&self, state: usize) -> f64 {
        if self.is_instant(state) { 1.0 } else { self.discount }
    }

    pub fn is_instant(&self, state: usize) -> bool {
        self.person.chain.states[state].instant
    }

    /// Value of being in each state, without referral; `None` if it does not converge.
    pub fn values(&self) -> Option<Vec<f64>> {
        let follow = |state: usize, _: &Way| self.factor(state);
        self.person.solve(follow, &[self.own_money()]).map(|mut x| x.remove(0))
    }

    /// Value of being in each state, with those who are brought and what they cost; `None` if it does not converge.
    ///
    /// With U = (I - g P)^-1 the value is `v = U (m + sum_j f_j v(e_j))` for the invited of every place j,
    /// which come at the rate f_j and enter at e_j; the values at the entries solve a small system.
    pub fn values_with_referrals(&self) -> Option<Vec<f64>> {
        if self.invites.is_empty() {
            return self.values();
        }
        let mut money = self.own_money();
        let paid = self.paid_per_invited(&self.paid_later()?);
        for (invites, paid) in self.invites.iter().zip(&paid) {
            for (state, sent) in invites.sent.iter().enumerate() {
                money[state] -= self.discount * sent * invites.per_invite;
            }
            let each = invites.entry.net - paid;
            for (money, come) in money.iter_mut().zip(self.coming(invites)) {
                *money += come * each;
            }
        }
        let mut sides = vec![money];
        sides.extend(self.invites.iter().map(|invites| self.coming(invites)));
        let follow = |state: usize, _: &Way| self.factor(state);
        let solved = self.person.solve(follow, &sides)?;
        let entries: Vec<usize> = self.invites.iter().map(|invites| invites.entry.state).collect();
        let mut among = Matrix::zeros(entries.len());
        for (i, &entry) in entries.iter().enumerate() {
            (0..entries.len()).for_each(|j| among.add(i, j, solved[j + 1][entry]));
        }
        let at_entry: Vec<f64> = entries.iter().map(|&entry| solved[0][entry]).collect();
        let at_entry = solve_geometric(&among, &[at_entry])?.remove(0);
        let value = |state: usize| {
            let brought = at_entry.iter().zip(&solved[1..]).map(|(value, come)| value * come[state]);
            solved[0][state] + brought.sum::<f64>()
        };
        Some((0..self.person.states()).map(value).collect())
    }

    /// Discounted number of those who will come on the invitations of the next period.
    fn coming(&self, invites: &Invites) -> Vec<f64> {
        let mut discounted = 0.0;
        let mut factor = self.discount;
        for share in &invites.delay {
            discounted += share * factor;
            factor *= self.discount;
        }
        invites.accepted.iter().map(|accepted| accepted * discounted).collect()
    }

    /// Money of this period, and discounted that of the next one's start and passages.
    fn own_money(&self) -> Vec<f64> {
        let passing = self.person.over_ways(|_, w, _| self.person.passing[w].net);
        let of = |(state, passing): (usize, f64)| {
            self.person.at_end[state].net + self.factor(state) * (self.person.at_start[state].net + passing)
        };
        passing.into_iter().enumerate().map(of).collect()
    }

    /// Per place of the invited and state, what will be paid for somebody there on her first acquisition, discounted.
    pub fn paid_later(&self) -> Option<Vec<Vec<f64>>> {
        let sides: Vec<Vec<f64>> = self.invites.iter().map(|invites| self.paid_next(invites)).collect();
        let follow = |state: usize, way: &Way| if acquires(way) { 0.0 } else { self.factor(state) };
        self.person.solve(follow, &sides)
    }

    /// By state what is paid for one of the invited on her next passage, if that is her first acquisition.
    pub fn paid_next(&self, invites: &Invites) -> Vec<f64> {
        self.person.over_ways(|state, w, way| match way.to {
            Some(to) if acquires(way) => {
                let revenue = self.person.passing[w].revenue + self.person.at_end[to].revenue;
                self.factor(state) * invites.paid_on_acquisition(revenue)
            }
            _ => 0.0,
        })
    }

    /// Per place of the invited what is paid for one of them: reward on arrival or, discounted to arrival, on
    /// the first acquisition, and the commission on the revenue of that period.
    ///
    /// * `later`: as by [`Worth::paid_later`]
    fn paid_per_invited(&self, later: &[Vec<f64>]) -> Vec<f64> {
        self.invites.iter().zip(later).map(|(invites, later)| self.paid_from_arrival(invites, later)).collect()
    }

    /// What is paid for one of the invited from her arrival on.
    fn paid_from_arrival(&self, invites: &Invites, later: &[f64]) -> f64 {
        let then = if invites.entry.acquires { 0.0 } else { later[invites.entry.state] };
        self.paid_on_arrival(invites) + then
    }

    /// What is paid for one of the invited when she arrives, and on her first acquisition if that is it.
    pub fn paid_on_arrival(&self, invites: &Invites) -> f64 {
        let entry = invites.entry;
        let revenue = entry.revenue + self.person.at_end[entry.state].revenue;
        invites.on_arrival + if entry.acquires { invites.paid_on_acquisition(revenue) } else { 0.0 }
    }
}

impl Invites {
    /// * `revenue`: of her first acquisition and of the period that it is in
    fn paid_on_acquisition(&self, revenue: f64) -> f64 {
        self.on_acquisition + self.commission * revenue
    }
}

fn acquires(way: &Way) -> bool {
    way.event == Some(Event::NewCustomer)
}
