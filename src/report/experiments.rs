//! The table of experiments: how often what was tested is adopted, rightly and wrongly, and what testing is worth.

use super::html::{Column, Row, Table};
use super::language::{Words, words};
use super::numbers::{self, Unit};
use crate::analysis::experiments::Worth;
use crate::base::stats::STUDENT_T_15_95;
use crate::model::Model;
use crate::results::Results;

/// The experiments of all plans of a run, a row each; `None` where no plan runs any.
///
/// * `plans`: index into the model's plans of those of the results
/// * `worth`: of the plans of the results
pub fn table(model: &Model, results: &Results, plans: &[usize], worth: &[Vec<Worth>]) -> Option<Table> {
    let mut rows = Vec::new();
    for (at, (&plan, worth)) in plans.iter().zip(worth).enumerate() {
        for experiment in worth {
            rows.push(row(model, results, (at, plan), experiment));
        }
    }
    let language = model.presentation.language;
    let column = |label: Words| Column { label: language.say(label).to_string(), plan: None };
    (!rows.is_empty()).then(|| Table {
        caption: language.say(CAPTION).to_string(),
        rows_are: language.say(EXPERIMENT).to_string(),
        columns: HEADERS.map(column).to_vec(),
        rows,
    })
}

const CAPTION: Words = words(
    "Experiments: rounds adopted and missed on average, and what testing adds to the present value",
    "실험: 평균 채택·놓침 횟수, 그리고 실험이 순현재가치에 더하는 금액",
    "实验：平均采纳与错失的轮数，以及实验为净现值增加的金额",
);
const EXPERIMENT: Words = words("Experiment", "실험", "实验");
const HEADERS: [Words; 5] = [
    words("Rounds", "회차", "轮数"),
    words("Adopted", "채택", "采纳"),
    words("of them wrongly", "그중 잘못된 채택", "其中误采纳"),
    words("Missed", "놓침", "错失"),
    words("Worth of testing", "실험의 가치", "实验的价值"),
];

fn row(model: &Model, results: &Results, (at, plan): (usize, usize), worth: &Worth) -> Row {
    let test = &model.plans[plan].tests[worth.test];
    let initiative = &model.plans[plan].initiatives[test.initiative];
    let rounds = test.rounds.len();
    let language = model.presentation.language;
    let mean = |metric: &str| results.total(at, &format!("{metric}[{}]", initiative.id)).and_then(|figure| figure.mean);
    // Of one round a share of the futures, of several how many.
    let in_words = |metric: &str| match mean(metric) {
        None => String::new(),
        Some(share) if rounds == 1 => numbers::chance(share, None, language),
        Some(adopted) => format!("{adopted:.2}"),
    };
    let money = Unit::Money(model.currency.clone());
    let amount = numbers::mean(worth.mean, worth.se, &money, language);
    let error = numbers::short(STUDENT_T_15_95 * worth.se, &money, language);
    let several = results.plans.len() > 1;
    let label = &initiative.label;
    Row {
        label: if several { language.aside(label, &results.plans[at].label) } else { label.clone() },
        cells: vec![
            rounds.to_string(),
            in_words("adopted"),
            in_words("adopted_wrongly"),
            in_words("missed"),
            language.aside(&amount, &format!("± {error}")),
        ],
    }
}
