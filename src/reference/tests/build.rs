//! Models written by hand, without a scenario.

use crate::base::calendar::Step;
use crate::base::money::Currency;
use crate::model::{
    Accounting, Behaviour, Campaign, Capacity, Channel, ChannelId, ChannelKind, Coming, Count, Discount, Drag, Effects,
    EndValue, EndWorth, Event, Figure, Friction, Hazard, HazardGroup, Initiative, Input, InputId, Kind, Leaving,
    Mechanism, Model, MoneyLine, Number, Per, Plan, Referral, RewardOn, Role, Round, Sampling, Segment, SegmentId,
    Share, Simulation, Spend, Stage, StageId, StartMix, Target, Test, Time, Tracking, Transition, TransitionId,
    Variation, Volume,
};
use crate::uncertain::Law;
use Number::Constant;

/// A plan in the making; its numbers are constants until a test says otherwise.
pub struct Build {
    pub plan: Plan,
    pub tracking: Tracking,
    pub accounting: Accounting,
    /// How many uniform inputs it has.
    pub inputs: usize,
}

/// A way out: where to, and the probability or share; `None` for the rest.
pub type WayOut = (Target, Option<f64>);

/// `to` with a probability or share.
pub fn to(stage: StageId, share: f64) -> WayOut {
    (Target::Stage(stage), Some(share))
}

/// Out for good, with a probability or share.
pub fn exit(share: f64) -> WayOut {
    (Target::Exit, Some(share))
}

impl Build {
    pub fn new() -> Build {
        let everybody = Behaviour {
            segment: SegmentId(0),
            source: None,
            leaving: Vec::new(),
            effects: Vec::new(),
            invites: Vec::new(),
            held_back: Vec::new(),
            accept: Vec::new(),
            revenue: Vec::new(),
            costs: Vec::new(),
        };
        Build {
            plan: Plan {
                id: "base".to_string(),
                label: "base".to_string(),
                stages: Vec::new(),
                transitions: Vec::new(),
                channels: Vec::new(),
                referrals: Vec::new(),
                revenue: Vec::new(),
                costs: Vec::new(),
                cash: Constant(0.0),
                shares: vec![Constant(1.0)],
                kinds: vec![everybody],
                frictions: Vec::new(),
                initiatives: Vec::new(),
                tests: Vec::new(),
                events: Vec::new(),
                capacities: Vec::new(),
                mechanisms: Vec::new(),
                market: None,
            },
            tracking: Tracking { tenures: 1, ..Tracking::default() },
            accounting: Accounting { count: Count::End, discount: Discount::Annual, count_start: false },
            inputs: 0,
        }
    }

    /// A stage that nobody leaves until it is said how.
    pub fn stage(&mut self, role: Role, start: u32) -> StageId {
        let id = StageId(self.plan.stages.len());
        self.plan.stages.push(Stage {
            id: format!("stage-{}", id.0),
            label: format!("stage {}", id.0),
            description: None,
            owner: None,
            phase: None,
            role,
            start: f64::from(start),
            start_age: StartMix::New,
            start_tenure: StartMix::New,
            settled: false,
            instant: false,
            targets: Vec::new(),
        });
        self.tracking.ages.push(1);
        self.kind().leaving.push(Leaving::Never);
        id
    }

    /// What everybody does; once there are segments, those of the first.
    pub fn kind(&mut self) -> &mut Behaviour {
        &mut self.plan.kinds[0]
    }

    /// People leave with these probabilities per step.
    pub fn leave(&mut self, from: StageId, ways: &[WayOut]) -> Vec<TransitionId> {
        self.compete(from, &[(1.0, ways)])
    }

    /// People leave by hazards: groups of a step's length in the group's unit, and ways out per unit.
    pub fn compete(&mut self, from: StageId, groups: &[(f64, &[WayOut])]) -> Vec<TransitionId> {
        let mut ids = Vec::new();
        let mut made = Vec::new();
        for (units_per_step, ways) in groups {
            let group_ids = self.transitions(from, ways);
            let hazards = ways.iter().map(|way| Hazard::Flat(Constant(way.1.expect("a probability"))));
            made.push(HazardGroup {
                units_per_step: *units_per_step,
                moves: group_ids.iter().copied().zip(hazards).collect(),
            });
            ids.extend(group_ids);
        }
        self.kind().leaving[from.0] = Leaving::Hazards { groups: made, survivals: Vec::new() };
        ids
    }

    /// People leave by one way, at a hazard that may change with time.
    pub fn fade(&mut self, from: StageId, units_per_step: f64, hazard: Hazard, to: Target) -> TransitionId {
        let id = self.transitions(from, &[(to, None)])[0];
        let groups = vec![HazardGroup { units_per_step, moves: vec![(id, hazard)] }];
        self.kind().leaving[from.0] = Leaving::Hazards { groups, survivals: Vec::new() };
        id
    }

    /// People decide after `mean_steps` on average.
    pub fn stay(&mut self, from: StageId, mean_steps: f64, ways: &[WayOut]) -> Vec<TransitionId> {
        let ids = self.transitions(from, ways);
        self.kind().leaving[from.0] = Leaving::Stay { mean_steps: Constant(mean_steps), shares: shares(&ids, ways) };
        ids
    }

    /// People decide after exactly so many steps.
    pub fn after(&mut self, from: StageId, steps: u32, ways: &[WayOut]) -> Vec<TransitionId> {
        let ids = self.transitions(from, ways);
        self.tracking.ages[from.0] = steps;
        self.kind().leaving[from.0] = Leaving::After { steps, shares: shares(&ids, ways) };
        ids
    }

    /// People pass at once.
    pub fn pass(&mut self, from: StageId, ways: &[WayOut], otherwise: Target) -> Vec<TransitionId> {
        let ids = self.transitions(from, ways);
        self.plan.stages[from.0].instant = true;
        self.kind().leaving[from.0] = Leaving::Instant { shares: shares(&ids, ways), otherwise };
        ids
    }

    pub fn transitions(&mut self, from: StageId, ways: &[WayOut]) -> Vec<TransitionId> {
        let first = self.plan.transitions.len();
        let made =
            ways.iter().map(|(to, share)| Transition { from, to: *to, written: format!("{share:?}"), counted: None });
        self.plan.transitions.extend(made);
        let n_transitions = self.plan.transitions.len();
        self.kind().effects.resize_with(n_transitions, Effects::none);
        (first..n_transitions).map(TransitionId).collect()
    }

    /// A channel that costs nothing and brings exactly so many people each step.
    pub fn channel(&mut self, to: StageId, arrivals: f64) -> ChannelId {
        let id = ChannelId(self.plan.channels.len());
        self.plan.channels.push(Channel {
            id: format!("channel-{}", id.0),
            label: format!("channel {}", id.0),
            kind: ChannelKind::Owned,
            to,
            from: None,
            volume: Volume::People(Constant(arrivals)),
            bought: false,
            spend: Spend::Amount(Constant(0.0)),
            variation: Variation::Fixed,
            mix: Vec::new(),
            starts: 1,
            active: true,
            ran_before: true,
        });
        id
    }

    /// A channel that takes exactly so many people each step from a stage.
    pub fn campaign(&mut self, from: &[StageId], to: StageId, people: f64) -> &mut Channel {
        let id = self.channel(to, people);
        self.plan.channels[id.0].from = Some(Campaign { stages: from.to_vec(), reach: None });
        &mut self.plan.channels[id.0]
    }

    /// Everybody in `from` sends invitations; all that are accepted bring people at once.
    pub fn referral(&mut self, from: StageId, invites: f64, accept: f64, to: StageId) -> &mut Referral {
        self.kind().invites.push(vec![Constant(invites)]);
        self.kind().held_back.push(Vec::new());
        self.kind().accept.push((Constant(accept), Effects::none()));
        self.plan.referrals.push(Referral {
            id: "referral".to_string(),
            label: "referral".to_string(),
            from: vec![from],
            spread: None,
            to,
            delay: vec![1.0],
            reward: Constant(0.0),
            reward_on: RewardOn::Arrival,
            commission: None,
            cost_per_invite: Constant(0.0),
            same_segment: Constant(1.0),
            mix: Vec::new(),
        });
        self.plan.referrals.last_mut().expect("just made")
    }

    pub fn revenue(&mut self, per: Per, each: f64) -> &mut MoneyLine {
        self.kind().revenue.push(Constant(each));
        self.plan.revenue.push(line(per));
        self.plan.revenue.last_mut().expect("just made")
    }

    pub fn cost(&mut self, per: Per, each: f64) -> &mut MoneyLine {
        self.kind().costs.push(Constant(each));
        self.plan.costs.push(line(per));
        self.plan.costs.last_mut().expect("just made")
    }

    /// A friction on a transition, measured in its rate; all of it is there.
    pub fn drag(&mut self, way: TransitionId, size: f64, pushes: Option<f64>) -> &mut Drag {
        let friction = self.plan.frictions.len();
        self.plan.frictions.push(Friction {
            id: format!("friction-{friction}"),
            label: String::new(),
            owner: None,
            on: vec![way],
            on_referrals: Vec::new(),
        });
        let drags = &mut self.plan.kinds[0].effects[way.0].drags;
        drags.push(Drag {
            friction,
            size: Constant(size),
            measured: Constant(size),
            left: Constant(1.0),
            included: true,
            pushes,
        });
        drags.last_mut().expect("just made")
    }

    /// An initiative that costs something and works; what it does is said by numbers elsewhere.
    pub fn initiative(&mut self, upfront: f64, running: f64, starts: u32, ends: Option<u32>) -> &mut Initiative {
        self.plan.initiatives.push(Initiative {
            id: format!("initiative-{}", self.plan.initiatives.len()),
            label: String::new(),
            owner: None,
            active: true,
            works: Constant(1.0),
            upfront: Constant(upfront),
            running: Constant(running),
            starts,
            ends,
            test: None,
        });
        self.plan.initiatives.last_mut().expect("just made")
    }

    /// A test with one round in these periods, of half of the people, at a confidence of 95%. Who adopts it
    /// meets the lift.
    pub fn test(&mut self, on: TransitionId, lift: f64, first: u32, last: u32) -> &mut Test {
        let (id, initiative) = (self.plan.tests.len(), self.plan.initiatives.len());
        self.initiative(0.0, 0.0, first, None).test = Some(id);
        let effects = &mut self.plan.kinds[0].effects[on.0];
        let adopted = Number::Signal(crate::model::Signal::Adopted(id, 0));
        effects.factor = effects.factor.clone() * (Constant(1.0) + adopted * Constant(lift));
        self.plan.tests.push(Test {
            initiative,
            on: vec![on],
            on_referrals: Vec::new(),
            share: Constant(0.5),
            confidence: 0.95,
            more_is_better: true,
            rounds: vec![Round { first, last, lift: Constant(lift) }],
        });
        self.plan.tests.last_mut().expect("just made")
    }

    pub fn event(&mut self, coming: Coming, first: u32, last: u32, lasts: Option<u32>) {
        let id = format!("event-{}", self.plan.events.len());
        self.plan.events.push(Event { id, label: String::new(), coming, first, last, lasts });
    }

    pub fn capacity(&mut self, on: &[TransitionId], limit: f64) {
        let id = format!("capacity-{}", self.plan.capacities.len());
        let (on, limit) = (on.to_vec(), Constant(limit));
        self.plan.capacities.push(Capacity { id, label: String::new(), on, limit });
    }

    pub fn feedback(&mut self, of: &[StageId], half: f64) {
        let id = format!("feedback-{}", self.plan.mechanisms.len());
        let (people, numbers) = (Vec::new(), Vec::new());
        let feedback = Mechanism { kind: "feedback", id, label: String::new(), told: "", people, numbers };
        let feedback = feedback.with_people("of", of.to_vec()).with_number("half", Constant(half), Figure::People);
        self.plan.mechanisms.push(feedback);
    }

    /// A uniform input; its value is given to `simulate`.
    pub fn input(&mut self) -> InputId {
        self.inputs += 1;
        InputId(self.inputs - 1)
    }

    /// Splits everybody into segments with these shares, who do the same until a test says otherwise.
    pub fn segments(&mut self, shares: &[f64]) {
        self.plan.shares = shares.iter().map(|share| Constant(*share)).collect();
        let everybody = self.plan.kinds[0].clone();
        let of = |segment| Behaviour { segment: SegmentId(segment), ..everybody.clone() };
        self.plan.kinds = (0..shares.len()).map(of).collect();
    }

    /// The model with this one plan, to be run for so many monthly periods.
    pub fn model(mut self, periods: u32) -> Model {
        let shares = &self.plan.shares;
        let mixes = self.plan.channels.iter_mut().map(|channel| &mut channel.mix);
        for mix in mixes.chain(self.plan.referrals.iter_mut().map(|referral| &mut referral.mix)) {
            if mix.is_empty() {
                mix.clone_from(shares);
            }
        }
        let segment = |id: usize| Segment { id: format!("segment-{id}"), label: String::new() };
        let input = |id: usize| Input {
            path: format!("input-{id}"),
            address: format!("input-{id}"),
            written: String::new(),
            kind: Kind::Chance,
            law: Law::Uniform(crate::uncertain::Uniform::new(0.0, 1.0).expect("a range")),
            is_change: false,
            sample: None,
        };
        Model {
            label: "made by hand".to_string(),
            description: None,
            currency: Currency { code: "USD".to_string(), sign: "$".to_string(), decimals: 2 },
            time: Time { step: Step::Month, parts: 1, periods, start: None, discount_per_year: Constant(0.0) },
            accounting: self.accounting,
            end_value: EndValue { of: EndWorth::Nothing, at_most: None, is_written: false },
            simulation: Simulation { replications: 1, seed: 1, sampling: Sampling::Random },
            inputs: (0..self.inputs).map(input).collect(),
            correlations: Vec::new(),
            segments: (0..shares.len()).map(segment).collect(),
            for_ever: self.tracking.clone(),
            tracking: self.tracking,
            past: None,
            plans: vec![self.plan],
            goals: Vec::new(),
            presentation: Default::default(),
            account: Default::default(),
        }
    }
}

fn shares(ids: &[TransitionId], ways: &[WayOut]) -> Vec<(TransitionId, Share)> {
    let share = |way: &WayOut| way.1.map_or(Share::Rest, |share| Share::Of(Constant(share)));
    ids.iter().copied().zip(ways.iter().map(share)).collect()
}

fn line(per: Per) -> MoneyLine {
    MoneyLine {
        id: "line".to_string(),
        label: "line".to_string(),
        per,
        times: None,
        spread: None,
        margin: Constant(1.0),
        recurring: false,
        counts_as: None,
        count: Count::End,
    }
}
