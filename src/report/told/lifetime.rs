//! What one new customer is worth and brings, and whether the wheel turns by itself: in words of every language.

use crate::analysis::lifetime::{Absent, Lifetime, OverDraws};
use crate::base::calendar::Step;
use crate::base::money::Currency;
use crate::report::language::{Language, Words, words};
use crate::report::numbers::{self, Estimate, Unit};

/// What there is to say about a new customer, as one text; `None` where nobody becomes one.
///
/// `A new customer is worth $1.3k (LTV); brings 3.1 times what winning her costs, ...`
pub fn a_new_customer(lifetime: &Lifetime, currency: &Currency, step: Step, language: Language) -> Option<String> {
    let told = lifetime_in_words(lifetime, currency, step, language);
    let text = || language.fill(A_NEW_CUSTOMER, &[("told", &language.clauses(&told))]);
    (!told.is_empty()).then(text)
}

const A_NEW_CUSTOMER: Words = words("A new customer {told}", "신규 고객 1명 기준: {told}", "每位新客户：{told}");

/// LTV, R and sales cycle as clauses about a new customer; none where nobody becomes one.
pub fn lifetime_in_words(lifetime: &Lifetime, currency: &Currency, step: Step, language: Language) -> Vec<String> {
    if lifetime.ltv == Err(Absent::NoCustomers) {
        return Vec::new();
    }
    let mut clauses: Vec<String> = worth(lifetime, currency, step, language).into_iter().collect();
    if let (Ok(ratio), Ok(payback)) = (lifetime.ltv_to_cac, lifetime.payback)
        && ratio.p95 > 0.0
    {
        let ratio = of_one(ratio, &Unit::Number, language);
        clauses.push(match payback.median {
            periods if periods.is_finite() => {
                language.fill(PAYS, &[("ratio", &ratio), ("time", &in_time(periods, step, language))])
            }
            _ => language.fill(PAYS_LATER, &[("ratio", &ratio)]),
        });
    }
    clauses.extend(referral_sentences(lifetime, language));
    if let (Ok(cycle), Ok(_)) = (lifetime.cycle_time, lifetime.reproduction) {
        clauses.push(language.fill(BRINGS_AFTER, &[("time", &in_time(cycle.mean, step, language))]));
    }
    if let Ok(cycle) = lifetime.sales_cycle {
        clauses.push(match cycle.mean {
            0.0 => language.say(AT_ONCE).to_string(),
            steps => language.fill(TOOK, &[("time", &in_time(steps, step, language))]),
        });
    }
    clauses
}

const PAYS: Words = words(
    "brings {ratio} times what winning her costs, and has paid for it after {time}",
    "LTV/CAC {ratio}배, {time} 만에 획득비용 회수",
    "LTV/CAC为{ratio}，{time}后收回获客成本",
);
const PAYS_LATER: Words = words(
    "brings {ratio} times what winning her costs, and has paid for it not within the run",
    "LTV/CAC {ratio}배, 시뮬레이션 기간 안에는 획득비용을 회수하지 못함",
    "LTV/CAC为{ratio}，但在模拟期内未收回获客成本",
);
const BRINGS_AFTER: Words = words(
    "brings them {time} after she became one herself, on average",
    "본인이 고객이 된 뒤 평균 {time} 후에 추천 고객을 데려옴",
    "平均在自己成为客户{time}后带来他们",
);
const AT_ONCE: Words = words(
    "is one in the same period in which she first comes",
    "처음 유입된 그 기간에 바로 고객이 됨",
    "在首次到来的当期即成为客户",
);
const TOOK: Words = words(
    "took {time} from arrival to becoming a customer on average",
    "유입에서 고객 전환까지 평균 {time} 소요",
    "从到来到成为客户平均用时{time}",
);

/// What she is worth, alone and with those whom she brings; `None` if nothing, where money is made on the way.
fn worth(lifetime: &Lifetime, currency: &Currency, step: Step, language: Language) -> Option<String> {
    let money = |x| of_one(x, &Unit::Money(currency.clone()), language);
    let refers = lifetime.reproduction.is_ok();
    Some(match (lifetime.ltv, lifetime.ltv_with_referrals) {
        (Ok(alone), Ok(with)) if refers => {
            let step = numbers::step_word(step, language);
            language.fill(WORTH_WITH, &[("alone", &money(alone)), ("with", &money(with)), ("step", step)])
        }
        (Ok(alone), Err(absent)) if refers => {
            language.fill(WORTH_BUT, &[("alone", &money(alone)), ("reason", reason(absent, language))])
        }
        // Worth nothing after the sale: money is made on passages only, and that is no news.
        (Ok(alone), _) if alone.p5 == 0.0 && alone.p95 == 0.0 => return None,
        (Ok(alone), _) => language.fill(WORTH, &[("alone", &money(alone))]),
        (Err(absent), _) => language.fill(NO_WORTH, &[("reason", reason(absent, language))]),
    })
}

const WORTH: Words = words("is worth {alone} (LTV)", "고객생애가치(LTV) {alone}", "客户终身价值（LTV）为{alone}");
const WORTH_WITH: Words = words(
    "is worth {alone} from the {step} after acquisition on (LTV), and {with} with the customers she brings",
    "획득 다음 {step}부터의 고객생애가치(LTV) {alone}, 추천으로 데려오는 고객까지 포함하면 {with}",
    "自获客次{step}起的客户终身价值（LTV）为{alone}，计入其推荐带来的客户则为{with}",
);
const WORTH_BUT: Words = words(
    "is worth {alone} (LTV); with the customers she brings it cannot be given: {reason}",
    "고객생애가치(LTV) {alone}; 추천 고객을 포함한 값은 구할 수 없음: {reason}",
    "客户终身价值（LTV）为{alone}；计入推荐客户的价值无法给出：{reason}",
);
const NO_WORTH: Words = words(
    "has no lifetime value that could be given: {reason}",
    "고객생애가치를 구할 수 없음: {reason}",
    "客户终身价值无法给出：{reason}",
);

/// Why a figure of one person does not exist, in a language.
fn reason(absent: Absent, language: Language) -> &'static str {
    match language {
        Language::English => absent.reason(),
        Language::Korean => match absent {
            Absent::NeverLeaves => "초대하는 단계를 떠나는 사람이 없어 초대가 끝나지 않음",
            Absent::Endless => "일부 추출값에서 체류나 추천이 끝없이 이어지고 할인이 너무 작음",
            Absent::NoCustomers => "고객이 되는 사람이 없음",
            Absent::NoReferral => "초대하는 사람이 없음",
            Absent::NobodyThere => "그 단계에 있을 수 있는 사람이 없음",
            Absent::NoCost => "신규 고객 획득에 비용이 들지 않음",
            Absent::NobodyComes => "이 안에 없는 채널이거나 1인당 비용을 구할 수 없음",
        },
        Language::Chinese => match absent {
            Absent::NeverLeaves => "发出邀请的阶段无人离开，邀请不会终止",
            Absent::Endless => "在部分抽样中停留或推荐永不停止，而折现过小",
            Absent::NoCustomers => "无人成为客户",
            Absent::NoReferral => "无人发出邀请",
            Absent::NobodyThere => "该阶段不可能有人",
            Absent::NoCost => "获取新客户没有成本",
            Absent::NobodyComes => "该方案没有此渠道，或人均成本无法给出",
        },
    }
}

/// "100 new customers bring 38 more", and whether the wheel turns by itself.
pub fn referral_sentences(lifetime: &Lifetime, language: Language) -> Vec<String> {
    let (r, brought) = match (lifetime.reproduction, lifetime.new_per_new) {
        (Ok(r), Ok(brought)) => (r, brought),
        (Err(Absent::NoReferral), _) => return Vec::new(),
        (Err(absent), _) | (_, Err(absent)) => {
            return vec![language.fill(NO_R, &[("reason", reason(absent, language))])];
        }
    };
    let people = |x| of_one(hundred(x), &Unit::People, language);
    let mut sentences = vec![language.fill(BRING, &[("brought", &people(brought))])];
    if (r.mean - brought.mean).abs() > 0.05 * r.mean.max(brought.mean) {
        sentences.push(language.fill(BY_GENERATION, &[("brought", &people(r))]));
    }
    match Turning::of(lifetime) {
        Some(Turning::ByItself) => sentences.push(language.say(TURNS).to_string()),
        Some(Turning::NotCertain) => sentences.push(language.say(MAY_TURN).to_string()),
        Some(Turning::Not) | None => {}
    }
    sentences
}

const NO_R: Words = words(
    "brings others, but R cannot be given: {reason}",
    "다른 고객을 데려오지만 재생산지수 R을 구할 수 없음: {reason}",
    "会带来其他客户，但再生数 R 无法给出：{reason}",
);
const BRING: Words = words(
    "100 new customers bring {brought} more",
    "신규 고객 100명이 추가로 데려오는 고객 {brought}명",
    "每100位新客户再带来{brought}位",
);
const BY_GENERATION: Words = words(
    "counted by generations of invited people, 100 bring {brought}",
    "초대받은 사람의 세대 기준으로는 100명이 {brought}명을 데려옴",
    "按受邀者的代际计算，100人带来{brought}人",
);
const TURNS: Words = words(
    "the wheel turns by itself: every generation is larger than the one before",
    "플라이휠이 스스로 회전함: 세대마다 이전 세대보다 커짐",
    "飞轮能自行转动：每一代都比上一代多",
);
const MAY_TURN: Words = words(
    "whether the wheel turns by itself is not certain",
    "플라이휠이 스스로 회전할지는 확실하지 않음",
    "飞轮能否自行转动尚不确定",
);

/// Whether referral alone keeps the wheel going.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turning {
    ByItself,
    /// In some draws of the inputs, and in others not.
    NotCertain,
    Not,
}

impl Turning {
    /// `None` where nobody invites, or R cannot be given.
    fn of(lifetime: &Lifetime) -> Option<Turning> {
        let r = lifetime.reproduction.ok()?;
        Some(match r {
            r if r.p5 >= 1.0 => Turning::ByItself,
            r if r.p95 >= 1.0 => Turning::NotCertain,
            _ => Turning::Not,
        })
    }
}

/// Whether the wheel turns by itself under any of the plans, in a sentence.
///
/// * `plans`: label and lifetime of each
pub fn turns_by_itself(plans: &[(&str, &Lifetime)], language: Language) -> String {
    let refers = |lifetime: &Lifetime| lifetime.reproduction != Err(Absent::NoReferral);
    if !plans.iter().any(|(_, lifetime)| refers(lifetime)) {
        return language.say(NO_WHEEL).to_string();
    }
    let those = |turning: Option<Turning>| -> Vec<&str> {
        let alike = plans.iter().filter(|(_, lifetime)| Turning::of(lifetime) == turning && refers(lifetime));
        alike.map(|(label, _)| *label).collect()
    };
    let all = [
        (Some(Turning::ByItself), ALL_TURN, SOME_TURN),
        (Some(Turning::NotCertain), ALL_MAY, SOME_MAY),
        (Some(Turning::Not), NONE_TURNS, SOME_DO_NOT),
        (None, ALL_UNKNOWN, SOME_UNKNOWN),
    ];
    let said = all.into_iter().filter_map(|(turning, every, some)| {
        let named = those(turning);
        match named.len() {
            0 => None,
            n if n == plans.len() => Some(language.say(every).to_string()),
            _ => Some(language.fill(some, &[("plans", &language.list(named))])),
        }
    });
    said.collect::<Vec<_>>().join(language.say(words(" ", " ", "")))
}

const NO_WHEEL: Words = words(
    "Nobody brings others: every customer has to be won anew.",
    "추천으로 들어오는 고객이 없어 모든 고객을 새로 확보해야 합니다.",
    "没有推荐：每位客户都须重新获取。",
);
const ALL_TURN: Words = words(
    "The wheel turns by itself: every generation of referred people is larger than the one before.",
    "플라이휠이 스스로 회전합니다: 추천 세대마다 이전 세대보다 커집니다.",
    "飞轮能自行转动：每一代被推荐者都比上一代多。",
);
const SOME_TURN: Words = words(
    "The wheel turns by itself under {plans}.",
    "플라이휠이 스스로 회전하는 안: {plans}.",
    "飞轮能自行转动的方案：{plans}。",
);
const ALL_MAY: Words = words(
    "Whether the wheel turns by itself is not certain: it depends on what is not known yet.",
    "플라이휠이 스스로 회전할지는 확실하지 않으며, 아직 모르는 값에 달려 있습니다.",
    "飞轮能否自行转动尚不确定，取决于尚未查明的数值。",
);
const SOME_MAY: Words = words(
    "Under {plans} it is not certain whether the wheel turns by itself.",
    "스스로 회전할지 확실하지 않은 안: {plans}.",
    "飞轮能否自行转动尚不确定的方案：{plans}。",
);
const NONE_TURNS: Words = words(
    "The wheel does not turn by itself: every generation of referred people is smaller than the one before.",
    "플라이휠이 스스로 회전하지는 않습니다: 추천 세대마다 이전 세대보다 작아집니다.",
    "飞轮不能自行转动：每一代被推荐者都比上一代少。",
);
const SOME_DO_NOT: Words = words(
    "The wheel does not turn by itself under {plans}.",
    "플라이휠이 스스로 회전하지 않는 안: {plans}.",
    "飞轮不能自行转动的方案：{plans}。",
);
const ALL_UNKNOWN: Words = words(
    "Whether the wheel turns by itself cannot be said.",
    "플라이휠이 스스로 회전하는지는 판단할 수 없습니다.",
    "无法判断飞轮能否自行转动。",
);
const SOME_UNKNOWN: Words = words(
    "Under {plans} it cannot be said whether the wheel turns by itself.",
    "스스로 회전하는지 판단할 수 없는 안: {plans}.",
    "无法判断飞轮能否自行转动的方案：{plans}。",
);

/// The same of a hundred people.
pub(in crate::report) fn hundred(x: OverDraws) -> OverDraws {
    OverDraws { mean: 100.0 * x.mean, p5: 100.0 * x.p5, p95: 100.0 * x.p95 }
}

/// A figure over the draws of the inputs: mean and 90% range.
pub(super) fn of_one(x: OverDraws, unit: &Unit, language: Language) -> String {
    Estimate { median: x.mean, low: x.p5, high: x.p95 }.text(unit, language)
}

/// A number of steps in the words people use for it: `4.1 weeks`, `1.9 months`.
pub(super) fn in_time(steps: f64, step: Step, language: Language) -> String {
    let years = steps * step.years();
    let unit = [Step::Year, Step::Month, Step::Week, Step::Day]
        .into_iter()
        .find(|unit| years >= 1.5 * unit.years() || *unit == Step::Day)
        .unwrap_or(Step::Day);
    numbers::time_of(&two_digits(years / unit.years(), language), unit, language)
}

/// Plain words carry two digits: `3.9`, `34`.
pub(super) fn two_digits(x: f64, language: Language) -> String {
    let exponent = if x == 0.0 { 0.0 } else { libm::floor(libm::log10(x.abs())) };
    let unit = libm::exp10(exponent - 1.0);
    numbers::short((x / unit).round() * unit, &Unit::Number, language)
}
