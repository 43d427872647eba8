//! Bridge: which change brings what?

use super::bars::{BarChart, BarRow, Bars, Form, Mark, neutral, scale};
use super::context::Context;
use super::frame::Headings;
use super::palette::{Hue, plan_hue};
use crate::report::language::{Language, Words, words};
use crate::report::numbers::{self, Estimate, Unit};

/// From the base to a plan, change by change.
///
/// In means, which add up: base + effects + interactions = plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Bridge {
    /// What is counted, in the report's language: "Net present value".
    pub outcome: String,
    pub unit: Unit,
    /// Label and outcome of the plan that it starts from.
    pub base: (String, Part),
    /// Label and outcome of the plan that it ends at.
    pub plan: (String, Part),
    /// Label of the plan that brings most, where that is another: it has no several changes to tell apart.
    pub best: Option<String>,
    /// Index of the plan it ends at in the model: its colour.
    pub hue: usize,
    /// In the order of the plan: what is lost if this change alone is left out, under the same luck.
    pub changes: Vec<(String, Part)>,
    /// What the changes bring together beyond the sum of what each brings last; negative where they get in each
    /// other's way, or two each do what the other would.
    pub interactions: Part,
}

/// A part of a bridge: mean and range over the futures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    pub mean: f64,
    /// 5% and 95% quantiles.
    pub low: f64,
    pub high: f64,
}

/// The bridge as bars that hang together: base, changes, what they do together, plan.
pub fn bridge(figures: &Bridge, context: &Context) -> BarChart {
    let language = context.language;
    let sentence = sentence(figures, language);
    let rows = rows(figures, language);
    let gaps = [
        ("base", figures.base.0.as_str()),
        ("plan", figures.plan.0.as_str()),
        ("outcome", &figures.outcome),
        ("futures", &context.futures()),
    ];
    let mut subtitle = language.fill(SUBTITLE, &gaps);
    if let Some(best) = &figures.best {
        subtitle += &language.fill(BEST_ELSEWHERE, &[("best", best)]);
    }
    BarChart {
        name: "bridge",
        headings: Headings {
            title: title(figures, language),
            subtitle,
            footnote: context.footnote([figures.base.0.as_str(), figures.plan.0.as_str()].into_iter()),
        },
        alt: sentence.clone(),
        sentence,
        bars: Bars { axis: scale(&rows, &figures.unit), rows, joined: true, ..Bars::default() },
    }
}

const SUBTITLE: Words = words(
    "From {base} to {plan}: {outcome}. A change is what is lost if it alone is left out, luck alike. Bars: means; grey: middle 90% of {futures}.",
    "{base}에서 {plan}까지: {outcome}. 각 변화의 값은 그것만 뺐을 때 줄어드는 양, 우연은 같음. 막대: 평균, 회색 수치: {futures} 결과의 가운데 90%.",
    "从{base}到{plan}：{outcome}。每项变化的数值是只去掉它时的损失，运气相同。条形：均值；灰色数字：{futures}结果的中间90%。",
);
const BEST_ELSEWHERE: Words = words(
    " The best plan, {best}, does not make two to eight changes.",
    " 결과가 가장 좋은 안 {best}: 변화가 2~8개가 아니어서 그리지 않음.",
    "结果最好的方案{best}不在图中：其变化不是2至8项。",
);
const TOGETHER: Words = words("Changes together", "변화들의 상호작용", "变化之间的交互");
const OVERLAP: Words = words("they overlap", "서로 겹침", "相互重叠");
const REINFORCE: Words = words("they reinforce each other", "서로 강화함", "相互加强");
const BRINGS_MOST: Words = words(
    "{plan} gains {total} over {base} on average; {change} brings the most: {figure}",
    "가장 크게 기여하는 변화는 {change}: {figure}. {base} 대비 {plan} 전체: 평균 {total}",
    "贡献最大的是{change}：{figure}；{plan}比{base}平均总共多{total}",
);
const ENDS_BELOW: Words = words(
    "{plan} ends {total} below {base} on average; {change} takes the most: {figure}",
    "{base} 대비 {plan}: 평균 {total}. 가장 크게 깎는 변화는 {change}: {figure}",
    "{plan}比{base}平均少{total}；拖累最大的是{change}：{figure}",
);
const ONLY_TOGETHER_BELOW: Words = words(
    "{plan} ends {total} below {base} on average, though no change costs anything by itself",
    "{base} 대비 {plan}: 평균 {total}. 단독으로 손해인 변화는 없음",
    "{plan}比{base}平均少{total}，但没有哪项变化单独造成损失",
);
const ONLY_TOGETHER_ABOVE: Words = words(
    "{plan} ends {total} above {base} on average, though no change is missed if it alone is left out",
    "{base} 대비 {plan}: 평균 {total}. 하나만 빼서는 줄어들지 않음",
    "{plan}比{base}平均多{total}，但单独去掉任何一项都没有损失",
);
const ALIKE: Words =
    words("{plan} ends where {base} does", "‘{base}’, ‘{plan}’: 결과가 같음", "“{plan}”与“{base}”结果相同");
const SENTENCE: Words = words(
    "{base} {from}; {each}; {plan} {to} (means).",
    "{base} {from}; {each}; {plan} {to} (평균).",
    "{base} {from}；{each}；{plan} {to}（均值）。",
);

fn rows(figures: &Bridge, language: Language) -> Vec<BarRow> {
    let hue = plan_hue(figures.hue);
    let short = |value: f64| numbers::short(value, &figures.unit, language);
    let end = |(label, part): &(String, Part), hue: Hue| BarRow {
        label: label.clone(),
        marks: vec![Mark {
            form: Form::Bar { from: 0.0 },
            value: Some(part.mean),
            range: None,
            hue,
            text: short(part.mean),
            detail: part.range(figures, language),
        }],
        stays: true,
        ..BarRow::default()
    };
    let mut rows = vec![end(&figures.base, neutral())];
    let mut at = figures.base.1.mean;
    let mut step = |label: String, note: Option<String>, part: &Part| {
        let from = at;
        at += part.mean;
        let mark = Mark {
            form: Form::Bar { from },
            value: Some(at),
            range: Some((from + part.low, from + part.high)),
            // What is lost is grey: red would be another plan.
            hue: if part.mean < 0.0 { neutral() } else { hue },
            text: signed(part.mean, figures, language),
            detail: part.range(figures, language),
        };
        rows.push(BarRow { label, note, marks: vec![mark], ..BarRow::default() });
    };
    for (label, part) in &figures.changes {
        step(label.clone(), None, part);
    }
    if figures.interactions.mean != 0.0 && figures.changes.len() > 1 {
        let how = if figures.interactions.mean < 0.0 { OVERLAP } else { REINFORCE };
        step(language.say(TOGETHER).to_string(), Some(language.say(how).to_string()), &figures.interactions);
    }
    rows.push(end(&figures.plan, hue));
    rows
}

impl Part {
    fn range(&self, figures: &Bridge, language: Language) -> Option<String> {
        Estimate { median: self.mean, low: self.low, high: self.high }.range(&figures.unit, language)
    }
}

/// `+$120k`, `−$30k`.
fn signed(value: f64, figures: &Bridge, language: Language) -> String {
    let plus = if value > 0.0 { "+" } else { "" };
    format!("{plus}{}", numbers::short(value, &figures.unit, language))
}

fn title(figures: &Bridge, language: Language) -> String {
    let total = figures.plan.1.mean - figures.base.1.mean;
    let largest =
        figures.changes.iter().max_by(|a, b| a.1.mean.total_cmp(&b.1.mean)).filter(|(_, part)| part.mean > 0.0);
    let smallest =
        figures.changes.iter().min_by(|a, b| a.1.mean.total_cmp(&b.1.mean)).filter(|(_, part)| part.mean < 0.0);
    // Above and below are said in words; Korean has the sign.
    let signed_total = if language == Language::Korean {
        signed(total, figures, language)
    } else {
        numbers::short(total.abs(), &figures.unit, language)
    };
    let fill = |words: Words, change: Option<&(String, Part)>| {
        let (label, figure) = change.map_or((String::new(), String::new()), |(label, part)| {
            (label.clone(), signed(part.mean, figures, language))
        });
        let gaps = [
            ("plan", figures.plan.0.as_str()),
            ("base", figures.base.0.as_str()),
            ("total", &signed_total),
            ("change", &label),
            ("figure", &figure),
        ];
        language.fill(words, &gaps)
    };
    match (total, largest, smallest) {
        (0.0, ..) => fill(ALIKE, None),
        (total, Some(change), _) if total > 0.0 => fill(BRINGS_MOST, Some(change)),
        (total, None, _) if total > 0.0 => fill(ONLY_TOGETHER_ABOVE, None),
        (_, _, Some(change)) => fill(ENDS_BELOW, Some(change)),
        _ => fill(ONLY_TOGETHER_BELOW, None),
    }
}

fn sentence(figures: &Bridge, language: Language) -> String {
    let short = |value: f64| numbers::short(value, &figures.unit, language);
    let mut each: Vec<String> = figures
        .changes
        .iter()
        .map(|(label, part)| format!("{label} {}", signed(part.mean, figures, language)))
        .collect();
    if figures.changes.len() > 1 {
        each.push(format!("{} {}", language.say(TOGETHER), signed(figures.interactions.mean, figures, language)));
    }
    let gaps = [
        ("base", figures.base.0.clone()),
        ("from", short(figures.base.1.mean)),
        ("each", language.clauses(&each)),
        ("plan", figures.plan.0.clone()),
        ("to", short(figures.plan.1.mean)),
    ];
    language.fill(SENTENCE, &gaps.each_ref().map(|(gap, value)| (*gap, value.as_str())))
}
