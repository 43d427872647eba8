//! The board's table on every medium, in every language, with one plan and with four.

use super::super::bars::context;
use super::super::tests::{LONG, assert_readable, dollars};
use super::*;
use crate::report::chart::Medium;
use crate::report::language::Language::{self, Chinese, English, Korean};

fn table(language: Language, n_plans: usize, n_columns: usize, n_figures: usize) -> Quarters {
    let labels: [&str; 8] = match language {
        English => [
            "Customers",
            "Revenue",
            "Investment",
            "Profit",
            "Cost of a new customer (CAC)",
            "Cash",
            "Net revenue retention",
            "New customers",
        ],
        Korean => ["고객 수", "매출", "투자", "이익", "고객획득비용(CAC)", "현금", "순매출 유지율(NRR)", "신규 고객"],
        Chinese => ["客户数", "收入", "投入", "利润", "获客成本（CAC）", "现金", "净收入留存率（NRR）", "新客户"],
    };
    let unit = |at: usize| match at {
        0 | 7 => Unit::People,
        6 => Unit::Percent,
        _ => dollars(),
    };
    let cell = |at: usize, plan: usize, column: usize| {
        let size = match unit(at) {
            Unit::People => 1000.0,
            Unit::Percent => 1.0,
            _ => 3.4e7,
        };
        let middle = size * (1.0 + 0.2 * plan as f64 + 0.1 * column as f64);
        let middle = if at == 3 { -middle } else { middle };
        (at != 6 || column > 0).then_some(Estimate {
            median: middle,
            low: middle - 0.3 * size,
            high: middle + 0.4 * size,
        })
    };
    Quarters {
        columns: (0..n_columns)
            .map(|at| QuarterColumn {
                label: language.with_year(&language.quarter(at as i8 % 4 + 1), 2027 + at as i16 / 4),
                note: (at == 0).then(|| "2 months".to_string()),
            })
            .collect(),
        figures: (0..n_figures)
            .map(|at| QuarterFigure {
                label: labels[at].into(),
                unit: unit(at),
                cells: (0..n_plans).map(|plan| (0..n_columns).map(|column| cell(at, plan, column)).collect()).collect(),
            })
            .collect(),
        plans: [("Base", 0), (LONG, 1), ("퍼널: 광고를 늘린다", 2), ("Both", 3)][..n_plans]
            .iter()
            .map(|(label, plan)| (label.to_string(), *plan))
            .collect(),
        plans_left_out: 0,
    }
}

#[test]
fn the_table_is_readable_with_one_to_four_plans_and_one_to_eight_columns() {
    for (language, tag) in [(English, "en"), (Korean, "ko"), (Chinese, "zh")] {
        for (n_plans, n_columns) in [(1, 8), (1, 1), (2, 4), (4, 4)] {
            let chart = quarters(&table(language, n_plans, n_columns, 7), &context(language));
            assert_readable(&format!("quarters-{n_plans}-{n_columns}-{tag}"), language, &chart);
        }
    }
    let chart = quarters(&table(English, 1, 3, 2), &context(English));
    assert_readable("quarters-small", English, &chart);
    let chart = quarters(&table(English, 1, 3, 0), &context(English));
    assert_eq!(chart.headings.title, "No figures to report");
    assert_readable("quarters-none", English, &chart);
}

#[test]
fn ranges_stand_on_the_slide_of_one_plan_and_of_two() {
    // Net revenue retention, the seventh figure, has none in its first quarter.
    for (n_plans, n_columns, n_ranges) in [(1, 8, 7 * 8 - 1), (2, 4, 2 * 6 * 4)] {
        let chart = quarters(&table(English, n_plans, n_columns, 7), &context(English));
        let drawing = chart.draw(Medium::Slide, super::super::tests::fonts(English)).unwrap();
        let ranges = drawing.labels.iter().filter(|label| label.text.contains(" to ") && !label.text.contains("grey"));
        assert_eq!(ranges.count(), n_ranges, "{n_plans} plans");
    }
}

#[test]
fn the_title_has_the_last_columns_first_figures() {
    let title = |n_plans| title(&table(English, n_plans, 8, 7), English);
    assert_eq!(title(1), "Q4 2028, Customers: 1.70k; Revenue $580k");
    assert_eq!(title(2), format!("Q4 2028, Customers: Base 1.70k; {LONG} 1.90k"));
}
