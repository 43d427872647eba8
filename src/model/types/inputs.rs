//! Numbers that may be uncertain or change in time, and how the uncertain ones hang together.

use crate::base::migration::Shape;
use crate::uncertain::Law;

/// An uncertain number: one draw per replication.
#[derive(Debug, Clone)]
pub struct Input {
    /// Its name and the address of its draw: the path in the scenario (`channels.search.cpc`,
    /// `inputs.price`); for a number that a plan changed, the path and the text of the value.
    pub path: String,
    /// What its uniform is addressed by: its path, or the path of the number whose luck it shares.
    pub address: String,
    /// The value as the author wrote it, for the table of assumptions.
    pub written: String,
    pub kind: Kind,
    /// Of the draw, in the unit written (conversions stand in the [`Number`]s that use it).
    pub law: Law,
    /// Whether it is written as a signed percentage of what stands elsewhere: the draw is then the factor, 1.2 for
    /// `"+20%"`.
    pub is_change: bool,
    /// Set if the draw is one of several of one sample, and not the number that was written itself.
    pub sample: Option<Sample>,
}

impl Input {
    /// The law of the number that was written: that of the draw, unless the draw is a part of a sample.
    pub fn law_as_written(&self) -> &Law {
        self.sample.as_ref().map_or(&self.law, |sample| &sample.law)
    }
}

/// What a draw is of counts that are one sample: what is drawn is a part of what the earlier draws left, what was
/// written is a share of the total.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Draws of one sample have the same.
    pub name: String,
    /// The share of the total, made of this draw and earlier ones of the sample.
    pub share: Number,
    /// What is known of that share alone.
    pub law: Law,
}

/// Where an uncertain number comes from, as far as its form tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `"20 of 1000"`: somebody counted.
    Counted,
    /// `"5% to 9%"`, three points, quantiles: somebody's judgement.
    Judged,
    /// A named distribution or data.
    Distribution,
    /// Whether an event comes and when, whether an initiative works: a bare uniform.
    Chance,
}

/// Index into [`super::Model::inputs`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InputId(pub usize);

/// A number of the model: arithmetic on constants and inputs.
///
/// Unit conversions that are linear (an amount per month at a weekly step) are part of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Number {
    Constant(f64),
    Input(InputId),
    Sum(Box<Number>, Box<Number>),
    Difference(Box<Number>, Box<Number>),
    Product(Box<Number>, Box<Number>),
    Quotient(Box<Number>, Box<Number>),
    /// A share to a constant power above 0: what is kept per month, counted per week.
    Power(Box<Number>, f64),
    /// 1 where the left one is below the right one, else 0.
    Below(Box<Number>, Box<Number>),
    /// What is made of other numbers, held between the least and the most that its place allows.
    Held(Box<Number>, f64, f64),
    /// Known for every period: a season, a ramp, a series of data.
    Series(Series),
    /// Changes at some periods: (first period, value), ascending; the first value also holds before.
    Schedule(Vec<(u32, Number)>),
    /// Depends on how the future goes.
    Signal(Signal),
    /// A move of the step matrix that meets a table best: the table and the move.
    Fitted(std::sync::Arc<Migration>, usize),
}

/// A table of where people are after a while.
#[derive(Debug, Clone, PartialEq)]
pub struct Migration {
    pub shape: Shape,
    /// Per move the share that is there then.
    pub shares: Vec<Number>,
    /// Per move its probability per step at the means, from where each future's own are sought.
    pub at_means: Vec<f64>,
    /// How far the table is missed at most, at the means.
    pub missed: f64,
}

/// A value for every period.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Of period t at index t - 1, shape `[periods]`.
    pub by_period: std::sync::Arc<[f64]>,
    /// What figures that look at no period take: a season's mean, a ramp's full height, the first value of
    /// data.
    pub settled: f64,
    /// What holds after the run: a season's mean, else the value of the last period; 0 of what ends with the run.
    pub after: f64,
}

/// What is not known before the future is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Signal {
    /// 1 while the event is on, else 0 ([`super::Plan::events`]).
    Event(usize),
    /// What a mechanism says of the period; of feedback `n / (n + half)` at the end of the last one
    /// ([`super::Plan::mechanisms`]).
    Mechanism(usize),
    /// 1 once the round of a test was adopted, from the next period on: test ([`super::Plan::tests`]) and round.
    Adopted(usize, usize),
    /// `(M - in) / M` of the market at the end of the last period ([`super::Plan::market`]).
    MarketLeft,
}

/// Inputs whose uniforms are the normal scores of correlated normals.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlation {
    pub inputs: Vec<InputId>,
    /// Lower triangular factor L of their correlation matrix, row by row, shape `[inputs][inputs]`:
    /// with independent normals z the scores are L z.
    pub factor: Vec<f64>,
}
