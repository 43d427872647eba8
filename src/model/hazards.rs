//! Hazards that compete: flat ones, and those that depend on the time since somebody came.

use super::checker::Checker;
use super::fields::{PROBABILITY, SHAPE};
use super::in_time::since_key;
use super::leaving::{Going, MOST_STEPS, Move, Moves, ROUNDING};
use super::migrations::Later;
use super::survivals;
use super::types::{Clock, Hazard, HazardGroup, Leaving, Number, TransitionId};
use crate::base::calendar::Step;
use crate::base::diagnostics::Diagnostic;
use crate::scenario::{Form, NumberText, Since, StageText};

/// From this first entry on, rates that fall may be meant as the share that is left.
const NEARLY_A_SURVIVAL: f64 = 0.5;

/// What a rate that depends on the time since is; `has_shares`: those who decide in this stage do so at a time
/// of their own.
pub(super) fn since(
    text: &NumberText,
    transition: TransitionId,
    has_shares: bool,
    stage: &StageText,
    checker: &mut Checker<'_>,
) -> Going {
    let unreadable = Going::Share(Number::Constant(f64::NAN));
    if has_shares {
        let (key, name) = (since_key(&text.form), &stage.about.id.value);
        let title = format!("`{key}` says when people leave `{name}`, and so does the stage itself");
        let help = "take away `instant`, `stay` or `after`; or write the share of those who decide";
        checker.push(Diagnostic::error(title).at(text.span, "").help(help));
        return unreadable;
    }
    checker.keep_volatility(text, &PROBABILITY);
    let going = match &text.form {
        Form::Since(since, texts) => rates(clock(*since), texts, text, checker).map(Going::Hazard),
        Form::Sbg(texts) => {
            let [alpha, beta] = texts.each_ref().map(|text| checker.number(text, &SHAPE));
            alpha.zip(beta).map(|(alpha, beta)| Going::Hazard(Hazard::Sbg { alpha, beta }))
        }
        Form::Survival(since, points) => {
            survivals::check(transition, clock(*since), points, text, checker).map(Going::Survival)
        }
        _ => None,
    };
    going.unwrap_or(unreadable)
}

fn clock(since: Since) -> Clock {
    match since {
        Since::Age => Clock::Age,
        Since::Tenure => Clock::Tenure,
    }
}

/// A probability for each unit of time since; equal ones are the same at any time.
fn rates(clock: Clock, texts: &[NumberText], whole: &NumberText, checker: &mut Checker<'_>) -> Option<Hazard> {
    let numbers: Vec<Option<Number>> = texts.iter().map(|text| checker.number(text, &PROBABILITY)).collect();
    let mut numbers: Vec<Number> = numbers.into_iter().collect::<Option<_>>()?;
    let values: Vec<f64> = numbers.iter().map(|number| checker.median(number)).collect();
    if let Some(help) = instead_as_survival(&values, whole) {
        let warning = Diagnostic::warning(format!("`{}`: is this the share that is left?", whole.written));
        checker.push(warning.at(whole.span, "this reads as the share that leaves, of those still there").help(help));
    }
    let unit = whole.per.unwrap_or(checker.step());
    refuse_too_many_classes((numbers.len() - 1) as f64 * checker.periods_per(unit), whole, checker)?;
    // The last one holds on.
    while numbers.len() > 1 && numbers[numbers.len() - 1] == numbers[numbers.len() - 2] {
        numbers.pop();
    }
    Some(match numbers.as_slice() {
        [flat] => Hazard::Flat(flat.clone()),
        _ => Hazard::Since(clock, numbers),
    })
}

/// Every step in which a rate differs is a group of people of its own.
pub(super) fn refuse_too_many_classes(steps: f64, text: &NumberText, checker: &mut Checker<'_>) -> Option<()> {
    if steps <= MOST_STEPS {
        return Some(());
    }
    let title = format!("`{}` changes over more than {MOST_STEPS} steps", since_key(&text.form));
    checker.push(Diagnostic::error(title).at(text.span, "").help("leave the last entries out, or take a longer step"));
    None
}

/// The same numbers as a survival, if they look as if they were meant as one.
fn instead_as_survival(values: &[f64], text: &NumberText) -> Option<String> {
    let falls = values.windows(2).all(|pair| pair[0] > pair[1]);
    if values.len() < 2 || values[0] < NEARLY_A_SURVIVAL || !falls {
        return None;
    }
    let unit = text.per.map_or("step", Step::name);
    let first = usize::from(values[0] >= 1.0);
    let points = text.form.numbers().into_iter().skip(first).enumerate().map(|(index, number)| {
        let plural = if index == 0 { "" } else { "s" };
        format!("[\"{} {unit}{plural}\", \"{}\"]", index + 1, number.written)
    });
    let points: Vec<String> = points.collect();
    Some(format!("then write {{ survival = [{}] }}; if they leave that fast, all is well", points.join(", ")))
}

/// The times at which any of the numbers may change; `None` for the time before all of them.
pub(super) fn times(numbers: &[Number]) -> Vec<Option<u32>> {
    let mut periods: Vec<u32> = numbers.iter().flat_map(Number::changes_at).collect();
    periods.sort_unstable();
    periods.dedup();
    [None].into_iter().chain(periods.into_iter().map(Some)).collect()
}

/// How many take each move at the time, age and tenure at which most leave, at the inputs' medians.
pub(super) fn when_most_leave(moves: &[&Move<'_>], checker: &Checker<'_>) -> Vec<f64> {
    let all: Vec<Vec<Number>> = moves.iter().map(|each| probabilities(each)).collect();
    let times = times(&all.concat());
    let medians = checker.registry.medians();
    let mut most: Option<(f64, Vec<f64>)> = None;
    for time in times {
        // Sums over the moves of one clock are largest at some time since; the two clocks run independently.
        let at = |entry: &dyn Fn(&Move<'_>) -> usize| -> Vec<f64> {
            let pairs = moves.iter().zip(&all);
            pairs.map(|(each, of)| of[entry(each).min(of.len() - 1)].value_in(medians, time)).collect()
        };
        let longest = |clock: Clock| {
            moves
                .iter()
                .zip(&all)
                .filter(|(each, _)| runs_on(each) == Some(clock))
                .map(|(_, of)| of.len())
                .max()
                .unwrap_or(1)
        };
        let worst = |clock: Clock| {
            let sum = |index: usize| -> f64 {
                let values = at(&|each: &Move<'_>| if runs_on(each) == Some(clock) { index } else { 0 });
                values.iter().sum()
            };
            (0..longest(clock)).max_by(|one, two| sum(*one).total_cmp(&sum(*two))).unwrap_or(0)
        };
        let (age, tenure) = (worst(Clock::Age), worst(Clock::Tenure));
        let values = at(&|each: &Move<'_>| match runs_on(each) {
            Some(Clock::Age) => age,
            Some(Clock::Tenure) => tenure,
            None => 0,
        });
        let sum: f64 = values.iter().sum();
        if most.as_ref().is_none_or(|(before, _)| sum.is_nan() || sum > *before) {
            most = Some((sum, values));
        }
    }
    most.map(|(_, values)| values).unwrap_or_default()
}

fn runs_on(each: &Move<'_>) -> Option<Clock> {
    match &each.going {
        Going::Hazard(Hazard::Since(clock, _)) => Some(*clock),
        _ => None,
    }
}

/// The probabilities of a move, one for each unit of time since where they differ. A shifted-beta-geometric
/// law begins with its largest.
fn probabilities(each: &Move<'_>) -> Vec<Number> {
    match &each.going {
        Going::Hazard(Hazard::Since(_, numbers)) => numbers.clone(),
        Going::Hazard(Hazard::Flat(number)) => vec![number.clone()],
        Going::Hazard(Hazard::Sbg { alpha, beta }) => vec![alpha.clone() / (alpha.clone() + beta.clone())],
        _ => vec![each.share()],
    }
}

impl Moves<'_> {
    /// Rates of the same unit of time as a group, those of one stage in the order of the file.
    pub fn hazards(&self, checker: &mut Checker<'_>) -> Leaving {
        if let Some(rest) = self.rest() {
            let error = Diagnostic::error("\"rest\" is of those who decide, so it needs a time at which they do");
            let help = "add stay = \"3 weeks\" or after = \"1 month\", or write a rate like \"3% per month\"";
            checker.push(error.at(rest.text.span, "").help(help));
        }
        self.note_tables(checker);
        let mut units: Vec<Step> = Vec::new();
        let mut survivals = Vec::new();
        for each in &self.list {
            match &each.going {
                Going::Survival(survival) => survivals.push(survival.clone()),
                _ if !units.contains(&each.unit) => units.push(each.unit),
                _ => {}
            }
        }
        let groups: Vec<HazardGroup> = units.into_iter().map(|unit| self.group(unit, checker)).collect();
        if groups.is_empty() && survivals.is_empty() {
            return Leaving::Never;
        }
        Leaving::Hazards { groups, survivals }
    }

    /// Keeps what is said of where people are later; it is said of a stage once.
    fn note_tables(&self, checker: &mut Checker<'_>) {
        let later = |each: &Move<'_>| if let Going::Later(_, steps) = each.going { Some(steps) } else { None };
        let Some(first) = self.list.iter().find(|each| later(each).is_some()) else { return };
        if let Some(other) = self.list.iter().find(|each| later(each) != later(first)) {
            let title = format!("`{}` says in two ways when people leave it", self.name());
            let error = Diagnostic::error(title).beside(first.text.span, "").at(other.text.span, "");
            checker.push(error.help("say of all its ways where people are after the same time, or of none"));
            return;
        }
        for each in &self.list {
            if let Going::Later(share, steps) = &each.going {
                checker.later.push(Later { id: each.id, share: share.clone(), steps: *steps, span: each.text.span });
            }
        }
    }

    fn group(&self, unit: Step, checker: &mut Checker<'_>) -> HazardGroup {
        let of_group = |each: &&Move<'_>| each.unit == unit && !matches!(each.going, Going::Survival(_));
        let moves: Vec<&Move<'_>> = self.list.iter().filter(of_group).collect();
        let values = when_most_leave(&moves, checker);
        let who = format!("`{}` leaves each {unit}", self.name());
        let too_many = self.refuse_more_than_all(&moves, &values, &who, checker);
        let sum: f64 = values.iter().sum();
        if !too_many && sum >= 1.0 - ROUNDING && checker.units_per_period(unit) != 1.0 {
            let step = checker.step();
            let title = format!("100% per {unit} says nothing about a {step}");
            let last = moves[moves.len() - 1];
            checker.push(
                Diagnostic::error(title)
                    .at(last.text.span, format!("everyone leaves `{}` within a {unit}", self.name()))
                    .help(format!("give the rate per {step}, or a time with `stay` or `after`")),
            );
        }
        let hazard = |each: &Move<'_>| match &each.going {
            Going::Hazard(hazard) => hazard.clone(),
            _ => Hazard::Flat(each.share()),
        };
        HazardGroup {
            units_per_step: checker.units_per_period(unit),
            moves: moves.iter().map(|each| (each.id, hazard(each))).collect(),
        }
    }
}
