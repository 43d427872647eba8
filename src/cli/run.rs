//! `flywheel run FILE`: simulate, summarise, write the report folder.

use super::failure::print_out;
use super::open::{Checked, Opened, accept, open};
use super::progress;
use super::{Failure, Format};
use crate::analysis;
use crate::analysis::contributions::Lacking;
use crate::analysis::experiments::Worth;
use crate::analysis::lifetime::Lifetime;
use crate::engine::{Arm, Inputs, Run as EngineRun};
use crate::metrics::Catalogue;
use crate::model::Model;
use crate::program::{self, Program};
use crate::report::assemble::{self, Subject};
use crate::report::write::ReportFolder;
use crate::report::{contributions, figures, screen};
use crate::results::{self, DataFile, Manifest, Results, digest};
use crate::scenario::{self, Again, Override};
use clap::Args;
use std::path::{Path, PathBuf};

/// Simulate a scenario and write a report: charts, tables, one HTML page.
#[derive(Debug, Args)]
pub(super) struct Run {
    /// Scenario file
    #[arg(required_unless_present = "manifest")]
    file: Option<PathBuf>,
    /// Repeat the run that a manifest describes, bit for bit
    #[arg(long, value_name = "MANIFEST", conflicts_with_all = ["file", "set", "plan", "replications", "seed"])]
    manifest: Option<PathBuf>,
    /// Only this plan, as often as you like; the scenario as written is `base`
    #[arg(long, value_name = "PLAN")]
    plan: Vec<String>,
    /// Change a value first, as often as you like: `--set channels.search.spend='$32k per month'`
    #[arg(long = "set", value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Number of futures
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
    replications: Option<u32>,
    /// Other luck: any whole number
    #[arg(long, value_name = "S")]
    seed: Option<u64>,
    /// Report folder; replaced if it holds a report [default: NAME-report]
    #[arg(short = 'o', long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Write no report folder
    #[arg(long, conflicts_with_all = ["output", "save_replications"])]
    no_report: bool,
    /// Also write replications.csv: inputs and outcomes of every single future
    #[arg(long)]
    save_replications: bool,
    /// At most this many threads [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// A font file for characters that the built-in fonts lack
    #[arg(long, value_name = "FILE")]
    font: Option<PathBuf>,
    /// Pixels of a chart's width
    #[arg(long, value_name = "PIXELS", default_value_t = 3200, value_parser = clap::value_parser!(u32).range(320..=12_800))]
    width: u32,
    /// Form of the answer on standard output
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// No progress, no summary
    #[arg(short, long)]
    quiet: bool,
}

/// Replications that `--save-replications` writes at most: a row each.
const MOST_SAVED: u32 = 1 << 20;

impl Run {
    pub(super) fn execute(self) -> Result<(), Failure> {
        progress::notice_interrupts()?;
        let request = self.request()?;
        let folder = self.folder(&request)?;
        let Asked { opened, plans, manifest } = request;
        let programs: Vec<Program> = plans.iter().map(|&plan| program::compile(&opened.model, plan)).collect();
        let results = self.simulate(&opened.model, &plans, &programs, manifest.save_replications)?;
        let (_, lifetimes) = analysis::without_luck(&opened.model);
        let lifetimes: Vec<Lifetime> = plans.iter().map(|&plan| lifetimes[plan].clone()).collect();
        let threads = self.threads.map(usize::from);
        let experiments: Vec<Vec<Worth>> =
            plans.iter().map(|&plan| analysis::experiments::worth(&opened.model, plan, threads)).collect();
        let lacking = lacking(&opened, &manifest, &plans);
        let contributions = analysis::contributions::contributions(&lacking, &plans, threads);
        let coasts = analysis::coasts(&opened.model, &plans, threads);
        let mut warnings = opened.warnings();
        warnings.extend(said_of_the_run(&results));
        warnings.iter().skip(opened.warnings().len()).for_each(|warning| eprintln!("warning: {warning}"));
        let subject = Subject {
            model: &opened.model,
            plans: &plans,
            results: &results,
            lifetimes: &lifetimes,
            experiments: &experiments,
            contributions: &contributions,
            coasts: &coasts,
            warnings: &warnings,
            manifest: &manifest,
        };
        if let Some(folder) = folder {
            self.write(folder, &subject)?;
        }
        self.answer(&subject)
    }

    /// What is to be run: a file with its options, or a manifest.
    fn request(&self) -> Result<Asked, Failure> {
        match (&self.manifest, &self.file) {
            (Some(manifest), _) => from_manifest(manifest),
            (None, Some(file)) => self.request_for(file),
            (None, None) => Err(Failure::WrongUsage("name a scenario file".to_string())),
        }
    }

    fn request_for(&self, file: &Path) -> Result<Asked, Failure> {
        let mut opened = open(file, &self.set)?;
        let simulation = &mut opened.model.simulation;
        simulation.replications = self.replications.unwrap_or(simulation.replications);
        simulation.seed = self.seed.unwrap_or(simulation.seed);
        let plans = chosen_plans(&opened.model, &self.plan)?;
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let scenario = opened.sources.first_text().to_string();
        let files = opened.scenario.data.iter();
        let data: Vec<DataFile> =
            files.map(|(name, text)| DataFile { name: name.clone(), text: text.clone() }).collect();
        let manifest = Manifest {
            schema: Manifest::SCHEMA,
            version: env!("CARGO_PKG_VERSION").to_string(),
            command: self.command(&name, &opened.model),
            file: name,
            scenario_sha256: digest(&scenario, &data),
            scenario,
            data,
            set: self.set.clone(),
            plans: plans.iter().map(|&p| opened.model.plans[p].id.clone()).collect(),
            replications: opened.model.simulation.replications,
            seed: opened.model.simulation.seed,
            save_replications: self.save_replications,
        };
        Ok(Asked { opened, plans, manifest })
    }

    /// The command that remakes the report, with everything that could be left to a default.
    fn command(&self, file: &str, model: &Model) -> String {
        let mut command = format!("flywheel run {}", quoted(file));
        self.set.iter().for_each(|set| command.push_str(&format!(" --set {}", quoted(set))));
        self.plan.iter().for_each(|plan| command.push_str(&format!(" --plan {}", quoted(plan))));
        command.push_str(&format!(" -n {} --seed {}", model.simulation.replications, model.simulation.seed));
        if self.save_replications {
            command.push_str(" --save-replications");
        }
        command
    }

    /// Opens the report folder before the work, so that a wrong path costs no time.
    fn folder(&self, asked: &Asked) -> Result<Option<ReportFolder>, Failure> {
        if self.no_report {
            return Ok(None);
        }
        let stem = Path::new(&asked.manifest.file).file_stem().map(|s| s.to_string_lossy().into_owned());
        let default = || PathBuf::from(format!("{}-report", stem.unwrap_or_else(|| "flywheel".to_string())));
        let path = self.output.clone().unwrap_or_else(default);
        ReportFolder::create(&path).map(Some).map_err(|error| Failure::Work(error.to_string()))
    }

    fn simulate(&self, model: &Model, plans: &[usize], programs: &[Program], save: bool) -> Result<Results, Failure> {
        let inputs = Inputs::new(model);
        let arms: Vec<Arm> = programs.iter().map(|program| Arm { program, luck: 0 }).collect();
        let run = EngineRun {
            arms: &arms,
            inputs: &inputs,
            seed: model.simulation.seed,
            replications: model.simulation.replications,
        };
        let catalogue = Catalogue::new(model, &programs[0]);
        let paths = || model.inputs.iter().map(|input| input.path.clone()).collect();
        let keep = save.then(|| (model.simulation.replications.min(MOST_SAVED), paths()));
        let bar = progress::bar(run.blocks(), self.quiet);
        let go_on = |done: usize| {
            bar.set_position(done as u64);
            !progress::interrupted()
        };
        let threads = self.threads.map(usize::from);
        let collected = results::collect(&run, &catalogue, keep, threads, &go_on).ok_or(Failure::Interrupted)?;
        bar.finish_and_clear();
        Ok(Results::new(model, catalogue, plans, collected))
    }

    fn write(&self, mut folder: ReportFolder, subject: &Subject) -> Result<(), Failure> {
        let failed = |error: &dyn std::fmt::Display| Failure::Work(error.to_string());
        let drawn = assemble::report(subject, self.width, self.font.as_deref()).map_err(|e| failed(&e))?;
        for warning in &drawn.warnings {
            eprintln!("warning: {warning}");
        }
        let mut files = drawn.files;
        files.push(("series.csv".to_string(), results::series_csv(subject.results).into_bytes()));
        files.push(("summary.json".to_string(), summary(subject).into_bytes()));
        if let Some(table) = results::replications_csv(subject.results) {
            files.push(("replications.csv".to_string(), table.into_bytes()));
        }
        files.push(("manifest.json".to_string(), subject.manifest.to_text().into_bytes()));
        for (name, bytes) in &files {
            folder.file(name, bytes).map_err(|e| failed(&e))?;
        }
        if progress::interrupted() {
            return Err(Failure::Interrupted);
        }
        let path = folder.path().to_path_buf();
        folder.commit().map_err(|e| failed(&e))?;
        if !self.quiet {
            eprintln!("report: {}", path.join("report.html").display());
        }
        Ok(())
    }

    fn answer(&self, subject: &Subject) -> Result<(), Failure> {
        match self.format {
            Format::Json => print_out(&summary(subject)),
            Format::Csv => print_out(&results::series_csv(subject.results)),
            Format::Table if self.quiet => Ok(()),
            Format::Table => {
                let width = comfy_table_width();
                print_out(&screen::summary(subject, width))
            }
        }
    }
}

/// What is to be run, and what repeats it.
struct Asked {
    opened: Opened,
    /// Indices into the model's plans.
    plans: Vec<usize>,
    manifest: Manifest,
}

fn from_manifest(path: &Path) -> Result<Asked, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::WrongUsage(format!("cannot read `{}`: {error}", path.display())))?;
    let manifest = Manifest::from_text(&text).map_err(|e| Failure::WrongUsage(format!("`{}`: {e}", path.display())))?;
    if manifest.version != env!("CARGO_PKG_VERSION") {
        let (then, now) = (&manifest.version, env!("CARGO_PKG_VERSION"));
        eprintln!("warning: this run was made by flywheel {then}; flywheel {now} may give other numbers");
    }
    let overrides: Vec<Override> = manifest.set.iter().map(|set| Override::from(set.as_str())).collect();
    let data = manifest.data.iter().map(|file| (file.name.clone(), file.text.clone())).collect();
    let (sources, read) = scenario::read_carried(&manifest.file, &manifest.scenario, data, &overrides);
    let mut opened = accept(sources, Checked::of(read))?;
    opened.model.simulation.replications = manifest.replications;
    opened.model.simulation.seed = manifest.seed;
    let plans = chosen_plans(&opened.model, &manifest.plans)?;
    Ok(Asked { opened, plans, manifest })
}

/// The model with plans that lack one thing, to see what that is worth.
fn lacking(opened: &Opened, manifest: &Manifest, plans: &[usize]) -> Lacking {
    let overrides: Vec<Override> = manifest.set.iter().map(|set| Override::from(set.as_str())).collect();
    let again =
        Again { name: &manifest.file, text: &manifest.scenario, data: &opened.scenario.data, overrides: &overrides };
    Lacking::new(&opened.model, &again, plans)
}

/// The plans asked for, in the scenario's order; all if none is named.
fn chosen_plans(model: &Model, wanted: &[String]) -> Result<Vec<usize>, Failure> {
    let known = || model.plans.iter().map(|plan| plan.id.as_str());
    if let Some(unknown) = wanted.iter().find(|id| !known().any(|k| k == id.as_str())) {
        let plans = known().collect::<Vec<_>>().join(", ");
        return Err(Failure::WrongUsage(format!("no plan is called `{unknown}`\n  = help: the plans are {plans}")));
    }
    let chosen = |id: &str| wanted.is_empty() || wanted.iter().any(|w| w == id);
    Ok((0..model.plans.len()).filter(|&p| chosen(&model.plans[p].id)).collect())
}

/// What the run itself has to say: probabilities that were scaled, counts that were held.
fn said_of_the_run(results: &Results) -> Vec<String> {
    let mut said = Vec::new();
    for (p, plan) in results.plans.iter().enumerate() {
        let share = |metric: &str| results.total(p, metric).and_then(|f| f.mean).unwrap_or(0.0);
        let (scaled, crowded) = (share("scaled"), share("crowded"));
        if scaled > 0.0 {
            said.push(format!(
                "{}: in {} of the futures the drawn probabilities out of a stage added up to more than 100% and were scaled",
                plan.label,
                percent(scaled)
            ));
        }
        if crowded > 0.0 {
            said.push(format!(
                "{}: in {} of the futures a count went beyond what can be drawn exactly and was held there",
                plan.label,
                percent(crowded)
            ));
        }
    }
    said
}

fn percent(share: f64) -> String {
    if share < 0.001 { "under 0.1%".to_string() } else { format!("{:.1}%", 100.0 * share) }
}

fn summary(subject: &Subject) -> String {
    let Subject { model, results, lifetimes, plans, warnings, .. } = *subject;
    let mut summary = results::summary_json(results, &model.label, warnings);
    for ((plan, lifetime), described) in plans.iter().zip(lifetimes).zip(&results.plans) {
        for (id, figure) in figures::of_one_person(model, *plan, lifetime) {
            summary["plans"][&described.id][id] = figure;
        }
    }
    for ((plan, worth), described) in plans.iter().zip(subject.experiments).zip(&results.plans) {
        for experiment in worth {
            let plan = &model.plans[*plan];
            let id = &plan.initiatives[plan.tests[experiment.test].initiative].id;
            let figure = serde_json::json!({ "mean": experiment.mean, "se": experiment.se });
            summary["plans"][&described.id][format!("worth_of_testing[{id}]")] = figure;
        }
    }
    for (contributions, described) in subject.contributions.iter().zip(&results.plans) {
        for (id, figure) in contributions::in_json(model, contributions) {
            summary["plans"][&described.id][id] = figure;
        }
    }
    for ((coast, lifetime), described) in subject.coasts.iter().zip(lifetimes).zip(&results.plans) {
        for (id, figure) in contributions::coast_in_json(coast, lifetime) {
            summary["plans"][&described.id][id] = figure;
        }
    }
    summary["scorecard"] = figures::scorecard(model, results, lifetimes);
    format!("{summary:#}\n")
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=+,:%@".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_string()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// Columns of the terminal; 120 if there is none.
fn comfy_table_width() -> u16 {
    comfy_table::Table::new().width().unwrap_or(120).clamp(60, 160)
}
