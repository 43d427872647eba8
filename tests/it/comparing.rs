//! `flywheel compare` with several files, and what it can be asked.

use crate::play::flywheel;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Output;

/// A shop and one that treats its customers better; the same inputs but for one.
const SHOP: &str = r#"
label = "Shop"
[money]
end_value = "none"
[time]
step = "month"
periods = 8
start = "2027-01"
[simulation]
replications = 272
[stages.customer]
role = "customer"
start = 30
to.exit = "4% to 9% per month"
[channels.ads]
to = "customer"
type = "paid"
spend = "$500 per month"
cost = "$20 to $40"
[revenue.fee]
on = "customer"
each = "$10 to $12 per month"
[plans.more]
label = "More ads"
set = { "channels.ads.spend" = "$700 per month" }
"#;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// The shop whose customers stay longer.
fn kind() -> String {
    let kind = SHOP.replace("label = \"Shop\"", "label = \"Kind shop\"");
    kind.replace("4% to 9%", "2% to 6%").replace("\"$700 per", "\"$800 per")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The summary that a command prints.
#[track_caller]
fn json(folder: &Path, arguments: &[&str]) -> Value {
    let output = flywheel(folder, &[arguments, &["--format", "json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    serde_json::from_slice(&output.stdout).expect("JSON and nothing else")
}

#[track_caller]
fn assert_refused(folder: &Path, arguments: &[&str], words: &[&str]) {
    let output = flywheel(folder, arguments);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}: {}", said(&output));
    for word in words {
        assert!(said(&output).contains(word), "{arguments:?}: `{word}` in {}", said(&output));
    }
    assert!(
        fs::read_dir(folder).unwrap().all(|entry| !entry.unwrap().file_name().to_string_lossy().contains("report"))
    );
}

fn names(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn plans_of_several_files_have_the_figures_that_each_file_has_alone() {
    let folder = folder(&[("a.toml", SHOP), ("b.toml", &kind())]);
    let both = json(folder.path(), &["compare", "a.toml", "b.toml", "--no-report"]);
    assert_eq!(names(&both["plans"]), ["a:base", "b:base"]);
    assert_eq!(both["comparisons"][0]["against"], "a:base");
    for (file, plan) in [("a.toml", "a:base"), ("b.toml", "b:base")] {
        let alone = json(folder.path(), &["run", file, "--no-report"]);
        let (alone, beside) = (&alone["plans"]["base"], &both["plans"][plan]);
        let figures = names(beside);
        for figure in ["profit", "customers", "cac", "break_even", "ltv", "ltv_to_cac", "conversion[customer -> exit]"]
        {
            assert!(figures.contains(&figure) || figure.starts_with("conv"), "{figure} in {figures:?}");
        }
        for figure in figures {
            assert_eq!(beside[figure], alone[figure], "{figure} of {plan}");
        }
    }
}

#[test]
fn two_files_are_compared_like_two_plans_of_one() {
    let more = SHOP.replace("spend = \"$500 per month\"", "spend = \"$700 per month\"");
    let folder = folder(&[("a.toml", SHOP), ("b.toml", &more)]);
    let plans = json(folder.path(), &["compare", "a.toml", "--no-report"]);
    let files = json(folder.path(), &["compare", "a.toml", "b.toml", "--no-report"]);
    let named = plans["comparisons"][0].to_string().replace("\"more\"", "\"b:base\"").replace("\"base\"", "\"a:base\"");
    let named =
        named.replace("\"more vs base\"", "\"b:base vs a:base\"").replace("\"base vs more\"", "\"a:base vs b:base\"");
    let renamed: Value = serde_json::from_str(&named).unwrap();
    assert_eq!(files["comparisons"][0], renamed);
    assert!(renamed["evpi"]["mean"].as_f64() > Some(0.0), "{renamed}");
}

#[test]
fn files_that_differ_in_clock_currency_or_counting_are_refused_before_anything_is_played() {
    for (of, by, what) in [
        ("step = \"month\"", "step = \"week\"", "their step (week and month)"),
        ("periods = 8", "periods = 9", "their number of periods (9 and 8)"),
        ("start = \"2027-01\"", "start = \"2027-02\"", "their start (2027-02 and 2027-01)"),
        ("start = \"2027-01\"\n", "", "their start (none and 2027-01)"),
        ("label = \"Shop\"", "currency = \"EUR\"", "their currency (EUR and USD)"),
        ("[money]", "[money]\ncount = \"mid\"", "how money is counted"),
        ("\"none\"", "\"$5\"", "the value at the end"),
    ] {
        let mut other = SHOP.replacen(of, by, 1);
        if by.contains("EUR") {
            other = other.replace('$', "€");
        }
        assert_ne!(other, SHOP);
        let folder = folder(&[("a.toml", SHOP), ("b.toml", &other)]);
        assert_refused(folder.path(), &["compare", "a.toml", "b.toml"], &["`b` and `a` cannot be compared", what]);
    }
}

#[test]
fn files_of_one_name_are_told_apart_and_the_same_file_twice_makes_no_difference() {
    let folder = folder(&[("one/shop.toml", SHOP), ("two/shop.toml", SHOP)]);
    let both = json(folder.path(), &["compare", "one/shop.toml", "two/shop.toml", "one/shop.toml", "--no-report"]);
    assert_eq!(names(&both["plans"]), ["shop:base", "shop-2:base", "shop-3:base"]);
    let compared = &both["comparisons"][0];
    let pairs = compared["pairs"].as_array().unwrap();
    assert_eq!(pairs.len(), 3);
    for pair in pairs {
        assert_eq!((&pair["same"], &pair["better"]), (&true.into(), &Value::Null));
        assert_eq!((&pair["difference"]["mean"], &pair["ahead"]["chance"]), (&0.0.into(), &0.0.into()));
        assert_eq!(pair["crossover"]["reached"], 0.0);
    }
    // Of equal plans the first one stays first.
    assert_eq!(compared["ranking"], serde_json::json!(["shop:base", "shop-2:base", "shop-3:base"]));
    assert_eq!((&compared["evpi"]["mean"], &compared["settled"]), (&0.0.into(), &false.into()));
    let other = flywheel(
        folder.path(),
        &[
            "compare",
            "one/shop.toml",
            "two/shop.toml",
            "--plans",
            "shop-2:more,shop:base",
            "--no-report",
            "--format",
            "csv",
        ],
    );
    let table = String::from_utf8(other.stdout).unwrap();
    assert!(
        table.contains("\nshop-2:more,") && !table.contains("\nshop-2:base,"),
        "{}",
        String::from_utf8_lossy(&other.stderr)
    );
}

#[test]
fn plans_are_chosen_by_name_with_or_without_their_file() {
    let folder = folder(&[("a.toml", SHOP), ("b.toml", &kind())]);
    let of = |plans: &str| {
        let found = json(folder.path(), &["compare", "a.toml", "b.toml", "--plans", plans, "--no-report"]);
        names(&found["plans"]).join(" ")
    };
    assert_eq!(of("a:more,b:base"), "a:more b:base");
    assert_eq!(of("more"), "a:more b:more");
    assert_eq!(of("b:more,base"), "a:base b:base b:more");
    let one = json(folder.path(), &["compare", "a.toml", "--plans", "more", "--against", "base", "--no-report"]);
    // Whoever is compared with takes part.
    assert_eq!((names(&one["plans"]), &one["comparisons"][0]["against"]), (vec!["base", "more"], &"base".into()));
    for (arguments, words) in [
        (
            &["compare", "a.toml", "b.toml", "--plans", "a:more"][..],
            &["none of the plans of `b` is named", "b:base, b:more"][..],
        ),
        (&["compare", "a.toml", "b.toml", "--plans", "base,c:more"], &["no plan is called `c:more`"]),
        (&["compare", "a.toml", "--plans", "a:more,base"], &["no plan is called `a:more`", "the plans are base, more"]),
        (&["compare", "a.toml", "--against", "les"], &["no plan is called `les`", "the plans are base, more"]),
        (&["compare", "a.toml", "b.toml", "--against", "c:base"], &["no plan is called `c:base`"]),
        (&["compare", "a.toml", "--plans", "more"], &["there is only one plan", "[plans.NAME]"]),
        (&["compare", "a.toml", "nowhere.toml"], &["nowhere.toml"]),
        (&["compare"], &["FILES"]),
    ] {
        assert_refused(folder.path(), arguments, words);
    }
}

#[test]
fn nine_plans_are_too_many_to_compare_and_eight_of_them_are_not() {
    let more: String =
        (1..9).map(|i| format!("[plans.p{i}]\nset = {{ \"channels.ads.spend\" = \"${i}00 per month\" }}\n")).collect();
    let nine = format!("{}\n{more}", &SHOP[..SHOP.find("[plans.more]").unwrap()]).replace("272", "32");
    let folder = folder(&[("nine.toml", &nine)]);
    assert_refused(folder.path(), &["compare", "nine.toml"], &["9 plans are too many", "--plans chooses at most 8"]);
    let eight = json(folder.path(), &["compare", "nine.toml", "--plans", "base,p1,p2,p3,p4,p5,p6,p7", "--no-report"]);
    assert_eq!(eight["comparisons"][0]["pairs"].as_array().unwrap().len(), 28);
}

#[test]
fn the_plan_that_others_are_compared_with_turns_every_difference_and_changes_no_plan() {
    let folder = folder(&[("a.toml", SHOP), ("b.toml", &kind())]);
    let from =
        |against: &str| json(folder.path(), &["compare", "a.toml", "b.toml", "--against", against, "--no-report"]);
    let (a, b) = (from("a:base"), from("b:base"));
    let [of_a, of_b] = [&a, &b].map(|all| &all["comparisons"][0]);
    assert_eq!((&of_a["against"], &of_b["against"]), (&"a:base".into(), &"b:base".into()));
    let [first, turned] = [of_a, of_b].map(|compared| &compared["pairs"][0]);
    assert_eq!((&first["plan"], &turned["plan"]), (&"b:base".into(), &"a:base".into()));
    let number = |pair: &Value, at: &[&str]| at.iter().fold(pair, |value, key| &value[*key]).as_f64().unwrap();
    for (of, its) in [("mean", "mean"), ("p5", "p95"), ("p25", "p75"), ("p90", "p10")] {
        let [one, other] = [number(first, &["difference", of]), number(turned, &["difference", its])];
        // Of 272 futures the ranks from below and from above are next to each other, in one bucket or in two.
        assert!((one + other).abs() <= one.abs() / 32.0, "{of}: {one} and {other}");
    }
    for key in ["sd", "se", "n"] {
        assert_eq!(first["difference"][key], turned["difference"][key]);
    }
    assert_eq!(number(first, &["expected", "mean"]), -number(turned, &["expected", "mean"]));
    for key in ["better", "ahead"] {
        // No two futures end alike to the cent.
        let sum = number(first, &[key, "chance"]) + number(turned, &[key, "chance"]);
        assert!((sum - 1.0).abs() < 1e-12, "{key}: {sum}");
    }
    for key in ["evpi", "evppi", "matters", "ranking", "plans", "settled"] {
        assert_eq!(of_a[key], of_b[key], "{key}");
    }
    assert_eq!(a["plans"], b["plans"]);
}

#[test]
fn what_is_printed_is_what_is_written_and_the_manifest_repeats_it_without_the_files() {
    let folder = folder(&[("a.toml", SHOP), ("b.toml", &kind())]);
    let path = folder.path();
    let asked = ["compare", "a.toml", "b.toml", "--plans", "a:base,b:more", "--against", "b:more", "--seed", "5"];
    let printed = json(path, &[&asked[..], &["-o", "both"]].concat());
    let read = |file: &str| fs::read(path.join(file)).unwrap();
    assert_eq!(printed, serde_json::from_slice::<Value>(&read("both/summary.json")).unwrap());
    assert_eq!(printed["seed"], 5);
    let csv = flywheel(path, &[&asked[..], &["--no-report", "--format", "csv"]].concat());
    assert_eq!(csv.stdout, read("both/series.csv"));
    let table = String::from_utf8(csv.stdout).unwrap();
    assert!(table.starts_with("plan,metric,grain,period,"));
    for row in ["\na:base vs b:more,ahead,step,1,", "\na:base vs b:more,difference[profit],"] {
        assert!(table.contains(row), "{row}");
    }
    // What one plan has more than the other is what it has less what that has.
    let mean = |plan: &str, metric: &str| -> f64 {
        let row = table.lines().find(|row| row.starts_with(&format!("{plan},{metric},total,"))).unwrap();
        row.split(',').nth(6).unwrap().parse().unwrap()
    };
    for metric in ["profit", "customers", "revenue"] {
        let more = mean("a:base", metric) - mean("b:more", metric);
        let told = mean("a:base vs b:more", &format!("difference[{metric}]"));
        assert!((more - told).abs() <= 1e-6 * more.abs() && more != 0.0, "{metric}: {told}, not {more}");
    }
    fs::copy(path.join("both/manifest.json"), path.join("m.json")).unwrap();
    ["a.toml", "b.toml"].iter().for_each(|file| fs::remove_file(path.join(file)).unwrap());
    let again = flywheel(path, &["run", "--manifest", "m.json", "-o", "again", "--quiet"]);
    assert_eq!(again.status.code(), Some(0), "{}", said(&again));
    for file in ["summary.json", "series.csv", "manifest.json", "report.html"] {
        assert!(read(&format!("both/{file}")) == read(&format!("again/{file}")), "{file} differs");
    }
}

#[test]
fn budgets_are_matched_to_the_plan_that_is_compared_with_and_in_one_file_only() {
    let folder = folder(&[("a.toml", SHOP), ("b.toml", &kind())]);
    let spend = |found: &Value, plan: &str| found["plans"][plan]["spend"]["mean"].as_f64().unwrap();
    for (against, right) in [("base", 4000.0), ("more", 5600.0)] {
        let asked = ["compare", "a.toml", "--match-spend", "--against", against, "--no-report"];
        let found = json(folder.path(), &asked);
        for plan in ["base", "more"] {
            // To a ten-thousandth, in whole cents of eight periods.
            assert!((spend(&found, plan) - right).abs() <= 1e-4 * right + 0.04, "{against}: {}", spend(&found, plan));
            let compared = found["comparisons"][0]["plans"][plan]["spend"].as_f64().unwrap();
            assert!((compared - right).abs() <= 1e-4 * right + 0.04);
        }
        // The same money buys the same: the plans were only larger and smaller.
        let pair = &found["comparisons"][0]["pairs"][0];
        let off = pair["expected"]["mean"].as_f64().unwrap().abs();
        assert!(off <= 2e-4 * right * 4.0, "{pair}");
    }
    assert_refused(
        folder.path(),
        &["compare", "a.toml", "b.toml", "--match-spend"],
        &["--match-spend is for one file", "--set"],
    );
    // Without the base the first plan that takes part sets the budget.
    let three = format!("{SHOP}[plans.most]\nset = {{ \"channels.ads.spend\" = \"$900 per month\" }}\n");
    fs::write(folder.path().join("three.toml"), three).unwrap();
    let found = json(folder.path(), &["compare", "three.toml", "--plans", "more,most", "--match-spend", "--no-report"]);
    assert!((spend(&found, "most") - 5600.0).abs() < 1.0, "{}", spend(&found, "most"));
}
