//! Survival curves whose points are uncertain: what is left is one curve in every future.

use crate::play::{assert_close, expectation, expected_at, model};
use flywheel::base::lanes::{LANES, Lanes};
use flywheel::engine::Inputs;
use flywheel::model::{Leaving, Model};
use flywheel::{model as check, scenario};

fn scenario(points: &str, more: &str) -> String {
    format!(
        "[time]\nstep = \"month\"\nperiods = 8\n[stages.c]\nrole = \"customer\"\nstart = 10000\nstart_age = [10000]\n\
         to.exit = {{ survival = [{points}] }}\n[revenue.fee]\non = \"c\"\neach = \"$1 per month\"\n{more}"
    )
}

/// The curve of the first stage in 4,096 futures, shape `[points][futures]`.
fn curves(model: &Model) -> Vec<Vec<f64>> {
    let Leaving::Hazards { survivals, .. } = &model.plans[0].kinds[0].leaving[0] else { panic!("hazards") };
    let inputs = Inputs::new(model);
    let mut drawn = vec![Lanes::splat(0.0); inputs.len()];
    let mut curves = vec![Vec::new(); survivals[0].points.len()];
    for group in 0..4096 / LANES as u32 {
        inputs.draw(group, &mut drawn);
        for lane in 0..LANES {
            let values: Vec<f64> = drawn.iter().map(|input| input.0[lane]).collect();
            for (curve, (_, left)) in curves.iter_mut().zip(&survivals[0].points) {
                curve.push(left.value(&values));
            }
        }
    }
    for future in 0..4096 {
        let curve: Vec<f64> = curves.iter().map(|points| points[future]).collect();
        assert!(curve.windows(2).all(|pair| pair[1] <= pair[0] + 1e-12), "{curve:?}");
    }
    curves
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

const COUNTS: &str = r#"["1 month", "20 of 22"], ["2 months", "19 of 22"], ["3 months", "18 of 22"], ["4 months", "18 of 22"], ["5 months", "17 of 22"]"#;

#[test]
fn counts_of_one_total_are_one_sample() {
    let model = model(&scenario(COUNTS, ""));
    let curves = curves(&model);
    let counts = [20.0, 19.0, 18.0, 18.0, 17.0];
    for (j, curve) in curves.iter().enumerate() {
        // Dirichlet(losses + 1/10 each, 17 + 1/2), 23 in all: what is left is Beta(left + 1/2 + (4 - j) / 10, ...).
        let right = (counts[j] + 0.5 + (4 - j) as f64 * 0.1) / 23.0;
        let variance = right * (1.0 - right) / 24.0;
        assert_close(mean(curve), right, 5.0 * (variance / 4096.0).sqrt());
        let spread = mean(&curve.iter().map(|x| (x - right) * (x - right)).collect::<Vec<f64>>());
        // The variance of a Beta is known to about sqrt(2 / 4096) of itself.
        assert_close(spread, variance, 6.0 * variance * (2.0_f64 / 4096.0).sqrt());
    }
    // Those who are there are as many as the curve says: 10,000 x 17.5 / 23 after 5 months, and the same month's loss
    // as in month 5 from then on.
    let expected = expectation(&model);
    assert_close(expected_at(&expected, "customers", 5), 10_000.0 * 17.5 / 23.0, 10_000.0 * 5.0 * 0.087 / 32.0);
}

#[test]
fn totals_that_fall_are_of_those_still_there() {
    let model = model(&scenario(r#"["1 month", "20 of 22"], ["2 months", "15 of 18"]"#, ""));
    let curves = curves(&model);
    // Beta(20.5, 2.25) stay, and then Beta(15.5, 3.25) of them.
    let (first, second) = (20.5 / 22.75, 15.5 / 18.75);
    assert_close(mean(&curves[0]), first, 5.0 * (first * (1.0 - first) / 23.75 / 4096.0_f64).sqrt());
    assert_close(mean(&curves[1]), first * second, 5.0 * 0.1 / 64.0);
}

#[test]
fn ranges_are_high_or_low_together() {
    let ranges = r#"["1 month", "85% to 95%"], ["2 months", "83% to 93%"], ["3 months", "81% to 91%"], ["4 months", "79% to 89%"], ["5 months", "77% to 87%"]"#;
    let model = model(&scenario(ranges, ""));
    let curves = curves(&model);
    let logit = |p: f64| (p / (1.0 - p)).ln();
    for (low, high, curve) in [(0.85, 0.95, 0), (0.83, 0.93, 1), (0.81, 0.91, 2), (0.79, 0.89, 3), (0.77, 0.87, 4)]
        .map(|(low, high, j)| (low, high, &curves[j]))
    {
        let mut sorted = curve.clone();
        sorted.sort_by(f64::total_cmp);
        let median = 1.0 / (1.0 + (-(logit(low) + logit(high)) / 2.0).exp());
        assert_close(sorted[2048], median, 0.002);
        assert_close(sorted[205], low, 0.003);
        assert_close(sorted[3891], high, 0.003);
    }
    // One order of the futures in all points.
    let below = |j: usize, future: usize| curves[j][future] < curves[j][7];
    let first: Vec<bool> = (0..4096).map(|future| below(0, future)).collect();
    assert!((1..5).all(|j| (0..4096).all(|future| below(j, future) == first[future])));
    // Mean of a logit-normal: 0.8256 less 0.0021 for its curvature.
    assert_close(expected_at(&expectation(&model), "customers", 5), 8235.0, 10.0);
}

#[test]
fn a_count_without_losses_and_other_forms_are_curves_too() {
    for points in [
        r#"["1 month", "22 of 22"], ["2 months", "22 of 22"]"#,
        r#"["1 month", "18 of 22"], ["2 months", "18 of 22"]"#,
        r#"["1 month", "10 of 22"], ["2 months", "0 of 22"]"#,
        r#"["1 month", { p10 = "80%", p50 = "85%", p90 = "90%" }], ["2 months", "60% to 80%"], ["3 months", "50%"]"#,
        r#"["1 month", { choice = [["90%", 1], ["80%", 1]] }], ["2 months", { choice = [["70%", 1], ["60%", 1]] }]"#,
        r#"["1 month", "=kept"], ["2 months", "=kept * kept"]"#,
    ] {
        let text = scenario(points, "[inputs]\nkept = \"60% to 90%\"\n");
        let text = if points.contains("kept") { text } else { text.replace("[inputs]\nkept = \"60% to 90%\"\n", "") };
        curves(&model(&text));
    }
}

/// What is said about a scenario.
fn said(text: &str) -> String {
    let (sources, read) = scenario::read_str("test.toml", text, None, &[]);
    match read {
        Ok(read) => check::check(&read).1.render(&sources, false),
        Err(said) => said.render(&sources, false),
    }
}

#[test]
fn what_is_no_curve_is_refused_at_its_place() {
    for (points, message, place) in [
        (
            r#"["1 month", "80% to 90%"], ["2 months", "70% to 92%"]"#,
            "the upper ends of these ranges do not fall",
            "70% to 92%",
        ),
        (
            r#"["1 month", "80% to 90%"], ["2 months", "81% to 84%"]"#,
            "the lower ends of these ranges do not fall",
            "81% to 84%",
        ),
        (r#"["1 month", "60% to 70%"], ["2 months", "70% to 80%"]"#, "more are left than before", "70% to 80%"),
        (r#"["1 month", "20 of 22"], ["2 months", "21 of 22"]"#, "more are left than before", "21 of 22"),
        (r#"["1 month", "20 of 22"], ["2 months", "80%"]"#, "counts of a survival are a sample of their own", "80%"),
        (r#"["1 month", "20 of 22"], ["2 months", "15 of 21"]"#, "20 were left before, so 21 cannot", "15 of 21"),
        (r#"["1 month", "23 of 22"]"#, "expected no more than the 22", "23 of 22"),
    ] {
        let said = said(&scenario(points, ""));
        assert!(said.contains(message) && said.contains("^"), "{points}: {said}");
        assert!(said.contains(place), "{points}: {said}");
    }
    assert!(
        said(&scenario(r#"["1 month", "20 of 22"], ["2 months", "15 of 18"]"#, ""))
            .contains("of those who were still there")
    );
}

#[test]
fn a_curve_goes_together_with_other_numbers_as_a_whole() {
    let points = r#"["1 month", "80% to 90%"], ["2 months", "70% to 80%"]"#;
    let more = "[costs.care]\nfixed = \"$90 to $110 per month\"\n[correlations]\n\
                \"stages.c.to.exit.survival[0] ~ costs.care.fixed\" = 0.8\n";
    curves(&model(&scenario(points, more)));
    let second = "[costs.care]\nfixed = \"$90 to $110 per month\"\n[correlations]\n\
                  \"stages.c.to.exit.survival[1] ~ costs.care.fixed\" = 0.8\n";
    assert!(said(&scenario(COUNTS, second)).contains("is drawn after others that were counted with it"));
    // A plan's own curve is one curve as well.
    let plan = "[plans.better]\nset = { \"c -> exit\" = { survival = [[\"1 month\", \"85% to 95%\"], [\"2 months\", \"70% to 80%\"]] } }\n";
    let model = model(&scenario(points, plan));
    let addresses: Vec<&str> = model.inputs.iter().map(|input| input.address.as_str()).collect();
    assert_eq!(addresses.len(), 4, "{addresses:?}");
    assert!(addresses[0] == addresses[1] && addresses[2] == addresses[3], "{addresses:?}");
}
