//! What is not known of the choice, in sentences: where the uncertainty comes from, and what knowing more is worth.

use super::cases::Cases;
use crate::analysis::compare::Comparison;
use crate::analysis::compare::futures::Estimate as Known;
use crate::analysis::compare::matters::Matters;
use crate::base::stats::STUDENT_T_15_95;
use crate::report::assemble::Subject;
use crate::report::assemble::tables::{label_of, unit_for_eyes};
use crate::report::language::{Language, Words, words};
use crate::report::numbers::{self, Estimate, Unit};
use crate::report::{labels, paths};
use crate::results::Distribution;

/// Inputs that are named in a sentence.
const NAMED: usize = 3;
/// A share below which an input is not worth naming.
const NEGLIGIBLE: f64 = 0.01;

/// What sentences about a comparison need.
pub(super) struct Telling<'a> {
    pub subject: &'a Subject<'a>,
    pub comparison: &'a Comparison,
    pub language: Language,
    pub unit: Unit,
    /// Units for eyes to one of the outcome.
    pub factor: f64,
}

impl<'a> Telling<'a> {
    pub fn new(subject: &'a Subject<'a>, comparison: &'a Comparison) -> Telling<'a> {
        let catalogue = &subject.results.catalogue;
        Telling {
            subject,
            comparison,
            language: subject.model.presentation.language,
            unit: unit_for_eyes(&comparison.outcome, subject.model).unwrap_or(Unit::Number),
            factor: catalogue.find(&comparison.outcome).map_or(1.0, |metric| catalogue.unit_of(metric)),
        }
    }

    pub fn label(&self, plan: usize) -> &'a str {
        &self.subject.results.plans[plan].label
    }

    /// An amount of the outcome.
    pub fn amount(&self, x: f64) -> String {
        numbers::short(x * self.factor, &self.unit, self.language)
    }

    /// A mean of the outcome, as exact as the simulation knows it.
    pub fn mean(&self, known: Known) -> String {
        numbers::mean(known.mean * self.factor, known.se * self.factor, &self.unit, self.language)
    }

    /// What finding something out is worth.
    pub fn worth(&self, known: Known) -> String {
        numbers::worth(known.mean * self.factor, known.se * self.factor, &self.unit, self.language)
    }

    /// A mean difference with its sign: `+$55k`.
    pub fn gain(&self, known: Known) -> String {
        let mean = self.mean(known);
        if known.mean > 0.0 { format!("+{mean}") } else { mean }
    }

    /// What decides, by name.
    pub fn what(&self) -> String {
        label_of(&self.comparison.outcome, self.subject.model)
    }

    /// The same in the middle of a sentence.
    pub fn what_within(&self) -> String {
        labels::mid_sentence(&self.what())
    }

    /// The range of 9 of 10 futures: `−$10k to $90k`; `None` if it has no width or does not exist.
    pub fn range(&self, figure: &Distribution) -> Option<String> {
        let [low, high] = [figure.p5()?, figure.p95()?];
        let known = low.is_finite() && high.is_finite();
        known.then_some(Estimate { median: 0.5 * (low + high), low, high })?.range(&self.unit, self.language)
    }

    /// A mean and the range of 9 of 10 futures: `$40k (−$10k to $90k)`.
    pub fn spread(&self, mean: Known, figure: &Distribution) -> String {
        match self.range(figure) {
            Some(range) => format!("{} ({range})", self.mean(mean)),
            None => self.mean(mean),
        }
    }

    pub fn chance(&self, chance: f64) -> String {
        numbers::chance(chance, None, self.language)
    }

    pub fn fill(&self, words: Words, gaps: &[(&str, &str)]) -> String {
        self.language.fill(words, gaps)
    }

    /// Inputs that are found out together, by name.
    fn inputs(&self, group: &[usize]) -> String {
        let model = self.subject.model;
        let mut names: Vec<String> =
            group.iter().map(|&input| paths::in_words(model, &model.inputs[input].path)).collect();
        names.dedup();
        names.join(" + ")
    }
}

/// How much of the uncertainty is luck, and which inputs make most of the rest.
pub fn surely(subject: &Subject, comparison: &Comparison) -> Vec<String> {
    let telling = Telling::new(subject, comparison);
    let Some(knowledge) = &comparison.knowledge else { return Vec::new() };
    let best = comparison.best();
    let of_plan = if comparison.standings.len() > 1 { OF_PLAN } else { OF_OUTCOME };
    let of_best = telling.fill(of_plan, &[("what", &telling.what_within()), ("a", telling.label(best))]);
    let mut said: Vec<String> =
        sources(&telling, &of_best, &knowledge.of_plans[best], &knowledge.groups).into_iter().collect();
    if let (Some(difference), [best, second, ..]) = (&knowledge.of_difference, &comparison.ranking[..]) {
        let of_pair = telling.fill(OF_PAIR, &[("a", telling.label(*best)), ("b", telling.label(*second))]);
        said.extend(sources(&telling, &of_pair, difference, &knowledge.groups));
    }
    said
}

const OF_OUTCOME: Words =
    words("Where the uncertainty about {what} comes from", "{what}에 대한 불확실성의 원인", "{what}不确定性的来源");
const OF_PLAN: Words = words(
    "Where the uncertainty about {what} under {a} comes from",
    "‘{a}’의 {what}에 대한 불확실성의 원인",
    "“{a}”的{what}不确定性的来源",
);
const OF_PAIR: Words = words(
    "Where the uncertainty about {a} against {b} comes from",
    "‘{a}’와(과) ‘{b}’의 차이에 대한 불확실성의 원인",
    "“{a}”与“{b}”之差的不确定性的来源",
);

/// `Where the uncertainty ... comes from: luck 20%; the rest is not knowing, most of all Churn 31%, Price 12%.`
fn sources(telling: &Telling, what: &str, matters: &Matters, groups: &[Vec<usize>]) -> Option<String> {
    let ranked = matters.ranked().into_iter().filter(|&g| matters.shares[g].mean >= NEGLIGIBLE).take(NAMED);
    let share = |x: f64| numbers::short((100.0 * x).round() / 100.0, &Unit::Percent, telling.language);
    let named: Vec<String> =
        ranked.map(|g| format!("{} {}", telling.inputs(&groups[g]), share(matters.shares[g].mean))).collect();
    if named.is_empty() && matters.luck == 0.0 {
        return None;
    }
    let luck = match matters.luck {
        luck if luck > 0.0 && luck < 0.005 || luck > 0.995 && luck < 1.0 => telling.chance(luck),
        luck => share(luck),
    };
    let words = match named.is_empty() {
        true => words("{what}: luck {luck}.", "{what}: 우연 {luck}.", "{what}：运气{luck}。"),
        false => words(
            "{what}: luck {luck}; the rest is not knowing, most of all {named}.",
            "{what}: 우연 {luck}, 나머지는 불확실한 수치에서 비롯되며 주로 {named}.",
            "{what}：运气占比{luck}，其余来自未知数值，主要是{named}。",
        ),
    };
    let named = telling.language.list(named);
    Some(telling.fill(words, &[("what", what), ("luck", &luck), ("named", &named)]))
}

/// What it would be worth to know more, and at which value of a customer the choice flips.
pub fn knowing_more(subject: &Subject, comparison: &Comparison) -> Vec<String> {
    let telling = Telling::new(subject, comparison);
    if comparison.pairs.iter().all(|pair| pair.same) {
        return Vec::new();
    }
    let mut said = worth_finding_out(&telling);
    said.extend(flips(&telling));
    said
}

/// Inputs whose value before the choice is worth naming, the worthiest first: group and EVPPI.
fn worth_naming(telling: &Telling) -> Vec<(usize, Known)> {
    let Some(knowledge) = telling.comparison.knowledge.as_ref().filter(|k| k.evpi.mean > 0.0 && k.evpi.is_clear())
    else {
        return Vec::new();
    };
    let mut worth: Vec<(usize, Known)> = knowledge.evppi.iter().copied().enumerate().collect();
    worth.sort_by(|a, b| b.1.mean.total_cmp(&a.1.mean).then(a.0.cmp(&b.0)));
    // Below a hundredth of all there is to know, or within its error, nobody would send out for it.
    worth.retain(|(_, worth)| worth.is_clear() && worth.mean >= NEGLIGIBLE * knowledge.evpi.mean);
    worth.truncate(NAMED);
    worth
}

/// What is worth finding out first, if anything is, and what follows from it.
pub fn to_find_out_first(subject: &Subject, comparison: &Comparison) -> Option<String> {
    let telling = Telling::new(subject, comparison);
    let knowledge = comparison.knowledge.as_ref()?;
    let (group, worth) = *worth_naming(&telling).first()?;
    let group = &knowledge.groups[group];
    let gaps = [("input", telling.inputs(group)), ("worth", telling.worth(worth))];
    let first = telling.fill(FIRST, &gaps.each_ref().map(|(name, text)| (*name, text.as_str())));
    let cases = in_both_cases(&telling, group);
    Some(telling.language.sentences(std::iter::once(first).chain(cases)))
}

const FIRST: Words = words(
    "To find out first: “{input}”. Knowing it before choosing is worth up to {worth}: a pilot that settles it for less, waiting included, pays.",
    "가장 먼저 확인할 것: ‘{input}’. 선택 전에 이를 알면 최대 {worth}의 가치가 있습니다. 지연 비용을 포함해 그보다 적은 비용으로 확인할 수 있는 파일럿이라면 실시할 만합니다.",
    "最应先弄清的是“{input}”：在选择前知道它最多值{worth}；若试点（含等待的代价）能以更低成本弄清它，就值得做。",
);

/// What the best plan brings against the second if an initiative works, and if not.
fn in_both_cases(telling: &Telling, group: &[usize]) -> Option<String> {
    let ([input], [best, second, ..]) = (group, &telling.comparison.ranking[..]) else { return None };
    let cases = Cases::of(telling.subject, *input, *best, *second)?;
    let percent = |chance: f64| telling.chance(chance);
    let gaps = [
        ("a", telling.label(*best).to_string()),
        ("b", telling.label(*second).to_string()),
        ("so", telling.gain(cases.so)),
        ("not", telling.gain(cases.not)),
        ("level", cases.level().map_or(String::new(), percent)),
        ("chance", percent(cases.chance)),
    ];
    let words = if cases.level().is_some() { LEVEL_AT } else { IN_BOTH_CASES };
    Some(telling.fill(words, &gaps.each_ref().map(|(name, text)| (*name, text.as_str()))))
}

const LEVEL_AT: Words = words(
    "If it does, {a} against {b} brings {so} on average, if not {not}; they are level at a chance of {level} that it does, {chance} is assumed.",
    "효과가 있으면 ‘{b}’ 대비 ‘{a}’의 평균 차이는 {so}, 없으면 {not}입니다. 효과가 있을 확률이 {level}일 때 두 안이 같아지며, 가정한 확률은 {chance}입니다.",
    "若奏效，“{a}”与“{b}”之差平均为{so}，否则为{not}；奏效概率为{level}时两者持平，假设的概率为{chance}。",
);
const IN_BOTH_CASES: Words = words(
    "If it does, {a} against {b} brings {so} on average, if not {not}.",
    "효과가 있으면 ‘{b}’ 대비 ‘{a}’의 평균 차이는 {so}, 없으면 {not}입니다.",
    "若奏效，“{a}”与“{b}”之差平均为{so}，否则为{not}。",
);

fn worth_finding_out(telling: &Telling) -> Vec<String> {
    let Some(knowledge) = telling.comparison.knowledge.as_ref().filter(|k| !k.groups.is_empty()) else {
        return Vec::new();
    };
    if knowledge.evpi.mean <= 0.0 {
        return vec![telling.language.say(NOTHING_TO_FIND_OUT).to_string()];
    }
    if !knowledge.evpi.is_clear() {
        let most = Known { mean: knowledge.evpi.mean + STUDENT_T_15_95 * knowledge.evpi.se, se: f64::NAN };
        return vec![telling.fill(HARDLY_TO_FIND_OUT, &[("most", &telling.worth(most))])];
    }
    let all = telling.fill(KNOWING_ALL, &[("worth", &telling.worth(knowledge.evpi))]);
    let named = worth_naming(telling).into_iter();
    let named: Vec<String> =
        named.map(|(g, worth)| format!("{} {}", telling.inputs(&knowledge.groups[g]), telling.worth(worth))).collect();
    let singly = match &named[..] {
        [] => telling.language.say(NONE_ALONE).to_string(),
        named => telling.fill(SINGLY, &[("named", &telling.language.clauses(named))]),
    };
    vec![all, singly]
}

const NOTHING_TO_FIND_OUT: Words = words(
    "Nothing that could be found out would change the choice: the same plan is best whatever the uncertain numbers are, as far as this simulation tells.",
    "더 알아낸다고 해서 선택이 달라지지는 않습니다. 이 시뮬레이션으로 볼 때 불확실한 수치가 어떻든 같은 안이 가장 좋습니다.",
    "再弄清任何数值都不会改变选择：就本次模拟而言，无论不确定的数值如何，最佳方案都相同。",
);
const HARDLY_TO_FIND_OUT: Words = words(
    "What knowing every uncertain number before choosing would be worth lies within the error of the simulation: {most} at most.",
    "선택 전에 불확실한 수치를 모두 아는 것의 가치는 시뮬레이션 오차 이내로, 많아야 {most}입니다.",
    "在选择前弄清所有不确定数值的价值在模拟误差之内：最多{most}。",
);
const KNOWING_ALL: Words = words(
    "Knowing every uncertain number before choosing would be worth {worth} on average: more than that no research can be worth to this choice.",
    "선택하기 전에 불확실한 수치를 모두 알 수 있다면 그 가치는 평균 {worth}입니다. 이 선택을 위한 조사의 가치는 그보다 클 수 없습니다.",
    "若在选择前弄清所有不确定的数值，其价值平均为{worth}：任何调研对这一选择的价值都不会超过它。",
);
const NONE_ALONE: Words = words(
    "No single one of them is worth more by itself than a hundredth of that, or than the error of the simulation.",
    "그중 하나만 아는 것의 가치는 그 100분의 1 또는 시뮬레이션 오차를 넘지 않습니다.",
    "仅弄清其中任何一个的价值都不超过它的百分之一，或不超过模拟误差。",
);
const SINGLY: Words = words(
    "Each by itself is worth finding out up to: {named}.",
    "하나씩 알아낼 때의 최대 가치: {named}.",
    "单独弄清其一的最大价值：{named}。",
);

fn flips(telling: &Telling) -> Option<String> {
    let first = telling.comparison.reigns.first()?;
    match telling.comparison.reigns.get(1) {
        Some(next) => {
            let worth = telling.amount(next.from.mean);
            Some(
                telling.fill(
                    FLIPS,
                    &[("worth", &worth), ("a", telling.label(first.plan)), ("b", telling.label(next.plan))],
                ),
            )
        }
        None => Some(telling.fill(NEVER_FLIPS, &[("a", telling.label(first.plan))])),
    }
}

const FLIPS: Words = words(
    "The run ends, its customers do not: if each who is still on board at the end is worth more than {worth}, {b} becomes the best plan instead of {a}.",
    "시뮬레이션이 끝나도 고객은 남습니다. 기말에 남아 있는 고객 1명의 가치가 {worth}보다 크면 ‘{a}’ 대신 ‘{b}’이(가) 가장 좋은 안이 됩니다.",
    "模拟结束时客户仍在：若期末留存的每位客户价值超过{worth}，最佳方案将由“{a}”变为“{b}”。",
);
const NEVER_FLIPS: Words = words(
    "The run ends, its customers do not; that does not decide here: whatever each who is still on board at the end is worth, {a} stays the best plan.",
    "시뮬레이션이 끝나도 고객은 남지만 선택은 달라지지 않습니다. 기말에 남아 있는 고객 1명의 가치가 얼마든 ‘{a}’이(가) 가장 좋은 안입니다.",
    "模拟结束时客户仍在，但这不影响选择：无论期末留存的每位客户价值多少，“{a}”始终是最佳方案。",
);
