//! Decisions: initiatives, experiments, plans.

use super::Kind::{Anything, Flag, List, Moment, Number, Text, Texts, Whole};
use super::Shape::{Paths, Section as Sub, Things, Values};
use super::{Section, TABLE, THING, table, value};

pub(super) static INITIATIVE: Section = Section {
    what: "initiative",
    keys: &[
        value("active", Flag, "true: part of the base plan too"),
        value("upfront", Number, "cost when it starts; of a test when it is adopted"),
        value("running", Number, "cost while it runs: \"$6k per month\""),
        value("starts", Moment, "first period, 1 by default"),
        value("ramp", Moment, "time to full effect"),
        value("lasts", Moment, "how long effect and running cost last"),
        value("chance", Number, "that it works at all"),
        table("reduces", Values("friction"), Number, "the share of each friction that it takes away"),
        table("changes", Paths, Number, "\"+20%\", or a factor, by path"),
        table("set", Paths, Anything, "values by path that hold while it runs"),
        table("adds", Paths, Number, "adds to a capacity: { \"capacities.calls.limit\" = \"60 per month\" }"),
        table("test", Sub(&TEST), Anything, "a CRO experiment: adopted only if its data say so"),
    ],
    fixed: ("an initiative", &["test"]),
    ..THING
};

static TEST: Section = Section {
    what: "test",
    keys: &[
        value("on", Texts, "the transition tested, or acceptance: \"referral:invite\""),
        value("lift", Number, "true relative lift, uncertain: { normal = [0.02, 0.06] }"),
        value("share", Number, "share of the people who take part, half in each arm"),
        value("lasts", Moment, "how long it collects data"),
        value("confidence", Number, "\"95%\": two-sided"),
        value("repeat", Whole, "a programme of so many tests, each with its own lift"),
        value("every", Moment, "time from one to the next"),
    ],
    ..TABLE
};

pub(super) static PLAN: Section = Section {
    what: "plan",
    keys: &[
        value("extends", Text, "the plan it starts from"),
        table("set", Paths, Anything, "new values, by path"),
        table("changes", Paths, Number, "\"+20%\", or a factor, by path"),
        value("initiatives", List, "the initiatives it takes up, beside those that are active anyway"),
        value("without", List, "initiatives of the plan it extends that it does not take up"),
        value("off", Texts, "what it does without: \"channels.banner\""),
        table("segments", Things(&SEGMENT_OF_PLAN), Anything, "set and changes of single segments"),
    ],
    ..THING
};

static SEGMENT_OF_PLAN: Section = Section {
    what: "segment of a plan",
    keys: &[
        table("set", Paths, Anything, "own values in this plan, by path"),
        table("changes", Paths, Number, "\"+20%\", or a factor, by path"),
    ],
    ..TABLE
};
