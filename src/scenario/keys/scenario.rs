//! The whole file, and the forces: things that act on rates and people and are read by their keys alone.
//!
//! A new one is a line of [`SCENARIO`] and a section.

use super::Kind::{Anything, Flag, Moment, Number, Text, Texts, Window};
use super::Shape::{Paths, Section as Sub, Things, Values};
use super::decisions::{INITIATIVE, PLAN};
use super::run::{GOAL, MONEY, REPORT, SIMULATION, TIME};
use super::wheel::{CHANNEL, COST, REFERRAL, REVENUE, SEGMENT, STAGE};
use super::{Section, TABLE, THING, force, table, value};

pub(in super::super) static SCENARIO: Section = Section {
    what: "scenario",
    keys: &[
        value("label", Text, "headline of the scenario"),
        value("description", Text, "a sentence about it, printed in the report"),
        value("currency", Text, "ISO code: USD, EUR, KRW; won and yen have no cents"),
        table("time", Sub(&TIME), Anything, "the clock"),
        table("simulation", Sub(&SIMULATION), Anything, "how many futures, and which"),
        table("inputs", Values("input"), Number, "numbers that several places share; used as \"=price * 1.2\"")
            .of_plans()
            .of_people(),
        table("stages", Things(&STAGE), Anything, "where people are, and how they leave").of_plans(),
        table("channels", Things(&CHANNEL), Anything, "where people come from").of_plans(),
        table("referrals", Things(&REFERRAL), Anything, "people brought by people who are already in").of_plans(),
        table("revenue", Things(&REVENUE), Anything, "what is earned").of_plans(),
        table("costs", Things(&COST), Anything, "what is paid, beside spend, rewards and initiatives").of_plans(),
        table("money", Sub(&MONEY), Anything, "money in the bank, and how money is counted").of_plans(),
        table("goals", Things(&GOAL), Anything, "what is to be reached"),
        force("frictions", &FRICTION, "named drags; the written rates include them"),
        table(
            "initiatives",
            Things(&INITIATIVE),
            Anything,
            "bounded investments and CRO experiments; a plan takes them up",
        )
        .of_plans(),
        force("events", &EVENT, "what may happen outside"),
        force("capacities", &CAPACITY, "limits on how many can take certain transitions"),
        force("feedback", &FEEDBACK, "the number of people in a stage moves rates"),
        table(
            "segments",
            Things(&SEGMENT),
            Anything,
            "groups of people with rates of their own; their shares add up to 100%",
        )
        .of_plans(),
        table("market", Sub(&MARKET), Anything, "everybody who can ever come").of_plans(),
        table("correlations", Paths, Number, "\"path ~ path\" = -0.2: numbers that go together"),
        table("plans", Things(&PLAN), Anything, "named sets of changes; the scenario as written is the plan `base`"),
        table("report", Sub(&REPORT), Anything, "how the report is drawn"),
    ],
    ..TABLE
};

static MARKET: Section =
    Section { what: "market", keys: &[value("size", Number, "everybody who can ever come")], ..TABLE };

static FRICTION: Section = Section {
    what: "friction",
    keys: &[
        value("on", Texts, "transitions, or a referral: \"trial -> customer\", \"referral:invite\"")
            .needed("say where it drags: on = \"trial -> customer\", or on = \"referral:invite\""),
        value("loses", Number, "share of those who would otherwise go; on a way out so many per unit of time")
            .of_people()
            .needed("say how many are lost to it: loses = \"15% to 35%\""),
        value("pushes", Flag, "whether it pushes people out; by default on ways to `exit` and to lapsed stages"),
        value("included", Flag, "false: the written rate was measured without it"),
    ],
    fixed: ("a friction", &["on", "pushes", "included"]),
    ..THING
};

static EVENT: Section = Section {
    what: "event",
    keys: &[
        value("chance", Number, "that it comes at all; with a unit of time: that it comes in each")
            .needed("say how likely it is: chance = \"20%\""),
        value("at", Window, "when: a time, or some time between two"),
        value("lasts", Moment, "how long it stays; for good by default"),
        table("changes", Paths, Number, "\"+20%\", or a factor, by path"),
    ],
    ..THING
};

static CAPACITY: Section = Section {
    what: "capacity",
    keys: &[
        value("on", Texts, "the transitions that share the places")
            .needed("say what takes a place: on = \"trial -> customer\""),
        value("limit", Number, "places: \"300 per month\"")
            .needed("say how many places there are: limit = \"300 per month\""),
    ],
    fixed: ("a capacity", &["on"]),
    ..THING
};

static FEEDBACK: Section = Section {
    what: "feedback",
    keys: &[
        value("of", Texts, "the stages whose people count").needed("say whose number moves rates: of = [\"advocate\"]"),
        value("half", Number, "the number of people at which half of the effect is there")
            .needed("say how many make half of the effect: half = 500"),
        table("changes", Paths, Number, "\"+20%\", or a factor, by path"),
    ],
    fixed: ("feedback", &["of"]),
    ..THING
};
