//! The engine against the person-by-person reference: the same distributions on every mechanism.
//!
//! Two-sample Kolmogorov-Smirnov: with samples of n and m the distance of equal laws exceeds
//! sqrt(ln(2 / p) / 2) * sqrt((n + m) / (n m)) with probability below p (Smirnov 1948; for laws on whole
//! numbers it is smaller still). p = 1e-6 a comparison, so that all of them together are wrong less than
//! once in a thousand; seeds are fixed.

mod whole_language;

use crate::play::*;
use flywheel::engine::{self, Arm, BLOCK, Inputs, Run, Workspace};
use flywheel::model::Model;
use flywheel::program::{self, Event, Program};
use flywheel::reference::{self, History, Purposes, Recurring};
use rand::SeedableRng;
use rand::rngs::StdRng;

/// Futures of the engine; the reference plays fewer, it is slow.
const ENGINE: u32 = 4096;
const REFERENCE: u32 = 2048;

/// A value of a period of the reference's history.
pub type InHistory = Box<dyn Fn(&History, usize) -> f64>;

/// A value of a future in a period, by the engine's index and by the reference's history.
pub struct Quantity {
    pub name: String,
    pub record: Vec<(usize, f64)>,
    pub of: InHistory,
}

fn quantity(name: &str, record: usize, of: impl Fn(&History, usize) -> f64 + 'static) -> Quantity {
    Quantity { name: name.to_string(), record: vec![(record, 1.0)], of: Box::new(of) }
}

/// Everything that both write down.
pub fn quantities(model: &Model, program: &Program) -> Vec<Quantity> {
    let (plan, index) = (&model.plans[0], &program.index);
    let mut all = Vec::new();
    for (s, stage) in plan.stages.iter().enumerate() {
        if let Some(people) = index.people[s] {
            all.push(quantity(&format!("people[{}]", stage.id), people, move |h, t| h.periods[t].people[s] as f64));
        }
        all.push(quantity(&format!("entries[{}]", stage.id), index.entries[s], move |h, t| {
            h.periods[t].entries[s] as f64
        }));
        if let Some(otherwise) = index.otherwise[s] {
            let name = format!("else[{}]", stage.id);
            all.push(quantity(&name, otherwise, move |h, t| h.periods[t].otherwise[s] as f64));
        }
    }
    for t in 0..plan.transitions.len() {
        all.push(quantity(&format!("flow {t}"), index.transitions[t], move |h, p| h.periods[p].flows[t] as f64));
    }
    for c in 0..plan.channels.len() {
        all.push(quantity(&format!("arrivals {c}"), index.arrivals[c], move |h, t| h.periods[t].arrivals[c] as f64));
        all.push(quantity(&format!("new from channel {c}"), index.new_customers_from[c], move |h, t| {
            h.periods[t].new_customers_by_source.channels[c] as f64
        }));
        all.push(quantity(&format!("spend {c}"), index.spend[c], move |h, t| h.periods[t].spend[c] as f64));
    }
    for r in 0..plan.referrals.len() {
        let source = plan.channels.len() + r;
        let under_way = move |h: &History, t: usize| h.periods[t].under_way[r] as f64;
        all.push(quantity(&format!("under way {r}"), index.under_way[r], under_way));
        let sent = move |h: &History, t: usize| h.periods[t].invitations[r] as f64;
        all.push(quantity(&format!("invitations {r}"), index.invitations[r], sent));
        let accepted = move |h: &History, t: usize| h.periods[t].accepted[r] as f64;
        all.push(quantity(&format!("accepted {r}"), index.accepted[r], accepted));
        let came = move |h: &History, t: usize| h.periods[t].invited_arrivals[r] as f64;
        all.push(quantity(&format!("invited arrivals {r}"), index.arrivals[source], came));
        let rewards = move |h: &History, t: usize| h.periods[t].rewards[r] as f64;
        all.push(quantity(&format!("rewards {r}"), index.reward[r], rewards));
        let commissions = move |h: &History, t: usize| h.periods[t].commissions[r] as f64;
        all.push(quantity(&format!("commissions {r}"), index.commission[r], commissions));
        let of_invitations = move |h: &History, t: usize| h.periods[t].invitation_costs[r] as f64;
        all.push(quantity(&format!("cost of invitations {r}"), index.invite_cost[r], of_invitations));
        let new = move |h: &History, t: usize| h.periods[t].new_customers_by_source.referrals[r] as f64;
        all.push(quantity(&format!("new from referral {r}"), index.new_customers_from[source], new));
    }
    for l in 0..plan.revenue.len() {
        all.push(quantity(&format!("revenue {l}"), index.revenue[l], move |h, t| h.periods[t].revenue[l] as f64));
    }
    for l in 0..plan.costs.len() {
        all.push(quantity(&format!("cost {l}"), index.cost[l], move |h, t| h.periods[t].costs[l] as f64));
    }
    for (e, event) in Event::ALL.into_iter().enumerate() {
        let of = move |h: &History, t: usize| {
            let events = &h.periods[t].events;
            let count = match event {
                Event::NewCustomer => events.new_customers,
                Event::NewUser => events.new_users,
                Event::Reactivated => events.reactivated,
                Event::UsersBack => events.users_back,
                Event::Downgraded => events.downgraded,
                Event::Churned => events.churned,
                Event::UserChurned => events.users_churned,
            };
            count as f64
        };
        all.push(quantity(&format!("{event:?}"), index.events[e], of));
    }
    all.push(quantity("exited", index.exited, |h, t| h.periods[t].exited as f64));
    all.extend(of_influences(model, program));
    all.extend(of_recurring_and_purposes(program));
    let mut profit: Vec<(usize, f64)> = index.margin.iter().map(|&r| (r, 1.0)).collect();
    let referrals = index.reward.iter().chain(&index.commission).chain(&index.invite_cost);
    let costs = index.cost.iter().chain(&index.spend).chain(referrals).chain(&index.investment);
    profit.extend(costs.map(|&r| (r, -1.0)));
    let of = |h: &History, t: usize| h.periods[t].profit as f64;
    all.push(Quantity { name: "profit".into(), record: profit, of: Box::new(of) });
    all
}

/// Capacities, tests, initiatives and the market.
fn of_influences(model: &Model, program: &Program) -> Vec<Quantity> {
    let (plan, index) = (&model.plans[0], &program.index);
    let mut all = Vec::new();
    for c in 0..plan.capacities.len() {
        let used = move |h: &History, t: usize| h.periods[t].places_used[c] as f64;
        all.push(quantity(&format!("places used {c}"), index.granted[c], used));
        let waiting = move |h: &History, t: usize| h.periods[t].waiting[c] as f64;
        all.push(quantity(&format!("waiting {c}"), index.waiting[c], waiting));
    }
    for i in 0..plan.initiatives.len() {
        let of = move |h: &History, t: usize| h.periods[t].investment[i] as f64;
        all.push(quantity(&format!("investment {i}"), index.investment[i], of));
    }
    for test in 0..plan.tests.len() {
        let record = index.adopted[test].iter().map(|&r| (r, 1.0)).collect();
        let of = move |h: &History, t: usize| h.periods[t].adopted[test] as f64;
        all.push(Quantity { name: format!("adopted of test {test}"), record, of: Box::new(of) });
    }
    if let Some(cut) = index.cut_by_market {
        all.push(quantity("cut by the market", cut, |h, t| h.periods[t].cut as f64));
    }
    all
}

/// Recurring revenue with its movements, and what costs are for. In whole minor units: the prices and costs
/// of the scenarios are whole, so nothing is rounded.
fn of_recurring_and_purposes(program: &Program) -> Vec<Quantity> {
    let index = &program.index;
    let mut all = Vec::new();
    type OfPeriod<T> = (&'static str, fn(&T) -> f64);
    let movements: [OfPeriod<Recurring>; 6] = [
        ("mrr", |r| r.mrr),
        ("new mrr", |r| r.new),
        ("expansion mrr", |r| r.expansion),
        ("contraction mrr", |r| r.contraction),
        ("churned mrr", |r| r.churned),
        ("reactivation mrr", |r| r.reactivation),
    ];
    for (records, (m, (name, of))) in index.mrr.iter().flat_map(|r| movements.iter().enumerate().map(move |m| (r, m))) {
        let of = *of;
        all.push(quantity(name, records[m], move |h, t| of(&h.periods[t].recurring).round()));
    }
    let purposes: [OfPeriod<Purposes>; 3] =
        [("acquisition", |p| p.acquisition), ("service", |p| p.service), ("overhead", |p| p.overhead)];
    for (p, (name, of)) in purposes.into_iter().enumerate() {
        let record: Vec<(usize, f64)> = index.cost_as.iter().filter_map(|line| line[p]).map(|r| (r, 1.0)).collect();
        let of = move |h: &History, t: usize| of(&h.periods[t].costs_by_purpose);
        all.push(Quantity { name: format!("costs of {name}"), record, of: Box::new(of) });
    }
    all
}

/// The engine's futures: per quantity and period its values; and the inputs it drew.
fn engine_futures(model: &Model, program: &Program, all: &[Quantity], periods: &[u32]) -> Vec<Vec<f64>> {
    let inputs = Inputs::new(model);
    let arms = [Arm { program, luck: 0 }];
    let run = Run { arms: &arms, inputs: &inputs, seed: 5, replications: ENGINE };
    let mut workspace = Workspace::new(&run);
    let mut values = vec![Vec::new(); all.len() * periods.len()];
    for block in 0..run.blocks() {
        engine::run_block(&run, block, &mut workspace);
        for (q, quantity) in all.iter().enumerate() {
            for (p, &period) in periods.iter().enumerate() {
                let into = &mut values[q * periods.len() + p];
                for lane in 0..BLOCK {
                    let term =
                        |&(r, sign): &(usize, f64)| sign * workspace.block.series(0, program.periods, r, period)[lane];
                    into.push(quantity.record.iter().map(term).sum());
                }
            }
        }
    }
    values
}

/// The reference's futures, with inputs drawn as the engine draws them but for other replications.
fn reference_futures(model: &Model, all: &[Quantity], periods: &[u32]) -> Vec<Vec<f64>> {
    let inputs = Inputs::new(model);
    let mut rng = StdRng::seed_from_u64(77);
    let mut values = vec![Vec::new(); all.len() * periods.len()];
    let mut drawn = vec![flywheel::base::lanes::Lanes::ZERO; inputs.len()];
    for replication in 0..REFERENCE {
        inputs.draw((ENGINE + replication) / 16, &mut drawn);
        let lane = replication as usize % 16;
        let own: Vec<f64> = drawn.iter().map(|lanes| lanes.0[lane]).collect();
        let history = reference::simulate(model, 0, &own, &mut rng);
        for (q, quantity) in all.iter().enumerate() {
            for (p, &period) in periods.iter().enumerate() {
                values[q * periods.len() + p].push((quantity.of)(&history, period as usize));
            }
        }
    }
    values
}

/// Largest distance between two empirical distribution functions; ties are stepped over together.
fn distance(a: &mut [f64], b: &mut [f64]) -> f64 {
    a.sort_by(f64::total_cmp);
    b.sort_by(f64::total_cmp);
    let (mut i, mut j, mut largest) = (0, 0, 0.0_f64);
    while i < a.len() && j < b.len() {
        let x = a[i].min(b[j]);
        i += a[i..].iter().take_while(|&&v| v <= x).count();
        j += b[j..].iter().take_while(|&&v| v <= x).count();
        largest = largest.max((i as f64 / a.len() as f64 - j as f64 / b.len() as f64).abs());
    }
    largest
}

#[track_caller]
fn assert_agrees(text: &str) {
    let model = model(text);
    let program = program::compile(&model, 0);
    let all = quantities(&model, &program);
    let periods = [1, model.time.periods / 2, model.time.periods];
    let mut engine = engine_futures(&model, &program, &all, &periods);
    let mut reference = reference_futures(&model, &all, &periods);
    let (n, m) = (f64::from(ENGINE), f64::from(REFERENCE));
    let limit = ((2.0 / 1e-6_f64).ln() / 2.0 * (n + m) / (n * m)).sqrt();
    for (i, (a, b)) in engine.iter_mut().zip(&mut reference).enumerate() {
        let (q, p) = (i / periods.len(), i % periods.len());
        let d = distance(a, b);
        let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
        assert!(
            d < limit,
            "{} in period {}: distance {d:.4}, limit {limit:.4}; means {} and {}",
            all[q].name,
            periods[p],
            mean(a),
            mean(b)
        );
    }
}

#[test]
fn competing_hazards_of_several_units_agree() {
    assert_agrees(
        r#"
        [time]
        step = "week"
        periods = 9
        [stages.customer]
        role = "customer"
        start = 40
        to.downgraded = "10% to 20% per month"
        to.lapsed = "40% per year"
        to.exit = "2% per week"
        [stages.downgraded]
        role = "user"
        to.customer = "20% per month"
        to.lapsed = "9% per month"
        [stages.lapsed]
        role = "lapsed"
        to.downgraded = "5% per month"
        to.customer = "8% per month"
        "#,
    );
}

#[test]
fn stays_of_every_kind_agree() {
    assert_agrees(
        r#"
        [time]
        step = "month"
        periods = 8
        [stages.lead]
        start = 25
        stay = "2 to 4 months"
        to.trial = "30 of 80"
        to.lead = "10 of 80"
        to.exit = "rest"
        [stages.trial]
        role = "user"
        after = "2 months"
        to.customer = "60%"
        to.trial = "rest"
        [stages.customer]
        role = "customer"
        after = 3
        to.customer = "70%"
        to.lapsed = "20%"
        to.exit = "10%"
        [stages.lapsed]
        role = "lapsed"
        stay = "1 month"
        to.trial = "50%"
        to.exit = "rest"
        "#,
    );
}

#[test]
fn passages_through_instant_stages_agree() {
    assert_agrees(
        r#"
        [time]
        step = "month"
        periods = 6
        [stages.impression]
        instant = true
        to.click = "20% to 40%"
        else = "later"
        [stages.click]
        instant = true
        to.customer = "10%"
        to.trial = "30%"
        to.later = "rest"
        [stages.later]
        to.impression = "30% per month"
        [stages.trial]
        role = "user"
        to.offer = "40% per month"
        [stages.offer]
        instant = true
        to.customer = "50%"
        [stages.customer]
        role = "customer"
        to.offer = "10% per month"
        to.trial = "5% per month"
        [channels.ads]
        to = "impression"
        arrivals = 30
        [channels.fair]
        to = "click"
        arrivals = 2.6
        variation = "fixed"
        [revenue.sale]
        on = "-> customer"
        each = "$12.35"
        margin = "62.5%"
        [costs.click]
        on = "click"
        each = "$0.333"
        [costs.offer]
        on = "* -> trial"
        each = "$2"
        "#,
    );
}

#[test]
fn channels_referrals_and_money_agree() {
    assert_agrees(
        r#"
        [time]
        step = "month"
        periods = 8
        [stages.trial]
        role = "user"
        stay = "1.5 months"
        to.customer = "35% to 55%"
        to.exit = "rest"
        [stages.customer]
        role = "customer"
        start = 20
        to.advocate = "15% per month"
        to.exit = "6% per month"
        [stages.advocate]
        role = "customer"
        start = 6
        to.customer = "10% per month"
        [channels.search]
        type = "paid"
        to = "trial"
        spend = "$400 per month"
        cost = "$30 to $60"
        [channels.burst]
        to = "trial"
        arrivals = "6 per month"
        variation = { spread = 0.8 }
        [referrals.invite]
        from = ["customer", "advocate"]
        invites = { customer = 0.1, advocate = "0.5 to 0.9" }
        per = "month"
        spread = 1.3
        accept = "40%"
        to = "trial"
        delay = [0.5, 0.3, 0.2]
        reward = "$7.25"
        [referrals.word]
        from = ["advocate"]
        invites = 0.2
        accept = "100%"
        to = "customer"
        [revenue.subscription]
        on = ["customer", "advocate"]
        each = "$49 per month"
        spread = 0.7
        margin = "81%"
        [revenue.setup]
        on = "trial -> customer"
        each = "$120"
        spread = 1.8
        [costs.support]
        on = "customer"
        each = "$4.10 per month"
        [costs.team]
        fixed = "$50 per month"
        [costs.lead]
        on = "channel:search"
        each = "$1.15"
        "#,
    );
}
