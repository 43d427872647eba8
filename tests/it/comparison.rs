//! Plans side by side: what is said about a choice, on scenarios whose answer is known.

use crate::play::*;
use flywheel::analysis::compare::groups::{groups, yes_or_no};
use flywheel::analysis::compare::together::{Side, together};
use flywheel::analysis::compare::{Comparison, Question, compare, headline};
use flywheel::engine::Run;
use flywheel::model::Model;
use flywheel::results::{Collected, Precision, Summary, Watch, Wishes, collect_with};
use flywheel::scenario::{self, Override};

/// All plans of a model against the first.
fn compared(model: &Model) -> (Comparison, Collected) {
    compared_as_wished(model, None, None)
}

fn compared_as_wished(model: &Model, relative: Option<f64>, threads: Option<usize>) -> (Comparison, Collected) {
    let plans: Vec<usize> = (0..model.plans.len()).collect();
    let together = together(&[Side { name: "a", model, plans: &plans }]).unwrap();
    let catalogue = &together.cast.catalogues[0];
    let outcome = catalogue.find(&headline(model, &plans)).unwrap();
    let watch = Watch {
        outcome,
        reference: 0,
        metrics: vec![catalogue.find("customers").unwrap(), catalogue.find("cash").unwrap(), outcome],
        beside: catalogue.find("customers"),
        alternatives: flywheel::analysis::compare::alternatives(catalogue, outcome),
    };
    let precision = relative.map(|relative| Precision { metric: outcome, relative });
    let wishes = Wishes { watch: Some(watch), precision, ..Wishes::default() };
    let arms = together.cast.arms(0);
    let replications = model.simulation.replications;
    let run = Run { arms: &arms, inputs: &together.cast.inputs, seed: together.cast.seed, replications };
    let collected = collect_with(&run, &together.cast.catalogues, &wishes, threads, &|_| true).unwrap();
    let (groups, yes_or_no) = (groups(model), yes_or_no(model));
    let duels = collected.duels.as_ref().unwrap();
    let question = Question { cast: &together.cast, duels, groups: &groups, yes_or_no: &yes_or_no, threads };
    (compare(&question), collected)
}

/// A shop that may send better mails: 1,000 customers times `size`.
fn shop(size: u32, churn: &str, plans: &str) -> Model {
    model(&format!(
        r#"
        [time]
        step = "month"
        periods = 12
        [money]
        end_value = "none"
        [simulation]
        replications = 512
        [stages.customer]
        role = "customer"
        start = {}
        to.exit = "{churn}"
        [channels.word]
        to = "customer"
        arrivals = "{} per month"
        [revenue.fee]
        on = "customer"
        each = "$10 per month"
        [costs.mails]
        fixed = "$1 per month"
        {plans}
        "#,
        1000 * size,
        10 * size,
    ))
}

const LESS_CHURN: &str = r#"
    [plans.mails]
    changes = { "customer -> exit" = "-30% to +20%" }
"#;

#[test]
fn a_plan_that_changes_nothing_makes_no_difference() {
    let (comparison, _) = compared(&shop(1, "3% to 6% per month", "[plans.same]\nlabel = \"The same\""));
    let pair = comparison.pair(1, 0).unwrap();
    assert!(pair.same && pair.better.is_none() && !pair.is_settled());
    assert_eq!((pair.difference.mean, comparison.knowledge.unwrap().evpi.mean), (0.0, 0.0));
}

#[test]
fn a_cent_a_month_is_a_difference_and_a_settled_one() {
    let (comparison, _) =
        compared(&shop(1, "3% to 6% per month", "[plans.dear]\nset = { \"costs.mails.fixed\" = \"$1.01 per month\" }"));
    let pair = comparison.pair(0, 1).unwrap();
    assert!(!pair.same && pair.is_settled(), "{pair:?}");
    assert_eq!((pair.difference.mean, pair.difference.se), (12.0, 0.0));
    assert_eq!(comparison.ranking, [0, 1]);
}

#[test]
fn with_constant_inputs_knowledge_is_worth_exactly_nothing_and_a_real_difference_is_settled() {
    let plans = "[plans.mails]\nchanges = { \"customer -> exit\" = \"-20%\" }";
    let (comparison, _) = compared(&shop(1, "5% per month", plans));
    assert_eq!(comparison.best(), 1);
    assert!(comparison.is_settled());
    let knowledge = comparison.knowledge.unwrap();
    assert_eq!((knowledge.evpi.mean, knowledge.evppi.len()), (0.0, 0));
    assert_eq!(knowledge.of_plans[0].luck, 1.0);
}

#[test]
fn ten_times_the_customers_leave_the_value_of_knowledge_per_customer() {
    let [one, ten] = [1, 10].map(|size| {
        let (comparison, _) = compared(&shop(size, "3% to 6% per month", LESS_CHURN));
        let knowledge = comparison.knowledge.unwrap();
        assert!(knowledge.exact);
        knowledge.evpi
    });
    assert!(one.mean > 0.0);
    let off = (ten.mean / 10.0 - one.mean).abs();
    assert!(off <= 3.0 * (one.se * one.se + ten.se * ten.se / 100.0).sqrt(), "{one:?} {ten:?}");
}

#[test]
fn what_a_plan_changes_is_what_is_worth_finding_out() {
    let model = shop(1, "3% to 6% per month", LESS_CHURN);
    let (comparison, _) = compared(&model);
    let knowledge = comparison.knowledge.unwrap();
    let path = |g: usize| model.inputs[knowledge.groups[g][0]].path.as_str();
    let best = (0..knowledge.evppi.len()).max_by(|a, b| knowledge.evppi[*a].mean.total_cmp(&knowledge.evppi[*b].mean));
    assert!(path(best.unwrap()).ends_with("=-30% to +20%"), "{}", path(best.unwrap()));
    assert!(knowledge.evppi.iter().all(|worth| (0.0..=knowledge.evpi.mean).contains(&worth.mean)));
    let of_difference = knowledge.of_difference.unwrap();
    assert!(path(of_difference.ranked()[0]).ends_with("=-30% to +20%"));
}

#[test]
fn the_difference_by_period_is_that_of_each_future_on_any_number_of_threads() {
    let model = shop(1, "3% to 6% per month", LESS_CHURN);
    let (_, one) = compared_as_wished(&model, None, Some(1));
    let (_, two) = compared_as_wished(&model, None, Some(2));
    let [one, two] = [one, two].map(|collected| collected.duels.unwrap());
    assert_eq!((&one.differences, &one.pairs[0].so_far), (&two.differences, &two.pairs[0].so_far));
    assert_eq!(one.singles.outcomes, two.singles.outcomes);
    let duel = &one.pairs[0];
    // a less b at the end is what the single futures say, in whole cents.
    let singles = one.singles.outcomes[0].iter().zip(&one.singles.outcomes[1]).map(|(a, b)| a.round() - b.round());
    let mean = singles.sum::<f64>() / 512.0;
    assert!((duel.at_end.mean().unwrap() - mean).abs() <= 1e-6 * mean.abs());
    assert_eq!(duel.so_far.last(), Some(&duel.at_end));
    // Who is ahead to stay is ahead at the end.
    let reached = duel.crossover[0].reached().unwrap_or(1.0);
    assert_eq!(Some(reached), duel.ahead_at_end[0].mean());
}

#[test]
fn what_a_plan_puts_in_is_back_when_its_cash_is_that_of_the_other_one() {
    // $600 in the first month, $100 a month more from then on: level after six months, in every future.
    let model = model(
        r#"
        [time]
        step = "month"
        periods = 12
        [simulation]
        replications = 512
        [stages.customer]
        role = "customer"
        start = 100
        to = {}
        [revenue.fee]
        on = "customer"
        each = "$10 per month"
        [initiatives.dearer]
        upfront = "$600"
        changes = { "revenue.fee.each" = "+10%" }
        [plans.dearer]
        initiatives = ["dearer"]
        [plans.same]
        label = "The same"
        "#,
    );
    let (_, collected) = compared(&model);
    let duels = collected.duels.unwrap();
    let (duel, turned) = duels.pair(1, 0).unwrap();
    assert!(turned && duel.cash_differs);
    let when = |summary: &Summary| (summary.quantile(0.05), summary.quantile(0.95), summary.n());
    assert_eq!(when(&duel.money_back[1]), (Some(6.0), Some(6.0), 512));
    // The base is below it at the end, and so never passes it.
    assert_eq!(duel.money_back[0].reached(), Some(0.0));
    assert!(!duels.pair(2, 0).unwrap().0.cash_differs);
}

#[test]
fn a_run_to_a_precision_ends_at_a_look_and_is_the_run_of_that_length() {
    let mut model = shop(1, "3% to 6% per month", LESS_CHURN);
    model.simulation.replications = 1 << 20;
    // A tenth is known after the first look already.
    let (_, precise) = compared_as_wished(&model, Some(0.1), None);
    assert_eq!(precise.replications, 32 * 256);
    model.simulation.replications = precise.replications;
    let (_, fixed) = compared_as_wished(&model, None, None);
    assert_eq!(precise.summaries, fixed.summaries);
}

#[test]
fn scenarios_that_differ_in_their_clock_or_currency_are_not_compared() {
    let one = shop(1, "5% per month", "");
    let [mut longer, mut in_euros] = [one.clone(), one.clone()];
    longer.time.periods = 24;
    in_euros.currency.code = "EUR".to_string();
    for (other, what) in [(longer, "periods"), (in_euros, "currency")] {
        let sides = [&one, &other].map(|model| Side { name: "a", model, plans: &[0] });
        let error = together(&sides).unwrap_err().to_string();
        assert!(error.contains(what), "{error}");
    }
    let sides = [&one, &one].map(|model| Side { name: "a", model, plans: &[0] });
    let both = together(&sides).unwrap();
    assert_eq!((both.model.plans.len(), both.cast.programs.len()), (2, 2));
}

#[test]
fn no_shipped_choice_is_settled_one_way_and_the_other_way_in_a_run_of_twice_the_length() {
    let at = |name: &str, periods: Option<u32>| {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
        let longer = periods.map(|periods| Override::from(format!("time.periods={periods}").as_str()));
        let (sources, read) = scenario::read(&path, &longer.into_iter().collect::<Vec<Override>>());
        let scenario = read.unwrap_or_else(|diagnostics| panic!("{}", diagnostics.render(&sources, false)));
        let mut model = flywheel::model::check(&scenario).0.unwrap();
        model.simulation.replications = 256;
        model
    };
    let mut settled = 0;
    for name in SHIPPED {
        let short = at(name, None);
        let plans: Vec<usize> = (0..short.plans.len()).collect();
        if plans.len() < 2 || headline(&short, &plans) != "npv" {
            continue;
        }
        let long = at(name, Some(2 * short.time.periods));
        let best = |model: &Model| {
            let comparison = compared(model).0;
            comparison.is_settled().then(|| model.plans[comparison.best()].id.clone())
        };
        if let (Some(short), Some(long)) = (best(&short), best(&long)) {
            settled += 1;
            assert_eq!(short, long, "{name}");
        }
    }
    // Else nothing was said.
    assert!(settled > 0);
}

#[test]
fn the_length_of_the_run_does_not_decide_and_a_verdict_that_hangs_on_it_says_so() {
    // A person costs $150 and pays $20 a month for 50 months: the next one pays, but not within a year.
    let at = |periods: u32| {
        model(&format!(
            r#"
            [time]
            step = "month"
            periods = {periods}
            [simulation]
            replications = 256
            [stages.customer]
            role = "customer"
            start = 1000
            to.exit = "2% per month"
            [channels.ads]
            type = "paid"
            to = "customer"
            spend = "$10k per month"
            cost = "$150"
            [revenue.r]
            on = "customer"
            each = "$20 per month"
            [plans.ads]
            set = {{ "channels.ads.spend" = "$20k per month" }}
            "#
        ))
    };
    for periods in [1, 12, 36] {
        let (comparison, _) = compared(&at(periods));
        assert_eq!(comparison.best(), 1, "{periods} periods");
        assert!(comparison.is_settled());
        // 66.7 people more a month: within one year they cost more than they bring, within three they do not.
        let turns: Vec<&str> = comparison.turns().iter().map(|by| by.end.as_str()).collect();
        assert_eq!(turns, if periods < 36 { vec!["none"] } else { vec![] }, "{periods} periods");
    }
}
