//! Quarters: what do I tell the board?

use super::Chart;
use super::canvas::ChartError;
use super::context::Context;
use super::drawing::Drawing;
use super::frame::Headings;
use super::medium::Medium;
use super::palette::plan_hue;
use super::tabled::{self, Group, Tabled, TabledRow};
use crate::report::fonts::Fonts;
use crate::report::language::{Language, Words, words};
use crate::report::numbers::{Estimate, Unit};

/// Headline figures by quarter and year, under every plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Quarters {
    /// Quarters and years in their order.
    pub columns: Vec<QuarterColumn>,
    /// The most important first: where there is no room the last are left out.
    pub figures: Vec<QuarterFigure>,
    /// Label and index in the model of every plan shown.
    pub plans: Vec<(String, usize)>,
    /// Plans that are not shown.
    pub plans_left_out: usize,
}

/// A quarter or year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarterColumn {
    /// `Q1 2027`.
    pub label: String,
    /// `2 months` where the run has only a part of it.
    pub note: Option<String>,
}

/// A figure over time.
#[derive(Debug, Clone, PartialEq)]
pub struct QuarterFigure {
    pub label: String,
    pub unit: Unit,
    /// By plan, by column: median, 10% and 90% quantile; `None` where the figure does not exist.
    pub cells: Vec<Vec<Option<Estimate>>>,
}

/// The table as a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct QuartersChart {
    pub headings: Headings,
    /// What the figures say, in a sentence under the chart.
    pub sentence: String,
    alt: String,
    table: Tabled,
}

/// The table of [`Quarters`]; the title is about the first figure in the last column.
///
/// Of several plans it has the last columns and the first figures only: more of them nobody reads.
pub fn quarters(figures: &Quarters, context: &Context) -> QuartersChart {
    let language = context.language;
    let figures = &if figures.plans.len() > 1 { trimmed(figures) } else { figures.clone() };
    let mut subtitle = language.fill(SUBTITLE, &[("futures", &context.futures())]);
    if figures.plans_left_out > 0 {
        subtitle += &language.fill(PLANS_LEFT_OUT, &[("n", &figures.plans_left_out.to_string())]);
    }
    QuartersChart {
        headings: Headings {
            title: title(figures, language),
            subtitle,
            footnote: context.footnote(figures.plans.iter().map(|(label, _)| label.as_str())),
        },
        sentence: sentence(figures, language),
        alt: alt(figures, language),
        table: table(figures, language),
    }
}

const SUBTITLE: Words = words(
    "Medians; in grey the middle 90% of {futures}.",
    "중앙값, 회색은 {futures} 결과의 가운데 90%.",
    "中位数；灰色为{futures}结果的中间90%。",
);
const PLANS_LEFT_OUT: Words =
    words(" Plans that are not shown: {n}.", " 표시하지 않은 안: {n}개.", "未显示的方案：{n}个。");
const TITLE: Words = words("{span}, {figure}: {each}", "{span} {figure}: {each}", "{span}{figure}：{each}");
const NOTHING: Words = words("No figures to report", "보고할 지표 없음", "没有可汇报的指标");
const SENTENCE: Words = words("{span}, medians: {each}.", "{span} 중앙값: {each}.", "{span}中位数：{each}。");

/// Rows of several plans.
const MOST_ROWS: usize = 16;

fn trimmed(figures: &Quarters) -> Quarters {
    let most_columns = if figures.plans.len() > 2 { 3 } else { 4 };
    let most_figures = (MOST_ROWS / figures.plans.len()).min(6);
    let from = figures.columns.len().saturating_sub(most_columns);
    let of = |figure: &QuarterFigure| QuarterFigure {
        cells: figure.cells.iter().map(|cells| cells.get(from..).unwrap_or_default().to_vec()).collect(),
        ..figure.clone()
    };
    Quarters {
        columns: figures.columns[from..].to_vec(),
        figures: figures.figures.iter().take(most_figures).map(of).collect(),
        ..figures.clone()
    }
}

/// Per plan a figure of the last column in words.
fn last(figure: &QuarterFigure, figures: &Quarters, language: Language, with_range: bool) -> Vec<String> {
    let of_plan = |((label, _), cells): (&(String, usize), &Vec<Option<Estimate>>)| {
        let estimate = (*cells.last()?)?;
        let told =
            if with_range { estimate.text(&figure.unit, language) } else { estimate.middle(&figure.unit, language) };
        Some(if figures.plans.len() > 1 { format!("{label} {told}") } else { told })
    };
    figures.plans.iter().zip(&figure.cells).filter_map(of_plan).collect()
}

fn title(figures: &Quarters, language: Language) -> String {
    let Some(span) = figures.columns.last() else { return language.say(NOTHING).to_string() };
    let told: Vec<String> = figures
        .figures
        .iter()
        .filter_map(|figure| {
            let each = last(figure, figures, language, false);
            (!each.is_empty()).then(|| (figure.label.as_str(), language.clauses(&each)))
        })
        .take(if figures.plans.len() > 1 { 1 } else { 2 })
        .enumerate()
        .map(|(number, (label, each))| {
            let gaps = [("span", span.label.as_str()), ("figure", label), ("each", &each)];
            if number == 0 { language.fill(TITLE, &gaps) } else { format!("{label} {each}") }
        })
        .collect();
    if told.is_empty() { language.say(NOTHING).to_string() } else { language.clauses(&told) }
}

fn sentence(figures: &Quarters, language: Language) -> String {
    let Some(span) = figures.columns.last() else { return language.say(NOTHING).to_string() };
    let each: Vec<String> = figures
        .figures
        .iter()
        .filter_map(|figure| {
            let each = last(figure, figures, language, false);
            (!each.is_empty()).then(|| format!("{} {}", figure.label, language.list(each)))
        })
        .collect();
    if each.is_empty() {
        return language.say(NOTHING).to_string();
    }
    language.fill(SENTENCE, &[("span", &span.label), ("each", &language.clauses(&each))])
}

/// Every figure of the last column with its range.
fn alt(figures: &Quarters, language: Language) -> String {
    let Some(span) = figures.columns.last() else { return language.say(NOTHING).to_string() };
    let each = figures
        .figures
        .iter()
        .map(|figure| language.of(&figure.label, &language.clauses(last(figure, figures, language, true))));
    format!("{}. {}. {}", title(figures, language), span.label, language.clauses(each.collect::<Vec<_>>()))
}

fn table(figures: &Quarters, language: Language) -> Tabled {
    let cell = |estimate: &Option<Estimate>, unit: &Unit| match estimate {
        Some(estimate) => (estimate.middle(unit, language), estimate.range(unit, language)),
        None => ("–".to_string(), None),
    };
    let group = |figure: &QuarterFigure| Group {
        label: figure.label.clone(),
        rows: figures
            .plans
            .iter()
            .zip(&figure.cells)
            .map(|((label, plan), cells)| TabledRow {
                plan: (figures.plans.len() > 1).then(|| (label.clone(), plan_hue(*plan))),
                cells: cells.iter().map(|estimate| cell(estimate, &figure.unit)).collect(),
            })
            .collect(),
    };
    Tabled {
        columns: figures.columns.iter().map(|column| (column.label.clone(), column.note.clone())).collect(),
        groups: figures.figures.iter().map(group).collect(),
    }
}

impl Chart for QuartersChart {
    fn name(&self) -> &str {
        "quarters"
    }

    fn headings(&self) -> &Headings {
        &self.headings
    }

    fn sentence(&self) -> &str {
        &self.sentence
    }

    fn alt_text(&self) -> String {
        self.alt.clone()
    }

    fn draw(&self, medium: Medium, fonts: &Fonts) -> Result<Drawing, ChartError> {
        tabled::draw(&self.table, &self.headings, medium, fonts)
    }
}

#[cfg(test)]
mod tests;
