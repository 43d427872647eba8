//! The wheel: a ring of phases, closed by those whom customers bring.

use std::f64::consts::PI;

use super::rows::FILL;
use super::table::AIRY;
use super::{Paragraph, ShapeChart};
use crate::report::chart::canvas::{Anchor, Canvas, Frame, Point};
use crate::report::chart::medium::{Look, Medium};
use crate::report::chart::palette::{Hue, INK, plan_hue};
use crate::report::chart::system::System;
use crate::report::fonts::Fonts;
use crate::report::language::{Words, words};
use crate::report::text::Face;

/// A part of the ring.
pub(super) struct Sector {
    /// Name of a phase of several stages, or of one that is called otherwise than its stage.
    pub phase: Option<String>,
    /// Places in the path.
    pub places: Vec<usize>,
    /// Indices of the frictions that act here.
    pub frictions: Vec<usize>,
}

/// The places of a ring.
#[derive(Clone, Copy)]
struct Ring {
    centre: Point,
    inner: f64,
    outer: f64,
    /// Height of the highest mark on the rim.
    rim: f64,
    /// Where the first sector begins and how wide each is, clockwise from the top.
    begin: f64,
    each: f64,
}

impl Ring {
    fn at(&self, angle: f64, radius: f64) -> Point {
        (self.centre.0 + radius * libm::sin(angle), self.centre.1 - radius * libm::cos(angle))
    }

    fn middle(&self) -> f64 {
        (self.inner + self.outer) / 2.0
    }

    fn thickness(&self) -> f64 {
        self.outer - self.inner
    }

    fn angle(&self, sector: usize, share: f64) -> f64 {
        self.begin + (sector as f64 + share) * self.each
    }

    fn arc(&self, from: f64, to: f64, radius: f64) -> Vec<Point> {
        let n = (libm::ceil((to - from).abs() / ARC_STEP) as usize).max(1);
        (0..=n).map(|i| self.at(from + (to - from) * i as f64 / n as f64, radius)).collect()
    }
}

/// Corners of an arc are this far apart: the eye takes it for round.
const ARC_STEP: f64 = 0.06;
/// What is open at the top for the arrow that closes the circle.
const OPEN: f64 = 0.75;
/// A friction that takes this share is as high as the rim allows; a higher one raises the scale.
const HIGHEST_FRICTION: f64 = 0.3;

impl ShapeChart {
    pub(super) fn wheel_height(&self, medium: Medium, look: &Look, fonts: &Fonts) -> f64 {
        let shown = self.shown(medium);
        let list = shown.first().map_or(0.0, |base| {
            let width = look.width - 2.0 * look.margin;
            let width = if medium == Medium::Phone { width } else { self.ring_widths(width, shown.len()).1 };
            self.table(base, &self.sectors(base), width, shown.len(), look.tick, fonts).height(AIRY)
        });
        let name = if self.systems.len() > 1 { 2.0 * 1.8 * look.label } else { 0.0 };
        let foot = 4.5 * look.tick;
        match medium {
            Medium::Phone => 0.84 * look.width + list + foot + name,
            _ => (list + look.tick).max(22.0 * look.label) + foot + name,
        }
    }

    /// Of a ring beside the table of one plan or of two, and of the table.
    fn ring_widths(&self, width: f64, n_shown: usize) -> (f64, f64) {
        let share = if n_shown == 1 { 0.42 } else { 0.235 };
        let gap = 0.02 * width;
        (share * width, width - n_shown as f64 * (share * width + gap))
    }

    fn sectors(&self, system: &System) -> Vec<Sector> {
        let phase = |place: usize| system.stages[self.path[place]].phase.clone();
        let mut sectors: Vec<Sector> = Vec::new();
        for place in 0..self.path.len() {
            let own = Sector { phase: phase(place), places: vec![place], frictions: vec![] };
            match sectors.last_mut() {
                Some(last) if last.phase.is_some() && last.phase == own.phase => last.places.push(place),
                _ => sectors.push(own),
            }
        }
        if sectors.len() == 1 {
            // One phase is no ring: its stages are.
            let of = |place| Sector { phase: None, places: vec![place], frictions: vec![] };
            sectors = (0..self.path.len()).map(of).collect();
        }
        for (friction, drag) in system.frictions.iter().enumerate() {
            let acts = |sector: &&mut Sector| sector.places.iter().any(|place| drag.on.contains(&self.path[*place]));
            if let Some(sector) = sectors.iter_mut().find(acts) {
                sector.frictions.push(friction);
            }
        }
        sectors
    }

    /// A ring, and beside it or between two rings a table of what is in them.
    pub(super) fn draw_wheels(
        &self,
        canvas: &mut Canvas<'_>,
        shown: &[System],
        body: Frame,
        medium: Medium,
        look: &Look,
    ) {
        let Some(base) = shown.first().filter(|_| !self.path.is_empty()) else { return };
        let sectors = self.sectors(base);
        if medium == Medium::Phone {
            let frame = self.draw_name(canvas, base, body, look);
            let frame = self.draw_beside(canvas, base, frame, look);
            let ring = Frame { bottom: frame.top + 0.82 * frame.width(), ..frame };
            self.draw_wheel(canvas, base, ring, look);
            self.draw_table(canvas, shown, &sectors, Frame { top: ring.bottom + look.tick, ..frame }, look);
            return;
        }
        let (ring, table) = self.ring_widths(body.width(), shown.len());
        let left = Frame { right: body.left + ring, ..body };
        let right = Frame { left: body.right - ring, ..body };
        let begin = if shown.len() == 2 { (body.left + body.right - table) / 2.0 } else { body.right - table };
        let mut table = Frame { left: begin, right: begin + table, ..body };
        for (system, frame) in shown.iter().zip([left, right]) {
            let frame = self.draw_name(canvas, system, frame, look);
            table.top = frame.top;
            let frame = self.draw_beside(canvas, system, frame, look);
            self.draw_wheel(canvas, system, frame, look);
        }
        self.draw_table(canvas, shown, &sectors, table, look);
    }

    fn draw_wheel(&self, canvas: &mut Canvas<'_>, system: &System, frame: Frame, look: &Look) {
        let sectors = self.sectors(system);
        let diameter = frame.height().min(frame.width());
        let outer = 0.43 * diameter;
        let open = if system.is_wheel() { OPEN } else { 0.0 };
        let ring = Ring {
            centre: ((frame.left + frame.right) / 2.0, (frame.top + frame.bottom) / 2.0),
            inner: 0.60 * outer,
            outer,
            rim: 0.14 * outer,
            begin: open / 2.0,
            each: (2.0 * PI - open) / sectors.len() as f64,
        };
        self.draw_ring(canvas, system, &sectors, &ring, look);
        if system.is_wheel() {
            draw_closing(canvas, &ring, plan_hue(system.plan));
            self.draw_centre(canvas, system, &ring, look);
        }
        self.draw_rim(canvas, system, &sectors, &ring);
    }

    fn draw_ring(&self, canvas: &mut Canvas<'_>, system: &System, sectors: &[Sector], ring: &Ring, look: &Look) {
        let hue = plan_hue(system.plan);
        let gap = 0.6 * look.line / ring.outer.max(1.0);
        // Each sector points into the next one; the ends at the arrow over the top are straight.
        let tip = (0.16_f64).min(0.25 * ring.each);
        let is_open = system.is_wheel();
        for sector in 0..sectors.len() {
            let (from, to) = (ring.angle(sector, 0.0) + gap, ring.angle(sector, 1.0) - gap);
            let (starts, ends) = (is_open && sector == 0, is_open && sector + 1 == sectors.len());
            let (begin, end) = (if starts { from } else { from - tip }, if ends { to } else { to - tip });
            let mut outline = ring.arc(begin, end, ring.outer);
            outline.extend((!ends).then(|| ring.at(to, ring.middle())));
            outline.extend(ring.arc(end, begin, ring.inner));
            outline.extend((!starts).then(|| ring.at(from, ring.middle())));
            canvas.area(outline, hue.line, FILL);
        }
        let face = Face::semi_bold(look.tick.min(0.5 * ring.thickness()));
        for sector in 0..sectors.len() {
            let (x, y) = ring.at(ring.angle(sector, 0.5), ring.middle());
            canvas.label(&(sector + 1).to_string(), (x, y + 0.36 * face.size), Anchor::Middle, face, INK);
        }
    }

    fn draw_centre(&self, canvas: &mut Canvas<'_>, system: &System, ring: &Ring, look: &Look) {
        let Some(brought) = self.brought(system) else { return };
        let text = self.language.fill(CENTRE, &[("n", &brought)]);
        let face = Face::semi_bold((0.17 * ring.inner).clamp(0.85 * look.tick, 1.6 * look.label));
        let hue = plan_hue(system.plan);
        let width = 1.5 * ring.inner;
        let paragraph = Paragraph::default().with(&text, face, hue.text, width, 3, canvas.fonts);
        paragraph.draw_around(canvas, ring.centre.0, ring.centre.1, Anchor::Middle);
    }

    /// The frictions of each sector, as high as what they take.
    fn draw_rim(&self, canvas: &mut Canvas<'_>, system: &System, sectors: &[Sector], ring: &Ring) {
        let highest = system.frictions.iter().map(|friction| friction.size).fold(HIGHEST_FRICTION, f64::max);
        for (place, sector) in sectors.iter().enumerate() {
            let n = sector.frictions.len() as f64;
            for (at, friction) in sector.frictions.iter().enumerate() {
                let share = 0.15 + 0.6 * (at as f64 + 0.5) / n;
                let (angle, half) = (ring.angle(place, share), (0.04_f64).min(0.2 * ring.each / n));
                let height = (system.frictions[*friction].size.max(0.0) / highest).sqrt() * ring.rim;
                let base = ring.outer + 0.02 * ring.outer;
                let mut outline = ring.arc(angle - half, angle + half, base);
                outline.push(ring.at(angle, base + height.max(2.0)));
                canvas.area(outline, friction_hue(system).line, 1.0);
            }
        }
    }
}

/// The arrow over the top, from the last sector to the first.
fn draw_closing(canvas: &mut Canvas<'_>, ring: &Ring, hue: Hue) {
    let (from, to) = (-ring.begin + 0.05, ring.begin - 0.05);
    let half = 0.13 * ring.thickness();
    let head = 0.2;
    let mut outline = ring.arc(from, to - head, ring.middle() + half);
    outline.push(ring.at(to - head, ring.middle() + 2.4 * half));
    outline.push(ring.at(to, ring.middle()));
    outline.push(ring.at(to - head, ring.middle() - 2.4 * half));
    outline.extend(ring.arc(to - head, from, ring.middle() - half));
    canvas.area(outline, hue.line, 1.0);
}

/// Vermilion, but for the plan that has that colour itself.
pub(super) fn friction_hue(system: &System) -> Hue {
    plan_hue(if system.plan == 1 { 4 } else { 1 })
}

const CENTRE: Words =
    words("100 new customers bring {n} more", "신규 고객 100명이 {n}명을 더 데려옴", "每100位新客户再带来{n}位");
