//! What must hold in every future: nobody is lost, money adds up, and the means are those of the mean field.

use crate::play::*;
use flywheel::analysis::expected::expected_over;
use flywheel::engine::{self, Arm, BLOCK, Block, Inputs, Run, Workspace};
use flywheel::metrics::{Grain, Unit};
use flywheel::model::Model;
use flywheel::program::{self, Event, Program};

/// The first 256 futures of every plan, one by one.
fn futures(model: &Model, then: impl Fn(&Program, &Block, usize)) {
    let programs: Vec<_> = (0..model.plans.len()).map(|plan| program::compile(model, plan)).collect();
    let arms: Vec<Arm> = programs.iter().map(|program| Arm { program, luck: 0 }).collect();
    let inputs = Inputs::new(model);
    let run = Run { arms: &arms, inputs: &inputs, seed: 3, replications: BLOCK as u32 };
    let mut workspace = Workspace::new(&run);
    engine::run_block(&run, 0, &mut workspace);
    (0..arms.len()).for_each(|arm| then(&programs[arm], &workspace.block, arm));
}

/// Sum of some series of one future in a period.
fn sum(program: &Program, block: &Block, arm: usize, records: &[usize], period: u32, lane: usize) -> f64 {
    records.iter().map(|&r| block.series(arm, program.periods, r, period)[lane]).sum()
}

#[test]
fn nobody_is_lost_and_nobody_comes_from_nowhere() {
    for name in SHIPPED {
        let model = shipped(name);
        // A campaign's people were in before.
        let channels = model.plans[0].channels.iter().enumerate();
        let outside: Vec<usize> = channels.filter(|(_, channel)| channel.from.is_none()).map(|(c, _)| c).collect();
        futures(&model, |program, block, arm| {
            let index = &program.index;
            let people: Vec<usize> = index.people.iter().flatten().copied().collect();
            let came: Vec<usize> =
                outside.iter().map(|&c| index.arrivals[c]).chain(index.accepted.iter().copied()).collect();
            for lane in 0..BLOCK {
                let total = |records: &[usize], period| sum(program, block, arm, records, period, lane);
                let mut all = total(&people, 0);
                for period in 1..=program.periods {
                    all += total(&came, period);
                    let now = total(&people, period) + total(&[index.exited], period) + total(&index.under_way, period);
                    assert_eq!(now, all, "{name}, plan {arm}, future {lane}, period {period}");
                }
            }
        });
    }
}

#[test]
fn customers_are_those_before_and_new_and_back_less_churned_and_downgraded() {
    use flywheel::model::Role;
    for name in SHIPPED {
        let model = shipped(name);
        let of_role = |program: &Program| -> Vec<usize> {
            let stages = model.plans[0].stages.iter().zip(&program.index.people);
            stages.filter(|(stage, _)| stage.role == Role::Customer).filter_map(|(_, people)| *people).collect()
        };
        futures(&model, |program, block, arm| {
            let event = |e: Event| program.index.events[Event::ALL.iter().position(|&x| x == e).unwrap()];
            let gains = [event(Event::NewCustomer), event(Event::Reactivated)];
            let losses = [event(Event::Churned), event(Event::Downgraded)];
            let customers = of_role(program);
            for (period, lane) in (1..=program.periods).flat_map(|t| (0..BLOCK).map(move |lane| (t, lane))) {
                let total = |records: &[usize], t| sum(program, block, arm, records, t, lane);
                let right = total(&customers, period - 1) + total(&gains, period) - total(&losses, period);
                assert_eq!(total(&customers, period), right, "{name}, future {lane}, period {period}");
            }
        });
    }
}

#[test]
fn sums_over_quarters_years_and_the_run_are_the_sums_of_the_periods() {
    // Constant inputs and luck of one future: then every figure is a constant of the run and exact.
    let mut model = shipped("funnel-vs-flywheel.toml");
    model.simulation.replications = 1;
    let results = simulate(&model);
    for metric in ["profit", "new_customers", "spend", "revenue[subscription]"] {
        let m = results.catalogue.find(metric).unwrap();
        let total_of = |grain: Grain| -> f64 {
            let columns = results.catalogue.columns_of(m);
            let of_grain = columns.filter(|&c| results.catalogue.columns()[c].span.grain == grain);
            of_grain.map(|c| results.distribution(0, c).quantiles[3].unwrap()).sum()
        };
        for grain in [Grain::Quarter, Grain::Year, Grain::Total] {
            assert_eq!(total_of(grain), total_of(Grain::Step), "{metric} by {grain:?}");
        }
    }
    let of = |metric: &str| results.total(0, metric).unwrap().quantiles[3].unwrap();
    let left = of("gross_margin") - of("spend") - of("cost") - of("referral_cost");
    assert_eq!(of("profit"), left);
    assert_eq!(of("cash"), of("profit") + 30_000_000.0);
    assert_eq!(of("revenue"), of("revenue[subscription]") + of("revenue[setup]"));
}

#[test]
fn the_mean_of_the_simulation_is_the_mean_of_the_mean_field() {
    for name in LINEAR {
        let mut model = shipped(name);
        model.simulation.replications = 4096;
        // The same draws of the inputs: what is left is luck, of which the standard error has more than its part.
        let (results, expected) = (simulate(&model), expected_over(&model, 4096));
        for plan in 0..model.plans.len() {
            for (m, metric) in results.catalogue.metrics.iter().enumerate() {
                // Ratios, times and chances are not linear in people. Money is booked in whole cents, a line a
                // period: the halves even out, up to half a cent for each of at most 10 lines.
                let rounding = match metric.definition.unit {
                    Unit::People | Unit::Count => 0.0,
                    Unit::Money => 5.0 * f64::from(model.time.periods),
                    _ => continue,
                };
                if metric.definition.id == "funding_need" {
                    continue;
                }
                for c in results.catalogue.columns_of(m) {
                    let figure = results.distribution(plan, c);
                    let (Some(mean), Some(se), Some(right)) = (figure.mean, figure.se, expected.means[plan][c]) else {
                        continue;
                    };
                    // Thousands of figures of four runs, most of them of one another: t(15) beyond 7 has p < 5e-6.
                    let tolerance = 7.0 * se + 1e-9 * right.abs() + rounding;
                    assert!(
                        (mean - right).abs() <= tolerance,
                        "{name}, plan {plan}, {} {:?}: {mean}, expected {right} ± {se}",
                        metric.id,
                        results.catalogue.columns()[c].span
                    );
                }
            }
        }
    }
}

#[test]
fn the_95_percent_interval_contains_the_mean_in_about_95_percent_of_the_seeds() {
    let mut model = model(
        r#"
        [time]
        step = "month"
        periods = 6
        [simulation]
        replications = 256
        [stages.trial]
        role = "user"
        to.customer = "20% to 40% per month"
        to.exit = "10% per month"
        [stages.customer]
        role = "customer"
        to.exit = "3% to 9% per month"
        [channels.ads]
        to = "trial"
        arrivals = "40 to 80 per month"
        "#,
    );
    // The mean field of many draws: its own error is far below that of 256 futures.
    let right = {
        let mut many = model.clone();
        many.simulation.seed = 987;
        expected_at(&expectation(&many), "customers", 6)
    };
    let contains = |seed: u64| {
        model.simulation.seed = seed;
        let figure = at(&simulate_on(&model, Some(1)), "customers", 6);
        // t with 15 degrees of freedom: 16 independent randomisations.
        (figure.mean.unwrap() - right).abs() <= 2.131_450 * figure.se.unwrap()
    };
    let hits = (1..=1000).map(contains).filter(|&hit| hit).count();
    // 95% ± 3.5 standard errors of a share of 1,000 is 92.6% to 97.4%.
    assert!((926..=974).contains(&hits), "{hits} of 1000");
}
