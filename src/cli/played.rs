//! A job played: its futures, what follows from them, and the files of its report. Ground of all commands that
//! simulate.

use super::Failure;
use super::job::{Drawing, Job, stem_of};
use super::open::Opened;
use super::progress;
use crate::analysis;
use crate::analysis::coast::Coast;
use crate::analysis::compare::groups::groups;
use crate::analysis::compare::together::{Side, Together, together};
use crate::analysis::compare::{Comparison, HEADLINES, MOST_PLANS, Question, compare, headline};
use crate::analysis::contributions::Contributions;
use crate::analysis::experiments::Worth;
use crate::analysis::lifetime::Lifetime;
use crate::engine::Run as EngineRun;
use crate::model::Model;
use crate::report::assemble::{self, Drawn, Subject};
use crate::report::write::ReportFolder;
use crate::report::{comparison, contributions, figures};
use crate::results::{self, Cast, Manifest, Precision, Results, Watch, Wishes};
use std::path::Path;

/// Replications that `--save-replications` writes at most: a row each.
const MOST_SAVED: u32 = 1 << 20;

/// A job with everything that is known of it after it was played.
pub(super) struct Played<'a> {
    pub job: &'a Job,
    /// What is shown: the model of the job, or several as if they were one.
    pub model: Model,
    /// The plans that were played, as indices into the model's.
    plans: Vec<usize>,
    /// What repeats it: with so many futures as were needed.
    pub manifest: Manifest,
    /// The plans against one another; `None` of too many.
    pub comparison: Option<Comparison>,
    pub results: Results,
    /// Of the plans of the job.
    pub lifetimes: Vec<Lifetime>,
    pub experiments: Vec<Vec<Worth>>,
    pub contributions: Vec<Contributions>,
    pub coasts: Vec<Coast>,
    /// What was said about the scenario and the run.
    pub warnings: Vec<String>,
}

impl<'a> Played<'a> {
    /// Plays all futures of a job under each of its plans, and the paired runs that say what each thing is worth.
    ///
    /// * `go_on`: told how many blocks of 256 futures are done; stops the work by `false`
    pub fn of(job: &'a Job, go_on: &(dyn Fn(usize) -> bool + Sync)) -> Result<Played<'a>, Failure> {
        let names: Vec<String> = names(job);
        let others = job.others.iter().map(|other| (&other.opened.model, &other.plans));
        let sides: Vec<Side> = std::iter::once((job.model(), &job.plans))
            .chain(others)
            .zip(&names)
            .map(|((model, plans), name)| Side { name, model, plans })
            .collect();
        let Together { mut model, cast } = together(&sides).map_err(|error| Failure::WrongUsage(error.to_string()))?;
        let plans = if job.others.is_empty() { job.plans.clone() } else { (0..model.plans.len()).collect() };
        let watch = watch(&model, &plans, &cast, job.manifest.against.as_deref())?;
        let results = simulated(job, &model, &plans, &cast, watch, go_on)?;
        let manifest = repeating(&job.manifest, results.replications);
        model.simulation.replications = results.replications;
        let groups = groups(&model);
        let question = |duels| Question { cast: &cast, duels, groups: &groups, threads: job.threads };
        let comparison = results.duels.as_ref().map(|duels| compare(&question(duels)));
        let (mut lifetimes, mut experiments) = (Vec::new(), Vec::new());
        for side in &sides {
            let (_, all) = analysis::without_luck(side.model);
            lifetimes.extend(side.plans.iter().map(|&plan| all[plan].clone()));
            let mut model = side.model.clone();
            model.simulation.replications = results.replications;
            experiments
                .extend(side.plans.iter().map(|&plan| analysis::experiments::worth(&model, plan, job.threads)));
        }
        let (contributions, coasts) = match job.others.is_empty() {
            true => {
                let mut lacking = job.lacking();
                lacking.model.simulation.replications = results.replications;
                let contributions = analysis::contributions::contributions(&lacking, &plans, job.threads);
                (contributions, analysis::coasts(&model, &plans, job.threads))
            }
            // Of several scenarios nothing is asked twice.
            false => (Vec::new(), Vec::new()),
        };
        let mut warnings = said_before(job);
        warnings.extend(said_of_the_run(&results));
        if comparison.is_some() {
            warnings.extend(comparison::unequal_spend(&model, &plans, &results));
        }
        Ok(Played {
            job,
            model,
            plans,
            manifest,
            comparison,
            results,
            lifetimes,
            experiments,
            contributions,
            coasts,
            warnings,
        })
    }

    /// What the run itself had to say, beyond what was said of the scenario.
    pub fn new_warnings(&self) -> &[String] {
        &self.warnings[said_before(self.job).len()..]
    }

    pub fn subject(&self) -> Subject<'_> {
        Subject {
            model: &self.model,
            plans: &self.plans,
            results: &self.results,
            lifetimes: &self.lifetimes,
            experiments: &self.experiments,
            contributions: &self.contributions,
            coasts: &self.coasts,
            comparison: self.comparison.as_ref(),
            warnings: &self.warnings,
            manifest: &self.manifest,
        }
    }

    /// Draws the report and puts it into its place; returns what was drawn.
    pub fn write(&self, mut folder: ReportFolder, drawing: &Drawing) -> Result<Drawn, Failure> {
        let failed = |error: &dyn std::fmt::Display| Failure::Work(error.to_string());
        let subject = self.subject();
        let drawn = assemble::report(&subject, drawing.width, drawing.font.as_deref()).map_err(|e| failed(&e))?;
        let mut rest = vec![
            ("series.csv".to_string(), results::series_csv(&self.results).into_bytes()),
            ("summary.json".to_string(), self.summary().into_bytes()),
        ];
        if let Some(table) = results::replications_csv(&self.results) {
            rest.push(("replications.csv".to_string(), table.into_bytes()));
        }
        rest.push(("manifest.json".to_string(), self.manifest.to_text().into_bytes()));
        for (name, bytes) in drawn.files.iter().chain(&rest) {
            folder.file(name, bytes).map_err(|e| failed(&e))?;
        }
        if progress::interrupted() {
            return Err(Failure::Interrupted);
        }
        folder.commit().map_err(|e| failed(&e))?;
        Ok(drawn)
    }

    /// The contents of `summary.json`.
    pub fn summary(&self) -> String {
        let subject = &self.subject();
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
        if let Some(comparison) = &self.comparison {
            summary["comparisons"] = comparison::in_json(subject, comparison);
        }
        summary["scorecard"] = figures::scorecard(model, results, lifetimes);
        format!("{summary:#}\n")
    }
}

/// What the scenarios of a job are called: their files without ending, each differently.
fn names(job: &Job) -> Vec<String> {
    let others = job.manifest.others.iter().map(|other| &other.file);
    let mut names: Vec<String> = Vec::new();
    for file in std::iter::once(&job.manifest.file).chain(others) {
        let stem = stem_of(Path::new(file));
        let known = names.contains(&stem);
        names.push(if known { format!("{stem}-{}", names.len() + 1) } else { stem });
    }
    names
}

/// What was said about the scenarios.
fn said_before(job: &Job) -> Vec<String> {
    std::iter::once(&job.opened).chain(job.others.iter().map(|other| &other.opened)).flat_map(Opened::warnings).collect()
}

/// What repeats a run that was long enough after so many futures.
fn repeating(manifest: &Manifest, replications: u32) -> Manifest {
    let [before, after] = [manifest.replications, replications].map(|n| format!(" -n {n} --seed "));
    Manifest { command: manifest.command.replace(&before, &after), replications, ..manifest.clone() }
}

/// What decides between plans, and against which one they are set; `None` of more than can be compared.
fn watch(model: &Model, plans: &[usize], cast: &Cast, against: Option<&str>) -> Result<Option<Watch>, Failure> {
    if plans.len() > MOST_PLANS {
        return Ok(None);
    }
    let meant = |id: &str, wanted: &str| id == wanted || id.split_once(':').is_some_and(|(_, id)| id == wanted);
    let place = |wanted: &str| plans.iter().position(|&plan| meant(&model.plans[plan].id, wanted));
    let reference = match against {
        None => 0,
        Some(wanted) => place(wanted).ok_or_else(|| {
            let known: Vec<&str> = plans.iter().map(|&plan| model.plans[plan].id.as_str()).collect();
            let help = format!("the plans are {}", known.join(", "));
            Failure::WrongUsage(format!("no plan is called `{wanted}`\n  = help: {help}"))
        })?,
    };
    let catalogue = &cast.catalogues[0];
    let outcome = headline(model, plans);
    let outcome = catalogue.find(&outcome).or_else(|| catalogue.find("customers"));
    let mut metrics: Vec<usize> = HEADLINES.iter().filter_map(|id| catalogue.find(id)).chain(outcome).collect();
    metrics.sort_unstable();
    metrics.dedup();
    Ok(outcome.map(|outcome| Watch { outcome, reference, metrics, beside: catalogue.find("customers") }))
}

/// Every figure of every plan of a job.
fn simulated(
    job: &Job,
    model: &Model,
    plans: &[usize],
    cast: &Cast,
    watch: Option<Watch>,
    go_on: &(dyn Fn(usize) -> bool + Sync),
) -> Result<Results, Failure> {
    let arms = cast.arms(0);
    let replications = model.simulation.replications;
    let run = EngineRun { arms: &arms, inputs: &cast.inputs, seed: cast.seed, replications };
    let paths = || model.inputs.iter().map(|input| input.path.clone()).collect();
    let outcome = watch.as_ref().map(|watch| watch.outcome).or_else(|| cast.catalogues[0].find("customers"));
    let wishes = Wishes {
        keep: job.manifest.save_replications.then(|| (replications.min(MOST_SAVED), paths())),
        precision: outcome.zip(job.precision).map(|(metric, relative)| Precision { metric, relative }),
        watch,
    };
    let collected = results::collect_with(&run, &cast.catalogues, &wishes, job.threads, go_on);
    let collected = collected.ok_or(Failure::Interrupted)?;
    Ok(Results::new(model, cast.catalogues[0].clone(), plans, collected))
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
