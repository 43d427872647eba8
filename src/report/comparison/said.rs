//! The comparison in sentences that can be read out.
//!
//! `Better` is a chance over what is not known, luck aside; `ahead` a share of the futures. A difference that is
//! within the error of the simulation is said to be nothing more.

use super::growth_spend;
use crate::analysis::compare::matters::Matters;
use crate::analysis::compare::{Comparison, Pair};
use crate::base::stats::STUDENT_T_15_95;
use crate::model::Model;
use crate::report::assemble::Subject;
use crate::report::assemble::tables::{label_of, unit_for_eyes};
use crate::report::language::{Language, Words, words};
use crate::report::numbers::{self, Estimate, Unit};
use crate::report::paths;
use crate::results::{Distribution, Results};

/// Plans whose spend differs by more than this share of the larger one are not of equal size.
const UNEQUAL: f64 = 0.05;
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

    pub fn what(&self) -> String {
        label_of(&self.comparison.outcome, self.subject.model)
    }

    /// A middle and the range of 9 of 10 futures: `$40k (−$10k to $90k)`.
    pub fn spread(&self, middle: f64, figure: &Distribution) -> String {
        match (figure.p5(), figure.p95()) {
            (Some(low), Some(high)) if low.is_finite() && high.is_finite() => {
                Estimate { median: middle, low, high }.text(&self.unit, self.language)
            }
            _ => numbers::short(middle, &self.unit, self.language),
        }
    }

    pub fn chance(&self, chance: f64) -> String {
        numbers::chance(chance, None, self.language)
    }

    fn fill(&self, words: Words, gaps: &[(&str, &str)]) -> String {
        self.language.fill(words, gaps)
    }

    /// Inputs that are found out together, by name.
    fn inputs(&self, group: &[usize]) -> String {
        let model = self.subject.model;
        let mut names: Vec<String> =
            group.iter().map(|&input| paths::in_words(model, &model.inputs[input].path)).collect();
        names.dedup();
        names.join(if self.language == Language::Chinese { "、" } else { ", " })
    }
}

/// The plans in their order, and whether the first place is settled.
pub fn ranking(subject: &Subject, comparison: &Comparison) -> String {
    let telling = Telling::new(subject, comparison);
    let place = |(nth, &plan): (usize, &usize)| {
        let mean = telling.amount(comparison.standings[plan].mean.mean);
        format!("{}. {} {mean}", nth + 1, telling.label(plan))
    };
    let places: Vec<String> = comparison.ranking.iter().enumerate().map(place).collect();
    let all_same = comparison.pairs.iter().all(|pair| pair.same);
    let settled = if all_same {
        words("No difference.", "차이가 없습니다.", "没有差别。")
    } else if comparison.is_settled() {
        words("The first place is settled.", "1위가 확실합니다.", "第一名已确定。")
    } else {
        words("The first place is not settled.", "1위는 확실하지 않습니다.", "第一名尚未确定。")
    };
    let ranked = words("{what}, on average: {places}.", "{what} 평균 순위: {places}.", "{what}均值排名：{places}。");
    let ranked = telling.fill(ranked, &[("what", &telling.what()), ("places", &places.join(", "))]);
    let gap = if telling.language == Language::Chinese { "" } else { " " };
    format!("{ranked}{gap}{}", telling.language.say(settled))
}

/// Who is better than whom, how surely, and from when on it is ahead.
pub fn findings(subject: &Subject, comparison: &Comparison) -> Vec<String> {
    let telling = Telling::new(subject, comparison);
    let [best, second, ..] = comparison.ranking[..] else { return Vec::new() };
    let mut said: Vec<String> =
        comparison.pair(best, second).map(|pair| verdict(&telling, &pair)).into_iter().collect();
    said.extend(against_the_reference(&telling));
    let other = if best == comparison.reference { second } else { comparison.reference };
    if let Some(pair) = comparison.pair(best, other).filter(|pair| !pair.same) {
        said.extend(passing(&telling, &pair));
    }
    said
}

/// Of three plans and more, the chance of each to be better than the reference.
fn against_the_reference(telling: &Telling) -> Option<String> {
    let reference = telling.comparison.reference;
    let others = telling.comparison.ranking.iter().filter(|plan| **plan != reference);
    let chance = |&plan: &usize| {
        let better = telling.comparison.pair(plan, reference).filter(|pair| !pair.same)?.better?;
        Some(format!("{} {}", telling.label(plan), telling.chance(better.mean)))
    };
    let chances: Vec<String> = others.filter_map(chance).collect();
    let words = words(
        "Chance to be better than {b}: {chances}.",
        "{b}보다 더 나은 선택일 확률: {chances}.",
        "优于{b}的概率：{chances}。",
    );
    let gaps = [("b", telling.label(reference)), ("chances", &chances.join(", "))];
    (chances.len() > 1).then(|| telling.fill(words, &gaps))
}

/// One plan against another in a sentence or two.
fn verdict(telling: &Telling, pair: &Pair) -> String {
    let [a, b] = [pair.a, pair.b].map(|plan| telling.label(plan));
    let plans = [("a", a), ("b", b)];
    if pair.same {
        return telling.fill(SAME, &plans);
    }
    let against = telling.subject.results.against(pair.a, pair.b);
    let difference = pair.difference.mean * telling.factor;
    let range = against.map_or(String::new(), |against| telling.spread(difference, &against.at_end()));
    let ahead = against.and_then(|against| against.ahead_at_end().mean).map_or(String::new(), |c| telling.chance(c));
    let what = telling.what();
    let gaps = |more: &[(&'static str, &str)]| -> String {
        let known = [("a", a), ("b", b), ("what", what.as_str()), ("range", range.as_str()), ("ahead", ahead.as_str())];
        let all: Vec<(&str, &str)> = known.into_iter().chain(more.iter().copied()).collect();
        let words = match pair.better {
            Some(_) if pair.is_settled() => SETTLED,
            Some(_) => UNSETTLED,
            None if telling.comparison.knowledge.is_none() => ABSENT,
            None => WITHIN_ERROR,
        };
        telling.fill(words, &all)
    };
    let error = telling.amount(STUDENT_T_15_95 * pair.difference.se);
    let better = pair.better.map_or(String::new(), |chance| telling.chance(chance.mean));
    gaps(&[("error", &error), ("better", &better)])
}

const SAME: Words = words(
    "No difference: {a} and {b} come out the same in every future.",
    "차이 없음: {a}, {b} 두 안은 모든 미래에서 결과가 같습니다.",
    "没有差别：{a}与{b}在所有未来中结果相同。",
);
const SETTLED: Words = words(
    "{a} is the better choice. Against {b} it brings {range} more ({what}); the chance that it is the better of the two is {better}, and it ends ahead in {ahead} of the futures.",
    "{a} 안이 더 나은 선택입니다. {b} 안과의 {what} 차이는 {range}이며, 두 안 중 더 나은 안일 확률은 {better}, 결과가 앞서는 미래의 비율은 {ahead}입니다.",
    "{a}是更好的选择。与{b}相比，{what}多出{range}；它是两者中更优方案的概率为{better}，在{ahead}的未来中最终领先。",
);
const UNSETTLED: Words = words(
    "Not settled: on average {a} has {range} more than {b} ({what}), and the chance that it is the better of the two is {better}.",
    "미확정: 평균적으로 {a} 안은 {b} 안보다 {what} 기준 {range} 앞서며, 두 안 중 더 나은 안일 확률은 {better}입니다.",
    "尚未确定：平均而言，{a}的{what}比{b}多{range}，它是两者中更优方案的概率为{better}。",
);
const WITHIN_ERROR: Words = words(
    "Not settled: what {a} has more than {b}, {range} ({what}), is within the error of the simulation (± {error} on average).",
    "미확정: {a} 안과 {b} 안의 {what} 차이 {range}은(는) 시뮬레이션 오차(평균 ± {error}) 이내입니다.",
    "尚未确定：{a}比{b}多出的{what}{range}在模拟误差之内（均值±{error}）。",
);
const ABSENT: Words = words(
    "Not settled: {what} does not exist in some futures, so that no plan can be called the better one.",
    "미확정: 일부 미래에서 {what} 값이 존재하지 않아 어느 안이 더 나은지 판단할 수 없습니다.",
    "尚未确定：在部分未来中{what}不存在，无法判断哪个方案更好。",
);

/// When a plan passes another one to stay ahead.
fn passing(telling: &Telling, pair: &Pair) -> Option<String> {
    let model = telling.subject.model;
    let (when, reached) = telling.subject.results.against(pair.a, pair.b)?.crossover()?;
    let plans = [("a", telling.label(pair.a)), ("b", telling.label(pair.b))];
    let share = telling.chance(reached);
    let at = |q: Option<f64>| match q {
        Some(q) if q.is_finite() => numbers::When::In(q as u32),
        _ => numbers::When::LaterThan(model.time.periods),
    };
    let [low, middle, high] = [when.p5(), when.median(), when.p95()].map(at);
    let text = middle.with_range(low, high, model.time.step, telling.language);
    let words = match middle {
        _ if reached == 0.0 => NEVER_AHEAD,
        numbers::When::LaterThan(_) => SELDOM_AHEAD,
        numbers::When::In(..=1) if low == high && reached == 1.0 => AT_ONCE,
        numbers::When::In(_) => PASSES,
    };
    Some(telling.fill(words, &[plans[0], plans[1], ("when", &text), ("share", &share)]))
}

const NEVER_AHEAD: Words = words(
    "{a} does not come to stay ahead of {b} within the run.",
    "{a} 안이 {b} 안을 기간 내에 안정적으로 앞서는 일은 없습니다.",
    "{a}在模拟期内从未稳定领先{b}。",
);
const SELDOM_AHEAD: Words = words(
    "{a} comes to stay ahead of {b} within the run in {share} of the futures.",
    "{a} 안이 기간 내에 {b} 안을 추월해 계속 앞서는 미래의 비율은 {share}입니다.",
    "{a}在{share}的未来中于模拟期内稳定领先{b}。",
);
const AT_ONCE: Words = words(
    "{a} is ahead of {b} from the first period on.",
    "{a} 안은 첫 기간부터 {b} 안을 앞섭니다.",
    "{a}从第一期起就领先{b}。",
);
const PASSES: Words = words(
    "{a} passes {b} in {when} to stay ahead (that comes in {share} of the futures).",
    "{a} 안이 {b} 안을 추월해 계속 앞서는 시점: {when} (추월하는 미래의 비율 {share}).",
    "{a}在{when}超过{b}并保持领先（{share}的未来中会发生）。",
);

/// How much of the uncertainty is luck, and which inputs make most of the rest.
pub fn surely(subject: &Subject, comparison: &Comparison) -> Vec<String> {
    let telling = Telling::new(subject, comparison);
    let Some(knowledge) = &comparison.knowledge else { return Vec::new() };
    let best = comparison.best();
    let of_best = words("What is uncertain about {what} ({a})", "{what}({a})의 불확실성", "{what}（{a}）的不确定性");
    let of_best = telling.fill(of_best, &[("what", &telling.what()), ("a", telling.label(best))]);
    let mut said: Vec<String> =
        sources(&telling, &of_best, &knowledge.of_plans[best], &knowledge.groups).into_iter().collect();
    if let (Some(difference), [best, second, ..]) = (&knowledge.of_difference, &comparison.ranking[..]) {
        let of_pair = words("And about the difference between {a} and {b}", "{a}, {b} 두 안의 차이", "{a}与{b}之差");
        let of_pair = telling.fill(of_pair, &[("a", telling.label(*best)), ("b", telling.label(*second))]);
        said.extend(sources(&telling, &of_pair, difference, &knowledge.groups));
    }
    said
}

/// `What is uncertain about ...: luck 20%; Churn 31%, Price 12%.`
fn sources(telling: &Telling, what: &str, matters: &Matters, groups: &[Vec<usize>]) -> Option<String> {
    let ranked = matters.ranked().into_iter().filter(|&g| matters.shares[g].mean >= NEGLIGIBLE).take(NAMED);
    let share = |x: f64| numbers::short((100.0 * x).round() / 100.0, &Unit::Percent, telling.language);
    let named: Vec<String> =
        ranked.map(|g| format!("{} {}", telling.inputs(&groups[g]), share(matters.shares[g].mean))).collect();
    if named.is_empty() && matters.luck == 0.0 {
        return None;
    }
    let luck = match matters.luck {
        luck if luck > 0.0 && luck < 0.005 => telling.chance(luck),
        luck => share(luck),
    };
    let words = match named.is_empty() {
        true => words("{what}: luck {luck}.", "{what}: 우연 {luck}.", "{what}：运气{luck}。"),
        false => words(
            "{what}: luck {luck}, not knowing the rest, most of all {named}.",
            "{what}: 우연 {luck}, 나머지는 모르는 것에서 비롯되며 주로 {named}.",
            "{what}：运气占{luck}，其余来自未知，主要是{named}。",
        ),
    };
    let comma = if telling.language == Language::Chinese { "、" } else { ", " };
    Some(telling.fill(words, &[("what", what), ("luck", &luck), ("named", &named.join(comma))]))
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

fn worth_finding_out(telling: &Telling) -> Vec<String> {
    let Some(knowledge) = &telling.comparison.knowledge else { return Vec::new() };
    if knowledge.groups.is_empty() {
        return Vec::new();
    }
    if knowledge.evpi.mean <= 0.0 || !knowledge.evpi.is_clear() {
        return vec![telling.language.say(NOTHING_TO_FIND_OUT).to_string()];
    }
    let mut said = vec![telling.fill(KNOWING_ALL, &[("worth", &telling.amount(knowledge.evpi.mean))])];
    let mut order: Vec<usize> = (0..knowledge.evppi.len()).collect();
    order.sort_by(|a, b| knowledge.evppi[*b].mean.total_cmp(&knowledge.evppi[*a].mean).then(a.cmp(b)));
    let worth = |g: usize| knowledge.evppi[g];
    // Below a hundredth of all there is to know, or within its error, nobody would send out for it.
    let named = order.into_iter().filter(|&g| worth(g).is_clear() && worth(g).mean >= NEGLIGIBLE * knowledge.evpi.mean);
    let named: Vec<usize> = named.take(NAMED).collect();
    if named.is_empty() {
        said.push(telling.language.say(NONE_ALONE).to_string());
    }
    said.extend(named.into_iter().map(|g| {
        let gaps = [("input", telling.inputs(&knowledge.groups[g])), ("worth", telling.amount(worth(g).mean))];
        telling.fill(FINDING_OUT, &gaps.each_ref().map(|(name, text)| (*name, text.as_str())))
    }));
    said
}

const NOTHING_TO_FIND_OUT: Words = words(
    "Nothing that could be found out would change the choice: the same plan is best whatever the uncertain numbers are, as far as this simulation tells.",
    "더 알아낸다고 해서 선택이 달라지지는 않습니다. 이 시뮬레이션으로 볼 때 불확실한 수치가 어떻든 같은 안이 가장 좋습니다.",
    "再弄清任何数值都不会改变选择：就本次模拟而言，无论不确定的数值如何，最佳方案都相同。",
);
const KNOWING_ALL: Words = words(
    "Knowing every uncertain number before choosing would be worth {worth}.",
    "선택하기 전에 불확실한 수치를 모두 알 수 있다면 그 가치는 {worth}입니다.",
    "若在选择前弄清所有不确定的数值，其价值为{worth}。",
);
const NONE_ALONE: Words = words(
    "No single one of them would change the choice.",
    "그중 하나만 알아서는 선택이 달라지지 않습니다.",
    "仅弄清其中任何一个都不会改变选择。",
);
const FINDING_OUT: Words = words(
    "Finding out “{input}” is worth up to {worth}; a pilot that costs less pays.",
    "‘{input}’ 값을 알아내는 것의 가치는 최대 {worth}입니다. 비용이 그보다 적은 파일럿이라면 할 만합니다.",
    "弄清“{input}”最多值{worth}；成本更低的试点就划算。",
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
    "시뮬레이션이 끝나도 고객은 남습니다. 기말에 남아 있는 고객 1명의 가치가 {worth}보다 크면 {a} 안 대신 {b} 안이 가장 좋은 안이 됩니다.",
    "模拟结束时客户仍在：若期末留存的每位客户价值超过{worth}，最佳方案将由{a}变为{b}。",
);
const NEVER_FLIPS: Words = words(
    "{a} stays the best plan whatever a customer who is still on board at the end is worth.",
    "기말에 남아 있는 고객의 가치가 얼마든 {a} 안이 가장 좋은 안입니다.",
    "无论期末留存客户的价值是多少，{a}都是最佳方案。",
);

/// A warning if the plans that spend on growth do not spend alike. The scenario as it is written is not counted:
/// it is what happens if nothing is done.
///
/// * `plans`: indices into the model's plans, in the order of the results
pub fn unequal_spend(model: &Model, plans: &[usize], results: &Results) -> Option<String> {
    let is_base = |id: &str| id == "base" || id.ends_with(":base");
    let spend = |(at, &plan): (usize, &usize)| {
        let plan = &model.plans[plan];
        (!is_base(&plan.id)).then(|| Some((plan.label.as_str(), growth_spend(results, at)?))).flatten()
    };
    let named: Vec<(&str, f64)> = plans.iter().enumerate().filter_map(spend).collect();
    let least = named.iter().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let most = named.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    if most.1 - least.1 <= UNEQUAL * most.1 {
        return None;
    }
    let money = Unit::Money(model.currency.clone());
    let written = |x: f64| numbers::short(x, &money, Language::English);
    Some(format!(
        "the plans do not spend alike on channels and initiatives: {} {}, {} {}; what one brings more may be bought",
        most.0,
        written(most.1),
        least.0,
        written(least.1)
    ))
}
