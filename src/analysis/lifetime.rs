//! What is a customer worth, and whom does she bring? Stationary figures of one person.
//!
//! Rates as they are written, for ever. With P the chances to move, F the flow of accepted invitations, m
//! the money of a period spent in a stage, k the money of the next passages and g one period's discount
//! factor, the value of somebody present is `v = m + g (k + (P + F) v)`; instant stages pass on
//! undiscounted (docs/model.md, "Stage value").
//!
//! The reproduction number R counts by generations: `G = U (I - Q)^-1 F` is how many accepted invitations
//! into each place somebody sends from entry to the first churn or exit, R its spectral radius (Diekmann,
//! Heesterbeek & Metz 1990, *On the definition and the computation of the basic reproduction ratio R0*).

use crate::base::lanes::{LANES, Lanes};
use crate::base::linear::{Matrix, solve_geometric, spectral_radius};
use crate::engine::{self, Inputs};
use crate::program::person::{Person, Way, state_of, states};
use crate::program::{Event, Program};

/// Why a stationary figure does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// An inviting stage is never left, so that invitations never end.
    NeverLeaves,
    /// The sum over all periods does not converge.
    Endless,
    /// Nobody becomes a customer.
    NoCustomers,
    /// There are no referrals.
    NoReferral,
}

impl Absent {
    /// The reason in words.
    pub fn reason(self) -> &'static str {
        match self {
            Absent::NeverLeaves => "an inviting stage is never left, so invitations never end",
            Absent::Endless => {
                "in some of the draws people stay, or bring others, without end, and too little is discounted"
            }
            Absent::NoCustomers => "nobody becomes a customer",
            Absent::NoReferral => "nobody invites",
        }
    }
}

/// A figure averaged over the draws of the inputs, with its 5% and 95% quantiles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OverDraws {
    pub mean: f64,
    pub p5: f64,
    pub p95: f64,
}

/// The stationary figures of one plan.
#[derive(Debug, Clone)]
pub struct Lifetime {
    /// Per stage of the plan the value of somebody present there, in minor units, referrals included;
    /// instant stages: of somebody who enters.
    pub stage_value: Vec<Result<OverDraws, Absent>>,
    /// Value of one new customer from the end of the period of acquisition on, in minor units.
    pub ltv: Result<OverDraws, Absent>,
    /// The same with the value of those whom she brings, less rewards.
    pub ltv_with_referrals: Result<OverDraws, Absent>,
    /// The reproduction number R.
    pub reproduction: Result<OverDraws, Absent>,
    /// New customers whom one new customer brings until the first churn.
    pub new_per_new: Result<OverDraws, Absent>,
    /// Accepted invitations that one new customer sends until the first churn.
    pub k_factor: Result<OverDraws, Absent>,
    /// Mean number of periods from arrival to first acquisition, of those who get there.
    pub sales_cycle: Result<OverDraws, Absent>,
    /// Effective probability per step of every transition (of a mean stay: decided shares included),
    /// averaged over the draws.
    pub rates: Vec<f64>,
}

/// What is asked, of one program.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    pub program: &'a Program,
    pub inputs: &'a Inputs,
    /// Number of draws of the inputs to average over.
    pub draws: usize,
    /// Per stage the first acquisitions over the run: the weights of lifetime values.
    pub acquired_in: &'a [f64],
    /// Length of a period.
    pub years_per_step: f64,
}

/// Computes the stationary figures of a plan.
pub fn lifetime(question: &Question) -> Lifetime {
    let Question { program, inputs, draws: wanted, .. } = *question;
    let total: f64 = question.acquired_in.iter().sum();
    let weights: Vec<f64> = question.acquired_in.iter().map(|n| if total > 0.0 { n / total } else { 0.0 }).collect();
    let mut draws = Draws::default();
    let mut drawn = vec![Lanes::ZERO; inputs.len()];
    let mut rates = vec![0.0; program.probabilities];
    for group in 0..wanted.div_ceil(LANES) {
        inputs.draw(group as u32, &mut drawn);
        let (numbers, effective) = engine::effective_probabilities(program, &drawn);
        for lane in 0..LANES.min(wanted - group * LANES) {
            let lane_of = |lanes: &[Lanes]| lanes.iter().map(|l| l.0[lane]).collect::<Vec<f64>>();
            let (numbers, effective) = (lane_of(&numbers), lane_of(&effective));
            rates.iter_mut().zip(&effective).for_each(|(mean, p)| *mean += p / wanted as f64);
            draws.add(&View::new(program, &numbers, &effective, &weights, question.years_per_step));
        }
    }
    draws.finish(rates)
}

/// All figures of all draws.
#[derive(Debug, Default)]
struct Draws {
    stage_value: Vec<Vec<Result<f64, Absent>>>,
    ltv: Vec<Result<f64, Absent>>,
    ltv_with_referrals: Vec<Result<f64, Absent>>,
    reproduction: Vec<Result<f64, Absent>>,
    new_per_new: Vec<Result<f64, Absent>>,
    k_factor: Vec<Result<f64, Absent>>,
    sales_cycle: Vec<Result<f64, Absent>>,
}

impl Draws {
    fn add(&mut self, view: &View) {
        let with_referrals = view.values(true);
        self.stage_value.push(view.by_stage(&with_referrals));
        self.ltv.push(view.at_acquisition(&view.values(false)));
        self.ltv_with_referrals.push(view.at_acquisition(&with_referrals));
        self.reproduction.push(view.reproduction());
        self.new_per_new.push(view.new_per_new());
        self.k_factor.push(view.k_factor());
        self.sales_cycle.push(view.sales_cycle());
    }

    fn finish(self, rates: Vec<f64>) -> Lifetime {
        let stages = self.stage_value.first().map_or(0, Vec::len);
        let of_stage = |s: usize| self.stage_value.iter().map(|values| values[s]).collect::<Vec<_>>();
        Lifetime {
            stage_value: (0..stages).map(|s| over_draws(of_stage(s))).collect(),
            ltv: over_draws(self.ltv),
            ltv_with_referrals: over_draws(self.ltv_with_referrals),
            reproduction: over_draws(self.reproduction),
            new_per_new: over_draws(self.new_per_new),
            k_factor: over_draws(self.k_factor),
            sales_cycle: over_draws(self.sales_cycle),
            rates,
        }
    }
}

/// A figure exists if it does in every draw.
fn over_draws(values: Vec<Result<f64, Absent>>) -> Result<OverDraws, Absent> {
    let mut values: Vec<f64> = values.into_iter().collect::<Result<_, _>>()?;
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.sort_by(f64::total_cmp);
    let at = |p: f64| values[((values.len() - 1) as f64 * p).round() as usize];
    Ok(OverDraws { mean, p5: at(0.05), p95: at(0.95) })
}

/// A referral as one person meets it.
struct Invites {
    /// Accepted invitations per period by state.
    accepted: Vec<f64>,
    /// Shares of the accepted by delay.
    delay: Vec<f64>,
    to: usize,
    reward: f64,
}

/// One person, for one draw of the inputs.
struct View<'a> {
    person: Person,
    invites: Vec<Invites>,
    /// Mean arrivals of every channel and the state they enter.
    entries: Vec<(f64, usize)>,
    /// Share of the first acquisitions by state.
    acquired: Vec<f64>,
    /// Discount factor of one period.
    discount: f64,
    program: &'a Program,
}

impl<'a> View<'a> {
    fn new(
        program: &'a Program,
        numbers: &[f64],
        effective: &[f64],
        acquired_by_stage: &[f64],
        years_per_step: f64,
    ) -> View<'a> {
        let person = Person::new(program, numbers, effective);
        let states = states(program);
        let state = |cell| state_of(program, &states, cell);
        let invites = program.referrals.iter().map(|r| {
            let mut accepted = vec![0.0; person.states()];
            for inviters in &r.from {
                let chance = inviters.accept.map_or(1.0, |p| effective[p]);
                let (cells, per_person) = (&inviters.cells, inviters.invites);
                // A stage's cells differ only in age and origin: each state once.
                let mut inviting: Vec<usize> = cells.iter().map(|&cell| state(cell)).collect();
                inviting.sort_unstable();
                inviting.dedup();
                inviting.iter().for_each(|&s| accepted[s] += numbers[per_person] * chance);
            }
            let mut delay: Vec<f64> = r.delay.clone().map(|p| effective[p]).collect();
            delay.push((1.0 - delay.iter().sum::<f64>()).max(0.0));
            Invites { accepted, delay, to: state(r.to[0].to.expect("the invited land somewhere")), reward: numbers[r.reward] }
        });
        let invites = invites.collect();
        let rate = match program.records[program.index.discount_per_year] {
            crate::program::Record::Number(slot) => numbers[slot],
            _ => 0.0,
        };
        let mean = |c: &crate::program::Channel| match c.volume {
            crate::program::Volume::People(mean) => numbers[mean],
            crate::program::Volume::Bought { .. } => 0.0,
        };
        let outside = program.channels.iter().filter(|c| c.campaign.is_none());
        let entries = outside.map(|c| (mean(c), state(c.to[0].to.expect("people land somewhere")))).collect();
        let acquired = acquired_by_state(&person, acquired_by_stage);
        View { invites, entries, acquired, discount: libm::pow(1.0 + rate, -years_per_step), person, program }
    }

    /// Discount factor of a way out of a state: a period passes in dwelling states only.
    fn factor(&self, state: usize) -> f64 {
        if self.person.instant[state] { 1.0 } else { self.discount }
    }

    /// Value of being in each state.
    fn values(&self, with_referrals: bool) -> Result<Vec<f64>, Absent> {
        let mut matrix = self.person.matrix(|state, _| self.factor(state));
        let mut money: Vec<f64> = (0..self.person.states()).map(|s| self.own_money(s)).collect();
        if with_referrals {
            for invites in &self.invites {
                let mut discounted = 0.0;
                let mut factor = 1.0;
                for share in &invites.delay {
                    discounted += share * factor;
                    factor *= self.discount;
                }
                for (state, accepted) in invites.accepted.iter().enumerate() {
                    let come = accepted * discounted * self.discount;
                    matrix.add(state, invites.to, come);
                    money[state] -= come * invites.reward;
                }
            }
        }
        let matrix = only_towards(&matrix, &money);
        solve_geometric(&matrix, &[money]).map(|mut x| x.remove(0)).ok_or(Absent::Endless)
    }

    /// Money of this period and, discounted, of the next passages.
    fn own_money(&self, state: usize) -> f64 {
        let passages: f64 = self.person.ways[state].iter().map(|way| way.probability * way.money).sum();
        self.person.money[state] + self.factor(state) * passages
    }

    /// Per stage the value of its first state; absent for stages that nobody reaches.
    fn by_stage(&self, values: &Result<Vec<f64>, Absent>) -> Vec<Result<f64, Absent>> {
        let stages = self.program.index.people.len();
        let first = |stage: usize| self.person.stage.iter().position(|&s| s == stage);
        (0..stages)
            .map(|stage| match (values, first(stage)) {
                (Ok(values), Some(state)) => Ok(values[state]),
                (Err(absent), _) => Err(*absent),
                (_, None) => Err(Absent::Endless),
            })
            .collect()
    }

    fn at_acquisition(&self, values: &Result<Vec<f64>, Absent>) -> Result<f64, Absent> {
        if self.acquired.iter().all(|&w| w == 0.0) {
            return Err(Absent::NoCustomers);
        }
        let values = values.as_ref().map_err(|absent| *absent)?;
        Ok(self.acquired.iter().zip(values).map(|(w, v)| w * v).sum())
    }

    /// Until the first churn or exit.
    fn stays_on(way: &Way) -> f64 {
        let churns = matches!(way.event, Some(Event::Churned | Event::UserChurned));
        if churns { 0.0 } else { 1.0 }
    }

    /// By referral, accepted invitations that somebody in each state will send until the first churn or exit.
    fn future_accepted(&self) -> Result<Vec<Vec<f64>>, Absent> {
        if self.invites.is_empty() {
            return Err(Absent::NoReferral);
        }
        let reaches = self.reaches_inviting();
        let matrix = self.person.matrix(|state, way| {
            let goes_on = way.to.is_some_and(|to| reaches[to]) && reaches[state];
            if goes_on { Self::stays_on(way) } else { 0.0 }
        });
        let sent: Vec<Vec<f64>> = self.invites.iter().map(|i| i.accepted.clone()).collect();
        solve_geometric(&matrix, &sent).ok_or(Absent::NeverLeaves)
    }

    /// States from which an inviting one can still be reached before the first churn or exit.
    fn reaches_inviting(&self) -> Vec<bool> {
        let invites = |s: usize| self.invites.iter().any(|i| i.accepted[s] > 0.0);
        let mut reaches: Vec<bool> = (0..self.person.states()).map(invites).collect();
        loop {
            let before = reaches.clone();
            for (state, ways) in self.person.ways.iter().enumerate() {
                let open = |way: &&Way| way.probability > 0.0 && Self::stays_on(way) > 0.0;
                let leads = ways.iter().filter(open).any(|way| way.to.is_some_and(|to| before[to]));
                reaches[state] |= leads;
            }
            if reaches == before {
                return reaches;
            }
        }
    }

    fn reproduction(&self) -> Result<f64, Absent> {
        let future = self.future_accepted()?;
        let n = self.invites.len();
        let mut generation = Matrix::zeros(n);
        for (from, invites) in self.invites.iter().enumerate() {
            for (into, accepted) in future.iter().enumerate() {
                generation.add(from, into, accepted[invites.to]);
            }
        }
        Ok(spectral_radius(&generation))
    }

    fn k_factor(&self) -> Result<f64, Absent> {
        let future = self.future_accepted()?;
        let all = future.iter().map(|accepted| self.at_acquisition(&Ok(accepted.clone())));
        all.sum()
    }

    fn new_per_new(&self) -> Result<f64, Absent> {
        let future = self.future_accepted()?;
        let chance = self.chance_to_become_customer()?;
        let each = future.iter().zip(&self.invites).map(|(accepted, invites)| {
            let sent = self.at_acquisition(&Ok(accepted.clone()))?;
            Ok(sent * self.chance_of_new(invites.to, &chance))
        });
        each.sum()
    }

    /// Somebody who comes into a customer stage at once is one.
    fn chance_of_new(&self, entry: usize, chance: &[f64]) -> f64 {
        if self.acquired_on_entry(entry) { 1.0 } else { chance[entry] }
    }

    fn acquired_on_entry(&self, state: usize) -> bool {
        use crate::model::Role;
        let role = self.program.cell_facts.iter().find(|f| f.stage == self.person.stage[state]).map(|f| f.role);
        !self.person.instant[state] && role == Some(Role::Customer)
    }

    /// By state, the chance of ever becoming a customer for the first time from there.
    fn chance_to_become_customer(&self) -> Result<Vec<f64>, Absent> {
        let (matrix, now) = self.until_acquisition();
        solve_geometric(&matrix, &[now]).map(|mut x| x.remove(0)).ok_or(Absent::Endless)
    }

    /// The ways that are no acquisition and may still lead to one, and the chance of acquisition by the next way.
    fn until_acquisition(&self) -> (Matrix, Vec<f64>) {
        let acquires = |way: &Way| way.event == Some(Event::NewCustomer);
        let n = self.person.states();
        let chance = |ways: &Vec<Way>| ways.iter().filter(|w| acquires(w)).map(|w| w.probability).sum::<f64>();
        let now: Vec<f64> = self.person.ways.iter().map(chance).collect();
        let mut reaches: Vec<bool> = now.iter().map(|&p| p > 0.0).collect();
        for _ in 0..n {
            let before = reaches.clone();
            for (state, ways) in self.person.ways.iter().enumerate() {
                reaches[state] |=
                    ways.iter().any(|w| !acquires(w) && w.probability > 0.0 && w.to.is_some_and(|to| before[to]));
            }
        }
        let matrix = self.person.matrix(|state, way| {
            let goes_on = !acquires(way) && reaches[state] && way.to.is_some_and(|to| reaches[to]);
            f64::from(u8::from(goes_on))
        });
        (matrix, now)
    }

    /// Mean periods from arrival to first acquisition, over the arrivals of the channels.
    fn sales_cycle(&self) -> Result<f64, Absent> {
        let (matrix, now) = self.until_acquisition();
        let chance = solve_geometric(&matrix, &[now]).ok_or(Absent::Endless)?.remove(0);
        // Time counts once per dwelling state passed, for those who get there: t = A t + chance * (1 if dwelling).
        let waiting = |s: usize| if self.person.instant[s] { 0.0 } else { chance[s] };
        let waiting: Vec<f64> = (0..self.person.states()).map(waiting).collect();
        let time = solve_geometric(&matrix, &[waiting]).ok_or(Absent::Endless)?.remove(0);
        let (mut got_there, mut took) = (0.0, 0.0);
        for &(arrivals, entry) in &self.entries {
            let at_once = self.acquired_on_entry(entry);
            got_there += arrivals * if at_once { 1.0 } else { chance[entry] };
            took += arrivals * if at_once { 0.0 } else { time[entry] };
        }
        if got_there > 0.0 { Ok(took / got_there) } else { Err(Absent::NoCustomers) }
    }
}

/// The matrix without the states from which no money can be reached: staying there for ever is worth
/// nothing, and not an endless sum.
fn only_towards(matrix: &Matrix, money: &[f64]) -> Matrix {
    let n = matrix.n;
    let mut leads: Vec<bool> = money.iter().map(|&m| m != 0.0).collect();
    loop {
        let next: Vec<bool> = (0..n).map(|i| leads[i] || (0..n).any(|j| leads[j] && matrix.at(i, j) > 0.0)).collect();
        if next == leads {
            break;
        }
        leads = next;
    }
    let mut kept = Matrix::zeros(n);
    for (i, j) in (0..n).flat_map(|i| (0..n).map(move |j| (i, j))) {
        if leads[i] && leads[j] {
            kept.add(i, j, matrix.at(i, j));
        }
    }
    kept
}

/// Spreads the shares of acquisitions by stage over the stage's first states.
fn acquired_by_state(person: &Person, by_stage: &[f64]) -> Vec<f64> {
    let mut shares = vec![0.0; person.states()];
    for (stage, share) in by_stage.iter().enumerate() {
        if let Some(state) = person.stage.iter().position(|&s| s == stage) {
            shares[state] += share;
        }
    }
    shares
}
