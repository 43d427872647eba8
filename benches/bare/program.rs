//! The bare workload as a model, for the engine: 8 stages, 36 periods, uncertain rates, referral, revenue.

use flywheel::base::calendar::Step;
use flywheel::base::money::Currency;
use flywheel::model::*;
use flywheel::uncertain::Law;

/// Chance to advance to the next stage, and to leave, per period: means; both are uncertain by 20%.
pub const ADVANCE: [f64; 8] = [0.30, 0.25, 0.20, 0.15, 0.10, 0.08, 0.05, 0.0];
pub const LEAVE: [f64; 8] = [0.10, 0.08, 0.06, 0.04, 0.03, 0.02, 0.02, 0.015];
/// People from this stage on pay and invite.
pub const PAYING: usize = 3;
/// Mean arrivals per period.
pub const ARRIVALS: f64 = 1500.0;
pub const PERIODS: u32 = 36;

/// The workload with `times` as many people.
pub fn model(times: f64, replications: u32) -> Model {
    let mut inputs = Vec::new();
    let mut uncertain = |path: String, mean: f64| {
        let law = Law::uniform(0.8 * mean, 1.2 * mean).expect("an interval");
        inputs.push(Input { path, written: String::new(), kind: Kind::Distribution, law });
        Number::Input(InputId(inputs.len() - 1))
    };
    let mut transitions = Vec::new();
    let mut stages = Vec::new();
    for s in 0..8 {
        let mut moves = Vec::new();
        let mut leave = |to: Target, p: Number| {
            moves.push((TransitionId(transitions.len()), p));
            transitions.push(Transition { from: StageId(s), to, written: String::new(), counted: None });
        };
        if s < 7 {
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
            leaving: Leaving::Hazards(vec![HazardGroup { units_per_step: 1.0, moves }]),
        });
    }
    let constant = Number::Constant;
    let paying = || (PAYING..8).map(StageId);
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
            arrivals: constant(ARRIVALS * times),
            spend: constant(ARRIVALS * times * 9000.0),
            variation: Variation::Poisson,
        }],
        referrals: vec![Referral {
            id: "invite".into(),
            label: "invite".into(),
            from: paying().map(|s| (s, constant(0.02))).collect(),
            spread: None,
            accept: constant(1.0),
            to: StageId(0),
            delay: vec![1.0],
            reward: constant(0.0),
        }],
        revenue: vec![MoneyLine {
            id: "sales".into(),
            label: "sales".into(),
            per: Per::Person(paying().collect()),
            each: constant(3000.0),
            // Two gamma shapes of a customer: the spread is 1 / sqrt(2).
            spread: Some(constant(0.5_f64.sqrt())),
            margin: constant(1.0),
        }],
        costs: vec![MoneyLine {
            id: "service".into(),
            label: "service".into(),
            per: Per::Person(paying().collect()),
            each: constant(500.0),
            spread: None,
            margin: constant(1.0),
        }],
        cash: constant(0.0),
    };
    Model {
        label: "bare workload".into(),
        description: None,
        currency: Currency::with_code("USD").expect("a known currency"),
        time: Time { step: Step::Month, periods: PERIODS, start: None, discount_per_year: constant(0.0) },
        simulation: Simulation { replications, seed: 1, sampling: Sampling::Balanced },
        inputs,
        plans: vec![plan],
        goals: Vec::new(),
    }
}
