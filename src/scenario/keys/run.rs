//! How it is run, counted and shown.

use super::Kind::{Anything, Flag, Moment, Number, OneOf, Text, Whole, Window};
use super::{STEPS, Section, TABLE, THING, value};

pub(super) static TIME: Section = Section {
    what: "clock",
    keys: &[
        value("step", STEPS, "length of a period"),
        value("periods", Moment, "length of the run: a number of steps, or \"3 years\""),
        value("start", Moment, "first day: \"2027-01\"; charts and goals then have dates"),
        value("discount_rate", Number, "\"10% per year\""),
    ],
    ..TABLE
};

pub(super) static SIMULATION: Section = Section {
    what: "simulation",
    keys: &[
        value("replications", Number, "number of futures, 8192 by default"),
        value("seed", Whole, "another seed gives other futures"),
        value("sampling", OneOf(&["balanced", "random"]), "how uncertain numbers are spread over the futures"),
    ],
    ..TABLE
};

pub(super) static MONEY: Section = Section {
    what: "money",
    keys: &[
        value("cash", Number, "money in the bank at the start"),
        value(
            "count",
            OneOf(&["end", "start", "mid"]),
            "people counted at the end (default), the start, or the mean of both",
        ),
        value("count_start", Flag, "whether the people of period 0 are booked too"),
        value(
            "end_value",
            Anything,
            "worth of who is there when the run ends: \"customers\" (default), \"with referrals\", \"none\", money per \
             customer, or { value = \"customers\", at_most = \"3 years\" }",
        ),
        value("discount", OneOf(&["annual", "continuous"]), "1 / (1 + r)^years (default), or exp(-r years)"),
    ],
    ..TABLE
};

pub(super) static GOAL: Section = Section {
    what: "goal",
    keys: &[
        value("metric", Text, "a figure by period: customers, people[trial], revenue; `flywheel explain --list`"),
        value("at", Moment, "at the end of this period"),
        value("over", Window, "summed from the first to the last of two periods, or over a date"),
        value("at_least", Number, "reached if not below"),
        value("at_most", Number, "reached if not above"),
    ],
    ..THING
};

pub(super) static REPORT: Section = Section {
    what: "report",
    keys: &[
        value("title", Text, "heads the report instead of the label"),
        value("shape", OneOf(&["funnel", "wheel", "bowtie", "hourglass"]), "the form in which the system is drawn"),
        value(
            "by",
            OneOf(&["step", "day", "week", "month", "quarter", "year"]),
            "what periods are summed up into in tables",
        ),
        value(
            "headline",
            Text,
            "the figure by which plans are compared: \"npv\", \"customers\", \"new_customers[ads]\"",
        ),
        value("language", Text, "of the report's own words: en, ko or zh, with or without a region"),
        value("sources", OneOf(&["acquisition", "lifetime"]), "how long the first source is remembered"),
        value("cohorts", Flag, "whether customers are followed by period of acquisition"),
    ],
    ..TABLE
};
