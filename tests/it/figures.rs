//! Figures of one plan against sums made by hand: identities that hold to the cent, and closed forms.
//!
//! Expectations are exact but for rounding, which is what 1e-9 allows for.

use crate::play::*;
use flywheel::analysis::lifetime::{Absent, Lifetime, OverDraws};
use flywheel::model::Model;

fn monthly(periods: u32, body: &str) -> Model {
    model(&format!("[time]\nstep = \"month\"\nperiods = {periods}\n[simulation]\nreplications = 256\n{body}"))
}

fn of_one(model: &Model) -> Lifetime {
    flywheel::analysis::lifetime_of(model, &expectation(model), 0)
}

#[track_caller]
fn assert_one(figure: Result<OverDraws, Absent>, right: f64) {
    assert_close(figure.unwrap().mean, right, 1e-9 * right.abs().max(1.0));
}

/// Everything that costs or earns, in one company.
const ALL_MONEY: &str = r#"
    [stages.lead]
    stay = "2 months"
    to.customer = "30%"
    to.exit = "rest"
    [stages.customer]
    role = "customer"
    start = 200
    to.exit = "5% per month"
    [channels.ads]
    type = "paid"
    to = "lead"
    spend = "$1,000 per month"
    cost = "$7.50"
    [referrals.invite]
    from = ["customer"]
    invites = "0.3 per month"
    accept = "40%"
    to = "lead"
    reward = "$5"
    reward_on = "acquisition"
    commission = "10%"
    cost_per_invite = "$0.35"
    [revenue.fee]
    on = "customer"
    each = "$29.99 per month"
    margin = "81%"
    [revenue.setup]
    on = "lead -> customer"
    each = "$50"
    spread = 0.7
    [costs.call]
    on = "lead -> customer"
    each = "$11.11"
    [costs.hosting]
    on = "customer"
    each = "$2.22 per month"
    [costs.office]
    fixed = "$300 per month"
    [frictions.slow]
    on = "lead -> customer"
    loses = "20%"
    [initiatives.faster]
    active = true
    upfront = "$777.77"
    running = "$33.33 per month"
    starts = 3
    reduces = { slow = "50%" }
"#;

#[test]
fn money_adds_up_to_the_cent_in_every_period_and_over_the_run() {
    // One future: every figure is a constant of the run and exact.
    let mut model = monthly(24, ALL_MONEY);
    model.simulation.replications = 1;
    let results = simulate(&model);
    let identities: [(&str, &[(&str, f64)]); 6] = [
        ("investment", &[("spend", 1.0), ("referral_cost", 1.0), ("initiative_cost", 1.0)]),
        ("profit", &[("gross_margin", 1.0), ("cost", -1.0), ("investment", -1.0)]),
        ("revenue", &[("revenue[fee]", 1.0), ("revenue[setup]", 1.0)]),
        ("cost", &[("cost[call]", 1.0), ("cost[hosting]", 1.0), ("cost[office]", 1.0)]),
        ("initiative_cost", &[("initiative_cost[faster]", 1.0)]),
        ("spend", &[("spend[ads]", 1.0)]),
    ];
    for (whole, parts) in identities {
        for month in 1..=24 {
            let of = |metric: &str| at(&results, metric, month).median().unwrap();
            let right: f64 = parts.iter().map(|(part, sign)| sign * of(part)).sum();
            assert_eq!(of(whole), right, "{whole} in month {month}");
        }
        let of = |metric: &str| results.total(0, metric).unwrap().median().unwrap();
        assert_eq!(of(whole), parts.iter().map(|(part, sign)| sign * of(part)).sum::<f64>(), "{whole}");
    }
    let total = |metric: &str| results.total(0, metric).unwrap().median().unwrap();
    assert_eq!(total("initiative_cost"), 77_777.0 + 22.0 * 3_333.0);
    assert!(total("referral_cost") > 0.0 && total("revenue[setup]") > 0.0);
    assert_eq!(total("cash"), total("profit"));
}

#[test]
fn what_a_new_customer_costs_is_all_acquisition_costs_over_new_customers() {
    let model = monthly(24, ALL_MONEY);
    let e = expectation(&model);
    let total = |metric: &str| e.total(0, metric).unwrap();
    // Calls are before the first acquisition; hosting is service, the office overhead, the initiative neither.
    assert_close(total("acquisition_cost"), total("spend") + total("referral_cost") + total("cost[call]"), 1e-6);
    let paid = (total("spend") + total("passage_cost[ads]")) / total("new_customers[ads]");
    let referred = (total("referral_cost") + total("passage_cost[invite]")) / total("new_customers[invite]");
    assert_close(total("passage_cost[ads]") + total("passage_cost[invite]"), total("cost[call]"), 1e-6);
    assert_close(total("cac_paid"), paid, 1e-9 * paid);
    assert_close(total("cac[ads]"), total("cac_paid"), 1e-9);
    assert_close(total("cac[invite]"), referred, 1e-9 * referred);
    assert_close(total("cac"), total("acquisition_cost") / total("new_customers"), 1e-9 * total("cac"));
    let all = total("acquisition_cost") + total("initiative_cost");
    assert!(total("initiative_cost") > 0.0);
    assert_close(total("cac_total"), all / total("new_customers"), 1e-9 * all);
}

/// Two prices with moves both ways, weekly, so that showing a month is more than the booked step.
const TWO_PRICES: &str = r#"
    [time]
    step = "week"
    periods = 60
    [stages.basic]
    role = "customer"
    start = 1000
    to.pro = "1%"
    to.exit = "2%"
    [stages.pro]
    role = "customer"
    start = 200
    to.basic = "3%"
    [channels.ads]
    to = "basic"
    arrivals = 10
    [revenue.fee]
    on = "basic"
    each = "$10 per week"
    [revenue.extra]
    on = "pro"
    each = "$30 per week"
"#;

#[test]
fn recurring_revenue_is_shown_for_a_month_and_moves_as_people_do() {
    let model = model(TWO_PRICES);
    let e = expectation(&model);
    let per_month = 365.25 / 12.0 / 7.0;
    let (mut basic, mut pro) = (1000.0, 200.0);
    for week in 1..=60 {
        let of = |metric: &str| expected_at(&e, metric, week);
        let (up, out, down) = (0.01 * basic, 0.02 * basic, 0.03 * pro);
        assert_close(of("new_mrr"), 10.0 * 1000.0 * per_month, 1e-6);
        assert_close(of("expansion_mrr"), up * 2000.0 * per_month, 1e-6);
        assert_close(of("contraction_mrr"), down * 2000.0 * per_month, 1e-6);
        assert_close(of("churned_mrr"), out * 1000.0 * per_month, 1e-6);
        assert_close(of("reactivation_mrr"), 0.0, 0.0);
        assert_close(of("quick_ratio"), (10.0 + 2.0 * up) / (out + 2.0 * down), 1e-9);
        (basic, pro) = (basic - up - out + down + 10.0, pro + up - down);
        assert_close(of("mrr"), (1000.0 * basic + 3000.0 * pro) * per_month, 1e-3);
        assert_close(of("arpu"), (1000.0 * basic + 3000.0 * pro) / (basic + pro), 1e-6);
    }
}

#[test]
fn revenue_retention_is_the_product_of_what_each_of_the_last_52_weeks_kept() {
    let e = expectation(&model(TWO_PRICES));
    let (mut basic, mut pro) = (1000.0_f64, 200.0_f64);
    let (mut net, mut gross) = (Vec::new(), Vec::new());
    for week in 1..=60_u32 {
        let m = basic + 3.0 * pro;
        let (up, out, down) = (0.01 * basic, 0.02 * basic, 0.03 * pro);
        net.push((m + 2.0 * up - out - 2.0 * down) / m);
        gross.push((m - out - 2.0 * down) / m);
        (basic, pro) = (basic - up - out + down + 10.0, pro + up - down);
        let last_year = |kept: &[f64]| kept.iter().rev().take(52).product::<f64>();
        let of = |metric: &str| e.by_period(0, metric).unwrap()[week as usize];
        if week < 52 {
            assert_eq!((of("nrr"), of("grr")), (None, None), "week {week}");
        } else {
            assert_close(of("nrr").unwrap(), last_year(&net), 1e-9);
            assert_close(of("grr").unwrap(), last_year(&gross), 1e-9);
        }
    }
}

#[test]
fn the_start_is_booked_undiscounted_and_only_if_it_is_asked_for() {
    let text = |money: &str| {
        format!(
            r#"
            [time]
            step = "year"
            periods = 2
            discount_rate = "10% per year"
            [money]
            end_value = "none"
            {money}
            [stages.member]
            role = "customer"
            start = 100
            to = {{}}
            [revenue.fee]
            on = "member"
            each = "$10 per year"
            "#
        )
    };
    let figures = |money: &str| {
        let e = expectation(&model(&text(money)));
        (e.total(0, "revenue").unwrap(), e.total(0, "npv").unwrap(), e.total(0, "cash").unwrap())
    };
    let close = |(revenue, npv, cash): (f64, f64, f64), right: (f64, f64)| {
        assert_close(revenue, right.0, 1e-6);
        assert_close(cash, right.0, 1e-6);
        assert_close(npv, right.1, 1e-6);
    };
    let fee = 100_000.0;
    close(figures(""), (2.0 * fee, fee / 1.1 + fee / 1.21));
    close(figures("count_start = true"), (3.0 * fee, fee + fee / 1.1 + fee / 1.21));
    let continuous = fee * ((-0.1_f64).exp() + (-0.2_f64).exp());
    close(figures("discount = \"continuous\""), (2.0 * fee, continuous));
}

#[test]
fn people_are_in_a_stage_for_the_reciprocal_of_what_leaves_or_as_long_as_is_fixed() {
    let body = r#"
        [stages.trial]
        after = "3 months"
        to.customer = "50%"
        to.exit = "rest"
        [stages.customer]
        role = "customer"
        start = 100
        to.exit = "20%"
        [channels.ads]
        to = "trial"
        arrivals = 100
    "#;
    let e = expectation(&monthly(240, body));
    assert_close(e.total(0, "time_in_stage[customer]").unwrap(), 5.0, 1e-9);
    // 240 arrivals, the last three of which have not left: of each who did 3 starts of a period are counted,
    // and of those who came after month 237 the 2 and 1 that they have had.
    assert_close(e.total(0, "time_in_stage[trial]").unwrap(), (3.0 * 237.0 + 2.0 + 1.0) / 237.0, 1e-9);
}

#[test]
fn a_cohort_shrinks_by_its_churn_whenever_it_was_acquired() {
    let body = r#"
        [stages.customer]
        role = "customer"
        to.exit = "10%"
        [channels.ads]
        to = "customer"
        arrivals = 50
        [report]
        cohorts = true
    "#;
    let e = expectation(&monthly(8, body));
    for age in 0..8_u32 {
        let right = 0.9_f64.powi(age as i32);
        if let Some(all) = e.total(0, &format!("retention[{age}]")) {
            assert_close(all, right, 1e-9);
        }
        for cohort in 1..=8 - age {
            if let Some(one) = e.total(0, &format!("retention[{cohort}, {age}]")) {
                assert_close(one, right, 1e-9);
            }
        }
    }
    assert!(e.total(0, "retention[1, 6]").is_some() && e.total(0, "retention[6]").is_some());
    assert!(e.total(0, "retention[4, 6]").is_none());
}

#[test]
fn growth_in_a_year_looks_at_the_same_month_a_year_before() {
    let body = r#"
        [stages.customer]
        role = "customer"
        start = 100
        to = {}
        [channels.ads]
        to = "customer"
        arrivals = 10
        variation = "fixed"
    "#;
    let e = expectation(&monthly(24, body));
    let growth = e.by_period(0, "yearly_growth_rate").unwrap();
    assert_eq!(growth[11], None);
    assert_close(growth[12].unwrap(), 120.0 / 100.0, 1e-12);
    assert_close(growth[24].unwrap(), 120.0 / 220.0, 1e-12);
}

#[test]
fn orders_are_purchases_and_passages_at_their_mean_amounts() {
    let body = r#"
        [stages.visit]
        instant = true
        to.buyer = "10%"
        [stages.buyer]
        role = "customer"
        to.exit = "50%"
        [channels.ads]
        to = "visit"
        arrivals = 1000
        [revenue.first]
        on = "visit -> buyer"
        each = "$40"
        [revenue.again]
        on = "buyer"
        times = "0.5 per month"
        each = "$20"
    "#;
    let e = expectation(&monthly(1, body));
    // 100 first orders of $40; the 100 who are there at the end of the month buy 50 times for $20.
    let total = |metric: &str| e.total(0, metric).unwrap();
    assert_close(total("orders"), 150.0, 1e-9);
    assert_close(total("aov"), (4_000.0 + 1_000.0) / 150.0 * 100.0, 1e-6);
    assert_close(total("purchase_frequency"), 1.5, 1e-9);
    assert_close(total("repeat_revenue_share"), 0.0, 1e-9);
}

/// A click that buys with a counted chance; a sale leaves $100, a click costs $2.
fn clicks(counted: &str) -> String {
    format!(
        r#"
        [stages.click]
        instant = true
        to.sale = "{counted}"
        [stages.sale]
        role = "customer"
        to = {{}}
        [channels.ads]
        type = "paid"
        to = "click"
        spend = "$2,000 per month"
        cpc = "$2"
        [revenue.sale]
        on = "click -> sale"
        each = "$100"
        "#
    )
}

#[test]
fn two_sales_of_a_hundred_clicks_pay_with_a_chance_of_55_percent_nine_almost_surely() {
    // Break-even is at 2%. P(Beta(2.5, 98.5) > 0.02) = 0.5480, P(Beta(9.5, 91.5) > 0.02) = 0.99992, by quadrature.
    // 1,024 points in 16 independent sets of 64, each off by at most 1/64 at its end of the interval: the mean of
    // 16 uniform errors of that size has a standard deviation of 1/64 / sqrt(12 * 16).
    let tolerance = 4.0 / 64.0 / (12.0_f64 * 16.0).sqrt();
    for (counted, right) in [("2 of 100", 0.547_963_1), ("9 of 100", 0.999_918_2)] {
        let lifetime = of_one(&monthly(1, &clicks(counted)));
        let channel = &lifetime.channels[0];
        assert_close(channel.chance_pays.unwrap(), right, tolerance);
        assert_one(channel.cost, 200.0);
    }
    let lifetime = of_one(&monthly(1, &clicks("9 of 100")));
    assert_close(lifetime.channels[0].conversion.unwrap().mean, 9.5 / 101.0, 1e-4);
    assert_close(lifetime.channels[0].value.unwrap().mean, 9.5 / 101.0 * 10_000.0, 1.0);
}

#[test]
fn a_lifetime_value_follows_churn_that_falls_with_tenure() {
    let body = r#"
        [stages.customer]
        role = "customer"
        to.exit = { by_tenure = ["20%", "10%"], per = "month" }
        [channels.ads]
        type = "paid"
        to = "customer"
        spend = "$1,000 per month"
        cost = "$25"
        [revenue.fee]
        on = "customer"
        each = "$10 per month"
    "#;
    let lifetime = of_one(&monthly(24, body));
    // In the period of acquisition and 80% of them 1 / 10% times: 10 (1 + 0.8 / 0.1).
    assert_one(lifetime.ltv, 9_000.0);
    assert_one(lifetime.ltv_to_cac, 9_000.0 / 2_500.0);
    // 10 + 8 + 7.2 = 25.2 in the third period.
    let payback = lifetime.payback.unwrap();
    assert_eq!((payback.median, payback.reached), (3.0, 1.0));
}

#[test]
fn a_start_of_period_count_is_worth_one_period_less() {
    let value = |count: &str| {
        let body = format!(
            r#"
            [money]
            count = "{count}"
            [stages.customer]
            role = "customer"
            to.exit = "10%"
            [channels.ads]
            to = "customer"
            arrivals = 10
            [revenue.fee]
            on = "customer"
            each = "$10 per month"
            "#
        );
        of_one(&monthly(12, &body)).ltv
    };
    // The end of the period of acquisition counts, or the start of the next one, or half of each.
    for count in ["end", "start", "mid"] {
        assert_one(value(count), 10_000.0);
    }
    let discounted = |count: &str| {
        let body = format!(
            "discount_rate = \"26.97% per year\"\n[money]\ncount = \"{count}\"\n[stages.customer]\nrole = \"customer\"\nto.exit = \"10%\"\n[channels.ads]\nto = \"customer\"\narrivals = 10\n[revenue.fee]\non = \"customer\"\neach = \"$10 per month\"\n"
        );
        let text = format!("[time]\nstep = \"month\"\nperiods = 12\n{body}");
        of_one(&model(&text)).ltv.unwrap().mean
    };
    let g = 1.2697_f64.powf(-1.0 / 12.0);
    assert_close(discounted("end"), 1000.0 / (1.0 - 0.9 * g), 1e-6);
    assert_close(discounted("start"), 1000.0 * g / (1.0 - 0.9 * g), 1e-6);
    assert_close(discounted("mid"), 500.0 * (1.0 + g) / (1.0 - 0.9 * g), 1e-6);
}

/// Customers who invite 0.02 a month and churn at 5%, with a way of the invited to their own acquisition.
fn wheel(invited: &str, delay: &str) -> Lifetime {
    let body = format!(
        r#"
        [stages.trial]
        after = "2 months"
        to.customer = "50%"
        to.exit = "rest"
        [stages.customer]
        role = "customer"
        to.exit = "5%"
        [channels.ads]
        to = "customer"
        arrivals = 100
        [channels.trials]
        to = "trial"
        arrivals = 1
        [referrals.invite]
        from = ["customer"]
        invites = "0.02 per month"
        accept = "100%"
        to = "{invited}"
        delay = {delay}
        "#
    );
    of_one(&monthly(12, &body))
}

#[test]
fn the_cycle_is_the_mean_age_of_inviters_and_the_way_of_the_invited() {
    // Ages at invitation are geometric from 1 with mean 1 / 5%; a delay and a trial of two months come on top.
    assert_one(wheel("customer", "0").cycle_time, 20.0);
    assert_one(wheel("customer", "[0, 1]").cycle_time, 21.0);
    assert_one(wheel("customer", "[0.5, 0.3, 0.2]").cycle_time, 20.7);
    assert_one(wheel("trial", "0").cycle_time, 22.0);
    assert_one(wheel("customer", "0").reproduction, 0.4);
    assert_one(wheel("trial", "0").reproduction, 0.2);
    assert_one(wheel("trial", "0").new_per_new, 0.2);
    assert_one(wheel("trial", "0").k_factor, 0.4);
}

#[test]
fn reproduction_is_counted_by_segment_and_mixes_as_the_invited_do() {
    let r = |same: &str| {
        let body = format!(
            r#"
            [stages.customer]
            role = "customer"
            to.exit = "5%"
            [channels.ads]
            to = "customer"
            arrivals = 100
            [referrals.invite]
            from = ["customer"]
            invites = "0.02 per month"
            accept = "100%"
            to = "customer"
            same_segment = "{same}"
            [segments.a]
            share = "50%"
            [segments.b]
            share = "50%"
            changes = {{ "referrals.invite.invites" = 3, "customer -> exit" = 2 }}
            "#
        );
        of_one(&monthly(12, &body))
    };
    // A of a sends 0.02 / 0.05 = 0.4, one of b 0.06 / 0.1 = 0.6.
    assert_one(r("100%").reproduction, 0.6);
    assert_one(r("0%").reproduction, 0.5);
    // [[0.3, 0.1], [0.15, 0.45]]: trace 0.75, determinant 0.12.
    let root = (0.75 + (0.75_f64 * 0.75 - 4.0 * 0.12).sqrt()) / 2.0;
    assert_close(r("50%").reproduction.unwrap().mean, root, 1e-9);
}

#[test]
fn conversion_is_the_chance_to_get_there_at_last() {
    let body = r#"
        [stages.visitor]
        instant = true
        to.trial = "4%"
        [stages.trial]
        stay = "3 months"
        to.customer = "30%"
        to.later = "20%"
        to.exit = "rest"
        [stages.later]
        to.trial = "10% per month"
        to.exit = "10% per month"
        [stages.customer]
        role = "customer"
        to.lapsed = "5% per month"
        [stages.lapsed]
        role = "lapsed"
        [channels.ads]
        to = "visitor"
        arrivals = 100
    "#;
    let model = monthly(12, body);
    let lifetime = of_one(&model);
    let stage = |id: &str| model.plans[0].stages.iter().position(|s| s.id == id).unwrap();
    let chance = |from: &str, to: &str| lifetime.conversion(stage(from), stage(to)).copied();
    // h = 0.3 + 0.2 / 2 h
    let from_trial = 0.3 / 0.9;
    assert_one(chance("trial", "customer").unwrap(), from_trial);
    assert_one(chance("visitor", "customer").unwrap(), 0.04 * from_trial);
    assert_one(chance("later", "customer").unwrap(), 0.5 * from_trial);
    assert_one(chance("customer", "lapsed").unwrap(), 1.0);
    assert_one(chance("trial", "later").unwrap(), 0.2);
    assert!(chance("lapsed", "trial").is_none(), "nobody comes back");
}

#[test]
fn rewards_and_commissions_come_off_what_the_brought_are_worth() {
    let worth = |paid: &str| {
        let body = format!(
            r#"
            [stages.customer]
            role = "customer"
            to.exit = "5%"
            [channels.ads]
            to = "customer"
            arrivals = 100
            [referrals.invite]
            from = ["customer"]
            invites = "0.04 per month"
            accept = "50%"
            to = "customer"
            {paid}
            [revenue.fee]
            on = "customer"
            each = "$40 per month"
            "#
        );
        of_one(&monthly(12, &body)).ltv_with_referrals
    };
    // v = 40 + (0.95 + 0.02) v less what is paid each month: 0.04 invitations, 0.02 accepted.
    let of = |paid_a_month: f64| (4_000.0 - paid_a_month) / 0.03;
    assert_one(worth(""), of(0.0));
    assert_one(worth("reward = \"$10\""), of(20.0));
    assert_one(worth("reward = \"$10\"\nreward_on = \"acquisition\""), of(20.0));
    assert_one(worth("cost_per_invite = \"$1\""), of(4.0));
    assert_one(worth("commission = \"25%\""), of(0.02 * 1_000.0));
}

#[test]
fn a_test_that_cannot_help_is_never_rightly_adopted_and_one_that_helps_never_wrongly() {
    let body = |lift: &str| {
        format!(
            r#"
            [stages.visitor]
            instant = true
            to.customer = "10%"
            [stages.customer]
            role = "customer"
            to = {{}}
            [channels.ads]
            to = "visitor"
            arrivals = "4000 per month"
            [initiatives.button]
            active = true
            running = "$1 per month"
            starts = 1
            [initiatives.button.test]
            on = "visitor -> customer"
            lift = {lift}
            share = "50%"
            lasts = 1
            confidence = "95%"
            "#
        )
    };
    let figures = |lift: &str| {
        let mut model = monthly(3, &body(lift));
        model.simulation.replications = 8192;
        let results = simulate(&model);
        ["adopted", "adopted_rightly", "adopted_wrongly", "missed"]
            .map(|id| results.total(0, &format!("{id}[button]")).unwrap().mean.unwrap())
    };
    let [adopted, rightly, wrongly, missed] = figures("0.5");
    assert!(adopted > 0.5 && wrongly == 0.0, "{adopted} {wrongly}");
    assert_close(rightly, adopted, 1e-12);
    assert_close(missed, 1.0 - adopted, 1e-12);
    let [adopted, rightly, wrongly, missed] = figures("0.0");
    assert!(adopted > 0.0 && rightly == 0.0 && missed == 0.0);
    assert_close(wrongly, adopted, 1e-12);
}

#[test]
fn utilisation_is_what_was_used_of_all_places() {
    let body = r#"
        [stages.lead]
        stay = "1 month"
        to.customer = "100%"
        [stages.customer]
        role = "customer"
        to = {}
        [channels.ads]
        to = "lead"
        arrivals = 30
        variation = "fixed"
        [capacities.calls]
        on = ["lead -> customer"]
        limit = "40 per month"
    "#;
    let e = expectation(&monthly(4, body));
    // Nobody decides in month 1, then 30 a month.
    assert_close(e.total(0, "utilisation[calls]").unwrap(), 90.0 / 160.0, 1e-9);
    assert_close(e.total(0, "waiting[calls]").unwrap(), 0.0, 1e-9);
}

#[test]
fn a_counted_rate_that_segments_change_is_not_what_was_measured() {
    let apart = |changes: &str| {
        let body = format!(
            r#"
            [stages.trial]
            stay = "2 months"
            to.customer = "300 of 1000"
            to.exit = "rest"
            [stages.customer]
            role = "customer"
            to.exit = "20 of 400 per month"
            [channels.ads]
            to = "trial"
            arrivals = 100
            [segments.small]
            share = "80%"
            [segments.large]
            share = "20%"
            {changes}
            "#
        );
        let model = monthly(12, &body);
        let e = expectation(&model);
        let lifetime = flywheel::analysis::lifetime_of(&model, &e, 0);
        let measured = flywheel::analysis::measured(&model, &lifetime);
        measured.iter().map(|m| (m.written, m.in_plan, m.is_apart())).collect::<Vec<_>>()
    };
    let alike = apart("");
    assert_eq!(alike.len(), 2, "{alike:?}");
    for (written, in_plan, is_apart) in alike {
        assert_close(in_plan, written, 1e-9);
        assert!(!is_apart);
    }
    let changed = apart("changes = { \"trial -> customer\" = 0.5 }");
    let (written, in_plan, is_apart) = changed[0];
    // 80% as written and 20% at half of it.
    assert_close(in_plan, 0.9 * written, 1e-9);
    assert!(is_apart && !changed[1].2);
}

#[test]
fn an_owner_sees_how_likely_her_target_is() {
    let body = r#"
        [stages.trial]
        owner = "Growth"
        target = { entries = "100 per month", conversion = "30%" }
        stay = "2 months"
        to.customer = "30 of 100"
        to.exit = "rest"
        [stages.customer]
        role = "customer"
        to = {}
        [channels.ads]
        to = "trial"
        arrivals = "100 per month"
    "#;
    let mut model = monthly(12, body);
    model.simulation.replications = 16_384;
    let results = simulate(&model);
    // P(N >= m) of a Poisson number with mean m is 1/2 and a third of the probability of m (Ramanujan 1911).
    let chance = results.total(0, "on_target[entries[trial]]").unwrap();
    let right = 0.5 + 1.0 / (3.0 * (2.0 * std::f64::consts::PI * 1200.0_f64).sqrt());
    assert_close(chance.mean.unwrap(), right, 4.0 * chance.se.unwrap());
    // Beta(30.5, 70.5) exceeds 30% with a chance of 0.5058, by quadrature.
    let lifetime = of_one(&model);
    let (_, chance) = &lifetime.on_target[0];
    assert_close(chance.unwrap(), 0.505_834_7, 4.0 / 64.0 / (12.0_f64 * 16.0).sqrt());
}
