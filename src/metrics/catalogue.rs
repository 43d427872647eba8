//! Every figure that a scenario has, and the columns they are recorded in.

use super::spans::{Grain, Span, Spans};
use super::{Definition, Figure, Series, Unit};
use super::{acquisition, capacity, cohorts, exactness, experiments, goals, money, movements, orders, people};
use super::{recurring, referral, returns, sources, stay, targets, wheel};
use crate::model::{Accounting, Bound, Goal, Model, Number, Plan, Time};
use crate::program::{Index, Program, RecordId};

/// Where the values of a series are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Among the series that the engine wrote down.
    Record(RecordId),
    /// Among `Catalogue::sums`, computed once a block; `opening`: what is booked at period 0 belongs to it.
    Sum { at: usize, opening: bool },
}

impl Source {
    pub(super) fn opening(self) -> bool {
        matches!(self, Source::Sum { opening: true, .. })
    }
}

/// A definition applied to a scenario.
#[derive(Debug, Clone)]
pub struct Metric {
    pub definition: &'static Definition,
    /// With its index: `people[trial]`.
    pub id: String,
    /// What the index names, in the scenario's words: `Trial`.
    pub of: Option<String>,
    pub figure: Figure,
}

impl Metric {
    pub(super) fn plain(definition: &'static Definition, figure: Figure) -> Metric {
        Metric { definition, id: definition.id.to_string(), of: None, figure }
    }

    pub(super) fn indexed(definition: &'static Definition, index: &str, label: &str, figure: Figure) -> Metric {
        Metric { definition, id: format!("{}[{index}]", definition.id), of: Some(label.to_string()), figure }
    }
}

/// The things of a scenario that figures are about.
pub(super) struct Things<'a> {
    pub plan: &'a Plan,
    pub index: &'a Index,
    pub goals: &'a [Goal],
    pub time: &'a Time,
    pub accounting: Accounting,
    /// Whether any plan says what is in the bank.
    pub has_cash: bool,
}

impl Things<'_> {
    /// The sum of some series of money, with what is booked at period 0.
    pub fn money(&self, records: &[RecordId]) -> Series {
        Series::sum(records.iter().copied()).opening(self.accounting.count_start)
    }

    /// Ids and labels of the sources: channels, then referrals.
    pub fn sources(&self) -> impl Iterator<Item = (&str, &str)> {
        let channels = self.plan.channels.iter().map(|c| (c.id.as_str(), c.label.as_str()));
        channels.chain(self.plan.referrals.iter().map(|r| (r.id.as_str(), r.label.as_str())))
    }

    /// A bound of a metric in what [`super::observe()`] gives for it: recurring revenue per step, not month.
    pub fn in_records(&self, id: &str, bound: Bound) -> Bound {
        match super::definition(id).map(|d| d.unit) {
            Some(Unit::MoneyPerMonth) => targets::times(bound, 1.0 / self.time.periods_per_month()),
            _ => bound,
        }
    }

    /// How many whole periods are a year.
    pub fn periods_per_year(&self) -> u32 {
        (1.0 / self.time.years_per_period()).round() as u32
    }

    /// The figure of a metric id; `people[a + b]` adds stages.
    pub fn figure_named(&self, id: &str, metrics: &[Metric]) -> Option<Figure> {
        if let Some(metric) = metrics.iter().find(|m| m.id == id) {
            return Some(metric.figure.clone());
        }
        let stages = id.strip_prefix("people[")?.strip_suffix(']')?.split('+').map(str::trim);
        let record = |name: &str| {
            let stage = self.plan.stages.iter().position(|s| s.id == name)?;
            self.index.people[stage]
        };
        let records: Option<Vec<usize>> = stages.map(record).collect();
        records.map(|records| Figure::Stock(Series::sum(records)))
    }
}

/// One column of figures: a metric over a span of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Index into [`Catalogue::metrics`].
    pub metric: usize,
    pub span: Span,
}

/// All figures of a scenario. The same for all its plans, in the same order.
#[derive(Debug, Clone)]
pub struct Catalogue {
    pub metrics: Vec<Metric>,
    pub spans: Spans,
    /// Per metric its first column: its periods, quarters and years, then the whole run.
    first_column: Vec<usize>,
    columns: Vec<Column>,
    /// Per metric its figure over sources.
    pub(super) figures: Vec<Figure<Source>>,
    /// Sums of series that several figures need.
    pub(super) sums: Vec<Series>,
}

impl Catalogue {
    /// The figures of a model, over the series of a program compiled from it (any plan).
    pub fn new(model: &Model, program: &Program) -> Catalogue {
        let things = Things {
            plan: &model.plans[0],
            index: &program.index,
            goals: &model.goals,
            time: &model.time,
            accounting: model.accounting,
            has_cash: model.plans.iter().any(|p| p.cash != Number::Constant(0.0)),
        };
        // One line per family, in the order of the tables in reports.
        let families = [
            people::metrics,
            movements::metrics,
            sources::metrics,
            referral::metrics,
            wheel::metrics,
            stay::metrics,
            cohorts::metrics,
            money::metrics,
            returns::metrics,
            orders::metrics,
            recurring::metrics,
            acquisition::metrics,
            capacity::metrics,
            experiments::metrics,
            exactness::metrics,
        ];
        let mut metrics: Vec<Metric> = families.iter().flat_map(|family| family(&things)).collect();
        metrics.extend(goals::metrics(&things, &metrics));
        metrics.extend(targets::metrics(&things, &metrics));
        Catalogue::of(metrics, Spans::new(&model.time))
    }

    /// Some of the figures only, over programs that write down nothing but what these need.
    ///
    /// Returns them with the records that the programs keep, in their new order. Ids that are unknown are left out.
    pub fn only(&self, ids: &[&str]) -> (Catalogue, Vec<RecordId>) {
        let mut needed: Vec<RecordId> = Vec::new();
        let mut renamed = |mut series: Series| {
            for (record, _) in &mut series.terms {
                *record = needed.iter().position(|known| known == record).unwrap_or_else(|| {
                    needed.push(*record);
                    needed.len() - 1
                });
            }
            series
        };
        let wanted = self.metrics.iter().filter(|metric| ids.contains(&metric.id.as_str()));
        let lean = |metric: &Metric| Metric { figure: metric.figure.clone().map(&mut renamed), ..metric.clone() };
        let metrics = wanted.map(lean).collect();
        (Catalogue::of(metrics, self.spans.clone()), needed)
    }

    /// Per catalogue the figures that all of them have, over the same spans, in the order of the first.
    ///
    /// They are of scenarios with the same clock: then column by column the same is meant.
    pub fn common(catalogues: &[Catalogue]) -> Vec<Catalogue> {
        let spans = |catalogue: &Catalogue, metric: usize| -> Vec<Span> {
            catalogue.columns_of(metric).map(|column| catalogue.columns[column].span).collect()
        };
        let common = |(metric, described): &(usize, &Metric)| {
            catalogues.iter().all(|other| {
                other.find(&described.id).is_some_and(|m| spans(other, m) == spans(&catalogues[0], *metric))
            })
        };
        let first = catalogues.first().map_or(&[][..], |first| &first.metrics);
        let ids: Vec<&str> = first.iter().enumerate().filter(common).map(|(_, m)| m.id.as_str()).collect();
        let of = |catalogue: &Catalogue| {
            let metrics = ids.iter().filter_map(|id| Some(catalogue.metrics[catalogue.find(id)?].clone()));
            Catalogue::of(metrics.collect(), catalogue.spans.clone())
        };
        catalogues.iter().map(of).collect()
    }

    fn of(metrics: Vec<Metric>, spans: Spans) -> Catalogue {
        let mut columns = Vec::new();
        let mut first_column = Vec::new();
        for (metric, m) in metrics.iter().enumerate() {
            first_column.push(columns.len());
            columns.extend(spans.of(&m.figure).into_iter().map(|span| Column { metric, span }));
        }
        let mut sums = Vec::new();
        let mut source = |series: Series| source_of(series, &mut sums);
        let figures = metrics.iter().map(|m| m.figure.clone().map(&mut source)).collect();
        Catalogue { metrics, spans, first_column, columns, figures, sums }
    }

    /// Every column, by metric, then span.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The columns of a metric.
    pub fn columns_of(&self, metric: usize) -> std::ops::Range<usize> {
        let end = self.first_column.get(metric + 1).copied().unwrap_or(self.columns.len());
        self.first_column[metric]..end
    }

    /// How many sums of series are computed in every period of a block.
    pub fn sums_per_period(&self) -> usize {
        self.sums.len()
    }

    /// Factor from what [`super::observe()`] gives for a metric to the unit of its definition.
    pub fn unit_of(&self, metric: usize) -> f64 {
        match self.metrics[metric].definition.unit {
            Unit::MoneyPerMonth => self.spans.time.periods_per_month(),
            _ => 1.0,
        }
    }

    /// The metric with this id.
    pub fn find(&self, id: &str) -> Option<usize> {
        self.metrics.iter().position(|m| m.id == id)
    }

    /// The column of a metric by grain and number (period, or index of the quarter or year).
    pub fn column(&self, metric: usize, grain: Grain, number: u32) -> Option<usize> {
        let wanted = |c: &usize| self.columns[*c].span.grain == grain && self.columns[*c].span.number == number;
        self.columns_of(metric).find(wanted)
    }
}

/// A series as it was recorded, or a sum, each once.
fn source_of(series: Series, sums: &mut Vec<Series>) -> Source {
    match series.terms[..] {
        [(record, 1.0)] if !series.cumulated && !series.opening => Source::Record(record),
        _ => {
            let opening = series.opening;
            let at = sums.iter().position(|s| *s == series).unwrap_or_else(|| {
                sums.push(series);
                sums.len() - 1
            });
            Source::Sum { at, opening }
        }
    }
}
