//! Money: when is it back?

use super::axis::TimeAxis;
use super::canvas::{Canvas, ChartError, Pen, Point};
use super::context::Context;
use super::drawing::Drawing;
use super::fan::{FanChart, FanPanel, FanSeries, Moment};
use super::frame::{Headings, Plot};
use super::medium::{Look, Medium};
use super::palette::{MUTED, plan_hue};
use super::{Chart, spoken};
use crate::base::money::Currency;
use crate::report::fonts::Fonts;
use crate::report::language::{Language, Words, words};
use crate::report::numbers::Unit;

/// When a plan breaks even: the first period from which its cumulative profit stays at or above zero, or its cash at
/// or above that of another plan.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct BreakEven {
    /// Quantiles; `None`: later than the run.
    pub p5: Option<u32>,
    pub median: Option<u32>,
    pub p95: Option<u32>,
    /// Share of the futures in which it comes within the run.
    pub reached: f64,
    /// Whether it is the first period in every future: nothing is ever out.
    pub is_certainly_first: bool,
}

impl BreakEven {
    /// Whether nothing is ever out, but for one future in twenty at most.
    fn is_first(&self) -> bool {
        self.p95.is_some_and(|period| period <= 1)
    }
}

/// What the money of a plan does.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanMoney {
    /// The metric `cash` by period.
    pub cash: FanSeries,
    /// What is in the bank at the start, in minor units: the level at which the money is back.
    pub start: f64,
    /// Of plans that are compared: when what it put in beyond the one they are set against is back.
    pub break_even: BreakEven,
    /// Whether nothing has to come back: the others are set against it, or its cash is the same.
    pub is_measure: bool,
    /// Chance that there is no money left at the end of some period; `None` without money at the start.
    pub runs_out: Option<f64>,
}

impl PlanMoney {
    /// Whether its break-even is drawn: one at once would cover the first period, one beyond the run lies outside.
    fn has_bar(&self) -> bool {
        self.break_even.p5.is_some() && !self.break_even.is_first()
    }

    /// Median of the money at the end of a period.
    fn at(&self, period: u32) -> Option<f64> {
        self.cash.at(period).map(|quantiles| quantiles.p50)
    }
}

/// The fan of cumulative money with the break-even of each plan along its level.
#[derive(Debug, Clone, PartialEq)]
pub struct MoneyChart {
    fan: FanChart,
    plans: Vec<PlanMoney>,
    break_evens: String,
}

/// Cumulative money of each plan, plan by plan, in the order of the plans.
///
/// Where a plan has cash at the start it is the cash; else it is the cumulative profit, which is the same
/// from zero on.
///
/// * `against`: label of the plan that the others are set against, where there are others
pub fn money(
    plans: Vec<PlanMoney>,
    against: Option<&str>,
    currency: Currency,
    time: TimeAxis,
    context: &Context,
) -> MoneyChart {
    let language = context.language;
    let told: Vec<PlanMoney> = plans.iter().filter(|plan| !plan.is_measure).cloned().collect();
    let has_cash = plans.iter().any(|plan| plan.start != 0.0);
    let panel = FanPanel {
        title: None,
        time,
        unit: Unit::Money(currency),
        series: plans.iter().map(|plan| plan.cash.clone()).collect(),
        levels: vec![],
        moments: moments(&told, against.is_some(), &time),
    };
    let mut subtitle = language.say(if has_cash { OF_CASH } else { OF_PROFIT }).to_string();
    if told.iter().any(PlanMoney::has_bar) {
        let along = language.say(if has_cash { ALONG_THE_START } else { ALONG_ZERO });
        let bar = if against.is_some() { BAR_AGAINST } else { BAR };
        subtitle += &language.fill(bar, &[("along", along), ("b", against.unwrap_or_default())]);
    }
    let title = match against {
        Some(_) if plans.len() > 1 => of_several(&plans, &panel, has_cash),
        _ => title(&plans, &panel, has_cash),
    };
    let headings = Headings {
        title,
        subtitle: language.sentences([subtitle, context.of_a_fan()]),
        footnote: context.footnote(plans.iter().map(|plan| plan.cash.label.as_str())),
    };
    let break_evens = break_evens(&told, against, &time);
    let sentence = [ends(&panel, has_cash), break_evens.clone(), chances_to_run_out(&plans, language)].concat();
    let fan = FanChart { name: "money", headings, sentence: sentence.trim_end().to_string(), panels: vec![panel] };
    MoneyChart { fan, plans: told, break_evens }
}

const OF_PROFIT: Words =
    words("Cumulative profit at the end of each period.", "기간 말 누적 이익.", "各期末累计利润。");
const OF_CASH: Words = words("Cash at the end of each period.", "기간 말 현금.", "各期末现金。");
const ALONG_ZERO: Words = words("along the zero line", "0선 위의 막대", "零线上的横条");
const ALONG_THE_START: Words = words("along the cash of the start", "시작 현금 높이의 막대", "初始现金水平上的横条");
const BAR: Words = words(
    " Bar {along}: break-even, median and 90% range.",
    " {along}: 손익분기 시점의 중앙값과 90% 범위.",
    "{along}：盈亏平衡时间的中位数和90%区间。",
);
const BAR_AGAINST: Words = words(
    " Bar {along}: when a plan is level with {b} again, median and 90% range.",
    " {along}: ‘{b}’ 수준을 회복하는 시점의 중앙값과 90% 범위.",
    "{along}：重新追平“{b}”的时间，中位数和90%区间。",
);

impl Chart for MoneyChart {
    fn name(&self) -> &str {
        self.fan.name()
    }

    fn headings(&self) -> &Headings {
        self.fan.headings()
    }

    fn sentence(&self) -> &str {
        self.fan.sentence()
    }

    fn alt_text(&self) -> String {
        format!("{} {}", self.fan.alt_text(), self.break_evens).trim_end().to_string()
    }

    fn draw(&self, medium: Medium, fonts: &Fonts) -> Result<Drawing, ChartError> {
        self.fan.draw_with(medium, fonts, &|canvas, _, plot, look| self.draw_break_evens(canvas, plot, look))
    }
}

impl MoneyChart {
    /// The zero line anew, above the bands, and upon it (or the level of the start) the break-evens.
    fn draw_break_evens(&self, canvas: &mut Canvas<'_>, plot: &Plot, look: &Look) {
        let zero = plot.y(0.0);
        let pen = Pen { colour: MUTED, width: 0.5 * look.line };
        canvas.line(vec![(plot.area.left, zero), (plot.area.right, zero)], pen);
        let plans: Vec<&PlanMoney> = self.plans.iter().filter(|plan| plan.has_bar()).collect();
        for (place, plan) in plans.iter().enumerate() {
            // Beside each other, so that each is seen.
            let off = (place as f64 - (plans.len() as f64 - 1.0) / 2.0) * 2.4 * look.line;
            draw_break_even(canvas, plot, plan, plot.y(plan.start) + off, look);
        }
    }
}

/// A bar from p5 to p95 with a dot at the median; it ends in an arrow where p95 is later than the run.
fn draw_break_even(canvas: &mut Canvas<'_>, plot: &Plot, plan: &PlanMoney, y: f64, look: &Look) {
    let colour = plan_hue(plan.cash.plan).line;
    let x = |period: Option<u32>| period.map(|period| plot.x(f64::from(period.clamp(plot.first, plot.last))));
    let from = x(plan.break_even.p5).unwrap_or(plot.area.left);
    let to = x(plan.break_even.p95).unwrap_or(plot.area.right);
    canvas.line(vec![(from, y), (to, y)], Pen { colour, width: 1.1 * look.line });
    if plan.break_even.p95.is_none() {
        canvas.area(arrow_head((to, y), 2.6 * look.line), colour, 1.0);
    }
    if let Some(median) = x(plan.break_even.median) {
        canvas.dot((median, y), 2.2 * look.line, super::palette::PAPER);
        canvas.dot((median, y), 1.6 * look.line, colour);
    }
}

/// A triangle that points to the right.
fn arrow_head((x, y): Point, size: f64) -> Vec<Point> {
    vec![(x, y), (x - size, y - 0.6 * size), (x - size, y + 0.6 * size)]
}

/// The medians within the run, as flags above the plot; the dots below them have the colours of the plans.
fn moments(plans: &[PlanMoney], are_compared: bool, time: &TimeAxis) -> Vec<Moment> {
    let median = |plan: &PlanMoney| plan.break_even.median.filter(|_| !plan.break_even.is_first());
    let mut periods: Vec<u32> = plans.iter().filter_map(median).collect();
    periods.sort_unstable();
    periods.dedup();
    let label = |period: u32| {
        let when = time.name(period);
        if plans.len() > 1 {
            return when;
        }
        time.language.fill(if are_compared { IS_BACK } else { BREAKS_EVEN }, &[("when", &when)])
    };
    periods.into_iter().map(|period| Moment { period, label: label(period), short: None, marks_lines: false }).collect()
}

const IS_BACK: Words = words("Money back: {when}", "투자 회수: {when}", "收回投入：{when}");
const BREAKS_EVEN: Words = words("Break-even: {when}", "손익분기: {when}", "盈亏平衡：{when}");

fn title(plans: &[PlanMoney], panel: &FanPanel, has_cash: bool) -> String {
    let (time, language) = (&panel.time, panel.time.language);
    let end = time.name(time.periods);
    match plans {
        [] => language.say(NOTHING).to_string(),
        [only] if only.break_even.is_first() => {
            let words = if only.break_even.is_certainly_first { NEVER_OUT } else { HARDLY_OUT };
            language.fill(words, &[("when", &time.name(1))])
        }
        [only] => of_one(&only.break_even, time, &end),
        all if all.iter().all(|plan| plan.break_even.reached == 0.0) => language.fill(NONE_EVER, &[("end", &end)]),
        all if all.iter().all(|plan| plan.break_even.median.is_none()) => language.fill(NONE_BACK, &[("end", &end)]),
        all => of_several(all, panel, has_cash),
    }
}

const NOTHING: Words = words("Money: no figures", "금액: 수치 없음", "资金：没有数据");
const NEVER_OUT: Words = words(
    "Never in the red: cumulative profit is at or above zero from {when} on",
    "적자 기간 없음: {when}부터 누적 이익이 계속 0 이상",
    "从未亏损：自{when}起累计利润始终不低于零",
);
const HARDLY_OUT: Words = words(
    "In the black from {when} on, in at least 19 futures out of 20",
    "시뮬레이션의 95% 이상에서 {when}부터 누적 이익이 계속 0 이상",
    "至少95%的模拟中，自{when}起累计利润始终不低于零",
);

fn of_one(break_even: &BreakEven, time: &TimeAxis, end: &str) -> String {
    let language = time.language;
    if break_even.reached == 0.0 {
        return language.fill(NEVER_BACK, &[("end", end)]);
    }
    let Some(median) = break_even.median else {
        let chance = spoken::chance(1.0 - break_even.reached, language);
        return language.fill(MOSTLY_NOT_BACK, &[("end", end), ("chance", &chance)]);
    };
    let when = time.name(median);
    if break_even.p5 == break_even.p95 {
        return language.fill(SURELY_BACK, &[("when", &when)]);
    }
    language.fill(BACK, &[("when", &when), ("range", &range(break_even, time))])
}

const NEVER_BACK: Words = words(
    "The money is not back by {end} in any future",
    "{end}까지 투자금이 회수되는 경우가 없음",
    "截至{end}，没有一次模拟收回投入",
);
const MOSTLY_NOT_BACK: Words = words(
    "The money is probably not back by {end}: a chance of {chance} that it takes longer",
    "{end}까지 투자금을 회수하지 못할 가능성이 큼: 확률 {chance}",
    "到{end}很可能收不回投入：概率为{chance}",
);
const SURELY_BACK: Words = words(
    "The money is back in {when} in at least nine futures out of ten",
    "시뮬레이션 10회 중 9회 이상에서 {when}에 투자금 회수",
    "十次模拟中至少九次在{when}收回投入",
);
const BACK: Words = words(
    "The money is back in {when} (90%: {range})",
    "투자금 회수 시점: {when} (90% 범위: {range})",
    "{when}收回投入（90%区间：{range}）",
);

/// Which plan has the most money at the end, and from when on it has more than the one they are set against.
///
/// When each has its money back would mislead here: who never put any in is the first.
fn of_several(plans: &[PlanMoney], panel: &FanPanel, has_cash: bool) -> String {
    let (time, language) = (&panel.time, panel.time.language);
    let Some((last, ends)) = panel.ends() else { return language.say(NOTHING).to_string() };
    let mut order: Vec<usize> = (0..ends.len()).collect();
    // Stable: of equal ones the first plan stays first.
    order.sort_by(|a, b| ends[*b].estimate.median.total_cmp(&ends[*a].estimate.median));
    let (best, second) = (order[0], order[1]);
    let of = |words: [Words; 2], names: &str, other: usize, when: &str| {
        let gaps = [
            ("best", names),
            ("amount", ends[best].median.as_str()),
            ("other", ends[other].label),
            ("its", &ends[other].median),
            ("when", when),
        ];
        language.fill(words[usize::from(has_cash)], &gaps)
    };
    if ends[best].median == ends[second].median {
        let tied: Vec<&str> = order
            .iter()
            .filter(|plan| ends[**plan].median == ends[best].median)
            .map(|plan| ends[*plan].label)
            .collect();
        return of(TIED, &spoken::list(&tied, language), second, "");
    }
    let against = plans.iter().position(|plan| plan.is_measure).unwrap_or(0);
    if best == against {
        return of(MOST, ends[best].label, second, "");
    }
    let is_above = |period: u32| plans[best].at(period) > plans[against].at(period);
    let from = (1..=last).rev().find(|period| !is_above(*period)).map_or(1, |period| period + 1);
    let words = if from <= 1 { MOST_FROM_THE_START } else { MOST_FROM };
    of(words, ends[best].label, against, &time.name(from))
}

/// Of cumulative profit, of cash.
const MOST: [Words; 2] = [
    words(
        "{best} ends with the highest cumulative profit: {amount} in the median ({other} {its})",
        "마지막 누적 이익이 가장 큰 안: {best}, 중앙값 {amount} ({other} {its})",
        "期末累计利润最高的是{best}：中位数{amount}（{other} {its}）",
    ),
    words(
        "{best} ends with the most cash: {amount} in the median ({other} {its})",
        "마지막 현금이 가장 많은 안: {best}, 중앙값 {amount} ({other} {its})",
        "期末现金最多的是{best}：中位数{amount}（{other} {its}）",
    ),
];
const MOST_FROM: [Words; 2] = [
    words(
        "{best} ends with the highest cumulative profit, {amount} in the median ({other} {its}); above {other} from {when} on",
        "마지막 누적 이익이 가장 큰 안: {best}, 중앙값 {amount} ({other} {its}), {when}부터 ‘{other}’ 안보다 많음",
        "期末累计利润最高的是{best}：中位数{amount}（{other} {its}），自{when}起高于{other}",
    ),
    words(
        "{best} ends with the most cash, {amount} in the median ({other} {its}); above {other} from {when} on",
        "마지막 현금이 가장 많은 안: {best}, 중앙값 {amount} ({other} {its}), {when}부터 ‘{other}’ 안보다 많음",
        "期末现金最多的是{best}：中位数{amount}（{other} {its}），自{when}起高于{other}",
    ),
];
const MOST_FROM_THE_START: [Words; 2] = [
    words(
        "{best} ends with the highest cumulative profit, {amount} in the median ({other} {its}); above {other} from the start",
        "마지막 누적 이익이 가장 큰 안: {best}, 중앙값 {amount} ({other} {its}), 처음부터 ‘{other}’ 안보다 많음",
        "期末累计利润最高的是{best}：中位数{amount}（{other} {its}），从一开始就高于{other}",
    ),
    words(
        "{best} ends with the most cash, {amount} in the median ({other} {its}); above {other} from the start",
        "마지막 현금이 가장 많은 안: {best}, 중앙값 {amount} ({other} {its}), 처음부터 ‘{other}’ 안보다 많음",
        "期末现金最多的是{best}：中位数{amount}（{other} {its}），从一开始就高于{other}",
    ),
];
const TIED: [Words; 2] = [
    words(
        "{best} end with the highest cumulative profit alike: {amount} in the median",
        "마지막 누적 이익이 가장 큰 안: {best}, 중앙값이 같음 ({amount})",
        "期末累计利润最高的是{best}，中位数同为{amount}",
    ),
    words(
        "{best} end with the most cash alike: {amount} in the median",
        "마지막 현금이 가장 많은 안: {best}, 중앙값이 같음 ({amount})",
        "期末现金最多的是{best}，中位数同为{amount}",
    ),
];
const NONE_EVER: Words = words(
    "No plan has its money back by {end} in any future",
    "{end}까지 투자금을 회수하는 안이 어떤 시뮬레이션에도 없음",
    "截至{end}，所有方案在任何一次模拟中都未收回投入",
);
const NONE_BACK: Words = words(
    "No plan has its money back by {end} in the median",
    "중앙값 기준으로 {end}까지 투자금을 회수하는 안이 없음",
    "按中位数看，到{end}没有方案收回投入",
);

fn range(break_even: &BreakEven, time: &TimeAxis) -> String {
    let [low, high] = [break_even.p5, break_even.p95].map(|period| spoken::when(period, time));
    time.language.range(&low, &high)
}

/// Where the money of each plan stands at the end.
fn ends(panel: &FanPanel, has_cash: bool) -> String {
    let Some((period, figures)) = panel.ends() else { return String::new() };
    let language = panel.time.language;
    let words = if has_cash { CASH_AT_END } else { PROFIT_AT_END };
    language.fill(words, &[("when", &panel.time.at_end_of(period)), ("each", &panel.in_a_row(&figures))])
}

const PROFIT_AT_END: Words = words(
    "Cumulative profit {when}, median and 90% range: {each}. ",
    "{when} 누적 이익, 중앙값과 90% 범위: {each}. ",
    "{when}累计利润，中位数和90%区间：{each}。",
);
const CASH_AT_END: Words = words(
    "Cash {when}, median and 90% range: {each}. ",
    "{when} 현금, 중앙값과 90% 범위: {each}. ",
    "{when}现金，中位数和90%区间：{each}。",
);

/// Break-even of each plan with its range, as a sentence.
fn break_evens(plans: &[PlanMoney], against: Option<&str>, time: &TimeAxis) -> String {
    let language = time.language;
    let one = |plan: &PlanMoney| {
        let break_even = &plan.break_even;
        let label = &plan.cash.label;
        if break_even.is_certainly_first {
            let at_once = if against.is_some() { FROM_THE_START } else { AT_ONCE };
            return format!("{label} {}", language.say(at_once));
        }
        if break_even.reached == 0.0 {
            return format!("{label} {}", spoken::when(None, time));
        }
        let median = spoken::when(break_even.median, time);
        if break_even.p5 == break_even.p95 {
            return format!("{label} {median}");
        }
        language.aside(&format!("{label} {median}"), &range(break_even, time))
    };
    let each: Vec<String> = plans.iter().map(one).collect();
    let each = language.clauses(each);
    match against {
        _ if plans.is_empty() => String::new(),
        None => language.fill(BREAK_EVENS, &[("each", &each)]),
        Some(against) => language.fill(BACK_EACH, &[("b", against), ("each", &each)]),
    }
}

const FROM_THE_START: Words = words("from the start", "처음부터", "从一开始");
const BACK_EACH: Words = words(
    "Money back against {b}, median and 90% range: {each}. ",
    "{b} 대비 투자 회수 시점, 중앙값과 90% 범위: {each}. ",
    "相对{b}收回投入的时间，中位数和90%区间：{each}。",
);
const AT_ONCE: Words = words("never in the red", "적자 기간 없음", "从未亏损");
const BREAK_EVENS: Words = words(
    "Break-even, median and 90% range: {each}. ",
    "손익분기 시점, 중앙값과 90% 범위: {each}. ",
    "盈亏平衡时间，中位数和90%区间：{each}。",
);

fn chances_to_run_out(plans: &[PlanMoney], language: Language) -> String {
    let one = |plan: &PlanMoney| {
        let chance = spoken::chance(plan.runs_out?, language);
        Some(format!("{} {chance}", plan.cash.label))
    };
    let each: Vec<String> = plans.iter().filter_map(one).collect();
    if each.is_empty() { String::new() } else { language.fill(RUNS_OUT, &[("each", &language.clauses(each))]) }
}

const RUNS_OUT: Words = words(
    "Chance that the cash runs out within the run: {each}.",
    "기간 안에 현금이 바닥날 확률: {each}.",
    "期间内现金耗尽的概率：{each}。",
);
