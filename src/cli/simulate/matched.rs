//! `--match-spend`: plans of equal budgets, so that the better one is not only the larger one.

use super::asked::{Asked, Side};
use crate::analysis::spend::{Matched, matched, with_factors};
use crate::base::diagnostics::Diagnostic;
use crate::cli::Failure;
use crate::model::Model;

impl Asked {
    /// Scales what the plans spend on bought people until they are expected to pay what the plan pays that the
    /// others are compared with; by what factor stands among the warnings.
    pub fn match_spend(&mut self) -> Result<(), Failure> {
        let [side] = self.sides.as_mut_slice() else {
            let help = "give them the same budget by --set, or compare plans of one file";
            return Err(Failure::WrongUsage(format!("--match-spend is for one file\n  = help: {help}")));
        };
        let model = &side.opened.model;
        let against = self.manifest.against.as_deref();
        let reference = against.and_then(|id| model.plans.iter().position(|plan| plan.id == id));
        let reference = reference.unwrap_or(side.plans[0]);
        let found = matched(model, &side.plans, reference);
        let said: Vec<Diagnostic> = found.iter().filter_map(|plan| said(model, plan, reference)).collect();
        said.into_iter().for_each(|diagnostic| {
            eprintln!("warning: {}", diagnostic.title);
            side.opened.diagnostics.push(diagnostic);
        });
        scale(side, &found);
        if !self.manifest.match_spend {
            self.manifest.match_spend = true;
            self.manifest.command.push_str(" --match-spend");
        }
        Ok(())
    }
}

fn scale(side: &mut Side, found: &[Matched]) {
    side.opened.model = with_factors(&side.opened.model, found);
    side.factors = found.iter().filter_map(|matched| Some((matched.plan, matched.factor?))).collect();
}

/// `None` of a plan that stays as it is.
fn said(model: &Model, matched: &Matched, reference: usize) -> Option<Diagnostic> {
    let [plan, of] = [matched.plan, reference].map(|plan| &model.plans[plan].label);
    match matched.factor {
        Some(1.0) => None,
        Some(factor) => Some(Diagnostic::warning(format!(
            "{plan}: what it spends on people whom it buys is multiplied by {factor:.3}, so that its budget is that of {of}"
        ))),
        None => Some(Diagnostic::warning(format!(
            "{plan} cannot be given the budget of {of}: it buys nobody, or what else it pays is more already"
        ))),
    }
}
