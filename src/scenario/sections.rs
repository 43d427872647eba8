//! The sections of the file, read one by one into [`super::written`].

use super::number::NumberText;
use super::path::Arrow;
use super::reader::{Context, Reader, expected, flag, keep, moment, moments, number, text, texts, unit};
use super::tree::{Entry, Node, Table, Value};
use super::written::*;
use super::{effects, sources};
use crate::base::diagnostics::{Diagnostic, Span};

/// The word for the people, and their times, to which rates lead.
const SETTLED: &str = "settled";

/// `[time]`; `start`: the first byte of the file, for what is missing altogether.
pub(super) fn time(root: &Table, start: Span, context: &mut Context) -> TimeText {
    let Some((span, table)) = section(root, "time") else {
        return no_time(root, start, context);
    };
    let mut reader = Reader::new(table, "time".to_string(), span, context);
    TimeText {
        span,
        step: reader.required("step", "how long is a period? step = \"month\", for example", unit),
        periods: reader.required("periods", "how long is the run? periods = 36, for example", moment),
        start: reader.read("start", moment),
        discount_rate: reader.number("discount_rate"),
    }
}

fn no_time(root: &Table, start: Span, context: &mut Context) -> TimeText {
    // What stands there but is no table has its message from the grammar.
    if root.entry("time").is_none() {
        let error = Diagnostic::error("the scenario has no clock").at(start, "");
        context.diagnostics.push(error.help("add [time] with step = \"month\" and periods = 36, for example"));
    }
    TimeText {
        span: start,
        step: Written::Broken,
        periods: Written::Broken,
        start: Written::Absent,
        discount_rate: Written::Absent,
    }
}

/// `[simulation]`
pub(super) fn simulation(root: &Table, start: Span, context: &mut Context) -> SimulationText {
    let empty = Table::default();
    let (table, span) = section(root, "simulation").map_or((&empty, start), |entry| (entry.1, entry.0));
    let mut reader = Reader::new(table, "simulation".to_string(), span, context);
    SimulationText {
        replications: reader.number("replications"),
        seed: reader.read("seed", seed),
        sampling: reader.text("sampling"),
    }
}

/// A seed keeps all its digits, so it is no [`NumberText`].
fn seed(node: &Node, _: &str, _: &mut Context) -> Result<Spanned<u64>, Diagnostic> {
    match node.value {
        Value::Whole(seed) if seed >= 0 => Ok(Spanned { value: seed.unsigned_abs(), span: node.span }),
        _ => Err(Diagnostic::error(format!("expected a whole number of 0 or more as seed, found `{node}`"))
            .at(node.span, "")
            .help("any number from 0 to 9223372036854775807; another seed gives other futures")),
    }
}

/// `[money]`, as far as it says how money is counted.
pub(super) fn accounting(root: &Table, start: Span, context: &mut Context) -> AccountingText {
    let empty = Table::default();
    let (money, span) = section(root, "money").map_or((&empty, start), |entry| (entry.1, entry.0));
    let mut reader = Reader::new(money, "money".to_string(), span, context);
    AccountingText {
        count: reader.text("count"),
        count_start: reader.read("count_start", flag),
        discount: reader.text("discount"),
        end_value: reader.read("end_value", end_value),
    }
}

/// A text without a digit is a word, any other one an amount.
fn end_value(node: &Node, path: &str, context: &mut Context) -> Result<EndValueText, Diagnostic> {
    let is_word =
        |node: &Node| matches!(&node.value, Value::Text(text) if !text.contains(|c: char| c.is_ascii_digit()));
    match &node.value {
        Value::Text(_) if is_word(node) => Ok(EndValueText::Named(text(node, path, context)?)),
        Value::Table(table) if table.get("at_most").is_some() || table.get("value").is_some_and(is_word) => {
            let help = "end_value = { value = \"customers\", at_most = \"3 years\" }";
            let [value, at_most] = ["value", "at_most"].map(|key| table.get(key));
            let (Some(value), Some(at_most), 2) = (value, at_most, table.keys().count()) else {
                return Err(Diagnostic::error(format!("cannot read `{node}` as an end value"))
                    .at(node.span, "")
                    .help(help));
            };
            let value = text(value, &format!("{path}.value"), context)?;
            Ok(EndValueText::Limited(value, moment(at_most, &format!("{path}.at_most"), context)?))
        }
        _ => Ok(EndValueText::Money(number(node, path, context)?)),
    }
}

/// Everything that a plan may change.
pub(super) fn wheel(root: &Table, start: Span, context: &mut Context) -> Wheel {
    let empty = Table::default();
    let (money, span) = section(root, "money").map_or((&empty, start), |entry| (entry.1, entry.0));
    let cash = Reader::new(money, "money".to_string(), span, context).number("cash");
    let (market, span) = section(root, "market").map_or((&empty, start), |entry| (entry.1, entry.0));
    let mut reader = Reader::new(market, "market".to_string(), span, context);
    let market = match root.get("market") {
        Some(_) => reader.required("size", "say how many people there are: size = \"2M\"", number),
        None => Written::Absent,
    };
    Wheel {
        inputs: inputs(root, context),
        stages: things(root, "stages", context, stage),
        channels: things(root, "channels", context, sources::channel),
        referrals: things(root, "referrals", context, sources::referral),
        revenue: things(root, "revenue", context, line),
        costs: things(root, "costs", context, line),
        cash,
        initiatives: things(root, "initiatives", context, effects::initiative),
        forces: super::things::all(root, context),
        segments: effects::segments(root, context),
        market,
        changes: Vec::new(),
        kinds: Vec::new(),
    }
}

/// `[goals]`
pub(super) fn goals(root: &Table, context: &mut Context) -> Vec<GoalText> {
    things(root, "goals", context, goal)
}

/// Label and description of each plan, and the plan's own table.
pub(super) fn plans<'a>(root: &'a Table, context: &mut Context) -> Vec<(About, &'a Table)> {
    let Some((_, table)) = section(root, "plans") else {
        return Vec::new();
    };
    let plans = table.entries.iter().filter_map(|entry| Some((entry, entry.node.as_table()?)));
    plans
        .map(|(entry, plan)| {
            let path = format!("plans.{}", entry.key);
            (Reader::new(plan, path, entry.key_span, context).about(&entry.key), plan)
        })
        .collect()
}

/// A table and the place of its key; tables that are none are reported by the grammar.
pub(super) fn section<'a>(root: &'a Table, key: &str) -> Option<(Span, &'a Table)> {
    let entry = root.entry(key)?;
    Some((entry.key_span, entry.node.as_table()?))
}

/// The things of a section, each read with the path that names it.
pub(super) fn things<T>(
    root: &Table,
    key: &str,
    context: &mut Context,
    read: impl Fn(&Entry, &mut Reader<'_>) -> T,
) -> Vec<T> {
    let Some((_, table)) = section(root, key) else {
        return Vec::new();
    };
    let tables = table.entries.iter().filter_map(|entry| Some((entry, entry.node.as_table()?)));
    tables
        .map(|(entry, thing)| {
            let path = format!("{key}.{}", entry.key);
            read(entry, &mut Reader::new(thing, path, entry.key_span, context))
        })
        .collect()
}

fn inputs(root: &Table, context: &mut Context) -> Vec<InputText> {
    let Some((_, table)) = section(root, "inputs") else {
        return Vec::new();
    };
    let entries = table.entries.iter();
    entries
        .map(|entry| InputText {
            id: Spanned { value: entry.key.clone(), span: entry.key_span },
            number: keep(number(&entry.node, &format!("inputs.{}", entry.key), context), context),
        })
        .collect()
}

fn stage(entry: &Entry, reader: &mut Reader<'_>) -> StageText {
    StageText {
        about: reader.about(&entry.key),
        role: reader.text("role"),
        instant: reader.read("instant", flag),
        phase: reader.text("phase"),
        start: reader.read("start", people),
        start_age: reader.read("start_age", start),
        start_tenure: reader.read("start_tenure", start),
        stay: reader.number("stay"),
        after: reader.read("after", moment),
        to: reader.read("to", transitions),
        otherwise: reader.text("else"),
        target: reader.section("target", |reader| TargetText {
            entries: reader.number("entries"),
            people: reader.number("people"),
            passages: reader.number("passages"),
            conversion: reader.number("conversion"),
        }),
    }
}

/// How many there are, or that they are settled.
fn people(node: &Node, path: &str, context: &mut Context) -> Result<PeopleText, Diagnostic> {
    match &node.value {
        Value::Text(text) if text.trim() == SETTLED => Ok(PeopleText::Settled(node.span)),
        _ => number(node, path, context).map(PeopleText::Of),
    }
}

/// A word, or so many in each unit of time.
fn start(node: &Node, path: &str, context: &mut Context) -> Result<StartText, Diagnostic> {
    match &node.value {
        Value::Text(_) => Ok(StartText::Named(text(node, path, context)?)),
        Value::List(nodes) => {
            let named = nodes.iter().enumerate().map(|(index, node)| (format!("{path}[{index}]"), node));
            let counts = named.map(|(path, node)| number(node, &path, context));
            Ok(StartText::Counts(counts.collect::<Result<_, _>>()?, node.span))
        }
        _ => Err(expected("\"settled\", \"new\" or a list of counts", node)),
    }
}

fn transitions(node: &Node, path: &str, context: &mut Context) -> Result<Vec<TransitionText>, Diagnostic> {
    let Some(table) = node.as_table() else {
        return Err(expected("a table of transitions", node).help("write to.customer = \"20%\", one line for each"));
    };
    let entries = table.entries.iter();
    Ok(entries
        .map(|entry| TransitionText {
            to: Spanned { value: entry.key.clone(), span: entry.key_span },
            span: entry.key_span.to(entry.node.span),
            share: match &entry.node.value {
                Value::Text(text) if text.trim() == "rest" => Written::As(ShareText::Rest),
                _ => {
                    let share = number(&entry.node, &format!("{path}.{}", entry.key), context);
                    keep(share.map(ShareText::Of), context)
                }
            },
        })
        .collect())
}

fn line(entry: &Entry, reader: &mut Reader<'_>) -> LineText {
    LineText {
        about: reader.about(&entry.key),
        on: reader.read("on", |node, path, context| {
            let texts = texts(node, path, context)?;
            texts.into_iter().map(occasion).collect()
        }),
        of_revenue: reader.get("each").is_some_and(|node| before_of_revenue(node).is_some()),
        each: reader.read("each", each),
        times: reader.number("times"),
        spread: reader.number("spread"),
        fixed: reader.number("fixed"),
        margin: reader.number("margin"),
        recurring: reader.read("recurring", flag),
        counts_as: reader.text("counts_as"),
        count: reader.text("count"),
    }
}

/// `"10% of revenue"` without its two words, wherever a unit stands.
fn before_of_revenue(node: &Node) -> Option<String> {
    const OF_REVENUE: &str = " of revenue";
    let Value::Text(text) = &node.value else {
        return None;
    };
    let words = text.split_whitespace().collect::<Vec<&str>>().join(" ");
    let start = words.find(OF_REVENUE)?;
    let (before, after) = (&words[..start], &words[start + OF_REVENUE.len()..]);
    (after.is_empty() || after.starts_with(' ')).then(|| format!("{before}{after}"))
}

fn each(node: &Node, path: &str, context: &mut Context) -> Result<NumberText, Diagnostic> {
    let Some(share) = before_of_revenue(node) else {
        return number(node, path, context);
    };
    let read = number(&Node { value: Value::Text(share), span: node.span }, path, context)?;
    Ok(NumberText { written: node.to_string(), ..read })
}

fn occasion(text: Text) -> Result<Spanned<Occasion>, Diagnostic> {
    let span = text.span;
    let value = if let Some(channel) = text.value.strip_prefix("channel:") {
        Occasion::Channel(channel.trim().to_string())
    } else if text.value.contains("->") {
        let arrow = Arrow::parse(&text.value).ok_or_else(|| {
            Diagnostic::error(format!("`{}` is no arrow", text.value)).at(span, "").help("write it \"a -> b\"")
        })?;
        Occasion::Arrow(arrow)
    } else {
        Occasion::Stage(text.value)
    };
    Ok(Spanned { value, span })
}

fn goal(entry: &Entry, reader: &mut Reader<'_>) -> GoalText {
    GoalText {
        about: reader.about(&entry.key),
        metric: reader.required("metric", "say what is to be reached: metric = \"customers\"", text),
        at: reader.read("at", moment),
        over: reader.read("over", moments),
        at_least: reader.number("at_least"),
        at_most: reader.number("at_most"),
    }
}
