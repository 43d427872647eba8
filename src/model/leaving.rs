//! How people leave a stage: docs/model.md, "Leaving a stage: two ways to say it".

use super::checker::{Checker, length_unit};
use super::counts::shares_of;
use super::fields::STAY;
use super::hazards;
use super::places::Places;
use super::types::{
    Counted, Hazard, InputId, Leaving, Number, Share, StageId, Survival, Target, Transition, TransitionId,
};
use crate::base::calendar::Step;
use crate::base::diagnostics::Diagnostic;
use crate::scenario::{Figures, Form, NumberText, ShareText, StageText, TransitionText, Written, is_too_long};

/// How far shares that must add up to 100% may miss it by rounding.
pub(super) const ROUNDING: f64 = 1e-9;

/// Longest fixed stay: every step of it is a group of people of its own.
pub(super) const MOST_STEPS: f64 = 10_000.0;

/// How a stage is left, with the transitions that it adds.
pub(super) fn check(
    stage: &StageText,
    id: StageId,
    places: &Places<'_>,
    transitions: &mut Vec<Transition>,
    checker: &mut Checker<'_>,
) -> Leaving {
    let way = way_of(stage, checker);
    checker.unresolved |= stage.to.is_broken();
    let empty = Vec::new();
    let texts = stage.to.get().unwrap_or(&empty);
    let moves = Moves::read(texts, stage, id, way, places, transitions, checker);
    match way {
        Way::Instant => moves.instant(places, checker),
        Way::Stay | Way::After => moves.after_a_time(way, checker),
        Way::Hazards => moves.hazards(checker),
    }
}

/// The ways to leave that the keys of a stage choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Instant,
    Stay,
    After,
    Hazards,
}

impl Way {
    fn has_shares(self) -> bool {
        self != Way::Hazards
    }
}

/// Whether a stage is passed within the period.
pub(super) fn is_instant(stage: &StageText) -> bool {
    stage.instant.get().is_some_and(|instant| instant.value)
}

fn way_of(stage: &StageText, checker: &mut Checker<'_>) -> Way {
    let (stay, after) = (!stage.stay.is_absent(), !stage.after.is_absent());
    let span = |key: &str| match key {
        "stay" => stage.stay.get().map(|stay| stay.span),
        _ => stage.after.get().map(|after| after.span),
    };
    let mut refuse = |key: &str, title: &str, help: &str| {
        if let Some(span) = span(key) {
            checker.push(Diagnostic::error(title).at(span, "").help(help));
        }
    };
    if is_instant(stage) {
        for (key, written) in [("stay", stay), ("after", after)] {
            if written {
                refuse(
                    key,
                    &format!("an instant stage is passed at once, so it has no `{key}`"),
                    &format!("take away either `instant = true` or `{key}`"),
                );
            }
        }
        return Way::Instant;
    }
    if stay && after {
        refuse(
            "after",
            "`stay` and `after` both say when people decide",
            "keep `stay` for a mean time, `after` for an exact one",
        );
    }
    match (stay, after) {
        (true, _) => Way::Stay,
        (false, true) => Way::After,
        (false, false) => Way::Hazards,
    }
}

/// The transitions out of one stage, in the order of the file.
pub(super) struct Moves<'a> {
    pub stage: &'a StageText,
    pub list: Vec<Move<'a>>,
}

pub(super) struct Move<'a> {
    pub text: &'a TransitionText,
    pub id: TransitionId,
    pub going: Going,
    /// Unit of time of a hazard.
    pub unit: Step,
}

/// How many take a transition.
pub(super) enum Going {
    Rest,
    /// A share, or the same probability at any time.
    Share(Number),
    /// The share that is there so many steps later, whatever happened in between.
    Later(Number, f64),
    /// A probability that changes with the time since.
    Hazard(Hazard),
    Survival(Survival),
}

impl Move<'_> {
    /// The share or rate; NaN where there is no single one.
    pub fn share(&self) -> Number {
        match &self.going {
            Going::Share(number) | Going::Later(number, _) => number.clone(),
            _ => Number::Constant(f64::NAN),
        }
    }

    pub fn is_rest(&self) -> bool {
        matches!(self.going, Going::Rest)
    }
}

impl<'a> Moves<'a> {
    fn read(
        texts: &'a [TransitionText],
        stage: &'a StageText,
        from: StageId,
        way: Way,
        places: &Places<'_>,
        transitions: &mut Vec<Transition>,
        checker: &mut Checker<'_>,
    ) -> Moves<'a> {
        let shares = shares_of(texts, stage, checker);
        let mut list = Vec::new();
        for (text, share) in texts.iter().zip(shares) {
            let target = places.target(&text.to, checker);
            let unit = match &text.share {
                Written::As(ShareText::Of(number)) => unit_of(number, way, stage, checker),
                _ => checker.step(),
            };
            let Some(to) = target else { continue };
            let id = TransitionId(transitions.len());
            let going = match &text.share {
                Written::As(ShareText::Rest) => Going::Rest,
                Written::As(ShareText::Of(number)) if number.form.is_since() => {
                    hazards::since(number, id, way.has_shares(), stage, checker)
                }
                Written::As(ShareText::Of(NumberText { later: Some(later), span, .. })) => {
                    if way.has_shares() {
                        let name = &stage.about.id.value;
                        let error = Diagnostic::error(format!("`{name}` says itself when people leave it"));
                        let help = "where people are later is said of stages without `instant`, `stay` and `after`";
                        checker.push(error.at(*span, "").help(help));
                    }
                    let steps = later.in_steps(checker.step()) * checker.parts();
                    Going::Later(share.unwrap_or(Number::Constant(f64::NAN)), steps)
                }
                _ => Going::Share(share.unwrap_or(Number::Constant(f64::NAN))),
            };
            transitions.push(transition(text, from, to, way, unit, checker));
            list.push(Move { text, id, going, unit });
        }
        Moves { stage, list }
    }

    pub fn name(&self) -> &str {
        &self.stage.about.id.value
    }

    pub fn rest(&self) -> Option<&Move<'a>> {
        self.list.iter().find(|each| each.is_rest())
    }

    /// Shares with their transitions; at most one rest.
    fn shares(&self, checker: &mut Checker<'_>) -> Vec<(TransitionId, Share)> {
        let rests: Vec<&Move<'_>> = self.list.iter().filter(|each| each.is_rest()).collect();
        if let [first, second, ..] = rests.as_slice() {
            checker.push(
                Diagnostic::error(format!("two transitions out of `{}` are the rest", self.name()))
                    .beside(first.text.span, "")
                    .at(second.text.span, "")
                    .help("what the others leave goes to one of them"),
            );
        }
        let share = |each: &Move<'_>| if each.is_rest() { Share::Rest } else { Share::Of(each.share()) };
        self.list.iter().map(|each| (each.id, share(each))).collect()
    }

    /// An error if more leave than there are; `who` are those that it speaks of.
    ///
    /// * `values`: how many take each of the moves when most leave
    pub fn refuse_more_than_all(
        &self,
        moves: &[&Move<'_>],
        values: &[f64],
        who: &str,
        checker: &mut Checker<'_>,
    ) -> bool {
        let sum: f64 = values.iter().sum();
        // What could not be read is NaN, and makes no second message.
        if sum.is_nan() || sum <= 1.0 + ROUNDING {
            return false;
        }
        let percent = |share: f64| format!("{}%", Figures((share * 10_000.0).round() / 100.0));
        let parts: Vec<String> = values.iter().map(|value| percent(*value)).collect();
        let total = format!("{} = {}", parts.join(" + "), percent(sum));
        let mut error = Diagnostic::error(format!("more than 100% of {who}"));
        for (index, each) in moves.iter().enumerate() {
            error = if index + 1 == moves.len() {
                error.at(each.text.span, total.clone())
            } else {
                error.beside(each.text.span, "")
            };
        }
        checker.push(error.help(format!(
            "the shares out of a stage are of the same people; what is left over {}",
            if is_instant(self.stage) { "goes to `else`".to_string() } else { format!("stays in `{}`", self.name()) }
        )));
        true
    }

    /// The moves with a share, and their shares at the time at which they add up to most.
    fn all_shares(&self, checker: &Checker<'_>) -> (Vec<&Move<'a>>, Vec<f64>) {
        let all: Vec<&Move<'a>> = self.list.iter().filter(|each| !each.is_rest()).collect();
        let values = hazards::when_most_leave(&all, checker);
        (all, values)
    }

    fn instant(&self, places: &Places<'_>, checker: &mut Checker<'_>) -> Leaving {
        let shares = self.shares(checker);
        let (all, values) = self.all_shares(checker);
        self.refuse_more_than_all(&all, &values, &format!("those who come to `{}` leave it", self.name()), checker);
        let otherwise = self.stage.otherwise.get();
        if let (Some(otherwise), Some(rest)) = (otherwise, self.rest()) {
            checker.push(
                Diagnostic::error(format!("`else` and \"rest\" both say where the others of `{}` go", self.name()))
                    .beside(otherwise.span, "")
                    .at(rest.text.span, "")
                    .help("keep one of them"),
            );
        }
        let otherwise = otherwise.and_then(|name| places.target(name, checker)).unwrap_or(Target::Exit);
        Leaving::Instant { shares, otherwise }
    }

    fn after_a_time(&self, way: Way, checker: &mut Checker<'_>) -> Leaving {
        let shares = self.shares(checker);
        let (all, values) = self.all_shares(checker);
        let too_many = self.refuse_more_than_all(
            &all,
            &values,
            &format!("those who decide in `{}` leave it", self.name()),
            checker,
        );
        if !too_many {
            self.require_all(way, checker);
        }
        if way == Way::After {
            return Leaving::After { steps: self.after_steps(checker), shares };
        }
        let mean_steps = self.stage.stay.get().and_then(|stay| stay_in_steps(stay, checker));
        Leaving::Stay { mean_steps: mean_steps.unwrap_or(Number::Constant(f64::NAN)), shares }
    }

    /// Those who decide go somewhere: without a rest the shares must add up to 100%, whatever the inputs.
    fn require_all(&self, way: Way, checker: &mut Checker<'_>) {
        let key = if way == Way::Stay { "stay" } else { "after" };
        if self.rest().is_some() || self.stage.to.is_broken() {
            return;
        }
        if self.list.is_empty() {
            let error = Diagnostic::error(format!("`{}` has a `{key}`, but nowhere to go", self.name()));
            checker.push(
                error
                    .at(self.stage.about.id.span, "")
                    .help("say where they go, like to.customer = \"34%\" and to.exit = \"rest\""),
            );
            return;
        }
        let shares: Vec<Number> = self.list.iter().map(Move::share).collect();
        let mut inputs: Vec<InputId> = shares.iter().flat_map(Number::inputs).collect();
        inputs.sort();
        inputs.dedup();
        let times = hazards::times(&shares);
        let sums_at = |values: &[f64]| -> Vec<f64> {
            times.iter().map(|time| shares.iter().map(|share| share.value_in(values, *time)).sum()).collect()
        };
        let at_medians = sums_at(checker.registry.medians());
        let mut sums = at_medians.clone();
        // Ranges may add up to 100% in their middles and nowhere else.
        if !inputs.is_empty() {
            sums.extend(sums_at(&checker.registry.sample(&inputs)));
        }
        if sums.iter().any(|sum| sum.is_nan()) || sums.iter().all(|sum| is_all(*sum)) {
            return;
        }
        let missed = at_medians.iter().find(|sum| !is_all(**sum));
        let but = if missed.is_some() { "" } else { " only in the middle of their ranges" };
        let sum = format!("{}%", Figures((missed.unwrap_or(&1.0) * 10_000.0).round() / 100.0));
        let mut error = Diagnostic::error(format!("those who decide in `{}` must all go somewhere", self.name()));
        let last = self.list.len() - 1;
        for (index, each) in self.list.iter().enumerate() {
            error = if index == last {
                error.at(each.text.span, format!("the shares add up to {sum}{but}"))
            } else {
                error.beside(each.text.span, "")
            };
        }
        checker.push(error.help("let one of them be \"rest\", or add to.exit = \"rest\""));
    }

    fn after_steps(&self, checker: &mut Checker<'_>) -> u32 {
        let Some(after) = self.stage.after.get() else {
            return 1;
        };
        let Some(steps) = checker.whole_steps(after) else {
            return 1;
        };
        if steps < 1.0 {
            let step = checker.step();
            let error = Diagnostic::error(format!("`{}` is less than one {step}", after.written)).at(after.span, "");
            checker.push(error.help(format!("make `{}` instant, or take a shorter step", self.name())));
        }
        if steps > MOST_STEPS {
            let title = format!("`{}` is more than {MOST_STEPS} steps", after.written);
            let help = "whoever never leaves has no `after`; or take a longer step";
            checker.push(Diagnostic::error(title).at(after.span, "").help(help));
        }
        steps.clamp(1.0, MOST_STEPS) as u32
    }
}

/// The mean time until they decide, in steps.
fn stay_in_steps(text: &NumberText, checker: &mut Checker<'_>) -> Option<Number> {
    if let Some(unit) = text.per {
        let error = Diagnostic::error(format!("expected a length of time, found `{}`", text.written));
        checker.push(error.at(text.span, "").help(format!("write it like \"3 {unit}s\"")));
        return None;
    }
    let unit = length_unit(text).unwrap_or_else(|| {
        let label = format!("so many {}s", checker.step());
        checker.bare_amounts.push((text.span, label));
        checker.step()
    });
    let written = text.form.literals().into_iter().find(|literal| is_too_long(literal.value, unit));
    if written.is_some() {
        let error = Diagnostic::error(format!("a stay of `{}` is longer than 10,000 years", text.written));
        checker.push(error.at(text.span, "").help("for people who never leave write to = {}, without a `stay`"));
        return None;
    }
    let number = checker.number(text, &STAY)?;
    Some(number * Number::Constant(checker.periods_per(unit)))
}

/// The unit of time of a hazard; a share has none.
fn unit_of(text: &NumberText, way: Way, stage: &StageText, checker: &mut Checker<'_>) -> Step {
    if way.has_shares() {
        let name = &stage.about.id.value;
        let why = match way {
            Way::Instant => format!("`{name}` is instant: this is the share of those who pass"),
            Way::Stay => format!("`{name}` has a `stay`: this is the share of those who decide"),
            Way::After | Way::Hazards => {
                format!("`{name}` has an `after`: this is the share of those who decide")
            }
        };
        // What depends on the time since has another message.
        if !text.form.is_since() {
            checker.without_unit(text, &why);
        }
        return checker.step();
    }
    // How many are left when says its times itself.
    if matches!(text.form, Form::Survival(..)) || text.later.is_some() {
        checker.step()
    } else {
        checker.unit_of_rate(text)
    }
}

fn transition(
    text: &TransitionText,
    from: StageId,
    to: Target,
    way: Way,
    unit: Step,
    checker: &Checker<'_>,
) -> Transition {
    let (written, form) = match &text.share {
        Written::As(ShareText::Of(number)) => (number.written.clone(), Some(&number.form)),
        _ => ("rest".to_string(), None),
    };
    let is_later = matches!(&text.share, Written::As(ShareText::Of(number)) if number.later.is_some());
    let steps_per_unit = (!way.has_shares()).then(|| checker.periods_per(unit));
    let counted = match form {
        // Where people are later is no rate; `check` says how well the table is met.
        Some(Form::Counted { successes, trials }) if !is_later => {
            Some(Counted { successes: *successes, trials: *trials, steps_per_unit })
        }
        _ => None,
    };
    Transition { from, to, written, counted }
}

/// Whether shares add up to 100%, but for rounding.
fn is_all(sum: f64) -> bool {
    (sum - 1.0).abs() <= ROUNDING
}
