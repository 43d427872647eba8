//! Channels: which do we strengthen, which do we cut back?
//!
//! That is asked of the next dollar, not of the average person who comes: where a channel saturates, the two differ.

use super::axis::ValueAxis;
use super::bars::{BarChart, BarRow, Bars, Form, Heads, MOST_ROWS, Mark, bar, neutral, scale};
use super::context::Context;
use super::frame::Headings;
use super::palette::plan_hue;
use super::spoken::chance;
use crate::analysis::contributions::Pays;
use crate::report::channels::{SURE, Verdict};
use crate::report::labels;
use crate::report::language::{Language, Words, words};
use crate::report::numbers::{Estimate, Unit};

/// What every channel costs and brings, under every plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Channels {
    /// Of money.
    pub money: Unit,
    /// Label and index in the model of every plan.
    pub plans: Vec<(String, usize)>,
    /// Whether anything is spent or earned: without it nothing pays.
    pub has_money: bool,
    /// In any order: the chart ranks them.
    pub rows: Vec<ChannelRow>,
}

/// A channel under every plan.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelRow {
    pub label: String,
    /// Per plan; `None` where the plan does not use it.
    pub figures: Vec<Option<ChannelFigures>>,
}

/// What a channel costs and brings under one plan; `None` where a figure does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ChannelFigures {
    /// Over the run.
    pub spend: Option<Estimate>,
    /// Who came, over the run.
    pub people: Option<Estimate>,
    pub new_customers: Option<Estimate>,
    /// Chance that one of them ever becomes a customer.
    pub conversion: Option<Estimate>,
    /// Cost of a new customer.
    pub cac: Option<Estimate>,
    /// What one person is worth, and costs.
    pub value: Option<Estimate>,
    pub cost: Option<Estimate>,
    /// Chance that the average person is worth more than she costs.
    pub average_pays: Option<f64>,
    /// Chance that a tenth more spend pays; `None` where spend buys nobody.
    pub next_dollar_pays: Option<Pays>,
}

/// What the bars show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    /// The chance that the next dollar pays.
    NextDollar,
    /// The chance that the average person pays: nothing is known of the next dollar.
    AveragePerson,
    /// Without money: who comes.
    Customers,
}

impl Channels {
    fn measure(&self) -> Measure {
        let mut all = self.rows.iter().flat_map(|row| row.figures.iter().flatten());
        match self.has_money {
            false => Measure::Customers,
            true if all.any(|figures| figures.next_dollar_pays.is_some()) => Measure::NextDollar,
            true => Measure::AveragePerson,
        }
    }
}

impl ChannelFigures {
    fn measured(&self, measure: Measure) -> Option<f64> {
        match measure {
            Measure::NextDollar => self.next_dollar_pays.map(|pays| pays.chance),
            Measure::AveragePerson => self.average_pays,
            Measure::Customers => self.new_customers.map(|estimate| estimate.median),
        }
    }
}

/// The channels, those whose next dollar most surely pays first; without money those that bring most.
pub fn channels(figures: &Channels, context: &Context) -> BarChart {
    let language = context.language;
    let measure = figures.measure();
    let ranked = ranked(figures);
    let rows: Vec<BarRow> = ranked.iter().take(MOST_ROWS).map(|channel| row(channel, figures, language)).collect();
    let sentence = sentence(&ranked, figures, language);
    let one_plan = figures.plans.len() == 1;
    let (subtitle, marks) = match measure {
        Measure::NextDollar => (NEXT_DOLLAR, NEXT_DOLLAR_PAYS),
        Measure::AveragePerson => (AVERAGE_PERSON, AVERAGE_PERSON_PAYS),
        Measure::Customers => (CUSTOMERS, labels::of("new_customers")),
    };
    let hues = figures.plans.iter().map(|(label, plan)| (label.clone(), plan_hue(*plan)));
    BarChart {
        name: "channels",
        headings: Headings {
            title: title(&ranked, figures, language),
            subtitle: language.fill(subtitle, &[("futures", &context.futures())]),
            footnote: context.footnote(figures.plans.iter().map(|(label, _)| label.as_str())),
        },
        alt: sentence.clone(),
        sentence,
        bars: Bars {
            axis: if figures.has_money { chances() } else { scale(&rows, &Unit::People) },
            heads: Heads {
                columns: if one_plan { heads(figures, language) } else { vec![] },
                marks: language.say(marks).to_string(),
                ..Heads::default()
            },
            levels: match measure {
                Measure::NextDollar => [1.0 - SURE, SURE].map(|at| (at, String::new())).to_vec(),
                _ => vec![],
            },
            legend: if one_plan { vec![] } else { hues.collect() },
            n_more: ranked.len() - rows.len(),
            nothing: language.say(NONE).to_string(),
            rows,
            ..Bars::default()
        },
    }
}

const NEXT_DOLLAR: Words = words(
    "Chance that 10% more spend on a channel is back, what comes after the run included (over 80%: strengthen; under 20%: cut back); beside it, whether the average person who comes is worth more than she costs. {futures}.",
    "채널 지출을 10% 늘릴 때 기간 이후의 가치까지 포함하여 회수할 확률(80% 초과: 강화, 20% 미만: 축소). 채널로 온 평균 1인의 가치가 비용을 넘을 확률 병기. {futures}.",
    "渠道支出增加10%（含期后价值）能收回的概率（高于80%：加强；低于20%：削减），并列平均每位来客的价值超过其成本的概率。{futures}。",
);
const AVERAGE_PERSON: Words = words(
    "Chance that the average person who comes is worth more than she costs. That says nothing about one person more. {futures}.",
    "채널로 온 평균 1인의 가치가 비용을 넘을 확률. 한 사람이 더 올 때도 그렇다는 뜻은 아님. {futures}.",
    "平均每位来客的价值超过其成本的概率，并不说明再多一位来客会怎样。{futures}。",
);
const CUSTOMERS: Words = words(
    "New customers by channel over the run. Bars: median; whiskers: 90% of {futures}.",
    "기간 전체의 채널별 신규 고객. 막대: 중앙값, 수염: {futures} 결과의 가운데 90%.",
    "整个期间各渠道的新客户。条形：中位数；误差线：{futures}结果的中间90%。",
);
const NEXT_DOLLAR_PAYS: Words =
    words("Chance that the next dollar pays", "추가 지출이 수익을 낼 확률", "新增支出盈利概率");
const AVERAGE_PERSON_PAYS: Words =
    words("Chance that the average person is worth her cost", "평균 1인이 수익을 낼 확률", "平均每人盈利概率");
const AVERAGE: Words = words("Average person worth her cost", "평균 1인 수익 확률", "平均每人盈利概率");
const PEOPLE: Words = words("People", "유입", "来客");
const SPEND: Words = words("Spend", "지출", "支出");
const CONVERSION: Words = words("Become customers", "고객 전환율", "客户转化率");
const CAC: Words = words("CAC", "CAC", "CAC");
const VALUE: Words = words("Worth of a person", "1인당 가치", "每人价值");
const COST: Words = words("Cost of a person", "1인당 비용", "每人成本");
const NONE: Words = words("There are no channels.", "채널이 없습니다.", "没有渠道。");
const NOT_USED: Words = words("not used", "사용 안 함", "未使用");
const AVERAGE_PAYS: Words =
    words("average person worth her cost: {chance}", "평균 1인 수익 확률: {chance}", "平均每人盈利概率：{chance}");
const NO_CHANCE: Words = words("cannot be said", "판단 불가", "无法判断");
const BUYS_NOBODY: Words = words("no spend that buys people", "유입을 늘리는 지출 없음", "没有能带来更多来客的支出");
const BOTH: Words = words(
    "Next dollar: strengthen {strong}; cut back {weak}",
    "추가 지출: {strong} 강화, {weak} 축소",
    "新增支出：加强{strong}；削减{weak}",
);
const ONLY_STRONG: Words =
    words("Next dollar: strengthen {strong}", "추가 지출: {strong} 강화", "新增支出：加强{strong}");
const ONLY_WEAK: Words = words("Next dollar: cut back {weak}", "추가 지출: {weak} 축소", "新增支出：削减{weak}");
const ALL_PAY: Words = words(
    "The next dollar pays with a chance of over 80% in every channel that buys people",
    "지출로 유입을 늘리는 모든 채널에서 추가 지출이 수익을 낼 확률 80% 초과",
    "在所有按支出获客的渠道中，新增支出的盈利概率均高于80%",
);
const NONE_PAYS: Words = words(
    "The next dollar pays with a chance of 20% or more in no channel",
    "추가 지출이 수익을 낼 확률이 20% 이상인 채널이 없음",
    "没有渠道的新增支出盈利概率达到20%",
);
const UNCLEAR: Words = words(
    "Next dollar: no channel is clearly to be strengthened or cut back",
    "추가 지출: 뚜렷하게 강화하거나 축소할 채널이 없음",
    "新增支出：没有明确应加强或削减的渠道",
);
const FOR_LATER: Words = words(
    "Next dollar: strengthen {later} only for what comes after the run",
    "추가 지출: 기간 이후의 가치로만 {later} 강화",
    "新增支出：仅凭期后价值才应加强{later}",
);
const DIFFERS: Words =
    words("; differs by plan: {channels}", ", 안에 따라 다름: {channels}", "；因方案而异：{channels}");
const ONE_PAYS: Words = words(
    "The next dollar in {channel} pays with a chance of {chance}",
    "{channel} 추가 지출이 수익을 낼 확률 {chance}",
    "{channel}新增支出盈利的概率为{chance}",
);
const UNDER_PLAN: Words = words("{chance} ({plan})", "{chance}({plan})", "{chance}（{plan}）");
const ALTHOUGH: Words = words(
    "{found}, although over a lifetime the average person who comes is worth her cost with a chance of {average}",
    "{found}, 생애 전체로 본 평균 1인 기준으로는 {average}",
    "{found}，而按全生命周期看平均每位来客为{average}",
);
const AVERAGE_MOST: Words = words(
    "The average person is most surely worth her cost from {first} ({high}), least from {last} ({low})",
    "평균 1인이 수익을 낼 확률: 최고 {first} {high}, 최저 {last} {low}",
    "平均每人盈利概率：{first}最高，{high}；{last}最低，{low}",
);
const AVERAGE_ALIKE: Words = words(
    "The average person is worth her cost with a chance of {chance}, whichever channel she comes by",
    "어느 채널이든 평균 1인이 수익을 낼 확률 {chance}",
    "无论来自哪个渠道，平均每人盈利概率均为{chance}",
);
const AVERAGE_OF_ONE: Words = words(
    "The average person from {channel} is worth her cost with a chance of {chance}",
    "{channel}: 평균 1인이 수익을 낼 확률 {chance}",
    "{channel}的平均每人盈利概率为{chance}",
);
const BRINGS_MOST: Words = words(
    "{channel} brings the most new customers: {figure}",
    "신규 고객이 가장 많은 채널은 {channel}: {figure}",
    "带来新客户最多的渠道是{channel}：{figure}",
);
const NOBODY: Words = words("No channel brings customers", "고객을 데려오는 채널이 없음", "没有渠道带来客户");
const EACH_NEXT: Words = words(
    "Chance that the next dollar pays: {each}. ",
    "추가 지출이 수익을 낼 확률: {each}. ",
    "新增支出盈利概率：{each}。",
);
const EACH_AVERAGE: Words = words(
    "Chance that the average person is worth her cost: {each}.",
    "평균 1인이 수익을 낼 확률: {each}.",
    "平均每人盈利概率：{each}。",
);
const EACH_BRINGS: Words = words(
    "New customers, median and 90% range: {each}.",
    "신규 고객, 중앙값과 90% 범위: {each}.",
    "新客户，中位数与90%区间：{each}。",
);

type Of = fn(&ChannelFigures) -> Option<Estimate>;

/// Heads and figures of the columns.
fn columns(has_money: bool) -> impl Iterator<Item = (Words, Of)> {
    let all: [(Words, Of, bool); 6] = [
        (SPEND, |figures| figures.spend, true),
        (PEOPLE, |figures| figures.people, false),
        (CONVERSION, |figures| figures.conversion, false),
        (CAC, |figures| figures.cac, true),
        (VALUE, |figures| figures.value, true),
        (COST, |figures| figures.cost, true),
    ];
    all.into_iter().filter(move |(.., is_money)| has_money || !is_money).map(|(words, of, _)| (words, of))
}

/// The same as heads; beside the next dollar stands whether the average person pays.
fn heads(figures: &Channels, language: Language) -> Vec<String> {
    let average = (figures.measure() == Measure::NextDollar).then_some(AVERAGE);
    let all = columns(figures.has_money).map(|(words, _)| words).chain(average);
    all.map(|words| language.say(words).to_string()).collect()
}

/// 0% to 100%.
fn chances() -> ValueAxis {
    ValueAxis { unit: Unit::Percent, low: 0.0, high: 100.0, step: 20.0 }
}

/// What a channel is ranked by: the best plan's chance, or customers.
fn rank(channel: &ChannelRow, measure: Measure) -> f64 {
    channel.figures.iter().flatten().filter_map(|figures| figures.measured(measure)).fold(-1.0, f64::max)
}

fn ranked(figures: &Channels) -> Vec<&ChannelRow> {
    let measure = figures.measure();
    let mut rows: Vec<&ChannelRow> = figures.rows.iter().collect();
    rows.sort_by(|a, b| rank(b, measure).total_cmp(&rank(a, measure)));
    rows
}

fn row(channel: &ChannelRow, figures: &Channels, language: Language) -> BarRow {
    let measure = figures.measure();
    let cells = match channel.figures.as_slice() {
        [only] if figures.plans.len() == 1 => {
            let only = only.unwrap_or_default();
            let average = only.average_pays.map_or(String::new(), |share| chance(share, language));
            let average = (measure == Measure::NextDollar).then_some((average, None));
            let cells = columns(figures.has_money).map(|(words, of)| cell(words, of(&only), figures, language));
            cells.chain(average).collect()
        }
        _ => vec![],
    };
    let used = channel.figures.iter().zip(&figures.plans);
    let used = used.filter_map(|(of_plan, (_, plan))| Some((of_plan.as_ref()?, *plan)));
    let measured: Vec<_> = used.clone().filter(|(of_plan, _)| of_plan.measured(measure).is_some()).collect();
    let marks = match (measured.is_empty(), used.clone().next()) {
        (true, None) => vec![empty(language.say(NOT_USED).to_string())],
        // Of nobody's next dollar nothing is to be said plan by plan.
        (true, Some(_)) => vec![empty(not_measured(figures, language))],
        (false, _) => used.map(|(of_plan, plan)| mark(of_plan, plan, figures, language)).collect(),
    };
    // Of one plan it stands in a column.
    let average = (measure == Measure::NextDollar && figures.plans.len() > 1).then(|| average_of(channel, language));
    let note = average.flatten().map(|chance| language.fill(AVERAGE_PAYS, &[("chance", &chance)]));
    BarRow { label: channel.label.clone(), note, cells, marks, ..BarRow::default() }
}

fn not_measured(figures: &Channels, language: Language) -> String {
    let why = match figures.measure() {
        Measure::NextDollar => BUYS_NOBODY,
        Measure::AveragePerson => NO_CHANCE,
        Measure::Customers => NOT_USED,
    };
    language.say(why).to_string()
}

/// The chance that the average person pays: `97%`, `5% to 18%` from lowest to highest under the plans.
fn average_of(channel: &ChannelRow, language: Language) -> Option<String> {
    let all = || channel.figures.iter().flatten().filter_map(|figures| figures.average_pays);
    all().next()?;
    let low = chance(all().fold(1.0, f64::min), language);
    let high = chance(all().fold(0.0, f64::max), language);
    Some(if low == high { low } else { language.range(&low, &high) })
}

fn cell(words: Words, estimate: Option<Estimate>, figures: &Channels, language: Language) -> (String, Option<String>) {
    let unit = match words {
        PEOPLE => &Unit::People,
        CONVERSION => &Unit::Percent,
        _ => &figures.money,
    };
    estimate.map_or((String::new(), None), |estimate| (estimate.middle(unit, language), estimate.range(unit, language)))
}

/// No bar, and why.
fn empty(reason: String) -> Mark {
    Mark {
        form: Form::Bar { from: 0.0 },
        value: None,
        range: None,
        hue: neutral(),
        text: String::new(),
        detail: Some(reason),
    }
}

fn mark(of_plan: &ChannelFigures, plan: usize, figures: &Channels, language: Language) -> Mark {
    let measure = figures.measure();
    let hue = plan_hue(plan);
    if measure == Measure::Customers {
        let nobody = || empty(language.say(NOT_USED).to_string());
        return of_plan.new_customers.map_or_else(nobody, |n| bar(n, &Unit::People, hue, language));
    }
    let Some(share) = of_plan.measured(measure) else { return empty(language.say(NO_CHANCE).to_string()) };
    let text = match of_plan.next_dollar_pays.filter(|_| measure == Measure::NextDollar) {
        Some(pays) => format!("{} {}", chance(share, language), language.say(Verdict::of(pays).words())),
        None => chance(share, language),
    };
    // Of one plan it stands in a column.
    let spend = of_plan.spend.filter(|_| figures.plans.len() > 1);
    let spend = spend.map(|spend| format!("{} {}", language.say(SPEND), spend.middle(&figures.money, language)));
    Mark { form: Form::Bar { from: 0.0 }, value: Some(share), range: None, hue, text, detail: spend }
}

/// What all plans that use a channel agree on about its next dollar; `None` if they do not, or it is not known.
fn verdict(channel: &ChannelRow) -> Option<Verdict> {
    let mut verdicts = channel.figures.iter().flatten().map(|figures| figures.next_dollar_pays.map(Verdict::of));
    let first = verdicts.next()??;
    verdicts.all(|verdict| verdict == Some(first)).then_some(first)
}

/// Whether the next dollar is to go there or to be taken away under some plan, but not under all that use it.
fn differs(channel: &ChannelRow) -> bool {
    let mut known = channel.figures.iter().flatten().filter_map(|figures| figures.next_dollar_pays.map(Verdict::of));
    verdict(channel).is_none() && known.any(|verdict| verdict != Verdict::Unclear)
}

fn title(ranked: &[&ChannelRow], figures: &Channels, language: Language) -> String {
    if ranked.is_empty() {
        return language.say(NONE).trim_end_matches(['.', '。']).to_string();
    }
    match figures.measure() {
        Measure::NextDollar => next_dollar(ranked, &figures.plans, language),
        Measure::AveragePerson => average_person(ranked, language),
        Measure::Customers => customers(ranked, language),
    }
}

/// Of the channels that have a next dollar.
fn next_dollar(ranked: &[&ChannelRow], plans: &[(String, usize)], language: Language) -> String {
    let has_one = |channel: &&&ChannelRow| rank(channel, Measure::NextDollar) >= 0.0;
    let known: Vec<&ChannelRow> = ranked.iter().filter(has_one).copied().collect();
    if let [only] = known[..] {
        return next_dollar_of_one(only, plans, language);
    }
    let with = |wanted: Verdict| -> Vec<&str> {
        let all = known.iter().filter(|channel| verdict(channel) == Some(wanted));
        all.map(|channel| channel.label.as_str()).collect()
    };
    let (strong, mut weak, later) = (with(Verdict::Strengthen), with(Verdict::CutBack), with(Verdict::ForLater));
    // The worst is to be cut back first.
    weak.reverse();
    let names = |names: &[&str]| language.list(names.iter().take(3).copied());
    let gaps = [("strong", names(&strong)), ("weak", names(&weak))];
    let gaps = gaps.each_ref().map(|(gap, value)| (*gap, value.as_str()));
    let found = match (strong.len(), weak.len()) {
        (n, _) if n == known.len() => language.say(ALL_PAY).to_string(),
        (_, n) if n == known.len() => language.say(NONE_PAYS).to_string(),
        (0, 0) if !later.is_empty() => language.fill(FOR_LATER, &[("later", &names(&later))]),
        (0, 0) => language.say(UNCLEAR).to_string(),
        (_, 0) => language.fill(ONLY_STRONG, &gaps),
        (0, _) => language.fill(ONLY_WEAK, &gaps),
        _ => language.fill(BOTH, &gaps),
    };
    let differs = known.iter().filter(|channel| differs(channel)).map(|channel| channel.label.as_str());
    match differs.take(3).collect::<Vec<_>>().as_slice() {
        [] => found,
        differs => found + &language.fill(DIFFERS, &[("channels", &language.list(differs.iter().copied()))]),
    }
}

/// With the average person beside it, where she surely pays and the next dollar does not.
fn next_dollar_of_one(channel: &ChannelRow, plans: &[(String, usize)], language: Language) -> String {
    let of_plans = channel.figures.iter().zip(plans);
    let mut known: Vec<(f64, &str)> = of_plans
        .filter_map(|(figures, (plan, _))| Some(((*figures)?.next_dollar_pays?.chance, plan.as_str())))
        .collect();
    known.sort_by(|a, b| a.0.total_cmp(&b.0));
    let chance = match (known.first(), known.last()) {
        (Some(low), Some(high)) if chance(low.0, language) != chance(high.0, language) => {
            let named = |(share, plan): &(f64, &str)| {
                language.fill(UNDER_PLAN, &[("chance", &chance(*share, language)), ("plan", plan)])
            };
            language.range(&named(low), &named(high))
        }
        (low, _) => low.map_or(String::new(), |(share, _)| chance(*share, language)),
    };
    let found = language.fill(ONE_PAYS, &[("channel", &channel.label), ("chance", &chance)]);
    let misleads = |figures: &ChannelFigures| {
        figures.next_dollar_pays.is_none_or(|pays| pays.chance <= SURE)
            && figures.average_pays.is_some_and(|share| share > SURE)
    };
    match average_of(channel, language).filter(|_| channel.figures.iter().flatten().all(misleads)) {
        Some(average) => language.fill(ALTHOUGH, &[("found", &found), ("average", &average)]),
        None => found,
    }
}

fn average_person(ranked: &[&ChannelRow], language: Language) -> String {
    let known: Vec<(&ChannelRow, String)> =
        ranked.iter().filter_map(|channel| Some((*channel, average_of(channel, language)?))).collect();
    let (Some((first, high)), Some((last, low))) = (known.first(), known.last()) else {
        return language.say(NO_CHANCE).to_string();
    };
    match known.len() {
        1 => language.fill(AVERAGE_OF_ONE, &[("channel", &first.label), ("chance", high)]),
        _ if known.iter().all(|(_, other)| other == high) => language.fill(AVERAGE_ALIKE, &[("chance", high)]),
        _ => {
            let gaps = [("first", first.label.as_str()), ("high", high), ("last", &last.label), ("low", low)];
            language.fill(AVERAGE_MOST, &gaps)
        }
    }
}

fn customers(ranked: &[&ChannelRow], language: Language) -> String {
    let best = ranked[0].figures.iter().flatten().filter_map(|figures| figures.new_customers);
    let best = best.max_by(|a, b| a.median.total_cmp(&b.median)).filter(|best| best.high > 0.0);
    best.map_or(language.say(NOBODY).to_string(), |best| {
        let figure = super::bars::with_ninety(best, &Unit::People, language);
        language.fill(BRINGS_MOST, &[("channel", &ranked[0].label), ("figure", &figure)])
    })
}

fn sentence(ranked: &[&ChannelRow], figures: &Channels, language: Language) -> String {
    let next = |of: &ChannelFigures| of.next_dollar_pays.map(|pays| chance(pays.chance, language));
    let average = |of: &ChannelFigures| of.average_pays.map(|share| chance(share, language));
    let customers = |of: &ChannelFigures| of.new_customers.map(|n| n.text(&Unit::People, language));
    let said = |words: Words, of: &dyn Fn(&ChannelFigures) -> Option<String>| {
        let each: Vec<String> = ranked.iter().filter_map(|channel| by_plan(channel, figures, language, of)).collect();
        (!each.is_empty()).then(|| language.fill(words, &[("each", &language.clauses(&each))]))
    };
    let told = match figures.has_money {
        true => [said(EACH_NEXT, &next), said(EACH_AVERAGE, &average)],
        false => [said(EACH_BRINGS, &customers), None],
    };
    let told: String = told.into_iter().flatten().collect();
    if told.is_empty() { language.say(NONE).to_string() } else { told.trim_end().to_string() }
}

/// `Search ads Base 18%, Funnel 5%`.
fn by_plan(
    channel: &ChannelRow,
    figures: &Channels,
    language: Language,
    of: &dyn Fn(&ChannelFigures) -> Option<String>,
) -> Option<String> {
    let of_plans = channel.figures.iter().zip(&figures.plans).filter_map(|(of_plan, (plan, _))| {
        let told = of(of_plan.as_ref()?)?;
        Some(if figures.plans.len() > 1 { format!("{plan} {told}") } else { told })
    });
    let of_plans: Vec<String> = of_plans.collect();
    (!of_plans.is_empty()).then(|| format!("{} {}", channel.label, language.list(of_plans)))
}
