//! A scenario whose numbers carry their units means the same at any step.

use flywheel::base::calendar::Step;
use flywheel::model::{HazardGroup, Leaving, Model, Stage};

use super::{SAAS, SHOP, model_of};

/// A scenario with every number per unit of time, at another step.
fn at(text: &str, step: Step, periods: u32) -> Model {
    model_of(text, &[&format!("time.step={step}"), &format!("time.periods={periods}"), "goals.thousand.at=1"])
}

/// The hazard of a stage per year when each input is at its median.
fn hazard_per_year(stage: &Stage, medians: &[f64], step: Step) -> f64 {
    let Leaving::Hazards(groups) = &stage.leaving else {
        return 0.0;
    };
    let of_group = |group: &HazardGroup| {
        let total: f64 = group.moves.iter().map(|(_, rate)| rate.value(medians)).sum();
        -libm::log1p(-total) * group.units_per_step
    };
    groups.iter().map(of_group).sum::<f64>() / step.years()
}

fn medians(model: &Model) -> Vec<f64> {
    model.inputs.iter().map(|input| input.law.median()).collect()
}

fn assert_close(x: f64, y: f64, what: &str) {
    // A dozen roundings of conversions at most.
    assert!((x - y).abs() <= 1e-13 * y.abs(), "{what}: {x} {y}");
}

#[test]
fn what_happens_in_a_year_does_not_depend_on_the_step() {
    let monthly = at(SAAS, Step::Month, 36);
    let medians = medians(&monthly);
    for step in [Step::Day, Step::Week, Step::Quarter] {
        let other = at(SAAS, step, 12);
        assert_eq!(monthly.inputs.len(), other.inputs.len());
        for (input, same) in monthly.inputs.iter().zip(&other.inputs) {
            assert_eq!((&input.path, &input.law), (&same.path, &same.law), "{step}");
        }
        for (plan, same) in monthly.plans.iter().zip(&other.plans) {
            let per_year = |amount: f64, step: Step| amount / step.years();
            for (channel, other) in plan.channels.iter().zip(&same.channels) {
                for (one, two) in [(&channel.arrivals, &other.arrivals), (&channel.spend, &other.spend)] {
                    let (one, two) = (one.value(&medians), two.value(&medians));
                    assert_close(per_year(two, step), per_year(one, Step::Month), &channel.id);
                }
            }
            for (stage, other) in plan.stages.iter().zip(&same.stages) {
                let (one, two) =
                    (hazard_per_year(stage, &medians, Step::Month), hazard_per_year(other, &medians, step));
                assert_close(two, one, &stage.id);
                if let (Leaving::Stay { mean_steps: one, .. }, Leaving::Stay { mean_steps: two, .. }) =
                    (&stage.leaving, &other.leaving)
                {
                    let (one, two) = (one.value(&medians), two.value(&medians));
                    assert_close(two * step.years(), one * Step::Month.years(), &stage.id);
                }
            }
            for ((_, one), (_, two)) in plan.referrals[0].from.iter().zip(&same.referrals[0].from) {
                assert_close(
                    per_year(two.value(&medians), step),
                    per_year(one.value(&medians), Step::Month),
                    "invites",
                );
            }
            for (line, other) in plan.costs.iter().chain(&plan.revenue).zip(same.costs.iter().chain(&same.revenue)) {
                let (one, two) = (line.each.value(&medians), other.each.value(&medians));
                if line.id == "setup" {
                    assert_close(two, one, &line.id);
                } else {
                    assert_close(per_year(two, step), per_year(one, Step::Month), &line.id);
                }
            }
        }
    }
}

#[test]
fn lengths_of_time_are_rounded_to_whole_steps_of_any_length() {
    let delay = |step: Step| {
        let overrides = [&format!("time.step={step}"), "time.periods=20", "goals.full.at=1", "goals.revenue.over=2"];
        let model = model_of(SHOP, &overrides.map(|text| text as &str));
        let Leaving::After { steps, .. } = model.plans[0].stages[1].leaving else { panic!("after") };
        (model.plans[0].referrals[0].delay.len() - 1, steps)
    };
    assert_eq!(delay(Step::Day), (10, 14));
    assert_eq!(delay(Step::Week), (1, 2));
}
