//! The choice between plans from first principles: what `summary.json` says of it, worked out again plainly, future
//! by future, from each future's own course of money and customers.

use crate::play::{flywheel, model};
use flywheel::program::{self, Program};
use flywheel::results::{Cast, Chance, Paired, paired, paired_under};
use serde_json::Value;

/// Four plans in a world without mechanisms: the mean field is the mean.
const SHOP: &str = r#"
label = "Shop"
[money]
end_value = "none"
[time]
step = "month"
periods = 20
[simulation]
replications = 500
[stages.customer]
role = "customer"
start = 40
to.exit = "3% to 14% per month"
[channels.ads]
to = "customer"
type = "paid"
spend = "$400 per month"
cost = "$30 to $110"
[channels.word]
to = "customer"
arrivals = "4 per month"
[revenue.fee]
on = "customer"
each = "$8 per month"
[costs.rent]
fixed = "$150 per month"
[initiatives.care]
upfront = "$1300"
chance = "60%"
changes = { "customer -> exit" = 0.5 }
[plans.ads]
set = { "channels.ads.spend" = "$900 per month" }
[plans.care]
initiatives = ["care"]
[plans.dear]
set = { "channels.ads.spend" = "$2000 per month", "costs.rent.fixed" = "$350 per month" }
"#;

/// What every future brought, as written down by the engine.
struct Futures {
    ids: Vec<String>,
    /// `[plan][future][period]`, from period 0 on; NaN where there is nothing yet. In cents, or people.
    so_far: Vec<Vec<Vec<f64>>>,
    /// `[plan][future]` over the whole run: with the luck of the run, with other luck, and without any.
    came: Vec<Vec<f64>>,
    again: Vec<Vec<f64>>,
    expected: Vec<Vec<f64>>,
    customers: Vec<Vec<f64>>,
    /// Running sum of the profit, like `so_far`.
    profit: Vec<Vec<Vec<f64>>>,
    /// Dollars to one unit of the above, or 1.
    unit: f64,
}

impl Futures {
    /// * `yearly`: discount rate
    fn of(text: &str, outcome: &str, yearly: f64) -> Futures {
        let model = model(text);
        let programs: Vec<Program> = (0..model.plans.len()).map(|plan| program::compile(&model, plan)).collect();
        let n = model.simulation.replications;
        let ids = [outcome, "profit", "customers"];
        let cast = Cast::new(&model, programs.clone());
        let [luck, other, none] = [Chance::Luck(0), Chance::Luck(1), Chance::Expected]
            .map(|chance| paired_under(chance, &cast, &ids, n, Some(1)));
        let totals = |paired: &Paired, id: &str| -> Vec<Vec<f64>> {
            (0..programs.len()).map(|plan| paired.total(plan, id).unwrap().to_vec()).collect()
        };
        let by_period = |id: &'static str, of: &dyn Fn(&[f64]) -> Vec<f64>| -> Vec<Vec<Vec<f64>>> {
            let one = |plan: usize, future: usize| -> Vec<f64> {
                let at = |t| luck.in_period(plan, id, t).map_or(f64::NAN, |x| x[future]);
                of(&(0..=model.time.periods).map(at).collect::<Vec<f64>>())
            };
            (0..programs.len()).map(|plan| (0..n as usize).map(|future| one(plan, future)).collect()).collect()
        };
        let money = outcome != "customers";
        let discounted = |rate: f64| {
            move |flow: &[f64]| -> Vec<f64> {
                let mut sum = 0.0;
                let add = |(t, x): (usize, &f64)| {
                    sum += x / libm::pow(1.0 + rate, t as f64 / 12.0);
                    sum.round()
                };
                // A present value is nothing at first; a sum of flows has no value before there is one.
                [if rate > 0.0 { 0.0 } else { f64::NAN }]
                    .into_iter()
                    .chain(flow.iter().enumerate().skip(1).map(add))
                    .collect()
            }
        };
        Futures {
            ids: model.plans.iter().map(|plan| plan.id.clone()).collect(),
            so_far: match money {
                true => by_period("profit", &discounted(yearly)),
                false => by_period("customers", &<[f64]>::to_vec),
            },
            came: totals(&luck, outcome),
            again: totals(&other, outcome),
            expected: totals(&none, outcome),
            customers: totals(&luck, "customers"),
            profit: by_period("profit", &discounted(0.0)),
            unit: if money { 0.01 } else { 1.0 },
        }
    }

    fn plan(&self, id: &Value) -> usize {
        self.ids.iter().position(|known| id == known).unwrap()
    }

    fn len(&self) -> usize {
        self.came[0].len()
    }
}

/// What the binary says of a scenario.
fn summary(text: &str, arguments: &[&str]) -> Value {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("shop.toml"), text).unwrap();
    let compare = ["compare", "shop.toml", "--no-report", "--format", "json"];
    let output = flywheel(folder.path(), &[&compare, arguments].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Of the mean: sixteen randomisations, each of every sixteenth future.
fn standard_error(values: &[f64]) -> f64 {
    let (middle, n) = (mean(values), values.len() as f64);
    let off = |lane: usize| values.iter().skip(lane).step_by(16).map(|x| x - middle).sum::<f64>();
    (16.0 / 15.0 * (0..16).map(|lane| off(lane) * off(lane)).sum::<f64>()).sqrt() / n
}

fn variance(values: &[f64]) -> f64 {
    mean(&values.iter().map(|x| x * x).collect::<Vec<f64>>()) - mean(values) * mean(values)
}

fn share(values: impl Iterator<Item = bool>) -> f64 {
    let all: Vec<bool> = values.collect();
    all.iter().filter(|yes| **yes).count() as f64 / all.len() as f64
}

fn less(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// The least value that a share p does not exceed.
fn quantile(values: &[f64], p: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (1..=sorted.len()).find(|rank| 1000 * rank >= (1000.0 * p).round() as usize * sorted.len());
    sorted[rank.unwrap() - 1]
}

/// First period from 1 on (from 0 on where there is something then) from which it holds to the end.
fn for_good(course: &[f64], holds: impl Fn(f64) -> bool) -> f64 {
    let first = usize::from(course[0].is_nan());
    let begins = (first..course.len()).find(|&t| course[t..].iter().all(|x| holds(*x)));
    begins.map_or(f64::INFINITY, |t| t as f64)
}

#[track_caller]
fn assert_is(found: &Value, right: f64, size: f64) {
    let found = found.as_f64().unwrap_or_else(|| panic!("{found}, not {right}"));
    assert!((found - right).abs() <= 1e-9 * size.abs().max(right.abs()), "{found}, not {right}");
}

/// A quantile of amounts is within its bucket, a 128th of it; of whole periods it is exact, null if later.
#[track_caller]
fn assert_quantiles(found: &Value, values: &[f64], unit: f64) {
    for (name, p) in [("p5", 0.05), ("p50", 0.5), ("p95", 0.95)] {
        let right = quantile(values, p) * unit;
        match found[name].as_f64() {
            None => assert_eq!(right, f64::INFINITY, "{name}"),
            Some(found) => assert!((found - right).abs() <= right.abs() / 128.0, "{name}: {found}, not {right}"),
        }
    }
}

#[track_caller]
fn assert_times(found: &Value, values: &[f64]) {
    for (name, p) in [("p5", 0.05), ("p50", 0.5), ("p95", 0.95)] {
        let right = quantile(values, p);
        assert_eq!(found[name].as_f64().unwrap_or(f64::INFINITY), right, "{name}");
    }
    // Where it always comes nothing needs to be said.
    let reached = found["reached"].as_f64().unwrap_or(1.0);
    assert_eq!(reached, share(values.iter().map(|t| t.is_finite())));
}

/// Everything of a comparison that follows from the futures one by one.
fn assert_follows(summary: &Value, futures: &Futures, reference: &str) {
    let compared = &summary["comparisons"][0];
    assert_eq!((&compared["against"], &compared["futures"]), (&reference.into(), &futures.len().into()));
    assert_eq!(compared["expectations"], "mean field");
    let means: Vec<f64> = futures.expected.iter().map(|m| mean(m)).collect();
    let size = means.iter().fold(0.0_f64, |size, m| size.max(m.abs())) * futures.unit;
    let mut ranking: Vec<usize> = (0..means.len()).collect();
    ranking.sort_by(|a, b| means[*b].total_cmp(&means[*a]));
    let named: Vec<&str> = ranking.iter().map(|&plan| futures.ids[plan].as_str()).collect();
    assert_eq!(compared["ranking"], Value::from(named));
    plans(summary, futures, size);
    pairs(compared, futures, reference, &ranking);
    let best_known = |r: usize| futures.expected.iter().map(|m| m[r]).fold(f64::NEG_INFINITY, f64::max);
    let evpi = mean(&(0..futures.len()).map(best_known).collect::<Vec<f64>>()) - means[ranking[0]];
    assert!(evpi * futures.unit > 1e-3 * size, "there is something to learn");
    assert_is(&compared["evpi"]["mean"], evpi * futures.unit, size);
}

fn plans(summary: &Value, futures: &Futures, size: f64) {
    let best = |of: &[Vec<f64>]| -> f64 {
        mean(&(0..futures.len()).map(|r| of.iter().map(|m| m[r]).fold(f64::MIN, f64::max)).collect::<Vec<f64>>())
    };
    for (plan, id) in futures.ids.iter().enumerate() {
        let told = &summary["comparisons"][0]["plans"][id];
        let (expected, came) = (&futures.expected[plan], &futures.came[plan]);
        assert_is(&told["mean"], mean(expected) * futures.unit, size);
        assert_is(&told["se"], standard_error(expected) * futures.unit, 1e-3 * size);
        assert_is(&told["regret"]["mean"], (best(&futures.expected) - mean(expected)) * futures.unit, size);
        assert_is(&told["regret_in_hindsight"], (best(&futures.came) - mean(came)) * futures.unit, size);
        let mut sorted = came.clone();
        sorted.sort_by(f64::total_cmp);
        // Of 500 the worst 25.
        assert_is(&told["shortfall"], mean(&sorted[..futures.len() / 20]) * futures.unit, size);
        let p5 = quantile(came, 0.05) * futures.unit;
        assert!((told["p5"].as_f64().unwrap() - p5).abs() <= p5.abs() / 128.0);
        if let Some(spend) = told["spend"].as_f64() {
            let paid = |id: &str| summary["plans"][&futures.ids[plan]][id]["mean"].as_f64().unwrap_or(0.0);
            assert_is(&told["spend"], paid("spend") + paid("initiative_cost"), 1.0);
            // 20 months of 400 and what help costs.
            assert!(id != "care" || spend == 9_300.0, "{spend}");
        }
        let back: Vec<f64> = futures.profit[plan].iter().map(|profit| for_good(profit, |x| x >= 0.0)).collect();
        assert_times(&summary["plans"][id]["break_even"], &back);
    }
}

fn pairs(compared: &Value, futures: &Futures, reference: &str, ranking: &[usize]) {
    let told = compared["pairs"].as_array().unwrap();
    assert_eq!(told.len(), futures.ids.len() * (futures.ids.len() - 1) / 2);
    let mut surely_best = true;
    for pair in told {
        let [a, b] = ["plan", "against"].map(|key| futures.plan(&pair[key]));
        let place = |plan: usize| ranking.iter().position(|p| *p == plan);
        assert!(place(a) < place(b) || pair["against"] == reference, "the better one first");
        assert_ne!(pair["plan"], reference);
        let (came, expected) =
            (less(&futures.came[a], &futures.came[b]), less(&futures.expected[a], &futures.expected[b]));
        let size = came.iter().fold(0.0_f64, |size, x| size.max(x.abs())) * futures.unit;
        assert_is(&pair["expected"]["mean"], mean(&expected) * futures.unit, size);
        assert_is(&pair["expected"]["se"], standard_error(&expected) * futures.unit, size);
        // What is written down is whole cents.
        let cents: Vec<f64> = less(&rounded(&futures.came[a]), &rounded(&futures.came[b]));
        assert_is(&pair["difference"]["mean"], mean(&cents) * futures.unit, size);
        assert_is(&pair["difference"]["se"], standard_error(&cents) * futures.unit, size);
        let of_sample = futures.len() as f64 / (futures.len() as f64 - 1.0);
        assert_is(&pair["difference"]["sd"], (variance(&cents) * of_sample).sqrt() * futures.unit, size);
        assert_quantiles(&pair["difference"], &cents, futures.unit);
        assert_eq!(pair["difference"]["n"], futures.len());
        assert_eq!(pair["ahead"]["chance"].as_f64(), Some(share(cents.iter().map(|x| *x > 0.0))));
        assert_eq!(pair["better"]["chance"].as_f64(), Some(share(expected.iter().map(|x| *x > 0.0))));
        assert_is(&pair["luck"], 1.0 - variance(&expected) / variance(&came), 1.0);
        let beats = |x: &[f64], y: &[f64]| share(x.iter().zip(y).map(|(x, y)| x > y));
        let (now, again) = (&futures.came, &futures.again);
        let outgrows = 0.5 * (beats(&now[a], &again[b]) + beats(&again[a], &now[b]));
        assert_eq!(pair["outgrows"].as_f64(), Some(outgrows));
        courses(pair, &futures.so_far[a], &futures.so_far[b]);
        if [a, b].contains(&ranking[0]) {
            let chance = share(expected.iter().map(|x| if a == ranking[0] { *x > 0.0 } else { *x < 0.0 }));
            surely_best &= chance >= 0.9;
        }
    }
    assert_eq!(compared["settled"], surely_best);
}

/// Who is ahead when, and from when on for good.
fn courses(pair: &Value, a: &[Vec<f64>], b: &[Vec<f64>]) {
    let courses: Vec<Vec<f64>> = a.iter().zip(b).map(|(a, b)| less(a, b)).collect();
    let ahead = pair["ahead_by_period"].as_array().unwrap();
    assert_eq!(ahead.len(), courses[0].len());
    for (t, told) in ahead.iter().enumerate() {
        let right = (!courses[0][t].is_nan()).then(|| share(courses.iter().map(|course| course[t] > 0.0)));
        assert_eq!(told.as_f64(), right, "in period {t}");
    }
    let since: Vec<f64> = courses.iter().map(|course| for_good(course, |x| x > 0.0)).collect();
    assert_times(&pair["crossover"], &since);
}

fn rounded(values: &[f64]) -> Vec<f64> {
    values.iter().map(|x| x.round_ties_even()).collect()
}

#[test]
fn a_choice_by_profit_is_what_its_futures_say_one_by_one() {
    let futures = Futures::of(SHOP, "profit", 0.0);
    let summary = summary(SHOP, &[]);
    assert_follows(&summary, &futures, "base");
    // What there is to see: plans that fall behind first, and some that never come back.
    let pair =
        summary["comparisons"][0]["pairs"].as_array().unwrap().iter().find(|pair| pair["plan"] == "care").unwrap();
    let reached = pair["crossover"]["reached"].as_f64().unwrap();
    assert!((0.2..0.95).contains(&reached), "{pair}");
}

#[test]
fn a_choice_by_present_value_discounts_every_period_of_every_future() {
    let text = SHOP.replace("periods = 20", "periods = 20\ndiscount_rate = \"30% per year\"");
    let against = summary(&text, &["--against", "care"]);
    assert_follows(&against, &Futures::of(&text, "npv", 0.3), "care");
}

#[test]
fn a_choice_without_money_is_by_customers_from_the_start_on() {
    let keep = |text: &str, from: &str, until: &str| {
        let (before, after) = (text.find(from).unwrap(), text.find(until).unwrap());
        format!("{}{}", &text[..before], &text[after..])
    };
    let text = keep(SHOP, "[channels.ads]", "[channels.word]");
    let text = keep(&text, "[revenue.fee]", "[plans.ads]").replace(
        &text[text.find("[plans.ads]").unwrap()..],
        "[plans.more]\nchanges = { \"channels.word.arrivals\" = \"-40% to +60%\" }\n\
         [plans.kept]\nchanges = { \"customer -> exit\" = \"-40% to +30%\" }\n",
    );
    let futures = Futures::of(&text, "customers", 0.0);
    let summary = summary(&text, &[]);
    assert_eq!(summary["comparisons"][0]["outcome"], "customers");
    assert_follows(&summary, &futures, "base");
}

#[test]
fn finding_out_whether_something_works_is_worth_choosing_in_both_cases() {
    let futures = Futures::of(SHOP, "profit", 0.0);
    let compared = &summary(SHOP, &[])["comparisons"][0];
    // Where it does not work it costs what it costs and changes nothing.
    let [base, care] = ["base", "care"].map(|id| futures.plan(&id.into()));
    let works = |r: &usize| futures.expected[care][*r] - futures.expected[base][*r] > -130_000.0 + 1.0;
    assert!((275..325).contains(&(0..futures.len()).filter(works).count()));
    let best_of = |those: &dyn Fn(&usize) -> bool| -> f64 {
        let sum = |m: &Vec<f64>| (0..futures.len()).filter(those).map(|r| m[r]).sum::<f64>();
        futures.expected.iter().map(sum).fold(f64::MIN, f64::max) / futures.len() as f64
    };
    let worth = 0.01 * (best_of(&works) + best_of(&|r| !works(r)) - best_of(&|_| true));
    let told = compared["evppi"].as_array().unwrap();
    let told = told.iter().find(|one| one["inputs"][0].as_str().unwrap().contains("initiatives.care")).unwrap();
    assert!(worth > 0.0 && (told["mean"].as_f64().unwrap() / worth - 1.0).abs() < 1e-9, "{told}, not {worth}");
    let cases = &told["cases"];
    let [first, second] = [0, 1].map(|place| futures.plan(&compared["ranking"][place]));
    for (case, is_so) in [("works", true), ("fails", false)] {
        let those: Vec<usize> = (0..futures.len()).filter(|r| works(r) == is_so).collect();
        let gain = |r: &usize| futures.came[first][*r] - futures.came[second][*r];
        let mean = 0.01 * those.iter().map(gain).sum::<f64>() / those.len() as f64;
        assert!((cases[case]["mean"].as_f64().unwrap() - mean).abs() < 1e-9 * mean.abs(), "{cases}, not {mean}");
    }
    assert_eq!(cases["chance"], 0.6);
}

#[test]
fn the_choice_flips_where_customers_at_the_end_make_another_plan_the_best() {
    let futures = Futures::of(SHOP, "profit", 0.0);
    let compared = &summary(SHOP, &[])["comparisons"][0];
    let told = compared["best_from_value_of_a_customer_at_the_end"].as_array().unwrap();
    assert!(told.len() > 1, "{told:?}");
    let worth = |plan: usize, v: f64| mean(&futures.expected[plan]) * 0.01 + v * mean(&futures.customers[plan]);
    let best_at = |v: f64| (0..futures.ids.len()).max_by(|a, b| worth(*a, v).total_cmp(&worth(*b, v))).unwrap();
    for (place, reign) in told.iter().enumerate() {
        let plan = futures.plan(&reign["plan"]);
        let from = reign["from"].as_f64().unwrap();
        let until = told.get(place + 1).map_or(2.0 * from + 1000.0, |next| next["from"].as_f64().unwrap());
        assert!(from < until);
        let just = 1e-6 * (until - from);
        assert_eq!((best_at(from + just), best_at(until - just)), (plan, plan), "{told:?}");
    }
    // The error is that of leaving each randomisation out once.
    let [first, next] = [0, 1].map(|place| futures.plan(&told[place]["plan"]));
    let crossing = |without: usize| {
        let kept = |values: &[f64]| -> f64 {
            let kept: Vec<f64> = (0..values.len()).filter(|r| r % 16 != without).map(|r| values[r]).collect();
            mean(&kept)
        };
        let [money, people] = [&futures.expected, &futures.customers].map(|of| kept(&of[first]) - kept(&of[next]));
        -0.01 * money / people
    };
    let without: Vec<f64> = (0..16).map(crossing).collect();
    let se = (15.0 / 16.0 * 16.0 * variance(&without)).sqrt();
    assert!((told[1]["se"].as_f64().unwrap() / se - 1.0).abs() < 1e-6, "{} {se}", told[1]);
}

#[test]
fn an_initiative_is_worth_what_the_plan_that_takes_only_it_has_more_than_the_base() {
    let summary = summary(SHOP, &[]);
    let worth = &summary["plans"]["care"]["initiative_worth[care]"];
    let pairs = summary["comparisons"][0]["pairs"].as_array().unwrap();
    let pair = pairs.iter().find(|pair| pair["plan"] == "care" && pair["against"] == "base").unwrap();
    assert_eq!((&worth["n"], worth["cost"].as_f64()), (&500.into(), Some(1300.0)));
    let size = worth["se"].as_f64().unwrap();
    assert_is(&worth["mean"], pair["difference"]["mean"].as_f64().unwrap(), size);
    assert_is(&worth["se"], pair["difference"]["se"].as_f64().unwrap(), size);
    assert_eq!(worth["chance"], pair["ahead"]["chance"]);
    assert_is(&worth["per_cost"], worth["mean"].as_f64().unwrap() / 1300.0, 1.0);
    let model = model(SHOP);
    let programs: Vec<Program> = [0, 2].map(|plan| program::compile(&model, plan)).to_vec();
    let gains = paired(&model, &programs, &["npv"], 500, Some(1)).difference(1, 0, "npv").unwrap();
    for (name, p) in [("p5", 0.05), ("p50", 0.5), ("p95", 0.95)] {
        assert_is(&worth[name], quantile(&gains, p) * 0.01, size);
    }
}
