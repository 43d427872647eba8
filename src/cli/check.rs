//! `flywheel check FILE...`: what is wrong, what looks wrong, and the model told back.

use super::failure::{print_diagnostics, print_out};
use super::open::{Checked, at_half_the_step, examine, open};
use super::{Failure, Format};
use crate::analysis;
use crate::analysis::expected::Expected;
use crate::analysis::half_step::HalfStep;
use crate::analysis::lifetime::Lifetime;
use crate::analysis::measured::Measured;
use crate::base::calendar::Step;
use crate::base::diagnostics::{Diagnostic, Diagnostics, Sources};
use crate::model::{self, Model, Target};
use crate::report::language::Language;
use crate::report::told::{self, Told};
use crate::report::{figures, half_step};
use crate::scenario::Scenario;
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
                Format::Json => answers.push(self.as_json(file, &sources, &checked)),
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
        let here = open(file, &self.set)?;
        let as_written = &here.model.time;
        let Some(other) = Step::named(step) else {
            let help = "the steps are day, week, month, quarter, year";
            return Err(Failure::WrongUsage(format!("`{step}` is not a step\n  = help: {help}")));
        };
        // The run keeps its length.
        let periods = f64::from(as_written.periods) * as_written.step.counted_in(other);
        let mut set = self.set.clone();
        set.extend([format!("time.step={}", other.name()), format!("time.periods={}", periods.round().max(1.0))]);
        let opened = open(file, &set)?;
        let plans: Vec<usize> = (0..here.model.plans.len()).collect();
        let moved = analysis::at_another_step(&here.model, &opened.model, &plans);
        let at = format!("at a step of one {step}");
        let answer = half_step::in_words_at(&here.model, &moved, at.clone(), Language::English);
        let mut said = Diagnostics::default();
        let spans = model::counted_in_steps(&opened.scenario);
        let mut note = Diagnostic::note(match spans.len() {
            0 => "every value keeps its meaning: nothing in this scenario counts steps".to_string(),
            1 => format!("{at} this value means something else, for it counts steps"),
            n => format!("{at} these {n} values mean something else, for they count steps"),
        });
        for span in &spans {
            note = note.at(*span, "");
        }
        said.push(if spans.is_empty() {
            note
        } else {
            note.help("a unit keeps the meaning: \"3% per month\", \"3 months\"")
        });
        // Values may keep their meaning and the answer move: within a step all arrive at once, and move once.
        let why = "within a step everybody arrives at once and moves once, so the answer depends on its length";
        said.push(Diagnostic::note(answer).help(why));
        print_out(&said.render(&opened.sources, false))
    }

    fn in_words(&self, file: &Path, sources: &Sources, checked: &Checked) -> Result<(), Failure> {
        print_diagnostics(&checked.diagnostics, sources);
        let Some((scenario, model)) = &checked.model else { return Ok(()) };
        if self.quiet {
            return Ok(());
        }
        let answer = Answer::new(scenario, model, self.as_written(file).as_ref());
        let name = file.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        answer.doubts(model).iter().for_each(|doubt| eprintln!("warning: {doubt}"));
        print_out(&told::told(&answer.told(model, &name)))
    }

    /// The model of the file alone, if anything is set from outside and it has one.
    fn as_written(&self, file: &Path) -> Option<Model> {
        if self.set.is_empty() {
            return None;
        }
        examine(file, &[]).1.model.map(|(_, model)| model)
    }

    /// `check --format json` (docs/outputs.md).
    fn as_json(&self, file: &Path, sources: &Sources, checked: &Checked) -> Value {
        let mut answer = json!({
            "schema": 1,
            "file": file.display().to_string(),
            "ok": checked.model.is_some(),
            "diagnostics": checked.diagnostics.records(sources),
        });
        if let Some((scenario, model)) = &checked.model {
            let found = Answer::new(scenario, model, self.as_written(file).as_ref());
            answer["half_step"] = match &found.half_step {
                Ok(half) => half_step::in_json(model, half),
                Err(reason) => json!({ "reason": reason }),
            };
            answer["doubts"] = json!(found.doubts(model));
            let chapters = told::chapters(&found.told(model, ""));
            answer["told"] = chapters.iter().map(|c| json!({ "title": c.title, "lines": c.lines })).collect();
            answer["written"] =
                model.account.said.iter().map(|l| json!({ "path": l.path, "written": l.written })).collect();
            answer["measured"] = found.measured.iter().map(|m| measured_json(model, m)).collect();
            let plans = model.plans.iter().enumerate();
            let plans: Map<String, Value> = plans
                .map(|(p, plan)| (plan.id.clone(), plan_json(model, &found.expected, p, &found.lifetimes[p])))
                .collect();
            answer["plans"] = Value::Object(plans);
        }
        answer
    }
}

/// What can be said of a model without luck.
struct Answer {
    expected: Expected,
    lifetimes: Vec<Lifetime>,
    measured: Vec<Measured>,
    /// The same of the file alone, if anything is set from outside: what is set need not be what was counted.
    measured_as_written: Option<Vec<Measured>>,
    rates: Vec<f64>,
    half_step: Result<HalfStep, String>,
}

impl Answer {
    fn new(scenario: &Scenario, model: &Model, as_written: Option<&Model>) -> Answer {
        let measured_as_written =
            as_written.map(|model| analysis::measured(model, &analysis::without_luck(model).1[0]));
        let (expected, lifetimes) = analysis::without_luck(model);
        let measured = analysis::measured(model, &lifetimes[0]);
        let rates = analysis::rates(model, &lifetimes[0]);
        let plans: Vec<usize> = (0..model.plans.len()).collect();
        let half_step = at_half_the_step(scenario, model, &plans);
        Answer { expected, lifetimes, measured, measured_as_written, rates, half_step }
    }

    fn doubts(&self, model: &Model) -> Vec<String> {
        let measured = self.measured_as_written.as_deref().unwrap_or(&self.measured);
        told::doubts(&Told { measured, ..self.told(model, "") })
    }

    fn told<'a>(&'a self, model: &'a Model, file: &'a str) -> Told<'a> {
        let Answer { expected, lifetimes, measured, rates, half_step, .. } = self;
        Told { model, expected, lifetimes, measured, rates, half_step, file }
    }
}

fn measured_json(model: &Model, measured: &Measured) -> Value {
    let plan = &model.plans[0];
    let transition = &plan.transitions[measured.transition];
    let to = match transition.to {
        Target::Stage(stage) => plan.stages[stage.0].id.as_str(),
        Target::Exit => "exit",
    };
    let kind = measured.kind.map(|kind| &plan.kinds[kind]);
    let source = kind.and_then(|kind| kind.source).map(|source| match source.0.checked_sub(plan.channels.len()) {
        None => plan.channels[source.0].id.as_str(),
        Some(referral) => plan.referrals[referral].id.as_str(),
    });
    json!({
        "transition": format!("{} -> {to}", plan.stages[transition.from.0].id),
        "segment": kind.map(|kind| model.segments[kind.segment.0].id.as_str()),
        "source": source,
        "written": measured.written,
        "in_plan": measured.in_plan,
    })
}

fn plan_json(model: &Model, expected: &Expected, plan: usize, lifetime: &Lifetime) -> Value {
    let money = 1.0 / model.currency.minor_units();
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
    let mut answer = Map::new();
    let values = figures::stage_values(&model.plans[plan], lifetime, money);
    answer.insert("stage_value".to_string(), Value::Object(values));
    answer.extend(figures::of_one_person(model, plan, lifetime));
    answer.insert("expected".to_string(), Value::Object(series));
    Value::Object(answer)
}
