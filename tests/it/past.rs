//! Everyone's past is the base plan's: what was measured was measured there, and who is there at the start came there
//! by its rates. What is set from outside is a what-if, as a plan is.

use crate::play::{assert_close, expectation, model};
use flywheel::analysis::expected::Expected;
use flywheel::model::{self, Model};
use flywheel::scenario::{self, Override};

/// The scenario with a value set from outside.
fn with(text: &str, set: &str) -> Model {
    let (sources, read) = scenario::read_str("test.toml", text, None, &[Override::from(set)]);
    let scenario = read.unwrap_or_else(|diagnostics| panic!("{}", diagnostics.render(&sources, false)));
    let (model, diagnostics) = model::check(&scenario);
    model.unwrap_or_else(|| panic!("{}", diagnostics.render(&sources, false)))
}

fn series(expected: &Expected, plan: usize, metric: &str) -> Vec<f64> {
    let series = expected.by_period(plan, metric).unwrap_or_else(|| panic!("no metric {metric}"));
    series.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect()
}

/// A plan that sets a value, and the same value set from outside, are the same in every period.
fn assert_set_is_like_a_plan(text: &str, path: &str, value: &str, metrics: &[&str]) -> Expected {
    let planned = format!("{text}\n[plans.what-if]\nset = {{ \"{path}\" = \"{value}\" }}\n");
    let (plan, set) = (expectation(&model(&planned)), expectation(&with(text, &format!("{path}={value}"))));
    for metric in metrics {
        let (of_plan, of_set) = (series(&plan, 1, metric), series(&set, 0, metric));
        for (period, (a, b)) in of_plan.iter().zip(&of_set).enumerate() {
            assert!(a == b || (a.is_nan() && b.is_nan()), "{metric} in {period}: {a} in a plan, {b} set from outside");
        }
    }
    plan
}

const SHOP: &str = r#"
    currency = "USD"
    [time]
    step = "month"
    periods = 12
    [stages.customer]
    role = "customer"
    to.exit = "2% per month"
    [channels.ads]
    to = "customer"
    spend = "$20k per month"
    cost = "$100"
    variation = "fixed"
"#;

/// At half = $20k today's $20k reach 1/2 of what is possible and $80k reach 4/5: 200 people become 320 a month.
#[test]
fn four_times_the_spend_brings_3840_people_at_250_however_it_is_said() {
    let text = format!("{SHOP}\nsaturation = {{ half = \"$20k per month\" }}\n");
    let metrics = ["arrivals[ads]", "spend[ads]", "customers"];
    let expected = assert_set_is_like_a_plan(&text, "channels.ads.spend", "$80k per month", &metrics);
    assert_close(expected.total(1, "arrivals[ads]").unwrap(), 3_840.0, 1e-9);
    assert_close(expected.total(1, "spend[ads]").unwrap() / 3_840.0, 25_000.0, 1e-6);
}

/// With half of the effect kept: x_eff was $20k before the start, then $30k, $35k, ...
#[test]
fn what_carries_over_from_before_is_what_the_file_spends() {
    let text = format!("{SHOP}\ncarryover = \"0.5 per month\"\n");
    let expected = assert_set_is_like_a_plan(&text, "channels.ads.spend", "$40k per month", &["arrivals[ads]"]);
    let come = series(&expected, 1, "arrivals[ads]");
    assert_close(come[1], 300.0, 1e-9);
    assert_close(come[2], 350.0, 1e-9);
}

/// A range stays what it was measured at: each future its own, and of the same luck whatever is set.
#[test]
fn an_uncertain_spend_is_todays_spend_future_by_future() {
    let text = SHOP.replace("\"$20k per month\"", "\"$15k to $25k per month\"");
    let text = format!("{text}\nsaturation = {{ half = \"$20k per month\" }}\n");
    assert_set_is_like_a_plan(&text, "channels.ads.spend", "$80k per month", &["arrivals[ads]"]);
    let model = with(&text, "channels.ads.spend=$80k per month");
    let names: Vec<&str> = model.inputs.iter().map(|input| input.path.as_str()).collect();
    assert_eq!(names, ["channels.ads.spend as written"]);
    assert_eq!(model.inputs[0].address, "channels.ads.spend");
}

/// Without the initiative that the base plan has from the start on.
#[test]
fn an_initiative_of_the_base_plan_begins_in_period_1_and_not_before() {
    let text = format!(
        "{SHOP}\nsaturation = {{ half = \"$20k per month\" }}\n[initiatives.more]\nactive = true\n\
         set = {{ \"channels.ads.spend\" = \"$80k per month\" }}\n"
    );
    assert_close(expectation(&model(&text)).total(0, "arrivals[ads]").unwrap(), 3_840.0, 1e-9);
}

/// Half are twice as likely to leave; the 9% were measured over both, so theirs are 6% and 12%. Of newcomers of whom 80%
/// are of the first segment 7.2% leave.
#[test]
fn the_average_that_a_blend_keeps_was_measured_on_the_shares_of_the_file() {
    let text = r#"
        [time]
        step = "month"
        periods = 2
        [stages.customer]
        role = "customer"
        to.exit = "9% per month"
        [channels.site]
        to = "customer"
        arrivals = "1000 per month"
        [segments]
        blend = "keep"
        [segments.calm]
        share = "50%"
        [segments.restless]
        share = "rest"
        changes = { "customer -> exit" = 2 }
    "#;
    let expected = assert_set_is_like_a_plan(text, "segments.calm.share", "80%", &["churned", "customers"]);
    assert_close(series(&expected, 0, "churned")[2], 90.0, 1e-9);
    assert_close(series(&expected, 1, "churned")[2], 72.0, 1e-9);
}

const MEMBERS: &str = r#"
    currency = "USD"
    [time]
    step = "month"
    periods = 12
    [stages.a]
    role = "customer"
    start = 10000
    start_age = "settled"
    to.b = { by_age = ["40%", "5%"], per = "month" }
    [stages.b]
    role = "lapsed"
    [revenue.fee]
    on = "a"
    each = "$10 per month"
    [initiatives.late]
    starts = 12
    changes = { "a -> b" = 0.25 }
    [initiatives.early]
    changes = { "a -> b" = 0.25 }
"#;

/// Of those who come each month 1 is new for 0.6 / 0.05 = 12 who are older: of 10,000 one in 13 leaves.
#[test]
fn all_plans_begin_with_the_people_of_the_base_plan() {
    let text = format!("{MEMBERS}\n[plans.p]\ninitiatives = [\"late\"]\n[plans.q]\ninitiatives = [\"early\"]\n");
    let expected = expectation(&model(&text));
    let left = |plan: usize| series(&expected, plan, "customers")[1];
    assert_close(left(0), 10_000.0 - 769.0 * 0.4 - 9_231.0 * 0.05, 1e-9);
    assert_eq!(left(1), left(0));
    assert_close(left(2), 10_000.0 - 769.0 * 0.1 - 9_231.0 * 0.0125, 1e-9);
    // An initiative that the base has does not act on its past either.
    let active = MEMBERS.replace("starts = 12", "active = true\n    starts = 12");
    assert_eq!(series(&expectation(&model(&active)), 0, "customers")[1], left(0));
}

#[test]
fn a_rate_that_is_set_changes_who_leaves_and_not_who_is_there() {
    let metrics = ["customers", "churned", "mrr"];
    let expected = assert_set_is_like_a_plan(MEMBERS, "stages.a.to.b", "10% per month", &metrics);
    assert_close(series(&expected, 1, "customers")[1], 9_000.0, 1e-9);
}

/// Whom the old price brought in: what is more in period 1 is expansion, of those who stay.
#[test]
fn recurring_revenue_at_the_start_is_at_the_prices_of_the_base_plan() {
    let metrics = ["mrr", "expansion_mrr", "churned_mrr"];
    let expected = assert_set_is_like_a_plan(MEMBERS, "revenue.fee.each", "$15 per month", &metrics);
    assert_close(series(&expected, 1, "mrr")[0], 10_000_000.0, 1e-6);
    let stay = series(&expected, 1, "customers")[1];
    assert_close(series(&expected, 1, "expansion_mrr")[1], stay * 500.0, 1e-3);
}

/// The first budget is a tenth of what the people of the start brought in before it: $100,000 at the old price.
#[test]
fn the_first_budget_is_a_share_of_the_revenue_before_the_start() {
    let text =
        format!("{MEMBERS}\n[channels.ads]\nto = \"a\"\nspend = {{ share_of_revenue = \"10%\" }}\ncost = \"$100\"\n");
    let expected = assert_set_is_like_a_plan(&text, "revenue.fee.each", "$20 per month", &["spend[ads]"]);
    assert_close(series(&expected, 1, "spend[ads]")[1], 1_000_000.0, 1e-6);
    assert!(series(&expected, 1, "spend[ads]")[2] > 1_500_000.0);
}

#[test]
fn money_of_the_start_is_booked_at_the_prices_of_the_base_plan() {
    let text = format!("{MEMBERS}\n[money]\ncount_start = true\n");
    let expected = assert_set_is_like_a_plan(&text, "revenue.fee.each", "$20 per month", &["revenue"]);
    assert_close(series(&expected, 1, "revenue")[0], 10_000_000.0, 1e-6);
}

/// 800 of whom (1 + 15.39) / ... one in 16.39 leaves, 200 of whom one in 49: 48.81 + 4.08.
#[test]
fn the_shares_of_segments_at_the_start_are_as_written() {
    let text = r#"
        [time]
        step = "month"
        periods = 2
        [stages.a]
        role = "customer"
        start = 1000
        start_tenure = "settled"
        to.b = { by_tenure = ["10%", "5%"], per = "month" }
        [stages.b]
        role = "lapsed"
        [segments.x]
        share = "80%"
        changes = { "a -> b" = 1.15 }
        [segments.y]
        share = "20%"
        changes = { "a -> b" = 0.4 }
    "#;
    // Whole people: 800 / 16.39 = 49 are new of the first, 200 / 49 = 4 of the second.
    let right = 49.0 * 0.115 + 751.0 * 0.0575 + 4.0 * 0.04 + 196.0 * 0.02;
    assert_close(right, 52.89, 0.05);
    assert_close(series(&expectation(&model(text)), 0, "churned")[1], right, 1e-9);
}

/// 100 a month come; half of those who are new leave, a quarter of the others: 100 are new and 200 older, and 100 leave,
/// 60 of whom become customers. So it goes on in every month, which it does not from an empty start.
#[test]
fn a_settled_stage_has_as_many_people_as_come_times_how_long_they_stay() {
    let text = |start: &str| {
        format!(
            r#"
            [time]
            step = "month"
            periods = 6
            [stages.visit]
            instant = true
            to.trial = "20%"
            [stages.trial]
            role = "user"
            start = {start}
            to.customer = {{ by_age = ["30%", "15%"], per = "month" }}
            to.exit = {{ by_age = ["20%", "10%"], per = "month" }}
            [stages.customer]
            role = "customer"
            start = 1000
            to.exit = "5% per month"
            [channels.site]
            to = "visit"
            arrivals = "500 per month"
            [plans.other]
            set = {{ "channels.site.arrivals" = "1000 per month", "visit -> trial" = "40%" }}
            "#
        )
    };
    let settled = expectation(&model(&text("\"settled\"")));
    let (people, new) = (series(&settled, 0, "people[trial]"), series(&settled, 0, "new_customers"));
    for period in 1..=6 {
        assert_close(people[period], 300.0, 1e-9);
        assert_close(new[period], 60.0, 1e-9);
    }
    assert_close(people[0], 300.0, 1e-9);
    assert_close(series(&settled, 0, "new_customers[site]")[1], 60.0, 1e-9);
    assert_eq!(series(&settled, 1, "people[trial]")[0], 300.0);
    assert_close(series(&settled, 1, "new_customers")[1], 60.0, 1e-9);
    assert_eq!(series(&expectation(&model(&text("0"))), 0, "new_customers")[1], 0.0);
}

/// Of 80 who come, 10 whom customers become again and a tenth of the others' stage x are settled, y = 0.3 x + 0.8 y = 1.5 x
/// with them: x = 90 / 0.85 = 105.9 and y = 158.8, in whole people.
#[test]
fn settled_stages_that_lead_to_one_another_are_settled_together() {
    let text = r#"
        [time]
        step = "month"
        periods = 3
        [stages.trial]
        role = "user"
        start = "settled"
        to.free = "30% per month"
        to.exit = "70% per month"
        [stages.free]
        role = "user"
        start = "settled"
        to.trial = "10% per month"
        to.customer = "10% per month"
        [stages.customer]
        role = "customer"
        start = 500
        to.trial = "2% per month"
        [channels.site]
        to = "trial"
        arrivals = "80 per month"
        segments = { small = "25%", large = "75%" }
        [segments.small]
        share = "50%"
        [segments.large]
        share = "50%"
        changes = { "customer -> trial" = 1 }
    "#;
    let settled = expectation(&model(text));
    assert_close(series(&settled, 0, "people[trial]")[0], 106.0, 1e-9);
    assert_close(series(&settled, 0, "people[free]")[0], 159.0, 1e-9);
}

const DRAGGED: &str = r#"
    [time]
    step = "month"
    periods = 4
    [stages.trial]
    role = "user"
    start = 1000
    to.customer = "40% per month"
    to.exit = "0% per month"
    [stages.customer]
    role = "customer"
    start = 1000
    to.exit = "5% per month"
    [frictions.clumsy]
    on = "trial -> customer"
    loses = "20%"
    [frictions.late]
    on = "customer -> exit"
    loses = "2% per month"
"#;

/// 40% go although 20% of those who would are lost: with 60% lost half of them go, with none a quarter more; a rate that
/// is set has the 20% in it.
#[test]
fn a_friction_that_is_set_is_another_friction_in_the_rate_that_was_measured() {
    let first = |text: &str, path: &str, value: &str, metric: &str| {
        series(&assert_set_is_like_a_plan(text, path, value, &["new_customers", "churned"]), 1, metric)[1]
    };
    assert_close(first(DRAGGED, "frictions.clumsy.loses", "60%", "new_customers"), 200.0, 1e-9);
    assert_close(first(DRAGGED, "frictions.clumsy.loses", "0%", "new_customers"), 500.0, 1e-9);
    assert_close(first(DRAGGED, "stages.trial.to.customer", "24% per month", "new_customers"), 240.0, 1e-9);
    // q = (5% - 2%) / 98% leave for other reasons, and now 4% of the others are pushed out.
    let q = 0.03 / 0.98;
    assert_close(
        first(DRAGGED, "frictions.late.loses", "4% per month", "churned"),
        1_000.0 * (q + 0.04 * (1.0 - q)),
        1e-9,
    );
    let event = format!(
        "{DRAGGED}\n[events.strike]\nchance = \"100%\"\nat = 2\nlasts = 1\nchanges = {{ \"frictions.clumsy.loses\" = 3 }}\n"
    );
    let expected = expectation(&model(&event));
    let new = series(&expected, 0, "new_customers");
    assert_close(new[1], 400.0, 1e-9);
    assert_close(new[2], 600.0 * 0.2, 1e-9);
    assert_close(new[3], 480.0 * 0.4, 1e-9);
}
