//! Goals: when do we get there?

use super::axis::TimeAxis;
use super::context::Context;
use super::fan::{FanChart, FanPanel, FanSeries, Level, Moment};
use super::frame::Headings;
use super::spoken;
use crate::report::language::{Language, Words, words};
use crate::report::numbers::Unit;

/// The chance of a goal under one plan, if it were due at the end of each period.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chances {
    /// What the plan is called.
    pub label: String,
    /// Index of the plan in the model.
    pub plan: usize,
    /// By period from 0 on: the share of the futures and its Monte Carlo standard error.
    pub by_period: Vec<Option<(f64, f64)>>,
}

/// A goal with its chances.
#[derive(Debug, Clone, PartialEq)]
pub struct Goal {
    pub label: String,
    /// The period at whose end it is due.
    pub due: u32,
    /// Of all plans, in their order.
    pub chances: Vec<Chances>,
}

/// Panels that still can be read side by side.
const MOST_GOALS: usize = 3;
/// Lines of all panels together that still can be followed.
const MOST_LINES: usize = 8;

/// The chance of each goal by period, a panel a goal, a line a plan; the band is the Monte Carlo error.
///
/// * `goals`: the first ones are drawn, two or three at most; the others are named
pub fn goal(goals: &[Goal], time: TimeAxis, context: &Context) -> FanChart {
    let language = context.language;
    let n_plans = goals.first().map_or(0, |goal| goal.chances.len());
    let shown = &goals[..goals.len().min((MOST_LINES / n_plans.max(1)).clamp(1, MOST_GOALS))];
    let plans = shown.first().map_or(&[][..], |goal| &goal.chances);
    let mut subtitle = language.fill(WHAT, &[("futures", &context.futures())]);
    if shown.iter().any(|goal| goal.due < time.periods) {
        subtitle.push_str(language.say(ENDS));
    }
    if goals.len() > shown.len() {
        let others: Vec<&str> = goals[shown.len()..].iter().map(|goal| goal.label.as_str()).collect();
        subtitle.push_str(&language.fill(NOT_SHOWN, &[("others", &language.clauses(others))]));
    }
    let headings = Headings {
        title: shown.first().map_or_else(|| language.say(NOTHING).to_string(), |goal| title(goal, &time)),
        subtitle,
        footnote: context.footnote(plans.iter().map(|plan| plan.label.as_str())),
    };
    let sentence = language.sentences(goals.iter().map(|goal| sentence(goal, &time)));
    let panels = shown.iter().map(|goal| panel(goal, shown.len() > 1, time)).collect();
    FanChart { name: "goal", headings, sentence, panels }
}

const NOTHING: Words = words("Goals: none", "목표: 없음", "目标：无");
const WHAT: Words = words(
    "Chance to reach the goal if it were due at the end of each period. \
     Bands and ranges: 50% and 90% of the Monte Carlo error of {futures}.",
    "각 기간 말이 기한이라면 목표를 달성할 확률. 띠와 범위: 몬테카를로 오차의 50%와 90% ({futures}).",
    "假设各期末为截止时间时达成目标的概率。色带和区间：{futures}的蒙特卡罗误差的50%和90%。",
);
const ENDS: Words = words(
    " Dots and figures at the right: when it is due; the lines end there.",
    " 점과 오른쪽 수치: 기한 시점. 선은 기한까지.",
    "圆点和右侧数字：截止时；线到截止时为止。",
);
const NOT_SHOWN: Words = words(" Not drawn: {others}.", " 그리지 않은 목표: {others}.", "未画出：{others}。");

fn panel(goal: &Goal, is_titled: bool, time: TimeAxis) -> FanPanel {
    FanPanel {
        title: is_titled.then(|| goal.label.clone()),
        time,
        unit: Unit::Chance,
        series: goal.chances.iter().map(|chances| line(chances, goal.due)).collect(),
        // A chance is seen against certainty.
        levels: vec![Level { value: 1.0, label: String::new() }],
        moments: due(goal, &time).into_iter().collect(),
    }
}

/// The due date with the chances that the title speaks of. None at the end of the run, where both are the same.
fn due(goal: &Goal, time: &TimeAxis) -> Option<Moment> {
    if goal.due >= time.periods {
        return None;
    }
    let language = time.language;
    let short = language.fill(DUE, &[("when", &time.name(goal.due))]);
    let each: Vec<String> = goal.when_due().iter().map(|chance| of_plan(chance, language)).collect();
    let label = match each.as_slice() {
        [] => short.clone(),
        each => language.fill(
            DUE_WITH,
            &[("when", &time.name(goal.due)), ("each", &language.list(each.iter().map(String::as_str)))],
        ),
    };
    Some(Moment { period: goal.due, label, short: Some(short), marks_lines: true })
}

const DUE: Words = words("due: {when}", "기한: {when}", "截止：{when}");
const DUE_WITH: Words = words("due {when}: {each}", "기한 {when}: {each}", "{when}截止：{each}");

/// Quantiles of Student's t with 15 degrees of freedom, of which a Monte Carlo standard error is.
const T_75: f64 = 0.691;
const T_95: f64 = 1.753;

/// Until the goal is due: who gets there later has not reached it.
fn line(chances: &Chances, due: u32) -> FanSeries {
    let off = |t: f64| {
        let at = |figure: &Option<(f64, f64)>| figure.map(|(chance, se)| (chance + t * se).clamp(0.0, 1.0));
        chances.by_period.iter().take(due as usize + 1).map(at).collect()
    };
    FanSeries {
        label: chances.label.clone(),
        plan: chances.plan,
        p5: off(-T_95),
        p25: off(-T_75),
        p50: off(0.0),
        p75: off(T_75),
        p95: off(T_95),
    }
}

impl Goal {
    /// The chance when it is due, of each plan that has one.
    fn when_due(&self) -> Vec<(&str, f64, f64)> {
        let at_due = |plan: &Chances| plan.by_period.get(self.due as usize).copied().flatten();
        self.chances
            .iter()
            .filter_map(|plan| at_due(plan).map(|(chance, se)| (plan.label.as_str(), chance, se)))
            .collect()
    }
}

fn title(goal: &Goal, time: &TimeAxis) -> String {
    let language = time.language;
    let label = goal.label.as_str();
    let percent = |chance: f64| spoken::chance(chance, language);
    let mut chances = goal.when_due();
    // Stable: of equal ones the first plan stays first.
    chances.sort_by(|a, b| b.1.total_cmp(&a.1));
    match chances.as_slice() {
        [] => language.fill(NO_FIGURE, &[("goal", label)]),
        [(_, chance, _)] => language.fill(ONE, &[("goal", label), ("chance", &percent(*chance))]),
        all if all.iter().all(|(_, chance, _)| *chance == all[0].1) => {
            language.fill(ALL_ALIKE, &[("goal", label), ("chance", &percent(all[0].1))])
        }
        [best, second, ..] => {
            let [best_chance, second_chance] = [percent(best.1), percent(second.1)];
            let gaps = [
                ("goal", label),
                ("best", best.0),
                ("chance", best_chance.as_str()),
                ("second", second.0),
                ("other", second_chance.as_str()),
            ];
            language.fill(if differ(best, second) { BEST } else { ALIKE }, &gaps)
        }
    }
}

/// Whether two chances differ by more than their Monte Carlo error, as if the plans had met other luck.
fn differ(best: &(&str, f64, f64), second: &(&str, f64, f64)) -> bool {
    best.1 - second.1 > T_95 * (best.2 * best.2 + second.2 * second.2).sqrt()
}

const NO_FIGURE: Words = words("No chance known: {goal}", "‘{goal}’ 달성 확률을 알 수 없음", "“{goal}”的达成概率未知");
const ONE: Words = words("Chance of {chance}: {goal}", "‘{goal}’ 달성 확률 {chance}", "“{goal}”的达成概率为{chance}");
const ALL_ALIKE: Words = words(
    "Chance of {chance} under every plan: {goal}",
    "‘{goal}’ 달성 확률은 모든 안에서 {chance}",
    "“{goal}”：各方案的达成概率均为{chance}",
);
const BEST: Words = words(
    "{best} has the best chance, {chance} ({second} {other}): {goal}",
    "‘{goal}’ 달성 확률이 가장 높은 안은 {best}: {chance} ({second} {other})",
    "“{goal}”：“{best}”的达成概率最高，为{chance}（“{second}”为{other}）",
);
const ALIKE: Words = words(
    "{best} and {second} have about the same chance, {chance} and {other}: {goal}",
    "‘{goal}’ 달성 확률이 비슷함: {best} {chance}, {second} {other}",
    "“{goal}”：“{best}”和“{second}”的达成概率相近，分别为{chance}和{other}",
);

fn sentence(goal: &Goal, time: &TimeAxis) -> String {
    let language = time.language;
    let each: Vec<String> = goal.when_due().iter().map(|chance| of_plan(chance, language)).collect();
    if each.is_empty() {
        return language.fill(NO_FIGURE, &[("goal", &goal.label)]) + stop(language);
    }
    let when = time.name(goal.due);
    language.fill(CHANCES, &[("goal", &goal.label), ("when", &when), ("each", &language.clauses(each))])
}

/// `Base 62%`.
fn of_plan((label, chance, _): &(&str, f64, f64), language: Language) -> String {
    format!("{label} {}", spoken::chance(*chance, language))
}

fn stop(language: Language) -> &'static str {
    if language == Language::Chinese { "。" } else { "." }
}

const CHANCES: Words = words(
    "Chance of \u{201c}{goal}\u{201d} at the end of {when}: {each}.",
    "‘{goal}’ 달성 확률, {when} 말: {each}.",
    "\u{201c}{goal}\u{201d}在{when}末的达成概率：{each}。",
);
