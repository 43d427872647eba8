//! What a choice brings if an initiative works, and what if it does not.

use crate::analysis::compare::futures::Estimate;
use crate::analysis::compare::groups::yes_or_no;
use crate::base::lanes::LANES;
use crate::report::assemble::Subject;

/// A plan against another one in the two cases of a thing that is so or is not.
pub(super) struct Cases {
    /// The chance that it is so.
    pub chance: f64,
    /// Mean difference if it is so, in the unit of the outcome.
    pub so: Estimate,
    pub not: Estimate,
}

impl Cases {
    /// `None` unless the input decides whether an initiative works, with a chance that is known, and both cases
    /// came.
    pub fn of(subject: &Subject, input: usize, a: usize, b: usize) -> Option<Cases> {
        let chance = *yes_or_no(subject.model).get(input)?.as_ref()?;
        let singles = &subject.results.duels.as_ref()?.singles;
        let drawn = singles.inputs.get(input)?;
        let [of_a, of_b] = [singles.outcomes.get(a)?, singles.outcomes.get(b)?];
        let mean = |is_so: bool| {
            let mut totals = [(0.0, 0.0); LANES];
            for (future, u) in drawn.iter().enumerate().filter(|(_, u)| (**u < chance) == is_so) {
                debug_assert!((0.0..=1.0).contains(u));
                let (sum, n) = &mut totals[future % LANES];
                *sum += of_a[future] - of_b[future];
                *n += 1.0;
            }
            let came = totals.iter().any(|(_, n)| *n > 0.0);
            came.then(|| Estimate::of_lanes(&totals)).filter(|mean| mean.mean.is_finite())
        };
        Some(Cases { chance, so: mean(true)?, not: mean(false)? })
    }

    /// The chance at which both plans are level on average: where `p so + (1 - p) not = 0`; `None` if the one plan
    /// is ahead in both cases.
    pub fn level(&self) -> Option<f64> {
        let level = -self.not.mean / (self.so.mean - self.not.mean);
        (self.so.mean * self.not.mean < 0.0).then_some(level)
    }
}
