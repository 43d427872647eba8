//! What the documents show works as shown, and what editors are told is what the reader obeys.

mod validator;

use flywheel::base::diagnostics::Severity;
use flywheel::{model, scenario};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn of_the_project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn text_of(path: &str) -> String {
    std::fs::read_to_string(of_the_project(path)).expect("a file of the project")
}

/// The TOML blocks of a document.
fn scenarios_in(document: &str) -> Vec<String> {
    let text = text_of(document);
    let blocks = text.split("```toml\n").skip(1);
    blocks.map(|block| block.split("```").next().expect("a closed block").to_string()).collect()
}

#[test]
fn every_scenario_in_the_documents_is_without_error_or_warning() {
    for document in ["README.md", "docs/scenario.md"] {
        let blocks = scenarios_in(document);
        assert!(!blocks.is_empty(), "{document} shows a scenario");
        for block in blocks {
            // Data that a block names would lie beside the document.
            let folder = of_the_project(document);
            let (sources, read) = scenario::read_str(document, &block, folder.parent(), &[]);
            let scenario = read.unwrap_or_else(|d| panic!("{}", d.render(&sources, false)));
            let (model, diagnostics) = model::check(&scenario);
            let quiet = diagnostics.count(Severity::Warning) == 0;
            assert!(model.is_some() && quiet, "{}", diagnostics.render(&sources, false));
        }
    }
}

#[test]
fn every_shipped_scenario_is_without_warning() {
    for name in crate::play::SHIPPED {
        let (sources, read) = scenario::read(&of_the_project("scenarios").join(name), &[]);
        let (_, diagnostics) = model::check(&read.expect("a readable scenario"));
        // In its years more than half of the free users leave: that steps are long is what it is asked about.
        let expected = usize::from(name == "free-to-paid.toml");
        assert_eq!(diagnostics.count(Severity::Warning), expected, "{}", diagnostics.render(&sources, false));
    }
}

#[test]
fn every_scenario_in_the_folder_is_shipped_and_tells_editors_its_schema() {
    let files = std::fs::read_dir(of_the_project("scenarios")).expect("the scenarios");
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let names: BTreeSet<String> = names.filter(|name| name.ends_with(".toml")).collect();
    assert_eq!(names, crate::play::SHIPPED.iter().map(|name| name.to_string()).collect());
    for name in names {
        assert!(text_of(&format!("scenarios/{name}")).starts_with("#:schema ./scenario.schema.json\n# "), "{name}");
    }
}

#[test]
fn the_schema_beside_the_scenarios_is_that_of_the_language() {
    let file: serde_json::Value = serde_json::from_str(&text_of("scenarios/scenario.schema.json")).expect("JSON");
    assert!(file == scenario::schema(), "write it again: cargo run -- schema > scenarios/scenario.schema.json");
}

#[test]
fn every_shipped_scenario_and_every_one_in_the_documents_is_valid_by_the_schema() {
    let schema = scenario::schema();
    let shipped = crate::play::SHIPPED.map(|name| (name.to_string(), text_of(&format!("scenarios/{name}"))));
    let documents = ["README.md", "docs/scenario.md"];
    let shown = documents.iter().flat_map(|d| scenarios_in(d).into_iter().map(|block| (d.to_string(), block)));
    for (name, text) in shipped.into_iter().chain(shown) {
        let wrong = validator::violations(&schema, &validator::json(&text));
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
    }
}

#[test]
fn the_schema_refuses_slips_that_an_editor_can_see() {
    let schema = scenario::schema();
    let slips = [
        ("[stages.a]\ninstnat = true", "/stages/a: `instnat` is not allowed"),
        ("[stages.a]\nrole = \"costumer\"", "/stages/a/role: not one of"),
        ("[stages.a]\ninstant = 1", "/stages/a/instant: not a boolean"),
        ("[stages.a]\nto.b = true", "/stages/a/to/b: none of the forms"),
        ("[channels.a]\nseason = [1, 2, 3]", "/channels/a/season: fewer than 12"),
        ("[tiem]\nstep = \"month\"", ": `tiem` is not allowed"),
        ("[initiatives.a.test]\nlfit = 0.1", "/initiatives/a/test: `lfit` is not allowed"),
    ];
    for (text, expected) in slips {
        let wrong = validator::violations(&schema, &validator::json(text));
        assert!(wrong.iter().any(|each| each.starts_with(expected)), "{text}: {wrong:?}");
    }
}

#[test]
fn every_key_of_the_language_is_in_the_documents_and_explained_to_editors() {
    let page = text_of("docs/scenario.md") + &text_of("docs/model.md");
    let words: BTreeSet<&str> =
        page.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).collect();
    let mut seen = 0;
    for (place, key, property) in validator::properties(&scenario::schema()) {
        // The forms of a number are one thing to editors.
        assert!(place == "number" || property.get("description").is_some(), "{place}: `{key}` is not described");
        assert!(words.contains(key.as_str()), "{place}: `{key}` is not in docs/scenario.md");
        seen += 1;
    }
    assert!(seen > 150, "{seen} keys");
}
