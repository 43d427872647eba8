//! Models written by hand, without a scenario.

use crate::base::calendar::Step;
use crate::base::money::Currency;
use crate::model::{
    Channel, ChannelId, ChannelKind, HazardGroup, Leaving, Model, MoneyLine, Number, Per, Plan, Referral, Role,
    Sampling, Share, Simulation, Stage, StageId, Target, Time, Transition, TransitionId, Variation,
};
use Number::Constant;

/// A plan in the making; all its numbers are constants.
pub struct Build {
    pub plan: Plan,
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
            },
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
            leaving: Leaving::Never,
        });
        id
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
            let numbers = ways.iter().map(|way| Constant(way.1.expect("a probability")));
            made.push(HazardGroup {
                units_per_step: *units_per_step,
                moves: group_ids.iter().copied().zip(numbers).collect(),
            });
            ids.extend(group_ids);
        }
        self.plan.stages[from.0].leaving = Leaving::Hazards(made);
        ids
    }

    /// People decide after `mean_steps` on average.
    pub fn stay(&mut self, from: StageId, mean_steps: f64, ways: &[WayOut]) -> Vec<TransitionId> {
        let ids = self.transitions(from, ways);
        self.plan.stages[from.0].leaving =
            Leaving::Stay { mean_steps: Constant(mean_steps), shares: shares(&ids, ways) };
        ids
    }

    /// People decide after exactly so many steps.
    pub fn after(&mut self, from: StageId, steps: u32, ways: &[WayOut]) -> Vec<TransitionId> {
        let ids = self.transitions(from, ways);
        self.plan.stages[from.0].leaving = Leaving::After { steps, shares: shares(&ids, ways) };
        ids
    }

    /// People pass at once.
    pub fn pass(&mut self, from: StageId, ways: &[WayOut], otherwise: Target) -> Vec<TransitionId> {
        let ids = self.transitions(from, ways);
        self.plan.stages[from.0].leaving = Leaving::Instant { shares: shares(&ids, ways), otherwise };
        ids
    }

    fn transitions(&mut self, from: StageId, ways: &[WayOut]) -> Vec<TransitionId> {
        let first = self.plan.transitions.len();
        let made =
            ways.iter().map(|(to, share)| Transition { from, to: *to, written: format!("{share:?}"), counted: None });
        self.plan.transitions.extend(made);
        (first..self.plan.transitions.len()).map(TransitionId).collect()
    }

    /// A channel that costs nothing and brings exactly so many people each step.
    pub fn channel(&mut self, to: StageId, arrivals: f64) -> ChannelId {
        let id = ChannelId(self.plan.channels.len());
        self.plan.channels.push(Channel {
            id: format!("channel-{}", id.0),
            label: format!("channel {}", id.0),
            kind: ChannelKind::Owned,
            to,
            arrivals: Constant(arrivals),
            spend: Constant(0.0),
            variation: Variation::Fixed,
        });
        id
    }

    /// Everybody in `from` sends invitations; all that are accepted bring people at once.
    pub fn referral(&mut self, from: StageId, invites: f64, accept: f64, to: StageId) -> &mut Referral {
        self.plan.referrals.push(Referral {
            id: "referral".to_string(),
            label: "referral".to_string(),
            from: vec![(from, Constant(invites))],
            spread: None,
            accept: Constant(accept),
            to,
            delay: vec![1.0],
            reward: Constant(0.0),
        });
        self.plan.referrals.last_mut().expect("just made")
    }

    pub fn revenue(&mut self, per: Per, each: f64) -> &mut MoneyLine {
        self.plan.revenue.push(line(per, each));
        self.plan.revenue.last_mut().expect("just made")
    }

    pub fn cost(&mut self, per: Per, each: f64) -> &mut MoneyLine {
        self.plan.costs.push(line(per, each));
        self.plan.costs.last_mut().expect("just made")
    }

    /// The model with this one plan, to be run for so many monthly periods.
    pub fn model(self, periods: u32) -> Model {
        Model {
            label: "made by hand".to_string(),
            description: None,
            currency: Currency { code: "USD".to_string(), sign: "$".to_string(), decimals: 2 },
            time: Time { step: Step::Month, periods, start: None, discount_per_year: Constant(0.0) },
            simulation: Simulation { replications: 1, seed: 1, sampling: Sampling::Random },
            inputs: Vec::new(),
            plans: vec![self.plan],
            goals: Vec::new(),
        }
    }
}

fn shares(ids: &[TransitionId], ways: &[WayOut]) -> Vec<(TransitionId, Share)> {
    let share = |way: &WayOut| way.1.map_or(Share::Rest, |share| Share::Of(Constant(share)));
    ids.iter().copied().zip(ways.iter().map(share)).collect()
}

fn line(per: Per, each: f64) -> MoneyLine {
    MoneyLine {
        id: "line".to_string(),
        label: "line".to_string(),
        per,
        each: Constant(each),
        spread: None,
        margin: Constant(1.0),
    }
}
