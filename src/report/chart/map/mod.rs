//! The system map: what leads to what?
//!
//! Sources are rounded, stages where people stay are boxes, stages where ways part at once are diamonds, a
//! ring is the end. Arrows are as wide as their flow; what goes back runs around the rest.

mod draw;
mod layers;
mod layout;
mod nodes;
mod routes;
#[cfg(test)]
mod tests;

use super::Chart;
use super::canvas::{Canvas, ChartError};
use super::context::Context;
use super::drawing::Drawing;
use super::frame::{Headings, headings};
use super::medium::Medium;
use super::shape::{Scale, percent};
use super::system::{Flow, Source, SourceKind, System};
use crate::base::calendar::Step;
use crate::model::Role;
use crate::report::fonts::Fonts;
use crate::report::language::{Language, Words, words};
use crate::report::numbers::{Unit, duration, short};
use layout::Layout;

/// The map of one system.
#[derive(Debug, Clone, PartialEq)]
pub struct MapChart {
    pub system: System,
    pub language: Language,
    headings: Headings,
    sentence: String,
    alt: String,
}

/// A way that people take, or (from whom customers are brought) an invitation.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Way {
    from: usize,
    to: usize,
    /// Over the run; `None`: nobody moves, somebody is invited.
    people: Option<f64>,
    /// Of those who leave, where ways part.
    share: Option<f64>,
    is_main: bool,
    is_referral: bool,
}

impl MapChart {
    pub fn new(system: System, step: Step, periods: u32, context: &Context) -> MapChart {
        let mut map = MapChart {
            system,
            language: context.language,
            headings: Headings::default(),
            sentence: String::new(),
            alt: String::new(),
        };
        let length = duration(periods, step, map.language);
        let futures = context.futures();
        let mut subtitle = vec![map.language.fill(SUBTITLE, &[("length", &length), ("futures", &futures)])];
        subtitle.extend(map.scale().is_root.then(|| map.language.say(ROOT).to_string()));
        let [title, second] = map.findings();
        map.headings = Headings {
            title,
            subtitle: subtitle.join(map.language.say(words(" ", " ", ""))),
            footnote: context.footnote(std::iter::once(map.system.label.as_str())),
        };
        map.sentence = map.language.fill(words("{finding}.", "{finding}.", "{finding}。"), &[("finding", &second)]);
        map.alt = map.in_words();
        map
    }

    /// Nodes are the stages, then the sources; only those that are used.
    fn is_used(&self, node: usize) -> bool {
        let n = self.system.stages.len();
        if node < n { self.system.is_used(node) } else { self.system.is_used(self.system.sources[node - n].to) }
    }

    /// Between nodes: the flows between stages, and those that begin at a source.
    fn ways(&self) -> Vec<Way> {
        let path = self.system.path();
        let n = self.system.stages.len();
        let is_main = |flow: &Flow| path.windows(2).any(|pair| pair[0] == flow.from && Some(pair[1]) == flow.to);
        let flows = self.system.flows.iter().filter_map(|flow| {
            let to = flow.to.filter(|to| *to != flow.from)?;
            let share = self.system.share(flow).filter(|share| *share < 0.9995);
            let people = Some(flow.people);
            Some(Way { from: flow.from, to, people, share, is_main: is_main(flow), is_referral: false })
        });
        let mut ways: Vec<Way> = flows.collect();
        for (at, source) in self.system.sources.iter().enumerate() {
            let is_referral = source.kind == SourceKind::Referral;
            let way = Way {
                from: n + at,
                to: source.to,
                people: Some(source.people),
                share: None,
                is_main: false,
                is_referral,
            };
            ways.push(way);
            let taken = (!is_referral).then(|| source.people / source.from.len().max(1) as f64);
            ways.extend(source.from.iter().map(|from| Way { from: *from, to: n + at, people: taken, ..way }));
        }
        ways.retain(|way| self.is_used(way.from) && self.is_used(way.to));
        ways
    }

    /// How far ahead each node lies: stages of the main path in its order, others behind those from which people
    /// come to them, lapsed people last; channels before all, referrals behind those who invite.
    fn ranks(&self) -> Vec<f64> {
        let System { stages, sources, flows, .. } = &self.system;
        let path = self.system.path();
        let mut rank: Vec<Option<f64>> = vec![None; stages.len()];
        for (place, stage) in path.iter().enumerate() {
            rank[*stage] = Some(place as f64);
        }
        let is_lapsed = |stage: usize| stages[stage].role == Some(Role::Lapsed);
        // What is reached in one step more, round by round.
        for _ in 0..stages.len() {
            let reached: Vec<(usize, f64)> = (0..stages.len())
                .filter(|stage| rank[*stage].is_none())
                .filter_map(|stage| {
                    let into = flows.iter().filter(|flow| flow.to == Some(stage) && !is_lapsed(flow.from));
                    let nearest = into.filter_map(|flow| rank[flow.from]).min_by(f64::total_cmp)?;
                    Some((stage, nearest + 1.25))
                })
                .collect();
            if reached.is_empty() {
                break;
            }
            reached.into_iter().for_each(|(stage, at)| rank[stage] = Some(at));
        }
        let onward = |stage: usize| flows.iter().filter(move |flow| flow.from == stage).filter_map(|flow| flow.to);
        let of_stage = |stage: usize| {
            if is_lapsed(stage) && !path.contains(&stage) {
                return f64::MAX;
            }
            // Nobody comes here but by campaigns: right before where they go on to.
            let before = onward(stage).filter_map(|to| rank[to]).min_by(f64::total_cmp);
            rank[stage].unwrap_or_else(|| before.map_or(0.0, |rank| rank - 0.5))
        };
        let mut ranks: Vec<f64> = (0..stages.len()).map(of_stage).collect();
        let of_source = |source: &Source| match source.kind {
            SourceKind::Referral => source.from.iter().map(|from| ranks[*from]).fold(0.0, f64::max) + 0.5,
            SourceKind::Channel | SourceKind::Campaign => -1.0,
        };
        let of_sources: Vec<f64> = sources.iter().map(of_source).collect();
        ranks.extend(of_sources);
        ranks
    }

    /// People who leave a stage for good, and their share of those who leave it.
    fn exit(&self, stage: usize) -> Option<(f64, Option<f64>)> {
        let flow = self.system.flows.iter().find(|flow| flow.from == stage && flow.to.is_none())?;
        Some((flow.people, self.system.share(flow)))
    }

    fn scale(&self) -> Scale {
        let flows = self.system.flows.iter().map(|flow| flow.people);
        Scale::of(flows.chain(self.system.sources.iter().map(|source| source.people)))
    }

    fn people(&self, people: f64) -> String {
        short(people, &Unit::People, self.language)
    }

    /// The findings: the first is the title. Where one source brings all, that it does says less than where
    /// people are lost.
    fn findings(&self) -> [String; 2] {
        let (come, leave) = (self.who_comes(), self.who_leaves());
        let n_sources = self.bringing().count();
        match (come, leave) {
            (Some(come), Some(leave)) => {
                if n_sources > 1 {
                    [come, leave]
                } else {
                    [leave, come]
                }
            }
            (Some(come), None) => [come, self.language.say(NOBODY_LEAVES).to_string()],
            (None, Some(leave)) => [leave, self.language.say(NOBODY).to_string()],
            (None, None) => match self.who_moves() {
                Some(moves) => [moves, self.language.say(NOBODY_COMES_OR_LEAVES).to_string()],
                None => [NOBODY, NOBODY_LEAVES].map(|finding| self.language.say(finding).to_string()),
            },
        }
    }

    /// Sources that bring people who are not there yet.
    fn bringing(&self) -> impl Iterator<Item = &Source> {
        self.system.sources.iter().filter(|source| source.kind != SourceKind::Campaign && source.people > 0.0)
    }

    /// Through which source the most people come.
    fn who_comes(&self) -> Option<String> {
        let all: f64 = self.bringing().map(|source| source.people).sum();
        let most = self.bringing().max_by(|a, b| a.people.total_cmp(&b.people))?;
        let [people, everybody] = [most.people, all].map(|people| self.people(people));
        let gaps = [("people", people.as_str()), ("all", everybody.as_str()), ("source", most.label.as_str())];
        let finding = match self.bringing().count() {
            1 => ALL_COME,
            _ if most.people > 0.5 * all => MOST_COME,
            _ => NONE_BRINGS_MORE,
        };
        Some(self.language.fill(finding, &gaps))
    }

    /// From where the most leave for good.
    fn who_leaves(&self) -> Option<String> {
        let leaving = self.system.flows.iter().filter(|flow| flow.to.is_none() && flow.people > 0.0);
        let most = leaving.max_by(|a, b| a.people.total_cmp(&b.people))?;
        let people = self.people(most.people);
        let stage = self.system.stages[most.from].label.as_str();
        // From where nothing else leads on, all who leave are lost.
        let share = self.system.share(most).filter(|share| *share < 0.9995).map(|share| percent(share, self.language));
        Some(match share {
            Some(share) => self.language.fill(MOST_LEAVE, &[("people", &people), ("share", &share), ("stage", stage)]),
            None => self.language.fill(MOST_END, &[("people", &people), ("stage", stage)]),
        })
    }

    /// The way that the most take between two stages.
    fn who_moves(&self) -> Option<String> {
        let between = |flow: &&Flow| flow.people > 0.0 && flow.to.is_some_and(|to| to != flow.from);
        let most = self.system.flows.iter().filter(between).max_by(|a, b| a.people.total_cmp(&b.people))?;
        let people = self.people(most.people);
        let [from, to] = [most.from, most.to?].map(|stage| self.system.stages[stage].label.as_str());
        Some(self.language.fill(MOST_MOVE, &[("people", &people), ("from", from), ("to", to)]))
    }

    fn in_words(&self) -> String {
        let n = self.system.stages.len();
        let name = |node: usize| {
            if node < n {
                self.system.stages[node].label.as_str()
            } else {
                self.system.sources[node - n].label.as_str()
            }
        };
        let ways = self.ways().into_iter().filter(|way| way.people.is_some());
        let exits = (0..n).filter_map(|stage| Some((stage, self.exit(stage)?.0)));
        let told = ways
            .map(|way| format!("{} → {}: {}", name(way.from), name(way.to), self.people(way.people.unwrap_or(0.0))));
        let gone = self.language.say(GONE);
        let told =
            told.chain(exits.map(|(stage, people)| format!("{} → {gone}: {}", name(stage), self.people(people))));
        self.language.clauses(told) + "."
    }
}

impl Chart for MapChart {
    fn name(&self) -> &str {
        "map"
    }

    fn headings(&self) -> &Headings {
        &self.headings
    }

    fn sentence(&self) -> &str {
        &self.sentence
    }

    fn alt_text(&self) -> String {
        self.alt.clone()
    }

    fn draw(&self, medium: Medium, fonts: &Fonts) -> Result<Drawing, ChartError> {
        let look = medium.look();
        if medium == Medium::Slide {
            let mut canvas = Canvas::new(look.width, look.height, fonts);
            let body = headings(&mut canvas, &self.headings, &look);
            let layout = Layout::of(self, medium, (body.width(), Some(body.height())), &look, fonts);
            layout.draw(self, &mut canvas, (body.left, body.top), &look);
            return canvas.finish();
        }
        let width = look.width - 2.0 * look.margin;
        let layout = Layout::of(self, medium, (width, None), &look, fonts);
        let mut canvas = Canvas::new(look.width, layout.height + 2.0 * look.margin, fonts);
        layout.draw(self, &mut canvas, (look.margin, look.margin), &look);
        canvas.finish()
    }
}

const SUBTITLE: Words = words(
    "Rounded: sources; boxes: people stay; diamonds: ways part at once; rings: gone for good. Counted over {length}: people, and shares of those who leave a stage; means of {futures}.",
    "둥근 모양: 유입원, 상자: 머무는 단계, 마름모: 바로 갈라지는 단계, 고리: 영구 이탈. {length} 동안 집계한 사람 수와 단계를 떠난 사람 중 비율, {futures}의 평균.",
    "圆角：来源；方框：停留阶段；菱形：即时分流；圆环：永久离开。{length}内统计的人数及其占离开该阶段者的比例；{futures}的均值。",
);
const ROOT: Words = words("Widths go with the square root.", "너비는 제곱근에 비례.", "宽度与人数的平方根成正比。");
const NOBODY: Words = words("Nobody comes from outside", "외부에서 유입되는 사람 없음", "无人从外部进入");
const ALL_COME: Words = words(
    "{people} people come, all through {source}",
    "유입 {people}명, 모두 {source}",
    "共{people}人进入，全部来自{source}",
);
const MOST_COME: Words = words(
    "Most people come through {source}: {people} of {all}",
    "가장 큰 유입원은 {source}: 전체 {all}명 중 {people}명",
    "最大来源是“{source}”：{all}人中占{people}人",
);
const NONE_BRINGS_MORE: Words = words(
    "No source brings more people than {source}: {people} of {all}",
    "가장 큰 유입원: {source}, 전체 {all}명 중 {people}명",
    "最大来源：{source}，{all}人中占{people}人",
);
const NOBODY_LEAVES: Words = words("Nobody leaves for good", "영구 이탈하는 사람 없음", "无人永久离开");
const MOST_LEAVE: Words = words(
    "Nowhere are more people lost than at {stage}: {people}, {share} of those who leave it",
    "영구 이탈이 가장 많은 단계: {stage} {people}명, 이 단계를 떠난 사람의 {share}",
    "流失最多的阶段：{stage}，{people}人，占离开该阶段者的{share}",
);
const MOST_END: Words = words(
    "Nowhere are more people lost than at {stage}: {people}",
    "영구 이탈이 가장 많은 단계: {stage} {people}명",
    "流失最多的阶段：{stage}，{people}人",
);
const MOST_MOVE: Words = words(
    "No way is taken more often than from {from} to {to}: {people} times",
    "가장 많이 지나는 경로: {from} → {to} {people}회",
    "经过最多的路径：{from} → {to}，{people}次",
);
const NOBODY_COMES_OR_LEAVES: Words = words(
    "Nobody comes from outside, nobody leaves for good",
    "외부 유입도 영구 이탈도 없음",
    "无人从外部进入，也无人永久离开",
);
const GONE: Words = words("gone", "이탈", "离开");
