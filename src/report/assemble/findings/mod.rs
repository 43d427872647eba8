//! The memo: what was found, how sure it is, and what drives it, in sentences that the figures make.
//!
//! A new kind of sentence is a function of the [`Subject`] and a line in one of the lists.

mod answers;
mod causes;
mod certainty;

pub(in crate::report) use answers::running_out;

use super::{Subject, assumptions, places, tables, worth};
use crate::report::figure::Figure;
use crate::report::language::{Language, Words, words};
use crate::report::memo::{Block, Section};
use crate::report::screen;
use crate::results::{Distribution, Results};
use answers::{break_even, chances, outcome_by_plan, profit, which_plan};
use causes::{churn, losses, one_customer, sources, wheel, worth_knowing};
use certainty::{
    earned_back, how_to_read, luck_and_not_knowing, noise, overlap, spread_of_outcome, what_the_ranges_hold,
    when_settled,
};

/// What makes sentences of a report; empty where it has nothing true to say.
type Sentences = fn(&Subject) -> Vec<String>;

/// Below which plan is better and how many customers there will be, the most important first.
const ANSWERS: &[Sentences] = &[outcome_by_plan, profit, break_even, chances];

/// How far the answer can be trusted.
const SURENESS: &[Sentences] = &[
    luck_and_not_knowing,
    when_settled,
    how_to_read,
    spread_of_outcome,
    overlap,
    earned_back,
    noise,
    what_the_ranges_hold,
    assumptions::without_source,
];

/// What moves the figures.
const DRIVERS: &[Sentences] = &[
    worth_knowing,
    worth::levers,
    worth::frictions,
    worth::initiatives,
    places::that_fill_up,
    sources,
    losses,
    churn,
    wheel,
    one_customer,
];

/// The answer, its picture, and the plans side by side.
///
/// * `others`: the charts that stand elsewhere
pub(super) fn answer(subject: &Subject, picture: Option<Figure>, others: &[Figure]) -> Option<Section> {
    let language = subject.model.presentation.language;
    // What the picture says is not said again.
    let growth = others.iter().find(|figure| figure.name == "growth").map(|growth| sentence(&growth.title, language));
    let picture = picture.map(|picture| Figure { sentence: String::new(), ..picture });
    let mut choice = which_plan(subject);
    // Whoever goes broke does not come so far as to be the better choice.
    let second = choice.len().min(1);
    choice.splice(second..second, running_out(subject));
    let mut sentences = choice.into_iter().chain(growth).chain(of(ANSWERS, subject));
    let mut blocks: Vec<Block> = sentences.next().map(Block::Lead).into_iter().collect();
    blocks.extend(picture.map(Block::Figure));
    let sentences: Vec<String> = sentences.collect();
    blocks.extend((!sentences.is_empty()).then_some(Block::List(sentences)));
    blocks.push(Block::Table(tables::headline(subject)));
    Section::of("answer", language.say(words("The answer", "결론", "结论")), blocks)
}

pub(super) fn sureness(subject: &Subject) -> Option<Section> {
    let heading = words("How sure is this?", "얼마나 확실한가?", "有多确定？");
    list("sure", heading, of(SURENESS, subject), subject)
}

pub(super) fn drivers(subject: &Subject) -> Option<Section> {
    let heading = words("What drives it", "결과를 좌우하는 요인", "影响结果的因素");
    list("drivers", heading, of(DRIVERS, subject), subject)
}

fn list(id: &'static str, heading: Words, sentences: Vec<String>, subject: &Subject) -> Option<Section> {
    let blocks = if sentences.is_empty() { Vec::new() } else { vec![Block::List(sentences)] };
    Section::of(id, subject.model.presentation.language.say(heading), blocks)
}

fn of(makers: &[Sentences], subject: &Subject) -> Vec<String> {
    makers.iter().flat_map(|make| make(subject)).collect()
}

/// A finding as a sentence: with a capital letter and a full stop.
fn sentence(finding: &str, language: Language) -> String {
    let mut letters = finding.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let stop = match language {
        _ if finding.ends_with(['.', '!', '?', '。', '！', '？']) => "",
        Language::Chinese => "。",
        Language::English | Language::Korean => ".",
    };
    format!("{first}{}{stop}", letters.as_str())
}

/// A figure of the whole run in words, if it says something.
fn figure(subject: &Subject, plan: usize, metric: &str) -> Option<String> {
    let figure = subject.results.total(plan, metric).filter(Distribution::says_something)?;
    Some(unbroken(&screen::in_words(&figure, metric, subject.model), subject.model.presentation.language))
        .filter(|words| !words.is_empty())
}

/// A figure whose range does not break at the end of a line.
pub(super) fn unbroken(figure: &str, language: Language) -> String {
    match language.without_aside(figure) {
        (middle, Some(_)) => {
            middle.to_string()
                + &figure[middle.len()..].replace(' ', "\u{a0}").replacen(
                    '\u{a0}',
                    " ",
                    usize::from(language != Language::Chinese),
                )
        }
        _ => figure.to_string(),
    }
}

fn has_money(subject: &Subject) -> bool {
    (0..subject.results.plans.len()).any(|p| figure(subject, p, "profit").is_some())
}

/// More plans than these are not told in a row: their figures stand in the table.
pub(super) const MOST_IN_A_ROW: usize = 4;

/// The figures of all plans in a row: `Base 71%; Funnel 64%`; without names of one plan, or if all are the same.
pub(super) fn in_a_row(
    results: &Results,
    cells: impl Iterator<Item = Option<String>>,
    language: Language,
) -> Option<String> {
    let named = results.plans.iter().zip(cells).filter_map(|(plan, cell)| Some((plan.label.as_str(), cell?)));
    let named: Vec<(&str, String)> = named.collect();
    match (&named[..], results.plans.len()) {
        ([], _) => None,
        ([(_, cell)], 1) => Some(cell.clone()),
        ([(_, cell), others @ ..], n) if named.len() == n && others.iter().all(|(_, other)| other == cell) => {
            Some(cell.clone())
        }
        (named, _) => Some(language.clauses(named.iter().map(|(plan, cell)| format!("{plan} {cell}")))),
    }
}

const LINE: Words = words("{what}: {figures}.", "{what}: {figures}.", "{what}：{figures}。");

pub(super) fn line(what: &str, figures: &str, language: Language) -> String {
    language.fill(LINE, &[("what", what), ("figures", figures)])
}

/// Plans with the median of the outcome, the highest first; those in which it exists.
fn ranked(subject: &Subject, metric: &str) -> Vec<(usize, Distribution)> {
    let all = (0..subject.results.plans.len()).filter_map(|p| Some((p, subject.results.total(p, metric)?)));
    let mut ranked: Vec<(usize, Distribution)> = all.filter(|(_, f)| f.median().is_some_and(f64::is_finite)).collect();
    ranked.sort_by(|a, b| b.1.median().unwrap_or(0.0).total_cmp(&a.1.median().unwrap_or(0.0)));
    ranked
}

/// The middle of a figure with a range.
fn middle(figure: &str, language: Language) -> String {
    language.without_aside(figure).0.to_string()
}
