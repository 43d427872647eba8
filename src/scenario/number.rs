//! A number as its author wrote it: which form, which unit, where.
//!
//! What the forms mean is docs/model.md's "Forms of a number" and the business of [`crate::model`]; here
//! they are only told apart.

use super::data::DataFolder;
use super::expression::Expression;
use super::in_time;
use super::literal::{FORMS, Literal, Mark, Unreadable};
use super::names::did_you_mean;
use super::tree::{Node, Table, Value};
use super::written::MomentText;
use crate::base::calendar::{Duration, Step};
use crate::base::diagnostics::{Diagnostic, Span};

/// A number with its place, its path and its text.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberText {
    /// The path that names it: `channels.search.spend`.
    pub path: String,
    /// In one line, as the author wrote it: `5% to 9% per month`.
    pub written: String,
    pub span: Span,
    pub form: Form,
    /// The unit of time behind `per`.
    pub per: Option<Step>,
    /// The length of time behind `after`: how many are there so much later, whatever happened in between.
    pub later: Option<Duration>,
    /// Whether it is a signed percentage of what stands elsewhere; the form then holds factors, 1.2 for `"+20%"`.
    pub is_change: bool,
    /// `volatility`: standard deviation of the noise on the log-odds, new each period.
    pub volatility: Option<Box<NumberText>>,
}

/// The forms of a number.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// `0.2`, `"20%"`, `"$20k"`.
    Exactly(Literal),
    /// `"20 of 1000"`.
    Counted { successes: f64, trials: f64 },
    /// `"5% to 9%"`.
    Interval(Literal, Literal),
    /// `{ pert = [min, mode, max] }` and the other families, with their points in order.
    Family(Family, Vec<Literal>),
    /// `{ choice = [[value, weight], ...] }`.
    Choice(Vec<(Literal, f64)>),
    /// `{ data = "file.csv", column = "x" }`, read.
    Data(Vec<Literal>),
    /// `"=price * 1.2"`.
    Arithmetic(Expression),
    /// `{ schedule = [["2027-01", 2000], ...] }`: from when on it is which number.
    Schedule(Vec<(MomentText, NumberText)>),
    /// `{ series = "budget.csv", column = "search" }`, read: a number for each period.
    Series(Vec<Literal>),
    /// `{ by_age = [...] }`, `{ by_tenure = [...] }`: a number for each unit of time since.
    Since(Since, Vec<NumberText>),
    /// `{ sbg = [alpha, beta] }`.
    Sbg(Box<[NumberText; 2]>),
    /// `{ survival = [["1 month", "62%"], ...] }`: how many are left when.
    Survival(Since, Vec<(MomentText, NumberText)>),
}

/// What time is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// Entry to the stage.
    Age,
    /// First acquisition.
    Tenure,
}

/// Families of distributions that are written as a list of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Minimum, mode, maximum.
    Pert,
    /// p10, p50, p90.
    Quantiles,
    /// The two parameters.
    Beta,
    /// Mean and standard deviation.
    Normal,
    /// Mean and standard deviation of the amount itself.
    Lognormal,
    /// Mean and standard deviation.
    Gamma,
    /// The two ends.
    Uniform,
    /// Minimum, mode, maximum.
    Triangular,
}

/// The key of each family, how many numbers it takes, and what they are.
const FAMILIES: [(&str, Family, usize, &str); 7] = [
    ("pert", Family::Pert, 3, "[min, mode, max]"),
    ("beta", Family::Beta, 2, "[a, b]"),
    ("normal", Family::Normal, 2, "[mean, sd]"),
    ("lognormal", Family::Lognormal, 2, "[mean, sd]"),
    ("gamma", Family::Gamma, 2, "[mean, sd]"),
    ("uniform", Family::Uniform, 2, "[a, b]"),
    ("triangular", Family::Triangular, 3, "[min, mode, max]"),
];

/// All keys of the table forms.
pub(super) const KEYS: [&str; 24] = [
    "value",
    "per",
    "after",
    "volatility",
    "schedule",
    "series",
    "by_age",
    "by_tenure",
    "sbg",
    "survival",
    "by",
    "pert",
    "p10",
    "p50",
    "p90",
    "beta",
    "normal",
    "lognormal",
    "gamma",
    "uniform",
    "triangular",
    "choice",
    "data",
    "column",
];

impl NumberText {
    /// Reads a number in any of its forms.
    ///
    /// # Errors
    /// A message at the number's place.
    pub(super) fn read(node: &Node, path: &str, data: &mut DataFolder) -> Result<NumberText, Diagnostic> {
        let mut later = None;
        let (form, per) = match &node.value {
            Value::Text(text) => {
                let (text, after) = split_after(text.trim());
                later = after;
                let (form, per) = parse(text).map_err(|error| error.at(node.span))?;
                if let (Some(per), Some(_)) = (per, later) {
                    let error = Diagnostic::error(format!("`per {per}` and `after` are two units of time"));
                    return Err(error.at(node.span, "").help("per: at any time; after: where they are then"));
                }
                (form, per)
            }
            Value::Whole(_) | Value::Decimal(_) => (Form::Exactly(literal(node)?), None),
            Value::Table(table) => read_table(table, node, path, data)?,
            Value::Flag(_) | Value::List(_) => {
                let title = format!("expected a number, found {}", node.kind());
                return Err(Diagnostic::error(title).at(node.span, "").help(FORMS));
            }
        };
        let volatility = match &node.value {
            Value::Table(table) => table.get("volatility"),
            _ => None,
        };
        let volatility = volatility.map(|node| NumberText::read(node, &format!("{path}.volatility"), data));
        let volatility = volatility.transpose()?.map(Box::new);
        let (path, written) = (path.to_string(), node.to_string());
        if let Value::Table(table) = &node.value
            && let Some(after) = table.get("after")
        {
            later = Some(read_after(after)?);
        }
        Ok(NumberText { path, written, span: node.span, form, per, later, is_change: false, volatility })
    }

    /// The number, if it is written as exactly one.
    pub fn exactly(&self) -> Option<&Literal> {
        match &self.form {
            Form::Exactly(literal) => Some(literal),
            _ => None,
        }
    }
}

impl Form {
    /// The literals in it; of arithmetic and of counts none.
    pub fn literals(&self) -> Vec<&Literal> {
        match self {
            Form::Exactly(literal) => vec![literal],
            Form::Interval(low, high) => vec![low, high],
            Form::Family(_, points) | Form::Data(points) | Form::Series(points) => points.iter().collect(),
            Form::Choice(weighted) => weighted.iter().map(|(value, _)| value).collect(),
            Form::Counted { .. } | Form::Arithmetic(_) => Vec::new(),
            form => form.numbers().into_iter().flat_map(|number| number.form.literals()).collect(),
        }
    }

    /// The numbers that it is made of, each of which has a form of its own.
    pub fn numbers(&self) -> Vec<&NumberText> {
        match self {
            Form::Schedule(steps) | Form::Survival(_, steps) => steps.iter().map(|(_, number)| number).collect(),
            Form::Since(_, numbers) => numbers.iter().collect(),
            Form::Sbg(numbers) => numbers.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// What its time counts from, if it depends on the time since somebody came.
    pub fn since(&self) -> Option<Since> {
        match self {
            Form::Since(since, _) | Form::Survival(since, _) => Some(*since),
            Form::Sbg(_) => Some(Since::Tenure),
            _ => None,
        }
    }

    /// Whether it depends on the time since somebody came.
    pub fn is_since(&self) -> bool {
        self.since().is_some()
    }
}

impl Unreadable {
    /// As a message at a place.
    pub(super) fn at(self, span: Span) -> Diagnostic {
        Diagnostic::error(self.title).at(span, "").help(self.help)
    }
}

/// Whether a table is the form of a number, and not one of values by name.
pub(super) fn is_form(table: &Table) -> bool {
    table.keys().any(|key| KEYS.contains(&key))
}

/// Reads a text: arithmetic, a count, an interval or one number, and then a unit.
fn parse(text: &str) -> Result<(Form, Option<Step>), Unreadable> {
    let (body, per) = split_per(text.trim())?;
    if let Some(arithmetic) = body.strip_prefix('=') {
        return Ok((Form::Arithmetic(Expression::parse(arithmetic)?), per));
    }
    let form = if let Some((successes, trials)) = split_word(body, "of") {
        Form::Counted { successes: count(successes, text)?, trials: count(trials, text)? }
    } else if let Some((low, high)) = split_word(body, "to") {
        interval(low, high, text)?
    } else {
        Form::Exactly(Literal::parse(body)?)
    };
    Ok((form, per))
}

/// Cuts `after a quarter` or `after 6 months` off.
fn split_after(text: &str) -> (&str, Option<Duration>) {
    match split_word(text, "after") {
        Some((body, time)) if duration(time).is_some() => (body, duration(time)),
        _ => (text, None),
    }
}

/// `a quarter`, `one quarter`, `6 months`; above 0.
fn duration(text: &str) -> Option<Duration> {
    if let Some(unit) = ["a ", "an ", "one "].iter().find_map(|one| text.strip_prefix(one)) {
        return Step::named(unit.trim()).map(|unit| Duration { count: 1.0, unit });
    }
    if let Some(unit) = Step::named(text) {
        return Some(Duration { count: 1.0, unit });
    }
    let literal = Literal::parse(text).ok()?;
    let unit = literal.unit.filter(|_| literal.mark == Mark::None && literal.value > 0.0)?;
    Some(Duration { count: literal.value, unit })
}

/// Reads the length of time behind `after =`.
fn read_after(node: &Node) -> Result<Duration, Diagnostic> {
    let read = match &node.value {
        Value::Text(text) => duration(text.trim()),
        _ => None,
    };
    read.ok_or_else(|| {
        let error = Diagnostic::error(format!("expected a length of time, found `{node}`")).at(node.span, "");
        error.help("like after = \"quarter\" or after = \"6 months\": where they are then")
    })
}

/// Cuts `per month` off.
fn split_per(text: &str) -> Result<(&str, Option<Step>), Unreadable> {
    let unknown = |word: &str| {
        let title = format!("unknown unit of time `{word}`");
        Unreadable::new(title, "the units are day, week, month, quarter and year: \"3% per month\"")
    };
    if let Some((body, word)) = split_word(text, "per") {
        return Step::named(word).map(|unit| (body, Some(unit))).ok_or_else(|| unknown(word));
    }
    for joint in [" a ", " an ", "/"] {
        let Some((body, word)) = text.rsplit_once(joint) else {
            continue;
        };
        if let Some(unit) = Step::named(word.trim()) {
            let help = format!("write \"{} per {unit}\"", body.trim());
            return Err(Unreadable::new(format!("cannot read `{text}` as a number"), help));
        }
    }
    Ok((text, None))
}

/// The parts before and after a word that stands alone.
fn split_word<'a>(text: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    text.match_indices(word).find_map(|(start, _)| {
        let (before, after) = (&text[..start], &text[start + word.len()..]);
        let alone = before.ends_with(char::is_whitespace) && after.starts_with(char::is_whitespace);
        alone.then(|| (before.trim(), after.trim()))
    })
}

fn count(text: &str, whole: &str) -> Result<f64, Unreadable> {
    let literal = Literal::parse(text).unwrap_or(Literal::plain(-1.0));
    if literal.mark != Mark::None || literal.unit.is_some() || literal.value < 0.0 {
        return Err(Unreadable::new(
            format!("cannot read `{whole}` as a count"),
            "a count is how many of how many: \"20 of 1000\"",
        ));
    }
    Ok(literal.value)
}

/// "5% to 9%", "$1.5 to $2.5", "3 to 5 weeks": what marks the second end marks the first, but for percent.
fn interval(low: &str, high: &str, whole: &str) -> Result<Form, Unreadable> {
    let (mut low, mut high) = (Literal::parse(low)?, Literal::parse(high)?);
    low.unit = low.unit.or(high.unit);
    match (&low.mark, &high.mark) {
        (Mark::Money(_), Mark::None) => high.mark = low.mark.clone(),
        (Mark::None, Mark::Money(_)) => low.mark = high.mark.clone(),
        (Mark::None, Mark::Percent) | (Mark::Percent, Mark::None) => {
            let percent = |end: &Literal| {
                let value = if end.mark == Mark::Percent { end.value } else { end.value / 100.0 };
                Literal { value, mark: Mark::Percent, unit: None }.to_string()
            };
            let help = format!("write \"{} to {}\"", percent(&low), percent(&high));
            return Err(Unreadable::new(format!("one end of `{whole}` is a percentage, the other is not"), help));
        }
        _ => {}
    }
    if low.mark != high.mark || low.unit != high.unit {
        let help = "write both in the same unit";
        return Err(Unreadable::new(format!("the ends of `{whole}` are not in the same unit"), help));
    }
    Ok(Form::Interval(low, high))
}

/// Reads a number that stands in a list or a table, of one literal only.
pub(super) fn literal(node: &Node) -> Result<Literal, Diagnostic> {
    let value = match &node.value {
        Value::Whole(whole) => *whole as f64,
        Value::Decimal(decimal) => *decimal,
        Value::Text(text) => return Literal::parse(text).map_err(|error| error.at(node.span)),
        _ => {
            let title = format!("expected a number, found {}", node.kind());
            return Err(Diagnostic::error(title).at(node.span, ""));
        }
    };
    if value.is_finite() {
        return Ok(Literal::plain(value));
    }
    let title = format!("expected a finite number, found {value}");
    Err(Diagnostic::error(title).at(node.span, "").help("nothing in a scenario can be without bound or undefined"))
}

fn read_table(
    table: &Table,
    node: &Node,
    path: &str,
    data: &mut DataFolder,
) -> Result<(Form, Option<Step>), Diagnostic> {
    check_keys(table)?;
    let (form, inner_per, used) = match in_time::read(table, path, data)? {
        Some(form) => form,
        None => read_form(table, node, data)?,
    };
    let beside = |key: &str| ["per", "after", "volatility"].contains(&key) || used.contains(&key);
    if let Some(extra) = table.entries.iter().find(|entry| !beside(&entry.key)) {
        if ["by", "column"].contains(&extra.key.as_str()) {
            let title = format!("`{}` has no `{}`", used[0], extra.key);
            return Err(Diagnostic::error(title).at(extra.key_span, "").help(format!("take `{}` away", extra.key)));
        }
        let title = format!("`{}` and `{}` are two forms of a number", used[0], extra.key);
        return Err(Diagnostic::error(title).at(extra.key_span, "").help("keep one of them"));
    }
    let per = table.get("per").map(read_unit).transpose()?;
    if let (Some(_), Some(_), Some(entry)) = (inner_per, per, table.entry("per")) {
        return Err(Diagnostic::error("the unit stands here twice").at(entry.key_span, "").help("keep one `per`"));
    }
    Ok((form, per.or(inner_per)))
}

fn check_keys(table: &Table) -> Result<(), Diagnostic> {
    let unknown = table.entries.iter().find(|entry| !KEYS.contains(&entry.key.as_str()));
    let Some(entry) = unknown else { return Ok(()) };
    let title = format!("no form of a number has the key `{}`", entry.key);
    Err(Diagnostic::error(title).at(entry.key_span, "").maybe_help(did_you_mean(&entry.key, KEYS, "key")))
}

/// A form, the unit inside of it, and the keys that belong to it.
pub(super) type FormOfTable = (Form, Option<Step>, &'static [&'static str]);

fn read_form(table: &Table, node: &Node, data: &mut DataFolder) -> Result<FormOfTable, Diagnostic> {
    if let Some(value) = table.get("value") {
        return match &value.value {
            Value::Text(text) => {
                parse(text).map(|(form, per)| (form, per, &["value"][..])).map_err(|error| error.at(value.span))
            }
            _ => Ok((Form::Exactly(literal(value)?), None, &["value"])),
        };
    }
    if ["p10", "p50", "p90"].iter().any(|key| table.get(key).is_some()) {
        return Ok((three_quantiles(table, node)?, None, &["p10", "p50", "p90"]));
    }
    if let Some(pairs) = table.get("choice") {
        return Ok((choice(pairs)?, None, &["choice"]));
    }
    if let Some(file) = table.get("data") {
        return Ok((Form::Data(data.column(file, table.get("column"))?), None, &["data", "column"]));
    }
    for (index, (key, family, length, names)) in FAMILIES.iter().enumerate() {
        if let Some(points) = table.get(key) {
            let points = family_points(points, key, *length, names)?;
            return Ok((Form::Family(*family, points), None, FAMILY_KEYS[index]));
        }
    }
    Err(Diagnostic::error("this table is no number").at(node.span, "").help(FORMS))
}

/// The keys of [`FAMILIES`] as lists of one.
const FAMILY_KEYS: [&[&str]; 7] =
    [&["pert"], &["beta"], &["normal"], &["lognormal"], &["gamma"], &["uniform"], &["triangular"]];

fn three_quantiles(table: &Table, node: &Node) -> Result<Form, Diagnostic> {
    let quantile = |key: &str| match table.get(key) {
        Some(value) => literal(value),
        None => Err(Diagnostic::error(format!("`{key}` is missing"))
            .at(node.span, "")
            .help("three quantiles are { p10 = 2, p50 = 3, p90 = 5 }")),
    };
    let points = vec![quantile("p10")?, quantile("p50")?, quantile("p90")?];
    one_unit(&points, node)?;
    Ok(Form::Family(Family::Quantiles, points))
}

fn family_points(node: &Node, key: &str, length: usize, names: &str) -> Result<Vec<Literal>, Diagnostic> {
    let Value::List(nodes) = &node.value else {
        let title = format!("expected `{key} = {names}`, found {}", node.kind());
        return Err(Diagnostic::error(title).at(node.span, ""));
    };
    if nodes.len() != length {
        let title = format!("expected `{key} = {names}`, found {} numbers", nodes.len());
        return Err(Diagnostic::error(title).at(node.span, ""));
    }
    let points = nodes.iter().map(literal).collect::<Result<Vec<Literal>, Diagnostic>>()?;
    one_unit(&points, node)?;
    Ok(points)
}

fn choice(node: &Node) -> Result<Form, Diagnostic> {
    let wrong = |found: &Node| {
        let title = format!("expected `choice = [[value, weight], ...]`, found {}", found.kind());
        Diagnostic::error(title).at(found.span, "").help("like choice = [[10, 3], [20, 1]]: 10 three times out of four")
    };
    let Value::List(pairs) = &node.value else {
        return Err(wrong(node));
    };
    let mut weighted = Vec::with_capacity(pairs.len());
    for pair in pairs {
        match &pair.value {
            Value::List(parts) if parts.len() == 2 => weighted.push((literal(&parts[0])?, literal(&parts[1])?.value)),
            _ => return Err(wrong(pair)),
        }
    }
    one_unit(&weighted.iter().map(|(value, _)| value.clone()).collect::<Vec<Literal>>(), node)?;
    Ok(Form::Choice(weighted))
}

/// Numbers of one form are all of one kind: "2 weeks" beside "1 month" has no meaning of its own.
fn one_unit(points: &[Literal], node: &Node) -> Result<(), Diagnostic> {
    let alike = points.windows(2).all(|pair| pair[0].unit == pair[1].unit && pair[0].mark == pair[1].mark);
    if alike {
        return Ok(());
    }
    Err(Diagnostic::error("the numbers of one form are not in the same unit")
        .at(node.span, "")
        .help("write all of them alike, like [\"2 weeks\", \"3 weeks\", \"5 weeks\"] or [\"5%\", \"7%\", \"9%\"]"))
}

/// Reads the unit behind `per =`.
pub(super) fn read_unit(node: &Node) -> Result<Step, Diagnostic> {
    let unit = match &node.value {
        Value::Text(text) => Step::named(text.trim()),
        _ => None,
    };
    unit.ok_or_else(|| {
        Diagnostic::error(format!("expected a unit of time, found `{node}`"))
            .at(node.span, "")
            .help("the units are \"day\", \"week\", \"month\", \"quarter\" and \"year\"")
    })
}
