//! What was assumed: every number of the scenario, and how sure it is.

use super::Subject;
use super::defaults;
use crate::model::{Input, Kind, Model};
use crate::report::language::{Language, Words, words};
use crate::report::memo::{Block, Listing, Section, Word};
use crate::report::numbers::{self, Unit};
use crate::report::paths;
use crate::report::written;
use crate::scenario::is_below;

/// How somebody came to know a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Somebody counted.
    Counted,
    /// A range of somebody's judgement.
    Judged,
    /// Its `source` says that it is a guess or an assumption.
    Guess,
    /// A named distribution, or data.
    Distribution,
    /// By which it is decided whether and when something happens.
    Chance,
}

impl Known {
    /// As files name it.
    pub fn id(self) -> &'static str {
        match self {
            Known::Counted => "counted",
            Known::Judged => "judged",
            Known::Guess => "guess",
            Known::Distribution => "distribution",
            Known::Chance => "chance",
        }
    }

    fn words(self) -> Words {
        match self {
            Known::Counted => words("counted", "집계", "实际计数"),
            Known::Judged => words("judged", "판단", "经验判断"),
            Known::Guess => words("guess", "추측", "猜测"),
            Known::Distribution => words("distribution", "분포", "指定分布"),
            Known::Chance => words("chance", "확률", "随机事件"),
        }
    }
}

/// An uncertain number with what is known about it.
#[derive(Debug, Clone, Copy)]
pub struct Assumed<'a> {
    pub input: &'a Input,
    pub known: Known,
    /// Where it comes from, in the author's words.
    pub source: Option<&'a str>,
}

/// Words with which a `source` admits that there is none.
const ADMISSIONS: [&str; 8] = ["guess", "assum", "추측", "가정", "추정", "猜测", "假设", "假定"];

/// Whether the author says of a number that it is a guess.
pub fn is_guess(source: &str) -> bool {
    let source = source.trim().to_lowercase();
    ADMISSIONS.iter().any(|word| source.starts_with(word))
}

/// Every uncertain number of a scenario, in the order of the file.
pub fn assumed(model: &Model) -> Vec<Assumed<'_>> {
    let of = |input| {
        let source = source(model, input);
        let known = match input.kind {
            Kind::Chance => Known::Chance,
            _ if source.is_some_and(is_guess) => Known::Guess,
            Kind::Counted => Known::Counted,
            Kind::Judged => Known::Judged,
            Kind::Distribution => Known::Distribution,
        };
        Assumed { input, known, source }
    };
    model.inputs.iter().map(of).collect()
}

/// The source of the thing, else of the plan that has the number.
fn source<'a>(model: &'a Model, input: &Input) -> Option<&'a str> {
    let thing = model.account.thing_at(&input.path).and_then(|thing| thing.source.as_deref());
    thing.or_else(|| {
        let (_, written) = input.path.split_once('=')?;
        let has = |plan: &&crate::scenario::PlanAccount| plan.edits.iter().any(|edit| writes(edit, written));
        model.account.plans.iter().find(has)?.source.as_deref()
    })
}

fn writes(edit: &crate::scenario::PlanEdit, text: &str) -> bool {
    use crate::scenario::PlanEdit;
    matches!(edit, PlanEdit::Set { written, .. } | PlanEdit::Changed { by: written, .. } if written == text)
}

/// The numbers that are written as exact ones, in the order of the file: path and text.
pub fn constants(model: &Model) -> impl Iterator<Item = (&str, &str)> {
    let uncertain = |path: &str| model.inputs.iter().any(|input| is_below(&input.path, path));
    let lines = model.account.numbers.iter().filter(move |line| !uncertain(&line.path));
    lines.map(|line| (line.path.as_str(), line.written.as_str()))
}

/// The middle 90% of what is drawn for an input, in the unit written; `None` of what is yes or no.
pub fn drawn(assumed: &Assumed) -> Option<[f64; 2]> {
    (assumed.known != Known::Chance).then(|| [0.05, 0.95].map(|u| assumed.input.law.quantile(u)))
}

pub(super) fn section(subject: &Subject) -> Option<Section> {
    let model = subject.model;
    let language = model.presentation.language;
    let assumed = assumed(model);
    let mut blocks = Vec::new();
    if !assumed.is_empty() {
        blocks.push(Block::Text(how_known(&assumed, language)));
        blocks.push(Block::Listing(uncertain(model, &assumed)));
    } else {
        let none = words(
            "No number of this scenario is uncertain: the futures differ by luck alone.",
            "이 시나리오에는 불확실한 수치가 없습니다. 미래마다 결과가 다른 것은 오직 우연 때문입니다.",
            "本情景没有不确定的数值：各种未来只因运气而不同。",
        );
        blocks.push(Block::Text(language.say(none).to_string()));
    }
    blocks.extend(constant_table(model).map(Block::Listing));
    blocks.extend(default_table(model).map(Block::Listing));
    Section::of("assumptions", language.say(words("Assumptions", "가정", "假设")), blocks)
}

/// How many numbers are uncertain, what they rest on, and of how many nobody says where they come from.
fn how_known(assumed: &[Assumed], language: Language) -> String {
    let kinds = [Known::Counted, Known::Judged, Known::Guess, Known::Distribution, Known::Chance];
    let number_of = |kind: Known| assumed.iter().filter(|a| a.known == kind).count();
    let counts = kinds.map(|kind| (number_of(kind), language.say(kind.words())));
    let named = counts.iter().filter(|(n, _)| *n > 0).map(|(n, kind)| match language {
        Language::English => format!("{n} {kind}"),
        Language::Korean | Language::Chinese => format!("{kind} {n}"),
    });
    let named = language.list(named);
    let rests = words(
        "Uncertain numbers: {n} ({kinds}). Each future draws all of them anew.",
        "불확실한 수치: {n}개({kinds}). 미래마다 모두 새로 추출합니다.",
        "不确定的数值：{n}个（{kinds}）。每种未来都重新抽取。",
    );
    let mut text = language.fill(rests, &[("n", &assumed.len().to_string()), ("kinds", &named)]);
    let unsourced = assumed.iter().filter(|a| a.source.is_none() && a.known != Known::Chance).count();
    if unsourced > 0 {
        let of_them = words(
            " The scenario names no source for {n} of them.",
            " 그중 {n}개는 출처가 적혀 있지 않습니다.",
            "其中{n}个未注明来源。",
        );
        text.push_str(&language.fill(of_them, &[("n", &unsourced.to_string())]));
    }
    text
}

fn uncertain(model: &Model, assumed: &[Assumed]) -> Listing {
    let language = model.presentation.language;
    let with_source = assumed.iter().any(|a| a.source.is_some());
    let mut columns = vec![
        words("Number", "수치", "数值"),
        words("As written", "입력값", "输入值"),
        words("Kind", "근거", "依据"),
        words("Drawn, middle 90%", "추출 범위(가운데 90%)", "抽取范围（中间90%）"),
    ];
    columns.extend(with_source.then_some(SOURCE));
    let row = |a: &Assumed| {
        let mut row = vec![
            named(model, &a.input.path),
            Word::code(written::in_words(&a.input.written, language)),
            Word::text(language.say(a.known.words())),
            Word::text(drawn_in_words(model, a)),
        ];
        row.extend(with_source.then(|| Word::text(a.source.unwrap_or_default())));
        row
    };
    Listing {
        caption: language.say(words("Uncertain numbers", "불확실한 수치", "不确定的数值")).to_string(),
        columns: columns.into_iter().map(|words| language.say(words).to_string()).collect(),
        rows: assumed.iter().map(row).collect(),
        folded: false,
    }
}

const SOURCE: Words = words("Source", "출처", "来源");

/// A number by its name in words, and its path.
fn named(model: &Model, path: &str) -> Word {
    Word { text: paths::in_words(model, path), code: path.split('=').next().unwrap_or(path).to_string() }
}

fn drawn_in_words(model: &Model, assumed: &Assumed) -> String {
    let language = model.presentation.language;
    let Some(ends) = drawn(assumed) else {
        let decided = match assumed.input.path.rsplit('.').next() {
            Some("when" | "first") => words("a time in its window", "기간 내 임의 시점", "窗口期内的某个时点"),
            _ => words("yes or no in each future", "미래마다 예 또는 아니요", "每种未来中为是或否"),
        };
        return language.say(decided).to_string();
    };
    let unit = unit(model, assumed.input);
    // Inputs are drawn in the unit written, whole dollars; figures for eyes come in minor ones.
    let minor = if matches!(unit, Unit::Money(_)) { model.currency.minor_units() } else { 1.0 };
    let [low, high] = ends.map(|end| numbers::short(end * minor, &unit, language));
    if low == high { low } else { language.range(&low, &high) }
}

/// The unit in which a number was written.
fn unit(model: &Model, input: &Input) -> Unit {
    let currency = &model.currency;
    if input.written.contains('%') || input.kind == Kind::Counted {
        Unit::Percent
    } else if input.written.contains(currency.sign.as_str()) || input.written.contains(currency.code.as_str()) {
        Unit::Money(currency.clone())
    } else {
        Unit::Number
    }
}

fn constant_table(model: &Model) -> Option<Listing> {
    let language = model.presentation.language;
    let source = |path: &str| model.account.thing_at(path).and_then(|thing| thing.source.as_deref());
    let constants: Vec<(&str, &str)> = constants(model).collect();
    let with_source = constants.iter().any(|(path, _)| source(path).is_some());
    let mut columns = vec![words("Number", "수치", "数值"), words("As written", "입력값", "输入值")];
    columns.extend(with_source.then_some(SOURCE));
    let row = |(path, written): &(&str, &str)| {
        let mut row = vec![named(model, path), Word::code(written::in_words(written, language))];
        row.extend(with_source.then(|| Word::text(source(path).unwrap_or_default())));
        row
    };
    let caption = words(
        "Numbers written as exact ({n}): the ranges of this report say nothing about them",
        "확정값으로 입력된 수치({n}개): 이 보고서의 범위에는 반영되지 않습니다",
        "按确定值写入的数值（{n}个）：本报告的区间不反映它们的不确定性",
    );
    (!constants.is_empty()).then(|| Listing {
        caption: language.fill(caption, &[("n", &constants.len().to_string())]),
        columns: columns.into_iter().map(|words| language.say(words).to_string()).collect(),
        rows: constants.iter().map(row).collect(),
        folded: true,
    })
}

fn default_table(model: &Model) -> Option<Listing> {
    let language = model.presentation.language;
    let rows: Vec<Vec<Word>> = defaults::defaults(model)
        .into_iter()
        .map(|default| vec![Word::text(default.name), Word::text(default.taken)])
        .collect();
    let columns =
        [words("Not written", "미입력 항목", "未写明的项目"), words("Taken as", "적용된 기본값", "采用的默认值")];
    let caption = words(
        "Defaults ({n}): what the scenario does not say",
        "기본값({n}개): 시나리오에 적혀 있지 않은 항목",
        "默认值（{n}项）：情景中未写明的内容",
    );
    (!rows.is_empty()).then(|| Listing {
        caption: language.fill(caption, &[("n", &rows.len().to_string())]),
        columns: columns.map(|words| language.say(words).to_string()).to_vec(),
        rows,
        folded: true,
    })
}
