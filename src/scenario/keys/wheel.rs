//! The wheel: stages, sources, money, and groups of people.

use super::Kind::{Anything, Flag, Moment, Number, OneOf, Season, Text, Texts, Word};
use super::Shape::{Paths, Rates, Section as Sub, ValueOrNamed, Values};
use super::{STEPS, Section, TABLE, THING, table, value};

pub(super) static STAGE: Section = Section {
    what: "stage",
    keys: &[
        value(
            "role",
            OneOf(&["prospect", "user", "customer", "lapsed"]),
            "what its people are to us: prospect (default), user (does not pay), customer (pays), lapsed",
        ),
        value("instant", Flag, "passed at once, within the period"),
        value("phase", Text, "the part of the wheel it belongs to, for the drawings"),
        value(
            "start",
            Number,
            "people here at the beginning; \"settled\" on the way to become customers: as many as the sources keep there",
        ),
        value("start_age", Anything, "how long they have been here: \"new\", \"settled\", or counts"),
        value("start_tenure", Anything, "how long they have been customers: \"new\", \"settled\", or counts"),
        value("stay", Number, "mean time until people decide; then `to` are shares of those who decide").of_people(),
        value("after", Moment, "everybody decides exactly then"),
        table(
            "to",
            Values("transition"),
            Number,
            "to.NAME = \"3% per month\", a share, or \"rest\"; `exit` is gone for good",
        )
        .of_people(),
        value("else", Text, "where those go who take no way out of an instant stage"),
        table(
            "target",
            Sub(&TARGET),
            Anything,
            "what its owner wants: { entries = \"600 per month\", conversion = \"35%\" }",
        ),
    ],
    fixed: ("a stage", &["role", "instant", "label", "phase"]),
    ..THING
};

static TARGET: Section = Section {
    what: "target",
    keys: &[
        value("entries", Number, "people who come in, with a unit of time"),
        value("people", Number, "people who are here"),
        value("passages", Number, "people who go on, with a unit of time"),
        value("conversion", Number, "share that goes on, on the stage's first way"),
    ],
    ..TABLE
};

pub(super) static CHANNEL: Section = Section {
    what: "channel",
    keys: &[
        value("type", OneOf(&["paid", "owned", "earned", "personal"]), "its kind, for the charts and `cac_paid`"),
        value("to", Text, "the stage into which its people come"),
        value("arrivals", Number, "people it brings; with `spend` beside it the spend is a flat fee"),
        value("spend", Anything, "\"$20k per month\", or { share_of_revenue = \"15%\" }"),
        value("cost", Number, "of one person, the average at today's spend"),
        value("cpc", Number, "cost of a click, the average at today's spend"),
        value("cpm", Number, "cost of a thousand"),
        value("cost_per_lead", Number, "cost of a lead, the average at today's spend"),
        value("measured_at", Number, "the spend at which the cost was measured; by default that of the first period"),
        table(
            "saturation",
            Sub(&SATURATION),
            Anything,
            "{ half = \"$60k per month\", slope = 1 }: the next one costs more",
        ),
        value("carryover", Number, "share of the effect that is kept per unit: \"0.2 per week\""),
        value("new", Flag, "nothing is carried over from before the start"),
        value("season", Season, "factors for January to December"),
        value("from", Texts, "a campaign on people who are already in: the stages it takes them from"),
        value("reach", Number, "at most so many of them in a period: a share or a number"),
        value("starts", Moment, "nothing before"),
        value("lasts", Moment, "nothing after so long"),
        value("active", Flag, "false: only in plans that set it"),
        value("variation", Word(&["poisson", "fixed"]), "\"poisson\" (default), \"fixed\", or { spread = 0.5 }"),
        table("segments", Values("segment"), Number, "own mix of segments"),
        table(
            "rates",
            Rates,
            Number,
            "own rates of the people it brings: \"+20%\" changes, \"9 of 100\" and \"10%\" replace",
        ),
    ],
    ..THING
};

static SATURATION: Section = Section {
    what: "saturation",
    keys: &[
        value("half", Number, "spend at which half of what is possible comes"),
        value("slope", Number, "1 by default; above 1 little money does nothing"),
    ],
    ..TABLE
};

pub(super) static REFERRAL: Section = Section {
    what: "referral",
    keys: &[
        value("from", Texts, "the stages whose people invite"),
        table("invites", ValueOrNamed, Number, "invitations that each sends: \"0.1 to 0.3 per month\", or by stage")
            .of_people(),
        value("per", STEPS, "unit of the invitations by stage"),
        value("spread", Number, "people differ with this coefficient of variation: few bring many"),
        value("accept", Number, "chance that an invitation is accepted").of_people(),
        value("to", Text, "the stage into which the invited come"),
        value("delay", Anything, "when they come: a time, or shares over 0, 1, 2, ... periods"),
        value("reward", Number, "paid per accepted invitation"),
        value("reward_on", OneOf(&["arrival", "acquisition"]), "when the reward is paid"),
        value("commission", Number, "share of the revenue in the period of the first acquisition"),
        value("cost_per_invite", Number, "paid for each invitation when it is sent"),
        value("season", Season, "factors for January to December"),
        value("same_segment", Number, "chance that the invited is of the inviter's segment"),
        table("segments", Values("segment"), Number, "mix of segments of the others"),
        table(
            "rates",
            Rates,
            Number,
            "own rates of the people it brings: \"+20%\" changes, \"9 of 100\" and \"10%\" replace",
        ),
    ],
    ..THING
};

pub(super) static REVENUE: Section = Section {
    what: "revenue line",
    keys: &[
        value(
            "on",
            Texts,
            "whom it is booked for: stages (each period), arrows (each passage), \"channel:ID\" (each arrival)",
        ),
        value(
            "each",
            Number,
            "amount each time; for people with a unit: \"$49 per month\"; costs also \"10% of revenue\"",
        )
        .of_people(),
        value("times", Number, "how often a person pays it: \"0.2 per month\""),
        value("spread", Number, "amounts vary with this coefficient of variation"),
        value("fixed", Number, "amount whoever is there: \"$25k per month\""),
        value("margin", Number, "share of the revenue that is gross margin"),
        value("recurring", Flag, "whether it is part of monthly recurring revenue"),
        value(
            "count",
            OneOf(&["end", "start", "mid"]),
            "people counted at the end (default), the start, or the mean of both",
        ),
    ],
    ..THING
};

pub(super) static COST: Section = Section {
    what: "cost line",
    keys: &[
        value(
            "on",
            Texts,
            "whom it is booked for: stages (each period), arrows (each passage), \"channel:ID\" (each arrival)",
        ),
        value(
            "each",
            Number,
            "amount each time; for people with a unit: \"$49 per month\"; costs also \"10% of revenue\"",
        )
        .of_people(),
        value("times", Number, "how often a person pays it: \"0.2 per month\""),
        value("spread", Number, "amounts vary with this coefficient of variation"),
        value("fixed", Number, "amount whoever is there: \"$25k per month\""),
        value("counts_as", OneOf(&["acquisition", "service", "overhead"]), "what the cost is for"),
        value(
            "count",
            OneOf(&["end", "start", "mid"]),
            "people counted at the end (default), the start, or the mean of both",
        ),
    ],
    ..THING
};

pub(super) static SEGMENT: Section = Section {
    what: "segment",
    keys: &[
        value("share", Number, "of all people; the shares add up to 100%"),
        table("set", Paths, Anything, "own values, by path"),
        table("changes", Paths, Number, "\"+20%\", or a factor, by path"),
    ],
    fixed: ("a segment", &["label"]),
    ..THING
};
