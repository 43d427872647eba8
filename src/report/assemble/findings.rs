//! The memo: what was found, how sure it is, and what drives it, in sentences that the figures make.
//!
//! A new kind of sentence is a function of the [`Subject`] and a line in one of the lists.

use super::Subject;
use super::assumptions;
use super::money;
use super::outcome;
use super::places;
use super::sources::OF_THE_START;
use super::tables::{self, label_of};
use super::worth;
use crate::analysis::compare;
use crate::report::figure::Figure;
use crate::report::language::{Language, Words, words};
use crate::report::memo::{Block, Section};
use crate::report::numbers::{self, Estimate, Unit};
use crate::report::{comparison, labels, losses, screen, told};
use crate::results::{Distribution, PlanResults, Results};

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

/// Which plan is better, how surely, which initiatives pay, and what to find out first.
fn which_plan(subject: &Subject) -> Vec<String> {
    let Some(comparison) = subject.comparison else { return Vec::new() };
    let mut told = comparison::findings(subject, comparison);
    told.extend(worth::next_dollar(subject));
    told.extend(worth::paying(subject));
    told.extend(comparison::to_find_out_first(subject, comparison));
    told
}

/// How much of the uncertainty is luck, and which numbers make most of the rest.
fn luck_and_not_knowing(subject: &Subject) -> Vec<String> {
    subject.comparison.map_or(Vec::new(), |comparison| comparison::surely(subject, comparison))
}

/// What it would be worth to know more.
fn worth_knowing(subject: &Subject) -> Vec<String> {
    subject.comparison.map_or(Vec::new(), |comparison| comparison::knowing_more(subject, comparison))
}

/// Under which plan the outcome is highest and lowest, where the plans were not compared future by future.
fn outcome_by_plan(subject: &Subject) -> Vec<String> {
    let Subject { model, results, .. } = *subject;
    if subject.comparison.is_some() {
        return Vec::new();
    }
    let language = model.presentation.language;
    let Some(metric) = outcome::headline(subject) else { return Vec::new() };
    let ranked = ranked(subject, metric);
    let (Some((best, high)), Some((last, low))) = (ranked.first(), ranked.last()) else { return Vec::new() };
    if best == last {
        return Vec::new();
    }
    let written = |figure: &Distribution| unbroken(&screen::in_words(figure, metric, model), language);
    let (high, low) = (written(high), written(low));
    let what = label_of(metric, model);
    if middle(&high, language) == middle(&low, language) {
        let same = words(
            "{what} hardly differs between the plans: {figure} in the median.",
            "{what}: 안 사이에 거의 차이가 없습니다(중앙값 {figure}).",
            "{what}在各方案间几乎没有差别：中位数{figure}。",
        );
        return vec![language.fill(same, &[("what", &what), ("figure", &middle(&high, language))])];
    }
    let label = |plan: usize| results.plans[plan].label.as_str();
    let apart = words(
        "{what} in the median: highest under {best}, {high}; lowest under {last}, {low}.",
        "{what} 중앙값이 가장 높은 안은 ‘{best}’({high}), 가장 낮은 안은 ‘{last}’({low})입니다.",
        "{what}（中位数）：“{best}”最高，为{high}；“{last}”最低，为{low}。",
    );
    let gaps =
        [("what", what.as_str()), ("best", label(*best)), ("high", &high), ("last", label(*last)), ("low", &low)];
    vec![language.fill(apart, &gaps)]
}

/// Profit of a single plan; of several it stands in the table.
fn profit(subject: &Subject) -> Vec<String> {
    let language = subject.model.presentation.language;
    if subject.results.plans.len() > 1 {
        return Vec::new();
    }
    let plans = 0..subject.results.plans.len();
    let what = words("Profit over the run", "전체 기간 이익", "全程利润");
    let figures = in_a_row(subject.results, plans.map(|p| figure(subject, p, "profit")), language);
    figures.map(|figures| line(language.say(what), &figures, language)).into_iter().collect()
}

/// The chance that the cash runs out, where it is worth naming: the likeliest first.
pub(in crate::report) fn running_out(subject: &Subject) -> Vec<String> {
    /// A chance that nobody leaves out of account.
    const WORTH_NAMING: f64 = 0.05;
    let (results, language) = (subject.results, subject.model.presentation.language);
    let chances = (0..results.plans.len()).filter_map(|p| Some((money::runs_out(subject, p)?, p)));
    let mut chances: Vec<(f64, usize)> = chances.collect();
    chances.sort_by(|a, b| b.0.total_cmp(&a.0));
    if chances.first().is_none_or(|(chance, _)| *chance < WORTH_NAMING) {
        return Vec::new();
    }
    let told = chances.iter().map(|(chance, p)| {
        let chance = numbers::chance(*chance, None, language);
        if results.plans.len() > 1 { format!("{} {chance}", results.plans[*p].label) } else { chance }
    });
    let words = words(
        "The chance that the cash runs out within the run: {told}.",
        "기간 안에 현금이 바닥날 확률: {told}.",
        "期间内现金耗尽的概率：{told}。",
    );
    vec![language.fill(words, &[("told", &language.clauses(told))])]
}

/// When the money is back: of several plans the first and the last.
fn break_even(subject: &Subject) -> Vec<String> {
    let Subject { model, results, .. } = *subject;
    let language = model.presentation.language;
    if !has_money(subject) {
        return Vec::new();
    }
    if let Some(reference) = screen::reference(results) {
        return money_back(subject, reference).into_iter().collect();
    }
    let told = |plan: usize| figure(subject, plan, "break_even");
    let medians = (0..results.plans.len()).filter_map(|p| Some((results.total(p, "break_even")?.median()?, p)));
    let mut medians: Vec<(f64, usize)> = medians.collect();
    medians.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (Some(first), Some(last)) = (medians.first(), medians.last()) else { return Vec::new() };
    let (Some(soon), Some(late)) = (told(first.1), told(last.1)) else { return Vec::new() };
    if first.0 == last.0 {
        let what = words("Break-even in the median", "손익분기(중앙값)", "盈亏平衡（中位数）");
        let soon = if results.plans.len() > 1 { middle(&soon, language) } else { soon };
        return vec![line(language.say(what), &soon, language)];
    }
    let apart = words(
        "Break-even in the median: first under {first}, {soon}; last under {last}, {late}.",
        "손익분기(중앙값)가 가장 빠른 안은 ‘{first}’, {soon}. 가장 늦은 안은 ‘{last}’, {late}.",
        "盈亏平衡（中位数）：“{first}”最早，{soon}；“{last}”最晚，{late}。",
    );
    let label = |plan: usize| results.plans[plan].label.as_str();
    let gaps = [("first", label(first.1)), ("soon", &soon), ("last", label(last.1)), ("late", &late)];
    vec![language.fill(apart, &gaps)]
}

/// In what share of the futures what plans put in beyond the one they are set against is back, and when; not of
/// plans that put nothing in.
fn money_back(subject: &Subject, reference: usize) -> Option<String> {
    let Subject { model, results, .. } = *subject;
    let language = model.presentation.language;
    let told = |(p, plan): (usize, &PlanResults)| {
        let (when, share) = results.against(p, reference)?.money_back()?;
        let at_once = share == 1.0 && when.p95().is_some_and(|period| period <= 1.0);
        let half = when.median().filter(|period| period.is_finite());
        let half = half.map_or(String::new(), |period| {
            let when = language.nth(period as u32, model.time.step);
            language.fill(words(", in half by {when}", ", 절반은 {when}까지", "，一半在{when}前"), &[("when", &when)])
        });
        let in_share = words(
            "{plan} in {share} of the futures{half}",
            "{plan} 미래의 {share}{half}",
            "{plan}在{share}的未来中{half}",
        );
        let share = numbers::chance(share, None, language);
        let gaps = [("plan", plan.label.as_str()), ("share", &share), ("half", &half)];
        (!at_once).then(|| language.fill(in_share, &gaps))
    };
    let by_plan: Vec<String> = results.plans.iter().enumerate().filter_map(told).take(MOST_IN_A_ROW).collect();
    let words = words(
        "What is spent beyond {b} is back within the run, in cash: {plans}.",
        "‘{b}’보다 더 쓴 돈을 기간 내에 현금으로 회수: {plans}.",
        "比“{b}”多花的钱在期内以现金收回：{plans}。",
    );
    let gaps = [("b", results.plans[reference].label.as_str()), ("plans", &language.clauses(&by_plan))];
    (!by_plan.is_empty()).then(|| language.fill(words, &gaps))
}

/// The middle of a figure with a range.
fn middle(figure: &str, language: Language) -> String {
    language.without_aside(figure).0.to_string()
}

/// The chance of every goal: of several plans the highest and the lowest.
fn chances(subject: &Subject) -> Vec<String> {
    let Subject { model, results, .. } = *subject;
    let language = model.presentation.language;
    let goals = results.catalogue.metrics.iter().filter(|metric| metric.definition.id == "chance");
    let told = goals.filter_map(|goal| {
        let chances = (0..results.plans.len()).filter_map(|p| Some((results.total(p, &goal.id)?.mean?, p)));
        let mut chances: Vec<(f64, usize)> = chances.collect();
        chances.sort_by(|a, b| b.0.total_cmp(&a.0));
        let written = |p: usize| {
            results.total(p, &goal.id).map(|chance| unbroken(&screen::in_words(&chance, &goal.id, model), language))
        };
        let (best, last) = (chances.first()?, chances.last()?);
        let (high, low) = (written(best.1)?, written(last.1)?);
        let what = words("Chance of “{goal}”", "‘{goal}’ 달성 확률", "达成“{goal}”的概率");
        let what = language.fill(what, &[("goal", goal.of.as_deref().unwrap_or_default())]);
        if middle(&high, language) == middle(&low, language) {
            let all = if results.plans.len() > 1 { middle(&high, language) } else { high };
            return Some(line(&what, &all, language));
        }
        let apart = words(
            "{what}: highest under {best}, {high}; lowest under {last}, {low}.",
            "{what}: 가장 높은 안은 ‘{best}’, {high}. 가장 낮은 안은 ‘{last}’, {low}.",
            "{what}：“{best}”最高，{high}；“{last}”最低，{low}。",
        );
        let label = |plan: usize| results.plans[plan].label.as_str();
        let gaps =
            [("what", what.as_str()), ("best", label(best.1)), ("high", &high), ("last", label(last.1)), ("low", &low)];
        Some(language.fill(apart, &gaps))
    });
    told.collect()
}

/// What the words of a comparison mean.
fn when_settled(subject: &Subject) -> Vec<String> {
    let compared = subject.comparison.filter(|comparison| comparison.pairs.iter().any(|pair| !pair.same));
    let language = subject.model.presentation.language;
    let told = words(
        "A plan is the better choice if it brings more on average with luck left out; what is not known makes that a chance. From {settled} on a choice is called settled. Ahead is who has more in a future as it falls, luck included.",
        "더 나은 선택이란 우연을 뺀 평균에서 더 많은 안을 뜻하며, 모르는 수치 때문에 확률로 나타냅니다. 이 확률이 {settled} 이상이면 확정으로 봅니다. ‘앞섬’은 우연까지 포함한 각 미래에서 더 많은 경우입니다.",
        "“更优选择”指剔除运气后平均更多的方案，因存在未知数值而以概率表示；达到{settled}即视为确定。“领先”指在包含运气的某个未来中更多。",
    );
    let settled = numbers::chance(compare::SETTLED, None, language);
    compared.map(|_| language.fill(told, &[("settled", &settled)])).into_iter().collect()
}

fn how_to_read(subject: &Subject) -> Vec<String> {
    let language = subject.model.presentation.language;
    let reading = words(
        "A figure is the median of {n} simulated futures, unless it is called a mean or an average: half of them lie above it, half below. In 9 of 10 futures it lies in the range beside it.",
        "수치는 평균이라고 밝힌 경우를 제외하면 시뮬레이션한 미래 {n}가지의 중앙값으로, 절반은 그보다 높고 절반은 낮습니다. 괄호 안의 범위에는 미래 10가지 중 9가지가 들어갑니다.",
        "所列数值为{n}种模拟未来的中位数：一半高于它，一半低于它。旁边的区间涵盖10种未来中的9种。",
    );
    vec![language.fill(reading, &[("n", &numbers::count(u64::from(subject.results.replications)))])]
}

/// How low and how high the outcome of the best plan comes.
fn spread_of_outcome(subject: &Subject) -> Vec<String> {
    let Subject { model, results, .. } = *subject;
    let language = model.presentation.language;
    let Some(metric) = outcome::headline(subject) else { return Vec::new() };
    let Some((plan, figure)) = ranked(subject, metric).into_iter().next() else { return Vec::new() };
    let (Some(low), Some(median), Some(high)) = (figure.p5(), figure.median(), figure.p95()) else {
        return Vec::new();
    };
    let what = label_of(metric, model);
    let what = if results.plans.len() > 1 { language.aside(&what, &results.plans[plan].label) } else { what };
    let Some(unit) = tables::unit_for_eyes(metric, model) else { return Vec::new() };
    let end = |end: f64| Estimate { median: end, low, high }.middle(&unit, language);
    if low == high {
        let same = words(
            "{what} comes out the same in all futures: {figure}. Nothing that matters to it is uncertain.",
            "{what}: 모든 미래에서 결과가 같습니다({figure}). 이 값에 영향을 주는 불확실성이 없습니다.",
            "{what}在所有未来中都相同：{figure}。没有影响它的不确定性。",
        );
        return vec![language.fill(same, &[("what", &what), ("figure", &end(median))])];
    }
    let ends = words(
        "{what}: in 1 of 20 futures it is {low} or less, in 1 of 20 it is {high} or more.",
        "{what}: 미래 20가지 중 1가지는 {low} 이하, 1가지는 {high} 이상입니다.",
        "{what}：20种未来中有1种不高于{low}，有1种不低于{high}。",
    );
    vec![language.fill(ends, &[("what", &what), ("low", &end(low)), ("high", &end(high))])]
}

/// Whether the ranges of the best and the last plan lie apart, where there is nothing better to say.
fn overlap(subject: &Subject) -> Vec<String> {
    let Subject { model, results, .. } = *subject;
    if subject.comparison.is_some() {
        return Vec::new();
    }
    let language = model.presentation.language;
    let Some(metric) = outcome::headline(subject) else { return Vec::new() };
    let ranked = ranked(subject, metric);
    let (Some((best, high)), Some((last, low))) = (ranked.first(), ranked.last()) else { return Vec::new() };
    let has_width = |figure: &Distribution| figure.p5() != figure.p95();
    if best == last || !has_width(high) && !has_width(low) {
        return Vec::new();
    }
    let overlap =
        matches!((high.p5(), low.p95()), (Some(low_of_best), Some(high_of_last)) if low_of_best <= high_of_last);
    let told = if overlap {
        words(
            "The ranges of {best} and {last} overlap. That alone does not say how often one is ahead: both meet the same futures, and what is good for one is often good for the other.",
            "‘{best}’와(과) ‘{last}’의 범위는 겹칩니다. 그러나 두 안은 같은 미래를 겪으므로, 범위가 겹친다는 사실만으로는 어느 쪽이 얼마나 자주 앞서는지 알 수 없습니다.",
            "“{best}”与“{last}”的区间重叠。但两个方案面对同样的未来，仅凭区间重叠看不出谁领先得更频繁。",
        )
    } else {
        words(
            "The ranges of {best} and {last} lie apart: in 19 of 20 futures {best} is above a value that {last} exceeds in at most 1 of 20.",
            "‘{best}’와(과) ‘{last}’의 범위는 겹치지 않습니다. ‘{last}’에서 20번 중 많아야 1번 넘는 값을 ‘{best}’에서는 20번 중 19번 넘습니다.",
            "“{best}”与“{last}”的区间互不重叠：某个数值“{last}”在20种未来中至多有1种能超过，而“{best}”有19种能超过。",
        )
    };
    let label = |plan: usize| results.plans[plan].label.as_str();
    vec![language.fill(told, &[("best", label(*best)), ("last", label(*last))])]
}

/// In how many futures the money is back within the run; of plans that are compared it stands with the answer.
fn earned_back(subject: &Subject) -> Vec<String> {
    let Subject { model, results, .. } = *subject;
    let language = model.presentation.language;
    if screen::reference(results).is_some() {
        return Vec::new();
    }
    let Some(metric) = results.catalogue.find("break_even").filter(|_| has_money(subject)) else { return Vec::new() };
    let share = |p: usize| {
        let summary = &results.plans[p].summaries[results.catalogue.columns_of(metric).end - 1];
        (summary.n() > 0).then(|| numbers::chance(summary.reached().unwrap_or(1.0), None, language))
    };
    let what = words(
        "Share of the futures in which the money is back by the end",
        "기간 내에 투자금을 회수하는 미래의 비율",
        "期末前收回投入的未来所占比例",
    );
    let figures = in_a_row(results, (0..results.plans.len()).map(share), language);
    figures.map(|figures| line(language.say(what), &figures, language)).into_iter().collect()
}

/// What more futures would change: the error of the mean, in words.
fn noise(subject: &Subject) -> Vec<String> {
    /// Student's t with 15 degrees of freedom, 97.5%: the standard error is that of 16 randomisations.
    const T_15: f64 = 2.131_449_545_559_323;
    let Subject { model, results, .. } = *subject;
    let language = model.presentation.language;
    let Some(metric) = outcome::headline(subject) else { return Vec::new() };
    let Some(unit) = tables::unit_for_eyes(metric, model) else { return Vec::new() };
    let errors = (0..results.plans.len()).filter_map(|p| results.total(p, metric)?.se);
    let largest = errors.filter(|se| se.is_finite()).fold(0.0, f64::max);
    if largest == 0.0 {
        return Vec::new();
    }
    let told = words(
        "Noise of the simulation: the mean of {what} is known to ± {error} or better (95%). More futures make this smaller; they do not make the ranges narrower.",
        "시뮬레이션 오차: {what}의 평균은 ± {error}(95%) 이내로 추정됩니다. 시뮬레이션 횟수를 늘리면 이 오차는 줄지만 범위가 좁아지지는 않습니다.",
        "模拟误差：{what}的均值误差不超过±{error}（95%）。增加模拟次数可减小该误差，但不会使区间变窄。",
    );
    // The mean of whole people is no whole number.
    let unit = if unit == Unit::People { Unit::Number } else { unit };
    let error = numbers::short(T_15 * largest, &unit, language);
    vec![language.fill(told, &[("what", &labels::mid_sentence(&label_of(metric, model))), ("error", &error)])]
}

fn what_the_ranges_hold(subject: &Subject) -> Vec<String> {
    let model = subject.model;
    let language = model.presentation.language;
    let exact = assumptions::constants(model).count();
    let alone = words(
        "The ranges hold luck alone: no number of the scenario is uncertain. They do not hold that the {exact} numbers may be wrong, nor anything that the scenario leaves out.",
        "범위에는 우연만 반영됩니다. 시나리오에 불확실한 수치가 없기 때문입니다. 수치 {exact}개가 틀릴 가능성과 시나리오에 없는 요인은 반영되지 않습니다.",
        "区间只包含运气：情景中没有不确定的数值。{exact}个数值可能有误，以及情景未涉及的因素，均不在其中。",
    );
    let told = words(
        "The ranges hold luck and the {n} numbers that the scenario is not sure of. They do not hold the {exact} numbers that are written as exact, nor anything that the scenario leaves out.",
        "범위에는 우연과 시나리오가 불확실하다고 밝힌 수치 {n}개가 반영됩니다. 확정값으로 입력된 수치 {exact}개와 시나리오에 없는 요인은 반영되지 않습니다.",
        "区间包含运气以及情景中{n}个不确定的数值；不包含按确定值写入的{exact}个数值，也不包含情景未涉及的因素。",
    );
    let told = if model.inputs.is_empty() { alone } else { told };
    vec![language.fill(told, &[("n", &model.inputs.len().to_string()), ("exact", &exact.to_string())])]
}

/// By which sources the new customers come, under the first plan; all plans are in the chart.
fn sources(subject: &Subject) -> Vec<String> {
    /// More of them are told as the others.
    const MOST_NAMED: usize = 4;
    let Subject { model, results, .. } = *subject;
    let language = model.presentation.language;
    let by_source = results.catalogue.metrics.iter().filter(|m| m.id.starts_with("new_customers["));
    let by_source: Vec<(&str, &str)> =
        by_source.map(|m| (m.id.as_str(), m.of.as_deref().unwrap_or_default())).collect();
    let of_plan = |p: usize| {
        let mean = |id: &str| results.total(p, id).and_then(|f| f.mean).unwrap_or(0.0);
        let mut brought: Vec<(f64, &str)> = by_source.iter().map(|(id, label)| (mean(id), *label)).collect();
        brought.retain(|(people, _)| *people > 0.0);
        let all = mean("new_customers");
        let of_the_start = all - brought.iter().map(|(people, _)| people).sum::<f64>();
        // Means of whole people over the futures: a smaller rest is the rounding of the sum.
        if of_the_start > 1e-6 {
            brought.push((of_the_start, language.say(OF_THE_START)));
        }
        brought.sort_by(|a, b| b.0.total_cmp(&a.0));
        let share = |people: f64| numbers::short((100.0 * people / all).round() / 100.0, &Unit::Percent, language);
        let mut named: Vec<String> =
            brought.iter().take(MOST_NAMED).map(|(people, label)| format!("{label} {}", share(*people))).collect();
        let others: f64 = brought.iter().skip(MOST_NAMED).map(|(people, _)| people).sum();
        if others > 0.0 {
            named.push(format!("{} {}", language.say(words("others", "기타", "其他")), share(others)));
        }
        (!named.is_empty()).then(|| language.list(named))
    };
    let by_plan: Vec<Option<String>> = (0..results.plans.len()).map(of_plan).collect();
    if by_source.is_empty() {
        return Vec::new();
    }
    if by_plan.iter().all(Option::is_none) {
        return vec![language.say(NOBODY).to_string()];
    }
    let what = words("New customers come from", "신규 고객의 유입 경로", "新客户来源");
    let told = results.plans.iter().zip(by_plan).filter_map(|(plan, shares)| Some((plan, shares?)));
    told.take(1)
        .map(|(plan, shares)| match results.plans.len() {
            1 => line(language.say(what), &shares, language),
            _ => line(&language.aside(language.say(what), &plan.label), &shares, language),
        })
        .collect()
}

const NOBODY: Words = words(
    "Nobody becomes a customer within the run.",
    "기간 내에 고객이 되는 사람이 없습니다.",
    "模拟期内没有人成为客户。",
);

/// At which stages people go for good or lapse, under the first plan.
fn losses(subject: &Subject) -> Vec<String> {
    /// As many are told as one remembers.
    const MOST_NAMED: usize = 3;
    let Subject { model, results, plans, .. } = *subject;
    let language = model.presentation.language;
    let lost = losses::losses(model, results, plans);
    let named = lost.iter().filter_map(|loss| {
        let lost = loss.plans.first().copied().flatten()?;
        Some(format!("{} {}", loss.stage, unbroken(&lost.in_words(model.time.step, language), language)))
    });
    let named: Vec<String> = named.take(MOST_NAMED).collect();
    let Some(plan) = results.plans.first().filter(|_| !named.is_empty()) else { return Vec::new() };
    let what = language.say(words("Where most people are lost", "사람이 가장 많이 이탈하는 단계", "流失最多的阶段"));
    let what = if results.plans.len() > 1 { language.aside(what, &plan.label) } else { what.to_string() };
    vec![line(&what, &language.clauses(named), language)]
}

fn churn(subject: &Subject) -> Vec<String> {
    let Subject { model, results, .. } = *subject;
    let language = model.presentation.language;
    let what = language.fill(
        words("Customers who leave in a {step}", "{step}별 고객 이탈률", "每{step}客户流失率"),
        &[("step", numbers::step_word(model.time.step, language))],
    );
    if results.plans.len() > MOST_IN_A_ROW {
        return Vec::new();
    }
    let figures = in_a_row(results, (0..results.plans.len()).map(|p| figure(subject, p, "churn_rate")), language);
    figures.map(|figures| line(&what, &figures, language)).into_iter().collect()
}

/// What a new customer is worth and brings, the plans in a row.
fn wheel(subject: &Subject) -> Vec<String> {
    let Subject { model, results, lifetimes, .. } = *subject;
    let language = model.presentation.language;
    if results.plans.len() == 1 || results.plans.len() > MOST_IN_A_ROW {
        return Vec::new();
    }
    let rows = tables::lifetime_rows(model, lifetimes).into_iter();
    let told = rows.filter_map(|(label, cells)| {
        let filled = cells.into_iter().map(|cell| Some(unbroken(&cell, language)).filter(|cell| !cell.is_empty()));
        Some(line(&label, &in_a_row(results, filled, language)?, language))
    });
    told.collect()
}

/// Of a single plan, everything about one customer.
fn one_customer(subject: &Subject) -> Vec<String> {
    let (model, [lifetime]) = (subject.model, subject.lifetimes) else { return Vec::new() };
    let language = model.presentation.language;
    let told = told::a_new_customer(lifetime, &model.currency, model.time.step, language);
    told.map(|told| sentence(&told, language)).into_iter().collect()
}
