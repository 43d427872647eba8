//! How far the answer can be trusted.

use super::super::tables::{self, label_of};
use super::super::{Subject, assumptions, outcome};
use super::{has_money, in_a_row, line, ranked};
use crate::analysis::compare;
use crate::report::language::words;
use crate::report::numbers::{self, Estimate, Unit};
use crate::report::{comparison, labels, screen};
use crate::results::Distribution;

/// How much of the uncertainty is luck, and which numbers make most of the rest.
pub(super) fn luck_and_not_knowing(subject: &Subject) -> Vec<String> {
    subject.comparison.map_or(Vec::new(), |comparison| comparison::surely(subject, comparison))
}

/// What the words of a comparison mean.
pub(super) fn when_settled(subject: &Subject) -> Vec<String> {
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

pub(super) fn how_to_read(subject: &Subject) -> Vec<String> {
    let language = subject.model.presentation.language;
    let reading = words(
        "A figure is the median of {n} simulated futures, unless it is called a mean or an average: half of them lie above it, half below. In 9 of 10 futures it lies in the range beside it.",
        "수치는 평균이라고 밝힌 경우를 제외하면 시뮬레이션한 미래 {n}가지의 중앙값으로, 절반은 그보다 높고 절반은 낮습니다. 괄호 안의 범위에는 미래 10가지 중 9가지가 들어갑니다.",
        "所列数值为{n}种模拟未来的中位数：一半高于它，一半低于它。旁边的区间涵盖10种未来中的9种。",
    );
    vec![language.fill(reading, &[("n", &numbers::count(u64::from(subject.results.replications)))])]
}

/// How low and how high the outcome of the best plan comes.
pub(super) fn spread_of_outcome(subject: &Subject) -> Vec<String> {
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
    // That the range has no width does not say that one future in thirty is no other.
    if figure.sd == Some(0.0) {
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
pub(super) fn overlap(subject: &Subject) -> Vec<String> {
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
pub(super) fn earned_back(subject: &Subject) -> Vec<String> {
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
pub(super) fn noise(subject: &Subject) -> Vec<String> {
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

pub(super) fn what_the_ranges_hold(subject: &Subject) -> Vec<String> {
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
