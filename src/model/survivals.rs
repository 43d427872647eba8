//! Survival curves: how many are left when. The points hang together, however unsure they are.
//!
//! Counts of k points of one total n are one sample: Dirichlet with the losses between the points + 1/(2k) each and
//! the survivors at the last point + 1/2, drawn point by point as the part of those still there that stays. Counts of
//! totals that fall are of those still there, each an interval of its own: the part that stays is Beta(stayed + 1/2,
//! lost + 1/(2k)). Anything else is judged: one uniform draws all points, so the whole curve is high or low.

use super::checker::Checker;
use super::fields::LEFT;
use super::hazards::refuse_too_many_classes;
use super::inputs::Drawn;
use super::laws;
use super::number::one;
use super::types::{Clock, Counted, InputId, Kind, Number, Survival, TransitionId};
use crate::base::diagnostics::Diagnostic;
use crate::scenario::{Figures, Form, Moment, MomentText, NumberText};
use crate::uncertain::Law;

/// How a survival is written, for a help.
const LIKE: &str = "like survival = [[\"1 month\", \"62%\"], [\"6 months\", \"35%\"]]";

/// Places of the common uniform at which the points must fall; within them lie the ends of every range.
const PLACES: [f64; 7] = [0.5, 0.05, 0.95, 0.1, 0.25, 0.75, 0.9];

/// Where points that cross are cut and not refused: beyond the ends of their ranges.
const FAR_OUT: [f64; 4] = [1e-6, 1e-3, 1.0 - 1e-3, 1.0 - 1e-6];

/// The curve of a transition: times in steps that rise, shares that fall.
pub(super) fn check(
    transition: TransitionId,
    clock: Clock,
    texts: &[(MomentText, NumberText)],
    whole: &NumberText,
    checker: &mut Checker<'_>,
) -> Option<Survival> {
    let (times, texts) = times(texts, whole, checker)?;
    let counted: Vec<Option<Counted>> = texts.iter().map(|text| counted(text)).collect();
    let counts: Option<Vec<Counted>> = counted.iter().copied().collect();
    let left = match counts {
        Some(counts) => of_counts(&counts, &texts, whole, checker)?,
        None if counted.iter().any(Option::is_some) => {
            let other = counted.iter().position(Option::is_none).unwrap_or(0);
            let error = Diagnostic::error("counts of a survival are a sample of their own").at(texts[other].span, "");
            checker.push(error.help("write how many were counted at every point, or a share or range at every point"));
            return None;
        }
        None => judged(&times, &texts, whole, checker)?,
    };
    refuse_too_many_classes(*times.last()?, whole, checker)?;
    Some(Survival { transition, clock, points: times.into_iter().zip(left).collect(), counted })
}

fn counted(text: &NumberText) -> Option<Counted> {
    match text.form {
        Form::Counted { successes, trials } => Some(Counted { successes, trials, steps_per_unit: None }),
        _ => None,
    }
}

/// The times in steps, not rounded, and the shares; but for the beginning, when all are there, as everybody knows.
fn times<'a>(
    texts: &'a [(MomentText, NumberText)],
    whole: &NumberText,
    checker: &mut Checker<'_>,
) -> Option<(Vec<f64>, Vec<&'a NumberText>)> {
    let (mut times, mut shares) = (Vec::new(), Vec::new());
    for (index, (moment, text)) in texts.iter().enumerate() {
        let time = match moment.moment {
            Moment::After(duration) if duration.count >= 0.0 => duration.in_steps(checker.step()) * checker.parts(),
            _ => checker.whole_steps(moment)?,
        };
        let all = match &text.form {
            Form::Exactly(literal) => literal.value == 1.0,
            Form::Counted { successes, trials } => successes == trials,
            _ => false,
        };
        if index == 0 && time == 0.0 && all {
            continue;
        }
        if time <= times.last().copied().unwrap_or(0.0) {
            let error = Diagnostic::error("the times of a survival must rise, from above 0 on").at(moment.span, "");
            checker.push(error.help(LIKE));
            return None;
        }
        times.push(time);
        shares.push(text);
    }
    if times.is_empty() {
        let error = Diagnostic::error("a survival needs a point after the beginning").at(whole.span, "");
        checker.push(error.help(LIKE));
        return None;
    }
    Some((times, shares))
}

fn more_than_before(text: &NumberText, checker: &mut Checker<'_>) {
    let error = Diagnostic::error("more are left than before").at(text.span, "");
    checker.push(error.help("each share is of those who came at the beginning, so it can only fall"));
}

/// What is left at each point, of counts.
fn of_counts(
    counts: &[Counted],
    texts: &[&NumberText],
    whole: &NumberText,
    checker: &mut Checker<'_>,
) -> Option<Vec<Number>> {
    for (count, text) in counts.iter().zip(texts) {
        if let Err(error) = Law::counted(count.successes, count.trials) {
            checker.push(Diagnostic::error(error.to_string()).at(text.span, "").maybe_help(error.help()));
            return None;
        }
    }
    let one_total = counts.iter().all(|count| count.trials == counts[0].trials);
    for (pair, text) in counts.windows(2).zip(&texts[1..]) {
        if one_total && pair[1].successes > pair[0].successes {
            more_than_before(text, checker);
            return None;
        }
        if !one_total && pair[1].trials > pair[0].successes {
            let (stayed, of) = (Figures(pair[0].successes), Figures(pair[1].trials));
            let error = Diagnostic::error(format!("{stayed} were left before, so {of} cannot have been there still"));
            let help = "counts of a survival are all of the same total; or each is of those still there: \"20 of 22\", \
                        then \"15 of 18\" of 18 who were followed on";
            checker.push(error.at(text.span, "").help(help));
            return None;
        }
    }
    let half_each = 0.5 / counts.len() as f64;
    let stays = |index: usize| {
        let count = counts[index];
        let before = if one_total && index > 0 { counts[index - 1].successes } else { count.trials };
        let later = if one_total { (counts.len() - 1 - index) as f64 * half_each } else { 0.0 };
        Law::beta(count.successes + 0.5 + later, before - count.successes + half_each)
    };
    let laws: Result<Vec<Law>, _> = (0..counts.len()).map(stays).collect();
    let laws = laws.expect("parameters above 0");
    let identity = texts.iter().map(|text| text.written.as_str()).collect::<Vec<&str>>().join(", ");
    let drawn = texts.iter().zip(laws).map(|(text, law)| Drawn { text, law, kind: Kind::Counted });
    let ids = checker.registry.together(&drawn.collect::<Vec<Drawn<'_>>>(), &identity, None);
    let mut share = one();
    let left: Vec<Number> = ids
        .iter()
        .map(|id| {
            share = share.clone() * Number::Input(*id);
            share.clone()
        })
        .collect();
    if one_total {
        sample(counts, half_each, &ids, &left, checker);
    } else {
        let at_last = checker.median(&left[left.len() - 1]);
        let note = Diagnostic::note("counts of different totals: each is of those who were still there before");
        let percent = Figures((at_last * 1000.0).round() / 10.0);
        checker.push(note.at(whole.span, format!("so about {percent}% are left at the last point")));
    }
    Some(left.into_iter().zip(texts).map(|(number, text)| checker.altered(number, text, &LEFT)).collect())
}

/// Says of the draws that what was written is the share of all.
fn sample(counts: &[Counted], half_each: f64, ids: &[InputId], left: &[Number], checker: &mut Checker<'_>) {
    let k = counts.len();
    let part = |index: usize| {
        let lost = counts[0].trials - counts[index].successes + (index + 1) as f64 * half_each;
        let stayed = counts[index].successes + 0.5 + (k - 1 - index) as f64 * half_each;
        (ids[index], left[index].clone(), Law::beta(stayed, lost).expect("parameters above 0"))
    };
    checker.registry.is_sample((0..k).map(part).collect());
}

/// What is left at each point, of shares, ranges and arithmetic: one uniform draws all of them.
fn judged(times: &[f64], texts: &[&NumberText], whole: &NumberText, checker: &mut Checker<'_>) -> Option<Vec<Number>> {
    let mut left = vec![None; texts.len()];
    let mut drawn: Vec<(usize, Drawn<'_>)> = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let literals = text.form.literals();
        if matches!(text.form, Form::Arithmetic(_)) {
            left[index] = Some(checker.unaltered(text, &LEFT, LEFT.scale)?);
            continue;
        }
        if !literals.into_iter().all(|literal| checker.check_mark(literal, &LEFT, text)) {
            return None;
        }
        let read = match laws::law(text, &LEFT, LEFT.scale) {
            Ok(read) => read,
            Err(error) => {
                checker.push(error);
                return None;
            }
        };
        checker.diagnostics.extend(read.note.into_iter().collect());
        match read.law.as_constant() {
            Some(value) => left[index] = Some(Number::Constant(value)),
            None => drawn.push((index, Drawn { text, law: read.law, kind: read.kind })),
        }
    }
    let identity = texts.iter().map(|text| text.written.as_str()).collect::<Vec<&str>>().join(", ");
    let (places, drawn): (Vec<usize>, Vec<Drawn<'_>>) = drawn.into_iter().unzip();
    let luck = format!("{}.survival", whole.path);
    let ids = checker.registry.together(&drawn, &identity, Some(&luck));
    places.iter().zip(ids).for_each(|(place, id)| left[*place] = Some(Number::Input(id)));
    let left: Vec<Number> = left.into_iter().flatten().collect();
    let left: Vec<Number> =
        left.into_iter().zip(texts).map(|(number, text)| checker.altered(number, text, &LEFT)).collect();
    refuse_rising(&left, times, texts, checker)?;
    Some(falling(left, checker))
}

/// What is left at each point when every uncertain number is at the same place of its law.
fn values_at(left: &[Number], place: f64, checker: &Checker<'_>) -> Vec<f64> {
    let mut values = checker.registry.medians().to_vec();
    for InputId(id) in left.iter().flat_map(Number::inputs) {
        values[id] = checker.registry.inputs()[id].law.quantile(place);
    }
    left.iter().map(|number| number.value(&values)).collect()
}

fn refuse_rising(left: &[Number], times: &[f64], texts: &[&NumberText], checker: &mut Checker<'_>) -> Option<()> {
    for place in PLACES {
        let values = values_at(left, place, checker);
        let rises = (1..values.len()).find(|index| values[*index] > values[index - 1] + 1e-12);
        let Some(rises) = rises.or((values[0] > 1.0 + 1e-12).then_some(0)) else { continue };
        if place == 0.5 || rises == 0 {
            more_than_before(texts[rises], checker);
            return None;
        }
        let percent = |value: f64| format!("{}%", Figures((value * 1000.0).round() / 10.0));
        let end = if place < 0.5 { "lower" } else { "upper" };
        let (before, after) = (percent(values[rises - 1]), percent(values[rises]));
        let error = Diagnostic::error(format!("the {end} ends of these ranges do not fall: {before}, then {after}"))
            .beside(texts[rises - 1].span, "")
            .at(texts[rises].span, format!("after {} {}s", Figures(times[rises]), checker.step()));
        checker.push(error.help("the whole curve is high or low together: let both ends of the ranges fall"));
        return None;
    }
    Some(())
}

/// The same, cut where a draw far out of the ranges would rise.
fn falling(left: Vec<Number>, checker: &Checker<'_>) -> Vec<Number> {
    let inputs = || left.iter().flat_map(Number::inputs);
    let address = |id: InputId| checker.registry.inputs()[id.0].address.as_str();
    let one_draw = left.iter().all(|number| matches!(number, Number::Input(_) | Number::Constant(_)))
        && inputs().all(|id| Some(address(id)) == inputs().next().map(address));
    let falls = |place: &f64| values_at(&left, *place, checker).windows(2).all(|pair| pair[1] <= pair[0]);
    if inputs().next().is_none() || one_draw && FAR_OUT.iter().chain(&PLACES).all(falls) {
        return left;
    }
    let mut falling: Vec<Number> = Vec::with_capacity(left.len());
    for number in left {
        let next = match falling.last() {
            Some(before) => number.at_most(before.clone()),
            None => number.at_most(one()),
        };
        falling.push(next);
    }
    falling
}
