//! What is to be run: a scenario with its plans, and the manifest that repeats it. Ground of all commands that
//! simulate.

use super::Failure;
use super::open::{Checked, Opened, accept, open};
use crate::analysis::contributions::Lacking;
use crate::engine::BLOCK;
use crate::model::Model;
use crate::results::{DataFile, Manifest, digest};
use crate::scenario::{self, Again, Override};
use clap::Args;
use std::path::{Path, PathBuf};

/// How many futures of what, drawn how: options of every command that simulates.
#[derive(Debug, Clone, Args)]
pub(super) struct Settings {
    /// Change a value first, as often as you like: `--set channels.search.spend='$32k per month'`
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Number of futures
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
    pub replications: Option<u32>,
    /// Other luck: any whole number
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// At most this many threads [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
}

/// How a report is drawn: options of every command that writes one.
#[derive(Debug, Clone, Args)]
pub(super) struct Drawing {
    /// A font file for characters that the built-in fonts lack
    #[arg(long, value_name = "FILE")]
    pub font: Option<PathBuf>,
    /// Pixels of a chart's width
    #[arg(long, value_name = "PIXELS", default_value_t = 3200, value_parser = clap::value_parser!(u32).range(320..=12_800))]
    pub width: u32,
}

/// What is to be run, and what repeats it.
pub(super) struct Job {
    pub opened: Opened,
    /// Indices into the model's plans.
    pub plans: Vec<usize>,
    pub manifest: Manifest,
    pub threads: Option<usize>,
}

impl Job {
    /// A scenario file, or some of its plans; all if none is named. Prints what there is to say about it.
    pub fn of_file(file: &Path, settings: &Settings, plans: &[String], save: bool) -> Result<Job, Failure> {
        Job::of(open(file, &settings.set)?, file, settings, plans, save)
    }

    /// The same of a scenario that has been read.
    pub fn of(
        mut opened: Opened,
        file: &Path,
        settings: &Settings,
        plans: &[String],
        save: bool,
    ) -> Result<Job, Failure> {
        let simulation = &mut opened.model.simulation;
        simulation.replications = settings.replications.unwrap_or(simulation.replications);
        simulation.seed = settings.seed.unwrap_or(simulation.seed);
        let chosen = chosen_plans(&opened.model, plans)?;
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let scenario = opened.sources.first_text().to_string();
        let files = opened.scenario.data.iter();
        let data: Vec<DataFile> =
            files.map(|(name, text)| DataFile { name: name.clone(), text: text.clone() }).collect();
        let manifest = Manifest {
            schema: Manifest::SCHEMA,
            version: env!("CARGO_PKG_VERSION").to_string(),
            command: command(&name, &opened.model, settings, plans, save),
            file: name,
            scenario_sha256: digest(&scenario, &data),
            scenario,
            data,
            set: settings.set.clone(),
            plans: chosen.iter().map(|&p| opened.model.plans[p].id.clone()).collect(),
            replications: opened.model.simulation.replications,
            seed: opened.model.simulation.seed,
            save_replications: save,
        };
        Ok(Job { opened, plans: chosen, manifest, threads: settings.threads.map(usize::from) })
    }

    /// What a manifest says, and nothing else.
    pub fn of_manifest(path: &Path, threads: Option<u16>) -> Result<Job, Failure> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::WrongUsage(format!("cannot read `{}`: {error}", path.display())))?;
        let manifest =
            Manifest::from_text(&text).map_err(|e| Failure::WrongUsage(format!("`{}`: {e}", path.display())))?;
        if manifest.version != env!("CARGO_PKG_VERSION") {
            let (then, now) = (&manifest.version, env!("CARGO_PKG_VERSION"));
            eprintln!("warning: this run was made by flywheel {then}; flywheel {now} may give other numbers");
        }
        let data = manifest.data.iter().map(|file| (file.name.clone(), file.text.clone())).collect();
        let (sources, read) =
            scenario::read_carried(&manifest.file, &manifest.scenario, data, &overrides(&manifest.set));
        let mut opened = accept(sources, Checked::of(read))?;
        opened.model.simulation.replications = manifest.replications;
        opened.model.simulation.seed = manifest.seed;
        let plans = chosen_plans(&opened.model, &manifest.plans)?;
        Ok(Job { opened, plans, manifest, threads: threads.map(usize::from) })
    }

    pub fn model(&self) -> &Model {
        &self.opened.model
    }

    /// Blocks of futures to be played: what progress is counted in.
    pub fn blocks(&self) -> usize {
        (self.model().simulation.replications as usize).div_ceil(BLOCK)
    }

    /// The model with plans that lack one thing, to see what that is worth.
    pub fn lacking(&self) -> Lacking {
        let manifest = &self.manifest;
        let overrides = overrides(&manifest.set);
        let again = Again {
            name: &manifest.file,
            text: &manifest.scenario,
            data: &self.opened.scenario.data,
            overrides: &overrides,
        };
        Lacking::new(self.model(), &again, &self.plans)
    }
}

fn overrides(set: &[String]) -> Vec<Override> {
    set.iter().map(|set| Override::from(set.as_str())).collect()
}

/// The command that remakes the report, with everything that could be left to a default.
fn command(file: &str, model: &Model, settings: &Settings, plans: &[String], save: bool) -> String {
    let mut command = format!("flywheel run {}", quoted(file));
    settings.set.iter().for_each(|set| command.push_str(&format!(" --set {}", quoted(set))));
    plans.iter().for_each(|plan| command.push_str(&format!(" --plan {}", quoted(plan))));
    command.push_str(&format!(" -n {} --seed {}", model.simulation.replications, model.simulation.seed));
    if save {
        command.push_str(" --save-replications");
    }
    command
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

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=+,:%@".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_string()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
