//! What does the step do? The expectation at half of it beside the one at the step.
//!
//! In a period everybody arrives at once and is there at its end, whole; whoever moves does so once. Of a share P that
//! leaves in a step, with the hazard h = -ln(1 - P), a stage that is filled evenly therefore counts h / P people where
//! 1 would be: 5% too many at 10%, 12% at 20%, 36% at one half. At half the step the error is about half as large, so
//! what changes there is about what remains. Both are the mean field over the same draws of the inputs.

/// Moved by more than this the step is worth a word.
pub const MATTERS: f64 = 0.05;

/// Two figures of one plan.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Both {
    pub at_step: f64,
    pub at_half: f64,
}

impl Both {
    /// By which share of itself the figure moves; `None` where it turns its sign, or is nothing.
    pub fn moved(&self) -> Option<f64> {
        (self.at_step * self.at_half > 0.0).then(|| self.at_half / self.at_step - 1.0)
    }

    fn matters(&self) -> bool {
        let apart = (self.at_half - self.at_step).abs();
        // What is nothing at both is the same.
        apart > MATTERS * self.at_step.abs().max(self.at_half.abs())
    }
}

/// One plan at the step and at half of it; `None` for a figure that the scenario does not have.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PlanAtHalf {
    /// Index into the plans of the model.
    pub plan: usize,
    /// Money in minor units.
    pub outcome: Option<Both>,
    /// At the end.
    pub customers: Option<Both>,
}

/// What the step does.
#[derive(Debug, Clone, PartialEq)]
pub struct HalfStep {
    /// Id of the metric that decides between plans.
    pub outcome: String,
    pub plans: Vec<PlanAtHalf>,
}

/// A figure over the run by plan and id, if there is one.
pub type Total<'a> = dyn Fn(usize, &str) -> Option<f64> + 'a;

impl HalfStep {
    /// * `plans`: of the model
    pub fn new(outcome: String, plans: &[usize], at_step: &Total, at_half: &Total) -> HalfStep {
        let both = |plan: usize, id: &str| {
            Some(Both { at_step: at_step(plan, id)?, at_half: at_half(plan, id)? })
                .filter(|both| both.at_step.is_finite() && both.at_half.is_finite())
        };
        let of = |&plan: &usize| PlanAtHalf { plan, outcome: both(plan, &outcome), customers: both(plan, "customers") };
        HalfStep { plans: plans.iter().map(of).collect(), outcome }
    }

    /// The best plan at the step and at half of it; `None` if there is no choice.
    pub fn best(&self) -> Option<[usize; 2]> {
        let best = |of: &dyn Fn(&Both) -> f64| {
            let known = self.plans.iter().filter_map(|plan| Some((plan.plan, of(plan.outcome.as_ref()?))));
            known.reduce(|best, plan| if plan.1 > best.1 { plan } else { best }).map(|(plan, _)| plan)
        };
        let best = [best(&|both| both.at_step)?, best(&|both| both.at_half)?];
        (self.plans.len() > 1).then_some(best)
    }

    /// Whether another plan is the best at half the step.
    pub fn flips(&self) -> bool {
        self.best().is_some_and(|[at_step, at_half]| at_step != at_half)
    }

    /// The plan whose figures move most.
    pub fn most_moved(&self) -> Option<&PlanAtHalf> {
        let moved = |both: Option<Both>| both.and_then(|both| both.moved()).map_or(0.0, f64::abs);
        let most = |plan: &PlanAtHalf| moved(plan.customers).max(moved(plan.outcome));
        self.plans.iter().reduce(|a, b| if most(b) > most(a) { b } else { a })
    }

    /// Whether the step is worth a word: a figure moves by more than 5%, or another plan is the best.
    pub fn matters(&self) -> bool {
        let figures = self.plans.iter().flat_map(|plan| [plan.outcome, plan.customers]);
        self.flips() || figures.flatten().any(|both| both.matters())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_step_matters_where_a_figure_moves_by_more_than_a_twentieth_or_the_choice_flips() {
        let of = |figures: [[f64; 2]; 2]| {
            let total = |at: usize| move |plan: usize, id: &str| (id == "profit").then_some(figures[plan][at]);
            HalfStep::new("profit".to_string(), &[0, 1], &total(0), &total(1))
        };
        let steady = of([[100.0, 104.0], [90.0, 90.0]]);
        assert!(!steady.matters() && steady.best() == Some([0, 0]));
        assert!(of([[100.0, 107.0], [90.0, 90.0]]).matters());
        let flipped = of([[100.0, 99.0], [98.0, 100.0]]);
        assert!(flipped.matters() && flipped.flips() && flipped.best() == Some([0, 1]));
        assert_eq!(Both { at_step: 50.0, at_half: 48.0 }.moved(), Some(48.0 / 50.0 - 1.0));
        assert_eq!(Both { at_step: 50.0, at_half: -48.0 }.moved(), None);
        assert!(!of([[0.0, 0.0], [0.0, 0.0]]).matters());
    }
}
