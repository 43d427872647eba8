//! What was observed, mergeable exactly, with what is needed to repeat it.

mod collect;
mod density;
mod duels;
mod manifest;
mod paired;
mod series;
mod summary;
mod summary_json;

pub use collect::{Collected, Precision, Wishes, collect, collect_with, memory_of_a_thread};
pub use density::{Atom, Density};
pub use duels::{Against, Duel, Duels, MOST_SINGLES, Singles, Watch};
pub use manifest::{DataFile, Manifest, ManifestError, OtherScenario, digest};
pub use paired::{Cast, Chance, Paired, paired, paired_in_expectation, paired_under};
pub use series::{replications_csv, series_csv};
pub use summary::Summary;
pub use summary_json::summary_json;

use crate::base::stats;
use crate::metrics::{Catalogue, Definition, Grain, Unit};
use crate::model::{Model, Time};

/// The figures of a run: per plan one summary for every column of the catalogue.
#[derive(Debug, Clone)]
pub struct Results {
    pub catalogue: Catalogue,
    pub plans: Vec<PlanResults>,
    pub replications: u32,
    pub seed: u64,
    /// Factor from minor units to the currency's unit: 0.01 for cents.
    pub money_unit: f64,
    /// Inputs and headline outcomes of single replications, if they were asked for.
    pub kept: Option<Kept>,
    /// The plans against one another, if that was asked for.
    pub duels: Option<Duels>,
}

/// The figures of one plan.
#[derive(Debug, Clone)]
pub struct PlanResults {
    pub id: String,
    pub label: String,
    /// One per column of the catalogue.
    pub summaries: Vec<Summary>,
}

/// What was drawn and what came out, replication by replication.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Path of every input.
    pub inputs: Vec<String>,
    /// Ids of the metrics whose whole-run figures are kept.
    pub outcomes: Vec<String>,
    /// By replication: the draws of the inputs ([`Model::as_written`] says what they mean).
    pub drawn: Vec<Vec<f64>>,
    /// By plan, by replication: the outcomes, in people, minor units, shares or periods.
    pub came: Vec<Vec<Vec<f64>>>,
}

/// Where a figure lies among the replications.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Distribution {
    /// Replications in which the figure exists.
    pub n: u64,
    /// `None` where it does not exist anywhere, or (times) is later than the run in some.
    pub mean: Option<f64>,
    pub sd: Option<f64>,
    /// Monte Carlo standard error of the mean.
    pub se: Option<f64>,
    /// At [`Distribution::LEVELS`]; `None` where absent, infinite where later than the run.
    pub quantiles: [Option<f64>; 7],
}

impl Distribution {
    /// Levels of the quantiles, in files p5, p10, p25, p50, p75, p90, p95.
    pub const LEVELS: [f64; 7] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95];
    /// Their names in files.
    pub const NAMES: [&'static str; 7] = ["p5", "p10", "p25", "p50", "p75", "p90", "p95"];

    /// Of what was recorded, in the units that were recorded.
    pub(crate) fn of(summary: &Summary) -> Distribution {
        Distribution {
            n: summary.n(),
            mean: summary.mean(),
            sd: summary.sd(),
            se: summary.standard_error(),
            quantiles: Distribution::LEVELS.map(|p| summary.quantile(p)),
        }
    }

    /// Of a share of the replications, 1 for a hit and 0 for none: what never came, or always, has an error too.
    pub(crate) fn of_a_chance(summary: &Summary) -> Distribution {
        let figure = Distribution::of(summary);
        let n = figure.n as f64;
        let error = |mean: f64| stats::error_of_a_chance((mean * n).round(), n, figure.se.unwrap_or(0.0));
        Distribution { se: figure.mean.map(error), ..figure }
    }

    /// Whether it exists and is not 0 everywhere.
    pub fn says_something(&self) -> bool {
        self.n > 0 && self.quantiles != [Some(0.0); 7]
    }

    /// The 5% quantile; likewise the others.
    pub fn p5(&self) -> Option<f64> {
        self.quantiles[0]
    }

    pub fn p25(&self) -> Option<f64> {
        self.quantiles[2]
    }

    pub fn median(&self) -> Option<f64> {
        self.quantiles[3]
    }

    pub fn p75(&self) -> Option<f64> {
        self.quantiles[4]
    }

    pub fn p95(&self) -> Option<f64> {
        self.quantiles[6]
    }

    /// In other units.
    fn times(self, unit: f64) -> Distribution {
        let scaled = |x: Option<f64>| x.map(|x| x * unit);
        Distribution {
            n: self.n,
            mean: scaled(self.mean),
            sd: scaled(self.sd),
            se: scaled(self.se),
            quantiles: self.quantiles.map(scaled),
        }
    }
}

impl Results {
    /// Puts what was collected under the names of its model.
    pub fn new(model: &Model, catalogue: Catalogue, plans: &[usize], collected: Collected) -> Results {
        let named = |(&plan, summaries): (&usize, Vec<Summary>)| {
            let plan = &model.plans[plan];
            PlanResults { id: plan.id.clone(), label: plan.label.clone(), summaries }
        };
        Results {
            catalogue,
            plans: plans.iter().zip(collected.summaries).map(named).collect(),
            replications: collected.replications,
            seed: model.simulation.seed,
            money_unit: 1.0 / 10_u64.pow(model.currency.decimals) as f64,
            kept: collected.kept,
            duels: collected.duels,
        }
    }

    /// The clock of the scenario.
    pub fn time(&self) -> &Time {
        &self.catalogue.spans.time
    }

    /// The figure of a column, in the unit of its definition: people, minor units, shares, periods.
    pub fn distribution(&self, plan: usize, column: usize) -> Distribution {
        let metric = self.catalogue.columns()[column].metric;
        let unit = self.catalogue.unit_of(metric) / self.definition(column).unit.recorded_in_one();
        let of = match self.definition(column).unit {
            Unit::Chance => Distribution::of_a_chance,
            _ => Distribution::of,
        };
        of(&self.plans[plan].summaries[column]).times(unit)
    }

    /// The same in the units of the files: money in whole currency.
    pub fn distribution_for_files(&self, plan: usize, column: usize) -> Distribution {
        let figure = self.distribution(plan, column);
        if self.definition(column).unit.is_money() { figure.times(self.money_unit) } else { figure }
    }

    /// The figure of a metric over the whole run (a stock: at the horizon).
    pub fn total(&self, plan: usize, metric: &str) -> Option<Distribution> {
        let metric = self.catalogue.find(metric)?;
        let column = self.catalogue.column(metric, Grain::Total, self.time().periods)?;
        Some(self.distribution(plan, column))
    }

    /// The figures of a metric by period, from period 0 on; `None` where it has none.
    pub fn by_period(&self, plan: usize, metric: &str) -> Option<Vec<Option<Distribution>>> {
        let metric = self.catalogue.find(metric)?;
        let at = |t| self.catalogue.column(metric, Grain::Step, t).map(|column| self.distribution(plan, column));
        Some((0..=self.time().periods).map(at).collect())
    }

    /// Metrics with values too large to be recorded, and the share of the futures in which the worst of its columns
    /// has them.
    pub fn exceeding(&self, plan: usize) -> Vec<(usize, f64)> {
        let share = |column: usize| {
            let summary = &self.plans[plan].summaries[column];
            summary.n_exceeding() as f64 / summary.n().max(1) as f64
        };
        let worst = |metric: usize| self.catalogue.columns_of(metric).map(share).fold(0.0, f64::max);
        let metrics = (0..self.catalogue.metrics.len()).map(|metric| (metric, worst(metric)));
        metrics.filter(|(_, share)| *share > 0.0).collect()
    }

    /// What the figure of a column is.
    pub fn definition(&self, column: usize) -> &'static Definition {
        self.catalogue.metrics[self.catalogue.columns()[column].metric].definition
    }
}
