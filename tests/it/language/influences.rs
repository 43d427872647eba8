//! What acts on rates and people: segments, sources' own rates, frictions, initiatives, events, feedback, capacities,
//! tests and correlations, each checked at figures that can be computed by hand.

use super::{checked, model_of, said_about};
use flywheel::model::{
    Behaviour, Coming, Effects, Leaving, Model, Moment, Number, Plan, SegmentId, Share, Signal, SourceId,
};

/// A scenario in which everything acts that can.
pub(super) const INFLUENCES: &str = include_str!("influences.toml");

fn model() -> Model {
    model_of(INFLUENCES, &[])
}

fn plan<'a>(model: &'a Model, id: &str) -> &'a Plan {
    model.plans.iter().find(|plan| plan.id == id).unwrap()
}

/// The behaviour of a segment's people whom a source brought.
fn kind(plan: &Plan, segment: usize, source: Option<usize>) -> &Behaviour {
    &plan.kinds[plan.kind_of(SegmentId(segment), source.map(SourceId))]
}

fn effects<'a>(plan: &Plan, kind: &'a Behaviour, arrow: &str) -> &'a Effects {
    let (from, to) = arrow.split_once(" -> ").unwrap();
    let name = |target: flywheel::model::Target| match target {
        flywheel::model::Target::Stage(stage) => plan.stages[stage.0].id.clone(),
        flywheel::model::Target::Exit => "exit".to_string(),
    };
    let found = plan.transitions.iter().position(|each| plan.stages[each.from.0].id == from && name(each.to) == to);
    &kind.effects[found.unwrap()]
}

/// A number in a period, every input at its median but those that are given.
fn at(model: &Model, number: &Number, period: u32, given: &[(&str, f64)], signal: &dyn Fn(Signal) -> f64) -> f64 {
    let of = |input: &flywheel::model::Input| given.iter().find(|(path, _)| *path == input.path).map(|(_, x)| *x);
    let inputs: Vec<f64> = model.inputs.iter().map(|input| of(input).unwrap_or(input.law.median())).collect();
    number.at(&Moment { inputs: &inputs, period: Some(period), signal })
}

fn quietly(model: &Model, number: &Number, period: u32) -> f64 {
    at(model, number, period, &[], &|_| 0.0)
}

fn close(found: f64, expected: f64) {
    // Some hundred roundings at most.
    assert!((found - expected).abs() <= 1e-13 * expected.abs().max(1.0), "{found} is not {expected}");
}

#[test]
fn a_scenario_of_all_influences_is_read_without_a_word() {
    assert_eq!(said_about(INFLUENCES), "");
    let model = model();
    let ids: Vec<&str> = model.segments.iter().map(|segment| segment.id.as_str()).collect();
    assert_eq!(ids, ["smb", "enterprise"]);
    for plan in &model.plans {
        assert_eq!(plan.kinds.len(), 6, "two segments, alone and by search and by blog");
        assert_eq!((plan.initiatives.len(), plan.tests.len(), plan.events.len()), (2, 1, 2));
        close(quietly(&model, &plan.shares[0], 1), 0.8);
        close(quietly(&model, &plan.shares[1], 1), 0.2);
    }
    let active = |id: &str| plan(&model, id).initiatives.iter().map(|each| each.active).collect::<Vec<bool>>();
    assert_eq!(active("base"), [false, false]);
    assert_eq!(active("flywheel"), [true, true]);
    assert_eq!(active("both"), [true, false]);
}

#[test]
fn a_segments_changes_multiply_and_its_own_values_stand_in_their_place() {
    let model = model();
    let base = plan(&model, "base");
    let (smb, enterprise) = (kind(base, 0, None), kind(base, 1, None));
    close(quietly(&model, &smb.revenue[0], 1), 5_000.0);
    close(quietly(&model, &enterprise.revenue[0], 1), 30_000.0);
    close(quietly(&model, &effects(base, smb, "customer -> churned").scale, 1), 1.0);
    close(quietly(&model, &effects(base, enterprise, "customer -> churned").scale, 1), 0.5);
    let share = |kind: &Behaviour| match &kind.leaving[1] {
        Leaving::Stay { shares, .. } => shares[0].1.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(share(smb), Share::Of(Number::Constant(0.3)));
    assert_eq!(share(enterprise), Share::Of(Number::Constant(0.2)));
}

#[test]
fn a_source_brings_people_with_rates_of_their_own() {
    let model = model();
    let base = plan(&model, "base");
    let share = |kind: &Behaviour| match &kind.leaving[0] {
        Leaving::Instant { shares, .. } => shares[0].1.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(share(kind(base, 0, None)), Share::Of(Number::Constant(0.1)));
    // An unsigned count is the rate itself, a bare number a factor.
    let Share::Of(Number::Input(own)) = share(kind(base, 0, Some(0))) else { panic!() };
    assert_eq!(model.inputs[own.0].path, "channels.search.rates.visitor -> trial");
    close(model.inputs[own.0].law.mean(), 30.5 / 201.0);
    assert_eq!(share(kind(base, 1, Some(0))), Share::Of(Number::Input(own)), "the same draw in each segment");
    close(quietly(&model, &effects(base, kind(base, 0, Some(1)), "visitor -> trial").scale, 1), 1.2);
    // What segment and source change multiplies.
    close(quietly(&model, &effects(base, kind(base, 1, Some(0)), "customer -> churned").scale, 1), 0.75);
    close(quietly(&model, &effects(base, kind(base, 0, Some(1)), "customer -> churned").scale, 1), 1.0);
    // Only search still acts on customers, so only its customers are known by their source.
    assert_eq!(model.tracking.for_life, [true, false, false]);
    assert!(model.tracking.cohorts);
}

#[test]
fn an_initiative_ramps_up_works_by_chance_and_ends() {
    let model = model();
    let flywheel = plan(&model, "flywheel");
    let smb = kind(flywheel, 0, None);
    let churn = effects(flywheel, smb, "customer -> churned");
    let held = effects(flywheel, smb, "trial -> customer");
    // Starts in March, period 3, ramps over 4 periods, lasts 12: parts 1/4, 1/2, 3/4, 1, ..., until period 14.
    for (period, part) in [(1, 0.0), (2, 0.0), (3, 0.25), (4, 0.5), (5, 0.75), (6, 1.0), (14, 1.0), (15, 0.0)] {
        for (uniform, works) in [(0.699, 1.0), (0.701, 0.0)] {
            let given = [("initiatives.concierge.works", uniform)];
            let value = |number: &Number| at(&model, number, period, &given, &|_| 0.0);
            close(value(&churn.factor), 1.0 - 0.1 * part * works);
            close(value(&held.drags[0].left), 1.0 - 0.5 * part * works);
            close(value(&smb.invites[0][1]), 0.5 + 0.3 * part * works);
            close(value(&flywheel.capacities[0].limit), 100.0 + 20.0 * part * works);
        }
    }
    let concierge = &flywheel.initiatives[0];
    assert_eq!((concierge.starts, concierge.ends), (3, Some(14)));
    close(quietly(&model, &concierge.upfront, 3), 3_000_000.0);
    close(quietly(&model, &concierge.running, 3), 600_000.0);
    // In the base plan nothing of it acts.
    let base = plan(&model, "base");
    let still = effects(base, kind(base, 0, None), "customer -> churned");
    let given = [("initiatives.concierge.works", 0.1)];
    close(at(&model, &still.factor, 10, &given, &|_| 0.0), 1.0);
}

#[test]
fn events_feedback_and_adopted_tests_act_by_their_signals() {
    let model = model();
    let flywheel = plan(&model, "flywheel");
    let smb = kind(flywheel, 0, None);
    let value = |number: &Number, on: Signal| at(&model, number, 20, &[], &|signal| f64::from(u8::from(signal == on)));
    let churn = effects(flywheel, smb, "advocate -> churned");
    close(value(&churn.factor, Signal::Event(0)), 1.4);
    close(value(&churn.factor, Signal::Event(1)), 1.0);
    close(value(&smb.revenue[0], Signal::Event(1)), 4_500.0);
    let reviews = effects(flywheel, smb, "visitor -> trial");
    close(
        at(&model, &reviews.factor, 20, &[], &|signal| if signal == Signal::Mechanism(0) { 0.25 } else { 0.0 }),
        1.05,
    );
    let test = &flywheel.tests[0];
    let periods: Vec<(u32, u32)> = test.rounds.iter().map(|round| (round.first, round.last)).collect();
    assert_eq!(periods, [(2, 3), (6, 7), (10, 11)]);
    let paths: Vec<String> = model.inputs.iter().map(|input| input.path.clone()).collect();
    for round in ["lift[1]", "lift[2]", "lift[3]"] {
        assert!(paths.contains(&format!("initiatives.page.test.{round}")), "{round} {paths:?}");
    }
    let sold = effects(flywheel, smb, "trial -> customer");
    let given = [("initiatives.page.test.lift[2]", 0.1), ("initiatives.page.test.lift[1]", -0.5)];
    let adopted = |signal| f64::from(u8::from(signal == Signal::Adopted(0, 1)));
    close(at(&model, &sold.factor, 20, &given, &adopted), 1.1);
    assert!(test.more_is_better && test.confidence == 0.95);
    // Between the tests nothing is paid.
    let running = &flywheel.initiatives[1].running;
    for (period, paid) in [(1, 0.0), (2, 200_000.0), (3, 200_000.0), (4, 0.0), (6, 200_000.0), (11, 200_000.0)] {
        close(quietly(&model, running, period), paid);
    }
}

#[test]
fn frictions_hold_back_on_wanted_ways_and_push_out_elsewhere() {
    let model = model();
    let base = plan(&model, "base");
    let smb = kind(base, 0, None);
    let held = &effects(base, smb, "trial -> customer").drags[0];
    assert_eq!((held.friction, held.pushes, held.included), (0, None, true));
    let pushed = &effects(base, smb, "advocate -> churned").drags[0];
    assert_eq!((pushed.friction, pushed.pushes, pushed.size.clone()), (1, Some(1.0), Number::Constant(0.005)));
    let shy = &smb.held_back[0][0];
    assert_eq!((shy.friction, shy.pushes), (2, None));
    assert_eq!(smb.drags().filter(|drag| drag.friction == 2).count(), 1);
    assert_eq!(base.frictions[2].on_referrals, [0]);
}

#[test]
fn an_event_comes_once_in_its_window_or_again_and_again() {
    let model = model();
    let base = plan(&model, "base");
    let rival = &base.events[0];
    assert_eq!((rival.first, rival.last, rival.lasts), (6, 18, Some(6)));
    let Coming::Once { comes, .. } = &rival.coming else { panic!() };
    close(at(&model, comes, 1, &[("events.rival.comes", 0.199)], &|_| 0.0), 1.0);
    close(at(&model, comes, 1, &[("events.rival.comes", 0.201)], &|_| 0.0), 0.0);
    let outage = &base.events[1];
    assert_eq!((outage.first, outage.last, outage.lasts), (1, 24, Some(1)));
    let Coming::Recurring { per_unit, units_per_step, .. } = &outage.coming else { panic!() };
    assert_eq!((per_unit, *units_per_step), (&Number::Constant(0.02), 1.0));
}

#[test]
fn equal_changes_of_two_plans_share_their_draw_and_act_in_both() {
    let model = model();
    let scale = |id: &str| kind(plan(&model, id), 0, None).accept[0].1.scale.clone();
    assert_eq!(scale("base"), Number::Constant(1.0));
    assert_eq!(model.inputs.iter().filter(|input| input.path.starts_with("referrals.invite.accept")).count(), 1);
    let Number::Input(one) = scale("flywheel") else { panic!() };
    assert_eq!(model.inputs[one.0].path, "referrals.invite.accept=+10% to +60%");
    // `both` extends it and says it again: twice the same factor.
    assert_eq!(scale("both").inputs(), [one, one]);
    let both = plan(&model, "both");
    close(quietly(&model, &effects(both, kind(both, 0, None), "trial -> customer").scale, 1), 1.1);
    close(quietly(&model, &effects(both, kind(both, 1, None), "trial -> customer").scale, 1), 1.0);
    let support = |service: f64| at(&model, &kind(both, 0, None).costs[0], 1, &[("inputs.service", service)], &|_| 0.0);
    close(support(1.1), 440.0);
}

#[test]
fn correlated_inputs_have_the_factor_of_their_matrix() {
    let model = model();
    assert_eq!(model.correlations.len(), 1);
    let correlation = &model.correlations[0];
    let paths: Vec<&str> = correlation.inputs.iter().map(|id| model.inputs[id.0].path.as_str()).collect();
    assert_eq!(paths, ["inputs.service", "channels.search.rates.visitor -> trial"]);
    for (found, expected) in correlation.factor.iter().zip([1.0, 0.0, -0.2, 0.96_f64.sqrt()]) {
        close(*found, expected);
    }
}

#[test]
fn a_blend_that_is_kept_averages_to_what_was_written() {
    let kept = INFLUENCES.replace("[segments.smb]\nshare", "[segments]\nblend = \"keep\"\n[segments.smb]\nshare");
    let model = model_of(&kept, &[]);
    let base = plan(&model, "base");
    let average = |of: &dyn Fn(&Behaviour) -> f64| 0.8 * of(kind(base, 0, None)) + 0.2 * of(kind(base, 1, None));
    close(average(&|kind| quietly(&model, &kind.revenue[0], 1)), 5_000.0);
    close(average(&|kind| quietly(&model, &effects(base, kind, "customer -> churned").scale, 1)), 1.0);
    let ratio =
        quietly(&model, &kind(base, 1, None).revenue[0], 1) / quietly(&model, &kind(base, 0, None).revenue[0], 1);
    close(ratio, 6.0);
}

#[test]
fn ten_percent_on_every_wanted_way_is_ten_percent_seven_times() {
    let mut stages = String::new();
    for stage in 1..=7 {
        let next = if stage == 7 { "customer".to_string() } else { format!("s{}", stage + 1) };
        stages += &format!("[stages.s{stage}]\ninstant = true\nto.{next} = \"50%\"\nto.exit = \"rest\"\n");
    }
    let text = format!(
        "[time]\nstep = \"month\"\nperiods = 12\n{stages}[stages.customer]\nrole = \"customer\"\n\
         to.gone = \"3% per month\"\nto.exit = \"1% per month\"\n[stages.gone]\nrole = \"lapsed\"\n\
         [channels.ads]\nto = \"s1\"\narrivals = \"100 per month\"\n\
         [plans.better]\nchanges = {{ \"* -> *\" = \"+10%\" }}\n"
    );
    let model = model_of(&text, &[]);
    let better = plan(&model, "better");
    let product: f64 = better.kinds[0].effects.iter().map(|each| quietly(&model, &each.scale, 1)).product();
    close(product, 1.1_f64.powi(7));
    close(quietly(&model, &effects(better, &better.kinds[0], "customer -> gone").scale, 1), 1.0);
}

#[test]
fn a_segments_own_range_shares_the_luck_of_the_number_in_whose_place_it_stands() {
    let text = INFLUENCES.replace("to.advocate = \"5% per month\"", "to.advocate = \"4% to 6% per month\"").replace(
        "set = { \"trial -> customer\" = \"20%\" }",
        "set = { \"customer -> advocate\" = \"1% to 2% per month\" }",
    );
    let model = model_of(&text, &[]);
    let own = model.inputs.iter().find(|input| input.path == "segments.enterprise.set.customer -> advocate").unwrap();
    assert_eq!(own.address, "stages.customer.to.advocate");
    // A sample that was counted on a source's own people is independent of everybody else's.
    let counted = model.inputs.iter().find(|input| input.path == "channels.search.rates.visitor -> trial").unwrap();
    assert_eq!(counted.address, counted.path);
}

#[test]
fn a_plan_sees_its_segments_as_it_sets_them() {
    let set = "[plans.p]\nset = { \"trial -> customer\" = \"40%\" }\n[plans.p.segments.smb]\nset = { \"trial -> customer\" = \"50%\" }\n";
    let model = model_of(&format!("{INFLUENCES}\n{}", set.replace("plans.p", "plans.own")), &[]);
    let own = plan(&model, "own");
    let share = |segment| match &kind(own, segment, None).leaving[1] {
        Leaving::Stay { shares, .. } => shares[0].1.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(share(0), Share::Of(Number::Constant(0.5)));
    // What a plan sets comes after what the segment sets.
    assert_eq!(share(1), Share::Of(Number::Constant(0.4)));
}

#[test]
fn what_a_plan_switches_off_brings_nobody() {
    let text = format!("{INFLUENCES}\n[plans.quiet]\noff = [\"referrals.invite\"]\n");
    let model = model_of(&text, &[]);
    let quiet = plan(&model, "quiet");
    assert!(quiet.kinds.iter().flat_map(|kind| &kind.invites[0]).all(|each| *each == Number::Constant(0.0)));
    assert!(checked(&text.replace("referrals.invite\"]", "referrals.invit\"]"), &[]).unwrap_err().contains("invite"));
}
