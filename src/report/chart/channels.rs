//! Channels: which do we strengthen, which do we cut?

use super::axis::ValueAxis;
use super::bars::{BarChart, BarRow, Bars, Form, Heads, MOST_ROWS, Mark, bar, neutral, scale};
use super::context::Context;
use super::frame::Headings;
use super::paired::chance;
use super::palette::plan_hue;
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
    /// Chance that a person is worth more than she costs.
    pub chance_pays: Option<f64>,
}

/// What is to be done with a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Strengthen,
    Unclear,
    Cut,
}

impl Verdict {
    fn of(chance: f64) -> Verdict {
        match chance {
            chance if chance > SURE => Verdict::Strengthen,
            chance if chance < 1.0 - SURE => Verdict::Cut,
            _ => Verdict::Unclear,
        }
    }

    fn words(self) -> Words {
        match self {
            Verdict::Strengthen => words("strengthen", "강화", "加强"),
            Verdict::Unclear => words("unclear", "불확실", "不明确"),
            Verdict::Cut => words("cut", "축소", "削减"),
        }
    }
}

/// From this chance on that it pays a channel is to be strengthened; below one less it is to be cut.
const SURE: f64 = 0.8;

/// The channels, those that most surely pay first; without money those that bring most.
pub fn channels(figures: &Channels, context: &Context) -> BarChart {
    let language = context.language;
    let ranked = ranked(figures);
    let rows: Vec<BarRow> = ranked.iter().take(MOST_ROWS).map(|channel| row(channel, figures, language)).collect();
    let sentence = sentence(&ranked, figures, language);
    let one_plan = figures.plans.len() == 1;
    let subtitle = match (figures.has_money, one_plan) {
        (true, true) => CHANCES,
        (true, false) => CHANCES_OF_PLANS,
        (false, _) => CUSTOMERS,
    };
    let columns = if one_plan {
        columns(figures.has_money).map(|(words, _)| language.say(words).to_string()).collect()
    } else {
        vec![]
    };
    let marks = if figures.has_money { language.say(PAYS) } else { language.say(labels::of("new_customers")) };
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
            heads: Heads { columns, marks: marks.to_string(), ..Heads::default() },
            levels: if figures.has_money { [1.0 - SURE, SURE].map(|at| (at, String::new())).to_vec() } else { vec![] },
            legend: if one_plan { vec![] } else { hues.collect() },
            n_more: ranked.len() - rows.len(),
            nothing: language.say(NONE).to_string(),
            rows,
            ..Bars::default()
        },
    }
}

const CHANCES: Words = words(
    "Chance that a person who comes is worth more than she costs. Strengthen: over 80%; cut: under 20%. Figures are medians, those of one person means, of {futures}.",
    "채널로 온 한 사람의 가치가 비용을 넘을 확률. 80% 초과: 강화, 20% 미만: 축소. 값은 {futures} 결과의 중앙값, 1인당 값은 평균.",
    "渠道带来的每个人价值超过其成本的概率。高于80%：加强；低于20%：削减。数值为{futures}结果的中位数，每人数值为均值。",
);
const CHANCES_OF_PLANS: Words = words(
    "Chance that a person who comes is worth more than she costs, by plan, with what is spent. Strengthen: over 80%; cut: under 20%. {futures}.",
    "안별로 채널로 온 한 사람의 가치가 비용을 넘을 확률과 채널 지출. 80% 초과: 강화, 20% 미만: 축소. {futures}.",
    "各方案中，渠道带来的每个人价值超过其成本的概率，以及渠道支出。高于80%：加强；低于20%：削减。{futures}。",
);
const CUSTOMERS: Words = words(
    "New customers by channel over the run. Bars: median; whiskers: 90% of {futures}.",
    "기간 전체의 채널별 신규 고객. 막대: 중앙값, 수염: {futures} 결과의 가운데 90%.",
    "整个期间各渠道的新客户。条形：中位数；误差线：{futures}结果的中间90%。",
);
const PAYS: Words = words("Chance that it pays", "수익을 낼 확률", "盈利概率");
const PEOPLE: Words = words("People", "유입", "来客");
const SPEND: Words = words("Spend", "지출", "支出");
const CONVERSION: Words = words("Become customers", "고객 전환율", "客户转化率");
const CAC: Words = words("CAC", "CAC", "CAC");
const VALUE: Words = words("Worth of a person", "1인당 가치", "每人价值");
const COST: Words = words("Cost of a person", "1인당 비용", "每人成本");
const NONE: Words = words("There are no channels.", "채널이 없습니다.", "没有渠道。");
const NOT_USED: Words = words("not used", "사용 안 함", "未使用");
const NO_CHANCE: Words = words("cannot be said", "판단 불가", "无法判断");
const BOTH: Words =
    words("Strengthen {strong}; cut {weak}", "강화: {strong}. 축소: {weak}", "加强{strong}；削减{weak}");
const ONLY_STRONG: Words = words("Strengthen {strong}", "강화: {strong}", "加强{strong}");
const ONLY_WEAK: Words = words("Cut {weak}", "축소: {weak}", "削减{weak}");
const ALL_PAY: Words = words(
    "Every channel pays with a chance of over 80%",
    "모든 채널에서 수익을 낼 확률이 80% 초과",
    "所有渠道的盈利概率均高于80%",
);
const NONE_PAYS: Words = words(
    "No channel pays with a chance of 20% or more",
    "수익을 낼 확률이 20% 이상인 채널이 없음",
    "没有渠道的盈利概率达到20%",
);
const UNCLEAR: Words = words(
    "No channel is clearly to be strengthened or cut",
    "뚜렷하게 강화하거나 축소할 채널이 없음",
    "没有明确应加强或削减的渠道",
);
const BRINGS_MOST: Words = words(
    "{channel} brings the most new customers: {figure}",
    "신규 고객이 가장 많은 채널은 {channel}: {figure}",
    "带来新客户最多的渠道是{channel}：{figure}",
);
const NOBODY: Words = words("No channel brings customers", "고객을 데려오는 채널이 없음", "没有渠道带来客户");
const EACH: Words = words("Chance that it pays: {each}.", "수익을 낼 확률: {each}.", "盈利概率：{each}。");
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

/// 0% to 100%.
fn chances() -> ValueAxis {
    ValueAxis { unit: Unit::Percent, low: 0.0, high: 100.0, step: 20.0 }
}

/// What a channel is ranked by: the best plan's chance, or customers.
fn rank(channel: &ChannelRow, has_money: bool) -> f64 {
    let of = |figures: &ChannelFigures| {
        if has_money { figures.chance_pays } else { figures.new_customers.map(|estimate| estimate.median) }
    };
    channel.figures.iter().flatten().filter_map(of).fold(-1.0, f64::max)
}

fn ranked(figures: &Channels) -> Vec<&ChannelRow> {
    let mut rows: Vec<&ChannelRow> = figures.rows.iter().collect();
    rows.sort_by(|a, b| rank(b, figures.has_money).total_cmp(&rank(a, figures.has_money)));
    rows
}

fn row(channel: &ChannelRow, figures: &Channels, language: Language) -> BarRow {
    let cells = match channel.figures.as_slice() {
        [only] if figures.plans.len() == 1 => {
            let only = only.unwrap_or_default();
            columns(figures.has_money).map(|(words, of)| cell(words, of(&only), figures, language)).collect()
        }
        _ => vec![],
    };
    let used = channel.figures.iter().zip(&figures.plans).filter(|(of_plan, _)| of_plan.is_some());
    let mut marks: Vec<Mark> = used.map(|(of_plan, (_, plan))| mark(of_plan, *plan, figures, language)).collect();
    if marks.is_empty() {
        marks.push(mark(&None, 0, figures, language));
    }
    BarRow { label: channel.label.clone(), cells, marks, ..BarRow::default() }
}

fn cell(words: Words, estimate: Option<Estimate>, figures: &Channels, language: Language) -> (String, Option<String>) {
    let unit = match words {
        PEOPLE => &Unit::People,
        CONVERSION => &Unit::Percent,
        _ => &figures.money,
    };
    estimate.map_or((String::new(), None), |estimate| (estimate.middle(unit, language), estimate.range(unit, language)))
}

fn mark(of_plan: &Option<ChannelFigures>, plan: usize, figures: &Channels, language: Language) -> Mark {
    let hue = plan_hue(plan);
    let empty = |words: Words| Mark {
        form: Form::Bar { from: 0.0 },
        value: None,
        range: None,
        hue: neutral(),
        text: String::new(),
        detail: Some(language.say(words).to_string()),
    };
    let Some(of_plan) = of_plan else { return empty(NOT_USED) };
    if !figures.has_money {
        return of_plan.new_customers.map_or_else(|| empty(NOT_USED), |n| bar(n, &Unit::People, hue, language));
    }
    let Some(share) = of_plan.chance_pays else { return empty(NO_CHANCE) };
    let spend = of_plan.spend.filter(|_| figures.plans.len() > 1);
    let spend = spend.map(|spend| format!("{} {}", language.say(SPEND), spend.middle(&figures.money, language)));
    Mark {
        form: Form::Bar { from: 0.0 },
        value: Some(share),
        range: None,
        hue,
        text: format!("{} {}", chance(share, language), language.say(Verdict::of(share).words())),
        detail: spend,
    }
}

/// Verdicts that all plans that use a channel agree on; `None` if they do not, or it is not known.
fn verdict(channel: &ChannelRow) -> Option<Verdict> {
    let mut verdicts = channel.figures.iter().flatten().map(|figures| figures.chance_pays.map(Verdict::of));
    let first = verdicts.next()??;
    verdicts.all(|verdict| verdict == Some(first)).then_some(first)
}

fn title(ranked: &[&ChannelRow], figures: &Channels, language: Language) -> String {
    let Some(first) = ranked.first() else {
        return language.say(NONE).trim_end_matches(['.', '。']).to_string();
    };
    if !figures.has_money {
        let best = first.figures.iter().flatten().filter_map(|figures| figures.new_customers);
        let best = best.max_by(|a, b| a.median.total_cmp(&b.median)).filter(|best| best.high > 0.0);
        return best.map_or(language.say(NOBODY).to_string(), |best| {
            let figure = super::bars::with_ninety(best, &Unit::People, language);
            language.fill(BRINGS_MOST, &[("channel", &first.label), ("figure", &figure)])
        });
    }
    let with = |wanted: Verdict| -> Vec<&str> {
        let all = ranked.iter().filter(|channel| verdict(channel) == Some(wanted));
        all.map(|channel| channel.label.as_str()).collect()
    };
    let (strong, mut weak) = (with(Verdict::Strengthen), with(Verdict::Cut));
    // The worst is to be cut first.
    weak.reverse();
    let names = |names: &[&str]| language.list(names.iter().take(3).copied());
    let gaps = [("strong", names(&strong)), ("weak", names(&weak))];
    let gaps = gaps.each_ref().map(|(gap, value)| (*gap, value.as_str()));
    match (strong.len(), weak.len()) {
        (n, _) if n == ranked.len() && n > 1 => language.say(ALL_PAY).to_string(),
        (_, n) if n == ranked.len() && n > 1 => language.say(NONE_PAYS).to_string(),
        (0, 0) => language.say(UNCLEAR).to_string(),
        (_, 0) => language.fill(ONLY_STRONG, &gaps),
        (0, _) => language.fill(ONLY_WEAK, &gaps),
        _ => language.fill(BOTH, &gaps),
    }
}

fn sentence(ranked: &[&ChannelRow], figures: &Channels, language: Language) -> String {
    let of_plan = |of_plan: &ChannelFigures| {
        if figures.has_money {
            of_plan.chance_pays.map(|share| chance(share, language))
        } else {
            of_plan.new_customers.map(|n| n.text(&Unit::People, language))
        }
    };
    let told = |channel: &&ChannelRow| {
        let by_plan: Vec<String> = channel
            .figures
            .iter()
            .zip(&figures.plans)
            .filter_map(|(figures_of, (plan, _))| {
                let told = of_plan(figures_of.as_ref()?)?;
                Some(if figures.plans.len() > 1 { format!("{plan} {told}") } else { told })
            })
            .collect();
        (!by_plan.is_empty()).then(|| format!("{} {}", channel.label, language.list(by_plan)))
    };
    let each: Vec<String> = ranked.iter().filter_map(told).collect();
    if each.is_empty() {
        return language.say(NONE).to_string();
    }
    language.fill(if figures.has_money { EACH } else { EACH_BRINGS }, &[("each", &language.clauses(&each))])
}
