//! What became of many scenarios, on one page: a gallery with the headline figures, and a table to sort.

use super::html::{colours, font_faces, templates};
use super::language::{Language, words};
use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Serialize;

/// The page about a batch. All strings are plain text; the page escapes them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndexPage {
    #[serde(serialize_with = "super::html::as_tag")]
    pub language: Language,
    pub entries: Vec<Entry>,
    /// Version of flywheel.
    pub version: String,
}

/// A job and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// Name of the report folder beside the page.
    pub name: String,
    pub outcome: Outcome,
}

/// What became of a job.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Made(Made),
    /// Why there is no report: all messages, as they would be printed.
    Failed(String),
}

/// The headline figures of a report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Made {
    /// Headline of the scenario.
    pub title: String,
    pub description: Option<String>,
    /// The first sentence of its report.
    pub finding: String,
    /// What was worth a warning.
    pub warnings: usize,
    /// Name of its first chart: `growth`.
    pub picture: Option<String>,
    /// What the picture shows, in words.
    pub alt: String,
    pub plans: Vec<MadePlan>,
}

/// The headline figures of a plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MadePlan {
    pub id: String,
    pub label: String,
    pub figures: Vec<Headline>,
}

/// A figure of the whole run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Headline {
    /// Id of the metric: `new_customers`.
    pub metric: String,
    /// What it is called.
    pub label: String,
    /// As people read it: median and range.
    pub text: String,
    /// p5, p50, p95 in whole units of the currency, shares, people or periods; `None` where it does not exist
    /// or is later than the run.
    pub quantiles: [Option<f64>; 3],
}

impl IndexPage {
    /// The page as HTML: offline, its only script sorts the table.
    ///
    /// # Errors
    /// [`super::html::PageError`] if the template fails.
    pub fn to_html(&self) -> Result<String, super::html::PageError> {
        let page = templates().get_template(PAGE)?;
        let html = page.render(context! {
            page => Serde(self),
            columns => Serde(self.columns()),
            rows => Serde(self.rows()),
            text => Serde(Texts::of(self.language, self.entries.len(), self.failed())),
            fonts => Value::from_safe_string(font_faces()),
            colours => Value::from_safe_string(colours()),
        });
        Ok(html?)
    }

    fn failed(&self) -> usize {
        self.entries.iter().filter(|entry| matches!(entry.outcome, Outcome::Failed(_))).count()
    }

    /// The figures that any plan has, in the order in which they are met.
    fn columns(&self) -> Vec<Column> {
        let mut columns: Vec<Column> = Vec::new();
        for figure in self.plans().flat_map(|(_, _, plan)| &plan.figures) {
            if !columns.iter().any(|column| column.metric == figure.metric) {
                columns.push(Column { metric: figure.metric.clone(), label: figure.label.clone() });
            }
        }
        columns
    }

    /// A row for every plan of every report, with a cell for every column.
    fn rows(&self) -> Vec<Row> {
        let columns = self.columns();
        let row = |(name, made, plan): (&str, &Made, &MadePlan)| Row {
            name: name.to_string(),
            title: made.title.clone(),
            plan: plan.label.clone(),
            cells: columns
                .iter()
                .map(|column| plan.figures.iter().find(|figure| figure.metric == column.metric).cloned())
                .collect(),
        };
        self.plans().map(row).collect()
    }

    fn plans(&self) -> impl Iterator<Item = (&str, &Made, &MadePlan)> {
        self.entries.iter().flat_map(|entry| {
            let made = match &entry.outcome {
                Outcome::Made(made) => Some(made),
                Outcome::Failed(_) => None,
            };
            made.into_iter().flat_map(move |made| made.plans.iter().map(move |plan| (entry.name.as_str(), made, plan)))
        })
    }
}

const PAGE: &str = "index.html";

#[derive(Debug, Serialize)]
struct Column {
    metric: String,
    label: String,
}

#[derive(Debug, Serialize)]
struct Row {
    name: String,
    title: String,
    plan: String,
    cells: Vec<Option<Headline>>,
}

/// The fixed texts of the page.
#[derive(Debug, Serialize)]
struct Texts {
    title: String,
    counted: String,
    failed: String,
    table: &'static str,
    hint: &'static str,
    scenario: &'static str,
    plan: &'static str,
    warnings: &'static str,
    open: &'static str,
}

impl Texts {
    fn of(language: Language, jobs: usize, failed: usize) -> Texts {
        let made = jobs - failed;
        let counted = match (made, failed) {
            (1, 0) => words(
                "One report: median and 90% range.",
                "보고서 1건: 중앙값과 90% 범위.",
                "1份报告：中位数与90%区间。",
            ),
            (_, 0) => words(
                "{made} reports: median and 90% range.",
                "보고서 {made}건: 중앙값과 90% 범위.",
                "{made}份报告：中位数与90%区间。",
            ),
            _ => words(
                "{made} of {jobs} reports were made: median and 90% range.",
                "{jobs}건 중 보고서 {made}건 작성: 중앙값과 90% 범위.",
                "{jobs}项中完成{made}份报告：中位数与90%区间。",
            ),
        };
        let (made, jobs) = (made.to_string(), jobs.to_string());
        Texts {
            title: language.say(words("Scenarios side by side", "시나리오 비교", "情景一览")).to_string(),
            counted: language.fill(counted, &[("made", &made), ("jobs", &jobs)]),
            failed: language.say(words("Not made", "작성되지 않음", "未完成")).to_string(),
            table: language.say(words("All plans", "모든 안", "所有方案")),
            hint: language.say(words(
                "A click on a heading sorts by its medians.",
                "제목을 누르면 중앙값 기준으로 정렬됩니다.",
                "点击表头可按中位数排序。",
            )),
            scenario: language.say(words("Scenario", "시나리오", "情景")),
            plan: language.say(words("Plan", "안", "方案")),
            warnings: language.say(words("Warnings:", "경고:", "警告：")),
            open: language.say(words("Open the report", "보고서 열기", "打开报告")),
        }
    }
}

/// All figures of all jobs, one row each: `job,state,plan,metric,p5,p50,p95`; of a failed job one row without.
pub fn index_csv(entries: &[Entry]) -> String {
    let mut table = csv::Writer::from_writer(Vec::new());
    let write = |row: &[&str], table: &mut csv::Writer<Vec<u8>>| table.write_record(row).expect("a list has room");
    write(&["job", "state", "plan", "metric", "p5", "p50", "p95"], &mut table);
    for Entry { name, outcome } in entries {
        let Outcome::Made(made) = outcome else {
            write(&[name, "failed", "", "", "", "", ""], &mut table);
            continue;
        };
        for plan in &made.plans {
            for figure in &plan.figures {
                let [p5, p50, p95] = figure.quantiles.map(|q| q.map_or(String::new(), |q| q.to_string()));
                write(&[name, "made", &plan.id, &figure.metric, &p5, &p50, &p95], &mut table);
            }
        }
    }
    String::from_utf8(table.into_inner().expect("a list has room")).expect("all fields are text")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headline(metric: &str, p50: f64) -> Headline {
        Headline {
            metric: metric.into(),
            label: metric.to_uppercase(),
            text: format!("{p50} (10 to > 15)"),
            quantiles: [Some(10.0), Some(p50), None],
        }
    }

    fn made(title: &str, figures: Vec<Headline>) -> Outcome {
        Outcome::Made(Made {
            title: title.into(),
            description: Some("What <was> asked?".into()),
            finding: "Wheel leads.".into(),
            warnings: 2,
            picture: Some("growth".into()),
            alt: "From 1 to 2.".into(),
            plans: vec![MadePlan { id: "base".into(), label: "Base".into(), figures }],
        })
    }

    fn entries() -> Vec<Entry> {
        let entry = |name: &str, outcome| Entry { name: name.into(), outcome };
        vec![
            entry("shop", made("Shop & <Sons>", vec![headline("customers", 12.5), headline("profit", 3.0)])),
            entry("cafe", made("Cafe", vec![headline("customers", 9.0), headline("npv", 4.0)])),
            entry("a, b", Outcome::Failed("error: no <stage>".into())),
        ]
    }

    #[test]
    fn a_table_has_a_row_for_every_figure_and_one_for_every_failure() {
        let table = index_csv(&entries()[1..]);
        assert_eq!(
            table,
            "job,state,plan,metric,p5,p50,p95\ncafe,made,base,customers,10,9,\ncafe,made,base,npv,10,4,\n\"a, b\",failed,,,,,\n"
        );
    }

    #[test]
    fn every_figure_has_a_column_and_every_failure_its_reason() {
        let page = IndexPage { language: Language::English, entries: entries(), version: "0.1.0".into() };
        let html = page.to_html().unwrap();
        for metric in ["CUSTOMERS", "PROFIT", "NPV"] {
            assert_eq!(html.matches(&format!(">{metric}<")).count(), 1, "{metric}");
        }
        assert!(html.contains("Shop &amp; &lt;Sons&gt;") && html.contains("error: no &lt;stage&gt;"));
        assert!(html.contains("href=\"shop/report.html\"") && html.contains("src=\"shop/charts/growth.svg\""));
        assert!(html.contains("2 of 3 reports were made"));
        assert!(html.contains("data-value=\"12.5\""));
    }

    #[test]
    fn the_page_speaks_the_language_of_its_scenarios() {
        for (language, title) in [(Language::Korean, "시나리오 비교"), (Language::Chinese, "情景一览")] {
            let page = IndexPage { language, entries: entries(), version: "0.1.0".into() };
            assert!(page.to_html().unwrap().contains(title));
        }
    }
}
