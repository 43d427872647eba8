//! What is to come of one person in each state, sixteen futures side by side.
//!
//! For ever it is the value of being there less what was booked already; within so many periods it is summed up
//! backward, period by period, from none that are left. In a dwelling state somebody was counted for the period that
//! ends, in an instant one she is on her way within it.

use crate::base::lanes::{LANES, Lanes};
use crate::program::Event;
use crate::program::person::{Chain, Way};
use crate::program::worth::Worth;

/// What is to come by state, with 0, 1, ... periods left; in a single entry: however many are left.
pub struct Ahead(Vec<Vec<Lanes>>);

impl Ahead {
    /// With so many periods left.
    pub fn within(&self, periods: usize) -> &[Lanes] {
        &self.0[periods.min(self.0.len() - 1)]
    }
}

/// One person in sixteen futures.
pub struct People<'a> {
    chain: &'a Chain,
    /// Of the sixteen futures, in their order.
    worths: &'a [Worth<'a>],
    /// Discount factor of a period.
    pub discount: Lanes,
    /// Per way.
    probability: Vec<Lanes>,
    /// Per state what is booked on whoever is there at the end of a period, and on her next move.
    at_end: Vec<Lanes>,
    on_moving: Vec<Lanes>,
    /// Where the invited come in, referral by referral and of it segment by segment.
    pub places: Vec<Place>,
}

/// Where the invited of one referral and segment come in.
pub struct Place {
    state: usize,
    /// Whether coming is the first acquisition: nothing is paid for her later.
    acquires: bool,
    /// What is booked on the arrival, less what is paid for it.
    net: Lanes,
    /// By state: accepted invitations per period, where there are any, and what the invitations cost.
    accepted: Vec<(usize, Lanes)>,
    cost: Vec<Lanes>,
    /// Shares of the accepted by delay.
    delay: Vec<Lanes>,
    /// By state what is paid for one of them on her next passage.
    paid_next: Vec<Lanes>,
}

/// The same figure of sixteen futures.
fn lanes(worths: &[Worth], of: impl Fn(&Worth) -> f64) -> Lanes {
    let mut out = Lanes::ZERO;
    worths.iter().zip(&mut out.0).for_each(|(worth, lane)| *lane = of(worth));
    out
}

/// The same list of sixteen futures.
fn lists<'w>(worths: &'w [Worth], n: usize, of: impl Fn(&'w Worth, usize) -> f64) -> Vec<Lanes> {
    let at = |i: usize| {
        let mut out = Lanes::ZERO;
        worths.iter().zip(&mut out.0).for_each(|(worth, lane)| *lane = of(worth, i));
        out
    };
    (0..n).map(at).collect()
}

impl<'a> People<'a> {
    /// * `worths`: of sixteen futures, all of one chain
    pub fn new(worths: &'a [Worth<'a>]) -> People<'a> {
        let chain = worths[0].person.chain;
        let (states, ways) = (chain.states.len(), chain.ways.len());
        // Money that is booked where a way leads is booked on the way.
        let on_way = |worth: &Worth, w: usize| {
            let landed = chain.ways[w].to.map_or(0.0, |to| worth.person.at_end[to].net);
            worth.person.probability[w] * (worth.person.passing[w].net + landed)
        };
        let on_moving = |worth: &Worth, state: usize| {
            worth.person.at_start[state].net + chain.out(state).map(|w| on_way(worth, w)).sum::<f64>()
        };
        People {
            chain,
            worths,
            discount: lanes(worths, |worth| worth.discount),
            probability: lists(worths, ways, |worth, w| worth.person.probability[w]),
            on_moving: lists(worths, states, on_moving),
            at_end: lists(worths, states, |worth, s| worth.person.at_end[s].net),
            places: (0..worths[0].invites.len()).map(|place| Place::new(worths, place)).collect(),
        }
    }

    /// What is to come, with those who are brought if what is paid for them is given (place by place).
    ///
    /// * `periods`: how many there are at most; `None`: no end. NaN in futures in which that has no sum.
    #[inline(always)]
    pub fn ahead(&self, periods: Option<u32>, paid: Option<&[Ahead]>) -> Ahead {
        let Some(periods) = periods else {
            let values = |worth: &Worth| if paid.is_some() { worth.values_with_referrals() } else { worth.values() };
            return self.for_ever(|worth| values(worth).map(|values| vec![values])).remove(0).less(&self.at_end);
        };
        let mut ahead = Ahead(vec![self.passed_on(self.nothing())]);
        for _ in 0..periods {
            let mut next = self.nothing();
            for (state, value) in next.iter_mut().enumerate().filter(|(state, _)| !self.chain.states[*state].instant) {
                *value = self.discount * self.moving(ahead.latest(), state);
            }
            for (place, paid) in self.places.iter().zip(paid.unwrap_or_default()) {
                self.brought(place, paid, &ahead, &mut next);
            }
            ahead.0.push(self.passed_on(next));
        }
        ahead
    }

    /// What will be paid for one of the invited on her first acquisition, place by place.
    pub fn paid(&self, periods: Option<u32>) -> Vec<Ahead> {
        match periods {
            None => self.for_ever(|worth| worth.paid_later()),
            Some(periods) => self.places.iter().map(|place| self.paid_within(place, periods)).collect(),
        }
    }

    /// What one of the invited of a place brings from her arrival on, at the end of its period.
    ///
    /// * `paid`, `ahead`: what will be paid for her, and what is to come, in the periods that are left then
    #[inline(always)]
    pub fn arrived(&self, place: &Place, paid: &[Lanes], ahead: &[Lanes]) -> Lanes {
        let later = if place.acquires { Lanes::ZERO } else { paid[place.state] };
        place.net - later + self.landed(ahead, place.state)
    }

    /// What somebody brings who has just come to a state, its period included.
    #[inline(always)]
    fn landed(&self, ahead: &[Lanes], state: usize) -> Lanes {
        ahead[state] + self.at_end[state]
    }

    fn nothing(&self) -> Vec<Lanes> {
        vec![Lanes::ZERO; self.chain.states.len()]
    }

    /// What the next move out of a state brings, and what comes after it.
    #[inline(always)]
    fn moving(&self, ahead: &[Lanes], state: usize) -> Lanes {
        let mut sum = self.on_moving[state];
        for w in self.chain.out(state) {
            if let Some(to) = self.chain.ways[w].to {
                sum += self.probability[w] * ahead[to];
            }
        }
        sum
    }

    /// Completes the values of dwelling states by those of instant ones: what those bring who are on their way.
    #[inline(always)]
    fn passed_on(&self, mut ahead: Vec<Lanes>) -> Vec<Lanes> {
        for &state in self.chain.instant().iter().rev() {
            ahead[state] = self.moving(&ahead, state);
        }
        ahead
    }

    /// Adds what those bring who come on the invitations of the next period, and takes off what these cost.
    #[inline(always)]
    fn brought(&self, place: &Place, paid: &Ahead, ahead: &Ahead, next: &mut [Lanes]) {
        let left = ahead.0.len() - 1;
        let mut each = Lanes::ZERO;
        let mut factor = self.discount;
        for (delay, share) in place.delay.iter().enumerate().take(left + 1) {
            each += factor * *share * self.arrived(place, paid.within(left - delay), ahead.within(left - delay));
            factor *= self.discount;
        }
        place.accepted.iter().for_each(|(state, accepted)| next[*state] += *accepted * each);
        next.iter_mut().zip(&place.cost).for_each(|(value, cost)| *value -= self.discount * *cost);
    }

    fn paid_within(&self, place: &Place, periods: u32) -> Ahead {
        if place.paid_next.iter().all(|paid| *paid == Lanes::ZERO) {
            return Ahead(vec![self.nothing()]);
        }
        let on = |way: &Way| if way.event == Some(Event::NewCustomer) { None } else { way.to };
        let paid = |then: &[Lanes], state: usize, factor: Lanes| {
            let mut later = Lanes::ZERO;
            for w in self.chain.out(state) {
                if let Some(to) = on(&self.chain.ways[w]) {
                    later += self.probability[w] * then[to];
                }
            }
            place.paid_next[state] + factor * later
        };
        let mut within = Ahead(Vec::with_capacity(periods as usize + 1));
        for _ in 0..=periods {
            let mut now = self.nothing();
            if let Some(before) = within.0.last() {
                let dwelling = (0..now.len()).filter(|&state| !self.chain.states[state].instant);
                dwelling.for_each(|state| now[state] = paid(before, state, self.discount));
            }
            for &state in self.chain.instant().iter().rev() {
                now[state] = paid(&now, state, Lanes::ONE);
            }
            within.0.push(now);
        }
        within
    }

    /// Lists of figures by state that each future has for itself; NaN where one has none.
    fn for_ever(&self, of: impl Fn(&Worth) -> Option<Vec<Vec<f64>>>) -> Vec<Ahead> {
        let found: Vec<Option<Vec<Vec<f64>>>> = self.worths.iter().map(of).collect();
        let n = found.iter().flatten().map(Vec::len).max().unwrap_or(self.places.len().max(1));
        let list = |which: usize| {
            let mut out = self.nothing();
            for (lane, lists) in found.iter().enumerate().take(LANES) {
                for (state, value) in out.iter_mut().enumerate() {
                    value.0[lane] = lists.as_ref().map_or(f64::NAN, |lists| lists[which][state]);
                }
            }
            Ahead(vec![out])
        };
        (0..n).map(list).collect()
    }
}

impl Ahead {
    fn latest(&self) -> &[Lanes] {
        self.within(usize::MAX)
    }

    /// Less something by state.
    fn less(mut self, of_states: &[Lanes]) -> Ahead {
        self.0.iter_mut().for_each(|all| all.iter_mut().zip(of_states).for_each(|(value, less)| *value -= *less));
        self
    }
}

impl Place {
    fn new(worths: &[Worth], place: usize) -> Place {
        let states = worths[0].person.states();
        let of = |worth: &'_ Worth| worth.invites[place].entry;
        let accepted = lists(worths, states, |worth, s| worth.invites[place].accepted[s]).into_iter().enumerate();
        let sent = lists(worths, states, |worth, s| worth.invites[place].sent[s] * worth.invites[place].per_invite);
        let paid_next: Vec<Vec<f64>> = worths.iter().map(|worth| worth.paid_next(&worth.invites[place])).collect();
        let paid_next = (0..states).map(|s| {
            let mut out = Lanes::ZERO;
            paid_next.iter().zip(&mut out.0).for_each(|(paid, lane)| *lane = paid[s]);
            out
        });
        Place {
            state: of(&worths[0]).state,
            acquires: of(&worths[0]).acquires,
            net: lanes(worths, |worth| of(worth).net - worth.paid_on_arrival(&worth.invites[place])),
            accepted: accepted.filter(|(_, accepted)| *accepted != Lanes::ZERO).collect(),
            cost: sent,
            delay: lists(worths, worths[0].invites[place].delay.len(), |worth, d| worth.invites[place].delay[d]),
            paid_next: paid_next.collect(),
        }
    }
}
