//! The summary that `run` prints: one screen.

use super::assemble::Subject;
use super::numbers::{self, Estimate, Unit, When};
use super::told;
use crate::analysis::lifetime::{Absent, Lifetime, OverDraws};
use crate::metrics;
use crate::model::Model;
use crate::results::{Distribution, Results};
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};
use std::fmt::Write;

/// The figures that lead a report, if the scenario has them: metric and what it is called here.
const HEADLINES: [(&str, &str); 12] = [
    ("customers", "Customers at the end"),
    ("new_customers", "New customers"),
    ("referral_share", "of them referred"),
    ("churn_rate", "Churn rate"),
    ("mrr", "Recurring revenue a month"),
    ("nrr", "Net revenue retention"),
    ("revenue", "Revenue"),
    ("investment", "Investment"),
    ("cac", "Cost of a new customer"),
    ("profit", "Profit"),
    ("npv", "Net present value"),
    ("break_even", "Break-even"),
];

/// Headline figures side by side, chances, and what a customer is worth.
///
/// * `width`: columns of the terminal
pub fn summary(subject: &Subject, width: u16) -> String {
    let Subject { model, results, lifetimes, .. } = *subject;
    let mut text = String::new();
    let futures = numbers::count(u64::from(results.replications));
    let _ = writeln!(text, "{}", model.label);
    let _ = writeln!(
        text,
        "{futures} futures of {}: median (90% range)\n",
        numbers::duration(model.time.periods, model.time.step, model.presentation.language)
    );
    let mut table = headline_table(model, results, lifetimes);
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    let _ = writeln!(text, "{table}");
    if let ([_], [lifetime]) = (results.plans.as_slice(), lifetimes) {
        let told = told::lifetime_in_words(lifetime, &model.currency, model.time.step);
        if !told.is_empty() {
            let _ = writeln!(text, "\nA new customer {}", told.join("; "));
        }
        if let Some(channels) = super::channels::table(model, results, lifetime, 0) {
            let _ = writeln!(text, "\n{}\n{}", channels.caption, as_text(&channels, width));
        }
    }
    if let Some(table) = super::experiments::table(model, results, subject.plans, subject.experiments) {
        let _ = writeln!(text, "\n{}\n{}", table.caption, as_text(&table, width));
    }
    if let Some(scorecard) = super::scorecard::short_table(model, results, lifetimes) {
        let _ = writeln!(text, "\n{}\n{}", scorecard.caption, as_text(&scorecard, width));
    }
    text
}

/// A table of the page for the terminal: columns in which nothing stands are left out.
pub(super) fn as_text(page: &super::html::Table, width: u16) -> Table {
    let filled = |column: &usize| page.rows.iter().any(|row| !row.cells[*column].is_empty());
    let shown: Vec<usize> = (0..page.columns.len()).filter(filled).collect();
    let mut table = plain_table();
    let head = shown.iter().map(|&c| page.columns[c].label.clone());
    table.set_header([page.rows_are.clone()].into_iter().chain(head));
    for row in &page.rows {
        // The range stands below the median: columns are narrow.
        let cell = |&c: &usize| row.cells[c].replacen(" (", "\n(", 1).replace(" to ", "\u{a0}to\u{a0}");
        table.add_row([row.label.clone()].into_iter().chain(shown.iter().map(cell)));
    }
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    table
}

/// Metrics down, plans across.
fn headline_table(model: &Model, results: &Results, lifetimes: &[Lifetime]) -> Table {
    let mut table = plain_table();
    table.set_header([String::new()].into_iter().chain(results.plans.iter().map(|p| p.label.clone())));
    for (metric, label) in headlines(results) {
        let cell =
            |p: usize| results.total(p, &metric).map_or(String::new(), |figure| in_words(&figure, &metric, model));
        let cells: Vec<String> = (0..results.plans.len()).map(cell).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            table.add_row([label].into_iter().chain(cells.into_iter().map(|cell| stacked(&cell, results))));
        }
    }
    if results.plans.len() > 1 {
        for (label, cells) in lifetime_rows(model, lifetimes) {
            table.add_row([label.to_string()].into_iter().chain(cells.iter().map(|cell| stacked(cell, results))));
        }
    }
    if let Some(labels) = table.column_mut(0) {
        labels.set_constraint(ColumnConstraint::UpperBoundary(Width::Fixed(30)));
    }
    for column in 1..=results.plans.len() {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// With several plans the range stands below the median: columns are narrow.
fn stacked(cell: &str, results: &Results) -> String {
    if results.plans.len() > 2 {
        cell.replacen(" (", "\n(", 1).replace(" to ", "\u{a0}to\u{a0}")
    } else {
        cell.to_string()
    }
}

/// What one new customer is worth and brings, plan by plan; only rows that have figures.
pub fn lifetime_rows(model: &Model, lifetimes: &[Lifetime]) -> Vec<(&'static str, Vec<String>)> {
    let money = Unit::Money(model.currency.clone());
    let hundred = |x: OverDraws| OverDraws { mean: 100.0 * x.mean, p5: 100.0 * x.p5, p95: 100.0 * x.p95 };
    let cell = |figure: Result<OverDraws, Absent>, unit: &Unit| match figure {
        Ok(x) if x.p95 != 0.0 || x.p5 != 0.0 => {
            Estimate { median: x.mean, low: x.p5, high: x.p95 }.text(unit, model.presentation.language)
        }
        _ => String::new(),
    };
    let row = |of: &dyn Fn(&Lifetime) -> String| lifetimes.iter().map(of).collect::<Vec<String>>();
    let rows = [
        ("Value of a new customer", row(&|l| cell(l.ltv, &money))),
        (
            "  with referrals",
            row(&|l| if l.reproduction.is_ok() { cell(l.ltv_with_referrals, &money) } else { String::new() }),
        ),
        ("100 new customers bring", row(&|l| cell(l.new_per_new.map(hundred), &Unit::People))),
    ];
    rows.into_iter().filter(|(_, cells)| cells.iter().any(|c| !c.is_empty())).collect()
}

/// The headline figures that say something here, then the goals.
pub fn headlines(results: &Results) -> Vec<(String, String)> {
    let says_something = |metric: &str| {
        let present = |p| results.total(p, metric).is_some_and(|f| f.says_something());
        metric == "customers" || (0..results.plans.len()).any(present)
    };
    // Without money everything breaks even at once.
    let has_money = says_something("profit");
    let known = HEADLINES.iter().filter(|(metric, _)| says_something(metric) && (has_money || *metric != "break_even"));
    let mut lines: Vec<(String, String)> = known.map(|(m, label)| (m.to_string(), label.to_string())).collect();
    let goals = results.catalogue.metrics.iter().filter(|m| m.definition.id == "chance");
    lines.extend(goals.map(|m| (m.id.clone(), format!("Chance: {}", m.of.clone().unwrap_or_default()))));
    lines
}

/// A figure of the whole run as people read it.
pub fn in_words(figure: &Distribution, metric: &str, model: &Model) -> String {
    let unit = metrics::definition(metric).map_or(metrics::Unit::Count, |d| d.unit);
    let estimate = || Some(Estimate { median: figure.median()?, low: figure.p5()?, high: figure.p95()? });
    match unit {
        metrics::Unit::Chance => figure.mean.map_or(String::new(), |chance| chance_in_words(chance, figure.se)),
        metrics::Unit::Periods => times_in_words(figure, model),
        metrics::Unit::People | metrics::Unit::Count => {
            estimate().map_or(String::new(), |e| e.text(&Unit::People, model.presentation.language))
        }
        metrics::Unit::Money | metrics::Unit::MoneyPerMonth | metrics::Unit::MoneyEach => estimate()
            .map_or(String::new(), |e| e.text(&Unit::Money(model.currency.clone()), model.presentation.language)),
        metrics::Unit::Number => {
            estimate().map_or(String::new(), |e| e.text(&Unit::Number, model.presentation.language))
        }
        metrics::Unit::Duration => {
            let steps = numbers::step_word(model.time.step, model.presentation.language);
            estimate()
                .map_or(String::new(), |e| format!("{} {steps}s", e.text(&Unit::Number, model.presentation.language)))
        }
        metrics::Unit::Share => {
            estimate().map_or(String::new(), |e| e.text(&Unit::Percent, model.presentation.language))
        }
    }
}

/// `93%`; never 0% or 100% where some futures say otherwise.
pub(super) fn chance_in_words(chance: f64, se: Option<f64>) -> String {
    let percent = (100.0 * chance).round();
    match (percent, chance) {
        (p, c) if p == 0.0 && c > 0.0 => "under 1%".to_string(),
        (p, c) if p == 100.0 && c < 1.0 => "over 99%".to_string(),
        (p, _) => match se {
            Some(se) if 100.0 * se >= 0.5 => format!("{p}% (± {:.0})", 200.0 * se),
            _ => format!("{p}%"),
        },
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

/// A table without lines, for terminals and logs alike.
pub(super) fn plain_table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table
}
