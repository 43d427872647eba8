//! Momentum: what if we stop paying?

use super::axis::{TimeAxis, ValueAxis};
use super::bands::draw_series;
use super::canvas::{Canvas, ChartError, Frame, Pen};
use super::context::Context;
use super::drawing::Drawing;
use super::ends::{EndLabels, Naming};
use super::fan::FanSeries;
use super::frame::{Headings, Plot, headings};
use super::labels::legend;
use super::medium::{Look, Medium};
use super::paired::{Flag, draw_flags, draw_line, flags_height};
use super::palette::{INK, plan_hue};
use super::{Chart, spoken};
use crate::report::fonts::Fonts;
use crate::report::language::{Words, words};
use crate::report::numbers::{Estimate, Unit, When, duration, step_word};
use crate::report::text::{Face, shortened};

/// New customers when all paid spend stops, against going on, under the same luck.
///
/// All lists are per plan, in one order.
#[derive(Debug, Clone, PartialEq)]
pub struct Momentum {
    pub time: TimeAxis,
    /// First period without spend.
    pub stop: u32,
    /// New customers by period from 0 to T (none at 0), spend going on.
    pub going_on: Vec<FanSeries>,
    /// The same with the spend stopped.
    pub coasting: Vec<FanSeries>,
    /// `coast_half_life`, counted from the last paid period: `In(3)` is three periods after it. `LaterThan`
    /// the periods that are left if new customers do not halve in them; `None` without new customers.
    pub half_life: Vec<Option<When>>,
    /// Whether new customers do not fall for good after the stop: one customer brings at least one.
    pub turns_by_itself: Vec<bool>,
    /// Customers a year after the stop, as a share of those with the spend going on; `None` if the run ends
    /// before.
    pub remaining_after_a_year: Vec<Option<Estimate>>,
}

/// The chart of a [`Momentum`].
#[derive(Debug, Clone, PartialEq)]
pub struct MomentumChart {
    pub headings: Headings,
    /// What the figures say, in a sentence under the chart.
    pub sentence: String,
    figures: Momentum,
}

/// The fan of new customers of each plan when paid spend stops; thin, the median with the spend going on.
pub fn momentum(figures: Momentum, context: &Context) -> MomentumChart {
    let language = context.language;
    let time = &figures.time;
    let gaps = [
        ("step", step_word(time.step, language).to_string()),
        ("when", time.name(figures.stop)),
        ("futures", context.futures()),
        ("each", language.clauses(figures.phrases())),
    ];
    let gaps = gaps.each_ref().map(|(gap, value)| (*gap, value.as_str()));
    let title = if figures.coasting.is_empty() { language.say(NO_PLANS).into() } else { language.fill(TITLE, &gaps) };
    MomentumChart {
        headings: Headings {
            title,
            subtitle: language.fill(SUBTITLE, &gaps),
            footnote: context.footnote(figures.coasting.iter().map(|series| series.label.as_str())),
        },
        sentence: sentence(&figures),
        figures,
    }
}

const TITLE: Words =
    words("If paid spend stops in {when}: {each}", "{when} 유료 지출 중단 시 {each}", "若在{when}停止付费投放，{each}");
const NO_PLANS: Words = words("No plan to stop", "멈출 안이 없음", "没有可停止的方案");
const SUBTITLE: Words = words(
    "New customers per {step}. Line: median without paid spend; bands: the middle 50% and 90% of {futures}; thin line: median with the spend going on.",
    "{step}별 신규 고객. 선: 유료 지출을 멈췄을 때의 중앙값, 띠: {futures} 결과의 가운데 50%와 90%, 가는 선: 지출을 계속할 때의 중앙값.",
    "每{step}新客户。线：停止付费投放后的中位数；色带：{futures}结果的中间50%与90%；细线：继续投放的中位数。",
);
const STOPS: Words = words("paid spend stops", "유료 지출 중단", "停止付费投放");
const HALVES: Words = words("new customers halve within {time}", "신규 고객 {time} 만에 절반", "新客户在{time}内减半");
const SLOWLY: Words = words(
    "still more than half of the new customers after {time}",
    "{time} 뒤에도 신규 고객 절반 이상 유지",
    "{time}后新客户仍保持一半以上",
);
const HALVES_SHORT: Words = words("halved within {time}", "{time} 만에 절반", "{time}内减半");
const SLOWLY_SHORT: Words = words("over half left after {time}", "{time} 뒤 절반 이상", "{time}后过半");
const TURNS: Words = words("the wheel turns by itself", "휠이 스스로 돌아감", "飞轮能够自行转动");
const TURNS_SHORT: Words = words("turns by itself", "스스로 돌아감", "能够自行转动");
const AT_ONCE: Words = words("nobody new comes", "신규 고객 없음", "不再有新客户");
const NOBODY: Words = words("no new customers to lose", "줄어들 신규 고객이 없음", "本来就没有新客户");
const NAMED: Words = words("{plan}: {phrase}", "{plan}: {phrase}", "{plan}：{phrase}");
const UNDER_EVERY_PLAN: Words = words("{phrase} under every plan", "모든 안에서 {phrase}", "各方案都是{phrase}");
const UNDER_SOME: Words = words("{phrase} ({plans})", "{phrase} ({plans})", "{phrase}（{plans}）");
const A_YEAR_AFTER: Words = words(
    " A year after the stop, of the customers there would be with the spend going on: {each}.",
    " 중단 1년 뒤 남은 고객(지출을 계속했을 때의 고객 수 대비): {each}.",
    "停止一年后，与继续投放时的客户数相比，剩余：{each}。",
);
const EACH: Words = words("{each}.", "{each}.", "{each}。");

impl Momentum {
    /// What happens to the new customers of a plan.
    fn what_happens(&self, plan: usize) -> String {
        self.told(plan, [HALVES, SLOWLY, TURNS])
    }

    /// * `halves`, `slowly`, `turns`: words for new customers that halve, that do not within the run, and that do not
    ///   fall for good
    fn told(&self, plan: usize, [halves, slowly, turns]: [Words; 3]) -> String {
        let language = self.time.language;
        let of_time = |words: Words, periods: u32| {
            language.fill(words, &[("time", &duration(periods, self.time.step, language))])
        };
        let series = &self.coasting[plan];
        let after = || (self.stop..=self.time.periods).filter_map(|period| series.at(period));
        let half_life = self.half_life.get(plan).copied().flatten();
        if self.turns_by_itself.get(plan).copied().unwrap_or(false) {
            return language.say(turns).to_string();
        }
        match half_life {
            None => language.say(NOBODY).to_string(),
            Some(_) if after().next().is_some() && after().all(|q| q.p95 == 0.0) => language.say(AT_ONCE).to_string(),
            Some(When::In(periods)) => of_time(halves, periods),
            Some(When::LaterThan(periods)) => of_time(slowly, periods),
        }
    }

    /// The same of all plans; what is the same of several is said once, with their names.
    fn phrases(&self) -> Vec<String> {
        let language = self.time.language;
        let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
        for (plan, series) in self.coasting.iter().enumerate() {
            let phrase = self.what_happens(plan);
            match groups.iter_mut().find(|(other, _)| *other == phrase) {
                Some((_, plans)) => plans.push(&series.label),
                None => groups.push((phrase, vec![&series.label])),
            }
        }
        let told = |(phrase, plans): &(String, Vec<&str>)| {
            let words = match (groups.len(), plans.len()) {
                (1, 1) => return phrase.clone(),
                (1, _) => UNDER_EVERY_PLAN,
                _ => UNDER_SOME,
            };
            let plans = spoken::list(plans, language);
            language.fill(words, &[("phrase", phrase), ("plans", &plans)])
        };
        groups.iter().map(told).collect()
    }

    /// The coasting plans, named with what happens to them: on two lines beside the plot, on one in a legend. Long
    /// names are shortened, not what happens.
    fn named(&self, is_beside: bool, width: f64, look: &Look, fonts: &Fonts) -> Vec<FanSeries> {
        let face = if is_beside { Face::semi_bold(look.label) } else { Face::regular(look.label) };
        let told: Vec<String> =
            (0..self.coasting.len()).map(|plan| self.told(plan, [HALVES_SHORT, SLOWLY_SHORT, TURNS_SHORT])).collect();
        // What holds under every plan is in the title.
        if told.len() > 1 && told.iter().all(|other| *other == told[0]) {
            return self.coasting.clone();
        }
        let named = |(told, series): (&String, &FanSeries)| {
            let rest = self.time.language.fill(NAMED, &[("plan", ""), ("phrase", told)]);
            let room = if is_beside { width - 0.4 * look.label } else { width - face.width(&rest, fonts) };
            let label = shortened(&series.label, face, room.max(0.25 * width), fonts);
            let label = self.time.language.fill(NAMED, &[("plan", &label), ("phrase", told)]);
            FanSeries { label, ..series.clone() }
        };
        told.iter().zip(&self.coasting).map(named).collect()
    }
}

fn sentence(figures: &Momentum) -> String {
    let language = figures.time.language;
    if figures.coasting.is_empty() {
        return language.say(NO_PLANS).to_string();
    }
    let phrases = spoken::capitalised(&language.clauses(figures.phrases()));
    let mut told = language.fill(EACH, &[("each", &phrases)]);
    let remaining = figures.coasting.iter().zip(&figures.remaining_after_a_year);
    let remaining = remaining.filter_map(|(series, remaining)| {
        Some(format!("{} {}", series.label, remaining.as_ref()?.text(&Unit::Percent, language)))
    });
    let remaining: Vec<String> = remaining.collect();
    if !remaining.is_empty() {
        told += &language.fill(A_YEAR_AFTER, &[("each", &language.clauses(&remaining))]);
    }
    told
}

impl Chart for MomentumChart {
    fn name(&self) -> &str {
        "momentum"
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
        let mut series = self.figures.named(true, look.names, &look, fonts);
        let mut canvas = Canvas::new(look.width, look.height, fonts);
        let mut body = headings(&mut canvas, &self.headings, &look);
        let mut layout = self.layout(&series, body, Naming::BesideLines, &look, &canvas);
        if look.names == 0.0 || layout.is_none() {
            series = self.figures.named(false, body.width() - 2.0 * look.label, &look, fonts);
            let names: Vec<_> =
                series.iter().map(|series| (series.label.as_str(), plan_hue(series.plan).line)).collect();
            body.top += legend(&mut canvas, &names, Face::regular(look.label), body) + 0.4 * look.label;
            layout = self.layout(&series, body, Naming::FiguresOnly, &look, &canvas);
        }
        let bare = || self.layout(&series, body, Naming::None, &look, &canvas);
        if let Some((plot, ends, flags)) = layout.or_else(bare) {
            plot.draw_axes(&mut canvas, &self.figures.time, body, &look);
            draw_flags(&mut canvas, &flags, &plot, &look);
            for series in &self.figures.going_on {
                let pen = Pen { colour: plan_hue(series.plan).line, width: 0.5 * look.line };
                draw_line(&mut canvas, &plot, &series.p50, self.figures.stop.saturating_sub(1), (pen, 0.8));
            }
            draw_series(&mut canvas, &plot, &series, &look);
            ends.draw(&mut canvas, &plot, &look);
        }
        canvas.finish()
    }
}

impl MomentumChart {
    /// `None` if the names at the ends of the lines do not fit.
    fn layout(
        &self,
        series: &[FanSeries],
        body: Frame,
        naming: Naming,
        look: &Look,
        canvas: &Canvas<'_>,
    ) -> Option<(Plot, EndLabels, Vec<Flag>)> {
        let figures = &self.figures;
        let time = &figures.time;
        let ends = EndLabels::of(series, &Unit::People, time, naming, look, canvas.fonts);
        let medians = figures.going_on.iter().flat_map(|series| series.p50.iter().copied().flatten());
        let all = series.iter().flat_map(|series| (0..=time.periods).filter_map(|period| series.at(period)));
        let shown: Vec<f64> = all.flat_map(|q| [q.p5, q.p95]).chain(medians).collect();
        let n_ticks = (body.height() / (4.2 * look.tick)).clamp(2.0, 6.0) as usize;
        let first = u32::from(time.periods >= 1);
        let plot = |frame: Frame| {
            let values = ValueAxis::covering(shown.iter().copied(), &Unit::People, n_ticks);
            Plot::within(frame, values, time, first, ends.width(), look, canvas)
        };
        let flags = vec![Flag { period: figures.stop, label: time.language.say(STOPS).to_string(), colour: INK }];
        let height = flags_height(&flags, &plot(body), look, canvas.fonts);
        let plot = plot(Frame { top: body.top + height, ..body });
        let ends = ends.placed(&plot, body)?;
        Some((plot, ends, flags))
    }
}
