//! `flywheel coast FILE --stop-at WHEN`: what if we stop paying?

use super::failure::print_out;
use super::simulate::{self, Drawing, Question, Settings};
use super::{Failure, Format};
use crate::analysis;
use crate::analysis::coast::{Coast as Coasted, coast};
use crate::analysis::lifetime::Lifetime;
use crate::base::calendar::DateRange;
use crate::model::Model;
use crate::report::assemble::{Drawn, momentum_alone, momentum_in_words};
use crate::report::contributions;
use crate::report::write::ReportFolder;
use clap::Args;
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// Stop all spend on channels from some time on, and see what goes on by itself.
///
/// Channels on which money is spent, and those of type paid, bring nobody from then on but whom carried-over
/// advertising still moves. Referral goes on with its rewards, initiatives with their cost. At most 2,048 futures are
/// played.
#[derive(Debug, Args)]
pub(super) struct Coast {
    /// Scenario file
    file: PathBuf,
    /// First period without spend: a date of the scenario's calendar (2028-01) or the number of a period
    /// [default: the middle of the run]
    #[arg(long, value_name = "WHEN")]
    stop_at: Option<String>,
    /// Only this plan, as often as you like; the scenario as written is `base`
    #[arg(long, value_name = "PLAN")]
    plan: Vec<String>,
    #[command(flatten)]
    settings: Settings,
    /// Folder for the chart (momentum.svg, momentum.png) and coast.json; replaced if it holds a report [default: none]
    #[arg(short = 'o', long, value_name = "DIR")]
    output: Option<PathBuf>,
    #[command(flatten)]
    drawing: Drawing,
    /// Form of the answer on standard output
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Coast {
    pub(super) fn execute(self) -> Result<(), Failure> {
        if self.settings.precision.is_some() {
            return Err(Failure::WrongUsage("coast plays a fixed number of futures: say how many with -n".to_string()));
        }
        let mut asked = simulate::files(&Question {
            command: "coast",
            files: std::slice::from_ref(&self.file),
            plans: &self.plan,
            against: None,
            settings: &self.settings,
            save_replications: false,
        })?;
        let (side, threads) = (asked.sides.swap_remove(0), self.settings.threads());
        let (model, plans) = (side.opened.model, side.plans);
        let stop = match &self.stop_at {
            Some(text) => period_of(text, &model)?,
            None => model.time.periods / 2 + 1,
        };
        in_the_run(stop, &model)?;
        let folder = self.output.as_deref().map(ReportFolder::create).transpose();
        let folder = folder.map_err(|error| Failure::Work(error.to_string()))?;
        let coasts: Vec<Coasted> = plans.iter().map(|&plan| coast(&model, plan, stop, threads)).collect();
        let (_, lifetimes) = analysis::without_luck(&model);
        let lifetimes: Vec<Lifetime> = plans.iter().map(|&plan| lifetimes[plan].clone()).collect();
        let found = Found { model, coasts, lifetimes, stop };
        if let Some(folder) = folder {
            self.write(folder, &found)?;
        }
        match self.format {
            Format::Table => print_out(&momentum_in_words(&found.model, &found.coasts, &found.lifetimes)),
            Format::Json => print_out(&found.json()),
            Format::Csv => print_out(&found.csv()),
        }
    }

    /// What repeats it.
    fn manifest(&self, found: &Found) -> String {
        let simulation = found.model.simulation;
        let file = self.file.file_name().map(|name| name.to_string_lossy().into_owned());
        let manifest = json!({
            "schema": 1, "flywheel": env!("CARGO_PKG_VERSION"), "command": "coast", "file": file, "set": self.settings.set,
            "plans": found.coasts.iter().map(|coast| &found.model.plans[coast.plan].id).collect::<Vec<_>>(),
            "stop": found.stop, "replications": simulation.replications, "seed": simulation.seed,
        });
        format!("{manifest:#}\n")
    }

    fn write(&self, mut folder: ReportFolder, found: &Found) -> Result<(), Failure> {
        let failed = |error: &dyn std::fmt::Display| Failure::Work(error.to_string());
        let Drawing { font, width } = &self.drawing;
        let drawn = momentum_alone(&found.model, &found.coasts, &found.lifetimes, *width, font.as_deref());
        let Drawn { mut files, warnings, .. } = drawn.map_err(|error| failed(&error))?;
        warnings.iter().for_each(|warning| eprintln!("warning: {warning}"));
        files.push(("coast.json".to_string(), found.json().into_bytes()));
        files.push(("manifest.json".to_string(), self.manifest(found).into_bytes()));
        for (name, bytes) in &files {
            folder.file(name, bytes).map_err(|error| failed(&error))?;
        }
        folder.commit().map_err(|error| failed(&error))
    }
}

/// What was answered, with what it was made of.
struct Found {
    model: Model,
    coasts: Vec<Coasted>,
    /// Of the same plans.
    lifetimes: Vec<Lifetime>,
    stop: u32,
}

impl Found {
    fn json(&self) -> String {
        let plan = |(coast, lifetime): (&Coasted, &Lifetime)| {
            let mut figures = contributions::coast_in_json(coast, lifetime);
            figures.insert("spends".to_string(), json!(coast.spends));
            figures.insert("new_customers".to_string(), contributions::new_customers_in_json(coast));
            (self.model.plans[coast.plan].id.clone(), Value::Object(figures))
        };
        let plans: Map<String, Value> = self.coasts.iter().zip(&self.lifetimes).map(plan).collect();
        let answer = json!({
            "schema": 1, "scenario": self.model.label, "seed": self.model.simulation.seed,
            "replications": self.coasts.first().map(|coast| coast.replications), "stop": self.stop,
            "stop_is": self.model.time.calendar().label(self.stop), "plans": plans,
        });
        format!("{answer:#}\n")
    }

    /// New customers by period, a row per plan, period, and whether the spend goes on.
    fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut row = |cells: &[String]| writer.write_record(cells).expect("memory does not fail");
        row(&["plan", "spend", "period", "mean", "p5", "p25", "p50", "p75", "p95"].map(String::from));
        for coast in &self.coasts {
            for (spend, series) in [("goes on", &coast.going_on), ("stops", &coast.coasting)] {
                for (index, new) in series.iter().enumerate() {
                    let id = self.model.plans[coast.plan].id.clone();
                    let figures = [new.mean].into_iter().chain(new.at).map(|x| x.to_string());
                    let cells = [id, spend.to_string(), (index + 1).to_string()].into_iter().chain(figures);
                    row(&cells.collect::<Vec<_>>());
                }
            }
        }
        String::from_utf8(writer.into_inner().expect("memory does not fail")).expect("fields are text")
    }
}

/// A period by its number or by a date that lies in it.
fn period_of(text: &str, model: &Model) -> Result<u32, Failure> {
    if let Ok(period) = text.trim().parse::<u32>() {
        // A year is four digits too; a run is shorter than that.
        if period <= model.time.periods || model.time.start.is_none() {
            return Ok(period);
        }
    }
    let wrong = |help: &str| Failure::WrongUsage(format!("`{text}` is no time of this scenario\n  = help: {help}"));
    let date = DateRange::parse(text.trim()).ok_or_else(|| wrong("say a date, 2028-01, or the number of a period"))?;
    if model.time.start.is_none() {
        return Err(wrong("without `start` in [time] say the number of a period"));
    }
    let period = model.time.calendar().period_of(date.first);
    period.and_then(|period| u32::try_from(period).ok()).ok_or_else(|| wrong("it lies outside of the run"))
}

fn in_the_run(stop: u32, model: &Model) -> Result<(), Failure> {
    let periods = model.time.periods;
    if (2..=periods).contains(&stop) {
        return Ok(());
    }
    let help = if periods < 2 {
        "it takes two periods at least: one with spend and one without".to_string()
    } else {
        format!("stop in one of the periods 2 to {periods}: there must be something before, and something after")
    };
    Err(Failure::WrongUsage(format!("period {stop} cannot be the first one without spend\n  = help: {help}")))
}
