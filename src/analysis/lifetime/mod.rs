//! What is a customer worth, whom does she bring, how long does it take? Stationary figures of one person.
//!
//! Rates as they are written, for ever: seasons at their mean, initiatives that the plan has at their full
//! height, no event, no volatility, an empty market, no capacity, no campaign. With P the chances to move, F the flow of
//! accepted invitations, m the money of a period spent in a stage, k the money of the next passages and g
//! one period's discount factor, the value of somebody present is `v = m + g (k + (P + F) v)`; instant
//! stages pass on undiscounted (docs/model.md, "Stage value").
//!
//! The reproduction number R counts by generations: `G = U (I - Q)^-1 F` is how many accepted invitations
//! into each place (stage and segment) somebody sends from entry to the first churn or exit, R its spectral
//! radius (Diekmann, Heesterbeek & Metz 1990, *On the definition and the computation of the basic
//! reproduction ratio R0*).

mod channels;
mod draws;
mod journey;
mod referral;
mod view;
mod weights;

pub use draws::{Absent, OverDraws, Payback};

use crate::base::lanes::{LANES, Lanes};
use crate::engine::{self, Inputs};
use crate::model::{Bound, Model};
use crate::program::person::Chain;
use crate::program::{self, Formula, Program, TailOf};
use draws::Tally;
use std::sync::Arc;
use view::{Setting, View};

/// A figure over the draws of the inputs, or why there is none.
pub type Figure = Result<OverDraws, Absent>;

/// The stationary figures of one plan.
#[derive(Debug, Clone)]
pub struct Lifetime {
    /// Per stage of the plan the value of somebody who is new there, in minor units, referrals included;
    /// instant stages: of somebody who enters.
    pub stage_value: Vec<Figure>,
    /// Value of one new customer from the end of the period of acquisition on, in minor units.
    pub ltv: Figure,
    /// The same with the value of those whom she brings, less what referral costs.
    pub ltv_with_referrals: Figure,
    /// The value to what a new customer costs in the run, wherever she comes from.
    pub ltv_to_cac: Figure,
    pub payback: Result<Payback, Absent>,
    /// The reproduction number R.
    pub reproduction: Figure,
    /// New customers whom one new customer brings until the first churn.
    pub new_per_new: Figure,
    /// Accepted invitations that one new customer sends until the first churn.
    pub k_factor: Figure,
    /// Mean number of periods from a customer's acquisition to that of those whom she brings.
    pub cycle_time: Figure,
    /// Mean number of periods from arrival to first acquisition, of those who get there.
    pub sales_cycle: Figure,
    /// Per pair of stages (from, to) of which the one can be reached from the other, the chance to get there.
    pub conversion: Vec<((usize, usize), Figure)>,
    /// Per channel.
    pub channels: Vec<Brought>,
    /// Per target of a stage that is about conversion, in the order of the stages: chance that it is met.
    pub on_target: Vec<(String, Result<f64, Absent>)>,
    /// The plan as single people meet it, however long they stay ([`program::compile_for_ever`]).
    pub program: Arc<Program>,
    /// Effective probability per step of every exit of this program (of a mean stay: decided shares included),
    /// averaged over the draws.
    pub rates: Vec<f64>,
    /// The plan's numbers, and the shares of the segments, likewise.
    pub numbers: Vec<f64>,
    pub shares: Vec<f64>,
    /// Per transition the share of those who could take it in a step who do, of everybody whom the channels bring as
    /// their people are mixed; `None` if nobody comes there.
    pub mixed: Vec<Option<f64>>,
}

/// What one person whom a channel brings is worth, and what she costs.
#[derive(Debug, Clone)]
pub struct Brought {
    /// From arrival on, without those whom she will bring, in minor units.
    pub value: Figure,
    /// Spend per person at the settled spend, in minor units.
    pub cost: Figure,
    /// Chance that she ever becomes a customer (a campaign's people: again).
    pub conversion: Figure,
    /// Chance over the draws that the value exceeds the cost.
    pub chance_pays: Result<f64, Absent>,
}

/// What is asked, of one plan.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    pub model: &'a Model,
    /// Index of the plan.
    pub plan: usize,
    pub inputs: &'a Inputs,
    /// Number of draws of the inputs to average over.
    pub draws: usize,
    /// Per channel the people whom it is expected to bring in its first period: of those whose spend follows revenue.
    pub arrivals: &'a [f64],
    /// Per draw what a new customer costs over the run, in minor units; NaN if there is none.
    pub cac: &'a [f64],
}

/// Computes the stationary figures of a plan.
pub fn lifetime(question: &Question) -> Lifetime {
    let Question { model, inputs, .. } = *question;
    let compile = |tail: TailOf| program::compile_for_ever(model, &model.plans[question.plan], tail);
    let program = compile(TailOf::DiscountedTime);
    let falls_for_ever = program.numbers.iter().any(|number| matches!(number, Formula::Tail(_)));
    let others = falls_for_ever.then(|| [TailOf::Time, TailOf::Chances].map(compile));
    let chain = Chain::new(Arc::new(program));
    let program = &chain.program;
    let setting = Setting::new(question, &chain);
    let mut tally = Tally::new(&setting);
    let mut drawn = vec![Lanes::ZERO; inputs.len()];
    let wanted = question.draws.min((MOST_STATES / chain.states.len()).max(LANES));
    for group in 0..wanted.div_ceil(LANES) {
        inputs.draw(group as u32, &mut drawn);
        let (numbers, effective) = engine::effective_probabilities(program, &drawn);
        let others = others.as_ref().map(|all| all.each_ref().map(|p| engine::effective_probabilities(p, &drawn).1));
        for lane in 0..LANES.min(wanted - group * LANES) {
            let lane_of = |lanes: &[Lanes]| lanes.iter().map(|l| l.0[lane]).collect::<Vec<f64>>();
            let (inputs, numbers, effective) = (lane_of(&drawn), lane_of(&numbers), lane_of(&effective));
            let others = others.as_ref().map(|all| all.each_ref().map(|effective| lane_of(effective)));
            let view = View::new(&setting, &inputs, &numbers, &effective, others);
            tally.add(&view, question.cac[group * LANES + lane], &numbers, &effective);
        }
    }
    tally.finish()
}

/// States of one person times draws of the inputs: where people are told apart by very many classes, fewer draws do.
const MOST_STATES: usize = 20_000_000;

impl Lifetime {
    /// The figures of one new customer and of the wheel, by id.
    pub fn named(&self) -> [(&'static str, &Figure); 8] {
        [
            ("ltv", &self.ltv),
            ("ltv_with_referrals", &self.ltv_with_referrals),
            ("ltv_to_cac", &self.ltv_to_cac),
            ("reproduction", &self.reproduction),
            ("new_per_new", &self.new_per_new),
            ("k_factor", &self.k_factor),
            ("cycle_time", &self.cycle_time),
            ("sales_cycle", &self.sales_cycle),
        ]
    }

    /// Chance to get from one stage to another.
    pub fn conversion(&self, from: usize, to: usize) -> Option<&Figure> {
        self.conversion.iter().find(|(pair, _)| *pair == (from, to)).map(|(_, figure)| figure)
    }
}

/// Whether a value keeps a bound.
fn keeps(value: f64, bound: Bound) -> bool {
    match bound {
        Bound::AtLeast(limit) => value >= limit,
        Bound::AtMost(limit) => value <= limit,
    }
}
