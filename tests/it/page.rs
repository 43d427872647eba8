//! The page and the tables of a report: what they say is true in odd cases too, and nothing is left out.

use crate::play::{model, shipped, simulate};
use flywheel::analysis;
use flywheel::model::Model;
use flywheel::report::assemble::{self, Subject};
use flywheel::report::language::Language;
use flywheel::results::Manifest;
use flywheel::scenario::is_below;
use std::collections::HashSet;

/// The files of a report, of few futures and small pictures.
fn files(mut model: Model, language: Language) -> Vec<(String, String)> {
    model.simulation.replications = 32;
    model.presentation.language = language;
    let results = simulate(&model);
    let plans: Vec<usize> = (0..model.plans.len()).collect();
    let (_, lifetimes) = analysis::without_luck(&model);
    let manifest = Manifest {
        schema: Manifest::SCHEMA,
        version: "0.1.0".into(),
        command: "flywheel run test.toml -n 32 --seed 42".into(),
        file: "test.toml".into(),
        scenario_sha256: "9f86d081".into(),
        scenario: String::new(),
        data: Vec::new(),
        set: Vec::new(),
        plans: Vec::new(),
        replications: 32,
        seed: 42,
        save_replications: false,
        against: None,
        match_spend: false,
        others: Vec::new(),
    };
    let experiments = vec![Vec::new(); plans.len()];
    let subject = Subject {
        model: &model,
        plans: &plans,
        results: &results,
        lifetimes: &lifetimes,
        experiments: &experiments,
        contributions: &[],
        coasts: &[],
        comparison: None,
        warnings: &[],
        manifest: &manifest,
    };
    let drawn = assemble::report(&subject, 320, None).unwrap();
    let texts = drawn.files.into_iter().filter(|(name, _)| !name.ends_with(".png"));
    texts.map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap())).collect()
}

fn named<'a>(files: &'a [(String, String)], name: &str) -> Option<&'a str> {
    files.iter().find(|(file, _)| file == name).map(|(_, text)| text.as_str())
}

/// What a reader sees of the page: no style, no drawing, no tag.
fn words(html: &str) -> String {
    let mut rest = html.split_once("<body>").unwrap().1;
    let mut text = String::new();
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let end = if after.starts_with("svg") { "</svg>" } else { ">" };
        rest = after.split_once(end).unwrap().1;
        text.push(' ');
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as it stands on the page.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('"', "&quot;").replace('/', "&#x2f;");
    text.replace('<', "&lt;").replace('>', "&gt;").replace('\'', "&#x27;")
}

const NOBODY: &str = r#"
    [time]
    step = "week"
    periods = 6
    [stages.trial]
    to.customer = "10% per week"
    to.exit = "10% per week"
    [stages.customer]
    role = "customer"
    to.exit = "5% per week"
    [channels.ads]
    to = "trial"
    arrivals = "0 per week"
"#;

/// Loses money for ever, whatever comes.
const RED: &str = r#"
    [time]
    step = "month"
    periods = 16
    start = "2027-11"
    [stages.customer]
    role = "customer"
    to.exit = "9% to 12% per month"
    [channels.ads]
    label = "Ads <b>"
    to = "customer"
    spend = "$10k per month"
    cost = "$150 to $250"
    source = "Guess of the sales team"
    [revenue.fee]
    on = "customer"
    each = "=price per month"
    [inputs]
    price = "$5"
    [plans.half]
    description = "Half the money"
    set = { "channels.ads.spend" = "$5k per month" }
    changes = { "customer -> exit" = "-20%" }
"#;

/// No luck, no doubt, and two plans of which one only says so.
const CONSTANT: &str = r#"
    [time]
    step = "month"
    periods = 1
    [stages]
    impression = { instant = true, to.sale = "100%" }
    sale = { role = "customer" }
    [channels]
    ads = { to = "impression", arrivals = 1000, variation = "fixed" }
    [revenue.sale]
    on = "impression -> sale"
    each = "$100"
    [plans.same]
    set = { "channels.ads.arrivals" = 1000 }
"#;

const LANGUAGES: [Language; 3] = [Language::English, Language::Korean, Language::Chinese];

fn page(text: &str) -> String {
    words(named(&files(model(text), Language::English), "report.html").unwrap())
}

#[test]
fn where_nobody_comes_the_page_says_so_and_speaks_of_no_money() {
    let page = page(NOBODY);
    assert!(page.contains("0 customers at the end of week 6 in every future"), "{page}");
    assert!(page.contains("Nobody becomes a customer within the run."), "{page}");
    assert!(page.contains("No number of this scenario is uncertain"), "{page}");
    for money in ["Break-even", "Profit", "the money is back", "CAC"] {
        assert!(!page.contains(money), "{money}: {page}");
    }
}

#[test]
fn a_plan_that_never_breaks_even_is_said_to_be_later_than_the_run() {
    let page = page(RED);
    assert!(page.contains("Break-even in the median: &gt; 16 months."), "{page}");
    assert!(page.contains("the money is back by the end: under 1%."), "{page}");
    assert!(page.contains("highest under half,") && page.contains("lowest under Base,"), "{page}");
}

#[test]
fn where_all_futures_are_alike_no_plan_leads_and_no_range_is_spoken_of() {
    let page = page(CONSTANT);
    assert!(page.contains("hardly differs between the plans: $100k in the median"), "{page}");
    assert!(page.contains("comes out the same in all futures: $100k"), "{page}");
    for claim in ["highest under", "overlap", "lie apart", "Noise of the simulation"] {
        assert!(!page.contains(claim), "{claim}: {page}");
    }
}

#[test]
fn a_plan_is_told_in_words_with_what_stood_there_before() {
    let page = page(RED);
    assert!(page.contains("Half the money"), "{page}");
    assert!(page.contains("Ads &lt;b&gt;, spend: $10k per month → $5k per month"), "{page}");
    assert!(page.contains("customer → gone for good: -20%"), "{page}");
}

#[test]
fn every_number_of_a_scenario_is_in_the_table_of_assumptions_once() {
    let saas = shipped("saas.toml");
    let written = saas.account.numbers.len();
    let inputs = saas.inputs.len();
    assert!(written > 60 && inputs > 20, "{written}, {inputs}");
    let paths: HashSet<String> = saas.inputs.iter().map(|input| input.path.clone()).collect();
    // What segments have in common is drawn for each of them, by a name of its own but at one address.
    let drawn: Vec<(String, String)> =
        saas.inputs.iter().map(|input| (input.address.clone(), input.path.clone())).collect();
    let lines = saas.account.numbers.clone();
    let files = files(saas, Language::English);
    let mut table = csv::Reader::from_reader(named(&files, "tables/assumptions.csv").unwrap().as_bytes());
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    let listed: Vec<&str> = rows.iter().map(|row| &row[0]).collect();
    assert_eq!(listed.iter().filter(|path| paths.contains(**path)).count(), inputs);
    let html = named(&files, "report.html").unwrap();
    for line in lines {
        let of_it = |path: &&&str| {
            let is_drawn_for_it = |(address, own): &(String, String)| *own == ***path && is_below(address, &line.path);
            is_below(path, &line.path) || drawn.iter().any(is_drawn_for_it)
        };
        let rows_of_it = listed.iter().filter(of_it).count();
        // What segments change is told with the number that it makes of them.
        let is_of_a_segment = line.path.starts_with("segments.") && line.path.contains(".changes.");
        assert!(rows_of_it >= 1 || is_of_a_segment, "{} = {} is missing", line.path, line.written);
        assert!(html.contains(&format!("<code>{}</code>", escaped(&line.written))), "{}", line.written);
    }
    let kinds: HashSet<&str> = rows.iter().map(|row| &row[2]).collect();
    assert!(["counted", "judged", "chance", "written", "default"].iter().all(|kind| kinds.contains(kind)), "{kinds:?}");
}

#[test]
fn a_source_stands_beside_its_numbers_and_a_guess_is_called_one() {
    let files = files(model(RED), Language::English);
    let mut table = csv::Reader::from_reader(named(&files, "tables/assumptions.csv").unwrap().as_bytes());
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    let row = |path: &str| rows.iter().find(|row| &row[0] == path).unwrap_or_else(|| panic!("{path}"));
    assert_eq!(&row("channels.ads.cost")[2], "guess");
    assert_eq!(&row("channels.ads.cost")[6], "Guess of the sales team");
    assert_eq!(&row("stages.customer.to.exit")[2], "judged");
    // No formula for a spreadsheet.
    assert_eq!(&row("revenue.fee.each")[3], " =price per month");
}

#[test]
fn tables_by_year_and_quarter_have_the_figures_of_the_results_and_their_days() {
    let red = model(RED);
    let files = files(red, Language::English);
    let rows = |name: &str| -> Vec<csv::StringRecord> {
        let text = named(&files, name).unwrap_or_else(|| panic!("{name}"));
        csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect()
    };
    let of = |rows: &[csv::StringRecord], metric: &str| -> Vec<csv::StringRecord> {
        rows.iter().filter(|row| &row[0] == metric).cloned().collect()
    };
    let (years, quarters) = (rows("tables/years.csv"), rows("tables/quarters.csv"));
    let (revenue, spend) = (of(&years, "revenue"), of(&quarters, "spend"));
    assert_eq!(revenue.iter().map(|row| &row[3]).collect::<Vec<_>>(), ["2027", "2028", "2029"]);
    assert_eq!((&revenue[0][4], &revenue[0][5]), ("2027-11-01", "2027-12-31"));
    assert_eq!((&revenue[2][4], &revenue[2][5]), ("2029-01-01", "2029-02-28"));
    // Two months of $10k, and half of it, to 0.4% of the value.
    let median = |row: &csv::StringRecord, column: usize| row[column].parse::<f64>().unwrap();
    assert!((median(&spend[0], 7) / 20_000.0 - 1.0).abs() < 0.004, "{:?}", spend[0]);
    assert!((median(&spend[0], 10) / 10_000.0 - 1.0).abs() < 0.004, "{:?}", spend[0]);
    for row in years.iter().chain(&quarters) {
        let figures: Vec<f64> = row.iter().skip(6).filter_map(|cell| cell.parse().ok()).collect();
        assert!(figures.chunks(3).all(|plan| plan.windows(2).all(|pair| pair[0] <= pair[1])), "{row:?}");
    }
}

#[test]
fn pages_in_all_languages_have_no_hole_and_no_broken_link() {
    for text in [NOBODY, RED, CONSTANT] {
        for language in LANGUAGES {
            let files = files(model(text), language);
            let html = named(&files, "report.html").unwrap();
            let page = words(html);
            for hole in ["NaN", "inf)", "{", "}", "None", "Some(", " ()", "undefined"] {
                assert!(!page.contains(hole), "{hole} in {language:?}: {page}");
            }
            let ids: HashSet<&str> = html.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
            for link in html.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
                assert!(ids.contains(link), "{link}");
            }
            assert!(html.len() < 1_500_000);
        }
    }
}

#[test]
fn pages_in_korean_and_chinese_have_no_english_headings() {
    let headings = |language| -> Vec<String> {
        let files = files(model(RED), language);
        let html = named(&files, "report.html").unwrap().to_string();
        html.split("<h2>").skip(1).map(|rest| rest.split("</h2>").next().unwrap().to_string()).collect()
    };
    let english = headings(Language::English);
    assert!(english.contains(&"The answer".to_string()) && english.len() >= 8, "{english:?}");
    for language in [Language::Korean, Language::Chinese] {
        for heading in headings(language) {
            assert!(!heading.is_ascii(), "{heading}");
        }
    }
}
