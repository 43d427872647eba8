//! Warnings that ask: what can be run, but is the mistake that beginners really make.
//!
//! Each names what would happen, and how to say that it is meant so.

use super::checker::{Checker, length_unit};
use super::hazards;
use super::places::Places;
use super::stages::passes_at_once;
use super::types::{
    Hazard, HazardGroup, Leaving, MoneyLine, Number, Per, Role, Stage, StageId, StartMix, Target, Tracking, Transition,
    TransitionId,
};
use crate::base::calendar::Step;
use crate::base::diagnostics::{Diagnostic, Span};
use crate::scenario::{Figures, ShareText, StageText, StartText, Wheel, Written};

/// Above this share of leavers in one step the order of things within the step matters.
const NEARLY_ALL: f64 = 0.95;

/// Above this share, of a rate that is known by a shorter unit than the step, arrivals within the step matter: of a
/// share P that leaves with the hazard h = -ln(1 - P) a stage counts h / P people where 1 would be, 12% too many at
/// a fifth.
const A_FIFTH: f64 = 0.2;

/// Places that one note about missing units shows.
const SHOWN_AT_MOST: usize = 8;

/// What is asked about a plan.
pub(super) fn of_plan(
    (stages, leaving): (&[Stage], &[Leaving]),
    transitions: &[Transition],
    costs: &[MoneyLine],
    places: &Places<'_>,
    checker: &mut Checker<'_>,
) {
    for ((stage, leaving), text) in stages.iter().zip(leaving).zip(&checker.wheel.stages) {
        stays_for_ever(stage, leaving, text, checker);
        everyone_converts((stage, leaving), text, stages, transitions, checker);
        shorter_than_a_step(stage, leaving, text, checker);
        longer_than_the_run(stage, leaving, text, checker);
        where_they_were_later(leaving, text, (stages, transitions), checker);
    }
    no_customers(stages, checker);
    for line in costs {
        one_of_two_sisters(line, costs, stages, transitions, places, checker);
    }
}

/// What is asked once about the scenario with all its plans.
pub(super) fn once(base: &Wheel, tracking: &Tracking, checker: &mut Checker<'_>) {
    for (stage, ages) in base.stages.iter().zip(&tracking.ages) {
        let unused = [("start_age", &stage.start_age, *ages), ("start_tenure", &stage.start_tenure, tracking.tenures)];
        for (key, text, classes) in unused {
            let span = match text.get() {
                Some(StartText::Named(name)) => name.span,
                Some(StartText::Counts(_, span)) => *span,
                None => continue,
            };
            if classes == 1 {
                let warning = Diagnostic::warning(format!("nothing depends on `{key}` of `{}`", stage.about.id.value));
                checker.push(
                    warning
                        .at(span, "")
                        .help("`after`, `by_age`, `by_tenure`, `sbg` and `survival` would; or take it out"),
                );
            }
        }
    }
    for input in &base.inputs {
        if !checker.used.contains(&input.id.value) {
            let warning = Diagnostic::warning(format!("nothing uses the input `{}`", input.id.value));
            let help = format!("write \"={}\" where it belongs, or take it out", input.id.value);
            checker.push(warning.at(input.id.span, "").help(help));
        }
    }
    // In a single period there is no other unit that could be meant.
    if checker.periods == 1 {
        return;
    }
    let step = checker.step();
    let rates = Diagnostic::warning(format!("rates without a unit of time count per {step}"));
    let help = format!("is that meant? \"3% per {step}\" says so, and keeps its meaning at any step");
    let spans = std::mem::take(&mut checker.bare_rates);
    let spans = spans.into_iter().map(|span| (span, String::new())).collect();
    say_where(rates.help(help), spans, checker);
    let amounts = Diagnostic::note(format!("numbers without a unit of time count per {step}"));
    let spans = std::mem::take(&mut checker.bare_amounts);
    say_where(amounts.help(format!("\"... per {step}\" says so, and keeps its meaning at any step")), spans, checker);
}

fn say_where(mut diagnostic: Diagnostic, mut spans: Vec<(Span, String)>, checker: &mut Checker<'_>) {
    spans.sort();
    spans.dedup();
    if spans.is_empty() {
        return;
    }
    for (span, label) in spans.iter().take(SHOWN_AT_MOST) {
        diagnostic = diagnostic.at(*span, label.as_str());
    }
    if spans.len() > SHOWN_AT_MOST {
        diagnostic.title = format!("{}: here and in {} more places", diagnostic.title, spans.len() - SHOWN_AT_MOST);
    }
    checker.push(diagnostic);
}

fn stays_for_ever(stage: &Stage, leaving: &Leaving, text: &StageText, checker: &mut Checker<'_>) {
    let never = matches!(leaving, Leaving::Never) && text.to.is_absent();
    if !never || stage.role == Role::Lapsed || checker.periods == 1 {
        return;
    }
    let warning = Diagnostic::warning(format!("nobody ever leaves `{}`", stage.id)).at(text.about.id.span, "");
    checker.push(warning.help("say how many do, like to.exit = \"3% per month\", or that it is meant so: to = {}"));
}

/// A trial that 25% leave per month, all of them as customers, converts everybody in the end.
fn everyone_converts(
    (stage, leaving): (&Stage, &Leaving),
    text: &StageText,
    stages: &[Stage],
    transitions: &[Transition],
    checker: &mut Checker<'_>,
) {
    let Leaving::Hazards { groups, survivals } = leaving else {
        return;
    };
    if checker.periods == 1 || !matches!(stage.role, Role::Prospect | Role::User) {
        return;
    }
    let in_groups = groups.iter().flat_map(|group| group.moves.iter().map(|(id, _)| *id));
    let moves: Vec<TransitionId> = in_groups.chain(survivals.iter().map(|survival| survival.transition)).collect();
    let rises = |id: &TransitionId| match transitions[id.0].to {
        Target::Exit => false,
        Target::Stage(to) => {
            let to = &stages[to.0];
            !passes_at_once(to) && matches!(to.role, Role::User | Role::Customer) && to.role > stage.role
        }
    };
    let Some(last) = text.to.get().and_then(|texts| texts.last()) else {
        return;
    };
    if let [group] = groups.as_slice()
        && survivals.is_empty()
        && leaves_entirely(group, checker)
    {
        let title = format!("nobody stays in `{}` longer than one {}", stage.id, checker.step());
        let help = "are these the shares of those who decide? then say when: stay = \"3 weeks\", without units here";
        checker.push(Diagnostic::warning(title).at(last.span, "the rates add up to 100%").help(help));
    } else if !moves.is_empty() && moves.iter().all(rises) {
        let becomes = match stages_role(&moves, stages, transitions) {
            Some(Role::Customer) => "a customer",
            _ => "a user",
        };
        let title = format!("in the end everyone in `{}` becomes {becomes}", stage.id);
        let written = &transitions[moves[0].0].written;
        let help = format!(
            "is `{written}` the share that ever does? then say when, and where the others go: stay = \"4 weeks\" and \
             to.exit = \"rest\"; if it is a rate, say how many leave: to.exit = \"2% per month\", or \"0% per month\""
        );
        checker.push(Diagnostic::warning(title).at(last.span, "nobody leaves otherwise").help(help));
    }
}

/// The probability in the first unit of time.
fn first(hazard: &Hazard, checker: &Checker<'_>) -> f64 {
    match hazard {
        Hazard::Sbg { alpha, beta } => {
            let (alpha, beta) = (checker.median(alpha), checker.median(beta));
            alpha / (alpha + beta)
        }
        hazard => checker.median(hazard.first()),
    }
}

fn leaves_entirely(group: &HazardGroup, checker: &Checker<'_>) -> bool {
    // At any time: a schedule may say so for a while only, and an age or tenure is not everybody's.
    let flat: Option<Vec<Number>> = group.moves.iter().map(|(_, rate)| flat(rate)).collect();
    let Some(flat) = flat.filter(|_| group.units_per_step == 1.0) else { return false };
    let medians = checker.registry.medians();
    hazards::times(&flat).into_iter().all(|time| {
        let sum: f64 = flat.iter().map(|rate| rate.value_in(medians, time)).sum();
        (sum - 1.0).abs() < 1e-9
    })
}

/// The probability, if it is the same at any time since.
fn flat(hazard: &Hazard) -> Option<Number> {
    if let Hazard::Flat(number) = hazard { Some(number.clone()) } else { None }
}

fn stages_role(moves: &[TransitionId], stages: &[Stage], transitions: &[Transition]) -> Option<Role> {
    let roles = moves.iter().filter_map(|id| match transitions[id.0].to {
        Target::Stage(to) => Some(stages[to.0].role),
        Target::Exit => None,
    });
    roles.max()
}

fn shorter_than_a_step(stage: &Stage, leaving: &Leaving, text: &StageText, checker: &mut Checker<'_>) {
    let step = checker.step();
    match leaving {
        Leaving::Stay { mean_steps, .. } => {
            let Some(stay) = text.stay.get() else { return };
            // An exact step may come out a rounding short of 1.
            if checker.median(mean_steps) >= 1.0 - 1e-9 {
                return;
            }
            let shorter = if length_unit(stay) == Some(Step::Day) { Step::Day } else { Step::Week };
            let title = format!("a stay of `{}` counts as one {step}, the step", stay.written);
            let help = format!("make `{}` instant, or take a shorter step: step = \"{shorter}\"", stage.id);
            checker.push(Diagnostic::warning(title).at(stay.span, "").help(help));
        }
        Leaving::Hazards { groups, .. } => {
            let hazard = |group: &HazardGroup| {
                let sum: f64 = group.moves.iter().map(|(_, rate)| first(rate, checker)).sum();
                -libm::log1p(-sum) * group.units_per_step
            };
            let leaving = -libm::expm1(-groups.iter().map(hazard).sum::<f64>());
            let quick = groups.iter().any(|group| group.units_per_step > 1.0);
            let Some(last) = text.to.get().and_then(|texts| texts.last()) else {
                return;
            };
            if quick && leaving > A_FIFTH && leaving <= NEARLY_ALL {
                let title = format!("{}% of `{}` leave within one {step}, the step", percent(leaving), stage.id);
                let over = percent(-libm::log1p(-leaving) / leaving - 1.0);
                let help = format!(
                    "whoever comes within a {step} is there at its end, so up to {over}% too many are counted: take a \
                     shorter step (`check` says by how much half of it moves the answer)"
                );
                checker.push(Diagnostic::warning(title).at(last.span, "").help(help));
            }
            if quick && leaving > NEARLY_ALL && leaving < 1.0 {
                let share = Figures((leaving * 1000.0).floor() / 10.0);
                let title = format!("{share}% of `{}` leave within one {step}, the step", stage.id);
                let help = format!("a process this quick needs a shorter step, or `{}` to be instant", stage.id);
                checker.push(Diagnostic::warning(title).at(last.span, "").help(help));
            }
        }
        Leaving::Never | Leaving::After { .. } | Leaving::Instant { .. } => {}
    }
}

fn longer_than_the_run(stage: &Stage, leaving: &Leaving, text: &StageText, checker: &mut Checker<'_>) {
    let (Leaving::After { steps, .. }, Some(after)) = (leaving, text.after.get()) else {
        return;
    };
    // Who comes in period 1 decides in period 1 + steps; who is there at the start has waited for some of them.
    let first_of_start = match &stage.start_age {
        _ if stage.start == 0.0 => u32::MAX,
        StartMix::New => *steps,
        StartMix::Settled => 1,
        StartMix::Counts(counts) => {
            let longest = counts.iter().rposition(|people| *people > 0.0).unwrap_or(0) as u32;
            steps.saturating_sub(longest).max(1)
        }
    };
    if *steps >= checker.periods && first_of_start > checker.periods {
        let title = format!("nobody leaves `{}` before the run is over", stage.id);
        let help = format!("the run has {} periods", checker.periods);
        checker.push(Diagnostic::warning(title).at(after.span, "").help(help));
    }
}

/// Counts per a unit longer than the step, between stages to which people come back: were they followed all the time,
/// or looked for a unit later?
fn where_they_were_later(
    leaving: &Leaving,
    text: &StageText,
    (stages, transitions): (&[Stage], &[Transition]),
    checker: &mut Checker<'_>,
) {
    let Leaving::Hazards { groups, .. } = leaving else { return };
    let comes_back = |from: StageId, to: StageId| {
        let (mut reached, mut open) = (vec![false; stages.len()], vec![to]);
        while let Some(stage) = open.pop() {
            if !std::mem::replace(&mut reached[stage.0], true) {
                let ways = transitions.iter().filter(|way| way.from == stage);
                open.extend(ways.filter_map(|way| if let Target::Stage(to) = way.to { Some(to) } else { None }));
            }
        }
        reached[from.0]
    };
    for group in groups.iter().filter(|group| group.units_per_step < 1.0 - 1e-9) {
        let counted = group
            .moves
            .iter()
            .map(|(id, _)| &transitions[id.0])
            .find(|way| way.counted.is_some() && matches!(way.to, Target::Stage(to) if comes_back(way.from, to)));
        let Some(way) = counted else { continue };
        let place = text.to.get().into_iter().flatten().find(|each| match &each.share {
            Written::As(ShareText::Of(number)) => number.written == way.written,
            _ => false,
        });
        let Some(ShareText::Of(number)) = place.and_then(|each| each.share.get()) else { continue };
        let unit = number.per.unwrap_or(checker.step());
        let count = way.written.trim_end_matches(&format!(" per {unit}")).to_string();
        let title = format!("`{}`: so many left at some time of the {unit}, or were there at its end?", way.written);
        let help = format!(
            "some come back or go on within the {unit}; if it says where they were a {unit} later: \"{count} after a {unit}\""
        );
        checker.push(Diagnostic::warning(title).at(number.span, "").help(help));
    }
}

fn no_customers(stages: &[Stage], checker: &mut Checker<'_>) {
    let pays = |stage: &Stage| stage.role == Role::Customer && !passes_at_once(stage);
    let Some(first) = checker.wheel.stages.first() else {
        return;
    };
    if stages.iter().any(pays) {
        return;
    }
    let named = checker.wheel.stages.iter().find(|stage| stage.about.id.value.contains("customer"));
    let text = named.unwrap_or(first);
    let warning = Diagnostic::warning("no stage has the role \"customer\", so there are no customers to count");
    let help = "give it to the stages where people pay: role = \"customer\"";
    checker.push(warning.at(text.about.id.span, "").help(help));
}

/// A cost on `a -> b` where `c -> b` or `a -> d` is the same kind of step and costs nothing.
fn one_of_two_sisters(
    line: &MoneyLine,
    costs: &[MoneyLine],
    stages: &[Stage],
    transitions: &[Transition],
    places: &Places<'_>,
    checker: &mut Checker<'_>,
) {
    let Per::Passage(booked) = &line.per else {
        return;
    };
    let [only] = booked.as_slice() else { return };
    let paid = |id: TransitionId| costs.iter().any(|line| matches!(&line.per, Per::Passage(on) if on.contains(&id)));
    let this = &transitions[only.0];
    let kind = |target: Target| match target {
        Target::Exit => None,
        Target::Stage(stage) => Some((passes_at_once(&stages[stage.0]), stages[stage.0].role)),
    };
    let is_sister = |other: &Transition| {
        let same_start = other.from == this.from && kind(other.to) == kind(this.to);
        let same_end = other.to == this.to && kind(Target::Stage(other.from)) == kind(Target::Stage(this.from));
        matches!(other.to, Target::Stage(_)) && (same_start != same_end)
    };
    let mut others = (0..transitions.len()).map(TransitionId).filter(|id| *id != *only && !paid(*id));
    let Some(sister) = others.find(|id| is_sister(&transitions[id.0])) else {
        return;
    };
    let text = checker.wheel.costs.iter().find(|text| text.about.id.value == line.id);
    let Some(on) = text.and_then(|text| text.on.get()).and_then(|on| on.first()) else {
        return;
    };
    let (this, sister) = (places.arrow(this), places.arrow(&transitions[sister.0]));
    let title = format!("`{}` costs on `{this}`, but not on its sister `{sister}`", line.id);
    let help = format!("if it costs there too: on = [\"{this}\", \"{sister}\"]; if not, all is well");
    checker.push(Diagnostic::warning(title).at(on.span, "").help(help));
}

fn percent(share: f64) -> f64 {
    (100.0 * share).round()
}
