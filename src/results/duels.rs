//! Plans against one another, future by future: what the difference is, and who is ahead.
//!
//! Differences are made in each replication, of the whole numbers that are recorded, before anything is merged:
//! the band of a difference does not follow from the bands of the plans. Where plans meet the same inputs and
//! the same luck, what moves both of them cancels.

use super::collect::in_units;
use super::summary::Summary;
use super::{Distribution, Results};
use crate::base::isa::{self, Isa, Job};
use crate::engine::{BLOCK, Block};
use crate::metrics::{Catalogue, Grain, Unit, Values};

/// Futures that are kept one by one, for what needs them singly.
pub const MOST_SINGLES: u32 = 16_384;

/// What is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watch {
    /// The metric whose figure over the whole run decides between plans.
    pub outcome: usize,
    /// The arm to which the others are compared in every metric below.
    pub reference: usize,
    /// Metrics whose differences are kept in all their columns.
    pub metrics: Vec<usize>,
    /// A metric that is kept one by one beside the outcome: customers on board at the end.
    pub beside: Option<usize>,
    /// Metrics that could decide in its place: the outcome with the end of the run reckoned otherwise. Kept one by one.
    pub alternatives: Vec<usize>,
}

/// Two arms against one another in the outcome.
#[derive(Debug, Clone)]
pub struct Duel {
    pub a: usize,
    pub b: usize,
    /// a less b by period from `first` on, up to each period; empty for an outcome of the whole run only.
    pub so_far: Vec<Summary>,
    /// The period of the first of them.
    pub first: u32,
    /// Whether a is ahead (1, else 0) by then, and whether b is.
    pub ahead: [Vec<Summary>; 2],
    /// a less b over the whole run, and who is ahead.
    pub at_end: Summary,
    pub ahead_at_end: [Summary; 2],
    /// First period from which a stays ahead of b to the end, and b of a; infinite where that does not come.
    pub crossover: [Summary; 2],
    /// First period from which the cash of a stays at or above that of b to the end, and b's above a's; empty for
    /// scenarios whose cash is not watched.
    pub money_back: [Summary; 2],
    /// Whether their cash differs in any future.
    pub cash_differs: bool,
}

/// What came of plans side by side.
#[derive(Debug, Clone)]
pub struct Duels {
    pub watch: Watch,
    /// Per arm and column of the watched metrics (in the order of [`Duels::columns`]) its figure less the
    /// reference's; empty for the reference itself.
    pub differences: Vec<Vec<Summary>>,
    /// The columns of the watched metrics.
    pub columns: Vec<usize>,
    /// Every pair of arms, a before b.
    pub pairs: Vec<Duel>,
    /// The first futures one by one.
    pub singles: Singles,
}

/// Futures one by one.
#[derive(Debug, Clone, Default)]
pub struct Singles {
    /// Per input its draws.
    pub inputs: Vec<Vec<f64>>,
    /// Per arm the outcome, as [`crate::metrics::observe()`] gives it.
    pub outcomes: Vec<Vec<f64>>,
    /// Per arm the other kept metric; empty without one.
    pub beside: Vec<Vec<f64>>,
    /// Per alternative and arm.
    pub alternatives: Vec<Vec<Vec<f64>>>,
}

/// Collects duels, block after block.
pub(super) struct Collecting {
    pub duels: Duels,
    /// Per column of the catalogue its place among the watched columns.
    places: Vec<Option<usize>>,
    /// Recorded values of the watched columns: per arm and column; with the outcome so far, per arm and period.
    figures: Vec<Vec<Values>>,
    so_far: Vec<Vec<Values>>,
    /// The first period of the outcome so far.
    first: u32,
    outcome: Vec<Values>,
    beside: Vec<Values>,
    alternatives: Vec<Vec<Values>>,
    outcome_column: usize,
    beside_column: Option<usize>,
    alternative_columns: Vec<usize>,
    /// Periods from 1 on, and the places of their cash among the watched columns.
    cash: Vec<(u32, usize)>,
    kept: Vec<KeptBlock>,
}

struct KeptBlock {
    first: u32,
    inputs: Vec<Vec<f64>>,
    outcomes: Vec<Vec<f64>>,
    beside: Vec<Vec<f64>>,
    alternatives: Vec<Vec<Vec<f64>>>,
}

impl Collecting {
    pub fn new(watch: &Watch, catalogue: &Catalogue, arms: usize) -> Collecting {
        let mut places = vec![None; catalogue.columns().len()];
        let columns: Vec<usize> = watch.metrics.iter().flat_map(|&metric| catalogue.columns_of(metric)).collect();
        columns.iter().enumerate().for_each(|(place, &column)| places[column] = Some(place));
        let last = |metric: usize| catalogue.columns_of(metric).end - 1;
        let pairs = (0..arms).flat_map(|a| (a + 1..arms).map(move |b| Duel::new(a, b))).collect();
        let of_arm = |arm: usize| if arm == watch.reference { 0 } else { columns.len() };
        Collecting {
            duels: Duels {
                watch: watch.clone(),
                differences: (0..arms).map(|arm| vec![Summary::default(); of_arm(arm)]).collect(),
                pairs,
                singles: Singles::default(),
                columns: columns.clone(),
            },
            places,
            figures: vec![vec![[0.0; BLOCK]; columns.len()]; arms],
            so_far: vec![Vec::new(); arms],
            first: u32::MAX,
            outcome: vec![[0.0; BLOCK]; arms],
            beside: vec![[0.0; BLOCK]; arms],
            alternatives: vec![vec![[0.0; BLOCK]; arms]; watch.alternatives.len()],
            outcome_column: last(watch.outcome),
            beside_column: watch.beside.map(last),
            alternative_columns: watch.alternatives.iter().map(|&metric| last(metric)).collect(),
            cash: cash(&columns, catalogue),
            kept: Vec::new(),
        }
    }

    /// Notes a column of an arm.
    ///
    /// * `values`: as observed; `recorded`: as recorded
    #[inline(always)]
    pub fn note(&mut self, arm: usize, column: usize, values: &Values, recorded: &Values) {
        if let Some(place) = self.places[column] {
            self.figures[arm][place] = *recorded;
        }
        if column == self.outcome_column {
            self.outcome[arm] = *values;
        }
        if Some(column) == self.beside_column {
            self.beside[arm] = *values;
        }
        if let Some(which) = self.alternative_columns.iter().position(|known| *known == column) {
            self.alternatives[which][arm] = *values;
        }
    }

    /// Notes the outcome of an arm up to a period; periods come in order.
    #[inline(always)]
    pub fn note_so_far(&mut self, arm: usize, period: u32, values: &Values) {
        if period == self.first || self.so_far[arm].is_empty() {
            self.first = period;
            self.so_far[arm].clear();
        }
        self.so_far[arm].push(*values);
    }

    /// Adds the block that was noted.
    pub fn add(&mut self, block: &Block, catalogue: &Catalogue) {
        if block.first < MOST_SINGLES {
            self.keep(block);
        }
        let unit = catalogue.metrics[self.duels.watch.outcome].definition.unit;
        isa::dispatch(Adding { collecting: self, unit });
    }

    fn keep(&mut self, block: &Block) {
        let n = block.replications.min((MOST_SINGLES - block.first) as usize);
        let of_arms = |values: &[Values]| values.iter().map(|values| values[..n].to_vec()).collect();
        self.kept.push(KeptBlock {
            first: block.first,
            inputs: block.inputs.chunks(BLOCK).map(|input| input[..n].to_vec()).collect(),
            outcomes: of_arms(&self.outcome),
            beside: if self.beside_column.is_some() { of_arms(&self.beside) } else { Vec::new() },
            alternatives: self.alternatives.iter().map(|arms| of_arms(arms)).collect(),
        });
    }

    pub fn merge(&mut self, other: Collecting) {
        let Duels { differences, pairs, .. } = &mut self.duels;
        let mine = differences.iter_mut().flatten();
        mine.zip(other.duels.differences.iter().flatten()).for_each(|(mine, theirs)| mine.merge(theirs));
        pairs.iter_mut().zip(&other.duels.pairs).for_each(|(mine, theirs)| mine.merge(theirs));
        self.kept.extend(other.kept);
    }

    /// What came together, the single futures in their order.
    pub fn finish(mut self) -> Duels {
        self.kept.sort_by_key(|block| block.first);
        let singles = &mut self.duels.singles;
        for block in self.kept {
            append(&mut singles.inputs, block.inputs);
            append(&mut singles.outcomes, block.outcomes);
            append(&mut singles.beside, block.beside);
            singles.alternatives.resize_with(block.alternatives.len(), Vec::new);
            for (all, more) in singles.alternatives.iter_mut().zip(block.alternatives) {
                append(all, more);
            }
        }
        self.duels
    }
}

/// The columns of cash by period from 1 on.
fn cash(columns: &[usize], catalogue: &Catalogue) -> Vec<(u32, usize)> {
    let period = |column: usize| {
        let column = catalogue.columns()[column];
        let is_cash = catalogue.metrics[column.metric].id == "cash";
        (is_cash && column.span.grain == Grain::Step && column.span.number > 0).then_some(column.span.number)
    };
    columns.iter().enumerate().filter_map(|(place, &column)| Some((period(column)?, place))).collect()
}

fn append(all: &mut Vec<Vec<f64>>, more: Vec<Vec<f64>>) {
    all.resize_with(more.len(), Vec::new);
    all.iter_mut().zip(more).for_each(|(all, more)| all.extend(more));
}

/// A block on its way into the summaries, compiled for every instruction set.
struct Adding<'a> {
    collecting: &'a mut Collecting,
    unit: Unit,
}

impl Job for Adding<'_> {
    type Out = ();

    #[inline(always)]
    fn run<I: Isa>(self, _: I) {
        let Collecting { duels, figures, so_far, outcome, first, cash, .. } = self.collecting;
        let reference = duels.watch.reference;
        for (arm, summaries) in duels.differences.iter_mut().enumerate() {
            for ((summary, mine), its) in summaries.iter_mut().zip(&figures[arm]).zip(&figures[reference]) {
                summary.add_block(&less(mine, its));
            }
        }
        for values in outcome.iter_mut().chain(so_far.iter_mut().flatten()) {
            *values = in_units(values, self.unit);
        }
        for duel in &mut duels.pairs {
            duel.add_so_far(&so_far[duel.a], &so_far[duel.b], *first);
            duel.add_cash(&figures[duel.a], &figures[duel.b], cash);
            let difference = less(&outcome[duel.a], &outcome[duel.b]);
            duel.at_end.add_block(&difference);
            duel.ahead_at_end[0].add_block(&is_above(&difference));
            duel.ahead_at_end[1].add_block(&is_above(&difference.map(|x| -x)));
        }
    }
}

impl Duel {
    fn new(a: usize, b: usize) -> Duel {
        Duel {
            a,
            b,
            so_far: Vec::new(),
            first: 0,
            ahead: Default::default(),
            at_end: Summary::default(),
            ahead_at_end: Default::default(),
            crossover: Default::default(),
            money_back: Default::default(),
            cash_differs: false,
        }
    }

    #[inline(always)]
    fn add_so_far(&mut self, a: &[Values], b: &[Values], first: u32) {
        if a.is_empty() {
            return;
        }
        self.first = first;
        let [ahead, behind] = &mut self.ahead;
        for summaries in [&mut self.so_far, ahead, behind] {
            summaries.resize_with(a.len(), Summary::default);
        }
        let mut since = [Since::default(), Since::default()];
        for (place, (a, b)) in a.iter().zip(b).enumerate() {
            let difference = less(a, b);
            let signs = [is_above(&difference), is_above(&difference.map(|x| -x))];
            self.so_far[place].add_block(&difference);
            for side in 0..2 {
                self.ahead[side][place].add_block(&signs[side]);
                since[side].note(first + place as u32, &signs[side]);
            }
        }
        for (crossover, since) in self.crossover.iter_mut().zip(&since) {
            crossover.add_block(&since.values);
        }
    }

    /// * `cash`: periods, and where their cash is among the figures
    #[inline(always)]
    fn add_cash(&mut self, a: &[Values], b: &[Values], cash: &[(u32, usize)]) {
        let mut since = [Since::default(), Since::default()];
        for &(period, place) in cash {
            let more = less(&a[place], &b[place]);
            self.cash_differs |= more.iter().any(|x| *x != 0.0 && !x.is_nan());
            since[0].note(period, &is_not_below(&more));
            since[1].note(period, &is_not_below(&more.map(|x| -x)));
        }
        if !cash.is_empty() {
            self.money_back.iter_mut().zip(&since).for_each(|(back, since)| back.add_block(&since.values));
        }
    }

    fn merge(&mut self, other: &Duel) {
        self.first = self.first.max(other.first);
        let [ahead, behind] = &mut self.ahead;
        for (mine, theirs) in [(&mut self.so_far, &other.so_far), (ahead, &other.ahead[0]), (behind, &other.ahead[1])] {
            mine.resize_with(mine.len().max(theirs.len()), Summary::default);
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| mine.merge(theirs));
        }
        self.at_end.merge(&other.at_end);
        for side in 0..2 {
            self.ahead_at_end[side].merge(&other.ahead_at_end[side]);
            self.crossover[side].merge(&other.crossover[side]);
            self.money_back[side].merge(&other.money_back[side]);
        }
        self.cash_differs |= other.cash_differs;
    }
}

/// The first period from which something stays so to the end, infinite where it does not.
struct Since {
    values: Values,
}

impl Default for Since {
    fn default() -> Since {
        Since { values: [f64::INFINITY; BLOCK] }
    }
}

impl Since {
    /// Notes a period, in their order.
    ///
    /// * `is_so`: above 0 where it is so; absent where the last period is makes the whole absent
    #[inline(always)]
    fn note(&mut self, period: u32, is_so: &Values) {
        for (since, is_so) in self.values.iter_mut().zip(is_so) {
            // Of what was absent before, nothing is known to stay.
            let so_far = if since.is_nan() { f64::INFINITY } else { *since };
            *since = match is_so {
                is_so if is_so.is_nan() => f64::NAN,
                is_so if *is_so > 0.0 => so_far.min(f64::from(period)),
                _ => f64::INFINITY,
            };
        }
    }
}

impl Duels {
    /// The duel of two arms, and whether it is told the other way round (b against a).
    pub fn pair(&self, arm: usize, other: usize) -> Option<(&Duel, bool)> {
        let (a, b) = (arm.min(other), arm.max(other));
        self.pairs.iter().find(|duel| (duel.a, duel.b) == (a, b)).map(|duel| (duel, arm > other))
    }
}

#[inline(always)]
fn less(a: &Values, b: &Values) -> Values {
    let mut out = [0.0; BLOCK];
    for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
        *out = a - b;
    }
    out
}

/// 1 where it is above 0, else 0; absent where it is.
#[inline(always)]
fn is_above(values: &Values) -> Values {
    values.map(|x| if x.is_nan() { x } else { f64::from(u8::from(x > 0.0)) })
}

/// 1 where it is 0 or above, else 0; absent where it is.
#[inline(always)]
fn is_not_below(values: &Values) -> Values {
    values.map(|x| if x.is_nan() { x } else { f64::from(u8::from(x >= 0.0)) })
}

/// A plan against another one, in the unit of the outcome: minor units for money.
#[derive(Debug, Clone, Copy)]
pub struct Against<'a> {
    duel: &'a Duel,
    /// 1 if it is told the other way round.
    side: usize,
    /// Units of the outcome to a recorded one.
    unit: f64,
}

impl Results {
    /// A plan against another one, by their places among the plans; `None` if they were not compared.
    pub fn against(&self, plan: usize, other: usize) -> Option<Against<'_>> {
        let duels = self.duels.as_ref()?;
        let (duel, turned) = duels.pair(plan, other)?;
        let metric = duels.watch.outcome;
        let recorded = self.catalogue.metrics[metric].definition.unit.recorded_in_one();
        Some(Against { duel, side: usize::from(turned), unit: self.catalogue.unit_of(metric) / recorded })
    }
}

impl Results {
    /// What a plan has more of a watched figure than the reference, in minor units for money.
    ///
    /// * `place`: of the column among [`Duels::columns`]
    pub(super) fn difference(&self, plan: usize, place: usize) -> Distribution {
        let nothing = Summary::default();
        let summary = self.duels.as_ref().and_then(|duels| duels.differences[plan].get(place)).unwrap_or(&nothing);
        let column = self.duels.as_ref().map_or(0, |duels| duels.columns[place]);
        let metric = self.catalogue.columns()[column].metric;
        let recorded = self.catalogue.metrics[metric].definition.unit.recorded_in_one();
        Distribution::of(summary).times(self.catalogue.unit_of(metric) / recorded)
    }
}

impl Against<'_> {
    /// What the plan has more of the outcome over the whole run.
    pub fn at_end(&self) -> Distribution {
        self.difference(&self.duel.at_end)
    }

    /// What it has more of it up to each period from 0 on; `None` where the outcome has no value.
    pub fn so_far(&self) -> Vec<Option<Distribution>> {
        self.by_period(&self.duel.so_far, |summary| self.difference(summary))
    }

    /// Share of the futures in which it is ahead over the whole run: the mean.
    pub fn ahead_at_end(&self) -> Distribution {
        Distribution::of_a_chance(&self.duel.ahead_at_end[self.side])
    }

    /// The same by each period from 0 on.
    pub fn ahead(&self) -> Vec<Option<Distribution>> {
        self.by_period(&self.duel.ahead[self.side], Distribution::of_a_chance)
    }

    /// First period from which it stays ahead to the end, and the share of the futures in which that comes;
    /// `None` for an outcome that has no course.
    pub fn crossover(&self) -> Option<(Distribution, f64)> {
        let summary = &self.duel.crossover[self.side];
        (summary.n() > 0).then(|| (Distribution::of(summary), summary.reached().unwrap_or(1.0)))
    }

    /// First period from which its cash stays at or above the other's to the end, so that what it put in beyond the
    /// other is back, and the share of the futures in which that comes; `None` where their cash never differs.
    pub fn money_back(&self) -> Option<(Distribution, f64)> {
        let summary = &self.duel.money_back[self.side];
        let told = summary.n() > 0 && self.duel.cash_differs;
        told.then(|| (Distribution::of(summary), summary.reached().unwrap_or(1.0)))
    }

    fn by_period(&self, summaries: &[Summary], of: impl Fn(&Summary) -> Distribution) -> Vec<Option<Distribution>> {
        let before = std::iter::repeat_n(None, if summaries.is_empty() { 0 } else { self.duel.first as usize });
        before.chain(summaries.iter().map(|summary| (summary.n() > 0).then(|| of(summary)))).collect()
    }

    fn difference(&self, summary: &Summary) -> Distribution {
        let figure = Distribution::of(summary);
        let turned = |figure: Distribution| Distribution {
            mean: figure.mean.map(|x| 0.0 - x),
            quantiles: Distribution::LEVELS.map(|p| summary.quantile_of_turned(p)),
            ..figure
        };
        if self.side == 1 { turned(figure) } else { figure }.times(self.unit)
    }
}
