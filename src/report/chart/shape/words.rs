//! What is said about a shape: title, subtitle, a sentence, and the words for those who do not see it.

use super::ShapeChart;
use crate::model::Shape;
use crate::report::chart::Context;
use crate::report::chart::system::{SourceKind, System};
use crate::report::language::{Words, words};
use crate::report::numbers::{Unit, duration, short};

impl ShapeChart {
    pub(super) fn title(&self) -> String {
        let Some(base) = self.systems.first() else { return String::new() };
        if self.form == Shape::Wheel
            && let Some(title) = self.title_of_a_wheel()
        {
            return title;
        }
        let Some((place, share)) = self.weakest_step(base) else { return self.title_without_steps(base) };
        let whole = self.path.len() - 1;
        // The fewest of one, or of steps that all take, says nothing.
        let of = |system: &System| system.conversion(self.path[0], self.path[whole]);
        if (whole == 1 || share > EVERYBODY) && of(base).is_some() {
            return self.title_of_a_step(GET_ON, (0, whole), base, &of);
        }
        // What is weakest under the base plan need not be so under the other one.
        let is_weakest = |system: &System| self.is_weakest(system, place);
        let finding = if self.systems.iter().all(is_weakest) { FEWEST } else { FEWEST_UNDER_BASE };
        self.title_of_a_step(finding, (place, place + 1), base, &|system| self.conversion(system, place))
    }

    /// A finding on those who get from a place of the path to another one, with their share under every plan.
    fn title_of_a_step(
        &self,
        finding: Words,
        (from, to): (usize, usize),
        base: &System,
        share: &dyn Fn(&System) -> Option<f64>,
    ) -> String {
        let share = self.beside_each_other(|system| Some(self.percent(share(system)?))).unwrap_or_default();
        let [from, to] = [from, to].map(|place| base.stages[self.path[place]].label.as_str());
        let gaps = [("from", from), ("to", to), ("share", share.as_str()), ("base", base.label.as_str())];
        self.language.fill(finding, &gaps)
    }

    /// A figure under the base plan, and with the plans' names where it is told of two.
    fn beside_each_other(&self, figure: impl Fn(&System) -> Option<String>) -> Option<String> {
        let base = self.systems.first()?;
        let of_base = figure(base)?;
        let Some((other, there)) = self.systems.get(1).and_then(|other| Some((other, figure(other)?))) else {
            return Some(of_base);
        };
        let said = if there == of_base { ALIKE } else { EACH };
        let gaps = [
            ("n", of_base.as_str()),
            ("base", base.label.as_str()),
            ("there", there.as_str()),
            ("plan", other.label.as_str()),
        ];
        Some(self.language.fill(said, &gaps))
    }

    /// What the referrals of a wheel bring.
    fn title_of_a_wheel(&self) -> Option<String> {
        let brought = self
            .beside_each_other(|system| Some(self.language.fill(MORE_CUSTOMERS, &[("n", &self.brought(system)?)])))?;
        Some(self.language.fill(WHEEL, &[("brought", &brought)]))
    }

    /// How many new customers 100 new customers bring: `38`.
    pub(super) fn brought(&self, system: &System) -> Option<String> {
        let bring = system.new_per_new.filter(|_| system.is_wheel())? * 100.0;
        let rounded = if bring >= 10.0 { bring.round() } else { (bring * 10.0).round() / 10.0 };
        Some(short(rounded, &Unit::Number, self.language))
    }

    fn title_without_steps(&self, base: &System) -> String {
        let Some(stage) = self.path.first() else { return String::new() };
        let people = |system: &System| {
            let people = self.people(system.stages[*stage].people());
            Some(self.language.fill(SOME_PEOPLE, &[("people", &people)]))
        };
        let people = self.beside_each_other(people).unwrap_or_default();
        self.language.fill(ONE_STAGE, &[("people", &people), ("stage", &base.stages[*stage].label)])
    }

    /// The step of the path that the fewest take, and their share.
    fn weakest_step(&self, system: &System) -> Option<(usize, f64)> {
        let steps = (0..self.path.len()).filter_map(|place| Some((place, self.conversion(system, place)?)));
        steps.min_by(|a, b| a.1.total_cmp(&b.1))
    }

    pub(super) fn is_weakest(&self, system: &System, place: usize) -> bool {
        self.weakest_step(system).is_some_and(|(weakest, _)| weakest == place)
    }

    pub(super) fn subtitle(&self, context: &Context) -> String {
        let length = duration(self.periods, self.step, self.language);
        let futures = context.futures();
        let what = self.language.fill(SUBTITLE, &[("length", &length), ("futures", &futures)]);
        let mut sentences = vec![what];
        if self.path.len() > 1 {
            sentences.push(self.language.say(CHANCES).to_string());
        }
        if self.form != Shape::Wheel && self.scale().is_root {
            sentences.push(self.language.say(ROOT).to_string());
        }
        if matches!(self.form, Shape::BowTie | Shape::Hourglass) && self.knot().is_some() {
            sentences.push(self.language.say(MIRROR).to_string());
        }
        if self.form == Shape::Wheel && self.systems.iter().any(|system| !system.frictions.is_empty()) {
            sentences.push(self.language.say(RIM).to_string());
        }
        self.language.sentences(sentences)
    }

    pub(super) fn in_a_sentence(&self) -> String {
        let each = self.systems.iter().filter_map(|system| {
            let first = *self.path.first()?;
            let last = *self.path.get(self.knot().unwrap_or(self.path.len().checked_sub(1)?))?;
            let share = self.percent(system.conversion(first, last)?);
            let [from, to] = [first, last].map(|stage| system.stages[stage].label.as_str());
            let gaps = [("share", share.as_str()), ("from", from), ("to", to), ("plan", system.label.as_str())];
            let said = if self.systems.len() > 1 { GET_THERE_UNDER } else { GET_THERE };
            Some(self.language.fill(said, &gaps))
        });
        let said: Vec<String> = each.collect();
        if said.is_empty() {
            return self.in_words();
        }
        self.language.sentences(said)
    }

    /// The place in the path at which the first customers are; the same under all plans.
    pub(super) fn knot(&self) -> Option<usize> {
        self.systems.first()?.knot(&self.path)
    }

    pub(super) fn in_words(&self) -> String {
        let each = self.systems.iter().map(|system| {
            let steps = self.path.iter().enumerate().map(|(place, stage)| {
                let stage = &system.stages[*stage];
                let people = self.people(stage.people());
                let gaps = [("stage", stage.label.as_str()), ("people", people.as_str())];
                match self.conversion(system, place).map(|share| self.percent(share)) {
                    Some(share) => self.language.fill(STEP, &[&gaps[..], &[("share", share.as_str())]].concat()),
                    None => self.language.fill(LAST_STEP, &gaps),
                }
            });
            let steps = self.language.clauses(steps);
            let beside =
                self.beside(system).map(|text| self.language.fill(MORE, &[("text", &text)])).unwrap_or_default();
            let steps = self.language.fill(words("{steps}.", "{steps}.", "{steps}。"), &[("steps", &steps)]) + &beside;
            if system.label.is_empty() { steps } else { self.language.of(&system.label, &steps) }
        });
        self.language.sentences(each)
    }

    /// Stages off the path, and whom referrals bring where.
    pub(super) fn beside(&self, system: &System) -> Option<String> {
        let stages = system.beside(&self.path).into_iter().map(|stage| {
            let stage = &system.stages[stage];
            format!("{} {}", stage.label, self.people(stage.people()))
        });
        let stages = stages.collect::<Vec<_>>().join(self.language.say(words(", ", ", ", "，")));
        let beside = (!stages.is_empty()).then(|| self.language.fill(BESIDE, &[("stages", &stages)]));
        let referrals = system.sources.iter().filter(|source| source.kind == SourceKind::Referral);
        let referrals = referrals.map(|source| {
            let people = self.people(source.people);
            let to = system.stages[source.to].label.as_str();
            self.language.fill(BRINGS, &[("source", source.label.as_str()), ("people", &people), ("stage", to)])
        });
        let said: Vec<String> = beside.into_iter().chain(referrals).collect();
        (!said.is_empty()).then(|| said.join(" · "))
    }

    /// How long people are in a stage: `1.4 months`.
    pub(super) fn time(&self, periods: f64) -> String {
        let rounded = if periods < 9.95 { (periods * 10.0).round() / 10.0 } else { periods.round() };
        let number = short(rounded, &Unit::Number, self.language);
        if number == "1" {
            return duration(1, self.step, self.language);
        }
        // The words are those of several: the number is put in their place.
        duration(2, self.step, self.language).replacen('2', &number, 1)
    }
}

/// Steps that more take than this are taken by all, as far as is shown.
const EVERYBODY: f64 = 0.995;

const FEWEST: Words = words(
    "Fewest get on from {from} to {to}: {share}",
    "전환율이 가장 낮은 구간: {from} → {to}, {share}",
    "转化率最低的一步：{from} → {to}，{share}",
);
const FEWEST_UNDER_BASE: Words = words(
    "Under {base}, fewest get on from {from} to {to}: {share}",
    "{base} 기준 전환율이 가장 낮은 구간: {from} → {to}, {share}",
    "{base}下转化率最低的一步：{from} → {to}，{share}",
);
const GET_ON: Words = words(
    "Chance to get on from {from} to {to}: {share}",
    "{from} → {to} 전환율: {share}",
    "{from} → {to}的转化率：{share}",
);
const EACH: Words =
    words("{n} ({base}), {there} ({plan})", "{n}({base}), {there}({plan})", "{n}（{base}），{there}（{plan}）");
const ALIKE: Words = words("{n} ({base} and {plan})", "{n}({base}, {plan} 모두)", "{n}（{base}与{plan}相同）");
const WHEEL: Words = words(
    "100 new customers bring {brought}",
    "신규 고객 100명당 추가 고객: {brought}",
    "每100位新客户再带来{brought}",
);
const MORE_CUSTOMERS: Words = words("{n} more", "{n}명", "{n}位");
const SOME_PEOPLE: Words = words("{people}", "{people}명", "{people}人");
const ONE_STAGE: Words = words("People in {stage}: {people}", "{stage}: {people}", "{stage}：{people}");
const SUBTITLE: Words = words(
    "People: all who enter a stage within {length} or start there, means of {futures}.",
    "사람 수: {length} 동안 각 단계에 들어오거나 처음부터 있던 사람, {futures}의 평균.",
    "人数：{length}内进入各阶段或期初已在其中的人，{futures}的均值。",
);
const CHANCES: Words = words(
    "Shares: chance to ever get on at unchanged rates, initiatives in full effect.",
    "비율: 전환율이 그대로 유지되고 과제 효과가 모두 나타날 때 다음 단계로 넘어갈 확률.",
    "比例：各项比率保持不变且举措完全生效时，最终进入下一阶段的概率。",
);
const ROOT: Words = words("Widths: square root of people.", "너비: 사람 수의 제곱근.", "宽度：人数的平方根。");
const MIRROR: Words = words(
    "Pale: mirror image of the way to the sale.",
    "옅은 부분: 판매까지 과정의 거울상.",
    "浅色：成交前各阶段的镜像。",
);
const RIM: Words = words(
    "On the rim: frictions, as high as what they take.",
    "바깥 테두리: 마찰, 높이는 빼앗는 비율.",
    "外缘：摩擦，高度为其损耗的比例。",
);
const GET_THERE: Words = words(
    "{share} of those in {from} ever get to {to}.",
    "{from}에서 {to}까지 도달할 확률은 {share}.",
    "从{from}最终到达{to}的概率为{share}。",
);
const GET_THERE_UNDER: Words = words(
    "Under {plan}, {share} of those in {from} ever get to {to}.",
    "{plan}: {from}에서 {to}까지 도달할 확률은 {share}.",
    "{plan}：从{from}最终到达{to}的概率为{share}。",
);
const MORE: Words = words(" {text}.", " {text}.", "{text}。");
const STEP: Words = words(
    "{stage} {people}, {share} get on",
    "{stage} {people}명, {share}가 다음 단계로",
    "{stage}{people}人，{share}进入下一阶段",
);
const LAST_STEP: Words = words("{stage} {people}", "{stage} {people}명", "{stage}{people}人");
const BESIDE: Words = words("Off the main path: {stages}", "주 경로 밖: {stages}", "主路径之外：{stages}");
const BRINGS: Words =
    words("{source}: {people} to {stage}", "{source}: {people}명 → {stage}", "{source}：{people}人 → {stage}");
