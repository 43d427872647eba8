//! A job played: its futures, what follows from them, and the files of its report. Ground of all commands that
//! simulate.

use super::Failure;
use super::job::{Drawing, Job};
use super::progress;
use crate::analysis;
use crate::analysis::coast::Coast;
use crate::analysis::contributions::Contributions;
use crate::analysis::experiments::Worth;
use crate::analysis::lifetime::Lifetime;
use crate::engine::{Arm, Inputs, Run as EngineRun};
use crate::metrics::Catalogue;
use crate::program::{self, Program};
use crate::report::assemble::{self, Drawn, Subject};
use crate::report::write::ReportFolder;
use crate::report::{contributions, figures};
use crate::results::{self, Results};

/// Replications that `--save-replications` writes at most: a row each.
const MOST_SAVED: u32 = 1 << 20;

/// A job with everything that is known of it after it was played.
pub(super) struct Played<'a> {
    pub job: &'a Job,
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
        let (model, plans) = (job.model(), &job.plans);
        let results = simulated(job, go_on)?;
        let (_, lifetimes) = analysis::without_luck(model);
        let lifetimes: Vec<Lifetime> = plans.iter().map(|&plan| lifetimes[plan].clone()).collect();
        let experiments = plans.iter().map(|&plan| analysis::experiments::worth(model, plan, job.threads)).collect();
        let contributions = analysis::contributions::contributions(&job.lacking(), plans, job.threads);
        let coasts = analysis::coasts(model, plans, job.threads);
        let mut warnings = job.opened.warnings();
        warnings.extend(said_of_the_run(&results));
        Ok(Played { job, results, lifetimes, experiments, contributions, coasts, warnings })
    }

    /// What the run itself had to say, beyond what was said of the scenario.
    pub fn new_warnings(&self) -> &[String] {
        &self.warnings[self.job.opened.warnings().len()..]
    }

    pub fn subject(&self) -> Subject<'_> {
        Subject {
            model: self.job.model(),
            plans: &self.job.plans,
            results: &self.results,
            lifetimes: &self.lifetimes,
            experiments: &self.experiments,
            contributions: &self.contributions,
            coasts: &self.coasts,
            warnings: &self.warnings,
            manifest: &self.job.manifest,
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
        rest.push(("manifest.json".to_string(), self.job.manifest.to_text().into_bytes()));
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
        summary["scorecard"] = figures::scorecard(model, results, lifetimes);
        format!("{summary:#}\n")
    }
}

/// Every figure of every plan of a job.
fn simulated(job: &Job, go_on: &(dyn Fn(usize) -> bool + Sync)) -> Result<Results, Failure> {
    let (model, plans, save) = (job.model(), &job.plans, job.manifest.save_replications);
    let programs: Vec<Program> = plans.iter().map(|&plan| program::compile(model, plan)).collect();
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

    let collected = results::collect(&run, &catalogue, keep, job.threads, go_on).ok_or(Failure::Interrupted)?;
    Ok(Results::new(model, catalogue, plans, collected))
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
