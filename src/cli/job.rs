//! What is to be run: a scenario with its plans, and the manifest that repeats it. Ground of all commands that
//! simulate.

use super::Failure;
use super::open::{Checked, Opened, accept, open};
use crate::analysis::contributions::Lacking;
use crate::engine::BLOCK;
use crate::model::{Model, Simulation};
use crate::results::{DataFile, Manifest, OtherScenario, digest};
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
    /// Go on until the mean of the headline outcome is known to within this part of itself under every plan (the
    /// half-width of its 95% interval): `1%`. -n is then the most [default: 1,048,576]
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub precision: Option<f64>,
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
    /// To which part of itself the mean of the headline outcome is to be known; the replications are then the most.
    pub precision: Option<f64>,
    /// Further scenarios whose plans are compared with those of the first.
    pub others: Vec<Other>,
}

/// A scenario beside the first one.
pub(super) struct Other {
    pub opened: Opened,
    pub plans: Vec<usize>,
}

/// Replications of `--precision` at most, unless `-n` says otherwise.
const MOST_FOR_PRECISION: u32 = 1 << 20;

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
        settings.apply_to(&mut opened.model);
        let chosen = chosen_plans(&opened.model, plans)?;
        let name = name_of(file);
        let (scenario, data) = text_of(&opened);
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
            against: None,
            others: Vec::new(),
        };
        let threads = settings.threads.map(usize::from);
        Ok(Job { opened, plans: chosen, manifest, threads, precision: settings.precision, others: Vec::new() })
    }

    /// Plans of one scenario, or of several, to be compared: all of the one, or those named; of several the base
    /// plan of each, or those named with or without the file (`growth:funnel`).
    ///
    /// * `against`: the plan that the others are set against
    pub fn of_files(
        files: &[PathBuf],
        settings: &Settings,
        plans: &[String],
        against: Option<&str>,
        save: bool,
    ) -> Result<Job, Failure> {
        let of_side = |file: &Path, model: &Model| match files {
            [_] => Ok(plans.to_vec()),
            _ => named_of_one(model, &stem_of(file), plans),
        };
        let first = open(&files[0], &settings.set)?;
        let own = of_side(&files[0], &first.model)?;
        let mut job = Job::of(first, &files[0], settings, &own, save)?;
        for file in &files[1..] {
            let mut opened = open(file, &settings.set)?;
            settings.apply_to(&mut opened.model);
            let chosen = chosen_plans(&opened.model, &of_side(file, &opened.model)?)?;
            let (scenario, data) = text_of(&opened);
            job.manifest.others.push(OtherScenario {
                file: name_of(file),
                scenario_sha256: digest(&scenario, &data),
                scenario,
                data,
                plans: chosen.iter().map(|&p| opened.model.plans[p].id.clone()).collect(),
            });
            job.others.push(Other { opened, plans: chosen });
        }
        let unknown = plans.iter().find(|plan| files.len() > 1 && !job.has(plan));
        if let Some(unknown) = unknown {
            return Err(Failure::WrongUsage(format!("no plan is called `{unknown}` in these files")));
        }
        job.manifest.against = against.map(str::to_string);
        job.manifest.command = compare_command(files, &job, settings, plans, save);
        Ok(job)
    }

    /// Whether a plan that takes part is meant.
    fn has(&self, plan: &str) -> bool {
        let own = (&self.manifest.file, &self.manifest.plans);
        let others = self.manifest.others.iter().map(|other| (&other.file, &other.plans));
        std::iter::once(own)
            .chain(others)
            .any(|(file, ids)| ids.iter().any(|id| is_meant(id, &stem_of(Path::new(file)), plan)))
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
        let mut others = Vec::new();
        for other in &manifest.others {
            let data = other.data.iter().map(|file| (file.name.clone(), file.text.clone())).collect();
            let (sources, read) =
                scenario::read_carried(&other.file, &other.scenario, data, &overrides(&manifest.set));
            let mut opened = accept(sources, Checked::of(read))?;
            opened.model.simulation = opened_simulation(&manifest, &opened.model);
            let plans = chosen_plans(&opened.model, &other.plans)?;
            others.push(Other { opened, plans });
        }
        Ok(Job { opened, plans, manifest, threads: threads.map(usize::from), precision: None, others })
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

impl Settings {
    /// What the command line says about the run, in place of what the scenario says.
    fn apply_to(&self, model: &mut Model) {
        let simulation = &mut model.simulation;
        let most = self.precision.map(|_| MOST_FOR_PRECISION);
        simulation.replications = self.replications.or(most).unwrap_or(simulation.replications);
        simulation.seed = self.seed.unwrap_or(simulation.seed);
    }
}

fn opened_simulation(manifest: &Manifest, model: &Model) -> Simulation {
    Simulation { replications: manifest.replications, seed: manifest.seed, ..model.simulation }
}

/// `1%` or `0.01`, above 0 and below 100%.
fn share(text: &str) -> Result<f64, String> {
    let (digits, unit) = match text.trim().strip_suffix('%') {
        Some(digits) => (digits, 0.01),
        None => (text, 1.0),
    };
    let share = digits.trim().parse::<f64>().map(|share| share * unit);
    share.ok().filter(|share| *share > 0.0 && *share < 1.0).ok_or_else(|| "write a share like 1%".to_string())
}

fn name_of(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The name of a file without its ending: what its plans are called by, beside their own names.
pub(super) fn stem_of(file: &Path) -> String {
    file.file_stem().map_or("scenario".to_string(), |stem| stem.to_string_lossy().into_owned())
}

/// The text of a scenario and of the data files that it reads.
fn text_of(opened: &Opened) -> (String, Vec<DataFile>) {
    let data = opened.scenario.data.iter();
    let data = data.map(|(name, text)| DataFile { name: name.clone(), text: text.clone() }).collect();
    (opened.sources.first_text().to_string(), data)
}

fn is_meant(id: &str, stem: &str, wanted: &str) -> bool {
    id == wanted || wanted.split_once(':') == Some((stem, id))
}

/// Of one of several files the plans that are named; its base plan if none is named at all.
fn named_of_one(model: &Model, stem: &str, wanted: &[String]) -> Result<Vec<String>, Failure> {
    if wanted.is_empty() {
        return Ok(vec![model.plans[0].id.clone()]);
    }
    let ids = model.plans.iter().map(|plan| plan.id.clone());
    let named: Vec<String> = ids.filter(|id| wanted.iter().any(|wanted| is_meant(id, stem, wanted))).collect();
    if named.is_empty() {
        let known: Vec<String> = model.plans.iter().map(|plan| format!("{stem}:{}", plan.id)).collect();
        let help = format!("its plans are {}", known.join(", "));
        return Err(Failure::WrongUsage(format!("none of the plans of `{stem}` is named\n  = help: {help}")));
    }
    Ok(named)
}

fn compare_command(files: &[PathBuf], job: &Job, settings: &Settings, plans: &[String], save: bool) -> String {
    let names: Vec<String> = files.iter().map(|file| quoted(&name_of(file))).collect();
    let mut command = format!("flywheel compare {}", names.join(" "));
    settings.set.iter().for_each(|set| command.push_str(&format!(" --set {}", quoted(set))));
    if !plans.is_empty() {
        command.push_str(&format!(" --plans {}", quoted(&plans.join(","))));
    }
    job.manifest.against.iter().for_each(|plan| command.push_str(&format!(" --against {}", quoted(plan))));
    command.push_str(&tail(job.model(), save));
    command
}

/// What every command ends with.
fn tail(model: &Model, save: bool) -> String {
    let save = if save { " --save-replications" } else { "" };
    format!(" -n {} --seed {}{save}", model.simulation.replications, model.simulation.seed)
}

fn overrides(set: &[String]) -> Vec<Override> {
    set.iter().map(|set| Override::from(set.as_str())).collect()
}

/// The command that remakes the report, with everything that could be left to a default.
fn command(file: &str, model: &Model, settings: &Settings, plans: &[String], save: bool) -> String {
    let mut command = format!("flywheel run {}", quoted(file));
    settings.set.iter().for_each(|set| command.push_str(&format!(" --set {}", quoted(set))));
    plans.iter().for_each(|plan| command.push_str(&format!(" --plan {}", quoted(plan))));
    command.push_str(&tail(model, save));
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
