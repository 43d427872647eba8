//! The command line as a user meets it: exit codes, files, what goes where.

use crate::play::flywheel;
use flywheel::base::money::Currency;
use flywheel::report::language::Language;
use flywheel::report::numbers::{self, Unit};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

const SMALL: &str = r#"
label = "Small shop"
[time]
step = "month"
periods = 6
start = "2027-01"
[simulation]
replications = 512
[stages.customer]
role = "customer"
start = 50
to.exit = "4% to 6% per month"
[channels.ads]
label = "광고 / 广告"
to = "customer"
arrivals = { data = "arrivals.csv", column = "people", per = "month" }
[revenue.box]
on = "customer"
each = "$20 per month"
[plans.more]
set = { "revenue.box.each" = "$25 per month" }
"#;

/// A folder with the small scenario and its data.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("small.toml"), SMALL).unwrap();
    fs::write(folder.path().join("arrivals.csv"), "people\n8\n11\n9\n14\n").unwrap();
    folder
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[track_caller]
fn assert_code(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{}{}", text(&output.stdout), text(&output.stderr));
}

/// Every file of a report, by name.
fn files(report: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(report).expect("a report").map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            files.extend(fs::read_dir(&entry).unwrap().map(|file| file.unwrap().path()));
        } else {
            files.push(entry);
        }
    }
    files.sort();
    files.iter().map(|file| (file.strip_prefix(report).unwrap().to_path_buf(), fs::read(file).unwrap())).collect()
}

#[test]
fn a_run_writes_a_report_and_its_manifest_repeats_it_bit_for_bit() {
    let folder = folder();
    let set = "channels.ads.label=\"Ads\"";
    let run = flywheel(folder.path(), &["run", "small.toml", "--set", set, "--seed", "9", "--save-replications"]);
    assert_code(&run, 0);
    let first = files(&folder.path().join("small-report"));
    let names: Vec<&str> = first.iter().map(|(name, _)| name.to_str().unwrap()).collect();
    for expected in ["manifest.json", "replications.csv", "report.html", "series.csv", "summary.json"] {
        assert!(names.contains(&expected), "{expected} is not in {names:?}");
    }
    // Every chart is there in both forms, under one name.
    let charts = |ending: &str| -> Vec<&str> {
        names.iter().filter_map(|name| name.strip_prefix("charts/")?.strip_suffix(ending)).collect()
    };
    assert_eq!(charts(".png"), charts(".svg"));
    assert!(["growth", "churn"].iter().all(|chart| charts(".png").contains(chart)), "{names:?}");
    // The scenario and its data are gone: the manifest carries them.
    let manifest = folder.path().join("m.json");
    fs::copy(folder.path().join("small-report/manifest.json"), &manifest).unwrap();
    fs::remove_file(folder.path().join("small.toml")).unwrap();
    fs::remove_file(folder.path().join("arrivals.csv")).unwrap();
    assert_code(&flywheel(folder.path(), &["run", "--manifest", "m.json", "-o", "again", "--threads", "1"]), 0);
    let second = files(&folder.path().join("again"));
    for ((name, before), (_, after)) in first.iter().zip(&second) {
        assert!(before == after, "{} differs", name.display());
    }
    assert_eq!(first.len(), second.len());
}

#[test]
fn results_go_to_standard_output_and_everything_else_to_standard_error() {
    let folder = folder();
    let run = flywheel(folder.path(), &["run", "small.toml", "--no-report"]);
    assert_code(&run, 0);
    assert!(text(&run.stdout).contains("Customers at the end") && run.stderr.is_empty());
    assert!(!folder.path().join("small-report").exists());
    let json = flywheel(folder.path(), &["run", "small.toml", "--no-report", "--format", "json"]);
    let summary: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON and nothing else");
    assert_eq!(summary["schema"], 1);
    assert!(
        summary["plans"]["more"]["revenue"]["mean"].as_f64() > summary["plans"]["base"]["revenue"]["mean"].as_f64()
    );
    let csv = flywheel(folder.path(), &["run", "small.toml", "--no-report", "--format", "csv", "--plan", "base"]);
    assert!(text(&csv.stdout).starts_with("plan,metric,grain,period,date,n,mean,sd,se,p5,p10,p25,p50,p75,p90,p95\n"));
    assert!(!text(&csv.stdout).contains("\nmore,"));
    let quiet = flywheel(folder.path(), &["run", "small.toml", "--quiet"]);
    assert!(quiet.stdout.is_empty() && quiet.stderr.is_empty());
}

#[test]
fn what_is_wrong_with_a_scenario_or_a_call_ends_with_code_2_and_writes_nothing() {
    let folder = folder();
    fs::write(folder.path().join("wrong.toml"), "[time]\nstep = \"month\"\nperiods = 3\n[stages.a]\nto.b = \"5%\"\n")
        .unwrap();
    for arguments in [
        &["run", "wrong.toml"][..],
        &["run", "nowhere.toml"],
        &["run", "."],
        &["run", "small.toml", "--plan", "les"],
        &["run", "small.toml", "--set", "channels.adz.arrivals=3"],
        &["run", "small.toml", "--set", "nonsense"],
        &["run", "small.toml", "-n", "0"],
        &["run", "small.toml", "--seed", "-1"],
        &["run"],
        &["run", "--manifest", "small.toml"],
        &["check", "wrong.toml"],
        &["explain", "chrun_rate"],
    ] {
        let output = flywheel(folder.path(), arguments);
        assert_code(&output, 2);
        assert!(!output.stderr.is_empty(), "{arguments:?} says why");
    }
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 3, "{left:?}");
}

#[test]
fn a_folder_that_is_no_report_is_left_alone() {
    let folder = folder();
    let precious = folder.path().join("precious");
    fs::create_dir(&precious).unwrap();
    fs::write(precious.join("thesis.txt"), "years").unwrap();
    let run = flywheel(folder.path(), &["run", "small.toml", "-o", "precious"]);
    assert_code(&run, 1);
    assert_eq!(fs::read_to_string(precious.join("thesis.txt")).unwrap(), "years");
}

#[test]
fn check_answers_in_words_and_in_json() {
    let folder = folder();
    let words = flywheel(folder.path(), &["check", "small.toml"]);
    assert_code(&words, 0);
    assert!(text(&words.stdout).contains("How people move"));
    let json = flywheel(folder.path(), &["check", "small.toml", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(answer["ok"], true);
    let customers = answer["plans"]["base"]["expected"]["customers"].as_array().expect("a series");
    assert_eq!(customers.len(), 7);
    assert_eq!(customers[0], 50.0);
}

#[test]
fn explain_knows_every_figure_that_a_run_writes() {
    let folder = folder();
    let run = flywheel(folder.path(), &["run", "small.toml", "--no-report", "--format", "csv"]);
    let table = text(&run.stdout);
    let mut metrics: Vec<&str> = table.lines().skip(1).filter_map(|row| row.split(',').nth(1)).collect();
    metrics.sort_unstable();
    metrics.dedup();
    assert!(metrics.len() > 20);
    for metric in metrics {
        let name = metric.split('[').next().unwrap_or(metric);
        let explained = flywheel(folder.path(), &["explain", metric.trim_matches('"')]);
        assert_code(&explained, 0);
        assert!(text(&explained.stdout).contains(name.trim_matches('"')), "{metric}");
    }
}

#[test]
fn another_step_is_said_to_move_the_answer_and_half_of_it_is_always_told() {
    let folder = tempfile::tempdir().unwrap();
    let text = r#"
        [time]
        step = "month"
        periods = 24
        [stages.customer]
        role = "customer"
        start = 1000
        to.exit = "5% per month"
        [channels.ads]
        to = "customer"
        arrivals = "100 per month"
    "#;
    fs::write(folder.path().join("club.toml"), text).unwrap();
    let said = |arguments: &[&str]| {
        let output = flywheel(folder.path(), &[&["check", "club.toml"], arguments].concat());
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
    };
    // 1,000 x 0.292 and 1,200 x 1.540 of two years, not 100 x 14.16 of 24 months.
    let yearly = said(&["--step", "year"]);
    assert!(yearly.contains("every value keeps its meaning") && !yearly.contains("means the same"), "{yearly}");
    assert!(yearly.contains("customers at the end would be 25% more (2.14k, not 1.71k)"), "{yearly}");
    assert!(said(&[]).contains("at half the step customers at the end would be 1.0% fewer (1.69k, not 1.71k)"));
    let json: serde_json::Value = serde_json::from_str(&said(&["--format", "json"])).unwrap();
    let customers = &json["half_step"]["plans"]["base"]["customers"];
    assert!((customers["at_half_step"].as_f64().unwrap() - 1690.08).abs() < 0.01, "{customers}");
    assert_eq!(json["half_step"]["matters"], false);
}

#[test]
fn new_writes_a_template_that_checks_and_never_overwrites() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let list = flywheel(folder.path(), &["new"]);
    assert_code(&list, 0);
    let list = text(&list.stdout);
    for name in crate::play::SHIPPED {
        let template = name.trim_end_matches(".toml");
        assert!(list.lines().any(|line| line.split_whitespace().next() == Some(template)), "{template} in {list}");
    }
    let new = flywheel(folder.path(), &["new", "saas"]);
    assert_code(&new, 0);
    assert!(text(&new.stdout).contains("flywheel check saas.toml"), "{}", text(&new.stdout));
    assert_code(&flywheel(folder.path(), &["check", "--quiet", "saas.toml"]), 0);

    fs::write(folder.path().join("saas.toml"), "mine").unwrap();
    let again = flywheel(folder.path(), &["new", "saas"]);
    assert_code(&again, 2);
    assert!(text(&again.stderr).contains("is there already"), "{}", text(&again.stderr));
    assert_eq!(fs::read_to_string(folder.path().join("saas.toml")).unwrap(), "mine");
    assert_code(&flywheel(folder.path(), &["new", "saas", "-o", "my saas.toml"]), 0);
    assert!(folder.path().join("my saas.toml").is_file());

    let unknown = flywheel(folder.path(), &["new", "bowtei"]);
    assert_code(&unknown, 2);
    assert!(text(&unknown.stderr).contains("did you mean `bowtie`?"), "{}", text(&unknown.stderr));
    let nowhere = flywheel(folder.path(), &["new", "saas", "-o", "no/such/folder.toml"]);
    assert_code(&nowhere, 1);
}

#[test]
fn schema_prints_what_is_shipped_beside_the_scenarios() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let schema = flywheel(folder.path(), &["schema"]);
    assert_code(&schema, 0);
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/scenario.schema.json");
    assert!(
        text(&schema.stdout) == fs::read_to_string(shipped).unwrap(),
        "flywheel schema > scenarios/scenario.schema.json"
    );
}

#[test]
fn completions_and_the_manual_page_know_every_command_and_option() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let completions = flywheel(folder.path(), &["completions", shell]);
        assert_code(&completions, 0);
        let completions = text(&completions.stdout);
        for word in ["run", "check", "explain", "new", "schema", "replications"] {
            assert!(completions.contains(word), "{word} for {shell}");
        }
    }
    assert_code(&flywheel(folder.path(), &["completions", "tcsh"]), 2);
    let man = flywheel(folder.path(), &["man"]);
    assert_code(&man, 0);
    let man = text(&man.stdout);
    assert!(man.contains(".TH flywheel 1"), "{man}");
    for section in ["FLYWHEEL RUN", "FLYWHEEL CHECK", "FLYWHEEL NEW"] {
        assert!(man.contains(&format!(".SH \"{section}\"")), "{section}");
    }
    assert!(man.contains("\\-\\-save\\-replications") && !man.contains("flywheel\\-run(1)"), "{man}");
}

/// A mistake that beginners make: what of the template is replaced by what, and what is said about it.
struct Mistake {
    of: &'static str,
    by: &'static str,
    said: &'static [&'static str],
}

const MISTAKES: [Mistake; 10] = [
    // Shares that are left, where shares that go belong.
    Mistake {
        of: r#"to.churned = { by_tenure = ["=9% / service", "=7% / service", "=4% / service"], per = "month" }"#,
        by: r#"to.churned = { by_tenure = ["100%", "62%", "35%"], per = "month" }"#,
        said: &["is this the share that is left?", "{ survival = ", "= help: "],
    },
    // The conversion of all trials, as if it were that of every month.
    Mistake {
        of: "stay = \"5 to 7 weeks\"                     # time and conversion, as the CRM says it\n\
             to.customer = \"340 of 1000\"               # of those who decide\nto.exit = \"rest\"\n",
        by: "to.customer = \"34% per month\"\n",
        said: &["in the end everyone in `trial` becomes a customer", "stay = ", "= help: "],
    },
    Mistake {
        of: "\"4% to 8% per month\"",
        by: "\"4% to 8%\"",
        said: &["rates without a unit of time count per month", "= help: "],
    },
    Mistake {
        of: "stay = \"5 to 7 weeks\"",
        by: "stay = \"1 week\"",
        said: &["a stay of `1 week` counts as one month", "step = \"week\"", "= help: "],
    },
    Mistake {
        of: "[costs.team]",
        by: "[costs.welcome]\non = \"customer -> churned\"\neach = \"$5\"\n\n[costs.team]",
        said: &["but not on its sister `advocate -> churned`", "= help: "],
    },
    Mistake {
        of: "to.customer = \"8% to 15% per month\"       # enthusiasm fades\n\
             to.churned = \"0.5% to 1.5% per month\"\n",
        by: "",
        said: &["nobody ever leaves `advocate`", "= help: "],
    },
    Mistake {
        of: "start = 1200\nstart_tenure = \"settled\"",
        by: "start = 1200\nstart_tenure = \"new\"",
        said: &["all 1200 people in `customer` are brand-new at the start", "= help: "],
    },
    Mistake {
        of: "\"$32k per month\"",
        by: "\"$40k per month\"",
        said: &["the plans do not spend the same", "only be the larger budget"],
    },
    Mistake {
        of: "\"revenue.subscription.each\" = 3, ",
        by: "\"revenue.subscription.each\" = 3, \"trial -> customer\" = 1.8, ",
        said: &["Trial → Customer was measured as 34%", "look at the segments' changes"],
    },
    Mistake {
        of: "stay = \"5 to 7 weeks\"                     # time and conversion, as the CRM says it\n",
        by: "stay = \"4 days\"\n",
        said: &["a stay of `4 days` counts as one month", "step = \"day\"", "= help: "],
    },
];

#[test]
fn each_of_the_ten_mistakes_of_beginners_is_noticed_and_said_with_a_remedy() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    assert_code(&flywheel(folder.path(), &["new", "saas"]), 0);
    let template = fs::read_to_string(folder.path().join("saas.toml")).unwrap();
    let said = |text_of_file: &str| {
        fs::write(folder.path().join("mine.toml"), text_of_file).unwrap();
        text(&flywheel(folder.path(), &["check", "mine.toml"]).stderr)
    };
    assert!(!said(&template).contains("warning"), "{}", said(&template));
    for Mistake { of, by, said: words } in &MISTAKES {
        assert_eq!(template.matches(of).count(), 1, "{of}");
        let said = said(&template.replace(of, by));
        assert!(said.contains("warning: ") || said.contains("error: "), "{by}: {said}");
        for word in *words {
            assert!(said.contains(word), "{by}: `{word}` in {said}");
        }
    }
}

/// Customers who come by paid ads, stay, and bring others in the plan `club`.
const CLUB: &str = r#"
label = "Club"
[time]
step = "month"
periods = 24
start = "2027-01"
[simulation]
replications = 64
[stages.customer]
role = "customer"
to.exit = "5% per month"
[channels.ads]
to = "customer"
type = "paid"
spend = "$1000 per month"
cost = "$10"
[revenue.fee]
on = "customer"
each = "$5 per month"
[referrals.friends]
from = "customer"
invites = "0 per month"
accept = 1.0
to = "customer"
[initiatives.card]
upfront = "$500"
changes = { "customer -> exit" = 0.9 }
[plans.club]
initiatives = ["card"]
set = { "referrals.friends.invites" = "0.1 per month" }
"#;

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_str(&text(&output.stdout)).expect("JSON")
}

#[test]
fn a_funnel_stops_with_the_spend_and_a_wheel_with_more_than_one_for_each_turns_by_itself() {
    let folder = folder();
    fs::write(folder.path().join("club.toml"), CLUB).unwrap();
    let coast =
        flywheel(folder.path(), &["coast", "club.toml", "--stop-at", "2028-01", "--format", "json", "-o", "stop"]);
    assert_code(&coast, 0);
    let found = json(&coast);
    assert_eq!((&found["stop"], &found["stop_is"]), (&13.into(), &"2028-01".into()));
    let (base, club) = (&found["plans"]["base"], &found["plans"]["club"]);
    let after = base["new_customers"]["stopped"]["p95"].as_array().unwrap()[12..].to_vec();
    assert!(after.iter().all(|new| new == 0.0), "{after:?}");
    assert_eq!(base["coast_half_life"]["p50"], 1.0);
    assert_eq!(
        (&base["coast_half_life"]["turns_by_itself"], &club["coast_half_life"]["turns_by_itself"]),
        (&false.into(), &true.into())
    );
    assert!(club["coast_remaining"]["mean"].as_f64() > base["coast_remaining"]["mean"].as_f64());
    let names: Vec<String> =
        files(&folder.path().join("stop")).iter().map(|(name, _)| name.display().to_string()).collect();
    assert_eq!(names, ["coast.json", "manifest.json", "momentum.png", "momentum.svg"]);
    let words = text(&flywheel(folder.path(), &["coast", "club.toml", "--stop-at", "13"]).stdout);
    assert!(words.contains("nobody new comes (Base)") && words.contains("turns by itself"), "{words}");
}

#[test]
fn the_spend_stops_within_the_run_and_not_at_its_first_period() {
    let folder = folder();
    fs::write(folder.path().join("club.toml"), CLUB).unwrap();
    for (when, help) in [
        ("1", "stop in one of the periods 2 to 24"),
        ("2030-01", "stop in one of the periods 2 to 24"),
        ("2020-01", "it lies outside of the run"),
        ("soon", "say a date, 2028-01, or the number of a period"),
    ] {
        let coast = flywheel(folder.path(), &["coast", "club.toml", "--stop-at", when]);
        assert_code(&coast, 2);
        assert!(text(&coast.stderr).contains(help), "{when}: {}", text(&coast.stderr));
    }
}

#[test]
fn the_summary_says_what_each_thing_is_worth_and_the_parts_of_a_bridge_add_up() {
    let folder = folder();
    fs::write(folder.path().join("club.toml"), CLUB).unwrap();
    let run = flywheel(folder.path(), &["run", "club.toml", "--no-report", "--format", "json"]);
    assert_code(&run, 0);
    let club = &json(&run)["plans"]["club"];
    assert_eq!(club["initiative_worth[card]"]["cost"], 500.0);
    assert!(club["leverage[customer -> exit]"]["mean"].as_f64() < Some(0.0));
    assert!(club["leverage[referrals.friends]"]["mean"].as_f64() > Some(0.0));
    let bridge = &club["bridge"];
    let mean = |part: &serde_json::Value| part["mean"].as_f64().unwrap();
    let changes = bridge["changes"].as_array().unwrap();
    let named: Vec<&str> = changes.iter().map(|change| change["change"].as_str().unwrap()).collect();
    assert_eq!(named, ["initiatives.card", "referrals.friends.invites = 0.1 per month"]);
    let way = mean(&bridge["base"]) + changes.iter().map(mean).sum::<f64>() + mean(&bridge["interactions"]);
    assert!((way - mean(&bridge["plan"])).abs() < 1e-6 * way.abs());
    // The one is recorded in whole cents.
    assert!((mean(&bridge["plan"]) - mean(&club["npv"])).abs() < 0.01);
}

#[test]
fn budgets_that_are_matched_agree_and_the_manifest_repeats_them() {
    let folder = folder();
    fs::write(folder.path().join("club.toml"), CLUB).unwrap();
    let compare = flywheel(folder.path(), &["compare", "club.toml", "--match-spend", "--format", "json", "-o", "even"]);
    assert_code(&compare, 0);
    // 24 months of 1,000, less the 500 of the card.
    assert!(text(&compare.stderr).contains("multiplied by 0.979"), "{}", text(&compare.stderr));
    let found = json(&compare);
    let spend = |plan: &str| found["plans"][plan]["spend"]["mean"].as_f64().unwrap();
    assert_eq!(spend("base"), 24_000.0);
    assert!((spend("club") - 23_500.0).abs() < 5.0, "{}", spend("club"));
    let again = flywheel(folder.path(), &["run", "--manifest", "even/manifest.json", "--no-report", "--format", "csv"]);
    assert_code(&again, 0);
    assert_eq!(again.stdout, fs::read(folder.path().join("even/series.csv")).unwrap());
}

/// Three plans of which none is surely the best.
const MAILS: &str = r#"
label = "Mails or ads"
[time]
step = "month"
periods = 12
[simulation]
replications = 512
[stages.customer]
role = "customer"
start = 1000
to.exit = "3% to 6% per month"
[channels.word]
to = "customer"
arrivals = "10 per month"
[revenue.fee]
on = "customer"
each = "$10 per month"
[costs.mails]
fixed = "$1 per month"
[plans.mails]
label = "Mails"
changes = { "customer -> exit" = "-30% to +20%" }
[plans.ads]
label = "Ads"
changes = { "channels.word.arrivals" = "-80% to +150%" }
"#;

#[test]
fn what_the_answer_of_the_page_says_of_the_plans_stands_in_the_summary() {
    let folder = folder();
    fs::write(folder.path().join("mails.toml"), MAILS).unwrap();
    assert_code(&flywheel(folder.path(), &["run", "mails.toml", "-o", "report"]), 0);
    let read = |file: &str| fs::read_to_string(folder.path().join("report").join(file)).unwrap();
    let summary: serde_json::Value = serde_json::from_str(&read("summary.json")).unwrap();
    let compared = &summary["comparisons"][0];
    let pairs = compared["pairs"].as_array().unwrap();
    assert_eq!(pairs.len(), 3);
    // As it is read: how lines may break is no part of it.
    let page = read("report.html").replace('\u{a0}', " ").replace('\u{2060}', "");
    let answer = page.split("id=\"answer\"").nth(1).unwrap().split("<table").next().unwrap();
    let dollars = Unit::Money(Currency::with_code("USD").unwrap());
    let in_cents = |estimate: &serde_json::Value| ["mean", "se"].map(|key| 100.0 * estimate[key].as_f64().unwrap());
    let percent = |chance: &serde_json::Value| format!("{:.0}%", 100.0 * chance["chance"].as_f64().unwrap());
    let [more, se] = in_cents(&pairs[0]["expected"]);
    let lead = format!("{} more", numbers::mean(more, se, &dollars, Language::English));
    let [worth, se] = in_cents(&most(&compared["evppi"]));
    let worth = format!("worth up to {}", numbers::worth(worth, se, &dollars, Language::English));
    let surely = format!("the better choice of the two is {}", percent(&pairs[0]["better"]));
    for said in [lead, surely, worth] {
        assert!(answer.contains(&said), "{said} in {answer}");
    }
    let mut table = csv::Reader::from_path(folder.path().join("report/tables/pairs.csv")).unwrap();
    for (row, pair) in table.records().map(Result::unwrap).zip(pairs) {
        assert_eq!((&row[0], &row[1]), (pair["plan"].as_str().unwrap(), pair["against"].as_str().unwrap()));
        assert_eq!(row[4].parse::<f64>().ok(), pair["expected"]["mean"].as_f64());
        assert_eq!(row[9].parse::<f64>().ok(), pair["better"]["chance"].as_f64());
    }
    // Both halves of the table of chances, to half a percent each.
    let table = page.split("Head to head").last().unwrap().split("</table>").next().unwrap();
    let cell = |chance: f64| format!("{:.0}%", 100.0 * chance);
    for pair in pairs {
        let chance = pair["better"]["chance"].as_f64().unwrap();
        assert!(table.contains(&cell(chance)) && table.contains(&cell(1.0 - chance)), "{pair} in {table}");
    }
}

/// The estimate with the largest mean.
fn most(estimates: &serde_json::Value) -> serde_json::Value {
    let of = |estimate: &&serde_json::Value| estimate["mean"].as_f64().unwrap();
    estimates.as_array().unwrap().iter().max_by(|a, b| of(a).total_cmp(&of(b))).unwrap().clone()
}
