//! Fan charts: the median as a line, the middle 50% and 90% of the futures as bands, plan by plan.

use super::Chart;
use super::axis::{TimeAxis, ValueAxis};
use super::bands::draw_series;
use super::canvas::{Anchor, Canvas, ChartError, Frame, Pen};
use super::drawing::Drawing;
use super::ends::{EndLabels, Naming};
use super::frame::{Headings, Plot, headings};
use super::labels::{flag_rows, legend, spread};
use super::medium::{Look, Medium};
use super::palette::{INK, MUTED, PAPER, RULE, plan_hue};
use crate::report::fonts::Fonts;
use crate::report::language::{Language, Words, words};
use crate::report::numbers::{Estimate, Unit};
use crate::report::text::{Face, shortened};

/// One or more fans under common headings.
#[derive(Debug, Clone, PartialEq)]
pub struct FanChart {
    /// What its files are called: `growth`.
    pub name: &'static str,
    pub headings: Headings,
    /// What the figures say, in a sentence under the chart.
    pub sentence: String,
    /// Side by side, or one below the other where the medium is narrow. They show the same plans.
    pub panels: Vec<FanPanel>,
}

/// One plot of a fan chart.
#[derive(Debug, Clone, PartialEq)]
pub struct FanPanel {
    /// What this panel shows, where there are several.
    pub title: Option<String>,
    pub time: TimeAxis,
    pub unit: Unit,
    pub series: Vec<FanSeries>,
    /// Levels worth comparing with: goals, thresholds.
    pub levels: Vec<Level>,
    /// Periods worth naming: break-even, a launch.
    pub moments: Vec<Moment>,
}

/// The quantiles of one figure under one plan.
///
/// Each list has one entry per period from 0 to T, in the unit of the metric. A missing entry is a
/// gap: the figure does not exist in that period (a flow at the start, a rate of nobody).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FanSeries {
    pub label: String,
    /// Index of the plan in the model: its colour in all charts.
    pub plan: usize,
    pub p5: Vec<Option<f64>>,
    pub p25: Vec<Option<f64>>,
    pub p50: Vec<Option<f64>>,
    pub p75: Vec<Option<f64>>,
    pub p95: Vec<Option<f64>>,
}

/// The five quantiles of one period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Quantiles {
    pub p5: f64,
    pub p25: f64,
    pub p50: f64,
    pub p75: f64,
    pub p95: f64,
}

impl Quantiles {
    pub fn estimate(self) -> Estimate {
        Estimate { median: self.p50, low: self.p5, high: self.p95 }
    }

    pub fn have_no_width(self) -> bool {
        self.p5 == self.p95
    }
}

/// A horizontal line with a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// In the unit of the metric.
    pub value: f64,
    /// Empty: no line is drawn, but the scale reaches as far.
    pub label: String,
}

/// A period with a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    pub period: u32,
    pub label: String,
    /// Said instead where there is no room for the label.
    pub short: Option<String>,
    /// Whether the lines get a dot at this period.
    pub marks_lines: bool,
}

impl FanSeries {
    /// The quantiles of a period; `None` if one of them is missing or not a number.
    pub(super) fn at(&self, period: u32) -> Option<Quantiles> {
        let of = |list: &[Option<f64>]| list.get(period as usize).copied().flatten().filter(|value| value.is_finite());
        Some(Quantiles {
            p5: of(&self.p5)?,
            p25: of(&self.p25)?,
            p50: of(&self.p50)?,
            p75: of(&self.p75)?,
            p95: of(&self.p95)?,
        })
    }

    /// The last period, up to `horizon`, that has figures, and these.
    pub(super) fn last(&self, horizon: u32) -> Option<(u32, Quantiles)> {
        (0..=horizon).rev().find_map(|period| Some((period, self.at(period)?)))
    }

    /// The first period that has figures, and these.
    pub(super) fn first(&self, horizon: u32) -> Option<(u32, Quantiles)> {
        (0..=horizon).find_map(|period| Some((period, self.at(period)?)))
    }
}

impl Chart for FanChart {
    fn name(&self) -> &str {
        self.name
    }

    fn headings(&self) -> &Headings {
        &self.headings
    }

    fn sentence(&self) -> &str {
        &self.sentence
    }

    fn alt_text(&self) -> String {
        let language = self.panels.first().map_or(Language::default(), |panel| panel.time.language);
        let panels = self.panels.iter().map(FanPanel::in_words);
        let headings = std::iter::once(language.fill(FAN_CHART, &[("subtitle", &self.headings.subtitle)]));
        headings.chain(panels).collect::<Vec<_>>().join(language.say(SPACE))
    }

    fn draw(&self, medium: Medium, fonts: &Fonts) -> Result<Drawing, ChartError> {
        self.draw_with(medium, fonts, &|_, _, _, _| {})
    }
}

/// What a kind of chart draws upon the fans of a panel (by its number) that all kinds have.
pub(super) type Upon<'a> = &'a dyn Fn(&mut Canvas<'_>, usize, &Plot, &Look);

impl FanChart {
    /// Draws the chart, and `upon` the bands and lines of each panel what is drawn there.
    pub(super) fn draw_with(&self, medium: Medium, fonts: &Fonts, upon: Upon<'_>) -> Result<Drawing, ChartError> {
        let look = medium.look();
        let n_stacked = if look.stacks_panels { self.panels.len().max(1) } else { 1 };
        let mut canvas = Canvas::new(look.width, look.height * n_stacked as f64, fonts);
        let mut body = headings(&mut canvas, &self.headings, &look);
        let naming = self.naming(body, &look, &canvas);
        if naming != Naming::BesideLines {
            body.top += self.legend(&mut canvas, body, &look);
        }
        let style = self.style(naming, &look);
        for (place, (panel, frame)) in self.panels.iter().zip(split(body, self.panels.len(), &look)).enumerate() {
            panel.draw(&mut canvas, frame, style, &look, &|canvas, plot| upon(canvas, place, plot, &look));
        }
        canvas.finish()
    }

    /// Names beside the lines if there is one panel and room; else a legend; figures if they fit.
    fn naming(&self, body: Frame, look: &Look, canvas: &Canvas<'_>) -> Naming {
        let fits = |naming| {
            let style = self.style(naming, look);
            let frames = split(body, self.panels.len(), look);
            self.panels.iter().zip(frames).all(|(panel, frame)| panel.layout(frame, style, look, canvas).is_some())
        };
        let beside = self.panels.len() == 1 && look.names > 0.0;
        if beside && fits(Naming::BesideLines) {
            return Naming::BesideLines;
        }
        if fits(Naming::FiguresOnly) { Naming::FiguresOnly } else { Naming::None }
    }

    fn style(&self, naming: Naming, look: &Look) -> Style {
        // Side by side, the plots end at one height even if only one of them counts its periods.
        let has_caption = |panel: &FanPanel| panel.time.caption().is_some();
        Style { naming, leaves_room_for_caption: !look.stacks_panels && self.panels.iter().any(has_caption) }
    }

    fn legend(&self, canvas: &mut Canvas<'_>, body: Frame, look: &Look) -> f64 {
        let series = self.panels.first().map_or(&[][..], |panel| &panel.series);
        let names: Vec<_> = series
            .iter()
            .filter(|series| !series.label.is_empty())
            .map(|series| (series.label.as_str(), plan_hue(series.plan).line))
            .collect();
        let height = legend(canvas, &names, Face::regular(look.label), body);
        if height > 0.0 { height + 0.5 * look.label } else { 0.0 }
    }
}

/// Frames of `n` panels in a body.
fn split(body: Frame, n: usize, look: &Look) -> Vec<Frame> {
    let gap = if look.stacks_panels { look.label } else { 2.0 * look.label };
    let extent = if look.stacks_panels { body.height() } else { body.width() };
    let each = (extent - gap * n.saturating_sub(1) as f64) / n.max(1) as f64;
    let frame = |index: usize| {
        let begin = index as f64 * (each + gap);
        if look.stacks_panels {
            Frame { top: body.top + begin, bottom: body.top + begin + each, ..body }
        } else {
            Frame { left: body.left + begin, right: body.left + begin + each, ..body }
        }
    };
    (0..n).map(frame).collect()
}

/// What the panels of a chart do alike.
#[derive(Debug, Clone, Copy)]
struct Style {
    naming: Naming,
    leaves_room_for_caption: bool,
}

/// A panel whose places are settled.
struct Layout {
    plot: Plot,
    ends: EndLabels,
    /// Row of each moment's label above the plot.
    moment_rows: Vec<usize>,
}

/// Where a plan's line ends, as it is written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct End<'a> {
    pub label: &'a str,
    pub estimate: Estimate,
    pub median: String,
    pub range: Option<String>,
}

impl<'a> End<'a> {
    fn of(series: &'a FanSeries, quantiles: Quantiles, unit: &Unit, language: Language) -> Self {
        let estimate = quantiles.estimate();
        End {
            label: &series.label,
            estimate,
            median: estimate.middle(unit, language),
            range: estimate.range(unit, language),
        }
    }
}

impl FanPanel {
    /// The last period in which all plans have figures, and these; `None` if there is none.
    pub(super) fn ends(&self) -> Option<(u32, Vec<End<'_>>)> {
        let all_at = |period| self.series.iter().map(|series| series.at(period)).collect::<Option<Vec<_>>>();
        let (period, quantiles) = (0..=self.time.periods).rev().find_map(|period| Some((period, all_at(period)?)))?;
        let ends: Vec<_> = self
            .series
            .iter()
            .zip(quantiles)
            .map(|(series, quantiles)| End::of(series, quantiles, &self.unit, self.time.language))
            .collect();
        (!ends.is_empty()).then_some((period, ends))
    }

    /// `Base 1.24k (1.02k to 1.51k); Flywheel 1.9k (1.3k to 2.7k)`.
    pub(super) fn in_a_row(&self, ends: &[End<'_>]) -> String {
        let language = self.time.language;
        let figure = |end: &End<'_>| end.estimate.text(&self.unit, language);
        language.clauses(ends.iter().map(|end| format!("{} {}", end.label, figure(end))).collect::<Vec<_>>())
    }

    fn draw(
        &self,
        canvas: &mut Canvas<'_>,
        frame: Frame,
        style: Style,
        look: &Look,
        upon: &dyn Fn(&mut Canvas<'_>, &Plot),
    ) {
        let without_names = Style { naming: Naming::None, ..style };
        let Some(layout) =
            self.layout(frame, style, look, canvas).or_else(|| self.layout(frame, without_names, look, canvas))
        else {
            return;
        };
        if let Some(title) = &self.title {
            let face = Face::semi_bold(look.label);
            let title = shortened(title, face, frame.width(), canvas.fonts);
            canvas.label(&title, (frame.left, frame.top + look.label), Anchor::Start, face, INK);
        }
        layout.plot.draw_axes(canvas, &self.time, frame, look);
        self.draw_moments(canvas, &layout, look);
        draw_series(canvas, &layout.plot, &self.series, look);
        self.mark_lines(canvas, &layout.plot, look);
        upon(canvas, &layout.plot);
        self.draw_levels(canvas, &layout.plot, look);
        layout.ends.draw(canvas, &layout.plot, look);
        if self.series.iter().all(|series| series.last(self.time.periods).is_none()) {
            let area = layout.plot.area;
            let middle = ((area.left + area.right) / 2.0, (area.top + area.bottom) / 2.0);
            let nothing = self.time.language.say(NO_FIGURES);
            canvas.label(nothing, middle, Anchor::Middle, Face::regular(look.label), MUTED);
        }
    }

    /// Where everything goes; `None` if the labels at the line ends do not fit.
    fn layout(&self, frame: Frame, style: Style, look: &Look, canvas: &Canvas<'_>) -> Option<Layout> {
        let mut inner = frame;
        if self.title.is_some() {
            inner.top += 1.6 * look.label;
        }
        if style.leaves_room_for_caption && self.time.caption().is_none() {
            inner.bottom -= Face::regular(look.tick).line_height();
        }
        let ends = EndLabels::of(&self.series, &self.unit, &self.time, style.naming, look, canvas.fonts);
        let plot = |inner| {
            Plot::within(
                inner,
                self.value_axis(inner, look),
                &self.time,
                self.first_period(),
                ends.width(),
                look,
                canvas,
            )
        };
        let moment_rows = self.moment_rows(&plot(inner), look, canvas);
        let n_rows = moment_rows.iter().max().map_or(0, |row| row + 1);
        inner.top += n_rows as f64 * Face::regular(look.tick).line_height();
        let plot = plot(inner);
        let ends = ends.placed(&plot, inner)?;
        Some(Layout { plot, ends, moment_rows })
    }

    fn value_axis(&self, frame: Frame, look: &Look) -> ValueAxis {
        let quantiles =
            self.series.iter().flat_map(|series| (0..=self.time.periods).filter_map(|period| series.at(period)));
        let shown = quantiles.flat_map(|q| [q.p5, q.p95]).chain(self.levels.iter().map(|level| level.value));
        let n_ticks = (frame.height() / (4.2 * look.tick)).clamp(2.0, 6.0) as usize;
        ValueAxis::covering(shown, &self.unit, n_ticks)
    }

    /// Period 0 is shown if any plan has a figure there.
    fn first_period(&self) -> u32 {
        u32::from(!self.series.iter().any(|series| series.at(0).is_some()) && self.time.periods >= 1)
    }

    /// The row of each moment's label above the plot, from below.
    fn moment_rows(&self, plot: &Plot, look: &Look, canvas: &Canvas<'_>) -> Vec<usize> {
        let face = Face::regular(look.tick);
        let flag = |moment: &Moment| {
            let (left, text) = moment_place(moment, plot, look, canvas.fonts);
            (left, left + face.width(&text, canvas.fonts) + look.tick)
        };
        flag_rows(&self.moments.iter().map(flag).collect::<Vec<_>>())
    }

    fn draw_moments(&self, canvas: &mut Canvas<'_>, layout: &Layout, look: &Look) {
        let face = Face::regular(look.tick);
        let area = layout.plot.area;
        for (moment, row) in self.moments.iter().zip(&layout.moment_rows) {
            let x = layout.plot.x(f64::from(moment.period.min(self.time.periods)));
            let (left, text) = moment_place(moment, &layout.plot, look, canvas.fonts);
            let baseline = area.top - 0.8 * look.tick - *row as f64 * face.line_height();
            // Beside its label, but below one that had to move left of its line.
            let top = if left > x { baseline - 0.75 * look.tick } else { baseline + 0.35 * look.tick };
            canvas.dashes((x, area.bottom), (x, top), Pen { colour: RULE, width: look.line * 0.5 });
            canvas.label_with_rim(&text, (left, baseline), Anchor::Start, face, INK);
        }
    }

    /// Dots where the lines pass the moments that mark them.
    fn mark_lines(&self, canvas: &mut Canvas<'_>, plot: &Plot, look: &Look) {
        for moment in self.moments.iter().filter(|moment| moment.marks_lines) {
            for series in &self.series {
                let Some(quantiles) = series.at(moment.period) else { continue };
                let at = (plot.x(f64::from(moment.period)), plot.y(quantiles.p50));
                canvas.dot(at, 2.0 * look.line, PAPER);
                canvas.dot(at, 1.4 * look.line, plan_hue(series.plan).line);
            }
        }
    }

    fn draw_levels(&self, canvas: &mut Canvas<'_>, plot: &Plot, look: &Look) {
        let face = Face::regular(look.tick);
        let wanted: Vec<_> =
            self.levels.iter().map(|level| (plot.y(level.value) - 0.75 * look.tick, face.line_height())).collect();
        let places = spread(&wanted, plot.area.top - look.tick, plot.area.bottom);
        for (index, level) in self.levels.iter().enumerate().filter(|(_, level)| !level.label.is_empty()) {
            let y = plot.y(level.value);
            canvas.dashes((plot.area.left, y), (plot.area.right, y), Pen { colour: INK, width: look.line * 0.4 });
            // More levels than the plot is high: their lines remain.
            let Some(places) = &places else { continue };
            let text = shortened(&level.label, face, plot.area.width() - look.tick, canvas.fonts);
            canvas.label_with_rim(
                &text,
                (plot.area.left + 0.5 * look.tick, places[index] + 0.36 * look.tick),
                Anchor::Start,
                face,
                INK,
            );
        }
    }

    fn in_words(&self) -> String {
        let language = self.time.language;
        let of = |series: &FanSeries| {
            let name = if series.label.is_empty() { language.say(IT) } else { &series.label };
            let (Some((from, first)), Some((to, last))) =
                (series.first(self.time.periods), series.last(self.time.periods))
            else {
                return language.fill(HAS_NO_FIGURES, &[("name", name)]);
            };
            let figure = |quantiles: Quantiles| quantiles.estimate().text(&self.unit, language);
            let (first, last) = (figure(first), figure(last));
            let gaps = [
                ("name", name),
                ("from", &self.time.within(from)),
                ("to", &self.time.within(to)),
                ("first", &first),
                ("last", &last),
            ];
            language.fill(if from == to { AT_ONE_TIME } else { FROM_TO }, &gaps)
        };
        let each: Vec<String> = self.series.iter().map(of).collect();
        let each = each.join(language.say(SPACE));
        match &self.title {
            Some(title) => language.fill(TITLED, &[("title", title), ("words", &each)]),
            None => each,
        }
    }
}

const NO_FIGURES: Words = words("no figures in any period", "어느 기간에도 값이 없음", "各期均无数据");
const IT: Words = words("It", "값", "数值");
const HAS_NO_FIGURES: Words = words("{name} has no figures.", "{name}: 값 없음.", "{name}：无数据。");
const AT_ONE_TIME: Words = words("{name}: {last} {to}.", "{name}: {to} {last}.", "{name}：{to}为{last}。");
const FROM_TO: Words = words(
    "{name}: from {first} {from} to {last} {to}.",
    "{name}: {from} {first}, {to} {last}.",
    "{name}：{from}为{first}，{to}为{last}。",
);
const TITLED: Words = words("{title}: {words}", "{title}: {words}", "{title}：{words}");
const FAN_CHART: Words = words("Fan chart. {subtitle}", "부채꼴 차트. {subtitle}", "扇形图。{subtitle}");
/// Between two sentences.
const SPACE: Words = words(" ", " ", "");

/// Left end and text of a moment's label: right of its line, or further left at the edge of the plot.
fn moment_place(moment: &Moment, plot: &Plot, look: &Look, fonts: &Fonts) -> (f64, String) {
    let face = Face::regular(look.tick);
    let fits = |label: &&String| face.width(label, fonts) <= plot.area.width();
    let label = Some(&moment.label).filter(fits).or(moment.short.as_ref()).unwrap_or(&moment.label);
    let text = shortened(label, face, plot.area.width(), fonts);
    let beside = plot.x(f64::from(moment.period.min(plot.last))) + 0.4 * look.tick;
    (beside.min(plot.area.right - face.width(&text, fonts)).max(plot.area.left), text)
}
