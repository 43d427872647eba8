//! The comparison as `summary.json` has it.

use super::cases::Cases;
use super::in_order;
use crate::analysis::compare::futures::Estimate;
use crate::analysis::compare::matters::Matters;
use crate::analysis::compare::{Comparison, Pair};
use crate::report::assemble::Subject;
use crate::results::Distribution;
use serde_json::{Map, Value, json};

/// The list of comparisons: this one.
pub fn in_json(subject: &Subject, comparison: &Comparison) -> Value {
    let writing = Writing::new(subject, comparison);
    let id = |plan: usize| subject.results.plans[plan].id.as_str();
    let plans: Map<String, Value> =
        (0..comparison.standings.len()).map(|plan| (id(plan).to_string(), writing.plan(plan))).collect();
    let ranking: Vec<&str> = comparison.ranking.iter().map(|&plan| id(plan)).collect();
    let flips = comparison.reigns.iter().map(|reign| {
        json!({
            "plan": id(reign.plan), "from": reign.from.mean * writing.unit,
            "se": finite(reign.from.se * writing.unit),
        })
    });
    let mut object = json!({
        "outcome": comparison.outcome,
        "against": id(comparison.reference),
        "futures": comparison.futures,
        "ranking": ranking,
        "settled": comparison.is_settled(),
        "plans": plans,
        "pairs": in_order(comparison).map(|pair| writing.pair(&pair)).collect::<Vec<Value>>(),
        "best_from_value_of_a_customer_at_the_end": flips.collect::<Vec<Value>>(),
    });
    let by_end = comparison.by_end.iter().map(|by| {
        let means: Map<String, Value> =
            by.means.iter().enumerate().map(|(plan, mean)| (id(plan).to_string(), writing.estimate(*mean))).collect();
        let chances: Map<String, Value> = by
            .better_than_the_best
            .iter()
            .enumerate()
            .filter(|(plan, _)| *plan != comparison.best())
            .map(|(plan, chance)| (id(plan).to_string(), json!(chance)))
            .collect();
        json!({ "end_value": by.end, "best": id(by.best), "plans": means, "better_than_the_best": chances })
    });
    object["by_end_value"] = by_end.collect();
    object["turns_with_end_value"] = comparison.turns().iter().map(|by| json!(by.end)).collect();
    if let Some(knowledge) = &comparison.knowledge {
        let evppi = knowledge.groups.iter().zip(&knowledge.evppi).map(|(group, worth)| {
            let mut worth = writing.estimate(*worth);
            worth["inputs"] = json!(writing.inputs(group));
            if let Some(cases) = writing.cases(group) {
                worth["cases"] = cases;
            }
            worth
        });
        object["expectations"] = json!(if knowledge.exact { "mean field" } else { "regression" });
        object["evpi"] = writing.estimate(knowledge.evpi);
        object["evppi"] = evppi.collect();
        let of_plans = knowledge.of_plans.iter().enumerate();
        let mut matters: Map<String, Value> = of_plans
            .map(|(plan, matters)| (id(plan).to_string(), writing.matters(&knowledge.groups, matters)))
            .collect();
        if let (Some(difference), [best, second, ..]) = (&knowledge.of_difference, &comparison.ranking[..]) {
            let name = super::name_of_pair(subject, *best, *second);
            matters.insert(name, writing.matters(&knowledge.groups, difference));
        }
        object["matters"] = Value::Object(matters);
    }
    json!([object])
}

/// A comparison on its way into a file.
struct Writing<'a> {
    subject: &'a Subject<'a>,
    comparison: &'a Comparison,
    /// Units of files (whole currency) to one of the outcome.
    unit: f64,
}

impl<'a> Writing<'a> {
    fn new(subject: &'a Subject<'a>, comparison: &'a Comparison) -> Writing<'a> {
        Writing { subject, comparison, unit: super::unit_for_files(subject, comparison) }
    }

    fn money(&self) -> f64 {
        if self.comparison.unit.is_money() { self.subject.results.money_unit } else { 1.0 }
    }

    fn estimate(&self, estimate: Estimate) -> Value {
        json!({ "mean": finite(estimate.mean * self.unit), "se": finite(estimate.se * self.unit) })
    }

    fn plan(&self, plan: usize) -> Value {
        let standing = &self.comparison.standings[plan];
        let mut object = self.estimate(standing.mean);
        object["p5"] = json!(
            self.subject.results.total(plan, &self.comparison.outcome).and_then(|f| f.p5()).map(|x| x * self.money())
        );
        object["shortfall"] = json!(finite(standing.shortfall * self.unit));
        object["regret"] = self.estimate(standing.regret);
        object["regret_in_hindsight"] = json!(finite(standing.hindsight * self.unit));
        object["spend"] =
            json!(super::growth_spend(self.subject.results, plan).map(|x| x * self.subject.results.money_unit));
        object
    }

    fn pair(&self, pair: &Pair) -> Value {
        let id = |plan: usize| self.subject.results.plans[plan].id.as_str();
        let mut object = json!({
            "plan": id(pair.a),
            "against": id(pair.b),
            "same": pair.same,
            "expected": self.estimate(pair.difference),
            "better": pair.better.map(|chance| json!({ "chance": chance.mean, "se": chance.se })),
            "outgrows": pair.outgrows[0],
            "luck": finite(pair.luck),
        });
        if let Some(against) = self.subject.results.against(pair.a, pair.b) {
            object["difference"] = self.distribution(&against.at_end());
            let ahead = against.ahead_at_end();
            object["ahead"] = json!({ "chance": ahead.mean, "se": ahead.se });
            let by_period = against.ahead().iter().map(|ahead| ahead.and_then(|ahead| ahead.mean)).collect::<Vec<_>>();
            object["ahead_by_period"] = json!(by_period);
            object["crossover"] = time_until(against.crossover());
            object["money_back"] = time_until(against.money_back());
        }
        object
    }

    /// What the best plan brings against the second if an initiative works, and if not.
    fn cases(&self, group: &[usize]) -> Option<Value> {
        let ([input], [best, second, ..]) = (group, &self.comparison.ranking[..]) else { return None };
        let cases = Cases::of(self.subject, *input, *best, *second)?;
        Some(json!({
            "chance": cases.chance, "works": self.estimate(cases.so), "fails": self.estimate(cases.not),
            "level": cases.level(),
        }))
    }

    fn distribution(&self, figure: &Distribution) -> Value {
        let unit = self.money();
        let scaled = |x: Option<f64>| x.map(|x| x * unit).filter(|x| x.is_finite());
        let mut object = json!({
            "mean": scaled(figure.mean), "sd": scaled(figure.sd), "se": scaled(figure.se), "n": figure.n,
        });
        for (name, quantile) in Distribution::NAMES.iter().zip(figure.quantiles) {
            object[*name] = json!(scaled(quantile));
        }
        object
    }

    fn inputs(&self, group: &[usize]) -> Vec<&str> {
        group.iter().map(|&input| self.subject.model.inputs[input].path.as_str()).collect()
    }

    fn matters(&self, groups: &[Vec<usize>], matters: &Matters) -> Value {
        let shares = matters.ranked().into_iter().map(|g| {
            let share = matters.shares[g];
            json!({ "inputs": self.inputs(&groups[g]), "share": share.mean, "se": finite(share.se) })
        });
        json!({
            "inputs": shares.collect::<Vec<Value>>(), "luck": finite(matters.luck),
            "interactions": finite(matters.interactions),
        })
    }
}

/// A time that does not come in every future, with the share of those in which it does.
fn time_until(time: Option<(Distribution, f64)>) -> Value {
    let within = |q: Option<f64>| q.filter(|q| q.is_finite());
    time.map_or(Value::Null, |(when, reached)| {
        json!({
            "p5": within(when.p5()), "p50": within(when.median()), "p95": within(when.p95()), "reached": reached,
        })
    })
}

fn finite(x: f64) -> Option<f64> {
    x.is_finite().then_some(x)
}
