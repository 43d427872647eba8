//! Capacities: of those who want through, as many as there are places for.
//!
//! Whoever wants to take a transition with a capacity has a claim; claims of people who move at the same time are
//! decided together, at random and without regard to where somebody comes from: a multivariate hypergeometric draw.
//! Places that people took earlier in the period are gone. The others stay, or take the `else` of an instant stage.
//! Of a limit that is no whole number the fraction is carried over; a whole place that nobody took is lost.
//! `tests/it/agreement.rs` compares this with a person-by-person simulation.
//!
//! Reads `State::{claims, numbers}`, writes `State::{claims, places, granted, waiting, entered, flows}`.

use super::luck::{InOrder, Luck, Urn};
use super::state::State;
use crate::base::lanes::Lanes;
use crate::base::streams::Address;
use crate::program::{Capacity, Program};

/// Rounds that a period can have: one for all dwelling stages, then one for each instant stage.
const ROUNDS: u16 = 1 << 10;
/// Words of a class.
const WORDS: u16 = 512;

/// The places of every capacity in this period.
#[inline(always)]
pub fn open<L: Luck>(program: &Program, state: &mut State, luck: &L) {
    for (c, capacity) in program.capacities.iter().enumerate() {
        let limit = state.numbers[capacity.limit].max(Lanes::ZERO);
        state.places[c] = luck.apportioned(limit, &mut state.places_carried[c]);
    }
}

/// Decides the claims that are there, and leaves none.
///
/// * `round`: which decision of the period it is, for the address of its draws
pub fn decide<L: Luck>(program: &Program, state: &mut State, luck: &L, period: u16, round: u16) {
    if state.claims.is_empty() {
        return;
    }
    for (c, capacity) in program.capacities.iter().enumerate() {
        give(c, capacity, state, luck, period, round);
    }
    state.claims.clear();
}

fn give<L: Luck>(c: usize, capacity: &Capacity, state: &mut State, luck: &L, period: u16, round: u16) {
    let wanting = state.claims.iter().filter(|claim| claim.capacity == c);
    let all = wanting.fold(Lanes::ZERO, |total, claim| total + claim.people);
    if !all.any_positive() {
        return;
    }
    let places = state.places[c] - state.granted[c];
    let mut urn = Urn::new(all, places.max(Lanes::ZERO));
    let mut words = InOrder::at(Address { site: capacity.site, period, class: round % ROUNDS, block: 0 });
    let mut n_claims = 0_u16;
    for i in 0..state.claims.len() {
        let claim = state.claims[i];
        if claim.capacity != c {
            continue;
        }
        if n_claims > 0 && n_claims.is_multiple_of(WORDS) {
            // The next classes belong to other rounds.
            let class = (round % ROUNDS).wrapping_add((n_claims / WORDS).wrapping_mul(ROUNDS));
            words = InOrder::at(Address { site: capacity.site, period, class, block: 0 });
        }
        n_claims = n_claims.wrapping_add(1);
        let granted = urn.take(luck, claim.people, &words.next(luck));
        let refused = claim.people - granted;
        state.granted[c] += granted;
        state.waiting[c] += refused;
        state.land(&claim.exit, granted);
        state.land(&claim.rest, refused);
    }
}

#[cfg(test)]
mod tests {
    use super::super::played::{Played, assert_all_near, assert_law, model};
    use crate::model::Model;

    /// 300 wait for 40.9 places a month, and all want one.
    fn queue(more: &str) -> Model {
        let text = format!(
            r#"
            currency = "USD"
            [time]
            step = "month"
            periods = 6
            [stages.waiting]
            start = 300
            to.served = "100% per month"
            [stages.served]
            role = "user"
            [capacities.seats]
            on = ["waiting -> served"]
            limit = "40.9 per month"
            {more}
            "#
        );
        model(&text)
    }

    /// A queue with more work than places: each month as many as there are places, until it is empty. Up to each month
    /// there are floor(40.9), floor(81.8), floor(122.7), floor(163.6), floor(204.5) and floor(245.4).
    #[test]
    fn of_a_queue_as_many_are_served_as_there_are_places() {
        let played = Played::drawn(&queue(""), 16);
        let index = &played.program.index;
        assert_eq!(played.series(index.places[0]), [40.0, 41.0, 41.0, 41.0, 41.0, 41.0]);
        assert_eq!(played.series(index.granted[0]), played.series(index.places[0]));
        assert_eq!(played.series(index.waiting[0]), [260.0, 219.0, 178.0, 137.0, 96.0, 55.0]);
        assert_eq!(played.series(index.people[1].expect("a stage")), [40.0, 81.0, 122.0, 163.0, 204.0, 245.0]);
        let played = Played::expected(&queue(""));
        let index = &played.program.index;
        assert_all_near(&played.series(index.granted[0]), &[40.9; 6]);
        assert_all_near(&played.series(index.places[0]), &[40.9; 6]);
    }

    /// The whole places up to period t are floor(L1 + .. + Lt), to the last one, and what nobody took is lost.
    fn places(limit: &str, more: &str) -> Vec<f64> {
        let text = format!(
            r#"
            [time]
            step = "month"
            start = "2027-01"
            periods = 12
            [stages.waiting]
            start = 3
            to.served = "100% per month"
            [stages.served]
            role = "user"
            [capacities.seats]
            on = ["waiting -> served"]
            limit = {limit}
            {more}
            "#
        );
        let played = Played::drawn(&model(&text), 16);
        played.series(played.program.index.places[0])
    }

    #[test]
    fn fractions_of_places_are_carried_over_until_they_are_one() {
        // Three thirds are whole, though no binary number is a third; the three who waited are served by month 9.
        let third = [0.0, 0.0, 1.0].repeat(4);
        assert_eq!(places(r#""1 per quarter""#, ""), third);
        assert_eq!(places("0.29", ""), [0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
        assert_eq!(places(r#""40 per year""#, ""), [3.0, 3.0, 4.0].repeat(4));
        assert_eq!(places("7", ""), [7.0; 12]);
        // 0.5 a month up to June and 1.75 then: 0.5 .. 3, 4.75, 6.5, 8.25, 10, 11.75, 13.5.
        let schedule = r#"{ schedule = [["2027-01", 0.5], ["2027-07", 1.75]], per = "month" }"#;
        assert_eq!(places(schedule, ""), [0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 2.0, 2.0, 2.0, 1.0, 2.0]);
        // A ramp of four months adds 0.25, 0.5, 0.75 and 1 to a half: 0.75, 1.75, 3, 4.5, 6 and so on by 1.5.
        let added = r#"
            [initiatives.more]
            active = true
            ramp = 4
            adds = { "capacities.seats.limit" = 1 }
        "#;
        let ramped = [0.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0];
        assert_eq!(places("0.5", added), ramped);
    }

    /// Nobody wants a place in the first three months: their whole places are gone, the fractions are not.
    #[test]
    fn a_place_that_nobody_took_is_no_place_of_a_later_month() {
        let model = model(
            r#"
            [time]
            step = "month"
            periods = 5
            [stages.waiting]
            to.served = "100% per month"
            [stages.served]
            role = "user"
            [channels.door]
            to = "waiting"
            arrivals = { schedule = [[1, 0], [3, 10], [4, 0]] }
            variation = "fixed"
            [capacities.seats]
            on = ["waiting -> served"]
            limit = "2.3 per month"
            "#,
        );
        let played = Played::drawn(&model, 16);
        // 2.3, 4.6, 6.9, 9.2, 11.5.
        assert_eq!(played.series(played.program.index.places[0]), [2.0, 2.0, 2.0, 3.0, 2.0]);
        assert_eq!(played.series(played.program.index.granted[0]), [0.0, 0.0, 0.0, 3.0, 2.0]);
    }

    /// Arrivals Poisson(30), 40.9 places (40, then 41), and everybody tries at once and again: the Lindley recursion of a discrete
    /// queue, W' = max(0, W + A - places), of whose A only the sums matter. Nobody waits while nobody must.
    #[test]
    fn a_queue_follows_the_lindley_recursion_future_by_future() {
        let mut model = queue("[channels.door]\n to = \"waiting\"\n arrivals = \"30 per month\"");
        model.plans[0].stages[0].start = 100.0;
        let played = Played::drawn(&model, 64);
        let index = &played.program.index;
        for future in 0..64 {
            // Who comes in a period first tries in the next.
            let (mut waiting, mut came_before) = (100.0, 0.0);
            for period in 1..=6 {
                let places = if period == 1 { 40.0 } else { 41.0 };
                waiting = f64::max(0.0, waiting + came_before - places);
                assert_eq!(played.values(index.waiting[0], period)[future], waiting);
                came_before = played.values(index.arrivals[0], period)[future];
            }
        }
    }

    /// 60 want one of the 40 places, 12 of them through a way that pays $1: hypergeometric with mean 8 and variance
    /// 40 · 0.2 · 0.8 · 20/59, a third of what tossing for each place would give.
    #[test]
    fn places_are_given_without_regard_to_who_wants_them() {
        let model = model(
            r#"
            currency = "USD"
            [time]
            step = "month"
            periods = 1
            [stages.one]
            start = 12
            to.served = "100% per month"
            [stages.other]
            start = 48
            to.served = "100% per month"
            [stages.served]
            role = "user"
            [capacities.seats]
            on = ["one -> served", "other -> served"]
            limit = "40 per month"
            [revenue.count]
            on = "one -> served"
            each = "$1"
            "#,
        );
        let played = Played::drawn(&model, 8_192);
        let index = &played.program.index;
        assert_eq!(played.series(index.granted[0]), [40.0]);
        assert_eq!(played.series(index.waiting[0]), [20.0]);
        let of_one: Vec<f64> = played.values(index.revenue[0], 1).iter().map(|cents| cents / 100.0).collect();
        assert_law(&of_one, 8.0, 40.0 * 0.2 * 0.8 * 20.0 / 59.0);
    }

    /// 50 call, 30 are answered, the others go to the mailbox; of those who come there in the same month as callers
    /// 10 find a place left.
    #[test]
    fn who_finds_no_place_at_an_instant_stage_takes_its_else() {
        let model = model(
            r#"
            [time]
            step = "month"
            periods = 1
            [stages.call]
            instant = true
            to.answered = "100%"
            else = "mailbox"
            [stages.mailbox]
            [stages.answered]
            [channels.phone]
            to = "call"
            arrivals = 50
            variation = "fixed"
            [capacities.agents]
            on = ["call -> answered"]
            limit = "30 per month"
            "#,
        );
        for played in [Played::drawn(&model, 16), Played::expected(&model)] {
            let index = &played.program.index;
            assert_all_near(&played.series(index.people[1].expect("mailbox")), &[20.0]);
            assert_all_near(&played.series(index.people[2].expect("answered")), &[30.0]);
            assert_all_near(&played.series(index.otherwise[0].expect("has an else")), &[20.0]);
            assert_all_near(&played.series(index.waiting[0]), &[20.0]);
        }
    }

    /// The dwelling stage takes 25 of 30 places first; those who pass at once find 5.
    #[test]
    fn places_that_are_taken_earlier_in_a_period_are_gone() {
        let model = model(
            r#"
            [time]
            step = "month"
            periods = 1
            [stages.queue]
            start = 25
            to.answered = "100% per month"
            [stages.call]
            instant = true
            to.answered = "100%"
            [stages.answered]
            [channels.phone]
            to = "call"
            arrivals = 50
            variation = "fixed"
            [capacities.agents]
            on = ["call -> answered", "queue -> answered"]
            limit = "30 per month"
            "#,
        );
        let played = Played::drawn(&model, 16);
        let index = &played.program.index;
        assert_eq!(played.series(index.people[2].expect("answered")), [30.0]);
        assert_eq!(played.series(index.granted[0]), [30.0]);
        assert_eq!(played.series(index.waiting[0]), [45.0]);
    }
}
