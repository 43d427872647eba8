//! `report.html`: a memo for a planning session, in one file that asks nothing of the network.
//!
//! Charts are inline SVG whose text is text, so they can be searched, read aloud, and follow the
//! reader's light or dark mode; of the two drawings of a chart the style sheet shows the one that
//! suits the width. A small Inter is inside the page; the width of every text in a chart is pinned, so
//! that scripts which Inter lacks keep their place in whatever font the reader has.

use std::fmt::Write as _;
use std::sync::OnceLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use serde::Serialize;

use super::chart::palette::{self, N_HUES, plan_hue};
use super::language::Language;
use super::memo::Section;

/// Everything that stands in a `report.html`. All strings are plain text; the page escapes them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReportPage {
    #[serde(serialize_with = "as_tag")]
    pub language: Language,
    /// Headline of the scenario.
    pub title: String,
    /// The scenario's own account of itself: what is asked.
    pub description: Option<String>,
    /// What was simulated, in a line.
    pub scope: String,
    /// What there is to be careful about; leads to the section `warnings`.
    pub caution: Option<String>,
    /// What the list of contents is called.
    pub contents: &'static str,
    /// The memo, the most important first.
    pub sections: Vec<Section>,
    pub version: String,
}

/// A table whose first column names its rows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Table {
    pub caption: String,
    /// Header of the first column.
    pub rows_are: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

/// The header of a column of figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    pub label: String,
    /// Index of the plan that the column is about; it takes its colour.
    pub plan: Option<usize>,
}

/// A row: what it shows, then one written figure per column; without any it is the heading of those below.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    pub label: String,
    /// A figure that does not exist is an empty string.
    pub cells: Vec<String>,
}

impl Table {
    /// The same without the columns in which nothing stands.
    pub fn without_empty_columns(mut self) -> Table {
        let filled = |c: usize| self.rows.iter().any(|row| row.cells.get(c).is_some_and(|cell| !cell.is_empty()));
        let shown: Vec<bool> = (0..self.columns.len()).map(filled).collect();
        let mut at = shown.iter();
        self.columns.retain(|_| *at.next().unwrap_or(&false));
        for row in &mut self.rows {
            let mut at = shown.iter();
            row.cells.retain(|_| *at.next().unwrap_or(&false));
        }
        self
    }
}

/// Why a page could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the page")]
pub struct PageError(#[from] minijinja::Error);

impl ReportPage {
    /// The page as HTML.
    ///
    /// # Errors
    /// [`PageError`] if the template fails.
    pub fn to_html(&self) -> Result<String, PageError> {
        let page = templates().get_template(PAGE)?;
        let html = page.render(context! {
            page => Serde(self),
            n_hues => N_HUES,
            fonts => Value::from_safe_string(font_faces()),
            colours => Value::from_safe_string(colours()),
        });
        Ok(html?)
    }
}

/// The name ends in `.html`: everything that is put into it is escaped.
const PAGE: &str = "report.html";

pub(super) fn templates() -> &'static Environment<'static> {
    static TEMPLATES: OnceLock<Environment<'static>> = OnceLock::new();
    TEMPLATES.get_or_init(|| {
        let mut templates = Environment::new();
        if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
            templates.set_syntax(syntax);
        }
        templates.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
        // A template that does not parse is missing when it is asked for, and a test asks for it.
        templates.add_filter("held", |text: &str| super::text::held_together(text));
        let _ = templates.add_template(PAGE, include_str!("page.html"));
        let _ = templates.add_template("index.html", include_str!("index.html"));
        templates
    })
}

pub(super) fn as_tag<S: serde::Serializer>(language: &Language, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(language.tag())
}

/// Inter, for what the page itself writes.
pub(super) fn font_faces() -> String {
    let faces: [(u16, &[u8]); 2] = [
        (400, include_bytes!("../../assets/fonts/Inter-Regular.page.woff2")),
        (600, include_bytes!("../../assets/fonts/Inter-SemiBold.page.woff2")),
    ];
    let face = |(weight, data): (u16, &[u8])| {
        format!(
            "@font-face {{ font-family: Inter; font-weight: {weight}; src: url(data:font/woff2;base64,{}) format(\"woff2\"); }}\n",
            base64(data)
        )
    };
    faces.into_iter().map(face).collect()
}

/// Colours of the plans, and every colour of the drawings on a dark page.
pub(super) fn colours() -> String {
    let mut css = String::new();
    for plan in 0..N_HUES {
        // Writing to a string cannot fail.
        let _ = writeln!(css, ".plan-{plan} {{ background: {}; }}", plan_hue(plan).line.hex());
    }
    css.push_str("@media screen and (prefers-color-scheme: dark) {\n");
    for (day, night) in palette::on_dark() {
        let (day, night) = (day.hex(), night.hex());
        let _ = writeln!(
            css,
            ".chart [fill=\"{day}\"] {{ fill: {night}; }} .chart [stroke=\"{day}\"] {{ stroke: {night}; }}"
        );
    }
    for plan in 0..N_HUES {
        let _ = writeln!(css, ".plan-{plan} {{ background: {}; }}", plan_hue(plan).dark_line().hex());
    }
    css.push_str("}\n");
    css
}

/// # Source
/// RFC 4648, section 4.
fn base64(data: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(data.len().div_ceil(3) * 4);
    for bytes in data.chunks(3) {
        let bits = bytes.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - bytes.len()));
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place)) as usize & 63];
            text.push(if place <= bytes.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::calendar::Step;
    use crate::report::chart::{Chart, Context, FanSeries, Survival, TimeAxis, churn, growth};
    use crate::report::figure::publish;
    use crate::report::fonts::Fonts;
    use crate::report::memo::{Block, FileText, Listing, PlanCard, Section, Term, Word};

    fn series(label: &str, plan: usize, first: Option<f64>, last: f64) -> FanSeries {
        let quantile = |share: f64| -> Vec<Option<f64>> {
            let at = |t: u32| {
                first.map(|first| (first + (last - first) * f64::from(t) / 24.0) * (1.0 + share * f64::from(t) / 24.0))
            };
            (0..=24).map(at).collect()
        };
        FanSeries {
            label: label.into(),
            plan,
            p5: quantile(-0.3),
            p25: quantile(-0.12),
            p50: quantile(0.0),
            p75: quantile(0.15),
            p95: quantile(0.4),
        }
    }

    fn charts() -> Vec<Box<dyn Chart>> {
        let context = Context {
            scenario: "Coffee & <Friends>".into(),
            seed: 42,
            replications: 8192,
            version: "0.1.0".into(),
            language: Language::English,
        };
        let time =
            TimeAxis { step: Step::Month, start: "2027-01-01".parse().ok(), periods: 24, language: Language::English };
        let plans =
            |a, b, c| vec![series("Base", 0, Some(a), b), series("Flywheel: onboarding and advocates", 2, Some(a), c)];
        let survival = Survival { series: plans(1.0, 0.24, 0.38), longest: 24 };
        vec![
            Box::new(growth(plans(200.0, 1240.0, 1900.0), time, &context)),
            Box::new(churn(plans(0.07, 0.061, 0.041), Some(survival), time, &context)),
        ]
    }

    fn page() -> ReportPage {
        let fonts = Fonts::new(Language::English).without_system();
        let column = |label: &str, plan| Column { label: label.into(), plan };
        let row = |label: &str, cells: [&str; 2]| Row { label: label.into(), cells: cells.map(String::from).to_vec() };
        let table = Table {
            caption: "At the end of Dec 2028: median (90% range)".into(),
            rows_are: "Figure".into(),
            columns: vec![column("Base", Some(0)), column("Flywheel: onboarding and advocates", Some(2))],
            rows: vec![
                Row { label: "People".into(), cells: vec![] },
                row("Customers", ["1.24k (870 to 1.74k)", "1.9k (1.3k to 2.7k)"]),
                row("Break-even", ["> 24 months", "month 22 (19 to > 24)"]),
                row("Payback", ["", "month 9 (7 to 12)"]),
            ],
        };
        let listing = |folded| Listing {
            caption: "Uncertain numbers".into(),
            columns: vec!["Number".into(), "As written".into()],
            rows: vec![vec![
                Word { text: "Trial → Customer".into(), code: "stages.trial.to.customer".into() },
                Word::code("340 of 1000 <b>"),
            ]],
            folded,
        };
        let card = PlanCard {
            plan: 2,
            label: "Flywheel".into(),
            description: Some("Happier customers".into()),
            changes: vec!["Onboarding help ($36k up front)".into()],
            spends: Some("Spends $420k on channels and initiatives over the run, on average.".into()),
        };
        let figures = charts().into_iter().map(|chart| publish(chart.as_ref(), 1.0, &fonts).unwrap().figure);
        let section = |id, heading: &str, blocks| Section { id, heading: heading.into(), blocks };
        ReportPage {
            language: Language::English,
            title: "Coffee & <Friends>".into(),
            description: Some("A roastery that sells by subscription. Should the next dollar go into ads, or into the customers it has?".into()),
            scope: "24 months, 8,192 futures".into(),
            caution: Some("1 warning about these figures".into()),
            contents: "Contents",
            sections: vec![
                section("answer", "The answer", vec![Block::Lead("The flywheel brings more customers.".into()), Block::Text("100 new customers bring 38 more.".into()), Block::Table(table.clone())]),
                section("asked", "What was asked", vec![Block::Plans(vec![card])]),
                section("charts", "Charts", [Block::Links(vec![("chart-growth".into(), "Growth".into())])].into_iter().chain(figures.map(Block::Figure)).collect()),
                section("tables", "Tables", vec![Block::Heading("By year".into()), Block::Folded(table)]),
                section("assumptions", "Assumptions", vec![Block::Listing(listing(false)), Block::Listing(listing(true))]),
                section("warnings", "Warnings", vec![Block::List(vec!["the difference is smaller than its error".into()])]),
                section("repeat", "How to repeat this", vec![Block::Command("flywheel run coffee.toml --seed 42 -n 8192".into()), Block::Terms(vec![Term { name: "Seed".into(), is: Word::text("42") }]), Block::File(FileText { caption: "The scenario: coffee.toml".into(), text: "label = \"Coffee & <Friends>\"\n# </code></pre><script>".into() })]),
            ],
            version: "0.1.0".into(),
        }
    }

    fn html() -> String {
        let html = page().to_html().unwrap();
        if let Some(folder) = std::env::var_os("FLYWHEEL_GALLERY") {
            std::fs::write(std::path::PathBuf::from(folder).join("report.html"), &html).unwrap();
        }
        html
    }

    #[test]
    fn what_the_scenario_says_is_text_and_never_markup() {
        let html = html();
        assert!(html.contains("<h1>Coffee &amp; &lt;Friends&gt;</h1>"));
        assert!(!html.contains("<Friends>"));
        let file = html.split("<pre class=\"file\"").nth(1).unwrap().split("</pre>").next().unwrap();
        assert!(file.ends_with("&lt;&#x2f;code&gt;&lt;&#x2f;pre&gt;&lt;script&gt;</code>"), "{file}");
        assert!(html.contains("<td><span>1.9k</span> <span>(1.3k to 2.7k)</span></td>"));
    }

    #[test]
    fn the_page_asks_nothing_of_the_network_and_runs_nothing() {
        let html = html();
        for forbidden in ["<script", "<link", "<img", "@import", "src=", "url(http", "url(\"http", "<iframe"] {
            assert!(!html.contains(forbidden), "{forbidden}");
        }
        let addresses = html.split("http").skip(1).filter(|rest| rest.starts_with("://") || rest.starts_with("s://"));
        assert!(
            addresses.clone().all(|rest| rest.starts_with("://www.w3.org/2000/svg")),
            "{:?}",
            addresses.map(|rest| &rest[..30]).collect::<Vec<_>>()
        );
    }

    #[test]
    fn every_chart_has_a_heading_words_for_the_blind_and_both_widths() {
        let html = html();
        for chart in charts() {
            let section = html.split(&format!("id=\"chart-{}\"", chart.name())).nth(1).unwrap();
            let section = &section[..section.find("</section>").unwrap()];
            assert!(
                section.contains("<h3>") && section.contains("class=\"wide\"") && section.contains("class=\"narrow\"")
            );
            let alt = section.split("aria-label=\"").nth(1).unwrap().split('"').next().unwrap();
            assert!(alt.contains("Base: from") && alt.contains("in Dec 2028"), "{alt}");
        }
    }

    #[test]
    fn ids_on_the_page_are_unique() {
        let html = html();
        let mut ids: Vec<&str> = html.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        let n_ids = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), n_ids);
        assert!(n_ids >= 3);
    }

    #[test]
    fn two_charts_make_a_page_of_less_than_a_tenth_of_what_a_report_may_weigh() {
        let size = html().len();
        assert!(size < 150_000, "{size}");
    }

    #[test]
    fn a_page_with_nothing_to_say_is_still_a_page() {
        let empty = ReportPage { sections: vec![], description: None, caution: None, ..page() };
        let html = empty.to_html().unwrap();
        assert!(html.contains("<h1>") && !html.contains("<table") && !html.contains("href=\"#warnings\""));
    }

    #[test]
    fn the_list_of_contents_and_all_other_links_lead_to_places_on_the_page() {
        let html = html();
        let links: Vec<&str> = html.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        for section in page().sections {
            assert!(links.contains(&format!("#{}", section.id).as_str()), "{}", section.id);
        }
        for link in links {
            let place = link.strip_prefix('#').expect("links stay on the page");
            assert!(html.contains(&format!(" id=\"{place}\"")), "{link}");
        }
    }

    #[test]
    fn headings_go_down_one_level_at_a_time() {
        let html = html();
        let body = &html[html.find("<body>").unwrap()..];
        let levels = body.match_indices("<h").filter_map(|(at, _)| body[at + 2..].chars().next()?.to_digit(10));
        let levels: Vec<u32> = levels.collect();
        assert_eq!(levels[0], 1);
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1 && pair[1] > 1), "{levels:?}");
    }

    #[test]
    fn every_table_has_headers_with_scope_and_a_name() {
        let html = html();
        for table in html.split("<table").skip(1) {
            let table = &table[..table.find("</table>").unwrap()];
            assert!(table.matches("<th ").count() == table.matches("scope=\"").count(), "{table}");
            assert!(table.contains("<caption>") || html.contains("<summary>"));
        }
        let scrolls = html.matches("<table").count() + html.matches("<pre class=\"file\"").count();
        assert_eq!(html.matches("role=\"region\"").count(), scrolls);
    }

    #[test]
    fn columns_in_which_nothing_stands_are_left_out() {
        let column = |label: &str| Column { label: label.into(), plan: None };
        let cells = |cells: [&str; 3]| cells.map(String::from).to_vec();
        let table = Table {
            columns: ["a", "b", "c"].map(column).to_vec(),
            rows: vec![
                Row { label: "1".into(), cells: cells(["x", "", ""]) },
                Row { label: "group".into(), cells: vec![] },
                Row { label: "2".into(), cells: cells(["", "", "y"]) },
            ],
            ..Table::default()
        };
        let shown = table.without_empty_columns();
        assert_eq!(shown.columns, ["a", "c"].map(column));
        assert_eq!(shown.rows.iter().map(|row| row.cells.join("|")).collect::<Vec<_>>(), ["x|", "", "|y"]);
    }

    #[test]
    fn base64_is_that_of_the_standard() {
        // RFC 4648, section 10.
        for (data, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(data.as_bytes()), text);
        }
    }

    #[test]
    fn every_colour_of_a_chart_changes_in_dark_mode() {
        let css = colours();
        for chart in charts() {
            let figure = publish(chart.as_ref(), 1.0, &Fonts::new(Language::English).without_system()).unwrap().figure;
            let used = figure.wide.split('#').skip(1).map(|rest| format!("#{}", &rest[..6]));
            for colour in used {
                assert!(css.contains(&format!("[fill=\"{colour}\"]")), "{colour}");
            }
        }
    }
}
