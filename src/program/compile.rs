//! From one plan of a model to arrays. Cannot fail: what could be wrong was refused by the checker.

use super::cells::{self, Cells, Event, Key};
use super::numbers::{Numbers, reciprocal_of_square};
use super::{
    Cell, CellFacts, Channel, Exit, Flow, Index, LeavingLaw, Line, Per, Program, Rates, Record, RecordId, Referral,
    Row, Slot, Variation,
};
use crate::base::streams::Site;
use crate::model::{self, Leaving, Model, MoneyLine, Number, Plan, Role, Share, StageId, Target, TransitionId};
use std::collections::HashMap;
use std::ops::Range;

/// Compiles plan number `plan` of a model.
///
/// All plans of a model give programs with the same cells, flows and records, so that their draws and
/// their figures can be paired.
///
/// # Panics
/// If `plan` is not an index into `model.plans`, or the plan breaks a promise of the checker (a loop of
/// instant stages, a transition of an unknown stage): a bug, not a mistake of the user.
pub fn compile(model: &Model, plan: usize) -> Program {
    let plan = &model.plans[plan];
    let mut compiler = Compiler::new(plan);
    let program_rates = compiler.rates();
    let (dwelling, instant) = compiler.rows(&program_rates);
    let channels = compiler.channels();
    let referrals = compiler.referrals();
    let lines = compiler.lines();
    let cash = compiler.numbers.slot(&plan.cash);
    let discount_per_year = compiler.numbers.slot(&model.time.discount_per_year);
    let (records, index) = compiler.records(cash, discount_per_year);
    Program {
        periods: model.time.periods,
        cells: compiler.cells.keys.len(),
        start: compiler.start(),
        rates: compiler.rates,
        probabilities_of: program_rates,
        probabilities: compiler.probabilities,
        dwelling,
        instant,
        exits: compiler.exits,
        flows: compiler.movements.len(),
        flow_events: compiler.movements.iter().map(|m| m.event).collect(),
        channels,
        referrals,
        lines,
        records,
        index,
        cell_facts: cell_facts(plan, &compiler.cells),
        numbers: compiler.numbers.into_formulas(),
    }
}

/// What a flow counts.
#[derive(Debug, Clone)]
struct Movement {
    /// Entered stage; `None`: gone for good.
    to: Option<usize>,
    transition: Option<TransitionId>,
    /// Stage whose `else` was taken.
    otherwise: Option<usize>,
    /// Stage whose people all decide on a fixed date.
    decided: Option<usize>,
    event: Option<Event>,
    source: Option<usize>,
}

struct Compiler<'a> {
    plan: &'a Plan,
    /// Names of the sources: channels, then referrals.
    sources: Vec<String>,
    cells: Cells,
    numbers: Numbers,
    rates: Vec<Rates>,
    probabilities: usize,
    exits: Vec<Exit>,
    /// What each flow counts; the arrivals of the sources come first.
    movements: Vec<Movement>,
}

impl<'a> Compiler<'a> {
    fn new(plan: &'a Plan) -> Self {
        let channels = plan.channels.iter().map(|c| format!("channel {}", c.id));
        let sources: Vec<String> =
            channels.chain(plan.referrals.iter().map(|r| format!("referral {}", r.id))).collect();
        let entries = entries(plan);
        let starts = with_start(plan).map(|s| Key::at_start(plan, s));
        let cells = Cells::explore(plan, starts.chain(entries.iter().copied()));
        let movements = entries.iter().enumerate().map(|(source, key)| arrival_of(plan, key, source)).collect();
        let (numbers, rates, exits) = (Numbers::default(), Vec::new(), Vec::new());
        Compiler { plan, sources, cells, numbers, rates, probabilities: 0, exits, movements }
    }

    /// The sets of probabilities of all stages; per stage its first probability.
    fn rates(&mut self) -> Vec<usize> {
        let transitions = cells::transitions_by_stage(self.plan);
        (0..self.plan.stages.len()).map(|s| self.rates_of(&self.plan.kinds[0].leaving[s], &transitions[s])).collect()
    }

    fn rates_of(&mut self, leaving: &Leaving, transitions: &[TransitionId]) -> usize {
        let exit_of = |t: &TransitionId| transitions.iter().position(|x| x == t).expect("a transition of its stage");
        let law = match leaving {
            Leaving::Never => return self.probabilities,
            Leaving::Hazards { groups, .. } => {
                let mut hazards = Vec::new();
                for group in groups {
                    let moves = group.moves.iter().map(|(t, p)| (exit_of(t), self.numbers.slot(p.first()))).collect();
                    hazards.push((group.units_per_step, moves));
                }
                LeavingLaw::Hazards(hazards)
            }
            Leaving::Stay { shares, .. } | Leaving::After { shares, .. } | Leaving::Instant { shares, .. } => {
                let mean_steps = match leaving {
                    Leaving::Stay { mean_steps, .. } => Some(self.numbers.slot(mean_steps)),
                    _ => None,
                };
                let slot = |numbers: &mut Numbers, share: &Share| match share {
                    Share::Of(number) => Some(numbers.slot(number)),
                    Share::Rest => None,
                };
                let shares = shares.iter().map(|(t, s)| (exit_of(t), slot(&mut self.numbers, s))).collect();
                LeavingLaw::Decide { mean_steps, shares }
            }
        };
        self.set(law, transitions.len())
    }

    /// Adds a set of probabilities and returns its first one.
    fn set(&mut self, law: LeavingLaw, exits: usize) -> usize {
        let first = self.probabilities;
        self.probabilities += exits;
        self.rates.push(Rates { law, first, exits });
        first
    }

    /// Rows of dwelling cells in the order of the stages, and of instant ones in topological order.
    fn rows(&mut self, first_probability: &[usize]) -> (Vec<Row>, Vec<Row>) {
        let transitions = cells::transitions_by_stage(self.plan);
        let order = topological_order(self.plan, &transitions);
        let mut dwelling = Vec::new();
        let mut instant = Vec::new();
        let mut exits_of_group: HashMap<Key, Range<usize>> = HashMap::new();
        for stage in order {
            let into = if self.plan.stages[stage].is_instant() { &mut instant } else { &mut dwelling };
            for cell in self.cells.of_stage(stage) {
                let row = self.row(cell, &transitions[stage], first_probability[stage], &mut exits_of_group);
                into.push(row);
            }
        }
        (dwelling, instant)
    }

    fn row(
        &mut self,
        cell: Cell,
        transitions: &[TransitionId],
        probabilities: usize,
        exits_of_group: &mut HashMap<Key, Range<usize>>,
    ) -> Row {
        let key = self.cells.keys[cell];
        let site = key.site(self.plan, &self.sources);
        let class = u16::try_from(key.age).expect("the checker limits fixed stays");
        let last_age = key.age + 1 == cells::ages(self.plan, key.stage);
        let exits = match last_age {
            true => {
                exits_of_group.entry(Key { age: 0, ..key }).or_insert_with(|| self.exits_of(&key, transitions)).clone()
            }
            false => 0..0,
        };
        Row { cell, site, class, exits, probabilities, rest: self.rest(&key, cell, last_age) }
    }

    fn exits_of(&mut self, key: &Key, transitions: &[TransitionId]) -> Range<usize> {
        let first = self.exits.len();
        let decided = matches!(self.plan.kinds[0].leaving[key.stage], Leaving::After { .. }).then_some(key.stage);
        for &t in transitions {
            let to = self.plan.transitions[t.0].to;
            let exit = self.exit(key, to, |m| (m.transition, m.decided) = (Some(t), decided));
            self.exits.push(exit);
        }
        first..self.exits.len()
    }

    /// A counted way from a cell to a target.
    fn exit(&mut self, key: &Key, to: Target, describe: impl FnOnce(&mut Movement)) -> Exit {
        let arrival = cells::arrival(self.plan, key, to);
        let mut movement = Movement {
            to: arrival.map(|k| k.stage),
            transition: None,
            otherwise: None,
            decided: None,
            event: cells::event(self.plan, key, to),
            source: key.source,
        };
        describe(&mut movement);
        self.movements.push(movement);
        Exit { to: arrival.map(|k| self.cells.find(&k)), flow: Some(self.movements.len() - 1) }
    }

    fn rest(&mut self, key: &Key, cell: Cell, last_age: bool) -> Exit {
        if !last_age {
            let older = Key { age: key.age + 1, ..*key };
            return Exit { to: Some(self.cells.find(&older)), flow: None };
        }
        match cells::otherwise(self.plan, key.stage) {
            Some(target) => self.exit(key, target, |m| m.otherwise = Some(key.stage)),
            None => Exit { to: Some(cell), flow: None },
        }
    }

    fn channels(&mut self) -> Vec<Channel> {
        let entries = entries(self.plan);
        let mut channels = Vec::new();
        for (i, channel) in self.plan.channels.iter().enumerate() {
            let variation = match &channel.variation {
                model::Variation::Poisson => Variation::Poisson,
                model::Variation::Fixed => Variation::Fixed,
                model::Variation::Spread { spread: Number::Constant(0.0), .. } => Variation::Poisson,
                model::Variation::Spread { spread, units_per_step } => {
                    let length = Box::new(Number::Constant(*units_per_step));
                    let shape = Number::Product(length, Box::new(reciprocal_of_square(spread)));
                    Variation::Gamma { shape: self.numbers.slot(&shape) }
                }
            };
            channels.push(Channel {
                site: Site::named(&["channel", &channel.id]),
                to: self.cells.find(&entries[i]),
                flow: i,
                mean: self.numbers.slot(match &channel.volume {
                    model::Volume::People(mean) => mean,
                    model::Volume::Bought { .. } => unreachable!("not in the language yet"),
                }),
                spend: self.numbers.slot(match &channel.spend {
                    model::Spend::Amount(amount) => amount,
                    model::Spend::ShareOfRevenue(_) => unreachable!("not in the language yet"),
                }),
                variation,
            });
        }
        channels
    }

    fn referrals(&mut self) -> Vec<Referral> {
        let plan = self.plan;
        let entries = entries(plan);
        let mut pipeline = 0;
        let mut referrals = Vec::new();
        for (i, referral) in plan.referrals.iter().enumerate() {
            let source = plan.channels.len() + i;
            let cells = |c: &Cells, s: StageId| c.of_stage(s.0);
            let from = referral
                .from
                .iter()
                .zip(&plan.kinds[0].invites[i])
                .map(|(s, n)| (cells(&self.cells, *s), self.numbers.slot(n)))
                .collect();
            let accept = match plan.kinds[0].accept[i].0 {
                Number::Constant(1.0) => None,
                ref number => {
                    let shares = vec![(0, Some(self.numbers.slot(number)))];
                    Some(self.set(LeavingLaw::Decide { mean_steps: None, shares }, 1))
                }
            };
            let delay = self.delay(&referral.delay);
            referrals.push(Referral {
                site: Site::named(&["referral", &referral.id]),
                from,
                shape: self.shape(&referral.spread),
                accept,
                delay,
                pipeline,
                to: self.cells.find(&entries[source]),
                flow: source,
                reward: self.numbers.slot(&referral.reward),
            });
            pipeline += referral.delay.len();
        }
        referrals
    }

    /// The shares of all delays but the last, as a set of probabilities.
    fn delay(&mut self, shares: &[f64]) -> Range<usize> {
        let exits = shares.len() - 1;
        let shares = shares[..exits].iter().enumerate().map(|(d, &share)| (d, Some(self.numbers.constant(share))));
        let law = LeavingLaw::Decide { mean_steps: None, shares: shares.collect() };
        let first = self.set(law, exits);
        first..first + exits
    }

    /// Gamma shape of one amount or inviter; none where there is no spread.
    fn shape(&mut self, spread: &Option<Number>) -> Option<Slot> {
        match spread {
            None | Some(Number::Constant(0.0)) => None,
            Some(number) => Some(self.numbers.slot(&reciprocal_of_square(number))),
        }
    }

    fn lines(&mut self) -> Vec<Line> {
        let plan = self.plan;
        let revenue = plan.revenue.iter().map(|line| ("revenue", line));
        let costs = plan.costs.iter().map(|line| ("cost", line));
        let each = plan.kinds[0].revenue.iter().chain(&plan.kinds[0].costs);
        revenue.chain(costs).zip(each).map(|((kind, line), each)| self.line(kind, line, each)).collect()
    }

    fn line(&mut self, kind: &str, line: &MoneyLine, each: &Number) -> Line {
        let per = match &line.per {
            model::Per::Person(stages) => Per::People(stages.iter().flat_map(|s| self.cells.of_stage(s.0)).collect()),
            model::Per::Passage(transitions) => {
                Per::Flows(self.flows(|m| m.transition.is_some_and(|t| transitions.contains(&t))))
            }
            model::Per::Entry(stages) => Per::Flows(self.flows(|m| m.to.is_some_and(|s| stages.contains(&StageId(s))))),
            model::Per::Arrival(channels) => Per::Flows(channels.iter().map(|c| c.0).collect()),
            model::Per::Fixed | model::Per::Revenue => Per::Step,
        };
        Line {
            site: Site::named(&[kind, &line.id]),
            per,
            each: self.numbers.slot(each),
            shape: self.shape(&line.spread),
            margin: (kind == "revenue").then(|| self.numbers.slot(&line.margin)),
        }
    }

    fn flows(&self, wanted: impl Fn(&Movement) -> bool) -> Vec<Flow> {
        (0..self.movements.len()).filter(|&f| wanted(&self.movements[f])).collect()
    }

    fn start(&self) -> Vec<(Cell, f64)> {
        let plan = self.plan;
        let cell = |s: StageId| self.cells.find(&Key::at_start(plan, s));
        with_start(plan).map(|s| (cell(s), plan.stages[s.0].start)).collect()
    }

    fn records(&self, cash: Slot, discount_per_year: Slot) -> (Vec<Record>, Index) {
        let plan = self.plan;
        let mut records = Vec::new();
        let mut add = |record: Record| -> RecordId {
            records.push(record);
            records.len() - 1
        };
        let stages = 0..plan.stages.len();
        let sources = 0..self.sources.len();
        let (n_revenue, n_costs) = (plan.revenue.len(), plan.costs.len());
        let dwelling = |s: usize| (!plan.stages[s].is_instant()).then(|| Record::People(self.cells.of_stage(s)));
        let taken_else = |s: usize| cells::otherwise(plan, s).map(|_| self.flows(|m| m.otherwise == Some(s)));
        let fixed_date = |s: usize| matches!(plan.kinds[0].leaving[s], Leaving::After { .. });
        let new_from = |s: usize| self.flows(|m| m.event == Some(Event::NewCustomer) && m.source == Some(s));
        let acquired_in = |s: usize| self.flows(|m| m.event == Some(Event::NewCustomer) && m.to == Some(s));
        let index = Index {
            people: stages.clone().map(|s| dwelling(s).map(&mut add)).collect(),
            exited: add(Record::Exited(self.flows(|m| m.to.is_none()))),
            under_way: (0..plan.referrals.len()).map(|r| add(Record::UnderWay(r))).collect(),
            invitations: (0..plan.referrals.len()).map(|r| add(Record::Invitations(r))).collect(),
            accepted: (0..plan.referrals.len()).map(|r| add(Record::Accepted(r))).collect(),
            reward: (0..plan.referrals.len()).map(|r| add(Record::Reward(r))).collect(),
            transitions: (0..plan.transitions.len())
                .map(|t| add(Record::Flows(self.flows(|m| m.transition == Some(TransitionId(t))))))
                .collect(),
            otherwise: stages.clone().map(|s| taken_else(s).map(|f| add(Record::Flows(f)))).collect(),
            entries: stages.clone().map(|s| add(Record::Flows(self.flows(|m| m.to == Some(s))))).collect(),
            decided: stages
                .clone()
                .map(|s| fixed_date(s).then(|| add(Record::Flows(self.flows(|m| m.decided == Some(s))))))
                .collect(),
            arrivals: sources.clone().map(|s| add(Record::Flows(vec![s]))).collect(),
            new_customers_from: sources.map(|s| add(Record::Flows(new_from(s)))).collect(),
            acquired_in: stages.clone().map(|s| add(Record::Flows(acquired_in(s)))).collect(),
            events: Event::ALL.iter().map(|&e| add(Record::Flows(self.flows(|m| m.event == Some(e))))).collect(),
            spend: (0..plan.channels.len()).map(|c| add(Record::Spend(c))).collect(),
            revenue: (0..n_revenue).map(|l| add(Record::Amount(l))).collect(),
            margin: (0..n_revenue).map(|l| add(Record::Margin(l))).collect(),
            cost: (n_revenue..n_revenue + n_costs).map(|l| add(Record::Amount(l))).collect(),
            cash: add(Record::Number(cash)),
            discount_per_year: add(Record::Number(discount_per_year)),
            scaled: add(Record::Scaled),
            crowded: add(Record::Crowded),
        };
        (records, index)
    }
}

/// Stages with people at period 0.
fn with_start(plan: &Plan) -> impl Iterator<Item = StageId> {
    (0..plan.stages.len()).map(StageId).filter(|s| plan.stages[s.0].start > 0.0)
}

/// Per source the cell where its people come in.
fn entries(plan: &Plan) -> Vec<Key> {
    let channels = plan.channels.iter().map(|c| c.to);
    let stages = channels.chain(plan.referrals.iter().map(|r| r.to));
    stages.enumerate().map(|(source, to)| entering_from_outside(plan, to, source)).collect()
}

/// Everybody outside is a prospect.
fn entering_from_outside(plan: &Plan, to: StageId, source: usize) -> Key {
    Key::entering(plan, to, Role::Prospect, cells::Standing::New, Some(source))
}

/// What the arrivals of a source are.
fn arrival_of(plan: &Plan, key: &Key, source: usize) -> Movement {
    let role = plan.stages[key.stage].role;
    let instant = plan.stages[key.stage].is_instant();
    let event = if instant { None } else { Event::of(Role::Prospect, cells::Standing::New, Some(role)) };
    Movement { to: Some(key.stage), transition: None, otherwise: None, decided: None, event, source: Some(source) }
}

fn cell_facts(plan: &Plan, cells: &Cells) -> Vec<CellFacts> {
    let mut first_like: HashMap<Key, Cell> = HashMap::new();
    let facts = |(cell, key): (Cell, &Key)| CellFacts {
        stage: key.stage,
        role: plan.stages[key.stage].role,
        instant: plan.stages[key.stage].is_instant(),
        standing: key.standing,
        like: *first_like.entry(Key { source: None, ..*key }).or_insert(cell),
    };
    cells.keys.iter().enumerate().map(facts).collect()
}

/// Dwelling stages in file order, then instant ones such that each comes after those that lead to it.
fn topological_order(plan: &Plan, transitions: &[Vec<TransitionId>]) -> Vec<usize> {
    let n = plan.stages.len();
    let next = |stage: usize| {
        let by_transition = transitions[stage].iter().map(|t| plan.transitions[t.0].to);
        by_transition.chain(cells::otherwise(plan, stage)).filter_map(|to| match to {
            Target::Stage(s) if plan.stages[s.0].is_instant() => Some(s.0),
            _ => None,
        })
    };
    let (instant, mut order): (Vec<usize>, Vec<usize>) = (0..n).partition(|&s| plan.stages[s].is_instant());
    let mut waiting_for = vec![0; n];
    for &s in &instant {
        next(s).for_each(|to| waiting_for[to] += 1);
    }
    let mut left = instant;
    while let Some(at) = left.iter().position(|&s| waiting_for[s] == 0) {
        let stage = left.remove(at);
        next(stage).for_each(|to| waiting_for[to] -= 1);
        order.push(stage);
    }
    assert!(left.is_empty(), "instant stages must not form a loop");
    order
}
