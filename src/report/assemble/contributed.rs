//! What each thing is worth, in words and units for eyes: what the charts of paired futures need.

use super::Subject;
use crate::analysis::contributions::{Contributions, Outcome, Spread};
use crate::metrics;
use crate::model::{Plan, StageId, Target, Transition};
use crate::report::chart::Context;
use crate::report::language::{Language, Words, words};
use crate::report::numbers::{Estimate, Unit};
use crate::report::written;
use crate::scenario::{Arrow, Change, ValueEdit};

const PRESENT_VALUE: Words = words("net present value", "순현재가치", "净现值");
const CUSTOMERS: Words = words("customers at the end", "기말 고객 수", "期末客户数");
const USERS: Words = words("users at the end", "기말 이용자 수", "期末用户数");
const WITHOUT: Words = words("Without {thing}", "{thing} 제외", "不含{thing}");
const OFF: Words = words("{thing} off", "{thing} 중단", "停用{thing}");
const GONE: Words = words("gone", "이탈", "离开");
const IN_SEGMENT: Words = words("{what} ({segment})", "{what} ({segment})", "{what}（{segment}）");

/// Keys that plans usually change; what is not among them is named as in the file.
const KEYS: [(&str, Words); 10] = [
    ("spend", words("spend", "지출", "投放金额")),
    ("arrivals", words("arrivals", "유입", "到达人数")),
    ("cost", words("cost per person", "1인당 비용", "单人成本")),
    ("cpc", words("cost per click", "클릭당 비용", "单次点击成本")),
    ("accept", words("acceptance", "수락률", "接受率")),
    ("invites", words("invitations", "초대 수", "邀请数")),
    ("reward", words("reward", "보상", "奖励")),
    ("each", words("amount", "금액", "金额")),
    ("margin", words("margin", "마진", "毛利率")),
    ("stay", words("time to decide", "결정까지 걸리는 시간", "决策时间")),
];

/// What is gained or lost, inside a sentence.
pub(super) fn outcome_in_words(outcome: Outcome, language: Language) -> &'static str {
    language.say(match outcome.id {
        "customers" => CUSTOMERS,
        "users" => USERS,
        _ => PRESENT_VALUE,
    })
}

pub(super) fn unit_of(outcome: Outcome, subject: &Subject) -> Unit {
    match outcome.unit {
        metrics::Unit::Money => Unit::Money(subject.model.currency.clone()),
        _ => Unit::People,
    }
}

/// A paired run may have fewer futures than the report.
pub(super) fn over(context: &Context, futures: usize) -> Context {
    Context { replications: futures as u64, ..context.clone() }
}

pub(super) fn estimate(spread: &Spread) -> Estimate {
    Estimate { median: spread.median, low: spread.p5, high: spread.p95 }
}

/// The plan as written, for want of it the first one of the run: whose drags and levers are drawn.
pub(super) fn today<'a>(subject: &Subject<'a>) -> Option<&'a Contributions> {
    subject.contributions.iter().min_by_key(|contributions| contributions.plan)
}

/// `Trial → Customer`
pub(super) fn arrow(plan: &Plan, transition: &Transition, language: Language) -> String {
    let to = match transition.to {
        Target::Stage(StageId(stage)) => plan.stages[stage].label.as_str(),
        Target::Exit => language.say(GONE),
    };
    format!("{} → {to}", plan.stages[transition.from.0].label)
}

/// A change of a plan as people would name it.
pub(super) fn change_in_words(plan: &Plan, change: &Change, language: Language) -> String {
    let initiative = |id: &str| {
        let found = plan.initiatives.iter().find(|initiative| initiative.id == id);
        found.map_or(id.to_string(), |initiative| initiative.label.clone())
    };
    match change {
        Change::Takes(id) => initiative(id),
        Change::Leaves(id) => language.fill(WITHOUT, &[("thing", &initiative(id))]),
        Change::Off(path) => {
            let id = path.split_once('.').map_or(path.as_str(), |(_, id)| id);
            language.fill(OFF, &[("thing", &source(plan, id))])
        }
        Change::Set(edit) => edited(plan, edit, language),
        Change::Times(edit) => {
            let factor = if edit.value.contains('%') { "" } else { "×" };
            let edit = ValueEdit { value: format!("{factor}{}", edit.value), ..edit.clone() };
            edited(plan, &edit, language)
        }
    }
}

/// The label of a channel or referral.
fn source(plan: &Plan, id: &str) -> String {
    let channel = plan.channels.iter().find(|channel| channel.id == id).map(|channel| &channel.label);
    let referral = plan.referrals.iter().find(|referral| referral.id == id).map(|referral| &referral.label);
    channel.or(referral).map_or(id.to_string(), String::clone)
}

/// `Search ads, spend: $32k per month`
fn edited(plan: &Plan, edit: &ValueEdit, language: Language) -> String {
    let what = language.of(&place(plan, &edit.path, language), &written::in_words(&edit.value, language));
    match &edit.segment {
        Some(segment) => language.fill(IN_SEGMENT, &[("what", &what), ("segment", segment)]),
        None => what,
    }
}

/// A path with the labels of what it names.
fn place(plan: &Plan, path: &str, language: Language) -> String {
    let stage = |id: &str| {
        let found = plan.stages.iter().find(|stage| stage.id == id);
        let known = found.map(|stage| stage.label.as_str());
        known.or((id == "exit").then(|| language.say(GONE))).unwrap_or(id).to_string()
    };
    if let Some(Arrow::One { from, to }) = Arrow::parse(path) {
        return format!("{} → {}", stage(&from), stage(&to));
    }
    let key = |key: &str| {
        let known = KEYS.iter().find(|(id, _)| *id == key);
        known.map_or(key.to_string(), |(_, words)| language.say(*words).to_string())
    };
    let keys: Vec<&str> = path.split('.').map(|key| key.trim_matches(['"', '\''])).collect();
    match keys[..] {
        ["channels" | "referrals", id, last] => language.apart(&[&source(plan, id), &key(last)]),
        ["referrals", id, last, of] => language.aside(&language.apart(&[&source(plan, id), &key(last)]), &stage(of)),
        ["stages", from, "to", to] => format!("{} → {}", stage(from), stage(to)),
        ["stages", of, last] => language.apart(&[&stage(of), &key(last)]),
        ["revenue" | "costs", id, last] => {
            let line = plan.revenue.iter().chain(&plan.costs).find(|line| line.id == id);
            language.apart(&[line.map_or(id, |line| line.label.as_str()), &key(last)])
        }
        ["inputs", name] => name.to_string(),
        _ => path.to_string(),
    }
}
