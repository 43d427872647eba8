//! What each key of the language means, in a line, and what may stand behind it: for editors (`flywheel schema`).
//!
//! [`super::grammar`] decides which keys there are; a test holds the two together. The long account is
//! docs/scenario.md.

/// What may stand behind a key, as far as an editor can check it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Anything,
    Text,
    /// `true` or `false`.
    Flag,
    /// A whole number of 0 or more.
    Whole,
    /// A number in any of its forms.
    Number,
    /// A point or a length of time.
    Moment,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// One of these words, or something else that is no text.
    Word(&'static [&'static str]),
    /// A text or a list of texts.
    Texts,
    List,
    /// Twelve factors.
    Season,
    /// A point in time, or a list of the first and the last.
    Window,
}

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Meaning {
    pub kind: Kind,
    pub text: &'static str,
}

/// The meaning of a key of a section ([`super::grammar::Section::what`]); `None` for an unknown one.
pub(super) fn meaning(section: &str, key: &str) -> Option<Meaning> {
    let of_section = MEANINGS.iter().find(|(what, _)| *what == section).map(|(_, keys)| *keys);
    let keys = of_section.into_iter().flatten().chain(ABOUT);
    keys.copied().find(|(name, ..)| *name == key).map(|(_, kind, text)| Meaning { kind, text })
}

type Keys = &'static [(&'static str, Kind, &'static str)];

use Kind::{Anything, Flag, List, Moment, Number, OneOf, Season, Text, Texts, Whole, Window, Word};

const STEPS: Kind = OneOf(&["day", "week", "month", "quarter", "year"]);

/// What every named thing may have.
static ABOUT: Keys = &[
    ("label", Text, "its name for people, in any script"),
    ("description", Text, "a sentence about it, printed in the report"),
    ("owner", Text, "who is responsible"),
    ("source", Text, "where its figures come from"),
];

static MEANINGS: &[(&str, Keys)] = &[
    ("scenario", SCENARIO),
    ("clock", CLOCK),
    ("simulation", SIMULATION),
    ("stage", STAGE),
    ("target", TARGET),
    ("channel", CHANNEL),
    ("saturation", SATURATION),
    ("referral", REFERRAL),
    ("revenue line", MONEY_LINE),
    ("cost line", MONEY_LINE),
    ("money", MONEY),
    ("friction", FRICTION),
    ("initiative", INITIATIVE),
    ("test", TEST),
    ("event", EVENT),
    ("capacity", CAPACITY),
    ("feedback", FEEDBACK),
    ("segment", SEGMENT),
    ("segment of a plan", SEGMENT_OF_PLAN),
    ("market", MARKET),
    ("goal", GOAL),
    ("plan", PLAN),
    ("report", REPORT),
];

static SCENARIO: Keys = &[
    ("label", Text, "headline of the scenario"),
    ("currency", Text, "ISO code: USD, EUR, KRW; won and yen have no cents"),
    ("time", Anything, "the clock"),
    ("simulation", Anything, "how many futures, and which"),
    ("inputs", Number, "numbers that several places share; used as \"=price * 1.2\""),
    ("stages", Anything, "where people are, and how they leave"),
    ("channels", Anything, "where people come from"),
    ("referrals", Anything, "people brought by people who are already in"),
    ("revenue", Anything, "what is earned"),
    ("costs", Anything, "what is paid, beside spend, rewards and initiatives"),
    ("money", Anything, "money in the bank, and how money is counted"),
    ("frictions", Anything, "named drags; the written rates include them"),
    ("initiatives", Anything, "bounded investments and CRO experiments; a plan takes them up"),
    ("events", Anything, "what may happen outside"),
    ("capacities", Anything, "limits on how many can take certain transitions"),
    ("feedback", Anything, "the number of people in a stage moves rates"),
    ("segments", Anything, "groups of people with rates of their own; their shares add up to 100%"),
    ("market", Anything, "everybody who can ever come"),
    ("correlations", Number, "\"path ~ path\" = -0.2: numbers that go together"),
    ("goals", Anything, "what is to be reached"),
    ("plans", Anything, "named sets of changes; the scenario as written is the plan `base`"),
    ("report", Anything, "how the report is drawn"),
];

static CLOCK: Keys = &[
    ("step", STEPS, "length of a period"),
    ("periods", Moment, "length of the run: a number of steps, or \"3 years\""),
    ("start", Moment, "first day: \"2027-01\"; charts and goals then have dates"),
    ("discount_rate", Number, "\"10% per year\""),
];

static SIMULATION: Keys = &[
    ("replications", Number, "number of futures, 8192 by default"),
    ("seed", Whole, "another seed gives other futures"),
    ("sampling", OneOf(&["balanced", "random"]), "how uncertain numbers are spread over the futures"),
];

static STAGE: Keys = &[
    (
        "role",
        OneOf(&["prospect", "user", "customer", "lapsed"]),
        "what its people are to us: prospect (default), user (does not pay), customer (pays), lapsed",
    ),
    ("instant", Flag, "passed at once, within the period"),
    ("phase", Text, "the part of the wheel it belongs to, for the drawings"),
    ("start", Number, "people here at the beginning"),
    ("start_age", Anything, "how long they have been here: \"new\", \"settled\", or counts"),
    ("start_tenure", Anything, "how long they have been customers: \"new\", \"settled\", or counts"),
    ("stay", Number, "mean time until people decide; then `to` are shares of those who decide"),
    ("after", Moment, "everybody decides exactly then"),
    ("to", Number, "to.NAME = \"3% per month\", a share, or \"rest\"; `exit` is gone for good"),
    ("else", Text, "where those go who take no way out of an instant stage"),
    ("target", Anything, "what its owner wants: { entries = \"600 per month\", conversion = \"35%\" }"),
];

static TARGET: Keys = &[
    ("entries", Number, "people who come in, with a unit of time"),
    ("conversion", Number, "share that goes on, on the stage's first way"),
    ("people", Number, "people who are here"),
    ("passages", Number, "people who go on, with a unit of time"),
];

static CHANNEL: Keys = &[
    ("type", OneOf(&["paid", "owned", "earned", "personal"]), "its kind, for the charts and `cac_paid`"),
    ("to", Text, "the stage into which its people come"),
    ("from", Texts, "a campaign on people who are already in: the stages it takes them from"),
    ("reach", Number, "at most so many of them in a period: a share or a number"),
    ("arrivals", Number, "people it brings; with `spend` beside it the spend is a flat fee"),
    ("spend", Anything, "\"$20k per month\", or { share_of_revenue = \"15%\" }"),
    ("cost", Number, "of one person, the average at today's spend"),
    ("cpc", Number, "cost of a click, the average at today's spend"),
    ("cpm", Number, "cost of a thousand"),
    ("cost_per_lead", Number, "cost of a lead, the average at today's spend"),
    ("measured_at", Number, "the spend at which the cost was measured; by default that of the first period"),
    ("saturation", Anything, "{ half = \"$60k per month\", slope = 1 }: the next one costs more"),
    ("carryover", Number, "share of the effect that is kept per unit: \"0.2 per week\""),
    ("new", Flag, "nothing is carried over from before the start"),
    ("variation", Word(&["poisson", "fixed"]), "\"poisson\" (default), \"fixed\", or { spread = 0.5 }"),
    ("season", Season, "factors for January to December"),
    ("rates", Number, "own rates of the people it brings: \"+20%\" changes, \"9 of 100\" and \"10%\" replace"),
    ("segments", Number, "own mix of segments"),
    ("starts", Moment, "nothing before"),
    ("lasts", Moment, "nothing after so long"),
    ("active", Flag, "false: only in plans that set it"),
];

static SATURATION: Keys = &[
    ("half", Number, "spend at which half of what is possible comes"),
    ("slope", Number, "1 by default; above 1 little money does nothing"),
];

static REFERRAL: Keys = &[
    ("from", Texts, "the stages whose people invite"),
    ("invites", Number, "invitations that each sends: \"0.1 to 0.3 per month\", or by stage"),
    ("per", STEPS, "unit of the invitations by stage"),
    ("spread", Number, "people differ with this coefficient of variation: few bring many"),
    ("accept", Number, "chance that an invitation is accepted"),
    ("to", Text, "the stage into which the invited come"),
    ("delay", Anything, "when they come: a time, or shares over 0, 1, 2, ... periods"),
    ("reward", Number, "paid per accepted invitation"),
    ("reward_on", OneOf(&["arrival", "acquisition"]), "when the reward is paid"),
    ("commission", Number, "share of the revenue in the period of the first acquisition"),
    ("cost_per_invite", Number, "paid for each invitation when it is sent"),
    ("same_segment", Number, "chance that the invited is of the inviter's segment"),
    ("segments", Number, "mix of segments of the others"),
    ("season", Season, "factors for January to December"),
    ("rates", Number, "own rates of the people it brings: \"+20%\" changes, \"9 of 100\" and \"10%\" replace"),
];

static MONEY_LINE: Keys = &[
    ("on", Texts, "whom it is booked for: stages (each period), arrows (each passage), \"channel:ID\" (each arrival)"),
    ("each", Number, "amount each time; for people with a unit: \"$49 per month\"; costs also \"10% of revenue\""),
    ("times", Number, "how often a person pays it: \"0.2 per month\""),
    ("spread", Number, "amounts vary with this coefficient of variation"),
    ("fixed", Number, "amount whoever is there: \"$25k per month\""),
    ("margin", Number, "share of the revenue that is gross margin"),
    ("recurring", Flag, "whether it is part of monthly recurring revenue"),
    ("counts_as", OneOf(&["acquisition", "service", "overhead"]), "what the cost is for"),
    ("count", OneOf(&["end", "start", "mid"]), "people counted at the end (default), the start, or the mean of both"),
];

static MONEY: Keys = &[
    ("cash", Number, "money in the bank at the start"),
    ("count", OneOf(&["end", "start", "mid"]), "people counted at the end (default), the start, or the mean of both"),
    ("discount", OneOf(&["annual", "continuous"]), "1 / (1 + r)^years (default), or exp(-r years)"),
    ("count_start", Flag, "whether the people of period 0 are booked too"),
];

static FRICTION: Keys = &[
    ("on", Texts, "transitions, or a referral: \"trial -> customer\", \"referral:invite\""),
    ("loses", Number, "share of those who would otherwise go; on a way out so many per unit of time"),
    ("pushes", Flag, "whether it pushes people out; by default on ways to `exit` and to lapsed stages"),
    ("included", Flag, "false: the written rate was measured without it"),
];

static INITIATIVE: Keys = &[
    ("upfront", Number, "cost when it starts; of a test when it is adopted"),
    ("running", Number, "cost while it runs: \"$6k per month\""),
    ("starts", Moment, "first period, 1 by default"),
    ("lasts", Moment, "how long effect and running cost last"),
    ("ramp", Moment, "time to full effect"),
    ("chance", Number, "that it works at all"),
    ("active", Flag, "true: part of the base plan too"),
    ("reduces", Number, "the share of each friction that it takes away"),
    ("changes", Number, "\"+20%\", or a factor, by path"),
    ("set", Anything, "values by path that hold while it runs"),
    ("adds", Number, "adds to a capacity: { \"capacities.calls.limit\" = \"60 per month\" }"),
    ("test", Anything, "a CRO experiment: adopted only if its data say so"),
];

static TEST: Keys = &[
    ("on", Texts, "the transition tested, or acceptance: \"referral:invite\""),
    ("lift", Number, "true relative lift, uncertain: { normal = [0.02, 0.06] }"),
    ("share", Number, "share of the people who take part, half in each arm"),
    ("lasts", Moment, "how long it collects data"),
    ("confidence", Number, "\"95%\": two-sided"),
    ("repeat", Whole, "a programme of so many tests, each with its own lift"),
    ("every", Moment, "time from one to the next"),
];

static EVENT: Keys = &[
    ("chance", Number, "that it comes at all; with a unit of time: that it comes in each"),
    ("at", Window, "when: a time, or some time between two"),
    ("lasts", Moment, "how long it stays; for good by default"),
    ("changes", Number, "\"+20%\", or a factor, by path"),
];

static CAPACITY: Keys =
    &[("on", Texts, "the transitions that share the places"), ("limit", Number, "places: \"300 per month\"")];

static FEEDBACK: Keys = &[
    ("of", Texts, "the stages whose people count"),
    ("half", Number, "the number of people at which half of the effect is there"),
    ("changes", Number, "\"+20%\", or a factor, by path"),
];

static SEGMENT: Keys = &[
    ("share", Number, "of all people; the shares add up to 100%"),
    ("set", Anything, "own values, by path"),
    ("changes", Number, "\"+20%\", or a factor, by path"),
];

static SEGMENT_OF_PLAN: Keys =
    &[("set", Anything, "own values in this plan, by path"), ("changes", Number, "\"+20%\", or a factor, by path")];

static MARKET: Keys = &[("size", Number, "everybody who can ever come")];

static GOAL: Keys = &[
    ("metric", Text, "a figure by period: customers, people[trial], revenue; `flywheel explain --list`"),
    ("at", Moment, "at the end of this period"),
    ("over", Window, "summed from the first to the last of two periods, or over a date"),
    ("at_least", Number, "reached if not below"),
    ("at_most", Number, "reached if not above"),
];

static PLAN: Keys = &[
    ("extends", Text, "the plan it starts from"),
    ("set", Anything, "new values, by path"),
    ("changes", Number, "\"+20%\", or a factor, by path"),
    ("initiatives", List, "the initiatives it takes up, beside those that are active anyway"),
    ("without", List, "initiatives of the plan it extends that it does not take up"),
    ("off", Texts, "what it does without: \"channels.banner\""),
    ("segments", Anything, "set and changes of single segments"),
];

static REPORT: Keys = &[
    ("title", Text, "heads the report instead of the label"),
    ("shape", OneOf(&["funnel", "wheel", "bowtie", "hourglass"]), "the form in which the system is drawn"),
    ("by", OneOf(&["step", "day", "week", "month", "quarter", "year"]), "what periods are summed up into in tables"),
    ("headline", Text, "the figure by which plans are compared: \"npv\", \"customers\", \"new_customers[ads]\""),
    ("language", Text, "of the report's own words: en, ko or zh, with or without a region"),
    ("sources", OneOf(&["acquisition", "lifetime"]), "how long the first source is remembered"),
    ("cohorts", Flag, "whether customers are followed by period of acquisition"),
];

#[cfg(test)]
mod tests {
    use super::super::grammar::{SCENARIO, Section, Shape};
    use super::*;

    fn sections(section: &'static Section, seen: &mut Vec<&'static Section>) {
        if seen.iter().any(|known| std::ptr::eq(*known, section)) {
            return;
        }
        seen.push(section);
        for (_, shape) in section.keys {
            if let Shape::Section(inner) | Shape::Things(inner) = shape {
                sections(inner, seen);
            }
        }
    }

    fn all() -> Vec<&'static Section> {
        let mut seen = Vec::new();
        sections(&SCENARIO, &mut seen);
        seen
    }

    #[test]
    fn every_key_of_the_grammar_has_a_meaning() {
        for section in all() {
            for key in section.names() {
                assert!(meaning(section.what, key).is_some(), "`{key}` of a {} is not explained", section.what);
            }
        }
    }

    #[test]
    fn no_meaning_is_given_to_a_key_that_does_not_exist() {
        let sections = all();
        for (what, keys) in MEANINGS {
            let of_this_kind: Vec<_> = sections.iter().filter(|section| section.what == *what).collect();
            assert!(!of_this_kind.is_empty(), "no section is a {what}");
            for (key, ..) in *keys {
                let known = of_this_kind.iter().any(|section| section.names().any(|name| name == *key));
                // Both kinds of money line share one list.
                let other = sections.iter().filter(|s| s.what.ends_with(" line")).flat_map(|s| s.names());
                let line = what.ends_with(" line") && other.into_iter().any(|name| name == *key);
                assert!(known || line, "a {what} has no key `{key}`");
            }
        }
    }
}
