//! `flywheel check FILE...`: what is wrong, what looks wrong, and the model told back.

use super::failure::{print_diagnostics, print_out};
use super::open::{Checked, examine, open};
use super::{Failure, Format};
use crate::analysis;
use crate::analysis::expected::Expected;
use crate::analysis::lifetime::{self, Lifetime, OverDraws};
use crate::base::calendar::Step;
use crate::base::diagnostics::{Diagnostic, Diagnostics, Sources};
use crate::model::{self, Model};
use crate::report::told::{self, Told};
use clap::Args;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// Check scenarios and tell them back in plain words, without simulating.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// Scenario files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Change a value first, as often as you like: `--set channels.search.spend='$32k per month'`
    #[arg(long = "set", value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// List what would change at another step: day, week, month, quarter, year
    #[arg(long, value_name = "STEP", conflicts_with = "format")]
    step: Option<String>,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Print messages only
    #[arg(short, long)]
    quiet: bool,
}

impl Check {
    pub(super) fn execute(self) -> Result<(), Failure> {
        if self.format == Format::Csv {
            return Err(Failure::WrongUsage("check answers in words or in JSON: --format table or json".to_string()));
        }
        let mut answers = Vec::new();
        let mut wrong = false;
        for file in &self.files {
            if let Some(step) = &self.step {
                self.at_another_step(file, step)?;
                continue;
            }
            let (sources, checked) = examine(file, &self.set);
            wrong |= checked.model.is_none();
            match self.format {
                Format::Json => answers.push(as_json(file, &sources, &checked)),
                _ => self.in_words(file, &sources, &checked)?,
            }
        }
        if self.format == Format::Json {
            let answer = if answers.len() == 1 { answers.remove(0) } else { Value::Array(answers) };
            print_out(&format!("{answer:#}\n"))?;
        }
        if wrong { Err(Failure::WrongScenario) } else { Ok(()) }
    }

    /// What the checker says at the other step, and the values that count steps.
    fn at_another_step(&self, file: &Path, step: &str) -> Result<(), Failure> {
        let as_written = open(file, &self.set)?.model.time;
        let Some(other) = Step::named(step) else {
            let help = "the steps are day, week, month, quarter, year";
            return Err(Failure::WrongUsage(format!("`{step}` is not a step\n  = help: {help}")));
        };
        // The run keeps its length.
        let periods = f64::from(as_written.periods) * as_written.step.counted_in(other);
        let mut set = self.set.clone();
        set.extend([format!("time.step={}", other.name()), format!("time.periods={}", periods.round().max(1.0))]);
        let opened = open(file, &set)?;
        let mut said = Diagnostics::default();
        let spans = model::counted_in_steps(&opened.scenario);
        let mut note = Diagnostic::note(match spans.len() {
            0 => format!("nothing in this scenario counts steps: at a step of one {step} it means the same"),
            1 => format!("at a step of one {step} this value means something else, for it counts steps"),
            n => format!("at a step of one {step} these {n} values mean something else, for they count steps"),
        });
        for span in &spans {
            note = note.at(*span, "");
        }
        said.push(if spans.is_empty() {
            note
        } else {
            note.help("a unit keeps the meaning: \"3% per month\", \"3 months\"")
        });
        print_out(&said.render(&opened.sources, false))
    }

    fn in_words(&self, file: &Path, sources: &Sources, checked: &Checked) -> Result<(), Failure> {
        print_diagnostics(&checked.diagnostics, sources);
        let Some((_, model)) = &checked.model else { return Ok(()) };
        if self.quiet {
            return Ok(());
        }
        let (expected, lifetimes) = analysis::without_luck(model);
        let name = file.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        print_out(&told::told(&Told { model, expected: &expected, lifetimes: &lifetimes, file: &name }))
    }
}

/// `check --format json` (docs/outputs.md).
fn as_json(file: &Path, sources: &Sources, checked: &Checked) -> Value {
    let mut answer = json!({
        "schema": 1,
        "file": file.display().to_string(),
        "ok": checked.model.is_some(),
        "diagnostics": checked.diagnostics.records(sources),
    });
    if let Some((_, model)) = &checked.model {
        let (expected, lifetimes) = analysis::without_luck(model);
        let plans = model.plans.iter().enumerate();
        let plans: Map<String, Value> =
            plans.map(|(p, plan)| (plan.id.clone(), plan_json(model, &expected, p, &lifetimes[p]))).collect();
        answer["plans"] = Value::Object(plans);
    }
    answer
}

fn plan_json(model: &Model, expected: &Expected, plan: usize, lifetime: &Lifetime) -> Value {
    let money = 1.0 / model.currency.minor_units();
    let figure = |figure: &Result<OverDraws, lifetime::Absent>, unit: f64| match figure {
        Ok(x) => json!({ "mean": x.mean * unit, "p5": x.p5 * unit, "p95": x.p95 * unit }),
        Err(absent) => json!({ "mean": null, "reason": absent.reason() }),
    };
    let stages = model.plans[plan].stages.iter().zip(&lifetime.stage_value);
    let values: Map<String, Value> = stages.map(|(stage, value)| (stage.id.clone(), figure(value, money))).collect();
    let mut series = Map::new();
    for metric in expected.catalogue.metrics.iter() {
        let unit = match metric.definition.id {
            "people" | "customers" => 1.0,
            "revenue" | "profit" if metric.definition.index.is_none() => money,
            _ => continue,
        };
        let by_period = expected.by_period(plan, &metric.id).unwrap_or_default();
        let by_period: Vec<Option<f64>> = by_period.into_iter().map(|x| x.map(|x| x * unit)).collect();
        series.insert(metric.id.clone(), json!(by_period));
    }
    json!({
        "stage_value": values,
        "ltv": figure(&lifetime.ltv, money),
        "ltv_with_referrals": figure(&lifetime.ltv_with_referrals, money),
        "reproduction": figure(&lifetime.reproduction, 1.0),
        "new_per_new": figure(&lifetime.new_per_new, 1.0),
        "k_factor": figure(&lifetime.k_factor, 1.0),
        "sales_cycle": figure(&lifetime.sales_cycle, 1.0),
        "expected": series,
    })
}
