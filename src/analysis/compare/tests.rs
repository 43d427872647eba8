//! Estimators against closed forms.

use super::futures::{Estimate, Futures};
use super::information::{Information, Scores, better, information, luck_share};
use super::matters::matters;
use crate::base::math::{normal_cdf, normal_quantile};
use crate::uncertain::Points;

const N: u32 = 8192;

fn uniforms(name: &str, n: u32) -> Vec<f64> {
    let points = Points::new(7, name);
    (0..n).map(|r| points.at(r)).collect()
}

/// Draws of a normal input.
fn normal(name: &str, mean: f64, sd: f64) -> Vec<f64> {
    uniforms(name, N).into_iter().map(|u| mean + sd * normal_quantile(u)).collect()
}

/// Luck: independent standard normals.
fn luck(name: &str) -> Vec<f64> {
    let points = Points::random(7, name);
    (0..N).map(|r| normal_quantile(points.at(r))).collect()
}

fn each(a: &[f64], b: &[f64], f: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| f(*a, *b)).collect()
}

fn alone(n: usize) -> Vec<Vec<usize>> {
    (0..n).map(|input| vec![input]).collect()
}

fn learn(futures: &Futures) -> Information {
    information(futures, &Scores::new(futures))
}

/// Within three standard errors, and 5%.
#[track_caller]
fn assert_is(found: Estimate, right: f64) {
    let off = (found.mean - right).abs();
    assert!(off <= 3.0 * found.se && off <= 0.05 * right, "{found:?}, not {right}");
}

/// Two options worth 0 and X - Y, X ~ N(1, 1), Y ~ N(0, 2), with luck of both and of each.
fn two_options(shared: f64, own: f64) -> Futures {
    let (x, y) = (normal("x", 1.0, 1.0), normal("y", 0.0, 2.0));
    let common: Vec<f64> = luck("common").iter().map(|z| shared * z).collect();
    let worth = each(&each(&x, &y, |x, y| x - y), &luck("own"), |worth, z| worth + own * z);
    let outcomes = vec![common.clone(), each(&worth, &common, |a, b| a + b)];
    Futures { inputs: vec![x, y], groups: alone(2), outcomes, ..Futures::default() }
}

/// `E[max(0, D)] - max(0, E[D])` for D ~ N(mean, sd): `sd φ(z) + mean Φ(z)`, z = mean / sd, less the mean.
fn loss(mean: f64, sd: f64) -> f64 {
    let z = mean / sd;
    let density = libm::exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt();
    sd * density + mean * normal_cdf(z) - mean.max(0.0)
}

#[test]
fn the_closed_forms_are_the_published_figures() {
    for (sd, right) in [(5.0_f64.sqrt(), 0.4798107), (1.0, 0.0833155), (2.0, 0.3955931)] {
        assert!((loss(1.0, sd) - right).abs() < 1e-7, "{}", loss(1.0, sd));
    }
}

#[test]
fn information_of_two_normals_is_worth_what_the_closed_form_says() {
    let found = learn(&two_options(0.0, 0.0));
    assert_eq!(found.best, 1);
    assert_is(found.evpi, loss(1.0, 5.0_f64.sqrt()));
    assert_is(found.evppi[0], loss(1.0, 1.0));
    assert_is(found.evppi[1], loss(1.0, 2.0));
}

#[test]
fn luck_that_plans_share_costs_nothing_and_their_own_is_not_taken_for_knowledge() {
    let found = learn(&two_options(20.0, 0.0));
    assert_is(found.evpi, loss(1.0, 5.0_f64.sqrt()));
    // With luck as large as the uncertainty the errors are larger; they must be honest.
    let found = learn(&two_options(0.0, 3.0));
    for (estimate, right) in
        [(found.evpi, loss(1.0, 5.0_f64.sqrt())), (found.evppi[0], loss(1.0, 1.0)), (found.evppi[1], loss(1.0, 2.0))]
    {
        assert!((estimate.mean - right).abs() <= 3.0 * estimate.se, "{estimate:?}, not {right}");
    }
}

#[test]
fn an_exact_expectation_gives_the_same_as_a_regression() {
    let mut futures = two_options(5.0, 3.0);
    futures.expected = Some(two_options(0.0, 0.0).outcomes);
    futures.exact = true;
    let found = learn(&futures);
    assert_is(found.evpi, loss(1.0, 5.0_f64.sqrt()));
    assert_is(found.evppi[0], loss(1.0, 1.0));
    // An expectation that is off is set right.
    let off = |plan: &Vec<f64>| plan.iter().map(|y| 0.6 * y + 2.0).collect::<Vec<f64>>();
    futures.expected = Some(two_options(0.0, 0.0).outcomes.iter().map(off).collect());
    futures.exact = false;
    let found = learn(&futures);
    assert!((found.evpi.mean - loss(1.0, 5.0_f64.sqrt())).abs() <= 3.0 * found.evpi.se, "{:?}", found.evpi);
}

#[test]
fn a_discrete_example_is_worth_what_it_is_by_hand() {
    // Rain with 0.25. The stall earns 100 or loses 60, the cinema 20 or 50: 60 and 27.5 on average. Knowing the
    // weather the cinema is better in the rain, by 110: worth 0.25 * 110 = 27.5. The coin tells nothing.
    let rain: Vec<f64> = uniforms("rain", N).into_iter().map(|u| f64::from(u8::from(u < 0.25))).collect();
    let coin: Vec<f64> = uniforms("coin", N).into_iter().map(|u| f64::from(u8::from(u < 0.5))).collect();
    let stall: Vec<f64> = rain.iter().map(|r| 100.0 - 160.0 * r).collect();
    let cinema: Vec<f64> = rain.iter().map(|r| 20.0 + 30.0 * r).collect();
    let futures =
        Futures { inputs: vec![rain, coin], groups: alone(2), outcomes: vec![cinema, stall], ..Futures::default() };
    let found = learn(&futures);
    assert_eq!((found.best, found.means[1].mean), (1, 60.0));
    // Points fill (0, 1) evenly: exactly a quarter of them is below 0.25.
    assert_eq!((found.evpi.mean, found.evppi[1].mean), (27.5, 0.0));
    assert!((found.evppi[0].mean - 27.5).abs() < 1e-9);
}

#[test]
fn a_choice_that_turns_on_two_inputs_together_is_worth_nothing_by_either_alone() {
    let (x, y) = (normal("x", 0.0, 1.0), normal("y", 0.0, 1.0));
    let worth = each(&x, &y, |x, y| x * y - 0.1);
    let outcomes = vec![vec![0.0; x.len()], worth];
    let mut futures = Futures { inputs: vec![x, y], groups: alone(2), outcomes, ..Futures::default() };
    let found = learn(&futures);
    // E[(xy - 0.1)+] by numerical integration over the product's density K0(|p|) / π.
    let (mut right, step) = (0.0, 1e-4);
    for i in 0..200_000 {
        let p = 0.1 + (f64::from(i) + 0.5) * step;
        right += (p - 0.1) * bessel_k0(p) / std::f64::consts::PI * step;
    }
    assert!((found.evpi.mean - right).abs() <= 3.0 * found.evpi.se, "{:?}, not {right}", found.evpi);
    assert!(found.evppi.iter().all(|worth| worth.mean <= 3.0 * worth.se.max(1e-3)), "{:?}", found.evppi);
    // Found out together they are worth all there is.
    futures.groups = vec![vec![0, 1]];
    let together = learn(&futures);
    assert!((together.evppi[0].mean - right).abs() <= 3.0 * together.evppi[0].se, "{:?}", together.evppi);
}

/// K0(x) = ∫ exp(-x cosh t) dt over t > 0.
fn bessel_k0(x: f64) -> f64 {
    let step = 0.05;
    (0..160).map(|i| (f64::from(i) + 0.5) * step).map(|t| libm::exp(-x * libm::cosh(t)) * step).sum()
}

#[test]
fn without_uncertain_inputs_knowledge_is_worth_exactly_nothing() {
    let outcomes = vec![luck("a"), luck("b"), luck("c")];
    let found = learn(&Futures { outcomes: outcomes.clone(), ..Futures::default() });
    assert_eq!(found.evpi, Estimate::default());
    // Inputs that do nothing are worth nothing either: what regression makes of them is not believed.
    let inputs: Vec<Vec<f64>> = (0..20).map(|i| normal(&format!("idle {i}"), 0.0, 1.0)).collect();
    let found = learn(&Futures { inputs, groups: alone(20), outcomes, ..Futures::default() });
    assert!(found.evpi.mean <= 3.0 * found.evpi.se, "{:?}", found.evpi);
    assert!(found.evppi.iter().all(|worth| worth.mean <= found.evpi.mean));
}

#[test]
fn a_plan_against_itself_is_neither_better_nor_worth_knowing_about() {
    let plan = each(&normal("x", 0.0, 1.0), &luck("z"), |x, z| 1e7 * x + 1e7 * z);
    let futures = Futures {
        inputs: vec![normal("x", 0.0, 1.0)],
        groups: alone(1),
        outcomes: vec![plan.clone(), plan],
        ..Futures::default()
    };
    let found = learn(&futures);
    assert_eq!((found.evpi, found.evppi[0]), (Estimate::default(), Estimate::default()));
    assert_eq!(better(&found, &futures, 0, 1), None);
}

#[test]
fn better_leaves_luck_out_and_ahead_does_not() {
    // d ~ N(1, 1) over the inputs, residual luck of sd 1: Φ(1) = 0.841, and ahead Φ(1 / sqrt 2) = 0.760.
    let d = normal("d", 1.0, 1.0);
    let shared = luck("shared");
    let ahead_by = each(&d, &luck("z"), |d, z| d + z);
    let outcomes = vec![shared.clone(), each(&shared, &ahead_by, |a, b| a + b)];
    let futures = Futures { inputs: vec![d], groups: alone(1), outcomes, ..Futures::default() };
    let chance = better(&learn(&futures), &futures, 1, 0).unwrap();
    assert!((chance.mean - normal_cdf(1.0)).abs() <= 3.0 * chance.se && chance.se < 0.01, "{chance:?}");
    assert!((chance.mean - 0.841).abs() < 0.01, "{chance:?}");
    let ahead = ahead_by.iter().filter(|d| **d > 0.0).count() as f64 / f64::from(N);
    assert!((ahead - 0.7602).abs() < 0.015, "{ahead}");
}

#[test]
fn where_plans_are_expected_to_be_equal_neither_is_the_better_one() {
    // An event in a quarter of the worlds makes the second plan better; else it changes nothing.
    let event: Vec<f64> = uniforms("event", N).into_iter().map(|u| f64::from(u8::from(u < 0.25))).collect();
    let outcomes = vec![vec![10.0; event.len()], each(&event, &event, |e, _| 10.0 + e)];
    let expected = Some(outcomes.clone());
    let futures = Futures { inputs: vec![event], groups: alone(1), outcomes, expected, exact: true };
    let chances = [(1, 0), (0, 1)].map(|(a, b)| better(&learn(&futures), &futures, a, b).unwrap());
    assert_eq!(chances.map(|chance| chance.mean), [0.25, 0.0]);
}

#[test]
fn the_chance_to_be_better_is_as_uncertain_as_the_sign_of_a_small_difference() {
    // d ~ N(0, 1) and luck of sd 30, of each plan its own: what moves the mean by its error, 30 / sqrt 8192, moves
    // the chance by the density of d at 0, 0.4, times that. The inputs alone are spread evenly.
    let d = normal("d", 0.0, 1.0);
    let came = each(&d, &luck("z"), |d, z| d + 30.0 * z);
    let outcomes = vec![vec![0.0; d.len()], came];
    let futures = Futures { inputs: vec![d.clone()], groups: alone(1), outcomes, ..Futures::default() };
    let found = Information { given_inputs: vec![vec![0.0; d.len()], d], ..Information::default() };
    let chance = better(&found, &futures, 1, 0).unwrap();
    let right = 30.0 / f64::from(N).sqrt() * 0.3989;
    // An error told from 16 lanes is itself uncertain by 1 / sqrt(30) of itself.
    assert!((chance.se / right - 1.0).abs() < 4.0 / 30.0_f64.sqrt(), "{} and {right}", chance.se);
}

#[test]
fn a_difference_that_is_luck_is_not_settled_and_one_that_is_not_is() {
    let idle = || vec![normal("idle", 0.0, 1.0)];
    let z = luck("z");
    for (shift, settled) in [(0.0, None), (0.1, Some(1.0)), (-0.1, Some(0.0))] {
        // The sample's own mean is taken out: 0.1 is 9 standard errors, 0 is none.
        let mean = Estimate::of(&z).mean;
        let plan: Vec<f64> = z.iter().map(|z| z - mean + shift).collect();
        let outcomes = vec![vec![0.0; z.len()], plan];
        let futures = Futures { inputs: idle(), groups: alone(1), outcomes, ..Futures::default() };
        assert_eq!(better(&learn(&futures), &futures, 1, 0).map(|chance| chance.mean), settled);
    }
}

#[test]
fn shares_of_variance_are_those_of_the_terms() {
    // Ishigami's function has published indices: a = 7, b = 0.1 on uniforms in (-π, π): S1 = 0.3139, S2 = 0.4424,
    // S3 = 0; the rest 0.2437 is an interaction.
    let pi = std::f64::consts::PI;
    let x: Vec<Vec<f64>> =
        ["1", "2", "3"].map(|name| uniforms(name, N).iter().map(|u| pi * (2.0 * u - 1.0)).collect()).to_vec();
    let ishigami = |r: usize| {
        let (s1, s2) = (libm::sin(x[0][r]), libm::sin(x[1][r]));
        s1 + 7.0 * s2 * s2 + 0.1 * libm::pow(x[2][r], 4.0) * s1
    };
    let y: Vec<f64> = (0..N as usize).map(ishigami).collect();
    let futures = Futures { inputs: x, groups: alone(3), outcomes: vec![y.clone()], ..Futures::default() };
    let found = matters(&futures, &Scores::new(&futures), &y, &y, 0.0);
    for (share, right) in found.shares.iter().zip([0.3139, 0.4424, 0.0]) {
        // 64 bins of a sine lose a thousandth of its variance.
        assert!((share.mean - right).abs() <= 3.0 * share.se + 1e-3, "{share:?}, not {right}");
        // A correlation ratio of 8,192 futures has an error of the order of 1 / sqrt n = 0.011.
        assert!(share.se < 0.022);
    }
    assert!((found.interactions - 0.2437).abs() < 0.03, "{}", found.interactions);
}

#[test]
fn luck_has_the_share_that_the_inputs_leave() {
    let (x, y) = (normal("x", 0.0, 1.0), normal("y", 0.0, 2.0));
    let expected = each(&x, &y, |x, y| x + y);
    let [came, again] = ["z", "w"].map(|name| each(&expected, &luck(name), |m, z| m + 2.0 * z));
    // 1 + 4 of 9: luck has 4 / 9.
    let right = 4.0 / 9.0;
    let futures = Futures { inputs: vec![x, y], groups: alone(2), outcomes: vec![came.clone()], ..Futures::default() };
    let scores = Scores::new(&futures);
    let estimated = &learn(&futures).given_inputs[0];
    // Standard error of a correlation of 8,192 pairs near 5/9: (1 - r²) / sqrt n = 0.0076.
    for luck in [
        luck_share(&came, Some(&expected), None, estimated),
        luck_share(&came, None, Some(&again), estimated),
        luck_share(&came, None, None, estimated),
    ] {
        assert!((luck - right).abs() < 3.5 * 0.0076, "{luck}");
    }
    let found = matters(&futures, &scores, &came, &came, right);
    for (share, right) in found.shares.iter().zip([1.0 / 9.0, 4.0 / 9.0]) {
        assert!((share.mean - right).abs() <= 3.5 * share.se, "{share:?}, not {right}");
    }
    assert!(found.interactions < 0.03);
}

#[test]
fn the_same_figures_come_out_whatever_unit_an_input_is_in() {
    let plain = two_options(0.0, 1.0);
    let mut bent = plain.clone();
    bent.inputs[0] = bent.inputs[0].iter().map(|x| libm::exp(3.0 * x)).collect();
    let [plain, bent] = [plain, bent].map(|futures| learn(&futures));
    assert_eq!((plain.evpi, plain.evppi), (bent.evpi, bent.evppi));
}

#[test]
fn thirty_inputs_and_four_plans_do_not_drown_what_there_is_to_know() {
    let inputs: Vec<Vec<f64>> = (0..30).map(|i| normal(&format!("input {i}"), 0.0, 1.0)).collect();
    let mut outcomes = vec![luck("0"), luck("1"), luck("2"), luck("3")];
    for (plan, outcome) in outcomes.iter_mut().enumerate().skip(1) {
        // Plans differ by an input of their own, sd 2, and by 0.3 in the mean of the first.
        let shift = if plan == 1 { 0.3 } else { 0.0 };
        *outcome = each(outcome, &inputs[plan], |z, x| z + 2.0 * x + shift);
    }
    let futures = Futures { inputs, groups: alone(30), outcomes, ..Futures::default() };
    let found = learn(&futures);
    // Of the inputs that do something each is worth something, the others at most their error.
    assert!(found.evppi[1].mean > 10.0 * found.evppi[1].se, "{:?}", found.evppi);
    assert!(found.evppi[4..].iter().all(|worth| worth.mean <= 3.5 * worth.se.max(1e-9)), "{:?}", found.evppi);
    assert!(found.evppi.iter().all(|worth| worth.mean <= found.evpi.mean));
}
