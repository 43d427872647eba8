//! Referrals: people brought by people who are already in.

use super::checker::Checker;
use super::fields::{INVITES, MONEY, PART, PROBABILITY, SPREAD};
use super::leaving::is_instant;
use super::mixes::mix;
use super::places::Places;
use super::types::{Number, Referral, RewardOn, StageId};
use crate::base::diagnostics::Diagnostic;
use crate::scenario::{DelayText, InvitesText, MomentText, NumberText, ReferralText, Text, Written, did_you_mean};

/// All referrals, in the order of the file.
pub(super) fn check(places: &Places<'_>, checker: &mut Checker<'_>) -> Vec<(Referral, Vec<Number>, Number)> {
    let texts = &checker.wheel.referrals;
    texts.iter().map(|text| referral(text, places, checker)).collect()
}

/// A referral, the invitations of each inviting stage, and the chance that one is accepted.
fn referral(text: &ReferralText, places: &Places<'_>, checker: &mut Checker<'_>) -> (Referral, Vec<Number>, Number) {
    let to = places.written_stage(&text.to, checker);
    let accept = text.accept.get().and_then(|accept| {
        checker.without_unit(accept, "this is the share of the invitations that is accepted");
        checker.number(accept, &PROBABILITY)
    });
    let reward = paid(&text.reward, "this is paid once for each who comes", checker);
    let cost_per_invite = paid(&text.cost_per_invite, "this is paid once for each invitation", checker);
    let season = checker.season(text.season.get());
    let (from, invites): (_, Vec<Number>) = from(text, places, checker).into_iter().unzip();
    let invites = invites.into_iter().map(|mean| mean * season.clone()).collect();
    let referral = Referral {
        id: text.about.id.value.clone(),
        label: text.about.name(),
        from,
        spread: text.spread.get().and_then(|spread| spread_of(spread, checker)),
        to: to.unwrap_or(StageId(0)),
        delay: delay(text, checker),
        reward,
        reward_on: reward_on(text, checker),
        commission: commission(text, checker),
        cost_per_invite,
        same_segment: same_segment(text, checker),
        mix: mix(&text.segments, checker),
    };
    (referral, invites, accept.unwrap_or(Number::Constant(f64::NAN)))
}

/// An amount of money each time, in minor units; nothing if it is not written.
fn paid(text: &Written<NumberText>, why: &str, checker: &mut Checker<'_>) -> Number {
    let amount = text.get().and_then(|amount| {
        checker.without_unit(amount, why);
        checker.number(amount, &MONEY)
    });
    checker.in_minor_units(amount.unwrap_or(Number::Constant(0.0)))
}

fn reward_on(text: &ReferralText, checker: &mut Checker<'_>) -> RewardOn {
    let Some(on) = text.reward_on.get() else {
        return RewardOn::default();
    };
    if text.reward.is_absent() {
        let error = Diagnostic::error(format!("`{}` pays no `reward`", text.about.id.value)).at(on.span, "");
        checker.push(error.help("say how much: reward = \"$40\"; a `commission` is paid on the acquisition anyway"));
    }
    match on.value.as_str() {
        "arrival" => RewardOn::Arrival,
        "acquisition" => RewardOn::Acquisition,
        other => {
            let error = Diagnostic::error(format!("no reward is paid on `{other}`")).at(on.span, "");
            checker.push(error.maybe_help(did_you_mean(other, ["arrival", "acquisition"], "moment")));
            RewardOn::default()
        }
    }
}

fn commission(text: &ReferralText, checker: &mut Checker<'_>) -> Option<Number> {
    let commission = text.commission.get()?;
    checker.without_unit(commission, "this is a share of the first sale");
    checker.number(commission, &PART).filter(|share| share.as_constant() != Some(0.0))
}

/// The chance to be of the inviter's segment; without segments all are of the same.
fn same_segment(text: &ReferralText, checker: &mut Checker<'_>) -> Number {
    let all = Number::Constant(1.0);
    let Some(same) = text.same_segment.get() else {
        // A mix of its own says of which segments they are.
        return if text.segments.is_absent() { all } else { Number::Constant(0.0) };
    };
    checker.without_unit(same, "this is a share of the invited");
    if checker.wheel.segments.list.is_empty() {
        let error = Diagnostic::error("the scenario has no segments").at(same.span, "");
        checker.push(error.help("take `same_segment` away, or describe segments: [segments.smb] with share = \"80%\""));
    }
    checker.number(same, &PART).unwrap_or(all)
}

fn from(text: &ReferralText, places: &Places<'_>, checker: &mut Checker<'_>) -> Vec<(StageId, Number)> {
    let mut inviting = Vec::new();
    for name in text.from.get().into_iter().flatten() {
        let Some(stage) = places.stage(name, checker) else {
            continue;
        };
        if is_instant(&checker.wheel.stages[stage.0]) {
            let title = format!("`{}` is instant: nobody is ever there to invite", name.value);
            let help = "let those invite who stay: a stage that keeps people";
            checker.push(Diagnostic::error(title).at(name.span, "").help(help));
        }
        let Some(number) = invites_of(text, name, checker) else {
            continue;
        };
        inviting.push((stage, number));
    }
    refuse_strangers(text, checker);
    inviting
}

/// The mean number of invitations that a person in a stage sends per step.
fn invites_of(text: &ReferralText, stage: &Text, checker: &mut Checker<'_>) -> Option<Number> {
    let number = match text.invites.get()? {
        InvitesText::Alike(number) => number,
        InvitesText::ByStage(by_stage) => match by_stage.iter().find(|(name, _)| name.value == stage.value) {
            Some((_, number)) => number.get()?,
            None => {
                let error =
                    Diagnostic::error(format!("how many invitations those in `{}` send is missing", stage.value));
                checker.push(error.at(stage.span, "").help(format!("add {} = ... to `invites`", stage.value)));
                return None;
            }
        },
    };
    let Some(unit) = text.per.get() else {
        return checker.per_step(number, &INVITES);
    };
    if number.per.is_some() {
        let error = Diagnostic::error("the unit of the invitations stands here twice");
        checker.push(error.beside(number.span, "").at(unit.span, "").help("keep one `per`"));
    }
    let mean = checker.number(number, &INVITES)?;
    Some(mean * Number::Constant(checker.units_per_period(unit.value)))
}

/// Numbers for stages that do not invite.
fn refuse_strangers(text: &ReferralText, checker: &mut Checker<'_>) {
    let (Some(InvitesText::ByStage(by_stage)), Some(from)) = (text.invites.get(), text.from.get()) else {
        return;
    };
    for (name, _) in by_stage {
        if !from.iter().any(|stage| stage.value == name.value) {
            let error = Diagnostic::error(format!("`{}` is not in `from`, so nobody there invites", name.value));
            checker.push(error.at(name.span, "").help("add it to `from`, or take it away here"));
        }
    }
}

/// A coefficient of variation; without any, all are alike.
pub(super) fn spread_of(text: &NumberText, checker: &mut Checker<'_>) -> Option<Number> {
    checker.without_unit(text, "a spread is of the mean");
    checker.number(text, &SPREAD).filter(|spread| spread.as_constant() != Some(0.0))
}

/// Shares of the accepted by the number of steps after which they come.
fn delay(text: &ReferralText, checker: &mut Checker<'_>) -> Vec<f64> {
    match &text.delay {
        Written::As(DelayText::One(moment)) => one_delay(moment, checker),
        Written::As(DelayText::Shares(shares, span)) => {
            checker.bare_times.push(*span);
            let shares: Vec<f64> = shares.iter().filter_map(|share| constant_share(share, checker)).collect();
            let sum: f64 = shares.iter().sum();
            if (sum - 1.0).abs() > 1e-6 || shares.is_empty() {
                let title = "the shares of `delay` must add up to 100%";
                let found = format!("they add up to {}%", crate::scenario::Figures(sum * 100.0));
                let help = "they are the shares that come in the same period, one later, two later, ...";
                checker.push(Diagnostic::error(title).at(*span, found).help(help));
            }
            // A step later is all its parts later.
            let later = checker.calendar.parts as usize - 1;
            let parts = |share: &f64| [share / sum].into_iter().chain(std::iter::repeat_n(0.0, later));
            shares.iter().flat_map(parts).collect()
        }
        Written::Absent | Written::Broken => vec![1.0],
    }
}

fn one_delay(moment: &MomentText, checker: &mut Checker<'_>) -> Vec<f64> {
    let Some(steps) = checker.whole_steps(moment) else {
        return vec![1.0];
    };
    if steps >= f64::from(checker.periods) {
        let title = format!("after `{}` the run is over, so nobody who is invited comes", moment.written);
        let help = format!("the run has {} periods", checker.periods);
        checker.push(Diagnostic::error(title).at(moment.span, "").help(help));
        return vec![1.0];
    }
    let mut shares = vec![0.0; steps as usize];
    shares.push(1.0);
    shares
}

fn constant_share(text: &NumberText, checker: &mut Checker<'_>) -> Option<f64> {
    checker.without_unit(text, "this is a share");
    let share = checker.number(text, &PART)?.as_constant();
    if share.is_none() {
        let error = Diagnostic::error("the shares of a delay are plain numbers").at(text.span, "");
        checker.push(error.help("like delay = [0.5, 0.3, 0.2]"));
    }
    share
}
