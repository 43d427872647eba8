//! The comparison as a table: figures down, plans across, the best first.

use super::growth_spend;
use super::said::Telling;
use crate::analysis::compare::Comparison;
use crate::report::assemble::Subject;
use crate::report::html::{Column, Row, Table};
use crate::report::language::{Words, words};
use crate::report::numbers::{self, Unit};
use crate::report::screen;

/// What each plan brings, and what it brings against the reference.
pub fn table(subject: &Subject, comparison: &Comparison) -> Table {
    let telling = Telling::new(subject, comparison);
    let reference = comparison.reference;
    let against = |plan: usize| subject.results.against(plan, reference);
    let money = Unit::Money(subject.model.currency.clone());
    let row = |label: Words, cell: &dyn Fn(usize) -> Option<String>| Row {
        label: telling.language.fill(label, &[("b", telling.label(reference)), ("what", &telling.what())]),
        cells: comparison.ranking.iter().map(|&plan| cell(plan).unwrap_or_default()).collect(),
    };
    let pair = |plan: usize| comparison.pair(plan, reference).filter(|pair| !pair.same);
    let rows = [
        row(MEAN, &|plan| {
            let figure = subject.results.total(plan, &comparison.outcome)?;
            Some(telling.spread(comparison.standings[plan].mean, &figure))
        }),
        row(MORE, &|plan| {
            let pair = comparison.pair(plan, reference)?;
            if pair.same {
                return Some(telling.language.say(NO_DIFFERENCE).to_string());
            }
            Some(telling.spread(pair.difference, &against(plan)?.at_end()))
        }),
        row(BETTER, &|plan| match pair(plan)?.better {
            Some(chance) => Some(numbers::chance(chance.mean, Some(chance.se), telling.language)),
            None => Some(telling.language.say(NOT_SETTLED).to_string()),
        }),
        row(AHEAD, &|plan| {
            pair(plan)?;
            let ahead = against(plan)?.ahead_at_end();
            Some(numbers::chance(ahead.mean?, ahead.se, telling.language))
        }),
        row(PASSES, &|plan| {
            pair(plan)?;
            let (when, _) = against(plan)?.crossover()?;
            Some(screen::in_words(&when, "break_even", subject.model))
        }),
        row(screen::MONEY_BACK_AGAINST, &|plan| screen::money_back(subject.model, subject.results, plan, reference)),
        row(WORST, &|plan| Some(telling.amount(comparison.standings[plan].shortfall))),
        row(REGRET, &|plan| {
            comparison.knowledge.as_ref()?;
            Some(telling.amount(comparison.standings[plan].regret.mean))
        }),
        row(SPEND, &|plan| {
            let spend = growth_spend(subject.results, plan).filter(|spend| *spend != 0.0)?;
            Some(numbers::short(spend, &money, telling.language))
        }),
    ];
    Table {
        caption: telling.language.fill(CAPTION, &[("b", telling.label(reference))]),
        rows_are: telling.language.say(words("Figure", "지표", "指标")).to_string(),
        columns: columns(subject, &comparison.ranking),
        rows: rows.into_iter().filter(|row| row.cells.iter().any(|cell| !cell.is_empty())).collect(),
    }
}

/// The chance of every plan to be a better choice than every other one, of three plans and more.
pub fn head_to_head(subject: &Subject, comparison: &Comparison) -> Option<Table> {
    let telling = Telling::new(subject, comparison);
    let plans = &comparison.ranking;
    let cell = |plan: usize, other: usize| {
        let pair = comparison.pair(plan, other)?;
        match pair.better {
            _ if pair.same => Some(telling.language.say(NO_DIFFERENCE).to_string()),
            Some(chance) => Some(numbers::chance(chance.mean, Some(chance.se), telling.language)),
            None => Some(telling.language.say(NOT_SETTLED).to_string()),
        }
    };
    let row = |&plan: &usize| Row {
        label: telling.label(plan).to_string(),
        cells: plans.iter().map(|&other| cell(plan, other).unwrap_or_default()).collect(),
    };
    (plans.len() > 2 && comparison.knowledge.is_some()).then(|| Table {
        caption: telling.language.say(HEAD_TO_HEAD).to_string(),
        rows_are: telling.language.say(words("Plan", "안", "方案")).to_string(),
        columns: columns(subject, plans),
        rows: plans.iter().map(row).collect(),
    })
}

fn columns(subject: &Subject, plans: &[usize]) -> Vec<Column> {
    let column =
        |&plan: &usize| Column { label: subject.results.plans[plan].label.clone(), plan: Some(subject.plans[plan]) };
    plans.iter().map(column).collect()
}

const HEAD_TO_HEAD: Words = words(
    "Head to head: the chance that the plan of the row is a better choice than that of the column",
    "일대일 비교: 행의 안이 열의 안보다 더 나은 선택일 확률",
    "两两相比：行方案为比列方案更优选择的概率",
);
const NO_DIFFERENCE: Words = words("no difference", "차이 없음", "没有差别");
const NOT_SETTLED: Words = words("not settled", "미확정", "尚未确定");

const CAPTION: Words = words(
    "Plans in the same futures, the best first, against {b}: mean and 90% range",
    "같은 미래에서의 안별 비교(좋은 순, 비교 기준 ‘{b}’): 평균과 90% 범위",
    "相同未来下的方案对比（由优到劣，基准：“{b}”）：均值与90%区间",
);
const MEAN: Words = words("{what}", "{what}", "{what}");
const MORE: Words = words("More than {b}", "{b} 대비 차이", "比{b}多");
const BETTER: Words = words("Chance to be better than {b}", "{b}보다 나을 확률", "优于{b}的概率");
const AHEAD: Words = words("Ahead of {b} at the end", "기말에 {b} 대비 우위인 비율", "期末领先{b}的比例");
const PASSES: Words = words("Stays ahead of {b} from", "{b} 추월 시점", "持续领先{b}的起点");
const WORST: Words = words("Mean of the worst 5%", "최악 5%의 평균", "最差5%的均值");
const REGRET: Words = words(
    "Lost on average by not knowing the uncertain numbers (regret)",
    "불확실한 수치를 모르고 선택해 잃는 평균 금액(후회)",
    "因不知道不确定数值而平均损失（遗憾值）",
);
const SPEND: Words = words("Channels and initiatives", "채널·실행 과제 지출", "渠道与举措支出");
