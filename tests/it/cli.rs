//! The command line as a user meets it: exit codes, files, what goes where.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

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

fn flywheel(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flywheel"));
    command.current_dir(folder).args(arguments).output().expect("the binary runs")
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
    let expected = [
        "charts/churn.png",
        "charts/churn.svg",
        "charts/growth.png",
        "charts/growth.svg",
        "manifest.json",
        "replications.csv",
        "report.html",
        "series.csv",
        "summary.json",
    ];
    assert_eq!(names, expected);
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
