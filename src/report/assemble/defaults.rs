//! What a scenario does not say and the language supplies: assumptions that nobody wrote.

use crate::model::{Model, Number};
use crate::report::language::{Words, words};
use crate::report::paths;
use crate::scenario::Thing;

/// A value that nobody wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Default {
    /// Path of the value without the thing, or the key of a section: `channels.saturation`.
    pub path: &'static str,
    /// What it is called, and of which things it was left open.
    pub name: String,
    /// What is taken for it.
    pub taken: String,
}

/// A key that may be left out of the things of a section.
struct Rule {
    path: &'static str,
    name: Words,
    taken: Words,
    /// Of which things it matters.
    matters: fn(&Thing) -> bool,
}

fn always(_: &Thing) -> bool {
    true
}

fn has(thing: &Thing, key: &str) -> bool {
    thing.keys.iter().any(|known| known == key)
}

/// Channels whose people are bought at a price.
fn is_bought(thing: &Thing) -> bool {
    ["cost", "cpc", "cpm", "cost_per_lead"].iter().any(|key| has(thing, key))
}

fn is_no_test(thing: &Thing) -> bool {
    !has(thing, "test")
}

fn is_booked_on_people(thing: &Thing) -> bool {
    !has(thing, "fixed")
}

const RULES: [Rule; 16] = [
    Rule {
        path: "channels.saturation",
        name: words("Saturation", "포화 효과", "饱和效应"),
        taken: words(
            "none: more money buys as cheaply as the first",
            "없음: 지출을 늘려도 단가가 같음",
            "无：追加投放与初始投放同价",
        ),
        matters: is_bought,
    },
    Rule {
        path: "channels.carryover",
        name: words("Carry-over of effect", "효과 이월", "效果延续"),
        taken: words(
            "none: what is spent works in its period",
            "없음: 지출 효과는 해당 기간에만 발생",
            "无：投放只在当期见效",
        ),
        matters: is_bought,
    },
    Rule {
        path: "channels.season",
        name: words("Season", "계절성", "季节性"),
        taken: words("none: all months alike", "없음: 모든 달이 동일", "无：各月相同"),
        matters: always,
    },
    Rule {
        path: "channels.variation",
        name: words("How arrivals vary", "유입 인원의 변동", "到来人数的波动"),
        taken: words("by chance alone (Poisson)", "우연에 의한 변동만(푸아송 분포)", "仅随机波动（泊松分布）"),
        matters: always,
    },
    Rule {
        path: "referrals.spread",
        name: words("Spread of invitations between people", "개인별 초대 수의 편차", "邀请数的个体差异"),
        taken: words("none: all invite alike", "없음: 모두 동일하게 초대", "无：人人相同"),
        matters: always,
    },
    Rule {
        path: "referrals.delay",
        name: words("Time until the invited come", "초대받은 사람이 오기까지의 시간", "受邀者到来的延迟"),
        taken: words("they come in the same period", "같은 기간에 유입", "同期到来"),
        matters: always,
    },
    Rule {
        path: "referrals.reward",
        name: words("Reward for a referral", "추천 보상", "推荐奖励"),
        taken: words("none", "없음", "无"),
        matters: always,
    },
    Rule {
        path: "revenue.margin",
        name: words("Gross margin", "매출총이익률", "毛利率"),
        taken: words("100%: nothing is paid for what is sold", "100%: 매출원가 없음", "100%：无销售成本"),
        matters: always,
    },
    Rule {
        path: "revenue.spread",
        name: words("Spread of amounts of revenue", "매출 금액의 편차", "收入金额的差异"),
        taken: words("none: every amount is the mean", "없음: 모든 금액이 평균과 같음", "无：每笔金额均为平均值"),
        matters: is_booked_on_people,
    },
    Rule {
        path: "frictions.included",
        name: words("Frictions in the written rates", "입력된 비율의 마찰 반영 여부", "所写比率是否含摩擦"),
        taken: words(
            "the rates were measured with them",
            "마찰이 있는 상태에서 측정한 비율",
            "比率是在摩擦存在时测得的",
        ),
        matters: always,
    },
    Rule {
        path: "initiatives.chance",
        name: words("Chance that it works", "효과가 있을 확률", "奏效概率"),
        taken: words("100%: it works for certain", "100%: 반드시 효과가 있음", "100%：必定奏效"),
        matters: is_no_test,
    },
    Rule {
        path: "initiatives.ramp",
        name: words("Time to full effect", "완전한 효과까지의 기간", "达到全部效果的时间"),
        taken: words("at once", "즉시", "立即"),
        matters: is_no_test,
    },
    Rule {
        path: "initiatives.starts",
        name: words("When it begins", "시작 시점", "开始时间"),
        taken: words("in the first period", "첫 기간", "第一期"),
        matters: always,
    },
    Rule {
        path: "initiatives.lasts",
        name: words("How long it lasts", "지속 기간", "持续时间"),
        taken: words("to the end of the run", "실행 종료까지", "直到模拟结束"),
        matters: is_no_test,
    },
    Rule {
        path: "events.chance",
        name: words("Chance of the event", "사건 발생 확률", "事件发生概率"),
        taken: words("100%: it comes for certain", "100%: 반드시 발생", "100%：必定发生"),
        matters: always,
    },
    Rule {
        path: "events.lasts",
        name: words("How long the event stays", "사건 지속 기간", "事件持续时间"),
        taken: words("for good", "영구적", "永久"),
        matters: always,
    },
];

/// Everything of importance that the scenario leaves open.
pub fn defaults(model: &Model) -> Vec<Default> {
    let language = model.presentation.language;
    let mut defaults: Vec<Default> = of_the_whole(model)
        .into_iter()
        .map(|(path, name, taken)| Default {
            path,
            name: language.say(name).to_string(),
            taken: language.say(taken).to_string(),
        })
        .collect();
    for rule in &RULES {
        let Some((section, key)) = rule.path.split_once('.') else { continue };
        let is_open = |thing: &&Thing| {
            let id = thing.path.strip_prefix(section).and_then(|rest| rest.strip_prefix('.'));
            id.is_some() && (rule.matters)(thing) && !has(thing, key)
        };
        let open = model.account.things.iter().filter(is_open);
        let of: Vec<String> = open.map(|thing| paths::label_of(model, &thing.path, id_of(&thing.path))).collect();
        if !of.is_empty() {
            let name = language.of(language.say(rule.name), &language.list(of));
            defaults.push(Default { path: rule.path, name, taken: language.say(rule.taken).to_string() });
        }
    }
    defaults
}

fn id_of(path: &str) -> &str {
    path.split_once('.').map_or(path, |(_, id)| id)
}

/// What is left open of the run as a whole.
fn of_the_whole(model: &Model) -> Vec<(&'static str, Words, Words)> {
    let plan = &model.plans[0];
    let has_money = !plan.revenue.is_empty() || !plan.costs.is_empty();
    let undiscounted = has_money && model.time.discount_per_year == Number::Constant(0.0);
    let written = |path: &str| model.account.numbers.iter().any(|line| line.path == path);
    let money_says = |key: &str| model.account.things.iter().any(|thing| thing.path == "money" && has(thing, key));
    let mut open = Vec::new();
    let mut add = |is_open: bool, path, name, taken| {
        if is_open {
            open.push((path, name, taken));
        }
    };
    add(
        undiscounted && !written("time.discount_rate"),
        "time.discount_rate",
        words("Discount rate", "할인율", "贴现率"),
        words("0%: later money counts in full", "0%: 미래의 금액을 그대로 합산", "0%：未来资金不打折"),
    );
    add(
        has_money && !money_says("count"),
        "money.count",
        words("When people are counted for money", "금액 산정 시 인원 기준", "计费人数的统计时点"),
        words("those there at the end of a period", "기간 말 인원", "期末人数"),
    );
    add(
        has_money && !money_says("cash"),
        "money.cash",
        words("Cash at the start", "시작 시점 현금", "期初现金"),
        words(
            "0: what is lacking is shown as a need of funds",
            "0: 부족분은 필요 자금으로 표시",
            "0：不足部分显示为资金需求",
        ),
    );
    add(
        plan.market.is_none(),
        "market.size",
        words("Size of the market", "시장 규모", "市场规模"),
        words("without limit", "제한 없음", "不设上限"),
    );
    add(
        plan.capacities.is_empty(),
        "capacities",
        words("Capacity", "처리 한도", "容量限制"),
        words("without limit", "제한 없음", "不设上限"),
    );
    add(
        model.inputs.len() > 1 && model.correlations.is_empty(),
        "correlations",
        words("Uncertain numbers together", "불확실한 수치 간의 관계", "不确定数值之间的关系"),
        words("drawn independently of one another", "서로 독립적으로 추출", "相互独立抽取"),
    );
    open
}
