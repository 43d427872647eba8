//! What somebody in each state is worth, alone and with those whom she will bring.

use super::Absent;
use super::view::View;
use crate::base::linear::{Matrix, solve_geometric};
use crate::program::Event;

impl View<'_> {
    /// Value of being in each state, without referral.
    pub fn values(&self) -> Result<Vec<f64>, Absent> {
        let follow = |state: usize, _: &_| self.factor(state);
        let solved = self.person.solve(follow, &[self.own_money()]);
        solved.map(|mut x| x.remove(0)).ok_or(Absent::Endless)
    }

    /// Value of being in each state, with those who are brought and what they cost.
    ///
    /// With U = (I - g P)^-1 the value is `v = U (m + sum_j f_j v(e_j))` for the invited of every place j,
    /// which come at the rate f_j and enter at e_j; the values at the entries solve a small system.
    pub fn values_with_referrals(&self) -> Result<Vec<f64>, Absent> {
        if self.invites.is_empty() {
            return self.values();
        }
        let mut money = self.own_money();
        let paid = self.paid_per_invited()?;
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
        let follow = |state: usize, _: &_| self.factor(state);
        let solved = self.person.solve(follow, &sides).ok_or(Absent::Endless)?;
        let entries: Vec<usize> = self.invites.iter().map(|invites| invites.entry.state).collect();
        let mut among = Matrix::zeros(entries.len());
        for (i, &entry) in entries.iter().enumerate() {
            (0..entries.len()).for_each(|j| among.add(i, j, solved[j + 1][entry]));
        }
        let at_entry: Vec<f64> = entries.iter().map(|&entry| solved[0][entry]).collect();
        let at_entry = solve_geometric(&among, &[at_entry]).ok_or(Absent::Endless)?.remove(0);
        let value = |state: usize| {
            let brought = at_entry.iter().zip(&solved[1..]).map(|(value, come)| value * come[state]);
            solved[0][state] + brought.sum::<f64>()
        };
        Ok((0..self.person.states()).map(value).collect())
    }

    /// Discounted number of those who will come on the invitations of the next period.
    fn coming(&self, invites: &super::view::Invites) -> Vec<f64> {
        let mut discounted = 0.0;
        let mut factor = self.discount;
        for share in &invites.delay {
            discounted += share * factor;
            factor *= self.discount;
        }
        invites.accepted.iter().map(|accepted| accepted * discounted).collect()
    }

    /// Money of this period, and discounted that of the next one's start and passages.
    pub fn own_money(&self) -> Vec<f64> {
        let passing = self.person.over_ways(|_, w, _| self.person.passing[w].net);
        let of = |(state, passing): (usize, f64)| {
            self.person.at_end[state].net + self.factor(state) * (self.person.at_start[state].net + passing)
        };
        passing.into_iter().enumerate().map(of).collect()
    }

    /// Per place of the invited what is paid for one of them: reward on arrival or, discounted to arrival, on
    /// the first acquisition, and the commission on the revenue of that period.
    fn paid_per_invited(&self) -> Result<Vec<f64>, Absent> {
        let on_acquisition = |i: &super::view::Invites, revenue: f64| i.on_acquisition + i.commission * revenue;
        let sides: Vec<Vec<f64>> = self
            .invites
            .iter()
            .map(|invites| {
                self.person.over_ways(|state, w, way| match (way.event, way.to) {
                    (Some(Event::NewCustomer), Some(to)) => {
                        let revenue = self.person.passing[w].revenue + self.person.at_end[to].revenue;
                        self.factor(state) * on_acquisition(invites, revenue)
                    }
                    _ => 0.0,
                })
            })
            .collect();
        let follow = |state: usize, way: &crate::program::person::Way| {
            if way.event == Some(Event::NewCustomer) { 0.0 } else { self.factor(state) }
        };
        let later = self.person.solve(follow, &sides).ok_or(Absent::Endless)?;
        let paid = |(invites, later): (&super::view::Invites, &Vec<f64>)| {
            let entry = invites.entry;
            let revenue = entry.revenue + self.person.at_end[entry.state].revenue;
            let then = if entry.acquires { on_acquisition(invites, revenue) } else { later[entry.state] };
            invites.on_arrival + then
        };
        Ok(self.invites.iter().zip(&later).map(paid).collect())
    }
}
