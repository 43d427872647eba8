//! Step 7: what a period's people, passages and arrivals are booked as.
//!
//! Amounts are real numbers until the line is complete; a line of a period is rounded to minor units
//! once, half to even, so that sums over lines and periods are exact.

use super::conditions::Conditions;
use super::draws;
use super::history::{Period, Purposes};
use super::ledger::{Group, Ledger, Tally};
use crate::model::{Behaviour, Count, CountsAs, MoneyLine, Number, Per, Plan, RewardOn, Role};
use rand::Rng;

/// Books revenue, costs and what referrals cost in a period whose people have come to rest; the spend of
/// the channels and the investment are booked already.
pub(super) fn book(period: &mut Period, plan: &Plan, ledger: &Ledger, now: &Conditions, rng: &mut impl Rng) {
    let mut first_sales = vec![0.0; plan.referrals.len()];
    for (line, revenue) in plan.revenue.iter().enumerate() {
        let booked = booked(revenue, plan, |kind| &kind.revenue[line], 0.0, ledger, now, rng);
        let amount = rounded(booked.purposes.total());
        first_sales.iter_mut().zip(booked.first_sales).for_each(|(sum, more)| *sum += more);
        period.revenue[line] = amount;
        period.gross_margin += i128::from(rounded(amount as f64 * now.value(&revenue.margin)));
    }
    let revenue = period.revenue.iter().sum::<i64>() as f64;
    for (line, cost) in plan.costs.iter().enumerate() {
        let booked = booked(cost, plan, |kind| &kind.costs[line], revenue, ledger, now, rng);
        period.costs[line] = rounded(booked.purposes.total());
        period.costs_by_purpose.add(&booked.purposes.in_whole_units());
    }
    for (line, referral) in plan.referrals.iter().enumerate() {
        let due = match referral.reward_on {
            RewardOn::Arrival => period.invited_arrivals[line],
            RewardOn::Acquisition => period.new_customers_by_source.referrals[line],
        };
        period.rewards[line] = rounded(due as f64 * now.value(&referral.reward));
        let sent = period.invitations[line] as f64;
        period.invitation_costs[line] = rounded(sent * now.value(&referral.cost_per_invite));
        let share = referral.commission.as_ref().map_or(0.0, |share| now.value(share));
        period.commissions[line] = rounded(share * first_sales[line]);
    }
    period.profit = period.gross_margin - spent(period);
}

/// What a period costs, in all.
fn spent(period: &Period) -> i128 {
    let sum = |lines: &[i64]| lines.iter().map(|line| i128::from(*line)).sum::<i128>();
    let referrals = sum(&period.rewards) + sum(&period.commissions) + sum(&period.invitation_costs);
    sum(&period.spend) + sum(&period.costs) + referrals + sum(&period.investment)
}

/// The whole number of minor units that is nearest, the even one of two.
pub(super) fn rounded(amount: f64) -> i64 {
    amount.round_ties_even() as i64
}

/// What initiatives cost: `upfront` in the first period, `running` until they are over; of a test,
/// `running` while a round runs, `upfront` in the period after each that was adopted.
pub(super) fn investment(plan: &Plan, adopted: &[Vec<bool>], period: u32, now: &Conditions) -> Vec<i64> {
    let of = |initiative: &crate::model::Initiative| {
        if !initiative.active {
            return 0;
        }
        let (starts, runs) = match initiative.test {
            None => {
                let over = initiative.ends.is_some_and(|ends| period > ends);
                (u32::from(period == initiative.starts), period >= initiative.starts && !over)
            }
            Some(test) => {
                let rounds = || plan.tests[test].rounds.iter().zip(&adopted[test]);
                let begun = rounds().filter(|(round, adopted)| **adopted && round.last + 1 == period).count();
                (begun as u32, rounds().any(|(round, _)| super::experiments::runs(round, period)))
            }
        };
        let running = if runs { now.value(&initiative.running) } else { 0.0 };
        rounded(f64::from(starts) * now.value(&initiative.upfront) + running)
    };
    plan.initiatives.iter().map(of).collect()
}

/// A line's amounts in a period before rounding, in two ways.
struct Booked {
    purposes: Purposes,
    /// What of it was booked for those whom a referral brought, in the period in which they first became
    /// customers, shape `[referrals]`.
    first_sales: Vec<f64>,
}

/// What a line comes to in a period.
fn booked<'a>(
    line: &MoneyLine,
    plan: &'a Plan,
    each: impl Fn(&'a Behaviour) -> &'a Number,
    revenue: f64,
    ledger: &Ledger,
    now: &Conditions,
    rng: &mut impl Rng,
) -> Booked {
    let each = |kind: usize| now.value(each(&plan.kinds[kind]));
    let mut booked = Booked { purposes: Purposes::default(), first_sales: vec![0.0; plan.referrals.len()] };
    let mut book = |tally: &Tally, weight: f64, purpose: &dyn Fn(&Group) -> CountsAs| {
        for (group, n) in tally {
            let amount = amount(line, each(group.kind), *n, weight, now, rng);
            booked.purposes.add_to(line.counts_as.unwrap_or(purpose(group)), amount);
            if let Some(referral) = group.first_sale {
                booked.first_sales[referral] += amount;
            }
        }
    };
    let serves = |is_service: bool| if is_service { CountsAs::Service } else { CountsAs::Acquisition };
    let until_acquired = |group: &Group| serves(group.acquired);
    match &line.per {
        Per::Person(stages) => {
            for stage in stages {
                let is_service = plan.stages[stage.0].role != Role::Prospect;
                for (people, weight) in counted(line, stage.0, ledger) {
                    book(people, weight, &|_| serves(is_service));
                }
            }
        }
        Per::Passage(ways) => ways.iter().for_each(|way| book(&ledger.passages[way.0], 1.0, &until_acquired)),
        Per::Entry(stages) => stages.iter().for_each(|stage| book(&ledger.entries[stage.0], 1.0, &until_acquired)),
        Per::Arrival(channels) => channels.iter().for_each(|id| book(&ledger.arrivals[id.0], 1.0, &until_acquired)),
        Per::Fixed if ledger.is_start => {}
        Per::Fixed => book(&Tally::from([(Group::NOBODY, 1)]), 1.0, &|_| CountsAs::Overhead),
        Per::Revenue => booked.purposes.add_to(line.counts_as.unwrap_or(CountsAs::Service), revenue * each(0)),
    }
    booked
}

/// On whom a line per person is booked, and with which weight.
fn counted<'l>(line: &MoneyLine, stage: usize, ledger: &'l Ledger) -> Vec<(&'l Tally, f64)> {
    let at_end = if line.recurring { &ledger.paying_at_end } else { &ledger.people_at_end };
    let (start, end) = (&ledger.people_at_start[stage], &at_end[stage]);
    match line.count {
        // The people of period 0 are both.
        _ if ledger.is_start => vec![(end, 1.0)],
        Count::End => vec![(end, 1.0)],
        Count::Start => vec![(start, 1.0)],
        Count::Mid => vec![(start, 0.5), (end, 0.5)],
    }
}

/// What is booked on so many people or passages alike, each with this weight.
fn amount(line: &MoneyLine, each: f64, n: u64, weight: f64, now: &Conditions, rng: &mut impl Rng) -> f64 {
    let spread = line.spread.as_ref().map_or(0.0, |spread| now.value(spread));
    let times = line.times.as_ref().map(|times| now.at_least_nothing(times));
    match times {
        None if spread == 0.0 => n as f64 * weight * each,
        // Half of a varying amount is what one draws who is there for half of the time.
        None => (0..n).map(|_| draws::varied(each * weight, spread / weight.sqrt(), rng)).sum(),
        Some(times) => {
            let purchases: u64 = (0..n).map(|_| draws::poisson(times * weight, rng)).sum();
            if spread == 0.0 {
                return purchases as f64 * each;
            }
            (0..purchases).map(|_| draws::varied(each, spread, rng)).sum()
        }
    }
}
