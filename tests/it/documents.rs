//! What the documents show works as shown.

use flywheel::base::diagnostics::Severity;
use flywheel::{model, scenario};
use std::path::Path;

/// How a block begins that continues the one before it.
const GOES_ON: &str = "# The scenario above goes on.";

/// The TOML blocks of a document, each with those that it continues.
fn scenarios_in(document: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
    let text = std::fs::read_to_string(&path).expect("a document of the project");
    let blocks = text.split("```toml\n").skip(1);
    let mut scenarios: Vec<String> = Vec::new();
    for block in blocks.map(|block| block.split("```").next().expect("a closed block")) {
        match scenarios.last() {
            Some(before) if block.starts_with(GOES_ON) => scenarios.push(format!("{before}\n{block}")),
            _ => scenarios.push(block.to_string()),
        }
    }
    scenarios
}

#[test]
fn every_scenario_in_the_documents_is_without_error_or_warning() {
    for document in ["README.md", "docs/scenario.md"] {
        let blocks = scenarios_in(document);
        assert!(!blocks.is_empty(), "{document} shows a scenario");
        for block in blocks {
            let (sources, read) = scenario::read_str(document, &block, None, &[]);
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
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
        let (sources, read) = scenario::read(&path, &[]);
        let (_, diagnostics) = model::check(&read.expect("a readable scenario"));
        assert_eq!(diagnostics.count(Severity::Warning), 0, "{}", diagnostics.render(&sources, false));
    }
}
