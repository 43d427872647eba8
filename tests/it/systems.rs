//! The shipped scenarios say what they claim: the published and the textbook figures come out of them.

use crate::play::*;
use flywheel::analysis::expected::{Expected, expected, expected_over};
use flywheel::analysis::{lifetime_of, measured, without_luck};
use flywheel::model;
use flywheel::model::Model;
use flywheel::scenario::{self, Override};

/// A shipped scenario with values set from outside, as by `--set`.
fn shipped_with(name: &str, set: &[&str]) -> Model {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    let overrides: Vec<Override> = set.iter().map(|text| Override::from(*text)).collect();
    let (sources, read) = scenario::read(&path, &overrides);
    let scenario = read.unwrap_or_else(|diagnostics| panic!("{}", diagnostics.render(&sources, false)));
    let (model, diagnostics) = model::check(&scenario);
    model.unwrap_or_else(|| panic!("{}", diagnostics.render(&sources, false)))
}

fn plan(model: &Model, id: &str) -> usize {
    model.plans.iter().position(|plan| plan.id == id).unwrap_or_else(|| panic!("no plan {id}"))
}

/// A figure in a period, in expectation.
fn in_period(expected: &Expected, plan: usize, metric: &str, period: usize) -> f64 {
    let series = expected.by_period(plan, metric).unwrap_or_else(|| panic!("no metric {metric}"));
    series[period].unwrap_or_else(|| panic!("{metric} has no period {period}"))
}

fn total(expected: &Expected, plan: usize, metric: &str) -> f64 {
    expected.total(plan, metric).unwrap_or_else(|| panic!("no metric {metric}"))
}

#[track_caller]
fn assert_near(found: f64, right: f64, relative: f64, what: &str) {
    assert!((found - right).abs() <= relative * right.abs(), "{what}: {found}, expected {right}");
}

const ROUNDING: f64 = 1e-9;

#[test]
fn the_funnel_turns_a_thousand_impressions_into_twenty_sales_and_1600_dollars() {
    let expected = expected(&shipped("funnel.toml"));
    let people = [("impression", 1000.0), ("click", 200.0), ("visit", 100.0), ("cart", 30.0), ("sale", 20.0)];
    for (stage, right) in people {
        assert_near(total(&expected, 0, &format!("entries[{stage}]")), right, ROUNDING, stage);
    }
    for (metric, cents) in [("cost", 40_000.0), ("revenue", 200_000.0), ("profit", 160_000.0)] {
        assert_near(total(&expected, 0, metric), cents, ROUNDING, metric);
    }
}

#[test]
fn each_channel_of_the_funnel_sells_as_it_was_counted() {
    let model = shipped("funnel.toml");
    let expected = expected(&model);
    let channels = plan(&model, "channels");
    // Counts by the mean of their Beta law with a half added on either side (Jeffreys).
    let rates = [("search", 9.5 / 101.0), ("social", 2.5 / 101.0), ("forum", 0.1), ("site", 0.001)];
    for (channel, rate) in rates {
        let clicks = total(&expected, channels, &format!("arrivals[{channel}]"));
        assert_near(clicks, 100.0, ROUNDING, channel);
        let sales = total(&expected, channels, &format!("new_customers[{channel}]"));
        // 1,024 balanced draws of a Beta law.
        assert_near(sales, 100.0 * rate, 0.01, channel);
    }
    assert_eq!(total(&expected, channels, "arrivals[ads]"), 0.0);
    assert_eq!(total(&expected, channels, "spend[influencer]"), 25_000.0);
}

#[test]
fn the_channel_table_of_the_funnel_tells_which_channel_to_strengthen_and_which_to_cut() {
    let model = shipped("funnel.toml");
    let (_, lifetimes) = without_luck(&model);
    let channels = plan(&model, "channels");
    let chance = |id: &str| {
        let index = model.plans[channels].channels.iter().position(|channel| channel.id == id).expect("a channel");
        lifetimes[channels].channels[index].chance_pays.expect("a chance")
    };
    // Of each sale $100, of each click $2: needed is a rate of 2%. P(Beta(2.5, 98.5) > 0.02) = 0.548 and
    // P(Beta(9.5, 91.5) > 0.02) = 0.9999; 1,024 balanced draws are within 0.005 of it.
    assert!((chance("social") - 0.548).abs() < 0.005, "{}", chance("social"));
    assert!(chance("search") > 0.999, "{}", chance("search"));
    assert_eq!((chance("forum"), chance("site")), (1.0, 0.0));
    assert!((0.5..1.0).contains(&chance("influencer")), "{}", chance("influencer"));
}

#[test]
fn what_was_counted_is_what_every_shipped_scenario_does_within_a_percent() {
    let mut counted = 0;
    for name in SHIPPED {
        let model = shipped(name);
        let expected = expected_over(&model, 256);
        let base = lifetime_of(&model, &expected, 0);
        for measured in measured(&model, &base) {
            assert_near(measured.in_plan, measured.written, 0.01, &format!("{name}, {measured:?}"));
            counted += 1;
        }
    }
    assert!(counted >= 4, "{counted} counted rates");
}

#[test]
fn remarketing_sells_to_those_who_left_and_costs_less_for_each_sale_than_the_first_click() {
    let model = shipped("funnel.toml");
    let expected = expected(&model);
    let (without, with) = (plan(&model, "channels"), plan(&model, "remarketing"));
    let sales = |plan| total(&expected, plan, "new_customers");
    let spend = |plan| total(&expected, plan, "spend");
    let (more_sales, more_spend) = (sales(with) - sales(without), spend(with) - spend(without));
    assert_eq!(more_spend, 3.0 * 1_500.0);
    assert!(more_spend / more_sales < spend(without) / sales(without), "{more_spend} for {more_sales}");
    // Nobody is made: who comes back was there.
    assert_eq!(total(&expected, with, "arrivals[search]"), total(&expected, without, "arrivals[search]"));
}

#[test]
fn the_bow_tie_starts_with_the_published_accounts_and_revenue() {
    let expected = expected(&shipped("bowtie.toml"));
    let start = |metric: &str| in_period(&expected, 0, metric, 0);
    let paying =
        start("people[adopter]") + start("people[loyalist]") + start("people[advocate]") + start("people[ambassador]");
    assert_eq!(paying, 9.0e6);
    assert_eq!(start("customers"), 9.0e6);
    assert_eq!(paying + start("people[action]"), 24.5e6);
    let first = |line: &str| in_period(&expected, 0, &format!("revenue[{line}]"), 1) / 100.0;
    let of_paying = first("premium") + first("premium-advertising") + first("plus");
    // About $10: a month has passed, and the mix has moved a little.
    assert_near(of_paying / in_period(&expected, 0, "customers", 1), 10.0, 0.01, "revenue of a paying account");
    assert_near(in_period(&expected, 0, "revenue", 1) / 100.0, 335.0e6 / 3.0, 0.03, "a third of the quarter's revenue");
    let right_of_the_knot = total(&expected, 0, "revenue") - total(&expected, 0, "revenue[free-advertising]");
    assert!(right_of_the_knot > 0.5 * total(&expected, 0, "revenue"));
}

#[test]
fn ten_percent_on_each_of_the_seven_conversions_of_the_bow_tie_is_1_95_times_as_many_ambassadors() {
    // Those who come from outside, on the whole way: nobody there at the start, nobody brought by others.
    let nobody = ["interest", "desire", "action", "adopter", "loyalist", "advocate", "ambassador"]
        .map(|stage| format!("stages.{stage}.start=0"));
    let mut set: Vec<&str> = nobody.iter().map(String::as_str).collect();
    set.push("referrals.content.accept=\"0%\"");
    let model = shipped_with("bowtie.toml", &set);
    let expected = expected_over(&model, 64);
    let (left, right, all) = (plan(&model, "left"), plan(&model, "right"), plan(&model, "ten-percent"));
    let ambassadors = |plan, t| in_period(&expected, plan, "entries[ambassador]", t);
    for t in [12, 24] {
        let base = ambassadors(0, t);
        assert!(base > 0.0);
        assert_near(ambassadors(all, t) / base, 1.1_f64.powi(7), 1e-6, "seven conversions");
        assert_near(ambassadors(left, t) / base, 1.1_f64.powi(3), 1e-6, "three left of the knot");
        assert_near(ambassadors(right, t) / base, 1.1_f64.powi(4), 1e-6, "four right of it");
    }
    assert_near(1.1_f64.powi(7), 1.9487, 1e-4, "1.1^7");
}

#[test]
fn the_decisions_of_the_hourglass_send_everybody_one_way_or_the_other() {
    let expected = expected(&shipped("hourglass.toml"));
    let entries = |stage: &str| total(&expected, 0, &format!("entries[{stage}]"));
    let passages = |a: &str, b: &str| total(&expected, 0, &format!("passages[{a} -> {b}]"));
    // Books a consultation? yes, or the small offer.
    let booked = passages("booking", "consultation");
    assert_near(booked + entries("small-offer"), entries("booking"), 1e-6, "booking");
    // Becomes a client? yes, or the later-mail list.
    let (clients, later) = (passages("decision", "onboarding"), passages("decision", "later"));
    assert_near(clients + later, entries("decision"), 1e-6, "decision");
    // All ways are taken, in about the shares that are written.
    assert!((0.13..0.23).contains(&(booked / entries("booking"))));
    assert!((0.25..0.40).contains(&(clients / entries("decision"))));
    assert!(passages("later", "mails") > 0.0 && passages("small-offer", "course") > 0.0);
}

#[test]
fn every_important_step_of_the_hourglass_has_an_owner_and_a_target() {
    let model = shipped("hourglass.toml");
    let stages = &model.plans[0].stages;
    let owner = |wanted: &str| stages.iter().filter(|stage| stage.owner.as_deref() == Some(wanted)).count();
    assert_eq!(owner("Marketing system") + owner("Operations system"), stages.len());
    let important = ["visitor", "webinar", "booking", "consultation", "decision", "onboarding"];
    for id in important {
        let stage = stages.iter().find(|stage| stage.id == id).expect("a stage");
        assert!(!stage.targets.is_empty(), "{id}");
    }
    use flywheel::model::ChannelKind;
    let of_kind = |kind| model.plans[0].channels.iter().filter(|channel| channel.kind == kind).count();
    assert_eq!([ChannelKind::Paid, ChannelKind::Earned, ChannelKind::Personal].map(of_kind), [3, 2, 3]);
}

#[test]
fn subscribers_survive_as_the_shifted_beta_geometric_law_of_fader_and_hardie_says() {
    let model = shipped_with("free-to-paid.toml", &["channels.word.arrivals=\"0 per year\""]);
    let expected = expected(&model);
    // Fader & Hardie 2007, "Regular", alpha 0.704, beta 1.182: percent after 1 to 7 years.
    let survival = [62.672, 47.384, 38.800, 33.209, 29.237, 26.248, 23.905];
    for (year, percent) in survival.iter().enumerate() {
        let left = in_period(&expected, 0, "customers", year + 1) / 10.0;
        assert!((left - percent).abs() < 0.002, "year {}: {left}, expected {percent}", year + 1);
    }
    // The same first year, and then a quarter of those who are really left.
    let flat = plan(&model, "flat");
    let of_flat = |year: usize| in_period(&expected, flat, "customers", year) / 1000.0;
    assert!((of_flat(1) - 0.627).abs() < 0.001, "{}", of_flat(1));
    assert!((of_flat(7) - 0.627_f64.powi(7)).abs() < 0.001, "{}", of_flat(7));
}

#[test]
fn the_row_of_the_real_shop_comes_out_month_by_month() {
    let expected = expected(&shipped("online-retail.toml"));
    let row = [324.0, 286.0, 340.0, 321.0, 352.0, 321.0, 309.0, 313.0, 350.0, 331.0, 445.0];
    let active = |month: usize| in_period(&expected, 0, "people[active]", month);
    // Counted: within 1%. The others are ranges around what the row and the assumption give.
    assert_near(active(1), row[0], 0.01, "the first month");
    for (month, right) in row.iter().enumerate().skip(1) {
        assert_near(active(month + 1), *right, 0.04, &format!("month {}", month + 1));
    }
}

/// The chance that the line of one player has died out after some generations: gamma-Poisson offspring.
fn died_out(generations: u32, mean: f64, spread: f64) -> f64 {
    (0..generations).fold(0.0, |s, _| match spread {
        0.0 => (-mean * (1.0_f64 - s)).exp(),
        v => (1.0 + v * v * mean * (1.0 - s)).powf(-1.0 / (v * v)),
    })
}

#[test]
fn a_referral_burst_dies_out_as_often_as_its_branching_process() {
    let model = shipped("referral-burst.toml");
    let results = simulate(&model);
    let n = f64::from(model.simulation.replications);
    let lines = [("base", 20, 3.0), ("alike", 20, 0.0), ("hundred", 100, 3.0)];
    for (id, players, spread) in lines {
        let right = 1.0 - died_out(26, 1.2, spread).powi(players);
        let alive = results.total(plan(&model, id), "chance[alive]").expect("the goal").mean.expect("a chance");
        let se = (right * (1.0 - right) / n).sqrt();
        assert!((alive - right).abs() <= 4.0 * se, "{id}: {alive}, expected {right} ± {se}");
    }
    // The averages are alike: 20 * 1.2^t new players in week t.
    let expected = expected(&model);
    for id in ["base", "alike"] {
        let new = in_period(&expected, plan(&model, id), "new_customers", 26);
        assert_near(new, 20.0 * 1.2_f64.powi(26), 1e-6, id);
    }
}

#[test]
fn the_average_product_fills_its_market_as_the_discrete_bass_model_says() {
    let model = shipped_with("market.toml", &["inputs.p=0.03", "inputs.q=0.38"]);
    let expected = expected(&model);
    let owners = |year| in_period(&expected, 0, "customers", year) / 1e6;
    // N(t) - N(t-1) = (p + q N(t-1)) (1 - N(t-1)), p = 0.03, q = 0.38.
    for (year, right) in [0.03, 0.070158, 0.122843, 0.190104, 0.272907].iter().enumerate() {
        assert!((owners(year + 1) - right).abs() < 1e-6, "year {}: {}", year + 1, owners(year + 1));
    }
    let mut n = 0.0;
    for year in 1..=15 {
        n += (0.03 + 0.38 * n) * (1.0 - n);
        assert!((owners(year) - n).abs() < 1e-6, "year {year}: {}, expected {n}", owners(year));
    }
}

#[test]
fn plans_that_compete_for_the_same_money_spend_the_same() {
    for name in ["funnel-vs-flywheel.toml", "flywheel.toml", "journey.toml", "hourglass.toml", "saas.toml", "shop.toml"]
    {
        let model = shipped(name);
        let expected = expected_over(&model, 256);
        let spent = |plan: usize| {
            let initiatives = model.plans[plan].initiatives.iter();
            let initiatives = initiatives.map(|i| total(&expected, plan, &format!("initiative_cost[{}]", i.id)));
            total(&expected, plan, "spend") + initiatives.sum::<f64>()
        };
        let more: Vec<f64> = (1..model.plans.len()).map(|plan| spent(plan) - spent(0)).collect();
        assert!(more.iter().all(|more| *more > 0.0), "{name}: {more:?}");
        for each in &more {
            assert_near(*each, more[0], 0.05, name);
        }
    }
}

#[test]
fn a_friction_changes_nothing_until_something_is_removed_and_then_all_of_it() {
    // Slow onboarding takes 15 to 35% of those who would otherwise buy: measured with it, 34% buy.
    // In the file that is a guess about what was measured; set from outside it would be another friction.
    let base = shipped("funnel-vs-flywheel.toml");
    let other = guessing("5% to 10%", &[]);
    let (base, other) = (expected_over(&base, 256), expected_over(&other, 256));
    assert_near(total(&other, 0, "customers"), total(&base, 0, "customers"), ROUNDING, "with any size of the friction");
    let gone = guessing(
        "25%",
        &[
            "initiatives.concierge.active=true",
            "initiatives.concierge.chance=\"100%\"",
            "initiatives.concierge.ramp=0",
            "initiatives.concierge.reduces.slow-onboarding=\"100%\"",
            "stages.trial.to.customer=\"34%\"",
        ],
    );
    let gone = expected_over(&gone, 256);
    // Per period, of the trials there: p / (1 - f) of those who decide.
    let rate = |expected: &Expected, t| in_period(expected, 0, "rate[trial -> customer]", t);
    let base = shipped_with("funnel-vs-flywheel.toml", &["stages.trial.to.customer=\"34%\""]);
    let base = expected_over(&base, 256);
    for t in [1, 36] {
        assert_near(rate(&gone, t) / rate(&base, t), 1.0 / 0.75, 1e-6, "all of it removed");
    }
}

/// The shipped scenario with another guess of how many slow onboarding loses.
fn guessing(loses: &str, set: &[&str]) -> Model {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/funnel-vs-flywheel.toml");
    let text = std::fs::read_to_string(path).unwrap();
    let changed = text.replacen("loses = \"15% to 35%\"", &format!("loses = \"{loses}\""), 1);
    assert_ne!(changed, text);
    let set: Vec<Override> = set.iter().map(|text| Override::from(*text)).collect();
    let (_, read) = scenario::read_str("funnel-vs-flywheel.toml", &changed, None, &set);
    model::check(&read.unwrap()).0.unwrap()
}

#[test]
fn at_todays_spend_a_click_costs_what_was_written() {
    for name in ["funnel-vs-flywheel.toml", "saas.toml", "shop.toml", "flywheel.toml", "journey.toml"] {
        // As good as certain: the template lets the cost of a click go with another number.
        let cpc = "channels.search.cpc={ uniform = [1.99999999, 2.00000001] }";
        let season = "channels.search.season=[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]";
        let mut set = vec![cpc, "channels.search.carryover=0", season];
        // The market of the template is large but not endless.
        if name == "saas.toml" {
            set.push("market.size=100B");
        }
        let expected = expected_over(&shipped_with(name, &set), 64);
        let spend = in_period(&expected, 0, "spend[search]", 1) / 100.0;
        assert_near(spend / in_period(&expected, 0, "arrivals[search]", 1), 2.0, 1e-6, name);
    }
    // And twice the spend brings less than twice the people.
    let model = shipped("funnel-vs-flywheel.toml");
    let expected = expected_over(&model, 256);
    let clicks = |plan| in_period(&expected, plan, "arrivals[search]", 1);
    let ratio = clicks(plan(&model, "funnel")) / clicks(0);
    assert!(1.0 < ratio && ratio < 1.6, "{ratio}");
}
