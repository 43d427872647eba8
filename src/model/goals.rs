//! Goals: which figure, when, and how much of it.

use super::checker::{Checker, to_minor_units};
use super::fields::{CASH, Field, PEOPLE, SHARE};
use super::places::Places;
use super::types::{Bound, Goal, GoalTime};
use crate::base::diagnostics::{Diagnostic, Span};
use crate::scenario::{Arrow, GoalText, Moment, MomentText, NumberText, Spanned, Text, Wheel, Written, did_you_mean};

/// A figure that a goal may name.
struct Metric {
    id: &'static str,
    clock: Clock,
    unit: Unit,
    index: Index,
}

/// Whether a figure is of a moment or of a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clock {
    /// How many there are: looked at at a moment.
    Stock,
    /// How many came: of a period, or summed over several.
    Flow,
    /// A ratio of a period, over several the ratio of their sums.
    Ratio,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    People,
    Money,
    Share,
}

/// What stands in the brackets of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Index {
    Never,
    /// Stages, summed with `+`.
    Stages,
    Stage,
    /// A channel or a referral.
    Source,
    MaybeSource,
    MaybeChannel,
    MaybeRevenue,
    MaybeCost,
    /// `a -> b`
    Transition,
}

const fn metric(id: &'static str, clock: Clock, unit: Unit, index: Index) -> Metric {
    Metric { id, clock, unit, index }
}

/// The figures of docs/metrics.md that a goal can be about.
static METRICS: [Metric; 34] = [
    metric("people", Clock::Stock, Unit::People, Index::Stages),
    metric("customers", Clock::Stock, Unit::People, Index::Never),
    metric("users", Clock::Stock, Unit::People, Index::Never),
    metric("exited", Clock::Stock, Unit::People, Index::Never),
    metric("under_way", Clock::Stock, Unit::People, Index::Never),
    metric("cash", Clock::Stock, Unit::Money, Index::Never),
    metric("new_customers", Clock::Flow, Unit::People, Index::MaybeSource),
    metric("new_users", Clock::Flow, Unit::People, Index::Never),
    metric("reactivated", Clock::Flow, Unit::People, Index::Never),
    metric("users_back", Clock::Flow, Unit::People, Index::Never),
    metric("downgraded", Clock::Flow, Unit::People, Index::Never),
    metric("churned", Clock::Flow, Unit::People, Index::Never),
    metric("users_churned", Clock::Flow, Unit::People, Index::Never),
    metric("passages", Clock::Flow, Unit::People, Index::Transition),
    metric("arrivals", Clock::Flow, Unit::People, Index::Source),
    metric("entries", Clock::Flow, Unit::People, Index::Stage),
    metric("invitations", Clock::Flow, Unit::People, Index::Never),
    metric("accepted", Clock::Flow, Unit::People, Index::Never),
    metric("referred_customers", Clock::Flow, Unit::People, Index::Never),
    metric("revenue", Clock::Flow, Unit::Money, Index::MaybeRevenue),
    metric("gross_margin", Clock::Flow, Unit::Money, Index::Never),
    metric("spend", Clock::Flow, Unit::Money, Index::MaybeChannel),
    metric("cost", Clock::Flow, Unit::Money, Index::MaybeCost),
    metric("referral_cost", Clock::Flow, Unit::Money, Index::Never),
    metric("investment", Clock::Flow, Unit::Money, Index::Never),
    metric("profit", Clock::Flow, Unit::Money, Index::Never),
    metric("churn_rate", Clock::Ratio, Unit::Share, Index::Never),
    metric("user_churn_rate", Clock::Ratio, Unit::Share, Index::Never),
    metric("growth_rate", Clock::Ratio, Unit::Share, Index::Never),
    metric("referral_share", Clock::Ratio, Unit::Share, Index::Never),
    metric("rate", Clock::Ratio, Unit::Share, Index::Transition),
    metric("mrr", Clock::Stock, Unit::Money, Index::Never),
    metric("nrr", Clock::Stock, Unit::Share, Index::Never),
    metric("grr", Clock::Stock, Unit::Share, Index::Never),
];

/// Figures of the whole run, which are due at no time: a goal is not about them, a headline may be.
static WHOLE_RUN: [Metric; 3] = [
    metric("npv", Clock::Stock, Unit::Money, Index::Never),
    metric("roi", Clock::Ratio, Unit::Share, Index::Never),
    metric("funding_need", Clock::Stock, Unit::Money, Index::Never),
];

/// Figures of which nobody wants more: they rank no plans.
const LESS_IS_BETTER: [&str; 11] = [
    "exited",
    "downgraded",
    "churned",
    "users_churned",
    "spend",
    "cost",
    "referral_cost",
    "investment",
    "churn_rate",
    "user_churn_rate",
    "funding_need",
];

/// Those that exist only where some revenue recurs.
const RECURRING: [&str; 3] = ["mrr", "nrr", "grr"];

/// What a bound of a share may be: growth may be negative, and more than 100%.
const RATIO: Field = Field { what: "a share", like: "\"5%\" or 0.05", low: -100.0, high: 1e6, bare: 2.0, ..SHARE };

/// All goals, in the order of the file; what cannot be read is left out with its message.
///
/// * `recurs`: whether some revenue does
pub(super) fn check(goals: &[GoalText], recurs: bool, places: &Places<'_>, checker: &mut Checker<'_>) -> Vec<Goal> {
    let checked: Vec<Goal> = goals.iter().filter_map(|goal| check_one(goal, places, checker)).collect();
    for goal in goals.iter().filter_map(|goal| goal.metric.get()) {
        refuse_without_recurring(goal, recurs, checker);
    }
    checked
}

/// The figure by which a report compares plans, its id in one spelling: whatever a goal can be about, and what
/// the whole run comes to.
///
/// * `recurs`: whether some revenue does
pub(super) fn headline(text: &Text, recurs: bool, places: &Places<'_>, checker: &mut Checker<'_>) -> Option<String> {
    let known: Vec<&'static Metric> = WHOLE_RUN.iter().chain(&METRICS).collect();
    let (_, id) = figure(text, "headline", &known, places, checker)?;
    refuse_without_recurring(text, recurs, checker);
    if id.contains('+') {
        let error = Diagnostic::error("a headline is about one stage, not a sum of several").at(text.span, "");
        checker.push(error.help("name one stage, or \"customers\" for all who pay"));
        return None;
    }
    if LESS_IS_BETTER.contains(&id.split('[').next().unwrap_or(&id)) {
        let error =
            Diagnostic::error(format!("of `{id}` less is better, and plans are compared by what they have more of"));
        checker.push(error.at(text.span, "").help("name what it is good for: \"profit\", \"customers\", \"npv\""));
        return None;
    }
    Some(id)
}

fn refuse_without_recurring(metric: &Text, recurs: bool, checker: &mut Checker<'_>) {
    if !recurs && RECURRING.contains(&metric.value.trim()) {
        let error = Diagnostic::error(format!("no revenue recurs, so there is no `{}`", metric.value));
        let help = "revenue recurs that people pay each period: on = \"customer\", each = \"$49 per month\"";
        checker.push(error.at(metric.span, "").help(help));
    }
}

fn check_one(goal: &GoalText, places: &Places<'_>, checker: &mut Checker<'_>) -> Option<Goal> {
    let metric = goal.metric.get().and_then(|text| {
        let known: Vec<&'static Metric> = METRICS.iter().collect();
        figure(text, "goal", &known, places, checker)
    });
    let when = goal_time(goal, metric.as_ref().map(|(metric, _)| *metric), checker);
    let bound = metric.as_ref().and_then(|(metric, _)| bound(goal, metric.unit, checker));
    Some(Goal {
        id: goal.about.id.value.clone(),
        label: goal.about.name(),
        metric: metric?.1,
        when: when?,
        bound: bound?,
    })
}

/// The figure that a text names, and its id in one spelling.
///
/// * `what`: what is about it, for messages
/// * `known`: what it may be
fn figure(
    text: &Text,
    what: &str,
    known: &[&'static Metric],
    places: &Places<'_>,
    checker: &mut Checker<'_>,
) -> Option<(&'static Metric, String)> {
    let (name, index) = match text.value.split_once('[') {
        Some((name, index)) => (name.trim(), index.trim().strip_suffix(']').map(str::trim)),
        None => (text.value.trim(), None),
    };
    let found = known.iter().copied().find(|metric| metric.id == name);
    let Some(metric) = found.filter(|_| index.is_some() || !text.value.contains('[')) else {
        let error = Diagnostic::error(format!("a {what} cannot be about `{}`", text.value)).at(text.span, "");
        let names: Vec<&str> = known.iter().map(|metric| metric.id).collect();
        checker.push(error.maybe_help(did_you_mean(name, names, "figure")));
        return None;
    };
    match (index, metric.index) {
        (None, Index::Stages | Index::Stage | Index::Source | Index::Transition) => {
            let example = match metric.index {
                Index::Source => "a channel or referral",
                Index::Transition => "a transition `a -> b`",
                _ => "a stage",
            };
            let error = Diagnostic::error(format!("`{name}` of what?")).at(text.span, "");
            checker.push(error.help(format!("name {example} in brackets: \"{name}[...]\"")));
            None
        }
        (None, _) => Some((metric, name.to_string())),
        (Some(_), Index::Never) => {
            let error = Diagnostic::error(format!("`{name}` has nothing in brackets")).at(text.span, "");
            checker.push(error.help(format!("write \"{name}\"")));
            None
        }
        (Some(index), kind) => Some((metric, format!("{name}[{}]", parts(index, kind, text.span, places, checker)?))),
    }
}

/// What stands in the brackets, each name known.
fn parts(index: &str, kind: Index, span: Span, places: &Places<'_>, checker: &mut Checker<'_>) -> Option<String> {
    let names: Vec<&str> = match kind {
        Index::Stages => index.split('+').map(str::trim).collect(),
        Index::Transition => return transition(index, span, places, checker),
        _ => vec![index],
    };
    for (position, name) in names.iter().enumerate() {
        if names[..position].contains(name) {
            checker.push(Diagnostic::error(format!("`{name}` is in the sum twice")).at(span, ""));
            return None;
        }
    }
    for name in &names {
        let known = match kind {
            Index::Stages | Index::Stage => {
                places.stage(&Text { value: name.to_string(), span }, checker)?;
                continue;
            }
            _ => ids(kind, checker.wheel),
        };
        if !known.contains(name) {
            let error = Diagnostic::error(format!("nothing is called `{name}` here")).at(span, "");
            let help = did_you_mean(name, known, "name");
            checker.push(error.maybe_help(help));
            return None;
        }
    }
    if kind == Index::Stages {
        refuse_instant(&names, span, places, checker)?;
    }
    Some(names.join(" + "))
}

/// The one arrow in the brackets, in one spelling.
fn transition(index: &str, span: Span, places: &Places<'_>, checker: &mut Checker<'_>) -> Option<String> {
    let Some(Arrow::One { from, to }) = Arrow::parse(index) else {
        let error = Diagnostic::error(format!("`{index}` is no transition")).at(span, "");
        checker.push(error.help("name one transition: \"passages[a -> b]\""));
        return None;
    };
    let stage = places.stage(&Text { value: from.clone(), span }, checker)?;
    let text = &checker.wheel.stages[stage.0];
    let known: Vec<&str> = text.to.get().into_iter().flatten().map(|each| each.to.value.as_str()).collect();
    if !known.contains(&to.as_str()) {
        let error = Diagnostic::error(format!("there is no transition `{from} -> {to}`")).at(span, "");
        let help = did_you_mean(&to, known, "transition");
        checker.push(error.maybe_help(help));
        return None;
    }
    Some(format!("{from} -> {to}"))
}

fn refuse_instant(names: &[&str], span: Span, places: &Places<'_>, checker: &mut Checker<'_>) -> Option<()> {
    for name in names {
        let stage = places.find_stage(name)?;
        if super::leaving::is_instant(&checker.wheel.stages[stage.0]) {
            let error = Diagnostic::error(format!("nobody is ever in `{name}`: it is instant")).at(span, "");
            checker.push(error.help(format!("count those who come through: \"entries[{name}]\"")));
            return None;
        }
    }
    Some(())
}

fn ids(kind: Index, wheel: &Wheel) -> Vec<&str> {
    let channels = wheel.channels.iter().map(|channel| channel.about.id.value.as_str());
    let referrals = wheel.referrals.iter().map(|referral| referral.about.id.value.as_str());
    match kind {
        Index::MaybeChannel => channels.collect(),
        Index::Source | Index::MaybeSource => channels.chain(referrals).collect(),
        Index::MaybeRevenue => wheel.revenue.iter().map(|line| line.about.id.value.as_str()).collect(),
        Index::MaybeCost => wheel.costs.iter().map(|line| line.about.id.value.as_str()).collect(),
        Index::Never | Index::Stages | Index::Stage | Index::Transition => Vec::new(),
    }
}

/// When the goal is looked at: `at`, `over`, or for want of both at the end of the run.
fn goal_time(goal: &GoalText, metric: Option<&Metric>, checker: &mut Checker<'_>) -> Option<GoalTime> {
    match (&goal.at, &goal.over) {
        (Written::Broken, _) | (_, Written::Broken) => None,
        (Written::As(at), Written::As(over)) => {
            let error = Diagnostic::error("a goal is looked at once, or over a stretch of time, not both");
            checker.push(error.beside(at.span, "").at(over.span, "").help("keep one of them"));
            None
        }
        (Written::As(at), Written::Absent) => checker.period_at(at).map(GoalTime::At),
        (Written::Absent, Written::As(over)) => {
            if metric.is_some_and(|metric| metric.clock == Clock::Stock) {
                let id = metric.map_or("", |metric| metric.id);
                let error = Diagnostic::error(format!("`{id}` is a figure of a moment, not of a stretch of time"));
                checker.push(error.at(over.span, "").help("say when to look at it: at = \"2028-12\""));
                return None;
            }
            stretch(over, checker)
        }
        (Written::Absent, Written::Absent) => {
            let last = checker.periods;
            let is_flow = metric.is_some_and(|metric| metric.clock == Clock::Flow);
            Some(if is_flow { GoalTime::Over { first: 1, last } } else { GoalTime::At(last) })
        }
    }
}

/// The periods of `over`: a date's own, the first n, or from one moment to another.
fn stretch(over: &Spanned<Vec<MomentText>>, checker: &mut Checker<'_>) -> Option<GoalTime> {
    match over.value.as_slice() {
        [one] => match one.moment {
            Moment::Date(range) => {
                if checker.calendar.start.is_none() {
                    return checker.needs_start(one.span);
                }
                match checker.calendar.periods_beginning_in(range, checker.periods) {
                    Some((first, last)) => Some(GoalTime::Over { first, last }),
                    None => {
                        let first = checker.calendar.label(1);
                        let last = checker.calendar.label(checker.periods);
                        let error = Diagnostic::error(format!("no period of the run begins in `{}`", one.written));
                        let help = format!("the run has {} periods, from {first} to {last}", checker.periods);
                        checker.push(error.at(one.span, "").help(help));
                        None
                    }
                }
            }
            _ => checker.period_at(one).map(|last| GoalTime::Over { first: 1, last }),
        },
        [from, to] => {
            let first = checker.first_period_at(from);
            let (first, last) = (first?, checker.period_at(to)?);
            if first > last {
                let error = Diagnostic::error("`over` ends before it begins").at(over.span, "");
                checker.push(error.help("write the first moment first"));
                return None;
            }
            Some(GoalTime::Over { first, last })
        }
        _ => {
            let error = Diagnostic::error("expected one stretch of time, or its first and its last moment");
            checker.push(error.at(over.span, "").help("like \"2028-Q4\" or [\"2028-01\", \"2028-06\"]"));
            None
        }
    }
}

fn bound(goal: &GoalText, unit: Unit, checker: &mut Checker<'_>) -> Option<Bound> {
    let id = &goal.about.id;
    match (&goal.at_least, &goal.at_most) {
        (Written::Broken, _) | (_, Written::Broken) => None,
        (Written::As(least), Written::Absent) => amount(least, unit, checker).map(Bound::AtLeast),
        (Written::Absent, Written::As(most)) => amount(most, unit, checker).map(Bound::AtMost),
        (Written::Absent, Written::Absent) => {
            let error = Diagnostic::error(format!("the goal `{}` asks for nothing", id.value)).at(id.span, "");
            checker.push(error.help("add at_least = ... or at_most = ..."));
            None
        }
        (Written::As(least), Written::As(most)) => {
            let error = Diagnostic::error("a goal has one bound").beside(least.span, "").at(most.span, "");
            checker.push(error.help("write two goals, one with `at_least` and one with `at_most`"));
            None
        }
    }
}

/// What is asked for, in the figure's own unit.
fn amount(text: &NumberText, unit: Unit, checker: &mut Checker<'_>) -> Option<f64> {
    let field = match unit {
        Unit::People => &PEOPLE,
        Unit::Money => &CASH,
        Unit::Share => &RATIO,
    };
    checker.without_unit(text, "this is what the figure is compared with");
    let number = checker.number(text, field)?;
    let Some(value) = number.as_constant() else {
        let error = Diagnostic::error(format!("a goal is certain, `{}` is not", text.written)).at(text.span, "");
        checker.push(error.help("write one number"));
        return None;
    };
    Some(if unit == Unit::Money { to_minor_units(value, &checker.currency) } else { value })
}

/// Names that a channel and a referral share would make two figures of one name.
pub(super) fn refuse_shared_names(checker: &mut Checker<'_>) {
    for referral in &checker.wheel.referrals {
        let id = &referral.about.id;
        let channel = checker.wheel.channels.iter().find(|channel| channel.about.id.value == id.value);
        if let Some(channel) = channel {
            let title = format!("a channel and a referral are both called `{}`", id.value);
            let error = Diagnostic::error(title).beside(channel.about.id.span, "").at(id.span, "");
            checker.push(error.help("both bring people, and figures by source need two names"));
        }
    }
}
