//! Plans of equal budgets: by what factor does a plan's bought advertising have to change?
//!
//! A plan that spends more should bring more; that says nothing about which is better. So what a plan pays for bought
//! people is scaled until its budget (spend on channels, cost of initiatives, fixed costs) is expected to be that of
//! another plan. How many people come then is up to the channels: they may saturate.

use crate::base::stats::Moments;
use crate::engine::{self, Arm, BLOCK, Inputs, Run, Workspace};
use crate::metrics::{Catalogue, Scratch, observe};
use crate::model::{Model, Per};
use crate::program::{Program, Variant, altered, compile, compile_variant};

/// Draws of the inputs over which budgets are averaged.
const POINTS: u32 = BLOCK as u32;

/// Budgets that are so close, relative to one another, agree.
const CLOSE: f64 = 1e-4;

/// Largest factor that is tried: beyond it it is another plan.
const LARGEST: f64 = 100.0;

/// Factors that are tried at most; a budget that is linear in the factor takes two.
const MOST_STEPS: usize = 40;

/// What a plan's bought advertising has to be multiplied with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Matched {
    /// Index into the model's plans.
    pub plan: usize,
    /// `None`: no factor does; the plan buys nobody, or what else it pays is more already.
    pub factor: Option<f64>,
    /// Expected budget over the run as written and with the factor, in minor units.
    pub as_written: f64,
    pub matched: f64,
}

/// For each plan the factor at which its expected budget is that of the plan `reference`.
///
/// * `plans`: indices into the model's plans
///
/// Budgets are those of the mean field, averaged over 256 draws of the inputs. [`Variant::Spend`] is the plan with a
/// factor.
pub fn matched(model: &Model, plans: &[usize], reference: usize) -> Vec<Matched> {
    let budgets = Budgets::new(model);
    let wanted = budgets.of(&compile(model, reference));
    plans.iter().map(|&plan| of_plan(model, plan, plan == reference, &budgets, wanted)).collect()
}

/// The model with what its plans buy multiplied by the factors that were found; plans without one are as they were.
pub fn with_factors(model: &Model, matched: &[Matched]) -> Model {
    let mut scaled = model.clone();
    for (plan, times) in matched.iter().filter_map(|matched| Some((matched.plan, matched.factor?))) {
        scaled.plans[plan] = altered(model, plan, &Variant::Spend { times });
    }
    scaled
}

fn of_plan(model: &Model, plan: usize, is_reference: bool, budgets: &Budgets, wanted: f64) -> Matched {
    let at = |factor: f64| budgets.of(&compile_variant(model, plan, &Variant::Spend { times: factor }));
    let as_written = at(1.0);
    let factor = if is_reference { Some(1.0) } else { solved(&at, as_written, wanted) };
    let matched = factor.map_or(as_written, &at);
    Matched { plan, factor, as_written, matched }
}

/// The factor at which an ascending budget is the wanted one: secant steps, kept between factors that are too small
/// and too large.
fn solved(at: &dyn Fn(f64) -> f64, as_written: f64, wanted: f64) -> Option<f64> {
    let close = |budget: f64| (budget - wanted).abs() <= CLOSE * wanted.abs();
    if close(as_written) {
        return Some(1.0);
    }
    let nothing = at(0.0);
    // What does not depend on the factor cannot be matched by it.
    if nothing > wanted || as_written <= nothing {
        return close(nothing).then_some(0.0);
    }
    let (mut low, mut high) = ((0.0, nothing), (1.0, as_written));
    while high.1 < wanted {
        low = high;
        high = (high.0 * 4.0, at(high.0 * 4.0));
        if high.0 > LARGEST {
            return None;
        }
    }
    for step in 0..MOST_STEPS {
        let straight = low.0 + (high.0 - low.0) * (wanted - low.1) / (high.1 - low.1);
        // Every third step halves, in case one end never moves.
        let next = if step % 3 == 2 { (low.0 + high.0) / 2.0 } else { straight };
        let budget = at(next);
        if close(budget) {
            return Some(next);
        }
        if budget < wanted { low = (next, budget) } else { high = (next, budget) }
    }
    None
}

/// What budgets are summed from.
struct Budgets<'a> {
    model: &'a Model,
    inputs: Inputs,
}

impl Budgets<'_> {
    fn new(model: &Model) -> Budgets<'_> {
        Budgets { model, inputs: Inputs::new(model) }
    }

    /// The expected budget of a program over the run.
    fn of(&self, program: &Program) -> f64 {
        let fixed = self.model.plans[0].costs.iter().filter(|line| line.per == Per::Fixed);
        let ids: Vec<String> = fixed.map(|line| format!("cost[{}]", line.id)).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).chain(["spend", "initiative_cost"]).collect();
        let catalogue = Catalogue::new(self.model, program);
        let arms = [Arm { program, luck: 0 }];
        let replications = if self.inputs.is_empty() { 1 } else { POINTS };
        let run = Run { arms: &arms, inputs: &self.inputs, seed: self.model.simulation.seed, replications };
        let mut workspace = Workspace::new(&run);
        engine::expect_block(&run, 0, &mut workspace);
        let (catalogue, whole_run) = (&catalogue, |id: &str| {
            let metric = catalogue.find(id)?;
            Some(catalogue.columns_of(metric).end - 1)
        });
        let wanted: Vec<usize> = ids.into_iter().filter_map(whole_run).collect();
        let mut budget = 0.0;
        observe(catalogue, &workspace.block, 0, &mut Scratch::default(), |column, values| {
            if wanted.contains(&column) {
                budget += Moments::of(&values[..replications as usize]).mean;
            }
        });
        budget
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model, scenario};

    fn model_of(search: &str, more: &str) -> Model {
        let text = format!(
            r#"
            [time]
            step = "month"
            periods = 10
            [stages.customer]
            role = "customer"
            start = 10
            to.exit = "5% per month"
            [channels.search]
            to = "customer"
            {search}
            cost = "8 to 12"
            [revenue.fee]
            on = "customer"
            each = "20 per month"
            [initiatives.help]
            upfront = 4_000
            changes = {{ "customer -> exit" = 0.9 }}
            [initiatives.huge]
            upfront = 40_000
            changes = {{ "customer -> exit" = 0.8 }}
            {more}
            "#
        );
        let (_, scenario) = scenario::read_str("shop.toml", &text, None, &[]);
        let (model, said) = model::check(&scenario.unwrap());
        model.unwrap_or_else(|| panic!("{said:#?}"))
    }

    const PLANS: &str = r#"
        [plans.more]
        set = { "channels.search.spend" = "3000 per month" }
        [plans.help]
        initiatives = ["help"]
        [plans.huge]
        initiatives = ["huge"]
    "#;

    #[test]
    fn budgets_of_fixed_sums_agree_by_plain_arithmetic() {
        matched_by_arithmetic("spend = \"1000 per month\"");
        let saturating = "saturation = { half = \"1000 per month\" }\nmeasured_at = \"1000 per month\"";
        matched_by_arithmetic(&format!("spend = \"1000 per month\"\n{saturating}"));
    }

    /// How many people come for the money does not matter.
    fn matched_by_arithmetic(search: &str) {
        let found = matched(&model_of(search, PLANS), &[0, 1, 2, 3], 0);
        let factors: Vec<Option<f64>> = found.iter().map(|m| m.factor).collect();
        // 10,000; a third of 30,000; 4,000 and 0.6 of 10,000; 40,000 whatever is bought.
        assert_eq!((factors[0], factors[3]), (Some(1.0), None));
        assert!((factors[1].unwrap() - 1.0 / 3.0).abs() < 1e-4, "{factors:?}");
        assert!((factors[2].unwrap() - 0.6).abs() < 1e-4, "{factors:?}");
        assert!(found[..3].iter().all(|m| (m.matched / 1_000_000.0 - 1.0).abs() <= CLOSE), "{found:?}");
        assert_eq!(found[3].matched, found[3].as_written);
        let scaled = with_factors(&model_of(search, PLANS), &found);
        for plan in matched(&scaled, &[0, 1, 2], 0) {
            assert_eq!(plan.factor, Some(1.0), "{plan:?}");
        }
    }

    #[test]
    fn a_budget_that_follows_revenue_is_matched_by_trying() {
        let share = |percent: &str| format!("spend = {{ share_of_revenue = \"{percent}\" }}");
        let plan = r#"
            [plans.more]
            set = { "channels.search.spend" = { share_of_revenue = "40%" } }
        "#;
        let found = matched(&model_of(&share("20%"), plan), &[0, 1], 0);
        let [base, more] = found[..] else { panic!("two plans") };
        assert!(more.as_written > 1.9 * base.as_written, "{found:?}");
        assert!((more.matched / base.as_written - 1.0).abs() <= CLOSE, "{found:?}");
        // Half of twice the share: the same plan.
        assert!((more.factor.unwrap() - 0.5).abs() < 1e-3, "{found:?}");
    }
}
