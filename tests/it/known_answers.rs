//! Closed forms and published numbers that the simulator must reproduce.
//!
//! Means within 4 standard errors of the run itself (the chance that a right program fails one such test
//! is 1 in 16,000; seeds are fixed, so it either does or does not). Expectations are exact but for rounding.

use crate::play::*;

/// Sample variance against a known one: the standard error of a variance of n nearly normal values is
/// about var * sqrt(2 / n), more by the excess kurtosis k: var * sqrt((2 + k) / n).
#[track_caller]
fn assert_variance(sd: f64, n: f64, right: f64, excess_kurtosis: f64) {
    let se = right * ((2.0 + excess_kurtosis) / n).sqrt();
    assert_close(sd * sd, right, 4.0 * se);
}

#[test]
fn the_seed_funnel_costs_400_brings_2000_and_leaves_1600() {
    let mut model = shipped("funnel.toml");
    model.simulation.replications = 1 << 16;
    let e = expectation(&model);
    for (metric, right) in [("cost", 40_000.0), ("revenue", 200_000.0), ("profit", 160_000.0), ("new_customers", 20.0)]
    {
        assert_close(e.total(0, metric).unwrap(), right, 1e-6);
    }
    let entries = [("impression", 1000.0), ("click", 200.0), ("visit", 100.0), ("cart", 30.0), ("sale", 20.0)];
    for (stage, right) in entries {
        assert_close(e.total(0, &format!("entries[{stage}]")).unwrap(), right, 1e-9);
    }
    let results = simulate(&model);
    for (metric, right) in [("cost", 40_000.0), ("revenue", 200_000.0), ("profit", 160_000.0)] {
        assert_mean(&results.total(0, metric).unwrap(), right, 4.0);
    }
    // Fixed arrivals: sales are Binomial(1000, 0.02).
    let sales = results.total(0, "new_customers").unwrap();
    assert_mean(&sales, 20.0, 4.0);
    assert_variance(sales.sd.unwrap(), 65_536.0, 1000.0 * 0.02 * 0.98, 0.05);
}

#[test]
fn poisson_arrivals_make_the_sales_of_a_funnel_poisson() {
    let mut model = shipped("funnel.toml");
    model.simulation.replications = 1 << 16;
    model.plans[0].channels[0].variation = flywheel::model::Variation::Poisson;
    let sales = simulate(&model).total(0, "new_customers").unwrap();
    assert_mean(&sales, 20.0, 4.0);
    assert_variance(sales.sd.unwrap(), 65_536.0, 20.0, 0.05);
}

/// One customer stage with constant churn, from `start` people, with `arrivals` a period.
fn churn_only(start: u32, arrivals: &str, churn: &str, periods: u32) -> String {
    format!(
        r#"
        [time]
        step = "month"
        periods = {periods}
        [simulation]
        replications = 16384
        [stages.customer]
        role = "customer"
        start = {start}
        to.exit = "{churn} per month"
        [channels.ads]
        to = "customer"
        arrivals = "{arrivals} per month"
        "#
    )
}

#[test]
fn with_churn_alone_retention_is_geometric() {
    let model = model(&churn_only(1000, "0", "10%", 24));
    let (e, results) = (expectation(&model), simulate(&model));
    for month in [1, 6, 24] {
        let stay = 0.9_f64.powi(month);
        assert_close(expected_at(&e, "customers", month as u32), 1000.0 * stay, 1e-9);
        let figure = at(&results, "customers", month as u32);
        assert_mean(&figure, 1000.0 * stay, 4.0);
        assert_variance(figure.sd.unwrap(), 16_384.0, 1000.0 * stay * (1.0 - stay), 0.1);
    }
}

#[test]
fn with_constant_arrivals_customers_grow_to_arrivals_over_churn() {
    let model = model(&churn_only(0, "100", "5%", 48));
    let (e, results) = (expectation(&model), simulate(&model));
    for month in [1, 12, 48] {
        let right = 100.0 * (1.0 - 0.95_f64.powi(month)) / 0.05;
        assert_close(expected_at(&e, "customers", month as u32), right, 1e-9);
        let figure = at(&results, "customers", month as u32);
        assert_mean(&figure, right, 4.0);
        // Thinned Poisson arrivals from an empty start: Poisson, variance = mean.
        assert_variance(figure.sd.unwrap(), 16_384.0, right, 0.1);
    }
}

#[test]
fn poisson_arrivals_and_independent_moves_make_every_stage_poisson() {
    let model = model(
        r#"
        [time]
        step = "month"
        periods = 18
        [simulation]
        replications = 16384
        [stages.lead]
        to.trial = "30% per month"
        to.exit = "20% per month"
        [stages.trial]
        role = "user"
        stay = "2 months"
        to.customer = "40%"
        to.exit = "rest"
        [stages.customer]
        role = "customer"
        to.lapsed = "6% per month"
        [stages.lapsed]
        role = "lapsed"
        to.customer = "4% per month"
        [channels.ads]
        to = "lead"
        arrivals = "50 per month"
        "#,
    );
    let (e, results) = (expectation(&model), simulate(&model));
    for stage in ["lead", "trial", "customer", "lapsed"] {
        let metric = format!("people[{stage}]");
        let right = expected_at(&e, &metric, 18);
        let figure = at(&results, &metric, 18);
        assert_mean(&figure, right, 4.0);
        assert_variance(figure.sd.unwrap(), 16_384.0, right, 1.0 / right);
    }
}

#[test]
fn hazards_of_different_months_and_weeks_compete_as_exponential_risks() {
    // 18% and 35% a month of the same people: at the monthly step they stay as written.
    let text = |step: &str, periods: u32| {
        format!(
            r#"
            [time]
            step = "{step}"
            periods = {periods}
            [stages.trial]
            role = "user"
            start = 100000
            to.customer = "18% per month"
            to.exit = "35% per month"
            [stages.customer]
            role = "customer"
            "#
        )
    };
    let monthly = expectation(&model(&text("month", 1)));
    assert_close(expected_at(&monthly, "customers", 1), 18_000.0, 1e-6);
    assert_close(expected_at(&monthly, "exited", 1), 35_000.0, 1e-6);
    // At the weekly step they come back after 365.25 / 12 / 7 weeks: a total hazard -ln(1 - 0.53) a month.
    let weekly = expectation(&model(&text("week", 8)));
    for week in 1..=8 {
        let months = f64::from(week) * 7.0 * 12.0 / 365.25;
        let gone = 1.0 - 0.47_f64.powf(months);
        assert_close(expected_at(&weekly, "customers", week), 1e5 * gone * 18.0 / 53.0, 1e-6);
        assert_close(expected_at(&weekly, "exited", week), 1e5 * gone * 35.0 / 53.0, 1e-6);
    }
}

#[test]
fn rates_per_different_units_compete_with_the_sum_of_their_hazards() {
    let model = model(
        r#"
        [time]
        step = "month"
        periods = 1
        [stages.customer]
        role = "customer"
        start = 1000000
        to.lapsed = "30% per year"
        to.exit = "2% per month"
        [stages.lapsed]
        role = "lapsed"
        "#,
    );
    let e = expectation(&model);
    let (yearly, monthly) = (-(0.7_f64.ln()) / 12.0, -(0.98_f64.ln()));
    let happens = 1.0 - (-(yearly + monthly)).exp();
    let share = yearly / (yearly + monthly);
    assert_close(expected_at(&e, "people[lapsed]", 1), 1e6 * happens * share, 1e-5);
    assert_close(expected_at(&e, "exited", 1), 1e6 * happens * (1.0 - share), 1e-5);
}

#[test]
fn a_mean_stay_is_the_mean_and_shares_are_of_those_who_decide() {
    let model = model(
        r#"
        [time]
        step = "week"
        periods = 200
        [stages.trial]
        role = "user"
        start = 1000
        stay = "4 weeks"
        to.customer = "34%"
        to.exit = "rest"
        [stages.customer]
        role = "customer"
        "#,
    );
    let e = expectation(&model);
    assert_close(expected_at(&e, "customers", 200), 340.0, 1e-6);
    // Person-weeks in the trial over people = mean stay: each of the weeks 0.. counts those still there.
    let weeks: f64 = (0..200).map(|t| expected_at(&e, "people[trial]", t)).sum();
    assert_close(weeks / 1000.0, 4.0, 1e-9);
}

#[test]
fn a_fixed_stay_ends_for_everybody_at_once() {
    let model = model(
        r#"
        [time]
        step = "month"
        periods = 14
        [simulation]
        replications = 64
        [stages.contract]
        role = "customer"
        after = "12 months"
        to.contract = "70%"
        to.exit = "rest"
        [channels.sales]
        to = "contract"
        arrivals = "40"
        variation = "fixed"
        "#,
    );
    let (e, results) = (expectation(&model), simulate(&model));
    for month in 1..=12 {
        assert_eq!(at(&results, "customers", month).quantiles, [Some(40.0 * f64::from(month)); 7]);
    }
    // Those of month 1 decide in month 13: 28 of 40 renew and start their year anew.
    assert_close(expected_at(&e, "customers", 13), 40.0 * 12.0 + 28.0, 1e-9);
    assert_close(expected_at(&e, "churned", 13), 12.0, 1e-9);
    assert_close(expected_at(&e, "rate[contract -> contract]", 13), 0.7, 1e-12);
}

/// Everybody invites in one period only and then is gone: a branching process.
fn galton_watson(r: f64, generations: u32, replications: u32) -> String {
    format!(
        r#"
        [time]
        step = "month"
        periods = {generations}
        [simulation]
        replications = {replications}
        [stages.member]
        role = "customer"
        start = 1
        to.exit = "100% per month"
        [referrals.word]
        from = ["member"]
        invites = {r}
        accept = "100%"
        to = "member"
        "#
    )
}

#[test]
fn generations_of_referral_are_a_galton_watson_process() {
    for (r, extinction) in [(1.2, 0.686_301_67), (1.5, 0.417_188_36), (2.0, 0.203_187_87)] {
        let model = model(&galton_watson(r, 12, 1 << 16));
        let results = simulate(&model);
        let n = 65_536.0_f64;
        for generation in [1, 4, 8] {
            let mean = r.powi(generation);
            let variance = mean * (mean - 1.0) / (r - 1.0);
            let figure = at(&results, "customers", generation as u32);
            let se = (variance / n).sqrt();
            assert_close(figure.mean.unwrap(), mean, 4.0 * se);
            // Heavy tails: the excess kurtosis of a generation is at most about 6 + 10 / (r - 1) here.
            assert_variance(figure.sd.unwrap(), n, variance, 6.0 + 10.0 / (r - 1.0));
        }
        // Extinct by generation 12: f applied 12 times to 0; almost the limit for these R.
        let by_12 = (0..12).fold(0.0_f64, |q, _| (r * (q - 1.0)).exp());
        let alive = at(&results, "customers", 12);
        let extinct = f64::from(alive_at_zero(&model));
        assert_close(extinct, by_12, 4.0 * (by_12 * (1.0 - by_12) / n).sqrt());
        assert!(by_12 <= extinction && alive.mean.unwrap() > 0.0);
        let limit = (0..400).fold(0.0_f64, |q, _| (r * (q - 1.0)).exp());
        assert_close(limit, extinction, 1e-8);
    }
}

/// Share of replications without customers at the end, by a goal: "at most 0 customers".
fn alive_at_zero(model: &flywheel::model::Model) -> f32 {
    use flywheel::model::{Bound, Goal, GoalTime};
    let mut model = model.clone();
    let when = GoalTime::At(model.time.periods);
    let (id, label) = ("extinct".to_string(), "extinct".to_string());
    model.goals.push(Goal { id, label, metric: "customers".into(), when, bound: Bound::AtMost(0.0) });
    simulate(&model).total(0, "chance[extinct]").unwrap().mean.unwrap() as f32
}

#[test]
fn skoks_viral_customers_are_20470() {
    // 10 customers, each sends 10 invitations once, 20% accept, cycle 2 days, 20 days: periods of 2 days.
    // C(t) = C0 (K^(t/ct + 1) - 1) / (K - 1) counts everybody who ever came.
    let model = model(
        r#"
        [time]
        step = "day"
        periods = 10
        [stages.fresh]
        role = "customer"
        start = 10
        to.settled = "100% per day"
        [stages.settled]
        role = "customer"
        [referrals.invite]
        from = ["fresh"]
        invites = 10
        accept = "20%"
        to = "fresh"
        "#,
    );
    assert_close(expected_at(&expectation(&model), "customers", 10), 20_470.0, 1e-6);
}

#[test]
fn the_flywheel_identity_holds() {
    // N' = (1 - c + r) N + a: the flywheel's steady state is the funnel's a / c times 1 / (1 - r / c).
    let text = |invites: f64, periods: u32| {
        format!(
            r#"
            [time]
            step = "month"
            periods = {periods}
            [stages.customer]
            role = "customer"
            to.exit = "5% per month"
            [channels.ads]
            to = "customer"
            arrivals = 100
            [referrals.invite]
            from = ["customer"]
            invites = {invites}
            accept = "100%"
            to = "customer"
            "#
        )
    };
    let flywheel = model(&text(0.02, 2000));
    let e = expectation(&flywheel);
    assert_close(expected_at(&e, "customers", 12), 1_020.525_463_348_5, 1e-9);
    assert_close(expected_at(&e, "customers", 2000), 100.0 / 0.03, 1e-6);
    let funnel = expectation(&model(&text(0.0, 2000)));
    assert_close(expected_at(&funnel, "customers", 2000), 2000.0, 1e-6);
    let lifetime = lifetime_of(&flywheel);
    assert_close(lifetime.reproduction.unwrap().mean, 0.4, 1e-12);
    assert_close(lifetime.k_factor.unwrap().mean, 0.4, 1e-12);
    assert_close(lifetime.new_per_new.unwrap().mean, 0.4, 1e-12);
}

#[test]
fn lifetime_value_is_the_geometric_sum_with_and_without_referrals() {
    // Margin $40 a month less $4 support, churn 5%, no discount: v = 36 / 0.05 = 720 for somebody present at
    // the end of the period of acquisition (that period counts). With r = 0.02 accepted invitations a month
    // at $10 each: v = (36 - 0.2) / (1 - 0.95 - 0.02).
    let text = |discount: &str| {
        format!(
            r#"
            [time]
            step = "month"
            periods = 12
            discount_rate = "{discount} per year"
            [stages.customer]
            role = "customer"
            to.exit = "5% per month"
            [channels.ads]
            to = "customer"
            arrivals = 100
            [referrals.invite]
            from = ["customer"]
            invites = 0.1
            accept = "20%"
            to = "customer"
            reward = "$10"
            [revenue.subscription]
            on = "customer"
            each = "$50 per month"
            margin = "80%"
            [costs.support]
            on = "customer"
            each = "$4 per month"
            "#
        )
    };
    let plain = lifetime_of(&model(&text("0%")));
    assert_close(plain.ltv.unwrap().mean, 72_000.0, 1e-6);
    assert_close(plain.ltv_with_referrals.unwrap().mean, (3600.0 - 20.0) / 0.03, 1e-6);
    let g = 1.1_f64.powf(-1.0 / 12.0);
    let discounted = lifetime_of(&model(&text("10%")));
    assert_close(discounted.ltv.unwrap().mean, 3600.0 / (1.0 - g * 0.95), 1e-6);
    let with = (3600.0 - g * 20.0) / (1.0 - g * 0.97);
    assert_close(discounted.ltv_with_referrals.unwrap().mean, with, 1e-6);
}

#[test]
fn an_absorbing_chain_has_the_visits_of_its_fundamental_matrix() {
    // Three stages, people go forth and back; N = (I - Q)^-1. Expected periods in each from the first:
    // x1 = 1 + 0.5 x1 + 0.2 x2, x2 = 0.3 x1 + 0.4 x2 (mean periods, the start counting as 1).
    let model = model(
        r#"
        [time]
        step = "month"
        periods = 400
        [stages.a]
        role = "user"
        start = 1000
        to.b = "30% per month"
        to.exit = "20% per month"
        [stages.b]
        role = "user"
        to.a = "20% per month"
        to.exit = "40% per month"
        "#,
    );
    let e = expectation(&model);
    let periods = |stage: &str| {
        let metric = format!("people[{stage}]");
        (0..=400).map(|t| expected_at(&e, &metric, t)).sum::<f64>() / 1000.0
    };
    let determinant = 0.5 * 0.6 - 0.3 * 0.2;
    assert_close(periods("a"), 0.6 / determinant, 1e-9);
    assert_close(periods("b"), 0.3 / determinant, 1e-9);
    // Variance of the time to absorption, t = N 1, var = (2 N - I) t - t^2, of one person; the mean over
    // 1,000 people of the person-periods has 1/1000 of it. Checked through the sum over the run.
    let (n_aa, n_ab) = (0.6 / determinant, 0.3 / determinant);
    let (n_ba, n_bb) = (0.2 / determinant, 0.5 / determinant);
    let (t_a, t_b) = (n_aa + n_ab, n_ba + n_bb);
    let variance = (2.0 * n_aa - 1.0) * t_a + 2.0 * n_ab * t_b - t_a * t_a;
    assert!(variance > 0.0);
    assert_close(t_a, periods("a") + periods("b"), 1e-9);
    // P(T > n) is what is left after n periods: the second moment from the survival function.
    let left = |t: u32| (expected_at(&e, "people[a]", t) + expected_at(&e, "people[b]", t)) / 1000.0;
    let second_moment: f64 = (0..400).map(|n| (2.0 * f64::from(n) + 1.0) * left(n)).sum();
    assert_close(second_moment - t_a * t_a, variance, 1e-6);
}

#[test]
fn reproduction_counts_generations_and_the_k_factor_counts_invitations() {
    // Trial converts at 25%; customers churn 10% a month and send 0.8 invitations of which half are accepted:
    // K = 0.4 / 0.1 = 4 accepted a customer, R = 4 * 0.25 = 1.
    let model = model(
        r#"
        [time]
        step = "month"
        periods = 12
        [stages.trial]
        role = "user"
        stay = "2 months"
        to.customer = "25%"
        to.exit = "rest"
        [stages.customer]
        role = "customer"
        to.lapsed = "10% per month"
        [stages.lapsed]
        role = "lapsed"
        to.customer = "3% per month"
        [channels.ads]
        to = "trial"
        arrivals = 100
        [referrals.invite]
        from = ["customer"]
        invites = 0.8
        accept = "50%"
        to = "trial"
        "#,
    );
    let lifetime = lifetime_of(&model);
    assert_close(lifetime.k_factor.unwrap().mean, 4.0, 1e-9);
    assert_close(lifetime.reproduction.unwrap().mean, 1.0, 1e-9);
    assert_close(lifetime.new_per_new.unwrap().mean, 1.0, 1e-9);
    // Two months in the trial on average, whatever the decision.
    assert_close(lifetime.sales_cycle.unwrap().mean, 2.0, 1e-9);
}

#[test]
fn spreads_have_the_variances_that_are_written() {
    let model = model(
        r#"
        [time]
        step = "month"
        periods = 1
        [simulation]
        replications = 65536
        [stages.member]
        role = "customer"
        start = 1000
        to = {}
        [channels.burst]
        to = "member"
        arrivals = "200 per month"
        variation = { spread = 0.5 }
        [channels.fair]
        to = "member"
        arrivals = 12.3
        variation = "fixed"
        [referrals.invite]
        from = ["member"]
        invites = "0.5 per month"
        spread = 1.3
        accept = "20%"
        to = "member"
        reward = "$1"
        [revenue.fee]
        on = "member"
        each = "$20 per month"
        spread = 0.7
        "#,
    );
    let results = simulate(&model);
    let n = 65_536.0;
    // Gamma-Poisson between people: n inviters have variance n (m + (v m)^2); skewed, kurtosis below 1.
    let invitations = at(&results, "invitations", 1);
    assert_mean(&invitations, 500.0, 4.0);
    assert_variance(invitations.sd.unwrap(), n, 1000.0 * (0.5 + 0.65 * 0.65), 0.1);
    // Accepted: a fifth of them, so a Poisson part less spread: n (m a + (v m a)^2).
    let accepted = at(&results, "accepted", 1);
    assert_variance(accepted.sd.unwrap(), n, 1000.0 * (0.1 + 0.13 * 0.13), 0.1);
    // Negative binomial: m + (v m)^2; its excess kurtosis is about 6 v^2.
    let arrivals = at(&results, "arrivals[burst]", 1);
    assert_mean(&arrivals, 200.0, 4.0);
    assert_variance(arrivals.sd.unwrap(), n, 200.0 + 100.0 * 100.0, 6.0 * 0.25);
    // The fraction of a person is drawn: 12 or 13, variance 0.3 * 0.7, kurtosis of a coin: 1/(pq) - 6 < 0.
    let fixed = at(&results, "arrivals[fair]", 1);
    assert_mean(&fixed, 12.3, 4.0);
    assert_variance(fixed.sd.unwrap(), n, 0.21, 0.0);
    // A sum of amounts: mean 20 N, variance 400 (v^2 E N + var N), N who are here at the end.
    let people = at(&results, "customers", 1);
    let var_people = 10_200.0 + 0.21 + 1000.0 * (0.1 + 0.13 * 0.13);
    assert_variance(people.sd.unwrap(), n, var_people, 1.5);
    let fee = at(&results, "revenue[fee]", 1);
    let mean_people = 1000.0 + 200.0 + 12.3 + 100.0;
    assert_mean(&fee, 2000.0 * mean_people, 4.0);
    assert_variance(fee.sd.unwrap() / 2000.0, n, 0.49 * mean_people + var_people, 1.5);
}
