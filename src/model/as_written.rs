//! What a future drew, in the words of the scenario: the number that was written, whether and when something happens.
//!
//! Draws are inner matters: a part of a sample, a uniform below which something works, a factor. Whoever is shown a
//! future wants what was written: the share of the total, yes or no, the period, how much more.

use super::types::{Coming, Event, Input, InputId, Kind, Model, Number, Plan};

/// What the draw of an input decides in a plan.
#[derive(Debug, Clone, Copy)]
pub enum AsWritten<'a> {
    /// The number itself, in the unit written.
    Number(InputId),
    /// A share of a total that was counted with others.
    Share(&'a Number),
    /// How much more or less than what stands elsewhere: 0.2 for `"+20%"`.
    Change(InputId),
    /// Whether an initiative works or an event comes: 1 or 0.
    Whether(&'a Number),
    /// The period in which an event first starts; none if it does not come.
    Start(&'a Event),
}

impl AsWritten<'_> {
    /// What came in a future with these draws.
    pub fn value(&self, inputs: &[f64]) -> Option<f64> {
        match self {
            AsWritten::Number(InputId(id)) => Some(inputs[*id]),
            AsWritten::Share(number) => Some(number.value(inputs)),
            AsWritten::Change(InputId(id)) => Some(change(inputs[*id])),
            AsWritten::Whether(number) => Some(f64::from(u8::from(number.value(inputs) > 0.0))),
            AsWritten::Start(event) => event.first_start(inputs).map(f64::from),
        }
    }
}

/// How much more or less a factor is: 0.3 of 1.3, without the rounding of binary fractions.
pub fn change(factor: f64) -> f64 {
    ((factor - 1.0) * 1e12).round() / 1e12
}

impl Model {
    /// What each input decides in a plan; of what the plan does not have, what it decides in another one.
    pub fn as_written<'a>(&'a self, plan: &'a Plan) -> Vec<AsWritten<'a>> {
        let of = |(id, input): (usize, &'a Input)| {
            let plans = std::iter::once(plan).chain(&self.plans).filter(|_| input.kind == Kind::Chance);
            let decided = plans.clone().find_map(|plan| decides(plan, InputId(id)));
            // Where it is certain in this plan, the draw decides nothing.
            let certain = plan.initiatives.iter().find(|initiative| {
                input.kind == Kind::Chance
                    && initiative.works.as_constant().is_some()
                    && input.path == format!("initiatives.{}.works", initiative.id)
            });
            let decided = certain.map(|initiative| AsWritten::Whether(&initiative.works)).or(decided);
            match (decided, &input.sample) {
                (Some(decided), _) => decided,
                (None, Some(sample)) => AsWritten::Share(&sample.share),
                (None, None) if input.is_change => AsWritten::Change(InputId(id)),
                (None, None) => AsWritten::Number(InputId(id)),
            }
        };
        self.inputs.iter().enumerate().map(of).collect()
    }
}

/// What a bare uniform decides in a plan.
fn decides(plan: &Plan, input: InputId) -> Option<AsWritten<'_>> {
    let reads = |number: &Number| matches!(number, Number::Below(uniform, _) if **uniform == Number::Input(input));
    let works = plan.initiatives.iter().map(|initiative| &initiative.works).find(|works| reads(works));
    let of_event = |event: &'_ Event| match &event.coming {
        Coming::Once { comes, when } => reads(comes) || *when == input,
        Coming::Recurring { first, .. } => *first == input,
    };
    works.map(AsWritten::Whether).or_else(|| {
        let event = plan.events.iter().find(|event| of_event(event))?;
        Some(match &event.coming {
            Coming::Once { comes, .. } if reads(comes) => AsWritten::Whether(comes),
            _ => AsWritten::Start(event),
        })
    })
}

impl Event {
    /// The period in which it first starts in a future with these draws.
    pub fn first_start(&self, inputs: &[f64]) -> Option<u32> {
        let (start, last) = match &self.coming {
            Coming::Once { comes, when: InputId(when) } => {
                let periods = self.last - self.first + 1;
                let after = ((inputs[*when] * f64::from(periods)).floor() as u32).min(periods - 1);
                let never = comes.value(inputs) <= 0.0;
                (if never { f64::INFINITY } else { f64::from(self.first + after) }, self.last)
            }
            Coming::Recurring { per_unit, units_per_step, first: InputId(first) } => {
                let chance = per_unit.value(inputs).clamp(0.0, 1.0);
                let hazard = -libm::log1p(-chance) * units_per_step;
                let wait = if hazard > 0.0 { (-libm::log1p(-inputs[*first]) / hazard).floor() } else { f64::INFINITY };
                (f64::from(self.first) + wait, self.last)
            }
        };
        (start <= f64::from(last)).then_some(start as u32)
    }
}
