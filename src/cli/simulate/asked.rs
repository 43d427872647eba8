//! What is to be simulated: files with their options, or a manifest.

use super::options::Settings;
use crate::cli::Failure;
use crate::cli::open::{Checked, Opened, accept, open};
use crate::engine::BLOCK;
use crate::model::Model;
use crate::results::{DataFile, Manifest, OtherScenario, digest};
use crate::scenario::{self, Override};
use std::path::{Path, PathBuf};

/// What is to be simulated, and what repeats it.
pub(in crate::cli) struct Asked {
    /// The scenarios, and of each the plans, as indices into its model. Never empty.
    pub sides: Vec<Side>,
    pub manifest: Manifest,
}

impl Asked {
    /// Blocks of futures to be played: what progress is counted in.
    pub fn blocks(&self) -> usize {
        (self.sides[0].opened.model.simulation.replications as usize).div_ceil(BLOCK)
    }
}

pub(in crate::cli) struct Side {
    /// Name of the file without folder and ending; different for each.
    pub name: String,
    pub opened: Opened,
    pub plans: Vec<usize>,
}

/// Replications of `--precision` at most, unless `-n` says otherwise.
const MOST_FOR_PRECISION: u32 = 1 << 20;

/// What is said on the command line.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct Question<'a> {
    /// As it is written: `run`, `compare`.
    pub command: &'a str,
    pub files: &'a [PathBuf],
    /// Those asked for; empty for all, of several files for the base plan of each.
    pub plans: &'a [String],
    /// The plan that the others are compared with.
    pub against: Option<&'a str>,
    pub settings: &'a Settings,
    pub save_replications: bool,
}

/// Opens the files of a question; prints what there is to say about them.
pub(in crate::cli) fn files(question: &Question) -> Result<Asked, Failure> {
    let opened = question.files.iter().map(|file| open(file, &question.settings.set));
    of_opened(question, opened.collect::<Result<_, _>>()?)
}

/// The same of files that have been read, one for each file of the question.
pub(in crate::cli) fn of_opened(question: &Question, opened: Vec<Opened>) -> Result<Asked, Failure> {
    let Question { files, plans, settings, .. } = *question;
    let mut sides: Vec<Side> = Vec::new();
    for (file, mut opened) in files.iter().zip(opened) {
        let simulation = &mut opened.model.simulation;
        let most = settings.precision.map(|_| MOST_FOR_PRECISION);
        simulation.replications = settings.replications.or(most).unwrap_or(simulation.replications);
        simulation.seed = settings.seed.unwrap_or(simulation.seed);
        let name = different(file, &sides);
        let plans = match files {
            [_] => chosen(&opened.model, plans)?,
            _ => chosen_of_several(&opened.model, &name, plans)?,
        };
        sides.push(Side { name, opened, plans });
    }
    if let Some(unknown) = plans.iter().find(|plan| !sides.iter().any(|side| side.has(plan, files.len() > 1))) {
        return Err(Failure::WrongUsage(format!("no plan is called `{unknown}` in these files")));
    }
    let manifest = manifest(question, &sides);
    Ok(Asked { sides, manifest })
}

impl Side {
    /// Whether one of its plans that take part is meant.
    fn has(&self, plan: &str, several: bool) -> bool {
        self.plans.iter().any(|&p| is_meant(&self.opened.model.plans[p].id, &self.name, plan, several))
    }
}

fn is_meant(id: &str, name: &str, wanted: &str, several: bool) -> bool {
    id == wanted || several && wanted.split_once(':') == Some((name, id))
}

/// The plans asked for, in the scenario's order; all if none is named.
fn chosen(model: &Model, wanted: &[String]) -> Result<Vec<usize>, Failure> {
    let known = || model.plans.iter().map(|plan| plan.id.as_str());
    if let Some(unknown) = wanted.iter().find(|id| !known().any(|k| k == id.as_str())) {
        let plans = known().collect::<Vec<_>>().join(", ");
        return Err(Failure::WrongUsage(format!("no plan is called `{unknown}`\n  = help: the plans are {plans}")));
    }
    let chosen = |id: &str| wanted.is_empty() || wanted.iter().any(|w| w == id);
    Ok((0..model.plans.len()).filter(|&p| chosen(&model.plans[p].id)).collect())
}

/// Of one of several files: those that are named with or without the file (`a:funnel`); without names the base
/// plan of each.
fn chosen_of_several(model: &Model, name: &str, wanted: &[String]) -> Result<Vec<usize>, Failure> {
    if wanted.is_empty() {
        return Ok(vec![0]);
    }
    let meant = |id: &str| wanted.iter().any(|wanted| is_meant(id, name, wanted, true));
    let plans: Vec<usize> = (0..model.plans.len()).filter(|&p| meant(&model.plans[p].id)).collect();
    if plans.is_empty() {
        let known: Vec<String> = model.plans.iter().map(|plan| format!("{name}:{}", plan.id)).collect();
        let help = format!("its plans are {}", known.join(", "));
        return Err(Failure::WrongUsage(format!("none of the plans of `{name}` is named\n  = help: {help}")));
    }
    Ok(plans)
}

fn manifest(question: &Question, sides: &[Side]) -> Manifest {
    let Question { files, against, settings, save_replications, .. } = *question;
    let model = &sides[0].opened.model;
    let (scenario, data) = text_of(&sides[0].opened);
    let ids = |side: &Side| side.plans.iter().map(|&p| side.opened.model.plans[p].id.clone()).collect();
    let other = |(side, file): (&Side, &PathBuf)| {
        let (scenario, data) = text_of(&side.opened);
        let scenario_sha256 = digest(&scenario, &data);
        OtherScenario { file: file_name(file), scenario_sha256, scenario, data, plans: ids(side) }
    };
    Manifest {
        schema: Manifest::SCHEMA,
        version: env!("CARGO_PKG_VERSION").to_string(),
        command: repeating(question, model),
        file: file_name(&files[0]),
        scenario_sha256: digest(&scenario, &data),
        scenario,
        data,
        set: settings.set.clone(),
        plans: ids(&sides[0]),
        replications: model.simulation.replications,
        seed: model.simulation.seed,
        save_replications,
        against: against.map(str::to_string),
        others: sides.iter().zip(files).skip(1).map(other).collect(),
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The text of a scenario and of the data files that it reads.
fn text_of(opened: &Opened) -> (String, Vec<DataFile>) {
    let data = opened.scenario.data.iter();
    let data = data.map(|(name, text)| DataFile { name: name.clone(), text: text.clone() }).collect();
    (opened.sources.first_text().to_string(), data)
}

/// The command that remakes the report, with everything that could be left to a default.
fn repeating(question: &Question, model: &Model) -> String {
    let Question { command, files, plans, against, settings, save_replications } = *question;
    let mut said = format!("flywheel {command}");
    files.iter().for_each(|file| said.push_str(&format!(" {}", quoted(&file_name(file)))));
    settings.set.iter().for_each(|set| said.push_str(&format!(" --set {}", quoted(set))));
    match command {
        "run" => plans.iter().for_each(|plan| said.push_str(&format!(" --plan {}", quoted(plan)))),
        _ if plans.is_empty() => {}
        _ => said.push_str(&format!(" --plans {}", quoted(&plans.join(",")))),
    }
    against.iter().for_each(|plan| said.push_str(&format!(" --against {}", quoted(plan))));
    said.push_str(&format!(" -n {} --seed {}", model.simulation.replications, model.simulation.seed));
    if save_replications {
        said.push_str(" --save-replications");
    }
    said
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

/// The simulation that a manifest describes.
pub(in crate::cli) fn from_manifest(path: &Path) -> Result<Asked, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::WrongUsage(format!("cannot read `{}`: {error}", path.display())))?;
    let manifest = Manifest::from_text(&text).map_err(|e| Failure::WrongUsage(format!("`{}`: {e}", path.display())))?;
    if manifest.version != env!("CARGO_PKG_VERSION") {
        let (then, now) = (&manifest.version, env!("CARGO_PKG_VERSION"));
        eprintln!("warning: this run was made by flywheel {then}; flywheel {now} may give other numbers");
    }
    let own = (&manifest.file, &manifest.scenario, &manifest.data, &manifest.plans);
    let others = manifest.others.iter().map(|other| (&other.file, &other.scenario, &other.data, &other.plans));
    let mut sides: Vec<Side> = Vec::new();
    for (file, scenario, data, plans) in std::iter::once(own).chain(others) {
        let overrides: Vec<Override> = manifest.set.iter().map(|set| Override::from(set.as_str())).collect();
        let data = data.iter().map(|file| (file.name.clone(), file.text.clone())).collect();
        let (sources, read) = scenario::read_carried(file, scenario, data, &overrides);
        let mut opened = accept(sources, Checked::of(read))?;
        opened.model.simulation.replications = manifest.replications;
        opened.model.simulation.seed = manifest.seed;
        let plans = chosen(&opened.model, plans)?;
        sides.push(Side { name: different(Path::new(file), &sides), opened, plans });
    }
    Ok(Asked { sides, manifest })
}

/// The name of a file without its ending, and with a number if another one has it.
fn different(file: &Path, sides: &[Side]) -> String {
    let stem = file.file_stem().map_or("scenario".to_string(), |stem| stem.to_string_lossy().into_owned());
    match sides.iter().any(|side| side.name == stem) {
        true => format!("{stem}-{}", sides.len() + 1),
        false => stem,
    }
}
