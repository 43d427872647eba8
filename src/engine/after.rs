//! After the last period: what those are worth who are there, for the time after the run.
//!
//! Everybody goes on as a single person would ([`crate::program::worth`]), at the rates in force at the end: schedules
//! and ramps as in the last period, seasons at their mean, events only if they stay for good, initiatives as long as
//! nothing is paid for them and they have no end; the market, feedback and the share that found a place stay as they
//! are. Nobody else comes, no channel spends, no fixed line is booked. What is booked of the last period itself is not
//! counted again.
//!
//! Writes `State::end_values`.

use super::luck::Luck;
use super::state::{State, sum};
use crate::base::lanes::{LANES, Lanes};
use crate::program::person::Person;
use crate::program::worth::{Later, Worth, discount_factor};
use crate::program::{Cell, End, Program, Reckoned, Record};

/// Numbers and probabilities after the run; made once, used for one lane group after the other.
#[derive(Debug, Clone)]
pub struct After(State);

impl After {
    pub fn new(end: &End) -> After {
        After(State::new(&end.chain.program))
    }
}

/// What holds after the run, for the numbers to be computed by: everything that has an end has ended.
pub fn begin<'a>(program: &Program, state: &State, After(after): &'a mut After) -> &'a mut State {
    after.signals.clone_from(&state.signals);
    for (event, on) in program.events.iter().zip(&mut after.signals.event) {
        if event.lasts.is_some() {
            *on = Lanes::ZERO;
        }
    }
    after
}

/// Reckons the end values of a group of replications that have been played.
///
/// * `after`: with the numbers and probabilities after the run
pub fn reckon<L: Luck>((program, end): (&Program, &End), state: &mut State, After(after): &After, luck: &L) {
    let limited = through(state);
    let is_asked = |which: usize| program.records.contains(&Record::EndValue(which));
    let asked: Vec<bool> = (0..end.reckoned.len()).map(is_asked).collect();
    for lane in 0..LANES {
        let of = |lanes: &[Lanes]| lanes.iter().map(|l| l.0[lane]).collect::<Vec<f64>>();
        let (numbers, effective) = (of(&after.numbers), of(&after.effective));
        let mut person = Person::new(&end.chain, &numbers, &effective);
        person.limit(|capacity| limited[capacity].0[lane]);
        let worth = Worth::new(person, &numbers, &effective, end.years_per_step);
        let paid = match end.at_most {
            Some(periods) => Some(worth.invites.iter().map(|invites| worth.paid_within(invites, periods)).collect()),
            None => worth.paid_later().map(|all| all.into_iter().map(|paid| Later(vec![paid])).collect()),
        };
        let there = There { program, end, state, lane, worth, paid };
        let years = f64::from(program.periods) * end.years_per_step;
        let today = discount_factor(program.accounting.discount, state.numbers[end.rate].0[lane], years);
        let value = |(which, how): (usize, &Reckoned)| if asked[which] { there.reckoned(*how) * today } else { 0.0 };
        let values: Vec<f64> = end.reckoned.iter().enumerate().map(value).collect();
        for (known, value) in state.end_values.iter_mut().zip(values) {
            known.0[lane] = value;
        }
    }
    for value in &mut state.end_values {
        *value = luck.booked(*value);
    }
}

/// Per capacity the share of those who wanted through it in the last period who found a place.
fn through(state: &State) -> Vec<Lanes> {
    let share = |granted: f64, waiting: f64| if waiting > 0.0 { granted / (granted + waiting) } else { 1.0 };
    state.granted.iter().zip(&state.waiting).map(|(granted, waiting)| granted.zip(*waiting, share)).collect()
}

/// Everybody who is there in one replication, and what one of them is worth.
struct There<'a> {
    program: &'a Program,
    end: &'a End,
    state: &'a State,
    lane: usize,
    worth: Worth<'a>,
    /// Per place of the invited what is still paid for one of them; `None`: it has no sum.
    paid: Option<Vec<Later>>,
}

impl There<'_> {
    fn reckoned(&self, how: Reckoned) -> f64 {
        match how {
            Reckoned::Each(amount) => {
                let customers = sum(&self.state.here, &self.end.customers);
                self.people(customers) * self.people(self.state.numbers[amount])
            }
            Reckoned::Alone => self.total(false),
            Reckoned::WithReferrals => self.total(true),
        }
    }

    fn people(&self, lanes: Lanes) -> f64 {
        lanes.0[self.lane]
    }

    /// NaN where it does not converge.
    fn total(&self, with_referrals: bool) -> f64 {
        let Some((ahead, paid)) = self.ahead(with_referrals).zip(self.paid.as_ref()) else { return f64::NAN };
        let now = ahead.len() - 1;
        let value = |cell: Cell, of: &[f64]| self.people(self.state.here[cell]) * of[self.end.state_of[cell]];
        let mut total: f64 = (0..self.program.cells).map(|cell| value(cell, &ahead[now])).sum();
        for (place, cells) in &self.end.unpaid {
            total -= cells.iter().map(|&cell| value(cell, paid[*place].within(now))).sum::<f64>();
        }
        total + self.under_way(&ahead, paid)
    }

    /// What is to come of one person by state, with 0, 1, ... periods left; for ever in one entry.
    fn ahead(&self, with_referrals: bool) -> Option<Vec<Vec<f64>>> {
        let worth = &self.worth;
        if let Some(periods) = self.end.at_most {
            return Some(worth.ahead(periods, self.paid.as_deref().filter(|_| with_referrals)));
        }
        let mut value = if with_referrals { worth.values_with_referrals() } else { worth.values() }?;
        value.iter_mut().zip(&worth.person.at_end).for_each(|(value, booked)| *value -= booked.net);
        Some(vec![value])
    }

    /// What those bring whose invitations were accepted and who have not come yet.
    fn under_way(&self, ahead: &[Vec<f64>], paid: &[Later]) -> f64 {
        let mut total = 0.0;
        let mut place = 0;
        for referral in &self.program.referrals {
            let delays = referral.delay.len() + 1;
            for segment in 0..referral.to.len() {
                let first = referral.pipeline + segment * delays;
                let mut factor = self.worth.discount;
                for (later, &people) in self.state.pipeline[first..first + delays].iter().enumerate() {
                    total += self.people(people) * factor * self.arrived(ahead, paid, place, later + 1);
                    factor *= self.worth.discount;
                }
                place += 1;
            }
        }
        total
    }

    /// What one of the invited brings who comes after so many periods, at the end of that period.
    fn arrived(&self, ahead: &[Vec<f64>], paid: &[Later], place: usize, after: usize) -> f64 {
        let left = match self.end.at_most {
            None => 0,
            Some(periods) if after > periods as usize => return 0.0,
            Some(periods) => periods as usize - after,
        };
        self.worth.arrived(&self.worth.invites[place], paid[place].within(left), &ahead[left])
    }
}
