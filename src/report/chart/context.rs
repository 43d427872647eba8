//! What all charts of a report have in common: where their figures come from.

use crate::report::language::Language;
use crate::report::numbers;

/// The run that the figures of a chart come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// Headline of the scenario.
    pub scenario: String,
    pub seed: u64,
    pub replications: u64,
    /// Version of flywheel.
    pub version: String,
    /// Of everything that is written.
    pub language: Language,
}

impl Context {
    /// Scenario, plans, seed, version: what has to be known to draw the chart again.
    pub fn footnote<'a>(&self, plans: impl Iterator<Item = &'a str>) -> String {
        let plans: Vec<&str> = plans.filter(|plan| !plan.is_empty()).collect();
        let plans = match plans.as_slice() {
            [] => String::new(),
            [plan] => format!(" · plan: {plan}"),
            many => format!(" · plans: {}", many.join(", ")),
        };
        format!("{}{plans} · seed {} · flywheel {}", self.scenario, self.seed, self.version)
    }

    /// `8,192 futures`.
    pub fn futures(&self) -> String {
        let plural = if self.replications == 1 { "" } else { "s" };
        format!("{} future{plural}", numbers::count(self.replications))
    }

    /// What a fan shows: `Line: median; bands: the middle 50% and 90% of 8,192 futures.`
    pub fn of_a_fan(&self) -> String {
        format!("Line: median; bands: the middle 50% and 90% of {}.", self.futures())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_footnote_names_what_repeats_the_chart() {
        let context = Context {
            scenario: "Coffee".into(),
            seed: 7,
            replications: 8192,
            version: "0.1.0".into(),
            language: Language::English,
        };
        assert_eq!(context.footnote(["Base"].into_iter()), "Coffee · plan: Base · seed 7 · flywheel 0.1.0");
        assert_eq!(
            context.footnote(["Base", "Ads"].into_iter()),
            "Coffee · plans: Base, Ads · seed 7 · flywheel 0.1.0"
        );
        assert_eq!(context.futures(), "8,192 futures");
    }
}
