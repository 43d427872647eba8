//! The bare workload as a model, for the engine: 8 stages, 36 periods, uncertain rates, referral, revenue.

use super::workload::{self, ADVANCE, ARRIVALS, HIGHEST, INVITES, LEAVE, LOWEST, PAYING, SERVICE, SPEND, STAGES};
use super::workload::{REVENUE_SCALE, REVENUE_SHAPE};
use flywheel::base::calendar::Step;
use flywheel::base::money::Currency;
use flywheel::model::*;
use flywheel::uncertain::Law;

/// As the engine counts them.
pub const PERIODS: u32 = workload::PERIODS as u32;

/// The workload with `times` as many people.
pub fn model(times: f64, replications: u32) -> Model {
    let mut inputs = Vec::new();
    let mut uncertain = |path: String, mean: f64| {
        let law = Law::uniform(LOWEST * mean, HIGHEST * mean).expect("an interval");
        let (address, written, kind) = (path.clone(), String::new(), Kind::Distribution);
        inputs.push(Input { path, address, written, kind, law, is_change: false, sample: None });
        Number::Input(InputId(inputs.len() - 1))
    };
    let mut transitions = Vec::new();
    let mut stages = Vec::new();
    let mut leaving = Vec::new();
    for s in 0..STAGES {
        let mut moves = Vec::new();
        let mut leave = |to: Target, p: Number| {
            moves.push((TransitionId(transitions.len()), Hazard::Flat(p)));
            transitions.push(Transition { from: StageId(s), to, written: String::new(), counted: None });
        };
        if s + 1 < STAGES {
            leave(Target::Stage(StageId(s + 1)), uncertain(format!("advance {s}"), ADVANCE[s]));
        }
        leave(Target::Exit, uncertain(format!("leave {s}"), LEAVE[s]));
        stages.push(Stage {
            id: format!("s{s}"),
            label: format!("s{s}"),
            description: None,
            owner: None,
            phase: None,
            role: Role::Customer,
            start: 0.0,
            settled: false,
            start_age: StartMix::New,
            start_tenure: StartMix::New,
            instant: false,
            targets: Vec::new(),
        });
        let groups = vec![HazardGroup { units_per_step: 1.0, moves }];
        leaving.push(Leaving::Hazards { groups, survivals: Vec::new() });
    }
    let constant = Number::Constant;
    let paying = || (PAYING..STAGES).map(StageId);
    let kind = Behaviour {
        segment: SegmentId(0),
        source: None,
        leaving,
        effects: vec![Effects::none(); transitions.len()],
        invites: vec![paying().map(|_| constant(INVITES)).collect()],
        held_back: vec![Vec::new()],
        accept: vec![(constant(1.0), Effects::none())],
        revenue: vec![constant(REVENUE_SHAPE * REVENUE_SCALE)],
        costs: vec![constant(SERVICE)],
    };
    let tracking = Tracking { tenures: 1, ages: vec![1; STAGES], for_life: vec![false; 2], cohorts: false };
    let plan = Plan {
        id: "base".into(),
        label: "base".into(),
        stages,
        transitions,
        channels: vec![Channel {
            id: "ads".into(),
            label: "ads".into(),
            kind: ChannelKind::Paid,
            to: StageId(0),
            from: None,
            volume: Volume::People(constant(ARRIVALS * times)),
            bought: false,
            spend: Spend::Amount(constant(SPEND * times)),
            variation: Variation::Poisson,
            mix: vec![constant(1.0)],
            starts: 1,
            active: true,
            ran_before: true,
        }],
        referrals: vec![Referral {
            id: "invite".into(),
            label: "invite".into(),
            from: paying().collect(),
            spread: None,
            to: StageId(0),
            delay: vec![1.0],
            reward: constant(0.0),
            reward_on: RewardOn::Arrival,
            commission: None,
            cost_per_invite: constant(0.0),
            same_segment: constant(1.0),
            mix: vec![constant(1.0)],
        }],
        revenue: vec![MoneyLine {
            id: "sales".into(),
            label: "sales".into(),
            per: Per::Person(paying().collect()),
            spread: Some(constant(1.0 / REVENUE_SHAPE.sqrt())),
            margin: constant(1.0),
            recurring: true,
            counts_as: None,
            count: Count::End,
            times: None,
        }],
        costs: vec![MoneyLine {
            id: "service".into(),
            label: "service".into(),
            per: Per::Person(paying().collect()),
            spread: None,
            margin: constant(1.0),
            recurring: true,
            counts_as: None,
            count: Count::End,
            times: None,
        }],
        cash: constant(0.0),
        shares: vec![constant(1.0)],
        kinds: vec![kind],
        frictions: Vec::new(),
        initiatives: Vec::new(),
        tests: Vec::new(),
        events: Vec::new(),
        capacities: Vec::new(),
        mechanisms: Vec::new(),
        market: None,
    };
    Model {
        label: "bare workload".into(),
        description: None,
        currency: Currency::with_code("USD").expect("a known currency"),
        time: Time { step: Step::Month, parts: 1, periods: PERIODS, start: None, discount_per_year: constant(0.0) },
        simulation: Simulation { replications, seed: 1, sampling: Sampling::Balanced },
        accounting: Accounting { count: Count::End, discount: Discount::Annual, count_start: false },
        end_value: EndValue { of: EndWorth::Nothing, at_most: None, is_written: false },
        inputs,
        correlations: Vec::new(),
        segments: vec![Segment { id: String::new(), label: "Everybody".into() }],
        for_ever: tracking.clone(),
        tracking,
        past: None,
        plans: vec![plan],
        goals: Vec::new(),
        presentation: Default::default(),
        account: Default::default(),
    }
}
