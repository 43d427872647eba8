//! Numbers in time, rates by age and tenure, who is there at the start.

use flywheel::base::calendar::Step;
use flywheel::model::{Clock, Hazard, Leaving, Model, Number, Spend, StartMix, Volume};

use super::{STUDIO, checked, model_of};

const SHOP: &str = "
[time]
step = \"month\"
periods = 24
start = \"2027-03\"
[stages]
lead = { to.customer = \"2% per month\", to.exit = \"10% per month\" }
customer = { role = \"customer\", to.exit = \"3% per month\" }
[channels]
ads = { to = \"lead\", arrivals = \"100 per month\" }
";

fn with(path: &str, value: &str) -> Model {
    model_of(SHOP, &[&format!("{path}={value}")])
}

fn people(model: &Model) -> &Number {
    let Volume::People(number) = &model.plans[0].channels[0].volume else { panic!("people") };
    number
}

/// The number of people in each of the first periods, at the inputs' medians.
fn in_first_periods(model: &Model, periods: u32) -> Vec<f64> {
    let medians: Vec<f64> = model.inputs.iter().map(|input| input.law.median()).collect();
    (1..=periods).map(|period| people(model).value_in(&medians, Some(period))).collect()
}

/// The hazard of `customer -> exit`.
fn hazard(value: &str) -> (Model, Hazard) {
    let model = with("customer -> exit", value);
    let Leaving::Hazards { groups, .. } = &model.plans[0].kinds[0].leaving[1] else { panic!("hazards") };
    let hazard = groups[0].moves[0].1.clone();
    (model, hazard)
}

#[test]
fn a_schedule_holds_from_the_period_that_contains_the_date_and_before_it() {
    let value = "{ schedule = [[\"2027-04-20\", 10], [4, 20], [\"5 months\", 30]], per = \"month\" }";
    // March 2027 is period 1, so April 20 is in period 2.
    assert_eq!(in_first_periods(&with("channels.ads.arrivals", value), 6), [10.0, 10.0, 10.0, 20.0, 30.0, 30.0]);
    // What began before the run holds at its start; the last of several.
    let value = "{ schedule = [[\"2026-01\", 5], [\"2026-09\", 7], [\"2027-05\", 9]], per = \"month\" }";
    assert_eq!(in_first_periods(&with("channels.ads.arrivals", value), 4), [7.0, 7.0, 9.0, 9.0]);
}

#[test]
fn every_value_of_a_schedule_is_an_input_of_its_own_and_is_converted() {
    let value = "{ schedule = [[1, \"10 to 20\"], [7, \"30 to 40\"]], per = \"year\" }";
    let model = with("channels.ads.arrivals", value);
    let paths: Vec<&str> = model.inputs.iter().map(|input| input.path.as_str()).collect();
    assert_eq!(paths, ["channels.ads.arrivals.schedule[0]", "channels.ads.arrivals.schedule[1]"]);
    let medians: Vec<f64> = model.inputs.iter().map(|input| input.law.median()).collect();
    let values = in_first_periods(&model, 7);
    assert!((values[0] - medians[0] / 12.0).abs() < 1e-12, "{values:?}");
    assert!((values[6] - medians[1] / 12.0).abs() < 1e-12, "{values:?}");
    let behind_the_numbers = "{ schedule = [[1, \"10 to 20 per year\"], [7, \"30 to 40 per year\"]] }";
    assert_eq!(people(&with("channels.ads.arrivals", behind_the_numbers)), people(&model));
}

#[test]
fn a_season_follows_the_calendar_and_its_mean_stands_for_no_period() {
    let season = "[0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1, 1.125, 1.25, 1.375, 1.5]";
    let eighths = |month: f64| month / 8.0;
    let at = |step: Step, start: &str| {
        let step = format!("time.step={step}");
        let season = format!("channels.ads.season={season}");
        let mut overrides = vec!["channels.ads.arrivals=1", step.as_str(), "time.periods=24", season.as_str()];
        let text = if start.is_empty() { SHOP.replace("start = \"2027-03\"", "") } else { SHOP.to_string() };
        let start = format!("time.start={start}");
        if start.len() > "time.start=".len() {
            overrides.push(&start);
        }
        model_of(&text, &overrides)
    };
    let monthly = at(Step::Month, "2027-03");
    assert_eq!(in_first_periods(&monthly, 12)[..3], [3.0, 4.0, 5.0].map(eighths));
    assert_eq!(in_first_periods(&monthly, 12)[9..], [12.0, 1.0, 2.0].map(eighths));
    assert_eq!(people(&monthly).value(&[]), eighths(6.5));
    // Without dates period 1 is in January.
    assert_eq!(in_first_periods(&at(Step::Month, ""), 3), [1.0, 2.0, 3.0].map(eighths));
    assert_eq!(in_first_periods(&at(Step::Week, ""), 6), [1.0, 1.0, 1.0, 1.0, 1.0, 2.0].map(eighths));
    // A quarter is its three months, a year all of them.
    assert_eq!(in_first_periods(&at(Step::Quarter, "2027-11"), 3), [(11.0 + 12.0 + 1.0) / 3.0, 3.0, 6.0].map(eighths));
    assert_eq!(in_first_periods(&at(Step::Year, "2027-11"), 2), [6.5, 6.5].map(eighths));
    // The month of the week's first day: January 25 to 31, February 1 to 7.
    assert_eq!(in_first_periods(&at(Step::Week, "2027-01-25"), 2), [1.0, 2.0].map(eighths));
}

#[test]
fn volatility_is_of_the_probability_and_not_converted() {
    let model = model_of(STUDIO, &[]);
    let kind = &model.plans[0].kinds[0];
    let noisy: Vec<Option<f64>> =
        kind.effects.iter().map(|effects| effects.volatility.as_ref().and_then(Number::as_constant)).collect();
    assert_eq!(noisy[0], Some(0.2));
    assert!(noisy[1..].iter().all(Option::is_none));
    assert_eq!(kind.accept[0].1.volatility, Some(Number::Constant(0.1)));
}

#[test]
fn rates_by_time_since_keep_their_clock_and_equal_ones_are_one_rate() {
    let (model, by_tenure) = hazard("{ by_tenure = [\"9%\", \"7%\", \"4%\"], per = \"quarter\" }");
    let entries = [0.09, 0.07, 0.04].map(Number::Constant).to_vec();
    assert_eq!(by_tenure, Hazard::Since(Clock::Tenure, entries));
    // From the 7th month on only the last entry holds.
    assert_eq!((model.tracking.tenures, model.tracking.ages), (7, vec![1, 1]));
    let (model, by_age) = hazard("{ by_age = [\"9%\", \"7%\", \"4%\", \"4%\"], per = \"month\" }");
    assert!(matches!(by_age, Hazard::Since(Clock::Age, entries) if entries.len() == 3));
    assert_eq!((model.tracking.tenures, model.tracking.ages), (1, vec![1, 3]));
    let (model, flat) = hazard("{ by_age = [\"3%\", \"3%\"], per = \"month\" }");
    assert_eq!(flat, hazard("3% per month").1);
    assert_eq!(model.tracking.ages, [1, 1]);
    let (model, sbg) = hazard("{ sbg = [0.704, 1.182], per = \"year\" }");
    assert_eq!(sbg, Hazard::Sbg { alpha: Number::Constant(0.704), beta: Number::Constant(1.182) });
    assert_eq!(model.tracking.tenures, 24);
}

#[test]
fn a_survival_is_in_steps_and_starts_with_everybody() {
    let model = with("customer -> exit", "{ survival = [[0, 1], [\"1 quarter\", \"62%\"], [\"1 year\", \"35%\"]] }");
    let Leaving::Hazards { groups, survivals } = &model.plans[0].kinds[0].leaving[1] else { panic!("hazards") };
    assert!(groups.is_empty());
    assert_eq!(survivals[0].points, [(3.0, Number::Constant(0.62)), (12.0, Number::Constant(0.35))]);
    assert_eq!((survivals[0].clock, model.tracking.ages[1]), (Clock::Age, 4));
}

#[test]
fn rates_by_tenure_are_for_those_who_were_customers() {
    let rate = "{ by_tenure = [\"9%\", \"7%\"], per = \"month\" }";
    assert!(checked(SHOP, &[&format!("lead -> exit={rate}")]).unwrap_err().contains("never were customers"));
    // Who lapsed or went back to a free account was one.
    let text = format!(
        "{SHOP}\n[stages.free]\nrole = \"user\"\nto.exit = {rate}\n[stages.gone]\nrole = \"lapsed\"\nto.exit = {rate}\n"
    );
    let text = text.replace("to.exit = \"3% per month\" }", "to.free = \"1% per month\", to.gone = \"3% per month\" }");
    model_of(&text, &[]);
    let lead_to_free = text.replace("to.exit = \"10% per month\" }", "to.free = \"10% per month\" }");
    assert!(checked(&lead_to_free, &[]).unwrap_err().contains("in `free` are people"));
}

#[test]
fn people_at_the_start_are_counted_in_the_unit_of_the_rate_and_kept_in_steps() {
    let model = model_of(STUDIO, &[]);
    let stages = &model.plans[0].stages;
    let stage = |id: &str| stages.iter().find(|stage| stage.id == id).unwrap();
    // Rates by week at a weekly step.
    assert_eq!(stage("trial").start_age, StartMix::Counts(vec![80.0, 40.0]));
    let StartMix::Counts(weeks) = &stage("pupil").start_tenure else { panic!("counts") };
    // 1 month is 4.35 weeks: 69 a week.
    assert_eq!(weeks[..4], [69.0, 69.0, 69.0, 69.0]);
    assert_eq!(weeks.iter().sum::<f64>(), 900.0);
    assert_eq!(stage("master").start_tenure, StartMix::Settled);
    // The shifted-beta-geometric law is told apart to the end of the run and beyond, for who came earlier.
    assert_eq!(model.tracking.tenures, model.time.periods + weeks.len() as u32);
    assert_eq!(model.tracking.ages[5], 13);
}

#[test]
fn what_one_plan_tells_apart_all_plans_tell_apart() {
    let text = format!("{SHOP}\n[plans.other.set]\n\"customer -> exit\" = RATE\n");
    let by_age = text.replace("RATE", "{ by_age = [\"9%\", \"7%\", \"4%\"], per = \"month\" }");
    assert_eq!(model_of(&by_age, &[]).tracking.ages, [1, 3]);
    let by_tenure = text.replace("RATE", "{ by_tenure = [\"9%\", \"7%\"], per = \"month\" }");
    assert_eq!(model_of(&by_tenure, &[]).tracking.tenures, 2);
}

#[test]
fn what_is_spent_today_is_what_the_base_plan_spends_at_first() {
    let model = model_of(STUDIO, &[]);
    let search = |plan: usize| match &model.plans[plan].channels[0].volume {
        Volume::Bought { today: Some(today), carryover, saturation: Some(saturation), warm: true, .. } => {
            (today.clone(), carryover.clone(), saturation.clone())
        }
        other => panic!("{other:?}"),
    };
    let weeks = Step::Month.counted_in(Step::Week);
    let close = |x: f64, y: f64| assert!((x - y).abs() <= 1e-12 * y.abs(), "{x} {y}");
    for plan in 0..3 {
        // Whatever the plan spends, and whatever the schedule says later.
        close(search(plan).0.as_constant().unwrap(), 2_000_000.0 / weeks);
    }
    let Spend::Amount(spend) = &model.plans[1].channels[0].spend else { panic!("an amount") };
    close(spend.value(&[]), 4_000_000.0 / weeks);
    close(search(0).2.half.value(&[]), 6_000_000.0 / weeks);
    close(search(2).2.half.value(&[]), 9_000_000.0 / weeks);
    // What is kept in a month is kept four times and a bit by weeks.
    let input = model.inputs.iter().position(|input| input.path == "channels.search.carryover").unwrap();
    let mut values = vec![f64::NAN; model.inputs.len()];
    values[input] = 0.2;
    let kept: f64 = search(0).1.value(&values);
    close((kept.ln() * weeks).exp(), 0.2);
}

#[test]
fn a_channel_is_silent_before_it_starts_and_after_it_lasted() {
    let model = model_of(STUDIO, &[]);
    let fair = &model.plans[0].channels[2];
    assert!(!fair.active && model.plans[1].channels[2].active);
    let (Volume::People(people), Spend::Amount(spend)) = (&fair.volume, &fair.spend) else { panic!("a fair") };
    // September 1, 2027 lies in the week from August 30, the 35th.
    assert_eq!(fair.starts, 35);
    for (period, on) in [(34, 0.0), (35, 1.0), (37, 1.0), (38, 0.0)] {
        assert_eq!(people.value_in(&[], Some(period)), 50.0 * on, "{period}");
        assert_eq!(spend.value_in(&[], Some(period)), 900_000.0 * on, "{period}");
    }
    assert_eq!(people.value(&[]), 50.0);
}
