//! Every mechanism of the language against a closed form, a published number or a sum made by hand.
//!
//! Expectations are exact but for rounding; means of runs lie within 4 standard errors, as in `known_answers`.

use crate::play::*;

/// A scenario with a clock and a number of futures.
fn monthly(periods: u32, replications: u32, body: &str) -> String {
    format!("[time]\nstep = \"month\"\nperiods = {periods}\n[simulation]\nreplications = {replications}\n{body}")
}

#[test]
fn regular_customers_survive_as_the_shifted_beta_geometric_law_says() {
    // Fader & Hardie 2007, "How to project customer retention", J. Interactive Marketing 21(1): the fit to
    // "Regular" customers, alpha 0.704 and beta 1.182; S(n) = S(n - 1) (beta + n - 1) / (alpha + beta + n - 1).
    let text = r#"
        [time]
        step = "year"
        periods = 7
        [simulation]
        replications = 4096
        [stages.member]
        role = "customer"
        start = 100000
        start_tenure = "new"
        to.exit = { sbg = [0.704, 1.182], per = "year" }
    "#;
    let model = model(text);
    let (e, results) = (expectation(&model), simulate(&model));
    let published = [62.672, 47.384, 38.800, 33.209, 29.237, 26.248, 23.905];
    for (year, right) in (1..).zip(published) {
        assert_close(expected_at(&e, "customers", year) / 1000.0, right, 0.0005);
        assert_mean(&at(&results, "customers", year), expected_at(&e, "customers", year), 4.0);
    }
}

#[test]
fn the_same_law_in_months_leaves_as_many_after_whole_years() {
    let text = r#"
        [time]
        step = "month"
        periods = 36
        [stages.member]
        role = "customer"
        start = 100000
        start_tenure = "new"
        to.exit = { sbg = [0.704, 1.182], per = "year" }
    "#;
    let e = expectation(&model(text));
    for (year, right) in [(1, 62.672), (2, 47.384), (3, 38.800)] {
        assert_close(expected_at(&e, "customers", 12 * year) / 1000.0, right, 0.0005);
    }
}

#[test]
fn shares_left_after_some_time_are_left_after_it() {
    let body = r#"
        [stages.member]
        role = "customer"
        start = 1000
        start_age = "new"
        to.exit = { survival = [["1 month", "62%"], ["6 months", "35%"], ["12 months", "24%"]] }
    "#;
    let e = expectation(&model(&monthly(18, 64, body)));
    for (month, share) in [(1, 0.62), (6, 0.35), (12, 0.24), (18, 0.24 * 0.24 / 0.35)] {
        assert_close(expected_at(&e, "customers", month) / 1000.0, share, 1e-9);
    }
    // Log-linear between the points.
    assert_close(expected_at(&e, "customers", 3) / 1000.0, 0.62 * (0.35_f64 / 0.62).powf(2.0 / 5.0), 1e-9);
}

#[test]
fn rates_by_age_and_by_tenure_hold_in_their_months_and_the_last_one_from_then_on() {
    for (key, start) in [("by_age", "start_age"), ("by_tenure", "start_tenure")] {
        let body = format!(
            r#"
            [stages.member]
            role = "customer"
            start = 1000
            {start} = "new"
            to.exit = {{ {key} = ["20%", "10%", "5%"], per = "month" }}
            "#
        );
        let e = expectation(&model(&monthly(5, 64, &body)));
        let mut left = 1000.0;
        for (month, leave) in [(1, 0.2), (2, 0.1), (3, 0.05), (4, 0.05), (5, 0.05)] {
            left *= 1.0 - leave;
            assert_close(expected_at(&e, "customers", month), left, 1e-9);
        }
    }
}

#[test]
fn tenure_runs_on_while_somebody_is_lapsed_and_age_begins_anew() {
    let body = |key: &str| {
        let churn = format!("{{ {key} = [\"50%\", \"0%\", \"0%\", \"10%\"], per = \"month\" }}");
        let start = if key == "by_age" { "start_age" } else { "start_tenure" };
        monthly(
            4,
            64,
            &format!(
                r#"
                [stages.member]
                role = "customer"
                start = 1000
                {start} = "new"
                to.gone = {churn}
                [stages.gone]
                role = "lapsed"
                to.member = "100% per month"
                "#
            ),
        )
    };
    // 500 leave in month 1 and are back in month 2. By tenure they stay in 3 and 10% of all leave in 4; by age
    // half of them leave in 3 again, and those are back in 4.
    let by_tenure = expectation(&model(&body("by_tenure")));
    assert_close(expected_at(&by_tenure, "customers", 3), 1000.0, 1e-9);
    assert_close(expected_at(&by_tenure, "customers", 4), 900.0, 1e-9);
    let by_age = expectation(&model(&body("by_age")));
    assert_close(expected_at(&by_age, "customers", 3), 750.0, 1e-9);
    assert_close(expected_at(&by_age, "customers", 4), 500.0 * 0.9 + 250.0 + 250.0, 1e-9);
}

#[test]
fn a_market_fills_up_as_bass_says() {
    // Bass 1969, *Management Science* 15(5), as a recursion: N(t) - N(t-1) = (p + q N(t-1) / M) (M - N(t-1)).
    let body = r#"
        [stages.adopter]
        role = "customer"
        to = {}
        [channels.innovation]
        to = "adopter"
        arrivals = "30000 per month"
        [referrals.imitation]
        from = ["adopter"]
        invites = "0.38 per month"
        accept = "100%"
        to = "adopter"
        [market]
        size = "1M"
    "#;
    let model = model(&monthly(5, 4096, body));
    let (e, results) = (expectation(&model), simulate(&model));
    for (month, share) in (1..).zip([0.03, 0.070158, 0.122843, 0.190104, 0.272907]) {
        assert_close(expected_at(&e, "customers", month) / 1e6, share, 5e-7);
        // A million people: the mean of the nonlinear model is its recursion within a millionth.
        let figure = at(&results, "customers", month);
        let right = expected_at(&e, "customers", month);
        assert_close(figure.mean.unwrap(), right, 4.0 * figure.se.unwrap() + 1e-6 * 1e6);
    }
}

/// Expected arrivals in some periods of a channel with these lines.
fn arrivals(lines: &str, periods: u32) -> Vec<f64> {
    let body = format!(
        "[stages.lead]\nto.exit = \"50% per month\"\n[channels.ads]\nto = \"lead\"\n{lines}\n[stages.buyer]\n\
         role = \"customer\"\nstart = 1\nto = {{}}"
    );
    let e = expectation(&model(&monthly(periods, 64, &body)));
    (1..=periods).map(|t| expected_at(&e, "arrivals[ads]", t)).collect()
}

#[track_caller]
fn assert_all_close(values: &[f64], right: &[f64]) {
    assert_eq!(values.len(), right.len());
    values.iter().zip(right).for_each(|(value, right)| assert_close(*value, *right, 1e-9 * right.abs()));
}

#[test]
fn what_was_spent_wears_off_geometrically() {
    let spend = r#"spend = { schedule = [[1, 100], [4, 0]], per = "month" }"#;
    let cold = arrivals(&format!("{spend}\ncpc = \"$1\"\ncarryover = \"0.5 per month\"\nnew = true"), 6);
    assert_all_close(&cold, &[50.0, 75.0, 87.5, 43.75, 21.875, 10.9375]);
    let warm = arrivals(&format!("{spend}\ncpc = \"$1\"\ncarryover = \"0.5 per month\""), 6);
    assert_all_close(&warm, &[100.0, 100.0, 100.0, 50.0, 25.0, 12.5]);
}

#[test]
fn carryover_per_week_is_kept_by_its_power_in_a_month() {
    let lines =
        "spend = { schedule = [[1, 100], [2, 0]], per = \"month\" }\ncpc = \"$1\"\ncarryover = \"0.9 per week\"";
    let kept = 0.9_f64.powf(365.25 / 12.0 / 7.0);
    assert_all_close(&arrivals(lines, 3), &[100.0, 100.0 * kept, 100.0 * kept * kept]);
}

#[test]
fn at_todays_spend_a_person_costs_what_was_written_and_twice_the_spend_brings_less_than_twice_as_many() {
    let lines = |spend: &str| format!("spend = {spend}\ncost = \"$2\"\nsaturation = {{ half = \"$100 per month\" }}");
    assert_all_close(&arrivals(&lines("\"$200 per month\""), 1), &[100.0]);
    // g(200) = 2/3, g(400) = 4/5, g(0) = 0.
    let changing = arrivals(&lines("{ schedule = [[1, 200], [2, 400], [3, 0]], per = \"month\" }"), 3);
    assert_all_close(&changing, &[100.0, 100.0 * (4.0 / 5.0) / (2.0 / 3.0), 0.0]);
    // With slope 2 g(1) = 1/2 at half, g(2) = 4/5.
    let steep = "spend = { schedule = [[1, 100], [2, 200]], per = \"month\" }\ncost = \"$1\"\n\
                 saturation = { half = \"$100 per month\", slope = 2 }";
    assert_all_close(&arrivals(steep, 2), &[100.0, 100.0 * 0.8 / 0.5]);
}

#[test]
fn a_budget_that_is_a_share_of_revenue_follows_the_last_period() {
    let body = r#"
        [stages.customer]
        role = "customer"
        start = 100
        to = {}
        [channels.ads]
        to = "customer"
        spend = { share_of_revenue = "20%" }
        cost = "$10"
        [revenue.fee]
        on = "customer"
        each = "$10 per month"
    "#;
    let e = expectation(&model(&monthly(3, 64, body)));
    // 100 customers pay 1,000; 200 of it buy 20 more; 120 pay 1,200; 240 buy 24; and so on: 20% a month.
    for (month, right) in [(1, 120.0), (2, 144.0), (3, 172.8)] {
        assert_close(expected_at(&e, "customers", month), right, 1e-9);
    }
}

/// A company with two kinds of customers, or one of them alone.
fn two_kinds(arrivals: f64, extra: &str) -> String {
    monthly(
        12,
        4096,
        &format!(
            r#"
            [stages.trial]
            role = "user"
            stay = "2 months"
            to.customer = "40%"
            to.exit = "rest"
            [stages.customer]
            role = "customer"
            to.exit = "10% per month"
            [channels.ads]
            to = "trial"
            arrivals = "{arrivals} per month"
            [referrals.invite]
            from = ["customer"]
            invites = "0.2 per month"
            accept = "30%"
            to = "trial"
            [revenue.fee]
            on = "customer"
            each = "$10 per month"
            {extra}
            "#
        ),
    )
}

#[test]
fn a_model_of_two_segments_is_the_two_models_apart() {
    let both = two_kinds(
        1000.0,
        r#"
        [segments.small]
        share = "80%"
        [segments.large]
        share = "20%"
        changes = { "trial -> customer" = 0.5, "customer -> exit" = 0.4, "revenue.fee.each" = 6, "referrals.invite.invites" = 2 }
        "#,
    );
    let small = two_kinds(800.0, "");
    let large = two_kinds(200.0, "")
        .replace("40%", "20%")
        .replace("10% per month", "4% per month")
        .replace("$10 per", "$60 per")
        .replace("0.2 per", "0.4 per");
    let (both_e, small, large) = (expectation(&model(&both)), expectation(&model(&small)), expectation(&model(&large)));
    let results = simulate(&model(&both));
    for metric in ["customers", "new_customers", "churned", "revenue", "accepted"] {
        for month in [1, 6, 12] {
            let right = expected_at(&small, metric, month) + expected_at(&large, metric, month);
            assert_close(expected_at(&both_e, metric, month), right, 1e-9 * right);
            assert_mean(&at(&results, metric, month), right, 4.0);
        }
    }
}

#[test]
fn recurring_revenue_moves_by_exactly_its_movements() {
    let body = r#"
        [stages.basic]
        role = "customer"
        start = 300
        to.pro = "5% per month"
        to.lapsed = "4% per month"
        [stages.pro]
        role = "customer"
        start = 100
        to.basic = "3% per month"
        to.free = "2% per month"
        [stages.free]
        role = "user"
        to.basic = "10% per month"
        to.exit = "5% per month"
        [stages.lapsed]
        role = "lapsed"
        to.renewal = "2% per month"
        [stages.renewal]
        instant = true
        to.basic = "50%"
        to.pro = "50%"
        [channels.ads]
        to = "basic"
        arrivals = "20 per month"
        [revenue.basic]
        on = "basic"
        each = { schedule = [[1, "$29.99"], [7, "$34.99"]], per = "month" }
        [revenue.pro]
        on = "pro"
        each = "$99.95 per month"
    "#;
    let model = model(&monthly(12, 512, body));
    let results = simulate(&model);
    let mean = |metric: &str, month: u32| at(&results, metric, month).mean.unwrap();
    for month in 1..=12 {
        let moved = mean("new_mrr", month) + mean("expansion_mrr", month) + mean("reactivation_mrr", month)
            - mean("contraction_mrr", month)
            - mean("churned_mrr", month);
        // Whole cents in every future, so only the mean's own division rounds.
        assert_close(mean("mrr", month) - mean("mrr", month - 1), moved, 1e-6);
    }
    // In month 7 basic rises by $5, which is expansion for the 91% who stay in it; the 5% who go to pro pay
    // $99.95 instead of $29.99.
    let each = 0.91 * 500.0 + 0.05 * (9995.0 - 2999.0);
    let expansion = at(&results, "expansion_mrr", 7);
    assert_mean(&expansion, mean("people[basic]", 6) * each, 4.0);
}

#[test]
fn a_desk_that_serves_one_at_a_time_has_the_queue_of_theory() {
    // N' = (N - 1)+ + Poisson(r): E[N] = r + r^2 / (2 (1 - r)) (Pollaczek 1930, Khinchine 1932), P(N = 0) = 1 - r
    // at the moment of service, so the desk is busy with probability r.
    let body = r#"
        [stages.waiting]
        to.served = "100% per month"
        [stages.served]
        role = "customer"
        to = {}
        [channels.door]
        to = "waiting"
        arrivals = "0.8 per month"
        [capacities.desk]
        on = ["waiting -> served"]
        limit = "1 per month"
    "#;
    let results = simulate(&model(&monthly(400, 16_384, body)));
    assert_mean(&at(&results, "people[waiting]", 400), 0.8 + 0.64 / 0.4, 4.0);
    assert_mean(&at(&results, "new_customers", 400), 0.8, 4.0);
}

/// 25 a month are 300 / 365.25 a day: floor(60 * 300 / 365.25) = 49 in 60 days, one or none on each.
#[test]
fn places_by_the_month_are_as_many_at_a_daily_step() {
    let text = r#"
        [time]
        step = "day"
        periods = 60
        [simulation]
        replications = 64
        [stages.lead]
        start = 1000
        to.customer = "50% per day"
        [stages.customer]
        role = "customer"
        [capacities.desk]
        on = "lead -> customer"
        limit = "25 per month"
    "#;
    let model = model(text);
    let (e, results) = (expectation(&model), simulate(&model));
    for day in 1..=60 {
        let so_far = f64::from(day) * 300.0 / 365.25;
        assert_close(expected_at(&e, "customers", day), so_far, 1e-9);
        let drawn = at(&results, "customers", day);
        assert_eq!((drawn.mean, drawn.sd), (Some(so_far.floor()), Some(0.0)), "day {day}");
    }
    assert_eq!(at(&results, "customers", 60).mean, Some(49.0));
}

/// 40% a month of 50 people by the day: as many are reached as at a monthly step, but for fractions of one person.
#[test]
fn a_reach_by_the_month_reaches_as_many_at_a_daily_step() {
    let text = r#"
        [time]
        step = "day"
        periods = 60
        [simulation]
        replications = 64
        [stages.gone]
        role = "lapsed"
        start = 50
        [stages.customer]
        role = "customer"
        [channels.back]
        from = ["gone"]
        to = "customer"
        arrivals = "1000 per day"
        reach = "40% per month"
    "#;
    let model = model(text);
    let (e, results) = (expectation(&model), simulate(&model));
    let share = 1.0 - 0.6_f64.powf(12.0 / 365.25);
    let (mut sum, mut came) = (0.0, 0.0);
    for day in 1..=60 {
        // Of those who are there at its start; the whole ones among all so far have come.
        sum += share * (50.0 - came);
        came = f64::floor(sum);
        let drawn = at(&results, "customers", day);
        assert_eq!((drawn.mean, drawn.sd), (Some(came), Some(0.0)), "day {day}");
        assert_close(expected_at(&e, "customers", day), 50.0 * (1.0 - (1.0 - share).powf(f64::from(day))), 1e-9);
    }
    assert_eq!(came, 32.0);
}

#[test]
fn who_finds_no_place_stays_or_takes_the_else() {
    let body = r#"
        [stages.lead]
        start = 100
        to.call = "100% per month"
        [stages.call]
        instant = true
        to.customer = "50%"
        else = "later"
        [stages.later]
        to = {}
        [stages.customer]
        role = "customer"
        to = {}
        [capacities.calls]
        on = ["lead -> call"]
        limit = "30 per month"
        [capacities.onboarding]
        on = ["call -> customer"]
        limit = "10 per month"
    "#;
    let results = simulate(&model(&monthly(1, 256, body)));
    let all = |metric: &str| {
        let figure = at(&results, metric, 1);
        (figure.mean.unwrap(), figure.sd.unwrap(), figure.quantiles[6].unwrap())
    };
    assert_eq!(all("people[lead]"), (70.0, 0.0, 70.0));
    // Of 30 who come to the call about 15 want on: hardly ever fewer than 10.
    assert_eq!(all("customers").2, 10.0);
    let later = at(&results, "people[later]", 1).mean.unwrap();
    assert_close(later + at(&results, "customers", 1).mean.unwrap(), 30.0, 1e-9);
}

/// Expected new customers in a month with a friction of this size, of which so much is removed.
fn with_friction(loses: &str, removed: &str) -> f64 {
    let body = format!(
        r#"
        [stages.trial]
        role = "user"
        stay = "1 month"
        to.customer = "34%"
        to.exit = "rest"
        [stages.customer]
        role = "customer"
        to = {{}}
        [channels.ads]
        to = "trial"
        arrivals = "1000 per month"
        [frictions.slow]
        on = "trial -> customer"
        loses = "{loses}"
        [initiatives.help]
        active = true
        upfront = "$1"
        starts = 1
        reduces = {{ slow = "{removed}" }}
        "#
    );
    expected_at(&expectation(&model(&monthly(2, 64, &body))), "new_customers", 2)
}

#[test]
fn a_friction_is_in_the_measured_rate_whatever_its_size_and_comes_out_of_it() {
    for loses in ["10%", "15% to 35%", "60%"] {
        assert_close(with_friction(loses, "0%"), 340.0, 1e-9);
    }
    assert_close(with_friction("20%", "100%"), 340.0 / 0.8, 1e-9);
    assert_close(with_friction("20%", "50%"), 340.0 * (1.0 - 0.2 * 0.5) / 0.8, 1e-9);
}

/// A friction on a referral is a share of its invitations, however many of them are accepted. 10,000 people send 0.1
/// each with 40% held back: 1,000; without the friction 1,000 / 0.6 of which 90% are accepted, each for a dollar.
#[test]
fn a_friction_on_a_referral_is_of_its_invitations_and_leaves_acceptance_alone() {
    let club = |included: bool, removed: &str| {
        let body = format!(
            r#"
            [stages.member]
            role = "customer"
            start = 10000
            to.exit = "10% per month"
            [referrals.friends]
            from = ["member"]
            invites = "0.1 per month"
            accept = "90%"
            to = "member"
            cost_per_invite = "$1"
            [frictions.shy]
            on = "referral:friends"
            loses = "40%"
            included = {included}
            [initiatives.nudge]
            active = true
            reduces = {{ shy = "{removed}" }}
            "#
        );
        model(&monthly(1, 4096, &body))
    };
    for (included, removed, sent, drag) in [
        (true, "0%", 1_000.0, 0.4),
        (true, "50%", 1_000.0 * 0.8 / 0.6, 0.2),
        (true, "100%", 1_000.0 / 0.6, 0.0),
        (false, "0%", 600.0, 0.4),
        (false, "25%", 700.0, 0.3),
        (false, "100%", 1_000.0, 0.0),
    ] {
        let model = club(included, removed);
        let (e, results) = (expectation(&model), simulate(&model));
        assert_close(expected_at(&e, "invitations", 1), sent, 1e-9);
        assert_close(expected_at(&e, "accepted", 1), 0.9 * sent, 1e-9);
        assert_close(expected_at(&e, "profit", 1) / 100.0, -sent, 1e-6);
        assert_close(expected_at(&e, "drag", 1), drag, 1e-12);
        for metric in ["invitations", "accepted", "profit"] {
            assert_mean(&at(&results, metric, 1), expected_at(&e, metric, 1), 4.0);
        }
        assert_eq!(results.total(0, "scaled").unwrap().mean, Some(0.0));
        // Nobody but the one who leaves: sent per month times acceptance, over ten months on average.
        let k = lifetime_of(&model).k_factor.unwrap().mean;
        assert_close(k, sent / 10_000.0 * 0.9 / 0.1, 1e-9);
    }
}

/// What is made of other numbers may leave its range in a draw; it is held there, and the run says how often. The input
/// is above 100% in a quarter of the futures, spread evenly.
#[test]
fn a_share_that_arithmetic_takes_above_its_whole_is_held_and_counted() {
    let with = |what: &str| {
        let body = format!(
            r#"
            [inputs]
            often = {{ uniform = [0.5, 1.1666666666666667] }}
            [stages.trial]
            role = "user"
            start = 1000
            to.customer = "20% per month"
            [stages.customer]
            role = "customer"
            start = 100
            [stages.gone]
            role = "lapsed"
            start = 100
            [channels.back]
            from = ["gone"]
            to = "customer"
            arrivals = 10
            [channels.ads]
            to = "trial"
            spend = 1000
            cost = 10
            [referrals.friends]
            from = ["customer"]
            invites = 0.1
            accept = "50%"
            to = "customer"
            [frictions.shy]
            on = "referral:friends"
            loses = "10%"
            [initiatives.nudge]
            active = true
            reduces = {{ shy = "10%" }}
            {what}
            "#
        );
        simulate(&model(&monthly(2, 4096, &body))).total(0, "scaled").unwrap().mean.unwrap()
    };
    assert_eq!(with(""), 0.0);
    for key in [
        "[channels.more]\nto = \"trial\"\nspend = 1\ncost = 1\ncarryover = \"=often per month\"",
        "[channels.more]\nfrom = [\"gone\"]\nto = \"trial\"\narrivals = 5\nreach = \"=100% * often per month\"",
        "[frictions.slow]\non = \"trial -> customer\"\nloses = \"=often\"\nincluded = false",
        "[frictions.slow]\non = \"trial -> customer\"\nloses = \"1%\"\n[initiatives.more]\nactive = true\nreduces = { slow = \"=often\" }",
        "[initiatives.more]\nactive = true\nrunning = 1\nchance = \"=often\"\nchanges = { \"trial -> customer\" = 1.1 }",
        "[initiatives.more]\nrunning = 1\n[initiatives.more.test]\non = \"trial -> customer\"\nlift = 0.1\nshare = \"=often\"\nlasts = 1",
        "[events.storm]\nchance = \"=often\"\nat = 1\nchanges = { \"channels.ads.arrivals\" = 0.5 }",
    ] {
        let (held, right, error) = (with(key), 0.25, (0.25 * 0.75 / 4096.0_f64).sqrt());
        assert!((held - right).abs() < 4.0 * error, "{held} of the futures with {key}");
    }
}

#[test]
fn a_friction_that_pushes_out_is_in_the_measured_rate_too() {
    let churned = |removed: &str| {
        let body = format!(
            r#"
            [stages.customer]
            role = "customer"
            start = 1000
            to.exit = "5% per month"
            [frictions.support]
            on = "customer -> exit"
            loses = "2% per month"
            [initiatives.desk]
            active = true
            upfront = "$1"
            starts = 1
            reduces = {{ support = "{removed}" }}
            "#
        );
        expected_at(&expectation(&model(&monthly(1, 64, &body))), "churned", 1)
    };
    let without = (0.05 - 0.02) / (1.0 - 0.02);
    assert_close(churned("0%"), 50.0, 1e-9);
    assert_close(churned("100%"), 1000.0 * without, 1e-9);
    assert_close(churned("50%"), 1000.0 * (without + 0.01 * (1.0 - without)), 1e-9);
}

/// Share of the futures that adopt a change with this true lift, tested on 10,000 people in each arm.
fn adopted(lift: &str) -> flywheel::results::Distribution {
    let body = format!(
        r#"
        [stages.visitor]
        instant = true
        to.customer = "10%"
        [stages.customer]
        role = "customer"
        to = {{}}
        [channels.ads]
        to = "visitor"
        arrivals = "40000 per month"
        variation = "fixed"
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
    );
    at(&simulate(&model(&monthly(2, 65_536, &body))), "adopted[button]", 2)
}

#[test]
fn a_test_adopts_what_does_nothing_in_one_of_forty_and_what_works_with_its_power() {
    // With 10,000 people and 1,000 successes an arm z is normal as far as a mean of 65,536 futures can tell.
    let nothing = adopted("0.0");
    assert_mean(&nothing, 0.025, 4.0);
    // p 10% against 11%: z has mean 2.307, so it exceeds 1.960 with probability 0.6357.
    let (p, q, n) = (0.10_f64, 0.11_f64, 10_000.0);
    let pooled = (p + q) / 2.0;
    let mean = (q - p) / (2.0 * pooled * (1.0 - pooled) / n).sqrt();
    let sd = ((p * (1.0 - p) + q * (1.0 - q)) / (2.0 * pooled * (1.0 - pooled))).sqrt();
    let power = flywheel::base::math::normal_cdf((mean - 1.959963984540054) / sd);
    let works = adopted("0.1");
    assert_mean(&works, power, 4.0);
    let harms = adopted("-0.1");
    assert!(harms.mean.unwrap() < 0.001, "{:?}", harms.mean);
}

#[test]
fn seasons_and_events_change_rates_while_they_last() {
    let body = r#"
        [stages.customer]
        role = "customer"
        start = 100000
        to.exit = "10% per month"
        [events.rival]
        chance = "100%"
        at = [3, 3]
        lasts = 2
        changes = { "customer -> exit" = 1.5 }
    "#;
    let e = expectation(&model(&monthly(6, 64, body)));
    for (month, rate) in [(1, 0.10), (2, 0.10), (3, 0.15), (4, 0.15), (5, 0.10), (6, 0.10)] {
        assert_close(expected_at(&e, "churn_rate", month), rate, 1e-9);
    }
    let season = "arrivals = \"100 per month\"\nseason = [0.5, 0.5, 1, 1, 1, 1, 1, 1, 1, 1, 1.5, 1.5]";
    let came = arrivals(season, 12);
    assert_all_close(&[came[0], came[2], came[11]], &[50.0, 100.0, 150.0]);
}

#[test]
fn an_event_that_may_come_once_comes_with_its_chance_and_at_any_time_of_its_window() {
    let body = r#"
        [stages.customer]
        role = "customer"
        start = 100000
        to.exit = "1% per month"
        [events.rival]
        chance = "30%"
        at = [2, 5]
        changes = { "customer -> exit" = 20 }
    "#;
    let results = simulate(&model(&monthly(6, 4096, body)));
    // In expectation 30% x k/4 of the futures have it in the k-th month of the window.
    for (month, on) in [(1, 0.0), (2, 0.075), (3, 0.15), (4, 0.225), (5, 0.3), (6, 0.3)] {
        let rate = at(&results, "churn_rate", month);
        assert_close(rate.mean.unwrap(), 0.01 + on * 0.19, 4.0 * rate.se.unwrap() + 1e-6);
    }
}

#[test]
fn a_crowd_has_half_its_effect_at_half() {
    let body = r#"
        [stages.visitor]
        instant = true
        to.customer = "10%"
        [stages.customer]
        role = "customer"
        start = 500
        to = {}
        [channels.ads]
        to = "visitor"
        arrivals = "1000 per month"
        [feedback.reviews]
        of = ["customer"]
        half = 500
        changes = { "visitor -> customer" = "+30%" }
    "#;
    let e = expectation(&model(&monthly(2, 64, body)));
    assert_close(expected_at(&e, "new_customers", 1), 1000.0 * 0.10 * 1.15, 1e-9);
    let crowd = 615.0 / 1115.0;
    assert_close(expected_at(&e, "new_customers", 2), 1000.0 * 0.10 * (1.0 + 0.3 * crowd), 1e-9);
}

#[test]
fn noise_on_the_log_odds_keeps_its_expectation_by_quadrature() {
    let body = r#"
        [stages.customer]
        role = "customer"
        start = 1000000
        to.exit = { value = "5%", volatility = 0.8, per = "month" }
    "#;
    let model = model(&monthly(1, 65_536, body));
    let (e, results) = (expectation(&model), simulate(&model));
    // E[1 / (1 + 19 exp(-0.8 Z))] by Simpson's rule on 20,001 points between -12 and 12.
    let f = |z: f64| (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt() / (1.0 + 19.0 * (-0.8 * z).exp());
    let n = 20_000;
    let h = 24.0 / f64::from(n);
    let weight = |i: i32| {
        if i == 0 || i == n {
            1.0
        } else if i % 2 == 1 {
            4.0
        } else {
            2.0
        }
    };
    let mean: f64 = (0..=n).map(|i| weight(i) * f(-12.0 + f64::from(i) * h)).sum::<f64>() * h / 3.0;
    assert_close(expected_at(&e, "churned", 1) / 1e6, mean, 1e-6);
    assert_mean(&at(&results, "churned", 1), 1e6 * mean, 4.0);
}

#[test]
fn a_campaign_reaches_at_most_its_share_and_takes_nobody_from_outside() {
    let body = r#"
        [stages.lapsed]
        role = "lapsed"
        start = 1000
        to = {}
        [stages.customer]
        role = "customer"
        to = {}
        [channels.letter]
        from = ["lapsed"]
        to = "customer"
        arrivals = "500 per month"
        reach = "10%"
    "#;
    let results = simulate(&model(&monthly(2, 256, body)));
    let figure = |metric: &str, month: u32| at(&results, metric, month).mean.unwrap();
    assert_close(figure("customers", 1), 100.0, 1e-9);
    assert_close(figure("customers", 2), 190.0, 1e-9);
    assert_close(figure("people[lapsed]", 2), 810.0, 1e-9);
    assert_close(figure("reactivated", 1), 100.0, 1e-9);
}

#[test]
fn a_goal_of_recurring_revenue_is_asked_per_month_at_any_step() {
    for step in ["week", "month"] {
        let text = format!(
            r#"
            [time]
            step = "{step}"
            periods = 4
            [simulation]
            replications = 64
            [stages.customer]
            role = "customer"
            start = 100
            to = {{}}
            [revenue.fee]
            on = "customer"
            each = "$49 per month"
            [goals.enough]
            metric = "mrr"
            at_least = "$4,899"
            [goals.more]
            metric = "mrr"
            at_least = "$4,901"
            "#
        );
        let results = simulate(&model(&text));
        assert_eq!(results.total(0, "chance[enough]").unwrap().mean, Some(1.0), "{step}");
        assert_eq!(results.total(0, "chance[more]").unwrap().mean, Some(0.0), "{step}");
    }
}

#[test]
fn members_of_long_standing_stay_as_the_shifted_beta_geometric_law_says() {
    // 1,000 people in their sixth year: S(5 + n) / S(5) of them are left after n years.
    let text = r#"
        [time]
        step = "year"
        periods = 3
        [stages.member]
        role = "customer"
        start = 1000
        start_tenure = [0, 0, 0, 0, 0, 1000]
        to.exit = { sbg = [0.704, 1.182], per = "year" }
    "#;
    let e = expectation(&model(text));
    let mut left = 1000.0;
    for year in 1..=3 {
        let n = 5.0 + f64::from(year);
        left *= (1.182 + n - 1.0) / (0.704 + 1.182 + n - 1.0);
        assert_close(expected_at(&e, "customers", year), left, 1e-9);
    }
}

#[test]
fn a_test_is_worth_what_it_wins_less_what_it_costs() {
    // The change works for certain and is tested on everybody in month 1: half of 1,000 visitors meet 30%, not
    // 20%, then all of them for two months; a sale is worth $10, the test costs $100 while it runs and $50 when
    // adopted. 500 x 10% x $10 + 2 x 1,000 x 10% x $10 - $150 = $2,350.
    let body = r#"
        [stages.visitor]
        instant = true
        to.customer = "20%"
        [stages.customer]
        role = "customer"
        to = {}
        [channels.ads]
        to = "visitor"
        arrivals = "1000 per month"
        variation = "fixed"
        [revenue.sale]
        on = "visitor -> customer"
        each = "$10"
        [initiatives.page]
        active = true
        running = "$100 per month"
        upfront = "$50"
        starts = 1
        [initiatives.page.test]
        on = "visitor -> customer"
        lift = 0.5
        share = "100%"
        lasts = 1
    "#;
    let model = model(&monthly(3, 2048, body));
    let worth = flywheel::analysis::experiments::worth(&model, 0, None);
    assert_eq!(worth.len(), 1);
    // z has mean 3.65 and so exceeds 1.96 in 95% of the futures: what is missed is taken off.
    let adopted = at(&simulate(&model), "adopted[page]", 3).mean.unwrap();
    assert!((0.9..1.0).contains(&adopted), "{adopted}");
    let right = 100.0 * (500.0 - 100.0 + adopted * (2000.0 - 50.0));
    assert_close(worth[0].mean, right, 4.0 * worth[0].se);
    assert!(worth[0].se < 0.05 * right, "the futures are paired: {}", worth[0].se);
}

/// Changes of a plan and of those it extends multiply, and what is set takes the place of the number under them.
#[test]
fn changes_of_plans_that_extend_one_another_multiply() {
    let body = r#"
        [stages.visitor]
        [channels.ads]
        to = "visitor"
        arrivals = "100 per month"
        [channels.blog]
        to = "visitor"
        arrivals = "10 per month"
        [plans.more]
        changes = { "channels.ads.arrivals" = "+20%", "channels.blog.arrivals" = "+20%" }
        [plans.most]
        extends = "more"
        set = { "channels.blog.arrivals" = "50 per month" }
        changes = { "channels.ads.arrivals" = "+10%" }
    "#;
    let e = expectation(&model(&monthly(1, 16, body)));
    let arrivals = |plan: usize, channel: &str| {
        e.by_period(plan, &format!("arrivals[{channel}]")).expect("a channel")[1].expect("a period")
    };
    assert_close(arrivals(1, "ads"), 120.0, 1e-9);
    assert_close(arrivals(2, "ads"), 100.0 * 1.2 * 1.1, 1e-9);
    assert_close(arrivals(2, "blog"), 50.0 * 1.2, 1e-9);
}

/// What begins at a date begins in the period that contains its first day, a goal is due in the one that contains its
/// last; and a season is that of the month in which the period begins.
#[test]
fn a_date_is_the_period_that_contains_its_first_day_and_when_it_is_due_its_last() {
    let text = r#"
        [time]
        step = "quarter"
        periods = 4
        start = "2027-01"
        [simulation]
        replications = 64
        [stages.customer]
        role = "customer"
        [channels.may]
        to = "customer"
        arrivals = "10 per quarter"
        variation = "fixed"
        starts = "2027-05"
        [goals.in_june]
        metric = "customers"
        at = "2027-06"
        at_least = 1
        [goals.in_march]
        metric = "customers"
        at = "2027-03"
        at_least = 1
    "#;
    let results = simulate(&model(text));
    let arrivals = [1, 2, 3].map(|quarter| at(&results, "arrivals[may]", quarter).mean);
    assert_eq!(arrivals, [Some(0.0), Some(10.0), Some(10.0)]);
    let chance = |goal: &str| results.total(0, &format!("chance[{goal}]")).unwrap().mean;
    assert_eq!((chance("in_june"), chance("in_march")), (Some(1.0), Some(0.0)));
}

/// `-> b` is every transition into b, the people of every channel to b, bought or not, and the acceptance of every
/// referral to b; how many are invited stays.
#[test]
fn whatever_comes_into_a_stage_is_changed_by_its_entries() {
    let body = |change: &str| {
        format!(
            r#"
            [stages.trial]
            role = "user"
            start = 1000
            to.customer = "10% per month"
            [stages.customer]
            role = "customer"
            start = 100
            [channels.blog]
            to = "customer"
            arrivals = "30 per month"
            [channels.ads]
            to = "customer"
            spend = "$100 per month"
            cost = "$5"
            [channels.other]
            to = "trial"
            arrivals = "30 per month"
            [referrals.friends]
            from = ["customer"]
            invites = "0.5 per month"
            accept = "20%"
            to = "customer"
            [initiatives.all]
            active = true
            changes = {{ {change} }}
            "#
        )
    };
    let figures = |change: &str| {
        let e = expectation(&model(&monthly(1, 16, &body(change))));
        ["passages[trial -> customer]", "arrivals[blog]", "arrivals[ads]", "arrivals[other]", "invitations", "accepted"]
            .map(|metric| expected_at(&e, metric, 1))
    };
    let near = |change: &str, right: [f64; 6]| {
        figures(change).iter().zip(right).for_each(|(value, right)| assert_close(*value, right, 1e-9));
    };
    near("\"-> customer\" = \"+50%\"", [150.0, 45.0, 30.0, 30.0, 50.0, 15.0]);
    near("\"* -> customer\" = \"+50%\"", [150.0, 30.0, 20.0, 30.0, 50.0, 10.0]);
}

/// 50 million people pay 100,000 a month for five years, 3 * 10^16 cents in all, and half as much under the plan:
/// beyond 2^53, the last number up to which every cent is exact, and to the last of 16 digits.
#[test]
fn money_beyond_two_to_the_53_is_no_smaller_than_it_is() {
    let rich = |people: &str, each: &str| {
        let body = format!(
            r#"
            [money]
            end_value = "none"
            [stages.customer]
            role = "customer"
            start = "{people}"
            [revenue.fee]
            on = "customer"
            each = "{each} per month"
            [plans.cheaper]
            changes = {{ "revenue.fee.each" = "-50%" }}
            "#
        );
        simulate(&model(&monthly(60, 64, &body)))
    };
    let results = rich("50M", "100k");
    for metric in ["revenue", "profit", "cash", "npv"] {
        for (plan, right) in [(0, 3e16), (1, 1.5e16)] {
            let figure = results.total(plan, metric).unwrap();
            assert_eq!((figure.mean, figure.sd, figure.median()), (Some(right), Some(0.0), Some(right)), "{metric}");
        }
    }
    assert_eq!(results.exceeding(0), []);
    // 10^11 people and 10^15 dollars: 10^28 cents a month can be recorded, five years of it cannot, and that is said.
    let results = rich("100B", "1000000B");
    assert_eq!(at(&results, "revenue", 1).mean, Some(1e28));
    let revenue = results.catalogue.find("revenue").expect("a metric");
    assert!(results.exceeding(0).contains(&(revenue, 1.0)), "{:?}", results.exceeding(0));
}
