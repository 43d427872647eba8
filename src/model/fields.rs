//! What each kind of field asks of its number: the range, the scale of judgements, the marks.

use crate::base::counts::LARGEST_COUNT;
use crate::uncertain::Scale;

/// A kind of field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    /// What is expected, for messages: `"a share"`.
    pub what: &'static str,
    /// How it is written, for a help.
    pub like: &'static str,
    /// Smallest value.
    pub low: f64,
    /// Whether the smallest value itself is outside.
    pub above_low: bool,
    /// Largest value.
    pub high: f64,
    pub scale: Scale,
    /// May be written with `%`.
    pub percent: bool,
    /// May be written with a currency.
    pub money: bool,
    /// Is a length of time, `"3 weeks"`.
    pub length: bool,
    /// May vary from period to period by chance (`volatility`).
    pub volatile: bool,
    /// A bare number of so much or more may be meant as a percentage: 20 for `"+20%"`.
    pub bare: f64,
    /// Whether such a number is refused, and not only asked about.
    pub bare_is_wrong: bool,
    /// A percentage below this may be a fraction with a percent sign too many: `"0.8%"` for 0.8. For a number per unit
    /// of time see [`TINY_PER_YEAR`].
    pub tiny: f64,
}

/// A probability or a share.
pub(super) const SHARE: Field = Field {
    what: "a share between 0% and 100%",
    like: "\"20%\", 0.2 or \"20 of 100\"",
    low: 0.0,
    above_low: false,
    high: 1.0,
    scale: Scale::LogOdds,
    percent: true,
    money: false,
    length: false,
    volatile: false,
    bare: f64::INFINITY,
    bare_is_wrong: false,
    tiny: 0.0,
};

/// What a friction holds back of the invitations that are written with it in them: without it there is an end of them.
pub(super) const HELD_BACK: Field = Field { what: "a share of invitations below 100%", high: 1.0 - 1e-9, ..SHARE };
/// A probability that may be small: of many who see something few may go on.
pub(super) const RATE: Field = Field { tiny: 0.001, ..SHARE };

/// The probability of a transition or of acceptance.
pub(super) const PROBABILITY: Field = Field { volatile: true, ..RATE };

/// A rate of less than this a year is none to speak of.
pub(super) const TINY_PER_YEAR: f64 = 0.01;

/// A share of what is large enough to speak of its parts: of a budget, of all people, of a price, of certainty.
pub(super) const PART: Field = Field { tiny: 0.01, ..SHARE };

/// Noise on log-odds.
pub(super) const VOLATILITY: Field = Field {
    what: "a standard deviation between 0 and 10",
    like: "0.1: about a tenth more or less in most periods",
    high: 10.0,
    bare: 2.0,
    ..PEOPLE
};

/// A share that is left of those who came.
pub(super) const LEFT: Field = Field { what: "a share above 0%, at most 100%", above_low: true, ..SHARE };

/// A parameter of a shifted-beta-geometric law.
pub(super) const SHAPE: Field =
    Field { what: "a number above 0", like: "sbg = [0.7, 1.2]", above_low: true, high: 1e6, ..PEOPLE };

/// How steeply a channel answers to its spend.
pub(super) const SLOPE: Field = Field {
    what: "a number above 0, at most 10",
    like: "1, or 2 for an S-shaped curve",
    above_low: true,
    high: 10.0,
    bare: 5.0,
    ..PEOPLE
};

/// Purchases per person.
pub(super) const TIMES: Field = Field { what: "a number of times", like: "\"0.2 per month\"", high: 1e6, ..PEOPLE };

/// An amount that is earned or paid.
pub(super) const MONEY: Field = Field {
    what: "an amount of money of 0 or more",
    like: "\"$20\" or \"$10 to $30\"",
    low: 0.0,
    above_low: false,
    // With 10^11 people a line stays below 10^28 cents, well inside i128.
    high: 1e15,
    scale: Scale::Log,
    percent: false,
    money: true,
    length: false,
    volatile: false,
    bare: f64::INFINITY,
    bare_is_wrong: false,
    tiny: 0.0,
};

/// What is divided by.
pub(super) const PRICE: Field = Field { what: "an amount of money above 0", above_low: true, ..MONEY };

/// Money in the bank.
pub(super) const CASH: Field = Field { what: "an amount of money", low: -1e15, scale: Scale::Plain, ..MONEY };

/// People.
pub(super) const PEOPLE: Field = Field {
    what: "a number of people",
    like: "1000, \"3k\" or \"3k to 6k\"",
    low: 0.0,
    above_low: false,
    high: MOST_PEOPLE,
    scale: Scale::Log,
    percent: false,
    money: false,
    length: false,
    volatile: false,
    bare: f64::INFINITY,
    bare_is_wrong: false,
    tiny: 0.0,
};

/// The largest number of people that may be written: a tenth of what the samplers are certified for, so
/// that what grows out of it has room.
const MOST_PEOPLE: f64 = LARGEST_COUNT / 10.0;

/// Invitations per person.
pub(super) const INVITES: Field =
    Field { what: "a number of invitations", like: "0.1 or \"0.1 to 0.3\"", high: 1e6, percent: true, ..PEOPLE };

/// A coefficient of variation. Above 100 a gamma law gives nearly always 0.
pub(super) const SPREAD: Field = Field {
    what: "a coefficient of variation between 0 and 100",
    like: "0.5: the standard deviation is half of the mean",
    high: 100.0,
    percent: true,
    bare: 5.0,
    tiny: 0.01,
    ..PEOPLE
};

/// The part of revenue that is gross margin; a product may be sold below its cost.
pub(super) const MARGIN: Field =
    Field { what: "a share of at most 100%", like: "\"82%\"", low: -100.0, scale: Scale::Plain, ..PART };

/// What multiplies another number.
pub(super) const FACTOR: Field = Field {
    what: "a factor between 0 and 1 million",
    like: "\"+20%\", \"-5% to -20%\" or 1.2",
    high: 1e6,
    bare: 10.0,
    ..PEOPLE
};

/// What a test's treatment brings, relative: -1 is nothing left.
pub(super) const LIFT: Field = Field {
    what: "a relative lift between -100% and +1000%",
    like: "\"+5%\" or \"-2% to 10%\"",
    low: -1.0,
    high: 10.0,
    scale: Scale::Plain,
    percent: true,
    bare: 1.0,
    bare_is_wrong: true,
    ..PEOPLE
};

/// People of whom there must be some.
pub(super) const SOME_PEOPLE: Field = Field { what: "a number of people above 0", above_low: true, ..PEOPLE };

/// A correlation.
pub(super) const CORRELATION: Field =
    Field { what: "a correlation between -1 and 1", like: "-0.2", low: -1.0, high: 1.0, scale: Scale::Plain, ..PEOPLE };

/// A discount rate.
pub(super) const DISCOUNT: Field = Field {
    what: "a discount rate between 0% and 1000%",
    like: "\"10% per year\"",
    high: 10.0,
    percent: true,
    bare: 1.0,
    bare_is_wrong: true,
    tiny: 0.01,
    ..PEOPLE
};

/// A mean length of time.
pub(super) const STAY: Field = Field {
    what: "a length of time",
    like: "\"3 weeks\" or \"2 to 4 weeks\"",
    above_low: true,
    high: 1e9,
    length: true,
    ..PEOPLE
};

/// A number of `[inputs]`: whatever the places that use it allow.
pub(super) const INPUT: Field = Field {
    what: "a number",
    like: "0.2, \"20%\" or \"$49\"",
    low: f64::NEG_INFINITY,
    above_low: false,
    high: f64::INFINITY,
    scale: Scale::Plain,
    percent: true,
    money: true,
    length: false,
    volatile: false,
    bare: f64::INFINITY,
    bare_is_wrong: false,
    tiny: 0.0,
};

impl Field {
    /// Whether the field takes a value.
    pub fn allows(&self, value: f64) -> bool {
        value <= self.high && if self.above_low { value > self.low } else { value >= self.low }
    }

    /// Whether the field is a share of something, so that percentages are natural.
    pub fn is_share(&self) -> bool {
        self.high <= 1.0 && self.percent
    }
}
