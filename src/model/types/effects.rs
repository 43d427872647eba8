//! What acts on probabilities and rates: frictions, initiatives, tests, events, capacities, and mechanisms that
//! stand on their own.

use super::{InputId, Number, StageId, TransitionId};

/// What acts on a probability after its unit was converted, in this order: docs/model.md, "Effective
/// probability of a transition".
#[derive(Debug, Clone, PartialEq)]
pub struct Effects {
    /// Factor of the changes of segment, source and plan, and of the season.
    pub scale: Number,
    /// Frictions on it, each once.
    pub drags: Vec<Drag>,
    /// Factor of the changes of initiatives, events and feedback, and of adopted tests.
    pub factor: Number,
    /// Standard deviation of the noise on its log-odds, new each period.
    pub volatility: Option<Number>,
}

impl Effects {
    /// Nothing acts on it.
    pub fn none() -> Effects {
        let one = Number::Constant(1.0);
        Effects { scale: one.clone(), drags: Vec::new(), factor: one, volatility: None }
    }
}

/// A friction as it acts on one probability.
#[derive(Debug, Clone, PartialEq)]
pub struct Drag {
    /// Index into [`super::Plan::frictions`].
    pub friction: usize,
    /// The share f of those who would otherwise go (wanted), or the probability f of being pushed out.
    pub size: Number,
    /// The same when the rates of the file were measured.
    pub measured: Number,
    /// What initiatives leave of it in a period, `1 - s`.
    pub left: Number,
    /// Whether the written rate is measured with the friction in it.
    pub included: bool,
    /// `None`: it holds back on a wanted way. Else it pushes people out, and `size` is per so many steps:
    /// the length of a step in its unit.
    pub pushes: Option<f64>,
}

/// A named drag on transitions or on a referral.
#[derive(Debug, Clone)]
pub struct Friction {
    pub id: String,
    pub label: String,
    pub owner: Option<String>,
    pub on: Vec<TransitionId>,
    /// On the invitations of these referrals (index into [`super::Plan::referrals`]).
    pub on_referrals: Vec<usize>,
}

/// A bounded investment.
#[derive(Debug, Clone)]
pub struct Initiative {
    pub id: String,
    pub label: String,
    pub owner: Option<String>,
    /// Whether this plan has it; if not it costs nothing and nothing is changed by it.
    pub active: bool,
    /// 1 in the replications in which it works, else 0.
    pub works: Number,
    /// Cost in the period `starts`, in minor units; of a test: when a round is adopted.
    pub upfront: Number,
    /// Cost per step from `starts` until it is over, in minor units.
    pub running: Number,
    /// Periods in which it runs, both included.
    pub starts: u32,
    pub ends: Option<u32>,
    /// Index into [`super::Plan::tests`] if it is an experiment.
    pub test: Option<usize>,
}

/// A controlled experiment (A/B test): adopted only if the data say so.
#[derive(Debug, Clone)]
pub struct Test {
    /// Index into [`super::Plan::initiatives`].
    pub initiative: usize,
    /// What is tested: transitions, or acceptance of these referrals.
    pub on: Vec<TransitionId>,
    pub on_referrals: Vec<usize>,
    /// Share of those who could take the transition that take part, half of them in each arm.
    pub share: Number,
    /// Two-sided confidence c: a round is adopted if z > z(1 - (1 - c) / 2) in the wanted direction.
    pub confidence: f64,
    /// Whether more is wanted (else less, as of churn).
    pub more_is_better: bool,
    pub rounds: Vec<Round>,
}

/// One of a programme of tests.
#[derive(Debug, Clone)]
pub struct Round {
    /// Periods of the test, both included.
    pub first: u32,
    pub last: u32,
    /// True relative lift of the treatment.
    pub lift: Number,
}

/// Something outside that may happen.
#[derive(Debug, Clone)]
pub struct Event {
    pub id: String,
    pub label: String,
    pub coming: Coming,
    /// Periods in which it may start, both included.
    pub first: u32,
    pub last: u32,
    /// How many periods it stays; `None`: for good.
    pub lasts: Option<u32>,
}

/// Whether and when an event comes; the uniforms are inputs.
#[derive(Debug, Clone)]
pub enum Coming {
    /// At most once, with this chance, in any period of the window alike.
    Once { comes: Number, when: InputId },
    /// In every period of the window with this chance per unit, but not while it is on. The first wait
    /// follows from `first` by inversion, each later one from [`next_uniform`] of the one before.
    Recurring { per_unit: Number, units_per_step: f64, first: InputId },
}

/// A uniform that follows from another: its bits mixed, so that one input decides a whole sequence.
///
/// The finaliser of SplitMix64 (Steele, Lea & Flood 2014, *OOPSLA*), on the number's 53 bits.
pub fn next_uniform(u: f64) -> f64 {
    let mut x = (u * (1u64 << 53) as f64) as u64;
    x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((x ^ (x >> 31)) >> 11) as f64 / (1u64 << 53) as f64 + 1.0 / (1u64 << 54) as f64
}

/// A limit on how many can take transitions in a period.
#[derive(Debug, Clone)]
pub struct Capacity {
    pub id: String,
    pub label: String,
    pub on: Vec<TransitionId>,
    /// Places per step; the fraction of one is carried over.
    pub limit: Number,
}

/// A part of the wheel that stands on its own: what it needs, for the few who know what it does.
///
/// Its kind has a file in the check, in the engine and in the reference; the program turns people into cells and
/// numbers into slots without knowing what they are for.
#[derive(Debug, Clone, PartialEq)]
pub struct Mechanism {
    /// Its section in the scenario: `"feedback"`.
    pub kind: &'static str,
    pub id: String,
    pub label: String,
    /// What it does, in a sentence after its label, with its people and numbers as gaps: `"at {half} people in
    /// {of} it has half of its effect"`.
    pub told: &'static str,
    /// People in stages, by key.
    pub people: Vec<(&'static str, Vec<StageId>)>,
    /// Numbers by key, and what each is.
    pub numbers: Vec<(&'static str, Number, Figure)>,
}

/// What the number of a mechanism is, for those who tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    People,
    /// Of one, for a percentage.
    Share,
    /// In minor units.
    Money,
    Plain,
}

impl Mechanism {
    /// The same with people under a key.
    pub fn with_people(mut self, key: &'static str, stages: Vec<StageId>) -> Mechanism {
        self.people.push((key, stages));
        self
    }

    /// The same with a number under a key.
    pub fn with_number(mut self, key: &'static str, number: Number, figure: Figure) -> Mechanism {
        self.numbers.push((key, number, figure));
        self
    }

    /// The stages under a key.
    ///
    /// # Panics
    /// If its kind has no such key: whoever asks has misspelled it.
    pub fn stages(&self, key: &str) -> &[StageId] {
        let found = self.people.iter().find(|(name, _)| *name == key);
        found.map(|(_, stages)| stages.as_slice()).unwrap_or_else(|| panic!("no people `{key}` in {}", self.kind))
    }

    /// The number under a key.
    ///
    /// # Panics
    /// As [`Mechanism::stages`].
    pub fn number(&self, key: &str) -> &Number {
        let found = self.numbers.iter().find(|(name, ..)| *name == key);
        found.map(|(_, number, _)| number).unwrap_or_else(|| panic!("no number `{key}` in {}", self.kind))
    }
}
