//! Names resolved: stages, transitions and channels by their ids.

use std::collections::HashMap;

use super::checker::Checker;
use super::types::{ChannelId, StageId, Target, Transition, TransitionId};
use crate::base::diagnostics::Diagnostic;
use crate::scenario::{Arrow, Text, Wheel, Written, did_you_mean};

/// The name of the way out.
pub(super) const EXIT: &str = "exit";

/// Where everything named is to be found.
#[derive(Debug)]
pub(super) struct Places<'a> {
    wheel: &'a Wheel,
    stages: HashMap<&'a str, StageId>,
    channels: HashMap<&'a str, ChannelId>,
}

impl<'a> Places<'a> {
    pub fn new(wheel: &'a Wheel) -> Places<'a> {
        let stages = wheel.stages.iter().enumerate();
        let channels = wheel.channels.iter().enumerate();
        Places {
            wheel,
            stages: stages.map(|(index, stage)| (stage.about.id.value.as_str(), StageId(index))).collect(),
            channels: channels.map(|(index, channel)| (channel.about.id.value.as_str(), ChannelId(index))).collect(),
        }
    }

    pub fn id(&self, stage: StageId) -> &'a str {
        &self.wheel.stages[stage.0].about.id.value
    }

    /// `a -> b`
    pub fn arrow(&self, transition: &Transition) -> String {
        format!("{} -> {}", self.id(transition.from), self.target_id(transition.to))
    }

    pub fn target_id(&self, target: Target) -> &'a str {
        match target {
            Target::Stage(stage) => self.id(stage),
            Target::Exit => EXIT,
        }
    }

    pub fn find_stage(&self, name: &str) -> Option<StageId> {
        self.stages.get(name).copied()
    }

    /// The stage that a text names, if it could be read.
    pub fn written_stage(&self, name: &Written<Text>, checker: &mut Checker<'_>) -> Option<StageId> {
        checker.unresolved |= name.is_broken();
        name.get().and_then(|name| self.stage(name, checker))
    }

    /// The stage with a name; `None` and a message if there is none.
    pub fn stage(&self, name: &Text, checker: &mut Checker<'_>) -> Option<StageId> {
        let found = self.find_stage(&name.value);
        if found.is_none() {
            checker.unresolved = true;
            let names: Vec<&str> = self.wheel.stages.iter().map(|stage| stage.about.id.value.as_str()).collect();
            let error = Diagnostic::error(format!("no stage `{}`", name.value)).at(name.span, "");
            checker.push(error.maybe_help(did_you_mean(&name.value, names, "stage")));
        }
        found
    }

    /// A stage or the exit.
    pub fn target(&self, name: &Text, checker: &mut Checker<'_>) -> Option<Target> {
        if name.value == EXIT { Some(Target::Exit) } else { self.stage(name, checker).map(Target::Stage) }
    }

    pub fn channel(&self, name: &Text, checker: &mut Checker<'_>) -> Option<ChannelId> {
        let found = self.channels.get(name.value.as_str()).copied();
        if found.is_none() {
            let names: Vec<&str> = self.wheel.channels.iter().map(|channel| channel.about.id.value.as_str()).collect();
            let error = Diagnostic::error(format!("no channel `{}`", name.value)).at(name.span, "");
            checker.push(error.maybe_help(did_you_mean(&name.value, names, "channel")));
        }
        found
    }

    /// The transitions that an arrow names; `-> b` is not one and gives none.
    pub fn transitions(
        &self,
        arrow: &Arrow,
        at: &Text,
        transitions: &[Transition],
        checker: &mut Checker<'_>,
    ) -> Vec<TransitionId> {
        let (from, to) = match arrow {
            Arrow::One { from, to } => {
                let from = Text { value: from.clone(), span: at.span };
                let Some(from) = self.stage(&from, checker) else {
                    return Vec::new();
                };
                (Some(from), to)
            }
            Arrow::EveryTransitionTo(to) => (None, to),
            Arrow::EveryEntryTo(_) => return Vec::new(),
        };
        let Some(to) = self.target(&Text { value: to.clone(), span: at.span }, checker) else {
            return Vec::new();
        };
        let fits = |transition: &Transition| from.is_none_or(|from| transition.from == from) && transition.to == to;
        let found: Vec<TransitionId> = transitions
            .iter()
            .enumerate()
            .filter(|(_, transition)| fits(transition))
            .map(|(index, _)| TransitionId(index))
            .collect();
        if found.is_empty() {
            checker.push(self.no_such_transition(at, from, to, transitions));
        }
        found
    }

    fn no_such_transition(
        &self,
        at: &Text,
        from: Option<StageId>,
        to: Target,
        transitions: &[Transition],
    ) -> Diagnostic {
        let error = Diagnostic::error(format!("there is no transition `{}`", at.value)).at(at.span, "");
        let otherwise = from.and_then(|from| self.wheel.stages[from.0].otherwise.get());
        if otherwise.is_some_and(|otherwise| otherwise.value == self.target_id(to)) {
            let help = format!("`else` is no transition; write to.{} = \"rest\" instead", self.target_id(to));
            return error.help(help);
        }
        let arrows: Vec<String> = transitions.iter().map(|transition| self.arrow(transition)).collect();
        let known: Vec<&str> = arrows.iter().map(String::as_str).collect();
        error.maybe_help(did_you_mean(&at.value, known, "transition"))
    }
}
