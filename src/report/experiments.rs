//! The table of experiments: how often what was tested is adopted, rightly and wrongly, and what testing is worth.

use super::html::{Column, Row, Table};
use super::numbers::{self, Unit};
use super::screen;
use crate::analysis::experiments::Worth;
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
    let headers = ["Rounds", "Adopted", "of them wrongly", "Missed", "Worth of testing"];
    (!rows.is_empty()).then(|| Table {
        caption: "Experiments: rounds adopted and missed on average, and what testing adds to the present value"
            .to_string(),
        rows_are: "Experiment".to_string(),
        columns: headers.map(|label| Column { label: label.to_string(), plan: None }).to_vec(),
        rows,
    })
}

fn row(model: &Model, results: &Results, (at, plan): (usize, usize), worth: &Worth) -> Row {
    let test = &model.plans[plan].tests[worth.test];
    let initiative = &model.plans[plan].initiatives[test.initiative];
    let rounds = test.rounds.len();
    let mean = |metric: &str| results.total(at, &format!("{metric}[{}]", initiative.id)).and_then(|figure| figure.mean);
    // Of one round a share of the futures, of several how many.
    let in_words = |metric: &str| match mean(metric) {
        None => String::new(),
        Some(share) if rounds == 1 => screen::chance_in_words(share, None),
        Some(adopted) => format!("{adopted:.2}"),
    };
    let money = Unit::Money(model.currency.clone());
    let amount = numbers::short(worth.mean, &money, model.presentation.language);
    let error = numbers::short(2.0 * worth.se, &money, model.presentation.language);
    let several = results.plans.len() > 1;
    let plan = if several { format!(" ({})", results.plans[at].label) } else { String::new() };
    Row {
        label: format!("{}{plan}", initiative.label),
        cells: vec![
            rounds.to_string(),
            in_words("adopted"),
            in_words("adopted_wrongly"),
            in_words("missed"),
            format!("{amount} (± {error})"),
        ],
    }
}
