//! `flywheel explain METRIC`: what a figure means.

use super::failure::print_out;
use super::{Failure, Format};
use crate::metrics::{self, Definition, Unit};
use clap::Args;
use std::fmt::Write;

/// Say what a figure means: definition, formula, unit, source.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// Id of the figure, as in series.csv: `churn_rate`, `people[trial]`
    #[arg(required_unless_present = "list")]
    metric: Option<String>,
    /// List all figures
    #[arg(long)]
    list: bool,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Explain {
    pub(super) fn execute(self) -> Result<(), Failure> {
        let definitions: Vec<&Definition> = match &self.metric {
            Some(metric) => vec![known(metric)?],
            None => metrics::registry().collect(),
        };
        print_out(&match (self.format, self.list) {
            (Format::Json, _) => json(&definitions),
            (Format::Csv, _) => csv(&definitions),
            (Format::Table, true) => list(&definitions),
            (Format::Table, false) => definitions.iter().map(|d| page(d)).collect(),
        })
    }
}

fn known(metric: &str) -> Result<&'static Definition, Failure> {
    metrics::definition(metric).ok_or_else(|| {
        let names = metrics::registry().map(|d| d.id);
        let near = names.max_by(|a, b| strsim::jaro_winkler(a, metric).total_cmp(&strsim::jaro_winkler(b, metric)));
        let near = near.unwrap_or_default();
        Failure::WrongUsage(format!(
            "no figure is called `{metric}`\n  = help: did you mean `{near}`? `flywheel explain --list` shows all"
        ))
    })
}

/// `people[stage]`
fn full_id(definition: &Definition) -> String {
    definition.index.map_or(definition.id.to_string(), |index| format!("{}[{index}]", definition.id))
}

fn unit(definition: &Definition) -> &'static str {
    match definition.unit {
        Unit::People => "people",
        Unit::Count => "count",
        Unit::Money => "money, in the scenario's currency",
        Unit::MoneyPerMonth => "money per month, in the scenario's currency",
        Unit::MoneyEach => "money for one, in the scenario's currency",
        Unit::Share => "share (1 = 100%)",
        Unit::Number => "number",
        Unit::Periods => "periods since the start",
        Unit::Duration => "length in periods",
        Unit::Chance => "chance (1 = 100%)",
    }
}

fn page(definition: &Definition) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{}: {}", full_id(definition), definition.label);
    for (name, value) in fields(definition) {
        let _ = writeln!(text, "  {name:8} {value}");
    }
    text
}

fn fields(definition: &Definition) -> [(&'static str, &'static str); 4] {
    [
        ("meaning", definition.meaning),
        ("formula", definition.formula),
        ("unit", unit(definition)),
        ("source", definition.source),
    ]
}

fn list(definitions: &[&Definition]) -> String {
    let width = definitions.iter().map(|d| full_id(d).len()).max().unwrap_or(0);
    definitions.iter().map(|d| format!("{:width$}  {}\n", full_id(d), d.label)).collect()
}

fn json(definitions: &[&Definition]) -> String {
    let one = |d: &&Definition| {
        let mut object = serde_json::json!({ "id": d.id, "index": d.index, "label": d.label });
        fields(d).iter().for_each(|(name, value)| object[*name] = (*value).into());
        object
    };
    let all: Vec<_> = definitions.iter().map(one).collect();
    format!("{:#}\n", serde_json::Value::Array(all))
}

fn csv(definitions: &[&Definition]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut row = |cells: &[&str]| writer.write_record(cells).expect("memory does not fail");
    row(&["id", "index", "label", "meaning", "formula", "unit", "source"]);
    for d in definitions {
        row(&[d.id, d.index.unwrap_or(""), d.label, d.meaning, d.formula, unit(d), d.source]);
    }
    String::from_utf8(writer.into_inner().expect("memory does not fail")).expect("fields are text")
}
