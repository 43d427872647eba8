use super::*;
use crate::model;
use crate::scenario::{self, Again, Change};

/// A thousand a period, one period, every sale 100: what is sold is 1,000 times the conversion.
fn shop(conversion: &str, more: &str) -> String {
    format!(
        r#"
        [time]
        step = "month"
        periods = 1
        [simulation]
        replications = 1024
        [stages.visitor]
        instant = true
        to.customer = "{conversion}"
        [stages.customer]
        role = "customer"
        [channels.ads]
        to = "visitor"
        type = "paid"
        arrivals = "1000 per month"
        variation = "fixed"
        [revenue.sale]
        on = "visitor -> customer"
        each = 100
        {more}
        "#
    )
}

fn contributions_of(text: &str) -> (model::Model, Vec<Contributions>) {
    contributions_beside(text, &|_, _| None)
}

fn contributions_beside(text: &str, in_run: &InRun) -> (model::Model, Vec<Contributions>) {
    let (_, scenario) = scenario::read_str("shop.toml", text, None, &[]);
    let (model, said) = model::check(&scenario.unwrap());
    let model = model.unwrap_or_else(|| panic!("{said:#?}"));
    let again = Again { name: "shop.toml", text, data: &[], overrides: &[] };
    let plans: Vec<usize> = (0..model.plans.len()).collect();
    let found = contributions(&Lacking::new(&model, &again, &plans), &plans, in_run, Some(1));
    (model, found)
}

/// In units of the currency.
fn assert_near(found: Spread, expected: f64) {
    let error = (found.mean / 100.0 - expected).abs();
    assert!(error <= 5.0 * found.se / 100.0 + 1e-6, "{} (se {}), not {expected}", found.mean / 100.0, found.se / 100.0);
}

#[test]
fn two_drags_on_one_transition_cost_less_one_by_one_than_together() {
    let more = r#"
        [frictions.slow]
        on = "visitor -> customer"
        loses = "20%"
        [frictions.ugly]
        on = "visitor -> customer"
        loses = "50%"
    "#;
    let (_, found) = contributions_of(&shop("20%", more));
    let frictions = &found[0].frictions;
    // 20% = 50% (1 - 50%)(1 - 20%): without the one 40%, without the other 25%, without both 50%.
    let order: Vec<usize> = frictions.costs.iter().map(|cost| cost.friction).collect();
    assert_eq!(order, [1, 0]);
    assert_near(frictions.costs[0].cost, 20_000.0);
    assert_near(frictions.costs[1].cost, 5_000.0);
    // With half of it 20% (1 - 25%) / (1 - 50%).
    assert_near(frictions.costs[0].half, 10_000.0);
    assert_near(frictions.together.unwrap(), 30_000.0);
    assert_near(frictions.interaction.unwrap(), 5_000.0);
}

#[test]
fn what_pushes_people_out_costs_their_later_purchases() {
    let text = r#"
        [time]
        step = "month"
        periods = 2
        [money]
        end_value = "none"
        [simulation]
        replications = 1024
        [stages.customer]
        role = "customer"
        start = 1000
        to.exit = "50% per month"
        [revenue.fee]
        on = "customer"
        each = "1 per month"
        [frictions.rude]
        on = "customer -> exit"
        loses = "20% per month"
    "#;
    let (_, found) = contributions_of(text);
    // Without it 37.5% leave: (50% - 20%) / (1 - 20%); 625 and 390.625 stay instead of 500 and 250.
    assert_near(found[0].frictions.costs[0].cost, 625.0 + 390.625 - 750.0);
    assert!(found[0].frictions.together.is_none());
}

#[test]
fn changes_that_multiply_bring_less_than_the_sum_of_what_each_brings_last() {
    let more = r#"
        [plans.both]
        set = { "channels.ads.arrivals" = "2000 per month" }
        changes = { "visitor -> customer" = 1.5 }
    "#;
    let (_, found) = contributions_of(&shop("20%", more));
    assert!(found[0].bridge.is_none());
    let bridge = found[1].bridge.as_ref().unwrap();
    // 20,000 and 60,000; without the arrivals 30,000, without the conversion 40,000.
    assert_near(bridge.base, 20_000.0);
    assert_near(bridge.plan, 60_000.0);
    let gain = |path: &str| {
        let is = |change: &Change| matches!(change, Change::Set(edit) | Change::Times(edit) if edit.path == path);
        bridge.changes.iter().find(|part| is(&part.change)).unwrap().gain
    };
    assert_near(gain("channels.ads.arrivals"), 30_000.0);
    assert_near(gain("visitor -> customer"), 20_000.0);
    assert_near(bridge.interactions, -10_000.0);
    let sum: f64 = bridge.changes.iter().map(|part| part.gain.mean).sum();
    assert!((bridge.base.mean + sum + bridge.interactions.mean - bridge.plan.mean).abs() < 1e-6);
}

#[test]
fn initiatives_are_ranked_by_what_a_unit_of_their_money_brings() {
    let more = r#"
        [initiatives.large]
        upfront = 10_000
        changes = { "visitor -> customer" = 2.0 }
        [initiatives.small]
        upfront = 100
        chance = "50%"
        changes = { "visitor -> customer" = 1.1 }
        [plans.both]
        initiatives = ["large", "small"]
    "#;
    let (_, found) = contributions_of(&shop("20%", more));
    assert!(found[0].initiatives.is_empty());
    let [first, second] = found[1].initiatives[..] else { panic!("two initiatives") };
    // 20% to 40%, or to 44% in half of the futures: small brings 4,000 there, large 20,000 or 22,000.
    assert_eq!((first.initiative, second.initiative), (1, 0));
    assert_near(first.net, 2_000.0 - 100.0);
    assert_near(second.net, 21_000.0 - 10_000.0);
    assert_eq!((first.cost, second.cost), (10_000.0, 1_000_000.0));
    assert!((first.net.positive - 0.5).abs() < 0.05 && second.net.positive == 1.0, "{first:?} {second:?}");
    let interactions = found[1].bridge.as_ref().unwrap().interactions;
    // Where small works, 44,000 - 20,000 is 2,000 less than 22,000 + 4,000.
    assert_near(interactions, -1_000.0);
}

#[test]
fn a_bridge_ends_where_the_run_does_and_its_parts_follow_what_they_have_in_common_with_the_whole() {
    let more = r#"
        [initiatives.large]
        upfront = 10_000
        changes = { "revenue.sale.each" = 2.0 }
        [initiatives.small]
        upfront = 100
        chance = "50%"
        changes = { "revenue.sale.each" = 1.1 }
        [plans.both]
        initiatives = ["large", "small"]
    "#;
    // As if small had worked in 6 of 10 futures of the run: 220,000 there, else 200,000, less 10,100.
    let in_run = |plan: usize, _: &str| Some(([10_000_000.0, 20_190_000.0][plan], 1_000.0));
    let (_, found) = contributions_beside(&shop("100%", more), &in_run);
    let bridge = found[1].bridge.as_ref().unwrap();
    assert_eq!((bridge.base.mean, bridge.plan.mean), (10_000_000.0, 20_190_000.0));
    let gain = |id: &str| {
        let is = |part: &&BridgePart| part.change == Change::Takes(id.to_string());
        bridge.changes.iter().find(is).unwrap().gain
    };
    for (found, expected) in [
        (gain("large"), 0.6 * 110_000.0 + 0.4 * 100_000.0 - 10_000.0),
        (gain("small"), 0.6 * 20_000.0 - 100.0),
        (bridge.interactions, -0.6 * 10_000.0),
    ] {
        assert!((found.mean / 100.0 - expected).abs() < 1e-6, "{found:?}, not {expected}");
    }
    let sum: f64 = bridge.changes.iter().map(|part| part.gain.mean).sum();
    assert!((bridge.base.mean + sum + bridge.interactions.mean - bridge.plan.mean).abs() < 1e-6);
}

#[test]
fn a_tenth_more_of_a_transition_is_a_tenth_of_what_passes_and_of_spend_less_as_it_saturates() {
    let more = r#"
        [channels.search]
        to = "visitor"
        spend = "1000 per month"
        cost = 1
        saturation = { half = "1000 per month" }
        variation = "fixed"
        [channels.display]
        to = "visitor"
        spend = "1000 per month"
        cost = 2
        variation = "fixed"
    "#;
    let (_, found) = contributions_of(&shop("20%", more));
    let lever = |pushed: Pushed| found[0].leverage.levers.iter().find(|l| l.pushed == pushed).unwrap().gain;
    // 2,500 visitors buy for 50,000.
    assert_near(lever(Pushed::Transition(model::TransitionId(0))), 5_000.0);
    assert_near(lever(Pushed::Channel(0)), 2_000.0);
    // 1.1 / (1.1 + 1) against 1 / 2 of what is possible, less the spend.
    assert_near(lever(Pushed::Channel(1)), 20_000.0 * (2.2 / 2.1 - 1.0) - 100.0);
    // Without saturation a tenth more spend brings a tenth more people, and is paid.
    assert_near(lever(Pushed::Channel(2)), 1_000.0 - 100.0);
    assert_eq!(found[0].leverage.left_out, 0);
}

#[test]
fn a_scenario_without_money_counts_customers() {
    let text = r#"
        [time]
        step = "month"
        periods = 3
        [stages.customer]
        role = "customer"
        start = 10
        [channels.ads]
        to = "customer"
        arrivals = "100 per month"
        variation = "fixed"
    "#;
    let (_, found) = contributions_of(text);
    assert_eq!(found[0].outcome.id, "customers");
    let gain = found[0].leverage.levers[0].gain;
    assert_eq!((gain.mean, gain.se, gain.p5, gain.p95, gain.positive), (30.0, 0.0, 30.0, 30.0, 1.0));
}

/// Clicks at $2 of which 2 of 100 buy for $100: what is needed. `more` belongs to the channel.
fn clicks(cost: &str, more: &str) -> String {
    format!(
        r#"
        [time]
        step = "month"
        periods = 3
        [simulation]
        replications = 1024
        [stages.click]
        instant = true
        to.sale = "2 of 100"
        [stages.sale]
        role = "customer"
        to = {{}}
        [channels.ads]
        to = "click"
        spend = "$2,000 per month"
        cost = "{cost}"
        {more}
        [channels.free]
        to = "click"
        arrivals = "100 per month"
        [channels.fee]
        to = "click"
        arrivals = "100 per month"
        spend = "$100 per month"
        [revenue.sale]
        on = "click -> sale"
        each = "$100"
        "#
    )
}

#[test]
fn without_saturation_the_next_dollar_pays_as_often_as_the_average_person() {
    // P(Beta(2.5, 98.5) > 0.02) = 0.5480; 1,024 points in 16 independent sets of 64, each off by at most 1/64 at its
    // end of the interval: a standard deviation of 1/64 / sqrt(12 * 16).
    let (model, found) = contributions_of(&clicks("$2", ""));
    let next = found[0].next_dollar(0).unwrap();
    let tolerance = 4.0 / 64.0 / (12.0_f64 * 16.0).sqrt();
    assert!((next.gain.positive - 0.547_963_1).abs() < tolerance, "{}", next.gain.positive);
    let (_, lifetimes) = crate::analysis::without_luck(&model);
    assert!((next.gain.positive - lifetimes[0].channels[0].chance_pays.unwrap()).abs() < tolerance);
    // $200 a month buy 100 clicks more: 100 * 2.5 / 101 sales of $100 in each of three months.
    assert_near(next.gain, 3.0 * (100.0 * 2.5 / 101.0 * 100.0 - 200.0));
    assert_eq!(found[0].draws, 1024);
}

#[test]
fn a_saturated_channel_pays_on_average_and_not_on_the_next_dollar() {
    // Half of what would come at most comes at today's $2,000: a tenth more spend brings
    // (1.1 / 2.1) / (1 / 2) - 1 = 4.76% more clicks, each for 2.1 times the average price.
    let saturated = clicks("$1.2", "saturation = { half = \"$2,000 per month\" }");
    let (model, found) = contributions_of(&saturated);
    let next = found[0].next_dollar(0).unwrap();
    let more = 2000.0 / 1.2 * ((1.1 / 2.1) / 0.5 - 1.0);
    assert_near(next.gain, 3.0 * (more * 2.5 / 101.0 * 100.0 - 200.0));
    let (_, lifetimes) = crate::analysis::without_luck(&model);
    let average = lifetimes[0].channels[0].chance_pays.unwrap();
    // Needed are 1.2% on average, 2.52% for the next: P(Beta(2.5, 98.5) > 0.012) and > 0.0252.
    assert!(average > 0.75 && next.gain.positive < 0.45, "{average} {}", next.gain.positive);
}

#[test]
fn only_spend_that_buys_people_has_a_next_dollar() {
    let (_, found) = contributions_of(&clicks("$2", ""));
    assert_eq!(found[0].next_dollar.iter().map(|next| next.channel).collect::<Vec<_>>(), [0]);
    // A tenth more of nothing.
    let (_, found) = contributions_of(&clicks("$2", "").replace("$2,000", "$0"));
    assert!(found[0].next_dollar.is_empty(), "{:?}", found[0].next_dollar);
}
