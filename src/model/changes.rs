//! Changes on any path: what multiplies, replaces or adds to a number that is written elsewhere.
//!
//! [`Checker::number`] asks here for whatever acts on the path of the number that it reads. Changes of segments,
//! sources and plans multiply the number itself; those of initiatives, events and feedback multiply it by
//! `1 + strength (x - 1)`, the strength being part of the number. Transitions and acceptance are probabilities
//! with a chain of effects of their own ([`super::effects`]), so of them only the value is replaced here.

use super::checker::{Checker, length_unit};
use super::fields::{FACTOR, Field};
use super::number::one;
use super::places::EXIT;
use super::types::Number;
use crate::base::calendar::Step;
use crate::base::diagnostics::Diagnostic;
use crate::scenario::{
    ChangeText, NumberText, ShareText, StageOutline, Text, ValueText, Wheel, did_you_mean, named_paths, nearest,
};
use crate::uncertain::Scale;

/// Something that acts on numbers written elsewhere.
#[derive(Debug, Clone)]
pub(super) struct Alteration {
    /// The path or arrow as written, for messages.
    on: Text,
    /// The paths of the numbers.
    paths: Vec<String>,
    act: Act,
    /// Whether there was such a number.
    met: bool,
}

/// What it does to them.
#[derive(Debug, Clone)]
pub(super) enum Act {
    /// Times this, always: a segment, a source, a plan.
    Times(Number),
    /// Times this, by now: an initiative, an event, feedback.
    Meanwhile(Number),
    /// `old + strength (new - old)`
    Becomes { value: NumberText, strength: Number },
    /// `old + strength more`
    Plus { value: NumberText, strength: Number },
    /// Nothing: its initiative is not in this plan.
    Rests,
}

impl Alteration {
    /// Acts on what a path or arrow names.
    ///
    /// * `wheel`: whose transitions the arrow names
    pub fn new(on: &Text, act: Act, wheel: &Wheel) -> Alteration {
        let paths = named_paths(&on.value, &outlines(wheel));
        let mut all = paths;
        if let Some(to) = on.value.strip_prefix("-> ") {
            all.extend(arrivals(to, wheel));
        }
        Alteration { on: on.clone(), paths: all, act, met: false }
    }

    /// Acts on one path, whether or not there is such a number.
    pub fn quiet(path: &str, act: Act, at: &Text) -> Alteration {
        Alteration { on: at.clone(), paths: vec![path.to_string()], act, met: true }
    }

    pub fn paths(&self) -> &[String] {
        &self.paths
    }

    /// The path itself, or one below it: `x.invites` acts on `x.invites.customer`.
    fn acts_on(&self, path: &str) -> bool {
        self.path_to(path).is_some()
    }

    /// The own path by which it acts on a number.
    fn path_to(&self, path: &str) -> Option<&String> {
        self.paths.iter().find(|own| match path.strip_prefix(own.as_str()) {
            Some(rest) => rest.is_empty() || rest.starts_with(['.', '[']),
            None => false,
        })
    }
}

/// What comes into a stage from outside: `-> b` acts on it too.
fn arrivals(to: &str, wheel: &Wheel) -> Vec<String> {
    let comes = |written: &crate::scenario::Written<Text>| written.get().is_some_and(|text| text.value == to);
    let channels = wheel.channels.iter().filter(|channel| comes(&channel.to));
    let referrals = wheel.referrals.iter().filter(|referral| comes(&referral.to));
    let channels = channels.map(|channel| format!("channels.{}.arrivals", channel.about.id.value));
    channels.chain(referrals.map(|referral| format!("referrals.{}.accept", referral.about.id.value))).collect()
}

fn outlines(wheel: &Wheel) -> Vec<StageOutline<'_>> {
    let outline = |stage| {
        let stage: &crate::scenario::StageText = stage;
        let to = stage.to.get().into_iter().flatten();
        StageOutline {
            id: &stage.about.id.value,
            is_lapsed: stage.role.get().is_some_and(|role| role.value == "lapsed"),
            to: to.map(|each| (each.to.value.as_str(), matches!(each.share.get(), Some(ShareText::Rest)))).collect(),
        }
    };
    wheel.stages.iter().map(outline).collect()
}

/// Whether a path names a probability with a chain of effects, and not one number in it.
fn is_probability(path: &str) -> bool {
    let segments: Vec<&str> = path.split('.').collect();
    match segments.as_slice() {
        ["stages", _, "to", target] => !target.contains('['),
        ["referrals", _, "accept"] => true,
        _ => false,
    }
}

/// `1 + strength (x - 1)`
pub(super) fn by_now(factor: Number, strength: &Number) -> Number {
    // Not only shorter: 1 + (1.1 - 1) is not 1.1 in binary.
    if *strength == one() { factor } else { one() + strength.clone() * (factor - one()) }
}

impl Checker<'_> {
    /// The factor of a change.
    pub fn factor(&mut self, change: &ChangeText) -> Option<Number> {
        self.number_on_scale(change.factor.get()?, &FACTOR, Scale::Log)
    }

    /// The same of a plan's change, whose name holds its text: equal changes of two plans share their draw.
    pub fn factor_of_plan(&mut self, change: &ChangeText) -> Option<Number> {
        let in_a_plan = std::mem::replace(&mut self.registry.in_a_plan, false);
        let factor = self.factor(change);
        self.registry.in_a_plan = in_a_plan;
        factor
    }

    /// Lets changes act that grow with a strength; without one they rest.
    pub fn alter_meanwhile(&mut self, changes: &[ChangeText], strength: Option<&Number>) {
        for change in changes {
            let Some(factor) = self.factor(change) else { continue };
            let act = match strength {
                Some(strength) => Act::Meanwhile(by_now(factor, strength)),
                None => Act::Rests,
            };
            self.alterations.push(Alteration::new(&change.on, act, self.wheel));
        }
    }

    /// Lets values take the place of others, or add to them, as a strength grows.
    pub fn alter_values(
        &mut self,
        values: &[ValueText],
        strength: Option<&Number>,
        act: impl Fn(NumberText, Number) -> Act,
    ) {
        for each in values {
            let Some(value) = each.value.get() else { continue };
            let act = strength.map_or(Act::Rests, |strength| act(value.clone(), strength.clone()));
            self.alterations.push(Alteration::new(&each.on, act, self.wheel));
        }
    }

    /// A number as everything that acts on its path leaves it.
    pub fn altered(&mut self, number: Number, text: &NumberText, field: &Field) -> Number {
        self.paths_met.insert(text.path.clone());
        let acts = self.acts_on(&text.path);
        if acts.is_empty() {
            return number;
        }
        let (mut number, mut factor, mut more) = (number, one(), Number::Constant(0.0));
        for (on, by, act) in acts {
            match act {
                Act::Times(times) | Act::Meanwhile(times) if !is_probability(&by) => factor = factor * times,
                Act::Times(_) | Act::Meanwhile(_) | Act::Rests => {}
                Act::Becomes { value, strength } => {
                    let Some(value) = self.in_the_unit_of(&value, text, field) else { continue };
                    number = if strength == one() { value } else { number.clone() + strength * (value - number) };
                }
                Act::Plus { value, strength } => {
                    if field.is_share() {
                        let error = Diagnostic::error(format!("nothing can be added to the share `{}`", on.value));
                        self.push(error.at(on.span, "").help("change it instead: changes = { ... = \"+20%\" }"));
                        continue;
                    }
                    let Some(value) = self.in_the_unit_of(&value, text, field) else { continue };
                    more = if more == Number::Constant(0.0) { strength * value } else { more + strength * value };
                }
            }
        }
        number = number * factor;
        if more != Number::Constant(0.0) {
            number = number + more;
        }
        self.still_inside(&number, text, field);
        number
    }

    /// Everything that acts on a path, with the path by which it does; it is marked as having met a number.
    fn acts_on(&mut self, path: &str) -> Vec<(Text, String, Act)> {
        let mut acts = Vec::new();
        for alteration in &mut self.alterations {
            let Some(by) = alteration.path_to(path).cloned() else { continue };
            alteration.met = true;
            acts.push((alteration.on.clone(), by, alteration.act.clone()));
        }
        acts
    }

    /// The product of what multiplies the probability behind a path: always, and by now.
    pub fn factors_on(&mut self, path: &str) -> (Number, Number) {
        self.paths_met.insert(path.to_string());
        let (mut always, mut by_now) = (one(), one());
        for (_, _, act) in self.acts_on(path) {
            match act {
                Act::Times(factor) => always = always * factor,
                Act::Meanwhile(factor) => by_now = by_now * factor,
                Act::Becomes { .. } | Act::Plus { .. } | Act::Rests => {}
            }
        }
        (always, by_now)
    }

    /// An error if something acts on the rest, which follows from its sisters.
    pub fn refuse_to_alter_rest(&mut self, path: &str, arrow: &str) {
        let wrong = self.alterations.iter_mut().filter(|alteration| alteration.acts_on(path));
        let places: Vec<Text> = wrong
            .map(|alteration| {
                alteration.met = true;
                alteration.on.clone()
            })
            .collect();
        for on in places {
            let error = Diagnostic::error(format!("`{arrow}` is the rest: it follows from its sisters"));
            self.push(error.at(on.span, "").help("change the sisters, or write a share instead of \"rest\""));
        }
    }

    /// A new value in the unit of the one whose place it takes; without a unit it is meant in that one.
    fn in_the_unit_of(&mut self, value: &NumberText, old: &NumberText, field: &Field) -> Option<Number> {
        let number = self.unaltered(value, field, field.scale)?;
        let (of_value, of_old) = (value.per.map(|unit| (unit, true)), old.per.map(|unit| (unit, true)));
        let length = |text| length_unit(text).map(|unit| (unit, false));
        let (Some((new, is_rate)), unit) = (of_value.or(length(value)), of_old.or(length(old))) else {
            return Some(number);
        };
        let Some((unit, _)) = unit.filter(|(_, rate)| *rate == is_rate) else {
            let title = format!("`{}` has a unit, but what it replaces is `{}`", value.written, old.written);
            self.push(
                Diagnostic::error(title).at(value.span, "").help("write it without a unit: it is in the same one"),
            );
            return None;
        };
        if unit != new && field.is_share() {
            let title = format!("`{}` is per {unit}, so its new value must be", old.written);
            self.push(Diagnostic::error(title).at(value.span, "").help(format!("write it per {unit}")));
            return None;
        }
        let units: fn(Step, Step) -> f64 = |one, other| one.counted_in(other);
        // "$20 per week" is more a month, "3 weeks" are less than 3 months.
        let conversion = if is_rate { units(unit, new) } else { units(new, unit) };
        Some(number * Number::Constant(conversion))
    }

    /// A change must not lead out of what the field allows, at the medians at least.
    fn still_inside(&mut self, number: &Number, text: &NumberText, field: &Field) {
        let values = self.medians_over_time(number);
        if values.iter().all(|value| field.allows(*value) || value.is_nan()) {
            return;
        }
        let culprits = self.alterations.iter().filter(|alteration| alteration.acts_on(&text.path));
        let Some(on) = culprits.map(|alteration| alteration.on.clone()).next_back() else {
            return;
        };
        let title = format!("with what changes it, `{}` is no longer {}", text.path, field.what);
        let was = format!("written as `{}`", text.written);
        self.push(Diagnostic::error(title).beside(text.span, was).at(on.span, ""));
    }

    /// What acts on nothing is a slip; looks at the alterations from an index on.
    pub fn refuse_idle_alterations(&mut self, from: usize) {
        // Behind what cannot be read whole parts would seem to be missing.
        if self.unresolved || self.diagnostics.has_errors() {
            return;
        }
        let idle: Vec<Text> =
            self.alterations[from..].iter().filter(|each| !each.met).map(|each| each.on.clone()).collect();
        for on in idle {
            if self.refuse_unknown_stages(&on) {
                continue;
            }
            let known: Vec<String> = self.paths_met.iter().map(|path| arrow_of(path)).collect();
            let help = match nearest(&on.value, known.iter().map(String::as_str)) {
                Some(name) => format!("did you mean `{name}`?"),
                None => "it must name a number that is written in the file".to_string(),
            };
            let error = Diagnostic::error(format!("`{}` names no number, so nothing is changed", on.value));
            self.push(error.at(on.span, "").help(help));
        }
    }
}

impl Checker<'_> {
    /// Says which stage of an arrow there is not; whether there was one.
    fn refuse_unknown_stages(&mut self, on: &Text) -> bool {
        let names = on.value.split(',').flat_map(|arrow| arrow.split("->")).map(str::trim);
        let is_arrow = on.value.contains("->");
        let known: Vec<&str> = self.wheel.stages.iter().map(|stage| stage.about.id.value.as_str()).collect();
        let stands = |name: &str| matches!(name, "" | "*" | EXIT) || known.contains(&name);
        let unknown: Vec<&str> = names.filter(|name| is_arrow && !stands(name)).collect();
        let errors: Vec<Diagnostic> = unknown
            .iter()
            .map(|name| {
                let error = Diagnostic::error(format!("no stage `{name}`")).at(on.span, "");
                error.maybe_help(did_you_mean(name, known.clone(), "stage"))
            })
            .collect();
        let found = !errors.is_empty();
        self.diagnostics.extend(errors.into_iter().collect());
        found
    }
}

/// A transition's path as its arrow, any other as it is.
pub(super) fn arrow_of(path: &str) -> String {
    let arrow = path.strip_prefix("stages.").and_then(|rest| rest.split_once(".to."));
    match arrow {
        Some((from, to)) if !to.contains('.') => format!("{from} -> {to}"),
        _ => path.to_string(),
    }
}

/// Whether anything acts on one of `[inputs]`.
pub(super) fn any_on_inputs(checker: &Checker<'_>) -> bool {
    checker.alterations.iter().any(|each| each.paths.iter().any(|path| path.starts_with("inputs.")))
}
