//! Cohorts: do later cohorts stay better?

use super::axis::TimeAxis;
use super::canvas::{ASCENT, Anchor, Canvas, ChartError, Frame};
use super::context::Context;
use super::drawing::Drawing;
use super::frame::{Headings, headings};
use super::medium::{Look, Medium};
use super::palette::{INK, MUTED, heat, plan_hue};
use super::{Chart, spoken};
use crate::report::fonts::Fonts;
use crate::report::language::{Words, words};
use crate::report::numbers::duration;
use crate::report::text::{Face, shortened};

/// The share of a cohort that is a customer at an age.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Retained {
    /// Period of acquisition.
    pub cohort: u32,
    /// Periods since then.
    pub age: u32,
    pub median: f64,
    pub mean: f64,
    /// Monte Carlo standard error of the mean.
    pub se: f64,
}

/// The cohorts of one plan.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlanCohorts {
    pub label: String,
    /// Index of the plan in the model.
    pub plan: usize,
    pub cells: Vec<Retained>,
}

/// A heat map of retention, a panel a plan: cohorts down, ages across.
#[derive(Debug, Clone, PartialEq)]
pub struct CohortChart {
    pub headings: Headings,
    pub sentence: String,
    pub plans: Vec<PlanCohorts>,
    pub time: TimeAxis,
}

/// Retention by cohort and age.
///
/// * `plans`: one or two; the first is the scenario as written
pub fn cohorts(plans: Vec<PlanCohorts>, time: TimeAxis, context: &Context) -> CohortChart {
    let language = context.language;
    let findings: Vec<Finding> = plans.iter().filter_map(Finding::of).collect();
    let sentence = plans
        .iter()
        .zip(&findings)
        .map(|(plan, finding)| language.of(&plan.label, &language.fill(FIGURES, &finding.gaps(&time).as_pairs())));
    CohortChart {
        headings: Headings {
            title: title(&plans, &findings, &time),
            subtitle: language.fill(WHAT, &[("futures", &context.futures())]),
            footnote: context.footnote(plans.iter().map(|plan| plan.label.as_str())),
        },
        sentence: language.sentences(sentence),
        plans,
        time,
    }
}

const WHAT: Words = words(
    "Share of those acquired in a period who are customers so many periods later (won back included): medians of \
     {futures}. Where rows or columns have no room, every second, third, ... is shown.",
    "획득 시점별로 일정 기간 뒤에도 고객인 비율(윈백 포함): {futures}의 중앙값. 자리가 모자라면 일부 행과 열만 표시.",
    "各期获得的客户在若干期后仍是客户的比例（含召回）：{futures}的中位数。空间不足时只显示部分行和列。",
);

/// The first and the last cohort that get to an age.
struct Finding {
    first: Retained,
    last: Retained,
}

/// A finding in words.
struct Gaps {
    age: String,
    first: String,
    last: String,
    early: String,
    late: String,
}

impl Gaps {
    fn as_pairs(&self) -> [(&'static str, &str); 5] {
        [("age", &self.age), ("first", &self.first), ("last", &self.last), ("early", &self.early), ("late", &self.late)]
    }
}

impl Finding {
    /// At about half of the longest age, so that cohorts of both halves of the run get there.
    fn of(plan: &PlanCohorts) -> Option<Finding> {
        let oldest = plan.cells.iter().map(|cell| cell.age).max()?;
        let wanted = oldest.div_ceil(2);
        let age = plan.cells.iter().map(|cell| cell.age).filter(|age| *age <= wanted).max().unwrap_or(oldest);
        let mut of_age: Vec<Retained> = plan.cells.iter().filter(|cell| cell.age == age).copied().collect();
        of_age.sort_by_key(|cell| cell.cohort);
        Some(Finding { first: *of_age.first()?, last: *of_age.last()? })
    }

    fn gaps(&self, time: &TimeAxis) -> Gaps {
        let percent = |cell: &Retained| spoken::chance(cell.median, time.language);
        Gaps {
            age: duration(self.first.age, time.step, time.language),
            first: time.name(self.first.cohort),
            last: time.name(self.last.cohort),
            early: percent(&self.first),
            late: percent(&self.last),
        }
    }

    /// What later cohorts do: beyond the Monte Carlo error, and beyond what whole percents show.
    fn words(&self, gaps: &Gaps) -> Words {
        let difference = self.last.mean - self.first.mean;
        let error = (self.first.se * self.first.se + self.last.se * self.last.se).sqrt();
        let median = self.last.median - self.first.median;
        if self.first.cohort == self.last.cohort {
            ONLY
        } else if difference.abs() <= T_95 * error || gaps.early == gaps.late {
            ALIKE
        } else if difference > 0.0 && median > 0.0 {
            BETTER
        } else if difference < 0.0 && median < 0.0 {
            WORSE
        } else {
            ALIKE
        }
    }
}

/// Quantile of Student's t with 15 degrees of freedom at 97.5%, of which a Monte Carlo standard error is.
const T_95: f64 = 2.131;

fn title(plans: &[PlanCohorts], findings: &[Finding], time: &TimeAxis) -> String {
    let language = time.language;
    let Some(finding) = findings.first() else { return language.say(NOTHING).to_string() };
    let gaps = finding.gaps(time);
    let said = language.fill(finding.words(&gaps), &gaps.as_pairs());
    if plans.len() > 1 { language.of(&plans[0].label, &said) } else { spoken::capitalised(&said) }
}

const NOTHING: Words = words("Cohorts: no figures", "코호트: 수치 없음", "同期群：没有数据");
const BETTER: Words = words(
    "later cohorts stay better: after {age} {late} of the {last} cohort are customers, {early} of the {first} cohort",
    "나중 코호트의 유지율이 더 높음: {age} 뒤 {last} {late}, {first} {early}",
    "后来的客户留存更好：{age}后{last}的客户留存{late}，{first}为{early}",
);
const WORSE: Words = words(
    "later cohorts stay worse: after {age} {late} of the {last} cohort are customers, {early} of the {first} cohort",
    "나중 코호트의 유지율이 더 낮음: {age} 뒤 {last} {late}, {first} {early}",
    "后来的客户留存更差：{age}后{last}的客户留存{late}，{first}为{early}",
);
const ALIKE: Words = words(
    "later cohorts stay about as well: after {age} {late} of the {last} cohort are customers, {early} of the {first} cohort",
    "나중 코호트의 유지율이 비슷함: {age} 뒤 {last} {late}, {first} {early}",
    "后来的客户留存相近：{age}后{last}的客户留存{late}，{first}为{early}",
);
const ONLY: Words = words(
    "{early} of those who joined in {first} are customers after {age}",
    "{first} 코호트의 {age} 뒤 유지율 {early}",
    "{first}获得的客户{age}后留存{early}",
);
const FIGURES: Words = words(
    "after {age} {early} of those who joined in {first} are customers, and {late} of those who joined in {last}.",
    "{age} 뒤 유지율은 {first} 코호트 {early}, {last} 코호트 {late}.",
    "{age}后，{first}获得的客户留存{early}，{last}获得的留存{late}。",
);

impl Chart for CohortChart {
    fn name(&self) -> &str {
        "cohorts"
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
        let stacks = look.stacks_panels;
        let n_stacked = if stacks { self.plans.len().max(1) } else { 1 };
        let mut canvas = Canvas::new(look.width, look.height * n_stacked as f64, fonts);
        let mut body = headings(&mut canvas, &self.headings, &look);
        let scale = Scale::of(&self.plans);
        body.bottom -= self.draw_scale(&mut canvas, body, &scale, &look);
        let gap = 1.5 * look.label;
        let n = self.plans.len().max(1) as f64;
        for (place, plan) in self.plans.iter().enumerate() {
            let place = place as f64;
            let frame = if stacks {
                let each = (body.height() - gap * (n - 1.0)) / n;
                let top = body.top + place * (each + gap);
                Frame { top, bottom: top + each, ..body }
            } else {
                let each = (body.width() - gap * (n - 1.0)) / n;
                let left = body.left + place * (each + gap);
                Frame { left, right: left + each, ..body }
            };
            self.draw_panel(&mut canvas, plan, frame, &scale, &look);
        }
        canvas.finish()
    }
}

/// Shares of the palest and the darkest cell.
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    fn of(plans: &[PlanCohorts]) -> Scale {
        let medians = || plans.iter().flat_map(|plan| &plan.cells).map(|cell| cell.median);
        Scale { low: medians().fold(f64::INFINITY, f64::min), high: medians().fold(f64::NEG_INFINITY, f64::max) }
    }

    /// From 0 to 1; a single value is in the middle.
    fn share(&self, value: f64) -> f64 {
        if self.high > self.low { (value - self.low) / (self.high - self.low) } else { 0.5 }
    }
}

/// Which cohorts and ages have room, and how large a cell is.
struct Grid {
    cohorts: Vec<u32>,
    ages: Vec<u32>,
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

impl CohortChart {
    fn draw_panel(&self, canvas: &mut Canvas<'_>, plan: &PlanCohorts, frame: Frame, scale: &Scale, look: &Look) {
        let face = Face::regular(look.tick);
        let mut inner = frame;
        if self.plans.len() > 1 {
            let strong = Face::semi_bold(look.label);
            let name = shortened(&plan.label, strong, frame.width(), canvas.fonts);
            let at = (frame.left, frame.top + ASCENT * look.label);
            canvas.label(&name, at, Anchor::Start, strong, plan_hue(plan.plan).text);
            inner.top += 1.4 * look.label;
        }
        // The caption of the ages stands above them.
        let language = canvas.fonts.language();
        let unit = language.axis_caption(self.time.step);
        let caption = language.fill(AGES, &[("step", unit)]);
        let caption = shortened(&caption, face, inner.width(), canvas.fonts);
        let caption_top = inner.top + ASCENT * look.tick;
        inner.top += face.line_height();
        let grid = self.grid(plan, inner, look, canvas);
        let left = grid.left.min(inner.right - face.width(&caption, canvas.fonts));
        canvas.label(&caption, (left, caption_top), Anchor::Start, face, MUTED);
        let middle_of = |index: usize| grid.left + (index as f64 + 0.5) * grid.width;
        for (column, age) in grid.ages.iter().enumerate() {
            let at = (middle_of(column), grid.top - 0.35 * look.tick);
            canvas.label(&age.to_string(), at, Anchor::Middle, face, MUTED);
        }
        for (row, cohort) in grid.cohorts.iter().enumerate() {
            let top = grid.top + row as f64 * grid.height;
            let baseline = top + grid.height / 2.0 + 0.36 * look.tick;
            let label = self.time.name(*cohort);
            canvas.label(&label, (grid.left - 0.5 * look.tick, baseline), Anchor::End, face, MUTED);
            for (column, age) in grid.ages.iter().enumerate() {
                let found = plan.cells.iter().find(|cell| (cell.cohort, cell.age) == (*cohort, *age));
                let Some(cell) = found else { continue };
                let left = grid.left + column as f64 * grid.width;
                let (colour, ink) = heat(scale.share(cell.median));
                canvas.area(rectangle(left, top, grid.width, grid.height, 0.5), colour, 1.0);
                let percent = spoken::chance(cell.median, language);
                canvas.label(&percent, (middle_of(column), baseline), Anchor::Middle, self.face(look), ink);
            }
        }
    }

    fn face(&self, look: &Look) -> Face {
        Face::regular(0.9 * look.tick)
    }

    fn grid(&self, plan: &PlanCohorts, frame: Frame, look: &Look, canvas: &Canvas<'_>) -> Grid {
        let face = Face::regular(look.tick);
        let mut cohorts: Vec<u32> = plan.cells.iter().map(|cell| cell.cohort).collect();
        let mut ages: Vec<u32> = plan.cells.iter().map(|cell| cell.age).collect();
        for list in [&mut cohorts, &mut ages] {
            list.sort_unstable();
            list.dedup();
        }
        let names = cohorts.iter().map(|cohort| face.width(&self.time.name(*cohort), canvas.fonts));
        let left = frame.left + names.fold(0.0, f64::max) + 0.5 * look.tick;
        let top = frame.top + face.line_height();
        let (room_across, room_down) = (frame.right - left, frame.bottom - top);
        let least_width = self.face(look).width(">99%", canvas.fonts) + 0.5 * look.tick;
        let least_height = 1.35 * look.tick;
        let ages = thinned(&ages, ((room_across / least_width) as usize).min(MOST_CELLS), true);
        // Young cohorts get to none of the ages shown.
        let reaches = |cohort: &u32| plan.cells.iter().any(|cell| cell.cohort == *cohort && ages.contains(&cell.age));
        cohorts.retain(reaches);
        let cohorts = thinned(&cohorts, ((room_down / least_height) as usize).min(MOST_CELLS), false);
        let width = (room_across / ages.len().max(1) as f64).min(9.0 * look.tick);
        let height = (room_down / cohorts.len().max(1) as f64).min(4.0 * look.tick);
        Grid { cohorts, ages, left, top, width, height }
    }

    /// The palest and the darkest colour with what they stand for; returns the height taken.
    fn draw_scale(&self, canvas: &mut Canvas<'_>, body: Frame, scale: &Scale, look: &Look) -> f64 {
        if !scale.low.is_finite() {
            let middle = ((body.left + body.right) / 2.0, (body.top + body.bottom) / 2.0);
            let words = canvas.fonts.language().say(NOTHING);
            canvas.label(words, middle, Anchor::Middle, Face::regular(look.label), MUTED);
            return 0.0;
        }
        let face = Face::regular(look.tick);
        let language = canvas.fonts.language();
        let (low, high) = (spoken::chance(scale.low, language), spoken::chance(scale.high, language));
        let side = 0.8 * look.tick;
        let baseline = body.bottom - 0.25 * look.tick;
        let mut x = body.left;
        canvas.label(&low, (x, baseline), Anchor::Start, face, INK);
        x += face.width(&low, canvas.fonts) + 0.5 * look.tick;
        for step in 0..N_STEPS {
            let (colour, _) = heat((f64::from(step) + 0.5) / f64::from(N_STEPS));
            canvas.area(rectangle(x, baseline - side, side * 1.6, side, 0.0), colour, 1.0);
            x += side * 1.6;
        }
        canvas.label(&high, (x + 0.5 * look.tick, baseline), Anchor::Start, face, INK);
        2.0 * look.tick
    }
}

/// Colours of the legend.
const N_STEPS: u32 = 8;

const AGES: Words = words("periods since joining ({step}s)", "획득 후 경과 기간({step})", "获得客户后的期数（{step}）");

/// At most so many of them, at equal distances: from the first, or (`by_end`) so that they are multiples.
fn thinned(all: &[u32], most: usize, by_end: bool) -> Vec<u32> {
    let stride =
        STRIDES.into_iter().find(|stride| all.len().div_ceil(*stride) <= most.max(1)).unwrap_or(all.len().max(1));
    // Ages 3, 6, 9; cohorts 1, 4, 7.
    let first = if by_end { stride - 1 } else { 0 };
    all.iter().skip(first).step_by(stride).copied().collect()
}

/// More rows or columns are a wallpaper.
const MOST_CELLS: usize = 16;

/// Distances of rows and columns.
const STRIDES: [usize; 11] = [1, 2, 3, 4, 6, 12, 13, 24, 26, 30, 60];

fn rectangle(left: f64, top: f64, width: f64, height: f64, rim: f64) -> Vec<(f64, f64)> {
    let (right, bottom) = (left + width - rim, top + height - rim);
    let (left, top) = (left + rim, top + rim);
    vec![(left, top), (right, top), (right, bottom), (left, bottom)]
}
