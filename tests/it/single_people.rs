//! What is said of one person: the same whatever the length of the run, and right for ever.

use crate::play::*;
use flywheel::analysis::lifetime::{Absent, Lifetime, OverDraws};

fn of_one(periods: u32, body: &str) -> Lifetime {
    let text = format!("[time]\nstep = \"month\"\nperiods = {periods}\ndiscount_rate = \"0%\"\n{body}");
    let model = model(&text);
    flywheel::analysis::lifetime_of(&model, &expectation(&model), 0)
}

fn mean(figure: &Result<OverDraws, Absent>) -> f64 {
    figure.unwrap().mean
}

/// Every kind of rate that depends on the time since, on both clocks, with referral and a campaign.
const ALL_CLOCKS: &str = r#"
    [stages.lead]
    to.trial = { by_age = ["1%", "2%", "30%"], per = "month" }
    to.exit = "5% per month"
    [stages.trial]
    role = "user"
    after = "4 months"
    to.customer = "40%"
    to.exit = "rest"
    [stages.customer]
    role = "customer"
    to.fan = { survival = [["3 months", "95%"], ["9 months", "60%"], ["15 months", "50%"]] }
    to.gone = { by_tenure = ["30%", "20%", "10%", "10%", "8%", "8%", "6%", "6%", "4%"], per = "month" }
    [stages.fan]
    role = "customer"
    to.gone = { by_tenure = ["9%", "9%", "9%", "6%", "6%", "6%", "6%", "6%", "6%", "6%", "2%"], per = "month" }
    [stages.gone]
    role = "lapsed"
    to.exit = "10% per month"
    [channels.word]
    type = "earned"
    to = "lead"
    arrivals = 10
    season = [2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]
    [channels.back]
    type = "paid"
    from = ["gone"]
    to = "trial"
    spend = "100 per month"
    cost = "20"
    [referrals.friend]
    from = ["fan"]
    invites = "0.5 per month"
    accept = "20%"
    to = "lead"
    [revenue.fee]
    on = ["customer", "fan"]
    each = "7 per month"
"#;

#[test]
fn no_figure_of_one_person_depends_on_the_length_of_the_run() {
    let (short, long) = (of_one(2, ALL_CLOCKS), of_one(90, ALL_CLOCKS));
    let compared = |of: &dyn Fn(&Lifetime) -> f64, what: &str| {
        let (short, long) = (of(&short), of(&long));
        assert!((short - long).abs() <= 1e-9 * long.abs(), "{what}: {short} at 2 periods, {long} at 90");
    };
    for (at, (id, _)) in long.named().iter().enumerate().filter(|(_, (id, _))| *id != "ltv_to_cac") {
        compared(&|l| mean(l.named()[at].1), id);
    }
    for channel in 0..2 {
        compared(&|l| mean(&l.channels[channel].value), "value of a channel's people");
        compared(&|l| mean(&l.channels[channel].conversion), "conversion of a channel's people");
    }
    for stage in 0..5 {
        compared(&|l| mean(&l.stage_value[stage]), "stage value");
    }
    for pair in 0..long.conversion.len() {
        compared(&|l| mean(&l.conversion[pair].1), "conversion");
    }
}

#[test]
fn a_customer_whose_churn_falls_with_tenure_is_worth_the_sum_of_her_survival() {
    let hazards: [f64; 13] = [0.3, 0.2, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.02];
    // Alive at the end of the period of acquisition with certainty, then period after period; 2% from the 13th on.
    let (mut alive, mut right) = (1.0, 0.0);
    for hazard in &hazards[..12] {
        right += alive;
        alive *= 1.0 - hazard;
    }
    right += alive / hazards[12];
    let list = hazards.map(|h| format!("\"{}%\"", h * 100.0)).join(", ");
    for (periods, key) in [(1, "by_tenure"), (12, "by_tenure"), (13, "by_tenure"), (3, "by_age")] {
        let lifetime = of_one(
            periods,
            &format!(
                r#"
                [stages.customer]
                role = "customer"
                to.gone = {{ {key} = [{list}], per = "month" }}
                [stages.gone]
                role = "lapsed"
                [channels.word]
                to = "customer"
                arrivals = 10
                [revenue.fee]
                on = "customer"
                each = "1 per month"
                "#
            ),
        );
        // 19.0767 in units, and of 100 cents.
        assert_close(mean(&lifetime.ltv), 100.0 * right, 1e-6);
    }
    assert_close(right, 19.076_695_662_576_235, 1e-9);
}

#[test]
fn trial_of_a_rate_by_age_converts_whoever_waits_for_it() {
    // 95% a month stay beside 1% or 50% who convert; both are hazards of the same unit and compete as written.
    let late: [f64; 6] = [0.01, 0.01, 0.01, 0.01, 0.01, 0.5];
    let (mut here, mut converted, mut months) = (1.0, 0.0, 0.0);
    for n in 1..2000 {
        let p = late[(n - 1).min(5)];
        converted += here * p;
        months += here * p * n as f64;
        here *= 1.0 - p - 0.05;
    }
    for periods in [3, 60] {
        let lifetime = of_one(
            periods,
            r#"
            [stages.trial]
            role = "user"
            to.customer = { by_age = ["1%", "1%", "1%", "1%", "1%", "50%"], per = "month" }
            to.exit = "5% per month"
            [stages.customer]
            role = "customer"
            to.exit = "5% per month"
            [channels.word]
            to = "trial"
            arrivals = 10
            "#,
        );
        assert_close(mean(lifetime.conversion(0, 1).unwrap()), converted, 1e-9);
        assert_close(mean(&lifetime.sales_cycle), months / converted, 1e-9);
    }
    assert_close(converted, 0.712, 0.0005);
}

/// A subscription whose churn is shifted-beta-geometric per month.
fn subscription(periods: u32, rate: &str, alpha: f64, more: &str) -> Lifetime {
    let text = format!(
        r#"
        [time]
        step = "month"
        periods = {periods}
        discount_rate = "{rate}"
        [stages.paid]
        role = "customer"
        to.gone = {{ sbg = [{alpha}, 1.182], per = "month" }}
        [stages.gone]
        role = "lapsed"
        [channels.word]
        to = "paid"
        arrivals = 10
        [revenue.fee]
        on = "paid"
        each = "1 per month"
        {more}
        "#
    );
    let model = model(&text);
    flywheel::analysis::lifetime_of(&model, &expectation(&model), 0)
}

#[test]
fn a_hazard_that_falls_for_ever_is_followed_for_ever() {
    // Month after month, until discounting leaves nothing.
    let discounted = |alpha: f64, g: f64| {
        let (mut sum, mut alive, mut n) = (0.0, 1.0, 0.0);
        while alive > 1e-17 {
            sum += alive;
            alive *= g * (1.182 + n) / (alpha + 1.182 + n);
            n += 1.0;
        }
        sum
    };
    let g = 1.1_f64.powf(-1.0 / 12.0);
    for periods in [1, 24, 300] {
        let lifetime = subscription(periods, "10%", 0.704, "");
        assert_close(mean(&lifetime.ltv), 100.0 * discounted(0.704, g), 1e-7);
        // In the end everybody leaves.
        assert_close(mean(lifetime.conversion(0, 1).unwrap()), 1.0, 1e-9);
        // Mean stay without discounting: (alpha + beta - 1) / (alpha - 1), infinite up to alpha = 1.
        assert_eq!(subscription(periods, "0%", 0.704, "").ltv, Err(Absent::Endless));
        assert_close(mean(&subscription(periods, "0%", 3.0, "").ltv), 100.0 * (3.0 + 1.182 - 1.0) / 2.0, 1e-7);
    }
}

#[test]
fn beside_another_way_out_the_tail_of_a_falling_hazard_is_near_enough() {
    // 2% a month become fans, who never leave and pay nothing: hazards of the same unit compete as written.
    let more = "[stages.fan]\nrole = \"user\"\nto = {}";
    let text = more.to_string() + "\n";
    let (mut alive, mut sum, mut n) = (1.0, 0.0, 0.0_f64);
    let mut tail = 0.0;
    while alive > 1e-17 {
        sum += alive;
        let hazard = 0.704 / (0.704 + 1.182 + n);
        if n == 239.0 {
            // Whatever constant stands for the hazard from here on lies between none and today's.
            tail = alive * (1.0 / 0.02 - 1.0 / (0.02 + hazard));
        }
        alive *= 1.0 - hazard - 0.02;
        n += 1.0;
    }
    let lifetime = of_one(
        12,
        &format!(
            r#"
            [stages.paid]
            role = "customer"
            to.gone = {{ sbg = [0.704, 1.182], per = "month" }}
            to.fan = "2% per month"
            [stages.gone]
            role = "lapsed"
            {text}
            [channels.word]
            to = "paid"
            arrivals = 10
            [revenue.fee]
            on = "paid"
            each = "1 per month"
            "#
        ),
    );
    assert_close(mean(&lifetime.ltv), 100.0 * sum, 100.0 * tail);
}

#[test]
fn where_every_source_has_its_own_rate_the_written_one_is_told_and_the_mix_beside_it() {
    let lifetime = of_one(
        2,
        r#"
        [stages.landing]
        instant = true
        to.sale = "2%"
        [stages.sale]
        role = "customer"
        to.exit = "10% per month"
        [channels.a]
        type = "paid"
        to = "landing"
        spend = "100 per month"
        cost = 1
        rates = { "landing -> sale" = "9%" }
        [channels.b]
        type = "paid"
        to = "landing"
        spend = "900 per month"
        cost = 1
        rates = { "landing -> sale" = "1%" }
        [revenue.s]
        on = "sale"
        each = "10 per month"
        "#,
    );
    assert_close(mean(lifetime.conversion(0, 1).unwrap()), 0.02, 1e-12);
    // 2% of 10 a month for 10 months, in cents.
    assert_close(mean(&lifetime.stage_value[0]), 200.0, 1e-9);
    // 100 of 1,000 people convert with 9%, 900 with 1%.
    assert_close(lifetime.mixed[0].unwrap(), 0.018, 1e-12);
    assert_close(mean(&lifetime.channels[0].conversion), 0.09, 1e-12);
    assert_close(mean(&lifetime.channels[1].conversion), 0.01, 1e-12);
}
