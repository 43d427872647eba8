//! The forms of a number: which law each one is, and how units are converted.

use flywheel::base::calendar::Step;
use flywheel::model::{
    Channel, GoalTime, Hazard, HazardGroup, InputId, Kind, Leaving, Model, Number, Per, Share, Spend, Target,
    Variation, Volume,
};
use flywheel::uncertain::{Law, Scale};

use super::{SAAS, SHOP, checked, model_of};

const CAFE: &str = "
[time]
step = \"month\"
periods = 12
[inputs]
price = \"$49\"
service = \"0.8 to 1.25\"
[stages]
lead = { to.customer = \"2% per month\", to.exit = \"10% per month\" }
customer = { role = \"customer\", to.exit = \"3% per month\" }
[channels]
ads = { to = \"lead\", arrivals = \"100 per month\", spend = \"=price * service per month\" }
";

/// The café with one value set.
fn with(path: &str, value: &str) -> Model {
    model_of(CAFE, &[&format!("{path}={value}")])
}

/// The number of people that the channel brings per step.
fn arrivals(value: &str) -> (Model, Number) {
    let model = with("channels.ads.arrivals", value);
    let number = people(&model.plans[0].channels[0]).clone();
    (model, number)
}

/// The mean number of people that a channel brings by itself.
fn people(channel: &Channel) -> &Number {
    let Volume::People(number) = &channel.volume else { panic!("people") };
    number
}

fn spend(channel: &Channel) -> &Number {
    let Spend::Amount(number) = &channel.spend else { panic!("an amount") };
    number
}

/// How a stage of a plan is left.
fn leaving(model: &Model, plan: usize, stage: usize) -> &Leaving {
    &model.plans[plan].kinds[0].leaving[stage]
}

fn groups(model: &Model, stage: usize) -> &[HazardGroup] {
    let Leaving::Hazards { groups, .. } = leaving(model, 0, stage) else { panic!("hazards") };
    groups
}

fn flat(hazard: &Hazard) -> &Number {
    let Hazard::Flat(number) = hazard else { panic!("the same rate at any time") };
    number
}

/// The rate `lead -> customer`, and the law behind it if it has one.
fn rate(value: &str) -> (Model, Number) {
    let model = with("lead -> customer", value);
    let number = flat(&groups(&model, 0)[0].moves[0].1).clone();
    (model, number)
}

fn law_of(model: &Model, path: &str) -> Law {
    let found = model.inputs.iter().find(|input| input.path == path);
    found.unwrap_or_else(|| panic!("no input {path}")).law.clone()
}

#[test]
fn a_constant_is_the_same_number_in_every_spelling() {
    for value in
        ["1500", "\"1,500 per month\"", "\"1.5k per month\"", "{ value = 1500, per = \"month\" }", "1.5k", "=3000/2"]
    {
        assert_eq!(arrivals(value).1, Number::Constant(1500.0), "{value}");
    }
    for value in ["0.2", "\"20% per month\"", "\"1/5 per month\"", "=20%"] {
        assert_eq!(rate(value).1, Number::Constant(0.2), "{value}");
    }
}

#[test]
fn each_form_is_the_law_that_the_model_says() {
    let share = "stages.lead.to.customer";
    let people = "channels.ads.arrivals";
    let cases: [(&str, &str, Law, Kind); 11] = [
        (share, "\"20 of 1000 per month\"", Law::counted(20.0, 1000.0).unwrap(), Kind::Counted),
        (share, "\"5% to 9% per month\"", Law::interval(0.05, 0.09, Scale::LogOdds).unwrap(), Kind::Judged),
        (people, "\"50 to 90 per month\"", Law::interval(50.0, 90.0, Scale::Log).unwrap(), Kind::Judged),
        (people, "{ pert = [1, 2, 4] }", Law::pert(1.0, 2.0, 4.0).unwrap(), Kind::Judged),
        (share, "{ beta = [2, 30] }", Law::beta(2.0, 30.0).unwrap(), Kind::Distribution),
        (people, "{ lognormal = [100, 30] }", Law::lognormal(100.0, 30.0).unwrap(), Kind::Distribution),
        (people, "{ gamma = [100, 30] }", Law::gamma(100.0, 30.0).unwrap(), Kind::Distribution),
        (people, "{ uniform = [100, 300] }", Law::uniform(100.0, 300.0).unwrap(), Kind::Distribution),
        (people, "{ triangular = [1, 2, 4] }", Law::triangular(1.0, 2.0, 4.0).unwrap(), Kind::Distribution),
        (people, "{ choice = [[1, 3], [2, 1]] }", Law::choice(&[(1.0, 3.0), (2.0, 1.0)]).unwrap(), Kind::Distribution),
        (
            people,
            "{ normal = [100, 20] }",
            Law::normal(100.0, 20.0).unwrap().cut(0.0, f64::INFINITY).law,
            Kind::Distribution,
        ),
    ];
    for (path, value, law, kind) in cases {
        let model = with(path, value);
        assert_eq!(law_of(&model, path), law, "{value}");
        assert_eq!(model.inputs.iter().find(|input| input.path == path).unwrap().kind, kind, "{value}");
    }
}

#[test]
fn points_of_one_form_are_written_alike() {
    let law = law_of(
        &with("stages.lead.to.customer", "{ p10 = \"10%\", p50 = \"20%\", p90 = \"40%\" }"),
        "stages.lead.to.customer",
    );
    assert_eq!(law, Law::three_quantiles(0.1, 0.2, 0.4, Scale::LogOdds).unwrap());
    assert!(checked(CAFE, &["lead -> customer={ p10 = 0.1, p50 = \"20%\", p90 = 0.4 }"]).is_err());
}

#[test]
fn what_has_only_one_value_is_a_constant() {
    for value in ["{ pert = [5, 5, 5] }", "\"5 to 5\"", "{ choice = [[5, 1]] }", "{ uniform = [5, 5] }"] {
        let (model, number) = arrivals(value);
        assert_eq!(number, Number::Constant(5.0), "{value}");
        assert_eq!(model.inputs.len(), 1, "{value}");
    }
}

#[test]
fn inputs_without_a_field_are_judged_on_the_scale_of_their_own_ends() {
    let law = |value: &str| law_of(&with("inputs.service", value), "inputs.service");
    assert_eq!(law("\"80% to 95%\""), Law::interval(0.8, 0.95, Scale::LogOdds).unwrap());
    assert_eq!(law("\"80% to 120%\""), Law::interval(0.8, 1.2, Scale::Log).unwrap());
    assert_eq!(law("\"$2 to $9\""), Law::interval(2.0, 9.0, Scale::Log).unwrap());
    assert_eq!(law("\"-2 to 9\""), Law::interval(-2.0, 9.0, Scale::Plain).unwrap());
}

#[test]
fn arithmetic_shares_the_draw_of_its_inputs() {
    let model = with("lead -> customer", "=2% / service per month");
    assert_eq!(model.inputs.len(), 1);
    assert_eq!(model.inputs[0].path, "inputs.service");
    let number = flat(&groups(&model, 0)[0].moves[0].1);
    assert_eq!(number.value(&[0.8]), 0.02 / 0.8);
    assert_eq!(number.inputs(), [InputId(0)]);
    // Dollars become cents only where they are money.
    assert_eq!(spend(&model.plans[0].channels[0]).value(&[0.5]), 2450.0);
}

#[test]
fn amounts_scale_with_time_and_prices_do_not() {
    let model = model_of(SHOP, &[]);
    let plan = &model.plans[0];
    let weeks_in_a_month = 365.25 / 12.0 / 7.0;
    let close = |x: f64, y: f64| assert!((x - y).abs() <= 1e-12 * y.abs(), "{x} {y}");
    close(spend(&plan.channels[1]).value(&[]), 2e6 / weeks_in_a_month);
    close(people(&plan.channels[1]).value(&[]), 2e6 / weeks_in_a_month / 20_000.0 * 1000.0);
    assert_eq!(plan.referrals[0].reward, Number::Constant(3000.0));
    // 10 days are 1.43 weeks.
    assert_eq!(plan.referrals[0].delay, [0.0, 1.0]);
    assert_eq!(model.time.periods, 52);
    assert_eq!(model.simulation.seed, 18_446_744_073_709_551);
}

#[test]
fn prices_in_cents_are_whole_although_binary_fractions_are_not() {
    for (price, cents) in [("$49.99", 4999.0), ("$0.29", 29.0), ("$1,234,567.89", 123_456_789.0), ("$0.005", 0.5)] {
        let text = format!("{CAFE}\n[costs.mail]\non = \"lead -> customer\"\neach = \"{price}\"\n");
        assert_eq!(model_of(&text, &[]).plans[0].kinds[0].costs[0], Number::Constant(cents), "{price}");
    }
}

#[test]
fn counts_of_one_total_are_one_sample_and_their_shares_add_up() {
    let model = model_of(SHOP, &[]);
    let Leaving::After { steps: 2, shares } = leaving(&model, 0, 1) else { panic!("after") };
    let values: Vec<f64> = model.inputs.iter().map(|input| input.law.quantile(0.3)).collect();
    let share = |index: usize| match &shares[index].1 {
        Share::Of(number) => number.value(&values),
        Share::Rest => panic!("no rest"),
    };
    assert!((share(0) + share(1) + share(2) - 1.0).abs() < 1e-15);
    // Dirichlet(120.5, 90.5, 90.5): the mean of the first share.
    let first = law_of(&model, "stages.member.to.regular");
    assert!((first.mean() - 120.5 / 301.5).abs() < 1e-12);
    // The second is Beta(90.5, 90.5) of what the first leaves; the last takes all that is left.
    assert!((law_of(&model, "stages.member.to.asleep").mean() - 0.5).abs() < 1e-12);
    assert_eq!(law_of(&model, "stages.member.to.exit").median(), 1.0);
    // With staying as a category of its own the sticks leave something over.
    let moves = groups(&model, 3)[0].moves.iter();
    let sum: f64 = moves.map(|(_, hazard)| flat(hazard).value(&values)).sum();
    assert!(sum < 0.2 && sum > 0.0, "{sum}");
}

#[test]
fn hazards_per_the_same_unit_form_a_group_and_keep_their_unit() {
    let model = model_of(SHOP, &[]);
    let groups = groups(&model, 2);
    assert_eq!(groups.len(), 2);
    assert_eq!(groups[0].units_per_step, 1.0);
    assert_eq!(groups[1].units_per_step, Step::Week.counted_in(Step::Month));
    assert_eq!(groups[1].moves[0].1, Hazard::Flat(Number::Constant(0.01)));
    let counted = model.plans[0].transitions[0].counted;
    assert_eq!(counted, None);
    let counted = model.plans[0].transitions.iter().filter_map(|transition| transition.counted);
    let found: Vec<(f64, f64, Option<f64>)> =
        counted.map(|counted| (counted.successes, counted.trials, counted.steps_per_unit)).collect();
    let expected = [
        (120.0, 300.0, None),
        (90.0, 300.0, None),
        (90.0, 300.0, None),
        (30.0, 1000.0, Some(1.0)),
        (50.0, 1000.0, Some(1.0)),
    ];
    assert_eq!(found, expected);
}

#[test]
fn money_is_booked_on_what_the_line_names() {
    let plan = &model_of(SHOP, &[]).plans[0];
    let per: Vec<&Per> = plan.revenue.iter().chain(&plan.costs).map(|line| &line.per).collect();
    let id = |name: &str| flywheel::model::StageId(plan.stages.iter().position(|stage| stage.id == name).unwrap());
    assert_eq!(per[0], &Per::Person(vec![id("regular")]));
    assert_eq!(per[1], &Per::Entry(vec![id("regular"), id("member")]));
    assert_eq!(per[2], &Per::Arrival(vec![flywheel::model::ChannelId(1)]));
    let Per::Passage(transitions) = per[3] else { panic!("passage") };
    assert!(transitions.iter().all(|transition| plan.transitions[transition.0].to == Target::Stage(id("regular"))));
    // Out of `member` and `asleep`; the `else` of `passerby` is no transition.
    assert_eq!(transitions.len(), 2);
    assert_eq!(per[4], &Per::Entry(vec![id("passerby")]));
    assert_eq!(per[5], &Per::Fixed);
}

#[test]
fn an_instant_stage_sends_the_others_to_its_else() {
    let plan = &model_of(SHOP, &[]).plans[0];
    let Leaving::Instant { shares, otherwise } = &plan.kinds[0].leaving[0] else { panic!("instant") };
    assert_eq!(shares.len(), 2);
    assert_eq!(*otherwise, Target::Stage(flywheel::model::StageId(2)));
    assert_eq!(shares[1].1, Share::Of(Number::Constant(2.0 / 3.0)));
}

#[test]
fn the_spread_of_arrivals_is_over_one_unit_of_their_mean() {
    let plan = &model_of(SHOP, &[]).plans[0];
    assert_eq!(plan.channels[0].variation, Variation::Spread { spread: Number::Constant(0.3), units_per_step: 1.0 });
    assert_eq!(plan.channels[1].variation, Variation::Poisson);
    assert_eq!(plan.channels[2].variation, Variation::Fixed);
}

#[test]
fn goals_are_looked_at_when_their_dates_say() {
    let model = model_of(SHOP, &[]);
    // 6 months are 26.09 weeks; the weeks of July to September 2027 begin on July 5 to September 27.
    assert_eq!(model.goals[0].when, GoalTime::At(26));
    assert_eq!(model.goals[1].when, GoalTime::Over { first: 27, last: 39 });
    assert_eq!(model.goals[2].when, GoalTime::At(52));
    // The last day of June 2027 lies in the week from June 28, its first day four weeks before.
    assert_eq!(model_of(SHOP, &["goals.full.at=2027-06"]).goals[0].when, GoalTime::At(26));
    let saas = model_of(SAAS, &[]);
    assert_eq!(saas.goals[0].when, GoalTime::At(24));
    let quarterly = model_of(SAAS, &["time.step=quarter", "time.periods=24"]);
    assert_eq!(quarterly.goals[0].when, GoalTime::At(8));
}

#[test]
fn plans_share_the_inputs_that_they_do_not_change() {
    let model = model_of(SAAS, &[]);
    let paths: Vec<&str> = model.inputs.iter().map(|input| input.path.as_str()).collect();
    let changed: Vec<&&str> = paths.iter().filter(|path| path.contains('=')).collect();
    // `flywheel` and `both` change the same number in the same words: one unknown.
    assert_eq!(changed, [&"stages.trial.to.customer=400 of 1000"]);
    assert_eq!(paths.last(), changed.first().copied());
    let share = |plan: usize| match leaving(&model, plan, 1) {
        Leaving::Stay { shares, .. } => shares[0].1.clone(),
        _ => panic!("stay"),
    };
    assert_eq!(share(0), share(1));
    assert_ne!(share(0), share(2));
    assert_eq!(share(2), share(3));
    // `both` extends `flywheel`.
    assert_eq!(model.plans[3].referrals[0].reward, Number::Constant(8000.0));
    assert_eq!(spend(&model.plans[3].channels[0]), &Number::Constant(3_200_000.0));
    assert_eq!(model.plans[1].referrals[0].reward, Number::Constant(4000.0));
    // What a plan says itself comes after what it extends.
    let further = model_of(SAAS, &["plans.both.set.referrals.invite.reward=$90"]);
    assert_eq!(further.plans[3].referrals[0].reward, Number::Constant(9000.0));
}

#[test]
fn a_changed_count_gives_its_sisters_draws_of_their_own() {
    let text = format!(
        "{SHOP}\n[plans.app]\nset = {{ \"member -> regular\" = \"150 of 300\", \"member -> exit\" = \"60 of 300\" }}\n"
    );
    let model = model_of(&text, &[]);
    let paths: Vec<&str> =
        model.inputs.iter().map(|input| input.path.as_str()).filter(|path| path.contains('=')).collect();
    let sample = "150 of 300, 90 of 300, 60 of 300";
    let ways = ["regular", "asleep", "exit"].map(|to| format!("stages.member.to.{to}={sample}"));
    assert_eq!(paths, ways);
}

#[test]
fn inputs_stand_in_the_order_of_the_file() {
    let model = model_of(SHOP, &[]);
    let paths: Vec<&str> = model.inputs.iter().map(|input| input.path.as_str()).collect();
    let expected = [
        "inputs.mood",
        "stages.passerby.to.member",
        "stages.member.to.regular",
        "stages.member.to.asleep",
        "stages.member.to.exit",
        "stages.asleep.to.regular",
        "stages.asleep.to.exit",
        "channels.street.arrivals",
        "channels.partner.arrivals",
        "referrals.friend.invites",
        "referrals.friend.accept",
        "revenue.cups.margin",
        "costs.flyers.each",
        "costs.rent.fixed",
    ];
    assert_eq!(paths, expected);
}

#[test]
fn a_value_set_from_outside_is_read_as_if_it_stood_in_the_file() {
    let outside = model_of(SAAS, &["channels.search.spend=$25k per month", "trial -> customer=50%", "time.periods=24"]);
    let inside = SAAS
        .replace("\"$20k per month\"", "\"$25k per month\"")
        .replace("\"340 of 1000\"", "\"50%\"")
        .replace("periods = 36", "periods = 24");
    let inside = model_of(&inside, &[]);
    // What it was measured on is still the file.
    let read = |model: &Model| {
        let base = &model.plans[0];
        format!("{:?} {:?} {:?} {:?}", model.time, base.kinds, base.channels[0].spend, base.transitions)
    };
    assert_eq!(read(&outside), read(&inside));
}
