//! Sources: where do customers come from?

use super::axis::{TimeAxis, ValueAxis};
use super::canvas::{ASCENT, Anchor, Canvas, ChartError, Frame, Pen, Point};
use super::context::Context;
use super::drawing::Drawing;
use super::frame::{Headings, Plot, headings};
use super::medium::{Look, Medium};
use super::palette::{Colour, INK, MUTED, PAPER, plan_hue, source_hue};
use super::simplify::simplified;
use super::{Chart, spoken};
use crate::report::fonts::Fonts;
use crate::report::language::{Language, Words, words};
use crate::report::numbers::{Unit, short};
use crate::report::text::{Face, shortened, wrapped};

/// How marketing sorts sources; each family has a hue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    Paid,
    Owned,
    Earned,
    Personal,
    Referral,
    /// What is too small to be shown by itself, and people whom nothing brought.
    Other,
}

impl Family {
    fn name(self) -> Words {
        match self {
            Family::Paid => words("Paid", "유료", "付费"),
            Family::Owned => words("Owned", "자사 채널", "自有"),
            Family::Earned => words("Earned", "언드 미디어", "口碑媒体"),
            Family::Personal => words("Personal", "대면", "面对面"),
            Family::Referral => words("Referral", "추천", "推荐"),
            Family::Other => words("Other", "기타", "其他"),
        }
    }
}

/// Where people come from first.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    pub label: String,
    pub family: Family,
}

/// New customers of one plan.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Brought {
    pub label: String,
    /// Index of the plan in the model.
    pub plan: usize,
    /// Per source, per period from 1 on: mean number of new customers, shape `[sources][periods]`.
    pub means: Vec<Vec<f64>>,
}

/// Stacked areas of new customers by source, a panel a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct SourcesChart {
    pub headings: Headings,
    pub sentence: String,
    /// From the bottom of the stack to its top.
    pub sources: Vec<Source>,
    pub plans: Vec<Brought>,
    pub time: TimeAxis,
}

/// Panels that still can be read.
pub const MOST_PLANS: usize = 4;
/// Shades of one hue that can be told apart.
const MOST_OF_A_FAMILY: usize = 4;
/// Sources that can be told apart altogether; the smallest are summed up.
const MOST_SOURCES: usize = 10;

/// New customers by source and period: means, for means add up and medians do not.
///
/// * `sources`: all of them, in any order
/// * `plans`: the first [`MOST_PLANS`] are drawn; `left_out` names the others
pub fn sources(
    sources: &[Source],
    plans: &[Brought],
    left_out: &[String],
    time: TimeAxis,
    context: &Context,
) -> SourcesChart {
    let language = context.language;
    let (stacked, plans) = stacked(sources, plans, language);
    let mut subtitle = language.fill(WHAT, &[("futures", &context.futures())]);
    if !left_out.is_empty() {
        subtitle.push_str(&language.fill(LEFT_OUT, &[("plans", &language.list(left_out))]));
    }
    SourcesChart {
        headings: Headings {
            title: title(&stacked, &plans, language),
            subtitle,
            footnote: context.footnote(plans.iter().map(|plan| plan.label.as_str())),
        },
        sentence: language.sentences(plans.iter().map(|plan| of_plan(&stacked, plan, language))),
        sources: stacked,
        plans,
        time,
    }
}

const WHAT: Words = words(
    "New customers per period by the channel or referral that first brought them. Means over {futures}: means add up, the medians of the tables do not.",
    "처음 유입된 채널이나 추천별 기간당 신규 고객. {futures}의 평균: 표의 중앙값과 달리 합산됨.",
    "按首次带来客户的渠道或推荐划分的各期新客户。{futures}的均值：与表格中的中位数不同，均值可以相加。",
);
const LEFT_OUT: Words = words(" Not drawn: {plans}.", " 그리지 않은 안: {plans}.", "未画出的方案：{plans}。");

/// The sources as they are stacked: by family, the largest of each at the bottom; the smallest summed up on top.
fn stacked(sources: &[Source], plans: &[Brought], language: Language) -> (Vec<Source>, Vec<Brought>) {
    let size = |source: &usize| plans.iter().map(|plan| total(plan, *source)).fold(0.0, f64::max);
    let mut largest: Vec<usize> = (0..sources.len()).filter(|source| size(source) > 0.0).collect();
    largest.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let mut shown: Vec<usize> = Vec::new();
    let mut others: Vec<usize> = Vec::new();
    for &source in &largest {
        let of_family = shown.iter().filter(|other| sources[**other].family == sources[source].family).count();
        let has_room = of_family < MOST_OF_A_FAMILY && shown.len() < MOST_SOURCES;
        if has_room { shown.push(source) } else { others.push(source) }
    }
    // Stable: within a family the largest stays first.
    shown.sort_by_key(|source| sources[*source].family);
    let mut groups: Vec<Vec<usize>> = shown.iter().map(|source| vec![*source]).collect();
    let mut named: Vec<Source> = shown.iter().map(|source| sources[*source].clone()).collect();
    if let [only] = others[..] {
        groups.push(vec![only]);
        named.push(Source { family: Family::Other, ..sources[only].clone() });
    } else if !others.is_empty() {
        let label = language.fill(OTHERS, &[("n", &others.len().to_string())]);
        groups.push(others);
        named.push(Source { label, family: Family::Other });
    }
    let summed = |plan: &Brought| {
        let n_periods = plan.means.first().map_or(0, Vec::len);
        let sum = |group: &Vec<usize>| -> Vec<f64> {
            (0..n_periods).map(|t| group.iter().map(|source| plan.means[*source][t]).sum()).collect()
        };
        Brought { means: groups.iter().map(sum).collect(), ..plan.clone() }
    };
    (named, plans.iter().map(summed).collect())
}

const OTHERS: Words = words("{n} smaller ones", "기타 {n}개", "其他{n}个");

fn total(plan: &Brought, source: usize) -> f64 {
    plan.means[source].iter().sum()
}

fn of_all(plan: &Brought) -> f64 {
    (0..plan.means.len()).map(|source| total(plan, source)).sum()
}

/// Share of a plan's new customers that come from some sources; `None` without any.
fn share(plan: &Brought, sources: &[Source], wanted: impl Fn(usize, &Source) -> bool) -> Option<f64> {
    let all = of_all(plan);
    let brought = sources.iter().enumerate().filter(|(at, source)| wanted(*at, source)).map(|(at, _)| total(plan, at));
    (all > 0.0).then(|| brought.sum::<f64>() / all)
}

/// The channel or referral that brings most, and its share; who was there at the start was brought by none.
fn most<'a>(plan: &Brought, sources: &'a [Source]) -> Option<(&'a str, f64)> {
    let brings = |source: &usize| sources[*source].family != Family::Other && total(plan, *source) > 0.0;
    let largest = (0..sources.len()).filter(brings).max_by(|a, b| total(plan, *a).total_cmp(&total(plan, *b)))?;
    Some((sources[largest].label.as_str(), share(plan, sources, |at, _| at == largest)?))
}

/// A difference between plans of so much of all new customers is the finding.
const WORTH_SAYING: f64 = 0.05;

fn title(sources: &[Source], plans: &[Brought], language: Language) -> String {
    let percent = |share: f64| spoken::chance(share, language);
    let brings: Vec<(&Brought, &str, f64)> =
        plans.iter().filter_map(|plan| most(plan, sources).map(|(source, share)| (plan, source, share))).collect();
    if let Some([high, low]) = referral_contrast(sources, plans) {
        let gaps = [percent(high.1), percent(low.1)];
        return language.fill(
            REFERRAL,
            &[("high", &gaps[0]), ("plan", &high.0.label), ("low", &gaps[1]), ("other", &low.0.label)],
        );
    }
    match brings.as_slice() {
        [] if plans.iter().all(|plan| of_all(plan) == 0.0) => language.say(NOBODY).to_string(),
        [] => language.say(BROUGHT_BY_NONE).to_string(),
        [(_, source, share)] => language.fill(ONE, &[("source", source), ("share", &percent(*share))]),
        all => {
            let same = all.iter().all(|(_, source, _)| *source == all[0].1);
            let name = |(plan, source, share): &(&Brought, &str, f64)| {
                let share = percent(*share);
                if same { format!("{} {share}", plan.label) } else { format!("{source} {share} ({})", plan.label) }
            };
            let mut each: Vec<String> = all.iter().map(name).collect();
            if same && all.iter().all(|(_, _, share)| percent(*share) == percent(all[0].2)) {
                each = vec![percent(all[0].2)];
            }
            let each = language.list(each.iter().map(String::as_str));
            language.fill(if same { SAME } else { DIFFERENT }, &[("source", all[0].1), ("each", &each)])
        }
    }
}

/// The plans with the largest and smallest share of referral, if that is the news.
fn referral_contrast<'a>(sources: &[Source], plans: &'a [Brought]) -> Option<[(&'a Brought, f64); 2]> {
    let is_referral = |_: usize, source: &Source| source.family == Family::Referral;
    let mut shares: Vec<(&Brought, f64)> =
        plans.iter().filter_map(|plan| Some((plan, share(plan, sources, is_referral)?))).collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (high, low) = (*shares.first()?, *shares.last()?);
    (high.1 - low.1 >= WORTH_SAYING).then_some([high, low])
}

const NOBODY: Words = words("No new customers", "신규 고객 없음", "没有新客户");
const BROUGHT_BY_NONE: Words = words(
    "No channel or referral brings new customers: all were there at the start",
    "채널이나 추천으로 온 신규 고객 없음: 모두 시작 때 이미 있던 사람",
    "没有渠道或推荐带来新客户：全部来自期初已有的人",
);
const ONE: Words = words(
    "Largest source of new customers: {source}, {share}",
    "신규 고객이 가장 많이 오는 곳: {source}, {share}",
    "带来新客户最多的是“{source}”，占{share}",
);
const SAME: Words = words(
    "Largest source of new customers under every plan: {source} ({each})",
    "모든 안에서 신규 고객이 가장 많이 오는 곳: {source} ({each})",
    "各方案中带来新客户最多的都是“{source}”（{each}）",
);
const DIFFERENT: Words = words(
    "Largest source of new customers: {each}",
    "신규 고객이 가장 많이 오는 곳: {each}",
    "带来新客户最多的来源：{each}",
);
const REFERRAL: Words = words(
    "Referral brings {high} of the new customers under {plan}, {low} under {other}",
    "추천으로 오는 신규 고객의 비율: {plan} {high}, {other} {low}",
    "推荐带来的新客户占比：“{plan}”为{high}，“{other}”为{low}",
);

/// How many new customers a plan has, and which share comes whence.
fn of_plan(sources: &[Source], plan: &Brought, language: Language) -> String {
    let all = short(of_all(plan), &Unit::People, language);
    let mut by_size: Vec<usize> = (0..sources.len()).filter(|source| total(plan, *source) > 0.0).collect();
    by_size.sort_by(|a, b| total(plan, *b).total_cmp(&total(plan, *a)));
    let one = |source: &usize| {
        let share = share(plan, sources, |at, _| at == *source).unwrap_or(0.0);
        format!("{} {}", sources[*source].label, spoken::chance(share, language))
    };
    let each = language.list(by_size.iter().map(one));
    if each.is_empty() {
        return language.fill(NONE_OF_PLAN, &[("plan", &plan.label)]);
    }
    language.fill(OF_PLAN, &[("plan", &plan.label), ("all", &all), ("each", &each)])
}

const OF_PLAN: Words = words(
    "{plan}: {all} new customers on average, of them {each}.",
    "{plan}: 신규 고객 평균 {all}명, 그중 {each}.",
    "{plan}：新客户平均{all}人，其中{each}。",
);
const NONE_OF_PLAN: Words = words("{plan}: no new customers.", "{plan}: 신규 고객 없음.", "{plan}：没有新客户。");

impl Chart for SourcesChart {
    fn name(&self) -> &str {
        "sources"
    }

    fn headings(&self) -> &Headings {
        &self.headings
    }

    fn sentence(&self) -> &str {
        &self.sentence
    }

    fn alt_text(&self) -> String {
        format!("{} {}", self.headings.subtitle, self.sentence)
    }

    fn draw(&self, medium: Medium, fonts: &Fonts) -> Result<Drawing, ChartError> {
        let look = medium.look();
        let mut height = look.height;
        if look.stacks_panels {
            // Below a legend of as many rows as it takes, a plot each.
            let mut trial = Canvas::new(look.width, look.height, fonts);
            let frame = Frame { left: look.margin, top: 0.0, right: look.width - look.margin, bottom: 0.0 };
            height = self.legend_above(&mut trial, frame, &look)
                + self.plans.len().max(1) as f64 * 0.75 * look.height
                + 2.0 * look.margin;
        }
        let mut canvas = Canvas::new(look.width, height, fonts);
        let mut body = headings(&mut canvas, &self.headings, &look);
        if look.stacks_panels {
            body.top += self.legend_above(&mut canvas, body, &look);
        } else {
            body.right -= self.legend_beside(&mut canvas, body, &look) + 1.5 * look.label;
        }
        let frames = grid(body, self.plans.len(), &look);
        let axis = self.value_axis(frames.first().copied().unwrap_or(body), &look);
        for (plan, frame) in self.plans.iter().zip(frames) {
            self.draw_panel(&mut canvas, plan, frame, axis.clone(), &look);
        }
        canvas.finish()
    }
}

/// Frames of `n` panels: one below the other where the medium is narrow, else up to three in a row.
fn grid(body: Frame, n: usize, look: &Look) -> Vec<Frame> {
    let n_columns = match n {
        _ if look.stacks_panels => 1,
        0..=3 => n.max(1),
        _ => 2,
    };
    let n_rows = n.div_ceil(n_columns).max(1);
    let (across, down) = (1.5 * look.label, 0.8 * look.label);
    let width = (body.width() - across * (n_columns - 1) as f64) / n_columns as f64;
    let height = (body.height() - down * (n_rows - 1) as f64) / n_rows as f64;
    let frame = |index: usize| {
        let left = body.left + (index % n_columns) as f64 * (width + across);
        let top = body.top + (index / n_columns) as f64 * (height + down);
        Frame { left, top, right: left + width, bottom: top + height }
    };
    (0..n).map(frame).collect()
}

impl SourcesChart {
    /// Few periods are columns: a line between two of them would show people who came in neither.
    fn has_columns(&self) -> bool {
        self.time.periods <= MOST_COLUMNS
    }

    /// One scale for all plans, so that they can be compared.
    fn value_axis(&self, frame: Frame, look: &Look) -> ValueAxis {
        let tops = self.plans.iter().flat_map(|plan| {
            let n_periods = plan.means.first().map_or(0, Vec::len);
            (0..n_periods).map(|t| plan.means.iter().map(|of_source| of_source[t]).sum::<f64>())
        });
        let n_ticks = (frame.height() / (3.0 * look.tick)).clamp(3.0, 6.0) as usize;
        // Means of people have decimals.
        let largest = tops.fold(0.0, f64::max);
        let unit = if largest < 2.0 { Unit::Number } else { Unit::People };
        ValueAxis::covering(std::iter::once(largest), &unit, n_ticks)
    }

    fn draw_panel(&self, canvas: &mut Canvas<'_>, plan: &Brought, frame: Frame, axis: ValueAxis, look: &Look) {
        let mut inner = frame;
        if self.plans.len() > 1 {
            let face = Face::semi_bold(look.label);
            let name = shortened(&plan.label, face, frame.width(), canvas.fonts);
            let at = (frame.left, frame.top + ASCENT * look.label);
            canvas.label(&name, at, Anchor::Start, face, plan_hue(plan.plan).text);
            inner.top += 1.5 * look.label;
        }
        let plot = Plot::within(inner, axis, &self.time, 1, 0.0, look, canvas);
        plot.draw_value_axis(canvas, self.time.language, look);
        let half = if self.has_columns() { half_column(&plot) } else { 0.0 };
        let plot = if half > 0.0 { inset(plot, half) } else { plot };
        plot.draw_time_axis(canvas, &self.time, inner, look);
        let edges = edges(plan, &plot, COLUMN * half);
        for (at, colour) in self.colours().into_iter().enumerate().filter(|(at, _)| total(plan, *at) > 0.0) {
            for (below, above) in edges[at].iter().zip(&edges[at + 1]) {
                canvas.area(above.iter().chain(below.iter().rev()).copied().collect(), colour, 1.0);
            }
        }
        // Rims keep shades of one hue apart.
        let of_one_hue = |at: &usize| self.sources[*at].family == self.sources[at - 1].family;
        for at in (1..self.sources.len()).filter(of_one_hue).filter(|at| total(plan, at - 1) > 0.0) {
            for piece in &edges[at] {
                canvas.line(piece.clone(), Pen { colour: PAPER, width: 0.3 * look.line });
            }
        }
        if of_all(plan) == 0.0 {
            let middle = ((plot.area.left + plot.area.right) / 2.0, (plot.area.top + plot.area.bottom) / 2.0);
            let face = Face::regular(look.label);
            let words = shortened(canvas.fonts.language().say(NOBODY), face, plot.area.width(), canvas.fonts);
            canvas.label_with_rim(&words, middle, Anchor::Middle, face, MUTED);
        }
    }

    /// Of each source: the hue of its family, the shade by its place in it.
    fn colours(&self) -> Vec<Colour> {
        let shade = |at: usize| {
            let family = self.sources[at].family;
            let before = self.sources[..at].iter().filter(|source| source.family == family).count();
            source_hue(family as usize, before)
        };
        (0..self.sources.len()).map(shade).collect()
    }

    /// Names from the top of the stack down, under their families, right of the panels; returns their width.
    fn legend_beside(&self, canvas: &mut Canvas<'_>, body: Frame, look: &Look) -> f64 {
        let small = Face::regular(look.tick);
        let families = self.families();
        let of_families = families.len() as f64 * (small.line_height() + 0.3 * look.label);
        // The first that fits: whole names under their families; without these; cut to a line; smaller.
        let styles = [(look.label, 2, true), (look.label, 2, false), (look.label, 1, true), (look.label, 1, false)];
        let fits = |&(size, lines, with_families): &(f64, usize, bool)| {
            let (face, n_lines) = (Face::regular(size), self.names(size, lines, look, canvas));
            let height = n_lines.iter().map(Vec::len).sum::<usize>() as f64 * face.line_height();
            height + if with_families { of_families } else { 0.0 } <= body.height()
        };
        let (size, lines, with_families) = styles.into_iter().find(fits).unwrap_or((look.tick, 1, false));
        let face = Face::regular(size);
        let names = self.names(size, lines, look, canvas);
        let indent = INDENT * size;
        let family_widths = families.iter().map(|family| small.width(family_name(*family, canvas), canvas.fonts));
        let widest = names
            .iter()
            .flatten()
            .map(|line| indent + face.width(line, canvas.fonts))
            .chain(family_widths.filter(|_| with_families))
            .fold(0.0, f64::max);
        let (left, mut top, mut family) = (body.right - widest, body.top, None);
        for ((source, colour), name) in self.sources.iter().zip(&self.colours()).zip(&names).rev() {
            if with_families && family != Some(source.family) {
                top += if family.is_some() { 0.3 * size } else { 0.0 };
                family = Some(source.family);
                let heading = family_name(source.family, canvas);
                canvas.label(heading, (left, top + ASCENT * small.size), Anchor::Start, small, MUTED);
                top += small.line_height();
            }
            swatch(canvas, (left, top), *colour, face);
            for line in name {
                canvas.label(line, (left + indent, top + ASCENT * size), Anchor::Start, face, INK);
                top += face.line_height();
            }
        }
        widest
    }

    /// The lines of each source's name beside the panels.
    fn names(&self, size: f64, most_lines: usize, look: &Look, canvas: &Canvas<'_>) -> Vec<Vec<String>> {
        let face = Face::regular(size);
        let width = look.names - INDENT * size;
        self.sources.iter().map(|source| wrapped(&source.label, face, width, most_lines, canvas.fonts)).collect()
    }

    /// Families in the order of the legend.
    fn families(&self) -> Vec<Family> {
        let mut families: Vec<Family> = self.sources.iter().rev().map(|source| source.family).collect();
        families.dedup();
        families
    }

    /// Names in rows, from the bottom of the stack up; returns their height.
    fn legend_above(&self, canvas: &mut Canvas<'_>, frame: Frame, look: &Look) -> f64 {
        let face = Face::regular(look.label);
        let indent = INDENT * face.size;
        let (mut left, mut top) = (frame.left, frame.top);
        for (source, colour) in self.sources.iter().zip(self.colours()) {
            let name = shortened(&source.label, face, frame.width() - indent, canvas.fonts);
            let width = indent + face.width(&name, canvas.fonts);
            if left > frame.left && left + width > frame.right {
                (left, top) = (frame.left, top + 1.3 * face.size);
            }
            swatch(canvas, (left, top), colour, face);
            canvas.label(&name, (left + indent, top + ASCENT * face.size), Anchor::Start, face, INK);
            left += width + 0.9 * face.size;
        }
        if self.sources.is_empty() { 0.0 } else { top + 1.8 * face.size - frame.top }
    }
}

/// From a swatch to its name, in ems.
const INDENT: f64 = 1.1;

fn family_name(family: Family, canvas: &Canvas<'_>) -> &'static str {
    canvas.fonts.language().say(family.name())
}

/// A square of a colour at the height of small letters.
fn swatch(canvas: &mut Canvas<'_>, (left, top): Point, colour: Colour, face: Face) {
    let side = 0.72 * face.size;
    let top = top + 0.2 * face.size;
    let corners = vec![(left, top), (left + side, top), (left + side, top + side), (left, top + side)];
    canvas.area(corners, colour, 1.0);
}

/// Up to so many periods are drawn as columns.
const MOST_COLUMNS: u32 = 12;
/// Of the room of a column, the part that it fills.
const COLUMN: f64 = 0.8;

/// Half of the room that each period has.
fn half_column(plot: &Plot) -> f64 {
    0.5 * plot.area.width() / f64::from(plot.last.max(1))
}

/// A plot whose first and last period stand off the edges by half a column.
fn inset(plot: Plot, half: f64) -> Plot {
    // A single one is in the middle anyway.
    let off = if plot.last <= 1 { 0.0 } else { half };
    Plot { area: Frame { left: plot.area.left + off, right: plot.area.right - off, ..plot.area }, ..plot }
}

/// The lines between the areas, from the zero line up, each in pieces: one along all periods, or (`half` of a
/// column above 0) one a period. Neighbours share theirs.
fn edges(plan: &Brought, plot: &Plot, half: f64) -> Vec<Vec<Vec<Point>>> {
    let n_periods = plan.means.first().map_or(0, Vec::len);
    let mut heights = vec![0.0; n_periods];
    let edge = |heights: &[f64]| -> Vec<Vec<Point>> {
        let points = heights.iter().enumerate().map(|(t, height)| (plot.x((t + 1) as f64), plot.y(*height)));
        if half > 0.0 {
            return points.map(|(x, y)| vec![(x - half, y), (x + half, y)]).collect();
        }
        vec![simplified(&points.collect::<Vec<_>>(), 0.002 * plot.area.height())]
    };
    let mut edges = vec![edge(&heights)];
    for of_source in &plan.means {
        heights.iter_mut().zip(of_source).for_each(|(height, more)| *height += more);
        edges.push(edge(&heights));
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(of_the_start: f64, ads: f64) -> String {
        let source = |label: &str, family| Source { label: label.into(), family };
        let all = [source("Ads", Family::Paid), source("Already there at the start", Family::Other)];
        let plan = Brought { label: "Base".into(), plan: 0, means: vec![vec![ads; 3], vec![of_the_start; 3]] };
        title(&all, &[plan], Language::English)
    }

    #[test]
    fn who_was_there_at_the_start_is_no_source_that_brings_most() {
        assert_eq!(told(60.0, 40.0), "Largest source of new customers: Ads, 40%");
        assert_eq!(told(60.0, 0.0), "No channel or referral brings new customers: all were there at the start");
        assert_eq!(told(0.0, 0.0), "No new customers");
    }
}
