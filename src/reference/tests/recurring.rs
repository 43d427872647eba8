//! Recurring revenue and its movements; purchases, counting, purposes, and what referrals cost.

use super::build::{Build, exit, to};
use super::{assert_mean, assert_variance_of_nearly_normal, each, future, futures};
use crate::model::Number::{Constant, Schedule};
use crate::model::{Count, CountsAs, Per, RewardOn, Role, StageId, Target};
use crate::reference::{History, Purposes, Recurring};

/// Users, and customers of two prices.
fn subscriptions() -> (Build, [StageId; 4]) {
    let mut build = Build::new();
    let trial = build.stage(Role::User, 6);
    let basic = build.stage(Role::Customer, 0);
    let gold = build.stage(Role::Customer, 0);
    let lapsed = build.stage(Role::Lapsed, 0);
    build.revenue(Per::Person(vec![basic, gold]), 10.0).recurring = true;
    build.revenue(Per::Person(vec![gold]), 15.0).recurring = true;
    build.revenue(Per::Person(vec![gold]), 1000.0);
    (build, [trial, basic, gold, lapsed])
}

fn recurring(history: &History) -> Vec<Recurring> {
    history.periods.iter().map(|t| t.recurring).collect()
}

#[test]
fn recurring_revenue_moves_as_people_do() {
    let (mut build, [trial, basic, gold, lapsed]) = subscriptions();
    for (from, next) in [(trial, basic), (basic, gold), (gold, lapsed)] {
        build.leave(from, &[to(next, 1.0)]);
    }
    build.after(lapsed, 2, &[to(gold, 1.0)]);
    let nothing = Recurring::default();
    let expected = [
        nothing,
        Recurring { mrr: 60.0, new: 60.0, ..nothing },
        Recurring { mrr: 150.0, expansion: 90.0, ..nothing },
        Recurring { churned: 150.0, ..nothing },
        nothing,
        Recurring { mrr: 150.0, reactivation: 150.0, ..nothing },
    ];
    assert_eq!(recurring(&future(&build.model(5))), expected);
}

#[test]
fn a_downgrade_to_user_is_churned_revenue_and_a_lower_price_is_contraction() {
    let (mut build, [trial, basic, gold, _]) = subscriptions();
    for (from, next) in [(trial, gold), (gold, basic), (basic, trial)] {
        build.leave(from, &[to(next, 1.0)]);
    }
    let nothing = Recurring::default();
    let expected = [
        nothing,
        Recurring { mrr: 150.0, new: 150.0, ..nothing },
        Recurring { mrr: 60.0, contraction: 90.0, ..nothing },
        Recurring { churned: 60.0, ..nothing },
        Recurring { mrr: 150.0, reactivation: 150.0, ..nothing },
    ];
    assert_eq!(recurring(&future(&build.model(4))), expected);
}

#[test]
fn a_price_that_rises_expands_the_revenue_of_those_who_stay() {
    let mut build = Build::new();
    let customer = build.stage(Role::Customer, 8);
    build.channel(customer, 2.0);
    build.revenue(Per::Person(vec![customer]), 0.0).recurring = true;
    build.kind().revenue[0] = Schedule(vec![(1, Constant(10.0)), (2, Constant(12.0)), (3, Constant(9.0))]);
    let nothing = Recurring::default();
    let expected = [
        Recurring { mrr: 80.0, ..nothing },
        Recurring { mrr: 100.0, new: 20.0, ..nothing },
        Recurring { mrr: 144.0, new: 24.0, expansion: 20.0, ..nothing },
        Recurring { mrr: 126.0, new: 18.0, contraction: 36.0, ..nothing },
    ];
    assert_eq!(recurring(&future(&build.model(3))), expected);
}

#[test]
fn the_movements_of_recurring_revenue_add_up() {
    let (mut build, [trial, basic, gold, lapsed]) = subscriptions();
    build.leave(trial, &[to(basic, 0.3), to(gold, 0.1), to(lapsed, 0.2)]);
    build.leave(basic, &[to(gold, 0.2), to(lapsed, 0.1), to(trial, 0.1), exit(0.05)]);
    build.leave(gold, &[to(basic, 0.2), to(lapsed, 0.1), exit(0.05)]);
    build.leave(lapsed, &[to(basic, 0.2), to(gold, 0.1)]);
    build.channel(trial, 20.0);
    build.channel(gold, 1.0);
    for history in futures(&build.model(20), 20) {
        for pair in history.periods.windows(2) {
            let Recurring { mrr, new, expansion, contraction, churned, reactivation } = pair[1].recurring;
            // Prices are whole: so are the sums.
            assert_eq!(mrr, pair[0].recurring.mrr + new + expansion + reactivation - contraction - churned);
            assert_eq!(mrr, 10.0 * (pair[1].people[1] + pair[1].people[2]) as f64 + 15.0 * pair[1].people[2] as f64);
        }
    }
}

#[test]
fn purchases_are_poisson_and_each_varies_by_itself() {
    let (people, times, each_one, spread) = (200.0, 0.4, 1000.0, 0.5);
    let mut build = Build::new();
    let customer = build.stage(Role::Customer, people as u32);
    let line = build.revenue(Per::Person(vec![customer]), each_one);
    (line.times, line.spread) = (Some(Constant(times)), Some(Constant(spread)));
    let futures = futures(&build.model(1), 3000);
    let revenue = each(&futures, |h| h.periods[1].revenue[0] as u64);
    // A compound Poisson sum: mean n m, variance n (m^2 + s^2).
    let n = people * times;
    let variance = n * each_one * each_one * (1.0 + spread * spread);
    assert_mean(&revenue, n * each_one, variance);
    assert_variance_of_nearly_normal(&revenue, variance);
}

#[test]
fn money_is_counted_at_the_end_at_the_start_or_on_the_mean_of_both() {
    let booked = |count, count_start| {
        let mut build = Build::new();
        let customer = build.stage(Role::Customer, 10);
        build.leave(customer, &[exit(0.0)]);
        build.channel(customer, 4.0);
        build.accounting.count_start = count_start;
        build.revenue(Per::Person(vec![customer]), 100.0).count = count;
        build.cost(Per::Fixed, 7.0);
        build.cost(Per::Revenue, 0.1);
        let history = future(&build.model(2));
        history.periods.iter().map(|t| (t.revenue[0], t.costs.clone())).collect::<Vec<_>>()
    };
    let period = |revenue: i64| (revenue, vec![7, revenue / 10]);
    assert_eq!(booked(Count::End, false), [(0, vec![0, 0]), period(1400), period(1800)]);
    assert_eq!(booked(Count::Start, false), [(0, vec![0, 0]), period(1000), period(1400)]);
    assert_eq!(booked(Count::Mid, false), [(0, vec![0, 0]), period(1200), period(1600)]);
    assert_eq!(booked(Count::End, true), [(1000, vec![0, 100]), period(1400), period(1800)]);
}

#[test]
fn an_amount_that_varies_varies_as_much_when_half_of_it_is_booked_at_either_end() {
    let (people, mean, spread) = (100.0, 1000.0, 0.8);
    let mut build = Build::new();
    let customer = build.stage(Role::Customer, people as u32);
    let line = build.revenue(Per::Person(vec![customer]), mean);
    (line.spread, line.count) = (Some(Constant(spread)), Count::Mid);
    let futures = futures(&build.model(1), 4000);
    let revenue = each(&futures, |h| h.periods[1].revenue[0] as u64);
    let variance = people * (mean * spread) * (mean * spread);
    assert_mean(&revenue, people * mean, variance);
    assert_variance_of_nearly_normal(&revenue, variance);
}

#[test]
fn costs_are_for_winning_customers_until_they_are_won() {
    let mut build = Build::new();
    let visitor = build.stage(Role::Prospect, 5);
    let customer = build.stage(Role::Customer, 20);
    let first = build.leave(visitor, &[to(customer, 1.0)])[0];
    let again = build.leave(customer, &[to(customer, 1.0)])[0];
    let channel = build.channel(visitor, 2.0);
    build.cost(Per::Passage(vec![first, again]), 1.0);
    build.cost(Per::Entry(vec![customer]), 10.0);
    build.cost(Per::Arrival(vec![channel]), 100.0);
    build.cost(Per::Person(vec![visitor, customer]), 1000.0);
    build.cost(Per::Fixed, 50_000.0);
    build.cost(Per::Fixed, 70_000.0).counts_as = Some(CountsAs::Service);
    let first = &future(&build.model(1)).periods[1];
    let acquisition = 5.0 + 50.0 + 200.0 + 2000.0;
    let service = 20.0 + 200.0 + 25_000.0 + 70_000.0;
    assert_eq!(first.costs_by_purpose, Purposes { acquisition, service, overhead: 50_000.0 });
    assert_eq!(first.costs_by_purpose.total(), first.costs.iter().sum::<i64>() as f64);
}

#[test]
fn a_reward_on_acquisition_is_paid_once_and_when_it_comes() {
    let mut build = Build::new();
    let fan = build.stage(Role::Customer, 20);
    let trial = build.stage(Role::User, 0);
    let customer = build.stage(Role::Customer, 0);
    build.leave(fan, &[exit(1.0)]);
    build.after(trial, 2, &[to(customer, 1.0)]);
    build.leave(customer, &[to(trial, 1.0)]);
    let referral = build.referral(fan, 3.0, 0.5, trial);
    (referral.reward, referral.reward_on) = (Constant(40.0), RewardOn::Acquisition);
    referral.cost_per_invite = Constant(3.0);
    let history = future(&build.model(8));
    let (sent, accepted) = (history.periods[1].invitations[0] as i64, history.periods[1].accepted[0] as i64);
    assert!(accepted > 0 && accepted < sent);
    let rewards: Vec<i64> = history.periods.iter().map(|t| t.rewards[0]).collect();
    assert_eq!(rewards, [0, 0, 0, 40 * accepted, 0, 0, 0, 0, 0]);
    assert_eq!(history.periods[6].events.reactivated, accepted as u64, "they do come back");
    let costs: Vec<i64> = history.periods.iter().map(|t| t.invitation_costs[0]).collect();
    assert_eq!(costs, [0, 3 * sent, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(history.periods[1].profit, i128::from(-3 * sent));
}

#[test]
fn a_commission_is_of_what_the_invited_bring_in_the_period_in_which_they_become_customers() {
    let mut build = Build::new();
    let fan = build.stage(Role::Customer, 20);
    let checkout = build.stage(Role::Prospect, 0);
    let customer = build.stage(Role::Customer, 10);
    build.leave(fan, &[exit(1.0)]);
    let paid = build.pass(checkout, &[to(customer, 1.0)], Target::Exit);
    build.leave(customer, &[to(checkout, 1.0)]);
    build.channel(checkout, 5.0);
    build.referral(fan, 3.0, 0.5, checkout).commission = Some(Constant(0.1));
    build.revenue(Per::Entry(vec![checkout]), 500.0);
    build.revenue(Per::Passage(paid), 300.0);
    build.revenue(Per::Person(vec![customer]), 200.0);
    build.revenue(Per::Person(vec![customer]), 80.0).count = Count::Mid;
    build.revenue(Per::Person(vec![customer]), 9000.0).count = Count::Start;
    let history = future(&build.model(3));
    let accepted = history.periods[1].accepted[0] as i64;
    assert!(accepted > 0);
    let commissions: Vec<i64> = history.periods.iter().map(|t| t.commissions[0]).collect();
    // 500 + 300 on the way, 200 at the end and half of 80; nothing for who was there before, or comes alone.
    assert_eq!(commissions, [0, 104 * accepted, 0, 0]);
}
