//! Campaigns: channels that work on people who are already in (`from`, `reach`).

use super::checker::Checker;
use super::fields::{Field, PEOPLE, SHARE};
use super::leaving::is_instant;
use super::places::Places;
use super::types::{Campaign, Number, Reach};
use crate::base::diagnostics::Diagnostic;
use crate::scenario::{ChannelText, Expression, Form, Mark, NumberText};

/// Whom a channel works on; `None` if it brings people from outside.
pub(super) fn campaign(text: &ChannelText, places: &Places<'_>, checker: &mut Checker<'_>) -> Option<Campaign> {
    let Some(names) = text.from.get() else {
        if let (true, Some(reach)) = (text.from.is_absent(), text.reach.get()) {
            let error = Diagnostic::error("`reach` is of people who are already in").at(reach.span, "");
            checker.push(error.help("say in which stages they are: from = [\"churned\"]"));
        }
        return None;
    };
    let mut stages = Vec::with_capacity(names.len());
    for name in names {
        let Some(stage) = places.stage(name, checker) else { continue };
        if is_instant(&checker.wheel.stages[stage.0]) {
            let title = format!("`{}` is instant: nobody is ever there to be reached", name.value);
            let help = "name stages that keep people";
            checker.push(Diagnostic::error(title).at(name.span, "").help(help));
        }
        if text.to.get().is_some_and(|to| to.value == name.value) {
            let title = format!("`{}` takes people out of `{}` and puts them back", text.about.id.value, name.value);
            let help = "name another stage in `to`; going back to the same stage restarts its clock";
            checker.push(Diagnostic::error(title).at(name.span, "").help(help));
        }
        stages.push(stage);
    }
    let reach = text.reach.get().and_then(|written| reach(written, checker));
    Some(Campaign { stages, reach })
}

/// A percentage is a share of those there, anything else a number of people.
fn reach(text: &NumberText, checker: &mut Checker<'_>) -> Option<Reach> {
    if is_share(text, checker) {
        let unit = checker.unit(text);
        let share = checker.number(text, &SHARE)?;
        return Some(Reach::Share(per_step(share, checker.units_per_period(unit))));
    }
    let people = checker.per_step(text, &Field { what: "a share or a number of people", like: REACH, ..PEOPLE })?;
    let over_the_run: f64 = checker.medians_over_time(&people).iter().sum();
    if over_the_run < 1.0 {
        let error = Diagnostic::error(format!("`{}` reaches less than one person in the whole run", text.written));
        checker.push(error.at(text.span, "so nobody at all").help(format!("write it like {REACH}")));
    }
    Some(Reach::People(people))
}

/// How a reach is written, for a help.
const REACH: &str = "\"10% per month\" for a share of those there, \"500 per month\" for so many of them";

/// A share q per unit is `1 - (1 - q)^units` per step, as if it were asked again and again.
fn per_step(share: Number, units_per_step: f64) -> Number {
    if units_per_step == 1.0 {
        return share;
    }
    Number::Constant(1.0) - (Number::Constant(1.0) - share).to_the(units_per_step)
}

fn is_share(text: &NumberText, checker: &Checker<'_>) -> bool {
    let is_percent = |text: &NumberText| text.form.literals().iter().any(|literal| literal.mark == Mark::Percent);
    match &text.form {
        Form::Counted { .. } => true,
        Form::Arithmetic(expression) => {
            let input = |name: &str| checker.wheel.inputs.iter().find(|input| input.id.value == name);
            let names = expression.names().into_iter().filter_map(|name| input(name)?.number.get());
            has_percent(expression) || names.into_iter().any(is_percent)
        }
        _ => is_percent(text),
    }
}

fn has_percent(expression: &Expression) -> bool {
    match expression {
        Expression::Literal(literal) => literal.mark == Mark::Percent,
        Expression::Name(_) => false,
        Expression::Negative(inner) => has_percent(inner),
        Expression::Of(left, _, right) => has_percent(left) || has_percent(right),
    }
}
