//! Who is there at the start, and for how long they have been: `start_age` and `start_tenure`.

use super::checker::Checker;
use super::fields::PEOPLE;
use super::leaving::is_instant;
use super::types::{Clock, Hazard, Leaving, Role, Stage, StartMix};
use super::wiring::Wiring;
use crate::base::calendar::Step;
use crate::base::diagnostics::Diagnostic;
use crate::scenario::{
    Form, Moment, NumberText, PeopleText, ShareText, Since, StageText, StartText, Written, did_you_mean,
};

/// How the people of period 0 are spread over age and tenure, per stage.
pub(super) fn mixes(
    stages: &[Stage],
    leaving: &[Leaving],
    wiring: &Wiring<'_>,
    checker: &mut Checker<'_>,
) -> Vec<(StartMix, StartMix)> {
    let depends = |index: usize, clock: Clock| {
        let own_rates = checker.wheel.kinds.iter().filter_map(|kind| kind.wheel.as_ref()?.stages.get(index));
        depends_on(&leaving[index], clock) || own_rates.into_iter().any(|text| writes(text, clock))
    };
    let has_age: Vec<bool> = (0..stages.len()).map(|index| depends(index, Clock::Age)).collect();
    let has_tenure: Vec<bool> = (0..stages.len()).map(|index| depends(index, Clock::Tenure)).collect();
    let mut mixes = Vec::with_capacity(stages.len());
    for (index, stage) in stages.iter().enumerate() {
        let text = &checker.wheel.stages[index];
        let acquired = matches!(stage.role, Role::Customer | Role::Lapsed) && !is_instant(text);
        let reached = wiring.reached_from(index);
        let ahead = (0..stages.len()).filter(|other| reached[*other] && has_tenure[*other]);
        // The stage's own rates say in which unit its people are counted, else the first ones that they meet.
        let mut ahead: Vec<usize> = ahead.collect();
        ahead.sort_by_key(|other| *other != index);
        let age = Mix { key: "start_age", text: &text.start_age, needed: has_age[index] };
        let age_unit = unit_of(text, Since::Age);
        let tenure = Mix { key: "start_tenure", text: &text.start_tenure, needed: acquired && !ahead.is_empty() };
        let tenure_unit = ahead.first().and_then(|other| unit_of(&checker.wheel.stages[*other], Since::Tenure));
        if !acquired && let Some(span) = tenure.span() {
            let title = format!("those in `{}` at the start never were customers", stage.id);
            let help = "tenure counts from the first acquisition; `start_age` from the entry to the stage";
            checker.push(Diagnostic::error(title).at(span, "").help(help));
        }
        let ages = age.read(stage, text, age_unit, checker);
        refuse_older(&ages, stage, &leaving[index], text, checker);
        mixes.push((ages, tenure.read(stage, text, tenure_unit, checker)));
    }
    mixes
}

/// Whether a way of leaving depends on the time since.
fn depends_on(leaving: &Leaving, clock: Clock) -> bool {
    match leaving {
        // Who decides after a single step has but one age.
        Leaving::After { steps, .. } => clock == Clock::Age && *steps > 1,
        Leaving::Hazards { groups, survivals } => {
            let hazard = |hazard: &Hazard| match hazard {
                Hazard::Flat(_) => false,
                Hazard::Since(since, _) => *since == clock,
                Hazard::Sbg { .. } => clock == Clock::Tenure,
            };
            groups.iter().flat_map(|group| &group.moves).any(|(_, each)| hazard(each))
                || survivals.iter().any(|survival| survival.clock == clock)
        }
        Leaving::Never | Leaving::Stay { .. } | Leaving::Instant { .. } => false,
    }
}

/// Whether rates that depend on the time since are written for people of a kind.
fn writes(text: &StageText, clock: Clock) -> bool {
    let since = match clock {
        Clock::Age => Since::Age,
        Clock::Tenure => Since::Tenure,
    };
    text.to.get().into_iter().flatten().any(|each| match &each.share {
        Written::As(ShareText::Of(number)) => number.form.since() == Some(since),
        _ => false,
    })
}

/// The unit in which a stage's rates count the time since.
fn unit_of(text: &StageText, since: Since) -> Option<Step> {
    let of_moment = |moment: Moment| match moment {
        Moment::After(duration) => Some(duration.unit),
        Moment::Periods(_) | Moment::Date(_) => None,
    };
    let numbers = text.to.get().into_iter().flatten().filter_map(|each| match &each.share {
        Written::As(ShareText::Of(number)) => Some(number),
        _ => None,
    });
    let mut units = numbers.filter_map(|number| match &number.form {
        Form::Since(clock, _) if *clock == since => number.per,
        Form::Sbg(_) if since == Since::Tenure => number.per,
        Form::Survival(clock, points) if *clock == since => of_moment(points[0].0.moment),
        _ => None,
    });
    units.next().or_else(|| match since {
        Since::Age => text.after.get().and_then(|after| of_moment(after.moment)),
        Since::Tenure => None,
    })
}

/// One of the two keys.
struct Mix<'a> {
    key: &'static str,
    text: &'a Written<StartText>,
    /// Whether anything depends on it.
    needed: bool,
}

impl Mix<'_> {
    fn span(&self) -> Option<crate::base::diagnostics::Span> {
        self.text.get().map(|text| match text {
            StartText::Named(name) => name.span,
            StartText::Counts(_, span) => *span,
        })
    }

    fn read(&self, stage: &Stage, text: &StageText, unit: Option<Step>, checker: &mut Checker<'_>) -> StartMix {
        if text.start.is_broken() {
            return StartMix::New;
        }
        if stage.settled {
            if let Some(span) = self.span() {
                let title =
                    format!("how long the people in `{}` have been here follows from where they come", stage.id);
                let help = format!("take `{}` away, or write how many they are", self.key);
                checker.push(Diagnostic::error(title).at(span, "").help(help));
            }
            return StartMix::New;
        }
        if stage.start == 0.0 {
            if let Some(span) = self.span() {
                let error = Diagnostic::error(format!("nobody is in `{}` at the start", stage.id)).at(span, "");
                checker.push(error.help("say how many: start = 500"));
            }
            return StartMix::New;
        }
        match self.text {
            Written::Broken => StartMix::New,
            Written::Absent => {
                if self.needed {
                    self.ask(stage, text, unit, checker);
                }
                StartMix::New
            }
            Written::As(StartText::Named(name)) => match name.value.as_str() {
                "settled" => StartMix::Settled,
                "new" if !self.needed => StartMix::New,
                "new" => {
                    let title = format!("all {} people in `{}` are brand-new at the start", stage.start, stage.id);
                    let help = format!(
                        "is that meant? then {} = [{}]; \"settled\" is the mix to which the stage's own rates lead",
                        self.key, stage.start
                    );
                    checker.push(Diagnostic::warning(title).at(name.span, "").help(help));
                    StartMix::New
                }
                other => {
                    let error = Diagnostic::error(format!("no mix `{other}`")).at(name.span, "");
                    let help = did_you_mean(other, ["settled", "new"], "mix");
                    checker.push(error.maybe_help(help));
                    StartMix::New
                }
            },
            Written::As(StartText::Counts(counts, span)) => {
                let counts: Option<Vec<f64>> = counts.iter().map(|count| whole(count, checker)).collect();
                let Some(counts) = counts else { return StartMix::New };
                let sum: f64 = counts.iter().sum();
                if sum != stage.start {
                    let unit = unit.unwrap_or(checker.step());
                    let title = format!("`{}` does not add up to the {} people at the start", self.key, stage.start);
                    let help = format!("how many have been there for their first {unit}, their second, ...");
                    checker.push(Diagnostic::error(title).at(*span, format!("this is {sum}")).help(help));
                    return StartMix::New;
                }
                if unit.is_none() {
                    checker.bare_times.push(*span);
                }
                let unit = unit.unwrap_or(checker.step());
                StartMix::Counts(in_steps(&counts, checker.periods_per(unit)))
            }
        }
    }

    fn ask(&self, stage: &Stage, text: &StageText, unit: Option<Step>, checker: &mut Checker<'_>) {
        let unit = unit.unwrap_or(checker.step());
        let (what, how_long) = match self.key {
            "start_age" => ("here", "time here"),
            _ => ("customers", "time as a customer"),
        };
        let title = format!("how long have the {} people in `{}` been {what}?", stage.start, stage.id);
        let help = format!(
            "rates depend on it: {key} = \"settled\" for the mix to which the stage's own rates lead, \"new\" if all have \
             just come, or how many in each {unit} of their {how_long}: {key} = [120, 80, ...]",
            key = self.key
        );
        let span = text.start.get().map_or(text.about.id.span, PeopleText::span);
        checker.push(Diagnostic::error(title).at(span, "").help(help));
    }
}

fn whole(text: &NumberText, checker: &mut Checker<'_>) -> Option<f64> {
    checker.without_unit(text, "these are people at the start");
    let people = checker.number(text, &PEOPLE)?.as_constant().filter(|people| people.fract() == 0.0);
    if people.is_none() {
        let title = format!("expected a whole number of people, found `{}`", text.written);
        checker.push(Diagnostic::error(title).at(text.span, "").help("they are counted, not estimated"));
    }
    people
}

/// People counted by units of time as whole people by steps: evenly over each unit, each person once.
///
/// # Example
/// With 2 steps a unit, 10 people in their first and 5 in their second unit are 5, 5, 3, 2.
fn in_steps(counts: &[f64], steps_per_unit: f64) -> Vec<f64> {
    let total: f64 = counts.iter().sum();
    // How many have been there for less than so many steps.
    let below = |steps: f64| -> f64 {
        let units = steps / steps_per_unit;
        let whole = (units + 1e-9).floor();
        let complete: f64 = counts.iter().take(whole as usize).sum();
        let begun = counts.get(whole as usize).unwrap_or(&0.0) * (units - whole).max(0.0);
        (complete + begun).round().min(total)
    };
    let classes = (counts.len() as f64 * steps_per_unit - 1e-9).ceil().max(1.0) as usize;
    (0..classes).map(|class| below(class as f64 + 1.0) - below(class as f64)).collect()
}

/// Nobody is older than the age at which all leave.
fn refuse_older(ages: &StartMix, stage: &Stage, leaving: &Leaving, text: &StageText, checker: &mut Checker<'_>) {
    let (StartMix::Counts(counts), Leaving::After { steps, .. }) = (ages, leaving) else {
        return;
    };
    let older: f64 = counts.iter().skip(*steps as usize).sum();
    if older > 0.0
        && let Written::As(StartText::Counts(_, span)) = &text.start_age
    {
        let title = format!("{older} people have been in `{}` for longer than anybody stays", stage.id);
        let written = text.after.get().map_or("", |after| after.written.as_str());
        checker.push(Diagnostic::error(title).at(*span, "").help(format!("everybody leaves after `{written}`")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_counted_by_months_are_whole_people_by_weeks_and_all_of_them() {
        let months = [100.0, 60.0, 7.0];
        let weeks = in_steps(&months, Step::Month.counted_in(Step::Week));
        assert_eq!(weeks.len(), 14);
        assert_eq!(weeks.iter().sum::<f64>(), 167.0);
        assert!(weeks.iter().all(|people| people.fract() == 0.0 && *people >= 0.0), "{weeks:?}");
        // 4 weeks of 4.348 are 92% of the first month.
        assert_eq!(weeks[..4].iter().sum::<f64>(), 92.0);
    }

    #[test]
    fn people_counted_by_the_step_stay_as_they_are() {
        assert_eq!(in_steps(&[3.0, 0.0, 5.0], 1.0), [3.0, 0.0, 5.0]);
        assert_eq!(in_steps(&[10.0, 5.0], 2.0), [5.0, 5.0, 3.0, 2.0]);
        // Three months are one quarter.
        assert_eq!(in_steps(&[3.0, 2.0, 5.0, 4.0], Step::Month.counted_in(Step::Quarter)), [10.0, 4.0]);
    }
}
