//! What happens when within a period.

use super::build::{Build, exit, to};
use super::future;
use crate::model::{Role, Target};
use crate::reference::{History, Period};

/// A figure of every period, the start first.
fn over_time(history: &History, figure: impl Fn(&Period) -> u64) -> Vec<u64> {
    history.periods.iter().map(figure).collect()
}

#[test]
fn whoever_arrives_in_a_period_first_moves_in_the_next() {
    let mut build = Build::new();
    let trial = build.stage(Role::User, 0);
    let customer = build.stage(Role::Customer, 0);
    build.leave(trial, &[to(customer, 1.0)]);
    build.channel(trial, 7.0);
    let history = future(&build.model(3));
    assert_eq!(over_time(&history, |t| t.people[0]), [0, 7, 7, 7]);
    assert_eq!(over_time(&history, |t| t.people[1]), [0, 0, 7, 14]);
    assert_eq!(over_time(&history, |t| t.flows[0]), [0, 0, 7, 7]);
    assert_eq!(history.periods[2].entries, [7, 7]);
}

#[test]
fn whoever_moves_in_a_period_moves_on_in_the_next() {
    let mut build = Build::new();
    let first = build.stage(Role::Prospect, 5);
    let second = build.stage(Role::Prospect, 0);
    build.leave(first, &[to(second, 1.0)]);
    build.leave(second, &[exit(1.0)]);
    let history = future(&build.model(3));
    assert_eq!(over_time(&history, |t| t.people[0]), [5, 0, 0, 0]);
    assert_eq!(over_time(&history, |t| t.people[1]), [0, 5, 0, 0]);
    assert_eq!(over_time(&history, |t| t.exited), [0, 0, 5, 5]);
}

#[test]
fn whoever_enters_an_instant_stage_is_past_it_in_the_same_period() {
    let mut build = Build::new();
    // The last of the chain is declared first: the order of passages is not that of the file.
    let cart = build.stage(Role::Prospect, 0);
    let visit = build.stage(Role::Prospect, 0);
    let buyer = build.stage(Role::Customer, 0);
    let later = build.stage(Role::Prospect, 0);
    let bought = build.pass(cart, &[to(buyer, 1.0)], Target::Exit)[0];
    let filled = build.pass(visit, &[to(cart, 0.0)], Target::Stage(later))[0];
    let visited = build.leave(later, &[to(visit, 1.0)])[0];
    build.channel(visit, 30.0);
    build.channel(cart, 4.0);
    let history = future(&build.model(2));
    let [_, first, second] = &history.periods[..] else { panic!("the start and two periods") };
    assert_eq!(first.people, [0, 0, 4, 30]);
    assert_eq!(first.otherwise, [0, 30, 0, 0]);
    assert_eq!((first.flows[bought.0], first.flows[filled.0]), (4, 0));
    assert_eq!(first.entries, [4, 30, 4, 30]);
    // Then 30 visit once more, and are back in the same period.
    assert_eq!(second.flows[visited.0], 30);
    assert_eq!(second.entries, [4, 60, 4, 60]);
    assert_eq!(second.people, [0, 0, 8, 60]);
}

#[test]
fn invitations_come_from_those_who_were_in_at_the_start_even_if_they_leave() {
    let mut build = Build::new();
    let fan = build.stage(Role::Customer, 0);
    let friend = build.stage(Role::Prospect, 0);
    build.leave(fan, &[exit(1.0)]);
    build.channel(fan, 40.0);
    build.referral(fan, 3.0, 1.0, friend);
    let history = future(&build.model(2));
    // The first arrive in period 1; in period 2 they invite and leave.
    assert_eq!(history.periods[1].invitations, [0]);
    assert_eq!(history.periods[2].events.churned, 40);
    let sent = history.periods[2].invitations[0];
    assert!(sent > 0);
    assert_eq!(history.periods[2].accepted, [sent]);
    assert_eq!(history.periods[2].invited_arrivals, [sent]);
    assert_eq!(history.periods[2].people[friend.0], sent);
}

#[test]
fn an_accepted_invitation_is_under_way_until_its_delay_is_over() {
    let mut build = Build::new();
    let fan = build.stage(Role::Customer, 25);
    let friend = build.stage(Role::Prospect, 0);
    build.leave(fan, &[exit(1.0)]);
    build.referral(fan, 4.0, 1.0, friend).delay = vec![0.0, 0.0, 1.0];
    let history = future(&build.model(4));
    let sent = history.periods[1].accepted[0];
    assert!(sent > 0);
    assert_eq!(over_time(&history, |t| t.under_way[0]), [0, sent, sent, 0, 0]);
    assert_eq!(over_time(&history, |t| t.invited_arrivals[0]), [0, 0, 0, sent, 0]);
    assert_eq!(over_time(&history, |t| t.people[1]), [0, 0, 0, sent, sent]);
}

#[test]
fn a_contract_of_three_periods_ends_in_the_third_and_its_renewal_begins_a_new_one() {
    let mut build = Build::new();
    let contract = build.stage(Role::Customer, 10);
    let renewal = build.after(contract, 3, &[to(contract, 1.0)])[0];
    build.channel(contract, 1.0);
    let history = future(&build.model(7));
    // The 10 of the start in 3 and 6; who came in period t in t + 3 and t + 6.
    let renewals = over_time(&history, |t| t.flows[renewal.0]);
    assert_eq!(renewals, [0, 0, 0, 10, 1, 1, 11, 2]);
}

#[test]
fn a_fixed_channel_brings_its_mean_to_the_person() {
    let mut build = Build::new();
    let visitor = build.stage(Role::Prospect, 0);
    build.channel(visitor, 12.0);
    build.channel(visitor, 0.0);
    let history = future(&build.model(3));
    assert_eq!(over_time(&history, |t| t.arrivals[0]), [0, 12, 12, 12]);
    assert_eq!(over_time(&history, |t| t.arrivals[1]), [0, 0, 0, 0]);
}

#[test]
fn nobody_is_lost_or_made_up() {
    let mut build = Build::new();
    let visit = build.stage(Role::Prospect, 0);
    let trial = build.stage(Role::User, 30);
    let customer = build.stage(Role::Customer, 50);
    let lapsed = build.stage(Role::Lapsed, 20);
    build.pass(visit, &[to(trial, 0.4)], Target::Exit);
    build.stay(trial, 2.0, &[to(customer, 0.5), (Target::Exit, None)]);
    build.leave(customer, &[to(lapsed, 0.1), exit(0.05)]);
    build.leave(lapsed, &[to(visit, 0.1)]);
    build.channel(visit, 33.3);
    build.referral(customer, 0.6, 0.5, visit).delay = vec![0.2, 0.3, 0.5];
    let history = future(&build.model(40));
    let mut came = 100;
    for period in &history.periods {
        came += period.arrivals[0] + period.accepted[0];
        let in_stages: u64 = period.people.iter().sum();
        assert_eq!(came, in_stages + period.exited + period.under_way[0]);
        assert_eq!(period.people[visit.0], 0);
    }
    assert!(history.periods[40].exited > 0 && history.periods[40].under_way[0] > 0);
}
