//! What was assumed: every number of the scenario, and how sure it is.

use super::Subject;
use super::defaults;
use crate::model::{AsWritten, Input, Kind, Model, change};
use crate::report::language::{Language, Words, words};
use crate::report::memo::{Block, Listing, Section, Word};
use crate::report::numbers::{self, Unit};
use crate::report::paths;
use crate::report::written;
use crate::scenario::{Line, PlanAccount, PlanEdit, is_below};

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
    /// Of the input in the model.
    pub index: usize,
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
    let of = |(index, input)| {
        let source = source(model, input);
        let known = match input.kind {
            Kind::Chance => Known::Chance,
            _ if source.is_some_and(is_guess) => Known::Guess,
            Kind::Counted => Known::Counted,
            Kind::Judged => Known::Judged,
            Kind::Distribution => Known::Distribution,
        };
        Assumed { index, input, known, source }
    };
    model.inputs.iter().enumerate().map(of).collect()
}

/// The source of the thing, else of the plan that has the number.
fn source<'a>(model: &'a Model, input: &Input) -> Option<&'a str> {
    let thing = model.account.thing_at(&input.path).and_then(|thing| thing.source.as_deref());
    thing.or_else(|| {
        let (_, written) = input.path.split_once('=')?;
        let has = |plan: &&PlanAccount| plan.edits.iter().any(|edit| writes(edit, written));
        model.account.plans.iter().find(has)?.source.as_deref()
    })
}

fn writes(edit: &PlanEdit, text: &str) -> bool {
    matches!(edit, PlanEdit::Set { written, .. } | PlanEdit::Changed { by: written, .. } if written == text)
}

/// The numbers that are written as exact ones, in the order of the file: path and text.
pub fn constants(model: &Model) -> impl Iterator<Item = (&str, &str)> {
    // What segments and sources have in common is drawn once for each of them, by names of their own.
    let is_drawn_for = |line: &Line, input: &Input| {
        is_below(&input.path, &line.path)
            || is_below(&input.address, &line.path) && line.written.contains(&input.written)
    };
    let uncertain = move |line: &Line| model.inputs.iter().any(|input| is_drawn_for(line, input));
    let lines = model.account.numbers.iter().filter(move |line| !uncertain(line));
    lines.map(|line| (line.path.as_str(), line.written.as_str()))
}

/// The middle 90% of what is drawn for an input, in the unit written: of a change how much more or less; `None` of
/// what is yes or no.
pub fn drawn(assumed: &Assumed) -> Option<[f64; 2]> {
    let more = |factor: f64| if assumed.input.is_change { change(factor) } else { factor };
    (assumed.known != Known::Chance).then(|| [0.05, 0.95].map(|u| more(assumed.input.law_as_written().quantile(u))))
}

pub(super) fn section(subject: &Subject) -> Option<Section> {
    let model = subject.model;
    let language = model.presentation.language;
    let assumed = assumed(model);
    let mut blocks = Vec::new();
    if !assumed.is_empty() {
        let known = std::iter::once(how_known(&assumed, language)).chain(without_source(subject));
        blocks.push(Block::Text(language.sentences(known)));
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

/// How many numbers are uncertain, and what they rest on.
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
    language.fill(rests, &[("n", &assumed.len().to_string()), ("kinds", &named)])
}

/// For how many ranges the scenario names no source, and whether the one that matters most is among them. Of what
/// is yes or no a future draws the outcome; there is no range.
pub(super) fn without_source(subject: &Subject) -> Vec<String> {
    let model = subject.model;
    let language = model.presentation.language;
    let assumed = assumed(model);
    let ranges = assumed.iter().filter(|a| a.known != Known::Chance).count();
    let is_missing = |a: &Assumed| a.known != Known::Chance && a.source.is_none();
    let missing = assumed.iter().filter(|a| is_missing(a)).count();
    let most = matters_most(subject).into_iter().flatten().copied().find(|&input| is_missing(&assumed[input]));
    let most = most.map(|input| paths::in_words(model, &model.inputs[input].path));
    let said = match (missing, &most) {
        (0, _) => return Vec::new(),
        (missing, Some(_)) if missing < ranges => SOME_AND_THE_MOST,
        (missing, None) if missing < ranges => SOME,
        (_, Some(_)) => ALL_AND_THE_MOST,
        (_, None) => ALL,
    };
    let gaps = [("n", missing.to_string()), ("all", ranges.to_string()), ("most", most.unwrap_or_default())];
    vec![language.fill(said, &gaps.each_ref().map(|(gap, text)| (*gap, text.as_str())))]
}

const SOME: Words = words(
    "The scenario names no source for {n} of its {all} ranges.",
    "시나리오의 범위 {all}개 중 {n}개는 출처가 적혀 있지 않습니다.",
    "情景的{all}个区间中有{n}个未注明来源。",
);
const SOME_AND_THE_MOST: Words = words(
    "The scenario names no source for {n} of its {all} ranges, among them the one that matters most: “{most}”.",
    "시나리오의 범위 {all}개 중 {n}개는 출처가 적혀 있지 않습니다. 영향이 가장 큰 ‘{most}’ 역시 출처가 없습니다.",
    "情景的{all}个区间中有{n}个未注明来源，其中包括影响最大的“{most}”。",
);
const ALL: Words = words(
    "The scenario names no source for any of its ranges ({all}).",
    "시나리오의 모든 범위({all}개)에 출처가 적혀 있지 않습니다.",
    "情景的所有区间（{all}个）均未注明来源。",
);
const ALL_AND_THE_MOST: Words = words(
    "The scenario names no source for any of its ranges ({all}); the one that matters most is “{most}”.",
    "시나리오의 모든 범위({all}개)에 출처가 적혀 있지 않습니다. 그중 영향이 가장 큰 것은 ‘{most}’입니다.",
    "情景的所有区间（{all}个）均未注明来源，其中影响最大的是“{most}”。",
);

/// The inputs from which most of the uncertainty comes: of the difference between the best two plans, of a single
/// plan that of its outcome; `None` if it comes from luck.
fn matters_most<'a>(subject: &Subject<'a>) -> Option<&'a [usize]> {
    /// A share of the variance below which a number is nothing to speak of.
    const WORTH_NAMING: f64 = 0.05;
    let comparison = subject.comparison?;
    let knowledge = comparison.knowledge.as_ref()?;
    let matters = knowledge.of_difference.as_ref().or_else(|| knowledge.of_plans.get(comparison.best()))?;
    let group = *matters.ranked().first()?;
    (matters.shares[group].mean >= WORTH_NAMING).then(|| knowledge.groups[group].as_slice())
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
        let decided = match model.as_written(&model.plans[0])[assumed.index] {
            AsWritten::Start(_) => words("a time in its window", "기간 내 임의 시점", "窗口期内的某个时点"),
            _ => words("yes or no in each future", "미래마다 예 또는 아니요", "每种未来中为是或否"),
        };
        return language.say(decided).to_string();
    };
    let unit = unit(model, assumed.input);
    if assumed.input.is_change {
        let [low, high] = ends.map(|change| more_or_less(change, language));
        return if low == high { low } else { language.range(&low, &high) };
    }
    // Inputs are drawn in the unit written, whole dollars; figures for eyes come in minor ones.
    let minor = if matches!(unit, Unit::Money(_)) { model.currency.minor_units() } else { 1.0 };
    let [low, high] = ends.map(|end| numbers::short(end * minor, &unit, language));
    if low == high { low } else { language.range(&low, &high) }
}

/// `+10%`, `−15%`, `0%`.
fn more_or_less(change: f64, language: Language) -> String {
    let change = (change * 1000.0).round() / 1000.0;
    let text = numbers::short(change, &Unit::Percent, language);
    if change > 0.0 { format!("+{text}") } else { text }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model, scenario};

    const SHOP: &str = r#"
        [time]
        step = "month"
        periods = 12
        [stages.trial]
        role = "user"
        stay = "1 month to 2 months"
        to.customer = "340 of 1000"
        to.exit = "rest"
        [stages.customer]
        role = "customer"
        to.exit = "5% per month"
        [channels.ads]
        to = "trial"
        arrivals = "80 per month"
        rates = { "trial -> customer" = "-18% to 0%" }
        [frictions.late]
        on = "trial -> customer"
        loses = "15% to 35%"
        [segments.small]
        share = "80%"
        [segments.large]
        share = "20%"
        set = { "customer -> exit" = "2% to 3% per month" }
        [initiatives.help]
        upfront = 10
        changes = { "* -> exit" = "+10% to +40%" }
        [plans.help]
        initiatives = ["help"]
        changes = { "channels.ads.arrivals" = "+10% to +20%" }
    "#;

    fn shop() -> Model {
        let (_, scenario) = scenario::read_str("shop.toml", SHOP, None, &[]);
        model::check(&scenario.unwrap()).0.unwrap()
    }

    #[test]
    fn what_is_drawn_for_each_segment_is_not_listed_as_exact_too() {
        let model = shop();
        let exact: Vec<&str> = constants(&model).map(|(path, _)| path).collect();
        for uncertain in ["frictions.late.loses", "stages.trial.stay", "stages.trial.to.customer"] {
            assert!(!exact.contains(&uncertain), "{uncertain}: {exact:?}");
            assert!(model.inputs.iter().any(|input| input.address.starts_with(uncertain)), "{uncertain}");
        }
        // Of the others it is as exact as written, though one segment has a range of its own.
        assert!(exact.contains(&"stages.customer.to.exit"), "{exact:?}");
    }

    #[test]
    fn what_is_written_as_a_change_is_drawn_as_one() {
        let model = shop();
        let told = |written: &str| {
            let assumed = assumed(&model).into_iter().find(|a| a.input.written == written);
            drawn_in_words(&model, &assumed.unwrap())
        };
        for (written, drawn) in [
            ("-18% to 0%", "−18% to 0%"),
            ("+10% to +40%", "+10% to +40%"),
            ("+10% to +20%", "+10% to +20%"),
            ("15% to 35%", "15% to 35%"),
        ] {
            assert_eq!(told(written), drawn, "{written}");
        }
    }
}
