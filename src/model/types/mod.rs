//! What a scenario means: names resolved to indices, units converted to the step, contradictions refused.
//!
//! A [`Model`] is what [`super::check`] makes of a scenario. After it nothing can be wrong about the
//! scenario any more; [`crate::program`] compiles one [`Plan`] of it into arrays, and
//! [`crate::reference`] plays it person by person.
//!
//! Every plan is complete by itself: the same stages, transitions, channels, referrals and money lines
//! in the same order, with the numbers that the plan changed. All plans share one list of inputs, so
//! they meet the same unknowns.

mod effects;
mod goals;
mod inputs;
mod money;
mod people;
mod plan;
mod presentation;
mod sources;

pub use effects::*;
pub use goals::*;
pub use inputs::*;
pub use money::*;
pub use people::*;
pub use plan::*;
pub use presentation::*;
pub use sources::*;

use crate::base::calendar::{Calendar, Date, Step};
use crate::base::money::Currency;
use crate::scenario::Account;

/// A checked scenario with all its plans.
#[derive(Debug, Clone)]
pub struct Model {
    /// Headline of the scenario (`label`), else its file name.
    pub label: String,
    /// The scenario's own account of itself, printed in the report.
    pub description: Option<String>,
    pub currency: Currency,
    pub time: Time,
    pub accounting: Accounting,
    pub end_value: EndValue,
    pub simulation: Simulation,
    /// Every uncertain number, in file order; the plans' own ones last.
    pub inputs: Vec<Input>,
    /// Inputs that are drawn together (Gaussian copula), each in at most one of them.
    pub correlations: Vec<Correlation>,
    /// Groups of people with rates of their own; one without a name if the scenario has none. Never empty.
    pub segments: Vec<Segment>,
    /// What people are told apart by, in all plans alike.
    pub tracking: Tracking,
    /// The same without regard to how long the run is: for figures of single people, who outlive it.
    pub for_ever: Tracking,
    /// What everyone's past was like, if not like the base plan: see [`Model::past`].
    pub past: Option<Box<Plan>>,
    /// The base plan first, then the plans in file order. Never empty.
    pub plans: Vec<Plan>,
    pub goals: Vec<Goal>,
    /// How the author wants it shown.
    pub presentation: Presentation,
    /// What the author wrote, for the report's tables of assumptions and plans.
    pub account: Account,
}

impl Model {
    /// What everyone's past was like, whatever the plan: the base plan of the file before period 1, when no initiative
    /// had begun and nothing was set from outside.
    pub fn past(&self) -> &Plan {
        self.past.as_deref().unwrap_or(&self.plans[0])
    }

    /// The past of those who are there at the start of a plan: they are who the plan says they are.
    pub fn past_of(&self, plan: &Plan) -> Plan {
        let mut past = self.past().clone();
        for (stage, of_plan) in past.stages.iter_mut().zip(&plan.stages) {
            stage.start = of_plan.start;
            stage.settled = of_plan.settled;
            stage.start_age.clone_from(&of_plan.start_age);
            stage.start_tenure.clone_from(&of_plan.start_tenure);
        }
        past
    }
}

/// The clock of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Time {
    /// Length of one period, unless a step is cut into parts.
    pub step: Step,
    /// Periods into which a step is cut: 1 but where it is asked what another step would do.
    pub parts: u32,
    /// Number of periods, T >= 1; period 0 is the start.
    pub periods: u32,
    /// First day of period 1, if the scenario has dates.
    pub start: Option<Date>,
    /// Effective discount rate per year, `0.1` for 10%.
    pub discount_per_year: Number,
}

impl Time {
    /// What periods are called and which days they are.
    pub fn calendar(&self) -> Calendar {
        Calendar { step: self.step, parts: self.parts, start: self.start }
    }

    /// Length of one period.
    pub fn years_per_period(&self) -> f64 {
        self.step.years() / f64::from(self.parts)
    }

    /// Periods in a month.
    pub fn periods_per_month(&self) -> f64 {
        Step::Month.counted_in(self.step) * f64::from(self.parts)
    }
}

/// How many futures, and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Simulation {
    /// Number of replications, at least 1.
    pub replications: u32,
    pub seed: u64,
    pub sampling: Sampling,
}

/// How the uncertain numbers are spread over the replications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sampling {
    /// Scrambled low-discrepancy points, 16 independent randomisations (the default).
    #[default]
    Balanced,
    /// Plain Monte Carlo.
    Random,
}
