//! The forms of a number that depend on time: on the calendar, or on the time since somebody came.

use super::data::DataFolder;
use super::number::{Form, FormOfTable, NumberText, Since};
use super::reader::moment_of;
use super::tree::{Node, Table, Value};
use super::written::MomentText;
use crate::base::calendar::Step;
use crate::base::diagnostics::Diagnostic;

/// The form in time that a table is, if it is one.
///
/// # Errors
/// A message at the place of what cannot be read.
pub(super) fn read(table: &Table, path: &str, data: &mut DataFolder) -> Result<Option<FormOfTable>, Diagnostic> {
    if let Some(node) = table.get("schedule") {
        let steps = pairs(node, "schedule", SCHEDULE, path, data)?;
        let per = one_unit(&numbers_of(&steps), node)?;
        return Ok(Some((Form::Schedule(steps), per, &["schedule"])));
    }
    if let Some(file) = table.get("series") {
        let values = data.column(file, table.get("column"))?;
        return Ok(Some((Form::Series(values), None, &["series", "column"])));
    }
    for (key, since, used) in
        [("by_age", Since::Age, &["by_age"] as &'static [&'static str]), ("by_tenure", Since::Tenure, &["by_tenure"])]
    {
        if let Some(node) = table.get(key) {
            let (numbers, per) = list(node, key, path, data)?;
            return Ok(Some((Form::Since(since, numbers), per, used)));
        }
    }
    if let Some(node) = table.get("sbg") {
        return sbg(node, path, data).map(Some);
    }
    match table.get("survival") {
        Some(node) => survival(node, table.get("by"), path, data).map(Some),
        None => Ok(None),
    }
}

/// How a schedule is written, for a help.
const SCHEDULE: &str =
    "a schedule is a list of from when on and how much: schedule = [[\"2027-01\", 2000], [\"2027-07\", 4000]]";

/// How a survival is written, for a help.
const SURVIVAL: &str =
    "how many are left after which time: survival = [[\"1 month\", \"62%\"], [\"6 months\", \"35%\"]]";

fn numbers_of(steps: &[(MomentText, NumberText)]) -> Vec<&NumberText> {
    steps.iter().map(|(_, number)| number).collect()
}

/// `[[time, number], ...]`; each number is named by its place in the list.
fn pairs(
    node: &Node,
    key: &str,
    help: &str,
    path: &str,
    data: &mut DataFolder,
) -> Result<Vec<(MomentText, NumberText)>, Diagnostic> {
    let wrong = |found: &Node| {
        let title = format!("expected `{key}` to be a list of pairs, found {}", found.kind());
        Diagnostic::error(title).at(found.span, "").help(help)
    };
    let Value::List(nodes) = &node.value else {
        return Err(wrong(node));
    };
    let mut pairs = Vec::with_capacity(nodes.len());
    for (index, pair) in nodes.iter().enumerate() {
        match &pair.value {
            Value::List(parts) if parts.len() == 2 => {
                let number = plain(&parts[1], key, &format!("{path}.{key}[{index}]"), data)?;
                pairs.push((moment_of(&parts[0])?, number));
            }
            _ => return Err(wrong(pair)),
        }
    }
    if pairs.is_empty() {
        return Err(Diagnostic::error(format!("`{key}` is an empty list")).at(node.span, "").help(help));
    }
    Ok(pairs)
}

/// A list of numbers and the unit that all of them are in.
fn list(
    node: &Node,
    key: &str,
    path: &str,
    data: &mut DataFolder,
) -> Result<(Vec<NumberText>, Option<Step>), Diagnostic> {
    let Value::List(nodes) = &node.value else {
        let title = format!("expected `{key}` to be a list, found {}", node.kind());
        let help = format!("one rate for each unit of time, the last one holds on: {key} = [\"9%\", \"7%\", \"4%\"]");
        return Err(Diagnostic::error(title).at(node.span, "").help(help));
    };
    if nodes.is_empty() {
        return Err(Diagnostic::error(format!("`{key}` is an empty list")).at(node.span, ""));
    }
    let mut numbers = Vec::with_capacity(nodes.len());
    for (index, node) in nodes.iter().enumerate() {
        numbers.push(plain(node, key, &format!("{path}.{key}[{index}]"), data)?);
    }
    let per = one_unit(&numbers.iter().collect::<Vec<&NumberText>>(), node)?;
    Ok((numbers, per))
}

fn sbg(node: &Node, path: &str, data: &mut DataFolder) -> Result<FormOfTable, Diagnostic> {
    let (numbers, per) = list(node, "sbg", path, data)?;
    let n_numbers = numbers.len();
    let Ok(two) = <[NumberText; 2]>::try_from(numbers) else {
        let title = format!("expected `sbg = [alpha, beta]`, found {n_numbers} numbers");
        return Err(Diagnostic::error(title).at(node.span, ""));
    };
    Ok((Form::Sbg(Box::new(two)), per, &["sbg"]))
}

fn survival(node: &Node, by: Option<&Node>, path: &str, data: &mut DataFolder) -> Result<FormOfTable, Diagnostic> {
    let points = pairs(node, "survival", SURVIVAL, path, data)?;
    if let Some(unit) = one_unit(&numbers_of(&points), node)? {
        let error = Diagnostic::error("the share that is left has no unit of time").at(node.span, "");
        return Err(error.help(format!("take `per {unit}` away; when is the first of each pair")));
    }
    let since = match by.map(|by| (&by.value, by)) {
        None => Since::Age,
        Some((Value::Text(text), _)) if text == "age" => Since::Age,
        Some((Value::Text(text), _)) if text == "tenure" => Since::Tenure,
        Some((_, by)) => {
            let error = Diagnostic::error(format!("expected what the time counts from, found `{by}`"));
            let help =
                "by = \"age\" (the default): since entry to the stage; by = \"tenure\": since the first acquisition";
            return Err(error.at(by.span, "").help(help));
        }
    };
    Ok((Form::Survival(since, points), None, &["survival", "by"]))
}

/// A number that is part of a form in time, and therefore none itself.
fn plain(node: &Node, key: &str, path: &str, data: &mut DataFolder) -> Result<NumberText, Diagnostic> {
    let number = NumberText::read(node, path, data)?;
    let in_time = matches!(number.form, Form::Schedule(_) | Form::Series(_)) || number.form.is_since();
    if in_time || number.volatility.is_some() {
        let title = format!("expected a number that holds for its part of `{key}`, found `{node}`");
        return Err(Diagnostic::error(title).at(node.span, "").help("one number can depend on time in one way"));
    }
    Ok(number)
}

/// The unit behind the numbers of one form: all have the same, or none has any.
fn one_unit(numbers: &[&NumberText], node: &Node) -> Result<Option<Step>, Diagnostic> {
    let length = |number: &NumberText| number.form.literals().first().and_then(|literal| literal.unit);
    let alike = |pair: &[&NumberText]| pair[0].per == pair[1].per && length(pair[0]) == length(pair[1]);
    if numbers.windows(2).all(alike) {
        return Ok(numbers.first().and_then(|number| number.per));
    }
    Err(Diagnostic::error("the numbers of one form are not in the same unit")
        .at(node.span, "")
        .help("write the unit once, behind them: per = \"month\""))
}
