//! Percentages with a sign: `"+20%"`, `"-5% to -20%"`: how much more or less than what is written elsewhere.

use super::literal::{Literal, Mark, Unreadable};
use super::number::{Form, NumberText};
use super::reader::Context;
use super::tree::{Node, Value};
use crate::base::diagnostics::Diagnostic;

/// What to write as a change.
const CHANGE: &str = "\"+20%\" for a fifth more, 0.2 for a fifth of it";

/// Whether a text begins with a sign, or one of its ends does.
pub(super) fn has_sign(text: &str) -> bool {
    ends(text).iter().any(|end| end.starts_with(['+', '-', '\u{2212}']))
}

/// A factor: a signed percentage r is 1 + r, everything else is the factor itself.
///
/// # Errors
/// A percentage without a sign, a count, a unit of time: they say how much it is and not how it changes.
pub(super) fn factor(node: &Node, path: &str, context: &mut Context) -> Result<NumberText, Diagnostic> {
    let mut number = match signed(node) {
        Some(form) => {
            let factors = form?.map(|change| Literal::plain(1.0 + change));
            NumberText { is_change: true, ..from_form(node, path, factors) }
        }
        None => NumberText::read(node, path, &mut context.data)?,
    };
    let unit = number.per;
    if let Some(unit) = unit {
        let title = format!("a change has no unit of time, found `{}`", number.written);
        return Err(Diagnostic::error(title).at(node.span, "").help(format!("take `per {unit}` away: {CHANGE}")));
    }
    let marked = |literal: &Literal| literal.mark == Mark::Percent;
    let percent = match &number.form {
        Form::Exactly(literal) => marked(literal),
        Form::Interval(low, _) => marked(low),
        Form::Family(_, points) => points.iter().any(marked),
        Form::Choice(weighted) => weighted.iter().any(|(value, _)| marked(value)),
        Form::Counted { .. } => {
            let title = format!("a change is a factor, not a count like `{}`", number.written);
            return Err(Diagnostic::error(title).at(node.span, "").help(CHANGE));
        }
        _ => false,
    };
    if percent {
        return Err(Diagnostic::error("`changes` needs a sign on a percentage").at(node.span, "").help(CHANGE));
    }
    number.path = path.to_string();
    Ok(number)
}

/// A relative difference, like the lift of a test: `"+5%"`, `"-2% to 10%"`, 0.05.
///
/// # Errors
/// As for any number.
pub(super) fn relative(node: &Node, path: &str, context: &mut Context) -> Result<NumberText, Diagnostic> {
    match signed(node) {
        Some(form) => Ok(from_form(node, path, form?.map(percent))),
        None => NumberText::read(node, path, &mut context.data),
    }
}

fn percent(value: f64) -> Literal {
    Literal { mark: Mark::Percent, ..Literal::plain(value) }
}

fn from_form(node: &Node, path: &str, form: Form) -> NumberText {
    let (path, written) = (path.to_string(), node.to_string());
    NumberText { path, written, span: node.span, form, per: None, later: None, is_change: false, volatility: None }
}

/// One change, or both ends of one, the smaller first.
enum Signed {
    One(f64),
    Between(f64, f64),
}

impl Signed {
    fn map(self, literal: impl Fn(f64) -> Literal) -> Form {
        match self {
            Signed::One(change) => Form::Exactly(literal(change)),
            Signed::Between(low, high) => Form::Interval(literal(low), literal(high)),
        }
    }
}

/// A text with a sign as a percentage; `None` if it has no sign, or is a plain negative number.
fn signed(node: &Node) -> Option<Result<Signed, Diagnostic>> {
    let Value::Text(text) = &node.value else { return None };
    let plain_minus = !text.contains(['+', '%']);
    if !has_sign(text) || plain_minus {
        return None;
    }
    Some(read_signed(text).map_err(|error| error.at(node.span)))
}

fn read_signed(text: &str) -> Result<Signed, Unreadable> {
    let changes = ends(text).into_iter().map(|end| one(end, text)).collect::<Result<Vec<f64>, Unreadable>>()?;
    Ok(match changes.as_slice() {
        [one] => Signed::One(*one),
        [first, second] => Signed::Between(first.min(*second), first.max(*second)),
        _ => return Err(Unreadable::text(text)),
    })
}

fn one(end: &str, whole: &str) -> Result<f64, Unreadable> {
    if let Some((change, unit)) = end.split_once(" per ") {
        let help = format!("take `per {}` away: \"{}\"", unit.trim(), change.trim());
        return Err(Unreadable::new(format!("a change has no unit of time, found `{whole}`"), help));
    }
    let literal = Literal::parse(end.strip_prefix('+').map_or(end, str::trim_start))?;
    if literal.mark == Mark::Percent && literal.unit.is_none() {
        return Ok(literal.value);
    }
    Err(Unreadable::new(format!("a sign belongs to a percentage, found `{whole}`"), CHANGE))
}

/// Both ends of an interval, or the whole text.
fn ends(text: &str) -> Vec<&str> {
    match text.split_once(" to ") {
        Some((low, high)) => vec![low.trim(), high.trim()],
        None => vec![text.trim()],
    }
}

#[cfg(test)]
mod tests {
    use super::super::data::DataFolder;
    use super::super::tree;
    use super::*;
    use crate::base::diagnostics::{Diagnostics, Sources};

    fn read(text: &str) -> Result<Form, String> {
        let source = Sources::default().add("a", text);
        let node = tree::parse_value(text, source, 0);
        let mut context = Context { diagnostics: Diagnostics::default(), data: DataFolder::default() };
        factor(&node, "x", &mut context).map(|number| number.form).map_err(|error| error.title)
    }

    fn interval(low: f64, high: f64) -> Result<Form, String> {
        Ok(Form::Interval(Literal::plain(low), Literal::plain(high)))
    }

    #[test]
    fn a_signed_percentage_is_a_factor_and_its_ends_are_sorted() {
        assert_eq!(read("+20%"), Ok(Form::Exactly(Literal::plain(1.2))));
        assert_eq!(read("-25%"), Ok(Form::Exactly(Literal::plain(0.75))));
        assert_eq!(read("-50% to -25%"), interval(0.5, 0.75));
        assert_eq!(read("-25% to -50%"), interval(0.5, 0.75));
        assert_eq!(read("-25% to 0%"), interval(0.75, 1.0));
        assert_eq!(read("\u{2212}25% to +50%"), interval(0.75, 1.5));
        assert_eq!(read("0.8 to 0.95"), interval(0.8, 0.95));
        assert_eq!(read("1.2"), Ok(Form::Exactly(Literal::plain(1.2))));
    }

    #[test]
    fn what_says_how_much_it_is_does_not_say_how_it_changes() {
        for text in ["20%", "10% to 40%", "{ uniform = [\"10%\", \"40%\"] }"] {
            assert_eq!(read(text), Err("`changes` needs a sign on a percentage".to_string()), "{text}");
        }
        for text in ["20 of 1000", "1.2 per month", "+20% per month", "\"+5\"", "+$5", "+x", "+5% to $3", "+"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
