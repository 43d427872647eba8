//! What moves mean: acquisition, churn and their kin.

use super::build::{Build, exit, to};
use super::future;
use crate::model::{Model, Role, StageId, Target};
use crate::reference::{BySource, Events};

/// The events of the periods 1 to T.
fn events(model: &Model) -> Vec<Events> {
    let history = future(model);
    history.periods[1..].iter().map(|t| t.events).collect()
}

/// Six people walk through stages with these roles, one stage a period, then out.
fn walk(roles: &[Role]) -> Vec<Events> {
    let mut build = Build::new();
    let start = |place| if place == 0 { 6 } else { 0 };
    let stages: Vec<StageId> = (0..roles.len()).map(|place| build.stage(roles[place], start(place))).collect();
    for pair in stages.windows(2) {
        build.leave(pair[0], &[to(pair[1], 1.0)]);
    }
    build.leave(stages[stages.len() - 1], &[exit(1.0)]);
    events(&build.model(roles.len() as u32))
}

/// Nothing but this.
fn only(set: impl Fn(&mut Events)) -> Events {
    let mut events = Events::default();
    set(&mut events);
    events
}

#[test]
fn the_first_time_is_an_acquisition_and_the_next_a_reactivation() {
    let walked = walk(&[
        Role::User,
        Role::Customer,
        Role::User,
        Role::Customer,
        Role::Lapsed,
        Role::User,
        Role::Lapsed,
        Role::Customer,
        Role::Customer,
    ]);
    let expected = [
        only(|events| events.new_customers = 6),
        only(|events| events.downgraded = 6),
        only(|events| events.reactivated = 6),
        only(|events| events.churned = 6),
        only(|events| events.users_back = 6),
        only(|events| events.users_churned = 6),
        only(|events| events.reactivated = 6),
        Events::default(),
        only(|events| events.churned = 6),
    ];
    assert_eq!(walked, expected);
}

#[test]
fn a_sign_up_is_the_first_step_from_prospect_to_user_and_no_later_one() {
    let walked = walk(&[Role::Prospect, Role::User, Role::Prospect, Role::User]);
    let expected = [
        only(|events| events.new_users = 6),
        Events::default(),
        Events::default(),
        only(|events| events.users_churned = 6),
    ];
    assert_eq!(walked, expected);
}

#[test]
fn a_prospect_who_becomes_a_customer_at_once_never_signs_up() {
    let walked = walk(&[Role::Prospect, Role::Customer, Role::User]);
    let expected = [
        only(|events| events.new_customers = 6),
        only(|events| events.downgraded = 6),
        only(|events| events.users_churned = 6),
    ];
    assert_eq!(walked, expected);
}

#[test]
fn a_prospect_who_goes_away_is_no_churn() {
    assert_eq!(walk(&[Role::Prospect]), [Events::default()]);
    let walked = walk(&[Role::Prospect, Role::Lapsed]);
    assert_eq!(walked, [Events::default(), Events::default()]);
}

#[test]
fn people_who_are_lapsed_at_the_start_were_customers_before() {
    let reactivated = only(|events| events.reactivated = 6);
    assert_eq!(walk(&[Role::Lapsed, Role::Customer])[0], reactivated);
    let walked = walk(&[Role::Lapsed, Role::User, Role::Customer]);
    assert_eq!(walked[0], only(|events| events.users_back = 6));
    assert_eq!(walked[1], reactivated);
}

#[test]
fn people_who_lapse_without_ever_having_paid_are_new_when_they_do() {
    let walked = walk(&[Role::Prospect, Role::Lapsed, Role::Customer]);
    assert_eq!(walked[1], only(|events| events.new_customers = 6));
}

#[test]
fn arrivals_from_outside_come_as_prospects() {
    for (role, expected) in [
        (Role::Prospect, Events::default()),
        (Role::User, only(|events| events.new_users = 9)),
        (Role::Customer, only(|events| events.new_customers = 9)),
        (Role::Lapsed, Events::default()),
    ] {
        let mut build = Build::new();
        let stage = build.stage(role, 0);
        build.channel(stage, 9.0);
        assert_eq!(events(&build.model(1)), [expected]);
    }
}

#[test]
fn a_way_through_instant_stages_is_one_movement_between_its_two_ends() {
    // An instant stage has no role of its own, whatever stands in its place.
    for meaningless in [Role::Prospect, Role::Customer] {
        let mut build = Build::new();
        let trial = build.stage(Role::User, 6);
        let checkout = build.stage(meaningless, 0);
        let payment = build.stage(meaningless, 0);
        let customer = build.stage(Role::Customer, 3);
        build.leave(trial, &[to(checkout, 1.0)]);
        build.pass(checkout, &[to(payment, 1.0)], Target::Exit);
        build.pass(payment, &[to(customer, 1.0)], Target::Exit);
        // Customers pass the checkout too, to be customers again: nothing has become of them.
        build.leave(customer, &[to(checkout, 1.0)]);
        build.channel(checkout, 2.0);
        let expected = [only(|events| events.new_customers = 8), only(|events| events.new_customers = 2)];
        assert_eq!(events(&build.model(2)), expected);
    }
}

#[test]
fn who_gives_up_in_an_instant_stage_churns_from_where_she_came() {
    let mut build = Build::new();
    let trial = build.stage(Role::User, 6);
    let customer = build.stage(Role::Customer, 5);
    let renewal = build.stage(Role::Prospect, 0);
    let lapsed = build.stage(Role::Lapsed, 0);
    build.leave(trial, &[to(renewal, 1.0)]);
    build.leave(customer, &[to(renewal, 1.0)]);
    build.pass(renewal, &[to(trial, 0.0)], Target::Stage(lapsed));
    build.channel(renewal, 4.0);
    let expected = only(|events| (events.churned, events.users_churned) = (5, 6));
    assert_eq!(events(&build.model(1)), [expected]);
}

#[test]
fn new_customers_belong_to_what_first_brought_them() {
    let mut build = Build::new();
    let trial = build.stage(Role::User, 5);
    let customer = build.stage(Role::Customer, 0);
    let lapsed = build.stage(Role::Lapsed, 0);
    build.leave(trial, &[to(customer, 1.0)]);
    build.leave(customer, &[to(lapsed, 1.0)]);
    build.leave(lapsed, &[to(customer, 1.0)]);
    build.channel(trial, 2.0);
    build.channel(customer, 3.0);
    build.referral(trial, 1.0, 0.0, trial);
    build.referral(trial, 2.0, 1.0, customer);
    let history = future(&build.model(3));
    let invited: Vec<u64> = history.periods.iter().map(|t| t.accepted[1]).collect();
    assert!(invited[1] > 0);
    let expected = |period: usize, start, first_channel| BySource {
        start,
        channels: vec![first_channel, 3],
        referrals: vec![0, invited[period]],
    };
    let of = |period: usize| &history.periods[period].new_customers_by_source;
    assert_eq!(*of(1), expected(1, 5, 0));
    assert_eq!(*of(2), expected(2, 0, 2));
    // In period 3 those of the first come back: they are won again, not acquired again.
    assert_eq!(*of(3), expected(3, 0, 2));
    let events = history.periods[3].events;
    assert_eq!(events.new_customers, 5 + invited[3]);
    assert_eq!(events.reactivated, 8 + invited[1]);
}
