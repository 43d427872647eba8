//! Steps 2 and 4, budgets and arrivals: what channels spend, whom they bring from outside, whom they win over.
//!
//! What a channel has spent wears off geometrically, `x_eff = (1 - c) x + c x_eff(last period)`, and saturates,
//! `g(x) = h^s / (1 + h^s)` with `h = x / half`, so that on average `x0 / cost · g(x_eff) / g(x0)` people come: one
//! costs `cost` at today's spend x0, and twice the spend brings fewer than twice as many (Broadbent 1979 for the
//! adstock, Jin et al. 2017, *Bayesian Methods for Media Mix Modeling with Carryover and Shape Effects*, for both).
//! Arrivals are Poisson around their mean, or fixed (the fraction of a person drawn), or gamma-Poisson (negative
//! binomial: variance `m + m² / shape`), and each person is of a segment by chance. A campaign takes its people from
//! cells instead, at random.
//! `tests/it/agreement.rs` compares them with a person-by-person simulation.
//!
//! Reads `State::{numbers, conditional, revenue, ever}`, writes `State::{spend, stock, reach, here, entered, flows,
//! newcomers, ever, cut}`.

use super::luck::{InOrder, Luck, Urn};
use super::state::{State, held, sum};
use crate::base::lanes::{LANES, Lanes};
use crate::base::streams::Address;
use crate::program::{Campaign, Channel, Due, Program, Reach, Slot, Spend, Variation, Volume};

/// Classes of a channel's address: its number, the segments of its people, and whom a campaign takes.
const NUMBER: u16 = 0;
const SEGMENTS: u16 = 1;
const TAKEN: u16 = 256;

/// What every channel spends in this period, and what of its spending still works.
#[inline(always)]
pub fn budgets<L: Luck>(program: &Program, state: &mut State, luck: &L, period: u16) {
    for (c, channel) in program.channels.iter().enumerate() {
        if !runs(channel, period) {
            state.spend[c] = Lanes::ZERO;
            continue;
        }
        let spend = match channel.spend {
            Spend::Amount(slot) => state.numbers[slot],
            Spend::ShareOfRevenue(slot) => state.numbers[slot] * last_revenue(program, state, period),
        };
        // An expression of several inputs may fall below 0, which means nothing.
        let spend = spend.max(Lanes::ZERO);
        state.spend[c] = luck.booked(spend);
        if let Volume::Bought { today, carryover, warm, .. } = channel.volume {
            let before = if period != first_period(channel) {
                state.stock[c]
            } else if warm {
                today.map_or(spend, |slot| state.numbers[slot])
            } else {
                Lanes::ZERO
            };
            let kept = state.numbers[carryover].max(Lanes::ZERO).min(Lanes::ONE);
            // Cents are for the books: a small spend per day would be off by a percent.
            state.stock[c] = (Lanes::ONE - kept) * spend + kept * before;
        }
    }
}

/// Lets the people of every channel arrive, and takes those of campaigns from where they are.
#[inline(always)]
pub fn arrive<L: Luck>(program: &Program, state: &mut State, luck: &L, period: u16) {
    // Of two campaigns on the same people neither finds fewer because the other one came first.
    for (c, channel) in program.channels.iter().enumerate() {
        if let Some(campaign) = &channel.campaign {
            state.reach[c] = reach(campaign, state, luck);
        }
    }
    for (c, channel) in program.channels.iter().enumerate() {
        if !runs(channel, period) {
            continue;
        }
        let people = number(channel, c, state, luck, period);
        match &channel.campaign {
            None => {
                let people = within_market(program, state, luck, people);
                state.newcomers += people;
                land_by_segment(channel, state, luck, period, people);
            }
            Some(campaign) => {
                let people = people.min(state.reach[c]);
                take(channel, campaign, state, luck, period, people);
            }
        }
    }
}

/// All revenue of the last period; before period 1 what the people of the start bring in one, at list prices.
#[inline(always)]
fn last_revenue(program: &Program, state: &State, period: u16) -> Lanes {
    if period > 1 {
        return state.revenue;
    }
    let mut revenue = Lanes::ZERO;
    for line in program.lines.iter().filter(|line| line.margin.is_some()) {
        let times = line.times.map_or(Lanes::ONE, |times| state.numbers[times]);
        for part in &line.parts {
            if let Due::People { cells, .. } = &part.due {
                revenue += sum(&state.here, cells) * times * state.numbers[part.each];
            }
        }
    }
    revenue
}

#[inline(always)]
fn runs(channel: &Channel, period: u16) -> bool {
    channel.active && period >= first_period(channel)
}

#[inline(always)]
fn first_period(channel: &Channel) -> u16 {
    channel.starts.clamp(1, u32::from(u16::MAX)) as u16
}

/// How many the channel would bring.
#[inline(always)]
fn number<L: Luck>(channel: &Channel, c: usize, state: &mut State, luck: &L, period: u16) -> Lanes {
    let mean = held(mean(channel, c, state).max(Lanes::ZERO), &mut state.crowded);
    let address = Address { site: channel.site, period, class: NUMBER, block: 0 };
    match channel.variation {
        Variation::Poisson => luck.poisson(&mean, &luck.words(&address).0),
        Variation::Fixed => luck.rounded(&mean, &luck.words(&address).0),
        Variation::Gamma { shape } => {
            let shape = state.numbers[shape];
            let mix = luck.gamma(&shape, &Address { block: 1, ..address });
            let rate = held(mean * mix / shape, &mut state.crowded);
            luck.poisson(&rate, &luck.words(&address).0)
        }
    }
}

#[inline(always)]
fn mean(channel: &Channel, c: usize, state: &State) -> Lanes {
    match channel.volume {
        Volume::People(slot) => state.numbers[slot],
        Volume::Bought { cost, today, factor, saturation, .. } => {
            let working = state.stock[c];
            let as_if_spent = match (saturation, today) {
                (Some(curve), Some(today)) => saturated(working, state.numbers[today], curve, &state.numbers),
                // Without saturation g(x) is x, and today's spend cancels.
                _ => working,
            };
            as_if_spent / state.numbers[cost] * state.numbers[factor]
        }
    }
}

/// `x0 g(x) / g(x0)`: the spend that would bring as many if each cost the same.
fn saturated(x: Lanes, x0: Lanes, (half, slope): (Slot, Slot), numbers: &[Lanes]) -> Lanes {
    let mut out = Lanes::ZERO;
    for lane in 0..LANES {
        let (half, slope) = (numbers[half].0[lane], numbers[slope].0[lane]);
        let (x, x0) = (x.0[lane], x0.0[lane]);
        // The same formula for both, so that the ratio is exactly 1 today.
        let ratio = response(x / half, slope) / response(x0 / half, slope);
        // Nothing spent today (0 / 0) buys nobody.
        out.0[lane] = if x0 * ratio > 0.0 { x0 * ratio } else { 0.0 };
    }
    out
}

/// `h^s / (1 + h^s)`
fn response(h: f64, slope: f64) -> f64 {
    let power = if slope == 1.0 { h } else { libm::pow(h, slope) };
    // Beyond the largest number everybody is reached.
    if power < f64::INFINITY { power / (1.0 + power) } else { 1.0 }
}

/// Those for whom the market has a place; the others are counted as cut.
#[inline(always)]
fn within_market<L: Luck>(program: &Program, state: &mut State, luck: &L, people: Lanes) -> Lanes {
    let came = match program.market {
        None => people,
        Some(size) => {
            let places = luck.whole(state.numbers[size]) - state.ever;
            people.min(places.max(Lanes::ZERO))
        }
    };
    state.cut += people - came;
    state.ever += came;
    came
}

#[inline(always)]
fn land_by_segment<L: Luck>(channel: &Channel, state: &mut State, luck: &L, period: u16, people: Lanes) {
    let mut left = people;
    let mut words = InOrder::at(Address { site: channel.site, period, class: SEGMENTS, block: 0 });
    for (segment, share) in channel.mix.clone().enumerate() {
        let of_segment = luck.binomial(&left, &state.conditional[share], &words.next(luck));
        left -= of_segment;
        state.land(&channel.to[segment], of_segment);
    }
    if let Some(last) = channel.to.last() {
        state.land(last, left);
    }
}

/// The most whom a campaign may take of those who are there at the start of the period.
#[inline(always)]
fn reach<L: Luck>(campaign: &Campaign, state: &State, luck: &L) -> Lanes {
    let mut there = Lanes::ZERO;
    for (cell, _) in &campaign.from {
        there += state.here[*cell];
    }
    match campaign.reach {
        None => there,
        Some(Reach::Share(slot)) => luck.whole(there * state.numbers[slot]).min(there),
        Some(Reach::People(slot)) => luck.whole(state.numbers[slot]).min(there),
    }
}

/// Takes people out of the cells of a campaign, whoever they are, and brings them where it leads.
#[inline(always)]
fn take<L: Luck>(channel: &Channel, campaign: &Campaign, state: &mut State, luck: &L, period: u16, people: Lanes) {
    let mut there = Lanes::ZERO;
    for (cell, _) in &campaign.from {
        there += state.here[*cell];
    }
    let mut urn = Urn::new(there, people);
    let mut words = InOrder::at(Address { site: channel.site, period, class: TAKEN, block: 0 });
    for (cell, exit) in &campaign.from {
        let words = words.next(luck);
        let group = state.here[*cell];
        if group.any_positive() {
            let taken = urn.take(luck, group, &words);
            state.here[*cell] -= taken;
            state.land(exit, taken);
        }
    }
}
