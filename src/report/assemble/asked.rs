//! What was asked: the plans, and what each does differently, in words.

use super::Subject;
use super::fans::time_axis;
use super::tables::label_of;
use crate::model::{EndWorth, Model, Number};
use crate::report::language::{Language, Words, words};
use crate::report::memo::{Block, Listing, PlanCard, Section, Word};
use crate::report::numbers::{self, Unit};
use crate::report::{comparison, labels, paths, written};
use crate::scenario::{PlanAccount, PlanEdit};

/// How long, how many futures, of how many plans.
pub(super) fn scope(subject: &Subject) -> String {
    let Subject { model, results, .. } = *subject;
    let language = model.presentation.language;
    let length = numbers::duration(model.time.periods, model.time.step, language);
    let futures = numbers::count(u64::from(results.replications));
    let n_plans = results.plans.len();
    let gaps = [("length", length.as_str()), ("futures", &futures), ("plans", &n_plans.to_string())];
    let scope = match n_plans {
        1 => words("{length}, {futures} futures", "{length}, 미래 {futures}가지", "{length}，{futures}种模拟未来"),
        _ => words(
            "{length}, {plans} plans in the same {futures} futures",
            "{length}, {plans}개 안을 동일한 미래 {futures}가지에서 비교",
            "{length}，{plans}个方案在同样的{futures}种未来中比较",
        ),
    };
    match model.time.calendar().first_day(1) {
        Some(first) => {
            let from = language.with_year(&language.month(first.month()), first.year());
            let scope = language.fill(scope, &gaps);
            let dated = words("{scope}, from {from}", "{from}부터 {scope}", "{from}起，{scope}");
            language.fill(dated, &[("scope", &scope), ("from", &from)])
        }
        None => language.fill(scope, &gaps),
    }
}

/// The plans as cards, what was changed for this run, and the stages that people pass.
pub(super) fn section(subject: &Subject) -> Option<Section> {
    let Subject { model, plans, manifest, .. } = *subject;
    let language = model.presentation.language;
    let mut blocks = Vec::new();
    // How it is shown is no part of the question.
    let set: Vec<&str> =
        manifest.set.iter().map(String::as_str).filter(|set| !set.trim().starts_with("report.")).collect();
    if !set.is_empty() {
        let changed = words(
            "Changed for this run, on the command line: {values}.",
            "이번 실행에서 명령행으로 변경한 값: {values}.",
            "本次运行通过命令行修改：{values}。",
        );
        blocks.push(Block::Text(language.fill(changed, &[("values", &language.clauses(set))])));
    }
    blocks.extend(judged_by(subject).map(Block::Text));
    blocks.push(Block::Plans((0..plans.len()).map(|at| card(subject, at)).collect()));
    blocks.extend(stages(model));
    let heading = words("What was asked", "검토한 질문과 안", "问题与方案");
    Section::of("asked", language.say(heading), blocks)
}

/// By what it is decided which plan is better, and up to when; nothing of a single plan.
fn judged_by(subject: &Subject) -> Option<String> {
    let comparison = subject.comparison.filter(|_| subject.plans.len() > 1)?;
    let language = subject.model.presentation.language;
    let outcome = labels::mid_sentence(&label_of(&comparison.outcome, subject.model));
    let discounted = subject.model.time.discount_per_year != Number::Constant(0.0);
    let is_present_value = comparison.outcome == "npv";
    let outcome = match is_present_value && discounted {
        true => language.aside(&outcome, language.say(DISCOUNTED)),
        false => outcome,
    };
    let end = time_axis(subject).name(subject.model.time.periods);
    let judged = language.fill(JUDGED_BY, &[("outcome", &outcome), ("end", &end)]);
    let counted = is_present_value.then(|| end_value(subject)).flatten();
    Some(language.sentences(std::iter::once(judged).chain(counted)))
}

/// How those count who are there when the run ends.
fn end_value(subject: &Subject) -> Option<String> {
    let language = subject.model.presentation.language;
    let end = &subject.model.end_value;
    let counted = match &end.of {
        EndWorth::Nothing => ALONE,
        EndWorth::Customers => CUSTOMERS,
        EndWorth::WithReferrals => WITH_REFERRALS,
        EndWorth::Each(_) => EACH,
    };
    let known = subject.results.catalogue.find("end_value").is_some() || end.of == EndWorth::Nothing;
    let limit = end.at_most.filter(|_| !matches!(end.of, EndWorth::Nothing | EndWorth::Each(_)));
    let limit = limit.map_or(String::new(), |periods| {
        let time = numbers::duration(periods, subject.model.time.step, language);
        language.fill(AT_MOST, &[("time", &time)])
    });
    known.then(|| language.fill(counted, &[("limit", &limit)]))
}

const ALONE: Words = words(
    "What comes after the run does not count.",
    "기간 이후에 생기는 것은 포함하지 않습니다.",
    "期后发生的不计入。",
);
const CUSTOMERS: Words = words(
    "Whoever is there when the run ends counts with what is expected of her afterwards, without further spend on channels and without whom she brings{limit}.",
    "기말에 남아 있는 사람은 이후 기대되는 가치로 포함하되, 추가 채널 지출과 추천으로 올 사람은 제외합니다{limit}.",
    "期末在册者按其之后的预期价值计入，不含后续渠道支出，也不含其推荐而来者{limit}。",
);
const WITH_REFERRALS: Words = words(
    "Whoever is there when the run ends counts with what is expected of her afterwards and of those whom she brings, without further spend on channels{limit}.",
    "기말에 남아 있는 사람은 이후 기대되는 가치와 추천으로 올 사람의 가치로 포함하되, 추가 채널 지출은 제외합니다{limit}.",
    "期末在册者按其之后及其推荐而来者的预期价值计入，不含后续渠道支出{limit}。",
);
const EACH: Words = words(
    "Every customer who is there when the run ends counts with the amount that the scenario gives her.",
    "기말에 남아 있는 고객은 시나리오에 적힌 금액으로 포함합니다.",
    "期末在册的每位客户按情景中给定的金额计入。",
);
const AT_MOST: Words = words(" ({time} at most)", "(최대 {time})", "（最多{time}）");

const JUDGED_BY: Words = words(
    "Plans are judged by {outcome} on average over all futures, up to the end of {end}.",
    "안의 평가 기준: {outcome}, 전체 미래의 평균, {end} 말까지.",
    "方案的评判标准：截至{end}末的{outcome}，取全部未来的平均值。",
);
const DISCOUNTED: Words = words("later money is discounted", "미래의 금액은 할인", "未来资金已贴现");

/// What a plan spends on channels and initiatives, if it spends anything.
///
/// * `at`: its place in the results
fn spends(subject: &Subject, at: usize) -> Option<String> {
    let model = subject.model;
    let language = model.presentation.language;
    let spend = comparison::growth_spend(subject.results, at).filter(|spend| *spend > 0.0)?;
    let amount = numbers::short(spend, &Unit::Money(model.currency.clone()), language);
    Some(language.fill(SPENDS, &[("amount", &amount)]))
}

const SPENDS: Words = words(
    "Spends {amount} on channels and initiatives over the run, on average.",
    "전체 기간 채널과 실행 과제에 평균 {amount} 지출.",
    "全程在渠道和举措上平均支出{amount}。",
);

/// The stages, what their people are, and what each stage is for.
fn stages(model: &Model) -> Option<Block> {
    let language = model.presentation.language;
    let stages = &model.plans[0].stages;
    let described = stages.iter().any(|stage| stage.description.is_some());
    let owned = stages.iter().any(|stage| stage.owner.is_some());
    let mut columns = vec![words("Stage", "단계", "阶段"), words("Its people are", "인원 구분", "人员类型")];
    columns.extend(described.then_some(words("What it is", "설명", "说明")));
    columns.extend(owned.then_some(words("Owner", "담당", "负责人")));
    let row = |stage: &crate::model::Stage| {
        let mut row = vec![Word::text(&stage.label), Word::text(role(stage, language))];
        row.extend(described.then(|| Word::text(stage.description.clone().unwrap_or_default())));
        row.extend(owned.then(|| Word::text(stage.owner.clone().unwrap_or_default())));
        row
    };
    let caption = words("The stages that people go through", "고객이 거치는 단계", "客户经历的阶段");
    (!stages.is_empty()).then(|| {
        Block::Listing(Listing {
            caption: language.say(caption).to_string(),
            columns: columns.into_iter().map(|words| language.say(words).to_string()).collect(),
            rows: stages.iter().map(row).collect(),
            folded: true,
        })
    })
}

fn role(stage: &crate::model::Stage, language: Language) -> &'static str {
    use crate::model::Role;
    language.say(match stage.role {
        _ if stage.instant => words("passed at once", "즉시 통과", "即时通过"),
        Role::Prospect => words("prospects", "잠재고객", "潜在客户"),
        Role::User => words("users who do not pay", "무료 사용자", "未付费用户"),
        Role::Customer => words("customers", "고객", "客户"),
        Role::Lapsed => words("lost customers or users", "이탈 고객", "流失客户"),
    })
}

/// * `at`: place of the plan in the results
fn card(subject: &Subject, at: usize) -> PlanCard {
    let (model, plan) = (subject.model, subject.plans[at]);
    let language = model.presentation.language;
    let of = &model.plans[plan];
    let account = plan.checked_sub(1).and_then(|at| model.account.plans.get(at));
    let mut changes = match account {
        Some(account) => account_in_words(model, account),
        None => vec![base(model)],
    };
    if changes.is_empty() {
        changes.push(language.say(AS_WRITTEN).to_string());
    }
    PlanCard {
        plan,
        label: of.label.clone(),
        description: account.and_then(|account| account.description.clone()),
        changes,
        spends: spends(subject, at),
    }
}

const AS_WRITTEN: Words = words("The scenario as written.", "시나리오에 적힌 그대로입니다.", "与情景文件所写一致。");

/// The scenario as written, and what is active in it anyway.
fn base(model: &Model) -> String {
    let language = model.presentation.language;
    let active = model.plans[0].initiatives.iter().filter(|initiative| initiative.active);
    let active: Vec<&str> = active.map(|initiative| initiative.label.as_str()).collect();
    if active.is_empty() {
        return language.say(AS_WRITTEN).to_string();
    }
    let with = words(
        "The scenario as written, with {initiatives}.",
        "시나리오에 적힌 그대로입니다({initiatives} 포함).",
        "与情景文件所写一致，含{initiatives}。",
    );
    language.fill(with, &[("initiatives", &language.list(active))])
}

fn account_in_words(model: &Model, account: &PlanAccount) -> Vec<String> {
    let language = model.presentation.language;
    let extends = account.extends.as_ref().map(|id| {
        let plan = model.plans.iter().find(|plan| plan.id == *id).map_or(id.as_str(), |plan| &plan.label);
        let starts = words(
            "Everything of {plan}, and:",
            "‘{plan}’의 모든 내용에 다음을 추가:",
            "包含“{plan}”的全部内容，另加：",
        );
        language.fill(starts, &[("plan", plan)])
    });
    extends.into_iter().chain(account.edits.iter().map(|edit| in_words(model, edit))).collect()
}

/// One change of a plan as a sentence.
pub(super) fn in_words(model: &Model, edit: &PlanEdit) -> String {
    let language = model.presentation.language;
    let name = |path: &str, segment: &Option<String>| {
        // A colon follows: `Search ads, spend: $20k → $32k`.
        let name = paths::in_words(model, path);
        let name = match name.split_once(language.say(words(": ", ": ", "："))) {
            Some((thing, key)) => format!("{thing}{}{key}", language.say(words(", ", " ", "的"))),
            None => name,
        };
        match segment {
            Some(id) => language.aside(&name, &paths::label_of(model, &format!("segments.{id}"), id)),
            None => name,
        }
    };
    let as_told = |text: &str| written::in_words(text, language);
    match edit {
        PlanEdit::With(id) => match price(model, id) {
            Some(price) => language.aside(&initiative(model, id), &price),
            None => initiative(model, id),
        },
        PlanEdit::Without(id) => language.fill(WITHOUT, &[("what", &initiative(model, id))]),
        PlanEdit::Off(path) => {
            let label = paths::label_of(model, path, path.split_once('.').map_or(path, |(_, id)| id));
            language.fill(WITHOUT, &[("what", &label)])
        }
        PlanEdit::Set { path, before: Some(before), written, segment } if before != written => language.fill(
            words("{what}: {old} → {new}", "{what}: {old} → {new}", "{what}：{old} → {new}"),
            &[("what", &name(path, segment)), ("new", &as_told(written)), ("old", &as_told(before))],
        ),
        PlanEdit::Set { path, written, segment, .. } => language.of(&name(path, segment), &as_told(written)),
        PlanEdit::Changed { path, by, segment } if by.contains('%') => language.of(&name(path, segment), &as_told(by)),
        PlanEdit::Changed { path, by, segment } => language.of(&name(path, segment), &format!("× {}", as_told(by))),
    }
}

const WITHOUT: Words = words("Without {what}", "{what} 제외", "不含{what}");

fn initiative(model: &Model, id: &str) -> String {
    paths::label_of(model, &format!("initiatives.{id}"), id)
}

/// `$36k up front, $5,000 per month`, as written.
fn price(model: &Model, id: &str) -> Option<String> {
    let language = model.presentation.language;
    let as_told = |key: &str| {
        let path = format!("initiatives.{id}.{key}");
        model
            .account
            .numbers
            .iter()
            .find(|line| line.path == path)
            .map(|line| written::in_words(&line.written, language))
    };
    let upfront = as_told("upfront").map(|amount| {
        language.fill(words("{amount} up front", "초기 비용 {amount}", "前期{amount}"), &[("amount", &amount)])
    });
    let costs: Vec<String> = upfront.into_iter().chain(as_told("running")).collect();
    (!costs.is_empty()).then(|| language.apart(&costs.iter().map(String::as_str).collect::<Vec<_>>()))
}
