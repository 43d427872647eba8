//! Experiments: how often what was tested is adopted, rightly and wrongly.
//!
//! The true lift of a round is an input that the test does not see; the simulator does.

use super::catalogue::{Metric, Things};
use super::{Definition, Figure, Series, Unit, Verdict};

pub(super) const DEFINITIONS: &[&Definition] = &[&ADOPTED, &ADOPTED_RIGHTLY, &ADOPTED_WRONGLY, &MISSED, &WORTH];

const fn of_test(id: &'static str, label: &'static str, meaning: &'static str, formula: &'static str) -> Definition {
    let source = "the scenario's experiments";
    Definition { id, index: Some("experiment"), label, unit: Unit::Count, meaning, formula, source }
}

const ADOPTED: Definition = of_test(
    "adopted",
    "Changes adopted",
    "rounds of an experiment whose change has been adopted, up to the end of the period",
    "rounds with z > z(1 - (1 - confidence) / 2) in the wanted direction",
);
const ADOPTED_RIGHTLY: Definition = of_test(
    "adopted_rightly",
    "Rightly adopted",
    "rounds that were adopted and whose true lift is in the wanted direction",
    "count of adopted rounds with a true lift in the wanted direction",
);
const ADOPTED_WRONGLY: Definition = of_test(
    "adopted_wrongly",
    "Wrongly adopted",
    "rounds that were adopted although their change does nothing or harm",
    "count of adopted rounds without a true lift in the wanted direction",
);
const MISSED: Definition = of_test(
    "missed",
    "Missed",
    "rounds whose change would help but was not adopted",
    "count of rounds with a true lift in the wanted direction that were not adopted",
);

/// Paired runs, not the futures themselves, say it: [`crate::analysis`].
const WORTH: Definition = Definition {
    unit: Unit::Money,
    ..of_test(
        "worth_of_testing",
        "Worth of testing",
        "what the experiment adds to the net present value of the plan: paired difference to the same plan without it, \
         on average",
        "E[npv with the experiment - npv without it], the same inputs and the same luck",
    )
};

pub(super) fn metrics(things: &Things) -> Vec<Metric> {
    let index = things.index;
    let mut metrics = Vec::new();
    for (t, test) in things.plan.tests.iter().enumerate() {
        let initiative = &things.plan.initiatives[test.initiative];
        let (id, label) = (&initiative.id, &initiative.label);
        let adopted = &index.adopted[t];
        let rounds: Vec<(Series, Series)> =
            adopted.iter().zip(&index.lifts[t]).map(|(&a, &lift)| (Series::one(a), Series::one(lift))).collect();
        let judged =
            |verdict| Figure::Verdicts { rounds: rounds.clone(), more_is_better: test.more_is_better, verdict };
        let all = Figure::Stock(Series::sum(adopted.iter().copied()));
        metrics.push(Metric::indexed(&ADOPTED, id, label, all));
        for (definition, verdict) in
            [(&ADOPTED_RIGHTLY, Verdict::Rightly), (&ADOPTED_WRONGLY, Verdict::Wrongly), (&MISSED, Verdict::Missed)]
        {
            metrics.push(Metric::indexed(definition, id, label, judged(verdict)));
        }
    }
    metrics
}
