//! From one plan of a model to arrays. Cannot fail: what could be wrong was refused by the checker.
//!
//! [`Compiler`] collects; each file compiles one part of the wheel: `rates` sets of probabilities, `rows`
//! who leaves which cell where to, `sources` channels and referrals, `money` lines and recurring revenue,
//! `start` the people of period 0, `records` what is written down.

mod money;
mod rates;
mod records;
mod rows;
mod sources;
mod start;

use super::cells::{Cells, Event, Key, Map};
use super::numbers::{Numbers, Slot, reciprocal_of_square};
use super::{
    Capacity, Cell, CellFacts, Coming, Exit, Flow, Happening, Initiative, Mechanism, Program, Rates, Reckoned,
    RecurringMove, Test, end,
};
use crate::base::math::normal_quantile;
use crate::base::streams::Site;
use crate::model::{self, EndWorth, Model, Plan, Stage, StageId, StartMix, TransitionId};
use std::collections::HashMap;
use std::sync::Arc;

/// Compiles plan number `plan` of a model.
///
/// All plans of a model give programs with the same records in the same order, and cells and flows with the
/// same names, so that their draws and their figures can be paired.
///
/// # Panics
/// If `plan` is not an index into `model.plans`, or the plan breaks a promise of the checker (a loop of
/// instant stages, a transition of an unknown stage): a bug, not a mistake of the user.
pub fn compile(model: &Model, plan: usize) -> Program {
    compile_plan(model, &model.plans[plan])
}

/// Compiles a plan that may differ in its numbers from those of the model.
pub(in crate::program) fn compile_plan(model: &Model, plan: &Plan) -> Program {
    let mut program = alone(model, plan);
    let reckoned: Vec<Reckoned> = program.index.end_values.iter().map(|(how, _)| *how).collect();
    if !reckoned.is_empty() {
        program.end = Some(end::of(model, plan, &program, reckoned));
    }
    program
}

/// With its past, but without its end.
fn alone(model: &Model, plan: &Plan) -> Program {
    let of = |plan: &Plan, past: &Plan| compiled(&Map::new(model, plan, &model.tracking), past, Horizon::Run);
    if std::ptr::eq(plan, model.past()) {
        return of(plan, plan);
    }
    let past = model.past_of(plan);
    let mut program = of(plan, &past);
    if depends_on_past(model, plan) {
        program.past = Some(Arc::new(of(&past, &past)));
    }
    program
}

/// Whether period 0 has anything but given people in given places.
fn depends_on_past(model: &Model, plan: &Plan) -> bool {
    let settles = |stage: &Stage| {
        let by_segment = stage.start > 0.0 && model.segments.len() > 1;
        let mixes = [&stage.start_age, &stage.start_tenure];
        stage.settled || by_segment || mixes.into_iter().any(|mix| *mix == StartMix::Settled)
    };
    let of_revenue = |channel: &model::Channel| matches!(channel.spend, model::Spend::ShareOfRevenue(_));
    model.accounting.count_start || plan.stages.iter().any(settles) || plan.channels.iter().any(of_revenue)
}

/// What happens to single people under a plan, however long they stay: the classes of age and tenure end where
/// nothing changes any more, not with the run, and people of no source in particular are told apart wherever those of
/// some source come.
///
/// * `tail`: what the last class of a hazard that falls for ever stands for; nothing else depends on it
///
/// For analyses of single people ([`super::person`]); its records are those of the run, but nobody plays it.
pub fn compile_for_ever(model: &Model, plan: &Plan, tail: TailOf) -> Program {
    compiled(&Map::new(model, plan, &model.for_ever), plan, Horizon::ForEver(tail))
}

/// What the last class of a hazard that falls for ever is to get right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TailOf {
    /// The discounted time that people stay, and so their money.
    DiscountedTime,
    /// The time that they stay.
    Time,
    /// Where they go in the end: the hazard of the last class holds on.
    Chances,
}

/// How long people are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Horizon {
    Run,
    ForEver(TailOf),
}

/// * `past`: whose prices are those of period 0
fn compiled(map: &Map, past: &Plan, horizon: Horizon) -> Program {
    let model = map.model;
    let mut compiler = Compiler::new(map, past, horizon);
    let prices = compiler.prices();
    let probabilities_of = compiler.first_rates();
    let (dwelling, instant) = compiler.rows();
    let (channels, referrals) = (compiler.channels(), compiler.referrals());
    let lines = compiler.lines();
    let recurring = compiler.recurring(prices);
    // Nobody begins a life that is only looked at.
    let is_run = horizon == Horizon::Run;
    let (starts, settled) = if is_run { (compiler.starts(), compiler.settled()) } else { Default::default() };
    let (capacities, tests, initiatives) = (compiler.capacities(), compiler.tests(), compiler.initiatives());
    let (events, mechanisms) = (compiler.events(), compiler.mechanisms());
    let market = map.plan.market.as_ref().map(|size| compiler.numbers.slot(size));
    let reckoned = if is_run { compiler.reckoned() } else { Vec::new() };
    let (records, index) = compiler.records(&lines, &reckoned);
    let cell_facts = compiler.cell_facts();
    let flow_events = compiler.movements.iter().map(|m| m.event).collect();
    let flow_lands = compiler.movements.iter().map(|m| m.lands).collect();
    let flows = compiler.movements.len();
    let numbers = std::mem::take(&mut compiler.numbers).collected();
    let rates = rates::with_reads(compiler.rates, &numbers.moving);
    Program {
        periods: model.time.periods,
        accounting: model.accounting,
        numbers: numbers.formulas,
        moving: numbers.moving,
        series: numbers.series,
        events,
        mechanisms,
        market,
        cells: compiler.cells.keys.len(),
        past: None,
        starts,
        settled,
        rates,
        probabilities_of,
        probabilities: compiler.probabilities,
        noises: compiler.noises,
        dwelling,
        instant,
        exits: compiler.exits,
        flows,
        channels,
        referrals,
        capacities,
        tests,
        initiatives,
        lines,
        recurring,
        records,
        index,
        cell_facts,
        flow_events,
        flow_lands,
        end: None,
    }
}

/// What a flow counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Movement {
    /// Entered stage; `None`: gone for good.
    to: Option<usize>,
    transition: Option<TransitionId>,
    /// Stage whose `else` was taken.
    otherwise: Option<usize>,
    /// Stage whose people all decide on a fixed date.
    decided: Option<usize>,
    /// Source whose people come from outside by it, or who are taken by it (a campaign).
    brought_by: Option<usize>,
    event: Option<Event>,
    source: Option<usize>,
    /// Index into the plan's kinds of people.
    kind: usize,
    /// Whether they were customers before.
    acquired: bool,
    /// Where new customers land: their money is told apart.
    lands: Option<Cell>,
    /// Recurring price of the dwelling cell that is left by it.
    leaves: Option<usize>,
    /// Recurring prices at both ends, if this is the end of a movement.
    recurs: Option<(Option<usize>, Option<usize>, RecurringMove)>,
}

struct Compiler<'a> {
    map: &'a Map<'a>,
    model: &'a Model,
    plan: &'a Plan,
    horizon: Horizon,
    past: &'a Plan,
    cells: Cells,
    /// Index into the plan's kinds of people, per cell.
    kinds: Vec<usize>,
    numbers: Numbers,
    rates: Vec<Rates>,
    /// Sets by stage, kind, age and tenure as far as these matter; index into `rates`.
    rates_of: HashMap<(usize, usize, u32, u32), usize>,
    probabilities: usize,
    noises: Vec<Site>,
    exits: Vec<Exit>,
    /// What each flow counts.
    movements: Vec<Movement>,
    flow_of: HashMap<Movement, Flow>,
    /// Recurring price by stage and kind (index into the distinct ones); filled by `prices`.
    price_of: HashMap<(usize, usize), usize>,
}

impl<'a> Compiler<'a> {
    fn new(map: &'a Map<'a>, past: &'a Plan, horizon: Horizon) -> Self {
        let (model, plan) = (map.model, map.plan);
        let mut entries: Vec<Key> = Vec::new();
        for (stage, _) in plan.stages.iter().enumerate().filter(|(_, stage)| stage.start > 0.0) {
            entries.extend(map.at_start(StageId(stage)));
        }
        entries.extend(arriving(map).map(|(_, key)| key));
        let mut cells = Cells::explore(map, entries.iter().copied());
        if horizon != Horizon::Run {
            let of_a_source = cells.keys.iter().filter(|key| map.kind(key) >= model.segments.len());
            entries.extend(of_a_source.map(|key| Key { source: None, ..*key }));
            cells = Cells::explore(map, entries);
        }
        let kinds = cells.keys.iter().map(|key| map.kind(key)).collect();
        let mut first_round = Vec::new();
        let mut rounds = 0;
        for test in &plan.tests {
            first_round.push(rounds);
            rounds += test.rounds.len();
        }
        Compiler {
            map,
            model,
            plan,
            horizon,
            past,
            cells,
            kinds,
            numbers: Numbers::new(first_round),
            rates: Vec::new(),
            rates_of: HashMap::new(),
            probabilities: 0,
            noises: Vec::new(),
            exits: Vec::new(),
            movements: Vec::new(),
            flow_of: HashMap::new(),
            price_of: HashMap::new(),
        }
    }

    /// The counter of a movement; equal ones share it.
    fn flow(&mut self, movement: Movement) -> Flow {
        let movements = &mut self.movements;
        *self.flow_of.entry(movement).or_insert_with_key(|movement| {
            movements.push(movement.clone());
            movements.len() - 1
        })
    }

    fn flows(&self, wanted: impl Fn(&Movement) -> bool) -> Vec<Flow> {
        (0..self.movements.len()).filter(|&f| wanted(&self.movements[f])).collect()
    }

    /// How the worth of those is reckoned who are there when the run ends: in each way, so that a verdict that depends
    /// on it can be told. Nothing where there is no money.
    fn reckoned(&mut self) -> Vec<Reckoned> {
        let end = &self.model.end_value;
        let plans = &self.model.plans;
        let has_money = plans.iter().any(|plan| !plan.revenue.is_empty() || !plan.costs.is_empty());
        if !has_money || end.of == EndWorth::Nothing {
            return Vec::new();
        }
        let mut reckoned = vec![Reckoned::Alone];
        if !self.plan.referrals.is_empty() {
            reckoned.push(Reckoned::WithReferrals);
        }
        if let EndWorth::Each(amount) = &end.of {
            reckoned.push(Reckoned::Each(self.numbers.slot(amount)));
        }
        reckoned
    }

    fn capacities(&mut self) -> Vec<Capacity> {
        let numbers = &mut self.numbers;
        let capacity =
            |c: &model::Capacity| Capacity { site: Site::named(&["capacity", &c.id]), limit: numbers.slot(&c.limit) };
        self.plan.capacities.iter().map(capacity).collect()
    }

    fn tests(&mut self) -> Vec<Test> {
        let mut first_round = 0;
        let mut tests = Vec::new();
        for test in &self.plan.tests {
            let initiative = &self.plan.initiatives[test.initiative];
            let rounds = test.rounds.iter().map(|r| (r.first, r.last, self.numbers.slot(&r.lift))).collect();
            tests.push(Test {
                site: Site::named(&["test", &initiative.id]),
                share: self.numbers.slot(&test.share),
                critical: normal_quantile(1.0 - (1.0 - test.confidence) / 2.0),
                more_is_better: test.more_is_better,
                rounds,
                first_round,
                active: initiative.active,
            });
            first_round += test.rounds.len();
        }
        tests
    }

    fn initiatives(&mut self) -> Vec<Initiative> {
        let (numbers, periods) = (&mut self.numbers, self.model.time.periods);
        let compiled = |i: &model::Initiative| Initiative {
            active: i.active,
            upfront: numbers.slot(&i.upfront),
            running: numbers.slot(&i.running),
            starts: i.starts,
            ends: i.ends.unwrap_or(periods),
            test: i.test,
        };
        self.plan.initiatives.iter().map(compiled).collect()
    }

    fn events(&mut self) -> Vec<Happening> {
        let numbers = &mut self.numbers;
        let coming = |numbers: &mut Numbers, coming: &model::Coming| match coming {
            model::Coming::Once { comes, when } => {
                Coming::Once { comes: numbers.slot(comes), when: numbers.slot(&model::Number::Input(*when)) }
            }
            model::Coming::Recurring { per_unit, units_per_step, first } => Coming::Recurring {
                per_unit: numbers.slot(per_unit),
                units_per_step: *units_per_step,
                first: numbers.slot(&model::Number::Input(*first)),
            },
        };
        let events = self.plan.events.iter().map(|event| Happening {
            coming: coming(numbers, &event.coming),
            first: event.first,
            last: event.last,
            lasts: event.lasts,
        });
        events.collect()
    }

    /// People as cells and numbers as slots, whatever they are for.
    fn mechanisms(&mut self) -> Vec<Mechanism> {
        let (numbers, cells) = (&mut self.numbers, &self.cells);
        let of = |stages: &[StageId]| stages.iter().flat_map(|stage| cells.of_stage(stage.0)).collect();
        let compiled = |m: &model::Mechanism| Mechanism {
            kind: m.kind,
            site: Site::named(&[m.kind, &m.id]),
            people: m.people.iter().map(|(key, stages)| (*key, of(stages))).collect(),
            numbers: m.numbers.iter().map(|(key, number, _)| (*key, numbers.slot(number))).collect(),
        };
        self.plan.mechanisms.iter().map(compiled).collect()
    }

    /// Cells that differ only in a source without rates of its own are alike.
    fn cell_facts(&self) -> Vec<CellFacts> {
        let mut first_like: HashMap<(Key, usize), Cell> = HashMap::new();
        let facts = |(cell, key): (Cell, &Key)| CellFacts {
            stage: key.stage,
            role: self.plan.stages[key.stage].role,
            instant: self.map.is_instant(key.stage),
            standing: key.standing,
            segment: key.segment,
            kind: self.kinds[cell],
            source: key.source,
            age: key.age,
            tenure: key.tenure,
            like: *first_like.entry((Key { source: None, ..*key }, self.kinds[cell])).or_insert(cell),
        };
        self.cells.keys.iter().enumerate().map(facts).collect()
    }
}

/// Everybody who can come from outside: by source and segment, the cell they come to.
fn arriving<'a>(map: &'a Map<'_>) -> impl Iterator<Item = (usize, Key)> + 'a {
    let channels = map.plan.channels.iter().map(|c| (c.from.is_none(), c.to));
    let sources = channels.chain(map.plan.referrals.iter().map(|r| (true, r.to)));
    let outside = sources.enumerate().filter(|(_, (outside, _))| *outside);
    let segments = map.model.segments.len();
    outside.flat_map(move |(source, (_, to))| {
        (0..segments).map(move |segment| (source, map.newcomer(to, source, segment)))
    })
}

/// Gamma shape of one amount or inviter; none where there is no spread.
fn reciprocal_shape(numbers: &mut Numbers, spread: &Option<model::Number>) -> Option<Slot> {
    match spread {
        None | Some(model::Number::Constant(0.0)) => None,
        Some(number) => Some(numbers.slot(&reciprocal_of_square(number))),
    }
}

/// `None` for a factor of exactly 1.
fn factor(numbers: &mut Numbers, number: &model::Number) -> Option<Slot> {
    (*number != model::Number::Constant(1.0)).then(|| numbers.slot(number))
}
