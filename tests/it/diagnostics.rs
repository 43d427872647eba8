//! Every message of the language, compared to the letter.
//!
//! Each file of tests/diagnostics is a scenario that carries its answer: the lines at its end that begin
//! with `#!` are all that is said about it. Lines at its beginning that begin with `#--set` are values set
//! from outside. `FLYWHEEL_REWRITE=1` writes the answers anew; read the difference before committing it.

use std::fs;
use std::path::{Path, PathBuf};

use flywheel::model;
use flywheel::scenario::{self, Override};

/// Begins a line of the answer.
const ANSWER: &str = "#!";

/// Begins a line with a value set from outside.
const SET: &str = "#--set ";

#[test]
fn every_wrong_scenario_is_answered_with_exactly_its_message() {
    let rewrite = std::env::var_os("FLYWHEEL_REWRITE").is_some();
    let mut wrong = Vec::new();
    for path in fixtures() {
        let file = fs::read_to_string(&path).unwrap();
        let (text, expected) = split(&file);
        let said = answer(&path, text);
        if said != expected {
            wrong.push(format!("{}:\n{said}\nexpected:\n{expected}", path.display()));
            if rewrite {
                fs::write(&path, joined(text, &said)).unwrap();
            }
        }
    }
    assert!(
        wrong.is_empty() || rewrite,
        "{} of the answers differ; FLYWHEEL_REWRITE=1 rewrites them\n\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
}

#[test]
fn there_are_many_wrong_scenarios_and_each_says_something() {
    let paths = fixtures();
    assert!(paths.len() >= 45, "{}", paths.len());
    for path in paths {
        let file = fs::read_to_string(&path).unwrap();
        let (_, expected) = split(&file);
        let said = ["error:", "warning:", "note:"].iter().any(|word| expected.starts_with(word));
        assert!(said, "{}", path.display());
        // Reports travel: no message may name a folder of the machine it was made on.
        assert!(!expected.contains(env!("CARGO_MANIFEST_DIR")), "{}", path.display());
    }
}

#[test]
fn a_file_that_cannot_be_read_is_an_error_that_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let said = |path: &Path| {
        let (sources, scenario) = scenario::read(path, &[]);
        scenario.unwrap_err().render(&sources, false)
    };
    let missing = folder.path().join("missing.toml");
    assert!(said(&missing).ends_with("missing.toml`: there is no such file\n"));
    assert!(said(folder.path()).ends_with("it is a folder\n"));
    let latin = folder.path().join("latin.toml");
    fs::write(&latin, b"label = \"caf\xe9\"").unwrap();
    assert!(said(&latin).ends_with("it is not UTF-8 text\n"));
    let large = folder.path().join("large.toml");
    fs::write(&large, vec![b'#'; (4 << 20) + 1]).unwrap();
    assert!(said(&large).ends_with("it is larger than 4 MiB\n"));
}

#[cfg(unix)]
#[test]
fn data_is_read_from_the_scenarios_folder_and_never_through_a_link_out_of_it() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.csv"), "x\n1\n").unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(outside.path().join("secret.csv"), folder.path().join("link.csv")).unwrap();
    fs::write(folder.path().join("own.csv"), "x\n100\n300\n").unwrap();
    let says = |file: &str| {
        let path = folder.path().join("a.toml");
        let text = MINIMAL.replace("ARRIVALS", &format!("{{ data = \"{file}\", per = \"month\" }}"));
        fs::write(&path, text).unwrap();
        let (sources, scenario) = scenario::read(&path, &[]);
        let (model, diagnostics) = model::check(&scenario.unwrap());
        (model, diagnostics.render(&sources, false))
    };
    let (model, said) = says("own.csv");
    assert_eq!(model.unwrap().inputs[0].law.mean(), 200.0, "{said}");
    let (model, said) = says("link.csv");
    assert!(model.is_none() && said.contains("outside of the scenario's folder"), "{said}");
}

const MINIMAL: &str = "
[time]
step = \"month\"
periods = 12
[stages]
customer = { role = \"customer\", to.exit = \"3% per month\" }
[channels]
ads = { to = \"customer\", arrivals = ARRIVALS }
";

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    paths.sort();
    paths
}

/// The scenario, and the answer without its marks.
fn split(file: &str) -> (&str, String) {
    let start = match file.find(&format!("\n{ANSWER}")) {
        Some(newline) => newline + 1,
        None => file.len(),
    };
    let (text, answer) = file.split_at(start);
    let lines = answer.lines().map(|line| line.strip_prefix(ANSWER).unwrap_or(line));
    (text, lines.map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line))).collect())
}

fn joined(text: &str, said: &str) -> String {
    let lines = said.lines().map(|line| format!("{}\n", format!("{ANSWER} {line}").trim_end()));
    format!("{text}{}", lines.collect::<String>())
}

fn answer(path: &Path, text: &str) -> String {
    let name = path.file_name().unwrap().to_str().unwrap();
    let sets = text.lines().filter_map(|line| line.strip_prefix(SET));
    let overrides: Vec<Override> = sets.map(Override::from).collect();
    let (sources, scenario) = scenario::read_str(name, text, path.parent(), &overrides);
    match scenario {
        Err(diagnostics) => diagnostics.render(&sources, false),
        Ok(scenario) => {
            let (model, diagnostics) = model::check(&scenario);
            assert_eq!(model.is_none(), diagnostics.has_errors(), "{name}");
            diagnostics.render(&sources, false)
        }
    }
}
