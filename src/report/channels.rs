//! The channel table: what each costs and brings, whether that pays, and whether more of it would.

use super::assemble::Subject;
use super::html::{Column, Row, Table};
use super::language::{Words, words};
use super::numbers::{self, Estimate, Unit};
use super::screen;
use crate::analysis::contributions::Pays;
use crate::analysis::lifetime::{Brought, Figure};
use crate::metrics;
use crate::model::Channel;
use crate::results::Distribution;

/// What is to be done with the next dollar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Strengthen,
    Unclear,
    CutBack,
    /// To be strengthened for what comes after the run; the run alone does not say so.
    ForLater,
    /// To be cut back for what comes after the run; the run alone does not say so.
    AgainstLater,
}

/// From this chance on that the next dollar pays a channel is to be strengthened; below one less it is to be cut back.
pub(super) const SURE: f64 = 0.8;

impl Verdict {
    pub(super) fn of(pays: Pays) -> Verdict {
        match [pays.chance, pays.within].map(Verdict::by) {
            [both, within] if both == within => both,
            [Verdict::Strengthen, _] => Verdict::ForLater,
            [Verdict::CutBack, _] => Verdict::AgainstLater,
            [judged, _] => judged,
        }
    }

    fn by(chance: f64) -> Verdict {
        match chance {
            chance if chance > SURE => Verdict::Strengthen,
            chance if chance < 1.0 - SURE => Verdict::CutBack,
            _ => Verdict::Unclear,
        }
    }

    pub(super) fn words(self) -> Words {
        match self {
            Verdict::Strengthen => words("strengthen", "강화", "加强"),
            Verdict::Unclear => words("unclear", "불확실", "不明确"),
            Verdict::CutBack => words("cut back", "축소", "削减"),
            Verdict::ForLater => words(
                "strengthen, but only for what comes after the run",
                "기간 이후의 가치로만 강화",
                "仅凭期后价值才应加强",
            ),
            Verdict::AgainstLater => words(
                "cut back, but only for what comes after the run",
                "기간 이후의 가치 때문에만 축소",
                "仅因期后价值才应削减",
            ),
        }
    }
}

/// The channels of one plan of a run, a row each; `None` without channels.
///
/// * `at`: number of the plan among the results
pub(super) fn table(subject: &Subject, at: usize) -> Option<Table> {
    let Subject { model, results, lifetimes, .. } = *subject;
    let lifetime = &lifetimes[at];
    let channels = &model.plans[0].channels;
    if channels.is_empty() {
        return None;
    }
    let language = model.presentation.language;
    let caption = match results.plans.len() {
        1 => language.say(CHANNELS).to_string(),
        _ => language.fill(CHANNELS_OF, &[("plan", &results.plans[at].label)]),
    };
    let any_money = |figure: &Figure| figure.is_ok_and(|x| x.p5 != 0.0 || x.p95 != 0.0);
    // Where nobody earns or pays anything nothing is worth, costs or pays.
    let has_money = lifetime.channels.iter().any(|c| any_money(&c.value) || any_money(&c.cost));
    let next_dollars = subject.contributions.get(at);
    let row = |(c, (channel, brought)): (usize, (&Channel, &Brought))| {
        let of_run = |metric: &str| {
            let id = format!("{metric}[{}]", channel.id);
            let figure = results.total(at, &id).filter(Distribution::says_something);
            figure.map_or(String::new(), |figure| screen::in_words(&figure, metric, model))
        };
        let of_one = |figure: &Figure, unit: metrics::Unit| {
            let unit = if unit == metrics::Unit::Share { Unit::Percent } else { Unit::Money(model.currency.clone()) };
            let figure = figure.ok();
            figure.map_or(String::new(), |x| Estimate { median: x.mean, low: x.p5, high: x.p95 }.text(&unit, language))
        };
        let worth = |figure: &Figure| if has_money { of_one(figure, metrics::Unit::MoneyEach) } else { String::new() };
        let average = brought.chance_pays.ok().filter(|_| has_money);
        let next_dollar = next_dollars.and_then(|of| of.next_dollar(c)).map(|next| next.pays);
        let verdict = |pays: Pays| {
            let judged = language.say(Verdict::of(pays).words());
            language.fill(VERDICT, &[("chance", &numbers::chance(pays.chance, None, language)), ("verdict", judged)])
        };
        let cells = vec![
            of_run("spend"),
            of_run("arrivals"),
            of_run("new_customers"),
            of_one(&brought.conversion, metrics::Unit::Share),
            of_run("cac"),
            worth(&brought.value),
            worth(&brought.cost),
            average.map_or(String::new(), |chance| numbers::chance(chance, None, language)),
            next_dollar.map_or(String::new(), verdict),
        ];
        Row { label: channel.label.clone(), cells }
    };
    Some(Table {
        caption,
        rows_are: language.say(CHANNEL).to_string(),
        columns: HEADERS.map(|label| Column { label: language.say(label).to_string(), plan: None }).to_vec(),
        rows: channels.iter().zip(&lifetime.channels).enumerate().map(row).collect(),
    })
}

const CHANNELS: Words = words("Channels", "채널", "渠道");
const CHANNELS_OF: Words = words("Channels: {plan}", "채널: {plan}", "渠道：{plan}");
const CHANNEL: Words = words("Channel", "채널", "渠道");
const HEADERS: [Words; 9] = [
    words("Spend", "지출", "支出"),
    words("People", "유입", "流入人数"),
    words("New customers", "신규 고객", "新客户"),
    words("Conversion", "전환율", "转化率"),
    words("CAC", "고객획득비용", "获客成本"),
    words("Worth of a person", "1인당 가치", "人均价值"),
    words("Cost of a person", "1인당 비용", "人均成本"),
    words("Average person pays", "평균 1인이 수익을 낼 확률", "平均每人盈利概率"),
    words("Next dollar pays", "추가 지출이 수익을 낼 확률", "新增支出盈利概率"),
];
const VERDICT: Words = words("{chance}: {verdict}", "{chance}: {verdict}", "{chance}：{verdict}");
