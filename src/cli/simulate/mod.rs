//! From a question on the command line to results, report and answer: what `run` and `compare` share.

mod asked;
mod matched;
mod options;
mod summary;

pub(super) use asked::{Asked, Question, files, from_manifest, of_opened};
pub(super) use options::{Drawing, Options, Settings};

use super::failure::print_out;
use super::open::at_half_the_step;
use super::{Failure, Format, progress};
use crate::analysis;
use crate::analysis::compare::together::{Side, Together, together};
use crate::analysis::compare::{self, MOST_PLANS, groups};
use crate::analysis::contributions::Lacking;
use crate::analysis::experiments::Worth;
use crate::analysis::lifetime::Lifetime;
use crate::base::parallel;
use crate::engine::Run as EngineRun;
use crate::model::{EndWorth, Model};
use crate::report::assemble::{self, Drawn, Subject};
use crate::report::write::ReportFolder;
use crate::report::{comparison, half_step, screen, warnings};
use crate::results::{self, Manifest, Precision, Results, Watch, Wishes};
use crate::scenario::{Again, Override};
use std::path::{Path, PathBuf};
use summary::summary;

/// Replications that `--save-replications` writes at most: a row each.
const MOST_SAVED: u32 = 1 << 20;

/// Whose answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asking {
    /// What will be.
    Run,
    /// Which plan.
    Compare,
}

/// Simulates, writes the report folder and answers.
pub(super) fn execute(asking: Asking, options: &Options, asked: Asked) -> Result<(), Failure> {
    let folder = folder(options, &asked.manifest)?;
    let bar = progress::bar(asked.blocks(), options.quiet);
    let go_on = |done: usize| {
        bar.set_position(done as u64);
        !progress::interrupted()
    };
    let played = Played::of(asked, &options.settings, &go_on)?;
    bar.finish_and_clear();
    played.new_warnings().iter().for_each(|warning| eprintln!("warning: {warning}"));
    let report = folder.map(|folder| write(options, folder, &played)).transpose()?;
    answer(asking, options, &played, report)
}

/// A question with everything that is known after its futures were played.
pub(super) struct Played {
    pub model: Model,
    /// Indices into the model's plans.
    plans: Vec<usize>,
    pub results: Results,
    behind: Behind,
    comparison: Option<compare::Comparison>,
    /// What was said about the scenarios, then what the run has to say.
    pub warnings: Vec<String>,
    /// How many of them were said before.
    said: usize,
    manifest: Manifest,
}

impl Played {
    /// Plays all futures under each plan, and the paired runs that say what each thing is worth.
    ///
    /// * `go_on`: told how many blocks of 256 futures are done; stops the work by `false`
    pub fn of(asked: Asked, settings: &Settings, go_on: &(dyn Fn(usize) -> bool + Sync)) -> Result<Played, Failure> {
        let Asked { sides, mut manifest } = asked;
        let views: Vec<Side> =
            sides.iter().map(|side| Side { name: &side.name, model: &side.opened.model, plans: &side.plans }).collect();
        let Together { mut model, cast } = together(&views).map_err(|error| Failure::WrongUsage(error.to_string()))?;
        let plans: Vec<usize> = match &views[..] {
            [side] => side.plans.to_vec(),
            _ => (0..model.plans.len()).collect(),
        };
        let watch = watch(&model, &plans, &cast, manifest.against.as_deref())?;
        let save = manifest.save_replications;
        let results = simulate(settings, &model, &plans, &cast, watch, save, go_on)?;
        refuse_what_diverges(&model, &results)?;
        // With --precision the run decided how long it is; so many futures again give the same.
        manifest.command = manifest
            .command
            .replace(&format!("-n {} --seed", manifest.replications), &format!("-n {} --seed", results.replications));
        manifest.replications = results.replications;
        model.simulation.replications = results.replications;
        let threads = settings.threads();
        let (groups, yes_or_no) = (groups::groups(&model), groups::yes_or_no(&model));
        let question =
            |duels| compare::Question { cast: &cast, duels, groups: &groups, yes_or_no: &yes_or_no, threads };
        let comparison = results.duels.as_ref().map(|duels| compare::compare(&question(duels)));
        let behind = Behind::new(&views, &sides, &manifest, &results, threads);
        let mut warnings: Vec<String> = sides.iter().flat_map(|side| side.opened.warnings()).collect();
        let said = warnings.len();
        warnings.extend(warnings::of_the_run(&model, &results));
        for side in &sides {
            let opened = &side.opened;
            if let Ok(half) = at_half_the_step(&opened.scenario, &opened.model, &side.plans) {
                warnings.extend(half_step::warning(&opened.model, &half, model.presentation.language));
            }
        }
        warnings.extend(comparison::unequal_spend(&model, &plans, &results));
        Ok(Played { model, plans, results, behind, comparison, warnings, said, manifest })
    }

    /// What the run itself had to say, beyond what was said of the scenarios.
    pub fn new_warnings(&self) -> &[String] {
        &self.warnings[self.said..]
    }

    pub fn subject(&self) -> Subject<'_> {
        Subject {
            model: &self.model,
            plans: &self.plans,
            results: &self.results,
            lifetimes: &self.behind.lifetimes,
            experiments: &self.behind.experiments,
            contributions: &self.behind.contributions,
            coasts: &self.behind.coasts,
            comparison: self.comparison.as_ref(),
            warnings: &self.warnings,
            manifest: &self.manifest,
        }
    }

    /// Draws the report and puts it into its place; returns what was drawn.
    pub fn write(&self, mut folder: ReportFolder, drawing: &Drawing) -> Result<Drawn, Failure> {
        let failed = |error: &dyn std::fmt::Display| Failure::Work(error.to_string());
        let subject = self.subject();
        let (drawn, rest) = parallel::both(
            || assemble::report(&subject, drawing.width, drawing.font.as_deref()),
            || self.for_machines(&subject),
        );
        let drawn = drawn.map_err(|e| failed(&e))?;
        folder.files(drawn.files.iter().chain(&rest)).map_err(|e| failed(&e))?;
        if progress::interrupted() {
            return Err(Failure::Interrupted);
        }
        folder.commit().map_err(|e| failed(&e))?;
        Ok(drawn)
    }

    /// The files of a report that machines read: name and content.
    fn for_machines(&self, subject: &Subject) -> Vec<(String, Vec<u8>)> {
        let mut files = vec![
            ("series.csv", results::series_csv(&self.results)),
            ("summary.json", summary(subject)),
            ("manifest.json", self.manifest.to_text()),
        ];
        files.extend(results::replications_csv(&self.results, &self.model).map(|table| ("replications.csv", table)));
        files.into_iter().map(|(name, text)| (name.to_string(), text.into_bytes())).collect()
    }
}

/// What is asked of each plan beside the run itself, in the order of the results.
struct Behind {
    lifetimes: Vec<Lifetime>,
    experiments: Vec<Vec<Worth>>,
    /// Of a single scenario only: of several nothing is asked twice.
    contributions: Vec<analysis::contributions::Contributions>,
    coasts: Vec<analysis::coast::Coast>,
}

impl Behind {
    fn new(
        views: &[Side],
        sides: &[asked::Side],
        manifest: &Manifest,
        results: &Results,
        threads: Option<usize>,
    ) -> Behind {
        let (mut lifetimes, mut experiments) = (Vec::new(), Vec::new());
        for side in views {
            let mut model = side.model.clone();
            model.simulation.replications = results.replications;
            let (_, all) = analysis::without_luck(&model);
            lifetimes.extend(side.plans.iter().map(|&plan| all[plan].clone()));
            experiments.extend(side.plans.iter().map(|&plan| analysis::experiments::worth(&model, plan, threads)));
        }
        let (contributions, coasts) = match (views, sides) {
            ([side], [asked]) => {
                let mut model = side.model.clone();
                model.simulation.replications = results.replications;
                let lacking = lacking(&model, asked, manifest);
                let in_run = |plan: usize, metric: &str| {
                    let at = side.plans.iter().position(|&played| played == plan)?;
                    let figure = results.total(at, metric)?;
                    Some((figure.mean?, figure.se.unwrap_or(f64::NAN)))
                };
                let contributions = analysis::contributions::contributions(&lacking, side.plans, &in_run, threads);
                (contributions, analysis::coasts(&model, side.plans, threads))
            }
            _ => (Vec::new(), Vec::new()),
        };
        Behind { lifetimes, experiments, contributions, coasts }
    }
}

/// The model with plans that lack one thing, to see what that is worth.
fn lacking(model: &Model, side: &asked::Side, manifest: &Manifest) -> Lacking {
    let overrides: Vec<Override> = manifest.set.iter().map(|set| Override::from(set.as_str())).collect();
    let data = &side.opened.scenario.data;
    let again = Again { name: &manifest.file, text: &manifest.scenario, data, overrides: &overrides };
    Lacking::new(model, &again, side.plans.as_slice()).with_spend(&side.factors)
}

/// Opens the report folder before the work, so that a wrong path costs no time.
fn folder(options: &Options, manifest: &Manifest) -> Result<Option<ReportFolder>, Failure> {
    if options.no_report {
        return Ok(None);
    }
    let stem = Path::new(&manifest.file).file_stem().map(|s| s.to_string_lossy().into_owned());
    let default = || PathBuf::from(format!("{}-report", stem.unwrap_or_else(|| "flywheel".to_string())));
    let path = options.output.clone().unwrap_or_else(default);
    ReportFolder::create(&path).map(Some).map_err(|error| Failure::Work(error.to_string()))
}

/// What decides between the plans, and against which one they are set.
///
/// More plans than can be compared are an error where a comparison was asked for, and shown without one else.
fn watch(
    model: &Model,
    plans: &[usize],
    cast: &results::Cast,
    against: Option<&str>,
) -> Result<Option<Watch>, Failure> {
    if plans.len() > MOST_PLANS {
        return Ok(None);
    }
    // Of several files a plan may be named without its file.
    let meant = |own: &str, id: &str| own == id || own.split_once(':').is_some_and(|(_, own)| own == id);
    let reference = match against {
        None => 0,
        Some(id) => plans.iter().position(|&plan| meant(&model.plans[plan].id, id)).ok_or_else(|| {
            let known: Vec<&str> = plans.iter().map(|&plan| model.plans[plan].id.as_str()).collect();
            let help = format!("the plans are {}", known.join(", "));
            Failure::WrongUsage(format!("no plan is called `{id}`\n  = help: {help}"))
        })?,
    };
    let catalogue = &cast.catalogues[0];
    let outcome = catalogue.find(&compare::headline(model, plans)).or_else(|| catalogue.find("customers"));
    let metrics = compare::HEADLINES.iter().filter_map(|id| catalogue.find(id));
    Ok(outcome.map(|outcome| Watch {
        outcome,
        reference,
        metrics: metrics.chain([outcome]).fold(Vec::new(), |mut all, metric| {
            if !all.contains(&metric) {
                all.push(metric);
            }
            all
        }),
        beside: catalogue.find("customers"),
        alternatives: compare::alternatives(catalogue, outcome),
    }))
}

/// What was asked for has to exist in every future: a mean over those in which it does would be about other futures.
fn refuse_what_diverges(model: &Model, results: &Results) -> Result<(), Failure> {
    let is_reckoned = results.catalogue.find("end_value").is_some();
    if model.end_value.of != EndWorth::WithReferrals || !is_reckoned {
        return Ok(());
    }
    let missing = |plan: usize| {
        let known = results.total(plan, "end_value").map_or(0, |value| value.n);
        1.0 - known as f64 / f64::from(results.replications)
    };
    let worst = (0..results.plans.len()).map(|plan| (plan, missing(plan))).max_by(|a, b| a.1.total_cmp(&b.1));
    match worst.filter(|(_, share)| *share > 0.0) {
        None => Ok(()),
        Some((plan, share)) => Err(Failure::WrongUsage(format!(
            "`end_value = \"with referrals\"`: in {:.1}% of the futures of `{}` those who are brought bring more than is \
             discounted, so that what is to come after the run has no sum\n  = help: count so long a time: end_value = {{ \
             value = \"with referrals\", at_most = \"3 years\" }}",
            (100.0 * share).max(0.1),
            results.plans[plan].id
        ))),
    }
}

fn simulate(
    settings: &Settings,
    model: &Model,
    plans: &[usize],
    cast: &results::Cast,
    watch: Option<Watch>,
    save: bool,
    go_on: &(dyn Fn(usize) -> bool + Sync),
) -> Result<Results, Failure> {
    let arms = cast.arms(0);
    let replications = model.simulation.replications;
    let run = EngineRun { arms: &arms, inputs: &cast.inputs, seed: cast.seed, replications };
    let paths = || model.inputs.iter().map(|input| input.path.clone()).collect();
    let precise = |relative| {
        let metric = watch.as_ref().map(|watch| watch.outcome).or_else(|| cast.catalogues[0].find("customers"));
        metric.map(|metric| Precision { metric, relative })
    };
    let wishes = Wishes {
        keep: save.then(|| (replications.min(MOST_SAVED), paths())),
        precision: settings.precision.and_then(precise),
        watch,
    };
    let collected = results::collect_with(&run, &cast.catalogues, &wishes, settings.threads(), go_on);
    let collected = collected.ok_or(Failure::Interrupted)?;
    Ok(Results::new(model, cast.catalogues[0].clone(), plans, collected))
}

/// Returns where the page is.
fn write(options: &Options, folder: ReportFolder, played: &Played) -> Result<PathBuf, Failure> {
    let path = folder.path().to_path_buf();
    let drawn = played.write(folder, &options.drawing)?;
    drawn.warnings.iter().for_each(|warning| eprintln!("warning: {warning}"));
    Ok(path.join("report.html"))
}

fn answer(asking: Asking, options: &Options, played: &Played, report: Option<PathBuf>) -> Result<(), Failure> {
    let (subject, width) = (&played.subject(), terminal_width());
    let report = report.map(|page| page.display().to_string());
    let is_said = (options.format, asking) == (Format::Table, Asking::Run);
    if let (Some(page), false, false) = (&report, options.quiet, is_said) {
        eprintln!("report: {page}");
    }
    let compared = || subject.comparison.map_or(String::new(), |c| comparison::on_screen(subject, c, width));
    match (options.format, asking) {
        (Format::Json, _) => print_out(&summary(subject)),
        (Format::Csv, _) => print_out(&results::series_csv(subject.results)),
        (Format::Table, _) if options.quiet => Ok(()),
        (Format::Table, Asking::Run) => print_out(&screen::summary(subject, report.as_deref(), width)),
        (Format::Table, Asking::Compare) => print_out(compared().trim_start()),
    }
}

/// Columns of the terminal; 120 if there is none.
fn terminal_width() -> u16 {
    comfy_table::Table::new().width().unwrap_or(120).clamp(60, 160)
}
