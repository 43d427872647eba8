//! Which plan is better, in sentences: by how much, how surely, from when on, at what spend.

use super::said::Telling;
use super::{growth_spend, in_order};
use crate::analysis::compare::futures::Estimate;
use crate::analysis::compare::{ByEnd, Comparison, Pair};
use crate::base::stats::STUDENT_T_15_95;
use crate::model::Model;
use crate::report::assemble::Subject;
use crate::report::language::{Words, words};
use crate::report::numbers::{self, Unit};
use crate::results::Results;

/// Plans whose spend differs by more than this share of the larger one are not of equal size.
const UNEQUAL: f64 = 0.05;
/// More pairs than these are not told in a row: their chances stand in the table.
const MOST_PAIRS: usize = 3;

/// The plans in their order, and whether the first place is settled.
pub fn ranking(subject: &Subject, comparison: &Comparison) -> String {
    let telling = Telling::new(subject, comparison);
    let place = |(nth, &plan): (usize, &usize)| {
        format!("{}. {} {}", nth + 1, telling.label(plan), telling.mean(comparison.standings[plan].mean))
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
    let places = telling.language.list(places);
    let ranked = telling.fill(ranked, &[("what", &telling.what()), ("places", &places)]);
    let settled = with_the_end(&telling, telling.language.say(settled).to_string());
    telling.language.sentences([ranked, settled])
}

/// A verdict on the best plan, and in the same sentence on what it turns where it hangs on what counts after the run.
fn with_the_end(telling: &Telling, verdict: String) -> String {
    let comparison = telling.comparison;
    let turns = comparison.turns();
    let turn = |by: &&ByEnd| {
        let words = match (by.best == comparison.best(), by.end.as_str()) {
            (false, "none") => NONE_TURNS,
            (false, "customers") => CUSTOMERS_TURN,
            (false, _) => REFERRALS_TURN,
            (true, "none") => NONE_UNSETTLES,
            (true, "customers") => CUSTOMERS_UNSETTLE,
            (true, _) => REFERRALS_UNSETTLE,
        };
        let gap = Estimate { mean: by.means[by.best].mean - by.means[comparison.best()].mean, ..by.means[by.best] };
        telling.fill(words, &[("plan", telling.label(by.best)), ("more", &telling.mean(gap))])
    };
    let turns: Vec<String> = turns.iter().map(turn).collect();
    if turns.is_empty() {
        return verdict;
    }
    let verdict = verdict.trim_end_matches(['.', '。']);
    telling.fill(BUT, &[("verdict", verdict), ("turns", &telling.language.clauses(&turns))])
}

const BUT: Words = words("{verdict} – but {turns}.", "{verdict}. 단, {turns}.", "{verdict}，但{turns}。");
const NONE_TURNS: Words = words(
    "within the run alone {plan} brings {more} more",
    "기간 내로만 보면 ‘{plan}’ 쪽이 {more} 더 많습니다",
    "仅看期内，“{plan}”多{more}",
);
const CUSTOMERS_TURN: Words = words(
    "with the people of the end but without whom they bring {plan} brings {more} more",
    "기말 인원의 가치만 포함하고 추천을 제외하면 ‘{plan}’ 쪽이 {more} 더 많습니다",
    "计入期末人员但不计其推荐时，“{plan}”多{more}",
);
const REFERRALS_TURN: Words = words(
    "with whom the people of the end will bring {plan} brings {more} more",
    "기말 인원이 추천으로 데려올 사람까지 포함하면 ‘{plan}’ 쪽이 {more} 더 많습니다",
    "计入期末人员将推荐而来者时，“{plan}”多{more}",
);
const NONE_UNSETTLES: Words =
    words("within the run alone that is not settled", "기간 내로만 보면 확실하지 않습니다", "仅看期内尚未确定");
const CUSTOMERS_UNSETTLE: Words = words(
    "with the people of the end but without whom they bring that is not settled",
    "기말 인원의 가치만 포함하고 추천을 제외하면 확실하지 않습니다",
    "计入期末人员但不计其推荐时尚未确定",
);
const REFERRALS_UNSETTLE: Words = words(
    "with whom the people of the end will bring that is not settled",
    "기말 인원이 추천으로 데려올 사람까지 포함하면 확실하지 않습니다",
    "计入期末人员将推荐而来者时尚未确定",
);

/// Who is better than whom by how much, how surely, from when on it is ahead, and at what spend; the most important
/// first.
pub fn findings(subject: &Subject, comparison: &Comparison) -> Vec<String> {
    let telling = Telling::new(subject, comparison);
    let [best, second, ..] = comparison.ranking[..] else { return Vec::new() };
    let mut said: Vec<String> = comparison
        .pair(best, second)
        .map(|pair| with_the_end(&telling, verdict(&telling, &pair)))
        .into_iter()
        .collect();
    said.extend(against_the_reference(&telling));
    let other = if best == comparison.reference { second } else { comparison.reference };
    if let Some(pair) = comparison.pair(best, other).filter(|pair| !pair.same) {
        said.extend(overtaking(&telling, &pair));
    }
    said.extend(head_to_head(&telling));
    said.extend(catching_up(&telling));
    said.extend(spend_of_the_reference(&telling));
    said
}

/// One plan against another in a sentence or two.
fn verdict(telling: &Telling, pair: &Pair) -> String {
    let plans = [("a", telling.label(pair.a)), ("b", telling.label(pair.b))];
    if pair.same {
        return telling.fill(SAME, &plans);
    }
    let against = telling.subject.results.against(pair.a, pair.b);
    let range = against.and_then(|against| telling.range(&against.at_end()));
    let range = range.map_or(String::new(), |range| telling.fill(RANGE, &[("range", &range)]));
    let ahead = against.and_then(|against| against.ahead_at_end().mean).map_or(String::new(), |c| telling.chance(c));
    let words = match pair.better {
        Some(_) if pair.is_settled() => SETTLED,
        Some(chance) if chance.mean < 0.5 => LONG_TAIL,
        Some(_) => UNSETTLED,
        None if telling.comparison.knowledge.is_none() => ABSENT,
        None => WITHIN_ERROR,
    };
    let gaps = [
        ("what", telling.what_within()),
        ("more", telling.mean(pair.difference)),
        ("range", range),
        ("ahead", ahead),
        ("error", telling.amount(STUDENT_T_15_95 * pair.difference.se)),
        ("better", pair.better.map_or(String::new(), |chance| telling.chance(chance.mean))),
    ];
    let gaps: Vec<(&str, &str)> =
        plans.into_iter().chain(gaps.iter().map(|(name, text)| (*name, text.as_str()))).collect();
    telling.fill(words, &gaps)
}

const SAME: Words = words(
    "No difference: {a} and {b} come out the same in every future.",
    "차이 없음: ‘{a}’와(과) ‘{b}’은(는) 모든 미래에서 결과가 같습니다.",
    "没有差别：“{a}”与“{b}”在所有未来中结果相同。",
);
const RANGE: Words =
    words(" (in 9 of 10 futures {range})", "(미래 10번 중 9번은 {range})", "（10种未来中有9种为{range}）");
const SETTLED: Words = words(
    "{a} is the better choice: on average it brings {more} more {what} than {b}{range}; the chance that it is the better of the two is {better}, and it ends ahead in {ahead} of the futures.",
    "‘{a}’ 쪽이 더 나은 선택입니다. ‘{b}’보다 {what} 기준으로 평균 {more} 더 많고{range}, 둘 중 더 나은 선택일 확률은 {better}, 기말에 앞서는 미래의 비율은 {ahead}입니다.",
    "“{a}”是更好的选择：平均而言，其{what}比“{b}”多{more}{range}；它是两者中更优选择的概率为{better}，期末领先的未来占{ahead}。",
);
const UNSETTLED: Words = words(
    "Not settled: on average {a} brings {more} more {what} than {b}{range}, and the chance that it is the better choice of the two is {better}.",
    "미확정: ‘{a}’ 쪽이 ‘{b}’보다 {what} 기준으로 평균 {more} 더 많으며{range}, 둘 중 더 나은 선택일 확률은 {better}입니다.",
    "尚未确定：平均而言，“{a}”的{what}比“{b}”多{more}{range}，它是两者中更优选择的概率为{better}。",
);
const LONG_TAIL: Words = words(
    "Not settled, and mean and odds point apart: {b} is the better choice more often than not (the chance of {a} is {better}), but where {a} is better it is so by much, so that on average it brings {more} more {what}{range}.",
    "미확정이며 평균과 확률이 엇갈립니다. 더 나은 선택일 확률은 ‘{b}’ 쪽이 높지만(‘{a}’ {better}), ‘{a}’ 쪽이 나은 경우에는 그 차이가 커서 {what} 기준 평균은 ‘{a}’ 쪽이 {more} 더 많습니다{range}.",
    "尚未确定，且均值与概率方向相反：“{b}”为更优选择的情形更多（“{a}”的概率为{better}），但在“{a}”更优时优势很大，因此平均而言其{what}多{more}{range}。",
);
const WITHIN_ERROR: Words = words(
    "Not settled: on average {a} brings {more} more {what} than {b}{range}, which is within the error of the simulation (± {error}).",
    "미확정: ‘{a}’ 쪽이 ‘{b}’보다 {what} 기준으로 평균 {more} 더 많지만{range}, 시뮬레이션 오차(± {error}) 이내입니다.",
    "尚未确定：平均而言，“{a}”的{what}比“{b}”多{more}{range}，但这在模拟误差（±{error}）之内。",
);
const ABSENT: Words = words(
    "Not settled: {what} does not exist in some futures, so that no plan can be called the better one.",
    "미확정: 일부 미래에서 {what} 값이 존재하지 않아 어느 안이 더 나은지 판단할 수 없습니다.",
    "尚未确定：在部分未来中{what}不存在，无法判断哪个方案更好。",
);

/// Of three plans and more, what each brings against the reference, and its chance to be the better choice.
fn against_the_reference(telling: &Telling) -> Option<String> {
    let reference = telling.comparison.reference;
    let others = || telling.comparison.ranking.iter().filter(|plan| **plan != reference);
    let against = |&plan: &usize| telling.comparison.pair(plan, reference).filter(|pair| !pair.same);
    // All are told as exactly as the least exact of them.
    let se = others().filter_map(against).map(|pair| pair.difference.se).fold(0.0, f64::max);
    let of_plan = |plan: &usize| {
        let pair = against(plan)?;
        let difference = Estimate { se, ..pair.difference };
        let gain = format!("{} {}", telling.label(*plan), telling.gain(difference));
        Some(telling.language.aside(&gain, &telling.chance(pair.better?.mean)))
    };
    let plans: Vec<String> = others().filter_map(of_plan).collect();
    let words = words(
        "More {what} than {b} on average, and the chance to be the better choice: {plans}.",
        "‘{b}’ 대비 평균 {what} 차이와 더 나은 선택일 확률: {plans}.",
        "与“{b}”相比的平均{what}差额，以及为更优选择的概率：{plans}。",
    );
    let plans_named = telling.language.clauses(&plans);
    let gaps = [("b", telling.label(reference)), ("what", &telling.what_within()), ("plans", &plans_named)];
    (plans.len() > 1).then(|| telling.fill(words, &gaps))
}

/// The chance of one plan against another, of those pairs in which the reference is not; the better one first.
fn head_to_head(telling: &Telling) -> Option<String> {
    let reference = telling.comparison.reference;
    let others = in_order(telling.comparison).filter(|pair| !pair.same && ![pair.a, pair.b].contains(&reference));
    let of_pair = |pair: Pair| {
        let chance = telling.chance(pair.better?.mean);
        let against = words("{a} against {b} {chance}", "‘{a}’ 대 ‘{b}’ {chance}", "“{a}”对“{b}”：{chance}");
        let gaps = [("a", telling.label(pair.a)), ("b", telling.label(pair.b)), ("chance", &chance)];
        Some(telling.fill(against, &gaps))
    };
    let told: Vec<String> = others.filter_map(of_pair).collect();
    let words = words(
        "Head to head, the chance to be the better choice: {pairs}.",
        "일대일 비교에서 더 나은 선택일 확률: {pairs}.",
        "两两相比，前者为更优选择的概率：{pairs}。",
    );
    let pairs = telling.language.clauses(&told);
    ((1..=MOST_PAIRS).contains(&told.len())).then(|| telling.fill(words, &[("pairs", &pairs)]))
}

/// The run ends, its customers do not: from which value of each customer who is still on board then a plan that
/// is behind the reference catches up with it, having more of them; where there is such a plan.
fn catching_up(telling: &Telling) -> Option<String> {
    let (results, model) = (telling.subject.results, telling.subject.model);
    let reference = telling.comparison.reference;
    let at_end = |plan: usize| results.total(plan, "customers").and_then(|figure| figure.mean);
    let of_plan = |&plan: &usize| {
        let behind = telling.comparison.pair(plan, reference)?.difference.mean;
        let more = at_end(plan)? - at_end(reference)?;
        let catches_up = behind < 0.0 && more > 0.0;
        catches_up.then(|| format!("{} {}", telling.label(plan), telling.amount(-behind / more)))
    };
    let is_money = telling.comparison.unit.is_money();
    let plans: Vec<String> = telling.comparison.ranking.iter().filter(|_| is_money).filter_map(of_plan).collect();
    let money = Unit::Money(model.currency.clone());
    let new = telling.subject.lifetimes.get(reference).and_then(|lifetime| lifetime.ltv.ok());
    let new = new.filter(|value| value.mean > 0.0).map(|value| numbers::short(value.mean, &money, telling.language));
    let new = new.map_or(String::new(), |value| telling.fill(NEW_IS_WORTH, &[("value", &value)]));
    let gaps = [
        ("what", telling.what()),
        ("b", telling.label(reference).to_string()),
        ("plans", telling.language.clauses(&plans)),
        ("new", new),
    ];
    (!plans.is_empty()).then(|| telling.fill(CATCHES_UP, &gaps.each_ref().map(|(name, text)| (*name, text.as_str()))))
}

const CATCHES_UP: Words = words(
    "{what} counts nothing after the run. A plan that is behind {b} has more customers at its end and catches up if each of all who are then on board is worth at least: {plans}{new}.",
    "{what}에는 기간 이후의 가치가 반영되지 않습니다. ‘{b}’에 뒤지지만 기말 고객이 더 많은 안은 그때 남아 있는 고객 1명의 가치가 다음 이상이면 따라잡습니다: {plans}{new}.",
    "{what}不计模拟期之后的价值。落后于“{b}”但期末客户更多的方案，若届时在册的每位客户至少值以下金额即可追平：{plans}{new}。",
);
const NEW_IS_WORTH: Words =
    words(" (a new one is worth {value} on average)", " (신규 고객의 평균 가치는 {value})", "（新客户平均值{value}）");

/// What the reference spends on growth and what the others do, where that is not alike and the outcome pays for it.
fn spend_of_the_reference(telling: &Telling) -> Option<String> {
    let pays = ["npv", "profit", "cash"].contains(&telling.comparison.outcome.as_str());
    let results = telling.subject.results;
    let reference = telling.comparison.reference;
    let own = growth_spend(results, reference).filter(|_| pays)?;
    let others = (0..results.plans.len()).filter(|&plan| plan != reference);
    let others: Vec<f64> = others.filter_map(|plan| growth_spend(results, plan)).collect();
    let [least, most] = [others.iter().copied().reduce(f64::min)?, others.iter().copied().reduce(f64::max)?];
    let unequal = |a: f64, b: f64| (a - b).abs() > UNEQUAL * a.abs().max(b.abs());
    if !unequal(own, least) && !unequal(own, most) {
        return None;
    }
    let money = Unit::Money(telling.subject.model.currency.clone());
    let written = |x: f64| numbers::short(x, &money, telling.language);
    let spent = if unequal(least, most) {
        telling.language.range(&written(least), &written(most))
    } else {
        written(0.5 * (least + most))
    };
    let words = match others.len() {
        1 => SPENT_BY_ONE,
        _ => SPENT_BY_OTHERS,
    };
    let other = (0..results.plans.len()).find(|&plan| plan != reference).map_or("", |plan| telling.label(plan));
    let gaps = [
        ("b", telling.label(reference)),
        ("own", &written(own)),
        ("spent", &spent),
        ("a", other),
        ("what", &telling.what()),
    ];
    Some(telling.fill(words, &gaps))
}

const SPENT_BY_ONE: Words = words(
    "{b} spends {own} on channels and initiatives over the run, {a} {spent}. {what} is what is left after that.",
    "전체 기간 채널·실행 과제 지출은 ‘{b}’ {own}, ‘{a}’ {spent}입니다. {what}에는 이 지출이 이미 반영되어 있습니다.",
    "全程渠道与举措支出：“{b}”{own}，“{a}”{spent}。{what}已扣除这些支出。",
);
const SPENT_BY_OTHERS: Words = words(
    "{b} spends {own} on channels and initiatives over the run, the other plans {spent}. {what} is what is left after that.",
    "전체 기간 채널·실행 과제 지출은 ‘{b}’ {own}, 나머지 안 {spent}입니다. {what}에는 이 지출이 이미 반영되어 있습니다.",
    "全程渠道与举措支出：“{b}”{own}，其余方案{spent}。{what}已扣除这些支出。",
);

/// When a plan overtakes another one for good.
fn overtaking(telling: &Telling, pair: &Pair) -> Option<String> {
    let model = telling.subject.model;
    let (when, reached) = telling.subject.results.against(pair.a, pair.b)?.crossover()?;
    let plans = [("a", telling.label(pair.a)), ("b", telling.label(pair.b))];
    let share = telling.chance(reached);
    let at = |q: Option<f64>| match q {
        Some(q) if q.is_finite() => numbers::When::In(q as u32),
        _ => numbers::When::LaterThan(model.time.periods),
    };
    let [low, middle, high] = [when.p5(), when.median(), when.p95()].map(at);
    let words = match middle {
        _ if reached == 0.0 => NEVER,
        numbers::When::LaterThan(_) => SELDOM,
        numbers::When::In(..=1) if low == high && reached == 1.0 => AT_ONCE,
        numbers::When::In(..=1) => FROM_THE_FIRST,
        numbers::When::In(_) => BY_THEN,
    };
    let by = middle.text(model.time.step, telling.language);
    let n = numbers::count(when.n);
    Some(telling.fill(words, &[plans[0], plans[1], ("when", &by), ("share", &share), ("n", &n)]))
}

const NEVER: Words = words(
    "In none of the {n} simulated futures does {a} overtake {b} for good within the run.",
    "시뮬레이션한 미래 {n}가지 중 기간 내에 ‘{a}’ 쪽이 ‘{b}’을(를) 완전히 추월한 경우는 없습니다.",
    "在{n}种模拟未来中，没有一种“{a}”能在模拟期内超过“{b}”并保持领先。",
);
const SELDOM: Words = words(
    "{a} overtakes {b} for good within the run in {share} of the futures.",
    "‘{a}’ 쪽이 기간 내에 ‘{b}’을(를) 완전히 추월하는 미래의 비율은 {share}입니다.",
    "“{a}”在{share}的未来中于模拟期内超过“{b}”并保持领先。",
);
const AT_ONCE: Words = words(
    "{a} comes to stay ahead of {b} in all of the {n} simulated futures, in 19 of 20 from the first period on.",
    "시뮬레이션한 미래 {n}가지 모두에서 ‘{a}’ 쪽이 ‘{b}’보다 계속 앞서게 되며, 20가지 중 19가지는 첫 기간부터 앞섭니다.",
    "在全部{n}种模拟未来中，“{a}”最终都持续领先“{b}”；20种中有19种从第一期起就领先。",
);
const FROM_THE_FIRST: Words = words(
    "{a} comes to stay ahead of {b} in {share} of the futures: in half of all futures from the first period on.",
    "‘{a}’ 쪽이 ‘{b}’보다 계속 앞서게 되는 미래의 비율은 {share}이며, 전체 미래의 절반에서는 첫 기간부터 앞섭니다.",
    "“{a}”在{share}的未来中持续领先“{b}”；在全部未来的一半中，从第一期起就领先。",
);
const BY_THEN: Words = words(
    "{a} overtakes {b} for good in {share} of the futures: in half of all futures by {when}.",
    "‘{a}’ 쪽이 ‘{b}’을(를) 완전히 추월하는 미래의 비율은 {share}이며, 전체 미래의 절반에서는 늦어도 {when}까지 추월합니다.",
    "“{a}”在{share}的未来中超过“{b}”并保持领先；在全部未来的一半中，最晚在{when}实现。",
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
    let language = model.presentation.language;
    let [high, low] = [most.1, least.1].map(|spend| numbers::short(spend, &money, language));
    let gaps = [("most", most.0), ("high", high.as_str()), ("least", least.0), ("low", &low)];
    Some(language.fill(UNEQUAL_SPEND, &gaps))
}

const UNEQUAL_SPEND: Words = words(
    "the plans do not spend alike on channels and initiatives: {most} {high}, {least} {low}; what one brings more may be bought",
    "채널과 실행 과제에 쓰는 금액이 안마다 다릅니다({most} {high}, {least} {low}). 더 나은 결과가 지출이 더 많아서일 수 있습니다.",
    "各方案在渠道和举措上的支出不同（{most} {high}，{least} {low}）：更好的结果可能只是因为支出更多。",
);
