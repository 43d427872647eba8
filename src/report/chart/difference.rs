//! Difference: which plan is ahead, and when?

use super::Chart;
use super::axis::{TimeAxis, ValueAxis};
use super::bands::draw_series;
use super::canvas::{Anchor, Canvas, ChartError, Frame, Pen};
use super::context::Context;
use super::drawing::Drawing;
use super::ends::{EndLabels, Naming};
use super::fan::FanSeries;
use super::frame::{Headings, Plot, headings};
use super::labels::{legend, spread};
use super::medium::{Look, Medium};
use super::paired::{Flag, draw_flags, draw_line, draw_pole, flags_height, name, range};
use super::palette::{INK, plan_hue};
use super::spoken::{self, chance};
use crate::report::fonts::Fonts;
use crate::report::language::{Language, Words, words};
use crate::report::numbers::{Estimate, Unit, When};
use crate::report::text::{Face, shortened};

/// What other plans bring beyond a reference plan, future by future: the same inputs, the same luck.
///
/// All lists but the reference are per plan other than the reference, in one order.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Label of the plan that the others are compared with.
    pub reference: String,
    /// What is compared, in the report's language: "Profit since the start".
    pub outcome: String,
    /// Unit of the outcome: money or people.
    pub unit: Unit,
    pub time: TimeAxis,
    /// Outcome of the plan less that of the reference, cumulative for flows, by period from 0 to T. Label and
    /// colour are those of the plan.
    pub series: Vec<FanSeries>,
    /// Per plan, by period from 0 to T: share of the futures in which the plan is ahead of the reference.
    pub ahead: Vec<Vec<Option<f64>>>,
    /// Per plan: when it passes the reference to stay ahead; `None` if that is not known.
    pub crossover: Vec<Option<Crossover>>,
    /// Per plan: chance over the inputs that it is the better choice, luck aside (`better[plan over reference]`).
    pub better: Vec<Option<f64>>,
}

/// The first period from which a plan stays ahead to the end of the run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crossover {
    pub median: When,
    /// 5% and 95% quantiles; "later than T" ranks above every period.
    pub low: When,
    pub high: When,
    /// Share of the futures in which it comes within the run.
    pub share: f64,
}

/// The chart of a [`Difference`].
#[derive(Debug, Clone, PartialEq)]
pub struct DifferenceChart {
    pub headings: Headings,
    /// What the figures say, in a sentence under the chart.
    pub sentence: String,
    figures: Difference,
}

/// The fan of the paired difference of each plan, and below it how often each is ahead.
pub fn difference(figures: Difference, context: &Context) -> DifferenceChart {
    let language = context.language;
    let gaps =
        [("outcome", figures.outcome.as_str()), ("reference", &figures.reference), ("futures", &context.futures())];
    let plans = figures.series.iter().map(|series| series.label.as_str());
    let mut subtitle = language.fill(SUBTITLE, &gaps);
    if !figures.later_crossovers().is_empty() {
        subtitle += &language.fill(BARS, &gaps);
    }
    DifferenceChart {
        headings: Headings {
            title: title(&figures),
            subtitle,
            footnote: context.footnote(std::iter::once(figures.reference.as_str()).chain(plans)),
        },
        sentence: sentence(&figures),
        figures,
    }
}

const SUBTITLE: Words = words(
    "Each plan less {reference}, future by future, under the same luck. Line: median; bands: the middle 50% and 90% of {futures}.",
    "각 안에서 ‘{reference}’ 값을 뺀 차이, 같은 우연 아래 시뮬레이션마다 비교. 선: 중앙값, 띠: {futures} 결과의 가운데 50%와 90%.",
    "各方案减去“{reference}”，在相同的运气下逐次模拟比较。线：中位数；色带：{futures}结果的中间50%与90%。",
);
const BARS: Words = words(
    " Dot and thick bar on the zero line: when a plan passes {reference} to stay ahead, median and 90% range.",
    " 0선 위의 점과 굵은 막대: ‘{reference}’ 안을 추월해 끝까지 앞서기 시작하는 시점의 중앙값과 90% 범위.",
    "零线上的圆点和粗条：超过“{reference}”并一直领先的起始时间，中位数与90%区间。",
);
const ABOVE: Words =
    words("{outcome}, less {reference}", "{outcome} (‘{reference}’ 대비 차이)", "{outcome}（与“{reference}”之差）");
const BELOW: Words = words(
    "Ahead of {reference}, share of futures",
    "‘{reference}’보다 앞선 시뮬레이션의 비율",
    "领先“{reference}”的模拟占比",
);
const PASSES: Words = words("passes {reference} in {when}", "‘{reference}’ 추월: {when}", "{when}超过“{reference}”");
const PLAN_PASSES: Words = words("{plan}: {when}", "{plan}: {when}", "{plan}：{when}");
const PASSES_TITLE: Words = words(
    "{plan} passes {reference} in {when}",
    "{when}에 ‘{reference}’보다 앞서기 시작하는 안은 ‘{plan}’",
    "“{plan}”在{when}超过“{reference}”",
);
const NINETY: Words = words(" (90%: {range})", " (90%: {range})", "（90%：{range}）");
const FROM_THE_START: Words = words(
    "{plan} is ahead of {reference} from the start, and at the end in {share} of the futures",
    "처음부터 ‘{reference}’보다 앞서는 안은 ‘{plan}’: 기말에 앞선 시뮬레이션 {share}",
    "“{plan}”从一开始就领先“{reference}”，期末在{share}的模拟中领先",
);
const ENDS_AHEAD: Words = words(
    "{plan} ends ahead of {reference} in {share} of the futures",
    "기말에 ‘{plan}’ 쪽이 ‘{reference}’보다 앞서는 시뮬레이션: {share}",
    "期末“{plan}”在{share}的模拟中领先“{reference}”",
);
const END_AHEAD: Words = words(
    "{plan} end ahead of {reference} in {share} of the futures",
    "기말에 ‘{reference}’보다 앞서는 시뮬레이션: {plan} 순서대로 {share}",
    "期末领先“{reference}”的模拟占比：{plan}依次为{share}",
);
const OTHERS: Words = words("; {others}", ", {others}", "；{others}");
const NEVER: Words = words("in none", "없음", "无");
const NEVER_AHEAD: Words = words(
    "{plan} ends ahead of {reference} in none of the simulated futures",
    "기말에 ‘{plan}’ 쪽이 ‘{reference}’보다 앞서는 시뮬레이션 없음",
    "没有一次模拟中期末“{plan}”领先“{reference}”",
);
const NONE_EVER: Words = words(
    "No plan ends ahead of {reference} in any of the simulated futures",
    "기말에 ‘{reference}’보다 앞서는 시뮬레이션이 있는 안이 없음",
    "期末没有方案在任何一次模拟中领先“{reference}”",
);
const NOBODY: Words = words(
    "Nobody is clearly ahead: {plan} ends ahead of {reference} in {share} of the futures",
    "뚜렷하게 앞서는 안이 없음: 기말에 ‘{plan}’ 쪽이 ‘{reference}’보다 앞서는 시뮬레이션은 {share}",
    "没有方案明显领先：期末“{plan}”领先“{reference}”的模拟占{share}",
);
const ONLY: Words = words(
    "{plan} ends ahead of {reference} in only {share} of the futures",
    "기말에 ‘{plan}’ 쪽이 ‘{reference}’보다 앞서는 시뮬레이션은 {share}뿐",
    "期末“{plan}”仅在{share}的模拟中领先“{reference}”",
);
const NONE_OF_ALL: Words = words(
    "No plan ends ahead of {reference} in more than {share} of the futures",
    "기말에 ‘{reference}’보다 앞서는 시뮬레이션이 {share}를 넘는 안은 없음",
    "期末没有方案在超过{share}的模拟中领先“{reference}”",
);
const ALIKE: Words = words(
    "{plan} and {reference} come out alike",
    "‘{plan}’, ‘{reference}’ 결과가 같음",
    "“{plan}”与“{reference}”结果相同",
);
const NO_FIGURES: Words = words("No difference to show", "보여 줄 차이가 없음", "没有可显示的差异");
const AT_THE_END: Words = words(
    "At the end of {when}, less {reference}, median and 90% range: {each}.",
    "{when} 말, ‘{reference}’ 대비 차이의 중앙값과 90% 범위: {each}.",
    "{when}末与“{reference}”之差，中位数与90%区间：{each}。",
);
const WITH_AHEAD: Words =
    words("{figure}, ahead in {share}", "{figure}, 앞선 시뮬레이션 {share}", "{figure}，领先的模拟占{share}");
const BETTER: Words = words(
    " Chance of being the better choice, luck aside: {each}.",
    " 우연을 빼고 보면 더 나은 선택일 확률: {each}.",
    "排除运气后是更优选择的概率：{each}。",
);

/// From this share of futures on a plan is clearly ahead; below one less it is not.
const CLEAR: f64 = 0.8;

impl Difference {
    /// Share of the futures in which a plan is ahead at the end.
    fn ahead_at_the_end(&self, plan: usize) -> Option<f64> {
        let (period, _) = self.series.get(plan)?.last(self.time.periods)?;
        self.ahead.get(plan)?.get(period as usize).copied().flatten()
    }

    fn last(&self, plan: usize) -> Option<Estimate> {
        Some(self.series.get(plan)?.last(self.time.periods)?.1.estimate())
    }

    /// The plans that have a share at the end, each with it: who is ahead most often first, of equal ones the one with
    /// the larger median difference.
    fn by_share(&self) -> Vec<(usize, f64)> {
        let median = |plan: usize| self.last(plan).map_or(f64::NEG_INFINITY, |estimate| estimate.median);
        let share = |plan: usize| Some((plan, self.ahead_at_the_end(plan)?));
        let mut plans: Vec<(usize, f64)> = (0..self.series.len()).filter_map(share).collect();
        plans.sort_by(|a, b| b.1.total_cmp(&a.1).then(median(b.0).total_cmp(&median(a.0))));
        plans
    }

    fn is_alike(&self, plan: usize) -> bool {
        self.last(plan).is_some_and(|last| last.low == 0.0 && last.high == 0.0)
    }

    /// `Funnel 75%`, `Ads never`.
    fn with_shares(&self, plans: &[(usize, f64)]) -> String {
        let language = self.time.language;
        let told = |(plan, share): &(usize, f64)| {
            let share = if *share == 0.0 { language.say(NEVER).to_string() } else { chance(*share, language) };
            format!("{} {share}", self.series[*plan].label)
        };
        language.list(plans.iter().map(told).collect::<Vec<_>>())
    }

    /// The plans that pass the reference later than at the start, each with when.
    fn later_crossovers(&self) -> Vec<(usize, Crossover, u32)> {
        let later = |plan: usize| {
            let (crossover, period) = self.crossover(plan).filter(|(_, period)| *period > 1)?;
            Some((plan, crossover, period))
        };
        (0..self.series.len()).filter_map(later).collect()
    }

    fn crossover(&self, plan: usize) -> Option<(Crossover, u32)> {
        let crossover = (*self.crossover.get(plan)?)?;
        match crossover.median {
            When::In(period) => Some((crossover, period)),
            When::LaterThan(_) => None,
        }
    }
}

fn title(figures: &Difference) -> String {
    let language = figures.time.language;
    let plans = figures.by_share();
    let Some(&(best, share)) = plans.first() else { return language.say(NO_FIGURES).to_string() };
    let label = |plan: &(usize, f64)| figures.series[plan.0].label.as_str();
    let fill = |words: Words, plans: &str, shares: &str| {
        language.fill(words, &[("plan", plans), ("reference", &figures.reference), ("share", shares)])
    };
    if plans.iter().all(|(plan, _)| figures.is_alike(*plan)) {
        return fill(ALIKE, &spoken::list(&plans.iter().map(label).collect::<Vec<_>>(), language), "");
    }
    let n_clear = plans.iter().filter(|(_, share)| *share >= CLEAR).count();
    let behind = |(_, share): &&(usize, f64)| *share <= 1.0 - CLEAR;
    let (told, others): (String, Vec<(usize, f64)>) = match n_clear {
        0 if share > 1.0 - CLEAR => (fill(NOBODY, label(&plans[0]), &chance(share, language)), plans[1..].to_vec()),
        0 if share == 0.0 && plans.len() > 1 => return fill(NONE_EVER, "", ""),
        0 if share == 0.0 => return fill(NEVER_AHEAD, label(&plans[0]), ""),
        0 if plans.len() > 1 => return fill(NONE_OF_ALL, "", &chance(share, language)),
        0 => return fill(ONLY, label(&plans[0]), &chance(share, language)),
        1 => (clearly_ahead(figures, best, share), plans.iter().filter(behind).copied().collect()),
        n => {
            let names = spoken::list(&plans[..n].iter().map(label).collect::<Vec<_>>(), language);
            let shares: Vec<String> = plans[..n].iter().map(|(_, share)| chance(*share, language)).collect();
            let shares = spoken::list(&shares.iter().map(String::as_str).collect::<Vec<_>>(), language);
            (fill(END_AHEAD, &names, &shares), plans.iter().filter(behind).copied().collect())
        }
    };
    match others.as_slice() {
        [] => told,
        others => told + &language.fill(OTHERS, &[("others", &figures.with_shares(others))]),
    }
}

/// The one plan that is clearly ahead, and from when on.
fn clearly_ahead(figures: &Difference, plan: usize, share: f64) -> String {
    let language = figures.time.language;
    let fill = |words: Words, when: &str| {
        let gaps = [
            ("plan", figures.series[plan].label.as_str()),
            ("reference", &figures.reference),
            ("share", &chance(share, language)),
            ("when", when),
        ];
        language.fill(words, &gaps)
    };
    match figures.crossover(plan) {
        Some((_, period)) if period <= 1 => fill(FROM_THE_START, ""),
        Some((crossover, period)) => {
            let range = range(crossover.low, crossover.high, &figures.time);
            let range = range.map_or(String::new(), |range| language.fill(NINETY, &[("range", &range)]));
            fill(PASSES_TITLE, &figures.time.name(period)) + &range
        }
        None => fill(ENDS_AHEAD, ""),
    }
}

fn sentence(figures: &Difference) -> String {
    let language = figures.time.language;
    let each = figures.series.iter().enumerate().filter_map(|(plan, series)| {
        let figure = figures.last(plan)?.text(&figures.unit, language);
        let ahead = figures.ahead_at_the_end(plan).map(|share| chance(share, language));
        let told =
            ahead.map_or(figure.clone(), |share| language.fill(WITH_AHEAD, &[("figure", &figure), ("share", &share)]));
        Some(format!("{} {told}", series.label))
    });
    let each: Vec<String> = each.collect();
    let last = figures.series.iter().filter_map(|series| series.last(figures.time.periods)).map(|(period, _)| period);
    let Some(last) = last.max() else { return language.say(NO_FIGURES).to_string() };
    let gaps = [
        ("when", figures.time.name(last)),
        ("reference", figures.reference.clone()),
        ("each", language.clauses(&each)),
    ];
    let mut told = language.fill(AT_THE_END, &gaps.each_ref().map(|(gap, value)| (*gap, value.as_str())));
    let better = figures.series.iter().zip(&figures.better);
    let better =
        better.filter_map(|(series, better)| Some(format!("{} {}", series.label, chance((*better)?, language))));
    let better: Vec<String> = better.collect();
    if !better.is_empty() {
        told += &language.fill(BETTER, &[("each", &language.clauses(&better))]);
    }
    told
}

impl Chart for DifferenceChart {
    fn name(&self) -> &str {
        "difference"
    }

    fn headings(&self) -> &Headings {
        &self.headings
    }

    fn sentence(&self) -> &str {
        &self.sentence
    }

    fn alt_text(&self) -> String {
        format!("{}. {}", self.headings.title, self.sentence)
    }

    fn draw(&self, medium: Medium, fonts: &Fonts) -> Result<Drawing, ChartError> {
        let look = medium.look();
        let height = match medium {
            Medium::Slide => look.height,
            Medium::Page => 1.2 * look.height,
            Medium::Phone => 1.5 * look.height,
        };
        let mut canvas = Canvas::new(look.width, height, fonts);
        let mut body = headings(&mut canvas, &self.headings, &look);
        let mut layout = self.layout(body, Naming::BesideLines, &look, &canvas);
        if look.names == 0.0 || layout.is_none() {
            let names: Vec<_> =
                self.figures.series.iter().map(|series| (series.label.as_str(), plan_hue(series.plan).line)).collect();
            body.top += legend(&mut canvas, &names, Face::regular(look.label), body) + 0.4 * look.label;
            layout = self.layout(body, Naming::FiguresOnly, &look, &canvas);
        }
        if let Some(layout) = layout.or_else(|| self.layout(body, Naming::None, &look, &canvas)) {
            self.draw_panels(&layout, &mut canvas, body, &look);
        }
        canvas.finish()
    }
}

/// Two plots over one time.
struct Layout {
    upper: Plot,
    lower: Plot,
    ends: EndLabels,
    /// Middle and text of the shares at the right of the lower plot, by plan.
    shares: Vec<(usize, f64, String)>,
    /// Baselines of what stands above each plot.
    captions: [f64; 2],
    flags: Vec<Flag>,
}

impl DifferenceChart {
    /// `None` if the names at the ends of the lines do not fit.
    fn layout(&self, body: Frame, naming: Naming, look: &Look, canvas: &Canvas<'_>) -> Option<Layout> {
        let figures = &self.figures;
        let caption = Face::semi_bold(look.tick);
        let split = body.top + 0.62 * body.height();
        let ends = EndLabels::of(&figures.series, &figures.unit, &figures.time, naming, look, canvas.fonts);
        let shares = if naming == Naming::None { vec![] } else { self.shares(canvas.fonts.language()) };
        let face = Face::semi_bold(look.tick);
        let of_shares = shares.iter().map(|(_, _, text)| face.width(text, canvas.fonts) + look.label);
        let right = of_shares.fold(ends.width(), f64::max);
        let first = u32::from(!figures.series.iter().any(|series| series.at(0).is_some()) && figures.time.periods >= 1);
        let mut above = Frame { bottom: split - look.tick, ..body };
        let mut below = Frame { top: split, ..body };
        let captions = [above.top + look.tick, below.top + look.tick];
        above.top += 1.5 * caption.line_height();
        below.top += 1.5 * caption.line_height();
        let plot =
            |frame: Frame, values: ValueAxis| Plot::within(frame, values, &figures.time, first, right, look, canvas);
        let mut lower = plot(below, percents(below.height(), look));
        let flags = self.flags();
        let mut upper = plot(above, self.values(above, look));
        let height = flags_height(&flags, &upper, look, canvas.fonts);
        upper = plot(Frame { top: above.top + height, ..above }, self.values(above, look));
        // The upper plot has no labels of its own below it.
        upper.area.bottom = above.bottom;
        let left = upper.area.left.max(lower.area.left);
        (upper.area.left, lower.area.left) = (left, left);
        let ends = ends.placed(&upper, Frame { top: above.top, ..above })?;
        let wanted: Vec<_> = shares.iter().map(|(_, share, _)| (lower.y(*share), face.line_height())).collect();
        let middles = spread(&wanted, lower.area.top - look.tick, lower.area.bottom + look.tick)?;
        let shares = shares.into_iter().zip(middles).map(|((plan, _, text), middle)| (plan, middle, text)).collect();
        Some(Layout { upper, lower, ends, shares, captions, flags })
    }

    /// Index in the list, value and text of the shares at the end.
    fn shares(&self, language: Language) -> Vec<(usize, f64, String)> {
        let share = |plan: usize| {
            let share = self.figures.ahead_at_the_end(plan)?;
            Some((plan, share, chance(share, language)))
        };
        (0..self.figures.series.len()).filter_map(share).collect()
    }

    fn values(&self, frame: Frame, look: &Look) -> ValueAxis {
        let all =
            self.figures.series.iter().flat_map(|series| (0..=self.figures.time.periods).filter_map(|t| series.at(t)));
        let n_ticks = (frame.height() / (4.2 * look.tick)).clamp(2.0, 6.0) as usize;
        ValueAxis::covering(all.flat_map(|q| [q.p5, q.p95]), &self.figures.unit, n_ticks)
    }

    fn flags(&self) -> Vec<Flag> {
        let figures = &self.figures;
        let language = figures.time.language;
        let flag = |(plan, crossover, period): (usize, Crossover, u32)| {
            let when = name(crossover.median, &figures.time);
            let gaps =
                [("plan", figures.series[plan].label.as_str()), ("reference", &figures.reference), ("when", &when)];
            let words = if figures.series.len() == 1 { PASSES } else { PLAN_PASSES };
            let colour = plan_hue(figures.series[plan].plan).text;
            Flag { period, label: language.fill(words, &gaps), colour }
        };
        figures.later_crossovers().into_iter().map(flag).collect()
    }

    fn draw_panels(&self, layout: &Layout, canvas: &mut Canvas<'_>, body: Frame, look: &Look) {
        let figures = &self.figures;
        let face = Face::semi_bold(look.tick);
        let language = figures.time.language;
        let gaps = [("outcome", figures.outcome.as_str()), ("reference", &figures.reference)];
        for (words, baseline) in [ABOVE, BELOW].into_iter().zip(layout.captions) {
            let text = shortened(&language.fill(words, &gaps), face, body.width(), canvas.fonts);
            canvas.label(&text, (body.left, baseline), Anchor::Start, face, INK);
        }
        layout.upper.draw_value_axis(canvas, language, look);
        layout.lower.draw_axes(canvas, &figures.time, body, look);
        draw_flags(canvas, &layout.flags, &layout.upper, look);
        for flag in &layout.flags {
            draw_pole(canvas, flag, &layout.lower, layout.lower.area.top, look);
        }
        draw_series(canvas, &layout.upper, &figures.series, look);
        self.draw_crossovers(layout, canvas, look);
        layout.ends.draw(canvas, &layout.upper, look);
        for (series, ahead) in figures.series.iter().zip(&figures.ahead) {
            let pen = Pen { colour: plan_hue(series.plan).line, width: look.line };
            draw_line(canvas, &layout.lower, ahead, 0, (pen, 1.0));
        }
        for (plan, middle, text) in &layout.shares {
            let colour = plan_hue(figures.series[*plan].plan).text;
            let at = (layout.lower.area.right + 0.5 * look.label, middle + 0.36 * look.tick);
            canvas.label_with_rim(text, at, Anchor::Start, face, colour);
        }
    }

    /// On the line of zero, where the crossover lies in 90% of the futures.
    fn draw_crossovers(&self, layout: &Layout, canvas: &mut Canvas<'_>, look: &Look) {
        let plot = &layout.upper;
        let at = |when| match when {
            When::In(period) | When::LaterThan(period) => plot.x(f64::from(period.clamp(plot.first, plot.last))),
        };
        let shown = self.figures.later_crossovers();
        for (place, (plan, crossover, period)) in shown.iter().enumerate() {
            let colour = plan_hue(self.figures.series[*plan].plan).text;
            // Beside each other where there are several.
            let y = plot.y(0.0) + (place as f64 - (shown.len() as f64 - 1.0) / 2.0) * 2.4 * look.line;
            let (low, high) = (at(crossover.low), at(crossover.high));
            canvas.line(vec![(low, y), (high, y)], Pen { colour, width: 1.2 * look.line });
            canvas.dot((at(When::In(*period)), y), 2.2 * look.line, colour);
        }
    }
}

/// From 0% to 100%.
fn percents(height: f64, look: &Look) -> ValueAxis {
    let step = if height > 11.0 * look.tick { 25.0 } else { 50.0 };
    ValueAxis { unit: Unit::Percent, low: 0.0, high: 100.0, step }
}
