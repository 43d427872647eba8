//! What those are worth who are there when the run ends: in closed form, and the same verdict wherever it ends.

use crate::play::*;
use flywheel::model::Model;

/// No channel brings anybody: what there is to earn is to be earned by those of the start and whom they bring.
fn company(periods: u32, time: &str, end_value: &str, body: &str) -> Model {
    model(&format!(
        "[time]\nstep = \"month\"\nperiods = {periods}\n{time}\n[money]\nend_value = {end_value}\n[simulation]\nreplications = 256\n{body}"
    ))
}

/// In units of the currency, in expectation.
fn total(model: &Model, metric: &str) -> f64 {
    expectation(model).total(0, metric).unwrap_or_else(|| panic!("no {metric}")) / 100.0
}

/// Discount factor of a month at 10% a year.
fn g() -> f64 {
    1.1_f64.powf(-1.0 / 12.0)
}

const RATE: &str = "discount_rate = \"10% per year\"";

const SUBSCRIBERS: &str = r#"
    [stages.customer]
    role = "customer"
    start = 1000
    to.exit = "2% per month"
    [revenue.fee]
    on = "customer"
    each = "20 per month"
    [costs.office]
    fixed = "500 per month"
"#;

#[test]
fn whoever_is_there_at_the_end_is_worth_her_later_fees_and_no_fixed_line() {
    for periods in [1, 12, 60] {
        let company = company(periods, RATE, "\"customers\"", SUBSCRIBERS);
        let stay = 0.98 * g();
        // Next month 98% pay, and so on: g 0.98 20 + (g 0.98)^2 20 + ...
        let each = stay * 20.0 / (1.0 - stay);
        let t = periods as i32;
        assert_close(total(&company, "end_value"), 1000.0 * stay.powi(t) * each, 0.01);
        let office: f64 = (1..=t).map(|t| 500.0 * g().powi(t)).sum();
        // With the run it is what the first month begins with, wherever it ends.
        assert_close(total(&company, "npv") + office, 1000.0 * each, 0.02);
        assert_close(total(&company, "npv_if[none]"), total(&company, "npv") - total(&company, "end_value"), 0.02);
    }
}

#[test]
fn money_counted_at_the_start_or_in_the_middle_of_a_period_is_counted_once() {
    for (count, of_the_last) in [("end", 0.0), ("start", 1.0), ("mid", 0.5)] {
        let body = SUBSCRIBERS.replace("[costs.office]\n    fixed = \"500 per month\"", "");
        let text = |periods: u32| {
            format!(
                "[time]\nstep = \"month\"\nperiods = {periods}\n{RATE}\n[money]\ncount = \"{count}\"\n[simulation]\nreplications = 16\n{body}"
            )
        };
        let [short, long] = [6, 30].map(|periods| total(&model(&text(periods)), "npv"));
        assert_close(short, long, 0.02);
        // Of month t count (1 - part) of those at its end and `part` of those at its start.
        let stay = 0.98 * g();
        let month = 20.0 * ((1.0 - of_the_last) * 0.98 + of_the_last) * g();
        assert_close(long, 1000.0 * month / (1.0 - stay), 0.02);
    }
}

#[test]
fn without_a_discount_rate_five_years_count_and_what_is_written_otherwise() {
    let expected = |periods: u32, months: i32, each: f64| {
        1000.0 * 0.98_f64.powi(periods as i32) * (1..=months).map(|m| each * 0.98_f64.powi(m)).sum::<f64>()
    };
    let end = |end_value: &str| total(&company(12, "", end_value, SUBSCRIBERS), "end_value");
    assert_close(end("\"customers\""), expected(12, 60, 20.0), 0.01);
    assert_close(end("{ value = \"customers\", at_most = \"3 years\" }"), expected(12, 36, 20.0), 0.01);
    assert_close(end("{ value = \"customers\", at_most = 1 }"), expected(12, 1, 20.0), 0.01);
    assert_close(end("\"$200\""), 200.0 * 1000.0 * 0.98_f64.powi(12), 0.01);
    let none = company(12, "", "\"none\"", SUBSCRIBERS);
    assert_close(total(&none, "npv"), total(&none, "profit"), 0.01);
    let by_default = model(&format!("[time]\nstep = \"month\"\nperiods = 12\n{SUBSCRIBERS}"));
    assert_close(total(&by_default, "end_value"), expected(12, 60, 20.0), 0.01);
    // Discounted, and so long that what comes later does not count any more.
    let long = total(&company(12, RATE, "{ value = \"customers\", at_most = 9999 }", SUBSCRIBERS), "end_value");
    assert_close(long, total(&company(12, RATE, "\"customers\"", SUBSCRIBERS), "end_value"), 0.01);
}

/// Everything that a person can still do and bring: clocks, passages, referral with delays, rewards and commission.
const WHEEL: &str = r#"
    [stages.visitor]
    instant = true
    to.trial = "60%"
    [stages.trial]
    role = "user"
    after = "3 months"
    to.customer = "50%"
    to.exit = "rest"
    [stages.customer]
    role = "customer"
    start = 5000
    start_age = [5000]
    start_tenure = [2000, 2000, 1000]
    to.fan = { by_age = ["2%", "5%"], per = "month" }
    to.gone = { by_tenure = ["12%", "8%", "6%", "6%", "5%"], per = "month" }
    [stages.fan]
    role = "customer"
    start = 1000
    start_tenure = [0, 0, 1000]
    to.customer = "10% per month"
    to.gone = "3% per month"
    [stages.gone]
    role = "lapsed"
    to.customer = "1% per month"
    [segments.small]
    share = "70%"
    [segments.large]
    share = "30%"
    changes = { "revenue.fee.each" = 3, "* -> gone" = 0.8 }
    [referrals.friend]
    from = ["customer", "fan"]
    invites = { customer = 0.05, fan = 0.3 }
    per = "month"
    accept = "30%"
    to = "visitor"
    delay = [0.5, 0.3, 0.2]
    reward = "7"
    reward_on = "acquisition"
    commission = "10%"
    cost_per_invite = "0.5"
    same_segment = "60%"
    [referrals.forward]
    from = ["fan"]
    invites = "0.2 per month"
    accept = "20%"
    to = "trial"
    delay = 2
    reward = "3"
    [revenue.fee]
    on = ["customer", "fan"]
    each = "10 per month"
    margin = "80%"
    [revenue.setup]
    on = "trial -> customer"
    each = 15
    [costs.support]
    on = ["trial", "customer"]
    each = "1 per month"
"#;

#[test]
fn with_all_who_are_brought_the_present_value_is_the_same_wherever_the_run_ends() {
    for (end_value, time) in [
        ("\"with referrals\"", RATE.to_string()),
        ("\"with referrals\"", format!("{RATE}\n[money]\ndiscount = \"continuous\"")),
    ] {
        let of = |periods: u32| {
            let text = format!("[time]\nstep = \"month\"\nperiods = {periods}\n{time}\n");
            let money = if text.contains("[money]") { "" } else { "[money]\n" };
            total(&model(&format!("{text}{money}end_value = {end_value}\n{WHEEL}")), "npv")
        };
        let values = [3, 6, 13, 40].map(of);
        for value in values {
            assert!((value / values[3] - 1.0).abs() < 1e-6, "{values:?}");
        }
    }
}

#[test]
fn so_many_periods_after_the_run_are_as_many_periods_more_of_the_run() {
    // Month 1 to 3 and 9 months after it are month 1 to 12, whoever is brought, but for those who come later than the
    // run and of whom fewer than 9 months count; nothing is discounted.
    let of = |periods: u32, end_value: &str| company(periods, "", end_value, WHEEL);
    let short = total(&of(3, "{ value = \"with referrals\", at_most = 9 }"), "npv");
    let long = total(&of(12, "\"none\""), "npv");
    assert!((short / long - 1.0).abs() < 1e-9, "{short} {long}");
}

#[test]
fn seasons_are_at_their_mean_after_the_run_and_what_ends_has_ended() {
    let body = |more: &str| SUBSCRIBERS.replace("[costs.office]\n    fixed = \"500 per month\"", more);
    let end = |more: &str, periods: u32| {
        let people = expectation(&company(periods, RATE, "\"customers\"", &body(more))).total(0, "customers").unwrap();
        total(&company(periods, RATE, "\"customers\"", &body(more)), "end_value") / people / g().powi(periods as i32)
    };
    let worth = |churn: f64| (1.0 - churn) * g() * 20.0 / (1.0 - (1.0 - churn) * g());
    assert_close(end("", 6), worth(0.02), 1e-6);
    let initiative = |more: &str| {
        format!("[initiatives.care]\nactive = true\nupfront = 5\nchanges = {{ \"customer -> exit\" = 0.5 }}\n{more}")
    };
    // Paid once: it stays; paid all the time, or with an end: over with the run; half of its ramp: as far as it came.
    assert_close(end(&initiative(""), 6), worth(0.01), 1e-6);
    assert_close(end(&initiative("running = \"1 per month\""), 6), worth(0.02), 1e-6);
    assert_close(end(&initiative("lasts = \"6 months\""), 6), worth(0.02), 1e-6);
    assert_close(end(&initiative("ramp = \"12 months\""), 6), worth(0.015), 1e-6);
    let event = |more: &str| {
        format!("[events.rival]\nchance = \"100%\"\nat = [2, 2]\nchanges = {{ \"customer -> exit\" = 2 }}\n{more}")
    };
    assert_close(end(&event(""), 6), worth(0.04), 1e-6);
    assert_close(end(&event("lasts = \"12 months\""), 6), worth(0.02), 1e-6);
    // Churn by a schedule: as in the last month.
    let scheduled = body("").replace("\"2% per month\"", "{ schedule = [[1, \"2%\"], [4, \"5%\"]] }");
    let company = company(6, RATE, "\"customers\"", &scheduled);
    let people = expectation(&company).total(0, "customers").unwrap();
    assert_close(total(&company, "end_value") / people / g().powi(6), worth(0.05), 1e-6);
}

#[test]
fn the_futures_of_a_run_have_the_end_value_of_their_own_inputs_and_people() {
    let text = SUBSCRIBERS.replace("\"2% per month\"", "\"1% to 5% per month\"");
    let company = company(12, RATE, "\"customers\"", &text);
    let results = simulate(&company);
    let of = |metric: &str| results.total(0, metric).unwrap();
    let (npv, end, within) = (of("npv"), of("end_value"), of("npv_if[none]"));
    assert_close(npv.mean.unwrap(), end.mean.unwrap() + within.mean.unwrap(), 1.0);
    // Linear: the mean of the runs is that of the mean field.
    assert_close(end.mean.unwrap() / 100.0, total(&company, "end_value"), 5.0 * end.se.unwrap() / 100.0);
    assert!(
        end.quantiles[6].unwrap() > 2.0 * end.quantiles[0].unwrap(),
        "churn of 1% and of 5% a month are worlds apart"
    );
}
