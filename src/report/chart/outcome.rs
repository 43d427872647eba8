//! Outcome: how bad, how good can it get?

use super::axis::ValueAxis;
use super::canvas::{ASCENT, Anchor, Canvas, ChartError, Frame, Pen, Point};
use super::context::Context;
use super::drawing::Drawing;
use super::frame::{Headings, headings};
use super::labels::spread;
use super::medium::{Look, Medium};
use super::palette::{BASELINE, GRID, INK, MUTED, PAPER, plan_hue};
use super::{Chart, spoken};
use crate::report::fonts::Fonts;
use crate::report::language::{Language, Words, words};
use crate::report::numbers::{Estimate, Unit, short};
use crate::report::text::{Face, shortened};

/// The figure that is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// What it is called: "Net present value".
    pub label: String,
    pub unit: Unit,
    /// Ends of the axis, in the unit of the metric.
    pub low: f64,
    pub high: f64,
    /// Levels that goals ask for, with their names, in the unit of the metric.
    pub goals: Vec<(f64, String)>,
}

/// How the figure is spread under one plan.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    pub label: String,
    /// Index of the plan in the model.
    pub plan: usize,
    /// (value, share of the futures per unit of it), by rising value.
    pub curve: Vec<(f64, f64)>,
    /// (value, share of the futures) of single values that many futures share.
    pub atoms: Vec<(f64, f64)>,
    pub p5: f64,
    pub p50: f64,
    pub p95: f64,
    /// Share of the futures that lie beyond the ends of the axis.
    pub beyond: f64,
    /// Share of the futures in which the figure is below zero.
    pub below_zero: f64,
}

/// A row a plan: its density with the middle 90% filled, median and ends of the 90% marked.
#[derive(Debug, Clone, PartialEq)]
pub struct OutcomeChart {
    pub headings: Headings,
    pub sentence: String,
    pub measure: Measure,
    pub outcomes: Vec<Outcome>,
    /// Whether each row has a scale of its own, for one plan is much surer than another.
    own_scales: bool,
    language: Language,
}

/// If the tallest row is so many times the lowest, rows of one scale would show nothing of the lowest.
const MOST_RATIO: f64 = 5.0;

/// The densities of a figure of the whole run under each plan, in the order of the plans.
pub fn outcome(measure: Measure, outcomes: Vec<Outcome>, context: &Context) -> OutcomeChart {
    let language = context.language;
    let peaks = || outcomes.iter().map(peak).filter(|peak| *peak > 0.0);
    let own_scales = peaks().fold(0.0, f64::max) > MOST_RATIO * peaks().fold(f64::INFINITY, f64::min);
    let mut subtitle = language.fill(WHAT, &[("figure", &measure.label), ("futures", &context.futures())]);
    if own_scales {
        subtitle.push_str(language.say(OWN_SCALES));
    }
    let beyond = outcomes.iter().map(|outcome| outcome.beyond).fold(0.0, f64::max);
    // What a share of 0.5% at either end leaves out is said only where it is more.
    if beyond > 0.0005 {
        // Upwards: it is a bound.
        let share = short(libm::ceil(100.0 * beyond) / 100.0, &Unit::Chance, language);
        subtitle.push_str(&language.fill(if beyond < 0.01 { BEYOND_UNDER } else { BEYOND }, &[("share", &share)]));
    }
    OutcomeChart {
        headings: Headings {
            title: title(&measure, &outcomes, language),
            subtitle,
            footnote: context.footnote(outcomes.iter().map(|outcome| outcome.label.as_str())),
        },
        sentence: sentence(&measure, &outcomes, language),
        measure,
        outcomes,
        own_scales,
        language,
    }
}

const WHAT: Words = words(
    "{figure}: how the figures of {futures} are spread; dark: the middle 90%, white line: median.",
    "{figure}: {futures}의 결과 분포. 진한 부분: 가운데 90%, 흰 선: 중앙값.",
    "{figure}：{futures}的结果分布；深色：中间90%，白线：中位数。",
);
const OWN_SCALES: Words =
    words(" Each row has a height of its own.", " 각 행의 높이는 따로 맞춤.", "各行高度各自缩放。");
const BEYOND: Words = words(
    " Up to {share} of them lie beyond the ends of the axis.",
    " 최대 {share}는 축의 범위 밖.",
    "最多{share}在坐标轴范围之外。",
);
const BEYOND_UNDER: Words = words(
    " Under {share} of them lie beyond the ends of the axis.",
    " {share} 미만은 축의 범위 밖.",
    "不到{share}在坐标轴范围之外。",
);

fn peak(outcome: &Outcome) -> f64 {
    outcome.curve.iter().map(|(_, height)| *height).fold(0.0, f64::max)
}

impl Outcome {
    fn estimate(&self) -> Estimate {
        Estimate { median: self.p50, low: self.p5, high: self.p95 }
    }

    fn figure(&self, unit: &Unit, language: Language) -> String {
        self.estimate().middle(unit, language)
    }
}

fn title(measure: &Measure, outcomes: &[Outcome], language: Language) -> String {
    let figure = measure.label.as_str();
    let unit = &measure.unit;
    match outcomes {
        [] => language.fill(NO_FIGURES, &[("figure", figure)]),
        [only] => match only.estimate().range(unit, language) {
            Some(range) => {
                language.fill(ONE, &[("figure", figure), ("median", &only.figure(unit, language)), ("range", &range)])
            }
            None => language.fill(CERTAIN, &[("figure", figure), ("median", &only.figure(unit, language))]),
        },
        _ => {
            let mut from_best: Vec<&Outcome> = outcomes.iter().collect();
            from_best.sort_by(|a, b| b.p50.total_cmp(&a.p50));
            let [best, second] = [from_best[0], from_best[1]];
            let [high, low] = [best, second].map(|outcome| outcome.figure(unit, language));
            let worst = Estimate { median: best.p5, ..best.estimate() }.middle(unit, language);
            let gaps = [
                ("figure", figure),
                ("best", best.label.as_str()),
                ("high", high.as_str()),
                ("second", second.label.as_str()),
                ("low", low.as_str()),
                ("worst", worst.as_str()),
            ];
            language.fill(if high == low { ALIKE } else { BEST }, &gaps)
        }
    }
}

const NO_FIGURES: Words = words("{figure}: no figures", "{figure}: 수치 없음", "{figure}：没有数据");
const ONE: Words = words(
    "{figure}: {median} in the median, nine futures out of ten between {range}",
    "{figure}: 중앙값 {median}, 시뮬레이션의 90%가 {range}",
    "{figure}：中位数{median}，90%的模拟在{range}之间",
);
const CERTAIN: Words = words(
    "{figure}: {median} in at least nine futures out of ten",
    "{figure}: 시뮬레이션의 90% 이상에서 {median}",
    "{figure}：至少90%的模拟为{median}",
);
const BEST: Words = words(
    "{figure}: {best} has the highest median, {high} ({second} {low}); one time in twenty it stays below {worst}",
    "{figure} 중앙값이 가장 높은 안은 ‘{best}’: {high} (‘{second}’ {low}), 하위 5%는 {worst} 미만",
    "{figure}：“{best}”的中位数最高，为{high}（“{second}”为{low}）；5%的情况下低于{worst}",
);
const ALIKE: Words = words(
    "{figure}: the medians of {best} and {second} are alike, {high}",
    "{figure}: ‘{best}’, ‘{second}’ 중앙값이 거의 같음, {high}",
    "{figure}：“{best}”与“{second}”的中位数相近，为{high}",
);

fn sentence(measure: &Measure, outcomes: &[Outcome], language: Language) -> String {
    let each: Vec<String> = outcomes
        .iter()
        .map(|outcome| format!("{} {}", outcome.label, outcome.estimate().text(&measure.unit, language)))
        .collect();
    let mut text = language.fill(EACH, &[("figure", &measure.label), ("each", &language.clauses(each))]);
    // Only money can be lost, and to say that nobody loses any is news only where somebody might.
    if matches!(measure.unit, Unit::Money(_)) && outcomes.iter().any(|outcome| outcome.below_zero > 0.0) {
        let of_plan = |outcome: &Outcome| format!("{} {}", outcome.label, spoken::chance(outcome.below_zero, language));
        let each: Vec<String> = outcomes.iter().map(of_plan).collect();
        text.push_str(&language.fill(LOSS, &[("each", &language.clauses(each))]));
    }
    text
}

const EACH: Words = words(
    "{figure}, median and 90% range: {each}.",
    "{figure}, 중앙값과 90% 범위: {each}.",
    "{figure}，中位数和90%区间：{each}。",
);
const LOSS: Words =
    words(" Chance that it is below zero: {each}.", " 0 미만일 확률: {each}.", "低于零的概率：{each}。");

impl Chart for OutcomeChart {
    fn name(&self) -> &str {
        "outcome"
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
        let n_rows = self.outcomes.len().max(1) as f64;
        // A row has its name, its curve, and the values below it; a slide has the height it has.
        let wanted = n_rows * (look.label * 2.5 + 5.0 * look.tick) + 4.0 * look.tick;
        let height = if look.has_headings { look.height } else { look.height.max(wanted) };
        let mut canvas = Canvas::new(look.width, height, fonts);
        let body = headings(&mut canvas, &self.headings, &look);
        self.draw_body(&mut canvas, body, &look);
        canvas.finish()
    }
}

/// Where the values lie, and the rows.
struct Layout {
    axis: ValueAxis,
    area: Frame,
}

impl Layout {
    fn x(&self, value: f64) -> f64 {
        let share = self.axis.share(value).clamp(0.0, 1.0);
        self.area.left + share * self.area.width()
    }
}

impl OutcomeChart {
    fn draw_body(&self, canvas: &mut Canvas<'_>, body: Frame, look: &Look) {
        let tick = Face::regular(look.tick);
        let goal_rows = self.goal_rows(body, look, canvas);
        let n_goal_rows = goal_rows.iter().map(|(_, row, ..)| row + 1).max().unwrap_or(0) as f64;
        let area = Frame {
            left: body.left,
            top: body.top + n_goal_rows * tick.line_height(),
            right: body.right,
            bottom: body.bottom - 0.7 * look.tick - tick.line_height(),
        };
        let layout = Layout { axis: self.axis(area.width(), look, canvas), area };
        draw_axis(canvas, &layout, body, look);
        let each = area.height() / self.outcomes.len().max(1) as f64;
        let rows: Vec<(&Outcome, Frame)> = self
            .outcomes
            .iter()
            .enumerate()
            .map(|(row, outcome)| (outcome, area.top + row as f64 * each))
            .map(|(outcome, top)| (outcome, Frame { top, bottom: top + each, ..area }))
            .collect();
        // Curves reach as high as the names if no name is in the way of any.
        let meets = |&(outcome, frame): &(&Outcome, Frame)| {
            let curve = self.curve(&layout, outcome, frame, 0.0, look);
            self.name(outcome, frame, &curve, look, canvas).is_none()
        };
        let reserved = if rows.iter().any(meets) { Face::semi_bold(look.label).line_height() } else { 0.0 };
        for (outcome, frame) in &rows {
            self.draw_row(canvas, &layout, outcome, *frame, reserved, look);
        }
        for (value, row, left, text) in goal_rows {
            let x = layout.x(value);
            let baseline = body.top + (n_goal_rows - 1.0 - row as f64) * tick.line_height() + ASCENT * look.tick;
            let mut top = baseline + 0.4 * look.tick;
            // Down to each row's line, but not through the values below it.
            for (_, frame) in &rows {
                canvas.dashes((x, base(*frame, look)), (x, top), Pen { colour: INK, width: 0.4 * look.line });
                top = frame.bottom;
            }
            canvas.label_with_rim(&text, (left, baseline), Anchor::Start, tick, INK);
        }
    }

    /// The curve of a row in places on the canvas; `reserved` is what it leaves free above.
    fn curve(&self, layout: &Layout, outcome: &Outcome, frame: Frame, reserved: f64, look: &Look) -> Vec<Point> {
        let base = base(frame, look);
        let height = (base - frame.top - reserved - 0.3 * look.label).max(2.0);
        let tallest = self.outcomes.iter().map(peak).fold(0.0, f64::max);
        let scale = if self.own_scales { peak(outcome) } else { tallest };
        let share = |density: f64| if scale > 0.0 { density / scale } else { 0.0 };
        let within = |(value, _): &&(f64, f64)| (0.0..=1.0).contains(&layout.axis.share(*value));
        let shown = outcome.curve.iter().filter(within);
        shown.map(|(value, density)| (layout.x(*value), base - share(*density) * height)).collect()
    }

    /// The axis with as many ticks as have room for their labels.
    fn axis(&self, width: f64, look: &Look, canvas: &Canvas<'_>) -> ValueAxis {
        let face = Face::regular(look.tick);
        let of = |n: usize| ValueAxis::between(self.measure.low, self.measure.high, &self.measure.unit, n);
        let fits = |axis: &ValueAxis| {
            let ticks = axis.ticks(self.language);
            let widest = ticks.iter().map(|(_, label)| face.width(label, canvas.fonts)).fold(0.0, f64::max);
            let distance = axis.step / (axis.high - axis.low) * width;
            ticks.len() < 2 || widest + 1.2 * look.tick <= distance
        };
        (1..=8).rev().map(of).find(fits).unwrap_or_else(|| of(1))
    }

    /// Value, row from below, left end and text of the label of each goal on the axis.
    fn goal_rows(&self, body: Frame, look: &Look, canvas: &Canvas<'_>) -> Vec<(f64, usize, f64, String)> {
        let face = Face::regular(look.tick);
        let layout = Layout { axis: self.axis(body.width(), look, canvas), area: body };
        let within = |(value, _): &&(f64, String)| (0.0..=1.0).contains(&layout.axis.share(*value));
        let goals: Vec<&(f64, String)> = self.measure.goals.iter().filter(within).collect();
        goals
            .iter()
            .enumerate()
            .map(|(row, (value, label))| {
                let text = shortened(label, face, body.width(), canvas.fonts);
                let width = face.width(&text, canvas.fonts);
                let left = (layout.x(*value) + 0.4 * look.tick).min(body.right - width).max(body.left);
                (*value, row, left, text)
            })
            .collect()
    }

    fn draw_row(
        &self,
        canvas: &mut Canvas<'_>,
        layout: &Layout,
        outcome: &Outcome,
        frame: Frame,
        reserved: f64,
        look: &Look,
    ) {
        let hue = plan_hue(outcome.plan);
        let base = base(frame, look);
        let y = |share: f64| base - share * (base - frame.top - reserved - 0.3 * look.label).max(2.0);
        let curve = self.curve(layout, outcome, frame, reserved, look);
        if curve.len() > 1 {
            fill(canvas, &curve, base, hue.line, 0.25);
            let [low, high] = [outcome.p5, outcome.p95].map(|value| layout.x(value));
            fill(canvas, &between(&curve, low, high), base, hue.line, 0.55);
            canvas.line(super::simplify::simplified(&curve, 0.3), Pen { colour: hue.line, width: 0.5 * look.line });
        }
        canvas.line(vec![(frame.left, base), (frame.right, base)], Pen { colour: BASELINE, width: 0.4 * look.line });
        for (value, share) in &outcome.atoms {
            let x = layout.x(*value);
            let is_all = outcome.atoms.len() == 1 && outcome.curve.is_empty();
            // Its own scale: a single value has no density, but a share.
            let top = y(if is_all { 0.8 } else { share.min(1.0) });
            canvas.line(vec![(x, base), (x, top)], Pen { colour: hue.line, width: 2.0 * look.line });
        }
        if let Some(top) = height_at(&curve, layout.x(outcome.p50)) {
            let x = layout.x(outcome.p50);
            canvas.line(vec![(x, base), (x, top)], Pen { colour: PAPER, width: 0.8 * look.line });
        }
        self.write_values(canvas, layout, outcome, base, look);
        self.write_name(canvas, outcome, frame, &curve, look);
    }

    /// p5, median and p95 below the curve, as far as they have room.
    fn write_values(&self, canvas: &mut Canvas<'_>, layout: &Layout, outcome: &Outcome, base: f64, look: &Look) {
        let unit = &self.measure.unit;
        let estimate = outcome.estimate();
        let faces = [Face::regular(0.9 * look.tick), Face::semi_bold(look.tick), Face::regular(0.9 * look.tick)];
        let [low, high] =
            [outcome.p5, outcome.p95].map(|end| Estimate { median: end, ..estimate }.middle(unit, self.language));
        let middle = estimate.middle(unit, self.language);
        let all = [(outcome.p5, low, faces[0]), (outcome.p50, middle, faces[1]), (outcome.p95, high, faces[2])];
        let shown: Vec<_> =
            if estimate.range(unit, self.language).is_some() { all.to_vec() } else { vec![all[1].clone()] };
        let air = 0.8 * look.tick;
        let wanted: Vec<(f64, f64)> =
            shown.iter().map(|(value, text, face)| (layout.x(*value), face.width(text, canvas.fonts) + air)).collect();
        let (left, right) = (layout.area.left - air / 2.0, layout.area.right + air / 2.0);
        let Some(middles) = spread(&wanted, left, right) else { return };
        let baseline = base + 0.35 * look.tick + ASCENT * look.tick;
        for (((_, text, face), middle), (value, _)) in shown.iter().zip(&middles).zip(&wanted) {
            canvas.line(
                vec![(*value, base), (*value, base + 0.25 * look.tick)],
                Pen { colour: MUTED, width: 0.5 * look.line },
            );
            canvas.label_with_rim(text, (*middle, baseline), Anchor::Middle, *face, INK);
        }
    }

    fn write_name(&self, canvas: &mut Canvas<'_>, outcome: &Outcome, frame: Frame, curve: &[Point], look: &Look) {
        let Some(name) = self.name(outcome, frame, curve, look, canvas) else { return };
        let baseline = frame.top + 0.2 * look.label + ASCENT * look.label;
        let (strong, quiet) = (Face::semi_bold(look.label), Face::regular(look.tick));
        let colour = plan_hue(outcome.plan).text;
        if !name.plan.is_empty() {
            canvas.label_with_rim(&name.plan, (name.left, baseline), Anchor::Start, strong, colour);
        }
        if !name.single.is_empty() {
            canvas.label_with_rim(&name.single, (name.right, baseline), Anchor::End, quiet, MUTED);
        }
    }

    /// The plan's name, and the share of a single value, on the side where the curve is lower; `None` where it
    /// reaches them on both.
    fn name(&self, outcome: &Outcome, frame: Frame, curve: &[Point], look: &Look, canvas: &Canvas<'_>) -> Option<Name> {
        let (strong, quiet) = (Face::semi_bold(look.label), Face::regular(look.tick));
        let has_single = !outcome.curve.is_empty() && !outcome.atoms.is_empty();
        let single = if has_single { self.of_atoms(outcome) } else { String::new() };
        let single = shortened(&single, quiet, 0.5 * frame.width(), canvas.fonts);
        let single_width = if has_single { quiet.width(&single, canvas.fonts) + look.label } else { 0.0 };
        // A single plan is named in the footnote.
        let plan = if self.outcomes.len() > 1 { outcome.label.as_str() } else { "" };
        let plan = shortened(plan, strong, frame.width() - single_width, canvas.fonts);
        let width = strong.width(&plan, canvas.fonts) + single_width;
        let highest = |from: f64, to: f64| {
            let air = 0.5 * look.label;
            let near = curve.iter().filter(|(x, _)| (from - air..=to + air).contains(x));
            near.map(|(_, y)| *y).fold(f64::INFINITY, f64::min)
        };
        let [on_left, on_right] = [highest(frame.left, frame.left + width), highest(frame.right - width, frame.right)];
        let lowest_letter = frame.top + 0.3 * look.label + Face::semi_bold(look.label).line_height();
        let left = if on_left >= on_right { frame.left } else { frame.right - width };
        let is_free = width == 0.0 || on_left.max(on_right) >= lowest_letter - 0.01;
        is_free.then_some(Name { plan, single, left, right: left + width })
    }

    fn of_atoms(&self, outcome: &Outcome) -> String {
        let one = |(value, share): &(f64, f64)| {
            let gaps = [
                ("share", spoken::chance(*share, self.language)),
                ("value", short(*value, &self.measure.unit, self.language)),
            ];
            self.language.fill(EXACTLY, &[(gaps[0].0, &gaps[0].1), (gaps[1].0, &gaps[1].1)])
        };
        self.language.list(outcome.atoms.iter().map(one))
    }
}

/// What is written in a row, and where.
struct Name {
    plan: String,
    single: String,
    left: f64,
    right: f64,
}

/// Where a row's curve stands: above the line of its values.
fn base(frame: Frame, look: &Look) -> f64 {
    frame.bottom - 0.35 * look.tick - Face::regular(look.tick).line_height()
}

const EXACTLY: Words = words("{share} exactly {value}", "{share}: 정확히 {value}", "{share}恰为{value}");

fn fill(canvas: &mut Canvas<'_>, curve: &[Point], base: f64, colour: super::palette::Colour, alpha: f64) {
    let (Some(first), Some(last)) = (curve.first(), curve.last()) else { return };
    if curve.len() < 2 {
        return;
    }
    let mut points = vec![(first.0, base)];
    points.extend(super::simplify::simplified(curve, 0.3));
    points.push((last.0, base));
    canvas.area(points, colour, alpha);
}

/// The part of a curve between two places, with points at both.
fn between(curve: &[Point], low: f64, high: f64) -> Vec<Point> {
    let inner = curve.iter().filter(|(x, _)| (low..=high).contains(x)).copied();
    let end = |x: f64| height_at(curve, x).map(|y| (x, y));
    end(low).into_iter().chain(inner).chain(end(high)).collect()
}

/// Where a curve is at a place; `None` beyond its ends.
fn height_at(curve: &[Point], x: f64) -> Option<f64> {
    let pair = curve.windows(2).find(|pair| pair[0].0 <= x && x <= pair[1].0)?;
    let width = pair[1].0 - pair[0].0;
    let share = if width > 0.0 { (x - pair[0].0) / width } else { 0.0 };
    Some(pair[0].1 + share * (pair[1].1 - pair[0].1))
}

/// Upright grid lines with their values below.
fn draw_axis(canvas: &mut Canvas<'_>, layout: &Layout, body: Frame, look: &Look) {
    let face = Face::regular(look.tick);
    let area = layout.area;
    let baseline = area.bottom + 0.7 * look.tick + ASCENT * look.tick;
    for (at, label) in layout.axis.ticks(canvas.fonts.language()) {
        let share = (at - layout.axis.low) / (layout.axis.high - layout.axis.low);
        let x = (area.left + share * area.width()).round();
        let colour = if at == 0.0 { MUTED } else { GRID };
        canvas.line(vec![(x, area.top), (x, area.bottom)], Pen { colour, width: 0.4 * look.line });
        let width = face.width(&label, canvas.fonts);
        let left = (x - width / 2.0).min(body.right - width).max(body.left);
        canvas.label(&label, (left, baseline), Anchor::Start, face, MUTED);
    }
}
