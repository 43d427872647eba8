//! Whether the stages hang together: no endless chain of instant ones, no way back to being a prospect,
//! no stage that nobody can reach.

use super::checker::Checker;
use super::places::Places;
use super::stages::passes_at_once;
use super::types::{Channel, Leaving, Referral, Role, Stage, StageId, Target, Transition};
use crate::base::diagnostics::{Diagnostic, Span};
use crate::scenario::{Form, NumberText, ShareText, Since, StageText, Wheel, Written};

/// Where people can go from each stage in one movement, and where that is written.
pub(super) struct Wiring<'a> {
    stages: &'a [Stage],
    /// Per stage: the next one and the place of the arrow.
    next: Vec<Vec<(StageId, Span)>>,
}

impl<'a> Wiring<'a> {
    pub fn new(
        stages: &'a [Stage],
        leaving: &[Leaving],
        transitions: &[Transition],
        checker: &Checker<'_>,
    ) -> Wiring<'a> {
        let texts = &checker.wheel.stages;
        let mut next = vec![Vec::new(); stages.len()];
        for transition in transitions {
            if let Target::Stage(to) = transition.to {
                let text = &texts[transition.from.0];
                let name = &stages[to.0].id;
                let written = text.to.get().into_iter().flatten().find(|each| each.to.value == *name);
                next[transition.from.0].push((to, written.map_or(text.about.id.span, |each| each.span)));
            }
        }
        for (index, leaving) in leaving.iter().enumerate() {
            if let Leaving::Instant { otherwise: Target::Stage(to), .. } = *leaving {
                let span = texts[index].otherwise.get().map_or(texts[index].about.id.span, |name| name.span);
                next[index].push((to, span));
            }
        }
        Wiring { stages, next }
    }

    /// With the ways on which campaigns take people.
    pub fn with_campaigns(mut self, channels: &[Channel], checker: &Checker<'_>) -> Wiring<'a> {
        for (channel, text) in channels.iter().zip(&checker.wheel.channels) {
            let span = text.to.get().map_or(text.about.id.span, |to| to.span);
            for from in channel.from.iter().flat_map(|campaign| &campaign.stages) {
                self.next[from.0].push((channel.to, span));
            }
        }
        self
    }

    /// Which stages can be reached from one, itself included.
    pub fn reached_from(&self, stage: usize) -> Vec<bool> {
        let mut seen = vec![false; self.stages.len()];
        let mut open = vec![stage];
        seen[stage] = true;
        while let Some(from) = open.pop() {
            for (to, _) in &self.next[from] {
                if !std::mem::replace(&mut seen[to.0], true) {
                    open.push(to.0);
                }
            }
        }
        seen
    }

    /// A rate by tenure in a stage where somebody can be who never was a customer.
    pub fn refuse_tenure_of_strangers(&self, channels: &[Channel], referrals: &[Referral], checker: &mut Checker<'_>) {
        let is_customer = |stage: usize| self.stages[stage].role == Role::Customer && !self.stages[stage].instant;
        let mut strangers = vec![false; self.stages.len()];
        let come = channels.iter().filter(|channel| channel.from.is_none()).map(|channel| channel.to.0);
        let here = |(_, stage): &(usize, &Stage)| stage.start > 0.0 && stage.role != Role::Lapsed;
        let here = self.stages.iter().enumerate().filter(here).map(|(index, _)| index);
        let mut open: Vec<usize> = come.chain(referrals.iter().map(|referral| referral.to.0)).chain(here).collect();
        while let Some(stage) = open.pop() {
            if !is_customer(stage) && !std::mem::replace(&mut strangers[stage], true) {
                open.extend(self.next[stage].iter().map(|(to, _)| to.0));
            }
        }
        let own_rates = checker.wheel.kinds.iter().filter_map(|kind| kind.wheel.as_deref());
        let wheels: Vec<&Wheel> = [checker.wheel].into_iter().chain(own_rates).collect();
        for (index, stage) in self.stages.iter().enumerate().filter(|(index, _)| strangers[*index]) {
            let texts = wheels.iter().filter_map(|wheel| wheel.stages.get(index));
            for (number, key) in texts.flat_map(rates_by_tenure) {
                let title = format!(
                    "`{key}` counts from the first acquisition, and in `{}` are people who never were customers",
                    stage.id
                );
                let help = "`by_age` counts from the entry to the stage; so does a `survival` without by = \"tenure\"";
                checker.diagnostics.push(Diagnostic::error(title).at(number.span, "").help(help));
            }
        }
    }

    /// A loop of instant stages has no end within the period: the first one in the order of the file.
    pub fn refuse_instant_loops(&self, checker: &mut Checker<'_>) {
        let n_stages = self.stages.len();
        // 0: not seen, 1: on the way down, 2: done. An own stack, because chains may be long.
        let mut state = vec![0_u8; n_stages];
        for start in 0..n_stages {
            if state[start] != 0 || !passes_at_once(&self.stages[start]) {
                continue;
            }
            let mut path = vec![(start, 0)];
            state[start] = 1;
            while let Some((stage, position)) = path.last_mut() {
                let here = *stage;
                let Some((to, _)) = self.next[here].get(*position) else {
                    state[here] = 2;
                    path.pop();
                    continue;
                };
                *position += 1;
                match state[to.0] {
                    0 if passes_at_once(&self.stages[to.0]) => {
                        state[to.0] = 1;
                        path.push((to.0, 0));
                    }
                    1 => {
                        self.report_loop(&path, to.0, checker);
                        return;
                    }
                    _ => {}
                }
            }
        }
    }

    fn report_loop(&self, path: &[(usize, usize)], back_to: usize, checker: &mut Checker<'_>) {
        let from = path.iter().position(|(stage, _)| *stage == back_to).unwrap_or(0);
        let ring: Vec<usize> = path[from..].iter().map(|(stage, _)| *stage).collect();
        let names: Vec<&str> = ring.iter().chain([&back_to]).map(|stage| self.stages[*stage].id.as_str()).collect();
        let (last, position) = path[path.len() - 1];
        let (_, span) = self.next[last][position - 1];
        let title = format!("`{}` is a loop of instant stages, so nobody would ever arrive", names.join(" -> "));
        checker.push(
            Diagnostic::error(title)
                .at(span, "here it closes")
                .help("let one of them keep people for a period: remove `instant = true`"),
        );
    }

    /// Who was a customer never becomes a prospect again, by whatever way.
    pub fn refuse_prospects_again(&self, places: &Places<'_>, checker: &mut Checker<'_>) {
        let was_customer =
            |stage: &Stage| matches!(stage.role, Role::Customer | Role::Lapsed) && !passes_at_once(stage);
        let mut seen: Vec<bool> = self.stages.iter().map(was_customer).collect();
        let mut open: Vec<usize> = (0..self.stages.len()).filter(|stage| seen[*stage]).collect();
        while let Some(from) = open.pop() {
            for (to, span) in &self.next[from] {
                let stage = &self.stages[to.0];
                if stage.role == Role::Prospect && !passes_at_once(stage) {
                    let arrow = format!("{} -> {}", self.stages[from].id, places.id(*to));
                    let title = format!("`{arrow}` makes a prospect of somebody who was a customer");
                    checker.push(Diagnostic::error(title).at(*span, "").help(format!(
                        "give `{}` the role \"lapsed\", or \"user\" if they go on without paying",
                        places.id(*to)
                    )));
                } else if !seen[to.0] {
                    seen[to.0] = true;
                    open.push(to.0);
                }
            }
        }
    }

    /// A stage that is empty and stays so is a mistake.
    pub fn refuse_unreachable(&self, channels: &[Channel], referrals: &[Referral], checker: &mut Checker<'_>) {
        let mut seen: Vec<bool> = self.stages.iter().map(|stage| stage.start > 0.0).collect();
        let mut open: Vec<usize> = (0..seen.len()).filter(|stage| seen[*stage]).collect();
        let enter = |stage: StageId, seen: &mut Vec<bool>, open: &mut Vec<usize>| {
            if !std::mem::replace(&mut seen[stage.0], true) {
                open.push(stage.0);
            }
        };
        for channel in channels.iter().filter(|channel| channel.from.is_none()) {
            enter(channel.to, &mut seen, &mut open);
        }
        while let Some(from) = open.pop() {
            for (to, _) in &self.next[from] {
                enter(*to, &mut seen, &mut open);
            }
            for referral in referrals {
                if referral.from.iter().any(|stage| stage.0 == from) {
                    enter(referral.to, &mut seen, &mut open);
                }
            }
        }
        if !seen.contains(&true) && !self.stages.is_empty() {
            let error = Diagnostic::error("nobody ever comes").at(checker.wheel.stages[0].about.id.span, "");
            checker.push(error.help("add a channel that brings people, or say who is there at the start: start = 500"));
            return;
        }
        for (index, _) in seen.iter().enumerate().filter(|(_, seen)| !**seen) {
            let id = &checker.wheel.stages[index].about.id;
            let error = Diagnostic::error(format!("nobody can reach the stage `{}`", id.value)).at(id.span, "");
            checker.push(error.help("let a transition or a channel lead there, or say who is there at the start"));
        }
    }
}

/// The rates out of a stage that count from the first acquisition, and the keys that say so.
fn rates_by_tenure(text: &StageText) -> Vec<(&NumberText, &'static str)> {
    let numbers = text.to.get().into_iter().flatten().filter_map(|each| match &each.share {
        Written::As(ShareText::Of(number)) => Some(number),
        _ => None,
    });
    let by_tenure = numbers.filter_map(|number| match &number.form {
        Form::Since(Since::Tenure, _) => Some((number, "by_tenure")),
        Form::Sbg(_) => Some((number, "sbg")),
        Form::Survival(Since::Tenure, _) => Some((number, "by = \"tenure\"")),
        _ => None,
    });
    by_tenure.collect()
}
