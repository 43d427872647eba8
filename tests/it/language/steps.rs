//! A scenario whose numbers carry their units means the same at any step.

use flywheel::base::calendar::Step;
use flywheel::model::{HazardGroup, Leaving, Model, Spend, Volume};

use super::{SAAS, SHOP, model_of};

/// A scenario with every number per unit of time, at another step.
fn at(text: &str, step: Step, periods: u32) -> Model {
    model_of(text, &[&format!("time.step={step}"), &format!("time.periods={periods}"), "goals.thousand.at=1"])
}

/// The hazard of a stage per year when each input is at its median.
fn hazard_per_year(leaving: &Leaving, medians: &[f64], step: Step) -> f64 {
    let Leaving::Hazards { groups, .. } = leaving else {
        return 0.0;
    };
    let of_group = |group: &HazardGroup| {
        let total: f64 = group.moves.iter().map(|(_, rate)| rate.first().value(medians)).sum();
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
                let (Volume::People(people), Volume::People(other_people)) = (&channel.volume, &other.volume) else {
                    panic!("people")
                };
                let (Spend::Amount(spend), Spend::Amount(other_spend)) = (&channel.spend, &other.spend) else {
                    panic!("an amount")
                };
                for (one, two) in [(people, other_people), (spend, other_spend)] {
                    let (one, two) = (one.value(&medians), two.value(&medians));
                    assert_close(per_year(two, step), per_year(one, Step::Month), &channel.id);
                }
            }
            let (kind, other) = (&plan.kinds[0], &same.kinds[0]);
            for ((stage, one), two) in plan.stages.iter().zip(&kind.leaving).zip(&other.leaving) {
                let (monthly, stepped) =
                    (hazard_per_year(one, &medians, Step::Month), hazard_per_year(two, &medians, step));
                assert_close(stepped, monthly, &stage.id);
                if let (Leaving::Stay { mean_steps: one, .. }, Leaving::Stay { mean_steps: two, .. }) = (one, two) {
                    let (one, two) = (one.value(&medians), two.value(&medians));
                    assert_close(two * step.years(), one * Step::Month.years(), &stage.id);
                }
            }
            for (one, two) in kind.invites[0].iter().zip(&other.invites[0]) {
                assert_close(
                    per_year(two.value(&medians), step),
                    per_year(one.value(&medians), Step::Month),
                    "invites",
                );
            }
            let lines = plan.costs.iter().chain(&plan.revenue);
            let amounts = kind.costs.iter().chain(&kind.revenue).zip(other.costs.iter().chain(&other.revenue));
            for (line, (one, two)) in lines.zip(amounts) {
                let (one, two) = (one.value(&medians), two.value(&medians));
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
        let Leaving::After { steps, .. } = model.plans[0].kinds[0].leaving[1] else { panic!("after") };
        (model.plans[0].referrals[0].delay.len() - 1, steps)
    };
    assert_eq!(delay(Step::Day), (10, 14));
    assert_eq!(delay(Step::Week), (1, 2));
}
