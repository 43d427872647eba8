//! The summary that `run` prints: one screen, and the words of its figures.

use super::assemble::Subject;
use super::language::{Language, Words, words};
use super::numbers::{self, Estimate, Unit, When};
use super::{labels, summary};
use crate::analysis::lifetime::{Absent, Lifetime, OverDraws};
use crate::metrics;
use crate::model::Model;
use crate::results::{Distribution, Results};

/// A figure that leads a report.
struct Headline {
    metric: &'static str,
    words: Words,
    /// Which go first where not all have room: 0 for those that stay longest.
    rank: u8,
}

const fn headline(metric: &'static str, rank: u8, words: Words) -> Headline {
    Headline { metric, words, rank }
}

/// The figures that lead a report, if the scenario has them.
static HEADLINES: [Headline; 14] = [
    headline("customers", 0, words("Customers at the end", "기말 고객 수", "期末客户数")),
    headline("new_customers", 5, words("New customers", "신규 고객", "新客户")),
    headline("referral_share", 8, words("of them referred", "그중 추천 비중", "其中推荐占比")),
    headline("churn_rate", 4, words("Churn rate", "이탈률", "流失率")),
    headline("mrr", 6, words("Recurring revenue a month", "월 반복 매출(MRR)", "月度经常性收入（MRR）")),
    headline("nrr", 7, words("Net revenue retention", "순매출 유지율(NRR)", "净收入留存率（NRR）")),
    headline("revenue", 3, words("Revenue", "매출", "收入")),
    headline("investment", 3, words("Investment", "투자", "投入")),
    headline("cac", 4, words("Cost of a new customer", "고객획득비용(CAC)", "获客成本（CAC）")),
    headline(
        "cac_total",
        4,
        words("Cost of a new customer with initiatives", "고객획득비용(과제 포함)", "获客成本（含举措）"),
    ),
    headline("profit", 1, words("Profit", "이익", "利润")),
    headline("npv", 2, words("Net present value", "순현재가치(NPV)", "净现值（NPV）")),
    headline("end_value", 2, words("of it after the run", "그중 기간 이후", "其中期后")),
    headline("break_even", 2, words("Break-even", "손익분기", "盈亏平衡")),
];

/// One screen: headline figures, chances, where people are lost, whether the wheel turns by itself, how sure.
///
/// * `report`: where the report's page is
/// * `width`: columns of the terminal
pub fn summary(subject: &Subject, report: Option<&str>, width: u16) -> String {
    summary::of(subject, report, usize::from(width))
}

/// What one new customer is worth and brings, plan by plan; only rows that have figures.
pub fn lifetime_rows(model: &Model, lifetimes: &[Lifetime]) -> Vec<(&'static str, Vec<String>)> {
    let language = model.presentation.language;
    let money = Unit::Money(model.currency.clone());
    let cell = |figure: Result<OverDraws, Absent>, unit: &Unit| match figure {
        Ok(x) if x.p95 != 0.0 || x.p5 != 0.0 => {
            Estimate { median: x.mean, low: x.p5, high: x.p95 }.text(unit, language)
        }
        _ => String::new(),
    };
    let row = |of: &dyn Fn(&Lifetime) -> String| lifetimes.iter().map(of).collect::<Vec<String>>();
    let with_referrals =
        |l: &Lifetime| if l.reproduction.is_ok() { cell(l.ltv_with_referrals, &money) } else { String::new() };
    let rows = [
        (VALUE, row(&|l| cell(l.ltv, &money))),
        (WITH_REFERRALS, row(&with_referrals)),
        (HUNDRED_BRING, row(&|l| cell(l.new_per_new.map(super::told::hundred), &Unit::People))),
    ];
    let filled = rows.into_iter().filter(|(_, cells)| cells.iter().any(|c| !c.is_empty()));
    filled.map(|(label, cells)| (language.say(label), cells)).collect()
}

const VALUE: Words = words("Value of a new customer (mean)", "신규 고객의 생애가치(평균)", "新客户的终身价值（均值）");
const WITH_REFERRALS: Words = words("  with referrals", "  추천 포함", "  含推荐");
const HUNDRED_BRING: Words = words(
    "100 new customers ever bring (mean)",
    "신규 고객 100명이 언젠가 데려오는 고객(평균)",
    "每100位新客户终将带来的客户（均值）",
);

/// The headline figures that say something here, then the goals: metric and what it is called.
///
/// The author's own headline (`[report] headline`) comes first.
pub fn headlines(model: &Model, results: &Results) -> Vec<(String, String)> {
    ranked_headlines(model, results).into_iter().map(|(metric, label, _)| (metric, label)).collect()
}

/// The same with the rank of each: 0 for what stays longest where not all have room.
pub(super) fn ranked_headlines(model: &Model, results: &Results) -> Vec<(String, String, u8)> {
    let language = model.presentation.language;
    let says_something = |metric: &str| {
        let present = |p| results.total(p, metric).is_some_and(|f| f.says_something());
        metric == "customers" || (0..results.plans.len()).any(present)
    };
    // Without money everything breaks even at once.
    let has_money = says_something("profit");
    let shown = |h: &&Headline| says_something(h.metric) && (has_money || h.metric != "break_even");
    let line = |h: &Headline| {
        let words = if h.metric == "cac" && results.catalogue.find("cac_total").is_some() {
            labels::among("cac", model)
        } else {
            h.words
        };
        (h.metric.to_string(), language.say(words).to_string(), h.rank)
    };
    let mut lines: Vec<_> = HEADLINES.iter().filter(shown).map(line).collect();
    // Money that flows already pays for a plan from the first period on; what a plan puts in beyond another one
    // has to come back first.
    if let Some(reference) = reference(results) {
        let label = language.fill(MONEY_BACK_AGAINST, &[("b", &results.plans[reference].label)]);
        for line in lines.iter_mut().filter(|(metric, ..)| metric == "break_even") {
            *line = (MONEY_BACK.to_string(), label.clone(), line.2);
        }
    }
    if let Some(own) = &model.presentation.headline
        && results.catalogue.find(own).is_some()
    {
        let known = lines.iter().position(|(metric, ..)| metric == own).map(|at| lines.remove(at).1);
        let label = known.unwrap_or_else(|| label(results, own, language));
        lines.insert(0, (own.clone(), label, 0));
    }
    let goals = results.catalogue.metrics.iter().filter(|m| m.definition.id == "chance");
    let goal = |m: &metrics::Metric| {
        let of = m.of.clone().unwrap_or_default();
        (m.id.clone(), language.fill(CHANCE_OF, &[("goal", &of)]), 1)
    };
    lines.extend(goals.map(goal));
    lines
}

/// What stands for `break_even` where plans are compared: against the plan that the others are set against.
pub const MONEY_BACK: &str = "money_back";

pub const MONEY_BACK_AGAINST: Words = words(
    "Money back against {b} (in what share of futures)",
    "{b} 대비 투자 회수(회수하는 미래의 비율)",
    "相对{b}收回投入（所占未来比例）",
);

/// The plan that the others are set against, where there are others.
pub fn reference(results: &Results) -> Option<usize> {
    results.duels.as_ref().filter(|_| results.plans.len() > 1).map(|duels| duels.watch.reference)
}

/// A headline figure of a plan over the whole run.
pub fn headline_figure(results: &Results, plan: usize, metric: &str) -> Option<Distribution> {
    match metric {
        MONEY_BACK => Some(results.against(plan, reference(results)?)?.money_back()?.0),
        _ => results.total(plan, metric),
    }
}

/// The same as people read it; empty where there is none.
pub fn headline_cell(model: &Model, results: &Results, plan: usize, metric: &str) -> String {
    match metric {
        MONEY_BACK => reference(results).and_then(|other| money_back(model, results, plan, other)).unwrap_or_default(),
        _ => results.total(plan, metric).map_or(String::new(), |figure| in_words(&figure, metric, model)),
    }
}

/// `month 30 (25 to > 36), 62%`: when a plan's cash is no longer below the other's, and in what share of the futures
/// that comes; `None` of a plan beside itself, and where their cash is the same.
pub fn money_back(model: &Model, results: &Results, plan: usize, other: usize) -> Option<String> {
    let (when, share) = results.against(plan, other)?.money_back()?;
    let language = model.presentation.language;
    Some(language.apart(&[&times_in_words(&when, model), &numbers::chance(share, None, language)]))
}

const CHANCE_OF: Words = words("Chance: {goal}", "확률: {goal}", "概率：{goal}");

/// What a metric of a run is called, with what its index names.
pub fn label(results: &Results, metric: &str, language: Language) -> String {
    let of = results.catalogue.find(metric).and_then(|found| results.catalogue.metrics[found].of.clone());
    labels::said(metric, of.as_deref(), language)
}

/// A figure of the whole run as people read it.
pub fn in_words(figure: &Distribution, metric: &str, model: &Model) -> String {
    let language = model.presentation.language;
    let unit = metrics::definition(metric).map_or(metrics::Unit::Count, |d| d.unit);
    let said = |unit: &Unit| {
        let estimate = || Some(Estimate { median: figure.median()?, low: figure.p5()?, high: figure.p95()? });
        estimate().map_or(String::new(), |estimate| estimate.text(unit, language))
    };
    match unit {
        metrics::Unit::Chance => figure.mean.map_or(String::new(), |c| numbers::chance(c, figure.se, language)),
        metrics::Unit::Periods => times_in_words(figure, model),
        metrics::Unit::People | metrics::Unit::Count => said(&Unit::People),
        metrics::Unit::Money | metrics::Unit::MoneyPerMonth | metrics::Unit::MoneyEach => {
            said(&Unit::Money(model.currency.clone()))
        }
        metrics::Unit::Number => said(&Unit::Number),
        metrics::Unit::Duration => match said(&Unit::Number) {
            nothing if nothing.is_empty() => nothing,
            number => numbers::time_of(&number, model.time.step, language),
        },
        metrics::Unit::Share => said(&Unit::Percent),
    }
}

/// `month 14 (10 to > 36)`.
fn times_in_words(figure: &Distribution, model: &Model) -> String {
    let when = |q: Option<f64>| match q {
        Some(period) if period.is_finite() => Some(When::In(period.round() as u32)),
        Some(_) => Some(When::LaterThan(model.time.periods)),
        None => None,
    };
    let (Some(median), Some(low), Some(high)) = (when(figure.median()), when(figure.p5()), when(figure.p95())) else {
        return String::new();
    };
    median.with_range(low, high, model.time.step, model.presentation.language)
}
