//! Uncertain numbers and their addresses, and the arithmetic of `[inputs]`.

use std::collections::HashMap;

use super::changes::arrow_of;
use super::checker::{Checker, length_unit};
use super::fields::INPUT;
use super::types::{Input, InputId, Kind, Number, Sample};
use crate::base::diagnostics::{Diagnostic, Span};
use crate::scenario::{Expression, Form, InputText, Mark, NumberText, Operation, Written, did_you_mean};
use crate::uncertain::{Law, Scale};

/// All uncertain numbers met so far. The plans share one registry.
#[derive(Debug, Clone, Default)]
pub(super) struct Registry {
    inputs: Vec<Input>,
    spans: Vec<Span>,
    medians: Vec<f64>,
    by_path: HashMap<String, InputId>,
    /// Whether a plan is being checked: a number that differs from the base's gets an address of its own.
    pub in_a_plan: bool,
    /// Whether what is read is the file as it is: a number in whose place another one is set from outside is an input
    /// beside that, and of the same luck.
    pub as_written: bool,
    /// Whose numbers are being read, the widest first: of a segment, then of a source in it.
    pub owners: Vec<Owner>,
}

/// A kind of people with numbers of its own.
#[derive(Debug, Clone)]
pub(super) struct Owner {
    /// The path of its table: `segments.smb.set`.
    pub path: String,
    /// Whether what was counted on its people is a sample of its own, and not how everybody's luck shows in them.
    pub counts_apart: bool,
}

/// A number that is drawn.
pub(super) struct Drawn<'a> {
    pub text: &'a NumberText,
    pub law: Law,
    pub kind: Kind,
}

impl Registry {
    /// The number behind a path: a constant, the input that is there already, or a new one.
    ///
    /// A plan shares the base's input exactly if the number is the same there. What a plan changed is named
    /// by the path and the text of the value, so equal changes in two plans share their draw.
    ///
    /// * `identity`: the text of the value; of a count, those of its whole sample
    pub fn number(&mut self, text: &NumberText, identity: &str, kind: Kind, law: Law) -> Number {
        if let Some(value) = law.as_constant() {
            return Number::Constant(value);
        }
        Number::Input(self.together(&[Drawn { text, law, kind }], identity, None)[0])
    }

    /// Numbers that belong together: known all of them, or none.
    ///
    /// * `identity`: the texts of all their values
    /// * `luck`: the path that addresses the draw of all of them, if it is one
    pub fn together(&mut self, drawn: &[Drawn<'_>], identity: &str, luck: Option<&str>) -> Vec<InputId> {
        let names: Vec<Vec<String>> = drawn.iter().map(|each| self.names_of(&each.text.path, identity)).collect();
        let n_names = names.first().map_or(0, Vec::len);
        for nth in 0..n_names {
            let known: Option<Vec<InputId>> =
                drawn.iter().zip(&names).map(|(each, names)| self.known(&names[nth], &each.law)).collect();
            if let Some(known) = known {
                return known;
            }
        }
        let ids = drawn.iter().zip(names).map(|(each, mut names)| {
            let path = names.last().cloned().unwrap_or_default();
            let addressed = luck.unwrap_or(&each.text.path);
            let address = match self.owners.last() {
                // One luck of everybody: if churn is high, it is high in every segment.
                Some(owner) if !(owner.counts_apart && each.kind == Kind::Counted) => addressed.to_string(),
                _ => match luck {
                    Some(luck) => self.addressed(self.names_of(luck, identity)).unwrap_or_default(),
                    None => self.addressed(std::mem::take(&mut names)).unwrap_or_default(),
                },
            };
            let id = self.push(path, address, &each.text.written, each.text.span, each.kind, each.law.clone());
            self.inputs[id.0].is_change = each.text.is_change;
            id
        });
        ids.collect()
    }

    /// The names under which a number may be known, that of the innermost owner last.
    fn names_of(&self, path: &str, identity: &str) -> Vec<String> {
        let named = |path: String| {
            let in_plan = self.in_a_plan.then(|| format!("{path}={identity}"));
            [path].into_iter().chain(in_plan)
        };
        let owned = self.owners.iter().map(|owner| format!("{}.{}", owner.path, arrow_of(path)));
        let mut names: Vec<String> = std::iter::once(path.to_string()).chain(owned).flat_map(named).collect();
        let as_written = format!("{} as written", names.last().map_or("", String::as_str));
        names.extend(self.as_written.then_some(as_written));
        names
    }

    /// The last of the names of a number that addresses its draw: what is only of the past meets the luck of what
    /// stands there now.
    fn addressed(&self, mut names: Vec<String>) -> Option<String> {
        names.truncate(names.len() - usize::from(self.as_written && names.len() > 1));
        names.pop()
    }

    /// Says of draws that they are one sample, with the share that each stands for and the law of that share.
    pub fn is_sample(&mut self, parts: Vec<(InputId, Number, Law)>) {
        let name = parts.first().map_or(String::new(), |(first, ..)| self.inputs[first.0].path.clone());
        for (id, share, law) in parts {
            self.inputs[id.0].sample = Some(Sample { name: name.clone(), share, law });
        }
    }

    /// A bare uniform, by which something is decided: whether an event comes.
    ///
    /// * `path`: its name; equal names share their draw
    pub fn uniform(&mut self, path: &str, written: &str, span: Span) -> InputId {
        let law = Law::uniform(0.0, 1.0).expect("0 is below 1");
        match self.known(path, &law) {
            Some(id) => id,
            None => self.push(path.to_string(), path.to_string(), written, span, Kind::Chance, law),
        }
    }

    fn push(&mut self, path: String, address: String, written: &str, span: Span, kind: Kind, law: Law) -> InputId {
        let id = InputId(self.inputs.len());
        self.medians.push(law.median());
        self.spans.push(span);
        self.by_path.insert(path.clone(), id);
        let written = written.to_string();
        self.inputs.push(Input { path, address, written, kind, law, is_change: false, sample: None });
        id
    }

    fn known(&self, path: &str, law: &Law) -> Option<InputId> {
        self.by_path.get(path).copied().filter(|id| self.inputs[id.0].law == *law)
    }

    /// The same inputs in the order of the file.
    pub fn in_file_order(&self) -> Registry {
        let mut order: Vec<usize> = (0..self.inputs.len()).collect();
        order.sort_by_key(|index| self.spans[*index]);
        let inputs: Vec<Input> = order.iter().map(|index| self.inputs[*index].clone()).collect();
        let by_path = inputs.iter().enumerate().map(|(index, input)| (input.path.clone(), InputId(index)));
        Registry {
            by_path: by_path.collect(),
            spans: order.iter().map(|index| self.spans[*index]).collect(),
            medians: order.iter().map(|index| self.medians[*index]).collect(),
            inputs,
            in_a_plan: self.in_a_plan,
            as_written: false,
            owners: Vec::new(),
        }
    }

    /// The inputs' values when each is at its median.
    pub fn medians(&self) -> &[f64] {
        &self.medians
    }

    /// The inputs' values when some of them are drawn, each from its own fixed uniform.
    ///
    /// * `drawn`: those that matter; the others stay at their medians
    pub fn sample(&self, drawn: &[InputId]) -> Vec<f64> {
        // Multiples of the golden ratio are never close to one another (Weyl's sequence).
        let uniform = |index: usize| {
            let turn = (index as f64 + 1.0) * 0.618_033_988_749_894_9;
            0.05 + 0.9 * (turn - turn.floor())
        };
        let mut values = self.medians.clone();
        for InputId(index) in drawn {
            values[*index] = self.inputs[*index].law.quantile(uniform(*index));
        }
        values
    }

    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    pub fn into_inputs(self) -> Vec<Input> {
        self.inputs
    }
}

/// Longest chain of inputs that build on one another.
const LONGEST_CHAIN: usize = 100;

/// Largest inputs of one arithmetic together, and their deepest nesting.
const LARGEST: (usize, usize) = (5000, 1000);

/// Reads `[inputs]`, each after those it builds on.
pub(super) fn check(texts: &[InputText], checker: &mut Checker<'_>) {
    let mut reading = Reading { texts, open: Vec::new(), done: vec![false; texts.len()] };
    for index in 0..texts.len() {
        reading.input(index, checker);
    }
}

struct Reading<'a> {
    texts: &'a [InputText],
    /// The inputs that wait for another one, outermost first.
    open: Vec<usize>,
    done: Vec<bool>,
}

impl Reading<'_> {
    fn input(&mut self, index: usize, checker: &mut Checker<'_>) {
        if self.done[index] {
            return;
        }
        let input = &self.texts[index];
        if let Some(position) = self.open.iter().position(|open| *open == index) {
            checker.push(self.loop_of_inputs(position));
            return;
        }
        self.open.push(index);
        let number = match &input.number {
            Written::As(text) => self.number(text, checker),
            _ => None,
        };
        self.open.pop();
        self.done[index] = true;
        let id = &input.id;
        if !id.value.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
            || id.value.starts_with(|first: char| first.is_numeric())
        {
            let help = format!("write `{}`; in arithmetic a `-` is a minus", id.value.replace('-', "_"));
            checker.push(
                Diagnostic::error(format!("`{}` cannot be the name of an input", id.value)).at(id.span, "").help(help),
            );
        }
        checker.inputs.insert(id.value.clone(), number);
    }

    fn number(&mut self, text: &NumberText, checker: &mut Checker<'_>) -> Option<Number> {
        if let Form::Arithmetic(expression) = &text.form {
            if self.open.len() > LONGEST_CHAIN {
                let title = format!("more than {LONGEST_CHAIN} inputs build on one another");
                checker.push(Diagnostic::error(title).at(text.span, ""));
                return None;
            }
            for name in expression.names() {
                if let Some(index) = self.texts.iter().position(|input| input.id.value == name) {
                    self.input(index, checker);
                }
            }
        }
        if let Some(unit) = text.per.or(length_unit(text)) {
            let error = Diagnostic::error("an input has no unit of time").at(text.span, "");
            let help = format!("write the unit where it is used: \"=name per {unit}\"");
            checker.push(error.help(help));
            return None;
        }
        checker.number_on_scale(text, &INPUT, scale_of_input(&text.form))
    }

    fn loop_of_inputs(&self, position: usize) -> Diagnostic {
        let mut ring = self.open[position..].to_vec();
        // The same loop is met from each of its inputs; it is one mistake.
        let smallest = (0..ring.len()).min_by_key(|place| ring[*place]).unwrap_or(0);
        ring.rotate_left(smallest);
        let names: Vec<&str> =
            ring.iter().chain([&ring[0]]).map(|index| self.texts[*index].id.value.as_str()).collect();
        Diagnostic::error(format!("`{}` is a loop of inputs that build on one another", names.join(" -> ")))
            .at(self.texts[ring[0]].id.span, "")
            .help("give one of them a number of its own")
    }
}

/// An interval of `[inputs]` has no field: percentages below 100% are judged on log-odds, what reaches 0 or
/// below as it is, anything else on the logarithm.
fn scale_of_input(form: &Form) -> Scale {
    let (points, percent) = match form {
        Form::Interval(low, high) => ([low.value, high.value], low.mark == Mark::Percent),
        Form::Family(_, points) => {
            let values = points.iter().map(|point| point.value);
            let least = values.clone().fold(f64::INFINITY, f64::min);
            let most = values.fold(f64::NEG_INFINITY, f64::max);
            ([least, most], points.iter().all(|point| point.mark == Mark::Percent))
        }
        _ => return Scale::Plain,
    };
    if points[0] <= 0.0 {
        Scale::Plain
    } else if percent && points[1] < 1.0 {
        Scale::LogOdds
    } else {
        Scale::Log
    }
}

/// Puts the inputs into arithmetic.
///
/// `None` if a name is unknown (said here) or its own number could not be read (said there).
pub(super) fn arithmetic(expression: &Expression, text: &NumberText, checker: &mut Checker<'_>) -> Option<Number> {
    // Looked at before anything is built: inputs that square one another grow without bound.
    let parts = expression.names().into_iter().filter_map(|name| checker.inputs.get(name)?.as_ref());
    let (size, depth) =
        parts.map(Number::size_and_depth).fold((0, 0), |all: (usize, usize), part| (all.0 + part.0, all.1.max(part.1)));
    if size > LARGEST.0 || depth > LARGEST.1 {
        let error = Diagnostic::error("this arithmetic is too large once its inputs are put in");
        let help = format!("its inputs have {size} parts, {} are possible", LARGEST.0);
        checker.push(error.at(text.span, "").help(help));
        return None;
    }
    substituted(expression, text, checker)
}

fn substituted(expression: &Expression, text: &NumberText, checker: &mut Checker<'_>) -> Option<Number> {
    match expression {
        Expression::Literal(literal) => {
            checker.check_mark(literal, &INPUT, text).then_some(Number::Constant(literal.value))
        }
        Expression::Name(name) => named(name, text, checker),
        Expression::Negative(inner) => Some(Number::Constant(0.0) - substituted(inner, text, checker)?),
        Expression::Of(left, operation, right) => {
            let (left, right) = (substituted(left, text, checker), substituted(right, text, checker));
            let (left, right) = (left?, right?);
            Some(match operation {
                Operation::Plus => left + right,
                Operation::Minus => left - right,
                Operation::Times => left * right,
                Operation::Over => left / right,
            })
        }
    }
}

fn named(name: &str, text: &NumberText, checker: &mut Checker<'_>) -> Option<Number> {
    checker.used.insert(name.to_string());
    if let Some(number) = checker.inputs.get(name) {
        return number.clone();
    }
    // A loop is reported as such, not as a missing name.
    if checker.is_input(name) {
        return None;
    }
    let known: Vec<&str> = checker.input_names().collect();
    let help =
        did_you_mean(name, known, "input").unwrap_or_else(|| "arithmetic uses the names of [inputs]".to_string());
    checker.push(Diagnostic::error(format!("no input `{name}`")).at(text.span, "").help(help));
    None
}
