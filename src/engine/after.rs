//! After the last period: what those are worth who are there, for the time after the run.
//!
//! Everybody goes on as a single person would ([`crate::program::worth`]), at the rates in force at the end: schedules
//! and ramps as in the last period, seasons at their mean, events only if they stay for good, initiatives as long as
//! nothing is paid for them and they have no end; the market, feedback and the share that found a place stay as they
//! are. Nobody else comes, no channel spends, no fixed line is booked. What is booked of the last period itself is not
//! counted again.
//!
//! Writes `State::end_values`.

mod ahead;

use super::luck::Luck;
use super::state::{State, sum};
use crate::base::lanes::{LANES, Lanes};
use crate::program::person::Person;
use crate::program::worth::{Worth, discount_factor};
use crate::program::{Cell, End, Program, Reckoned, Record};
use ahead::{Ahead, People};

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
#[inline(always)]
pub fn reckon<L: Luck>((program, end): (&Program, &End), state: &mut State, After(after): &After, luck: &L) {
    let limited = through(state);
    let of = |lanes: &[Lanes], lane: usize| lanes.iter().map(|l| l.0[lane]).collect::<Vec<f64>>();
    let worth = |lane: usize| {
        let (numbers, effective) = (of(&after.numbers, lane), of(&after.effective, lane));
        let mut person = Person::new(&end.chain, &numbers, &effective);
        person.limit(|capacity| limited[capacity].0[lane]);
        Worth::new(person, &numbers, &effective, end.years_per_step)
    };
    let worths: Vec<Worth> = (0..LANES).map(worth).collect();
    let people = People::new(&worths);
    let paid = people.paid(end.at_most);
    let there = There { program, end, state, people: &people, paid: &paid };
    let years = f64::from(program.periods) * end.years_per_step;
    let today = state.numbers[end.rate].map(|rate| discount_factor(program.accounting.discount, rate, years));
    let is_asked = |which: usize| program.records.contains(&Record::EndValue(which));
    let value = |(which, how): (usize, &Reckoned)| {
        if is_asked(which) { luck.booked(there.reckoned(*how) * today) } else { Lanes::ZERO }
    };
    let values: Vec<Lanes> = end.reckoned.iter().enumerate().map(value).collect();
    state.end_values.copy_from_slice(&values);
}

/// Per capacity the share of those who wanted through it in the last period who found a place.
fn through(state: &State) -> Vec<Lanes> {
    let share = |granted: f64, waiting: f64| if waiting > 0.0 { granted / (granted + waiting) } else { 1.0 };
    state.granted.iter().zip(&state.waiting).map(|(granted, waiting)| granted.zip(*waiting, share)).collect()
}

/// Everybody who is there, and what one of them is worth.
struct There<'a> {
    program: &'a Program,
    end: &'a End,
    state: &'a State,
    people: &'a People<'a>,
    /// Per place of the invited what is still paid for one of them.
    paid: &'a [Ahead],
}

impl There<'_> {
    #[inline(always)]
    fn reckoned(&self, how: Reckoned) -> Lanes {
        match how {
            Reckoned::Each(amount) => sum(&self.state.here, &self.end.customers) * self.state.numbers[amount],
            Reckoned::Alone => self.total(&self.people.ahead(self.end.at_most, None)),
            Reckoned::WithReferrals => self.total(&self.people.ahead(self.end.at_most, Some(self.paid))),
        }
    }

    /// NaN where it does not converge.
    #[inline(always)]
    fn total(&self, ahead: &Ahead) -> Lanes {
        let now = self.end.at_most.unwrap_or(0) as usize;
        let value = |cell: Cell, of: &[Lanes]| self.state.here[cell] * of[self.end.state_of[cell]];
        let mut total = Lanes::ZERO;
        (0..self.program.cells).for_each(|cell| total += value(cell, ahead.within(now)));
        for (place, cells) in &self.end.unpaid {
            cells.iter().for_each(|&cell| total -= value(cell, self.paid[*place].within(now)));
        }
        total + self.under_way(ahead, now)
    }

    /// What those bring whose invitations were accepted and who have not come yet.
    #[inline(always)]
    fn under_way(&self, ahead: &Ahead, now: usize) -> Lanes {
        let mut total = Lanes::ZERO;
        let places = self.program.referrals.iter().flat_map(|referral| {
            let delays = referral.delay.len() + 1;
            (0..referral.to.len()).map(move |segment| (referral.pipeline + segment * delays, delays))
        });
        for ((first, delays), (place, paid)) in places.zip(self.people.places.iter().zip(self.paid)) {
            let mut factor = self.people.discount;
            for (later, &people) in self.state.pipeline[first..first + delays].iter().enumerate() {
                // Whoever comes later than what counts, counts for nothing.
                let left = if self.end.at_most.is_some() { now.checked_sub(later + 1) } else { Some(0) };
                if let Some(left) = left {
                    total += people * factor * self.people.arrived(place, paid.within(left), ahead.within(left));
                }
                factor *= self.people.discount;
            }
        }
        total
    }
}
