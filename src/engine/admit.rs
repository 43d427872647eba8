//! Capacities: of those who want through, as many as there are places for.
//!
//! Whoever wants to take a transition with a capacity has a claim; claims of people who move at the same time are
//! decided together, at random and without regard to where somebody comes from: a multivariate hypergeometric draw.
//! Places that people took earlier in the period are gone. The others stay, or take the `else` of an instant stage.
//! `tests/it/agreement.rs` compares this with a person-by-person simulation.
//!
//! Reads `State::{claims, numbers}`, writes `State::{claims, granted, waiting, entered, flows}`.

use super::luck::{InOrder, Luck, Urn};
use super::state::{State, whole};
use crate::base::lanes::Lanes;
use crate::base::streams::Address;
use crate::program::{Capacity, Program};

/// Rounds that a period can have: one for all dwelling stages, then one for each instant stage.
const ROUNDS: u16 = 1 << 10;
/// Words of a class.
const WORDS: u16 = 512;

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
    let places = whole(state.numbers[capacity.limit]) - state.granted[c];
    let mut urn = Urn::new(all, places.max(Lanes::ZERO));
    let mut words = InOrder::at(Address { site: capacity.site, period, class: round % ROUNDS, block: 0 });
    let mut n_claims = 0_u16;
    for i in 0..state.claims.len() {
        let claim = state.claims[i];
        if claim.capacity != c {
            continue;
        }
        if n_claims > 0 && n_claims % WORDS == 0 {
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

    /// 300 wait for 40.9 places a month; those of two segments want one with 60% and 30%.
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

    /// A queue with more work than places: each month as many as there are places, until it is empty.
    #[test]
    fn of_a_queue_as_many_are_served_as_there_are_places() {
        let played = Played::drawn(&queue(""), 16);
        let index = &played.program.index;
        assert_eq!(played.series(index.places[0]), [40.0; 6]);
        assert_eq!(played.series(index.granted[0]), [40.0; 6]);
        assert_eq!(played.series(index.waiting[0]), [260.0, 220.0, 180.0, 140.0, 100.0, 60.0]);
        assert_eq!(played.series(index.people[1].expect("a stage")), [40.0, 80.0, 120.0, 160.0, 200.0, 240.0]);
        let played = Played::expected(&queue(""));
        assert_all_near(&played.series(played.program.index.granted[0]), &[40.0; 6]);
    }

    /// Arrivals Poisson(30), 40 places, and everybody tries at once and again: the Lindley recursion of a discrete
    /// queue, W' = max(0, W + A - 40), of whose A only the sums matter. Nobody waits while nobody must.
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
                waiting = f64::max(0.0, waiting + came_before - 40.0);
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
