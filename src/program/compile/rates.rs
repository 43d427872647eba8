//! Sets of probabilities: one for everybody who leaves a stage in the same way.

use super::super::numbers::{Slot, Tail};
use super::super::{Chain, Drag, Group, LeavingLaw, Rates, Survival};
use super::{Compiler, Horizon, TailOf, factor};
use crate::base::streams::Site;
use crate::model::{self, Clock, Effects, Hazard, HazardGroup, Leaving, Number, Share, Target, TransitionId};

/// How far from a whole unit a cut of a step is still at it.
const ROUNDING: f64 = 1e-9;

impl Compiler<'_> {
    /// Per stage the first probability of its first kind of people, new in it.
    pub(super) fn first_rates(&mut self) -> Vec<usize> {
        (0..self.plan.stages.len()).map(|stage| self.rates_at(stage, 0, self.map.ages[stage] - 1, 0, true)).collect()
    }

    /// The first probability of people of a kind in these classes of age and tenure; those of a fixed date
    /// are meant at that date.
    pub(super) fn probabilities_at(&mut self, stage: usize, kind: usize, age: u32, tenure: u32) -> usize {
        self.rates_at(stage, kind, age, tenure, false)
    }

    /// Index of the set of these people in [`super::Program::rates`]; `None` if nobody leaves.
    pub(super) fn set_at(&mut self, stage: usize, kind: usize, age: u32, tenure: u32) -> Option<usize> {
        if matches!(self.plan.kinds[kind].leaving[stage], Leaving::Never) {
            return None;
        }
        self.rates_at(stage, kind, age, tenure, false);
        let key = self.key(stage, kind, age, tenure);
        self.rates_of.get(&key).copied()
    }

    fn rates_at(&mut self, stage: usize, kind: usize, age: u32, tenure: u32, fresh: bool) -> usize {
        let leaving = &self.plan.kinds[kind].leaving[stage];
        if matches!(leaving, Leaving::Never) {
            return self.probabilities;
        }
        // People who are new in a stage have class 0; only fixed dates are looked at in their last one.
        let fixed = matches!(leaving, Leaving::After { .. });
        let key = self.key(stage, kind, if fresh && !fixed { 0 } else { age }, tenure);
        if let Some(&set) = self.rates_of.get(&key) {
            return self.rates[set].first;
        }
        let law = self.law(leaving, stage, key.2, key.3);
        let chains = self.chains(stage, kind);
        let exits = self.map.transitions[stage].len();
        let set = self.set(law, chains, exits);
        self.rates_of.insert(key, set);
        self.rates[set].first
    }

    /// What tells the people of a stage apart as far as their rates are concerned.
    fn key(&self, stage: usize, kind: usize, age: u32, tenure: u32) -> (usize, usize, u32, u32) {
        let (by_age, by_tenure) = clocks(&self.plan.kinds[kind].leaving[stage]);
        (stage, kind, if by_age { age } else { 0 }, if by_tenure { tenure } else { 0 })
    }

    /// Adds a set of probabilities, or finds the equal one; returns its index.
    pub(super) fn set(&mut self, law: LeavingLaw, chains: Vec<Chain>, exits: usize) -> usize {
        let chains = if chains.iter().all(|chain| *chain == Chain::default()) { Vec::new() } else { chains };
        let equal = |r: &Rates| r.exits == exits && r.law == law && r.chains == chains;
        if let Some(known) = self.rates.iter().position(equal) {
            return known;
        }
        let first = self.probabilities;
        self.probabilities += exits;
        let noisy = chains.iter().any(|chain| chain.volatility.is_some());
        self.rates.push(Rates { law, chains, first, exits, reads: Vec::new(), noisy });
        self.rates.len() - 1
    }

    fn law(&mut self, leaving: &Leaving, stage: usize, age: u32, tenure: u32) -> LeavingLaw {
        match leaving {
            Leaving::Never => unreachable!("who never leaves has no probabilities"),
            Leaving::Hazards { groups, survivals } => {
                let since = [f64::from(age), f64::from(tenure)];
                let groups = groups.iter().map(|group| self.group(group, stage, since)).collect();
                let survivals = survivals.iter().map(|s| self.survival(s, stage, age, tenure)).collect();
                LeavingLaw::Hazards { groups, survivals }
            }
            Leaving::Stay { shares, .. } | Leaving::After { shares, .. } | Leaving::Instant { shares, .. } => {
                let mean_steps = match leaving {
                    Leaving::Stay { mean_steps, .. } => Some(self.numbers.slot(mean_steps)),
                    _ => None,
                };
                let mut slots = Vec::new();
                for (transition, share) in shares {
                    let slot = match share {
                        Share::Of(number) => Some(self.numbers.slot(number)),
                        Share::Rest => None,
                    };
                    slots.push((self.exit_of(stage, *transition), slot));
                }
                LeavingLaw::Decide { mean_steps, shares: slots }
            }
        }
    }

    fn exit_of(&self, stage: usize, transition: TransitionId) -> usize {
        self.map.transitions[stage].iter().position(|t| *t == transition).expect("a transition of its stage")
    }

    /// The pieces of a step in which the probabilities of a group are constant.
    ///
    /// * `since`: steps since entry and since the first acquisition at the start of the step
    fn group(&mut self, group: &HazardGroup, stage: usize, since: [f64; 2]) -> Group {
        let length = group.units_per_step;
        let has_tail = matches!(self.horizon, Horizon::ForEver(TailOf::DiscountedTime | TailOf::Time));
        let for_ever = has_tail && since[Clock::Tenure as usize] as u32 + 1 == self.map.tenures();
        let begin = since.map(|steps| steps * length);
        let mut cuts = vec![0.0, length];
        for (_, hazard) in &group.moves {
            if let Some((clock, entries)) = changes(hazard) {
                let begin = begin[clock as usize];
                let units = begin as usize + 1..entries.min((begin + length) as usize + 2);
                let inner = units.map(|unit| unit as f64 - begin);
                cuts.extend(inner.filter(|cut| *cut > ROUNDING && *cut < length - ROUNDING));
            }
        }
        cuts.sort_by(f64::total_cmp);
        cuts.dedup_by(|a, b| *a - *b < ROUNDING);
        let mut pieces = Vec::new();
        for pair in cuts.windows(2) {
            let middle = (pair[0] + pair[1]) / 2.0;
            let slots = group.moves.iter().map(|(_, hazard)| match hazard {
                Hazard::Sbg { alpha, beta } if for_ever => {
                    let years_per_unit = self.model.time.years_per_period() / length;
                    self.tail(alpha, beta, begin[Clock::Tenure as usize], years_per_unit)
                }
                _ => self.probability(hazard, begin, middle),
            });
            let slots = slots.collect();
            pieces.push((pair[1] - pair[0], slots));
        }
        Group { exits: group.moves.iter().map(|(t, _)| self.exit_of(stage, *t)).collect(), pieces }
    }

    /// The probability per unit that holds `ahead` units after the beginning of the step.
    fn probability(&mut self, hazard: &Hazard, begin: [f64; 2], ahead: f64) -> Slot {
        match hazard {
            Hazard::Flat(number) => self.numbers.slot(number),
            Hazard::Since(clock, entries) => {
                let unit = (begin[*clock as usize] + ahead) as usize;
                self.numbers.slot(&entries[unit.min(entries.len() - 1)])
            }
            Hazard::Sbg { alpha, beta } => {
                let unit = Number::Constant((begin[Clock::Tenure as usize] + ahead).floor());
                let sum = alpha.clone() + beta.clone() + unit;
                self.numbers.slot(&(alpha.clone() / sum))
            }
        }
    }

    /// What stands for the hazard of a shifted-beta-geometric law from the beginning of the last class on.
    ///
    /// * `begin`: when that is, in units since the first acquisition
    fn tail(&mut self, alpha: &Number, beta: &Number, begin: f64, years_per_unit: f64) -> Slot {
        let discounted = self.horizon == Horizon::ForEver(TailOf::DiscountedTime);
        let rate = discounted.then(|| self.numbers.slot(&self.model.time.discount_per_year));
        let tail = Tail {
            alpha: self.numbers.slot(alpha),
            beta: self.numbers.slot(&(beta.clone() + Number::Constant(begin.floor()))),
            rate,
            years_per_unit,
            discount: self.model.accounting.discount,
        };
        self.numbers.tail(tail)
    }

    /// Of each stretch between two points the part that lies in this step; the last one holds on.
    fn survival(&mut self, survival: &model::Survival, stage: usize, age: u32, tenure: u32) -> Survival {
        let begin = f64::from(if survival.clock == Clock::Age { age } else { tenure });
        let last = survival.points.len() - 1;
        let mut before: (f64, Slot) = (0.0, self.numbers.constant(1.0));
        let mut pieces = Vec::new();
        for (i, (time, share)) in survival.points.iter().enumerate() {
            let after = (*time, self.numbers.slot(share));
            let end = if i == last { f64::INFINITY } else { *time };
            let inside = end.min(begin + 1.0) - before.0.max(begin);
            if inside > ROUNDING {
                pieces.push((inside / (time - before.0), before.1, after.1));
            }
            before = after;
        }
        Survival { exit: self.exit_of(stage, survival.transition), pieces }
    }

    fn chains(&mut self, stage: usize, kind: usize) -> Vec<Chain> {
        let map = self.map;
        let transitions = &map.transitions[stage];
        let mut chains = Vec::with_capacity(transitions.len());
        for &t in transitions {
            let transition = &self.plan.transitions[t.0];
            let to = match transition.to {
                Target::Stage(to) => &self.plan.stages[to.0].id,
                Target::Exit => "exit",
            };
            let site = Site::named(&["volatility", &self.plan.stages[stage].id, to]);
            chains.push(self.chain(&self.plan.kinds[kind].effects[t.0], site));
        }
        chains
    }

    /// * `noise`: address of the volatility
    pub(super) fn chain(&mut self, effects: &Effects, noise: Site) -> Chain {
        let numbers = &mut self.numbers;
        let drags = effects.drags.iter().map(|drag| Drag {
            size: numbers.slot(&drag.size),
            measured: numbers.slot(&drag.measured),
            left: numbers.slot(&drag.left),
            included: drag.included,
            pushes: drag.pushes,
        });
        let drags = drags.collect();
        let volatility = effects.volatility.as_ref().map(|sd| {
            let known = self.noises.iter().position(|site| *site == noise);
            let index = known.unwrap_or_else(|| {
                self.noises.push(noise);
                self.noises.len() - 1
            });
            (self.numbers.slot(sd), index)
        });
        Chain {
            scale: factor(&mut self.numbers, &effects.scale),
            drags,
            factor: factor(&mut self.numbers, &effects.factor),
            volatility,
        }
    }
}

/// Whether the rates out of a stage depend on age and on tenure.
fn clocks(leaving: &Leaving) -> (bool, bool) {
    let Leaving::Hazards { groups, survivals } = leaving else {
        return (false, false);
    };
    let hazards = groups.iter().flat_map(|group| &group.moves).filter_map(|(_, hazard)| match hazard {
        Hazard::Flat(_) => None,
        Hazard::Since(clock, _) => Some(*clock),
        Hazard::Sbg { .. } => Some(Clock::Tenure),
    });
    let all: Vec<Clock> = hazards.chain(survivals.iter().map(|s| s.clock)).collect();
    (all.contains(&Clock::Age), all.contains(&Clock::Tenure))
}

/// The clock of a hazard that changes with time and in how many units it does.
fn changes(hazard: &Hazard) -> Option<(Clock, usize)> {
    match hazard {
        Hazard::Flat(_) => None,
        Hazard::Since(clock, entries) => Some((*clock, entries.len())),
        Hazard::Sbg { .. } => Some((Clock::Tenure, usize::MAX)),
    }
}

/// The sets with the moving slots that each reads.
pub(super) fn with_reads(mut sets: Vec<Rates>, moving: &[Slot]) -> Vec<Rates> {
    for set in &mut sets {
        let mut reads: Vec<Slot> = slots(set).into_iter().filter(|slot| moving.binary_search(slot).is_ok()).collect();
        reads.sort_unstable();
        reads.dedup();
        set.reads = reads;
    }
    sets
}

/// Every slot of a set.
fn slots(set: &Rates) -> Vec<Slot> {
    let mut slots = Vec::new();
    match &set.law {
        LeavingLaw::Hazards { groups, survivals } => {
            groups.iter().flat_map(|group| &group.pieces).for_each(|(_, piece)| slots.extend(piece));
            survivals.iter().flat_map(|s| &s.pieces).for_each(|&(_, before, after)| slots.extend([before, after]));
        }
        LeavingLaw::Decide { mean_steps, shares } => {
            slots.extend(mean_steps);
            slots.extend(shares.iter().filter_map(|share| share.1));
        }
    }
    for chain in &set.chains {
        slots.extend(chain.scale);
        slots.extend(chain.factor);
        slots.extend(chain.volatility.map(|(sd, _)| sd));
        chain.drags.iter().for_each(|drag| slots.extend([drag.size, drag.measured, drag.left]));
    }
    slots
}
