//! What half the step makes of a scenario, against sums by hand.

use crate::play::model;
use flywheel::analysis::at_another_step;
use flywheel::analysis::half_step::HalfStep;
use flywheel::base::calendar::Date;
use flywheel::model::{self, Model, Number};
use flywheel::scenario;

fn halved(text: &str) -> Model {
    let (_, scenario) = scenario::read_str("test.toml", text, None, &[]);
    let (half, said) = model::check_at_half_the_step(&scenario.unwrap());
    half.unwrap_or_else(|| panic!("{said:?}"))
}

fn at_half(text: &str) -> HalfStep {
    let model = model(text);
    let plans: Vec<usize> = (0..model.plans.len()).collect();
    at_another_step(&model, &halved(text), &plans)
}

/// 1,000 at the start, 1,200 more a year, 5% leave a month.
const YEARLY: &str = r#"
    [money]
    end_value = "none"
    [time]
    step = "year"
    periods = 2
    [stages.lead]
    instant = true
    to.c = "10%"
    [stages.c]
    role = "customer"
    start = 1000
    to.exit = "5% per month"
    [channels.ads]
    type = "paid"
    to = "lead"
    spend = "1000 per month"
    cost = 1
    [revenue.r]
    on = "c"
    each = "100 per month"
"#;

#[test]
fn arrivals_of_half_a_year_leave_for_half_a_year_less() {
    let half = at_half(YEARLY);
    let customers = half.plans[0].customers.unwrap();
    // r of a year and of half a year; start r^2 + 1,200 (r + 1), and start s^4 + 600 (s^3 + s^2 + s + 1).
    let (r, s) = (0.95_f64.powi(12), 0.95_f64.powi(6));
    let (at_step, at_half) = (1000.0 * r * r + 1200.0 * (r + 1.0), 600.0 * (1.0 + s) * (1.0 + s * s) + 1000.0 * r * r);
    assert!((customers.at_step - at_step).abs() < 1e-6 && (customers.at_half - at_half).abs() < 1e-6, "{customers:?}");
    assert!((at_half / at_step - 0.8857).abs() < 1e-4);
    assert!(half.matters() && !half.flips());
    // Money per month is the same: what is booked on everybody present, twice as often half as much.
    let profit = half.plans[0].outcome.unwrap();
    let after_half_a_year = 1000.0 * s + 600.0;
    let a_year = after_half_a_year * s + 600.0;
    let three_halves = a_year * s + 600.0;
    let earned = 600.0 * (after_half_a_year + a_year + three_halves + at_half) - 24_000.0;
    assert!((profit.at_half / 100.0 - earned).abs() < 0.02, "{profit:?} {earned}");
}

#[test]
fn a_step_in_which_hardly_anybody_leaves_hardly_matters() {
    let monthly = YEARLY.replace("step = \"year\"", "step = \"month\"").replace("periods = 2", "periods = 24");
    let half = at_half(&monthly);
    let moved = half.plans[0].customers.unwrap().moved().unwrap();
    // h / 4 of what has come since the start, h = 5.1%: 1.3% of 1,419 in 1,711.
    assert!((moved + 0.0105).abs() < 5e-4, "{moved}");
    assert!(!half.matters());
}

/// Everything that counts steps counts twice as many; what has a unit keeps its meaning.
#[test]
fn bare_steps_count_double_and_rows_hold_twice() {
    let text = r#"
        [time]
        step = "month"
        periods = 6
        start = "2027-01"
        [stages.trial]
        stay = 2
        to.customer = "40%"
        to.exit = "rest"
        [stages.customer]
        role = "customer"
        start = 300
        start_age = [100, 200]
        to.exit = { by_age = ["10%", "5%"] }
        [channels.site]
        to = "trial"
        arrivals = 100
        [referrals.friends]
        from = "customer"
        to = "trial"
        invites = 0.2
        accept = "50%"
        delay = [0.5, 0.5]
        [revenue.fee]
        on = "customer"
        each = { schedule = [[1, "$10"], ["2027-03", "$12"]], per = "month" }
        [initiatives.care]
        active = true
        starts = 3
        lasts = "2 months"
        ramp = 2
        running = 100
        changes = { "customer -> exit" = 0.5 }
    "#;
    let (whole, half) = (model(text), halved(text));
    assert_eq!((whole.time.periods, half.time.periods), (6, 12));
    let plan = &half.plans[0];
    let care = &plan.initiatives[0];
    // Month 3 begins with the fifth half; it is over after 2 months, four halves.
    assert_eq!((care.starts, whole.plans[0].initiatives[0].starts), (5, 3));
    assert_eq!(care.running, Number::Constant(5000.0));
    assert_eq!(plan.referrals[0].delay, [0.5, 0.0, 0.5, 0.0]);
    assert_eq!(plan.kinds[0].revenue[0].changes_at(), [1, 5]);
    let calendar = half.time.calendar();
    let days: Vec<Date> = (1..=4).map(|period| calendar.first_day(period).unwrap()).collect();
    assert_eq!(days, [(1, 1), (1, 16), (2, 1), (2, 15)].map(|(month, day)| Date::constant(2027, month, day)));
    for (period, day) in (1..=4).zip(days) {
        assert_eq!(calendar.period_of(day), Some(period));
    }
    // A mean stay of two months is one of four halves, however it is cut.
    let both = at_half(text);
    assert!(both.plans[0].customers.unwrap().moved().unwrap().abs() < 0.05, "{both:?}");
}

#[test]
fn what_cannot_be_halved_is_said() {
    let text = r#"
        [time]
        step = "month"
        periods = 6
        [stages.customer]
        role = "customer"
        start = 20
        after = 1
        to.exit = "rest"
    "#;
    let (_, scenario) = scenario::read_str("test.toml", text, None, &[]);
    let (half, said) = model::check_at_half_the_step(&scenario.unwrap());
    // In two halves they are of two ages, and nobody has said which.
    assert!(half.is_none());
    assert!(said.first_error().unwrap().title.contains("how long have the 20 people"), "{said:?}");
}
