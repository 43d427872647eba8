//! Shape: where are people, where are they lost? A system drawn in its own form.
//!
//! The stages of the main way with the people who are ever in them over the run and the chance to get on,
//! as a funnel, a wheel, a bow tie or an hourglass.

mod columns;
mod paragraph;
mod rows;
mod table;
mod wheel;
mod words;
#[cfg(test)]
pub(super) mod tests;

pub(super) use paragraph::Paragraph;

use super::Chart;
use super::canvas::{Canvas, ChartError, Frame};
use super::context::Context;
use super::drawing::Drawing;
use super::frame::{Headings, headings};
use super::medium::{Look, Medium};
use super::palette::{INK, plan_hue};
use super::system::System;
use crate::base::calendar::Step;
use crate::model::Shape;
use crate::report::fonts::Fonts;
use crate::report::language::Language;
use crate::report::numbers::{Unit, short};
use crate::report::text::Face;

/// One system, or two side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct ShapeChart {
    pub form: Shape,
    /// Under each plan, the base plan first; at most two are drawn.
    pub systems: Vec<System>,
    /// Stages of the main way, in order: the same for all plans.
    pub path: Vec<usize>,
    pub step: Step,
    pub periods: u32,
    pub language: Language,
    headings: Headings,
    sentence: String,
}

impl ShapeChart {
    /// Draws the form that is wanted, else the one that suits: a wheel where customers bring others, else a
    /// funnel.
    ///
    /// * `systems`: under the base plan and, if there is one, the plan beside it; not empty
    pub fn new(
        form: Option<Shape>,
        mut systems: Vec<System>,
        step: Step,
        periods: u32,
        context: &Context,
    ) -> ShapeChart {
        let path = systems.first().map_or(Vec::new(), System::path);
        // A plan that sends people another way cannot be compared on this one.
        let mut at = 0;
        systems.retain(|system| {
            at += 1;
            at == 1 || path.first().is_some_and(|first| system.stages[*first].people() > 0.0)
        });
        let suits = if systems.iter().any(System::is_wheel) { Shape::Wheel } else { Shape::Funnel };
        let mut chart = ShapeChart {
            form: form.unwrap_or(suits),
            systems,
            path,
            step,
            periods,
            language: context.language,
            headings: Headings::default(),
            sentence: String::new(),
        };
        chart.headings = Headings {
            title: chart.title(),
            subtitle: chart.subtitle(context),
            footnote: context.footnote(chart.systems.iter().map(|system| system.label.as_str())),
        };
        chart.sentence = chart.in_a_sentence();
        chart
    }

    /// How people become lengths.
    fn scale(&self) -> Scale {
        let shown = self.systems.iter().flat_map(|system| self.path.iter().map(|stage| system.stages[*stage].people()));
        Scale::of(shown)
    }

    fn people(&self, people: f64) -> String {
        short(people, &Unit::People, self.language)
    }

    fn percent(&self, share: f64) -> String {
        percent(share, self.language)
    }

    /// Chance to get on from one stage of the path to the next one.
    fn conversion(&self, system: &System, place: usize) -> Option<f64> {
        system.conversion(*self.path.get(place)?, *self.path.get(place + 1)?)
    }

    /// The systems that fit on a medium.
    fn shown(&self, medium: Medium) -> &[System] {
        let most = if medium == Medium::Phone { 1 } else { 2 };
        &self.systems[..self.systems.len().min(most)]
    }
}

/// A share with two digits: `0.42%`, `3.2%`, `42%`.
pub(super) fn percent(share: f64, language: Language) -> String {
    let leading = libm::floor(libm::log10(share.abs().max(1e-9)));
    let unit = libm::pow(10.0, leading - 1.0);
    short((share / unit).round() * unit, &Unit::Percent, language)
}

/// How many people are how long.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    most: f64,
    /// Lengths go with the square root: there is too much between the most and the fewest.
    pub is_root: bool,
}

impl Scale {
    pub fn of(people: impl Iterator<Item = f64>) -> Scale {
        let (mut most, mut least) = (0.0_f64, f64::INFINITY);
        for people in people.filter(|people| people.is_finite() && *people > 0.0) {
            (most, least) = (most.max(people), least.min(people));
        }
        Scale { most, is_root: most > WIDEST_LINEAR * least }
    }

    /// The share of the greatest length, 0 to 1.
    pub fn share(self, people: f64) -> f64 {
        if self.most <= 0.0 || !people.is_finite() {
            return 0.0;
        }
        let share = (people / self.most).clamp(0.0, 1.0);
        if self.is_root { share.sqrt() } else { share }
    }
}

/// Volumes that are further apart do not both show on a linear scale.
const WIDEST_LINEAR: f64 = 100.0;

impl Chart for ShapeChart {
    fn name(&self) -> &str {
        "shape"
    }

    fn headings(&self) -> &Headings {
        &self.headings
    }

    fn sentence(&self) -> &str {
        &self.sentence
    }

    fn alt_text(&self) -> String {
        self.in_words()
    }

    fn draw(&self, medium: Medium, fonts: &Fonts) -> Result<Drawing, ChartError> {
        let look = medium.look();
        let height = if medium == Medium::Slide { look.height } else { self.height(medium, &look, fonts) };
        let mut canvas = Canvas::new(look.width, height, fonts);
        let body = headings(&mut canvas, &self.headings, &look);
        let shown = self.shown(medium);
        if self.form == Shape::Wheel {
            self.draw_wheels(&mut canvas, shown, body, medium, &look);
            return canvas.finish();
        }
        let stacked = self.form == Shape::BowTie && medium != Medium::Phone;
        for (system, frame) in shown.iter().zip(panels(body, shown.len(), stacked, &look)) {
            let frame = self.draw_name(&mut canvas, system, frame, &look);
            match self.form {
                Shape::BowTie if medium != Medium::Phone => self.draw_columns(&mut canvas, system, frame, &look),
                _ => self.draw_rows(&mut canvas, system, frame, &look),
            }
        }
        canvas.finish()
    }
}

impl ShapeChart {
    /// Height of a drawing that may be as high as it must.
    fn height(&self, medium: Medium, look: &Look, fonts: &Fonts) -> f64 {
        let name = if self.systems.len() > 1 { 2.0 * 1.8 * look.label } else { 0.0 };
        let names = if medium == Medium::Page { 2.0 * name + look.label } else { name };
        match self.form {
            Shape::Wheel => self.wheel_height(medium, look, fonts),
            Shape::BowTie if medium != Medium::Phone => {
                let n = self.shown(medium).len() as f64;
                n * 17.0 * look.label + names
            }
            _ => self.rows_height(look) + name,
        }
    }

    /// The plan's name above its panel, if there are several; returns what is left.
    fn draw_name(&self, canvas: &mut Canvas<'_>, system: &System, mut frame: Frame, look: &Look) -> Frame {
        if self.systems.len() < 2 {
            return frame;
        }
        let fonts = canvas.fonts;
        let name = |system: &System| {
            let hue = plan_hue(system.plan);
            Paragraph::default().with(&system.label, Face::semi_bold(look.label), hue.text, frame.width(), 2, fonts)
        };
        // What is below begins at the same height under every plan.
        let tallest = self.systems.iter().take(2).map(|system| name(system).height).fold(0.0, f64::max);
        name(system).draw(canvas, frame.left, frame.top, super::canvas::Anchor::Start);
        frame.top += tallest + 0.5 * look.label;
        frame
    }

    /// Stages off the path and those whom customers bring, in few lines at the foot of a panel; returns
    /// what is left above.
    fn draw_beside(&self, canvas: &mut Canvas<'_>, system: &System, mut frame: Frame, look: &Look) -> Frame {
        let Some(text) = self.beside(system) else { return frame };
        let face = Face::regular(0.85 * look.tick);
        let paragraph = Paragraph::default().with(&text, face, super::palette::MUTED, frame.width(), 4, canvas.fonts);
        paragraph.draw(canvas, frame.left, frame.bottom - paragraph.height, super::canvas::Anchor::Start);
        frame.bottom -= paragraph.height + 0.5 * look.tick;
        frame
    }

    /// The headings of the figures in a panel: strong and quiet.
    fn faces(&self, size: f64) -> [(Face, super::palette::Colour); 2] {
        [(Face::semi_bold(size), INK), (Face::regular(0.88 * size), super::palette::MUTED)]
    }
}

/// Frames of one panel or two.
fn panels(body: Frame, n: usize, stacked: bool, look: &Look) -> Vec<Frame> {
    if n < 2 {
        return vec![body];
    }
    let gap = if stacked { look.label } else { 2.5 * look.label };
    if stacked {
        let each = (body.height() - gap) / 2.0;
        return vec![Frame { bottom: body.top + each, ..body }, Frame { top: body.bottom - each, ..body }];
    }
    let each = (body.width() - gap) / 2.0;
    vec![Frame { right: body.left + each, ..body }, Frame { left: body.right - each, ..body }]
}
