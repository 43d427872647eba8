//! The keys of the scenario language, in one place: what may stand where, and what may be set by path.
//!
//! Keys of the larger language that this version does not carry are listed too, so that their message can
//! say so instead of guessing at a slip.

use super::names::{did_you_mean, is_name, nearest};
use super::tree::{Entry, Node, Table, Value};
use crate::base::diagnostics::{Diagnostic, Diagnostics, Span};

/// What may stand behind a key.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// A value: text, number, list, or a table that is the form of a number.
    Value,
    /// A value, or a table of values by name (`invites`).
    ValueOrNamed,
    /// A table with these keys.
    Section(&'static Section),
    /// A table of things by name; the things are such sections.
    Things(&'static Section),
    /// A table of values by name; what each is.
    Values(&'static str),
    /// A table whose keys are paths.
    Paths,
}

/// A table with fixed keys.
#[derive(Debug)]
pub(super) struct Section {
    /// What it describes, for messages: `"stage"`.
    pub what: &'static str,
    pub keys: &'static [(&'static str, Shape)],
    /// Keys that a later version of the language has.
    pub later: &'static [&'static str],
}

impl Section {
    pub fn shape(&self, key: &str) -> Option<Shape> {
        self.keys.iter().find(|(known, _)| *known == key).map(|(_, shape)| *shape)
    }

    pub fn names(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.keys.iter().map(|(key, _)| *key)
    }
}

use Shape::{Paths, Section as Sub, Things, Value as Val, ValueOrNamed, Values};

/// The whole file.
pub(super) static SCENARIO: Section = Section {
    what: "scenario",
    keys: &[
        ("label", Val),
        ("description", Val),
        ("currency", Val),
        ("time", Sub(&TIME)),
        ("simulation", Sub(&SIMULATION)),
        ("inputs", Values("input")),
        ("stages", Things(&STAGE)),
        ("channels", Things(&CHANNEL)),
        ("referrals", Things(&REFERRAL)),
        ("revenue", Things(&REVENUE)),
        ("costs", Things(&COST)),
        ("money", Sub(&MONEY)),
        ("goals", Things(&GOAL)),
        ("frictions", Things(&FRICTION)),
        ("initiatives", Things(&INITIATIVE)),
        ("events", Things(&EVENT)),
        ("capacities", Things(&CAPACITY)),
        ("feedback", Things(&FEEDBACK)),
        ("segments", Things(&SEGMENT)),
        ("market", Sub(&MARKET)),
        ("correlations", Paths),
        ("plans", Things(&PLAN)),
        ("report", Sub(&REPORT)),
    ],
    later: &[],
};

static TIME: Section = Section {
    what: "clock",
    keys: &[("step", Val), ("periods", Val), ("start", Val), ("discount_rate", Val)],
    later: &[],
};

static SIMULATION: Section =
    Section { what: "simulation", keys: &[("replications", Val), ("seed", Val), ("sampling", Val)], later: &[] };

static STAGE: Section = Section {
    what: "stage",
    keys: &[
        ("label", Val),
        ("description", Val),
        ("owner", Val),
        ("source", Val),
        ("role", Val),
        ("instant", Val),
        ("phase", Val),
        ("start", Val),
        ("start_age", Val),
        ("start_tenure", Val),
        ("stay", Val),
        ("after", Val),
        ("to", Values("transition")),
        ("else", Val),
        ("target", Sub(&TARGET)),
    ],
    later: &[],
};

static TARGET: Section = Section {
    what: "target",
    keys: &[("entries", Val), ("people", Val), ("passages", Val), ("conversion", Val)],
    later: &[],
};

static CHANNEL: Section = Section {
    what: "channel",
    keys: &[
        ("label", Val),
        ("description", Val),
        ("owner", Val),
        ("source", Val),
        ("type", Val),
        ("to", Val),
        ("arrivals", Val),
        ("spend", Val),
        ("cost", Val),
        ("cpc", Val),
        ("cpm", Val),
        ("cost_per_lead", Val),
        ("measured_at", Val),
        ("saturation", Sub(&SATURATION)),
        ("carryover", Val),
        ("new", Val),
        ("season", Val),
        ("from", Val),
        ("reach", Val),
        ("starts", Val),
        ("lasts", Val),
        ("active", Val),
        ("variation", Val),
        ("segments", Values("segment")),
        ("rates", Paths),
    ],
    later: &[],
};

static SATURATION: Section = Section { what: "saturation", keys: &[("half", Val), ("slope", Val)], later: &[] };

static REFERRAL: Section = Section {
    what: "referral",
    keys: &[
        ("label", Val),
        ("description", Val),
        ("owner", Val),
        ("source", Val),
        ("from", Val),
        ("invites", ValueOrNamed),
        ("per", Val),
        ("spread", Val),
        ("accept", Val),
        ("to", Val),
        ("delay", Val),
        ("reward", Val),
        ("reward_on", Val),
        ("commission", Val),
        ("cost_per_invite", Val),
        ("season", Val),
        ("same_segment", Val),
        ("segments", Values("segment")),
        ("rates", Paths),
    ],
    later: &[],
};

static REVENUE: Section = Section {
    what: "revenue line",
    keys: &[
        ("label", Val),
        ("description", Val),
        ("owner", Val),
        ("source", Val),
        ("on", Val),
        ("each", Val),
        ("times", Val),
        ("spread", Val),
        ("fixed", Val),
        ("margin", Val),
        ("recurring", Val),
        ("count", Val),
    ],
    later: &[],
};

static COST: Section = Section {
    what: "cost line",
    keys: &[
        ("label", Val),
        ("description", Val),
        ("owner", Val),
        ("source", Val),
        ("on", Val),
        ("each", Val),
        ("times", Val),
        ("spread", Val),
        ("fixed", Val),
        ("counts_as", Val),
        ("count", Val),
    ],
    later: &[],
};

static MONEY: Section = Section {
    what: "money",
    keys: &[("cash", Val), ("count", Val), ("count_start", Val), ("discount", Val)],
    later: &[],
};

static GOAL: Section = Section {
    what: "goal",
    keys: &[
        ("label", Val),
        ("description", Val),
        ("owner", Val),
        ("source", Val),
        ("metric", Val),
        ("at", Val),
        ("over", Val),
        ("at_least", Val),
        ("at_most", Val),
    ],
    later: &[],
};

static FRICTION: Section = Section {
    what: "friction",
    keys: &[
        ("label", Val),
        ("description", Val),
        ("owner", Val),
        ("source", Val),
        ("on", Val),
        ("loses", Val),
        ("pushes", Val),
        ("included", Val),
    ],
    later: &[],
};

static INITIATIVE: Section = Section {
    what: "initiative",
    keys: &[
        ("label", Val),
        ("description", Val),
        ("owner", Val),
        ("source", Val),
        ("active", Val),
        ("upfront", Val),
        ("running", Val),
        ("starts", Val),
        ("ramp", Val),
        ("lasts", Val),
        ("chance", Val),
        ("reduces", Values("friction")),
        ("changes", Paths),
        ("set", Paths),
        ("adds", Paths),
        ("test", Sub(&TEST)),
    ],
    later: &[],
};

static TEST: Section = Section {
    what: "test",
    keys: &[
        ("on", Val),
        ("lift", Val),
        ("share", Val),
        ("lasts", Val),
        ("confidence", Val),
        ("repeat", Val),
        ("every", Val),
    ],
    later: &[],
};

static EVENT: Section = Section {
    what: "event",
    keys: &[
        ("label", Val),
        ("description", Val),
        ("owner", Val),
        ("source", Val),
        ("chance", Val),
        ("at", Val),
        ("lasts", Val),
        ("changes", Paths),
    ],
    later: &[],
};

static CAPACITY: Section = Section {
    what: "capacity",
    keys: &[("label", Val), ("description", Val), ("owner", Val), ("source", Val), ("on", Val), ("limit", Val)],
    later: &[],
};

static FEEDBACK: Section = Section {
    what: "feedback",
    keys: &[
        ("label", Val),
        ("description", Val),
        ("owner", Val),
        ("source", Val),
        ("of", Val),
        ("half", Val),
        ("changes", Paths),
    ],
    later: &[],
};

static SEGMENT: Section = Section {
    what: "segment",
    keys: &[
        ("label", Val),
        ("description", Val),
        ("owner", Val),
        ("source", Val),
        ("share", Val),
        ("set", Paths),
        ("changes", Paths),
    ],
    later: &[],
};

static MARKET: Section = Section { what: "market", keys: &[("size", Val)], later: &[] };

static REPORT: Section = Section {
    what: "report",
    keys: &[
        ("title", Val),
        ("shape", Val),
        ("by", Val),
        ("headline", Val),
        ("language", Val),
        ("sources", Val),
        ("cohorts", Val),
    ],
    later: &[],
};

static PLAN: Section = Section {
    what: "plan",
    keys: &[
        ("label", Val),
        ("description", Val),
        ("owner", Val),
        ("source", Val),
        ("extends", Val),
        ("set", Paths),
        ("changes", Paths),
        ("initiatives", Val),
        ("without", Val),
        ("off", Val),
        ("segments", Things(&SEGMENT_OF_PLAN)),
    ],
    later: &[],
};

static SEGMENT_OF_PLAN: Section =
    Section { what: "segment of a plan", keys: &[("set", Paths), ("changes", Paths)], later: &[] };

/// The key that says how segments and the numbers of all agree.
const BLEND: &str = "segments.blend";

/// Most things of one kind: stages, channels, plans, members of a list.
const MOST_THINGS: usize = 500;

/// Most transitions out of one stage; a joint sample of n counts takes n^2 / 2 numbers.
const MOST_TRANSITIONS: usize = 50;

/// Most plans, each of which is a scenario of its own.
const MOST_PLANS: usize = 100;

/// The message about a scenario that has too many things for any chart, and for a check in reasonable time.
pub(super) fn too_large(root: &Table) -> Option<Diagnostic> {
    let plans = root.entry("plans").map(|plans| (plans, MOST_PLANS));
    let too_many = plans.filter(|(plans, most)| length(&plans.node) > *most).or_else(|| longest(root));
    let (entry, most) = too_many?;
    let title = format!("more than {most} in `{}`, there are {}", entry.key, length(&entry.node));
    Some(
        Diagnostic::error(title)
            .at(entry.key_span, "")
            .help("nobody could read a report about them; sum some of them up"),
    )
}

/// A list or table that is too long; lists of data are read from files.
fn longest(table: &Table) -> Option<(&Entry, usize)> {
    table.entries.iter().find_map(|entry| {
        let most = if entry.key == "to" { MOST_TRANSITIONS } else { MOST_THINGS };
        if length(&entry.node) > most {
            return Some((entry, most));
        }
        entry.node.as_table().and_then(longest)
    })
}

fn length(node: &Node) -> usize {
    match &node.value {
        Value::List(nodes) => nodes.len(),
        Value::Table(table) => table.entries.len(),
        _ => 0,
    }
}

/// Reports every key that the language does not have, and every table that is something else.
pub(super) fn check_keys(root: &Table, diagnostics: &mut Diagnostics) {
    check_section(root, &SCENARIO, "", diagnostics);
}

fn check_section(table: &Table, section: &Section, place: &str, diagnostics: &mut Diagnostics) {
    for entry in &table.entries {
        match section.shape(&entry.key) {
            Some(shape) => check_shape(entry, shape, &child(place, &entry.key), diagnostics),
            None => diagnostics.push(unknown_key(&entry.key, section).at(entry.key_span, "")),
        }
    }
}

fn check_shape(entry: &Entry, shape: Shape, place: &str, diagnostics: &mut Diagnostics) {
    let things = match shape {
        Val | ValueOrNamed => return,
        Sub(section) => {
            if let Some(table) = table_of(&entry.node, place, entry.key_span, diagnostics) {
                check_section(table, section, place, diagnostics);
            }
            return;
        }
        Things(section) => Some(section),
        // What is written as `to` has a message of its own.
        Values("transition") if entry.node.as_table().is_none() => return,
        Values(_) | Paths => None,
    };
    let Some(table) = table_of(&entry.node, place, entry.key_span, diagnostics) else {
        return;
    };
    for entry in &table.entries {
        if !matches!(shape, Paths) && !is_name(&entry.key) {
            diagnostics.push(not_a_name(&entry.key, entry.key_span));
        }
        let inner = child(place, &entry.key);
        // The one value beside the things.
        if inner == BLEND && entry.node.as_table().is_none() {
            continue;
        }
        let Some(section) = things else { continue };
        if let Some(table) = table_of(&entry.node, &inner, entry.key_span, diagnostics) {
            check_section(table, section, &inner, diagnostics);
        }
    }
}

fn table_of<'a>(node: &'a Node, place: &str, key: Span, diagnostics: &mut Diagnostics) -> Option<&'a Table> {
    let table = node.as_table();
    if table.is_none() {
        let is_text_of_nothing =
            matches!(&node.value, Value::List(nodes) if nodes.iter().all(|node| node.as_table().is_some()));
        let help = if is_text_of_nothing {
            format!("write [{place}] with single brackets")
        } else {
            format!("open it with [{place}], or write {place} = {{ ... }}")
        };
        let title = format!("expected `{place}` to be a table, found {}", node.kind());
        diagnostics.push(Diagnostic::error(title).at(key, "").help(help));
    }
    table
}

fn not_a_name(key: &str, span: Span) -> Diagnostic {
    Diagnostic::error(format!("`{key}` cannot be a name"))
        .at(span, "")
        .help("a name is letters, digits, `-` and `_`; whatever else it is called goes into its `label`")
}

/// The message about a key that a section does not have; the caller adds the place.
pub(super) fn unknown_key(key: &str, section: &Section) -> Diagnostic {
    let title = if section.what == "scenario" {
        format!("unknown key `{key}`")
    } else {
        format!("a {} has no key `{key}`", section.what)
    };
    if section.later.contains(&key) {
        return Diagnostic::error(format!("`{key}` is not part of this version yet"))
            .help("a later version of the language has it; take it out for now");
    }
    if nearest(key, section.names()).is_none()
        && let Some(later) = nearest(key, section.later.iter().copied())
    {
        let help = format!("`{later}` is meant? it is not part of this version yet");
        return Diagnostic::error(title).help(help);
    }
    Diagnostic::error(title).maybe_help(did_you_mean(key, section.names(), "key"))
}

/// A place one level deeper.
pub(super) fn child(place: &str, key: &str) -> String {
    if place.is_empty() { key.to_string() } else { format!("{place}.{key}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(section: &'static Section, seen: &mut Vec<&'static Section>) {
        seen.push(section);
        for (_, shape) in section.keys {
            if let Sub(inner) | Things(inner) = shape {
                walk(inner, seen);
            }
        }
    }

    #[test]
    fn no_key_is_both_of_this_version_and_of_a_later_one() {
        let mut sections = Vec::new();
        walk(&SCENARIO, &mut sections);
        assert_eq!(sections.len(), 23);
        for section in sections {
            let names: Vec<&str> = section.names().chain(section.later.iter().copied()).collect();
            for (index, name) in names.iter().enumerate() {
                assert!(is_name(name) && !names[..index].contains(name), "{} {name}", section.what);
            }
        }
    }
}
