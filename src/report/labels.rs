//! What figures are called, in every language.
//!
//! The registry ([`metrics::registry`]) gives each figure its English label; here stand the same labels beside
//! those that a marketing analyst in Korea or China would use. A test holds the two together.
//!
//! ```
//! use flywheel::report::labels;
//! use flywheel::report::language::Language;
//! assert_eq!(labels::of("churn_rate").korean, "이탈률");
//! assert_eq!(labels::said("new_customers[ads]", Some("Ads"), Language::English), "New customers by source: Ads");
//! ```

use super::language::{Language, Words, words};
use crate::metrics;
use crate::model::Model;

/// The label of a metric, by its id with or without an index: `people[trial]`.
///
/// An id that the registry does not have is called a figure.
pub fn of(id: &str) -> Words {
    let (name, index) = match id.split_once('[') {
        Some((name, index)) => (name.trim(), Some(index)),
        None => (id.trim(), None),
    };
    // `retention[6]` and `retention[3, 6]` are two figures of one name.
    let n_indices = index.map_or(0, |index| 1 + index.matches(',').count());
    let named = || LABELS.iter().filter(|label| label.id == name);
    let fitting = named().find(|label| label.index.map_or(0, |index| 1 + index.matches(',').count()) == n_indices);
    match fitting.or_else(|| named().next()) {
        Some(label) => label.words,
        None => metrics::definition(id).map_or(FIGURE, |known| words(known.label, known.label, known.label)),
    }
}

/// The label of a metric where a scenario tells more of its kind apart.
pub fn among(id: &str, model: &Model) -> Words {
    let has_initiatives = model.plans.iter().any(|plan| !plan.initiatives.is_empty());
    if id == "cac" && has_initiatives { CAC_WITHOUT } else { of(id) }
}

/// The label of a metric in a language, with what its index names: `New customers by source: Ads`.
///
/// * `of_what`: the label of the indexed thing, `None` without index
pub fn said(id: &str, of_what: Option<&str>, language: Language) -> String {
    let label = language.say(of(id));
    match of_what {
        None => label.to_string(),
        Some(of_what) => language.fill(OF_WHAT, &[("label", label), ("of", of_what)]),
    }
}

const CAC_WITHOUT: Words =
    words("Cost of a new customer without initiatives", "고객획득비용(과제 제외)", "获客成本（不含举措）");
const FIGURE: Words = words("Figure", "지표", "指标");
const OF_WHAT: Words = words("{label}: {of}", "{label}: {of}", "{label}：{of}");

/// One figure's label; `id` and `index` as in its [`metrics::Definition`].
struct Label {
    id: &'static str,
    index: Option<&'static str>,
    words: Words,
}

const fn label(id: &'static str, english: &'static str, korean: &'static str, chinese: &'static str) -> Label {
    Label { id, index: None, words: words(english, korean, chinese) }
}

const fn label_of(
    id: &'static str,
    index: &'static str,
    english: &'static str,
    korean: &'static str,
    chinese: &'static str,
) -> Label {
    Label { id, index: Some(index), words: words(english, korean, chinese) }
}

/// In the order of `flywheel explain --list`.
#[rustfmt::skip]
static LABELS: &[Label] = &[
    label("customers", "Customers", "고객 수", "客户数"),
    label("users", "Users", "이용자 수", "用户数"),
    label_of("people", "stage", "People in a stage", "단계별 인원", "各阶段人数"),
    label("exited", "Gone for good", "완전 이탈", "永久流失"),
    label("growth_rate", "Growth rate of customers", "고객 증가율", "客户增长率"),
    label("yearly_growth_rate", "Growth rate of customers in a year", "고객 증가율(전년 대비)", "客户增长率（同比）"),
    label("new_customers", "New customers", "신규 고객", "新客户"),
    label("new_users", "New users", "신규 이용자", "新用户"),
    label("reactivated", "Won back", "윈백 고객", "召回客户"),
    label("users_back", "Users back", "복귀 이용자", "回归用户"),
    label("downgraded", "Downgraded", "다운그레이드", "降级客户"),
    label("churned", "Churned customers", "이탈 고객", "流失客户"),
    label("users_churned", "Churned users", "이탈 이용자", "流失用户"),
    label("churn_rate", "Churn rate", "이탈률", "流失率"),
    label("user_churn_rate", "Churn rate of users", "이용자 이탈률", "用户流失率"),
    label_of("entries", "stage", "Entries into a stage", "단계 진입 인원", "进入阶段人数"),
    label_of("passages", "transition", "Passages", "단계 이동 인원", "阶段转移人数"),
    label_of("rate", "transition", "Observed rate of a transition", "단계 전환율(실측)", "阶段转化率（实际）"),
    label_of("arrivals", "source", "Arrivals", "유입 인원", "流入人数"),
    label_of("new_customers", "source", "New customers by source", "경로별 신규 고객", "各来源新客户"),
    label_of("revenue_from", "source", "Revenue by source", "경로별 매출", "各来源收入"),
    label_of("passage_cost", "source", "Costs of a source's people", "경로별 전환 비용", "各来源转化成本"),
    label("invitations", "Invitations", "초대", "邀请数"),
    label("accepted", "Accepted invitations", "수락된 초대", "接受的邀请"),
    label("under_way", "Invited, not yet here", "초대 수락 후 유입 대기", "已接受邀请，尚未到达"),
    label("referred_customers", "Referred new customers", "추천 신규 고객", "推荐新客户"),
    label("referral_share", "Share of new customers who were referred", "신규 고객 중 추천 비중", "新客户中的推荐占比"),
    label("size", "Size of the wheel", "플라이휠 크기", "飞轮规模"),
    label("speed", "Speed of the wheel", "플라이휠 속도", "飞轮速度"),
    label("drag", "Drag of the wheel", "플라이휠 마찰", "飞轮摩擦"),
    label_of("time_in_stage", "stage", "Time in a stage", "단계 체류 기간", "阶段停留时间"),
    label_of("retention", "age", "Retention by age", "경과 기간별 유지율", "按时长的留存率"),
    label_of("retention", "cohort, age", "Retention of a cohort", "코호트 유지율", "同期群留存率"),
    label("revenue", "Revenue", "매출", "收入"),
    label_of("revenue", "stream", "Revenue of a stream", "항목별 매출", "分项收入"),
    label("gross_margin", "Gross margin", "매출총이익", "毛利"),
    label("spend", "Channel spend", "채널 지출", "渠道支出"),
    label_of("spend", "channel", "Spend of a channel", "채널별 지출", "各渠道支出"),
    label("cost", "Costs", "비용", "成本"),
    label_of("cost", "line", "Cost of a line", "항목별 비용", "分项成本"),
    label("referral_cost", "Cost of referrals", "추천 비용", "推荐成本"),
    label("initiative_cost", "Cost of initiatives", "과제 비용", "举措成本"),
    label_of("initiative_cost", "initiative", "Cost of an initiative", "과제별 비용", "各举措成本"),
    label("investment", "Investment", "투자", "投入"),
    label("profit", "Profit", "이익", "利润"),
    label("cash", "Cash", "현금", "现金"),
    label("npv", "Net present value", "순현재가치(NPV)", "净现值（NPV）"),
    label("end_value", "Value at the end", "기말 가치", "期末价值"),
    label_of("npv_if", "end value", "Net present value by end value", "기말 가치별 순현재가치", "按期末价值的净现值"),
    label("roi", "Return on investment", "투자수익률(ROI)", "投资回报率（ROI）"),
    label("break_even", "Break-even", "손익분기", "盈亏平衡"),
    label("funding_need", "Funding need", "필요 자금", "资金需求"),
    label("runway", "Runway", "자금 소진 시점", "资金可用期"),
    label("orders", "Orders", "주문 수", "订单数"),
    label("aov", "Average order value", "평균 주문 금액", "平均订单金额"),
    label("purchase_frequency", "Purchase frequency", "구매 빈도", "购买频次"),
    label("repeat_revenue_share", "Share of repeat revenue", "재구매 매출 비중", "复购收入占比"),
    label("mrr", "Monthly recurring revenue", "월 반복 매출(MRR)", "月度经常性收入（MRR）"),
    label("new_mrr", "New MRR", "신규 MRR", "新增 MRR"),
    label("expansion_mrr", "Expansion MRR", "확장 MRR", "扩张 MRR"),
    label("contraction_mrr", "Contraction MRR", "축소 MRR", "收缩 MRR"),
    label("churned_mrr", "Churned MRR", "이탈 MRR", "流失 MRR"),
    label("reactivation_mrr", "Reactivation MRR", "윈백 MRR", "召回 MRR"),
    label("quick_ratio", "Quick ratio", "SaaS 퀵 레이쇼", "SaaS 速动比率"),
    label("nrr", "Net revenue retention", "순매출 유지율(NRR)", "净收入留存率（NRR）"),
    label("grr", "Gross revenue retention", "총매출 유지율(GRR)", "总收入留存率（GRR）"),
    label("arpu", "Recurring revenue per customer", "고객당 반복 매출", "每客户经常性收入"),
    label("acquisition_cost", "Acquisition costs", "고객 획득 총비용", "获客总成本"),
    label("cac", "Cost of a new customer (CAC)", "고객획득비용(CAC)", "获客成本（CAC）"),
    label("cac_total", "Cost of a new customer with initiatives", "고객획득비용(과제 포함)", "获客成本（含举措）"),
    label("cac_paid", "Cost of a new customer from paid channels", "유료 채널 고객획득비용", "付费渠道获客成本"),
    label_of("cac", "source", "Cost of a new customer by source", "경로별 고객획득비용", "各来源获客成本"),
    label_of("stage_value", "stage", "Worth of a person in a stage", "단계별 1인당 가치", "各阶段人均价值"),
    label("ltv", "Lifetime value (LTV)", "고객생애가치(LTV)", "客户终身价值（LTV）"),
    label("ltv_with_referrals", "Lifetime value with referrals", "추천 포함 고객생애가치", "含推荐的客户终身价值"),
    label("ltv_to_cac", "LTV to CAC", "LTV/CAC", "LTV/CAC"),
    label("payback", "Payback of a new customer", "고객획득비용 회수 기간", "获客成本回收期"),
    label("reproduction", "Reproduction number R", "재생산지수 R", "再生数 R"),
    label("new_per_new", "New customers per new customer", "신규 고객 1명이 데려오는 신규 고객", "每位新客户带来的新客户"),
    label("k_factor", "K-factor", "K-팩터", "K 因子"),
    label("cycle_time", "Cycle time of the wheel", "플라이휠 회전 주기", "飞轮周期"),
    label("sales_cycle", "Sales cycle", "판매 주기", "销售周期"),
    label_of("conversion", "a -> b", "Eventual conversion", "최종 전환율", "最终转化率"),
    label_of("value_per_person", "channel", "Worth of a person from a channel", "채널 유입 1인당 가치", "渠道人均价值"),
    label_of("cost_per_person", "channel", "Cost of a person from a channel", "채널 유입 1인당 비용", "渠道人均成本"),
    label_of("chance_pays", "channel", "Chance that the average person of a channel pays", "채널의 평균 1인이 수익을 낼 확률", "渠道平均每人盈利的概率"),
    label_of("difference", "A vs B", "Difference of two plans", "두 안의 차이", "两方案之差"),
    label_of("difference_so_far", "outcome", "Difference up to a period", "누적 차이", "累计差额"),
    label_of("ahead", "A vs B", "Chance to be ahead", "앞설 확률", "领先概率"),
    label_of("better", "A vs B", "Chance to be the better choice", "더 나은 선택일 확률", "为更优选择的概率"),
    label_of("outgrows", "A vs B", "Chance to outgrow", "성장에서 앞설 확률", "增长胜出概率"),
    label_of("crossover", "A vs B", "Stays ahead from", "추월 시점", "持续领先起点"),
    label_of("money_back", "A vs B", "Money back against another plan", "다른 안 대비 투자 회수 시점", "相对另一方案收回投入的时间"),
    label_of("regret", "plan", "Lost against knowing best", "모두 알고 선택할 때 대비 손실", "相对完全知情选择的损失"),
    label_of("shortfall", "plan", "Mean of the worst 5%", "최악 5%의 평균", "最差5%的均值"),
    label("evpi", "Value of knowing everything", "완전 정보의 가치", "完全信息价值"),
    label_of("evppi", "input", "Value of finding out", "불확실성 해소의 가치", "查明信息的价值"),
    label_of("matters", "input", "Share of the uncertainty", "불확실성 비중", "不确定性占比"),
    label_of("utilisation", "capacity", "Utilisation", "가동률", "利用率"),
    label_of("waiting", "capacity", "Turned away", "수용 초과 인원", "超出容量人数"),
    label("cut_by_market", "Beyond the market", "시장 규모 초과 인원", "超出市场规模人数"),
    label_of("adopted", "experiment", "Changes adopted", "채택된 변경", "采纳的改动"),
    label_of("adopted_rightly", "experiment", "Rightly adopted", "올바른 채택", "正确采纳"),
    label_of("adopted_wrongly", "experiment", "Wrongly adopted", "잘못된 채택", "错误采纳"),
    label_of("missed", "experiment", "Missed", "놓친 개선", "错失的改进"),
    label_of("worth_of_testing", "experiment", "Worth of testing", "실험의 가치", "实验的价值"),
    label_of("chance", "goal", "Chance of a goal", "목표 달성 확률", "达成目标的概率"),
    label_of("on_target", "figure", "Chance to meet a stage's target", "단계 목표 달성 확률", "达成阶段目标的概率"),
    label("scaled", "Probabilities scaled", "확률 축소 횟수", "概率缩放次数"),
    label("crowded", "Counts held", "상한에 막힌 인원", "受上限限制的人数"),
    label_of("friction_cost", "friction", "Cost of a friction", "마찰 비용", "摩擦成本"),
    label_of("friction_half", "friction", "Gain from halving a friction", "마찰을 절반으로 줄일 때의 이득", "摩擦减半的收益"),
    label("frictions_together", "Cost of all frictions", "전체 마찰 비용", "全部摩擦的成本"),
    label("friction_interaction", "Interaction of the frictions", "마찰 간 상호작용", "摩擦间的交互作用"),
    label_of("initiative_worth", "initiative", "Net worth of an initiative", "과제의 순가치", "举措的净价值"),
    label_of("leverage", "lever", "Leverage", "지렛대 효과", "杠杆效应"),
    label_of("next_dollar", "channel", "Net gain of 10% more spend on a channel", "채널 지출 10% 증액의 순이득", "渠道支出增加10%的净收益"),
    label("bridge", "Bridge from the base", "기준안 대비 기여 분해", "相对基准的贡献分解"),
    label("coast_half_life", "Half-life when the spend stops", "지출 중단 후 반감기", "停止投入后的半衰期"),
    label("coast_remaining", "Customers left a year after the spend stops", "지출 중단 1년 후 남은 고객", "停止投入一年后剩余的客户"),
];

/// A label in the middle of a sentence: `net present value`, but `NRR`.
pub(super) fn mid_sentence(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(letters).collect(),
        _ => label.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_of_the_registry_has_its_label_in_three_languages() {
        for known in metrics::registry() {
            let named = LABELS.iter().find(|label| label.id == known.id && label.index == known.index);
            let label = named.unwrap_or_else(|| panic!("no words for {} {:?}", known.id, known.index)).words;
            assert_eq!(label.english, known.label, "{}", known.id);
        }
        for label in LABELS {
            let Words { english, korean, chinese } = label.words;
            assert!(!english.is_empty() && !korean.is_empty() && !chinese.is_empty(), "{}", label.id);
            // Names of ratios are alike everywhere.
            let own = |text: &str, from: char, to: char| text.chars().any(|c| (from..=to).contains(&c));
            assert!(own(korean, '가', '힣') || korean == "LTV/CAC", "{korean}");
            assert!(own(chinese, '一', '鿿') || chinese == "LTV/CAC", "{chinese}");
        }
    }

    #[test]
    fn a_figure_with_an_index_is_called_otherwise_than_the_one_without() {
        assert_eq!(of("revenue").english, "Revenue");
        assert_eq!(of("revenue[subscription]").english, "Revenue of a stream");
        assert_eq!(of("retention[6]").english, "Retention by age");
        assert_eq!(of("retention[3, 6]").english, "Retention of a cohort");
        assert_eq!(of("people[trial + customer]").chinese, "各阶段人数");
        assert_eq!(of("nothing[like, this]").korean, "지표");
    }
}
