//! One person, for one draw of the inputs.

use super::{Absent, Question};
use crate::model::{Plan, Role};
use crate::program::person::{Chain, Person};
use crate::program::worth::Worth;

/// What holds in every draw.
pub(super) struct Setting<'a> {
    pub chain: &'a Chain,
    pub plan: &'a Plan,
    /// Per channel its people in its first period, as they are expected.
    pub arrivals: &'a [f64],
    /// Per stage and segment, the state of somebody who is new there.
    pub new_in: Vec<Vec<Option<usize>>>,
    pub years_per_step: f64,
    pub periods: u32,
}

impl<'a> Setting<'a> {
    pub fn new(question: &Question<'a>, chain: &'a Chain) -> Setting<'a> {
        let model = question.model;
        let segments = 0..model.segments.len();
        let new_in = |stage| segments.clone().map(|segment| chain.entry_state(stage, segment)).collect();
        Setting {
            chain,
            plan: &model.plans[question.plan],
            arrivals: question.arrivals,
            new_in: (0..chain.program.index.people.len()).map(new_in).collect(),
            years_per_step: model.time.years_per_period(),
            periods: model.time.periods,
        }
    }

    /// Pairs of different stages of which the second can be reached from the first, whatever the numbers.
    pub fn reachable_pairs(&self) -> Vec<(usize, usize)> {
        let stages = self.new_in.len();
        let mut leads = vec![vec![false; stages]; stages];
        for (s, state) in self.chain.states.iter().enumerate() {
            for way in &self.chain.ways[self.chain.out(s)] {
                way.to.into_iter().for_each(|to| leads[state.stage][self.chain.states[to].stage] = true);
            }
        }
        for middle in 0..stages {
            for from in 0..stages {
                for to in 0..stages {
                    leads[from][to] |= leads[from][middle] && leads[middle][to];
                }
            }
        }
        let pairs = (0..stages).flat_map(|from| (0..stages).map(move |to| (from, to)));
        pairs.filter(|&(from, to)| from != to && leads[from][to]).collect()
    }
}

/// One person, for one draw of the inputs.
pub(super) struct View<'a> {
    pub setting: &'a Setting<'a>,
    pub worth: Worth<'a>,
    /// The same where time as such is asked for, and where chances are: the tails of hazards that fall for ever are
    /// other ones. `None`: there are none.
    others: Option<[Person<'a>; 2]>,
    /// By state the first acquisitions of those who are followed; all 0 if there are none.
    pub acquired: Vec<f64>,
    /// Share of each segment among people.
    pub shares: Vec<f64>,
    pub numbers: &'a [f64],
    pub effective: &'a [f64],
}

impl<'a> View<'a> {
    /// * `others`: effective probabilities where time as such is asked for, and where chances are, if they are others
    pub fn new(
        setting: &'a Setting<'a>,
        inputs: &[f64],
        numbers: &'a [f64],
        effective: &'a [f64],
        others: Option<[Vec<f64>; 2]>,
    ) -> View<'a> {
        let shares = setting.plan.shares.iter().map(|share| share.value(inputs)).collect();
        let person = Person::new(setting.chain, numbers, effective);
        let worth = Worth::new(person, numbers, effective, setting.years_per_step);
        let others = others.map(|all| all.map(|effective| Person::new(setting.chain, numbers, &effective)));
        let mut view = View { setting, worth, others, acquired: Vec::new(), shares, numbers, effective };
        view.acquired = view.acquired();
        view
    }

    /// One person where time as such is asked for.
    pub fn in_time(&self) -> &Person<'a> {
        self.others.as_ref().map_or(&self.worth.person, |[time, _]| time)
    }

    /// One person where chances are asked for.
    pub fn in_the_end(&self) -> &Person<'a> {
        self.others.as_ref().map_or(&self.worth.person, |[_, chances]| chances)
    }

    /// Value of being in each state, without referral.
    pub fn values(&self) -> Result<Vec<f64>, Absent> {
        self.worth.values().ok_or(Absent::Endless)
    }

    /// Value of being in each state, with those who are brought and what they cost.
    pub fn values_with_referrals(&self) -> Result<Vec<f64>, Absent> {
        self.worth.values_with_referrals().ok_or(Absent::Endless)
    }

    /// A figure of somebody who is new in a stage, over the segments.
    pub fn new_in_stage(&self, stage: usize, of: &Result<Vec<f64>, Absent>) -> Result<f64, Absent> {
        let of = of.as_ref().map_err(|absent| *absent)?;
        let states = self.setting.new_in[stage].iter().zip(&self.shares);
        let known: Vec<(f64, f64)> = states.filter_map(|(state, share)| Some((of[(*state)?], *share))).collect();
        let whole: f64 = known.iter().map(|(_, share)| share).sum();
        if whole <= 0.0 {
            return Err(Absent::NobodyThere);
        }
        Ok(known.iter().map(|(value, share)| value * share).sum::<f64>() / whole)
    }

    /// A figure of a new customer.
    pub fn at_acquisition(&self, of: &Result<Vec<f64>, Absent>) -> Result<f64, Absent> {
        let total: f64 = self.acquired.iter().sum();
        if total == 0.0 {
            return Err(Absent::NoCustomers);
        }
        let of = of.as_ref().map_err(|absent| *absent)?;
        Ok(self.acquired.iter().zip(of).map(|(w, x)| w * x).sum::<f64>() / total)
    }

    /// Whether somebody in this state is a customer.
    pub fn is_customer(&self, state: usize) -> bool {
        !self.worth.is_instant(state) && self.setting.chain.states[state].role == Role::Customer
    }
}
