//! What matters: what should we find out first?

use super::bars::{BarChart, BarRow, Bars, Form, Heads, MOST_ROWS, Mark, neutral, scale};
use super::context::Context;
use super::frame::Headings;
use super::palette::{Hue, plan_hue};
use crate::report::language::{Language, Words, words};
use crate::report::numbers::{self, Unit};

/// How much of an outcome's uncertainty comes from each input, and what finding it out would be worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Matters {
    /// What is uncertain, in the report's language: "Net present value of Flywheel less that of Funnel".
    pub outcome: String,
    /// Of the worth of finding out: money, or people.
    pub unit: Unit,
    /// Per input, in any order: the chart ranks them.
    pub rows: Vec<MatterRow>,
    /// Share of the variance that is left when all inputs are known.
    pub luck: f64,
    /// Share of the variance that belongs to inputs together and to none alone.
    pub interactions: f64,
}

/// What one input does to the outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct MatterRow {
    /// The input as people call it.
    pub label: String,
    /// First-order share of the outcome's variance: `Var(E[outcome | input]) / Var(outcome)`.
    pub share: f64,
    /// Standard error of the share.
    pub se: f64,
    /// Value of finding it out before choosing (EVPPI); `None` where there is nothing to choose.
    pub worth: Option<FindingOut>,
}

/// What knowing an input is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FindingOut {
    /// In the unit of the outcome, minor units for money.
    pub mean: f64,
    /// Its standard error.
    pub se: f64,
}

/// The chart of what an outcome's uncertainty comes from, the largest share first; luck and what inputs do
/// together stand below.
pub fn matters(figures: &Matters, context: &Context) -> BarChart {
    let language = context.language;
    let mut inputs = figures.rows.clone();
    inputs.sort_by(|a, b| b.share.total_cmp(&a.share));
    let knows_worth = inputs.iter().any(|row| row.worth.is_some());
    let (large, small) = folded(&inputs);
    let shown = large.len().min(MOST_ROWS - 3);
    let mut rows: Vec<BarRow> =
        large.iter().take(shown).map(|row| input(row, figures, knows_worth, language)).collect();
    rows.extend((!small.is_empty()).then(|| others(&small, knows_worth, language)));
    let rest = [(TOGETHER, figures.interactions), (LUCK, figures.luck)];
    let rest = rest.into_iter().filter(|(words, share)| *share > 0.0005 || *words == LUCK && share.is_finite());
    rows.extend(rest.map(|(words, share)| remainder(language.say(words), share, knows_worth, language)));
    let sentence = sentence(&inputs, figures, language);
    let gaps = [("outcome", figures.outcome.as_str()), ("futures", &context.futures())];
    let columns = if knows_worth { vec![language.say(WORTH).to_string()] } else { vec![] };
    BarChart {
        name: "matters",
        headings: Headings {
            title: title(&inputs, figures, language),
            subtitle: language.fill(SUBTITLE, &gaps),
            footnote: context.footnote(std::iter::empty()),
        },
        alt: sentence.clone(),
        sentence,
        bars: Bars {
            axis: scale(&rows, &Unit::Percent),
            heads: Heads { columns, ..Heads::default() },
            n_more: large.len() - shown,
            nothing: language.say(CERTAIN).to_string(),
            rows,
            ..Bars::default()
        },
    }
}

const SUBTITLE: Words = words(
    "Share of the variance of the outcome ({outcome}) that each input explains by itself. Whiskers: 90% of the error of the estimate from {futures}.",
    "결과의 분산 가운데 각 수치가 단독으로 설명하는 비율. 결과: {outcome}. 수염: {futures}에서 얻은 추정 오차의 90%.",
    "结果的方差中各数值单独解释的比例。结果：{outcome}。误差线：由{futures}估计所得误差的90%。",
);
const LUCK: Words = words("Luck", "우연", "运气");
const TOGETHER: Words = words(
    "Inputs acting together (interactions)",
    "입력들이 함께 미치는 영향 (상호작용)",
    "多个输入共同的影响（交互作用）",
);
const OTHERS: Words = words("{n} others, each under 1%", "나머지 {n}개, 각각 1% 미만", "其他{n}项，每项低于1%");
const IN_ALL: Words = words("in all", "합계", "合计");
const WORTH: Words = words("Finding out is worth", "알아내는 가치", "查明的价值");
const CERTAIN: Words = words("Nothing is uncertain.", "불확실한 것이 없습니다.", "没有不确定的因素。");
const NOTHING_BUT_LUCK: Words = words(
    "Only luck makes the outcome uncertain: {outcome}",
    "결과를 불확실하게 하는 것은 우연뿐: {outcome}",
    "只有运气让结果不确定：{outcome}",
);
const LUCK_FIRST: Words = words(
    "Luck is {share} of the uncertainty; among the inputs {input} matters most: {own}",
    "불확실성의 {share}: 우연. 입력 중에서는 {input}의 비중이 가장 큼: {own}",
    "不确定性的{share}来自运气；输入中影响最大的是{input}：{own}",
);
const INPUT_FIRST: Words = words(
    "{input} matters most: {own} of the uncertainty",
    "불확실성에서 비중이 가장 큰 수치는 ‘{input}’, {own}",
    "影响最大的是“{input}”，占不确定性的{own}",
);
const UP_TO: Words =
    words("; finding it out is worth up to {worth}", ", 미리 알 때의 가치는 최대 {worth}", "；查明它最多值{worth}");
const EACH: Words =
    words("Share of the uncertainty: {each}.", "불확실성에서 차지하는 비율: {each}.", "占不确定性的比例：{each}。");
const WORTHS: Words = words(
    " Finding out before choosing is worth up to: {each}.",
    " 선택하기 전에 알 때의 최대 가치: {each}.",
    "选择前查明的最大价值：{each}。",
);

/// A share that is not told from none.
const NEGLIGIBLE: f64 = 0.005;

/// Of standard errors that an interval of 90% reaches.
const Z90: f64 = 1.645;

/// The inputs that are shown by themselves, and those that matter too little for it.
fn folded(inputs: &[MatterRow]) -> (Vec<&MatterRow>, Vec<&MatterRow>) {
    let stands_alone = |row: &&MatterRow| row.share >= SMALL || row.worth.is_some_and(FindingOut::is_clear);
    let (large, small): (Vec<&MatterRow>, Vec<&MatterRow>) = inputs.iter().partition(stands_alone);
    // One line for one input says less than its name.
    if small.len() == 1 { (inputs.iter().collect(), vec![]) } else { (large, small) }
}

/// Shares below this one are said together.
const SMALL: f64 = 0.01;

fn others(rows: &[&MatterRow], knows_worth: bool, language: Language) -> BarRow {
    let label = language.fill(OTHERS, &[("n", &rows.len().to_string())]);
    // Estimates of nothing lie on both sides of it: their sum is true, a sum of those above it is not.
    let share = rows.iter().map(|row| row.share).sum();
    let mut row = remainder(&label, share, knows_worth, language);
    row.marks.iter_mut().for_each(|mark| mark.detail = Some(language.say(IN_ALL).to_string()));
    row
}

fn input(row: &MatterRow, figures: &Matters, knows_worth: bool, language: Language) -> BarRow {
    let (low, high) = ((row.share - Z90 * row.se).max(0.0), row.share + Z90 * row.se);
    let worth = row.worth.map_or(String::new(), |worth| worth.text(&figures.unit, language));
    BarRow {
        label: row.label.clone(),
        cells: if knows_worth { vec![(worth, None)] } else { vec![] },
        marks: vec![Mark { range: Some((low, high)), ..mark(row.share, plan_hue(0), language) }],
        ..BarRow::default()
    }
}

fn remainder(label: &str, share: f64, knows_worth: bool, language: Language) -> BarRow {
    BarRow {
        label: label.to_string(),
        cells: if knows_worth { vec![(String::new(), None)] } else { vec![] },
        marks: vec![mark(share, neutral(), language)],
        stays: true,
        ..BarRow::default()
    }
}

fn mark(share: f64, hue: Hue, language: Language) -> Mark {
    // A share estimated below none is none.
    let share = share.max(0.0);
    Mark {
        form: Form::Bar { from: 0.0 },
        value: Some(share),
        range: None,
        hue,
        text: percent(share, language),
        detail: None,
    }
}

fn percent(share: f64, language: Language) -> String {
    // As a chance: neither nothing nor all where it is not.
    numbers::short(share, &Unit::Chance, language)
}

impl FindingOut {
    /// `$41k`; `< $3k` where the estimate is not told from nothing.
    pub(super) fn text(self, unit: &Unit, language: Language) -> String {
        if self.is_clear() {
            return numbers::worth(self.mean, self.se, unit, language);
        }
        let most = self.mean.max(0.0) + 2.0 * self.se;
        let sign = if most > 0.0 { "<" } else { "" };
        format!("{sign}{}", numbers::worth(most, f64::NAN, unit, language))
    }

    /// Whether it is told from nothing.
    fn is_clear(self) -> bool {
        self.mean > 2.0 * self.se && self.mean > 0.0
    }
}

fn title(inputs: &[MatterRow], figures: &Matters, language: Language) -> String {
    let has_luck = figures.luck > NEGLIGIBLE;
    let Some(first) = inputs.first().filter(|row| row.share > NEGLIGIBLE) else {
        let outcome = [("outcome", figures.outcome.as_str())];
        return if has_luck { language.fill(NOTHING_BUT_LUCK, &outcome) } else { trimmed(language.say(CERTAIN)) };
    };
    let luck_first = figures.luck > first.share;
    let gaps = [
        ("input", first.label.as_str()),
        ("own", &percent(first.share, language)),
        ("share", &percent(figures.luck, language)),
    ];
    let title = language.fill(if luck_first { LUCK_FIRST } else { INPUT_FIRST }, &gaps);
    match first.worth.filter(|worth| !luck_first && worth.is_clear()) {
        Some(worth) => title + &language.fill(UP_TO, &[("worth", &worth.text(&figures.unit, language))]),
        None => title,
    }
}

/// A title has no full stop.
fn trimmed(sentence: &str) -> String {
    sentence.trim_end_matches(['.', '。']).to_string()
}

fn sentence(inputs: &[MatterRow], figures: &Matters, language: Language) -> String {
    let mut each: Vec<String> =
        inputs.iter().take(5).map(|row| format!("{} {}", row.label, percent(row.share.max(0.0), language))).collect();
    if figures.interactions > NEGLIGIBLE {
        each.push(format!("{} {}", language.say(TOGETHER), percent(figures.interactions, language)));
    }
    if figures.luck.is_finite() {
        each.push(format!("{} {}", language.say(LUCK), percent(figures.luck.max(0.0), language)));
    }
    let mut told = language.fill(EACH, &[("each", &language.clauses(&each))]);
    let worths = inputs.iter().filter_map(|row| {
        let worth = row.worth.filter(|worth| worth.is_clear())?;
        Some(format!("{} {}", row.label, worth.text(&figures.unit, language)))
    });
    let worths: Vec<String> = worths.take(5).collect();
    if !worths.is_empty() {
        told += &language.fill(WORTHS, &[("each", &language.clauses(&worths))]);
    }
    told
}
