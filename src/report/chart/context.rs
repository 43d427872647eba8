//! What all charts of a report have in common: where their figures come from.

use crate::report::language::{Language, Words, words};
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
        let named = match plans.len() {
            0 => String::new(),
            n => {
                let words = if n == 1 { ONE_PLAN } else { PLANS };
                self.language.fill(words, &[("plans", &self.language.list(plans))])
            }
        };
        let run = [("seed", self.seed.to_string()), ("version", self.version.clone())];
        let run = self.language.fill(RUN, &run.each_ref().map(|(gap, value)| (*gap, value.as_str())));
        format!("{}{named}{run}", self.scenario)
    }

    /// `8,192 futures`; `시뮬레이션 8,192회`; `8,192次模拟`.
    pub fn futures(&self) -> String {
        numbers::futures(self.replications, self.language)
    }

    /// What a fan shows: `Line: median; bands: the middle 50% and 90% of 8,192 futures.`
    pub fn of_a_fan(&self) -> String {
        self.language.fill(FAN, &[("futures", &self.futures())])
    }
}

const ONE_PLAN: Words = words(" · plan: {plans}", " · 안: {plans}", " · 方案：{plans}");
const PLANS: Words = words(" · plans: {plans}", " · 안: {plans}", " · 方案：{plans}");
const RUN: Words = words(
    " · seed {seed} · flywheel {version}",
    " · 시드 {seed} · flywheel {version}",
    " · 种子 {seed} · flywheel {version}",
);
const FAN: Words = words(
    "Line: median; bands: the middle 50% and 90% of {futures}.",
    "선: 중앙값, 띠: {futures} 결과의 가운데 50%와 90%.",
    "线：中位数；色带：{futures}结果的中间50%与90%。",
);

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
        let korean = Context { language: Language::Korean, ..context };
        assert_eq!(korean.footnote(["Base", "Ads"].into_iter()), "Coffee · 안: Base, Ads · 시드 7 · flywheel 0.1.0");
    }
}
