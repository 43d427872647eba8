//! Frictions: what does each drag cost us?

use super::bars::{BarChart, BarRow, Bars, MOST_ROWS, bar, scale, with_ninety};
use super::context::Context;
use super::frame::Headings;
use super::palette::plan_hue;
use crate::report::language::{Language, Words, words};
use crate::report::numbers::{self, Estimate, Unit};

/// What every friction of a plan costs.
#[derive(Debug, Clone, PartialEq)]
pub struct Frictions {
    /// Label of the plan.
    pub plan: String,
    /// Money: what would be gained without it. People: likewise. Percent: share of the wanted moves that it stops.
    pub unit: Unit,
    /// What is lost, in the report's language: "Net present value".
    pub outcome: String,
    /// In any order: the chart ranks them.
    pub rows: Vec<FrictionRow>,
    /// What would be gained without all of them, where that is known.
    pub together: Option<Estimate>,
}

/// A friction and its cost.
#[derive(Debug, Clone, PartialEq)]
pub struct FrictionRow {
    pub label: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Where it acts: labels of its transitions or stages.
    pub stage: String,
    /// Over the futures, in the unit of the outcome; positive where it is in the way.
    pub cost: Estimate,
}

/// The chart of a plan's frictions, the dearest first.
///
/// * `hue`: index of the plan in the model
pub fn frictions(figures: &Frictions, hue: usize, context: &Context) -> BarChart {
    let language = context.language;
    let rows: Vec<FrictionRow> = ranked(&figures.rows);
    let row = |friction: &FrictionRow| BarRow {
        label: friction.label.clone(),
        note: Some(note(friction)).filter(|note| !note.is_empty()),
        marks: vec![bar(friction.cost, &figures.unit, plan_hue(hue), language)],
        ..BarRow::default()
    };
    let shown: Vec<BarRow> = rows.iter().take(MOST_ROWS).map(row).collect();
    let subtitle = if figures.unit == Unit::Percent { SHARES } else { GAINS };
    let gaps = [("plan", figures.plan.as_str()), ("outcome", &figures.outcome), ("futures", &context.futures())];
    let sentence = sentence(&rows, figures, language);
    BarChart {
        name: "frictions",
        headings: Headings {
            title: title(&rows, figures, language),
            subtitle: language.fill(subtitle, &gaps),
            footnote: context.footnote(std::iter::once(figures.plan.as_str())),
        },
        alt: sentence.clone(),
        sentence,
        bars: Bars {
            axis: scale(&shown, &figures.unit),
            n_more: rows.len() - shown.len(),
            nothing: language.say(NONE).to_string(),
            rows: shown,
            ..Bars::default()
        },
    }
}

const GAINS: Words = words(
    "What {plan} would gain without each friction: {outcome}. Everything else and the luck are the same. Bars: median; whiskers: 90% of {futures}.",
    "마찰을 하나씩 없앴을 때 늘어나는 값: {outcome} ({plan}). 다른 조건과 우연은 같음. 막대: 중앙값, 수염: {futures} 결과의 가운데 90%.",
    "逐项消除摩擦后的增量：{outcome}（{plan}）。其他条件和运气不变。条形：中位数；误差线：{futures}结果的中间90%。",
);
const SHARES: Words = words(
    "Share of the wanted moves that each friction stops where it acts, in {plan}. Bars: median; whiskers: 90% of what was assumed, over {futures}.",
    "각 마찰이 작용하는 곳에서 막는 이동의 비율 ({plan}). 막대: 중앙값, 수염: 가정한 값의 90%. {futures}.",
    "每项摩擦在其作用之处拦下的流转比例（{plan}）。条形：中位数；误差线：假设值的90%。{futures}。",
);
const NONE: Words = words("No friction is named.", "정의된 마찰이 없습니다.", "没有列出摩擦。");
const COSTS_MOST: Words = words(
    "{friction} costs the most: {figure}",
    "비용이 가장 큰 마찰은 {friction}, {figure}",
    "代价最大的摩擦是“{friction}”：{figure}",
);
const COSTS: Words = words("{friction} costs {figure}", "{friction}의 비용: {figure}", "“{friction}”的代价：{figure}");
const COST_ALIKE: Words = words(
    "{frictions} cost the most, {figure} each",
    "비용이 가장 큰 마찰은 {frictions}, 각각 {figure}",
    "代价最大的摩擦是{frictions}：各{figure}",
);
const COST_NOTHING: Words =
    words("No friction costs anything: {outcome}", "비용이 드는 마찰 없음: {outcome}", "没有摩擦造成损失：{outcome}");
const STOPS_MOST: Words = words(
    "{friction} stops the largest share where it acts: {figure} of the wanted moves",
    "막는 비율이 가장 큰 마찰은 {friction}: 원하는 이동의 {figure}",
    "拦截比例最高的摩擦是{friction}：拦下了{figure}的期望流转",
);
const STOP_ALIKE: Words = words(
    "{frictions} stop the largest share where they act: {figure} of the wanted moves each",
    "막는 비율이 가장 큰 마찰은 {frictions}: 각각 원하는 이동의 {figure}",
    "拦截比例最高的摩擦是{frictions}：各拦下{figure}的期望流转",
);
const STOP_NOTHING: Words = words("No friction stops anybody", "이동을 막는 마찰이 없습니다", "没有摩擦拦下任何人");
const EACH: Words = words("Median and 90% range: {each}.", "중앙값과 90% 범위: {each}.", "中位数与90%区间：{each}。");
const TOGETHER: Words = words(
    " Without all of them: {figure}, which is {compared} what they cost one by one ({sum}).",
    " 모두 없애면: {figure}. 하나씩 없앤 값의 합({sum}){compared}.",
    "全部消除：{figure}，{compared}逐项代价之和（{sum}）。",
);
const LESS: Words = words("less than", "보다 작음", "低于");
const MORE: Words = words("more than", "보다 큼", "高于");
const ALIKE: Words = words("as much as", "과 같음", "等于");

/// Most costly first.
fn ranked(rows: &[FrictionRow]) -> Vec<FrictionRow> {
    let mut rows = rows.to_vec();
    rows.sort_by(|a, b| b.cost.median.total_cmp(&a.cost.median));
    rows
}

/// Where it acts and who answers for it.
fn note(friction: &FrictionRow) -> String {
    let owner = friction.owner.as_deref().unwrap_or_default();
    [friction.stage.as_str(), owner].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn title(rows: &[FrictionRow], figures: &Frictions, language: Language) -> String {
    let is_share = figures.unit == Unit::Percent;
    let Some(first) = rows.first() else { return language.say(NONE).to_string() };
    let figure = with_ninety(first.cost, &figures.unit, language);
    if first.cost.median <= 0.0 && first.cost.high <= 0.0 {
        let outcome = [("outcome", figures.outcome.as_str())];
        return if is_share { language.say(STOP_NOTHING).into() } else { language.fill(COST_NOTHING, &outcome) };
    }
    let middle = |row: &FrictionRow| row.cost.middle(&figures.unit, language);
    if let Some(second) = rows.get(1).filter(|second| middle(second) == middle(first)) {
        let gaps = [("frictions", &*language.list([first.label.as_str(), &second.label])), ("figure", &middle(first))];
        return language.fill(if is_share { STOP_ALIKE } else { COST_ALIKE }, &gaps);
    }
    let words = match (is_share, rows.len()) {
        (true, _) => STOPS_MOST,
        (false, 1) => COSTS,
        (false, _) => COSTS_MOST,
    };
    language.fill(words, &[("friction", &first.label), ("figure", &figure)])
}

fn sentence(rows: &[FrictionRow], figures: &Frictions, language: Language) -> String {
    if rows.is_empty() {
        return language.say(NONE).to_string();
    }
    let each = rows.iter().take(MOST_ROWS).map(|row| {
        let figure = row.cost.text(&figures.unit, language);
        format!("{} {figure}", row.label)
    });
    let each = language.fill(EACH, &[("each", &language.clauses(each.collect::<Vec<_>>()))]);
    let Some(together) = figures.together else { return each };
    let sum: f64 = rows.iter().map(|row| row.cost.median).sum();
    let short = |value: f64| numbers::short(value, &figures.unit, language);
    let [all, one_by_one] = [short(together.median), short(sum)];
    let compared = match together.median.total_cmp(&sum) {
        _ if all == one_by_one => ALIKE,
        std::cmp::Ordering::Less => LESS,
        _ => MORE,
    };
    let gaps = [
        ("figure", together.text(&figures.unit, language)),
        ("sum", one_by_one),
        ("compared", language.say(compared).to_string()),
    ];
    each + &language.fill(TOGETHER, &gaps.each_ref().map(|(gap, value)| (*gap, value.as_str())))
}
